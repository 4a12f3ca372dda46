"""The seven Treasury futures: factors and eligibility."""

import doctest
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.securities import contracts
from basislib.securities.contracts import CONTRACTS, conversion_factor, is_eligible
from basislib.securities.notes import price_from_yield, shift_months

pytestmark = pytest.mark.filterwarnings("error")

PAPER = {"coupon": 4.0, "maturity": date(2030, 5, 31)}

# CME Group, "Calculating U.S. Treasury Futures Conversion Factors" (IR232), worked examples 1 to 5
BROCHURE = [
    ("TU", "2008-12", 1.5, date(2010, 10, 31), 0.9229),
    ("3YR", "2009-03", 1.125, date(2012, 1, 15), 0.8747),
    ("FV", "2008-12", 2.75, date(2013, 10, 31), 0.8653),
    ("TY", "2008-12", 3.75, date(2018, 11, 15), 0.8357),
    ("US", "2008-12", 4.5, date(2038, 5, 15), 0.7943),
]

# MathWorks, Financial Instruments Toolbox, convfactor, first example
TEN_YEAR = [
    ("2002-12", 4.0, date(2012, 11, 15), 0.8539),
    ("2003-03", 4.375, date(2012, 8, 15), 0.8858),
    ("2003-06", 4.875, date(2012, 2, 15), 0.9259),
    ("2003-09", 5.0, date(2011, 2, 15), 0.9418),
    ("2003-12", 5.0, date(2011, 8, 15), 0.9403),
    ("2003-09", 5.75, date(2010, 8, 15), 0.9862),
    ("2002-12", 6.0, date(2009, 8, 15), 1.0000),
    ("2003-06", 6.5, date(2010, 2, 15), 1.0266),
]

# DROP, an open library of fixed-income analytics, sample FV1: the basket of the December 2015 five-year
FIVE_YEAR = [
    (1.375, date(2020, 2, 29), 0.8317),
    (1.375, date(2020, 3, 31), 0.8287),
    (1.375, date(2020, 4, 30), 0.8258),
    (1.5, date(2020, 5, 31), 0.8276),
    (1.625, date(2020, 6, 30), 0.8297),
    (1.625, date(2020, 7, 31), 0.8269),
    (1.375, date(2020, 8, 31), 0.8141),
    (1.375, date(2020, 9, 30), 0.8113),
    (1.375, date(2020, 10, 31), 0.8084),
]

# Notes and bonds that could be delivered: maturity, coupon, dated date (Treasury auction results)
BASKETS = {
    ("US", "2023-12"): """
        2039-02-15 3.5 2009-02-15    2039-05-15 4.25 2009-05-15   2039-08-15 4.5 2009-08-15
        2039-11-15 4.375 2009-11-15  2040-02-15 4.625 2010-02-15  2040-05-15 4.375 2010-05-15
        2040-08-15 3.875 2010-08-15  2040-11-15 4.25 2010-11-15   2041-02-15 4.75 2011-02-15
        2041-05-15 4.375 2011-05-15  2041-08-15 3.75 2011-08-15   2042-02-15 2.375 2022-02-15
        2042-05-15 3.25 2022-05-15   2042-08-15 3.375 2022-08-15  2042-11-15 4 2022-11-15
        2043-02-15 3.875 2023-02-15  2043-05-15 3.875 2023-05-15  2043-08-15 4.375 2023-08-15""",
    ("FV", "2025-06"): """
        2029-08-31 3.625 2024-08-31  2029-09-30 3.5 2024-09-30    2029-10-31 4.125 2024-10-31
        2029-11-30 4.125 2024-11-30  2029-12-31 4.375 2024-12-31  2030-01-31 4.25 2025-01-31""",
    ("TY", "2024-12"): """
        2031-06-30 4.25 2024-06-30   2031-07-31 4.125 2024-07-31  2031-08-15 1.25 2021-08-15
        2031-11-15 1.375 2021-11-15  2032-02-15 1.875 2022-02-15  2032-05-15 2.875 2022-05-15
        2032-08-15 2.75 2022-08-15   2032-11-15 4.125 2022-11-15""",
    ("TY", "2019-12"): """
        2026-06-30 1.875 2019-06-30  2026-07-31 1.875 2019-07-31  2026-08-15 1.5 2016-08-15
        2026-08-31 1.375 2019-08-31  2026-11-15 2 2016-11-15      2027-02-15 2.25 2017-02-15
        2027-05-15 2.375 2017-05-15  2027-08-15 2.25 2017-08-15   2027-11-15 2.25 2017-11-15
        2028-02-15 2.75 2018-02-15   2028-05-15 2.875 2018-05-15  2028-08-15 2.875 2018-08-15
        2028-11-15 3.125 2018-11-15  2029-02-15 2.625 2019-02-15  2029-05-15 2.375 2019-05-15
        2029-08-15 1.625 2019-08-15""",
    ("FV", "2026-03"): """
        2030-05-31 4 2025-05-31      2030-06-30 3.875 2025-06-30  2030-07-31 3.875 2025-07-31
        2030-08-31 3.625 2025-08-31  2030-09-30 3.625 2025-09-30  2030-10-31 3.625 2025-10-31
        2030-11-30 3.5 2025-11-30    2030-12-31 3.625 2025-12-31  2031-01-31 3.75 2026-01-31
        2031-02-28 3.5 2026-02-28""",
}

# CME Group, "Updated U.S. Treasury Conversion Factors", 12-14 April 2016 and 7-9 March 2017: the issue, its first
# issue date, and the first and last contract of each kind it may be delivered into
ANNOUNCED = [
    ("0 7/8 of April 2019", date(2016, 4, 15), date(2019, 4, 15), {
        "3YR": ("2016-06", "2016-06"), "TU": ("2017-06", "2017-06"),
    }),
    ("1 5/8 of February 2026", date(2016, 2, 15), date(2026, 2, 15), {
        "TY": ("2016-06", "2019-06"), "TN": ("2016-06", "2016-09"),
    }),
    ("2 1/2 of February 2046", date(2016, 2, 15), date(2046, 2, 15), {
        "UB": ("2016-06", "2020-12"), "US": ("2021-03", "2030-12"),
    }),
    ("1 5/8 of March 2020", date(2017, 3, 15), date(2020, 3, 15), {
        "3YR": ("2017-03", "2017-06"), "TU": ("2018-03", "2018-06"),
    }),
    ("2 1/4 of February 2027", date(2017, 2, 15), date(2027, 2, 15), {
        "TY": ("2017-03", "2020-06"), "TN": ("2017-03", "2017-09"),
    }),
    ("3 of February 2047", date(2017, 2, 15), date(2047, 2, 15), {
        "UB": ("2017-03", "2021-12"), "US": ("2022-03", "2031-12"),
    }),
]  # fmt: skip

codes = st.sampled_from(list(CONTRACTS))
months = st.builds("{}-{:02}".format, st.integers(2009, 2060), st.sampled_from([3, 6, 9, 12]))
quotable = st.integers(0, 120).map(lambda eighths: eighths / 8)


def quarters(first, last):
    return [str(month)[:7] for month in pd.date_range(first, last, freq="QS-DEC").date]


def basket(key):
    words = BASKETS[key].split()
    for maturity, coupon, issued in zip(words[::3], words[1::3], words[2::3], strict=True):
        yield date.fromisoformat(maturity), float(coupon), date.fromisoformat(issued)


@pytest.mark.parametrize(("contract", "month", "coupon", "maturity", "factor"), BROCHURE)
def test_the_exchange_s_worked_examples(contract, month, coupon, maturity, factor):
    assert conversion_factor(contract, month, coupon, maturity) == factor


@pytest.mark.parametrize(("month", "coupon", "maturity", "factor"), TEN_YEAR)
def test_published_ten_year_factors(month, coupon, maturity, factor):
    assert conversion_factor("TY", month, coupon, maturity) == factor


@pytest.mark.parametrize(("coupon", "maturity", "factor"), FIVE_YEAR)
def test_published_five_year_factors(coupon, maturity, factor):
    assert conversion_factor("FV", "2015-12", coupon, maturity) == factor
    assert is_eligible("FV", "2015-12", maturity=maturity, issued=shift_months(maturity, -60, end_of_month=True))


def test_the_textbook_s_bonds():
    # Hull, chapter 6: 10%, 20 years and 2 months, and 8%, 18 years and 4 months
    assert conversion_factor("US", "2026-06", 10, date(2046, 8, 15)) == 1.4623
    assert conversion_factor("US", "2026-06", 8, date(2044, 10, 15)) == 1.2199


def test_the_factor_of_the_paper():
    assert conversion_factor("FV", "2026-03", **PAPER) == 0.9272
    assert conversion_factor("FV", "2026-03", **PAPER, rounded=False) == pytest.approx(0.9271573501956106, abs=1e-15)


def test_contracts_that_round_to_the_quarter_share_one_formula():
    for maturity in (date(2036, 2, 15), date(2045, 11, 15), date(2055, 5, 15)):
        factors = {conversion_factor(code, "2026-06", 4.25, maturity) for code in ("TY", "TN", "US", "UB")}
        assert len(factors) == 1
    # 9 years 8 months: the ten-year counts 9 years 6 months, the five-year would count every month
    assert conversion_factor("TN", "2026-06", 4, date(2036, 2, 15)) == conversion_factor(
        "TN", "2026-06", 4, date(2035, 12, 1)
    )
    assert conversion_factor("FV", "2026-06", 4, date(2031, 2, 15)) != conversion_factor(
        "FV", "2026-06", 4, date(2030, 12, 1)
    )


@given(codes, months, quotable, st.integers(2, 58))
def test_on_whole_half_years_the_factor_is_the_price_at_six_per_cent(contract, month, coupon, halves):
    first = date.fromisoformat(f"{month}-01")
    maturity = shift_months(first, 6 * halves)
    price = price_from_yield(6, coupon, maturity, first) / 100
    assert conversion_factor(contract, month, coupon, maturity, rounded=False) == pytest.approx(price, abs=1e-13)


@given(codes, months, quotable, st.integers(400, 10_900))
def test_the_factor_is_near_the_price_at_six_per_cent(contract, month, coupon, life):
    first = date.fromisoformat(f"{month}-01")
    price = price_from_yield(6, coupon, first + timedelta(life), first) / 100
    exact = conversion_factor(contract, month, coupon, first + timedelta(life), rounded=False)
    assert exact == pytest.approx(price, abs=0.03)
    assert abs(conversion_factor(contract, month, coupon, first + timedelta(life)) - exact) <= 0.5e-4 + 1e-12
    if coupon == 6:
        assert exact == pytest.approx(1, abs=0.001)


def test_factors_of_many_coupons():
    coupons = np.array([[0.0, 2.0], [4.0, 6.0]])
    factors = conversion_factor("FV", "2026-03", coupons, PAPER["maturity"])
    assert factors.shape == (2, 2)
    assert factors[1, 0] == 0.9272
    assert type(conversion_factor("FV", "2026-03", **PAPER)) is float


@pytest.mark.parametrize("key", BASKETS, ids=" ".join)
def test_every_note_of_the_baskets_is_eligible(key):
    for maturity, coupon, issued in basket(key):
        assert is_eligible(*key, coupon=coupon, maturity=maturity, issued=issued), maturity


@pytest.mark.parametrize(("name", "issued", "maturity", "ranges"), ANNOUNCED, ids=lambda value: str(value)[:22])
def test_the_exchange_s_announcements(name, issued, maturity, ranges):
    for contract, (first, last) in ranges.items():
        inside = quarters(first, last)
        for month in quarters("2016-06" if issued.year == 2016 else "2017-03", "2033-12"):
            assert is_eligible(contract, month, maturity=maturity, issued=issued) == (month in inside), month
    for contract in set(CONTRACTS) - set(ranges):
        assert not any(
            is_eligible(contract, month, maturity=maturity, issued=issued) for month in quarters("2017", "2019")
        )


def test_old_seven_years_in_the_three_year():
    # CME Group, 3-Year T-Note futures, June 2020: eight issues, and the four old seven-years that the new rule adds
    new = ["2020-03-16 2023-03-15", "2018-04-02 2023-03-31", "2020-04-15 2023-04-15", "2018-04-30 2023-04-30"]
    new += ["2020-05-15 2023-05-15", "2018-05-31 2023-05-31", "2020-06-15 2023-06-15", "2018-07-02 2023-06-30"]
    old = ["2016-03-31 2023-03-31", "2016-05-02 2023-04-30", "2016-05-31 2023-05-31", "2016-06-30 2023-06-30"]
    for lines, expected in ((new, True), (old, False)):
        for line in lines:
            issued, maturity = map(date.fromisoformat, line.split())
            assert is_eligible("3YR", "2020-06", maturity=maturity, issued=issued) is expected, line
    assert is_eligible("3YR", "2020-09", maturity=date(2023, 6, 30), issued=date(2016, 6, 30))
    assert not is_eligible("TU", "2021-09", maturity=date(2023, 6, 30), issued=date(2016, 6, 30))


def test_the_ten_year_lost_its_long_end_in_september_2023():
    note = {"maturity": date(2032, 2, 15), "issued": date(2022, 2, 15)}
    assert is_eligible("TY", "2023-06", **note)
    assert not is_eligible("TY", "2023-09", **note)
    assert is_eligible("TY", "2024-03", **note)
    # exactly eight years is too long
    assert not is_eligible("TY", "2023-09", maturity=date(2031, 9, 1), issued=date(2021, 9, 1))
    assert is_eligible("TY", "2023-09", maturity=date(2031, 8, 31), issued=date(2021, 8, 31))


@pytest.mark.parametrize(
    ("contract", "shortest", "longest"),
    [
        ("TU", date(2028, 3, 1), date(2028, 6, 30)),
        ("3YR", date(2029, 3, 1), date(2029, 6, 30)),
        ("FV", date(2030, 8, 1), date(2031, 8, 31)),
        ("TY", date(2032, 12, 1), date(2034, 5, 31)),
        ("TN", date(2035, 11, 1), date(2036, 6, 1)),
        ("US", date(2041, 6, 1), date(2051, 5, 31)),
        ("UB", date(2051, 6, 1), date(2056, 5, 15)),
    ],
)
def test_limits_are_not_rounded(contract, shortest, longest):
    # in June 2026, with an original term that passes everywhere it can
    life = {"TU": 24, "3YR": 36, "FV": 63, "TY": 120, "TN": 120, "US": 360, "UB": 360}[contract]

    def eligible(maturity):
        return is_eligible(contract, "2026-06", maturity=maturity, issued=shift_months(maturity, -life))

    assert eligible(shortest)
    assert not eligible(shortest - timedelta(1))
    assert eligible(longest)
    if contract not in ("FV", "UB"):  # those two have no upper limit but the term at issue
        assert not eligible(longest + timedelta(1))


def test_an_old_note_does_not_become_young():
    note = {"maturity": date(2031, 2, 15), "issued": date(2021, 2, 15)}  # a ten-year with five years left
    assert not is_eligible("FV", "2026-03", **note)
    assert not is_eligible("FV", "2026-03", **note, reopened=date(2021, 3, 15))
    assert is_eligible("FV", "2026-03", **note, reopened=date(2026, 2, 17))  # had it been sold again as a five-year


def test_a_note_issued_on_the_last_delivery_day_comes_too_late():
    # CME Group SER-4819: of the seven-years of early 2009, that of 2 March and not that of 31 March
    assert is_eligible("TY", "2009-03", maturity=date(2016, 2, 29), issued=date(2009, 3, 2))
    assert not is_eligible("TY", "2009-03", maturity=date(2016, 3, 31), issued=date(2009, 3, 31))
    assert is_eligible("TY", "2009-06", maturity=date(2016, 3, 31), issued=date(2009, 3, 31))


def test_sizes_and_ticks():
    # dollars a tick: CME Group contract specifications
    assert {code: contract.tick_value for code, contract in CONTRACTS.items()} == {
        "TU": 7.8125, "3YR": 7.8125, "FV": 7.8125, "TY": 15.625, "TN": 15.625, "US": 31.25, "UB": 31.25,
    }  # fmt: skip
    assert {code for code, contract in CONTRACTS.items() if contract.face == 200_000} == {"TU", "3YR"}


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: conversion_factor("ZF", "2026-03", **PAPER), "contract is 'ZF'; it must be 'TU' or '3YR' or"),
        (lambda: conversion_factor("FV", "2026-04", **PAPER), "delivery month is '2026-04'; it must be a March,"),
        (lambda: conversion_factor("FV", "2026-3", **PAPER), "delivery month is '2026-3'; it must be"),
        (lambda: conversion_factor("FV", "1999-12", **PAPER), "delivery month is '1999-12'; it must be"),
        (lambda: conversion_factor("FV", None, **PAPER), "delivery month is None; it must be"),
        (lambda: conversion_factor("FV", "2026-03", -1, PAPER["maturity"]), "coupon is -1% a year; it must be at"),
        (lambda: conversion_factor("FV", "2030-06", **PAPER), "maturity is 2030-05-31; it must be after 2030-06-01"),
        (lambda: conversion_factor("FV", "2026-03", 4, "2030-05-31"), "maturity is '2030-05-31'; it must be a date"),
        (
            lambda: is_eligible("FV", "2026-03", maturity=date(2030, 5, 31), issued=date(2030, 5, 31)),
            "issue date is 2030-05-31; it must be before the maturity, 2030-05-31",
        ),
    ],
)
def test_refusals_are_sentences(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(contracts)
    assert tried
    assert not failed
