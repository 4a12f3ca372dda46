"""The cheapest note and day to deliver: converted forward prices, the future they bound, and rankings.

Buying a note, selling its factor in futures and delivering it on a day earns ``F × CF - forward price``. So the future
should cost no more than the lowest ``forward price / CF`` over all notes **and** days; where it does, that is the
basis trade. For one note, the better of the first and the last day follows the sign of its daily carry: with negative
carry the first, since each day of waiting costs, with positive carry the last.

Across days net bases are compared, not implied repos: these are rates over different times. Baskets, units and shapes
are those of `basislib.securities.baskets`.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.checks import Refused, plain
from basislib.language import N_
from basislib.securities.baskets import Basket, Notes, prepare_basket, shifted_prices, single
from basislib.securities.holding import checked
from basislib.types import ArrayLike, Broadcast

if TYPE_CHECKING:
    from pandas import DataFrame


def prices_by_day(
    basket: Basket, shift_bp: ArrayLike = 0.0, slope_bp: ArrayLike = 0.0, *, repo_rate: ArrayLike
) -> np.ndarray:
    """Converted forward prices as by `converted_prices`, for each delivery day: the days before the notes."""
    clean = shifted_prices(basket, shift_bp, slope_bp)
    rate = checked("repo rate", repo_rate)[..., None]
    return basket.forwards(clean, rate) / basket.conversion_factor


def converted_prices(
    basket: Basket, shift_bp: ArrayLike = 0.0, slope_bp: ArrayLike = 0.0, *, repo_rate: ArrayLike
) -> np.ndarray:
    """Converted forward prices, ``forward price / CF``, on each note's best day; the lowest prices the future.

    Parameters
    ----------
    basket : Basket
    shift_bp, slope_bp : float or array_like
        As in `basislib.securities.baskets.shifted_prices`.
    repo_rate : float or array_like
        To delivery, whichever the day, per cent a year, ACT/360; broadcasts against the shifts.

    Returns
    -------
    ndarray
        Points per 100 face; the broadcast shape, then one entry per note.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    return prices_by_day(basket, shift_bp, slope_bp, repo_rate=repo_rate).min(axis=-2)


def cheapest_to_deliver(
    basket: Basket, shift_bp: ArrayLike = 0.0, slope_bp: ArrayLike = 0.0, *, repo_rate: ArrayLike
) -> Broadcast:
    """Which note is cheapest to deliver after a yield shift: the one of lowest converted forward price.

    A column of levels against a row of slopes gives a switch map.

    Parameters
    ----------
    basket, shift_bp, slope_bp, repo_rate
        As in `converted_prices`.

    Returns
    -------
    int or ndarray of int
        Position in the basket, in the broadcast shape.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    return plain(np.argmin(converted_prices(basket, shift_bp, slope_bp, repo_rate=repo_rate), axis=-1))


def cheapest_delivery(
    basket: Basket,
    shift_bp: ArrayLike = 0.0,
    slope_bp: ArrayLike = 0.0,
    *,
    repo_rate: ArrayLike,
    note: int | None = None,
) -> tuple[Broadcast, Broadcast]:
    """Which note is cheapest to deliver, and on which of the basket's days; of one note alone, if it is named.

    Parameters and refusals are those of `converted_prices`. Returns two positions, in the basket and among its days,
    in the broadcast shape.
    """
    prices = prices_by_day(basket, shift_bp, slope_bp, repo_rate=repo_rate)
    best = np.argmin(prices.min(axis=-2), axis=-1)
    at = best if note is None else np.full_like(best, basket.position(note))
    day = np.take_along_axis(prices.argmin(axis=-2), at[..., None], -1)[..., 0]
    return plain(at), plain(day)


def model_futures_price(
    basket: Basket,
    futures_price: ArrayLike,
    shift_bp: ArrayLike = 0.0,
    slope_bp: ArrayLike = 0.0,
    *,
    repo_rate: ArrayLike,
    note: int | None = None,
) -> Broadcast:
    """Price of the future after a yield shift: the lower envelope of the converted forwards less a constant.

    The constant is what the quoted price lies below the cheapest converted forward price today, the market's
    price of the delivery options, so that without a shift the model gives the quote. It may be negative.

    Parameters
    ----------
    basket, shift_bp, slope_bp, repo_rate
        As in `converted_prices`.
    futures_price : float or array_like
        Today's quote, points per 100 face.
    note : int, optional
        Follow this note of the basket alone: the price if nothing else could be delivered, for comparison.
        It starts from the quote too.

    Returns
    -------
    float or ndarray
        Points per 100 face, in the broadcast shape.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    future = checked("futures price", futures_price)
    after, today = (
        converted_prices(basket, *shifts, repo_rate=repo_rate) for shifts in ((shift_bp, slope_bp), (0.0, 0.0))
    )
    if note is None:
        return plain(future + after.min(axis=-1) - today.min(axis=-1))
    at = basket.position(note)
    return plain(future + after[..., at] - today[..., at])


def rank_deliverables(
    basket: "Basket | Notes",
    futures_price: float,
    *,
    repo_rate: float,
    settle: date | None = None,
    delivery: date | Sequence[date] | None = None,
    contract: str | None = None,
    delivery_month: str | None = None,
) -> "DataFrame":
    """Rank a basket, each note on its best delivery day, the cheapest to deliver first.

    Parameters
    ----------
    basket : Basket, pandas.DataFrame or mapping of columns
        A table is handed to `basislib.securities.baskets.prepare_basket` with the four last arguments; a `Basket` has
        them.
    futures_price : float
        Points per 100 face.
    repo_rate : float
        To delivery, per cent a year, ACT/360.
    settle, delivery, contract, delivery_month
        As in `prepare_basket`.

    Returns
    -------
    pandas.DataFrame
        Columns `coupon`, `maturity`, `clean_price`, `yield_` (per cent), `conversion_factor`,
        `accrued_interest`, `delivery` (date), `gross_basis`, `carry`, `net_basis` (points), `implied_repo_rate` (per
        cent), `forward_price`, `converted_price`, `dv01` (points per basis point, spot), `is_ctd` (first row only).

    Raises
    ------
    ValueError
        If an input is out of range or missing.

    Notes
    -----
    The order is that of the converted forward price, which prices the future and decides the switches. With one
    delivery day screens rank by implied repo. That, and the lowest `net_basis`, name the same note when the future is
    fair, and may differ by a hair when it is not.
    """
    import pandas as pd  # only where tables are made: most of the workbook needs none

    basket = _as_basket(basket, settle, delivery, contract, delivery_month)
    future, rate = single("futures price", futures_price), single("repo rate", repo_rate)
    best = prices_by_day(basket, repo_rate=rate).argmin(axis=0)
    on_its_day = basket.pick(np.arange(len(basket)), best)
    price, factor, span = basket.clean_price, basket.conversion_factor, on_its_day.span
    earned = span.carry(price, rate)
    table = pd.DataFrame({
        "coupon": basket.coupon,
        "maturity": np.array(basket.maturity, dtype=object),
        "clean_price": price,
        "yield_": basket.yield_,
        "conversion_factor": factor,
        "accrued_interest": basket.accrued,
        "delivery": np.array(basket.deliveries, dtype=object)[best],
        "gross_basis": price - future * factor,
        "carry": earned,
        "net_basis": price - future * factor - earned,
        "implied_repo_rate": span.implied(price, future * factor),
        "forward_price": price - earned,
        "converted_price": (price - earned) / factor,
        "dv01": basket.prices_at(basket.yield_)[1],
    })  # fmt: skip
    table = table.sort_values("converted_price", kind="stable", ignore_index=True)
    return table.assign(is_ctd=table.index == 0)


def carry_table(basket: Basket, *, repo_rate: float) -> "DataFrame":
    """Return what holding each note to each delivery day earns, one row a note and day.

    Parameters
    ----------
    basket : Basket
    repo_rate : float
        To delivery, per cent a year, ACT/360.

    Returns
    -------
    pandas.DataFrame
        Columns `coupon`, `maturity`, `delivery`, `days`, `income`, `financing`, `carry`, `forward_price` (points) and
        `carry_per_day` (points, the average), notes in the basket's order.

    Raises
    ------
    ValueError
        If the repo rate is out of range.
    """
    import pandas as pd

    rate, span, price = single("repo rate", repo_rate), basket.span, basket.clean_price
    carry = span.carry(price, rate)
    shape = carry.shape
    columns: dict[str, Any] = {
        "coupon": basket.coupon,
        "maturity": np.array(basket.maturity, dtype=object),
        "delivery": np.array(basket.deliveries, dtype=object)[:, None],
        "days": span.days,
        "income": span.income,
        "financing": rate / 100 * span.financed(price),
        "carry": carry,
        "forward_price": price - carry,
        "carry_per_day": carry / span.days,
    }
    return pd.DataFrame({name: np.broadcast_to(part, shape).T.ravel() for name, part in columns.items()})


def _as_basket(
    basket: "Basket | Notes",
    settle: date | None,
    delivery: date | Sequence[date] | None,
    contract: str | None,
    delivery_month: str | None,
) -> Basket:
    """Take a prepared basket, or prepare a table."""
    given: dict[str, Any] = {
        "settle": settle,
        "delivery": delivery,
        "contract": contract,
        "delivery_month": delivery_month,
    }
    if not isinstance(basket, Basket):
        return prepare_basket(basket, **given)
    for name, value in given.items():
        if value is not None and value != getattr(basket, name, value):
            raise Refused(
                N_("{name} is {value}; the basket was prepared for {prepared}."),
                name=name,
                value=value,
                prepared=getattr(basket, name),
            )
    return basket
