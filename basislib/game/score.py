"""What a game of a fund comes to: its result on own money, its closest call, and what simple rules would have got."""

from dataclasses import dataclass

import numpy as np

from basislib.game.crises import Crises, runs_of
from basislib.game.play import Played
from basislib.game.rules import FUND_RULES
from basislib.market.run import MarketRun
from basislib.types import Broadcast

SCORED = ("cash", "own_money", "position", "dislocation", "forced_sale", "run_sale", "closed")


@dataclass(frozen=True, eq=False)
class Result:
    """What a fund makes of a crisis; numbers, or arrays over crises.

    Attributes
    ----------
    marked, result : float or ndarray
        On own money, %: at the last day's prices; and if the notes that are left are kept to delivery, when their gap is
        earned. The second is the score.
    closest : float or ndarray
        Least free cash at a close, % of day 0's own money.
    closest_day : int or ndarray
        That day, the first if there are several.
    forced : float or ndarray
        Sold for want of cash, % of day 0's position.
    closed : bool or ndarray
    """

    marked: Broadcast
    result: Broadcast
    closest: Broadcast
    closest_day: Broadcast
    forced: Broadcast
    closed: Broadcast


def of_series(own: dict[str, np.ndarray], dislocation: np.ndarray) -> Result:
    """Return the `Result` of a fund's series, days first, at the last of their days.

        result = (W + psi Q) / W0 - 1

    A hedged note that is kept to delivery earns the gap it still has; nothing else is assumed to happen afterwards [A].
    """
    money, cash, start = own["own_money"], own["cash"], own["position"][0]
    kept = money[-1] + dislocation[-1] * own["position"][-1]
    return Result(
        marked=100 * (money[-1] / money[0] - 1),
        result=100 * (kept / money[0] - 1),
        closest=100 * cash[1:].min(axis=0, initial=np.inf) / money[0] if len(cash) > 1 else 100 * cash[0] / money[0],
        closest_day=cash[1:].argmin(axis=0) + 1 if len(cash) > 1 else np.zeros(np.shape(money[0]), int),
        forced=100 * own["forced_sale"].sum(axis=0) / start,
        closed=own["closed"][-1],
    )


def of_run(run: MarketRun) -> Result:
    """Return the `Result` of a run with the series `SCORED`."""
    return of_series(run.beside, run["dislocation"])


def of_game(game: Played) -> Result:
    """Return the `Result` of a game as far as it has been played."""
    return of_series(game.own, game.market["dislocation"])


def of_rules(crises: Crises) -> dict[str, Result]:
    """Return what each of `FUND_RULES` gets in the same crises."""
    runs = runs_of(crises, FUND_RULES.values(), SCORED)
    return {name: of_run(run) for name, run in zip(FUND_RULES, runs, strict=True)}
