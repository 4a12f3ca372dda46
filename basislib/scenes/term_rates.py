"""Term repo against overnight repo, until the delivery day of the paper's screen."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.record.datasets import load
from basislib.scenes.quote_to_edge import HEADER, REPO_RATE, SETTLE, YEAR, case
from basislib.securities.term_rates import break_even_overnight, curve_from_moves, curve_from_quotes

if TYPE_CHECKING:
    from pandas import DataFrame

DAYS = (HEADER - SETTLE).days
MEETINGS = (date(2026, 1, 28), date(2026, 3, 18))  # second days of the Fed's meetings before delivery
TERMS = np.arange(1, DAYS + 1)
LARGEST_MOVE = 100  # bp, moves of the Fed that are offered, up and down
CUT = -50  # bp: the story of two cuts
# On 5 August 2024 markets priced 125bp of cuts by the year's end. Our reading: alike at the three meetings left.
AUGUST, YEAR_END = date(2024, 8, 5), date(2024, 12, 31)
AUGUST_RATE, AUGUST_CUTS = 5.35, -125  # % a year, SOFR of Friday, 2 August, known on the Monday; bp
AUGUST_MEETINGS = (date(2024, 9, 18), date(2024, 11, 7), date(2024, 12, 18))


@dataclass(frozen=True, eq=False)
class Terms:
    """A term loan until delivery, and overnight loans one after the other; rates in % a year.

    Attributes
    ----------
    term_rate, implied_repo : float
        Of the term loan; of the trade.
    moves_bp : float
        What the Fed's meetings until delivery come to.
    path : ndarray
        The overnight rate on each night until delivery.
    rolled : ndarray
        The rate for a term that rolling overnight comes to, by `TERMS`.
    full_price : float
        Points per 100 of notes.
    """

    term_rate: float
    implied_repo: float
    moves_bp: float
    path: np.ndarray
    rolled: np.ndarray
    full_price: float

    @property
    def overnight(self) -> float:
        """Tonight's rate."""
        return float(self.path[0])

    @property
    def rolled_to_delivery(self) -> float:
        """What overnight loans until delivery come to, as a term rate."""
        return float(self.rolled[-1])

    @property
    def break_even(self) -> float:
        """The overnight rate, on average, at which rolling costs what the term loan costs."""
        return break_even_overnight(self.term_rate, DAYS)

    @property
    def after_tonight(self) -> float:
        """The same for all nights but the first, whose rate is known."""
        return float(curve_from_quotes([1, DAYS], [self.overnight, self.term_rate]).overnight[1])

    @property
    def most(self) -> float:
        """The overnight rate, on average, at which the trade earns nothing."""
        return break_even_overnight(self.implied_repo, DAYS)

    @property
    def edge_at_term(self) -> float:
        """What the trade earns with the term loan, cents per 100 of notes."""
        return self._cents(self.term_rate)

    @property
    def edge_rolled(self) -> float:
        """What it earns with overnight loans, cents per 100 of notes."""
        return self._cents(self.rolled_to_delivery)

    def _cents(self, rate: float) -> float:
        return (self.implied_repo - rate) * self.full_price * DAYS / YEAR


@cache
def reserves_rate() -> float:
    """Return what the Fed paid banks on reserves at the end of December 2025, % a year."""
    rates = load("money_market_rates")
    return float(rates.loc[rates["date"] == "2025-12-31", "iorb"].iloc[0])


def nights_to(meetings: tuple[date, ...], settle: date) -> list[int]:
    """Return the nights on which meetings take effect, the day after, counted from settlement."""
    return [(day - settle).days + 1 for day in meetings]


def compute(repo_rate: float = REPO_RATE, overnight: float | None = None, moves: float = 0.0) -> Terms:
    """Return the scene: rates in % a year, all moves until delivery together in bp, alike at each meeting."""
    tonight = reserves_rate() if overnight is None else overnight
    curve = curve_from_moves(tonight, nights_to(MEETINGS, SETTLE), [moves / len(MEETINGS)] * len(MEETINGS))
    now = case()
    return Terms(
        term_rate=repo_rate,
        implied_repo=now.implied_repo,
        moves_bp=moves,
        path=np.asarray(curve.overnight_on(np.arange(DAYS))),
        rolled=np.asarray(curve.term_rate(TERMS)),
        full_price=now.full_price,
    )


def august_2024() -> float:
    """Return what a loan from 5 August 2024 to the year's end should have cost with the cuts that were priced, %."""
    nights = nights_to(AUGUST_MEETINGS, AUGUST)
    curve = curve_from_moves(AUGUST_RATE, nights, [AUGUST_CUTS / len(nights)] * len(nights))
    return float(curve.term_rate((YEAR_END - AUGUST).days))


def table(scene: Terms) -> "DataFrame":
    """Return the rates day by day as a `pandas.DataFrame`, % a year."""
    import pandas

    return pandas.DataFrame({"days": TERMS, "overnight_pct": scene.path, "rolled_pct": scene.rolled})
