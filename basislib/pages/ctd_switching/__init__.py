"""Page 04: the cheapest note as yields move; deeper: the map, the hedge and its cash, the day, the choices, the roll, own quotes."""

from functools import partial

from basislib.language import _
from basislib.pages.ctd_switching import exercises, explorers, roll, words
from basislib.widgets.lesson import Deeper, Lesson, Section

READY = (exercises.guess, words.ranking_assumptions)  # see `basislib.jupyter.preload`


def page(query=None):
    """Return the page as its notebook uses it."""
    desk = explorers.Desk()
    lesson = Lesson(
        "ctd_switching",
        guess=exercises.guess(),
        questions=exercises.questions,
        terms=words.TERMS,
        query=query,
        sections=[
            *_core(desk),
            _map(desk),
            _hedge(desk),
            _day_and_choices(desk),
            _next_contracts(desk),
            _own_quotes(desk, lambda: lesson.explorers.values()),
        ],
    )
    return lesson


def _core(desk):
    return [
        Section(
            partial(explorers.ranking, desk),
            asked=exercises.ASKED,
            do=_("Set **Level shift** to 0 and move it up slowly. Where does another bond become the cheapest?"),
            seen=words.seen_ranking,
            after="level",
            asks=(1,),
        ),
        Section(heading=_("Why does another bond win? Two bonds, step by step"), text=words.two_bonds),
        Section(heading=_("Short duration below 6%, long duration above"), text=words.six, asks=(2,)),
        Section(heading=_("How far is the next switch, and what does it change?"), text=words.switches, asks=(3,)),
    ]


def _map(desk):
    return Deeper(
        _("The map: the cheapest note at every level and slope of yields."),
        [
            Section(
                partial(explorers.switch_map, desk),
                heading=_("Where does the anchor jump?"),
                do=_("Move **Level shift** and **Slope shift**. Then press **Equal yields**: nearly all borders meet."),
                seen=words.seen_map,
                after=("equal", "slope"),
                text=words.map_key,
            )
        ],
    )


def _hedge(desk):
    return Deeper(
        _("The hedge and the cash at a switch."),
        [
            Section(
                partial(explorers.hedge, desk),
                heading=_("A switch asks for cash, even from a fund that has won"),
                do=_("Yields fall, from the ring to the dot. Press **Back the same day**, then **Swap the notes**."),
                seen=words.seen_hedge,
                after=("swap", "same_day"),
                asks=(4, 5),
                text=words.hedge_jumps,
            )
        ],
    )


def _day_and_choices(desk):
    return Deeper(
        _("The best delivery day, and what the short's choices are worth."),
        [
            Section(
                partial(explorers.best_day, desk),
                heading=_("On which day is delivery cheapest?"),
                do=_("Move **Repo rate** down to 4%. The blue line, the cheapest note, turns from uphill to downhill."),
                seen=words.seen_days,
                after=("cheap", "repo_rate"),
                asks=(6,),
            ),
            Section(
                partial(explorers.choices, desk),
                heading=_("Net basis less the short's choices: what is left?"),
                do=_(
                    "Press **First day**: what is left then? Press **Reset**, then move **Daily move of yields** down."
                ),
                seen=words.seen_choices,
                after=("first", "volatility"),
                asks=(7,),
                text=words.five_choices,
            ),
        ],
    )


def _next_contracts(desk):
    return Deeper(
        _("The next contracts, and how a trade goes on: the roll."),
        [
            Section(
                partial(explorers.by_month, desk),
                heading=_("Is the same note cheapest in the next contract?"),
                do=_("Each row is a contract. Press the other baskets: which columns change colour from row to row?"),
                seen=words.seen_months,
                after="basket",
            ),
            Section(
                roll.explorer,
                heading=_("What does it earn or cost to stay in?"),
                do=_("Press **A day later**, then **Buyers in a hurry**."),
                seen=roll.seen,
                after=("next_day", "longs"),
                text=roll.why_it_moves,
            ),
        ],
    )


def _own_quotes(desk, pictures):
    return Deeper(
        _("Your own quotes: rank a basket from your screen."),
        [
            Section(
                partial(explorers.quotes, desk, pictures),
                heading=_("Which note of your basket is cheapest?"),
                do=_(
                    "Choose the contract, paste the notes and their prices. **Fill in an example** shows how it is done."
                ),
            )
        ],
    )
