"""What the pages ask, as far as a class has to know it: which votes and answers there can be, and their words."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basislib.classroom.store import Store

PAGES = Path(__file__).parents[1] / "pages"


@dataclass(frozen=True)
class Asked:
    """What one page asks.

    Attributes
    ----------
    title, notebook : str
        Of the page.
    text : str
        The question of its guess.
    options : mapping
        Of the guess, key to words.
    exercises : mapping
        Name, such as ``"q3"``, to question.
    """

    title: str
    notebook: str
    text: str
    options: Mapping[str, str]
    exercises: Mapping[str, str]


def catalogue(store: Store) -> dict[str, Asked]:
    """Return what the pages ask a class, by stem, with the numbers of the class's seed.

    Working it out takes seconds and all of the models, so it is done in a process of its own and kept in the class's
    file until a page changes.
    """
    state = _state_of_the_pages()
    if store.get("pages") != state:
        command = [sys.executable, "-m", "basislib.pages.catalogue", store.get("seed")]
        made = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8").stdout
        store.set("catalogue", made)
        store.set("pages", state)
    return read(json.loads(store.get("catalogue")))


def read(pages: Mapping[str, Mapping[str, Any]]) -> dict[str, Asked]:
    """Return a catalogue from what `basislib.pages.catalogue` wrote."""
    return {stem: Asked(**page) for stem, page in pages.items()}


def _state_of_the_pages() -> str:
    """Return a hash of the pages' code."""
    paths = sorted(PAGES.rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
