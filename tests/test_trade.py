"""The three-leg trade: the talk's numbers, and what must hold for any trade."""

import re
from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from basislib.fund.books import balance_sheets
from basislib.fund.calls import median_days_to_call
from basislib.fund.trade import (
    ASSUMPTIONS,
    BasisTrade,
    break_even_repo_rate,
    break_even_slippage,
    buffer_at,
    cash_after_day,
    fully_funded_rate,
    leverage,
    profit_by_leg,
    return_on_equity,
)
from tests.trades import near, share, trades

# The talk's numbers, and others worked out by hand


def test_the_talk():
    legs = profit_by_leg(BasisTrade(100, 100.01, 120, 120))
    assert (legs.cash, legs.futures) == (20, pytest.approx(-19.99, abs=1e-12))
    assert legs.total == pytest.approx(0.01, abs=1e-12)
    assert legs.before_interest == legs.total
    assert astuple(legs)[2:] == (0, 0, 0, 0)
    assert str(legs.repo) == "0.0"  # not "-0.0"
    assert profit_by_leg(BasisTrade(100, 100.01, 119.99, 120)).total == pytest.approx(0, abs=1e-12)
    assert profit_by_leg(BasisTrade(100, 100.01, 120, slippage=0.01)).total == pytest.approx(0, abs=1e-12)
    assert profit_by_leg(BasisTrade()) == legs
    assert break_even_slippage(BasisTrade()) == pytest.approx(0.01, abs=1e-12)


def test_the_final_price_does_not_matter_when_the_prices_meet():
    totals = profit_by_leg(BasisTrade(final_cash_price=[20, 99, 100, 120, 180])).total
    assert totals == pytest.approx(np.full(5, 0.01), abs=1e-12)


def test_a_cent_is_half_a_per_cent_of_own_money_at_fifty():
    trade = BasisTrade(haircut=0.005, leverage=50)
    assert trade.own_money == pytest.approx(2, rel=1e-12)
    assert return_on_equity(trade) == pytest.approx(0.5, rel=1e-11)
    assert return_on_equity(trade, annualised=True) == pytest.approx(2, rel=1e-11)


@pytest.mark.parametrize(
    ("direction", "legs"),
    (
        # price -1 and slippage .5; futures +2.5; coupon 7.28 / 2 * 100/182; loan 98 at 3.6% for 100 days; cash 3 at 1.8%
        ("long", (-1.5, 2.5, 2.0, -0.98, 0.015, -0.1)),
        # the same the other way round, but slippage and costs still cost, and the loan is 102
        ("short", (0.5, -2.5, -2.0, 1.02, 0.015, -0.1)),
    ),
)
def test_every_leg_by_hand(direction, legs):
    trade = BasisTrade(
        100, 101.5, 99, slippage=0.5, haircut=0.02, initial_margin=0.01, buffer=0.02, repo_rate=3.6, cash_rate=1.8,
        coupon=7.28, days=100, costs=0.1, direction=direction,
    )  # fmt: skip
    assert astuple(profit_by_leg(trade)) == pytest.approx(legs, rel=1e-12)
    assert profit_by_leg(trade).total == pytest.approx(sum(legs), rel=1e-12)
    assert return_on_equity(trade) == pytest.approx(100 * sum(legs) / 5, rel=1e-12)


def test_leverage():
    assert leverage(0.02, 0.0105) == pytest.approx(32.786885245901637, rel=1e-12)
    assert leverage(0, 0.012) == pytest.approx(83.33, abs=5e-3)
    assert leverage(0.02, 0.012) == pytest.approx(31.25, rel=1e-12)
    assert leverage([0.0, 0.01], 0.01, [[0.0], [0.03]]).shape == (2, 2)
    assert buffer_at(30, 0.01, 0.0105) == pytest.approx(1 / 30 - 0.0205, rel=1e-12)
    assert buffer_at(50, 0.01, 0.01) == 0
    assert BasisTrade(haircut=0.01, initial_margin=0.01).own_money == 2


@given(h=share, m=st.floats(0.001, 0.3), buffer=share)
def test_buffer_and_leverage_undo_each_other(h, m, buffer):
    times = leverage(h, m, buffer)
    assert buffer_at(times, h, m) == pytest.approx(buffer, abs=2e-12)
    assert BasisTrade(haircut=h, initial_margin=m, leverage=times).own_money == pytest.approx(
        BasisTrade(haircut=h, initial_margin=m, buffer=buffer).own_money, rel=1e-8
    )


@given(h=st.floats(0, 0.2), m=st.floats(0.001, 0.2), over=st.floats(1.0001, 3))
def test_the_leverage_named_as_the_most_is_allowed(h, m, over):
    with pytest.raises(ValueError, match="is too high") as caught:
        buffer_at(leverage(h, m) * over, h, m)
    most = float(re.search(r"at most ([\d.]+) times", str(caught.value))[1])
    assert buffer_at(most, h, m) >= 0
    assert most == pytest.approx(leverage(h, m), abs=0.101)


@pytest.mark.parametrize("late", (0.0, 0.25, 0.5))
def test_half_of_all_price_paths_have_used_up_the_buffer_by_then(late):
    h, m, sigma = 0.01, 0.0105, 0.003
    times = leverage(h, m, 0.002 + 0.01 * late)
    days = median_days_to_call(buffer_at(times, h, m), (h + (1 - h) * late) * sigma)
    rng, steps = np.random.default_rng(3), 800
    rise = rng.normal(0, sigma * np.sqrt(days / steps), (4000, steps)).cumsum(axis=1).max(axis=1)
    trade = BasisTrade(haircut=h, initial_margin=m, leverage=times, excess_late=late, day_move=100 * rise)
    assert np.mean(cash_after_day(trade) < 0) == pytest.approx(0.5, abs=0.04)


# Break-evens


@given(trades)
def test_break_even_repo_rate_makes_the_total_zero(trade):
    rate = break_even_repo_rate(trade)
    assume(-99 <= rate <= 999)
    assert profit_by_leg(replace(trade, repo_rate=rate)).total == near(0, 1e-9)
    worse = profit_by_leg(replace(trade, repo_rate=rate + trade.side * 1e-3))
    assert worse.total < 0


@given(trades)
def test_break_even_slippage_makes_the_total_zero(trade):
    slip = break_even_slippage(trade)
    if slip >= 0:
        assert profit_by_leg(replace(trade, slippage=slip)).total == near(0)
    else:
        assert profit_by_leg(replace(trade, slippage=0)).total < 1e-12


@given(trades)
def test_break_even_and_the_implied_repo_rate(trade):
    trade = replace(trade, final_futures_price=None, slippage=0, costs=0, futures_per_note=1)
    paid, got = trade.cash_price, trade.futures_price + trade.coupon / 2 * trade.days / 182
    implied = 100 * (got - paid) / paid * 360 / trade.days
    assert fully_funded_rate(trade) == pytest.approx(implied, rel=1e-9, abs=1e-9)
    without = replace(trade, cash_rate=0)
    assert break_even_repo_rate(without) * (1 - trade.side * trade.haircut) == pytest.approx(
        implied, rel=1e-9, abs=1e-9
    )
    times = trade.cash_price / trade.own_money
    if times > 1.2:
        both = implied / (1 - trade.side / times)  # cash earns the repo rate, the haircut saves it
        if -100 <= both <= 1000:
            same = replace(trade, cash_rate=both)
            assert break_even_repo_rate(same) == pytest.approx(both, rel=1e-9, abs=1e-9)
    if -100 <= implied <= 1000:  # own money that must earn the repo rate too
        even = replace(trade, repo_rate=implied, cash_rate=implied)
        hurdle = even.own_money * implied / 100 * even.days / 360
        assert profit_by_leg(even).total == near(hurdle, 1e-9)


def test_break_even_by_hand():
    trade = BasisTrade(100, 100.5, 100, haircut=0.02, initial_margin=0.01, coupon=3.64, days=90)
    # 0.5 + 0.9 earned on 98 borrowed for a quarter, on 100 if fully funded
    assert break_even_repo_rate(trade) == pytest.approx(100 * 1.4 / 98 * 4, rel=1e-12)
    assert fully_funded_rate(trade) == pytest.approx(5.6, rel=1e-12)
    short = replace(trade, direction="short")
    assert break_even_repo_rate(short) == pytest.approx(100 * 1.4 / 102 * 4, rel=1e-12)


@pytest.mark.parametrize(
    ("direction", "move", "late", "cash"),
    (  # haircut 2%, buffer 5 points
        ("long", 1, 1, 4.0),  # a rise, all of the gain a day late: the whole point
        ("long", 1, 0, 4.98),  # the same day: the haircut on it
        ("long", 1, 0.25, 4.735),
        ("long", -1, 0, 5.02),  # a fall: the lender asks for 0.98 of the point won
        ("long", -1, 1, 5.02),  # ... at once, whatever is late
        ("short", -1, 1, 4.0),  # short, the fall is the danger
        ("short", -1, 0, 5.02),  # the same day, 1.02 comes back
        ("short", 1, 0, 4.98),
        ("short", 1, 1, 4.98),
    ),
)
def test_a_rise_drains_the_long_and_a_fall_the_short(direction, move, late, cash):
    trade = BasisTrade(
        haircut=0.02, initial_margin=0.01, buffer=0.05, day_move=move, excess_late=late, direction=direction
    )
    assert cash_after_day(trade) == pytest.approx(cash, abs=1e-12)


def test_cash_need_of_the_largest_rise_of_march_2020():
    # 9 March: g = 0.90%, haircut 1%, $500bn: g [h + (1 - h) late], $bn, if nothing, half and all comes a day late
    trade = BasisTrade(haircut=0.01, day_move=0.90, excess_late=[0, 0.5, 1])
    assert -5 * cash_after_day(trade) == pytest.approx([0.045, 2.2725, 4.5])


def test_futures_too_few_or_too_many_are_a_bet_and_lock_their_own_margin():
    few, one, many = (BasisTrade(futures_per_note=each, leverage=30) for each in (0.9, 1.0, 1.1))
    assert [100 * profit_by_leg(trade).total for trade in (few, one, many)] == pytest.approx([200, 1, -198], abs=1)
    assert many.margin == pytest.approx(1.1 * 0.0105) and many.own_money == pytest.approx(100 / 30)
    assert one.cash_buffer - many.cash_buffer == pytest.approx(0.1 * 0.0105)


def test_days_are_whole():
    assert type(BasisTrade(days=90.0).days) is int
    assert BasisTrade(days=[1.0, 90.0]).days.dtype.kind == "i"


def test_assumptions_are_sentences():
    assert len(set(ASSUMPTIONS)) == len(ASSUMPTIONS) >= 8
    assert all(text.endswith(".") and len(text) > 40 for text in ASSUMPTIONS)


# Arrays


def random_columns(size, seed):
    rng = np.random.default_rng(seed)
    return {
        "cash_price": rng.uniform(80, 120, size),
        "futures_price": rng.uniform(80, 120, size),
        "final_cash_price": rng.uniform(80, 120, size),
        "final_futures_price": rng.uniform(80, 120, size),
        "slippage": rng.uniform(0, 1, size),
        "haircut": rng.choice([0, 0.005, 0.02], size),
        "initial_margin": rng.uniform(0.005, 0.02, size),
        "leverage": rng.uniform(5, 25, size),
        "repo_rate": rng.uniform(-1, 10, size),
        "cash_rate": rng.uniform(-1, 10, size),
        "coupon": rng.uniform(0, 8, size),
        "days": rng.integers(1, 300, size),
        "costs": rng.uniform(0, 0.1, size),
        "day_move": rng.uniform(-3, 3, size),
        "excess_late": rng.uniform(0, 1, size),
        "futures_per_note": rng.uniform(0.9, 1.1, size),
    }


RESULTS = (
    lambda trade: profit_by_leg(trade).total,
    lambda trade: profit_by_leg(trade).repo,
    return_on_equity,
    lambda trade: return_on_equity(trade, annualised=True),
    fully_funded_rate,
    break_even_repo_rate,
    break_even_slippage,
    cash_after_day,
    lambda trade: trade.own_money,
    lambda trade: trade.edge,
)


@pytest.mark.parametrize("direction", ("long", "short"))
def test_arrays_give_what_one_by_one_gives(direction):
    columns = random_columns(50, 8)
    together = BasisTrade(**columns, direction=direction)
    alone = [
        BasisTrade(**{name: values[i].item() for name, values in columns.items()}, direction=direction)
        for i in range(50)
    ]
    for result in RESULTS:
        expected = [result(trade) for trade in alone]
        assert all(type(value) is float for value in expected)
        assert len(set(expected)) == 50
        assert result(together).tolist() == expected


def test_broadcast_shape():
    trade = BasisTrade(futures_price=np.linspace(99, 101, 4), repo_rate=np.array([[0.0], [4.0], [8.0]]))
    legs = profit_by_leg(trade)
    assert all(leg.shape == (3, 4) for leg in astuple(legs))
    assert legs.total.shape == return_on_equity(trade).shape == (3, 4)


def test_the_trade_keeps_its_own_copy_of_an_array():
    prices = np.array([100.0, 101.0])
    trade = BasisTrade(cash_price=prices)
    prices[0] = 50
    assert trade.cash_price.tolist() == [100, 101]


@given(trades)
def test_never_nan(trade):
    numbers = [*astuple(profit_by_leg(trade)), *(result(trade) for result in RESULTS)]
    for step in balance_sheets(trade):
        for sheet in step.sheets.values():
            numbers += [*sheet.assets.values(), *sheet.liabilities.values(), sheet.equity]
    assert np.all(np.isfinite(numbers))


# Refusals


@pytest.mark.parametrize(
    ("changes", "words"),
    (
        ({"cash_price": 0}, ("cash price", "0", "points per 100 face")),
        ({"cash_price": None}, ("cash price", "None", "not a number")),
        ({"futures_price": float("nan")}, ("futures price", "nan")),
        ({"final_cash_price": -3}, ("final cash price", "-3", "points per 100 face")),
        ({"final_futures_price": float("inf")}, ("final futures price", "inf")),
        ({"slippage": -0.01}, ("slippage", "-0.01", "points per 100 face")),
        ({"haircut": 1}, ("haircut", "1", "of market value")),
        ({"haircut": [0.01, -0.02]}, ("haircut", "-0.02", "of market value")),
        ({"initial_margin": 2}, ("initial margin", "2", "of market value")),
        ({"leverage": 0.5}, ("leverage", "0.5", "x")),
        ({"buffer": -0.1}, ("buffer", "-0.1", "of market value")),
        ({"repo_rate": "high"}, ("repo rate", "'high'", "not a number")),
        ({"repo_rate": 2000}, ("repo rate", "2000", "% a year")),
        ({"cash_rate": -200}, ("cash rate", "-200", "% a year")),
        ({"coupon": -1}, ("coupon", "-1", "% a year")),
        ({"days": -5}, ("days", "-5", "days")),
        ({"days": 1.5}, ("days", "1.5 days", "whole number")),
        ({"days": [90, 91.25]}, ("days", "91.25 days", "whole number")),
        ({"costs": -1}, ("costs", "-1", "points per 100 face")),
        ({"day_move": -100}, ("cash price after the day's move", "0", "points per 100 face")),
        ({"excess_late": 1.2}, ("share of the excess that comes a day late", "1.2", "of the excess")),
        ({"futures_per_note": -1}, ("futures per note", "-1", "futures")),
        ({"direction": "sideways"}, ("direction", "'sideways'", "'long' or 'short'")),
        ({"leverage": 20, "buffer": 0.01}, ("leverage 20.0 x", "buffer 0.01 of market value", "only one")),
        ({"haircut": 0, "initial_margin": 0}, ("haircut", "initial margin", "0%", "infinite")),
        ({"leverage": 50, "haircut": 0.02}, ("Leverage 50", "haircut (2%)", "margin (1.05%)", "at most 32.7")),
        ({"cash_price": [1, 2], "days": [1, 2, 3]}, ("cash_price (2,)", "days (3,)")),
    ),
)
def test_rubbish_gets_a_sentence(changes, words):
    with pytest.raises(ValueError) as caught:
        BasisTrade(**changes)
    assert all(word in str(caught.value) for word in words)
    assert "\n" not in str(caught.value)
