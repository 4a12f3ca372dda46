"""A class while it is served: the file, what may be asked, who is here, and how often each may speak."""

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from basislib.classroom import tables, tallies, telling
from basislib.classroom.catalogue import Asked
from basislib.classroom.rates import Bucket
from basislib.classroom.refusals import NotAllowed
from basislib.classroom.store import Question, Row, Store, now
from basislib.language import N_, SOURCE, catalogue

HERE = 12  # seconds since the last sign of a student's page: pages that are seen ask every 1.7
MOST_STUDENTS = 1000
MOST_EVENTS = 3000  # of one student: a course of many weeks
MOST_OWN = 50  # questions of the lecturer's own
LONGEST_STATE = 2000  # characters of a page's address
TELLS, JOINS = (60, 5), (200, 1)  # a burst and how many a second may follow: of one student, of one address
MOST_ADDRESSES = 10_000  # whose joining is remembered; a whole class may come from one


class Room:
    """A class and all that is done in it.

    Parameters
    ----------
    store : Store
    pages : mapping
        What the pages ask, by stem, in their order.
    clock : callable, optional
        Seconds that only go forward.
    translated : mapping, optional
        The same pages in other languages, by their code.
    """

    def __init__(
        self,
        store: Store,
        pages: Mapping[str, Asked],
        clock: Callable[[], float] = time.monotonic,
        translated: Mapping[str, Mapping[str, Asked]] | None = None,
    ) -> None:
        self.store, self.pages, self._translated = store, pages, translated or {}
        self.code, self.seed = store.get("code"), int(store.get("seed"))
        self._secret, self._clock = store.get("secret"), clock
        self._seen: dict[int, float] = {}
        self._buckets: dict[int, Bucket] = {}
        self._counts: dict[tuple[str, str, str], tuple[int, list[dict[str, Any]]]] = {}
        self._joins: dict[str, Bucket] = {}

    def pages_in(self, language: str) -> Mapping[str, Asked]:
        """Return what the pages ask in a language."""
        return self._translated.get(language, self.pages)

    # ---- the lecturer's key -------------------------------------------------------------------

    @property
    def secret(self) -> str:
        """The last part of the lecturer's address."""
        return self._secret

    def key(self) -> str:
        """Return what the lecturer's cookie holds; the address cannot be found from it."""
        return hashlib.sha256(f"lecturer {self._secret}".encode()).hexdigest()

    def is_lecturer(self, key: str) -> bool:
        """Return whether a cookie is the lecturer's; how long that takes says nothing of the right one."""
        return secrets.compare_digest(key.encode("utf-8", "replace"), self.key().encode())

    def is_secret(self, given: str) -> bool:
        """Return whether somebody has the lecturer's address; it is too long to be tried out."""
        return secrets.compare_digest(given.encode("utf-8", "replace"), self._secret.encode())

    # ---- students -----------------------------------------------------------------------------

    def join(self, typed: object, address: str, student: int | None = None) -> str:
        """Take in a student, or give one who is in another nickname.

        Parameters
        ----------
        typed : object
            The nickname.
        address : str
            Where the request comes from.
        student : int, optional
            Who is in already.

        Returns
        -------
        str
            The new student's token; empty for one who is in.

        Raises
        ------
        NotAllowed
            If the nickname is none, the class is full, or too many join from one address.
        """
        nickname = telling.nickname(typed)
        if student is not None:
            self.store.rename(student, nickname)
            return ""
        if len(self._joins) > MOST_ADDRESSES:
            self._joins.clear()
        if not self._joins.setdefault(address, Bucket(*JOINS, self._clock)).take():
            raise NotAllowed(429, N_("Too many have joined from this address just now. Try again in a few seconds."))
        if self.store.count() >= MOST_STUDENTS:
            raise NotAllowed(403, N_("This class is full: it has {most:,} students."), most=MOST_STUDENTS)
        return self.store.join(nickname)

    def tell(self, student: int, told: object) -> None:
        """Write down what a student's page tells; twice the same counts once.

        Raises
        ------
        NotAllowed
            If it is nothing that can be told, or too much.
        """
        bucket = self._buckets.setdefault(student, Bucket(*TELLS, self._clock))
        if not bucket.take():
            raise NotAllowed(429, N_("This is too fast. It is sent again in a moment."))
        self._seen[student] = self._clock()
        event = telling.read(told, self.pages, self._questions())
        if self.store.told_by(student) >= MOST_EVENTS:
            raise NotAllowed(403, N_("A student tells a class at most {most:,} things."), most=MOST_EVENTS)
        self.store.tell(student, event)

    def now(self, student: int, language: str = "en") -> dict[str, Any]:
        """Return what a student's page has to know, and take note that it is there."""
        self._seen[student] = self._clock()
        return {
            "role": "student",
            "code": self.code,
            "seed": self.seed,
            "vote": self._vote_for(student, language),
            "at": self._at() if self.store.get("follow") else None,
        }

    def here(self) -> int:
        """Return how many students' pages have asked in the last seconds."""
        since = self._clock() - HERE
        return sum(seen >= since for seen in self._seen.values())

    def _vote_for(self, student: int, language: str) -> dict[str, Any] | None:
        """Return the question that is open, with this student's vote; of the others' nothing."""
        question = self.question(self.store.get("open"), language) if self.store.get("open") else None
        if question is None:
            return None
        return {
            "name": question.name,
            "text": question.text,
            "options": [{"key": key, "words": words} for key, words in question.options.items()],
            "round": question.round,
            "over": bool(question.shown[question.round - 1]),
            "mine": self.store.vote_of(student, question.name, question.round),
        }

    # ---- questions ----------------------------------------------------------------------------

    def question(self, name: object, language: str = "en") -> Question:
        """Return a question: of a page, in a language, or of the lecturer's own.

        Raises
        ------
        NotAllowed
            If there is none of this name.
        """
        asked = self.pages_in(language).get(name) if isinstance(name, str) else None
        kept = self.store.question(name) if isinstance(name, str) else None
        if kept is not None:
            return replace(kept, text=asked.text, options=asked.options) if asked else kept
        if asked is None:
            raise NotAllowed(404, N_("There is no such question in this class."))
        return Question(str(name), asked.text, asked.options)

    def _questions(self) -> dict[str, Question]:
        """Return the questions that have been opened or asked, by name."""
        return {name: self.question(name) for name in self.store.question_names()}

    def do(self, told: object) -> None:
        """Do what the lecturer's board or page asks for.

        Raises
        ------
        NotAllowed
            If it is nothing that can be done.
        """
        acts = {
            "open": self._open,
            "close": self._close,
            "reveal": self._reveal,
            "second": self._second,
            "ask": self._ask,
            "follow": self._follow,
            "show": self._show,
        }
        act = acts.get(str(told.get("do"))) if isinstance(told, Mapping) else None
        if act is None or not isinstance(told, Mapping):
            raise NotAllowed(400, N_("This is nothing that a board can do."))
        act(told)

    def _open(self, told: Mapping) -> None:
        question = self.question(told.get("name"))
        self.store.write_question(question)
        self.store.set("open", question.name)

    def _close(self, told: Mapping) -> None:
        self.store.set("open", "")

    def _reveal(self, told: Mapping) -> None:
        question = self.question(told.get("name"))
        first, second = question.shown
        shown = (first or now(), second) if question.round == 1 else (first or now(), second or now())
        self.store.write_question(replace(question, shown=shown))

    def _second(self, told: Mapping) -> None:
        """Begin the second vote; the first is over, whether or not it was revealed."""
        question = self.question(told.get("name"))
        self.store.write_question(replace(question, round=2))
        self.store.set("open", question.name)

    def _ask(self, told: Mapping) -> None:
        text, options = telling.own_question(told.get("text"), told.get("options"))
        number = len(self.store.own_questions()) + 1
        if number > MOST_OWN:
            raise NotAllowed(403, N_("A class has at most {most} questions of its lecturer's own."), most=MOST_OWN)
        question = Question(f"own-{number}", text, options)
        self.store.write_question(question)
        self.store.set("open", question.name)

    def _follow(self, told: Mapping) -> None:
        self.store.set("follow", "yes" if told.get("on") is True else "")

    def _show(self, told: Mapping) -> None:
        """Take note of the page that the lecturer shows, and of its state."""
        page, query = told.get("page"), telling.line(told.get("query"), N_("The state of a page"), LONGEST_STATE)
        if not isinstance(page, str) or page not in self.pages:
            raise NotAllowed(404, N_("There is no such page in this workbook."))
        if (page, query) != (self.store.get("page"), self.store.get("query")):
            self.store.set("page", page)
            self.store.set("query", query)
            self.store.set("turn", str(int(self.store.get("turn") or 0) + 1))

    def _at(self) -> dict[str, Any] | None:
        page = self.pages.get(self.store.get("page"))
        if page is None:
            return None
        return {"notebook": page.notebook, "query": self.store.get("query"), "turn": int(self.store.get("turn") or 0)}

    # ---- the board ----------------------------------------------------------------------------

    def tally(self, page: str = "", language: str = "en") -> dict[str, Any]:
        """Return what the lecturer's board shows.

        Parameters
        ----------
        page : str, optional
            Stem of the page whose votes and exercises are shown; by default the lecturer's.
        language : str, optional
            In which what the pages ask is said.
        """
        asked = self.pages_in(language)
        page = page if page in asked else self.store.get("page") or next(iter(asked))
        opened = self.store.get("open")
        own = [question.name for question in self.store.own_questions()]
        names = [page, *([opened] if opened and opened != page else []), *(name for name in own if name != opened)]
        return {
            "role": "lecturer",
            "code": self.code,
            "seed": self.seed,
            "here": self.here(),
            "joined": self.store.count(),
            "open": opened,
            "follow": bool(self.store.get("follow")),
            "page": page,
            "votes": [tallies.votes(self.question(name, language), self.store.events("vote", name)) for name in names],
            "exercises": self._counted("exercise", page, language, partial(tallies.exercises, asked[page])),
            "scores": self._counted("game", "", "", tallies.scores),
        }

    def _counted(
        self, kind: str, page: str, language: str, count: Callable[[list[Row]], list[dict[str, Any]]]
    ) -> list[dict[str, Any]]:
        """Return what is counted of events; anew only if there are new ones, for the board asks every second."""
        last = self.store.last(kind, page)
        known, value = self._counts.get((kind, page, language), (-1, []))
        if known != last:
            value = count(self.store.events(kind, page))
            self._counts[kind, page, language] = last, value
        return value

    def answers_csv(self, language: str = SOURCE.code) -> bytes:
        """Return the table of the class: a row a student, a column an item; in another language in its words."""
        store, say = self.store, None if language == SOURCE.code else catalogue(language).gettext
        return tables.answers_csv(store.students(), store.events(), self.pages_in(language), store.own_questions(), say)

    def events_csv(self, language: str = SOURCE.code) -> bytes:
        """Return all that was told, in order, with a page's options in a language."""
        return tables.events_csv(self.store.events(), self.pages_in(language))
