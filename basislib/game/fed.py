"""The Fed in a crisis: one tool, one size, one day; what that spares, what it costs, and what funds do who count on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from basislib.checks import one_of, within
from basislib.game.crises import DAYS, Crises
from basislib.game.rules import first_warning
from basislib.market.flows import net_worths
from basislib.market.run import PATHS, UNWILLING, Market, MarketRun, Shock, simulate
from basislib.policy.levers import CapacityRelief, FundLine, Lever, Purchases, apply, counting_on
from basislib.types import ArrayLike, Broadcast

TOOLS = ("outright", "hedged", "line", "relief")
SIZES = MappingProxyType(
    {  # three sizes of each tool, in the unit of its lever
        "outright": (20.0, 50.0, 100.0),  # $bn a day, for ten days
        "hedged": (20.0, 50.0, 100.0),
        "line": (2.0, 5.0, 10.0),  # $bn
        "relief": (0.5, 1.0, 2.0),  # of the dealers' room
    }
)
BUYS_FOR = 10  # days
GIVEN_UP = (0.15, 0.3, 0.45)  # share of their free cash that funds give up next time, by size of the help [A]
NEVER = DAYS + 1  # the day of a Fed that does nothing
KEPT = (
    *("position", *UNWILLING, "dislocation", "initial_margin", "haircut", "repo_spread", "half_spread", "srf"),
    *("on_rrp", "foreign_sale", "fed_notes", "fed_line", "closed", "own_money", "value"),
)
PER_100BN, PER_BILLION, NEXT_TIME = 2.0, 2.0, 0.5  # points; see `Verdict` [A]


def without_help(crises: Crises) -> tuple[Market, Shock]:
    """Return market and shock of crises in which nobody helps."""
    paths = {name: getattr(crises.shock, name) for name in PATHS}
    return crises.market, Shock(**{**paths, "purchases": 0.0})


def lever(tool: str, size: ArrayLike, day: ArrayLike) -> Lever:
    """Return a tool of a size, in the unit of `SIZES`, from a day on."""
    one_of("tool", tool, TOOLS)
    start: Any = day
    much: Any = size
    whole: Any = np.multiply(size, BUYS_FOR)
    if tool == "line":
        return FundLine(much, start=start)
    if tool == "relief":
        return CapacityRelief(much, start=start)
    return Purchases(pace=much, size=whole, start=start, hedged=float(tool == "hedged"))


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the Fed's help comes to; numbers, or arrays over crises.

    Attributes
    ----------
    alone, sold : float or ndarray
        Sold by funds against their will without help and with it, % of the position.
    books : float or ndarray
        The Fed's notes and its line at most, $bn.
    lost : float or ndarray
        What the help has cost the Fed by the last day's prices, $bn; below 0 it has earned.
    next_time : float or ndarray
        What funds would sell more in the same crisis if they had counted on help and it did not come, % of the position.
    """

    alone: Broadcast
    sold: Broadcast
    books: Broadcast
    lost: Broadcast
    next_time: Broadcast

    @property
    def points(self) -> Broadcast:
        """The score: a point for each per cent spared, less what it took.

            spared - 2 books/100 - 2 lost⁺ - next_time/2

        The weights are ours [A]: two points for each $100bn on the Fed's books, two for each $1bn lost, half a point for
        each per cent that funds would sell more next time.
        """
        spared = self.alone - self.sold
        price = PER_100BN * self.books / 100 + PER_BILLION * np.maximum(self.lost, 0)
        return spared - price - NEXT_TIME * np.maximum(self.next_time, 0)


def given_up(tool: str, size: ArrayLike) -> np.ndarray:
    """Return the share of their free cash that funds give up if they count on a tool of this size next time."""
    return np.interp(np.asarray(size, float), SIZES[tool], GIVEN_UP)


def run_with(crises: Crises, tool: str, size: ArrayLike, day: ArrayLike) -> MarketRun:
    """Return the run with help; arguments and errors as of `judged`."""
    return simulate(*apply(*without_help(crises), lever(tool, size, _days(crises, day))), KEPT)


def _days(crises: Crises, day: ArrayLike) -> np.ndarray:
    """Return the days of the help, one for each crisis."""
    return within("day", np.broadcast_to(np.asarray(day, float), crises.seeds.shape), "", low=1, high=NEVER)


def judged(crises: Crises, tool: str, size: ArrayLike, day: ArrayLike) -> tuple[Verdict, MarketRun]:
    """Return what help comes to, and the run with it.

    Parameters
    ----------
    crises : Crises
    tool : str
        One of `TOOLS`.
    size, day : float or array_like
        In the unit of `SIZES`; from 1, and `NEVER` for no help at all.

    Raises
    ------
    ValueError
        If the tool is unknown or a number is out of range.
    """
    market, shock = without_help(crises)
    when = _days(crises, day)
    helped, bare = run_with(crises, tool, size, when), simulate(market, shock, KEPT)
    bold = counting_on(market, FundLine(market.buffer * np.asarray(market.position) * given_up(tool, size)))
    failed = simulate(bold, shock, (*UNWILLING, "position"))
    worth = [each["Fed"] - each["Fed"][0] for each in map(net_worths, (helped, bare))]
    acts = when < NEVER
    return (
        Verdict(
            alone=sold(bare),
            sold=sold(helped),
            books=(helped["fed_notes"] + helped["fed_line"]).max(axis=0),
            lost=worth[1][-1] - worth[0][-1],
            next_time=np.where(acts, sold(failed) - sold(bare), 0.0),
        ),
        helped,
    )


def sold(run: MarketRun) -> np.ndarray:
    """Return what funds sell against their will, % of the position."""
    return 100 * run.unwilling.sum(axis=0) / run["position"][0]


def warned(crises: Crises) -> np.ndarray:
    """Return the morning of the first warning, by crisis."""
    return first_warning(simulate(*without_help(crises), KEPT))


def by_rules(crises: Crises) -> Mapping[str, Verdict]:
    """Return what three simple rules come to: wait, buy a little at the first warning, lend to funds from then on."""
    when = warned(crises)
    plans: dict[str, tuple[str, float, Any]] = {
        "wait": ("hedged", 20.0, NEVER),
        "buy": ("hedged", 20.0, when),
        "lend": ("line", 5.0, when),
    }
    return {name: judged(crises, *plan)[0] for name, plan in plans.items()}
