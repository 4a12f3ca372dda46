"""One day of the market, step by step: the engine of `basislib.market`.

`STEPS` is the table of contents of a day. Each step is a pure function of the market `m`, yesterday's close `b`
(before) and what today's earlier steps found, `d` (day); it returns what it adds to `d`. Every value is an array
over scenarios, or a number that is the same for all; with a single scenario all are numbers, for arrays of one entry
take five times as long. Amounts in $bn, prices per 1 of face, rates in bp a year.

A day has three prices: yesterday's close (``b.note_price``), the price at which orders known before the forced sale
are executed (``d.note_before``), and today's close (``d.note_price``); what is sold by force gets the average of the
last two, weighted along the way. Checks of the input are done beforehand, once for all days.

==========================  ==================================================================================
``position``                Q yesterday, q today: funds' notes, and as many short futures
``dislocation``             psi, futures price less note price; ``_before``: before the forced sale
``inventory``, ``room``     J, dealers' notes above their usual ones; A, what they carry of these cheaply
``strike, term_haircut``    p and hbar, average price and haircut at which the term loans were struck
``overnight_repo, term_repo, dealer_repo``  R^o, R^m, R^d; ``srf`` the standing facility
``cash, unpaid, fed_line``  C, O, E of the funds
``market_spread``           s_end, the part of the repo rate that lenders' cash explains; ``repo_spread`` s, all of it
``forced_sale``             x; ``run_sale`` z; ``voluntary_sale`` u (a purchase is below zero); ``orders`` y = z + u
``bought, hedged``          B + H and H, the Fed's purchases of the day
==========================  ==================================================================================
"""

from types import SimpleNamespace

import numpy as np

from basislib.checks import plain, within
from basislib.margin import RULES, anti_procyclical_margin, initial_margin
from basislib.spiral import _two_slope_sale

LARGEST = 1e12  # "never", "no limit": larger than any amount, in any unit
ROUNDING = 1e-9  # $bn, one dollar: a fund at the cliff's edge must not fall over the last digit of a sum
LEAST_ROOM = 5.0  # $bn; dealers never shut the door altogether
LENDER_CASH, REAL_NOTES, REAL_CASH, FOREIGN_NOTES = 800.0, 3000.0, 500.0, 1000.0  # $bn, on day 0


def smaller(a, b):
    """Return the smaller of two numbers, or entry by entry; of equal ones the second, as numpy does."""
    return np.minimum(a, b) if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) else a if a < b else b


def larger(a, b):
    """Return the larger of two numbers, or entry by entry; of equal ones the second, as numpy does."""
    return np.maximum(a, b) if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) else a if a > b else b


def choose(condition, yes, no):
    """Return one of two values, or entry by entry."""
    return np.where(condition, yes, no) if isinstance(condition, np.ndarray) else yes if condition else no


def some(found):
    """Return whether a number, or any entry, is true."""
    return found.any() if isinstance(found, np.ndarray) else found


def _news_and_policy(m, b, d):
    """1. Yields have moved, margins, haircuts and dealers' room with them; the Fed decides on yesterday's prices."""
    running = (d.day >= m.purchase_start) | (b.dislocation > m.purchase_trigger)
    programme = smaller(smaller(m.purchase_pace, m.purchase_size - b.programme), b.real_notes) * running
    bought = programme + smaller(d.purchases, b.real_notes - programme)
    hedged = m.hedged_share * bought
    used = (m.dealer_inventory + b.inventory) / (m.dealer_inventory + d.room)
    stretch = d.stretch * ((1 + used * used) / m.calm_use)
    return {
        "programme": b.programme + programme, "bought": bought, "hedged": hedged,
        "value": b.value + d.value_change + m.purchase_effect * (bought - hedged),
        "term_haircut": b.term_haircut + (d.haircut - b.term_haircut) / m.term_days,
        "room_used": used, "half_spread": m.base_half_spread * stretch, "depth": m.base_depth / stretch,
    }


def _accruals(m, b, d):
    """2. Interest above the rate in the futures price, and the roll-down of the dislocation, on yesterday's stocks."""
    night = 1e-4 / 360
    overnight, term, line = b.repo_spread * night, b.term_spread * night, m.line_penalty * night
    return {
        "interest_overnight": overnight * b.overnight_repo, "interest_term": term * b.term_repo,
        "interest_unpaid": overnight * b.unpaid, "interest_line": line * b.fed_line,
        "interest_dealers": overnight * b.dealer_repo, "interest_srf": overnight * b.srf,
        "roll_down": b.dislocation / m.days_to_delivery,
    }


def _orders(m, b, d):
    """3. What is decided before the day's prices: the run, voluntary exit or entry, and dealers' hand-on."""
    run = smaller(d.run_share * (1 - m.term_share + m.term_share / m.term_days), 1.0) * b.position
    own = larger(b.initial_margin + d.haircut * b.note_price + m.buffer, 1e-12)
    lent = (1 - m.term_share) * (1 - d.haircut)
    rate = (b.market_spread + d.spread) * 1e-4 * m.horizon
    hurdle = (m.required_return / 100 * own * m.days_to_delivery + lent * rate) / 360
    gap = hurdle - b.dislocation
    pull = larger(gap - d.half_spread, 0.0) - larger(-gap - d.half_spread, 0.0)
    slope = choose(b.inventory < d.room, m.impact, m.impact_beyond)
    limit = m.exit_limit * b.position
    spare = larger(b.cash - b.unpaid - m.buffer * b.position, 0.0) / own
    entry = smaller(smaller(limit, spare), b.real_notes - d.bought)
    wish = smaller(m.exit_speed * pull / slope, smaller(limit, b.position - run))
    voluntary = choose(b.closed, 0.0, larger(wish, -entry)) + 0.0  # no "-0" on a page
    orders, to_real_money = run + voluntary, m.passed_on * larger(b.inventory, 0.0)
    wanted = b.inventory + orders + d.foreign_sale - d.bought - to_real_money
    inventory = larger(wanted, m.least_inventory)
    return {
        "run_sale": run, "hurdle": hurdle, "voluntary_sale": voluntary, "orders": orders,
        "after_orders": larger(b.position - orders, 0.0), "to_real_money": to_real_money - (inventory - wanted),
        "inventory_before": inventory,
    }


def _prices_before_sale(m, b, d):
    """3b. The prices at which these orders are executed."""
    dislocation = _dislocation(m, d.inventory_before, d.room)
    return {"dislocation_before": dislocation,
            "note_before": d.value - (1 - m.futures_share) * dislocation,
            "futures_before": d.value + m.futures_share * dislocation}


def _repo_marks(m, b, d):
    """4. Overnight loans follow the note's price; term loans follow falls at once, rises bit by bit."""
    price = d.note_before
    strike = smaller(b.strike + (price - b.strike) / m.term_days, price)
    term = (1 - d.term_haircut) * (strike + m.recall * (price - strike))
    overnight = (1 - m.term_share) * (1 - d.haircut)
    return {"strike": strike, "term_loan": m.term_share * term, "overnight_share": overnight,
            "loan": overnight * price + m.term_share * term}


def _cash_before_sale(m, b, d):
    """5. Cash after calls, marks and orders; what is missing, and what of it the Fed's line pays."""
    interest = d.interest_overnight + d.interest_term + d.interest_unpaid + d.interest_line
    traded = d.half_spread * (d.run_sale + abs(d.voluntary_sale))
    income = d.roll_down * b.position - interest
    variation = -b.position * (d.futures_before - b.futures_price)
    margin = b.margin_posted - d.initial_margin * d.after_orders
    loans = d.loan * d.after_orders - b.overnight_repo - b.term_repo
    cash = b.cash - b.unpaid + income + variation + margin + loans + d.orders * d.note_before - traded
    need = m.cash_floor * d.after_orders - cash
    drawn = choose(b.closed, 0.0, smaller(larger(need, -b.fed_line), larger(d.line_limit - b.fed_line, 0.0)))
    return {"income": income, "cost": traded, "drawn": drawn, "shortfall": need - drawn}


def _forced_sale(m, b, d):
    """6. The forced sale in closed form, or the close-out that nothing can prevent."""
    locked = d.initial_margin + d.note_before - d.loan + m.cash_floor
    eta = (m.futures_share - 1) * (1 - d.overnight_share)
    room = larger(d.room - d.inventory_before, 0.0)
    case = {"locked": locked, "eta": eta, "room_left": room}
    missing = choose(d.shortfall > ROUNDING, d.shortfall, 0.0)
    trouble = (missing > 0) | (b.fed_line + d.drawn > 0)
    if not some(trouble):  # most days; without a shortfall and without the Fed's line own money is above zero
        return {**case, "forced_sale": missing, "closing": trouble, "closed": b.closed}
    root = plain(_two_slope_sale(d.after_orders, locked, m.impact, m.impact_beyond, room, missing, d.half_spread,
                                 eta))
    hopeless = root > d.after_orders
    sale = choose(hopeless, d.after_orders, smaller(root, d.after_orders) / m.deadline)
    broke = trouble & np.logical_not(b.closed) & (_wealth_after(m, b, d, sale, room) < -ROUNDING)
    closing = plain(hopeless | broke)
    return {**case, "forced_sale": choose(closing, d.after_orders, sale), "closing": closing,
            "closed": b.closed | closing}


def _close(m, b, d):
    """7. Closing prices, positions, loans and margins."""
    rise, gain = _price_of_sale(m, d.forced_sale, d.room_left)
    position, inventory = d.after_orders - d.forced_sale, d.inventory_before + d.forced_sale
    dislocation = d.dislocation_before + rise
    note = d.value - (1 - m.futures_share) * dislocation
    _refuse_worthless(note, d.day)
    return {
        "position": position, "inventory": inventory, "dislocation": dislocation, "sale_gain": gain,
        "note_price": note, "futures_price": d.value + m.futures_share * dislocation,
        "overnight_repo": d.overnight_share * note * position, "term_repo": d.term_loan * position,
        "margin_posted": d.initial_margin * position, "cost": d.cost + d.half_spread * d.forced_sale,
        "dealer_margin": d.initial_margin * (m.dealer_inventory + inventory),
        "fed_futures": b.fed_futures + d.hedged, "fed_notes": b.fed_notes + d.bought,
        "real_notes": larger(b.real_notes + d.to_real_money, 0.0), "foreign_notes": b.foreign_notes - d.foreign_sale,
        "real_futures": b.real_futures + d.foreign_sale - (d.bought - d.hedged) - d.to_real_money,
    }


def _settle_or_default(m, b, d):
    """8. The day's payments. What is unpaid is the broker's credit; after a close-out it is written off.

    The line lends nothing new to a fund that is closed out the same day, so only yesterday's line can be lost.
    """
    futures = _futures_gains(m, b, d)
    variation = futures["variation_margin"]
    proceeds = _proceeds(m, d)
    cash = (b.cash - b.unpaid + d.income + variation + b.margin_posted - d.margin_posted - d.cost + proceeds
            + d.overnight_repo + d.term_repo - b.overnight_repo - b.term_repo
            + choose(d.closing, -b.fed_line, d.drawn))
    missing = larger(-cash, 0.0)
    loss = choose(d.closing, missing, 0.0)
    unpaid = missing - loss
    line = choose(d.closing, 0.0, b.fed_line + d.drawn)
    cash = cash + missing
    wealth = (cash + d.margin_posted + d.note_price * d.position - d.overnight_repo - d.term_repo - unpaid - line)
    return {**futures, **_losses(b, loss, b.overnight_repo + b.term_repo - proceeds,
                                 b.unpaid - b.margin_posted - variation),
            "cash": cash, "unpaid": unpaid, "fed_line": line, "own_money": wealth, "proceeds": proceeds}


def _fund_dealers(m, b, d):
    """9. Dealers borrow what they need; lenders lend it at a price, and the standing facility part of a shortage.

    Dealers keep cash only when nothing is left to repay, and use it first the next day.
    """
    traded = d.dealer_trades
    other = (d.interest_unpaid - d.interest_dealers - d.interest_srf
             + d.roll_down * (m.dealer_inventory + b.inventory) + d.dealer_variation
             + b.dealer_margin - d.dealer_margin - traded * d.note_before - (d.proceeds - d.orders * d.note_before)
             + d.cost - (d.unpaid - b.unpaid) - d.loss_dealer)
    needed = b.dealer_repo + b.srf - b.dealer_cash - other
    debt = larger(needed, 0.0)
    capacity = b.lender_capacity - d.drain
    slack = capacity - (d.overnight_repo + d.term_repo + debt)
    srf = smaller(larger(-m.srf_access * (slack + m.srf_from), 0.0), smaller(debt, d.srf_limit))
    return {"dealer_repo": debt - srf, "srf": srf, "dealer_cash": debt - needed, "lender_capacity": capacity,
            "slack": slack}


def _rate_for_tomorrow(m, b, d):
    """10. The repo rate that a shortage of lenders' cash leaves behind."""
    rationed = m.shortage_slope * larger(-d.slack - d.srf, 0.0)
    market = over_floor(m, d.slack) + rationed - m.calm_rate
    spread = market + d.spread
    return {"market_spread": market, "repo_spread": spread,
            "term_spread": b.term_spread + (spread - b.term_spread) / m.term_days}


STEPS = (_news_and_policy, _accruals, _orders, _prices_before_sale, _repo_marks, _cash_before_sale, _forced_sale,
         _close, _settle_or_default, _fund_dealers, _rate_for_tomorrow)


def spiral_number(m, b, d):
    """Return the spiral number at the close, with the slope on which the next sale would start."""
    slope = choose(d.inventory < d.room, m.impact, m.impact_beyond)
    freed, pressure = d.locked - d.half_spread, slope * (1 + d.eta) * d.position
    number = pressure / choose(freed > 0, freed, 1.0)
    return {"spiral_number": choose(freed > 0, number, choose(pressure > 0, np.inf, 0.0))}


_NOTHING_YET = (
    "forced_sale", "run_sale", "voluntary_sale", "orders", "variation_margin", "fed_line", "unpaid", "bought",
    "programme", "hedged", "fed_notes", "fed_futures", "to_real_money", "loss", "loss_lender", "loss_dealer",
    "loss_fed", "inventory", "srf", "dealer_cash", "market_spread", "repo_spread", "term_spread")


def opening(m, known):
    """Return the close of day 0: nobody has sold anything, and lenders have cash to spare."""
    d = SimpleNamespace(day=0, **{name: path[0] for name, path in known.items()})
    none, q = np.zeros(m.size), np.full(m.size, m.position)
    psi, dealers = m.calm_dislocation + none, m.dealer_inventory + none
    note = 1 - (1 - m.futures_share) * psi
    loans, term = (1 - d.haircut) * note * q, m.term_share + none
    overnight_share = (1 - m.term_share) * (1 - d.haircut)
    repo = {"overnight_repo": (1 - term) * loans, "term_repo": term * loans, "dealer_repo": dealers * note}
    cash, margin = m.buffer * q, d.initial_margin * q
    locked = d.initial_margin + m.cash_floor + d.haircut * note
    state = dict.fromkeys(_NOTHING_YET, none)
    return SimpleNamespace(**{
        **vars(d), **state, **repo, "position": q, "cash": cash, "margin_posted": margin, "dislocation": psi,
        "hurdle": psi, "value": 1 + none, "note_price": note, "futures_price": 1 + m.futures_share * psi,
        "strike": note, "term_haircut": d.haircut + none, "locked": locked + none, "shortfall": m.cash_floor * q - cash,
        "eta": (m.futures_share - 1) * (1 - overnight_share), "half_spread": m.base_half_spread + none,
        "room_used": dealers / (m.dealer_inventory + d.room),
        "depth": m.base_depth + none, "slack": m.lender_slack + none, "closed": none > 0,
        "own_money": cash + margin + note * q - loans, "dealer_margin": d.initial_margin * dealers,
        "real_notes": REAL_NOTES + none, "foreign_notes": FOREIGN_NOTES + none, "real_futures": q + dealers,
        "lender_capacity": loans + dealers * note + m.lender_slack,
    })


def news(m, paths):
    """Return what no sale can change, as arrays (days + 1, scenarios or 1), row 0 the opening."""
    volatility = volatility_path(m, paths)
    stretch = volatility / m.volatility
    day = np.arange(len(volatility))[:, None]
    relief = m.relief * _between(day, m.relief_start, m.relief_end)
    room = m.dealer_room * (1 + relief) / stretch**m.room_exponent
    haircut = m.haircut + from_day_0(paths.haircut_rise)
    within("haircut + rise", haircut, "of market value", low=-1e-12, high=1 + 1e-12)
    change = -m.duration * from_day_0(paths.yield_change) * 1e-4
    within("value of the note after the yield's changes", 1 + change.cumsum(axis=0), "per 1 of face", above=0)
    return {
        "volatility": volatility, "stretch": stretch, "room": np.maximum(room, LEAST_ROOM), "value_change": change,
        "haircut": np.clip(haircut, 0, 1), "initial_margin": margin_path(m, paths, volatility),
        "spread": from_day_0(paths.repo_spread), "foreign_sale": from_day_0(paths.foreign_sales),
        "run_share": from_day_0(paths.run_share), "drain": from_day_0(paths.drain),
        "purchases": from_day_0(paths.purchases),
        "srf_limit": np.where(m.srf_open, m.srf_cap, 0.0) * _between(day, m.srf_start, m.srf_end),
        "line_limit": m.line_cap * _between(day, m.line_start, m.line_end),
    }


def _between(day, first, last):
    """Return whether days, a column, lie between a first and a last one."""
    return (day >= first) & (day <= last)


def from_day_0(path, opening=0.0):
    """Return a path with a row for day 0 in front."""
    return np.concatenate((np.full((1, *path.shape[1:]), opening), path))


def volatility_path(m, shock):
    """Return sigma day by day, bp a day: the moving root-mean-square of the yield's changes."""
    moves = shock.yield_change
    past, start = np.asarray(m.volatility_memory), np.asarray(m.volatility)
    variance = [np.broadcast_to(start, np.broadcast_shapes(past.shape, start.shape, moves.shape[1:])) ** 2]
    for added in (1 - past) * moves**2:
        variance.append(past * variance[-1] + added)
    return np.sqrt(variance)


def margin_path(m, shock, volatility):
    """Return the initial margin day by day; see `basislib.market.margin_path`."""
    margin = np.array(rule_margin(m, volatility, from_day_0(shock.margin_scale, 1.0)))
    speed = np.asarray(m.margin_speed)
    if np.any(speed < LARGEST):
        margin = np.broadcast_to(margin, (len(margin), *np.broadcast_shapes(margin.shape[1:], speed.shape))).copy()
        for day in range(1, len(margin)):
            margin[day] = np.minimum(margin[day], margin[day - 1] + speed)
    margin = margin + from_day_0(shock.margin_rise)
    return within("initial margin + rise", margin, "per 1 of face", low=0)


def rule_margin(m, volatility, scale=1.0):
    """Return the margin that the rule asks for at a volatility, per 1 of face, the speed limit apart."""
    factor = np.asarray(m.margin_factor) * scale
    band = {"multiple": m.margin_multiple, "floor_bp": m.margin_floor, "cap_bp": m.margin_cap}
    raw = factor * initial_margin(volatility, m.duration, **band)
    if np.all(np.asarray(m.margin_rule) == "none"):
        return raw
    stress = factor * np.asarray(m.duration) * m.margin_cap * 1e-4
    calm_raw = m.margin_factor * initial_margin(m.volatility, m.duration, **band)
    rules = np.asarray(m.margin_rule)
    return np.select([rules == rule for rule in RULES],
                     [anti_procyclical_margin(raw, stress, rule, calm_raw) for rule in RULES])


def _refuse_worthless(note, day):
    """Refuse what takes the note's price to nothing: the straight lines of the dealers have lost their meaning."""
    if some(note <= 0):
        raise ValueError(f"on day {day} the note's price falls to {np.min(note):.3g} per 1 of face; it must stay above "
                         "0. Lower the impact, the position or the foreign sales.")


def _dislocation(m, inventory, room):
    """Return the dislocation at which dealers carry this much on top of their usual inventory."""
    over = larger(inventory - room, 0.0)
    return larger(m.calm_dislocation + m.impact * (inventory - over) + m.impact_beyond * over, 0.0)


def _price_of_sale(m, sale, room):
    """Return how far a sale drives the dislocation, and how much less the units sold paid than the last price."""
    low = smaller(sale, room)
    over = sale - low
    rise, more = m.impact * low, m.impact_beyond * over
    return rise + more, rise * low / 2 + more * low + more * over / 2


def _wealth_after(m, b, d, sale, room):
    """Return the fund's own money after a forced sale: only dislocation, interest and costs move it."""
    rise, gain = _price_of_sale(m, sale, room)
    after = d.dislocation_before + rise
    return (b.own_money + d.income - b.position * (after - b.dislocation) + d.orders * rise + gain
            - d.cost - d.half_spread * sale)


def _futures_gains(m, b, d):
    """Return the variation margin of funds and dealers; what was traded today counts from its own price."""
    change, later = d.futures_price - b.futures_price, d.futures_price - d.futures_before
    sold = m.futures_share * d.sale_gain
    trades = d.inventory_before - b.inventory
    return {"dealer_trades": trades,
            "variation_margin": -b.position * change + d.orders * later + sold,
            "dealer_variation": -(m.dealer_inventory + b.inventory) * change - trades * later - sold}


def _proceeds(m, d):
    """Return what the fund's sales of notes bring, $bn."""
    forced = d.forced_sale * d.note_price + (1 - m.futures_share) * d.sale_gain
    return d.orders * d.note_before + forced


def _losses(b, loss, repo_gap, futures_gap):
    """Return who bears what a closed-out fund cannot pay."""
    if not some(loss):
        return dict.fromkeys(("loss", "loss_fed", "loss_lender", "loss_dealer"), loss)
    fed = smaller(loss, b.fed_line)
    repo, broker = larger(repo_gap, 0.0), larger(futures_gap, 0.0)
    both = repo + broker
    lender = (loss - fed) * np.divide(repo, both, out=np.ones(np.shape(both)), where=both > 0)
    return {"loss": loss, "loss_fed": fed, "loss_lender": lender, "loss_dealer": loss - fed - lender}


def over_floor(m, slack):
    """Return the repo rate over the Fed's floor while lenders have cash to spare, bp."""
    return m.range_width - smaller(m.slope * larger(slack, 0.0), m.range_width)
