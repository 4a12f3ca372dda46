"""Page 01: a future on milk tea, its margin account day by day, and the odds of a margin call."""

from basislib.language import _
from basislib.pages.milk_tea_margin import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "milk_tea_margin",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.account,
                do=_("This is Ann's month. Press **Pin**, then **Pays no call**: this is Ben's."),
                seen=words.seen_account,
                after="pays_no_call",
                asks=(1, 2, 3),
                text=words.leverage,
            ),
            Section(
                explorers.chance,
                heading=_("Twice the volatility brings the call in a quarter of the time"),
                do=_(
                    "Press **Pin**, then **Volatility doubles**: the diamond marks the day by which a call has a chance of 50%. Then "
                    "press **Margin follows**."
                ),
                seen=words.seen_chance,
                after=("volatility_doubles", "margin_follows"),
                asks=(4,),
            ),
            Section(heading=_("On Treasury futures nearly every loss is called"), text=words.treasuries),
            Deeper(
                _("Watched all day or only at the close, and the odds of a call without a simulation."),
                [Section(heading=_("Half of the paths that touch the line come back"), text=words.watched, asks=(5,))],
            ),
            Deeper(
                _("A future is not a call option: who is asked for more when the price falls."),
                [
                    Section(
                        explorers.option,
                        heading=_("A future binds both sides, an option only one"),
                        do=_("Move **Price at the end** to the left: who is asked for more?"),
                        seen=words.seen_option,
                        after="price",
                        asks=(6,),
                    )
                ],
            ),
        ],
    )
