"""From two quotes in 32nds to the edge: gross basis less carry, and the same cents once more as a rate."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.checks import within
from basislib.record.datasets import PaperGrid, paper_grid
from basislib.securities.basis import carry, gross_basis, implied_repo_rate, net_basis
from basislib.securities.contracts import CONTRACTS, conversion_factor
from basislib.securities.notes import accrued_interest
from basislib.securities.quotes import in_32nds, parse_price

if TYPE_CHECKING:
    from pandas import DataFrame

# The case of the paper's screen: one note, one contract, the quotes of a Friday, settled on the Monday after.
CONTRACT, MONTH = "FV", "2026-03"
COUPON, MATURITY, SETTLE = 4.0, date(2030, 5, 31), date(2025, 12, 15)  # coupon in % a year
QUOTED = date(2025, 12, 12)  # notes settle on the next business day
NOTE_PRICE, FUTURES_PRICE = "101-06¼", "109-03"
REPO_RATE = 3.694  # % a year
HEADER = date(2026, 4, 3)  # the delivery day in the heading of the screen
MONDAY = date(2026, 4, 6)
FACTOR = conversion_factor(CONTRACT, MONTH, COUPON, MATURITY)
NOTE: dict[str, Any] = {"coupon": COUPON, "maturity": MATURITY, "settle": SETTLE}
HALF_YEAR = 182  # days of the coupon period that holds all days of this page
YEAR = 360  # days to a year of repo
LEVERAGE = 30  # times own money
LOWEST, HIGHEST = 80, 130  # prices this page takes, per 100
LOW_FUTURE = "107-16"
TICK = in_32nds(CONTRACTS[CONTRACT].tick)  # 32nds


@dataclass(frozen=True)
class Edge:
    """A long basis worked out from two quotes.

    Attributes
    ----------
    clean_price, futures_price, full_price : float
        Per 100; the full price is what the note costs with accrued interest.
    delivery : datetime.date
    repo_rate, implied_repo : float
        % a year.
    leverage : float
        Times own money.
    gross_basis, net_basis : float
        Points per 100 of notes.
    earned, paid : float
        Interest earned on the note and paid on the loan, points per 100 of notes.
    printed : float or None
        % a year: what the paper's screen prints for these two prices, if it has them.
    """

    clean_price: float
    futures_price: float
    delivery: date
    repo_rate: float
    leverage: float
    gross_basis: float
    earned: float
    paid: float
    net_basis: float
    implied_repo: float
    full_price: float
    printed: float | None

    @property
    def days(self) -> int:
        """Days from settlement to delivery."""
        return (self.delivery - SETTLE).days

    @property
    def carry(self) -> float:
        """Interest earned on the note less interest paid on the loan, points."""
        return self.earned - self.paid

    @property
    def cents(self) -> float:
        """What the trade earns, cents per 100: the net basis with the sign turned."""
        return -100 * self.net_basis

    @property
    def ticks(self) -> float:
        """The same in smallest steps of the future, each worth the conversion factor of itself per 100 of notes."""
        return self.cents / (100 * FACTOR * CONTRACTS[CONTRACT].tick)

    @property
    def gap_bp(self) -> float:
        """Implied repo rate less repo rate, basis points a year."""
        return 100 * (self.implied_repo - self.repo_rate)

    @property
    def own_money(self) -> float:
        """Own money behind 100 of notes."""
        return self.full_price / self.leverage

    @property
    def on_own_money(self) -> float:
        """What the trade earns by delivery, per cent of own money."""
        return self.cents / self.own_money


@cache
def paper() -> PaperGrid:
    """Return the paper's screen, read once."""
    return paper_grid()


def compute(
    clean_price: float, futures_price: float, nudge: float, delivery: str | date, leverage: float, repo_rate: float
) -> Edge:
    """Return the scene: prices per 100, nudge of the future in 32nds, leverage in times, repo in % a year."""
    price = float(within("price of the note", clean_price, "per 100", low=LOWEST, high=HIGHEST))
    future = float(within("price of the future", futures_price, "per 100", low=LOWEST, high=HIGHEST)) + nudge / 32
    dates = NOTE | {"delivery": date.fromisoformat(str(delivery))}
    earned = carry(price, **dates, repo_rate=0.0)
    return Edge(
        clean_price=price,
        futures_price=future,
        delivery=dates["delivery"],
        repo_rate=repo_rate,
        leverage=leverage,
        gross_basis=gross_basis(price, future, FACTOR),
        earned=earned,
        paid=earned - carry(price, **dates, repo_rate=repo_rate),
        net_basis=net_basis(price, future, FACTOR, **dates, repo_rate=repo_rate),
        implied_repo=implied_repo_rate(price, future, FACTOR, **dates),
        full_price=price + accrued_interest(COUPON, MATURITY, SETTLE),
        printed=_printed(price, future),
    )


def _printed(price: float, future: float) -> float | None:
    """Return what the paper's screen prints for two prices, or None."""
    row, column = (
        np.flatnonzero(prices == one)
        for prices, one in ((paper().clean_prices, price), (paper().futures_prices, future))
    )
    return float(paper().implied_repo[row[0], column[0]]) if row.size and column.size else None


def case(**changes: Any) -> Edge:
    """Return the scene of the screen's quotes, as the explorer starts with them, with changes."""
    start: dict[str, Any] = {
        "clean_price": parse_price(NOTE_PRICE),
        "futures_price": parse_price(FUTURES_PRICE),
        "nudge": 0.0,
        "delivery": HEADER,
        "leverage": LEVERAGE,
        "repo_rate": REPO_RATE,
    }
    return compute(**(start | changes))


def table(edge: Edge) -> "DataFrame":
    """Return the scene as a `pandas.DataFrame` of quantities, values and units."""
    import pandas

    rows = [
        ("gross_basis", edge.gross_basis, "points per 100"),
        ("interest_earned", edge.earned, "points per 100"),
        ("interest_paid", edge.paid, "points per 100"),
        ("carry", edge.carry, "points per 100"),
        ("net_basis", edge.net_basis, "points per 100"),
        ("implied_repo", edge.implied_repo, "% a year, ACT/360"),
        ("edge", edge.gap_bp, "basis points a year"),
        ("days", edge.days, "days"),
        ("full_price", edge.full_price, "points per 100"),
        ("on_own_money", edge.on_own_money, "% until delivery"),
    ]
    return pandas.DataFrame(rows, columns=["quantity", "value", "unit"])
