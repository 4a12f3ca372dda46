"""Coupons, conversion factors and repo rates as people write them."""

import pytest

from basislib.record.own_quotes import numbers


@pytest.mark.parametrize(("text", "coupon"), [
    ("4.125", 4.125), ("4.125%", 4.125), ("4.125 %", 4.125), ("4 1/8", 4.125), ("4-1/8", 4.125), ("4 - 1/8", 4.125),
    ("4", 4.0), ("0", 0.0), (".625", 0.625), ("5/8", 0.625), ("4 1/2%", 4.5), ("3 3/4", 3.75), ("20", 20.0),
    ("4 0/8", 4.0), ("4 2/4", 4.5), ("4,125", 4.125), ("3,5 %", 3.5), ("4.", 4.0), (",5", 0.5),
])  # fmt: skip
def test_a_coupon_in_every_spelling(text, coupon):
    assert numbers.coupon(text) == coupon


@pytest.mark.parametrize(("text", "words"), [
    ("four", "not a number"), ("-4", "not a number"), ("4.1.2", "not a number"), ("1.234,5", "not a number"),
    ("412.5", "This is 412.5, which is not between 0 and 20% a year."), ("4 9/8", "The fraction 9/8 is not between 0 and 1"),
    ("4 1/3", "not a number"), ("1e1", "not a number"), ("nan", "not a number"), ("0x4", "not a number"),
    ("4_1", "not a number"), ("٤", "not a number"), ("4 8/8", "The fraction 8/8"),
])  # fmt: skip
def test_a_bad_coupon(text, words):
    with pytest.raises(ValueError) as refusal:
        numbers.coupon(text)
    assert words in str(refusal.value) and str(refusal.value).endswith(".")


@pytest.mark.parametrize(("texts", "shares"), [
    (["0.04", "0.03875"], True), (["0.04000"], True), (["0.125", "0.04"], True), (["0.125", "0.25"], False),
    (["0.125"], False), (["0.5", "0.04"], False), (["4", "0.625"], False), (["0.04%"], False), ([], False),
    (["0.04125", "0.04012"], True), (["0.00125", "0.0025"], True), (["0", "0.04"], True), (["0"], False),
])  # fmt: skip
def test_a_column_of_shares_is_told_from_one_of_per_cent(texts, shares):
    assert numbers.are_shares(texts, [numbers.coupon(text) for text in texts]) is shares


def test_factors_and_repo_rates():
    assert numbers.factor("0,9272") == 0.9272 and numbers.rate("3.40%") == 3.4 and numbers.rate("-0,5") == -0.5
    for reader, text in ((numbers.factor, "92.72"), (numbers.rate, "340"), (numbers.rate, "x"), (numbers.rate, "--1")):
        with pytest.raises(ValueError):
            reader(text)
