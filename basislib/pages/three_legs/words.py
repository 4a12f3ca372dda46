"""What page 02 says: beside its pictures, and about them."""

import math

from basislib.formats import signed
from basislib.fund.repo import special_gain
from basislib.fund.trade import leverage as ceiling_of
from basislib.language import N_, _, listed, paragraph, plural
from basislib.scenes import chain, t_accounts
from basislib.scenes.profit_by_leg import (
    CASH_PRICE,
    CONTRACTS,
    COUPON,
    DAYS,
    FEW,
    FINAL_PRICE,
    FUTURES_PRICE,
    HAIRCUT,
    LEVERAGE,
    MARGIN,
    REPO_RATE,
    UNLUCKY_PRICE,
    Profit,
    talk,
)
from basislib.scenes.t_accounts import Accounts
from basislib.widgets.explorer import Reading

NO_HAIRCUT, SOME_HAIRCUT, TIGHT_MARGIN = 0.0, 2.0, 1.2  # %
SPECIAL = 0.30  # percentage points that a note may be special by, an example
GAP = 0.01  # points: the talk's gap
POINT = 1.0  # what both prices move by in step 5, as the explorer has it at first
TERMS = (
    "basis point",
    "bid-ask spread",
    "buy the basis",
    "carry",
    "cash market",
    "clearing house",
    "future",
    "gap",
    "haircut",
    "initial margin",
    "leg",
    "leverage",
    "note",
    "own money",
    "point",
    "repo",
    "reverse repo",
    "slippage",
    "special",
    "T-account",
    "variation margin",
)  # explained on this page

PARTIES = {  # the model's names in the words of the page, by direction
    "long": {
        "fund": N_("fund"),
        "lender": N_("lender"),
        "clearing house": N_("clearing house"),
        "real money": N_("futures buyer"),
        "dealer": N_("cash market"),
        "bank": N_("bank"),
    },
    "short": {
        "fund": N_("fund"),
        "lender": N_("lender"),
        "clearing house": N_("clearing house"),
        "real money": N_("futures seller"),
        "dealer": N_("cash market"),
        "bank": N_("bank"),
    },
}

START = N_(
    "The fund has {trade.own_money:.2f} of its own money. It wants a note worth {trade.cash_price:.2f}, "
    "{scene.leverage:.0f} times as much. Move the step, or press play."
)
START_SHORT = N_(
    "The fund has {trade.own_money:.2f} of its own money. It wants to sell a note worth {trade.cash_price:.2f} that it "
    "does not have, {scene.leverage:.0f} times as much. Move the step, or press play."
)
STORY = {  # what just happened
    "long": {
        "start": START,
        "note": N_(
            "The fund buys the note at {trade.cash_price:.2f}. It pays {scene.haircut:.2f} of its own money, "
            "the haircut. The other {trade.first_loan:.2f} it owes until this evening."
        ),
        "repo": N_(
            "The lender pays {trade.first_loan:.2f}, and the money goes straight on to the seller of the note. "
            "The lender holds the note as security. The note stays on the fund's sheet, because gains and losses are the fund's."
        ),
        "future": N_(
            "The fund sells one future for its one note, at {trade.futures_price:.2f}. Fund and futures buyer each leave "
            "{scene.margin:.2f} at the clearing house, the initial margin. It owes that back, so it owns nothing itself."
        ),
        "converge": N_(
            "Note and future both cost {trade.final_cash_price:.2f}. What the note gained went to the "
            "futures buyer. The note earned {trade.accrued_interest:.2f} of coupon, the loan costs "
            "{scene.interest:.2f}."
        ),
        "unwind": N_("The fund sells the note, repays the loan and gets its margin back."),
    },
    "short": {
        "start": START_SHORT,
        "repo": N_(
            "The fund borrows the note against {trade.first_loan:.2f} of cash, a little more than it is worth. "
            "The {scene.haircut:.2f} on top is its own money. The other {trade.cash_price:.2f} it owes until "
            "this evening."
        ),
        "note": N_(
            "The fund sells the borrowed note at {trade.cash_price:.2f}. The money goes straight on to the "
            "lender of the note. The fund is owed {trade.first_loan:.2f}, and owes a note."
        ),
        "future": N_(
            "The fund buys the future at {trade.futures_price:.2f}. Fund and futures seller each leave "
            "{scene.margin:.2f} at the clearing house. It owes that back, so it owns nothing itself."
        ),
        "converge": N_(
            "Note and future both cost {trade.final_cash_price:.2f}. What the future gained went on to the "
            "lender of the note, because the note is worth more. The note due carries {trade.accrued_interest:.2f} of coupon, the "
            "cash lent earns {scene.interest:.2f}."
        ),
        "unwind": N_("The fund buys the note back, returns it, and gets its cash and its margin back."),
    },
}
PAYS = {
    "long": N_("The fund pays {amount:.2f} of variation margin; the futures buyer gets it."),
    "short": N_("The fund pays {amount:.2f} of variation margin; the futures seller gets it."),
}
GETS = {
    "long": N_("The fund gets {amount:.2f} of variation margin from the futures buyer."),
    "short": N_("The fund gets {amount:.2f} of variation margin from the futures seller."),
}


# ---- who holds what -----------------------------------------------------------------------------------------


def accounts(scene: Accounts) -> Reading:
    """Say what just happened, and that the fund's account and everybody's cash add up."""
    fund, together = scene.fund, sum(scene.net_cash.values())
    return Reading(
        paragraph(*_happened(scene), _cash(scene)),
        (
            (_("The fund has"), f"{sum(fund.assets.values()):.2f}"),
            (_("= it owes"), f"{sum(fund.liabilities.values()):.2f}"),
            (_("+ its own money"), signed(fund.equity, plus="")),
            (_("All payments together"), signed(together, plus="")),
        ),
    )


def _happened(scene):
    """Return the sentences of the step."""
    if scene.step.name == "day":
        return (
            _moved(scene.trade.day_move),
            *_paid(scene),
            _("The fund's own money stays the same, because what one leg loses the other gains."),
            _lack(scene),
        )
    story = _(STORY[scene.trade.direction][scene.step.name]).format(scene=scene, trade=scene.trade)
    if scene.step.name == "converge":
        return story, _lack(scene)
    return (story, _gained(scene)) if scene.step.name == "unwind" else (story,)


def _moved(move):
    if not move:
        return _("Both prices stay.")
    moved = _("Both prices rise by {points:.2f}.") if move > 0 else _("Both prices fall by {points:.2f}.")
    return moved.format(points=abs(move))


def _paid(scene):
    """Say who paid whom on the day, and what the lender did."""
    cash, direction = scene.cash, scene.trade.direction
    if not cash:
        return (_("Nobody pays."),)
    if ("fund", "clearing house") in cash:
        margin = _(PAYS[direction]).format(amount=cash["fund", "clearing house"])
    else:
        margin = _(GETS[direction]).format(amount=cash["clearing house", "fund"])
    if ("lender", "fund") in cash:
        loan = _("The lender hands over {amount:.2f} for the note.").format(amount=cash["lender", "fund"])
    elif ("fund", "lender") in cash:
        loan = _("The lender asks for {amount:.2f} for the note.").format(amount=cash["fund", "lender"])
    else:
        loan = _("What the lender owes the fund for the note's move comes tomorrow.")
    return margin, loan


def _lack(scene):
    """Say what the fund lacks in cash, if it does."""
    if not scene.overdraft:
        return ""
    return _(
        "The fund has **{owed:.2f} less cash than it must pay**. Here a bank lends that; in reality it may have to sell."
    ).format(owed=scene.overdraft)


def _gained(scene):
    gained = (
        _("It began with {own:.2f} and has {equity:.2f}: **{cents:.1f} cents** more.")
        if scene.gain >= 0
        else _("It began with {own:.2f} and has {equity:.2f}: **{cents:.1f} cents** less.")
    )
    return gained.format(own=scene.trade.own_money, equity=scene.fund.equity, cents=abs(100 * scene.gain))


def _cash(scene):
    """Say who has received what in cash, and that it adds up."""
    net, names = scene.net_cash, PARTIES[scene.trade.direction]
    if not net:
        return _("No cash has moved.")
    return _("Cash: {list}; together **{sum}**.").format(
        list=_listed((_(names[party]), signed(amount)) for party, amount in net.items()), sum=signed(sum(net.values()))
    )


def _listed(amounts):
    """Return pairs of a name and an amount as a list in words."""
    return listed((f"{name} {amount}" for name, amount in amounts), "names")


def short_assumptions() -> tuple[str, ...]:
    """Return what is assumed about the accounts of the opposite trade."""
    return (
        *accounts_assumptions(),
        _(
            "The future delivers the very note that was borrowed, and on the last day. In truth its seller chooses note "
            "and day, and the fund must find the note it owes."
        ),
    )


def accounts_assumptions() -> tuple[str, ...]:
    """Return what is assumed about the accounts."""
    return (
        _("The future stands for this very note. Both are worth {final:.0f} on the last day, day {days}.").format(
            final=FINAL_PRICE, days=DAYS
        ),
        _(
            "The note pays a coupon of {coupon:g}% a year, half of it for each half-year of 182 days (they have 181 to "
            "184). The own cash of the fund earns nothing. The initial margin is {margin:g}% of the note's first price."
        ).format(coupon=COUPON, margin=MARGIN),
        _(
            "The standard contracts of repo, overnight or for a term, let either side ask for what the note has become "
            "worth more, or less, than the loan needs. It comes on the same day or the next."
        ),
        _("A bank lends the fund whatever cash it lacks. Nobody has to do so in reality."),
        _("The others start with just the cash they will need; what else they own is left out."),
    )


# ---- where the profit comes from ----------------------------------------------------------------------------


def profit(scene: Profit) -> Reading:
    """Say how the legs cancel, what is a bet, what interest adds, and what that is on own money."""
    legs = scene.legs
    both = _("The note brings {note} dollars, the futures {future}: together **{cents} cents** per 100.").format(
        note=signed(legs.cash), future=signed(legs.futures), cents=signed(scene.before_interest)
    )
    rest = (
        (_("coupon"), legs.carry),
        (_("repo interest"), legs.repo),
        (_("own cash"), legs.own_cash),
        (_("costs"), legs.costs),
    )
    others = [(name, signed(100 * points)) for name, points in rest if points]
    added = _("In cents, {list}.").format(list=_listed(others)) if others else ""
    free = (
        _("Without haircut and margin nothing limits leverage but the fund itself.")
        if math.isinf(scene.ceiling)
        else ""
    )
    told = both, _bet(scene), added, _left(scene), _days(scene), _edge(scene.trade), free
    return Reading(paragraph(*told), _tiles(scene))


def _bet(scene):
    """Say what notes without a future, or futures without a note, make of the move."""
    if not round(scene.bare, 6):
        return ""
    bet = (
        _("{bare:.0f} of 100 notes have no future against them: of the sum, {cents} cents are a bet on the price.")
        if scene.bare > 0
        else _("{bare:.0f} futures have no note against them: of the sum, {cents} cents are a bet on the price.")
    )
    return bet.format(bare=abs(scene.bare), cents=signed(scene.bet))


def _left(scene):
    if not round(scene.total, 2):
        return _("**Nothing is left.**")
    return _("What is left, **{cents} cents**, is {earned}% on own money of ${trade.own_money:.2f}, in {days}.").format(
        cents=signed(scene.total),
        earned=signed(scene.on_own_money),
        trade=scene.trade,
        days=plural("{n:g} day", "{n:g} days", scene.trade.days),
    )


def _days(scene):
    """Say why a cent takes other days here than on the first page, where that cent is what is left."""
    legs = scene.legs
    if legs.carry or legs.repo or legs.own_cash or round(scene.total - 100 * GAP, 2):
        return ""
    return _(
        "No interest is counted yet, so the days do not matter. On *Start here* it is, and the cent takes {days} days."
    ).format(days=chain.DAYS)


def _edge(trade):
    """Say that the price difference works against the trade, if it does not work for it."""
    if trade.edge > 0:
        return ""
    gap = abs(trade.edge)
    if gap < 1e-9:
        return _("The future costs as much as the note, so the trade earns nothing but interest.")
    return _(
        "The future is {gap:.4g} points below the note: if the prices meet, the trade loses that, and only interest could "
        "pay for it."
    ).format(gap=gap)


def _tiles(scene):
    top = _("{leverage:.0f}, no ceiling") if math.isinf(scene.ceiling) else _("{leverage:.0f} of {ceiling:.1f}")
    highest = scene.ceiling if math.isinf(scene.ceiling) else math.floor(10 * scene.ceiling) / 10  # itself allowed
    has_interest = scene.trade.coupon or scene.trade.repo_rate
    rate = ((_("Repo rate that takes all"), f"{signed(scene.break_even_rate, plus='')}%"),) if has_interest else ()
    return (
        (_("Cents per 100"), signed(scene.total)),
        (_("Return on own money"), f"{signed(scene.on_own_money)}%"),
        (_("Leverage, ceiling"), top.format(leverage=scene.trade.leverage, ceiling=highest)),
        *rate,
        (_("Slippage that takes all, cents"), signed(scene.spare, plus="") if scene.spare > -0.005 else _("none")),
    )


def profit_assumptions() -> tuple[str, ...]:
    """Return what is assumed about the profit."""
    return (
        _(
            "The future stands for this very note, so one future for each note is right. With real notes it takes the "
            "conversion factor times the face, as the page *Implied repo* shows."
        ),
        _(
            "The trade starts on a coupon date. Half the coupon accrues in each half-year of 182 days (they have 181 to "
            "184). Repo interest counts actual days over 360, on the first loan, at the same rate every night."
        ),
        _("The margin on each future is a share of the note's first price and stays the same money."),
        _("Interest on what the futures gain or lose every day is left out."),
    )


# ---- what there was to see ----------------------------------------------------------------------------------


def profit_seen() -> str:
    """Say what there was to see in the profit."""
    up, unlucky = talk(), talk(slippage=100 * (FINAL_PRICE - UNLUCKY_PRICE))
    return _("""**Where the price goes does not matter.** At {final:.0f} the note brings {note} dollars and the future {future}, \
so {up.total:.0f} cent is left, the gap of the first day. At any other price the same cent is left, because what one leg \
gains the other loses. But one unlucky cent takes it all: sell the note at {unlucky_price:.2f}, not at the \
future's price, and {left} is left.""").format(
        final=FINAL_PRICE,
        note=signed(up.legs.cash),
        future=signed(up.legs.futures),
        up=up,
        unlucky_price=UNLUCKY_PRICE,
        left=_("nothing") if not round(unlucky.total, 2) else signed(unlucky.total),
    )


def accounts_seen() -> str:
    """Say what there was to see in the accounts."""
    daily, late = (_usual("day", excess) for excess in ("same_day", "next_day"))
    return _("""**Own money stands still while cash moves.** When both prices rise by a point, the fund pays {paid:.2f} \
of variation margin on its future, and the lender hands over {lent:.2f} more, because the note is worth more. That holds for loans overnight and \
for a term. If the lender's money comes a day late, the fund's cash must last a night without it, which takes {need:.2f} of \
its free cash of {free:.2f}.""").format(
        paid=daily.cash["fund", "clearing house"],
        lent=daily.cash["lender", "fund"],
        need=late.cash["fund", "clearing house"],
        free=100 * late.trade.cash_buffer,
    )


def _usual(step, excess="same_day"):
    """Return the scene of the accounts as the explorer starts with it, in a certain step."""
    return t_accounts.compute(
        step,
        "long",
        LEVERAGE,
        haircut=HAIRCUT,
        initial_margin=MARGIN,
        repo_rate=REPO_RATE,
        day_move=POINT,
        excess=excess,
    )


def buyer_pays() -> str:
    """Say who pays the cent, and why."""
    return _("""**The cent comes from the futures buyer.** By the last day the future has brought the buyer \
{buyer_gain:.2f}. The note would have brought {note_gain:.2f}. The buyer gives up the difference for not having to pay for a \
note, because {margin:.2f} of initial margin is enough.""").format(
        buyer_gain=_usual("last").buyer_gain, note_gain=talk().legs.cash, margin=MARGIN
    )


def ceiling() -> str:
    """Say what limits leverage, and that repetition does not lift it."""
    light, heavy = (ceiling_of(h / 100, TIGHT_MARGIN / 100) for h in (NO_HAIRCUT, SOME_HAIRCUT))
    return _("""No. Haircut and margin lock own money in every trade, so every repeat needs new own money, and leverage stays the \
same. Leverage is at most **1 ÷ (haircut + margin)**. With a margin of {margin:g}% and no haircut that is {light:.0f} times, \
and with a haircut of {haircut:g}% it is {heavy:.0f} times. Press **Half the haircut, 50 times** in the first picture: so much \
leverage is possible only because the lender keeps less.""").format(
        margin=TIGHT_MARGIN, haircut=SOME_HAIRCUT, light=light, heavy=heavy
    )


def interest() -> str:
    """Say what interest makes of the profit."""
    scene = talk(coupon=COUPON, repo_rate=REPO_RATE)
    return _("""Press **With interest** in the first picture. At {rate:.2f}% the loan costs {repo:.2f} cents in {days} \
days, and the coupon brings {carry:.2f}. The difference is called *carry*. So {scene.total:.2f} cents are left, and a repo rate above \
{scene.break_even_rate:.2f}% takes them.""").format(
        rate=REPO_RATE, days=DAYS, scene=scene, repo=-100 * scene.legs.repo, carry=100 * scene.legs.carry
    )


def hedge() -> str:
    """Say what happens with too few futures."""
    return _("""Press **Too few futures** in the first picture. With {few} futures for {all} notes {left:.0f} cents are \
left at {final:.0f}. Nearly all of it is a bet on rising prices, and the bet can be lost.""").format(
        few=FEW, all=CONTRACTS, left=talk(contracts=FEW).total, final=FINAL_PRICE
    )


def short_seen() -> str:
    """Say what is the same in the opposite trade, and what is not."""
    sold = talk(direction="short", futures_price=CASH_PRICE - GAP)
    return _("""**If the future is too cheap, one sells the note and buys the future.** Traders call that *selling the \
basis*, and the trade above *buying* it. The note must be borrowed first: cash is lent against it, a *reverse repo*. With a \
future {gap:g} below the note {left:.0f} cent is left, as above.""").format(gap=GAP, left=sold.total)


def short_risks() -> str:
    """Say why the opposite trade is no mirror image."""
    first_loan = talk(direction="short", futures_price=CASH_PRICE - GAP).trade.first_loan
    lost = special_gain(REPO_RATE, REPO_RATE - SPECIAL, DAYS, first_loan)
    return _("""**The buyer of a future takes what comes.** Whoever sold the future chooses which note to deliver, and \
when. So this fund gets any of the notes the contract takes, on any day of the delivery period, while it owes one certain \
note.

**It must find that note.** If many want to borrow it, it is *special*: the cash lent against it earns less than other \
repo. Special by {special:.0f} basis points for {days} days, that is {lost:.1f} cents, more than the gap. And if nobody \
has the note to sell, the fund fails to return it and pays for that.""").format(
        special=100 * SPECIAL, days=DAYS, lost=100 * lost
    )


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {f"{CASH_PRICE:g}", f"{FUTURES_PRICE:g}", f"{FINAL_PRICE:.0f}", f"{UNLUCKY_PRICE:.2f}"}
