"""The short's choices in the picture: which day is shown, and what is not in the sum."""

import pytest

from basislib.scenes import short_choices as scene
from basislib.scenes.baskets import QUOTED, daily_move, quoted


def shown(key, delivery="better", **changes):
    given = {"repo_rate": QUOTED[key].repo_rate, "volatility": QUOTED[key].volatility} | changes
    return scene.compute(quoted(key), delivery, **given)


def test_carry_says_first_and_the_choices_say_wait():
    bond = shown("us")
    assert bond.timing == pytest.approx(2.4915, abs=5e-4) and bond.is_last
    assert bond.in_32nds("adjusted") == pytest.approx(0.835, abs=5e-3)
    assert 32 * bond.first.adjusted == pytest.approx(2.7086, abs=5e-4)
    assert not shown("us", volatility=3.0).is_last  # with calm yields the carry decides
    assert not shown("us", "first").is_last and shown("fv", "last").is_last


def test_far_from_a_switch_the_choice_is_worth_nothing():
    five = shown("fv")
    assert five.in_32nds("quality") < 0.01 and five.new_issue == pytest.approx(0, abs=0.001)


def test_issues_to_come_can_add_to_the_choice():
    ten = shown("ty2024")
    assert len(scene.with_issues(quoted("ty2024"))) == 12
    assert ten.new_issue == pytest.approx(1.13, abs=0.02)
    assert shown("ty2019").new_issue == pytest.approx(0, abs=0.001)


def test_volatilities_are_near_what_was_measured():
    # the table of yields has the windows of three baskets
    assert daily_move("us") == pytest.approx(7.60, abs=0.005) and QUOTED["us"].volatility == 8
    assert daily_move("ty2019") == pytest.approx(5.87, abs=0.005) and QUOTED["ty2019"].volatility == 6
    assert daily_move("ty2024") == pytest.approx(6.46, abs=0.005) and QUOTED["ty2024"].volatility == 7
    with pytest.raises(ValueError, match="this needs 20"):
        daily_move("fv")


def test_a_row_a_day():
    table = scene.table(shown("us"))
    assert table["delivery"].tolist() == ["first", "last"]
    assert (table["adjusted"] - (table["net_basis"] - table["quality"] - table["end_of_month"])).abs().max() < 1e-12
