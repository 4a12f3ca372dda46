"""The levers of the Fed and of regulators: what each one moves, what it stops, and what it costs.

A lever is a small frozen dataclass. `apply` turns a market and a shock into the market and the shock under any
combination of levers; `basislib.market.simulate` then runs them like any other, because every lever is a field of
`Market` or a path of `Shock` and nothing else. Its numbers may be arrays over scenarios, so a whole policy map is one
run. `LEVERS` says in words which link of the chain a lever stops and what it leaves alone, `costs` what it costs.

>>> from basislib.market import cliff, simulate, standard_shock
>>> market, shock = apply(cliff(), standard_shock(), [Purchases(pace=20, start=6, size=200, hedged=1)])
>>> print(f"basis up to {1e4 * simulate(market, shock).summary()['peak']:.0f} bp")
basis up to 70 bp
"""

from dataclasses import dataclass, fields, replace
from typing import ClassVar

import numpy as np

from basislib.calm import calm_market
from basislib.checks import one_of, plain, within
from basislib.flows import net_worths
from basislib.margin import RULES
from basislib.market import NEVER, RANGES, _limit
from basislib.market_day import LARGEST, LEAST_ROOM

HOLD = ("buffer", "own money")
RICH, ANY_DEMAND = 1e9, 1e6  # $bn: own money that never binds, and a demand larger than dealers can carry
LINKS = ("haircut", "margin call", "funding", "price impact", "dealer room", "rate")
COSTED = ("position", "own_money", "dislocation", "forced_sale", "voluntary_sale", "note_price", "fed_notes",
          "fed_futures", "srf", "fed_line", "unpaid", "loss", "loss_lender", "loss_dealer", "loss_fed", "half_spread",
          "repo_spread")  # what `costs` and `MarketRun.summary` need: simulate(..., keep=COSTED)


COSTS = {  # what `costs` returns: unit and words
    "fed_peak": ("$bn", "most that the Fed's balance sheet grew: notes, facility, line, cash added"),
    "fed_notes": ("$bn face", "most notes that the Fed held"),
    "fed_dv01": ("$m a bp", "most that the Fed stood to lose if yields rose by a basis point"),
    "fed_result": ("$bn", "what the Fed earned or lost by the last day, notes at the last day's price"),
    "fed_worst": ("$bn", "the worst of it on the way"),
    "funds_saved": ("$bn", "own money that the levers saved the funds: the subsidy"),
    "lenders_saved": ("$bn", "losses that they saved lenders and brokers"),
    "forced_less": ("$bn face", "forced sales less"),
    "rise_less": ("bp of price", "how much less the dislocation rose above its calm level"),
    "unpaid": ("$bn", "most that brokers waited for"),
    "calm_basis_more": ("bp of price", "wider basis in calm times, new own money welcome"),
    "calm_basis_more_fixed": ("bp of price", "the same if funds have only the own money they had"),
    "calm_position_less": ("$bn face", "smaller position of funds in calm times, new own money welcome"),
    "calm_cost": ("$bn a year", "what futures buyers pay more in calm times"),
}


class Lever:
    """What all levers have in common; `MOVES` maps a lever's own field to the field of `Market` that it sets."""

    MOVES: ClassVar = {}

    def __post_init__(self):
        for own, field in self.MOVES.items():
            value = getattr(self, own)
            if value is not None:
                unit, bounds = RANGES[field]
                checked = within(_label(self, own), _limit(value, bounds), unit, **bounds)
                object.__setattr__(self, own, plain(checked))

    def changes(self, market):
        """Return the fields of the market that the lever sets."""
        return {field: getattr(self, own) for own, field in self.MOVES.items() if getattr(self, own) is not None}


@dataclass(frozen=True, eq=False)
class StandingRepo(Lever):
    """The Fed's standing repo facility: lends to dealers against Treasuries, at the top of its target range.

    Parameters
    ----------
    is_open : bool or array_like of bool
    cap : float or array_like
        Most it lends, $bn. (No limit since 10 December 2025: `NEVER`.)
    access : float or array_like
        Share of a shortage that reaches it, 0 to 1. An assumption, from one day (31 October 2025).
    price : float or array_like
        bp over the top of the range; below that rate nobody asks for it.
    start, end : float or array_like
        First and last day.
    """

    is_open: bool = True
    cap: float = 500.0
    access: float = 0.9
    price: float = 0.0
    start: float = 1.0
    end: float = NEVER
    MOVES: ClassVar = {"cap": "srf_cap", "access": "srf_access", "price": "srf_price", "start": "srf_start",
                       "end": "srf_end"}

    def __post_init__(self):
        super().__post_init__()
        _in_order(self)

    def changes(self, market):
        """Return the fields of the market that the lever sets."""
        return {"srf_open": self.is_open, **super().changes(market)}


@dataclass(frozen=True, eq=False)
class LenderCash(Lever):
    """Cash of the lenders: what lies in the reverse repo facility beforehand, and what the Fed adds under way.

    Parameters
    ----------
    stock : float or array_like, optional
        Spare cash on day 0, $bn; None leaves it as it is.
    size, pace : float or array_like
        Cash added under way, $bn in all and at most a day (the repo operations of September 2019).
    start, end : float or array_like
        First day of it, and last day: the day after, all of it goes back.
    """

    stock: float | None = None
    size: float = 0.0
    pace: float = NEVER
    start: float = 1.0
    end: float = NEVER
    MOVES: ClassVar = {"stock": "lender_slack"}

    def __post_init__(self):
        super().__post_init__()
        _check(self, {"size": "lender_slack", "pace": "srf_cap", "start": "purchase_start", "end": "purchase_start"})
        _in_order(self)

    def added(self, days):
        """Return the cash added each day, $bn, shape (days, ...); below 0 on the day it goes back."""
        day = np.arange(1.0, days + 1)
        day = day.reshape(-1, *[1] * max(np.ndim(getattr(self, field.name)) for field in fields(self)))
        lent = np.clip(np.minimum(self.pace, self.size) * (day - self.start + 1), 0, self.size) * (day <= self.end)
        return np.diff(lent, axis=0, prepend=0.0)


@dataclass(frozen=True, eq=False)
class Purchases(Lever):
    """The Fed buys notes at the day's price before forced sales: outright, or hedged, with as many futures sold.

    Parameters
    ----------
    pace, size : float or array_like
        $bn face a day, and at most in all.
    start, trigger : float or array_like
        First day; or any day after a close with a dislocation above the trigger, per 1 of face (25e-4 is 25bp). Give
        one of them at least.
    end : float or array_like
        Last day. It needs a start day and no trigger: a programme that waits ends with its size.
    hedged : float or array_like
        Share of the purchases hedged with futures, 0 to 1. Nobody has done it; whether the Fed may trade futures is
        doubtful.
    effect : float or array_like, optional
        gamma, rise of the note's value per $bn bought outright; None leaves the market's. 0 where yields follow an
        actual path.
    """

    pace: float = 20.0
    size: float = NEVER
    start: float = NEVER
    trigger: float = NEVER
    end: float = NEVER
    hedged: float = 0.0
    effect: float | None = None
    MOVES: ClassVar = {
        "pace": "purchase_pace", "size": "purchase_size", "start": "purchase_start", "trigger": "purchase_trigger",
        "hedged": "hedged_share", "effect": "purchase_effect"}

    def __post_init__(self):
        super().__post_init__()
        _check(self, {"end": "purchase_start"})
        starts, waits, ends = (np.asarray(value) < LARGEST for value in (self.start, self.trigger, self.end))
        if np.any(~starts & ~waits):
            raise ValueError("purchases have neither a start day nor a trigger; give one, or leave the lever out.")
        if np.any(ends & (waits | ~starts)):
            raise ValueError("purchases have an end day and a trigger; a programme that waits for a trigger has no "
                             "end day, so give it a size in $bn.")
        _in_order(self)

    def changes(self, market):
        """Return the fields of the market that the lever sets."""
        whole = np.asarray(self.pace) * (np.asarray(self.end) - self.start + 1)
        size = np.where(np.asarray(self.end) < LARGEST, np.minimum(self.size, whole), self.size)
        return {**super().changes(market), "purchase_size": plain(size)}


@dataclass(frozen=True, eq=False)
class CapacityRelief(Lever):
    """Dealers may carry more: Treasuries out of the leverage ratio (SLR), or a lower ratio.

    Parameters
    ----------
    more : float or array_like
        Additional room, share of the room (1 doubles it).
    start, end : float or array_like
        First and last day.
    """

    more: float = 1.0
    start: float = 1.0
    end: float = NEVER
    MOVES: ClassVar = {"more": "relief", "start": "relief_start", "end": "relief_end"}

    def __post_init__(self):
        super().__post_init__()
        _in_order(self)


@dataclass(frozen=True, eq=False)
class FundLine(Lever):
    """A lender of last resort to the funds, unsecured, at a penalty rate; drawn when cash is missing.

    Parameters
    ----------
    cap : float or array_like
        $bn.
    penalty : float or array_like
        bp a year over the repo rate built into the futures price.
    start, end : float or array_like
        First and last day of new loans; what is drawn goes back as cash comes in.
    """

    cap: float = 20.0
    penalty: float = 100.0
    start: float = 1.0
    end: float = NEVER
    MOVES: ClassVar = {"cap": "line_cap", "penalty": "line_penalty", "start": "line_start", "end": "line_end"}

    def __post_init__(self):
        super().__post_init__()
        _in_order(self)


@dataclass(frozen=True, eq=False)
class CentralClearing(Lever):
    """All repo through the clearing house: haircuts get a floor, positions are netted, margins may be offset.

    Parameters
    ----------
    margin_factor : float or array_like
        Futures margin after cross-margining with the note, share of what it was; 1 for none.
    haircut_floor : float or array_like
        Least haircut, fraction of market value. (Tri-party lenders ask for 2%.)
    netting : float or array_like
        Dealers' room that netting sets free, share of the room.

    Notes
    -----
    All three sizes are assumptions. Left out: contributions to the default fund, the sponsors' fees, and the smaller
    loss of the lenders when a fund fails.
    """

    margin_factor: float = 0.8
    haircut_floor: float = 0.02
    netting: float = 0.25

    def __post_init__(self):
        _check(self, {"margin_factor": "term_share"}, "of the margin")
        _check(self, {"haircut_floor": "haircut", "netting": "relief"})

    def changes(self, market):
        """Return the fields of the market that the lever sets."""
        return {"margin_factor": np.multiply(market.margin_factor, self.margin_factor),
                "dealer_room": np.multiply(market.dealer_room, 1 + np.asarray(self.netting))}


@dataclass(frozen=True, eq=False)
class HaircutFloor(Lever):
    """No loan to a fund with less haircut than this.

    Parameters
    ----------
    floor : float or array_like
        Fraction of market value.
    start : float or array_like, optional
        Day on which it comes into force; without it, it was in force beforehand. New on a day it is itself a call
        for cash: overnight loans ask for it at once, of the term loans 1/T a day.
    """

    floor: float = 0.02
    start: float | None = None

    def __post_init__(self):
        _check(self, {"floor": "haircut"} | ({} if self.start is None else {"start": "purchase_start"}))


@dataclass(frozen=True, eq=False)
class LeverageCap(Lever):
    """Funds may hold at most this many times their own money; they bring what is missing beforehand.

    Parameters
    ----------
    most : float or array_like
        Position over own money, x.
    """

    most: float = 20.0

    def __post_init__(self):
        _check(self, {"most": "leverage"})


@dataclass(frozen=True, eq=False)
class CashBuffer(Lever):
    """Funds must hold at least this much free cash in calm times; they may use it in stress.

    Parameters
    ----------
    least : float or array_like
        Fraction of the position.
    """

    least: float = 0.018

    def __post_init__(self):
        _check(self, {"least": "term_share"}, "of the position")


@dataclass(frozen=True, eq=False)
class TermFunding(Lever):
    """At least this share of the repo is for a term.

    Parameters
    ----------
    least : float or array_like
        Share, 0 to 1.
    days : float or array_like, optional
        Life of a loan, days; None leaves it as it is.
    """

    least: float = 0.5
    days: float | None = None
    MOVES: ClassVar = {"least": "term_share", "days": "term_days"}

    def changes(self, market):
        """Return the fields of the market that the lever sets."""
        return {**super().changes(market), "term_share": np.maximum(market.term_share, self.least)}


@dataclass(frozen=True, eq=False)
class MarginRecall(Lever):
    """Lenders at term return what a rise of the note's price makes of margin excess, the same day.

    Parameters
    ----------
    share : float or array_like
        Of the excess, 0 to 1.
    """

    share: float = 1.0
    MOVES: ClassVar = {"share": "recall"}


@dataclass(frozen=True, eq=False)
class SteadyMargin(Lever):
    """Initial margin that rises less in stress: the anti-procyclical tools.

    Parameters
    ----------
    rule : str or array_like of str
        One of `basislib.margin.RULES`: "floor", "buffer" and "stress weight" ask for more in calm times.
    speed : float or array_like
        Largest rise a day, per 1 of face (5e-4 is 5bp).
    cap_bp : float or array_like, optional
        Largest yield move covered, bp; None leaves it as it is.
    """

    rule: str = "none"
    speed: float = NEVER
    cap_bp: float | None = None
    MOVES: ClassVar = {"speed": "margin_speed", "cap_bp": "margin_cap"}

    def __post_init__(self):
        super().__post_init__()
        for rule in np.ravel(self.rule).tolist():
            one_of("rule of SteadyMargin", rule, RULES)

    def changes(self, market):
        """Return the fields of the market that the lever sets."""
        return {"margin_rule": self.rule, **super().changes(market)}


@dataclass(frozen=True, eq=False)
class MarginDeadline(Lever):
    """Funds may take this long to pay a call; the clearing broker stands in for them meanwhile.

    Parameters
    ----------
    days : float or array_like
        At least 1, which is today.
    """

    days: float = 5.0
    MOVES: ClassVar = {"days": "deadline"}


@dataclass(frozen=True, eq=False)
class LongTermHolders(Lever):
    """More holders with little debt: dealers pass on what they took faster.

    Parameters
    ----------
    passed_on : float or array_like
        delta, share of what dealers took that they pass on a day, at least.
    """

    passed_on: float = 0.1
    MOVES: ClassVar = {"passed_on": "passed_on"}

    def changes(self, market):
        """Return the fields of the market that the lever sets."""
        return {"passed_on": np.maximum(market.passed_on, self.passed_on)}


def apply(market, shock, levers, hold="buffer"):
    """Return the market and the shock under the levers; the order of the levers does not matter.

    Parameters
    ----------
    market : Market
    shock : Shock
    levers : Lever or iterable of Lever
        At most one of each kind. Without any, market and shock come back as they are.
    hold : {"buffer", "own money"}
        What funds keep when haircut or margin change beforehand: their free cash, so that they bring more own money
        (or, if margins fall, lever up); or their own money, so that the cash is what changes. Say on the page which
        comparison is shown: a higher level with the buffer unchanged quietly adds own money.

    Returns
    -------
    (Market, Shock)

    Raises
    ------
    ValueError
        If two levers are of the same kind; if purchases meet a market that has a programme already, or hedged ones
        a shock with purchases of its own; if haircut and margin leave no room for the leverage.

    Notes
    -----
    Haircut floors first (the highest counts, in stress too: a floor makes the rise to a higher haircut smaller),
    margins, then the leverage that `hold` implies, then buffer and leverage cap, of which the stricter counts. All
    other levers set one field each. The position on day 0 is not changed: what a brake costs in calm times is
    `calm_times`.
    """
    one_of("hold", hold, HOLD)
    levers = (levers,) if isinstance(levers, Lever) else tuple(levers)
    _refuse_conflicts(market, shock, levers)
    if not levers:
        return market, shock
    changed = {name: value for lever in levers for name, value in lever.changes(market).items()}
    floors = [lever.floor for lever in levers if isinstance(lever, HaircutFloor) and lever.start is None]
    floors += [lever.haircut_floor for lever in levers if isinstance(lever, CentralClearing)]
    for floor in floors:
        changed["haircut"] = np.maximum(changed.get("haircut", market.haircut), floor)
    after = replace(market, **changed, leverage=_own_leverage(market, changed, levers, hold))
    return after, replace(shock, **_paths(market, after, shock, levers))


@dataclass(frozen=True, eq=False)
class CalmTimes:
    """What a market is like in calm times; see `calm_times`. Every field is a float or an array.

    Attributes
    ----------
    demand : float or ndarray
        Futures that real money wants, $bn face.
    basis, position : float or ndarray
        Dislocation, per 1 of face, and the funds' notes, $bn face, if whoever earns the required return may come in.
    basis_fixed, position_fixed : float or ndarray
        The same if funds have only the own money they had before the levers.
    spread_multiple : float or ndarray
        Bid-ask spread over that before the levers, new own money welcome.
    cost : float or ndarray
        What real money pays for its futures, $bn a year.
    """

    demand: float | np.ndarray
    basis: float | np.ndarray
    position: float | np.ndarray
    basis_fixed: float | np.ndarray
    position_fixed: float | np.ndarray
    spread_multiple: float | np.ndarray
    cost: float | np.ndarray


def calm_times(market, before=None):
    """Return what a market is like when nothing happens: the lubricant that a brake takes away.

    The dealers and the funds are those of `basislib.calm.calm_market`, with the dealers' inventory and room together
    as its room. Real money's demand is what makes the position of the market before the levers its equilibrium:
    D = Q + I(psi0), dealers carrying I(psi0) at the calm dislocation.

    Parameters
    ----------
    market : Market
    before : Market, optional
        The market before the levers; without it, there are none.

    Returns
    -------
    CalmTimes

    Raises
    ------
    ValueError
        If own money exceeds the position (leverage below 1).

    Notes
    -----
    Relief for dealers is taken for a measure in stress and does not count here; netting does.

    With new own money welcome the basis is the hurdle, ret n/(360 L): only leverage moves it. With the own money of
    before, a lower leverage leaves notes with the dealers, who ask for more; the truth lies between the two and
    closer to the second in the first months.
    """
    before = market if before is None else before
    rich, own = RICH, np.divide(before.position, before.leverage)
    demand = before.position + np.asarray(_calm(before, ANY_DEMAND, rich).inventory)
    old, free, fixed = _calm(before, demand, rich), _calm(market, demand, rich), _calm(market, demand, own)
    per_year = 360 / np.asarray(market.days_to_delivery)
    found = (demand, free.dislocation, free.position, fixed.dislocation, fixed.position,
             np.divide(free.half_spread, old.half_spread), demand * np.asarray(free.dislocation) * per_year)
    return CalmTimes(*(plain(value) for value in found))


def costs(run, baseline):
    """Return what the levers cost and what they saved, with against without, per scenario.

    Parameters
    ----------
    run : MarketRun
        With the levers; it and the other need the series `COSTED`.
    baseline : MarketRun
        The same market and shock without them; one for all if only the levers differ between scenarios.

    Returns
    -------
    dict of str to float or ndarray
        As `COSTS` says.

    Raises
    ------
    ValueError
        If a series was not kept, or the runs do not cover the same days.

    Notes
    -----
    The Fed's result is its change in net worth (`basislib.flows.net_worths`) less that without the levers: coupons,
    roll-down, margin both ways, interest over the rate in the futures price, losses on the line, notes at the last
    day's price. Selling them all at once would move that price; a hedged programme can deliver them instead. The
    funds' own money counts from what they start with, so that what a rule makes them bring is no gain.
    """
    if run.shock.days != baseline.shock.days:
        raise ValueError(f"the run covers {run.shock.days} days, the baseline {baseline.shock.days} days; both must "
                         "cover the same.")
    fed = np.subtract(*_same_rank(*(worth["Fed"] - worth["Fed"][0] for worth in map(net_worths, (run, baseline)))))
    open_notes = (run["fed_notes"] - run["fed_futures"]).max(axis=0)
    funds = [each["own_money"][-1] - each["own_money"][0] for each in (run, baseline)]
    losses = [(each["loss_lender"] + each["loss_dealer"]).sum(axis=0) for each in (run, baseline)]
    forced = [each["forced_sale"].sum(axis=0) for each in (run, baseline)]
    rises = [each["dislocation"].max(axis=0) - each["dislocation"][0] for each in (run, baseline)]
    with_levers, without = calm_times(run.market, baseline.market), calm_times(baseline.market)
    found = {
        "fed_peak": fed_assets(run, baseline.market, baseline.shock).max(axis=0),
        "fed_notes": run["fed_notes"].max(axis=0),
        "fed_dv01": 0.1 * np.asarray(run.market.duration) * open_notes,
        "fed_result": fed[-1], "fed_worst": fed.min(axis=0), "funds_saved": funds[0] - funds[1],
        "lenders_saved": losses[1] - losses[0], "forced_less": forced[1] - forced[0],
        "rise_less": 1e4 * (rises[1] - rises[0]), "unpaid": run["unpaid"].max(axis=0),
        "calm_basis_more": 1e4 * np.subtract(with_levers.basis, without.basis),
        "calm_basis_more_fixed": 1e4 * np.subtract(with_levers.basis_fixed, without.basis_fixed),
        "calm_position_less": np.subtract(without.position, with_levers.position),
        "calm_cost": np.subtract(with_levers.cost, without.cost),
    }
    return {name: plain(value) for name, value in found.items()}


def counting_on(market, line):
    """Return the market whose funds hold less cash because they count on the line: moral hazard.

    The buffer falls by what the line would pay, cap/Q, to the cash floor at the least. Position and haircut stay, own
    money falls, and the calm basis narrows: the lubricant is paid for by whoever stands behind the line.

    Parameters
    ----------
    market : Market
    line : FundLine

    Returns
    -------
    Market
        Without the line itself: `apply` adds it, and leaving it out shows what happens if it does not come.
    """
    locked = np.add(market.haircut, market.initial_margin)
    cash = np.maximum(market.buffer - np.divide(line.cap, market.position), market.cash_floor)
    return replace(market, leverage=np.maximum(1 / np.maximum(locked + cash, 1e-6), market.leverage))


def who_gains(run, baseline):
    """Return by how much the levers change each party's net worth by the last day, with against without, $bn.

    Parameters
    ----------
    run, baseline : MarketRun
        As in `costs`.

    Returns
    -------
    dict of str to float or ndarray
        By party. The sum is the notes' change in price, whoever holds them: all else only changes hands.
    """
    changes = [{party: worth[-1] - worth[0] for party, worth in net_worths(each).items()} for each in (run, baseline)]
    return {party: plain(change - changes[1][party]) for party, change in changes[0].items()}


def fed_assets(run, market, shock):
    """Return by how much the Fed's balance sheet has grown, day by day: notes, facility, line, cash added.

    Parameters
    ----------
    run : MarketRun
        With the series ``fed_notes``, ``note_price``, ``srf`` and ``fed_line``.
    market, shock : Market, Shock
        Before the levers: more cash of the lenders than there comes from the Fed.

    Returns
    -------
    ndarray, shape (days + 1, ...)
        $bn.
    """
    added = np.cumsum(np.subtract(*_same_rank(shock.drain, run.shock.drain)), axis=0)
    stock = np.subtract(run.market.lender_slack, market.lender_slack)
    held = run["fed_notes"] * run["note_price"] + run["srf"] + run["fed_line"] + np.maximum(stock, 0)
    return np.add(*_same_rank(held, np.maximum(np.concatenate((0 * added[:1], added)), 0)))


def _calm(market, demand, own_money):
    """Return the calm equilibrium of a market for a demand and own money."""
    room = np.maximum(np.add(market.dealer_inventory, market.dealer_room), LEAST_ROOM)
    return calm_market(
        demand, own_money, haircut=market.haircut, initial_margin=market.initial_margin, buffer=market.buffer,
        required_return=market.required_return, days=market.days_to_delivery, impact=market.impact,
        impact_beyond=market.impact_beyond, room=room, futures_share=market.futures_share, duration=market.duration)


def _own_leverage(market, changed, levers, hold):
    """Return the leverage beforehand under the levers."""
    loose = replace(market, **changed, leverage=0.1, cash_floor=0.0)
    before = np.add(market.haircut, market.initial_margin)
    share = np.add(loose.haircut, loose.initial_margin)
    leverage = np.asarray(market.leverage)
    if hold == "buffer":
        leverage = np.where(share == before, leverage, 1 / np.maximum(share + market.buffer, 1e-12))
    for lever in levers:
        if isinstance(lever, CashBuffer):
            leverage = np.minimum(leverage, 1 / np.maximum(share + lever.least, 1e-12))
        if isinstance(lever, LeverageCap):
            leverage = np.minimum(leverage, lever.most)
    return leverage


def _paths(market, after, shock, levers):
    """Return the paths of the shock that levers change."""
    paths = {}
    if any(isinstance(lever, HaircutFloor | CentralClearing) for lever in levers):
        day = np.arange(1, shock.days + 1)
        total = np.maximum(*_same_rank(_over(market.haircut, shock.haircut_rise),
                                       _over(after.haircut, 0 * shock.haircut_rise)))
        for lever in levers:
            if isinstance(lever, HaircutFloor) and lever.start is not None:
                start, floor = np.broadcast_arrays(lever.start, lever.floor)
                new = floor * (day.reshape(-1, *[1] * start.ndim) >= start)
                total = np.maximum(*_same_rank(total, new))
        paths["haircut_rise"] = _over(-np.asarray(after.haircut), total)
    for lever in levers:
        if isinstance(lever, LenderCash) and np.any(np.asarray(lever.size) > 0):
            paths["drain"] = np.subtract(*_same_rank(shock.drain, lever.added(shock.days)))
    return paths


def _over(level, path):
    """Return a path, days first, on top of a level that may differ between scenarios."""
    level = np.asarray(level)
    return np.add(*_same_rank(np.broadcast_to(level, (len(path), *level.shape)), path))


def _same_rank(*paths):
    """Return paths with as many axes each, the days still first: scenarios broadcast from the last axis."""
    rank = max(path.ndim for path in paths)
    return [path.reshape(len(path), *[1] * (rank - path.ndim), *path.shape[1:]) for path in paths]


def _refuse_conflicts(market, shock, levers):
    """Refuse levers that contradict each other, the market or the shock."""
    kinds = [type(lever).__name__ for lever in levers]
    for lever, kind in zip(levers, kinds, strict=True):
        if not isinstance(lever, Lever):
            raise ValueError(f"levers hold {lever!r}; each must be a lever such as FundLine(cap=5).")
        if kinds.count(kind) > 1:
            raise ValueError(f"{kind} is given {kinds.count(kind)} times; give each lever once, with the numbers you "
                             "mean.")
    if "Purchases" not in kinds:
        return
    if np.any(np.asarray(market.purchase_pace) > 0):
        raise ValueError(f"purchases of {np.max(market.purchase_pace):g} $bn a day are in the market already; the Fed "
                         "runs one programme.")
    hedged = levers[kinds.index("Purchases")].hedged
    if shock.purchases.any() and np.any(np.not_equal(hedged, market.hedged_share)):
        raise ValueError("the shock has Fed purchases of its own, and a hedged share holds for all purchases; leave "
                         "one of the two out.")


def _check(lever, own, unit=None):
    """Check fields of a lever like the fields of the market that have the same range."""
    for name, field in own.items():
        known, bounds = RANGES[field]
        value = _limit(getattr(lever, name), bounds)
        object.__setattr__(lever, name, plain(within(_label(lever, name), value, unit or known, **bounds)))


def _label(lever, name):
    """Return what to call a lever's number in an error sentence."""
    return f"{name.replace('_', ' ')} of {type(lever).__name__}"


def _in_order(lever):
    """Refuse an end before the start."""
    start, end = np.broadcast_arrays(lever.start, lever.end)
    early = end < start
    if np.any(early):
        raise ValueError(f"end of {type(lever).__name__} is day {end[early][0]:g}; it must not be before its start, "
                         f"day {start[early][0]:g}.")


@dataclass(frozen=True, eq=False)
class Words:
    """What pages say about a lever.

    Attributes
    ----------
    name, who : str
        In plain words; whose it is, "Fed" or "regulator".
    lever : Lever
        One of its kind, of a usual size.
    fields : tuple of str
        What it sets: fields of `Market`, or of `Shock` (``drain``, ``haircut_rise``).
    link : str
        Which of `LINKS` it stops.
    stops, leaves, price : str
        How; what it does not move; what it costs, and whom.
    """

    name: str
    who: str
    lever: Lever
    fields: tuple
    link: str
    stops: str
    leaves: str
    price: str


LEVERS = (
    Words("standing repo facility", "Fed", StandingRepo(),
          ("srf_open", "srf_cap", "srf_access", "srf_price", "srf_start", "srf_end"), "rate",
          "Dealers who find no lender borrow from the Fed, so the repo rate stops rising near the top of the range.",
          "On the day, nothing but the rate: not the funds' cash, not margins, not what dealers can carry. Funds "
          "themselves have no access.", "The Fed's balance sheet grows by what dealers take; next to no risk."),
    Words("cash of the lenders", "Fed", LenderCash(size=100.0), ("lender_slack", "drain"), "rate",
          "With more spare cash among lenders the repo rate stays in the range.",
          "The sales of funds that lack cash, and what dealers can carry.",
          "More reserves or repo on the Fed's balance sheet."),
    Words("outright purchases", "Fed", Purchases(start=6.0, size=200.0),
          ("purchase_pace", "purchase_size", "purchase_start", "purchase_trigger", "hedged_share", "purchase_effect"),
          "price impact", "Takes notes off the dealers, so the next sale moves prices less.",
          "Margin. And they raise the value of all notes, so short futures lose cash: with term loans that adds to the "
          "calls.", "The Fed holds duration: it loses when yields come back."),
    Words("hedged purchases", "Fed", Purchases(start=6.0, size=200.0, hedged=1.0),
          ("purchase_pace", "purchase_size", "purchase_start", "purchase_trigger", "hedged_share"), "price impact",
          "The Fed takes the trade over: it buys the notes and sells the futures, and the gap between them narrows.",
          "The level of yields, and margin. After the sale it narrows the gap but brings no position back.",
          "The Fed earns the gap, pays and receives margin daily, and saves funds a loss. Nobody has done it."),
    Words("capacity relief (SLR)", "regulator", CapacityRelief(), ("relief", "relief_start", "relief_end"),
          "dealer room",
          "Dealers carry more before it gets dear, so spreads and impact stay low.",
          "What funds lack in cash, and the repo rate.", "Banks hold less capital against what they carry."),
    Words("line to the funds", "Fed", FundLine(), ("line_cap", "line_penalty", "line_start", "line_end"),
          "margin call",
          "Pays the call, so that nothing need be sold.", "The spiral number and the buffer; a fund that is closed out "
          "takes the line with it.", "Unsecured credit to levered funds, and the wish to be saved again."),
    Words("central clearing", "regulator", CentralClearing(), ("haircut", "haircut_rise", "margin_factor",
          "dealer_room"), "haircut", "A haircut floor, netted books, and margin that sees note and future together.",
          "Variation margin. What cross-margining sets free may go into more leverage.",
          "Both ways: more own money for the floor, less for the margin."),
    Words("haircut floor", "regulator", HaircutFloor(), ("haircut", "haircut_rise"), "haircut",
          "More own money behind each note: a call of the same size sells less.",
          "The price moves themselves. New on a bad day it is itself a call.",
          "Less leverage, a wider gap in calm times."),
    Words("leverage cap", "regulator", LeverageCap(), ("leverage",), "margin call",
          "What is not borrowed is a buffer: calls are paid in cash.", "The spiral number: once the buffer is gone the "
          "sale is as large.", "A wider gap in calm times."),
    Words("cash buffer", "regulator", CashBuffer(), ("leverage",), "margin call",
          "Calls are paid in cash until the buffer is gone.", "The spiral number.",
          "A wider gap in calm times; the most effective per dollar of all brakes."),
    Words("term funding", "regulator", TermFunding(), ("term_share", "term_days"), "funding",
          "Lenders who leave, or ask for more, reach a thirtieth of the term loans a day.",
          "A rally is worse: term lenders do not return what the note gains.", "The term premium, not in the model."),
    Words("recall of margin excess", "regulator", MarginRecall(), ("recall",), "funding",
          "In a rally term lenders return what the note gains, so the futures' loss can be paid.",
          "Initial margin, haircuts, runs.", "Daily marks for term loans too."),
    Words("steady margin", "regulator", SteadyMargin(rule="floor"), ("margin_rule", "margin_speed", "margin_cap"),
          "margin call", "Initial margin starts higher or rises more slowly, so stress brings smaller calls.",
          "Variation margin.", "More margin in calm times; or less cover in stress. At equal own money it gains next "
          "to nothing."),
    Words("longer margin deadline", "regulator", MarginDeadline(), ("deadline",), "margin call",
          "The sale is spread over days, and dealers pass notes on meanwhile.", "What must be paid in the end.",
          "The broker's credit to the fund until then."),
    Words("more long-term holders", "regulator", LongTermHolders(), ("passed_on",), "price impact",
          "Dealers find buyers sooner, so later sales meet emptier books.", "The first day's sale.",
          "They want to be paid for holding notes; not in the model."),
)


def lever_table():
    """Return `LEVERS` as a table.

    Returns
    -------
    pandas.DataFrame
        Columns ``lever``, ``whose``, ``link``, ``stops``, ``leaves alone``, ``price``, ``moves`` (fields of `Market`
        and `Shock`).
    """
    import pandas as pd

    return pd.DataFrame([
        {"lever": row.name, "whose": row.who, "link": row.link, "stops": row.stops, "leaves alone": row.leaves,
         "price": row.price, "moves": ", ".join(row.fields)} for row in LEVERS])
