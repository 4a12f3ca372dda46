"""September 2019 day by day."""

from datetime import date

import pytest

from basislib.scenes.repo_spike import compute, table


def test_the_night_of_the_spike():
    scene = compute()
    assert (scene.date, scene.rate) == (date(2019, 9, 17), 5.25)
    assert scene.change_bp == pytest.approx(282)  # from 2.43
    assert scene.over_bp == pytest.approx(300)
    assert scene.cost == pytest.approx(305 * 0.99 / 360)  # over 2.20, on what is lent, for a night
    assert scene.million == pytest.approx(50 * 305 * 0.99 / 360)


def test_the_first_day_has_no_day_before():
    assert compute("2019-09-09").change_bp == 0


def test_the_table_says_what_happened_on_the_day():
    days = table(compute(position=100)).set_index("date")
    assert len(days) == 20 and days.loc[date(2019, 9, 17), "event"]
    assert days["night_cost_usd_m"].to_numpy() == pytest.approx(10 * days["night_cost_bp"].to_numpy())
