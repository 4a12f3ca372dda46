"""What is published about how hedge funds are funded: maturities and free cash, and the repo market by segment.

All of it is about all financing of all large hedge funds, or about the whole market. None of it is about the basis
trade alone, so it bounds the model's assumptions and does not replace them.

>>> newest = funding()
>>> print(f"{newest.day}: {newest.within_day}% of the financing lasts a day at most")
2026-03-31: 38.7% of the financing lasts a day at most
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from basislib.record import datasets


@dataclass(frozen=True)
class Funding:
    """A quarter's end: maturities of hedge funds' financing, % of it; unencumbered cash, % of a fund's gross assets.

    `within_day` and the three after it add up to 100; cash is a plain average over the ten largest funds, the next
    forty, and all others. Source: Office of Financial Research, Hedge Fund Monitor (SEC Form PF).
    """

    day: date
    within_day: float
    within_week: float
    within_quarter: float
    beyond_quarter: float
    cash_ten_largest: float
    cash_next_forty: float
    cash_others: float

    @property
    def beyond_week(self) -> float:
        """Financing that lasts longer than a week, %."""
        return self.within_quarter + self.beyond_quarter

    @property
    def cash(self) -> tuple[float, float]:
        """Least and most free cash of the three groups of funds, % of gross assets."""
        three = self.cash_ten_largest, self.cash_next_forty, self.cash_others
        return min(three), max(three)


@dataclass(frozen=True)
class Volumes:
    """Repo begun on a day, $bn: tri-party without the Fed, and the two services of the clearing house FICC."""

    day: date
    tri_party: float
    ficc_dvp: float
    ficc_gcf: float


@dataclass(frozen=True)
class MarketSize:
    """Repo outstanding, gross, $bn: all, bilateral that nobody clears, cleared by FICC, tri-party."""

    day: date
    total: float
    uncleared: float
    ficc: float
    tri_party: float


@lru_cache(1)
def funding() -> Funding:
    """Return the newest `Funding` of the table that has no blank.

    As shipped the table has one quarter; a refresh brings the others (`basislib.record.feeds`).
    """
    day, *values = datasets.load("hedge_fund_funding").dropna().iloc[-1]
    return Funding(day.date(), *map(float, values))


@lru_cache(1)
def volumes() -> Volumes | None:
    """Return the newest `Volumes`, or None as long as no refresh has brought them: the series is not shipped."""
    rows = datasets.load("repo_volumes").dropna()
    if rows.empty:
        return None
    day, *values = rows.iloc[-1]
    return Volumes(day.date(), *map(float, values))


@lru_cache(1)
def market_size() -> MarketSize:
    """Return the newest `MarketSize` with its segments."""
    day, *values = datasets.load("repo_market_size").dropna().iloc[-1]
    return MarketSize(day.date(), *map(float, values[:4]))
