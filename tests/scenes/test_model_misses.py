"""The record against bands over draws: which draws are kept, and what the rows say."""

import numpy as np
import pytest

from basislib.record.draws import COUNT, UNKNOWN_RANGES, drawn_falls, draws, fitting
from basislib.record.episodes import CHECKS, fall_on_record
from basislib.scenes.model_misses import FEWEST, KEEPS, PARTS, SIX, TooFewDraws, compute, kept, table

ANY = dict.fromkeys(PARTS, "any")


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_an_unknown_are_all_draws_once(name):
    parts = [kept("all", **ANY | {name: part}) for part in PARTS[name]]
    assert (np.sum(parts, axis=0) == 1).all() and min(part.sum() for part in parts) > 150
    assert min(low for low, _ in PARTS[name].values()) <= UNKNOWN_RANGES[name].low


def test_the_band_is_that_of_the_draws_that_fit():
    found = compute("march", **ANY)
    assert found.kept == fitting(("mar2020",)).sum() and found.row("mar2020").fit == 100
    low, middle, high, first, third = found.row("mar2020").band
    record, spare = fall_on_record("mar2020").gross, CHECKS["mar2020"].tolerance
    assert record - spare <= low <= first <= middle <= third <= high <= record + spare


def test_without_a_condition_all_draws_are_kept():
    found = compute("all", **ANY)
    assert found.kept == COUNT and [row.key for row in found.rows] == list(CHECKS)
    for row in found.rows:
        spare = np.abs(drawn_falls()[row.key] - row.record.gross) <= CHECKS[row.key].tolerance
        assert row.fit == pytest.approx(100 * spare.mean())
    assert found.hardest.key == "may2020"
    assert found.all_fit == fitting(CHECKS).sum() == compute("both", **ANY).all_fit


def test_draws_that_fit_six_fit_each_of_the_six():
    found = compute("six", **ANY)
    assert FEWEST <= found.kept < 60
    assert all(found.row(key).fit == 100 for key in SIX)
    assert found.row("y2022").fit < 60


def test_excess_that_comes_late_fits_less_well():
    at_once, late = (compute("all", **ANY | {"late": part}) for part in ("low", "high"))
    assert at_once.row("mar2020").fit > late.row("mar2020").fit + 5


def test_too_few_draws_are_refused():
    with pytest.raises(TooFewDraws) as refused:
        compute("six", **ANY | {"buffer": "low"})
    assert refused.value.left == (fitting(SIX) & (draws().buffer < 0.01)).sum() < FEWEST


def test_the_table_has_a_row_for_each_check():
    rows = table(compute("all", **ANY))
    assert list(rows["check"]) == list(CHECKS) and set(KEEPS) == {"all", "march", "both", "six"}
    assert rows.set_index("check").loc["mar2020", "record_sold_pct"] == pytest.approx(18.8, abs=0.1)
