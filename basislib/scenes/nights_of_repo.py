"""What a higher repo rate costs night after night, against the edge it has to be paid from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.corridor import CORRIDOR_DAYS
from basislib.fund.repo import rate_spike_cost, special_gain
from basislib.fund.usual import HAIRCUT, LEVERAGE, TERM_DAYS
from basislib.scenes.repo_spike import BUILT_IN, EDGE

if TYPE_CHECKING:
    from pandas import DataFrame

LONGEST = 90  # nights
NIGHTS = np.arange(1, LONGEST + 1)
WEEK = 5  # nights
SPIKE = CORRIDOR_DAYS[0].sofr  # % a year: 17 September 2019
DEARER, SPECIAL = 2.35, 0.10  # % a year: a rate a little dearer; a note that is special
SPECIAL_CASE = {"implied": 3.60, "general": 3.70, "special": 3.40}  # % a year, an example


@dataclass(frozen=True, eq=False)
class Nights:
    """The cost of a higher repo rate after 1, 2, 3 ... nights.

    Attributes
    ----------
    nights : int
        How many the rate lasts.
    leverage : float
        Times own money.
    edge : float
        What the trade earns, bp of the notes.
    rate, special : float
        Rate for all notes, and what this note's rate is under it; % a year.
    costs, plain : ndarray
        Cost so far by the number of nights, and what it were, all loans overnight and the note not special; bp of
        the notes.
    """

    nights: int
    leverage: float
    edge: float
    rate: float
    special: float
    costs: np.ndarray
    plain: np.ndarray

    @property
    def cost(self) -> float:
        """The cost so far, bp of the notes."""
        return self.costs[self.nights - 1]

    @property
    def gone_after(self) -> int:
        """The first night on which the edge is gone; 0 if it lasts."""
        gone = np.flatnonzero(self.costs >= self.edge)
        return int(gone[0]) + 1 if gone.size else 0


def compute(
    nights: int = 1,
    leverage: float = LEVERAGE,
    edge: float = EDGE,
    haircut: float = 100 * HAIRCUT,
    repo_rate: float = SPIKE,
    term_share: float = 0,
    special: float = 0.0,
) -> Nights:
    """Return the scene: edge in bp of the notes, haircut and term share in %, rates in % a year."""
    h, spread = haircut / 100, 100 * (repo_rate - BUILT_IN)
    gain = 100 * special_gain(repo_rate, repo_rate - special, NIGHTS, loan=100 * (1 - h))
    costs, plain = (1e4 * rate_spike_cost(spread, NIGHTS, h, tau, TERM_DAYS) for tau in (term_share / 100, 0.0))
    return Nights(nights, leverage, edge, repo_rate, special, costs - gain, plain)


def table(scene: Nights) -> "DataFrame":
    """Return the cost night by night as a `pandas.DataFrame`."""
    import pandas

    return pandas.DataFrame({"nights": NIGHTS, "cost_bp": scene.costs, "all_overnight_bp": scene.plain})
