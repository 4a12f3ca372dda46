"""Names of securities as screens write them: coupon and maturity in one cell, and what kind of security it is."""

import re
from typing import NamedTuple

from basislib.language import N_

KINDS = {  # what no contract takes, and what is known of it
    "tips": N_("its face value follows the price level"),
    "frn": N_("its coupon floats"),
    "bill": N_("a bill has no coupon"),
    "strip": N_("a strip is a single payment"),
}
_WORDS = (
    ("tips", r"\btips?\b|\btiis?\b|inflation|indexed|\bi/l\b|\binfl|index-linked|通胀|保值|抗通"),
    ("frn", r"\bfrns?\b|\btf\b|float|\bflt|浮息|浮动"),
    ("strip", r"strip|(?:^|\s)sp?(?=\s|$)|zero.?coupon|zero.?kupon"),
    ("bill", r"\bbills?\b|(?:^|\s)b(?=\s|$)|贴现|短期国债"),
)
_KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)
_CODE = re.compile(r"(?:US)?(912[0-9A-Z]{5}\d)\d?", re.IGNORECASE)
_CODE_KINDS = (("bill", re.compile("91279")), ("strip", re.compile("912(?:803|820|821|833|834)")))
_DATE = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)|\d{4}年\d{1,2}月\d{1,2}日|(?:19|20)\d{6}"
    r"|\d{1,2}[ .-]{0,2}[^\W\d_]{3,10}[ .-]{0,2}(?:\d{4}|\d\d)|[^\W\d_]{3,10}[ .-]\d{1,2},? \d{4}"
    r"|[^\W\d_]{3,10}[ .-]{0,2}'?(?:\d{4}|\d\d)|\d{1,2}/(?:\d{4}|\d\d)"
)
_NAME = re.compile(
    r"(?P<before>\D*?)(?<![\w.,])(?P<coupon>\d{1,2}(?:[.,]\d{1,5})?(?:[ -]\d/[248](?![\d/]))?|\d/[248](?![\d/])|[.,]\d{1,5})"
    rf" ?%? ?(?:due |of |fällig |, ?)?(?P<date>{_DATE})(?P<after>\D*)",
    re.IGNORECASE,
)
_TICKER = re.compile(r"^([A-Za-z]{1,4})(?=\d)")
LONGEST = 80  # characters of a name


class Name(NamedTuple):
    """What a name says; coupon and maturity as they stand there, or empty; the kind empty for a note or a bond."""

    coupon: str
    maturity: str
    kind: str


def read(text: str) -> Name | None:
    """Return what a name says, or None if it is no name of a security.

    >>> read("T 4 1/8 11/15/32 Govt")
    Name(coupon='4 1/8', maturity='11/15/32', kind='')
    """
    if len(text) > LONGEST:
        return None
    text = _TICKER.sub(r"\1 ", _CODE.sub("", text).strip())
    found = _NAME.fullmatch(text)
    if not found or not re.search(r"[^\W\d_]|%", text):
        return None
    return Name(found["coupon"].strip(), found["date"], kind(f"{found['before']} {found['after']}"))


def kind(words: str) -> str:
    """Return the kind that some words speak of, a key of `KINDS`, or nothing."""
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "")


def code(text: str) -> str:
    """Return the CUSIP in a cell, also out of an ISIN, or nothing."""
    found = _CODE.fullmatch(text.strip())
    return found[1].upper() if found else ""


def kind_of_code(cusip: str) -> str:
    """Return the kind that a CUSIP gives away, a key of `KINDS`, or nothing."""
    return next((kind for kind, pattern in _CODE_KINDS if pattern.match(cusip)), "")
