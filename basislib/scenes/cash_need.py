"""What a move of prices takes in cash, day by day: the same move up and down, what lenders return late, and the margin."""

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.margin import initial_margin, next_volatility
from basislib.fund.repo import ladder
from basislib.fund.trade import buffer_at
from basislib.fund.usual import DURATION, HAIRCUT, LEVERAGE, MARGIN, TERM_SHARE, VOLATILITY_BP
from basislib.scenes.day_of_calls import LARGEST_BP

if TYPE_CHECKING:
    from pandas import DataFrame

RALLY_BP, RALLY_DAYS = (
    102,
    13,
)  # ten-year yields, 19 February to 9 March 2020, in trading days; the last was the largest
ANNOUNCED = 2  # days from a move to the cash for the margin that follows it
REST = ANNOUNCED + 1  # days of rest that are shown after the move
NOTES = 100.0  # $ of notes: all amounts are per so many


@dataclass(frozen=True, eq=False)
class Taken:
    """Cash that a move has taken so far, by day from 0, $ per 100 of notes; below 0 it has come in.

    Attributes
    ----------
    lenders : ndarray
        What the future has cost and lenders have not brought back: the haircut on the gain, and what is late.
    margin : ndarray
        By how much the initial margin has risen, as far as that is due.
    """

    lenders: np.ndarray
    margin: np.ndarray

    @property
    def together(self) -> np.ndarray:
        """All cash taken so far."""
        return self.lenders + self.margin

    @property
    def most(self) -> float:
        """The most on any day."""
        return float(self.together.max())

    @property
    def most_on(self) -> int:
        """The day of it."""
        return int(self.together.round(9).argmax())


@dataclass(frozen=True, eq=False)
class CashNeed:
    """The same move of prices up and down.

    Attributes
    ----------
    yields_bp : float
        Move of yields, bp.
    days : int
        Trading days that it takes.
    largest_bp : float
        The largest of them, the last, bp.
    late : float
        Of a day's gain that lenders return a day later, %.
    buffer : float
        Cash buffer, $ per 100 of notes.
    rise, fall : Taken
        Cash if prices rise, and if they fall as much.
    """

    yields_bp: float
    days: int
    largest_bp: float
    late: float
    buffer: float
    rise: Taken
    fall: Taken

    @property
    def move(self) -> float:
        """Move of the price, $ per 100 of notes."""
        return NOTES * DURATION * self.yields_bp * 1e-4

    @property
    def missing(self) -> float:
        """What the buffer lacks on the worst day of the worse of the two moves, $ per 100 of notes."""
        return max(self.rise.most, self.fall.most) - self.buffer


def steps(yields_bp: float, days: int, largest_bp: float) -> np.ndarray:
    """Return the move of each day, bp: even, but for the last, which is as large as given where that fits."""
    last = float(np.clip(largest_bp, yields_bp / days, yields_bp))
    return np.append(np.full(days - 1, (yields_bp - last) / max(days - 1, 1)), last)


def compute(
    yields_bp: float = RALLY_BP,
    days: int = RALLY_DAYS,
    largest_bp: float = LARGEST_BP,
    leverage: float = LEVERAGE,
    haircut: float = 100 * HAIRCUT,
    late: float = 0,
) -> CashNeed:
    """Return the scene: yields in bp, leverage in times, haircut and what comes a day late in %."""
    h, moves = haircut / 100, steps(yields_bp, days, largest_bp)
    buffer = NOTES * buffer_at(leverage, h, MARGIN)
    rise, fall = (Taken(_lenders(sign * moves, h, late / 100), _margin(moves)) for sign in (1, -1))
    return CashNeed(yields_bp, days, float(moves[-1]), late, buffer, rise, fall)


def _lenders(moves: np.ndarray, haircut: float, late: float) -> np.ndarray:
    """Return what future and lenders together have taken, by day."""
    path = np.concatenate([[0.0], np.cumsum(moves), np.full(REST, moves.sum())])
    prices = NOTES * (1 + DURATION * path * 1e-4)
    return ladder(prices, haircut, TERM_SHARE, late=late).need


def _margin(moves: np.ndarray) -> np.ndarray:
    """Return the rise of the initial margin that is due by each day; a margin that would fall is not paid back."""
    volatility = [*accumulate(moves, next_volatility, initial=VOLATILITY_BP)]
    rise = NOTES * (np.asarray(initial_margin(volatility, DURATION)) - MARGIN)
    due = np.maximum.accumulate(np.maximum(rise, 0.0))
    return np.concatenate([np.zeros(ANNOUNCED), due, np.full(REST - ANNOUNCED, due[-1])])


def table(scene: CashNeed) -> "DataFrame":
    """Return the cash taken by day in both moves as a `pandas.DataFrame`, $ per 100 of notes."""
    import pandas

    return pandas.DataFrame(
        {
            "day": np.arange(len(scene.rise.margin)),
            "rise_lenders": scene.rise.lenders,
            "rise_margin": scene.rise.margin,
            "rise_together": scene.rise.together,
            "fall_lenders": scene.fall.lenders,
            "fall_margin": scene.fall.margin,
            "fall_together": scene.fall.together,
            "cash_buffer": scene.buffer,
        }
    )
