"""The margin account day by day, and what a future pays beside a call option."""

import doctest
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from basislib.fund import account as module
from basislib.fund.account import MarginAccount, call_option_profit, futures_profit, margin_account
from basislib.fund.calls import simulate_prices, simulated_call_probability

pytestmark = pytest.mark.filterwarnings("error")

FIELDS = ("price", "variation_margin", "margin_call", "top_up", "balance", "profit", "is_open")

# Prices in 32nds: binary floating point holds them and their sums exactly, so tests may ask for equality.
ticks = st.integers(-4000, 8000)
paths_in_ticks = st.lists(ticks, min_size=1, max_size=12)


def account_of(price_ticks, initial, maintenance, **options):
    return margin_account(np.array(price_ticks) / 32, initial / 32, maintenance / 32, **options)


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in FIELDS)


# ---- the account ------------------------------------------------------------------------------------


def test_milk_tea_topped_up_gets_its_money_back():
    """100 of milk tea on a margin of 10, swings of 10: what was paid is no fee."""
    account = margin_account([100, 90, 100], initial_margin=10, maintenance_margin=8)
    assert account.variation_margin.tolist() == [0, -10, 10]
    assert account.margin_call.tolist() == [0, 10, 0]
    assert account.top_up.tolist() == [0, 10, 0]
    assert account.balance.tolist() == [10, 10, 20]
    assert account.profit.tolist() == [0, -10, 0]
    assert account.is_open.all()
    assert (account.total_profit, account.debt) == (0, 0)
    assert (account.first_call_day, account.close_out_day) == (1, -1)


def test_milk_tea_closed_out_misses_the_way_back():
    account = margin_account([100, 90, 100], initial_margin=10, maintenance_margin=8, top_up=False)
    assert account.margin_call.tolist() == [0, 10, 0]
    assert account.top_up.tolist() == [0, 0, 0]
    assert account.balance.tolist() == [10, 0, 0]
    assert account.profit.tolist() == [0, -10, -10]
    assert account.is_open.tolist() == [True, False, False]
    assert (account.total_profit, account.debt, account.close_out_day) == (-10, 0, 1)


def test_a_jump_beyond_the_margin_leaves_a_debt():
    account = margin_account([100, 85, 120], initial_margin=10, maintenance_margin=8, top_up=False)
    assert account.balance.tolist() == [10, -5, -5]
    assert account.debt == 5
    assert account.total_profit == -15


def test_the_call_goes_up_to_the_initial_margin_and_not_to_the_maintenance_margin():
    account = margin_account([100, 98.5, 97.5, 96], initial_margin=10, maintenance_margin=8)
    assert account.margin_call.tolist() == [0, 0, 2.5, 0]
    assert account.balance.tolist() == [10, 8.5, 10, 8.5]
    assert account.first_call_day == 2


def test_a_balance_at_the_maintenance_margin_brings_no_call():
    assert margin_account([100, 98], 10, 8).first_call_day == -1
    assert margin_account([100, 98 - 1 / 256], 10, 8).first_call_day == 1


def test_arithmetic_noise_brings_no_call():
    prices = [100.3, 98.1]
    assert 10 + (prices[1] - prices[0]) < 7.8  # binary floating point falls short of 7.8
    assert margin_account(prices, 10, 7.8).first_call_day == -1
    assert margin_account([100.3, 98.0999], 10, 7.8).first_call_day == 1


def test_arithmetic_noise_is_no_debt():
    prices = [128.3, 118.3]
    assert 10 + (prices[1] - prices[0]) < 0
    account = margin_account(prices, 10, 0, top_up=False)
    assert account.is_open.all() and account.debt == 0


def test_a_gain_delays_the_call():
    assert margin_account([100, 105, 94], 10, 8).first_call_day == 2
    assert margin_account([100, 105, 98.5], 10, 8).first_call_day == -1


def test_a_price_below_zero_is_only_a_large_loss():
    account = margin_account([18.27, -37.63], 10, 8)  # WTI crude, May 2020 contract, 17 and 20 April 2020
    assert account.total_profit == pytest.approx(-55.90)
    assert account.top_up[1] == pytest.approx(55.90)


def test_no_days_at_all():
    account = margin_account([100], 10, 8)
    assert account.balance.tolist() == [10]
    assert (account.total_profit, account.debt, account.first_call_day, account.close_out_day) == (0, 0, -1, -1)


def plain_account(prices, initial, maintenance, direction, pays):
    """The rules once more, one day at a time with exact fractions."""
    balance, profit, is_open, rows = Fraction(initial), Fraction(0), True, []
    for day, price in enumerate(prices):
        gain = Fraction(direction * (price - prices[day - 1])) if day and is_open else Fraction(0)
        balance, profit = balance + gain, profit + gain
        call = initial - balance if is_open and balance < maintenance else Fraction(0)
        paid = call if pays else Fraction(0)
        is_open = is_open and not (call and not pays)
        balance += paid
        rows.append((price, gain, call, paid, balance, profit, is_open))
    return [list(column) for column in zip(*rows, strict=True)]


@given(
    price_ticks=paths_in_ticks,
    initial=st.integers(1, 2000),
    share=st.integers(0, 4),
    side=st.sampled_from(["long", "short"]),
    pays=st.booleans(),
)
def test_account_equals_the_rules_in_exact_fractions(price_ticks, initial, share, side, pays):
    maintenance = Fraction(initial * share, 4)
    account = account_of(price_ticks, initial, float(maintenance), side=side, top_up=pays)
    rows = plain_account(price_ticks, initial, maintenance, 1 if side == "long" else -1, pays)
    for name, column in zip(FIELDS, rows, strict=True):
        scale = 1 if name == "is_open" else 32
        assert [scale * Fraction(float(entry)) for entry in getattr(account, name)] == column, name
    calls, closings = [bool(call) for call in rows[2]], [not is_open for is_open in rows[6]]
    assert account.first_call_day == (calls.index(True) if any(calls) else -1)
    assert account.close_out_day == (closings.index(True) if any(closings) else -1)
    assert account.total_profit * 32 == rows[5][-1]
    assert account.debt * 32 == (max(-rows[4][-1], 0) if any(closings) else 0)


@given(
    prices=arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 9)), elements=st.floats(-500, 500)),
    initial=st.floats(0.01, 100),
    share=st.floats(0, 1),
    side=st.sampled_from(["long", "short"]),
    pays=st.booleans(),
)
def test_identities(prices, initial, share, side, pays):
    account = margin_account(prices, initial, initial * share, side, pays)
    direction = 1 if side == "long" else -1
    change = np.diff(account.balance, axis=-1)
    np.testing.assert_allclose(change, (account.variation_margin + account.top_up)[:, 1:], atol=1e-9)
    paid_in = initial + np.cumsum(account.top_up, axis=-1)
    np.testing.assert_allclose(account.balance, paid_in + account.profit, atol=1e-9)
    last = np.where(account.close_out_day < 0, prices.shape[1] - 1, account.close_out_day)
    exit_price = np.take_along_axis(prices, last[:, None], axis=1)[:, 0]
    np.testing.assert_allclose(account.total_profit, direction * (exit_price - prices[:, 0]), atol=1e-9)
    open_balance = account.balance[account.is_open]
    assert (open_balance >= initial * share - 1e-9).all()
    assert ((account.margin_call == 0) | (account.margin_call > initial * (1 - share) - 1e-9)).all()
    if pays:
        assert account.is_open.all() and np.array_equal(account.top_up, account.margin_call)
    else:
        assert not account.top_up.any()
        assert np.array_equal(account.first_call_day, account.close_out_day)
        assert not account.variation_margin[:, 1:][~account.is_open[:, :-1]].any()


@given(price_ticks=paths_in_ticks, initial=st.integers(1, 999), pays=st.booleans())
def test_the_short_is_the_long_on_mirrored_prices(price_ticks, initial, pays):
    mirrored = [2 * price_ticks[0] - tick for tick in price_ticks]
    long = account_of(price_ticks, initial, initial / 2, side="long", top_up=pays)
    short = account_of(mirrored, initial, initial / 2, side="short", top_up=pays)
    assert all(np.array_equal(getattr(long, name), getattr(short, name)) for name in FIELDS[1:])


@given(price_ticks=paths_in_ticks, initial=st.integers(1, 999))
def test_long_and_short_pay_each_other(price_ticks, initial):
    """With both sides topping up, the clearing house passes on exactly what it takes in."""
    long = account_of(price_ticks, initial, initial / 2, side="long")
    short = account_of(price_ticks, initial, initial / 2, side="short")
    assert np.array_equal(long.variation_margin, -short.variation_margin)
    assert long.total_profit == -short.total_profit


@given(price_ticks=paths_in_ticks, initial=st.integers(1, 999), pays=st.booleans())
def test_the_unit_of_money_does_not_matter(price_ticks, initial, pays):
    dollars = account_of(price_ticks, initial, initial / 2, top_up=pays)
    contract = account_of([1024 * tick for tick in price_ticks], 1024 * initial, 512 * initial, top_up=pays)
    assert all(np.array_equal(1024 * getattr(dollars, name), getattr(contract, name)) for name in FIELDS[:-1])
    assert np.array_equal(dollars.is_open, contract.is_open)


def test_many_paths_at_once_are_the_same_as_one_by_one():
    prices = simulate_prices(100, 2, days=30, paths=12, seed=3).reshape(3, 4, 31)
    initial, maintenance, pays = (
        np.array([5.0, 6, 7, 8]),
        np.array([[3.0], [4], [5]]),
        np.array([True, True, False, False]),
    )
    batch = margin_account(prices, initial, maintenance, "short", pays)
    assert batch.first_call_day.shape == batch.debt.shape == (3, 4)
    assert (batch.first_call_day > 0).any() and (batch.close_out_day > 0).any()
    for row in range(3):
        for column in range(4):
            one = margin_account(prices[row, column], initial[column], maintenance[row, 0], "short", bool(pays[column]))
            assert all(np.array_equal(getattr(batch, name)[row, column], getattr(one, name)) for name in FIELDS)
            for summary in ("total_profit", "debt", "first_call_day", "close_out_day"):
                assert getattr(batch, summary)[row, column] == getattr(one, summary)


def test_with_and_without_top_up_in_one_call():
    both = margin_account([100, 90, 100], 10, 8, top_up=[True, False])
    assert both.balance.tolist() == [[10, 10, 20], [10, 0, 0]]
    assert both.price.tolist() == [[100, 90, 100]] * 2
    assert both.total_profit.tolist() == [0, -10]


def test_one_account_gives_plain_numbers_and_cannot_be_changed():
    account = margin_account([100, 85], 10, 8, top_up=False)
    assert type(account.total_profit) is float and type(account.debt) is float
    assert type(account.first_call_day) is int and type(account.close_out_day) is int
    with pytest.raises(AttributeError):
        account.balance = 0
    assert isinstance(account, MarginAccount)


def test_table():
    account = margin_account([100, 97, 101], 10, 8)
    table = account.to_frame()
    assert list(table.columns) == list(FIELDS) and table.index.name == "day"
    assert table["balance"].tolist() == [10, 10, 14]
    with pytest.raises(ValueError, match=r"shape \(2, 3\)"):
        margin_account([[100, 97, 101]] * 2, 10, 8).to_frame()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([100, math.nan], 10, 8), ["price is nan", "finite"]),
        ((100, 10, 8), ["prices", "trade price"]),
        (([], 10, 8), ["prices", "trade price"]),
        ((["a"], 10, 8), ["price is ['a']", "not a number"]),
        (([100, 1e101], 10, 8), ["price is 1e+101 dollars per unit", "at most 1e+100"]),
        (([100, 90], 0, 0), ["initial margin is 0 dollars per unit", "above 0"]),
        (([100, 90], 10, -1), ["maintenance margin is -1 dollars per unit", "at least 0"]),
        (([100, 90], 10, 12), ["maintenance margin is 12 dollars per unit", "initial margin, 10 dollars"]),
        (([100, 90], [10, 5], 8), ["maintenance margin is 8 dollars", "initial margin, 5 dollars"]),
        (([100, 90], 10, 8, "flat"), ["side is 'flat'", "'long' or 'short'"]),
        (([100, 90], 10, 8, "long", "no"), ["top_up is 'no'", "True or False"]),
    ],
)
def test_impossible_accounts_are_refused(arguments, words):
    with pytest.raises(ValueError) as refusal:
        margin_account(*arguments)
    for word in words:
        assert word in str(refusal.value)


# ---- payoffs ----------------------------------------------------------------------------------------


def test_a_future_is_not_a_call_option():
    prices = np.array([60.0, 80, 100, 120])
    assert futures_profit(prices, 100).tolist() == [-40, -20, 0, 20]
    assert call_option_profit(prices, strike=100, premium=5).tolist() == [-5, -5, -5, 15]
    assert futures_profit(101, 100) == 1.0 and type(futures_profit(101, 100)) is float
    assert type(call_option_profit(101, 100, 5)) is float
    assert call_option_profit(prices, [[90], [100]], 5).shape == (2, 4)


@given(price=st.floats(-1e6, 1e6), strike=st.floats(-1e6, 1e6), premium=st.floats(0, 1e6))
def test_the_option_holder_never_loses_more_than_the_premium(price, strike, premium):
    profit = call_option_profit(price, strike, premium)
    assert profit >= -premium
    assert profit >= futures_profit(price, strike) - premium
    assert profit in (-premium, (price - strike) - premium)


def test_impossible_payoffs_are_refused():
    with pytest.raises(ValueError, match="premium is -1 dollars per unit; it must be at least 0"):
        call_option_profit(100, 100, -1)
    with pytest.raises(ValueError, match="entry price is inf dollars per unit"):
        futures_profit(100, math.inf)


@given(
    prices=arrays(float, 6, elements=st.sampled_from([0.0, 1e-300, 1.0, 1e100, -1e100])),
    initial=st.sampled_from([1e-300, 1.0, 1e100]),
    pays=st.booleans(),
)
def test_huge_moves_leave_no_nan_behind(prices, initial, pays):
    account = margin_account(prices, initial, initial, "short", pays)
    assert all(np.isfinite(getattr(account, name)).all() for name in FIELDS)
    assert np.isfinite(simulate_prices(prices, initial, 4, 3, seed=1, drift=-1e100)).all()


def test_no_minus_zero_is_shown():
    account = margin_account([100, 100, 90, 90], 10, 10, "short", top_up=False)
    assert not any(np.signbit(getattr(account, name)).any() for name in ("variation_margin", "top_up", "balance")[1:])
    flat = margin_account([100, 100], 10, 10, "short")
    assert not np.signbit(flat.variation_margin).any() and not np.signbit(flat.profit).any()
    assert not np.signbit(margin_account([100, 90, 80], 10, 10, top_up=False).debt)


@pytest.mark.parametrize("side", ["long", "short"])
def test_the_account_finds_the_same_calls_as_the_simulation(side):
    paths = simulate_prices(100, 1.5, days=40, paths=5_000, seed=7, drift=0.1)
    prices = paths if side == "long" else 200 - paths  # the drift is the holder's gain
    account = margin_account(prices, 10, 6, side)
    share, error = simulated_call_probability(4, 1.5, 40, 5_000, seed=7, drift=0.1, monitoring="close")
    assert (account.first_call_day > 0).mean() == share
    assert error == pytest.approx(math.sqrt(share * (1 - share) / 5_000))
    assert 0.2 < share < 0.9


def test_examples_in_the_docstrings():
    assert doctest.testmod(module) == (0, 2)
