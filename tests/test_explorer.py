"""The explorer, driven as a reader drives it, without a browser."""

import base64
import io
import re
from types import SimpleNamespace
from urllib.parse import parse_qs

import pandas as pd
import pytest

from basislib.pages import three_legs
from basislib.widgets.controls import Choice, Entry, Slider, haircut, leverage
from basislib.widgets.explorer import Explorer, Reading


def price(text):
    if not text.replace(".", "", 1).isdigit():
        raise ValueError(f"{text!r} is not a price. Write 100.25.")
    return float(text)


def compute(leverage, haircut, price, side, day):
    if leverage * haircut > 150:
        raise ValueError(f"leverage {leverage} leaves no room at a haircut of {haircut:g}%.")
    if day == 9:
        raise ZeroDivisionError
    calls.append((leverage, haircut, price, side, day))
    return SimpleNamespace(value=leverage * price, side=side)


calls = []
CHART = SimpleNamespace(
    frame=lambda figure, view: figure.add_axes((0, 0, 1, 1)),
    draw=lambda figure, result, ghost: [
        figure.axes[0].text(0.5, 0.5, f"{part.value:g}") for part in (result, ghost) if part
    ],
)


@pytest.fixture
def explorer():
    explorer = undrawn()
    explorer.refresh()
    return explorer


def undrawn(**presets):
    calls.clear()
    return Explorer(
        "demo",
        chart=CHART,
        compute=compute,
        controls=[
            Slider("day", "Day", "", 0, 10, 1, 3, "The day.", "view", play=150),
            haircut(),
            leverage(),
            Entry("price", "Price", "per 100", "100", "A price.", "market", parse=price),
            Choice("side", "Side", {"long": "Long", "short": "Short"}, "long", "Which side.", "trade"),
        ],
        describe=lambda result: Reading(f"It is **{result.value:g}**.", (("Value", f"{result.value:g}"),)),
        table=lambda result: pd.DataFrame({"value": [result.value]}),
        presets={"Crowded": {"leverage": 50, "haircut": 0.5}, **presets},
        assumptions=["Nothing else moves."],
    )


def test_controls_stand_in_the_order_of_the_house(explorer):
    assert [control.group for control in explorer.controls.values()] == ["market", "trade", "trade", "funding", "view"]


def test_a_preset_cannot_have_the_key_of_a_tool(explorer):
    tools = {*explorer.buttons} - {*explorer.presets}
    assert tools >= {"reset", "pin", "csv", "png"}
    for tool in sorted(tools):
        with pytest.raises(TypeError, match=f"^explorer 'demo' has a preset '{tool}', the key of a tool; give it"):
            undrawn(**{tool: {"leverage": 50}})
    assert {*undrawn(calm={}).buttons} == {*explorer.buttons, "calm"}


def test_nothing_is_computed_before_somebody_looks():
    explorer = undrawn()
    assert not explorer.restore({"utm_source": "x"})
    assert calls == [] and explorer.picture.value == ""
    assert explorer.restore({"leverage": "20"})
    assert len(calls) == 1 and explorer.result.value == 2000


def test_it_starts_with_words_and_a_picture(explorer):
    assert "It is <strong>3000</strong>." in explorer.words.value
    assert 'aria-label="Value: 3000. It is 3000."' in explorer.picture.value
    assert "Assumed in this picture [A]: 2" in _all_html(explorer.widget)


def test_a_move_is_one_computation_and_an_echo_is_none(explorer):
    before = len(calls)
    explorer.inputs["haircut"].value = 2.0
    explorer.inputs["haircut"].value = 2.0000000000000004
    assert len(calls) == before + 1


def test_a_preset_is_one_computation_and_resets_the_rest(explorer):
    explorer.inputs["day"].value = 7
    before = len(calls)
    explorer.buttons["Crowded"].click()
    assert len(calls) == before + 1
    assert explorer.values() == {"price": 100.0, "leverage": 50, "side": "long", "haircut": 0.5, "day": 3}
    explorer.buttons["reset"].click()
    assert explorer.values() == {"price": 100.0, "leverage": 30, "side": "long", "haircut": 1.0, "day": 3}


def test_what_cannot_be_gets_a_sentence_and_keeps_the_faded_picture(explorer):
    drawn = explorer.picture.value
    explorer.set(leverage=60, haircut=4.0)
    assert 'role="alert"' in explorer.words.value
    assert "leverage 60 leaves no room at a haircut of 4%." in explorer.words.value
    assert explorer.picture.value == f'<div class="wb-stale">{drawn}</div>'
    explorer.buttons["csv"].click()
    assert "nothing to download" in explorer.note.value
    explorer.inputs["haircut"].value = 1.0
    assert "It is <strong>6000</strong>." in explorer.words.value
    assert "wb-stale" not in explorer.picture.value


def test_rubbish_in_a_box_gets_a_sentence_and_loses_nothing(explorer):
    explorer.inputs["leverage"].value = 40
    explorer.inputs["price"].value = "milk <b>tea</b>"
    assert "Price: &#x27;milk &lt;b&gt;tea&lt;/b&gt;&#x27; is not a price." in explorer.words.value
    assert explorer.inputs["price"].value == "milk <b>tea</b>"
    assert explorer.inputs["leverage"].value == 40
    explorer.inputs["price"].value = "101.5"
    assert "4060" in explorer.words.value


def test_a_fault_of_ours_is_a_sentence_on_a_page_and_a_traceback_in_a_test(explorer, monkeypatch):
    with pytest.raises(ZeroDivisionError):
        explorer.inputs["day"].value = 9
    monkeypatch.setattr("basislib.widgets.explorer.get_ipython", object)
    explorer.refresh()
    assert "Reset brings the page back" in explorer.words.value
    explorer.buttons["reset"].click()
    assert "3000" in explorer.words.value


def test_pin_keeps_a_ghost_and_says_what_differs(explorer):
    explorer.buttons["pin"].click()
    assert explorer.buttons["pin"].description == "Unpin"
    explorer.inputs["leverage"].value = 40
    assert ">3000<" in explorer.picture.value and ">4000<" in explorer.picture.value
    assert "Pinned in grey: Leverage 30 times own money." in explorer.words.value
    explorer.buttons["pin"].click()
    assert ">3000<" not in explorer.picture.value


def test_reset_drops_the_pin_and_its_button_says_so(explorer):
    explorer.buttons["pin"].click()
    explorer.buttons["reset"].click()
    assert explorer.buttons["pin"].description == "Pin"
    assert "Pinned" not in explorer.words.value


def test_a_link_round_trip(explorer):
    explorer.set(leverage=45, haircut=0.3, price="101.25", side="short", day=8)
    state = {key: values[0] for key, values in parse_qs(explorer.state()).items()}
    words = explorer.words.value
    explorer.buttons["reset"].click()
    assert explorer.restore(state)
    assert explorer.words.value == words


def test_a_hostile_link_is_clamped_ignored_and_noted(explorer):
    assert explorer.restore(
        {
            "leverage": "50",
            "haircut": "999",
            "day": "abc",
            "side": "<script>",
            "price": "x" * 999,
            "evil": "<script>alert(1)</script>",
        }
    )
    assert explorer.values() == {"price": 100.0, "leverage": 50, "side": "long", "haircut": 4.0, "day": 3}
    assert "Haircut can be at most 4.0%" in explorer.note.value
    for label in ("Day", "Side", "Price"):
        assert f"The link&#x27;s value for {label} makes no sense" in explorer.note.value
    assert "<script>" not in _all_html(explorer.widget)


def test_nothing_to_restore_is_told(explorer):
    assert not explorer.restore({"utm_source": "mail"})
    assert explorer.note.value == ""


def test_downloads(explorer):
    explorer.inputs["leverage"].value = 40
    explorer.buttons["csv"].click()
    table = pd.read_csv(io.BytesIO(_file(explorer, "demo.csv")))
    assert table.to_dict("records") == [
        {
            "value": 4000.0,
            "setting_price": 100.0,
            "setting_leverage": 40,
            "setting_side": "long",
            "setting_haircut": 1.0,
            "setting_day": 3,
        }
    ]
    explorer.buttons["png"].click()
    assert _file(explorer, "demo.png").startswith(b"\x89PNG")


def test_play_moves_the_day(explorer):
    play = next(widget for widget in _walk(explorer.widget) if type(widget).__name__ == "Play")
    assert (play.min, play.max, play.interval) == (0, 10, 150)


def _walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _walk(child)


def _all_html(widget):
    return " ".join(part.value for part in _walk(widget) if type(part).__name__ == "HTML")


def _file(explorer, name):
    body = re.search(rf'download="{name}" href="data:[a-z/]+;base64,([^"]*)"', explorer.files.value)
    return base64.b64decode(body[1])


def test_a_picture_behind_a_refusal_follows_the_width_of_the_screen():
    explorer = three_legs.page("").explorers["profit"]
    explorer.set(haircut=5, leverage=100)
    assert explorer.result is None and 'class="wb-stale"' in explorer.picture.value
    explorer.reshape("narrow")
    width = re.search(r'viewBox="0 0 ([\d.]+)', explorer.picture.value)
    assert explorer.result is None and float(width[1]) < 320 and 'class="wb-stale"' in explorer.picture.value
