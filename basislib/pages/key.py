"""The answer key for a seed: `python -m basislib.pages.key --seed 1234`; with `?seed=1234` a class has these numbers."""

import argparse
import math
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from numpy.random import default_rng

from basislib.pages import PAGES
from basislib.sheets import csv_bytes
from basislib.widgets.questions import Numeric
from basislib.widgets.text import plain

COLUMNS = ("page", "item", "question", "answer", "unit", "tolerance")
WORKED = ("hint", "solution")
LARGEST_SEED = 999_999  # six digits, as an address may have


@dataclass(frozen=True)
class Entry:
    """One question of a page with its answer, as texts.

    Attributes
    ----------
    page, item : str
        The stem of the page, and ``"guess"`` or ``"q1"``, as in files of answers.
    question, hint, solution : str
        As a reader sees them, without emphasis.
    answer : str
        A number, or the words of the right choice.
    unit, tolerance : str
        Of a number: its unit, and how far off an answer may be in it. Empty for a choice.
    typed : str
        What counts as correct when it is given: the number, or the key of the choice.
    """

    page: str
    item: str
    question: str
    answer: str
    unit: str
    tolerance: str
    hint: str
    solution: str
    typed: str


def key(seed, pages=PAGES):
    """Return what the pages ask readers of a seed, with the answers.

    Parameters
    ----------
    seed : int
        As in ``?seed=1234``.
    pages : iterable of About

    Returns
    -------
    list of Entry
        Page by page, the guess first.
    """
    return [entry for about in pages for entry in _of_page(about.stem, seed)]


def _of_page(stem, seed):
    exercises = import_module(f"basislib.pages.{stem}.exercises")
    asked = [("guess", exercises.guess())]
    asked += [(f"q{n}", question) for n, question in enumerate(exercises.questions(default_rng(seed)), 1)]
    return [_entry(stem, item, question) for item, question in asked]


def _entry(stem, item, question):
    if isinstance(question, Numeric):
        tolerance = question.times * question.tolerance
        answer = typed = rounded(question.times * question.answer, tolerance)
        unit, tolerance = question.unit, f"{tolerance:.2g}"
    else:
        right = next(option for option in question.options if option.key == question.answer)
        answer, typed, unit, tolerance = plain(right.words), right.key, "", ""
    text, hint, solution = (plain(each) for each in (question.text, question.hint, question.solution))
    return Entry(stem, item, text, answer, unit, tolerance, hint, solution, typed)


def rounded(value, tolerance):
    """Return a number with as many decimals as keep the rounding within a tenth of the tolerance."""
    decimals = max(0, math.ceil(math.log10(5 / tolerance)))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_csv(entries, worked=False):
    """Return a key as a file for spreadsheets; with hints and solutions if `worked`."""
    columns = COLUMNS + WORKED * worked
    return csv_bytes(columns, ([getattr(entry, column) for column in columns] for entry in entries))


def as_text(entries, worked=False):
    """Return a key as tables in Markdown, one a page; with hints and solutions if `worked`."""
    titles = {about.stem: f"{about.number:02d} {about.title}" for about in PAGES}
    columns = ("item", "question", "answer", "tolerance") + WORKED * worked
    head = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines = []
    for stem in dict.fromkeys(entry.page for entry in entries):
        rows = [_row(entry, columns) for entry in entries if entry.page == stem]
        lines += [f"## {titles[stem]}", "", *head, *rows, ""]
    return "\n".join(lines)


def _row(entry, columns):
    shown = {column: getattr(entry, column) for column in columns}
    shown["answer"] = f"{entry.answer} {entry.unit}".strip()
    cells = (" ".join(text.replace("|", "\\|").split()) for text in shown.values())
    return f"| {' | '.join(cells)} |"


def main(arguments=None):
    """Print the key for a seed, or write it as CSV.

    Parameters
    ----------
    arguments : list of str, optional
        Without it, those of the process.
    """
    stems = [about.stem for about in PAGES]
    parser = argparse.ArgumentParser(prog="python -m basislib.pages.key", description="The answer key for a seed.")
    parser.add_argument("--seed", type=_seed, required=True, help="as in ?seed=1234")
    parser.add_argument("--page", choices=stems, metavar="NAME", help=f"one page only: {', '.join(stems)}")
    parser.add_argument("--solutions", action="store_true", help="with hints and solutions")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a table for spreadsheets")
    given = parser.parse_args(arguments)
    entries = key(given.seed, [about for about in PAGES if given.page in (None, about.stem)])
    if given.csv:
        given.csv.write_bytes(as_csv(entries, given.solutions))
        sys.stdout.write(f"{given.csv} has {len(entries)} questions with their answers.\n")
    else:
        sys.stdout.write(as_text(entries, given.solutions))


def _seed(text):
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST_SEED):
        raise argparse.ArgumentTypeError(f"the seed is {text!r}; it must be a whole number from 0 to {LARGEST_SEED}.")
    return int(text)


if __name__ == "__main__":
    main()
