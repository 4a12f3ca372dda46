"""The daily market once more, in plain Python: one scenario, one number at a time, every payment posted.

Written from the specification and not from `basislib.market`, which must agree with it: the forced sale is found by
halving, cash by posting each payment between two parties, the funds' own money from their balance sheet.
"""

import math
from types import SimpleNamespace

PARTIES = ("FUND", "LEND", "CCP", "DEAL", "REAL", "FORN", "FED")
NIGHT = 1e-4 / 360


def run(p, shock):
    """Return one record per day, day 0 first. `p` has the fields of Market, `shock` lists by field of Shock."""
    s = opening(p)
    records = [dict(vars(s))]
    for day in range(1, len(shock["yield_change"]) + 1):
        one_day(p, s, day, {name: path[day - 1] for name, path in shock.items()})
        records.append(dict(vars(s)))
    return records


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


def opening(p):
    m, h, q = rule_margin(p, p.volatility), p.haircut, p.position
    psi = p.required_return / 100 * p.days_to_delivery / 360 / p.leverage
    price = 1 - (1 - p.futures_share) * psi
    s = SimpleNamespace(
        sigma=p.volatility, rule=m, m=m, h=h, V=1.0, psi=psi, psi0=psi, P=price, F=1 + p.futures_share * psi, Q=q,
        J=0.0, C=(1 / p.leverage - h - m) * q, c0=1 / p.leverage - h - m, O=0.0, E=0.0, strike=price, hbar=h,
        Ro=(1 - p.term_share) * (1 - h) * price * q, Rm=p.term_share * (1 - h) * price * q, M=m * q,
        Rd=p.dealer_inventory * price, SRF=0.0, s=0.0, s_end=0.0, s_m=0.0, NB=0.0, notes_fed=0.0, programme=0.0,
        notes_real=3000.0, closed=False, x=0.0, z=0.0, u=0.0, loss=0.0, shares=(0.0, 0.0, 0.0), k=p.base_half_spread,
        capacity=0.0)
    s.capacity = s.Ro + s.Rm + s.Rd + p.lender_slack
    s.cash = dict(zip(PARTIES, (s.C, 800.0, 0.0, 0.0, 500.0, 0.0, 0.0), strict=True))
    s.cash["CCP"] = 2 * m * (q + p.dealer_inventory)
    s.cash["FED"] = -sum(s.cash.values())
    s.W = s.C + s.M + price * q - s.Ro - s.Rm
    return s


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
    d.strike = min(s.strike + (d.PA - s.strike) / p.term_days, d.PA)
    d.f = (1 - p.term_share) * (1 - d.h)
    d.lm = (1 - d.hbar) * (d.strike + p.recall * (d.PA - d.strike))
    d.income = (s.psi / p.days_to_delivery * s.Q - (s.s * (s.Ro + s.O) + s.s_m * s.Rm + p.line_penalty * s.E) * NIGHT)
    sell(p, s, d)
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


def orders(p, s, d, news):
    """Step 3: run, voluntary trades, foreign sales, purchases, and what dealers pass on."""
    due = 1 - p.term_share + p.term_share / p.term_days
    d.z = min(news["run_share"] * due, 1.0) * s.Q
    own = s.m + d.h * s.P + s.c0
    nights = min(p.nights, p.days_to_delivery)
    d.hurdle = (p.required_return / 100 * own * p.days_to_delivery + (1 - p.term_share) * (1 - d.h)
                * (s.s_end + news["repo_spread"]) * 1e-4 * nights) / 360
    pays_too_little, pays_more = d.hurdle - d.k - s.psi, s.psi - d.hurdle - d.k
    pull = pays_too_little if pays_too_little > 0 else -max(pays_more, 0.0)
    slope = p.impact if s.J < d.A else p.impact_beyond
    most = p.exit_limit * s.Q
    d.u = min(max(p.exit_speed * pull / slope, -most), most, s.Q - d.z)
    if d.u < 0:
        free = max(s.C - s.O - s.c0 * s.Q, 0.0)
        affordable = free / own if own > 0 else math.inf
        d.u = -min(-d.u, affordable, s.notes_real - d.buy)
    d.u = 0.0 if s.closed else d.u
    d.y, d.X, d.g = d.z + d.u, news["foreign_sales"], p.passed_on * max(s.J, 0.0)
    floor = max(-s.psi0 / p.impact, -p.dealer_inventory)
    missing = max(floor - (s.J + d.y + d.X - d.buy - d.g), 0.0)
    d.g -= missing
    d.n = d.y + d.X - d.buy - d.g
    d.J1, d.Q1 = s.J + d.n, s.Q - d.y
    d.psiA = dislocation(p, s, d.J1, d.A)


def sell(p, s, d):
    """Steps 5 and 6: what is missing, the Fed's line, the forced sale or the close-out."""
    loan = d.f * d.PA + p.term_share * d.lm
    cash = (s.C - s.O + d.income - s.Q * (d.FA - s.F) - (d.m * d.Q1 - s.M) + loan * d.Q1 - s.Ro - s.Rm + d.y * d.PA
            - d.k * (d.z + abs(d.u)))
    need = p.cash_floor * d.Q1 - cash
    cap = p.line_cap if p.line_start <= d.day <= p.line_end else 0.0
    d.dE = 0.0 if s.closed else min(max(need, -s.E), max(cap - s.E, 0.0))
    d.S = need - d.dE if need - d.dE > 1e-9 else 0.0  # less than a dollar is rounding
    e, eta = d.m + d.PA - loan + p.cash_floor, -(1 - p.futures_share) * (1 - d.f)
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
    return (s.W + d.income - s.Q * (d.psi - s.psi) + d.y * (d.psi - d.psiA) + d.x * (d.psi - d.psib)
            - d.k * (d.z + abs(d.u) + d.x))


def settle(p, s, d):
    """Steps 2, 7 and 8: post every payment between the parties."""
    theta = p.futures_share
    P, F = d.V - (1 - theta) * d.psi, d.V + theta * d.psi
    Pb, Fb = d.V - (1 - theta) * d.psib, d.V + theta * d.psib
    held, q = p.dealer_inventory + s.J, d.Q1 - d.x
    for payer, payee, amount in (
        ("FUND", "LEND", s.s * NIGHT * s.Ro + s.s_m * NIGHT * s.Rm), ("FUND", "DEAL", s.s * NIGHT * s.O),
        ("FUND", "FED", p.line_penalty * NIGHT * s.E), ("DEAL", "LEND", s.s * NIGHT * s.Rd),
        ("DEAL", "FED", s.s * NIGHT * s.SRF),
    ):
        pay(s, payer, payee, amount)
    for short, number in (("FUND", s.Q), ("DEAL", held), ("FED", s.NB)):
        pay(s, "REAL", short, s.psi / p.days_to_delivery * number)
        pay(s, short, "REAL", number * (F - s.F))
    for short, bought_back in (("FUND", d.y), ("DEAL", -d.n), ("FED", -d.H)):
        pay(s, "REAL", short, bought_back * (F - d.FA))
    pay(s, "DEAL", "FUND", d.x * (F - Fb))
    J = d.J1 + d.x
    NB = s.NB + d.H
    before = (s.m * s.Q, s.m * held, s.m * (s.Q + held + s.NB))
    after = (d.m * q, d.m * (p.dealer_inventory + J), d.m * (q + p.dealer_inventory + J + NB))
    for party, old, new in zip(("FUND", "DEAL", "REAL"), before, after, strict=True):
        pay(s, party, "CCP", new - old)
    Ro, Rm = d.f * P * q, p.term_share * d.lm * q
    pay(s, "LEND", "FUND", Ro + Rm - s.Ro - s.Rm)
    for buyer, seller, amount in (("DEAL", "FUND", d.y * d.PA + d.x * Pb), ("DEAL", "FORN", d.X * d.PA),
                                  ("FED", "DEAL", d.buy * d.PA), ("REAL", "DEAL", d.g * d.PA)):
        pay(s, buyer, seller, amount)
    pay(s, "FUND", "DEAL", d.k * (d.z + abs(d.u) + d.x))
    d.P, d.F, d.q, d.J, d.NB, d.Ro, d.Rm = P, F, q, J, NB, Ro, Rm
    d.gaps = (max(s.Ro + s.Rm - d.y * d.PA - d.x * Pb, 0.0),
              max(s.Q * (F - s.F) - d.y * (F - d.FA) - d.x * (F - Fb) + s.O - s.m * s.Q, 0.0))
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
    slack = s.capacity - (d.Ro + d.Rm + debt)
    dear = p.srf_price / max(p.shortage_slope, 1e-9) if p.srf_price else 0.0
    is_open = p.srf_open and p.srf_start <= d.day <= p.srf_end
    srf = min(max(-p.srf_access * (slack + dear), 0.0), debt, p.srf_cap) if is_open else 0.0
    pay(s, "LEND", "DEAL", (debt - srf) - s.Rd)
    pay(s, "FED", "DEAL", srf - s.SRF)

    def base(z):
        return p.range_width - min(p.slope * max(z, 0.0), p.range_width)

    s.s_end = base(slack) + p.shortage_slope * max(-slack - srf, 0.0) - base(p.lender_slack)
    s.s = s.s_end + news["repo_spread"]
    s.s_m += (s.s - s.s_m) / p.term_days
    s.notes_real += d.g
    s.notes_fed += d.buy
    s.C, s.Q, s.SRF, s.Rd = s.cash["FUND"], d.q, srf, debt - srf
    for name in ("sigma", "rule", "m", "h", "hbar", "V", "psi", "P", "F", "J", "strike", "Ro", "Rm", "NB", "k", "x",
                 "z", "u", "hurdle"):
        setattr(s, name, getattr(d, name))
    s.M = s.m * s.Q
    s.W = s.C + s.M + s.P * s.Q - s.Ro - s.Rm - s.O - s.E
    s.cash = dict(s.cash)
