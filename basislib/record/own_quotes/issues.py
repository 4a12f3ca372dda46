"""What a security is, by its coupon and maturity: the Treasury's own record of what it sold, and when.

A note of which only coupon and maturity are known can be a new five-year or an old ten-year, and contracts ask for the
original term. The table `treasury_issues` has every fixed-rate issue sold since 2008 that matures from 2018 on. What
is not in it can still be told by the day it matures: notes of 2, 5 and 7 years mature at a month's end; 3-year notes on
the 15th; notes of 10 years and bonds on the 15th of February, May, August and November.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from basislib.record.datasets import load
from basislib.record.own_quotes.dates import MIDDLE
from basislib.securities.calendars import shifted
from basislib.securities.notes import shift_months

FIRST_MATURITY = date(2018, 1, 1)  # of the table; the days of maturity follow the rule above since then as well
AT_MONTH_END = (2, 5, 7)  # years
IN_THE_MIDDLE = (3,)
QUARTERLY = (3, 10, 20, 30)
QUARTERS = (2, 5, 8, 11)
BEFORE_ISSUE = timedelta(45)  # a note trades when-issued for two weeks or so, and never longer
FIRST_BOND = date(2008, 2, 15)  # of 30 years in the table
OLD_BONDS = 4.5  # % a year, the lowest coupon of a 30-year bond sold before


class Issue(NamedTuple):
    """A security as it was first sold.

    Attributes
    ----------
    years : int
        Original term.
    dated : datetime.date
        The day from which interest runs, which stands for the first issue.
    again : datetime.date or None
        Day of an auction in which it was sold once more, as a new security of a shorter term.
    cusip : str
        Empty if it is not in the table.
    """

    years: int
    dated: date
    again: date | None = None
    cusip: str = ""


def candidates(coupon: float, maturity: date, cusip: str, settle: date) -> tuple[Issue, ...]:
    """Return all that a security can be; one if the table has it, none if there is no such security.

    Parameters
    ----------
    coupon : float
        % a year.
    maturity, settle : datetime.date
    cusip : str
        Empty if it is not known.
    """
    known = _by_cusip().get(cusip)
    if known:
        return (known,)
    if maturity < FIRST_MATURITY:
        return ()
    found = tuple(each for each in _table().get((coupon, maturity), ()) if not cusip)
    return found + tuple(each for each in _by_rule(maturity, settle) if not _is_covered(each, coupon))


def maturities(coupon: float, year: int, month: int) -> tuple[date, ...]:
    """Return the days of a month on which a security with a coupon matures, as far as the table knows."""
    return tuple(
        sorted({end for each, end, _ in _issues() if each == coupon and (end.year, end.month) == (year, month)})
    )


def issue_day(issue: Issue) -> date:
    """Return the day on which a security is first paid for: its date, or the next good settlement day after it.

    Bonds of 20 years are dated the 15th and issued at the end of the month.
    """
    day = shift_months(issue.dated, 0, end_of_month=True) if issue.years == 20 else issue.dated
    return shifted(day, 0, "securities")


def _by_rule(maturity: date, settle: date) -> list[Issue]:
    """Return what can mature on a day and has been sold, or is about to be."""
    if (maturity + timedelta(1)).day == 1:
        terms: tuple[int, ...] = AT_MONTH_END
    elif maturity.day == MIDDLE:
        terms = QUARTERLY if maturity.month in QUARTERS else IN_THE_MIDDLE
    else:
        return []
    at_end = maturity.day != MIDDLE
    found = [Issue(years, shift_months(maturity, -12 * years, end_of_month=at_end)) for years in terms]
    return [each for each in found if each.dated <= settle + BEFORE_ISSUE]


def _is_covered(issue: Issue, coupon: float) -> bool:
    """Whether a security would be in the table if it had ever been sold."""
    if issue.years == 30 and issue.dated < FIRST_BOND:
        return coupon < OLD_BONDS
    return issue.dated <= _last_dates()[issue.years]


@cache
def _issues() -> tuple[tuple[float, date, Issue], ...]:
    """Return coupon, maturity and facts of each issue of the table."""
    found = []
    row: Any  # a tuple with the names of the columns
    for row in load("treasury_issues").itertuples():
        again = (
            row.sold_again.date() if row.sold_again == row.sold_again else None
        )  # only a missing date differs from itself
        issue = Issue(int(row.term_years), row.dated_date.date(), again, row.cusip)
        found.append((float(row.coupon_pct), row.maturity.date(), issue))
    return tuple(found)


@cache
def _table() -> Mapping[tuple[float, date], list[Issue]]:
    """Return the issues by coupon and maturity."""
    found: dict[tuple[float, date], list[Issue]] = {}
    for coupon, maturity, issue in _issues():
        found.setdefault((coupon, maturity), []).append(issue)
    return found


@cache
def _by_cusip() -> Mapping[str, Issue]:
    return {issue.cusip: issue for _, _, issue in _issues()}


@cache
def _last_dates() -> Mapping[int, date]:
    """Return the date of the last issue of each term in the table."""
    return {
        years: max(issue.dated for _, _, issue in _issues() if issue.years == years)
        for years in (2, 3, 5, 7, 10, 20, 30)
    }
