"""Famous numbers about the episodes that are wrong, what the tables have instead, and a second witness of positions."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.record import datasets
from basislib.record.episodes import FIRST_PURCHASE, SHORTS, episode
from basislib.securities.contracts import CONTRACTS

if TYPE_CHECKING:
    from pandas import DataFrame

# From the paper this workbook began with and from the talk: bp in three days; $bn on a day; $bn a day from 13 March.
CLAIMED_RISE, CLAIMED_SRF, CLAIMED_PACE = 60, 120, 75
PACE_END = date(2020, 4, 1)  # the last day on which the Fed's target was that pace
SRF_RECORD, SRF_RECORD_LATER = 50.35, 74.6  # $bn, on 31 October 2025, until the end of that year; since then
SRF_YEAR = 2025  # of both
FIMA_RECORD = 60  # $bn lent to foreign authorities in the week to 22 March 2023 (Bloomberg, 24 March 2023; H.4.1)
FED_PACE, FED_TARGETS, FED_YEAR = 75, 1032, 2020  # $bn a day from 19 March; daily targets from 13 March to 3 April
# Volume of bilateral repo without a haircut: two samples, no trend. The OFR's pilot of June 2022, dealers' affiliates
# included; its later daily data without them. And what the FSB says of the part that is not cleared, 4 February 2026.
NO_HAIRCUT, NO_HAIRCUT_OTHERS, NO_HAIRCUT_FSB = 0.74, 0.42, 0.70
MOVE = {"apr2025": 139.9, "mar2020": 163.7, "svb2023": 198.7}  # the volatility index, single days, as cited in reports
FUNDS_SOLD = 173  # $bn net, hedge funds, March 2020 (FEDS Notes, October 2021)
QUARTERS = {  # quarter-ends around each episode
    "sep2019": (date(2019, 6, 30), date(2019, 9, 30)),
    "mar2020": (date(2019, 12, 31), date(2020, 3, 31)),
    "y2022": (date(2021, 12, 31), date(2022, 12, 31)),
    "mar2023": (date(2022, 12, 31), date(2023, 3, 31)),
    "nov2023": (date(2023, 9, 30), date(2023, 12, 31)),
    "sum2024": (date(2024, 6, 30), date(2024, 9, 30)),
    "apr2025": (date(2025, 3, 31), date(2025, 6, 30)),
}


@lru_cache(maxsize=1)
def yields() -> tuple[tuple[date, ...], np.ndarray]:
    """Return all days and ten-year yields on record, % a year."""
    table = datasets.load("treasury_yields_episodes").dropna(subset=["dgs10"])
    return tuple(table["date"].dt.date), table["dgs10"].to_numpy()


def rises(start: date, end: date, days: int) -> tuple[float, date]:
    """Return the largest rise of the ten-year yield over so many trading days between two dates, bp, and its end."""
    at, values = yields()
    inside = [
        place
        for place in range(days, len(at))
        if at[place - days] >= start and at[place] <= end and (at[place] - at[place - days]).days <= 2 * days + 2
    ]  # not across the months that are left out
    rise = 100 * (values[inside] - values[np.subtract(inside, days)])
    return round(float(rise.max()), 6), at[inside[int(rise.argmax())]]


def announced(until: date = PACE_END) -> np.ndarray:
    """Return the Fed's announced purchases in 2020, $bn, each trading day from its first large one to a day."""
    march = episode("mar2020")
    return march.fed[march.at(FIRST_PURCHASE) : march.at(until) + 1]


def sold_in(table: "DataFrame", day: date) -> float:
    """Return the futures that leveraged funds had sold, TU, FV and TY, $bn, in a table's report of a day."""
    rows = table[(table["report_date"].dt.date == day) & table["contract"].isin(SHORTS)]
    return float((rows["leveraged_short"] * rows["contract"].map(lambda code: CONTRACTS[code].face / 1e9)).sum())


@dataclass(frozen=True)
class Misdated:
    """Futures sold by leveraged funds, $bn, in the reports of the wrong day, of one between, and of the right day."""

    wrong_day: date
    between_day: date
    right_day: date
    wrong: float
    between: float
    right: float


def misdated(near: date) -> Misdated:
    """Return the number that a note dates to January 2019 and its neighbours, one from the report next to a day."""
    weekly, quarterly = datasets.load("cftc_positions_weekly_episodes"), datasets.load("cftc_positions_quarterly")
    wrong, right = date(2019, 1, 29), date(2019, 12, 31)
    between = min((day for day in quarterly["report_date"].dt.date), key=lambda day: abs((day - near).days))
    return Misdated(
        wrong, between, right, sold_in(weekly, wrong), sold_in(quarterly, between), sold_in(quarterly, right)
    )


def exposure() -> dict[str, tuple[float, float]]:
    """Return hedge funds' long exposure to Treasuries, derivatives included, $bn, before and after each episode.

    By their own reports at quarter-ends (Form PF), all strategies together: not what they own.
    """
    rows = datasets.load("hedge_fund_treasury_exposure").dropna(subset=["ust_long_bn"])
    held = dict(zip(rows["quarter_end"].dt.date, rows["ust_long_bn"], strict=True))
    return {key: (held[start], held[end]) for key, (start, end) in QUARTERS.items()}


@dataclass(frozen=True)
class Rates:
    """Highest repo rate and rate of the Fed's facility in a month, % a year; SOFR over federal funds, bp, ends."""

    sofr: float
    facility: float
    least: float
    most: float


def rates_in(month: str) -> Rates:
    """Return the `Rates` of a month such as "2025-04"."""
    rows = datasets.load("money_market_rates").dropna(subset=["sofr", "effr", "srf_rate"])
    rows = rows[rows["date"].dt.strftime("%Y-%m") == month]
    apart = 100 * (rows["sofr"] - rows["effr"])
    return Rates(rows["sofr"].max(), rows["srf_rate"].max(), apart.min(), apart.max())
