"""Cross-margining against the numbers of the rule and of the model's specification."""

import numpy as np
import pytest

from basislib.policy import robustness
from basislib.scenes.cross_margining import MOST, compute, table


@pytest.fixture(scope="module")
def usual():
    return compute(39, 0.5, 0, MOST)


def test_what_is_locked_and_what_r_becomes(usual):
    """Haircut 0.5% and margin 1.05% become a fifth of 1.05% + 1.10%; R from 0.75 to 2.70."""
    assert usual.locked == pytest.approx((1.5485, 0.42989), abs=1e-4)
    assert (usual.before["number"], usual.found.number) == pytest.approx((0.75, 2.70), abs=0.005)
    assert usual.leverage == pytest.approx(69, abs=0.5)


def test_kept_as_cash_it_spares_and_as_more_notes_it_adds(usual):
    assert (np.diff(usual.sold) <= 1e-9).all()
    assert usual.sold_here == usual.sold[0] > usual.before["sold"] > usual.sold[-1]
    assert compute(39, 0.5, 100, MOST).leverage == pytest.approx(39)


def test_the_share_that_is_chosen_is_a_point_of_the_curve(usual):
    for kept in (10, 50, 90):
        assert compute(39, 0.5, kept, MOST).sold_here == usual.sold[kept // 10]
    between = compute(39, 0.5, 45, MOST)
    assert usual.sold[5] < between.sold_here < usual.sold[4]
    assert between.found.kept[9] == 0.45


def test_the_sign_is_sure_only_where_the_money_is_kept(usual):
    released, _half, kept = usual.signs
    assert kept.lower > 0.9 and kept.higher < 0.02
    assert released.lower > 0.3 and released.higher > 0.3
    known = robustness.holds("cross_margining_kept_as_cash_spares_sales")
    assert kept.lower == pytest.approx(known.lower, abs=0.01)


def test_an_offset_that_frees_nothing_is_refused():
    with pytest.raises(ValueError, match="freed"):
        compute(39, 0.0, 0, 30)


def test_the_table_has_the_curve(usual):
    rows = table(usual)
    assert rows["sold_percent"].to_numpy() == pytest.approx(usual.sold)
    assert rows["leverage"].iloc[-1] == pytest.approx(39)
