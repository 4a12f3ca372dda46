"""The edge of two quotes: the paper's numbers, and the two roads to one edge."""

import pytest

from basislib.scenes import quote_to_edge as scene


def test_the_case_is_the_paper_s():
    paper = scene.paper()
    assert (paper.contract, paper.delivery_month) == (scene.CONTRACT, scene.MONTH)
    assert paper.conversion_factor == scene.FACTOR
    assert {"coupon": paper.coupon, "maturity": paper.maturity, "settle": paper.settle} == scene.NOTE
    assert (paper.printed_delivery, paper.delivery, paper.repo_rate) == (scene.HEADER, scene.MONDAY, scene.REPO_RATE)


def test_the_numbers_of_the_screen():
    monday = scene.case(delivery=scene.MONDAY)
    assert (monday.days, monday.full_price) == (112, pytest.approx(101.1953125 + 2 * 15 / 182, abs=1e-9))
    assert monday.gross_basis == pytest.approx(0.0435875, abs=1e-9)
    assert 32 * monday.net_basis == pytest.approx(-0.7138, abs=5e-5)
    assert monday.carry == pytest.approx(0.065893, abs=5e-7)
    assert monday.implied_repo == pytest.approx(3.7647, abs=5e-5)
    assert monday.printed == pytest.approx(3.765, abs=1e-9)


@pytest.mark.parametrize("nudge", [-6.0, 0.0, 6.0])
@pytest.mark.parametrize("repo_rate", [2.0, 6.0])
def test_gap_times_days_times_money_is_the_edge(nudge, repo_rate):
    edge = scene.case(nudge=nudge, repo_rate=repo_rate)
    assert edge.gap_bp / 100 * edge.days / 360 * edge.full_price == pytest.approx(edge.cents, abs=1e-9)
    assert edge.on_own_money == pytest.approx(edge.leverage * edge.cents / edge.full_price)


def test_a_price_that_is_not_on_the_screen_has_no_printed_number():
    assert scene.case(nudge=0.25).printed is None


def test_a_step_of_the_future_is_worth_the_factor_of_itself():
    # 0.6573/32 over 0.25/32 × 0.9272, not over 0.25/32 (2.6)
    assert scene.case().ticks == pytest.approx(2.836, abs=5e-4)
    assert scene.case(nudge=0.25).ticks - scene.case().ticks == pytest.approx(1)


def test_the_quote_is_of_the_friday_before_settlement():
    assert (scene.QUOTED.weekday(), (scene.SETTLE - scene.QUOTED).days) == (4, 3)


def test_the_table_has_the_edge():
    table = scene.table(scene.case()).set_index("quantity")
    assert table.value["carry"] == table.value["interest_earned"] - table.value["interest_paid"]
    assert table.unit["edge"] == "basis points a year"
