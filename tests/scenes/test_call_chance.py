"""The odds of a call: formula, simulation and rule agree with one another."""

import numpy as np
import pytest

from basislib.fund.calls import simulated_call_probability
from basislib.pages.milk_tea_margin.explorers import account, chance
from basislib.scenes.call_chance import FOLLOWS, MULTIPLE, PATHS, compute, table
from basislib.scenes.margin_account import AT_CME, DAYS, MAINTENANCE, MARGIN, VOLATILITY


def test_twice_the_volatility_is_a_quarter_of_the_time():
    chance = compute(2.0, 10.0, 75, 20)
    assert chance.distance == pytest.approx(2.5)
    assert chance.even_odds == pytest.approx(4 * compute(4.0, 10.0, 75, 20).even_odds)
    assert chance.even_odds == pytest.approx((2.5 / 2 / 0.67449) ** 2, rel=1e-4)


def test_as_at_cme_even_odds_come_in_half_a_day_and_not_in_three():
    milk_tea, cme = (compute(VOLATILITY, MARGIN, share, DAYS) for share in (MAINTENANCE, AT_CME))
    assert AT_CME == 91 and (milk_tea.even_odds, cme.even_odds) == pytest.approx((3.43, 0.445), abs=0.005)
    assert compute(VOLATILITY, MARGIN, 100, DAYS).even_odds == 0  # accounts without heightened risk
    for explorer in (account(), chance()):
        assert explorer.presets["cme"] == {"maintenance": AT_CME}


def test_with_the_rules_margin_volatility_no_longer_matters():
    calm, wild = compute(2.0, 10.0, 75, 20), compute(4.0, 10.0, 75, 20)
    assert calm.rule_margin == pytest.approx(2 * MULTIPLE) and wild.missing == pytest.approx(4 * MULTIPLE - 10)
    assert wild.even_odds_by_rule == pytest.approx(calm.even_odds_by_rule)
    assert wild.even_odds_by_rule == pytest.approx(compute(4.0, wild.rule_margin, 75, 20).even_odds)
    follows = compute(4.0, FOLLOWS, 75, 20)
    assert FOLLOWS == 20 and follows.missing < 0 and follows.even_odds == pytest.approx(calm.even_odds)


@pytest.mark.parametrize("days", (1, 20, 60))
def test_the_dots_are_what_the_model_counts(days):
    chance = compute(2.0, 10.0, 50, days, 3)
    counted = simulated_call_probability(chance.distance, 2.0, days, PATHS, 3, monitoring="close")
    assert (chance.simulated_by_then, chance.error_by_then) == pytest.approx(counted)


def test_the_simulation_agrees_with_the_formulas_within_chance():
    chance = compute(2.0, 10.0, 25, 20, 5)
    assert abs(chance.watched - chance.by_then) < 4 * chance.watched_error
    assert np.all(np.diff(chance.simulated) >= 0)
    assert list(table(chance)["day"]) == list(range(1, 61))
