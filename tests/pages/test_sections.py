"""The sections of a page: what stands where, and how much of it."""

import csv
import re
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import nbformat
import numpy as np
import pytest

from basislib.language import LANGUAGES
from basislib.pages import PAGES
from basislib.widgets.glossary import glossary
from basislib.widgets.minutes import minutes
from basislib.widgets.questions import Numeric
from basislib.widgets.text import plain
from tests.opened import open_all

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SENTENCE = re.compile(r"[.?!](?:\*\*)?(?=\s|$)")
MOST_LEAD, MOST_ASKED, MOST_OPTION, MOST_DO = 60, 55, 16, 34  # words
MOST_SENTENCES, MOST_NUMBERS, MOST_MINUTES = 4, 5, 25


@pytest.fixture(scope="module")
def lesson(module):
    return open_all(module.page(""))


@pytest.fixture(scope="module")
def markdown(about):
    """The notebook's prose as Voila shows it."""
    notebook = nbformat.read(NOTEBOOKS / about.notebook, as_version=4)
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and not {"lab-only", "way"} & set(cell.metadata.get("tags", ()))
    ]


def length(text):
    return len(plain(text).split())


def test_the_head_is_short(markdown):
    title, question, told, lead, *goals = markdown[0].split("\n\n")
    assert title.startswith("# ") and question.startswith("> **") and told.startswith("*")
    assert length(lead) <= MOST_LEAD
    assert goals[0].startswith("<details><summary>After this page you can") and goals[-1] == "</details>"
    assert len(re.findall(r"^- \*\*", markdown[0], re.MULTILINE)) >= 3, "what you will be able to do, in verbs"
    assert not any("JupyterLab" in text for text in markdown)


def test_the_question_fits_beside_its_picture(lesson):
    question = lesson.prediction.question
    assert length(question.text) <= MOST_ASKED and len(question.options) <= 4
    assert all(length(option.words) <= MOST_OPTION for option in question.options)


def test_the_picture_of_the_guess_is_possible_and_its_answer_covered(module, lesson):
    explorer = module.page("").first.explorer
    explorer.cover(**lesson.first.section.asked)
    assert explorer.result is not None and "The answer is covered" in explorer.picture.value
    for name, value in lesson.first.section.asked.items():
        assert explorer.controls[name].read(value) == pytest.approx(value), f"{name} has no place for {value}"
    assert "#e3edf5" in explorer.picture.value and "data-wb-state" not in explorer.words.value
    assert "<p>" not in explorer.words.value, "the words would tell"
    explorer.uncover()
    assert "#e3edf5" not in explorer.picture.value


def test_each_picture_has_a_line_and_what_there_was_to_see(lesson):
    for placed in lesson.placed:
        if placed.part is not None and placed is not lesson.first:
            section = placed.section
            assert section.heading.strip(), section.do
            assert 0 < length(section.do) <= MOST_DO and "\n" not in section.do
    assert 0 < length(lesson._do) <= MOST_DO


def test_no_heading_ends_with_a_full_stop(lesson):
    assert not [placed.section.heading for placed in lesson.placed if placed.section.heading.endswith(".")]


def test_what_there_was_to_see_is_short(lesson):
    for placed in lesson.placed:
        if placed.section.seen is not None:
            said = placed.section.seen()
            assert len(SENTENCE.findall(said)) <= MOST_SENTENCES, said
            assert len(NUMBER.findall(said)) <= MOST_NUMBERS, said


def test_what_opens_it_is_there(lesson):
    for placed in lesson.placed:
        explorer = lesson.first.explorer if placed is lesson._after else placed.explorer
        for name in placed.section.waits_for:
            assert name in explorer.presets or name in explorer.controls, name


def test_doing_the_named_thing_opens_it(module):
    page = module.page("")
    page.prediction.open()
    page.build()
    for placed in page.placed:
        explorer = page.first.explorer if placed is page._after else placed.explorer
        for name in placed.section.waits_for[:1]:
            placed.seen.text.value = ""
            control = explorer.controls.get(name)
            if control is None:
                explorer.reset()
                explorer.buttons[name].click()
            else:
                explorer.set(**{name: next(end for end in control.ends() if end != explorer.values()[name])})
            assert "wb-told" in placed.seen.text.value, name


def test_every_exercise_stands_once_and_in_order(lesson, module):
    asked = [number for placed in lesson.placed for number in placed.section.asks]
    many = len(module.exercises.questions(np.random.default_rng(1)))
    assert asked == list(range(1, many + 1))
    core = [number for placed in lesson.placed if not placed.folded for number in placed.section.asks]
    assert 2 <= len(core) <= 5


def test_its_minutes_are_honest(about, module, markdown):
    text = "\n".join(markdown)
    core, every = minutes(module.page(""), FOLD.sub("", text), "\n".join(FOLD.findall(text)))
    assert (about.core, about.minutes) == (core, every), "set them in basislib/pages/__init__.py, then run `make page`"
    assert core <= MOST_MINUTES


def occurs(term, text):
    """Return whether a text has one of the forms of a term; a single capital, as R, is meant as it is written."""
    forms = (term.word, *term.forms)
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE * (len(form) > 1)) for form in forms)


def test_its_words_are_in_the_glossary_and_on_the_page(lesson, markdown):
    known = glossary()
    texts = [*markdown, lesson.prediction.question.text, lesson._do]
    for placed in lesson.placed:
        section = placed.section
        texts += [section.heading, section.do, section.text() if callable(section.text) else section.text]
        texts += [section.seen()] if section.seen is not None else []
        texts += [placed.explorer.words.value, placed.explorer.picture.value] if placed.explorer is not None else []
        for exercise in placed.exercises:
            question = exercise.question
            texts += [question.text, question.hint, question.solution]
            texts += [] if isinstance(question, Numeric) else [option.reply for option in question.options]
    everything = "\n".join(texts)
    assert len(set(lesson.terms)) == len(lesson.terms)
    assert not set(lesson.terms) - set(known), "these are not in basislib/glossary.csv"
    assert not [term for term in lesson.terms if not occurs(known[term], everything)], "these are not on the page"


def test_the_glossary_is_tidy():
    words = list(glossary())
    assert words == sorted(words, key=str.casefold) and len(set(words)) == len(words)
    for term in glossary().values():
        assert term.meaning.endswith(".") and length(term.meaning) <= 40, term
        assert not set(term.forms) & {term.word}


def test_words_that_are_meant_otherwise_are_words_of_the_glossary():
    with files("basislib").joinpath("glossary_unless.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert {row["language"] for row in rows} <= set(LANGUAGES) and {row["en"] for row in rows} <= set(glossary())
    assert "runs low" in glossary()["run"].unless and "short of" in glossary()["short"].unless


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_a_word_does_not_mean_is_a_phrase_with_the_word(code):
    for term in glossary(code).values():
        forms = (term.word, *term.forms)
        assert all(any(form.casefold() in phrase.casefold() for form in forms) for phrase in term.unless), term


def test_every_word_of_the_glossary_is_explained_on_a_page():
    explained = {term for about in PAGES for term in import_module(f"basislib.pages.{about.stem}").words.TERMS}
    assert not set(glossary()) - explained
