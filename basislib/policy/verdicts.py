"""How well the lights of `basislib.policy.monitor` would have warned: in the record, and in a run of the model.

`Strips` are what the lights showed day by day, `verdicts` what that was worth up to a day, `backtest` the same for all
episodes. None of the thresholds was chosen to make it look good, and it does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from basislib.checks import one_of
from basislib.market.run import Market, MarketRun, Shock, simulate
from basislib.policy.levers import LINKS
from basislib.policy.monitor import (
    ALARMS,
    GRADES,
    INDICATORS,
    SHARES,
    WATCHED,
    WINDOWS,
    Indicator,
    Levels,
    Tables,
    Window,
    calm_levels,
    grade,
    standing,
    tables,
)

WithData: TypeAlias = tuple[tuple[Indicator, pd.Series], ...]  # lights, and their numbers by date
ALWAYS = 0.5  # an alarm on more of the quiet days than this says nothing


@dataclass(frozen=True, eq=False)
class Strips:
    """What the lights of a source showed day by day; arrays are (lights, days).

    Attributes
    ----------
    lights : tuple of Indicator
        In the order of the chain.
    levels : tuple
        Watch, alert, act of each; None without any.
    values : ndarray
        In the units of the lights; NaN where there is no number.
    days : pandas.DatetimeIndex or ndarray
        Dates of a window, or numbers of the days of a run.
    event : int or None
        The day of what should have been warned of, as a place among the days.
    counts, quiet : ndarray of bool
        Days on which an alarm is a warning, or comes late; and days on which it is false.
    is_model : bool
        Whether this is a run of the model.
    """

    lights: tuple[Indicator, ...]
    levels: tuple[Levels | None, ...]
    values: np.ndarray
    days: Any  # dates, or numbers
    event: int | None
    counts: np.ndarray
    quiet: np.ndarray
    is_model: bool

    def grades(self, factor: float = 1.0) -> np.ndarray:
        """Return the grades, as places in `GRADES`, with thresholds pushed out by a factor."""
        return np.array(
            [
                np.zeros(len(self.days), int)
                if levels is None
                else grade(values, pushed(one, levels, factor), one.falls)
                for one, levels, values in zip(self.lights, self.levels, self.values, strict=True)
            ]
        )


def in_order(lights: Iterable[Indicator]) -> list[Indicator]:
    """Return indicators in the order of the chain."""
    return sorted(lights, key=lambda one: LINKS.index(one.link))


def with_data(source: Tables) -> WithData:
    """Return each indicator with data and its numbers by date, from what `basislib.policy.monitor.tables` returns."""
    return tuple((one, one.from_data(source)) for one in in_order(INDICATORS) if one.from_data)


def of_run(market: Market, shock: Shock) -> Strips:
    """Return the `Strips` of a market and a shock, where the event is the first sale against the funds' will."""
    run = simulate(market, shock, WATCHED)
    lights = tuple(in_order(one for one in INDICATORS if one.from_run))
    days, sold = np.arange(shock.days + 1), run.unwilling > 0
    event = int(np.argmax(sold)) if sold.any() else None
    values = np.array([one.from_run(run) for one in lights if one.from_run])
    return Strips(
        lights,
        tuple(one.levels for one in lights),
        values,
        days,
        event,
        np.full(days.size, event is not None),
        np.full(days.size, event is None),
        True,
    )


def of_window(window: Window, lights: WithData) -> Strips:
    """Return the `Strips` of one of `WINDOWS`, of lights as `with_data` returns them."""
    days = pd.bdate_range(window.first, window.last)
    counts, quiet, event = np.zeros(len(days), bool), np.ones(len(days), bool), None
    if window.event:
        when: Any = pd.Timestamp(window.event)  # a day, so never pandas' missing one
        event = int(days.searchsorted(when))
        quiet = np.asarray(days < str(window.test_from))
        counts = ~quiet & np.asarray(days <= str(window.over))
    return Strips(
        tuple(one for one, _ in lights),
        tuple(calm_levels(one, series, window) for one, series in lights),
        np.array([standing(one, series, days) for one, series in lights]),
        days,
        event,
        counts,
        quiet,
        False,
    )


def pushed(one: Indicator, levels: Levels, factor: float) -> Levels:
    """Return thresholds a factor further away from what is calm: the calm median, all of it, or nothing."""
    watch, alert, act = levels
    calm = 2 * alert - act if one.levels is None else 1.0 if one.falls and one.scale in SHARES else 0.0
    return calm + factor * (watch - calm), calm + factor * (alert - calm), calm + factor * (act - calm)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """How each light did up to a day: its outcome, days of warning, first alarm that counts, and false alarms.

    Attributes
    ----------
    outcomes : tuple of str
        As in `backtest`.
    leads : ndarray
        Days from the first alarm that counts to the event, below 0 after it; NaN without any. Calendar days in data.
    first : ndarray of int
        That alarm's place among the days; -1 without any.
    false, seen : ndarray of int
        Quiet days with an alarm, and all of them with a number.
    """

    outcomes: tuple[str, ...]
    leads: np.ndarray
    first: np.ndarray
    false: np.ndarray
    seen: np.ndarray

    def count(self, *names: str) -> int:
        """Return how many lights have one of these outcomes."""
        return sum(outcome in names for outcome in self.outcomes)


def verdicts(strips: Strips, grades: np.ndarray, at: str, upto: int | None = None) -> Verdicts:
    """Return the `Verdicts` on strips and their grades, for alarms at a grade of `ALARMS` or worse, up to a day.

    `backtest` says what counts. In the model a light that is on at the start is always on.
    """
    number = np.arange(len(strips.days))
    known, limit = grades > 0, GRADES.index(at)
    alarm = (grades >= limit) & (number <= number[-1] if upto is None else number <= upto)
    marked = alarm & strips.counts
    first = np.where(marked.any(axis=1), marked.argmax(axis=1), -1)
    false, seen = (alarm & strips.quiet).sum(axis=1), (known & strips.quiet).sum(axis=1)
    always = alarm[:, 0] if strips.is_model else false > ALWAYS * seen
    leads = np.full(len(first), np.nan)
    if strips.event is not None:
        gap = strips.event - number if strips.is_model else (strips.days[strips.event] - strips.days).days.to_numpy()
        leads = np.where(first < 0, np.nan, gap[first])
    outcomes = tuple(
        "no data" if 2 * missing > known.shape[1] else _outcome(strips, any_alarm, lead, on)
        for missing, any_alarm, lead, on in zip((~known).sum(axis=1), np.any(alarm, axis=1), leads, always, strict=True)
    )
    return Verdicts(outcomes, leads, first, false, seen)


def _outcome(strips: Strips, any_alarm: bool, lead: float, always: bool) -> str:
    """Return the outcome of one light."""
    if strips.event is None:
        return "false alarm" if any_alarm else "quiet"
    if np.isnan(lead):
        return "miss"
    return "late" if lead <= 0 else "always on" if always else "hit"


def backtest(source: Tables | None = None, at: str = "alert") -> pd.DataFrame:
    """Return how the indicators would have done in the episodes of `WINDOWS`.

    An alarm from four weeks before an event to the day before it is a *hit*, unless the indicator was *always on*
    (more than half of the quiet days before); one only while the event lasts is *late*; none is a *miss*. An alarm
    earlier than that, or in a window without an event, is false. What happens after an event counts for nothing. A
    number stands from the day it is published until the next, at most twice as long as that usually takes (a week for
    daily ones).

    Parameters
    ----------
    source : dict, optional
        As `tables` returns it.
    at : {"watch", "alert", "act"}, optional
        From which grade on it is an alarm.

    Returns
    -------
    pandas.DataFrame
        Index ``indicator``, ``window``; columns ``outcome`` ("hit", "late", "miss", "always on"; without an event
        "false alarm", "quiet"; "no data" if more than half of the window has no number), ``first_alarm`` (the first
        that counts, or the first false one), ``lead_days`` (calendar days before the event; 0 or below: late),
        ``false_share`` (of the quiet business days) and ``quiet_days`` (how many have a number), ``watch``,
        ``alert``, ``act``.

    Raises
    ------
    ValueError
        If the grade is unknown.

    Notes
    -----
    Thresholds of the calm rule are taken from the calm days of the *other* windows: so no window sets its own
    thresholds, but later windows do set those of earlier ones, which nobody had at the time. Three events prove
    little, and April 2025 broke nothing in the basis trade. An indicator that is always on has hits, too: read
    ``false_share`` beside ``lead_days``. Alarms are few enough to be read one by one.
    """
    one_of("at", at, ALARMS)
    lights = with_data(tables() if source is None else source)
    found = [row for window in WINDOWS for row in rows(window, of_window(window, lights), at)]
    order = [(one.name, window.name) for one in INDICATORS if one.from_data for window in WINDOWS]
    return pd.DataFrame(found).set_index(["indicator", "window"]).loc[order]


def rows(window: Window, strips: Strips, at: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of `backtest` for one of `WINDOWS` and its `Strips`."""
    grades = strips.grades()
    told, alarm = verdicts(strips, grades, at), grades >= GRADES.index(at)
    for row, (one, levels) in enumerate(zip(strips.lights, strips.levels, strict=True)):
        first, quiet = told.first[row], int(told.seen[row])
        if window.event is None and alarm[row].any():
            first = alarm[row].argmax()
        known = told.outcomes[row] != "no data"
        yield {
            "indicator": one.name,
            "window": window.name,
            "outcome": told.outcomes[row],
            "first_alarm": strips.days[first] if known and first >= 0 else pd.NaT,
            "lead_days": told.leads[row] if known else np.nan,
            "false_share": told.false[row] / quiet if known and quiet else np.nan,
            "quiet_days": known * quiet,
            **dict(zip(ALARMS, levels or (np.nan,) * 3, strict=True)),
        }


def score(tested: pd.DataFrame) -> pd.DataFrame:
    """Return `backtest` in one line an indicator.

    Parameters
    ----------
    tested : pandas.DataFrame
        What `backtest` returned.

    Returns
    -------
    pandas.DataFrame
        ``hits``, ``late``, ``misses``, ``always_on`` (events), ``false_windows`` (windows with a false alarm),
        ``false_share`` (of all quiet days; NaN without any), ``shortest_lead`` (days, of the hits).
    """
    rows = {}
    for name, found in tested.groupby(level="indicator", sort=False):
        kinds, quiet = found["outcome"].value_counts(), found["quiet_days"].sum()
        rows[name] = {
            "hits": kinds.get("hit", 0),
            "late": kinds.get("late", 0),
            "misses": kinds.get("miss", 0),
            "always_on": kinds.get("always on", 0),
            "false_windows": int((found["false_share"] > 0).sum()),
            "false_share": (found["false_share"] * found["quiet_days"]).sum() / quiet if quiet else np.nan,
            "shortest_lead": found.loc[found["outcome"] == "hit", "lead_days"].min(),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")


def backtest_model(run: MarketRun, at: str = "alert") -> pd.DataFrame:
    """Return how the indicators do in a run of many scenarios; the event is the first sale against the funds' will.

    Parameters
    ----------
    run : MarketRun
        With the series `WATCHED`.
    at : {"watch", "alert", "act"}, optional

    Returns
    -------
    pandas.DataFrame
        Index ``indicator``; shares of the scenarios with a sale: ``hit`` (alarm on an earlier day), ``late`` (that
        day or later), ``miss``; of those without: ``false_alarm``; ``median_lead`` in days, of the hits; ``events``
        and ``quiet``, how many scenarios of each kind. NaN where there is none.

    Raises
    ------
    ValueError
        If the grade is unknown or a series was not kept.
    """
    limit = GRADES.index(one_of("at", at, ALARMS))
    sold = run.unwilling
    event = _first(sold.reshape(len(sold), -1) > 0)
    happened, rows = np.isfinite(event), {}
    for one in INDICATORS:
        if one.from_run is None or one.levels is None:
            continue
        values = one.from_run(run)
        alarm = _first(grade(values, one.levels, one.falls).reshape(len(values), -1) >= limit)
        hit, late = happened & (alarm < event), happened & (alarm >= event) & np.isfinite(alarm)
        lead = event[hit] - alarm[hit]
        rows[one.name] = {
            "hit": _share(hit, happened),
            "late": _share(late, happened),
            "miss": _share(happened & np.isinf(alarm), happened),
            "false_alarm": _share(~happened & np.isfinite(alarm), ~happened),
            "median_lead": float(np.median(lead)) if lead.size else np.nan,
            "events": int(happened.sum()),
            "quiet": int((~happened).sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")


def _first(happened: np.ndarray) -> np.ndarray:
    """Return the first day on which it happened; infinite if never."""
    return np.where(happened.any(axis=0), happened.argmax(axis=0).astype(float), np.inf)


def _share(part: np.ndarray, whole: np.ndarray) -> float:
    """Return how large a part of the whole it is; NaN of nothing."""
    return float(part.sum() / whole.sum()) if whole.any() else np.nan
