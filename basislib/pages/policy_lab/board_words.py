"""What page 10 says beside the early-warning board, its back-test and the stress test, and about them."""

import math

from basislib.figures.stress_heat import cell, number_of
from basislib.figures.warning_board import day_words
from basislib.formats import full_date, shown_change, signed
from basislib.language import N_, _, listed, paragraph, plural
from basislib.policy import monitor
from basislib.policy.levers import LEVERS
from basislib.policy.verdicts import ALWAYS
from basislib.scenes import backtest_grid, warning_board
from basislib.scenes.backtest_grid import Tested
from basislib.scenes.stress_heat import BY_NAME, Stressed, value
from basislib.scenes.warning_board import DATA, FACTORS, MODEL, QUIET_EVENT, Board
from basislib.widgets.explorer import Reading

EVENTS = {  # what should have been warned of, by source; in the model it is the first sale against the funds' will
    "2019-09": N_("the day when the repo rate jumps ({day})"),
    "2020-03": N_("the dash for cash ({day})"),
    "2025-04": N_("the day when yields jump ({day})"),
}
FIRST_SALE = N_("the first sale against the funds' will ({day})")
VERY_DAY = {
    "2019-09": N_("The first alarm, *{light}*, comes on the very day when the repo rate jumps ({day})."),
    "2020-03": N_("The first alarm, *{light}*, comes on the very day of the dash for cash ({day})."),
    "2025-04": N_("The first alarm, *{light}*, comes on the very day when yields jump ({day})."),
}
VERY_DAY_OF_SALE = N_(
    "The first alarm, *{light}*, comes on the very day of the first sale against the funds' will ({day})."
)
CELLS = {  # outcome: the framed cell explained
    "hit": N_("Framed: *{light}*, {window}: first alarm on {day}, {days} before the event."),
    "late": N_("Framed: *{light}*, {window}: first alarm on {day}, {days} after: late."),
    "miss": N_("Framed: *{light}*, {window}: no alarm in time or during the event."),
    "always on": N_("Framed: *{light}*, {window}: an alarm on most quiet days, so it says nothing."),
    "quiet": N_("Framed: *{light}*, {window}: nothing broke, and it stayed quiet."),
    "false alarm": N_("Framed: *{light}*, {window}: nothing broke, but it gave an alarm."),
    "no data": N_("Framed: *{light}*, {window}: no number on most of the days."),
}
LATE_THAT_DAY = N_("Framed: *{light}*, {window}: first alarm on {day}, the very day: late.")
LINKS = {
    "haircut": N_("haircut"),
    "margin call": N_("margin call"),
    "funding": N_("funding"),
    "price impact": N_("price impact"),
    "dealer room": N_("dealer room"),
    "rate": N_("rate"),
}
FAMILIES = {
    "Fed": N_("what the Fed can do"),
    "own money": N_("more own money"),
    "terms": N_("terms of margin and loans"),
}
POLICIES = {  # a policy's name, and where a sentence begins
    "facility closed": (N_("facility closed"), N_("Facility closed")),
    "cash of the lenders": (N_("cash of the lenders"), N_("Cash of the lenders")),
    "outright purchases": (N_("outright purchases"), N_("Outright purchases")),
    "hedged purchases": (N_("hedged purchases"), N_("Hedged purchases")),
    "capacity relief (SLR)": (N_("capacity relief (SLR)"), N_("Capacity relief (SLR)")),
    "line to the funds": (N_("line to the funds"), N_("Line to the funds")),
    "the Fed's kit": (N_("the Fed's kit"), N_("The Fed's kit")),
    "haircut floor": (N_("haircut floor"), N_("Haircut floor")),
    "leverage cap": (N_("leverage cap"), N_("Leverage cap")),
    "cash buffer": (N_("cash buffer"), N_("Cash buffer")),
    "central clearing": (N_("central clearing"), N_("Central clearing")),
    "the rule book": (N_("the rule book"), N_("The rule book")),
    "steady margin": (N_("steady margin"), N_("Steady margin")),
    "longer margin deadline": (N_("longer margin deadline"), N_("Longer margin deadline")),
    "same-day return of excess": (N_("same-day return of excess"), N_("Same-day return of excess")),
    "term funding": (N_("term funding"), N_("Term funding")),
    "more long-term holders": (N_("more long-term holders"), N_("More long-term holders")),
}
MEASURE_WORDS = {
    "sold": N_("sold against the funds' will, % of the position"),
    "forced": N_("sold for calls, % of the position"),
    "run": N_("sold as lenders leave, % of the position"),
    "precaution": N_("sold as a precaution, % of the position"),
    "drawdown": N_("sold at loss limits, % of the position"),
    "voluntary": N_("sold of own accord, % of the position"),
    "dislocation_rise": N_("rise of the gap, cents per 100"),
    "spread": N_("bid-ask spread, times day 0"),
    "rate": N_("repo rate above normal, bp"),
    "fund_result": N_("funds' result, $bn"),
    "lender_result": N_("lenders' result, $bn"),
    "dealer_result": N_("dealers' result, $bn"),
    "fed_result": N_("the Fed's result, $bn"),
    "loss": N_("losses written off, $bn"),
    "fed_peak": N_("growth of the Fed's balance sheet, peak, $bn"),
    "calm_dislocation": N_("gap in calm times, cents per 100"),
    "calm_position": N_("funds' position in calm times, $bn"),
}
OPTION_WORDS = {  # the same where they would not fit into a choice on a phone, beside a picture whose title says all
    "sold": N_("sold against the funds' will, %"),
    "forced": N_("sold for calls, %"),
    "run": N_("sold as lenders leave, %"),
    "precaution": N_("sold as a precaution, %"),
    "drawdown": N_("sold at loss limits, %"),
    "voluntary": N_("sold of own accord, %"),
    "fed_peak": N_("growth of the Fed's books, peak, $bn"),
}
COMPARED = {  # scenario: its number without and with a policy
    "m1": N_("Dash for cash, calm, {measure}: {without} with no policy, **{some} with {policy}**."),
    "m2": N_("Dash for cash, crowded, {measure}: {without} with no policy, **{some} with {policy}**."),
    "m3": N_("Dash for cash, cliff, {measure}: {without} with no policy, **{some} with {policy}**."),
    "m4": N_("Repo squeeze, {measure}: {without} with no policy, **{some} with {policy}**."),
    "m5": N_("Lenders leave, {measure}: {without} with no policy, **{some} with {policy}**."),
    "m6": N_("Haircuts jump, {measure}: {without} with no policy, **{some} with {policy}**."),
    "m7": N_("Late returns, {measure}: {without} with no policy, **{some} with {policy}**."),
    "m8": N_("Foreign sales, {measure}: {without} with no policy, **{some} with {policy}**."),
}
STORIES = {
    "m1": N_("The scenario: a rally, then foreign sales; funds with cash, dealers with room."),
    "m2": N_("The scenario: the same dash with more funds, less cash, less room."),
    "m3": N_("The scenario: the same dash at the edge of the spiral."),
    "m4": N_("The scenario: lenders lose $250bn for three days; yields only swing."),
    "m5": N_("The scenario: in the dash a fifth of the maturing loans is not renewed on one day."),
    "m6": N_("The scenario: haircuts rise by four points for good; yields only swing."),
    "m7": N_("The scenario: a rally of 100bp while lenders return the notes' gain a day late; no sales abroad."),
    "m8": N_("The scenario: foreign officials sell $480bn; no rally."),
}

# ---- the board ------------------------------------------------------------------------------------------


def sources() -> dict[str, str]:
    """Return what the board may watch, in words."""
    return {key: _("model: {name}").format(name=_(row.name)) for key, row in MODEL.items()} | {
        key: _("data: {name}").format(name=_(window.name)) for key, window in DATA.items()
    }


def alarms() -> dict[str, str]:
    """Return what may count as an alarm, in words."""
    return {"watch": _("watch or worse"), "alert": _("alert or worse"), "act": _("act")}


def board(scene: Board) -> Reading:
    """Say what is lit, on which links, how far ahead of the event, and what was false."""
    first, count = scene.first_warning, len(scene.lights)
    hits = scene.verdicts.count("hit")
    tiles = (
        (
            _("At {grade} or worse").format(grade=_(scene.at)),
            _("{part} of {whole}").format(part=len(scene.lit), whole=count),
        ),
        (
            _("Warned in time"),
            "–" if scene.strips.event is None else _("{part} of {whole}").format(part=hits, whole=count),
        ),
        (_("First, days ahead"), signed(first[0], 0, plus="") if first else "–"),
        (_("False days, %"), "–" if scene.false_share is None else f"{scene.false_share:.0f}"),
    )
    return Reading(paragraph(_lit(scene), _event(scene), _false(scene)), tiles)


def _lit(scene):
    """Say what is lit, and on which links."""
    links = [_(LINKS[link]) for link in dict.fromkeys(one.link for one in scene.lit)]
    if not links:
        text = _("{day}: **no light is at {grade} or worse**.")
    elif len(links) == 1:
        text = _("{day}: **{lit} of {count} lights** at {grade} or worse, on the link {last}.")
    else:
        text = _("{day}: **{lit} of {count} lights** at {grade} or worse, on the links {links} and {last}.")
    return text.format(
        day=_day_first(scene),
        grade=_(scene.at),
        lit=len(scene.lit),
        count=len(scene.lights),
        links=listed(links[:-1], "names"),
        last=links[-1] if links else "",
    )


def _day_first(scene):
    """Return the day on show, where a sentence begins."""
    return _("Day {day}").format(day=scene.day) if scene.strips.is_model else day_words(scene.strips, scene.day)


def _event(scene):
    """Say how far ahead of the event the first warning came."""
    if scene.strips.event is None:
        return (
            _("Nothing is sold against the funds' will.")
            if scene.strips.is_model
            else _("Nothing broke in this window.")
        )
    day, always = day_words(scene.strips, scene.strips.event), scene.verdicts.count("always on")
    stuck = _stuck(scene, always) if always else ""
    event = _(EVENTS.get(scene.source, FIRST_SALE)).format(day=day)
    if scene.first_warning is not None:
        return paragraph(_first(scene, event, day), _rest(scene), stuck)
    silent = _("No light has warned of {event}.") if scene.is_over else _("No light warns yet of {event}.")
    held = _("The basis trade held, so silence was not wrong.") if scene.source == QUIET_EVENT and scene.ends else ""
    return paragraph(silent.format(event=event), held, stuck)


def _stuck(scene, count):
    """Say how many lights were on before anything could be warned of."""
    if scene.strips.is_model:
        return plural(
            "{n} was on from the start and says nothing about when.",
            "{n} were on from the start and say nothing about when.",
            count,
        )
    return plural(
        "{n} was on for most of the quiet days and says nothing about when.",
        "{n} were on for most of the quiet days and say nothing about when.",
        count,
    )


def _first(scene, event, day):
    """Say when the first alarm came."""
    lead, one = scene.first_warning
    text = (
        _(VERY_DAY.get(scene.source, VERY_DAY_OF_SALE))
        if lead == 0
        else _("The first alarm, *{light}*, comes {days} before {event}.")
        if lead > 0
        else _("The first alarm, *{light}*, comes {days} after {event}.")
    )
    return text.format(light=_(one.label), day=day, event=event, days=_days(lead))


def _days(lead):
    return plural("{n:.0f} day", "{n:.0f} days", abs(lead))


def _rest(scene):
    """Say how many came late or never."""
    if not scene.is_over:
        return ""
    text = _("{late} came late, {miss} never.") if scene.ends else _("{late} came late, {miss} not yet.")
    return text.format(late=scene.verdicts.count("late"), miss=scene.verdicts.count("miss"))


def _false(scene):
    """Say which alarms were false."""
    if not scene.false:
        return ""
    return _("**False alarms**: {alarms}.").format(
        alarms=listed(
            _("{light} on {false} of {days} quiet days").format(light=_(one.label), false=false, days=days)
            for one, false, days in scene.false
        )
    )


def board_assumptions() -> tuple[str, ...]:
    """Return what is assumed on the board."""
    return (
        _(
            "Thresholds come from the closed form, from published numbers, from calm days, or are assumed: the table "
            "behind the picture says which. None was chosen to look good."
        ),
        _(
            "In the data a number counts from the day it is published. Thresholds of calm days are those of the other "
            "windows, some of them later."
        ),
        _(
            "A fund's buffer of {buffer:g}%, term share of {term:g}%, haircut of "
            "{haircut:g}% stand in for what nobody publishes for this trade alone."
        ).format(buffer=100 * monitor.BUFFER, term=100 * monitor.TERM_SHARE, haircut=100 * monitor.HAIRCUT),
        _("In the model the event is the first sale against the funds' will."),
    )


# ---- the back-test --------------------------------------------------------------------------------------


def backtest(scene: Tested) -> Reading:
    """Count hits, misses and false alarms, and explain the framed cell."""
    hits, late, misses, false = (
        part[scene.place] for part in (scene.hits, scene.late, scene.misses, scene.sweep_false)
    )
    tiles = (
        (_("Warned in time"), _("{part} of {whole}").format(part=hits, whole=scene.judged)),
        (_("Late or missed"), f"{late + misses}"),
        (_("Always on"), f"{scene.always}"),
        (_("False days, %"), f"{100 * false:.0f}"),
    )
    return Reading(
        paragraph(
            _framed(scene),
            _(
                "Over the three events, September 2019, March 2020 and April 2025, {judged} warnings were possible: "
                "**{hits} came in time**, {late} late, {misses} never, {always} from lights that are always on."
            ).format(judged=scene.judged, hits=hits, late=late, misses=misses, always=scene.always),
            _(
                "Thresholds at {low:g} times: {few} in time, {few_false:.0f}% false days. At {high:g} times: {many} and "
                "{many_false:.0f}%."
            ).format(
                low=FACTORS[0],
                few=scene.hits[0],
                few_false=100 * scene.sweep_false[0],
                high=FACTORS[-1],
                many=scene.hits[-1],
                many_false=100 * scene.sweep_false[-1],
            ),
        ),
        tiles,
    )


def _framed(scene):
    """Explain the framed cell."""
    outcome, lead, day = scene.cell
    text = LATE_THAT_DAY if outcome == "late" and not lead else CELLS[outcome]
    return _(text).format(
        light=_(scene.lights[scene.row].label),
        window=_(scene.windows[scene.column].name),
        days=_days(lead),
        day=full_date(day) if day else "",
    )


def backtest_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the back-test."""
    return (
        _(
            "A warning in time is an alarm in the {days} days before the event. An alarm on more than "
            "{always:.0f}% of the quiet days before it is always on."
        ).format(days=monitor.HORIZON.days, always=100 * ALWAYS),
        _("Thresholds of calm days come from the other windows; nobody had the later ones at the time."),
        _(
            "Three events prove little. In April 2025 the event is the jump of yields; the basis trade held, so a miss "
            "there is no failure of the board."
        ),
    )


# ---- the stress test ------------------------------------------------------------------------------------


def stress(scene: Stressed) -> Reading:
    """Explain the framed cell: the scenario, with and without the policy, and what the lever does."""
    without, some = cell(scene.without, scene), cell(scene.with_it, scene)
    name, start = POLICIES[scene.policy]
    moved = (
        shown_change(scene.without, scene.with_it, scene.places, number_of(scene)) if scene.is_possible else math.nan
    )
    tiles = (
        (_("Without"), without),
        (_("With it"), some),
        (_("Change"), cell(moved, scene, "+")),
        (_("Better in"), _("{part} of {whole}").format(part=scene.better, whole=len(scene.rows))),
        (_("Worse in"), _("{part} of {whole}").format(part=scene.worse, whole=len(scene.rows))),
    )
    if scene.is_possible:
        compared = _(COMPARED[scene.scenario]).format(
            measure=_(MEASURE_WORDS[scene.measure]), without=without, some=some, policy=_(name)
        )
    else:
        compared = _(
            "**{policy}** is not possible here: with the own money they have, funds could not put "
            "up the haircut and the margin."
        ).format(policy=_(start))
    return Reading(paragraph(compared, _lever(scene.policy), _(STORIES[scene.scenario])), tiles)


def _lever(policy):
    """Say what a policy stops and leaves alone."""
    found = next((row for row in LEVERS if row.name == policy), None)
    if found is not None:
        return paragraph(_(found.stops), _("*Left alone, or worse:* {leaves}").format(leaves=_(found.leaves)))
    if policy == "facility closed":
        return _("In all other columns the standing repo facility is open: this shows what it does.")
    levers = [_(row.name) for lever in BY_NAME[policy].levers for row in LEVERS if type(row.lever) is type(lever)]
    return _("It is made of: {levers}.").format(levers=listed(levers, "names"))


def stress_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the stress test."""
    return (
        _(
            "The scenarios are examples, not forecasts: nobody knows how likely they are. Price impact, dealers' room "
            "and funds' cash are not public."
        ),
        _("Sizes are usual ones, not the best ones, so columns compare kinds of policies, not their limits."),
        _("The standing repo facility is open in every scenario, unless a column closes it."),
        _("That the Fed's help makes funds bolder is not in the table."),
    )


# ---- what there was to see -------------------------------------------------------------------------------


def _named(lights):
    """Return lights in words."""
    return listed((_("*{light}*").format(light=_(one.label)) for one, _lead in lights), "and")


def seen_board() -> str:
    """Return what there was to see on the board."""
    march, april = (warning_board.compute(source, 100, 1.0, "alert", 100) for source in ("2020-03", QUIET_EVENT))
    return _(
        "**In March 2020 {hits} of {count} lights came in time** at *alert*: {named}. Others came late, or had been on for weeks "
        "and so said nothing about when. **In April 2025 it was {april}**, but nothing broke in the basis trade, so a "
        "dark board was not wrong: a board is also judged by its silence."
    ).format(
        hits=march.verdicts.count("hit"),
        count=len(march.lights),
        named=_named(march.having("hit")),
        april=april.verdicts.count("hit"),
    )


def seen_test() -> str:
    """Return what there was to see in the back-test."""
    usual = backtest_grid.compute("alert", 1.0, "calls of a rally", "2020-03")
    hits, false = usual.hits, 100 * usual.sweep_false
    return _(
        "**Other thresholds give up one thing for another.** Of {judged} warnings that were possible over three events, {hits} "
        "came in time, with alarms on {false:.0f}% of the quiet days. Halve all thresholds, and it is {more} with "
        "{worse:.0f}%. Better data could improve both, because many lights, funds' cash and R among them, need numbers that "
        "nobody publishes for this trade alone."
    ).format(judged=usual.judged, hits=hits[usual.place], false=false[usual.place], more=hits[0], worse=false[0])


def seen_stress() -> str:
    """Return what there was to see in the stress table."""
    found = {policy: value("m3", policy, "sold") for policy in ("no policy", "hedged purchases", "line to the funds")}
    return _(
        "**A crisis at the cliff, and three answers**: without a policy funds sell {nothing:.0f}% of their notes against their "
        "will. Hedged purchases leave {hedged:.0f}%, because they keep the gap from widening while others sell. A line to "
        "the funds leaves {line:.0f}%, because it pays calls, and most of what is sold there is sold at loss limits. A cash "
        "buffer that was there before leaves {cash:.0f}%."
    ).format(
        nothing=found["no policy"],
        hedged=found["hedged purchases"],
        line=found["line to the funds"],
        cash=value("m3", "cash buffer", "sold"),
    )
