"""What page 04 says: beside its pictures, and about them."""

from basislib.formats import day_and_month, dollars, full_date, month_and_year, shown_change, signed
from basislib.language import _, listed, paragraph
from basislib.scenes import best_day as day_scene
from basislib.scenes import deliverables, hedge_change, short_choices
from basislib.scenes.baskets import (
    HIGH,
    LOW,
    QUOTED,
    SIX,
    daily_move,
    place_by_duration,
    quoted,
    quoted_switches,
    spread,
)
from basislib.scenes.best_day import BestDay
from basislib.scenes.by_month import ByMonth
from basislib.scenes.deliverables import RISE, Ranking
from basislib.scenes.hedge_change import FACE, OCTOBER, Hedge, at_switch
from basislib.scenes.short_choices import ShortChoices
from basislib.scenes.switch_map import CELL, Switching
from basislib.securities.baskets import ASSUMPTIONS as SHIFT_ASSUMPTIONS
from basislib.securities.hedges import futures_dv01
from basislib.securities.quotes import in_32nds
from basislib.securities.ranking import converted_prices
from basislib.securities.short_options import EVENING
from basislib.widgets.explorer import Reading

CHEAP_REPO = 4.0  # % a year, at which the bond basket's carry is positive
SHOWN = 6  # switches that are named
WINS = 5e3  # dollars; less than that is neither won nor lost
NOTHING = 0.05  # 32nds; less than that shows as nothing
TERMS = (
    "32nd",
    "basis point",
    "calendar spread",
    "carry",
    "cheapest to deliver",
    "conversion factor",
    "deliverable basket",
    "delivery option",
    "duration",
    "DV01",
    "face",
    "forward price",
    "future",
    "gross basis",
    "haircut",
    "implied repo rate",
    "initial margin",
    "long",
    "net basis",
    "note",
    "option-adjusted basis",
    "point",
    "repo",
    "roll",
    "settlement",
    "short",
    "switch point",
    "tail",
    "variation margin",
    "yield",
)  # explained on this page


def baskets() -> dict[str, str]:
    """Return the words of the baskets on record."""
    return {
        "us": _("Bond, December 2023"),
        "ty2019": _("Ten-year, December 2019"),
        "ty2024": _("Ten-year, December 2024"),
        "fv": _("Five-year, June 2025"),
    }


def deliveries() -> dict[str, str]:
    """Return the words of the delivery days."""
    return {"better": _("the better of first and last day"), "first": _("the first day"), "last": _("the last day")}


def curves() -> dict[str, str]:
    """Return the words of the yields before a shift."""
    return {"quoted": _("as quoted"), "equal": _("all notes at their average")}


def ways() -> dict[str, str]:
    """Return what the fund may adjust."""
    return {"contracts": _("contracts: notes stay"), "notes": _("notes: contracts stay")}


def in_bp(value: float) -> str:
    """Return a shift with its sign and unit."""
    return _("{shift}bp").format(shift=signed(value, 0))


def percent(value: float) -> str:
    """Return a rate with its sign and unit."""
    return f"{signed(value, plus='')}%"


def ticks(points: float) -> str:
    """Return points as 32nds with one place."""
    return signed(32 * points, 1, plus="")


def millions(amount: float) -> str:
    """Return dollars, whatever their sign, as millions with two places."""
    return _("${amount:.2f}m").format(amount=abs(amount) / 1e6)


def _many(term):
    """Return the words of one and of several issues of an original term; to be filled in."""
    if term >= 20:
        return _("the {term}-year bond of {first}"), _("the {term}-year bonds of {first} to {last}")
    return _("the {term}-year note of {first}"), _("the {term}-year notes of {first} to {last}")


def to_come(key: str) -> str:
    """Return the issues of a basket on record that were still to come, by term and month of maturity."""
    found = []
    for term in sorted({issue.term for issue in quoted(key).to_come}):
        days = sorted(issue.maturity for issue in quoted(key).to_come if issue.term == term)
        text = _many(term)[len(days) > 1]
        found.append(text.format(term=term, first=month_and_year(days[0]), last=month_and_year(days[-1])))
    return listed(found, "and")


def _partial_note():
    each = {key: quoted(key) for key in QUOTED}
    return _(
        "Not all issues have a quote: {us} of the {all_us} deliverable bonds have one, {old} of the {all_old} ten-year "
        "issues of 2019, {new} of {all_new} of 2024, and {five} of {all_five} in the five-year basket. Those missing "
        "from the note baskets were still to be sold: in 2019 {come_old}; in 2024 {come_new}; in 2025 "
        "{come_five}."
    ).format(
        us=len(each["us"].names),
        all_us=each["us"].issues,
        old=len(each["ty2019"].names),
        all_old=each["ty2019"].issues,
        new=len(each["ty2024"].names),
        all_new=each["ty2024"].issues,
        five=len(each["fv"].names),
        all_five=each["fv"].issues,
        come_old=to_come("ty2019"),
        come_new=to_come("ty2024"),
        come_five=to_come("fv"),
    )


def _quotes_note():
    return _(
        "Bond basket: two of the bonds, the 3⅞% May 2043 and the 2⅜% Feb 2042, come from another screen of that "
        "day, about three 32nds lower. Put right, the last switch comes later. Most of the {missing} bonds without a "
        "quote are longer or have low coupons, so beyond about {sound} one of them may be cheapest."
    ).format(missing=quoted("us").missing, sound=in_bp(QUOTED["us"].sound_to))


def _repo_note():
    rates = {key: each.repo_rate for key, each in QUOTED.items()}
    return _(
        "The repo rate is the one **until delivery**, not for tonight. Only the bond screen printed one, {us:.2f}%. "
        "December 2019: {ty2019:.2f}%, because repo overnight stood at 2.20% and a cut of 25bp was as good as certain "
        "two days later. December 2024: {ty2024:.2f}%, between 4.87 and 4.91%, because markets expected 125bp of cuts "
        "by the end of the year; repo overnight stood at 5.35%. June 2025: {fv:.2f}%, the overnight rate, because "
        "hardly a cut was expected before June."
    ).format(**rates)


def _as_above():
    return _("Issues without a quote, quotes of another hour and repo rates are as under the first picture.")


# ---- the ranking ----------------------------------------------------------------------------------------


def ranking(scene: Ranking) -> Reading:
    """Say which note is cheapest, when it is delivered, what it costs, and how far the next switch is."""
    name, net, notes = scene.names[0], in_32nds(scene.net_basis[0]), scene.notes
    if scene.lowest_gross:
        last = _("The lowest *gross* basis would have picked the {picked}, and missed.")
    elif not scene.sound:
        last = _unsound(notes)
    else:
        last = ""
    text = paragraph(
        _("The **{name}** is cheapest to deliver."),
        _when(scene),
        _costs(net, in_32nds(scene.tenth)),
        _until(scene),
        last,
    ).format(
        name=name,
        day=full_date(scene.delivery),
        net=signed(abs(net), 1, plus=""),
        tenth=signed(in_32nds(scene.tenth), 1, plus=""),
        picked=scene.names[scene.lowest_gross],
        **_switch_words(scene),
    )
    return Reading(
        text,
        (
            (_("Cheapest (CTD)"), name),
            (_("Net basis, 32nds"), signed(net, 1, plus="")),
            (_("Next switch above"), in_bp(scene.above.shift) if scene.above else _("none")),
        ),
    )


def _unsound(notes):
    """Say from where on a note without a quote may come first."""
    return _("Beyond {sound} it may be one of the {missing} issues without a quote.").format(
        sound=in_bp(notes.sound_to), missing=notes.missing
    )


def _when(scene):
    """Say on which day it is delivered, and why; to be filled in."""
    if len(scene.notes.basket.deliveries) == 1:
        return _("It is delivered on {day}.")
    if scene.is_first:
        return _("Waiting costs more repo interest than the note pays, so it is delivered on the first day, {day}.")
    return _("Waiting pays more interest than the repo costs, so it is delivered on the last day, {day}.")


def _costs(net, tenth):
    """Say what a net basis in 32nds means, and what a tenth of a point on the repo rate does to it; to be filled in."""
    if abs(net) <= tenth:
        return _("Its net basis is nothing either way: a tenth of a point on the repo rate moves it by {tenth} 32nds.")
    if net > 0:
        return _("That costs {net} 32nds net, the price of the right to choose another note or day.")
    return _(
        "That earns {net} 32nds more than its repo costs: the future is too expensive, and this is the basis trade."
    )


def _until(scene):
    """Say how far yields may move before another note takes over; to be filled in."""
    if scene.below and scene.above:
        return _("Others take its place: below {down} the {lower}, above {up} the {upper}.")
    if scene.below:
        return _("Below {down} the {lower} takes its place.")
    if scene.above:
        return _("Above {up} the {upper} takes its place.")
    return _("Nothing quoted takes its place between {low} and {high}.")


def _switch_words(scene):
    """Return what fills the sentence about the nearest switches."""
    below, above = scene.below, scene.above
    return {
        "down": in_bp(below.shift) if below else "",
        "lower": below.note if below else "",
        "up": in_bp(above.shift) if above else "",
        "upper": above.note if above else "",
        "low": in_bp(LOW),
        "high": in_bp(HIGH),
    }


def ranking_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the first picture."""
    return (
        *map(_, (SHIFT_ASSUMPTIONS[0], *SHIFT_ASSUMPTIONS[2:])),
        _partial_note(),
        _quotes_note(),
        _repo_note(),
        _(
            "The order is that of the forward price divided by the factor, which the future follows. Net basis ÷ factor is how "
            "far that lies above the future. Screens rank by implied repo, which compares notes on one day only. The two "
            "can differ by a hair. The last column is the hedge of "
            "100 million dollars face."
        ),
    )


def seen_ranking() -> str:
    """Return what there was to see in the first picture."""
    bond = quoted("us")
    zero, up = (deliverables.compute(bond, shift, bond.repo_rate, "better") for shift in (0, RISE))
    return _("""**One shift for all, and another winner.** When yields rise, longer bonds lose more, but the conversion \
factors are fixed for the life of the contract. So longer bonds become cheap against them. As quoted the {zero.names[0]} \
is cheapest, {rise}bp higher the {up.names[0]}.""").format(zero=zero, up=up, rise=RISE)


def two_bonds() -> str:
    """Say why one note wins: the two bonds of the guess, divided by their factors, before and after the rise."""
    bond = quoted("us")
    ends = [converted_prices(bond.basket, shift, repo_rate=bond.repo_rate) for shift in (0, RISE)]
    short, long = (int(prices.argmin()) for prices in ends)
    return _("""On the page before, the note was given, and the question was what the trade earns. Here the seller of the \
future chooses the note, so the question is what delivery **costs**. The seller gets the futures price times the factor. \
So what counts is a bond's price until delivery, loan included, **divided by its factor**: what it costs for each \
point of the future.

**As quoted.** Take the two bonds of the guess. Divided by its factor the shorter one costs {short_before:.2f} points and the \
longer one {long_before:.2f}. The shorter one is cheaper.

**All yields {rise} basis points higher.** Divided by its factor the shorter one has lost {short_lost:.2f} points and the longer \
one {long_lost:.2f}. The factors are what they were, so now the longer one is cheaper.

**This is the anchor.** The future costs no more than the cheapest of all bonds, divided by its factor. If it cost more, buying \
that bond and selling the future would earn. So the future follows one bond, and at a *switch point* it follows another.""").format(
        short_before=ends[0][short],
        long_before=ends[0][long],
        rise=RISE,
        short_lost=ends[0][short] - ends[1][short],
        long_lost=ends[0][long] - ends[1][long],
    )


def six() -> str:
    """Say what the conversion factors favour, below and above the rate that they are made with."""
    bond = quoted("us")
    return _("""A conversion factor is the price at which a note would yield {six:.0f}%. If all notes yielded that, all would \
cost nearly the same to deliver. If all yielded {below:.0f}%, the most expensive of our bonds would cost {spread_below:.1f} \
points more than the cheapest, and at {above:.0f}% it would be {spread_above:.1f}.

**Below {six:.0f}% the factors favour short duration, above it long duration.** Below, every note costs more than its \
factor supposes, and a long one most of all. So those of short duration are cheap.

In truth notes do not all yield the same. Longer ones that yield more cost less, and the switch comes earlier: in our \
bond basket at an average yield of {as_quoted:.2f}%.""").format(
        six=SIX,
        below=SIX - 2,
        above=SIX + 2,
        spread_below=spread(bond, SIX - 2),
        spread_above=spread(bond, SIX + 2),
        as_quoted=bond.mean_yield + _sound_switches()[0] / 100,
    )


def switches() -> str:
    """Say how far apart switches are, and what one changes for the trade."""
    return _("""**Switches are rare, until they are close.** The five-year basket of June 2025 would not switch before \
{five}. The bond basket of December 2023 switches {times} times between {from_} and {to}. Where yields are decides.

**At a switch the trade earns neither more nor less.** Two notes cost the same there, so the implied repo rate does not jump. \
The *hedge* does: the future moves as another note does, and it takes another number of contracts.

**Three calls for cash can meet at a switch**: variation margin on the contracts already sold, if prices rise; initial margin on \
contracts that are added; or the haircut on notes that are added. The picture is below, under *The hedge and the cash at a switch*.""").format(
        five=in_bp(quoted_switches("fv").shifts[0]),
        times=len(_sound_switches()),
        from_=in_bp(_sound_switches()[0]),
        to=in_bp(_sound_switches()[-1]),
    )


def _sound_switches():
    """Return the switches of the bond basket up to where its quotes can speak for all bonds, bp."""
    shifts = quoted_switches("us").shifts
    return [shift for shift in shifts if shift <= QUOTED["us"].sound_to]


# ---- the switch map -------------------------------------------------------------------------------------


def switch_map(scene: Switching) -> Reading:
    """Say where we are, what the switch has done to the future, and where the switches lie."""
    name, first = scene.map.names[scene.now], scene.map.names[scene.first]
    cut, count = 32 * -scene.depth, scene.switches.size
    if scene.now == scene.first:
        here = _("At this level and slope the **{name}** is cheapest, as it was without a shift.")
    else:
        here = paragraph(
            _("Here the **{name}** is cheapest, and no longer the {first}."),
            _("The future is **{cut:.1f} 32nds lower** than if only the {first} could be delivered."),
            _("That is the short's gain."),
        )
    beyond = count and scene.switches[-1] > scene.map.sound_to
    if count > SHOWN:
        along = _("Along this line the cheapest note changes at {shifts} and further on.")
    elif count:
        along = _("Along this line the cheapest note changes at {shifts}.")
    else:
        along = _("Along this line no other note ever takes its place.")
    shifts = listed((in_bp(shift) for shift in scene.switches[:SHOWN]), "names")
    caution = _("Beyond {sound} a note without a quote may be cheaper.") if beyond else ""
    return Reading(
        paragraph(here, along, caution).format(
            name=name, first=first, cut=cut, shifts=shifts, sound=in_bp(scene.map.sound_to)
        ),
        (
            (_("Cheapest to deliver"), name),
            (_("Switches along this line"), f"{count}"),
            (_("Average yield here"), f"{scene.mean_yield:.2f}%"),
            (_("Future is lower by"), _("{cut:.1f} 32nds").format(cut=cut + 0.0)),
        ),
    )


def map_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the second picture."""
    return (
        *map(_, SHIFT_ASSUMPTIONS[:3]),
        _("Each note is delivered on the better of the first and the last day."),
        _("The broken line marks where the average yield of the notes is 6%, the rate behind the conversion factors."),
        _("A cell of the map is {cell}bp wide and high. The diamonds are computed exactly.").format(cell=CELL),
        _as_above(),
    )


def seen_map() -> str:
    """Return what there was to see in the map."""
    bond = quoted("us")
    even = quoted_switches("us", "equal").shifts / 100 + bond.mean_yield
    places = [place_by_duration(quoted(key)) for key in QUOTED]
    return _("""**The line of {six:.0f}% is a landmark, not the switch itself.** With equal yields the bond basket first switches at an \
average yield of {even:.2f}%, and as quoted earlier. **Duration decides, not maturity:** as quoted, the cheapest note has the \
shortest duration of its basket in {shortest} of our {baskets} baskets, and elsewhere the second shortest.""").format(
        six=SIX, even=even[0], shortest=places.count(1), baskets=len(places)
    )


def map_key() -> str:
    """Say how the map is read."""
    return _("""**How to read it.** Above, a colour is a note; dark matures first. Below, each thin line is a note's price divided by its \
factor, along the white line of the map. The thick one is the future, which takes the lowest of them.""")


# ---- the hedge ------------------------------------------------------------------------------------------


def hedge(scene: Hedge) -> Reading:
    """Say what the switch does to the hedge, and what the move takes in cash."""
    plan, short = scene.plan, _short(scene)
    traded = shown_change(plan.contracts_before, plan.contracts_after)
    then = _("At {start} the fund held the {scene.held} and had sold {plan.contracts_before:.0f} contracts.")
    follows = _("At {end} the future follows the **{scene.now}**.")
    if plan.held == plan.cheapest:
        now = paragraph(_("At {end} the same note is cheapest."), _("The hedge fits as it is."))
    elif scene.way == "notes":
        now = paragraph(follows, _("The fund swaps its notes for {face} face of those."))
    elif traded > 0:
        now = paragraph(follows, _("To stay hedged the fund must **sell {traded:.0f} contracts**."))
    else:
        now = paragraph(follows, _("To stay hedged the fund must **buy back {traded:.0f} contracts**."))
    text = paragraph(then, now, _cash(scene)).format(
        scene=scene,
        plan=plan,
        start=in_bp(scene.start),
        end=in_bp(scene.end),
        face=millions(plan.face_after),
        traded=abs(traded),
        needed=millions(scene.needed),
        free=millions(scene.cash.free_cash),
        short=millions(short),
        gain=millions(scene.gain),
    )
    return Reading(
        text,
        (
            (_("DV01 of the future"), f"{dollars(scene.start_dv01, 0)} → {dollars(scene.end_dv01, 0)}"),
            (_("Contracts sold"), f"{plan.contracts_before:.0f} → {plan.contracts_after:.0f}"),
            (_("Cash needed"), ("−" if scene.needed < 0 else "") + millions(scene.needed)),
            (_("Short of cash by"), millions(short) if short else _("nothing")),
        ),
    )


def _short(scene):
    """Return what the free cash does not cover, dollars: what is needed less what is free, as both are shown."""
    return 1e6 * max(shown_change(scene.cash.free_cash / 1e6, scene.needed / 1e6, 2), 0.0)


def _cash(scene):
    """Say whether the cash is there, and whether the fund has won; to be filled in."""
    won, lost, neither = (
        _("The fund has won {gain}."),
        _("The fund has lost {gain}."),
        _("The fund has neither won nor lost."),
    )
    if scene.needed <= 0:
        cash = _("Cash comes in: {needed}.")
    elif _short(scene):
        cash = _("{needed} is due before trading opens and {free} is free: **{short} is missing**.")
        won, lost, neither = (_("Yet the fund has won {gain}."), _("And the fund has lost {gain}."), neither)
    else:
        cash = _("{needed} is due before trading opens, and {free} is free.")
    if abs(scene.gain) < WINS:
        return paragraph(cash, neither)
    return paragraph(cash, won if scene.gain >= 0 else lost)


def hedge_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the third picture."""
    return (
        *map(_, SHIFT_ASSUMPTIONS[:1] + SHIFT_ASSUMPTIONS[3:]),
        _("At {october} the cheapest of the quoted bonds is taken; one without a quote may be cheaper still.").format(
            october=in_bp(OCTOBER)
        ),
        _as_above(),
        _(
            "The fund holds {face:.0f} million dollars face of one note and is hedged against small shifts, "
            "with the slope of the future while the repo rate is held."
        ).format(face=FACE / 1e6),
        _(
            "So every gain here is the switch itself. In the market it is smaller: the net basis has paid for the short's "
            "options, and they lose value as they are used."
        ),
        _(
            "Calls are due before the next day's trading; the exchange also calls at noon. Lenders must give back what "
            "notes are worth more (SIFMA Master Repurchase Agreement, 4(b)), in cash or in notes as they choose, on the "
            "same day or the next."
        ),
        _(
            "Initial margin is our rule, for a calm-to-busy market: 3.3% for the bond, 1.2 to 1.7% for the notes. "
            "Each basket keeps its repo rate."
        ),
    )


def seen_hedge() -> str:
    """Return what there was to see in the picture of the hedge."""
    held = hedge_change.case()
    return _("""**Right, and short of cash.** From {start} to {end} the fund has won {gain}, and {short} is missing when the call \
is due: what its notes have gained comes back a day late. **Three things can ask for cash.** Variation margin on the contracts \
already sold is the largest; with it comes initial margin on contracts that are added or, with **Swap the notes**, the haircut on \
notes that are added.""").format(
        start=in_bp(held.start), end=in_bp(held.end), gain=millions(held.gain), short=millions(_short(held))
    )


def hedge_jumps() -> str:
    """Say what a switch does to the hedge and to the trade, and which numbers must not be mixed."""
    jump = at_switch("us", 2)
    us = _a_contract(futures_dv01(quoted("us").basket, repo_rate=quoted("us").repo_rate))
    return _("""**The hedge jumps, the implied repo does not.** At {switch} two bonds fit the same future. But the DV01 of the future \
goes from ${before:.0f} to ${after:.0f} a contract. In the market it slides over some basis points instead, because a future's \
price contains the short's choice.

**Whoever owns the note and has sold the future wins on a switch.** That side holds the right to deliver another note. It is \
one reason why buying the basis costs something: the net basis of even the cheapest note is above zero.

**Three numbers are called the future's DV01**, and a hedge must not mix them: by the forward yield (${us[0]:.1f} a contract \
for the bond basket), by the spot yield (${us[1]:.1f}), and by the spot yield with the repo rate held (${us[2]:.1f}).""").format(
        switch=in_bp(jump.shift), before=jump.dv01[0], after=jump.dv01[1], us=us
    )


def _a_contract(dv01):
    """Return the three DV01s of the future, dollars a contract of 100 thousand dollars face."""
    return [1000 * points for points in (dv01.forward_yield, dv01.spot, dv01.repo_held)]


# ---- the delivery day -----------------------------------------------------------------------------------


def best_day(scene: BestDay) -> Reading:
    """Say which day is best, and why."""
    carry, days = in_32nds(scene.carry_per_day), scene.calendar
    if carry < 0:
        why = _("A day of holding the {name} costs {cents} 32nds more than it pays: **carry is negative**.")
        then = _("So the first day, {best}, is best, and the last one would cost {wrong} 32nds more.")
    else:
        why = _("A day of holding the {name} pays {cents} 32nds more than it costs: **carry is positive**.")
        then = _("So the last day, {best}, is best, and the first one would cost {wrong} 32nds more.")
    if scene.wrong_day < 1e-9:
        then = _("It is delivered on {best}.")
    text = paragraph(
        why, then, _("A basis point more on the repo rate lets the future rise by {repo_dv01:.2f} dollars a contract.")
    )
    return Reading(
        text.format(
            name=scene.names[0],
            cents=signed(abs(carry), 2, plus=""),
            best=full_date(scene.best_day),
            wrong=signed(in_32nds(scene.wrong_day), 1, plus=""),
            repo_dv01=scene.repo_dv01,
        ),
        (
            (_("First intention"), day_and_month(days.first_intention, short=True)),
            (_("First delivery"), day_and_month(days.first_delivery, short=True)),
            (_("Last trade"), day_and_month(days.last_trade, short=True)),
            (_("Last delivery"), day_and_month(days.last_delivery, short=True)),
        ),
    )


def best_day_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the delivery days."""
    return (
        _("The repo rate is the same to every day. With a rate for each day the line would bend."),
        _("A coupon on a day on which the Federal Reserve Banks are closed is paid on their next day."),
        _(
            "The days are the exchange's. On *intention day* the short says that it will deliver, on *notice day* it "
            "hears to whom, on *delivery day* notes and money change hands."
        ),
        _as_above(),
    )


def seen_days() -> str:
    """Return what there was to see in the picture of the delivery days."""
    bond = quoted("us")
    costly, cheap = (day_scene.compute(bond, rate) for rate in (bond.repo_rate, CHEAP_REPO))
    return _("""**The sign of carry chooses the day.** At {costly}% each day costs, so the short delivers on {first}. At \
{cheap}% each day pays, so it waits until {last}. Across days net bases are compared, not implied repo rates: a small cost \
over a few days is a large one a year.""").format(
        costly=costly.repo_rate,
        cheap=cheap.repo_rate,
        first=day_and_month(costly.best_day),
        last=day_and_month(cheap.best_day),
    )


# ---- the short's choices --------------------------------------------------------------------------------


def choices(scene: ShortChoices) -> Reading:
    """Say what the choices cost, what they are worth, and what is left."""
    net, left = scene.in_32nds("net_basis"), scene.in_32nds("adjusted")
    if scene.is_last:
        day = _("Delivered on the last day, the {name} has a net basis of {net} 32nds.")
    else:
        day = _("Delivered on the first day, the {name} has a net basis of {net} 32nds.")
    if left > NOTHING:
        rest = _(
            "We put the choice of note and the end of the month at {worth}, so the trade costs **{left} more than it gets**."
        )
    elif left < -NOTHING:
        rest = _(
            "We put the choice of note and the end of the month at {worth}, so the trade gets **{left} more than it costs**."
        )
    else:
        rest = _("We put the choice of note and the end of the month at {worth}, so the price is fair.")
    return Reading(
        paragraph(day, rest, _other_day(scene)).format(
            name=scene.name,
            net=signed(net, 1, plus=""),
            worth=signed(scene.in_32nds("quality") + scene.in_32nds("end_of_month"), 1, plus=""),
            left=signed(abs(left), 1, plus=""),
            other=signed(in_32nds((scene.first if scene.is_last else scene.last).adjusted), 1, plus=""),
        ),
        (
            (_("Net basis, 32nds"), signed(net, 1, plus="")),
            (_("Quality, 32nds"), signed(scene.in_32nds("quality"), 1, plus="")),
            (_("End of month, 32nds"), signed(scene.in_32nds("end_of_month"), 1, plus="")),
            (_("Option-adjusted, 32nds"), signed(left, 1, plus="")),
        ),
    )


def _other_day(scene):
    """Say what would be left on the other day; to be filled in."""
    if scene.timing == 0:
        return ""
    costs = scene.timing > 0  # to wait for the last day
    if scene.is_last and costs:
        return _(
            "On the first day carry would cost less, but the choices would end early: what is left would be {other}."
        )
    if scene.is_last:
        return _(
            "On the first day the carry that waiting earns would be lost, and the choices would end early: what is left "
            "would be {other}."
        )
    if costs:
        return _(
            "On the last day the choices would last longer, but carry would cost more: what is left would be {other}."
        )
    return _("On the last day the choices would last longer, and carry would earn more: what is left would be {other}.")


def choices_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the short's choices."""
    moves = {key: daily_move(key) for key in ("us", "ty2019")}
    return (
        _(
            "An estimate: all yields move together by a normal shift, whose standard deviation a day is the slider. "
            "Measured in the months before: {us:.1f}bp for thirty-year yields in 2023, {ty2019:.1f}bp for ten-year "
            "yields in 2019. For 2024 and 2025 we assume {new:.0f} and {five:.0f}bp."
        ).format(**moves, new=QUOTED["ty2024"].volatility, five=QUOTED["fv"].volatility),
        _(
            "Spreads between the notes do not move. In truth they do, which makes the choice worth more. The costs of "
            "changing the note, which make it worth less, are left out."
        ),
        _("The end of the month is worth what it would be if trading ended at today's yields."),
        _(
            "Below the line, and not in the sum: one evening of the wild card, if yields move in an evening by "
            "{evening:g} of what they move in a day; what notes to come would add if they yield what lies between their "
            "neighbours and are sold near par; and what the other delivery day would add to the net basis."
        ).format(evening=EVENING),
        _as_above(),
    )


def seen_choices() -> str:
    """Return what there was to see in the picture of the short's choices."""
    bond = short_choices.compute(quoted("us"), "better", QUOTED["us"].repo_rate, QUOTED["us"].volatility)
    early, late = (signed(in_32nds(each.quality + each.end_of_month), 1, plus="") for each in (bond.first, bond.last))
    return _("""**Carry says the first day, the choices say wait.** In 32nds, the first day is cheaper by {timing}, but on the \
last day the choices are worth {late} and not {early}. So a net basis that looks high may be nearly fair: {left} is \
left of it.""").format(
        timing=signed(bond.timing, 1, plus=""),
        early=early,
        late=late,
        left=signed(in_32nds(bond.last.adjusted), 1, plus=""),
    )


def five_choices() -> str:
    """Name the short's choices, and say who has sold them."""
    five = short_choices.compute(quoted("fv"), "better", QUOTED["fv"].repo_rate, QUOTED["fv"].volatility)
    return _("""**Whoever is short has five choices.** *Quality*: which note. *Timing*: which day of the month. *End of \
month*: the note may still be changed when trading has ended and the price is fixed. *Wild card*: the price is fixed at 2 p.m., \
and delivery may be announced until the evening. *New issue*: the Treasury may sell a cheaper note.

**Far from the next switch the choice is worth almost nothing.** The five-year basket would need all yields to move by {far} before another \
note is cheapest. Its choice of note is worth {quality} 32nds.

**Selling the basis is no mirror image.** Whoever is long the future gets **any** note on **any** day. It has sold all \
five choices. And it must give back the note that it has sold short. That note may be expensive to borrow, and the future may deliver another one.""").format(
        far=in_bp(quoted_switches("fv").shifts[0]), quality=signed(in_32nds(five.last.quality), 1, plus="")
    )


# ---- the next contracts ---------------------------------------------------------------------------------


def by_month(scene: ByMonth) -> Reading:
    """Say how the cheapest note changes from contract to contract without a shift."""
    column = scene.shifts.tolist().index(0)
    first, then = (scene.cheapest[row, column] for row in (0, 1))
    if then < 0:
        text = _("None of the quoted notes may be delivered into the next contract.")
    elif first == then:
        text = _("Without a shift the {name} stays the cheapest of the quoted notes in the next contract.")
    else:
        text = _(
            "Without a shift the {name} is the cheapest of the quoted notes now, and the {other} in the next contract."
        )
    some = _("Of the {all} issues that may be delivered into it {some} have a quote here.")
    return Reading(
        paragraph(text, some).format(
            name=scene.names[first], other=scene.names[then], some=scene.eligible[1], all=scene.issues[1]
        )
    )


def by_month_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the table of contracts."""
    return (
        *map(_, SHIFT_ASSUMPTIONS[:1]),
        _("The quotes are those of one day, for all contracts, and the repo rate is the same to every delivery."),
        _as_above(),
    )


def seen_months() -> str:
    """Return what there was to see in the table of contracts."""
    return _("""**Time alone can move the anchor.** With every contract the shortest notes leave the basket, and all factors are \
worked out again. So the cheapest note can change although no yield has moved.""")


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, as text."""
    return {f"{SIX:.0f}%"}
