"""Page 06: who takes part in the trade, who pays for the edge, and what the market gets for it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from basislib import datasets
from basislib.calm import ASSUMPTIONS, CASES, calm_market, hurdle
from basislib.contracts import CONTRACTS
from basislib.figures import calm_market as calm_chart
from basislib.figures import participants as card_chart
from basislib.figures import positions as position_chart
from basislib.figures import style
from basislib.margin import initial_margin
from basislib.trade import buffer_at
from basislib.widgets.controls import Choice, Slider, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# All assumptions of this page in one place; the pictures list them.
DAYS = 90  # life of a contract
BUILT_IN = 4.0  # % a year: the repo rate built into the futures price
VOLATILITY_BP, DURATION = 5.0, 4.5  # bp of yield a day; years
MARGIN = initial_margin(VOLATILITY_BP, DURATION)
DEMAND, OWN_MONEY, ROOM, ASKED = 900, 28, 300, 4.0  # $bn, $bn, $bn, % a year
POOR, RICHER = 10, 20  # $bn of own money: the prediction
CAPPED, DEAR = 15, 4.5  # times; % a year
# Figures from the literature; the notebook cites them.
TRADE_ALONE, TRADE_DATE = 830.0, date(2025, 9, 30)  # $bn (Monin, FEDS Notes, June 2026)
UNWOUND = 60  # $bn of swap-spread trades, April 2025 (the same note)
FOREIGN_SALES, CUSTODY_FALL = 299, 109  # $bn net, March 2020 (TIC; Fed custody)
CALLS, MOST_CALLS = 25, 140  # $bn a day, variation margin of all clearing houses (BCBS, CPMI, IOSCO, 2021)
DEBT = 28.0  # $trn of Treasuries that investors hold, roughly


# ---- the cards --------------------------------------------------------------------------------------------

DAY_WORDS = {"calm": "A calm day", "bad": "A bad day"}
CARD_ROWS = (("wants", "Wants"), ("pays", "Pays with"), ("bound_by", "Bound by"), ("key_number", "Look at"),
             ("day", ""), ("watched_by", "Watched by"))


@dataclass(frozen=True)
class Card:
    """One participant on one kind of day; `rows` are the labels and lines of the card."""

    party: str
    name: str
    day: str
    rows: tuple
    claim: str
    said_by: str
    verdict: str
    better: str


@lru_cache(1)
def participants():
    """Return the table of participants by party, as dicts."""
    table = datasets.load("participants")
    return dict(zip(table["party"], table.to_dict("records"), strict=True))


def compute_card(party, day):
    """Return the `Card` of a party."""
    row = participants()[party]
    facts = row | {"day": row[f"{day}_day"]}
    rows = tuple((label or DAY_WORDS[day], facts[field]) for field, label in CARD_ROWS)
    return Card(party, row["name"], day, rows, *(row[field] for field in ("claim", "said_by", "verdict", "better")))


def describe_card(card):
    """Say which claim about the party was checked, and what came of it."""
    text = f"A claim, checked: “{card.claim.rstrip('.')}” ({card.said_by}). Verdict: **{card.verdict}**. {card.better}"
    return Reading(text, measures(card.party))


@lru_cache(7)
def measures(party):
    """Return one or two measures of a party, from the newest data there are."""
    return {"fund": _fund_measures, "buyer": _buyer_measures, "dealer": _dealer_measures, "lender": _lender_measures,
            "ccp": _clearing_measures, "fed": _fed_measures, "foreign": _foreign_measures}[party]()


def _fund_measures():
    newest = positions("all", "gross")
    return ((f"Futures sold, {month(newest.days[-1])}", billions(newest.short[-1])),
            _newest("hedge_fund_treasury_exposure", "quarter_end", "ust_long_bn", "Treasuries owned"))


def _buyer_measures():
    newest, net = positions("all", "gross"), positions("all", "net")
    day = month(newest.days[-1])
    return ((f"Futures bought, {day}", billions(newest.long[-1])), ("Less futures sold", billions(net.long[-1])))


def _dealer_measures():
    held = datasets.load("primary_dealer_positions").set_index("as_of_wed")["net_treasury_position_mn"] / 1000
    return tuple((f"Net Treasuries, {int(day[-2:])} March 2020", billions(held[day]))
                 for day in ("2020-03-04", "2020-03-18"))


def _lender_measures():
    return (_newest("hedge_fund_treasury_exposure", "quarter_end", "repo_borrowing_bn", "Hedge funds' repo"),
            _newest("money_market_rates", "date", "sofr", "SOFR", "{:.2f}%"))


def _clearing_measures():
    newest = positions("all", "gross")
    return ((f"Open contracts, {month(newest.days[-1])}", billions(newest.open_interest[-1])),
            ("Margin called a day, all markets", billions(CALLS)),
            ("On the worst day of March 2020", billions(MOST_CALLS)))


def _fed_measures():
    return (_newest("fed_balance_sheet", "week_ending_wed", "fed_treasuries_bn", "Treasuries held"),
            _newest("money_market_rates", "date", "srf_rate", "Ceiling: SRF rate", "{:.2f}%"))


def _foreign_measures():
    return (("All foreigners sold, March 2020", billions(FOREIGN_SALES)),
            ("Fall in custody at the Fed", billions(CUSTODY_FALL)))


def _newest(table, day, column, words, form="${:,.0f}bn"):
    """Return a tile of the newest value of a series."""
    last = datasets.load(table).dropna(subset=[column]).iloc[-1]
    return f"{words}, {month(last[day])}", form.format(last[column])


def month(day):
    """Return a date as month and year."""
    return f"{day:%B %Y}"


def billions(amount):
    """Return an amount of $bn in words."""
    return f"{'−' if round(amount) < 0 else ''}${abs(amount):,.0f}bn"


def card_table(card):
    """Return the whole table of participants, claims and evidence included."""
    return datasets.load("participants")


def card_explorer():
    """Return the explorer of the participants."""
    names = {party: row["name"] for party, row in participants().items()}
    return Explorer(
        "cards", compute=compute_card, chart=card_chart, describe=describe_card, table=card_table, prefix="card_",
        controls=[Choice("party", "Participant", names, "fund", "Whose card lies on the table.", "market"),
                  Choice("day", "Day", DAY_WORDS, "calm", "What it does, and what flows, on such a day.", "market")],
        presets={"Who pays": {"party": "buyer"}, "Who lends": {"party": "lender", "day": "bad"},
                 "Who steps in": {"party": "fed", "day": "bad"}},
        assumptions=(
            "Each card stands for a whole group. Its members differ, and some are in two groups.",
            "Only what the trade needs is drawn. On the bad day yields fall: fund pays buyer. When they rise, that "
            "cash flows the other way.",
            "Who watches whom is from general knowledge of US supervision, not from a source read for this page.",
        ))


# ---- the calm market --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calm:
    """The calm market beside itself without funds; sums in $bn, basis and hurdle in cents per 100."""

    demand: float
    leverage: float
    room_used: float
    buffer: float
    required_return: float
    case: str
    basis: float
    hurdle: float
    position: float
    inventory: float
    capacity: float
    earns: float
    half_spread: float
    yield_effect: float
    basis_without: float
    seen_now: tuple
    seen_without: tuple
    dealers_line: tuple
    funds_line: tuple

    @property
    def bill(self):
        """What futures buyers pay in a contract's life, $m."""
        return self.demand * self.basis / 10

    @property
    def income(self):
        """What funds get of it, $m."""
        return self.position * self.basis / 10

    @property
    def headline(self):
        """The case in a sentence."""
        if self.case == "hurdle" and self.hurdle <= 0:
            return "Hurdle: repo is so cheap that funds need no basis"
        return {"hurdle": "Hurdle: the basis pays just what funds ask",
                "capital": "Capital: funds are out of money, dealers set the basis",
                "no trade": "No trade: the basis pays less than funds ask"}[self.case]


def compute_calm(demand, leverage, own_money, required_return, haircut, repo_rate, room):
    """Return the `Calm` market: sums in $bn, return and rates in % a year, haircut in %."""
    buffer = buffer_at(leverage, haircut / 100, MARGIN)
    carried = min(room, demand)
    market = calm_market(
        [demand, demand, carried, 0], [own_money, 0, 0, 0], haircut=haircut / 100, initial_margin=MARGIN,
        buffer=buffer, required_return=required_return, spread_bp=100 * (repo_rate - BUILT_IN), days=DAYS, room=room,
        duration=DURATION)
    cents, asked, capacity = 1e4 * market.dislocation, float(1e4 * market.hurdle), float(own_money * leverage)
    here, without = (
        (f"{demand * cents[at] / 10:,.0f}", f"{2e4 * market.half_spread[at]:.1f}", f"{market.depth[at]:.0f}",
         f"{market.yield_effect_bp[at]:.2f}") for at in (0, 1))
    return Calm(
        demand=demand, leverage=leverage, room_used=market.room_used[0], buffer=buffer,
        required_return=required_return, case=CASES[market.case[0]], basis=cents[0], hurdle=asked,
        position=market.position[0], inventory=market.inventory[0], capacity=capacity,
        earns=market.return_on_own_money[0], half_spread=1e4 * market.half_spread[0],
        yield_effect=market.yield_effect_bp[0], basis_without=cents[1], seen_now=here, seen_without=without,
        dealers_line=((0, demand - carried, demand), tuple(cents[1:])),
        funds_line=((0, capacity, capacity), (max(asked, 0), max(asked, 0), calm_chart.CENTS[-1])))


def start(**changes):
    """Return the `Calm` market as the explorer starts with it, with changes."""
    return compute_calm(**({"demand": DEMAND, "leverage": 30, "own_money": OWN_MONEY, "required_return": ASKED,
                            "haircut": 1.0, "repo_rate": BUILT_IN, "room": ROOM} | changes))


def describe_calm(calm):
    """Say who sets the basis, who pays it and who gets it."""
    return Reading(f"{_case_words(calm)} {_split(calm)} {_books(calm)}", (
        ("Basis, cents per 100", f"{calm.basis:.1f}"),
        ("Buyers pay, 90 days", f"${calm.bill:,.0f}m"),
        ("A fund earns a year" if calm.position else "A fund would earn", f"{_signed(calm.earns)}%"),
        ("Cash buffer", f"{calm.buffer:.2%}")))


def _case_words(calm):
    if calm.case == "no trade":
        return (f"**No trade.** Dealers carry all {billions(calm.demand)} for {calm.basis:.1f} cents. Funds would need "
                f"{calm.hurdle:.1f}.")
    if calm.case == "capital":
        return (f"**Capital.** The funds' own money lasts for {billions(calm.capacity)}. Dealers must carry "
                f"{billions(calm.inventory)}, and it is their price that counts.")
    if calm.hurdle <= 0:
        return "**Hurdle.** Repo costs so much less than the futures price pays that funds need no basis at all."
    return (f"**Hurdle.** Funds take all that pays {calm.required_return:g}% on own money, "
            f"{billions(calm.position)}. A little more demand or capital would not move the basis.")


def _split(calm):
    if not round(calm.bill):
        return "Futures buyers pay next to nothing."
    return (f"Futures buyers pay ${calm.bill:,.0f}m in {DAYS} days: ${calm.income:,.0f}m to funds, "
            f"${calm.bill - calm.income:,.0f}m to dealers.")


def _books(calm):
    if calm.room_used <= 1:
        return f"Dealers use {calm.room_used:.0%} of their room."
    return f"Dealers hold **{calm.room_used:.1f} times** what they carry cheaply: spreads are wide, quotes small."


def _signed(value):
    return f"{value:+,.1f}".replace("-", "−")


def calm_table(calm):
    """Return what the picture shows, as names and values with and without funds."""
    import pandas
    names = ("buyers_pay_usd_mn_90_days", "bid_ask_cents_per_100", "depth_usd_mn", "yield_effect_bp")
    rows = [(name, *(float(text.replace(",", "")) for text in pair))
            for name, *pair in zip(names, calm.seen_now, calm.seen_without, strict=True)]
    rows += [("basis_cents_per_100", calm.basis, calm.basis_without), ("funds_carry_usd_bn", calm.position, 0.0),
             ("dealers_carry_usd_bn", calm.inventory, calm.demand)]
    return pandas.DataFrame(rows, columns=["quantity", "now", "without_funds"]).assign(case=calm.case)


def calm_explorer():
    """Return the explorer of the calm market."""
    return Explorer(
        "calm", compute=compute_calm, chart=calm_chart, describe=describe_calm, table=calm_table,
        controls=[
            Slider("demand", "Futures wanted", "$bn", 100, 1200, 10, DEMAND,
                   "By real money: pension funds, insurers, bond funds. They want it whatever it costs.", "market"),
            Slider("room", "Dealers' room", "$bn", 150, 600, 10, ROOM,
                   "What dealers carry cheaply. Beyond it they ask for seven times as much more.", "market"),
            leverage(),
            Slider("own_money", "Funds' own money", "$bn", 0, 60, 1, OWN_MONEY,
                   "All funds together. Times leverage it is what they can carry.", "trade"),
            Slider("required_return", "Return asked for", "% a year", 1.0, 15.0, 0.5, ASKED,
                   "By funds, on own money, on top of the repo rate built into the futures price.", "trade"),
            haircut(),
            repo_rate(default=BUILT_IN, low=3.75, high=7.0,
                      help=f"What the fund pays. The futures price has {BUILT_IN:.2f}% built in."),
        ],
        presets={"Enough money": {}, "Funds lack money": {"own_money": POOR},
                 "Twice their money": {"own_money": RICHER}, "Leverage capped": {"leverage": CAPPED},
                 "Repo is dear": {"repo_rate": DEAR}, "Little demand": {"demand": 100}},
        assumptions=(
            *ASSUMPTIONS,
            f"The contract lives {DAYS} days. Initial margin is {MARGIN:.2%} of the notes, by our rule for a duration "
            f"of {DURATION:g} years. A higher haircut at the same leverage comes out of the cash buffer.",
        ))


# ---- positions through the years --------------------------------------------------------------------------

CODES = {"all": ("TU", "FV", "TY", "TN", "US", "UB"), "three": ("TU", "FV", "TY")}
CONTRACT_WORDS = {"all": "all six", "three": "2, 5 and 10 years (TU, FV, TY)",
                  **{code: f"{CONTRACTS[code].name} ({code})" for code in CODES["all"]}}
MEASURE_WORDS = {"gross": "sold by funds, bought by managers", "net": "the same, net of the other way"}
BELOW_WORDS = {"sofr": "the repo rate, SOFR", "notes": "Treasuries that hedge funds own",
               "borrowed": "repo borrowed by hedge funds", "leverage": "leverage of the ten largest funds"}
NEAR = 50 / 365.25  # years: a value of the lower series this close belongs to the quarter


@dataclass(frozen=True, eq=False)
class Positions:
    """Futures positions by report day, $bn of face value."""

    days: tuple
    years: np.ndarray
    short: np.ndarray
    long: np.ndarray
    open_interest: np.ndarray


@dataclass(frozen=True, eq=False)
class Below:
    """The series of the lower panel, and where in it the chosen quarter is (None: not there)."""

    key: str
    title: str
    unit: str
    leg: str
    colour: str
    limits: tuple
    years: np.ndarray
    values: np.ndarray
    at: int | None = None


@dataclass(frozen=True, eq=False)
class History:
    """Futures positions, the chosen quarter in them, and the series below."""

    key: tuple
    days: tuple
    years: np.ndarray
    short: np.ndarray
    long: np.ndarray
    index: int
    estimate: tuple
    words: dict
    below: Below

    @property
    def year(self):
        """The chosen quarter's report day, in years."""
        return self.years[self.index]


@lru_cache(16)
def positions(contracts, measure):
    """Return the `Positions` of a choice of contracts, gross or net; a TU contract is $200,000 of face value."""
    codes = CODES.get(contracts, (contracts,))
    table = datasets.load("cftc_positions_quarterly")
    table = table[table["contract"].isin(codes)]
    face = table["contract"].map({code: CONTRACTS[code].face / 1e9 for code in codes})
    sums = table.iloc[:, 2:7].mul(face, axis=0).groupby(table["report_date"]).sum()
    net = measure == "net"
    short = sums["leveraged_short"] - net * sums["leveraged_long"]
    long = sums["asset_manager_long"] - net * sums["asset_manager_short"]
    days = tuple(day.date() for day in sums.index)
    return Positions(days, in_years(days), short.to_numpy(), long.to_numpy(), sums["open_interest"].to_numpy())


@lru_cache(4)
def series_below(key):
    """Return the `Below` of a choice: month-ends of SOFR, or quarter-ends of the Form PF aggregates."""
    if key == "sofr":
        rates = datasets.load("money_market_rates").dropna(subset=["sofr"])
        rows = rates.groupby(rates["date"].dt.to_period("M")).last()
        return _below(key, rows["date"], rows["sofr"], "SOFR at month-ends, %", "%", "repo", style.REPO_LENDER, 1)
    column, title, unit, leg, colour, step = {
        "notes": ("ust_long_bn", "Treasuries that hedge funds own, $bn", "bn", "cash", style.FUND, 500),
        "borrowed": ("repo_borrowing_bn", "Repo borrowed by hedge funds, $bn", "bn", "repo", style.REPO_LENDER, 500),
        "leverage": ("top10_leverage_ratio", "Ten largest funds: assets over net assets", "times", "cash",
                     style.FUND, 5),
    }[key]
    rows = datasets.load("hedge_fund_treasury_exposure").dropna(subset=[column])
    rows = rows[rows["quarter_end"].dt.year >= position_chart.FIRST_YEAR]
    return _below(key, rows["quarter_end"], rows[column], title, unit, leg, colour, step)


def _below(key, days, values, title, unit, leg, colour, step):
    """Return a `Below` whose axis ends on a multiple of three steps."""
    values = values.to_numpy()
    top = 3 * step * np.ceil(values.max() / (3 * step))
    return Below(key, title, unit, leg, colour, (0.0, float(top)), in_years(days), values)


def in_years(days):
    """Return dates as years with fractions."""
    return np.array([day.year + (day.timetuple().tm_yday - 1) / 365.25 for day in days])


class Quarter(Choice):
    """A choice among so many days in a row that only the first and the last count as its ends."""

    def ends(self):
        """Return the first and the last day."""
        first, *_, last = self.options
        return first, last


def quarters():
    """Return the report days to choose from: ISO date to words."""
    return {f"{day}": month(day) for day in positions("all", "gross").days}


def compute_history(contracts, measure, below, quarter):
    """Return the `History` of a choice of contracts, with the quarter's report day in ISO form."""
    found, series = positions(contracts, measure), series_below(below)
    index = [f"{day}" for day in found.days].index(quarter)
    gaps = np.abs(series.years - found.years[index])
    at = int(gaps.argmin()) if gaps.min() < NEAR else None
    alone = contracts == "all" and measure == "gross"
    words = {"asset managers": "bought" if measure == "gross" else "bought, net",
             "leveraged funds": "sold" if measure == "gross" else "sold, net",
             "basis trades alone": f"{TRADE_ALONE:.0f} in {TRADE_DATE:%b %Y}"}
    return History(
        key=(contracts, measure), days=found.days, years=found.years, short=found.short, long=found.long, index=index,
        estimate=(in_years([TRADE_DATE])[0], TRADE_ALONE) if alone else (), words=words,
        below=Below(**{**vars(series), "at": at}))


def describe_history(history):
    """Say what the two groups held, how that compares, and what stands below."""
    at, below = history.index, history.below
    day, short, long = history.days[at], history.short[at], history.long[at]
    net = "net " if history.key[1] == "net" else ""
    funds, managers = ("short" if round(short) >= 0 else "long"), ("long" if round(long) >= 0 else "short")
    text = (f"On **{day.day} {month(day)}** leveraged funds were {net}{funds} {billions(abs(short))}, asset managers "
            f"{net}{managers} {billions(abs(long))}. {_rank(history)} Not all that funds sell is basis trades. "
            f"{_below_words(below)}")
    tiles = [("Sold by leveraged funds", billions(short)), ("Bought by asset managers", billions(long))]
    if below.at is not None:
        tiles.append((BELOW_WORDS[below.key].capitalize().replace("sofr", "SOFR"), _value(below)))
    return Reading(text, tiles)


def _rank(history):
    """Say how the funds' position compares with the highest and the lowest of all quarters."""
    at, highest, lowest = history.index, int(history.short.argmax()), int(history.short.argmin())
    if at == highest:
        return "For the funds that is the **highest** of all quarters here."
    most = f"{billions(history.short[highest])} in {month(history.days[highest])}"
    if at == lowest:
        return f"For the funds that is the **lowest** of all quarters here; the highest was {most}."
    return f"The funds' highest was {most}."


def _below_words(below):
    if below.at is None:
        return "The lower series has no value for that quarter."
    return {"sofr": "SOFR stood at {}.", "notes": "Hedge funds owned {} of Treasuries.",
            "borrowed": "Hedge funds had borrowed {} by repo, on all kinds of security.",
            "leverage": "The ten largest funds had assets of {} their net assets."}[below.key].format(_value(below))


def _value(below):
    value = below.values[below.at]
    return {"%": f"{value:.2f}%", "bn": billions(value), "times": f"{value:.1f} times"}[below.unit]


def history_table(history):
    """Return both futures series, $bn of face value."""
    import pandas
    return pandas.DataFrame({"report_date": history.days, "leveraged_funds_usd_bn": history.short,
                             "asset_managers_usd_bn": history.long})


def history_explorer():
    """Return the explorer of positions through the years."""
    days = quarters()
    return Explorer(
        "positions", compute=compute_history, chart=position_chart, describe=describe_history, table=history_table,
        prefix="pos_",
        controls=[
            Choice("contracts", "Contracts", CONTRACT_WORDS, "all", "TU to UB are the codes of the contracts.",
                   "market"),
            Choice("measure", "Positions", MEASURE_WORDS, "gross",
                   "Net: futures sold less futures bought by the same group.", "market"),
            Choice("below", "Below", BELOW_WORDS, "sofr", "What the lower panel shows.", "view"),
            Quarter("quarter", "Quarter", days, list(days)[-1], "Walk through the years, or press play.", "view",
                   play=300, steps=True),
        ],
        presets={"Before March 2020": {"quarter": "2019-12-31"}, "Rates at zero": {"quarter": "2021-06-29"},
                 "The low": {"quarter": "2022-06-28"}, "The peak": {"quarter": "2025-12-30"},
                 "Leverage": {"below": "leverage"}},
        assumptions=(
            "Leveraged funds' shorts hold more than basis trades: swap-spread trades, bets on yields. So they bound "
            "the trade from above, no more.",
            f"The diamond is an estimate of the basis trade alone for one day, {TRADE_DATE.day} {month(TRADE_DATE)}, "
            "by Fed staff from fund reports.",
            "Last report of each quarter, futures without options, at face value. Dealers and others, who make up "
            "the rest of the market, are not drawn.",
            "The leverage below is that of whole funds, not of one trade. The repo is against all kinds of security.",
        ))


# ---- words ------------------------------------------------------------------------------------------------


def guess():
    """Return the prediction that opens the page."""
    poor, richer = start(own_money=POOR), start(own_money=RICHER)
    return Choose(
        f"Real money wants {billions(DEMAND)} of futures. Funds at {poor.leverage} times carry notes against them, but "
        f"have only {billions(POOR)} of own money. Dealers must carry the rest. Now the funds' own money **doubles** "
        f"to {billions(RICHER)}. What happens to the money that **all funds together** make on the basis?",
        (Option("double", "It doubles: twice the capital in the same trade.",
                "The trade is not the same any more. The funds' own arrival narrows the basis, from "
                f"{poor.basis:.0f} to {richer.basis:.0f} cents, on every note they carry."),
         Option("more", "It rises, but less than twice.",
                f"They do carry twice as much. But the basis falls from {poor.basis:.0f} to {richer.basis:.0f} cents, "
                "by far more than half."),
         Option("falls", "It falls.",
                f"They carry twice as much, at {richer.basis:.0f} cents instead of {poor.basis:.0f}. Together they "
                f"make ${richer.income:,.0f}m in {DAYS} days instead of ${poor.income:,.0f}m. What futures buyers pay "
                f"falls from ${poor.bill:,.0f}m to ${richer.bill:,.0f}m: they gain most.")),
        "falls", "Who sets the price when funds have no money left?", "See the second picture.")


CARD_WORDS = """## Who sits at the table

Pick a card. The map shows what this participant hands over, and what it gets. Then change the day. Under the picture \
a claim about it from the sources is checked."""

CALM_WORDS = """## Who sets the price of the edge

Funds carry notes from the left, dealers from the right. One line is what dealers ask for carrying the rest, \
the other what funds ask, up to the end of their money. The dot is where they meet. The shaded \
area is what futures buyers pay. **Pin** the first picture, then press the other buttons and read the three cases off \
the headline."""

HISTORY_WORDS = """## Two lines that look like a fight

The talk shows funds' sold futures against asset managers' bought ones. Here is that chart with all six contracts. \
Press **Play**, and watch the repo rate below while the positions grow and shrink."""


def seen():
    """Return what the reader should have seen, with its numbers."""
    return f"## What you should have seen\n{_seen_calm()}\n\n{_seen_society()}\n\n{_seen_history()}"


def _seen_calm():
    calm, poor, richer, capped = start(), start(own_money=POOR), start(own_money=RICHER), start(leverage=CAPPED)
    rich = start(own_money=2 * OWN_MONEY)
    return f"""
**The edge has a payer.** Futures buyers want the moves of {billions(calm.demand)} of notes without paying for notes. \
Somebody must own those notes. For that the buyers give up {calm.basis:.1f} cents per 100 in {DAYS} days, \
${calm.bill:,.0f}m in all. Without funds the dealers alone would ask for {calm.basis_without:.0f} cents.

**Three cases.** *Hurdle*: funds take notes until the basis pays just what they ask. Then twice their money changes \
nothing: {rich.basis:.1f} cents before and after. *Capital*: their money has run out, dealers set the price, and the \
funds that are in earn far more than they ask. *No trade*: dealers carry it all for less than funds would need.

**More capital: the buyers gain.** With {billions(POOR)} of own money the basis is {poor.basis:.0f} cents and a fund \
earns {poor.earns:.0f}% a year. With {billions(RICHER)} it is {richer.basis:.0f} cents and {richer.earns:.1f}%. \
Together funds make ${richer.income:,.0f}m instead of ${poor.income:,.0f}m. The edge lures the very money that \
shrinks it. (With far more demand the sum may first rise. What each dollar earns always falls.)

**A cap on leverage: the buyers pay.** At {capped.leverage} times instead of {calm.leverage} each note locks up twice \
the own money. What funds ask doubles, from {calm.hurdle:.1f} to {capped.hurdle:.1f} cents. And with the same own \
money they carry only {billions(capped.position)}, so the basis goes to {capped.basis:.0f} cents. The cap has a \
reason: it makes a spiral less likely. But it is not free."""


def _seen_society():
    calm, dear = start(), start(repo_rate=DEAR)
    saved = start(own_money=0).yield_effect - calm.yield_effect
    return f"""**What the market gets, in this model.** Compared with a market without funds, bid-ask spreads are \
{calm.seen_now[1]} instead of {calm.seen_without[1]} cents. Quotes are {calm.seen_now[2]} instead of \
{calm.seen_without[2]} million dollars. The Treasury borrows {saved:.1f} basis points cheaper: \
${10 * saved:,.0f}m a year on each $100bn. The sizes rest on slopes that nobody has measured. The signs do not.

**On what conditions.** A repo rate of {DEAR:.2f}% instead of {BUILT_IN:.2f}%, for all {DAYS} days, makes funds give \
up {billions(calm.position - dear.position)} of notes. The basis goes to {dear.basis:.1f} cents, and dealers hold \
{dear.room_used:.1f} times their room. Four things must hold: loans that are renewed at a steady rate, haircuts and \
margins that do not jump, dealers with room, and enough money in the buffer. A higher haircut at the same leverage \
does not show in this basis at all. It comes out of the buffer, and that is missed only on a bad day."""


def _seen_history():
    found, rates = positions("all", "gross"), series_below("sofr")
    before, zero, low, peak = (_at(found, day) for day in ("2019-12-31", "2021-06-29", "2022-06-28", "2025-12-30"))
    zero_rate, dear_rate = (rates.values[np.abs(rates.years - year).argmin()] for year in (2021.49, 2023.74))
    dear, last, sized = _at(found, "2023-09-26"), len(found.days) - 1, _at(found, f"{TRADE_DATE}")
    return f"""**The trade did not grow with cheap money.** Funds' sold futures were {billions(found.short[before])} \
at the end of 2019. With SOFR at {zero_rate:.2f}%, in June 2021, they were {billions(found.short[zero])}, and a year \
later {billions(found.short[low])}. With SOFR at {dear_rate:.2f}%, in September 2023, they were \
{billions(found.short[dear])}. The highest came in {month(found.days[peak])}: {billions(found.short[peak])}. Since \
then they have fallen to {billions(found.short[last])} ({month(found.days[last])}). The paper tells this the other way \
round. In our model the *level* of the repo rate plays no part. What counts is its distance from the rate built into \
the futures price, and how much real money wants.

**The two lines are not a fight.** They rise and fall together: who wants futures must find somebody to sell them. And \
sold futures are more than basis trades: {billions(found.short[sized])} on \
{TRADE_DATE.day} {month(TRADE_DATE)}, of which the trade alone was about {billions(TRADE_ALONE)}."""


def _at(found, day):
    """Return the place of a report day."""
    return found.days.index(date.fromisoformat(day))


# ---- exercises --------------------------------------------------------------------------------------------


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_hurdle_question(rng), _cap_question(rng), _capital_question(rng), _face_question(rng),
            _saving_question(rng), _unwind_question(rng)]


def _hurdle_question(rng):
    times, asked, days = int(rng.choice([20, 25, 40])), float(rng.choice([4, 5, 8])), int(rng.choice([60, 72, 120]))
    answer = 1e4 * hurdle(asked, 1 / times, days)
    return Numeric(
        f"A fund holds notes worth {times} times its own money and asks for {asked:g}% a year on that money, over the "
        f"repo rate. The contract lives {days} days ({360} to a year). Repo costs what the futures price has built in. "
        "How wide must the basis be, in cents per 100 of notes?",
        answer, "cents", 0.0051 * answer,
        "How much own money stands behind $100 of notes? What must it earn in that time?",
        f"Behind $100 of notes stand 100/{times} = {100 / times:g} dollars of own money. They must earn {asked:g}% × "
        f"{days}/360 of that: **{answer:.3g}** cents. Own money is what funds ration, so less leverage means a wider "
        "basis.",
        ((answer * times, "That return is asked for on **own money**, not on the notes."),
         (answer * 360 / days, "That is for a whole year. The contract lives only some days."),
         (answer / times, "You divided by leverage twice.")))


def _cap_question(rng):
    low, asked, demand = int(rng.choice([10, 12, 15])), float(rng.choice([4.0, 5.0, 6.0])), float(
        rng.choice([800, 1000, 1200]))
    now, then = (compute_calm(demand, times, 200, asked, 1.0, BUILT_IN, ROOM) for times in (30, low))
    answer = then.bill - now.bill
    return Numeric(
        f"Funds have plenty of own money and ask for {asked:g}% a year on it, over the repo rate, {DAYS} of 360 days. "
        f"Real money wants {billions(demand)} of futures, whatever they cost. A new rule caps the funds' leverage at "
        f"{low} times; before it was 30. How much **more** do futures buyers pay in {DAYS} days?",
        answer, "$m", 0.0101 * answer,
        "The basis pays just what funds ask. Work it out before and after. Who pays it, and on how much?",
        f"What funds ask is {asked:g}% × {DAYS}/360 / leverage: {now.basis:.2f} cents per 100 before, {then.basis:.2f} "
        f"after. The buyers pay that on all {billions(demand)}: {now.bill:,.0f} before, {then.bill:,.0f} after, so "
        f"**{answer:,.0f}** million dollars more. The funds still earn {asked:g}% on own money. Dealers carry more, "
        "and are paid more.",
        ((then.bill, "That is the new bill. The buyers paid something before, too."),
         (then.income - now.income, "That counts only the notes the **funds** carry. Buyers pay dealers the same "
          "basis for the rest."),
         (4 * answer, f"That is for a year. The contract lives {DAYS} days."),
         (0, "Funds pass it on. They take only what pays them enough on own money.")))


def _capital_question(rng):
    demand, money = int(rng.choice([900, 950, 1000])), int(rng.choice([10, 11, 12]))
    before, after = (compute_calm(demand, 30, own, ASKED, 1.0, BUILT_IN, ROOM) for own in (money, 2 * money))
    answer = before.income - after.income
    return Numeric(
        f"Real money wants {billions(demand)} of futures. Funds work at 30 times and have {billions(money)} of own "
        f"money; it is all in use. Dealers ask for 0.02 cents per 100 for each $1bn up to {billions(ROOM)}, and for "
        "0.14 cents for each $1bn beyond. The funds' own money doubles, and it is all in use again. By how many "
        f"million dollars does the sum fall that funds make in {DAYS} days, all together?",
        answer, "$m", 0.0051 * answer,
        "What must dealers carry, before and after? Their price is everybody's price.",
        f"Before, dealers carry {billions(before.inventory)} and ask for {before.basis:.1f} cents; funds carry "
        f"{billions(before.position)} and make {before.income:,.0f} million. After, dealers carry "
        f"{billions(after.inventory)} for {after.basis:.1f} cents; funds carry {billions(after.position)} and make "
        f"{after.income:,.0f} million. That is **{answer:,.0f}** million dollars less.",
        ((after.income, "That is what they make afterwards."),
         (before.bill - after.bill, "That is what the **buyers** save. Part of their bill goes to dealers."),
         (before.income, "That is what they make before. Something is left.")))


def _face_question(rng):
    table = datasets.load("cftc_positions_quarterly")
    day = str(rng.choice(["2018-12-31", "2019-12-31", "2023-06-27", "2024-12-31"]))
    rows = table[(table["report_date"] == day)].set_index("contract")["leveraged_short"]
    counts = [int(rows[code]) for code in CODES["three"]]
    faces = [CONTRACTS[code].face for code in CODES["three"]]
    answer = float(np.dot(counts, faces)) / 1e9
    said = date.fromisoformat(day)
    misprint = (" This is the $631bn that a Fed note prints as of January 2019, by a slip in a column's head."
                if day == "2019-12-31" else "")
    return Numeric(
        f"The report of {said.day} {month(said)} has leveraged funds short {counts[0]:,} contracts of TU, "
        f"{counts[1]:,} of FV and {counts[2]:,} of TY. How much is that in face value?",
        answer, "$bn", 0.0051 * answer,
        "One of the three contracts is twice as large as the others: the one on the notes that move least in price.",
        f"A TU contract is {faces[0]:,} dollars of face value, the others {faces[1]:,}. {counts[0]:,} × {faces[0]:,} + "
        f"({counts[1]:,} + {counts[2]:,}) × {faces[1]:,} = **{answer:.1f}** billion dollars.{misprint}",
        ((sum(counts) * faces[1] / 1e9, "A TU contract is twice as large as the other two."),
         (sum(counts) * faces[0] / 1e9, "Only TU is that large. FV and TY are half its size.")))


def _saving_question(rng):
    each, held = float(rng.choice([1.5, 1.2, 2.0])), int(rng.choice([1000, 900, 800]))
    answer = each * held / 10 * 1e-4 * DEBT * 1000
    return Numeric(
        f"A text says: each $10bn that hedge funds hold lowers the Treasury's yield by {each:g} basis points. They "
        f"hold {billions(held)}, so the government saves some 10 to 20 billion dollars a year. Take the first number "
        f"at its word, for all {DEBT:.0f} trillion dollars of debt. How much would be saved a year?",
        answer, "$bn", 0.0101 * answer,
        "How many times $10bn do they hold? How many basis points is that, and of what sum?",
        f"{held}/10 = {held // 10} times {each:g} basis points are {each * held / 10:g} basis points. Of {DEBT:.0f} "
        f"trillion dollars that is **{answer:.4g}** billion a year, far from 10 to 20. So the text contradicts itself. "
        "An effect measured on a small change cannot be multiplied up to a trillion.",
        ((each * 1e-4 * DEBT * 1000, "That is the effect of the first $10bn alone."),
         (each * held / 10 * 1e-4 * held, "The government pays its yield on **all** debt, not only on what the funds "
          "hold. The text may have made the same slip.")))


def _unwind_question(rng):
    table = datasets.load("cftc_positions_weekly_episodes")
    days = [f"2025-04-{day}" for day in rng.choice([("01", "08", "15"), ("01", "15", "29"), ("08", "15", "22")])]
    faces = table["contract"].map({code: contract.face / 1e9 for code, contract in CONTRACTS.items()})
    sums = (table["leveraged_short"] * faces).groupby(table["report_date"]).sum()
    held = ", ".join(billions(sums[day]) for day in days)
    dates = ", ".join(str(int(day[-2:])) for day in days)
    return Choose(
        f"April 2025, days of turmoil in Treasuries. Leveraged funds' sold futures, all six contracts, in the reports "
        f"of {dates} April: {held}. The paper says a blow-up of the basis trade was a main trigger. The manager of the "
        "Fed's portfolio said in May that he saw no sign of that, and named another trade. Which reading fits?",
        (Option("basis", "The basis trade blew up: it is the largest, so it must have been that one.",
                "Then many futures would have been bought back within days. The reports show no such thing."),
         Option("swap", "Swap-spread trades were unwound; the basis trade stayed.",
                f"Fed staff later put the swap-spread trades unwound at about {billions(UNWOUND)}. Such a trade holds "
                "Treasuries against swaps, so closing it leaves sold futures alone. And repo funding stayed calm."),
         Option("nothing", "Nothing was unwound: the sold futures did not fall.",
                "Nothing was unwound **in futures**. A trade can be closed without a future in it."),
         Option("fight", "Funds were betting on falling prices, and won.",
                "A sold future says nothing about a bet: the fund may own as many notes.")),
        "swap", "Which of the trades has a leg in futures?",
        "Sold futures did not fall by much at any time, so what was closed had no leg in futures. That fits the trade "
        "the Fed's manager named: Treasuries against interest rate swaps. A large position makes a suspect, not yet a "
        "culprit.")


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("other_side", guess=guess(), questions=questions, query=query,
                parts=[CARD_WORDS, card_explorer(), CALM_WORDS, calm_explorer(), HISTORY_WORDS, history_explorer(),
                       seen])


def numbers():
    """Return the numbers the notebook's prose uses, as text; here it uses none."""
    return set()
