"""The baskets of page 04, ready for arithmetic: the quoted ones, and what is made of any of them.

What does not move with the level is remembered, so that a drag of that slider finds it here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from basislib.record.datasets import QuotedBasket, basket, load
from basislib.securities.baskets import Basket, level_basket, prepare_basket
from basislib.securities.calendars import shifted
from basislib.securities.contracts import CONTRACTS
from basislib.securities.delivery import DeliveryDays, delivery_days
from basislib.securities.issues import Issue, deliverable_issues
from basislib.securities.notes import modified_duration
from basislib.securities.quotes import note_name
from basislib.securities.ranking import cheapest_delivery, cheapest_to_deliver, converted_prices
from basislib.securities.switches import switch_points

LOW, HIGH, STEEP = -100, 150, 50  # bp: range of the level shifts; of the slope shifts on both sides
LINE = np.linspace(LOW, HIGH, 101)  # bp, level shifts along which lines are drawn
SIX = 6.0  # % a year, the notional coupon
MONTHS_BEFORE, FEWEST = 92, 20  # days whose yields tell how much these move; observations it takes
WHEN = ("better", "first", "last")  # which of the delivery days the short may choose


class Quoted(NamedTuple):
    """A basket on record.

    `repo_rate` to delivery in % a year, `initial_margin` in % of contract face, `volatility` in bp a business day, and
    `sound_to`, the level shift in bp up to which no issue without a quote should be cheaper.
    """

    contract: str
    month: str
    repo_rate: float
    initial_margin: float
    volatility: float
    sound_to: int


# Only the bond's repo rate was quoted. The others are assumed, and so are the volatilities: words.py says why.
QUOTED = {
    "us": Quoted("US", "2023-12", 5.41, 3.3, 8.0, 50),
    "ty2019": Quoted("TY", "2019-12", 2.00, 1.2, 6.0, HIGH),
    "ty2024": Quoted("TY", "2024-12", 4.89, 1.7, 7.0, 0),
    "fv": Quoted("FV", "2025-06", 4.33, 1.2, 6.0, HIGH),
}


@dataclass(frozen=True, eq=False)
class Deliverables:
    """A basket with its future, its days and its repo rate.

    Attributes
    ----------
    basket : Basket
        Deliverable on the first and on the last day, or on the day that was asked for.
    names : tuple of str
        Of the notes, as the market names them.
    rank : ndarray of int
        Place of each note in the order of maturities, from 0.
    future : float
        Today's price, points.
    contract_face : int
        Dollars.
    repo_rate : float
        % a year.
    days : DeliveryDays
    issues : int
        Notes or bonds that may be delivered, with a quote or without.
    to_come : tuple of Issue
        Those of them that are issued only after the quotes.
    sound_to : int
        Level shift up to which no issue without a quote should be cheaper, bp.
    """

    basket: Basket
    names: tuple[str, ...]
    rank: np.ndarray
    future: float
    contract_face: int
    repo_rate: float
    days: DeliveryDays
    issues: int
    to_come: tuple[Issue, ...]
    sound_to: int

    @property
    def mean_yield(self) -> float:
        """Average yield of the notes, % a year."""
        return float(self.basket.yield_.mean())

    @property
    def cheapest(self) -> int:
        """Position of the note that is cheapest today."""
        return cheapest_to_deliver(self.basket, repo_rate=self.repo_rate)

    @property
    def cheapest_day(self) -> date:
        """The day on which it is cheapest to deliver."""
        return self.basket.deliveries[cheapest_delivery(self.basket, repo_rate=self.repo_rate)[1]]

    @property
    def missing(self) -> int:
        """Issues without a quote."""
        return max(self.issues - len(self.names), 0)


@dataclass(frozen=True, eq=False)
class Switches:
    """Where the cheapest note changes along the level: shifts in bp, and the notes on both sides by position."""

    shifts: np.ndarray
    below: np.ndarray
    above: np.ndarray


def prepare(quotes: QuotedBasket, repo_rate: float, sound_to: int = HIGH) -> Deliverables:
    """Return quotes ready for arithmetic, with a repo rate in % a year."""
    days = delivery_days(quotes.contract, quotes.delivery_month)
    ready = prepare_basket(quotes.notes, settle=quotes.settle, delivery=_ends(quotes, days))
    issues = deliverable_issues(quotes.contract, quotes.delivery_month)
    return Deliverables(
        basket=ready,
        names=tuple(map(note_name, ready.coupon, ready.maturity)),
        rank=place_in_time(ready.maturity),
        future=quotes.futures_price,
        contract_face=CONTRACTS[quotes.contract].face,
        repo_rate=repo_rate,
        days=days,
        issues=max(len(issues), len(ready)),
        to_come=tuple(issue for issue in issues if issue.issued > quotes.settle),
        sound_to=sound_to,
    )


def _ends(quotes: QuotedBasket, days: DeliveryDays) -> tuple[date, ...]:
    """Return the first and the last day on which the notes can be delivered; the quotes' day if it is another."""
    lasts = {
        delivery_days(days.contract, days.delivery_month, whose).last_delivery for whose in ("exchange", "securities")
    }
    if quotes.delivery not in lasts:
        return (quotes.delivery,)
    soonest = shifted(quotes.settle + timedelta(1), 0, days.calendar)
    return (max(days.first_delivery, soonest), max(quotes.delivery, soonest))


@cache
def quoted(key: str) -> Deliverables:
    """Return one of the baskets on record."""
    about = QUOTED[key]
    return prepare(basket(about.contract, about.month), about.repo_rate, about.sound_to)


def place_in_time(days: Iterable[date]) -> np.ndarray:
    """Return the place of each date in the order of dates, from 0."""
    return np.argsort(np.argsort([day.toordinal() for day in days], kind="stable"))


@lru_cache(32)
def basket_on(notes: Deliverables, curve: str, when: str = "better") -> Basket:
    """Return the basket ``quoted``, or with ``equal`` yields: all notes at their average; and its delivery days."""
    ready = notes.basket if when == "better" else notes.basket.on(notes.basket.deliveries[0 if when == "first" else -1])
    return ready if curve == "quoted" else level_basket(ready)


@lru_cache(64)
def switches(notes: Deliverables, curve: str, repo_rate: float, slope: float, when: str = "better") -> Switches:
    """Return the switches of a basket along the level, at a repo rate in % a year and a slope shift in bp."""
    found = switch_points(basket_on(notes, curve, when), repo_rate=repo_rate, low_bp=LOW, high_bp=HIGH, other_bp=slope)
    return Switches(*(found[column].to_numpy() for column in ("shift_bp", "from_note", "to_note")))


def quoted_switches(key: str, curve: str = "quoted") -> Switches:
    """Return the switches of a basket on record at its own repo rate."""
    return switches(quoted(key), curve, quoted(key).repo_rate, 0)


def first_switch_yield(key: str) -> float:
    """Return the average yield at which a basket on record first switches if yields rise, % a year."""
    shifts = quoted_switches(key).shifts
    return quoted(key).mean_yield + shifts[shifts > 0][0] / 100


def spread(notes: Deliverables, yield_: float) -> float:
    """Return by how much converted forward prices differ if every note yields the same % a year; points."""
    return float(np.ptp(converted_prices(level_basket(notes.basket, yield_), repo_rate=notes.repo_rate)))


def place_by_duration(notes: Deliverables) -> int:
    """Return the place of the cheapest note in its basket, from 1, when the shortest duration comes first."""
    ready = notes.basket
    durations = [
        modified_duration(*note, ready.settle) for note in zip(ready.yield_, ready.coupon, ready.maturity, strict=True)
    ]
    return sum(one < durations[notes.cheapest] for one in durations) + 1


def daily_move(key: str) -> float:
    """Return the standard deviation of the daily changes of yields in the three months before a basket's quotes, bp.

    Of the thirty-year yield for bonds, else of the ten-year yield; refused where the table of yields has a gap.
    """
    table, settle = load("treasury_yields_episodes"), quoted(key).basket.settle
    column = "dgs30" if QUOTED[key].contract == "US" else "dgs10"
    day = table["date"].dt.date
    yields = table[column][(day >= settle - timedelta(MONTHS_BEFORE)) & (day < settle)].dropna()
    if len(yields) < FEWEST:
        raise ValueError(f"there are {len(yields)} yields before {settle}; this needs {FEWEST}.")
    return float(100 * yields.diff().std())
