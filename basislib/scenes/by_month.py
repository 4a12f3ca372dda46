"""Which quoted note would be cheapest to deliver into this and the next contracts, by the shift of yields."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.scenes.baskets import Deliverables
from basislib.securities.baskets import Basket, prepare_basket
from basislib.securities.contracts import is_eligible
from basislib.securities.delivery import delivery_days
from basislib.securities.issues import deliverable_issues
from basislib.securities.notes import shift_months
from basislib.securities.ranking import cheapest_to_deliver

if TYPE_CHECKING:
    from pandas import DataFrame

SHIFTS = np.array([-100, -50, 0, 25, 50, 100])  # bp
AHEAD = 4  # contracts, the quoted one included
TERMS = (2, 3, 5, 7, 10, 20, 30)  # years, at which the Treasury sells


@dataclass(frozen=True, eq=False)
class ByMonth:
    """The scene: a row a contract, a column a shift.

    Attributes
    ----------
    names : tuple of str
        Of all quoted notes.
    rank : ndarray of int
        Place of each in the order of maturities, from 0.
    months : tuple of str
        Delivery months, such as ``2024-03``.
    shifts : ndarray
        bp.
    cheapest : ndarray of int
        Position of the cheapest note; -1 where no quoted note may be delivered.
    eligible, issues : ndarray of int
        Quoted notes that may be delivered into each contract, and all that may.
    contract : str
    """

    names: tuple[str, ...]
    rank: np.ndarray
    months: tuple[str, ...]
    shifts: np.ndarray
    cheapest: np.ndarray
    eligible: np.ndarray
    issues: np.ndarray
    contract: str


def compute(notes: Deliverables, repo_rate: float) -> ByMonth:
    """Return the scene at a repo rate in % a year, the same to every month."""
    first = date.fromisoformat(f"{notes.days.delivery_month}-01")
    months = tuple(f"{shift_months(first, 3 * ahead):%Y-%m}" for ahead in range(AHEAD))
    rows = [_row(notes, month, repo_rate) for month in months]
    return ByMonth(
        names=notes.names,
        rank=notes.rank,
        months=months,
        shifts=SHIFTS,
        cheapest=np.array([cheapest for cheapest, _ in rows]),
        eligible=np.array([count for _, count in rows]),
        issues=np.array([len(deliverable_issues(notes.days.contract, month)) for month in months]),
        contract=notes.days.contract,
    )


def _row(notes: Deliverables, month: str, repo_rate: float) -> tuple[np.ndarray, int]:
    """Return the cheapest note at each shift for one contract, and how many may be delivered into it."""
    there, basket = _basket(notes, month)
    if basket is None:
        return np.full(SHIFTS.size, -1), 0
    return there[cheapest_to_deliver(basket, SHIFTS, repo_rate=repo_rate)], there.size


@lru_cache(32)
def _basket(notes: Deliverables, month: str) -> tuple[np.ndarray, Basket | None]:
    """Return the positions of the quoted notes that a contract takes, and the basket of these."""
    ready, contract = notes.basket, notes.days.contract
    there = np.array([at for at, day in enumerate(ready.maturity) if _fits(contract, month, day)])
    if not there.size:
        return there, None
    days = delivery_days(contract, month)
    kept = {name: np.array(getattr(ready, name), dtype=object)[there] for name in ("coupon", "maturity", "clean_price")}
    ends = [day for day in (days.first_delivery, days.last_delivery) if day > ready.settle]
    return there, prepare_basket(kept, settle=ready.settle, delivery=ends, contract=contract, delivery_month=month)


def _fits(contract: str, month: str, maturity: date) -> bool:
    """Whether a note that is there already may be delivered, whatever term at issue the contract takes."""
    days = (shift_months(maturity, -12 * years) for years in TERMS)
    return any(is_eligible(contract, month, maturity=maturity, issued=day) for day in days)


def table(scene: ByMonth) -> "DataFrame":
    """Return the cheapest note by delivery month and shift, a row each."""
    import pandas

    named = np.append(np.array(scene.names, dtype=object), "")  # the last for -1, where no note fits
    shape = scene.cheapest.shape
    columns = {
        "delivery_month": np.array(scene.months, dtype=object)[:, None],
        "shift_bp": scene.shifts,
        "cheapest": named[scene.cheapest],
        "quoted_and_deliverable": scene.eligible[:, None],
        "deliverable": scene.issues[:, None],
    }
    return pandas.DataFrame({name: np.broadcast_to(part, shape).ravel() for name, part in columns.items()})
