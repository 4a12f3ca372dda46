"""What help spares over its first day and its size: a map of crises, and where we are on it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.market.run import UNWILLING, MarketRun, simulate
from basislib.policy.levers import Purchases, apply
from basislib.policy.timing import EDGES, LEAST, MORE, WORSE, regions, share_spared
from basislib.scenes.backstop import alone, last_sale, scenario
from basislib.scenes.market_days import CENTS
from basislib.types import Broadcast

if TYPE_CHECKING:
    from pandas import DataFrame

LAST_START, ROWS = 25, 20
TOPS = {"pace": 80.0, "size": 600.0}  # what goes up on the map, and how far: $bn a day, $bn
COLUMNS = {"pace": "a day, $bn", "size": "in all, $bn"}  # of readers' files
HEDGES = ("outright", "hedged")
SPARED = ("sold", "dislocation_rise")  # sold against the funds' will, % of the position; widening of the gap, cents
KEPT = (*UNWILLING, "dislocation", "fed_notes")


@dataclass(frozen=True, eq=False)
class Timing:
    """What help spares over its first day and its size, and where we are.

    Attributes
    ----------
    up : str
        What goes up: one of `TOPS`.
    what : str
        What is spared: one of `SPARED`, and its unit.
    days, sizes : ndarray
        Across and up the map; $bn, for a pace $bn a day.
    spared : ndarray, shape (sizes, days)
        Share of what is lost without help.
    regions : ndarray of int
        See `basislib.policy.timing`.
    helps : bool
        Whether help helps at all on some day, so that others are too late.
    buys : bool
        Whether anything is bought on the map: what does not go up is above 0.
    x, y : float
        Where we are.
    alone, here : float
        What is lost without help, and here; % or cents.
    fed : float
        What the Fed has bought in the end, $bn.
    last_sale : int
        The last day on which funds sell against their will when nobody helps; 0 if there is none.
    """

    up: str
    what: str
    days: np.ndarray
    sizes: np.ndarray
    spared: np.ndarray
    regions: np.ndarray
    helps: bool
    buys: bool
    x: float
    y: float
    alone: float
    here: float
    fed: float
    last_sale: int

    @property
    def top(self) -> float:
        """How far the map goes up."""
        return TOPS[self.up]

    @property
    def nothing_lost(self) -> bool:
        """Whether there is nothing to spare."""
        return bool(self.alone <= LEAST)

    @property
    def worse(self) -> bool:
        """Whether more is lost here than without help."""
        return bool(self.here > (1 - WORSE) * self.alone)

    @property
    def best(self) -> tuple[float, float, float]:
        """The most that is spared on the map, a share, and the day and the size that do it."""
        row, column = np.unravel_index(np.argmax(self.spared), self.spared.shape)
        return self.spared.max(), self.days[column], self.sizes[row]

    @property
    def late_from(self) -> float:
        """The first day from which no size spares a tenth; infinite if there is none."""
        late = self.days[self.spared.max(axis=0) < EDGES[0]]
        return late[0] if late.size else np.inf

    @property
    def worse_share(self) -> float:
        """The part of the map on which more is lost than without help."""
        return np.mean(self.regions == MORE)

    @property
    def better_day(self) -> tuple[float, float] | None:
        """The day on which the same help would spare clearly more, and what it spares, a share; or none."""
        row = self.spared[np.argmin(np.abs(self.sizes - self.y))]
        best = int(np.argmax(row))
        return (self.days[best], row[best]) if row[best] >= row[int(self.x) - 1] + EDGES[0] else None


def compute(
    market: str,
    shock: str,
    leverage: float,
    haircut: float,
    kind: str,
    pace: float,
    size: float,
    start: int,
    up: str,
    what: str,
) -> Timing:
    """Return the `Timing` for purchases of this pace ($bn a day), size and start."""
    here: dict[str, Any] = {"pace": float(pace), "size": float(size)}
    days, sizes = _cells(up)
    case = (market, shock, leverage, haircut / 100)
    run = _with_help(*case, kind, float(start), **here)
    none = alone(market, shock, leverage=leverage, haircut=haircut / 100)
    lost = [float(_lost(what, each, none.market.position)) for each in (run, none)]
    cells = _map_run(*case, kind, up, **{name: value for name, value in here.items() if name != up})
    over = _lost(what, cells, none.market.position).reshape(ROWS, LAST_START)
    shares = share_spared(over, lost[1])
    found, helps = regions(shares, lost[1])
    return Timing(
        up=up,
        what=what,
        days=days,
        sizes=sizes,
        spared=shares,
        regions=found,
        helps=helps,
        buys=all(value for name, value in here.items() if name != up),
        x=min(start, LAST_START),
        y=min(here[up], TOPS[up]),
        alone=lost[1],
        here=lost[0],
        fed=float(run["fed_notes"][-1]),
        last_sale=last_sale(none),
    )


def _cells(up: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the days across and the sizes up the map."""
    return np.arange(1.0, LAST_START + 1), (np.arange(ROWS) + 0.5) * TOPS[up] / ROWS


@lru_cache(maxsize=8)
def _map_run(market: str, shock: str, leverage: float, haircut: float, kind: str, up: str, **others: Any) -> MarketRun:
    """Return the run of all cells, row by row; where we are among them moves none."""
    days, sizes = _cells(up)
    cells = {name: np.full(ROWS * LAST_START, value) for name, value in others.items()}
    cells |= {"start": np.tile(days, ROWS), up: np.repeat(sizes, LAST_START)}
    return _with_help(market, shock, leverage, haircut, kind, **cells)


def _with_help(
    market: str,
    shock: str,
    leverage: float,
    haircut: float,
    kind: str,
    start: Broadcast,
    pace: Broadcast,
    size: Broadcast,
) -> MarketRun:
    """Return the run with purchases."""
    bare, blow = scenario(market, shock, leverage=leverage, haircut=haircut)
    after, path = apply(bare, blow, Purchases(pace, size, start, hedged=float(kind == "hedged")))
    return simulate(after, path, KEPT)


def _lost(what: str, run: MarketRun, position: float) -> Broadcast:
    """Return what is lost: sold against the funds' will, % of the position, or the gap's widening, cents."""
    if what == "sold":
        return 100 * run.unwilling.sum(axis=0) / position
    return CENTS * (run["dislocation"].max(axis=0) - run["dislocation"][0])


def table(field: Timing) -> "DataFrame":
    """Return the cells of the map as a `pandas.DataFrame`: first day, size, share spared."""
    import pandas

    day, size = np.meshgrid(field.days, field.sizes)
    return pandas.DataFrame(
        {"first_day": day.ravel(), COLUMNS[field.up]: size.ravel(), "share_spared": field.spared.ravel()}
    )
