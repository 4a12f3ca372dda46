"""September 2019 day by day: the repo rate in the Fed's range, and what each night cost a fund."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.repo import rate_spike_cost
from basislib.fund.usual import HAIRCUT, LEVERAGE
from basislib.record import datasets

if TYPE_CHECKING:
    from pandas import DataFrame

FIRST, LAST = "2019-09-09", "2019-10-04"
SPIKE = "2019-09-17"
POSITION = 500  # $bn
UNDER_TOP = 0.05  # points: the rate built into the futures price, under the top of the Fed's range
BUILT_IN = 2.20  # % a year: the same before 17 September 2019
EDGE = 2.5  # bp of the notes that a trade earns in a quarter, the middle of 2 to 3


@dataclass(frozen=True, eq=False)
class September:
    """The days around the spike, one of them chosen.

    Attributes
    ----------
    dates : tuple of date
    sofr, effr, lower, upper : ndarray
        SOFR, the rate on federal funds, bottom and top of the Fed's range; % a year.
    lent : ndarray
        Repo lent by the Fed, $bn.
    costs : ndarray
        Cost of each night, bp of the notes.
    day : int
        Index of the chosen day.
    position : float
        Notes held, $bn.
    leverage : float
        Times own money.
    edge : float
        What the trade earns in a quarter, bp of the notes.
    """

    dates: tuple[date, ...]
    sofr: np.ndarray
    effr: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    lent: np.ndarray
    costs: np.ndarray
    day: int
    position: float
    leverage: float
    edge: float = EDGE

    @property
    def date(self) -> date:
        """The chosen day."""
        return self.dates[self.day]

    @property
    def rate(self) -> float:
        """SOFR on that day, % a year."""
        return self.sofr[self.day]

    @property
    def over_bp(self) -> float:
        """That rate less the top of the range, bp."""
        return 100 * (self.rate - self.upper[self.day])

    @property
    def change_bp(self) -> float:
        """Change of the rate against the day before, bp; 0 on the first day."""
        return 100 * (self.rate - self.sofr[max(self.day - 1, 0)])

    @property
    def cost(self) -> float:
        """What the chosen night cost, bp of the notes."""
        return self.costs[self.day]

    @property
    def million(self) -> float:
        """What it cost on the position, $m."""
        return self.position * self.cost / 10  # a bp of a $bn is $0.1m


@lru_cache(1)
def days() -> tuple:
    """Return dates, SOFR, fed funds, bottom and top of the range, and the Fed's repo of each day."""
    rates = datasets.load("money_market_rates").set_index("date").loc[FIRST:LAST]
    lent = datasets.load("fed_repo_operations").set_index("deal_date")["repo_total_bn"].reindex(rates.index)
    columns = (rates[name].to_numpy() for name in ("sofr", "effr", "target_lower", "target_upper"))
    return tuple(day.date() for day in rates.index), *columns, lent.to_numpy()


def compute(
    day: str = SPIKE, position: float = POSITION, leverage: float = LEVERAGE, haircut: float = 100 * HAIRCUT
) -> September:
    """Return the scene for a date in ISO form, a position in $bn, leverage in times and a haircut in %."""
    dates, sofr, effr, lower, upper, lent = days()
    costs = 1e4 * rate_spike_cost(100 * (sofr - (upper - UNDER_TOP)), 1, haircut / 100)
    return September(
        dates, sofr, effr, lower, upper, lent, costs, dates.index(date.fromisoformat(day)), position, leverage
    )


def table(scene: September) -> "DataFrame":
    """Return the days as a `pandas.DataFrame`."""
    import pandas

    facts = datasets.load("sep2019").set_index("date")["fed_or_event"]
    events = facts.reindex(pandas.DatetimeIndex(scene.dates)).fillna("").to_numpy()
    return pandas.DataFrame(
        {
            "date": scene.dates,
            "event": events,
            "sofr_pct": scene.sofr,
            "effr_pct": scene.effr,
            "range_bottom_pct": scene.lower,
            "range_top_pct": scene.upper,
            "fed_repo_bn": scene.lent,
            "night_cost_bp": scene.costs,
            "night_cost_usd_m": scene.position * scene.costs / 10,
        }
    )
