"""What a reader answered on a page, kept in the order of the questions, and the file of it."""

import csv
import io
from dataclasses import asdict, dataclass, replace
from datetime import datetime


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


class Answers:
    """The answers of one reader on one page."""

    def __init__(self, page, seed):
        self.page = page
        self.seed = seed
        self._kept = {}

    def keep(self, item, question, answer, verdict):
        """Record an answer; a later one to the same question replaces it and counts as an attempt."""
        before = self._kept.get(item)
        attempts = (before.attempts if before else 0) + 1
        self._kept[item] = Answer(item, question, answer, verdict, attempts,
                                  before.hint_used if before else False,
                                  before.solution_seen if before else False,
                                  datetime.now().isoformat(timespec="seconds"))

    def helped(self, item, question, **help_used):
        """Record that the hint was used or the solution seen (`hint_used=True`, `solution_seen=True`)."""
        blank = Answer(item, question, "", "missing", 0, False, False,
                       datetime.now().isoformat(timespec="seconds"))
        self._kept[item] = replace(self._kept.get(item, blank), **help_used)

    def __getitem__(self, item):
        return self._kept[item]

    def __contains__(self, item):
        return item in self._kept

    def __len__(self):
        return len(self._kept)

    def csv(self, name=""):
        """Return the answers as CSV bytes, one row a question, with the reader's name if given."""
        out = io.StringIO()
        fields = ["name", "page", "seed", *Answer.__dataclass_fields__]
        writer = csv.DictWriter(out, fields)
        writer.writeheader()
        for answer in self._kept.values():
            row = {"name": name, "page": self.page, "seed": self.seed, **asdict(answer)}
            writer.writerow({key: _safe(value) for key, value in row.items()})
        return out.getvalue().encode()


def _safe(value):
    """Keep a spreadsheet from running text that a reader typed as a formula."""
    text = str(value)
    number = text.lstrip("+-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in "=+-@\t\r" and text[:1] and not number else text
