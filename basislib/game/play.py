"""A fund played through a crisis: what the reader chooses each morning, and what comes of it.

The only state is the choices so far, three small numbers a day. All else follows from them and the seed, so a game can be
written into a link, taken up again and played differently from any day.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from basislib.checks import within
from basislib.game.crises import DAYS, TERM, Crises
from basislib.game.rules import Rule
from basislib.market.run import UNWILLING, MarketRun, simulate
from basislib.market.second import recorded
from basislib.types import ArrayLike

SIGNS = string.digits + string.ascii_letters
TRADE, TERM_STEP, CASH_STEP = 5, 10, 0.25  # grids: % of day 0's position, % of the repo, % of the position
TRADES, TERMS, CASHES = 41, 11, 17  # how many values each grid has: -100 to 100, 0 to 100, 0 to 4
KEPT = (
    *("position", "cash", "own_money", *UNWILLING, "voluntary_sale", "dislocation", "value", "note_price"),
    *("haircut", "initial_margin", "fund_margin", "locked", "repo_spread", "term_spread", "half_spread"),
    *("variation_margin", "income", "proceeds", "cost", "overnight_repo", "term_repo", "margin_posted", "unpaid"),
    *("shortfall", "closed", "loss", "foreign_sale", "bought", "srf", "on_rrp", "volatility"),
)


class Choice(NamedTuple):
    """What a reader chooses for a day.

    Attributes
    ----------
    trade : int
        Notes to buy, % of day 0's position; below 0 to sell.
    term : int
        Share of the repo for a term, %.
    cash : float
        Free cash to hold, % of the position: notes are sold if there is less.
    """

    trade: int = 0
    term: int = round(100 * TERM)
    cash: float = 0.0


@dataclass(frozen=True)
class Choices:
    """The choices so far, a `Choice` a day."""

    days: tuple[Choice, ...] = ()

    @property
    def text(self) -> str:
        """Three signs a day, as a link holds them."""
        places = (
            (round((each.trade + 100) / TRADE), round(each.term / TERM_STEP), round(each.cash / CASH_STEP))
            for each in self.days
        )
        return "".join(SIGNS[place] for day in places for place in day)

    @classmethod
    def read(cls, text: str) -> "Choices":
        """Return the choices of a text, as far as it makes sense: up to the first day that does not."""
        found: list[Choice] = []
        for at in range(0, min(len(text), 3 * DAYS) - 2, 3):
            trade, term, cash = (SIGNS.find(sign) for sign in text[at : at + 3])
            if not (0 <= trade < TRADES and 0 <= term < TERMS and 0 <= cash < CASHES):
                break
            found.append(Choice(TRADE * trade - 100, TERM_STEP * term, CASH_STEP * cash))
        return cls(tuple(found))

    def then(self, choice: Choice) -> "Choices":
        """Return the choices with one more day."""
        return Choices((*self.days, choice)[:DAYS])

    def until(self, day: int) -> "Choices":
        """Return those of the first days, to be played differently from then on."""
        return Choices(self.days[:day])

    def paths(self) -> np.ndarray:
        """Return trades, terms and cash as (days, 3); on days without a choice nothing is done."""
        last = self.days[-1] if self.days else Choice()
        rest = (Choice(0, last.term, 0.0),) * (DAYS - len(self.days))
        return np.array([*self.days, *rest], float)


def decide_by(position: ArrayLike, trade: ArrayLike, term: ArrayLike, cash: ArrayLike) -> Rule:
    """Return the decisions of `basislib.market.second` for choices in per cent, days first."""
    sales = -np.asarray(trade, float) / 100 * np.asarray(position)
    return recorded(sales, np.divide(term, 100), np.divide(cash, 100))


def play(crises: Crises, trade: ArrayLike, term: ArrayLike, cash: ArrayLike, keep: Sequence[str] = KEPT) -> MarketRun:
    """Return the run of crises side by side with a fund that chooses so.

    Parameters
    ----------
    crises : Crises
    trade, term, cash : array_like, shape (20,) or (20, crises)
        As in `Choice`.
    keep : sequence of str, optional
        Of `basislib.market.run.SERIES`.

    Returns
    -------
    MarketRun
        `MarketRun.beside` is the fund.

    Raises
    ------
    ValueError
        If a choice is out of range.
    """
    within("trade", trade, "% of the first day's position", low=-100, high=100)
    wide = [np.broadcast_to(np.reshape(path, (DAYS, -1)), (DAYS, len(crises.seeds))) for path in (trade, term, cash)]
    return simulate(crises.market, crises.shock, keep, crises.second(decide_by(crises.position, *wide)))


@dataclass(frozen=True, eq=False)
class Played:
    """One game as far as it has been played; series have a row a day, row 0 the opening.

    Attributes
    ----------
    crisis : Crises
        One.
    choices : Choices
    market, own : dict of str to ndarray
        Series `KEPT` of all other funds and of the reader's, up to the last day played.
    """

    crisis: Crises
    choices: Choices
    market: dict[str, np.ndarray]
    own: dict[str, np.ndarray]

    @property
    def day(self) -> int:
        """Days played."""
        return len(self.choices.days)

    @property
    def over(self) -> bool:
        """Whether all days have been played, or the fund was closed out."""
        return self.day == DAYS or bool(self.own["closed"][-1])


def played(crisis: Crises, choices: Choices) -> Played:
    """Return a game as far as it has been played."""
    run = play(crisis, *choices.paths().T)
    rows = slice(0, len(choices.days) + 1)
    cut = [{name: series[rows, 0] for name, series in each.items()} for each in (run.series, run.beside)]
    return Played(crisis, choices, *cut)
