"""Page 07: what a reader can choose is what its scenes know."""

import math
import re
from functools import cache
from itertools import product

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from basislib.figures import fitting
from basislib.figures import foreign_sale as foreign_chart
from basislib.figures import phase_map as map_chart
from basislib.figures import sector_accounts as money_chart
from basislib.figures import spiral_rounds as rounds_chart
from basislib.figures.day_panels import SPANS
from basislib.figures.marks import Words
from basislib.language import LANGUAGES, VARIABLE, _
from basislib.pages import margin_spiral
from basislib.pages.margin_spiral import explorers, words
from basislib.scenes import market_days, phase_map, sector_accounts, spiral_rounds
from tests.speaking import speaking


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


def test_the_map_names_the_line_only_where_there_is_one():
    at = {each: value for each, value in explorers.phases().values().items() if each != "axes"}
    for axes, line in (("haircut-impact", True), ("room-call", False), ("call-leverage", False)):
        field = phase_map.compute(axes, **at)
        figure = Figure(figsize=map_chart.NARROW)
        map_chart.frame(figure, map_chart.view(field))
        map_chart.draw(figure, field)
        written = [each.get_text() for each in figure.findobj(lambda each: isinstance(each, Words | Text))]
        assert ("black line: R = 1" in written) == line == ("The line R = 1" in words.phases(field).text), axes
        if axes == "haircut-impact":  # on a phone, too, the narrow regions have their names
            assert {"nothing", "possible:"} <= set(" ".join(written).split())


def test_the_shades_are_the_phases():
    for (start, end, *_name), days in zip(SPANS, market_days.PHASES.values(), strict=True):
        assert [day for day in range(market_days.DAYS) if start < day < end] == list(days)


@pytest.mark.parametrize("axes", phase_map.AXES)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_name_of_a_region_lies_within_it(code, axes, monkeypatch):
    """On a phone, too, and where letters are as wide as they are high."""
    monkeypatch.setenv(VARIABLE, code)
    field = mapped(axes=axes)
    names = {region: _(text).replace("\n", " ") for region, text in map_chart.LINES.items()}  # broken anew where narrow
    found = under_names(field, map_chart.NARROW)
    assert found
    for text, rows, columns in found:
        (region,) = set(field.regions[rows, columns].flat)
        assert text in names[region]


@pytest.mark.parametrize("leverage", [10, 13, 20, 40, 55])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_line_runs_through_no_name(code, leverage, monkeypatch):
    monkeypatch.setenv(VARIABLE, code)
    for axes in phase_map.AXES:
        field = mapped(axes=axes, leverage=leverage)
        for size in (map_chart.SIZE, map_chart.NARROW):
            found = under_names(field, size)
            assert found
            for text, rows, columns in found:
                assert np.unique(field.numbers[rows, columns] > 1).size == 1, (axes, text)


@pytest.mark.parametrize(("name", "chart"), [("rounds", rounds_chart), ("foreign", foreign_chart)])
def test_a_long_headline_is_folded_on_a_phone(name, chart, monkeypatch):
    """Of a language that takes more letters for it."""
    explorer = margin_spiral.page("").explorers[name]
    scene = explorer._compute(**explorer.defaults())
    figure = Figure(figsize=chart.NARROW)
    chart.frame(figure, chart.view(scene))
    monkeypatch.setattr(chart, "_", lambda text: f"{text}, {text}" if text.startswith("R = ") else text)
    chart.draw(figure, scene)
    lines = [text for text in figure.findobj(Words) if text.looks["size"] == 11 and text.looks["weight"] == "bold"]
    assert len(lines) >= 2
    assert all(fitting.extent(line).x1 <= figure.bbox.x1 for line in lines)


@cache
def mapped(**settings):
    """Return the map of some settings; the others as they open."""
    explorer = margin_spiral.page("").explorers["map"]
    return explorer._compute(**{**explorer.defaults(), **settings})


def under_names(field, size):
    """Return each line of the regions' names with the rows and columns of the map that lie under it."""
    (height, width), found = field.regions.shape, []
    figure = Figure(figsize=size)
    map_chart.frame(figure, map_chart.view(field))
    map_chart.draw(figure, field)
    for text in figure.findobj(Words):
        box = fitting.extent(text).transformed(figure.axes[0].transAxes.inverted())
        rows = slice(int(box.y0 * height), math.ceil(box.y1 * height))
        found.append((text.get_text(), rows, slice(int(box.x0 * width), math.ceil(box.x1 * width))))
    return found


@pytest.mark.parametrize("foreign", [300, 480])
def test_who_follows_the_money_is_told_of_no_negative_amount(foreign):
    """On day 19 dealers buy on credit after a foreign sale of 300; after one of 480 they sell and repay, too."""
    said = words._notes(sector_accounts.compute("crowded", foreign, 39, 19))
    assert "−" not in said
    assert "even so lenders take $1.4bn back" in words._notes(sector_accounts.compute("crowded", 120, 45, 35))
    assert ("Dealers, who buy, borrow" in said, "Dealers sell too and repay" in said) == (
        foreign == 300,
        foreign == 480,
    )


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("shape", ["SIZE", "NARROW"])
def test_numbers_of_two_parties_keep_apart(shape, code):
    """In units of a tenth of a billion the Fed's cash has a digit more."""
    with speaking(code):
        figure, money = Figure(getattr(money_chart, shape)), sector_accounts.compute("crowded", 480, 39, 19)
        money_chart.frame(figure, money_chart.view(money))
        money_chart.draw(figure, money)
        boxes = [
            fitting.extent(each) for each in figure.findobj(Words) if re.fullmatch(r"[+−]?[\d.,]+", each.get_text())
        ]
    points = figure.dpi / 72
    for one in boxes:
        beside = [other.x0 - one.x1 for other in boxes if other.x0 > one.x0 and abs(other.y0 - one.y0) < points]
        assert min(beside, default=9 * points) > 4 * points


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", [money_chart.WIDE, money_chart.SLIM], ids=["wide", "slim"])
def test_the_cash_at_the_close_can_be_read_in_a_hall(at, language):
    """What the Fed has lent is the longest number; nine points are 14.6 of a lecture's screen, and 13 must be left."""
    with speaking(language):
        for market, foreign in product(market_days.MARKETS, (0.0, 500.0)):
            cash = sector_accounts.compute(market, foreign, 39, market_days.RUN_DAY).cash
            assert money_chart._size(at, cash) >= 9 * 13 / 14.57, (market, foreign, cash)
