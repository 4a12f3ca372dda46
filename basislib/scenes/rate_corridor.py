"""Where the overnight repo rate settles between the Fed's floor and ceiling, both soft, beside days on record."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.corridor import CORRIDOR_DAYS, ORDINARY, REPORTING, Corridor, CorridorDay, corridor

if TYPE_CHECKING:
    from pandas import DataFrame

LENDERS, DEMAND = 1100, 1000  # $bn
FLOOR = 3.75  # % a year
WIDTH, ACCESS = 25.0, 92  # bp; % of a shortage
NO_LIMIT = 1e6  # $bn: the facility has had no cap since December 2025
PLENTY = 1400  # $bn
LEAST, MOST = -400, 600  # $bn of cash to spare: the ends of the lines
STEP = 10.0  # $bn: the lines bend where segments of the market run short, or have cash to spare
WIDTHS = {"ordinary": ORDINARY, "reporting": REPORTING}  # $bn: half the width of the segments, by the kind of day
SPIKE, MONTH_END, YEAR_END, QUIET, PLENTIFUL = CORRIDOR_DAYS


def settings(day: CorridorDay) -> dict:
    """Return the settings that give what the model makes of a day on record; cash to the nearest $bn."""
    kind = next(kind for kind, width in WIDTHS.items() if width == day.segmentation)
    lenders = round(DEMAND + day.spare)
    return {"lenders": lenders, "floor": day.floor_rate, "srf": "open" if day.srf_open else "closed", "kind": kind}


@dataclass(frozen=True, eq=False)
class Overnight:
    """Where the repo rate settles tonight, and the two lines it settles on.

    Attributes
    ----------
    lenders, demand : float
        Cash that lenders bring, and that borrowers want; $bn.
    floor : float
        Bottom of the Fed's range, % a year.
    srf_open : bool
        Whether the standing repo facility lends.
    now : Corridor
    cash : ndarray
        Cash to spare along the lines, $bn.
    open, closed : ndarray
        The lines with and without the facility, bp over the bottom of the range.
    days : tuple of CorridorDay
        Days on record of this kind, whose cash to spare lies on the lines.
    width : float
        Width of the range, bp.
    """

    lenders: float
    demand: float
    floor: float
    srf_open: bool
    now: Corridor
    cash: np.ndarray
    open: np.ndarray
    closed: np.ndarray
    days: tuple[CorridorDay, ...]
    width: float = WIDTH

    @property
    def spare(self) -> float:
        """Lenders' cash less borrowers' demand, $bn."""
        return self.lenders - self.demand

    @property
    def rate(self) -> float:
        """The repo rate, % a year."""
        return self.floor + self.now.over_floor / 100

    @property
    def matched(self) -> float:
        """Cash that goes from lenders to borrowers in the market, $bn."""
        return self.demand - self.now.srf - self.now.unmet

    @property
    def at_banks(self) -> float:
        """Lenders' cash that banks take, and hold as reserves, $bn."""
        return self.lenders - self.matched - self.now.on_rrp

    @property
    def day(self) -> CorridorDay | None:
        """The day on record whose settings these are, if any."""
        return next((day for day in self.days if self._is(day)), None)

    def _is(self, day: CorridorDay) -> bool:
        """Return whether the settings are those of a day."""
        here = {"lenders": self.lenders, "floor": self.floor, "srf": "open" if self.srf_open else "closed"}
        return self.demand == DEMAND and here.items() <= settings(day).items()


def compute(
    lenders: float = LENDERS,
    demand: float = DEMAND,
    floor: float = FLOOR,
    srf: str = "open",
    access: float = ACCESS,
    kind: str = "ordinary",
) -> Overnight:
    """Return the scene: sums in $bn, the bottom of the range in % a year, `srf` "open" or "closed", access in %.

    `kind` of day is a key of `WIDTHS`: cash crosses less between segments of the market on reporting dates.
    """
    terms = {"width_bp": WIDTH, "access": access / 100, "srf_cap": NO_LIMIT, "segmentation": WIDTHS[kind]}
    cash = np.arange(LEAST, MOST + STEP, STEP)
    both = corridor(np.maximum(cash, 0), np.maximum(-cash, 0), srf_open=np.array([[True], [False]]), **terms)
    now = corridor(lenders, demand, srf_open=srf == "open", **terms)
    days = tuple(day for day in CORRIDOR_DAYS if day.segmentation == WIDTHS[kind] and LEAST <= day.spare <= MOST)
    return Overnight(lenders, demand, floor, srf == "open", now, cash, both.over_floor[0], both.over_floor[1], days)


def table(scene: Overnight) -> "DataFrame":
    """Return both lines by the cash to spare, and tonight's point, as a `pandas.DataFrame`."""
    import pandas

    lines = pandas.DataFrame(
        {"spare_bn": scene.cash, "over_bottom_bp_srf_open": scene.open, "over_bottom_bp_srf_closed": scene.closed}
    )
    now = scene.now
    return lines.assign(
        now_spare_bn=scene.spare,
        now_rate_pct=scene.rate,
        now_on_rrp_bn=now.on_rrp,
        now_srf_bn=now.srf,
        now_unmet_bn=now.unmet,
    )
