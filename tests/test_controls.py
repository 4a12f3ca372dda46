"""Controls: the grid, links and words."""

import math
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.checks import Refused
from basislib.widgets.controls import Choice, Entry, Slider, haircut, leverage, repo_rate

CONTROLS = (leverage(), haircut(), repo_rate(), Slider("x", "X", "bp", 0, 1, 0.25, 0.5, "", "view"))
CHOICE = Choice("side", "Side", {"long": "Long", "short": "Short"}, "long", "", "trade")
MEASURE = Choice("measure", "Measure", {"forced": "Sold", "dislocation_rise": "Gap"}, "forced", "", "view")
ENTRY = Entry("price", "Cash price", "per 100", "100", "", "market", parse=float)
NUMBERS = st.floats(allow_nan=False) | st.integers() | st.sampled_from([10**400, -(10**5000), 1e308])
NONE = st.recursive(
    st.text() | st.none() | st.just(math.nan) | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(value=st.floats(-1e6, 1e6), which=st.sampled_from(CONTROLS))
def test_a_link_is_clamped_and_snapped(value, which):
    read, note = which.from_link(repr(value))
    assert which.low <= read <= which.high
    assert abs(read - min(max(value, which.low), which.high)) <= which.step / 2 + 1e-9
    assert bool(note) == (not which.low <= value <= which.high)
    assert which.from_link(which.to_link(read)) == (read, "")


@given(value=NUMBERS, which=st.sampled_from(CONTROLS))
def test_a_number_of_a_widget_is_clamped_and_snapped(value, which):
    read = which.read(value)
    assert which.low <= read <= which.high and type(read) is type(which.default)
    assert read == which.read(min(max(value, which.low), which.high)) == which.read(read)
    assert float(which.to_link(value)) == read


@given(value=NONE, which=st.sampled_from(CONTROLS))
def test_what_is_no_number_is_refused_in_a_sentence(value, which):
    with pytest.raises(ValueError) as refusal:
        which.read(value)
    said = str(refusal.value)
    assert said.startswith(f"{which.label} is ") and which.show(which.low) in said and which.show(which.high) in said
    assert said.endswith(".") and len(said) < 200
    with pytest.raises(ValueError):
        which.to_link(value)


@given(value=NONE | NUMBERS)
def test_a_choice_is_one_of_its_options_or_refused_in_a_sentence(value):
    with pytest.raises(ValueError, match=r"^Side has no choice .*\.$") as refusal:
        CHOICE.read(value)
    assert len(str(refusal.value)) < 100
    assert [CHOICE.read(key) for key in CHOICE.options] == [*CHOICE.options]


def test_a_link_may_have_the_former_key_of_an_option():
    assert MEASURE.from_link("gap") == MEASURE.from_link("rise") == ("dislocation_rise", "")
    assert MEASURE.from_link("forced") == ("forced", "")
    for key in ("calm_basis", "sold"):
        with pytest.raises(Refused, match=f"^Measure has no choice '{key}'.$"):
            MEASURE.from_link(key)


@given(value=NONE | NUMBERS | st.text("0123456789.", min_size=41))
def test_an_entry_is_read_or_refused_in_a_sentence(value):
    try:
        assert math.isfinite(ENTRY.read(value)) or value.strip().lower().lstrip("+-") in ("nan", "inf", "infinity")
    except ValueError as refusal:
        assert str(refusal).startswith("Cash price") and len(str(refusal)) < 200
    else:
        assert len(value) <= 40


def test_a_sentence_quotes_forty_characters():
    with pytest.raises(ValueError) as refusal:
        ENTRY.read("9" * 10_000_000)
    assert (
        str(refusal.value)
        == f"Cash price, per 100: '{'9' * 39}… has 10,000,000 characters, and at most 40 can be read."
    )
    with pytest.raises(ValueError) as refusal:
        haircut().read("x" * 10_000_000)
    assert str(refusal.value) == f"Haircut is '{'x' * 39}…, which is not a number; it must be from 0.0% to 4.0%."


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1e999", "--3", "<script>"])
def test_rubbish_in_a_link_is_refused(text):
    with pytest.raises(ValueError):
        leverage().from_link(text)


def test_the_note_names_value_and_limit():
    assert haircut().from_link("999") == (4.0, "Haircut can be at most 4.0% here, so the 999 of the link became 4.0%.")


def test_rounding_noise_of_the_browser_is_taken_off():
    assert leverage().read(20.000000000000004) == 20
    assert isinstance(leverage().read(20.0), int)
    assert haircut().read(0.30000000000000004) == 0.3


def test_the_widget_shows_the_unit_and_the_grid():
    widget = repo_rate().widget()
    assert widget.description == "Repo rate, % a year"
    assert widget.readout_format == ".2f"
    assert leverage().widget().readout_format == "d"
    assert Slider("x", "X", "bp", 0, 1, 0.25, 0.5, "", "view").show(0.25) == "0.25 bp"
    assert Slider("x", "X", "bp", -1, 1, 0.25, 0.5, "", "view").show(-0.25) == "−0.25 bp"


def test_defaults_lie_on_the_grid():
    for control in CONTROLS:
        assert math.isclose(control.read(control.default), control.default)


def test_choice_reads_only_its_options():
    choice = Choice("side", "Side", {"long": "Long", "short": "Short"}, "long", "", "trade")
    assert choice.from_link("short") == ("short", "")
    assert choice.show("short") == "Short"
    with pytest.raises(ValueError, match="Side has no choice 'flat'"):
        choice.from_link("flat")


def test_entry_keeps_the_text_and_names_the_box():
    entry = Entry("price", "Cash price", "per 100", "100", "", "market", parse=float)
    assert entry.read("101.5") == 101.5
    assert entry.from_link("99") == ("99", "")
    with pytest.raises(ValueError, match="Cash price: "):
        entry.read("dear")


@pytest.mark.parametrize(
    ("stem", "link", "name", "control"),
    [("policy_lab", "s_measure=rise", "stress", "measure"), ("fed_backstop", "t_what=gap", "timing", "what")],
)
def test_links_that_readers_kept_open_what_they_did(stem, link, name, control):
    page = import_module(f"basislib.pages.{stem}").page(link)
    page.explore()
    assert page.explorers[name].inputs[control].value.startswith("dislocation")
    assert not page.explorers[name].note.value
