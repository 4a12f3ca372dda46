"""Grading: four tones, and a reply of its own for each known mistake."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.widgets.questions import TONES, Amount, Choose, Numeric, Option, read_number

LEVERAGE = Numeric("Leverage?", 31.25, "times", 0.05, "Add them.", "1/(h + m).", ((50.0, "You left out the margin."),))
SIDE = Choose(
    "Who pays?",
    (
        Option("long", "The long", "The price fell, so yes."),
        Option("short", "The short", "The short gains from a fall."),
    ),
    "long",
    "Which way did it go?",
    "The long.",
)


@pytest.mark.parametrize(
    ("typed", "tone"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("many", "missing"),
        ("1 or 2", "missing"),
        ("31,25", "missing"),
        ("31.25", "correct"),
        ("31.2", "correct"),
        (" 31.3 times", "correct"),
        ("31.25x", "correct"),
        ("50", "keep working"),
        ("12", "keep working"),
        ("0", "keep working"),
        ("-31.25", "almost"),
        ("−31.25", "almost"),
        ("3125", "almost"),
        ("0.3125", "almost"),
        ("30", "almost"),
    ],
)
def test_tones_of_a_number(typed, tone):
    assert LEVERAGE.grade(typed).tone == tone


def test_a_known_mistake_gets_its_own_reply():
    assert LEVERAGE.grade("50").text == "You left out the margin."


def test_a_choice():
    assert SIDE.grade(None).tone == "missing"
    assert SIDE.grade("long").tone == "correct"
    assert SIDE.grade("short").tone == "keep working"
    assert SIDE.grade("short").text == "The short gains from a fall."


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_gets_a_tone_and_a_sentence(typed):
    said = LEVERAGE.grade(typed)
    assert said.tone in TONES
    assert said.text


@given(typed=st.text("0123456789.e+-−,% x", max_size=300) | st.text())
def test_a_number_is_read_or_refused_in_a_short_sentence(typed):
    try:
        assert math.isfinite(read_number(typed)) and len(typed.strip()) <= 60
    except ValueError as refusal:
        assert str(refusal).endswith(".") and len(str(refusal)) < 150


@pytest.mark.parametrize("typed", ["9" * 10_000_000, "1 " * 5_000_000, "," * 61, "e" * 61])
def test_a_text_without_end_is_refused_before_it_is_read(typed):
    said = LEVERAGE.grade(typed)
    assert said.tone == "missing" and f"{len(typed.strip()):,} characters" in said.text and len(said.text) < 150


def test_a_right_answer_is_repeated_with_a_true_minus():
    assert Numeric("How much?", -1.5, "bp", 0.1, "", "").grade(" -1.50").text == "−1.50 is right."


def test_a_choice_that_is_none_is_no_choice():
    assert SIDE.grade("neither") == SIDE.grade(None)


@pytest.mark.parametrize(
    ("typed", "value"), [("$0.25", 0.25), ("5%", 5), ("1e3", 1000), ("−2.5 bp", -2.5), (".5", 0.5)]
)
def test_units_are_ignored(typed, value):
    assert read_number(typed) == value


@pytest.mark.parametrize(
    ("typed", "words"),
    [("1,250", "has a comma"), ("ten", "no number in it"), ("2-3", "more than one number"), ("1e999", "too large")],
)
def test_what_is_no_number_gets_a_sentence(typed, words):
    with pytest.raises(ValueError, match=words):
        read_number(typed)


@pytest.mark.parametrize("typed", ["4", "$4 bn", " 4.0 "])
def test_an_amount_is_kept_as_a_number(typed):
    """So that a class can count those who have given the same."""
    assert Numeric("", 4.0, Amount("$bn"), 0.1, "", "").kept(typed) == "4"
    assert Numeric("", 4.0, "cents", 0.1, "", "").kept(typed) == typed
