"""Exercises and the prediction, driven without a browser."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from basislib.widgets.answers import Answers
from basislib.widgets.exercise import Exercise, Prediction
from basislib.widgets.questions import Choose, Numeric, Option

NUMBER = Numeric("What is **half** of 1?", 0.5, "%", 0.001, "Divide.", "1/2 = **0.5**.", ((2.0, "That is twice."),))
CHOICE = Choose(
    "Who <pays>?",
    (Option("a", "The long", "Yes, the price fell."), Option("b", "The short", "No.")),
    "a",
    "Look.",
    "The long.",
)
CHART = SimpleNamespace(
    frame=lambda figure, view: figure.add_axes((0, 0, 1, 1)), draw=lambda figure, result, ghost: None
)


@pytest.fixture
def answers():
    return Answers("demo", 1)


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


@pytest.mark.parametrize("given", ["1e" + "9" * 2000, "9" * 2000, "1 " * 1000, "<b>" * 700])
def test_what_is_typed_is_not_echoed_without_end(answers, given):
    exercise = Exercise("q1", 1, NUMBER, answers)
    exercise.box.value = given
    exercise.check_button.click()
    assert len("".join(ElementTree.fromstring(exercise.feedback.value).itertext())) < 150


def test_what_is_typed_is_escaped(answers):
    exercise = Exercise("q1", 1, NUMBER, answers)
    exercise.box.value = '<img src=x onerror="alert(1)">'
    exercise.check_button.click()
    assert "<img" not in exercise.feedback.value


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
