"""Page 11: a crisis of twenty days, run by a simple rule, by the reader's fund, and by the reader's Fed."""

from basislib.language import _
from basislib.pages.crisis_desk import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section

READY = (exercises.guess,)  # see `basislib.jupyter.preload`


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "crisis_desk",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.rules,
                asked=exercises.asked(),
                do=_("Press **Half at a warning**, then **Twice the buffer**. Which panel tells them apart?"),
                seen=words.seen_rules,
                after=("deleverage", "rule"),
                asks=(1,),
            ),
            Section(heading=_("Three minutes before you sit down"), text=words.briefing),
            Section(
                explorers.desk,
                heading=_("Your desk: twenty mornings, one decision each"),
                do=_("Read the morning's news, move what you want to change, and press **Run the day**."),
            ),
            Section(heading=_("Survival is about cash, not about being right"), text=words.lesson, asks=(2, 3)),
            Deeper(
                _("The other chair: you are the Fed, with one tool, one size and one day."),
                [
                    Section(
                        explorers.fed,
                        heading=_("Help is judged by what it spares, what it costs, and what it teaches"),
                        do=_("Wait a day, or choose a tool and a size. You can act once."),
                        asks=(4, 5),
                        text=words.judged,
                    )
                ],
            ),
            Deeper(
                _("Where crises come from: what is drawn, what is thrown away, and which rules win how often."),
                [Section(heading=_("No rule wins in most crises"), text=words.draws)],
            ),
        ],
    )
