"""Three calendars, since the exchange, the securities market and the payment system close on different days.

===========  =====================================================  =========================================
calendar     whose                                                  what it dates here
===========  =====================================================  =========================================
exchange     CME Group: days on which a contract can be delivered   intention, notice, delivery, last trade
securities   SIFMA's recommendations: good settlement days          settlement of a bought or sold note
fedwire      the Federal Reserve Banks' payment days                payment of coupons
===========  =====================================================  =========================================

All three keep the Federal holidays. They differ on

- **Good Friday.** Fedwire is open. It is never a good settlement day, also not when the market trades until noon
  for the employment report. The exchange counts it as a business day in the years of that report, and only then:
  it named Good Friday, 3 April 2015, the last delivery day of three contracts (Clearing advisory 15-056).
- **A Saturday's holiday.** Fedwire does not move it. The market and the exchange keep Independence Day, Juneteenth
  and Christmas on the Friday before, as on 3 July 2020; New Year's and Veterans Day not.
- **National days of mourning**, `MOURNING`.

Closings after storms and attacks are not here. Sources: Federal Reserve Banks, holiday schedule; SIFMA, holiday
schedule, and its releases of 21 March 2012, 9 March 2015, 23 June 2020 and 20 March 2026 (Good Friday "not a good
settlement day", 3 July a full close); CME Group, Clearing advisory 15-056.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import numpy as np

from basislib.checks import Refused, one_of
from basislib.language import N_
from basislib.securities.notes import as_date

CALENDARS = ("exchange", "securities", "fedwire")
FIRST_YEAR, LAST_YEAR = 1980, 2150
MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6
JUNETEENTH = 2022  # the first year in which the Reserve Banks kept it
KING = 1986  # likewise Martin Luther King's birthday


@dataclass(frozen=True)
class Mourning:
    """A national day of mourning, and which calendars closed on it; an early close is no closing.

    Attributes
    ----------
    day : datetime.date
    closed : tuple of str
        Of `CALENDARS`.
    source : str
    """

    day: date
    closed: tuple[str, ...]
    source: str


MOURNING = (
    Mourning(
        date(2018, 12, 5),
        ("exchange", "securities"),
        "CME Group, 2 December 2018: interest rate products stay closed; SIFMA, 1 December 2018: a full close, and "
        "what was to settle that day settles on the 6th; Federal Reserve Banks: open as usual",
    ),
    Mourning(
        date(2025, 1, 9),
        (),
        "CME Group, 30 December 2024: interest rates close early, at 12:15 in Chicago; SIFMA, market matrix: an early "
        "close at 2 p.m., settlement open; Fedwire open",
    ),
)


def good_friday(year: int) -> date:
    """Two days before Easter Sunday, which is reckoned in the Gregorian calendar (Meeus, Jones and Butcher).

    Examples
    --------
    >>> good_friday(2026)
    datetime.date(2026, 4, 3)
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, shift = divmod(century, 4)
    epact = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * shift + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1) - timedelta(2)


def payrolls_on_good_friday(year: int) -> bool:
    """Whether the employment report comes out on Good Friday.

    It comes on the third Friday after the week with the 12th of the month before. March has 31 days, so in April
    that is always the first Friday, and no other report can meet a Good Friday.

    Examples
    --------
    >>> [year for year in range(2010, 2027) if payrolls_on_good_friday(year)]
    [2010, 2012, 2015, 2021, 2023, 2026]
    """
    day = good_friday(year)
    return day.month == 4 and day.day <= 7


def is_business_day(day: date, calendar: str) -> bool:
    """Whether a calendar is open on a day; refused for a calendar not in `CALENDARS`, or before 1980 or after 2150."""
    return bool(np.is_busday(_within_reach(day), busdaycal=business_days(calendar)))


def shifted(day: date, days: int, calendar: str, roll: Literal["following", "preceding"] = "following") -> date:
    """Roll onto a business day, then move by a number of them, back if below 0.

    Parameters
    ----------
    day : datetime.date
    days : int
    calendar : {"exchange", "securities", "fedwire"}
    roll : {"following", "preceding"}, optional
        Which way a closed day is left before the count begins.

    Returns
    -------
    datetime.date

    Raises
    ------
    ValueError
        If there is no such calendar, or the day is out of its reach.

    Examples
    --------
    A coupon of 15 August 2026, a Saturday, is paid on Monday:

    >>> shifted(date(2026, 8, 15), 0, "fedwire")
    datetime.date(2026, 8, 17)
    """
    there = np.busday_offset(_within_reach(day), days, roll=roll, busdaycal=business_days(calendar))
    return there.astype(object)


@cache
def business_days(calendar: str) -> np.busdaycalendar:
    """Return a calendar as `numpy` takes it, made once."""
    one_of("calendar", calendar, CALENDARS)
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    closed = [day for year in years for day in _holidays(year, calendar)]
    closed += [each.day for each in MOURNING if calendar in each.closed]
    return np.busdaycalendar(holidays=np.array(closed, dtype="datetime64[D]"))


def _holidays(year: int, calendar: str) -> Iterator[date]:
    """Yield the closed days that a calendar keeps in a year."""
    yield _observed(date(year, 1, 1))
    if year >= KING:
        yield _nth(year, 1, MONDAY, 3)
    yield _nth(year, 2, MONDAY, 3)
    yield _nth(year, 6, MONDAY, 1) - timedelta(7)  # Memorial Day, the last Monday of May
    moved = calendar != "fedwire"
    if year >= JUNETEENTH:
        yield _observed(date(year, 6, 19), moved)
    yield _observed(date(year, 7, 4), moved)
    yield _nth(year, 9, MONDAY, 1)
    yield _nth(year, 10, MONDAY, 2)
    yield _observed(date(year, 11, 11))
    yield _nth(year, 11, THURSDAY, 4)
    yield _observed(date(year, 12, 25), moved)
    if calendar == "securities" or (calendar == "exchange" and not payrolls_on_good_friday(year)):
        yield good_friday(year)


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    """Return the first, second, ... of a weekday in a month."""
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (count - 1))


def _observed(day: date, saturdays_too: bool = False) -> date:
    """Return the day on which a holiday is kept: Monday for a Sunday, and perhaps Friday for a Saturday."""
    if day.weekday() == SUNDAY:
        return day + timedelta(1)
    return day - timedelta(1) if saturdays_too and day.weekday() == SATURDAY else day


def _within_reach(day: date) -> date:
    """Refuse a day that no calendar here covers."""
    day = as_date("date", day)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            N_("date is {day}; the calendars go from {first} to {last}."), day=day, first=FIRST_YEAR, last=LAST_YEAR
        )
    return day
