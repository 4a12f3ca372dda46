"""Exercises, the prediction and the page, driven without a browser."""

import csv
import io
import re
from base64 import b64decode
from types import SimpleNamespace

import pandas as pd
import pytest

from basislib.widgets.answers import Answers
from basislib.widgets.controls import leverage
from basislib.widgets.exercise import Exercise, Prediction
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page, prose, query_string, read_query
from basislib.widgets.questions import Choose, Numeric, Option

NUMBER = Numeric("What is **half** of 1?", 0.5, "%", 0.001, "Divide.", "1/2 = **0.5**.", ((2.0, "That is twice."),))
CHOICE = Choose("Who <pays>?", (Option("a", "The long", "Yes, the price fell."), Option("b", "The short", "No.")),
                "a", "Look.", "The long.")
CHART = SimpleNamespace(frame=lambda figure, view: figure.add_axes((0, 0, 1, 1)),
                        draw=lambda figure, result, ghost: None)


@pytest.fixture
def answers():
    return Answers("demo", 1)


def explorer(name="demo"):
    return Explorer(name, controls=[leverage()], compute=lambda leverage: leverage, chart=CHART,
                    describe=lambda result: Reading(f"{result}"), table=lambda result: pd.DataFrame({"x": [result]}))


def page(query="", **changes):
    parts = {"guess": CHOICE, "parts": [explorer(), "## Seen\nThis."], "questions": lambda rng: [NUMBER, CHOICE]}
    return Page("demo", **{**parts, **changes}, query=query)


def test_an_exercise_replies_and_keeps_the_answer(answers):
    exercise = Exercise("q1", 1, NUMBER, answers)
    exercise.check_button.click()
    assert "Not yet." in exercise.feedback.value and "q1" not in answers
    exercise.box.value = "2"
    exercise.check_button.click()
    assert "Keep working.</b> That is twice." in exercise.feedback.value
    exercise.box.value = "0.5"
    exercise.check_button.click()
    assert "wb-correct" in exercise.feedback.value
    assert (answers["q1"].verdict, answers["q1"].attempts) == ("correct", 2)


def test_hint_and_solution_are_shown_and_recorded(answers):
    exercise = Exercise("q1", 1, NUMBER, answers)
    exercise.hint_button.click()
    assert "Divide." in exercise.help.value
    exercise.solution_button.click()
    assert "1/2 = <strong>0.5</strong>." in exercise.help.value
    assert answers["q1"].hint_used and answers["q1"].solution_seen and answers["q1"].attempts == 0


def test_a_choice_needs_a_choice(answers):
    exercise = Exercise("q2", 2, CHOICE, answers)
    exercise.check_button.click()
    assert "Choose one" in exercise.feedback.value
    exercise.box.value = "b"
    exercise.check_button.click()
    assert answers["q2"].answer == "The short"
    assert answers["q2"].question == "Who <pays>?"


def test_what_is_typed_is_escaped(answers):
    exercise = Exercise("q1", 1, NUMBER, answers)
    exercise.box.value = '<img src=x onerror="alert(1)">'
    exercise.check_button.click()
    assert "<img" not in exercise.feedback.value


def test_an_answer_comes_back_from_the_address(answers):
    exercise = Exercise("q1", 1, NUMBER, answers)
    exercise.box.value = "0.5"
    exercise.check_button.click()
    state = re.search(r'data-wb-state="([^"]*)"', exercise.feedback.value)[1]
    again = Exercise("q1", 1, NUMBER, Answers("demo", 1))
    again.restore(read_query(state))
    assert "wb-correct" in again.feedback.value
    Exercise("q2", 2, CHOICE, answers).restore({"q2": "evil"})
    assert "q2" not in answers


def test_the_prediction_opens_what_waits_for_it(answers):
    opened = []
    prediction = Prediction("guess", CHOICE, answers, lambda: opened.append(True))
    prediction.commit_button.click()
    assert "Choose one" in prediction.reply.value and not opened
    prediction.box.value = "b"
    prediction.commit_button.click()
    assert opened == [True]
    assert prediction.box.disabled
    assert "You guessed: <b>The short</b>. Not quite what happens. No." in prediction.reply.value
    assert answers["guess"].verdict == "keep working"


def test_a_lecturer_can_open_without_a_guess():
    shown = page("")
    shown.explore()
    waiting = shown.explorers["demo"]
    assert waiting.widget.layout.display == "none" and waiting.picture.value == ""
    shown.prediction.skip_button.click()
    assert waiting.widget.layout.display is None and "<svg" in waiting.picture.value
    assert shown.answers["guess"].verdict == "skipped"


@pytest.mark.parametrize("query", ["leverage=50", "mode=lecture", "guess=a"])
def test_a_link_with_a_state_opens_at_once(query):
    shown = page(query)
    shown.explore()
    assert shown.prediction.opened
    assert shown.explorers["demo"].inputs["leverage"].value == (50 if "50" in query else 30)


@pytest.mark.parametrize("query", ["", "utm_source=x", "guess=evil", "mode=dark"])
def test_any_other_link_waits_for_the_guess(query):
    shown = page(query)
    shown.explore()
    assert not shown.prediction.opened


def test_a_state_as_arguments_is_what_copy_link_writes_in_jupyterlab():
    shown = page()
    shown.explore(leverage=45)
    assert shown.explorers["demo"].result == 45


def test_neighbours_differ_and_a_class_can_share():
    assert len({page().seed for _ in range(20)}) > 1
    assert page("seed=1234").seed == 1234
    for rubbish in ("seed=-1", "seed=1e3", "seed=9999999", "seed=²", "seed="):
        assert 1000 <= page(rubbish).seed < 10_000


def test_answers_survive_moving_controls_and_are_downloaded():
    shown = page("seed=7")
    shown.explore()
    shown.exercises()
    first, second = shown.exercise_list
    first.box.value = "0.5"
    first.check_button.click()
    shown.explorers["demo"].inputs["leverage"].value = 50
    second.box.value = "b"
    second.check_button.click()
    assert first.box.value == "0.5" and "wb-correct" in first.feedback.value
    rows = list(csv.DictReader(io.StringIO(shown.answers.csv("Ann").decode())))
    assert [(row["name"], row["item"], row["verdict"]) for row in rows] == [
        ("Ann", "q1", "correct"), ("Ann", "q2", "keep working")]


def test_the_answers_button(monkeypatch):
    shown = page()
    box = shown._my_answers()
    _, row = box.children
    who, button, link = row.children
    button.click()
    assert "not answered anything" in link.value
    shown.answers.keep("q1", "?", "1", "correct")
    who.value = " Ann "
    button.click()
    body = re.search(r'download="demo_answers.csv" href="data:text/csv;base64,([^"]*)"', link.value)[1]
    assert b"Ann,demo" in b64decode(body)


def test_prose_is_escaped_and_has_headings():
    widget = prose("## What you saw\nA **cent** & <more>, 2 * 3 * 4.\n\n*Next*.")
    assert widget.value == ("<h2>What you saw</h2><p>A <strong>cent</strong> &amp; &lt;more&gt;, 2 * 3 * 4.</p>"
                            "<p><em>Next</em>.</p>")


def test_the_query_is_cut_and_later_values_win():
    assert read_query("a=1&a=2&b=<x>") == {"a": "2", "b": "<x>"}
    assert len(read_query("&".join(f"k{i}=1" for i in range(1000)))) <= 80


def test_the_query_comes_from_the_environment_voila_sets(monkeypatch):
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)
    monkeypatch.setenv("QUERY_STRING", "leverage=20")
    assert query_string() == "leverage=20"
    monkeypatch.delenv("QUERY_STRING")
    assert query_string() == ""
