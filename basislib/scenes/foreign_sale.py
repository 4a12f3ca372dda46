"""What funds sell, and why, for every size of the foreign sale: the talk's chain, and the second spiral number."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.fund import spiral
from basislib.market.run import UNWILLING, Market, simulate, standard_shock
from basislib.scenes.market_days import BASE, CENTS, DAYS, FOREIGN, RALLY, fields, usual

if TYPE_CHECKING:
    from pandas import DataFrame

MOST, STEP = 480, 10  # $bn that foreigners sell at most, and from one size to the next
SIZES = np.arange(0, MOST + STEP, STEP, dtype=float)
KINDS = (*UNWILLING, "voluntary_sale")


@dataclass(frozen=True, eq=False)
class Foreign:
    """What a shock comes to by how much foreigners sell.

    Attributes
    ----------
    foreign : float
        Where we are, $bn.
    sizes : ndarray
        Foreign sales, $bn.
    sold : ndarray
        Sold by funds, % of the position, by kind (call, run, precaution, loss limits, own accord) and size.
    widest : ndarray
        The widest gap by size, cents per 100.
    number, loss_number : float
        R and R_d, both once dealers are full.
    position, leverage, impact, width : float
        $bn; times; cents per $bn; share of own money over which the limits lie.
    limits : bool
        Whether funds have limits on losses.
    """

    foreign: float
    sizes: np.ndarray
    sold: np.ndarray
    widest: np.ndarray
    number: float
    loss_number: float
    position: float
    leverage: float
    impact: float
    width: float
    limits: bool

    @property
    def here(self) -> int:
        """The place in `sizes` of the foreign sale on show."""
        return int(np.searchsorted(self.sizes, self.foreign - 1e-9))

    @property
    def unwilling(self) -> np.ndarray:
        """Sold against the funds' will by size, % of the position."""
        return self.sold[:-1].sum(axis=0)


@lru_cache(maxsize=64)
def compute(
    foreign: float = FOREIGN,
    market: str = "crowded",
    leverage: float = 39,
    haircut: float = 0.5,
    impact: float = 0.14,
    rally: float = RALLY,
    rules: str = "both",
) -> Foreign:
    """Return the scene: $bn, a market, times, %, cents per $bn, bp, and which rules hold.

    Market and rules are keys of `market_days.BASE` and `market_days.RULES`. Yields fall by `rally` and come back.
    """
    sizes = np.union1d(SIZES, [foreign])
    funds = Market(**fields(market, leverage, haircut, rules) | {"impact_beyond": impact / CENTS})
    found = simulate(funds, standard_shock(DAYS, rally, sizes), ("position", *KINDS, "dislocation"))
    sold = np.stack([np.maximum(found[kind], 0).sum(axis=0) for kind in KINDS])
    return Foreign(
        foreign=foreign,
        sizes=sizes,
        sold=100 * sold / funds.position,
        widest=CENTS * found["dislocation"].max(axis=0),
        number=float(spiral.spiral_number(funds.position, haircut / 100 + funds.fund_margin, impact / CENTS)),
        loss_number=float(spiral.drawdown_number(leverage, impact / CENTS, funds.position, funds.drawdown_width)),
        position=funds.position,
        leverage=leverage,
        impact=impact,
        width=funds.drawdown_width,
        limits=funds.drawdown_limit > 0,
    )


def of_market(market: str, **changes: Any) -> dict[str, Any]:
    """Return the settings of a market as its preset has them, with changes."""
    named = usual(market)
    settings = {name: named[name] for name in ("market", "leverage", "haircut", "foreign", "rally", "rules")}
    return settings | {"impact": round(CENTS * BASE[market][0]["impact_beyond"], 6)} | changes


def table(scene: Foreign) -> "DataFrame":
    """Return the sizes as a `pandas.DataFrame`: sold by kind, % of the position, and the widest gap, cents per 100."""
    import pandas

    kinds = dict(zip(KINDS, scene.sold, strict=True))
    return pandas.DataFrame({"foreign_sale": scene.sizes, **kinds, "widest_gap_cents": scene.widest})
