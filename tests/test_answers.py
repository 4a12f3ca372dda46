"""The reader's answers and the file of them."""

import csv
import io

from basislib.widgets.answers import Answers, book_csv


def rows(answers, name=""):
    return list(csv.DictReader(io.StringIO(book_csv(answers, {}, name)[0].decode("utf-8-sig"))))


def test_attempts_count_and_the_last_answer_stays():
    answers = Answers("three_legs", 7)
    answers.keep("q1", "Leverage?", "50", "keep working")
    answers.helped("q1", "Leverage?", hint_used=True)
    answers.keep("q1", "Leverage?", "31.2", "correct")
    (row,) = rows(answers, "Ann")
    assert len(row.pop("mark")) == 16
    assert row | {"time": ""} == {
        "name": "Ann",
        "page": "three_legs",
        "seed": "7",
        "item": "q1",
        "question": "Leverage?",
        "answer": "31.2",
        "verdict": "correct",
        "attempts": "2",
        "hint_used": "True",
        "solution_seen": "False",
        "time": "",
    }


def test_a_solution_seen_without_an_answer_is_told():
    answers = Answers("three_legs", 7)
    answers.helped("q2", "Who?", solution_seen=True)
    (row,) = rows(answers)
    assert (row["verdict"], row["attempts"], row["solution_seen"]) == ("missing", "0", "True")


def test_a_spreadsheet_runs_nothing_that_was_typed():
    answers = Answers("page", 1)
    for item, typed in enumerate(["=1+1", "+cmd|' /C calc'!A0", "@sum(1)", "-2+3", "-0.25", "+5"]):
        answers.keep(f"q{item}", "?", typed, "correct")
    assert [row["answer"] for row in rows(answers)] == [
        "'=1+1",
        "'+cmd|' /C calc'!A0",
        "'@sum(1)",
        "'-2+3",
        "-0.25",
        "+5",
    ]
    assert rows(answers, "=evil()")[0]["name"] == "'=evil()"
