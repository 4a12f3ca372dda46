"""The ways through the pages: each link opens what is said beside it, with the numbers that are said."""

import re
from pathlib import Path
from urllib.parse import parse_qsl

import nbformat
import pytest

from tests.told import measured, opened, tiles, unsaid

NOTEBOOK = nbformat.read(Path(__file__).parents[2] / "notebooks" / "ways_through.ipynb", as_version=4)
WAYS = "\n".join(cell.source for cell in NOTEBOOK.cells)
LINK = re.compile(r"\]\(\d\d_(\w+)\.ipynb\??([^)]*)\)")
ROWS = [line for line in WAYS.splitlines() if any(query for _, query in LINK.findall(line))]


def test_there_are_three_ways():
    assert [len(re.findall(rf"^## {who}.*", WAYS, re.MULTILINE)) for who in ("A student", "A lect", "A central")] == [
        1,
        1,
        1,
    ]
    assert len(ROWS) >= 12
    assert "://" not in WAYS, "a link works on every host"


def test_what_counts_as_the_same_number():
    own, every = measured("It sells 15 of 100 notes, and the gap widens to 118 cents instead of 66.")
    assert own == [
        {("15", "sell"), ("15", "of"), ("15", "note")},
        {("100", "of"), ("100", "note")},
        {(118, "cents")},
        {(66, "cents")},
    ]
    assert every[2] == {(118, "cents"), ("118", "to"), ("118", "inst")} and len(every) == len(own)
    assert measured("from 1.2 to 2.0%, $127bn to 0, 1 cent")[0] == [
        {(1.2, "%")},
        {(2, "%")},
        {(127, "$bn")},
        {(0, "$bn")},
        {(1, "cents")},
    ]
    assert measured("5 billion dollars")[0] == measured("$5bn")[0] != measured("$5")[0] == measured("5 dollars")[0]
    assert tiles("<span>Gap, cents</span><b>66 → 118</b>") == {(66, "cents"), (118, "cents")}


@pytest.mark.parametrize("row", ROWS)
def test_a_link_opens_what_is_said_beside_it(row):
    pages = []
    for stem, query in LINK.findall(row):
        page = opened(stem, query)
        pages.append(page)
        if "day=0" in query and "Play." in row:
            pages.append(opened(stem, query.replace("day=0", "")))
        assert not [explorer.note.value for explorer in page.explorers.values() if explorer.note.value]
        known = {name for explorer in page.explorers.values() for name in explorer.parameters().values()}
        others = {name for name, _ in parse_qsl(query)} - known - {"mode"}
        assert all(name.startswith("c_") for name in others), others
    told = LINK.sub("]", row.split("|")[4])
    assert measured(told)[0] and unsaid(told, pages) == []
