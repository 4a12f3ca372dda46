"""Page NN: New page."""

from basislib.language import _
from basislib.pages.new_page import exercises, explorers, words
from basislib.widgets.lesson import Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "new_page",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.one_fund,
                asked={"leverage": exercises.TO},
                do=_("Press **More leverage**, then move **Leverage** back."),
                seen=words.seen,
                after="bold",
                asks=(1, 2, 3, 4),
            )
        ],
    )
