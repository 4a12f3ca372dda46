"""The daily market of pages 07 and 08 against itself one by one, and against the README's numbers."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from basislib.figures import market_days as chart
from basislib.market.run import standard_shock
from basislib.scenes import market_days as scene
from basislib.scenes.market_days import DAYS, usual

CLIFF = [usual("cliff"), usual("cliff", haircut=2.0, when="new"), usual("cliff", haircut=2.0, when="change")]


def test_a_level_calms_and_a_change_burns():
    """Section 10 of docs/model.md: 20% sold with the haircut as a level, 99% as a change; gaps 69 and 118 cents."""
    bare, level, change = scene.sold_together(CLIFF)
    assert [round(each.sold) for each in (level, change)] == [20, 99] and level.sold < bare.sold < change.sold
    assert [round(each.widest) for each in (level, change)] == [69, 118]


@pytest.mark.parametrize("case", range(3))
def test_side_by_side_is_one_by_one(case):
    together, alone = scene.sold_together(CLIFF)[case], scene.compute(DAYS, **CLIFF[case])
    assert 100 * alone.sold("forced") / alone.position[0] == pytest.approx(together.forced)
    kinds = sum(alone.sold(why) for why in ("forced", "run", "precaution", "drawdown"))
    assert 100 * kinds / alone.position[0] == pytest.approx(together.sold)
    assert alone.dislocation.max() == pytest.approx(together.widest)


def test_new_own_money_keeps_the_buffer():
    """Two points more haircut, paid with two points more own money at 54 times."""
    before, after = (scene.build(**settings)[0] for settings in CLIFF[:2])
    assert after.leverage == pytest.approx(1 / (1 / 54 + 0.02))
    assert after.buffer == pytest.approx(before.buffer)


def test_the_phases_are_those_of_the_shock():
    """60bp on five days, others 5 at most; then foreigners sell 300 billion, as in model.md."""
    _, shock = scene.build(**usual("crowded"))
    days = np.arange(1, DAYS + 1)
    rally = np.isin(days, scene.PHASES["rally"])
    assert np.all(shock.yield_change[rally] == -12) and shock.yield_change[~rally].min() == -5
    assert set(days[shock.foreign_sales > 0]) <= set(scene.PHASES["foreign"])
    assert shock.foreign_sales.sum() == pytest.approx(standard_shock().foreign_sales.sum()) == pytest.approx(300)
    assert [scene.phase(day) for day in (5, 6, 10, 11, 18, 19)] == ["", "rally", "rally", "foreign", "foreign", ""]


def test_sold_so_far_ends_with_the_day():
    found = scene.compute(14, **usual("crowded"))
    assert found.sold("precaution") == pytest.approx(found.precaution[:15].sum())
    assert 0 < found.sold("precaution") < scene.compute(DAYS, **usual("crowded")).sold("precaution")


def test_only_sales_count_as_sold():
    """After the sale the basis pays, and funds come back: bought is below zero."""
    found = scene.compute(DAYS, **usual("crowded"))
    assert found.voluntary.min() < 0
    assert found.sold("voluntary") == pytest.approx(found.voluntary[found.voluntary > 0].sum())


@pytest.mark.parametrize("rules", scene.RULES)
def test_a_rule_that_is_off_sells_nothing(rules):
    """Without both, crowded funds sell nothing and the cliff only by force, as in section 10 of docs/model.md."""
    crowded, cliff = scene.sold_together([usual("crowded", rules=rules), usual("cliff", rules=rules)])
    for found in (crowded, cliff):
        assert (found.precaution > 0) == (rules in ("both", "precaution"))
        assert (found.drawdown > 0) == (rules in ("both", "limits"))
    if rules == "none":
        assert crowded.sold == 0 and round(cliff.forced) == round(cliff.sold) == 39


def test_lenders_who_leave_sell_one_for_one():
    """A fifth of what is due on the day: overnight all, of the term loans 1/30; 13.2% of the position."""
    (found,) = scene.sold_together([usual("crowded", leave=20)])
    assert found.run == pytest.approx(100 * 0.2 * (0.65 + 0.35 / 30))


def test_the_kinds_are_told_apart():
    """Section 10 of docs/model.md: crowded 8 and 9% without a forced sale, cliff 10, 9 and 70%, at 39 and 54 times."""
    found = scene.compute(DAYS, **usual("cliff"))
    kinds = 100 * found.kinds.sum(axis=1) / found.position[0]
    assert kinds.round().tolist() == [9, 0, 9, 69, 0]
    assert 100 * found.unwilling.sum() / found.position[0] == pytest.approx(kinds[:-1].sum())
    assert found.lost.max() == pytest.approx(47, abs=0.5)


def test_half_an_excess_late_spares_sales_at_the_cliff():
    """Section 10 of docs/model.md: 78% against 90% at 54.05 times."""
    prompt, late = scene.late_together("cliff", (0.0, 0.5))
    assert prompt == pytest.approx(scene.sold_together([usual("cliff")])[0].sold)
    assert round(late) == 77 and late < prompt


def test_the_table_shows_the_days_so_far():
    found = scene.table(scene.compute(9, **usual("crowded")))
    assert found["day"].tolist() == list(range(10))
    assert found["position"].iloc[0] == 830


def test_what_funds_ask_stays_in_the_picture_where_repo_is_cheap():
    cheap = scene.compute(DAYS, **usual("crowded", repo_spread=-25))
    figure = Figure(figsize=chart.SIZE)
    chart.frame(figure, chart.view(cheap))
    assert figure.axes[0].get_ylim()[0] <= cheap.hurdle.min() < -1
