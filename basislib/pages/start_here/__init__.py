"""Page 00: the chain, live with leverage, haircut and repo rate."""

from basislib.language import _
from basislib.pages.start_here import exercises, explorers, words
from basislib.widgets.lesson import Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "start_here",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.chain,
                do=_(
                    "Press **Less leverage** and **Pin**. Then press **Out of cash**: what has happened to the buffer?"
                ),
                seen=words.seen,
                after="out_of_cash",
                asks=(1, 2),
            ),
            Section(heading=_("Who stands at the other end of each leg?"), text=words.parties),
            Section(heading=_("The cent is thin: a higher repo rate takes it"), text=words.thin, asks=(3,)),
            Section(heading=_("The margin takes the cash, not the hedge"), text=words.cash, asks=(4,)),
            Section(heading=_("A sale can feed itself"), text=words.feeds, asks=(5,)),
            Section(heading=_("Two sources started this workbook"), text=words.sources),
        ],
    )
