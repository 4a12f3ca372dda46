"""Coupon dates, accrued interest, price and yield of a Treasury note, and its sensitivities."""

import doctest
import random
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
import QuantLib as ql
from hypothesis import given
from hypothesis import strategies as st

from basislib.securities import notes
from basislib.securities.notes import (
    CONVENTIONS,
    accrued_interest,
    as_date,
    convexity,
    coupon_dates,
    full_price,
    modified_duration,
    note_dv01,
    price_and_slope,
    price_from_yield,
    shift_months,
    solve_yield,
    yield_from_price,
)

pytestmark = pytest.mark.filterwarnings("error")

PAPER = {"coupon": 4.0, "maturity": date(2030, 5, 31), "settle": date(2025, 12, 15)}

# Issue date, maturity, coupon, high yield, price: results of Treasury auctions (TreasuryDirect). The day of issue
# is not the dated date when that fell on a weekend, and new 20-year bonds are dated on the 15th but issued at the
# month's end; then the buyer pays accrued interest.
AUCTIONS = [
    (date(2024, 9, 3), date(2029, 8, 31), 3.625, 3.645, 99.908942),
    (date(2024, 9, 30), date(2029, 9, 30), 3.5, 3.519, 99.913582),
    (date(2024, 10, 31), date(2029, 10, 31), 4.125, 4.138, 99.941823),
    (date(2024, 12, 2), date(2029, 11, 30), 4.125, 4.197, 99.678141),
    (date(2024, 12, 31), date(2029, 12, 31), 4.375, 4.478, 99.543129),
    (date(2025, 1, 31), date(2030, 1, 31), 4.25, 4.330, 99.643779),
    (date(2025, 6, 2), date(2030, 5, 31), 4.0, 4.071, 99.681589),
    (date(2025, 6, 30), date(2030, 6, 30), 3.875, 3.879, 99.981978),
    (date(2025, 7, 31), date(2030, 7, 31), 3.875, 3.983, 99.514725),
    (date(2025, 9, 2), date(2030, 8, 31), 3.625, 3.724, 99.552219),
    (date(2025, 9, 30), date(2030, 9, 30), 3.625, 3.710, 99.615328),
    (date(2024, 7, 1), date(2031, 6, 30), 4.25, 4.276, 99.843947),
    (date(2024, 7, 31), date(2031, 7, 31), 4.125, 4.162, 99.777306),
    (date(2022, 8, 15), date(2032, 8, 15), 2.75, 2.755, 99.956556),
    (date(2022, 11, 15), date(2032, 11, 15), 4.125, 4.140, 99.878189),
    (date(2022, 8, 31), date(2042, 8, 15), 3.375, 3.380, 99.925621),
    (date(2022, 11, 30), date(2042, 11, 15), 4.0, 4.072, 99.019661),
    (date(2023, 2, 28), date(2043, 2, 15), 3.875, 3.977, 98.601167),
    (date(2023, 8, 31), date(2043, 8, 15), 4.375, 4.499, 98.374204),
]

settles = st.dates(date(1980, 1, 1), date(2060, 12, 31))
lives = st.integers(1, 30 * 365)
coupons = st.floats(0, 15)
yields = st.floats(-3, 20)


def month_end(day):
    return shift_months(day, 0, end_of_month=True)


def ql_date(day):
    return ql.Date(day.day, day.month, day.year)


def quantlib_note(coupon, maturity, settle):
    """The same note in QuantLib, with its schedule begun a few years before settlement."""
    start = shift_months(maturity, -6 * (2 + (maturity - settle).days // 180))
    schedule = ql.Schedule(
        ql_date(start), ql_date(maturity), ql.Period(ql.Semiannual), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted,
        ql.DateGeneration.Backward, maturity == month_end(maturity),
    )  # fmt: skip
    day_count = ql.ActualActual(ql.ActualActual.ISMA, schedule)
    return ql.FixedRateBond(0, 100.0, schedule, [coupon / 100], day_count), day_count


def random_notes(count, seed=1):
    """Notes of every age: on and next to coupon dates, in the last period, month ends and 29 February."""
    draw = random.Random(seed)
    for number in range(count):
        settle = date(1985, 1, 1) + timedelta(draw.randrange(25_000))
        maturity = settle + timedelta(draw.choice([draw.randrange(1, 190), draw.randrange(1, 30 * 365)]))
        if draw.random() < 0.5:
            maturity = month_end(maturity)
        if number % 5 == 0:
            settle = coupon_dates(maturity, settle)[0] - timedelta(draw.randrange(-1, 2))
        if settle < maturity:
            yield draw.randrange(0, 121) / 8, maturity, settle, draw.uniform(-1, 16)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_quantlib_agrees(convention):
    for coupon, maturity, settle, y in random_notes(400):
        bond, day_count = quantlib_note(coupon, maturity, settle)
        simple = convention == "treasury" or len(coupon_dates(maturity, settle)) == 1
        rate = y / 100, day_count, ql.SimpleThenCompounded if simple else ql.Compounded, ql.Semiannual
        on = ql_date(settle)
        price = price_from_yield(y, coupon, maturity, settle, convention)
        at = f"{coupon} {maturity} on {settle} at {y}"
        assert accrued_interest(coupon, maturity, settle) == pytest.approx(bond.accruedAmount(on), abs=1e-10), at
        assert price == pytest.approx(bond.cleanPrice(*rate, on), abs=1e-8), at
        theirs = ql.BondFunctions.bondYield(
            bond, ql.BondPrice(price, ql.BondPrice.Clean), *rate[1:], on, 1e-14, 500, 0.05
        )
        assert yield_from_price(price, coupon, maturity, settle, convention) == pytest.approx(100 * theirs, abs=1e-8)
        if not simple:
            market = ql.InterestRate(*rate)
            assert modified_duration(y, coupon, maturity, settle) == pytest.approx(
                ql.BondFunctions.duration(bond, market, ql.Duration.Modified, on), abs=1e-8
            ), at
            assert convexity(y, coupon, maturity, settle) == pytest.approx(
                ql.BondFunctions.convexity(bond, market, on), rel=1e-8
            ), at


@pytest.mark.parametrize(("issue", "maturity", "coupon", "high_yield", "price"), AUCTIONS)
def test_the_treasury_s_auction_prices(issue, maturity, coupon, high_yield, price):
    assert price_from_yield(high_yield, coupon, maturity, issue, "treasury") == pytest.approx(price, abs=1.1e-6)
    assert yield_from_price(price, coupon, maturity, issue, "treasury") == pytest.approx(high_yield, abs=1e-6)


def test_the_note_of_the_paper():
    assert accrued_interest(**PAPER) == 2 * 15 / 182
    assert yield_from_price(101 + 6.25 / 32, **PAPER) == pytest.approx(3.71, abs=0.005)  # as the screen shows it
    assert accrued_interest(4, date(2030, 5, 31), date(2026, 4, 3)) == 2 * 124 / 182
    assert accrued_interest(4, date(2030, 5, 31), date(2026, 4, 6)) == 2 * 127 / 182


def test_published_accrued_interest():
    # Hull, chapter 6: 11% of 10 July 2038, bought 5 March 2018: 54 of 181 days, "$1.64 per $100"
    assert accrued_interest(11, date(2038, 7, 10), date(2018, 3, 5)) == pytest.approx(5.5 * 54 / 181, abs=1e-12)
    assert round(accrued_interest(11, date(2038, 7, 10), date(2018, 3, 5)), 2) == 1.64


def test_the_end_of_month_rule():
    assert coupon_dates(date(2027, 4, 30), date(2026, 1, 1)) == (
        date(2026, 4, 30), date(2026, 10, 31), date(2027, 4, 30),
    )  # fmt: skip
    assert coupon_dates(date(2028, 8, 31), date(2027, 8, 31)) == (date(2028, 2, 29), date(2028, 8, 31))
    assert coupon_dates(date(2029, 2, 28), date(2028, 2, 29)) == (date(2028, 8, 31), date(2029, 2, 28))
    # 28 February 2028 is not the end of its month
    assert coupon_dates(date(2028, 2, 28), date(2027, 2, 28)) == (date(2027, 8, 28), date(2028, 2, 28))
    assert coupon_dates(date(2030, 8, 15), date(2029, 8, 15)) == (date(2030, 2, 15), date(2030, 8, 15))


def test_coupons_up_to_a_date():
    maturity, settle = date(2030, 5, 31), date(2025, 11, 15)
    assert coupon_dates(maturity, settle, end=date(2025, 11, 29)) == ()
    assert coupon_dates(maturity, settle, end=date(2025, 11, 30)) == (date(2025, 11, 30),)
    assert len(coupon_dates(maturity, settle)) == 10


def test_par_on_a_coupon_date():
    for convention in CONVENTIONS:
        price = price_from_yield(5, 5, date(2035, 2, 15), date(2025, 2, 15), convention)
        assert price == pytest.approx(100, abs=1e-12)
        assert yield_from_price(100, 5, date(2035, 2, 15), date(2025, 2, 15), convention) == pytest.approx(5)


def test_the_last_period_is_simple_interest():
    maturity, settle = date(2026, 5, 15), date(2026, 5, 14)
    price = (100 + 2) / (1 + 0.05 / 2 / 181) - 2 * 180 / 181
    assert price_from_yield(5, 4, maturity, settle) == pytest.approx(price, abs=1e-12)
    # a point of profit overnight is a yield in the hundreds, beyond what could be compounded
    for price in (99.0, 101.0, 103.0):
        y = yield_from_price(price, 4, maturity, settle)
        assert abs(y) > 300
        assert price_from_yield(y, 4, maturity, settle) == pytest.approx(price, abs=1e-10)


@given(coupons, settles, lives, yields, st.sampled_from(CONVENTIONS))
def test_there_and_back(coupon, settle, life, y, convention):
    note = coupon, settle + timedelta(life), settle, convention
    price = price_from_yield(y, *note)
    back = yield_from_price(price, *note)
    # half a unit in the last place of the price is worth this much yield
    assert back == pytest.approx(y, abs=1e-12 + 1e-14 * price / note_dv01(y, *note) / 100)
    assert price_from_yield(back, *note) == pytest.approx(price, abs=1e-11)


@given(st.floats(0.01, 1000), coupons, settles, lives, st.sampled_from(CONVENTIONS))
def test_any_positive_price_has_a_yield(price, coupon, settle, life, convention):
    note = coupon, settle + timedelta(life), settle, convention
    assert price_from_yield(yield_from_price(price, *note), *note) == pytest.approx(price, rel=1e-10)


@given(st.floats(0, 8), st.integers(1, 60), st.floats(0.005, 1), st.floats(-2, 20), st.integers(0, 60))
def test_many_notes_at_once_are_the_sums_of_their_payments(half, count, left, y, power):
    y *= 10.0 ** -(power / 4)  # down to where a geometric sum divides 0 by 0
    times, paid = left + np.arange(count), half + 100.0 * (np.arange(count) == count - 1)
    worth = paid * np.exp(-times * np.log1p(y / 200))
    price, slope = price_and_slope(np.array([y, y]), half, np.array([count, count]), left)
    assert price == pytest.approx(2 * [worth.sum()], rel=1e-13)
    assert slope == pytest.approx(2 * [-(worth * times).sum() / (2 + y / 100)], rel=1e-13)
    assert full_price(y, half, count, left) == pytest.approx(price[0], rel=1e-15)
    assert solve_yield(price, half, count, left) == pytest.approx(2 * [y], abs=1e-12 / left)


@given(coupons, settles, lives, st.floats(-1, 15), st.sampled_from(CONVENTIONS))
def test_sensitivities_are_derivatives(coupon, settle, life, y, convention):
    note = coupon, settle + timedelta(life), settle, convention
    up, down = (price_from_yield(y + bump, *note) for bump in (0.01, -0.01))
    full = price_from_yield(y, *note) + accrued_interest(*note[:3])
    assert note_dv01(y, *note) == pytest.approx((down - up) / 2, rel=1e-5, abs=1e-9)
    assert modified_duration(y, *note) == pytest.approx(note_dv01(y, *note) * 1e4 / full, rel=1e-12)
    up, down = (note_dv01(y + bump, *note) for bump in (0.01, -0.01))
    assert convexity(y, *note) == pytest.approx((down - up) / 2 * 1e8 / full, rel=1e-4, abs=1e-6)
    assert up < down


@given(coupons, settles, st.integers(1, 20 * 365))
def test_accrued_interest_grows_from_nothing_to_a_coupon(coupon, settle, life):
    maturity = settle + timedelta(life)
    first = coupon_dates(maturity, settle)[0]
    assert 0 <= accrued_interest(coupon, maturity, settle) <= coupon / 2
    assert accrued_interest(coupon, maturity, first - timedelta(1)) >= accrued_interest(coupon, maturity, settle)
    if first < maturity:
        assert accrued_interest(coupon, maturity, first) == 0


@given(settles, lives)
def test_coupon_dates_are_half_a_year_apart(settle, life):
    maturity = settle + timedelta(life)
    days = coupon_dates(maturity, settle)
    assert days[-1] == maturity
    assert settle < days[0] <= settle + timedelta(184)
    gaps = [(b - a).days for a, b in zip(days, days[1:], strict=False)]
    assert all(181 <= gap <= 184 for gap in gaps)
    if maturity == month_end(maturity):
        assert all(day == month_end(day) for day in days)


@pytest.mark.parametrize("function", [price_from_yield, yield_from_price, note_dv01, modified_duration, convexity])
@pytest.mark.parametrize("settle", [date(2025, 12, 15), date(2030, 1, 15)])
def test_arrays_give_what_numbers_give(function, settle):
    levels = np.linspace(1, 12, 6).reshape(2, 3) if function is not yield_from_price else np.linspace(80, 120, 6)
    whole = function(levels, 4, date(2030, 5, 31), settle)
    assert whole.shape == levels.shape
    for level, result in zip(levels.flat, whole.flat, strict=True):
        alone = function(float(level), 4, date(2030, 5, 31), settle)
        assert type(alone) is float
        assert alone == pytest.approx(result, rel=1e-13)
    grid = function(levels.reshape(-1, 1), np.array([0.0, 4.0, 8.0]), date(2030, 5, 31), settle)
    assert grid.shape == (6, 3)
    np.testing.assert_allclose(grid[:, 1], whole.ravel(), rtol=1e-13)
    assert function(float(levels.flat[0]), np.array([0.0, 4.0]), date(2030, 5, 31), settle).shape == (2,)


def test_dates_of_other_kinds():
    assert as_date("settlement date", pd.Timestamp("2025-12-15 09:30")) == date(2025, 12, 15)
    assert type(as_date("settlement date", datetime(2025, 12, 15))) is date
    assert accrued_interest(4, pd.Timestamp("2030-05-31"), datetime(2025, 12, 15)) == accrued_interest(**PAPER)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: accrued_interest(4, date(2030, 5, 31), date(2030, 5, 31)), "settlement date is 2030-05-31; it must"),
        (lambda: accrued_interest(4, "2030-05-31", date(2025, 1, 1)), "maturity is '2030-05-31'; it must be a date"),
        (lambda: accrued_interest(4, pd.NaT, date(2025, 1, 1)), "maturity is NaT; it must be a date"),
        (lambda: accrued_interest(-1, date(2030, 5, 31), date(2025, 1, 1)), "coupon is -1% a year; it must be at"),
        (lambda: price_from_yield(-200, **PAPER), "yield is -200%; it must be above -200%"),
        (lambda: price_from_yield([3, np.nan], **PAPER), "yield is nan%; it must be a finite number"),
        (lambda: yield_from_price(0, **PAPER), "clean price is 0 per 100 face; it must be above 0"),
        (lambda: price_from_yield(3, **PAPER, convention="moosmüller"), "convention is 'moosmüller'; it must be"),
        (lambda: coupon_dates(date(2030, 5, 31), date(2025, 1, 1), end=5), "end date is 5; it must be a date"),
    ],
)
def test_refusals_are_sentences(call, sentence):
    with pytest.raises(ValueError, match="^" + sentence.replace("(", r"\(")) as refusal:
        call()
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(notes)
    assert tried
    assert not failed
