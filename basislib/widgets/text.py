"""Small helpers for words on a page: emphasis, escaping, downloads."""

import base64
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from basislib.checks import Amount, Either, Phrase, Refused
from basislib.formats import minus
from basislib.language import _

LONGEST_QUOTED = 40
_BOLD = re.compile(r"\*\*(.+?)\*\*")
# A star within a word is none; letters that need no blanks between words, as Chinese ones, are no such word, and a number
# or a name may follow them at once.
_HAN = "[\u3000-\u9fff\uff00-\uffef]"
_ITALIC = re.compile(
    rf"(?<!\*)(?:(?<!\w)\*|\*(?={_HAN}))([^*\s](?:[^*]*[^*\s])?)(?:\*(?!\w)|(?<={_HAN})\*)(?!\*)", re.ASCII
)

_NUMBER = r"−?\d[\d.,]*(?<![.,])"
# What would be read amiss over two lines: a minus and its dollars, a spiral number and what it is.
_WHOLE = re.compile(rf"−\$\d[\d.,]*(?<![.,])\w*|(?<!\w)(?:R_d|R|M) = (?:\*\*{_NUMBER}\*\*|{_NUMBER})", re.ASCII)


def rich(text: str) -> str:
    """Return safe HTML for plain text in which ``**words**`` and ``*words*`` are emphasised."""
    whole = keep_whole(html.escape(text, quote=False))
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", whole))


def keep_whole(escaped: str) -> str:
    """Return HTML in which no sign is parted from its number.

    >>> keep_whole("−$0.12m")
    '<span class="wb-whole">−$0.12m</span>'
    """
    return _WHOLE.sub(r'<span class="wb-whole">\g<0></span>', escaped)


def tiles(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the row of numbers under a picture, each with its label; nothing if there is none."""
    each = "".join(
        f"<div><span>{html.escape(label)}</span><b>{keep_whole(html.escape(value))}</b></div>" for label, value in pairs
    )
    return f'<div class="wb-tiles">{each}</div>' if each else ""


def plain(text: str) -> str:
    """Return the text without its emphasis marks, for alt text and files."""
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))


def quoted(value: object) -> str:
    """Return what was typed or sent for a sentence, cut short if it is long; of what is no text, the type."""
    if not isinstance(value, str | float):
        return _("of type {name}").format(name=type(value).__name__)
    text = repr(value[: LONGEST_QUOTED + 1] if isinstance(value, str) else value)
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"


def refusal(error: Exception) -> str:
    """Return what an error says, in the reader's language if it is a `Refused`."""
    if not isinstance(error, Refused):
        return str(error)
    return _filled(error.sentence, error.facts)


def _filled(text: str, facts: Mapping[str, Any]) -> str:
    """Return a text with its facts, all in the reader's language."""
    return _(text).format(**{name: _told(fact) for name, fact in facts.items()}) if facts else _(text)


def _told(fact: Any) -> Any:
    """Return a fact of a refusal with its words in the reader's language."""
    if isinstance(fact, Phrase):
        return _filled(fact.text, fact.facts)
    if isinstance(fact, str):
        return _(fact) if fact else ""  # of no text a catalogue gives its own head
    if isinstance(fact, Amount):
        return minus(str(replace(fact, unit=_told(fact.unit))))
    if isinstance(fact, Either):
        return fact.written(_(Either.OR))
    return refusal(fact) if isinstance(fact, ValueError) else fact


def paragraphs(text: str) -> str:
    """Return HTML paragraphs for plain text with blank lines between them."""
    return "".join(f"<p>{rich(part.strip())}</p>" for part in text.split("\n\n") if part.strip())


def download(name: str, mime: str, data: bytes, offer: str = "") -> str:
    """Return a link that holds a file; the page's script clicks it once, and it stays as a fallback.

    One with the words of an `offer` waits for the reader's click.
    """
    body = base64.b64encode(data).decode()
    pressed = "" if offer else " data-wb-download"
    return (
        f'<a class="wb-file"{pressed} download="{html.escape(name)}" '
        f'href="data:{mime};base64,{body}">{html.escape(offer or name)}</a>'
    )
