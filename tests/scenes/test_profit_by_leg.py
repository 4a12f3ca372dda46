"""The talk's trade: a cent is left wherever prices go, and a cent takes it."""

import math

import pytest

from basislib.fund.trade import BasisTrade, profit_by_leg
from basislib.scenes.profit_by_leg import COUPON, REPO_RATE, table, talk


@pytest.mark.parametrize("final", (80.0, 100.0, 120.0))
def test_a_cent_is_left_wherever_prices_go(final):
    scene = talk(final_price=final)
    assert (scene.total, scene.before_interest, scene.spare) == pytest.approx((1, 1, 1))
    assert scene.legs.cash == final - 100
    assert scene.on_own_money == pytest.approx(0.3)  # at 30 times


def test_one_unlucky_cent_takes_it():
    assert talk(slippage=1.0).total == pytest.approx(0, abs=1e-9)


def test_cents_and_per_cent_are_points_and_shares_in_the_model():
    scene = talk(slippage=2.0, costs=0.5, haircut=2.0, initial_margin=1.2, leverage=25, repo_rate=3.0, coupon=4.0)
    trade = BasisTrade(
        100,
        100.01,
        120,
        slippage=0.02,
        costs=0.005,
        haircut=0.02,
        initial_margin=0.012,
        leverage=25,
        repo_rate=3.0,
        coupon=4.0,
        days=30,
        day_move=0.0,
    )
    assert scene.trade == trade
    assert scene.total == pytest.approx(100 * profit_by_leg(trade).total)


def test_at_the_break_even_rate_nothing_is_left():
    with_interest = talk(coupon=COUPON, repo_rate=REPO_RATE)
    assert -100 * with_interest.legs.repo == pytest.approx(33)  # 99 at 4% for 30 days of 360
    assert talk(coupon=COUPON, repo_rate=with_interest.break_even_rate).total == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("haircut", "margin", "times"), ((0.0, 1.2, 83.3333), (2.0, 1.2, 31.25), (0.0, 0.0, math.inf)))
def test_the_ceiling_is_what_haircut_and_margin_lock(haircut, margin, times):
    assert talk(haircut=haircut, initial_margin=margin, leverage=20).ceiling == pytest.approx(times, rel=1e-5)


def test_what_the_terms_do_not_allow_is_refused():
    with pytest.raises(ValueError, match="Leverage 100 is too high"):
        talk(leverage=100)


def test_the_table_adds_up():
    points = table(talk(coupon=4.0, repo_rate=4.0, costs=0.5)).set_index("leg")["points_per_100"]
    assert list(points.index) == ["cash", "futures", "carry", "repo", "own_cash", "costs", "total"]
    assert points.iloc[:-1].sum() == pytest.approx(points["total"])
