"""The markets of page 08, and help by name."""

import numpy as np
import pytest

from basislib.market.run import standard_shock
from basislib.scenes.backstop import (
    FOREIGN,
    KINDS,
    against_will,
    alone,
    by_kind,
    helped,
    last_sale,
    scenario,
    share_sold,
)
from basislib.scenes.market_days import BASE, DAYS


@pytest.mark.parametrize("market", BASE)
def test_two_shocks_are_new(market):
    """200 billion leave the lenders on day 6; haircuts rise by a point on it; else it is the dash for cash."""
    usual, drained, dearer = (scenario(market, shock)[1] for shock in ("standard", "drain", "haircut"))
    assert drained.drain.tolist() == [0] * 5 + [200] + [0] * (DAYS - 6)
    assert dearer.haircut_rise.tolist() == [0] * 5 + [0.01] * (DAYS - 5)
    for shock in (drained, dearer):
        assert np.array_equal(shock.yield_change, usual.yield_change)
        assert np.array_equal(shock.foreign_sales, usual.foreign_sales)


def test_the_dash_is_the_model_s():
    """March 2020 on record: 299 billion dollars of foreign sales."""
    assert FOREIGN == 300
    assert scenario("crowded", "standard")[1].foreign_sales.tolist() == standard_shock(DAYS).foreign_sales.tolist()


def test_the_kinds_of_sale_are_told_apart():
    """Section 10 of the model, with whole times of leverage: crowded 16% by precaution and limits, none by calls."""
    run = alone("crowded", "standard")
    sold = dict(zip(KINDS, 100 * by_kind(run).sum(axis=1) / 830, strict=True))
    assert sold == pytest.approx({"call": 0, "run": 0, "precaution": 7.8, "limits": 8.5, "voluntary": 0}, abs=0.1)
    assert share_sold(run) == pytest.approx(16.3, abs=0.1)
    assert against_will(run) == pytest.approx(135, abs=0.5)
    assert share_sold(alone("cliff", "standard")) == pytest.approx(87.5, abs=0.2)
    assert share_sold(alone("calm", "standard")) == 0


def test_a_line_spares_nothing_where_no_call_forces_a_sale_and_something_where_one_does():
    """The guess: 135 billion dollars with and without; at the cliff 88% without and 73% with it."""
    bare, line = alone("crowded", "standard"), helped("line")
    assert np.array_equal(by_kind(bare), by_kind(line)) and not bare["forced_sale"].any()
    assert share_sold(helped("line", market="cliff")) == pytest.approx(73.0, abs=0.2)


def test_no_help_by_name_is_no_help():
    assert np.array_equal(helped()["own_money"], alone("crowded", "standard")["own_money"])


def test_the_last_sale_comes_after_the_foreign_one():
    assert last_sale(alone("crowded", "standard")) == 20
    assert last_sale(alone("calm", "standard")) == 0
