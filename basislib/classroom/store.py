"""The file of a class: who joined, what was voted and answered, which question is open. SQLite, one file.

What a student is told to be taken is on the disk before the answer goes out, so a server that is killed loses nothing
of it. A student is a number; the token in the student's cookie is kept as a hash, so that the file lets nobody in.
"""

import contextlib
import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from basislib.classroom.refusals import NotAllowed

VERSION = 1  # of the tables
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that no code is a word
SECRET = "abcdefghjkmnpqrstuvwxyz23456789"  # what can be told apart on a blackboard
ROUNDS = (1, 2)  # of a question: before and after discussion
Row: TypeAlias = dict[str, Any]
TABLES = """
create table class (name text primary key, value text not null);
create table student (number integer primary key autoincrement, token text not null unique, nickname text not null,
    joined text not null);
create table question (name text primary key, text text not null, options text not null, round integer not null,
    shown_1 text not null, shown_2 text not null);
create table event (number integer primary key autoincrement, student integer not null references student, uid text not
    null, time text not null, kind text not null, page text not null, item text not null, round integer not null, given
    text not null, words text not null, verdict text not null, seed integer not null, score real not null, late integer
    not null, unique (student, uid));
create index event_by_page on event (kind, page);

"""


@dataclass(frozen=True)
class Event:
    """What a student tells the class, once.

    Attributes
    ----------
    uid : str
        By which the student's browser knows it: told again, it counts once.
    kind : str
        ``"vote"``, ``"exercise"`` or ``"game"``.
    page : str
        Stem of a page, or the name of a question of the lecturer's own.
    item : str
        ``"guess"``, the name of an exercise such as ``"q3"``, or the role in a game.
    round : int
        Of a vote, 1 or 2; otherwise 0.
    given, words : str
        Key of an option, or what was typed, an amount of money in the model's unit; the same as a reader sees it.
    verdict : str
        Of an exercise.
    seed : int
        Of the exercise's numbers, or of the game.
    score : float
        Of a game.
    """

    uid: str
    kind: str
    page: str
    item: str
    round: int = 0
    given: str = ""
    words: str = ""
    verdict: str = ""
    seed: int = 0
    score: float = 0.0


@dataclass(frozen=True)
class Question:
    """A question the class votes on, and how far the vote has come.

    Attributes
    ----------
    name : str
        Stem of the page whose guess it is, or ``"own-1"``.
    text : str
    options : mapping
        Key to words.
    round : int
        1, or 2 after discussion.
    shown : tuple of str
        When the votes of each round were revealed; empty where they are still hidden.
    """

    name: str
    text: str
    options: Mapping[str, str]
    round: int = 1
    shown: tuple[str, str] = ("", "")


class Store:
    """A class in its file; made where there is none.

    Parameters
    ----------
    path : path
        Of the file.

    Raises
    ------
    NotAllowed
        If there is another file at this place, or one that cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            new = not self.path.stat().st_size
            self._db = sqlite3.connect(self.path, isolation_level=None)
            self._db.row_factory = _by_name
            self._db.executescript("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;")
            if new:
                self._make()
            known = self._db.execute("pragma user_version").fetchone()["user_version"] == VERSION and self.get("code")
        except (sqlite3.Error, OSError) as wrong:
            raise NotAllowed(400, f"{self.path} cannot be used as the file of a class: {wrong}.") from wrong
        if not known:
            raise NotAllowed(400, f"{self.path} is a file of something else, not of a class of this workbook.")

    def _make(self) -> None:
        self._db.executescript(TABLES)
        self.set("code", "".join(secrets.choice(LETTERS) for _ in range(4)))
        self.set("secret", "".join(secrets.choice(SECRET) for _ in range(12)))
        self.set("seed", str(secrets.randbelow(9000) + 1000))
        self.set("made", now())
        self._db.execute(f"pragma user_version = {VERSION}")

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """Do all of a block or, if it fails, nothing."""
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    # ---- the class ----------------------------------------------------------------------------

    def get(self, name: str) -> str:
        """Return what is noted of the class under a name; empty if nothing is."""
        row = self._db.execute("select value from class where name = ?", (name,)).fetchone()
        return row["value"] if row else ""

    def set(self, name: str, value: str) -> None:
        """Note something of the class."""
        self._db.execute("insert or replace into class values (?, ?)", (name, value))

    def close(self) -> None:
        """Close the file, with all that was written in it."""
        self._db.close()

    def delete(self) -> None:
        """Delete the class: all that was told is overwritten, and the file goes."""
        with self._whole():
            for table in ("event", "question", "student", "class"):
                self._db.execute(f"delete from {table}")
        self._db.execute("pragma wal_checkpoint(truncate)")
        self.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)

    # ---- students -----------------------------------------------------------------------------

    def join(self, nickname: str) -> str:
        """Take in a student; return the token, which is kept nowhere else."""
        token = secrets.token_urlsafe(16)
        self._db.execute(
            "insert into student (token, nickname, joined) values (?, ?, ?)", (_hash(token), nickname, now())
        )
        return token

    def rename(self, student: int, nickname: str) -> None:
        """Give a student another nickname."""
        self._db.execute("update student set nickname = ? where number = ?", (nickname, student))

    def student(self, token: str) -> Row | None:
        """Return the student (number, nickname) whose token it is."""
        return self._db.execute("select number, nickname from student where token = ?", (_hash(token),)).fetchone()

    def students(self) -> list[Row]:
        """Return all students: number, nickname, joined."""
        return self._db.execute("select number, nickname, joined from student order by number").fetchall()

    def count(self) -> int:
        """Return how many students have joined."""
        return self._db.execute("select count(*) as many from student").fetchone()["many"]

    # ---- questions ----------------------------------------------------------------------------

    def question(self, name: str) -> Question | None:
        """Return a question that was opened or asked before."""
        row = self._db.execute("select * from question where name = ?", (name,)).fetchone()
        return _question(row) if row else None

    def question_names(self) -> list[str]:
        """Return the names of the questions that were opened or asked before."""
        return [row["name"] for row in self._db.execute("select name from question order by rowid")]

    def own_questions(self) -> list[Question]:
        """Return the questions of the lecturer's own, in order."""
        rows = self._db.execute("select * from question where name like 'own-%' order by rowid").fetchall()
        return [_question(row) for row in rows]

    def write_question(self, question: Question) -> None:
        """Write a question as it stands now."""
        values = (question.name, question.text, json.dumps(dict(question.options)), question.round, *question.shown)
        self._db.execute(
            "insert into question values (?, ?, ?, ?, ?, ?) on conflict (name) do update set "
            "round = excluded.round, shown_1 = excluded.shown_1, shown_2 = excluded.shown_2",
            values,
        )

    # ---- events -------------------------------------------------------------------------------

    def tell(self, student: int, event: Event) -> bool:
        """Write an event; return False if it was there already. A vote of a round that is over is late."""
        with self._whole():
            question = self.question(event.page) if event.kind == "vote" else None
            late = question is not None and (question.round > event.round or bool(question.shown[event.round - 1]))
            names = [*asdict(event), "student", "time", "late"]
            done = self._db.execute(
                f"insert into event ({', '.join(names)}) values ({', '.join('?' * len(names))}) on conflict do nothing",
                [*asdict(event).values(), student, now(), late],
            )
        return done.rowcount == 1

    def events(self, kind: str = "", page: str = "") -> list[Row]:
        """Return events in the order in which they came, with the students' nicknames.

        Parameters
        ----------
        kind, page : str, optional
            Only of this kind, of this page.
        """
        which, values = _where(kind, page)
        return self._db.execute(
            "select event.*, student.nickname from event join student on student.number = event.student "
            f"where {which} order by event.number",
            values,
        ).fetchall()

    def last(self, kind: str, page: str = "") -> int:
        """Return the number of the last event of a kind, of a page; 0 if there is none."""
        which, values = _where(kind, page)
        return self._db.execute(f"select max(number) as last from event where {which}", values).fetchone()["last"] or 0

    def told_by(self, student: int) -> int:
        """Return how many events a student has told."""
        return self._db.execute("select count(*) as many from event where student = ?", (student,)).fetchone()["many"]

    def vote_of(self, student: int, name: str, turn: int) -> str:
        """Return the key of the option a student has voted for; empty if for none."""
        row = self._db.execute(
            "select given from event where student = ? and kind = 'vote' and page = ? and round = ? and not late "
            "order by number desc limit 1",
            (student, name, turn),
        ).fetchone()
        return row["given"] if row else ""


def _where(kind: str, page: str) -> tuple[str, list[str]]:
    """Return a condition on events, and its values; an empty text sets none."""
    given = {name: value for name, value in (("kind", kind), ("page", page)) if value}
    return " and ".join(["true", *(f"{name} = ?" for name in given)]), list(given.values())


def _by_name(cursor: sqlite3.Cursor, row: tuple) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def now() -> str:
    """Return the time, to the second, as it is written into the file."""
    return datetime.now().isoformat(timespec="seconds")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        row["name"], row["text"], json.loads(row["options"]), row["round"], (row["shown_1"], row["shown_2"])
    )
