"""The regions of a map of timing and size, cell by cell."""

import numpy as np
import pytest

from basislib.policy.timing import LATE, LITTLE, MORE, NOTHING, regions, share_spared


def test_what_is_spared_is_a_share_of_the_loss():
    assert share_spared(np.array([0.0, 30.0, 40.0, 50.0]), 40.0) == pytest.approx([1, 0.25, 0, -0.25])
    assert not share_spared(np.array([3.0, 4.0]), 0.0).any()


def test_a_day_is_too_late_when_no_size_spares_a_tenth():
    spared = np.array([[0.05, 0.02, -0.2], [0.8, 0.3, 0.09]])  # sizes upward, days across
    found, helps = regions(spared, 40.0)
    assert helps
    assert found.tolist() == [[LITTLE, LITTLE, MORE], [5, 3, LATE]]


def test_the_edges_belong_to_the_region_above():
    assert regions(np.array([[0.1, 0.25, 0.5, 0.75]]), 40.0)[0].tolist() == [[2, 3, 4, 5]]


def test_a_tool_that_never_spares_a_fifth_is_not_late_but_wrong():
    found, helps = regions(np.array([[0.05, 0.15]]), 40.0)
    assert not helps and found.tolist() == [[LATE, 2]]


def test_where_nothing_is_lost_there_is_nothing_to_spare():
    found, helps = regions(np.zeros((2, 3)), 0.0)
    assert not helps and np.all(found == NOTHING)
