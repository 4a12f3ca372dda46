"""The board of page 10 against the models behind it."""

from datetime import date

import numpy as np
import pytest

from basislib.market.run import simulate
from basislib.policy import monitor, stress
from basislib.policy.monitor import ALARMS, GRADES, INDICATORS, WATCHED
from basislib.policy.verdicts import backtest, pushed, verdicts
from basislib.scenes import warning_board as module

BY_NAME = {one.name: one for one in INDICATORS}


@pytest.mark.parametrize("at", ALARMS)
def test_the_verdicts_are_those_of_the_back_test(at):
    tested = backtest(at=at)
    for key, window in module.DATA.items():
        found = module.strips(key)
        told = verdicts(found, found.grades(), at)
        rows = tested.xs(window.name, level="window").loc[[one.name for one in found.lights]]
        assert list(told.outcomes) == rows["outcome"].tolist(), key
        some = rows["outcome"].isin(["hit", "late", "always on"]).to_numpy()
        assert told.leads[some] == pytest.approx(rows["lead_days"][some])
        quiet = (rows["quiet_days"] > 0).to_numpy()
        assert (told.false / np.maximum(told.seen, 1))[quiet] == pytest.approx(rows["false_share"][quiet])


def test_the_strips_of_the_model_are_those_of_the_board():
    row = stress.standard_scenarios()[2]
    run, found = simulate(row.market, row.shock, WATCHED), module.strips("m3")
    grades = found.grades()
    for day in (0, 7, 20, 60):
        lights = monitor.board(run, day).loc[[one.name for one in found.lights]]
        assert [GRADES[grade] for grade in grades[:, day]] == lights["grade"].tolist()
        assert found.values[:, day] == pytest.approx(lights["value"])
    assert found.event == np.flatnonzero(run.unwilling)[0]


def test_lower_thresholds_never_give_milder_grades():
    for key in module.SOURCES:
        found = module.strips(key)
        steps = np.array([found.grades(factor) for factor in module.FACTORS])
        assert (np.diff(steps, axis=0) <= 0).all(), key


def test_thresholds_are_pushed_away_from_what_is_calm():
    cash, volatility = BY_NAME["cash left"], BY_NAME["volatility of yields"]
    assert pushed(cash, cash.levels, 2.0) == pytest.approx((0.5, 0.0, -0.5))  # all of it is calm
    assert pushed(volatility, (5.0, 8.0, 12.0), 0.5) == pytest.approx((4.5, 6.0, 8.0))  # 2 × 8 − 12 is the calm median
    assert pushed(BY_NAME["crowding"], (5.0, 10.0, 20.0), 2.0) == (10.0, 20.0, 40.0)


def test_the_first_warning_of_march_2020():
    board = module.compute("2020-03", 100, 1.0, "alert", 100)
    lead, one = board.first_warning
    assert (one.name, lead) == ("repo rate over reserves", 4) and (one, lead) in board.having("hit")
    assert board.strips.days[board.strips.event].date() == date(2020, 3, 9) and board.is_over and board.ends
    assert {each.name for each in board.dark} == {each.name for each in INDICATORS if not each.from_data}


def test_what_is_lit_is_sorted_and_at_the_grade_or_worse():
    board = module.compute("m3", 100, 1.0, "watch", 50)
    today = {one: grade for one, grade in zip(board.lights, board.grades[:, board.day], strict=True)}
    grades = [today[one] for one in board.lit]
    assert grades == sorted(grades, reverse=True) and min(grades) >= GRADES.index("watch")
    assert len(board.lit) == sum(grade >= GRADES.index("watch") for grade in today.values())


def test_what_comes_later_is_not_judged():
    early, whole = (module.compute("2020-03", 100, 1.0, "alert", upto) for upto in (0, 100))
    assert early.first_warning is None and not early.is_over
    assert early.verdicts.false.sum() <= whole.verdicts.false.sum()
    assert len(module.table(early)) == len(early.lights)


def test_a_quiet_source_has_no_event():
    board = module.compute("2022-01", 100, 1.0, "alert", 100)
    assert board.strips.event is None and board.first_warning is None and not board.is_over
    assert (
        board.false_share == pytest.approx(100 * board.verdicts.false.sum() / board.verdicts.seen.sum())
        and board.false[0][1] > 0
    )
