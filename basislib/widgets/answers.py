"""What a reader answered on a page, kept in the order of the questions, and the file of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from basislib.record.answers import COLUMNS, MARK, marked
from basislib.sheets import csv_bytes
from basislib.widgets.columns import headings
from basislib.widgets.text import plain

MOST_KEPT, MOST_PAGES, LONGEST = 60, 40, 4000  # answers of a page that are taken; pages; characters of a text
VERDICTS = ("missing", "keep working", "almost", "correct", "skipped")


@dataclass(frozen=True)
class Answer:
    """One question with the last answer given to it."""

    item: str
    question: str
    answer: str
    verdict: str
    attempts: int
    hint_used: bool
    solution_seen: bool
    time: str
    given: str = ""  # the key of the choice, or what was typed: an amount of money in the model's unit


FILE_COLUMNS = (*COLUMNS, MARK)


class Answers:
    """The answers of one reader on one page."""

    def __init__(self, page, seed, on_change: Callable[[], object] = lambda: None):
        self.page = page
        self.seed = seed
        self._on_change = on_change
        self._kept = {}

    def keep(self, item, question, answer, verdict, given=""):
        """Record an answer; a later one to the same question replaces it and counts as an attempt."""
        before = self._kept.get(item)
        attempts = (before.attempts if before else 0) + 1
        self._kept[item] = Answer(
            item,
            question,
            answer,
            verdict,
            attempts,
            before.hint_used if before else False,
            before.solution_seen if before else False,
            datetime.now().isoformat(timespec="seconds"),
            given,
        )
        self._on_change()

    def helped(self, item, question, **help_used):
        """Record that the hint was used or the solution seen (`hint_used=True`, `solution_seen=True`)."""
        blank = Answer(item, question, "", "missing", 0, False, False, datetime.now().isoformat(timespec="seconds"))
        self._kept[item] = replace(self._kept.get(item, blank), **help_used)
        self._on_change()

    def rows(self):
        """Return the answers as JSON can hold them, by item."""
        return {item: asdict(answer) for item, answer in self._kept.items()}

    def bring_back(self, rows: object):
        """Take answers of an earlier visit, as a browser kept them: attempts add up, and help once used stays used.

        What is no answer is left out.
        """
        for item, row in list(rows.items())[:MOST_KEPT] if isinstance(rows, Mapping) else ():
            old = _answer(item, row)
            new = self._kept.get(item)
            if old is not None and new is not None and new.given != old.given:
                old = replace(
                    new,
                    attempts=old.attempts + new.attempts,
                    hint_used=old.hint_used or new.hint_used,
                    solution_seen=old.solution_seen or new.solution_seen,
                )
            if old is not None:
                self._kept[item] = old

    def __getitem__(self, item):
        return self._kept[item]

    def get(self, item):
        """Return the answer to a question, or None."""
        return self._kept.get(item)

    def __contains__(self, item):
        return item in self._kept

    def __len__(self):
        return len(self._kept)

    def lines(self, name=""):
        """Return the rows of the file, in the order of `COLUMNS`."""
        return [_line(name, self.page, self.seed, answer) for answer in self._kept.values()]


def book_csv(here: Answers, others: Mapping, name: str = "", in_words: bool = False) -> tuple[bytes, int]:
    """Return the answers of this page and of others as CSV bytes, and how many there are.

    Parameters
    ----------
    here : Answers
    others : mapping
        Page to what its `basislib.widgets.workings.Workings` had the browser keep. Anything may have come instead.
    name : str, optional
        Of the reader.
    in_words : bool, optional
        Whether a second row says what the columns are called, in the reader's language.
    """
    lines = {here.page: here.lines(name)}
    for page, kept in list(others.items())[:MOST_PAGES]:
        if not isinstance(kept, Mapping) or not isinstance(page, str) or len(page) > 40:
            continue
        by = kept.get("by") if isinstance(kept.get("by"), Mapping) else {}
        found = [(kept.get("seed"), {"guess": kept.get("guess")}), *list(by.items())[:MOST_KEPT]]
        answers = [
            (seed, _answer(item, row))
            for seed, rows in found
            for item, row in (list(rows.items())[:MOST_KEPT] if isinstance(rows, Mapping) else ())
        ]
        lines[page] = [_line(name, page, str(seed)[:6], answer) for seed, answer in answers if answer is not None]
    rows = [line for page in sorted(lines) for line in lines[page]]
    words = headings("answers", FILE_COLUMNS) if in_words else None
    return csv_bytes(FILE_COLUMNS, marked(rows), words=words), len(rows)


def _line(name, page, seed, answer):
    shown = {**asdict(answer), "question": plain(answer.question)}
    return [name, page, seed, *(shown[column] for column in COLUMNS[3:])]


def _answer(item: object, row: object) -> Answer | None:
    """Return an answer that a browser kept, or None if it is none."""
    if not isinstance(row, Mapping) or not isinstance(item, str) or row.get("verdict") not in VERDICTS:
        return None
    texts = [row.get(name) for name in ("question", "answer", "time", "given")]
    attempts = row.get("attempts")
    if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts) or len(item) > 20:
        return None
    if type(attempts) is not int or not 0 <= attempts < 10**6:
        return None
    question, answer, time, given = texts
    helped = (row.get("hint_used") is True, row.get("solution_seen") is True)
    return Answer(item, question, answer, row["verdict"], attempts, *helped, time, given)
