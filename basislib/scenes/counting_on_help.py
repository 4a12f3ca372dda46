"""Help that funds count on: four runs side by side, and calm times before and after."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.market.run import Market, MarketRun, simulate
from basislib.policy.levers import FundLine, Lever, Purchases, apply, calm_times, counting_on
from basislib.scenes.backstop import BUYING, KEPT, alone, scenario, share_sold
from basislib.scenes.market_days import CENTS, FIRST_DAY

if TYPE_CHECKING:
    from pandas import DataFrame

HELP = ("hedged", "outright", "line")
LESS = 30  # % of their buffer that funds give up, at first
RUNS = ("no help", "help, funds as before", "counted on, and it comes", "counted on, it does not come")  # of files
NONE, HELPED, COMES, FAILS = range(4)


@dataclass(frozen=True, eq=False)
class Hazard:
    """Four runs, in the order of `RUNS`, and calm times before and after funds count on the help.

    Attributes
    ----------
    help : str
        One of `HELP`.
    sold : tuple of float
        Sold against the funds' will, % of the position.
    closed : tuple of bool
        Whether funds are closed out.
    funds, others : tuple of float
        What funds win; what lenders, clearing brokers and the Fed's line lose, $bn.
    buffers, leverages, dislocations, own_money : tuple of float
        Before and after: cash buffer, % of the position; times own money; cents; $bn.
    """

    help: str
    sold: tuple[float, ...]
    closed: tuple[bool, ...]
    funds: tuple[float, ...]
    others: tuple[float, ...]
    buffers: tuple[float, float]
    leverages: tuple[float, float]
    dislocations: tuple[float, float]
    own_money: tuple[float, float]

    @property
    def counted(self) -> bool:
        """Whether funds hold less cash because of the help."""
        return self.leverages[1] - self.leverages[0] >= 0.05


def line_for(market: Market, less: float) -> FundLine:
    """Return a line as large as `less` per cent of the funds' cash buffer."""
    return FundLine(market.buffer * market.position * less / 100)


def lever(help: str, market: Market, less: float) -> Lever:  # noqa: A002
    """Return one of `HELP`: purchases of the usual size, or a line as large as the cash that funds give up."""
    if help == "line":
        return line_for(market, less)
    return Purchases(**BUYING, start=float(FIRST_DAY), hedged=float(help == "hedged"))


def compute(leverage: float, haircut: float, market: str, shock: str, help: str, less: float, impact: float) -> Hazard:  # noqa: A002
    """Return the `Hazard`: times, %, one of `HELP`, % of the buffer that funds give up, cents per $bn."""
    chosen = {"leverage": leverage, "haircut": haircut / 100, "impact_beyond": impact / CENTS}
    bare, blow = scenario(market, shock, **chosen)
    made, bold = lever(help, bare, less), counting_on(bare, line_for(bare, less))
    # One after the other: that is quicker than side by side, and only some sliders move the first two.
    runs = [
        alone(market, shock, **chosen),
        _helped(help, less if help == "line" else 0.0, market, shock, **chosen),
        *(simulate(*case, KEPT) for case in (apply(bold, blow, made), (bold, blow))),
    ]
    both: Any = np.array([bare.leverage, bold.leverage])
    calm = calm_times(replace(bare, leverage=both), bare)
    return Hazard(
        help=help,
        sold=tuple(share_sold(run) for run in runs),
        closed=tuple(bool(run["closed"][-1]) for run in runs),
        funds=tuple(float(run["own_money"][-1] - run["own_money"][0]) for run in runs),
        others=tuple(
            float(sum(run[name].sum() for name in ("loss_lender", "loss_dealer", "loss_fed"))) for run in runs
        ),
        buffers=(100 * bare.buffer, 100 * bold.buffer),
        leverages=(bare.leverage, bold.leverage),
        dislocations=tuple((CENTS * calm.dislocation).tolist()),
        own_money=(bare.position / bare.leverage, bold.position / bold.leverage),
    )


@lru_cache(maxsize=32)
def _helped(help: str, less: float, market: str, shock: str, **chosen: Any) -> MarketRun:  # noqa: A002
    """Return the run with help that funds do not count on; the cash that others would give up matters to a line alone."""
    bare, blow = scenario(market, shock, **chosen)
    return simulate(*apply(bare, blow, lever(help, bare, less)), KEPT)


def table(found: Hazard) -> "DataFrame":
    """Return the four runs as a `pandas.DataFrame`."""
    import pandas

    return pandas.DataFrame(
        {
            "run": RUNS,
            "sold_pct_of_position": found.sold,
            "funds_own_money_change": found.funds,
            "lost_by_others": found.others,
            "closed_out": found.closed,
        }
    )
