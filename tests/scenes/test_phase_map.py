"""The map against the scene of one of its cells."""

import numpy as np
import pytest

from basislib.scenes import phase_map as scene
from basislib.scenes import spiral_rounds


@pytest.mark.parametrize("axes", scene.AXES)
def test_each_cell_is_the_scene_of_its_settings(axes):
    found = scene.compute(axes, **spiral_rounds.START)
    for row, column in ((5, 7), (50, 50), (93, 20), (30, 88)):
        here = {found.across: found.xs[column], found.up: found.ys[row]}
        if found.regions[row, column] == scene.IMPOSSIBLE:
            with pytest.raises(ValueError, match="Leverage"):
                spiral_rounds.compute(**spiral_rounds.START | here)
            continue
        same = spiral_rounds.compute(**spiral_rounds.START | here)
        assert found.regions[row, column] == same.region
        assert found.numbers[row, column] == pytest.approx(same.number)


def test_the_threshold_is_where_r_is_1():
    """1.7 cents of 100 are locked on 830 billion: 170/830 cents per billion."""
    found = scene.compute("haircut-impact", **spiral_rounds.START)
    assert found.threshold == pytest.approx(170 / 830)
    assert spiral_rounds.compute(**spiral_rounds.START | {"impact": found.threshold}).number == pytest.approx(1)


def test_dealers_who_take_everything_leave_no_threshold():
    found = scene.compute("room-position", **spiral_rounds.START | {"position": 300, "room": 400})
    assert found.threshold == np.inf and found.here.number == 0


def test_the_share_counts_cells():
    found = scene.compute("call-leverage", **spiral_rounds.START)
    assert found.share == (found.regions == 1).sum() / scene.CELLS**2
    assert (scene.table(found)["region"] == "amplified").mean() == pytest.approx(found.share)
