"""States in which an explorer says what it says nowhere else, found by lot and kept as links in `rare.csv`.

Ends, presets and corners miss many a sentence. ``python -m tests.words.rare`` draws many states of each explorer and
keeps the first that say something new, numbers and months aside. Once is enough; again when pages learn new sentences.
"""

import csv
import os
import random
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

from basislib.pages import PAGES
from basislib.widgets.picture import Picture
from tests.corners import across, between, drawn, states
from tests.opened import open_all
from tests.words.lines import bare, sentences
from tests.words.screen import open_page

FILE = Path(__file__).with_name("rare.csv")
DRAWS, MOVED, MOST = 2000, 4, 30
_CLAUSE = re.compile(r"[.,;:!?]\s")
_NUMBER = re.compile(r"[-−+]?\d[\d,.]*|[¼½¾⅛⅜⅝⅞]|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")


def links(page, explorer):
    """Return the links to the rare states of an explorer."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [link for where, what, link in csv.reader(file) if (where, what) == (page, explorer)]


def search(stem):
    """Return the rows of a page: itself, the explorer, the link."""
    page = open_page(stem)
    rows = []
    with patch.object(Picture, "svg", lambda *arguments: "<svg></svg>"):
        open_all(page)
        for explorer in page.explorers.values():
            rows += [(stem, explorer.name, link) for link in _rare(explorer)]
    return rows


def _rare(explorer):
    """Return the links of an explorer's rare states."""
    told, found = set(), []
    usual = [*states(explorer), *between(explorer), *(settings for *_, settings in across(explorer))]
    for settings in usual:
        told |= _said(explorer, settings)
    lot = random.Random(crc32(explorer.name.encode()) + 1)
    for number in range(DRAWS):
        settings = {name: drawn(control, lot.random()) for name, control in explorer.controls.items()}
        if number % 2:  # near a preset, which is near to what is of interest
            moved = lot.sample(sorted(settings), min(MOVED, len(settings)))
            settings = {**lot.choice([{}, *explorer.presets.values()]), **{name: settings[name] for name in moved}}
        fresh = _said(explorer, settings) - told
        if fresh and len(found) < MOST:
            found.append(explorer.state())
            told |= fresh
    return found


def _said(explorer, settings):
    """Return what an explorer says in a state, as clauses and tiles without their numbers."""
    explorer.set(**{**explorer.defaults(), **settings})
    text = explorer.words.value + ("" if "alert" in explorer.words.value else explorer.picture.value)
    return {_NUMBER.sub("#", clause) for line in sentences(text) for clause in _CLAUSE.split(f"{bare(line)} ")}


def main():
    """Search all pages and write the file."""
    with ProcessPoolExecutor(os.cpu_count()) as pool, FILE.open("w", encoding="utf-8", newline="") as file:
        for rows in pool.map(search, [about.stem for about in PAGES]):
            csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
