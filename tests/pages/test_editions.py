"""Every page in the other languages, and in one that nobody speaks: nothing in a picture is cut off or lies on another text."""

import re
from xml.etree import ElementTree

import pytest

from basislib import language
from basislib.language import LANGUAGES, SOURCE, Language
from basislib.widgets.controls import Choice
from basislib.widgets.questions import Numeric
from basislib.widgets.text import plain
from tests import looked
from tests.editions.english import english_in
from tests.editions.pseudo import Pseudo

NOBODYS = Language("xx", "Ñöbödý's", "en")
CODES = [code for code in LANGUAGES if code != SOURCE.code]


# One third longer than English; pages take turns.
LONGER = pytest.param(NOBODYS.code, marks=pytest.mark.dealt(1, 3))


@pytest.fixture(params=[*CODES, LONGER])
def edition(request, monkeypatch):
    """Speak a language."""
    monkeypatch.setenv(language.VARIABLE, request.param)
    if request.param == NOBODYS.code:
        monkeypatch.setitem(LANGUAGES, NOBODYS.code, NOBODYS)
        monkeypatch.setattr(language, "catalogue", lambda code: Pseudo())
    return request.param


def test_texts_of_pictures_fit_and_stay_apart(module, edition):
    for explorer in module.page("").explorers.values():
        explorer.shapes = ("wide", "narrow")
        for state in ({}, *list(explorer.presets.values())[-1:]):
            explorer.again(**{**explorer.defaults(), **state})
            for picture in looked.pictures(explorer.picture.value):
                assert not looked.faults(picture), f"{explorer.name} {state}: {looked.faults(picture)}"


@pytest.mark.parametrize("edition", LANGUAGES, indirect=True)
def test_no_part_of_a_word_sticks_out_from_the_cover_of_an_answer(module, edition):
    """Amounts in another unit have a digit more: its first one would stand beside the cover and tell."""
    first = module.page("").first
    first.explorer.shapes = ("wide", "narrow")
    first.explorer.cover(**first.section.asked)
    for picture in looked.pictures(first.explorer.picture.value):
        assert not looked.sticking_out(picture)


@pytest.mark.dealt(0, 3)
@pytest.mark.parametrize("edition", CODES, indirect=True)
def test_letters_can_be_read_on_a_phone(module, edition):
    """What is too long for its place gets smaller, but not so small: its translation must be shorter, or its place larger."""
    small = []
    for explorer in module.page("").explorers.values():
        explorer.shapes = ("narrow",)
        for state in ({}, *explorer.presets.values(), *ends(explorer)):
            explorer.again(**{**explorer.defaults(), **state})
            (picture,) = looked.pictures(explorer.picture.value)
            small += [(explorer.name, state, said) for said in looked.too_small(picture)]
    assert not small


def ends(explorer):
    """Yield the states at the ends of the first controls that stand in sight, and all choices: axes follow some of them."""
    defaults, seen = explorer.defaults(), explorer.in_sight()
    for control in explorer.controls.values():
        if control in seen or isinstance(control, Choice):
            yield from ({control.name: end} for end in control.ends() if end != defaults[control.name])


@pytest.mark.parametrize("edition", ["zh"], indirect=True)
def test_no_english_is_left_on_a_page(module, edition):
    page = module.page("seed=1234")
    page.build()
    said = list(texts(page))
    assert not [(where, english) for where, text in said for english in english_in([text])]
    assert not [(where, text) for where, text in said if "*" in text], "a mark of emphasis that is shown"
    assert not [placed.section.heading for placed in page.placed if placed.section.heading.endswith("。")]
    assert not [(where, text) for where, text in said if "$" in text], "in Chinese dollars are a word"
    assert not [unit for unit in units(page) if re.search("[a-z]{3}", unit)]


def texts(page):
    """Yield all that a page says as it opens, its folds open, with where it stands."""
    yield "guess", plain(page.prediction.question.text)
    for placed in page.placed:
        section = placed.section
        for text in (section.heading, section.do, section.text() if callable(section.text) else section.text):
            yield "section", plain(text or "")
        if section.seen is not None:
            yield "seen", plain(section.seen())
        if placed.explorer is not None:
            yield from of_an_explorer(placed.explorer)
        for exercise in placed.exercises:
            question = exercise.question
            replies = [] if isinstance(question, Numeric) else [option.reply for option in question.options]
            yield from (
                ("exercise", plain(each)) for each in (question.text, question.hint, question.solution, *replies)
            )


def units(page):
    """Yield the units of all answers and controls; each is a word or two."""
    asked = [exercise.question for placed in page.placed for exercise in placed.exercises]
    yield from (question.unit for question in asked if isinstance(question, Numeric))
    for owner in (*page.explorers.values(), *page.boxes.values()):
        yield from (str(getattr(control, "unit", "")) for control in getattr(owner, "controls", {}).values())


def of_an_explorer(explorer):
    """Yield what an explorer says: beside the picture and in it, at its controls, and what it assumes."""
    for value in (explorer.words.value, explorer.picture.value):
        root = ElementTree.fromstring(value[value.index("<") : value.rindex(">") + 1].replace("&nbsp;", " "))
        yield from ((explorer.name, text) for text in (*root.itertext(), root.get("aria-label", "")))
    for control in explorer.controls.values():
        yield from ((explorer.name, str(text)) for text in (control.label, control.help))
    yield from ((explorer.name, plain(text)) for text in explorer.assumptions)
