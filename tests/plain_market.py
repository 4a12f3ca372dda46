"""The daily market once more, in plain Python: one scenario, one number at a time, every payment posted.

Written from the specification and not from `basislib.market.run`, which must agree with it: the forced sale is found by
halving, cash by posting each payment between two parties, the funds' own money from their balance sheet.
"""

import math
from types import SimpleNamespace

PARTIES = ("FUND", "LEND", "CCP", "DEAL", "REAL", "FORN", "FED", "DESK")  # the desk is a second, small sector of funds
NIGHT = 1e-4 / 360


def run(p, shock, second=None):
    """Return one record per day, day 0 first. `p` has the fields of Market, `shock` lists by field of Shock.

    `second`, if there is one, has the fields of Second, and decisions as lists: sale, term, wanted. What it holds stands
    in the records under "two".
    """
    s = opening(p, second)
    records = [recorded(s)]
    for day in range(1, len(shock["yield_change"]) + 1):
        one_day(p, s, day, {name: path[day - 1] for name, path in shock.items()})
        records.append(recorded(s))
    return records


def recorded(s):
    """Return what is so, by name."""
    return {**vars(s), "two": dict(vars(s.two))}


def rule_margin(p, sigma, scale=1.0):
    """The margin rule with its variants, the speed limit apart."""
    factor = p.margin_factor * scale

    def plain(vol):
        return p.duration * min(max(p.margin_multiple * vol, p.margin_floor), p.margin_cap) * 1e-4

    raw, stress = factor * plain(sigma), factor * p.duration * p.margin_cap * 1e-4
    if p.margin_rule == "floor":
        return max(raw, 0.6 * stress)
    if p.margin_rule == "buffer":
        return max(raw, min(1.25 * raw, 1.25 * p.margin_factor * plain(p.volatility)))
    return 0.75 * raw + 0.25 * stress if p.margin_rule == "stress weight" else raw


def phi(p):
    """Margin of note and future together over that of the future."""
    return (1 + p.repo_margin) * (1 - p.margin_offset)


def mean_excess(x, seg):
    """Average of max(x + seg*U, 0), U even on -1..1."""
    if x >= seg:
        return max(x, 0.0)
    return 0.0 if x <= -seg else (x + seg) ** 2 / (4 * seg)


def corridor(p, z):
    """Shortage, cash left at the floor, and the rate over the floor without what the shortage adds."""
    if p.slope > 0:
        at_floor = mean_excess(z - p.range_width / p.slope, p.segmentation)
    else:
        at_floor = 0.0 if p.range_width > 0 else mean_excess(z, p.segmentation)
    priced = mean_excess(z, p.segmentation) - at_floor
    return (mean_excess(-z, p.segmentation), at_floor, p.range_width - p.slope * priced - p.floor_slope * at_floor)


def second_opening(p, s, second):
    """The desk on day 0; without one it holds nothing."""
    q, tau = (second.position, second.term_share) if second else (0.0, 0.0)
    c0 = 1 / second.leverage - s.h - phi(p) * s.m if second else 0.0
    loans = (1 - s.h) * s.P * q
    t = SimpleNamespace(
        Q=q,
        C=c0 * q,
        O=0.0,
        M=phi(p) * s.m * q,
        Ro=(1 - tau) * loans,
        Rm=tau * loans,
        tau=tau,
        strike=s.P,
        hbar=s.h,
        s_m=second.term_premium if second else 0.0,
        closed=False,
        x=0.0,
        z=0.0,
        u=0.0,
        yp=0.0,
        loss=0.0,
        given=second,
    )
    t.W = t.C + t.M + s.P * q - t.Ro - t.Rm
    return t


def opening(p, second=None):
    m, h, q = rule_margin(p, p.volatility), p.haircut, p.position
    c0 = 1 / p.leverage - h - phi(p) * m
    psi = p.required_return / 100 * p.days_to_delivery / 360 / p.leverage
    price = 1 - (1 - p.futures_share) * psi
    s = SimpleNamespace(
        sigma=p.volatility,
        rule=m,
        m=m,
        h=h,
        V=1.0,
        psi=psi,
        psi0=psi,
        P=price,
        F=1 + p.futures_share * psi,
        Q=q,
        J=0.0,
        C=c0 * q,
        c0=c0,
        O=0.0,
        E=0.0,
        strike=price,
        hbar=h,
        Ro=(1 - p.term_share) * (1 - h) * price * q,
        Rm=p.term_share * (1 - h) * price * q,
        M=phi(p) * m * q,
        Rd=p.dealer_inventory * price,
        SRF=0.0,
        s=0.0,
        s_end=0.0,
        s_m=0.0,
        NB=0.0,
        notes_fed=0.0,
        programme=0.0,
        notes_real=3000.0,
        closed=False,
        x=0.0,
        z=0.0,
        u=0.0,
        ys=0.0,
        yp=0.0,
        d=0.0,
        stopped=0.0,
        G=0.0,
        loss=0.0,
        shares=(0.0, 0.0, 0.0),
        k=p.base_half_spread,
        capacity=0.0,
    )
    s.two = second_opening(p, s, second)
    s.capacity = s.Ro + s.Rm + s.Rd + p.lender_slack + s.two.Ro + s.two.Rm
    s.cash = dict(zip(PARTIES, (s.C, 800.0, 0.0, 0.0, 500.0, 0.0, 0.0, s.two.C), strict=True))
    s.cash["CCP"] = s.M + s.two.M + m * p.dealer_inventory + m * (q + s.two.Q + p.dealer_inventory)
    s.cash["FED"] = -sum(s.cash.values())
    s.W = s.W0 = s.C + s.M + price * q - s.Ro - s.Rm
    N, s.G, rate = corridor(p, p.lender_slack)
    lent = 0.0
    if p.srf_open and p.srf_start <= 1:
        lent = min(p.srf_access * max(N - dear(p), 0.0), p.srf_cap, s.Rd)
    s.r0 = rate + p.shortage_slope * (N - lent)
    return s


def dear(p):
    """Shortage that the market itself finances more cheaply than a facility with a price of its own."""
    return p.srf_price / max(p.shortage_slope, 1e-9) if p.srf_price else 0.0


def pay(s, payer, payee, amount):
    s.cash[payer] -= amount
    s.cash[payee] += amount


def dislocation(p, s, inventory, room):
    psi = s.psi0 + p.impact * min(inventory, room)
    return max(psi + p.impact_beyond * (inventory - room) if inventory > room else psi, 0.0)


def one_day(p, s, day, news):
    d = policy(p, s, day, news)
    orders(p, s, d, news)
    d.PA = d.V - (1 - p.futures_share) * d.psiA
    d.FA = d.V + p.futures_share * d.psiA
    d.PL = d.PA - p.excess_late * (d.PA - s.P) if d.PA > s.P else d.PA
    d.strike = min(s.strike + (d.PL - s.strike) / p.term_days, d.PL)
    d.f = (1 - p.term_share) * (1 - d.h)
    d.lm = (1 - d.hbar) * (d.strike + p.excess_returned * (d.PL - d.strike))
    d.two.strike = min(restruck(s.two.strike, d.PL, d.two), d.PL)
    d.two.f = (1 - d.two.tau) * (1 - d.h)
    d.two.lm = (1 - d.two.hbar) * (d.two.strike + p.excess_returned * (d.PL - d.two.strike))
    d.income = s.psi / p.days_to_delivery * s.Q - (s.s * (s.Ro + s.O) + s.s_m * s.Rm + p.line_penalty * s.E) * NIGHT
    sell(p, s, d)
    second_sells(p, s, d)
    settle(p, s, d)
    rates(p, s, d, news)


def policy(p, s, day, news):
    """Step 1: volatility, margin, haircut, dealers' room and the Fed's purchases."""
    d = SimpleNamespace(day=day)
    w, dy = p.volatility_memory, news["yield_change"]
    d.sigma = math.sqrt(w * s.sigma**2 + (1 - w) * dy**2)
    d.rule = min(rule_margin(p, d.sigma, news["margin_scale"]), s.rule + p.margin_speed)
    d.m = d.rule + news["margin_rise"]
    d.h = p.haircut + news["haircut_rise"]
    d.hbar = s.hbar + (d.h - s.hbar) / p.term_days
    wanted = p.purchase_pace if day >= p.purchase_start or s.psi > p.purchase_trigger else 0.0
    programme = min(wanted, p.purchase_size - s.programme, s.notes_real)
    s.programme += programme
    d.buy = programme + min(news["purchases"], s.notes_real - programme)
    d.H = p.hedged_share * d.buy
    d.V = s.V - p.duration * dy * 1e-4 + p.purchase_effect * (d.buy - d.H)
    more = 1 + (p.relief if p.relief_start <= day <= p.relief_end else 0.0)
    d.A = max(p.dealer_room * more * (p.volatility / d.sigma) ** p.room_exponent, 5.0)
    use = (p.dealer_inventory + s.J) / (p.dealer_inventory + d.A)
    calm = p.dealer_inventory / (p.dealer_inventory + max(p.dealer_room, 5.0))
    d.k = p.base_half_spread * d.sigma / p.volatility * (1 + use**2) / (1 + calm**2)
    return d


def unwilling(p, s, d, news):
    """Step 3: what lenders take away, what limits on losses ask for, what funds sell to be safe."""
    is_open = p.srf_open and p.srf_start <= d.day <= p.srf_end
    leaving = news["run_share"] * (1 - p.lenders_calmed if is_open else 1)
    d.z = min(leaving * (1 - p.term_share + p.term_share / p.term_days), 1.0) * s.Q
    d.d = (s.W0 - s.W) / s.W0 if s.W0 > 1e-12 else (s.W0 - s.W) * 1e12
    over = min(max((d.d - p.drawdown_limit) / p.drawdown_width, 0.0), 1.0) if p.drawdown_limit > 0 else 0.0
    due = max(over * p.position - s.stopped, 0.0)
    d.ys = min(due, p.drawdown_pace * p.position, s.Q - d.z)
    d.target = p.cash_target * s.c0 * max(d.sigma / p.volatility, 1.0) ** p.precaution_exponent
    d.yp = 0.0
    if p.cash_target > 0:
        frees = max(phi(p) * d.m + d.h * s.P + d.target, 1e-12)
        d.yp = min(max(d.target * s.Q - s.C + s.O, 0.0) / frees, p.precaution_pace * s.Q, s.Q - d.z - d.ys)
    d.may_buy = over == 0 and d.yp == 0


def orders(p, s, d, news):
    """Step 3: unwilling and voluntary trades, foreign sales, purchases, and what dealers pass on."""
    unwilling(p, s, d, news)
    own = phi(p) * s.m + d.h * s.P + s.c0
    nights = min(p.nights, p.days_to_delivery)
    d.hurdle = (
        p.required_return / 100 * own * p.days_to_delivery
        + (1 - p.term_share) * (1 - d.h) * (s.s_end + news["repo_spread"]) * 1e-4 * nights
    ) / 360
    pays_too_little, pays_more = d.hurdle - d.k - s.psi, s.psi - d.hurdle - d.k
    pull = pays_too_little if pays_too_little > 0 else -max(pays_more, 0.0)
    slope = p.impact if s.J < d.A else p.impact_beyond
    most, rest = p.exit_limit * s.Q, s.Q - d.z - d.ys - d.yp
    d.u = min(max(p.exit_speed * pull / slope, -most), most, rest)
    if d.u < 0:
        free = max(s.C - s.O - max(s.c0, d.target) * s.Q, 0.0)
        affordable = free / own if own > 0 else math.inf
        d.u = -min(-d.u, affordable, s.notes_real - d.buy) if d.may_buy else 0.0
    d.u = 0.0 if s.closed else d.u
    second_orders(p, s, d, news)
    d.n_y = d.z + d.ys + d.yp + abs(d.u)
    J = max(s.J, 0.0)
    d.y, d.X = d.z + d.ys + d.yp + d.u, news["foreign_sales"]
    d.g = min(p.passed_on * J + p.substitution * max(s.psi - p.reservation_price, 0.0), J)
    floor = max(-s.psi0 / p.impact, -p.dealer_inventory)
    missing = max(floor - (s.J + d.y + d.two.y + d.X - d.buy - d.g), 0.0)
    d.g -= missing
    d.n = d.y + d.two.y + d.X - d.buy - d.g
    d.J1, d.Q1 = s.J + d.n, s.Q - d.y
    d.psiA = dislocation(p, s, d.J1, d.A)


def restruck(old, new, t):
    """An average over the desk's term loans, of which some were struck before and others are struck today."""
    return (t.kept * old + (t.tau - t.kept) * new) / t.tau if t.tau > 0 else new


def second_orders(p, s, d, news):
    """What the desk decides: term loans run off as they fall due, cash comes first, purchases last."""
    old, t = s.two, SimpleNamespace(y=0.0, u=0.0, z=0.0, yp=0.0, n=0.0, tau=0.0, kept=0.0, Q1=0.0)
    d.two = t
    t.hbar = d.h
    if not old.given:
        return
    at = d.day - 1
    t.kept = old.tau * (1 - 1 / old.given.term_days)
    t.tau = min(max(old.given.term[at], t.kept), 1.0)
    t.hbar = restruck(old.hbar, d.h, t)
    is_open = p.srf_open and p.srf_start <= d.day <= p.srf_end
    leaving = news["run_share"] * (1 - p.lenders_calmed if is_open else 1)
    t.z = min(leaving * (1 - t.kept), 1.0) * old.Q
    wanted = old.given.wanted[at]
    frees = max(phi(p) * d.m + d.h * s.P + wanted, 1e-12)
    t.yp = min(max(wanted * old.Q - old.C + old.O, 0.0) / frees, old.Q - t.z)
    t.u = old.given.sale[at]
    if t.u > 0:  # what is sold anyhow raises cash, too
        t.u = min(max(t.u - t.yp, 0.0), old.Q - t.z - t.yp)
    if t.u < 0:
        can_pay = max(old.C - old.O - wanted * old.Q, 0.0) / max(frees + d.k, 1e-12)
        t.u = 0.0 if t.yp > 0 else -min(-t.u, can_pay, max(s.notes_real - d.buy + min(d.u, 0.0), 0.0))
    if old.closed:
        t.u = 0.0
    t.y, t.n = t.z + t.yp + t.u, t.z + t.yp + abs(t.u)
    t.Q1 = max(old.Q - t.y, 0.0)


def second_sells(p, s, d):
    """The desk's own sale for want of cash, last and at the closing price; everything if that is not enough."""
    old, t = s.two, d.two
    P, F = d.V - (1 - p.futures_share) * d.psi, d.V + p.futures_share * d.psi
    t.income = s.psi / p.days_to_delivery * old.Q - (s.s * (old.Ro + old.O) + old.s_m * old.Rm) * NIGHT
    loan = t.f * (P - (d.PA - d.PL)) + t.tau * t.lm
    cash = (
        old.C
        - old.O
        + t.income
        - old.Q * (F - s.F)
        + t.y * (F - d.FA)
        + old.M
        - phi(p) * d.m * t.Q1
        + loan * t.Q1
        - old.Ro
        - old.Rm
        + t.y * d.PA
        - d.k * t.n
    )
    short = p.cash_floor * t.Q1 - cash
    frees = phi(p) * d.m + P - loan + p.cash_floor - d.k
    t.x, t.closing = 0.0, False
    if short > 1e-9:
        enough = frees > 0 and short / frees <= t.Q1
        t.x = short / frees / p.deadline if enough else t.Q1
        worth = old.W + t.income - old.Q * (d.psi - s.psi) + t.y * (d.psi - d.psiA) - d.k * (t.n + t.x)
        t.closing = t.Q1 > 0 and (not enough or (worth < -1e-9 and not old.closed))
        t.x = t.Q1 if t.closing else t.x


def second_settles(p, s, d, P, F):
    """Post the desk's payments; the other side is as for the funds."""
    old, t, m = s.two, d.two, phi(p) * d.m
    q = t.Q1 - t.x
    for payer, payee, amount in (
        ("DESK", "LEND", s.s * NIGHT * old.Ro + old.s_m * NIGHT * old.Rm),
        ("DESK", "DEAL", s.s * NIGHT * old.O + old.O),
        ("REAL", "DESK", s.psi / p.days_to_delivery * old.Q),
        ("DESK", "REAL", old.Q * (F - s.F)),
        ("REAL", "DESK", t.y * (F - d.FA)),
        ("DESK", "CCP", m * q - old.M),
        ("DEAL", "DESK", t.y * d.PA + t.x * P - d.k * (t.n + t.x)),
    ):
        pay(s, payer, payee, amount)
    Ro, Rm = t.f * (P - (d.PA - d.PL)) * q, t.tau * t.lm * q
    pay(s, "LEND", "DESK", Ro + Rm - old.Ro - old.Rm)
    missing, t.O, t.loss = max(-s.cash["DESK"], 0.0), 0.0, 0.0
    if t.closing:
        repo = max(old.Ro + old.Rm - t.y * d.PA - t.x * P, 0.0)
        broker = max(old.Q * (F - s.F) - t.y * (F - d.FA) + old.O - old.M, 0.0)
        part = repo / (repo + broker) if repo + broker > 0 else 1.0
        t.loss = missing
        pay(s, "LEND", "DESK", missing * part)
        pay(s, "DEAL", "DESK", missing * (1 - part))
    else:
        t.O = missing
        pay(s, "DEAL", "DESK", missing)
    t.Q, t.C, t.M, t.Ro, t.Rm = q, s.cash["DESK"], m * q, Ro, Rm
    t.closed = old.closed or t.closing
    t.given = old.given


def sell(p, s, d):
    """Steps 5 and 6: what is missing, the Fed's line, the forced sale or the close-out."""
    loan = d.f * d.PL + p.term_share * d.lm
    cash = (
        s.C
        - s.O
        + d.income
        - s.Q * (d.FA - s.F)
        - (phi(p) * d.m * d.Q1 - s.M)
        + loan * d.Q1
        - s.Ro
        - s.Rm
        + d.y * d.PA
        - d.k * d.n_y
    )
    need = p.cash_floor * d.Q1 - cash
    cap = p.line_cap if p.line_start <= d.day <= p.line_end else 0.0
    d.dE = 0.0 if s.closed else min(max(need, -s.E), max(cap - s.E, 0.0))
    d.S = need - d.dE if need - d.dE > 1e-9 else 0.0  # less than a dollar is rounding
    e, eta = phi(p) * d.m + d.PA - loan + p.cash_floor, -(1 - p.futures_share) * (1 - d.f)
    room = max(d.A - d.J1, 0.0)
    root = smallest_root(d.Q1, e, p.impact, p.impact_beyond, room, d.S, d.k, eta)
    d.closing = root is None
    d.x = d.Q1 if d.closing else root / p.deadline
    d.psib, d.psi = sale_prices(p, s, d)
    indebted = s.E + d.dE > 0 or d.S > 0
    if not d.closing and not s.closed and indebted and wealth(s, d) < -1e-9:
        d.closing, d.x = True, d.Q1
        d.psib, d.psi = sale_prices(p, s, d)


def smallest_root(q, e, low, high, room, missing, k, eta):
    """The smallest sale after which nothing is missing, by halving; None if there is none up to q."""
    if missing <= 0 or q <= 0:
        return 0.0

    def surplus(x):
        over = max(x - room, 0.0)
        fall = low * (x - over) + high * over
        lost = low * x * x / 2 + (high - low) * over * over / 2
        return e * q - missing - k * x - lost - fall * (q - x) - (e + eta * fall) * (q - x)

    ends = [min(room, q), q] if room > 0 else [q]
    start = 0.0
    for end, slope in zip(ends, (low, high) if room > 0 else (high,), strict=True):
        bend = (0.5 + eta) * slope
        stop = end
        if bend < 0:  # a hump: it may rise to zero and fall again before the end
            base = surplus(start)
            tilt = (surplus(start + 1e-3) - base) / 1e-3 - bend * 1e-3
            stop = min(max(start - tilt / (2 * bend), start), end)
        if surplus(stop) >= 0:
            return halve(surplus, start, stop)
        if stop < end and surplus(end) >= 0:
            return halve(surplus, stop, end)
        start = end
    return None


def halve(surplus, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if surplus(middle) >= 0 else (middle, high)
    return high


def sale_prices(p, s, d):
    """Average dislocation along the sale, and the dislocation after it."""
    last = dislocation(p, s, d.J1 + d.x, d.A)
    if not d.x:
        return d.psiA, last
    first = min(d.x, max(d.A - d.J1, 0.0))
    middle = dislocation(p, s, d.J1 + first, d.A)
    return ((d.psiA + middle) / 2 * first + (middle + last) / 2 * (d.x - first)) / d.x, last


def wealth(s, d):
    return (
        s.W + d.income - s.Q * (d.psi - s.psi) + d.y * (d.psi - d.psiA) + d.x * (d.psi - d.psib) - d.k * (d.n_y + d.x)
    )


def settle(p, s, d):
    """Steps 2, 7 and 8: post every payment between the parties."""
    theta = p.futures_share
    P, F = d.V - (1 - theta) * d.psi, d.V + theta * d.psi
    Pb, Fb = d.V - (1 - theta) * d.psib, d.V + theta * d.psib
    held, q = p.dealer_inventory + s.J, d.Q1 - d.x
    for payer, payee, amount in (
        ("FUND", "LEND", s.s * NIGHT * s.Ro + s.s_m * NIGHT * s.Rm),
        ("FUND", "DEAL", s.s * NIGHT * s.O),
        ("FUND", "FED", p.line_penalty * NIGHT * s.E),
        ("DEAL", "LEND", s.s * NIGHT * s.Rd),
        ("DEAL", "FED", s.s * NIGHT * s.SRF),
    ):
        pay(s, payer, payee, amount)
    for short, number in (("FUND", s.Q), ("DEAL", held), ("FED", s.NB)):
        pay(s, "REAL", short, s.psi / p.days_to_delivery * number)
        pay(s, short, "REAL", number * (F - s.F))
    for short, bought_back in (("FUND", d.y), ("DEAL", -d.n), ("FED", -d.H)):
        pay(s, "REAL", short, bought_back * (F - d.FA))
    pay(s, "DEAL", "FUND", d.x * (F - Fb))
    second_settles(p, s, d, P, F)
    J = d.J1 + d.x + d.two.x
    NB = s.NB + d.H
    before = (s.M, s.m * held, s.m * (s.Q + s.two.Q + held + s.NB))
    after = (phi(p) * d.m * q, d.m * (p.dealer_inventory + J), d.m * (q + d.two.Q + p.dealer_inventory + J + NB))
    for party, old, new in zip(("FUND", "DEAL", "REAL"), before, after, strict=True):
        pay(s, party, "CCP", new - old)
    Ro, Rm = d.f * (P - (d.PA - d.PL)) * q, p.term_share * d.lm * q
    pay(s, "LEND", "FUND", Ro + Rm - s.Ro - s.Rm)
    for buyer, seller, amount in (
        ("DEAL", "FUND", d.y * d.PA + d.x * Pb),
        ("DEAL", "FORN", d.X * d.PA),
        ("FED", "DEAL", d.buy * d.PA),
        ("REAL", "DEAL", d.g * d.PA),
    ):
        pay(s, buyer, seller, amount)
    pay(s, "FUND", "DEAL", d.k * (d.n_y + d.x))
    d.P, d.F, d.q, d.J, d.NB, d.Ro, d.Rm = P, F, q, J, NB, Ro, Rm
    d.gaps = (
        max(s.Ro + s.Rm - d.y * d.PA - d.x * Pb, 0.0),
        max(s.Q * (F - s.F) - d.y * (F - d.FA) - d.x * (F - Fb) + s.O - s.M, 0.0),
    )
    unpaid(s, d)


def unpaid(s, d):
    """Step 8: the line, the broker's credit, and who bears the loss of a close-out."""
    pay(s, "FED", "FUND", -s.E if d.closing else d.dE)
    pay(s, "FUND", "DEAL", s.O)
    E, s.E = s.E, 0.0 if d.closing else s.E + d.dE
    missing = max(-s.cash["FUND"], 0.0)
    s.loss, s.shares, s.O = 0.0, (0.0, 0.0, 0.0), 0.0
    if d.closing:
        fed, (repo, futures) = min(missing, E), d.gaps
        part = repo / (repo + futures) if repo + futures > 0 else 1.0
        s.loss, s.shares = missing, ((missing - fed) * part, (missing - fed) * (1 - part), fed)
        for party, share in zip(("LEND", "DEAL", "FED"), s.shares, strict=True):
            pay(s, party, "FUND", share)
        s.closed = True
    else:
        s.O = missing
        pay(s, "DEAL", "FUND", missing)


def rates(p, s, d, news):
    """Steps 9 and 10: dealers' funding, the facility, the repo rate; then today becomes yesterday."""
    old = s.Rd + s.SRF
    debt = max(old - s.cash["DEAL"], 0.0)  # cash was zero or more after yesterday's funding
    s.capacity -= news["drain"]
    slack = s.capacity - (d.Ro + d.Rm + d.two.Ro + d.two.Rm + debt)
    N, s.G, rate = corridor(p, slack)
    is_open = p.srf_open and p.srf_start <= d.day <= p.srf_end
    srf = min(p.srf_access * max(N - dear(p), 0.0), debt, p.srf_cap) if is_open else 0.0
    pay(s, "LEND", "DEAL", (debt - srf) - s.Rd)
    pay(s, "FED", "DEAL", srf - s.SRF)
    s.s_end = rate + p.shortage_slope * max(N - srf, 0.0) - s.r0
    s.s = s.s_end + news["repo_spread"]
    s.s_m += (s.s - s.s_m) / p.term_days
    premium = s.two.given.term_premium if s.two.given else 0.0
    d.two.s_m = restruck(s.two.s_m, s.s + premium, d.two)
    s.notes_real += d.g
    s.notes_fed += d.buy
    s.C, s.Q, s.SRF, s.Rd = s.cash["FUND"], d.q, srf, debt - srf
    for name in (
        "sigma",
        "rule",
        "m",
        "h",
        "hbar",
        "V",
        "psi",
        "P",
        "F",
        "J",
        "strike",
        "Ro",
        "Rm",
        "NB",
        "k",
        "x",
        "z",
        "u",
        "ys",
        "yp",
        "d",
        "hurdle",
    ):
        setattr(s, name, getattr(d, name))
    s.M = phi(p) * s.m * s.Q
    s.stopped += d.ys
    s.W = s.C + s.M + s.P * s.Q - s.Ro - s.Rm - s.O - s.E
    d.two.W = d.two.C + d.two.M + s.P * d.two.Q - d.two.Ro - d.two.Rm - d.two.O
    s.two = d.two
    s.cash = dict(s.cash)
