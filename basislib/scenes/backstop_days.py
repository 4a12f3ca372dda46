"""Forty days of the market with a plan of the Fed and the regulators, and without it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.market.run import simulate
from basislib.policy.levers import (
    CapacityRelief,
    FundLine,
    Lever,
    Purchases,
    StandingRepo,
    apply,
    fed_assets,
    fed_dv01,
    fed_result,
    funds_saved,
)
from basislib.scenes.backstop import KEPT, KINDS, alone, by_kind, scenario
from basislib.scenes.market_days import CENTS, DAYS

if TYPE_CHECKING:
    from pandas import DataFrame

ALONE: dict[str, Any] = {"pace": 0, "size": 200, "start": 6, "hedged": 0, "facility": "open", "relief": 0, "line": 0}
PLANS: dict[str, dict[str, Any]] = {  # what the Fed and the regulators do
    "none": {},
    "closed": {"facility": "closed"},
    "early": {"pace": 20},
    "hedged": {"pace": 20, "hedged": 100},
    "late": {"pace": 40, "size": 400, "start": 19, "hedged": 100},
    "room": {"relief": 100},
    "line": {"line": 20},
    "all": {"pace": 20, "hedged": 100, "relief": 100, "line": 20},
}
SHOWN = "hedged"  # the plan that the picture opens with
FACILITY = ("open", "closed")


@dataclass(frozen=True, eq=False)
class HelpedDays:
    """Forty days with help, of which those up to a day are on show, and without; arrays over the days from day 0 on.

    Attributes
    ----------
    day : int
        On show.
    dislocation, dislocation_alone : ndarray
        Future less note with and without help, cents per 100.
    sold : ndarray
        Sold on each day with help, $bn, a row for each of `basislib.scenes.backstop.KINDS`.
    unwilling_alone : ndarray
        Sold on each day without help, against the funds' will, $bn.
    position, left, left_alone : float
        Of the funds on day 0, and on the last day with and without help, $bn.
    notes, assets : ndarray
        The Fed's notes at the day's price, and by how much its balance sheet has grown, $bn.
    rate, rate_alone : ndarray
        Repo rate over the normal one, bp a year.
    result : ndarray
        What the Fed has earned by the day against no help, $bn.
    exposure : float
        Most that the Fed stands to lose by a basis point, $m.
    saved : float
        Own money of the funds against no help, $bn.
    closed : bool
        Whether funds have been closed out by the last day.
    """

    day: int
    dislocation: np.ndarray
    dislocation_alone: np.ndarray
    sold: np.ndarray
    unwilling_alone: np.ndarray
    position: float
    left: float
    left_alone: float
    notes: np.ndarray
    assets: np.ndarray
    rate: np.ndarray
    rate_alone: np.ndarray
    result: np.ndarray
    exposure: float
    saved: float
    closed: bool

    @property
    def unwilling(self) -> np.ndarray:
        """Sold on each day with help, against the funds' will, $bn."""
        return self.sold[:-1].sum(axis=0)

    @property
    def nobody_helps(self) -> bool:
        """Whether the plan moves nothing."""
        return bool(np.array_equal(self.dislocation, self.dislocation_alone) and not self.notes.any())


def levers_of(
    pace: float, size: float, start: float, hedged: float, facility: str, relief: float, line: float
) -> list[Lever]:
    """Return the levers of a plan: $bn a day, $bn, day, %, one of `FACILITY`, % and $bn."""
    levers: list[Lever] = [StandingRepo(is_open=False)] if facility == "closed" else []
    if pace and size:
        levers.append(Purchases(pace=pace, size=size, start=start, hedged=hedged / 100))
    if relief:
        levers.append(CapacityRelief(relief / 100, start))
    if line:
        levers.append(FundLine(line))
    return levers


@lru_cache(maxsize=64)
def programme(market: str, shock: str, **plan: Any) -> HelpedDays:
    """Return the `HelpedDays` of `levers_of`'s settings at the last day; a step of the day costs only a picture."""
    bare, blow = scenario(market, shock)
    after, path = apply(bare, blow, levers_of(**plan))
    run, without = simulate(after, path, KEPT), alone(market, shock)
    # To a tenth of a cent: what is smaller is the rounding of sums.
    result = fed_result(run, without).round(12)
    return HelpedDays(
        day=DAYS,
        dislocation=CENTS * run["dislocation"],
        dislocation_alone=CENTS * without["dislocation"],
        sold=by_kind(run),
        unwilling_alone=without.unwilling,
        position=float(bare.position),
        left=float(run["position"][-1]),
        left_alone=float(without["position"][-1]),
        notes=run["fed_notes"] * run["note_price"],
        assets=fed_assets(run, bare, blow),
        rate=run["repo_spread"],
        rate_alone=without["repo_spread"],
        result=result,
        exposure=float(fed_dv01(run)),
        saved=float(funds_saved(run, without)),
        closed=bool(run["closed"][-1]),
    )


def planned(plan: str, market: str = "crowded", shock: str = "standard") -> HelpedDays:
    """Return the `HelpedDays` of one of `PLANS`."""
    return programme(market, shock, **(ALONE | PLANS[plan]))


def compute(day: int, **settings: Any) -> HelpedDays:
    """Return the `HelpedDays` up to a day for a market, a shock and the settings of `levers_of`."""
    return replace(programme(**settings), day=day)


def table(days: HelpedDays) -> "DataFrame":
    """Return the days up to the day on show, with and without help, as a `pandas.DataFrame`."""
    import pandas

    found = pandas.DataFrame(
        {
            "day": np.arange(days.dislocation.size),
            "dislocation_cents": days.dislocation,
            "dislocation_cents_without": days.dislocation_alone,
            **{f"sold_{kind}": days.sold[place] for place, kind in enumerate(KINDS)},
            "against_will_without": days.unwilling_alone,
            "repo_over_normal_bp": days.rate,
            "repo_over_normal_bp_without": days.rate_alone,
            "fed_notes": days.notes,
            "fed_assets": days.assets,
            "fed_result": days.result,
        }
    )
    return found.head(days.day + 1)
