"""The market day by day: seven parties, one note, one future, and every dollar that changes hands.

Hedge funds hold notes against short futures, lenders finance them, a clearing house margins them, dealers take
what is sold, real money holds the futures, foreign officials sell notes, and the Fed may step in. Each day runs
through `STEPS`, in order. What one party pays another receives (`basislib.market.flows` shows it), many scenarios run
side by side, and `ASSUMPTIONS` says what all this rests on.

Everything is in excess of the repo rate built into the futures price: a note's accrued interest and the interest
on loans, cash and margin at that rate cancel for a hedged, financed position and are left out. What is left is the
repo rate above it, and the dislocation, which futures longs pay to the shorts as the future rolls down to the note.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from basislib.checks import Refused, plain
from basislib.language import N_
from basislib.market.day import STEPS, Place, opening, prepared, spiral_number
from basislib.market.inputs import PATHS, Market, Shock, calm, cliff, common_shape, crowded, shapes, standard_shock
from basislib.market.second import Second, begins, opened, step_apart, step_both
from basislib.market.state import Day, Rules, given, unchecked
from basislib.quantities import NEVER
from basislib.types import Broadcast

__all__ = [
    "ASSUMPTIONS",
    "BLOCK",
    "KEEP",
    "NEVER",
    "PATHS",
    "SERIES",
    "UNWILLING",
    "Market",
    "MarketRun",
    "Shock",
    "agreed_haircut",
    "calm",
    "cliff",
    "crowded",
    "each_day",
    "margin_path",
    "scenarios",
    "simulate",
    "standard_shock",
]

ASSUMPTIONS = (
    "One note, one future, one fund sector; days are trading days, and interest accrues at 1/360 a day.",
    "Dealers take what is sold on two straight lines: cheaply up to their room, dearly beyond it. Their room "
    "shrinks when yields swing; each day they pass part of their notes on to real money, which takes more of them "
    "instead of futures once these have become dear.",
    "Half of the dislocation shows in the futures price, half in the note's.",
    "Lenders mark all loans to market every day, term loans included: they call a deficit at once, and give an excess "
    "back the same day. What comes a day later is a setting. Term loans are a ladder, struck anew bit by bit.",
    "Funds sell a little every day while their cash is below a target, and the first of them must cut their positions "
    "when a tenth of their own money is lost. Targets and limits are not public.",
    "The repo rate rises along straight lines as lenders run out of cash; floor and ceiling are soft, and the Fed's "
    "standing facility is for dealers only.",
    "Funds leave, or come back, slowly when the dislocation pays less, or more, than they ask for.",
    "For this trade alone the share of term repo, dealers' room, price impact and the funds' cash are not public.",
)

Step: TypeAlias = Callable[[Rules, Any, Day], dict[str, Broadcast]]  # of a day: market, yesterday, today
BLOCK = 1600  # scenarios at a time: their arrays fit the processor's cache, and memory stays small

SERIES = {  # what `simulate` can keep
    "position": "funds' notes, and their short futures, $bn face",
    "cash": "funds' cash at the close, $bn",
    "own_money": "funds' own money, $bn",
    "shortfall": "cash missing before the forced sale, after the Fed's line, $bn; below 0 it is left over",
    "forced_sale": "sold by funds to pay for calls, or closed out, $bn face",
    "run_sale": "sold because lenders did not renew, $bn face",
    "precaution_sale": "sold because cash was below what funds want to hold, $bn face",
    "drawdown_sale": "sold because limits on losses were reached, $bn face",
    "drawdown": "own money of day 0 lost by the day before, share; below 0 gained",
    "voluntary_sale": "sold of their own accord, $bn face; below 0 funds bought",
    "dislocation": "futures price less note price, per 1 of face",
    "hurdle": "dislocation that pays what funds ask for, per 1 of face",
    "value": "note without dislocation, per 1 of face",
    "note_price": "per 1 of face",
    "futures_price": "per 1 of face",
    "volatility": "moving standard deviation of a day's change in yield, bp",
    "initial_margin": "of a future, money per 1 of face",
    "fund_margin": "of what funds hold, note and future together, money per 1 of face",
    "margin_posted": "funds' initial margin at the clearing house, $bn",
    "variation_margin": "received by funds that day, $bn; below 0 paid",
    "income": "roll-down received by funds less interest above the rate in the futures price, $bn",
    "proceeds": "what funds received for notes, $bn; below 0 paid",
    "cost": "bid-ask spread paid by funds, $bn",
    "haircut": "on new loans, fraction of market value",
    "locked": "own money that a unit sold sets free before cost, per 1 of face",
    "spiral_number": "of the position left, on the slope where the next sale would start",
    "inventory": "dealers' notes above those of day 0, $bn face",
    "room": "what dealers carry of these cheaply, $bn face",
    "room_used": "dealers' notes over what they carry cheaply",
    "half_spread": "half the bid-ask spread of note and future, per 1 of face",
    "depth": "quoted size, $m",
    "overnight_repo": "funds' overnight loans, $bn",
    "term_repo": "funds' term loans, $bn",
    "dealer_repo": "dealers' loans from lenders, $bn",
    "srf": "dealers' loans from the Fed's standing facility, $bn",
    "on_rrp": "left with the Fed overnight, $bn",
    "slack": "lenders' spare cash, $bn; below 0 it is short",
    "repo_spread": "overnight repo rate over the rate in the futures price, bp a year",
    "term_spread": "the same for the term loans that run, on average",
    "fed_line": "drawn by funds on the Fed's line, $bn",
    "unpaid": "calls that the clearing broker waits for, $bn; 1e-12 is rounding",
    "foreign_sale": "sold by foreign officials, $bn face",
    "bought": "bought by the Fed that day, $bn face",
    "fed_notes": "the Fed's notes, $bn face",
    "fed_futures": "the Fed's short futures, $bn face",
    "to_real_money": "passed on by dealers to real money, $bn face; below 0 real money sold",
    "closed": "whether funds have been closed out",
    "loss": "written off in a close-out that day, $bn",
    "loss_lender": "part of it borne by lenders, $bn",
    "loss_dealer": "part of it borne by dealers as clearing brokers, $bn",
    "loss_fed": "part of it borne by the Fed's line, $bn",
}
UNWILLING = {  # series of sales against the funds' will: the word for it in `MarketRun.summary`
    "forced_sale": "forced",
    "run_sale": "run",
    "precaution_sale": "precaution",
    "drawdown_sale": "drawdown",
}
KEEP = ("position", *UNWILLING, "voluntary_sale", "dislocation", "own_money", "half_spread", "srf", "repo_spread")


@dataclass(frozen=True, eq=False)
class MarketRun:
    """What `simulate` found: `run["dislocation"]` is an array (days + 1, scenarios), row 0 the opening.

    Attributes
    ----------
    market : Market
    shock : Shock
    series : dict of str to ndarray
        The kept series by name; `SERIES` has the units.
    beside : dict of str to ndarray
        The same of a second sector, and the ``term_share`` of its repo; empty if there is none.
    second : Second or None
        The second sector.
    """

    market: Market
    shock: Shock
    series: dict[str, np.ndarray]
    beside: dict[str, np.ndarray] = field(default_factory=dict)
    second: Second | None = None

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.series:
            raise Refused(
                N_("series {name!r} was not kept; it must be one of {kept}."), name=name, kept=", ".join(self.series)
            )
        return self.series[name]

    @property
    def unwilling(self) -> np.ndarray:
        """What funds sold against their will each day, whatever the reason; $bn face, as the series `UNWILLING`."""
        return sum((self[name] for name in UNWILLING), np.zeros(()))

    def summary(self) -> dict[str, Broadcast]:
        """Return the run in some numbers per scenario; it needs the series that `simulate` keeps by default.

        Returns
        -------
        dict of str to float or ndarray
            Shares of the position on day 0: sold by force (``forced``: calls and a close-out; ``biggest_day`` of it),
            because lenders did not renew (``run``), out of ``precaution``, for the ``drawdown`` limits, all four
            together (``against_will``), of their own accord (``voluntary``); ``bought_back``, and the ``fall`` by the
            last day. ``peak``: largest dislocation, per 1 of face; ``spread_multiple``: largest bid-ask spread over
            that of day 0. ``srf``: most that the facility lent, $bn. ``own_money_before, own_money_after``: $bn.
        """
        start, spread, own = self["position"][0], self["half_spread"], self["voluntary_sale"]
        sold = {word: self[name].sum(axis=0) / start for name, word in UNWILLING.items()}
        found = {
            **sold,
            "biggest_day": self["forced_sale"].max(axis=0) / start,
            "against_will": self.unwilling.sum(axis=0) / start,
            "voluntary": np.maximum(own, 0).sum(axis=0) / start,
            "bought_back": np.maximum(-own, 0).sum(axis=0) / start,
            "fall": 1 - self["position"][-1] / start,
            "peak": self["dislocation"].max(axis=0),
            "srf": self["srf"].max(axis=0),
            "spread_multiple": np.divide(
                spread.max(axis=0), spread[0], out=np.ones_like(spread[0]), where=spread[0] > 0
            ),
            "own_money_before": self["own_money"][0],
            "own_money_after": self["own_money"][-1],
        }
        return {name: plain(value) for name, value in found.items()}


def margin_path(market: Market, shock: Shock) -> np.ndarray:
    """Return the initial margin day by day: the rule on the moving volatility of the yield, and what the shock adds.

        sigma'^2 = w sigma^2 + (1 - w) dy^2
        m' = min(rule(sigma'), yesterday's rule margin + speed) + dm

    Parameters
    ----------
    market : Market
    shock : Shock

    Returns
    -------
    ndarray, shape (days + 1,) or (days + 1, scenarios)
        Money per 1 of face; row 0 the opening. It is the series ``initial_margin``, without running the days.

    Raises
    ------
    ValueError
        As `simulate`.

    Notes
    -----
    The speed limit holds for the rule's margin alone: what the shock adds neither counts as a rise of the rule nor
    lifts the ceiling for the next day.
    """
    shape = scenarios(market, shock)
    _, known = prepared(market, shock, shape, slice(0, math.prod(shape)))
    return np.broadcast_to(known["initial_margin"], (shock.days + 1, math.prod(shape))).reshape(-1, *shape)


def agreed_haircut(run: MarketRun) -> np.ndarray:
    """Return the average haircut of the term loans day by day: of these 1/T is struck anew at the day's haircut.

        hbar' = hbar + (h' - hbar)/T

    Parameters
    ----------
    run : MarketRun
        With the series ``haircut``.

    Returns
    -------
    ndarray, shape (days + 1,) or (days + 1, scenarios)
        Fraction of market value; row 0 the opening, when all loans have the haircut of the day.
    """
    haircut, agreed = run["haircut"], run["haircut"].copy()
    for day in range(1, len(agreed)):
        agreed[day] = agreed[day - 1] + (haircut[day] - agreed[day - 1]) / run.market.term_days
    return agreed


def simulate(market: Market, shock: Shock, keep: str | Iterable[str] = KEEP, second: Second | None = None) -> MarketRun:
    """Run the market through the shock, day by day, all scenarios at once.

    Parameters
    ----------
    market : Market
    shock : Shock
        Fields of both broadcast against each other; days come first in the paths of the shock.
    keep : iterable of str, optional
        Which of `SERIES` to keep. Keep only what you show: a series of 10,000 scenarios over 60 days is 5 MB.
    second : Second, optional
        A second, small sector of funds in the same market. `MarketRun.beside` then has the same series of it, and the
        ``term_share`` of its repo.

    Returns
    -------
    MarketRun
        Arrays of shape (days + 1,) or (days + 1, scenarios), row 0 the opening.

    Raises
    ------
    ValueError
        If market and shock do not fit together: haircuts outside 0 to 1, margins below zero, or a note that falls
        to nothing.

    Notes
    -----
    Where one day's order of events matters it is that of `STEPS`. A fund that no sale can save, or that owns less
    than nothing after its sale, is closed out the same day at the average price of that sale, and stays closed. What
    it then cannot pay is written off: first by the Fed's line, which is not secured, the rest by lenders and by
    dealers (the clearing broker) in proportion to what each leg lacks; the clearing house stays whole. The line pays
    nothing new on the day of a close-out.

    Dealers and then real money can sell only what they have: purchases stop when their notes are gone. Cash of
    lenders and of real money may fall below zero; that is credit from their banks, which are not shown.

    Less than a dollar missing counts as nothing: beyond the threshold of the spiral any shortfall, however small,
    sets off a large sale, and rounding must not. What funds ask for is reckoned with yesterday's margin and today's
    haircut; cash that leaves the lenders counts the same day; a purchase programme's size does not count the
    purchases of the shock; a new haircut reaches 1/T of the term loans a day.

    Examples
    --------
    >>> found = simulate(crowded(), standard_shock()).summary()
    >>> print(f"{100 * found['against_will']:.1f}% sold, basis up to {1e4 * found['peak']:.1f} bp")
    17.2% sold, basis up to 42.1 bp
    """
    keep = (keep,) if isinstance(keep, str) else tuple(keep)
    for name in keep:
        if name not in SERIES:
            raise Refused(N_("keep names {name!r}; it must be one of {known}."), name=name, known=", ".join(SERIES))
    shape = scenarios(market, shock, second)
    size, extra = math.prod(shape), (spiral_number,) if "spiral_number" in keep else ()
    days = shock.days + 1

    def empty(names: Iterable[str]) -> dict[str, np.ndarray]:
        return {name: np.empty((days, size), bool if name == "closed" else float) for name in names}

    series, beside = empty(keep), empty((*keep, "term_share") if second is not None else ())
    for first in range(0, size, BLOCK):
        block = slice(first, min(first + BLOCK, size))
        at = block if shape or second else 0  # a plain number goes into a row of numbers ten times faster
        here, there = ({name: kept[:, at] for name, kept in each.items()} for each in (series, beside))
        for day, (_, _, today) in enumerate(each_day(market, shock, shape, block, extra, second)):
            of_first = today if second is None else today.first
            for name, kept in here.items():
                kept[day] = getattr(of_first, name)
            for name, kept in there.items():
                kept[day] = getattr(today.rules if name == "term_share" else today.second, name)
    of_both = [{name: kept.reshape(-1, *shape) for name, kept in each.items()} for each in (series, beside)]
    return MarketRun(market, shock, of_both[0], of_both[1], second)


def scenarios(market: Market, shock: Shock, second: Second | None = None) -> tuple[int, ...]:
    """Return the shape of the scenarios: the fields of the market and the paths, without days, broadcast."""
    found = shapes(market)
    if second is not None:
        found |= {f"second {name}": shape for name, shape in shapes(second).items()}
    return common_shape(found | {name: getattr(shock, name).shape[1:] for name in PATHS})


def each_day(
    market: Market,
    shock: Shock,
    shape: tuple[int, ...],
    block: slice,
    extra: Iterable[Step] = (),
    second: Second | None = None,
) -> Iterator[tuple[Rules, Any, Any]]:
    """Yield (rules, yesterday, today) for day 0 (yesterday is None) and each day, for a block of scenarios.

    The last two are `basislib.market.state.Day`, with all that the day's steps found; `basislib.market.flows` reads
    them. With a second sector they are `basislib.market.second.Together`.
    """
    m, known = prepared(market, shock, shape, block)
    before, today = None, opening(m, known)
    if second is not None:
        yield from _days_of_both(second, m, known, today, Place(shape, block), extra)
        return
    if not shape:
        m, today = unchecked(Rules, _numbers(m)), Day(_numbers(today))
    # What is the same in all scenarios is a number: arrays of one entry take longer.
    known = {name: path[:, 0].tolist() if path.shape[1] == 1 else path for name, path in known.items()}
    for step in extra:
        today.give(step(m, before, today))
    yield m, before, today
    for day in range(1, shock.days + 1):
        before, today = today, Day({"day": day, **{name: path[day] for name, path in known.items()}})
        for step in (*STEPS, *extra):
            today.give(step(m, before, today))
        yield m, before, today


def _days_of_both(
    second: Second, m: Rules, known: dict[str, np.ndarray], opening_day: Day, place: Place, extra: Iterable[Step]
) -> Iterator[tuple[Rules, Any, Any]]:
    """Yield what `each_day` does for a market with a second sector."""
    before, today = None, opened(second, m, known, opening_day, place)
    base = today.rules
    for step in extra:
        step_apart(step, m, None, today)
    yield m, before, today
    for day in range(1, len(known["haircut"])):
        news = Day({"day": day, **{name: path[day] for name, path in known.items()}})
        before, today = today, begins(second, base, today, news, place)
        for step in STEPS:
            step_both(step, m, before, today)
        for step in extra:
            step_apart(step, m, before, today)
        yield m, before, today


def _numbers(holder: object) -> dict[str, Any]:
    """Return what an object of arrays with one entry holds, as plain numbers by name."""
    return {name: np.asarray(value).item() for name, value in given(holder).items()}
