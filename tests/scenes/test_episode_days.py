"""An episode up to a day, against the tables and against the model's run from end to end."""

from dataclasses import asdict
from datetime import date

import numpy as np
import pytest

from basislib.record.draws import Unknowns, run
from basislib.record.episodes import CHECKS, WINDOWS, episode
from basislib.scenes.episode_days import STEPS, USUAL, compute, table, unknowns


@pytest.fixture(params=WINDOWS)
def walk(request):
    return compute(request.param, STEPS, **USUAL)


def test_the_usual_settings_are_the_models_first_ones():
    assert asdict(unknowns(**USUAL)) == pytest.approx(asdict(Unknowns()))


def test_funds_notes_are_what_is_left_after_all_sales(walk):
    assert walk.ends
    until = walk.found.at(CHECKS[walk.check].until)
    assert walk.fall == pytest.approx(100 - walk.notes[: until + 1].min())
    assert walk.fits == (abs(walk.fall - walk.record.gross) <= CHECKS[walk.check].tolerance)
    assert walk.notes[-1] >= 100 - walk.against.sum() - walk.left.sum() - 1e-9


def test_each_sale_has_one_reason(walk):
    ran = run(walk.found, Unknowns())
    names = ("forced", "precaution", "drawdown", "voluntary", "run")
    sold = sum(100 * np.maximum(ran[f"{name}_sale"], 0) for name in names) / ran["position"][0]
    assert walk.against + walk.left == pytest.approx(sold)  # the run is none in any of the seven


def test_the_run_is_the_models():
    walk, ran = compute("mar2020", STEPS, **USUAL), run(episode("mar2020"), Unknowns())
    assert walk.notes == pytest.approx(100 * ran["position"] / ran["position"][0])
    assert walk.dealers_rise == pytest.approx(ran["inventory"].max())
    assert walk.size == pytest.approx(0.65 * episode("mar2020").shorts[0])


def test_most_of_march_2020_came_after_the_fed_had_begun_to_buy():
    """Weekly reports: $659bn on 18 February, 601 on 10 March, 407 on 26 May."""
    assert compute("mar2020", 0, **USUAL).before_the_fed == pytest.approx((659 - 601) / (659 - 407), abs=0.005)


def test_net_of_bought_futures_half_of_it_came_before():
    """Weekly reports, net: $384bn on 18 February, 298 on 10 March, 224 on 26 May."""
    assert compute("mar2020", 0, **USUAL).net_before_the_fed == pytest.approx(
        (384.3 - 297.6) / (384.3 - 224.2), abs=0.005
    )


def test_the_day_on_show_is_the_records():
    found = episode("mar2020")
    walk = compute("mar2020", STEPS * found.at(date(2020, 3, 13)) / (len(found.days) - 1), **USUAL)
    assert walk.date == date(2020, 3, 13) and not walk.ends
    assert walk.event == (date(2020, 3, 13), True, "buys $37bn in a day") and walk.is_news
    assert walk.sold_day == date(2020, 3, 10)
    assert walk.yield_change == pytest.approx(100 * (found.yields[walk.day] - found.yields[0]))


def test_net_futures_are_a_share_of_those_sold_on_day_0(walk):
    found = walk.found
    assert walk.net == pytest.approx(100 * found.nets[-1] / found.shorts[0])
    assert walk.net <= walk.sold


def test_before_the_first_event_there_is_none():
    walk = compute("mar2020", 0, **USUAL)
    assert walk.event is None and not walk.is_news and walk.sold == 100


def test_the_table_ends_on_the_day_on_show():
    rows = table(compute("apr2025", 7, **USUAL))
    assert len(rows) == 1 + round(7 * 30 / STEPS) and rows["date"].iloc[0] == "2025-03-31"
    assert not np.isnan(rows.drop(columns="date").to_numpy()).any()
