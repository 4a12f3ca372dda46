"""Prices in points and 32nds, both ways and exactly."""

import doctest
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.securities import quotes
from basislib.securities.quotes import STYLES, format_price, in_32nds, parse_price

EIGHTHS = ["0", "⅛", "¼", "⅜", "½", "⅝", "¾", "⅞"]
counts = st.integers(1, 256 * 1000)  # prices in eighths of a 32nd


@pytest.mark.parametrize(
    ("quote", "price"),
    [
        ("101-02 3/4", 101.0859375),
        ("101-02¾", 101.0859375),
        ("101-02 ¾", 101.0859375),
        ("101'02.75", 101.0859375),
        ("101’02¾", 101.0859375),
        ("101:02", 101.0625),
        ("101–02", 101.0625),
        ("101-02", 101.0625),
        ("101-02.", 101.0625),
        ("101-02.125", 101 + Fraction(17, 256)),
        ("101-021", 101 + Fraction(17, 256)),
        ("101-020", 101.0625),
        ("101-02.50", 101.078125),
        ("101-02 2/4", 101.078125),
        ("109-01+", 109.046875),
        ("109-01 +", 109.046875),
        ("109-015", 109.046875),
        ("109-01.5", 109.046875),
        ("109-01½", 109.046875),
        ("119-162", 119 + Fraction("16.25") / 32),  # the three examples in CME's contract specification
        ("119-165", 119 + Fraction("16.5") / 32),
        ("119-167", 119 + Fraction("16.75") / 32),
        ("99-31 7/8", 100 - Fraction(1, 256)),
        ("0-00 1/8", Fraction(1, 256)),
        ("  101 -  02  3 / 4 ", 101.0859375),
        ("１０１－０２¾", 101.0859375),  # full-width, as a Chinese keyboard types it
        ("101.0859375", 101.0859375),
        ("101", 101.0),
        (".5", 0.5),
        (101, 101.0),
        (101.1, 101.1),
        (np.float32(99.5), 99.5),
        (np.int64(1000), 1000.0),
    ],
)
def test_known_quotes(quote, price):
    read = parse_price(quote)
    assert read == price
    assert type(read) is float


@pytest.mark.parametrize("k", range(8))
def test_every_notation_of_a_part_of_a_32nd(k):
    digit = "01235678"[k]
    cut = ["000", "125", "250", "375", "500", "625", "750", "875"][k]
    expected = float(101 + Fraction(2 * 8 + k, 256))
    part = "" if k == 0 else EIGHTHS[k]
    texts = [f"101-02{part}", f"101-02{digit}", f"101-02.{digit}", f"101'02.{cut}", f"101-02{cut[:2]}"]
    texts += [f"101-02 {k}/8"] if k else []
    assert parse_price(texts).tolist() == [expected] * len(texts)


@pytest.mark.parametrize("style", STYLES)
def test_round_trip_of_every_price_up_to_300(style):
    prices = np.arange(1, 300 * 256 + 1) / 256
    written = format_price(prices, style)
    assert np.array_equal(parse_price(written), prices)
    assert len(set(written.tolist())) == prices.size


@given(count=counts)
def test_written_text_means_the_price(count):
    """The text itself is checked with exact fractions, not with the parser."""
    price = count / 256
    points, rest = format_price(price).split("-")
    ticks, _, part = rest.partition(" ")
    assert len(ticks) == 2
    assert int(points) + (int(ticks) + Fraction(part or 0)) / 32 == Fraction(count, 256)
    assert Fraction(format_price(price, "decimal")) == Fraction(count, 256)
    vulgar = format_price(price, "unicode")
    assert vulgar == f"{points}-{ticks}" + ("" if not part else EIGHTHS[int(Fraction(part) * 8)])
    assert format_price(price, "plus") == f"{points}-{ticks}" + ("+" if part == "1/2" else rest[2:])
    cme = format_price(price, "cme")
    assert cme == f"{points}-{ticks}{int(10 * Fraction(part or 0))}"


def test_known_texts():
    assert format_price(101.0859375) == "101-02 3/4"
    assert format_price(101.0859375, style="unicode") == "101-02¾"
    assert format_price(109.046875, style="plus") == "109-01+"
    assert format_price(109.0390625, style="plus") == "109-01 1/4"
    assert format_price(109.046875, style="cme") == "109-015"
    assert format_price(109.03125, style="cme") == "109-010"
    assert format_price(101.0859375, style="decimal") == "101.0859375"
    assert format_price(99) == "99-00"


@given(price=st.floats(1e-6, 1000))
def test_decimal_writes_any_price(price):
    assert parse_price(format_price(price, "decimal")) == price


@given(price=st.floats(1 / 256, 1000), style=st.sampled_from(STYLES))
def test_nearest_is_the_nearest(price, style):
    rounded = parse_price(format_price(price, style, nearest=True))
    assert Fraction(rounded) * 256 % 1 == 0
    assert abs(Fraction(rounded) - Fraction(price)) <= Fraction(1, 512)


def test_nearest_never_writes_a_price_of_zero():
    assert format_price(1e-9, nearest=True) == "0-00 1/8"
    assert format_price(999.9999, nearest=True) == "1000-00"


def test_arrays_keep_their_shape():
    texts = [["101-02¾", "109-01+"], ["99", 100.5]]
    prices = parse_price(texts)
    assert prices.dtype == float and prices.shape == (2, 2)
    assert prices.tolist() == [[101.0859375, 109.046875], [99.0, 100.5]]
    written = format_price(prices, "plus")
    assert isinstance(written, np.ndarray) and written.shape == (2, 2)
    assert written.tolist() == [["101-02 3/4", "109-01+"], ["99-00", "100-16"]]
    assert parse_price(np.array("101-02")) == 101.0625
    assert parse_price(()).shape == (0,) and format_price([]).shape == (0,)
    assert parse_price(np.array([99.5, 100])).tolist() == [99.5, 100.0]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("", ["empty", "101-02 3/4"]),
        ("   ", ["empty", "101.0859375"]),
        ("hello", ["'hello'", "not a price", "101-02 3/4"]),
        ("nan", ["'nan'", "not a price"]),
        ("1e2", ["'1e2'", "not a price"]),
        ("101-02-03", ["not a price"]),
        ("101-02¾+", ["not a price"]),
        ("101-32", ["'101-32'", "32 after the dash", "00 to 31", "32nds of a point"]),
        ("101-99+", ["99 after the dash", "00 to 31"]),
        ("109-014", ["'109-014'", ".4 of a 32nd", "0, 1, 2, 3, 5, 6, 7 or 8", "109-015"]),
        ("109-01.9", [".9 of a 32nd", "0, 1, 2, 3, 5, 6, 7 or 8"]),
        ("101-02.33", [".33 of a 32nd"]),
        ("101-02 1/3", ["'101-02 1/3'", "1/3 of a 32nd", "eighths", "101-02 3/4"]),
        ("101-02 8/8", ["8/8 of a 32nd", "below one"]),
        ("101-2", ["'101-2'", "one digit", "101-02"]),
        ("101-2 3/4", ["one digit", "101-02"]),
        ("-101", ["'-101'", "below zero", "points"]),
        ("−101-02", ["below zero"]),
        ("1,250", ["'1,250'", "comma", "101.5"]),
        ("101,5", ["comma", "point"]),
        ("0", ["'0'", "above 0", "points per 100 face"]),
        ("0-00", ["'0-00'", "above 0"]),
        ("10102", ["'10102'", "at most 1000 points", "dash"]),
        (-3, ["-3", "above 0"]),
        (0.0, ["0.0", "above 0"]),
        (float("nan"), ["nan", "above 0"]),
        (float("inf"), ["inf", "at most 1000"]),
        (10**400, ["at most 1000"]),
        (True, ["True", "number"]),
        (None, ["None", "101-02 3/4"]),
        (b"101-02", ["b'101-02'", "text"]),
        (["101-02", "rubbish"], ["'rubbish'", "not a price"]),
        ([["101-02"], ["101-02", "101-03"]], ["['101-02']", "text"]),
        ("9" * 100, ["at most 1000", "…"]),
        ("9" * 5000, ["not a price", "5,000 characters", "…"]),
        ("9" * 5000 + "-01", ["not a price", "…"]),
    ],
)
def test_rubbish_is_refused_in_one_helpful_sentence(quote, words):
    with pytest.raises(ValueError) as refusal:
        parse_price(quote, field="futures price")
    sentence = str(refusal.value)
    assert sentence.startswith("futures price is ")
    assert sentence.endswith((".", ")."))
    assert len(sentence) < 250 and "\n" not in sentence
    for word in words:
        assert word in sentence


def test_what_the_sentence_recommends_can_be_read():
    for example in ("101-02 3/4", "101.0859375", "101-31", "109-015", "109-01½", "101-02", "101.5"):
        assert 101 <= parse_price(example) < 110


@given(
    text=st.one_of(
        st.text(max_size=20),
        st.text(alphabet="0123456789-+'’:./ ½¾⅛,–　１", max_size=14),
        st.from_regex(r"\A[0-9]{1,4} ?[-':] ?[0-9]{1,4}( ?\+| [0-9]/[0-9]|\.[0-9]{1,3}|¾)?\Z"),
    )
)
def test_any_text_is_a_price_or_a_sentence(text):
    try:
        price = parse_price(text)
    except ValueError as refusal:
        assert str(refusal).startswith("price is ") and str(refusal).endswith(".")
    else:
        assert 0 < price <= 1000
        assert parse_price(format_price(price, "decimal")) == price


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((101.1,), ["101.1 points per 100 face", "eighths of a 32nd", "101-03 1/4", "nearest=True"]),
        ((101.08593750000001,), ["101.08593750000001", "101-02 3/4"]),
        (([100, 100.001],), ["100.001 points"]),
        ((0,), ["price is 0", "above 0 points per 100 face"]),
        ((-1,), ["price is -1", "above 0"]),
        ((1000.5,), ["price is 1000.5", "at most 1000 points"]),
        ((float("nan"),), ["price is nan", "finite"]),
        (("x",), ["price is 'x'", "not a number"]),
        ((100, "roman"), ["style is 'roman'", "'fraction'", "'cme'"]),
    ],
)
def test_what_cannot_be_written_is_refused(arguments, words):
    with pytest.raises(ValueError) as refusal:
        format_price(*arguments)
    for word in words:
        assert word in str(refusal.value)


def test_in_32nds():
    assert in_32nds(0.5) == 16.0 and type(in_32nds(0.5)) is float
    assert in_32nds([-1 / 32, 0, 101.0859375 - 101]).tolist() == [-1.0, 0.0, 2.75]
    with pytest.raises(ValueError, match="price difference is nan points"):
        in_32nds(float("nan"))


def test_examples_in_the_docstrings():
    assert doctest.testmod(quotes) == (0, 2)
