"""How sure: the shares are those of the model's own statements, and every choice of draws is a part of all."""

import pytest

from basislib.policy import robustness
from basislib.scenes import backstop_sure as scene


@pytest.mark.parametrize(
    ("tool", "measure", "where", "statement"),
    [
        ("buffer", "sold", "sells", "a_buffer_spares_sales"),
        ("hedged", "sold", "sells", "hedged_purchases_spare_sales"),
        ("hedged", "peak", "everywhere", "hedged_purchases_narrow_the_peak"),
        ("outright", "sold", "sells", "outright_purchases_spare_sales"),
        ("relief", "peak", "everywhere", "dealers_room_narrows_the_peak"),
        ("line", "sold", "called", "a_line_spares_sales_where_calls_force_them"),
        ("line", "sold", "sells", "a_line_spares_sales"),
        ("late", "sold", "sells", "late_purchases_leave_sales"),
    ],
)
def test_the_shares_are_those_of_the_statements(tool, measure, where, statement):
    assert scene.sign(tool, measure, where) == robustness.holds(statement)


def test_lending_is_the_same_comparison_the_other_way_round():
    mine, theirs = (
        scene.sign("facility", "all", "everywhere"),
        robustness.holds("without_lending_funds_shrink_in_a_squeeze"),
    )
    assert (mine.lower, mine.higher) == (theirs.higher, theirs.lower)
    assert mine.lower == pytest.approx(0.94, abs=0.02)


def test_what_the_page_says_without_more_holds_and_what_flips_flips():
    """The gap in all draws; a line in two fifths; lending both ways where lenders have much spare cash."""
    assert scene.sign("hedged", "peak", "everywhere").lower > 0.995
    assert scene.sign("foreign", "peak", "everywhere").lower > 0.95
    assert scene.sign("line").lower == pytest.approx(0.41, abs=0.03)
    rich = scene.sign("facility", only="lender_slack-high")
    assert min(rich.lower, rich.higher) > 0.3
    counted = scene.sign("counted")
    assert counted.lower == 0 and counted.higher > 0.8


def test_a_quarter_is_a_quarter():
    low, high, every = (
        scene.compute("sold", "everywhere", only).draws for only in ("nights-low", "nights-high", "all")
    )
    assert (low, high, every) == (250, 250, 1000)


def test_robust_and_flipping_tools_are_named():
    found = scene.compute()
    assert {"buffer", "hedged"} == set(found.robust) and found.flips == ["facility"]
    assert scene.table(found)["tool"].tolist() == [*scene.TOOLS]


def test_a_choice_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="only"):
        scene.sign("line", only="nights-middle")
