"""Repo funding: cash needs of rallies and sell-offs, the ladder day by day, overnight or term, who leaves first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.fund.repo import (
    ASSUMPTIONS,
    LENDERS,
    average_haircut,
    back_next_day,
    cash_need,
    funding_needs,
    ladder,
    offshore_run,
    rate_spike_cost,
    renewed_share,
    special_edge,
    special_gain,
    special_time_needed,
    unstruck_share,
)
from basislib.record.datasets import load

SHARE = st.floats(0, 1)
LIFE, DAYS = st.floats(1, 90), st.integers(1, 60)
MIX = {"h": st.floats(0, 0.2), "tau": SHARE, "rho": SHARE, "life": LIFE}


# Cash need of a move


@pytest.mark.parametrize(("term_share", "billions"), [(0, 0.23), (0.25, 5.91), (0.5, 11.59), (1, 22.95)])
def test_rally_of_february_and_march_2020(term_share, billions):
    assert 500 * cash_need(0.0459, 0.01, term_share) == pytest.approx(0.23, abs=0.005)
    assert 500 * cash_need(0.0459, 0.01, term_share, recall=0) == pytest.approx(billions, abs=0.005)


@pytest.mark.parametrize(("late", "billions"), [(0, 0.23), (0.5, 2.46), (1, 4.68)])
@pytest.mark.parametrize("term_share", [0, 0.5, 1])
def test_the_largest_day_of_a_rally_counts_and_not_the_sum(late, billions, term_share):
    """From 19 February to 9 March 2020 day by day: the fall of the yield on the last day was the largest."""
    rates = load("mar2020").set_index("date")["dgs10"].loc["2020-02-19":"2020-03-09"]
    rise = -np.diff(rates) * 4.5 / 100
    need = ladder(1 + np.concatenate(([0], rise.cumsum())), 0.01, term_share, late=late).need
    assert 500 * need.max() == pytest.approx(billions, abs=0.005) and need.argmax() == len(need) - 1
    assert rise.sum() == pytest.approx(0.0459) and rise.max() == rise[-1] == pytest.approx(0.009)


@given(g=st.floats(0, 1), h=SHARE, tau=SHARE, rho=SHARE, late=SHARE)
def test_between_the_haircut_on_the_rise_and_the_whole_rise(g, h, tau, rho, late):
    need = cash_need(g, h, tau, rho, late=late)
    assert need == pytest.approx(g * (1 - (1 - h) * (1 - late) * ((1 - tau) + tau * rho)), abs=1e-12)
    assert h * g - 1e-12 <= need <= g + 1e-12
    back = back_next_day(g, h, tau, recall=rho, late=late)
    assert need - back == pytest.approx(cash_need(g, h, tau, rho), abs=1e-12)  # what stays missing


@given(g=st.floats(-1, 1), h=SHARE, tau=SHARE, late=SHARE)
def test_the_standard_contract_makes_term_as_good_as_overnight_in_a_rally(g, h, tau, late):
    assert cash_need(g, h, tau, late=late) == pytest.approx(cash_need(g, h, 0, late=late), abs=1e-12)


@given(fall=SHARE, h=SHARE, tau=SHARE, rho=SHARE, late=SHARE)
def test_a_fall_brings_the_haircut_on_it_in_whatever_the_mix(fall, h, tau, rho, late):
    assert cash_need(-fall, h, tau, rho, late=late, days=5, life=30) == pytest.approx(-h * fall, abs=1e-15)
    assert back_next_day(-fall, h, tau) == 0


@given(g=st.floats(-0.3, 0.3), days=DAYS, late=SHARE, **MIX)
def test_a_move_over_days_is_the_ladder(g, days, late, h, tau, rho, life):
    path = 1 + g * np.arange(days + 1) / days
    slow = cash_need(g, h, tau, rho, late=late, days=days, life=life)
    assert slow == pytest.approx(ladder(path, h, tau, life, rho, late).need[-1], abs=1e-12)
    assert slow <= cash_need(g, h, tau, rho, late=late) + 1e-12


def test_an_exercise_of_page_05():
    """0.8% on $300bn, haircut 1%, 60% at term: the standard contract, all a day late, a one-way clause."""
    rise = 0.008
    assert 300 * cash_need(rise, 0.01, 0.6) == pytest.approx(0.024)
    assert 300 * cash_need(rise, 0.01, 0.6, late=1) == pytest.approx(2.4)
    assert 300 * back_next_day(rise, 0.01, 0.6) == pytest.approx(2.376)
    assert 300 * cash_need(rise, 0.01, 0.6, 0) == pytest.approx(1.4496)


def test_a_slow_rally_costs_less_than_a_sudden_one():
    sudden, fortnight, quarter = cash_need(0.0459, 0.01, 1, 0, days=[1, 13, 90], life=30)
    assert sudden > fortnight > quarter > cash_need(0.0459, 0.01, 0)
    assert 500 * sudden == pytest.approx(500 * (0.01 * 0.0459 + 0.99 * 0.0459 * 29 / 30), rel=1e-12)


@given(days=DAYS, life=LIFE)
def test_unstruck_share_by_hand(days, life):
    strike = 0.0
    for day in range(1, days + 1):
        strike += (day / days - strike) / life
    assert unstruck_share(days, life) == pytest.approx(1 - strike, abs=1e-12)


@given(days=DAYS, life=LIFE, tau=SHARE)
def test_renewed_share_by_hand(days, life, tau):
    old = 1.0
    for _ in range(days):
        old -= old / life
    assert renewed_share(tau, days, life) == pytest.approx(1 - tau * old, abs=1e-12)


def test_ends_of_the_ladder():
    assert unstruck_share([1, 1, 500], [1, 1e12, 10]) == pytest.approx([0, 1, 9 / 500], abs=1e-11)
    assert unstruck_share(7, 1) == 0 and renewed_share(1, 7, 1) == 1
    assert renewed_share(1, 1, 30) == pytest.approx(1 / 30)


# The ladder


def ladder_by_hand(prices, haircuts, tau, life, rho):
    """Follow one fund's cash: variation margin, loans repaid and taken, deficits called, excess recalled."""
    cash, strike, average = 0.0, prices[0], haircuts[0]
    night, term = (1 - tau) * (1 - haircuts[0]) * prices[0], tau * (1 - haircuts[0]) * prices[0]
    needs = [0.0]
    for before, price, haircut in zip(prices, prices[1:], haircuts[1:], strict=False):
        cash -= price - before  # the short future
        cash += (1 - tau) * (1 - haircut) * price - night
        night = (1 - tau) * (1 - haircut) * price
        strike, average = strike + (price - strike) / life, average + (haircut - average) / life
        strike = min(strike, price)  # a deficit is called on every loan
        lent = tau * (1 - average) * (strike + rho * (price - strike))
        cash, term = cash + lent - term, lent
        needs.append(-cash)
    return needs


@given(moves=st.lists(st.floats(-0.02, 0.02), min_size=1, max_size=30), jump=st.floats(0, 0.1), **MIX)
def test_ladder_by_hand(moves, jump, h, tau, rho, life):
    prices = np.cumprod([1.0] + [1 + move for move in moves])
    haircuts = np.where(np.arange(len(prices)) < len(prices) // 2, h, h + jump)
    result = ladder(prices, haircuts, tau, life, rho)
    assert result.need == pytest.approx(ladder_by_hand(prices, haircuts, tau, life, rho), abs=1e-12)
    assert np.all(result.strike <= result.price) and result.need[0] == 0
    assert np.all(result.loan <= result.price + 1e-15)


def test_a_fall_after_a_rally_brings_in_more_than_the_haircut_on_it_where_the_rally_was_not_paid_out():
    standard, late, one_way = (
        ladder([100, 104, 100], 0.01, 1.0, 30.0, **given_).need for given_ in ({}, {"late": 1}, {"recall": 0})
    )
    assert standard == pytest.approx([0, 0.04, 0], abs=1e-12) and late == pytest.approx([0, 4, 0], abs=1e-12)
    assert one_way[1] - one_way[2] > 0.01 * 4 + 3.5 and one_way[2] == pytest.approx(0, abs=1e-12)


def test_what_is_late_arrives_the_next_day():
    need = ladder([100, 104, 104, 105], 0.01, 0.5, 30.0, late=0.25).need
    assert need == pytest.approx([0, 0.04 + 0.25 * 0.99 * 4, 0.04, 0.05 + 0.25 * 0.99], abs=1e-12)


def test_a_fall_that_comes_back_has_struck_the_term_loans_low_under_a_one_way_clause():
    need = ladder([100, 96, 100], 0.01, 1.0, 30.0, recall=0).need
    assert need[1] == pytest.approx(-0.04, rel=1e-9)
    assert need[2] == pytest.approx(0.99 * 4 * 29 / 30, rel=1e-9)


def test_a_higher_haircut_reaches_overnight_loans_at_once_and_term_loans_slowly():
    night, term = (ladder([100.0] * 3, [0.01, 0.05, 0.05], tau, 20.0).need for tau in (0, 1))
    assert night == pytest.approx([0, 4, 4])
    assert term == pytest.approx([0, 4 / 20, 4 / 20 * (1 + 19 / 20)])


def test_many_paths_at_once():
    paths = 100 * np.cumprod(1 + np.random.default_rng(3).normal(0, 0.01, (7, 21)), axis=-1)
    tau = np.linspace(0, 1, 7)
    together = ladder(paths, 0.02, tau, 30.0, 0.2)
    assert together.need.shape == together.strike.shape == (7, 21)
    for path, share, need in zip(paths, tau, together.need, strict=True):
        assert need == pytest.approx(ladder(path, 0.02, share, 30.0, 0.2).need, abs=1e-12)
    assert ladder(100, 0.02).need.tolist() == [0]


# The rate


def test_cost_of_a_spike():
    assert 1e4 * rate_spike_cost(305, 1) == pytest.approx(305 / 360, rel=1e-12)
    assert rate_spike_cost(300, [1, 30], leverage=40) == pytest.approx([0.03 * 40 / 360, 0.1], rel=1e-12)
    assert rate_spike_cost(-20, 90, 0.02) == pytest.approx(-0.98 * 0.002 / 4, rel=1e-12)


@given(nights=DAYS, life=LIFE, tau=SHARE)
def test_cost_of_a_spike_by_hand(nights, life, tau):
    paid, at_new_rate = 0.0, 0.0
    for _ in range(nights):
        at_new_rate += (1 - at_new_rate) / life
        paid += (1 - tau) + tau * at_new_rate
    assert rate_spike_cost(100, nights, 0, tau, life) == pytest.approx(0.01 * paid / 360, rel=1e-9)


@pytest.mark.parametrize("life", (5, 30))
def test_a_ladder_delays_the_cost_of_a_spike(life):
    at_new_rate, paid = 0.0, 0.0
    for night in range(3000):
        at_new_rate += ((night < 10) - at_new_rate) / life
        paid += at_new_rate
    assert paid == pytest.approx(10, rel=1e-9)  # as many nights at the high rate as overnight, only later
    assert rate_spike_cost(100, 10, 0, 1, life) < rate_spike_cost(100, 10)


# Section by section: overnight or term


def test_overnight_against_term_as_in_the_table():
    shocks = {"haircut": 0.0, "price_rise": 0.04, "haircut_rise": 0.02, "run_share": 0.2, "spread_bp": 360, "life": 20}
    assert funding_needs([0, 1], **shocks, late=1).rally == pytest.approx([0.04, 0.04])
    assert funding_needs([0, 1], **shocks).rally == pytest.approx([0, 0])
    needs = funding_needs([0, 1], **shocks, premium_bp=10, recall=0)
    assert needs.rally == pytest.approx([0, 0.04 * 19 / 20])
    assert needs.haircut == pytest.approx([0.02, 0.02 / 20])
    assert needs.run == pytest.approx([0.2, 0.2 / 20])
    assert needs.rate == pytest.approx([1e-4, 1e-4 / 20])
    assert needs.premium == pytest.approx([0, 0.001 / 4])
    assert funding_needs(0, haircut=0.01, price_rise=0.04).rally == pytest.approx(0.0004)
    assert needs.worst == pytest.approx([0.2, 0.038])
    assert needs.together == pytest.approx([0.2201, 0.038 + 0.001 + 0.01 + 5e-6])


@given(
    h=st.floats(0, 0.1),
    rise=st.floats(0.001, 0.1),
    dh=st.floats(0.001, 0.1),
    zeta=st.floats(0.01, 1),
    days=st.integers(1, 30),
    life=st.floats(5, 90),
    spread=st.floats(1, 500),
)
def test_term_is_a_shield_and_only_a_one_way_clause_makes_it_a_trap(h, rise, dh, zeta, days, life, spread):
    shocks = {
        "haircut": h,
        "price_rise": rise,
        "haircut_rise": dh,
        "run_share": zeta,
        "days": days,
        "life": life,
        "spread_bp": spread,
    }
    tau = np.linspace(0, 1, 11)
    grid, one_way = funding_needs(tau, **shocks, late=0.5), funding_needs(tau, **shocks, recall=0)
    assert grid.rally == pytest.approx(np.full(11, grid.rally[0]))
    assert np.all(np.diff(one_way.rally) > -1e-15) and one_way.rally[-1] > one_way.rally[0]
    for falling in (grid.haircut, grid.run, grid.rate):
        assert np.all(np.diff(falling) < 1e-15) and falling[-1] < falling[0]
    assert np.all(grid.worst > 0) and np.all(grid.together >= grid.worst)
    recalled = funding_needs(tau, **shocks, recall=0.8)
    assert np.all(recalled.worst <= one_way.worst + 1e-15) and recalled.rally[-1] < one_way.rally[-1]


def test_only_with_a_one_way_clause_has_the_frontier_its_best_mix_inside():
    tau = np.linspace(0, 1, 101)
    assert funding_needs(tau, price_rise=0.0459, haircut_rise=0.02, days=13).worst.argmin() == 100
    worst = funding_needs(tau, price_rise=0.0459, haircut_rise=0.02, days=13, recall=0).worst
    assert 0 < worst.argmin() < 100
    assert worst.min() < 0.8 * worst[[0, -1]].min()


# Lenders


def test_lenders_have_a_source_and_a_verdict():
    assert set(LENDERS) == {"cleared", "bilateral", "offshore"}
    for lender in LENDERS.values():
        assert 0 <= lender.haircut <= lender.stress_haircut <= 0.05
        assert lender.verdict in ("published", "assumption") and lender.source.endswith(".")
    assert LENDERS["bilateral"].haircut == 0 and LENDERS["cleared"].haircut == 0.02


def test_average_haircut():
    assert average_haircut({"bilateral": 1}) == 0
    assert average_haircut({"cleared": 0.25, "bilateral": 0.5, "offshore": 0.25}) == pytest.approx(0.01)
    assert average_haircut({"cleared": 0.25, "bilateral": 0.5, "offshore": 0.25}, stress=True) == pytest.approx(0.0275)
    part = np.array([0, 0.5, 1])
    assert average_haircut({"cleared": part, "bilateral": 1 - part}) == pytest.approx([0, 0.01, 0.02])


# Offshore and special


def test_offshore_lenders_leave_first():
    run = offshore_run([50, 150, 400], 400, 0.25, premium_bp=20, spread_bp=10)
    assert run.from_offshore.tolist() == [50, 100, 100] and run.from_others.tolist() == [0, 50, 300]
    assert run.spread_before == 15 and run.spread_after == pytest.approx([10 + 20 * 50 / 350, 10, 10])


@given(
    loans=st.just(0.0) | st.floats(1e-9, 1000),
    part=SHARE,
    omega=SHARE,
    premium=st.floats(0, 100),
    spread=st.floats(-25, 300),
)
def test_offshore_properties(loans, part, omega, premium, spread):
    run = offshore_run(part * loans, loans, omega, premium, spread)
    assert run.from_offshore + run.from_others == pytest.approx(part * loans)
    assert spread - 1e-6 <= run.spread_after <= run.spread_before + 1e-6


def test_an_implied_repo_below_general_collateral_may_be_a_special_note():
    # general collateral 3.70, this note 3.40, implied 3.60: financed at its own rate it earns 20bp
    assert special_edge(3.60, 3.70, 3.40) == pytest.approx(20)
    assert special_edge(3.80, 3.70, 3.70) == pytest.approx(10)  # not special: its rate is the general one
    # it must last: a third of the time is needed, and with less the trade loses
    assert special_edge(3.60, 3.70, 3.40, [0, 1 / 3, 0.5, 1]) == pytest.approx([-10, 0, 5, 20])
    needed = special_time_needed([3.60, 3.70, 3.80, 3.30, 3.60], 3.70, [3.40, 3.40, 3.40, 3.40, 3.70])
    assert needed == pytest.approx([1 / 3, 0, 0, np.inf, np.inf])


def test_the_edge_of_a_special_note_is_the_general_one_and_its_gain():
    over_general = special_edge(3.60, 3.70, 3.40, 0) / 1e4 * 100 * 90 / 360
    assert special_edge(3.60, 3.70, 3.40) / 1e4 * 100 * 90 / 360 == pytest.approx(
        over_general + special_gain(3.70, 3.40, 90)
    )


def test_special_collateral():
    assert special_gain(4.30, 3.10, 90) == pytest.approx(0.3)
    assert special_gain(4.30, 4.30, 90) == 0
    assert special_gain(1.0, [-2.0, 0.5], 30, loan=99) == pytest.approx([99 * 0.0025, 99 * 0.5 / 100 / 12])


# House rules


def test_arrays_broadcast():
    need = cash_need(0.01, np.array([[0.0], [0.02]]), np.array([0.0, 0.5, 1.0]))
    assert need.shape == (2, 3)
    assert need[1, 2] == cash_need(0.01, 0.02, 1.0)
    assert type(cash_need(0.01, 0.02)) is float and type(rate_spike_cost(300, 1)) is float
    assert funding_needs(np.ones((3, 1)), price_rise=[0.01, 0.02]).worst.shape == (3, 2)


def test_assumptions_are_sentences():
    assert len(set(ASSUMPTIONS)) == len(ASSUMPTIONS) >= 6
    assert all(text.endswith(".") and len(text) > 40 for text in ASSUMPTIONS)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cash_need(-1.01, 0.02), "price rise is -1.01 of market value"),
        (lambda: cash_need(0.01, 1.2), "haircut is 1.2 of market value"),
        (lambda: cash_need(0.01, 0.02, float("nan")), "term share is nan"),
        (lambda: cash_need(0.01, 0.02, 0.5, 2), "recall is 2 of the margin excess"),
        (lambda: cash_need(0.01, 0.02, 0.5, days=0), "days is 0 days; it must be at least 1"),
        (lambda: unstruck_share(5, 0.5), "life is 0.5 days; it must be at least 1"),
        (lambda: unstruck_share(5, None), "life is None, which is not a number"),
        (lambda: renewed_share(1.5, 5, 30), "term share is 1.5 of the repo"),
        (lambda: ladder([100, 0], 0.02), "prices is 0 money per unit"),
        (lambda: ladder([100, 101], 0.02, life=0), "life is 0 days"),
        (lambda: rate_spike_cost(np.inf, 1), "rate spike is inf"),
        (lambda: rate_spike_cost(300, 1, leverage=0.5), "leverage is 0.5 x"),
        (lambda: average_haircut({"cleared": 0.4, "bilateral": 0.4}), "add up to 0.8 of the collateral"),
        (lambda: average_haircut({"Mars": 1}), "lender is 'Mars'; it must be cleared or bilateral or offshore"),
        (lambda: average_haircut({}), "lender is missing"),
        (lambda: funding_needs(0.5, price_rise=-0.01), "price rise is -0.01"),
        (lambda: funding_needs(0.5, haircut=0.5, haircut_rise=0.6), "haircut after the rise is 1.1"),
        (lambda: funding_needs(0.5, run_share=1.1), "run share is 1.1 of the lenders"),
        (lambda: offshore_run(500, 400, 0.2), "loans - withdrawn is -100"),
        (lambda: special_gain(3, 4, 30), "general less special rate is -1% a year"),
        (lambda: special_edge(3, 3, 4), "general less special rate is -1% a year"),
        (lambda: special_edge(3, 4, 3, 1.5), "share of the time is 1.5"),
    ],
)
def test_rubbish_gets_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
