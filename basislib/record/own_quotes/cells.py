"""What a cell of a reader's table looks like, before anybody knows what stands in it."""

import re

from basislib.record.own_quotes import names

LONGEST_CELL = 100  # characters; a quote has a dozen
LONGEST_SHOWN = 60
DATA = ("date", "number", "name", "code")  # what `look` says of cells with quotes in them
BLANK = re.compile(r"|[-–—.*]{1,3}|n/?[ad]|nan|null|none|#n/?a.*|无|—", re.IGNORECASE)

_DATE = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}(?:[ T]\d\d?:\d\d\S*)?|\d{1,2}([/.-])\d{1,2}\2(?:\d{4}|\d\d)(?: \d\d?:\d\d\S*)?"
    r"|\d{4}年\d{1,2}月\d{1,2}日|(?:19|20)\d{6}|\d{1,2}[ .-]{0,2}[^\W\d_]{3,10}[ .,-]{0,2}(?:\d{4}|\d\d)"
    r"|[^\W\d_]{3,10}[ .-]{1,2}\d{1,2}(?:,? |-)(?:\d{4}|\d\d)n?"
)
_NUMBER = re.compile(
    r"(?:US ?\$|USD ?|\$ ?)?[-+]?(?:\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d+)?|\d{1,12}(?:[.,]\d*)?|[.,]\d+)"
    r"(?:[-'’:^ ]\d\d\d?(?:\.\d+)?(?:-\d)?)?(?: ?[-]? ?\d{1,2} ?/ ?\d{1,2}(?:nds?)?)?(?: ?\+)?(?: ?(?:%|USD|\$|bps?))?"
    r"|\d/\d{1,2} ?%?"
)
_WORDS = re.compile(r"\d+ ?[xX] ?\d+|\d\d?:\d\d(?::\d\d)?(?: ?[ap]m)?", re.IGNORECASE)  # sizes, times of day
_PAIR = re.compile(r"\S*\d\S* ?/ ?\d{2,3}\S*")


def look(cell: str) -> str:
    """Return what a cell looks like: ``date``, ``number``, ``name``, ``code``, ``words``, ``mixed`` or nothing."""
    if BLANK.fullmatch(cell):
        return ""
    if len(cell) > LONGEST_CELL:
        return "mixed"
    if _DATE.fullmatch(cell):
        return "date"
    if _NUMBER.fullmatch(cell) or _PAIR.fullmatch(cell):
        return "number"
    if names.code(cell):
        return "code"
    if names.read(cell):
        return "name"
    return "words" if _WORDS.fullmatch(cell) or sum(letter.isdigit() for letter in cell) < 4 else "mixed"


def shown(text: str) -> str:
    """Cut a text for showing."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
