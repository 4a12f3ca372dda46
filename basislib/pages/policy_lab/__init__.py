"""Page 10: a regulator's desk, cross-margining, three sealed crises; deeper, who pays, early warning, stress tests."""

from functools import partial

from basislib.language import _
from basislib.pages.policy_lab import board_words, exercises, explorers, words
from basislib.scenes import policy_frontier
from basislib.widgets.lesson import Deeper, Lesson, Section

READY = (exercises.guess, partial(policy_frontier.compute, **exercises.asked()))  # see `basislib.jupyter.preload`


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "policy_lab",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            Section(
                explorers.desk,
                asked=exercises.asked(),
                do=_(
                    "Press **A 2% haircut**, then **A buffer kept full**. Then make your own rules: move your dot down and "
                    "not far to the right."
                ),
                seen=words.seen_desk,
                after=("kept", "cap"),
                asks=(1,),
            ),
            Section(
                explorers.margining,
                heading=_("Can a smaller margin make a market calmer?"),
                do=_("Move **Kept as cash** from 0 to 100."),
                seen=words.seen_margining,
                after=("kept",),
                asks=(2,),
            ),
            Section(
                explorers.cards,
                heading=_("What happened? Open a card only when your rules are made"),
                do=_("Press **First card**, **Second card**, **Third card**. Then look at each with another **Rule**."),
                seen=words.seen_cards,
                after=("third_card",),
                asks=(3,),
            ),
            Deeper(
                _("Rules that are new on a bad day, signs that hold and signs that do not, and who pays."),
                [
                    Section(
                        heading=_("When a rule begins matters as much as its size"), text=words.new_rules, asks=(4, 5)
                    ),
                    Section(
                        heading=_("Which signs hold whatever the numbers are?"), text=words.robust_signs, asks=(6,)
                    ),
                    Section(heading=_("Who pays is less sure than that somebody does"), text=words.who_pays),
                ],
            ),
            Deeper(
                _("Early warning: would you have seen it coming, and was the alarm right?"),
                [
                    Section(
                        explorers.board,
                        heading=_("A warning that is always on is none"),
                        do=_(
                            "Press **March 2020** and then **Play**. Lower thresholds warn earlier, and more often for nothing."
                        ),
                        seen=board_words.seen_board,
                        after=("mar2020", "factor"),
                    ),
                    Section(
                        explorers.backtest,
                        heading=_("Each light against five stretches of time"),
                        do=_("Press **Nervous**, then **Act only**."),
                        seen=board_words.seen_test,
                        after=("nervous", "late", "factor"),
                    ),
                ],
            ),
            Deeper(
                _("Stress tests: eight scenarios against every policy, and thousands of crises drawn by lot."),
                [
                    Section(
                        explorers.stress,
                        heading=_("Along a row: what helps. Down a column: what a policy does not help against"),
                        do=_("Press **More own money**, then **Margin and loans**."),
                        seen=board_words.seen_stress,
                        after=("own_money", "terms", "policy"),
                    ),
                    Section(
                        explorers.monte_carlo,
                        heading=_("Nobody knows the next crisis, so draw many"),
                        do=_("Press **Run**. It compares policies and forecasts nothing."),
                    ),
                ],
            ),
            Deeper(
                _("China's market: what the paper says, and what this page can say about it."),
                [Section(heading=_("The arithmetic travels, the numbers do not"), text=words.china)],
            ),
        ],
    )
