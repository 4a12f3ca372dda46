"""Page 08: which tool stops which link, the market day by day with help, timing and size, and counting on help."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from basislib.backstop import (
    COSTED,
    LEVERS,
    LINKS,
    CapacityRelief,
    CashBuffer,
    CentralClearing,
    FundLine,
    HaircutFloor,
    LenderCash,
    LeverageCap,
    LongTermHolders,
    MarginDeadline,
    MarginRecall,
    Purchases,
    StandingRepo,
    SteadyMargin,
    TermFunding,
    apply,
    calm_times,
    counting_on,
    fed_assets,
)
from basislib.figures import backstop_days as days_chart
from basislib.figures import backstop_links as links_chart
from basislib.figures import backstop_timing as timing_chart
from basislib.figures import counting_on_help as hazard_chart
from basislib.market import NEVER, Market, MarketRun, each_day, simulate, standard_shock
from basislib.pages import margin_spiral
from basislib.pages.margin_spiral import BASE, CENTS, DAYS, FIRST_DAY, FOREIGN, MARKETS, NIGHTS, RALLY, money
from basislib.widgets.controls import Choice, Slider, haircut, leverage
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# All assumptions of this page in one place; the pictures list them. The markets are those of page 07.
DRAIN, HIGHER_HAIRCUT = 100.0, 0.01  # $bn that lenders lose on day 6; rise of the haircut on that day
SHOCKS = margin_spiral.SHOCKS | {"drain": "lenders lose cash as well", "haircut": "haircuts rise as well"}
SIZES = margin_spiral.SIZES | {"drain": 1.0, "haircut": 1.0}
LIGHT, STOPPED = 0.05, 0.9  # by how much a link must be lower to light up, and to count as stopped

# Figures of the record; the notebook cites them.
RECORDS, CLAIMED = (50.35, 74.6), 120  # $bn: most the facility had lent by 31 October and December 2025; claimed
MARCH_PACE, MARCH_TARGETS = 75, 1032  # $bn a day from 19 March 2020; daily targets from 13 March to 3 April
YEARS = (2020, 2025)  # of both


@lru_cache(maxsize=128)
def scenario(market, shock, **fields):
    """Return market and shock as on page 07 with the standing facility closed; `fields` are those of `Market`."""
    fixed, times, own, tau = BASE[market]
    chosen = {"leverage": times, "haircut": own / 100, "term_share": tau / 100, "nights": float(NIGHTS),
              "srf_open": False}
    day, size = np.arange(1, DAYS + 1), SIZES[shock]
    paths = {"run_share": (day == margin_spiral.RUN_DAY) * (margin_spiral.RUN if shock == "run" else 0.0),
             "drain": (day == FIRST_DAY) * (DRAIN if shock == "drain" else 0.0),
             "haircut_rise": (day >= FIRST_DAY) * (HIGHER_HAIRCUT if shock == "haircut" else 0.0)}
    return Market(**{**fixed, **chosen, **fields}), standard_shock(DAYS, RALLY * size, FOREIGN * size, **paths)


def forced(market, shock, levers=(), **fields):
    """Return what funds are forced to sell under the levers, $bn."""
    return simulate(*apply(*scenario(market, shock, **fields), levers))["forced_sale"].sum(axis=0)


def _market_controls():
    return [
        Choice("market", "Market", MARKETS, "crowded", "As on the page before: how large the position is, and how "
               "much dealers take cheaply.", "market"),
        Choice("shock", "Shock", SHOCKS, "standard", "Yields fall 60bp on days 6 to 10; then they come back while "
               "foreigners sell $240bn.", "market"),
    ]


def _market_assumptions():
    return (
        "Markets and shock are those of the page before: one note, one future, one fund sector. Price impact, "
        "dealers' room, buffers and the share of term repo are not public.",
        f"“Lenders lose cash”: ${DRAIN:g}bn leave them on day {FIRST_DAY}. “Haircuts rise”: by "
        f"{100 * HIGHER_HAIRCUT:g} percentage point on day {FIRST_DAY}.",
        "Without help the standing facility is closed. Once open it lends at the top of the Fed's range, to dealers, "
        "and 90% of a shortage reaches it.",
    )


# ---- day by day -----------------------------------------------------------------------------------------


ALONE = {"pace": 0, "size": 200, "start": 6, "hedged": 0, "facility": "closed", "relief": 0, "line": 0, "cash": 0}
PLANS = {  # preset: what the Fed and the regulators do
    "No help": {}, "Lending only": {"facility": "open", "cash": 100},
    "Outright, early": {"pace": 20, "facility": "open"},
    "Outright, too late": {"pace": 75, "start": 19, "facility": "open"},
    "Too little": {"pace": 2, "size": 50, "facility": "open"},
    "Hedged purchases": {"pace": 20, "hedged": 100, "facility": "open"},
    "Room for dealers": {"relief": 100}, "Line to the funds": {"line": 10},
    "Too much, too early": {"pace": 100, "size": 500, "start": 4, "facility": "open"},
    "The whole kit": {"pace": 20, "hedged": 100, "facility": "open", "relief": 100, "line": 10, "cash": 100},
}
KEPT = ("dislocation", "forced_sale", "run_sale", "voluntary_sale", "position", "own_money", "fed_notes",
        "fed_futures", "note_price", "srf", "fed_line", "repo_spread", "closed")


@dataclass(frozen=True, eq=False)
class Days:
    """Forty days with help up to a day, and without it (`_alone`): cents per 100, $bn, $m a basis point."""

    day: int
    gap: np.ndarray
    gap_alone: np.ndarray
    forced: np.ndarray
    forced_alone: np.ndarray
    run: np.ndarray
    voluntary: np.ndarray
    position: float
    notes: np.ndarray
    assets: np.ndarray
    rate: np.ndarray
    rate_alone: np.ndarray
    result: np.ndarray
    exposure: float
    saved: float
    closed: bool

    @property
    def sold(self):
        """What is sold on each day for whatever reason, $bn."""
        return self.forced + self.run + self.voluntary


def levers_of(pace, size, start, hedged, facility, relief, line, cash):
    """Return the levers of a plan: $bn a day, $bn, day, %, "open" or "closed", %, $bn and $bn."""
    levers = [StandingRepo(cap=NEVER)] if facility == "open" else []
    if pace and size:
        levers.append(Purchases(pace=pace, size=size, start=start, hedged=hedged / 100))
    if relief:
        levers.append(CapacityRelief(relief / 100, start))
    if line:
        levers.append(FundLine(line))
    if cash:
        levers.append(LenderCash(size=cash, start=start))
    return levers


@lru_cache(maxsize=64)
def programme(market, shock, **plan):
    """Return the `Days` of `levers_of`'s settings at the last day; a step of the day costs only a picture."""
    bare, blow = scenario(market, shock)
    helped, path = apply(bare, blow, levers_of(**plan))
    (with_, result), (alone, result_alone) = _with_books(helped, path), _alone_with_books(market, shock)
    assets = fed_assets(MarketRun(helped, path, with_), bare, blow)
    own = [each["own_money"][-1] - each["own_money"][0] for each in (with_, alone)]
    return Days(
        day=DAYS, gap=CENTS * with_["dislocation"], gap_alone=CENTS * alone["dislocation"],
        forced=with_["forced_sale"], forced_alone=alone["forced_sale"], run=with_["run_sale"],
        voluntary=np.maximum(with_["voluntary_sale"], 0), position=bare.position,
        notes=with_["fed_notes"] * with_["note_price"], assets=assets, rate=with_["repo_spread"],
        rate_alone=alone["repo_spread"], result=result - result_alone,
        exposure=0.1 * bare.duration * (with_["fed_notes"] - with_["fed_futures"]).max(), saved=own[0] - own[1],
        closed=bool(with_["closed"][-1]))


@lru_cache(maxsize=32)
def _alone_with_books(market, shock):
    """Return `_with_books` without any help: no plan moves it."""
    return _with_books(*scenario(market, shock))


def _with_books(market, shock):
    """Return the series of a single scenario and the Fed's result day by day, in one pass through the days.

    `basislib.backstop.costs` finds the same result, with everybody's books kept twice: too slow for a slider.
    """
    series = {name: np.empty(DAYS + 1) for name in KEPT}
    result = np.zeros(DAYS + 1)
    for day, (_, before, today) in enumerate(each_day(market, shock, (), slice(0, 1))):
        for name, kept in series.items():
            kept[day] = getattr(today, name)
        if day:
            result[day] = result[day - 1] + _fed_gain(before, today)
    return series, result


def _fed_gain(b, d):
    """Return what the Fed earns on a day, $bn: interest, its notes, its short futures, less what it loses."""
    notes = b.fed_notes * (d.note_price - b.note_price) + d.bought * (d.note_price - d.note_before)
    futures = (b.fed_futures * (b.futures_price - d.futures_price + d.roll_down)
               + d.hedged * (d.futures_before - d.futures_price))
    return d.interest_srf + d.interest_line - d.loss_fed + notes + futures


def compute_days(day, **settings):
    """Return the `Days` up to a day for a market, a shock and the settings of `levers_of`."""
    found = programme(**settings)
    return Days(**{**vars(found), "day": day})


def describe_days(days):
    """Say what the help did, and what the Fed has on its books."""
    upto = slice(0, days.day + 1)
    tiles = (("Forced sales, $bn", _both(days.forced_alone[upto].sum(), days.forced[upto].sum())),
             ("Widest gap, cents", _both(days.gap_alone[upto].max(), days.gap[upto].max())),
             ("Fed's sheet, $bn", f"+{days.assets[upto].max():,.0f}"),
             ("Fed's result, $bn", links_chart.style.signed(days.result[days.day], 1)))
    if days.day < DAYS:
        return Reading(f"Day {days.day}. {_day_words(days)}", tiles)
    return Reading(f"{_help_words(days)} {_book_words(days)}", tiles)


def _both(alone, helped):
    """Return a number without and with help, for a tile."""
    return f"{alone:,.0f} → {helped:,.0f}"


def _day_words(days):
    at = days.day
    sold = days.sold[at]
    said = f"Funds sell {money(sold, 0)} today. " if sold > 0.5 else "Funds sell nothing today. "
    said += f"Without help it is {money(days.forced_alone[at], 0)} by force. "
    return said + (f"The gap is {days.gap[at]:.0f} cents, without help {days.gap_alone[at]:.0f}. The Fed has bought "
                   f"and lent {money(days.assets[at], 0)}.")


def _help_words(days):
    without, helped = days.forced_alone.sum(), days.forced.sum()
    if not days.assets.max() > 0.05 and np.array_equal(days.gap, days.gap_alone):
        return (f"Nobody helps. {_sold(helped, days.position)}, and the gap widens to {days.gap.max():.0f} cents. "
                "Choose a preset, or move what the Fed can do.")
    said = f"Without help: {_sold(without, days.position)}. With it: **{_sold(helped, days.position)}**. "
    if helped > without + 0.5:
        said += "**More than without.** Purchases raise the notes' price, and the short futures must pay for it. "
    elif without > 0.5 and helped > 0.98 * without:
        said += "Next to nothing is spared. "
    left = days.voluntary.sum()
    if left > 0.5:
        said += f"{money(left, 0)} more leaves of its own accord: the gap no longer pays. "
    gaps, rates = ([f"{max(values.max(), 0):.0f}" for values in pair] for pair in (
        (days.gap, days.gap_alone), (days.rate, days.rate_alone)))
    gap, rate = (", as without" if new == old else f" instead of {old}" for new, old in (gaps, rates))
    return f"{said}The gap widens to {gaps[0]} cents{gap}; the repo rate rises by {rates[0]}bp{rate}."


def _sold(amount, position):
    if amount < 0.05:
        return "no forced sale"
    return f"{money(amount, 0)} sold by force, {100 * amount / position:.0f}% of the position"


def _book_words(days):
    if not days.assets.max() > 0.05:
        return "" if np.array_equal(days.gap, days.gap_alone) else "The Fed's balance sheet does not grow."
    said = f"The Fed's balance sheet grows by up to {money(days.assets.max(), 0)}"
    if days.exposure > 0.05:
        said += f"; a basis point more in yields costs it ${days.exposure:.0f} million"
    said += f". By day {DAYS} it has {_won(days.result[-1])}"
    if abs(days.saved) < 0.05:
        return f"{said}, and funds are as well off as without help."
    return f"{said}, and funds are {money(abs(days.saved))} {'better' if days.saved >= 0 else 'worse'} off."


def days_table(days):
    """Return the days up to the day on show, with and without help."""
    import pandas
    table = pandas.DataFrame({
        "day": np.arange(days.gap.size), "future_less_note_cents": days.gap,
        "future_less_note_cents_without": days.gap_alone, "forced_sale": days.forced,
        "forced_sale_without": days.forced_alone, "run_sale": days.run, "voluntary_sale": days.voluntary,
        "repo_over_normal_bp": days.rate, "repo_over_normal_bp_without": days.rate_alone, "fed_notes": days.notes,
        "fed_assets": days.assets, "fed_result": days.result})
    return table.head(days.day + 1)


def days_explorer():
    """Return the explorer of the market with a programme."""
    return Explorer(
        "days", prefix="d_", compute=compute_days, chart=days_chart, describe=describe_days, table=days_table,
        controls=[
            *_market_controls(),
            Slider("pace", "Fed buys", "$bn a day", 0, 100, 1, PLANS["Outright, early"]["pace"], "Notes, at the "
                   "day's price, before the forced sales. 0 for none.", "policy"),
            Slider("size", "In all", "$bn", 0, 600, 10, ALONE["size"], "Then the purchases end.", "policy"),
            Slider("start", "Help begins", "day", 1, 30, 1, ALONE["start"], "Holds for purchases, dealers' room and "
                   "lenders' cash. The line and the facility stand from day 1.", "policy"),
            Slider("hedged", "Hedged", "% of the purchases", 0, 100, 10, ALONE["hedged"], "For these the Fed sells "
                   "futures as well. Nobody has done it.", "policy"),
            Choice("facility", "Standing repo facility", {"open": "open: lends to dealers", "closed": "closed"},
                   "open", "At the top of the Fed's range, without limit. Funds have no access.", "policy"),
            Slider("relief", "More room for dealers", "%", 0, 200, 10, 0, "A lower leverage ratio (SLR). Here it "
                   "stays to the last day.", "policy"),
            Slider("line", "Line to the funds", "$bn", 0, 30, 1, 0, "Unsecured, 100bp over the normal rate. Nobody "
                   "has done it.", "policy"),
            Slider("cash", "Cash to lenders", "$bn", 0, 300, 10, 0, "The Fed adds it on the first day of help; it "
                   "stays.", "policy"),
            Slider("day", "Day", "", 0, DAYS, 1, DAYS, "Go through the days with Play, or by hand.", "view", play=500),
        ],
        presets=_plans(),
        assumptions=(
            "Each $1bn bought outright raises the note's value by 0.15 cents per 100 for good. Hedged purchases leave "
            "it alone. Nobody knows these numbers.",
            "The Fed's result counts its notes at the last day's price: selling them all at once would move it. What "
            "it lent counts without risk, but for the line.",
            *_market_assumptions()))


def _plans():
    """Return the presets: what differs from the first plan on show, all in the market of the reader's choice."""
    shown = ALONE | PLANS["Outright, early"]
    return {name: {field: value for field, value in (ALONE | plan).items() if value != shown[field]}
            for name, plan in PLANS.items()}


# ---- which tool stops which link ------------------------------------------------------------------------


TOOLS = dict(zip((  # in the order of LEVERS
    "facility", "cash", "outright", "hedged", "relief", "line", "clearing", "floor", "cap", "buffer", "term", "recall",
    "steady", "deadline", "holders"), LEVERS, strict=True))
HOLD = {"buffer": "free cash: new own money", "own": "own money: less free cash"}
MEASURES = (  # link, what is measured, decimals, what counts as nothing
    ("haircut", "more asked for each $100 of notes, $", 2, 0.02),
    ("margin call", "most cash short on a day, $bn", 2, 0.02),
    ("funding", "not lent on each $100 of notes, $", 2, 0.02),
    ("price impact", "gap wider than in calm times, cents", 0, 0.5),
    ("dealer room", "dealers' room in use, %", 0, 1.0),
    ("rate", "repo rate above normal, bp", 0, 1.0),
)
LINK_KEPT = (*COSTED, "haircut", "shortfall", "run_sale", "overnight_repo", "term_repo", "room_used")


@dataclass(frozen=True)
class Link:
    """A link of the chain: its number without and with the tool, its state, and whether the tool is said to stop it."""

    name: str
    words: str
    places: int
    without: float
    with_tool: float
    state: str
    change: str
    named: bool


@dataclass(frozen=True, eq=False)
class Chain:
    """The six links under a tool, forced sales and widest gap without and with it, and what the Fed had to lend."""

    tool: str
    sized: str
    links: tuple
    forced: tuple
    assets: float
    closed: bool
    kept: str

    @property
    def headline(self):
        """The picture in a line."""
        return f"{self.sized[0].upper()}{self.sized[1:]}"


def lever(tool, size, start):
    """Return a tool in a size, times the usual one, from a day on, and what that is in words."""
    day, from_day = max(start, 1), f" from day {max(start, 1)}"
    floor, late = min(2 * size, 100), f" from day {start}" if start else " from the beginning"
    buys = {"pace": 20 * size, "size": 200 * size, "start": day}
    bought = f"${20 * size:g}bn a day{from_day}, ${200 * size:g}bn in all"
    return {
        "facility": lambda: (StandingRepo(cap=500 * size), f"standing facility, up to ${500 * size:g}bn"),
        "cash": lambda: (LenderCash(size=100 * size, start=day), f"${100 * size:g}bn to lenders{from_day}"),
        "outright": lambda: (Purchases(**buys), f"outright: {bought}"),
        "hedged": lambda: (Purchases(**buys, hedged=1.0), f"hedged: {bought}"),
        "relief": lambda: (CapacityRelief(size, day), f"{100 * size:g}% more room for dealers{from_day}"),
        "line": lambda: (FundLine(20 * size), f"a line of ${20 * size:g}bn to the funds"),
        "clearing": lambda: (CentralClearing(1 - 0.2 * size, 0.02 * size, 0.25 * size),
                             f"clearing: floor {2 * size:g}%, margin −{20 * size:g}%, room +{25 * size:g}%"),
        "floor": lambda: (HaircutFloor(floor / 100, start or None), f"no haircut below {floor:g}%{late}"),
        "cap": lambda: (LeverageCap(20 / size), f"leverage of at most {20 / size:.3g}"),
        "buffer": lambda: (CashBuffer(0.018 * size), f"free cash of at least {1.8 * size:.3g}% of the position"),
        "term": lambda: (TermFunding(min(0.5 * size, 1)), f"at least {min(50 * size, 100):g}% term repo"),
        "recall": lambda: (MarginRecall(min(size, 1)), f"term lenders return {min(100 * size, 100):g}% of the gain"),
        "steady": lambda: (SteadyMargin("floor"), "a margin that is never low (has no size)"),
        "deadline": lambda: (MarginDeadline(max(5 * size, 1)), f"{max(5 * size, 1):g} days to pay a call"),
        "holders": lambda: (LongTermHolders(min(0.1 * size, 1)), f"dealers pass on {min(10 * size, 100):g}% a day"),
    }[tool]()


def compute_links(market, shock, tool, size, start, hold="buffer"):
    """Return the `Chain` of two runs, without and with a tool of this size, times the usual."""
    made, sized = lever(tool, size, start)
    bare, blow = scenario(market, shock)
    helped, path = apply(bare, blow, made, "own money" if hold == "own" else "buffer")
    alone, run = _alone(market, shock), simulate(helped, path, LINK_KEPT)
    found = zip(MEASURES, zip(measures(alone), measures(run), strict=True), strict=True)
    own = bare.leverage != helped.leverage
    return Chain(
        tool=tool, sized=sized, links=tuple(_link(*each, TOOLS[tool].link) for each in found),
        forced=tuple(_beside("forced_sale", alone, run).sum(axis=0).tolist()),
        assets=float(fed_assets(run, bare, blow).max()), closed=run["position"][-1] == 0,
        kept=_kept_words(hold, bare, helped) if own or hold == "own" and helped.buffer != bare.buffer else "")


@lru_cache(maxsize=128)
def _alone(market, shock, **fields):
    """Return the run of `scenario`'s settings: no tool moves it."""
    return simulate(*scenario(market, shock, **fields), (*LINK_KEPT, "closed"))


def _beside(name, *runs):
    """Return a series of single runs, a column for each."""
    return np.column_stack([run[name] for run in runs])


def measures(run):
    """Return the number of each link of `MEASURES` for each scenario of a run."""
    market, price = run.market, run["note_price"]
    agreed, tau = _agreed_haircut(run), np.asarray(market.term_share)
    average = (1 - tau) * run["haircut"] + tau * agreed
    before = np.maximum(run["position"], 1e-9)
    lent = np.divide(run["overnight_repo"] + run["term_repo"], before)
    held_back = np.where(run["position"] > 1e-6, (1 - average) * price - lent, 0.0)  # gains that lenders keep
    gone = (run["run_sale"][1:] / before[:-1]).sum(axis=0)
    return (100 * (average.max(axis=0) - average[0]), np.maximum(run["shortfall"].max(axis=0), 0),
            100 * (np.maximum(held_back.max(axis=0), 0) + gone),
            CENTS * (run["dislocation"].max(axis=0) - run["dislocation"][0]), 100 * run["room_used"].max(axis=0),
            np.maximum(run["repo_spread"].max(axis=0), 0))


def _agreed_haircut(run):
    """Return the average haircut of the term loans, of which 1/T is struck anew each day."""
    haircut, term_days = run["haircut"], run.market.term_days
    agreed = haircut.copy()
    for day in range(1, len(agreed)):
        agreed[day] = agreed[day - 1] + (haircut[day] - agreed[day - 1]) / term_days
    return agreed


def _link(measure, values, said):
    """Return a link: the run alone decides its state."""
    name, words, places, nothing = measure
    without, with_tool = (round(float(value), 9) for value in values)
    fall = (without - with_tool) / max(without, nothing)
    if max(without, with_tool) < nothing:
        state = "idle"
    elif fall < -LIGHT:
        state = "worse"
    else:
        state = "stopped" if fall >= STOPPED else "eased" if fall >= LIGHT else "same"
    change = f"−{100 * fall:.0f}%" if state == "eased" else ""
    return Link(name, words, places, without, with_tool, state, change, name == said)


def _kept_words(hold, bare, helped):
    """Say what funds keep where a tool changes haircut, margin or leverage beforehand."""
    if hold == "own":
        return (f"Funds keep their own money, so their free cash goes from {100 * bare.buffer:.1f}% to "
                f"{100 * helped.buffer:.1f}% of the position.")
    own = [market.position / market.leverage for market in (bare, helped)]
    return (f"Part of the effect is {'new' if own[1] > own[0] else 'withdrawn'} own money: it goes from "
            f"{money(own[0])} to {money(own[1])} beforehand.")


def describe_links(chain):
    """Say what the tool is for, what the run found, and whether the two agree."""
    words = TOOLS[chain.tool]
    tiles = (("Forced sales, $bn", _both(*chain.forced)),
             ("Links eased or stopped", f"{sum(link.state in ('eased', 'stopped') for link in chain.links)} of "
              f"{len(LINKS)}"),
             ("Made worse", f"{sum(link.state == 'worse' for link in chain.links)}"),
             ("Fed's sheet, $bn", f"+{chain.assets:,.0f}"))
    text = (f"**{words.name[0].upper()}{words.name[1:]}** ({_whose(words)}). {words.stops} {_verdict(chain)} "
            f"{_sales_words(chain)} *Leaves alone:* {words.leaves} *Price:* {words.price}")
    return Reading(" ".join(f"{text} {chain.kept}".split()), tiles)


def _whose(words):
    return "the Fed's" if words.who == "Fed" else "a rule, not the Fed's"


def _verdict(chain):
    """Compare what the tool is said to stop with what the run found."""
    said = next(link for link in chain.links if link.named)
    lit = [link.name for link in chain.links if link.state in ("eased", "stopped") and not link.named]
    worse = [link.name for link in chain.links if link.state == "worse" and not link.named]
    verdict = {
        "stopped": f"The run agrees: *{said.name}* is stopped.",
        "eased": f"The run agrees: *{said.name}* is {said.change[1:]} lower.",
        "idle": f"This shock does not pull on *{said.name}*, so there is nothing to stop. Try another.",
        "same": f"**The run does not bear that out**: *{said.name}* stays as it is here.",
        "worse": f"**The run contradicts it**: *{said.name}* gets worse here.",
    }[said.state]
    if said.state == "worse" and chain.tool == "deadline":
        verdict += " What is not paid yet counts as short: it piles up with the broker."
    if lit:
        verdict += f" Lower as well: {_listed(lit)}."
    return f"{verdict} **Worse**: {_listed(worse)}." if worse else verdict


def _listed(names):
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _sales_words(chain):
    without, helped = chain.forced
    if max(without, helped) < 0.05:
        return "Nothing is sold by force, with or without it."
    if chain.closed:
        return f"Funds are closed out, and {money(helped, 0)} is sold."
    if helped > 1.005 * without + 0.05:
        return f"Forced sales *rise*, from {money(without, 0)} to **{money(helped, 0)}**."
    if helped > 0.98 * without:
        return f"Forced sales stay about as they are: **{money(helped, 0)}**, without it {money(without, 0)}."
    return f"Forced sales fall from {money(without, 0)} to **{money(helped, 0)}**."


def links_table(chain):
    """Return the links with their numbers, and the forced sales."""
    import pandas
    rows = [(link.name, link.words, link.without, link.with_tool, link.state) for link in chain.links]
    rows.append(("forced sales", "of notes, $bn", *chain.forced, ""))
    return pandas.DataFrame(rows, columns=["link", "measured", "without", "with", "state"])


def links_explorer():
    """Return the explorer of the chain of links."""
    return Explorer(
        "links", compute=compute_links, chart=links_chart, describe=describe_links, table=links_table,
        controls=[
            *_market_controls(),
            Choice("tool", "Tool", {key: f"{words.name} ({words.who})" for key, words in TOOLS.items()}, "outright",
                   "One at a time. Two or more together are in the next picture.", "policy"),
            Slider("size", "Size", "times the usual", 0.25, 3.0, 0.25, 1.0, "What that is stands above the picture.",
                   "policy"),
            Slider("start", "Starts on", "day", 0, 30, 1, FIRST_DAY, "For purchases, cash, room and the haircut "
                   "floor (0: it always held). The others always hold.", "policy"),
            Choice("hold", "Funds keep", HOLD, "buffer", "When haircut, margin or leverage change beforehand.",
                   "policy"),
        ],
        presets={"Lend to dealers": {"tool": "facility", "shock": "drain"}, "Buy outright": {},
                 "Buy, hedged": {"tool": "hedged"}, "Dealers' room": {"tool": "relief"},
                 "Line to funds": {"tool": "line"},
                 "A floor beforehand": {"tool": "floor", "shock": "haircut", "start": 0},
                 "The same floor, too late": {"tool": "floor", "shock": "haircut"}},
        assumptions=(
            "“Usual” sizes are ours. A link counts as eased when its number is at least "
            f"{100 * LIGHT:g}% lower, as stopped from {100 * STOPPED:g}%. A thick edge: what the tool is said to stop.",
            "Funding: loans that are not renewed, and gains of the notes that lenders at term do not lend on yet.",
            *_market_assumptions()))


# ---- timing and size ------------------------------------------------------------------------------------


LAST_START, ROWS = 25, 20
UPWARD = {  # what goes up on the map: label, top, and which setting it is
    "pace": ("a day, $bn", 80.0), "size": ("in all, $bn", 600.0), "line": ("line, $bn", 20.0)}
HEDGES = {"outright": "outright", "hedged": "hedged with futures"}
SPARED = {"forced": "forced sales", "gap": "the widening of the gap"}
EDGES = (0.1, 0.25, 0.5, 0.75)  # share spared: where one region ends and the next begins
WRONG_TOOL = 0.2  # share that a tool must spare somewhere, or no day is the right one
LATE, LITTLE, MORE, NOTHING = 0, 1, 6, 7  # regions; 2 to 5 lie between the edges
WORSE = -0.01  # share "spared" from which help makes it worse


@dataclass(frozen=True, eq=False)
class Timing:
    """What help spares over its first day and its size, and where we are; % of the position, cents and shares."""

    up: tuple
    last_day: int
    days: np.ndarray
    sizes: np.ndarray
    spared: np.ndarray
    regions: np.ndarray
    late: bool
    x: float
    y: float
    alone: float
    here: float
    fed: float
    what: str
    last_sale: int


def compute_timing(market, shock, leverage, haircut, kind, pace, size, start, line, up, what):
    """Return the `Timing` for purchases of this pace ($bn a day), size and start, and a line, $bn."""
    top, here = UPWARD[up][1], {"pace": float(pace), "size": float(size), "line": float(line)}
    days, sizes = _cells(up)
    case = (market, shock, leverage, haircut / 100)
    run = _with_levers(*case, kind, float(start), **here)
    none = _alone(market, shock, leverage=leverage, haircut=haircut / 100)
    lost = _lost(what, *(_beside(name, run, none) for name in ("forced_sale", "dislocation")), none.market.position)
    alone = lost[1]
    cells = _map_run(*case, kind, up, **{name: value for name, value in here.items() if name != up})
    spared = 1 - _lost(what, cells["forced_sale"], cells["dislocation"], none.market.position).reshape(
        ROWS, LAST_START) / alone if alone > 0.05 else np.zeros((ROWS, LAST_START))
    regions, late = _regions(spared, alone)
    return Timing(
        up=UPWARD[up], last_day=LAST_START, days=days, sizes=sizes, spared=spared, regions=regions, late=late,
        x=min(start, LAST_START), y=min(here[up], top), alone=float(alone), here=float(lost[0]),
        fed=float(run["fed_notes"][-1]), what=what,
        last_sale=int(np.max(np.flatnonzero(none["forced_sale"] > 0.05), initial=0)))


def _cells(up):
    """Return the days across and the sizes up the map."""
    return np.arange(1.0, LAST_START + 1), (np.arange(ROWS) + 0.5) * UPWARD[up][1] / ROWS


@lru_cache(maxsize=8)
def _map_run(market, shock, leverage, haircut, kind, up, **others):
    """Return the run of all cells, row by row; where we are among them moves none."""
    days, sizes = _cells(up)
    cells = {name: np.full(ROWS * LAST_START, value) for name, value in others.items()}
    cells |= {"start": np.tile(days, ROWS), up: np.repeat(sizes, LAST_START)}
    return _with_levers(market, shock, leverage, haircut, kind, **cells)


def _with_levers(market, shock, leverage, haircut, kind, start, pace, size, line):
    """Return the run with purchases and a line."""
    levers = Purchases(pace, size, start, hedged=float(kind == "hedged")), FundLine(line)
    bare, blow = scenario(market, shock, leverage=leverage, haircut=haircut)
    return simulate(*apply(bare, blow, levers), ("forced_sale", "dislocation", "fed_notes"))


def _lost(what, sales, gaps, position):
    """Return what is lost by scenario: sold by force, % of the position, or the gap's widening, cents."""
    return 100 * sales.sum(axis=0) / position if what == "forced" else CENTS * (gaps.max(axis=0) - gaps[0])


def _regions(spared, alone):
    """Return the region of each cell, and whether the tool helps at all on some day, so that others are too late."""
    if alone <= 0.05:
        return np.full(spared.shape, NOTHING), False
    best = spared.max(axis=0)
    helps = bool(best.max() >= WRONG_TOOL)
    low = np.where((best >= EDGES[0]) & helps, LITTLE, LATE)
    regions = np.where(spared < EDGES[0], low, 1 + np.digitize(spared, EDGES))
    return np.where(spared < WORSE, MORE, regions), helps


def describe_timing(field):
    """Say what the help spares here, and what a day or a dollar more would change."""
    unit, what = ("% of the position", "forced sales") if field.what == "forced" else (" cents", "the gap's widening")
    name = "Sold by force, %" if field.what == "forced" else "Gap wider by, cents"
    tiles = ((name, f"{field.alone:.0f} → {field.here:.0f}"), ("Spared here", _percent(field.here, field.alone)),
             ("The Fed buys, $bn", f"{field.fed:.0f}"), ("Last forced sale", f"day {field.last_sale}"
              if field.last_sale else "none"))
    if field.alone <= 0.05:
        return Reading("Nothing is sold by force in this market, so no help spares anything. Take the crowded market, "
                       "the cliff, or a larger shock.", tiles)
    text = f"Here help takes {what} from {field.alone:.0f} to **{field.here:.0f}**{unit}. "
    text += {True: "**That is more than without help.** ", False: ""}[field.here > (1 - WORSE) * field.alone]
    best = field.spared.max()
    row, column = np.unravel_index(np.argmax(field.spared), field.spared.shape)
    text += (f"The most on this map is {100 * best:.0f}% spared, from day {field.days[column]:.0f} with "
             f"{money(field.sizes[row], 0)} ({field.up[0].removesuffix(', $bn')}). ")
    if not field.late:
        text += "So it is the **wrong tool**, not the wrong day. "
    else:
        late = field.days[field.spared.max(axis=0) < EDGES[0]]
        text += _sooner_or_later(field)
        if late.size and late[0] > 1:
            text += f"From day {late[0]:.0f} on no size spares a tenth: **too late**. "
    if np.any(field.regions == MORE):
        text += (f"On {np.mean(field.regions == MORE):.0%} of the map more is lost than without help: large "
                 "purchases raise the notes' price, and the short futures pay.")
    return Reading(text.strip(), tiles)


def _sooner_or_later(field):
    """Say if the same help would spare clearly more on another day."""
    row = field.spared[np.argmin(np.abs(field.sizes - field.y))]
    here, best = row[int(field.x) - 1], int(np.argmax(row))
    if row[best] < here + EDGES[0]:
        return ""
    said = f"Begun on day {field.days[best]:.0f}, the same help would spare {100 * row[best]:.0f}%"
    if field.days[best] > field.x:
        return f"{said}: a limited programme that comes early is used up before the worst days. "
    return f"{said}. "


def _percent(here, alone):
    if alone <= 0.05:
        return "nothing"
    return f"{100 * (1 - here / alone) + 0.0:.0f}%".replace("-0%", "0%").replace("-", "−")


def timing_table(field):
    """Return the cells of the map: first day, size, share spared."""
    import pandas
    day, size = np.meshgrid(field.days, field.sizes)
    return pandas.DataFrame({"first_day": day.ravel(), field.up[0]: size.ravel(), "share_spared": field.spared.ravel()})


def timing_explorer():
    """Return the explorer of timing and size."""
    cliff = {"market": "cliff", "leverage": BASE["cliff"][1], "haircut": BASE["cliff"][2]}
    return Explorer(
        "timing", prefix="t_", compute=compute_timing, chart=timing_chart, describe=describe_timing,
        table=timing_table,
        controls=[
            *_market_controls(),
            leverage(BASE["crowded"][1], low=15, help="Fixed own money: more leverage is less free cash."),
            haircut(BASE["crowded"][2], high=2.0, help="Own money stays, so a higher haircut eats free cash."),
            Choice("kind", "The Fed buys", HEDGES, "hedged", "Hedged: it sells as many futures. Nobody has done it.",
                   "policy"),
            Slider("pace", "A day", "$bn", 0, 80, 1, 20, "Bought at the day's price, before the forced sales.",
                   "policy"),
            Slider("size", "In all", "$bn", 0, 600, 25, 200, "Then the purchases end.", "policy"),
            Slider("start", "First day", "", 1, LAST_START, 1, FIRST_DAY, "Of the purchases.", "policy"),
            Slider("line", "Line to the funds", "$bn", 0, 20, 1, 0, "Here it stands from day 1.", "policy"),
            Choice("up", "Upward on the map", {key: label for key, (label, _) in UPWARD.items()}, "pace", "The first "
                   "day of the purchases always goes across.", "view"),
            Choice("what", "Colours show", SPARED, "gap", "How much of it the help spares.", "view"),
        ],
        presets={"The gap": {}, "Forced sales": {"what": "forced"},
                 "Outright": {"what": "forced", "kind": "outright", "size": 500},
                 "The cliff": {**cliff, "what": "forced", "size": 500},
                 "A line instead": {"what": "forced", "up": "line"}},
        assumptions=(
            "“Too late”: no size on the map spares a tenth if help begins that day. “Too little”: more would.",
            *_market_assumptions()))


# ---- counting on help -----------------------------------------------------------------------------------


HAZARD_KEPT = ("forced_sale", "own_money", "fed_line", "loss_lender", "loss_dealer", "loss_fed", "closed")
RUNS = ("no line", "a line, funds as before", "counted on, and it comes", "counted on, it does not come")


@dataclass(frozen=True, eq=False)
class Hazard:
    """Four runs side by side: % sold by force, $bn lost by party; and calm times before and after funds count on it."""

    forced: tuple
    closed: tuple
    funds: tuple
    lenders: tuple
    brokers: tuple
    fed: tuple
    drawn: tuple
    interest: float
    line: float
    buffers: tuple
    leverages: tuple
    gaps: tuple
    cost: tuple
    own_money: tuple

    @property
    def headline(self):
        """The picture in a line."""
        return f"A line of {money(self.line, 0)}; free cash {self.buffers[0]:.2f}% → {self.buffers[1]:.2f}%"

    @property
    def calm_words(self):
        """The two lines on calm times."""
        return (f"Calm times: leverage {self.leverages[0]:.0f} → {self.leverages[1]:.0f}, gap {self.gaps[0]:.1f} → "
                f"{self.gaps[1]:.1f} cents.",
                f"Futures buyers save {money(self.cost[0] - self.cost[1])} a year; funds put up "
                f"{money(self.own_money[0] - self.own_money[1])} less.")


def compute_hazard(market, shock, leverage, haircut, impact, line, counted, penalty):
    """Return the `Hazard`: times, %, cents per $bn, $bn, % of the line that funds count on, bp a year."""
    chosen = {"leverage": leverage, "haircut": haircut / 100, "impact_beyond": impact / CENTS}
    bare, blow = scenario(market, shock, **chosen)
    help_ = FundLine(line, penalty)
    bold = counting_on(bare, FundLine(line * counted / 100))
    cases = apply(bare, blow, help_), apply(bold, blow, help_), (bold, blow)
    # One after the other: that is quicker than side by side, and no slider of the line moves the first.
    runs = [_alone(market, shock, **chosen), *(simulate(*case, HAZARD_KEPT) for case in cases)]
    run = {name: _beside(name, *runs) for name in HAZARD_KEPT}
    total = {name: run[name].sum(axis=0).tolist() for name in ("loss_lender", "loss_dealer", "loss_fed")}
    calm_now = [calm_times(each, bare) for each in (bare, bold)]
    return Hazard(
        forced=tuple(100 * run["forced_sale"].sum(axis=0) / bare.position), closed=tuple(run["closed"][-1]),
        funds=tuple(run["own_money"][-1] - run["own_money"][0]), lenders=tuple(total["loss_lender"]),
        brokers=tuple(total["loss_dealer"]), fed=tuple(total["loss_fed"]), drawn=tuple(run["fed_line"].max(axis=0)),
        interest=float(run["fed_line"][:, 2].sum() * penalty * 1e-4 / 360), line=line,
        buffers=(100 * bare.buffer, 100 * bold.buffer), leverages=(bare.leverage, bold.leverage),
        gaps=(CENTS * bare.calm_dislocation, CENTS * bold.calm_dislocation),
        cost=tuple(float(each.cost) for each in calm_now),
        own_money=tuple(each.position / each.leverage for each in (bare, bold)))


def describe_hazard(found):
    """Compare the four runs and say who bears what."""
    none, line, comes, fails = found.forced
    tiles = (("No line, %", f"{none:.0f}"), ("Counted on, comes, %", f"{comes:.0f}"),
             ("Counted on, fails, %", f"{fails:.0f}"), ("The Fed loses, $bn", f"{found.fed[2]:.1f}"))
    if not found.line:
        return Reading(f"There is no line, so nobody counts on one. {none:.0f}% of the position is sold by force.",
                       tiles)
    text = f"Without a line {none:.0f}% is sold by force; with one, and funds as careful as before, {line:.0f}%. "
    if found.leverages[1] - found.leverages[0] < 0.05:
        return Reading(text + "Nobody counts on it here. Move *Counted on*.", tiles)
    text += (f"If they count on it, **{comes:.0f}%**. If they do and it does not come, **{fails:.0f}%**. "
             f"{_bearers(found)} Its interest comes to ${1000 * found.interest:.0f} million over the {DAYS} days.")
    return Reading(text, tiles)


def _bearers(found):
    """Say who loses what in the run in which the line is counted on and comes."""
    parts = [f"{who} {money(amount)}" for who, amount in (
        ("lenders", found.lenders[2]), ("brokers", found.brokers[2]), ("the Fed", found.fed[2])) if amount > 0.05]
    if parts:
        return f"Funds are closed out even though it comes, and others lose: {_listed(parts)}."
    return f"Up to {money(found.drawn[2])} of it is drawn, and nobody but the funds loses."


def hazard_table(found):
    """Return the four runs."""
    import pandas
    return pandas.DataFrame({
        "run": RUNS, "forced_pct_of_position": found.forced, "funds_own_money_change": found.funds,
        "lost_by_lenders": found.lenders, "lost_by_brokers": found.brokers, "lost_by_fed": found.fed,
        "most_drawn": found.drawn, "closed_out": found.closed})


def hazard_explorer():
    """Return the explorer of what funds do who count on the line."""
    cliff = {"market": "cliff", "leverage": BASE["cliff"][1], "haircut": BASE["cliff"][2], "impact": 0.2}
    return Explorer(
        "hazard", prefix="h_", compute=compute_hazard, chart=hazard_chart, describe=describe_hazard,
        table=hazard_table,
        controls=[
            *_market_controls(),
            Slider("impact", "Price impact", "cents per $bn", 0.05, 0.5, 0.01, 0.14, "By how much $1bn sold moves "
                   "note against future, per 100, once dealers are full.", "market"),
            leverage(BASE["crowded"][1], low=15, help="Before anybody counts on help."),
            haircut(BASE["crowded"][2], high=2.0, help="Own money stays, so a higher haircut eats free cash."),
            Slider("line", "Line to the funds", "$bn", 0, 30, 1, 5, "Unsecured: what a closed-out fund drew is lost.",
                   "policy"),
            Slider("counted", "Counted on", "% of the line", 0, 100, 10, 100, "By so much funds lower their free "
                   "cash, as far as they have it.", "policy"),
            Slider("penalty", "Penalty", "bp a year", 0, 1000, 50, 100, "Over the normal repo rate, on what is drawn.",
                   "policy"),
        ],
        presets={"A small line": {}, "Half counted on": {"counted": 50}, "The cliff": cliff,
                 "A large line": {"line": 20}, "It ends badly": {**cliff, "impact": 0.5, "line": 10},
                 "Dear help": {"penalty": 1000}},
        assumptions=(
            "Who counts on the line holds as many notes with less own money: free cash falls by what the line would "
            "pay, to nothing at the least. How far funds would go nobody knows.",
            "Funds draw when cash is missing, whatever it costs: the penalty changes who pays, not what is sold.",
            "The line pays nothing new on the day of a close-out.", *_market_assumptions()))


# ---- prediction, exercises, page ------------------------------------------------------------------------


LENDING, BUYING = StandingRepo(cap=NEVER), {"pace": 20.0, "size": 200.0}


@lru_cache(maxsize=32)
def _crowded(*names, market="crowded", shock="standard"):
    """Return the run under levers by name, as the prose compares them."""
    levers = {
        "facility": LENDING, "line": FundLine(10.0), "outright": Purchases(**BUYING, start=6.0),
        "hedged": Purchases(**BUYING, start=6.0, hedged=1.0), "late": Purchases(**BUYING, start=11.0, hedged=1.0),
        "rush": Purchases(100.0, 500.0, 4.0), "floor": HaircutFloor(0.02), "new floor": HaircutFloor(0.02, FIRST_DAY)}
    return simulate(*apply(*scenario(market, shock), [levers[name] for name in names]), (*KEPT, "value"))


def guess():
    """Return the prediction that opens the page."""
    bare, lent = _crowded(), _crowded("facility")
    before, after = (run["forced_sale"].sum() for run in (bare, lent))
    high, low = (run["repo_spread"].max() for run in (bare, lent))
    return Choose(
        f"The crowded market in the dash for cash: funds are forced to sell **{money(before, 0)}** of notes. Now the "
        "Fed lends cash to dealers against Treasuries: from the first day, overnight, without limit. How much do funds "
        "have to sell?",
        (Option("nothing", "nothing: cash is what is missing, and cash is there",
                f"It is there, but not for them. The facility lends to dealers and banks, and the funds' notes "
                f"are pledged already. They still sell {money(after, 0)}."),
         Option("half", "about half: dealers pass it on",
                f"Dealers lend on notes. Funds have pledged theirs and lack cash for the *futures*. They still sell "
                f"{money(after, 0)}."),
         Option("little", "a little less: with cheaper repo they can pay more",
                f"The repo rate rises by {low:.0f}bp instead of {high:.0f}. For one night that is next to nothing. "
                f"They sell {money(after, 0)}."),
         Option("same", "as much as before",
                f"{money(after, 0)}, to the last dollar. Only the repo rate is lower: it rises by {low:.0f}bp instead "
                f"of {high:.0f}. The tool stops a link, but not the one that breaks here.")),
        "same", "Who may borrow? And who is short of cash?", "See the first picture: *Lend to dealers*.")


def seen():
    """Return what the reader should have seen, with its numbers."""
    return (f"## What you should have seen\n{_seen_lending()}\n\n{_seen_buying()}\n\n{_seen_timing()}\n\n"
            f"{_seen_pairs()}\n\n{_seen_hazard()}")


def _seen_lending():
    bare, lent = _crowded(shock="drain"), _crowded("facility", shock="drain")
    (high, cap), sold, left = ([run["repo_spread"].max() for run in (bare, lent)], lent["forced_sale"].sum(),
                               [np.maximum(run["voluntary_sale"], 0).sum() for run in (bare, lent)])
    late = forced("crowded", "haircut", HaircutFloor(0.02, FIRST_DAY))
    bare_sale, level = forced("crowded", "haircut"), forced("crowded", "haircut", HaircutFloor(0.02))
    return f"""
**Lending stops the rate, not the sale.** Let lenders lose {money(DRAIN, 0)} as well. With the facility the repo rate \
rises by {cap:.0f}bp instead of {high:.0f}. Forced sales are {money(sold, 0)} either way. (Some funds leave before \
the worst day, as with dear repo on *Margin spiral*.) It helps slowly: {money(left[1], 0)} leaves of its own accord \
instead of {money(left[0], 0)}, because funds expect the dear rate to last.

**A floor stops the haircut link if it was there before.** When haircuts rise by {100 * HIGHER_HAIRCUT:g} percentage \
point, {money(bare_sale, 0)} is sold; with a floor of 2% from the beginning {money(level, 0)}. The same floor, new on \
day {FIRST_DAY}, makes it {money(late, 0)}. The first of the two keeps *free cash* as it was, so funds bring new own \
money. Choose *own money* and see how much of it is that."""


def _seen_buying():
    bare, out, hedge = _crowded(), _crowded("outright"), _crowded("hedged")
    gaps = [CENTS * run["dislocation"].max() for run in (bare, out, hedge)]
    sold = [run["forced_sale"].sum() for run in (bare, out, hedge)]
    lift = CENTS * (out["value"][-1] - bare["value"][-1])
    plans = [programme("crowded", "standard", **(ALONE | PLANS[name])) for name in (
        "Outright, early", "Hedged purchases")]
    rush = _crowded("rush")["forced_sale"].sum()
    return f"""
**Outright or hedged.** Both take {money(BUYING["size"], 0)} off the dealers. The gap widens to {gaps[1]:.0f} or \
{gaps[2]:.0f} cents instead of {gaps[0]:.0f}. Outright also lifts the value of *all* notes, by {lift:.0f} cents per \
100. Short futures pay for that at once, term lenders return it late: the *funding* link gets worse. So outright \
spares {money(sold[0] - sold[1], 0)} of forced sales, hedged {money(sold[0] - sold[2], 0)}. Hedged leaves the level of \
yields alone.

**What is left on the Fed's books.** Outright: a basis point more in yields costs it ${plans[0].exposure:.0f} million, \
and by day {DAYS}, when yields are back, it has {_won(plans[0].result[-1])}. Hedged: a basis point costs nothing, and \
it has {_won(plans[1].result[-1])}. Whether the Fed may trade futures is doubtful (from memory). Nobody has tried it.

**Help can hurt.** Buy {money(100, 0)} a day outright from day 4: forced sales *rise* from {money(sold[0], 0)} to \
{money(rush, 0)}. That rests on term loans, and on our guess of what a purchase does to yields."""


def _won(amount):
    if abs(amount) < 0.05:
        return "earned or lost next to nothing"
    return f"{'earned' if amount > 0 else 'lost'} {money(abs(amount))}"


def _seen_timing():
    bare, late = _crowded(market="cliff"), _crowded("late", market="cliff")
    last = int(np.flatnonzero(bare["forced_sale"] > 0.05)[-1])
    field = compute_timing("crowded", "standard", BASE["crowded"][1], BASE["crowded"][2], "hedged", 20, 200, FIRST_DAY,
                           0, "pace", "gap")
    late_day = field.days[field.spared.max(axis=0) < EDGES[0]][0]
    return f"""
**Too late is a matter of what you want to stop.** At the cliff the last forced sale is on day {last}. Hedged \
purchases from day {last + 1} spare none of it. The gap still narrows sooner, and that brings no position back: on day \
{DAYS} funds hold {money(late["position"][-1], 0)}, without help {money(bare["position"][-1], 0)}. A narrow gap pays \
nobody to come back. For the gap of the crowded market there is time until day {late_day - 1:.0f}.

**Too early is possible as well.** A programme of {money(BUYING["size"], 0)} that begins in quiet days is used up when \
the foreigners sell. That is the step at the upper left of the map."""


def _seen_pairs():
    bare, line, both = _crowded(), _crowded("line"), _crowded("line", "facility")
    rates = [run["repo_spread"].max() for run in (bare, line, both)]
    plans = {name: programme("crowded", "standard", **(ALONE | PLANS[name]))
             for name in ("Lending only", "Outright, early", "Hedged purchases", "Line to the funds")}
    listed = "; ".join(f"*{name}* {money(plan.assets.max(), 0)} for {money(_less(plan), 0)}"
                       for name, plan in plans.items())
    return f"""
**Stop one link, and another is pulled.** The line to the funds stops the sale. But funds that do not sell go on \
borrowing, while dealers borrow for the foreigners' notes. So the repo rate rises by {rates[1]:.0f}bp instead of \
{rates[0]:.0f}. Open the facility as well, and it is {rates[2]:.0f}. In our model each rule that prevents the sale \
does that. Tools work in pairs.

**By cost.** How far the Fed's balance sheet grows, and the forced sales it spares: {listed}. The smallest sum does \
most, because it goes where the cash is missing. It is also the only one that lends without security."""


def _less(plan):
    return max(plan.forced_alone.sum() - plan.forced.sum(), 0.0)


def _seen_hazard():
    usual = {"shock": "standard", "line": 5, "counted": 100, "penalty": 100}
    cliff, end = (compute_hazard("cliff", leverage=BASE["cliff"][1], haircut=BASE["cliff"][2], impact=impact,
                                 **{**usual, "line": line}) for impact, line in ((0.2, 5), (0.5, 10)))
    none, line, comes, fails = cliff.forced
    return f"""
**Help that is expected is spent beforehand.** At the cliff a line of {money(cliff.line, 0)} takes forced sales from \
{none:.0f}% to {line:.0f}%. Once funds hold that much less cash, they sell {comes:.0f}%, as if there were no line. If \
it then fails to come, {fails:.0f}%. In return the gap in calm times narrows from {cliff.gaps[0]:.1f} to \
{cliff.gaps[1]:.1f} cents, which saves futures buyers {money(cliff.cost[0] - cliff.cost[1])} a year. With a higher \
price impact and a line of {money(end.line, 0)} it ends badly: funds are closed out, and the Fed loses \
{money(end.fed[2])}. A penalty does not change that. At {usual["penalty"]}bp the line earns \
${1000 * cliff.interest:.0f} million."""


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_tool_question(rng), _lift_question(rng), _duration_question(rng), _hedge_question(rng),
            _late_question(rng), _hazard_question(rng), _penalty_question(rng)]


def _tool_question(rng):
    rate, cash = int(rng.choice([120, 250, 400])), int(rng.choice([5, 10, 20]))
    return Choose(
        f"Lenders have lost cash. The repo rate stands {rate}bp above normal. Funds have {money(cash, 0)} of free cash "
        "and are not short. Which tool goes to the link that is pulled?",
        (Option("buy", "outright purchases", "They do bring cash to the sellers. But they also lift the notes' value "
                "and leave duration with the Fed: a large tool for a link that another stops at next to no risk."),
         Option("line", "a line to the funds", "It pays calls. Nobody is short of cash for a call here."),
         Option("lend", "the standing repo facility", "Yes. Dealers who find no lender go to the Fed, and the rate "
                "stops near the top of its range."),
         Option("room", "more room for dealers", "It lets dealers carry more notes. These must be financed, too: it "
                "brings no cash to lenders.")),
        "lend", "Go through the chain: which number is far from normal?",
        f"The rate is pulled, so the tool is one that caps the rate. Open, the facility brings our crowded market from "
        f"{_crowded(shock='drain')['repo_spread'].max():.0f}bp to "
        f"{_crowded('facility', shock='drain')['repo_spread'].max():.0f}bp if lenders lose {money(DRAIN, 0)}. Its "
        "limits: only dealers and banks have access, and some do not care to be seen there.")


def _lift_question(rng):
    bought, q, term = int(rng.choice([100, 200, 300])), int(rng.choice([600, 800, 1000])), int(rng.choice([40, 60]))
    lift = 0.15 * bought
    answer = q * lift / CENTS * term / 100
    return Numeric(
        f"The Fed buys ${bought}bn outright. Each billion lifts the value of notes and futures by 0.15 cents per 100. "
        f"Funds hold ${q:,}bn of notes against futures sold. {term}% of their repo is for a term, the rest overnight, "
        "all without haircut; term lenders return nothing of a gain today. How many billions of cash do the purchases "
        "cost the funds today?",
        answer, "$bn", 0.0101 * answer, "What must be paid on the futures? Who lends on the notes' gain at once?",
        f"Futures rise by {bought} × 0.15 = {lift:g} cents per 100: funds pay {q:,} × {lift / CENTS:g} = "
        f"{q * lift / CENTS:.3g} billion. Overnight lenders lend {100 - term}% of the notes' gain back at once. "
        f"Missing: {term}% of it, **{answer:.3g}** billion. Hedged purchases would not have cost this.",
        ((q * lift / CENTS, "That is the futures' loss. Overnight lenders lend on the notes' gain at once."),
         (q * lift / CENTS * (1 - term / 100), "That part comes back: it is lent overnight. The rest is missing."),
         (bought * lift / CENTS, "All the funds' futures have risen, not just as many as the Fed bought notes.")))


def _duration_question(rng):
    bought, rise = int(rng.choice([200, 500, 800])), int(rng.choice([20, 40, 60]))
    years = 4.5
    answer = bought * years * rise / 1e4
    return Numeric(
        f"The Fed has bought ${bought}bn of notes with a duration of {years:g} years, outright. Calm returns and "
        f"yields rise by {rise}bp. How many billions do its notes lose?",
        answer, "$bn", 0.0101 * answer, "How much does $100 of notes lose for one basis point?",
        f"A basis point takes {years:g} cents from $100 of notes, {rise}bp {years * rise:g} cents. On {bought} billion "
        f"that is {bought} × {years * rise / 1e4:g} = **{answer:.3g}** billion. Hedged, its futures would gain about "
        "as much. That it loses when the rescue works is not a fault of the rescue; but somebody should say so before.",
        ((bought * rise / 1e4, "You left out the duration: a basis point moves the price by duration times as much."),
         (bought * years / 1e4, f"That is one basis point. Yields rise by {rise}."),
         (bought * years * rise / 100, "A basis point is a hundredth of a per cent, and a per cent a hundredth.")))


def _hedge_question(rng):
    bought, wide, calm = int(rng.choice([100, 200])), int(rng.choice([30, 40, 60])), int(rng.choice([2, 5]))
    answer = bought * (wide - calm) / 10
    return Numeric(
        f"The Fed buys ${bought}bn of notes and sells as many futures while the gap is {wide} cents per 100. It ends "
        f"the trade when the gap is {calm} cents. What has it earned, in millions of dollars? Leave interest aside.",
        answer, "$ million", 0.0101 * answer, "The Fed holds the funds' trade. What does it earn when the gap closes?",
        f"Whatever yields do, note and future move together. The Fed earns the change of the gap: {wide} − {calm} = "
        f"{wide - calm} cents on each $100. {bought} billion × {(wide - calm) / CENTS:g} = **{answer:.0f}** million. "
        "Whoever sold at the wide gap has lost it.",
        ((bought * wide / 10, f"It ends the trade at {calm} cents, not at zero."),
         (bought * (wide - calm) / 1000, "Cents per 100 are hundredths of a per cent. Move the point."),
         (bought * (wide + calm) / 10, "It sold the gap at the wide end and buys it back at the narrow one: take the "
          "difference.")))


def _late_question(rng):
    start, pace = int(rng.choice([11, 12, 13])), int(rng.choice([20, 30]))
    bare, late = (simulate(*apply(*scenario("crowded", "standard"), levers))
                  for levers in ((), (Purchases(pace, 300.0, start, hedged=1.0),)))
    gaps = [CENTS * run["dislocation"].max() for run in (bare, late)]
    last = int(np.flatnonzero(bare["forced_sale"] > 0.05)[-1])
    return Choose(
        f"In the crowded market funds are forced to sell {money(bare['forced_sale'].sum(), 0)}, all by day {last}. The "
        f"Fed begins hedged purchases of ${pace}bn a day on day {start}, while foreigners still sell. What changes?",
        (Option("sales", "Forced sales fall, and the gap stays narrower.", "The sales are over by then. A purchase "
                "takes notes off the dealers. It gives no fund back what it has sold."),
         Option("gap", "The gap stays narrower; forced sales stay as they are.",
                f"Yes: {gaps[1]:.0f} cents instead of {gaps[0]:.0f}, and not a dollar of forced sales less."),
         Option("back", "Funds buy back what they sold.", f"With a gap of {gaps[0]:.0f} cents they would have more "
                "reason to. The purchases narrow it."),
         Option("none", "Nothing: it comes too late.", "Too late for the forced sales. But foreigners still sell, and "
                "dealers are full.")),
        "gap", "Which link is still being pulled?",
        f"It depends on what is to be stopped. Forced sales: {money(late['forced_sale'].sum(), 0)} with and without. "
        f"The widest gap: {gaps[1]:.0f} instead of {gaps[0]:.0f} cents.")


def _hazard_question(rng):
    q, cash, line = int(rng.choice([800, 1000])), float(rng.choice([1.0, 1.2])), int(rng.choice([4, 5]))
    call, locked = float(rng.choice([1.4, 1.5])), 2.0
    short = q * (call - cash) / 100
    answer = (short + line) / (locked / 100)
    return Numeric(
        f"Funds hold ${q:,}bn of notes and {cash:g}% of that in free cash. The Fed announces a line of ${line}bn, and "
        f"funds hold ${line}bn less cash. A call of {call:g}% comes, and the line does *not*. Selling $100 frees "
        f"${locked:g}. How many billions must they sell in the first round?",
        answer, "$bn", 0.0101 * answer, "How much cash do they have now? What is missing, and what does a sale free?",
        f"Free cash is {q * cash / 100:g} − {line} = {q * cash / 100 - line:g} billion, the call {q * call / 100:g}. "
        f"Missing: {short + line:g} billion. Each $100 sold frees ${locked:g}: {short + line:g} / {locked / 100:g} = "
        f"**{answer:.0f}** billion. Had the line come, or never been announced, it would have been "
        f"{short / locked * 100:.0f}.",
        ((short / locked * 100, "So much without the line, or with it if it comes. They hold less cash now."),
         (short + line, "That is the cash that is missing. A sale frees only a small part of what is sold."),
         (q * call / locked, "Part of the call they can pay from the cash that is left.")))


def _penalty_question(rng):
    line, days, penalty = int(rng.choice([5, 10, 20])), int(rng.choice([9, 18, 30])), int(rng.choice([100, 200, 500]))
    answer = line * penalty / 1e4 * days / 360 * 1000
    return Numeric(
        f"Funds draw a line of ${line}bn for {days} days (of a year of 360) at a penalty of {penalty}bp a year. What "
        "does the penalty cost them, in millions of dollars?",
        answer, "$ million", 0.0101 * answer, "What would it be for a whole year?",
        f"{line} billion × {penalty / 100:g}% × {days}/360 = **{answer:.3g}** million. Without the line they would "
        f"have to sell some fifty times {line} billion. A penalty by the year hardly deters anybody from a loan of "
        "days. What deters is not being sure that the line will be there.",
        ((line * penalty / 10, f"That is for a whole year. They draw it for {days} days."),
         (answer * 10, "A basis point is a hundredth of a per cent. Move the point."),
         (answer / 1000, "That is in billions.")))


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("fed_backstop", guess=guess(), questions=questions, query=query, parts=[
        "## Which tool stops which link\nOne tool at a time: the Fed's, and for comparison some rules that are not the "
        "Fed's to make. Each link of the chain has a number without the tool (grey) and with it (blue). What the tool "
        "lowers lights up; what it makes worse has a dashed edge. Press **Lend to dealers**, then **Line to funds**, "
        "and look at the last link.",
        links_explorer(),
        "## Day by day\nNow put a plan together. The thin grey line is the same market without help. Press **Outright, "
        "early**, pin it, and press **Hedged purchases**. Then try **Too much, too early**.",
        days_explorer(),
        "## When, and how much\nEach cell is a crisis of its own: purchases that begin on that day, at that pace. "
        "First look at the gap. Then press **Forced sales**: the same money, another map.",
        timing_explorer(),
        "## Counting on it\nHelp that is sure to come changes what people do before. Press **A large line**, then "
        "**The cliff**, then **It ends badly**.",
        hazard_explorer(), seen])


def numbers():
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {f"{RECORDS[0]:g}", f"{RECORDS[1]:g}", f"{CLAIMED}", f"{MARCH_PACE}", f"{MARCH_TARGETS:,}", *map(str, YEARS)}
