"""The map of timing and size: each cell is one crisis, and the figures beside it are the map's."""

import pytest

from basislib.policy.timing import EDGES
from basislib.scenes import backstop_timing as scene

HERE = {
    "market": "crowded",
    "shock": "standard",
    "leverage": 39,
    "haircut": 0.5,
    "kind": "hedged",
    "pace": 20,
    "size": 200,
    "start": 6,
    "up": "pace",
    "what": "sold",
}


@pytest.mark.parametrize(("up", "what", "row", "day"), [("pace", "dislocation_rise", 7, 9), ("size", "sold", 19, 16)])
def test_a_cell_is_a_crisis_of_its_own(up, what, row, day):
    field = scene.compute(**{**HERE, "up": up, "what": what})
    alone = scene.compute(**{**HERE, "up": up, "what": what, "start": day, up: field.sizes[row]})
    assert field.spared[row, day - 1] == pytest.approx(1 - alone.here / alone.alone, abs=1e-9)


@pytest.mark.parametrize(("what", "first"), [("sold", 20), ("dislocation_rise", 19)])
def test_too_late_begins_when_the_foreign_sale_ends(what, first):
    """Foreigners sell until day 18; from there no pace spares a tenth."""
    field = scene.compute(**{**HERE, "what": what})
    assert field.late_from == first and field.helps
    assert field.spared[:, first - 1].max() < EDGES[0] <= field.spared[:, first - 2].max()


@pytest.mark.parametrize(("up", "none"), [("pace", "size"), ("size", "pace")])
def test_a_map_on_which_nothing_is_bought_says_so(up, none):
    """Of 0 in all, or of 0 a day, nothing is bought at any pace, or up to any size."""
    field = scene.compute(**{**HERE, "up": up, none: 0})
    assert not field.buys and not field.spared.any() and scene.compute(**{**HERE, "up": up, up: 0}).buys


@pytest.mark.parametrize(("start", "left"), [(6, 1.2), (11, 4.9), (16, 7.8), (21, 16.3)])
def test_what_is_left_by_the_first_day(start, left):
    """Of 16% of the position that funds sell without help."""
    field = scene.compute(**{**HERE, "start": start})
    assert (field.here, field.alone) == pytest.approx((left, 16.3), abs=0.1)


def test_the_best_cell_is_on_the_map():
    field = scene.compute(**HERE)
    share, day, size = field.best
    assert share == field.spared[list(field.sizes).index(size), list(field.days).index(day)] == field.spared.max()


def test_help_that_is_used_up_too_early_would_spare_more_later():
    """A programme of 200 billion at 80 a day from day 1 is over before foreigners sell."""
    field = scene.compute(**{**HERE, "pace": 80, "start": 1, "what": "dislocation_rise"})
    day, share = field.better_day
    assert day > 1 and share > 1 - field.here / field.alone
    assert scene.compute(**{**HERE, "pace": 80, "start": int(day), "what": "dislocation_rise"}).better_day is None


def test_where_nothing_is_lost_there_is_no_map():
    field = scene.compute(**{**HERE, "leverage": 15, "shock": "half"})
    assert field.nothing_lost and not field.spared.any()
