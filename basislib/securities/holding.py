"""A note held on repo from settlement to delivery: what it pays, what it costs, and its forward price.

Prices and carry are points per 100 face, coupons and rates per cent a year, repo simple interest on ACT/360. All
functions take numbers or arrays: prices, coupons, rates **and dates** broadcast, so a few thousand notes are one call.

**When a coupon is paid.** Accrued interest counts from the nominal day. Money comes on the next day on which the
Federal Reserve Banks are open (31 CFR 356.30(a)), without interest for the wait, and pays the loan down from that day.

**The first coupon** covers the time from the dated date on, from which interest accrues. Where that is no coupon day
the first coupon is short or long, in proportion (31 CFR part 356, appendix B): give `dated`, and `first_coupon` where
the first one skips a coupon day.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np

from basislib.checks import Refused, plain, within
from basislib.language import N_
from basislib.securities.calendars import business_days
from basislib.securities.notes import MONTHS_IN_PERIOD, as_coupon, as_date
from basislib.types import ArrayLike, Broadcast, Numbers

YEAR = 360.0  # days, for money market interest
DAY, MONTH = "datetime64[D]", "datetime64[M]"
Dates: TypeAlias = date | Iterable[date] | np.ndarray

_PRICE = {"unit": "points per 100 face", "above": 0, "high": 1000}
QUOTE_RANGES: dict[str, dict[str, Any]] = {
    "clean price": _PRICE,
    "futures price": _PRICE,
    "conversion factor": {"above": 0, "high": 100},
    "repo rate": {"unit": "% a year", "low": -100, "high": 1000},
}


@dataclass(frozen=True)
class Span:
    """What a note pays and accrues between settlement and delivery, per 100 face; numbers or arrays.

    Attributes
    ----------
    days : int or ndarray
        Days from settlement to delivery.
    accrued_settle, accrued_delivery : float or ndarray
        Accrued interest on the two dates.
    coupons : float or ndarray
        Coupons due after settlement and up to delivery, in all.
    coupon_days : float or ndarray
        The same coupons, each times the days from its payment to delivery.
    """

    days: Broadcast
    accrued_settle: Broadcast
    accrued_delivery: Broadcast
    coupons: Broadcast
    coupon_days: Broadcast

    @property
    def income(self) -> Broadcast:
        """Interest earned by holding the note: accrued at the end less at the start, plus coupons; points."""
        return self.accrued_delivery - self.accrued_settle + self.coupons

    def financed(self, clean_price: Numbers) -> Broadcast:
        """Money borrowed times time, points × years of 360 days; a coupon received pays the loan down."""
        return ((clean_price + self.accrued_settle) * self.days - self.coupon_days) / YEAR

    def carry(self, clean_price: Numbers, repo_rate: Numbers) -> Broadcast:
        """Interest earned less repo interest, points."""
        return self.income - repo_rate / 100 * self.financed(clean_price)

    def growth(self, repo_rate: Numbers) -> Broadcast:
        """What one dollar of repo has become at delivery."""
        return 1 + repo_rate / 100 * self.days / YEAR

    def implied(self, clean_price: Numbers, received: Numbers) -> Broadcast:
        """Repo rate, per cent, at which nothing is earned if the future pays so much without accrued interest."""
        financed = self.financed(clean_price)
        if np.any(financed <= 0):
            raise Refused(N_("clean price is so low that the coupons repay it before delivery; there is no repo rate."))
        return 100 * (received + self.income - clean_price) / financed


def checked(field: str, value: ArrayLike) -> np.ndarray:
    """Return the value of a field of `QUOTE_RANGES` as a float array, or refuse it."""
    return within(field, value, **QUOTE_RANGES[field])


def span(
    coupon: ArrayLike,
    maturity: Dates,
    settle: Dates,
    delivery: Dates,
    dated: Dates | None = None,
    first_coupon: Dates | None = None,
) -> Span:
    """Return the interest of notes between settlement and delivery.

    Parameters
    ----------
    coupon : float or array_like
        Per cent a year.
    maturity, settle, delivery : datetime.date or array of them
        Settlement of the purchase, then delivery into the future, then maturity.
    dated : datetime.date or array of them, optional
        From which interest accrues. Without it every period is a regular half-year.
    first_coupon : datetime.date or array of them, optional
        Nominal day of the first coupon; by default the first regular coupon day after the dated date.

    Returns
    -------
    Span
        In the broadcast shape of all inputs.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.
    """
    half = as_coupon(coupon) / 2
    matures, start, end = _in_order(maturity, settle, delivery)
    if dated is first_coupon is None and not (matures.ndim or start.ndim or end.ndim):
        parts = _earned_by_one(matures.item(), start.item(), end.item())
    else:
        parts = _earned(matures, start, end, dated, first_coupon)
    return Span(_days(start, end), *(plain(half * part) for part in parts))


@functools.lru_cache(maxsize=1024)
def _earned_by_one(matures: date, start: date, end: date) -> tuple[Any, ...]:
    """Return what `_earned` does for a regular note; a reader moves its price far more often than its days."""
    return _earned(*(np.array(day, dtype=DAY) for day in (matures, start, end)))


def _earned(
    matures: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    dated: Dates | None = None,
    first_coupon: Dates | None = None,
) -> tuple[Any, ...]:
    """Return in half-yearly coupons: accrued at start and end, paid between, and these times the days until the end."""
    (left, gone), (left_later, gone_later) = (periods(matures, day) for day in (start, end))
    first, short = _first_coupon(matures, start, dated, first_coupon)
    accrued, accrued_later = (
        np.where(day < first, share - count - short, share)
        for day, share, count in ((start, gone, left), (end, gone_later, left_later))
    )
    paid, paid_days = np.zeros(np.shape(left - left_later)), 0.0
    for back in range(1, int(np.max(left - left_later, initial=0)) + 1):
        count = np.maximum(left - back, 0)
        due = coupon_day(matures, count)
        units = np.where(due == first, -count - short, due > first) * (left - back >= left_later)
        received = np.busday_offset(due, 0, roll="following", busdaycal=business_days("fedwire"))
        paid, paid_days = paid + units, paid_days + units * _days(received, end)
    return accrued, accrued_later, paid, paid_days


def carry(
    clean_price: ArrayLike,
    *,
    coupon: ArrayLike,
    maturity: Dates,
    settle: Dates,
    delivery: Dates,
    repo_rate: ArrayLike,
    dated: Dates | None = None,
    first_coupon: Dates | None = None,
) -> Broadcast:
    """Interest earned on the note less repo interest paid until delivery.

    ``carry = (AI_D - AI_S + coupons) - r × financed``, where the amount financed times time is
    ``(P + AI_S) × days/360 - sum of coupon × days from its payment to delivery / 360``: a coupon received
    pays the loan down.

    Parameters
    ----------
    clean_price : float or array_like
        Points per 100 face.
    coupon, maturity, settle, delivery, dated, first_coupon
        As in `span`.
    repo_rate : float or array_like
        To delivery, per cent a year, simple, ACT/360.

    Returns
    -------
    float or ndarray
        Points per 100 face.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Examples
    --------
    >>> note = dict(coupon=4.0, maturity=date(2030, 5, 31), settle=date(2025, 12, 15), delivery=date(2026, 4, 6))
    >>> round(carry(101.1953125, **note, repo_rate=3.694), 6)
    0.065893
    """
    price, rate = checked("clean price", clean_price), checked("repo rate", repo_rate)
    return plain(span(coupon, maturity, settle, delivery, dated, first_coupon).carry(price, rate))


def forward_price(clean_price: ArrayLike, *, repo_rate: ArrayLike, **note: Any) -> Broadcast:
    """Clean price for delivery later at which buying now on repo earns nothing: ``P - carry``.

    Parameters, unit of the result and refusals are those of `carry`.
    """
    return plain(checked("clean price", clean_price) - carry(clean_price, repo_rate=repo_rate, **note))


def as_days(field: str, value: Dates) -> np.ndarray:
    """Return dates as an array of days; refuse, in a reader's words for the field, what is no date."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "M":
        if np.isnat(value).any():
            raise Refused(N_("{field} is missing."), field=field)
        return value.astype(DAY)
    if isinstance(value, date) or not isinstance(value, Iterable) or isinstance(value, str):
        return np.array(as_date(field, value), dtype=DAY)
    return np.array([as_date(field, day) for day in value], dtype=DAY)


def periods(maturity: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many coupons come after a day, and the share of its coupon period that is gone; arrays of days."""
    left = (maturity.astype(MONTH) - day.astype(MONTH)).astype(int) // MONTHS_IN_PERIOD
    for _ in range(2):  # the months are right to within a period
        left = left + (coupon_day(maturity, left) > day)
    before, after = coupon_day(maturity, left), coupon_day(maturity, left - 1)
    return left, _days(before, day) / _days(before, after)


def coupon_day(maturity: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Return the nominal coupon day a number of half-years before maturity, with the end-of-month rule."""
    month = maturity.astype(MONTH)
    there = month - MONTHS_IN_PERIOD * count
    last, same = (there + 1).astype(DAY) - 1, there.astype(DAY) + (maturity - month.astype(DAY))
    at_the_end = maturity == (month + 1).astype(DAY) - 1
    return np.where(at_the_end, last, np.minimum(last, same))


def _days(start: np.ndarray, end: np.ndarray) -> Broadcast:
    """Return the days from one day to another."""
    return plain((end - start).astype(int))


def _in_order(maturity: Dates, settle: Dates, delivery: Dates) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Check settlement, delivery and maturity."""
    start, end = as_days("settlement date", settle), as_days("delivery date", delivery)
    matures = as_days("maturity", maturity)
    late = _first_of(end <= start, end, start)
    if late:
        raise Refused(
            N_("delivery date is {end}; it must be after the settlement date, {start}."), end=late[0], start=late[1]
        )
    over = _first_of(end >= matures, end, matures)
    if over:
        raise Refused(
            N_("{field} is {day}; it must be before the maturity, {maturity}."),
            field="delivery date",
            day=over[0],
            maturity=over[1],
        )
    return matures, start, end


def _first_of(wrong: np.ndarray, *days: np.ndarray) -> tuple[date, ...]:
    """Return the dates of the first entry that is wrong; none if none is."""
    if not wrong.any():
        return ()
    at = int(np.argmax(wrong))
    return tuple(np.broadcast_to(day, np.shape(wrong)).ravel()[at].astype(object) for day in days)


def _first_coupon(
    maturity: np.ndarray, start: np.ndarray, dated: Dates | None, first_coupon: Dates | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the day of the first coupon, and the dated date in half-years, counted as minus coupons left plus share."""
    if dated is None:
        return np.array("0001-01-01", dtype=DAY), np.array(0.0)
    begins = as_days("dated date", dated)
    early = _first_of(start < begins, start, begins)
    if early:
        raise Refused(
            N_(
                "settlement date is {start}; the note accrues interest from {dated} only. Bought before it is issued, "
                "it settles on its issue date."
            ),
            start=early[0],
            dated=early[1],
        )
    left, gone = periods(maturity, begins)
    regular = coupon_day(maturity, left - 1)
    first = regular if first_coupon is None else as_days("first coupon", first_coupon)
    count, share = periods(maturity, first)
    odd = _first_of((share != 0) | (first < regular) | (first >= maturity), np.broadcast_arrays(first, regular)[0])
    if odd:
        raise Refused(
            N_("first coupon is {day}; it must be a coupon day after the dated date and before maturity."), day=odd[0]
        )
    return first, gone - left
