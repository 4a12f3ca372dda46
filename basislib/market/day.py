"""One day of the market, step by step: the engine of `basislib.market.run`.

`STEPS` is the table of contents of a day: each step, and the group of `basislib.market.state.Day` that it gives. A
step is a pure function of the market's `Rules` `m`, yesterday's close `b` (before) and what today's earlier steps
found, `d` (day); it returns what it adds to `d`. With a single scenario all values are numbers, for arrays of one
entry take five times as long.

A day has three prices: yesterday's close (``b.note_price``), the price at which orders known before the forced sale
are executed (``d.note_before``), and today's close (``d.note_price``); what is sold by force gets the average of the
last two, weighted along the way. Checks of the input are done beforehand, once for all days.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeAlias

import numpy as np

from basislib.checks import Refused, plain, within
from basislib.elementwise import choose, larger, smaller, some
from basislib.fund.corridor import facility, floor_from, left_over, market_rate
from basislib.fund.spiral import _two_slope_sale
from basislib.language import N_
from basislib.market import state
from basislib.market.inputs import FOREIGN_NOTES, UNBOUNDED, Market, Shock, rule_margin
from basislib.market.state import Day, Numbers, Rules, unchecked
from basislib.types import ArrayLike, Broadcast

ROUNDING = 1e-9  # $bn, one dollar: a fund at the cliff's edge must not fall over the last digit of a sum
LEAST_ROOM = 5.0  # $bn; dealers never shut the door altogether
LENDER_CASH, REAL_NOTES, REAL_CASH = 800.0, 3000.0, 500.0  # $bn, on day 0


Found: TypeAlias = dict[str, Broadcast]  # by name of a field of `Day`
Paths: TypeAlias = dict[str, np.ndarray]  # the same, days first


def _news_and_policy(m: Rules, b: Day, d: Day) -> Found:
    """1. Yields have moved, margins, haircuts and dealers' room with them; the Fed decides on yesterday's prices."""
    running = (d.day >= m.purchase_start) | (b.dislocation > m.purchase_trigger)
    programme = smaller(smaller(m.purchase_pace, m.purchase_size - b.programme), b.real_notes) * running
    bought = programme + smaller(d.purchases, b.real_notes - programme)
    hedged = m.hedged_share * bought
    used = (m.dealer_inventory + b.inventory) / (m.dealer_inventory + d.room)
    stretch = d.stretch * ((1 + used * used) / m.calm_use)
    return {
        "programme": b.programme + programme,
        "bought": bought,
        "hedged": hedged,
        "value": b.value + d.value_change + m.purchase_effect * (bought - hedged),
        "fund_margin": m.margin_ratio * d.initial_margin,
        "term_haircut": b.term_haircut + (d.haircut - b.term_haircut) / m.term_days,
        "room_used": used,
        "half_spread": m.base_half_spread * stretch,
        "depth": m.base_depth / stretch,
    }


def _accruals(m: Rules, b: Day, d: Day) -> Found:
    """2. Interest above the rate in the futures price, and the roll-down of the dislocation, on yesterday's stocks."""
    night = 1e-4 / 360
    overnight, term, line = b.repo_spread * night, b.term_spread * night, m.line_penalty * night
    return {
        "interest_overnight": overnight * b.overnight_repo,
        "interest_term": term * b.term_repo,
        "interest_unpaid": overnight * b.unpaid,
        "interest_line": line * b.fed_line,
        "interest_dealers": overnight * b.dealer_repo,
        "interest_srf": overnight * b.srf,
        "roll_down": b.dislocation / m.days_to_delivery,
    }


def _unwilling_sales(m: Rules, b: Day, d: Day) -> Found:
    """3. What funds must sell: lenders do not renew, limits on losses are reached, cash is below what they want."""
    run = smaller(d.run_share * (1 - m.term_share + m.term_share / m.term_days), 1.0) * b.position
    left = b.position - run
    drawdown = (m.opening_money - b.own_money) / m.opening_money
    reached = larger(smaller((drawdown - m.drawdown_limit) / m.drawdown_width, 1.0), 0.0) * (m.drawdown_limit > 0)
    due = smaller(larger(reached * m.position - b.drawdown_sold, 0.0), m.drawdown_pace * m.position)
    cut = smaller(due, left)
    missing = larger(d.cash_wanted * b.position - (b.cash - b.unpaid), 0.0) * (m.cash_target > 0)
    freed = larger(d.fund_margin + d.haircut * b.note_price + d.cash_wanted, 1e-12)
    careful = smaller(missing / freed, smaller(m.precaution_pace * b.position, left - cut))
    return {
        "run_sale": run,
        "drawdown": drawdown,
        "limits_reached": reached,
        "drawdown_sale": cut,
        "drawdown_sold": b.drawdown_sold + cut,
        "precaution_sale": careful,
    }


def _orders(m: Rules, b: Day, d: Day) -> Found:
    """3. What funds do of their own accord: they leave a trade that pays too little, and join one that pays."""
    own = larger(b.fund_margin + d.haircut * b.note_price + m.buffer, 1e-12)
    lent = (1 - m.term_share) * (1 - d.haircut)
    rate = (b.market_spread + d.spread) * 1e-4 * m.horizon
    hurdle = (m.required_return / 100 * own * m.days_to_delivery + lent * rate) / 360
    gap = hurdle - b.dislocation
    pull = larger(gap - d.half_spread, 0.0) - larger(-gap - d.half_spread, 0.0)
    slope = choose(b.inventory < d.room, m.impact, m.impact_beyond)
    limit, unwilling = m.exit_limit * b.position, d.run_sale + d.drawdown_sale + d.precaution_sale
    spare = larger(b.cash - b.unpaid - larger(m.buffer, d.cash_wanted) * b.position, 0.0) / own
    calm = (d.limits_reached <= 0) & (d.precaution_sale <= 0)
    entry = smaller(smaller(limit, spare), b.real_notes - d.bought) * calm
    wish = smaller(m.exit_speed * pull / slope, smaller(limit, b.position - unwilling))
    voluntary: Broadcast = choose(b.closed, 0.0, larger(wish, -entry)) + 0.0  # no "-0" on a page
    orders = unwilling + voluntary
    return {
        "hurdle": hurdle,
        "voluntary_sale": voluntary,
        "orders": orders,
        "traded": unwilling + abs(voluntary),
        "after_orders": larger(b.position - orders, 0.0),
    }


def _dealers_books(m: Rules, b: Day, d: Day) -> Found:
    """3. What dealers pass on, some of it to real money that holds notes instead of futures; what they then hold."""
    held = larger(b.inventory, 0.0)
    instead = m.substitution * larger(b.dislocation - m.reservation_price, 0.0)
    to_real_money = smaller(m.passed_on * held + instead, held)
    wanted = b.inventory + d.orders + d.foreign_sale - d.bought - to_real_money
    inventory = larger(wanted, m.least_inventory)
    return {"to_real_money": to_real_money - (inventory - wanted), "inventory_before": inventory}


def _prices_before_sale(m: Rules, b: Day, d: Day) -> Found:
    """3. The prices at which these orders are executed."""
    dislocation = _dislocation(m, d.inventory_before, d.room)
    return {
        "dislocation_before": dislocation,
        "note_before": d.value - (1 - m.futures_share) * dislocation,
        "futures_before": d.value + m.futures_share * dislocation,
    }


def _repo_marks(m: Rules, b: Day, d: Day) -> Found:
    """4. All loans follow the note's price: falls at once, rises as far as lenders return the excess the same day."""
    late = m.excess_late * larger(d.note_before - b.note_price, 0.0)
    price = d.note_before - late
    strike = smaller(b.strike + (price - b.strike) / m.term_days, price)
    term = (1 - d.term_haircut) * (strike + m.excess_returned * (price - strike))
    overnight = (1 - m.term_share) * (1 - d.haircut)
    return {
        "late": late,
        "strike": strike,
        "term_loan": m.term_share * term,
        "overnight_share": overnight,
        "loan": overnight * price + m.term_share * term,
    }


def _cash_before_sale(m: Rules, b: Day, d: Day) -> Found:
    """5. Cash after calls, marks and orders; what is missing, and what of it the Fed's line pays."""
    interest = d.interest_overnight + d.interest_term + d.interest_unpaid + d.interest_line
    cost = d.half_spread * d.traded
    income = d.roll_down * b.position - interest
    variation = -b.position * (d.futures_before - b.futures_price)
    margin = b.margin_posted - d.fund_margin * d.after_orders
    loans = d.loan * d.after_orders - b.overnight_repo - b.term_repo
    cash = b.cash - b.unpaid + income + variation + margin + loans + d.orders * d.note_before - cost
    need = m.cash_floor * d.after_orders - cash
    drawn = choose(b.closed, 0.0, smaller(larger(need, -b.fed_line), larger(d.line_limit - b.fed_line, 0.0)))
    return {"income": income, "orders_cost": cost, "drawn": drawn, "shortfall": need - drawn}


def _forced_sale(m: Rules, b: Day, d: Day) -> Found:
    """6. The forced sale in closed form, or the close-out that nothing can prevent."""
    locked = d.fund_margin + d.note_before - d.loan + m.cash_floor
    eta = (m.futures_share - 1) * (1 - d.overnight_share)
    room = larger(d.room - d.inventory_before, 0.0)
    case = {"locked": locked, "eta": eta, "room_left": room}
    missing = choose(d.shortfall > ROUNDING, d.shortfall, 0.0)
    trouble = (missing > 0) | (b.fed_line + d.drawn > 0)
    if not some(trouble):  # most days; without a shortfall and without the Fed's line own money is above zero
        return {**case, "forced_sale": missing, "closing": trouble, "closed": b.closed}
    root = plain(_two_slope_sale(d.after_orders, locked, m.impact, m.impact_beyond, room, missing, d.half_spread, eta))

    def wealth(sale: Numbers) -> Broadcast:
        return _wealth_after(b, d, sale, *_price_of_sale(m, sale, room))

    return {**case, **_sale_or_close_out(m, b, d, root, trouble, wealth)}


def _sale_or_close_out(
    m: Rules, b: Day, d: Day, root: Numbers, trouble: Any, wealth: Callable[[Numbers], Broadcast]
) -> Found:
    """Return what is sold by force: today's part of a root, or everything if that saves nothing."""
    hopeless = root > d.after_orders
    sale = choose(hopeless, d.after_orders, smaller(root, d.after_orders) / m.deadline)
    broke = trouble & np.logical_not(b.closed) & (wealth(sale) < -ROUNDING)
    closing = plain(hopeless | broke)
    return {"forced_sale": choose(closing, d.after_orders, sale), "closing": closing, "closed": b.closed | closing}


def _closing_prices(m: Rules, b: Day, d: Day) -> Found:
    """7. Closing prices: the forced sale has moved them."""
    rise, gain = _price_of_sale(m, d.forced_sale, d.room_left)
    dislocation = d.dislocation_before + rise
    note = d.value - (1 - m.futures_share) * dislocation
    _refuse_worthless(note, d.day)
    return {
        "dislocation": dislocation,
        "sale_gain": gain,
        "note_price": note,
        "futures_price": d.value + m.futures_share * dislocation,
    }


def _positions(m: Rules, b: Day, d: Day) -> Found:
    """7. What funds are left with: notes, loans and margins."""
    position = d.after_orders - d.forced_sale
    return {
        "position": position,
        "overnight_repo": d.overnight_share * (d.note_price - d.late) * position,
        "term_repo": d.term_loan * position,
        "margin_posted": d.fund_margin * position,
        "cost": d.orders_cost + d.half_spread * d.forced_sale,
    }


def _inventories(m: Rules, b: Day, d: Day) -> Found:
    """7. What everybody else holds; what dealers traded today counts from its own price."""
    inventory, trades = d.inventory_before + d.forced_sale, d.inventory_before - b.inventory
    change, later = d.futures_price - b.futures_price, d.futures_price - d.futures_before
    sold = m.futures_share * d.sale_gain
    return {
        "inventory": inventory,
        "dealer_margin": d.initial_margin * (m.dealer_inventory + inventory),
        "dealer_trades": trades,
        "dealer_variation": -(m.dealer_inventory + b.inventory) * change - trades * later - sold,
        "fed_futures": b.fed_futures + d.hedged,
        "fed_notes": b.fed_notes + d.bought,
        "real_notes": larger(b.real_notes + d.to_real_money, 0.0),
        "foreign_notes": b.foreign_notes - d.foreign_sale,
        "real_futures": b.real_futures + d.foreign_sale - (d.bought - d.hedged) - d.to_real_money,
    }


def _settle_or_default(m: Rules, b: Day, d: Day) -> Found:
    """8. The day's payments. What is unpaid is the broker's credit; after a close-out it is written off.

    The line lends nothing new to a fund that is closed out the same day, so only yesterday's line can be lost.
    """
    variation = _futures_gains(m, b, d)
    proceeds = _proceeds(m, d)
    cash = (
        b.cash
        - b.unpaid
        + d.income
        + variation
        + b.margin_posted
        - d.margin_posted
        - d.cost
        + proceeds
        + d.overnight_repo
        + d.term_repo
        - b.overnight_repo
        - b.term_repo
        + choose(d.closing, -b.fed_line, d.drawn)
    )
    missing = larger(-cash, 0.0)
    loss = choose(d.closing, missing, 0.0)
    unpaid = missing - loss
    line = choose(d.closing, 0.0, b.fed_line + d.drawn)
    cash = cash + missing
    wealth = cash + d.margin_posted + d.note_price * d.position - d.overnight_repo - d.term_repo - unpaid - line
    return {
        "variation_margin": variation,
        **_losses(b, loss, b.overnight_repo + b.term_repo - proceeds, b.unpaid - b.margin_posted - variation),
        "cash": cash,
        "unpaid": unpaid,
        "fed_line": line,
        "own_money": wealth,
        "proceeds": proceeds,
    }


def _fund_dealers(m: Rules, b: Day, d: Day) -> Found:
    """9. Dealers borrow what they need; lenders lend it at a price, and the standing facility part of a shortage.

    Dealers keep cash only when nothing is left to repay, and use it first the next day.
    """
    traded = d.dealer_trades
    other = (
        d.interest_unpaid
        - d.interest_dealers
        - d.interest_srf
        + d.roll_down * (m.dealer_inventory + b.inventory)
        + d.dealer_variation
        + b.dealer_margin
        - d.dealer_margin
        - traded * d.note_before
        - (d.proceeds - d.orders * d.note_before)
        + d.cost
        - (d.unpaid - b.unpaid)
        - d.loss_dealer
    )
    needed = b.dealer_repo + b.srf - b.dealer_cash - other
    debt = larger(needed, 0.0)
    capacity = b.lender_capacity - d.drain
    slack = capacity - (d.overnight_repo + d.term_repo + debt)
    short, left = left_over(-slack, m.segmentation), left_over(slack - m.floor_from, m.segmentation)
    srf = facility(short, m.srf_access, smaller(debt, d.srf_limit), m.srf_from)
    return {
        "dealer_repo": debt - srf,
        "srf": srf,
        "dealer_cash": debt - needed,
        "lender_capacity": capacity,
        "slack": slack,
        "short": short,
        "on_rrp": left,
    }


def _rate_for_tomorrow(m: Rules, b: Day, d: Day) -> Found:
    """10. The repo rate that a shortage of lenders' cash leaves behind."""
    market = _over_floor(m, d.slack, d.on_rrp, larger(d.short - d.srf, 0.0)) - m.calm_rate
    spread = market + d.spread
    return {"market_spread": market, "repo_spread": spread}


def _term_rate(m: Rules, b: Day, d: Day) -> Found:
    """10. What the term loans that run cost on average: some are struck anew at that rate."""
    return {"term_spread": b.term_spread + (d.repo_spread - b.term_spread) / m.term_days}


STEPS = {
    _news_and_policy: state.Policy,
    _accruals: state.Accruals,
    _unwilling_sales: state.Unwilling,
    _orders: state.Orders,
    _dealers_books: state.Books,
    _prices_before_sale: state.PricesBefore,
    _repo_marks: state.Marks,
    _cash_before_sale: state.CashBefore,
    _forced_sale: state.Sale,
    _closing_prices: state.ClosingPrices,
    _positions: state.Positions,
    _inventories: state.Inventories,
    _settle_or_default: state.Settlement,
    _fund_dealers: state.DealersFunding,
    _rate_for_tomorrow: state.Rates,
    _term_rate: state.TermRate,
}


def spiral_number(m: Rules, b: Day, d: Day) -> Found:
    """Return the spiral number at the close, with the slope on which the next sale would start."""
    slope = choose(d.inventory < d.room, m.impact, m.impact_beyond)
    freed, pressure = d.locked - d.half_spread, slope * (1 + d.eta) * d.position
    number = pressure / choose(freed > 0, freed, 1.0)
    return {"spiral_number": choose(freed > 0, number, choose(pressure > 0, np.inf, 0.0))}


_NOTHING_YET = (
    "forced_sale",
    "run_sale",
    "drawdown",
    "drawdown_sale",
    "drawdown_sold",
    "precaution_sale",
    "voluntary_sale",
    "orders",
    "variation_margin",
    "income",
    "proceeds",
    "cost",
    "fed_line",
    "unpaid",
    "bought",
    "programme",
    "hedged",
    "fed_notes",
    "fed_futures",
    "to_real_money",
    "loss",
    "loss_lender",
    "loss_dealer",
    "loss_fed",
    "inventory",
    "srf",
    "dealer_cash",
    "market_spread",
    "repo_spread",
    "term_spread",
)


def opening(m: Rules, known: Paths) -> Day:
    """Return the close of day 0: nobody has sold anything, and lenders have cash to spare."""
    d = Day({"day": 0, **{name: path[0] for name, path in known.items()}})
    none, q = np.zeros(m.size), np.full(m.size, m.position)
    psi, dealers = m.calm_dislocation + none, m.dealer_inventory + none
    note = 1 - (1 - m.futures_share) * psi
    loans, term = (1 - d.haircut) * note * q, m.term_share + none
    overnight_share = (1 - m.term_share) * (1 - d.haircut)
    repo = {"overnight_repo": (1 - term) * loans, "term_repo": term * loans, "dealer_repo": dealers * note}
    fund_margin = m.margin_ratio * d.initial_margin
    cash, margin = m.buffer * q, fund_margin * q
    locked = fund_margin + m.cash_floor + d.haircut * note
    d.give(
        {
            **dict.fromkeys(_NOTHING_YET, none),
            **repo,
            "position": q,
            "cash": cash,
            "fund_margin": fund_margin + none,
            "margin_posted": margin,
            "dislocation": psi,
            "hurdle": psi,
            "value": 1 + none,
            "note_price": note,
            "futures_price": 1 + m.futures_share * psi,
            "strike": note,
            "term_haircut": d.haircut + none,
            "locked": locked + none,
            "shortfall": m.cash_floor * q - cash,
            "eta": (m.futures_share - 1) * (1 - overnight_share),
            "half_spread": m.base_half_spread + none,
            "room_used": dealers / (m.dealer_inventory + d.room),
            "depth": m.base_depth + none,
            "slack": m.lender_slack + none,
            "on_rrp": left_over(m.lender_slack - m.floor_from, m.segmentation) + none,
            "closed": none > 0,
            "own_money": cash + margin + note * q - loans,
            "dealer_margin": d.initial_margin * dealers,
            "real_notes": REAL_NOTES + none,
            "foreign_notes": FOREIGN_NOTES + none,
            "real_futures": q + dealers,
            "lender_capacity": loans + dealers * note + m.lender_slack,
        }
    )
    return d


def prepared(market: Market, shock: Shock, shape: tuple[int, ...], block: slice) -> tuple[Rules, Paths]:
    """Return the market's `Rules` and what is known of each day beforehand, for a block of scenarios in a row."""
    place = Place(shape, block)
    picked = {field.name: place.value(getattr(market, field.name)) for field in fields(market)}
    paths = {field.name: place.path(getattr(shock, field.name)) for field in fields(shock)}
    m = _rules(block.stop - block.start, picked)
    return m, news(m, unchecked(Shock, paths))


def _rules(size: int, picked: dict[str, Any]) -> Rules:
    """Return the market's fields with what follows from them for all days."""
    m = unchecked(Market, picked)
    psi, buffer, margin = m.calm_dislocation, m.buffer, m.fund_margin
    note = 1 - (1 - np.asarray(m.futures_share)) * psi
    dear = np.divide(m.srf_price, np.maximum(m.shortage_slope, 1e-9))  # $bn of shortage until the facility is cheaper
    use = m.dealer_inventory / (m.dealer_inventory + np.maximum(m.dealer_room, LEAST_ROOM))
    follows = {
        "size": size,
        "margin_ratio": m.margin_ratio,
        "opening_money": np.maximum(m.position * (buffer + margin + m.haircut * note), 1e-12),
        "buffer": buffer,
        "calm_dislocation": psi,
        "horizon": np.minimum(m.nights, m.days_to_delivery),
        "floor_from": plain(floor_from(m.range_width, m.slope)),
        "srf_from": np.where(np.equal(m.srf_price, 0), 0.0, dear),
        "calm_use": 1 + use**2,
        "least_inventory": np.maximum(-psi / m.impact, -np.asarray(m.dealer_inventory)),
        "term_premium": 0.0,
    }
    m = unchecked(Rules, {**picked, **follows, "calm_rate": 0.0})
    return unchecked(Rules, {**picked, **follows, "calm_rate": _calm_rate(m, note)})


def _calm_rate(m: Rules, note: Numbers) -> Broadcast:
    """Return the repo rate over the floor on day 0, the facility lending if it is open from the first day."""
    short, left = left_over(-m.lender_slack, m.segmentation), left_over(m.lender_slack - m.floor_from, m.segmentation)
    limit = np.where(m.srf_open & (np.asarray(m.srf_start) <= 1), m.srf_cap, 0.0)
    srf = facility(short, m.srf_access, smaller(m.dealer_inventory * note, limit), m.srf_from)
    return _over_floor(m, m.lender_slack, left, larger(short - srf, 0.0))


def news(m: Rules, paths: Shock) -> Paths:
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
    srf_days = m.srf_open & _between(day, m.srf_start, m.srf_end)
    return {
        "volatility": volatility,
        "stretch": stretch,
        "room": np.maximum(room, LEAST_ROOM),
        "value_change": change,
        "haircut": np.clip(haircut, 0, 1),
        "initial_margin": margin_path(m, paths, volatility),
        "cash_wanted": m.cash_target * m.buffer * np.maximum(stretch, 1) ** m.precaution_exponent,
        "spread": from_day_0(paths.repo_spread),
        "foreign_sale": from_day_0(paths.foreign_sales),
        "run_share": from_day_0(paths.run_share) * (1 - m.lenders_calmed * srf_days),
        "drain": from_day_0(paths.drain),
        "purchases": from_day_0(paths.purchases),
        "srf_limit": m.srf_cap * srf_days,
        "line_limit": m.line_cap * _between(day, m.line_start, m.line_end),
    }


def _between(day: np.ndarray, first: Numbers, last: Numbers) -> np.ndarray:
    """Return whether days, a column, lie between a first and a last one."""
    return (day >= first) & (day <= last)


def from_day_0(path: np.ndarray, opening: float = 0.0) -> np.ndarray:
    """Return a path with a row for day 0 in front."""
    return np.concatenate((np.full((1, *path.shape[1:]), opening), path))


def volatility_path(m: Market, shock: Shock) -> np.ndarray:
    """Return sigma day by day, bp a day: the moving root-mean-square of the yield's changes."""
    moves = shock.yield_change
    past, start = np.asarray(m.volatility_memory), np.asarray(m.volatility)
    variance = [np.broadcast_to(start, np.broadcast_shapes(past.shape, start.shape, moves.shape[1:])) ** 2]
    for added in (1 - past) * moves**2:
        variance.append(past * variance[-1] + added)
    return np.sqrt(variance)


def margin_path(m: Market, shock: Shock, volatility: np.ndarray) -> np.ndarray:
    """Return the initial margin day by day; see `basislib.market.run.margin_path`."""
    margin = np.array(rule_margin(m, volatility, from_day_0(shock.margin_scale, 1.0)))
    speed = np.asarray(m.margin_speed)
    if np.any(speed < UNBOUNDED):
        margin = np.broadcast_to(margin, (len(margin), *np.broadcast_shapes(margin.shape[1:], speed.shape))).copy()
        for day in range(1, len(margin)):
            margin[day] = np.minimum(margin[day], margin[day - 1] + speed)
    margin = margin + from_day_0(shock.margin_rise)
    return within("initial margin + rise", margin, "per 1 of face", low=0)


def _refuse_worthless(note: Numbers, day: int) -> None:
    """Refuse what takes the note's price to nothing: the straight lines of the dealers have lost their meaning."""
    if some(note <= 0):
        raise Refused(
            N_(
                "on day {day} the note's price falls to {price:.3g} per 1 of face; it must stay above 0. "
                "Lower the impact, the position or the foreign sales."
            ),
            day=day,
            price=np.min(note),
        )


def _dislocation(m: Rules, inventory: Numbers, room: Numbers) -> Broadcast:
    """Return the dislocation at which dealers carry this much on top of their usual inventory."""
    over = larger(inventory - room, 0.0)
    return larger(m.calm_dislocation + m.impact * (inventory - over) + m.impact_beyond * over, 0.0)


def _price_of_sale(m: Rules, sale: Numbers, room: Numbers) -> tuple[Broadcast, Broadcast]:
    """Return how far a sale drives the dislocation, and how much less the units sold paid than the last price."""
    low = smaller(sale, room)
    over = sale - low
    rise, more = m.impact * low, m.impact_beyond * over
    return rise + more, rise * low / 2 + more * low + more * over / 2


def _wealth_after(b: Day, d: Day, sale: Numbers, rise: Numbers, gain: Numbers) -> Broadcast:
    """Return the fund's own money after a forced sale: only dislocation, interest and costs move it."""
    after = d.dislocation_before + rise
    return (
        b.own_money
        + d.income
        - b.position * (after - b.dislocation)
        + d.orders * rise
        + gain
        - d.orders_cost
        - d.half_spread * sale
    )


def _futures_gains(m: Rules, b: Day, d: Day) -> Broadcast:
    """Return the variation margin of funds; what was traded today counts from its own price."""
    change, later = d.futures_price - b.futures_price, d.futures_price - d.futures_before
    return -b.position * change + d.orders * later + m.futures_share * d.sale_gain


def _proceeds(m: Rules, d: Day) -> Broadcast:
    """Return what the fund's sales of notes bring, $bn."""
    forced = d.forced_sale * d.note_price + (1 - m.futures_share) * d.sale_gain
    return d.orders * d.note_before + forced


def _losses(b: Day, loss: Numbers, repo_gap: Numbers, futures_gap: Numbers) -> Found:
    """Return who bears what a closed-out fund cannot pay."""
    if not some(loss):
        return dict.fromkeys(("loss", "loss_fed", "loss_lender", "loss_dealer"), loss)
    fed = smaller(loss, b.fed_line)
    repo, broker = larger(repo_gap, 0.0), larger(futures_gap, 0.0)
    both = repo + broker
    lender = (loss - fed) * np.divide(repo, both, out=np.ones(np.shape(both)), where=both > 0)
    return {"loss": loss, "loss_fed": fed, "loss_lender": lender, "loss_dealer": loss - fed - lender}


def _over_floor(m: Rules, slack: Numbers, left: Numbers, unmet: Numbers) -> Broadcast:
    """Return the repo rate over the Fed's floor, bp: `basislib.fund.corridor.market_rate` with the market's numbers."""
    return market_rate(
        slack,
        left,
        unmet,
        width=m.range_width,
        slope=m.slope,
        shortage_slope=m.shortage_slope,
        floor_slope=m.floor_slope,
        segmentation=m.segmentation,
        floor=m.floor_from,
    )


class Place:
    """A block of scenarios in a row, out of some shape; it picks the block's part of a field or path."""

    def __init__(self, shape: tuple[int, ...], block: slice) -> None:
        self.shape = shape or (1,)
        pick = (block,) if len(self.shape) == 1 else np.unravel_index(np.arange(block.start, block.stop), self.shape)
        self._pick: Any = pick

    def value(self, value: ArrayLike) -> Broadcast:
        """Return a field for the scenarios picked: a plain number if it is the same for all."""
        value = np.asarray(value)
        return np.broadcast_to(value, self.shape)[self._pick] if value.ndim else value.item()

    def path(self, path: np.ndarray) -> np.ndarray:
        """Return a path as (days, scenarios picked), or (days, 1) if it is the same for all."""
        if path.ndim == 1:
            return path[:, None]
        lead = (1,) * (len(self.shape) + 1 - path.ndim)
        whole = path.reshape(len(path), *lead, *path.shape[1:])
        return np.broadcast_to(whole, (len(path), *self.shape))[:, *self._pick]
