"""The net basis by delivery day: uphill with negative carry, downhill with positive."""

from datetime import date

import numpy as np
import pytest

from basislib.scenes import best_day as scene
from basislib.scenes.baskets import quoted
from basislib.securities.holding import carry


def test_uphill_and_downhill():
    bond = quoted("us")
    dear, cheap = (scene.compute(bond, rate) for rate in (bond.repo_rate, 4.0))
    assert (np.diff(dear.net_basis[0]) > 0).all() and (np.diff(cheap.net_basis[0]) < 0).all()
    assert (dear.best_day, cheap.best_day) == (date(2023, 12, 1), date(2023, 12, 29))
    assert 32 * dear.wrong_day == pytest.approx(2.4915, abs=5e-4)
    assert dear.carry_per_day < 0 < cheap.carry_per_day
    assert len(dear.days) == 20 == dear.net_basis.shape[1]


def test_the_slope_is_the_carry_of_the_note():
    bond = quoted("us")
    found = scene.compute(bond, bond.repo_rate)
    note = {"coupon": 4.5, "maturity": date(2039, 8, 15), "settle": bond.basket.settle, "repo_rate": bond.repo_rate}
    ends = [carry(bond.basket.clean_price[0], **note, delivery=day) for day in (found.days[0], found.days[-1])]
    assert found.carry_per_day == pytest.approx((ends[1] - ends[0]) / 28, abs=1e-12)
    assert found.net_basis[0, -1] - found.net_basis[0, 0] == pytest.approx(ends[0] - ends[1], abs=1e-12)


def test_a_row_a_note_and_day():
    found = scene.compute(quoted("fv"), 4.33)
    table = scene.table(found)
    assert len(table) == 6 * len(found.days) == 6 * 23
    assert set(table["delivery"]) == set(found.days)
