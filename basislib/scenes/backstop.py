"""The markets and shocks of page 08, and help by name: what its pictures, its prose and its exercises share.

The markets are those of page 07 as they are today, so the standing repo facility is open.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from basislib.market.run import NEVER, UNWILLING, Market, MarketRun, Shock, simulate, standard_shock
from basislib.policy.levers import COSTED, FundLine, HaircutFloor, Purchases, StandingRepo, apply
from basislib.policy.links import NEEDED
from basislib.scenes.market_days import BASE, CENTS, DAYS, FIRST_DAY, NIGHTS, RALLY, RUN, RUN_DAY

FOREIGN = float(standard_shock().foreign_sales.sum())  # $bn, of the model's dash for cash
FOREIGN_DAYS = (11, 18)  # foreigners sell from the first of them to the last
DRAIN, HIGHER_HAIRCUT = 200.0, 0.01  # $bn that lenders lose on day 6; rise of the haircut on that day
SIZES = {  # shock: rally and foreign sales, of the usual ones
    "half": 0.5,
    "standard": 1.0,
    "double": 2.0,
    "run": 1.0,
    "drain": 1.0,
    "haircut": 1.0,
}
LIFT = round(CENTS * Market().purchase_effect, 6)  # cents per 100 of all notes for $1bn bought outright
SOME = 0.05  # $bn, and other units: less than this is nothing
KINDS = {  # kind of sale: its series
    "call": "forced_sale",
    "run": "run_sale",
    "precaution": "precaution_sale",
    "limits": "drawdown_sale",
    "voluntary": "voluntary_sale",
}
KEPT = tuple(dict.fromkeys((*COSTED, *NEEDED, *KINDS.values(), "cash", "drawdown", "closed", "value", "foreign_sale")))
BUYING: dict[str, Any] = {"pace": 20.0, "size": 200.0}
HELP = {  # as the prose compares it
    "closed": StandingRepo(is_open=False),
    "line": FundLine(20.0),
    "outright": Purchases(**BUYING, start=6.0),
    "hedged": Purchases(**BUYING, start=6.0, hedged=1.0),
    "late": Purchases(40.0, 400.0, 19.0, hedged=1.0),
    "floor": HaircutFloor(0.02),
    "new_floor": HaircutFloor(0.02, FIRST_DAY),
    "calming": StandingRepo(cap=NEVER, calms=1.0),
}


@lru_cache(maxsize=128)
def scenario(market: str, shock: str, **fields: Any) -> tuple[Market, Shock]:
    """Return market and shock as on page 07; `fields` are those of `Market`."""
    fixed, times, own, tau = BASE[market]
    chosen = {"leverage": times, "haircut": own / 100, "term_share": tau / 100, "nights": float(NIGHTS)}
    day, size = np.arange(1, DAYS + 1), SIZES[shock]
    paths = {
        "run_share": (day == RUN_DAY) * (RUN if shock == "run" else 0.0),
        "drain": (day == FIRST_DAY) * (DRAIN if shock == "drain" else 0.0),
        "haircut_rise": (day >= FIRST_DAY) * (HIGHER_HAIRCUT if shock == "haircut" else 0.0),
    }
    return Market(**{**fixed, **chosen, **fields}), standard_shock(DAYS, RALLY * size, FOREIGN * size, **paths)


@lru_cache(maxsize=128)
def alone(market: str, shock: str, **fields: Any) -> MarketRun:
    """Return the run of `scenario`'s settings without help: no tool moves it."""
    return simulate(*scenario(market, shock, **fields), KEPT)


@lru_cache(maxsize=32)
def helped(*names: str, market: str = "crowded", shock: str = "standard") -> MarketRun:
    """Return the run under `HELP` by name."""
    after, path = apply(*scenario(market, shock), [HELP[name] for name in names])
    return simulate(after, path, KEPT)


def by_kind(run: MarketRun) -> np.ndarray:
    """Return what is sold by day, $bn, a row for each of `KINDS`; what is bought back counts for nothing."""
    return np.stack([np.maximum(run[series], 0) for series in KINDS.values()])


def against_will(run: MarketRun) -> float:
    """Return what a single run sells against the funds' will, $bn: calls, a run, precaution, limits on losses."""
    return float(sum(run[series].sum() for series in UNWILLING))


def share_sold(run: MarketRun) -> float:
    """Return the same, % of the first position."""
    return 100 * against_will(run) / float(run["position"][0])


def last_sale(run: MarketRun) -> int:
    """Return the last day of a single run on which funds sell against their will; 0 if they never do."""
    return int(np.max(np.flatnonzero(run.unwilling > SOME), initial=0))
