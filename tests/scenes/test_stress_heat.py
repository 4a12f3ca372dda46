"""The stress table of page 10 against the models behind it."""

import numpy as np
import pytest

from basislib.figures import stress_heat as chart
from basislib.pages.policy_lab import board_words
from basislib.policy import stress
from basislib.scenes import stress_heat as module
from basislib.scenes.warning_board import MODEL


def test_a_scenario_of_the_usual_size_is_the_scenario():
    for row in stress.standard_scenarios():
        same = stress.harder(row, 100)
        assert same.market.leverage == pytest.approx(row.market.leverage)
        for name in ("yield_change", "foreign_sales", "drain", "run_share", "haircut_rise"):
            assert getattr(same.shock, name) == pytest.approx(getattr(row.shock, name), abs=1e-12)


def test_the_table_is_that_of_the_stress_test():
    whole = stress.stress_table()
    for family in module.FAMILIES:
        part = module.stressed(100, 100, "buffer", family)
        assert part.to_numpy() == pytest.approx(whole.loc[part.index].to_numpy(), rel=1e-9, abs=1e-9)
    names = {"no policy", *(name for group in module.FAMILIES.values() for name in group)}
    assert names == set(chart.HEADS) == {policy.name for policy in stress.POLICIES}
    assert names - {"no policy"} == set(board_words.POLICIES)


def test_what_is_not_possible_is_a_dash():
    found = module.compute(100, 100, "haircut floor", "own money", "forced", "m3")
    assert np.isnan(found.numbers[2, 1]) and chart.cells(found)[2][1] == "–"
    assert "not possible" in board_words.stress(found).text
    assert not np.isnan(found.numbers[0]).any()


def test_every_scenario_and_measure_has_its_words():
    assert set(MODEL) == set(chart.ROWS) == set(board_words.STORIES) == set(board_words.COMPARED)
    assert (
        set(module.SHOWN_MEASURES) == set(chart.TITLES) == set(board_words.MEASURE_WORDS) <= set(stress.STRESS_COLUMNS)
    )
    for key, row in MODEL.items():
        story = row.words[:1].lower() + row.words[1:]
        assert board_words.STORIES[key] == f"The scenario: {story}"
        assert board_words.COMPARED[key].startswith(row.name[:1].upper() + row.name[1:])


@pytest.mark.parametrize("measure", module.SHOWN_MEASURES)
def test_better_is_less_but_for_results_and_positions(measure):
    found = module.compute(100, 100, "hedged purchases", "buffer", measure, "m3")
    moved = np.round(found.numbers, found.places) - np.round(found.numbers[:, :1], found.places)
    assert (np.sign(found.share) == np.sign(moved) * (1 if measure in module.MORE_IS_BETTER else -1)).all()
    assert found.with_it == module.value("m3", "hedged purchases", measure)
    assert found.better + found.worse <= len(found.rows) and found.share[:, 0].tolist() == [0] * 8


def test_term_funding_helps_against_lenders_who_leave():
    assert module.value("m5", "term funding", "run") < module.value("m5", "no policy", "run")
    assert module.value("m5", "term funding", "sold") < module.value("m5", "no policy", "sold")
