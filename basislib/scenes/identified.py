"""What the draws that fit a record have in common: the unknowns it narrows down, and those it says nothing about."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.record.draws import draws
from basislib.scenes.model_misses import FEWEST, KEEPS, TooFewDraws, kept

if TYPE_CHECKING:
    from pandas import DataFrame

SHOWN = {  # unknown: factor to the unit it is shown in (%, but $bn, cents per $bn and days)
    "buffer": 100.0,
    "caution": 100.0,
    "pace": 100.0,
    "late": 100.0,
    "limit": 100.0,
    "returned": 100.0,
    "term_share": 100.0,
    "haircut": 100.0,
    "share": 100.0,
    "room": 1.0,
    "impact": 1e4,
    "futures_share": 100.0,
}
ENDS = (5, 95)  # percentiles
NARROWED = 0.8  # of the width that all draws have; a band at least as wide says nothing


@dataclass(frozen=True, eq=False)
class Strip:
    """An unknown: all draws, and those that fit; ends and middle in its unit.

    Attributes
    ----------
    key : str
        Field of `basislib.record.draws.Unknowns`.
    whole, fitting : tuple of float
        Percentiles `ENDS` of all draws, and of those that fit.
    middle : float
        Median of those that fit.
    """

    key: str
    whole: tuple[float, float]
    fitting: tuple[float, float]
    middle: float

    @property
    def left(self) -> float:
        """Width of those that fit over that of all."""
        return (self.fitting[1] - self.fitting[0]) / (self.whole[1] - self.whole[0])

    @property
    def narrowed(self) -> bool:
        """Whether the record narrows it down."""
        return self.left < NARROWED


@dataclass(frozen=True, eq=False)
class Identified:
    """What a record says about the unknowns: how many draws fit it, and a strip for each of `SHOWN`."""

    keep: str
    kept: int
    strips: tuple[Strip, ...]

    def of(self, key: str) -> Strip:
        """Return the strip of an unknown."""
        return next(strip for strip in self.strips if strip.key == key)

    @property
    def narrowed(self) -> tuple[Strip, ...]:
        """The unknowns that the record narrows down."""
        return tuple(strip for strip in self.strips if strip.narrowed)

    @property
    def open(self) -> tuple[Strip, ...]:
        """Those about which it says nothing."""
        return tuple(strip for strip in self.strips if not strip.narrowed)


def compute(keep: str) -> Identified:
    """Return what a record says: `keep` is a key of `basislib.scenes.model_misses.KEEPS` that asks for something."""
    inside = kept(keep)
    if inside.sum() < FEWEST or not KEEPS[keep]:
        raise TooFewDraws(int(inside.sum()))
    return Identified(keep, int(inside.sum()), tuple(_strip(key, inside) for key in SHOWN))


def _strip(key: str, inside: np.ndarray) -> Strip:
    """Return the `Strip` of an unknown."""
    values = SHOWN[key] * np.asarray(getattr(draws(), key))
    low, high = np.percentile(values, ENDS)
    first, middle, last = np.percentile(values[inside], (ENDS[0], 50, ENDS[1]))
    return Strip(key, (float(low), float(high)), (float(first), float(last)), float(middle))


def table(scene: Identified) -> "DataFrame":
    """Return the strips as a `pandas.DataFrame`."""
    import pandas

    return pandas.DataFrame(
        [
            {
                "unknown": strip.key,
                "all_low": strip.whole[0],
                "all_high": strip.whole[1],
                "fit_low": strip.fitting[0],
                "fit_middle": strip.middle,
                "fit_high": strip.fitting[1],
                "narrowed": strip.narrowed,
            }
            for strip in scene.strips
        ]
    )
