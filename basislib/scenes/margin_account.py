"""A margin account on milk tea, day by day, and what the month would have been with the calls answered otherwise."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.account import MarginAccount, margin_account
from basislib.fund.calls import simulate_prices
from basislib.fund.margin import maintenance_share

if TYPE_CHECKING:
    from pandas import DataFrame

# The example. All sums are dollars per crate of milk tea.
START = 100.0
MARGIN, MAINTENANCE = 10.0, 75  # dollars; % of the initial margin
AT_CME = round(100 * maintenance_share())  # % of the initial margin, for accounts of heightened risk
VOLATILITY = 2.0  # dollars a day
DOUBLED = 2 * VOLATILITY
DAYS = 20  # a month of trading days

# Months drawn by hand, as distances from the trade price in daily standard deviations.
DIP = (
    0,
    -0.4,
    -0.7,
    -0.5,
    -0.9,
    -2.5,
    -2.1,
    -3.1,
    -4.0,
    -3.5,
    -3.7,
    -2.6,
    -2.9,
    -1.8,
    -1.2,
    -1.5,
    -0.7,
    -0.9,
    -0.3,
    0.2,
    0,
)
SLIDE = (
    0,
    -0.5,
    -0.2,
    -1.1,
    -0.8,
    -1.6,
    -2.3,
    -1.9,
    -2.8,
    -3.3,
    -2.9,
    -3.8,
    -4.4,
    -4.0,
    -4.7,
    -4.3,
    -5.0,
    -4.8,
    -5.5,
    -5.1,
    -5.6,
)
SHAPES = {"dip": np.array(DIP), "spike": -np.array(DIP), "slide": np.array(SLIDE), "climb": -np.array(SLIDE)}
RANDOM = {f"random{number}": number for number in range(1, 6)}  # the seed of each random month


@dataclass(frozen=True, eq=False)
class Month:
    """A margin account up to a day, and the same month with the calls answered the other way.

    Attributes
    ----------
    account, other : MarginAccount
        Of the whole month, in dollars: as the holder answers the calls, and the other way.
    side : {"long", "short"}
    pays : bool
        Whether the holder pays the calls of `account`.
    initial_margin, maintenance_margin : float
        Dollars.
    day : int
        The day on show, from 0.
    start : float
        Trade price, dollars.
    """

    account: MarginAccount
    other: MarginAccount
    side: str
    pays: bool
    initial_margin: float
    maintenance_margin: float
    day: int
    start: float = START

    @property
    def price(self) -> float:
        """The price of the day, in dollars."""
        return self.account.price[self.day]

    @property
    def balance(self) -> float:
        """What is in the account at the end of the day, in dollars."""
        return self.account.balance[self.day]

    @property
    def profit(self) -> float:
        """The profit so far, in dollars."""
        return self.account.profit[self.day]

    @property
    def calls(self) -> np.ndarray:
        """The margin calls so far, in dollars."""
        made = self.account.margin_call[: self.day + 1]
        return made[made > 0]

    @property
    def paid_in(self) -> float:
        """The holder's own money paid in so far, in dollars: the initial margin and the top-ups."""
        return self.initial_margin + self.account.top_up[: self.day + 1].sum()

    @property
    def is_closed(self) -> bool:
        """Whether the position is closed out by the chosen day."""
        return not self.account.is_open[self.day]

    @property
    def close_out_price(self) -> float:
        """The price at which an unpaid call closes the position, in dollars; of a month with such a call."""
        return self.account.price[int(self.account.close_out_day)]


def price_path(path: str, volatility: float) -> np.ndarray:
    """Return a month of settlement prices in dollars, the trade price first; volatility in dollars a day."""
    if path in RANDOM:
        return simulate_prices(START, volatility, DAYS, 1, RANDOM[path])[0]
    return START + volatility * SHAPES[path]


def compute(
    path: str, volatility: float, side: str, calls: str, initial_margin: float, maintenance: float, day: int
) -> Month:
    """Return the scene for volatility in dollars a day, margin in dollars, maintenance in % of it."""
    prices = price_path(path, volatility)
    floor = initial_margin * maintenance / 100
    pays = calls == "pays"
    account, other = (margin_account(prices, initial_margin, floor, side, top_up) for top_up in (pays, not pays))
    return Month(account, other, side, pays, initial_margin, floor, day)


def story(calls: str) -> Month:
    """Return the month of the prediction, with calls paid ("pays") or not ("refuses")."""
    return compute("dip", VOLATILITY, "long", calls, MARGIN, MAINTENANCE, DAYS)


def table(month: Month) -> "DataFrame":
    """Return the account day by day, up to the chosen day."""
    return month.account.to_frame().head(month.day + 1)
