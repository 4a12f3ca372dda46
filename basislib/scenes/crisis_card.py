"""A sealed card; opened, the days of a crisis up to a day, without and with a rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.market.run import UNWILLING, MarketRun, simulate
from basislib.policy import desk as policy
from basislib.policy.levers import HaircutFloor, Lever, apply
from basislib.scenes.policy_frontier import COUNT, told

if TYPE_CHECKING:
    from pandas import DataFrame

SEALED = "sealed"
CENTS = 1e4  # cents per 100 of notes in 1 of face
NEW_DAY, NEW_HAIRCUT = 8, 0.02  # a floor that begins within the crisis: its day, and its size of the notes
OLD_HAIRCUT = 0.01  # a floor that funds could also pay from the cash they have
RULES: dict[str, Any] = {  # what a card compares with no rule: the desk's settings; None for the floor that is new
    "buffer": {"buffer": 2.5},
    "floor": {"haircut_floor": 2.0},
    "new": None,
    "term": {"term": 50},
    "steady": {"margin": "floor"},
    "slow": {"margin": "slow"},
    "cleared": {"clearing": "cleared"},
    "deadline": {"deadline": 5},
    "holders": {"holders": 10},
}
KEPT = ("dislocation", *UNWILLING, "cash", "position")


@dataclass(frozen=True, eq=False)
class Sealed:
    """Three cards that nobody has opened, and what will be on show.

    Attributes
    ----------
    rule : str
        Of `RULES`.
    day : int
    """

    rule: str
    day: int


@dataclass(frozen=True, eq=False)
class Card:
    """The days of a crisis, and the day on show.

    Attributes
    ----------
    crisis : int
        Its place among `basislib.policy.desk.crises`.
    rule : str
        Of `RULES`.
    day : int
    yields : ndarray
        Since day 0, bp.
    dislocation, cash : tuple of ndarray
        Without and with the rule: cents per 100; funds' cash, $bn.
    kinds : tuple of dict of str to ndarray
        Without and with the rule: sold each day against the funds' will, $bn, by the words of `UNWILLING`.
    position : float
        $bn on day 0.
    """

    crisis: int
    rule: str
    day: int
    yields: np.ndarray
    dislocation: tuple[np.ndarray, np.ndarray]
    kinds: tuple[dict[str, np.ndarray], dict[str, np.ndarray]]
    cash: tuple[np.ndarray, np.ndarray]
    position: float

    @property
    def ends(self) -> bool:
        """Whether it is the crisis's last day."""
        return self.day == policy.DAYS

    @property
    def sold(self) -> tuple[np.ndarray, np.ndarray]:
        """Sold each day against the funds' will, $bn, without and with the rule."""
        without, ruled = (np.add.reduce(list(kinds.values())) for kinds in self.kinds)
        return without, ruled

    @property
    def shares(self) -> tuple[dict[str, float], dict[str, float]]:
        """Sold by the day on show, % of the position, by kind, without and with the rule."""
        without, ruled = (
            {kind: float(100 * sold[: self.day + 1].sum() / self.position) for kind, sold in kinds.items()}
            for kinds in self.kinds
        )
        return without, ruled

    @property
    def sold_share(self) -> tuple[float, float]:
        """Sold by the day on show, % of the position, without and with the rule."""
        without, ruled = (sum(shares.values()) for shares in self.shares)
        return without, ruled

    @property
    def widest(self) -> tuple[float, float]:
        """The widest gap by the day on show, cents per 100."""
        without, ruled = (float(values[: self.day + 1].max()) for values in self.dislocation)
        return without, ruled


@lru_cache(maxsize=2)
def old_floor(hold: str) -> float:
    """Return what is sold in the third crisis with an old floor of `OLD_HAIRCUT`, % of the position.

    Parameters
    ----------
    hold : {"buffer", "own money"}
        What funds keep, as in `basislib.policy.levers.apply`: their cash, so that they bring own money for the floor, or
        their own money, so that they pay it from the cash.
    """
    found = policy.crises()[-1]
    ran = simulate(*apply(found.market, found.shock, HaircutFloor(OLD_HAIRCUT), hold), KEPT)
    return float(100 * ran.unwilling.sum() / ran["position"][0])


@lru_cache(maxsize=64)
def run(crisis: int, rule: str) -> tuple[MarketRun, MarketRun]:
    """Return the runs of a crisis without and with a rule."""
    found = told()[crisis]
    levers: Iterable[Lever] = (
        policy.levers(**RULES[rule]) if rule != "new" else [HaircutFloor(NEW_HAIRCUT, start=float(NEW_DAY))]
    )
    without, ruled = (simulate(*apply(found.market, found.shock, each), KEPT) for each in ((), levers))
    return without, ruled


def compute(crisis: str, rule: str, day: int) -> Card | Sealed:
    """Return the `Card` of a crisis, a rule and a day; `Sealed` where no crisis is chosen."""
    if crisis == SEALED:
        return Sealed(rule, day)
    at = COUNT.index(crisis)
    runs = run(at, rule)
    without, ruled = ({word: each[name] for name, word in UNWILLING.items()} for each in runs)
    return Card(
        at,
        rule,
        day,
        np.concatenate(([0.0], runs[0].shock.yield_change.cumsum())),
        (CENTS * runs[0]["dislocation"], CENTS * runs[1]["dislocation"]),
        (without, ruled),
        (runs[0]["cash"], runs[1]["cash"]),
        runs[0]["position"][0],
    )


def table(card: Card | Sealed) -> "DataFrame":
    """Return the days up to the day on show as a `pandas.DataFrame`; of sealed cards nothing but that."""
    import pandas

    if isinstance(card, Sealed):
        return pandas.DataFrame({"card": COUNT, "state": [SEALED] * len(COUNT)})
    columns = {"day": np.arange(card.yields.size), "yield_bp": card.yields}
    for which, at in (("without", 0), ("with", 1)):
        columns |= {f"dislocation_{which}": card.dislocation[at], f"cash_{which}": card.cash[at]}
        columns |= {f"sold_{kind}_{which}": sold for kind, sold in card.kinds[at].items()}
    return pandas.DataFrame(columns).head(card.day + 1)
