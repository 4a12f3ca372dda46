"""Page 02: what each leg of the trade earns, and who holds what at each step of it."""

from basislib.language import _
from basislib.pages.three_legs import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "three_legs",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.profit,
                asked=exercises.ASKED,
                do=_("Move **Both, last day**: what changes, and what does not? Then press **Note sold at 119.99**."),
                seen=words.profit_seen,
                after=("final_price", "the_talk_unlucky"),
                asks=(1,),
            ),
            Section(
                explorers.accounts,
                heading=_("What one party owns, another owes"),
                do=_(
                    "Press **Play**, or move the **Step** yourself. Each box is a T-account, and numbers that have just changed are bold."
                ),
                seen=words.accounts_seen,
                after="step",
                asks=(2,),
                text=words.buyer_pays,
            ),
            Section(heading=_("Does it help to do the trade fifty times?"), text=words.ceiling, asks=(3,)),
            Deeper(
                _("What interest adds and takes away, and what happens with too few futures."),
                [
                    Section(heading=_("Interest is much larger than the cent"), text=words.interest, asks=(4, 5)),
                    Section(heading=_("The cent takes one future for each note"), text=words.hedge),
                ],
            ),
            Deeper(
                _("The opposite trade: a fund sells a note that it has borrowed, and buys the future."),
                [
                    Section(
                        explorers.short,
                        heading=_("The books are a mirror image, the trade is not"),
                        do=_("Press **Play** and follow the note: whose is it, and who must give it back?"),
                        seen=words.short_seen,
                        after=("step", "note_sold"),
                        asks=(6,),
                        text=words.short_risks,
                    )
                ],
            ),
        ],
    )
