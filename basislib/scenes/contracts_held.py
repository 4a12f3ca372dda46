"""How many futures: what a basis position earns if held to delivery, by where the future ends, and the tail."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.scenes.quote_to_edge import FACTOR, FUTURES_PRICE, HEADER, NOTE, NOTE_PRICE, REPO_RATE
from basislib.securities.held import profit_to_delivery, tail_left_open
from basislib.securities.quotes import parse_price

if TYPE_CHECKING:
    from pandas import DataFrame

HEDGE = round(100 * FACTOR, 2)  # futures per 100 notes: factor × face
ONE_FOR_ONE = 100.0
FEWEST, MOST = 85.0, 105.0
FARTHEST = 8.0  # points: moves of the future that are shown, up and down
MOVE = 5.0  # points: the move that is told
AFTER = 2.0  # points: the note's largest move after the last trading day
MOVES = np.linspace(-FARTHEST, FARTHEST, 33)
POSITION = 100  # $m of notes, as an example
QUOTES: dict[str, Any] = NOTE | {
    "clean_price": parse_price(NOTE_PRICE),
    "futures_price": parse_price(FUTURES_PRICE),
    "conversion_factor": FACTOR,
    "delivery": HEADER,
    "repo_rate": REPO_RATE,
}


@dataclass(frozen=True, eq=False)
class Held:
    """The page's trade with a number of futures, held to delivery.

    Attributes
    ----------
    contracts : float
        Futures per 100 notes.
    move : float
        Of the future until its last trading day, points.
    tail_traded : bool
        Whether the hedge is brought to one for one before the future stops trading.
    after : float
        Move of the note after that day, points.
    profits : ndarray
        Cents per 100 notes, by `MOVES`.
    profit : float
        At `move`, what happens after the last trading day included.
    """

    contracts: float
    move: float
    tail_traded: bool
    after: float
    profits: np.ndarray
    profit: float

    @property
    def tail(self) -> float:
        """Futures per 100 notes still to sell on the last trading day; below 0: to buy back."""
        return 100 - self.contracts

    @property
    def bet(self) -> float:
        """Cents that the move of the future brings because there are too few or too many of it."""
        return (HEDGE - self.contracts) * self.move

    @property
    def open_tail(self) -> float:
        """Cents that the note's later move brings on a tail that was not traded."""
        return 0.0 if self.tail_traded else 100 * tail_left_open(self.contracts / 100, self.after)


def locked_in() -> float:
    """Return what factor × face of futures locks in, cents per 100 notes."""
    return 100 * profit_to_delivery(**QUOTES, futures_per_note=FACTOR)


def profits(contracts: float) -> np.ndarray:
    """Return the profit by `MOVES` with a number of futures per 100 notes, cents."""
    return 100 * np.asarray(profit_to_delivery(**QUOTES, futures_per_note=contracts / 100, futures_move=MOVES))


def compute(contracts: float = HEDGE, move: float = 0.0, tail: str = "traded", after: float = 0.0) -> Held:
    """Return the scene: futures per 100 notes, moves in points; the tail is ``traded`` or left ``open``."""
    now = 100 * profit_to_delivery(**QUOTES, futures_per_note=contracts / 100, futures_move=move)
    late = 0.0 if tail == "traded" else 100 * tail_left_open(contracts / 100, after)
    return Held(contracts, move, tail == "traded", after, profits(contracts), now + late)


def table(scene: Held) -> "DataFrame":
    """Return the profit by the future's move as a `pandas.DataFrame`, cents per 100 notes."""
    import pandas

    return pandas.DataFrame(
        {
            "futures_move_points": MOVES,
            "profit_cents": scene.profits + scene.open_tail,
            "factor_times_face_cents": profits(HEDGE),
            "one_for_one_cents": profits(ONE_FOR_ONE),
        }
    )
