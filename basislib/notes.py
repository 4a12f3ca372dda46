"""A Treasury coupon security: coupon dates, accrued interest, price and yield, and how the price moves.

Notes and bonds pay half their coupon twice a year, the last time on the maturity date together with the
face value. Prices are per 100 of face value, yields and coupons are per cent a year (3.694), dates are
`datetime.date`. Settlement on a coupon date comes after that coupon: it belongs to the seller.

Only regular periods are covered: a first coupon longer or shorter than half a year, as when a note is
issued in the middle of a period and pays less, is priced as if it were a full one. Coupons that fall on a
holiday are paid a day or more later; yields are quoted as if they were not, and so they are here.
"""

import calendar
from datetime import date, datetime

import numpy as np

from basislib.checks import one_of, plain, within

CONVENTIONS = ("street", "treasury")
MONTHS_IN_PERIOD = 6
FACE = 100.0
MOST_STEPS = 100  # Newton takes four to eight; a hundred would mean a mistake here, not a hard case
CONVERGED = 1e-15  # of the log of the half-year growth factor


def as_date(field, value):
    """Return `value` as a `datetime.date`; a datetime or a pandas timestamp loses its time of day.

    Parameters
    ----------
    field : str
        The name a reader knows the input by, such as ``"settlement date"``.
    value : datetime.date
        Also any subclass, as `datetime.datetime` and `pandas.Timestamp` are.

    Returns
    -------
    datetime.date

    Raises
    ------
    ValueError
        If it is anything else, such as a string or pandas' missing date.
    """
    if not isinstance(value, date) or value != value:  # only a missing date differs from itself
        raise ValueError(f"{field} is {value!r}; it must be a date, such as date(2030, 5, 31).")
    return value.date() if isinstance(value, datetime) else value


def shift_months(day, months, end_of_month=False):
    """Move a date by whole months; a day the month does not have becomes its last day.

    Parameters
    ----------
    day : datetime.date
    months : int
        Months to move, backwards if negative.
    end_of_month : bool, optional
        Whether to land on the last day of the month, whatever the day.

    Returns
    -------
    datetime.date

    Examples
    --------
    >>> shift_months(date(2030, 5, 31), -6), shift_months(date(2026, 4, 30), 6, end_of_month=True)
    (datetime.date(2029, 11, 30), datetime.date(2026, 10, 31))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = _last_day(year, month + 1)
    return date(year, month + 1, last if end_of_month else min(day.day, last))


def coupon_dates(maturity, settle, end=None):
    """Coupon dates after settlement, the last one being the maturity date.

    Counted back from maturity in steps of six months. **End-of-month rule**: a security that matures on
    the last day of a month pays on the last day of every coupon month (30 April, 31 October).

    Parameters
    ----------
    maturity, settle : datetime.date
        Settlement before maturity. A coupon on the settlement date is not included.
    end : datetime.date, optional
        Leave out coupons after this date, such as the delivery date of a future.

    Returns
    -------
    tuple of datetime.date
        In order of time; may be empty if `end` is given.

    Raises
    ------
    ValueError
        If settlement is not before maturity, or an input is not a date.

    Examples
    --------
    >>> coupon_dates(date(2027, 4, 30), date(2026, 4, 30))
    (datetime.date(2026, 10, 31), datetime.date(2027, 4, 30))
    """
    maturity, settle = _note_dates(maturity, settle)
    days = tuple(_coupon_date(maturity, k) for k in reversed(range(_coupons_left(maturity, settle))))
    return days if end is None else tuple(day for day in days if day <= as_date("end date", end))


def coupon_period(maturity, settle):
    """Place settlement in its coupon period.

    Parameters
    ----------
    maturity, settle : datetime.date
        Settlement before maturity.

    Returns
    -------
    coupons_left : int
        Coupons after settlement.
    left, gone : float
        The shares of the current period that are left and gone, in actual days; together 1.

    Raises
    ------
    ValueError
        If settlement is not before maturity, or an input is not a date.
    """
    maturity, settle = _note_dates(maturity, settle)
    coupons = _coupons_left(maturity, settle)
    before, after = _coupon_date(maturity, coupons), _coupon_date(maturity, coupons - 1)
    days = (after - before).days
    return coupons, (after - settle).days / days, (settle - before).days / days


def accrued_interest(coupon, maturity, settle):
    """Interest earned since the last coupon: ``coupon / 2 * days since / days in the period``.

    ACT/ACT (ICMA): both counts are actual days, and the period is the coupon period settlement falls in.

    Parameters
    ----------
    coupon : float or array_like
        Per cent a year, from 0 to 100.
    maturity, settle : datetime.date
        Settlement before maturity.

    Returns
    -------
    float or ndarray
        Per 100 of face value; 0 on a coupon date.

    Raises
    ------
    ValueError
        If the coupon is out of range, or settlement is not before maturity.

    Notes
    -----
    Source: 31 CFR part 356, appendix B, section I.

    Examples
    --------
    >>> accrued_interest(4, date(2030, 5, 31), date(2025, 12, 15))  # 15 of 182 days
    0.16483516483516483
    """
    _, _, gone = coupon_period(maturity, settle)
    return plain(_coupon(coupon) / 2 * gone)


def price_from_yield(yield_, coupon, maturity, settle, convention="street"):
    """Clean price of a note at a yield to maturity.

    With ``v = 1 / (1 + y / 2)``, `N` coupons left and `w` the share of the current period that is left,

    ``clean = v**w * (c/2 * (1 + v + ... + v**(N-1)) + 100 * v**(N-1)) - accrued``

    and in the last period (N = 1), like a bill, with simple interest

    ``clean = (100 + c/2) / (1 + w * y / 2) - accrued``

    Parameters
    ----------
    yield_ : float or array_like
        Yield to maturity, per cent a year, compounded half-yearly; above -200 (further down in the last
        period, where a cent can be worth more than that).
    coupon : float or array_like
        Per cent a year, from 0 to 100; broadcast against the yield.
    maturity, settle : datetime.date
        Settlement before maturity.
    convention : {"street", "treasury"}, optional
        How the broken first period is discounted: ``v**w``, the market's way and the default, or by
        simple interest ``1 / (1 + w * y / 2)``, the Treasury's way when it prices an auction. They agree
        on a coupon date and in the last period.

    Returns
    -------
    float or ndarray
        Per 100 of face value.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Sources: the street convention with simple interest in the last period is that of market screens
    (Stigum and Robinson, *Money Market and Bond Calculations*); the Treasury's formula is in
    31 CFR part 356, appendix B, section II.

    Examples
    --------
    >>> round(price_from_yield(3.71, 4, date(2030, 5, 31), date(2025, 12, 15)), 4)
    101.1803
    """
    full, _, _ = _full_price(yield_, coupon, maturity, settle, convention)
    return plain(full - accrued_interest(coupon, maturity, settle))


def yield_from_price(clean_price, coupon, maturity, settle, convention="street"):
    """Yield to maturity of a note at a clean price; the inverse of `price_from_yield`.

    Parameters
    ----------
    clean_price : float or array_like
        Per 100 of face value; above 0.
    coupon, maturity, settle, convention
        As in `price_from_yield`.

    Returns
    -------
    float or ndarray
        Per cent a year, compounded half-yearly (simple in the last period).

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Newton's method on ``log(full price)`` as a function of ``x = log(1 + y / 2)``. A sum of
    ``cash * exp(-t * x)`` with positive cash has a convex logarithm that always falls, so in the street
    convention every start leads to the answer, after the first step from one side only; and it is nearly a
    straight line, so few steps are needed. In the last period the formula is solved for the yield directly.

    Examples
    --------
    >>> round(yield_from_price(101.1953125, 4, date(2030, 5, 31), date(2025, 12, 15)), 4)
    3.7063
    """
    one_of("convention", convention, CONVENTIONS)
    clean = within("clean price", clean_price, "per 100 face", above=0, high=1e6)
    full = np.asarray(clean + accrued_interest(coupon, maturity, settle))
    coupons, left, _ = coupon_period(maturity, settle)
    half = np.broadcast_to(_coupon(coupon) / 2, full.shape)
    if coupons == 1:
        return plain(200 * ((FACE + half) / full - 1) / left)
    x = np.log1p(np.clip(2 * half / full, 0, 1) / 2)
    for _ in range(MOST_STEPS):
        price, slope, _ = _discounted(200 * np.expm1(x), half, coupons, left, convention)
        step = np.log(price / full) * price / (slope * 2 * np.exp(x))
        x = x - step
        if np.all(np.abs(step) <= CONVERGED * (1 + np.abs(x))):
            break
    return plain(200 * np.expm1(x))


def note_dv01(yield_, coupon, maturity, settle, convention="street"):
    """Fall of the price when the yield rises by one basis point: ``-dP/dy * 0.0001``, a derivative.

    Parameters
    ----------
    yield_, coupon, maturity, settle, convention
        As in `price_from_yield`.

    Returns
    -------
    float or ndarray
        Points per 100 of face value per basis point; above 0.

    Raises
    ------
    ValueError
        If an input is out of range.

    Examples
    --------
    >>> round(note_dv01(3.7063, 4, date(2030, 5, 31), date(2025, 12, 15)), 5)
    0.04104
    """
    _, slope, _ = _full_price(yield_, coupon, maturity, settle, convention)
    return plain(-slope * 1e-4)


def modified_duration(yield_, coupon, maturity, settle, convention="street"):
    """Relative fall of the full price per unit of yield: ``-(dP/dy) / (clean price + accrued)``.

    Parameters
    ----------
    yield_, coupon, maturity, settle, convention
        As in `price_from_yield`.

    Returns
    -------
    float or ndarray
        Years.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    full, slope, _ = _full_price(yield_, coupon, maturity, settle, convention)
    return plain(-slope / full)


def convexity(yield_, coupon, maturity, settle, convention="street"):
    """Curvature of the full price: ``(d2P/dy2) / (clean price + accrued)``.

    A yield change of dy (a fraction, 0.01 for 100bp) moves the full price by
    ``P * (-duration * dy + convexity * dy**2 / 2)`` to second order.

    Parameters
    ----------
    yield_, coupon, maturity, settle, convention
        As in `price_from_yield`.

    Returns
    -------
    float or ndarray
        Years squared; screens often show a hundredth of it.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    full, _, curve = _full_price(yield_, coupon, maturity, settle, convention)
    return plain(curve / full)


def _full_price(yield_, coupon, maturity, settle, convention):
    """Check the inputs and return full price, slope and curvature; yields as fractions in the last two."""
    one_of("convention", convention, CONVENTIONS)
    coupons, left, _ = coupon_period(maturity, settle)
    lowest = -200 / left if coupons == 1 else -200
    yields = within("yield", yield_, "%", above=lowest, high=1e12)
    return _discounted(yields, _coupon(coupon) / 2, coupons, left, convention)


def _discounted(yields, half, coupons, left, convention):
    """Return the full price and its first two derivatives by the yield as a fraction.

    The price is ``first * rest``: `first` is simple interest over the broken period, or 1 where the
    broken period is compounded with the rest.
    """
    half_yield = np.asarray(yields) / 200
    simple = convention == "treasury" or coupons == 1
    growth = 1 + half_yield
    times = np.arange(coupons) + (0.0 if simple else left)
    # growth may be negative in the last period, where nothing is compounded and the only power is 0
    powers = np.exp(-times * np.log(np.where(growth > 0, growth, 1.0))[..., None])
    zeroth, once, twice = (
        half * (powers * factor).sum(axis=-1) + FACE * powers[..., -1] * factor[-1]
        for factor in (np.ones(coupons), times, times * (times + 1))
    )
    step = 1 / (2 * np.where(growth > 0, growth, 1.0))
    once, twice = -once * step, twice * step**2
    if not simple:
        return zeroth, once, twice
    first = 1 / (1 + left * half_yield)
    first_once, first_twice = -(first**2) * left / 2, first**3 * left**2 / 2
    return (
        first * zeroth,
        first_once * zeroth + first * once,
        first_twice * zeroth + 2 * first_once * once + first * twice,
    )


def _coupons_left(maturity, settle):
    """Count the coupon dates after settlement."""
    coupons = ((maturity.year - settle.year) * 12 + maturity.month - settle.month) // MONTHS_IN_PERIOD
    while _coupon_date(maturity, coupons) > settle:  # once or twice: the months are right to within a period
        coupons += 1
    return coupons


def _coupon_date(maturity, periods):
    """Return the coupon date a number of half-years before maturity."""
    return shift_months(maturity, -MONTHS_IN_PERIOD * periods, maturity.day == _last_day(maturity.year, maturity.month))


def _last_day(year, month):
    """Return the number of days in a month; `calendar.monthrange` would work out the weekday as well."""
    return 29 if month == 2 and calendar.isleap(year) else calendar.mdays[month]


def _note_dates(maturity, settle):
    """Check the two dates of a note."""
    maturity, settle = as_date("maturity", maturity), as_date("settlement date", settle)
    if settle >= maturity:
        raise ValueError(f"settlement date is {settle}; it must be before the maturity, {maturity}.")
    return maturity, settle


def _coupon(coupon):
    """Check a coupon, per cent a year."""
    return within("coupon", coupon, "% a year", low=0, high=100)
