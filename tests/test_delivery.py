"""The days of every contract, and which delivery and settlement days are sound."""

import doctest
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib.securities import delivery
from basislib.securities.calendars import CALENDARS, is_business_day
from basislib.securities.contracts import CONTRACTS
from basislib.securities.delivery import (
    check_delivery,
    check_settlement,
    delivery_days,
    first_delivery_day,
    last_delivery_day,
    last_trading_day,
)

codes = st.sampled_from(list(CONTRACTS))
months = st.builds("{}-{:02}".format, st.integers(2009, 2060), st.sampled_from([3, 6, 9, 12]))


def test_all_days_of_two_contracts():
    # CME Group, The Treasury Futures Delivery Process: three days a delivery, and where it begins and ends
    bond = delivery_days("US", "2023-12")
    assert (bond.first_intention, bond.first_notice, bond.first_delivery) == (
        date(2023, 11, 29), date(2023, 11, 30), date(2023, 12, 1),
    )  # fmt: skip
    assert (bond.last_trade, bond.last_intention, bond.last_notice, bond.last_delivery) == (
        date(2023, 12, 19), date(2023, 12, 27), date(2023, 12, 28), date(2023, 12, 29),
    )  # fmt: skip
    five = delivery_days("FV", "2025-06")
    assert (five.first_intention, five.first_notice, five.first_delivery) == (
        date(2025, 5, 29), date(2025, 5, 30), date(2025, 6, 2),
    )  # fmt: skip
    assert (five.last_trade, five.last_intention, five.last_notice, five.last_delivery) == (
        date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2), date(2025, 7, 3),
    )  # fmt: skip


def test_days_of_the_paper_s_contract():
    assert last_trading_day("FV", "2026-03") == date(2026, 3, 31)
    assert first_delivery_day("FV", "2026-03") == date(2026, 3, 2)
    ends = {whose: last_delivery_day("FV", "2026-03", whose) for whose in CALENDARS}
    assert ends == {
        "exchange": date(2026, 4, 3),  # 109 days after 15 December 2025
        "securities": date(2026, 4, 6),  # 112 days
        "fedwire": date(2026, 4, 3),
    }


def test_good_friday_2015():
    # CME Group, Clearing advisory 15-056: the calendar said 6 April in error; 3 April is right
    for contract in ("TU", "3YR", "FV"):
        assert last_delivery_day(contract, "2015-03") == date(2015, 4, 3)


def test_good_friday_2021():
    # 1 April, then Good Friday, 2 April, with the employment report, then Monday
    assert last_delivery_day("FV", "2021-03") == date(2021, 4, 5)
    assert last_delivery_day("FV", "2021-03", "securities") == date(2021, 4, 6)


@pytest.mark.parametrize(
    ("contract", "month", "trading", "end"),
    [
        ("US", "2023-12", date(2023, 12, 19), date(2023, 12, 29)),
        ("TY", "2019-12", date(2019, 12, 19), date(2019, 12, 31)),
        ("TY", "2024-12", date(2024, 12, 19), date(2024, 12, 31)),
        ("FV", "2025-06", date(2025, 6, 30), date(2025, 7, 3)),
        ("TY", "2024-03", date(2024, 3, 19), date(2024, 3, 28)),  # Good Friday is the last weekday of the month
        ("TU", "2024-03", date(2024, 3, 28), date(2024, 4, 3)),
        ("FV", "2021-12", date(2021, 12, 31), date(2022, 1, 5)),  # New Year on a Saturday is not moved to Friday
        ("TU", "2022-12", date(2022, 12, 30), date(2023, 1, 5)),  # on a Sunday it is kept on Monday
    ],
)
def test_days_by_the_rule(contract, month, trading, end):
    assert last_trading_day(contract, month) == trading
    assert last_delivery_day(contract, month) == end


def test_a_holiday_on_a_saturday_divides_exchange_and_fedwire():
    # 4 July 2026 is a Saturday: the market closes on Friday, Fedwire does not
    ends = [last_delivery_day("FV", "2026-06", whose) for whose in CALENDARS]
    assert ends == [date(2026, 7, 6), date(2026, 7, 6), date(2026, 7, 3)]


def test_mourning_of_2018_is_no_delivery_day():
    assert date(2018, 12, 5) not in delivery_days("TY", "2018-12").deliverable
    assert date(2018, 12, 5) in delivery_days("TY", "2018-12", "fedwire").deliverable


@settings(deadline=None, max_examples=80)
@given(codes, months, st.sampled_from(CALENDARS))
def test_days_are_in_order_and_open(contract, month, calendar):
    days = delivery_days(contract, month, calendar)
    starts = [days.first_intention, days.first_notice, days.first_delivery]
    ends = [days.last_intention, days.last_notice, days.last_delivery]
    assert starts == sorted(set(starts)) and ends == sorted(set(ends))
    assert days.first_delivery < days.last_trade < days.last_intention
    assert {type(day) for day in (*starts, *ends, days.last_trade)} == {date}
    assert all(is_business_day(day, calendar) for day in (*starts, *ends, days.last_trade))
    assert days.first_delivery.day <= 4 and days.first_notice.month != days.first_delivery.month
    late = CONTRACTS[contract].delivers_after_month
    assert (days.last_delivery.month != days.first_delivery.month) is late
    trading_to_end = [day for day in days.deliverable if day > days.last_trade]
    assert len(trading_to_end) == (3 if late else 7)
    assert (days.deliverable[0], days.deliverable[-1]) == (days.first_delivery, days.last_delivery)


def test_a_delivery_day_that_exists_is_taken():
    for day in (date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 3), date(2026, 4, 6)):
        assert check_delivery("FV", "2026-03", day) == day


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: check_delivery("FV", "2026-03", date(2025, 12, 24)),
            "delivery date is 2025-12-24; FV 2026-03 can be delivered from 2026-03-02 to 2026-04-06.",
        ),
        (lambda: check_delivery("FV", "2026-03", date(2026, 9, 30)), "delivery date is 2026-09-30; FV 2026-03 can be"),
        (
            lambda: check_delivery("FV", "2026-03", date(2026, 4, 4)),
            "delivery date is 2026-04-04, which is no business day.",
        ),
        (
            lambda: check_settlement(date(2025, 12, 13), date(2026, 4, 6)),
            "settlement date is 2025-12-13, on which Treasury notes do not settle.",
        ),
        (
            lambda: check_settlement(date(2024, 12, 16), date(2026, 4, 6)),
            "settlement date is 2024-12-16, 476 days before delivery; no contract trades more than 366 days ahead.",
        ),
        (
            lambda: check_settlement(date(2026, 4, 6), date(2026, 4, 6)),
            "settlement date is 2026-04-06; it must be before the delivery date, 2026-04-06.",
        ),
        (
            lambda: delivery_days("FV", "2026-03", "maybe"),
            "calendar is 'maybe'; it must be 'exchange' or 'securities' or 'fedwire'.",
        ),
        (lambda: delivery_days("ZF", "2026-03"), "contract is 'ZF'; it must be 'TU' or '3YR' or"),
        (lambda: delivery_days("FV", "2026-04"), "delivery month is '2026-04'; it must be a March,"),
    ],
)
def test_refusals_are_sentences(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(delivery)
    assert tried
    assert not failed
