"""Term funding: what it spares on a bad night, and what it costs."""

import numpy as np
import pytest

from basislib.fund.usual import MARGIN
from basislib.fund.usual import TERM_DAYS as LIFE
from basislib.scenes.overnight_or_term import compute, table


def test_lenders_who_leave_are_paid_by_notes_one_for_one():
    scene = compute(leave=20, term_share=100)
    assert scene.line.run[0] == pytest.approx(0.99 * 20 / (1 + MARGIN))
    assert scene.now.run == pytest.approx(0.99 * 20 / LIFE / (1 + MARGIN))  # of a ladder a thirtieth ends


def test_a_higher_haircut_takes_it_from_every_overnight_loan():
    scene = compute(haircut_rise=2.0)
    missing = 2.0 - scene.buffer
    assert scene.line.haircut[0] == pytest.approx(100 * missing / (3 + 100 * MARGIN))


def test_the_chosen_share_lies_on_the_lines():
    scene = compute(term_share=40)
    at = int(np.flatnonzero(scene.shares == 40)[0])
    for name in ("haircut", "run", "cost"):
        assert getattr(scene.now, name) == pytest.approx(getattr(scene.line, name)[at])


def test_the_shield_grows_with_the_share_and_so_does_its_price():
    scene = compute()
    assert (np.diff(scene.line.run) < 0).all() and (np.diff(scene.line.haircut) <= 0).all()
    assert (np.diff(scene.line.cost) > 0).all()
    assert scene.line.cost[-1] == pytest.approx(0.99 * 5 * 90 / 360)


def test_the_table_has_both_nights_and_the_price():
    rows = table(compute()).set_index("term_share_pct")
    assert rows.loc[0, "cost_in_a_quarter_bp"] == 0 and rows.loc[100, "lenders_leave"] < rows.loc[0, "lenders_leave"]
