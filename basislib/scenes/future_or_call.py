"""A bought future beside a bought call option at one final price."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.account import call_option_profit, futures_profit
from basislib.scenes.margin_account import MARGIN, START

if TYPE_CHECKING:
    from pandas import DataFrame

LOW, HIGH = 70, 130  # dollars; of the price at the end
END = 88  # dollars; the price of the story
PREMIUM = 4.0  # dollars


@dataclass(frozen=True, eq=False)
class Ending:
    """What a bought future and a bought call option come to at one final price, in dollars.

    Attributes
    ----------
    price, premium : float
    future_profit, call_profit : float
    prices, future_profits, call_profits : ndarray
        The same over the range of final prices.
    future_cash, call_cash : tuple of float
        Received (+) or paid (-) today, on the way, at the end.
    """

    price: float
    premium: float
    future_profit: float
    call_profit: float
    prices: np.ndarray
    future_profits: np.ndarray
    call_profits: np.ndarray
    future_cash: tuple[float, float, float]
    call_cash: tuple[float, float, float]

    @property
    def is_exercised(self) -> bool:
        """Whether the holder of the option uses the right to buy."""
        return self.price > START


def compute(price: float, premium: float) -> Ending:
    """Return the scene for a final price and an option premium, both in dollars."""
    prices = np.linspace(LOW, HIGH, 61)
    future, call = futures_profit(price, START), call_option_profit(price, START, premium)
    return Ending(
        price=price,
        premium=premium,
        future_profit=future,
        call_profit=call,
        prices=prices,
        future_profits=futures_profit(prices, START),
        call_profits=call_option_profit(prices, START, premium),
        future_cash=(-MARGIN, future, MARGIN),
        call_cash=(-premium, 0.0, call + premium),
    )


def table(ending: Ending) -> "DataFrame":
    """Return both profits over the range of final prices."""
    import pandas

    return pandas.DataFrame(
        {"price": ending.prices, "future_profit": ending.future_profits, "call_option_profit": ending.call_profits}
    )
