"""Simple rules to beat: what a fund would do that follows one of them through the same crisis, and what the Fed would."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from basislib.game.crises import TERM, Crises, hold
from basislib.market.run import MarketRun
from basislib.market.second import Decision, Morning
from basislib.types import Numbers

WIDER, MARGIN_UP, DEARER = 2e-4, 1.25, 25.0  # a warning: gap per 1 of face above day 0's, times, bp a year
HALF = 0.5  # of the notes are sold at the first warning
BUYS_AT = 30e-4  # gap at which the bold rule buys, per 1 of face
Rule = Callable[[Morning], Decision]


class Warned:
    """The first warning of a crisis: which scenarios have had one, and which have it today.

    A warning is a gap 2bp wider than on day 0, a margin a quarter higher, a haircut that rises, lenders who did not renew,
    or a repo rate 25bp dearer: all of them can be seen before the day begins.
    """

    def __init__(self) -> None:
        self._first: Mapping[str, Numbers] = {}
        self._had: Numbers = False

    def today(self, morning: Morning) -> np.ndarray:
        """Return where today's is the first warning."""
        market = morning.market
        if morning.day == 1:
            self._first = {"gap": market.dislocation, "margin": market.initial_margin, "haircut": market.haircut}
            self._had = np.zeros(np.shape(market.dislocation), bool)
        warned = (
            (market.dislocation > self._first["gap"] + WIDER)
            | (market.initial_margin > MARGIN_UP * self._first["margin"])
            | (morning.haircut > self._first["haircut"])
            | (market.run_share > 0)
            | (market.repo_spread > DEARER)
        )
        new = warned & ~np.asarray(self._had)
        self._had = warned | self._had
        return new


def deleverage(crises: Crises) -> Rule:
    """Return the rule that sells half of the notes at the first warning, and then holds."""
    warned = Warned()

    def decide(morning: Morning) -> Decision:
        return Decision(HALF * warned.today(morning) * morning.own.position, TERM, 0.0)

    return decide


def twice_the_buffer(crises: Crises) -> Rule:
    """Return the rule that sells on the first day until free cash is twice what it was, and then uses it."""
    buffer = 2 * np.asarray(crises.market.buffer)

    def decide(morning: Morning) -> Decision:
        wanted = morning.place.value(buffer) if morning.day == 1 else 0.0
        return Decision(0.0 * morning.own.position, TERM, wanted)

    return decide


def all_term(crises: Crises) -> Rule:
    """Return the rule that funds everything for a term on the first day, and then holds."""
    return lambda morning: Decision(0.0 * morning.own.position, 1.0, 0.0)


def out_at_once(crises: Crises) -> Rule:
    """Return the rule that sells everything on the first day."""
    return lambda morning: Decision(morning.own.position, TERM, 0.0)


def buy_when_wide(crises: Crises) -> Rule:
    """Return the rule that sells everything on the first day, and buys all it can once the gap is wide."""

    def decide(morning: Morning) -> Decision:
        wide = morning.market.dislocation > BUYS_AT
        first = morning.own.position if morning.day == 1 else 0.0
        return Decision(np.where(wide, -1e3, first), TERM, 0.0)

    return decide


FUND_RULES = MappingProxyType({"hold": lambda crises: hold, "deleverage": deleverage, "buffer": twice_the_buffer})
OTHER_RULES = MappingProxyType({"term": all_term, "out": out_at_once, "bold": buy_when_wide})  # proofs only: not shown


def first_warning(run: MarketRun) -> np.ndarray:
    """Return the morning of the first warning in a run without help, or the day after the last; 1 is the first.

    `run` has the series ``dislocation``, ``initial_margin``, ``haircut`` and ``repo_spread``.
    """
    seen = (
        (run["dislocation"] > run["dislocation"][0] + WIDER)
        | (run["initial_margin"] > MARGIN_UP * run["initial_margin"][0])
        | (run["repo_spread"] > DEARER)
    )
    seen[:-1] |= run["haircut"][1:] > run["haircut"][0]
    return np.where(seen.any(axis=0), seen.argmax(axis=0) + 1, len(seen))
