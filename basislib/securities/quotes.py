"""Treasury prices as the market writes them: whole points and 32nds of a point.

A price of 101-02¾ is 101 + 2.75/32 = 101.0859375 per 100 of face value. The finest step in use here
is an eighth of a 32nd, 1/256 of a point, which binary floating point holds exactly. How others write it, and how that is
read: `basislib.securities.dialects`.
"""

from datetime import date
from typing import Any

import numpy as np

from basislib.checks import Refused, one_of, within
from basislib.language import N_
from basislib.securities.dialects import FRACTIONS, HIGHEST_PRICE, THOUSANDTHS, VULGAR, parse_price
from basislib.types import ArrayLike, Broadcast

__all__ = ["STYLES", "format_price", "in_32nds", "note_name", "parse_price"]
STYLES = ("fraction", "unicode", "plus", "cme", "decimal")


def format_price(price: ArrayLike, style: str = "fraction", nearest: bool = False) -> Any:  # one, or an array
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


def note_name(coupon: float, maturity: date) -> str:
    """Return a note as the market names it, by its coupon in % a year and its maturity: ``4⅜% Aug 2043``."""
    whole, rest = divmod(round(8 * coupon), 8)
    words = f"{whole or ''}{VULGAR[rest]}" if abs(8 * coupon - round(8 * coupon)) < 1e-9 and coupon else f"{coupon:g}"
    return f"{words}% {maturity:%b %Y}"


def in_32nds(points: ArrayLike) -> Broadcast:
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


def _count_eighths(prices: np.ndarray, nearest: bool) -> np.ndarray:
    """Count the eighths of a 32nd in each price; refuse a price between two unless told to round."""
    counts = np.maximum(np.rint(256 * prices), 1).astype(int)
    wrong = counts != 256 * prices
    if wrong.any() and not nearest:
        price, count = prices[wrong].flat[0], counts[wrong].flat[0]
        raise Refused(
            N_(
                "price is {price!r} points per 100 face, which is no whole number of eighths of a 32nd; "
                "the nearest that can be written is {nearest} (nearest=True rounds)."
            ),
            price=float(price),
            nearest=_write(count, "fraction"),
        )
    return counts


def _write(count: int, style: str) -> str:
    """Write a price given in eighths of a 32nd."""
    points, rest = divmod(int(count), 256)
    ticks, eighths = divmod(rest, 8)
    part = {
        "fraction": FRACTIONS[eighths],
        "unicode": VULGAR[eighths],
        "plus": "+" if eighths == 4 else FRACTIONS[eighths],
        "cme": THOUSANDTHS[eighths][0],
    }
    if style == "decimal":
        return np.format_float_positional(count / 256, trim="-")
    return f"{points}-{ticks:02d}{part[style]}"
