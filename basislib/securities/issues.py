"""Which issues may be delivered into a contract, by the Treasury's calendar of sales, quoted or not.

Since 2009 the Treasury sells new notes and bonds by a fixed calendar, so that their maturities follow without a list;
their coupons do not. A screen that shows fewer issues than there are can then be told apart from a whole basket.

Source: US Treasury, *General Auction Timing* and auction results; the 20-year bond is back since May 2020.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from basislib.securities.calendars import shifted
from basislib.securities.contracts import is_eligible
from basislib.securities.notes import shift_months
from basislib.securities.specifications import first_of_month

QUARTERS = (2, 5, 8, 11)
MONTHS = tuple(range(1, 13))
SOLD = (  # original term in years, months of the dated date, whether it is the month's last day, first dated date
    (2, MONTHS, True, date(2009, 1, 31)),
    (3, MONTHS, False, date(2009, 1, 15)),
    (5, MONTHS, True, date(2009, 1, 31)),
    (7, MONTHS, True, date(2009, 2, 28)),
    (10, QUARTERS, False, date(2009, 2, 15)),
    (20, QUARTERS, False, date(2020, 5, 15)),
    (30, QUARTERS, False, date(2009, 2, 15)),
)
LATE_IN_ITS_MONTH = 20  # years; dated the 15th, that bond is issued on the month's last business day


@dataclass(frozen=True)
class Issue:
    """A new note or bond: original term in years, the dated date, the day it is issued, and its maturity."""

    term: int
    dated: date
    issued: date
    maturity: date


@lru_cache(maxsize=64)
def deliverable_issues(contract: str, delivery_month: str) -> tuple[Issue, ...]:
    """Return the issues that may be delivered into a contract, by maturity, those still to be sold included.

    Parameters
    ----------
    contract, delivery_month : str
        As in `basislib.securities.contracts.is_eligible`, from 2009. What was dated before 2009 is not here.

    Returns
    -------
    tuple of Issue

    Raises
    ------
    ValueError
        If an input is out of range.

    Examples
    --------
    >>> len(deliverable_issues("US", "2023-12")), len(deliverable_issues("FV", "2025-06"))
    (55, 11)
    """
    end = first_of_month(delivery_month)
    found = [
        issue
        for term, months, at_end, since in SOLD
        for issue in _sold(term, months, at_end, since, end)
        if is_eligible(contract, delivery_month, maturity=issue.maturity, issued=issue.dated)
    ]
    return tuple(sorted(found, key=lambda issue: (issue.maturity, issue.term)))


def _sold(term: int, months: tuple[int, ...], at_end: bool, since: date, end: date) -> list[Issue]:
    """Return the issues of one term that are dated up to the month after a date."""
    count = 12 * (end.year - since.year) + end.month - since.month + 1
    dated = (shift_months(since, ahead, end_of_month=at_end) for ahead in range(count + 1))
    return [
        Issue(term, day, _issued(term, day), shift_months(day, 12 * term, end_of_month=at_end))
        for day in dated
        if day.month in months
    ]


def _issued(term: int, dated: date) -> date:
    """Return the day on which an issue is paid for."""
    if term == LATE_IN_ITS_MONTH:
        return shifted(shift_months(dated, 0, end_of_month=True), 0, "fedwire", roll="preceding")
    return shifted(dated, 0, "fedwire")
