"""Reading Treasury prices in every dialect the market writes them in.

Two dialects differ in one digit. After the 32nds the **cash** market writes eighths of a 32nd, 0 to 7: 99-216 is
99-21¾. The **exchange** writes a decimal of a 32nd, cut after one place: 5 is ½, 7 is ¾. And newspapers put a point
where others put a dash.
"""

import re
import unicodedata
from numbers import Real
from typing import Any, NoReturn

import numpy as np

from basislib.checks import Refused, one_of
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast

MARKETS = ("future", "cash")
POINTS = ("decimal", "32nds")
HIGHEST_PRICE = 1000  # no Treasury trades near this, so more points mean a forgotten dash
LONGEST_QUOTE = 100  # characters; a quote has a dozen
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Eighths of a 32nd, 0 to 7, in each notation. The exchange cuts 0.125, 0.250, ... after the first digit.
VULGAR = ("", "⅛", "¼", "⅜", "½", "⅝", "¾", "⅞")
FRACTIONS = ("", " 1/8", " 1/4", " 3/8", " 1/2", " 5/8", " 3/4", " 7/8")
THOUSANDTHS = ("000", "125", "250", "375", "500", "625", "750", "875")
SHARES = (2, 4, 8, 16, 32, 64)  # parts of a point in which old quotes count

_SPELT_OUT = str.maketrans(dict(zip(VULGAR[1:], FRACTIONS[1:], strict=True)))
_DASHES = dict.fromkeys(map(ord, "‐‑–—−"), "-") | {ord("⁄"): "/"}
_MARKS = dict.fromkeys(map(ord, "'‘’′:^"), "-")
_MONEY = re.compile(r"(?:US ?\$|USD ?|\$) ?(.*)|(.*?) ?(?:USD|\$|%)", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_QUOTE = re.compile(
    r"(?P<points>\d{1,9}) ?(?P<mark>[-. ]) ?(?P<ticks>\d\d)"
    r"(?: ?(?P<plus>\+)| (?P<over>\d{1,2}) ?/ ?(?P<under>\d{1,2})|-(?P<third>\d)|(?P<dot>\.?)(?P<digits>\d{0,9}))",
    re.ASCII,
)
_SHARE = re.compile(
    r"(?P<points>\d{1,9})(?: | ?- ?(?=\d+ ?/ ?32))(?P<over>\d\d?) ?/ ?(?P<under>\d\d?)(?:nds?)?", re.ASCII
)
_MONTH = re.compile(r"([a-z]{3})-(\d\d)|(\d\d)-([a-z]{3})", re.IGNORECASE | re.ASCII)


def parse_price(quote: ArrayLike, field: str = "price", market: str = "future", point: str = "decimal") -> Broadcast:
    """Read a Treasury price in any of the ways the market writes it.

    ``price = points + (32nds + eighths / 8) / 32``, exactly.

    Parameters
    ----------
    quote : str, int, float or array_like of these
        Points, then two digits of 32nds, then a part of a 32nd:

        ============================  ================================================================
        ``101-02``                    101 + 2/32
        ``101-02 3/4``, ``101-02¾``   a fraction of a 32nd in halves, quarters or eighths; 0/8 is none
        ``109-01+``                   plus: half a 32nd; then a point or a blank may stand for the dash
        ``109-015``, ``109-01-5``     a third digit, read by `market`
        ``109-01.5``, ``101-02.75``   a decimal of a 32nd, cut after one place or whole
        ``102 14/32``, ``100 1/2``    a fraction of a point
        ``101.0859375``, 101.0859375  a decimal, as text or as a number, unless `point` says otherwise
        ============================  ================================================================

        An apostrophe, a colon or a caret may stand for the dash; spaces, a dollar sign before or after the
        price, and ``%`` do not matter.
    field : str, optional
        What the reader calls this price, for the error sentence: ``"futures price"``.
    market : {"future", "cash"}, optional
        What a third digit means. ``"future"``: a decimal of a 32nd cut after one place, 0, 1, 2, 3, 5, 6, 7, 8
        for 0, ⅛, ¼, ⅜, ½, ⅝, ¾, ⅞. ``"cash"``: eighths, 0 to 7.
    point : {"decimal", "32nds"}, optional
        ``"32nds"``: as newspapers print, ``101.06`` is 101-06, and ``101.062`` is 101-06¼.

    Returns
    -------
    float or ndarray
        Price per 100 of face value, of the same shape as `quote`.

    Raises
    ------
    ValueError
        If a quote cannot be read or is not above 0 and at most 1000 points per 100 face. The sentence
        names what was typed, what is wrong with it, and what would be right.

    Notes
    -----
    Sources: CME Group contract specifications of Treasury futures ("119-162 represents 119 16.25/32, 119-165
    represents 119 16.5/32, and 119-167 represents 119 16.75/32"); CME Group, *Calculating U.S. Treasury Pricing*,
    for the cash market (99-21⅝ is written 99-215, 99-21¾ is written 99-216).

    Examples
    --------
    >>> parse_price("101-02 3/4")
    101.0859375
    >>> parse_price(["109-01+", "109-015", 109.046875])
    array([109.046875, 109.046875, 109.046875])
    >>> parse_price("99-216", market="cash"), parse_price("101.06", point="32nds")
    (99.6796875, 101.1875)
    """
    one_of("market", market, MARKETS)
    one_of("point", point, POINTS)
    quotes = np.asarray(quote, dtype=object)
    if quotes.ndim == 0:
        return _parse_one(quote.item() if isinstance(quote, np.ndarray) else quote, field, market, point)
    return np.array([_parse_one(one, field, market, point) for one in quotes.flat], dtype=float).reshape(quotes.shape)


def tidy(text: str) -> str:
    """Return a text with plain digits, fractions spelt out, plain dashes, and single spaces.

    >>> tidy("１０１–０２¾ ")
    '101-02 3/4'
    """
    if text.isascii():
        return " ".join(text.split())
    # NFKC turns full-width digits and signs, as typed with a Chinese keyboard, into plain ones.
    text = unicodedata.normalize("NFKC", text.translate(_SPELT_OUT))
    return " ".join(text.translate(_DASHES).split())


def _parse_one(quote: object, field: str, market: str, point: str) -> float:
    """Read one quote, a number or a text."""
    price: Any  # any real number; compared as it came
    if isinstance(quote, str):
        price = _parse_text(quote, field, market, point)
    elif isinstance(quote, Real) and not isinstance(quote, bool | np.bool):
        price = quote
    else:
        raise Refused(
            N_("{field} is {quote}; it must be a text such as 101-02 3/4 or a number."), field=field, quote=_show(quote)
        )
    if not 0 < price <= HIGHEST_PRICE:
        if price > HIGHEST_PRICE:
            raise Refused(
                N_(
                    "{field} is {quote}; it must be above 0 and at most {most} points per 100 face (was "
                    "the dash of 101-02 forgotten?)."
                ),
                field=field,
                quote=_show(quote),
                most=HIGHEST_PRICE,
            )
        raise Refused(
            N_("{field} is {quote}; it must be above 0 and at most {most} points per 100 face."),
            field=field,
            quote=_show(quote),
            most=HIGHEST_PRICE,
        )
    return float(price)


def _parse_text(quote: str, field: str, market: str, point: str) -> float:
    """Read one text."""
    if len(quote) > LONGEST_QUOTE:
        raise Refused(
            N_(
                "{field} is {quote}, which is not a price: it has {count:,} characters; write points "
                "and 32nds as in 101-02 3/4, or a decimal as in 101.0859375."
            ),
            field=field,
            quote=_show(quote),
            count=len(quote),
        )
    text = tidy(quote).translate(_MARKS)
    if not text[:1].isdigit() or not text[-1:].isdigit():
        money = _MONEY.fullmatch(text)
        text = (money[1] or money[2] or "") if money else text
    share = _SHARE.fullmatch(text)
    if share:
        return _from_share(share, field, quote)
    parts = _QUOTE.fullmatch(text)
    decimal = _DECIMAL.fullmatch(text)
    if parts and (parts["mark"] != "." or parts["plus"] or point == "32nds"):
        return _from_parts(parts, field, quote, market)
    if decimal and point == "32nds" and re.search(r"\.\d$", text):
        raise Refused(
            N_("{field} is {quote}, with one digit after the point; write the 32nds with two, as in 101.02 or 101-02."),
            field=field,
            quote=_show(quote),
        )
    if not decimal:
        _refuse(text, field, quote)
    return float(text)


def _from_share(share: re.Match[str], field: str, quote: str) -> float:
    """Add points and a fraction of a point."""
    over, under = int(share["over"]), int(share["under"])
    if under not in SHARES or over >= under:
        raise Refused(
            N_("{field} is {quote}, with {over}/{under} of a point; write 32nds as in 102 14/32 or 102-14."),
            field=field,
            quote=_show(quote),
            over=over,
            under=under,
        )
    return int(share["points"]) + over / under


def _from_parts(parts: re.Match[str], field: str, quote: str, market: str) -> float:
    """Add up points, 32nds and eighths of a 32nd, in whole 256ths so that nothing is rounded."""
    points, ticks = int(parts["points"]), int(parts["ticks"])
    if ticks > 31:
        raise Refused(
            N_(
                "{field} is {quote}, with {ticks} after the dash; only 00 to 31 (32nds of a point) can "
                "stand there, as in 101-31."
            ),
            field=field,
            quote=_show(quote),
            ticks=ticks,
        )
    if parts["plus"]:
        eighths = 4
    elif parts["over"]:
        eighths = _from_fraction(int(parts["over"]), int(parts["under"]), field, quote)
    else:
        digits = parts["third"] or parts["digits"]
        if parts["mark"] == "." and len(digits) == 2:
            digits = digits.removesuffix("0")  # a newspaper's 101.0620
        eighths = _from_digits(digits, not parts["dot"] and len(digits) == 1 and market == "cash", field, quote)
    return (points * 256 + ticks * 8 + eighths) / 256


def _from_fraction(over: int, under: int, field: str, quote: str) -> int:
    """Return the eighths of a 32nd in a fraction of one."""
    if under not in (2, 4, 8) or over >= under:
        raise Refused(
            N_(
                "{field} is {quote}, with {over}/{under} of a 32nd; write a fraction below one in "
                "halves, quarters or eighths of a 32nd, as in 101-02 3/4."
            ),
            field=field,
            quote=_show(quote),
            over=over,
            under=under,
        )
    return over * 8 // under


def _from_digits(digits: str, in_eighths: bool, field: str, quote: str) -> int:
    """Return the eighths of a 32nd in what stands after the 32nds."""
    if in_eighths:
        if int(digits) < 8:
            return int(digits)
        raise Refused(
            N_(
                "{field} is {quote}, with {digits} eighths of a 32nd; in the cash market the digit after the 32nds "
                "counts eighths, 0 to 7, as in 99-216 for 99-21¾."
            ),
            field=field,
            quote=_show(quote),
            digits=digits,
        )
    found = next((k for k, full in enumerate(THOUSANDTHS) if full.startswith(digits)), None)
    if found is None:
        raise Refused(
            N_(
                "{field} is {quote}, with .{digits} of a 32nd; the digit after the 32nds is 0, 1, 2, "
                "3, 5, 6, 7 or 8 for 0, ⅛, ¼, ⅜, ½, ⅝, ¾ or ⅞ of a 32nd, as in 109-015 for 109-01½."
            ),
            field=field,
            quote=_show(quote),
            digits=digits,
        )
    return found


def _refuse(text: str, field: str, quote: str) -> NoReturn:
    """Say what is wrong with a text that is no price, and what would be right."""
    shown, month = _show(quote), _MONTH.fullmatch(text)
    if not text:
        raise Refused(
            N_("{field} is empty; write points and 32nds as in 101-02 3/4, or a decimal as in 101.0859375."),
            field=field,
        )
    if month and (month[1] or month[4]).lower() in MONTHS:
        name, points = month[1] or month[4], month[2] or month[3]
        raise Refused(
            N_(
                "{field} is {quote}: a spreadsheet seems to have taken {meant} for a month; format the cells as "
                "text and type it again."
            ),
            field=field,
            quote=shown,
            meant=f"{points}-{MONTHS.index(name.lower()) + 1:02d}",
        )
    if "," in text:
        raise Refused(
            N_(
                "{field} is {quote}, with a comma; use a point for decimals and nothing between thousands, "
                "as in 101.5 points."
            ),
            field=field,
            quote=shown,
        )
    if re.match(r"-[\d.]", text):
        raise Refused(
            N_("{field} is {quote}, below zero; a price must be above 0 points per 100 face."), field=field, quote=shown
        )
    if re.fullmatch(r"\d+ ?- ?\d(\D.*)?", text):
        raise Refused(
            N_("{field} is {quote}, with one digit after the dash; write the 32nds with two, as in 101-02."),
            field=field,
            quote=shown,
        )
    if re.search(r"-\d\d ?\+.", text):
        raise Refused(
            N_("{field} is {quote}; the plus is half a 32nd and stands last, as in 101-02+; for ¾ write 101-02 3/4."),
            field=field,
            quote=shown,
        )
    raise Refused(
        N_(
            "{field} is {quote}, which is not a price; write points and 32nds as in 101-02 3/4, or a "
            "decimal as in 101.0859375."
        ),
        field=field,
        quote=shown,
    )


def _show(quote: object) -> str:
    """Quote what was typed, cut short if it is long."""
    typed = repr(quote[:41] if isinstance(quote, str) else quote)
    return typed if len(typed) <= 40 else typed[:40] + "…"
