"""Return and free cash at a leverage."""

import pytest

from basislib.scenes import new_page as scene


def test_a_cent_at_thirty_times():
    fund = scene.compute(30)
    assert fund.return_on_own_money == pytest.approx(0.30)
    assert fund.free_cash == pytest.approx(100 - 30 * 1.5)


def test_no_own_money_is_left_over_or_missing():
    for leverage in (scene.LOW, scene.BOLD, scene.HIGH):
        locked = 100 * leverage * (scene.HAIRCUT + scene.MARGIN)
        assert scene.compute(leverage).free_cash + locked == pytest.approx(100)


def test_beyond_the_ceiling_there_is_a_sentence():
    with pytest.raises(ValueError, match="Leverage"):
        scene.compute(70)
