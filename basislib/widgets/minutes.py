"""How long a page takes, by one rule: reading, pictures, exercises."""

import html
import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from basislib.widgets.questions import Numeric
from basislib.widgets.section import Placed
from basislib.widgets.text import plain

if TYPE_CHECKING:
    from basislib.widgets.lesson import Lesson

WORDS = 200  # read in a minute
GUESS, PICTURE, NUMBER, CHOICE = 1.0, 4.0, 3.0, 1.5  # minutes: the guess, a picture, an exercise of either kind
STEP = 5  # minutes are told in steps of this, upwards
_MARKUP = re.compile(r"<[^>]*>|[#*|>_`-]+")


def words(text: str) -> int:
    """Return how many words a text has; markup counts for nothing."""
    return len(_MARKUP.sub(" ", html.unescape(plain(text))).split())


def minutes(lesson: "Lesson", prose: str = "", folded: str = "") -> tuple[int, int]:
    """Return the minutes of a page's core and of all of it.

    Core is what stands open: `prose` of its notebook, the guess, the sections that are under no fold, with their
    exercises. All has the folds as well, `folded` of the notebook among them.
    """
    lesson.build()
    asked = lesson.prediction.question
    guess = GUESS + _read([asked.text, *(option.words for option in asked.options)])
    core = guess + _read([prose]) + sum(_of(placed) for placed in lesson.placed if not placed.folded)
    every = core + _read([folded]) + sum(_of(placed) for placed in lesson.placed if placed.folded)
    return _told(core), _told(every)


def _of(placed: Placed) -> float:
    """Return the minutes of a section."""
    section = placed.section
    texts = [section.heading, section.do, section.text() if callable(section.text) else section.text]
    texts += [section.seen()] if section.seen is not None else []
    asked = [exercise.question for exercise in placed.exercises]
    exercises = sum(NUMBER if isinstance(question, Numeric) else CHOICE for question in asked)
    return _read(texts) + PICTURE * (placed.part is not None) + exercises


def _read(texts: Iterable[str]) -> float:
    return sum(map(words, texts)) / WORDS


def _told(exact: float) -> int:
    return STEP * math.ceil(exact / STEP)
