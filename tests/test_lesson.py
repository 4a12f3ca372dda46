"""A page, driven without a browser: what links open, whose numbers the exercises have, and the file of the answers."""

import csv
import io
import re
from base64 import b64decode
from types import SimpleNamespace

import pandas as pd
import pytest

from basislib.widgets import kinds
from basislib.widgets.controls import leverage
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.lesson import Deeper, Lesson, Section
from basislib.widgets.page import query_string, read_query
from basislib.widgets.questions import Choose, Numeric, Option
from basislib.widgets.section import prose

NUMBER = Numeric("What is half of 1?", 0.5, "%", 0.001, "Divide.", "1/2 = **0.5**.", ((2.0, "That is twice."),))
CHOICE = Choose("Who pays?", (Option("a", "The long", "Yes."), Option("b", "The short", "No.")), "a", "Look.", "Long.")
CHART = SimpleNamespace(
    frame=lambda figure, view: figure.add_axes((0, 0, 1, 1)), draw=lambda figure, result, ghost: None
)


def explorer(name="demo", prefix=""):
    return Explorer(
        name,
        prefix=prefix,
        controls=[leverage()],
        compute=lambda leverage: leverage,
        chart=CHART,
        describe=lambda result: Reading(f"{result}"),
        table=lambda result: pd.DataFrame({"x": [result]}),
    )


class Box:
    """A part that is no explorer and has a state of its own, as the ledger of claims has."""

    name = "box"

    def __init__(self):
        self.widget = kinds.HTML()

    def restore(self, query):
        return "c_topic" in query

    def state(self):
        return "c_topic=repo"


def page(query=""):
    sections = [
        Section(explorer, asks=(1, 2)),
        Deeper("More.", [Section(lambda: explorer("second", "s_"), heading="Second"), Section(Box, heading="Box")]),
    ]
    return Lesson("demo", guess=CHOICE, questions=lambda rng: [NUMBER, CHOICE], sections=sections, query=query)


def led(shown):
    """Return where a link leads, and the states that nobody has come near."""
    said = shown._where.value + shown._pending.value
    return re.search('data-wb-at="(.*?)"', said)[1], re.search('data-wb-state="(.*?)"', said)[1].replace("&amp;", "&")


def test_a_lecturer_can_open_without_a_guess():
    shown = page()
    shown.explore()
    first = shown.explorers["demo"]
    assert first.covered and not shown.prediction.opened
    assert "wb-unasked" in shown._after.widget._dom_classes, "what follows from the answer waits with it"
    shown.prediction.skip_button.click()
    assert not first.covered and "<svg" in first.picture.value
    assert "wb-unasked" not in shown._after.widget._dom_classes
    assert shown.answers["guess"].verdict == "skipped"


@pytest.mark.parametrize(("query", "opened"), [("", True), ("mode=lecture", False), ("mode=lecture&leverage=50", True)])
def test_a_lecturers_link_opens_with_the_question_though_the_browser_has_seen_the_answer(query, opened):
    before = page()
    before.explore()
    before.prediction.skip_button.click()
    shown = page(query)
    shown.explore()
    shown.store.hear(before.store.kept)
    assert shown.prediction.opened == opened
    assert shown.explorers["demo"].covered != opened


@pytest.mark.parametrize("query", ["leverage=50", "guess=a"])
def test_a_link_with_a_state_opens_at_once(query):
    shown = page(query)
    shown.explore()
    assert shown.prediction.opened
    assert "wb-unasked" not in shown._after.widget._dom_classes
    assert shown.explorers["demo"].inputs["leverage"].value == (50 if "50" in query else 30)


@pytest.mark.parametrize("query", ["", "utm_source=x", "guess=evil", "mode=dark", "mode=lecture", "s_leverage=50"])
def test_any_other_link_waits_for_the_guess(query):
    shown = page(query)
    shown.explore()
    assert not shown.prediction.opened


@pytest.mark.parametrize(
    ("query", "at", "waiting"),
    [
        ("mode=lecture", None, None),
        ("utm_source=x", "", ""),
        ("leverage=50", "demo", ""),
        ("s_leverage=50", "second", "s_leverage=50"),
        ("c_topic=repo&mode=lecture", "box", "c_topic=repo"),
        ("s_leverage=50&c_topic=repo", "second", "s_leverage=50&c_topic=repo"),
        ("at=box", "box", ""),
        ("at=evil", "", ""),
    ],
)
def test_a_link_leads_to_its_part_explorer_or_not(query, at, waiting):
    shown = page(query)
    shown.explore()
    if at is None:
        assert not shown._where.value + shown._pending.value
    else:
        assert led(shown) == (at, waiting)
        shown.build()
        assert led(shown) == (at, ""), "a part that is on the page says its state itself"


def test_a_state_as_arguments_is_what_copy_link_writes_in_jupyterlab():
    shown = page()
    shown.explore(leverage=45)
    assert shown.explorers["demo"].result == 45


def test_neighbours_differ_and_a_class_can_share():
    assert len({page().workings.seed for _ in range(20)}) > 1
    assert page("seed=1234").workings.seed == 1234
    for rubbish in ("seed=-1", "seed=1e3", "seed=9999999", "seed=²", "seed="):
        assert 1000 <= page(rubbish).workings.seed < 10_000


def file_of(shown):
    """Return the rows of the file that the button offers."""
    shown.workings.save()
    body = re.search('href="data:text/csv;base64,([^"]*)"', shown.workings._file.value)[1]
    return list(csv.DictReader(io.StringIO(b64decode(body).decode("utf-8-sig"))))


def test_answers_survive_moving_controls_and_are_downloaded():
    shown = page("seed=7")
    shown.explore()
    shown.sections()
    shown.build()
    shown.workings.save()
    assert "not answered anything" in shown.workings._file.value
    shown.workings._name.value = " Ann "
    first, second = shown.exercise_list
    first.box.value = "0.5"
    first.check_button.click()
    shown.explorers["demo"].inputs["leverage"].value = 50
    second.box.value = "b"
    second.check_button.click()
    assert first.box.value == "0.5" and "wb-correct" in first.feedback.value
    assert [(row["name"], row["page"], row["item"], row["verdict"]) for row in file_of(shown)] == [
        ("Ann", "demo", "q1", "correct"),
        ("Ann", "demo", "q2", "keep working"),
    ]


def test_prose_is_escaped():
    widget = prose("A **cent** & <more>, 2 * 3 * 4.\n\n*Next*.")
    assert widget.value == "<p>A <strong>cent</strong> &amp; &lt;more&gt;, 2 * 3 * 4.</p><p><em>Next</em>.</p>"


def test_the_query_is_cut_and_later_values_win():
    assert read_query("a=1&a=2&b=<x>") == {"a": "2", "b": "<x>"}
    assert len(read_query("&".join(f"k{i}=1" for i in range(1000)))) <= 80


def test_the_query_comes_from_the_environment_voila_sets(monkeypatch):
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)
    monkeypatch.setenv("QUERY_STRING", "leverage=20")
    assert query_string() == "leverage=20"
    monkeypatch.delenv("QUERY_STRING")
    assert query_string() == ""
