"""Parts of page 10: the early-warning board, its back-test, the stress-test table, and the Monte Carlo."""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from basislib import monitor, stress
from basislib.backstop import LEVERS, LINKS, apply
from basislib.figures import backtest_grid as grid_chart
from basislib.figures import stress_heat as heat_chart
from basislib.figures import warning_board as board_chart
from basislib.figures.style import signed
from basislib.market import crowded, simulate, standard_shock
from basislib.monitor import ALARMS, GRADES, INDICATORS, WATCHED, WINDOWS
from basislib.widgets.controls import Choice, Slider
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.monte_carlo_box import MonteCarloBox

SHORT = {  # an indicator's name beside its strip, where the whole one does not fit
    "spiral number": "spiral number R", "spiral number beyond dealers' room": "R once dealers are full",
    "cash left": "funds' cash left", "margin and haircut rise": "margin, haircut rise",
    "repo rate over the top": "repo over Fed's top", "repo rate over reserves": "SOFR over reserves",
    "due tomorrow": "loans due tomorrow", "leveraged shorts' share": "funds' share of shorts",
    "leveraged shorts fall": "funds' shorts fall", "basis": "gap over calm", "depth": "market depth",
}
DATA = {f"{window.event or window.first:%Y-%m}": window for window in WINDOWS}
MODEL = {f"m{number}": row for number, row in enumerate(stress.standard_scenarios(), 1)}
SOURCES = ({key: f"model: {row.name}" for key, row in MODEL.items()}
           | {key: f"data: {window.name}" for key, window in DATA.items()})
FACTORS = tuple(number / 4 for number in range(2, 9))  # how far out thresholds may be pushed, times the usual
QUIET_EVENT = "2025-04"  # yields jumped, and the basis trade held
ALWAYS = 0.5  # an alarm on more of the quiet days than this says nothing
PAGE_07 = 39.0  # leverage of the crowded market on pages 07 and 08, whole times


# ---- what was on, and when ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Record:
    """What the indicators of a source showed; arrays are (indicators, days).

    Attributes
    ----------
    key : str
        Of `SOURCES`.
    lights : tuple of Indicator
        In the order of the chain.
    levels : tuple
        Watch, alert, act of each; None without any.
    values : ndarray
        NaN where there is no number.
    days : pandas.DatetimeIndex or ndarray
    event : int or None
        The day of what should have been warned of, as a place among the days.
    counts, quiet : ndarray of bool
        Days on which an alarm is a warning, or comes late; and days on which it is false.
    """

    key: str
    lights: tuple
    levels: tuple
    values: np.ndarray
    days: object
    event: int | None
    counts: np.ndarray
    quiet: np.ndarray

    @property
    def is_model(self):
        """Whether this is a run of the model."""
        return self.key in MODEL

    @cached_property
    def marks(self):
        """Places among the days to write under the strips, and their words."""
        if self.is_model:
            return tuple((place, f"day {place}") for place in range(0, len(self.days), 20))
        months = np.asarray(self.days.month)
        starts = np.flatnonzero(np.diff(months)) + 1
        return tuple((int(place), f"{self.days[place]:%b}") for place in starts[::-(-len(starts) // 4)])

    def grades(self, factor=1.0):
        """Return the grades, as places in `GRADES`, with thresholds pushed out by a factor."""
        return np.array([np.zeros(len(self.days), int) if levels is None else
                         monitor.grade(values, pushed(one, levels, factor), one.falls)
                         for one, levels, values in zip(self.lights, self.levels, self.values, strict=True)])

    def name(self, place):
        """Return a day in words."""
        return f"day {place}" if self.is_model else f"{self.days[place].day} {self.days[place]:%B %Y}"


def pushed(one, levels, factor):
    """Return thresholds a factor further away from what is calm: the calm median, all of it, or nothing."""
    watch, alert, act = levels
    calm = 2 * alert - act if one.levels is None else 1.0 if one.falls and one.unit.startswith("of") else 0.0
    return tuple(calm + factor * (level - calm) for level in (watch, alert, act))


@lru_cache(maxsize=1)
def _series():
    """Return each indicator with data and its numbers by date."""
    tables = monitor.tables()
    return tuple((one, one.from_data(tables)) for one in _in_order(INDICATORS) if one.from_data)


def _in_order(lights):
    """Return indicators in the order of the chain."""
    return sorted(lights, key=lambda one: LINKS.index(one.link))


@lru_cache(maxsize=24)
def record(key, size=100):
    """Return the `Record` of a source; size of the model's shock in % of the usual."""
    return _of_model(key, size) if key in MODEL else _of_data(key)


def _of_model(key, size):
    row = harder(MODEL[key], size)
    run = simulate(row.market, row.shock, WATCHED)
    lights = tuple(_in_order(one for one in INDICATORS if one.from_run))
    days, sold = np.arange(row.shock.days + 1), run["forced_sale"] > 0
    event = int(np.argmax(sold)) if sold.any() else None
    return Record(key, lights, tuple(one.levels for one in lights), np.array([one.from_run(run) for one in lights]),
                  days, event, np.full(days.size, event is not None), np.full(days.size, event is None))


def _of_data(key):
    window = DATA[key]
    days = pd.bdate_range(window.first, window.last)
    counts, quiet, event = np.zeros(len(days), bool), np.ones(len(days), bool), None
    if window.event:
        event = int(days.searchsorted(pd.Timestamp(window.event)))
        quiet = np.asarray(days < str(window.test_from))
        counts = ~quiet & np.asarray(days <= str(window.over))
    lights = tuple(one for one, _ in _series())
    levels = tuple(monitor.calm_levels(one, series, window) for one, series in _series())
    values = np.array([monitor.standing(one, series, days) for one, series in _series()])
    return Record(key, lights, levels, values, days, event, counts, quiet)


def harder(row, size, cash=100):
    """Return a scenario with a shock of this size and funds with this much free cash, both in % of the usual."""
    base, times = standard_shock(row.shock.days, rally=0.0, foreign=0.0), size / 100
    paths = {name: times * getattr(row.shock, name) for name in ("foreign_sales", "drain", "run_share", "haircut_rise")}
    paths["yield_change"] = base.yield_change + times * (row.shock.yield_change - base.yield_change)
    market = row.market
    locked = market.haircut + market.initial_margin
    market = replace(market, leverage=1 / (locked + market.buffer * cash / 100))
    return replace(row, market=market, shock=replace(row.shock, **paths))


@dataclass(frozen=True, eq=False)
class Verdicts:
    """How each light did up to a day: its outcome, days of warning, first alarm that counts, and false alarms.

    Attributes
    ----------
    outcomes : tuple of str
        As in `basislib.monitor.backtest`.
    leads : ndarray
        Days from the first alarm that counts to the event, below 0 after it; NaN without any. Calendar days in data.
    first : ndarray of int
        That alarm's place among the days; -1 without any.
    false, seen : ndarray of int
        Quiet days with an alarm, and all of them with a number.
    """

    outcomes: tuple
    leads: np.ndarray
    first: np.ndarray
    false: np.ndarray
    seen: np.ndarray

    def count(self, *names):
        """Return how many lights have one of these outcomes."""
        return sum(outcome in names for outcome in self.outcomes)


def verdicts(found, grades, at, upto=None):
    """Return the `Verdicts` of a record; `monitor.backtest` says what counts. In the model a light that is on at the
    start is always on."""
    number = np.arange(len(found.days))
    known, limit = grades > 0, GRADES.index(at)
    alarm = (grades >= limit) & (number <= number[-1] if upto is None else number <= upto)
    marked = alarm & found.counts
    first = np.where(marked.any(axis=1), marked.argmax(axis=1), -1)
    false, seen = (alarm & found.quiet).sum(axis=1), (known & found.quiet).sum(axis=1)
    always = alarm[:, 0] if found.is_model else false > ALWAYS * seen
    leads = np.full(len(first), np.nan)
    if found.event is not None:
        gap = found.event - number if found.is_model else (found.days[found.event] - found.days).days.to_numpy()
        leads = np.where(first < 0, np.nan, gap[first])
    outcomes = tuple(
        "no data" if 2 * missing > known.shape[1] else _outcome(found, any_alarm, lead, on)
        for missing, any_alarm, lead, on in zip((~known).sum(axis=1), alarm.any(axis=1), leads, always, strict=True))
    return Verdicts(outcomes, leads, first, false, seen)


def _outcome(found, any_alarm, lead, always):
    """Return the outcome of one light."""
    if found.event is None:
        return "false alarm" if any_alarm else "quiet"
    if np.isnan(lead):
        return "miss"
    return "late" if lead <= 0 else "always on" if always else "hit"


# ---- the board ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Board:
    """The lights of a record up to a day."""

    record: Record
    grades: np.ndarray
    day: int
    at: str
    factor: float
    verdicts: Verdicts

    @property
    def names(self):
        """The lights' names beside their strips."""
        return tuple(SHORT.get(one.name, one.name) for one in self.record.lights)

    @property
    def rows(self):
        """Name and link of each light, in order."""
        return tuple(zip(self.names, (one.link for one in self.record.lights), strict=True))

    @property
    def shown(self):
        """What each light shows on the day, in words."""
        return tuple(said(one, value) for one, value in zip(self.record.lights, self.record.values[:, self.day],
                                                           strict=True))

    @property
    def event_words(self):
        """What the marked day is."""
        return "first forced sale" if self.record.is_model else event_of(self.record.key)

    @property
    def dark(self):
        """The lights for which nobody publishes a number; none in the model."""
        if self.record.is_model:
            return ()
        return tuple(SHORT.get(one.name, one.name) for one in _in_order(INDICATORS) if not one.from_data)

    @property
    def headline(self):
        """The day in words."""
        return self.record.name(self.day)


def event_of(key):
    """Return what a window with data should have been warned of, in words."""
    return re.split("[;,]", DATA[key].words)[0].removeprefix("the ")


def said(one, value):
    """Return an indicator's value with its unit, short."""
    if np.isnan(value):
        return "–"
    if one.unit in ("of the buffer", "of the repo", "of calm"):
        return f"{min(100 * value, 9999):,.0f}%"
    if one.unit == "%":
        return f"{signed(value, 0, plus='')}%"
    if one.unit == "$bn":
        return f"{'−' if value < -0.5 else ''}${abs(value):,.0f}bn"
    if one.unit == "x":
        return f"{value:.1f}×" if value < 100 else ">99×"
    if one.unit.startswith("bp"):
        return f"{signed(value, 0, plus='')}{' cents' if 'price' in one.unit else 'bp'}"
    return f"{value:.2f}"


@lru_cache(maxsize=64)
def _graded(source, size, factor):
    """Return a record and its grades."""
    found = record(source, size)
    return found, found.grades(factor)


def compute_board(source, size, factor, at, upto):
    """Return the `Board`: key of `SOURCES`, % of the usual shock, thresholds times the usual, grade, % of the days."""
    found, grades = _graded(source, size if source in MODEL else 100, factor)
    day = round(upto / 100 * (len(found.days) - 1))
    return Board(found, grades, day, at, factor, verdicts(found, grades, at, day))


def describe_board(board):
    """Say what is lit, on which links, how far ahead of the event, and what was false."""
    told, lit = board.verdicts, _lit(board)
    first = _first_warning(board)
    false, seen = told.false.sum(), told.seen.sum()
    tiles = ((f"At {board.at} or worse", f"{len(lit)} of {len(board.rows)}"),
             ("Warned in time", "–" if board.record.event is None else f"{told.count('hit')} of {len(board.rows)}"),
             ("First, days ahead", signed(first[0], 0, plus="") if first else "–"),
             ("False days, %", f"{100 * false / seen:.0f}" if seen else "–"))
    return Reading(f"{_lit_words(board, lit)} {_event_words(board, first)} {_false_words(board)}".strip(), tiles)


def _lit(board):
    """Return the lights on show at the grade or worse, the worst first."""
    today = board.grades[:, board.day]
    limit = GRADES.index(board.at)
    return sorted(np.flatnonzero(today >= limit), key=lambda row: -today[row])


def _lit_words(board, lit):
    """Say what is lit, and on which links."""
    name = board.record.name(board.day)
    start = name[:1].upper() + name[1:]
    if not lit:
        return f"{start}: **no light is at {board.at}**."
    *links, last = dict.fromkeys(board.record.lights[row].link for row in lit)
    on = f"links {', '.join(links)} and {last}" if links else f"link {last}"
    return f"{start}: **{len(lit)} of {len(board.rows)} lights** at {board.at} or worse, on the {on}."


def _first_warning(board):
    """Return lead and light of the earliest alarm that counts and was not always on; None without any."""
    told = board.verdicts
    leads = [(told.leads[row], row) for row, outcome in enumerate(told.outcomes) if outcome in ("hit", "late")]
    return max(leads) if leads else None


def _days(lead):
    """Return a lead in words: days before the event, or after it."""
    count = f"{abs(lead):.0f} day{'' if abs(lead) == 1 else 's'}"
    return f"{count} before" if lead > 0 else "that day" if lead == 0 else f"{count} after"


def _event_words(board, first):
    """Say how far ahead of the event the first warning came."""
    found, told = board.record, board.verdicts
    if found.event is None:
        return "Nobody is forced to sell." if found.is_model else "Nothing broke in this window."
    jumps = "jump" in board.event_words
    event = re.split("[;,]", DATA[found.key].words)[0] if jumps else f"the {board.event_words}"
    dated = f"{event} ({found.name(found.event)})"
    when = f"the day when {dated}" if jumps else dated
    always = told.count("always on")
    stuck = (f" {always} {'was' if always == 1 else 'were'} on all along and "
             f"{'says' if always == 1 else 'say'} nothing about when." if always else "")
    over, last = board.day >= found.event, board.day == len(found.days) - 1
    if first is None:
        held = " The basis trade held, so silence was not wrong." if found.key == QUIET_EVENT and last else ""
        return f"No light {'has warned' if over else 'warns yet'} of {when}.{held}{stuck}"
    rest = f" {told.count('late')} came late, {told.count('miss')} {'never' if last else 'not yet'}." if over else ""
    place = (f"on the very day {'when' if jumps else 'of'} {dated}" if first[0] == 0 else f"{_days(first[0])} {when}")
    return f"The first alarm, *{board.names[first[1]]}*, comes {place}.{rest}{stuck}"


def _false_words(board):
    """Say which alarms were false."""
    told = board.verdicts
    worst = np.argsort(-told.false, kind="stable")[:2]
    named = [f"{board.names[row]} on {told.false[row]} of {told.seen[row]} quiet days" for row in worst
             if told.false[row]]
    return f"**False alarms**: {', '.join(named)}." if named else ""


def board_table(board):
    """Return value and grade of each light on each day up to the one on show."""
    found, upto = board.record, board.day + 1
    days = found.days[:upto] if found.is_model else [str(day.date()) for day in found.days[:upto]]
    shape = len(found.lights), upto
    levels = [pushed(one, each, board.factor) if each else (np.nan,) * 3
              for one, each in zip(found.lights, found.levels, strict=True)]
    return pd.DataFrame({
        "day": np.tile(days, shape[0]), "indicator": np.repeat([one.name for one in found.lights], upto),
        "link": np.repeat([one.link for one in found.lights], upto), "value": found.values[:, :upto].ravel(),
        "unit": np.repeat([one.unit for one in found.lights], upto),
        "grade": np.array(GRADES)[board.grades[:, :upto].ravel()],
        **{grade: np.repeat([level[place] for level in levels], upto) for place, grade in enumerate(ALARMS)},
        "rule": np.repeat([one.rule for one in found.lights], upto)})


def board_explorer():
    """Return the explorer of the early-warning board."""
    return Explorer(
        "board", prefix="w_", compute=compute_board, chart=board_chart, describe=describe_board, table=board_table,
        controls=[
            Choice("source", "What the board watches", SOURCES, "m2", "Eight crises of the model, or the real numbers "
                   "of five stretches of time.", "market"),
            Slider("size", "Size of the shock", "% of usual", 25, 200, 25, 100, "Only in the model.", "market"),
            Slider("factor", "Thresholds", "times the usual", FACTORS[0], FACTORS[-1], 0.25, 1.0,
                   "Lower: lights go on earlier, and more often for nothing.", "policy"),
            Choice("at", "An alarm is", {grade: f"{grade} or worse" for grade in ALARMS}, "alert",
                   "From which grade on somebody picks up the telephone.", "policy"),
            Slider("upto", "How far", "% of the days", 0, 100, 2, 100, "Press Play: what comes later stays blank.",
                   "view", play=350),
        ],
        presets={"Crowded": {}, "Calm": {"source": "m1"}, "Cliff": {"source": "m3"},
                 "September 2019": {"source": "2019-09"}, "March 2020": {"source": "2020-03"},
                 "April 2025": {"source": "2025-04"}},
        assumptions=(
            "Thresholds come from the closed form, from published numbers, from calm days, or are assumed: the table "
            "behind the picture says which. None was chosen to look good.",
            "In the data a number counts from the day it is published. Thresholds of calm days are those of the other "
            "windows, some of them later.",
            f"A fund's buffer of {100 * monitor.BUFFER:g}%, term share of {100 * monitor.TERM_SHARE:g}%, haircut of "
            f"{100 * monitor.HAIRCUT:g}% stand in for what nobody publishes.",
            "In the model the event is the first forced sale. It has one, so its lights are flattered.",
        ))


# ---- the back-test --------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Tested:
    """Indicators by windows: outcomes and leads, false alarms of each, and what a sweep of the thresholds gives."""

    names: tuple
    windows: tuple
    outcomes: np.ndarray
    leads: np.ndarray
    firsts: tuple
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
    def place(self):
        """Which of `FACTORS` it is."""
        return FACTORS.index(self.factor)


@lru_cache(maxsize=32)
def _all_windows(at, factor):
    """Return outcomes, leads, first alarms and false days of all indicators in all windows."""
    told = [(found, verdicts(found, grades, at)) for found, grades in (_graded(key, 100, factor) for key in DATA)]
    outcomes, leads = np.array([each.outcomes for _, each in told]).T, np.array([each.leads for _, each in told]).T
    firsts = tuple(tuple(found.name(row) if row >= 0 else "" for row in each.first) for found, each in told)
    has = outcomes != "no data"
    false, seen = (np.array([getattr(each, field) for _, each in told]).T * has for field in ("false", "seen"))
    return outcomes, leads, firsts, false, seen


def compute_backtest(at, factor, indicator, window):
    """Return the `Tested`: a grade, thresholds times the usual, and the cell to explain."""
    outcomes, leads, firsts, false, seen = _all_windows(at, factor)
    names = [one.name for one, _ in _series()]
    sweep = [_all_windows(at, each) for each in FACTORS]
    counted = {what: np.array([(each[0] == what).sum() for each in sweep]) for what in ("hit", "late", "miss")}
    events = np.array([each.event is not None for each in DATA.values()])
    return Tested(
        tuple(SHORT.get(name, name) for name in names), tuple(each.name for each in DATA.values()), outcomes, leads,
        firsts, np.divide(false.sum(axis=1), seen.sum(axis=1), out=np.full(len(names), np.nan),
                          where=seen.sum(axis=1) > 0),
        at, factor, names.index(indicator), list(DATA).index(window), counted["hit"], counted["late"], counted["miss"],
        np.array([each[3].sum() / each[4].sum() for each in sweep]),
        int((outcomes[:, events] != "no data").sum()))


def describe_backtest(tested):
    """Count hits, misses and false alarms, and explain the framed cell."""
    hits, late, misses, false = (part[tested.place] for part in
                                  (tested.hits, tested.late, tested.misses, tested.sweep_false))
    always = (tested.outcomes == "always on").sum()
    tiles = (("Warned in time", f"{hits} of {tested.judged}"), ("Late or missed", f"{late + misses}"),
             ("Always on", f"{always}"), ("False days, %", f"{100 * false:.0f}"))
    text = (f"{_cell_words(tested)} Over the three events, September 2019, March 2020 and April 2025, {tested.judged} "
            f"warnings were possible: **{hits} came in time**, {late} late, {misses} never, {always} from lights that "
            f"are always on. {_sweep_words(tested)}")
    return Reading(text, tiles)


def _cell_words(tested):
    """Explain the framed cell."""
    outcome, lead = tested.outcomes[tested.row, tested.column], tested.leads[tested.row, tested.column]
    name, window = tested.names[tested.row], tested.windows[tested.column]
    when = tested.firsts[tested.column][tested.row]
    why = {
        "hit": f"first alarm on {when}, {_days(lead)} the event", "late": f"first alarm on {when}, {_days(lead)}: late"
        if lead else f"first alarm on {when}, the very day: late", "miss": "no alarm in time or during the event",
        "always on": "an alarm on most quiet days, so it says nothing", "quiet": "nothing broke, and it stayed quiet",
        "false alarm": "nothing broke, but it gave an alarm", "no data": "no number on most of the days",
    }[outcome]
    return f"Framed: *{name}*, {window}: {why}."


def _sweep_words(tested):
    """Say what stricter thresholds would trade."""
    low, high = tested.hits[0], tested.hits[-1]
    return (f"Thresholds at {FACTORS[0]:g} times: {low} in time, {100 * tested.sweep_false[0]:.0f}% false days. At "
            f"{FACTORS[-1]:g} times: {high} and {100 * tested.sweep_false[-1]:.0f}%.")


def backtest_table(tested):
    """Return the outcomes by indicator and window."""
    return pd.DataFrame({
        "indicator": np.repeat(tested.names, len(tested.windows)), "window": np.tile(tested.windows, len(tested.names)),
        "outcome": tested.outcomes.ravel(), "lead_days": tested.leads.ravel(),
        "false_share_all_windows": np.repeat(tested.false_share, len(tested.windows))})


def backtest_explorer():
    """Return the explorer of the back-test."""
    return Explorer(
        "backtest", prefix="b_", compute=compute_backtest, chart=grid_chart, describe=describe_backtest,
        table=backtest_table,
        controls=[
            Choice("indicator", "Indicator to explain", {one.name: SHORT.get(one.name, one.name) for one in
                   _in_order(INDICATORS) if one.from_data}, "calls of a rally", "The framed row.", "market"),
            Choice("window", "Window to explain", {key: each.name for key, each in DATA.items()}, "2020-03",
                   "The framed column. In two of the five nothing broke.", "market"),
            Choice("at", "An alarm is", {grade: f"{grade} or worse" for grade in ALARMS}, "alert",
                   "From which grade on somebody picks up the telephone.", "policy"),
            Slider("factor", "Thresholds", "times the usual", FACTORS[0], FACTORS[-1], 0.25, 1.0,
                   "Lower: more alarms, true and false. Some then are always on.", "policy"),
        ],
        presets={"Usual": {}, "Nervous": {"at": "watch", "factor": FACTORS[0]},
                 "Only when it burns": {"at": "act"}, "April 2025": {"window": "2025-04", "at": "watch"}},
        assumptions=(
            f"A warning in time is an alarm in the {monitor.HORIZON.days} days before the event. An alarm on more than "
            f"{100 * ALWAYS:.0f}% of the quiet days before it is always on.",
            "Thresholds of calm days come from the other windows; nobody had the later ones at the time.",
            "Three events prove little. In April 2025 the event is the jump of yields; the basis trade held, so a miss "
            "there is no failure of the board.",
        ))


# ---- the stress-test table ------------------------------------------------------------------------------


FAMILIES = {  # key: words, policies by name
    "Fed": ("what the Fed can do", ("facility closed", "cash of the lenders", "outright purchases", "hedged purchases",
                                    "capacity relief (SLR)", "line to the funds", "the Fed's kit")),
    "own money": ("more own money", ("haircut floor", "leverage cap", "cash buffer", "central clearing",
                                     "the rule book")),
    "terms": ("terms of margin and loans", ("steady margin", "longer margin deadline", "recall of margin excess",
                                            "term funding", "more long-term holders")),
}
HEADS = {  # a policy's name over its column, in two lines
    "no policy": ("no", "policy"), "facility closed": ("facility", "closed"),
    "cash of the lenders": ("lenders'", "cash"),
    "outright purchases": ("buys", "outright"), "hedged purchases": ("buys", "hedged"),
    "capacity relief (SLR)": ("dealer", "relief"), "line to the funds": ("line to", "funds"),
    "the Fed's kit": ("the Fed's", "kit"), "haircut floor": ("haircut", "floor"), "leverage cap": ("leverage", "cap"),
    "cash buffer": ("cash", "buffer"), "central clearing": ("central", "clearing"),
    "the rule book": ("the rule", "book"),
    "steady margin": ("steady", "margin"), "longer margin deadline": ("longer", "deadline"),
    "recall of margin excess": ("excess", "recalled"), "term funding": ("term", "funding"),
    "more long-term holders": ("long-term", "holders"),
}
BY_NAME = {policy.name: policy for policy in stress.POLICIES}
MEASURES = {  # measure: words, and whether more of it is better
    "forced": ("sold by force, % of the position", False), "run": ("sold as lenders leave, % of the position", False),
    "voluntary": ("sold of own accord, % of the position", False), "rise": ("rise of the gap, cents per 100", False),
    "spread": ("bid-ask spread, times day 0", False), "rate": ("repo rate above normal, bp", False),
    "shortfall": ("worst cash shortfall, $bn", False), "fund_result": ("funds' result, $bn", True),
    "lender_result": ("lenders' result, $bn", True), "dealer_result": ("dealers' result, $bn", True),
    "fed_result": ("the Fed's result, $bn", True), "loss": ("losses written off, $bn", False),
    "fed_peak": ("Fed's balance sheet, peak, $bn", False), "calm_cost": ("calm-time cost, $bn a year", False),
    "calm_position": ("funds' position in calm times, $bn", True),
}
HOLD = {"buffer": "free cash, by new own money", "own money": "own money, so less free cash"}


def policies_of(family):
    """Return a family's policies, the one without any lever first."""
    return (stress.NO_POLICY, *(BY_NAME[name] for name in FAMILIES[family][1]))


def family_of(policy):
    """Return the key of the family that a policy belongs to."""
    return next(key for key, (_, names) in FAMILIES.items() if policy in names)


@dataclass(frozen=True, eq=False)
class Stressed:
    """Scenarios by policies: a measure, NaN where a policy is not possible.

    `share` is the change against the first column, from -1 to 1 of the largest; above 0 is better.
    """

    table: object
    measure: str
    rows: tuple
    columns: tuple
    numbers: np.ndarray
    share: np.ndarray
    row: int
    column: int
    settings: tuple

    @property
    def heads(self):
        """Two lines over each column."""
        return tuple(HEADS[name] for name in self.columns)

    @property
    def title(self):
        """What the numbers are, and which way is good."""
        words, more = MEASURES[self.measure]
        return f"{words[:1].upper()}{words[1:]}: {'more' if more else 'less'} is better"

    @property
    def places(self):
        """How many decimals fit."""
        return places_for(self.numbers)

    @property
    def words(self):
        """The numbers as they stand in the cells."""
        return tuple(tuple(shown(value, self.places) for value in row) for row in self.numbers)


def places_for(numbers):
    """Return how many decimals the cells of a table have room for."""
    most = np.nanmax(np.abs(numbers))
    return 0 if most >= 100 else 1 if most >= 1 else 2


@lru_cache(maxsize=48)
def stressed(size, cash, hold, family):
    """Return `stress_table` of a family; NaN where haircut and margin leave no room for the leverage."""
    rows, policies = tuple(harder(row, size, cash) for row in MODEL.values()), policies_of(family)
    order = pd.MultiIndex.from_product([[row.name for row in rows], [policy.name for policy in policies]],
                                       names=["scenario", "policy"])
    if hold == "buffer":
        return stress.stress_table(rows, policies, hold)
    able = {}
    for policy in policies:
        able.setdefault(tuple(row for row in rows if _possible(row, policy, hold)), []).append(policy)
    return pd.concat([stress.stress_table(some, which, hold) for some, which in able.items() if some]).reindex(order)


def _possible(row, policy, hold):
    """Return whether a policy fits a scenario."""
    try:
        apply(row.market, row.shock, policy.levers, hold)
    except ValueError:
        return False
    return True


def compute_stress(size, cash, policy, hold, measure, scenario):
    """Return the `Stressed` of the family of a policy; size and cash in % of the usual, scenario a key of `MODEL`."""
    family = family_of(policy)
    table = stressed(size, cash, hold, family)
    columns = tuple(each.name for each in policies_of(family))
    numbers = table[measure].to_numpy().reshape(len(MODEL), len(columns))
    seen = np.round(numbers, places_for(numbers)) + 0.0  # what looks the same is the same
    change = (seen - seen[:, :1]) * (1 if MEASURES[measure][1] else -1)
    largest = max(np.nanmax(np.abs(change)), 1e-9)
    return Stressed(table, measure, tuple(row.name for row in MODEL.values()), columns, numbers, change / largest,
                    list(MODEL).index(scenario), columns.index(policy), (size, cash, hold, family))


def describe_stress(found):
    """Explain the framed cell: the scenario, with and without the policy, and what the lever does."""
    row = tuple(MODEL.values())[found.row]
    without, with_it = found.numbers[found.row, [0, found.column]]
    policy, words = found.columns[found.column], MEASURES[found.measure][0]
    tiles = (("Without", shown(without, found.places)), ("With it", shown(with_it, found.places)),
             ("Change", "–" if np.isnan(with_it) else signed(with_it - without, found.places)),
             ("Better in", f"{(found.share[:, found.column] > 0).sum()} of {len(found.rows)}"),
             ("Worse in", f"{(found.share[:, found.column] < 0).sum()} of {len(found.rows)}"))
    if np.isnan(with_it):
        compared = (f"**{_first_up(policy)}** is not possible here: with the own money they have, funds could not put "
                    "up the haircut and the margin.")
    else:
        compared = (f"{_first_up(row.name)}, {words}: {shown(without, found.places)} without it, **"
                    f"{shown(with_it, found.places)} with {policy}**.")
    return Reading(f"{compared} {_lever_words(policy)} The scenario: {row.words[:1].lower()}{row.words[1:]}", tiles)


def shown(value, places):
    """Return a number of the table, a dash where the policy is not possible."""
    return "–" if np.isnan(value) else signed(value, places, plus="")


def _first_up(words):
    return words[:1].upper() + words[1:]


def _lever_words(policy):
    """Say what a policy stops and leaves alone."""
    found = next((row for row in LEVERS if row.name == policy), None)
    if found is not None:
        return f"{found.stops} *Left alone, or worse:* {found.leaves}"
    if policy == "facility closed":
        return "In all other columns the standing repo facility is open: this shows what it does."
    levers = [row.name for lever in BY_NAME[policy].levers for row in LEVERS if type(row.lever) is type(lever)]
    return f"It is made of: {', '.join(levers)}."


def stress_table_all(found):
    """Return the whole table: all scenarios, all policies, all measures."""
    size, cash, hold, _ = found.settings
    table = pd.concat([stressed(size, cash, hold, family) for family in FAMILIES])
    return table[~table.index.duplicated()].reset_index()


def stress_explorer():
    """Return the explorer of the stress-test table."""
    names = {name: f"{group}: {name}" for group, (_, members) in FAMILIES.items() for name in members}
    return Explorer(
        "stress", prefix="s_", compute=compute_stress, chart=heat_chart, describe=describe_stress,
        table=stress_table_all,
        controls=[
            Choice("scenario", "Scenario to explain", {key: row.name for key, row in MODEL.items()}, "m3",
                   "The framed row.", "market"),
            Slider("size", "Size of the shock", "% of usual", 50, 200, 25, 100,
                   "Yields, foreign sales, cash that leaves, haircuts.", "market"),
            Slider("cash", "Funds' free cash", "% of usual", 50, 200, 25, 100,
                   "Before the policy. More cash is less leverage.", "funding"),
            Choice("policy", "Policy to explain", names, "hedged purchases",
                   "The framed column. Its whole family is in the table.", "policy"),
            Choice("hold", "Funds keep their", HOLD, "buffer", "If a rule asks for more haircut or margin. New own "
                   "money flatters rules.", "policy"),
            Choice("measure", "The table shows", {key: words for key, (words, _) in MEASURES.items()}, "forced",
                   "Each policy looks different by another measure.", "view"),
        ],
        presets={"The Fed's tools": {}, "More own money": {"policy": "cash buffer"},
                 "Margin and loans": {"policy": "term funding", "scenario": "m5"},
                 "What calm times pay": {"policy": "leverage cap", "measure": "calm_cost"},
                 "What the Fed takes on": {"measure": "fed_peak"},
                 "No new own money": {"policy": "haircut floor", "hold": "own money", "scenario": "m1"}},
        assumptions=(
            "The scenarios are examples, not forecasts: nobody knows how likely they are. Price impact, dealers' room "
            "and funds' cash are not public.",
            "Sizes are usual ones, not the best ones, so columns compare kinds of policies, not their limits.",
            "The standing repo facility is open in every scenario, unless a column closes it. On The Fed's backstop "
            "it is closed until you open it.",
            f"Funds' free cash is given here, and leverage follows: {crowded().leverage:.1f} times in the crowded "
            "market. The sliders of Margin spiral and of The Fed's backstop have whole times, so their shares differ a "
            "little.",
            "Calm-time cost is what futures buyers pay more. That the Fed's help makes funds bolder is not in it.",
        ))


def monte_carlo_box():
    """Return the box that draws crises at random, with the families of the stress table."""
    return MonteCarloBox({key: (words, policies_of(key)) for key, (words, _) in FAMILIES.items()}, HEADS)


# ---- what to have seen ----------------------------------------------------------------------------------


def seen():
    """Return what the reader should have seen in these parts, with its numbers."""
    return f"## What the boards and the table show\n{_seen_board()}\n\n{_seen_test()}\n\n{_seen_stress()}"


def _at(key, at="alert", factor=1.0):
    """Return names and verdicts of a source over all its days."""
    found, grades = _graded(key, 100, factor)
    return [SHORT.get(one.name, one.name) for one in found.lights], verdicts(found, grades, at)


def _named(names, told, outcome):
    """Return the lights with an outcome, in words."""
    return " and ".join(f"*{name}*" for name, each in zip(names, told.outcomes, strict=True) if each == outcome)


def _seen_board():
    names, march = _at("2020-03")
    (_, april), (_, mild) = _at(QUIET_EVENT), _at(QUIET_EVENT, "watch")
    hits = sorted(((march.leads[row], names[row]) for row, outcome in enumerate(march.outcomes) if outcome == "hit"),
                  reverse=True)
    listed = " and ".join(f"*{name}*, {lead:.0f} days before" for lead, name in hits)
    return f"""
**March 2020: {len(hits)} of {len(names)} lights in time.** At *alert* the board would have said {listed}. \
{march.count("late")} lights came late, {march.count("miss")} never. {march.count("always on")} had been on for \
weeks and said nothing about when: {_named(names, march, "always on")}.

**April 2025: {april.count("hit")} in time.** Yields jumped, and at *alert* only \
{_named(names, april, "always on")} was on, as always. At *watch* {_named(names, mild, "hit")} would have warned. But \
nothing broke in the basis trade, so a dark board was not wrong. A board is also judged by its silence."""


def _seen_test():
    usual, low, high = (_all_windows("alert", factor) for factor in (1.0, FACTORS[0], FACTORS[-1]))
    (hits, false), (more, worse), (less, better) = (
        ((each[0] == "hit").sum(), 100 * each[3].sum() / each[4].sum()) for each in (usual, low, high))
    dark = sum(one.from_data is None for one in INDICATORS)
    return f"""
**Stricter is not better, it is an exchange.** Over three events {hits} warnings came in time, with false alarms on \
{false:.0f}% of the quiet days. Halve all thresholds: {more} in time, {worse:.0f}% false. Double them: {less} and \
{better:.0f}%. And {dark} of the {len(INDICATORS)} lights, among them the funds' cash and R itself, need numbers that \
nobody publishes. **Better data could improve both numbers; other thresholds give up one for the other.**"""


def _seen_stress():
    fed, own, terms = (stressed(100, 100, "buffer", family) for family in FAMILIES)
    cliff, leave = MODEL["m3"].name, MODEL["m5"].name
    none, line, hedged, cash = (table.loc[(cliff, name)] for table, name in (
        (fed, "no policy"), (fed, "line to the funds"), (fed, "hedged purchases"), (own, "cash buffer")))
    without, term = (terms.loc[(leave, name)] for name in ("no policy", "term funding"))
    dash, whole = fed.loc[(MODEL["m2"].name, "no policy")]["forced"], crowded(leverage=PAGE_07)
    before = 100 * simulate(whole, standard_shock(), ("forced_sale",))["forced_sale"].sum() / whole.position
    return f"""
**Each column stops something else.** At the cliff, hedged purchases take the rise of the gap from {none["rise"]:.0f} \
to {hedged["rise"]:.0f} cents, but forced sales only from {none["forced"]:.0f}% to {hedged["forced"]:.0f}%: they catch \
what is sold and do not pay the call. A line to the funds pays it: {line["forced"]:.0f}%. So does a cash buffer, \
{cash["forced"]:.0f}%, for ${cash["calm_cost"]:.1f}bn a year in calm times. Term funding cuts both ways. When lenders \
leave, it takes what they force out from {without["run"]:.0f}% to {term["run"]:.0f}%. But the rally before drains more \
cash, and sales for calls go from {without["forced"]:.0f}% to {term["forced"]:.0f}%.

**Why {dash:.0f}% here, and {before:.0f}% on Margin spiral and on The Fed's backstop?** The dash for cash in the \
crowded market is the same. But here funds have just 1% in free cash, which makes {crowded().leverage:.1f} times; the \
sliders there say {PAGE_07:.0f}. The number of days and the open facility make no difference to it."""
