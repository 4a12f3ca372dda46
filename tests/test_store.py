"""What a reader's browser keeps, told to the kernel as a browser tells it, and as no browser does."""

import html
import json
import re
from types import SimpleNamespace

import numpy as np
import pytest

from basislib.widgets.answers import Answers, book_csv
from basislib.widgets.questions import Choose, Numeric, Option
from basislib.widgets.store import LONGEST_KEPT, Store
from basislib.widgets.workings import Workings


def down(store):
    """Return what the page's script reads: whether the browser was heard, and what to keep."""
    text = store.widget.children[1].value
    heard = re.search(r'data-wb-heard="(\d)"', text)[1]
    return heard == "1", json.loads(html.unescape(re.search(r'data-wb-kept="([^"]*)"', text)[1]))


def tell(store, **said):
    """Tell the kernel something as the page's script does."""
    store.widget.children[0].value = json.dumps(said)


def test_what_is_kept_goes_down_and_comes_back():
    store = Store("page")
    store.keep("quotes", {"text": 'a "b" <c>'})
    assert down(store) == (False, {"quotes": {"text": 'a "b" <c>'}})
    found = []
    other = Store("page")
    other.bring_back("quotes", found.append)
    tell(other, kept={"quotes": [1, 2], "unknown": 3})
    assert found == [[1, 2]] and down(other)[0]
    tell(other, kept={"quotes": [3]})
    assert found == [[1, 2]], "only once"


def test_what_is_too_long_is_not_kept():
    store = Store()
    store.keep("quotes", "x" * LONGEST_KEPT)
    assert store.kept == {}
    store.keep("quotes", None)
    assert store.kept == {"quotes": None}, "this erases it"


@pytest.mark.parametrize(
    "said",
    ["", "{", "null", "7", "[1]", '"x"', "[" * 10_000, '{"kept": 7}', '{"narrow": "yes", "turn": []}', "x" * 500_000],
)
def test_rubbish_is_left_alone(said):
    store, seen = Store(), []
    store.on_screen(seen.append)
    store.on_address(seen.append)
    store.bring_back("answers", seen.append)
    store.widget.children[0].value = said
    assert not seen


def test_an_action_that_cannot_use_it_breaks_nothing():
    store, seen = Store(), []
    store.bring_back("first", lambda value: value["no"])
    store.bring_back("second", seen.append)
    tell(store, kept={"first": 7, "second": 8})
    assert seen == [8]


def test_screen_and_address_are_told_when_they_change():
    store, screens, states = Store(), [], []
    store.on_screen(screens.append)
    store.on_address(states.append)
    tell(store, narrow=True, kept={})
    tell(store, narrow=True, state="leverage=40", turn=1)
    tell(store, narrow=False, state="leverage=40", turn=1)
    tell(store, narrow=False, state="leverage=40", turn=2)
    assert screens == [True, False] and states == ["leverage=40", "leverage=40"]


# ---- answers --------------------------------------------------------------------------------------------


def questions(rng):
    number = int(rng.integers(2, 1000))
    return [
        Numeric(f"{number} plus one?", number + 1, "", 0.1, "Count.", "**One more.**"),
        Choose("Which?", (Option("a", "A", "Yes."), Option("b", "B", "No.")), "a", "Think.", "A."),
    ]


def visit(kept=None, **query):
    """Return a visit to a page, and its store."""
    store = Store("page")
    workings = Workings("page", questions, store, query, 2)
    store.bring_back("answers", workings.bring_back)
    exercises = workings.exercises((1, 2))
    if kept is not None:
        tell(store, kept=json.loads(json.dumps(kept)))
        exercises = [workings.made[number] for number in (1, 2)] if workings._asked else workings.exercises((1, 2))
    return SimpleNamespace(store=store, workings=workings, exercises=exercises)


def answer(exercise, text):
    exercise.box.value = text
    exercise.check()


def test_a_new_visit_has_the_same_numbers_answers_and_help():
    first = visit()
    answer(first.exercises[0], "1")
    answer(first.exercises[0], "2")
    first.exercises[0].solve()
    answer(first.exercises[1], "b")
    again = visit(first.store.kept)
    assert again.workings.seed == first.workings.seed
    assert again.exercises[0].question.text == first.exercises[0].question.text
    assert again.exercises[0].box.value == "2" and "wb-keep-working" in again.exercises[0].feedback.value
    assert again.exercises[1].box.value == "b"
    kept = again.workings.answers["q1"]
    assert (kept.attempts, kept.solution_seen, kept.hint_used) == (2, True, False)
    answer(again.exercises[0], str(again.exercises[0].question.answer))
    assert again.workings.answers["q1"].attempts == 3 and again.workings.answers["q1"].solution_seen


def test_a_link_with_other_numbers_keeps_the_answers_to_both():
    first = visit(seed="1")
    answer(first.exercises[0], "1")
    other = visit(first.store.kept, seed="2")
    assert other.workings.seed == 2 and "q1" not in other.workings.answers
    answer(other.exercises[0], "2")
    back = visit(other.store.kept, seed="1")
    assert back.workings.answers["q1"].answer == "1"
    assert set(back.store.kept["answers"]["by"]) == {"1", "2"}


def test_who_has_begun_keeps_the_numbers_at_hand():
    first = visit(seed="1")
    answer(first.exercises[0], "1")
    store = Store("page")
    workings = Workings("page", questions, store, {}, 2)
    store.bring_back("answers", workings.bring_back)
    answer(workings.exercises((1,))[0], "7")
    seed = workings.seed
    tell(store, kept=first.store.kept)
    assert workings.seed == seed and workings.answers["q1"].answer == "7"


@pytest.mark.parametrize(
    "kept",
    [
        {"answers": None},
        {"answers": []},
        {"answers": {"seed": True, "by": {}}},
        {"answers": {"seed": -5, "by": {"x": 7}, "guess": 3}},
        {"answers": {"seed": 10**400, "by": {str(n): {} for n in range(1000)}}},
        {"answers": {"seed": 3, "by": {"3": {"q1": {"item": "q1", "verdict": "perfect", "attempts": 1}}}}},
        {"answers": {"seed": 3, "by": {"3": {"q1": {"question": "x" * 10**5, "answer": "", "time": "", "given": "",
                                                    "verdict": "correct", "attempts": 1}}}}},
        {"answers": {"seed": 3, "by": {"3": {"q1": {"question": "", "answer": "", "time": "", "given": "",
                                                    "verdict": "correct", "attempts": 1e9}}}}},
    ],
)  # fmt: skip
def test_answers_that_are_none_are_left_out(kept):
    there = visit(kept)
    assert len(there.workings.answers) == 0
    assert all(not exercise.feedback.value for exercise in there.exercises)
    answer(there.exercises[0], "1")
    assert there.workings.answers["q1"].attempts == 1
    assert len(json.dumps(there.store.kept)) < 2000


def test_the_file_has_all_pages_and_nothing_that_runs():
    here = Answers("page", 1)
    here.keep("q1", "Why **so**?", "=1+1", "correct", "=1+1")
    there = Answers("other", 2)
    there.keep("guess", "Which?", "A", "skipped")
    kept = {"seed": 2, "guess": there.rows()["guess"], "by": {"2": {"q1": {**here.rows()["q1"]}, "q2": 7}, "3": None}}
    body, many = book_csv(here, {"other": kept, "bad": 7, "x" * 99: kept, 5: kept}, "Ann")
    lines = body.decode("utf-8-sig").splitlines()
    assert many == 3 and len(lines) == 4
    assert lines[0].startswith("name,page,seed,item,question,answer,verdict,attempts,hint_used,solution_seen,time")
    assert [line.split(",")[1] for line in lines[1:]] == ["other", "other", "page"]
    assert all("'=1+1" in line for line in lines if ",q1," in line) and "Why so?" in lines[-1]


def test_the_same_seed_asks_the_same():
    assert questions(np.random.default_rng(5))[0].text == questions(np.random.default_rng(5))[0].text
