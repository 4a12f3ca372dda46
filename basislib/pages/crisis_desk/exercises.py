"""The guess and the exercises of page 11."""

from basislib.formats import minus, signed
from basislib.game.crises import DAYS, TERM_DAYS
from basislib.game.fed import NEXT_TIME, PER_100BN
from basislib.language import _, pgettext
from basislib.scenes.crisis_desk import GUESSED, compute, own_money
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("q1",), ("q2", "q5"), ("guess", "q3"), ("q4",))


def asked():
    """Return the values of the first picture that the guess is about."""
    return {"rule": "hold", "crisis": GUESSED, "day": DAYS}


def guess():
    """Return the prediction that opens the page."""
    half = compute(GUESSED, "deleverage", DAYS)
    found = {name: signed(rule.result, 1) for name, rule in half.rules.items()}
    return Choose(
        _(
            "Three funds with ${money:.0f}m each hold the same notes in a crisis of {days} days. At delivery the gap is "
            "gone, so all are right. **Which has not lost by then?**"
        ).format(money=own_money(), days=DAYS),
        (
            Option(
                "hold",
                _("the one that holds: the gap comes back to it"),
                _(
                    "It was forced to sell at the widest gap and ends at {hold}%. What is sold earns nothing back."
                ).format(**found),
            ),
            Option(
                "deleverage",
                _("the one that sells half at the first warning"),
                _(
                    "It ends at {deleverage}%. It earned little, on half of its notes, and only {forced:.0f}% was sold by force."
                ).format(**found, forced=half.forced_share),
            ),
            Option(
                "buffer",
                _("the one that first doubles its cash"),
                _("Twice the cash was not enough on the worst day. It ends at {buffer}%.").format(**found),
            ),
            Option(
                "all",
                _("all three: a hedged trade cannot lose"),
                _(
                    "Here a hedged trade cannot lose on the gap if it is kept. Two of the three could not keep all "
                    "of it."
                ),
            ),
        ),
        "deleverage",
        _("Who still holds its notes, and some cash, when the gap is widest?"),
        _("See the cash panel of the first picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_haircut(rng), _sale(rng), _right_and_lost(), _points(rng), _run_off(rng)]


def _haircut(rng):
    notes, points, term = int(rng.choice([4, 5, 6])), float(rng.choice([0.5, 1.0, 1.5])), int(rng.choice([20, 40, 60]))
    answer = 1000 * notes * points / 100 * (1 - term / 100)
    now = {"notes": notes, "points": points, "term": term, "answer": answer, "fresh": 100 - term}
    return Numeric(
        _(
            "A fund holds ${notes}bn of notes, {term}% of the repo for a term that runs for weeks. This morning the "
            "haircut on new loans rises by {points:g}% of the notes' value. How many $ million must it find today?"
        ).format(**now),
        answer,
        Amount("$ million"),
        0.0101 * answer,
        _("Which of its loans are new today?"),
        _("{fresh}% of {notes} billion is struck anew, and {points:g}% of that is **{answer:g}** million.").format(
            **now
        ),
        (
            (10 * notes * points, _("That is all of the notes. The term loans keep their haircut until they run out.")),
            (10 * notes * points - answer, _("That is the term part, which does not feel it yet.")),
        ),
    )


def _sale(rng):
    short, frees = int(rng.choice([6, 9, 12])), float(rng.choice([2.0, 2.5, 3.0]))
    answer = 100 * short / frees
    now = {"short": short, "frees": frees, "answer": answer, "times": 100 / frees}
    return Numeric(
        _(
            "${short}m is missing for tomorrow morning's call. Each $100 of notes sold gives back ${frees:g} of "
            "own money; the rest repays the loan. How many $ million of notes must go?"
        ).format(**now),
        answer,
        Amount("$ million", hundreds_of=True),
        0.0101 * answer,
        _("How much cash comes from $100 of notes?"),
        _("{short}/{frees:g}% = **{answer:.0f}** million, {times:.0f} times what is missing.").format(**now),
        (
            (float(short), _("Most of what is paid for the notes goes to the lender.")),
            (short * frees, _("Divide by what a sale frees; do not multiply.")),
        ),
    )


def _right_and_lost():
    return Choose(
        _("How can a hedged fund be right about the gap and lose money on it?"),
        (
            Option(
                "price",
                _("Notes and futures both fall."),
                _("It holds one and has sold the other, so that cancels. It is not what hurts."),
            ),
            Option(
                "cash",
                _("It runs out of cash and sells while the gap is wide."),
                _("A wide gap is a loss for whoever must close it, and a gain for whoever can wait or buy."),
            ),
            Option(
                "cost",
                _("Interest eats what the gap earns."),
                _("Interest is in the futures price; what is over it is small beside one forced sale."),
            ),
        ),
        "cash",
        _("In the first picture, what was different on the day of the forced sale?"),
        _("The gap pays at delivery. Only cash gets a fund there."),
    )


def _points(rng):
    spared, books, more = float(rng.choice([8, 12, 15])), int(rng.choice([100, 200, 300])), float(rng.choice([2, 4, 6]))
    answer = spared - PER_100BN * books / 100 - NEXT_TIME * more
    now = {
        "spared": spared,
        "books": books,
        "more": more,
        "answer": minus(f"{answer:g}"),
        "cost": PER_100BN * books / 100,
        "hazard": NEXT_TIME * more,
    }
    return Numeric(
        _(
            "Help spares {spared:g}% of the funds' notes, puts ${books}bn on the Fed's books and loses nothing. "
            "If funds count on it and it does not come, they sell {more:g}% more. How many points does the help "
            "score?"
        ).format(**now),
        answer,
        pgettext("score", "points"),
        0.051,
        _("What is taken for each $100bn, and for what funds learn?"),
        _(
            "{spared:g} − {cost:g} − {hazard:g} = **{answer}**. The weights are ours; with others it is another number."
        ).format(**now),
        (
            (spared, _("That is what is spared. It had a price.")),
            (spared - PER_100BN * books / 100, _("You left out what funds learn from it.")),
        ),
    )


def _run_off(rng):
    term, days = int(rng.choice([60, 80, 90])), int(rng.choice([2, 3, 5]))
    answer = term * (1 - 1 / TERM_DAYS) ** days
    now = {"term": term, "days": days, "answer": answer, "life": TERM_DAYS}
    return Numeric(
        _(
            "{term}% of a fund's repo is for a term. As on the desk, a {life:.0f}th of what is left of it falls "
            "due each day. The fund strikes only overnight loans from today on. What share is for a term after "
            "{days} days, in %?"
        ).format(**now),
        answer,
        "%",
        0.16,
        _("What share of the term loans is left after one day?"),
        _(
            "{term} × (29/30)^{days} = **{answer:.1f}**. What was struck for a term stays for weeks: that is its "
            "point. [S] A strict ladder of 30-day loans would run off in a straight line and be gone after 30 "
            "days."
        ).format(**now),
        (
            (0.0, _("Term loans cannot be given back. They run out bit by bit.")),
            (float(term), _("Some fall due each day and are struck overnight now.")),
        ),
    )
