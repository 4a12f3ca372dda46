"""An episode up to a day: what is on record, and what the model makes of the same days."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.market.run import MarketRun
from basislib.record.draws import KEPT, Unknowns, fall_of, run
from basislib.record.episodes import CHECKS, FED_BARS, FIRST_PURCHASE, Episode, Fall, episode, fall_on_record

if TYPE_CHECKING:
    from pandas import DataFrame

STEPS = 30  # of the play head: trading days in six weeks, and a day or two, or eight, in longer episodes
CENTS = 1e4  # cents per 100 of notes in 1 of face
SEEN = 0.05  # % of day 0: a sale worth a word
USUAL = {
    "buffer": 1.2,
    "caution": 40,
    "late": 0,
    "limit": 10,
    "share": 65,
    "haircut": 1.0,
    "term_share": 25,
    "room": 120,
    "impact": 0.14,
}


@dataclass(frozen=True, eq=False)
class Walk:
    """An episode up to a day: the record, and the model's run on it from end to end.

    Attributes
    ----------
    found : Episode
    day : int
        The day on show, as a place among the episode's days.
    notes : ndarray
        Funds' notes, % of day 0.
    calls, caution, limits, left : ndarray
        What funds sell each day to pay for calls, because cash is below what they want to hold, because a limit on
        losses is reached, and of their own accord; % of day 0.
    size : float
        $bn on day 0.
    leverage : float
        Times own money.
    check : str
        Key of `basislib.record.episodes.CHECKS`: what the episode as a whole is held against.
    fall, dealers_rise : float
        How far funds' notes fall at most until the day of that check, %; by how much dealers' notes rise at most, $bn.
    """

    found: Episode
    day: int
    notes: np.ndarray
    calls: np.ndarray
    caution: np.ndarray
    limits: np.ndarray
    left: np.ndarray
    size: float
    leverage: float
    check: str
    fall: float
    dealers_rise: float

    @property
    def against(self) -> np.ndarray:
        """What funds sell against their will each day, % of day 0."""
        return self.calls + self.caution + self.limits

    @property
    def date(self) -> datetime.date:
        """The day on show."""
        return self.found.days[self.day]

    @property
    def ends(self) -> bool:
        """Whether it is the episode's last day."""
        return self.day == len(self.found.days) - 1

    @property
    def record(self) -> Fall:
        """How far sold futures fell on record until the day of the check."""
        return fall_on_record(self.check)

    @property
    def apart(self) -> float:
        """The model's fall less that of the record, percentage points."""
        return self.fall - self.record.gross

    @property
    def fits(self) -> bool:
        """Whether it lies within the tolerance of the check."""
        return abs(self.apart) <= CHECKS[self.check].tolerance

    @property
    def event(self) -> tuple[datetime.date, bool, str] | None:
        """The last event: its day, whether it is the Fed's, and its words in the record; None before the first."""
        past = [day for day in self.found.events if day <= self.date]
        return (past[-1], *self.found.events[past[-1]]) if past else None

    @property
    def is_news(self) -> bool:
        """Whether that event happened on the day, or since the step before."""
        step = max((len(self.found.days) - 1) // STEPS, 1)
        return self.event is not None and self.found.at(self.event[0]) > self.day - step

    @property
    def yield_change(self) -> float:
        """Change of the ten-year yield since day 0, bp."""
        return 100 * (self.found.yields[self.day] - self.found.yields[0])

    @property
    def does(self) -> str:
        """What the Fed does with the amounts of the record: "lends", "buys", or "" without any."""
        return FED_BARS.get(self.found.key, "")

    @property
    def sofr(self) -> float:
        """The last known repo rate, % a year."""
        return self.found.sofr[[day <= self.date for day in self.found.sofr_days]][-1]

    @property
    def dealers(self) -> float | None:
        """Dealers' notes in their last report, $bn; None where the reports do not reach."""
        known = np.sum([day <= self.date for day in self.found.dealer_days], dtype=int)
        return self.found.dealers[known - 1] if known else None

    @property
    def sold(self) -> float:
        """Futures sold by leveraged funds in the last report, % of day 0."""
        return self._reported(self.found.shorts, self.date)

    @property
    def net(self) -> float:
        """The same less those they had bought, % of the futures sold on day 0."""
        return 100 * self.found.nets[self.found.reported(self.date)] / self.found.shorts[0]

    @property
    def sold_day(self) -> datetime.date:
        """The day of that report."""
        return self.found.short_days[self.found.reported(self.date)]

    @property
    def before_the_fed(self) -> float:
        """Share of the whole fall on record, in 2020, that is in the last report before the Fed buys."""
        return self._done(self.found.shorts, FIRST_PURCHASE)

    @property
    def net_before_the_fed(self) -> float:
        """The same of sold futures net of bought ones."""
        return self._done(self.found.nets, FIRST_PURCHASE)

    def _done(self, amounts: np.ndarray, day: datetime.date) -> float:
        """Return the share of the whole fall that is in the last report by a day."""
        return (100 - self._reported(amounts, day)) / (100 - self._reported(amounts, self.found.days[-1]))

    def _reported(self, amounts: np.ndarray, day: datetime.date) -> float:
        """Return the last report by a day, % of the first."""
        return 100 * amounts[self.found.reported(day)] / amounts[0]


def unknowns(
    buffer: float,
    caution: float,
    late: float,
    limit: float,
    share: float,
    haircut: float,
    term_share: float,
    room: float,
    impact: float,
) -> Unknowns:
    """Return the `Unknowns` for settings as on the sliders: in %, but $bn for the room and cents per $bn for impact."""
    return Unknowns(
        buffer=buffer / 100,
        caution=caution / 100,
        late=late / 100,
        limit=limit / 100,
        share=share / 100,
        haircut=haircut / 100,
        term_share=term_share / 100,
        room=float(room),
        impact=impact / CENTS,
    )


@lru_cache(maxsize=64)
def _run(key: str, **settings: float) -> MarketRun:
    """Return the run of an episode; kept, so that a step of the day costs only a picture."""
    return run(episode(key), unknowns(**settings), KEPT)


def compute(key: str, day: int, **settings: float) -> Walk:
    """Return the `Walk` of an episode up to a step of the play head, for the settings of `unknowns`."""
    found, ran = episode(key), _run(key, **settings)
    start, last = ran["position"][0], len(found.days) - 1
    check = [name for name, about in CHECKS.items() if about.episode == key][-1]  # the one that reaches furthest
    sold = {name: 100 * np.maximum(ran[f"{name}_sale"], 0) / start for name in ("forced", "precaution", "drawdown")}
    return Walk(
        found=found,
        day=round(last * day / STEPS),
        notes=100 * ran["position"] / start,
        calls=sold["forced"],
        caution=sold["precaution"],
        limits=sold["drawdown"],
        left=100 * np.maximum(ran["voluntary_sale"], 0) / start,
        size=start,
        leverage=ran.market.leverage,
        check=check,
        fall=float(fall_of(ran["position"], found, CHECKS[check].until)),
        dealers_rise=float(ran["inventory"].max()),
    )


def table(walk: Walk) -> "DataFrame":
    """Return the days up to the day on show as a `pandas.DataFrame`: what is on record, and what the model says."""
    import pandas

    found = walk.found
    reports = [found.reported(day) for day in found.days]
    days = pandas.DataFrame(
        {
            "date": [day.isoformat() for day in found.days],
            "record_yield_pct": found.yields,
            "record_range_top_pct": found.upper,
            "record_fed_bn": np.nan_to_num(found.fed),
            "record_sold_bn": found.shorts[reports],
            "record_net_sold_bn": found.nets[reports],
            "model_funds_notes_pct": walk.notes,
            "model_calls_pct": walk.calls,
            "model_caution_pct": walk.caution,
            "model_limits_pct": walk.limits,
            "model_own_accord_pct": walk.left,
        }
    )
    return days.head(walk.day + 1)
