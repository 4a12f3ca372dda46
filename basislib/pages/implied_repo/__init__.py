"""Page 03: from two quotes in 32nds to the edge, how many futures it takes, term rates, and the paper's table."""

from basislib.language import _
from basislib.pages.implied_repo import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "implied_repo",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[*_core(), *_deeper()],
    )


def _core():
    return [
        Section(
            explorers.edge,
            asked=exercises.ASKED,
            do=_(
                "Lower **Move the future by**, a quarter of a 32nd at a time. At which step does the trade stop earning?"
            ),
            seen=words.edge_seen,
            after=("nudge", "half_up", "dear_repo"),
            asks=(1,),
            text=words.cost,
        ),
        Section(heading=_("The same as a rate: the implied repo rate"), text=words.implied, asks=(2,)),
        Section(
            explorers.contracts,
            heading=_("How many futures does it take?"),
            do=_("Press **One for one**, then **And up**, and watch the dot."),
            seen=words.contracts_seen,
            after=("and_up", "contracts"),
            asks=(3,),
            text=words.last_day,
        ),
    ]


def _deeper():
    return [
        Deeper(
            _("The net basis, the gap of the other pages, and the day of delivery."),
            [Section(heading=_("The same number under two names"), text=words.net, asks=(4,))],
        ),
        Deeper(
            _("Which repo rate to compare with: one loan until delivery, or a new one every night."),
            [
                Section(
                    explorers.terms,
                    heading=_("An implied repo rate is a rate until delivery"),
                    do=_("Press **Two cuts**, then **Two rises**. When do overnight loans take the edge?"),
                    seen=words.terms_seen,
                    after=("two_rises", "moves"),
                    asks=(5, 6),
                    text=words.tonight,
                )
            ],
        ),
        Deeper(
            _("A whole screen of such rates, and a heading that does not fit its numbers."),
            [
                Section(
                    explorers.grid,
                    heading=_("With which delivery day do formula and print agree?"),
                    do=_("Move **Delivery** until they agree. Then press **Who earns?** and move the repo rate."),
                    seen=words.grid_seen,
                    after="delivery",
                    asks=(7,),
                    text=words.why_monday,
                )
            ],
        ),
    ]
