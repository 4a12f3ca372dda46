"""The early-warning board: what each light showed day by day in a crisis of the model or in the record, up to a day."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.policy import monitor, verdicts
from basislib.policy.monitor import ALARMS, GRADES, INDICATORS, WINDOWS, Indicator
from basislib.policy.stress import harder, standard_scenarios
from basislib.policy.verdicts import Strips, Verdicts, WithData

if TYPE_CHECKING:
    from pandas import DataFrame

DATA = {window.key: window for window in WINDOWS}
MODEL = {f"m{number}": row for number, row in enumerate(standard_scenarios(), 1)}
SOURCES = (*MODEL, *DATA)
FACTORS = tuple(number / 4 for number in range(2, 9))  # how far out thresholds may be pushed, times the usual
QUIET_EVENT = "2025-04"  # yields jumped, and the basis trade held


@lru_cache(maxsize=1)
def series() -> WithData:
    """Return each indicator with data and its numbers by date."""
    return verdicts.with_data(monitor.tables())


@lru_cache(maxsize=24)
def strips(source: str, size: float = 100) -> Strips:
    """Return the `Strips` of one of `SOURCES`; size of the model's shock in % of the usual."""
    if source in DATA:
        return verdicts.of_window(DATA[source], series())
    row = harder(MODEL[source], size)
    return verdicts.of_run(row.market, row.shock)


@lru_cache(maxsize=64)
def graded(source: str, size: float, factor: float) -> tuple[Strips, np.ndarray]:
    """Return the strips of a source and their grades, with thresholds pushed out by a factor."""
    found = strips(source, size)
    return found, found.grades(factor)


@dataclass(frozen=True, eq=False)
class Board:
    """The lights of a source up to a day.

    Attributes
    ----------
    source : str
        Of `SOURCES`.
    strips : Strips
    grades : ndarray of int
        (lights, days), places in `basislib.policy.monitor.GRADES`.
    day : int
        The day on show, as a place among the days.
    at : str
        The grade from which on it is an alarm.
    factor : float
        Thresholds, times the usual.
    verdicts : Verdicts
        Up to the day on show.
    """

    source: str
    strips: Strips
    grades: np.ndarray
    day: int
    at: str
    factor: float
    verdicts: Verdicts

    @property
    def lights(self) -> tuple[Indicator, ...]:
        """The lights, in the order of the chain."""
        return self.strips.lights

    @property
    def values(self) -> np.ndarray:
        """What each light shows on the day, in its unit."""
        return self.strips.values[:, self.day]

    @property
    def dark(self) -> tuple[Indicator, ...]:
        """The lights for which nobody publishes a number; none in the model."""
        return () if self.strips.is_model else tuple(one for one in verdicts.in_order(INDICATORS) if not one.from_data)

    @property
    def lit(self) -> tuple[Indicator, ...]:
        """The lights at the grade or worse on the day, the worst first."""
        today = self.grades[:, self.day]
        rows = sorted(np.flatnonzero(today >= GRADES.index(self.at)), key=lambda row: -today[row])
        return tuple(self.lights[row] for row in rows)

    @property
    def first_warning(self) -> tuple[float, Indicator] | None:
        """Lead in days and light of the earliest alarm that counts and was not always on; None without any."""
        leads = [
            (self.verdicts.leads[row], row)
            for row, outcome in enumerate(self.verdicts.outcomes)
            if outcome in ("hit", "late")
        ]
        if not leads:
            return None
        lead, row = max(leads)
        return lead, self.lights[row]

    @property
    def false(self) -> tuple[tuple[Indicator, int, int], ...]:
        """The one or two lights with most false alarms: light, quiet days with one, quiet days with a number."""
        told = self.verdicts
        worst = np.argsort(-told.false, kind="stable")[:2]
        return tuple((self.lights[row], int(told.false[row]), int(told.seen[row])) for row in worst if told.false[row])

    @property
    def false_share(self) -> float | None:
        """Quiet days with an alarm, %, over all lights; None without a quiet day."""
        false, seen = self.verdicts.false.sum(), self.verdicts.seen.sum()
        return 100 * false / seen if seen else None

    @property
    def is_over(self) -> bool:
        """Whether the event has come."""
        return self.strips.event is not None and self.day >= self.strips.event

    @property
    def ends(self) -> bool:
        """Whether it is the last day."""
        return self.day == len(self.strips.days) - 1

    def having(self, outcome: str) -> tuple[tuple[Indicator, float], ...]:
        """Return lights with an outcome, and their leads in days."""
        return tuple(
            (one, lead)
            for one, each, lead in zip(self.lights, self.verdicts.outcomes, self.verdicts.leads, strict=True)
            if each == outcome
        )


def compute(source: str, size: float, factor: float, at: str, upto: float) -> Board:
    """Return the `Board`: key of `SOURCES`, % of the usual shock, thresholds times the usual, grade, % of the days."""
    found, grades = graded(source, size if source in MODEL else 100, factor)
    day = round(upto / 100 * (len(found.days) - 1))
    return Board(source, found, grades, day, at, factor, verdicts.verdicts(found, grades, at, day))


def table(board: Board) -> "DataFrame":
    """Return value and grade of each light on each day up to the one on show, as a `pandas.DataFrame`."""
    import pandas

    found, upto = board.strips, board.day + 1
    days = found.days[:upto] if found.is_model else [str(day.date()) for day in found.days[:upto]]
    levels = [
        verdicts.pushed(one, each, board.factor) if each else (np.nan,) * 3
        for one, each in zip(found.lights, found.levels, strict=True)
    ]
    return pandas.DataFrame(
        {
            "day": np.tile(days, len(found.lights)),
            "indicator": np.repeat([one.name for one in found.lights], upto),
            "link": np.repeat([one.link for one in found.lights], upto),
            "value": found.values[:, :upto].ravel(),
            "unit": np.repeat([one.unit for one in found.lights], upto),
            "grade": np.array(GRADES)[board.grades[:, :upto].ravel()],
            **{grade: np.repeat([level[place] for level in levels], upto) for place, grade in enumerate(ALARMS)},
            "rule": np.repeat([one.rule for one in found.lights], upto),
        }
    )
