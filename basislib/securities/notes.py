"""A Treasury coupon security: coupon dates, accrued interest, price and yield, and how the price moves.

Notes and bonds pay half their coupon twice a year, the last time on the maturity date together with the
face value. Prices are per 100 of face value, yields and coupons are per cent a year (3.694), dates are
`datetime.date`. Settlement on a coupon date comes after that coupon: it belongs to the seller.

One geometric sum prices them all: a note of given dates here, and by `full_price`, `price_and_slope` and
`solve_yield`, which know no dates, the whole baskets of `basislib.securities.baskets` and
`basislib.securities.hedges`. Only `convexity` adds payment by payment: squares of times have no geometric sum
that stays exact near a yield of 0.

Only regular periods are covered: a first coupon longer or shorter than half a year, as when a note is
issued in the middle of a period and pays less, is priced as if it were a full one. Coupons that fall on a
holiday are paid a day or more later; yields are quoted as if they were not, and so they are here. What such a
note earns until delivery is exact all the same: `basislib.securities.holding`.
"""

import calendar
from datetime import date, datetime

import numpy as np

from basislib.checks import Refused, one_of, plain, within
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast, Numbers

CONVENTIONS = ("street", "treasury")
MONTHS_IN_PERIOD = 6
LOWEST = -200.0  # per cent, the yield at which nothing is left after half a year
FACE = 100.0
MOST_STEPS = 100  # Newton takes four to eight; a hundred would mean a mistake here, not a hard case
CONVERGED = 1e-15  # of the log of the half-year growth factor
FLAT = 0.05  # log growth over a note's life below which the mean time of its coupons is taken from its series


def as_date(field: str, value: object) -> date:
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
        raise Refused(
            N_("{field} is {value!r}; it must be a date, such as date(2030, 5, 31)."), field=field, value=value
        )
    return value.date() if isinstance(value, datetime) else value


def before_maturity(field: str, day: date, maturity: date) -> tuple[date, date]:
    """Return a day, which a reader knows as `field`, and the maturity as dates; refuse days from maturity on."""
    maturity, day = as_date("maturity", maturity), as_date(field, day)
    if day >= maturity:
        raise Refused(
            N_("{field} is {day}; it must be before the maturity, {maturity}."), field=field, day=day, maturity=maturity
        )
    return day, maturity


def as_coupon(coupon: ArrayLike) -> np.ndarray:
    """Return a coupon as a float array; refuse what is not between 0% and 100% a year."""
    return within("coupon", coupon, "% a year", low=0, high=100)


def shift_months(day: date, months: int, end_of_month: bool = False) -> date:
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


def coupon_dates(maturity: date, settle: date, end: date | None = None) -> tuple[date, ...]:
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
    settle, maturity = before_maturity("settlement date", settle, maturity)
    days = tuple(_coupon_date(maturity, k) for k in reversed(range(_coupons_left(maturity, settle))))
    return days if end is None else tuple(day for day in days if day <= as_date("end date", end))


def coupon_period(maturity: date, settle: date) -> tuple[int, float, float]:
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
    settle, maturity = before_maturity("settlement date", settle, maturity)
    coupons = _coupons_left(maturity, settle)
    before, after = _coupon_date(maturity, coupons), _coupon_date(maturity, coupons - 1)
    days = (after - before).days
    return coupons, (after - settle).days / days, (settle - before).days / days


def accrued_interest(coupon: ArrayLike, maturity: date, settle: date) -> Broadcast:
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
    return plain(as_coupon(coupon) / 2 * gone)


def price_from_yield(
    yield_: ArrayLike, coupon: ArrayLike, maturity: date, settle: date, convention: str = "street"
) -> Broadcast:
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
    full, _ = price_and_slope(*_checked(yield_, coupon, maturity, settle, convention))
    return plain(full - accrued_interest(coupon, maturity, settle))


def yield_from_price(
    clean_price: ArrayLike, coupon: ArrayLike, maturity: date, settle: date, convention: str = "street"
) -> Broadcast:
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
    In the last period the formula is solved for the yield directly; for the rest see `solve_yield`.

    Examples
    --------
    >>> round(yield_from_price(101.1953125, 4, date(2030, 5, 31), date(2025, 12, 15)), 4)
    3.7063
    """
    one_of("convention", convention, CONVENTIONS)
    clean = within("clean price", clean_price, "per 100 face", above=0, high=1e6)
    full = np.asarray(clean + accrued_interest(coupon, maturity, settle))
    coupons, left, _ = coupon_period(maturity, settle)
    half = np.broadcast_to(as_coupon(coupon) / 2, full.shape)
    if coupons == 1:
        return plain(200 * ((FACE + half) / full - 1) / left)
    return plain(solve_yield(full, half, coupons, left, convention == "treasury"))


def note_dv01(
    yield_: ArrayLike, coupon: ArrayLike, maturity: date, settle: date, convention: str = "street"
) -> Broadcast:
    """Fall of the price when the yield rises by one basis point: ``-dP/dy * 0.0001``, a derivative.

    In points per 100 of face value, above 0. Parameters and refusals are those of `price_from_yield`.

    Examples
    --------
    >>> round(note_dv01(3.7063, 4, date(2030, 5, 31), date(2025, 12, 15)), 5)
    0.04104
    """
    _, slope = price_and_slope(*_checked(yield_, coupon, maturity, settle, convention))
    return plain(-slope * 1e-4)


def modified_duration(
    yield_: ArrayLike, coupon: ArrayLike, maturity: date, settle: date, convention: str = "street"
) -> Broadcast:
    """Relative fall of the full price per unit of yield, in years: ``-(dP/dy) / (clean price + accrued)``.

    Parameters and refusals are those of `price_from_yield`.
    """
    full, slope = price_and_slope(*_checked(yield_, coupon, maturity, settle, convention))
    return plain(-slope / full)


def convexity(
    yield_: ArrayLike, coupon: ArrayLike, maturity: date, settle: date, convention: str = "street"
) -> Broadcast:
    """Curvature of the full price, in years squared: ``(d2P/dy2) / (clean price + accrued)``.

    A yield change of dy (a fraction, 0.01 for 100bp) moves the full price by
    ``P * (-duration * dy + convexity * dy**2 / 2)`` to second order. Screens often show a hundredth of it.
    Parameters and refusals are those of `price_from_yield`.
    """
    yields, half, coupons, left, simple = _checked(yield_, coupon, maturity, settle, convention)
    full, slope = price_and_slope(yields, half, coupons, left, simple)
    times = np.arange(coupons) + (0.0 if simple else left)
    growth = np.where(yields > LOWEST, 1 + yields / 200, 1.0)[..., None]
    weights = growth ** -(times + 2) * times * (times + 1) / 4
    curve = half * weights.sum(axis=-1) + FACE * weights[..., -1]
    if simple:
        curve = (curve - left * slope) / (1 + left * yields / 200)
    return plain(curve / full)


def full_price(yields: Numbers, half: Numbers, coupons: Numbers, left: Numbers) -> Broadcast:
    """Price with accrued interest of many notes at once, in the street convention; arrays broadcast, unchecked.

    There are `coupons` payments of `half` each to come, the next one after a share `left` of a period.
    """
    x, annuity = _annuity(yields, coupons)
    return np.exp(-left * x) * (half * annuity + FACE * np.exp(-(coupons - 1) * x))


def price_and_slope(
    yields: Numbers, half: Numbers, coupons: Numbers, left: Numbers, simple: bool = False
) -> tuple[Broadcast, Broadcast]:
    """`full_price` and its derivative by the yield as a fraction; `simple` interest over the broken period or not."""
    if simple:
        rest, slope = price_and_slope(np.where(yields > LOWEST, yields, 0.0), half, coupons, 0.0)
        first = 1 / (1 + left * yields / 200)
        return first * rest, first * (slope - first * left / 2 * rest)
    x, annuity = _annuity(yields, coupons)
    first = np.exp(-left * x)
    interest, face = first * half * annuity, first * FACE * np.exp(-(coupons - 1) * x)
    fall = (left + _mean_time(x, coupons)) * interest + (left + coupons - 1) * face
    return interest + face, -fall * np.exp(-x) / 2


def solve_yield(full: Numbers, half: Numbers, coupons: Numbers, left: Numbers, simple: bool = False) -> Broadcast:
    """Yields, per cent a year, at which `price_and_slope` gives the full prices.

    Newton's method on ``log(full price)`` as a function of ``x = log(1 + y / 2)``. A sum of
    ``cash * exp(-t * x)`` with positive cash has a convex logarithm that always falls, so in the street
    convention every start leads to the answer, after the first step from one side only; and it is nearly a
    straight line, so few steps are needed.
    """
    x = np.log1p(np.clip(2 * half / full, 0, 1) / 2)
    for _ in range(MOST_STEPS):
        price, slope = price_and_slope(200 * np.expm1(x), half, coupons, left, simple)
        step = np.log(price / full) * price / (slope * 2 * np.exp(x))
        x = x - step
        if np.all(np.abs(step) <= CONVERGED * (1 + np.abs(x))):
            break
    return 200 * np.expm1(x)


def _annuity(yields: Numbers, coupons: Numbers) -> tuple[Broadcast, Broadcast]:
    """Return log growth per half-year, and what 1 at every coupon date is worth at the first of them."""
    rate = np.where(np.abs(yields) < 1e-290, 1e-300, yields / 200)  # the limit of the sum without dividing 0 by 0
    x = np.log1p(rate)
    return x, (1 + rate) / rate * -np.expm1(-coupons * x)


def _mean_time(x: Numbers, n: Numbers) -> Broadcast:
    """Return the mean time of n equal coupons, weighted by what they are worth; half-years from the first."""
    u = n * x
    flat = np.abs(u) < FLAT
    safe = np.where(flat, 1.0, u)
    mean = 1 / np.expm1(safe / n) + n * np.exp(-safe) / np.expm1(-safe)
    if np.any(flat):  # the two parts nearly cancel; their series do not
        series = (n - 1) / 2 + (x - n * u) / 12 - (x**3 - n * u**3) / 720 + (x**5 - n * u**5) / 30240
        mean = np.where(flat, series, mean)
    return mean


def _checked(
    yield_: ArrayLike, coupon: ArrayLike, maturity: date, settle: date, convention: str
) -> tuple[np.ndarray, np.ndarray, int, float, bool]:
    """Check the inputs and return those of `price_and_slope`."""
    one_of("convention", convention, CONVENTIONS)
    coupons, left, _ = coupon_period(maturity, settle)
    yields = within("yield", yield_, "%", above=LOWEST / left if coupons == 1 else LOWEST, high=1e12)
    return yields, as_coupon(coupon) / 2, coupons, left, convention == "treasury" or coupons == 1


def _coupons_left(maturity: date, settle: date) -> int:
    """Count the coupon dates after settlement."""
    coupons = ((maturity.year - settle.year) * 12 + maturity.month - settle.month) // MONTHS_IN_PERIOD
    while _coupon_date(maturity, coupons) > settle:  # once or twice: the months are right to within a period
        coupons += 1
    return coupons


def _coupon_date(maturity: date, periods: int) -> date:
    """Return the coupon date a number of half-years before maturity."""
    return shift_months(maturity, -MONTHS_IN_PERIOD * periods, maturity.day == _last_day(maturity.year, maturity.month))


def _last_day(year: int, month: int) -> int:
    """Return the number of days in a month; `calendar.monthrange` would work out the weekday as well."""
    return 29 if month == 2 and calendar.isleap(year) else calendar.mdays[month]  # type: ignore[attr-defined]
