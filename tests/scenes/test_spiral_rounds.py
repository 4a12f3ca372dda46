"""The rounds of a forced sale against the closed formula and the README's numbers."""

import numpy as np
import pytest

from basislib.fund import spiral
from basislib.scenes import spiral_rounds as scene

REGION = {"calm": 1, "crowded": 1, "cliff": 2, "ruin": 3}  # state: region


def at(state, **changes):
    return scene.compute(**{**scene.START, **scene.LOSS[state], **changes})


@pytest.mark.parametrize("state", scene.LOSS)
def test_each_state_lies_in_its_region(state):
    assert at(state).region == REGION[state]


def test_over_the_cliff_it_is_twice_as_much():
    """The README: at R of 0.93 the same call sells 31% of the position, at 1.33 it is 65%."""
    below, above = at("cliff", impact=0.14), at("cliff")
    assert (round(below.number, 2), round(below.end)) == (0.93, 31)
    assert (round(above.number, 2), round(above.end)) == (1.33, 65)


def test_the_rounds_end_at_the_closed_formula():
    found = at("crowded")
    sale = spiral.forced_sale(830, 0.017, 1.4e-5, (0.0095 - (1 / 40 - 0.017)) * 830)
    assert found.sale == pytest.approx(sale, rel=1e-12)
    assert found.sales.sum() == pytest.approx(sale, rel=1e-3)  # after thirty rounds
    assert found.times == pytest.approx(sale / (found.missing / 0.017))


def test_a_fund_that_is_broke_first_sells_everything_in_one_round():
    """A call of 5 on own money of 2.5: the first round has all there is, and the sale is once as large."""
    found = at("crowded", call=5)
    assert found.region == 4 and found.sale == found.first == found.position
    assert found.sales.tolist() == [0, 830] and found.times == 1


def test_a_call_that_the_buffer_just_pays_sells_nothing():
    """At 40 times with 0.7% and 1% locked, 0.8 of 100 is free."""
    assert at("crowded", call=0.8).sale == 0
    assert at("crowded", call=0.8).missing == 0


def test_a_higher_margin_lowers_r():
    """0.6 points more on the 1.5% that the cliff locks."""
    found = at("cliff", kind="margin")
    assert found.number_before == pytest.approx(0.2e-4 * 1000 / 0.015)
    assert found.number == pytest.approx(0.2e-4 * 1000 / 0.021)


def test_the_edge_of_the_cliff():
    """2Q (1 - 1/R) with R of 4/3."""
    held, edge = scene.cliff_edge()
    assert held == 0 and edge == pytest.approx(500, abs=0.01)


def test_the_table_adds_up():
    found = scene.table(at("cliff"))
    assert found["sold"].sum() == pytest.approx(found["sold_so_far"].iloc[-1])
    assert np.all(np.diff(found["locked"]) < 0)
    assert found["locked"].iloc[0] == pytest.approx(0.015 * 1000)
