"""The guess and the exercises of page NN."""

from basislib.language import _
from basislib.widgets.questions import Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("q1", "q3"), ("q2",), ("guess", "q4"))
FROM, TO = 20, 40  # times own money, before and after what the guess asks about


def guess():
    """Return the question to which the first picture is the answer."""
    asked = _("A fund goes from {before} to {after} times its own money. What happens to its **free cash**?")
    return Choose(
        asked.format(before=FROM, after=TO),
        (
            Option("grows", _("It grows."), _("The return grows. The new notes lock more own money.")),
            Option("falls", _("It falls."), _("Twice the notes lock twice the own money, and what is left is less.")),
            Option(
                "same",
                _("Nothing. The new notes are borrowed."),
                _("Most of their price is borrowed. The haircut and the margin are own money."),
            ),
        ),
        "falls",
        _("Which part of each note is not borrowed?"),
        _("Move leverage in the picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_return(rng), _locked(rng), _leverage_needed(rng), _more_of_it()]


def _return(rng):
    times, cents = int(rng.choice([15, 25, 35, 45])), int(rng.choice([2, 3, 4]))
    answer = times * cents / 100
    return Numeric(
        _(
            "A trade earns {cents} cents on each $100 of notes. The fund is at {times} times. What is the return on own "
            "money, in per cent?"
        ).format(cents=cents, times=times),
        answer,
        "%",
        0.0051,
        _("How many cents on the notes that one own dollar carries?"),
        _("{times} × {on_notes:g}% = **{answer:.2f}%**.").format(times=times, on_notes=cents / 100, answer=answer),
        ((cents / 100, _("That is the return on the notes. Own money is much less than the notes.")),),
    )


def _locked(rng):
    times, haircut, margin = int(rng.choice([10, 20, 30])), float(rng.choice([1.0, 1.5])), float(rng.choice([0.5, 0.8]))
    answer = times * (haircut + margin)
    return Numeric(
        _(
            "The haircut is {haircut:g}%, the initial margin {margin:g}%. The fund is at {times} times. How many per "
            "cent of its own money are locked?"
        ).format(haircut=haircut, margin=margin, times=times),
        answer,
        "%",
        0.051,
        _("What do the haircut and the margin take of each $100 of notes?"),
        _("{times} × ({haircut:g} + {margin:g}) = **{answer:g}%**.").format(
            times=times, haircut=haircut, margin=margin, answer=answer
        ),
        (
            (times * haircut, _("You left out the margin at the clearing house.")),
            (times * margin, _("You left out the haircut.")),
        ),
    )


def _leverage_needed(rng):
    cents, goal = int(rng.choice([2, 4, 5])), float(rng.choice([0.4, 0.6, 0.8]))
    answer = 100 * goal / cents
    return Numeric(
        _(
            "A trade earns {cents} cents on each $100 of notes. The fund wants {goal:g}% on its own money. How many "
            "times must it lever?"
        ).format(cents=cents, goal=goal),
        answer,
        _("times"),
        0.051,
        _("What does the fund earn at one time?"),
        _("{goal:g}/{on_notes:g} = **{answer:g}** times.").format(goal=goal, on_notes=cents / 100, answer=answer),
        ((goal / cents, _("The edge is in cents on $100: one cent is a hundredth of a per cent.")),),
    )


def _more_of_it():
    return Choose(
        _("Why does leverage make the trade worth while?"),
        (
            Option("price", _("It makes the gap wider."), _("The gap is the market's. Leverage does not move it.")),
            Option(
                "more",
                _("There is more of the same gap for each own dollar."),
                _("And more that must be kept in cash, too."),
            ),
            Option("safe", _("It makes the trade safer."), _("It leaves less free cash for a bad day.")),
        ),
        "more",
        _("What changes in the picture when you move leverage, and what does not?"),
        _("The gap on each $100 stays. The notes for each own dollar do not."),
    )
