"""What the pages must not say again, and what they say instead: hours of calls, margin as at CME, whom the Fed lends to."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from basislib.pages.milk_tea_margin import words as milk_tea_margin
from basislib.pages.repo_funding import words as repo_funding
from basislib.widgets.glossary import glossary

ROOT = Path(__file__).parents[1]
PAGES = {"00": "start_here", "01": "milk_tea_margin", "05": "repo_funding", "11": "crisis_desk"}


def prose(number):
    """Return what the notebook of a page says in words."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def told(number):
    """Return the notebook's words and the text of the page's modules."""
    code = (path.read_text("utf-8") for path in (ROOT / "basislib" / "pages" / PAGES[number]).glob("*.py"))
    return "\n".join([prose(number), *code])


@pytest.mark.parametrize("number", PAGES)
def test_no_futures_call_is_due_tonight(number):
    """The noon cycle is paid early in the afternoon, the evening's the next morning."""
    assert not re.search(r"(due|paid|cash|missing)( in cash)? tonight|pay by tonight", told(number))


def test_terms_keep_rate_and_haircut_but_no_gain():
    assert "lend nothing more" not in told("00")
    assert "the lender must stay, at the rate and the haircut agreed" in prose("05")
    assert not re.search(r"rally is the danger|Term funding makes it so|No mix is safe", told("05"))


def test_treasury_margin_is_told_apart_from_milk_tea():
    assert "91% of the initial margin, or all of it" in " ".join(milk_tea_margin.treasuries().split())
    assert "0.65% of its face" in prose("01") and "about 0.5% of its price" in prose("01")


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_it_is_the_standing_facility_that_never_lends_to_hedge_funds(path):
    text = "".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"])
    assert not re.search(r"(The Fed|\| it) never lends to hedge funds", text)


def test_the_fed_has_lent_to_hedge_funds_once():
    assert "its standing repo facility never lends to hedge funds" in told("05") and "TALF" in told("05")


@pytest.mark.parametrize("number", ["00", "01"])
def test_the_clearing_broker_is_a_word_of_the_book(number):
    words = import_module(f"basislib.pages.{PAGES[number]}.words")
    assert "clearing broker" in words.TERMS


def test_words_of_a_day():
    known = {"clearing broker", "intraday call", "T+0", "T+1", "margin excess", "reserves", "standing repo facility"}
    assert known <= set(repo_funding.TERMS) & set(glossary())
    assert "FCM" in glossary()["clearing broker"].forms
    assert "tonight" not in glossary()["margin call"].meaning
