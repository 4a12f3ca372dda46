"""A forced sale round by round: own money against what is left to lock, for one call on all funds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.fund import spiral
from basislib.fund.trade import buffer_at
from basislib.scenes.market_days import CENTS
from basislib.types import ArrayLike, Broadcast, Numbers

if TYPE_CHECKING:
    from pandas import DataFrame

MARGIN = 0.01  # initial margin, fraction of the notes
CHEAP = 2e-6  # fall of the price per $bn sold while dealers have room, per 1 of face
ROUNDS = 30  # on show at most
SMALLEST = 1e-6  # $bn: a shortfall of a thousand dollars
TIGHTER = 0.1  # percentage points of haircut

# The states of the first two pictures: $bn, cents per $bn, times, %, $ per 100 of notes.
LOSS = {
    "calm": {"position": 600, "impact": 0.02, "leverage": 30, "haircut": 1.0, "call": 1.5},
    "crowded": {"position": 830, "impact": 0.14, "leverage": 40, "haircut": 0.7, "call": 0.95},
    "cliff": {"position": 1000, "impact": 0.2, "leverage": 50, "haircut": 0.5, "call": 0.6},
    "ruin": {"position": 1000, "impact": 0.45, "leverage": 40, "haircut": 1.0, "call": 0.6},
}
START: dict[str, Any] = {**LOSS["crowded"], "room": 0}
# By region of `spiral.region`; so the table of page 07 calls them.
REGIONS = ("the buffer holds", "amplified", "self-fuelling", "ruin", "broke before it sold")


@dataclass(frozen=True, eq=False)
class Spiral:
    """A forced sale. Rounds are counted from 0, which is before any sale.

    Attributes
    ----------
    position, buffer, call, missing, sale : float
        $bn; what is missing is below 0 if the buffer more than pays.
    locked, end_money : float
        Locked in the notes, and own money after the sale; $ per 100 of notes at the start.
    number, number_before : float
        Spiral number R, and what it was before the margin rose.
    region : int
        As in `basislib.fund.spiral.region`.
    along, curve : ndarray
        Sold, % of the position, and own money after it, $ per 100 of notes at the start.
    sales, sold, left : ndarray
        By round: sold in it, $bn; sold so far, %; own money after it, $ per 100 of notes at the start.
    round : int
        On show.
    kind : str
        What the call is: "loss", paid in cash, or "margin", a rise of the margin, which stays.
    """

    position: float
    locked: float
    buffer: float
    call: float
    missing: float
    number: float
    number_before: float
    region: int
    sale: float
    end_money: float
    along: np.ndarray
    curve: np.ndarray
    sales: np.ndarray
    sold: np.ndarray
    left: np.ndarray
    round: int
    kind: str

    @property
    def end(self) -> float:
        """Where the sale ends, % of the position."""
        return 100 * self.sale / self.position

    @property
    def money_left(self) -> float:
        """Own money after the sale, $bn."""
        return self.end_money * self.position / 100

    @property
    def ruined(self) -> bool:
        """Whether no sale saves the fund."""
        return self.region >= 3

    @property
    def on_the_way(self) -> bool:
        """Whether a sale has begun by the round on show and has not ended."""
        return self.missing > 0 and self.region < 4 and 0 < self.round < self.sales.size - 1

    @property
    def so_far(self) -> float:
        """What is sold by the round on show, $bn."""
        return self.sales[: self.round + 1].sum()

    @property
    def first(self) -> float:
        """What the first round would sell in a market where prices stay, $bn; at most all there is."""
        return min(100 * max(self.missing, 0) / self.locked, self.position)

    @property
    def times(self) -> float:
        """M: the sale over that first round; 1 if nothing is sold."""
        return self.sale / self.first if self.sale else 1.0


def compute(
    position: float,
    impact: float,
    room: float,
    leverage: float,
    haircut: float,
    call: float,
    kind: str = "loss",
    round: int = ROUNDS,
) -> Spiral:
    """Return the scene: $bn, cents per $bn, $bn, times, %, $ per 100 of notes, what the call is, and a round."""
    buffer, before = buffer_at(leverage, haircut / 100, MARGIN), haircut / 100 + MARGIN
    locked = before + (call / 100 if kind == "margin" else 0.0)
    missing = shortfall(position, buffer, call)
    fund = {"position": position, "locked": locked, "impact": CHEAP, "shortfall": missing}
    dealers = {"impact_beyond": impact / CENTS, "room": room}
    made = spiral.rounds(**fund, **dealers, most=ROUNDS)
    along = np.linspace(0, position, 101)
    sale = spiral.forced_sale_two_slopes(**fund, **dealers)
    per_100 = 100 / position
    # The fund is charged the buffer with the call, so that the two lines part by what is missing, or left over.
    return Spiral(
        position=position,
        locked=100 * locked,
        buffer=buffer * position,
        call=call / 100 * position,
        missing=missing,
        number=number(position, locked, impact, room),
        number_before=number(position, before, impact, room),
        region=spiral.region(**fund, **dealers),
        sale=sale,
        end_money=per_100 * spiral.own_money(sale, **fund, **dealers),
        along=along * per_100,
        curve=per_100 * spiral.own_money(along, **fund, **dealers),
        sales=made.sale,
        sold=per_100 * made.sold,
        left=per_100 * made.own_money,
        round=min(round, made.sale.size - 1),
        kind=kind,
    )


def shortfall(position: Numbers, buffer: Numbers, call: ArrayLike) -> Broadcast:
    """Return what is missing, $bn: $bn, a fraction, $ per 100 of notes."""
    # To a dollar: what the buffer just pays is paid.
    return np.round((np.divide(call, 100) - buffer) * position, 9)


def number(position: ArrayLike, locked: ArrayLike, impact: ArrayLike, room: ArrayLike) -> Broadcast:
    """Return R once dealers are full: $bn, a fraction, cents per $bn, $bn. What they take before does not count."""
    return spiral.spiral_number(np.maximum(np.subtract(position, room), 0), locked, np.divide(impact, CENTS))


def table(scene: Spiral) -> "DataFrame":
    """Return the rounds as a `pandas.DataFrame`: sold, so far, own money and locked money, $bn."""
    import pandas

    so_far = scene.sales.cumsum()
    return pandas.DataFrame(
        {
            "round": np.arange(scene.sales.size),
            "sold": scene.sales,
            "sold_so_far": so_far,
            "own_money": scene.left * scene.position / 100,
            "locked": scene.locked / 100 * (scene.position - so_far),
        }
    )


def states() -> dict[str, Spiral]:
    """Return the scenes of `LOSS` by name."""
    return {name: compute(**{**START, **state}) for name, state in LOSS.items()}


def cliff_edge() -> tuple[float, float]:
    """Return the sale at the cliff, $bn, for a call that the buffer just pays, and for one larger by `SMALLEST`."""
    cliff = compute(**{**START, **LOSS["cliff"]})
    held, edge = (
        spiral.forced_sale(cliff.position, cliff.locked / 100, LOSS["cliff"]["impact"] / CENTS, missing)
        for missing in (0.0, SMALLEST)
    )
    return held, edge
