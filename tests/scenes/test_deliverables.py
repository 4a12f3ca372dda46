"""The ranking of a basket: the order, the day, the nearest switches, and the note that the gross basis would pick."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from basislib.scenes import deliverables as scene
from basislib.scenes.baskets import quoted, quoted_switches


def test_a_rise_makes_a_longer_bond_the_cheapest():
    bond = quoted("us")
    zero, up = (scene.compute(bond, shift, bond.repo_rate, "better") for shift in (0, scene.RISE))
    assert (zero.names[0], up.names[0]) == ("4½% Aug 2039", "3⅞% May 2043")
    assert up.before == zero.before == zero.year[0] < up.year[0]
    assert zero.future == pytest.approx(bond.future, abs=1e-9) and up.future == pytest.approx(109.18, abs=0.01)


def test_the_day_is_part_of_the_ranking():
    bond = quoted("us")
    better, first, last = (scene.compute(bond, 0, bond.repo_rate, when) for when in ("better", "first", "last"))
    assert (better.delivery, last.delivery) == (date(2023, 12, 1), date(2023, 12, 29))
    assert better.is_first and not last.is_first
    assert 32 * first.net_basis[0] == pytest.approx(3.701, abs=5e-4) == 32 * better.net_basis[0]
    assert 32 * last.net_basis[0] == pytest.approx(6.192, abs=5e-4)
    waiting = scene.compute(bond, 0, 4.0, "better")
    assert waiting.delivery == date(2023, 12, 29)


def test_the_cheapest_comes_first():
    for key in ("us", "ty2019", "ty2024", "fv"):
        ranking = scene.compute(quoted(key), 0, quoted(key).repo_rate, "better")
        assert ranking.net_basis[0] == ranking.net_basis.min()
        assert np.array_equal(np.sort(ranking.net_by_factor), ranking.net_by_factor)
        assert len(ranking.names) == len(quoted(key).names)
        assert np.argsort(ranking.year).tolist() == np.argsort(ranking.rank).tolist()


@pytest.mark.parametrize(("level", "best"), ((25, (4.35, 4.54)), (50, (4.35, 4.68, 5.51)), (60, (4.35, 4.47, 5.21))))
def test_the_cheapest_has_the_lowest_net_basis_divided_by_its_factor(level, best):
    """Undivided it need not be the lowest: at a rise of 60 two other bonds lie below the cheapest."""
    bond = quoted("us")
    ranking = scene.compute(bond, level, bond.repo_rate, "better")
    assert 32 * ranking.net_by_factor[: len(best)] == pytest.approx(best, abs=5e-3)
    above_the_future = ranking.table["converted_price"] - ranking.future
    assert ranking.net_by_factor == pytest.approx(above_the_future.to_numpy(), abs=1e-9)
    assert (ranking.net_basis.argmin() == 0) == (level == 50)


def test_a_tenth_on_the_repo_rate():
    five = quoted("fv")
    ranking, dearer = (scene.compute(five, 0, five.repo_rate + more, "better") for more in (0, 0.1))
    assert dearer.net_basis[0] - ranking.net_basis[0] == pytest.approx(ranking.tenth, rel=1e-9)
    assert abs(ranking.net_basis[0]) < ranking.tenth  # so its sign is not known
    ten = scene.compute(quoted("ty2019"), 0, quoted("ty2019").repo_rate, "better")
    assert ten.net_basis[0] < -ten.tenth


def test_the_nearest_switches_and_how_far_they_can_be_trusted():
    bond, shifts = quoted("us"), quoted_switches("us").shifts
    first, inside, last = (scene.compute(bond, level, bond.repo_rate, "better") for level in (0, 35, 100))
    assert first.below is None and first.above == (shifts[0], "4¾% Feb 2041")
    assert (inside.below, inside.above) == ((shifts[2], "4¼% Nov 2040"), (shifts[3], "3⅞% May 2043"))
    assert last.above is None and last.below.shift == shifts[-1]
    assert first.sound and inside.sound and not last.sound
    assert not scene.compute(bond, 50, bond.repo_rate, "better").sound  # the next switch is beyond


def test_contracts_to_sell():
    bond = quoted("us")
    table = scene.compute(bond, 0, bond.repo_rate, "better").table
    growth = 1 + bond.repo_rate / 100 * 9 / 360
    assert table["contracts_by_factor"][0] == pytest.approx(850.0)
    assert table["contracts_by_dv01"][0] == pytest.approx(850.0 / growth, rel=1e-12)


def test_the_lowest_gross_basis_picks_another_note():
    ten = quoted("ty2024")
    ranking = scene.compute(ten, 0, ten.repo_rate, "better")
    assert ranking.names[0] == "4¼% Jun 2031" and ranking.names[ranking.lowest_gross] == "1¼% Aug 2031"
    assert 32 * ranking.gross_basis[ranking.lowest_gross] == pytest.approx(-17.1207, abs=5e-5)
    same = ranking.table.assign(gross_basis=[0.0, -1e-12, *ranking.gross_basis[2:] + 9])
    assert replace(ranking, table=same).lowest_gross == 0
