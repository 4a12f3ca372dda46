"""The levers of the Fed and of regulators: what each one moves, what it stops, and what it costs.

A lever is a small frozen dataclass. `apply` turns a market and a shock into the market and the shock under any
combination of levers; `basislib.market.run.simulate` then runs them like any other, because every lever is a field of
`Market` or a path of `Shock` and nothing else. Its numbers may be arrays over scenarios, so a whole policy map is one
run. `LEVERS` says in words which link of the chain a lever stops and what it leaves alone, `costs` what it costs.

>>> from basislib.market.run import cliff, simulate, standard_shock
>>> market, shock = apply(cliff(), standard_shock(), [Purchases(pace=20, start=6, size=200, hedged=1)])
>>> print(f"basis up to {1e4 * simulate(market, shock).summary()['peak']:.0f} bp")
basis up to 71 bp
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np

from basislib.checks import Phrase, Refused, one_of, plain, within
from basislib.fund.margin import RULES
from basislib.language import N_
from basislib.market.calm import CalmMarket, calm_market, dealers_inventory
from basislib.market.day import LEAST_ROOM
from basislib.market.flows import net_worths
from basislib.market.inputs import Market, Shock
from basislib.market.run import UNWILLING, MarketRun
from basislib.quantities import NEVER, UNBOUNDED, Quantity, described, quantities
from basislib.types import ArrayLike, Broadcast

if TYPE_CHECKING:
    from pandas import DataFrame

HOLD = ("buffer", "own money")
RICH = 1e9  # $bn: own money that never binds
DEAR, RISING = 1.0, 0.002  # % a year: what the keenest futures buyer pays; % a year per $bn: rise of what funds ask
LINKS = ("haircut", "margin call", "funding", "price impact", "dealer room", "rate")
COSTED = (
    "position",
    "own_money",
    "dislocation",
    *UNWILLING,
    "voluntary_sale",
    "note_price",
    "fed_notes",
    "fed_futures",
    "srf",
    "fed_line",
    "unpaid",
    "loss",
    "loss_lender",
    "loss_dealer",
    "loss_fed",
    "half_spread",
    "repo_spread",
)  # what `costs` and `MarketRun.summary` need: simulate(..., keep=COSTED)


COSTS = {  # what `costs` returns: unit and words
    "fed_peak": ("$bn", "most that the Fed's balance sheet grew: notes, facility, line, cash added"),
    "fed_notes": ("$bn face", "most notes that the Fed held"),
    "fed_dv01": ("$m a bp", "most that the Fed stood to lose if yields rose by a basis point"),
    "fed_result": ("$bn", "what the Fed earned or lost by the last day, notes at the last day's price"),
    "fed_worst": ("$bn", "the worst of it on the way"),
    "funds_saved": ("$bn", "own money that the levers saved the funds: the subsidy"),
    "lenders_saved": ("$bn", "losses that they saved lenders and brokers"),
    "forced_less": ("$bn face", "forced sales less"),
    "sold_less": ("$bn face", "less sold against the funds' will, for whatever reason"),
    "dislocation_rise_less": ("bp of price", "how much less the dislocation rose above its calm level"),
    "unpaid": ("$bn", "most that brokers waited for"),
    "calm_dislocation_more": ("bp of price", "wider dislocation in calm times, new own money welcome"),
    "calm_dislocation_more_fixed": ("bp of price", "the same if funds have only the own money they had"),
    "calm_position_less": ("$bn face", "smaller position of funds in calm times, new own money welcome"),
    "calm_cost": ("$bn a year", "what futures buyers lose in calm times: they pay more, and some leave"),
}


@dataclass(frozen=True)
class Like:
    """The annotation of a lever's number: it has the range of a field of `Market`.

    Attributes
    ----------
    like : str
        That field.
    says : str
        What the number is.
    unit : str, optional
        Its unit, if not that of the field.
    moves : tuple of str
        Fields of `Market` or `Shock` that it moves.
    """

    like: str
    says: str
    unit: str | None = None
    moves: tuple[str, ...] = ()

    @property
    def quantity(self) -> Quantity:
        """The quantity that the number is, symbol aside."""
        market = quantities(Market)[self.like]
        return replace(market, says=self.says, symbol="", unit=market.unit if self.unit is None else self.unit)

    def line(self) -> str:
        """Return the number as a sentence of a docstring."""
        return self.quantity.line()


class Sets(Like):
    """The same for a number that a field of `Market` is set to; None leaves the market's."""


class Lever:
    """What all levers have in common. `ALSO` names what they move beyond their numbers."""

    ALSO: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        self._check()
        if {"start", "end"} <= set(self.numbers()):
            _in_order(self)

    @classmethod
    def numbers(cls) -> Mapping[str, Like]:
        """Return what the lever's numbers are, by name: `Like` or `Sets`."""
        kind: type = cls
        return quantities(kind, Like)

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """Return the fields of `Market` and `Shock` that the lever moves."""
        each = [(about.like,) if isinstance(about, Sets) else about.moves for about in cls.numbers().values()]
        return tuple(dict.fromkeys((*cls.ALSO, *(field for group in each for field in group))))

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        return {
            about.like: getattr(self, name)
            for name, about in self.numbers().items()
            if isinstance(about, Sets) and getattr(self, name) is not None
        }

    def _check(self) -> None:
        """Check the numbers like the fields of the market that have the same range."""
        for name, about in self.numbers().items():
            if (value := getattr(self, name)) is not None:
                label = Phrase(N_("{field} of {lever}"), field=name.replace("_", " "), lever=type(self).__name__)
                object.__setattr__(self, name, about.quantity.checked(label, value))


@described
@dataclass(frozen=True, eq=False)
class StandingRepo(Lever):
    """The Fed's standing repo facility: lends to dealers against Treasuries, at the top of its target range.

    Parameters
    ----------
    {fields}
    """

    is_open: Annotated[bool, "Whether it lends."] = True
    cap: Annotated[float, Sets("srf_cap", "most it lends; no limit since 10 December 2025, `NEVER`")] = 500.0
    access: Annotated[float, Sets("srf_access", "share that reaches it; fitted to 31 October 2025")] = 0.92
    price: Annotated[float, Sets("srf_price", "below that rate nobody asks for it")] = 0.0
    start: Annotated[float, Sets("srf_start", "first day")] = 1.0
    end: Annotated[float, Sets("srf_end", "last day")] = NEVER
    calms: Annotated[
        float | None, Sets("lenders_calmed", "share of leaving lenders that it keeps; None leaves it as it is")
    ] = None
    ALSO: ClassVar = ("srf_open",)

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        return {"srf_open": self.is_open, **super().changes(market)}


@described
@dataclass(frozen=True, eq=False)
class LenderCash(Lever):
    """Cash of the lenders: what lies in the reverse repo facility beforehand, and what the Fed adds under way.

    Parameters
    ----------
    {fields}
    """

    stock: Annotated[float | None, Sets("lender_slack", "spare cash on day 0; None leaves it as it is")] = None
    size: Annotated[
        float,
        Like("lender_slack", "cash added under way in all (the repo operations of September 2019)", moves=("drain",)),
    ] = 0.0
    pace: Annotated[float, Like("srf_cap", "most of it a day")] = NEVER
    start: Annotated[float, Like("purchase_start", "first day of it")] = 1.0
    end: Annotated[float, Like("purchase_start", "last day: the day after, all of it goes back")] = NEVER

    def added(self, days: int) -> np.ndarray:
        """Return the cash added each day, $bn, shape (days, ...); below 0 on the day it goes back."""
        day = np.arange(1.0, days + 1)
        day = day.reshape(-1, *[1] * max(np.ndim(getattr(self, field.name)) for field in fields(self)))
        lent = np.clip(np.minimum(self.pace, self.size) * (day - self.start + 1), 0, self.size) * (day <= self.end)
        return np.diff(lent, axis=0, prepend=0.0)


@described
@dataclass(frozen=True, eq=False)
class Purchases(Lever):
    """The Fed buys notes at the day's price before forced sales: outright, or hedged, with as many futures sold.

    Give a start day or a trigger. An end day needs a start day and no trigger: a programme that waits ends with its
    size.

    Parameters
    ----------
    {fields}
    """

    pace: Annotated[float, Sets("purchase_pace", "face bought a day")] = 20.0
    size: Annotated[float, Sets("purchase_size", "face bought at most in all")] = NEVER
    start: Annotated[float, Sets("purchase_start", "first day")] = NEVER
    trigger: Annotated[
        float, Sets("purchase_trigger", "or any day after a close with a dislocation above it; 25e-4 is 25bp")
    ] = NEVER
    end: Annotated[float, Like("purchase_start", "last day")] = NEVER
    hedged: Annotated[
        float,
        Sets("hedged_share", "share hedged with futures; nobody has done it, and whether the Fed may is doubtful"),
    ] = 0.0
    effect: Annotated[
        float | None,
        Sets(
            "purchase_effect",
            "gamma, rise of the note's value by what is bought outright; None leaves the market's, 0 "
            "where yields follow an actual path",
        ),
    ] = None

    def __post_init__(self) -> None:
        self._check()
        starts, waits, ends = (np.asarray(value) < UNBOUNDED for value in (self.start, self.trigger, self.end))
        if np.any(~starts & ~waits):
            raise Refused(N_("purchases have neither a start day nor a trigger; give one, or leave the lever out."))
        if np.any(ends & (waits | ~starts)):
            raise Refused(
                N_(
                    "purchases have an end day and a trigger; a programme that waits for a trigger has no "
                    "end day, so give it a size in $bn."
                )
            )
        _in_order(self)

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        whole = np.asarray(self.pace) * (np.asarray(self.end) - self.start + 1)
        size = np.where(np.asarray(self.end) < UNBOUNDED, np.minimum(self.size, whole), self.size)
        return {**super().changes(market), "purchase_size": plain(size)}


@described
@dataclass(frozen=True, eq=False)
class CapacityRelief(Lever):
    """Dealers may carry more: Treasuries out of the leverage ratio (SLR), or a lower ratio.

    Parameters
    ----------
    {fields}
    """

    more: Annotated[float, Sets("relief", "additional room, 1 doubles it")] = 1.0
    start: Annotated[float, Sets("relief_start", "first day")] = 1.0
    end: Annotated[float, Sets("relief_end", "last day")] = NEVER


@described
@dataclass(frozen=True, eq=False)
class FundLine(Lever):
    """A lender of last resort to the funds, unsecured, at a penalty rate; drawn when cash is missing.

    Parameters
    ----------
    {fields}
    """

    cap: Annotated[float, Sets("line_cap", "most it lends")] = 20.0
    penalty: Annotated[float, Sets("line_penalty", "price over the repo rate built into the futures price")] = 100.0
    start: Annotated[float, Sets("line_start", "first day of new loans")] = 1.0
    end: Annotated[float, Sets("line_end", "last day of them; what is drawn goes back as cash comes in")] = NEVER


@described
@dataclass(frozen=True, eq=False)
class CentralClearing(Lever):
    """All repo through the clearing house: margin on the note takes the haircut's place, and may be offset.

    Parameters
    ----------
    {fields}

    Notes
    -----
    Without an offset funds post two margins, which both rise with volatility. With cross-margining, open to customers
    since 30 April 2026, the two together are cut by at most 80%. Whether that calms depends on what funds do with the
    own money that comes free: see `hold` of `apply`. Left out: contributions to the default fund, the sponsors' fees,
    and the smaller loss of the lenders when a fund fails.
    """

    repo_margin: Annotated[float, Sets("repo_margin", "margin on the note")] = 1.05
    offset: Annotated[float, Sets("margin_offset", "what cross-margining takes off both margins")] = 0.0
    netting: Annotated[float, Like("relief", "room that netting sets free; assumed", moves=("dealer_room",))] = 0.0
    ALSO: ClassVar = ("haircut",)

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        return {
            **super().changes(market),
            "haircut": 0.0 * np.asarray(market.haircut),
            "dealer_room": np.multiply(market.dealer_room, 1 + np.asarray(self.netting)),
        }


@described
@dataclass(frozen=True, eq=False)
class HaircutFloor(Lever):
    """No loan to a fund with less haircut than this.

    Parameters
    ----------
    {fields}
    """

    floor: Annotated[float, Like("haircut", "least haircut", moves=("haircut", "haircut_rise"))] = 0.02
    start: Annotated[
        float | None,
        Like(
            "purchase_start",
            "day on which it comes into force, beforehand without it; new on a day it is itself a call "
            "for cash: overnight loans ask for it at once, of the term loans 1/T a day",
        ),
    ] = None


@described
@dataclass(frozen=True, eq=False)
class LeverageCap(Lever):
    """Funds may hold at most this many times their own money; they bring what is missing beforehand.

    Parameters
    ----------
    {fields}
    """

    most: Annotated[float, Like("leverage", "position over own money", moves=("leverage",))] = 20.0


@described
@dataclass(frozen=True, eq=False)
class CashBuffer(Lever):
    """Funds must hold at least this much free cash in calm times; they may use it in stress.

    Parameters
    ----------
    {fields}
    """

    least: Annotated[float, Like("term_share", "free cash", "of the position", ("leverage",))] = 0.018


@described
@dataclass(frozen=True, eq=False)
class TermFunding(Lever):
    """At least this share of the repo is for a term.

    Parameters
    ----------
    {fields}
    """

    least: Annotated[float, Sets("term_share", "share for a term")] = 0.5
    days: Annotated[float | None, Sets("term_days", "life of a loan; None leaves it as it is")] = None

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        return {**super().changes(market), "term_share": np.maximum(market.term_share, self.least)}


@described
@dataclass(frozen=True, eq=False)
class FasterReturn(Lever):
    """Lenders return margin excess sooner: what the note has gained is cash on the day the future asks for it.

    Parameters
    ----------
    {fields}
    """

    late: Annotated[float, Sets("excess_late", "share that still arrives a day late")] = 0.0

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        return {"excess_late": np.minimum(market.excess_late, self.late)}


@described
@dataclass(frozen=True, eq=False)
class SteadyMargin(Lever):
    """Initial margin that rises less in stress: the anti-procyclical tools.

    Parameters
    ----------
    {fields}
    """

    rule: Annotated[
        str, 'One of `basislib.fund.margin.RULES`: "floor", "buffer" and "stress weight" ask for more in calm times.'
    ] = "none"
    speed: Annotated[float, Sets("margin_speed", "largest rise; 5e-4 is 5bp")] = NEVER
    cap_bp: Annotated[float | None, Sets("margin_cap", "largest yield move covered; None leaves it as it is")] = None
    ALSO: ClassVar = ("margin_rule",)

    def __post_init__(self) -> None:
        super().__post_init__()
        for rule in np.ravel(self.rule).tolist():
            one_of("rule of SteadyMargin", rule, RULES)

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        return {"margin_rule": self.rule, **super().changes(market)}


@described
@dataclass(frozen=True, eq=False)
class MarginDeadline(Lever):
    """Funds may take this long to pay a call; the clearing broker stands in for them meanwhile.

    Parameters
    ----------
    {fields}
    """

    days: Annotated[float, Sets("deadline", "1 is today")] = 5.0


@described
@dataclass(frozen=True, eq=False)
class LongTermHolders(Lever):
    """More holders with little debt: dealers pass on what they took faster.

    Parameters
    ----------
    {fields}
    """

    passed_on: Annotated[float, Sets("passed_on", "delta, least share of what dealers took that they pass on")] = 0.1

    def changes(self, market: Market) -> dict[str, Any]:
        """Return the fields of the market that the lever sets."""
        return {"passed_on": np.maximum(market.passed_on, self.passed_on)}


def apply(
    market: Market, shock: Shock, levers: "Lever | Iterable[Lever]", hold: str = "buffer"
) -> tuple[Market, Shock]:
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
    for lever in levers:
        if isinstance(lever, HaircutFloor) and lever.start is None:
            changed["haircut"] = np.maximum(changed.get("haircut", market.haircut), lever.floor)
    after = replace(market, **changed, leverage=_own_leverage(market, changed, levers, hold))
    paths = _paths(market, after, shock, levers)
    return after, replace(shock, **paths) if paths else shock


@dataclass(frozen=True, eq=False)
class CalmTimes:
    """What a market is like in calm times; see `calm_times`. Every field is a float or an array.

    Attributes
    ----------
    demand : float or ndarray
        Futures that real money holds before the levers, $bn face.
    dislocation, position : float or ndarray
        Dislocation, per 1 of face, and the funds' notes, $bn face, if whoever earns the required return may come in.
    dislocation_fixed, position_fixed : float or ndarray
        The same if funds have only the own money they had before the levers.
    spread_multiple : float or ndarray
        Bid-ask spread over that before the levers, new own money welcome.
    cost, funds_gain, dealers_gain : float or ndarray
        What the basis costs buyers of futures, in money and in trade they forgo, and what funds and dealers earn
        beyond what they ask for; $bn a year, new own money welcome.
    """

    demand: Broadcast
    dislocation: Broadcast
    position: Broadcast
    dislocation_fixed: Broadcast
    position_fixed: Broadcast
    spread_multiple: Broadcast
    cost: Broadcast
    funds_gain: Broadcast
    dealers_gain: Broadcast


def calm_times(market: Market, before: Market | None = None) -> CalmTimes:
    """Return what a market is like when nothing happens: the lubricant that a brake takes away.

    The buyers, dealers and funds are those of `basislib.market.calm.calm_market`, with the dealers' inventory and room
    together as its room. Real money's demand is what makes the position of the market before the levers its
    equilibrium: D(psi0) = Q + I(psi0), dealers carrying I(psi0) at the calm dislocation.

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
        If own money exceeds the position (leverage below 1), or the calm dislocation before the levers is more than
        any buyer pays.

    Notes
    -----
    Relief for dealers is taken for a measure in stress and does not count here; netting does.

    With new own money welcome the basis is what funds ask for: leverage moves it, and a smaller position asks for
    less. With the own money of before, a lower leverage leaves notes with the dealers, who ask for more; the truth
    lies between the two and closer to the second in the first months. That basis and position move as they do is
    robust; the sums are not: see section 11 of `docs/model.md`.
    """
    before = market if before is None else before
    psi, top = np.asarray(before.calm_dislocation), DEAR / 100 * np.asarray(before.days_to_delivery) / 360
    within("calm dislocation", 1e4 * psi, "bp of price", below=1e4 * np.min(top))
    held = before.position + dealers_inventory(psi, before.impact, before.impact_beyond, _calm_room(before))
    demand, own = held / (1 - psi / top), np.divide(before.position, before.leverage)
    old, free, fixed = (
        _calm(each, before, demand, money) for each, money in ((before, RICH), (market, RICH), (market, own))
    )
    found = (
        held,
        free.dislocation,
        free.position,
        fixed.dislocation,
        fixed.position,
        np.divide(free.half_spread, old.half_spread),
        free.buyers_cost,
        free.funds_gain,
        free.dealers_gain,
    )
    return CalmTimes(*(plain(value) for value in found))


def costs(run: MarketRun, baseline: MarketRun) -> dict[str, Broadcast]:
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
    The Fed's result is its change in net worth (`basislib.market.flows.net_worths`) less that without the levers:
    coupons, roll-down, margin both ways, interest over the rate in the futures price, losses on the line, notes at the
    last day's price. Selling them all at once would move that price; a hedged programme can deliver them instead. The
    funds' own money counts from what they start with, so that what a rule makes them bring is no gain.
    """
    if run.shock.days != baseline.shock.days:
        raise Refused(
            N_("the run covers {days} days, the baseline {other} days; both must cover the same."),
            days=run.shock.days,
            other=baseline.shock.days,
        )
    fed = fed_result(run, baseline)
    losses = [(each["loss_lender"] + each["loss_dealer"]).sum(axis=0) for each in (run, baseline)]
    forced = [each["forced_sale"].sum(axis=0) for each in (run, baseline)]
    sold = [each.unwilling.sum(axis=0) for each in (run, baseline)]
    rises = [each["dislocation"].max(axis=0) - each["dislocation"][0] for each in (run, baseline)]
    with_levers, without = calm_times(run.market, baseline.market), calm_times(baseline.market)
    found = {
        "fed_peak": fed_assets(run, baseline.market, baseline.shock).max(axis=0),
        "fed_notes": run["fed_notes"].max(axis=0),
        "fed_dv01": fed_dv01(run),
        "fed_result": fed[-1],
        "fed_worst": fed.min(axis=0),
        "funds_saved": funds_saved(run, baseline),
        "lenders_saved": losses[1] - losses[0],
        "forced_less": forced[1] - forced[0],
        "sold_less": sold[1] - sold[0],
        "dislocation_rise_less": 1e4 * (rises[1] - rises[0]),
        "unpaid": run["unpaid"].max(axis=0),
        "calm_dislocation_more": 1e4 * np.subtract(with_levers.dislocation, without.dislocation),
        "calm_dislocation_more_fixed": 1e4 * np.subtract(with_levers.dislocation_fixed, without.dislocation_fixed),
        "calm_position_less": np.subtract(without.position, with_levers.position),
        "calm_cost": np.subtract(with_levers.cost, without.cost),
    }
    return {name: plain(value) for name, value in found.items()}


def counting_on(market: Market, line: FundLine) -> Market:
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
    locked = np.add(market.haircut, market.fund_margin)
    cash = np.maximum(market.buffer - np.divide(line.cap, market.position), market.cash_floor)
    return replace(market, leverage=np.maximum(1 / np.maximum(locked + cash, 1e-6), market.leverage))


def who_gains(run: MarketRun, baseline: MarketRun) -> dict[str, Broadcast]:
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


def fed_assets(run: MarketRun, market: Market, shock: Shock) -> np.ndarray:
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


def fed_result(run: MarketRun, baseline: MarketRun) -> np.ndarray:
    """Return what the Fed has earned by each day with the levers, against without; see the notes of `costs`.

    Parameters
    ----------
    run, baseline : MarketRun
        As in `costs`; no series is needed.

    Returns
    -------
    ndarray, shape (days + 1, ...)
        $bn.
    """
    return np.subtract(*_same_rank(*(worth["Fed"] - worth["Fed"][0] for worth in map(net_worths, (run, baseline)))))


def fed_dv01(run: MarketRun) -> Broadcast:
    """Return the most that the Fed stood to lose if yields rose by a basis point, $m: its notes less its futures."""
    return 0.1 * np.asarray(run.market.duration) * (run["fed_notes"] - run["fed_futures"]).max(axis=0)


def funds_saved(run: MarketRun, baseline: MarketRun) -> Broadcast:
    """Return the own money that the levers saved the funds, $bn, from what they start with."""
    return np.subtract(*(each["own_money"][-1] - each["own_money"][0] for each in (run, baseline)))


def _calm_room(market: Market) -> np.ndarray:
    """Return what dealers carry cheaply in calm times, $bn: their inventory and their room."""
    return np.maximum(np.add(market.dealer_inventory, market.dealer_room), LEAST_ROOM)


def _calm(market: Market, before: Market, demand: ArrayLike, own_money: ArrayLike) -> CalmMarket:
    """Return the calm equilibrium of a market for a demand and own money; funds are those of the market before."""
    rising = np.minimum(RISING, np.divide(before.required_return, before.position))
    return calm_market(
        demand,
        own_money,
        haircut=market.haircut,
        initial_margin=market.fund_margin,
        buffer=market.buffer,
        required_return=np.maximum(market.required_return - rising * before.position, 0),
        rising_return=rising,
        dear=DEAR,
        days=market.days_to_delivery,
        impact=market.impact,
        impact_beyond=market.impact_beyond,
        room=_calm_room(market),
        futures_share=market.futures_share,
        duration=market.duration,
    )


def _own_leverage(market: Market, changed: dict[str, Any], levers: Sequence[Lever], hold: str) -> Broadcast:
    """Return the leverage beforehand under the levers."""
    loose = replace(market, **changed, leverage=0.1, cash_floor=0.0)
    before = np.add(market.haircut, market.fund_margin)
    share = np.add(loose.haircut, loose.fund_margin)
    leverage = np.asarray(market.leverage)
    if hold == "buffer":
        leverage = np.where(share == before, leverage, 1 / np.maximum(share + market.buffer, 1e-12))
    for lever in levers:
        if isinstance(lever, CashBuffer):
            leverage = np.minimum(leverage, 1 / np.maximum(share + lever.least, 1e-12))
        if isinstance(lever, LeverageCap):
            leverage = np.minimum(leverage, lever.most)
    return leverage


def _paths(market: Market, after: Market, shock: Shock, levers: Sequence[Lever]) -> dict[str, np.ndarray]:
    """Return the paths of the shock that levers change."""
    paths = {}
    if any(isinstance(lever, HaircutFloor) for lever in levers):
        day = np.arange(1, shock.days + 1)
        cleared = any(isinstance(lever, CentralClearing) for lever in levers)
        asked = _over(0.0 if cleared else market.haircut, shock.haircut_rise)
        total = np.maximum(*_same_rank(asked, _over(after.haircut, 0 * shock.haircut_rise)))
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


def _over(level: ArrayLike, path: np.ndarray) -> np.ndarray:
    """Return a path, days first, on top of a level that may differ between scenarios."""
    level = np.asarray(level)
    return np.add(*_same_rank(np.broadcast_to(level, (len(path), *level.shape)), path))


def _same_rank(*paths: np.ndarray) -> list[np.ndarray]:
    """Return paths with as many axes each, the days still first: scenarios broadcast from the last axis."""
    rank = max(path.ndim for path in paths)
    return [path.reshape(len(path), *[1] * (rank - path.ndim), *path.shape[1:]) for path in paths]


def _refuse_conflicts(market: Market, shock: Shock, levers: Sequence[Lever]) -> None:
    """Refuse levers that contradict each other, the market or the shock."""
    kinds = [type(lever).__name__ for lever in levers]
    for lever, kind in zip(levers, kinds, strict=True):
        if not isinstance(lever, Lever):
            raise Refused(N_("levers hold {lever!r}; each must be a lever such as FundLine(cap=5)."), lever=lever)
        if kinds.count(kind) > 1:
            raise Refused(
                N_("{kind} is given {count} times; give each lever once, with the numbers you mean."),
                kind=kind,
                count=kinds.count(kind),
            )
    if "Purchases" not in kinds:
        return
    if np.any(np.asarray(market.purchase_pace) > 0):
        raise Refused(
            N_("purchases of {pace:g} $bn a day are in the market already; the Fed runs one programme."),
            pace=np.max(market.purchase_pace),
        )
    purchases: Any = levers[kinds.index("Purchases")]
    if shock.purchases.any() and np.any(np.not_equal(purchases.hedged, market.hedged_share)):
        raise Refused(
            N_(
                "the shock has Fed purchases of its own, and a hedged share holds for all purchases; leave "
                "one of the two out."
            )
        )


def _in_order(lever: Any) -> None:
    """Refuse an end before the start."""
    start, end = np.broadcast_arrays(lever.start, lever.end)
    early = end < start
    if np.any(early):
        raise Refused(
            N_("end of {lever} is day {end:g}; it must not be before its start, day {start:g}."),
            lever=type(lever).__name__,
            end=end[early][0],
            start=start[early][0],
        )


@dataclass(frozen=True, eq=False)
class Prose:
    """What pages say about a lever.

    Attributes
    ----------
    name, who : str
        In plain words; whose it is, "Fed" or "regulator".
    lever : Lever
        One of its kind, of a usual size.
    link : str
        Which of `LINKS` it stops.
    stops, leaves, price : str
        How; what it does not move; what it costs, and whom.
    """

    name: str
    who: str
    lever: Lever
    link: str
    stops: str
    leaves: str
    price: str


LEVERS = (
    Prose(
        N_("standing repo facility"),
        "Fed",
        StandingRepo(),
        "rate",
        N_("Dealers who find no lender borrow from the Fed, so the repo rate stops rising near the top of the range."),
        N_(
            "Calls: not the funds' cash, not margins, not what dealers can carry on the day. Funds themselves have no "
            "access. A rate that stays high makes them leave; whether an open facility calms lenders is assumed."
        ),
        N_("The Fed's balance sheet grows by what dealers take; next to no risk."),
    ),
    Prose(
        N_("cash of the lenders"),
        "Fed",
        LenderCash(size=100.0),
        "rate",
        N_("With more spare cash among lenders the repo rate stays in the range."),
        N_("The sales of funds that lack cash, and what dealers can carry."),
        N_("More reserves or repo on the Fed's balance sheet."),
    ),
    Prose(
        N_("outright purchases"),
        "Fed",
        Purchases(start=6.0, size=200.0),
        "price impact",
        N_("Takes notes off the dealers, so the next sale moves prices less."),
        N_(
            "Margin. And they raise the value of all notes, so short futures lose cash for as long as lenders take to "
            "return the gain."
        ),
        N_("The Fed holds duration: it loses when yields come back."),
    ),
    Prose(
        N_("hedged purchases"),
        "Fed",
        Purchases(start=6.0, size=200.0, hedged=1.0),
        "price impact",
        N_("The Fed takes the trade over: it buys the notes and sells the futures, and the gap between them narrows."),
        N_(
            "The level of yields, but for the note's part of the gap, and margin. After the sale it narrows the "
            "gap but brings no position back."
        ),
        N_("The Fed earns the gap, pays and receives margin daily, and saves funds a loss. Nobody has done it."),
    ),
    Prose(
        N_("capacity relief (SLR)"),
        "regulator",
        CapacityRelief(),
        "dealer room",
        N_("Dealers carry more before it gets dear, so spreads and impact stay low."),
        N_("What funds lack in cash, and the repo rate."),
        N_("Banks hold less capital against what they carry."),
    ),
    Prose(
        N_("line to the funds"),
        "Fed",
        FundLine(),
        "margin call",
        N_("Pays the call, so that nothing need be sold for it."),
        N_(
            "What funds sell at their loss limits, and out of precaution, as an undrawn line is no cash to them "
            "here [A]. What a fund has drawn is lost if it is closed out."
        ),
        N_("Unsecured credit to levered funds, and the wish to be saved again."),
    ),
    Prose(
        N_("central clearing"),
        "regulator",
        CentralClearing(offset=0.8),
        "haircut",
        N_(
            "Margin on the note takes the haircut's place, and cross-margining takes up to four fifths off both margins."
        ),
        N_("Variation margin. What cross-margining sets free may go into more leverage, and then it stops nothing."),
        N_("Two margins rise with volatility; without an offset they tie up twice the money."),
    ),
    Prose(
        N_("haircut floor"),
        "regulator",
        HaircutFloor(),
        "haircut",
        N_("More own money behind each note: a call of the same size sells less."),
        N_("The price moves themselves. New on a bad day it is itself a call."),
        N_("Less leverage, a wider gap in calm times."),
    ),
    Prose(
        N_("leverage cap"),
        "regulator",
        LeverageCap(),
        "margin call",
        N_("What is not borrowed is a buffer: calls are paid in cash."),
        N_("The spiral number: once the buffer is gone the sale is as large."),
        N_("A wider gap in calm times."),
    ),
    Prose(
        N_("cash buffer"),
        "regulator",
        CashBuffer(),
        "margin call",
        N_("Calls are paid in cash until the buffer is gone."),
        N_("The spiral number."),
        N_("A wider gap in calm times."),
    ),
    Prose(
        N_("term funding"),
        "regulator",
        TermFunding(),
        "funding",
        N_("Lenders who leave, or ask for more, reach a thirtieth of the term loans a day."),
        N_("A rally: term lenders return what the note gains just as overnight lenders do."),
        N_("The term premium, not in the model."),
    ),
    Prose(
        N_("same-day return of excess"),
        "regulator",
        FasterReturn(),
        "funding",
        N_("What the note gains in a rally is cash the same day, so that the futures' loss can be paid from it."),
        N_("Initial margin, haircuts, runs; and everything, where lenders return it the same day anyhow."),
        N_("Marks and payments within the day, for lenders and funds alike."),
    ),
    Prose(
        N_("steady margin"),
        "regulator",
        SteadyMargin(rule="floor"),
        "margin call",
        N_("Initial margin starts higher or rises more slowly, so stress brings smaller calls."),
        N_("Variation margin."),
        N_(
            "More margin in calm times; or less cover in stress. At equal own money it eats into the buffer, so that it "
            "helps some funds and harms others."
        ),
    ),
    Prose(
        N_("longer margin deadline"),
        "regulator",
        MarginDeadline(),
        "margin call",
        N_("The sale is spread over days, and dealers pass notes on meanwhile."),
        N_("What must be paid in the end."),
        N_("The broker's credit to the fund until then."),
    ),
    Prose(
        N_("more long-term holders"),
        "regulator",
        LongTermHolders(),
        "price impact",
        N_("Dealers find buyers sooner, so later sales meet emptier books."),
        N_("The first day's sale."),
        N_("They want to be paid for holding notes; not in the model."),
    ),
)


def lever_table() -> "DataFrame":
    """Return `LEVERS` as a table.

    Returns
    -------
    pandas.DataFrame
        Columns ``lever``, ``whose``, ``link``, ``stops``, ``leaves alone``, ``price``, ``moves`` (fields of `Market`
        and `Shock`).
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "lever": row.name,
                "whose": row.who,
                "link": row.link,
                "stops": row.stops,
                "leaves alone": row.leaves,
                "price": row.price,
                "moves": ", ".join(row.lever.moves()),
            }
            for row in LEVERS
        ]
    )
