"""Prices of notes: the column decides what a point and a third digit mean, and says when it cannot."""

import pytest

from basislib.record.own_quotes.prices import Dialect, decide, price, two_way

CASH = Dialect("decimal", "cash", {})


@pytest.mark.parametrize(("texts", "point"), [
    (["101.06", "100.21", "99.30", "98.05", "97.11", "96.00", "95.31"], "32nds"),  # chance of 1 in 3,000
    (["101.06", "100.21", "99.30"], ""), (["101.06", "100.53"], "decimal"), (["101.1953125", "100.06"], "decimal"),
    (["101.062", "100.214", "99.306"], "32nds"), (["101.062", "100.218"], "decimal"), (["101.5", "100.06"], "decimal"),
    (["101.0620", "100.2140", "99.3060", "98.0200"], "32nds"), (["101-06", "100-21"], "decimal"), ([], "decimal"),
    (["101.195312", "100.031250"], "decimal"), (["101"], "decimal"),
])  # fmt: skip
def test_what_stands_after_the_point(texts, point):
    found = decide(texts)
    assert found.point == point
    assert not point or decide(texts, point="decimal").point == "decimal"


@pytest.mark.parametrize(("texts", "third"), [
    (["99-214"], "cash"), (["99-218", "99-215"], "future"), (["99-215"], "cash"), (["99-216", "99-222"], "cash"),
    (["99-210", "99-215", "99-217", "99-202"], ""), (["99-210", "99-212", "99-202", "99-300"], "cash"),
    (["99-210", "99-215", "99-217", "99-204"], "cash"), ([], "cash"), (["99-21+"], "cash"),
])  # fmt: skip
def test_what_the_third_digit_means(texts, third):
    assert decide(texts).third == third
    assert decide(texts, third="future").third == "future"


def test_only_a_price_that_tells_raises_a_question():
    assert decide(["101-02", "101-021"]).telling == {}
    assert decide(["101-02", "101-026"]).telling == {"third": "101-026"}
    assert decide(["101.06", "99-215"]).telling == {"point": "101.06", "third": "99-215"}
    assert decide(["101.06", "100.53"]).telling == {}
    assert decide(["101.06", "100.53"], point="32nds").telling == {"point": "101.06"}


@pytest.mark.parametrize(("text", "dialect", "value"), [
    ("99-216", CASH, 99 + 21.75 / 32), ("99-216", CASH._replace(third="future"), 99 + 21.625 / 32),
    ("101.06", CASH, 101.06), ("101.06", CASH._replace(point="32nds"), 101.1875), ("101,06", CASH, 101.06),
    ("101,1953125", CASH, 101.1953125), ("101-02¾", CASH, 101.0859375), ("101.53", CASH._replace(point=""), 101.53),
])  # fmt: skip
def test_a_price_in_a_dialect(text, dialect, value):
    assert price(text, dialect) == value


@pytest.mark.parametrize(("text", "dialect", "words"), [
    ("101.06", CASH._replace(point=""), "can be 32nds or a decimal"),
    ("101-026", CASH._replace(third=""), "third digit can count eighths"),
    ("4.5", CASH, "This is 4.5, which is not between 20 and 250 points."), ("251", CASH, "not between"),
    ("101-32", CASH, "32 after the dash"), ("Dec-99", CASH, "99-12"),
    ("1999-12-01", CASH, "made a date of 99-12"), ("12/1/1999", CASH, "made a date of 99-12"), ("2/1/2099", CASH, "date of 99-02"),
])  # fmt: skip
def test_a_price_that_is_not_clear_is_refused(text, dialect, words):
    with pytest.raises(ValueError) as refusal:
        price(text, dialect)
    assert words in str(refusal.value) and str(refusal.value).endswith(".")


@pytest.mark.parametrize(("text", "sides"), [
    ("101-06 / 101-06+", ("101-06", "101-06+")), ("101-06/101-07", ("101-06", "101-07")),
    ("101.19 - 101.20", ("101.19", "101.20")), ("101-06 3/4", None), ("102 14/32", None), ("101-06", None), ("", None),
    ("101-02 3/4 / 101-03", ("101-02 3/4", "101-03")),
])  # fmt: skip
def test_bid_and_ask_in_one_cell(text, sides):
    assert two_way(text) == sides
