"""The cheapest note and day: the numbers of four baskets, and what several delivery days change."""

from datetime import date

import numpy as np
import pytest

from basislib.record.datasets import basket as recorded
from basislib.securities.basis import (
    carry,
    carry_table,
    cheapest_delivery,
    cheapest_to_deliver,
    converted_prices,
    forward_price,
    implied_repo_rate,
    net_basis,
    prepare_basket,
    prices_by_day,
    rank_deliverables,
    switch_points,
)
from basislib.securities.delivery import delivery_days
from basislib.securities.hedges import futures_dv01, rebalancing
from basislib.securities.quotes import in_32nds
from tests.test_basis import random_basket

pytestmark = pytest.mark.filterwarnings("error")


def ready(contract, month, *ends):
    """A basket on record, deliverable on the days at the given ends of its month."""
    quotes, days = recorded(contract, month), delivery_days(contract, month)
    chosen = [getattr(days, f"{end}_delivery") for end in ends or ("first", "last")]
    return prepare_basket(quotes.notes, settle=quotes.settle, delivery=chosen), quotes.futures_price


def cheapest_net_basis(contract, month, rate, *ends):
    basket, future = ready(contract, month, *ends)
    return in_32nds(rank_deliverables(basket, future, repo_rate=rate)["net_basis"][0])


@pytest.mark.parametrize(
    ("contract", "month", "rate", "first", "last"),
    [
        ("FV", "2025-06", 4.33, -0.09, 1.82),
        ("TY", "2019-12", 2.20, -0.11, 0.87),
        ("US", "2023-12", 5.413, 3.70, 6.20),
        ("TY", "2024-12", 5.35, 5.04, 8.63),
    ],
)
def test_with_negative_carry_the_first_day_is_cheaper(contract, month, rate, first, last):
    assert cheapest_net_basis(contract, month, rate, "first") == pytest.approx(first, abs=0.005)
    assert cheapest_net_basis(contract, month, rate, "last") == pytest.approx(last, abs=0.006)
    assert cheapest_net_basis(contract, month, rate) == cheapest_net_basis(contract, month, rate, "first")


@pytest.mark.parametrize(("rate", "net"), [(5.35, 8.63), (5.11, 5.35), (4.87, 2.08)])
def test_the_rate_to_delivery_is_worth_as_much_as_the_day(rate, net):
    assert cheapest_net_basis("TY", "2024-12", rate, "last") == pytest.approx(net, abs=0.005)


def test_the_better_day_follows_the_sign_of_the_daily_carry():
    quotes, days = recorded("FV", "2026-03"), delivery_days("FV", "2026-03")
    basket = prepare_basket(quotes.notes, settle=quotes.settle, delivery=(days.first_delivery, days.last_delivery))
    for rate in (3.0, 3.6, 3.9, 4.2, 5.0):
        each = {"coupon": 4.0, "maturity": date(2030, 5, 31), "settle": quotes.settle, "repo_rate": rate}
        waited = [carry(basket.clean_price[0], delivery=day, **each) for day in basket.deliveries]
        _, day = cheapest_delivery(basket, repo_rate=rate)
        assert day == int(waited[1] > waited[0])
        table = rank_deliverables(basket, quotes.futures_price, repo_rate=rate)
        assert table["delivery"][0] == basket.deliveries[day]


@pytest.mark.parametrize(
    ("contract", "month", "rate"), [("FV", "2025-06", 4.33), ("TY", "2019-12", 2.0), ("US", "2023-12", 5.41)]
)
def test_no_day_between_the_two_ends_is_better(contract, month, rate):
    quotes, days = recorded(contract, month), delivery_days(contract, month)
    every = prepare_basket(quotes.notes, settle=quotes.settle, delivery=days.deliverable)
    ends, _ = ready(contract, month)
    assert len(every.deliveries) > 19
    assert converted_prices(every, repo_rate=rate).min() == pytest.approx(
        converted_prices(ends, repo_rate=rate).min(), abs=1e-12
    )


def test_across_days_net_bases_decide_and_not_implied_repos():
    basket, future = ready("US", "2023-12")
    first, last = basket.deliveries
    note = {"coupon": basket.coupon[0], "maturity": basket.maturity[0], "settle": basket.settle}
    quotes = basket.clean_price[0], future, basket.conversion_factor[0]
    implied = [implied_repo_rate(*quotes, **note, delivery=day) for day in (first, last)]
    net = [net_basis(*quotes, **note, delivery=day, repo_rate=5.41) for day in (first, last)]
    assert implied[1] > implied[0] and net[0] < net[1]  # a small loss over nine days is a large one a year
    table = rank_deliverables(basket, future, repo_rate=5.41)
    assert table["delivery"][0] == first
    assert table["net_basis"][0] == pytest.approx(net[0], abs=1e-12) == table["net_basis"].min()


def test_with_two_days_every_note_has_the_lower_of_two_prices():
    both, _ = ready("US", "2023-12")
    level, slope = np.linspace(-100, 200, 7)[:, None], np.linspace(-50, 50, 5)
    by_day = prices_by_day(both, level, slope, repo_rate=4.8)
    assert by_day.shape == (7, 5, 2, 18)
    for at, day in enumerate(both.deliveries):
        assert by_day[..., at, :] == pytest.approx(converted_prices(both.on(day), level, slope, repo_rate=4.8))
    assert converted_prices(both, level, slope, repo_rate=4.8) == pytest.approx(by_day.min(axis=-2))
    note, day = cheapest_delivery(both, level, slope, repo_rate=4.8)
    assert (note == cheapest_to_deliver(both, level, slope, repo_rate=4.8)).all()
    at = np.ix_(range(7), range(5))
    assert by_day[(*at, day, note)] == pytest.approx(by_day.min(axis=(-2, -1)))
    assert set(day.ravel().tolist()) == {0, 1}  # at this rate the day turns within the range


def test_switches_run_over_notes_and_days():
    both, _ = ready("US", "2023-12")
    rate, low, high = 4.2, -150.0, 250.0
    table = switch_points(both, repo_rate=rate, low_bp=low, high_bp=high, days_too=True)
    notes_only = switch_points(both, repo_rate=rate, low_bp=low, high_bp=high)
    assert len(table) > len(notes_only) > 1
    assert set(notes_only["shift_bp"]) <= set(table["shift_bp"])
    edges = [low, *table["shift_bp"], high]
    order = [
        *zip(table["from_note"], table["from_delivery"], strict=True),
        (table["to_note"].iloc[-1], table["to_delivery"].iloc[-1]),
    ]
    for (note, delivery), left, right in zip(order, edges[:-1], edges[1:], strict=True):
        inside = np.linspace(left, right, 200)[1:-1]
        at, day = cheapest_delivery(both, inside, repo_rate=rate)
        assert right - left < 1e-3 or ((at == note).all() and {both.deliveries[one] for one in day} == {delivery})
    for row in table.itertuples():
        here = prices_by_day(both, row.shift_bp, repo_rate=rate)
        assert here.min() == pytest.approx(row.converted_price, abs=1e-9)


def test_the_carry_table():
    both, _ = ready("US", "2023-12")
    table = carry_table(both, repo_rate=5.41)
    assert len(table) == 2 * 18
    row = table.iloc[1]
    assert (row["coupon"], row["delivery"], row["days"]) == (4.5, date(2023, 12, 29), 37)
    note = {"coupon": 4.5, "maturity": date(2039, 8, 15), "settle": both.settle, "delivery": row["delivery"]}
    assert row["carry"] == pytest.approx(carry(both.clean_price[0], **note, repo_rate=5.41), abs=1e-12)
    assert row["income"] - row["financing"] == pytest.approx(row["carry"], abs=1e-12)
    assert row["forward_price"] == pytest.approx(forward_price(both.clean_price[0], **note, repo_rate=5.41), abs=1e-12)
    assert (table["carry_per_day"] < 0).all()


def test_a_hedge_is_sized_for_the_day_of_delivery():
    both, future = ready("US", "2023-12")
    for rate in (4.2, 5.41):
        note, day = cheapest_delivery(both, repo_rate=rate)
        alone = both.on(both.deliveries[day])
        assert futures_dv01(both, repo_rate=rate) == futures_dv01(alone, repo_rate=rate)
        plan, single = (rebalancing(each, future, 60.0, repo_rate=rate, face=1e8) for each in (both, alone))
        assert plan.contracts_before == pytest.approx(single.contracts_before, rel=1e-12)
        hedge = futures_dv01(both, 60.0, repo_rate=rate).repo_held
        owned = 1e8 * both.prices_at(both.shifted(60.0, 0.0))[1][plan.held]
        assert plan.contracts_after * plan.contract_face * hedge == pytest.approx(owned, rel=1e-9)


def test_a_basket_of_one_day_is_as_it_was():
    basket = random_basket(3)
    assert basket.deliveries == (basket.delivery,)
    assert basket.on(basket.delivery).span.days.tolist() == basket.span.days.tolist()
