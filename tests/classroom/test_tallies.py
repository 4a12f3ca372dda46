"""What the board shows, counted by hand and against a plain count."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from basislib.classroom import tallies
from basislib.classroom.store import Question
from tests.classroom.small import ASKED
from tests.classroom.told import OPTIONS, answer, event, vote


def question(turn=1, *shown):
    return Question("tea", "Who?", OPTIONS, turn, (*shown, "", "")[:2])


def test_the_last_vote_of_a_round_counts():
    told = [vote(1, "ann"), vote(2, "ann"), vote(1, "ben"), vote(1, "ann", 2), vote(3, "ben", late=1)]
    first, second = tallies.votes(question(2, "12:00", "12:10"), told)["rounds"]
    assert first == {"votes": 2, "late": 1, "counts": [1, 1]}
    assert second == {"votes": 1, "late": 0, "counts": [1, 0]}


def test_before_reveal_nothing_tells_for_what_was_voted():
    told = [vote(1, "ann"), vote(2, "ann"), vote(3, "ben")]
    other = [vote(1, "ben"), vote(2, "ben"), vote(3, "ben")]
    assert tallies.votes(question(), told) == tallies.votes(question(), other)
    first, second = tallies.votes(question(2, "12:00"), [*told, vote(1, "ben", 2)])["rounds"]
    assert first["counts"] == [2, 1] and second["counts"] is None


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["ann", "ben"]), st.sampled_from([1, 2]), st.booleans())))
def test_votes_are_those_of_a_plain_count(told):
    shown = tallies.votes(question(2, "12:00", "12:10"), [vote(*each) for each in told])
    for turn, round_ in enumerate(shown["rounds"], 1):
        last = {}
        for student, key, when, late in told:
            if when == turn and not late:
                last[student] = key
        assert round_["counts"] == [list(last.values()).count(key) for key in OPTIONS]
        assert round_["votes"] == sum(round_["counts"]) == len(last)
        late = {student for student, _, when, late in told if when == turn and late}
        assert round_["late"] == len(late - set(last))
    json.dumps(shown)


def test_an_exercise_counts_each_students_last_answer_and_every_wrong_one_once():
    told = [
        answer(1, "2"),
        answer(1, "2.0"),
        answer(1, "3", "correct"),
        answer(2, " 2 "),
        answer(3, "2.9", "almost"),
        answer(4, "a cup"),
    ]
    first, second = tallies.exercises(ASKED["tea"], told)
    assert (first["item"], first["text"]) == ("q1", "How much?")
    assert (first["right"], first["almost"], first["wrong"]) == (1, 1, 2)
    assert first["commonest"] == [("2", 2), ("2.9", 1), ("a cup", 1)]
    assert (second["right"], second["almost"], second["wrong"], second["commonest"]) == (0, 0, 0, [])


def test_answers_of_two_languages_are_compared_in_one_unit():
    """Who typed 40 of 100 million has given the same answer as who typed 4 billion; each board has it in its own unit."""
    told = [answer(1, "4"), {**answer(2, "40"), "given": "4"}, answer(3, "40")]
    for times, commonest in ((1, [("4", 2), ("40", 1)]), (10, [("40", 2), ("400", 1)])):
        first, _second = tallies.exercises(replace(ASKED["tea"], times={"q1": times}), told)
        assert first["commonest"] == commonest


def test_the_table_of_the_desk_has_each_students_best():
    told = [
        event(1, "game", "crisis_desk", "desk", seed=7, score=-3.0),
        event(1, "game", "crisis_desk", "desk", seed=7, score=2.0),
        event(2, "game", "crisis_desk", "desk", seed=7, score=5.0) | {"nickname": "Ben"},
        event(1, "game", "crisis_desk", "fed", seed=8, score=1.0),
    ]
    fund, fed = tallies.scores(told)
    assert (fund["role"], fund["seed"], fund["players"]) == ("desk", 7, 2)
    assert fund["best"] == [{"who": "Ben", "student": 2, "score": 5.0}, {"who": "", "student": 1, "score": 2.0}]
    assert (fed["role"], fed["players"]) == ("fed", 1)
