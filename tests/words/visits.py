"""Visits to a page and its notebook, as a reader makes them, told as sections: a title, and the lines met there.

Only the public face of a page is used (`Lesson`, `Explorer` and the widgets on the screen), so the code behind it may be
cut in any way.
"""

import ast
import contextlib
import io
import json
import os
import re
import sys
from functools import partial
from itertools import chain
from unittest.mock import patch
from urllib.parse import parse_qsl

from matplotlib.figure import Figure
from matplotlib.text import Text

from basislib.widgets.answers import book_csv
from tests.corners import across, between, states
from tests.opened import undrawn
from tests.words import boxes, rare
from tests.words.lines import digest, sentences, written
from tests.words.screen import SEED, look, open_page, read, state

SEEDS = (SEED, 2, 1234)
ENTERED = {"too high": "1e9", "too low": "-1e9", "rubbish": "<b>x"}  # what a link may hold
UNREADABLE = ("", "ten", "1,250", "2-3", "1e999")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,[0-9a-f]{16}\b")  # and the mark, in which the time is


def visit(stem, quick=False, full=False):
    """Return the sections of a page by title; quick: of its explorers only how they open, and their presets."""
    page, sections = open_page(stem), {}
    for title, lines in chain(
        guesses(page),
        lectures(stem, page),
        explorers(page, quick, full),
        exercises(stem),
        boxes.visit(page, quick, full),
    ):
        if title in sections:
            raise ValueError(f"{stem} has two sections {title!r}.")
        sections[title] = lines
    return sections


# ---- the page -------------------------------------------------------------------------------------------


def guesses(page):
    """Yield the page before the guess, the replies to the guess, and what they open."""
    yield "The page as it opens", look(page.shown[0])
    prediction = page.prediction
    for option in (None, *(option.key for option in prediction.question.options)):
        prediction.box.value = option
        prediction.commit_button.click()
        yield f"The guess: {option or 'none'}", sentences(prediction.reply.value)
    yield "The page behind the guess", look(page.shown[0])


def lectures(stem, page):
    """Yield the first of what a lecturer sees that others do not, and a hash of all: it stands elsewhere too."""
    known = look(page.shown[0])
    told = [line for line in look(open_page(stem, f"seed={SEED}&mode=lecture").shown[0]) if line not in known]
    yield "In lecture view", [*told[:3], f"words {digest(' '.join(told))}"]


# ---- explorers ------------------------------------------------------------------------------------------


def explorers(page, quick, full):
    """Yield every state of every explorer that is visited."""
    usual, others = [_opening, _links, _presets], [_corners, _across, _pinned, partial(_rare, page.name)]
    for explorer in page.explorers.values():
        told = set()
        for title, lines in chain.from_iterable(visit(explorer, full) for visit in usual + others * (not quick)):
            if not full and "then " in title:
                lines = _shortened(lines, told)
            told.update(lines)
            drawn = [words for words in written(explorer.picture.value) if words not in told]
            told.update(drawn)
            if title not in ("as it opens", *explorer.preset_words.values()):
                drawn = [words for words in drawn if not re.search(r"\d", words)]
            yield f"{explorer.name}: {title}", [*lines, *(f"in the picture: {words}" for words in drawn)]
        explorer.reset()


def _shortened(lines, told):
    """Return of a state's words only what no state before has told, and a hash of all."""
    drawn = [line for line in lines if line.startswith(("picture ", "table "))]
    words = [line for line in lines if line not in drawn]
    return [*(line for line in words if line not in told), f"words {digest(' '.join(words))}", *drawn]


def _opening(explorer, full):
    explorer.reset()
    yield "as it opens", [*state(explorer, full), f"link {explorer.state()}"]
    yield "files", _files(explorer)


def _files(explorer):
    """Return the names of the files an explorer offers, the head of its table, and what its PNG says beside."""
    said = []

    def note(figure, *arguments, **options):
        said.extend(line for text in figure.findobj(Text) for line in text.get_text().splitlines())

    explorer.buttons["csv"].click()
    lines = read(explorer.files.value)
    with patch.object(Figure, "savefig", note):
        explorer.buttons["png"].click()
    drawn = written(explorer.picture.value)
    return [
        *lines,
        *read(explorer.files.value),
        explorer.csv().decode().splitlines()[0],
        *(line for line in said if line.strip() and line not in drawn),
    ]


def _links(explorer, full):
    names = explorer.parameters().values()
    for title, text in ENTERED.items():
        explorer.reset()
        explorer.restore(dict.fromkeys(names, text))
        yield f"a link with values {title}", [*sentences(explorer.note.value), f"link {explorer.state()}"]


def _presets(explorer, full):
    for key, name in explorer.preset_words.items():
        explorer.buttons[key].click()
        yield name, [*state(explorer, full), f"link {explorer.state()}"]


def _corners(explorer, full):
    visited = [{}, *explorer.presets.values()]
    for settings in states(explorer):
        if settings not in visited:
            visited.append(settings)
            explorer.set(**{**explorer.defaults(), **settings})
            yield ", ".join(f"{name}={value}" for name, value in settings.items()), state(explorer, full)
    for number, settings in enumerate(between(explorer), 1):
        explorer.set(**settings)
        yield f"by lot {number}", [*state(explorer, full), f"link {explorer.state()}"]


def _across(explorer, full):
    for name, moved, end, settings in across(explorer):
        if explorer.presets[name].get(moved, explorer.defaults()[moved]) != end:
            explorer.set(**{**explorer.defaults(), **settings})
            yield f"{explorer.preset_words[name]}, then {moved}={end}", state(explorer, full)


def _pinned(explorer, full):
    for key, name in explorer.preset_words.items():
        explorer.reset()
        explorer.buttons["pin"].click()
        explorer.buttons[key].click()
        yield f"pinned, then {name}", state(explorer, full)


def _rare(stem, explorer, full):
    for number, link in enumerate(rare.links(stem, explorer.name), 1):
        explorer.reset()
        explorer.restore(dict(parse_qsl(link)))
        yield f"rare {number}", [*state(explorer, full), f"link {explorer.state()}"]


# ---- exercises ------------------------------------------------------------------------------------------


def exercises(stem):
    """Yield the exercises for three readers, with the replies to what they may answer, and the file of the answers."""
    for seed in SEEDS:  # the pictures are the same whatever numbers a reader is asked for
        with undrawn() if seed != SEED else contextlib.nullcontext():
            page = open_page(stem, f"seed={seed}")
        if seed == SEED:
            screen = boxes.Box(page.shown[1])
            yield "The exercises as they open", look(page.shown[1])
            screen.press("Download my answers")
            yield "The file of no answers", screen.new()
        for number, exercise in enumerate(page.exercise_list, 1):
            yield f"Exercise {number}, seed {seed}", _exercise(exercise, seed == SEED)
        if seed == SEED:
            yield (
                "The file of the answers",
                TIME.sub("TIME,MARK", book_csv(page.answers, {}, "Ann")[0].decode()).splitlines(),
            )


def _exercise(exercise, unreadable):
    """Return an exercise with its hint, its solution and its replies."""
    lines = sentences(exercise.question.text)
    for press in (exercise.hint_button, exercise.solution_button):
        press.click()
        lines += sentences(exercise.help.value)
    for given in _answers(exercise.question, unreadable):
        exercise.box.value = given
        exercise.check_button.click()
        reply = re.sub(r' data-wb-state="[^"]*"', "", exercise.feedback.value)
        lines += [f"answer {given!r}", *sentences(reply)]
    return lines


def _answers(question, unreadable):
    """Return what readers may answer: the right, the nearly right, each known mistake, and what cannot be read."""
    if hasattr(question, "options"):
        return [None, *(option.key for option in question.options)]
    right = question.answer
    typed = [right, -right, 100 * right, 1.05 * right, *(wrong for wrong, _ in question.mistakes), 2.3 * right + 11]
    return [f"{value:.6g}" for value in typed] + list(UNREADABLE if unreadable else ())


# ---- the notebook ---------------------------------------------------------------------------------------


def notebook(path):
    """Return the Markdown of a notebook, and what its code prints or returns, cell by cell; pages stand elsewhere."""
    sections, space = {}, {}
    for number, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"], 1):
        source = "".join(cell["source"])
        lines = sentences(source) if cell["cell_type"] == "markdown" else _run(source, space)
        sections |= {f"Cell {number} of the notebook": lines} if lines else {}
    return sections


def _run(source, space):
    """Return what a code cell shows below itself, as lines; none of a cell that puts widgets on the screen."""
    code = compile(ast.Interactive(ast.parse(source).body), "cell", "single")
    with (
        patch.dict(os.environ, {"QUERY_STRING": f"seed={SEED}"}),
        patch.object(sys, "displayhook", _display),
        contextlib.redirect_stdout(io.StringIO()) as out,
    ):
        exec(code, space)
    return [] if "VBox(" in out.getvalue() else out.getvalue().splitlines()


def _display(value):
    """Print the value of an expression as Jupyter would show it."""
    if value is not None:
        print(value._repr_html_() if hasattr(value, "_repr_html_") else repr(value))
