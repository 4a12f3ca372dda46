"""Page 09: seven episodes day by day, a thousand draws against the record, and what the record does not settle."""

from functools import partial

from basislib.language import _
from basislib.pages.episodes import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section

READY = (exercises.guess,)  # see `basislib.jupyter.preload`


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "episodes",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.episode,
                asked=exercises.asked(),
                do=_("Set **Day** to 0 and press **Play**. Then press **Autumn 2023**: the larger rally."),
                seen=words.seen_episodes,
                after=("nov2023", "day"),
                asks=(1,),
            ),
            Section(
                explorers.misses,
                heading=_("Matching one crisis is easy"),
                do=_("Each draw is one set of guesses, the same for all rows. Press **Fit March 2020**."),
                seen=words.seen_misses,
                after="fit_march",
                asks=(2,),
            ),
            Section(
                explorers.identified,
                heading=_("What does March 2020 not settle?"),
                do=_("Press **Pin**, then **All but 2022**: what do more records add?"),
                seen=words.seen_identified,
                after="six",
                asks=(3,),
            ),
            Deeper(
                words.ledger_line(),
                [
                    Section(
                        partial(explorers.claims, query),
                        heading=_("What a paper and a talk say, claim by claim"),
                        do=_(
                            "Judge first, then see what we found. Where a number is wrong, a better one is beside it."
                        ),
                    )
                ],
            ),
            Deeper(
                _("Who funds the funds: how long loans last, how much cash is free, how large the market is."),
                [Section(heading=_("What is published, and what is not"), text=words.funding_published)],
            ),
            Deeper(
                _("Famous wrong numbers, each beside a better one."),
                [
                    Section(
                        heading=_("A number without a day cannot be checked"), text=words.famous_numbers, asks=(4, 5, 6)
                    )
                ],
            ),
            Deeper(
                _("A second witness: what hedge funds report, what dealers kept, what April 2025 paid."),
                [Section(heading=_("Dealers passed it on"), text=words.witness, asks=(7,))],
            ),
        ],
    )
