"""Page 06: who takes part in the trade, who pays for the gap, and what the market gets for it."""

from basislib.language import _
from basislib.pages.other_side import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "other_side",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.calm,
                asked=exercises.ASKED,
                do=_("Press **Funds lack money** and **Pin**. Then press the other buttons and read the headline."),
                seen=words.seen_calm,
                after=("capped", "dear", "little"),
                asks=(1, 2, 3),
            ),
            Deeper(
                _("A cap on leverage in calm times, what others get from the trade, and on what conditions."),
                [
                    Section(
                        heading=_("A brake has a price in calm times, and who pays it is not all known"),
                        text=words.society,
                    )
                ],
            ),
            Deeper(
                _("Positions through the years: futures that funds sold against those that asset managers bought."),
                [
                    Section(
                        explorers.history,
                        heading=_("Two lines that look like a fight, and are none"),
                        do=_("Press **Play** and watch the repo rate below while the positions grow and shrink."),
                        seen=words.seen_history,
                        after="quarter",
                        asks=(4, 5),
                    )
                ],
            ),
            Deeper(
                _("Who sits at the table: seven participants, on a calm day and on a bad one."),
                [
                    Section(
                        explorers.cards,
                        heading=_("What does each hand over, and what does it get?"),
                        do=_("Pick a **Participant**. Then change the **Day**."),
                        asks=(6,),
                    )
                ],
            ),
        ],
    )
