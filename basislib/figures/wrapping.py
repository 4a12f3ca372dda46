"""How long a text is in a picture and where its lines break, in any language: Chinese has no blanks between words."""

import re
import textwrap
import unicodedata

WIDE = 2  # letters of ours that a Chinese one takes
_WIDE_LETTER = "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
_CLOSING, _OPENING = "，。、；：？！）》】」』”’％%…", "（《【「『“‘"
# What stays on one line: a wide letter with the signs that may not stand at a line's start or end, or what has no blank.
_UNIT = rf"(?:[{_OPENING}]*(?:{_WIDE_LETTER}|(?:(?!{_WIDE_LETTER})\S)+?(?={_WIDE_LETTER}|\s|[{_OPENING}]|$))[{re.escape(_CLOSING)}]*)(?:\s+)?"
_UNITS, _WIDE_LETTERS = re.compile(_UNIT), re.compile(_WIDE_LETTER)


def length(text: str) -> float:
    """Return how many letters of ours a text is as long as."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + (WIDE - 1) * wide


def in_dashes(text: str) -> str:
    """Return a text with a dash for each wide letter: it is as wide, and matplotlib's own font has it.

    So a picture looks the same whatever fonts a computer has, and none need be read to measure it.
    """
    return text if text.isascii() else _WIDE_LETTERS.sub("—", text)


def wrap(text: str, letters: int, most: int = 100) -> list[str]:
    """Return a text in lines of at most so many letters of ours; longer ones rather than more than `most` lines.

    Examples
    --------
    >>> wrap("The gap closes.", 10)
    ['The gap', 'closes.']
    >>> wrap("价差收敛，交易结束。", 9)
    ['价差收敛，', '交易结束。']
    """
    lines = _lines(text, letters)
    while len(lines) > most:
        letters += 1
        lines = _lines(text, letters)
    return lines


def _lines(text: str, letters: int) -> list[str]:
    if length(text) == len(text):
        return textwrap.wrap(text, letters)
    lines = [""]
    for unit in _UNITS.findall(" ".join(text.split())):
        if lines[-1] and length((lines[-1] + unit).rstrip(" " + _CLOSING)) > letters:
            lines.append("")
        lines[-1] += unit
    return [line.strip() for line in lines]


def fill(text: str, letters: int) -> str:
    """Return a text with its lines broken, as `wrap` does."""
    return "\n".join(wrap(text, letters))
