"""Futures positions of funds and asset managers through the years, and a second series below."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.record import datasets
from basislib.record.positions import SIX, at_face_value

if TYPE_CHECKING:
    from pandas import DataFrame

CODES = {"all": SIX, "three": SIX[:3]}
FIRST_YEAR = 2017
BEFORE, ZERO, LOW, PEAK = "2019-12-31", "2021-06-29", "2022-06-28", "2025-12-30"  # quarters that the page tells of
DEAR = "2023-09-26"  # the quarter in which the repo rate was highest
# Estimates of the basis trade alone. They count differently: the first are several studies' for some time in 2023.
ESTIMATES = (  # day, least and most in $bn; the notebook cites them
    (date(2023, 6, 30), 260.0, 574.0),
    (date(2023, 12, 29), 800.0, 800.0),  # Treasuries of 20 funds, net (CFTC)
    (date(2025, 9, 30), 830.0, 830.0),  # by fund reports (Monin, FEDS Notes, June 2026)
)
BELOW = {"notes": "ust_long_bn", "borrowed": "repo_borrowing_bn", "leverage": "top10_leverage_ratio"}
NEAR = 50 / 365.25  # years: a value of the lower series this close belongs to the quarter


@dataclass(frozen=True, eq=False)
class Positions:
    """Futures positions by report day.

    Attributes
    ----------
    days : tuple of date
    years : ndarray
        The same as years with fractions.
    short, long : ndarray
        Sold by leveraged funds, and bought by asset managers; $bn of face value.
    open_interest : ndarray
        $bn of face value.
    """

    days: tuple[date, ...]
    years: np.ndarray
    short: np.ndarray
    long: np.ndarray
    open_interest: np.ndarray


@dataclass(frozen=True, eq=False)
class Below:
    """The series of the lower panel.

    Attributes
    ----------
    key : str
        "sofr" in %, "notes" or "borrowed" in $bn, or "leverage" in times.
    years, values : ndarray
    at : int or None
        Where in it the chosen quarter is; None if it is not there.
    """

    key: str
    years: np.ndarray
    values: np.ndarray
    at: int | None = None

    @property
    def value(self) -> float | None:
        """The value of the chosen quarter."""
        return None if self.at is None else self.values[self.at]

    def nearest(self, year: float) -> int:
        """Return the place of the value nearest to a point in time, in years."""
        return int(np.abs(self.years - year).argmin())


@dataclass(frozen=True, eq=False)
class History:
    """Futures positions, the chosen quarter in them, and the series below.

    Attributes
    ----------
    contracts, measure : str
        As chosen.
    days, years, short, long
        As in `Positions`.
    index : int
        Place of the chosen quarter.
    estimates : tuple of (float, float, float)
        Of the basis trade alone: when, in years, and the least and the most, $bn. Empty where they cannot be compared.
    below : Below
    """

    contracts: str
    measure: str
    days: tuple[date, ...]
    years: np.ndarray
    short: np.ndarray
    long: np.ndarray
    index: int
    estimates: tuple[tuple[float, float, float], ...]
    below: Below

    @property
    def year(self) -> float:
        """The chosen quarter's report day, in years."""
        return self.years[self.index]

    @property
    def day(self) -> date:
        """The chosen quarter's report day."""
        return self.days[self.index]

    @property
    def sold(self) -> float:
        """Sold by leveraged funds on it, $bn."""
        return self.short[self.index]

    @property
    def bought(self) -> float:
        """Bought by asset managers on it, $bn."""
        return self.long[self.index]

    @property
    def highest(self) -> int:
        """Where the funds had sold most."""
        return int(self.short.argmax())

    @property
    def lowest(self) -> int:
        """Where the funds had sold least."""
        return int(self.short.argmin())


@lru_cache(16)
def positions(contracts: str, measure: str) -> Positions:
    """Return the `Positions` of a key of `CODES` or a contract, "gross" or "net" of the other way."""
    sums = at_face_value("cftc_positions_quarterly", CODES.get(contracts, (contracts,)))
    net = measure == "net"
    short = sums["leveraged_short"] - net * sums["leveraged_long"]
    long = sums["asset_manager_long"] - net * sums["asset_manager_short"]
    days = tuple(day.date() for day in sums.index)
    return Positions(days, in_years(days), short.to_numpy(), long.to_numpy(), sums["open_interest"].to_numpy())


@lru_cache(4)
def series_below(key: str) -> Below:
    """Return the `Below` of a choice: month-ends of SOFR, or quarter-ends of the Form PF aggregates."""
    if key == "sofr":
        rates = datasets.load("money_market_rates").dropna(subset=["sofr"])
        rows = rates.groupby(rates["date"].dt.to_period("M")).last()
        return Below(key, in_years(rows["date"]), rows["sofr"].to_numpy())
    rows = datasets.load("hedge_fund_treasury_exposure").dropna(subset=[BELOW[key]])
    rows = rows[rows["quarter_end"].dt.year >= FIRST_YEAR]
    return Below(key, in_years(rows["quarter_end"]), rows[BELOW[key]].to_numpy())


def in_years(days: Iterable[date]) -> np.ndarray:
    """Return dates as years with fractions."""
    return np.array([day.year + (day.timetuple().tm_yday - 1) / 365.25 for day in days])


def quarters() -> tuple[date, ...]:
    """Return the report days to choose from."""
    return positions("all", "gross").days


def compute(contracts: str = "all", measure: str = "gross", below: str = "sofr", quarter: str = "") -> History:
    """Return the scene, with the quarter's report day in ISO form; without one it is the newest."""
    found, series = positions(contracts, measure), series_below(below)
    index = found.days.index(date.fromisoformat(quarter)) if quarter else len(found.days) - 1
    at = series.nearest(found.years[index])
    near = abs(series.years[at] - found.years[index]) < NEAR
    alone = contracts == "all" and measure == "gross"
    return History(
        contracts=contracts,
        measure=measure,
        days=found.days,
        years=found.years,
        short=found.short,
        long=found.long,
        index=index,
        estimates=tuple((in_years([day])[0], least, most) for day, least, most in ESTIMATES) if alone else (),
        below=replace(series, at=at if near else None),
    )


def table(scene: History) -> "DataFrame":
    """Return both futures series as a `pandas.DataFrame`, $bn of face value."""
    import pandas

    return pandas.DataFrame(
        {"report_date": scene.days, "leveraged_funds_usd_bn": scene.short, "asset_managers_usd_bn": scene.long}
    )
