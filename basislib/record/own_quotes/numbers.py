"""Plain numbers in a reader's table: coupons, conversion factors, repo rates."""

import re

from basislib.checks import Amount, Refused
from basislib.language import N_

COUPONS = (0.0, 20.0)  # % a year; the highest a Treasury bond ever paid is 15.75
FACTORS = (0.2, 3.0)
REPO_RATES = (-20.0, 50.0)  # % a year
EIGHTH = 0.125
LARGEST_SHARE = 0.25  # a coupon above it is in per cent in any case

_DECIMAL = re.compile(r"\d{1,9}(?:[.,]\d{0,30})?|[.,]\d{1,30}", re.ASCII)
_MIXED = re.compile(r"(?:(\d{1,3})(?: |-| - ))?(\d)/([248])", re.ASCII)


def decimal(text: str) -> float:
    """Return a plain number not below 0; a comma may stand for the point. A `Refused` says what is wrong."""
    if not _DECIMAL.fullmatch(text):
        raise Refused(N_("This is not a number."))
    return float(text.replace(",", "."))


def coupon(text: str) -> float:
    """Return a coupon as it stands: a decimal, or whole and eighths, with or without a per cent sign."""
    text = text.removesuffix("%").rstrip()
    mixed = _MIXED.fullmatch(text)
    if not mixed:
        return _within(decimal(text), COUPONS, "% a year")
    whole, over, under = mixed.groups()
    if int(over) >= int(under):
        raise Refused(N_("The fraction {over}/{under} is not between 0 and 1."), over=over, under=under)
    return _within(int(whole or 0) + int(over) / int(under), COUPONS, "% a year")


def in_eighths(text: str, coupon: float) -> float:
    """Return the coupon of which a decimal of two places or more is the rounded one, as 3.875 for 3.88."""
    places = len(text.removesuffix("%").rstrip().replace(",", ".").partition(".")[2])
    nearest = round(coupon / EIGHTH) * EIGHTH
    return nearest if places >= 2 and abs(nearest - coupon) < 0.51 * 10.0**-places else coupon


def are_shares(texts: list[str], coupons: list[float]) -> bool:
    """Whether a column of coupons is in shares of 1, as 0.04 for 4%.

    They are if none is above a quarter, none has a per cent sign or a fraction, and at least one is an eighth of a
    per cent only when it is read so: 0.125 is ⅛%, 0.04 cannot be.
    """
    if any("%" in text or "/" in text for text in texts) or max(coupons, default=1) > LARGEST_SHARE:
        return False
    return any(_in_eighths(100 * each) and not _in_eighths(each) for each in coupons)


def factor(text: str) -> float:
    """Return a conversion factor."""
    return _within(decimal(text), FACTORS, "")


def rate(text: str) -> float:
    """Return a repo rate, % a year; it may be below 0."""
    text = text.removesuffix("%").rstrip()
    below = text.startswith("-")
    return _within(-decimal(text[1:]) if below else decimal(text), REPO_RATES, "% a year")


def _in_eighths(coupon: float) -> bool:
    return abs(coupon / EIGHTH - round(coupon / EIGHTH)) < 1e-9


def _within(value: float, bounds: tuple[float, float], unit: str) -> float:
    """Refuse a number that no Treasury note has."""
    if not bounds[0] <= value <= bounds[1]:
        raise Refused(
            N_("This is {value}, which is not between {low} and {high}."),
            value=Amount(value),
            low=Amount(bounds[0]),
            high=Amount(bounds[1], unit),
        )
    return value
