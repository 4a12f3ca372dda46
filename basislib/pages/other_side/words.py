"""What page 06 says: between its pictures, beside them, and about them."""

from basislib.formats import full_date, money, month_and_year, signed
from basislib.language import N_, _, paragraph, paragraphs
from basislib.market.calm import ASSUMPTIONS
from basislib.record.funding import funding
from basislib.scenes import calm_market, participants, positions
from basislib.scenes.calm_market import BUILT_IN, CAPPED, DAYS, DEAR, POOR, RICHER
from basislib.widgets.explorer import Reading

TERMS = (
    "arbitrage",
    "asset managers",
    "basis point",
    "bid-ask spread",
    "cash buffer",
    "dealer",
    "dealers' room",
    "future",
    "gap",
    "haircut",
    "hedge fund",
    "leverage",
    "leveraged funds",
    "note",
    "own money",
    "real money",
    "repo",
    "SOFR",
    "swap-spread trade",
    "yield",
)  # explained on this page
CARD_TILES = {  # of the cards: label and value of the tile
    "futures_sold": (N_("Futures sold, {month}"), N_("${value:,.0f}bn")),
    "long_exposure": (N_("Long Treasury exposure, {month}"), N_("${value:,.0f}bn")),
    "futures_bought": (N_("Futures bought, {month}"), N_("${value:,.0f}bn")),
    "less_sold": (N_("Less futures sold"), N_("${value:,.0f}bn")),
    "net_notes": (N_("Net Treasuries, {day}"), N_("${value:,.0f}bn")),
    "borrowed": (N_("Hedge funds' repo, {month}"), N_("${value:,.0f}bn")),
    "sofr": (N_("SOFR, {month}"), "{value:.2f}%"),
    "open_interest": (N_("Open contracts, {month}"), N_("${value:,.0f}bn")),
    "calls": (N_("Margin called a day, all markets"), N_("${value:,.0f}bn")),
    "most_calls": (N_("On the worst day of March 2020"), N_("${value:,.0f}bn")),
    "notes_held": (N_("Treasuries held, {month}"), N_("${value:,.0f}bn")),
    "srf_rate": (N_("Ceiling: SRF rate, {month}"), "{value:.2f}%"),
    "foreign_sales": (N_("All foreigners sold, March 2020"), N_("${value:,.0f}bn")),
    "custody_fall": (N_("Fall in custody at the Fed"), N_("${value:,.0f}bn")),
}
HELD = {  # whether funds are short, and managers long, net
    (True, True): N_("On **{day}** leveraged funds were net short {sold}, asset managers net long {bought}."),
    (True, False): N_("On **{day}** leveraged funds were net short {sold}, asset managers net short {bought}."),
    (False, True): N_("On **{day}** leveraged funds were net long {sold}, asset managers net long {bought}."),
    (False, False): N_("On **{day}** leveraged funds were net long {sold}, asset managers net short {bought}."),
}
BELOW = {  # label and value of the tile, and a sentence
    "sofr": (N_("The repo rate, SOFR"), "{value:.2f}%", N_("SOFR stood at {value:.2f}%.")),
    "notes": (
        N_("Hedge funds' long Treasury exposure"),
        N_("${value:,.0f}bn"),
        N_("Hedge funds' long exposure to Treasuries was ${value:,.0f}bn, derivatives included."),
    ),
    "borrowed": (
        N_("Repo borrowed by hedge funds"),
        N_("${value:,.0f}bn"),
        N_("Hedge funds had borrowed ${value:,.0f}bn by repo, on all kinds of security."),
    ),
    "leverage": (
        N_("Leverage of the ten largest funds"),
        N_("{value:.1f} times"),
        N_("The ten largest funds had assets of {value:.1f} times their net assets."),
    ),
}


KNOWN = {  # of each participant, with figures from the literature that the notebook cites
    "fund": N_(
        "For this trade alone, leverage of 20 to 50 is plausible. The balance sheets of the 50 funds with most "
        "Treasuries stood near 7 at the end of 2022."
    ),
    "buyer": N_(
        "The largest group of buyers that can be named is mutual funds. In June 2023 they held 53% of asset managers' "
        "long futures."
    ),
    "dealer": N_(
        "At the peak before March 2020, funds with basis trades took more than 25% of the repo that primary dealers lent."
    ),
    "lender": N_(
        "A large money market fund can leave its cash with the Fed instead, up to a limit. So it has somewhere else "
        "to go, and a hedge fund has not."
    ),
    "ccp": N_(
        "It sets margins to cover the swings it expects. So margins rise when swings do, which is when cash is scarce."
    ),
    "fed": N_(
        "Its standing facility lends to primary dealers and banks only. A fund sees that cash if a dealer with room "
        "passes it on."
    ),
    "foreign": N_("It sells because it needs dollars, and not because of this trade. But it sells on the same days."),
}


# ---- beside the pictures ----------------------------------------------------------------------------------


def cards(card: participants.Card) -> Reading:
    """Say the one thing to know about the party."""
    return Reading(
        _(KNOWN[card.party]),
        tuple(
            tuple(_(text).format(value=measure.value, **_when(measure.day)) for text in CARD_TILES[measure.key])
            for measure in card.measures
        ),
    )


def _when(day):
    return {"day": full_date(day), "month": month_and_year(day)} if day else {}


def cards_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the participants."""
    return (
        _("Each card stands for a whole group. Its members differ, and some are in two groups."),
        _(
            "Only what the trade needs is drawn. On the bad day yields fall: fund pays buyer. When they rise, that cash "
            "flows the other way."
        ),
        _("Who watches whom is from general knowledge of US supervision, not from a source read for this page."),
    )


def calm(scene: calm_market.Calm) -> Reading:
    """Say who sets the gap, who pays it and who gets it."""
    return Reading(
        paragraph(_case(scene), _split(scene), _books(scene)),
        (
            (_("Gap, cents per 100"), f"{scene.gap:.1f}"),
            (_("Buyers hold"), money(scene.held, 0)),
            (_("A fund earns a year") if scene.position else _("A fund would earn"), f"{signed(scene.earns, 1)}%"),
            (_("Cash buffer"), f"{scene.buffer:.2%}"),
        ),
    )


def _case(scene):
    return {
        "no_trade": _(
            "**No trade.** Dealers carry all {held} that buyers hold, for {scene.gap:.1f} cents. Funds would need "
            "{scene.hurdle:.1f}."
        ),
        "capital": _(
            "**Funds lack own money.** It lasts for {capacity} of notes. So dealers carry {inventory} more, and "
            "what they and the last buyer agree on is the gap."
        )
        if scene.capacity
        else _(
            "**Funds have no own money.** So dealers carry all {inventory}, and what they and the last buyer agree on is "
            "the gap."
        ),
        "free": _(
            "**Repo is cheap.** It costs so much less than the rate in the futures price that funds need no gap at all."
        ),
        "hurdle": _(
            "**Funds have enough.** They carry {position}, up to where the gap pays just the "
            "{scene.required_return:.1f}% a year on own money that they ask for."
        ),
    }[scene.story].format(
        scene=scene, **{name: money(getattr(scene, name), 0) for name in ("held", "capacity", "inventory", "position")}
    )


def _split(scene):
    if not round(scene.bill):
        return _("Futures buyers pay next to nothing.")
    return _(
        "Futures buyers pay ${bill:,.0f}m in {days} days: ${funds:,.0f}m to funds, ${dealers:,.0f}m to dealers."
    ).format(bill=scene.bill, days=DAYS, funds=scene.income, dealers=scene.bill - scene.income)


def _books(scene):
    if scene.room_used <= 1:
        said = _("Dealers use {used:.0%} of their room.")
    elif f"{scene.room_used:.1f}" == "1.0":
        said = _("Dealers hold just about all that they carry cheaply: spreads are wide, quotes small.")
    else:
        said = _("Dealers hold **{used:.1f} times** what they carry cheaply: spreads are wide, quotes small.")
    return said.format(used=scene.room_used)


def calm_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the calm market."""
    return (
        *map(_, ASSUMPTIONS),
        _(
            "The contract lives {days} days. Initial margin is {margin:.2%} of the notes, by our rule for a duration of "
            "{duration:g} years. A higher haircut at the same leverage means a smaller loan and a smaller cash buffer."
        ).format(days=DAYS, margin=calm_market.MARGIN, duration=calm_market.DURATION),
    )


def history(scene: positions.History) -> Reading:
    """Say what the two groups held, how that compares, and what stands below."""
    below, value = scene.below, scene.below.value
    held = (
        HELD[round(scene.sold) >= 0, round(scene.bought) >= 0]
        if scene.measure == "net"
        else N_("On **{day}** leveraged funds were short {sold}, asset managers long {bought}.")
    )
    label, form, sentence = BELOW[below.key]
    return Reading(
        paragraph(
            _(held).format(
                day=full_date(scene.day), sold=money(abs(scene.sold), 0), bought=money(abs(scene.bought), 0)
            ),
            _rank(scene),
            _("Not all that funds sell is basis trades."),
            _("The lower series has no value for that quarter.") if value is None else _(sentence).format(value=value),
        ),
        (
            (_("Sold by leveraged funds"), money(scene.sold, 0)),
            (_("Bought by asset managers"), money(scene.bought, 0)),
            *(() if value is None else ((_(label), _(form).format(value=value)),)),
        ),
    )


def _rank(scene):
    """Say how the funds' position compares with the highest and the lowest of all quarters."""
    highest = scene.highest
    if scene.index == highest:
        return _("For the funds that is the **highest** of all quarters here.")
    return (
        _("For the funds that is the **lowest** of all quarters here; the highest was {most} in {month}.")
        if scene.index == scene.lowest
        else _("The funds' highest was {most} in {month}.")
    ).format(most=money(scene.short[highest], 0), month=month_and_year(scene.days[highest]))


def history_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the positions."""
    return (
        _(
            "Leveraged funds' shorts hold more than basis trades: swap-spread trades, bets on yields. So they bound the "
            "trade from above, no more."
        ),
        *_estimates(),
        _(
            "Last report of each quarter, futures without options, at face value. Dealers and others, who make up the "
            "rest of the market, are not drawn."
        ),
        _("The leverage below is that of whole funds, not of one trade. The repo is against all kinds of security."),
    )


def _estimates():
    """Say what the diamonds are."""
    (_day, least, most), (_end, twenty, _same), (last, alone, _also) = positions.ESTIMATES
    return (
        _(
            "The diamonds are estimates of the basis trade alone, which count differently. Studies for 2023 say {least} "
            "to {most}; we draw them in the middle of the year."
        ).format(least=money(least, 0), most=money(most, 0)),
        _(
            "{twenty} are the Treasuries of 20 funds at the end of 2023, net of those sold short, as staff of the CFTC "
            "found. {alone} are by Fed staff from fund reports, for {day}."
        ).format(twenty=money(twenty, 0), alone=money(alone, 0), day=full_date(last)),
    )


# ---- what there was to see ------------------------------------------------------------------------------


def seen_calm() -> str:
    """Return what there was to see in the calm market."""
    poor, richer = (calm_market.compute(own_money=own) for own in (POOR, RICHER))
    return _("""With ${few:,.0f}bn of own money funds cannot carry enough, so the gap is {poor.gap:.1f} cents and many buyers \
stay away. With ${twice:,.0f}bn it is {richer.gap:.1f} cents, because more notes find a holder. **More capital, and the \
buyers gain**: they hold ${more:,.0f}bn more futures, at less than half the price. The gap draws the very money that narrows \
it.""").format(poor=poor, richer=richer, few=POOR, twice=RICHER, more=richer.held - poor.held)


def society() -> str:
    """Return what a cap on leverage does in calm times, and what others get from the trade, on what conditions."""
    return paragraphs(_cap(), _gainers(), _others(), _conditions())


def _cap():
    calm, capped = calm_market.compute(), calm_market.compute(leverage=CAPPED)
    return _("""**A cap on leverage widens the gap and shrinks the trade.** At {capped.leverage} times instead of {calm.leverage} \
each note locks up more own money. So funds ask for more: the gap goes from {calm.gap:.1f} to {capped.gap:.1f} \
cents, and funds carry ${fewer:,.0f}bn fewer notes. Buyers who stay pay all of the rise. Buyers who leave lose half \
of it on average, because what they would pay at most lies anywhere between the old gap and the new one [S: spread \
evenly].""").format(calm=calm, capped=capped, fewer=calm.position - capped.position)


def _gainers():
    """Say what a cap is to funds: the sign hangs on how much own money they have."""
    few, enough = (
        calm_market.compute(leverage=CAPPED, own_money=own).funds_gain - calm_market.compute(own_money=own).funds_gain
        for own in (POOR, RICHER)
    )
    return _("""**Whether funds lose or gain hangs on their own money.** Dealers gain, because they carry more and are paid more. \
With ${twice:,.0f}bn of own money funds gain as well, ${enough:.2f}bn a year: the cap stops them from narrowing the \
gap for each other. With ${few:,.0f}bn they lose ${lost:.2f}bn: the gap was wide already, and widens by too little \
to make up for the notes they give up. The cap has a reason, since it makes a spiral of sales less likely. But it is \
not free.""").format(twice=RICHER, enough=enough, few=POOR, lost=-few)


def _others():
    calm = calm_market.compute()
    return _("""**What others get, in this model.** Without funds, bid-ask spreads would be {calm.without.bid_ask:.1f} instead of \
{calm.now.bid_ask:.1f} cents, and quotes {calm.without.depth:.0f} instead of {calm.now.depth:.0f} million dollars, \
because dealers' room would be used up. The sizes rest on slopes that nobody has measured [A], and on loans to funds \
taking no room [S].

**Whether the Treasury borrows more cheaply is open.** A narrower gap raises the note's price. But without the trade \
buyers would give up ${fewer:,.0f}bn of futures here, and would hold notes instead, or mortgages and credit [K].""").format(
        calm=calm, fewer=calm.held - calm.without.held
    )


def _conditions():
    calm, dear, known = calm_market.compute(), calm_market.compute(repo_rate=DEAR), funding()
    return _("""**On what conditions.** A repo rate of {rate:.2f}% instead of {built_in:.2f}%, for all {days} days, makes \
funds give up ${given_up:,.0f}bn of notes, and the gap goes to {dear.gap:.1f} cents. So four things must hold: loans \
that are renewed at a steady rate, haircuts and margins that do not jump, dealers with room, and enough cash in the buffer. \
A higher haircut at the same leverage does not show in this gap. It is a smaller loan, paid for out of the buffer, and a \
small buffer is noticed only on a bad day.

**What is published.** Of all that large hedge funds borrow, for all their trades, {known.within_day:.0f}% had to be \
renewed within a day on {day}. Their free cash was {least:.0f} to {most:.0f}% of their assets, by size of fund. For this trade \
alone neither is published.""").format(
        rate=DEAR,
        built_in=BUILT_IN,
        days=DAYS,
        given_up=calm.position - dear.position,
        dear=dear,
        known=known,
        day=full_date(known.day),
        least=known.cash[0],
        most=known.cash[1],
    )


def seen_history() -> str:
    """Return what there was to see in the positions through the years."""
    zero, dear = (positions.compute(quarter=day) for day in (positions.ZERO, positions.DEAR))
    (_day, least, _most), (_end, twenty, _same), _last = positions.ESTIMATES
    return _("""**The trade did not grow with cheap money.** With SOFR at almost nothing funds had sold ${zero.sold:,.0f}bn \
of futures, and with SOFR at its highest they had sold ${dear.sold:,.0f}bn. The two lines rise and fall together, because \
who wants futures must find somebody to sell them. And sold futures are more than basis trades: estimates of the trade \
alone, for 2023, go from ${least:,.0f}bn to ${twenty:,.0f}bn.""").format(
        zero=zero, dear=dear, least=least, twenty=twenty
    )
