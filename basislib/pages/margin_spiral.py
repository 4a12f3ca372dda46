"""Page 07: forced sales round by round, a map of what a shock sets off, and the market day by day."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from basislib import spiral
from basislib.figures import market_days as days_chart
from basislib.figures import phase_map as map_chart
from basislib.figures import sector_accounts as money_chart
from basislib.figures import spiral_rounds as rounds_chart
from basislib.flows import ROWS, accounts
from basislib.market import Market, MarketRun, simulate, standard_shock
from basislib.trade import buffer_at
from basislib.widgets.controls import Choice, Slider, haircut, leverage
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# All assumptions of this page in one place; the pictures list them.
MARGIN = 0.01  # initial margin, fraction of the notes, in the first two pictures
CHEAP = 2e-6  # fall of the price per $bn sold while dealers have room, per 1 of face
CENTS = 1e4  # cents per 100 of notes in 1 of face
DAYS, FIRST_DAY, RUN_DAY = 40, 6, 11  # shown; the rally and all changes begin; lenders leave
RALLY, FOREIGN, RUN = 60.0, 240.0, 0.2  # bp; $bn; share of the maturing loans
NIGHTS = 90
GUESS_POSITION, GUESS_LOCKED, GUESS_BELOW, GUESS_ABOVE = 1000, 2.0, 0.5, 1.05  # $bn; %; spiral numbers
SMALLEST = 1e-6  # $bn: a shortfall of a thousand dollars
# Figures from the literature; the notebook cites them.
CLAIMED_HAIRCUTS, TRADE = (1, 5), 830  # % in April 2025, as one paper has it; $bn in September 2025

REGION_WORDS = ("the buffer holds", "amplified", "self-fuelling", "default", "broke before it sold")
KINDS = {"loss": "a loss, paid in cash", "margin": "a rise of the margin"}
LOSS = {"calm": {"position": 600, "impact": 0.02, "leverage": 30, "haircut": 1.0, "call": 1.5},
        "crowded": {"position": 830, "impact": 0.14, "leverage": 40, "haircut": 0.7, "call": 0.95},
        "cliff": {"position": 1000, "impact": 0.2, "leverage": 50, "haircut": 0.5, "call": 0.6},
        "default": {"position": 1000, "impact": 0.45, "leverage": 40, "haircut": 1.0, "call": 0.6}}
START = {**LOSS["crowded"], "room": 0}


def money(amount, places=1):
    """Return $bn with a true minus sign, and none before a rounded zero."""
    rounded = round(amount, places) + 0.0
    return f"{'−' if rounded < 0 else ''}${abs(rounded):,.{places}f}bn"


# ---- round by round -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Spiral:
    """A forced sale: lines in $ per 100 of notes at the start, against % sold; rounds in $bn; round 0 is before."""

    position: float
    locked: float
    buffer: float
    call: float
    missing: float
    number: float
    number_before: float
    region: int
    sale: float
    end_money: float
    along: np.ndarray
    curve: np.ndarray
    sales: np.ndarray
    sold: np.ndarray
    left: np.ndarray
    round: int
    kind: str

    @property
    def end(self):
        """Where the sale ends, % of the position."""
        return 100 * self.sale / self.position

    @property
    def ruined(self):
        """Whether no sale saves the fund."""
        return self.region >= 3

    @property
    def so_far(self):
        """What is sold by the round on show, $bn."""
        return self.sales[:self.round + 1].sum()

    @property
    def first(self):
        """What the first round would sell in a market where prices stay, $bn."""
        return 100 * max(self.missing, 0) / self.locked

    @property
    def times(self):
        """M: the sale over that first round; 1 if nothing is sold."""
        return self.sale / self.first if self.sale else 1.0

    @property
    def headline(self):
        """The picture in a line."""
        sold = f"{money(self.sale, 0)} sold" if self.sale else "nothing sold"
        return f"R = {self.number:.2f}, {REGION_WORDS[self.region]}: {sold}"


def compute_spiral(position, impact, room, leverage, haircut, call, kind="loss", round=rounds_chart.ROUNDS):
    """Return the `Spiral`: $bn, cents per $bn, $bn, times, %, $ per 100 of notes, what the call is, and a round."""
    buffer, before = buffer_at(leverage, haircut / 100, MARGIN), haircut / 100 + MARGIN
    locked = before + (call / 100 if kind == "margin" else 0.0)
    missing = np.round((call / 100 - buffer) * position, 9)  # to a dollar: what the buffer just pays is paid
    fund = {"position": position, "locked": locked, "impact": CHEAP, "shortfall": missing}
    dealers = {"impact_beyond": impact / CENTS, "room": room}
    made = spiral.rounds(**fund, **dealers, most=rounds_chart.ROUNDS)
    along = np.linspace(0, position, 101)
    sale = spiral.forced_sale_two_slopes(**fund, **dealers)
    per_100 = 100 / position
    # The fund is charged the buffer with the call, so that the two lines part by what is missing, or left over.
    return Spiral(
        position=position, locked=100 * locked, buffer=buffer * position, call=call / 100 * position, missing=missing,
        number=number(position, locked, impact, room), number_before=number(position, before, impact, room),
        region=spiral.region(**fund, **dealers), sale=sale,
        end_money=per_100 * spiral.own_money(sale, **fund, **dealers), along=along * per_100,
        curve=per_100 * spiral.own_money(along, **fund, **dealers), sales=made.sale, sold=per_100 * made.sold,
        left=per_100 * made.own_money, round=min(round, made.sale.size - 1), kind=kind)


def number(position, locked, impact, room):
    """Return R once dealers are full: $bn, a fraction, cents per $bn, $bn. What they take before does not count."""
    return spiral.spiral_number(np.maximum(np.subtract(position, room), 0), locked, np.divide(impact, CENTS))


def describe_spiral(found):
    """Say whether a sale starts, how far it runs and why it ends."""
    text = f"{_call_words(found)} {(_held, _amplified, _fuelled, _ruined, _broke)[found.region](found)}"
    if found.missing > 0 and found.region < 4 and 0 < found.round < found.sales.size - 1:
        share = 100 * found.so_far / found.sale
        text += f" Round {found.round} sells {money(found.sales[found.round])}; {share:.0f}% of the sale is done."
    return Reading(text, (("Spiral number R", f"{found.number:.2f}"), ("Sold, % of the position", f"{found.end:.1f}"),
                          ("M, times round one", f"{found.times:.1f}"),
                          ("Missing, $bn", f"{max(found.missing, 0):.2f}")))


def _call_words(found):
    paid = f"{money(found.call, 2)} is called; the buffer is {money(found.buffer, 2)}."
    if found.kind == "margin":
        return f"{paid} The higher margin also takes R from {found.number_before:.2f} to {found.number:.2f}."
    return paid


def _held(found):
    return f"**Nothing is sold**, although R is {found.number:.2f}. The buffer decides *whether*, R decides *how far*."


def _amplified(found):
    return (f"{money(found.missing, 2)} is missing, and a sale of $100 frees only ${found.locked:.2f}. Each round "
            f"moves the price against what is left, but by less than the round before. It ends at "
            f"**{money(found.sale, 0)}**.")


def _fuelled(found):
    return (f"{money(found.missing, 2)} is missing. Own money falls faster than a sale frees money, so **each round is "
            "larger than the last** at first. It ends only because less and less is left to lose on: after "
            f"**{money(found.sale, 0)}**.")


def _ruined(found):
    return (f"{money(found.missing, 2)} is missing, and **no sale is enough**. The fund sells everything, and own "
            f"money ends at {money(found.end_money * found.position / 100)}: somebody else bears that loss.")


def _broke(found):
    return "That is more than all its own money. **It is broke before it sells anything.**"


def spiral_table(found):
    """Return the rounds: sold, so far, own money and locked money, $bn."""
    import pandas
    so_far = found.sales.cumsum()
    return pandas.DataFrame({
        "round": np.arange(found.sales.size), "sold": found.sales, "sold_so_far": so_far,
        "own_money": found.left * found.position / 100,
        "locked": found.locked / 100 * (found.position - so_far)})


def _fund_controls():
    """Return the controls that the first two pictures share; they start in a crowded market."""
    return [
        Slider("position", "Position of all funds", "$bn", 100, 1500, 10, START["position"],
               "Notes held, and as many futures sold.", "market"),
        Slider("impact", "Price impact", "cents per $bn", 0.02, 0.5, 0.01, START["impact"],
               "By how much $1bn sold moves note against future, per 100, once dealers are full.", "market"),
        Slider("room", "Dealers' room", "$bn", 0, 400, 10, START["room"],
               f"What dealers take before that, at {CHEAP * CENTS:g} cents per $bn.", "market"),
        leverage(START["leverage"], low=10, help="Sets the buffer, not R: at this haircut, more leverage means less "
                 "free cash."),
        haircut(START["haircut"], high=2.0, help="Own money stays as leverage sets it. So a higher haircut lowers R "
                "and eats the buffer."),
        Slider("call", "Call", "$ per 100 of notes", 0.0, 5.0, 0.05, START["call"],
               "Cash the funds must find today. What the buffer does not pay is missing.", "funding"),
    ]


def _fund_assumptions():
    return (
        "The price falls in proportion to what is sold and does not come back that day. Nobody publishes by how much.",
        "What is sold gets the average price of the sale. All funds are alike, and selling has no other cost.",
        f"The initial margin is {100 * MARGIN:g}% of the notes; all repo is overnight. R does not contain the buffer, "
        "and not the repo rate.",
        f"Dealers take what fits their room at {CHEAP * CENTS:g} cents per $bn. R counts the notes that are left when "
        "that room is full.",
    )


def rounds_explorer():
    """Return the explorer of the rounds."""
    return Explorer(
        "rounds", compute=compute_spiral, chart=rounds_chart, describe=describe_spiral, table=spiral_table,
        controls=[
            *_fund_controls(),
            Choice("kind", "The call is", KINDS, "loss", "A higher margin takes the same cash, but stays as a higher "
                   "level.", "funding"),
            Slider("round", "Round", "", 0, rounds_chart.ROUNDS, 1, rounds_chart.ROUNDS,
                   "Go through the rounds with Play, or by hand.", "view", play=500),
        ],
        presets={"Calm": LOSS["calm"], "Crowded": LOSS["crowded"], "Cliff": LOSS["cliff"],
                 "Default": LOSS["default"], "Dealers have room": {"room": 100}},
        assumptions=_fund_assumptions())


# ---- the map --------------------------------------------------------------------------------------------


RANGES = {  # setting: label and range on the map
    "haircut": ("haircut, %", 0, 2), "leverage": ("leverage, times own money", 10, 60),
    "impact": ("price impact, cents per $bn", 0, 0.5), "room": ("dealers' room, $bn", 0, 400),
    "position": ("position of all funds, $bn", 100, 1500), "call": ("call, $ per 100 of notes", 0, 5),
}
AXES = {  # across and up
    "haircut-impact": "haircut and price impact", "position-impact": "position and price impact",
    "call-impact": "call and price impact", "haircut-leverage": "haircut and leverage",
    "call-leverage": "call and leverage", "room-position": "dealers' room and position",
    "room-call": "dealers' room and call",
}
CELLS = 100
IMPOSSIBLE = 5


@dataclass(frozen=True, eq=False)
class Field:
    """Regions over two settings, and where we are among them; `across` and `up` are label, low, high."""

    across: tuple
    up: tuple
    xs: np.ndarray
    ys: np.ndarray
    regions: np.ndarray
    numbers: np.ndarray
    x: float
    y: float
    here: Spiral
    threshold: float


def compute_map(axes, **settings):
    """Return the `Field` for `compute_spiral`'s settings; `axes` is one of `AXES`."""
    here = compute_spiral(**settings)
    first, second = axes.split("-")
    across, up = RANGES[first], RANGES[second]
    xs, ys = (low + (high - low) * (np.arange(CELLS) + 0.5) / CELLS for _, low, high in (across, up))
    cells = settings | {first: xs[None, :], second: ys[:, None]}
    q, room, impact = cells["position"], cells["room"], cells["impact"]
    locked = np.divide(cells["haircut"], 100) + MARGIN
    buffer = np.divide(1, cells["leverage"]) - locked
    regions = spiral.region(q, locked, CHEAP, np.round((np.divide(cells["call"], 100) - buffer) * q, 9),
                            impact_beyond=np.divide(impact, CENTS), room=room)
    regions = np.where(buffer < -1e-12, IMPOSSIBLE, regions)  # haircut and margin ask for more than own money
    numbers = np.where(buffer < -1e-12, np.nan, number(q, locked, impact, room)) + np.zeros((CELLS, CELLS))
    rest = max(settings["position"] - settings["room"], 0)
    return Field(across, up, xs, ys, np.broadcast_to(regions, numbers.shape), numbers, settings[first],
                 settings[second], here, CENTS * here.locked / 100 / rest if rest else np.inf)


def describe_map(field):
    """Say in which region we are, and where the line is."""
    here = field.here
    share = np.mean(field.regions == here.region)
    text = f"Here: **{REGION_WORDS[here.region]}**, {_sold_words(here)}. {share:.0%} of this map looks like that. "
    if np.isfinite(field.threshold):
        text += (f"R is {here.number:.2f}; with these notes and this haircut it reaches 1 at an impact of "
                 f"{field.threshold:.2f} cents per $bn. ")
    else:
        text += "Dealers can take the whole position, so R is 0. "
    text += "The line R = 1 does not depend on leverage or on the call: they move the edge of the region without sales."
    return Reading(text, (("Spiral number R", f"{here.number:.2f}"), ("Sold, % of the position", f"{here.end:.1f}"),
                          ("Buffer, $ per 100", f"{100 * here.buffer / here.position:.2f}"),
                          ("Called, $ per 100", f"{100 * here.call / here.position:.2f}")))


def _sold_words(here):
    return f"{money(here.sale, 0)} of {money(here.position, 0)} sold" if here.sale else "nothing is sold"


def map_table(field):
    """Return the cells of the map: both settings, the region and R."""
    import pandas
    x, y = np.meshgrid(field.xs, field.ys)
    words = np.array([*REGION_WORDS, "not possible"])
    return pandas.DataFrame({field.across[0]: x.ravel(), field.up[0]: y.ravel(),
                             "region": words[field.regions.ravel()], "R": field.numbers.ravel()})


def map_explorer():
    """Return the explorer of the map."""
    return Explorer(
        "map", prefix="m_", compute=compute_map, chart=map_chart, describe=describe_map, table=map_table,
        controls=[*_fund_controls(),
                  Choice("axes", "The map shows", AXES, "haircut-impact", "The first across, the second up. Move "
                         "another slider and the map moves.", "view")],
        presets={"Calm": LOSS["calm"], "Crowded": LOSS["crowded"], "Cliff": LOSS["cliff"], "Default": LOSS["default"],
                 "A cliff's edge": {**LOSS["cliff"], "axes": "call-leverage"}},
        assumptions=_fund_assumptions())


# ---- day by day -----------------------------------------------------------------------------------------


MARKETS = {"calm": "calm: $600bn, much room", "crowded": "crowded: $830bn, little room",
           "cliff": "cliff: $1,000bn, hardly any room"}
SHOCKS = {"half": "half as large", "standard": "the dash for cash", "double": "twice as large",
          "run": "lenders leave as well"}
SIZES = {"half": 0.5, "standard": 1.0, "double": 2.0, "run": 1.0}
BASE = {  # market: fields of `Market` that no slider moves; leverage, haircut in %, term repo in %
    "calm": ({"position": 600.0, "dealer_room": 150.0, "impact_beyond": 1.4e-5}, 28, 1.0, 25),
    "crowded": ({"position": 830.0, "dealer_room": 80.0, "impact_beyond": 1.4e-5}, 39, 0.5, 35),
    "cliff": ({"position": 1000.0, "dealer_room": 30.0, "impact_beyond": 2e-5}, 54, 0.0, 50),
}
WHEN = {"own": "always, from the buffer", "new": "always, new own money", "change": "on day 6, from buffer"}
KEPT = ("position", "cash", "own_money", "forced_sale", "run_sale", "voluntary_sale", "dislocation", "hurdle",
        "variation_margin", "margin_posted", "shortfall", "spiral_number", "closed")


def usual(market, **changes):
    """Return the settings of a market as its preset has them, with changes."""
    _, times, h, tau = BASE[market]
    return {"market": market, "shock": "standard", "leverage": times, "haircut": h, "when": "own", "term_share": tau,
            "repo_spread": 0, "nights": NIGHTS} | changes


def scenario(market, shock, leverage, haircut, when, term_share, repo_spread, nights):
    """Return the fields of `Market` and the paths of `Shock`: times, %, %, bp and nights as on the sliders."""
    fixed, _, usual_haircut, _ = BASE[market]
    rise = (haircut - usual_haircut) / 100
    # With new own money the buffer stays, so leverage falls; a haircut raised later meets the old leverage.
    own = 1 / leverage + (rise if when == "new" else 0.0)
    after, days = np.arange(1, DAYS + 1) >= FIRST_DAY, np.arange(1, DAYS + 1)
    fields = fixed | {"leverage": 1 / own, "haircut": (usual_haircut if when == "change" else haircut) / 100,
                      "term_share": term_share / 100, "nights": float(nights)}
    return fields, {"haircut_rise": after * (rise if when == "change" else 0.0), "repo_spread": after * repo_spread,
                    "run_share": (days == RUN_DAY) * (RUN if shock == "run" else 0.0)}


@lru_cache(maxsize=64)
def run(**settings):
    """Return the `MarketRun` of `scenario`'s settings; kept, so that a step of the day costs only a picture."""
    fields, paths = scenario(**settings)
    size = SIZES[settings["shock"]]
    return simulate(Market(**fields), standard_shock(DAYS, RALLY * size, FOREIGN * size, **paths), KEPT)


def sold_together(cases):
    """Return forced and voluntary sales in % of the position and the widest gap in cents, for cases side by side."""
    fields, paths = zip(*(scenario(**case) for case in cases), strict=True)
    size = np.array([SIZES[case["shock"]] for case in cases])
    market = Market(**{name: np.array([each[name] for each in fields]) for name in fields[0]})
    shock = standard_shock(DAYS, RALLY * size, FOREIGN * size,
                           **{name: np.stack([each[name] for each in paths], axis=1) for name in paths[0]})
    found = simulate(market, shock).summary()
    return np.column_stack([100 * found["forced"], 100 * found["voluntary"], CENTS * found["peak"]])


@dataclass(frozen=True, eq=False)
class Days:
    """Forty days of the market up to a day: cents per 100 and $bn."""

    day: int
    gap: np.ndarray
    hurdle: np.ndarray
    position: np.ndarray
    forced: np.ndarray
    run: np.ndarray
    voluntary: np.ndarray
    cash: np.ndarray
    own_money: np.ndarray
    paid: np.ndarray
    margin: np.ndarray
    shortfall: np.ndarray
    number: np.ndarray
    closed: np.ndarray


def compute_days(day, **settings):
    """Return the `Days` for `scenario`'s settings."""
    found = run(**settings)
    return Days(
        day=day, gap=CENTS * found["dislocation"], hurdle=CENTS * found["hurdle"], position=found["position"],
        forced=found["forced_sale"], run=found["run_sale"], voluntary=found["voluntary_sale"], cash=found["cash"],
        own_money=found["own_money"], paid=-found["variation_margin"], margin=found["margin_posted"],
        shortfall=found["shortfall"], number=found["spiral_number"], closed=found["closed"])


def describe_days(days):
    """Say what happened on the day, and what has been sold so far."""
    at, upto = days.day, slice(0, days.day + 1)
    forced, left = (100 * np.maximum(sold, 0)[upto].sum() / days.position[0] for sold in (days.forced, days.voluntary))
    tiles = (("Future less note, cents", f"{days.gap[at]:.1f}"), ("Sold by force, %", f"{forced:.1f}"),
             ("Own accord, %", f"{left:.1f}"), ("R that day", f"{days.number[at]:.2f}"))
    if at == DAYS:
        return Reading(_end_words(days), tiles)
    if not at:
        return Reading(f"Day 0. The future is {days.gap[0]:.1f} cents per 100 dearer than the note. That pays funds "
                       "what they ask for. Press Play.", tiles)
    return Reading(f"Day {at}{_phase(at)}. {_cash_words(days)} {_sale_words(days)}", tiles)


def _end_words(days):
    """Sum up all days."""
    def sold(amounts):
        return f"{money(np.maximum(amounts, 0).sum(), 0)}"

    if days.closed[-1]:
        return _sale_words(days)
    if not np.any(np.concatenate([days.forced, days.run, days.voluntary]) > 0.05):
        return (f"In {DAYS} days nobody sells: cash never falls below {money(days.cash.min())}. The gap still widens "
                f"to {days.gap.max():.0f} cents, because foreigners sell to dealers.")
    worst = int(np.argmax(days.forced))
    said = f" The worst day is day {worst}, with {money(days.forced[worst], 0)}." if days.forced[worst] > 0.05 else ""
    left = f", {sold(days.run)} because lenders left" if days.run.max() > 0.05 else ""
    return (f"In {DAYS} days funds sell **{sold(days.forced)} by force**{left} and {sold(days.voluntary)} of their own "
            f"accord.{said} The gap widens to {days.gap.max():.0f} cents. R is never above "
            f"{_up(days.number.max()):.1f}.")


def _phase(day):
    for start, end, _, words in days_chart.SPANS:
        if start < day < end:
            return f", {words}"
    return ""


def _cash_words(days):
    at = days.day
    if days.closed[at - 1]:
        return ""
    paid, margin = days.paid[at], days.margin[at] - days.margin[at - 1]
    said = f"Funds {'pay' if paid > 0 else 'get'} {money(abs(paid))} on their futures"
    if margin > 0.05:
        said += f" and leave {money(margin)} more as margin"
    return said + "."


def _sale_words(days):
    at = days.day
    if days.closed[at]:
        when = int(np.argmax(days.closed))
        return (f"On day {when} **no sale was enough: funds were closed out**, with {money(days.forced[when], 0)} sold "
                "that day.")
    said = []
    if days.forced[at] > 0.05:
        said.append(f"Cash is {money(days.shortfall[at], 2)} short, so they **must sell {money(days.forced[at], 0)}**.")
    if days.run[at] > 0.05:
        said.append(f"Lenders take {money(days.run[at], 0)} out and hand back the notes, which are sold one for one.")
    if days.voluntary[at] > 0.05:
        said.append(f"They sell {money(days.voluntary[at], 0)} of their own accord: the gap pays less than they ask.")
    if days.voluntary[at] < -0.05:
        said.append(f"They buy {money(-days.voluntary[at], 0)} back: the gap pays more than they ask.")
    return " ".join(said) or f"The cash is enough: {money(days.cash[at])} is left."


def days_table(days):
    """Return the days up to the day on show."""
    import pandas
    table = pandas.DataFrame({
        "day": np.arange(days.gap.size), "future_less_note_cents": days.gap, "funds_ask_cents": days.hurdle,
        "position": days.position, "forced_sale": days.forced, "run_sale": days.run, "voluntary_sale": days.voluntary,
        "cash": days.cash, "own_money": days.own_money, "R": days.number})
    return table.head(days.day + 1)


def _market_controls():
    return [
        Choice("market", "Market", MARKETS, "crowded", "How large the position is, and how much dealers take cheaply.",
               "market"),
        Choice("shock", "Shock", SHOCKS, "standard", "Yields fall 60bp on days 6 to 10; then they come back while "
               "foreigners sell $240bn.", "market"),
    ]


def days_explorer():
    """Return the explorer of the market day by day."""
    _, times, h, tau = BASE["crowded"]
    return Explorer(
        "days", prefix="d_", compute=compute_days, chart=days_chart, describe=describe_days, table=days_table,
        controls=[
            *_market_controls(),
            leverage(times, low=15, help="Fixed own money: more leverage is less buffer, and a narrower gap on day 0."),
            haircut(h, help="How it is paid for is the next choice. Usual: calm 1%, crowded 0.5%, cliff none."),
            Choice("when", "That haircut comes", WHEN, "own", "With new own money the buffer stays and leverage is "
                   "lower than the slider says.", "funding"),
            Slider("term_share", "Term repo", "% of the repo", 0, 100, 5, tau,
                   "Struck anew over 30 days. A rally brings no cash from these lenders at once.", "funding"),
            Slider("repo_spread", "Extra repo rate", "bp a year", -25, 300, 5, 0,
                   "From day 6 on, over the rate in the futures price. Not in R: it raises what funds ask for.",
                   "funding"),
            Slider("nights", "Expected to last", "nights", 1, 90, 1, NIGHTS,
                   "For how long funds expect that rate. For one night nobody moves.", "funding"),
            Slider("day", "Day", "", 0, DAYS, 1, DAYS, "Go through the days with Play, or by hand.", "view", play=500),
        ],
        presets={"Calm": _without_defaults("calm"), "Crowded": {}, "Cliff": _without_defaults("cliff"),
                 "Dear repo": _without_defaults("calm", repo_spread=50),
                 "Haircut as a level": _without_defaults("cliff", haircut=2.0, when="new"),
                 "Haircut as a change": _without_defaults("cliff", haircut=2.0, when="change")},
        assumptions=_market_assumptions())


def _without_defaults(market, **changes):
    """Return what a preset names: the settings of a market that differ from those of the crowded one."""
    first = usual("crowded")
    return {name: value for name, value in usual(market, **changes).items() if value != first[name]}


def _market_assumptions():
    return (
        "One note, one future, one fund sector, one day after the other in fixed order. Dealers take what is sold on "
        "two straight lines and pass 5% of it on each day.",
        "Half of the gap shows in the futures price, half in the note's. The margin follows the moving volatility of "
        "yields.",
        "Price impact, dealers' room, buffers and the share of term repo are not public. Who sells first, and how "
        "fast, rests on them.",
        "Funds ask for 4% a year on own money over the repo rate. They leave or come back slowly.",
        f"“Lenders leave as well”: {100 * RUN:.0f}% of the loans due on day {RUN_DAY} are not renewed.",
    )


# ---- follow the money -----------------------------------------------------------------------------------


KINDS_OF_PAYMENT = {  # words of the table: rows of the model
    "interest, roll-down": (0, 1), "variation margin": (2, 3), "initial margin": (4,), "notes": (6,),
    "funds' repo": (5,), "dealers' repo": (11,), "bid-ask spread": (7,), "unpaid, losses": (8, 9, 10),
}


@dataclass(frozen=True, eq=False)
class Money:
    """A day's payments by kind and party, and what everybody owns and owes at its close; $bn, futures $bn face."""

    day: int
    show: str
    rows: dict
    change: dict
    sheets: dict
    worth: dict
    futures: dict

    @property
    def cash(self):
        """Everybody's cash at the close."""
        return next(iter(self.sheets.values()))

    @property
    def headline(self):
        """The picture in a line."""
        what = "who received (+) and paid (−), $bn" if self.show == "payments" else "what everybody owns and owes"
        return f"Day {self.day}{_phase(self.day)}: {what}"


@lru_cache(maxsize=16)
def _days_run(market, shock, leverage):
    """Return a run without any series; `flows` finds the payments itself."""
    fields, paths = scenario(**usual(market, shock=shock, leverage=leverage))
    size = SIZES[shock]
    return MarketRun(Market(**fields), standard_shock(DAYS, RALLY * size, FOREIGN * size, **paths), {})


def compute_money(market, shock, leverage, day, show="payments"):
    """Return the `Money` of a day; haircut and term repo are the usual ones of the market."""
    return replace(_money(market, shock, leverage, day), show=show)


@lru_cache(maxsize=128)
def _money(market, shock, leverage, day):
    """Return the `Money` of a day, to be shown either way."""
    found = _days_run(market, shock, leverage)
    paid, owned = accounts(found, day)
    payments = paid.loc[list(ROWS)].to_numpy()
    rows = {words: dict(zip(paid.columns, payments[list(which)].sum(axis=0).tolist(), strict=True))
            for words, which in KINDS_OF_PAYMENT.items()}
    sheets = owned.to_dict("index")
    worth, _, futures = (sheets.pop(item) for item in ("net worth", "notes, face", "futures, face"))
    return Money(day, "payments", rows, paid.loc["change in cash"].to_dict(), sheets, worth, futures)


def describe_money(found):
    """Follow the fund's money: the futures, the notes, the loans on them."""
    tiles = (("Funds' cash, $bn", f"{found.cash['fund']:.1f}"),
             ("Notes sold by funds, $bn", f"{max(found.rows['notes']['fund'], 0):.0f}"),
             ("All payments together", money_chart.short(sum(found.change.values()), plus="")))
    if found.show == "sheets":
        fund = {item: parts["fund"] for item, parts in found.sheets.items()}
        return Reading(f"Funds own notes worth {money(fund['notes'])} and owe {money(-fund['repo'])} of repo on them. "
                       f"Their margin is {money(fund['initial margin'])}, and {money(found.worth['fund'])} is their "
                       "own. **Each debt is somebody's asset**: all equity together is just the notes.", tiles)
    return Reading(f"{_futures_words(found)} {_notes_words(found)} **Each row sums to zero**: no money is lost, it is "
                   "somewhere else.", tiles)


def _futures_words(found):
    paid = found.rows["variation margin"]
    fund, dealer, buyer = (paid[party] for party in ("fund", "dealer", "real money"))
    if buyer >= 0:
        return (f"Futures have risen. Their buyers receive **{money(buyer)}**: funds pay {money(-fund)} of it, dealers "
                f"{money(-dealer)}, through the clearing house.")
    return (f"Futures have fallen. Their buyers pay **{money(-buyer)}**: funds receive {money(fund)}, dealers "
            f"{money(dealer)}, through the clearing house.")


def _notes_words(found):
    notes, repo = found.rows["notes"]["fund"], found.rows["funds' repo"]["fund"]
    if notes > 0.05:
        dealers = found.rows["dealers' repo"]["dealer"]
        return (f"Funds sell notes for {money(notes)} and repay {money(-repo)} of repo: little stays with them. "
                f"Dealers, who buy, borrow {money(dealers)} more.")
    if notes < -0.05:
        return f"Funds buy notes for {money(-notes)}; lenders add {money(repo)}."
    if repo > 0.05:
        return f"The notes are worth more, so lenders add {money(repo)}."
    if repo < -0.05:
        return f"The notes are worth less, so lenders take {money(-repo)} back."
    return "Lenders' claims hardly change."


def money_table(found):
    """Return the payments by kind and party, their sums and the cash at the close."""
    import pandas
    rows = {**found.rows, "change in cash": found.change, "cash at the close": found.cash}
    if found.show == "sheets":
        rows = {**found.sheets, "net worth": found.worth, "futures, face": found.futures}
    table = pandas.DataFrame(rows).T.rename_axis("item").reset_index()
    return table.assign(sum=table.drop(columns="item").sum(axis=1).round(9) + 0.0)


def money_explorer():
    """Return the explorer that follows the money on a day."""
    return Explorer(
        "money", prefix="f_", compute=compute_money, chart=money_chart, describe=describe_money, table=money_table,
        controls=[
            *_market_controls(),
            leverage(BASE["crowded"][1], low=15, high=48, help="Fixed own money: more leverage is less buffer."),
            Slider("day", "Day", "", 1, DAYS, 1, 9, "Go through the days with Play, or by hand.", "view", play=1200),
            Choice("show", "Show", {"payments": "who paid whom", "sheets": "T-accounts at the close"}, "payments",
                   "The day's payments, or what everybody owns and owes after them.", "view"),
        ],
        presets={"The first forced sale": {}, "Owns and owes": {"show": "sheets"}, "Foreigners sell": {"day": 11},
                 "Lenders leave": {"shock": "run", "day": RUN_DAY},
                 "The cliff, 48 times": {"market": "cliff", "leverage": 48, "day": 9}},
        assumptions=(
            "Roll-down is the part of the gap that closes with each day. It and interest are counted above the repo "
            "rate that is built into the futures price.",
            "The Fed's cash is the money it has issued, so it counts below zero. What it bought with it before is left "
            "out.",
            "Dealers keep no cash: what they need they borrow from lenders or, short of those, from the Fed. Their "
            "capital and their other business are left out.",
            "Haircut and term repo are the usual ones of the chosen market; nobody else trades.",
            *_market_assumptions()[2:3]))


# ---- prediction, exercises, page ------------------------------------------------------------------------


def tiny_fund(number, shortfall=1.0, position=GUESS_POSITION, locked=GUESS_LOCKED):
    """Return position, locked share, impact and shortfall of a fund with this spiral number; locked in %."""
    return position, locked / 100, number * locked / 100 / position, shortfall


def guess():
    """Return the prediction that opens the page."""
    below, above = (spiral.forced_sale(*tiny_fund(number)) for number in (GUESS_BELOW, GUESS_ABOVE))
    first = spiral.sale_for_call(1.0, GUESS_LOCKED / 100)
    twice = GUESS_ABOVE / GUESS_BELOW * below
    return Choose(
        f"Funds hold ${GUESS_POSITION:,}bn of notes and are **$1bn** short of cash. Selling $100 frees "
        f"${GUESS_LOCKED:g}, so the first round sells ${first:.0f}bn. Each sale moves the price against what they "
        f"still hold. **R** compares a small round with the one before. At R = {GUESS_BELOW} they sell "
        f"${below:.0f}bn in the end. How much do they sell at R = {GUESS_ABOVE}?",
        (Option("twice", f"about ${twice:.0f}bn: R is about twice as large",
                f"The sale does not grow in step with R. Near 1 each round is about as large as the one before, and "
                f"there are many: {above:.0f}."),
         Option("little", f"${below:.0f}bn and a little more",
                f"Below 1 the rounds die out. Above 1 they first grow. The sale is {above:.0f}, not {below:.0f}."),
         Option("part", f"about ${above:.0f}bn, a good third",
                "The rounds grow at first. But with each one less is left that can lose, so they shrink again and "
                "end."),
         Option("all", f"all ${GUESS_POSITION:,}bn: above 1 it never ends",
                f"So it looks from the first rounds. But what is sold can lose no more. The rounds shrink again, and "
                f"the sale ends at {above:.0f}. It takes an R of about 2 to sell everything.")),
        "part", "What can still lose after half is sold?", "See the first picture.")


def seen():
    """Return what the reader should have seen, with its numbers."""
    return f"## What you should have seen\n{_seen_rounds()}\n\n{_seen_map()}\n\n{_seen_days()}\n\n{_seen_tendencies()}"


def _seen_rounds():
    found = {name: compute_spiral(**{**START, **state}) for name, state in LOSS.items()}
    listed = "; ".join(f"*{name}* R = {each.number:.2f}, {each.end:.0f}% sold" for name, each in found.items())
    cliff = found["cliff"]
    impact = LOSS["cliff"]["impact"] / CENTS
    held, edge = (spiral.forced_sale(cliff.position, cliff.locked / 100, impact, missing)
                  for missing in (0.0, SMALLEST))
    return f"""
**One number to remember.** R is price impact times position, divided by what each dollar of notes locks. In \
the first picture the blue line falls by impact times position, the dashed one by what a sale frees. So R \
compares their slopes: {listed}.

**The buffer decides whether, R decides how far.** At the cliff a call that the buffer just pays sells \
{money(held, 0)}. A call that is larger by a thousand dollars sells {money(edge, 0)}. It is a cliff's edge, not a \
tide."""


def _seen_map():
    crowded = compute_spiral(**START)
    tight = compute_spiral(**{**START, "haircut": START["haircut"] + 0.1})
    cliff, impact = LOSS["cliff"], LOSS["cliff"]["impact"] / CENTS
    buffer = buffer_at(cliff["leverage"], cliff["haircut"] / 100, MARGIN) * cliff["position"]
    locked, rise = cliff["haircut"] / 100 + MARGIN, cliff["call"] / 100
    change = spiral.margin_change(cliff["position"], locked, rise, impact, buffer)
    return f"""
**A higher haircut moves you two ways on the map.** In the crowded market 0.1 percentage points more take R from \
{crowded.number:.2f} to {tight.number:.2f}: calmer. It also eats the buffer, and what is missing goes from \
{money(crowded.missing, 2)} to {money(tight.missing, 2)}. The sale goes from {money(crowded.sale, 0)} to \
{money(tight.sale, 0)}.

**A margin calms as a level and burns as a change.** At the cliff, let the call be a rise of the margin by \
{cliff["call"]:g} percentage points. As a level it takes R from {change.number_before:.2f} to \
{change.number_after:.2f}, the calm side of 1. As a change it is a call of {money(change.shortfall + buffer, 0)} \
today, {money(change.shortfall, 0)} more than the buffer, and forces out {money(change.sale, 0)} on the way there."""


def _seen_days():
    (none, *_), (level, _, low), (shift, _, high), (_, left, _), (_, one, _) = sold_together([
        usual("cliff"), usual("cliff", haircut=2.0, when="new"), usual("cliff", haircut=2.0, when="change"),
        usual("calm", repo_spread=50), usual("calm", repo_spread=300, nights=1)])
    found = run(**usual("crowded"))
    most, paid = found["spiral_number"].max(), -found["variation_margin"][9]
    return f"""
**The same in the daily market.** The cliff without a haircut sells {none:.0f}% by force. With a haircut of 2% from \
the start, paid with new own money, {level:.0f}%, and the gap widens to {low:.0f} cents. Bring the same 2% on day 6, \
and it is {shift:.0f}% and {high:.0f} cents.

**Most forced sales need no R above 1.** In the crowded market R stays below {_up(most):.1f} on every day. Funds sell \
because a rally asks for cash: futures are paid tonight, term lenders pay late, and the margin rises. R only says how \
much comes on top.

**The repo rate works slowly.** It is not in R. At 50bp over the rate in the futures price, expected to last \
{NIGHTS} nights, funds in the calm market sell {left:.0f}% of their own accord, and nothing by force. At 300bp for one \
night they sell {one:.0f}%.

**On day 9 the money is with the futures buyers.** Funds pay {money(paid)} on their futures, the buyers of the futures \
have it. What lenders get back for the notes sold, they lend to the dealers who bought them. All payments together are \
nothing."""


def _up(value):
    return np.ceil(10 * value) / 10


def _seen_tendencies():
    cheap, dear, less, more, half = sold_together([
        usual("crowded"), usual("crowded", repo_spread=25),
        *(usual("cliff", term_share=share) for share in (10, 15, 50))])
    late, early = (int(np.argmax(run(**usual("cliff", term_share=share))["forced_sale"])) for share in (10, 15))
    return f"""
**Some rules are only tendencies.** A dearer repo rate should make things worse. In the crowded market 25bp more \
*lower* forced sales, from {cheap[0]:.0f}% to {dear[0]:.0f}%: {dear[1]:.0f}% have left of their own accord before the \
worst day, and those who have left need no cash.

At the cliff more term repo should hurt in a rally. But going from 10% to 15% takes forced sales from {less[0]:.0f}% \
to {more[0]:.0f}%. At 10% the cash lasts until day {late}. By then foreigners have filled the dealers, and a sale \
moves the price most. At 15% it is gone on day {early}: **a smaller sale comes earlier and spares the large one**. At \
50% they are back at {half[0]:.0f}%. So try both sides of a setting before you believe a rule."""


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_number_question(rng), _multiplier_question(rng), _jump_question(rng), _change_question(rng),
            _cross_question(rng), _haircut_question(rng)]


def _number_question(rng):
    q, cents = int(rng.choice([600, 800, 900])), float(rng.choice([0.1, 0.15, 0.2]))
    h, m, times = float(rng.choice([0.5, 1.0])), float(rng.choice([1.1, 1.3])), int(rng.choice([20, 25]))
    answer = spiral.spiral_number(q, (h + m) / 100, cents / CENTS)
    moved = cents * q / 100
    return Numeric(
        f"Funds hold ${q}bn of notes at {times} times their own money. The haircut is {h:g}%, the futures margin "
        f"{m:g}%, and the rest of own money is free cash. Dealers are full: each $1bn sold moves the price against the "
        f"funds by {cents:g} cents per 100. What is R?",
        answer, "", 0.0101 * answer,
        "What does selling $1bn cost the notes that are left? And how much does it free?",
        f"Each $1bn sold moves the price by {cents:g} cents per $100. On {q} billion that is {cents / CENTS:.6f} × {q} "
        f"= {moved / 100:.3g} billion lost. Selling $1bn frees {h:g}% + {m:g}% = {(h + m) / 100:.3g} billion. R = "
        f"{moved / 100:.3g}/{(h + m) / 100:.3g} = **{answer:.2f}**. Leverage is not in it: free cash is not locked.",
        ((moved * times / 100, f"You divided by 1/{times}, all own money behind a note. Free cash is not locked in the "
          "notes; selling them does not free it."),
         (moved / h, "You left out the margin. A sale closes the future as well and frees it."),
         (moved / m, "You left out the haircut. It is own money in the note, and a sale frees it."),
         (moved / 100, "That is the loss. Divide it by what the sale frees.")))


def _multiplier_question(rng):
    number, e = float(rng.choice([0.4, 0.6, 0.75])), float(rng.choice([1.6, 2.0, 2.5]))
    call, q = float(rng.choice([0.2, 0.4])), 1000
    first = spiral.sale_for_call(call, e / 100)
    answer = first * spiral.multiplier(number)
    exact = spiral.forced_sale(q, e / 100, number * e / 100 / q, call)
    return Numeric(
        f"Funds are ${call:g}bn short. A sale frees {e:g}% of what is sold, and R = {number:g}. Each round is R times "
        "the one before. How much is sold in all rounds together?",
        answer, "$bn", 0.0101 * answer,
        "How much does the first round sell? Then add up 1 + R + R² and so on.",
        f"The first round sells {call:g}/{e / 100:g} = {first:.4g}. The rounds add up to 1/(1 − {number:g}) = "
        f"{spiral.multiplier(number):.3g} times that: **{answer:.1f}** billion. It is the most it can be: later rounds "
        f"hit a smaller position. With {q:,} billion of notes it is exactly {exact:.1f}.",
        ((first, "That is the first round. Its own price fall makes a second one."),
         (first * (1 + number), "That is two rounds. The second makes a third, and so on."),
         (first * number, "That is the second round alone."),
         (call * spiral.multiplier(number), "You added up the missing cash. To find $1 the funds must sell far more "
          "than $1.")))


def _jump_question(rng):
    number, q = float(rng.choice([1.1, 1.25, 1.5])), int(rng.choice([600, 800, 1000]))
    answer = spiral.jump_size(q, 0.02, number * 0.02 / q)
    return Numeric(
        f"Funds hold ${q}bn. While R was 0.9, a call of a few dollars over the buffer made them sell a few thousand "
        f"dollars of notes. Now R = {number:g}, and again a few dollars are missing. How many billions do they sell?",
        answer, "$bn", 0.0101 * answer,
        "Own money lost is impact × (Qx − x²/2), what a sale frees is e × x. At which x are they equal?",
        f"The sale ends where loss and freed money meet: impact × (Q − x/2) = e. Divide by e: R (1 − x/2Q) = 1, so x = "
        f"2Q (1 − 1/R) = 2 × {q} × (1 − 1/{number:g}) = **{answer:.0f}** billion. It does not matter how few dollars "
        "were missing.",
        ((0.0, "That is right for R below 1, where rounds shrink. Now they grow at first."),
         (float(q), "Rounds grow at first, but what is sold can lose no more. Everything goes from R = 2."),
         (q * (1 - 1 / number), "Half of it. What is sold loses half the price fall only: it was sold on the way."),
         (q * (number - 1), "R − 1 is how fast rounds grow. Where do loss and freed money meet?")))


def _change_question(rng):
    q, rise, rest = int(rng.choice([600, 800, 1000])), float(rng.choice([0.5, 0.6])), float(rng.choice([0.1, 0.2]))
    e, impact = 1.5, 0.1
    change = spiral.margin_change(q, e / 100, rise / 100, impact / CENTS, buffer=rest / 100 * q)
    unchanged = spiral.forced_sale(q, e / 100, impact / CENTS, change.shortfall)
    return Choose(
        f"Funds hold ${q:,}bn, lock {e:g}% of it and have {rest:g}% in free cash. Each $1bn sold costs "
        f"{impact:g} cents per 100, so R = {change.number_before:.2f}. The clearing house raises the margin by "
        f"{rise:g} percentage points. What happens?",
        (Option("calm", f"R falls to {change.number_after:.2f}, so nothing is sold.",
                f"R does fall. But the rise itself is a call of {money(rise / 100 * q, 2)} tonight, and the buffer "
                f"pays {money(rest / 100 * q, 2)} of it."),
         Option("both", f"R falls to {change.number_after:.2f}, and {money(change.sale, 0)} is sold.",
                "As a level the higher margin calms: a sale frees more. As a change it burns: it must be paid "
                "tonight."),
         Option("worse", f"R rises, and {money(unchanged, 0)} is sold.",
                "A call comes, right. But each note now locks more, so selling it frees more: R falls."),
         Option("none", "Nothing: a margin is not a loss.",
                "It is not a loss. It is cash that has to be there tonight, and it is not.")),
        "both", "Take the two apart: what is R afterwards, and what has to be paid today?",
        f"R = impact × position / locked: {change.number_before:.2f} × {e:g}/{e + rise:g} = {change.number_after:.2f}. "
        f"The call is {rise:g}% of {q:,} = {money(rise / 100 * q, 2)}, less the buffer: {money(change.shortfall, 2)} "
        f"is missing, and {money(change.sale, 0)} is sold. Funds that had held the higher margin from the start would "
        "have been calmer, with fewer notes or more own money. The same holds for a haircut floor.")


def _cross_question(rng):
    h, m = float(rng.choice([0.4, 0.8, 1.0])), float(rng.choice([1.2, 1.6]))
    q, number = 800, float(rng.choice([0.3, 0.5, 0.6]))
    impact = number * (h + m) / 100 / q
    answer = spiral.spiral_number(q, (h + m / 2) / 100, impact)
    return Numeric(
        f"Funds lock a haircut of {h:g}% and a futures margin of {m:g}%, and R = {number:g}. Under cross-margining the "
        "clearing house sees that the future is hedged, and halves the margin. The position stays. What is R now?",
        answer, "", 0.0101 * answer,
        "What does a sale free now? Does it lose less?",
        f"A sale frees {h:g} + {m / 2:g} = {h + m / 2:g}% instead of {h + m:g}%, and moves the price as before. R = "
        f"{number:g} × {h + m:g}/{h + m / 2:g} = **{answer:.2f}**: higher. On the other side {m / 2:g}% of "
        f"{q} billion, {money(m / 200 * q)}, has come free. Kept as a buffer, it pays a call of that size, and R does "
        "not matter. Used to hold more notes, it raises R further. What happens to the freed cash decides.",
        ((number * (h + m / 2) / (h + m), "The other way round. A sale frees *less* now, so more must be sold."),
         (number, "The price impact stays, but what a sale frees does not."),
         (2 * number, "The haircut is not halved. A sale still frees it."),
         (number / 2, "Less margin is less cash needed, not a smaller R. What does a sale free?")))


def _haircut_question(rng):
    buffer, m = float(rng.choice([1.0, 1.2, 1.5])), float(rng.choice([1.0, 1.2]))
    before, after = CLAIMED_HAIRCUTS
    change = spiral.margin_change(TRADE, (before + m) / 100, (after - before) / 100, 0.0, buffer=buffer / 100 * TRADE)
    called = (after - before) / 100 * TRADE
    answer = change.sale
    return Numeric(
        f"One paper says that lenders raised haircuts from {before}% to {after}% in April 2025. The trade was about "
        f"${TRADE}bn. Say the margin is {m:g}% and funds have {buffer:g}% in free cash. How much would have had to be "
        "sold in the first round, before any price moves?",
        answer, "$bn", 0.0101 * answer,
        "What is called, and what is missing after the buffer? What does a sale free once the new haircut holds?",
        f"Called: {after - before} points of {TRADE} = {money(called)}. The buffer pays {buffer:g}%, "
        f"{money(buffer / 100 * TRADE, 2)}: {money(change.shortfall, 2)} is missing. A sale now frees {after} + {m:g} "
        f"= {after + m:g}%: {change.shortfall:.4g}/{(after + m) / 100:g} = **{answer:.0f}** billion, "
        f"{100 * answer / TRADE:.0f}% of the trade. The Fed found that the trade went on growing that year. So the "
        "claim is doubtful, unless buffers were far larger than we think.",
        ((change.shortfall / (before + m) * 100, "You freed the old haircut. Under the new one a sale frees more."),
         (called / (after + m) * 100, "You left out the buffer. It pays part of the call."),
         (change.shortfall, "That is the cash missing. Of each $100 sold only a few dollars are left."),
         (called, "That is the call. Part of it the buffer pays, and a sale frees only a few per cent.")))


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("margin_spiral", guess=guess(), questions=questions, query=query, parts=[
        "## Round by round\nThe blue line is the funds' own money, the dashed one what their notes still lock. Where "
        "blue is lower, cash is missing. Set **Round** to 0 and press **Play**. Then press **Cliff** and play again.",
        rounds_explorer(),
        "## The map\nThe same funds at every haircut and every price impact. On the black line R is 1. Move a slider "
        "that is *not* on the axes and watch the regions move. Then choose other axes.",
        map_explorer(),
        "## Day by day\nNow the whole market: seven parties, forty days, one shock. *Calm*, *crowded* and *cliff* are "
        "as large as before. But dealers have some room, and leverage and haircut are those usual there. Set **Day** "
        "to 0 and press **Play**. Then press **Haircut as a level**, pin the picture, and press **Haircut as a "
        "change**.",
        days_explorer(),
        "## Follow the money\nTake one day and see who pays whom. What one party pays, another receives.",
        money_explorer(), seen])


def numbers():
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {"1", "2"}
