"""Who holds what at each step of the talk's trade, and what changes hands."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from basislib.fund.books import Sheet, Step, balance_sheet_table, balance_sheets
from basislib.fund.trade import BasisTrade, profit_by_leg
from basislib.scenes.profit_by_leg import CASH_PRICE, COUPON, DAYS, FINAL_PRICE, FUTURES_PRICE

if TYPE_CHECKING:
    from pandas import DataFrame

STEPS = ("start", "first", "second", "third", "day", "last", "unwind")


@dataclass(frozen=True)
class Accounts:
    """All steps of a trade, and the one on show; amounts in points per 100 face.

    Attributes
    ----------
    trade : BasisTrade
    steps : tuple of Step
    number : int
        Of the step on show, from 1.
    """

    trade: BasisTrade
    steps: tuple[Step, ...]
    number: int

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.steps)

    @property
    def step(self) -> Step:
        """The step on show."""
        return self.steps[self.number - 1]

    @property
    def step_before(self) -> Step:
        """The step before it; at the start the start itself."""
        return self.steps[max(self.number - 2, 0)]

    @property
    def fund(self) -> Sheet:
        """The fund's sheet after the step."""
        return self.step.sheets["fund"]

    @property
    def is_over(self) -> bool:
        """Whether the step is on the last day, when the coupon has accrued and the prices have met."""
        return self.step.name in ("converge", "unwind")

    @property
    def note_price(self) -> float:
        """The note at this step, points, without the coupon."""
        return self.trade.final_cash_price if self.is_over else self.trade.cash_price + self._move

    @property
    def futures_price(self) -> float:
        """The future at this step, points."""
        return self.trade.last_futures_price if self.is_over else self.trade.futures_price + self._move

    @property
    def _move(self) -> float:
        return self.trade.day_move if self.step.name == "day" else 0.0

    @property
    def haircut(self) -> float:
        """Own money the repo locks, points."""
        return self.trade.haircut * self.trade.cash_price

    @property
    def margin(self) -> float:
        """Own money the future locks, points."""
        return self.trade.initial_margin * self.trade.cash_price

    @property
    def leverage(self) -> float:
        """Notes over own money, times."""
        return self.trade.cash_price / self.trade.own_money

    @property
    def interest(self) -> float:
        """Interest on the repo loan, paid or received, points."""
        return abs(profit_by_leg(self.trade).repo)

    @property
    def gain(self) -> float:
        """What the fund's equity has gained since the start, points."""
        return self.fund.equity - self.trade.own_money

    @property
    def buyer_gain(self) -> float:
        """What the party behind the future has gained at the end of the trade, points."""
        first, last = (self.steps[at].sheets["real money"].equity for at in (0, -1))
        return last - first

    @property
    def overdraft(self) -> float:
        """What the bank is owed after the step: cash the fund does not have, points."""
        return sum(self.step.sheets["bank"].assets.values())

    @property
    def cash(self) -> dict[tuple[str, str], float]:
        """The cash that changes hands in the step by payer and payee, points."""
        paid: defaultdict[tuple[str, str], float] = defaultdict(float)
        for flow in self.step.flows:
            if flow.item == "cash":
                paid[flow.payer, flow.payee] += flow.amount
        return dict(paid)

    @property
    def net_cash(self) -> dict[str, float]:
        """What each party has received in cash in this step, less what it has paid, points."""
        net: defaultdict[str, float] = defaultdict(float)
        for (payer, payee), amount in self.cash.items():
            net[payer] -= amount
            net[payee] += amount
        return dict(net)


def compute(
    step: str,
    direction: str,
    leverage: float,
    haircut: float,
    initial_margin: float,
    repo_rate: float,
    day_move: float,
    excess: str,
) -> Accounts:
    """Return the scene of the talk's trade, or of its opposite, with the gap the other way.

    Haircut and margin are in %, the repo rate in % a year, the day's move in points.
    `excess` says when the lender hands over what the note is worth more: on the ``same_day`` or the ``next_day``.
    """
    gap = FUTURES_PRICE - CASH_PRICE
    trade = BasisTrade(
        cash_price=CASH_PRICE,
        futures_price=CASH_PRICE + (gap if direction == "long" else -gap),
        final_cash_price=FINAL_PRICE,
        direction=direction,
        leverage=leverage,
        haircut=haircut / 100,
        initial_margin=initial_margin / 100,
        repo_rate=repo_rate,
        coupon=COUPON,
        days=DAYS,
        day_move=day_move,
        excess_late=float(excess == "next_day"),
    )
    return Accounts(trade, tuple(balance_sheets(trade)), STEPS.index(step) + 1)


def table(accounts: Accounts) -> "DataFrame":
    """Return every party's sheet after each step, one row an entry."""
    return balance_sheet_table(accounts.trade)
