"""Every explorer of every page: each control at its ends, each preset, all corners, every link."""

import itertools
import math
import re
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from basislib.widgets.explorer import Explorer

RUBBISH = re.compile(r"\b(nan|inf|None|Traceback)\b|[{}]")
COMMON = ("leverage", "haircut", "repo_rate")


@pytest.fixture
def explorers(page):
    assert page.explorers
    return page.explorers.values()


def ends_of(control):
    return [(control.name, end) for end in control.ends()]


def states(explorer):
    """Yield settings: the defaults, each control at its ends, the presets, and all corners of the three."""
    yield {}
    for control in explorer.controls.values():
        yield from ({name: end} for name, end in ends_of(control))
    yield from explorer.presets.values()
    common = [ends_of(explorer.controls[name]) for name in COMMON if name in explorer.controls]
    for corner in itertools.product(*common):
        yield dict(corner)


def visit(explorer):
    for state in states(explorer):
        explorer.set(**{**explorer.defaults(), **state})
        yield state


def test_there_is_always_a_picture_and_a_sentence(explorers):
    for explorer in explorers:
        for state in visit(explorer):
            check(explorer, state)


def check(explorer: Explorer, state):
    words = "".join(ElementTree.fromstring(explorer.words.value).itertext()).strip()
    assert words.endswith((".", "!", "?")), (state, words)
    assert not RUBBISH.search(words), (state, words)
    svg = explorer.picture.value[explorer.picture.value.index("<svg"):explorer.picture.value.index("</svg>") + 6]
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label").strip()
    assert not RUBBISH.search(" ".join(root.itertext())), state
    assert not re.search(r"[\"\s,(]nan\b", svg), state
    if explorer.result is None:
        assert 'role="alert"' in explorer.words.value
        assert any(sign.isdigit() for sign in words), f"a sentence that names the value: {words}"


def test_the_defaults_and_the_presets_are_possible(explorers):
    for explorer in explorers:
        for state in ({}, *explorer.presets.values()):
            explorer.set(**{**explorer.defaults(), **state})
            assert explorer.result is not None, (state, explorer.words.value)


def test_every_control_changes_something(explorers):
    for explorer in explorers:
        for control in explorer.controls.values():
            moves = any(moved(explorer, control, preset) for preset in ({}, *explorer.presets.values()))
            assert moves or len(control.ends()) == 1, f"{explorer.name}: {control.name} moves nothing"


def moved(explorer, control, preset):
    """Return whether a control changes picture or words; stop at the first change."""
    first = None
    for end in control.ends():
        explorer.set(**{**explorer.defaults(), **preset, control.name: end})
        shown = explorer.words.value[explorer.words.value.index(">"):] + explorer.picture.value
        first = first or shown
        if shown != first:
            return True
    return False


def test_a_link_brings_back_the_same_picture(module, explorers):
    for explorer in explorers:
        twin = module.page("").explorers[explorer.name]
        for _ in visit(explorer):
            twin.restore(dict(parse_qsl(explorer.state())))
            assert twin.words.value == explorer.words.value
            if explorer.result is not None:
                assert twin.picture.value == explorer.picture.value


def test_hostile_links_do_no_harm(module):
    names = [key for explorer in module.page("").explorers.values() for key in explorer.parameters().values()]
    for evil in ("", "999999", "-999999", "1e400", "nan", "<script>alert(1)</script>", "%00", "long" * 500):
        query = "&".join(f"{name}={evil}" for name in names)
        page = module.page(query)
        page.explore()
        page.prediction.open()
        for explorer in page.explorers.values():
            assert explorer.words.value
            assert "<script>alert" not in explorer.words.value + explorer.picture.value + explorer.note.value


def test_link_parameters_of_a_page_do_not_collide(page):
    names = [key for explorer in page.explorers.values() for key in explorer.parameters().values()]
    taken = {"mode", "seed", "guess"} | {f"q{number}" for number in range(1, 20)}
    assert len(names) == len(set(names)) and not taken & set(names)


def test_common_controls_are_alike(explorers):
    for explorer in explorers:
        for name, unit in zip(COMMON, ("times own money", "%", "% a year"), strict=True):
            if name in explorer.controls:
                assert explorer.controls[name].unit == unit


def test_controls_have_words_units_and_help(explorers):
    for explorer in explorers:
        for control in explorer.controls.values():
            assert control.label and control.help.endswith(".") and len(control.help) <= 110, control


def test_assumptions_are_named(explorers):
    for explorer in explorers:
        assert explorer.assumptions, explorer.name
        assert all(text.endswith(".") for text in explorer.assumptions)


def test_downloads(explorers):
    for explorer in explorers:
        lines = explorer.csv().decode().splitlines()
        assert len(lines) >= 2 and not RUBBISH.search(lines[1])
        assert explorer.png().startswith(b"\x89PNG")


def test_pin_draws_a_ghost(explorers):
    for explorer in explorers:
        explorer.buttons["Pin"].click()
        alone = explorer.picture.value
        control = next(c for c in explorer.controls.values() if len(c.ends()) > 1)
        for end in control.ends():
            explorer.set(**{control.name: end})
        assert explorer.picture.value != alone
        explorer.buttons["Reset"].click()


def test_nothing_is_cut_off_and_no_text_lies_on_another(explorers):
    for explorer in explorers:
        for state in states(explorer):
            try:
                shown = {**explorer.defaults(), **state}
                result = explorer._compute(**{name: c.read(shown[name]) for name, c in explorer.controls.items()})
            except ValueError:
                continue  # a sentence, no picture
            look(explorer, state, result)


def look(explorer, state, result):
    """Lay out the whole picture and measure every text in it."""
    chart, size = explorer._picture._chart, explorer._picture.size
    figure = Figure(figsize=size, dpi=100)
    FigureCanvasAgg(figure)
    chart.frame(figure, explorer._picture._view(result))
    chart.draw(figure, result, None)
    figure.draw_without_rendering()
    texts = [text for text in figure.findobj(Text)
             if text.get_text().strip() and text.get_visible() and not isinstance(text, Annotation)]
    boxes = []
    for text in texts:
        box = text.get_window_extent()
        clip = text.axes.bbox if text.axes is not None and text.get_clip_on() else figure.bbox
        if not clip.overlaps(box):
            continue  # clipped away or outside an axis's limits: not drawn
        assert not math.isnan(box.x0)
        inside = (box.x0 >= -2 and box.y0 >= -2 and box.x1 <= figure.bbox.x1 + 2 and box.y1 <= figure.bbox.y1 + 2)
        assert inside, f"{explorer.name} {state}: {text.get_text()!r} is cut off"
        boxes.append((text.get_text(), *box.extents))
    words, left, bottom, right, top = (np.array(column) for column in zip(*boxes, strict=True))
    width = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    height = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom)
    for one, other in zip(*np.nonzero(np.triu((width >= 3) & (height >= 3), k=1)), strict=True):
        raise AssertionError(f"{explorer.name} {state}: {words[one]!r} lies on {words[other]!r}")
