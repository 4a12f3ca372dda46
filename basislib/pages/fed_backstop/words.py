"""What page 08 says: beside its pictures, and about them."""

from basislib.figures import backstop_sure as sure_chart
from basislib.figures.backstop_links import LINKS
from basislib.formats import billions, money, signed
from basislib.language import N_, _, listed, paragraph
from basislib.policy import robustness
from basislib.record import famous
from basislib.scenes import backstop_links, backstop_sure, backstop_timing, counting_on_help
from basislib.scenes.backstop import DRAIN, FOREIGN_DAYS, HIGHER_HAIRCUT, KINDS, LIFT, SOME
from basislib.scenes.backstop_days import HelpedDays, planned
from basislib.scenes.backstop_links import LIGHT, STOPPED, Links
from basislib.scenes.backstop_sure import HOLDS, Sure
from basislib.scenes.backstop_timing import Timing
from basislib.scenes.counting_on_help import COMES, FAILS, HELPED, LESS, NONE, Hazard
from basislib.scenes.market_days import BASE, CENTS, DAYS, FIRST_DAY, NIGHTS, RUN
from basislib.widgets.explorer import Reading

TERMS = (
    "against their will",
    "basis point",
    "cash buffer",
    "dash for cash",
    "dealer",
    "dealers' room",
    "draw",
    "duration",
    "forced sale",
    "future",
    "gap",
    "haircut",
    "hedge fund",
    "hedged purchase",
    "leverage",
    "leverage ratio",
    "loss limit",
    "margin call",
    "moral hazard",
    "note",
    "outright purchase",
    "own money",
    "precaution",
    "repo",
    "standing repo facility",
    "target range",
    "voluntary sale",
)  # explained on this page


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {
        f"{famous.SRF_RECORD:g}",
        f"{famous.SRF_RECORD_LATER:g}",
        f"{famous.CLAIMED_SRF}",
        f"{famous.SRF_YEAR}",
        f"{famous.FED_PACE}",
        f"{famous.FED_YEAR}",
    }


# ---- choices --------------------------------------------------------------------------------------------

TOOLS = {  # the Fed's and the regulator's in a crisis first, then rules made beforehand
    "facility": N_("Lend to dealers (standing repo facility)"),
    "foreign": N_("Lend to foreigners (FIMA repo facility)"),
    "outright": N_("Buy outright"),
    "hedged": N_("Buy, hedged with futures"),
    "relief": N_("More room for dealers (leverage ratio)"),
    "line": N_("A line to the funds"),
    "buffer": N_("A cash buffer (rule)"),
    "cash": N_("Cash for the lenders"),
    "deadline": N_("Longer to pay a call (rule)"),
    "cap": N_("A leverage cap (rule)"),
    "steady": N_("A margin that is never low (rule)"),
    "clearing": N_("Cross-margining (rule)"),
    "floor": N_("A haircut floor (rule)"),
    "term": N_("More repo for a term (rule)"),
    "holders": N_("More long-term holders (rule)"),
}
ONLY = {
    "all": N_("any values"),
    "purchase_effect-low": N_("purchases that hardly lift notes"),
    "purchase_effect-high": N_("purchases that lift notes most"),
    "nights-low": N_("dear repo expected to pass"),
    "nights-high": N_("dear repo expected to last"),
    "buffer-low": N_("small cash buffers"),
    "buffer-high": N_("large cash buffers"),
    "dealer_room-low": N_("little dealers' room"),
    "dealer_room-high": N_("much dealers' room"),
    "foreign-low": N_("small foreign sales"),
    "foreign-high": N_("large foreign sales"),
    "lender_slack-low": N_("lenders with little spare cash"),
    "lender_slack-high": N_("lenders with much spare cash"),
}


def markets():
    """Return the choices of a market."""
    return {
        "calm": _("calm: $600bn, much room"),
        "crowded": _("crowded: $830bn, little room"),
        "cliff": _("cliff: $1,000bn, hardly any room"),
    }


def shocks():
    """Return the choices of a shock."""
    return {
        "half": _("half as large"),
        "standard": _("the dash for cash"),
        "double": _("twice as large"),
        "run": _("lenders leave as well"),
        "drain": _("lenders lose cash as well"),
        "haircut": _("haircuts rise as well"),
    }


def hold():
    """Return the choices of what funds keep."""
    return {"buffer": _("their cash buffer: new own money"), "own": _("their own money: less cash")}


def where():
    """Return the choices of which draws count."""
    return {"sells": _("funds sell at all"), "called": _("calls force sales"), "everywhere": _("all of them")}


def facility():
    """Return the choices of the standing facility."""
    return {"open": _("open, as it is today"), "closed": _("closed")}


def plans():
    """Return the names of the plans."""
    return {
        "none": _("No help"),
        "closed": _("Not even lending"),
        "early": _("Outright, early"),
        "hedged": _("Hedged purchases"),
        "late": _("Hedged, too late"),
        "room": _("Room for dealers"),
        "line": _("Line to the funds"),
        "all": _("The whole kit"),
    }


def hedges():
    """Return the choices of purchases."""
    return {"outright": _("outright"), "hedged": _("hedged with futures")}


def spared():
    """Return the choices of what the map shows."""
    return {"sold": _("sales against the funds' will"), "dislocation_rise": _("the widening of the gap")}


def help_expected():
    """Return the choices of the help that funds count on."""
    return {"hedged": _("hedged purchases"), "outright": _("outright purchases"), "line": _("a line")}


# ---- assumptions ----------------------------------------------------------------------------------------


def _market_assumptions():
    return (
        _(
            "Markets and shock are those of the page before. Price impact, dealers' room, cash buffers, loss limits and "
            "the wish for cash are not published for this trade."
        ),
        _(
            "“Lenders lose cash”: ${drain:g}bn leave them on day {day}. “Haircuts rise”: by {rise:g} percentage point on "
            "day {day}. “Lenders leave”: {run:.0%} of the loans that fall due are not renewed."
        ).format(drain=DRAIN, rise=100 * HIGHER_HAIRCUT, day=FIRST_DAY, run=RUN),
        _(
            "Known to be otherwise [K]: there is one note, one future and one fund sector; the Fed limits what it lends "
            "to each borrower; what it announces moves no price here before it acts."
        ),
    )


def links_assumptions():
    """Return what is assumed in the picture of the links."""
    return (
        _(
            "“Usual” sizes are ours. A link counts as eased when its number is at least {light:.0%} lower, as stopped "
            "from {stopped:.0%}. The link that a tool is for has a thick edge."
        ).format(light=LIGHT, stopped=STOPPED),
        _(
            "Each $1bn bought outright lifts the value of all notes by {lift:g} cents per 100 (gamma in the model). Funds "
            "expect the repo rate of the day to last {nights} nights. Both have a slider."
        ).format(lift=LIFT, nights=NIGHTS),
        _(
            "Loans to foreigners: they borrow against notes that they would have sold, as far as the sum goes. "
            "In spring 2020 hardly any did, in March 2023 for ${fima:g}bn [K]; how many would in the next crisis "
            "is unknown. Dollar swap lines, which act on the same sale, are not in the picture [K]."
        ).format(fima=famous.FIMA_RECORD),
        _(
            "Funds do not count a line that is not drawn as cash. If they did, those of the crowded market would sell next "
            "to nothing out of precaution, and the line would look far better."
        ),
        _("Nobody knows whether an open facility calms lenders who would leave; the slider starts at nothing."),
        *_market_assumptions(),
    )


def sure_assumptions():
    """Return what is assumed in the picture of the draws."""
    return (
        _(
            "Each draw takes some twenty unknowns evenly from ranges of ours: buffers, loss limits, price impact, how "
            "long lenders take to return a gain, and others. Other ranges would give other shares."
        ),
        _("A change of less than a quarter of a point of the position, or of a cent in the gap, counts as the same."),
        _(
            "“If lenders lose cash”: ${drain:g}bn leave them on day {day}, with the facility against without it. “Funds "
            "count on”: they hold {less}% less cash and have a line of that size."
        ).format(drain=DRAIN, day=FIRST_DAY, less=LESS),
    )


def days_assumptions():
    """Return what is assumed in the picture of the days."""
    return (
        _(
            "Each $1bn bought outright lifts the value of all notes by {lift:g} cents per 100 for good. Hedged purchases "
            "leave it alone. Funds expect the repo rate of the day to last {nights} nights."
        ).format(lift=LIFT, nights=NIGHTS),
        _(
            "The Fed's result counts its notes at the last day's price: selling them all at once would move it. What it "
            "lent counts without risk, but for the line."
        ),
        *_market_assumptions(),
    )


def timing_assumptions():
    """Return what is assumed on the map."""
    return (
        _(
            "“Too late”: no size on the map spares a tenth of what the colours show if help begins that day. “Too "
            "little”: more would."
        ),
        *_market_assumptions(),
    )


def hazard_assumptions():
    """Return what is assumed of funds that count on help."""
    return (
        _(
            "Who counts on help holds as many notes with less own money: the cash buffer falls. How far funds would go "
            "nobody knows."
        ),
        _(
            "The line pays nothing new on the day of a close-out. A line that is not drawn is no cash to funds; if "
            "it were, it would look better than here."
        ),
        *_market_assumptions(),
    )


# ---- which tool stops which link ------------------------------------------------------------------------

STATES = {  # of the link that the tool is for
    "stopped": N_("It is for the link *{link}*, and stops it here."),
    "eased": N_("It is for the link *{link}*, which is {fall:.0%} lower with it."),
    "idle": N_("It is for the link *{link}*. **This shock does not pull there**, so there is nothing to stop."),
    "same": N_("It is for the link *{link}*, but **that stays as it is** here."),
    "worse": N_("It is for the link *{link}*, but **makes it worse** here."),
}
DOES = {  # how each tool works, and what it does not reach
    "facility": N_(
        "Dealers who find no lender borrow from the Fed, so the repo rate stops rising near the top of its range. Funds "
        "have no access, so it pays no call."
    ),
    "foreign": N_(
        "Foreign central banks borrow dollars against their notes and need not sell them. Of the tools here it "
        "is the only one for the shock itself, and it comes too late for notes that are sold already."
    ),
    "outright": N_(
        "The Fed takes notes off the dealers, so the next sale moves the gap less. It also lifts the value of all notes, "
        "and is left with the risk that yields rise."
    ),
    "hedged": N_(
        "The Fed buys notes and sells as many futures: it takes the funds' trade over. Yields move only by the "
        "note's part of the gap. With futures nobody has done it."
    ),
    "relief": N_("Banks may carry more notes for the same own money. It brings no cash to anybody."),
    "line": N_(
        "The Fed pays calls that funds cannot pay, without security. It does not reach what they sell at their "
        "loss limits, nor, as an undrawn line is no cash to them here [A], what they sell to keep their cash."
    ),
    "buffer": N_(
        "Funds hold more cash before anything happens, so they need not sell to have enough. Own money costs."
    ),
    "cash": N_("Lenders have more to lend, so the repo rate stays in the range. Funds' cash and dealers' room stay."),
    "deadline": N_("A call may be paid over several days. What must be paid in the end stays, and the broker waits."),
    "cap": N_("Funds borrow less, and what is not borrowed is cash. The gap is wider in calm times."),
    "steady": N_("The margin starts higher and so rises less in the crisis. It ties up more in calm times."),
    "clearing": N_(
        "The clearing house sees note and future together and asks for less. All depends on what funds do with the cash "
        "that comes free: see “Funds keep” under More."
    ),
    "floor": N_("Each note has more own money behind it. Held beforehand it calms; new on a bad day it is a call."),
    "term": N_("Lenders who want to leave must wait. It changes nothing where nobody leaves."),
    "holders": N_("Dealers find buyers sooner, so the next sale meets emptier books."),
}


def links(chain: Links) -> Reading:
    """Say what the tool is for, what the run found, and what funds still sell."""
    said = chain.said
    text = paragraph(
        _("**{tool}.**").format(tool=_(TOOLS[chain.tool])),
        _(DOES[chain.tool]),
        _(STATES[said.state]).format(link=_(LINKS[said.key][0]), fall=said.fall),
        _sales(chain),
        _kept(chain),
    )
    forced = [sold[[*KINDS].index("call")] for sold in chain.sold]
    return Reading(
        text,
        (
            (_("Sold against their will, $bn"), _both(*chain.unwilling, billions)),
            (_("Of it forced by calls"), _both(*forced)),
            (
                _("Links lower, and worse"),
                _("{lower}, {worse}").format(lower=chain.count("eased", "stopped"), worse=chain.count("worse")),
            ),
            (_("Fed's notes and loans, $bn"), _both(*chain.assets, billions)),
        ),
    )


def _both(before, after, number=format):
    """Return a number without and with help, for a tile; of an amount in $bn `number` is `billions`."""
    return f"{number(before, ',.0f')} → {number(after, ',.0f')}"


def _sales(chain):
    without, with_tool = chain.unwilling
    before, after = money(without, 0), money(with_tool, 0)
    if before == after == money(0, 0):
        return _("Funds sell nothing against their will, with or without it.")
    if after == money(0, 0):
        said = _("Funds sell **nothing** against their will instead of {before}.")
    elif before == after:
        said = _("Funds sell **{after}** against their will, with it and without.")
    elif with_tool > without:
        said = _("Funds sell *more* against their will, {after} instead of {before}.")
    else:
        said = _("Funds sell **{after}** against their will instead of {before}.")
    return said.format(before=before, after=after)


def _kept(chain):
    """Say what funds keep where a tool changes haircut, margin or leverage beforehand."""
    if not chain.moved:
        return ""
    if chain.hold == "own":
        return _(
            "Funds keep their own money, so their cash buffer goes from {buffers[0]:.1f}% to {buffers[1]:.1f}% of the "
            "position."
        ).format(buffers=chain.buffers)
    before, after = chain.own_money
    said = (
        _("Part of the effect is new own money: it goes from {before} to {after} beforehand.")
        if after > before
        else _("Part of the effect is withdrawn own money: it goes from {before} to {after} beforehand.")
    )
    return said.format(before=money(before), after=money(after))


def _links_of(shock="standard", **settings):
    """Return the `Links` of the crowded market."""
    _fields, times, own, _term = BASE["crowded"]
    return backstop_links.compute(times, own, "crowded", shock, **settings)


def seen_links() -> str:
    """Return what there was to see in the first picture."""
    line, hedged, foreign = (_links_of(tool=tool) for tool in ("line", "hedged", "foreign"))
    bound = _links_of(tool="line", shock="haircut")
    return _(
        "**Here no call forces the sales, so a line that pays calls spares nothing.** Funds sell {before} because they want "
        "to keep enough cash, and because loss limits bind once the foreign sale has filled the dealers and widened the "
        "gap. A tool that goes to those links leaves much less: {hedged} with hedged purchases, {foreign} if the Fed "
        "lends to some of the foreigners. The line is for another crisis: when haircuts rise as well, it takes the "
        "sales that calls force from {call[0]} to {call[1]}."
    ).format(
        before=money(line.unwilling[1], 0),
        hedged=money(hedged.unwilling[1], 0),
        foreign=money(foreign.unwilling[1], 0),
        call=[money(sold[[*KINDS].index("call")], 0) for sold in bound.sold],
    )


def lending() -> str:
    """Return what lending to dealers does, and what it does not."""
    squeeze, run = _links_of(tool="facility", shock="drain"), _links_of(tool="facility", shock="run")
    calmed = _links_of(tool="facility", shock="run", calmed=100)
    signs = [
        backstop_sure.sign("facility", measure, where) for measure, where in (("all", "everywhere"), ("sold", "sells"))
    ]
    return _("""Press **Lend to dealers** above. If lenders lose {drain}, a high repo rate means that the trade does not pay \
for as long as it lasts. With no facility funds then sell {without}, with one {with_tool}; part of that is of their own \
accord. That lending keeps funds larger in such a squeeze holds in {all_less:.0%} of our draws. That they sell less \
*against their will* holds in {sold_less:.0%} only, because \
funds that do not leave of their own accord can still be made to sell.

On margin calls it does nothing: it lends to dealers and banks, and the funds' notes are pledged already. What it does \
to lenders who think of leaving, nobody knows. In the spring of 2025 the manager of the Fed's portfolio said that \
resilient repo markets had probably kept some trades from being closed, and that the Fed's control of the rate had \
probably helped (Perli, 9 May 2025). **Lenders calmed** is the switch for that: if lenders leave, funds sell {run} \
against their will with a facility that calms nobody, and {calmed} if it calms all.""").format(
        drain=money(DRAIN, 0),
        without=money(squeeze.sold[0].sum(), 0),
        with_tool=money(squeeze.sold[1].sum(), 0),
        all_less=signs[0].lower,
        sold_less=signs[1].lower,
        run=money(run.unwilling[1], 0),
        calmed=money(calmed.unwilling[1], 0),
    )


# ---- how sure -------------------------------------------------------------------------------------------


def sure(found: Sure) -> Reading:
    """Say which tools have the same sign nearly everywhere, and which have both signs."""
    if not found.draws:
        return Reading(_("No draw counts here. Choose other draws."), ((_("Draws that count"), "0"),))
    names = {
        tool: paragraph(*map(_, lines)).format(line=backstop_sure.LINE) for tool, lines in sure_chart.TOOLS.items()
    }
    return Reading(
        paragraph(
            _("Each bar holds {draws:,} crises, a draw of what nobody knows for each.").format(draws=found.draws),
            _("In at least {holds:.0%} of them the sign is the same for: {tools}.").format(
                holds=HOLDS, tools=listed((names[tool] for tool in found.robust), "semicolon")
            )
            if found.robust
            else _("No tool has the same sign in {holds:.0%} of them.").format(holds=HOLDS),
            _("**Both signs occur**, each in a tenth or more, for: {tools}.").format(
                tools=listed((names[tool] for tool in found.flips), "semicolon")
            )
            if found.flips
            else _("No tool has both signs in a tenth each."),
        ),
        (
            (_("Draws that count"), f"{found.draws:,}"),
            (_("Same sign in {holds:.0%}").format(holds=HOLDS), f"{len(found.robust)} / {len(found.signs)}"),
            (_("Both signs in 10% each"), f"{len(found.flips)} / {len(found.signs)}"),
        ),
    )


def seen_sure() -> str:
    """Return what there was to see in the picture of the draws."""
    sign = backstop_sure.sign
    return _(
        "**Some of it may be said without more, some may not.** Purchases while others sell narrow the gap in "
        "{gap:.0%} of the draws, because they take notes off the dealers when these are full. A line spares sales in "
        "{line:.0%} of them, but where calls force sales it does in {called:.0%}. Lending flips: if lenders have much spare cash, it "
        "means less sold against the funds' will in {less:.0%} and more in {more:.0%}."
    ).format(
        gap=sign("hedged", "peak", "everywhere").lower,
        line=sign("line").lower,
        called=sign("line", where="called").lower,
        less=sign("facility", only="lender_slack-high").lower,
        more=sign("facility", only="lender_slack-high").higher,
    )


# ---- timing and size ------------------------------------------------------------------------------------

LOST = {  # what is lost, and how it is measured: in a sentence, in a tile
    "sold": (N_("{share:.0f}% of the position"), N_("{share:.0f}%")),
    "dislocation_rise": (N_("{share:.0f} cents"), N_("{share:.0f} cents")),
}


def timing(field: Timing) -> Reading:
    """Say what is lost without help and here, and from when on help is too late."""
    lost, short = map(_, LOST[field.what])
    if field.nothing_lost:
        text = _("Without help nothing is lost here, so there is nothing to spare. Try another market or shock.")
    else:
        text = paragraph(
            _("Without help it is {alone}; here it is **{here}**.").format(
                alone=lost.format(share=field.alone), here=lost.format(share=field.here)
            ),
            _("The Fed has bought {fed} in the end.").format(fed=money(field.fed, 0)) if field.buys else "",
            _late(field),
            _("Here *more* is lost than without help.") if field.worse else _better(field),
        )
    return Reading(
        text,
        (
            (_("Without help"), short.format(share=field.alone)),
            (_("Here"), short.format(share=field.here)),
            (_("Too late from day"), f"{field.late_from:.0f}" if field.helps and field.late_from < 100 else "–"),
            (_("Last sale, day"), f"{field.last_sale}" if field.last_sale else "–"),
        ),
    )


def _late(field):
    if not field.buys and field.up == "pace":
        return _("**Nothing is bought anywhere on this map**: purchases are {none} in all.").format(none=money(0, 0))
    if not field.buys:
        return _("**Nothing is bought anywhere on this map**: purchases are {none} a day.").format(none=money(0, 0))
    if not field.helps:
        return _("Nothing on this map spares a fifth: it is not the tool for this link.")
    if field.late_from > field.days[-1]:
        return _("No day on the map is too late.")
    return _("From day {day:.0f} on it is too late: no size on the map spares a tenth of it.").format(
        day=field.late_from
    )


def _better(field):
    better = field.better_day
    if not better:
        return ""
    return _("The same purchases from day {day:.0f} would spare {share:.0%} of it.").format(
        day=better[0], share=better[1]
    )


def seen_timing() -> str:
    """Return what there was to see on the map."""
    _fields, times, own, _term = BASE["crowded"]
    field = backstop_timing.compute("crowded", "standard", times, own, "hedged", 20, 200, FIRST_DAY, "pace", "sold")
    late = backstop_sure.sign("late"), backstop_sure.sign("late", "all")
    return _(
        "**Here too late begins soon after the foreign sale ends.** Foreigners sell until day {last}, and from "
        "day {late:.0f} no pace spares a tenth of what funds sell; at the cliff, where sales go on longer, that "
        "day is later. Before that, even purchases that begin while others sell keep the gap below the loss "
        "limits. Purchases from day 21 leave sales against the funds' will as they are in {same:.0%} of the "
        "draws; but they close the gap, and then funds leave of their own accord: in {more:.0%} more is sold in "
        "all."
    ).format(last=FOREIGN_DAYS[1], late=field.late_from, same=late[0].same, more=late[1].higher)


# ---- day by day -----------------------------------------------------------------------------------------

WIDENS = {  # whether gap and repo rate are as without help
    (True, True): N_("The gap widens to {gap} cents, as without; the repo rate rises by {rate}bp, as without."),
    (True, False): N_(
        "The gap widens to {gap} cents, as without; the repo rate rises by {rate}bp instead of {rate_alone}."
    ),
    (False, True): N_(
        "The gap widens to {gap} cents instead of {gap_alone}; the repo rate rises by {rate}bp, as without."
    ),
    (False, False): N_(
        "The gap widens to {gap} cents instead of {gap_alone}; the repo rate rises by {rate}bp instead of {rate_alone}."
    ),
}
ENDS = {  # whether the Fed has earned (1), or lost (-1), or neither
    0: N_("By day {day} it has earned or lost next to nothing."),
    1: N_("By day {day} it has earned {fed}."),
    -1: N_("By day {day} it has lost {fed}."),
}


def days(found: HelpedDays) -> Reading:
    """Say what the help did, and what the Fed has on its books."""
    upto = slice(0, found.day + 1)
    if found.day < DAYS:
        text = _day(found)
    else:
        text = _nobody(found) if found.nobody_helps else paragraph(_help(found), _book(found))
    return Reading(
        text,
        (
            (
                _("Sold against their will, $bn"),
                _both(found.unwilling_alone[upto].sum(), found.unwilling[upto].sum(), billions),
            ),
            (_("Widest gap, cents"), _both(found.dislocation_alone[upto].max(), found.dislocation[upto].max())),
            (_("Fed's notes and loans, $bn"), billions(found.assets[upto].max(), ",.0f")),
            (_("Fed has earned, $bn"), signed(found.result[found.day], 1, number=billions)),
        ),
    )


def _day(found):
    at = found.day
    return paragraph(
        _("Day {day}.").format(day=at),
        _("Funds sell {sold} against their will today; without help it would be {alone}.").format(
            sold=money(found.unwilling[at]), alone=money(found.unwilling_alone[at])
        ),
        _("The gap is {gap:.0f} cents, without help {alone:.0f}.").format(
            gap=found.dislocation[at], alone=found.dislocation_alone[at]
        ),
        _("The Fed has bought and lent {assets}.").format(assets=money(found.assets[at], 0)),
    )


def _nobody(found):
    sold, lent = found.unwilling.sum(), found.assets.max()
    if lent < SOME:
        helps = _("Nobody helps.")
    else:
        helps = _("Nobody helps but the standing repo facility, which lends dealers up to {lent}.")
    if sold < SOME:
        told = (_("Funds sell nothing against their will; the gap widens to {gap:.0f} cents."),)
    else:
        told = (
            _(
                "Funds sell {sold} against their will, {share:.0f}% of the position, and the gap widens to {gap:.0f} cents."
            ),
            _("Choose a preset, or move what the Fed can do."),
        )
    return paragraph(helps, *told).format(
        lent=money(lent, 0), sold=money(sold, 0), share=100 * sold / found.position, gap=found.dislocation.max()
    )


def _help(found):
    some, without = found.unwilling.sum(), found.unwilling_alone.sum()
    after, before = money(some, 0), money(without, 0)
    if after == before == money(0, 0):
        sold = _("Funds sell nothing against their will, with help or without.")
    elif after == money(0, 0):
        sold = _("Funds sell **nothing** against their will instead of {before}.")
    elif after == before:
        sold = _("Funds sell as much against their will as without help: **{after}**.")
    else:
        sold = _("Funds sell **{after}** against their will instead of {before}.")
    rates = f"{found.rate.max():.0f}", f"{found.rate_alone.max():.0f}"
    gaps = f"{found.dislocation.max():.0f}", f"{found.dislocation_alone.max():.0f}"
    return paragraph(
        sold.format(after=after, before=before),
        _(WIDENS[gaps[0] == gaps[1], rates[0] == rates[1]]).format(
            gap=gaps[0], gap_alone=gaps[1], rate=rates[0], rate_alone=rates[1]
        ),
    )


def _book(found):
    earned = found.result[-1]
    sign = 0 if abs(earned) < 0.05 else 1 if earned > 0 else -1
    return paragraph(
        _("The Fed's notes and loans grow by {assets} at most.").format(assets=money(found.assets.max(), 0)),
        _(ENDS[sign]).format(day=DAYS, fed=money(abs(earned))),
        _("A basis point more in yields costs it ${exposure:.0f}m.").format(exposure=found.exposure)
        if found.exposure > 0.5
        else "",
        _("**Funds are closed out.**") if found.closed else "",
    )


def seen_days() -> str:
    """Return what there was to see in the picture of the days."""
    outright, hedged = planned("early"), planned("hedged")
    more = robustness.holds("hedged_purchases_spare_more_than_outright")
    return _(
        "**What differs is the Fed's book.** Outright purchases leave the Fed with a loss of ${exposure:.0f}m "
        "for each basis point that yields rise, and it has lost {lost} once yields are back; hedged, next to "
        "nothing. They also lift the value of all notes, and that is a decision about interest rates, which "
        "hedged purchases leave to others. Which of the two spares more sales cannot be said: in {same:.0%} of "
        "the draws they spare the same, in {more:.0%} hedged ones more."
    ).format(
        exposure=outright.exposure - hedged.exposure, lost=money(-outright.result[-1]), same=more.same, more=more.lower
    )


def hidden() -> str:
    """Return on what it hangs whether hedged purchases spare more."""
    quarters = robustness.by_quarter("hedged_purchases_spare_more_than_outright", "purchase_effect")
    return _(
        "It hangs on how much a purchase lifts the value of all notes (gamma), because short futures then lose cash until "
        "lenders return the notes' gain. In the quarter of the draws where gamma is smallest, hedged purchases spare more in "
        "{low:.0%}; where it is largest, in {high:.0%}."
    ).format(low=quarters[0].lower, high=quarters[-1].lower)


# ---- counting on help -----------------------------------------------------------------------------------


def hazard(found: Hazard) -> Reading:
    """Say what funds sell that count on help, if it comes and if it does not."""
    sold = [f"{share:.0f}%" for share in found.sold]
    text = paragraph(
        _("With no help funds sell {none} of the position against their will, with help {helped}.").format(
            none=sold[NONE], helped=sold[HELPED]
        ),
        _(
            "Once they count on it and hold less cash, they sell **{comes}** if it comes, and {fails} if it does not."
        ).format(comes=sold[COMES], fails=sold[FAILS])
        if found.counted
        else _("They hold no less cash, so it makes no difference whether they count on it."),
        _("Who lent to them, or stands in for them, loses {lost} if it does not come.").format(
            lost=money(found.others[FAILS])
        )
        if found.others[FAILS] > SOME
        else "",
    )
    return Reading(
        text,
        (
            (_("Sold, no help"), sold[NONE]),
            (_("With help"), sold[HELPED]),
            (_("Counted on"), sold[COMES]),
            (_("And it fails"), sold[FAILS]),
        ),
    )


def seen_hazard() -> str:
    """Return what there was to see about counting on help."""
    _fields, times, own, _term = BASE["crowded"]
    impact = CENTS * BASE["crowded"][0]["impact_beyond"]
    bought, line = (
        counting_on_help.compute(times, own, "crowded", "standard", each, LESS, impact) for each in ("hedged", "line")
    )
    sign = backstop_sure.sign("counted")
    return _(
        "**Help that is counted on undoes part of itself.** Purchases take what funds sell from {none:.0f}% of "
        "the position to {helped:.0f}%; from funds that hold less cash because of them, it is {comes:.0f}%. A "
        "line is worse, because it pays only calls and, undrawn, is no cash to them [A], while the missing cash "
        "makes them sell for every reason: {line:.0f}%, whether it comes or not. Funds that count on a line sell "
        "more in {more:.0%} of the draws."
    ).format(
        none=bought.sold[NONE],
        helped=bought.sold[HELPED],
        comes=bought.sold[COMES],
        line=line.sold[COMES],
        more=sign.higher,
    )
