"""Page 07: what a reader can choose is what its scenes know."""

from basislib.figures import phase_map as map_chart
from basislib.figures import sector_accounts as money_chart
from basislib.figures import spiral_rounds as rounds_chart
from basislib.figures.day_panels import SPANS
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
