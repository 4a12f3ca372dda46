"""A basis position held to delivery: what is locked in with how many futures, and the tail."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.securities.basis import net_basis
from basislib.securities.hedges import conversion_factor_hedge, tail
from basislib.securities.held import profit_to_delivery, tail_left_open

QUOTES = {
    "clean_price": 101.1953125, "futures_price": 109.09375, "conversion_factor": 0.9272, "coupon": 4.0,
    "maturity": date(2030, 5, 31), "settle": date(2025, 12, 15), "delivery": date(2026, 4, 3), "repo_rate": 3.694,
}  # fmt: skip


def test_one_for_one_is_a_bet_on_rates():
    # a future 5 points lower or higher: +38 and -34 cents; with factor × face the same 2 cents either way
    moves = [-5.0, 5.0]
    one = 100 * profit_to_delivery(**QUOTES, futures_per_note=1.0, futures_move=moves)
    factor = 100 * profit_to_delivery(**QUOTES, futures_per_note=0.9272, futures_move=moves)
    assert one == pytest.approx([38.454, -34.346], abs=1e-3)
    assert factor == pytest.approx([2.054, 2.054], abs=1e-3)


@given(st.floats(0.5, 1.5), st.floats(0.5, 1.5), st.floats(-20, 20))
def test_it_is_what_the_legs_bring(factor, ratio, move):
    """Buy the note on repo, sell the futures, bring the hedge to 1 to 1 at the last price, deliver."""
    quotes = QUOTES | {"conversion_factor": factor}
    price, future = quotes["clean_price"], quotes["futures_price"]
    last = future + move
    invoice = last * factor
    carry = price - future * factor - net_basis(**quotes)
    futures = -ratio * (last - future)  # the tail, 1 - ratio, is sold at the last price and gains nothing more
    assert profit_to_delivery(**quotes, futures_per_note=ratio, futures_move=move) == pytest.approx(
        invoice - price + carry + futures, abs=1e-9
    )


def test_the_tail_is_what_the_hedge_and_the_delivery_differ_by():
    face, factor = 100e6, 0.9272
    assert conversion_factor_hedge(face, factor) == pytest.approx(927.2)
    assert tail(face, factor) == pytest.approx(72.8)
    # left open, a point on the note after the last trading day is 7.28 cents per 100, over three times the edge
    assert 100 * tail_left_open(factor, [-1, 1]) == pytest.approx([-7.28, 7.28])
    assert 100 * tail_left_open(1.0428, 1) == pytest.approx(-4.28)  # a factor above 1: notes are missing


def test_it_broadcasts():
    profits = profit_to_delivery(
        **QUOTES, futures_per_note=np.array([[0.9], [1.0]]), futures_move=np.linspace(-8, 8, 5)
    )
    assert profits.shape == (2, 5)
    assert isinstance(profit_to_delivery(**QUOTES, futures_per_note=1), float)


@pytest.mark.parametrize(
    ("changes", "said"),
    (
        ({"futures_per_note": -1}, "futures per note is -1; it must be at least 0."),
        ({"futures_per_note": 1, "futures_move": 2000}, "move of the future is 2000 points per 100 face"),
        ({"futures_per_note": 1, "futures_move": float("inf")}, "finite number"),
        ({"futures_per_note": 1, "delivery": date(2025, 12, 15)}, "must be after the settlement date"),
    ),
)
def test_what_cannot_be_gets_a_sentence(changes, said):
    with pytest.raises(ValueError) as caught:
        profit_to_delivery(**(QUOTES | changes))
    assert said in str(caught.value)
