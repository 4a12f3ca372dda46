"""Page 09: five episodes day by day, facts beside the model, and where the model is wrong."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from basislib import datasets
from basislib.contracts import CONTRACTS
from basislib.episodes import (
    FED_BARS,
    FOREIGN,
    KEPT,
    MEASURES,
    RANGES,
    SHORTS,
    TOLERANCE,
    WINDOWS,
    Unknowns,
    drawn_outcomes,
    draws,
    episode,
    monte_carlo,
    outcomes,
    records,
    run,
    verdict,
)
from basislib.figures import episode_days as days_chart
from basislib.figures import model_misses as misses_chart
from basislib.figures import style
from basislib.pages import PAGES
from basislib.widgets.claims_box import ClaimsBox
from basislib.widgets.controls import Choice, Slider, haircut
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page, query_string, read_query
from basislib.widgets.questions import Choose, Numeric, Option

STEPS = 30  # of the play head: trading days; in 2022 about eight at a time
CENTS = 1e4  # cents per 100 of notes in 1 of face
NAMES = {key: window.name for key, window in WINDOWS.items()}
SIX_WEEKS = ("sep2019", "mar2020", "nov2023", "apr2025")
GROWN = 120  # % of day 0: worth a word
TENTH = 10.0  # %: the prediction asks for a fall by more
USUAL = {"share": 65, "room": 120, "impact": 0.14, "buffer": 1.2, "haircut": 1.0, "term_share": 25}
# Famous numbers that are wrong, from the paper this workbook began with and from the talk; and records.
CLAIMED_RISE, CLAIMED_SRF, CLAIMED_PACE = 60, 120, 75  # bp in three days; $bn on a day; $bn a day from 13 March
SRF_RECORD, MOVES = 50.35, {"April 2025": 139.9, "March 2020": 163.7, "March 2023, Silicon Valley Bank": 198.7}
FUNDS_SOLD = 173  # $bn net, hedge funds, March 2020 (FEDS Notes, October 2021)
DURATION = 4.5
QUARTERS = {  # quarter-ends around each episode
    "sep2019": (date(2019, 6, 30), date(2019, 9, 30)), "mar2020": (date(2019, 12, 31), date(2020, 3, 31)),
    "y2022": (date(2021, 12, 31), date(2022, 12, 31)), "nov2023": (date(2023, 9, 30), date(2023, 12, 31)),
    "apr2025": (date(2025, 3, 31), date(2025, 6, 30))}
WHY = {  # why the model may sell more, or less, than the record
    "more": "Perhaps buffers were larger, loans shorter or brokers more patient than assumed.",
    "less": "Perhaps funds left for reasons that the model does not have: the trade paid little, or positions that "
            "are no basis trades were closed.",
}


def day_words(day):
    """Return a date as "9 March 2020"."""
    return f"{day.day} {day:%B %Y}"


# ---- an episode day by day ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Walk:
    """An episode up to a day: the record, and the model's run on it, in % of day 0, cents and $bn."""

    found: object
    day: int
    notes: np.ndarray
    forced: np.ndarray
    left: np.ndarray
    gap: np.ndarray
    number: np.ndarray
    size: float
    leverage: float
    fall: float

    @property
    def date(self):
        """The day on show, in short."""
        day = self.found.days[self.day]
        return f"{day.day} {day:%b %Y}"

    @property
    def headline(self):
        """Whether something happened on the day (2022: since the step before), and the last event: day and words."""
        today = self.found.days[self.day]
        step = max((len(self.found.days) - 1) // STEPS, 1)
        past = [day for day in self.found.events if day <= today]
        if not past:
            return False, "", ""
        by_fed, words = self.found.events[past[-1]]
        new = self.found.at(past[-1]) > self.day - step
        return new, days_chart.day_words(past[-1]), f"Fed: {words}" if by_fed else words

    @property
    def does(self):
        """What the Fed does with the amounts of the record."""
        return FED_BARS.get(self.found.key, "")

    @property
    def sofr(self):
        """The last known repo rate, % a year."""
        return self.found.sofr[[day <= self.found.days[self.day] for day in self.found.sofr_days]][-1]

    @property
    def dealers(self):
        """Dealers' notes in their last report, $bn; None where the reports do not reach."""
        known = np.sum([day <= self.found.days[self.day] for day in self.found.dealer_days], dtype=int)
        return self.found.dealers[known - 1] if known else None

    @property
    def last_report(self):
        """The index of the last report of futures by the day on show."""
        return int(np.sum([day <= self.found.days[self.day] for day in self.found.short_days])) - 1

    @property
    def sold(self):
        """Futures sold by leveraged funds in the last report, % of day 0."""
        return 100 * self.found.shorts[self.last_report] / self.found.shorts[0]

    @property
    def sold_day(self):
        """The day of that report."""
        return self.found.short_days[self.last_report]


def unknowns(share, room, impact, buffer, haircut, term_share):
    """Return the `Unknowns` for settings as on the sliders: %, $bn, cents per $bn, and % three times."""
    return Unknowns(share / 100, buffer / 100, haircut / 100, term_share / 100, float(room), impact / CENTS)


@lru_cache(maxsize=64)
def _run(key, **settings):
    """Return the run of an episode; kept, so that a step of the day costs only a picture."""
    return run(episode(key), unknowns(**settings), KEPT)


def compute_episode(key, day, **settings):
    """Return the `Walk` of an episode up to a step of the play head, for `unknowns`' settings."""
    found, ran = episode(key), _run(key, **settings)
    start, last = ran["position"][0], len(found.days) - 1
    return Walk(
        found=found, day=round(last * day / STEPS), notes=100 * ran["position"] / start,
        forced=100 * ran["forced_sale"] / start, left=100 * np.maximum(ran["voluntary_sale"], 0) / start,
        gap=CENTS * ran["dislocation"], number=ran["spiral_number"], size=start, leverage=ran.market.leverage,
        fall=float(outcomes(ran)["fall"]))


def describe_episode(walk):
    """Say what the record and the model have for the day; at the end, whether they agree."""
    forced = walk.forced[:walk.day + 1].sum()
    tiles = (("Record: futures sold, % of day 0", f"{walk.sold:.0f}"),
             ("Model: funds' notes, % of day 0", f"{walk.notes[walk.day]:.0f}"),
             ("Model: sold by force, %", f"{forced:.1f}"), ("Model: R that day", f"{walk.number[walk.day]:.2f}"))
    if walk.day == len(walk.found.days) - 1:
        return Reading(_end_words(walk), tiles)
    if not walk.day:
        return Reading(_start_words(walk), tiles)
    return Reading(f"{_record_words(walk)} {_model_words(walk)}", tiles)


def _start_words(walk):
    found = walk.found
    return (f"{day_words(found.days[0])}, day 0. By {day_words(found.short_days[0])} leveraged funds had sold futures "
            f"on ${found.shorts[0]:,.0f}bn of 2, 5 and 10 year notes. The model makes a trade of "
            f"${walk.size:,.0f}bn of it, at {walk.leverage:.0f} times own money. Press Play.")


def _record_words(walk):
    found, day = walk.found, walk.day
    today, _, words = walk.headline
    change = 100 * (found.yields[day] - found.yields[0])
    said = f"**{day_words(found.days[day])}**" + (f" ({words})" if today else "")
    said += f". On record: the yield is {found.yields[day]:.2f}%, {style.signed(change, 0)}bp since day 0"
    if found.fed[day] > 0:
        said += f", and the Fed {walk.does} ${found.fed[day]:.0f}bn"
    return f"{said}."


def _model_words(walk):
    at = walk.day
    if walk.forced[at] > 0.05:
        return f"The model: funds lack cash and **must sell {walk.forced[at]:.1f}%** of what they held on day 0."
    if walk.left[at] > 0.05:
        return f"The model: funds sell {walk.left[at]:.1f}% of their own accord, because the gap pays too little."
    return "The model: nobody has to sell."


def _end_words(walk):
    found, record = walk.found, records(walk.found)["fall"]
    fits, apart = verdict("fall", record, walk.fall, walk.fall)
    fell = f"fell by {_between(record, '%')} at most" if record.high >= 0.5 else "did not fall"
    said = (f"**{found.name}.** On record, funds' positions {fell} ({record.words}). In the model they fall by "
            f"{walk.fall:.0f}%: {walk.forced.sum():.0f}% sold by force, {walk.left.sum():.0f}% of their own accord. ")
    grown = 100 * found.shorts[-1] / found.shorts[0]
    if grown > GROWN:
        said += f"But by {day_words(found.short_days[-1])} they stood at {grown:.0f}%: the model lets no funds join. "
    if fits:
        return said + ("**It fits**: no large sale in either." if record.high < TENTH else
                       "**It fits.** See below how easily it would not, with other assumptions.")
    side = "more" if walk.fall > record.high else "less"
    return said + f"**The model is wrong here**, by {apart:.0f} percentage points. {WHY[side]}"


def _between(record, unit="", places=0):
    """Return a record as "20" or "19 to 20", with its unit."""
    low, high = f"{record.low:.{places}f}", f"{record.high:.{places}f}"
    space = "" if unit in ("", "%") else " "
    return f"{low}{space}{unit}" if low == high else f"{low} to {high}{space}{unit}"


def episode_table(walk):
    """Return the days up to the day on show: what is on record, and what the model says."""
    import pandas
    found = walk.found
    table = pandas.DataFrame({
        "date": [day.isoformat() for day in found.days], "record_yield_pct": found.yields,
        "record_range_top_pct": found.upper, "record_fed_bn": np.nan_to_num(found.fed),
        "model_funds_notes_pct": walk.notes, "model_forced_pct": walk.forced, "model_own_accord_pct": walk.left,
        "model_gap_cents": walk.gap, "model_R": walk.number})
    return table.head(walk.day + 1)


def _unknown_controls():
    """Return the sliders of what nobody publishes."""
    return [
        Slider("room", "Dealers' room", "$bn", 0, 400, 10, USUAL["room"],
               "What dealers take cheaply before prices move more. Not public.", "market"),
        Slider("impact", "Price impact", "cents per $bn", 0.02, 0.5, 0.01, USUAL["impact"],
               "By how much $1bn sold moves note against future, per 100, once dealers are full.", "market"),
        Slider("share", "Trade", "% of futures sold", 40, 100, 5, USUAL["share"],
               "Its size, of what leveraged funds had sold in 2, 5 and 10 year futures. Not all of that is the trade.",
               "trade"),
        Slider("buffer", "Free cash", "% of position", 0.2, 3.0, 0.1, USUAL["buffer"],
               "The funds' buffer. With haircut and margin it makes the leverage. Not public.", "trade"),
        haircut(USUAL["haircut"], help="On record: none on many bilateral loans, 2% on others."),
        Slider("term_share", "Term repo", "% of the repo", 0, 100, 5, USUAL["term_share"],
               "Loans for 30 days. In a rally they bring no cash at once. Not public.", "funding"),
    ]


def episode_explorer():
    """Return the explorer of an episode."""
    return Explorer(
        "episode", compute=compute_episode, chart=days_chart, describe=describe_episode, table=episode_table,
        controls=[
            Choice("key", "Episode", NAMES, "mar2020", "Only what was observed differs between the five.", "market"),
            *_unknown_controls(),
            Slider("day", "Day", "", 0, STEPS, 1, STEPS,
                   "Trading days, with Play or by hand. In 2022 a step is about eight days.", "view", play=700),
        ],
        presets={**{name: {"key": key} for key, name in NAMES.items()},
                 "2020, all overnight": {"key": "mar2020", "term_share": 0}},
        assumptions=_assumptions())


def _assumptions():
    return (
        "What nobody publishes is the same in all five: the six sliders, and all settings of the daily market on the "
        "page Margin spiral.",
        "Observed and different: ten-year yields, SOFR against the top of the Fed's range, the Fed's announced "
        "purchases, futures sold by leveraged funds.",
        f"Foreign sales are known for March 2020 only, ${FOREIGN:.0f}bn net in the month. We spread them evenly over "
        f"{Unknowns().foreign_days:.0f} trading days from 9 March. Elsewhere there are none.",
        "Yields are an input and contain what the Fed bought. So the model cannot say what sales or purchases did to "
        "them.",
        "The gap between note and future has no public daily series. The price impact was chosen from what March 2020 "
        "seems to imply, so the gap is no test.",
    )


# ---- the record against the model -----------------------------------------------------------------------


THIRDS = {"any": "any", "low": "small", "middle": "middle", "high": "large"}
KEEPS = {"all": "all", "march": "those that fit March 2020", "five": "those that fit all five"}
SHORT = {"sep2019": "Sept 2019", "mar2020": "March 2020", "y2022": "2022", "nov2023": "Autumn 2023",
         "apr2025": "April 2025"}
COUNT, FEWEST = 1000, 20
BAND = (5, 50, 95, 25, 75)  # percentiles
LOOSE = 4  # a band wider than so many tolerances fits almost anything


@dataclass(frozen=True, eq=False)
class Row:
    """An episode's measure: the model's percentiles `BAND`, the record from `low` to `high`, and the verdict."""

    key: str
    name: str
    band: np.ndarray
    low: float
    high: float
    on_record: bool
    source: str
    verdict: str
    apart: str
    says: str


@dataclass(frozen=True, eq=False)
class Misses:
    """A measure in five episodes, over the draws that were kept."""

    measure: str
    keep: str
    kept: int
    rows: tuple


def fitting():
    """Return, by episode, which draws fit its record of funds' positions."""
    drawn = monte_carlo(COUNT).found
    fits = {}
    for key in WINDOWS:
        fall, record = drawn[key]["fall"], records(episode(key))["fall"]
        fits[key] = (fall >= record.low - TOLERANCE["fall"]) & (fall <= record.high + TOLERANCE["fall"])
    return fits


def kept(keep, **thirds):
    """Return which draws lie in the chosen thirds of the unknowns and fit what they should."""
    drawn = monte_carlo(COUNT).unknowns
    inside = np.ones(COUNT, bool)
    for name, third in thirds.items():
        low, high = RANGES[name]
        if third != "any":
            at = list(THIRDS).index(third) - 1
            inside &= np.floor(3 * (getattr(drawn, name) - low) / (high - low)).astype(int) == at
    if keep != "all":
        inside &= np.all([fits for key, fits in fitting().items() if keep == "five" or key == "mar2020"], axis=0)
    return inside


def compute_misses(measure, keep, **thirds):
    """Return the `Misses` of a measure for a choice of draws."""
    inside = kept(keep, **thirds)
    if inside.sum() < FEWEST:
        raise ValueError(f"Only {inside.sum()} of {COUNT:,} draws are left, too few for a band of {FEWEST} or more. "
                         "Choose “any” for one of the unknowns, or other draws.")
    drawn = monte_carlo(COUNT).found
    return Misses(measure, keep, int(inside.sum()),
                  tuple(_row(key, measure, np.percentile(drawn[key][measure][inside], BAND)) for key in WINDOWS))


def _row(key, measure, band):
    """Return the `Row` of an episode."""
    record = records(episode(key)).get(measure)
    word, apart = _verdict(measure, record, band)
    places = 1 if measure == "spread" else 0
    says = _between(record, places=places) if record else "not public"
    low, high = (record.low, record.high) if record else (0.0, 0.0)
    return Row(key, SHORT[key], band, low, high, record is not None, record.words if record else "", word,
               f"{apart:.{places}f}", says)


def _verdict(measure, record, band):
    """Return the verdict on a band, and by how much the record lies outside it."""
    if record is None or measure == "gap":  # the impact was chosen from the only gap on record
        return "cannot say", 0.0
    inside, apart = verdict(measure, record, band[0], band[2])
    if not inside:
        return "misses", apart
    if not verdict(measure, record, band[3], band[4])[0]:
        return "at the edge", apart
    return "fits, loosely" if band[2] - band[0] > LOOSE * TOLERANCE[measure] else "fits", apart


def describe_misses(misses):
    """Say where the record lies outside what the model can say, and which range is too wide to say anything."""
    words = [row.verdict for row in misses.rows]
    march = next(row for row in misses.rows if row.key == "mar2020")
    tiles = (("Draws kept", f"{misses.kept:,}"), ("Fit", str(words.count("fits"))),
             ("Loosely, or at the edge", str(words.count("fits, loosely") + words.count("at the edge"))),
             ("Miss", str(words.count("misses"))))
    places = 1 if misses.measure == "spread" else 0
    unit = MEASURES[misses.measure][1]
    low, middle, high = (f"{value:,.{places}f}" for value in march.band[:3])
    band = _amount(f"{low} to {high}", unit)
    said = (f"March 2020: {_on_record(march, unit)}. Nine of ten draws say {band}, half of all draws more than "
            f"{_amount(middle, unit)}. ")
    return Reading(said + _verdict_words(misses), tiles)


def _on_record(row, unit):
    return f"on record {_amount(row.says, unit)} ({row.source})" if row.on_record else "nothing is on record"


def _amount(number, unit):
    """Return a number or a span in words with its unit: "16 to 60%", "$88 to 287bn", "4.6 times"."""
    return f"${number}bn" if unit == "$bn" else f"{number}{'' if unit == '%' else ' '}{unit}"


def _verdict_words(misses):
    if misses.measure == "gap":
        return ("**That is no test**: the price impact was chosen to give gaps of this size, and for the other "
                "episodes no daily gap is public.")

    def named(word):
        return " and ".join(row.name for row in misses.rows if row.verdict == word)

    said = [f"**The model misses {named('misses')}.** {_miss_words(misses.measure)}"] if named("misses") else []
    if named("at the edge"):
        said.append(f"At the edge of what the model can say: {named('at the edge')}.")
    if named("fits, loosely"):
        said.append(f"It fits {named('fits, loosely')}, but with **a band so wide that almost anything would**.")
    return " ".join(said) or "**The record lies inside wherever there is one.**"


def _miss_words(measure):
    return {
        "fall": "With other unknowns it would not, but they would have to differ between the episodes: "
                "that is what tuning means.",
        "dealers": "In the model dealers sit on what is sold and pass it on slowly. In truth it went on to others "
                   "within days: real money, the Fed, and dealers' own repo books.",
        "spread": "The spread follows volatility and full dealers. If dealers fill up too much, it opens too far.",
    }[measure]


def misses_table(misses):
    """Return the rows: the model's percentiles, the record and the verdict."""
    import pandas
    return pandas.DataFrame([
        {"episode": row.name, "measure": MEASURES[misses.measure][0], "unit": MEASURES[misses.measure][1],
         **{f"model_{at}": value for at, value in zip(BAND, row.band, strict=True)},
         "record": row.says, "record_is": row.source, "verdict": row.verdict, "outside_by": row.apart}
        for row in misses.rows])


def misses_explorer():
    """Return the explorer of record and model."""
    thirds = (("room", "Dealers' room", "market", "$50bn to $200bn is drawn, evenly."),
              ("impact", "Price impact", "market", "0.05 to 0.3 cents per $bn is drawn, evenly."),
              ("buffer", "Free cash of funds", "trade", "0.5 to 2% of the position is drawn, evenly."),
              ("term_share", "Term repo", "funding", "None to 75% of the repo is drawn, evenly."))
    return Explorer(
        "misses", prefix="r_", compute=compute_misses, chart=misses_chart, describe=describe_misses,
        table=misses_table,
        controls=[
            *(Choice(name, label, THIRDS, "any", f"{words} Keep a third of them.", group)
              for name, label, group, words in thirds),
            Choice("keep", "Keep of the draws", KEEPS, "all", "By how far funds' positions fell on record.", "view"),
            Choice("measure", "Compare", {key: words for key, (words, _) in MEASURES.items()}, "fall",
                   "What is on record, and what the model says.", "view"),
        ],
        presets={"Fit March 2020": {"keep": "march"}, "Small buffers": {"buffer": "low"},
                 "Mostly term repo": {"term_share": "high"}, "Dealers": {"measure": "dealers"},
                 "Bid-ask spread": {"measure": "spread"}},
        assumptions=(
            f"{COUNT:,} draws of the same unknowns for all five, each evenly from its range: also haircuts from 0 to "
            "2%, a trade of 55 to 75% of the futures sold, foreign sales over 8 to 17 days. Nobody knows how likely "
            "each is: the bands say what the model leaves open.",
            f"“Fits” allows for what such figures move by in calm weeks: {TOLERANCE['fall']:.0f} percentage points, "
            f"${TOLERANCE['dealers']:.0f}bn, {TOLERANCE['spread']:g} times. “Loosely” is a band of more than {LOOSE} "
            "times that, “at the edge” outside the middle half of the draws.",
            "Futures sold by leveraged funds hold more than basis trades. In 2022 and 2023 we have quarters only, and "
            "one low between them.",
            "April 2025: the spread is worked out from the quoted size, as if spread times size stayed the same. The "
            "usual size, 150 to 250 million dollars, is from memory.",
        ))


# ---- prediction, exercises, page ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def yields():
    """Return all days and ten-year yields on record."""
    table = datasets.load("treasury_yields_episodes").dropna(subset=["dgs10"])
    return tuple(table["date"].dt.date), table["dgs10"].to_numpy()


def rises(start, end, days):
    """Return the largest rise of the ten-year yield over so many trading days between two dates, bp, and its end."""
    at, values = yields()
    inside = [place for place in range(days, len(at)) if at[place - days] >= start and at[place] <= end
              and (at[place] - at[place - days]).days <= 2 * days + 2]  # not across the months that are left out
    rise = 100 * (values[inside] - values[np.subtract(inside, days)])
    return round(float(rise.max()), 6), at[inside[int(rise.argmax())]]


def fall_on_record(key):
    """Return how far the futures sold by leveraged funds fell in an episode at most, %."""
    found = episode(key)
    return max(100 * (1 - found.shorts[1:].min() / found.shorts[0]), 0.0)


def guess():
    """Return the prediction that opens the page."""
    held = {key: episode(key).shorts for key in SIX_WEEKS}
    falls = {key: fall_on_record(key) for key in SIX_WEEKS}
    rate = max(episode("sep2019").sofr)
    least = min(episode("nov2023").yields)
    april = rises(*_april(), 5)[0]
    return Choose(
        "Hedge funds with a basis trade have sold futures. When they unwind it, they buy them back. Four times there "
        f"was trouble: **September 2019**, overnight repo at {rate:.2f}%; **March 2020**, the dash for cash; "
        f"**autumn 2023**, yields down from {episode('nov2023').yields[0]:.2f} to {least:.2f}%; **April 2025**, "
        f"yields up {april:.0f}bp in five days. In which of them did the futures they had sold fall by more than "
        f"{TENTH:.0f}%?",
        (Option("all", "In all four: a shock drives them out.",
                "That is how it is often told. The reports show it once."),
         Option("repo", "In September 2019 and in March 2020.",
                f"In March 2020, yes. In September 2019 they rose a little, from ${held['sep2019'][0]:.0f}bn to "
                f"${held['sep2019'][-1]:.0f}bn: a few dear nights are not a margin call."),
         Option("swap", "In March 2020 and in April 2025.",
                f"In March 2020, yes. In April 2025 they went from ${held['apr2025'][0]:,.0f}bn to "
                f"${held['apr2025'][-1]:,.0f}bn: up. Another trade was unwound then."),
         Option("once", "Only in March 2020.",
                f"By {falls['mar2020']:.0f}% within six weeks, and further in April. In the other three the reports "
                "show no such fall."),
         Option("never", "In none of them.",
                f"In March 2020 they fell by {falls['mar2020']:.0f}%, from ${held['mar2020'][0]:.0f}bn to "
                f"${held['mar2020'][-1]:.0f}bn.")),
        "once", "Which of the shocks asked funds for cash, for weeks?", "See the reports below.")


def _april():
    found = episode("apr2025")
    return found.days[0], found.days[-1]


def seen():
    """Return what the reader should have seen, with its numbers."""
    return f"## What you should have seen\n{_seen_model()}\n\n{_seen_reports()}\n\n{_seen_numbers()}"


def _seen_model():
    fits = fitting()
    march, every = fits["mar2020"], np.all(list(fits.values()), axis=0)
    drawn = monte_carlo(COUNT)
    cash, term = drawn.unknowns.buffer[march], drawn.unknowns.term_share[march]
    walk = compute_episode("mar2020", STEPS, **USUAL)
    before = [day for day, sold in enumerate(walk.forced) if sold > 0.05 and walk.found.fed[day] == 0]
    early = walk.forced[before].sum() / walk.forced.sum()
    return f"""
**One rule for five episodes.** Only what was observed differs. With the first settings the trade shrinks by \
{walk.fall:.0f}% in March 2020, and the record says about 20. In September 2019 and April 2025 nothing is sold by \
force, and nothing on record says otherwise.

**The rally is where it happens.** Of the forced sales in the model, {early:.0%} come before the Fed buys its first \
large amount. Most of it falls on the two days to 9 March, when yields fell most. The purchases cut the gap, and \
then funds leave of their own accord, because the gap no longer pays.

**Matching one crisis is easy, and proves little.** {march.sum()} of {COUNT:,} draws bring March 2020 within \
{TOLERANCE["fall"]:.0f} percentage points of the record. Among them free cash goes from {100 * cash.min():.1f} to \
{100 * cash.max():.1f}% and term repo from {100 * term.min():.0f} to {100 * term.max():.0f}%. \
{_count(every.sum())} all five. In 2022 positions fell by a sixth, and the draws that fit March 2020 sell nothing \
then: funds left for reasons that are not in the model.

**Dealers passed it on.** On record their notes rose by {_between(records(episode("mar2020"))["dealers"])} billion \
dollars in March 2020. With the first settings of the model it is \
{outcomes(_run("mar2020", **USUAL))["dealers"]:.0f}. Among all draws the record is only at the edge: press \
**Dealers**. They did not keep what they bought."""


def _seen_reports():
    rows = datasets.load("hedge_fund_treasury_exposure").dropna(subset=["ust_long_bn"])
    held = dict(zip(rows["quarter_end"].dt.date, rows["ust_long_bn"], strict=True))
    said = "; ".join(f"{NAMES[key]} ${held[start]:,.0f}bn to ${held[end]:,.0f}bn" for key, (start, end) in
                     QUARTERS.items())
    return f"""
**A second witness.** What hedge funds own in Treasuries, all strategies together, from their own reports at \
quarter-ends: {said}. Only one of the five is a fall of more than a few per cent."""


def _count(number):
    return "None fits" if not number else f"{number} fit"


def _seen_numbers():
    march, april = episode("mar2020"), episode("apr2025")
    three = [rises(found.days[0], found.days[-1], 3)[0] for found in (march, april)]
    most, when = rises(yields()[0][0], yields()[0][-1], 3)
    targets = march.fed[march.fed > 0]
    rates = datasets.load("money_market_rates").dropna(subset=["sofr", "effr", "srf_rate"])
    rates = rates[rates["date"].dt.strftime("%Y-%m") == "2025-04"]
    apart = 100 * (rates["sofr"] - rates["effr"])
    moved = "; ".join(f"{name} {value}" for name, value in MOVES.items())
    return f"""
**Famous wrong numbers, beside better ones.**

“Yields rose {CLAIMED_RISE}bp in three days”, in both crises: the most was {three[0]:.0f}bp in March 2020 and \
{three[1]:.0f}bp in April 2025. The largest three-day rise on record here is {most:.0f}bp, to {day_words(when)}.

“Repo jumped by 5.25%”: that is the level of 17 September 2019. It was 2.43% the day before. And in March 2020 it did \
not go below zero: its lowest was {march.sofr.min():.2f}%.

“The Fed bought ${CLAIMED_PACE}bn a day from 13 March”: that pace began on 19 March. Announced until \
{day_words(march.days[-1])} were ${targets.sum():.0f}bn, not ${CLAIMED_PACE * targets.size:,}bn.

“The standing repo facility lent ${CLAIMED_SRF}bn in a day of April 2025”: its record was ${SRF_RECORD}bn, on 31 \
October 2025, until the end of that year. SOFR was {rates["sofr"].max():.2f}% at most, and the facility charged \
{rates["srf_rate"].max():.2f}%.

“Repo stood 15, or 44 to 60bp, over the interbank rate, and LIBOR 45 over repo”, in April 2025: SOFR was \
{style.signed(apart.min(), 0)} to {style.signed(apart.max(), 0)}bp against the federal funds rate, and dollar LIBOR \
had ended.

“The volatility index MOVE came near its level at Silicon Valley Bank”: {moved} (single days, as cited in reports)."""


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_rise_question(rng), _pace_question(rng), _margin_question(rng), _kept_question(rng),
            _date_question(rng), _inside_question(rng), _fit_question(rng)]


def _rise_question(rng):
    key = str(rng.choice(["mar2020", "apr2025"]))
    found = episode(key)
    rise, end = rises(found.days[0], found.days[-1], 3)
    last = found.at(end)
    start = last - 3 - int(rng.integers(0, 2))
    shown = range(start, last + 2)
    values = found.yields
    most = max(100 * (values[at] - values[at - 3]) for at in shown if at - 3 >= start)
    listed = "; ".join(f"{days_chart.day_words(found.days[at])} {values[at]:.2f}" for at in shown)
    days_4 = [100 * (values[at] - values[at - 4]) for at in shown if at - 4 >= start]
    answer = round(most, 6)
    return Numeric(
        f"Ten-year yields at the close, {found.name}, in per cent: {listed}. One paper has a rise of {CLAIMED_RISE}bp "
        "in three days. By how much did the yield rise over three trading days at most?",
        answer, "bp", 0.5, "Three trading days lie between four closes.",
        f"From {values[last - 3]:.2f} to {values[last]:.2f}%: **{answer:.0f}bp** to "
        f"{day_words(end)}. The {CLAIMED_RISE} is not there. It takes seven days in March 2020 to find about as much.",
        _unlike(answer, 0.5, (
            (CLAIMED_RISE, "That is the claim. Subtract."),
            (round(max(days_4), 6), "That is over four trading days: five closes."),
            (answer / 100, "In per cent. It asks for basis points: a hundredth of that."))))


def _unlike(answer, tolerance, mistakes):
    """Return the mistakes that differ from the answer and from one another."""
    kept, taken = [], [answer]
    for value, reply in mistakes:
        if all(abs(value - other) > 2 * tolerance for other in taken):
            kept.append((value, reply))
            taken.append(value)
    return tuple(kept)


def _pace_question(rng):
    found = episode("mar2020")
    end = int(rng.choice([found.at(found.days[-1]) - back for back in (0, 2, 4, 6)]))
    first = int(np.flatnonzero(found.fed > 0)[0])
    targets = found.fed[first:end + 1]
    claimed, answer = CLAIMED_PACE * targets.size, CLAIMED_PACE * targets.size - targets.sum()
    listed = ", ".join(f"{amount:.0f} on {days_chart.day_words(day)}" for amount, day in
                       zip(targets[:5], found.days[first:], strict=False))
    return Numeric(
        f"“From 13 March 2020 the Fed bought ${CLAIMED_PACE}bn of Treasuries a day.” Its announced amounts, in "
        f"billions: {listed}, then {CLAIMED_PACE} a day. Until {day_words(found.days[end])} that is {targets.size} "
        "trading days. By how much is the sentence too high?",
        float(answer), "$bn", 0.5, "What would it be by the sentence? And what was announced?",
        f"By the sentence {targets.size} × {CLAIMED_PACE} = {claimed:,}. Announced: {targets.sum():,.0f}. Too high by "
        f"**{answer:.0f}** billion. All of it falls on the first four days, when the market was at its "
        f"worst: there the sentence has {4 * CLAIMED_PACE / targets[:4].sum():.1f} times as much as was announced.",
        _unlike(float(answer), 0.5, (
            (float(targets.sum()), "That is what was announced. How far is the sentence from it?"),
            (float(claimed), "That is what the sentence says. What was announced?"),
            (float(CLAIMED_PACE - targets[0]), "That is the first day alone."))))


def _margin_question(rng):
    found = episode("apr2025")
    share = int(rng.choice([50, 65, 80]))
    low, high = found.at(date(2025, 4, 4)), found.at(date(2025, 4, 11))
    rise = round(100 * (found.yields[high] - found.yields[low]), 6)
    held = float(round(found.position(share / 100)))
    answer = DURATION * rise / 1e4 * held
    return Numeric(
        f"From 4 to 11 April 2025 the ten-year yield rose by {rise:.0f}bp. Say funds were short ${held:.0f}bn of "
        f"futures against as many notes, with a duration of {DURATION:g} years. How much variation margin did they "
        "**receive** on the futures that week?",
        answer, "$bn", 0.0101 * answer, "By how many per cent did a note with that duration fall?",
        f"{DURATION:g} × {rise / 100:.2f}% = {DURATION * rise / 100:.2f}% of ${held:.0f}bn: **{answer:.1f}** billion "
        "dollars *received*. The notes lost as much, and lenders ask for part of it back. But a sell-off starts with "
        "cash coming in. A rally starts with cash going out. That is one reason why April 2025 was no March 2020.",
        _unlike(answer, 0.0101 * answer, (
            (rise / 1e4 * held, "You left out the duration: a note falls by duration times the rise of its yield."),
            (DURATION * rise / 100, "That is per cent of the position. Of how many billions?"),
            (0.0, "The whole position is hedged. But the futures are paid in cash each night, the notes are not."))))


def _kept_question(rng):
    found = episode("mar2020")
    known = dict(zip(found.dealer_days, found.dealers, strict=True))
    start, end = date(2020, 3, 4), date(2020, 3, int(rng.choice([11, 18])))
    whose = str(rng.choice(["both", "foreign"]))
    sold = FOREIGN + (FUNDS_SOLD if whose == "both" else 0)
    answer = 100 * (known[end] - known[start]) / sold
    who = (f"foreigners sold ${FOREIGN:.0f}bn of Treasuries net, hedge funds ${FUNDS_SOLD}bn" if whose == "both"
           else f"foreigners alone sold ${FOREIGN:.0f}bn of Treasuries net")
    return Numeric(
        f"In March 2020 {who}. The primary dealers' notes went from ${known[start]:.0f}bn on 4 March to "
        f"${known[end]:.0f}bn on {end.day} March. How large is their rise, in per cent of what was sold in the month?",
        answer, "%", 0.0101 * answer + 0.1, "Subtract first. Then divide by all that was sold.",
        f"{known[end]:.0f} − {known[start]:.0f} = {known[end] - known[start]:.0f} of {sold:.0f} billion: "
        f"**{answer:.1f}%**. Dealers passed nearly all of it on, in the end to the Fed, whose notes rose by more than "
        "that in the weeks after. So a small rise of dealers' stocks does not mean that little was sold. Our model "
        "lets them keep too much.",
        _unlike(answer, 0.0101 * answer + 0.1, (
            (known[end] - known[start], "That is billions of dollars. Divide by what was sold."),
            (100 * known[end] / sold, "You took all their notes. How much did they *rise*?"),
            (100 * (known[end] - known[start]) / known[start], "That is their rise over what they had. It asks for a "
             "share of what was sold."))))


def _date_question(rng):
    table = datasets.load("cftc_positions_weekly_episodes")
    quarters = datasets.load("cftc_positions_quarterly")
    printed, true = date(2019, 1, 29), date(2019, 12, 31)
    early, late = sold_in(table, printed), sold_in(quarters, true)
    other = date(2019, int(rng.choice([6, 9])), 25 if rng.integers(2) else 24)
    other = min((day for day in quarters["report_date"].dt.date), key=lambda day: abs((day - other).days))
    middle = sold_in(quarters, other)
    return Choose(
        f"A note of the Fed says that leveraged funds had sold ${late:.0f}bn of 2, 5 and 10 year futures in January "
        f"2019. The weekly reports have ${early:.0f}bn on {day_words(printed)}, ${middle:.0f}bn on {day_words(other)} "
        f"and ${late:.0f}bn on {day_words(true)}. What happened?",
        (Option("note", "The note is right: the reports were revised.",
                "Reports are hardly ever revised by that much. And one of them has the very number."),
         Option("year", f"The number is right, its date is not: it is of {day_words(true)}.",
                "January 2019 should read December 2019. Such a slip moves a number by a year."),
         Option("size", "The note counts two-year contracts at the wrong size.",
                "A two-year contract is 200,000 dollars, and that is a good suspicion. But then no report would have "
                "this very number."),
         Option("other", "The note counts all six contracts.",
                f"All six together were more. And ${late:.0f}bn appears in a report of three.")),
        "year", "Which report has this number?",
        f"The report of {day_words(true)} has it to the billion. The difference matters: by the wrong date the trade "
        f"did not grow in 2019, by the right one it grew from {early:.0f} to {late:.0f}. Even good sources slip. A "
        "number without a day cannot be checked.")


def sold_in(table, day):
    """Return the futures that leveraged funds had sold, TU, FV and TY, $bn, in the report of a day."""
    rows = table[(table["report_date"].dt.date == day) & table["contract"].isin(SHORTS)]
    return float((rows["leveraged_short"] * rows["contract"].map(lambda code: CONTRACTS[code].face / 1e9)).sum())


def _inside_question(rng):
    found = episode("mar2020")
    known = dict(zip(found.sofr_days, found.sofr, strict=True))
    first, last = (date(2020, 3, int(day)) for day in rng.choice([(9, 12), (6, 13), (9, 13), (10, 12)]))
    top, bottom = found.upper[found.at(first)], found.lower[found.at(first)]
    part = [value for day, value in known.items() if first <= day <= last]
    later = known[date(2020, 3, 24)]
    return Choose(
        f"“In March 2020 repo rates rose, and that drove the funds out.” SOFR from {first.day} to {last.day} March lay "
        f"between {min(part):.2f} and {max(part):.2f}%; the Fed's range was {bottom:.2f} to {top:.2f}%. On the 24th "
        f"SOFR was {later:.2f}%. What can you say?",
        (Option("right", "The sentence is right: money was dear.",
                "It was inside the Fed's range, and then lower still."),
         Option("average", "The overnight average did not rise; for term loans and single funds it says nothing.",
                "SOFR is an average, of one night, after the fact. Term loans were reported as tight."),
         Option("proof", "Funding was no problem for anybody.",
                "An average cannot say that. And lenders who leave show in no rate."),
         Option("fed", "The Fed had cut, so rates cannot tell.",
                "That is why one compares with the Fed's range, which moved at the same time.")),
        "average", "Compare with the range. And what does an average leave out?",
        "The secured overnight average stayed in the range. So a dear night's money did not drive funds out: calls for "
        "cash did, in a rally. About loans for weeks, and about funds whose lenders left, this series is silent.")


def _fit_question(rng):
    wide = int(rng.choice([3, 4, 5, 6]))
    fall, record = drawn_outcomes("mar2020", COUNT)["fall"], records(episode("mar2020"))["fall"]
    fits = (fall >= record.low - wide) & (fall <= record.high + wide)
    drawn = draws(COUNT)
    cash, term = 100 * drawn.buffer[fits], 100 * drawn.term_share[fits]
    return Choose(
        f"{fits.sum()} of {COUNT:,} draws of the unknowns bring the model within {wide} percentage points of March "
        f"2020. Among them free cash lies between {cash.min():.1f} and {cash.max():.1f}% of the position and term repo "
        f"between {term.min():.0f} and {term.max():.0f}%. A friend picks one of them and says: now the model is "
        "calibrated, let it tell us what the next crisis does. What do you answer?",
        (Option("good", "Fine: it reproduces the worst crisis on record.",
                f"So do {fits.sum() - 1} others, and they disagree on everything that nobody publishes."),
         Option("mean", "Take the average of those that fit.",
                "The average of many guesses is a guess. It hides that more cash and more term repo cancel."),
         Option("band", "Run all that fit, show the band, and test it on the other four episodes.",
                "One number cannot fix several unknowns. More cash is made up for by more term repo."),
         Option("none", "Throw the model away: it proves nothing.",
                "It still says *which* unknowns decide, and which do not. And it says what data to ask for.")),
        "band", "How many unknowns are there, and how many numbers to fix them?",
        f"One recorded number, seven unknowns. In a draw that fits, more free cash goes with more term repo: their "
        f"correlation is {np.corrcoef(cash, term)[0, 1]:.1f}. Prices and dealers' room hardly matter for how much is "
        "sold. So two facts would help most: how much of the repo is term, and how much cash funds hold.")


CLAIMS_WORDS = (
    "## The claims of the two sources\nThis workbook began with a paper and a talk. Here is what they say, claim by "
    "claim. Judge first, then see what we found. Where a number is wrong, the better one stands beside it.")


def claims(query=None):
    """Return the ledger of claims, started from a query string as `Page` reads it."""
    known = {about.stem: (about.title, about.notebook) for about in PAGES}
    return ClaimsBox(known, query=read_query(query_string() if query is None else query), here="episodes")


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("episodes", guess=guess(), questions=questions, query=query, parts=[
        "## Five episodes, day by day\nAbove, what is on record. Below, in blue, what the model makes of the same "
        "days. Set **Day** to 0 and press **Play**. Then choose another episode: only what was observed changes.",
        episode_explorer(),
        "## The record against the model\nThe six sliders above are guesses. Here the model runs a thousand times, "
        "each time with other guesses: one such run is a *draw*. Where is the record inside, and where is the model "
        "wrong? Then press **Fit March 2020**.",
        misses_explorer(), seen, CLAIMS_WORDS, claims(query)])


def numbers():
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {str(window.start.year) for window in WINDOWS.values()}
