"""Three calendars beside another library's, and the days on which they differ."""

import doctest
from datetime import date, timedelta

import pytest
import QuantLib as ql

from basislib.securities import calendars
from basislib.securities.calendars import (
    CALENDARS,
    MOURNING,
    good_friday,
    is_business_day,
    payrolls_on_good_friday,
    shifted,
)

SIXTY_YEARS = [date(1990, 1, 1) + timedelta(days) for days in range(366 * 60)]
STORMS = {date(2004, 6, 11), date(2012, 10, 30)}  # closed once; the other library has them, we do not


def open_days(calendar):
    return {day for day in SIXTY_YEARS if is_business_day(day, calendar)}


def ql_open_days(market):
    calendar = ql.UnitedStates(market)
    return {day for day in SIXTY_YEARS if calendar.isBusinessDay(ql.Date(day.day, day.month, day.year))}


def test_fedwire_is_quantlib_s_federal_reserve():
    assert open_days("fedwire") == ql_open_days(ql.UnitedStates.FederalReserve)


def test_the_securities_market_is_quantlib_s_but_for_settlement_on_payrolls_fridays():
    ours, theirs = open_days("securities"), ql_open_days(ql.UnitedStates.GovernmentBond)
    payrolls = {good_friday(year) for year in range(1996, 2050) if payrolls_on_good_friday(year)}
    assert theirs - ours == payrolls
    assert ours - theirs == STORMS


def test_the_exchange_is_the_securities_market_and_payrolls_fridays():
    more = open_days("exchange") - open_days("securities")
    assert more == {good_friday(year) for year in range(1990, 2050) if payrolls_on_good_friday(year)}
    assert open_days("securities") <= open_days("exchange")


@pytest.mark.parametrize("year", [2015, 2021, 2026])
def test_good_fridays_with_an_employment_report(year):
    # 2015: CME Clearing advisory 15-056. 2026: SIFMA, 20 March 2026. 2021: the report came out on 2 April.
    friday = good_friday(year)
    assert payrolls_on_good_friday(year)
    assert [is_business_day(friday, calendar) for calendar in CALENDARS] == [True, False, True]


@pytest.mark.parametrize("year", [2016, 2018, 2019, 2020, 2022, 2024, 2025, 2027])
def test_other_good_fridays(year):
    friday = good_friday(year)
    assert not payrolls_on_good_friday(year)
    assert [is_business_day(friday, calendar) for calendar in CALENDARS] == [False, False, True]


def test_payrolls_are_on_the_third_friday_after_the_week_of_the_12th():
    for year in range(1990, 2101):
        twelfth = date(year, 3, 12)
        week_ends = twelfth + timedelta((5 - twelfth.weekday()) % 7)  # Saturday
        assert payrolls_on_good_friday(year) == (week_ends + timedelta(20) == good_friday(year))


def test_days_of_mourning():
    bush, carter = (each.day for each in MOURNING)
    assert (bush, carter) == (date(2018, 12, 5), date(2025, 1, 9))
    assert [is_business_day(bush, calendar) for calendar in CALENDARS] == [False, False, True]
    assert all(is_business_day(carter, calendar) for calendar in CALENDARS)
    assert shifted(date(2018, 12, 4), 1, "securities") == date(2018, 12, 6)  # where SIFMA moved the settlements


def test_independence_day_on_a_saturday():
    # SIFMA, 23 June 2020: a full close on Friday, 3 July; the Reserve Banks were open
    for year in (2015, 2020, 2026):
        assert [is_business_day(date(year, 7, 3), calendar) for calendar in CALENDARS] == [False, False, True]


@pytest.mark.parametrize(
    ("coupon", "paid"),
    [
        (date(2026, 8, 15), date(2026, 8, 17)),  # Saturday
        (date(2026, 11, 15), date(2026, 11, 16)),  # Sunday
        (date(2027, 2, 15), date(2027, 2, 16)),  # Presidents' Day
        (date(2027, 5, 31), date(2027, 6, 1)),  # Memorial Day
        (date(2022, 4, 15), date(2022, 4, 15)),  # Good Friday, on which Fedwire pays
    ],
)
def test_coupons_wait_for_fedwire(coupon, paid):
    assert shifted(coupon, 0, "fedwire") == paid


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: is_business_day(date(2026, 1, 1), "lunar"), "calendar is 'lunar'; it must be 'exchange' or"),
        (lambda: shifted(date(2151, 1, 1), 0, "fedwire"), "date is 2151-01-01; the calendars go from 1980 to 2150."),
        (lambda: shifted("today", 0, "fedwire"), "date is 'today'; it must be a date"),
    ],
)
def test_refusals_are_sentences(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value).startswith(sentence)


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(calendars)
    assert tried
    assert not failed
