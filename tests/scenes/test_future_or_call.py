"""A future and a call option on milk tea, at one final price and over a range of them."""

import pytest

from basislib.scenes.future_or_call import compute, table


@pytest.mark.parametrize(
    ("price", "future", "call", "used"),
    ((88, -12, -4, False), (100, 0, -4, False), (104, 4, 0, True), (120, 20, 16, True)),
)
def test_the_option_costs_its_premium_and_no_more(price, future, call, used):
    ending = compute(price, 4.0)
    assert (ending.future_profit, ending.call_profit, ending.is_exercised) == (future, call, used)
    assert sum(ending.future_cash) == pytest.approx(future)
    assert sum(ending.call_cash) == pytest.approx(call)


def test_the_curves_go_through_the_point():
    ending = compute(88, 4.0)
    row = table(ending).set_index("price").loc[88.0]
    assert (row["future_profit"], row["call_option_profit"]) == (-12, -4)
