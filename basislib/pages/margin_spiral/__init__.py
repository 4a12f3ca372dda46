"""Page 07: forced sales round by round, the market day by day, and the second spiral number."""

from basislib.language import _
from basislib.pages.margin_spiral import exercises, explorers, words
from basislib.widgets.lesson import Deeper, Lesson, Section


def page(query=None):
    """Return the page as its notebook uses it."""
    return Lesson(
        "margin_spiral",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[*_core(), *_deeper()],
    )


def _core():
    return [
        Section(
            explorers.rounds,
            asked=exercises.asked(),
            do=_("Press **Cliff**. Then set **Round** to 0 and press **Play**: where blue is lower, cash is missing."),
            seen=words.seen_rounds,
            after=("cliff", "round"),
            asks=(1,),
            text=words.r_worked_out,
        ),
        Section(heading=_("Why is a hedged fund hurt when it sells?"), text=words.hedged),
        Section(
            explorers.days,
            heading=_("In this market most sales come before any call goes unpaid"),
            do=_("Set **Day** to 0 and press **Play**. Which colour comes first, and why? Then press **Cliff**."),
            seen=words.seen_days,
            after=("cliff", "foreign"),
            asks=(2,),
            text=words.level_and_change,
        ),
        Section(
            explorers.foreign,
            heading=_("Foreigners sell, the gap widens, funds leave: a second spiral"),
            do=_("Press **Cliff**, then move **Foreigners sell** up from 0. Where do the loss limits begin?"),
            seen=words.seen_foreign,
            after=("cliff", "foreign"),
            asks=(3,),
            text=words.direction,
        ),
    ]


def _deeper():
    return [
        Deeper(
            _("Who sells when nobody follows the rules that nobody publishes, and why an early sale can help."),
            [
                Section(heading=_("What is left without the funds' own rules"), text=words.unpublished),
                Section(heading=_("Try both sides of a setting"), text=words.tendencies),
            ],
        ),
        Deeper(
            _("The map: the same funds at every haircut and every price impact, and what a margin does on it."),
            [
                Section(
                    explorers.phases,
                    heading=_("On the black line R is 1"),
                    do=_("Move a slider that is not on the axes and watch the regions move. Then choose other axes."),
                    seen=words.seen_map,
                    after=("leverage", "haircut", "call", "axes"),
                    asks=(4, 5, 6, 7),
                    text=words.edge,
                )
            ],
        ),
        Deeper(
            _("Follow the money: who pays whom on the worst day."),
            [
                Section(
                    explorers.money,
                    heading=_("What one party pays, another receives"),
                    do=_("Press **Owns and owes**, then **The worst day**. Each row sums to zero."),
                    seen=words.seen_money,
                    after=("sheets", "day"),
                )
            ],
        ),
    ]
