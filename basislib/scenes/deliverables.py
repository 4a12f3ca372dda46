"""The notes a short may deliver after a shift of yields, each on its best day, and the switches nearby."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from basislib.scenes.baskets import Deliverables, basket_on, place_in_time, switches
from basislib.securities.baskets import shifted_basket
from basislib.securities.hedges import conversion_factor_hedge, dv01_hedge, futures_dv01, futures_repo_dv01
from basislib.securities.quotes import note_name
from basislib.securities.ranking import cheapest_to_deliver, model_futures_price, rank_deliverables

if TYPE_CHECKING:
    from pandas import DataFrame

RISE = 50  # bp, the rise of the prediction
SAME = 1e-9  # points; two notes may cost the same, but for a last bit
FACE = 100_000_000  # dollars of notes that the hedges are for


class Switch(NamedTuple):
    """A shift in bp, and the note that takes over there."""

    shift: float
    note: str


@dataclass(frozen=True, eq=False)
class Ranking:
    """The notes of a basket after a shift, the cheapest to deliver first.

    Attributes
    ----------
    notes : Deliverables
    table : pandas.DataFrame
        As `basislib.securities.ranking.rank_deliverables` gives it, and `contracts_by_dv01`, `contracts_by_factor`:
        contracts to sell against 100 million dollars of the note.
    names : tuple of str
    rank : ndarray of int
        Place of each note in the order of maturities, from 0.
    year : ndarray
        Of maturity, with its fraction.
    level : int
        The shift, bp.
    future : float
        Points.
    repo_rate : float
        % a year.
    tenth : float
        By how much a tenth of a percentage point on the repo rate moves the cheapest note's net basis, points.
    below, above : Switch or None
        The nearest ones on both sides of the level.
    before : float
        Year of maturity of the note that is cheapest without a shift, with its fraction.
    """

    notes: Deliverables
    table: "DataFrame"
    names: tuple[str, ...]
    rank: np.ndarray
    year: np.ndarray
    level: int
    future: float
    repo_rate: float
    tenth: float
    below: Switch | None
    above: Switch | None
    before: float

    @property
    def implied_repo(self) -> np.ndarray:
        """% a year, each note to its best delivery day."""
        return self.table["implied_repo_rate"].to_numpy()

    @property
    def gross_basis(self) -> np.ndarray:
        """Points."""
        return self.table["gross_basis"].to_numpy()

    @property
    def net_basis(self) -> np.ndarray:
        """Points."""
        return self.table["net_basis"].to_numpy()

    @property
    def net_by_factor(self) -> np.ndarray:
        """Net basis divided by the conversion factor, points: how far the converted price lies above the future."""
        return self.net_basis / self.table["conversion_factor"].to_numpy()

    @property
    def contracts(self) -> np.ndarray:
        """To sell against 100 million dollars of each note, so that a small shift of all yields costs nothing."""
        return self.table["contracts_by_dv01"].to_numpy()

    @property
    def delivery(self) -> date:
        """The best delivery day of the cheapest note."""
        return self.table["delivery"][0]

    @property
    def is_first(self) -> bool:
        """Whether that is the first of the basket's days, of several."""
        days = self.notes.basket.deliveries
        return len(days) > 1 and self.delivery == days[0]

    @property
    def lowest_gross(self) -> int:
        """Place of the note with the lowest gross basis, from 0: the cheapest, if it costs the same."""
        lowest = int(self.gross_basis.argmin())
        return lowest if self.gross_basis[lowest] < self.gross_basis[0] - SAME else 0

    @property
    def sound(self) -> bool:
        """Whether no issue without a quote should be cheaper at this level, or at the next switch above."""
        return not self.notes.missing or max(self.level, self.above.shift if self.above else 0) <= self.notes.sound_to


def compute(notes: Deliverables, level: int, repo_rate: float, delivery: str) -> Ranking:
    """Return the scene after a level shift in bp, at a repo rate in % a year, and ``better``, ``first`` or ``last`` day."""
    basket = basket_on(notes, "quoted", delivery)
    future = model_futures_price(basket, notes.future, level, repo_rate=repo_rate)
    moved = shifted_basket(basket, level)
    ranked = rank_deliverables(moved, future, repo_rate=repo_rate)
    slope = futures_dv01(moved, repo_rate=repo_rate).repo_held
    ranked = ranked.assign(
        contracts_by_dv01=dv01_hedge(FACE, ranked["dv01"].to_numpy(), slope, notes.contract_face),
        contracts_by_factor=conversion_factor_hedge(FACE, ranked["conversion_factor"].to_numpy(), notes.contract_face),
    )
    days = ranked["maturity"].tolist()
    below, above = _nearest(notes, level, repo_rate, delivery)
    return Ranking(
        notes=notes,
        table=ranked,
        names=tuple(map(note_name, ranked["coupon"].tolist(), days)),
        rank=place_in_time(days),
        year=np.array(list(map(_year, days))),
        level=level,
        future=future,
        repo_rate=repo_rate,
        tenth=10 * futures_repo_dv01(moved, repo_rate=repo_rate) * ranked["conversion_factor"][0],
        below=below,
        above=above,
        before=_year(basket.maturity[cheapest_to_deliver(basket, repo_rate=repo_rate)]),
    )


def _year(day: date) -> float:
    """Return the year of a day, with its fraction."""
    return day.year + (day.timetuple().tm_yday - 1) / 365


def _nearest(notes: Deliverables, level: int, repo_rate: float, delivery: str) -> tuple[Switch | None, Switch | None]:
    """Return the last switch below the level and the first above it; None where there is none."""
    found = switches(notes, "quoted", repo_rate, 0, delivery)
    below, above = np.flatnonzero(found.shifts < level), np.flatnonzero(found.shifts > level)
    return (
        Switch(found.shifts[below[-1]], notes.names[found.below[below[-1]]]) if below.size else None,
        Switch(found.shifts[above[0]], notes.names[found.above[above[0]]]) if above.size else None,
    )


def table(ranking: Ranking) -> "DataFrame":
    """Return the ranking with all its columns."""
    return ranking.table
