"""Where the repo rate settles."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from basislib.figures import rate_corridor as chart
from basislib.scenes.rate_corridor import MONTH_END, QUIET, SPIKE, YEAR_END, compute, settings, table


@pytest.mark.parametrize("day", [SPIKE, MONTH_END, YEAR_END, QUIET], ids=lambda day: day.key)
def test_days_on_record_are_off_by_what_the_corridor_says(day):
    scene = compute(**settings(day))
    assert scene.now.over_floor == pytest.approx(day.model.over_floor, abs=0.2)  # cash to the nearest $bn
    assert scene.now.srf == pytest.approx(day.model.srf, abs=0.2)
    assert scene.day is day


def test_what_is_missed_is_known():
    assert [round(day.misfit) for day in (MONTH_END, YEAR_END, SPIKE)] == [-15, 7, -12]


def test_both_facilities_can_be_used_on_one_day():
    scene = compute(**settings(YEAR_END))
    assert scene.now.srf == pytest.approx(74.6, abs=0.1) and scene.now.on_rrp == pytest.approx(108, abs=0.5)


@pytest.mark.parametrize("kind", ["ordinary", "reporting"])
@pytest.mark.parametrize("spare", [-150, -40, 0, 130, 250, 450])
def test_all_cash_is_accounted_for(kind, spare):
    scene = compute(lenders=1000 + spare, kind=kind)
    assert scene.matched + scene.now.srf + scene.now.unmet == pytest.approx(scene.demand)
    assert scene.matched + scene.at_banks + scene.now.on_rrp == pytest.approx(scene.lenders)
    assert min(scene.matched, scene.at_banks, scene.now.on_rrp) > -1e-9


@pytest.mark.parametrize("srf", ["open", "closed"])
@pytest.mark.parametrize("spare", [-150, -40, 0, 130, 250, 450])
def test_the_point_lies_on_its_line(srf, spare):
    scene = compute(lenders=1000 + spare, srf=srf)
    line = scene.open if srf == "open" else scene.closed
    assert np.interp(spare, scene.cash, line) == pytest.approx(scene.now.over_floor, abs=0.2)


def test_the_table_has_both_lines_and_the_point():
    lines = table(compute()).set_index("spare_bn")
    assert lines.loc[-100, "over_bottom_bp_srf_closed"] == pytest.approx(25 + 5 * 100)
    assert lines.loc[-100, "over_bottom_bp_srf_open"] == pytest.approx(25 + 5 * 8)
    assert (lines["now_spare_bn"] == 100).all()


@pytest.mark.parametrize(
    ("settings_of", "noted"), [({}, True), ({"access": 0.0}, False), ({"kind": "reporting"}, False)]
)
def test_the_dotted_line_is_named_where_it_is_seen(settings_of, noted):
    scene = compute(**settings_of)
    figure = Figure(figsize=chart.SIZE)
    chart.frame(figure, chart.view(scene))
    chart.draw(figure, scene)
    assert ("dotted: without the SRF" in [text.get_text() for text in figure.axes[0].texts]) == noted
