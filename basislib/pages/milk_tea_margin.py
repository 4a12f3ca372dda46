"""Page 01: a future on milk tea, its margin account day by day, and the odds of a margin call."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import call_chance, future_or_call
from basislib.figures import margin_account as account_chart
from basislib.figures.style import dollars
from basislib.margin import (
    MarginAccount,
    call_option_profit,
    call_probability,
    futures_profit,
    margin_account,
    margin_for_volatility,
    median_days_to_call,
    simulate_prices,
    simulated_call_probability,
)
from basislib.widgets.controls import Choice, Slider
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# The example. All sums are dollars per crate of milk tea.
START = 100.0
MARGIN, MAINTENANCE = 10.0, 75  # dollars; % of the initial margin
VOLATILITY = 2.0  # dollars a day
DAYS = 20  # a month of trading days
LAST_DAY = call_chance.LAST_DAY
YEAR = 250  # trading days; longer waits are not worth a number
PATHS = 2000
PREMIUM = 4.0
MULTIPLE = margin_for_volatility(1.0)  # the rule, in daily standard deviations

# Months drawn by hand, as distances from the trade price in daily standard deviations.
DIP = (0, -0.4, -0.7, -0.5, -0.9, -2.5, -2.1, -3.1, -4.0, -3.5, -3.7,
       -2.6, -2.9, -1.8, -1.2, -1.5, -0.7, -0.9, -0.3, 0.2, 0)
SLIDE = (0, -0.5, -0.2, -1.1, -0.8, -1.6, -2.3, -1.9, -2.8, -3.3, -2.9,
         -3.8, -4.4, -4.0, -4.7, -4.3, -5.0, -4.8, -5.5, -5.1, -5.6)
SHAPES = {"dip": np.array(DIP), "spike": -np.array(DIP), "slide": np.array(SLIDE), "climb": -np.array(SLIDE)}
RANDOM = {f"random{number}": number for number in range(1, 6)}  # the seed of each random month
PATH_WORDS = {"dip": "Falls and comes back", "spike": "Rises and comes back", "slide": "Falls and stays down",
              "climb": "Rises and stays up", **{key: f"At random, no. {number}" for key, number in RANDOM.items()}}
SIDE_WORDS = {"long": "Long: has bought", "short": "Short: has sold"}
PAYS_WORDS = {"pays": "Pays every call", "refuses": "Pays no call"}


# ---- the account ------------------------------------------------------------------------------

@dataclass(frozen=True, eq=False)
class Month:
    """A margin account up to a day, and the same month with the calls answered the other way."""

    account: MarginAccount
    other: MarginAccount
    side: str
    pays: bool
    initial_margin: float
    maintenance_margin: float
    day: int
    start: float = START

    @property
    def calls(self):
        """The margin calls so far, in dollars."""
        made = self.account.margin_call[:self.day + 1]
        return made[made > 0]

    @property
    def paid_in(self):
        """The holder's own money paid in so far, in dollars: the initial margin and the top-ups."""
        return self.initial_margin + self.account.top_up[:self.day + 1].sum()

    @property
    def is_closed(self):
        """Whether the position is closed out by the chosen day."""
        return not self.account.is_open[self.day]


def price_path(path, volatility):
    """Return a month of settlement prices in dollars, the trade price first; volatility in dollars a day."""
    if path in RANDOM:
        return simulate_prices(START, volatility, DAYS, 1, RANDOM[path])[0]
    return START + volatility * SHAPES[path]


def compute_month(path, volatility, side, calls, initial_margin, maintenance, day):
    """Return the `Month` for volatility in dollars a day, margin in dollars, maintenance in % of it."""
    prices = price_path(path, volatility)
    floor = initial_margin * maintenance / 100
    pays = calls == "pays"
    account, other = (margin_account(prices, initial_margin, floor, side, top_up) for top_up in (pays, not pays))
    return Month(account, other, side, pays, initial_margin, floor, day)



def describe_month(month):
    """Say what the account shows."""
    profit = month.account.profit[month.day]
    tiles = (("In the account", dollars(month.account.balance[month.day])), ("Paid in so far", dollars(month.paid_in)),
             ("Profit so far", dollars(profit)), ("Margin calls so far", f"{month.calls.size}"))
    if month.day == 0:
        return Reading(
            f"Day 0. The contract is made at {dollars(START)} and **nobody pays for the tea**. Each side puts down "
            f"{dollars(month.initial_margin)}. That holds a position {START / month.initial_margin:.3g} times as "
            "large. Press Play.", tiles)
    return Reading(f"Day {month.day}. {_standing(month, profit)} {_calls_in_words(month)}", tiles)


def _standing(month, profit):
    price = month.account.price[month.day]
    if month.is_closed:
        return f"The price is {dollars(price)}, and the holder no longer cares."
    won = "neither up nor down" if abs(profit) < 0.005 else f"{'up' if profit > 0 else 'down'} {dollars(abs(profit))}"
    return f"The price is {dollars(price)}: the {month.side} is {won}."


def _calls_in_words(month):
    calls = month.calls
    if not calls.size:
        return "No margin call so far: the balance has not ended a day below the maintenance margin."
    if month.is_closed:
        day, debt = month.account.close_out_day, month.account.debt
        text = (f"The call of {dollars(calls[0])} on day {day} was not paid, so the position was **closed out at "
                f"{dollars(month.account.price[day])}**. That leaves {_result(month.account.total_profit)}, for good.")
        owed = f" The holder even owes {dollars(debt)}." if debt > 0 else ""
        return text + owed + _other_way(month, "Had every call been paid")
    text = (f"There was one call, for {dollars(calls[0])}, and it was paid." if calls.size == 1 else
            f"There were {calls.size} calls, for {dollars(calls.sum())} in all, and every one was paid.")
    return text + _other_way(month, "Had no call been paid")


def _other_way(month, condition):
    if month.day < DAYS:
        return ""
    return f" {condition}, the month would have ended with **{_result(month.other.total_profit)}**."


def _result(profit):
    if abs(profit) < 0.005:
        return "neither profit nor loss"
    return f"a {'profit' if profit > 0 else 'loss'} of {dollars(abs(profit))}"


def month_table(month):
    """Return the account day by day, up to the chosen day."""
    return month.account.to_frame().head(month.day + 1)


def account_explorer():
    """Return the explorer of the account day by day."""
    return Explorer(
        "account", compute=compute_month, chart=account_chart, describe=describe_month, table=month_table,
        controls=[
            Choice("path", "What the price does", PATH_WORDS, "dip", "A month of prices for milk tea.", "market"),
            _volatility(),
            Choice("side", "Side of the contract", SIDE_WORDS, "long", "Long gains when the price rises, short when "
                   "it falls.", "trade"),
            Choice("calls", "Margin calls", PAYS_WORDS, "pays", "Who does not pay is closed out at that day's price.",
                   "funding"),
            _initial_margin(), _maintenance(),
            Slider("day", "Day", "", 0, DAYS, 1, DAYS, "Go through the month with Play, or by hand.", "view", play=400),
        ],
        presets={"Pays no call": {"calls": "refuses"},
                 "Short in a spike": {"path": "spike", "side": "short", "calls": "refuses"},
                 "Volatility doubles": {"volatility": 2 * VOLATILITY}},
        assumptions=(
            "Four months are drawn by hand. They keep their shape when volatility changes. The others have normal "
            "daily changes.",
            "An unpaid call closes the position at that day's settlement price. In truth it takes hours or a day "
            "more, at the price found then.",
            "No interest. Gains stay in the account.",
        ))


def _volatility():
    return Slider("volatility", "Volatility", "dollars a day", 0.5, 5.0, 0.1, VOLATILITY,
                  "The usual size of a day's price change: one standard deviation.", "market")


def _initial_margin():
    return Slider("initial_margin", "Initial margin", "dollars", 2.0, 25.0, 0.5, MARGIN,
                  "Put down at the start. A margin call fills the account up to here.", "funding")


def _maintenance():
    return Slider("maintenance", "Maintenance margin", "% of initial", 0, 100, 5, MAINTENANCE,
                  "A balance below this brings a margin call.", "funding")


# ---- the odds of a call -----------------------------------------------------------------------

@dataclass(frozen=True, eq=False)
class Chance:
    """Probabilities of a first margin call, 0 to 1, by formula and by simulation."""

    volatility: float
    initial_margin: float
    distance: float
    days: int
    curve_days: np.ndarray
    all_day: np.ndarray
    closes: np.ndarray
    at_close: np.ndarray
    simulated: np.ndarray
    standard_error: np.ndarray
    watched: float
    watched_error: float
    by_then: float
    even_odds: float
    rule_margin: float


def simulated_chances(distance, volatility, days, seed):
    """Return the share of simulated accounts with a call by each day's close, and its standard error."""
    prices = simulate_prices(0.0, volatility, days, PATHS, seed)[:, 1:]
    share = (np.minimum.accumulate(prices, axis=1) < -distance).mean(axis=0)
    return share, np.sqrt(share * (1 - share) / PATHS)


def compute_chance(volatility, initial_margin, maintenance, days, draw=1):
    """Return the `Chance` for volatility in dollars a day, margin in dollars, maintenance in % of it."""
    distance = initial_margin * (1 - maintenance / 100)
    curve_days = LAST_DAY * np.linspace(0, 1, 61) ** 2  # dense where the curve is steep
    closes = np.arange(1, LAST_DAY + 1)
    simulated, error = simulated_chances(distance, volatility, LAST_DAY, draw)
    watched, watched_error = simulated_call_probability(distance, volatility, days, PATHS, draw)
    return Chance(
        volatility=volatility, initial_margin=initial_margin, distance=distance, days=days, curve_days=curve_days,
        all_day=call_probability(distance, volatility, curve_days), closes=closes,
        at_close=call_probability(distance, volatility, closes, monitoring="close"),
        simulated=simulated, standard_error=error, watched=watched, watched_error=watched_error,
        by_then=call_probability(distance, volatility, days), even_odds=median_days_to_call(distance, volatility),
        rule_margin=margin_for_volatility(volatility))


def describe_chance(chance):
    """Say what the odds are, and what the rule would ask for."""
    hits, error = (part[chance.days - 1] for part in (chance.simulated, chance.standard_error))
    sooner = median_days_to_call(chance.distance, 2 * chance.volatility)
    short = chance.rule_margin - chance.initial_margin
    first = f"A loss of {dollars(chance.distance)} brings" if chance.distance > 0 else "Any loss at all brings"
    rule = f"{dollars(short)} is missing" if short > 0.005 else "that much is there"
    text = (f"{first} a call. Within {in_days(chance.days)} it comes with probability **{percent(chance.by_then)}** if "
            f"the account is watched all day. Even odds: {in_days(chance.even_odds)}; at twice the volatility "
            f"{in_days(sooner)}. The rule asks for {dollars(chance.rule_margin)}, and **{rule}**.")
    return Reading(text, ((f"A call in {in_days(chance.days)}: formula", percent(chance.by_then)),
                          ("At the close: simulated",
                           f"{hits:.0%} ± {200 * error:.0f}" if hits > 0 else f"0 of {PATHS}"),
                          ("Even odds in", in_days(chance.even_odds)),
                          ("The rule asks for", dollars(chance.rule_margin))))


def percent(probability):
    """Return a probability in words that do not round to never or always."""
    if 0 < probability < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= probability < 1 else f"{probability:.0%}"


def in_days(days):
    """Return a number of trading days in words, with one decimal where that says something."""
    if days > YEAR:
        return "over a year"
    if days < 0.1:
        return "under 0.1 days"
    text = f"{days:.1f}" if days < 10 and days != int(days) else f"{days:.0f}"
    return f"{text} day{'' if text == '1' else 's'}"


def chance_table(chance):
    """Return the probabilities by day, as the picture shows them."""
    import pandas
    return pandas.DataFrame({
        "day": chance.closes, "watched_all_day": call_probability(chance.distance, chance.volatility, chance.closes),
        "at_close_approximation": chance.at_close, "at_close_simulated": chance.simulated,
        "standard_error": chance.standard_error})


def chance_explorer():
    """Return the explorer of the odds of a margin call."""
    doubled = 2 * VOLATILITY
    follows = round(2 * margin_for_volatility(doubled)) / 2  # to the half dollar of the slider
    return Explorer(
        "chance", compute=compute_chance, chart=call_chance, describe=describe_chance, table=chance_table,
        prefix="chance_",
        controls=[_volatility(), _initial_margin(), _maintenance(),
                  Slider("days", "Within", "trading days", 1, LAST_DAY, 1, DAYS, "How long the position is held.",
                         "view"),
                  Slider("draw", "Simulation number", "", 1, 20, 1, 1, "The same odds with other luck.", "view")],
        presets={"Volatility doubles": {"volatility": doubled},
                 "Margin follows": {"volatility": doubled, "initial_margin": follows}},
        assumptions=(
            "Daily price changes are normal, independent and alike. Real ones have fatter tails and come in "
            "clusters, so real calls bunch.",
            f"Dots are {PATHS} simulated accounts, with bars of two standard errors. They are the same accounts on "
            "every day, so neighbouring dots err together.",
            "The line “only at the close” is an approximation. It is a little off in the first days, and when the "
            "call is very near.",
            f"The rule is {MULTIPLE:g} daily standard deviations. This is a number fitted to a few published "
            "margins, not the clearing house's own method.",
        ))


# ---- a future is not an option ----------------------------------------------------------------

@dataclass(frozen=True, eq=False)
class Ending:
    """What a bought future and a bought call option come to at one final price, in dollars."""

    price: float
    premium: float
    future_profit: float
    call_profit: float
    prices: np.ndarray
    future_profits: np.ndarray
    call_profits: np.ndarray
    future_cash: tuple
    call_cash: tuple


def compute_ending(price, premium):
    """Return the `Ending` for a final price and an option premium, both in dollars."""
    prices = np.linspace(future_or_call.LOW, future_or_call.HIGH, 61)
    future, call = futures_profit(price, START), call_option_profit(price, START, premium)
    return Ending(
        price=price, premium=premium, future_profit=future, call_profit=call, prices=prices,
        future_profits=futures_profit(prices, START), call_profits=call_option_profit(prices, START, premium),
        future_cash=(-MARGIN, future, MARGIN), call_cash=(-premium, 0.0, call + premium))


def describe_ending(ending):
    """Say what each of the two holders wins or loses."""
    used = "uses the right" if ending.price > START else "lets the right lapse"
    text = (f"The price ends at {dollars(ending.price)}. The holder of the future {_won(ending.future_profit)}, "
            "settled day by day, and gets the margin back. The holder of the option "
            f"{used} and {_won(ending.call_profit)}. The option never asks for more than its "
            f"{dollars(ending.premium)}. The future can.")
    return Reading(text, (("Future: profit", dollars(ending.future_profit)),
                          ("Call option: profit", dollars(ending.call_profit)),
                          ("Option: worst case", dollars(-ending.premium))))


def _won(profit):
    if abs(profit) < 0.005:
        return "comes out **even**"
    return f"{'wins' if profit > 0 else 'loses'} **{dollars(abs(profit))}**"


def ending_table(ending):
    """Return both profits over the range of final prices."""
    import pandas
    return pandas.DataFrame({"price": ending.prices, "future_profit": ending.future_profits,
                             "call_option_profit": ending.call_profits})


def option_explorer():
    """Return the explorer of a future beside a call option."""
    return Explorer(
        "option", compute=compute_ending, chart=future_or_call, describe=describe_ending, table=ending_table,
        prefix="option_",
        controls=[Slider("price", "Price at the end", "dollars", future_or_call.LOW, future_or_call.HIGH, 1, 88,
                         "The price of milk tea on the last day.", "market"),
                  Slider("premium", "Premium of the option", "dollars", 1.0, 10.0, 0.5, PREMIUM,
                         "Paid once for the right to buy. It does not come back.", "trade")],
        assumptions=(
            f"Both are bought today, at a price of {START:g} dollars; the strike price is the same. The future needs "
            f"a margin of {MARGIN:g} dollars, and its holder pays every call.",
            "No interest. The premium is given, not computed.",
        ))


# ---- words ------------------------------------------------------------------------------------

def story(calls):
    """Return the month of the prediction, with calls paid ("pays") or not ("refuses")."""
    return compute_month("dip", VOLATILITY, "long", calls, MARGIN, MAINTENANCE, DAYS)


def guess():
    """Return the prediction that opens the page."""
    ann, ben = story("pays"), story("refuses")
    out, price = ben.account.close_out_day, ben.account.price
    ben_lost = dollars(-ben.account.total_profit)
    at_end = dollars(ann.account.balance[-1])
    return Choose(
        f"Ann and Ben each buy a future on milk tea at {dollars(START)} and put down {dollars(MARGIN)}. Below "
        f"{dollars(ann.maintenance_margin)} comes a margin call. The price falls to {dollars(price.min())} and is "
        f"**back at {dollars(price[-1])}** at the end of the month. Ann pays every call. Ben pays none. Who has lost "
        "what?",
        (Option("nobody", "Nobody has lost anything: the price is back.",
                f"For Ann that is true. Ben was closed out on day {out} at {dollars(price[out])}. When the price came "
                f"back he held nothing, and {ben_lost} stayed lost."),
         Option("ben", "Ben has lost, Ann has not.",
                f"Ann paid in {dollars(ann.paid_in)} in all and takes out {at_end}. Ben was closed out on day {out} at "
                f"{dollars(price[out])}. He was right about the end and was not there any more."),
         Option("ann", "Ann has lost what she paid on the calls, Ben nothing.",
                f"What Ann pays in stays hers. She takes out {at_end}, all she ever paid in. Ben's loss of {ben_lost} "
                "was real when he was closed out, and no later price gives it back."),
         Option("both", f"Both have lost their {dollars(MARGIN)} of margin.",
                "A margin is a deposit and not a fee. What was not lost on the price comes back: all of it to Ann, "
                f"{dollars(ben.account.balance[-1])} to Ben.")),
        "ben", "Who still holds the contract when the price comes back?", "See the first explorer.")


ACCOUNT_WORDS = """## The account, day by day

Ann's month is below. Press **Play** and follow one dollar: what the price loses by day leaves the account by night. \
Then press **Pays no call** and see Ben's month. **Pin** one of them to compare."""

CHANCE_WORDS = """## How likely is a call?

Nobody knows next month's price, but its odds follow from two numbers: how far away the call is, and how much the \
price moves in a day. **Pin** this picture. Press **Volatility doubles**, then **Margin follows**, and watch the \
diamond, where a call becomes as likely as not. The dots are simulated accounts; the one on the upper line is watched \
between the closes too."""

OPTION_WORDS = """## A future is not a call option

Both cost little today, and both gain when the price rises. Move the price at the end to the left, and see who is \
asked for more."""


def seen():
    """Return what the reader should have seen, with its numbers."""
    ann, ben = story("pays"), story("refuses")
    price, out = ann.account.price, ben.account.close_out_day
    calm, wild = (compute_chance(sigma, MARGIN, MAINTENANCE, DAYS) for sigma in (VOLATILITY, 2 * VOLATILITY))
    follows = median_days_to_call(wild.rule_margin * (1 - MAINTENANCE / 100), wild.volatility)
    ruled = median_days_to_call(calm.rule_margin * (1 - MAINTENANCE / 100), calm.volatility)
    low = compute_ending(88, PREMIUM)
    return f"""## What you should have seen

**{MARGIN:.0f} dollars do not pay for the tea.** Nobody pays for it before delivery. They pay for its price \
**changes**, one evening at a time. A day's change is about {dollars(VOLATILITY)}, so {dollars(MARGIN)} covers \
{MARGIN / VOLATILITY:.0f} of them and holds {START / MARGIN:.0f} times as much tea. That is leverage.

**Right and out.** Ann and Ben bought at the same price and the price came back. Ann paid \
{dollars(ann.calls.sum())} on {ann.calls.size} calls and got it all back. Ben was closed out at \
{dollars(price[out])} and has lost {dollars(-ben.account.total_profit)}. They had the same view. Cash made the \
difference.

**A call fills up to the top.** On day {out} the balance stood at {dollars(ann.initial_margin - ann.calls[0])}. The \
call was for {dollars(ann.calls[0])}, back to {dollars(MARGIN)}, and not to the maintenance margin of \
{dollars(ann.maintenance_margin)}. The short has the same month when the price rises.

**Time goes with the square.** At {dollars(calm.volatility)} a day even odds of a call come after \
{in_days(calm.even_odds)}. At {dollars(wild.volatility)} a day they come after {in_days(wild.even_odds)}: twice the \
volatility, a quarter of the time.

**So margin follows volatility.** Our rule asks for {MULTIPLE:g} daily changes: {dollars(calm.rule_margin)} in the \
calm market, {dollars(wild.rule_margin)} in the wild one. With that, even odds come after {in_days(ruled)} in \
the one and after {in_days(follows)} in the other. But the rise of {dollars(wild.rule_margin - calm.rule_margin)} is a \
bill, and it comes when everybody is short of cash. That bill is how a margin spiral begins.

**Watching only at the close sees less.** A price that dips at noon and is back in the evening brings a call only \
to an account that is watched all day. The dots agree with the formula for each kind of watch, within chance.

**A future is not a call option.** At {dollars(low.price)} the option holder has lost the \
{dollars(-low.call_profit)} paid on the first day. The holder of the future has lost \
{dollars(-low.future_profit)}, and was asked for it on the way."""


# ---- exercises --------------------------------------------------------------------------------

def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_short_question(rng), _call_question(rng), _leverage_question(rng), _time_question(rng),
            _rule_question(rng), _option_question(rng)]


def _short_question(rng):
    margin = int(rng.choice([8, 10, 12]))
    ups, last = float(rng.choice([1.0, 1.5, 2.0])), float(rng.choice([2.5, 3.5, 4.5]))
    prices = [START, START + ups, START + 2 * ups, START + 2 * ups - last - ups]
    account = margin_account(prices, margin, 0.0, side="short")
    answer, profit = account.balance[-1], account.total_profit
    return Numeric(
        f"You **sell** a future on milk tea at {dollars(START)} and put down {dollars(margin)}. It settles at "
        f"{dollars(prices[1])}, then {dollars(prices[2])}, then {dollars(prices[3])}, where you close. No call came. "
        "How much do you take out of the account?",
        answer, "$", 0.0051,
        "Who pays whom when the price rises? And what happens to the deposit?",
        f"As the short you pay {ups:g} on each of the two days when the price rises, and receive {last + ups:g} on "
        f"the third. Together {profit:+g}. The deposit is not a fee: {margin} + {profit:g} = "
        f"**{answer:g}**.",
        ((profit, "That is the profit. The deposit is yours too and comes back."),
         (margin - profit, "You sold. A lower price is your gain, and a higher one your loss."),
         (margin + last + ups, "That counts only the last day. You paid on the two days before.")))


def _call_question(rng):
    margin = int(rng.choice([8, 10, 12]))
    floor = 0.75 * margin
    loss = float(rng.choice([3.5, 4.5, 5.5]))
    account = margin_account([START, START - loss], margin, floor)
    answer = account.margin_call[1]
    return Numeric(
        f"You have bought at {dollars(START)}. The initial margin is {dollars(margin)}, the maintenance margin "
        f"{dollars(floor)}. The price settles at {dollars(START - loss)}. How much does the margin call ask for?",
        answer, "$", 0.0051,
        "How much is left tonight? And up to which of the two levels must the account be filled?",
        f"{margin} − {loss:g} = {margin - loss:g} is left, below {floor:g}. The call goes back up to the initial "
        f"margin: {margin} − {margin - loss:g} = **{answer:g}**.",
        ((floor - margin + loss, "That would fill the account to the maintenance margin. A call goes up to the "
          "**initial** margin."),
         (margin, "Part of the margin is still there. Only what is missing is asked for."),
         (margin - loss, "That is what is left in the account, not what is missing.")))


def _leverage_question(rng):
    share, move = float(rng.choice([4, 5, 8])), float(rng.choice([0.5, 1.5, 2.5]))
    margin = START * share / 100
    account = margin_account([START, START * (1 - move / 100)], margin, 0.0)
    answer = -100 * account.total_profit / margin
    return Numeric(
        f"The initial margin is {share:g}% of the price. You are long and the price falls by {move:g}%. By how many "
        "per cent does your account shrink?",
        answer, "%", 0.051,
        "How many dollars of tea does one dollar of margin hold?",
        f"One dollar of margin holds 100/{share:g} = {100 / share:g} dollars of tea. That is the leverage. A fall of "
        f"{move:g}% costs {100 / share:g} × {move:g}% = **{answer:.4g}%** of the account.",
        ((move, "That is the fall of the *price*. The account is much smaller than what it holds."),
         (share * move, "Divide by the share of the margin, do not multiply: a smaller margin shrinks faster."),
         (share, "That is the margin. Ask how much of it this fall takes away.")))


def _time_question(rng):
    times, sigma, distance = int(rng.choice([2, 3])), float(rng.choice([0.5, 1.0])), float(rng.choice([2.5, 3.5]))
    before = median_days_to_call(distance, sigma)
    answer = median_days_to_call(distance, times * sigma)
    return Numeric(
        f"A loss of {dollars(distance)} brings a call. At a volatility of {dollars(sigma)} a day, even odds of it come "
        f"after {before:.1f} trading days. Now volatility is **{times} times** as high and the margin stays. After how "
        "many trading days do even odds come?",
        answer, "days", max(0.0151 * answer, 0.051),
        "The reach of a random walk grows with the square root of time.",
        f"In T days the price gets about volatility × √T away. With {times} times the volatility the same distance is "
        f"reached in 1/{times}² = 1/{times**2} of the time: {before:.1f}/{times**2} = **{answer:.3g}** days.",
        ((before / times, f"Time goes with the square of volatility. {times} times the volatility is not just "
          f"{times} times as fast."),
         (before / times**0.5, "The square root belongs to time, not to volatility. Go the other way."),
         (before * times**2, "More volatility brings the call sooner, not later.")))


def _rule_question(rng):
    sigma, days = float(rng.choice([1.0, 1.5, 2.0])), int(rng.choice([9, 16, 25]))
    distance = float(rng.choice([1.0, 1.5])) * sigma * days**0.5
    answer = 100 * call_probability(distance, sigma, days)
    ratio = distance / sigma / days**0.5
    tail = answer / 2
    return Numeric(
        f"Volatility is {dollars(sigma)} a day, and a loss of {dollars(distance)} brings a call. The account is "
        f"watched all day for {days} trading days. A standard normal number falls below −{ratio:g} with probability "
        f"{tail:.2f}%. What is the probability of a call, in per cent?",
        answer, "%", 0.051,
        "How likely is it that the last price is beyond the line? And of the paths that have touched the line, how "
        "many end beyond it?",
        f"The last price is beyond the line with probability {tail:.2f}%, since {distance:g}/({sigma:g} × √{days}) = "
        f"{ratio:g}. But of all paths that touch the line only half end beyond it, the other half comes back. So twice "
        f"as many have touched it: **{answer:.2f}%**.",
        ((tail, "That counts only the paths that are still beyond the line on the last day. As many have touched it "
          "and come back."),
         (100 - tail, "That is the probability of ending on the good side of the line.")))


def _option_question(rng):
    premium, final = float(rng.choice([3, 4, 5])), float(rng.choice([84, 86, 88]))
    future, call = futures_profit(final, START), call_option_profit(final, START, premium)
    answer = call - future
    return Numeric(
        f"Ann buys a future at {dollars(START)}. Ben buys a call option with a strike price of {dollars(START)} for "
        f"{dollars(premium)}. The price ends at {dollars(final)}. How much more than Ben has Ann lost?",
        answer, "$", 0.0051,
        "Must Ben use his right to buy? Must Ann settle hers?",
        f"Ann has lost {START:g} − {final:g} = {-future:g}, day by day. Ben lets the right lapse and has lost only "
        f"the premium of {premium:g}. The difference is {-future:g} − {premium:g} = **{answer:g}**.",
        ((-future, "That is Ann's loss. Ben has lost something too: his premium."),
         (premium - future, "Ben does not carry the fall as well. He has lost the premium and no more, so subtract."),
         (premium, "That is Ben's loss. How much larger is Ann's?")))


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("milk_tea_margin", guess=guess(), questions=questions, query=query,
                parts=[ACCOUNT_WORDS, account_explorer(), CHANCE_WORDS, chance_explorer(), OPTION_WORDS,
                       option_explorer(), seen])


def numbers():
    """Return the numbers the notebook's prose uses, as text."""
    return {f"{MARGIN:.0f}", f"{START:.0f}"}
