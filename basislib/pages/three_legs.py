"""Page 02: who holds what at each step of the trade, and what each leg earns."""

import math
from dataclasses import dataclass, replace
from functools import partial

from basislib.books import Step, balance_sheet_table, balance_sheets
from basislib.figures import profit_by_leg as profit_chart
from basislib.figures import t_accounts as accounts_chart
from basislib.figures.style import signed
from basislib.quotes import parse_price
from basislib.trade import (
    BasisTrade,
    ProfitByLeg,
    break_even_repo_rate,
    break_even_slippage,
    edge_sentence,
    profit_by_leg,
    return_on_equity,
)
from basislib.trade import leverage as ceiling_of
from basislib.widgets.controls import Choice, Entry, Slider, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# The talk's numbers.
CASH_PRICE, FUTURES_PRICE, FINAL_PRICE, UNLUCKY_PRICE = "100", "100.01", 120.0, 119.99
REPEATS = 50
# All other assumptions of this page; the pictures list them.
DAYS = 30  # life of the trade
COUPON = 4.0  # % a year
MARGIN = 1.05  # % of the note's price: what page 00's rule gives
REPO_RATE = 4.0  # % a year, where interest is put back in
LOWEST_END, HIGHEST_END = 80.0, 125.0
ACTUAL_360, ACTUAL_365 = 360, 365  # days to a year: repo, coupon
NO_HAIRCUT, SOME_HAIRCUT, TIGHT_MARGIN = 0.0, 2.0, 1.2  # %

PARTIES = {  # the model's names in the words of the page, long and short the basis
    "fund": ("fund", "fund"),
    "lender": ("lender", "lender"),
    "clearing house": ("clearing house", "clearing house"),
    "real money": ("futures buyer", "futures seller"),
    "dealer": ("cash market", "cash market"),
    "bank": ("bank", "bank"),
}

STORY = {  # what just happened, long the basis
    "start": "The fund has {own} of its own. It wants notes worth {price}: {leverage:.0f} times as much. "
             "Move the step, or press play.",
    "note": "The fund buys the note at {price}. It pays {haircut} of its own money, the haircut. The other {loan} it "
            "owes until tonight.",
    "repo": "The lender pays {loan}, and the money goes straight on to the seller of the note. The note is security. "
            "It stays on the fund's sheet: gains and losses are the fund's.",
    "future": "The fund sells the future at {future}. Fund and futures buyer each leave {margin} at the clearing "
              "house. It owes that back, so its equity is nothing.",
    "day": "Both prices {moved}. {paid} The fund's equity stays: it is hedged. {lack}",
    "converge": "Note and future both cost {final}. What the note gained went to the futures buyer. The note earned "
                "{coupon} of coupon, the loan costs {interest}. {lack}",
    "unwind": "The fund sells the note, repays the loan and gets its margin back. It began with {own} and has "
              "{equity}: **{profit} cents** {more}.",
}
SHORT_STORY = STORY | {
    "repo": "The fund borrows the note against {loan} of cash, a little more than it is worth. The {haircut} on top is "
            "its own money. The other {price} it owes until tonight.",
    "note": "The fund sells the borrowed note at {price}. The money goes straight on to the lender of the note. The "
            "fund is owed {loan}, and owes a note.",
    "future": "The fund buys the future at {future}. Fund and futures seller each leave {margin} at the clearing "
              "house. It owes that back, so its equity is nothing.",
    "converge": "Note and future both cost {final}. What the future gained went on to the lender of the dearer note. "
                "The note due carries {coupon} of coupon, the cash lent earns {interest}. {lack}",
    "unwind": "The fund buys the note back, returns it, and gets its cash and its margin back. It began with {own} "
              "and has {equity}: **{profit} cents** {more}.",
}


# ---- who holds what ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Accounts:
    """All steps of a trade, and the one on show (`number` counts from 1)."""

    trade: BasisTrade
    steps: tuple[Step, ...]
    number: int

    @property
    def count(self):
        """How many steps there are."""
        return len(self.steps)

    @property
    def step(self):
        """The step on show."""
        return self.steps[self.number - 1]

    @property
    def step_before(self):
        """The step before it; at the start the start itself."""
        return self.steps[max(self.number - 2, 0)]

    @property
    def prices(self):
        """The two prices at this step, in words."""
        trade, name = self.trade, self.step.name
        if name in ("converge", "unwind"):
            return f"note {trade.final_cash_price:.2f} plus {trade.accrued_interest:.2f} of coupon, " \
                   f"future {trade.last_futures_price:.2f}"
        move = trade.day_move if name == "day" else 0.0
        return f"note {trade.cash_price + move:.2f}, future {trade.futures_price + move:.2f}"


STEPS = {"start": "1 Before", "first": "2 First leg", "second": "3 Second leg", "third": "4 Third leg",
         "day": "5 A day", "last": "6 Last day", "unwind": "7 Unwind"}
DIRECTIONS = {"long": "long: buy the basis", "short": "short: sell the basis"}
REPO = {"overnight": "struck anew every day", "term": "fixed for the whole term"}


def compute_accounts(step, direction, leverage, haircut, initial_margin, repo_rate, day_move, repo):
    """Return the `Accounts` of the talk's trade; haircut and margin in %, the day's move in points."""
    trade = BasisTrade(
        cash_price=parse_price(CASH_PRICE), futures_price=parse_price(FUTURES_PRICE), final_cash_price=FINAL_PRICE,
        direction=direction, leverage=leverage, haircut=haircut / 100, initial_margin=initial_margin / 100,
        repo_rate=repo_rate, coupon=COUPON, days=DAYS, day_move=day_move, term_share=float(repo == "term"))
    return Accounts(trade, tuple(balance_sheets(trade)), list(STEPS).index(step) + 1)


def describe_accounts(accounts):
    """Say what just happened, and that the fund's account and everybody's cash add up."""
    sheet = accounts.step.sheets["fund"]
    story = STORY if accounts.trade.side > 0 else SHORT_STORY
    text = story[accounts.step.name].format(**_facts(accounts)).strip()
    net = net_cash(accounts)
    index = int(accounts.trade.side < 0)
    if net:
        parts = ", ".join(f"{PARTIES[party][index]} {signed(amount)}" for party, amount in net.items())
        text += f" Cash: {parts}; together **{signed(sum(net.values()))}**."
    else:
        text += " No cash has moved."
    owns, owes = sum(sheet.assets.values()), sum(sheet.liabilities.values())
    return Reading(text, (("The fund has", f"{owns:.2f}"), ("= it owes", f"{owes:.2f}"),
                          ("+ its equity", signed(sheet.equity, plus="")),
                          ("All payments together", signed(sum(net.values()), plus=""))))


def net_cash(accounts):
    """Return what each party has received in cash in this step, less what it has paid, points."""
    net = {}
    for flow in accounts.step.flows:
        if flow.item == "cash":
            net[flow.payer] = net.get(flow.payer, 0.0) - flow.amount
            net[flow.payee] = net.get(flow.payee, 0.0) + flow.amount
    return net


def _facts(accounts):
    """Return the amounts the sentences need, as text."""
    trade, legs = accounts.trade, profit_by_leg(accounts.trade)
    equity = accounts.step.sheets["fund"].equity
    points = {"own": trade.own_money, "price": trade.cash_price, "loan": trade.first_loan,
              "haircut": trade.haircut * trade.cash_price, "margin": trade.initial_margin * trade.cash_price,
              "future": trade.futures_price, "final": trade.final_cash_price, "coupon": trade.accrued_interest,
              "interest": abs(legs.repo), "equity": equity}
    cents = 100 * (equity - trade.own_money)
    return {name: f"{amount:.2f}" for name, amount in points.items()} | {
        "leverage": trade.cash_price / trade.own_money, "profit": f"{abs(cents):.1f}",
        "more": "more" if cents >= 0 else "less", "moved": _moved(trade.day_move), "paid": _paid(accounts),
        "lack": _lack(accounts)}


def _moved(move):
    if not move:
        return "stay"
    return f"{'rise' if move > 0 else 'fall'} by {abs(move):.2f}"


def _paid(accounts):
    """Say who paid whom on the day, and what the lender did."""
    if accounts.step.name != "day":
        return ""
    cash = {(flow.payer, flow.payee): flow.amount for flow in accounts.step.flows if flow.item == "cash"}
    buyer = PARTIES["real money"][int(accounts.trade.side < 0)]
    if not cash:
        return "Nobody pays."
    if ("fund", "clearing house") in cash:
        said = f"The fund pays {cash['fund', 'clearing house']:.2f} of variation margin; the {buyer} gets it."
    else:
        said = f"The fund gets {cash['clearing house', 'fund']:.2f} of variation margin from the {buyer}."
    if ("lender", "fund") in cash:
        return f"{said} The lender hands over {cash['lender', 'fund']:.2f} for the note."
    if ("fund", "lender") in cash:
        return f"{said} The lender asks for {cash['fund', 'lender']:.2f} for the note."
    return f"{said} The loan is fixed: the lender pays nothing."


def _lack(accounts):
    """Say what the fund lacks in cash, if it does."""
    owed = sum(accounts.step.sheets["bank"].assets.values())
    if not owed:
        return ""
    return f"The fund is **{owed:.2f} short of cash**. Here a bank lends that; in reality it may have to sell."


def accounts_explorer():
    """Return the explorer that steps through the trade."""
    explorer = Explorer(
        "accounts",
        controls=[
            Choice("step", "Step", STEPS, "start", "Walk through the trade, or press play.", "market", play=2500,
                   steps=True),
            Slider("day_move", "Price move of the day", "points", -3.0, 3.0, 0.1, 1.0,
                   "What note and future gain or lose in step 5.", "market"),
            direction(),
            leverage(high=100), haircut(), margin(), repo_rate(),
            Choice("repo", "Repo loan", REPO, "overnight", "Whether the loan follows the note's price.", "funding"),
        ],
        compute=compute_accounts, chart=accounts_chart, describe=describe_accounts,
        table=lambda accounts: balance_sheet_table(accounts.trade),
        presets={"Just borrowed": {"step": "second"}, "Prices rise": {"step": "day", "day_move": 3.0},
                 "Rise, fixed loan": {"step": "day", "day_move": 3.0, "repo": "term"},
                 "Sell the basis": {"step": "second", "direction": "short"}},
        assumptions=(
            f"The future stands for this very note. Both are worth {FINAL_PRICE:.0f} on the last day, day {DAYS}.",
            f"The note pays a coupon of {COUPON:g}% a year; the own cash of the fund earns nothing.",
            "A bank lends the fund whatever cash it lacks. Nobody has to do so in reality.",
            "The others start with just the cash they will need; what else they own is left out.",
        ))
    return explorer


def direction(**changes):
    """Return the choice between buying and selling the basis."""
    return replace(Choice("direction", "Direction", DIRECTIONS, "long",
                          "Long buys the note and sells the future; short does the reverse.", "trade"), **changes)


def margin():
    """Return the slider of the initial margin."""
    return Slider("initial_margin", "Initial margin", "%", 0.0, 4.0, 0.05, MARGIN,
                  "Own money the clearing house holds, in % of the note.", "funding")



# ---- where the profit comes from --------------------------------------------------------------------------


@dataclass(frozen=True)
class Profit:
    """A trade with what its legs earn, per 100 of notes."""

    trade: BasisTrade
    legs: ProfitByLeg

    @property
    def ceiling(self):
        """The largest leverage haircut and margin allow, times; infinite if there are none."""
        locked = self.trade.haircut + self.trade.initial_margin
        return ceiling_of(self.trade.haircut, self.trade.initial_margin) if locked else math.inf


def compute_profit(cash_price, futures_price, final_price, coupon, direction, leverage, days, slippage, costs,
                   haircut, initial_margin, repo_rate, cash_rate):
    """Return the `Profit`: slippage and costs in cents, haircut and margin in %, rates in % a year."""
    trade = BasisTrade(
        cash_price=cash_price, futures_price=futures_price, final_cash_price=final_price, coupon=coupon,
        direction=direction, leverage=leverage, days=days, slippage=slippage / 100, costs=costs / 100,
        haircut=haircut / 100, initial_margin=initial_margin / 100, repo_rate=repo_rate, cash_rate=cash_rate,
        day_move=0.0)
    return Profit(trade, profit_by_leg(trade))


def talk(**changes):
    """Return the `Profit` of the talk's numbers, as the explorer starts with them, with changes."""
    start = {"cash_price": parse_price(CASH_PRICE), "futures_price": parse_price(FUTURES_PRICE),
             "final_price": FINAL_PRICE, "coupon": 0.0, "direction": "long", "leverage": 30, "days": DAYS,
             "slippage": 0.0, "costs": 0.0, "haircut": 1.0, "initial_margin": MARGIN, "repo_rate": 0.0,
             "cash_rate": 0.0}
    return compute_profit(**(start | changes))


def describe_profit(profit):
    """Say how the legs cancel, what interest adds, and what that is on own money."""
    trade, legs = profit.trade, profit.legs
    text = (f"The note brings {signed(legs.cash)}, the future {signed(legs.futures)}: together "
            f"**{signed(100 * legs.before_interest)} cents** per 100. ")
    rest = {"coupon": legs.carry, "repo interest": legs.repo, "own cash": legs.own_cash, "costs": legs.costs}
    parts = [f"{name} {signed(100 * points)}" for name, points in rest.items() if points]
    if parts:
        text += f"In cents, {', '.join(parts)}. "
    total = 100 * legs.total
    text += _verdict(profit, total)
    if trade.edge <= 0:
        text += f" {edge_sentence(trade).split('. ')[0].removesuffix('.')}."
    if math.isinf(profit.ceiling):
        text += " Without haircut and margin nothing limits leverage but the fund itself."
    return Reading(text, _tiles(profit, total))


def _verdict(profit, total):
    trade = profit.trade
    if not round(total, 2):
        return "**Nothing is left.**"
    earned = return_on_equity(trade)
    return (f"What is left, **{signed(total)} cents**, is {signed(earned)}% on own money of {trade.own_money:.2f}, "
            f"in {trade.days} days.")


def _tiles(profit, total):
    trade = profit.trade
    top = ", no ceiling" if math.isinf(profit.ceiling) else f" of {math.floor(10 * profit.ceiling) / 10:.1f}"
    spare = 100 * break_even_slippage(trade)
    return (("Cents per 100", signed(total)),
            ("Return on own money", f"{signed(return_on_equity(trade))}%"),
            ("Leverage, ceiling", f"{trade.leverage:.0f}{top}"),
            ("Break-even repo rate", f"{signed(break_even_repo_rate(trade), plus='')}%"),
            ("Slippage that takes all, cents", f"{spare:.2f}" if spare > -0.005 else "none"))


def profit_table(profit):
    """Return the legs as a table, points per 100 face."""
    import pandas
    names = [field for field, *_ in profit_chart.LEGS]
    rows = [(name, getattr(profit.legs, name)) for name in (*names, "total")]
    return pandas.DataFrame(rows, columns=["leg", "points_per_100"])


def profit_explorer():
    """Return the explorer of the profit by leg."""
    samples = ("100", "100.01", "101-02 3/4", "99-31+", "1", "1000")
    entry = partial(Entry, unit="per 100", group="market", parse=partial(parse_price, field="it"), samples=samples)
    return Explorer(
        "profit", prefix="p_",
        controls=[
            entry("cash_price", "Note, first day", default=CASH_PRICE,
                  help="The price: a decimal, or points and 32nds: 101‑02 3/4."),
            entry("futures_price", "Future, first day", default=FUTURES_PRICE,
                  help="Written the same way."),
            Slider("final_price", "Both, last day", "per 100", LOWEST_END, HIGHEST_END, 0.5, FINAL_PRICE,
                   "On the last day note and future meet.", "market"),
            Slider("coupon", "Coupon", "% a year", 0.0, 8.0, 0.25, 0.0, "What the note itself pays.", "market"),
            direction(), leverage(high=100),
            Slider("days", "Days", "", 1, 180, 1, DAYS, "From the first day to the last.", "trade"),
            Slider("slippage", "Slippage on the note", "cents", 0.0, 5.0, 0.1, 0.0,
                   "How much worse than that price the note is sold, or bought back.", "trade"),
            Slider("costs", "Costs", "cents", 0.0, 3.0, 0.1, 0.0, "Bid-ask spread and fees, in and out.", "trade"),
            haircut(), margin(), repo_rate(default=0.0),
            Slider("cash_rate", "Own cash earns", "% a year", 0.0, 10.0, 0.01, 0.0,
                   "Interest on the margin and on free cash.", "funding"),
        ],
        compute=compute_profit, chart=profit_chart, describe=describe_profit, table=profit_table,
        presets={"The talk: 120": {}, "The talk: 119.99": {"slippage": 1.0},
                 "With interest": {"coupon": COUPON, "repo_rate": REPO_RATE},
                 "Fifty times": {"leverage": REPEATS, "haircut": 0.5},
                 "Sell the basis": {"direction": "short", "futures_price": "99.99"}},
        assumptions=(
            "The future stands for this very note: conversion factor 1. The trade starts on a coupon date.",
            "The margin is a share of the note's first price and stays the same money.",
            "Repo interest is charged on the first loan, at the same rate every night, actual days over 360.",
            "Interest on variation margin is left out.",
        ))


# ---- prediction, exercises, page --------------------------------------------------------------------------


def guess():
    """Return the prediction that opens the page."""
    legs = talk().legs
    cash, future, total = (signed(points, plus="") for points in (legs.cash, legs.futures, legs.before_interest))
    both = signed(legs.cash + parse_price(FUTURES_PRICE) - parse_price(CASH_PRICE), plus="")
    return Choose(
        f"A fund buys a note at **{CASH_PRICE}** and sells a future on it at **{FUTURES_PRICE}**. Weeks later both "
        f"cost **{FINAL_PRICE:.0f}**, and it undoes the trade. What has it earned per 100 of notes, before interest?",
        (Option("cent", total,
                f"The note brings {cash}. The future was sold at {FUTURES_PRICE} and costs {FINAL_PRICE:.0f} to buy "
                f"back: {future}. What is left is the gap of the first day."),
         Option("note", cash,
                f"That is the note alone. The fund has also sold a future, and that one loses: {future}."),
         Option("both", both,
                "You added the gap to the note's gain. But the future was **sold**: when prices rise, it loses."),
         Option("future", future,
                f"That is the future alone. The fund also owns the note, and that one gains {cash}.")),
        "cent", "Take the two legs one at a time.", "See the second picture.")


def seen():
    """Return what the reader should have seen, with its numbers."""
    return f"## What you should have seen\n{_seen_profit()}\n\n{_seen_accounts()}"


def _seen_profit():
    up, down = talk(), talk(final_price=LOWEST_END)
    unlucky = talk(slippage=100 * (FINAL_PRICE - UNLUCKY_PRICE))
    interest = talk(coupon=COUPON, repo_rate=REPO_RATE)
    light, heavy = (ceiling_of(h / 100, TIGHT_MARGIN / 100) for h in (NO_HAIRCUT, SOME_HAIRCUT))
    return f"""
**Where the price goes does not matter.** At {FINAL_PRICE:.0f} the note brings {signed(up.legs.cash)} and the future \
{signed(up.legs.futures)}. At {LOWEST_END:.0f} it is {signed(down.legs.cash)} and {signed(down.legs.futures)}. Both \
times {100 * up.legs.total:.2f} cent is left: the gap of the first day.

**One unlucky cent takes it all.** Sell the note at {UNLUCKY_PRICE:.2f} while the future stands at \
{FINAL_PRICE:.0f}, and {signed(100 * unlucky.legs.total)} cents are left.

**Interest is much larger than the cent.** At {REPO_RATE:.2f}% the loan costs {-100 * interest.legs.repo:.2f} cents in \
{DAYS} days. The coupon brings {100 * interest.legs.carry:.2f}. So {100 * interest.legs.total:.2f} is left, and a repo \
rate above {break_even_repo_rate(interest.trade):.2f}% takes that too.

**Leverage has a ceiling, and repeating the trade does not lift it.** Haircut and margin lock own money in every \
trade. With a margin of {TIGHT_MARGIN:g}% and no haircut the ceiling is {light:.0f} times. With a haircut of \
{SOME_HAIRCUT:g}% it is {heavy:.0f}. Doing the trade again takes new own money."""


def _seen_accounts():
    each = {repo: compute_accounts("day", "long", 30, 1.0, MARGIN, REPO_RATE, 1.0, repo) for repo in REPO}
    daily = each["overnight"]
    first, last = (daily.steps[at].sheets["real money"].equity for at in (0, -1))
    paid = {(flow.payer, flow.item): flow.amount for flow in daily.step.flows}
    short = sum(each["term"].steps[-2].sheets["bank"].assets.values())
    return f"""**The cent comes from the futures buyer.** By the last day the future has brought the buyer \
{last - first:.2f}. The note would have brought {talk().legs.cash:.2f}. The buyer gives up the difference for not \
having to pay for a note: {MARGIN:.2f} of margin is enough.

**Equity stands still while cash moves.** When both prices rise by a point, the fund pays {paid["fund", "cash"]:.2f} \
tonight. Its equity does not change. The lender hands over {paid["lender", "cash"]:.2f}, but only because the loan is \
struck anew every day. Fix the loan for the whole term, and on the last day the fund is {short:.2f} short of cash. \
The profit is the same."""


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_repeat_question(rng), _slippage_question(rng), _interest_question(rng), _break_even_question(rng),
            _owed_question(rng), _selling_question(rng)]


def _repeat_question(rng):
    h, m, repeats = float(rng.choice([1.0, 2.0, 3.0])), float(rng.choice([1.1, 1.2, 1.3])), int(rng.choice([40, 60]))
    answer, light = ceiling_of(h / 100, m / 100), ceiling_of(0.0, m / 100)
    return Numeric(
        f"A fund buys $100 of notes and sells the future. The lender keeps a haircut of {h:g}%, the clearing house "
        f"takes a margin of {m:g}% of the notes, and no other own money is tied up. The fund does the same trade "
        f"{repeats} times. What is its leverage at the end?",
        answer, "times own money", 0.005 * answer,
        "How much own money does one trade need? And all of them together?",
        f"One trade holds $100 of notes with {h:g} + {m:g} = {h + m:g} dollars of own money: 100/{h + m:g} = "
        f"**{answer:.1f}** times. {repeats} trades hold {repeats} times the notes with {repeats} times the own money, "
        f"so the ratio stays. With no haircut it would be {light:.0f}: terms move leverage, repetition does not.",
        ((repeats, "That is how often it trades. Each trade takes its own haircut and margin again."),
         (repeats * answer, "You compared all the notes with the own money of **one** trade."),
         (light, "You left out the haircut. The lender does not lend that part."),
         (100 / h, "You left out the margin at the clearing house. It is own money too."),
         (100 / h + light, "Haircut and margin add up, not the two ceilings.")))


def _slippage_question(rng):
    edge, costs = int(rng.choice([2, 3, 4])), float(rng.choice([0.4, 0.5, 0.8]))
    start, end = parse_price(CASH_PRICE), int(rng.choice([90, 110, 120]))
    profit = talk(futures_price=start + edge / 100, final_price=end, costs=costs)
    answer = 100 * break_even_slippage(profit.trade)
    return Numeric(
        f"A fund bought the note at {start:g} and sold the future at {start + edge / 100:.2f}. Bid-ask spreads and "
        f"fees cost {costs:g} cents per 100 in all; coupon and repo interest cancel. On the last day the future is at "
        f"{end}. How many cents below {end} may the note be sold before nothing is left?",
        answer, "cents", 0.051,
        "What did the fund lock in on the first day? What has it spent of that?",
        f"The gap of the first day is {edge} cents, wherever prices go. Costs take {costs:g}. The rest, {edge} − "
        f"{costs:g} = **{answer:.3g}** cents, is what the sale may lose against {end}.",
        ((edge, "That is the gap of the first day. The costs are already spent."),
         (edge + costs, "Costs make the room smaller, not larger."),
         (100 * abs(profit.legs.cash), "That is the move of the note. The future moved against it.")))


def _interest_question(rng):
    h, rate = float(rng.choice([1.0, 2.0])), float(rng.choice([3.5, 4.5, 5.0]))
    days = int(rng.choice([30, 60, 90]))
    trade = talk(haircut=h, repo_rate=rate, days=days).trade
    answer, loan = -100 * profit_by_leg(trade).repo, trade.first_loan
    return Numeric(
        f"The note costs {trade.cash_price:g} and the haircut is {h:g}%. The fund borrows at {rate:g}% a year for "
        f"{days} days. Repo counts {ACTUAL_360} days to a year. How much interest does it owe per 100 of notes?",
        answer, "cents", 0.005 * answer,
        f"First the loan, then the share of a year of {ACTUAL_360} days.",
        f"The loan is {loan:g}. A year would cost {loan:g} × {rate / 100:g} = {loan * rate / 100:.4g} dollars, and "
        f"{days} days are {days}/{ACTUAL_360} of a year: **{answer:.2f}** cents.",
        ((trade.cash_price * rate * days / ACTUAL_360,
          "You charged interest on the whole price. The haircut is not borrowed."),
         (loan * rate * days / ACTUAL_365, f"You counted {ACTUAL_365} days to a year. Repo counts {ACTUAL_360}."),
         (loan * rate, "That is a whole year. The loan lasts only some days.")))


def _break_even_question(rng):
    coupon, days = float(rng.choice([3.0, 4.0, 5.0])), int(rng.choice([45, 60, 90]))
    edge = int(rng.choice([2, 3, 4]))
    trade = talk(futures_price=parse_price(CASH_PRICE) + edge / 100, coupon=coupon, days=days).trade
    answer, legs, loan = break_even_repo_rate(trade), profit_by_leg(trade), trade.first_loan
    gain, yearly = legs.before_interest + legs.carry, 100 * ACTUAL_360 / days
    return Numeric(
        f"The note costs {trade.cash_price:g} and pays a coupon of {coupon:g}% a year ({ACTUAL_365} days). The future "
        f"is at {trade.futures_price:.2f}, and the prices meet in {days} days. The haircut is "
        f"{100 * trade.haircut:g}%, own cash earns nothing. At which repo rate ({ACTUAL_360} days to a year) does the "
        "trade earn nothing?",
        answer, "% a year", 0.011,
        "Add the gap and the coupon of these days. That much interest the loan may cost.",
        f"Gap and coupon: {trade.edge:.2f} + {coupon:g} × {days}/{ACTUAL_365} = {gain:.4f}. The loan is {loan:g}. So "
        f"the rate is {gain:.4f}/{loan:g} × {ACTUAL_360}/{days} = **{answer:.2f}%** a year.",
        ((gain / trade.cash_price * yearly,
          "You divided by the price. Interest is paid on the loan, which is smaller by the haircut."),
         (legs.before_interest / loan * yearly, "You left out the coupon. The fund owns the note and earns it."),
         (legs.carry / loan * yearly, "You left out the gap between the two prices."),
         (100 * gain / loan, f"That is the rate for {days} days. Repo is quoted for a year.")))


def _owed_question(rng):
    trade = talk(haircut=float(rng.choice([1.0, 1.5, 2.0]))).trade
    price, loan = trade.cash_price, trade.first_loan
    return Choose(
        f"The fund has bought the note at {price:g} and has just borrowed against it, with a haircut of "
        f"{100 * trade.haircut:g}%. Who is owed what?",
        (Option("market", f"The cash market is owed {loan:g}, until the last day.",
                "It was owed that until tonight. The repo money went straight on to it, and it is paid."),
         Option("lender", f"The lender is owed {loan:g} and holds the note as security.",
                "The fund keeps the note on its own sheet, with all its gains and losses."),
         Option("whole", f"The lender is owed {price:g}, the price of the note.",
                f"It did not lend the haircut. The other {price - loan:g} came out of the fund's own money."),
         Option("fund", "Nobody is owed anything: the fund has sold the note to the lender.",
                "The contract does read like a sale. But the fund has to buy the note back at a fixed price, so it "
                "is a loan: gains, losses and coupon of the note stay with the fund.")),
        "lender", "Go to step 3 of the first picture and read both sheets.",
        f"The lender pays {loan:g} and takes the note as security. The fund owes {loan:g} plus interest. The seller "
        f"of the note has been paid in full: {price - loan:g} of own money and {loan:g} of the loan.")


def _selling_question(rng):
    gap, worse = int(rng.choice([3, 4, 5])), int(rng.choice([1, 2]))
    end, start = int(rng.choice([85, 95, 110])), parse_price(CASH_PRICE)
    profit = talk(direction="short", futures_price=start - gap / 100, final_price=end, slippage=worse)
    bought, back = f"{start - gap / 100:.2f}", f"{end + worse / 100:.2f}"
    answer = 100 * profit.legs.before_interest
    return Numeric(
        f"A fund **sells** the basis. It borrows a note, sells it at {start:g} and buys the future at {bought}. On the "
        f"last day the future is at {end}, but the fund has to pay {back} to buy the note back. What has it earned "
        "per 100, before interest and costs?",
        answer, "cents", 0.051,
        "One leg at a time. The note was sold first and bought later.",
        f"The note: sold at {start:g}, bought back at {back}: {signed(profit.legs.cash)}. The future: bought at "
        f"{bought}, closed at {end}: {signed(profit.legs.futures)}. Together {gap} − {worse} = **{answer:.0f}**, "
        "in cents.",
        ((gap, "That is the gap of the first day. It bought the note back too dear."),
         (gap + worse, "A dearer note costs the buyer. This fund is the buyer on the last day."),
         (-gap - worse, "That is what **buying** the basis would have brought. Here the note is sold first."),
         (100 * profit.legs.cash, "That is the note alone. The future moved as well.")))


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("three_legs", guess=guess(), questions=questions, query=query, parts=[
        "## Who holds what\nStart before the trade. Press **Play**, or move the step yourself, and follow what is new.",
        accounts_explorer(),
        "## What is left at the end\nThe legs are large and the rest is small. Move the last price first: it changes "
        "both legs and nothing else. Then **Pin** the picture and press **With interest**.",
        profit_explorer(), seen])


def numbers():
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {CASH_PRICE, FUTURES_PRICE, f"{FINAL_PRICE:.0f}", f"{UNLUCKY_PRICE:.2f}"}
