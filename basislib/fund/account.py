"""The futures margin account day by day: variation margin, margin calls, close-out.

A futures position is paid for by nobody at the start. Both sides put down a deposit, the initial
margin, and from then on the loser pays the winner every day. The margin is not a fee and not a price:
it comes back, less whatever was lost, and a long future is not a call option, whose holder can never be
asked for more than the premium. Money is dollars per unit of the good.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.checks import Refused, one_of, plain
from basislib.fund.amounts import ROUNDING, money, not_above
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast

if TYPE_CHECKING:
    from pandas import DataFrame

SIDES = ("long", "short")


@dataclass(frozen=True, eq=False)
class MarginAccount:
    """A margin account day by day; every array has the day along its last axis, column 0 the trade.

    Attributes
    ----------
    price : ndarray
        Price at the trade and then each day's settlement price, money per unit.
    variation_margin : ndarray
        Received (+) or paid (-) for the day's price change, money per unit.
    margin_call : ndarray
        Demanded at the end of the day, money per unit; 0 on most days.
    top_up : ndarray
        Paid in after the call, money per unit: the call, or 0 if the position is closed out instead.
    balance : ndarray
        In the account at the end of the day, after the top-up, money per unit. Once the position is
        closed it no longer moves, and a negative balance is owed to the clearing house.
    profit : ndarray
        Sum of the variation margin so far, money per unit.
    is_open : ndarray of bool
        Whether the position is held into the next day.
    """

    price: np.ndarray
    variation_margin: np.ndarray
    margin_call: np.ndarray
    top_up: np.ndarray
    balance: np.ndarray
    profit: np.ndarray
    is_open: np.ndarray

    @property
    def total_profit(self) -> Broadcast:
        """Profit on the last day, money per unit: side x (last price while open - trade price)."""
        return plain(self.profit[..., -1])

    @property
    def debt(self) -> Broadcast:
        """Owed to the clearing house after a close-out that cost more than the account held; 0 or more."""
        return plain(np.where(self.is_open[..., -1], 0.0, np.maximum(0.0 - self.balance[..., -1], 0.0)))

    @property
    def first_call_day(self) -> Broadcast:
        """Day of the first margin call, counted from 1; -1 if there was none."""
        return _first_day(self.margin_call > 0)

    @property
    def close_out_day(self) -> Broadcast:
        """Day on which the position was closed out for want of a top-up; -1 if it was not."""
        return _first_day(~self.is_open)

    def to_frame(self) -> "DataFrame":
        """Return the account as a pandas DataFrame with one row per day (a single account only)."""
        import pandas as pd  # only here: a workbook that draws no table does not pay for the import

        if self.balance.ndim != 1:
            raise Refused(
                N_("account has shape {shape}; a table shows one account of shape (days,)."), shape=self.balance.shape
            )
        return pd.DataFrame(vars(self)).rename_axis("day")


def margin_account(
    prices: ArrayLike,
    initial_margin: ArrayLike,
    maintenance_margin: ArrayLike,
    side: str = "long",
    top_up: ArrayLike = True,
) -> MarginAccount:
    """Run a futures margin account along one or many price paths.

    Each day ``variation margin = side * (price - price the day before)``, with side +1 for the long
    and -1 for the short, is added to the balance. A balance that ends the day *below* the maintenance
    margin brings a margin call: back up to the **initial** margin, not merely to the maintenance
    margin. Without the top-up the position is closed at that day's price and the account stays as it is.

    Parameters
    ----------
    prices : array_like, shape (..., days + 1)
        Price at the trade, then each day's settlement price; money per unit. Any finite price will do,
        also below zero, where oil futures settled in April 2020.
    initial_margin : float or array_like
        Deposit at the trade and level after a call, money per unit; above 0. Arrays broadcast against
        the leading axes of `prices`.
    maintenance_margin : float or array_like
        Level below which a call is made, money per unit; from 0 to the initial margin.
    side : {"long", "short"}
    top_up : bool or array_like of bool, optional
        Whether the holder pays margin calls.

    Returns
    -------
    MarginAccount
        Arrays of shape (..., days + 1).

    Raises
    ------
    ValueError
        If an input is not finite, the initial margin is not above 0, or the maintenance margin lies
        outside 0 to the initial margin.

    Notes
    -----
    Always ``balance change = variation margin + top-up`` and ``balance = initial margin + top-ups +
    profit``. A loss that was paid is a loss and not a fee: if the price comes back, so does the money,
    but only to a holder who could top up.

    Gains stay in the account, although a holder may withdraw what exceeds the initial margin, and no
    interest is paid. A real close-out follows the unpaid call by hours or a day, at the price found then.

    Source: Hull, *Options, Futures, and Other Derivatives*, chapter 2, "The operation of margin accounts".

    Examples
    --------
    Milk tea at 100 on a margin of 10, maintenance 8:

    >>> account = margin_account([100, 97, 101], initial_margin=10, maintenance_margin=8)
    >>> account.margin_call, account.balance
    (array([0., 3., 0.]), array([10., 10., 14.]))
    """
    prices, initial, maintenance, pays = _account_inputs(prices, initial_margin, maintenance_margin, top_up)
    direction = 1.0 if one_of("side", side, SIDES) == "long" else -1.0
    change = np.diff(direction * prices, axis=-1, prepend=direction * prices[..., :1])
    threshold = maintenance - ROUNDING * (initial + np.abs(prices).max(axis=-1))
    variation, call, paid, balance = (np.zeros(prices.shape) for _ in range(4))
    is_open = np.ones(prices.shape, dtype=bool)
    balance[..., 0] = initial
    for day in range(1, prices.shape[-1]):
        held = is_open[..., day - 1]
        variation[..., day] = np.where(held, change[..., day], 0.0)
        before = balance[..., day - 1] + variation[..., day]
        called = held & (before < threshold)
        call[..., day] = np.where(called, initial - before, 0.0)
        paid[..., day] = np.where(pays, call[..., day], 0.0)
        balance[..., day] = np.where(called & pays, initial, before)
        is_open[..., day] = held & (pays | ~called)
    return MarginAccount(prices, variation, call, paid, balance, np.cumsum(variation, axis=-1), is_open)


def futures_profit(price: ArrayLike, entry: ArrayLike) -> Broadcast:
    """Profit of a long futures position per unit: ``price - entry``, a straight line through both signs.

    Parameters
    ----------
    price, entry : float or array_like
        Futures price now and at the trade, money per unit.

    Returns
    -------
    float or ndarray
        Money per unit. The short's profit is its negative.

    Raises
    ------
    ValueError
        If an input is not finite.
    """
    return plain(money("price", price) - money("entry price", entry))


def call_option_profit(price: ArrayLike, strike: ArrayLike, premium: ArrayLike) -> Broadcast:
    """Profit at expiry of a bought call option: ``max(price - strike, 0) - premium``, never below -premium.

    Parameters
    ----------
    price, strike : float or array_like
        Price at expiry and strike price, money per unit.
    premium : float or array_like
        Price paid for the option, money per unit; at least 0. Unlike margin it is gone once paid.

    Returns
    -------
    float or ndarray
        Money per unit.

    Raises
    ------
    ValueError
        If an input is not finite or the premium is negative.
    """
    premium = money("premium", premium, low=0)
    exercise = money("price", price) - money("strike price", strike)
    return plain(np.maximum(exercise, 0.0) - premium)


def _account_inputs(
    prices: ArrayLike, initial: ArrayLike, maintenance: ArrayLike, pays: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Check the inputs of an account and give them one shape."""
    prices = money("price", prices)
    if prices.ndim == 0 or prices.shape[-1] == 0:
        raise Refused(N_("prices has no days; it must hold at least the trade price, one column per day."))
    initial = money("initial margin", initial, above=0)
    maintenance = money("maintenance margin", maintenance, low=0)
    not_above("maintenance margin", maintenance, "initial margin", initial)
    pays = np.asarray(pays)
    if pays.dtype != bool:
        raise Refused(N_("top_up is {value!r}; it must be True or False."), value=pays.tolist())
    shape = np.broadcast_shapes(prices.shape[:-1], initial.shape, maintenance.shape, pays.shape)
    return np.broadcast_to(prices, (*shape, prices.shape[-1])), initial, maintenance, pays


def _first_day(happened: np.ndarray) -> Broadcast:
    """Return the first day (last axis) on which something happened, -1 if never."""
    return plain(np.where(happened.any(axis=-1), happened.argmax(axis=-1), -1))
