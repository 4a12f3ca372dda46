"""Which note is cheapest at every level and slope of yields, and what the future is worth along one line of it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.scenes.baskets import HIGH, LINE, LOW, SIX, STEEP, Deliverables, basket_on, switches
from basislib.securities.ranking import cheapest_to_deliver, converted_prices

if TYPE_CHECKING:
    from pandas import DataFrame

CELL = 4  # bp, width and height of a cell of the map
LEVELS, SLOPES = np.arange(LOW + CELL / 2, HIGH, CELL), np.arange(-STEEP + CELL / 2, STEEP, CELL)


@dataclass(frozen=True, eq=False)
class SwitchMap:
    """The cheapest note of every cell, slopes down and levels across.

    Attributes
    ----------
    names : tuple of str
    rank : ndarray of int
        Place of each note in the order of maturities, from 0.
    limits : tuple of int
        Lowest and highest level, lowest and highest slope, bp.
    cheapest : ndarray of int
        Position of the note.
    mean_yield : float
        Of the notes without a shift, % a year.
    sound_to : int
        Level shift up to which no issue without a quote should be cheaper, bp.
    """

    names: tuple[str, ...]
    rank: np.ndarray
    limits: tuple[int, int, int, int]
    cheapest: np.ndarray
    mean_yield: float
    sound_to: int

    @property
    def six(self) -> float:
        """The level shift at which the average yield is 6%, bp."""
        return 100 * (SIX - self.mean_yield)


@dataclass(frozen=True, eq=False)
class Switching:
    """A place on the switch map, and along its level line the future against today's cheapest note alone.

    Attributes
    ----------
    map : SwitchMap
    line : ndarray
        Level shifts, bp.
    lines : ndarray
        Converted forward price of each note along them, less that of today's cheapest; points.
    along : ndarray of int
        Position of the cheapest note along them.
    switches, switch_depths : ndarray
        Level shifts, bp, and the lowest line there, points.
    level, slope : int
        bp.
    now, first : int
        Position of the cheapest note here, and without a shift.
    depth : float
        The lowest line here, points.
    """

    map: SwitchMap
    line: np.ndarray
    lines: np.ndarray
    along: np.ndarray
    switches: np.ndarray
    switch_depths: np.ndarray
    level: int
    slope: int
    now: int
    first: int
    depth: float

    @property
    def envelope(self) -> np.ndarray:
        """The lowest line, points."""
        return self.lines.min(axis=1)

    @property
    def mean_yield(self) -> float:
        """Average yield at this level, % a year."""
        return self.map.mean_yield + self.level / 100


def compute(notes: Deliverables, curve: str, level: int, slope: int, repo_rate: float) -> Switching:
    """Return the scene, as ``quoted`` or with ``equal`` yields, at shifts in bp and a repo rate in % a year."""
    basket, lines = basket_on(notes, curve), _lines(notes, curve, repo_rate, slope)
    shifts = switches(notes, curve, repo_rate, slope).shifts
    first = cheapest_to_deliver(basket, repo_rate=repo_rate)
    there = converted_prices(basket, np.append(shifts, level), slope, repo_rate=repo_rate)
    depths = there.min(axis=1) - there[:, first]
    return Switching(
        map=_map(notes, curve, repo_rate),
        line=LINE,
        lines=lines,
        along=lines.argmin(axis=1),
        switches=shifts,
        switch_depths=depths[:-1],
        level=level,
        slope=slope,
        now=int(there[-1].argmin()),
        first=first,
        depth=depths[-1],
    )


@lru_cache(16)
def _map(notes: Deliverables, curve: str, repo_rate: float) -> SwitchMap:
    """Return the `SwitchMap` of a basket."""
    basket = basket_on(notes, curve)
    return SwitchMap(
        names=notes.names,
        rank=notes.rank,
        limits=(LOW, HIGH, -STEEP, STEEP),
        cheapest=cheapest_to_deliver(basket, LEVELS, SLOPES[:, None], repo_rate=repo_rate),
        mean_yield=basket.yield_.mean(),
        sound_to=notes.sound_to if notes.missing else HIGH,
    )


@lru_cache(16)
def _lines(notes: Deliverables, curve: str, repo_rate: float, slope: float) -> np.ndarray:
    """Return each note's converted forward price along the level, less that of today's cheapest note."""
    basket = basket_on(notes, curve)
    prices = converted_prices(basket, LINE, slope, repo_rate=repo_rate)
    return prices - prices[:, [cheapest_to_deliver(basket, repo_rate=repo_rate)]]


def table(switching: Switching) -> "DataFrame":
    """Return the cheapest note of every cell of the map as a `pandas.DataFrame`."""
    import pandas

    levels, slopes = np.meshgrid(LEVELS, SLOPES)
    names = np.array(switching.map.names, dtype=object)[switching.map.cheapest]
    return pandas.DataFrame({"level_bp": levels.ravel(), "slope_bp": slopes.ravel(), "cheapest": names.ravel()})
