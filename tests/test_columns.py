"""Every column of every file that readers download has words, in every language, and no words are without a column."""

import io
import re
from importlib import import_module

import pandas as pd
import pytest

from basislib.language import LANGUAGES, SOURCE, VARIABLE, Language
from basislib.pages import PAGES, policy_lab
from basislib.policy.stress import monte_carlo
from basislib.record.answers import read
from basislib.record.claims import FILE_COLUMNS as OF_CLAIMS
from basislib.sheets import csv_bytes
from basislib.widgets import columns
from basislib.widgets.answers import FILE_COLUMNS as OF_ANSWERS
from basislib.widgets.answers import book_csv
from basislib.widgets.claims_box import ClaimsBox
from basislib.widgets.controls import Choice, Slider
from basislib.widgets.desk_box import DeskBox
from basislib.widgets.explorer import Explorer
from basislib.widgets.monte_carlo_box import MonteCarloBox
from tests.opened import open_all, show_exercises
from tests.test_files import EVIL, runs

pytestmark = pytest.mark.usefixtures("undrawn")

OTHERS = [code for code in LANGUAGES if code != SOURCE.code]
HAN = re.compile("[\u4e00-\u9fff]")
NOBODYS = Language("xx", "Ñöbödý's", "en")
OF_FIGURES_ALONE = ("dv01",)  # of figures and units alone
UNITS = {  # what the end of a key says, in Chinese
    r"[_$]bn(_|$)": "十亿",
    r"_m$": "百万",
    r"_cents": "美分",
    r"_(pct|percent)(_|$)": "%",
    r"_bp(_|$)": "bp",
}


@pytest.fixture(params=OTHERS)
def code(request, monkeypatch):
    monkeypatch.setenv(VARIABLE, request.param)
    return request.param


def is_said(words, key, code):
    """Return whether a column is called in words of a language, and not by its key."""
    return words != key and (code != "zh" or bool(HAN.search(words)) or key in OF_FIGURES_ALONE)


def opened(about):
    return open_all(import_module(f"basislib.pages.{about.stem}").page(""))


def tables(page):
    """Yield the name of each table that a page makes, and its columns, whatever is chosen."""
    for explorer in page.explorers.values():
        chosen = [
            {each.name: end} for each in explorer.controls.values() if isinstance(each, Choice) for end in each.ends()
        ]
        for state in ({}, *chosen, *explorer.presets.values()):
            values = {**explorer.defaults(), **state}
            try:
                result = explorer._compute(
                    **{name: each.read(values[name]) for name, each in explorer.controls.items()}
                )
            except ValueError:
                continue  # a sentence, no table
            yield explorer.stem, [*explorer._table(result)]
    for part in (placed.part for placed in page.placed):
        if isinstance(part, DeskBox):
            yield part.stem, [*part.role.table(part.scene), "setting_choices"]
        elif isinstance(part, ClaimsBox):
            yield part.stem, OF_CLAIMS
        elif isinstance(part, MonteCarloBox):
            yield part.stem, [*drawn(part)._found.table().reset_index()]


def drawn(box):
    """Return the box of the draws as it is after a short run."""
    words, policies = next(iter(box.groups.values()))
    box._found = monte_carlo(policies[:2], 20, 1)
    box._settings = {"seed": 1, "draws": 20, "group": words}
    return box


@pytest.fixture(scope="module")
def made():
    """The name and the key of every column of every file."""
    found = {(name, key) for about in PAGES for name, keys in tables(opened(about)) for key in keys}
    return found | {("answers", key) for key in OF_ANSWERS}


def test_every_column_has_words_and_no_words_are_without_a_column(made):
    known = columns.columns()
    said = {(name, key): (name, key) if (name, key) in known else ("", key) for name, key in made}
    assert not [column for column, words in said.items() if words not in known]
    assert not {*known} - {*said.values()}


def test_words_for_one_table_are_others_than_those_for_all():
    known = columns.columns()
    assert not [each for each, words in known.items() if each[0] and known.get(("", each[1])) == words]


def test_every_column_has_words_in_another_language(made, code):
    """Amounts in a file are in the model's unit, whatever a language counts in."""
    for name, key in made:
        (words,) = columns.headings(name, [key])
        assert is_said(words, key, code), (name, key, words)
        if code == "zh":
            words = words.replace("/10亿美元", "/十亿美元")  # cents for so much: the number is the model's
            bare = words.replace("十亿美元", "").replace("百万美元", "").replace("1亿美元国债", "")
            assert not re.search("[亿万]", bare), words
            assert not [unit for end, unit in UNITS.items() if re.search(end, key) and unit not in words], (key, words)


def files(page):
    """Return what a page offers as tables: boxes with their file in words, and how many columns it has."""
    parts = [*page.explorers.values(), *(placed.part for placed in page.placed)]
    return [part for part in parts if isinstance(part, Explorer | DeskBox | ClaimsBox)]


@pytest.mark.parametrize("about", PAGES, ids=lambda about: about.stem)
def test_a_file_with_headings_is_the_file_with_one_row_more(about, code):
    for part in files(opened(about)):
        plain, worded = part.csv(), part.csv(in_words=True)
        lines, others = plain.split(b"\r\n"), worded.split(b"\r\n")
        assert [others[0], *others[2:]] == lines and worded.startswith(b"\xef\xbb\xbf") and not runs(worded)
        head = pd.read_csv(io.BytesIO(worded), header=[0, 1], dtype=str)
        assert [key for key, words in head] == [*pd.read_csv(io.BytesIO(plain), dtype=str)]
        assert all(is_said(words, key, code) for key, words in head), list(head)
        skipped = pd.read_csv(io.BytesIO(worded), skiprows=[1])
        pd.testing.assert_frame_equal(skipped, pd.read_csv(io.BytesIO(plain)))
        for control in getattr(part, "controls", {}).values() if isinstance(part, Explorer) else ():
            called = control.heading if isinstance(control, Slider) else control.description
            assert (f"setting_{control.name}", " ".join(called.split())) in list(head)


def test_settings_of_the_draws_are_called_as_their_fields(code):
    page = opened(next(about for about in PAGES if about.stem == policy_lab.__name__.rpartition(".")[2]))
    box = next(placed.part for placed in page.placed if isinstance(placed.part, MonteCarloBox))
    drawn(box)
    head = [*pd.read_csv(io.BytesIO(box.csv(in_words=True)), header=[0, 1])]
    labels = {f"setting_{name}": box.fields[name].description for name in ("seed", "draws", "group")}
    assert labels.items() <= dict(head).items() and all(is_said(words, key, code) for key, words in head)


def test_the_words_are_asked_for(code):
    """One link is pressed by the page's script, the other waits; in English there is no other."""
    for explorer in opened(PAGES[0]).explorers.values():
        explorer.buttons["csv"].click()
        assert explorer.files.value.count("<a ") == 2 and explorer.files.value.count("data-wb-download") == 1
        assert f'download="{explorer.stem}_{code}.csv"' in explorer.files.value
        explorer.buttons["png"].click()
        assert explorer.files.value.count("<a ") == 1


@pytest.mark.parametrize("stem", ["three_legs", "episodes", "policy_lab", "crisis_desk"])
def test_a_file_that_is_asked_for_again_is_given_again(stem):
    page = opened(next(about for about in PAGES if about.stem == stem))
    page.sections()
    exercise = show_exercises(page)[0]
    exercise.box.value = exercise.box.options[0][1] if hasattr(exercise.box, "options") else "1"
    exercise.check()
    parts = [placed.part for placed in page.placed]
    asked = [(part.files, part.buttons["csv"].click) for part in (*files(page), *parts) if hasattr(part, "files")]
    asked.append((page.workings._file, page.workings.save))
    for part in parts:
        if isinstance(part, MonteCarloBox):
            drawn(part)
    for place, ask in asked:
        given = []
        place.observe(lambda change, given=given: given.append(change.new), "value")
        ask()
        ask()
        assert [bool(links) for links in given[-3:]] == [True, False, True] and given[-1] == given[-3]


def test_a_new_language_needs_no_code(monkeypatch):
    monkeypatch.setenv(VARIABLE, NOBODYS.code)
    monkeypatch.setitem(LANGUAGES, NOBODYS.code, NOBODYS)
    monkeypatch.setattr(columns, "pgettext", lambda context, words: f"«{words}»")
    assert columns.headings("margin_spiral_days", ["cash"]) == ["«funds' cash, $bn»"]
    links = columns.files_of("stem", lambda in_words: b"x")
    assert links.count("<a ") == 2 and 'download="stem_xx.csv"' in links


def test_english_has_one_file():
    for explorer in opened(PAGES[0]).explorers.values():
        explorer.buttons["csv"].click()
        assert explorer.files.value.count("<a ") == 1


def test_a_column_that_nobody_knows_is_called_by_its_key(code):
    assert columns.headings("nowhere", ["unheard_of"], {"seed": "S", "unheard": ""}) == [
        "unheard_of",
        "S",
        "setting_unheard",
    ]


@pytest.mark.parametrize("text", EVIL)
def test_no_heading_is_run(text):
    assert not runs(csv_bytes("ab", [("x", "y")], {"c": 1}, words=[text, text, text]))


def test_answers_with_headings_are_handed_in_as_those_without(code, tmp_path):
    page = open_all(import_module("basislib.pages.start_here").page(""))
    exercise = show_exercises(page)[0]
    exercise.box.value = exercise.box.options[0][1] if hasattr(exercise.box, "options") else "1"
    exercise.check()
    found = []
    for in_words in (False, True):
        path = tmp_path / f"{in_words}.csv"
        path.write_bytes(book_csv(page.answers, {}, "王小明", in_words)[0])
        found.append(read(path))
    assert found[0].answers == found[1].answers and found[0].answers
    assert [each.name for each in found] == ["王小明"] * 2 and [each.changed for each in found] == ["no", "no"]
