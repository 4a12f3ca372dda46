"""What page 03 says: beside its pictures, and about them."""

import math
import re

from basislib.formats import day_and_month, full_date, signed, weekday_and_day
from basislib.language import _, paragraph
from basislib.scenes import contracts_held, printed_grid, quote_to_edge, term_rates
from basislib.scenes.contracts_held import MOVE, POSITION, Held
from basislib.scenes.printed_grid import Grid
from basislib.scenes.quote_to_edge import (
    CONTRACT,
    COUPON,
    FACTOR,
    FUTURES_PRICE,
    HEADER,
    MONDAY,
    MONTH,
    NOTE_PRICE,
    QUOTED,
    SETTLE,
    YEAR,
    Edge,
)
from basislib.scenes.term_rates import Terms
from basislib.securities.contracts import CONTRACTS, last_trading_day
from basislib.securities.quotes import format_price, in_32nds
from basislib.securities.term_rates import ASSUMPTIONS as RATE_ASSUMPTIONS
from basislib.widgets.explorer import Reading

TERMS = (
    "32nd",
    "accrued interest",
    "basis point",
    "carry",
    "clean price",
    "conversion factor",
    "edge",
    "face",
    "future",
    "gap",
    "gross basis",
    "implied repo rate",
    "invoice",
    "leverage",
    "net basis",
    "note",
    "OIS",
    "overnight",
    "own money",
    "point",
    "repo",
    "settlement",
    "SOFR",
    "special",
    "tail",
    "term",
)  # explained on this page


def shades() -> dict[str, str]:
    """Return what the colours of the table may show."""
    return {"agreement": _("agrees or differs"), "edge": _("earns or loses")}


def tails() -> dict[str, str]:
    """Return what may be done with the tail."""
    return {"traded": _("traded on that day"), "open": _("left open")}


# ---- from quotes to the edge ------------------------------------------------------------------------------


def edge(scene: Edge) -> Reading:
    """Say what the future pays, what carry adds, and whether the trade earns."""
    pays = _(
        "The future pays {invoice:.3f} for the note, which costs {scene.clean_price:.3f}: the *gross basis* is "
        "**{gross} cents**."
    )
    if round(scene.carry, 4) >= 0:
        carry = _("Until {day} the note earns {carry:.2f} cents more than its loan costs.")
    else:
        carry = _("Until {day} the loan costs {carry:.2f} cents more than the note earns.")
    cents = round(scene.cents, 2)
    if cents > 0:
        result = _("So the trade **earns {cents:,.2f} cents** per 100.")
    elif cents < 0:
        result = _("So the trade **loses {cents:,.2f} cents** per 100.")
    else:
        result = _("So **nothing is left**.")
    text = paragraph(pays, carry, result).format(
        scene=scene,
        invoice=scene.futures_price * FACTOR,
        gross=signed(100 * scene.gross_basis),
        day=weekday_and_day(scene.delivery),
        carry=abs(100 * scene.carry),
        cents=abs(cents),
    )
    return Reading(
        text,
        (
            (_("Earns, cents per 100"), signed(scene.cents)),
            (_("Implied repo"), f"{signed(scene.implied_repo, 3, plus='')}%"),
            (_("Over the repo rate"), _("{gap}bp").format(gap=signed(scene.gap_bp, 1))),
            (_("On own money"), f"{signed(scene.on_own_money)}%"),
        ),
    )


def edge_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the first picture."""
    return (
        _(
            "The {coupon:g}% note of 31 May 2030 is delivered into the five-year future of March 2026. No coupon is paid "
            "on the way. These are quotes of {quoted}, paid on {settle}: a note is paid on the next business day."
        ).format(coupon=COUPON, quoted=full_date(QUOTED), settle=weekday_and_day(SETTLE)),
        _(
            "For the same prices a trader's screen printed an implied repo rate of {printed:.3f}%: it counted the days to "
            "{monday}. The last Deeper shows how we know."
        ).format(printed=quote_to_edge.case().printed, monday=weekday_and_day(MONDAY)),
        _(
            "The whole price with accrued interest is charged the repo rate, own money included: an edge is what is "
            "earned above the repo rate. The rate is fixed until delivery, and the note is not special."
        ),
        _(
            "Bid-ask spreads, fees, and interest on what the future pays every day are left out. So is the value of the "
            "seller's right to choose note and day, which this trade owns."
        ),
        _("Futures are sold by factor × face, as the next picture explains."),
    )


# ---- how many futures -------------------------------------------------------------------------------------


def contracts(scene: Held) -> Reading:
    """Say what the trade earns with this number of futures, what is a bet, and what the tail needs."""
    cents = round(scene.profit, 2)
    earns = (
        _("With {scene.contracts:.2f} futures sold for 100 notes the trade earns **{cents:.2f} cents** per 100.")
        if cents >= 0
        else _("With {scene.contracts:.2f} futures sold for 100 notes the trade loses **{cents:.2f} cents** per 100.")
    )
    return Reading(
        paragraph(earns, _bet(scene), _tail(scene)).format(
            scene=scene,
            cents=abs(cents),
            bet=signed(scene.bet),
            off=abs(contracts_held.HEDGE - scene.contracts),
            tail=abs(scene.tail),
            late=signed(scene.open_tail),
        ),
        (
            (_("Earns, cents per 100"), signed(scene.profit)),
            (_("Of that a bet on prices"), signed(scene.bet + scene.open_tail)),
            (_("Futures per 100 notes"), f"{scene.contracts:.2f}"),
            (_("Sold on the last trading day"), signed(scene.tail) if scene.tail_traded else "0.00"),
        ),
    )


def _bet(scene):
    """Say whether there are too few or too many futures, and what that made of the move."""
    off = round(scene.contracts - contracts_held.HEDGE, 2)
    if not off:
        return _("That is factor × face: where the future ends does not matter.")
    if off > 0:
        return _("There are {off:.2f} futures too many, a bet on falling prices: it makes {bet} cents of the sum.")
    return _("There are {off:.2f} futures too few, a bet on rising prices: it makes {bet} cents of the sum.")


def _tail(scene):
    """Say what must be done on the last trading day, or what comes of not doing it."""
    if not round(scene.tail, 2):
        return _("On the last trading day there is one future for each note, and nothing to do.")
    if not scene.tail_traded:
        return _(
            "On the last trading day {tail:.2f} futures were not traded, so as many notes have no future: their later "
            "move makes {late} cents."
        )
    if scene.tail > 0:
        return _("On the last trading day {tail:.2f} more are sold, because a future delivers a whole note.")
    return _("On the last trading day {tail:.2f} are bought back, because a future delivers a whole note.")


def contracts_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the second picture."""
    return (
        _("The quotes, the repo rate and the delivery day are those the first picture starts with."),
        _(
            "On the last trading day note and future have met: the note costs its factor times the future. The tail is "
            "traded at that price."
        ),
        _("Futures are not rounded to whole contracts. Interest on daily gains and losses is left out."),
    )


# ---- term rates -------------------------------------------------------------------------------------------


def terms(scene: Terms) -> Reading:
    """Say what both ways of borrowing cost and leave, and at which overnight rate they are even."""
    rolled = _(
        "Rolled every night, the money costs **{scene.rolled_to_delivery:.3f}%** by delivery; the term loan costs "
        "{scene.term_rate:.3f}%."
    )
    leaves = _("With overnight loans the trade makes {rolled_cents} cents per 100, with the term loan {term_cents}.")
    even = _(
        "The two cost the same if the overnight rate averages {scene.after_tonight:.3f}% after tonight. At an average of "
        "{scene.most:.3f}%, tonight included, overnight loans take the whole edge."
    )
    return Reading(
        paragraph(rolled, leaves, even).format(
            scene=scene, rolled_cents=signed(scene.edge_rolled), term_cents=signed(scene.edge_at_term)
        ),
        (
            (_("Rolled until delivery"), f"{scene.rolled_to_delivery:.3f}%"),
            (_("Edge with it, cents"), signed(scene.edge_rolled)),
            (_("Edge at term, cents"), signed(scene.edge_at_term)),
            (_("Even at an average of"), f"{scene.after_tonight:.3f}%"),
        ),
    )


def terms_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the third picture."""
    first, second = term_rates.MEETINGS
    return (
        _(
            "Tonight's rate is {rate:.2f}%, what the Fed paid banks on reserves from 11 December 2025: overnight repo "
            "stays near it, and the rate of that day is not in our table."
        ).format(rate=term_rates.reserves_rate()),
        _(
            "The Fed's moves come in equal parts at its meetings of {first} and {second}, a day later in the rate. What "
            "markets expected of them is not in a public table, so it is the reader's to set."
        ).format(first=day_and_month(first), second=day_and_month(second)),
        *map(_, RATE_ASSUMPTIONS),
        _("An overnight lender may also stay away one morning, or ask for a haircut. That is not in a rate."),
    )


# ---- the paper's table ------------------------------------------------------------------------------------


def grid(scene: Grid) -> Reading:
    """Say how many numbers agree on this day, where the trade earns, and what is odd about a row's label."""
    if scene.farthest_bp < 0.05:
        agree = _(
            "With delivery on {day}, {scene.days} days, **{scene.agreeing} of {scene.cells}** printed numbers "
            "come out to the last digit; what is left is rounding."
        )
    else:
        agree = _(
            "With delivery on {day}, {scene.days} days, **{scene.agreeing} of {scene.cells}** printed numbers "
            "come out to the last digit; the farthest is {scene.farthest_bp:.1f} basis points off."
        )
    earn = _("At a repo rate of {scene.repo_rate:.3f}% the trade earns in **{scene.earning}** of {scene.cells} cells.")
    odd = (
        ""
        if scene.label == scene.price
        else _(
            "Our copy of the paper calls this row {label}. There the first number would be {scene.at_label:.3f}, not "
            "{first:.3f}."
        )
    )
    text = paragraph(agree, earn, odd).format(
        scene=scene,
        day=weekday_and_day(scene.delivery),
        label=format_price(scene.label, "unicode"),
        first=scene.printed[scene.row, 0],
    )
    count = _("{count} of {cells}")
    return Reading(
        text,
        (
            (_("Agree"), count.format(count=scene.agreeing, cells=scene.cells)),
            (_("Days"), f"{scene.days}"),
            (_("Farthest off"), _("{scene.farthest_bp:.2f}bp").format(scene=scene)),
            (_("Earn"), count.format(count=scene.earning, cells=scene.cells)),
        ),
    )


def grid_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the fourth picture."""
    return (
        _(
            "The printed numbers are Figure 2 of the paper (Liu Han); the formula uses a factor of {factor}, interest "
            "on the note by days of its half-year, and repo by days over 360. No coupon falls in between."
        ).format(factor=FACTOR),
        _(
            "Saturday, Sunday and the days after {last} are no delivery days. They are here to show how sharp the "
            "answer is."
        ).format(last=day_and_month(MONDAY)),
        _("What is earned is above the repo rate, until delivery, before costs."),
    )


# ---- what there was to see --------------------------------------------------------------------------------


def edge_seen() -> str:
    """Return what there was to see in the first picture."""
    now = quote_to_edge.case()
    return _("""**The note is the more expensive of the two, and still the trade earns.** Getting in costs {gross:.2f} \
cents per 100, the *gross basis*. Until delivery the note earns {carry:.2f} cents more than its loan costs, the *carry*. So \
the trade earns {now.cents:.2f} cents.""").format(now=now, gross=100 * now.gross_basis, carry=100 * now.carry)


def implied() -> str:
    """Say what the implied repo rate is, and how thin the edge."""
    now = quote_to_edge.case()
    return _("""The *implied repo rate* is the repo rate at which the trade would earn nothing. Here it stands \
{now.gap_bp:.1f} basis points above the rate of the loan, and that distance is the edge. It is thin: if the \
future falls by {steps} of its smallest steps, a quarter of a 32nd each, it is gone. At {now.leverage:.0f} times it is \
{now.on_own_money:.2f}% of own money by delivery, on top of what the own money would earn at the repo rate.""").format(
        now=now, steps=math.ceil(now.ticks)
    )


def cost() -> str:
    """Say what the net basis is, and what its sign means."""
    return _("""Traders write what is left as a cost and call it the *net basis*: gross basis less carry. In the first \
picture it is {net} cents. The minus means that the trade earns.""").format(
        net=signed(100 * quote_to_edge.case().net_basis)
    )


def net() -> str:
    """Say what the net basis is on the other pages, and who chooses the day."""
    now = quote_to_edge.case()
    return _("""The *gap* of the other pages is the net basis with the sign turned: here the gap is {now.cents:.2f} cents, and \
the net basis {net} cents.

Carry grows day by day, as the note's interest and the loan's do. Whoever sold the future chooses the day of delivery, so \
where carry is above zero, waiting pays.""").format(now=now, net=signed(100 * now.net_basis))


def contracts_seen() -> str:
    """Return what there was to see in the second picture."""
    low, high = (contracts_held.compute(contracts_held.ONE_FOR_ONE, move) for move in (-MOVE, MOVE))
    return _("""**Factor × face, and the price drops out.** A note delivered brings its factor times the last futures \
price, so {hedge:.2f} futures against 100 notes lose what the notes gain. The same cents are left wherever prices go. One \
for one is a bet on falling prices: it earns {low:.0f} cents if the future falls by {move:.0f} points, and loses {high:.0f} \
if it rises as much.""").format(hedge=contracts_held.HEDGE, low=low.profit, high=-high.profit, move=MOVE)


def last_day() -> str:
    """Say what is left to do on the last trading day, and what comes of forgetting it."""
    open_tail = contracts_held.compute(tail="open", after=1.0)
    contracts_sold, more = (POSITION * 1e6 / CONTRACTS[CONTRACT].face * share for share in (FACTOR, 1 - FACTOR))
    return _("""**The tail.** A future delivers a whole note, whatever its factor. So on {last_trade}, when this future \
stops trading, the fund sells the missing {tail:.2f} at the last price. If it forgets, as many notes are left without a \
future, and one point on them is {open:.1f} cents, more than three times the edge. On {position} million dollars of notes \
that is {contracts:.0f} contracts at the start and {more:.0f} on the last day.""").format(
        last_trade=day_and_month(last_trading_day(CONTRACT, MONTH)),
        tail=open_tail.tail,
        open=open_tail.open_tail,
        position=POSITION,
        contracts=contracts_sold,
        more=more,
    )


def terms_seen() -> str:
    """Return what there was to see in the third picture."""
    still, rise = term_rates.compute(), term_rates.compute(moves=25)
    return _("""**An implied repo rate is a rate for {days} days, so compare it with money for as many days.** If the Fed \
does nothing, overnight loans leave {more:.1f} cents more than the term loan. A quarter of a point more, half of it at each \
meeting, leaves {left} cents in all. The term loan costs a little extra because it takes that risk away.""").format(
        days=term_rates.DAYS, more=still.edge_rolled - still.edge_at_term, left=signed(rise.edge_rolled)
    )


def tonight() -> str:
    """Say why tonight's rate can mislead, and what traders compare with."""
    still = term_rates.compute()
    return _("""**Tonight's rate can mislead.** On 5 August 2024 the last overnight rate was {august:.2f}%, and markets \
expected {cuts} basis points of cuts by the end of the year. A loan until then should have cost about {should:.1f}%. \
Against tonight's rate a trade could look like a loss and still earn.

**Against SOFR.** SOFR is the published overnight repo rate, and swaps on it (OIS) fix what it will come to. Traders quote \
the edge over that fixed rate: here it is {over:.0f} basis points over unchanged overnight money.""").format(
        august=term_rates.AUGUST_RATE,
        cuts=-term_rates.AUGUST_CUTS,
        should=term_rates.august_2024(),
        over=100 * (still.implied_repo - still.rolled_to_delivery),
    )


def grid_seen() -> str:
    """Return what there was to see in the fourth picture."""
    headed, monday = (printed_grid.case(delivery=day) for day in (HEADER, MONDAY))
    return _("""**The heading and the numbers do not belong together.** With the {headed.days} days of the heading \
{headed.agreeing} of {headed.cells} numbers come out. With {monday.days} days, to {monday_day}, all of them do. The \
few that fit either way lie where the gross basis is nearly nothing.""").format(
        headed=headed, monday=monday, monday_day=weekday_and_day(MONDAY)
    )


def why_monday() -> str:
    """Say how the heading and the numbers may have come apart."""
    return _("""**Why Monday?** The heading names {header_day}, which is Good Friday. Trading ends on the last business \
day of the month, and the last day to deliver comes three business days later. The exchange counted Good Friday as one in \
2015, while the bond market does not settle payments on Good Friday 2026. So a likely reading is that the heading is the \
exchange's last day, and the numbers are those of the next day on which money moves.""").format(
        header_day=weekday_and_day(HEADER)
    )


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {*re.findall(r"\d+", f"{NOTE_PRICE} {FUTURES_PRICE}"), f"{FACTOR}", f"{YEAR}", f"{in_32nds(1):g}"}
