"""What the pages ask, as far as a class has to know it: which votes and answers there can be, and their words."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basislib.classroom.store import Store
from basislib.language import FOLDER, SOURCE, VARIABLE

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


def catalogue(store: Store, code: str = SOURCE.code) -> dict[str, Asked]:
    """Return what the pages ask a class in a language, by stem, with the numbers of the class's seed.

    Working it out takes seconds and all of the models, so it is done in a process of its own and kept in the class's
    file until a page changes.
    """
    state, suffix = _state_of_the_pages(), "" if code == SOURCE.code else f" {code}"
    if store.get(f"pages{suffix}") != state:
        command = [sys.executable, "-m", "basislib.pages.catalogue", store.get("seed")]
        spoken = {**os.environ, VARIABLE: code}
        made = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8", env=spoken)
        store.set(f"catalogue{suffix}", made.stdout)
        store.set(f"pages{suffix}", state)
    return read(json.loads(store.get(f"catalogue{suffix}")))


def read(pages: Mapping[str, Mapping[str, Any]]) -> dict[str, Asked]:
    """Return a catalogue from what `basislib.pages.catalogue` wrote."""
    return {stem: Asked(**page) for stem, page in pages.items()}


def _state_of_the_pages() -> str:
    """Return a hash of the pages' code and of what they say in other languages."""
    paths = [*sorted(PAGES.rglob("*.py")), *sorted(FOLDER.rglob("*.mo"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
