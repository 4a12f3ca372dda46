"""The README's ways through the pages: each link opens what is said beside it, with the numbers that are said."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
LINK = re.compile(r"\]\(http://127\.0\.0\.1:8866/voila/render/\d\d_(\w+)\.ipynb\??([^)]*)\)")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
ROWS = [line for line in README.splitlines() if any(query for _, query in LINK.findall(line))]


@cache
def opened(stem, query):
    """Return a page as a link opens it."""
    page = import_module(f"basislib.pages.{stem}").page(query)
    page.explore()
    assert page.prediction.opened
    return page


def shown(page):
    """Return all that pictures, words, prose and boxes of a page say."""
    parts = [explorer.words.value + explorer.picture.value for explorer in page.explorers.values()]
    parts += [widget.value for widget, _ in page._texts]
    parts += [part.count.value for part in page._restorable if hasattr(part, "count")]
    return " ".join(parts)


def test_there_are_three_ways():
    assert [len(re.findall(rf"^### {who}.*", README, re.MULTILINE)) for who in ("A student", "A lect", "A central")] \
        == [1, 1, 1]
    assert len(ROWS) >= 12


@pytest.mark.parametrize("row", ROWS)
def test_a_link_opens_what_is_said_beside_it(row):
    said = ""
    for stem, query in LINK.findall(row):
        page = opened(stem, query)
        said += shown(page)
        assert not [explorer.note.value for explorer in page.explorers.values() if explorer.note.value]
        known = {name for explorer in page.explorers.values() for name in explorer.parameters().values()}
        others = {name for name, _ in parse_qsl(query)} - known - {"mode"}
        assert all(name.startswith("c_") for name in others), others
    there = set(NUMBER.findall(re.sub(r"<[^>]*>", " ", said) + " ".join(re.findall(r'aria-label="([^"]*)"', said))))
    told = NUMBER.findall(LINK.sub("]", row.split("|")[4]))
    assert not [number for number in told if number not in there]
