"""What delivering on each day of the month costs: the net basis of the cheapest note, day by day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.scenes.baskets import Deliverables
from basislib.securities.baskets import Basket, prepare_basket
from basislib.securities.delivery import DeliveryDays
from basislib.securities.hedges import futures_repo_dv01
from basislib.securities.ranking import carry_table, cheapest_to_deliver, prices_by_day

if TYPE_CHECKING:
    from pandas import DataFrame

SHOWN = 3  # notes whose lines are drawn


@dataclass(frozen=True, eq=False)
class BestDay:
    """The scene.

    Attributes
    ----------
    names : tuple of str
        Of the cheapest notes, the cheapest first.
    days : tuple of datetime.date
        On which the contract can be delivered.
    net_basis : ndarray
        A row a note, a column a day; points.
    carry_per_day : float
        Of the cheapest note from the first day to the last, points a day.
    repo_rate : float
        % a year.
    repo_dv01 : float
        Rise of the future for a basis point of the repo rate to its best day, dollars a contract.
    calendar : DeliveryDays
    basket : Basket
        All notes on all days.
    """

    names: tuple[str, ...]
    days: tuple[date, ...]
    net_basis: np.ndarray
    carry_per_day: float
    repo_rate: float
    repo_dv01: float
    calendar: DeliveryDays
    basket: Basket

    @property
    def best(self) -> int:
        """Position of the cheapest note's best day."""
        return int(self.net_basis[0].argmin())

    @property
    def best_day(self) -> date:
        """The cheapest note's best day."""
        return self.days[self.best]

    @property
    def wrong_day(self) -> float:
        """What the other end of the month costs more, points."""
        ends = self.net_basis[0, [0, -1]]
        return float(ends.max() - self.net_basis[0].min())


def compute(notes: Deliverables, repo_rate: float) -> BestDay:
    """Return the scene at a repo rate in % a year, the same to every day."""
    every = _every_day(notes)
    by_day = prices_by_day(every, repo_rate=repo_rate)
    order = np.argsort(by_day.min(axis=0), kind="stable")[:SHOWN]
    cheapest = cheapest_to_deliver(every, repo_rate=repo_rate)
    carry = every.span.carry(every.clean_price, repo_rate)[:, cheapest]
    apart = (every.deliveries[-1] - every.deliveries[0]).days
    slope = futures_repo_dv01(every, repo_rate=repo_rate) * notes.contract_face / 100
    return BestDay(
        names=tuple(notes.names[note] for note in order),
        days=every.deliveries,
        net_basis=((by_day - notes.future) * every.conversion_factor).T[order],
        carry_per_day=float(carry[-1] - carry[0]) / apart if apart else 0.0,
        repo_rate=repo_rate,
        repo_dv01=slope,
        calendar=notes.days,
        basket=every,
    )


@lru_cache(16)
def _every_day(notes: Deliverables) -> Basket:
    """Return the notes, deliverable on every day from the first to the last that the basket has."""
    ready = notes.basket
    first, last = ready.deliveries[0], ready.deliveries[-1]
    between = [day for day in notes.days.deliverable if first < day < last] if first < last else []
    columns = ("coupon", "maturity", "clean_price", "conversion_factor")
    return prepare_basket(
        {name: getattr(ready, name) for name in columns}, settle=ready.settle, delivery=(first, *between, last)
    )


def table(scene: BestDay) -> "DataFrame":
    """Return the carry of every note to every day."""
    return carry_table(scene.basket, repo_rate=scene.repo_rate)
