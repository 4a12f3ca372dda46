"""The months of milk tea: Ann pays and is whole, Ben does not and has lost, whatever comes later."""

import numpy as np
import pytest

from basislib.scenes.margin_account import DAYS, RANDOM, SHAPES, START, compute, price_path, story, table


def test_the_price_comes_back_to_ann_and_not_to_ben():
    ann, ben = story("pays"), story("refuses")
    assert ann.account.price[-1] == START
    assert ann.balance == pytest.approx(ann.paid_in) == 10 + ann.calls.sum()
    assert ann.profit == pytest.approx(0)
    # down 2.5 standard deviations of $2 on day 5: the first balance below $7.50
    assert (ben.account.close_out_day, ben.close_out_price) == (5, pytest.approx(95))
    assert ben.is_closed and not ann.is_closed
    assert (ben.profit, ben.balance, ben.paid_in) == pytest.approx((-5, 5, 10))
    assert ben.calls == pytest.approx([5])
    assert ben.other.total_profit == ann.account.total_profit


def test_what_counts_is_what_has_happened_so_far():
    before, on = (compute("dip", 2.0, "long", "pays", 10.0, 75, day) for day in (4, 5))
    assert before.calls.size == 0 and before.paid_in == 10
    assert on.calls == pytest.approx([5]) and on.paid_in == pytest.approx(15)
    assert (before.price, before.balance) == pytest.approx((98.2, 8.2))
    assert len(table(on)) == 6


@pytest.mark.parametrize("path", [*SHAPES, *RANDOM])
def test_each_month_has_its_days_and_starts_at_the_trade_price(path):
    prices = price_path(path, 2.0)
    assert prices.shape == (DAYS + 1,) and prices[0] == START
    assert np.array_equal(prices, price_path(path, 2.0))


def test_the_short_has_the_mirrored_month():
    long = compute("dip", 2.0, "long", "pays", 10.0, 75, 20)
    short = compute("spike", 2.0, "short", "pays", 10.0, 75, 20)
    assert short.account.balance == pytest.approx(long.account.balance)
