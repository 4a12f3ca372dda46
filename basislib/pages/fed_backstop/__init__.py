"""Page 08: which tool stops which link, how sure that is, and deeper: timing, days, counting on help, precedents."""

from basislib.language import _
from basislib.pages.fed_backstop import exercises, explorers, words
from basislib.pages.fed_backstop.precedents import Precedents
from basislib.widgets.lesson import Deeper, Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "fed_backstop",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.links,
                asked=exercises.asked(),
                do=_("Press **Buy, hedged**, then **Line, calls bind**. Which colours go from the bars at the bottom?"),
                seen=words.seen_links,
                after=("hedged", "line_calls"),
                asks=(1, 2),
            ),
            Section(heading=_("Lending keeps funds in the trade, and pays no call"), text=words.lending),
            Section(
                explorers.sure,
                heading=_("Which of this is sure?"),
                do=_(
                    "Press **Where calls bind** and watch the line. Then press **Lenders have cash** and watch lending."
                ),
                seen=words.seen_sure,
                after=("calls", "cash_rich"),
                asks=(3,),
            ),
            Deeper(
                _("When, and how much: a map of purchases by their first day and their size."),
                [
                    Section(
                        explorers.timing,
                        heading=_("In our markets too late begins soon after the foreign sale ends"),
                        do=_("Each cell is a crisis of its own. Press **The gap**, then **The cliff**."),
                        seen=words.seen_timing,
                        after=("dislocation", "cliff"),
                        asks=(4,),
                    )
                ],
            ),
            Deeper(
                _("Day by day: outright against hedged purchases, and what is left on the Fed's books."),
                [
                    Section(
                        explorers.days,
                        heading=_("Outright or hedged?"),
                        do=_(
                            "Press **Outright, early**, then **Pin**, then **Hedged purchases**. Look at the last two tiles."
                        ),
                        seen=words.seen_days,
                        after=("early", "hedged"),
                        asks=(5, 6),
                        text=words.hidden,
                    )
                ],
            ),
            Deeper(
                _("Moral hazard: what funds do beforehand if they count on help."),
                [
                    Section(
                        explorers.hazard,
                        heading=_("What if funds count on it?"),
                        do=_(
                            "Press **A line**, then **Counted on fully**. The third bar against the second is moral hazard."
                        ),
                        seen=words.seen_hazard,
                        after=("line", "far"),
                        asks=(7,),
                    )
                ],
            ),
            Deeper(
                _(
                    "Real precedents: what central banks have done with each tool since 1999, and a facility that is proposed."
                ),
                [
                    Section(
                        Precedents,
                        heading=_("Most of it has been tried somewhere"),
                        do=_("Look for the tool that you would use: who used it, when, and how much of it?"),
                    )
                ],
            ),
        ],
    )
