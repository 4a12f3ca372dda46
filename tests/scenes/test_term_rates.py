"""Term against overnight money on page 03, and the cuts expected in August 2024."""

import numpy as np
import pytest

from basislib.pages.implied_repo import words
from basislib.scenes import term_rates
from basislib.scenes.quote_to_edge import case


def test_tonight_is_what_the_fed_paid_on_reserves():
    assert term_rates.reserves_rate() == 3.65
    assert term_rates.compute().overnight == 3.65


def test_the_meetings_are_so_many_nights_away():
    assert term_rates.nights_to(term_rates.MEETINGS, term_rates.SETTLE) == [45, 94]
    path = term_rates.compute(moves=-50).path
    assert (path[44], path[45], path[93], path[94]) == pytest.approx((3.65, 3.4, 3.4, 3.15))


def test_the_edge_with_either_loan():
    scene = term_rates.compute()
    assert scene.edge_at_term == pytest.approx(case().cents)
    assert scene.edge_rolled == pytest.approx(2.789, abs=1e-3)
    assert term_rates.compute(repo_rate=scene.rolled_to_delivery).edge_at_term == pytest.approx(scene.edge_rolled)


def test_a_quarter_point_takes_the_whole_edge():
    assert abs(term_rates.compute(moves=25).edge_rolled) < 0.05
    assert "leaves −0.02 cents in all" in words.terms_seen()


def test_at_the_even_rate_both_loans_cost_the_same():
    scene = term_rates.compute()
    even = term_rates.compute(overnight=scene.break_even)
    assert even.rolled_to_delivery == pytest.approx(scene.term_rate)
    assert scene.after_tonight == pytest.approx(3.674, abs=5e-4)
    assert term_rates.compute(overnight=scene.most).edge_rolled == pytest.approx(0, abs=1e-9)


def test_august_2024():
    """125bp of cuts by the end of the year: about 4.9%, not tonight's 5.35."""
    assert term_rates.august_2024() == pytest.approx(4.9, abs=0.04)
    assert "about 4.9%" in words.tonight()


def test_the_table_has_every_day():
    scene = term_rates.compute(moves=25)
    found = term_rates.table(scene)
    assert len(found) == term_rates.DAYS == 109
    assert found["overnight_pct"].iloc[-1] == pytest.approx(3.9)
    assert np.all(np.diff(found["rolled_pct"]) > 0)
