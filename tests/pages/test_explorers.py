"""Every explorer of every page: each control at its ends, each preset, all corners, every link.

In English, and where letters count in the other languages on a sixth of the pages, or with --every-page on all.
"""

import gc
import io
import math
import re
import weakref
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from ipywidgets.widgets.widget import _instances as WIDGETS
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from basislib.figures import style
from basislib.figures.fitting import extent
from basislib.language import LANGUAGES, SOURCE, VARIABLE, _, chosen, pgettext
from basislib.market import Market, Shock
from basislib.quantities import quantities
from basislib.widgets.controls import Slider, UnitOf
from basislib.widgets.explorer import Explorer
from basislib.widgets.picture import _strip
from tests import looked
from tests.corners import COMMON, states
from tests.editions.english import english_in
from tests.opened import open_all
from tests.test_colours import CSS, PAIRS, contrast, luminance

ENDS = (".", "!", "?", "。", "！", "？")
SHAPES = ("wide", "narrow")
RUBBISH = re.compile(r"\b(nan|inf|None|Traceback)\b|[{}]")


@pytest.fixture(
    params=[
        SOURCE.code,
        *(pytest.param(code, marks=pytest.mark.dealt(5, 6)) for code in LANGUAGES if code != SOURCE.code),
    ],
    scope="module",
)
def edition(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, request.param)
        yield request.param


# What is the same in all languages.
IN_ENGLISH = pytest.mark.parametrize("edition", [SOURCE.code], indirect=True, scope="module")


@pytest.fixture
def explorers(page):
    return page.explorers.values()


def test_there_is_always_a_picture_that_can_be_read_and_a_sentence_and_a_link_brings_both_back(module, explorers):
    """As it opens and in its presets in both shapes, and a link brings back what it shows; in other states in turns."""
    for explorer in explorers:
        twin = module.page("").explorers[explorer.name]
        for turn, state in enumerate(states(explorer)):
            ours = state == {} or state in explorer.presets.values()
            explorer.shapes = twin.shapes = SHAPES if ours else (SHAPES[turn % 2],)
            explorer.again(**{**explorer.defaults(), **state})
            check(explorer, state)
            twin.restore(dict(parse_qsl(explorer.state())), draw=ours)
            assert twin.values() == explorer.values()
            if ours:
                assert twin.words.value == explorer.words.value
                assert twin.picture.value == explorer.picture.value
        explorer.shapes = SHAPES[:1]


def check(explorer: Explorer, state):
    words = "".join(ElementTree.fromstring(explorer.words.value).itertext()).strip()
    assert words.endswith(ENDS), (state, words)
    assert not RUBBISH.search(words) and not looked.HYPHEN.search(words), (state, words)
    assert not re.search(r"[\"\s,(]nan\b", explorer.picture.value), state
    pictures = looked.pictures(explorer.picture.value)
    assert len(pictures) >= 1
    for picture in pictures:
        assert picture.get("aria-label").strip()
        assert not RUBBISH.search(" ".join(picture.itertext())), state
        assert not any(looked.HYPHEN.search(text) for text in picture.itertext()), state
        assert chosen() is SOURCE or not english_in([words, *picture.itertext(), picture.get("aria-label")]), state
        assert not looked.faults(picture), f"{explorer.name} {state}: {looked.faults(picture)}"
        assert not looked.too_small(picture), f"{explorer.name} {state}: {looked.too_small(picture)}"
    if explorer.result is None:
        assert 'role="alert"' in explorer.words.value
        assert any(sign.isdigit() for sign in words), f"a sentence that names the value: {words}"


def test_the_defaults_and_the_presets_are_possible(explorers):
    for explorer in explorers:
        for state in ({}, *explorer.presets.values()):
            explorer.set(**{**explorer.defaults(), **state})
            assert explorer.result is not None, (state, explorer.words.value)


@IN_ENGLISH
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
        shown = explorer.words.value[explorer.words.value.index(">") :] + explorer.picture.value
        first = first or shown
        if shown != first:
            return True
    return False


EVIL = ("", "999999", "-999999", "1e400", "nan", "<script>alert(1)</script>", "%00", "long" * 500)


@pytest.mark.parametrize("turn", range(0, len(EVIL), 3))
def test_hostile_links_do_no_harm(module, turn):
    """Each parameter is given another evil, at each turn; every evil comes to every kind of control."""
    names = [key for explorer in module.page("").explorers.values() for key in explorer.parameters().values()]
    page = module.page("&".join(f"{name}={EVIL[(place + turn) % len(EVIL)]}" for place, name in enumerate(names)))
    page.explore()
    open_all(page)
    for explorer in page.explorers.values():
        assert explorer.words.value
        assert "<svg" in explorer.picture.value, "a refused link has the first picture, faded"
        assert "<script>alert" not in explorer.words.value + explorer.picture.value + explorer.note.value


@IN_ENGLISH
def test_link_parameters_of_a_page_do_not_collide(page):
    names = [key for explorer in page.explorers.values() for key in explorer.parameters().values()]
    taken = {"mode", "seed", "guess"} | {f"q{number}" for number in range(1, 20)}
    assert len(names) == len(set(names)) and not taken & set(names)


def test_common_controls_are_alike(explorers):
    for explorer in explorers:
        for name, unit in zip(COMMON, ("times own money", "%", "% a year"), strict=True):
            if name in explorer.controls:
                assert explorer.controls[name].unit == _(unit)


FIELDS = {**quantities(Shock), **quantities(Market)}
OTHERWISE = {  # sliders named as a field of a model that do not move it, or have its unit in their label
    "volatility": ("dollars a day", "bp"),  # of milk tea; of the yields of a basket, whose label says a day
    "slope": ("bp",),  # of the yield curve
    "haircut_rise": ("points",),  # of one night
    "nights": ("",),
}


def test_the_unit_of_a_slider_follows_from_the_field_that_it_moves(explorers):
    """Within the bounds of the field, too, in the field's own unit: a wrong unit is off by a hundred or more."""
    for control in (control for explorer in explorers for control in explorer.controls.values()):
        if isinstance(control.unit, UnitOf):
            quantity, scale = control.unit.quantity, control.unit.scale
            for end in control.ends():
                assert quantity.low <= end / scale <= quantity.high and quantity.above < end / scale, control
            assert (scale == 100) == (control.unit[0] == "%" and quantity.unit[0] != "%"), control
        elif isinstance(control, Slider) and control.name in FIELDS:
            assert control.unit in [unit and pgettext("per cent", unit) for unit in OTHERWISE[control.name]], control


def test_at_most_five_controls_are_in_sight_and_the_books_three_come_first(explorers):
    book = ["leverage", "haircut", "repo_rate"]
    for explorer in explorers:
        shown = [control.name for control in explorer.in_sight()]
        ours = [name for name in book if name in shown]
        assert len(shown) <= 5 and shown[: len(ours)] == ours


def test_controls_have_words_units_and_help(explorers):
    for explorer in explorers:
        for control in explorer.controls.values():
            assert control.label and control.help.endswith(ENDS) and len(control.help) <= 110, control


def test_assumptions_are_named(explorers):
    for explorer in explorers:
        assert explorer.assumptions, explorer.name
        assert all(text.endswith(ENDS) for text in explorer.assumptions)


def test_a_csv_holds_the_table_behind_the_picture_to_twelve_digits(explorers):
    for explorer in explorers:
        table, shown = explorer._table(explorer.result), explorer.values()
        read = pd.read_csv(io.BytesIO(explorer.csv()), keep_default_na=False, dtype=str)
        assert list(read) == [*table, *(f"setting_{name}" for name in shown)]
        for column in table:
            for cell, value in zip(read[column], table[column], strict=True):
                number = isinstance(value, float)
                blank = "" if number and math.isnan(value) else None
                assert cell == blank or (
                    float(cell) == pytest.approx(value, rel=1e-11) if number else cell == " ".join(str(value).split())
                ), (explorer.name, column)
        for name, value in shown.items():
            assert set(read[f"setting_{name}"]) == {f"{value:.12g}" if isinstance(value, float) else str(value)}


def test_downloads(explorers, about):
    for explorer in explorers:
        lines = explorer.csv().decode("utf-8-sig").splitlines()
        assert len(lines) >= 2 and not RUBBISH.search(lines[1])
        assert explorer.stem == f"{about.stem}_{explorer.name}"
        assert explorer.png().startswith(b"\x89PNG")


@IN_ENGLISH
@pytest.mark.dealt(0, 3)
def test_moving_does_not_pile_anything_up(explorers):
    """After every cache is warm, moving leaves no widget and not even one object a move behind."""

    def move(times):
        for explorer in explorers:
            control = next(c for c in explorer.controls.values() if len(c.ends()) > 1)
            for turn in range(times):
                explorer.set(**{control.name: control.ends()[turn % 2]})
        gc.collect()
        kept = [each for each in gc.get_objects() if type(each) is not weakref.ref]  # pandas clears those later
        return np.array([len(kept), len(WIDGETS)])

    gc.freeze()  # what was there before is not gone through each time
    warm = move(4)
    objects, widgets = move(8) - warm
    assert widgets == 0
    assert objects < 8


def _moved(explorer, control):
    """Return the explorer with a control at its last end; not every control acts in the state a page starts with."""
    for end in control.ends():
        explorer.set(**{control.name: end})
    return explorer


@IN_ENGLISH
def test_light_areas_have_a_colour_on_dark_screens(explorers):
    """Else the light letters of a dark screen would stand on them."""
    for explorer in explorers:
        for state in ({}, *explorer.presets.values()):
            explorer.set(**{**explorer.defaults(), **state})
            used = {f"#{colour}" for colour in re.findall(r"var\(--c-([0-9a-f]{6})", explorer.picture.value)}
            light = {colour for colour in used if luminance(colour) > 0.72 and colour != style.ON_DARK}  # on an image
            assert not [colour for colour in light if f"--c-{colour[1:]}:" not in CSS], explorer.name


@IN_ENGLISH
def test_letters_in_pictures_can_be_read_on_light_screens_and_on_dark(explorers):
    """Where they stand on a bar or in a box, on its colour; on an image, which stays as it is, they stay, too."""
    for explorer in explorers:
        framed = {}
        for state in ({}, *explorer.presets.values()):
            explorer.set(**{**explorer.defaults(), **state})
            figure = drawn(explorer._picture, explorer.result, framed)
            for text, box in in_sight(figure, figure.findobj(Text)).items():
                under = ground(text, (box.x0 + box.width / 2, box.y0 + box.height / 2))
                letters = on_screens("t", to_hex(text.get_color()))
                read = [contrast(*pair) for pair in zip(letters, under, strict=True)] if under else [21]
                where = f"{explorer.name} {state}: {text.get_text()!r} {letters} on {under}"
                assert min(read) >= 3, where
                assert under or letters[0] == letters[1], where


def drawn(picture, result, framed):
    """Return a figure with a result; one that has its frame already is drawn upon anew."""
    chart, view = picture._chart, picture._view(result)
    if view in framed:
        _strip(framed[view])
    else:
        framed[view] = Figure(figsize=picture.size, dpi=100)
        FigureCanvasAgg(framed[view])
        chart.frame(framed[view], view)
    chart.draw(framed[view], result, None)
    return framed[view]


def in_sight(figure, texts):
    """Return where texts are that can be seen, and are not clipped away or outside an axis's limits."""
    words = [text for text in texts if not isinstance(text, Annotation)]
    shown = [text for text in words if text.get_text().strip() and text.get_visible()]
    clips = [text.axes.bbox if text.axes is not None and text.get_clip_on() else figure.bbox for text in shown]
    boxes = [extent(text) for text in shown]
    return {text: box for text, box, clip in zip(shown, boxes, clips, strict=True) if clip.overlaps(box)}


def ground(text, middle):
    """Return the colour under a text, on light screens and on dark ones, or None where it cannot be told."""
    if text.axes is None or text.get_bbox_patch():
        return on_screens("c", to_hex(text.get_bbox_patch().get_facecolor() if text.get_bbox_patch() else "white"))
    for image in text.axes.get_images():
        if image.get_window_extent().contains(*middle):
            return None
    for patch in reversed([*text.axes.patches, *(each for each in text.axes.artists if isinstance(each, Rectangle))]):
        opaque = to_rgba(patch.get_facecolor())[3] == 1 and not patch.get_hatch()
        if opaque and patch.get_window_extent().contains(*middle):
            return on_screens("c", to_hex(patch.get_facecolor()))
    return on_screens("c", "#ffffff")


def on_screens(kind, colour):
    """Return what a picture's colour, or with kind "t" that of its letters, is on a light screen and on a dark one."""
    name = f"{kind}-{colour[1:]}"
    while name not in PAIRS and (other := re.search(rf"--{name}: var\(--([\w-]+)\)", CSS)):
        name = other[1]
    return PAIRS.get(name) or (style.TEXT.get(colour[1:], colour),) * 2


@IN_ENGLISH
def test_pin_draws_a_ghost(explorers):
    for explorer in explorers:
        explorer.buttons["pin"].click()
        alone = explorer.picture.value
        assert any(_moved(explorer, control).picture.value != alone for control in explorer.controls.values())
        explorer.buttons["reset"].click()
