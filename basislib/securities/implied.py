"""One note against the future: gross basis, net basis, implied repo rate, and the future's break-even price.

Long the basis: buy the note at P, finance it in repo until delivery, deliver it into the future at F × conversion
factor. Units and shapes are those of `basislib.securities.holding`, and so are the arguments in ``**note``: `coupon`,
`maturity`, `settle`, `delivery`, and for odd first coupons `dated` and `first_coupon`.
"""

from typing import Any

import numpy as np

from basislib.checks import plain
from basislib.securities.holding import checked, forward_price, span
from basislib.types import ArrayLike, Broadcast


def gross_basis(clean_price: ArrayLike, futures_price: ArrayLike, conversion_factor: ArrayLike) -> Broadcast:
    """Price of the note less what the future pays for it: ``P - F × CF``.

    Parameters
    ----------
    clean_price, futures_price : float or array_like
        Points per 100 face.
    conversion_factor : float or array_like

    Returns
    -------
    float or ndarray
        Points per 100 face; `basislib.securities.quotes.in_32nds` turns them into 32nds.

    Raises
    ------
    ValueError
        If an input is out of range.

    Examples
    --------
    >>> 32 * gross_basis(101.1953125, 109.09375, 0.9272)
    1.394800000000032
    """
    price, future, factor = _quotes(clean_price, futures_price, conversion_factor)
    return plain(price - future * factor)


def net_basis(
    clean_price: ArrayLike, futures_price: ArrayLike, conversion_factor: ArrayLike, *, repo_rate: ArrayLike, **note: Any
) -> Broadcast:
    """Gross basis less carry, which is ``forward price - F × CF``: what a long basis costs until delivery.

    The long owns the short's delivery options, so a fair net basis is their value, at least 0. Below 0 the
    trade earns its carry **and** gets the options for nothing. With the implied repo rate IRR,
    ``net basis = -(IRR - r) × financed``, coupons or not.

    Parameters
    ----------
    clean_price, futures_price : float or array_like
        Points per 100 face.
    conversion_factor : float or array_like
    repo_rate, **note
        As in `basislib.securities.holding.carry`.

    Returns
    -------
    float or ndarray
        Points per 100 face.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Examples
    --------
    >>> from datetime import date
    >>> note = dict(coupon=4.0, maturity=date(2030, 5, 31), settle=date(2025, 12, 15), delivery=date(2026, 4, 6))
    >>> round(32 * net_basis(101.1953125, 109.09375, 0.9272, **note, repo_rate=3.694), 4)
    -0.7138
    """
    price, future, factor = _quotes(clean_price, futures_price, conversion_factor)
    rate = checked("repo rate", repo_rate)
    return plain(price - future * factor - span(**note).carry(price, rate))


def implied_repo_rate(
    clean_price: ArrayLike, futures_price: ArrayLike, conversion_factor: ArrayLike, **note: Any
) -> Broadcast:
    """Repo rate at which buying the note and selling the future earns nothing: the trade's break-even.

    ``IRR = (F × CF + AI_D + coupons - P - AI_S) / financed``, see `basislib.securities.holding.carry` for the amount
    financed. Coupons on the way are as many as there are.

    Parameters
    ----------
    clean_price, futures_price : float or array_like
        Points per 100 face. A column against a row gives a grid.
    conversion_factor : float or array_like
    **note
        As in `basislib.securities.holding.span`.

    Returns
    -------
    float or ndarray
        Per cent a year, simple, ACT/360.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Notes
    -----
    The usual screen formula with one coupon, ``(invoice + c/2 - full) × 360 / (full × n - c/2 × n2)``, is this.

    Examples
    --------
    The five-year contract of March 2026, to 6 April and to 3 April:

    >>> from datetime import date
    >>> note = dict(coupon=4.0, maturity=date(2030, 5, 31), settle=date(2025, 12, 15))
    >>> [round(implied_repo_rate(101.1953125, 109.09375, 0.9272, **note, delivery=day), 4)
    ...  for day in (date(2026, 4, 6), date(2026, 4, 3))]
    [3.7647, 3.7609]
    """
    price, future, factor = _quotes(clean_price, futures_price, conversion_factor)
    return plain(span(**note).implied(price, future * factor))


def break_even_futures_price(
    clean_price: ArrayLike, conversion_factor: ArrayLike, *, repo_rate: ArrayLike, **note: Any
) -> Broadcast:
    """Futures price at which the net basis is nil: the converted forward price, ``forward price / CF``.

    Above it the long basis earns more than its repo costs. Parameters, unit of the result and refusals are those
    of `net_basis`.
    """
    factor = checked("conversion factor", conversion_factor)
    return plain(forward_price(clean_price, repo_rate=repo_rate, **note) / factor)


def _quotes(
    clean_price: ArrayLike, futures_price: ArrayLike, conversion_factor: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Check prices and factor."""
    return (
        checked("clean price", clean_price),
        checked("futures price", futures_price),
        checked("conversion factor", conversion_factor),
    )
