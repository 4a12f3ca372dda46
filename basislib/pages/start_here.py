"""Page 00: the chain, live with leverage, haircut and repo rate."""

from dataclasses import asdict, dataclass

from basislib.figures import chain as chart
from basislib.margin import initial_margin
from basislib.repo import cash_need
from basislib.spiral import forced_sale, multiplier, spiral_number
from basislib.trade import buffer_at, days_to_margin_call
from basislib.widgets.controls import haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

# All assumptions of this page in one place; the picture lists them.
DAYS = 90  # life of the trade
IMPLIED_REPO = 4.04  # % a year built into the futures price: a cent per 100 in 90 days over 4.00%
VOLATILITY_BP, DURATION = 5.0, 4.5  # bp of yield a day; years
TERM_SHARE = 0.25  # part of the repo that is not re-marked daily
SECTOR_OWN_MONEY = 830 / 30  # $bn: the $830bn of September 2025, were all funds at 30 times
IMPACT = 1.4e-5  # fall of the price per $bn sold once dealers are full
RISE = 0.01  # the bad day
YEAR = 250  # trading days; longer waits are not worth a number
LOW, HIGH = 20, 45  # times: a thick buffer, and one that the bad day empties
FEEDS = {"leverage": 60, "haircut": 0.5}  # short of cash on the bad day, and R above 1


@dataclass(frozen=True)
class Chain:
    """What the three sliders mean, in dollars per dollar of own money."""

    leverage: float
    repo_rate: float
    notes: float
    loan: float
    margin: float
    buffer: float
    futures_loss: float
    lent_more: float
    need: float
    short: float
    sale: float
    edge_cents: float
    return_on_own_money: float
    days_to_call: float
    spiral_number: float


def compute(leverage, haircut, repo_rate):
    """Return the `Chain` for leverage in times, haircut in %, repo rate in % a year."""
    h, m = haircut / 100, initial_margin(VOLATILITY_BP, DURATION)
    buffer = leverage * buffer_at(leverage, h, m)
    need = leverage * cash_need(RISE, h, TERM_SHARE)
    short = max(need - buffer, 0.0)
    position = SECTOR_OWN_MONEY * leverage
    edge = (IMPLIED_REPO - repo_rate) * DAYS / 360
    sigma = VOLATILITY_BP * 1e-4 * DURATION
    return Chain(
        leverage=leverage, repo_rate=repo_rate, notes=leverage, loan=leverage * (1 - h), margin=leverage * m,
        buffer=buffer, futures_loss=leverage * RISE, lent_more=leverage * RISE - need, need=need, short=short,
        sale=forced_sale(position, h + m, IMPACT, short * SECTOR_OWN_MONEY) / SECTOR_OWN_MONEY,
        edge_cents=100 * edge, return_on_own_money=leverage * edge,
        days_to_call=days_to_margin_call(leverage, h, m, sigma, TERM_SHARE),
        spiral_number=spiral_number(position, h + m, IMPACT))


def describe(chain):
    """Say what the chain shows."""
    earns = "earns" if chain.edge_cents >= 0 else "loses"
    text = (f"Each $100 of notes {earns} **{abs(chain.edge_cents):.1f} cents** in {DAYS} days. "
            f"At {chain.leverage:.0f} times that is **{chain.return_on_own_money:+.2f}%** on own money. ")
    if chain.short > 0:
        text += (f"On the bad day the fund is right and still **${chain.short:.2f} short of cash**. "
                 f"It must sell ${chain.sale:.2f} of its ${chain.notes:.2f} of notes.")
    else:
        text += (f"On the bad day it needs ${chain.need:.2f} in cash and has ${chain.buffer:.2f}. "
                 "It sells nothing.")
    return Reading(text, (("Return on own money, 90 days", f"{chain.return_on_own_money:+.2f}%"),
                          ("Even odds of a cash call in", wait(chain.days_to_call)),
                          ("Spiral number R", f"{chain.spiral_number:.2f}")))


def wait(days):
    """Return a waiting time in words; beyond a trading year the number would mean little."""
    if days > YEAR:
        return "over a year"
    return "under a day" if days < 1 else f"{days:.0f} days"


def table(chain):
    """Return the chain as a table of names and values."""
    import pandas
    return pandas.DataFrame({"quantity": asdict(chain).keys(), "value": asdict(chain).values()})


def explorer():
    """Return the page's explorer."""
    return Explorer(
        "chain", controls=[leverage(), haircut(), repo_rate()], compute=compute, chart=chart,
        describe=describe, table=table,
        presets={"Less leverage": {"leverage": LOW}, "Out of cash": {"leverage": HIGH},
                 "Sales feed themselves": FEEDS},
        assumptions=(
            f"Initial margin is {initial_margin(VOLATILITY_BP, DURATION):.2%} of the notes: our rule for a "
            f"duration of {DURATION:g} years and yields that move {VOLATILITY_BP:g} basis points a day.",
            f"The futures price pays {IMPLIED_REPO:.2f}% a year. All sums are over what own money would "
            "earn in cash.",
            f"{TERM_SHARE:.0%} of the repo is fixed for a term: these lenders lend nothing more on the day.",
            f"All funds are alike and have ${SECTOR_OWN_MONEY:.1f}bn of own money together. Dealers hold all they "
            f"want, so each $1bn sold moves the price by {IMPACT * 1e4:.2f} cents per 100.",
        ))


def guess(answers=None):
    """Return the prediction that opens the page."""
    now = compute(30, 1.0, 4.0)
    return Choose(
        "A hedge fund owns notes and has sold futures on them, so it is hedged. Today both rise by 1%. "
        "What happens to the fund's **cash** tonight?",
        (Option("same", "Nothing. Gain and loss cancel.",
                "Gain and loss do cancel in *value*. But the futures loss is paid in cash tonight, and the gain "
                "on the note is not cash until somebody lends against it."),
         Option("less", "It falls.",
                f"The futures loss of ${now.futures_loss:.2f} per dollar of own money is due tonight. The repo "
                f"lenders hand back ${now.lent_more:.2f} against the dearer notes. The cash buffer pays the rest."),
         Option("more", "It rises, because notes rose.",
                "The note is pledged to the repo lender. Its gain turns into cash only as far as the lender "
                "lends more against it, and the futures loss is larger than that.")),
        "less", "Who pays whom tonight, in cash?", "See the lower row of the picture.")


def seen():
    """Return what the reader should have seen, with its numbers."""
    thirty, forty_five, fifty = (compute(times, 1.0, 4.0) for times in (30, HIGH, 48))
    dear = compute(30, 1.0, 4.0 + thirty.edge_cents * 360 / DAYS / 100)
    worse = compute(30, 1.0, 5.0)
    fuelled = compute(**{"haircut": 1.0, "repo_rate": 4.0} | FEEDS)
    return f"""## What you should have seen

**A cent becomes a return.** One cent on $100 is almost nothing. At {thirty.leverage:.0f} times own money it is \
{thirty.return_on_own_money:.2f}% in {DAYS} days, at {fifty.leverage:.0f} times {fifty.return_on_own_money:.2f}%. \
Nothing was won on the way: there is only more of it per own dollar.

**The cent is thin.** A repo rate of {dear.repo_rate:.2f}% takes all of it. At {worse.repo_rate:.2f}% for \
{DAYS} days the fund loses {-worse.return_on_own_money:.1f}% of its own money.

**Leverage eats the buffer.** Own money is locked in the haircut and in the margin; what is left is the cash \
buffer. At {thirty.leverage:.0f} times it is ${thirty.buffer:.2f} of each own dollar, at \
{forty_five.leverage:.0f} times ${forty_five.buffer:.2f}. There the bad day asks for ${forty_five.need:.2f}: \
the bet is right and the cash is gone. Even odds of that come within {forty_five.days_to_call:.0f} days.

**A sale can feed itself.** R says how large a small round of forced sales is, compared with the one before. Below 1 \
the rounds die out. Above 1 they grow at first. Press **Sales feed themselves**: R is {fuelled.spiral_number:.2f}, \
and the fund must sell ${fuelled.sale:.0f} of its ${fuelled.notes:.0f} of notes. What ends such a sale is shown on \
*Margin spiral*."""


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_return_question(rng), _ceiling_question(rng), _repo_question(rng), _right_and_broke(rng),
            _multiplier_question(rng)]


def _return_question(rng):
    times, cents = int(rng.choice([20, 25, 40, 50])), float(rng.choice([1.0, 1.5, 2.0]))
    answer = times * cents / 100
    return Numeric(
        f"A trade earns {_plural(cents, 'cent')} on each $100 of notes. The fund holds {times} dollars of notes for "
        "each dollar of its own. What is the return on own money, in per cent?",
        answer, "%", 0.0051,
        "How many cents on the notes that one own dollar carries? Then per cent of that dollar.",
        f"One own dollar carries ${times} of notes. They earn {cents:g}/100 per cent of ${times}, "
        f"which is {times} × {cents / 100:g}% = **{answer:.2f}%** of the own dollar.",
        ((cents / 100, "That is the return on the *notes*. Own money is much less than the notes."),
         (times * cents, "A cent on $100 is 0.01 of a per cent, not 1 per cent.")))


def _ceiling_question(rng):
    h, m = float(rng.choice([0.5, 1.0, 1.5, 2.0])), float(rng.choice([1.1, 1.2, 1.3]))
    answer = 100 / (h + m)
    return Numeric(
        f"The repo lender keeps a haircut of {h:g}% and the clearing house takes a margin of {m:g}% of the notes. "
        "The fund keeps no cash buffer. What is the largest leverage, in times own money?",
        answer, "times", 0.051 * answer / 10,
        "How much own money does $100 of notes lock up?",
        f"$100 of notes lock {h:g} + {m:g} = {h + m:g} dollars. One own dollar then carries 100/{h + m:g} = "
        f"**{answer:.1f}** dollars of notes. Leverage is 1/(haircut + margin), not the number of times you repeat it.",
        ((100 / h, "You left out the margin at the clearing house. It is own money too."),
         (100 / m, "You left out the haircut. The lender does not lend that part."),
         (100 / h + 100 / m, "The two ceilings do not add up. The same own dollar cannot be locked twice.")))


def _repo_question(rng):
    cents, days = float(rng.choice([1.0, 2.0, 3.0])), int(rng.choice([45, 60, 90]))
    answer = cents * 360 / days
    return Numeric(
        f"The edge is {_plural(cents, 'cent')} per $100 over {days} days. By how many basis points a year may the "
        "repo rate rise before nothing is left? Treat the whole price as borrowed.",
        answer, "basis points", 0.051,
        "A cent per $100 is one basis point of the price, earned over the life of the trade. Repo is quoted a year.",
        f"{_plural(cents, 'cent')} on $100: {_plural(cents, 'basis point')} in {days} days. A year of 360 days has "
        f"360/{days} such spans, so {cents:g} × 360/{days} = **{answer:g}** basis points a year.",
        ((cents, f"That is the edge in {days} days. The repo rate is quoted for a year."),))


def _plural(amount, unit):
    """Return an amount with its unit, in the plural unless it is one."""
    return f"{amount:g} {unit}{'' if amount == 1 else 's'}"


def _right_and_broke(rng):
    return Choose(
        "A fund is hedged, solvent and right about the gap. How can it be forced to sell?",
        (Option("rate", "It cannot. A hedged position has no loss.",
                "It has no loss in value. It has a cash payment tonight and a gain it cannot spend."),
         Option("cash", "A futures loss must be paid in cash before the gain on the note can be spent.",
                "Cash is what breaks the trade, not the bet."),
         Option("price", "The note has fallen below what it paid.",
                "Then the future has fallen too, and the clearing house pays the fund.")),
        "cash", "Look at the first three boxes of the bad day.",
        "The clearing house settles in cash each day. The note's gain is a gain in value; it becomes cash only as "
        "far as the lender lends against it. What is missing comes from the buffer, and after that from sales.")


def _multiplier_question(rng):
    r = float(rng.choice([0.4, 0.5, 0.6, 0.75]))
    answer = multiplier(r)
    return Numeric(
        f"R is {r:g}. A small cash call forces a first sale of $1bn. Each round of sales is R times the one before. "
        "How many $bn are sold in all?",
        answer, "$bn", 0.0051 * answer,
        "Add 1 + R + R² + … to the end.",
        f"1 + {r:g} + {r:g}² + … = 1/(1 − {r:g}) = **{answer:.3g}**. With R at 1 or above the sum has "
        "no end; the sale has one, since less and less is left to sell.",
        ((1 + r, "That is only the first two rounds. There are more."),
         (r, "That is the second round alone.")))


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("start_here", guess=guess(), parts=[explorer(), seen], questions=questions, query=query)


def numbers():
    """Return the numbers the notebook's prose uses, as text; here it uses none."""
    return set()
