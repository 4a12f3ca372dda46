"""Checks that accounts, margins and their odds share: amounts of money, whole numbers, one input above another.

Money is dollars per unit of the good (per 100 of face value for a Treasury future).
"""

import numpy as np

from basislib.checks import Amount, Refused, within
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast

MONEY = N_("dollars per unit")
PER_DAY = N_("dollars per unit a day")
MOST_DOLLARS = 1e100  # dollars; sums and products of larger amounts would overflow
ROUNDING = 1e-12  # relative; a shortfall smaller than this is arithmetic noise, not a margin call


def money(
    field: str, value: ArrayLike, unit: str = MONEY, low: float = -MOST_DOLLARS, above: float | None = None
) -> np.ndarray:
    """Return an amount of money as an array if it lies in the allowed range."""
    return within(field, value, unit, low=low, above=above, high=MOST_DOLLARS)


def per_day(field: str, value: ArrayLike, low: float = -MOST_DOLLARS) -> np.ndarray:
    """Return an amount of money a day as an array if it lies in the allowed range."""
    return money(field, value, PER_DAY, low)


def whole(field: str, value: ArrayLike, unit: str, low: float, single: bool = False) -> Broadcast:
    """Return whole numbers of at least `low`: an array, or one int if there must be a single one."""
    array = within(field, value, unit, low=low)
    broken = array[array != np.rint(array)]
    if broken.size:
        raise Refused(
            N_("{field} is {offender}; it must be a whole number."), field=field, offender=Amount(broken[0], unit)
        )
    if single and array.ndim:
        raise Refused(N_("{field} has {count} entries; it must be one whole number."), field=field, count=array.size)
    return int(array) if single else array


def not_above(field: str, value: ArrayLike, limit_field: str, limit: ArrayLike, unit: str = MONEY) -> None:
    """Refuse a value above another input; the sentence names the first offender and its limit."""
    value, limit = np.broadcast_arrays(value, limit)
    if np.any(value > limit):
        high, top = value[value > limit].flat[0], limit[value > limit].flat[0]
        raise Refused(
            N_("{field} is {high:.10g} {unit}; it must be at most the {limit_field}, {top:.10g} {unit}."),
            field=field,
            high=high,
            unit=unit,
            limit_field=limit_field,
            top=top,
        )
