"""The board and the stress table of page 10 against the models behind them."""

import numpy as np
import pytest

from basislib import monitor, stress
from basislib.market import simulate
from basislib.monitor import ALARMS, GRADES, INDICATORS, WATCHED
from basislib.pages import policy_lab_boards as module

BY_NAME = {one.name: one for one in INDICATORS}


@pytest.mark.parametrize("at", ALARMS)
def test_the_verdicts_are_those_of_the_back_test(at):
    tested = monitor.backtest(at=at)
    for key, window in module.DATA.items():
        found = module.record(key)
        told = module.verdicts(found, found.grades(), at)
        rows = tested.xs(window.name, level="window").loc[[one.name for one in found.lights]]
        assert list(told.outcomes) == rows["outcome"].tolist(), key
        some = rows["outcome"].isin(["hit", "late", "always on"]).to_numpy()
        assert told.leads[some] == pytest.approx(rows["lead_days"][some])
        quiet = (rows["quiet_days"] > 0).to_numpy()
        assert (told.false / np.maximum(told.seen, 1))[quiet] == pytest.approx(rows["false_share"][quiet])


def test_the_strips_of_the_model_are_those_of_the_board():
    row = stress.standard_scenarios()[2]
    run, found = simulate(row.market, row.shock, WATCHED), module.record("m3")
    grades = found.grades()
    for day in (0, 7, 20, 60):
        lights = monitor.board(run, day).loc[[one.name for one in found.lights]]
        assert [GRADES[grade] for grade in grades[:, day]] == lights["grade"].tolist()
        assert found.values[:, day] == pytest.approx(lights["value"])
    assert found.event == np.flatnonzero(run["forced_sale"])[0]


def test_lower_thresholds_never_give_milder_grades():
    for key in module.SOURCES:
        found = module.record(key)
        steps = np.array([found.grades(factor) for factor in module.FACTORS])
        assert (np.diff(steps, axis=0) <= 0).all(), key


def test_a_scenario_of_the_usual_size_is_the_scenario():
    for row in stress.standard_scenarios():
        same = module.harder(row, 100)
        assert same.market.leverage == pytest.approx(row.market.leverage)
        for name in ("yield_change", "foreign_sales", "drain", "run_share", "haircut_rise"):
            assert getattr(same.shock, name) == pytest.approx(getattr(row.shock, name), abs=1e-12)


def test_the_table_is_that_of_the_stress_test():
    whole = stress.stress_table()
    for family in module.FAMILIES:
        part = module.stressed(100, 100, "buffer", family)
        assert part.to_numpy() == pytest.approx(whole.loc[part.index].to_numpy(), rel=1e-9, abs=1e-9)
    names = {"no policy", *(name for _, group in module.FAMILIES.values() for name in group)}
    assert names == set(module.HEADS) == {policy.name for policy in stress.POLICIES}


def test_what_is_not_possible_is_a_dash():
    found = module.compute_stress(100, 100, "haircut floor", "own money", "forced", "m3")
    assert np.isnan(found.numbers[2, 1]) and found.words[2][1] == "–"
    assert "not possible" in module.describe_stress(found).text
    assert not np.isnan(found.numbers[0]).any()
