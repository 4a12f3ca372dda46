"""Prices in every dialect: what a third digit and a point mean depends on who writes them."""

import doctest
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.securities import dialects
from basislib.securities.dialects import MARKETS, POINTS, parse_price, tidy


@pytest.mark.parametrize(("quote", "price"), [
    ("102-14/32", 102.4375), ("102 14/32", 102.4375), ("161 23/32", 161.71875), ("100 17/32", 100.53125),
    ("99-16/32", 99.5), ("99 16/32nds", 99.5), ("100 1/2", 100.5), ("101½", 101.5), ("100 3/64", 100.046875),
    ("101-6/32", 101.1875), ("$101.19", 101.19), ("101.19 USD", 101.19), ("US$ 101-06", 101.1875), ("101.19%", 101.19),
    ("101.06+", 101.203125), ("109 16+", 109.515625), ("109 16", 109.5), ("109^165", 109.515625),
    ("109-16-5", 109.515625), ("101-02 0/8", 101.0625), ("109 165", 109.515625), ("109'16.5", 109.515625),
])  # fmt: skip
def test_what_is_clear_is_read(quote, price):
    assert parse_price(quote) == price


@pytest.mark.parametrize(("quote", "cash", "future"), [
    ("99-216", "21.75", "21.625"), ("99-215", "21.625", "21.5"), ("99-217", "21.875", "21.75"),
    ("99-210", "21", "21"), ("99-211", "21.125", "21.125"), ("99-212", "21.25", "21.25"), ("99-213", "21.375", "21.375"),
    ("99-21-6", "21.75", "21.625"), ("99-21.7", "21.75", "21.75"), ("99-21.5", "21.5", "21.5"), ("99-2175", "21.75", "21.75"),
])  # fmt: skip
def test_a_third_digit_counts_eighths_in_the_cash_market_and_is_cut_on_the_exchange(quote, cash, future):
    assert parse_price(quote, market="cash") == float(99 + Fraction(cash) / 32)
    assert parse_price(quote, market="future") == float(99 + Fraction(future) / 32)


def test_a_digit_that_only_one_market_writes_is_refused_by_the_other():
    assert parse_price("99-214", market="cash") == float(99 + Fraction("21.5") / 32)
    with pytest.raises(ValueError, match=r"'99-214', with \.4 of a 32nd"):
        parse_price("99-214")
    assert parse_price("99-218") == float(99 + Fraction("21.875") / 32)
    with pytest.raises(ValueError, match="'99-218', with 8 eighths of a 32nd; in the cash market"):
        parse_price("99-218", market="cash")


@pytest.mark.parametrize(("quote", "price"), [
    ("101.06", 101.1875), ("101.062", 101 + 6.25 / 32), ("101.0620", 101 + 6.25 / 32), ("101.00", 101.0),
    ("101", 101.0), ("101-06", 101.1875), ("99.310", 99.96875), ("101.064", 101 + 6.5 / 32),
])  # fmt: skip
def test_newspapers_print_32nds_after_a_point(quote, price):
    assert parse_price(quote, market="cash", point="32nds") == price


def test_one_digit_after_a_newspaper_s_point_is_refused():
    with pytest.raises(ValueError, match="one digit after the point; write the 32nds with two"):
        parse_price("101.6", point="32nds")
    assert parse_price("101.6") == 101.6


@pytest.mark.parametrize(("quote", "words"), [
    ("Dec-99", "a spreadsheet seems to have taken 99-12 for a month"),
    ("99-Feb", "a spreadsheet seems to have taken 99-02 for a month"),
    ("101-02+¼", "the plus is half a 32nd and stands last"), ("102-33/32", "33/32 of a point"),
    ("102 1/3", "1/3 of a point"), ("101-02-9", ".9 of a 32nd"), ("$", "price is empty"), ("US$", "price is empty"),
])  # fmt: skip
def test_a_refusal_says_what_would_be_right(quote, words):
    with pytest.raises(ValueError) as refusal:
        parse_price(quote)
    assert words in str(refusal.value) and str(refusal.value).endswith(".")


def test_a_market_and_a_point_are_one_of_two():
    for name in ("market", "point"):
        with pytest.raises(ValueError, match=f"{name} is 'x'"):
            parse_price("101", **{name: "x"})


@given(st.text(max_size=16), st.sampled_from(MARKETS), st.sampled_from(POINTS))
def test_any_text_is_a_price_or_a_sentence(text, market, point):
    try:
        assert 0 < parse_price(text, market=market, point=point) <= 1000
    except ValueError as refusal:
        assert str(refusal).startswith("price is ") and str(refusal).endswith(".")


def test_a_tidy_text_has_plain_signs():
    assert tidy("　１０１′０６¾\xa0") == "101′06 3/4"
    assert tidy("4⅛ %") == "4 1/8 %"


def test_the_examples():
    found = doctest.testmod(dialects)
    assert not found.failed and found.attempted == 4
