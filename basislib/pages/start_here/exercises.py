"""The guess and the exercises of page 00."""

from basislib.fund.spiral import multiplier
from basislib.language import _, plural
from basislib.scenes.chain import compute
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = ((), ("q1", "q2", "q3"), ("guess", "q4", "q5"))


def guess():
    """Return the prediction that opens the page."""
    now = compute()
    return Choose(
        _(
            "A hedge fund owns notes and has sold futures on them, so it is hedged: what one loses, the other gains. Today "
            "both rise by 1%. What happens to the fund's **cash** over the next two days?"
        ),
        (
            Option(
                "same",
                _("Nothing. Gain and loss cancel."),
                _(
                    "Gain and loss do cancel in *value*. But the futures loss is paid in cash by tomorrow morning, and the "
                    "gain on the note is not cash until somebody lends against it. And after such a day the clearing house "
                    "asks for more margin."
                ),
            ),
            Option(
                "less",
                _("It falls."),
                _(
                    "The futures loss of ${now.futures_loss:.3f} per dollar of own money is due by tomorrow morning. The "
                    "repo lenders bring nearly all of it back, but hours later, because the notes are worth more. Then the "
                    "clearing house asks for ${now.more_margin:.3f} more margin, because prices have moved. The cash buffer "
                    "pays."
                ).format(now=now),
            ),
            Option(
                "more",
                _("It rises, because notes rose."),
                _(
                    "The note is pledged to the repo lender. Its gain turns into cash only as far as the lender lends more "
                    "against it, and that is a little less than the futures loss."
                ),
            ),
        ),
        "less",
        _("Who pays whom, in cash, and when?"),
        _("See the lower half of the picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _return_question(rng),
        _ceiling_question(rng),
        _repo_question(rng),
        _right_and_broke(rng),
        _multiplier_question(rng),
    ]


def _cents(amount):
    return plural("{n:g} cent", "{n:g} cents", amount)


def _return_question(rng):
    times, cents = int(rng.choice([20, 25, 40, 50])), float(rng.choice([1.0, 1.5, 2.0]))
    answer = times * cents / 100
    return Numeric(
        _(
            "A trade earns {cents} on each $100 of notes. The fund holds {times} dollars of notes for each dollar of its "
            "own. What is the return on own money, in per cent?"
        ).format(cents=_cents(cents), times=times),
        answer,
        "%",
        0.0051,
        _("How many cents on the notes that one own dollar carries? Then per cent of that dollar."),
        _(
            "One own dollar carries ${times} of notes. They earn {cents:g}/100 per cent of ${times}, which is "
            "{times} × {on_notes:g}% = **{answer:.2f}%** of the own dollar."
        ).format(times=times, cents=cents, on_notes=cents / 100, answer=answer),
        (
            (cents / 100, _("That is the return on the *notes*. Own money is much less than the notes.")),
            (times * cents, _("A cent on $100 is 0.01 of a per cent, not 1 per cent.")),
        ),
    )


def _ceiling_question(rng):
    h, m = float(rng.choice([0.5, 1.0, 1.5, 2.0])), float(rng.choice([1.1, 1.2, 1.3]))
    answer = 100 / (h + m)
    return Numeric(
        _(
            "The repo lender keeps a haircut of {h:g}% and the clearing house takes a margin of {m:g}% of the notes. "
            "The fund keeps no cash buffer. What is the largest leverage, in times own money?"
        ).format(h=h, m=m),
        answer,
        _("times"),
        0.051 * answer / 10,
        _("How much own money does $100 of notes lock up?"),
        _(
            "$100 of notes lock {h:g} + {m:g} = {both:g} dollars. One own dollar then carries 100/{both:g} = "
            "**{answer:.1f}** dollars of notes. Leverage is 1/(haircut + margin), not the number of times you repeat "
            "it."
        ).format(h=h, m=m, both=h + m, answer=answer),
        (
            (100 / h, _("You left out the margin at the clearing house. It is own money too.")),
            (100 / m, _("You left out the haircut. The lender does not lend that part.")),
            (100 / h + 100 / m, _("The two ceilings do not add up. The same own dollar cannot be locked twice.")),
        ),
    )


def _repo_question(rng):
    cents, days = float(rng.choice([1.0, 2.0, 3.0])), int(rng.choice([45, 60, 90]))
    answer = cents * 360 / days
    return Numeric(
        _(
            "A trade earns {cents} per $100 over {days} days, after its loan is paid. By how many basis points a year may the "
            "repo rate rise before nothing is left? Treat the whole price as borrowed."
        ).format(cents=_cents(cents), days=days),
        answer,
        _("basis points"),
        0.051,
        _("A cent per $100 is one basis point of the price, earned over the life of the trade. Repo is quoted a year."),
        _(
            "{cents} on $100: {points} in {days} days. A year of 360 days has 360/{days} such spans, so "
            "{n:g} × 360/{days} = **{answer:g}** basis points a year."
        ).format(
            cents=_cents(cents),
            points=plural("{n:g} basis point", "{n:g} basis points", cents),
            days=days,
            n=cents,
            answer=answer,
        ),
        ((cents, _("That is what it earns in {days} days. The repo rate is quoted for a year.").format(days=days)),),
    )


def _right_and_broke(rng):
    return Choose(
        _("A fund is hedged, has lost nothing, and owns more than it owes. How can it be forced to sell?"),
        (
            Option(
                "rate",
                _("It cannot. A hedged position has no loss."),
                _("It has no loss in value. It has cash to pay, at an hour that somebody else sets."),
            ),
            Option(
                "cash",
                _("Cash is due before the gain has come back, or for a higher margin, and it has too little."),
                _("Cash is what breaks the trade, not the bet."),
            ),
            Option(
                "price",
                _("The note has fallen below what it paid."),
                _("Then the future has fallen too, and the clearing house pays the fund."),
            ),
        ),
        "cash",
        _("Read the first four lines of the bad day."),
        _(
            "The clearing house settles in cash, twice a day. The note's gain becomes cash as far as the lenders lend more "
            "against it, and hours later. A higher margin stays locked until markets calm down. What is missing comes from "
            "the buffer, and after that from sales."
        ),
    )


def _multiplier_question(rng):
    r = float(rng.choice([0.4, 0.5, 0.6, 0.75]))
    answer = multiplier(r)
    return Numeric(
        _(
            "R is {r:g}. A small cash call forces a first sale of $1bn. Each round of sales is R times the one before. "
            "How many $bn are sold in all?"
        ).format(r=r),
        answer,
        Amount("$bn"),
        0.0051 * answer,
        _("Add 1 + R + R² + … to the end."),
        _(
            "1 + {r:g} + {r:g}² + … = 1/(1 − {r:g}) = **{answer:.3g}**. With R at 1 or above the sum has no end; the "
            "sale has one, since less and less is left to sell."
        ).format(r=r, answer=answer),
        ((1 + r, _("That is only the first two rounds. There are more.")), (r, _("That is the second round alone."))),
    )
