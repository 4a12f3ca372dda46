"""Prices of notes in a reader's table: the whole column decides in which dialect it is.

Two things can be meant in two ways. Newspapers print 32nds after a point, so 101.06 is 101-06 to them and a decimal to
others. And a third digit after the 32nds counts eighths in the cash market, but is cut from a decimal on the exchange.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from basislib.checks import Amount, Refused
from basislib.language import N_
from basislib.securities.dialects import LONGEST_QUOTE, parse_price

PRICES = (20.0, 250.0)  # points per 100 face
UNLIKELY = 0.005  # chance of decimals that look like 32nds throughout, below which they are 32nds
BELOW_32 = 0.32  # chance of that for two digits drawn evenly
EVEN = 0.4  # chance that a third digit is 0, 2, 4 or 6, as where quarters of a 32nd are quoted
OCTAL = 0.8  # chance that it is 0 to 7
QUARTERS = frozenset("0257")  # third digits of an exchange that quotes quarters of a 32nd
TELLING = 4  # prices of which all are such before the exchange's dialect is thought of
BOTH_WAYS = frozenset("567")  # third digits that mean two things

_DOTTED = re.compile(r"\d{2,3}\.(\d\d)(\d?)0?", re.ASCII)
_LONGER = re.compile(r"\d{2,3}\.\d|\d{2,3}\.\d{4,}", re.ASCII)
_DASHED = re.compile(r"\d{2,3} ?[-'’:^] ?\d\d(\d)|\d{2,3}-\d\d-(\d)", re.ASCII)
_FIRST = re.compile(r"((?:19|20)\d\d)-(\d{1,2})-0?1(?: 00:00:00)?|(\d{1,2})/0?1/((?:19|20)\d\d)", re.ASCII)
_TWO_WAY = re.compile(r"(.*\d[+%]?) ?(?:/| - |x|@) ?(\d{2,3}[-.,'’:^]\d[^/]*(?: \d/\d)?)")


class Dialect(NamedTuple):
    """How a column of prices is read.

    Attributes
    ----------
    point : str
        ``"32nds"``, ``"decimal"``, or empty where both are possible.
    third : str
        ``"cash"``, ``"future"``, or empty where both are possible.
    telling : mapping
        For ``"point"`` and ``"third"`` a price that shows what was decided, or that can be read in two ways; a
        question that no price raises is not there.
    """

    point: str
    third: str
    telling: Mapping[str, str]


def decide(texts: Iterable[str], point: str = "", third: str = "") -> Dialect:
    """Return the dialect of all prices of a table; what the reader has chosen is taken as it is."""
    quotes = list(dict.fromkeys(texts))
    dotted = {text: found for text in quotes if (found := _DOTTED.fullmatch(text))}
    telling: dict[str, str] = {}
    likely = [text for text, found in dotted.items() if int(found[1]) < 32]
    if likely and (point or len(likely) == len(dotted)):
        telling["point"] = likely[0]
    if not point:
        point = _point(quotes, dotted)
    digits = {text: found[1] or found[2] for text in quotes if (found := _DASHED.fullmatch(text))}
    if point == "32nds":
        digits |= {text: found[2] for text, found in dotted.items() if found[2]}
    both = next((text for text, digit in digits.items() if digit in BOTH_WAYS), None)
    if both:
        telling["third"] = both
    return Dialect(point, third or _third(list(digits.values())), telling)


def price(text: str, dialect: Dialect) -> float:
    """Return one price, points per 100 face. A `Refused` says what is wrong."""
    if "," in text and "." not in text:
        text = text.replace(",", ".", 1)
    dotted = _DOTTED.fullmatch(text)
    if dotted and not dialect.point and int(dotted[1]) < 32:
        raise Refused(N_("This can be 32nds or a decimal; say below which."))
    digit = _DASHED.fullmatch(text)
    if digit and not dialect.third and (digit[1] or digit[2]) in BOTH_WAYS:
        raise Refused(N_("The third digit can count eighths or be cut from a decimal; say below which."))
    _refuse_dates(text)
    found = parse_price(text, market=dialect.third or "cash", point=dialect.point or "decimal")
    if not PRICES[0] <= found <= PRICES[1]:
        raise Refused(
            N_("This is {value}, which is not between {low} and {high}."),
            value=Amount(found),
            low=Amount(PRICES[0]),
            high=Amount(PRICES[1], "points"),
        )
    return float(found)


def _refuse_dates(text: str) -> None:
    """Refuse what a spreadsheet has made of points and 32nds: 99-12 becomes the first of December 1999."""
    found = _FIRST.fullmatch(text)
    if found:
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        raise Refused(
            N_("A spreadsheet seems to have made a date of {meant}; format the cells as text and type it again."),
            meant=f"{year[-2:]}-{int(month):02d}",
        )


def two_way(text: str) -> tuple[str, str] | None:
    """Return bid and ask of a cell that holds both, as ``101-06 / 101-06+``."""
    found = _TWO_WAY.fullmatch(text) if len(text) <= LONGEST_QUOTE else None
    if not found or not re.match(r"\d{2,3}(\D|$)", found[1]):
        return None
    return found[1].strip(), found[2].strip()


def _point(quotes: list[str], dotted: Mapping[str, re.Match[str]]) -> str:
    """Return what a point means: decimals, unless all look so much like 32nds that chance cannot be the reason."""
    if not dotted or any(int(found[1]) > 31 or found[2] in ("8", "9") for found in dotted.values()):
        return "decimal"
    if any(_LONGER.fullmatch(text) for text in quotes if text not in dotted):
        return "decimal"
    thirds = [found[2] for found in dotted.values() if found[2]]
    chance = BELOW_32 ** len(dotted) * (EVEN if set(thirds) <= set("0246") else OCTAL) ** len(thirds)
    return "32nds" if chance < UNLIKELY else ""


def _third(digits: list[str]) -> str:
    """Return what a third digit means: eighths, unless the column shows the exchange's hand."""
    there = set(digits)
    if "8" in there and "4" not in there:
        return "future"
    if "4" not in there and there <= QUARTERS and there & BOTH_WAYS and len(digits) >= TELLING:
        return ""
    return "cash"
