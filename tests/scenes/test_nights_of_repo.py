"""The cost of a dear rate night after night."""

import pytest

from basislib.scenes.nights_of_repo import DEARER, LONGEST, compute, table
from basislib.scenes.repo_spike import BUILT_IN


def test_nights_cost_alike_and_the_third_takes_the_edge():
    night = 305 * 0.99 / 360
    assert [compute(nights=n).cost for n in (1, 5)] == pytest.approx([night, 5 * night])
    assert 2 * night < 2.5 < 3 * night
    assert compute().gone_after == 3


def test_an_edge_may_outlast_all_nights():
    assert compute(edge=10.0, repo_rate=BUILT_IN).gone_after == 0


def test_a_special_note_brings_what_it_is_special_by():
    assert compute(nights=LONGEST, repo_rate=BUILT_IN, special=0.1).cost == pytest.approx(-10 * 0.99 / 4)


def test_term_funding_delays_the_cost():
    scene = compute(nights=LONGEST, repo_rate=DEARER, term_share=100)
    assert (scene.costs < scene.plain).all()
    assert scene.plain[-1] == pytest.approx(15 * 0.99 / 4)
    assert table(scene)["cost_bp"].iloc[-1] == scene.cost
