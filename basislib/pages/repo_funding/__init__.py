"""Page 05: a day of calls, what a move of prices takes in cash, term funding as a shield; deeper: lenders, rates, a clause."""

from basislib.language import _
from basislib.pages.repo_funding import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "repo_funding",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.day,
                asked=exercises.asked(),
                do=_("Follow the blue line. Press **A day late**, then **Prices fall**, then **Out of cash**."),
                seen=words.seen_day,
                after=("fall", "out_of_cash"),
                asks=(1,),
            ),
            Section(
                explorers.cash,
                heading=_("The size of a move asks for cash, more than its direction"),
                do=_("Compare left and right. Press **A day late**, then **All in one day**."),
                seen=words.seen_cash,
                after=("late", "one_day"),
            ),
            Section(heading=_("One for one, or fifty for one"), text=words.one_for_one, asks=(2,)),
            Section(
                explorers.mix,
                heading=_("A longer loan is a shield, and it has a price"),
                do=_("Press **All overnight**, then **All at term**. What falls above, and what rises below?"),
                seen=words.seen_mix,
                after=("all_at_term", "term_share"),
                asks=(3,),
            ),
            Deeper(
                _("Who lends, on what terms, and how large the market is."),
                [
                    Section(
                        heading=_("What each lender keeps back, and how it can leave"), text=words.who_lends, asks=(4,)
                    )
                ],
            ),
            Deeper(
                _("Where the repo rate settles: reserves, the Fed's floor and ceiling, and three days on record."),
                [
                    Section(heading=_("What keeps the rate in the Fed's range?"), text=words.corridor_lead),
                    Section(
                        explorers.corridor,
                        heading=_("Both limits are soft"),
                        do=_("Press the three dates. A diamond is what is on record; the line is the model."),
                        seen=words.seen_corridor,
                        after=("month_end", "year_end"),
                        asks=(5, 6),
                    ),
                ],
            ),
            Deeper(
                _("September 2019, and what one night costs, and many."),
                [
                    Section(
                        explorers.september,
                        heading=_("Did the rate of September 2019 kill the trade?"),
                        do=_("Press **Play** and watch the rate and the cost of each night."),
                        seen=words.seen_september,
                        after=("day", "spike", "day_after"),
                        text=words.remembered,
                    ),
                    Section(
                        explorers.nights,
                        heading=_("Rates hurt by lasting"),
                        do=_("Press **It lasts a week**, then **A little more**, then **A special note**."),
                        seen=words.seen_nights,
                        after=("week", "dearer"),
                        text=words.specials,
                        asks=(7,),
                    ),
                ],
            ),
            Deeper(
                _("What if a contract let the lender keep the gain?"),
                [Section(heading=_("A clause that the standard contracts do not have"), text=words.one_way)],
            ),
        ],
    )
