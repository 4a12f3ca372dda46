"""The margin account, the size of a margin, and how likely a margin call is."""

import doctest
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from basislib import margin
from basislib.margin import (
    MarginAccount,
    anti_procyclical_margin,
    call_option_profit,
    call_probability,
    futures_profit,
    initial_margin,
    margin_account,
    margin_for_volatility,
    median_days_to_call,
    simulate_prices,
    simulated_call_probability,
)

pytestmark = pytest.mark.filterwarnings("error")

FIELDS = ("price", "variation_margin", "margin_call", "top_up", "balance", "profit", "is_open")

# Prices in 32nds: binary floating point holds them and their sums exactly, so tests may ask for equality.
ticks = st.integers(-4000, 8000)
paths_in_ticks = st.lists(ticks, min_size=1, max_size=12)
amounts = st.floats(1e-6, 1e6)


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


# ---- how large a margin -----------------------------------------------------------------------------


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


# ---- how likely a call: the formula -----------------------------------------------------------------


def test_call_probability_known_answers():
    assert call_probability(2, 1, 4) == pytest.approx(0.31731050786291415, rel=1e-14)  # 2 Phi(-1)
    assert call_probability(1.959963984540054, 1, 1) == pytest.approx(0.05, rel=1e-13)
    assert call_probability(0, 1, 1) == 1.0
    assert call_probability(2, 1, 10**12) == pytest.approx(1, abs=2e-6)
    assert type(call_probability(2, 1, 4)) is float
    # with a favourable drift some accounts are never called: exp(-2 mu d / sigma^2) are, sooner or later
    assert call_probability(3, 2, 10**9, drift=0.5) == pytest.approx(math.exp(-2 * 0.5 * 3 / 4), rel=1e-12)


def by_first_passage_density(d, sigma, days, drift):
    """Integrate the inverse Gaussian density of the first-passage time over log-time."""
    step = 1e-4
    t = np.exp(np.arange(math.log(1e-6), math.log(days), step) + step / 2)
    t = t[t < days]
    density = d / (sigma * np.sqrt(2 * np.pi * t**3)) * np.exp(-((d + drift * t) ** 2) / (2 * sigma**2 * t))
    return float(np.sum(density * t) * step)


@pytest.mark.parametrize(
    ("d", "sigma", "days", "drift"),
    [(2, 1, 10, 0), (2, 1, 10, 0.3), (2, 1, 10, -0.3), (5, 0.7, 60, -0.2), (0.5, 2, 250, 0.4), (10, 0.1, 10, -1.02),
     (10, 0.1, 10, -0.99), (10, 0.3, 10, -1), (1, 0.05, 10, -0.1)],
)  # fmt: skip
def test_call_probability_is_the_integral_of_the_first_passage_density(d, sigma, days, drift):
    assert call_probability(d, sigma, days, drift) == pytest.approx(
        by_first_passage_density(d, sigma, days, drift), abs=3e-4
    )


def test_strong_adverse_drift_joins_the_exact_formula_smoothly():
    """The far-tail expression takes over where start - gain passes 30 standard deviations."""
    volatility = 20 / np.array([29.99, 30.01])  # days 1, distance 10, drift -10: start - gain = 20 / volatility
    below, above = call_probability(10, volatility, 1, drift=-10)
    assert below == pytest.approx(above, abs=1e-5)
    assert below > 0.5 and above > 0.5
    x = 20 / volatility[1]
    second = math.exp(2 * (x / 2) ** 2) * 0.5 * math.erfc(x / math.sqrt(2))
    assert above - 0.5 == pytest.approx(second, rel=1e-6)


@given(
    d=st.floats(0, 1e6),
    sigma=st.floats(0, 1e6),
    days=st.floats(0, 1e6),
    drift=st.floats(-1e6, 1e6),
)
def test_call_probability_is_a_probability(d, sigma, days, drift):
    chance = call_probability(d, sigma, days, drift)
    assert 0 <= chance <= 1
    assert call_probability(d * 2, sigma, days, drift) <= chance + 1e-9
    assert call_probability(d, sigma, days * 2, drift) >= chance - 1e-9
    assert call_probability(d, sigma, days, drift - 1) >= chance - 1e-9
    assert call_probability(d, sigma, int(days), drift, "close") <= call_probability(d, sigma, int(days), drift) + 1e-9


@given(d=amounts, sigma=amounts, days=st.integers(1, 10_000), scale=st.floats(1e-3, 1e3))
def test_only_distance_over_volatility_matters(d, sigma, days, scale):
    for watch in ("continuous", "close"):
        assert call_probability(d, sigma, days, monitoring=watch) == pytest.approx(
            call_probability(d * scale, sigma * scale, days, monitoring=watch), rel=1e-6, abs=1e-300
        )
    assert call_probability(d, sigma * 1.5, days) >= call_probability(d, sigma, days)


@pytest.mark.parametrize("days", [0.0, 1.0, 1e6, 1e300, 1.7e308])
def test_extremes_are_never_nan(days):
    grid = np.array([0.0, 5e-324, 1e-300, 1.0, 1e100])
    d, sigma, drift = np.meshgrid(grid, grid, np.concatenate([-grid, grid]))
    for watch in ("continuous", "close"):
        chance = call_probability(d, sigma, days, drift, watch)
        assert np.all((chance >= 0) & (chance <= 1))
    assert np.all(median_days_to_call(d, sigma) >= 0)


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


def test_no_volatility_and_no_days():
    assert call_probability(10, 0, 100) == 0.0
    assert call_probability(0, 0, 100) == 0.0
    assert call_probability(10, 0, 10, drift=-1) == 0.0  # ends at the line, not below it
    assert call_probability(10, 0, 11, drift=-1) == 1.0
    assert call_probability(0.3, 0, 3, drift=-0.1) == 0.0  # 0.1 * 3 is above 0.3 in binary arithmetic
    assert call_probability(0, 5, 0) == 0.0
    assert call_probability(10, 5, 0, drift=-100) == 0.0
    assert median_days_to_call(1, 0) == math.inf


@given(d=amounts, sigma=amounts)
def test_half_of_the_accounts_are_called_by_the_median_day(d, sigma):
    days = median_days_to_call(d, sigma)
    assert call_probability(d, sigma, days) == pytest.approx(0.5, abs=1e-12)
    assert median_days_to_call(2 * d, sigma) == pytest.approx(4 * days, rel=1e-12)


def test_median_known_answer_and_shape():
    assert median_days_to_call(2, 1) == pytest.approx(8.7924, abs=1e-4)
    assert type(median_days_to_call(2, 1)) is float
    assert median_days_to_call([1, 2], [[0], [1], [2]]).shape == (3, 2)


def test_call_probabilities_of_many_are_the_same_as_one_by_one():
    d, sigma, days, drift = np.array([0, 1.0, 4]), np.array([[0.0], [1], [3]]), np.array([[[5]], [[50]]]), -0.1
    for watch in ("continuous", "close"):
        batch = call_probability(d, sigma, days, drift, watch)
        assert batch.shape == (2, 3, 3)
        for index, chance in np.ndenumerate(batch):
            one = (array[index] for array in np.broadcast_arrays(d, sigma, days))
            assert chance == call_probability(*one, drift, watch)


# ---- watched only at the close ----------------------------------------------------------------------


def at_closes(d, days):
    """Exact probability for unit volatility: carry the density of the open accounts from close to close."""
    top = d + 9 * math.sqrt(days)
    edges = np.linspace(0, top, int(2 * top) + 2)
    nodes, weights = np.polynomial.legendre.leggauss(10)
    half = np.diff(edges)[:, None] / 2
    x = (edges[:-1, None] + half + half * nodes).ravel()
    weight = (half * weights).ravel()
    kernel = np.exp(-((x[:, None] - x) ** 2) / 2) / math.sqrt(2 * math.pi)
    density = np.exp(-((x - d) ** 2) / 2) / math.sqrt(2 * math.pi)
    for _ in range(days - 1):
        density = kernel @ (weight * density)
    return 1 - float(weight @ density)


def test_the_quadrature_knows_the_random_walk():
    for days in (1, 2, 5, 12):  # a symmetric walk stays above its start with probability C(2n, n) / 4^n
        assert at_closes(0, days) == pytest.approx(1 - math.comb(2 * days, days) / 4**days, abs=1e-12)


@pytest.mark.parametrize("d", [0, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5])
def test_continuity_correction_is_as_good_as_its_docstring_says(d):
    for days in (1, 2, 3, 5, 10, 15, 25, 60):
        error = call_probability(d, 1, days, monitoring="close") - at_closes(d, days)
        assert abs(error) <= (0.006 if days >= 10 and d >= 0.5 else 0.0605)
        assert at_closes(d, days) < call_probability(d, 1, days)


# ---- how likely a call: the simulation --------------------------------------------------------------

CASES = [(1.0, 2.0, 10, 0.0), (1.0, 0.5, 3, 0.0), (2.0, 10.0, 60, 0.0), (0.3, 3.0, 120, 0.0), (1.0, 3.0, 20, -0.15),
         (1.0, 2.0, 40, 0.2), (5.0, 0.1, 1, 0.0)]  # fmt: skip


@pytest.mark.parametrize(("sigma", "d", "days", "drift"), CASES)
def test_simulation_agrees_with_the_first_passage_formula(sigma, d, days, drift):
    estimate, error = simulated_call_probability(d, sigma, days, paths=40_000, seed=11, drift=drift)
    assert error < 0.003
    assert abs(estimate - call_probability(d, sigma, days, drift)) < 4 * error


@pytest.mark.parametrize(("sigma", "d", "days", "drift"), [case for case in CASES if case[3] == 0 and case[2] > 1])
def test_simulation_at_closes_agrees_with_the_quadrature(sigma, d, days, drift):
    estimate, error = simulated_call_probability(d, sigma, days, paths=40_000, seed=12, monitoring="close")
    assert abs(estimate - at_closes(d / sigma, days)) < 4 * error
    watched, _ = simulated_call_probability(d, sigma, days, paths=40_000, seed=12)
    assert watched > estimate  # the same paths, looked at more often


def test_the_continuous_watch_looks_at_the_same_closes():
    for seed in range(40):
        close, _ = simulated_call_probability(3, 1, 10, paths=25, seed=seed, monitoring="close")
        continuous, _ = simulated_call_probability(3, 1, 10, paths=25, seed=seed)
        assert continuous >= close


@pytest.mark.parametrize("side", ["long", "short"])
def test_the_account_finds_the_same_calls_as_the_simulation(side):
    paths = simulate_prices(100, 1.5, days=40, paths=5_000, seed=7, drift=0.1)
    prices = paths if side == "long" else 200 - paths  # the drift is the holder's gain
    account = margin_account(prices, 10, 6, side)
    share, error = simulated_call_probability(4, 1.5, 40, 5_000, seed=7, drift=0.1, monitoring="close")
    assert (account.first_call_day > 0).mean() == share
    assert error == pytest.approx(math.sqrt(share * (1 - share) / 5_000))
    assert 0.2 < share < 0.9


def test_simulated_prices_have_the_mean_and_spread_asked_for():
    prices = simulate_prices(100, 2, days=50, paths=20_000, seed=5, drift=0.1)
    assert prices.shape == (20_000, 51) and (prices[:, 0] == 100).all()
    changes = np.diff(prices, axis=1)
    assert abs(changes.mean() - 0.1) < 4 * 2 / math.sqrt(changes.size)
    assert abs(changes.std() - 2) < 4 * 2 / math.sqrt(2 * changes.size)
    assert abs(np.corrcoef(changes[:, 0], changes[:, 1])[0, 1]) < 4 / math.sqrt(20_000)
    assert abs(prices[:, -1].std() - 2 * math.sqrt(50)) < 4 * 2 * math.sqrt(50) / math.sqrt(2 * 20_000)


def test_the_same_seed_gives_the_same_market():
    base = simulate_prices(100, 2, days=20, paths=5, seed=1)
    assert np.array_equal(base, simulate_prices(100, 2, days=20, paths=5, seed=1))
    assert not np.array_equal(base, simulate_prices(100, 2, days=20, paths=5, seed=2))
    assert np.array_equal(base, simulate_prices(100, 2, days=30, paths=5, seed=1)[:, :21])
    wilder = simulate_prices(100, 4, days=20, paths=5, seed=1)
    np.testing.assert_allclose(wilder - 100, 2 * (base - 100), atol=1e-12)


def test_simulations_of_many_are_the_same_as_one_by_one():
    sigma, drift = np.array([0.0, 1, 2]), np.array([[0.0], [-0.1]])
    prices = simulate_prices(100, sigma, days=15, paths=50, seed=9, drift=drift)
    assert prices.shape == (2, 3, 50, 16)
    assert np.array_equal(prices[1, 2], simulate_prices(100, 2, days=15, paths=50, seed=9, drift=-0.1))
    starts = simulate_prices([50, 100], 2, days=15, paths=50, seed=9)
    assert starts.shape == (2, 50, 16) and np.array_equal(starts[1], simulate_prices(100, 2, 15, 50, seed=9))
    for watch in ("continuous", "close"):
        share, error = simulated_call_probability(1, sigma, 15, 200, seed=9, drift=drift, monitoring=watch)
        assert share.shape == error.shape == (2, 3)
        one = simulated_call_probability(1, 2, 15, 200, seed=9, drift=-0.1, monitoring=watch)
        assert (share[1, 2], error[1, 2]) == one
        assert type(one[0]) is float and type(one[1]) is float


def test_extreme_simulations():
    assert simulate_prices(100, 2, days=0, paths=3, seed=1).tolist() == [[100]] * 3
    assert (simulate_prices(100, 0, days=4, paths=2, seed=1) == 100).all()
    for watch in ("continuous", "close"):
        assert simulated_call_probability(1, 2, 0, 10, seed=1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(0, 0, 10, 10, seed=1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(10, 0, 10, 10, seed=1, drift=-1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(0.3, 0, 3, 10, seed=1, drift=-0.1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(10, 0, 11, 10, seed=1, drift=-1, monitoring=watch) == (1, 0)
        assert simulated_call_probability(1e-300, 1e100, 3, 500, seed=1, monitoring=watch)[0] > 0.5
    wild = margin_account(simulate_prices(100, 1e6, days=20, paths=50, seed=1), 10, 8, top_up=False)
    assert np.isfinite(wild.balance).all() and (wild.price < 0).any() and wild.debt.max() > 1e5


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: call_probability(-1, 1, 1), ["distance to the margin call is -1 dollars per unit", "at least 0"]),
        (lambda: call_probability(1, -1, 1), ["volatility is -1 dollars per unit a day"]),
        (lambda: call_probability(1, 1, -1), ["days is -1 trading days"]),
        (lambda: call_probability(1, 1, math.nan), ["days is nan trading days"]),
        (lambda: call_probability(1, 1, 1, math.inf), ["drift is inf dollars per unit a day"]),
        (lambda: call_probability(1, 1, 1.5, monitoring="close"), ["days is 1.5 trading days", "whole number"]),
        (lambda: call_probability(1, 1, 1, monitoring="weekly"), ["monitoring is 'weekly'", "'continuous' or 'close'"]),
        (lambda: median_days_to_call(1, -1), ["volatility is -1 dollars per unit a day"]),
        (lambda: simulate_prices(100, -1, 10, 10, 1), ["volatility is -1 dollars per unit a day"]),
        (lambda: simulate_prices(100, 1, 2.5, 10, 1), ["days is 2.5 trading days", "whole number"]),
        (lambda: simulate_prices(100, 1, [1, 2], 10, 1), ["days has 2 entries", "one whole number"]),
        (lambda: simulate_prices(100, 1, 10, 0, 1), ["paths is 0 paths", "at least 1"]),
        (lambda: simulate_prices(100, 1, 10, 10, -1), ["seed is -1", "at least 0"]),
        (lambda: simulate_prices(100, 1, 10, 10, 0.5), ["seed is 0.5;", "whole number"]),
        (lambda: simulate_prices(100, 1, 10, 10, None), ["seed is"]),
        (lambda: simulate_prices(100, 1, 10**4, 10**4, 1), ["100010000 prices", "at most 10000000 prices"]),
        (lambda: simulate_prices(np.ones(100), 1, 999, 101, 1), ["10100000 prices", "at most"]),
        (lambda: simulated_call_probability(1, 1, 10**4, 10**4, 1), ["at most 10000000 prices"]),
        (lambda: simulated_call_probability(1, 1, 1, 1, 1, monitoring="open"), ["monitoring is 'open'"]),
    ],
)
def test_impossible_walks_are_refused(refused, words):
    with pytest.raises(ValueError) as refusal:
        refused()
    for word in words:
        assert word in str(refusal.value)


def test_examples_in_the_docstrings():
    assert doctest.testmod(margin, optionflags=doctest.ELLIPSIS) == (0, 3)
