"""The future's DV01s, hedge ratios, rebalancing after a switch, and the cash it takes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib.securities.basis import (
    cheapest_to_deliver,
    converted_prices,
    forward_price,
    model_futures_price,
    prepare_basket,
    shifted_prices,
)
from basislib.securities.hedges import (
    conversion_factor_hedge,
    dv01_hedge,
    futures_dv01,
    futures_repo_dv01,
    rebalancing,
    rebalancing_cash,
    tail,
)
from basislib.securities.notes import note_dv01
from basislib.securities.notes import yield_from_price as yield_of
from tests.test_basis import quoted, random_basket, the_paper_s_basket

pytestmark = pytest.mark.filterwarnings("error")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.floats(-300, 300), st.floats(0, 8))
def test_three_futures_dv01s(seed, shift, rate):
    basket = random_basket(seed)
    at = cheapest_to_deliver(basket, shift, repo_rate=rate)
    dv01 = futures_dv01(basket, shift, repo_rate=rate)
    note = basket.coupon[at], basket.maturity[at]
    factor, clean = basket.conversion_factor[at], shifted_prices(basket, shift)[at]
    spot = note_dv01(basket.yield_[at] + shift / 100, *note, basket.settle)
    assert dv01.spot == pytest.approx(spot / factor, rel=1e-10)
    up, down = (converted_prices(basket, shift + bump, repo_rate=rate)[at] for bump in (0.5, -0.5))
    assert dv01.repo_held == pytest.approx(down - up, rel=1e-6)
    when = {"settle": basket.settle, "delivery": basket.delivery}
    forward = forward_price(clean, coupon=note[0], maturity=note[1], **when, repo_rate=rate)
    later = note_dv01(yield_of(forward, *note, basket.delivery), *note, basket.delivery)
    assert dv01.forward_yield == pytest.approx(later / factor, rel=1e-10)
    assert futures_dv01(basket, shift, repo_rate=rate, note=at) == dv01


def test_the_three_differ_by_eight_per_cent_for_the_paper_s_contract():
    dv01 = futures_dv01(the_paper_s_basket(), repo_rate=3.694)
    assert dv01.forward_yield < dv01.spot < dv01.repo_held
    assert dv01.repo_held / dv01.forward_yield == pytest.approx(1.08, abs=0.005)
    assert 1000 * dv01.spot == pytest.approx(44, abs=0.5)  # dollars a contract


def test_dv01s_broadcast_like_prices():
    basket, rate = random_basket(3), np.array([2.0, 5.0])
    level, slope = np.linspace(-200, 200, 5)[:, None, None], np.linspace(-30, 30, 3)[:, None]
    dv01 = futures_dv01(basket, level, slope, repo_rate=rate)
    for at in np.ndindex(5, 3, 2):
        alone = futures_dv01(basket, level[at[0], 0, 0], slope[at[1], 0], repo_rate=rate[at[2]])
        assert dv01.forward_yield[at] == pytest.approx(alone.forward_yield, rel=1e-12)
        assert (dv01.spot[at], dv01.repo_held[at]) == pytest.approx((alone.spot, alone.repo_held), rel=1e-14)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.floats(-200, 200), st.floats(0, 8))
def test_the_future_rises_with_the_repo_rate(seed, shift, rate):
    basket = random_basket(seed)
    at = cheapest_to_deliver(basket, shift, repo_rate=rate)
    up, down = (converted_prices(basket, shift, repo_rate=rate + bump)[at] for bump in (0.01, -0.01))
    assert futures_repo_dv01(basket, shift, repo_rate=rate) == pytest.approx((up - down) / 2, rel=1e-7)
    assert futures_repo_dv01(basket, shift, repo_rate=rate, note=at) > 0


def test_contracts_of_the_book():
    # Tuckman and Serrat, 11.9: 100 million of the 2.875s of May 2028, factor 0.8338, "about 834 contracts"
    assert conversion_factor_hedge(100e6, 0.8338) == pytest.approx(833.8)
    assert tail(100e6, 0.8338) == pytest.approx(166.2)
    assert tail(100e6, 1.25) == pytest.approx(-250)
    assert conversion_factor_hedge(200e6, np.array([0.5, 1]), contract_face=200_000) == pytest.approx([500, 1000])


@settings(deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 8))
def test_the_dv01_hedge_of_the_cheapest_note_is_the_factor_up_to_carry(seed, rate):
    basket = random_basket(seed)
    at = cheapest_to_deliver(basket, repo_rate=rate)
    factor = basket.conversion_factor[at]
    note = note_dv01(basket.yield_[at], basket.coupon[at], basket.maturity[at], basket.settle)
    dv01 = futures_dv01(basket, repo_rate=rate)
    assert dv01_hedge(1e8, note, dv01.spot) == pytest.approx(conversion_factor_hedge(1e8, factor), rel=1e-10)
    growth = 1 + rate / 100 * basket.span.days.item(0) / 360
    assert dv01_hedge(1e8, note, dv01.repo_held) == pytest.approx(1000 * factor / growth, rel=1e-10)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.floats(-400, 400), st.floats(0, 8), st.sampled_from(["contracts", "notes"]))
def test_after_rebalancing_a_shift_costs_nothing(seed, shift, rate, way):
    basket = random_basket(seed)
    plan = rebalancing(basket, 110, shift, repo_rate=rate, face=5e8, way=way)
    future = futures_dv01(basket, shift, repo_rate=rate).repo_held
    note = plan.held if way == "contracts" else plan.cheapest
    moved = basket.yield_[note] + shift / 100
    owned = plan.face_after * note_dv01(moved, basket.coupon[note], basket.maturity[note], basket.settle)
    assert plan.contracts_after * plan.contract_face * future == pytest.approx(owned, rel=1e-9)
    today = futures_dv01(basket, repo_rate=rate).repo_held
    held = basket.yield_[plan.held], basket.coupon[plan.held], basket.maturity[plan.held]
    owned = plan.face_before * note_dv01(*held, basket.settle)
    assert plan.contracts_before * plan.contract_face * today == pytest.approx(owned, rel=1e-9)
    if plan.held == plan.cheapest:
        assert plan.contracts_to_sell == pytest.approx(0, abs=1e-6)
        assert plan.added_value == pytest.approx(0, abs=1e-3)
    assert (plan.contracts_after == plan.contracts_before) or way == "contracts"
    assert (plan.face_after == plan.face_before) or way == "notes"


def test_cash_a_switch_takes():
    notes, when, future = quoted("US", "2023-12")
    basket = prepare_basket(notes, **when)
    shifts = np.array([-100.0, 0.0, 100.0])
    plan = rebalancing(basket, future, shifts, repo_rate=5.413, face=1e9)
    assert plan.contracts_to_sell[2] < 0  # rates up: a longer bond is cheapest and one contract hedges more
    model = model_futures_price(basket, future, shifts, repo_rate=5.413)
    cash = rebalancing_cash(plan, haircut=0.02, initial_margin=0.03, leverage=15)
    expected = plan.contracts_before * 1000 * (model - future)
    assert cash.variation_margin == pytest.approx(expected, abs=1e-3)
    assert cash.initial_margin == pytest.approx(0.03 * 100_000 * plan.contracts_to_sell)
    assert cash.haircut == pytest.approx(0)
    assert cash.total == pytest.approx(expected + cash.initial_margin, abs=1e-3)
    value = basket.clean_price[plan.held[0]] + basket.accrued[plan.held[0]]
    assert cash.own_money == pytest.approx(1e9 * value / 100 / 15)
    assert cash.free_cash == pytest.approx(cash.own_money - 0.02 * 1e7 * value - 3000 * plan.contracts_before)
    assert cash.shortfall == pytest.approx(np.maximum(cash.total - cash.free_cash, 0))
    assert cash.total[1] == pytest.approx(0, abs=1e-3)
    assert cash.share_of_own_money[0] > 1  # a rally of 100 basis points takes more than all the fund's money
    swap = rebalancing(basket, future, shifts, repo_rate=5.413, face=1e9, way="notes")
    swapped = rebalancing_cash(swap, haircut=0.02, initial_margin=0.03, leverage=15)
    assert swapped.initial_margin == pytest.approx(0)
    assert swapped.haircut == pytest.approx(0.02 * (swap.value_after - swap.value_held))
    assert abs(swapped.haircut[2]) > 1e5
    note = plan.held[2]
    owned = 1e9 * note_dv01(basket.yield_[note] + 1, basket.coupon[note], basket.maturity[note], basket.settle)
    hedge = futures_dv01(basket, 100.0, repo_rate=5.413).repo_held
    assert plan.contracts_after[2] == pytest.approx(dv01_hedge(1e9, owned / 1e9, hedge), rel=1e-9)
    assert plan.cheapest[2] != note
    one = rebalancing_cash(
        rebalancing(basket, future, 100.0, repo_rate=5.413, face=1e9), haircut=0.02, initial_margin=0.03, leverage=15
    )
    assert one.total == pytest.approx(cash.total[2])
    assert type(one.total) is type(one.shortfall) is float


def test_a_leverage_without_room_is_refused():
    plan = rebalancing(random_basket(1), 110, 50.0, repo_rate=4.0, face=1e8)
    with pytest.raises(
        ValueError, match="^Leverage 50 is too high: haircut and initial margin lock own money"
    ) as refusal:
        rebalancing_cash(plan, haircut=0.02, initial_margin=0.03, leverage=50)
    most = float(str(refusal.value).split("at most ")[1].split(" times")[0])
    assert rebalancing_cash(plan, haircut=0.02, initial_margin=0.03, leverage=most).free_cash >= 0
    with pytest.raises(ValueError, match="is too high"):
        rebalancing_cash(plan, haircut=0.02, initial_margin=0.03, leverage=most + 0.1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: futures_dv01(random_basket(1), repo_rate=4, note=8), "note is 8; it must be at most 7"),
        (lambda: conversion_factor_hedge(0, 0.9), "face value is 0 dollars; it must be above 0 dollars"),
        (lambda: dv01_hedge(1e6, 0.04, 0), "futures DV01 is 0 points per basis point; it must be above 0"),
        (
            lambda: rebalancing(random_basket(1), 109, 10, repo_rate=4, face=1e8, way="both"),
            "way is 'both'; it must be 'contracts' or 'notes'",
        ),
    ],
)
def test_refusals_are_sentences(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")
