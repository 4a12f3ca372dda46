"""The price of a future as a reader types it: 32nds or decimal, and always on the contract's step."""

import re

from basislib.checks import Refused
from basislib.language import N_
from basislib.securities.dialects import parse_price, tidy
from basislib.securities.quotes import format_price
from basislib.securities.specifications import CONTRACTS

FIELD = N_("futures price")
_DOTTED = re.compile(r"\d{2,3}\.(\d\d)\d?", re.ASCII)
_DECIMAL = re.compile(r"\d+(?:\.(\d*))?|\.(\d+)", re.ASCII)


class Unclear(Refused):
    """A price that can be read in two ways; the reader is asked."""


def future_price(text: str, contract: str, point: str = "") -> float:
    """Read the price of a future.

    Parameters
    ----------
    text : str
        As `basislib.securities.quotes.parse_price` reads it; a comma may stand for the point.
    contract : str
        Such as ``"FV"``, whose price moves in quarters of a 32nd.
    point : {"", "32nds", "decimal"}, optional
        What a point means; without a choice a price that may be both is asked about.

    Returns
    -------
    float
        Points per 100 face. A decimal that was cut or rounded becomes the step it was made from.

    Raises
    ------
    Unclear
        If the price can be 32nds or a decimal.
    ValueError
        If it is no price, or not on the contract's step.
    """
    plain = tidy(text)
    if re.fullmatch(r"\d{2,3},\d+", plain):
        plain = plain.replace(",", ".")
    tick = CONTRACTS[contract].tick
    dotted = _DOTTED.fullmatch(plain)
    if dotted and int(dotted[1]) < 32 and not point:
        in_32nds = _on_step(plain, tick)
        exact = _nearest(float(plain), tick, len(plain.partition(".")[2]))
        if in_32nds is not None and (exact is None or exact != in_32nds):
            raise Unclear(
                N_("futures price is {quote}, which can be {price} or a decimal; say below which."),
                quote=repr(plain),
                price=format_price(in_32nds, "unicode"),
            )
    found = parse_price(plain, field=FIELD, point=point or "decimal")
    decimal = _DECIMAL.fullmatch(plain)
    if decimal and not (dotted and point == "32nds"):
        nearest = _nearest(found, tick, len(decimal[1] or decimal[2] or ""))
        found = found if nearest is None else nearest
        if nearest is None and point == "decimal":
            return float(found)
    _refuse_between(found, tick, contract, plain)
    return float(found)


def _on_step(text: str, tick: float) -> float | None:
    """Return a price with a point as 32nds, if it is one on the contract's step."""
    try:
        found = parse_price(text, point="32nds")
    except Refused:
        return None
    return found if found % tick == 0 else None


def _nearest(price: float, tick: float, places: int) -> float | None:
    """Return the one step of which a decimal is the price, exact, rounded or cut; None if there is none, or two."""
    if price % tick == 0:
        return price
    below, unit = price // tick * tick, 10.0**-places
    found = [step for step in (below, below + tick) if -0.5 * unit - 1e-12 <= step - price < unit - 1e-12]
    return found[0] if len(found) == 1 else None


def _refuse_between(price: float, tick: float, contract: str, text: str) -> None:
    """Refuse a price between two steps of a contract."""
    if price % tick:
        below = price // tick * tick
        raise Refused(
            N_(
                "futures price is {quote}, and the {contract} does not trade there: the steps beside it are {below} and "
                "{above}."
            ),
            quote=repr(text),
            contract=contract,
            below=format_price(below, "unicode"),
            above=format_price(below + tick, "unicode"),
        )
