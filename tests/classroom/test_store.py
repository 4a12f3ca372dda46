"""The file of a class: what is taken is there, once, and nobody can get in with it."""

import os
import sqlite3

import pytest

from basislib.classroom.refusals import NotAllowed
from basislib.classroom.store import Event, Question, Store
from tests.classroom import small


@pytest.fixture
def store(tmp_path):
    store = small.made(tmp_path / "class.sqlite")
    yield store
    store.close()


def event(uid="1", given="ann", turn=1):
    return Event(uid, "vote", "tea", "guess", turn, given, given)


def test_a_class_goes_on_with_its_file(store):
    token = store.join("Ann")
    code, secret = store.get("code"), store.get("secret")
    store.tell(1, event())
    store.close()
    again = Store(store.path)
    assert (again.get("code"), again.get("secret")) == (code, secret)
    assert again.student(token)["nickname"] == "Ann"
    assert [row["given"] for row in again.events()] == ["ann"]
    again.close()


def test_what_is_told_twice_counts_once_and_each_student_has_marks_of_their_own(store):
    store.join("")
    store.join("")
    assert [store.tell(student, event()) for student in (1, 1, 2)] == [True, False, True]
    assert len(store.events()) == 2


def test_the_file_holds_no_token(store):
    token = store.join("Ann")
    assert token.encode() not in b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert store.student(token[:-1]) is None and store.student("") is None and store.student("\udc80") is None


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such modes")
def test_nobody_else_on_the_machine_reads_the_file(store):
    store.join("Ann")
    assert {path.stat().st_mode & 0o077 for path in store.path.parent.iterdir()} == {0}


def test_a_vote_of_a_round_that_is_over_is_late(store):
    store.join("")
    for number, (question, turn, late) in enumerate(
        (
            (Question("tea", "?", {}), 1, 0),
            (Question("tea", "?", {}, 1, ("12:00", "")), 1, 1),
            (Question("tea", "?", {}, 2, ("12:00", "")), 2, 0),
            (Question("tea", "?", {}, 2, ("", "")), 1, 1),
            (Question("tea", "?", {}, 2, ("12:00", "12:10")), 2, 1),
        )
    ):
        store.write_question(question)
        store.tell(1, event(str(number), turn=turn))
        assert store.events()[-1]["late"] == late, question


def test_a_deleted_class_leaves_nothing(store):
    store.join("A nickname like no other")
    held = os.open(store.path, os.O_RDONLY)  # what was in the file before its name went
    store.delete()
    assert not list(store.path.parent.iterdir())
    assert b"like no other" not in os.read(held, 10**7)
    os.close(held)


@pytest.mark.parametrize("content", [b"name,page\n", b"SQLite format 3\0 and then nothing", os.urandom(5000)])
def test_another_file_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    with pytest.raises(NotAllowed, match=r"answers\.csv"):
        Store(path)
    assert path.read_bytes() == content


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("create table class (name text, value text)")
    with pytest.raises(NotAllowed, match="something else"):
        Store(path)


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(NotAllowed, match="cannot be used"):
        Store(tmp_path / "no folder" / "class.sqlite")
