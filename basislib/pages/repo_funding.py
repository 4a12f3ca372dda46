"""Page 05: who lends, what a move of prices takes in cash, where the repo rate settles, and what it costs."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from basislib import datasets
from basislib.figures import cash_need as cash_chart
from basislib.figures import nights_of_repo as nights_chart
from basislib.figures import overnight_or_term as mix_chart
from basislib.figures import rate_corridor as corridor_chart
from basislib.figures import repo_spike as spike_chart
from basislib.figures.style import dollars, signed
from basislib.margin import initial_margin
from basislib.repo import (
    CORRIDOR_DAYS,
    LENDERS,
    Corridor,
    cash_need,
    corridor,
    funding_needs,
    rate_spike_cost,
    special_gain,
)
from basislib.spiral import forced_sale, sale_for_call, sale_for_withdrawal
from basislib.trade import buffer_at
from basislib.widgets.controls import Choice, Slider, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# All assumptions of this page in one place; the pictures list them.
DURATION, VOLATILITY_BP = 4.5, 5.0  # years; bp of yield a day
MARGIN = initial_margin(VOLATILITY_BP, DURATION)  # fraction of the notes
LIFE = 30  # days: life of a term loan
LENDERS_CASH, DEMAND = 1100, 1000  # $bn, the corridor's start
WIDTH, ACCESS, WEDGE = 25.0, 90, 5.0  # bp; % of a shortage; bp
NO_LIMIT = 1e6  # $bn: the facility has had no cap since December 2025
UNDER_TOP = 0.05  # points: the rate built into the futures price, under the top of the Fed's range
BUILT_IN = 2.20  # % a year: the same before 17 September 2019
EDGE = 2.5  # bp of the notes that a trade earns in a quarter, the middle of 2 to 3
POSITION = 500  # $bn
DEARER, SPECIAL = 2.35, 0.10  # % a year: a rate a little dearer; a note that is special
BAD_NIGHTS = (50, 15, 2.0)  # bp of yield; % of the lenders; points of haircut
LEAN = 22  # times: twice the buffer
THICK, THIN = (4.0, 10), (0.2, 30)  # haircut in %, leverage
RALLY_BP, RALLY_DAYS = 102, 13  # ten-year yields, 19 February to 9 March 2020, in trading days
GUESS_BP = 60  # bp: the move of the prediction
# Figures from the literature; the notebook cites them.
NO_HAIRCUT_SHARE, NO_HAIRCUT_OTHERS = 0.74, 0.42  # of the OFR's pilot volume; without affiliates
RECORD, CLAIMED = 50.35, 120  # $bn: most the SRF had ever lent by 31 October 2025; what is claimed for April 2025
SPREADS, LIBOR_GAP, SMALL_SPREAD = (44, 60), 45, 15  # bp: the paper's figures for April 2025



def less(value, places=2):
    """Return a number with a sign only if it is below nothing."""
    return signed(value, places).removeprefix("+")


# ---- a rally beside a sell-off ------------------------------------------------------------------


@dataclass(frozen=True)
class Flows:
    """Cash to the fund, $ per 100 of notes: from the clearing house and from its lenders."""

    future: float
    overnight: float
    term: float

    @property
    def lent(self):
        """What all lenders add, or take back."""
        return self.overnight + self.term

    @property
    def together(self):
        """All cash that comes in."""
        return self.future + self.lent


@dataclass(frozen=True)
class CashNeed:
    """The same move of prices up and down, $ per 100 of notes, and what a missing dollar makes the fund sell."""

    yields_bp: float
    move: float
    buffer: float
    rally: Flows
    sell_off: Flows
    locked: float
    missing: float
    sale: float
    for_call: float
    for_withdrawal: float

    @property
    def need(self):
        """The cash the rally takes."""
        return -self.rally.together


def cash_flows(move, h, term_share, recall, days):
    """Return the `Flows` of a move, a fraction of the price; haircut, term share and recall are fractions."""
    future = -100 * move
    lent = -100 * cash_need(move, h, term_share, recall, days=days, life=LIFE) - future
    overnight = (1 - term_share) * (-100 * cash_need(move, h) - future)
    return Flows(future + 0.0, overnight + 0.0, lent - overnight + 0.0)


def compute_cash(yields_bp, days, leverage, haircut, term_share, recall):
    """Return the `CashNeed`: yields in bp, haircut, term share and recall in %."""
    h, tau, rho = haircut / 100, term_share / 100, recall / 100
    move = DURATION * yields_bp * 1e-4
    buffer = 100 * buffer_at(leverage, h, MARGIN)
    rally, sell_off = (cash_flows(g, h, tau, rho, days) for g in (move, -move))
    missing = max(-rally.together - buffer, 0.0)
    locked = h + MARGIN + max(-rally.together, 0.0) / 100  # the gain that nobody has lent against is locked too
    return CashNeed(
        yields_bp=yields_bp, move=100 * move, buffer=buffer, rally=rally, sell_off=sell_off, locked=locked,
        missing=missing, sale=forced_sale(100.0, locked, 0.0, missing), for_call=sale_for_call(1.0, h + MARGIN),
        for_withdrawal=sale_for_withdrawal(1.0, MARGIN))


def describe_cash(cash):
    """Say who pays whom when yields fall, and when they rise."""
    if not cash.move:
        return Reading("Yields stay where they are. Nobody pays anybody.", _cash_tiles(cash))
    text = (f"Yields fall by {cash.yields_bp:g}bp. The future costs {dollars(cash.move)} in cash, lenders bring "
            f"{dollars(cash.rally.lent)}. The fund needs {dollars(cash.need)} and has {dollars(cash.buffer)} in its "
            f"buffer. ")
    if cash.missing >= 0.005:
        text += (f"It is **{dollars(cash.missing)} short**. Selling frees {dollars(100 * cash.locked)} per 100 of "
                 f"notes, so it sells {cash.sale:.0f} of its 100 notes, and has lost nothing. ")
    else:
        text += "**The buffer is enough.** "
    back = "nothing" if cash.sell_off.together < 0.005 else dollars(cash.sell_off.together)
    return Reading(f"{text}Had yields risen as much, {back} would have come **in**.", _cash_tiles(cash))


def _cash_tiles(cash):
    return (("The rally takes", dollars(cash.need)), ("The sell-off takes", dollars(-cash.sell_off.together)),
            ("Cash buffer", dollars(cash.buffer)), ("Sold, of 100 notes", f"{cash.sale:.0f}"))


def cash_table(cash):
    """Return the flows of both moves as a table, $ per 100 of notes."""
    import pandas
    names = ("clearing_house", "overnight_lenders", "term_lenders", "together", "buffer_left")
    return pandas.DataFrame({"item": names, "rally": cash_chart.amounts(cash.rally, cash.buffer),
                             "sell_off": cash_chart.amounts(cash.sell_off, cash.buffer)})


def cash_explorer():
    """Return the explorer of a rally beside a sell-off."""
    return Explorer(
        "cash", compute=compute_cash, chart=cash_chart, describe=describe_cash, table=cash_table,
        controls=[
            Slider("yields_bp", "Yields fall, or rise, by", "bp", 0, 150, 1, RALLY_BP,
                   "Left picture: they fall and prices rise. Right picture: the reverse.", "market"),
            Slider("days", "Over", "trading days", 1, 30, 1, RALLY_DAYS,
                   "In even steps. A slow rally gives term loans time to follow.", "market"),
            leverage(help="Notes per own dollar. Own money stays: more notes leave a smaller buffer for each."),
            haircut(help="What the lender will not lend. Own money is fixed: more haircut leaves less cash buffer."),
            _term_share(50), Slider(
                "recall", "Recalled from term lenders", "%", 0, 100, 5, 0,
                "The part of a pledged note's gain that a term lender lends again the same day.", "funding"),
        ],
        presets={"March 2020": {}, "All overnight": {"term_share": 0}, "All at term": {"term_share": 100},
                 "In one day": {"days": 1}, "No haircut": {"haircut": 0.0}},
        assumptions=(
            "Overnight loans are struck anew at the new price the same day. That is optimistic: every hour the "
            "money comes late must be bridged with own cash.",
            f"A term loan lives {LIFE} days, so 1/{LIFE} of them is struck anew each day. A lender calls at once when "
            "the note has fallen. The share of term loans is not public.",
            f"A duration of {DURATION:g} years; {RALLY_BP}bp is how far ten-year yields fell from 19 February to 9 "
            f"March 2020. The margin stays {MARGIN:.2%} of the notes: our rule.",
            "A sale does not move prices here, and repays overnight and term loans alike. The lower bars are for an "
            "ordinary day, before any move.",
            "Leverage is fixed while the haircut moves, and so is own money. To keep the buffer instead, lower the "
            "leverage with it: that is new own money.",
        ))


def _term_share(default=25):
    return Slider("term_share", "Fixed for a term", "% of the repo", 0, 100, 5, default,
                  "The rest is overnight: struck anew each day at the new price, rate and haircut.", "funding")


# ---- the corridor -------------------------------------------------------------------------------

SRF_WORDS = {"open": "open: it lends at the top", "closed": "closed: there is none"}


@dataclass(frozen=True, eq=False)
class Overnight:
    """Where the repo rate settles tonight, and the two lines it settles on, bp over the bottom of the range."""

    lenders: float
    demand: float
    floor: float
    srf_open: bool
    now: Corridor
    cash: np.ndarray
    open: np.ndarray
    closed: np.ndarray
    days: tuple
    width: float = WIDTH

    @property
    def spare(self):
        """Lenders' cash less borrowers' demand, $bn."""
        return self.lenders - self.demand

    @property
    def rate(self):
        """The repo rate, % a year."""
        return self.floor + self.now.over_floor / 100


def compute_corridor(lenders, demand, floor, srf, access):
    """Return the `Overnight`: sums in $bn, the bottom of the range in % a year, access in %."""
    terms = {"width_bp": WIDTH, "access": access / 100, "srf_cap": NO_LIMIT, "wedge_bp": WEDGE}
    cash = np.array([*corridor_chart.SPANS[1][:1], -100.0, 0.0, 250.0, corridor_chart.SPANS[1][1]])
    both = corridor(np.maximum(cash, 0), np.maximum(-cash, 0), srf_open=np.array([[True], [False]]), **terms)
    now = corridor(lenders, demand, srf_open=srf == "open", **terms)
    days = tuple((f"{day.day.day} {day.day:%b %Y}", -day.shortage,
                  corridor(0.0, day.shortage, srf_open=day.srf_open, width_bp=WIDTH).over_floor)
                 for day in CORRIDOR_DAYS)
    return Overnight(lenders, demand, floor, srf == "open", now, cash, *both.over_floor, days)


def describe_corridor(tonight):
    """Say what the rate is and who keeps it there."""
    now, spare = tonight.now, tonight.spare
    if spare >= 0:
        left = f"${spare:,.0f}bn finds no borrower and goes to the Fed's reverse repo (ON RRP)" if spare else \
            "Not a dollar is left over"
        where = "at the bottom: no lender takes less than the Fed pays" if now.over_floor < 0.005 else \
            "at the top" if now.over_ceiling > -0.005 else "between floor and ceiling"
        text = f"Cash is plentiful. {left}. The rate is **{tonight.rate:.2f}%**, {where}." if spare else \
            f"{left}. The rate is **{tonight.rate:.2f}%**, {where}."
        return Reading(text, _corridor_tiles(tonight))
    text = f"Cash is **${-spare:,.0f}bn short**. "
    if not tonight.srf_open:
        text += "No facility stands ready, so the rate alone must find or deter it. "
    elif now.srf:
        text += f"The Fed lends ${now.srf:,.1f}bn at the top, but ${now.unmet:,.1f}bn cannot or will not go there. "
    else:
        text += "The facility is open and nobody comes. "
    over = "at the top of the range" if now.over_ceiling < 0.05 else f"**{now.over_ceiling:.0f}bp over the top**"
    return Reading(f"{text}The rate is {tonight.rate:.2f}%, {over}.", _corridor_tiles(tonight))


def _corridor_tiles(tonight):
    now = tonight.now
    return (("Repo rate", f"{tonight.rate:.2f}%"), ("A hedge fund pays", f"{_fund_rate(tonight):.2f}%"),
            ("ON RRP takes", f"${now.on_rrp:,.0f}bn"), ("SRF lends", f"${now.srf:,.1f}bn"))


def _fund_rate(tonight):
    return tonight.floor + tonight.now.without_access / 100


def corridor_table(tonight):
    """Return both lines by the cash to spare, and tonight's point."""
    import pandas
    table = pandas.DataFrame({"spare_bn": tonight.cash, "over_bottom_bp_srf_open": tonight.open,
                              "over_bottom_bp_srf_closed": tonight.closed})
    now = tonight.now
    return table.assign(now_spare_bn=tonight.spare, now_rate_pct=tonight.rate, now_on_rrp_bn=now.on_rrp,
                        now_srf_bn=now.srf, now_unmet_bn=now.unmet)


def corridor_explorer():
    """Return the explorer of the rate corridor."""
    spike, month_end = CORRIDOR_DAYS
    tax_day = {"lenders": round(DEMAND - spike.shortage), "floor": spike.floor_rate}
    return Explorer(
        "corridor", compute=compute_corridor, chart=corridor_chart, describe=describe_corridor, table=corridor_table,
        controls=[
            Slider("lenders", "Lenders bring", "$bn", 850, 1450, 1, LENDERS_CASH,
                   "Money funds and others with cash to place tonight.", "market"),
            Slider("demand", "Borrowers want", "$bn", 850, 1250, 1, DEMAND,
                   "Dealers, for themselves and for the hedge funds behind them.", "market"),
            Slider("floor", "Fed's range, bottom", "% a year", 0.0, 5.25, 0.25, 3.75,
                   "What the ON RRP pays lenders. The top is a quarter point higher.", "policy"),
            Choice("srf", "Standing repo facility (SRF)", SRF_WORDS, "open",
                   "Lends against Treasuries to dealers and banks, never to hedge funds.", "policy"),
            Slider("access", "Shortage that reaches the SRF", "%", 0, 100, 5, ACCESS,
                   "The rest stays away: fear of being seen there, full balance sheets, closing times, no access.",
                   "policy"),
        ],
        presets={"Plenty of cash": {"lenders": 1400}, "17 September 2019": {**tax_day, "srf": "closed"},
                 "That day with an SRF": tax_day,
                 "31 October 2025": {"lenders": round(DEMAND - month_end.shortage), "floor": month_end.floor_rate}},
        assumptions=(
            "Lenders and borrowers bring fixed sums: only the rate moves. Neither sum is observed. What banks do "
            "between repo and interest on reserves is left out.",
            "Not every lender finds every borrower: some cash goes to the ON RRP although the market pays more.",
            "With cash to spare the rate falls by a tenth of a bp per $bn. When cash is short it rises by 4bp per "
            "$bn that nobody meets: fitted to one day, 17 September 2019.",
            f"That {ACCESS}% of a shortage reaches the facility is fitted to 31 October 2025. It has had no limit "
            "since December 2025, and has none here.",
            f"While the facility lends, a borrower without access pays {WEDGE:g}bp more than the rate.",
        ))


# ---- September 2019 -----------------------------------------------------------------------------

FIRST, LAST = "2019-09-09", "2019-10-04"
EVENTS = {  # what happened, in a sentence; the numbers come from the data
    "2019-09-13": "The last quiet day.",
    "2019-09-16": "Firms pay their taxes and buyers pay for new Treasury notes: cash leaves money funds and banks.",
    "2019-09-17": "Cash is still short. The Fed lends in the repo market, for the first time in years.",
    "2019-09-18": "The Fed lends again. In the afternoon it cuts its range by a quarter point, from the next day on.",
    "2019-09-19": "The lower range is in force, and the Fed goes on lending.",
    "2019-09-20": "The Fed announces repo every day for weeks, and some for two weeks at a time.",
    "2019-09-30": "The end of the quarter: many lenders show smaller balance sheets on this day.",
}


@dataclass(frozen=True, eq=False)
class September:
    """The days around the spike: rates in % a year, the Fed's repo in $bn, costs of a night in bp of the notes."""

    dates: tuple
    sofr: np.ndarray
    effr: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    lent: np.ndarray
    costs: np.ndarray
    day: int
    position: float
    leverage: float
    edge: float = EDGE

    @property
    def change_bp(self):
        """Change of the rate against the day before, bp; 0 on the first day."""
        return 100 * (self.sofr[self.day] - self.sofr[max(self.day - 1, 0)])

    @property
    def million(self):
        """What the chosen night cost on the position, $m."""
        return self.position * self.costs[self.day] / 10  # a bp of a $bn is $0.1m


@lru_cache(1)
def september_days():
    """Return dates, SOFR, fed funds, bottom and top of the range, and the Fed's repo of each day."""
    rates = datasets.load("money_market_rates").set_index("date").loc[FIRST:LAST]
    lent = datasets.load("fed_repo_operations").set_index("deal_date")["repo_total_bn"].reindex(rates.index)
    columns = (rates[name].to_numpy() for name in ("sofr", "effr", "target_lower", "target_upper"))
    return tuple(day.date() for day in rates.index), *columns, lent.to_numpy()


def compute_september(day, position, leverage, haircut):
    """Return the `September` for a date as text, a position in $bn and a haircut in %."""
    dates, sofr, effr, lower, upper, lent = september_days()
    costs = 1e4 * rate_spike_cost(100 * (sofr - (upper - UNDER_TOP)), 1, haircut / 100)
    return September(dates, sofr, effr, lower, upper, lent, costs, [f"{date}" for date in dates].index(day), position,
                     leverage)


def describe_september(september):
    """Say what the rate was, how far it moved, and what the night cost."""
    at, cost = september.day, september.costs[september.day]
    date, rate = september.dates[at], september.sofr[at]
    over = 100 * (rate - september.upper[at])
    event = EVENTS.get(f"{date}", "")
    moved = f", {signed(september.change_bp, 0)}bp in a day" if at else ""
    where = f"{over:.0f}bp over the top of the range" if over > 0.5 else "inside the range"
    paid = "cost" if cost >= 0 else "saved"
    text = (f"{date.day} {date:%B}. {event} The rate is {rate:.2f}%{moved}, {where}. A night of it {paid} "
            f"**{abs(cost):.2f}bp** of the notes: ${abs(september.million):,.0f}m on ${september.position:,.0f}bn, "
            f"{abs(cost) * september.leverage / 100:.2f}% of own money, {abs(cost) / september.edge:.0%} of a "
            "quarter's edge.")
    return Reading(text.replace("  ", " "), (
        ("Level of the rate", f"{rate:.2f}%"), ("Change in a day", f"{signed(september.change_bp, 0)}bp"),
        ("The night cost", f"{less(cost)}bp"), ("The Fed lent", f"${september.lent[at]:,.0f}bn")))


def september_table(september):
    """Return the days as a table."""
    import pandas
    facts = datasets.load("sep2019").set_index("date")["fed_or_event"]
    events = facts.reindex(pandas.DatetimeIndex(september.dates)).fillna("").to_numpy()
    return pandas.DataFrame({
        "date": september.dates, "event": events, "sofr_pct": september.sofr, "effr_pct": september.effr,
        "range_bottom_pct": september.lower, "range_top_pct": september.upper, "fed_repo_bn": september.lent,
        "night_cost_bp": september.costs, "night_cost_usd_m": september.position * september.costs / 10})


def september_explorer():
    """Return the explorer of September 2019."""
    days = {f"{date}": f"{date.day} {date:%b}" for date in september_days()[0]}
    return Explorer(
        "september", prefix="sep_", compute=compute_september, chart=spike_chart, describe=describe_september,
        table=september_table,
        controls=[
            Choice("day", "Day in 2019", days, "2019-09-17", "Walk through the days, or press play.", "market",
                   play=1500, steps=True),
            Slider("position", "Notes held", "$bn", 10, 1000, 10, POSITION,
                   "All funds in the trade together held a few hundred.", "trade"),
            leverage(help="Notes per own dollar. It turns the cost on the notes into a cost on own money."),
            haircut(help="Not lent, so no interest on it. At this leverage it comes out of the cash buffer."),
        ],
        presets={"The tax date": {"day": "2019-09-16"}, "The spike": {"day": "2019-09-17"},
                 "The day after": {"day": "2019-09-18"}},
        assumptions=(
            f"A night costs what the rate lies above the one built into the futures price. That one is not observed: "
            f"we take it to be {100 * UNDER_TOP:.0f}bp under the top of the range, {BUILT_IN:.2f}% before the cut.",
            "The whole loan is overnight, at SOFR. SOFR is the median of a day: on the 17th one dollar in a hundred "
            "cost 9% or more.",
            f"The edge of a quarter is {EDGE:g}bp of the notes.",
        ))


# ---- nights -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Nights:
    """The cost of a dear repo rate after 1, 2, 3 ... nights, bp of the notes; `plain`: were all of it overnight."""

    nights: int
    leverage: float
    edge: float
    rate: float
    special: float
    costs: np.ndarray
    plain: np.ndarray

    @property
    def cost(self):
        """The cost so far, bp of the notes."""
        return self.costs[self.nights - 1]

    @property
    def gone_after(self):
        """The first night on which the edge is gone; 0 if it lasts."""
        gone = np.flatnonzero(self.costs >= self.edge)
        return int(gone[0]) + 1 if gone.size else 0


NIGHTS = np.arange(1, nights_chart.SPANS[-1] + 1)


def compute_nights(nights, leverage, edge, haircut, repo_rate, term_share, special):
    """Return the `Nights`: edge in bp of the notes, haircut and term share in %, rates in % a year."""
    h, spread = haircut / 100, 100 * (repo_rate - BUILT_IN)
    gain = 100 * special_gain(repo_rate, repo_rate - special, NIGHTS, loan=100 * (1 - h))
    costs, plain = (1e4 * rate_spike_cost(spread, NIGHTS, h, tau, LIFE) for tau in (term_share / 100, 0.0))
    return Nights(nights, leverage, edge, repo_rate, special, costs - gain, plain)


def describe_nights(result):
    """Say what the nights cost, and when the edge is gone."""
    cost = result.cost
    many = f"{result.nights} nights cost" if result.nights > 1 else "One night costs"
    price = f"{result.rate:.2f}%" if not result.special else \
        f"{result.rate - result.special:.2f}% (a special note, {result.special:.2f} under the rest)"
    if cost < 0:
        many = f"{result.nights} nights save" if result.nights > 1 else "One night saves"
    text = (f"The fund pays {price}; {BUILT_IN:.2f}% is in the futures price. {many} **{abs(cost):.2f}bp** of the "
            f"notes, {abs(cost) * result.leverage / 100:.2f}% of own money. ")
    if result.gone_after:
        when = "the first night" if result.gone_after == 1 else f"night {result.gone_after}"
        text += f"The edge of {result.edge:.1f}bp is gone in **{when}**."
    else:
        text += f"The edge of {result.edge:.1f}bp outlasts all {NIGHTS[-1]} nights."
    return Reading(text, (("Cost, bp of the notes", less(cost)),
                          ("Of own money", f"{less(cost * result.leverage / 100)}%"),
                          ("Edge left, bp", less(result.edge - cost)),
                          ("Edge gone in night", f"{result.gone_after}" if result.gone_after else "none of 90")))


def nights_table(result):
    """Return the cost night by night."""
    import pandas
    return pandas.DataFrame({"nights": NIGHTS, "cost_bp": result.costs, "all_overnight_bp": result.plain})


def nights_explorer():
    """Return the explorer of the cost of N nights."""
    return Explorer(
        "nights", prefix="n_", compute=compute_nights, chart=nights_chart, describe=describe_nights,
        table=nights_table,
        controls=[
            Slider("nights", "Nights it lasts", "", 1, int(NIGHTS[-1]), 1, 1, "How long the rate stays there.",
                   "market"),
            leverage(help="Notes per own dollar. It turns the cost on the notes into a cost on own money."),
            Slider("edge", "Edge of the trade", "bp of the notes", 0.5, 10.0, 0.5, EDGE,
                   "What the trade earns until delivery at the rate built in.", "trade"),
            haircut(help="Not lent, so no interest on it. At this leverage it comes out of the cash buffer."),
            repo_rate(default=5.25, help=f"What the fund pays. The futures price has {BUILT_IN:.2f}% built in."),
            _term_share(0),
            Slider("special", "This note is special by", "% a year", 0.0, 3.0, 0.05, 0.0,
                   "How much cheaper one borrows against this very note than against any other.", "funding"),
        ],
        presets={"17 September 2019": {}, "It lasts a week": {"nights": 5},
                 "A little dearer": {"repo_rate": DEARER, "nights": int(NIGHTS[-1])},
                 "A special note": {"repo_rate": BUILT_IN, "nights": int(NIGHTS[-1]),
                                    "special": SPECIAL}},
        assumptions=(
            f"The futures price has {BUILT_IN:.2f}% built in. Interest counts 360 days; a night here is one day of "
            "interest, so weekends are left out.",
            f"A term loan lives {LIFE} days and is struck anew at the overnight rate of its day. So term funding "
            "delays the cost. It spares it only if lenders expect the spike to pass.",
            "A special note stays as special for all nights, for the whole loan.",
        ))


# ---- overnight or term --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Mix:
    """Notes a fund must sell, of 100, in three bad nights, for every share of term funding (%)."""

    shares: np.ndarray
    rally: np.ndarray
    haircut: np.ndarray
    run: np.ndarray
    term_share: float
    now: dict
    buffer: float

    @property
    def worst(self):
        """The worst of the three nights."""
        return np.maximum.reduce([self.rally, self.haircut, self.run])

    @property
    def worst_now(self):
        """The worst of the three at the chosen share."""
        return max(self.now.values())

    @property
    def best_share(self):
        """The share whose worst night is mildest, %; the smallest of them."""
        return float(self.shares[np.argmin(np.round(self.worst, 9))])

    @property
    def worst_best(self):
        """The worst night there."""
        return float(self.worst.min())


SHARES = np.arange(0, 101, 2)


def sold(share, yields_bp, leave, haircut_rise, leverage, haircut):
    """Return the notes sold, of 100, by name of the shock; share of term funding and the rest in %."""
    h, dh = haircut / 100, haircut_rise / 100
    buffer = buffer_at(leverage, h, MARGIN)
    needs = funding_needs(np.asarray(share) / 100, haircut=h, price_rise=DURATION * yields_bp * 1e-4, haircut_rise=dh,
                          run_share=leave / 100, life=LIFE)
    cash = {name: forced_sale(100.0, h + MARGIN + need, 0.0, 100 * np.maximum(need - buffer, 0))
            for name, need in (("rally", needs.rally), ("haircut", needs.haircut))}
    return cash | {"run": sale_for_withdrawal(100 * np.asarray(needs.run), MARGIN)}


def compute_mix(yields_bp, leave, haircut_rise, leverage, haircut, term_share):
    """Return the `Mix`: yields in bp; lenders who leave, rise of the haircut, haircut and term share in %."""
    rest = (yields_bp, leave, haircut_rise, leverage, haircut)
    now = {name: float(notes) for name, notes in sold(term_share, *rest).items()}
    return Mix(SHARES, **sold(SHARES, *rest), term_share=term_share, now=now,
               buffer=100 * buffer_at(leverage, haircut / 100, MARGIN))


SHOCKS = {"rally": "prices rise", "haircut": "haircuts rise", "run": "lenders leave"}


def describe_mix(mix):
    """Say what each night makes the fund sell, and which mix is mildest."""
    parts = ", ".join(f"{mix.now[name]:.1f} if {words}" for name, words in SHOCKS.items())
    text = f"With {mix.term_share:.0f}% at term and a buffer of {dollars(mix.buffer)} it sells {parts}. "
    if mix.worst_best < 0.05:
        text += f"**Safe from each of the three**, one at a time, from {mix.best_share:.0f}% on."
    elif mix.worst_best < 1:
        text += (f"**Nearly safe** at {mix.best_share:.0f}% (white diamond): the worst night takes "
                 f"{mix.worst_best:.1f} notes.")
    else:
        text += (f"No mix is safe. The worst night is mildest at **{mix.best_share:.0f}%** (white diamond): "
                 f"{mix.worst_best:.1f} notes.")
    tiles = [(f"Sold if {words}", f"{mix.now[name]:.1f}") for name, words in SHOCKS.items()]
    return Reading(text, (*tiles, ("Mildest mix, at term", f"{mix.best_share:.0f}%")))


def mix_table(mix):
    """Return the notes sold by share of term funding."""
    import pandas
    return pandas.DataFrame({"term_share_pct": mix.shares, "prices_rise": mix.rally, "haircuts_rise": mix.haircut,
                             "lenders_leave": mix.run})


def mix_explorer():
    """Return the explorer of the mix of overnight and term funding."""
    return Explorer(
        "mix", prefix="mix_", compute=compute_mix, chart=mix_chart, describe=describe_mix, table=mix_table,
        controls=[
            Slider("yields_bp", "Night 1: yields fall by", "bp", 0, 150, 5, BAD_NIGHTS[0],
                   "Prices rise, and the future must be paid.", "market"),
            Slider("haircut_rise", "Night 2: haircuts rise", "points", 0.0, 4.0, 0.1, BAD_NIGHTS[2],
                   "On loans struck that night, in % of the notes.", "market"),
            Slider("leave", "Night 3: lenders who leave", "%", 0, 50, 1, BAD_NIGHTS[1],
                   "Of the lenders whose loan falls due that night.", "market"),
            leverage(help="Notes per own dollar. Own money stays: more notes leave a smaller buffer for each."),
            haircut(help="Before the bad night. Own money is fixed here, so more haircut is less cash buffer."),
            _term_share(25),
        ],
        presets={"Twice the buffer": {"leverage": LEAN}, "Only prices move": {"leave": 0, "haircut_rise": 0.0},
                 "Only lenders leave": {"yields_bp": 0, "haircut_rise": 0.0, "leave": 40}},
        assumptions=(
            f"One bad night at a time. A term loan lives {LIFE} days, so 1/{LIFE} of them falls due that night.",
            "The cash buffer pays first. Not so in a run: what a lender hands back is sold, one for one.",
            f"A sale does not move prices. Margin {MARGIN:.2%} of the notes, duration {DURATION:g} years. What term "
            "loans cost on top in calm times is left out.",
        ))


# ---- words ------------------------------------------------------------------------------------------------


def start(**changes):
    """Return the `CashNeed` as the explorer starts with it, with changes."""
    return compute_cash(**({"yields_bp": RALLY_BP, "days": RALLY_DAYS, "leverage": 30, "haircut": 1.0,
                            "term_share": 50, "recall": 0} | changes))


def one_night(repo_rate=5.25, **changes):
    """Return the `Nights` as the explorer starts with it, with changes."""
    return compute_nights(**({"nights": 1, "leverage": 30, "edge": EDGE, "haircut": 1.0, "repo_rate": repo_rate,
                              "term_share": 0, "special": 0.0} | changes))


def tonight(**changes):
    """Return the `Overnight` as the explorer starts with it, with changes."""
    return compute_corridor(**({"lenders": LENDERS_CASH, "demand": DEMAND, "floor": 3.75, "srf": "open",
                                "access": ACCESS} | changes))


def guess():
    """Return the prediction that opens the page."""
    jump = start(yields_bp=GUESS_BP, days=1)
    move = f"{jump.move:.1f}%"
    return Choose(
        f"A fund owns notes worth $100 and has sold futures on them. Half of its repo is overnight, half fixed for a "
        f"month. One morning all prices jump by {move}. On another morning they drop by {move}. **On which of the two "
        "does the fund need cash?**",
        (Option("fall", "When prices drop: the lenders' security is worth less, and they call.",
                f"They do call, for {dollars(-jump.sell_off.lent)}. But the clearing house pays the fund "
                f"{dollars(jump.sell_off.future)} on the same morning, which is more."),
         Option("rise", "When prices jump: the futures it has sold lose.",
                f"It pays {dollars(jump.move)} for the futures. Of that the overnight lenders bring back "
                f"{dollars(jump.rally.overnight)}, the term lenders {dollars(jump.rally.term)}. {dollars(jump.need)} "
                "is to be found, and nothing was lost."),
         Option("never", "On neither: it is hedged.",
                f"It is hedged in value, not in cash. When prices jump the future is paid at once, and "
                f"{dollars(jump.need)} of the note's gain cannot be borrowed against until the loan falls due."),
         Option("both", "On both: somebody calls either way.",
                "Somebody calls either way, and somebody else pays. When prices drop, "
                f"{dollars(jump.sell_off.together)} is left over. When they jump, {dollars(jump.need)} is missing.")),
        "rise", "Follow the cash of both legs, on each of the two mornings.", "See the first picture.")


CASH_WORDS = """## A rally beside a sell-off

The same move of prices, up on the left and down on the right. Follow the left picture first: the clearing house takes \
cash, overnight lenders bring most of it back, term lenders do not. Then press **All overnight** and **All at term**. \
The lower bars ask something else: what does it take to find one dollar, when a lender leaves and when a margin is \
called?"""

CORRIDOR_WORDS = """## Where the rate settles

Lenders have cash for tonight and borrowers want some. What finds no borrower goes to the Fed's *reverse repo \
facility* (ON RRP). It pays the bottom of the Fed's range, so nobody lends for less: a floor. When cash is short, \
dealers and banks can borrow at the *standing repo facility* (SRF), at the top of the range: a ceiling, but a soft \
one. Take cash away from the lenders, slowly, and watch where the rate leaves the range."""

SEPTEMBER_WORDS = """## September 2019, day by day

The paper this workbook began with says that the rate “jumped 5.25% in a day”, and that the trade's edge was gone. \
Walk through the days and check both halves of that."""

NIGHTS_WORDS = """## What a dear night costs, and a dear month

The rate is quoted for a year and paid for a night. Press **It lasts a week**, then **A little dearer**.

Not every note costs the same. When many want to borrow one certain note, to deliver it or to cover a short sale, it \
is *special*: whoever lends it gets cash below the rate for all other notes. The owner of the basis position owns \
such a note and lends it every night. The last slider shows what that is worth. So compare the implied repo rate with \
the rate of this very note. A difference from the general rate may only say that the note is not special."""

MIX_WORDS = """## Overnight or term?

Three bad nights, and a fund that has to choose its loans before it knows which one comes. Move the share of term \
funding and watch two lines fall and one rise. Try to bring all three to nothing."""


def seen():
    """Return what the reader should have seen, with its numbers."""
    return f"## What you should have seen\n\n{_seen_cash()}\n\n{_seen_rate()}\n\n{_seen_cost()}\n\n{_seen_mix()}"


def _seen_cash():
    half, daily, fixed, quick = start(), start(term_share=0), start(term_share=100), start(days=1)
    thick, thin = (start(haircut=h, leverage=times) for h, times in (THICK, THIN))
    return f"""**The rally is the danger.** Yields fell by {RALLY_BP}bp before 9 March 2020. With half the repo at \
term that takes {dollars(half.need)} per 100 of notes, and the buffer is {dollars(half.buffer)}. The fund sells \
{half.sale:.0f} of its 100 notes and has lost nothing. The same move the other way **brings in** \
{dollars(half.sell_off.together)}.

**Term funding makes it so.** All overnight the rally takes {dollars(daily.need)}, all at term {dollars(fixed.need)}. \
A gain is cash only when somebody lends against it. The term lender does so when the loan falls due, so a rally in \
one day takes more ({dollars(quick.need)}) than one in {RALLY_DAYS} days.

**One for one, and one for {half.for_call:.0f}.** A lender who leaves hands the notes back, and selling \
{dollars(half.for_withdrawal)} of them finds a dollar. A margin call leaves the notes pledged: most of the price \
repays the loan, and only haircut and margin come free. So a dollar takes ${half.for_call:.0f} of notes; \
${thick.for_call:.0f} at a haircut of {THICK[0]:g}%, ${thin.for_call:.0f} at {THIN[0]:g}%."""


def _seen_rate():
    spike, month_end = CORRIDOR_DAYS
    then = {"lenders": DEMAND - spike.shortage, "floor": spike.floor_rate}
    closed, rescued = tonight(**then, srf="closed"), tonight(**then)
    soft = tonight(lenders=DEMAND - month_end.shortage, floor=month_end.floor_rate)
    return f"""**The floor holds, the ceiling gives.** Nobody lends below what the Fed pays. But not everybody who is \
short can borrow from the Fed. With {soft.now.srf:.0f} billion dollars lent by the facility the rate of 31 October \
2025 stood {soft.now.over_ceiling:.0f}bp over the top. In the picture of 17 September 2019 a shortage of \
{spike.shortage:.0f} billion puts the rate {closed.now.over_ceiling:.0f}bp over it; with a facility that \
{ACCESS}% of the shortage reaches, {rescued.now.over_ceiling:.0f}bp. A hedge fund cannot go there at all."""


def _seen_cost():
    september = compute_september("2019-09-17", POSITION, 30, 1.0)
    at, night, week = september.day, one_night(), one_night(nights=5)
    dearer = one_night(DEARER, nights=int(NIGHTS[-1]))
    special = one_night(BUILT_IN, nights=int(NIGHTS[-1]), special=SPECIAL)
    rates = ", ".join(f"{september.sofr[at + step]:.2f}" for step in (-2, -1, 0, 1, 2))
    return f"""**5.25 is a level, not a jump.** From 13 to 19 September the rate was {rates}. The jump of the 17th is \
{september.change_bp:.0f}bp. And it is a rate for a year, paid for a night: {night.cost:.2f}bp of the notes. On \
{POSITION} billion of notes that is {september.million:.0f} million dollars, {september.costs[at] / EDGE:.0%} of a \
quarter's edge.

**Rates hurt by lasting.** One night costs {night.cost:.2f}bp, {week.nights} nights {week.cost:.1f}. The edge of \
{EDGE:g} is gone in night {night.gone_after}. A rate only {100 * (DEARER - BUILT_IN):.0f}bp dearer, kept up \
for {dearer.nights} nights, costs {dearer.cost:.1f}: as much as {dearer.cost / night.cost:.1f} nights of 5.25%. A note \
that is special by {100 * SPECIAL:.0f}bp as long brings {-special.cost:.1f}."""


def _seen_mix():
    mix, lean = (compute_mix(*BAD_NIGHTS, times, 1.0, 25) for times in (30, LEAN))
    return f"""**No mix is safe from everything.** All overnight, the fund sells {mix.run[0]:.0f} notes when lenders \
leave and {mix.haircut[0]:.0f} when haircuts rise, and none when prices do. All at term it sells {mix.rally[-1]:.0f} \
when prices rise and next to none otherwise. The mildest mix still sells {mix.worst_best:.0f}. What helps against all \
of them is cash. Leverage of {LEAN} instead of 30 leaves a buffer of {dollars(lean.buffer)} instead of \
{dollars(mix.buffer)}. Then the rally can be met from the buffer, and a fund with {lean.best_share:.0f}% at term sells \
no more than {lean.worst_best:.1f}."""


# ---- exercises --------------------------------------------------------------------------------------------


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_rally_question(rng), _night_question(rng), _who_sells_question(rng), _corridor_question(rng),
            _facility_question(rng), _zero_question(rng), _spreads_question(rng)]


def _rally_question(rng):
    position, tau = int(rng.choice([40, 60, 80])), float(rng.choice([20, 30, 60]))
    move, h = float(rng.choice([2.0, 2.5, 3.0])), float(rng.choice([1.0, 2.0]))
    answer = position * cash_need(move / 100, h / 100, tau / 100)
    whole = position * move / 100
    return Numeric(
        f"A fund owns ${position}bn of notes, has sold the futures, and pays a haircut of {h:g}%. Of its repo {tau:g}% "
        f"is at term and keeps its old amount; the rest is struck anew today. Prices rise by {move:g}%. How much cash "
        "must it find today?",
        answer, "$bn", 0.0101 * answer,
        "What does the future cost? And how much more do the overnight lenders lend, after their haircut?",
        f"The future costs {move:g}% of {position} = {whole:.3g}. The overnight lenders hold {100 - tau:g}% of the "
        f"notes and lend {100 - h:g}% of the rise: {whole:.3g} × {1 - tau / 100:g} × {1 - h / 100:g} = "
        f"{whole - answer:.4g}. To be found: {whole:.3g} − {whole - answer:.4g} = **{answer:.3g}** billion.",
        ((whole, "That is what the future costs. The overnight lenders bring part of it back."),
         (whole * h / 100, "That is right if *all* loans are struck anew. The term lenders bring nothing."),
         (whole - answer, "That is what the overnight lenders bring. What is still missing?"),
         (position * cash_need(move / 100, h / 100, 1 - tau / 100), "You swapped the shares: "
          "the term loans are the ones that bring nothing."),
         (0.0, "Hedged in value, not in cash. The future is paid today.")))


def _night_question(rng):
    position, level, before = int(rng.choice([200, 400, 800])), 5.25, BUILT_IN
    spread = 100 * (level - before)
    answer = 1000 * position * rate_spike_cost(spread, 1)
    whole = position * 10 * level
    return Numeric(
        f"On 17 September 2019 the overnight repo rate was {level}% a year, and {before:.2f}% in the week before. "
        f"Funds have borrowed ${position}bn overnight. Interest counts 360 days to a year. How many million dollars "
        "**more** than on a night of the week before did this night cost them?",
        answer, "$m", 0.0101 * answer,
        "First the difference of the two rates, then one night of a year.",
        f"The rate is {level} − {before:.2f} = {spread / 100:.2f} percentage points higher. For a year that would be "
        f"{spread / 100:.2f}% of {position} billion, {position * spread / 10:,.0f} million. A night is 1/360 of it: "
        f"**{answer:.1f}** million, or {1e4 * rate_spike_cost(spread, 1):.2f}bp of the loan.",
        ((whole, f"That is {level}% of the loan. The rate is for a year, and this is one night."),
         (position * spread / 10, "That is the difference for a whole year. This is one night."),
         (whole / 360, "That is all the interest of the night. What would an ordinary night have cost?")))


def _who_sells_question(rng):
    call, h, m = int(rng.choice([1, 2])), float(rng.choice([0.5, 1.0, 2.0])), float(rng.choice([1.2, 1.6]))
    answer = sale_for_call(float(call), (h + m) / 100)
    gone = sale_for_withdrawal(float(call), m / 100)
    return Numeric(
        f"Fund A's lender of ${call}bn leaves and hands the notes back. Fund B gets a margin call of ${call}bn. Both "
        f"have no spare cash, a haircut of {h:g}% and a futures margin of {m:g}%, and selling does not move prices. A "
        f"sells ${gone:.2f}bn of notes. How much must **B** sell?",
        answer, "$bn", 0.0101 * answer,
        "B's notes are pledged. When B sells one, what becomes of the price?",
        f"Selling $100 of notes brings $100 and gives back the margin of {m:g}. But {100 - h:g} repays the loan on "
        f"them. What comes free is {h:g} + {m:g} = {h + m:g}. To find {call} billion B sells "
        f"{call}/{(h + m) / 100:.3g} = **{answer:.1f}** billion, {answer / call:.0f} for one.",
        ((gone, "That is A, whose notes came back without a loan on them. B's are pledged: their price repays a loan."),
         (100 * call / h, "You left out the margin: closing the future gives it back."),
         (100 * call / m, "You left out the haircut: it is B's part of the price.")))


def _corridor_question(rng):
    short, access = int(rng.choice([30, 40, 60])), int(rng.choice([70, 80, 95]))
    met = corridor(0.0, float(short), access=access / 100)
    answer = met.over_ceiling
    bare = corridor(0.0, float(short), srf_open=False).over_ceiling
    return Numeric(
        f"Tonight ${short}bn of cash is missing. The standing repo facility lends at the top of the range, and "
        f"{access}% of the shortage reaches it. For every billion that nobody meets, the rate rises by "
        f"{bare / short:g}bp over the top. How many basis points over the top does it settle?",
        answer, "bp", 0.051,
        "How many billions find no cash?",
        f"The facility lends {access}% of {short}: {met.srf:g} billion. Nobody meets {short} − {met.srf:g} = "
        f"{met.unmet:g}. Times {bare / short:g}bp: **{answer:g}**bp over the top. The ceiling is soft.",
        ((0.0, "That would be a hard ceiling. Part of the shortage does not reach the facility."),
         (bare, "That is without a facility. Most of the shortage goes there."),
         (bare - answer, "You took the part that the facility **does** meet.")))


def _facility_question(rng):
    april = datasets.load("money_market_rates").set_index("date").loc["2025-04-01":"2025-04-30"]
    peak, top = april["sofr"].max(), april["srf_rate"].max()
    cost = float(rng.choice([10, 20, 50]))
    extra = 1e9 * cost * rate_spike_cost(100 * (top - peak), 1)
    return Choose(
        f"It has been written that in April 2025 the standing repo facility lent ${CLAIMED}bn in a day. It lent at "
        f"{top:.2f}% at the least. The market's repo rate peaked at {peak:.2f}% that month. A dealer who could borrow "
        "at the market rate: would it go to the facility?",
        (Option("cheap", "Yes. The Fed is the cheapest lender.",
                f"It was the dearer one: {top:.2f}% against {peak:.2f}%."),
         Option("need", "Yes. At a peak everybody needs cash.",
                "Whoever needs cash takes the cheaper. The facility is a ceiling: it fills when the market rate is "
                "above it."),
         Option("no", "No. It would pay more than in the market.",
                f"On ${cost:g}bn it would pay ${extra:,.0f} more each night. The facility fills when the rate is above "
                f"the top: by 31 October 2025 the record was ${RECORD}bn, and on that day the rate was over the top."),
         Option("stigma", "Only if nobody hears of it.",
                "Being seen there does keep some away. But here the price alone does.")),
        "no", "Compare the two rates.",
        f"Nobody borrows much at {top:.2f}% who can borrow at {peak:.2f}%. The {CLAIMED} billion are impossible for a "
        f"second reason: by the end of October 2025 the most it had ever lent in a day was {RECORD} billion.")


def _zero_question(rng):
    loan, years = int(rng.choice([100, 200])), float(rng.choice([2.0, 5.0]))
    return Choose(
        f"A dealer lends a hedge fund ${loan}m against notes of {years:g} years worth just ${loan}m: the haircut is "
        "zero. What protects the dealer if the fund fails?",
        (Option("nothing", "Nothing. A zero haircut is a zero cushion.",
                "Not on this loan alone. But a dealer looks at everything it has with the fund."),
         Option("package", "What it holds for the fund's other positions, taken together.",
                "Often the same dealer has borrowed other notes from the fund, or holds margin on the whole portfolio. "
                "Offsetting positions need little cushion."),
         Option("fed", "The Fed lends to the fund.",
                "The facility lends to dealers and banks, never to hedge funds."),
         Option("note", "A Treasury cannot lose value.",
                "It will be repaid. Until then its price moves, and the dealer would have to sell it at that day's "
                "price.")),
        "package", "Is this loan the only business between the two?",
        "Haircuts are set loan by loan, risk is not. In the pilot of the Office of Financial Research "
        f"{NO_HAIRCUT_SHARE:.0%} of the volume had no haircut, {NO_HAIRCUT_OTHERS:.0%} without loans inside one group. "
        "Much of it was netted against other loans or margined as a package. What is truly thin is the cushion of a "
        "package that the dealer has misread.")


def _spreads_question(rng):
    april = datasets.load("money_market_rates").set_index("date").loc["2025-04-01":"2025-04-30"].dropna(subset="sofr")
    gap = 100 * (april["sofr"] - april["effr"])
    low, high = gap.min(), gap.max()
    day = april["sofr"].idxmax()
    return Choose(
        f"About April 2025 one paper says: the gap between SOFR and the interbank rate widened from {SPREADS[0]} to "
        f"{SPREADS[1]}bp. Elsewhere it says: {SMALL_SPREAD}bp. And: three-month LIBOR stood {LIBOR_GAP}bp over SOFR. "
        f"That month SOFR was between {april['sofr'].min():.2f}% and {april['sofr'].max():.2f}%, the rate on federal "
        f"funds {april['effr'].max():.2f}%. Which of them is right?",
        (Option("wide", f"The first: {SPREADS[0]} to {SPREADS[1]}bp.",
                f"SOFR less federal funds was {less(low, 0)} to {high:.0f}bp that month. Swap spreads stood near such "
                "numbers, with a minus sign; our guess is that they were mixed up."),
         Option("small", f"The second: {SMALL_SPREAD}bp.",
                f"Nearer, but the largest gap of the month was {high:.0f}bp, on {day.day} {day:%B}."),
         Option("libor", "The third.",
                "The panel that made dollar LIBOR ended in June 2023, its last synthetic rates in September 2024. In "
                "April 2025 there was none."),
         Option("none", "None of them.",
                f"SOFR less federal funds was {less(low, 0)} to {high:.0f}bp. The two figures for it contradict each "
                "other, both are too high, and dollar LIBOR had ended.")),
        "none", "Subtract. And when did LIBOR end?",
        f"{april['sofr'].max():.2f} − {april['effr'].max():.2f} is {high:.0f}bp, and that was the month's largest gap. "
        "Two figures for one thing cannot both be right, here neither is. A number that contradicts public data needs "
        "no theory.")


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("repo_funding", guess=guess(), questions=questions, query=query, parts=[
        CASH_WORDS, cash_explorer(), CORRIDOR_WORDS, corridor_explorer(), SEPTEMBER_WORDS, september_explorer(),
        NIGHTS_WORDS, nights_explorer(), MIX_WORDS, mix_explorer(), seen])


def numbers():
    """Return the numbers the notebook's prose uses, as text."""
    spike = CORRIDOR_DAYS[0]
    return {f"{LENDERS['cleared'].haircut:.0%}", f"{NO_HAIRCUT_SHARE:.0%}", f"{NO_HAIRCUT_OTHERS:.0%}",
            f"{spike.sofr:.2f}%", f"{spike.day.day}", f"{spike.day.year}"}
