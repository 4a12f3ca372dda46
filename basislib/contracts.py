"""The seven CBOT Treasury futures: what may be delivered, when, and at which conversion factor.

A short chooses any eligible note and delivers 100,000 dollars of face value for each contract (200,000 for
the two- and three-year) against ``futures price * conversion factor + accrued interest``. Contracts are
named by their clearing codes, as TU for the two-year, delivery months as ``"2026-03"``.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from basislib.checks import one_of, plain
from basislib.notes import as_coupon, as_date, before_maturity, shift_months

THIRTY_SECOND = 1 / 32
FIRST_MONTH = date(2000, 3, 1)  # the notional coupon was 8% before
QUARTERLY = (3, 6, 9, 12)
DAYS_TO_LAST_DELIVERY = 3  # business days from the last trading day, TU, 3YR and FV
DAYS_FROM_LAST_TRADING = 7  # business days before the last business day of the month, the others
GOOD_FRIDAY = ("closed", "open")
OPEN_GOOD_FRIDAYS = (2015,)  # years in which the exchange named Good Friday the last delivery day
SHORT_NAMES = ("TU", "3YR", "FV")


@dataclass(frozen=True)
class Contract:
    """One of the seven contracts.

    Attributes
    ----------
    code : str
        Clearing code, such as ``"FV"``.
    name : str
        In words.
    face : int
        Face value of one contract, dollars.
    tick : float
        Smallest price step, points (per 100 face), of the contract as it trades today.
    notional_coupon : float
        Coupon, and yield, at which a conversion factor is 1; per cent a year.
    month_step : int
        Months to which the remaining term is rounded down for the conversion factor, 1 or 3.
    """

    code: str
    name: str
    face: int
    tick: float
    notional_coupon: float
    month_step: int

    @property
    def tick_value(self):
        """Value of the smallest price step, dollars a contract."""
        return self.tick * self.face / 100

    @property
    def delivers_after_month(self):
        """Whether it trades to the end of its month and delivers into the next one."""
        return self.code in SHORT_NAMES


CONTRACTS = {
    contract.code: contract
    for contract in (
        Contract("TU", "2-year note", 200_000, THIRTY_SECOND / 8, 6.0, 1),
        Contract("3YR", "3-year note", 200_000, THIRTY_SECOND / 8, 6.0, 1),
        Contract("FV", "5-year note", 100_000, THIRTY_SECOND / 4, 6.0, 1),
        Contract("TY", "10-year note", 100_000, THIRTY_SECOND / 2, 6.0, 3),
        Contract("TN", "ultra 10-year note", 100_000, THIRTY_SECOND / 2, 6.0, 3),
        Contract("US", "bond", 100_000, THIRTY_SECOND, 6.0, 3),
        Contract("UB", "ultra bond", 100_000, THIRTY_SECOND, 6.0, 3),
    )
}


def conversion_factor(contract, delivery_month, coupon, maturity, rounded=True):
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
    step = CONTRACTS[_code(contract)].month_step
    first = _first_of(delivery_month)
    rate = as_coupon(coupon) / 100
    maturity = as_date("maturity", maturity)
    if maturity <= first:
        raise ValueError(f"maturity is {maturity}; it must be after {first}, the first day of the delivery month.")
    years, months = divmod(_whole_months(first, maturity), 12)
    months -= months % step
    late = months >= 7
    stub = months - 6 if late else months  # with quarters only 9 is late, and 9 - 6 is the 3 of the rule
    last = 1.03 ** -(2 * years + late)
    factor = 1.03 ** (-stub / 6) * (rate / 2 + last + rate / 0.06 * (1 - last)) - rate / 2 * (6 - stub) / 6
    return plain(np.round(factor, 4) if rounded else factor)


def is_eligible(contract, delivery_month, coupon=None, *, maturity, issued, reopened=None):
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
    code, first = _code(contract), _first_of(delivery_month)
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


def last_trading_day(contract, delivery_month, good_friday="closed"):
    """Last day on which a contract trades.

    TU, 3YR, FV: the last business day of the delivery month. The others: the seventh business day before
    it. These are today's rules; contracts before 2009 had others. Parameters and refusals are those of
    `last_delivery_day`.

    Examples
    --------
    >>> last_trading_day("FV", "2026-03"), last_trading_day("TY", "2024-03")
    (datetime.date(2026, 3, 31), datetime.date(2024, 3, 19))
    """
    code, first = _code(contract), _first_of(delivery_month)
    back = 0 if CONTRACTS[code].delivers_after_month else DAYS_FROM_LAST_TRADING
    return _business_day(_month_end(first), -back, _holidays(first.year, good_friday))


def first_delivery_day(contract, delivery_month):
    """First day on which a contract can be delivered: the first business day of the delivery month.

    Parameters and refusals are those of `last_delivery_day`; Good Friday is never that day and is not asked for.

    Examples
    --------
    >>> first_delivery_day("US", "2026-03")
    datetime.date(2026, 3, 2)
    """
    _code(contract)
    first = _first_of(delivery_month)
    return _business_day(first, 0, _holidays(first.year, "closed"), roll="forward")


def last_delivery_day(contract, delivery_month, good_friday="closed"):
    """Last day on which a contract can be delivered.

    TU, 3YR, FV: the third business day after the last trading day. The others: the last business day of
    the delivery month.

    Parameters
    ----------
    contract, delivery_month
        As in `conversion_factor`.
    good_friday : {"closed", "open"}, optional
        Whether Good Friday is a business day. Banks and the Fedwire are always open on it, the exchange
        usually is not: ``"closed"`` is the exchange's calendar and the default, except in 2015, when the
        exchange corrected its calendar and named Good Friday, 3 April, the last delivery day of the March
        TU, 3YR and FV. ``"open"`` is the Fedwire's calendar.

    Returns
    -------
    datetime.date

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    The calendar has New Year's Day, the birthday of Martin Luther King, Presidents' Day, Memorial Day,
    Juneteenth (from 2022), Independence Day, Labor Day, Columbus Day, Veterans Day, Thanksgiving, Christmas
    and Good Friday. A holiday on a Sunday is kept on Monday; one on a Saturday is not moved, as the Fedwire
    has it. Days closed once, such as after storms and attacks, are not in it.

    **March 2026, five-year**: 3 April 2026 is Good Friday, and so the last delivery day is 6 April by the
    default and 3 April with ``"open"``. The paper's table is headed 3 April, 109 days, but all of its 135
    numbers are those of 6 April, 112 days. Whether the exchange counts that Friday, as it did in 2015, is
    its to say. Source for 2015: CME Group, Clearing advisory 15-056.

    Examples
    --------
    >>> last_delivery_day("FV", "2026-03"), last_delivery_day("FV", "2026-03", good_friday="open")
    (datetime.date(2026, 4, 6), datetime.date(2026, 4, 3))
    """
    code, first = _code(contract), _first_of(delivery_month)
    closed = _holidays(first.year, good_friday)
    later = DAYS_TO_LAST_DELIVERY if CONTRACTS[code].delivers_after_month else 0
    return _business_day(_month_end(first), later, closed)


def _term_fits(code, first, maturity):
    """Whether the remaining term is within the contract's limits."""
    end = _month_end(first)

    def after(years, months=0, start=first):
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


def _original_months(code, first):
    """Return the shortest and the longest original term, months."""
    if code in ("US", "UB"):
        return 0, 12 * 100
    if code == "TN":
        return 120, 120
    if code == "TY":
        return 0, 120
    return 0, 84 if code == "3YR" and first >= date(2020, 7, 1) else 63


def _whole_months(start, end):
    """Return the whole months between two dates; start is the first of a month."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _nearest_months(issued, maturity):
    """Return an original term to the nearest month."""
    return round((maturity - issued).days / 30.436875)


def _month_end(first):
    """Return the last calendar day of the month."""
    return shift_months(first, 0, end_of_month=True)


def _business_day(day, offset, closed, roll="backward"):
    """Roll onto a business day, then move by an offset of business days."""
    return np.busday_offset(day, offset, roll=roll, holidays=closed).astype(object)


def _holidays(year, good_friday):
    """Return the closed days of a year and the first days of the next."""
    from pandas.tseries import holiday as rules  # only here: most of the workbook asks for no dates

    one_of("good_friday", good_friday, GOOD_FRIDAY)

    def fixed(month, day, since=None):
        return rules.Holiday("", month=month, day=day, start_date=since, observance=rules.sunday_to_monday)

    kept = [
        fixed(1, 1), rules.USMartinLutherKingJr, rules.USPresidentsDay, rules.USMemorialDay, fixed(6, 19, "2022-01-01"),
        fixed(7, 4), rules.USLaborDay, rules.USColumbusDay, fixed(11, 11), rules.USThanksgivingDay, fixed(12, 25),
    ]  # fmt: skip
    if good_friday == "closed" and year not in OPEN_GOOD_FRIDAYS:
        kept.append(rules.GoodFriday)
    span = date(year, 1, 1) - timedelta(7), date(year + 1, 1, 10)
    return np.array([day.date() for rule in kept for day in rule.dates(*span)], dtype="datetime64[D]")


def _code(contract):
    """Check the contract."""
    return one_of("contract", contract, tuple(CONTRACTS))


def _first_of(delivery_month):
    """Return the first day of a delivery month written as 2026-03."""
    text = str(delivery_month)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = None
    if len(text) != 7 or first is None or first.month not in QUARTERLY or first < FIRST_MONTH:
        raise ValueError(
            f"delivery month is {delivery_month!r}; it must be a March, June, September or December from 2000, "
            "written as '2026-03'."
        )
    return first
