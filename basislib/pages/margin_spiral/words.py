"""What page 07 says: beside its pictures, and about them."""

import math

from basislib.figures.sector_accounts import short
from basislib.formats import billions, shown_change
from basislib.formats import money as bn
from basislib.language import _, paragraph
from basislib.market import Market
from basislib.policy.robustness import holds, share
from basislib.scenes import foreign_sale, market_days, spiral_rounds
from basislib.scenes.foreign_sale import Foreign
from basislib.scenes.market_days import DAYS, RALLY, Days, late_together, sold_together, usual
from basislib.scenes.phase_map import Field
from basislib.scenes.sector_accounts import Money
from basislib.scenes.spiral_rounds import CENTS, CHEAP, MARGIN, START, TIGHTER, Spiral
from basislib.widgets.explorer import Reading

SAID = 0.05  # $bn: less is not worth a sentence
TERMS = (
    "cash buffer",
    "dealer",
    "dealers' room",
    "draw",
    "forced sale",
    "gap",
    "haircut",
    "hedged",
    "initial margin",
    "leverage",
    "locked",
    "loss limit",
    "loss spiral",
    "M, the multiplier",
    "margin call",
    "margin spiral",
    "note",
    "own money",
    "precaution",
    "price impact",
    "R, the spiral number",
    "R_d, the second spiral number",
    "repo",
    "run",
    "sell-off",
    "shortfall",
    "voluntary sale",
)  # explained on this page


def kinds() -> dict[str, str]:
    """Return what a call can be."""
    return {"loss": _("a loss, paid in cash"), "margin": _("a rise of the margin")}


def axes() -> dict[str, str]:
    """Return which two settings the map can show."""
    return {
        "haircut-impact": _("haircut and price impact"),
        "position-impact": _("position and price impact"),
        "call-impact": _("call and price impact"),
        "haircut-leverage": _("haircut and leverage"),
        "call-leverage": _("call and leverage"),
        "room-position": _("dealers' room and position"),
        "room-call": _("dealers' room and call"),
    }


def markets() -> dict[str, str]:
    """Return the markets."""
    return {
        "calm": _("calm: $600bn, much room"),
        "crowded": _("crowded: $830bn, little room"),
        "cliff": _("cliff: $1,000bn, hardly any room"),
    }


def rules() -> dict[str, str]:
    """Return which rules of their own funds follow."""
    return {
        "both": _("cash targets and loss limits"),
        "limits": _("loss limits only"),
        "precaution": _("cash targets only"),
        "none": _("none: only calls and lenders"),
    }


def when() -> dict[str, str]:
    """Return when a haircut comes, and who pays for it."""
    return {
        "own": _("always, from the buffer"),
        "new": _("always, new own money"),
        "change": _("on day 6, from buffer"),
    }


def show() -> dict[str, str]:
    """Return what can be shown of the money."""
    return {"payments": _("who paid whom"), "sheets": _("T-accounts at the close")}


# ---- round by round, and the map ------------------------------------------------------------------------


def rounds(scene: Spiral) -> Reading:
    """Say whether a sale starts, how far it runs and why it ends."""
    missing = shown_change(scene.buffer, scene.call, 2, billions)
    numbers = {
        **vars(scene),
        "call": bn(scene.call, 2),
        "buffer": bn(scene.buffer, 2),
        "short": bn(max(missing, 0), 2),
        "sale": bn(scene.sale, 0),
        "left": bn(scene.money_left),
    }
    called = _("{call} is called; the buffer is {buffer}.")
    higher = _("The higher margin also takes R from {number_before:.2f} to {number:.2f}.")
    text = paragraph(called, higher if scene.kind == "margin" else "", _outcomes()[scene.region]).format(**numbers)
    return Reading(
        paragraph(text, _round(scene)),
        (
            (_("Spiral number R"), f"{scene.number:.2f}"),
            (_("Sold, % of the position"), f"{scene.end:.1f}"),
            (_("M, times round one"), f"{scene.times:.1f}"),
            (_("Missing, $bn"), billions(max(missing, 0), ".2f")),
        ),
    )


def _outcomes():
    """Return what comes of a call, by region."""
    return (
        _("**Nothing is sold**, although R is {number:.2f}. The buffer decides *whether*, R decides *how far*."),
        _(
            "{short} is missing, and a sale of $100 frees only ${locked:.2f}. Each round moves the price against what is "
            "left, but by less than the round before. It ends at **{sale}**."
        ),
        _(
            "{short} is missing. Own money falls faster than a sale frees money, so **each round is larger than the "
            "last** at first. It ends only because less and less is left to lose on: after **{sale}**."
        ),
        _(
            "{short} is missing, and **no sale is enough**. The fund sells everything, and own money ends at {left}: "
            "somebody else bears that loss."
        ),
        _(
            "That takes all its own money: **it is broke before it sells anything**. Then everything is sold, and own "
            "money ends at {left}: somebody else bears that loss."
        ),
    )


def _round(scene):
    if not scene.on_the_way:
        return ""
    return _("Round {round} sells {sold}; {share:.0f}% of the sale is done.").format(
        round=scene.round, sold=bn(scene.sales[scene.round]), share=100 * scene.so_far / scene.sale
    )


def phases(field: Field) -> Reading:
    """Say in which region we are, and where the line is."""
    here = field.here
    place = (
        _("Here: **the buffer holds**, nothing is sold."),
        _("Here: **amplified**, {sale} of {position} sold."),
        _("Here: **self-fuelling**, {sale} of {position} sold."),
        _("Here: **ruin**, {sale} of {position} sold."),
        _("Here: **broke before it sold**. Then all {position} is sold."),
    )[here.region]
    line = (
        _(
            "R is {number:.2f}; with these notes and this haircut it reaches 1 at an impact of {threshold:.2f} cents "
            "per $bn."
        )
        if math.isfinite(field.threshold)
        else _("Dealers can take the whole position, so R is 0.")
    )
    text = paragraph(
        place,
        _("{share:.0%} of this map looks like that."),
        line,
        _("The line R = 1 does not depend on leverage or on the call: they move the edge of the region without sales.")
        if field.has_line
        else "",
    )
    return Reading(
        text.format(
            sale=bn(here.sale, 0),
            position=bn(here.position, 0),
            share=field.share,
            number=here.number,
            threshold=field.threshold,
        ),
        (
            (_("Spiral number R"), f"{here.number:.2f}"),
            (_("Sold, % of the position"), f"{here.end:.1f}"),
            (_("Buffer, $ per 100"), f"{100 * here.buffer / here.position:.2f}"),
            (_("Called, $ per 100"), f"{100 * here.call / here.position:.2f}"),
        ),
    )


def assumptions_of_the_funds() -> tuple[str, ...]:
    """Return what is assumed in the first two pictures."""
    return (
        _(
            "The price falls in proportion to what is sold and does not come back that day. Nobody publishes by how "
            "much."
        ),
        _("[S] What is sold gets the average price of the sale. All funds are alike, and selling has no other cost."),
        _(
            "[S] The initial margin is {margin:g}% of the notes; all repo is overnight. R does not contain the buffer, and "
            "not the repo rate."
        ).format(margin=100 * MARGIN),
        _(
            "[S] Dealers take what fits their room at {cents:g} cents per $bn. R counts the notes that are left when that "
            "room is full."
        ).format(cents=CHEAP * CENTS),
    )


# ---- day by day -----------------------------------------------------------------------------------------


def days(scene: Days) -> Reading:
    """Say what happened on the day, and what has been sold so far."""
    at, position = scene.day, scene.position[0]
    if at == DAYS:
        text = _closed(scene) if scene.closed[-1] else _end(scene)
    elif not at:
        text = _(
            "Day 0. The gap is {gap:.1f} cents per 100. That pays funds what they ask for on own money. Press Play."
        ).format(gap=scene.dislocation[0])
    else:
        today = {
            "": _("Day {day}."),
            "rally": _("Day {day}, yields move."),
            "foreign": _("Day {day}, foreigners sell."),
        }
        text = paragraph(today[scene.phase].format(day=at), _cash(scene), _sales(scene))
    unwilling = scene.unwilling[: at + 1].sum()
    return Reading(
        text,
        (
            (_("Gap, cents"), f"{scene.dislocation[at]:.1f}"),
            (_("Sold against their will, %"), f"{100 * unwilling / position:.1f}"),
            (_("Of it forced by a call, %"), f"{100 * scene.sold('forced') / position:.1f}"),
            (_("Own money lost, %"), f"{scene.lost[at]:.1f}".replace("-", "−")),
        ),
    )


def _end(scene):
    """Sum up all days."""
    gap, lost = scene.dislocation.max(), max(scene.lost.max(), 0.0)
    if scene.kinds.max() <= SAID:
        return _(
            "In {days} days nobody sells. The gap is {gap:.0f} cents at most, and up to {lost:.0f}% of own money is lost."
        ).format(days=DAYS, gap=gap, lost=lost)
    kinds = {
        "forced": _("{sold} is sold **by force**, because a call could not be paid."),
        "run": _("{sold} is sold because **lenders left**."),
        "precaution": _("{sold} is sold out of **precaution**, because cash ran low."),
        "drawdown": _("{sold} is sold at **loss limits**, because own money had shrunk."),
        "voluntary": _("{sold} is sold of the funds' own accord."),
    }
    return paragraph(
        *(words.format(sold=bn(scene.sold(why), 0)) for why, words in kinds.items() if scene.sold(why) > 10 * SAID),
        _("In {days} days the gap widens to {gap:.0f} cents, and up to {lost:.0f}% of own money is lost.").format(
            days=DAYS, gap=gap, lost=lost
        ),
    )


def _cash(scene):
    at = scene.day
    if scene.closed[at - 1]:
        return ""
    paid, margin = scene.paid[at], scene.margin[at] - scene.margin[at - 1]
    if margin > SAID:
        said = (
            _("Funds pay {paid} on their futures and leave {margin} more as margin.")
            if paid > 0
            else _("Funds get {paid} on their futures and leave {margin} more as margin.")
        )
    else:
        said = _("Funds pay {paid} on their futures.") if paid > 0 else _("Funds get {paid} on their futures.")
    return said.format(paid=bn(abs(paid)), margin=bn(margin))


def _closed(scene):
    return _("On day {day} **no sale was enough: funds were closed out**, with {sold} sold that day.").format(
        day=scene.closed_on, sold=bn(scene.forced[scene.closed_on], 0)
    )


def _sales(scene):
    at = scene.day
    if scene.closed[at]:
        return _closed(scene)
    sold = {
        "forced": _("A call leaves cash {short} short, so {sold} is a **forced sale**."),
        "run": _("Lenders do not renew and hand back the notes: {sold} is sold, one for one."),
        "precaution": _("Cash is below what funds want to keep, so they sell {sold} out of precaution."),
        "drawdown": _("They have lost {lost:.0f}% of own money, so {sold} must go at loss limits."),
        "voluntary": _("They sell {sold} of their own accord: the gap pays less than they ask."),
    }
    said = [
        words.format(sold=bn(getattr(scene, why)[at], 0), short=bn(scene.shortfall[at], 2), lost=scene.lost[at - 1])
        for why, words in sold.items()
        if getattr(scene, why)[at] > 10 * SAID
    ]
    bought = -scene.voluntary[at]
    if bought > 10 * SAID:
        said.append(_("They buy {bought} back: the gap pays more than they ask.").format(bought=bn(bought, 0)))
    return paragraph(*(said or [_("Nobody must sell: {cash} of cash is left.").format(cash=bn(scene.cash[at]))]))


def foreign(scene: Foreign) -> Reading:
    """Say what the foreign sale on show comes to, and how the second spiral number is found."""
    here = scene.here
    share = 1 / scene.width
    out = share / 100 * scene.position
    numbers = {
        "foreign": bn(scene.foreign, 0),
        "gap": scene.widest[here],
        "sold": scene.unwilling[here],
        "share": share,
        "out": bn(out, 1),
        "cents": scene.impact * out,
        "leverage": scene.leverage,
        "number": scene.loss_number,
    }
    said = _(
        "Foreigners sell {foreign}: the gap widens to {gap:.0f} cents, and funds sell {sold:.0f}% against their will."
    )
    again = (
        _(
            "A loss of 1% of own money puts {share:.2g}% of the notes, {out}, over a loss limit. Selling them widens the "
            "gap by {cents:.2g} cents; at {leverage:.0f} times that is {number:.2f}% of own money, the next loss: "
            "**R_d = {number:.2f}**."
        )
        if scene.limits
        else _("Without loss limits no loss makes anybody sell, and R_d does not apply. Calls can still come: see R.")
    )
    return Reading(
        paragraph(said, again).format(**numbers),
        (
            (_("Sold against their will, %"), f"{scene.unwilling[here]:.1f}"),
            (_("Of it forced by a call, %"), f"{scene.sold[0, here]:.1f}"),
            (_("R, for calls"), f"{scene.number:.2f}"),
            (_("R_d, for loss limits"), f"{scene.loss_number:.2f}" if scene.limits else _("no limits")),
        ),
    )


def simplified() -> tuple[str, ...]:
    """Return what is simplified in the daily market."""
    return (
        _(
            "[S] One note, one future, one fund sector, one day after the other in fixed order. Lenders mark all loans to "
            "market each day and give back what notes have gained, term loans included."
        ),
        _(
            "[S] The price moves along two straight lines: a shallow one while dealers have room, a steep one "
            "beyond. What dealers lend to funds takes no room, so a note sold to them takes some even if they had "
            "financed it. Half of the gap shows in the note's price, half in the future's."
        ),
    )


def assumptions_of_the_market() -> tuple[str, ...]:
    """Return what is assumed of the market day by day."""
    return (
        *assumptions_of_the_rules(),
        _(
            "Dealers pass 5% of what they took on each day. Funds ask for 4% a year on own money over the repo rate, and "
            "leave or come back slowly."
        ),
    )


def assumptions_of_the_rules() -> tuple[str, ...]:
    """Return what is assumed of the funds' own rules."""
    calm = Market()
    return (
        _(
            "Funds sell at most {pace:g}% a day while cash is below {target:.0f}% of its usual level; when yields "
            "swing they want more cash than that. Nobody publishes that."
        ).format(pace=100 * calm.precaution_pace, target=100 * calm.cash_target),
        _(
            "The first fund must cut when {first:.0f}% of own money is lost, the last at {last:.0f}%; who is out stays out. "
            "Nobody publishes that, and no crisis on record pins it down."
        ).format(first=100 * calm.drawdown_limit, last=100 * (calm.drawdown_limit + calm.drawdown_width)),
        _not_public(),
    )


def markets_differ() -> str:
    """Return that the markets of the daily model are not those of the first picture."""
    crowded = foreign_sale.compute(**foreign_sale.of_market("crowded"))
    return _(
        "The daily markets lock other shares than those of the first picture, so R differs: here the crowded one has "
        "{here:.2f}, there {there:.2f}. Both are set once dealers are full."
    ).format(here=crowded.number, there=spiral_rounds.compute(**START).number)


def known() -> tuple[str, ...]:
    """Return what is known to be otherwise, with the real rule."""
    return (
        _(
            "[K] Futures are called twice a day, and a note that is sold is paid the next day. Here all is paid at once."
        ),
        _("[K] Margins come from the clearing house's risk model and its add-ons. Here they follow moving volatility."),
        _(
            "[K] The Fed's facilities have limits for each counterparty and each proposition. Here there is one limit, and "
            "{access:.0f}% of a shortage reaches the facility."
        ).format(access=100 * Market().srf_access),
        _(
            "[K] Real money can also go into mortgages and credit. Here it holds futures, or notes once the gap is wide."
        ),
    )


def _not_public():
    return _(
        "For this trade alone, price impact, dealers' room, buffers and the share of term repo are not public. Who sells "
        "first, and how fast, rests on them."
    )


# ---- follow the money -----------------------------------------------------------------------------------


def money(scene: Money) -> Reading:
    """Follow the fund's money: the futures, the notes, the loans on them."""
    return Reading(
        _sheets(scene)
        if scene.show == "sheets"
        else paragraph(
            _futures(scene), _notes(scene), _("**Each row sums to zero**: no money is lost, it is somewhere else.")
        ),
        (
            (_("Funds' cash, $bn"), billions(scene.cash["fund"], ",.1f")),
            (_("Notes sold by funds, $bn"), billions(max(scene.rows["notes"]["fund"], 0), ".0f")),
            (_("All payments together"), short(sum(scene.change.values()), plus="")),
        ),
    )


def _sheets(scene):
    fund = {item: parts["fund"] for item, parts in scene.sheets.items()}
    return _(
        "Funds own notes worth {notes} and owe {repo} of repo on them. Their margin is {margin}, and {worth} is "
        "their own. **Each debt is somebody's asset**: all equity together is just the notes."
    ).format(
        notes=bn(fund["notes"]),
        repo=bn(-fund["repo"]),
        margin=bn(fund["initial_margin"]),
        worth=bn(scene.worth["fund"]),
    )


def _futures(scene):
    paid = scene.rows["variation_margin"]
    if paid["real money"] >= 0:
        said, sign = (
            _(
                "Futures have risen. Their buyers receive **{buyer}**: funds pay {fund} of it, dealers "
                "{dealer}, through the clearing house."
            ),
            -1,
        )
    else:
        said, sign = (
            _(
                "Futures have fallen. Their buyers pay **{buyer}**: funds receive {fund}, dealers {dealer}, "
                "through the clearing house."
            ),
            1,
        )
    return said.format(
        buyer=bn(-sign * paid["real money"]), fund=bn(sign * paid["fund"]), dealer=bn(sign * paid["dealer"])
    )


def _notes(scene):
    notes, repo = scene.rows["notes"]["fund"], scene.rows["funds_repo"]["fund"]
    if notes > SAID:
        sale = _("Funds sell notes for {sold} and repay {repaid} of repo: little stays with them.")
        said = paragraph(sale, _dealers(scene.rows["notes"]["dealer"], scene.rows["dealers_repo"]["dealer"]))
    elif notes < -SAID and repo < -SAID:
        said = _("Funds buy notes for {bought}; even so lenders take {repaid} back, for the notes are worth less.")
    elif notes < -SAID:
        said = _("Funds buy notes for {bought}; lenders add {added}.")
    elif repo > SAID:
        said = _("The notes are worth more, so lenders add {added}.")
    elif repo < -SAID:
        said = _("The notes are worth less, so lenders take {repaid} back.")
    else:
        said = _("Lenders' claims hardly change.")
    return said.format(
        sold=bn(notes),
        bought=bn(-notes),
        added=bn(abs(repo)),
        repaid=bn(-repo),
        dealers=bn(abs(scene.rows["dealers_repo"]["dealer"])),
    )


def _dealers(notes, repo):
    """Return what dealers do when funds sell: they buy on credit, or get rid of notes as well; nothing if it is neither."""
    if notes < -SAID and repo > SAID:
        return _("Dealers, who buy, borrow {dealers} more.")
    if notes > SAID and repo < -SAID:
        return _("Dealers sell too and repay {dealers}: futures buyers take the notes.")
    return ""


def assumptions_of_the_money() -> tuple[str, ...]:
    """Return what is assumed where the money is followed."""
    return (
        _(
            "Roll-down is the part of the gap that closes with each day. Of the interest only what exceeds the repo "
            "rate built into the futures price is counted: the price makes up for the rest."
        ),
        _(
            "The Fed's cash is the money it has issued, so it counts below zero. What it bought with it before is left "
            "out."
        ),
        _(
            "Dealers keep no cash: what they need they borrow from lenders or, short of those, from the Fed. Their "
            "capital and their other business are left out."
        ),
        _("Haircut and term repo are the usual ones of the chosen market; nobody else trades."),
        _not_public(),
    )


# ---- what there was to see ------------------------------------------------------------------------------


def seen_rounds() -> str:
    """Return what there was to see round by round."""
    return _("""In the *crowded* market R is {number:.2f}: each round is that many times the last, so the rounds die out. At the \
*cliff* R is above 1, and they grow first. **The buffer decides whether, R decides how far**: what the buffer pays sells \
nothing at any R.""").format(number=spiral_rounds.compute(**START).number)


def r_worked_out() -> str:
    """Return R of the crowded market, worked out once."""
    crowded = spiral_rounds.compute(**START)
    return _("""**R, worked out.** In the crowded market each $1bn sold moves the price by {impact:g} cents per 100. On {position} \
that is ${loss:.2f} for each $100 sold. The sale frees only ${locked:.2f}, haircut and margin. \
So R = {loss:.2f}/{locked:.2f} = {number:.2f}.""").format(
        impact=START["impact"],
        position=bn(crowded.position, 0),
        loss=START["impact"] * crowded.position / 100,
        locked=crowded.locked,
        number=crowded.number,
    )


def hedged() -> str:
    """Return why a hedged fund is hurt, and who bears the cost of a forced sale."""
    wider = 10  # cents per 100
    times, position = START["leverage"], START["position"]
    loss = START["impact"] * position / 100 / 100  # $bn for each $1bn sold
    return _("""If all prices fall, the fund loses nothing: what its note loses, the sold future gains, though its margin may rise. \
But a fund that gives up sells notes *and* buys futures back. The note falls, the future rises, and **the gap \
widens**. Every fund that is still in the trade loses on it: at {times} times own money {wider} cents per 100 are \
{lost:.0f}% of own money.

**Who bears the cost?** Selling $1bn costs the funds that still hold {position} together ${loss:.1f}m. A fund with a \
tenth of the notes counts a tenth of that as its own loss; the rest falls on others. So nobody counts the whole \
cost, neither when selling nor when choosing how much to borrow.""").format(
        times=times, wider=wider, lost=wider / 100 * times, position=bn(position, 0), loss=1000 * loss
    )


def seen_days() -> str:
    """Return what there was to see day by day."""
    crowded, cliff = sold_together([usual("crowded"), usual("cliff")])
    lost = market_days.compute(DAYS, **usual("crowded")).lost.max()
    return _("""Foreigners fill the dealers' room, so the gap widens, and in the crowded market that takes {lost:.0f}% of \
the funds' own money. They sell {precaution:.0f}% of their notes out of precaution, because margins rose and cash ran \
low, and {limits:.0f}% at loss limits. **{none:.0f}% is sold by force.**

At the cliff {cliff:.0f}% is sold against the funds' will, and only a small part of it by a call.""").format(
        lost=lost, precaution=crowded.precaution, limits=crowded.drawdown, none=crowded.forced, cliff=cliff.sold
    )


def level_and_change() -> str:
    """Return what a haircut does as a level and as a change."""
    none, level, change = sold_together(
        [usual("cliff"), usual("cliff", haircut=2.0, when="new"), usual("cliff", haircut=2.0, when="change")]
    )
    return _("""**A level calms, a change burns.** Compare *Haircut as a level* with *Haircut as a change*. A haircut of \
{haircut:g}% that was always there, paid with new own money, takes what the cliff sells from {none.sold:.0f}% to \
{level.sold:.0f}%. The same haircut on day 6 must be paid that day, and {change.sold:.0f}% is sold. Over 1,000 draws of \
what nobody knows, the level spares sales in {calms:.0%} and the change adds to them in {burns:.0%}.""").format(
        none=none,
        level=level,
        change=change,
        haircut=2.0,
        calms=share("a_higher_haircut_beforehand_spares_sales"),
        burns=share("a_haircut_raised_in_the_crisis_adds_sales"),
    )


def seen_foreign() -> str:
    """Return what there was to see over the foreign sales."""
    small, large = (foreign_sale.compute(**foreign_sale.of_market("crowded", foreign=x)) for x in (240, 480))
    cliff = foreign_sale.compute(**foreign_sale.of_market("cliff"))
    return _("""In the talk a note that fetches a cent less takes the profit, and funds leave. Here is that chain in a \
market: crowded funds sell {small:.0f}% when foreigners sell ${less}bn and {large:.0f}% when they sell ${more}bn. There each \
loss brings a somewhat smaller one. At the cliff R_d is {cliff:.2f}: once the first limits bind, most of the others do.""").format(
        small=small.unwilling[small.here],
        large=large.unwilling[large.here],
        less=240,
        more=480,
        cliff=cliff.loss_number,
    )


def direction() -> str:
    """Return that the sign of the rates move hardly matters."""
    fall, rise, still = sold_together([usual("crowded", rally=rally) for rally in (RALLY, -RALLY, 0.0)])
    return _("""**In this market up or down hardly matters.** If yields first fall by {move:.0f}bp, crowded funds sell \
{fall.sold:.0f}%; if they first rise by as much, {rise.sold:.0f}%; if they stay, {still.sold:.0f}%. Both ways margins \
rise, because they follow the size of moves, and in a rally lenders give back what the note has gained.

Over the draws a sell-off sells as much as a rally in {same:.0%}, to a quarter of a per cent of the position. If all that \
lenders give back comes a day late, that holds in {late:.0%} only.""").format(
        move=RALLY,
        fall=fall,
        rise=rise,
        still=still,
        same=share("a_sell_off_sells_as_much_as_a_rally"),
        late=share("a_sell_off_sells_as_much_where_excess_is_late"),
    )


def seen_map() -> str:
    """Return what there was to see on the map."""
    crowded = spiral_rounds.compute(**START)
    tight = spiral_rounds.compute(**{**START, "haircut": START["haircut"] + TIGHTER})
    return _("""A higher haircut moves you two ways. In the crowded market {points:g} percentage points more take R from \
{crowded.number:.2f} to {tight.number:.2f}, which is calmer. But they also eat the buffer, and so the sale goes from \
{sale} to {sale_tight}.""").format(
        points=TIGHTER, crowded=crowded, tight=tight, sale=bn(crowded.sale, 0), sale_tight=bn(tight.sale, 0)
    )


def edge() -> str:
    """Return what happens on the two sides of R = 1."""
    held, edge = spiral_rounds.cliff_edge()
    return _("""**1 is a cliff's edge, not a slope.** In the first picture's *Cliff* a call that the buffer just pays sells {held}. \
One that is a thousand dollars larger sells {edge}.

[K] The line is sharp because here the price falls in proportion to what is sold. Large orders move prices with the \
square root of their size. Then **R = 1 is no threshold any more**: a call just over the buffer starts a jump at any \
R, small at first, and larger with R.""").format(held=bn(held, 0), edge=bn(edge, 0))


def seen_money() -> str:
    """Return what there was to see where the money is followed."""
    settings = usual("crowded")
    day = market_days.compute(DAYS, **settings).worst_day
    crowded = market_days.compute(day, **settings)
    return _("""On day {day} funds sell {sold}, more than on any other. What they get goes to their lenders, who lend \
part of it to dealers: these buy the notes. So no money is lost, and all payments together are nothing. What is missing is \
somebody who wants to hold the notes.""").format(day=day, sold=bn(crowded.unwilling[day], 0))


def unpublished() -> str:
    """Return what the rules nobody publishes do, and what is left without them."""
    bare = foreign_sale.compute(**foreign_sale.of_market("crowded", rules="none"))
    (cliff,) = sold_together([usual("cliff", rules="none")])
    return _("""Two rules of the funds are assumed: they keep some cash, and they cut after losses. In March 2020 hedge \
funds came out with 20% *more* cash (Kruttli and others), and managers are known to cut after losses. But at what level \
is not public, and no crisis on record pins it down.

So switch them off: press *Without rules* at the foreign sale. **The crowded market then sells {bare:.0f}%**, even if \
foreigners sell ${most}bn, and the cliff {cliff:.0f}%, all of it forced by calls. Over the draws, foreign sales add to \
what funds sell in {with_rules:.0%}, and with both rules off in {without:.0%}.""").format(
        bare=bare.unwilling.max(),
        most=foreign_sale.MOST,
        cliff=cliff.forced,
        with_rules=share("without_foreign_sales_less_is_sold"),
        without=share("without_foreign_sales_and_rules_less_is_sold"),
    )


def tendencies() -> str:
    """Return why some rules of this page are only tendencies."""
    prompt, late = late_together("cliff", (0.0, 0.5))
    found = holds("excess_a_day_late_adds_sales")
    return _("""Cash that comes late should make things worse. But if lenders give back half of a note's gain a day late, \
the cliff sells {late:.0f}% instead of {prompt:.0f}%. Because cash runs low earlier, funds sell a little out of precaution \
while dealers still have room, and **a small early sale spares a large late one**. Over the draws, lateness adds sales in \
{higher:.0%} and spares them in {lower:.0%}. So try both sides of a setting before you believe a rule.""").format(
        late=late, prompt=prompt, higher=found.higher, lower=found.lower
    )
