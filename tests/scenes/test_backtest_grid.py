"""The grid of page 10 against the back-test of the model."""

from datetime import date

import pytest

from basislib.policy.verdicts import backtest
from basislib.scenes.backtest_grid import compute, table
from basislib.scenes.warning_board import DATA, FACTORS


def test_the_grid_is_the_back_test():
    grid = compute("alert", 1.0, "repo rate over reserves", "2020-03")
    tested = backtest()["outcome"].unstack("window")
    names = [one.name for one in grid.lights]
    assert (grid.outcomes == tested.loc[names, [window.name for window in DATA.values()]].to_numpy()).all()
    assert grid.cell == ("hit", 4, date(2020, 3, 5))


@pytest.mark.parametrize("at", ["watch", "alert", "act"])
def test_every_possible_warning_is_counted_once(at):
    for factor in FACTORS:
        grid = compute(at, factor, "calls of a rally", "2020-03")
        counted = grid.hits[grid.place] + grid.late[grid.place] + grid.misses[grid.place] + grid.always
        assert counted == grid.judged and len(table(grid)) == grid.outcomes.size


def test_higher_thresholds_never_give_more_false_alarms():
    swept = compute("alert", 1.0, "calls of a rally", "2020-03").sweep_false
    assert (swept[1:] <= swept[:-1]).all() and 0 < swept[-1] < swept[0] < 1
