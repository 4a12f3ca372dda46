"""Yield shifts at which another note becomes the cheapest to deliver: every one in a range, exactly."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from basislib.checks import Refused, one_of
from basislib.language import N_
from basislib.securities.baskets import SHIFTS, Basket, shifted_yields, single

if TYPE_CHECKING:
    from pandas import DataFrame

SWITCH_WIDTH = 1e-7  # basis points, narrower than any two switches that mean something
CELLS = 64  # first pieces of the range that is searched for switches; only the speed depends on it
MOST_PIECES = 10_000  # a few for every switch are usual
ALONG = ("level", "slope")


def switch_points(
    basket: Basket,
    *,
    repo_rate: float,
    low_bp: float = -300.0,
    high_bp: float = 300.0,
    along: str = "level",
    other_bp: float = 0.0,
    days_too: bool = False,
) -> "DataFrame":
    """Yield shifts at which the cheapest note changes, every one in the range, to 1e-9 basis points.

    Each note is delivered on its best day of the basket's.

    Parameters
    ----------
    basket : Basket
    repo_rate : float
        To delivery, per cent a year, ACT/360.
    low_bp, high_bp : float, optional
        Range to search, basis points.
    along : {"level", "slope"}, optional
        Which shift moves.
    other_bp : float, optional
        The other shift, held, basis points.
    days_too : bool, optional
        Also those shifts at which the note stays and only its best delivery day changes.

    Returns
    -------
    pandas.DataFrame
        One row per switch in order of shift: `shift_bp`, `converted_price` (of both notes there),
        `from_note`, `to_note` (positions in the basket), and with `from` and `to` likewise `_delivery`, `_coupon` and
        `_maturity`. Empty if nothing switches.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Nothing is missed between the points of a grid. The converted forward price of a note on a day is convex in the
    shift, so over any piece of the range it lies below its chord and above its tangents. A piece in which the same
    note and day are cheapest at both ends and every other has a tangent above their chord contains no switch. All
    other pieces are halved until they are 1e-7 basis points wide, and then solved by one secant step. Only what is
    cheapest over less than that can be passed over. Where two prices touch without crossing, to the last digit of a
    float, rounding decides.
    """
    import pandas as pd  # only where tables are made: most of the workbook needs none

    one_of("along", along, ALONG)
    rate = single("repo rate", repo_rate)
    low, high, other = (
        single(name, shift, **SHIFTS)
        for name, shift in ((N_("lowest shift"), low_bp), (N_("highest shift"), high_bp), (N_("other shift"), other_bp))
    )
    if low >= high:
        raise Refused(N_("lowest shift is {low:g} bp; it must be below the highest, {high:g} bp."), low=low, high=high)
    if np.any(basket.span.growth(rate) <= 0):
        raise Refused(
            N_("repo rate is {rate:g}% a year; over {days} days it leaves nothing of a price."),
            rate=rate,
            days=int(np.max(basket.span.days)),
        )
    pieces = _uncertain_pieces(basket, rate, along, other, low, high)
    rows = np.array([_solve_switch(basket, rate, along, other, *piece) for piece in pieces]).reshape(-1, 4)
    sides, size = rows[:, 2:].astype(int), len(basket)
    switch = (sides[:, 0] != sides[:, 1]) if days_too else (sides[:, 0] % size != sides[:, 1] % size)
    (day, note), rows = np.divmod(sides[switch].T, size), rows[switch]
    table: dict[str, np.ndarray] = {"shift_bp": rows[:, 0], "converted_price": rows[:, 1]}
    maturity, delivery = (np.array(days, dtype=object) for days in (basket.maturity, basket.deliveries))
    for side, name in enumerate(("from", "to")):
        table[f"{name}_note"], table[f"{name}_delivery"] = note[side], delivery[day[side]]
        table[f"{name}_coupon"], table[f"{name}_maturity"] = basket.coupon[note[side]], maturity[note[side]]
    return pd.DataFrame(table)


def _converted_and_slopes(
    basket: Basket, rate: float, along: str, other: float, shifts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Converted prices and their derivatives by the shift that moves; days and notes along one last axis."""
    held = np.full_like(shifts, other)
    level, slope = (shifts, held) if along == "level" else (held, shifts)
    clean, dv01 = basket.prices_at(shifted_yields(basket, level, slope))
    moves = 1.0 if along == "level" else basket.tilt
    prices = basket.forwards(clean, np.array([rate])) / basket.conversion_factor
    slopes = -(dv01 * moves / basket.conversion_factor)[..., None, :] * basket.span.growth(rate)
    return prices.reshape(*shifts.shape, -1), slopes.reshape(*shifts.shape, -1)


def _uncertain_pieces(
    basket: Basket, rate: float, along: str, other: float, low: float, high: float
) -> Iterable[tuple[float, float]]:
    """Return the narrow pieces of the range, in order, that may contain a switch."""
    edges = np.linspace(low, high, CELLS + 1)
    lows, highs = edges[:-1], edges[1:]
    while lows.size:
        start, end = (_converted_and_slopes(basket, rate, along, other, side) for side in (lows, highs))
        open_ = ~_no_switch(*start, *end, (highs - lows)[:, None])
        lows, highs = lows[open_], highs[open_]
        if not lows.size or np.max(highs - lows) <= SWITCH_WIDTH:
            break
        if lows.size > MOST_PIECES:
            raise Refused(N_("two notes of the basket cost the same everywhere; none can replace the other."))
        middles = (lows + highs) / 2
        lows, highs = np.sort(np.concatenate([lows, middles])), np.sort(np.concatenate([middles, highs]))
    return zip(lows.tolist(), highs.tolist(), strict=True)


def _no_switch(
    start: np.ndarray, start_slopes: np.ndarray, end: np.ndarray, end_slopes: np.ndarray, widths: np.ndarray
) -> np.ndarray:
    """Whether the same note and day are certainly the cheapest all over a piece, from its two ends."""
    best = np.argmin(start, axis=-1)[:, None]
    floor, roof = np.take_along_axis(start, best, -1), np.take_along_axis(end, best, -1)
    above = (start + start_slopes * widths >= roof) | (end - end_slopes * widths >= floor)
    above |= np.arange(start.shape[-1]) == best
    return (np.argmin(end, axis=-1) == best[:, 0]) & above.all(axis=-1)


def _solve_switch(
    basket: Basket, rate: float, along: str, other: float, low: float, high: float
) -> tuple[float, float, int, int]:
    """Return the shift, the price, and note and day before and after in one number, by a secant over a narrow piece."""
    prices, _ = _converted_and_slopes(basket, rate, along, other, np.array([low, high]))
    before, after = np.argmin(prices, axis=-1)
    gaps = prices[:, after] - prices[:, before]
    part = gaps[0] / (gaps[0] - gaps[1]) if gaps[0] != gaps[1] else 0.5
    at = low + (high - low) * part
    there, _ = _converted_and_slopes(basket, rate, along, other, np.array([at]))
    return at, float(there[0, before]), int(before), int(after)
