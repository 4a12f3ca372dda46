"""The roll: two futures of one kind side by side, and what staying in the trade for another quarter costs.

Whoever holds a basis position past its future buys that future back and sells the next one. In one order that is the
*calendar spread*, front price less back price. For a note that both contracts take, the two futures prices alone say at
which rate it can be held from one delivery to the next: the **implied forward repo rate**, to be compared with the
forward rate at which that time can be financed. Units and conventions are those of `basislib.securities.basis`.
"""

from datetime import date
from typing import Any

import numpy as np

from basislib.checks import plain
from basislib.securities.basis import break_even_futures_price, checked, implied_repo_rate, net_basis
from basislib.types import ArrayLike, Broadcast


def implied_forward_repo(
    front_price: ArrayLike,
    back_price: ArrayLike,
    front_factor: ArrayLike,
    back_factor: ArrayLike,
    *,
    coupon: ArrayLike,
    maturity: date,
    front_delivery: date,
    back_delivery: date,
) -> Broadcast:
    """Return the repo rate between two deliveries at which holding the note in between earns nothing.

    The note costs the front future's invoice price on the first delivery day and brings the back future's on the second:
    ``(F₂ CF₂ + AI₂ + coupons - F₁ CF₁ - AI₁) / financed``, the implied repo rate with the front invoice as its price.

    Parameters
    ----------
    front_price, back_price : float or array_like
        Futures prices, points per 100 face.
    front_factor, back_factor : float or array_like
        Conversion factors of one note in the two contracts.
    coupon : float or array_like
        Per cent a year.
    maturity, front_delivery, back_delivery : datetime.date

    Returns
    -------
    float or ndarray
        Per cent a year, simple, ACT/360.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Examples
    --------
    The bond contracts of June and September 2020 at the settlements of 20 May, for the 4½% of February 2036:

    >>> bond = dict(coupon=4.5, maturity=date(2036, 2, 15))
    >>> days = dict(front_delivery=date(2020, 6, 30), back_delivery=date(2020, 9, 30))
    >>> round(implied_forward_repo(179.625, 178.09375, 0.85, 0.8514, **bond, **days), 2)
    0.2
    """
    first = checked("futures price", front_price) * checked("conversion factor", front_factor)
    dates: dict[str, Any] = {
        "coupon": coupon,
        "maturity": maturity,
        "settle": front_delivery,
        "delivery": back_delivery,
    }
    return implied_repo_rate(first, back_price, back_factor, **dates)


def roll_gain(
    front_price: ArrayLike,
    back_price: ArrayLike,
    front_factor: ArrayLike,
    back_factor: ArrayLike,
    *,
    coupon: ArrayLike,
    maturity: date,
    front_delivery: date,
    back_delivery: date,
    repo_rate: ArrayLike,
) -> Broadcast:
    """Return what holding the note from one delivery to the next earns over the forward repo rate.

    The net basis of the back contract on the first delivery day, with the sign turned: ``(implied forward repo - r) ×
    financed``. Below 0 the holder pays to stay in. `repo_rate` is the forward rate between the two days, per cent a
    year; the rest is as in `implied_forward_repo`.

    Returns
    -------
    float or ndarray
        Points per 100 face of notes.
    """
    first = checked("futures price", front_price) * checked("conversion factor", front_factor)
    dates: dict[str, Any] = {
        "coupon": coupon,
        "maturity": maturity,
        "settle": front_delivery,
        "delivery": back_delivery,
    }
    return plain(-np.asarray(net_basis(first, back_price, back_factor, **dates, repo_rate=repo_rate)))


def fair_calendar_spread(
    front_price: ArrayLike,
    front_factor: ArrayLike,
    back_factor: ArrayLike,
    *,
    coupon: ArrayLike,
    maturity: date,
    front_delivery: date,
    back_delivery: date,
    repo_rate: ArrayLike,
) -> Broadcast:
    """Return the calendar spread, front less back, at which staying in neither costs nor brings anything.

    Front price less the back contract's break-even price on the first delivery day; parameters as in `roll_gain`, unit
    points per 100 face. It leaves out that the two contracts' delivery options are worth different sums.
    """
    front = checked("futures price", front_price)
    dates: dict[str, Any] = {
        "coupon": coupon,
        "maturity": maturity,
        "settle": front_delivery,
        "delivery": back_delivery,
    }
    first = front * checked("conversion factor", front_factor)
    return plain(front - break_even_futures_price(first, back_factor, **dates, repo_rate=repo_rate))
