"""The reader's language: what code says goes through `_`, and a catalogue may have it in other words.

English is the source. A text without a translation stays English, whole. Catalogues lie in `basislib/locale`, made with
Babel, read with the standard library's gettext.
"""

import functools
import gettext
import os
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"
VARIABLE = "BASISLIB_LANGUAGE"  # of the process's environment: a kernel serves one page in one language


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("basislib", FOLDER, [language], fallback=True)


def _here() -> gettext.NullTranslations:
    return _catalogue(os.environ.get(VARIABLE, "en"))


def _(text: str) -> str:
    """Return a text in the reader's language; placeholders are filled afterwards, with `str.format`."""
    return _here().gettext(text) if text else ""  # gettext keeps its header under the empty text


def N_(text: str) -> str:  # noqa: N802
    """Mark a text that is looked up later, where it is shown, as it stands where there is no reader yet."""
    return text


def plural(one: str, many: str, amount: float) -> str:
    """Return one of two forms of a text with a number, in the reader's language, with ``{n:g}`` filled in.

    >>> plural("{n:g} cent", "{n:g} cents", 1.5)
    '1.5 cents'
    """
    return _here().ngettext(one, many, 1 if amount == 1 else 2).format(n=amount)


def paragraph(*sentences: str) -> str:
    """Return whole sentences in a row; empty ones are left out, and the language says what stands between two."""
    return _here().pgettext("between two sentences", " ").join(sentence for sentence in sentences if sentence)


def listed(items: Iterable[str], between: str = "comma") -> str:
    """Return items in a row, with what the language puts between two: ``"comma"``, ``"semicolon"`` or ``"and"``."""
    here = _here()
    return {
        "comma": here.pgettext("between two items", ", "),
        "semicolon": here.pgettext("between two long items", "; "),
        "and": here.pgettext("between two names", " and "),
    }[between].join(items)
