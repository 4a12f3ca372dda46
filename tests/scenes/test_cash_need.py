"""What a move of prices takes in cash, day by day."""

import numpy as np
import pytest

from basislib.fund.repo import cash_need
from basislib.fund.settlement import margin_rise
from basislib.fund.usual import MARGIN
from basislib.scenes.cash_need import compute, steps, table


@pytest.mark.parametrize("haircut", [0.0, 1.0, 2.0])
def test_on_time_only_the_haircut_on_the_gain_is_missing(haircut):
    scene = compute(haircut=haircut)
    assert scene.move == pytest.approx(4.59)  # 102bp at 4.5 years
    assert scene.rise.lenders.max() == pytest.approx(4.59 * haircut / 100)
    assert scene.fall.lenders[-1] == pytest.approx(-4.59 * haircut / 100)


def test_a_day_late_the_largest_day_counts_and_not_the_sum():
    scene = compute(late=100)
    assert scene.rise.lenders.max() == pytest.approx(0.937, abs=0.0005)  # 20bp of the 102 on 9 March 2020
    assert scene.rise.lenders[-1] == pytest.approx(0.0459)  # it is back
    assert scene.fall.lenders == pytest.approx(compute().fall.lenders)  # lenders call a deficit at once
    assert scene.rise.most < scene.buffer


def test_one_day_is_the_formula():
    scene = compute(days=1, late=50)
    assert scene.rise.lenders.max() == pytest.approx(100 * cash_need(0.0459, 0.01, late=0.5))
    assert scene.rise.margin[-1] == pytest.approx(100 * margin_rise(0.0459))


def test_the_margin_asks_after_a_fall_as_after_a_rise_and_two_days_later():
    scene = compute()
    assert (scene.rise.margin == scene.fall.margin).all()
    assert scene.rise.margin[-1] == pytest.approx(0.551, abs=0.0005)
    quick = compute(days=1).rise.margin
    assert quick[:3] == pytest.approx([0, 0, 0]) and quick[3] > 1.2


def test_steps_add_up_and_the_last_is_the_largest():
    assert steps(102, 13, 20) == pytest.approx([82 / 12] * 12 + [20])
    assert steps(10, 2, 60) == pytest.approx([0, 10])
    assert steps(60, 3, 0) == pytest.approx([20, 20, 20])
    assert steps(0, 1, 20) == pytest.approx([0])


def test_the_buffer_is_what_leverage_haircut_and_margin_leave():
    assert compute(leverage=25).buffer == pytest.approx(100 / 25 - 1 - 100 * MARGIN)


def test_the_table_has_both_moves_by_day():
    scene, rows = compute(late=100), table(compute(late=100))
    assert len(rows) == 1 + 13 + 3
    assert rows["rise_together"].max() == pytest.approx(scene.rise.most)
    assert np.allclose(rows["fall_lenders"] + rows["fall_margin"], rows["fall_together"])
