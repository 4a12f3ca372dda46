"""What leverage makes of a cent, and what it leaves in cash."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from basislib.fund.trade import buffer_at

if TYPE_CHECKING:
    from pandas import DataFrame

EDGE = 0.01  # $ earned on each $100 of notes
HAIRCUT, MARGIN = 0.010, 0.005  # fractions of the notes
LOW, HIGH, BOLD = 5, 60, 50  # times own money


@dataclass(frozen=True)
class NewPage:
    """One fund at one leverage.

    Attributes
    ----------
    leverage : float
        Notes held over own money, times.
    edge : float
        Earned on each $100 of notes, $.
    return_on_own_money : float
        % of own money.
    free_cash : float
        What haircut and margin leave of own money, %.
    """

    leverage: float
    edge: float
    return_on_own_money: float
    free_cash: float


def compute(leverage: float) -> NewPage:
    """Return what a leverage means; raise ValueError where haircut and margin leave no room for it."""
    return NewPage(
        leverage=leverage,
        edge=EDGE,
        return_on_own_money=leverage * EDGE,
        free_cash=100 * leverage * buffer_at(leverage, HAIRCUT, MARGIN),
    )


def table(scene: NewPage) -> "DataFrame":
    """Return the scene as a `pandas.DataFrame` of quantities and values."""
    import pandas

    return pandas.DataFrame({"quantity": asdict(scene).keys(), "value": asdict(scene).values()})
