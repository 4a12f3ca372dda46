"""Cross-margining: what it does depends on what happens to the own money that comes free."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.market.run import crowded
from basislib.policy import desk as policy
from basislib.policy.robustness import Sign

if TYPE_CHECKING:
    from pandas import DataFrame

STEP = 5  # % of the freed money, from one choice to the next
KEPT = np.arange(0, 100 + STEP, STEP) / 100  # of it, kept as cash: what can be chosen
SHARES = KEPT[::2]  # in the picture
ASKED = (0.0, 0.5, 1.0)  # of them, those put to the draws
MOST, LEAST = 80, 55  # % off both margins: the rule's most, and where it still sets money free at any haircut


@dataclass(frozen=True, eq=False)
class Margined:
    """A crowded market in the dash for cash, by the share of the freed money that is kept as cash.

    Attributes
    ----------
    offset : float
        Off both margins, %.
    kept : float
        Of the freed money, %.
    found : basislib.policy.desk.Offset
        By `KEPT`.
    signs : tuple of Sign
        By `ASKED`.
    """

    offset: float
    kept: float
    found: policy.Offset
    signs: tuple[Sign, ...]

    @property
    def before(self) -> dict[str, float]:
        """Without clearing: ``leverage``, ``number``, ``locked``, ``sold``."""
        return dict(self.found.before)

    @property
    def sold(self) -> np.ndarray:
        """Sold against the funds' will, % of the position, by `SHARES`."""
        return self.found.sold[::2]

    @property
    def sold_here(self) -> float:
        """Sold with the share that is kept, % of the position."""
        return float(self.found.sold[round(self.kept / STEP)])

    @property
    def leverage(self) -> float:
        """Position over own money with the share that is kept."""
        return float(self.found.leverage[round(self.kept / STEP)])

    @property
    def locked(self) -> tuple[float, float]:
        """What $100 of notes lock before and after, $."""
        return 100 * self.found.before["locked"], 100 * self.found.locked


@lru_cache(maxsize=8)
def signs(offset: float) -> tuple[Sign, ...]:
    """Return the signs over the draws, by `ASKED`."""
    return policy.offset_signs(offset / 100, ASKED)


@lru_cache(maxsize=32)
def by_share(leverage: float, haircut: float, offset: float) -> policy.Offset:
    """Return what cross-margining does by `KEPT`; the share that is chosen moves none of it."""
    return policy.offsets(crowded(leverage=leverage, haircut=haircut / 100), offset / 100, KEPT)


def compute(leverage: float, haircut: float, kept: float, offset: float) -> Margined:
    """Return the `Margined` of funds with this leverage and haircut (%), and a share of `KEPT`; shares in %."""
    return Margined(offset, kept, by_share(leverage, haircut, offset), signs(offset))


def table(scene: Margined) -> "DataFrame":
    """Return what is sold by the share that is kept as a `pandas.DataFrame`."""
    import pandas

    return pandas.DataFrame(
        {
            "kept_percent": 100 * SHARES,
            "leverage": scene.found.leverage[::2],
            "sold_percent": scene.sold,
            "sold_without_percent": scene.before["sold"],
        }
    )
