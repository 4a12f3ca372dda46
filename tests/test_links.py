"""How hard a run pulls on each link: against the days themselves, and against what is plain to see."""

import numpy as np
import pytest

from basislib.market.run import Shock, agreed_haircut, crowded, each_day, simulate, standard_shock
from basislib.policy.levers import LINKS
from basislib.policy.links import NEEDED, pull


def test_the_agreed_haircut_is_the_market_s_own():
    days = np.arange(1, 41)
    market, shock = crowded(term_days=20.0), standard_shock(40, haircut_rise=0.01 * (days >= 6))
    told = [today.term_haircut for _, _, today in each_day(market, shock, (), slice(0, 1))]
    assert np.array_equal(agreed_haircut(simulate(market, shock, ("haircut",))), told)


def test_of_a_higher_haircut_a_twentieth_a_day_reaches_the_term_loans():
    run = simulate(crowded(term_days=20.0), Shock(np.zeros(2), haircut_rise=np.full(2, 0.01)), ("haircut",))
    assert agreed_haircut(run) - 0.005 == pytest.approx([0, 0.0005, 0.0005 + 0.0095 / 20])


def test_nothing_pulls_on_a_quiet_day():
    found = pull(simulate(crowded(), Shock(np.zeros(1)), NEEDED))
    assert tuple(found) == LINKS
    assert found.pop("dealer room") > 0  # dealers hold their usual notes
    assert list(found.values()) == pytest.approx([0] * 5, abs=0.01)


def test_lenders_who_leave_are_not_lending():
    """All repo overnight: 20% not renewed is 20 of 100, and the haircut keeps what it was."""
    run = simulate(crowded(term_share=0.0), Shock(np.zeros(1), run_share=np.full(1, 0.2)), NEEDED)
    found = pull(run)
    assert found["funding"] == pytest.approx(20, abs=0.01)
    assert found["haircut"] == 0


def test_scenarios_side_by_side_are_one_by_one():
    shares = np.array([0.2, 0.5])
    together = pull(simulate(crowded(term_share=shares), standard_shock(20), NEEDED))
    for at, share in enumerate(shares):
        alone = pull(simulate(crowded(term_share=float(share)), standard_shock(20), NEEDED))
        assert {name: values[at] for name, values in together.items()} == pytest.approx(alone)
