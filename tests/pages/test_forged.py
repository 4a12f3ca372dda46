"""What no browser of ours sends: forged states for every widget of every page, set as a message over the websocket is.

Nothing may be computed but what the controls allow, no message may bring our code down, and Reset must bring the first
picture back. To be quick, pictures are drawn only where they are looked at, and the widgets of a page take turns: each gets
a fifth of the states, or with --every-page all.
"""

import io
import math
import traceback
from itertools import count, product
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pandas as pd
import pytest
from ipywidgets.widgets.widget import _instances

from basislib.widgets import kinds
from basislib.widgets.controls import Choice, Entry, Slider
from tests.opened import open_all, show_exercises
from tests.pages.test_explorers import RUBBISH

MEGABYTES = "9" * 10_000_000
TURNS = 5
LARGE = (1e6, 1e9, -1e9)
ODD = (
    10**400,
    math.inf,
    -math.inf,
    math.nan,
    "x",
    "",
    [],
    {},
    [math.nan],
    {"year": 1, "month": 0, "date": 1},
    [{"name": "x", "type": "", "size": 1, "last_modified": 0, "content": 10**12}],
    [[]] * 1000,
)
DEAF = (  # what no reader moves
    {"max": 1e9},
    {"min": -1e9, "max": 1e9, "step": 1e9},
    {"min": math.nan, "max": math.nan, "step": 0},
    {"_options_labels": ["x"] * 1000},
    {"options": [["x", "x"]] * 10, "label": "x", "interval": 0},
    {"children": []},
    {"readout_format": "junk", "orientation": "vertical", "behavior": "tap", "description": MEGABYTES},
    {"disabled": True, "layout": None, "style": "IPY_MODEL_", "tooltip": "x", "multiple": True, "error": "x"},
    {"_view_name": "ErrorView", "_model_name": "HTMLModel", "_dom_classes": ["x"], "_view_count": -1, "comm": None},
)


def forged(heard):
    """Yield states: of the trait a reader moves, of those nobody does, and of both at once."""
    yield from ({heard: value} for value in (*LARGE, *ODD))
    yield from DEAF
    yield from ({**state, heard: value} for state, value in product(DEAF[:5], LARGE))
    yield from ({**state, heard: int(value)} for state, value in product(DEAF[3:5], (*LARGE, 5, 999)))


@pytest.fixture
def some(request):
    """Return the states whose turn it is."""
    turns = 1 if request.config.getoption("every_page") else TURNS
    return lambda heard, turn: list(forged(heard))[turn % turns :: turns]


def send(widget, state):
    """Set a state. ipywidgets may refuse it, which is logged at worst; none of our code may fail."""
    try:
        widget.set_state(state)
    except Exception as refused:
        ours = [
            f"{frame.filename}:{frame.lineno} {frame.line}"
            for frame in traceback.extract_tb(refused.__traceback__)
            if "/basislib/" in frame.filename and not frame.filename.endswith("/kinds.py")
        ]
        assert not ours, (type(widget).__name__, str(state)[:200], refused, ours)


def deaf_state(widget):
    """Return all of a widget's state but what a reader moves."""
    return {name: value for name, value in widget.get_state().items() if name not in widget.heard}


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def words_of(explorer):
    """Return the words and their state, which are whole and fit to be read."""
    root = ElementTree.fromstring(explorer.words.value)
    words = "".join(root.itertext()).strip()
    assert words.endswith((".", "!", "?")) and len(words) < 3000 and not RUBBISH.search(words), words[:3000]
    return words, dict(parse_qsl(root.get("data-wb-state")))


@pytest.fixture
def asked(page, monkeypatch):
    """What each explorer computed last; nothing is drawn meanwhile."""
    asked = {}
    for explorer in page.explorers.values():

        def watched(name=explorer.name, compute=explorer._compute, **values):
            asked[name] = values
            return compute(**values)

        monkeypatch.setattr(explorer, "_compute", watched)
        monkeypatch.setattr(explorer._picture, "svg", lambda *shown: "<svg/>")
        explorer.reset()
    return asked


def allowed(control, heard, before):
    """Return what a control may read when its widget has been sent a value: one thing, or several for odd values."""
    if isinstance(control, Choice):
        whole = type(heard) is int and 0 <= heard < len(control.options)
        return (list(control.options)[heard] if whole else before,)
    if isinstance(heard, int | float) and abs(heard) <= 1e9:
        return (control.read(min(max(heard, control.low), control.high)),)
    return (before, *control.ends())


def test_the_control_says_what_is_computed_not_the_browser(page, asked, some):
    turns = count()
    for explorer in page.explorers.values():
        for name, control in explorer.controls.items():
            if isinstance(control, Entry):
                continue
            widget, heard = explorer.inputs[name], "value" if isinstance(control, Slider) else "index"
            deaf = deaf_state(widget)
            for state in some(heard, next(turns)):
                before = explorer.values()
                send(widget, state)
                after = explorer.values()
                expected = allowed(control, state[heard], before[name]) if heard in state else (before[name],)
                assert after == before | {name: after[name]} and after[name] in expected, (name, str(state)[:100])
                assert asked[explorer.name] == after, (name, str(state)[:100])
                assert deaf_state(widget) == deaf, (name, str(state)[:100])
                _, shown = words_of(explorer)
                assert shown[explorer.parameters()[name]] == control.to_link(after[name])
            explorer.reset()


def test_a_choice_that_is_taken_away_gets_a_sentence(page, asked):
    for explorer in page.explorers.values():
        for name, control in explorer.controls.items():
            if isinstance(control, Choice) and not control.steps:  # a slider of choices refuses to have none
                send(explorer.inputs[name], {"index": None})
                words, shown = words_of(explorer)
                assert words.startswith(f"{control.label} has no choice") and explorer.parameters()[name] not in shown
                explorer.reset()


WITH_BOXES = ("three_legs", "implied_repo")  # pages on which prices are typed


def test_a_text_without_end_gets_a_short_sentence(about, page, asked):
    boxes = [c for explorer in page.explorers.values() for c in explorer.controls.values() if isinstance(c, Entry)]
    assert bool(boxes) == (about.stem in WITH_BOXES)
    for explorer in page.explorers.values():
        for name, control in explorer.controls.items():
            if isinstance(control, Entry):
                for text in (MEGABYTES, "ﷺ" * 1_000_000, "-" * 1_000_000):
                    send(explorer.inputs[name], {"value": text})
                    words, shown = words_of(explorer)
                    assert words.startswith(control.description) and f"{len(text):,}" in words and len(words) < 200
                    assert explorer.parameters()[name] not in shown
                explorer.reset()


def test_all_controls_at_once_and_back(page):
    for explorer in page.explorers.values():
        first = explorer.picture.value, explorer.words.value
        for control, widget in zip(explorer.controls.values(), explorer.inputs.values(), strict=True):
            heard = "value" if isinstance(control, Slider) else "index"
            for state in ({"max": 1e9, "step": 1, "value": 1e9}, {"_options_labels": ["x"] * 1000, "index": 999}):
                send(widget, state)
            assert deaf_state(widget).get("max") in (None, getattr(control, "high", None)), heard
        words_of(explorer)
        if explorer.result is not None:
            table = pd.read_csv(io.BytesIO(explorer.csv()), dtype=str)
            for name, value in explorer.values().items():
                text = f"{value:.12g}" if isinstance(value, float) else str(value)
                assert set(table[f"setting_{name}"]) == {text}, name
        explorer.reset()
        assert (explorer.picture.value, explorer.words.value) == first


@pytest.fixture
def exercises(page):
    made = show_exercises(page)
    assert made
    return made


def test_an_exercise_stands_what_is_sent_and_grades_on(exercises):
    for exercise in exercises:
        for state in (
            {"value": MEGABYTES},
            {"value": "1 " * 5_000_000},
            {"value": "1e9" * 10},
            {"value": "x," * 99},
            *forged("value" if exercise.numeric else "index"),
        ):
            send(exercise.box, state)
            exercise.check_button.click()
            said = "".join(ElementTree.fromstring(exercise.feedback.value).itertext())
            assert said.strip().endswith((".", "!", "?")) and len(exercise.feedback.value) < 3000, said[:300]
        exercise.box.value = f"{exercise.question.answer:.10g}" if exercise.numeric else exercise.question.answer
        exercise.check_button.click()
        assert "wb-correct" in exercise.feedback.value


def test_a_guess_that_is_none_opens_nothing(module):
    page = module.page("")
    for state in forged("index"):
        if state.get("index") != 5:
            send(page.prediction.box, state)
            page.prediction.commit_button.click()
            assert not page.prediction.opened and "Choose one" in page.prediction.reply.value


def test_the_file_of_answers_holds_no_name_without_end(page, exercises):
    exercises[0].hint()
    tools = list(walk(page.workings.widget()))
    who = next(widget for widget in tools if getattr(widget, "description", "") == "Your name")
    send(who, {"value": MEGABYTES})
    next(widget for widget in tools if getattr(widget, "description", "") == "Download my answers").click()
    link = next(widget for widget in tools if "answers.csv" in str(getattr(widget, "value", "")))
    assert "the first 100 characters" in link.value and len(link.value) < 20_000


def test_no_widget_of_a_page_is_without_a_guard(module):
    before = set(_instances)
    page = module.page("")
    open_all(page)
    show_exercises(page)
    made = [_instances[name] for name in set(_instances) - before]
    assert len(made) > 100 and not [widget for widget in made if not isinstance(widget, kinds.Guarded)]


def test_no_other_widget_takes_what_no_reader_does(page, exercises, asked, some):
    inputs = {widget for explorer in page.explorers.values() for widget in explorer.inputs.values()}
    held = [page.prediction.widget, page.store.widget, page.workings.widget()]
    held += [placed.widget for placed in page.placed] + [one.widget for one in exercises]
    others = dict.fromkeys(one for top in held for one in walk(top) if one not in inputs)
    for turn, widget in enumerate(others):
        deaf = deaf_state(widget)
        for state in (*some(widget.heard[0] if widget.heard else "value", turn), {"value": MEGABYTES}):
            send(widget, state)
        assert deaf_state(widget) == deaf, type(widget).__name__
    for explorer in page.explorers.values():
        words_of(explorer)
