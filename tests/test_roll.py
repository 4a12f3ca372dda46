"""The roll: two contracts side by side, on the quotes of one day in the roll of May 2020."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.securities.contracts import conversion_factor
from basislib.securities.notes import accrued_interest
from basislib.securities.roll import fair_calendar_spread, implied_forward_repo, roll_gain

BOND = {"coupon": 4.5, "maturity": date(2036, 2, 15)}
DAYS = {"front_delivery": date(2020, 6, 30), "back_delivery": date(2020, 9, 30)}
SETTLED = (179 + 20 / 32, 178 + 3 / 32, 0.85, 0.8514)  # Hull, 11th edition, table 6.1: settlements of 20 May 2020


def test_the_factors():
    assert [conversion_factor("US", month, **BOND) for month in ("2020-06", "2020-09")] == [0.85, 0.8514]


def test_the_quotes_of_may_2020():
    assert implied_forward_repo(*SETTLED, **BOND, **DAYS) == pytest.approx(0.2016, abs=1e-4)
    traded = (179 + 27 / 32, 178 + 8 / 32, 0.85, 0.8514)  # the day after: the spread is 2/32 wider
    assert implied_forward_repo(*traded, **BOND, **DAYS) == pytest.approx(0.0664, abs=1e-4)


def test_by_hand():
    """Pay the front invoice on 30 June, get a coupon on the way, deliver on 30 September."""
    paid = 179.625 * 0.85 + accrued_interest(**BOND, settle=date(2020, 6, 30))
    got = 178.09375 * 0.8514 + accrued_interest(**BOND, settle=date(2020, 9, 30))
    rate = 0.06 / 100
    loan = paid * (1 + rate * 92 / 360) - 2.25 * (1 + rate * (date(2020, 9, 30) - date(2020, 8, 15)).days / 360)
    assert roll_gain(*SETTLED, **BOND, **DAYS, repo_rate=0.06) == pytest.approx(got - loan, abs=1e-4)


@given(st.floats(100, 200), st.floats(-3, 3), st.floats(-1, 8))
def test_three_ways_to_say_the_same(front, spread, rate):
    prices = (front, front - spread, 0.85, 0.8514)
    forward = implied_forward_repo(*prices, **BOND, **DAYS)
    gain = roll_gain(*prices, **BOND, **DAYS, repo_rate=rate)
    fair = fair_calendar_spread(front, 0.85, 0.8514, **BOND, **DAYS, repo_rate=rate)
    assert gain == pytest.approx(0.8514 * (fair - spread), abs=1e-9)  # the spread is bought: dear if above fair
    assert (gain > 1e-9) <= (forward > rate) and (gain < -1e-9) <= (forward < rate)
    assert roll_gain(*prices, **BOND, **DAYS, repo_rate=forward) == pytest.approx(0, abs=1e-9)


def test_what_cannot_be_gets_a_sentence():
    with pytest.raises(ValueError, match="must be after the settlement date"):
        implied_forward_repo(*SETTLED, **BOND, front_delivery=date(2020, 9, 30), back_delivery=date(2020, 6, 30))
    with pytest.raises(ValueError, match="futures price is 0 points per 100 face"):
        roll_gain(0, 178, 0.85, 0.85, **BOND, **DAYS, repo_rate=0.06)
