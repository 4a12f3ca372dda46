"""The words of the field that the pages explain, from one file: `basislib/glossary.csv`."""

import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from basislib.language import _, plural


@dataclass(frozen=True)
class Term:
    """A word with the forms in which a text may have it, and what it means, in one or two sentences."""

    word: str
    forms: tuple[str, ...]
    meaning: str


@cache
def glossary() -> dict[str, Term]:
    """Return every term by its word."""
    text = files("basislib").joinpath("glossary.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["en"]: Term(row["en"], tuple(filter(None, row["forms"].split("; "))), row["meaning"]) for row in rows}


def word_list(terms: Sequence[str]) -> str:
    """Return the words of a page as a fold; the page's script explains each where it first occurs, from this list."""
    if not terms:
        return ""
    known = glossary()
    items = "".join(_item(known[term]) for term in sorted(terms, key=str.casefold))
    head = html.escape(plural("Words: {n} is explained here", "Words: {n} are explained here", len(terms)))
    return f'<details class="wb-fold wb-glossary"><summary>{head}</summary><dl>{items}</dl></details>'


def _item(term: Term) -> str:
    word, meaning = html.escape(_(term.word)), html.escape(_(term.meaning))
    forms = html.escape("|".join([_(term.word), *map(_, term.forms)]))
    return (
        f'<div data-wb-term="{html.escape(term.word)}" data-wb-forms="{forms}"><dt>{word}</dt><dd>{meaning}</dd></div>'
    )
