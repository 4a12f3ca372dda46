"""Repo for a term and rolled overnight: what the market's own numbers give, and identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.securities.term_rates import ASSUMPTIONS, break_even_overnight, curve_from_moves, curve_from_quotes

rates = st.floats(-2, 15)
spans = st.integers(1, 400)


def test_the_cuts_priced_on_5_august_2024():
    # 125bp of cuts by the year's end from 5.35%: a loan for 148 days at 4.87% without interest on interest, 4.92 with it
    curve = curve_from_moves(5.35, [44, 94, 135], [-125 / 3] * 3)
    nights = curve.overnight_on(np.arange(148))
    assert nights.mean() == pytest.approx(4.87, abs=5e-3)
    assert curve.term_rate(148) == pytest.approx(100 * 360 / 148 * (np.prod(1 + nights / 36000) - 1), rel=1e-12)
    assert curve.term_rate(148) == pytest.approx(4.92, abs=5e-3)
    assert (nights[0], nights[43], nights[44], nights[147]) == pytest.approx((5.35, 5.35, 5.35 - 1.25 / 3, 4.10))


def test_the_screen_of_december_2025():
    # 3.694% for 109 days: 3.674% a night, compounded
    assert break_even_overnight(3.694, 109) == pytest.approx(3.674, abs=5e-4)
    assert (1 + break_even_overnight(3.694, 109) / 36000) ** 109 == pytest.approx(1 + 3.694 * 109 / 36000, rel=1e-13)


@given(rates, spans)
def test_a_term_rate_and_its_break_even_are_one(rate, days):
    nightly = break_even_overnight(rate, days)
    assert curve_from_moves(nightly).term_rate(days) == pytest.approx(rate, abs=1e-9)
    assert nightly <= rate + 1e-9 and (days > 1 or nightly == pytest.approx(rate, abs=1e-9))


@given(st.lists(rates, min_size=1, max_size=4), st.data())
def test_the_curve_goes_through_its_quotes(quoted, data):
    many = len(quoted)
    days = sorted(data.draw(st.lists(spans, min_size=many, max_size=many, unique=True)))
    curve = curve_from_quotes(days, quoted)
    assert curve.term_rate(days) == pytest.approx(quoted, abs=1e-8)


def test_numbers_in_numbers_out_and_arrays_in_their_shape():
    curve = curve_from_moves(4.0, [10], [-25])
    assert isinstance(curve.term_rate(30), float) and isinstance(break_even_overnight(4.0, 30), float)
    assert curve.term_rate([[1, 10], [20, 30]]).shape == (2, 2)
    assert curve.term_rate([1, 10]) == pytest.approx([4.0, curve_from_moves(4.0).term_rate(10)])
    assert break_even_overnight([[3.0], [4.0]], [30, 90, 180]).shape == (2, 3)
    assert curve.growth(0) == 1


@pytest.mark.parametrize(
    ("call", "said"),
    (
        (lambda: curve_from_moves(2000), "overnight rate is 2000% a year; it must be at most 1000% a year."),
        (lambda: curve_from_moves(4, [10, 10], [1, 1]), "not whole and ascending"),
        (lambda: curve_from_moves(4, [10.5], [1]), "not whole and ascending"),
        (lambda: curve_from_moves(4, [10], [1, 2]), "1 days and 2 numbers"),
        (lambda: curve_from_moves(4, [0], [1]), "day of the curve is 0 days"),
        (lambda: curve_from_moves(4, [10], [float("nan")]), "move is nan bp; it must be a finite number."),
        (lambda: curve_from_quotes([], []), "there are 0 term quotes"),
        (lambda: curve_from_quotes([3600], [-20.0]), "leaves nothing of a dollar"),
        (lambda: break_even_overnight(-90, 400), "leaves nothing of a dollar"),
        (lambda: curve_from_moves(4).term_rate(0), "days is 0 days; it must be at least 1 days."),
        (lambda: curve_from_moves(4).overnight_on(-1), "night is -1 days"),
    ),
)
def test_what_cannot_be_gets_a_sentence(call, said):
    with pytest.raises(ValueError) as caught:
        call()
    assert said in str(caught.value)


def test_assumptions_are_sentences():
    assert all(text.endswith(".") and len(text) > 40 for text in ASSUMPTIONS)
