"""The roll on page 04: its explorer, and what is said beside it and under it."""

from basislib.figures import roll as roll_chart
from basislib.formats import day_and_month, full_date, signed
from basislib.language import _, paragraph
from basislib.scenes import roll as scene
from basislib.scenes.roll import BACK_PRICE, BOND, DELIVERIES, FRONT_PRICE, NEXT_SPREAD, QUOTED, SPREAD, WIDEST, Roll
from basislib.securities.quotes import note_name
from basislib.widgets.controls import Slider, repo_rate
from basislib.widgets.explorer import Explorer, Preset, Reading

HURRY = 3  # 32nds: the stories of one side in more of a hurry


def explorer() -> Explorer:
    """Return the explorer of two contracts side by side."""
    return Explorer(
        "roll",
        prefix="roll_",
        controls=[
            Slider(
                "spread",
                _("Calendar spread"),
                _("32nds"),
                SPREAD - WIDEST,
                SPREAD + WIDEST,
                0.25,
                SPREAD,
                _("Price of the June future less that of September."),
                "market",
            ),
            repo_rate(
                default=scene.REPO_RATE,
                high=2.0,
                label=_("Forward repo rate"),
                help=_("What money costs from one delivery to the next, as expected today."),
            ),
        ],
        compute=scene.compute,
        chart=roll_chart,
        describe=reading,
        table=scene.table,
        presets={
            "settled": Preset(_("As settled"), {}),
            "next_day": Preset(_("A day later"), {"spread": NEXT_SPREAD}),
            "longs": Preset(_("Buyers in a hurry"), {"spread": SPREAD - HURRY}),
            "shorts": Preset(_("Sellers in a hurry"), {"spread": SPREAD + 2 * HURRY}),
        },
        assumptions=assumptions(),
    )


def reading(roll: Roll) -> Reading:
    """Say what the two prices imply, and what staying in earns or costs."""
    implies = _(
        "The two prices imply a repo rate of **{implied}%** a year between the deliveries; money for that "
        "time costs {roll.repo_rate:.2f}%."
    )
    cents = round(100 * roll.gain, 2)
    if cents > 0:
        stays = _("So staying in with this bond **earns {cents:.2f} cents** per 100.")
    elif cents < 0:
        stays = _("So staying in with this bond **costs {cents:.2f} cents** per 100.")
    else:
        stays = _("So staying in earns and costs **nothing**.")
    even = _(
        "It would be even at a spread of {roll.fair:.1f}/32. Against 100 bonds it takes {more:.2f} futures more than before."
    )
    front, back = roll.contracts
    return Reading(
        paragraph(implies, stays, even).format(
            roll=roll, implied=signed(roll.forward_repo, plus=""), cents=abs(cents), more=back - front
        ),
        (
            (_("Calendar spread"), _("{spread:g}/32").format(spread=roll.spread)),
            (_("Implied forward repo"), f"{signed(roll.forward_repo, plus='')}%"),
            (_("For staying in, cents"), signed(100 * roll.gain)),
            (_("Even at"), _("{fair:.1f}/32").format(fair=roll.fair)),
        ),
    )


def assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture."""
    return (
        _(
            "Bond futures of June and September 2020 at their settlements of {day}, {front} and {back}. The forward repo "
            "rate is the three-month SOFR future of that evening, which covers 17 June to 16 September."
        ).format(day=full_date(QUOTED), front=FRONT_PRICE, back=BACK_PRICE),
        _(
            "The {bond} is taken to be cheapest to deliver into both: the shortest bond in either basket, with yields far "
            "below 6%. Where the cheapest note changes, as in most five- and ten-year rolls, notes are swapped as well."
        ).format(bond=note_name(BOND["coupon"], BOND["maturity"])),
        _(
            "Each future is delivered on its last day, {first} and {second}. What the short's choices are worth in the one "
            "and the other, and the costs of trading, are left out."
        ).format(first=day_and_month(DELIVERIES[0]), second=day_and_month(DELIVERIES[1])),
    )


def seen() -> str:
    """Return what there was to see."""
    settled, later = scene.compute(), scene.compute(NEXT_SPREAD)
    return _("""**Two futures prices are enough.** They imply what money costs from one delivery to the next: \
{settled.forward_repo:.2f}%, while {settled.repo_rate:.2f}% was expected. Whoever stayed in was paid {gain:.1f} cents. A day later \
the spread was wider, and {left:.1f} cents were left of that.""").format(
        settled=settled, gain=100 * settled.gain, left=100 * later.gain
    )


def why_it_moves() -> str:
    """Say what the roll is, and why its price moves when it does."""
    return _("""**What it is.** A trade that goes on must change futures before its contract ends: buy the *front* future back and \
sell the next one, the *back* future. That is one order, the *calendar spread*: front price less back price.

**Why it moves when it does.** Whoever has bought a future and wants no bond must be out before the delivery month begins. \
So most of them roll late in February, May, August and November: they sell the front future and buy the back one, and \
basis traders do the opposite. If the buyers are in more of a hurry, the spread falls and staying in pays; if the sellers \
are, it costs. So the gap of a whole quarter is set within days, and not always to the same side.""")
