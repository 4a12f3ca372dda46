"""A basis position held to delivery with any number of futures: what is locked in, and what is a bet on prices.

A note delivered brings last futures price × conversion factor. So factor × face of futures against each face of notes
makes the last price drop out, and only then is the net basis the profit. See `docs/model.md`, section 1. Numbers of
futures are ratios: face of futures sold for each face of notes held.
"""

from datetime import date
from typing import Any

import numpy as np

from basislib.checks import plain, within
from basislib.securities.basis import checked, net_basis
from basislib.types import ArrayLike, Broadcast

_MOVE: dict[str, Any] = {"unit": "points per 100 face", "low": -1000, "high": 1000}


def profit_to_delivery(
    clean_price: ArrayLike,
    futures_price: ArrayLike,
    conversion_factor: ArrayLike,
    *,
    coupon: ArrayLike,
    maturity: date,
    settle: date,
    delivery: date,
    repo_rate: ArrayLike,
    futures_per_note: ArrayLike,
    futures_move: ArrayLike = 0.0,
) -> Broadcast:
    """Return what buying the note, selling futures and delivering the note earns.

    ``profit = -net basis + (CF - q) × (F_T - F)``: the note brings ``F_T × CF`` on delivery, and q futures sold for
    each note lose ``q × (F_T - F)``. On the last trading day the hedge is brought to one future for each note delivered,
    at F_T (`basislib.securities.hedges.tail`). With q = CF no price is left in it.

    Parameters
    ----------
    clean_price, futures_price, conversion_factor, coupon, maturity, settle, delivery, repo_rate
        As in `basislib.securities.basis.net_basis`.
    futures_per_note : float or array_like
        q, face of futures sold for each face of notes.
    futures_move : float or array_like, optional
        F_T - F, move of the future until its last trading day, points per 100 face.

    Returns
    -------
    float or ndarray
        Points per 100 face of notes, above the repo rate; the inputs broadcast.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Notes
    -----
    Gains and losses on the way are paid every day; interest on them is left out.

    Examples
    --------
    One future for each note instead of 0.9272 is a bet on rates:

    >>> note = dict(coupon=4.0, maturity=date(2030, 5, 31), settle=date(2025, 12, 15), delivery=date(2026, 4, 3))
    >>> 100 * profit_to_delivery(101.1953125, 109.09375, 0.9272, **note, repo_rate=3.694, futures_per_note=1,
    ...                          futures_move=[-5, 5]).round(3)
    array([ 38.5, -34.3])
    """
    cost = net_basis(
        clean_price,
        futures_price,
        conversion_factor,
        coupon=coupon,
        maturity=maturity,
        settle=settle,
        delivery=delivery,
        repo_rate=repo_rate,
    )
    return plain(_bet(conversion_factor, futures_per_note, futures_move) - cost)


def tail_left_open(futures_per_note: ArrayLike, note_move: ArrayLike) -> Broadcast:
    """Return what a tail that was not traded brings once the future has stopped trading: ``(1 - q) × move of the note``.

    A contract delivers its whole face whatever the factor is. So q futures for each note deliver q of them, and 1 - q
    of a note is left without a future; below 0 it is missing. From the last trading day on its price is the fund's.

    Parameters
    ----------
    futures_per_note : float or array_like
        q, as in `profit_to_delivery`.
    note_move : float or array_like
        Price at which the rest is sold, or bought, less the invoice price; points per 100 face.

    Returns
    -------
    float or ndarray
        Points per 100 face of notes.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    return plain((1 - _ratio(futures_per_note)) * within("move of the note", note_move, **_MOVE))


def _bet(factor: ArrayLike, futures_per_note: ArrayLike, futures_move: ArrayLike) -> np.ndarray:
    """Return what the futures too many or too few make of a move, points per 100 face of notes."""
    short = checked("conversion factor", factor) - _ratio(futures_per_note)
    return short * within("move of the future", futures_move, **_MOVE)


def _ratio(futures_per_note: ArrayLike) -> np.ndarray:
    """Check a number of futures for each note."""
    return within("futures per note", futures_per_note, low=0, high=100)
