"""What page 01 says: beside its pictures, and about them."""

from basislib.formats import dollars
from basislib.language import N_, _, paragraph, plural
from basislib.scenes import call_chance, future_or_call
from basislib.scenes.call_chance import MULTIPLE, PATHS, Chance
from basislib.scenes.future_or_call import END, PREMIUM, Ending
from basislib.scenes.margin_account import AT_CME, DAYS, DOUBLED, MAINTENANCE, MARGIN, START, VOLATILITY, Month, story
from basislib.widgets.explorer import Reading

TERMS = (
    "clearing broker",
    "clearing house",
    "close-out",
    "future",
    "initial margin",
    "intraday call",
    "leverage",
    "long",
    "maintenance margin",
    "margin call",
    "margin spiral",
    "note",
    "option",
    "premium",
    "short",
    "variation margin",
    "volatility",
)  # explained on this page
YEAR = 250  # trading days; longer waits are not worth a number
SHORTEST = 0.1  # trading days; less is told without a number
CENT = 0.005  # dollars; less than this shows as nothing

STANDING = {  # side, and whether it has gained or lost so far
    ("long", "gain"): N_("The price is {price}: the long is up {amount}."),
    ("long", "loss"): N_("The price is {price}: the long is down {amount}."),
    ("long", "even"): N_("The price is {price}: the long is neither up nor down."),
    ("short", "gain"): N_("The price is {price}: the short is up {amount}."),
    ("short", "loss"): N_("The price is {price}: the short is down {amount}."),
    ("short", "even"): N_("The price is {price}: the short is neither up nor down."),
}
CLOSED_OUT = {  # what a close-out leaves
    "gain": N_("That leaves a profit of {amount}, for good."),
    "loss": N_("That leaves a loss of {amount}, for good."),
    "even": N_("That leaves neither profit nor loss, for good."),
}
OTHER_WAY = {  # whether the calls were paid, and what the other way would have come to
    (True, "gain"): N_("Had no call been paid, the month would have ended with **a profit of {amount}**."),
    (True, "loss"): N_("Had no call been paid, the month would have ended with **a loss of {amount}**."),
    (True, "even"): N_("Had no call been paid, the month would have ended with **neither profit nor loss**."),
    (False, "gain"): N_("Had every call been paid, the month would have ended with **a profit of {amount}**."),
    (False, "loss"): N_("Had every call been paid, the month would have ended with **a loss of {amount}**."),
    (False, "even"): N_("Had every call been paid, the month would have ended with **neither profit nor loss**."),
}
FUTURE = {
    "gain": N_("The holder of the future wins **{amount}**, settled day by day, and gets the margin back."),
    "loss": N_("The holder of the future loses **{amount}**, settled day by day, and gets the margin back."),
    "even": N_("The holder of the future comes out **even**, settled day by day, and gets the margin back."),
}
EXERCISED = {
    "gain": N_("The holder of the option uses the right and wins **{amount}**."),
    "loss": N_("The holder of the option uses the right and loses **{amount}**."),
    "even": N_("The holder of the option uses the right and comes out **even**."),
}


def _outcome(profit):
    """Return whether a profit is a gain, a loss or neither, and its size in words."""
    if abs(profit) < CENT:
        return "even", dollars(0.0)
    return "gain" if profit > 0 else "loss", dollars(abs(profit))


# ---- the account ------------------------------------------------------------------------------


def account(month: Month) -> Reading:
    """Say what the account shows."""
    tiles = (
        (_("In the account"), dollars(month.balance)),
        (_("Paid in so far"), dollars(month.paid_in)),
        (_("Profit so far"), dollars(month.profit)),
        (_("Margin calls so far"), f"{month.calls.size}"),
    )
    if month.day == 0:
        return Reading(
            _(
                "Day 0. The contract is made at ${start:.2f} and **nobody pays for the tea**. Each side puts down "
                "${margin:.2f}. That holds a position {times:.3g} times as large. Press Play."
            ).format(start=START, margin=month.initial_margin, times=START / month.initial_margin),
            tiles,
        )
    return Reading(paragraph(_("Day {month.day}.").format(month=month), _standing(month), _calls(month)), tiles)


def _standing(month):
    price = dollars(month.price)
    if month.is_closed:
        return _("The price is {price}, and the holder no longer cares.").format(price=price)
    outcome, amount = _outcome(month.profit)
    return _(STANDING[month.side, outcome]).format(price=price, amount=amount)


def _calls(month):
    calls = month.calls
    if not calls.size:
        return _("No margin call so far: the balance has not ended a day below the maintenance margin.")
    if month.is_closed:
        return paragraph(_close_out(month), _other_way(month))
    paid = (
        _("There was one call, for {total}, and it was paid.")
        if calls.size == 1
        else _("There were {count} calls, for {total} in all, and every one was paid.")
    ).format(count=calls.size, total=dollars(calls.sum()))
    return paragraph(paid, _other_way(month))


def _close_out(month):
    outcome, amount = _outcome(month.account.total_profit)
    asked = _("The call of {call} on day {day} was not paid, so the position was **closed out at {price}**.").format(
        call=dollars(month.calls[0]), day=month.account.close_out_day, price=dollars(month.close_out_price)
    )
    debt = month.account.debt
    owed = _("The holder even owes {debt}.").format(debt=dollars(debt)) if debt > 0 else ""
    return paragraph(asked, _(CLOSED_OUT[outcome]).format(amount=amount), owed)


def _other_way(month):
    if month.day < DAYS:
        return ""
    outcome, amount = _outcome(month.other.total_profit)
    return _(OTHER_WAY[month.pays, outcome]).format(amount=amount)


def account_assumptions() -> tuple[str, ...]:
    """Return what is assumed about the account."""
    return (
        _(
            "Four months are drawn by hand. They keep their shape when volatility changes. The others have normal daily "
            "changes."
        ),
        _(
            "An unpaid call closes the position at that day's settlement price. In truth it takes hours or a day more, "
            "at the price found then."
        ),
        _("No interest. Gains stay in the account."),
    )


# ---- the odds of a call -----------------------------------------------------------------------


def chance(scene: Chance) -> Reading:
    """Say what the odds are, and what the rule would ask for."""
    loss = _("A loss of {distance} brings a call.") if scene.distance > 0 else _("Any loss at all brings a call.")
    odds = _("Within {within} its chance is **{probability}**, if the account is watched all day.")
    even = _("The chance reaches 50% after {even}.")
    rule = (
        _("At this volatility the margin rule asks for {rule}, and **{missing} is missing**.")
        if scene.missing > CENT
        else _("At this volatility the margin rule asks for {rule}, and **that much is there**.")
    )
    within, by_then, rule_margin = in_days(scene.days), percent(scene.by_then), dollars(scene.rule_margin)
    text = paragraph(loss, odds, even, rule).format(
        distance=dollars(scene.distance),
        within=within,
        probability=by_then,
        even=in_days(scene.even_odds),
        rule=rule_margin,
        missing=dollars(scene.missing),
    )
    hits, error = scene.simulated_by_then, scene.error_by_then
    simulated = f"{hits:.0%} ± {200 * error:.0f}" if hits > 0 else _("0 of {paths}").format(paths=PATHS)
    return Reading(
        text,
        (
            (_("In {within}, watched all day").format(within=within), by_then),
            (_("Only at the close, simulated"), simulated),
            (_("50% chance in"), _("under 0.1 days") if scene.even_odds < SHORTEST else in_days(scene.even_odds)),
            (_("The rule asks for"), rule_margin),
        ),
    )


def percent(probability: float) -> str:
    """Return a probability in words that do not round to never or always."""
    if 0 < probability < 0.005:
        return _("under 1%")
    return _("over 99%") if 0.995 <= probability < 1 else f"{probability:.0%}"


def in_days(days: float) -> str:
    """Return a number of trading days in words, with the decimals that say something."""
    if days > YEAR:
        return _("over a year")
    if days < SHORTEST:
        return _("less than a tenth of a day")
    if days < 1:
        return _("{days:.2f} days").format(days=days)
    if days < 10 and days != int(days):
        return _("{days:.1f} days").format(days=days)
    return plural("{n:g} day", "{n:g} days", round(days))


def chance_assumptions() -> tuple[str, ...]:
    """Return what is assumed about the odds."""
    return (
        _(
            "Daily price changes are normal, independent and alike. Real ones have fatter tails and come in clusters, so "
            "real calls bunch."
        ),
        _(
            "Dots are {paths} simulated accounts, with bars of two standard errors. They are the same accounts on every "
            "day, so neighbouring dots err together."
        ).format(paths=PATHS),
        _(
            "The line “only at the close” is an approximation. It is a little off in the first days, and when the call "
            "is very near."
        ),
        _(
            "The rule is {multiple:g} daily standard deviations. This is a number fitted to a few published margins, not "
            "the clearing house's own method."
        ).format(multiple=MULTIPLE),
    )


# ---- a future is not an option ----------------------------------------------------------------


def option(ending: Ending) -> Reading:
    """Say what each of the two holders wins or loses."""
    outcome, amount = _outcome(ending.future_profit)
    future = _(FUTURE[outcome]).format(amount=amount)
    outcome, amount = _outcome(ending.call_profit)
    call = (
        _(EXERCISED[outcome])
        if ending.is_exercised
        else _("The holder of the option lets the right lapse and loses **{amount}**.")
    ).format(amount=amount)
    return Reading(
        paragraph(
            _("The price ends at ${ending.price:.2f}.").format(ending=ending),
            future,
            call,
            _("The option never asks for more than its ${ending.premium:.2f}. The future can.").format(ending=ending),
        ),
        (
            (_("Future: profit"), dollars(ending.future_profit)),
            (_("Call option: profit"), dollars(ending.call_profit)),
            (_("Option: worst case"), dollars(-ending.premium)),
        ),
    )


def option_assumptions() -> tuple[str, ...]:
    """Return what is assumed about the future and the option."""
    return (
        _(
            "Both are bought today, at a price of {start:g} dollars; the strike price is the same. The future needs a "
            "margin of {margin:g} dollars, and its holder pays every call."
        ).format(start=START, margin=MARGIN),
        _("No interest. The premium is given, not computed."),
    )


# ---- the page ---------------------------------------------------------------------------------


def seen_account() -> str:
    """Say what there was to see in the two accounts."""
    ann, ben = story("pays"), story("refuses")
    return _(
        "Ann paid ${paid:.2f} on {ann.calls.size} calls and got it all back, because the price came back. Ben was closed out "
        "at ${ben.close_out_price:.2f} and has lost ${lost:.2f} for good. They had the same view of the price, so it was cash "
        "that made the difference. A call fills the account up to the initial margin of ${ann.initial_margin:.2f}, and not "
        "just to the maintenance margin."
    ).format(ann=ann, ben=ben, paid=ann.calls.sum(), lost=-ben.account.total_profit)


def leverage() -> str:
    """Say why a small deposit is enough."""
    return _("""**Why 10 dollars are enough.** Nobody pays for the tea before it is delivered. Until then they pay only for \
the **changes** of its price, one evening at a time: this is the variation margin. A day's change is about \
${volatility:.2f}, so the deposit covers {changes:.0f} of them and holds {times:.0f} times as much tea. That is leverage. \
Whoever has sold has the same month when the price rises.""").format(
        volatility=VOLATILITY, changes=MARGIN / VOLATILITY, times=START / MARGIN
    )


def seen_chance() -> str:
    """Say what there was to see in the odds."""
    calm, wild = (call_chance.compute(sigma, MARGIN, MAINTENANCE, DAYS) for sigma in (VOLATILITY, DOUBLED))
    return _(
        "At ${calm.volatility:.2f} a day half of all accounts get a call within {calm_odds}. At ${wild.volatility:.2f} a day that "
        "takes {wild_odds}: twice the volatility, a quarter of the time. So a clearing house lets its margin follow "
        "volatility, and calls are about as rare as before. But the rise of ${rise:.2f} is a bill, and it comes when everybody is "
        "short of cash: so a margin spiral begins."
    ).format(
        calm=calm,
        wild=wild,
        calm_odds=in_days(calm.even_odds),
        wild_odds=in_days(wild.even_odds),
        rise=call_chance.FOLLOWS - MARGIN,
    )


def treasuries() -> str:
    """Say how Treasury futures differ."""
    cme = call_chance.compute(VOLATILITY, MARGIN, AT_CME, DAYS)
    return _("""Futures on US Treasury notes work in the same way, but the call comes sooner. At their exchange, CME, the \
maintenance margin is {share}% of the initial margin, or all of it. Press **As at CME** in the picture above: the chance \
of a call reaches 50% after {odds}. So in practice every loss is called, and paid, every day.

The clearing house settles twice a day. An *intraday call* comes around noon, and the rest is paid by half past seven the \
next morning in Chicago. It deals only with *clearing brokers*, who pay it first and then call their customers.""").format(
        share=AT_CME, odds=in_days(cme.even_odds)
    )


def watched() -> str:
    """Say why an account that is watched all day is called more often."""
    return _("""A price that dips at noon and is back in the evening brings a call only to an account that is watched all \
day. So in the picture the upper line is for accounts that are watched all day, and the lower line for those that are looked \
at only at the close. The dots are simulated accounts, the one on the upper line watched all day, and they agree with the \
line on which they lie, within chance.

Of all paths that touch the line of a call, half are beyond it at the end, and half have come back. So the chance of a call \
is twice the chance of ending beyond the line, and needs no simulation.""")


def seen_option() -> str:
    """Say what there was to see in the future and the option."""
    low = future_or_call.compute(END, PREMIUM)
    return _(
        "An option costs a premium today, and a future only asks for a deposit. Both gain when the price rises. But at "
        "${low.price:.2f} the holder of the option has lost the ${call_loss:.2f} paid on the first day, and no more. The "
        "holder of the future has lost ${future_loss:.2f}, and was asked for it on the way."
    ).format(low=low, call_loss=-low.call_profit, future_loss=-low.future_profit)


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, as text."""
    return {f"{MARGIN:.0f}", f"{START:.0f}", f"{story('pays').maintenance_margin:.2f}"}
