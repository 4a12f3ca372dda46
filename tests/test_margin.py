"""How large a margin must be."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.fund import margin
from basislib.fund.calls import median_days_to_call
from basislib.fund.margin import (
    MOST_SAVED,
    NOTE_OVER_FUTURE,
    anti_procyclical_margin,
    cross_margin,
    initial_margin,
    maintenance_share,
    margin_for_volatility,
    next_volatility,
)
from basislib.fund.usual import MARGIN

pytestmark = pytest.mark.filterwarnings("error")


def test_margin_follows_volatility():
    assert margin_for_volatility(2.0) == 9.32
    assert margin_for_volatility([0, 1, 2], multiple=3).tolist() == [0, 3, 6]
    assert margin_for_volatility([1, 2], multiple=[[1], [2], [3]]).shape == (3, 2)


@pytest.mark.parametrize(
    ("arguments", "fraction"),
    [
        (dict(volatility_bp=5, duration=4), 4 * 23.3e-4),
        (dict(volatility_bp=0, duration=4), 4 * 10e-4),  # the floor
        (dict(volatility_bp=100, duration=4), 4 * 50e-4),  # the cap
        (dict(volatility_bp=5, duration=4, multiple=2, floor_bp=0), 4 * 10e-4),
        (dict(volatility_bp=5, duration=4, floor_bp=30, cap_bp=30), 4 * 30e-4),
    ],
)
def test_margin_from_the_volatility_of_the_yield(arguments, fraction):
    assert initial_margin(**arguments) == pytest.approx(fraction, rel=1e-14)
    assert type(initial_margin(**arguments)) is float


@pytest.mark.parametrize(("sigma", "covered_bp"), [(4.28, 20), (6.36, 30), (7.9, 37), (5.4, 25)])
def test_margin_at_the_volatilities_of_the_episodes(sigma, covered_bp):
    """Starting volatilities of section 8, before each episode's own moves: 20 to 37bp of yield."""
    assert round(initial_margin(sigma, 1) * 1e4) == covered_bp


@given(sigma=st.floats(0, 1e3), duration=st.floats(0.01, 40), floor=st.floats(0, 100), width=st.floats(0, 100))
def test_margin_stays_between_floor_and_cap(sigma, duration, floor, width):
    margin_now = initial_margin(sigma, duration, floor_bp=floor, cap_bp=floor + width)
    assert duration * floor * 1e-4 * (1 - 1e-12) <= margin_now <= duration * (floor + width) * 1e-4 * (1 + 1e-12)
    assert initial_margin(sigma + 1, duration, floor_bp=floor, cap_bp=floor + width) >= margin_now
    no_limits = initial_margin(sigma, duration, floor_bp=0, cap_bp=1e6)
    assert no_limits == pytest.approx(margin_for_volatility(sigma) * duration * 1e-4, rel=1e-12)


def test_margin_rules_broadcast():
    grid = initial_margin(np.array([2.0, 5, 20]), np.array([[2.0], [4]]))
    assert grid.shape == (2, 3)
    assert grid[1, 2] == initial_margin(20, 4) and grid[0, 0] == initial_margin(2, 2)


def test_damped_margins():
    margins = np.array([1.0, 1.25, 2, 4])
    assert anti_procyclical_margin(margins, 4).tolist() == [1, 1.25, 2, 4]
    assert anti_procyclical_margin(margins, 4, "floor").tolist() == [2.4, 2.4, 2.4, 4]
    assert anti_procyclical_margin(margins, 4, "stress weight").tolist() == [1.75, 1.9375, 2.5, 4]
    assert anti_procyclical_margin(margins, 4, "buffer", calm_margin=1).tolist() == [1.25, 1.25, 2, 4]
    assert anti_procyclical_margin(0.8, 4, "buffer", calm_margin=1) == 1.0
    assert anti_procyclical_margin(1.0, [2, 4]).tolist() == [1, 1]


@given(margin_now=st.floats(0, 1), rise=st.floats(0, 1), stress=st.floats(0, 1), calm=st.floats(0, 1))
def test_damping_never_lowers_a_margin_below_the_rule_and_softens_its_rise(margin_now, rise, stress, calm):
    later = margin_now + rise
    for rule in ("floor", "buffer"):
        before = anti_procyclical_margin(margin_now, stress, rule, calm)
        assert before >= margin_now
        assert anti_procyclical_margin(later, stress, rule, calm) >= before
    if later <= stress and calm <= margin_now:
        for rule in ("floor", "buffer", "stress weight"):
            damped = [anti_procyclical_margin(m, stress, rule, calm) for m in (margin_now, later)]
            assert damped[1] - damped[0] <= rise + 1e-12


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: initial_margin(-1, 4), ["yield volatility is -1 bp a day", "at least 0"]),
        (lambda: initial_margin(5, 0), ["duration is 0 years", "above 0"]),
        (lambda: initial_margin(5, 4, floor_bp=60), ["margin floor is 60 bp of yield", "margin cap, 50 bp of yield"]),
        (lambda: initial_margin(5, 4, multiple=-1), ["multiple is -1 daily standard deviations"]),
        (lambda: margin_for_volatility(-1), ["volatility is -1 dollars per unit a day"]),
        (lambda: anti_procyclical_margin(1, 2, "brake"), ["rule is 'brake'", "'floor'"]),
        (lambda: anti_procyclical_margin(1, 2, "buffer"), ["calm margin is missing", "'buffer'"]),
        (lambda: anti_procyclical_margin(-1, 2), ["margin is -1", "at least 0"]),
    ],
)
def test_impossible_margins_are_refused(refused, words):
    with pytest.raises(ValueError) as refusal:
        refused()
    for word in words:
        assert word in str(refusal.value)


# ---- as at CME --------------------------------------------------------------------------------------


def test_maintenance_as_at_cme():
    assert maintenance_share() == pytest.approx(100 / 110) and maintenance_share("other") == 1
    with pytest.raises(ValueError, match="account is 'speculative'; it must be 'heightened' or 'other'"):
        maintenance_share("speculative")


def test_at_cme_even_odds_of_a_call_come_at_once():
    """On a margin of 10 dollars that moves 2 a day: 3.4 days at 75%, 0.45 as at CME, none where every loss is a call."""
    shares = [0.75, maintenance_share(), maintenance_share("other")]
    days = [median_days_to_call(10 * (1 - share), 2) for share in shares]
    assert days == pytest.approx([3.43, 0.454, 0], abs=0.005)


def test_volatility_after_a_move_does_not_ask_for_its_sign():
    assert next_volatility(5, [-20, 20]) == pytest.approx([(0.94 * 25 + 0.06 * 400) ** 0.5] * 2)
    assert next_volatility(5, 5, 0.3) == pytest.approx(5) and next_volatility(5, 0) < 5
    assert next_volatility([5, 6], [[0], [10], [20]]).shape == (3, 2)
    assert type(next_volatility(5, 5)) is float


def test_two_houses_and_the_smaller_saving_counts():
    apart = cross_margin(MARGIN, NOTE_OVER_FUTURE * MARGIN)
    assert apart == pytest.approx(0.0215, abs=5e-5)
    assert cross_margin(MARGIN, NOTE_OVER_FUTURE * MARGIN, MOST_SAVED, MOST_SAVED) == pytest.approx(0.0043, abs=5e-5)
    assert cross_margin(MARGIN, NOTE_OVER_FUTURE * MARGIN, MOST_SAVED, 0.5) == pytest.approx(apart / 2)
    assert cross_margin(343.24, 0, 0.8, 0.8) == pytest.approx(68.65, abs=0.005)  # the order's own example
    assert cross_margin([1, 2], [[1], [2], [3]], 0.5, [0.2, 0.6]).shape == (3, 2)
    with pytest.raises(ValueError, match=r"saving is 0.9 of both margins; it must be at most 0.8"):
        cross_margin(0.01, 0.01, 0.9)
    with pytest.raises(ValueError, match=r"note margin is -1 of par; it must be at least 0"):
        cross_margin(0.01, -1)


def test_examples_in_the_docstrings():
    assert doctest.testmod(margin, optionflags=doctest.ELLIPSIS) == (0, 1)
