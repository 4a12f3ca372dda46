"""Page 04: which note is cheapest to deliver, when another one takes its place, and what that takes in cash."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

import numpy as np

from basislib.basis import ASSUMPTIONS as SHIFT_ASSUMPTIONS
from basislib.basis import (
    Basket,
    cheapest_to_deliver,
    converted_prices,
    model_futures_price,
    prepare_basket,
    rank_deliverables,
    shifted_prices,
    switch_points,
)
from basislib.contracts import CONTRACTS
from basislib.datasets import QuotedBasket
from basislib.datasets import basket as quoted_basket
from basislib.figures import deliverables as ranking_chart
from basislib.figures import hedge_change as hedge_chart
from basislib.figures import switch_map as map_chart
from basislib.hedges import RebalancingCash, futures_dv01, rebalancing, rebalancing_cash, tail
from basislib.notes import modified_duration
from basislib.repo import cash_need
from basislib.widgets.controls import Choice, Slider, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option
from basislib.widgets.quotes_box import QuotesBox, note_name

# The baskets: contract, delivery month, words, repo rate to delivery, initial margin in % of contract face.
# Only the bond's repo rate was quoted. The others are SOFR of the day; August 2024 from memory.
QUOTED = {
    "us": ("US", "2023-12", "Bond, December 2023", 5.41, 3.3),
    "ty2019": ("TY", "2019-12", "Ten-year, December 2019", 2.20, 1.2),
    "ty2024": ("TY", "2024-12", "Ten-year, December 2024", 5.35, 1.7),
    "fv": ("FV", "2025-06", "Five-year, June 2025", 4.33, 1.2),
}
OWN = "own"
OWN_WORDS = "My basket"
CURVES = {"quoted": "as quoted", "equal": "all notes at their average"}
WAYS = {"contracts": "contracts: notes stay", "notes": "notes: contracts stay"}
REPO = {"overnight": "struck anew every day", "term": "fixed for a term"}
LOW, HIGH, STEEP = -150, 250, 100  # bp: range of the level shifts; of the slope shifts on both sides
CELL = 4  # bp, width and height of a cell of the map
LEVELS, SLOPES = np.arange(LOW + CELL / 2, HIGH, CELL), np.arange(-STEEP + CELL / 2, STEEP, CELL)
LINE = np.linspace(LOW, HIGH, 101)
SIX = 6.0  # % a year, the notional coupon
FACE = 100_000_000  # dollars of notes held
OCTOBER = 56  # bp: how much ten-year yields fell from 19 October to 22 November 2023
RISE = 50  # bp, the rise of the prediction
BEYOND = 150  # bp, far beyond


# ---- the baskets --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Market:
    """A basket ready for arithmetic, with its future and its repo rate; `rank` is the order of maturities."""

    words: str
    quoted: QuotedBasket
    basket: Basket
    repo_rate: float
    names: tuple
    rank: np.ndarray

    @property
    def future(self):
        """Today's price of the future, points."""
        return self.quoted.futures_price

    @property
    def contract_face(self):
        """Face value of a contract, dollars."""
        return CONTRACTS[self.quoted.contract].face


def make_market(words, quoted, rate):
    """Return the `Market` of a `QuotedBasket`."""
    basket = prepare_basket(quoted.notes, settle=quoted.settle, delivery=quoted.delivery)
    names = tuple(note_name(*note) for note in zip(basket.coupon, basket.maturity, strict=True))
    ages = [day.toordinal() for day in basket.maturity]
    return Market(words, quoted, basket, rate, names, np.argsort(np.argsort(ages, kind="stable")))


@cache
def market(key):
    """Return one of the quoted markets."""
    contract, month, words, rate, _ = QUOTED[key]
    return make_market(words, quoted_basket(contract, month), rate)


def moved(basket, level=0.0, slope=0.0):
    """Return a basket with its prices and yields after a shift."""
    return replace(basket, clean_price=shifted_prices(basket, level, slope),
                   yield_=basket.yield_ + (level + slope * basket.tilt) / 100)


def levelled(basket):
    """Return a basket in which every note yields the average of them all."""
    even = replace(basket, yield_=np.full(len(basket), basket.yield_.mean()))
    return replace(even, clean_price=shifted_prices(even))


class Desk:
    """The baskets of one reader: the quoted ones and, once it is read, the reader's own."""

    def __init__(self):
        self.own = None
        self.switches = lru_cache(64)(_switches)  # none of these moves with the level, so a drag finds them here
        self.map = lru_cache(16)(_map)
        self.lines = lru_cache(16)(_lines)
        self.dv01 = lru_cache(16)(_dv01)

    def market(self, key):
        """Return the market of a choice; a ValueError says where the reader's own quotes go."""
        if key != OWN:
            return market(key)
        if self.own is None:
            raise ValueError("My basket has 0 notes so far. Put your quotes into the box further down this page, and "
                             "press “Read these quotes”. Or choose another basket.")
        return self.own


def choices():
    """Return the words of every basket."""
    return {key: words for key, (_, _, words, *_) in QUOTED.items()} | {OWN: OWN_WORDS}


def _basket_choice():
    return Choice("basket", "Basket", choices(), "us", "The notes deliverable into one contract, as quoted on one day.",
                  "market")


def _level():
    return Slider("level", "Level shift", "bp", LOW, HIGH, 1, 0, "All yields move by this much, at once.", "market")


def _slope():
    return Slider("slope", "Slope shift", "bp", -STEEP, STEEP, 1, 0,
                  "How much more the longest note's yield moves than the shortest's.", "market")


def in_bp(value):
    """Return a shift with its sign and unit."""
    return f"{round(value):+d}bp".replace("-", "−") if round(value) else "0bp"


def basket_on(place, curve):
    """Return the basket of a `Market`, as quoted or with all notes at one yield."""
    return place.basket if curve == "quoted" else levelled(place.basket)


def _switches(place, curve, rate, slope):
    """Return the switch points of a basket along the level."""
    return switch_points(basket_on(place, curve), repo_rate=rate, low_bp=LOW, high_bp=HIGH, other_bp=slope)


def _map(place, curve, rate):
    """Return the `Field` of a basket."""
    notes = basket_on(place, curve)
    return Field(place.names, place.rank, (LOW, HIGH, -STEEP, STEEP),
                 cheapest_to_deliver(notes, LEVELS, SLOPES[:, None], repo_rate=rate), notes.yield_.mean())


def _lines(place, curve, rate, slope):
    """Return each note's converted forward price along the level, less that of today's cheapest note."""
    basket = basket_on(place, curve)
    prices = converted_prices(basket, LINE, slope, repo_rate=rate)
    return prices - prices[:, [cheapest_to_deliver(basket, repo_rate=rate)]]


# ---- the ranking --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ranking:
    """The notes of a basket after a shift, the cheapest to deliver first; `rank` is the order of maturities."""

    table: object
    names: tuple
    rank: np.ndarray
    year: np.ndarray
    implied_repo: np.ndarray
    future: float
    repo_rate: float
    level: int
    switches: object

    def switch(self, step):
        """Return the next switch above (1) or below (-1) the level as (shift, name of the note), or None."""
        shifts = self.switches["shift_bp"].to_numpy()
        found = np.flatnonzero((shifts - self.level) * step > 0)
        if not found.size:
            return None
        row = self.switches.iloc[found[0] if step > 0 else found[-1]]
        side = "to" if step > 0 else "from"
        return row["shift_bp"], note_name(row[f"{side}_coupon"], row[f"{side}_maturity"])


def compute_ranking(desk, basket, level, slope, repo_rate):
    """Return the `Ranking` after a level and a slope shift in bp, at a repo rate in % a year."""
    place = desk.market(basket)
    future = model_futures_price(place.basket, place.future, level, slope, repo_rate=repo_rate)
    table = rank_deliverables(moved(place.basket, level, slope), future, repo_rate=repo_rate)
    days = table["maturity"].tolist()
    return Ranking(
        table=table, names=tuple(note_name(*note) for note in zip(table["coupon"].tolist(), days, strict=True)),
        rank=place_in_time(days), year=np.array([day.year + (day.timetuple().tm_yday - 1) / 365 for day in days]),
        implied_repo=table["implied_repo_rate"].to_numpy(), future=future, repo_rate=repo_rate, level=level,
        switches=desk.switches(place, "quoted", repo_rate, slope))


def place_in_time(days):
    """Return the place of each date in the order of dates, from 0."""
    return np.argsort(np.argsort([day.toordinal() for day in days], kind="stable"))


def describe_ranking(ranking):
    """Say which note is cheapest, how far the next switch is, and what the gross basis would have picked."""
    best, name = ranking.table.iloc[0], ranking.names[0]
    gap = ranking.repo_rate - best["implied_repo_rate"]
    text = (f"The **{name}** is cheapest to deliver. Bought, financed and delivered it earns "
            f"**{_percent(best['implied_repo_rate'])}** a year, {abs(gap):.2f} percentage points "
            f"{'under' if gap > 0 else 'over'} the repo rate, and more than any other. {_until(ranking)}")
    gross = int(np.argmin(ranking.table["gross_basis"]))
    if gross:
        text += f" The lowest *gross* basis would have picked the {ranking.names[gross]}, and missed."
    above = ranking.switch(1)
    return Reading(text, (
        ("Cheapest to deliver (CTD)", name), ("Its implied repo", _percent(best["implied_repo_rate"])),
        ("Future", f"{ranking.future:.2f}"), ("Next switch above", in_bp(above[0]) if above else "none")))


def _until(ranking):
    """Say how far yields may move before another note takes over."""
    below, above = ranking.switch(-1), ranking.switch(1)
    parts = [f"{way} {in_bp(found[0])} the {found[1]}" for way, found in (("below", below), ("above", above)) if found]
    if not parts:
        return f"Nothing takes its place between {in_bp(LOW)} and {in_bp(HIGH)}."
    return f"Others take its place: {', '.join(parts)}."


def ranking_table(ranking):
    """Return the ranking with all its columns."""
    return ranking.table


def ranking_explorer(desk):
    """Return the explorer of the ranking."""
    return Explorer(
        "ranking", compute=partial(compute_ranking, desk), chart=ranking_chart, describe=describe_ranking,
        table=ranking_table, controls=[_basket_choice(), _level(), _slope(), _repo("us")],
        presets={"Yields +50": {"level": RISE}, "Yields +150": {"level": BEYOND}, **_other_baskets()},
        assumptions=SHIFT_ASSUMPTIONS + (QUOTE_WORDS, REPO_WORDS, "Screens rank by implied repo, as here. The future "
                                         "follows the lowest converted forward price. The two can differ by a hair."))


QUOTE_WORDS = ("Bond basket: two of the bonds, the 3⅞% May 2043 and the 2⅜% Feb 2042, come from another screen of that "
               "day, about three 32nds lower. Put right, the last switch comes later, and other long bonds lead "
               "before it.")
REPO_WORDS = ("Only the bond basket was quoted with a repo rate. For the others we take that day's SOFR, the "
              "published repo rate; for August 2024 it is from memory.")


def _other_baskets():
    return {words: {"basket": key, "repo_rate": rate} for key, (_, _, words, rate, _) in QUOTED.items() if key != "us"}


def _repo(key):
    return repo_rate(default=QUOTED[key][3], help="What the buyer of a note pays for borrowed money, up to delivery.")


# ---- the switch map -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Field:
    """The switch map: the cheapest note of every cell, slopes down and levels across; `limits` in bp."""

    names: tuple
    rank: np.ndarray
    limits: tuple
    cheapest: np.ndarray
    mean_yield: float

    @property
    def six(self):
        """The level shift at which the average yield is 6%, bp."""
        return 100 * (SIX - self.mean_yield)


@dataclass(frozen=True, eq=False)
class Switching:
    """A place on the switch map, and along its level line the future against today's cheapest note alone."""

    field: Field
    line: np.ndarray
    lines: np.ndarray
    along: np.ndarray
    switches: np.ndarray
    switch_depths: np.ndarray
    level: int
    slope: int
    now: int
    first: int
    depth: float

    @property
    def envelope(self):
        """The lowest line."""
        return self.lines.min(axis=1)


def compute_map(desk, basket, curve, level, slope, repo_rate):
    """Return the `Switching` of a basket, as quoted or with equal yields, at shifts in bp and a repo rate in %."""
    place = desk.market(basket)
    notes = basket_on(place, curve)
    lines = desk.lines(place, curve, repo_rate, slope)
    shifts = desk.switches(place, curve, repo_rate, slope)["shift_bp"].to_numpy()
    first = cheapest_to_deliver(notes, repo_rate=repo_rate)
    there = converted_prices(notes, np.append(shifts, level), slope, repo_rate=repo_rate)
    depths = there.min(axis=1) - there[:, first]
    return Switching(
        field=desk.map(place, curve, repo_rate), line=LINE, lines=lines, along=lines.argmin(axis=1), switches=shifts,
        switch_depths=depths[:-1], level=level, slope=slope, now=int(there[-1].argmin()), first=first, depth=depths[-1])


def describe_map(switching):
    """Say where we are, what the switch has done to the future, and where the switches lie."""
    name, first = switching.field.names[switching.now], switching.field.names[switching.first]
    cut = 32 * -switching.depth
    if switching.now == switching.first:
        text = f"At this level and slope the **{name}** is cheapest, as it was without a shift. "
    else:
        text = (f"Here the **{name}** is cheapest, and no longer the {first}. The future is **{cut:.1f} 32nds lower** "
                f"than if only the {first} could be delivered. That is the short's gain. ")
    shifts = switching.switches
    where = ", ".join(in_bp(shift) for shift in shifts[:6]) + (" and further on" if shifts.size > 6 else "")
    text += f"Along this line the cheapest note changes at {where}." if shifts.size else \
        "Along this line no other note ever takes its place."
    return Reading(text, (
        ("Cheapest to deliver", name), ("Switches along this line", f"{shifts.size}"),
        ("Average yield here", f"{switching.field.mean_yield + switching.level / 100:.2f}%"),
        ("Future is lower by", f"{cut + 0.0:.1f} 32nds")))


def map_table(switching):
    """Return the cheapest note of every cell of the map."""
    import pandas
    levels, slopes = np.meshgrid(LEVELS, SLOPES)
    names = np.array(switching.field.names, dtype=object)[switching.field.cheapest]
    return pandas.DataFrame({"level_bp": levels.ravel(), "slope_bp": slopes.ravel(), "cheapest": names.ravel()})


def map_explorer(desk):
    """Return the explorer of the switch map."""
    return Explorer(
        "map", prefix="map_", compute=partial(compute_map, desk), chart=map_chart, describe=describe_map,
        table=map_table,
        controls=[_basket_choice(),
                  Choice("curve", "Yields before the shift", CURVES, "quoted",
                         "Equal yields take away what the market says, and leave the conversion factors.", "market"),
                  _level(), _slope(), _repo("us")],
        presets={"Equal yields": {"curve": "equal"}, **_other_baskets()},
        assumptions=SHIFT_ASSUMPTIONS[:3] + (
            "The broken line marks where the average yield of the notes is 6%, the rate behind the conversion factors.",
            f"A cell of the map is {CELL}bp wide and high. The diamonds are computed "
            "exactly.", QUOTE_WORDS, REPO_WORDS))


# ---- the hedge ----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Hedge:
    """A hedged position before and after a move of yields: the future's DV01, what is traded, and the cash."""

    levels: np.ndarray
    dv01: np.ndarray
    dv01_held: np.ndarray
    along: np.ndarray
    switches: np.ndarray
    start: int
    end: int
    start_dv01: float
    end_dv01: float
    held: str
    now: str
    way: str
    plan: object
    cash: RebalancingCash
    lent: float

    @property
    def needed(self):
        """Cash that must be found, dollars; below 0 it comes in."""
        return self.cash.total - self.lent

    @property
    def short(self):
        """What the free cash does not cover, dollars."""
        return max(self.needed - self.cash.free_cash, 0.0)

    @property
    def gain(self):
        """What the fund has won: the rise of its notes less that of the futures sold; dollars."""
        return self.plan.value_held - self.plan.value_before - self.cash.variation_margin


def compute_hedge(desk, basket, start, end, way, leverage, haircut, initial_margin, repo):
    """Return the `Hedge` from one level to another, bp; haircut in %, margin in % of contract face."""
    place = desk.market(basket)
    rate, h = place.repo_rate, haircut / 100
    at_start = moved(place.basket, start)
    future = model_futures_price(place.basket, place.future, start, repo_rate=rate)
    plan = rebalancing(at_start, future, end - start, repo_rate=rate, face=FACE, way=way,
                       contract_face=place.contract_face)
    cash = rebalancing_cash(plan, haircut=h, initial_margin=initial_margin / 100, leverage=leverage)
    rise = plan.value_held / plan.value_before - 1
    lent = plan.value_before * (rise - cash_need(rise, h, float(repo == "term")))
    along, whole, held = desk.dv01(place, plan.held)
    both = futures_dv01(place.basket, np.array([start, end]), repo_rate=rate).repo_held * place.contract_face / 100
    return Hedge(
        levels=LINE, dv01=whole, dv01_held=held, along=along,
        switches=desk.switches(place, "quoted", rate, 0)["shift_bp"].to_numpy(), start=start, end=end,
        start_dv01=both[0], end_dv01=both[1], held=place.names[plan.held], now=place.names[plan.cheapest], way=way,
        plan=plan, cash=cash, lent=lent)


def _dv01(place, held):
    """Return along the level the cheapest note, the future's DV01, and that of one note alone; $ a contract."""
    rate, size = place.repo_rate, place.contract_face / 100
    along = cheapest_to_deliver(place.basket, LINE, repo_rate=rate)
    whole, alone = (size * futures_dv01(place.basket, LINE, repo_rate=rate, note=note).repo_held
                    for note in (None, held))
    return along, whole, alone


def millions(dollars):
    """Return dollars as millions with two places."""
    return f"${abs(dollars) / 1e6:.2f}m"


def describe_hedge(hedge):
    """Say what the switch does to the hedge, and what the move takes in cash."""
    plan, traded = hedge.plan, hedge.plan.contracts_to_sell
    text = (f"At {in_bp(hedge.start)} the fund held the {hedge.held} and had sold {plan.contracts_before:.0f} "
            "contracts. ")
    if plan.held == plan.cheapest:
        text += f"At {in_bp(hedge.end)} the same note is cheapest. The hedge fits as it is. "
    elif hedge.way == "contracts":
        text += (f"At {in_bp(hedge.end)} the future follows the **{hedge.now}**. To stay hedged the fund must "
                 f"**{'sell' if traded > 0 else 'buy back'} {abs(traded):.0f} contracts**. ")
    else:
        text += (f"At {in_bp(hedge.end)} the future follows the **{hedge.now}**. The fund swaps its notes for "
                 f"{millions(plan.face_after)} face of those. ")
    return Reading(text + _cash_words(hedge), (
        ("DV01 of the future", f"${hedge.start_dv01:.0f} → ${hedge.end_dv01:.0f}"),
        ("Contracts sold", f"{plan.contracts_before:.0f} → {plan.contracts_after:.0f}"),
        ("Cash needed", ("−" if hedge.needed < 0 else "") + millions(hedge.needed)),
        ("Short of cash by", millions(hedge.short) if hedge.short else "nothing")))


def _cash_words(hedge):
    """Say whether the cash is there, and whether the fund has won."""
    won = f"{'won' if hedge.gain >= 0 else 'lost'} {millions(hedge.gain)}" if abs(hedge.gain) >= 5e3 else \
        "neither won nor lost"
    if hedge.needed <= 0:
        return f"Cash comes in: {millions(hedge.needed)}. The fund has {won}."
    if hedge.short:
        return (f"Tonight {millions(hedge.needed)} is due and {millions(hedge.cash.free_cash)} is free: "
                f"**{millions(hedge.short)} is missing**. Yet the fund has {won}.")
    return f"Tonight {millions(hedge.needed)} is due, and {millions(hedge.cash.free_cash)} is free. The fund has {won}."


def hedge_table(hedge):
    """Return the DV01 of the future along the level, dollars a contract."""
    import pandas
    return pandas.DataFrame({"level_bp": hedge.levels, "futures_dv01": hedge.dv01,
                             "futures_dv01_of_the_note_held_alone": hedge.dv01_held})


def hedge_explorer(desk):
    """Return the explorer of the hedge and its cash."""
    margin = QUOTED["us"][4]
    five = {"basket": "fv", "initial_margin": QUOTED["fv"][4]}
    return Explorer(
        "hedge", prefix="hedge_", compute=partial(compute_hedge, desk), chart=hedge_chart, describe=describe_hedge,
        table=hedge_table,
        controls=[
            _basket_choice(),
            Slider("start", "Level when hedged", "bp", LOW, HIGH, 1, OCTOBER,
                   "Yields against the quotes. The fund holds the note that is cheapest there.", "market"),
            Slider("end", "Level now", "bp", LOW, HIGH, 1, 0, "Where yields have moved to, at once.", "market"),
            Choice("way", "The fund adjusts its", WAYS, "contracts", "How the hedge is made to fit again.", "trade"),
            leverage(default=15), haircut(),
            Slider("initial_margin", "Initial margin", "% of face", 0.0, 6.0, 0.1, margin,
                   "Own money the clearing house holds, in % of the contract's face.", "funding"),
            Choice("repo", "Repo loan", REPO, "term", "Whether the loan follows the notes' price.", "funding")],
        presets={"Loan struck anew": {"repo": "overnight"}, "Up instead": {"start": 0, "end": OCTOBER},
                 "Swap the notes": {"way": "notes"}, "Five-year": five},
        assumptions=SHIFT_ASSUMPTIONS[:1] + SHIFT_ASSUMPTIONS[3:] + (
            QUOTE_WORDS,
            f"The fund holds {FACE / 1e6:.0f} million dollars face of one note and is hedged against small shifts, "
            "with the slope of the future while the repo rate is held.",
            "So every gain here is the switch itself. In the market it is smaller: the options lose the value that a "
            "high net basis paid for.",
            "Initial margin is our rule, for a calm-to-busy market: 3.3% for the bond, 1.2 to 1.7% for the notes. "
            "Each basket keeps the repo rate of its day.",
        ))


# ---- words --------------------------------------------------------------------------------------


RANKING_WORDS = """## Who is cheapest?

Each dot is a note that may be delivered. The height is its implied repo: what buying it now and delivering it into \
the future earns. The highest dot wins. Move the **level** slowly to the right and watch who takes over."""

MAP_WORDS = """## Where does the anchor jump?

The same contest for every level and slope at once. A colour is a note, dark matures first. The lower panel follows \
the white line: the future can never cost more than the cheapest note, so it takes the lowest of all lines. Press \
**Equal yields**, and nearly everything meets at one point."""

HEDGE_WORDS = f"""## What does the jump cost tonight?

A fund holds one note and has sold futures against it. Then yields fall back by {OCTOBER} basis points, as in \
November 2023, and the future follows another note. *DV01* is what a position loses when a yield rises by a \
basis point. The ring is where the hedge was set, the dot is now. Press **Loan struck anew**, and see who \
brings the cash."""

QUOTES_WORDS = """## Your own quotes

Take a basket from a screen, a newspaper or a course. Say which contract it belongs to, paste it, and see which note \
is cheapest. **Fill in an example** shows how it is done. What cannot be read is named, row by row. The rest works."""


def guess(desk=None):
    """Return the prediction that opens the page."""
    place, desk = market("us"), desk or Desk()
    before, after = (compute_ranking(desk, "us", shift, 0, place.repo_rate) for shift in (0, RISE))
    first, then = before.names[0], after.names[0]
    old, new = _of(place, first), _of(place, then)
    low = int(np.argmin(place.basket.clean_price))
    start, end = (converted_prices(place.basket, shift, repo_rate=place.repo_rate) for shift in (0, RISE))
    fell = start - end
    return Choose(
        f"On 22 November 2023 {len(place.basket)} bonds may be delivered into one bond future. The **{first}** is "
        f"cheapest to deliver. Overnight **all {len(place.basket)} yields rise by the same {RISE} basis points**. "
        "Which bond is cheapest now?",
        (Option("same", "The same one. All yields rose alike, so the order stays.",
                f"All yields rose alike, and the prices did not fall alike. Over its factor, the {first} lost "
                f"{fell[old]:.2f} points and the {then} {fell[new]:.2f}. The factors stay as they were."),
         Option("longer", "One that matures later.",
                "Longer bonds lose more when yields rise, and the conversion factors do not move. Over its factor, "
                f"the {first} lost {fell[old]:.2f} points, the **{then}** {fell[new]:.2f}. That makes it the "
                "cheapest."),
         Option("price", f"The one with the lowest price, the {place.names[low]} at "
                         f"{place.basket.clean_price[low]:.2f}.",
                f"A low price alone is no bargain: with a factor of {place.basket.conversion_factor[low]:.4f} the "
                f"short gets little for it. The {then} has overtaken."),
         Option("shorter", "One that matures even sooner.",
                f"Bonds that mature sooner lose less, and grow dear against their factors. The {then} takes over.")),
        "longer", "Which prices fall most when yields rise? And what do the conversion factors do?",
        "See the first picture.")


def _of(place, name):
    """Return the position of a note in a basket by its name."""
    return place.names.index(name)


def seen(desk=None):
    """Return what the reader should have seen, with its numbers; the desk remembers what has been computed."""
    desk = desk or Desk()
    return f"## What you should have seen\n\n{_seen_switch(desk)}\n\n{_seen_six(desk)}\n\n{_seen_hedge(desk)}"


def _seen_switch(desk):
    place = market("us")
    rate = place.repo_rate
    zero, up = (compute_ranking(desk, "us", shift, 0, rate) for shift in (0, RISE))
    picked = compute_ranking(desk, "ty2024", 0, 0, market("ty2024").repo_rate)
    gross = picked.table.loc[picked.table["gross_basis"].idxmin()]
    right = picked.table.iloc[0]
    nearest = {key: switches_of(desk, key)["shift_bp"] for key in ("us", "fv")}
    low = place.names[int(np.argmin(place.basket.clean_price))]
    return f"""**One shift for all, and another winner.** As quoted the {zero.names[0]} is cheapest. With all yields \
{RISE}bp higher it is the {up.names[0]}. Longer bonds lose more, and the conversion factors are fixed for the life of \
the contract. The {low} has the lowest price of all, and stands at place \
{zero.names.index(low) + 1} of {len(place.names)}.

**The lowest gross basis picks the wrong note.** In the ten-year basket of December 2024 the \
{note_name(gross["coupon"], gross["maturity"])} has the lowest gross basis, {_ticks(gross["gross_basis"])} 32nds. Its \
small coupon does not pay for its loan: after carry its net basis is {_ticks(gross["net_basis"])}. The \
{picked.names[0]} has {_ticks(right["net_basis"])}.

**Switches are rare, until they are close.** The five-year basket of June 2025 does not switch before \
{in_bp(nearest["fv"].iloc[0])}. The bond basket of December 2023 switches {nearest["us"].size} times between \
{in_bp(nearest["us"].iloc[0])} and {in_bp(nearest["us"].iloc[-1])}. What matters is **where yields are**."""


def _ticks(points):
    """Return points as 32nds with one place."""
    return f"{32 * points:.1f}".replace("-", "−")


def _seen_six(desk):
    place = market("us")
    even, quoted = (switches_of(desk, "us", curve)["shift_bp"] for curve in ("equal", "quoted"))
    mean, low, high = (float(part) for part in (place.basket.yield_.mean(), place.basket.yield_.min(),
                                                place.basket.yield_.max()))
    spread = {level: _spread(place, level) for level in (SIX - 2, SIX, SIX + 2)}
    places = [place_by_duration(market(key)) for key in QUOTED]
    return f"""**The six-per-cent line.** A conversion factor is the price at which a note would yield {SIX:.0f}%. So \
at {SIX:.0f}% all notes cost about the same to deliver: with equal yields of {SIX:.0f}% the dearest of the bond basket \
costs {spread[SIX]:.2f} points more than the cheapest. At {SIX - 2:.0f}% it costs {spread[SIX - 2]:.1f} more, at \
{SIX + 2:.0f}% {spread[SIX + 2]:.1f}. **Below {SIX:.0f}% the factors favour short duration, above it long duration.**

**The line is a landmark, not the switch itself.** With equal yields the bond basket switches at an average yield of \
{mean + even.iloc[0] / 100:.2f}% and again at {mean + even.iloc[-1] / 100:.2f}%. As quoted, yields run from {low:.2f}% \
to {high:.2f}%, and the longer bonds yield more. That makes them cheaper, and the switches come between \
{mean + quoted.iloc[0] / 100:.2f}% and {mean + quoted.iloc[-1] / 100:.2f}%. The five-year basket begins to switch when \
its notes yield {_first_switch_yield(desk, "fv"):.2f}%. Where the whole curve stays well below {SIX:.0f}%, as in \
December 2019 with {market("ty2019").basket.yield_.mean():.2f}%, the short-duration notes stay cheapest. Duration \
decides, and not maturity: as quoted, the cheapest note has the shortest duration of its basket in \
{sum(place == 1 for place in places)} of our {len(places)} baskets, and the second shortest in the other."""


def _spread(place, yield_):
    """Return by how much converted forward prices differ if every note yields the same, points."""
    even = replace(place.basket, yield_=np.full(len(place.basket), float(yield_)))
    return float(np.ptp(converted_prices(even, repo_rate=place.repo_rate)))


def place_by_duration(place):
    """Return the place of the cheapest note in its basket when the shortest duration comes first."""
    notes = place.basket
    durations = [modified_duration(*note, notes.settle)
                 for note in zip(notes.yield_, notes.coupon, notes.maturity, strict=True)]
    best = cheapest_to_deliver(notes, repo_rate=place.repo_rate)
    return sum(one < durations[best] for one in durations) + 1


def switches_of(desk, key, curve="quoted"):
    """Return the switches of a quoted basket at its own repo rate."""
    return desk.switches(market(key), curve, market(key).repo_rate, 0)


def _first_switch_yield(desk, key):
    """Return the average yield at the first switch above today's yields."""
    shifts = switches_of(desk, key)["shift_bp"]
    return market(key).basket.yield_.mean() + shifts[shifts > 0].iloc[0] / 100


@dataclass(frozen=True)
class AtSwitch:
    """Two notes at the shift where one replaces the other, first the one before."""

    names: tuple
    shift: float
    implied_repo: tuple
    carry: tuple
    dv01: tuple


def at_switch(desk, key, number):
    """Return what jumps and what does not at a switch of a quoted basket, counted from 0."""
    place = market(key)
    rate = place.repo_rate
    row = switches_of(desk, key).iloc[number]
    shift, both = row["shift_bp"], (int(row["from_note"]), int(row["to_note"]))
    future = model_futures_price(place.basket, place.future, shift, repo_rate=rate)
    table = rank_deliverables(moved(place.basket, shift), future, repo_rate=rate)
    names = [note_name(*note) for note in zip(table["coupon"], table["maturity"], strict=True)]
    rows = [table.iloc[names.index(place.names[note])] for note in both]
    return AtSwitch(
        tuple(place.names[note] for note in both), shift, tuple(one["implied_repo_rate"] for one in rows),
        tuple(one["carry"] for one in rows),
        tuple(place.contract_face / 100 * futures_dv01(place.basket, shift, repo_rate=rate, note=note).repo_held
              for note in both))


def story(desk, **changes):
    """Return the `Hedge` of the third picture as it starts, with changes."""
    start = {"basket": "us", "start": OCTOBER, "end": 0, "way": "contracts", "leverage": 15, "haircut": 1.0,
             "initial_margin": QUOTED["us"][4], "repo": "term"}
    return compute_hedge(desk, **(start | changes))


def _seen_hedge(desk):
    jump, held, anew = at_switch(desk, "us", 1), story(desk), story(desk, repo="overnight")
    plan, cash = held.plan, held.cash
    three = {key: futures_dv01(market(key).basket, repo_rate=market(key).repo_rate) for key in ("us", "fv")}
    dollars = {key: [f"${1000 * part:.1f}" for part in (one.forward_yield, one.spot, one.repo_held)]
               for key, one in three.items()}
    gap = {key: 100 * (one.repo_held / one.forward_yield - 1) for key, one in three.items()}
    return f"""**The hedge jumps, the implied repo does not.** At {in_bp(jump.shift)} the {jump.names[0]} hands over \
to the {jump.names[1]}. Their implied repos are {_percent(jump.implied_repo[0])} and \
{_percent(jump.implied_repo[1])}: all but equal, since both just fit the same future. Carry goes from \
{_ticks(jump.carry[0])} to {_ticks(jump.carry[1])} 32nds, and the DV01 of the future from ${jump.dv01[0]:.1f} to \
${jump.dv01[1]:.1f} a contract. In the market it slides over some basis points instead, because a future's price \
contains the short's choice.

**Right, and short of cash.** From {in_bp(held.start)} to {in_bp(held.end)} the future rises by \
{plan.futures_after - plan.futures_before:.2f} points. The fund pays {millions(cash.variation_margin)} of variation \
margin, sells {plan.contracts_to_sell:.0f} more contracts and puts up {millions(cash.initial_margin)} for them. Its \
notes have gained more than that, {millions(plan.value_held - plan.value_before)}, and it has won \
{millions(held.gain)}. With the loan fixed, {millions(held.short)} is missing tonight. With the loan struck anew the \
lenders bring {millions(anew.lent)}, and {millions(anew.needed)} is needed. The large bill is the move. The switch \
itself adds {millions(cash.initial_margin)}.

**Long the basis wins on a switch.** Whoever owns the note and is short the future also holds the option to deliver \
another note. That is one reason why the net basis was not nil on the first day.

**Three numbers are called the future's DV01.** For the five-year basket: {dollars["fv"][0]} a contract by the forward \
yield, {dollars["fv"][1]} by the spot yield, {dollars["fv"][2]} by the spot yield with the repo rate held. They differ \
by {gap["fv"]:.1f}%. For the bond basket, with {market("us").basket.span.days} days left, {dollars["us"][0]}, \
{dollars["us"][1]} and {dollars["us"][2]}: {gap["us"]:.1f}%. A hedge is off by as much if it takes the wrong one."""


def _percent(value):
    """Return a rate in words with a true minus sign."""
    return f"{value:.2f}%".replace("-", "−")


# ---- exercises ----------------------------------------------------------------------------------


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_cheapest_question(rng), _six_question(rng), _switch_question(rng), _hedge_question(rng),
            _cash_question(rng), _tail_question(rng)]


def _cheapest_question(rng):
    low = float(rng.choice([-9.0, -7.5, -6.0]))
    a_carry, b_carry, c_carry = low - float(rng.choice([14.0, 16.0])), 1.0, -float(rng.choice([4.0, 6.0]))
    gross = {"a": low, "b": float(rng.choice([9.0, 10.5])), "c": float(rng.choice([-2.0, -1.0]))}
    carry = {"a": a_carry, "b": b_carry, "c": c_carry}
    net = {key: gross[key] - carry[key] for key in gross}
    price = {"a": 92, "b": 71, "c": 103}
    lines = "; ".join(f"**{key.upper()}** price {price[key]}, gross basis {_plain(gross[key])}, carry "
                      f"{_plain(carry[key])}" for key in gross)
    return Choose(
        f"Three notes may be delivered (bases and carry in 32nds): {lines}. Which is cheapest to deliver?",
        (Option("a", "A: it has the lowest gross basis.",
                f"Its carry is {_plain(carry['a'])}: holding it until delivery costs more than it saves. Net basis "
                f"{_plain(net['a'])}."),
         Option("b", "B: it has the lowest price.",
                f"A low price comes with a low factor: the short gets less for it too. Net basis {_plain(net['b'])}."),
         Option("c", "C: it has the lowest net basis.",
                f"Gross basis less carry: {_plain(gross['c'])} − ({_plain(carry['c'])}) = {_plain(net['c'])}, the "
                "least it can cost to buy, hold and deliver.")),
        "c", "What does it cost to buy a note now, finance it, and deliver it? The gross basis leaves one part out.",
        f"Net basis = gross basis − carry: A {_plain(net['a'])}, B {_plain(net['b'])}, C {_plain(net['c'])}. The "
        "lowest net basis is the highest implied repo, so **C**.")


def _plain(value):
    """Return a number with a true minus sign."""
    return f"{value:g}".replace("-", "−")


def _six_question(rng):
    level = float(rng.choice([3.0, 4.0, 5.0, 7.5, 8.0]))
    below = level < SIX
    place = market("us")
    even = replace(place.basket, yield_=np.full(len(place.basket), level))
    best = cheapest_to_deliver(even, repo_rate=place.repo_rate)
    words = {"long": "Long duration: low coupon, late maturity.",
             "short": "Short duration: high coupon, early maturity.",
             "none": "None in particular: the conversion factors make all notes equally dear."}
    right = "short" if below else "long"
    backwards = (f"That is the page's rule, and it is backwards. At {level:g}% a note is "
                 f"{'dearer' if below else 'cheaper'} than its factor supposes, and the more so the longer it is.")
    replies = {
        "none": f"They do that at {SIX:.0f}%, the rate they are made with, and only there.",
        right: f"At {level:g}% every note costs {'more' if below else 'less'} than at {SIX:.0f}%, and long ones "
               f"change most. {'So the short ones are cheap' if below else 'So the long ones are cheap'} against "
               f"their factors. In our bond basket it would be the {place.names[best]}.",
        "long" if below else "short": backwards}
    return Choose(
        f"**Find the error.** A study page says that below {SIX:.0f}% the short delivers notes of low coupon and long "
        f"maturity, and above {SIX:.0f}% notes of high coupon and short maturity. Suppose all notes of a basket yield "
        f"{level:g}%. What does the short deliver?",
        [Option(key, text, replies[key]) for key, text in words.items()], right,
        f"Compare the price of a long and a short note at {level:g}% with their prices at {SIX:.0f}%.",
        f"The factor is the price at {SIX:.0f}%. At {level:g}% prices are {'above' if below else 'below'} that, and "
        f"longer notes are further {'above' if below else 'below'}. What is cheapest over its factor is therefore "
        f"**{'short' if below else 'long'} duration**. The page has it backwards.")


def _switch_question(rng):
    gap = float(rng.choice([0.24, 0.36, 0.48, 0.6]))
    first, second = 0.13, 0.13 + float(rng.choice([0.008, 0.012, 0.015]))
    low = 116.20
    answer = gap / (second - first)
    return Numeric(
        f"Today the cheapest note has a converted forward price of {low:.2f}; it falls by {first:.3f} points for each "
        f"basis point that yields rise. A longer note stands at {low + gap:.2f} and falls by {second:.3f}. At which "
        "rise of all yields does the longer note take over? Treat both lines as straight.",
        answer, "basis points", 0.051,
        "The longer note is behind by some points. By how much does it catch up with each basis point?",
        f"It is {gap:.2f} behind and gains {second:.3f} − {first:.3f} = {second - first:.3f} points a basis point: "
        f"{gap:.2f}/{second - first:.3f} = **{answer:.1f}** basis points.",
        ((gap / second, "Both fall. Only the *difference* of the two slopes closes the gap."),
         (gap / first, "Both fall. Only the *difference* of the two slopes closes the gap between them."),
         (gap / (first + second), "The slopes have the same sign. Subtract them.")))


def _hedge_question(rng):
    key, face = "fv", int(rng.choice([40, 60, 80, 120]))
    place = market(key)
    best = cheapest_to_deliver(place.basket, repo_rate=place.repo_rate)
    three = futures_dv01(place.basket, repo_rate=place.repo_rate)
    note = round(three.spot * place.basket.conversion_factor[best], 4)
    forward, held = round(three.forward_yield, 4), round(three.repo_held, 4)
    many = face * 1e6 / place.contract_face
    answer = many * note / held
    return Numeric(
        f"A fund holds ${face}m face of the {place.names[best]}. The note's DV01 by its spot yield is {note:.4f} "
        f"points. For the five-year future one screen says {forward:.4f}, by the forward yield. Another says "
        f"{held:.4f}, by the spot yield with the repo rate held. A contract has a face of 100 thousand dollars. "
        "Yields move, the repo rate does not. How many contracts must be sold?",
        answer, "contracts", 0.006 * answer,
        "Note and future must lose the same in the same event. Which of the two futures numbers is about that event?",
        f"Both sides must mean the same move: spot yields up, repo rate held. {face}m/100 thousand × "
        f"{note:.4f}/{held:.4f} = **{answer:.1f}** contracts. With the forward-yield number it would be "
        f"{many * note / forward:.1f}: too many by {100 * (held / forward - 1):.0f}%.",
        ((many * note / forward, "That mixes a DV01 by the spot yield with one by the forward yield. The hedge would "
          f"be {100 * (held / forward - 1):.0f}% too large."),
         (many * held / note, "Upside down. A future that moves more needs fewer contracts."),
         (many, "One contract for each 100 thousand of notes ignores that the two move differently.")))


def _cash_question(rng):
    sold, added = int(rng.choice([700, 750, 800])), int(rng.choice([100, 120, 140]))
    rise, margin = float(rng.choice([4.0, 5.0, 6.0])), int(rng.choice([3000, 3300, 3800]))
    each = CONTRACTS["US"].face / 100
    variation, initial = sold * each * rise / 1e6, added * margin / 1e6
    answer = variation + initial
    return Numeric(
        f"A fund has sold {sold} bond futures of 100 thousand dollars face. Yields fall, the future rises by {rise:g} "
        f"points, and another bond becomes the cheapest. To stay hedged the fund sells {added} more contracts. Initial "
        f"margin is {margin} dollars a contract. Its repo loan is fixed for the term. How much cash must it find "
        "tonight, in millions of dollars?",
        answer, "$m", 0.0051,
        f"A point is {each:g} dollars a contract. Which contracts have lost today, and which are new?",
        f"Variation margin: {sold} × {rise:g} × {each:g} = {variation:.3g} million. Initial margin on the new "
        f"contracts: {added} × {margin} = {initial:.3g} million. Together **{answer:.3f}** million.",
        ((variation, "That is the variation margin. The contracts added for the switch need initial margin too."),
         (initial, "That is the part of the switch. The contracts already sold have lost money today."),
         (variation + (sold + added) * margin / 1e6, "The margin on the contracts sold earlier has been paid. Only the "
          "new ones need it."),
         ((sold + added) * each * rise / 1e6 + initial, "The added contracts were sold after the rise. They have lost "
          "nothing.")))


def _tail_question(rng):
    key, face = ("us", "ty2024", "fv")[int(rng.integers(3))], int(rng.choice([10, 20, 50]))
    place = market(key)
    best = cheapest_to_deliver(place.basket, repo_rate=place.repo_rate)
    factor, many = float(place.basket.conversion_factor[best]), face * 1e6 / place.contract_face
    answer = tail(face * 1e6, factor, place.contract_face)
    return Numeric(
        f"A fund owns ${face}m face of the {place.names[best]}, conversion factor {factor:.4f}. It has sold "
        f"{many * factor:.1f} contracts: face times factor. Trading in the future ends today, and the fund will "
        "deliver all its notes. How many contracts must it sell on top?",
        answer, "contracts", 0.051,
        "How much face does one contract take at delivery? Does the factor change that?",
        f"Each contract takes 100 thousand of face, whatever the factor is. {face}m of notes need {many:.0f} "
        f"contracts, and {many * factor:.1f} are sold: {many:.0f} − {many * factor:.1f} = **{answer:.1f}**. This is "
        "the tail.",
        ((0, "The factor sets the price paid at delivery, not the face delivered. Notes would be left over."),
         (many, "That is how many are needed in all. Most are sold already."),
         (many * factor, "That is how many are sold already."),
         (many / factor - many * factor, "Do not divide by the factor: a contract takes its face, no more.")))


# ---- page ---------------------------------------------------------------------------------------


def page(query=None):
    """Return the page as its notebook uses it."""
    desk = Desk()
    ranking, field, hedge = ranking_explorer(desk), map_explorer(desk), hedge_explorer(desk)

    def show(quoted):
        """Let all pictures show the reader's basket."""
        desk.own = make_market(OWN_WORDS, quoted, quoted.repo_rate)
        for explorer in (ranking, field):
            explorer.again(basket=OWN, repo_rate=explorer.controls["repo_rate"].read(quoted.repo_rate))
        hedge.again(basket=OWN)

    return Page("ctd_switching", guess=guess(desk), questions=questions, query=query, parts=[
        RANKING_WORDS, ranking, MAP_WORDS, field, HEDGE_WORDS, hedge, partial(seen, desk), QUOTES_WORDS,
        QuotesBox(show)])


def numbers():
    """Return the numbers the notebook's prose uses, as text."""
    return {f"{SIX:.0f}%"}
