"""Controls: the grid, links and words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.widgets.controls import Choice, Entry, Slider, haircut, leverage, repo_rate

CONTROLS = (leverage(), haircut(), repo_rate(), Slider("x", "X", "bp", 0, 1, 0.25, 0.5, "", "view"))


@given(value=st.floats(-1e6, 1e6), which=st.sampled_from(CONTROLS))
def test_a_link_is_clamped_and_snapped(value, which):
    read, note = which.from_link(repr(value))
    assert which.low <= read <= which.high
    assert abs(read - min(max(value, which.low), which.high)) <= which.step / 2 + 1e-9
    assert bool(note) == (not which.low <= value <= which.high)
    assert which.from_link(which.to_link(read)) == (read, "")


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1e999", "--3", "<script>"])
def test_rubbish_in_a_link_is_refused(text):
    with pytest.raises(ValueError):
        leverage().from_link(text)


def test_the_note_names_value_and_limit():
    assert haircut().from_link("999") == (
        4.0, "Haircut can be at most 4.0% here, so the 999 of the link became 4.0%.")


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
