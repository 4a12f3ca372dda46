"""The seven CBOT Treasury futures: what may be delivered, and at which conversion factor.

A short chooses any eligible note and delivers 100,000 dollars of face value for each contract (200,000 for
the two- and three-year) against ``futures price * conversion factor + accrued interest``. Contracts are
named by their clearing codes, as TU for the two-year, delivery months as ``"2026-03"``. When they can be
delivered: `basislib.securities.delivery`.
"""

from datetime import date

import numpy as np

from basislib.checks import Refused, plain
from basislib.language import N_
from basislib.securities.delivery import first_delivery_day, last_delivery_day, last_trading_day
from basislib.securities.notes import as_coupon, as_date, before_maturity, shift_months
from basislib.securities.specifications import CONTRACTS, Contract, contract_code, first_of_month
from basislib.types import ArrayLike, Broadcast

__all__ = [
    "CONTRACTS",
    "Contract",
    "conversion_factor",
    "first_delivery_day",
    "is_eligible",
    "last_delivery_day",
    "last_trading_day",
]


def conversion_factor(
    contract: str, delivery_month: str, coupon: ArrayLike, maturity: date, rounded: bool = True
) -> Broadcast:
    """Price per 1 of face, near enough, at which the note would yield 6% on the first day of the delivery month.

    The remaining term from the first calendar day of the delivery month to maturity is n years and z
    months, z rounded **down** to the month (TU, 3YR, FV) or to the quarter (TY, TN, US, UB). With c the
    coupon as a fraction, ``v = z`` if z < 7, else ``z - 6`` (TU, 3YR, FV) or 3 (the others),

    ``factor = 1.03**(-v/6) * (c/2 + g + (c/0.06) * (1 - g)) - (c/2) * (6 - v)/6``

    where ``g = 1.03**(-2n)`` if z < 7, else ``1.03**(-(2n+1))``.

    Parameters
    ----------
    contract : {"TU", "3YR", "FV", "TY", "TN", "US", "UB"}
    delivery_month : str
        March, June, September or December from 2000, as ``"2026-03"``.
    coupon : float or array_like
        Per cent a year, from 0 to 100.
    maturity : datetime.date
        After the first day of the delivery month. Whether the note may be delivered is `is_eligible`'s
        question and is not asked here.
    rounded : bool, optional
        To four decimals, as published and invoiced (the default), or as the formula has it.

    Returns
    -------
    float or ndarray

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    It is not the price at 6% on the day: the term is rounded, and a broken period counts in months.
    Source: CME Group, *Calculating U.S. Treasury Futures Conversion Factors*.

    Examples
    --------
    >>> conversion_factor("FV", "2026-03", coupon=4.0, maturity=date(2030, 5, 31))
    0.9272
    """
    step = CONTRACTS[contract_code(contract)].month_step
    first = first_of_month(delivery_month)
    rate = as_coupon(coupon) / 100
    maturity = as_date("maturity", maturity)
    if maturity <= first:
        raise Refused(
            N_("maturity is {maturity}; it must be after {first}, the first day of the delivery month."),
            maturity=maturity,
            first=first,
        )
    years, months = divmod(_whole_months(first, maturity), 12)
    months -= months % step
    late = months >= 7
    stub = months - 6 if late else months  # with quarters only 9 is late, and 9 - 6 is the 3 of the rule
    last = 1.03 ** -(2 * years + late)
    factor = 1.03 ** (-stub / 6) * (rate / 2 + last + rate / 0.06 * (1 - last)) - rate / 2 * (6 - stub) / 6
    return plain(np.round(factor, 4) if rounded else factor)


def is_eligible(
    contract: str,
    delivery_month: str,
    coupon: ArrayLike | None = None,
    *,
    maturity: date,
    issued: date,
    reopened: date | None = None,
) -> bool:
    """Whether a Treasury note or bond may be delivered into a contract.

    Remaining term from the first day of the delivery month, **not rounded**; original term from first issue:

    ===  =====================================================  ==========================================
    TU   at least 1y 9m, at most 2y from the month's last day   at most 5y 3m
    3YR  at least 2y 9m, at most 3y from the month's last day   at most 7y; 5y 3m before July 2020
    FV   at least 4y 2m                                         at most 5y 3m
    TY   at least 6y 6m; below 8y from September 2023, until    at most 10y
         then at most 10y
    TN   at least 9y 5m, at most 10y                            10y
    US   at least 15y, below 25y (before March 2011 no limit)   any
    UB   at least 25y                                           any
    ===  =====================================================  ==========================================

    Parameters
    ----------
    contract, delivery_month
        As in `conversion_factor`.
    coupon : float, optional
        Per cent a year; checked but without influence. Only fixed-rate, fixed-principal securities are
        eligible: never ask about TIPS, floating-rate notes or bills.
    maturity : datetime.date
    issued : datetime.date
        Date of **first** issue (or the dated date). A re-opening does not make an old note young: a
        ten-year note with five years left, sold again, still has an original term of ten years.
    reopened : datetime.date, optional
        The exception in the rules: if a re-opening was sold as a security that meets the standard by its own
        term, such as an old ten-year note sold as a new five-year one, the whole issue counts. Give the
        date of that sale.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If an input is out of range or the issue date is not before maturity.

    Notes
    -----
    Original terms are measured to the nearest month, since securities are issued up to two weeks after the
    date they are dated. A security issued on or after the last delivery day comes too late.

    Sources: CBOT Rulebook, chapters 18 to 21, 26, 39 and 40, "Contract grade"; CME Group SER-4819 (issues
    that come too late), SER-7585 (no rounding for eligibility).

    Examples
    --------
    The new 10-year note of November 2022, two years on:

    >>> is_eligible("TY", "2024-12", maturity=date(2032, 11, 15), issued=date(2022, 11, 15))
    True
    """
    code, first = contract_code(contract), first_of_month(delivery_month)
    if coupon is not None:
        as_coupon(coupon)
    issued = as_date("issue date", issued)
    sold = [issued] if reopened is None else [issued, as_date("re-opening date", reopened)]
    _, maturity = before_maturity("issue date", max(sold), maturity)
    if not _term_fits(code, first, maturity):
        return False
    shortest, longest = _original_months(code, first)
    if not any(shortest <= _nearest_months(day, maturity) <= longest for day in sold):
        return False
    return issued < first or issued < last_delivery_day(code, delivery_month)


def _term_fits(code: str, first: date, maturity: date) -> bool:
    """Whether the remaining term is within the contract's limits."""
    end = shift_months(first, 0, end_of_month=True)

    def after(years: int, months: int = 0, start: date = first) -> date:
        return shift_months(start, 12 * years + months)

    if code == "TU":
        return after(1, 9) <= maturity <= after(2, start=end)
    if code == "3YR":
        return after(2, 9) <= maturity <= after(3, start=end)
    if code == "FV":
        return after(4, 2) <= maturity
    if code == "TY":
        below_eight = first >= date(2023, 9, 1)
        return after(6, 6) <= maturity and (maturity < after(8) if below_eight else maturity <= after(10))
    if code == "TN":
        return after(9, 5) <= maturity <= after(10)
    if code == "US":
        return after(15) <= maturity and (maturity < after(25) or first < date(2011, 3, 1))
    return after(25) <= maturity


def _original_months(code: str, first: date) -> tuple[int, int]:
    """Return the shortest and the longest original term, months."""
    if code in ("US", "UB"):
        return 0, 12 * 100
    if code == "TN":
        return 120, 120
    if code == "TY":
        return 0, 120
    return 0, 84 if code == "3YR" and first >= date(2020, 7, 1) else 63


def _whole_months(start: date, end: date) -> int:
    """Return the whole months between two dates; start is the first of a month."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _nearest_months(issued: date, maturity: date) -> int:
    """Return an original term to the nearest month."""
    return round((maturity - issued).days / 30.436875)
