"""The words of the field that the pages explain, from one file: `basislib/glossary.csv`."""

import csv
import html
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from basislib.language import SOURCE, chosen, plural
from basislib.translated import made_from


@dataclass(frozen=True)
class Term:
    """A word with the forms in which a text may have it, and what it means, in one or two sentences.

    Within one of the phrases of `unless` the word is meant otherwise, as in "cash runs low".
    """

    word: str
    forms: tuple[str, ...]
    unless: tuple[str, ...]
    meaning: str


@cache
def glossary(language: str = SOURCE.code) -> dict[str, Term]:
    """Return every term by its English word, in a language; one whose English has changed since stays English."""
    terms = {row["en"]: _term(row["en"], row, SOURCE.code) for row in _rows("glossary.csv")}
    translated = () if language == SOURCE.code else _rows(f"glossary.{language}.csv")
    return terms | {
        row["en"]: _term(row[language], row, language)
        for row in translated
        if row["en"] in terms and row["english"] == made_from(terms[row["en"]].meaning)
    }


def _rows(name: str) -> Sequence[Mapping[str, str]]:
    file = files("basislib").joinpath(name)
    return [*csv.DictReader(io.StringIO(file.read_text("utf-8")))] if file.is_file() else []


def _term(word: str, row: Mapping[str, str], language: str) -> Term:
    unless = _unless().get((language, row["en"]), "")
    return Term(word, _phrases(row["forms"]), _phrases(unless), row["meaning"])


def _phrases(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("; ")))


@cache
def _unless() -> Mapping[tuple[str, str], str]:
    return {(row["language"], row["en"]): row["unless"] for row in _rows("glossary_unless.csv")}


def word_list(terms: Sequence[str]) -> str:
    """Return the words of a page as a fold; the page's script explains each where it first occurs, from this list."""
    if not terms:
        return ""
    known = glossary(chosen().code)
    items = "".join(_item(term, known[term]) for term in sorted(terms, key=str.casefold))
    head = html.escape(plural("Words: {n} is explained here", "Words: {n} are explained here", len(terms)))
    return f'<details class="wb-fold wb-glossary"><summary>{head}</summary><dl>{items}</dl></details>'


def _item(name: str, term: Term) -> str:
    word, meaning = html.escape(term.word), html.escape(term.meaning)
    forms = html.escape("|".join([term.word, *term.forms]))
    unless = f' data-wb-unless="{html.escape("|".join(term.unless))}"' if term.unless else ""
    return f'<div data-wb-term="{html.escape(name)}" data-wb-forms="{forms}"{unless}><dt>{word}</dt><dd>{meaning}</dd></div>'
