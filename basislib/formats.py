"""Numbers and dates as readers see them, in pictures and in sentences."""

import re
from collections.abc import Callable
from datetime import date

from basislib.checks import apart
from basislib.language import N_, _, pgettext

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
SHORT_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)
WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
NEGATIVE = re.compile(r"(?<![\w.)])-(?=[$.]?\d)|(?<=\de)-(?=\d)", re.ASCII)
MONEY = (N_("${amount:,.0f}bn"), N_("${amount:,.1f}bn"), N_("${amount:,.2f}bn"))  # by decimal places


def signed(value: float, places: int = 2, plus: str = "+", number: Callable[[float, str], str] | None = None) -> str:
    """Return a number with its sign and a true minus; what rounds to nothing has none. `plus` may be "".

    Of an amount in $bn `number` is `billions`, in $m `millions`.
    """
    if not _shown(value, places, number):
        return (number or format)(0.0, f".{places}f")
    return minus((number or format)(value, f"{plus},.{places}f"))


def shown_change(
    before: float, after: float, places: int = 0, number: Callable[[float, str], str] | None = None
) -> float:
    """Return the difference of two numbers as they are shown, so that it is right for who reads all three.

    Of amounts in $bn `number` is `billions`, in $m `millions`.

    >>> shown_change(54.6, 54.4)
    -1.0
    """
    one = _shown(1.0, 6, number)
    return round((_shown(after, places, number) - _shown(before, places, number)) / one, 6) + 0.0


def _shown(value: float, places: int, number: Callable[[float, str], str] | None) -> float:
    """Return the number that a reader sees."""
    return float((number or format)(value, f".{places}f"))


def minus(text: str) -> str:
    """Return a text with a true minus before its numbers; a hyphen within a word, or a date, stays.

    >>> minus(f"day-by-day {-1.5:g}")
    'day-by-day −1.5'
    """
    return NEGATIVE.sub("−", text)


def billions(amount: float, spec: str = ",.6g") -> str:
    """Return the number of an amount in $bn whose unit is named elsewhere, as along an axis.

    A language that counts in another unit shows so many of that.

    Examples
    --------
    >>> billions(1234.5, ",.1f")
    '1,234.5'
    """
    return _filled(pgettext("the number of an amount in $bn", "{amount:{spec}}"), amount, spec)


def millions(amount: float, spec: str = ",.6g") -> str:
    """Return the number of an amount in $m whose unit is named elsewhere, as `billions` does."""
    return _filled(pgettext("the number of an amount in $m", "{amount:{spec}}"), amount, spec)


def hundreds(amount: float, spec: str = ",.6g") -> str:
    """Return the number of an amount of hundreds of $m, in $m: a language may have a unit for these, too."""
    return _filled(pgettext("the number of an amount of hundreds of $m", "{amount:{spec}}"), amount, spec)


def _filled(text: str, amount: float, spec: str) -> str:
    """Fill in a number; `shorter` is the format with a decimal place less, `shortest` and `longer` with two less and more."""
    formats = {"spec": spec, "shorter": _moved(spec, -1), "shortest": _moved(spec, -2), "longer": _moved(spec, 2)}
    return text.format(amount=amount, **formats)


def _moved(spec: str, by: int) -> str:
    """Return a format with so many decimal places more, but with no fewer than none."""
    return re.sub(r"\.(\d)(?=f)", lambda places: f".{max(0, int(places[1]) + by)}", spec)


def money(amount: float, places: int = 1) -> str:
    """Return $bn with a true minus sign, and none before a rounded zero."""
    return f"{'−' if round(amount, places) < 0 else ''}{_(MONEY[places]).format(amount=abs(amount))}"


def dollars(amount: float, places: int = 2) -> str:
    """Return an amount of dollars with a true minus, and none before a rounded zero."""
    rounded = round(amount, places)
    text = pgettext("an amount of dollars", "${amount:{spec}}").format(amount=abs(rounded), spec=f",.{places}f")
    return f"{'−' if rounded < 0 else ''}{text}"


def month(number: int, short: bool = False) -> str:
    """Return the name of a month, 1 to 12; short: "Mar"."""
    return _((SHORT_MONTHS if short else MONTHS)[number - 1])


def full_date(day: date, short: bool = False) -> str:
    """Return a day as "9 March 2020"; short: "9 Mar 2020"."""
    return _("{day} {month} {year}").format(day=day.day, month=month(day.month, short), year=day.year)


def day_and_month(day: date, short: bool = False) -> str:
    """Return a day within its year as "9 March"; short: "9 Mar"."""
    return _("{day} {month}").format(day=day.day, month=month(day.month, short))


def month_and_year(day: date, short: bool = False) -> str:
    """Return the month of a day as "March 2020"; short: "Mar 2020"."""
    return _("{month} {year}").format(month=month(day.month, short), year=day.year)


def weekday_and_day(day: date, short: bool = False) -> str:
    """Return a day as "Monday 9 March"; short: "Mon 9 March"."""
    name = (SHORT_WEEKDAYS if short else WEEKDAYS)[day.weekday()]
    return _("{weekday} {day}").format(weekday=_(name), day=day_and_month(day))


def measured(number: object, unit: str) -> str:
    """Return a number, as text, with its unit; a percent sign stands close behind it, a dollar sign before it."""
    if unit.startswith("$"):
        return f"${number}{unit[1:]}"
    return f"{number}{apart(unit)}{unit}".strip()
