"""How far funds' positions fell: on record, and the band that the model leaves open over draws of the unknowns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.record.draws import COUNT, drawn_falls, draws, fitting
from basislib.record.episodes import CHECKS, Fall, fall_on_record

if TYPE_CHECKING:
    from pandas import DataFrame

FEWEST = 20  # draws for a band
BAND = (5, 50, 95, 25, 75)  # percentiles
MARCH = ("mar2020",)
BOTH = ("mar2020", "may2020")
SIX = ("sep2019", "mar2020", "mar2023", "nov2023", "sum2024", "apr2025")
KEEPS = {"all": (), "march": MARCH, "both": BOTH, "six": SIX}  # which checks a draw must fit
PARTS: dict[str, dict[str, tuple[float, float]]] = {  # of an unknown: (from, below) in its unit
    "buffer": {"low": (0.005, 0.01), "middle": (0.01, 0.015), "high": (0.015, 1)},
    "late": {"low": (0, 1 / 3), "middle": (1 / 3, 2 / 3), "high": (2 / 3, 2)},
    "caution": {"off": (0, 0.2), "low": (0.2, 0.5), "high": (0.5, 1)},
}


class TooFewDraws(ValueError):
    """Too few draws are left for a band; `left` says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@dataclass(frozen=True, eq=False)
class Row:
    """A check: the model's percentiles `BAND`, what is on record, %, and how many of the kept draws fit it, %."""

    key: str
    band: np.ndarray
    record: Fall
    fit: float


@dataclass(frozen=True, eq=False)
class Misses:
    """The checks of `basislib.record.episodes.CHECKS` over the draws that were kept."""

    keep: str
    kept: int
    all_fit: int  # of the kept draws, how many fit every row
    rows: tuple[Row, ...]

    def row(self, key: str) -> Row:
        """Return the row of a check."""
        return next(row for row in self.rows if row.key == key)

    @property
    def hardest(self) -> Row:
        """The check that fewest draws fit."""
        return min(self.rows, key=lambda row: row.fit)


def kept(keep: str, **parts: str) -> np.ndarray:
    """Return which draws lie in the chosen parts of the unknowns and fit what they should."""
    drawn = draws()
    inside = fitting(KEEPS[keep]) if KEEPS[keep] else np.ones(COUNT, bool)
    for name, part in parts.items():
        if part != "any":
            low, high = PARTS[name][part]
            inside = inside & (getattr(drawn, name) >= low) & (getattr(drawn, name) < high)
    return inside


def compute(keep: str, **parts: str) -> Misses:
    """Return the `Misses` for a choice of draws; raise `TooFewDraws` where a band would say nothing."""
    inside = kept(keep, **parts)
    if inside.sum() < FEWEST:
        raise TooFewDraws(int(inside.sum()))
    every = int((inside & fitting(CHECKS)).sum())
    return Misses(keep, int(inside.sum()), every, tuple(_row(key, inside) for key in CHECKS))


def _row(key: str, inside: np.ndarray) -> Row:
    """Return the `Row` of a check."""
    band = np.percentile(drawn_falls()[key][inside], BAND)
    return Row(key, band, fall_on_record(key), 100 * float(fitting((key,))[inside].mean()))


def table(misses: Misses) -> "DataFrame":
    """Return the rows as a `pandas.DataFrame`: the model's percentiles, the record, and how many draws fit."""
    import pandas

    return pandas.DataFrame(
        [
            {
                "check": row.key,
                **{f"model_{at}": value for at, value in zip(BAND, row.band, strict=True)},
                "record_sold_pct": row.record.gross,
                "record_net_pct": np.nan if row.record.net is None else row.record.net,
                "fit_pct": row.fit,
            }
            for row in misses.rows
        ]
    )
