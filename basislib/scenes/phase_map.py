"""What a shock sets off over two settings of `spiral_rounds`: which region, and where R is 1."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.fund import spiral
from basislib.scenes import spiral_rounds as rounds
from basislib.scenes.market_days import CENTS

if TYPE_CHECKING:
    from pandas import DataFrame

AXIS_RANGES = {
    "haircut": (0, 2),
    "leverage": (10, 60),
    "impact": (0, 0.5),
    "room": (0, 400),
    "position": (100, 1500),
    "call": (0, 5),
}  # setting: range on the map; %, times, cents per $bn, $bn, $bn, $ per 100 of notes
COLUMNS = {
    "haircut": "haircut, %",
    "leverage": "leverage, times own money",
    "impact": "price impact, cents per $bn",
    "room": "dealers' room, $bn",
    "position": "position of all funds, $bn",
    "call": "call, $ per 100 of notes",
}
AXES = {  # what a link calls the map: across, up
    "haircut-impact": ("haircut", "impact"),
    "position-impact": ("position", "impact"),
    "call-impact": ("call", "impact"),
    "haircut-leverage": ("haircut", "leverage"),
    "call-leverage": ("call", "leverage"),
    "room-position": ("room", "position"),
    "room-call": ("room", "call"),
}
CELLS = 100
IMPOSSIBLE = len(rounds.REGIONS)  # the region in which haircut and margin ask for more than own money
REGIONS = (*rounds.REGIONS, "not possible")


@dataclass(frozen=True, eq=False)
class Field:
    """Regions over two settings, and where we are among them.

    Attributes
    ----------
    across, up : str
        Settings, keys of `AXIS_RANGES`.
    xs, ys : ndarray
        The middles of the cells, in the settings' units.
    regions, numbers : ndarray
        Region and spiral number R of each cell, rows upwards.
    x, y : float
        Where we are.
    here : basislib.scenes.spiral_rounds.Spiral
    threshold : float
        Price impact at which R is 1 here, cents per $bn; infinite if dealers can take everything.
    """

    across: str
    up: str
    xs: np.ndarray
    ys: np.ndarray
    regions: np.ndarray
    numbers: np.ndarray
    x: float
    y: float
    here: rounds.Spiral
    threshold: float

    @property
    def has_line(self) -> bool:
        """Whether R is 1 somewhere on the map."""
        known = self.numbers[~np.isnan(self.numbers)]
        return bool(known.size and known.min() < 1 < known.max())

    @property
    def share(self) -> float:
        """The part of the map that lies in the region where we are."""
        return np.mean(self.regions == self.here.region)


def compute(axes: str, **settings: Any) -> Field:
    """Return the scene for the settings of `spiral_rounds.compute`; `axes` is one of `AXES`."""
    here = rounds.compute(**settings)
    first, second = AXES[axes]
    xs, ys = (
        low + (high - low) * (np.arange(CELLS) + 0.5) / CELLS for low, high in (AXIS_RANGES[first], AXIS_RANGES[second])
    )
    cells = settings | {first: xs[None, :], second: ys[:, None]}
    q, room, impact = cells["position"], cells["room"], cells["impact"]
    locked = np.divide(cells["haircut"], 100) + rounds.MARGIN
    buffer = np.divide(1, cells["leverage"]) - locked
    impossible = buffer < -1e-12
    regions = spiral.region(
        q,
        locked,
        rounds.CHEAP,
        rounds.shortfall(q, buffer, cells["call"]),
        impact_beyond=np.divide(impact, CENTS),
        room=room,
    )
    regions = np.where(impossible, IMPOSSIBLE, regions)
    numbers = np.where(impossible, np.nan, rounds.number(q, locked, impact, room)) + np.zeros((CELLS, CELLS))
    rest = max(settings["position"] - settings["room"], 0)
    return Field(
        first,
        second,
        xs,
        ys,
        np.broadcast_to(regions, numbers.shape),
        numbers,
        settings[first],
        settings[second],
        here,
        CENTS * here.locked / 100 / rest if rest else np.inf,
    )


def table(field: Field) -> "DataFrame":
    """Return the cells of the map as a `pandas.DataFrame`: both settings, the region and R."""
    import pandas

    x, y = np.meshgrid(field.xs, field.ys)
    return pandas.DataFrame(
        {
            COLUMNS[field.across]: x.ravel(),
            COLUMNS[field.up]: y.ravel(),
            "region": np.array(REGIONS)[field.regions.ravel()],
            "R": field.numbers.ravel(),
        }
    )
