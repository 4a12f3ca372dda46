"""How sure: what each tool does in a thousand draws of what nobody knows, and in the part of them with one unknown low or high."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.checks import one_of
from basislib.market.run import Market, Shock
from basislib.policy import robustness
from basislib.policy.levers import CashBuffer, FundLine, StandingRepo, apply, counting_on
from basislib.policy.robustness import COUNT, SEED, Case, Sign
from basislib.scenes.counting_on_help import LESS, line_for

if TYPE_CHECKING:
    from pandas import DataFrame

COMPARED = {"sold": "sold", "all": "all", "peak": "peak"}  # of `basislib.policy.robustness.DRAW_OUTCOMES`
UNKNOWNS = (  # a choice of `basislib.policy.robustness.DRAWS`
    "purchase_effect",
    "nights",
    "buffer",
    "dealer_room",
    "foreign",
    "lender_slack",
)
PARTS = {"low": 0, "high": 3}  # the lowest and the highest quarter
ONLY = ("all", *(f"{unknown}-{part}" for unknown in UNKNOWNS for part in PARTS))
WHERE = ("sells", "called", "everywhere")  # of `basislib.policy.robustness.WHERE`
LINE, LENT = 20.0, 1 / 3  # $bn; of the foreign sales
HOLDS = 0.9  # share of the draws in which a statement must hold to be said without more


def _more_buffer(market: Market, shock: Shock) -> Case:
    more: np.ndarray = np.add(market.buffer, 0.01)
    return apply(market, shock, CashBuffer(more))  # type: ignore[arg-type]


def _fewer_foreign(market: Market, shock: Shock) -> Case:
    return market, replace(shock, foreign_sales=shock.foreign_sales * (1 - LENT))


def _counted_on(market: Market, shock: Shock) -> Case:
    """Funds give up part of their buffer for a line of that size, and it comes."""
    line = line_for(market, LESS)
    return apply(counting_on(market, line), shock, line)


TOOLS: dict[str, Callable[[Market, Shock], Case]] = {
    "buffer": _more_buffer,
    "hedged": robustness.HEDGED,
    "outright": robustness.OUTRIGHT,
    "foreign": _fewer_foreign,
    "relief": robustness.under(robustness.CapacityRelief()),
    "line": robustness.under(FundLine(LINE)),
    "late": robustness.LATE,
    "facility": robustness.under(StandingRepo(is_open=True)),
    "counted": _counted_on,
}
SQUEEZED = ("facility",)  # compared with no facility, in a dash in which lenders lose $200bn as well


@dataclass(frozen=True, eq=False)
class Sure:
    """What each tool does to one measure.

    Attributes
    ----------
    measure : str
        One of `COMPARED`.
    where : str
        One of `WHERE`: which draws count.
    only : str
        One of `ONLY`: whether only draws with an unknown in its lowest or highest quarter count.
    signs : dict of str to Sign
        By tool: in which share of the draws the measure is lower, the same, higher.
    """

    measure: str
    where: str
    only: str
    signs: dict[str, Sign]

    @property
    def draws(self) -> int:
        """How many draws count, tools that are compared in a squeeze aside."""
        return self.signs["line"].draws

    @property
    def robust(self) -> list[str]:
        """The tools whose sign is the same in at least `HOLDS` of the draws."""
        return [tool for tool, sign in self.signs.items() if max(sign.lower, sign.higher) >= HOLDS]

    @property
    def flips(self) -> list[str]:
        """The tools that lower the measure in a tenth of the draws or more, and raise it in as many."""
        return [tool for tool, sign in self.signs.items() if min(sign.lower, sign.higher) >= 1 - HOLDS]


@lru_cache(maxsize=1)
def _dash() -> Case:
    return robustness.dash(robustness.drawn(COUNT, SEED))


@lru_cache(maxsize=4)
def _before(squeezed: bool) -> dict[str, np.ndarray]:
    """Return the outcomes without a tool, by draw."""
    market, shock = _dash()
    if squeezed:
        market, shock = robustness.chained(robustness.SQUEEZED, robustness.SHUT)(market, shock)
    return robustness.outcomes(market, shock)


@lru_cache(maxsize=len(TOOLS))
def _after(tool: str) -> dict[str, np.ndarray]:
    """Return the outcomes with a tool, by draw."""
    case = _dash()
    return robustness.outcomes(*TOOLS[tool](*(robustness.SQUEEZED(*case) if tool in SQUEEZED else case)))


def sign(tool: str, measure: str = "sold", where: str = "sells", only: str = "all") -> Sign:
    """Return the `Sign` of what a tool does to a measure, over the draws that count."""
    before, after = _before(tool in SQUEEZED), _after(one_of("tool", tool, TOOLS))
    counts = robustness.counted(where, before)
    if one_of("only", only, ONLY) != "all":
        unknown, part = only.split("-")
        numbers = robustness.drawn(COUNT, SEED)[unknown]
        quarter = np.digitize(numbers, np.quantile(numbers, (0.25, 0.5, 0.75)))
        counts = counts & (quarter == PARTS[part])
    return robustness.sign(after[measure] - before[measure], counts)


def compute(measure: str = "sold", where: str = "sells", only: str = "all") -> Sure:
    """Return the `Sure` of all tools for one of `COMPARED`, over the draws that count."""
    return Sure(measure, where, only, {tool: sign(tool, measure, where, only) for tool in TOOLS})


def table(sure: Sure) -> "DataFrame":
    """Return the shares as a `pandas.DataFrame`."""
    import pandas

    rows = [(tool, each.lower, each.same, each.higher, each.draws) for tool, each in sure.signs.items()]
    return pandas.DataFrame(rows, columns=["tool", "lower", "same", "higher", "draws"])
