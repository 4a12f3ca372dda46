"""What the pages ask, as far as a class has to know it: which votes and answers there can be, and their words."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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
    times : mapping
        Of the exercises whose answer is a number: how many of the unit that readers in this language see make one of the
        unit in which answers are kept.
    """

    title: str
    notebook: str
    text: str
    options: Mapping[str, str]
    exercises: Mapping[str, str]
    times: Mapping[str, float] = field(default_factory=dict)


class Catalogue(Mapping[str, Asked]):
    """What the pages ask a class in a language, by stem, with the numbers of the class's seed.

    Working it out takes seconds and all of the models, so it is done in a process of its own, which is started here and
    waited for at the first look, and kept in the class's file until a page changes.

    Parameters
    ----------
    store : Store
    code : str, optional
        Of the language.
    """

    def __init__(self, store: Store, code: str = SOURCE.code) -> None:
        self._store, self._suffix = store, "" if code == SOURCE.code else f" {code}"
        self._state = _state_of_the_pages()
        self._process: subprocess.Popen[str] | None = None
        if store.get(f"pages{self._suffix}") != self._state:
            command = [sys.executable, "-m", "basislib.pages.catalogue", store.get("seed")]
            spoken = {**os.environ, VARIABLE: code}
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=spoken)

    @cached_property
    def _pages(self) -> dict[str, Asked]:
        """The pages; what is not kept yet is waited for and kept."""
        if self._process is not None:
            made, _ = self._process.communicate()
            if self._process.returncode:
                raise subprocess.CalledProcessError(self._process.returncode, self._process.args)
            self._store.set(f"catalogue{self._suffix}", made)
            self._store.set(f"pages{self._suffix}", self._state)
        return read(json.loads(self._store.get(f"catalogue{self._suffix}")))

    def __getitem__(self, stem: str) -> Asked:
        return self._pages[stem]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)


def read(pages: Mapping[str, Mapping[str, Any]]) -> dict[str, Asked]:
    """Return a catalogue from what `basislib.pages.catalogue` wrote."""
    return {stem: Asked(**page) for stem, page in pages.items()}


def _state_of_the_pages() -> str:
    """Return a hash of the pages' code and of what they say in other languages."""
    paths = [*sorted(PAGES.rglob("*.py")), *sorted(FOLDER.rglob("*.mo"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
