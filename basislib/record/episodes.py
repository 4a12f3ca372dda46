"""Seven episodes of the Treasury market: what is on record.

Observed and different from one to the next: yields, the repo rate, the Fed's loans and purchases, and how many futures
leveraged funds had sold, gross and net of those they had bought. `CHECKS` says what of it a model can be held against,
`basislib.record.draws` how much of that our model could say at all.

>>> found = episode("mar2023")
>>> fall = fall_on_record("mar2023")
>>> print(f"{len(found.days) - 1} trading days; sold futures fell by {fall.gross:.1f}%, to the report of {fall.day}")
14 trading days; sold futures fell by 7.4%, to the report of 2023-03-14
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from basislib.checks import one_of
from basislib.language import N_
from basislib.record import datasets
from basislib.record.positions import at_face_value
from basislib.types import Broadcast, Numbers

if TYPE_CHECKING:
    from pandas import DataFrame

Days: TypeAlias = tuple[date, ...]

SHORTS = ("TU", "FV", "TY")  # contracts in which the trade is largest
REPORTS = ("cftc_positions_weekly_episodes", "leveraged_funds_weekly", "cftc_positions_quarterly")  # the first counts
FIRST_PURCHASE = date(2020, 3, 13)  # the Fed's first large one
TARGETS_END = date(2020, 4, 3)  # until then the Fed's purchases are its announced targets, later what its holdings rose
STALE = 45  # days: an older report says nothing about day 0


@dataclass(frozen=True)
class Window:
    """An episode's name, its day 0 and last day, the first day for its volatility, and its table's columns."""

    name: str
    start: date
    end: date
    earlier: date
    event_day: str = "date"
    event: str = "event"


WINDOWS = {
    "sep2019": Window(
        N_("September 2019"), date(2019, 8, 30), date(2019, 10, 15), date(2019, 8, 1), event="fed_or_event"
    ),
    "mar2020": Window(N_("March 2020"), date(2020, 2, 19), date(2020, 5, 26), date(2020, 2, 3), event="fed_or_event"),
    "y2022": Window(N_("2022"), date(2022, 1, 31), date(2022, 12, 30), date(2022, 1, 3), "month_end"),
    "mar2023": Window(N_("March 2023"), date(2023, 3, 8), date(2023, 3, 28), date(2023, 2, 1)),
    "nov2023": Window(N_("Autumn 2023"), date(2023, 10, 19), date(2023, 12, 27), date(2023, 9, 1)),
    "sum2024": Window(N_("Summer 2024"), date(2024, 7, 1), date(2024, 9, 24), date(2024, 6, 3)),
    "apr2025": Window(N_("April 2025"), date(2025, 3, 31), date(2025, 5, 13), date(2025, 3, 3)),
}

EVENTS = {  # day: whether the Fed did it, and our words for what the episode's table notes
    "sep2019": {
        date(2019, 9, 16): (False, N_("taxes and new Treasuries to be paid")),
        date(2019, 9, 17): (True, N_("lends overnight, up to $75bn")),
        date(2019, 9, 18): (True, N_("rates to 1.75–2.00%, more loans")),
        date(2019, 9, 20): (True, N_("announces loans for two weeks")),
        date(2019, 9, 30): (False, N_("the quarter ends")),
    },
    "mar2020": {
        date(2020, 3, 3): (True, N_("emergency cut to 1.00–1.25%")),
        date(2020, 3, 9): (False, N_("oil prices crash, margin calls peak")),
        date(2020, 3, 12): (True, N_("offers repo, twice $500bn")),
        date(2020, 3, 13): (True, N_("buys $37bn in a day")),
        date(2020, 3, 16): (True, N_("rates to 0–0.25%, will buy $500bn")),
        date(2020, 3, 19): (True, N_("buys about $75bn a day")),
        date(2020, 3, 23): (True, N_("will buy “in the amounts needed”")),
        date(2020, 3, 31): (True, N_("repo for foreign central banks")),
        date(2020, 4, 1): (True, N_("Treasuries out of leverage ratio")),
    },
    "y2022": {
        date(2022, 2, 24): (False, N_("Russia invades Ukraine")),
        date(2022, 3, 16): (True, N_("rates up by 0.25 points")),
        date(2022, 5, 4): (True, N_("rates up by 0.50 points")),
        date(2022, 6, 1): (True, N_("lets its holdings shrink")),
        date(2022, 6, 15): (True, N_("rates up by 0.75 points")),
        date(2022, 7, 27): (True, N_("rates up by 0.75 points")),
        date(2022, 9, 21): (True, N_("rates up by 0.75 points")),
        date(2022, 9, 23): (False, N_("crisis of British pension funds")),
        date(2022, 10, 24): (False, N_("highest yield of the year")),
        date(2022, 11, 2): (True, N_("rates up by 0.75 points")),
        date(2022, 12, 14): (True, N_("rates up by 0.50 points")),
    },
    "mar2023": {
        date(2023, 3, 9): (False, N_("shares of Silicon Valley Bank crash")),
        date(2023, 3, 10): (False, N_("Silicon Valley Bank is closed")),
        date(2023, 3, 13): (True, N_("lends to banks for a year")),
        date(2023, 3, 15): (False, N_("Credit Suisse loses its depositors")),
        date(2023, 3, 20): (False, N_("Credit Suisse is sold")),
        date(2023, 3, 22): (True, N_("rates up by 0.25 points")),
    },
    "nov2023": {
        date(2023, 10, 19): (False, N_("highest yield")),
        date(2023, 11, 1): (True, N_("rates stay; Treasury sells fewer bonds")),
        date(2023, 11, 3): (False, N_("jobs report")),
        date(2023, 11, 9): (False, N_("weak auction, hackers stop a dealer")),
        date(2023, 11, 14): (False, N_("prices rise less than feared")),
        date(2023, 12, 1): (False, N_("repo rate up after the month's end")),
        date(2023, 12, 13): (True, N_("rates stay; cuts are in sight")),
        date(2023, 12, 27): (False, N_("lowest yield")),
    },
    "sum2024": {
        date(2024, 7, 11): (False, N_("prices rise less than feared")),
        date(2024, 7, 31): (True, N_("rates stay; Japan's go up")),
        date(2024, 8, 2): (False, N_("weak jobs report")),
        date(2024, 8, 5): (False, N_("shares crash, trades in yen unwound")),
        date(2024, 9, 16): (False, N_("lowest yield")),
        date(2024, 9, 18): (True, N_("rates down by 0.50 points")),
    },
    "apr2025": {
        date(2025, 4, 2): (False, N_("tariffs announced after the close")),
        date(2025, 4, 4): (False, N_("lowest yield")),
        date(2025, 4, 8): (False, N_("swap-spread trades lose heavily")),
        date(2025, 4, 9): (False, N_("tariffs paused; dearest repo")),
        date(2025, 4, 30): (False, N_("the month ends")),
    },
}
FED_BARS = {"sep2019": "lends", "mar2020": "buys"}  # where the record has amounts; keys, not words


@dataclass(frozen=True, eq=False)
class Episode:
    """What is on record; arrays over `days`, but `sofr` at `sofr_days`, `shorts` at `short_days` and so on.

    Attributes
    ----------
    key, name : str
    days : tuple of datetime.date
        Day 0 and the trading days after it.
    yields, upper, lower, fed : numpy.ndarray
        Ten-year yield and the Fed's target range, % a year; what the Fed lent or bought that day, $bn (NaN: nothing
        out of the ordinary is on record).
    sofr_days, sofr, short_days, shorts, nets, dealer_days, dealers
        Repo rate, % a year; futures sold by leveraged funds (TU, FV, TY), $bn face, and the same less those they had
        bought; dealers' notes, $bn. The first report of positions, and of dealers, is the last by day 0.
    volatility : float
        Root mean square of the daily changes of the yield in the weeks before, bp.
    """

    key: str
    name: str
    days: Days
    yields: np.ndarray
    upper: np.ndarray
    lower: np.ndarray
    fed: np.ndarray
    sofr_days: Days
    sofr: np.ndarray
    short_days: Days
    shorts: np.ndarray
    nets: np.ndarray
    dealer_days: Days
    dealers: np.ndarray
    volatility: float

    @property
    def events(self) -> dict[date, tuple[bool, str]]:
        """What happened, by day: (whether the Fed did it, words)."""
        return EVENTS[self.key]

    @property
    def moves(self) -> np.ndarray:
        """Change of the yield on each day, bp."""
        return 100 * np.diff(self.yields)

    @cached_property
    def repo_spread(self) -> np.ndarray:
        """Repo rate against the top of the Fed's range, less the same on day 0, bp; the last known rate counts on."""
        known = np.searchsorted(ordinals(self.sofr_days), ordinals(self.days), side="right") - 1
        over = 100 * (self.sofr - target_range(self.sofr_days)[0])[known]
        return (over - over[0])[1:]

    def position(self, share: Numbers) -> Broadcast:
        """Return the trade's size on day 0: a share of the futures that leveraged funds had sold, $bn."""
        return share * self.shorts[0]

    def at(self, day: date) -> int:
        """Return the index of the last trading day not after a date."""
        return int(np.searchsorted(ordinals(self.days), day.toordinal(), side="right")) - 1

    def reported(self, day: date) -> int:
        """Return the index of the last report of positions not after a date."""
        return int(np.searchsorted(ordinals(self.short_days), day.toordinal(), side="right")) - 1


def ordinals(days: Iterable[date]) -> np.ndarray:
    """Return dates as whole numbers."""
    return np.array([day.toordinal() for day in days])


@lru_cache(8)
def episode(key: str) -> Episode:
    """Return the `Episode` of a key of `WINDOWS`, read from the tables in `data/`.

    Raises
    ------
    ValueError
        If there is no such episode.
    """
    one_of("episode", key, tuple(WINDOWS))
    window = WINDOWS[key]
    all_days, all_yields = _column("treasury_yields_episodes", "date", "dgs10", window.earlier, window.end)
    inside = np.array([day >= window.start for day in all_days])
    before = all_yields[: inside.argmax() + 1]
    days = tuple(np.array(all_days)[inside])
    sofr_days, sofr = _column("money_market_rates", "date", "sofr", window.earlier, window.end)
    short_days, shorts, nets = _reports(window)
    dealer_days, dealers = _dealers(window)
    return Episode(
        key,
        window.name,
        days,
        all_yields[inside],
        *target_range(days),
        _fed(key, days),
        sofr_days,
        sofr,
        short_days,
        shorts,
        nets,
        dealer_days,
        dealers,
        float(np.sqrt(np.mean(np.diff(100 * before) ** 2))),
    )


@lru_cache(16)
def _table(name: str) -> "DataFrame":
    """Return a table of `data/`, read once; nobody may change it."""
    return datasets.load(name)


def _column(table: str, day: str, column: str, start: date, end: date) -> tuple[Days, np.ndarray]:
    """Return days and values of a table's column between two dates, blank cells left out."""
    rows = _table(table)[[day, column]].dropna()
    rows = rows[(rows[day] >= str(start)) & (rows[day] <= str(end))]
    return tuple(rows[day].dt.date), rows[column].to_numpy(float)


def target_range(days: Days) -> tuple[np.ndarray, np.ndarray]:
    """Return top and bottom of the Fed's range on each day, % a year: those of the last day that the table has.

    In 2022 it has month-ends, so a rise shows at the end of its month.
    """
    rows = _table("money_market_rates").dropna(subset=["target_upper"])
    at = np.searchsorted(ordinals(rows["date"].dt.date), ordinals(days), side="right") - 1
    return rows["target_upper"].to_numpy()[at], rows["target_lower"].to_numpy()[at]


@lru_cache(1)
def positions() -> "DataFrame":
    """Return the futures of leveraged funds in `SHORTS` by day of report, $bn face: `sold` and `net`, sold less bought.

    Weekly where a table has weeks, else the last report of each quarter.
    """
    import pandas

    found = pandas.concat([at_face_value(name, SHORTS) for name in REPORTS])
    found = found[~found.index.duplicated()].sort_index()
    return pandas.DataFrame(
        {"sold": found["leveraged_short"], "net": found["leveraged_short"] - found["leveraged_long"]}
    )


def _reports(window: Window) -> tuple[Days, np.ndarray, np.ndarray]:
    """Return report days, sold and net futures from the last report by day 0 to the last by the end."""
    known = positions()
    first = known[: str(window.start)].index[-1]
    rows = known[str(first) : str(window.end)]
    return tuple(rows.index.date), rows["sold"].to_numpy(), rows["net"].to_numpy()


def _dealers(window: Window) -> tuple[Days, np.ndarray]:
    """Return dealers' reports and notes, $bn, from the last one by day 0; none if the table has none close to it."""
    days, notes = _column(
        "primary_dealer_positions", "as_of_wed", "net_treasury_position_mn", date(2018, 1, 1), window.end
    )
    first = int(np.searchsorted(ordinals(days), window.start.toordinal(), side="right")) - 1
    if first < 0 or (window.start - days[first]).days > STALE:
        return (), np.array([])
    return days[first:], notes[first:] / 1000


def _fed(key: str, days: Days) -> np.ndarray:
    """Return what the Fed lent (2019) or bought (2020) each day, $bn; NaN where nothing is on record."""
    if key == "sep2019":
        known = dict(zip(*_column("fed_repo_operations", "deal_date", "repo_total_bn", days[0], days[-1]), strict=True))
        return np.array([known.get(day, 0.0) for day in days])
    return _purchases(days) if key == "mar2020" else np.full(len(days), np.nan)


def _purchases(days: Days) -> np.ndarray:
    """Return the Fed's purchases of notes and bonds in 2020, $bn a day.

    Its announced targets to `TARGETS_END`; later the weekly rise of its holdings, spread evenly over the week's trading
    days. Holdings move when trades settle, so the second part lags by a day or two.
    """
    targets = dict(zip(*_column("mar2020", "date", "fed_ust_target_bn", days[0], days[-1]), strict=True))
    weeks, held = _column("fed_purchases_2020", "as_of_wed", "notes_bonds_bn", days[0], date(2020, 12, 31))
    open_days, _yields = _column("treasury_yields_episodes", "date", "dgs10", days[0], weeks[-1])
    trading = np.bincount(np.searchsorted(ordinals(weeks), ordinals(open_days)), minlength=len(weeks))
    later = [(held[week] - held[week - 1]) / trading[week] for week in np.searchsorted(ordinals(weeks), ordinals(days))]
    return np.array(
        [targets.get(day, 0.0) if day <= TARGETS_END else rise for day, rise in zip(days, later, strict=True)]
    )


# ---- what can be checked ----------------------------------------------------------------------------------

FELL = 5.0  # percentage points: what such a figure moves by in calm weeks [A]
FELL_FAR = 7.5  # the same over a quarter of a year
LEAST_NET = 0.1  # of the sold futures: with less, a fall of the net ones in per cent says nothing


@dataclass(frozen=True)
class Check:
    """What a model is held against: the largest fall of an episode's sold futures below day 0, until a day.

    Attributes
    ----------
    episode : str
        Key of `WINDOWS`.
    until : datetime.date
    tolerance : float
        Percentage points: a model's fall within so many of the record's fits.
    name : str
        With its date where the episode has two, or ends before its window does.
    """

    episode: str
    until: date
    tolerance: float
    name: str


CHECKS = {
    "sep2019": Check("sep2019", WINDOWS["sep2019"].end, FELL, N_("September 2019")),
    "mar2020": Check("mar2020", date(2020, 3, 31), FELL, N_("2020, to 31 March")),
    "may2020": Check("mar2020", WINDOWS["mar2020"].end, FELL_FAR, N_("2020, to 26 May")),
    "y2022": Check("y2022", date(2022, 6, 21), FELL, N_("2022, to 21 June")),  # then funds join; the model lets none
    **{
        key: Check(key, WINDOWS[key].end, FELL, WINDOWS[key].name)
        for key in ("mar2023", "nov2023", "sum2024", "apr2025")
    },
}


@dataclass(frozen=True)
class Fall:
    """A fall on record, % of day 0: of sold futures, to the report of `day`, and of sold less bought ones to its low.

    `gross` is 0 where no report lies below day 0; `net` is None where funds had bought about as many as they had sold.
    """

    gross: float
    day: date
    net: float | None


@lru_cache(16)
def fall_on_record(check: str) -> Fall:
    """Return the `Fall` of one of the `CHECKS`."""
    asked = CHECKS[check]
    found = episode(asked.episode)
    part = slice(0, found.reported(asked.until) + 1)
    low = int(found.shorts[part].argmin())
    gross, net = (float(100 * (1 - each[part].min() / each[0])) for each in (found.shorts, found.nets))
    told = found.nets[0] >= LEAST_NET * found.shorts[0]
    return Fall(gross, found.short_days[low], net if told else None)
