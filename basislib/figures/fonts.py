"""Fonts for a language whose letters matplotlib's own font has not; on a page the browser's take their place."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib import font_manager, rcParams

from basislib.language import chosen

MISSING = (
    "The words of this picture are not in Latin letters, and this computer has no font for them.\n"
    "Install one ({fonts}), start anew, and download the picture again."
)  # in no other language: it could not be read


@cache
def installed(families: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of some font families this computer has; of those that are new to matplotlib too."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    if not known.intersection(families):
        for path in {*font_manager.findSystemFonts()} - {font.fname for font in font_manager.fontManager.ttflist}:
            try:
                font_manager.fontManager.addfont(path)
            except (OSError, RuntimeError, UnicodeError):  # a file that is broken, or no font
                continue
        known = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(family for family in families if family in known)


def missing() -> str:
    """Return what a picture says that cannot show the letters of the reader's language; empty if it can."""
    wanted = chosen().fonts
    return MISSING.format(fonts=wanted[0]) if wanted and not installed(wanted) else ""


@contextmanager
def setting(key: str, value: object) -> Iterator[None]:
    """Change one setting of matplotlib for a while; `rc_context` copies all of them, a tenth of the cost of a drawing."""
    before = rcParams[key]
    rcParams[key] = value
    try:
        yield
    finally:
        rcParams[key] = before


@contextmanager
def of_the_language() -> Iterator[None]:
    """Draw with the fonts of the reader's language; letters that none of them has are no matter for a warning."""
    if not chosen().fonts:
        yield
        return
    family, log = [*rcParams["font.family"], *installed(chosen().fonts)[:1]], logging.getLogger(font_manager.__name__)
    level = log.level
    log.setLevel(logging.ERROR)  # many such fonts have no bold letters
    with setting("font.family", family), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        try:
            yield
        finally:
            log.setLevel(level)
