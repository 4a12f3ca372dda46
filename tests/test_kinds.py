"""The widgets' kinds: what is heard of a browser, and what is sent back."""

import math
from types import SimpleNamespace

import pytest
from comm import get_comm_manager
from traitlets import TraitError

from basislib.widgets import kinds

KINDS = [kind for kind in vars(kinds).values() if isinstance(kind, type) and issubclass(kind, kinds.Guarded)]
SLOW = "rgba(1,1,1," + " " * 10_000_000  # the stock check of a colour takes the square of its length
MOVED = {"value", "index", "playing", "repeat"}


@pytest.fixture
def slider(monkeypatch):
    """A slider, and in `slider.sent` what it tells the browser."""
    made = kinds.FloatSlider(value=2.0, min=0.0, max=4.0, step=0.1)
    sent = []
    monkeypatch.setattr(made, "_send", lambda message, buffers=None: sent.append(message))
    return made, sent


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not kinds.Guarded])
def test_each_kind_is_one_of_ipywidgets_and_hears_a_little(kind):
    stock = kind.__mro__[2]
    assert stock.__module__.startswith("ipywidgets.") and stock.__name__ == kind.__name__
    synced = set(kind.class_trait_names(sync=True))
    assert set(kind.heard) <= MOVED & synced
    assert bool({"value", "index"} & synced) == bool(kind.heard) or kind is kinds.HTML


def test_a_move_is_heard_and_only_echoed(slider):
    widget, sent = slider
    widget.set_state({"value": 3.5})
    assert widget.value == 3.5
    assert [message["method"] for message in sent] == ["echo_update"]


def test_what_is_not_heard_is_sent_back_as_it_is(slider):
    widget, sent = slider
    widget.set_state({"max": 1e9, "value": 1e9, "nonsense": 1})
    assert (widget.max, widget.value) == (4.0, 4.0)
    told = [message["state"] for message in sent if message["method"] == "update"]
    assert told == [{"value": 4.0}, {"max": 4.0}]


@pytest.mark.parametrize("value", ["x", None, [], {}, math.nan])
def test_what_cannot_be_is_sent_back_as_it_was(slider, value):
    widget, sent = slider
    if value == value:
        with pytest.raises(TraitError):
            widget.set_state({"value": value})
    else:
        widget.set_state({"value": value})
    assert widget.value == 2.0 and sent[-1] == {"method": "update", "state": {"value": 2.0}, "buffer_paths": []}


def test_a_choice_that_is_none_is_sent_back_as_it_was():
    made = kinds.Dropdown(options=["a", "b"], value="b")
    for index in (2, 10**6, -1, "0", 0.5):
        with pytest.raises(TraitError):
            made.set_state({"_options_labels": ["x"] * 10**4, "index": index})
    assert (made.index, made.value, made._options_labels) == (1, "b", ("a", "b"))
    made.set_state({"index": 0})
    assert made.value == "a"


@pytest.mark.parametrize("name", ["button_color", "handle_color", "text_color"])
def test_styles_and_layouts_hear_nothing(name):
    brought = {
        one
        for kind in (kinds.Button, kinds.IntSlider, kinds.Text, kinds.HTML)
        for made in (kind(),)
        for one in (made.style, made.layout)
    }
    brought |= {kinds.Text(style={"description_width": "initial"}, layout={"width": "auto"}).style}
    for widget in brought:
        before = widget.get_state()
        widget.set_state({name: SLOW, "description_width": "9px", "display": "none", "_view_name": "x"})
        assert widget.get_state() == before


def test_no_widget_is_made_because_a_browser_says_so():
    kinds.made_here_only()
    closed = []
    make = get_comm_manager().targets["jupyter.widget"]
    make(SimpleNamespace(close=lambda: closed.append(True)), {"content": {"data": {"state": {"_model_name": "x"}}}})
    assert closed == [True]


@pytest.mark.parametrize(
    "name", ["HTML", "Button", "IntSlider", "Dropdown", "RadioButtons", "Text", "DatePicker", "Play"]
)
def test_no_label_says_null(name):
    """ipywidgets' script shows a tooltip that is none as this word, to whoever points at the label."""
    made = getattr(kinds, name)()
    assert made.get_state()["tooltip"] == ""
    assert kinds.Button(tooltip=None).tooltip is None


def test_a_press_is_heard():
    pressed = []
    made = kinds.Button()
    made.on_click(pressed.append)
    made._handle_custom_msg({"event": "click"}, [])
    assert pressed == [made]
