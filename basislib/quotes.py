"""Treasury prices as the market writes them: whole points and 32nds of a point.

A price of 101-02¾ is 101 + 2.75/32 = 101.0859375 per 100 of face value. The finest step in use here
is an eighth of a 32nd, 1/256 of a point, which binary floating point holds exactly.
"""

import re
import unicodedata
from numbers import Real

import numpy as np

from basislib.checks import one_of, within

STYLES = ("fraction", "unicode", "plus", "cme", "decimal")
HIGHEST_PRICE = 1000  # no Treasury trades near this, so more points mean a forgotten dash

# Eighths of a 32nd, 0 to 7, in each notation. The exchange cuts 0.125, 0.250, ... after the first digit.
_VULGAR = ("", "⅛", "¼", "⅜", "½", "⅝", "¾", "⅞")
_FRACTIONS = ("", " 1/8", " 1/4", " 3/8", " 1/2", " 5/8", " 3/4", " 7/8")
_THOUSANDTHS = ("000", "125", "250", "375", "500", "625", "750", "875")

_SPELT_OUT = str.maketrans(dict(zip(_VULGAR[1:], _FRACTIONS[1:], strict=True)))
_DASHES = dict.fromkeys(map(ord, "-‐‑–—−'‘’′:"), "-") | {ord("⁄"): "/"}
_DECIMAL = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_QUOTE = re.compile(
    r"(?P<points>\d{1,9}) ?- ?(?P<ticks>\d\d)"
    r"(?: ?(?P<plus>\+)| (?P<over>\d{1,2}) ?/ ?(?P<under>\d{1,2})|\.?(?P<digits>\d{0,9}))",
    re.ASCII,
)


def parse_price(quote, field="price"):
    """Read a Treasury price in any of the ways the market writes it.

    ``price = points + (32nds + eighths / 8) / 32``, exactly.

    Parameters
    ----------
    quote : str, int, float or array_like of these
        Points, then two digits of 32nds, then a part of a 32nd:

        ============================  ================================================================
        ``101-02``                    101 + 2/32
        ``101-02 3/4``, ``101-02¾``   a fraction of a 32nd in halves, quarters or eighths
        ``109-01+``                   plus: half a 32nd
        ``109-015``, ``109-01.5``     the exchange's third digit, a decimal of a 32nd cut after one
                                      place: 0, 1, 2, 3, 5, 6, 7, 8 for 0, ⅛, ¼, ⅜, ½, ⅝, ¾, ⅞
        ``101-02.75``                 the same decimal, not cut
        ``101.0859375``, 101.0859375  a plain decimal, as text or as a number
        ============================  ================================================================

        An apostrophe or a colon may stand for the dash, and spaces do not matter. Some cash screens
        write a third digit that counts eighths (``101-026`` for 101-02¾); the exchange's meaning is
        used here (``101-026`` is 101-02⅝), and the digit 4, which only such screens use, is refused.
    field : str, optional
        What the reader calls this price, for the error sentence: ``"futures price"``.

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
    Source: CME Group contract specifications of Treasury futures ("119-162 represents
    119 16.25/32, 119-165 represents 119 16.5/32, and 119-167 represents 119 16.75/32").

    Examples
    --------
    >>> parse_price("101-02 3/4")
    101.0859375
    >>> parse_price(["109-01+", "109-015", 109.046875])
    array([109.046875, 109.046875, 109.046875])
    """
    quotes = np.asarray(quote, dtype=object)
    if quotes.ndim == 0:
        return _parse_one(quote.item() if isinstance(quote, np.ndarray) else quote, field)
    return np.array([_parse_one(one, field) for one in quotes.flat], dtype=float).reshape(quotes.shape)


def format_price(price, style="fraction", nearest=False):
    """Write a price in points and 32nds.

    Parameters
    ----------
    price : float or array_like
        Price per 100 of face value.
    style : {"fraction", "unicode", "plus", "cme", "decimal"}
        ``"fraction"`` 101-02 3/4, ``"unicode"`` 101-02¾, ``"plus"`` 109-01+ for half a 32nd and
        otherwise as ``"fraction"``, ``"cme"`` 109-015 always with the third digit,
        ``"decimal"`` 101.0859375 with as many places as the number has.
    nearest : bool, optional
        Round to the nearest eighth of a 32nd (halfway cases to the even eighth, and never below the
        smallest price, 0-00 1/8). Without it a price between two eighths is refused, except in the
        style ``"decimal"``, which can write any price.

    Returns
    -------
    str or ndarray of str
        The quote; `parse_price` reads it back to exactly the same number.

    Raises
    ------
    ValueError
        If a price is not above 0 and at most 1000 points per 100 face, is not a whole number of
        eighths of a 32nd, or if `style` is unknown.

    Examples
    --------
    >>> format_price(101.0859375)
    '101-02 3/4'
    >>> format_price(109.046875, style="cme")
    '109-015'
    """
    one_of("style", style, STYLES)
    prices = within("price", price, "points per 100 face", above=0, high=HIGHEST_PRICE)
    if style == "decimal" and not nearest:
        texts = [np.format_float_positional(one, trim="-") for one in prices.flat]
    else:
        texts = [_write(count, style) for count in _count_eighths(prices, nearest).flat]
    return texts[0] if prices.ndim == 0 else np.array(texts, dtype=str).reshape(prices.shape)


def in_32nds(points):
    """Turn a price difference, such as a basis, from points into 32nds: ``32 * points``.

    Parameters
    ----------
    points : float or array_like
        Points per 100 of face value; may be negative.

    Returns
    -------
    float or ndarray
        32nds of a point.

    Raises
    ------
    ValueError
        If an entry is not a finite number.
    """
    ticks = 32 * within("price difference", points, "points")
    return ticks.item() if ticks.ndim == 0 else ticks


def _parse_one(quote, field):
    """Read one quote, a number or a text."""
    if isinstance(quote, str):
        # NFKC turns full-width digits and signs, as typed with a Chinese keyboard, into plain ones.
        text = unicodedata.normalize("NFKC", quote.translate(_SPELT_OUT))
        text = " ".join(text.translate(_DASHES).split())
        parts = _QUOTE.fullmatch(text)
        if parts:
            price = _from_parts(parts, field, quote)
        elif _DECIMAL.fullmatch(text):
            price = float(text)
        else:
            raise ValueError(_explain(text, field, quote))
    elif isinstance(quote, Real) and not isinstance(quote, bool | np.bool):
        price = quote
    else:
        raise ValueError(f"{field} is {_show(quote)}; it must be a text such as 101-02 3/4 or a number.")
    if not 0 < price <= HIGHEST_PRICE:
        hint = " (was the dash of 101-02 forgotten?)" if price > HIGHEST_PRICE else ""
        rule = f"above 0 and at most {HIGHEST_PRICE} points per 100 face"
        raise ValueError(f"{field} is {_show(quote)}; it must be {rule}{hint}.")
    return float(price)


def _from_parts(parts, field, quote):
    """Add up points, 32nds and eighths of a 32nd, in whole 256ths so that nothing is rounded."""
    points, ticks = int(parts["points"]), int(parts["ticks"])
    if ticks > 31:
        raise ValueError(
            f"{field} is {_show(quote)}, with {ticks} after the dash; only 00 to 31 (32nds of a point) "
            f"can stand there, as in 101-31."
        )
    if parts["plus"]:
        eighths = 4
    elif parts["over"]:
        over, under = int(parts["over"]), int(parts["under"])
        if under not in (2, 4, 8) or not 0 < over < under:
            raise ValueError(
                f"{field} is {_show(quote)}, with {over}/{under} of a 32nd; write a fraction below one "
                f"in halves, quarters or eighths of a 32nd, as in 101-02 3/4."
            )
        eighths = over * 8 // under
    else:
        digits = parts["digits"]
        eighths = next((k for k, full in enumerate(_THOUSANDTHS) if full.startswith(digits)), None)
        if eighths is None:
            raise ValueError(
                f"{field} is {_show(quote)}, with .{digits} of a 32nd; the digit after the 32nds is "
                f"0, 1, 2, 3, 5, 6, 7 or 8 for 0, ⅛, ¼, ⅜, ½, ⅝, ¾ or ⅞ of a 32nd, as in 109-015 for 109-01½."
            )
    return (points * 256 + ticks * 8 + eighths) / 256


def _explain(text, field, quote):
    """Say what is wrong with a text that is no price, and what would be right."""
    right = "write points and 32nds as in 101-02 3/4, or a decimal as in 101.0859375"
    if not text:
        return f"{field} is empty; {right}."
    if "," in text:
        wrong = "with a comma; use a point for decimals and nothing between thousands, as in 101.5 points"
    elif re.match(r"-[\d.]", text):
        wrong = "below zero; a price must be above 0 points per 100 face"
    elif re.fullmatch(r"\d+ ?- ?\d(\D.*)?", text):
        wrong = "with one digit after the dash; write the 32nds with two, as in 101-02"
    else:
        wrong = f"which is not a price; {right}"
    return f"{field} is {_show(quote)}, {wrong}."


def _show(quote):
    """Quote what was typed, cut short if it is long."""
    typed = repr(quote)
    return typed if len(typed) <= 40 else typed[:40] + "…"


def _count_eighths(prices, nearest):
    """Count the eighths of a 32nd in each price; refuse a price between two unless told to round."""
    counts = np.maximum(np.rint(256 * prices), 1).astype(int)
    wrong = counts != 256 * prices
    if wrong.any() and not nearest:
        price, count = prices[wrong].flat[0], counts[wrong].flat[0]
        raise ValueError(
            f"price is {float(price)!r} points per 100 face, which is no whole number of eighths of a 32nd; "
            f"the nearest that can be written is {_write(count, 'fraction')} (nearest=True rounds)."
        )
    return counts


def _write(count, style):
    """Write a price given in eighths of a 32nd."""
    points, rest = divmod(int(count), 256)
    ticks, eighths = divmod(rest, 8)
    part = {
        "fraction": _FRACTIONS[eighths],
        "unicode": _VULGAR[eighths],
        "plus": "+" if eighths == 4 else _FRACTIONS[eighths],
        "cme": _THOUSANDTHS[eighths][0],
    }
    if style == "decimal":
        return np.format_float_positional(count / 256, trim="-")
    return f"{points}-{ticks:02d}{part[style]}"
