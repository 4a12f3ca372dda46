"""What the server's own pages and scripts say, in the language of whoever asks: the address says it, or the browser."""

import functools
import re
from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from basislib.language import LANGUAGES, SOURCE, catalogue

_SAID = re.compile(r"\b_\('((?:[^'\\]|\\.)*)'")  # in scripts
_FOLDER = re.compile(rf"/({'|'.join(code for code in LANGUAGES if code != SOURCE.code)})/[^/]*\.ipynb$")


def wanted(path: str, asked: str, accepted: str) -> str:
    """Return the code of the language to answer in.

    Parameters
    ----------
    path : str
        Of the address; a page in a language's folder is in that language.
    asked : str
        What the address asks for, with ``lang=``.
    accepted : str
        The header by which browsers tell what their readers read.
    """
    folder = _FOLDER.search(path)
    if folder:
        return folder[1]
    read = re.findall(r"(?:^|,)\s*(\w+)", accepted.lower())
    return next((code for code in (asked, *read) if code in LANGUAGES), SOURCE.code)


def page_in(page: str, code: str) -> str:
    """Return the address of an English page in a language."""
    folder, slash, name = page.rpartition("/")
    return page if code == SOURCE.code else f"{folder}{slash}{code}/{name}"


def said_in(code: str) -> Callable[[str], Markup]:
    """Return what looks up a text; a catalogue may hold HTML, facts that are filled in may not."""
    return lambda text: Markup(catalogue(code).gettext(text))


@functools.cache
def words(code: str, *scripts: Path) -> dict[str, str]:
    """Return what scripts say in a language, by their English; nothing for English, which stands in them."""
    if code == SOURCE.code:
        return {}
    texts = [text for path in scripts for text in _SAID.findall(path.read_text("utf-8"))]
    return {text: catalogue(code).gettext(text) for text in texts}
