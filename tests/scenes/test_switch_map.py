"""The switch map and the line through it: the lowest line prices the future."""

import numpy as np
import pytest

from basislib.scenes import switch_map as scene
from basislib.scenes.baskets import quoted
from basislib.securities.basis import model_futures_price


@pytest.mark.parametrize(("level", "slope"), [(0, 0), (50, 0), (-90, 40), (140, -50)])
def test_the_future_is_lower_by_the_depth(level, slope):
    bond = quoted("us")
    place = scene.compute(bond, "quoted", level, slope, bond.repo_rate)
    both, alone = (
        model_futures_price(bond.basket, bond.future, level, slope, repo_rate=bond.repo_rate, note=note)
        for note in (None, place.first)
    )
    assert place.depth == pytest.approx(both - alone, abs=1e-9) and place.depth <= 0


def test_the_lines_meet_at_the_switches():
    bond = quoted("us")
    place = scene.compute(bond, "quoted", 0, 0, bond.repo_rate)
    assert place.switch_depths == pytest.approx([0, -0.145076, -0.157925, -0.294386, -0.804478], abs=5e-7)
    assert np.interp(place.switches, place.line, place.envelope) == pytest.approx(place.switch_depths, abs=0.02)
    assert np.unique(place.along).size == len(place.switches) + 1


def test_the_map_agrees_with_the_line_through_it():
    bond = quoted("us")
    there = scene.compute(bond, "quoted", 38, -24, bond.repo_rate)
    row, column = np.flatnonzero(scene.SLOPES == -24)[0], np.flatnonzero(scene.LEVELS == 42)[0]
    assert there.map.cheapest.shape == (25, 62)
    assert there.map.cheapest[row, column] == scene.compute(bond, "quoted", 42, -24, bond.repo_rate).now


def test_six_per_cent_on_the_map():
    bond = quoted("us")
    place = scene.compute(bond, "equal", 100, 0, bond.repo_rate)
    assert place.map.six == pytest.approx(129.4702, abs=5e-5)
    assert place.mean_yield == pytest.approx(6 - 0.294702, abs=5e-7)


def test_a_row_a_cell():
    bond = quoted("us")
    table = scene.table(scene.compute(bond, "quoted", 0, 0, bond.repo_rate))
    assert table.shape == (1550, 3) and set(table.cheapest) <= set(bond.names)
