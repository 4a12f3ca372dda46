"""The reader's language: what code says goes through `_`, and a catalogue may have it in other words.

English is the source. A text without a translation stays English, whole. Catalogues lie in `basislib/locale`, made with
Babel, read with the standard library's gettext. An edition is a catalogue, a folder of notebooks and a line in `LANGUAGES`.
"""

import functools
import gettext
import os
import string
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "locale"
VARIABLE = "BASISLIB_LANGUAGE"  # of the process's environment: a kernel serves one page in one language


@dataclass(frozen=True)
class Language:
    """A language with an edition: what files and links call it, what it calls itself, and what HTML calls it.

    `fonts` are the families with its letters, one of which a picture needs; none if they are Latin.
    """

    code: str
    name: str
    html: str
    fonts: tuple[str, ...] = ()


SOURCE = Language("en", "English", "en")
CHINESE = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB",
           "Microsoft YaHei", "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback",
           "Arial Unicode MS")  # fmt: skip
LANGUAGES = {each.code: each for each in (SOURCE, Language("zh", "中文", "zh-CN", CHINESE))}


def choose(code: str) -> None:
    """Speak a language from now on: what the first code cell of a notebook in that language's folder asks for."""
    os.environ[VARIABLE] = LANGUAGES[code].code


def chosen() -> Language:
    """Return the language that this process speaks."""
    return LANGUAGES.get(os.environ.get(VARIABLE, ""), SOURCE)


@functools.cache
def catalogue(code: str) -> gettext.NullTranslations:
    """Return what is said in a language; English, where there is none."""
    return gettext.translation("basislib", FOLDER, [code], fallback=True)


def _here() -> gettext.NullTranslations:
    return catalogue(os.environ.get(VARIABLE, SOURCE.code))


class Counted(str):
    """A text in a language that counts in other units: ``{x:.1f×10}`` shows ten times x, as for 10亿 instead of billions.

    >>> Counted("{x:,.0f×10}亿美元").format(x=4.5)
    '45亿美元'
    """

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        """Fill in the placeholders, as `str.format` does."""
        return _Times().vformat(self, values, named) if "×" in self else super().format(*values, **named)


class _Times(string.Formatter):
    def format_field(self, value: Any, spec: str) -> str:
        """Format a value, or the multiple of it that stands behind a ×."""
        spec, _sign, times = spec.partition("×")
        return super().format_field(value * float(times) if times else value, spec)


def _(text: str) -> str:
    """Return a text in the reader's language; placeholders are filled afterwards, with `str.format`."""
    here = _here()
    said = here.gettext(text) if text else ""  # gettext keeps its header under the empty text
    return Counted(said) if said is not text else said


def pgettext(context: str, text: str) -> str:
    """Return a text that has other words in another context, in the reader's language; as `_` in all else."""
    return Counted(_here().pgettext(context, text))


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
    return Counted(_between(_here().pgettext("two sentences", "{one} {other}")).join(filter(None, sentences)))


def paragraphs(*texts: str) -> str:
    """Return paragraphs one under the other, with a blank line between two; empty ones are left out."""
    return Counted("\n\n".join(filter(None, texts)))


def listed(items: Iterable[str], between: str = "comma") -> str:
    """Return items in a row, with what the language puts between two: ``"comma"``, ``"semicolon"``, ``"and"`` or ``"names"``.

    ``"names"`` are words that name a thing, with at most a number: some languages have a comma of their own between them.
    With ``"clauses"`` the last one is joined in a way of its own, in English by "and" after a comma even where there are
    two.

    >>> listed(["one falls", "two rise"], "clauses")
    'one falls, and two rise'
    """
    here = _here()
    if between == "clauses":
        *most, last = items
        first = _between(here.pgettext("two clauses", "{one}, {other}")).join(most)
        return (
            here.pgettext("the last two clauses", "{one}, and {other}").format(one=first, other=last) if most else last
        )
    return {
        "comma": _between(here.pgettext("two items", "{one}, {other}")),
        "names": _between(here.pgettext("two words", "{one}, {other}")),
        "semicolon": _between(here.pgettext("two long items", "{one}; {other}")),
        "and": _between(here.pgettext("two names", "{one} and {other}")),
    }[between].join(items)


def _between(two: str) -> str:
    """Return what a language puts between two texts, which may be nothing at all."""
    return two.format(one="", other="")
