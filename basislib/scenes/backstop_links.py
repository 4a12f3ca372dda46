"""The chain of a crisis under one tool: the number of each link without it and with it, and what funds then sell."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from basislib.market.run import NEVER, MarketRun, Shock, simulate
from basislib.policy.levers import (
    CapacityRelief,
    CashBuffer,
    CentralClearing,
    FundLine,
    HaircutFloor,
    LenderCash,
    Lever,
    LeverageCap,
    LongTermHolders,
    MarginDeadline,
    Purchases,
    StandingRepo,
    SteadyMargin,
    TermFunding,
    apply,
    fed_assets,
)
from basislib.policy.links import pull
from basislib.scenes.backstop import KEPT, KINDS, alone, by_kind, scenario
from basislib.scenes.market_days import CENTS

if TYPE_CHECKING:
    from pandas import DataFrame

TOOLS = {  # tool: the link that it is for
    "facility": "rate",
    "cash": "rate",
    "foreign": "foreign",
    "outright": "price_impact",
    "hedged": "price_impact",
    "line": "margin_call",
    "relief": "dealer_room",
    "buffer": "buffer",
    "cap": "buffer",
    "steady": "buffer",
    "clearing": "buffer",
    "floor": "lenders",
    "term": "lenders",
    "deadline": "margin_call",
    "holders": "price_impact",
}
LINKS = {  # what readers' files call them
    "foreign": "foreign sale",
    "dealer_room": "dealers' room",
    "price_impact": "gap",
    "loss": "loss",
    "buffer": "cash buffer",
    "margin_call": "margin call",
    "lenders": "lenders",
    "rate": "repo rate",
}
MEASURED = {  # column of readers' files
    "foreign": "sold by foreigners, $bn",
    "dealer_room": "dealers' room in use, %",
    "price_impact": "wider than in calm times, cents",
    "loss": "lost by funds at worst, % of own money",
    "buffer": "used up at worst, %",
    "margin_call": "missing for calls on the worst day, $bn",
    "lenders": "no longer lent on $100 of notes, $",
    "rate": "above normal at worst, bp",
}
NOTHING = {
    "foreign": 1.0,
    "dealer_room": 1.0,
    "price_impact": 0.5,
    "loss": 0.25,
    "buffer": 1.0,
    "margin_call": 0.02,
    "lenders": 0.02,
    "rate": 1.0,
}
LIGHT, STOPPED = 0.05, 0.9  # by how much a link must be lower to light up, and to count as stopped
HOLD = {"buffer": "buffer", "own": "own money"}  # what funds keep: as `apply` calls it


@dataclass(frozen=True)
class Link:
    """A link of the chain.

    Attributes
    ----------
    key : str
        One of `LINKS`.
    without, with_tool : float
        Its number, in the unit of `MEASURED`.
    state : str
        idle (not pulled), same, eased, stopped or worse: the run alone decides it.
    fall : float
        By how much the tool lowers it, a share.
    named : bool
        Whether the tool is for it.
    """

    key: str
    without: float
    with_tool: float
    state: str
    fall: float
    named: bool


@dataclass(frozen=True, eq=False)
class Links:
    """The links under a tool.

    Attributes
    ----------
    tool : str
        One of `TOOLS`.
    lever : Lever or None
        The tool in its size; None for loans to foreign officials, whose size is `lent_abroad`.
    start : int
        Its first day.
    links : tuple of Link
    sold : tuple of ndarray
        Sold without and with it, $bn, a number for each of `basislib.scenes.backstop.KINDS`.
    position : float
        Of the funds, $bn.
    assets : tuple of float
        By how much the Fed's balance sheet grows at most, without and with it, $bn.
    lent_abroad : float
        Lent to foreign officials, who need not sell as many notes, $bn.
    hold : str
        What funds keep when a tool changes haircut, margin or leverage beforehand: one of `HOLD`.
    moved : bool
        Whether the tool changes what they do not keep.
    buffers, own_money : tuple of float
        Cash buffer, % of the position, and own money, $bn, beforehand, without and with it.
    """

    tool: str
    lever: Lever | None
    start: int
    links: tuple[Link, ...]
    sold: tuple[np.ndarray, np.ndarray]
    position: float
    assets: tuple[float, float]
    lent_abroad: float
    hold: str
    moved: bool
    buffers: tuple[float, float]
    own_money: tuple[float, float]

    @property
    def said(self) -> Link:
        """The link that the tool is for."""
        return next(link for link in self.links if link.named)

    @property
    def unwilling(self) -> tuple[float, float]:
        """Sold against the funds' will, without and with it, $bn."""
        without, with_tool = (float(sold[:-1].sum()) for sold in self.sold)
        return without, with_tool

    @property
    def voluntary(self) -> tuple[float, float]:
        """Sold of the funds' own accord, without and with it, $bn."""
        return float(self.sold[0][-1]), float(self.sold[1][-1])

    def count(self, *states: str) -> int:
        """Return how many links are in one of these states."""
        return sum(link.state in states for link in self.links)

    def others(self, *states: str) -> list[str]:
        """Return the keys of the other links in one of these states."""
        return [link.key for link in self.links if link.state in states and not link.named]


def lever(tool: str, size: float, start: int, calmed: float = 0.0) -> Lever | None:
    """Return a tool in a size, times the usual one, from a day on; 0: from the first, or beforehand."""
    day, buys = max(start, 1), {"pace": 20 * size, "size": 200 * size, "start": max(start, 1)}
    return {
        "facility": lambda: StandingRepo(cap=NEVER, calms=calmed / 100),
        "cash": lambda: LenderCash(size=100 * size, start=day),
        "foreign": lambda: None,
        "outright": lambda: Purchases(**buys),
        "hedged": lambda: Purchases(**buys, hedged=1.0),
        "relief": lambda: CapacityRelief(size, day),
        "line": lambda: FundLine(20 * size),
        "clearing": lambda: CentralClearing(offset=min(0.8 * size, 0.8)),
        "floor": lambda: HaircutFloor(min(2 * size, 100) / 100, start or None),
        "cap": lambda: LeverageCap(20 / size),
        "buffer": lambda: CashBuffer(0.018 * size),
        "term": lambda: TermFunding(min(0.5 * size, 1)),
        "steady": lambda: SteadyMargin("floor"),
        "deadline": lambda: MarginDeadline(max(5 * size, 1)),
        "holders": lambda: LongTermHolders(min(0.1 * size, 1)),
    }[tool]()


def lent_instead(shock: Shock, size: float, start: int) -> tuple[Shock, np.ndarray]:
    """Return the shock if the Fed lends foreign officials $100bn times `size`, and what it has lent by day, $bn.

    From the first day on they borrow against the notes that they would have sold, until the sum is lent.
    """
    day = np.arange(1, shock.days + 1)
    wanted = shock.foreign_sales * (day >= start)
    lent = np.minimum(np.cumsum(wanted), 100 * size)
    return replace(shock, foreign_sales=shock.foreign_sales - np.diff(lent, prepend=0.0)), lent


def compute(
    leverage: float,
    haircut: float,
    market: str,
    shock: str,
    tool: str,
    size: float = 1.0,
    start: int = 6,
    hold: str = "buffer",
    calmed: float = 0.0,
    nights: int = 90,
    effect: float = 0.15,
) -> Links:
    """Return the `Links` of two runs, without and with a tool of this size, times the usual.

    Leverage in times, haircut in %, `calmed` in % of the lenders who would leave, `effect` in cents per 100 for each
    $bn bought outright. The standing facility is there in all markets; as a tool it is compared with none.
    """
    chosen = {
        "leverage": leverage,
        "haircut": haircut / 100,
        "nights": float(nights),
        "purchase_effect": effect / CENTS,
        "srf_open": tool != "facility",
    }
    bare, blow = scenario(market, shock, **chosen)
    made = lever(tool, size, start, calmed)
    helped, path = (bare, blow) if made is None else apply(bare, blow, made, HOLD[hold])
    lent = np.zeros(blow.days)
    if made is None:
        path, lent = lent_instead(blow, size, start)
    without, run = alone(market, shock, **chosen), simulate(helped, path, KEPT)
    before, after = numbers(without), numbers(run)
    assets = [fed_assets(each, bare, blow) for each in (without, run)]
    return Links(
        tool=tool,
        lever=made,
        start=start,
        links=tuple(_link(key, before[key], after[key], key == TOOLS[tool]) for key in LINKS),
        sold=(by_kind(without).sum(axis=1), by_kind(run).sum(axis=1)),
        position=float(bare.position),
        assets=(float(assets[0].max()), float((assets[1] + np.concatenate(([0.0], lent))).max())),
        lent_abroad=float(lent[-1]),
        hold=hold,
        moved=bool(bare.leverage != helped.leverage or hold == "own" and bare.buffer != helped.buffer),
        buffers=(100 * bare.buffer, 100 * helped.buffer),
        own_money=(bare.position / bare.leverage, helped.position / helped.leverage),
    )


def numbers(run: MarketRun) -> dict[str, float]:
    """Return how hard a single run pulls on each of `LINKS`, in the units of `MEASURED`."""
    pulled = {name: float(value) for name, value in pull(run).items()}
    held = run["cash"] / np.maximum(run["position"], 1e-9)
    left = float(held.min() / held[0]) if held[0] > 0 else 0.0
    return {
        "foreign": float(run["foreign_sale"].sum()),
        "dealer_room": pulled["dealer room"],
        "price_impact": pulled["price impact"],
        "loss": 100 * max(float(run["drawdown"].max()), 0.0),
        "buffer": 100 * (1 - min(max(left, 0.0), 1.0)),
        "margin_call": pulled["margin call"],
        "lenders": pulled["haircut"] + pulled["funding"],
        "rate": pulled["rate"],
    }


def _link(key: str, without: float, with_tool: float, named: bool) -> Link:
    without, with_tool = round(without, 9), round(with_tool, 9)
    fall = (without - with_tool) / max(without, NOTHING[key])
    if max(without, with_tool) < NOTHING[key]:
        state = "idle"
    elif fall < -LIGHT:
        state = "worse"
    else:
        state = "stopped" if fall >= STOPPED else "eased" if fall >= LIGHT else "same"
    return Link(key, without, with_tool, state, fall, named)


def table(chain: Links) -> "DataFrame":
    """Return the links with their numbers, and what is sold by kind, as a `pandas.DataFrame`."""
    import pandas

    rows = [(LINKS[link.key], MEASURED[link.key], link.without, link.with_tool, link.state) for link in chain.links]
    rows += [
        ("sales", f"{kind}, $bn", float(chain.sold[0][place]), float(chain.sold[1][place]), "")
        for place, kind in enumerate(KINDS)
    ]
    return pandas.DataFrame(rows, columns=["link", "measured", "without", "with", "state"])
