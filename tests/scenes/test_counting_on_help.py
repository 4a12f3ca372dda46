"""Help that is counted on: the page's four runs, and what they come to where there is nothing to count on."""

import pytest

from basislib.scenes import counting_on_help as scene

CROWDED = {
    "market": "crowded",
    "shock": "standard",
    "leverage": 39,
    "haircut": 0.5,
    "impact": 0.14,
    "help": "hedged",
    "less": 30,
}
BADLY = CROWDED | {"market": "cliff", "leverage": 54, "haircut": 0.0, "impact": 0.5, "help": "line", "less": 60}


def test_purchases_that_are_counted_on_undo_part_of_themselves():
    """16% of the position without help, 1% with it, 10% if funds count on it, 29% if it then does not come."""
    assert scene.compute(**CROWDED).sold == pytest.approx((16.3, 1.2, 10.4, 29.3), abs=0.1)


def test_a_line_that_is_counted_on_makes_it_worse_even_if_it_comes():
    sold = scene.compute(**CROWDED | {"help": "line"}).sold
    assert sold == pytest.approx((16.3, 16.3, 29.3, 29.3), abs=0.1)


def test_the_buffer_falls_by_the_share_and_own_money_with_it():
    """30% of a buffer of 1.016% of 830 billion are 2.53 billion; position over own money is leverage."""
    found = scene.compute(**CROWDED)
    assert found.buffers[1] == pytest.approx(0.7 * found.buffers[0])
    assert found.own_money[0] - found.own_money[1] == pytest.approx(0.3 * found.buffers[0] / 100 * 830)
    assert found.leverages[1] == pytest.approx(830 / found.own_money[1])
    assert found.dislocations[1] < found.dislocations[0]


def test_help_that_nobody_counts_on_changes_nothing_beforehand():
    found = scene.compute(**CROWDED | {"less": 0})
    assert not found.counted
    assert found.sold[scene.COMES] == found.sold[scene.HELPED]
    assert found.sold[scene.FAILS] == found.sold[scene.NONE]


def test_how_much_they_count_on_it_moves_only_what_it_can():
    """The line is as large as the cash that funds give up; purchases have a size of their own."""
    for kind, moved in (("hedged", False), ("line", True)):
        some, all_of_it = (scene.compute(**BADLY | {"help": kind, "less": less}) for less in (30, 100))
        assert some.sold[scene.NONE] == all_of_it.sold[scene.NONE]
        assert (some.funds[scene.HELPED] != all_of_it.funds[scene.HELPED]) is moved
        assert some.funds[scene.FAILS] != all_of_it.funds[scene.FAILS]


def test_a_fund_that_is_closed_out_takes_the_line_with_it():
    found = scene.compute(**BADLY)
    assert found.closed[scene.COMES] and found.others[scene.COMES] > found.others[scene.NONE] > 1
