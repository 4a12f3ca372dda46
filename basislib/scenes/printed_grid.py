"""A printed table of implied repo rates, worked out again for a delivery day, and who earns at a repo rate."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.scenes.quote_to_edge import FACTOR, HEADER, LEVERAGE, NOTE, NOTE_PRICE, REPO_RATE, SETTLE, YEAR, paper
from basislib.securities.basis import gross_basis, implied_repo_rate
from basislib.securities.quotes import format_price, parse_price

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Printed:
    """The printed table as text.

    Attributes
    ----------
    notes : tuple of str
        Prices of the note, one a row.
    points : str
        The whole points that all prices of the future share.
    futures : tuple of str
        Prices of the future, one a column.
    rates : tuple of tuple of str
        A row of numbers for every note price, % a year.
    """

    notes: tuple[str, ...]
    points: str
    futures: tuple[str, ...]
    rates: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Grid:
    """The paper's table beside the formula; arrays have a row for each note price, a column for each future.

    Attributes
    ----------
    table : Printed
    row : int
        The framed one.
    delivery : datetime.date
    shade : str
        What colours show: ``agreement`` or ``edge``.
    repo_rate : float
        % a year.
    printed, implied : ndarray
        The screen's numbers and the formula's, % a year.
    gross_basis : ndarray
        Points per 100 of notes.
    leverage : float
        Times own money.
    price, label : float
        Of the framed row, per 100: the note, and what our copy of the paper has beside the row.
    at_label : float
        First implied repo rate of the framed row, were the label its price; % a year.
    """

    table: Printed
    row: int
    delivery: date
    shade: str
    repo_rate: float
    printed: np.ndarray
    implied: np.ndarray
    gross_basis: np.ndarray
    leverage: float
    price: float
    label: float
    at_label: float

    @property
    def days(self) -> int:
        """Days from settlement to delivery."""
        return (self.delivery - SETTLE).days

    @property
    def agrees(self) -> np.ndarray:
        """Whether the formula gives the printed number to its last digit."""
        return np.round(self.implied, 3) == self.printed

    @property
    def edge_bp(self) -> np.ndarray:
        """Formula less the reader's repo rate, basis points a year."""
        return 100 * (self.implied - self.repo_rate)

    @property
    def on_own_money(self) -> np.ndarray:
        """What the trade earns by delivery, per cent of own money."""
        return self.leverage * (self.implied - self.repo_rate) * self.days / YEAR

    @property
    def cells(self) -> int:
        """How many numbers the table has."""
        return self.printed.size

    @property
    def agreeing(self) -> int:
        """How many of them agree."""
        return int(self.agrees.sum())

    @property
    def earning(self) -> int:
        """In how many the trade earns."""
        return int((self.edge_bp > 0).sum())

    @property
    def farthest_bp(self) -> float:
        """How far the worst cell is off, basis points."""
        return 100 * float(np.abs(self.implied - self.printed).max())

    @property
    def gross_basis_agreeing(self) -> float:
        """The largest gross basis, up or down, where the numbers agree; points per 100."""
        return float(np.abs(self.gross_basis[self.agrees]).max())


@cache
def printed() -> Printed:
    """Return the paper's numbers as text."""
    futures = tuple(format_price(paper().futures_prices, "plus").tolist())
    return Printed(
        tuple(format_price(paper().clean_prices, "unicode").tolist()),
        f"{int(paper().futures_prices[0])}",
        futures,
        tuple(tuple(f"{rate:.3f}" for rate in row) for row in paper().implied_repo),
    )


def compute(row: str, delivery: str | date, leverage: float, repo_rate: float, shade: str) -> Grid:
    """Return the scene for a delivery day: leverage in times, repo rate in % a year."""
    at, dates = printed().notes.index(row), NOTE | {"delivery": date.fromisoformat(str(delivery))}
    prices, futures = paper().clean_prices[:, None], paper().futures_prices
    label = parse_price(paper().labels[at])
    return Grid(
        table=printed(),
        row=at,
        delivery=dates["delivery"],
        shade=shade,
        repo_rate=repo_rate,
        printed=paper().implied_repo,
        implied=implied_repo_rate(prices, futures, FACTOR, **dates),
        gross_basis=gross_basis(prices, futures, FACTOR),
        leverage=leverage,
        price=float(paper().clean_prices[at]),
        label=label,
        at_label=implied_repo_rate(label, futures[0], FACTOR, **dates),
    )


def case(**changes: Any) -> Grid:
    """Return the scene as the explorer starts with it, with changes."""
    start: dict[str, Any] = {
        "row": NOTE_PRICE,
        "delivery": HEADER,
        "leverage": LEVERAGE,
        "repo_rate": REPO_RATE,
        "shade": "agreement",
    }
    return compute(**(start | changes))


def table(grid: Grid) -> "DataFrame":
    """Return the cells as a `pandas.DataFrame`, one row a cell."""
    import pandas

    rows, columns = grid.implied.shape
    return pandas.DataFrame(
        {
            "note": np.repeat(grid.table.notes, columns),
            "future": np.tile(grid.table.futures, rows),
            "printed": grid.printed.ravel(),
            "formula": grid.implied.ravel(),
            "agrees": grid.agrees.ravel(),
            "edge_bp": grid.edge_bp.ravel(),
            "on_own_money_pct": grid.on_own_money.ravel(),
        }
    )
