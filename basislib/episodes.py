"""Five episodes of the Treasury market: what the record says, and the market and shock that the model makes of it.

One rule for all five, so that nothing is tuned to an episode. Observed and different: yields, the repo rate, the
Fed's purchases, how many futures leveraged funds had sold, and foreign sales where a figure is published. Not public
and therefore the same for all: everything in `Unknowns`. `records` says what can be checked, `monte_carlo` how much of
it the model could say at all, with the unknowns drawn from their ranges.

>>> found = episode("apr2025")
>>> print(f"{len(found.days) - 1} trading days, notes of $bn {found.position(0.65):.0f}")
30 trading days, notes of $bn 635
"""

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from basislib import datasets
from basislib.checks import one_of
from basislib.contracts import CONTRACTS
from basislib.market import Market, Shock, simulate

SHORTS = ("TU", "FV", "TY")  # contracts in which the trade is largest
FOREIGN, FOREIGN_START = 299.0, date(2020, 3, 9)  # $bn net in March 2020 (TIC); the first day is an assumption
KEPT = ("position", "forced_sale", "voluntary_sale", "dislocation", "half_spread", "inventory", "spiral_number")


@dataclass(frozen=True)
class Window:
    """An episode's name, its table, day 0 and last day, and the first day from which its volatility is reckoned."""

    name: str
    start: date
    end: date
    earlier: date
    event_day: str
    event: str


WINDOWS = {
    "sep2019": Window("September 2019", date(2019, 8, 30), date(2019, 10, 15), date(2019, 8, 1), "date",
                      "fed_or_event"),
    "mar2020": Window("March 2020", date(2020, 2, 19), date(2020, 4, 1), date(2020, 2, 3), "date", "fed_or_event"),
    "y2022": Window("2022", date(2022, 1, 31), date(2022, 12, 30), date(2022, 1, 3), "month_end", "event"),
    "nov2023": Window("Autumn 2023", date(2023, 10, 19), date(2023, 12, 1), date(2023, 9, 1), "date",
                      "event"),
    "apr2025": Window("April 2025", date(2025, 3, 31), date(2025, 5, 13), date(2025, 3, 3), "date", "event"),
}

EVENTS = {  # day: whether the Fed did it, and our words for what the episode's table notes
    "sep2019": {
        date(2019, 9, 16): (False, "taxes and new Treasuries to be paid"),
        date(2019, 9, 17): (True, "lends overnight, up to $75bn"),
        date(2019, 9, 18): (True, "rates to 1.75–2.00%, more loans"),
        date(2019, 9, 20): (True, "announces loans for two weeks"),
        date(2019, 9, 30): (False, "the quarter ends"),
    },
    "mar2020": {
        date(2020, 3, 3): (True, "emergency cut to 1.00–1.25%"),
        date(2020, 3, 9): (False, "oil prices crash, margin calls peak"),
        date(2020, 3, 12): (True, "offers repo, twice $500bn"),
        date(2020, 3, 13): (True, "buys $37bn in a day"),
        date(2020, 3, 16): (True, "rates to 0–0.25%, will buy $500bn"),
        date(2020, 3, 19): (True, "buys about $75bn a day"),
        date(2020, 3, 23): (True, "will buy “in the amounts needed”"),
        date(2020, 3, 31): (True, "repo for foreign central banks"),
        date(2020, 4, 1): (True, "Treasuries out of leverage ratio"),
    },
    "y2022": {
        date(2022, 2, 24): (False, "Russia invades Ukraine"),
        date(2022, 3, 16): (True, "rates up by 0.25 points"),
        date(2022, 5, 4): (True, "rates up by 0.50 points"),
        date(2022, 6, 1): (True, "lets its holdings shrink"),
        date(2022, 6, 15): (True, "rates up by 0.75 points"),
        date(2022, 7, 27): (True, "rates up by 0.75 points"),
        date(2022, 9, 21): (True, "rates up by 0.75 points"),
        date(2022, 9, 23): (False, "crisis of British pension funds"),
        date(2022, 10, 24): (False, "highest yield of the year"),
        date(2022, 11, 2): (True, "rates up by 0.75 points"),
        date(2022, 12, 14): (True, "rates up by 0.50 points"),
    },
    "nov2023": {
        date(2023, 10, 19): (False, "highest yield"),
        date(2023, 11, 1): (True, "rates stay; Treasury sells fewer bonds"),
        date(2023, 11, 3): (False, "jobs report"),
        date(2023, 11, 9): (False, "weak auction, hackers stop a dealer"),
        date(2023, 11, 14): (False, "prices rise less than feared"),
        date(2023, 12, 1): (False, "repo rate up after the month's end"),
    },
    "apr2025": {
        date(2025, 4, 2): (False, "tariffs announced after the close"),
        date(2025, 4, 4): (False, "lowest yield"),
        date(2025, 4, 8): (False, "swap-spread trades lose heavily"),
        date(2025, 4, 9): (False, "tariffs paused; dearest repo"),
        date(2025, 4, 30): (False, "the month ends"),
    },
}
FED_BARS = {"sep2019": "lends", "mar2020": "buys"}  # where the record has daily amounts


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
    sofr_days, sofr, short_days, shorts, dealer_days, dealers
        Repo rate, % a year; futures sold by leveraged funds (TU, FV, TY), $bn face; dealers' notes, $bn. The first of
        the last two is the last report by day 0.
    volatility : float
        Root mean square of the daily changes of the yield in the weeks before, bp.
    """

    key: str
    name: str
    days: tuple
    yields: np.ndarray
    upper: np.ndarray
    lower: np.ndarray
    fed: np.ndarray
    sofr_days: tuple
    sofr: np.ndarray
    short_days: tuple
    shorts: np.ndarray
    dealer_days: tuple
    dealers: np.ndarray
    volatility: float

    @property
    def events(self):
        """What happened, by day: (whether the Fed did it, words)."""
        return EVENTS[self.key]

    @property
    def moves(self):
        """Change of the yield on each day, bp."""
        return 100 * np.diff(self.yields)

    @cached_property
    def repo_spread(self):
        """Repo rate against the top of the Fed's range, less the same on day 0, bp; the last known rate counts on."""
        known = np.searchsorted(ordinals(self.sofr_days), ordinals(self.days), side="right") - 1
        over = 100 * (self.sofr - target_range(self.sofr_days)[0])[known]
        return (over - over[0])[1:]

    def position(self, share):
        """Return the trade's size on day 0: a share of the futures that leveraged funds had sold, $bn."""
        return share * self.shorts[0]

    def at(self, day):
        """Return the index of the last trading day not after a date."""
        return int(np.searchsorted(ordinals(self.days), day.toordinal(), side="right")) - 1


def ordinals(days):
    """Return dates as whole numbers."""
    return np.array([day.toordinal() for day in days])


@lru_cache(8)
def episode(key):
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
    before = all_yields[:inside.argmax() + 1]
    days = tuple(np.array(all_days)[inside])
    sofr_days, sofr = _column("money_market_rates", "date", "sofr", window.earlier, window.end)
    short_days, shorts = _shorts(window)
    dealer_days, dealers = _reports("primary_dealer_positions", "as_of_wed", "net_treasury_position_mn", window)
    return Episode(key, window.name, days, all_yields[inside], *target_range(days), _fed(key, days), sofr_days, sofr,
                   short_days, shorts, dealer_days, dealers / 1000, float(np.sqrt(np.mean(np.diff(100 * before) ** 2))))


@lru_cache(8)
def _table(name):
    """Return a table of `data/`, read once; nobody may change it."""
    return datasets.load(name)


def _column(table, day, column, start, end):
    """Return days and values of a table's column between two dates, blank cells left out."""
    rows = _table(table)[[day, column]].dropna()
    rows = rows[(rows[day] >= str(start)) & (rows[day] <= str(end))]
    return tuple(rows[day].dt.date), rows[column].to_numpy(float)


def target_range(days):
    """Return top and bottom of the Fed's range on each day, % a year: those of the last day that the table has.

    In 2022 it has month-ends, so a rise shows at the end of its month.
    """
    rows = _table("money_market_rates").dropna(subset=["target_upper"])
    at = np.searchsorted(ordinals(rows["date"].dt.date), ordinals(days), side="right") - 1
    return rows["target_upper"].to_numpy()[at], rows["target_lower"].to_numpy()[at]


def _reports(table, day, column, window):
    """Return the reports from the last one by day 0 to the end; none if the table has none close to day 0."""
    days, values = _column(table, day, column, date(2018, 1, 1), window.end)
    first = int(np.searchsorted(ordinals(days), window.start.toordinal(), side="right")) - 1
    if first < 0 or (window.start - days[first]).days > 45:
        return (), np.array([])
    return days[first:], values[first:]


def _shorts(window):
    """Return report days and futures sold by leveraged funds, $bn face: weekly where the table has it, else quarterly.

    From the last report by day 0 to the last by the end, or, if there is none between, to the first after it.
    """
    for name in ("cftc_positions_weekly_episodes", "cftc_positions_quarterly"):
        table = _table(name)
        table = table[table["contract"].isin(SHORTS)]
        sold = table["leveraged_short"] * table["contract"].map({code: CONTRACTS[code].face / 1e9 for code in SHORTS})
        sums = sold.groupby(table["report_date"].dt.date).sum()
        first, last = np.searchsorted(ordinals(sums.index), [window.start.toordinal(), window.end.toordinal()],
                                      side="right") + (-1, 0)
        if first >= 0 and (window.start - sums.index[first]).days <= 45:
            break
    last = max(last, first + 2)
    return tuple(sums.index[first:last]), sums.to_numpy()[first:last]


def _fed(key, days):
    """Return what the Fed lent (2019) or set out to buy (2020) each day, $bn; NaN where nothing is on record."""
    amounts = np.full(len(days), np.nan)
    if key == "sep2019":
        known = dict(zip(*_column("fed_repo_operations", "deal_date", "repo_total_bn", days[0], days[-1]),
                         strict=True))
    elif key == "mar2020":
        known = dict(zip(*_column("mar2020", "date", "fed_ust_target_bn", days[0], days[-1]), strict=True))
    else:
        return amounts
    return np.array([known.get(day, 0.0) for day in days])


# ---- what is not public, the same for all five ------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Unknowns:
    """What nobody publishes; each a number, or an array over draws. The same in every episode.

    `share`: the trade over the futures sold by leveraged funds; `buffer`: free cash, of the position; `haircut`: of
    the notes; `term_share`: of the repo; `room`: what dealers take cheaply, $bn; `impact`: rise of the dislocation
    per $bn beyond it; `foreign_days`: trading days over which foreigners sold in March 2020.
    """

    share: float = 0.65
    buffer: float = 0.012
    haircut: float = 0.01
    term_share: float = 0.25
    room: float = 120.0
    impact: float = 1.4e-5
    foreign_days: float = 12.0


RANGES = {  # field of `Unknowns`: between what it is drawn, evenly; all of it assumed
    "share": (0.55, 0.75), "buffer": (0.005, 0.02), "haircut": (0.0, 0.02), "term_share": (0.0, 0.75),
    "room": (50.0, 200.0), "impact": (5e-6, 3e-5), "foreign_days": (8.0, 17.0),
}


def market_of(found, unknowns):
    """Return the `Market` on day 0 of an `Episode`.

    The repo rate is the observed one: the model makes none of its own. What the Fed buys does not move the value of
    the note either, because the observed yields contain that.
    """
    return Market.from_buffer(
        unknowns.buffer, position=found.position(unknowns.share), volatility=found.volatility,
        haircut=unknowns.haircut, term_share=unknowns.term_share, dealer_room=unknowns.room,
        impact_beyond=unknowns.impact, slope=0.0, shortage_slope=0.0, purchase_effect=0.0)


def shock_of(found, unknowns):
    """Return the `Shock` of an `Episode`: yields, repo rate and purchases as observed, foreign sales if published."""
    bought = np.nan_to_num(found.fed[1:]) if FED_BARS.get(found.key) == "buys" else 0.0
    return Shock(found.moves, foreign_sales=foreign_sales(found, unknowns.foreign_days),
                 repo_spread=found.repo_spread, purchases=bought)


def foreign_sales(found, days):
    """Return what foreigners sold each day, $bn: evenly from 9 March 2020 over so many trading days; else nothing."""
    if found.key != "mar2020":
        return 0.0
    first = found.at(FOREIGN_START)
    day = np.arange(1, len(found.days))
    day = day.reshape(-1, *[1] * np.ndim(days))
    return FOREIGN / days * np.clip(days - (day - first), 0, 1) * (day >= first)


def run(found, unknowns, keep=KEPT):
    """Return the `basislib.market.MarketRun` of an episode."""
    return simulate(market_of(found, unknowns), shock_of(found, unknowns), keep)


# ---- what can be checked ----------------------------------------------------------------------------------

MEASURES = {  # words and unit
    "fall": ("how far funds' positions fell at most", "%"),
    "dealers": ("how much dealers' notes grew at most", "$bn"),
    "spread": ("bid-ask spread, at its worst, against before", "times"),
    "gap": ("widest gap between future and note", "cents"),
}
TOLERANCE = {"fall": 5.0, "dealers": 20.0, "spread": 0.25, "gap": 5.0}  # what such figures move by in calm weeks [A]
LOW_2022 = 162.0  # $bn, TU + FV + TY on 21 June 2022, between two of the quarterly reports
FUNDS_2020 = 20.0  # %, average fund with Treasuries (FEDS 2021-038)
SPREADS_2020 = (0.4 / 0.25, 5.0 / 1.0)  # five-year and thirty-year notes (Fleming and Ruela, as read by Cochrane)
GAPS_2020 = (20.0, 50.0)  # cents; the impact was chosen from this order of magnitude, so it is no test
DEPTH_2025 = (150 / 67, 250 / 67)  # fall of the quoted size; what it was before is from memory


@dataclass(frozen=True)
class Record:
    """What is on record for a measure: from `low` to `high`, and the words that say what it is."""

    low: float
    high: float
    words: str


def records(found):
    """Return the `Record` by measure, for those that have one."""
    known = {"fall": _fall(found)}
    if len(found.dealers) > 2:
        grown = float(max(found.dealers.max() - found.dealers[0], 0.0))
        known["dealers"] = Record(grown, grown, "primary dealers' reports")
    if found.key == "mar2020":
        later = [value for day, value in zip(found.dealer_days, found.dealers, strict=True) if day >= date(2020, 3, 4)]
        known["dealers"] = Record(float(max(later) - later[0]), known["dealers"].high, "from 4 March, and from day 0")
        known["spread"] = Record(*SPREADS_2020, "5 years and 30 years")
        known["gap"] = Record(*GAPS_2020, "implied, and no test")
    if found.key == "apr2025":
        known["spread"] = Record(*DEPTH_2025, "from quoted size")
    return known


def _fall(found):
    """Return how far the futures sold by leveraged funds fell below those of day 0."""
    least = min(found.shorts[1:].min(), LOW_2022) if found.key == "y2022" else found.shorts[1:].min()
    fall = float(max(100 * (1 - least / found.shorts[0]), 0.0))
    if found.key == "mar2020":
        return Record(min(fall, FUNDS_2020), max(fall, FUNDS_2020), "sold futures; average fund")
    words = {"y2022": ", low of 21 June", "nov2023": ", at quarter-ends"}
    return Record(fall, fall, "sold futures" + words.get(found.key, ""))


def outcomes(result):
    """Return a run's measures by name, each a number or an array over draws."""
    position, spread = result["position"], result["half_spread"]
    return {"fall": 100 * (1 - position.min(axis=0) / position[0]), "dealers": result["inventory"].max(axis=0),
            "spread": spread.max(axis=0) / spread[0], "gap": 1e4 * result["dislocation"].max(axis=0)}


def verdict(measure, record, low, high):
    """Return whether a record fits a range of the model, and by how much it lies outside.

    `TOLERANCE` is what such a figure moves by in weeks without any crisis.
    """
    apart = max(low - record.high, record.low - high, 0.0)
    return apart <= TOLERANCE[measure], apart


@dataclass(frozen=True, eq=False)
class Draws:
    """Many draws of the unknowns, and each episode's measures with them."""

    unknowns: Unknowns
    found: dict


@lru_cache(2)
def draws(count=1000, seed=1):
    """Return many draws of the `Unknowns`, evenly from `RANGES`.

    No probabilities are known. The ranges are assumptions, so the bands say what the model leaves open.
    """
    numbers = np.random.default_rng(seed).random((len(fields(Unknowns)), count))
    return Unknowns(**{field.name: RANGES[field.name][0] + np.subtract(*RANGES[field.name][::-1]) * column
                       for field, column in zip(fields(Unknowns), numbers, strict=True)})


@lru_cache(10)
def drawn_outcomes(key, count=1000, seed=1):
    """Return an episode's measures with each of the `draws`, the same for all episodes."""
    return outcomes(run(episode(key), draws(count, seed), ("position", "half_spread", "inventory", "dislocation")))


def monte_carlo(count=1000, seed=1):
    """Return the `Draws`: every episode with the same draws of the unknowns."""
    return Draws(draws(count, seed), {key: drawn_outcomes(key, count, seed) for key in WINDOWS})
