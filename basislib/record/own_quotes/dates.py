"""Dates in a reader's table, in any order of day, month and year; the whole table decides which order it is.

Treasury notes and bonds mature on the 15th or on the last day of a month, and are first sold for 2, 3, 5, 7, 10, 20
or 30 years. So where both orders give real dates, the one that gives such dates is meant.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from basislib.checks import Refused
from basislib.language import N_

ORDERS = ("month", "day", "year")  # what stands first
YEARS = (1950, 2150)
PIVOT = 80  # a year of two digits below it is in this century
SHEET_ZERO = date(1899, 12, 30)  # spreadsheets count days from here
TERMS = (2, 3, 5, 7, 10, 20, 30)  # years for which the Treasury sells notes and bonds
MIDDLE = 15  # of a month
_MONTHS = (
    "january jan januar janvier janv enero ene gennaio gen",
    "february feb februar fevrier fevr fev febrero febbraio",
    "march mar marz maerz mrz mars marzo",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag",
    "june jun juni juin junio giugno giu",
    "july jul juli juillet juil julio luglio lug",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre settembre set",
    "october oct oktober okt octobre octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic dicembre",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

_TIME = r"(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?"
_LONG = re.compile(rf"(\d{{4}})(?:([-/.])(\d{{1,2}})\2(\d{{1,2}})|年(\d{{1,2}})月(\d{{1,2}})日){_TIME}", re.ASCII)
_BARE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_SHEET = re.compile(r"([3-7]\d{4})(?:\.0*)?", re.ASCII)
_SHORT = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}", re.ASCII)
_DAY_NAME = re.compile(r"(\d{1,2})[ .-]{0,2}([^\W\d_]{3,10})[ .,-]{0,2}(\d{4}|\d\d)")
_NAME_DAY = re.compile(r"([^\W\d_]{3,10})[ .-]{1,2}(\d{1,2})(?:st|nd|rd|th)?(?:, ?|[ -])(\d{4}|\d\d)")
_YEAR_NAME = re.compile(r"(\d{4})[ -]([^\W\d_]{3,10})[ -](\d{1,2})")
_NOTE = re.compile(r"(?<=\d)n$")  # newspapers mark notes so
_MONTH = re.compile(r"(?:([^\W\d_]{3,10})[ .'’-]{0,2}|(\d{1,2})/)(\d{4}|\d\d)")


class Days(NamedTuple):
    """A date as each order reads it, None where an order makes no date of it; all the same where none is needed."""

    month: date | None
    day: date | None
    year: date | None
    dotted: bool = False

    @property
    def sure(self) -> bool:
        """Whether all orders that make a date of it make the same."""
        return len({each for each in self[:3] if each}) == 1


def read(text: str) -> Days:
    """Return a date by each order. A `Refused` says what is wrong with a text that is a date in none."""
    text = _NOTE.sub("", text)
    short = _SHORT.fullmatch(text)
    if short:
        return _short(int(short[1]), int(short[3]), short[4], short[2] == ".")
    found = _year_month_day(text)
    if found:
        day = _real(*found)
        return Days(day, day, day)
    if _MONTH.fullmatch(text):
        raise Refused(N_("The day is missing; a Treasury note matures on the 15th or on the last day of a month."))
    raise Refused(N_("This is not a date."))


def month_of(text: str) -> tuple[int, int] | None:
    """Return year and month of a text that names no day, as ``Nov 32`` or ``11/32``."""
    found = _MONTH.fullmatch(text)
    month = MONTHS.get(_bare(found[1])) if found and found[1] else int(found[2]) if found else None
    return (_century(found[3]), month) if found and month and 1 <= month <= 12 else None


def decide(maturities: Sequence[Days], issued: Iterable[tuple[Days, Days | None]] = ()) -> str | None:
    """Return the order in which a table writes its dates, or None where two are possible.

    Parameters
    ----------
    maturities : sequence of Days
    issued : iterable of (Days, Days or None)
        Dates of first issue, each with the maturity of its row.
    """
    pairs = list(issued)
    open_days = [each for each in (*maturities, *(day for day, _ in pairs)) if not each.sure]
    if not open_days:
        return ORDERS[0] if all(each.month for each in maturities) else _most(maturities, pairs)[0]
    left = _most(maturities, pairs)
    if len(left) > 1:
        scores = {order: _plausible(order, maturities, pairs) for order in left}
        left = [order for order in left if scores[order] == max(scores.values())]
    if len(left) > 1 and all(each.dotted for each in open_days) and "day" in left:
        return "day"  # who writes points writes the day first
    if len(left) > 1 and all(len({getattr(each, order) for order in left}) == 1 for each in open_days):
        return left[0]
    return left[0] if len(left) == 1 else None


def pick(days: Days, order: str | None) -> date:
    """Return the date in an order, or without one if all agree. A `Refused` says why there is none."""
    if order is None:
        if days.sure:
            return next(each for each in days[:3] if each)
        first, second, *_ = dict.fromkeys(each for each in days[:3] if each)
        raise Refused(N_("This can be {first} or {second}; say below which comes first."), first=first, second=second)
    found: date | None = getattr(days, order)
    if found is None:
        other = next(each for each in days[:3] if each)
        raise Refused(N_("The other dates have another order of day and month; is this {other}?"), other=other)
    return found


def ends_a_term(day: date) -> bool:
    """Whether a Treasury note can mature on a day: the 15th or the last of a month."""
    return day.day == MIDDLE or (day + timedelta(1)).day == 1


def is_a_term(issued: date, maturity: date) -> bool:
    """Whether the time between two dates is a term for which the Treasury sells, give or take two weeks."""
    return any(abs((maturity - issued).days - 365.25 * years) < 20 for years in TERMS)


def _most(maturities: Sequence[Days], pairs: Sequence[tuple[Days, Days | None]]) -> list[str]:
    """Return the orders that make a date of the most cells."""
    every = [*maturities, *(day for day, _ in pairs)]
    count = {order: sum(getattr(each, order) is not None for each in every) for order in ORDERS}
    return [order for order in ORDERS if count[order] == max(count.values())]


def _plausible(order: str, maturities: Sequence[Days], pairs: Sequence[tuple[Days, Days | None]]) -> int:
    """Count the cells of which an order makes a date that a Treasury note has."""
    good = sum(ends_a_term(day) for each in maturities if (day := getattr(each, order)))
    for issue, maturity in pairs:
        start, end = getattr(issue, order), getattr(maturity, order, None)
        good += bool(start and end and is_a_term(start, end))
    return good


def _short(first: int, second: int, third: str, dotted: bool) -> Days:
    """Return a date of three numbers by each order; the year stands last, unless it has two digits."""
    year = _century(third)
    by_month, by_day = _maybe(year, first, second), _maybe(year, second, first)
    by_year = _maybe(_century(f"{first:02d}"), second, int(third)) if len(third) == 2 and not dotted else None
    if not (by_month or by_day or by_year):
        raise Refused(N_("There is no such day."))
    return Days(by_month, by_day, by_year, dotted)


def _year_month_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text that leaves no doubt about them."""
    long = _LONG.fullmatch(text)
    if long:
        return int(long[1]), int(long[3] or long[5]), int(long[4] or long[6])
    bare = _BARE.fullmatch(text)
    if bare:
        return int(bare[1]), int(bare[2]), int(bare[3])
    sheet = _SHEET.fullmatch(text)
    if sheet:
        day = SHEET_ZERO + timedelta(int(sheet[1]))
        return day.year, day.month, day.day
    for pattern, order in ((_DAY_NAME, (3, 2, 1)), (_NAME_DAY, (3, 1, 2)), (_YEAR_NAME, (1, 2, 3))):
        named = pattern.fullmatch(text)
        month = MONTHS.get(_bare(named[order[1]])) if named else None
        if named and month:
            return _century(named[order[0]]), month, int(named[order[2]])
    return None


def _century(year: str) -> int:
    """Return a year of four digits."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < PIVOT else 1900)


def _bare(name: str) -> str:
    """Return a name in small letters without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isascii())


def _maybe(year: int, month: int, day: int) -> date | None:
    """Return a date if there is one."""
    there = YEARS[0] <= year <= YEARS[1] and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return date(year, month, day) if there else None


def _real(year: int, month: int, day: int) -> date:
    """Return a date; refuse what is none, or is too far away."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise Refused(N_("The year is not between {first} and {last}."), first=YEARS[0], last=YEARS[1])
    found = _maybe(year, month, day)
    if found is None:
        raise Refused(N_("There is no such day."))
    return found
