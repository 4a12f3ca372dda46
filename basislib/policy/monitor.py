"""Early warning: what to watch, from which number on, and how well it would have worked.

Each `Indicator` is a pure function of a market run (`basislib.market.run.simulate`), of the tables in `data/`, or of
both, with three thresholds: watch, alert, act. A threshold comes from the closed form, from a published number, from
one mechanical rule over calm days (`CALM_RULE`), or it is an assumption; ``rule`` says which. None was chosen to make
`basislib.policy.verdicts.backtest` look good, and it does not: a few episodes prove little, and most alarms come late
or too often.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from basislib.checks import Refused, within
from basislib.fund.corridor import corridor
from basislib.fund.margin import initial_margin
from basislib.fund.repo import cash_need
from basislib.fund.usual import DURATION, HAIRCUT, TERM_SHARE
from basislib.language import N_
from basislib.market.run import UNWILLING, MarketRun
from basislib.record import datasets
from basislib.securities.contracts import CONTRACTS
from basislib.types import ArrayLike

Tables: TypeAlias = dict[str, pd.DataFrame]
Levels: TypeAlias = tuple[float, float, float]  # watch, alert, act

GRADES = (N_("not available"), N_("quiet"), N_("watch"), N_("alert"), N_("act"))
ALARMS = GRADES[2:]
LOOK_BACK = 10  # days over which calls add up
BUFFER = 0.012  # of a fund's notes, for the data; not public, assumed
EWMA = 0.94  # weight of the past in the volatility behind the margin rule
HORIZON = timedelta(days=28)  # an alarm so long before an event counts as a warning of it
FEWEST = 20  # calm observations for the rule
TABLES = (
    "money_market_rates",
    "treasury_yields_episodes",
    "cftc_positions_weekly_episodes",
    "cftc_positions_quarterly",
    "fed_repo_operations",
    "primary_dealer_positions",
)
WATCHED = (
    "spiral_number",
    "position",
    "locked",
    "half_spread",
    "inventory",
    "room",
    "room_used",
    "cash",
    "haircut",
    "fund_margin",
    "repo_spread",
    "overnight_repo",
    "term_repo",
    "depth",
    "dislocation",
    "srf",
    *UNWILLING,
)  # series that a run must keep: simulate(..., keep=WATCHED)
CALM_RULE = (
    "calm days: watch above nine in ten of them, alert above the largest, act twice as far from their middle "
    "as the largest"
)
CALM_RULE_QUARTERS = (
    "quarters of 2017 and 2018: watch above nine in ten of them, alert above the largest, act twice "
    "as far from their middle as the largest"
)
UNITS = {  # key of an indicator's unit, and the unit as tables have it
    "": "",
    "of_buffer": "of the buffer",
    "of_repo": "of the repo",
    "of_calm": "of calm",
    "percent": "%",
    "bn": "$bn",
    "times": "x",
    "bp": "bp",
    "bp_of_price": "bp of price",
    "bp_a_day": "bp a day",
}
SHARES = ("of_buffer", "of_repo", "of_calm")  # 1 is all of it


@dataclass(frozen=True)
class Window:
    """A stretch of days with data: an episode, or a quiet time in which any alarm is a false one.

    Attributes
    ----------
    name, words : str
    first, last : datetime.date
    event, over : datetime.date or None
        First and last day of what should have been warned of.
    """

    name: str
    words: str
    first: date
    last: date
    event: date | None = None
    over: date | None = None

    @property
    def test_from(self) -> date | None:
        """First day on which an alarm is a warning of the event; None without one."""
        return self.event and self.event - HORIZON

    @property
    def key(self) -> str:
        """The month of its event, or of its first day, such as "2020-03"."""
        return f"{self.event or self.first:%Y-%m}"


WINDOWS = (
    Window(
        N_("September 2019"),
        "the repo rate jumps; funds hold on",
        date(2019, 8, 1),
        date(2019, 10, 15),
        date(2019, 9, 17),
        date(2019, 9, 30),
    ),
    Window(
        N_("March 2020"), "the dash for cash", date(2020, 1, 2), date(2020, 4, 30), date(2020, 3, 9), date(2020, 3, 31)
    ),
    Window(N_("2022"), "rates rise fast; nothing breaks", date(2022, 1, 3), date(2022, 12, 30)),
    Window(N_("autumn 2023"), "a rally; nothing breaks", date(2023, 9, 1), date(2023, 12, 15)),
    Window(
        N_("April 2025"),
        "yields jump, swap-spread trades are cut, the basis trade holds; no purchases",
        date(2025, 2, 18),
        date(2025, 5, 15),
        date(2025, 4, 7),
        date(2025, 4, 11),
    ),
)


@dataclass(frozen=True)
class Indicator:
    """One light on the board.

    Attributes
    ----------
    name, words : str
        The name is its key in tables and links.
    scale : str
        Of `UNITS`.
    link : str
        Link of the chain, as in `basislib.policy.levers.LINKS`.
    rule, whose : str
        Where the thresholds come from; who asks for it: "the paper", "ours", "the Fed" or "exchange data".
    levels : tuple of float or None
        Watch, alert, act; None for `CALM_RULE`.
    falls : bool
        Whether low values are the bad ones.
    from_run : callable or None
        From a `MarketRun` to an array (days + 1, ...).
    from_data : callable or None
        From a dict of tables to a `pandas.Series` by date.
    lag : int
        Calendar days until the number is published.
    every : int
        Days between two numbers: 1, 7 or 92.
    short : str
        The name where the whole one does not fit; without it, the name.
    """

    name: str
    words: str
    scale: str
    link: str
    rule: str
    whose: str
    levels: Levels | None = None
    falls: bool = False
    from_run: Callable[[MarketRun], np.ndarray] | None = None
    from_data: Callable[[Tables], pd.Series] | None = None
    lag: int = 1
    every: int = 1
    short: str = ""

    @property
    def unit(self) -> str:
        """The unit as tables have it."""
        return UNITS[self.scale]

    @property
    def label(self) -> str:
        """The short name."""
        return self.short or self.name


# ---- from a run -----------------------------------------------------------------------------------------------------


def latent_spiral(run: MarketRun) -> np.ndarray:
    """Return the spiral number that the position would have once dealers' room is used up, days by scenarios."""
    market = run.market
    now = np.where(run["inventory"] < run["room"], market.impact, market.impact_beyond)
    return run["spiral_number"] * np.asarray(market.impact_beyond) / now


def cash_left(run: MarketRun) -> np.ndarray:
    """Return the funds' cash over what they hold in calm times against the position left; 0 without any."""
    normal = np.asarray(run.market.buffer) * run["position"]
    return np.divide(run["cash"], normal, out=np.zeros_like(normal), where=normal > 0)


def margin_pressure(run: MarketRun) -> np.ndarray:
    """Return the rise of margin and haircut over ten days as a share of the calm buffer."""
    asked = run["fund_margin"] + run["haircut"]
    return _per_buffer(_rise(asked), run.market.buffer)


def rally_pressure(run: MarketRun) -> np.ndarray:
    """Return what the fall of yields over ten days asks of the funds in cash, as a share of the calm buffer."""
    market = run.market
    fall = -_rise(_with_zero(np.cumsum(run.shock.yield_change, axis=0)))
    fall = fall.reshape(len(fall), *[1] * (run["cash"].ndim - fall.ndim), *fall.shape[1:])
    gain = np.maximum(fall, 0) * np.asarray(market.duration) * 1e-4
    lenders = {"recall": market.excess_returned, "late": market.excess_late, "days": LOOK_BACK}
    need = cash_need(gain, market.haircut, market.term_share, **lenders)
    return np.broadcast_to(_per_buffer(need, market.buffer), run["cash"].shape)


def rate_over_top(run: MarketRun) -> np.ndarray:
    """Return the repo rate over the top of the Fed's range, bp."""
    market = run.market
    calm_times = corridor(
        market.lender_slack,
        0.0,
        srf_open=market.srf_open,
        width_bp=market.range_width,
        slope=np.maximum(market.slope, 1e-9),
        shortage_slope=market.shortage_slope,
        floor_slope=market.floor_slope,
        segmentation=market.segmentation,
        access=market.srf_access,
        srf_cap=market.srf_cap,
    )
    return run["repo_spread"] + calm_times.over_ceiling


def due_tomorrow(run: MarketRun) -> np.ndarray:
    """Return the share of the funds' repo that falls due the next day; 0 without any."""
    overnight, term = run["overnight_repo"], run["term_repo"]
    loans = overnight + term
    due = overnight + term / np.asarray(run.market.term_days)
    return np.divide(due, loans, out=np.zeros_like(loans), where=loans > 0)


def crowding(run: MarketRun) -> np.ndarray:
    """Return the position over what dealers could still take cheaply, x; 1,000 at most."""
    free = np.maximum(run["room"] - run["inventory"], 0)
    return np.minimum(run["position"] / np.maximum(free, 1e-9), 1000.0)


def depth_left(run: MarketRun) -> np.ndarray:
    """Return the quoted size as a share of that of day 0."""
    return run["depth"] / run["depth"][0]


def basis_over_calm(run: MarketRun) -> np.ndarray:
    """Return the dislocation above its calm level, bp of price."""
    return 1e4 * (run["dislocation"] - run["dislocation"][0])


# ---- from data ------------------------------------------------------------------------------------------------------


def sofr_over_reserves(tables: Tables) -> pd.Series:
    """Return SOFR over the rate on reserve balances, bp, by day."""
    rates = tables["money_market_rates"].set_index("date")
    return (100 * (rates["sofr"] - rates["iorb"])).dropna()


def sofr_over_top(tables: Tables) -> pd.Series:
    """Return SOFR over the top of the target range, bp, by day."""
    rates = tables["money_market_rates"].set_index("date")
    return (100 * (rates["sofr"] - rates["target_upper"])).dropna()


def yield_volatility(tables: Tables) -> pd.Series:
    """Return the root-mean-square change of the ten-year yield over ten days, bp a day; no change across a gap."""
    return _per_window(tables, lambda moves: np.sqrt((moves**2).rolling(LOOK_BACK).mean()))


def margin_pressure_data(tables: Tables) -> pd.Series:
    """Return the rise over ten days of what our margin rule asks for, as a share of a buffer of 1.2%."""

    def pressure(moves: pd.Series) -> pd.Series:
        start = (moves.iloc[:LOOK_BACK] ** 2).mean()
        variance = pd.concat([pd.Series([start]), moves.iloc[LOOK_BACK:] ** 2]).ewm(alpha=1 - EWMA, adjust=False).mean()
        margin = initial_margin(np.sqrt(variance.to_numpy()), DURATION)
        found = pd.Series(margin[1:], moves.index[LOOK_BACK:])
        return (found - np.minimum(found.shift(LOOK_BACK), found)) / BUFFER

    return _per_window(tables, pressure)


def rally_pressure_data(tables: Tables) -> pd.Series:
    """Return the most cash that the fall of the ten-year yield over ten days asks for on a day, all excess a day late.

    As a share of a buffer of 1.2%.
    """

    def pressure(moves: pd.Series) -> pd.Series:
        gain = np.maximum(-moves.rolling(LOOK_BACK).sum(), 0) * DURATION * 1e-4
        known = gain.dropna()
        need = cash_need(known.to_numpy(), HAIRCUT, TERM_SHARE, late=1.0, days=LOOK_BACK)
        return pd.Series(need, known.index) / BUFFER

    return _per_window(tables, pressure)


def dealers_rise(tables: Tables) -> pd.Series:
    """Return the change of primary dealers' net Treasury position over four weeks, $bn, by week."""
    held = tables["primary_dealer_positions"].set_index("as_of_wed")["net_treasury_position_mn"] / 1000
    return _four_weeks(held, held.diff(4))


def shorts_change(tables: Tables) -> pd.Series:
    """Return the change over four weeks of leveraged funds' short Treasury futures, %, by week."""
    short = _leveraged(tables["cftc_positions_weekly_episodes"])["short"]
    return _four_weeks(short, 100 * short.pct_change(4))


def shorts_share(tables: Tables) -> pd.Series:
    """Return leveraged funds' short Treasury futures over all open ones, %, by quarter."""
    held = _leveraged(tables["cftc_positions_quarterly"])
    return 100 * held["short"] / held["open"]


def fed_repo(tables: Tables) -> pd.Series:
    """Return repo lent by the Fed's desk, all terms of the day, $bn, by day."""
    return tables["fed_repo_operations"].set_index("deal_date")["repo_total_bn"].dropna()


_CLOSED_FORM = "closed form: a small call ends in sales 1.5 times, twice, and without end as large as it needs"
_SHARE_BUFFER = "at the whole buffer sales begin; a quarter and a half are assumed; in the data the buffer, too"
_SHARE_TERM = (
    "at the whole buffer sales begin; a quarter and a half are assumed; in the data the buffer, too, and that lenders "
    "return what the notes have gained a day late"
)
INDICATORS = (
    Indicator(
        N_("spiral number"),
        "how much a dollar of forced sales makes them sell next",
        "",
        "price impact",
        _CLOSED_FORM,
        "ours",
        (1 / 3, 1 / 2, 1.0),
        from_run=lambda run: run["spiral_number"],
        short=N_("spiral number R"),
    ),
    Indicator(
        N_("spiral number beyond dealers' room"),
        "what it would be once dealers are full",
        "",
        "price impact",
        _CLOSED_FORM,
        "ours",
        (1 / 3, 1 / 2, 1.0),
        from_run=latent_spiral,
        short=N_("R once dealers are full"),
    ),
    Indicator(
        N_("cash left"),
        "funds' cash over their calm buffer",
        "of_buffer",
        "margin call",
        "assumed",
        "ours",
        (0.75, 0.5, 0.25),
        falls=True,
        from_run=cash_left,
        short=N_("funds' cash left"),
    ),
    Indicator(
        N_("margin and haircut rise"),
        "rise over ten days over the funds' buffer",
        "of_buffer",
        "haircut",
        _SHARE_BUFFER,
        "the paper",
        (0.25, 0.5, 1.0),
        from_run=margin_pressure,
        from_data=margin_pressure_data,
        short=N_("margin, haircut rise"),
    ),
    Indicator(
        N_("calls of a rally"),
        "cash asked for by ten days' fall of yields, over the buffer",
        "of_buffer",
        "margin call",
        _SHARE_TERM,
        "ours",
        (0.25, 0.5, 1.0),
        from_run=rally_pressure,
        from_data=rally_pressure_data,
    ),
    Indicator(
        N_("repo rate over the top"),
        "overnight repo over the top of the Fed's range",
        "bp",
        "rate",
        "0 is where the Fed lends, 25 a whole range; 10 is assumed",
        "the paper",
        (0.0, 10.0, 25.0),
        from_run=rate_over_top,
        from_data=sofr_over_top,
        short=N_("repo over Fed's top"),
    ),
    Indicator(
        N_("repo rate over reserves"),
        "SOFR over the rate on reserves",
        "bp",
        "rate",
        CALM_RULE,
        "the paper",
        from_data=sofr_over_reserves,
        short=N_("SOFR over reserves"),
    ),
    Indicator(
        N_("Fed lends in repo"),
        "taken at the Fed's facility or operations",
        "bn",
        "rate",
        "50 is the use of 31 October 2025; 1 and 10 are assumed",
        "ours",
        (1.0, 10.0, 50.0),
        from_run=lambda run: run["srf"],
        from_data=fed_repo,
        lag=0,
    ),
    Indicator(
        N_("due tomorrow"),
        "share of the funds' repo that falls due",
        "of_repo",
        "funding",
        "assumed; the paper puts nine tenths overnight, unverified",
        "the paper",
        (0.5, 0.75, 0.9),
        from_run=due_tomorrow,
        short=N_("loans due tomorrow"),
    ),
    Indicator(
        N_("crowding"),
        "funds' position over what dealers can still take cheaply",
        "times",
        "dealer room",
        "assumed",
        "ours",
        (5.0, 10.0, 20.0),
        from_run=crowding,
    ),
    Indicator(
        N_("leveraged shorts' share"),
        "leveraged funds' short futures over all open ones",
        "percent",
        "dealer room",
        CALM_RULE_QUARTERS,
        "the paper",
        from_data=shorts_share,
        lag=3,
        every=92,
        short=N_("funds' share of shorts"),
    ),
    Indicator(
        N_("leveraged shorts fall"),
        "change of leveraged funds' short futures over four weeks",
        "percent",
        "price impact",
        "20 is the fall of funds' Treasuries in March 2020 (Federal Reserve staff, 2021), "
        "half and a quarter of it are assumed",
        "ours",
        (-5.0, -10.0, -20.0),
        falls=True,
        from_data=shorts_change,
        lag=3,
        every=7,
        short=N_("funds' shorts fall"),
    ),
    Indicator(
        N_("dealers' room used"),
        "dealers' notes over what they carry cheaply",
        "times",
        "dealer room",
        "1 is where selling gets dear in the model; 0.8 and 1.2 are assumed",
        "the paper",
        (0.8, 1.0, 1.2),
        from_run=lambda run: run["room_used"],
    ),
    Indicator(
        N_("dealers take up notes"),
        "primary dealers' net position, change over four weeks",
        "bn",
        "dealer room",
        CALM_RULE,
        "the paper",
        from_data=dealers_rise,
        lag=8,
        every=7,
    ),
    Indicator(
        N_("depth"),
        "quoted size over that of calm times",
        "of_calm",
        "price impact",
        "a third is about April 2025 ($67m by press reports; 150 to 250 in calm times, not checked); two thirds "
        "and a half are assumed",
        "ours",
        (2 / 3, 1 / 2, 1 / 3),
        falls=True,
        from_run=depth_left,
        short=N_("market depth"),
    ),
    Indicator(
        "dislocation",
        "dislocation above its calm level",
        "bp_of_price",
        "price impact",
        "20 is the low end of what March 2020 implies in the model; 5 and 10 are assumed",
        "the paper",
        (5.0, 10.0, 20.0),
        from_run=basis_over_calm,
        short=N_("gap over calm"),
    ),
    Indicator(
        N_("volatility of yields"),
        "ten-year yield, root-mean-square over ten days",
        "bp_a_day",
        "margin call",
        CALM_RULE,
        "ours",
        from_data=yield_volatility,
    ),
)


def grade(values: ArrayLike, levels: Sequence[float], falls: bool = False) -> np.ndarray:
    """Return the grade of values as an index into `GRADES`.

    Parameters
    ----------
    values : float or array_like
        NaN for not available.
    levels : tuple of float
        Watch, alert, act, in the order in which they are passed.
    falls : bool, optional
        Whether low values are the bad ones.

    Returns
    -------
    ndarray of int

    Raises
    ------
    ValueError
        If the levels are not three numbers in order.
    """
    sign = -1.0 if falls else 1.0
    steps = sign * within("levels", levels)
    if steps.shape != (3,) or np.any(np.diff(steps) < 0):
        raise Refused(
            N_("levels are {levels}; they must be three numbers, watch, alert and act, in order."), levels=levels
        )
    values = sign * np.asarray(values, float)
    passed = 1 + (values[..., None] >= steps).sum(axis=-1)
    return np.where(np.isnan(values), 0, passed)


def readings(run: MarketRun) -> dict[str, np.ndarray]:
    """Return what the indicators show in a run.

    Parameters
    ----------
    run : MarketRun
        With the series `WATCHED`.

    Returns
    -------
    dict of str to ndarray
        By indicator, (days + 1, ...).

    Raises
    ------
    ValueError
        If a series was not kept.
    """
    return {one.name: one.from_run(run) for one in INDICATORS if one.from_run is not None}


def tables(where: str | Path | None = None) -> Tables:
    """Return the tables that the indicators read, by name.

    Parameters
    ----------
    where : path-like, optional
        As in `basislib.record.datasets.load`.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    return {name: datasets.load(name, where) for name in TABLES}


def board(source: MarketRun | Tables, day: int | date, scenario: int | tuple[int, ...] = 0) -> pd.DataFrame:
    """Return all lights on one day.

    Parameters
    ----------
    source : MarketRun or dict
        A run with the series `WATCHED`, or what `tables` returns.
    day : int or datetime.date
        Day of the run; or a date, for which only what was published by then counts.
    scenario : int or tuple of int, optional
        Which scenario of the run.

    Returns
    -------
    pandas.DataFrame
        Index ``indicator``; columns ``value``, ``unit``, ``grade`` (one of `GRADES`), ``watch``, ``alert``, ``act``,
        ``link``, ``words``, ``rule``.

    Raises
    ------
    ValueError
        If the day is not covered, or a series was not kept.
    """
    rows = _of_run(source, day, scenario) if isinstance(source, MarketRun) else _of_data(source, day)
    found = []
    for one, value, levels in rows:
        shown = grade(value, levels, one.falls) if levels is not None else 0
        found.append(
            {
                "indicator": one.name,
                "value": value,
                "unit": one.unit,
                "grade": GRADES[int(shown)],
                **dict(zip(ALARMS, levels or (np.nan,) * 3, strict=True)),
                "link": one.link,
                "words": one.words,
                "rule": one.rule,
            }
        )
    return pd.DataFrame(found).set_index("indicator")


def by_link(lights: pd.DataFrame) -> pd.Series:
    """Return the worst grade on each link of the chain.

    Parameters
    ----------
    lights : pandas.DataFrame
        What `board` returned.

    Returns
    -------
    pandas.Series
        By link, one of `GRADES`.
    """
    worst = lights["grade"].map(GRADES.index).groupby(lights["link"]).max()
    return worst.map(lambda number: GRADES[number]).rename("grade")


def calm_levels(one: Indicator, series: pd.Series, without: Window | None = None) -> Levels | None:
    """Return watch, alert and act of an indicator: its own, or those of the calm rule.

    Parameters
    ----------
    one : Indicator
    series : pandas.Series
        Its numbers by date.
    without : Window, optional
        Leave out this window's days.

    Returns
    -------
    tuple of float or None
        None if there are fewer than 20 calm numbers (eight for a quarterly one).
    """
    if one.levels is not None:
        return one.levels
    calm = series[_calm_days(one, series.index, without)].dropna()
    if len(calm) < (FEWEST if one.every < 92 else 8):
        return None
    middle, most, largest = calm.median(), calm.quantile(0.9), calm.max()
    return float(most), float(largest), float(2 * largest - middle)


def _calm_days(one: Indicator, days: pd.Index, without: Window | None) -> np.ndarray:
    """Return which days are calm: more than four weeks from any event; daily numbers only where each day has one."""
    if one.every == 92:
        return np.asarray((days >= "2017-01-01") & (days <= "2018-12-31"))
    calm = np.full(len(days), one.every > 1)
    for window in WINDOWS:
        calm |= (days >= str(window.first)) & (days <= str(window.last))
    for window in WINDOWS:
        if window.event and window.over:
            calm &= ~((days >= str(window.test_from)) & (days <= str(window.over + HORIZON)))
    if without is not None:
        calm &= ~((days >= str(without.first)) & (days <= str(without.last)))
    return calm


def standing(one: Indicator, series: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """Return the newest number of an indicator that was published by each day.

    Parameters
    ----------
    one : Indicator
    series : pandas.Series
        Its numbers by date.
    days : pandas.DatetimeIndex

    Returns
    -------
    ndarray
        NaN where the newest number is too old: more than a week for a daily one, else twice as long as usual.
    """
    series = series.dropna()
    if series.empty:
        return np.full(len(days), np.nan)
    known = (series.index + pd.Timedelta(days=one.lag)).to_numpy()
    at = np.searchsorted(known, days.to_numpy(), side="right") - 1
    fresh = (at >= 0) & (days.to_numpy() - known[at] <= np.timedelta64(max(7, 2 * one.every), "D"))
    return np.where(fresh, series.to_numpy()[at], np.nan)


def _of_run(
    run: MarketRun, day: Any, scenario: int | tuple[int, ...]
) -> Iterator[tuple[Indicator, float, Levels | None]]:
    """Yield indicator, value and levels on a day of a run."""
    number = within("day", day, "", low=0, high=run.shock.days)
    if number.ndim or number != int(number):
        raise Refused(N_("day is {day}; it must be one whole number."), day=day)
    for name, values in readings(run).items():
        one = next(each for each in INDICATORS if each.name == name)
        picked = values[int(number)]
        yield one, float(picked[scenario] if picked.ndim else picked), one.levels


def _of_data(source: Tables, day: object) -> Iterator[tuple[Indicator, float, Levels | None]]:
    """Yield indicator, newest published value and levels on a date."""
    if not isinstance(day, date):
        raise Refused(N_("day is {day}; for data it must be a date."), day=repr(day))
    for one in INDICATORS:
        if one.from_data is None:
            continue
        series = one.from_data(source)
        yield one, float(standing(one, series, pd.DatetimeIndex([day]))[0]), calm_levels(one, series)


def _per_window(source: Tables, found: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return a number by day from the changes of the ten-year yield, bp, stretch by stretch."""
    level = source["treasury_yields_episodes"].set_index("date")["dgs10"].dropna()
    gaps = (level.index.to_series().diff() > pd.Timedelta(days=7)).cumsum()
    parts = [found(100 * part.diff().dropna()) for _, part in level.groupby(gaps) if len(part) > 2 * LOOK_BACK]
    return pd.concat(parts).dropna() if parts else pd.Series(dtype=float, index=pd.DatetimeIndex([]))


def _leveraged(positions: pd.DataFrame) -> pd.DataFrame:
    """Return leveraged shorts and open interest by report, $bn face: contracts differ in size."""
    face = positions["contract"].map({code: each.face / 1e9 for code, each in CONTRACTS.items()})
    held = pd.DataFrame({"short": positions["leveraged_short"] * face, "open": positions["open_interest"] * face})
    return held.groupby(positions["report_date"]).sum()


def _four_weeks(level: pd.Series, change: pd.Series) -> pd.Series:
    """Return a change over four reports where these are four weeks apart."""
    apart = level.index.to_series().diff(4)
    return change[apart <= pd.Timedelta(days=35)].dropna()


def _rise(level: np.ndarray) -> np.ndarray:
    """Return by how much a level, days first, stands above what it was ten days before."""
    before = np.concatenate((np.repeat(level[:1], min(LOOK_BACK, len(level)), axis=0), level[:-LOOK_BACK]))
    return level - before[: len(level)]


def _per_buffer(amount: ArrayLike, buffer: ArrayLike) -> np.ndarray:
    """Return an amount as a share of the buffer, at least 0; 1,000 at most, where there is none."""
    return np.clip(np.asarray(amount) / np.maximum(buffer, 1e-9), 0, 1000.0)


def _with_zero(path: np.ndarray) -> np.ndarray:
    """Return a path with a row of zeros for day 0."""
    return np.concatenate((np.zeros((1, *path.shape[1:])), path))
