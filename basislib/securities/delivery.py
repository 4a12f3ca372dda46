"""When a Treasury future can be delivered: the days of every contract, and which delivery and settlement days are sound.

Delivery takes three business days. On *intention day* the short says in the evening that it will deliver. On
*notice day* the clearing house names the long that will receive. On *delivery day* notes and money change hands.
The short chooses the day; the long gets what comes, when it comes.

Sources: CBOT Rulebook, chapters 18 to 21, 26, 39 and 40, "Date of delivery"; CME Group, *The Treasury Futures
Delivery Process*. Which days are business days, and by whose calendar: `basislib.securities.calendars`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from basislib.checks import Refused
from basislib.language import N_
from basislib.securities.calendars import is_business_day, shifted
from basislib.securities.notes import as_date, shift_months
from basislib.securities.specifications import CONTRACTS, contract_code, first_of_month

DAYS_TO_LAST_DELIVERY = 3  # business days from the last trading day, TU, 3YR and FV
DAYS_FROM_LAST_TRADING = 7  # business days before the last business day of the month, the others
DAYS_OF_INTENTION = 2  # business days from intention to delivery
LONGEST_WAIT = 366  # days from settlement to the last delivery; no contract trades as long before it


@dataclass(frozen=True)
class DeliveryDays:
    """The days of one contract and month, by one calendar.

    Attributes
    ----------
    contract, delivery_month, calendar : str
    first_intention, first_notice, first_delivery : datetime.date
        The first three days of a delivery; the first two lie in the month before.
    last_trade : datetime.date
        From the next day on the price of the invoice is fixed, and the short may still choose note and day.
    last_intention, last_notice, last_delivery : datetime.date
    """

    contract: str
    delivery_month: str
    calendar: str
    first_intention: date
    first_notice: date
    first_delivery: date
    last_trade: date
    last_intention: date
    last_notice: date
    last_delivery: date

    @property
    def deliverable(self) -> tuple[date, ...]:
        """All days on which the contract can be delivered."""
        days = (self.last_delivery - self.first_delivery).days
        every = (self.first_delivery + timedelta(one) for one in range(days + 1))
        return tuple(day for day in every if is_business_day(day, self.calendar))


def delivery_days(contract: str, delivery_month: str, calendar: str = "exchange") -> DeliveryDays:
    """Return the days of a contract.

    ================  ===================================  ====================================================
    day               TU, 3YR, FV                          TY, TN, US, UB
    ================  ===================================  ====================================================
    first delivery    first business day of the month      the same
    last trade        last business day of the month       7th business day before the month's last business day
    last delivery     3rd business day after last trade    last business day of the month
    ================  ===================================  ====================================================

    Intention is two business days before delivery, notice one. These are today's rules; contracts before 2009
    had others.

    Parameters
    ----------
    contract : {"TU", "3YR", "FV", "TY", "TN", "US", "UB"}
    delivery_month : str
        March, June, September or December from 2000, as ``"2026-03"``.
    calendar : {"exchange", "securities", "fedwire"}, optional
        Whose business days count. The rules mean the exchange's, the default.

    Returns
    -------
    DeliveryDays

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    **March 2026, five-year.** 3 April 2026 is a Good Friday with an employment report. The exchange counted such a
    day in 2015, so its last delivery day is the 3rd. For the securities market it is no good settlement day, and
    the next one is Monday, 6 April. The paper's table is headed 3 April, 109 days, and all of its 135 numbers are
    those of 6 April, 112 days: two calendars, we think, in one table.

    Examples
    --------
    >>> [str(delivery_days("FV", "2026-03", whose).last_delivery) for whose in ("exchange", "securities", "fedwire")]
    ['2026-04-03', '2026-04-06', '2026-04-03']
    """
    code, first = contract_code(contract), first_of_month(delivery_month)
    start = shifted(first, 0, calendar)
    month_end = shifted(shift_months(first, 0, end_of_month=True), 0, calendar, roll="preceding")
    if CONTRACTS[code].delivers_after_month:
        trade, end = month_end, shifted(month_end, DAYS_TO_LAST_DELIVERY, calendar)
    else:
        trade, end = shifted(month_end, -DAYS_FROM_LAST_TRADING, calendar), month_end
    intention, notice = -DAYS_OF_INTENTION, -DAYS_OF_INTENTION + 1
    return DeliveryDays(
        code, delivery_month, calendar,
        shifted(start, intention, calendar), shifted(start, notice, calendar), start, trade,
        shifted(end, intention, calendar), shifted(end, notice, calendar), end,
    )  # fmt: skip


def last_trading_day(contract: str, delivery_month: str, calendar: str = "exchange") -> date:
    """Last day on which a contract trades. Parameters and refusals are those of `delivery_days`.

    Examples
    --------
    >>> last_trading_day("FV", "2026-03"), last_trading_day("TY", "2024-03")
    (datetime.date(2026, 3, 31), datetime.date(2024, 3, 19))
    """
    return delivery_days(contract, delivery_month, calendar).last_trade


def first_delivery_day(contract: str, delivery_month: str, calendar: str = "exchange") -> date:
    """First day on which a contract can be delivered. Parameters and refusals are those of `delivery_days`.

    Examples
    --------
    >>> first_delivery_day("US", "2026-03")
    datetime.date(2026, 3, 2)
    """
    return delivery_days(contract, delivery_month, calendar).first_delivery


def last_delivery_day(contract: str, delivery_month: str, calendar: str = "exchange") -> date:
    """Last day on which a contract can be delivered. Parameters and refusals are those of `delivery_days`.

    Examples
    --------
    >>> last_delivery_day("FV", "2025-06"), last_delivery_day("TY", "2024-12")
    (datetime.date(2025, 7, 3), datetime.date(2024, 12, 31))
    """
    return delivery_days(contract, delivery_month, calendar).last_delivery


def check_delivery(contract: str, delivery_month: str, delivery: date) -> date:
    """Return a delivery day if the contract can be delivered on it; refuse any other.

    Parameters
    ----------
    contract, delivery_month
        As in `delivery_days`.
    delivery : datetime.date
        A business day of the exchange or of the securities market, from the first to the last delivery day of
        either: where the two differ, each has its readers.

    Returns
    -------
    datetime.date

    Raises
    ------
    ValueError
        If the contract cannot be delivered on that day.

    Examples
    --------
    >>> check_delivery("FV", "2026-03", date(2026, 4, 6))
    datetime.date(2026, 4, 6)
    """
    day = as_date("delivery date", delivery)
    each = [delivery_days(contract, delivery_month, calendar) for calendar in ("exchange", "securities")]
    first, last = (
        pick(getattr(days, f"{end}_delivery") for days in each) for end, pick in (("first", min), ("last", max))
    )
    if not first <= day <= last:
        raise Refused(
            N_("delivery date is {day}; {contract} {month} can be delivered from {first} to {last}."),
            day=day, contract=contract, month=delivery_month, first=first, last=last,
        )  # fmt: skip
    if not any(is_business_day(day, days.calendar) for days in each):
        raise Refused(N_("delivery date is {day}, which is no business day."), day=day)
    return day


def check_settlement(settle: date, delivery: date) -> date:
    """Return the settlement day of a note bought for a delivery if it is a sound one; refuse any other.

    Parameters
    ----------
    settle : datetime.date
        A good settlement day of the securities market, before delivery and at most 366 days before it.
    delivery : datetime.date

    Returns
    -------
    datetime.date

    Raises
    ------
    ValueError
        If no trade for that delivery settles on that day.

    Examples
    --------
    >>> check_settlement(date(2025, 12, 15), date(2026, 4, 6))
    datetime.date(2025, 12, 15)
    """
    day, end = as_date("settlement date", settle), as_date("delivery date", delivery)
    if not day < end:
        raise Refused(N_("settlement date is {day}; it must be before the delivery date, {end}."), day=day, end=end)
    if (end - day).days > LONGEST_WAIT:
        raise Refused(
            N_("settlement date is {day}, {days} days before delivery; no contract trades more than {most} days ahead."),
            day=day, days=(end - day).days, most=LONGEST_WAIT,
        )  # fmt: skip
    if not is_business_day(day, "securities"):
        raise Refused(N_("settlement date is {day}, on which Treasury notes do not settle."), day=day)
    return day
