"""Page 03: from two quotes in 32nds to the edge in basis points, and the paper's table worked out again."""

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np

from basislib.basis import carry, gross_basis, implied_repo_rate, net_basis
from basislib.checks import within
from basislib.contracts import CONTRACTS, conversion_factor, last_delivery_day
from basislib.datasets import paper_grid
from basislib.figures import printed_grid as grid_chart
from basislib.figures import quote_to_edge as edge_chart
from basislib.figures.style import signed
from basislib.notes import accrued_interest
from basislib.quotes import format_price, in_32nds, parse_price
from basislib.trade import buffer_at
from basislib.trade import leverage as ceiling_of
from basislib.widgets.controls import Choice, Entry, Slider, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# The case: one note, one contract, one day.
CONTRACT, MONTH = "FV", "2026-03"
COUPON, MATURITY, SETTLE = 4.0, date(2030, 5, 31), date(2025, 12, 15)
NOTE_PRICE, FUTURES_PRICE, REPO_RATE = "101-06¼", "109-03", 3.694
HEADER = date(2026, 4, 3)  # the delivery day in the heading of the screen
MONDAY = date(2026, 4, 6)
FACTOR = conversion_factor(CONTRACT, MONTH, COUPON, MATURITY)
NOTE = {"coupon": COUPON, "maturity": MATURITY, "settle": SETTLE}
HALF_YEAR = 182  # days of the coupon period that holds all days of this page
YEAR = 360  # days to a year of repo
# All other assumptions; the pictures list them.
MARGIN = 1.05  # % of the note's value: what page 00's rule gives
LOWEST, HIGHEST = 80, 130  # prices this page takes, per 100
LOW_FUTURE = "107-16"
TICK = in_32nds(CONTRACTS[CONTRACT].tick)
EDGE_DAYS = (77, 91, 105, 108, 109, 112)  # days from settlement offered in the first explorer
GRID_DAYS = range(108, 114)


def day_words(day, short=False):
    """Return a day as "Friday 3 April", or short as "Fri 3 April"."""
    return f"{day:{'%a' if short else '%A'}} {day.day} {day:%B}"


def delivery(days, default):
    """Return the choice of the delivery day, so many days after settlement."""
    options = {str(day): day_words(day, short=True) for day in (SETTLE + timedelta(n) for n in days)}
    return Choice("delivery", "Delivery", options, str(default),
                  "When the note goes into the future; days count from 15 December.", "trade", steps=True)


def margin():
    """Return the slider of the initial margin."""
    return Slider("initial_margin", "Initial margin", "%", 0.0, 4.0, 0.05, MARGIN,
                  "Own money the clearing house holds, in % of the note.", "funding")


def repo():
    """Return the slider of the repo rate, as finely as the screen quotes it."""
    return repo_rate(default=REPO_RATE, low=2.0, high=6.0, step=0.001)


# ---- from quotes to the edge ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edge:
    """A long basis worked out from two quotes; points per 100 of notes unless said otherwise."""

    clean_price: float
    futures_price: float
    delivery: date
    repo_rate: float
    leverage: float
    ceiling: float
    gross_basis: float
    earned: float
    paid: float
    net_basis: float
    implied_repo: float
    full_price: float

    @property
    def days(self):
        """Days from settlement to delivery."""
        return (self.delivery - SETTLE).days

    @property
    def carry(self):
        """Interest earned on the note less interest paid on the loan."""
        return self.earned - self.paid

    @property
    def cents(self):
        """What the trade earns, cents per 100: the net basis with the sign turned."""
        return -100 * self.net_basis

    @property
    def gap_bp(self):
        """Implied repo rate less repo rate, basis points a year."""
        return 100 * (self.implied_repo - self.repo_rate)

    @property
    def own_money(self):
        """Own money behind 100 of notes."""
        return self.full_price / self.leverage

    @property
    def on_own_money(self):
        """What the trade earns by delivery, per cent of own money."""
        return self.cents / self.own_money


def compute_edge(clean_price, futures_price, nudge, delivery, leverage, haircut, initial_margin, repo_rate):
    """Return the `Edge`: prices per 100, nudge of the future in 32nds, haircut and margin in %, repo in % a year."""
    price = float(within("price of the note", clean_price, "per 100", low=LOWEST, high=HIGHEST))
    future = float(within("price of the future", futures_price, "per 100", low=LOWEST, high=HIGHEST)) + nudge / 32
    h, m = haircut / 100, initial_margin / 100
    buffer_at(leverage, h, m)  # refuses leverage above the ceiling
    dates = NOTE | {"delivery": date.fromisoformat(str(delivery))}
    earned = carry(price, **dates, repo_rate=0.0)
    return Edge(
        price, future, dates["delivery"], repo_rate, leverage, ceiling_of(h, m) if h + m else math.inf,
        gross_basis(price, future, FACTOR), earned, earned - carry(price, **dates, repo_rate=repo_rate),
        net_basis(price, future, FACTOR, **dates, repo_rate=repo_rate),
        implied_repo_rate(price, future, FACTOR, **dates), price + accrued_interest(COUPON, MATURITY, SETTLE))


def case(**changes):
    """Return the `Edge` of the screen's quotes, as the explorer starts with them, with changes."""
    start = {"clean_price": parse_price(NOTE_PRICE), "futures_price": parse_price(FUTURES_PRICE), "nudge": 0.0,
             "delivery": HEADER, "leverage": 30, "haircut": 1.0, "initial_margin": MARGIN, "repo_rate": REPO_RATE}
    return compute_edge(**(start | changes))


def describe_edge(paper, edge):
    """Say what the future pays, what carry adds, and whether the trade earns."""
    gross = in_32nds(edge.gross_basis)
    text = (f"The future pays {edge.futures_price:.3f} × {FACTOR} = {edge.futures_price * FACTOR:.3f}, the note costs "
            f"{edge.clean_price:.3f}: gross basis **{signed(gross)}/32**. By {day_words(edge.delivery)} the note earns "
            f"{100 * edge.earned:.1f} cents, its loan costs {100 * edge.paid:.1f}. ")
    cents = round(edge.cents, 2)
    if cents:
        text += f"So the trade **{'earns' if cents > 0 else 'loses'} {abs(cents):.2f} cents** per 100. "
    else:
        text += "So **nothing is left**. "
    text += _screen_says(paper, edge)
    top = ", no ceiling" if math.isinf(edge.ceiling) else f" of {math.floor(10 * edge.ceiling) / 10:.1f}"
    return Reading(text.strip(), (
        ("Implied repo", f"{signed(edge.implied_repo, 3, plus='')}%"),
        ("Edge, a year", f"{signed(edge.gap_bp, 1)}bp"),
        ("On own money", f"{signed(edge.on_own_money)}%"),
        ("Leverage, ceiling", f"{edge.leverage:.0f}{top}")))


def _screen_says(paper, edge):
    """Say what the paper's screen prints for these prices, if it has them."""
    row, column = (np.flatnonzero(prices == price) for prices, price in
                   ((paper.clean_prices, edge.clean_price), (paper.futures_prices, edge.futures_price)))
    if not (row.size and column.size):
        return ""
    printed = paper.implied_repo[row[0], column[0]]
    same = round(edge.implied_repo, 3) == printed
    return f"The screen prints {printed:.3f}%{': so do we.' if same else '; we get another rate.'}"


def edge_table(edge):
    """Return the edge as a table of names, values and units."""
    import pandas
    rows = [("gross_basis", edge.gross_basis, "points per 100"), ("interest_earned", edge.earned, "points per 100"),
            ("interest_paid", edge.paid, "points per 100"), ("carry", edge.carry, "points per 100"),
            ("net_basis", edge.net_basis, "points per 100"), ("implied_repo", edge.implied_repo, "% a year, ACT/360"),
            ("edge", edge.gap_bp, "basis points a year"), ("days", edge.days, "days"),
            ("full_price", edge.full_price, "points per 100"), ("on_own_money", edge.on_own_money, "% until delivery")]
    return pandas.DataFrame(rows, columns=["quantity", "value", "unit"])


def edge_explorer(paper):
    """Return the explorer from quotes to the edge."""
    samples = (NOTE_PRICE, "101.25", "99-31+", "80", "130", "1")
    entry = partial(Entry, unit="per 100", group="market", parse=partial(parse_price, field="it"), samples=samples)
    return Explorer(
        "edge",
        controls=[
            entry("clean_price", "Price of the note", default=NOTE_PRICE,
                  help="Points and 32nds: 101‑06¼ or 101-06 1/4 is 101 + 6.25/32."),
            entry("futures_price", "Price of the future", default=FUTURES_PRICE,
                  help="Written the same way; + is half a 32nd."),
            Slider("nudge", "Move the future by", "32nds", -6.0, 6.0, 0.25, 0.0,
                   "Added to the price above; a quarter is its smallest step.", "market"),
            delivery(EDGE_DAYS, HEADER), leverage(), haircut(), margin(), repo(),
        ],
        compute=compute_edge, chart=edge_chart, describe=partial(describe_edge, paper), table=edge_table,
        presets={"The screen": {}, "Future up a half": {"nudge": 0.5},
                 "Dear repo": {"repo_rate": round(case().implied_repo + 0.25, 2)},
                 "Cheap future": {"futures_price": LOW_FUTURE}},
        assumptions=(
            f"The {COUPON:g}% note of 31 May 2030 into the five-year future of March 2026, bought on 15 December 2025 "
            "and held to delivery. No coupon falls in between.",
            "The whole price with accrued interest is charged the repo rate, own money included: every edge here is "
            "what is earned above the repo rate. The rate is fixed until delivery.",
            "Bid-ask spreads, fees, and interest on variation margin are left out. So is the value of the seller's "
            "right to choose note and day, which this trade owns.",
        ))


# ---- the paper's table ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """The printed table as text: prices of note and future, and a row of numbers for every note price."""

    notes: tuple
    futures: tuple
    printed: tuple


@dataclass(frozen=True)
class Grid:
    """The paper's table beside the formula; arrays have a row for each note price, a column for each future."""

    table: Table
    row: int
    delivery: date
    shade: str
    repo_rate: float
    clean_prices: np.ndarray
    printed: np.ndarray
    implied: np.ndarray
    leverage: float

    @property
    def days(self):
        """Days from settlement to delivery."""
        return (self.delivery - SETTLE).days

    @property
    def words(self):
        """The delivery day in words."""
        return f"{day_words(self.delivery, short=True)}, {self.days} days"

    @property
    def agrees(self):
        """Whether the formula gives the printed number to its last digit."""
        return np.round(self.implied, 3) == self.printed

    @property
    def edge_bp(self):
        """Formula less the reader's repo rate, basis points a year."""
        return 100 * (self.implied - self.repo_rate)

    @property
    def on_own_money(self):
        """What a fund without a cash buffer earns by delivery, per cent of own money."""
        return self.leverage * (self.implied - self.repo_rate) * self.days / YEAR


SHADES = {"agreement": "agrees or differs", "edge": "earns or loses"}


def text_of(paper):
    """Return the `Table` of the paper's numbers."""
    return Table(tuple(format_price(paper.clean_prices, "unicode").tolist()),
                 tuple(format_price(paper.futures_prices, "plus").tolist()),
                 tuple(tuple(f"{number:.3f}" for number in row) for row in paper.implied_repo))


def compute_grid(paper, table, row, delivery, haircut, initial_margin, repo_rate, shade):
    """Return the `Grid` for a delivery day: haircut and margin in %, repo rate in % a year."""
    dates = NOTE | {"delivery": date.fromisoformat(str(delivery))}
    implied = implied_repo_rate(paper.clean_prices[:, None], paper.futures_prices, FACTOR, **dates)
    return Grid(table, table.notes.index(row), dates["delivery"], shade, repo_rate, paper.clean_prices,
                paper.implied_repo, implied, ceiling_of(haircut / 100, initial_margin / 100))


def paper_case(paper, **changes):
    """Return the `Grid` as the explorer starts with it, with changes."""
    start = {"row": NOTE_PRICE, "delivery": HEADER, "haircut": 1.0, "initial_margin": MARGIN,
             "repo_rate": REPO_RATE, "shade": "agreement"}
    return compute_grid(paper, text_of(paper), **(start | changes))


def describe_grid(paper, grid):
    """Say how many numbers agree on this day, where the trade earns, and what is odd about a row's label."""
    count, earning = int(grid.agrees.sum()), int((grid.edge_bp > 0).sum())
    largest = np.abs(grid.implied - grid.printed).max()
    text = (f"With delivery on {day_words(grid.delivery)}, {grid.days} days, **{count} of {grid.agrees.size}** printed "
            f"numbers come out to the last digit; {_farthest(largest)}. ")
    text += (f"At a repo rate of {grid.repo_rate:.3f}% the trade earns in **{earning}** of {grid.agrees.size} cells; "
             f"own money is levered {math.floor(10 * grid.leverage) / 10:.1f} times. {_odd_label(paper, grid)}")
    return Reading(text.strip(), (
        ("Agree", f"{count} of {grid.agrees.size}"), ("Days", f"{grid.days}"),
        ("Farthest off", f"{100 * largest:.2f}bp"), ("Earn", f"{earning} of {grid.agrees.size}")))


def _farthest(largest):
    """Say how far the worst cell is off, or that none is."""
    return "what is left is rounding" if largest < 0.0005 else f"the farthest is {100 * largest:.1f} basis points off"


def _odd_label(paper, grid):
    """Say what the copy has beside a row, where that is another price, and what the formula gives there."""
    label = parse_price(paper.labels[grid.row])
    if label == grid.clean_prices[grid.row]:
        return ""
    there = implied_repo_rate(label, paper.futures_prices[0], FACTOR, **NOTE, delivery=grid.delivery)
    return (f"Our copy of the paper calls this row {format_price(label, 'unicode')}. There the first number would be "
            f"{there:.3f}, not {grid.printed[grid.row, 0]:.3f}.")


def grid_table(grid):
    """Return the cells as a table, one row a cell."""
    import pandas
    rows, columns = grid.implied.shape
    return pandas.DataFrame({
        "note": np.repeat(grid.table.notes, columns), "future": np.tile(grid.table.futures, rows),
        "printed": grid.printed.ravel(), "formula": grid.implied.ravel(), "agrees": grid.agrees.ravel(),
        "edge_bp": grid.edge_bp.ravel(), "on_own_money_pct": grid.on_own_money.ravel()})


def grid_explorer(paper):
    """Return the explorer of the paper's table."""
    table = text_of(paper)
    rows = {words: words for words in table.notes}
    return Explorer(
        "grid", prefix="g_",
        controls=[
            Choice("row", "Price of the note", rows, NOTE_PRICE, "The framed row, worked out below the table.",
                   "market", steps=True),
            delivery(GRID_DAYS, HEADER), haircut(), margin(), repo(),
            Choice("shade", "Colours show", SHADES, "agreement", "What the colour of a cell says.", "view"),
        ],
        compute=partial(compute_grid, paper, table), chart=grid_chart, describe=partial(describe_grid, paper),
        table=grid_table,
        presets={"As headed": {}, "Who earns?": {"shade": "edge"},
                 "Dear repo": {"shade": "edge", "repo_rate": round(REPO_RATE + 0.3, 3)},
                 "First row": {"row": table.notes[0]}},
        assumptions=(
            f"The printed numbers are Figure 2 of the paper (Liu Han); the formula uses a factor of {FACTOR}, interest "
            "on the note by days of its half-year, and repo by days over 360. No coupon falls in between.",
            "Saturday, Sunday and the days after 6 April are no delivery days. They are here to show how sharp the "
            "answer is.",
            "Own money is haircut and margin and no more, so leverage is at its ceiling. What is earned is above the "
            "repo rate, until delivery, before costs.",
        ))


# ---- prediction, exercises, page --------------------------------------------------------------------------


def guess():
    """Return the prediction that opens the page."""
    now = case()
    gross, net, got = in_32nds(now.gross_basis), in_32nds(now.net_basis), now.futures_price * FACTOR
    return Choose(
        f"A note costs **{NOTE_PRICE}**, which is {now.clean_price:.3f}. Its future trades at **{FUTURES_PRICE}**. "
        f"With a conversion factor of {FACTOR} the future pays only {got:.3f} for the note, {gross:.2f}/32 **less** "
        f"than it costs. A fund buys the note all the same, borrows the money at {REPO_RATE}%, and delivers in April. "
        "What does it make?",
        (Option("loses", f"It loses about {gross:.1f}/32. It buys dear and sells cheap.",
                f"That is the gross basis, the price of getting in. In the meantime the note earns more interest than "
                f"the loan costs: {in_32nds(now.carry):.2f}/32 more."),
         Option("nothing", "Nothing. In such a market both come to the same.",
                f"They nearly do. What is left is {abs(net):.2f}/32: small, but not nothing."),
         Option("earns", f"It earns about {-net:.1f}/32.",
                f"It pays {gross:.2f}/32 and collects {in_32nds(now.carry):.2f}/32 of carry. What is left is "
                f"{now.cents:.1f} cents per 100, a few ticks of the future."),
         Option("gap", f"It earns the gap between the quotes, nearly {now.futures_price - now.clean_price:.0f} points.",
                f"The future does not pay its own price for this note, but {FACTOR} of it. After that the note is the "
                "dearer of the two.")),
        "earns", "What does the note bring while you hold it? And what does the loan cost?",
        "See the first picture: gross basis less carry.")


def seen(paper):
    """Return what the reader should have seen, with its numbers."""
    return f"## What you should have seen\n{_seen_edge()}\n\n{_seen_grid(paper)}"


def _seen_edge():
    now, up = case(), case(nudge=0.5)
    low = case(futures_price=parse_price(LOW_FUTURE))
    return f"""
**The note is the dearer one, and the trade earns.** Getting in costs {in_32nds(now.gross_basis):.2f}/32. Carry brings \
{in_32nds(now.carry):.2f}/32 by {day_words(now.delivery)}. So the net basis is {signed(in_32nds(now.net_basis))}/32, \
and a negative net basis is money for whoever bought the note. On top of it, this trade owns the right to choose which \
note to deliver, and when. That right is worth something, so a fair net basis would be zero or more.

**Two roads, one edge.** The implied repo rate of {now.implied_repo:.3f}% is {now.gap_bp:.1f} basis points above the \
repo rate. On {now.full_price:.2f} dollars for {now.days} of 360 days that is {now.cents:.2f} cents: the net basis \
again.

**It is thin.** {now.cents:.2f} cents are {in_32nds(-now.net_basis) / TICK:.1f} of the future's smallest steps, which \
are {TICK:g}/32 each. Half a 32nd more for the future adds {up.gap_bp - now.gap_bp:.1f} basis points. At \
{now.leverage:.0f} times the whole edge is {now.on_own_money:.2f}% on own money. A repo rate of \
{now.implied_repo:.3f}% takes all of it.

**An implied repo rate can be below zero.** At {LOW_FUTURE} for the future it is {signed(low.implied_repo, plus='')}%. \
Nobody lends at that rate. It says: the future is so cheap that one should sell the note and buy the future."""


def _seen_grid(paper):
    headed, monday = (paper_case(paper, delivery=day) for day in (HEADER, MONDAY))
    at = {rule: last_delivery_day(CONTRACT, MONTH, good_friday=rule) for rule in ("open", "closed")}
    cells = headed.agrees.size
    few = in_32nds(np.abs(gross_basis(paper.clean_prices[:, None], paper.futures_prices, FACTOR)[headed.agrees]).max())
    return f"""**The heading and the numbers do not belong together.** With the {headed.days} days of the heading \
{int(headed.agrees.sum())} of {cells} numbers come out. With {monday.days} days, to {day_words(MONDAY)}, \
{int(monday.agrees.sum())} do. The few that fit either way lie where the gross basis is nearly nothing, at most \
{few:.2f}/32. With nothing to spread over the days, their number hardly matters.

**Why Monday?** Trading ends on the last business day of the month, and delivery three business days later. \
{day_words(HEADER)} is Good Friday. If it counts as a business day, as it does for the Fed's payment system, the last \
day to deliver is {day_words(at["open"])}. If not, as on most exchange calendars, it is {day_words(at["closed"])}. The \
printed numbers follow the second reading, the heading the first. Which one the exchange follows in 2026 is for the \
exchange to say; we have not seen its notice.

**Money is on one side of a line.** Right of the dotted line the future is dear enough for the trade to earn, left of \
it not. At {REPO_RATE}% and {monday.days} days that leaves {int((monday.edge_bp > 0).sum())} of {cells} cells. \
Raise the repo rate, and the line walks to the right."""


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_gross_question(rng), _carry_question(rng), _implied_question(rng), _negative_question(rng),
            _own_money_question(rng), _days_question(rng)]


def _gross_question(rng):
    note = 101 + (int(rng.integers(4, 10)) + 0.25) / 32
    future = 109 + int(rng.integers(1, 4)) / 32 + 1 / 64
    words, sold = format_price(note, "unicode"), format_price(future, "plus")
    wrong_note, wrong_future = 101 + (note - 101) * 0.32, 109 + (future - 109) * 0.32  # 06¼ read as .0625
    answer = in_32nds(gross_basis(note, future, FACTOR))
    return Numeric(
        f"A note costs {words}, the future {sold}, the conversion factor is {FACTOR}. What is the gross basis, in "
        "32nds? The + is half a 32nd.",
        answer, "32nds", 0.021,
        "Turn both quotes into decimals first: what stands after the dash is 32nds. Then note less future × factor.",
        f"{words} is {note:.6f} and {sold} is {future:.6f}. The future pays {future:.6f} × {FACTOR} = "
        f"{future * FACTOR:.6f}. The difference is {note - future * FACTOR:.6f} points, times 32: **{answer:.2f}**.",
        ((in_32nds(gross_basis(wrong_note, wrong_future, FACTOR)),
          "You read what stands after the dash as hundredths. It is 32nds of a point."),
         (in_32nds(note - future), "You left out the conversion factor. The future pays only a share of its price."),
         (in_32nds(gross_basis(note, future - 1 / 64, FACTOR)), "You dropped the +. It is half a 32nd.")))


def _carry_question(rng):
    days, rate = int(rng.choice([60, 75, 90, 105])), float(rng.choice([3.4, 3.5, 4.2, 4.4]))
    now = case(delivery=SETTLE + timedelta(days), repo_rate=rate)
    answer, full, half = 100 * now.carry, now.full_price, COUPON / 2
    return Numeric(
        f"A note costs {full:.4f} with accrued interest, all of it borrowed at {rate:g}% a year (a year of 360 days). "
        f"It pays {half:.2f} for each half-year, and this half-year has {HALF_YEAR} days. No coupon is due. What is "
        f"the carry of {days} days, in cents per 100?",
        answer, "cents", 0.061,
        "What does the note earn in these days? What does the loan cost? A minus sign is possible.",
        f"The note earns {half:.2f} × {days}/{HALF_YEAR} = {now.earned:.4f}. The loan costs {full:.4f} × "
        f"{rate / 100:g} × {days}/360 = {now.paid:.4f}. Carry is the difference, **{signed(answer)}** cents.",
        ((100 * (now.earned - now.paid * 360 / 365), "You counted 365 days to a year of repo. It has 360."),
         (100 * (now.earned - now.clean_price * now.paid / full),
          "You borrowed the clean price. The buyer also pays the accrued interest."),
         (100 * now.earned, "That is what the note earns. The loan costs something too."),
         (-100 * now.paid, "That is the loan alone. The note earns interest meanwhile, coupon day or not."),
         (100 * (COUPON * days / 365 - now.paid),
          f"A note does not count 365 days. It spreads each half-year's {half:.2f} over the days of that half-year.")))


def _implied_question(rng):
    nudge, days = float(rng.choice([-1.5, 1.0, 2.0])), int(rng.choice([109, 112]))
    now = case(nudge=nudge, delivery=SETTLE + timedelta(days))
    before = now.full_price - now.clean_price
    after, got, full = before + now.earned, now.futures_price * FACTOR, now.full_price
    year = 100 * 360 / days
    return Numeric(
        f"A note costs {now.clean_price:.4f} plus {before:.4f} of accrued interest. In {days} days it goes into a "
        f"future at {now.futures_price:.4f}, with a factor of {FACTOR}; {after:.4f} of interest will have accrued by "
        "then. What is the implied repo rate, in % a year of 360 days?",
        now.implied_repo, "% a year", 0.0061,
        "What do you pay today, all in? What does the invoice bring, all in? The gain is a rate on what you paid.",
        f"You pay {full:.4f}. The invoice is {now.futures_price:.4f} × {FACTOR} + {after:.4f} = {got + after:.4f}. The "
        f"gain is {got + after - full:.4f} on {full:.4f}, in {days} days: times 360/{days} that is "
        f"**{now.implied_repo:.2f}%** a year.",
        (((got - now.clean_price) / now.clean_price * year,
          "You left out accrued interest. Whoever buys the note pays it, on both days."),
         ((got + after - full) / full * 100 * 365 / days, "You counted 365 days to a year. Repo counts 360."),
         ((now.futures_price + after - full) / full * year, "You left out the conversion factor."),
         (100 * (got + after - full) / full, f"That is the gain in {days} days. The rate is for a year."),
         ((got + after - now.clean_price) / now.clean_price * year,
          "You forgot the accrued interest you pay on the first day.")))


def _negative_question(rng):
    future = parse_price(LOW_FUTURE) - int(rng.integers(0, 9)) / 32
    low = case(futures_price=future)
    return Choose(
        f"The note still costs {NOTE_PRICE}, but the future has fallen to {format_price(future, 'plus')}. The "
        "repo rate is as before. Can the implied repo rate be below zero?",
        (Option("never", "No. No lender pays for lending.",
                "Nobody lends at the implied repo rate. It is worked out from prices, and prices can be anything."),
         Option("policy", "Only when the central bank's rate is below zero.",
                "The central bank's rate is not in the formula. Two prices, a factor, interest and days are."),
         Option("prices", "Yes. The invoice can be less than what the note cost.",
                f"Here it is {signed(low.implied_repo)}%: with all interest the note brings back less than was paid."),
         Option("day", "Only if delivery comes before settlement.",
                "Delivery is after settlement here. Look at what the invoice pays.")),
        "prices", "Work out the invoice: future × factor + accrued interest. Compare it with what you pay today.",
        f"The future pays {future * FACTOR:.3f} and {low.full_price - low.clean_price + low.earned:.3f} of accrued "
        f"interest, together less than the {low.full_price:.3f} that the note costs. So the implied repo rate is "
        f"{signed(low.implied_repo)}%. Then one sells the basis: short the note, lend the money, buy the future.")


def _own_money_question(rng):
    gap, days = int(rng.choice([5, 7, 9, 12])), int(rng.choice([60, 90, 112]))
    h, m = float(rng.choice([0.5, 1.0, 2.0])), float(rng.choice([1.1, 1.2, 1.3]))
    notes = gap / 100 * days / 360
    answer = notes * ceiling_of(h / 100, m / 100)
    return Numeric(
        f"The implied repo rate is {gap} basis points a year above the repo rate, for {days} days. The lender keeps a "
        f"haircut of {h:g}%, the clearing house a margin of {m:g}% of the notes, and the fund has no other money in "
        "the trade. What does it earn by delivery above the repo rate, in % of own money?",
        answer, "%", 0.0055 * max(answer, 1),
        "First what the notes earn in these days. Then how many dollars of notes one own dollar holds.",
        f"The notes earn {gap / 100:g}% × {days}/360 = {notes:.4f}%. Own money is {h:g} + {m:g} = {h + m:g}% of them, "
        f"so one own dollar holds {100 / (h + m):.1f} dollars of notes. That makes **{answer:.2f}%**.",
        ((answer * 360 / days, f"That is a year's worth. The trade lasts {days} days."),
         (notes * 100 / h, "You left out the margin at the clearing house. It is own money too."),
         (notes * 100 / m, "You left out the haircut. The lender does not lend that part."),
         (notes, "That is the return on the notes. Own money is a small part of them.")))


def _days_question(rng):
    paper = paper_grid()
    row, column = int(rng.integers(9, 15)), int(rng.integers(0, 4))
    note, future, printed = paper.clean_prices[row], paper.futures_prices[column], paper.implied_repo[row, column]
    gross, full = gross_basis(note, future, FACTOR), note + accrued_interest(COUPON, MATURITY, SETTLE)
    daily, cost = COUPON / 2 / HALF_YEAR, printed / 100 * full / 360
    return Numeric(
        f"A screen prints an implied repo rate of {printed:.3f}% for a note that costs {full:.4f} with accrued "
        f"interest. The gross basis is {gross:.4f} points. The note earns {COUPON / 2:.2f} in {HALF_YEAR} days. The "
        f"screen's heading says {paper.printed_days} days. How many days did it really count?",
        paper.days, "days", 0.5,
        "At the implied repo rate carry just pays for the gross basis. How much carry does one day bring at that rate?",
        f"A day earns {COUPON / 2:.2f}/{HALF_YEAR} = {daily:.6f} and costs {full:.4f} × {printed / 100:.5f}/360 = "
        f"{cost:.6f}. That leaves {daily - cost:.6f} a day, and {gross:.4f}/{daily - cost:.6f} is **{paper.days}** "
        f"days, to {day_words(paper.delivery)}. At {paper.printed_days} days the same prices give "
        f"{implied_repo_rate(note, future, FACTOR, **NOTE, delivery=paper.printed_delivery):.3f}%.",
        ((paper.printed_days, "That is what the heading says. Put it into the formula, and another rate comes out."),
         (gross / (daily - printed / 100 * note / 360),
          "You paid repo on the clean price. The buyer also pays the accrued interest."),
         (gross / (daily - printed / 100 * full / 365), "You counted 365 days to a year of repo. It has 360.")))


def page(query=None):
    """Return the page as its notebook uses it."""
    paper = paper_grid()
    return Page("implied_repo", guess=guess(), questions=questions, query=query, parts=[
        "## From two quotes to the edge\nThe prices are those of a real screen. Move the future by a tick or two, "
        "then the repo rate. When does the trade stop earning? And why does the screen print another rate?",
        edge_explorer(paper),
        "## A whole screen of them\nThe paper this page draws on prints such a table. Move the delivery day until our "
        "formula and the print agree. Then press **Who earns?** and move the repo rate.",
        grid_explorer(paper), partial(seen, paper)])


def numbers():
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {*re.findall(r"\d+", f"{NOTE_PRICE} {FUTURES_PRICE}"), f"{FACTOR}", f"{YEAR}", f"{in_32nds(1):g}"}
