"""Plans day by day: what they spare, and what the Fed has on its books."""

import numpy as np
import pytest

from basislib.market.flows import net_worths
from basislib.market.run import simulate
from basislib.policy.levers import apply
from basislib.scenes import backstop_days as scene
from basislib.scenes.backstop import scenario


def test_outright_purchases_lose_when_yields_are_back_and_hedged_ones_do_not():
    """The page: 90 million dollars a basis point, 3.1 billion lost; hedged next to nothing. Both spare as much."""
    outright, hedged = scene.planned("early"), scene.planned("hedged")
    assert (outright.exposure, outright.result[-1]) == pytest.approx((90, -3.06), abs=0.05)
    assert hedged.exposure == pytest.approx(0, abs=1e-9)
    assert abs(hedged.result[-1]) < 0.05
    assert [each.unwilling.sum() for each in (outright, hedged)] == pytest.approx([10, 10], abs=0.5)
    assert outright.unwilling_alone.sum() == pytest.approx(135, abs=0.5)


def test_too_late_spares_little_and_a_line_nothing():
    assert scene.planned("late").unwilling.sum() == pytest.approx(117, abs=0.5)
    line = scene.planned("line")
    assert np.array_equal(line.unwilling, line.unwilling_alone) and line.nobody_helps


def test_without_a_plan_nobody_helps():
    none = scene.planned("none")
    assert none.nobody_helps and not none.result.any() and none.saved == 0
    assert not any(scene.planned(plan).nobody_helps for plan in ("room", "early", "late"))


@pytest.mark.parametrize("plan", ["closed", "late", "all"])
def test_the_result_is_the_change_of_the_fed_s_net_worth_against_no_help(plan):
    bare = scenario("cliff", "double")
    run, alone = (
        simulate(*case) for case in (apply(*bare, scene.levers_of(**(scene.ALONE | scene.PLANS[plan]))), bare)
    )
    worth, without = (net_worths(each)["Fed"] for each in (run, alone))
    change = worth - worth[0] - without + without[0]
    assert scene.planned(plan, "cliff", "double").result == pytest.approx(change, abs=1e-9)


def test_an_earlier_day_is_the_same_plan_seen_so_far():
    settings = {"market": "crowded", "shock": "run", **scene.ALONE, "pace": 20}
    early, last = scene.compute(12, **settings), scene.compute(40, **settings)
    assert np.array_equal(early.sold, last.sold)
    assert scene.table(early).equals(scene.table(last).head(13))
