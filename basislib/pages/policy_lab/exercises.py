"""The guess and the exercises of page 10."""

from basislib.formats import money
from basislib.language import _
from basislib.market import Market
from basislib.policy import desk as policy
from basislib.scenes.policy_frontier import SAME_PRICE, USABLE, alone, outcome
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("q1", "q3", "q4", "q5"), ("q6",), ("guess", "q2"), ())

OFFSET = 80  # % off both margins: the rule's most
PAY, DAYS = Market().required_return, int(Market().days_to_delivery)  # % a year on own money; until the future ends


def asked():
    """Return the values of the first picture that the guess is about: a buffer that may be used."""
    return policy.OFF | {"buffer": SAME_PRICE["buffer"], USABLE: "yes"}


def guess():
    """Return the prediction that opens the page."""
    start, found = outcome(), outcome((("buffer", SAME_PRICE["buffer"]),))
    numbers = {rule: alone(rule, size).mean() for rule, size in SAME_PRICE.items()} | {
        "brought": money(found.own_money - start.own_money),
        "nothing": start.sold.mean(),
        "least": SAME_PRICE["haircut_floor"],
        "cash": SAME_PRICE["buffer"],
    }
    return Choose(
        _(
            "Without rules funds sell {nothing:.0f}% of their notes against their will, on average of three crises. Each of "
            "two rules makes them bring {brought} of own money beforehand. **Which leaves less to be sold?**"
        ).format(**numbers),
        (
            Option(
                "floor",
                _("a haircut of at least {least:g}%: more own money behind each note").format(**numbers),
                _(
                    "It leaves {haircut_floor:.0f}%, and cash leaves {buffer:.0f}%. With a haircut each sale frees more. But "
                    "the money is locked with the lender when a call comes."
                ).format(**numbers),
            ),
            Option(
                "buffer",
                _("at least {cash:g}% in free cash, which may be used").format(**numbers),
                _(
                    "It leaves {buffer:.0f}%, and the haircut {haircut_floor:.0f}%. Free cash pays any call before a note is "
                    "sold."
                ).format(**numbers),
            ),
            Option(
                "same",
                _("both the same: what protects is own money"),
                _(
                    "Where it lies matters, too: the haircut leaves {haircut_floor:.0f}%, and cash {buffer:.0f}%."
                ).format(**numbers),
            ),
        ),
        "buffer",
        _("Where does the money lie on the morning of the call?"),
        _("See the desk."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _gap_question(rng),
        _offset_question(rng),
        _term_question(rng),
        _floor_question(rng),
        _start_question(rng),
        _sign_question(rng),
    ]


def _gap_question(rng):
    before, after = int(rng.choice([40, 50])), int(rng.choice([16, 20, 25]))
    gap = {times: 100 * 100 / times * PAY / 100 * DAYS / 360 for times in (before, after)}  # cents per 100
    answer = gap[after] - gap[before]
    numbers = {
        "before": before,
        "after": after,
        "pay": PAY,
        "days": DAYS,
        "own_before": 100 / before,
        "own_after": 100 / after,
        "gap_before": gap[before],
        "gap_after": gap[after],
        "answer": answer,
    }
    return Numeric(
        _(
            "Funds hold {before} times their own money and want {pay:g}% a year on it. The future ends in {days} days, so the "
            "gap must pay that for {days} days of 360. A rule brings leverage down to {after}. By how many cents per 100 of "
            "notes must the gap widen?"
        ).format(**numbers),
        answer,
        _("cents"),
        0.0101 * answer,
        _("How much own money stands behind 100 of notes, before and after? What does it want for {days} days?").format(
            **numbers
        ),
        _(
            "Behind 100 of notes stand {own_before:g} dollars of own money, which want {own_before:g} × {pay:g}% × {days}/360 = "
            "{gap_before:g} cents. Under the rule it is {own_after:g} dollars and {gap_after:g} cents. The gap widens by "
            "**{answer:g}** cents. Buyers of futures see it, and some of them leave, so the trade shrinks."
        ).format(**numbers),
        (
            (gap[after], _("That is the whole gap under the rule. By how much is it wider than before?")),
            (answer * 360 / DAYS, _("That is for a whole year. The future ends in {days} days.").format(**numbers)),
            (
                gap[before] - 100 * after / before * PAY / 100 * DAYS / 360,
                _("Lower leverage is more own money, not less."),
            ),
        ),
    )


def _offset_question(rng):
    h, m = float(rng.choice([0.5, 1.0])), float(rng.choice([1.0, 1.2, 1.5]))
    number = float(rng.choice([0.4, 0.5, 0.6]))
    left = 1 - OFFSET / 100
    before, after = h + m, 2 * m * left
    answer = number * before / after
    numbers = {
        "h": h,
        "m": m,
        "number": number,
        "offset": OFFSET,
        "both": 2 * m,
        "before": before,
        "after": after,
        "freed": before - after,
        "answer": answer,
    }
    return Numeric(
        _(
            "Each $100 of notes locks ${h:g} as haircut and ${m:g} as margin on the future, and R = {number:g}. Now the repo is "
            "cleared: the haircut goes, the note has a margin of ${m:g}, too, and cross-margining takes {offset}% off both "
            "margins. Funds hold as many notes as before. What is R now?"
        ).format(**numbers),
        answer,
        "",
        0.0101 * answer,
        _("R is the price impact of all the notes over what the sale of one unit frees. What does it free now?"),
        _(
            "A sale freed {h:g} + {m:g} = {before:g}. Now both margins are {both:g}, and a fifth of that is left: "
            "{after:g}. R = {number:g} × {before:g}/{after:g} = **{answer:.3g}**. So a call, once it cannot be paid, sells "
            "more. But ${freed:.2f} per $100 has come free: kept as cash it pays calls, and then nothing is sold at all."
        ).format(**numbers),
        (
            (number * before / (m * left), _("There are two margins now, on the note and on the future.")),
            (
                number * before / (m + m * left),
                _("It takes {offset}% off both margins, not off one.").format(**numbers),
            ),
            (number * before / (2 * m * OFFSET / 100), _("{offset}% is what goes. A fifth is left.").format(**numbers)),
            (number * after / before, _("A sale frees less than before, so more must be sold for the same cash.")),
        ),
    )


def _term_question(rng):
    least = float(rng.choice([50, 60, 75]))
    numbers = {"least": least, "before": outcome().sold, "after": alone("term", least)}
    return Choose(
        _(
            "Open the three cards first. A rule asks that at least {least:.0f}% of the funds' repo is for 30 days; before it was "
            "35%. Nothing else changes. In which of the three crises is less sold?"
        ).format(**numbers),
        (
            Option(
                "run",
                _("only in the first"),
                _(
                    "It goes from {before[0]:.0f} to {after[0]:.0f}%, because lenders at term can neither leave nor "
                    "ask for more before their loan ends."
                ).format(**numbers),
            ),
            Option(
                "rally",
                _("only in the second"),
                _(
                    "There it stays at {after[1]:.0f}%. The calls come from the futures and their margin. What the notes "
                    "gain, a lender at term returns like any other."
                ).format(**numbers),
            ),
            Option(
                "sale",
                _("only in the third"),
                _("There it stays at {after[2]:.0f}%. Margins rise with volatility, whoever lends.").format(**numbers),
            ),
            Option(
                "all",
                _("in all three: longer loans are safer"),
                _(
                    "They are safer against lenders who leave. In the second crisis it stays at {after[1]:.0f}%, in the third "
                    "at {after[2]:.0f}%."
                ).format(**numbers),
            ),
        ),
        "run",
        _("What does a lender at term promise, and what not?"),
        _(
            "A term fixes the rate and the haircut, and the lender must stay. So it helps in the first crisis, from "
            "{before[0]:.0f} to {after[0]:.0f}%. It pays no margin call, so nothing changes in the other two."
        ).format(**numbers),
    )


def _floor_question(rng):
    h, m, c = float(rng.choice([0.0, 0.5])), float(rng.choice([1.0, 1.2])), float(rng.choice([0.6, 0.7]))
    q, floor = 830, 2.0
    own = h + m + c
    answer = q * own / (floor + m)
    numbers = {
        "h": h,
        "m": m,
        "c": c,
        "q": q,
        "floor": floor,
        "own": own,
        "money": own / 100 * q,
        "takes": floor + m,
        "share": (floor + m) / 100,
        "answer": answer,
        "high": 100 / (h + m),
        "low": 100 / (floor + m),
        "goes": q - answer,
    }
    return Numeric(
        _(
            "Funds hold ${q}bn with a haircut of {h:g}%, a margin of {m:g}% and {c:g}% in free cash. A rule asks for a "
            "haircut of at least {floor:g}%. Nobody brings new own money. Prices stay, and the funds use up all their "
            "cash. How many billions of notes can they still hold?"
        ).format(**numbers),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("What is their own money? What does each note take of it under the rule?"),
        _(
            "Own money: {own:g}% of {q} = {money:.2f} billion. Under the rule a note takes {floor:g} + {m:g} = "
            "{takes:g}%. {money:.4g}/{share:g} = **{answer:.0f}** billion. The highest leverage "
            "falls from {high:.0f} to {low:.0f}. Each note is then safer. But {goes:.0f} "
            "billion has to go, and no cash is left. So its date matters as much as its size. The 2% is a thought "
            "experiment by Fed staff (Banegas and Monin, 2023)."
        ).format(**numbers),
        (
            (q * own / (floor + m + c), _("You left them their free cash. They use all of it.")),
            (q * (h + m) / (floor + m), _("You forgot the free cash. It is own money too, and may be used.")),
            (q * own / floor, _("The futures margin is still to be paid.")),
            (q - answer, _("That is what must go. How much stays?")),
        ),
    )


def _start_question(rng):
    h, tau, term = float(rng.choice([0.0, 0.5])), int(rng.choice([25, 35, 40])), 30
    q, floor = 830, 2.0
    rise, anew = (floor - h) / 100 * q, 1 - tau / 100 + tau / 100 / term
    answer = rise * anew
    numbers = {
        "h": h,
        "tau": tau,
        "term": term,
        "q": q,
        "floor": floor,
        "points": floor - h,
        "rise": rise,
        "overnight": 100 - tau,
        "night": 1 - tau / 100,
        "rung": tau / 100 / term,
        "anew": anew,
        "answer": answer,
        "cash": 1.0 / 100 * q,
    }
    mistakes = (
        (rise, _("That is the whole rise. The loans at term keep their old haircut until they are struck anew.")),
        (rise * (1 - tau / 100), _("Nearly. One rung of the ladder falls due tomorrow too.")),
        (rise * tau / 100, _("That is the part at term. The other part is called tomorrow.")),
        (floor / 100 * q * anew, _("They have paid the old haircut already.")),
    )
    return Numeric(
        _(
            "The same floor of {floor:g}%, but from tomorrow. Funds hold ${q}bn at a haircut of {h:g}%. Of their repo "
            "{tau}% runs for {term} days, as a ladder: one {term}th of it ends each day and is lent again. The rest is "
            "overnight. How much cash must they find tomorrow?"
        ).format(**numbers),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("Which loans are made anew tomorrow?"),
        _(
            "The rise is {points:g} points of {q} = {rise:.2f} billion. Tomorrow it holds for the {overnight}% "
            "overnight and for one {term}th of the {tau}% at term: {night:g} + {rung:.4f} = "
            "{anew:.4f}. That is **{answer:.2f}** billion, and all the free cash at 1% is "
            "{cash:.1f}. A higher level calms, and its rise is itself a call."
        ).format(**numbers),
        mistakes[: 3 if h == 0 else 4],
    )


def _sign_question(rng):
    low, high = int(rng.choice([8, 12, 16])), int(rng.choice([88, 92, 96]))
    sure = int(rng.choice([90, 94]))
    numbers = {
        "low": low,
        "high": high,
        "all": (low + high) // 2 + 10,
        "sure": sure,
        "least": sure - 6,
        "most": sure + 4,
    }
    return Choose(
        _(
            "Two rules with made-up numbers. With rule A less is sold in {all}% of all draws. Sorted by one unknown, the "
            "lenders' spare cash, it is {low}% of the quarter with least and {high}% of the quarter with most. With rule B "
            "less is sold in {sure}%, and in {least} to {most}% of each quarter of each unknown. What may a proposal say?"
        ).format(**numbers),
        (
            Option(
                "both",
                _("Both rules calm: each helps in more than half of the draws."),
                _(
                    "Our market is one of them, not all. If lenders have little spare cash, rule A helps in {low}% only."
                ).format(**numbers),
            ),
            Option(
                "one",
                _("Rule B calms. Rule A calms if lenders have much spare cash, which nobody publishes."),
                _("The sign of B does not hang on any of the unknowns. The condition for A stands beside it."),
            ),
            Option(
                "best",
                _("Rule A is the better one: where it helps, it is in up to {high}% of the draws.").format(**numbers),
                _("That is the best quarter, and nobody knows whether our market lies in it."),
            ),
            Option(
                "none",
                _("Nothing: the numbers are not known."),
                _("Then what holds whatever they are may be said: {least} to {most}% in each quarter.").format(
                    **numbers
                ),
            ),
        ),
        "one",
        _("Does it matter for the sign in which quarter our market lies?"),
        _(
            "Between its quarters rule A goes from {low} to {high}%, so its sign hangs on lenders' spare cash. Rule B stays "
            "between {least} and {most}% whatever is unknown. A share of all draws says how sure a sign is; the quarters say "
            "what it hangs on."
        ).format(**numbers),
    )
