"""The calm market: who carries the notes, how wide the gap is, and what others see of it, with and without funds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.trade import buffer_at
from basislib.fund.usual import DURATION, HAIRCUT, LEVERAGE, MARGIN, REPO_RATE
from basislib.market.calm import CASES, calm_market, hurdle

if TYPE_CHECKING:
    from pandas import DataFrame

DAYS = 90  # life of a contract
BUILT_IN = REPO_RATE  # % a year: the repo rate built into the futures price
DEMAND, OWN_MONEY, ROOM = 900, 28, 300  # $bn
ASKED, RISING = 2.5, 0.002  # return that funds ask for: of the first $bn, % a year, and what each further one adds
KEENEST = 1.0  # % a year: what the keenest buyer pays at most for a future instead of a note
IMPACT, IMPACT_BEYOND = 2e-6, 1.4e-5  # what dealers ask per further $bn, within and beyond their room
POOR, RICHER = 10, 20  # $bn of own money
CAPPED, DEAR, LITTLE = 20, 4.25, 100  # times; % a year; $bn of futures
HIGHEST = 1000  # cents: where the line of funds without money ends
STORIES = ("hurdle", "capital", "no_trade")  # in the order of `CASES`


@dataclass(frozen=True)
class Effects:
    """What others see of the gap.

    Attributes
    ----------
    held : float
        Futures that real money holds, $bn.
    bill : float
        What it pays for them in a contract's life, $m.
    bid_ask : float
        Cents per 100.
    depth : float
        Notes quoted at the best price, $m.
    """

    held: float
    bill: float
    bid_ask: float
    depth: float


@dataclass(frozen=True)
class Calm:
    """The calm market beside itself without funds.

    Attributes
    ----------
    demand, position, inventory, capacity : float
        Futures that real money would hold at no gap; notes that funds carry, that dealers carry, and that the funds'
        own money lasts for; $bn.
    leverage : float
        Times own money.
    room_used : float
        Dealers' inventory over their room.
    buffer : float
        Funds' cash buffer, fraction of the notes.
    required_return, earns : float
        What funds ask on own money at their position, and what they earn; % a year.
    case : int
        Index into `CASES`.
    gap, gap_without, hurdle : float
        Cents per 100; `hurdle` is what funds ask at their position.
    buyers_cost, funds_gain, dealers_gain : float
        What the gap costs buyers, in money and in futures they forgo; what funds and dealers earn beyond what they
        ask for; $bn a year.
    now, without : Effects
    others_line, funds_line : tuple of tuples
        Corners of the lines: notes that funds carry in $bn, and cents per 100 at which dealers and buyers leave
        them to the funds, and for which funds carry them.
    """

    demand: float
    leverage: float
    room_used: float
    buffer: float
    required_return: float
    case: int
    gap: float
    hurdle: float
    position: float
    inventory: float
    capacity: float
    earns: float
    gap_without: float
    buyers_cost: float
    funds_gain: float
    dealers_gain: float
    now: Effects
    without: Effects
    others_line: tuple[tuple, tuple]
    funds_line: tuple[tuple, tuple]

    @property
    def held(self) -> float:
        """Futures that real money holds, $bn."""
        return self.now.held

    @property
    def bill(self) -> float:
        """What futures buyers pay in a contract's life, $m."""
        return self.now.bill

    @property
    def income(self) -> float:
        """What funds get of it, $m."""
        return self.position * self.gap / 10

    @property
    def story(self) -> str:
        """The case as a key: one of `STORIES`, or "free" where funds need no gap at all."""
        story = STORIES[self.case]
        return "free" if story == "hurdle" and self.hurdle <= 0 else story


def compute(
    demand: float = DEMAND,
    leverage: float = LEVERAGE,
    own_money: float = OWN_MONEY,
    required_return: float = ASKED,
    haircut: float = 100 * HAIRCUT,
    repo_rate: float = BUILT_IN,
    room: float = ROOM,
    keenest: float = KEENEST,
) -> Calm:
    """Return the scene: sums in $bn, returns, rates and `keenest` in % a year, haircut in %."""
    buffer, over = buffer_at(leverage, haircut / 100, MARGIN), 100 * (repo_rate - BUILT_IN)
    market = calm_market(
        demand,
        [own_money, 0],
        haircut=haircut / 100,
        initial_margin=MARGIN,
        buffer=buffer,
        required_return=required_return,
        rising_return=RISING,
        dear=keenest,
        spread_bp=over,
        days=DAYS,
        impact=IMPACT,
        impact_beyond=IMPACT_BEYOND,
        room=room,
        duration=DURATION,
    )
    cents, capacity, position = 1e4 * market.dislocation, float(own_money * leverage), market.position[0]
    now, without = (
        Effects(market.demand[at], market.demand[at] * cents[at] / 10, 2e4 * market.half_spread[at], market.depth[at])
        for at in (0, 1)
    )
    ends = required_return + RISING * np.array([0, capacity])
    return Calm(
        demand=demand,
        leverage=leverage,
        room_used=market.room_used[0],
        buffer=buffer,
        required_return=required_return + RISING * position,
        case=int(market.case[0]),
        gap=cents[0],
        hurdle=float(1e4 * market.hurdle[0]),
        position=position,
        inventory=market.inventory[0],
        capacity=capacity,
        earns=market.return_on_own_money[0],
        gap_without=cents[1],
        buyers_cost=market.buyers_cost[0],
        funds_gain=market.funds_gain[0],
        dealers_gain=market.dealers_gain[0],
        now=now,
        without=without,
        others_line=_others(demand, room, 100 * keenest * DAYS / 360, cents[1]),
        funds_line=_funds(capacity, *(1e4 * hurdle(ends, 1 / leverage, DAYS, haircut / 100, over))),
    )


def _others(demand: float, room: float, top: float, without: float) -> tuple[tuple, tuple]:
    """Return the corners of the dealers' and buyers' line; the middle one is where the dealers' room ends."""
    full = 1e4 * IMPACT * room  # cents that dealers ask at the end of their room
    left = demand * (1 - full / top) - room  # $bn that buyers then hold of funds' notes
    middle = (left, full) if left > 0 else (0, without)
    return (0, middle[0], demand), (without, middle[1], 0)


def _funds(capacity: float, first: float, last: float) -> tuple[tuple, tuple]:
    """Return the corners of the funds' line: what they ask, at least nothing, as far as their own money lasts."""
    free = capacity * min(-first / (last - first), 1) if first < 0 and last > first else 0
    return (0, free, capacity, capacity), (max(first, 0), max(first, 0), max(last, 0), HIGHEST)


def table(scene: Calm) -> "DataFrame":
    """Return what the picture shows, with and without funds, as a `pandas.DataFrame`; the effects are rounded."""
    import pandas

    names = {
        "held": ("buyers_hold_usd_bn", 0),
        "bill": ("buyers_pay_usd_mn_90_days", 0),
        "bid_ask": ("bid_ask_cents_per_100", 1),
        "depth": ("depth_usd_mn", 0),
    }
    rows = [
        (name, *(round(float(getattr(side, field)), places) for side in (scene.now, scene.without)))
        for field, (name, places) in names.items()
    ]
    rows += [
        ("gap_cents_per_100", scene.gap, scene.gap_without),
        ("funds_carry_usd_bn", scene.position, 0.0),
        ("dealers_carry_usd_bn", scene.inventory, scene.without.held),
    ]
    return pandas.DataFrame(rows, columns=["quantity", "now", "without_funds"]).assign(case=CASES[scene.case])
