"""What each leg of the talk's trade earns, and what the sum is on own money."""

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from basislib.fund.trade import (
    BasisTrade,
    ProfitByLeg,
    break_even_repo_rate,
    break_even_slippage,
    profit_by_leg,
    return_on_equity,
)
from basislib.fund.trade import leverage as ceiling_of

if TYPE_CHECKING:
    from pandas import DataFrame

# The talk's numbers, per 100 of notes.
CASH_PRICE, FUTURES_PRICE, FINAL_PRICE, UNLUCKY_PRICE = 100.0, 100.01, 120.0, 119.99
REPEATS = 50
# All other assumptions of this page; the pictures list them.
LEVERAGE, HAIRCUT = 30, 1.0  # times own money; %
DAYS = 30  # life of the trade
COUPON = 4.0  # % a year
MARGIN = 1.05  # % of the note's price: what page 00's rule gives
REPO_RATE = 4.0  # % a year, where interest is put back in
LOWEST_END, HIGHEST_END = 80.0, 125.0
CONTRACTS, FEW = 100, 90  # futures per 100 notes: one for one, as factor 1 has it; too few


@dataclass(frozen=True)
class Profit:
    """A trade with what its legs earn, per 100 of notes.

    Attributes
    ----------
    trade : BasisTrade
    legs : ProfitByLeg
        Points per 100 face.
    """

    trade: BasisTrade
    legs: ProfitByLeg

    @property
    def total(self) -> float:
        """What is left of all legs, cents per 100."""
        return 100 * self.legs.total

    @property
    def before_interest(self) -> float:
        """What the two price legs leave, cents per 100."""
        return 100 * self.legs.before_interest

    @property
    def on_own_money(self) -> float:
        """What is left, % of own money over the life of the trade."""
        return return_on_equity(self.trade)

    @property
    def break_even_rate(self) -> float:
        """The repo rate at which nothing is left, % a year."""
        return break_even_repo_rate(self.trade)

    @property
    def spare(self) -> float:
        """The slippage on the note that takes all, cents per 100; negative if the trade loses without any."""
        return 100 * break_even_slippage(self.trade)

    @property
    def ceiling(self) -> float:
        """The largest leverage haircut and margin allow, times; infinite if there are none."""
        locked = self.trade.haircut + self.trade.margin
        return ceiling_of(self.trade.haircut, self.trade.margin) if locked else math.inf

    @property
    def bare(self) -> float:
        """Notes of each 100 that have no future against them; below 0: futures without a note."""
        return 100 * (1 - self.trade.futures_per_note)

    @property
    def bet(self) -> float:
        """What a move of both prices brings on the bare notes, or futures, cents per 100."""
        return self.bare * self.trade.side * (self.trade.final_cash_price - self.trade.cash_price)


def compute(
    cash_price: float,
    futures_price: float,
    final_price: float,
    coupon: float,
    direction: str,
    leverage: float,
    days: int,
    slippage: float,
    costs: float,
    haircut: float,
    initial_margin: float,
    repo_rate: float,
    cash_rate: float,
    contracts: float = CONTRACTS,
) -> Profit:
    """Return the scene: slippage and costs in cents, haircut and margin in %, rates in % a year, futures per 100 notes."""
    trade = BasisTrade(
        cash_price=cash_price,
        futures_price=futures_price,
        final_cash_price=final_price,
        coupon=coupon,
        direction=direction,
        leverage=leverage,
        days=days,
        slippage=slippage / 100,
        costs=costs / 100,
        haircut=haircut / 100,
        initial_margin=initial_margin / 100,
        repo_rate=repo_rate,
        cash_rate=cash_rate,
        day_move=0.0,
        futures_per_note=contracts / 100,
    )
    return Profit(trade, profit_by_leg(trade))


def talk(**changes: Any) -> Profit:
    """Return the scene of the talk's numbers, as the explorer starts with them, with changes."""
    start: dict[str, Any] = {
        "cash_price": CASH_PRICE,
        "futures_price": FUTURES_PRICE,
        "final_price": FINAL_PRICE,
        "coupon": 0.0,
        "direction": "long",
        "leverage": LEVERAGE,
        "days": DAYS,
        "slippage": 0.0,
        "costs": 0.0,
        "haircut": HAIRCUT,
        "initial_margin": MARGIN,
        "repo_rate": 0.0,
        "cash_rate": 0.0,
    }
    return compute(**(start | changes))


def table(profit: Profit) -> "DataFrame":
    """Return the legs as a table, points per 100 face."""
    import pandas

    names = [*(field.name for field in fields(profit.legs)), "total"]
    return pandas.DataFrame({"leg": names, "points_per_100": [getattr(profit.legs, name) for name in names]})
