"""A day of the market: each step reads what earlier ones gave, and gives its own group and nothing else."""

import ast
import inspect
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from basislib.market import day as engine
from basislib.market import state
from basislib.market.day import STEPS, opening, prepared, spiral_number
from basislib.market.run import SERIES, Shock, cliff, crowded, each_day, standard_shock
from basislib.market.state import Day, Rules
from basislib.policy.levers import LEVERS, apply
from tests.test_market import any_market, any_shock

GROUPS = {**STEPS, spiral_number: state.Asked}
DAYS = np.arange(1, 31)


def names(group):
    return {field.name for field in fields(group)}


def harsh(**paths):
    """Return a shock in which everything happens."""
    return standard_shock(
        30,
        run_share=(DAYS == 11) * 0.3,
        drain=(DAYS == 11) * 200.0,
        repo_spread=(DAYS > 8) * 60.0,
        haircut_rise=(DAYS > 12) * 0.01,
        purchases=(DAYS == 14) * 5.0,
        **paths,
    )


def cases():
    """Return markets and shocks: a default, each lever, and many drawn anywhere."""
    drawn = np.random.default_rng(5)
    yield cliff(impact_beyond=5e-5, line_cap=3), harsh()
    for row in LEVERS:
        yield apply(crowded(leverage=40), standard_shock(30), row.lever)
    yield any_market(drawn, 50), any_shock(drawn, 50, 30)


class Watched:
    """Hands on a day and keeps which of its fields are read; nothing can be written through it."""

    def __init__(self, day):
        object.__setattr__(self, "_behind", day)
        object.__setattr__(self, "read_", set())

    def __getattr__(self, name):
        self.read_.add(name)
        return getattr(self._behind, name)

    def __setattr__(self, name, value):
        raise AttributeError(f"a step writes {name}")


@pytest.mark.parametrize("case", tuple(cases()))
def test_each_step_reads_what_is_there_and_gives_its_group(case):
    market, shock = case
    shape = np.broadcast_shapes(np.shape(market.leverage), shock.yield_change.shape[1:])
    m, known = prepared(market, shock, shape, slice(0, int(np.prod(shape))))
    before = opening(m, known)
    for day in range(1, shock.days + 1):
        today, there = Day({"day": day, **{name: path[day] for name, path in known.items()}}), names(state.Known)
        assert there == {"day", *known}
        for step, group in GROUPS.items():
            yesterday, watched = Watched(before), Watched(today)
            found = step(m, yesterday, watched)
            assert watched.read_ <= there, (step.__name__, watched.read_ - there)
            assert set(found) == names(group), step.__name__
            today.give(found)
            there |= names(group)
        before = today
    assert there == names(Day)


def reads(function, argument):
    """Return the fields of an argument that a function of the engine can read, in any branch, helpers included."""
    (tree,) = ast.parse(inspect.getsource(function)).body
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == argument:
            found.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            helper = vars(engine).get(node.func.id)
            for given, wanted in zip(
                node.args, inspect.signature(helper).parameters if inspect.isfunction(helper) else (), strict=False
            ):
                if isinstance(given, ast.Name) and given.id == argument:
                    found |= reads(helper, wanted)
    return found


def test_no_branch_of_a_step_reads_what_comes_later():
    there, every = names(state.Known), set()
    m, known = prepared(crowded(), standard_shock(3), (), slice(0, 1))
    first = set(state.given(opening(m, known)))
    for step, group in GROUPS.items():
        found = reads(step, "d")
        assert found <= there, (step.__name__, found - there)
        assert reads(step, "b") <= first, step.__name__
        assert reads(step, "m") <= names(Rules), step.__name__
        assert not there & names(group), "two steps give the same field"
        there |= names(group)
        every |= found
    assert {"initial_margin", "note_before", "shortfall", "dealer_trades", "slack"} <= every, "it reads nothing"
    assert set(SERIES) <= there


def test_what_is_not_known_cannot_be_read_or_made_up():
    day = Day({"day": 3})
    with pytest.raises(AttributeError, match="forced_sale"):
        _ = day.forced_sale
    with pytest.raises(AttributeError, match="profit"):
        day.give({"profit": 1.0})
    m, *_ = next(each_day(crowded(), standard_shock(3), (), slice(0, 1)))
    with pytest.raises(FrozenInstanceError):
        m.leverage = 10.0


def test_one_scenario_is_plain_numbers_from_the_first_day_to_the_last():
    shock = Shock(yield_change=[5.0, -60.0])
    days = [*each_day(cliff(), shock, (), slice(0, 1), (spiral_number,))]
    assert len(days) == 3
    for m, _, today in days:
        for name, value in {**state.given(m), **state.given(today)}.items():
            assert isinstance(value, int | float | str | bool | np.generic), name


def test_every_group_says_what_its_fields_are():
    for group in (Rules, *Day.__bases__):
        for name in names(group) - (names(Rules.__base__) if group is Rules else set()):
            assert name in group.__doc__, f"{group.__name__} does not say what {name} is"
