"""Page 07: what a reader can choose is what its scenes know."""

import math

import pytest
from matplotlib.figure import Figure

from basislib.figures import fitting, fonts
from basislib.figures import phase_map as map_chart
from basislib.figures import sector_accounts as money_chart
from basislib.figures import spiral_rounds as rounds_chart
from basislib.figures.day_panels import SPANS
from basislib.language import VARIABLE, _
from basislib.pages import margin_spiral
from basislib.pages.margin_spiral import words
from basislib.scenes import market_days, phase_map, sector_accounts, spiral_rounds


def test_each_choice_is_known_to_its_scene():
    assert tuple(words.markets()) == market_days.MARKETS
    assert tuple(words.rules()) == tuple(market_days.RULES)
    assert list(words.axes()) == list(phase_map.AXES)


def test_each_key_has_its_words_in_the_picture():
    assert set(map_chart.AXES) == set(phase_map.AXIS_RANGES) == set(phase_map.COLUMNS)
    assert set(money_chart.ROWS) == set(sector_accounts.KINDS)
    assert set(money_chart.market_sheets.ITEMS) == set(sector_accounts.ITEMS)
    assert len(rounds_chart.HEADLINES) == len(spiral_rounds.REGIONS)
    assert len(map_chart.LINES) == len(map_chart.COLOURS) == len(phase_map.REGIONS)
    assert set(money_chart.HEADLINES) == set(money_chart.market_sheets.HEADLINES) == {"", *market_days.PHASES}


def test_the_shades_are_the_phases():
    for (start, end, *_name), days in zip(SPANS, market_days.PHASES.values(), strict=True):
        assert [day for day in range(market_days.DAYS) if start < day < end] == list(days)


@pytest.mark.parametrize("axes", phase_map.AXES)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_name_of_a_region_lies_within_it(code, axes, monkeypatch):
    """On a phone, too, and where letters are as wide as they are high."""
    monkeypatch.setenv(VARIABLE, code)
    explorer = margin_spiral.page("").explorers["map"]
    field = explorer._compute(**{**explorer.defaults(), "axes": axes})
    with fonts.of_the_language():
        figure = Figure(figsize=map_chart.NARROW)
        map_chart.frame(figure, map_chart.view(field))
        there = list(figure.axes[0].texts)
        map_chart.draw(figure, field)
    names = {line: region for region, text in map_chart.LINES.items() for line in _(text).splitlines()}
    texts = [text for text in figure.axes[0].texts if text not in there]
    assert texts
    for text in texts:
        box = fitting.extent(text).transformed(figure.axes[0].transAxes.inverted())
        rows, columns = field.regions.shape
        across = slice(int(box.x0 * columns), math.ceil(box.x1 * columns))
        under = field.regions[int(box.y0 * rows) : math.ceil(box.y1 * rows), across]
        assert set(under.flat) == {names[text.get_text()]}, text.get_text()
