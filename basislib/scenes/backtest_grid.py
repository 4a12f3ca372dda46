"""The back-test: every light with data against five stretches of time, and what other thresholds would trade."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from basislib.policy.monitor import Indicator, Window
from basislib.policy.verdicts import verdicts
from basislib.scenes.warning_board import DATA, FACTORS, graded, series

if TYPE_CHECKING:
    from pandas import DataFrame

Firsts: TypeAlias = tuple[tuple[date | None, ...], ...]


@dataclass(frozen=True, eq=False)
class Tested:
    """Lights by windows, and the cell to explain.

    Attributes
    ----------
    lights, windows : tuple
    outcomes : ndarray of str
        (lights, windows), as in `basislib.policy.verdicts.backtest`.
    leads : ndarray
        Days from the first alarm that counts to the event.
    firsts : tuple of tuple of date or None
        That alarm's day, (windows, lights).
    false_share : ndarray
        Of the quiet days of all windows, by light; NaN without any.
    at : str
        The grade from which on it is an alarm.
    factor : float
        Thresholds, times the usual.
    row, column : int
        The cell to explain.
    hits, late, misses : ndarray of int
        With each of `FACTORS`.
    sweep_false : ndarray
        Share of the quiet days with a false alarm, with each of them.
    judged : int
        Cells with an event and numbers.
    """

    lights: tuple[Indicator, ...]
    windows: tuple[Window, ...]
    outcomes: np.ndarray
    leads: np.ndarray
    firsts: tuple[tuple[date | None, ...], ...]
    false_share: np.ndarray
    at: str
    factor: float
    row: int
    column: int
    hits: np.ndarray
    late: np.ndarray
    misses: np.ndarray
    sweep_false: np.ndarray
    judged: int

    @property
    def place(self) -> int:
        """Which of `FACTORS` it is."""
        return FACTORS.index(self.factor)

    @property
    def always(self) -> int:
        """How many lights are always on."""
        return int((self.outcomes == "always on").sum())

    @property
    def cell(self) -> tuple[str, float, date | None]:
        """Outcome, lead and first alarm of the cell to explain."""
        return (
            self.outcomes[self.row, self.column],
            self.leads[self.row, self.column],
            self.firsts[self.column][self.row],
        )


@lru_cache(maxsize=32)
def _all_windows(at: str, factor: float) -> tuple[np.ndarray, np.ndarray, Firsts, np.ndarray, np.ndarray]:
    """Return outcomes, leads, first alarms and false days of all indicators in all windows."""
    told = [(found, verdicts(found, grades, at)) for found, grades in (graded(key, 100, factor) for key in DATA)]
    outcomes, leads = np.array([each.outcomes for _, each in told]).T, np.array([each.leads for _, each in told]).T
    firsts = tuple(tuple(found.days[row].date() if row >= 0 else None for row in each.first) for found, each in told)
    has = outcomes != "no data"
    false, seen = (np.array([getattr(each, field) for _, each in told]).T * has for field in ("false", "seen"))
    return outcomes, leads, firsts, false, seen


def compute(at: str, factor: float, indicator: str, window: str) -> Tested:
    """Return the `Tested`: a grade, thresholds times the usual, and the cell to explain."""
    outcomes, leads, firsts, false, seen = _all_windows(at, factor)
    lights = tuple(one for one, _ in series())
    sweep = [_all_windows(at, each) for each in FACTORS]
    counted = {what: np.array([(each[0] == what).sum() for each in sweep]) for what in ("hit", "late", "miss")}
    events = np.array([each.event is not None for each in DATA.values()])
    return Tested(
        lights,
        tuple(DATA.values()),
        outcomes,
        leads,
        firsts,
        np.divide(false.sum(axis=1), seen.sum(axis=1), out=np.full(len(lights), np.nan), where=seen.sum(axis=1) > 0),
        at,
        factor,
        [one.name for one in lights].index(indicator),
        list(DATA).index(window),
        counted["hit"],
        counted["late"],
        counted["miss"],
        np.array([each[3].sum() / each[4].sum() for each in sweep]),
        int((outcomes[:, events] != "no data").sum()),
    )


def table(tested: Tested) -> "DataFrame":
    """Return the outcomes by indicator and window as a `pandas.DataFrame`."""
    import pandas

    names, windows = [one.label for one in tested.lights], [window.name for window in tested.windows]
    return pandas.DataFrame(
        {
            "indicator": np.repeat(names, len(windows)),
            "window": np.tile(windows, len(names)),
            "outcome": tested.outcomes.ravel(),
            "lead_days": tested.leads.ravel(),
            "false_share_all_windows": np.repeat(tested.false_share, len(windows)),
        }
    )
