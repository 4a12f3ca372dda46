"""What page 05 says: beside its pictures, about them, and deeper."""

from basislib.formats import day_and_month, dollars, full_date, money, signed
from basislib.fund.corridor import REPORTING
from basislib.fund.margin import MOST_SAVED, NOTE_OVER_FUTURE, cross_margin
from basislib.fund.repo import LENDERS, cash_need, special_edge, special_time_needed
from basislib.fund.spiral import sale_for_call, sale_for_withdrawal
from basislib.fund.usual import DURATION, HAIRCUT, MARGIN, TERM_DAYS, TERM_SHARE
from basislib.language import N_, _, paragraph, plural
from basislib.record import datasets
from basislib.record.famous import NO_HAIRCUT, NO_HAIRCUT_FSB, NO_HAIRCUT_OTHERS
from basislib.record.funding import funding, market_size
from basislib.scenes import cash_need as cash_scene
from basislib.scenes import day_of_calls, nights_of_repo, overnight_or_term, rate_corridor, repo_spike
from basislib.scenes.nights_of_repo import SPECIAL_CASE
from basislib.scenes.rate_corridor import ACCESS, MONTH_END, SPIKE, YEAR_END
from basislib.scenes.repo_spike import BUILT_IN, EDGE, POSITION, UNDER_TOP
from basislib.widgets.explorer import Reading

TERMS = (
    "basis point",
    "cash buffer",
    "clearing broker",
    "clearing house",
    "dealer",
    "edge",
    "federal funds rate",
    "general collateral",
    "haircut",
    "initial margin",
    "intraday call",
    "leverage",
    "margin call",
    "margin excess",
    "money market fund",
    "note",
    "ON RRP",
    "overnight",
    "own money",
    "repo",
    "reserves",
    "SOFR",
    "special",
    "sponsored repo",
    "standing repo facility",
    "T+0",
    "T+1",
    "target range",
    "term",
    "tri-party",
)  # explained on this page
THICK, THIN = (4.0, 10), (0.2, 30)  # haircut in %, leverage
CLAUSE_RISE = 0.01  # of the price: the example of a one-way clause
EVENTS = {  # what happened, in a sentence; the numbers come from the data
    "2019-09-13": N_("The last quiet day."),
    "2019-09-16": N_("Firms pay their taxes and buyers pay for new Treasury notes: cash leaves money funds and banks."),
    "2019-09-17": N_("Cash is still short. The Fed lends in the repo market, for the first time in years."),
    "2019-09-18": N_(
        "The Fed lends again. In the afternoon it cuts its range by a quarter point, from the next day on."
    ),
    "2019-09-19": N_("The lower range is in force, and the Fed goes on lending."),
    "2019-09-20": N_("The Fed announces repo every day for weeks, and some for two weeks at a time."),
    "2019-09-30": N_("The end of the quarter: many lenders show smaller balance sheets on this day."),
}


# ---- a day of calls -----------------------------------------------------------------------------------------

ENOUGH = {  # by the round of `basislib.fund.settlement.ROUNDS` after which cash is lowest
    0: N_("Cash is lowest after the noon call, with {lowest}: **the buffer is enough**."),
    1: N_("Cash is lowest at the end of the day, with {lowest}: **the buffer is enough**."),
    2: N_("Cash is lowest the next morning, with {lowest}: **the buffer is enough**."),
    4: N_("Cash is lowest on the day after, with {lowest}: **the buffer is enough**."),
}
BETWEEN = 2  # the round in which, after a fall, the lenders are paid and the future is not yet
MISSING = {
    0: N_("After the noon call **{short} is missing**."),
    1: N_("At the end of the day **{short} is missing**."),
    2: N_("The next morning **{short} is missing**."),
    4: N_("On the day after **{short} is missing**."),
}


def day(scene: day_of_calls.Timeline) -> Reading:
    """Say who pays whom at which hour, and when the fund has least cash."""
    return Reading(
        paragraph(_day_calls(scene), _day_lowest(scene), _day_margin(scene)),
        (
            (_("Cash buffer"), dollars(scene.buffer)),
            (_("Least cash"), dollars(scene.lowest)),
            (_("Cash the next morning"), dollars(scene.next_morning)),
            (_("The margin rises by"), dollars(scene.new_margin)),
        ),
    )


def _day_calls(scene):
    if not scene.move:
        return _("Prices stand still, and nobody calls.")
    if scene.move < 0:
        text = _(
            "Prices fall by {size:.2f}%. The future brings {variation}, half at noon and half at 09:30 the next "
            "morning; by 08:30 the lenders have called {back} back."
        )
    elif scene.back < 0.005:
        text = _(
            "Prices rise by {size:.2f}%. The future takes {variation}, half at noon and half the next morning, and by "
            "then the lenders have brought nothing back."
        )
    else:
        text = _(
            "Prices rise by {size:.2f}%. The future takes {variation}, half at noon and half the next morning, and by "
            "then the lenders have brought {back} back."
        )
    return text.format(size=abs(scene.move), variation=dollars(abs(scene.variation)), back=dollars(abs(scene.back)))


def _day_lowest(scene):
    if not scene.move:
        return ""
    if scene.move < 0 and scene.lowest_at == BETWEEN:
        return _day_between(scene)
    if scene.lowest >= 0:
        return _(ENOUGH[scene.lowest_at]).format(lowest=dollars(scene.lowest))
    missing = _(MISSING[scene.lowest_at]).format(short=dollars(-scene.lowest))
    if scene.left >= 0:
        return paragraph(missing, _("The money comes back, but later than the call is due."))
    if scene.lowest_at == max(MISSING):
        return missing
    return paragraph(missing, _("At the end {left} still is.").format(left=dollars(-scene.left)))


def _day_between(scene):
    """Say what is left or missing between what the lenders take after a fall and what the future then pays."""
    if scene.lowest >= 0:
        return _(
            "Cash is lowest at 08:30 the next morning, with {lowest}, because the rest from the future comes an hour "
            "later: **the buffer is enough**."
        ).format(lowest=dollars(scene.lowest))
    missing = _(
        "At 08:30 the next morning **{short} is missing**, because the rest from the future comes an hour later."
    ).format(short=dollars(-scene.lowest))
    if scene.left >= 0:
        return missing
    return paragraph(missing, _("On the day after {left} is missing again.").format(left=dollars(-scene.left)))


def _day_margin(scene):
    if scene.new_margin < 0.005:
        return ""
    return _(
        "The higher margin, {margin}, is due on the day after, and would be as high if prices went the other way."
    ).format(margin=dollars(scene.new_margin))


def day_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the day."""
    both = cross_margin(MARGIN, NOTE_OVER_FUTURE * MARGIN)
    return (
        _(
            "Half of the move has happened by noon, when the clearing house and the term lenders look. {share:.0%} of the "
            "repo is at term. By 17:00 stands for the close of the market. Repo is "
            "paid on the day it is agreed (T+0), notes a business day later (T+1)."
        ).format(share=TERM_SHARE),
        _(
            "The clearing broker calls the fund at the hours at which it pays the clearing house itself. It may ask "
            "sooner, ask for more, or lend for some hours. A payment of less than a cent is not drawn."
        ),
        _(
            "The margin follows our rule, from {margin:.2%} of the notes. What the exchange announced for Treasury futures "
            "in March 2020 was not to be found in public copies of its notices."
        ).format(margin=MARGIN),
        _(
            "A lender may return notes instead of cash. They are cash only when lent against again, and till then the gain "
            "is late."
        ),
        _(
            "If the repo is cleared too, there is no haircut but a second margin, and both houses margin the same hedged "
            "book: {both:.2%} together. Where they set the two off against each other, the smaller saving counts: at the "
            "most that is possible, {least:.2%}."
        ).format(both=both, least=cross_margin(MARGIN, NOTE_OVER_FUTURE * MARGIN, MOST_SAVED, MOST_SAVED)),
    )


def seen_day() -> str:
    """Say what there was to see in the day of calls."""
    now, thin = (day_of_calls.compute(**changes) for changes in ({}, {"leverage": day_of_calls.THIN}))
    return _(
        "The loss on the future is paid at once, and the lenders bring the note's gain back by the next morning, "
        "term lenders like the others: of {variation} only {need} stays away, or all of it for a night if they are a "
        "day late. So what takes the cash is the higher margin, by our rule {rise}, and as much if prices fell [A]. "
        "If the clearing broker passes the noon call on at once [A], the fund lacks {short} at half past two at "
        "{thin:g} times, although the money comes the next morning. Selling does not help: a note sold at noon is as "
        "a rule paid the next morning, too."
    ).format(
        variation=dollars(now.variation),
        need=dollars(now.variation - now.back),
        rise=dollars(now.new_margin),
        thin=thin.leverage,
        short=dollars(-thin.lowest),
    )


# ---- a move of prices ---------------------------------------------------------------------------------------


def cash(scene: cash_scene.CashNeed) -> Reading:
    """Say what a move takes in cash at most, in either direction, and whether the buffer is enough."""
    return Reading(
        _cash_words(scene) if scene.move else _("Yields stay where they are. Nobody pays anybody."),
        (
            (_("Most, prices rise"), dollars(scene.rise.most)),
            (_("Most, prices fall"), dollars(scene.fall.most)),
            (_("Of it initial margin"), dollars(float(scene.rise.margin[-1]))),
            (_("Cash buffer"), dollars(scene.buffer)),
        ),
    )


def _cash_words(scene):
    return paragraph(
        _("Yields move by {scene.yields_bp:g}bp in a day.")
        if scene.days == 1
        else _(
            "Yields move by {scene.yields_bp:g}bp in {scene.days} days, of which {scene.largest_bp:.3g}bp on the last."
        ),
        _("That takes {rise} at most if prices rise, and {fall} if they fall."),
        _("**The cash buffer of {buffer} is enough.**")
        if scene.missing < 0.005
        else _("The cash buffer is {buffer}, so **{missing} is missing**."),
    ).format(
        scene=scene,
        rise=dollars(scene.rise.most),
        fall=dollars(scene.fall.most),
        buffer=dollars(scene.buffer),
        missing=dollars(scene.missing),
    )


def cash_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the move."""
    return (
        _(
            "A duration of {duration:g} years. {rally}bp is how far ten-year yields fell from 19 February to 9 March 2020, "
            "in {days} trading days; {largest}bp of it on the last of them."
        ).format(
            duration=DURATION, rally=cash_scene.RALLY_BP, days=cash_scene.RALLY_DAYS, largest=day_of_calls.LARGEST_BP
        ),
        _(
            "The margin follows our rule from {margin:.2%} of the notes, and is due two days after the move that raised it. "
            "Real margins change in steps, which the clearing house announces a day or more ahead."
        ).format(margin=MARGIN),
        _("How much of a gain comes back late is not published. The contracts say: the same day or the next."),
        _(
            "Leverage is fixed while the haircut moves, and so is own money. To keep the cash buffer instead, lower the "
            "leverage with it: that is new own money."
        ),
    )


def seen_cash() -> str:
    """Say what there was to see in the move of prices."""
    now, late, quick = (cash_scene.compute(**changes) for changes in ({}, {"late": 100}, {"days": 1}))
    return _(
        "This rise takes {lenders} if lenders bring the gain back the same day. If they bring it a day late it takes "
        "{late}, for one day, because only the gain of the largest day is then still to come. By our rule the margin "
        "takes {margin}, and it does so in a fall as well, because the rule looks at the size of moves and not at "
        "their direction [A]; the same move in a single day would take {quick}, and one slow enough nothing. The "
        "share of the repo at term changes none of these sums."
    ).format(
        lenders=dollars(float(now.rise.lenders.max()), 3),
        late=dollars(float(late.rise.lenders.max())),
        margin=dollars(float(now.rise.margin[-1])),
        quick=dollars(float(quick.rise.margin[-1])),
    )


def one_for_one() -> str:
    """Say how much of the notes is sold to find a dollar, for a lender who leaves and for a call."""
    usual, thick, thin = (sale_for_call(1.0, h + MARGIN) for h in (HAIRCUT, THICK[0] / 100, THIN[0] / 100))
    return _("""A lender who leaves wants the loan back and hands back the notes. So the fund can sell them, and notes worth \
${gone:.2f} find a dollar, because the margin on their futures comes free as well: **one for one**. But the loan is \
due that day, and the price of a note as a rule comes a day later (T+1), so the fund must bridge a night.

A margin call leaves the notes pledged. When one is sold, most of its price repays the loan against it, and only the \
haircut and the margin come free. So a dollar takes notes worth **${usual:.0f}**; ${thick:.0f} at a haircut of \
{thick_haircut:g}%, and ${thin:.0f} at {thin_haircut:g}%.""").format(
        gone=sale_for_withdrawal(1.0, MARGIN),
        usual=usual,
        thick=thick,
        thin=thin,
        thick_haircut=THICK[0],
        thin_haircut=THIN[0],
    )


# ---- overnight or term --------------------------------------------------------------------------------------


def mix(scene: overnight_or_term.Mix) -> Reading:
    """Say what either night makes the fund sell, and what the shield costs."""
    now = scene.now
    return Reading(
        _(
            "With {scene.term_share:.0f}% at term the fund sells **{now.run:.1f}** of 100 notes if lenders leave and "
            "**{now.haircut:.1f}** if haircuts rise. In a quarter that share costs {now.cost:.2f}bp of the notes; the trade "
            "earns {scene.edge:g}bp."
        ).format(scene=scene, now=now),
        (
            (_("Sold if lenders leave"), f"{now.run:.1f}"),
            (_("Sold if haircuts rise"), f"{now.haircut:.1f}"),
            (_("Cost in a quarter, bp"), f"{now.cost:.2f}"),
            (_("Cash buffer"), dollars(scene.buffer)),
        ),
    )


def mix_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the mix."""
    return (
        _(
            "One bad night at a time. A term loan lives {life} days and they end evenly, so 1/{life} of them ends that night."
        ).format(life=TERM_DAYS),
        _(
            "What a term costs on top is a guess: nobody publishes it for this trade. So is the edge, what the trade earns in a quarter."
        ),
        _(
            "A higher haircut is paid from the cash buffer first. Not so when a lender leaves: the notes that come "
            "back are sold, one for one. A sale is paid at once here and does not move prices [S]."
        ),
    )


def seen_mix() -> str:
    """Say what there was to see in the mix."""
    daily, fixed = (overnight_or_term.compute(term_share=share).now for share in (0, 100))
    return _(
        "A term is a shield: for as long as it lasts, the lender can neither leave nor raise the haircut or the rate. All "
        "overnight, the fund sells {daily.run:.0f} notes when lenders leave; all at term, {fixed.run:.1f}. It has a price, "
        "here {fixed.cost:.1f}bp of an edge of {edge:g}, and against a margin call it does nothing, because a lender "
        "for a term returns a gain like any other. A larger cash buffer helps against a higher haircut and against a call."
    ).format(daily=daily, fixed=fixed, edge=EDGE)


# ---- deeper: who lends --------------------------------------------------------------------------------------


def who_lends() -> str:
    """Say who lends on what terms, and how large the market is."""
    size, known = market_size(), funding()
    return _("""All repo in the United States came to about {total:.1f} trillion dollars in September {size.day.year}: \
{uncleared:.1f} trillion bilateral and not cleared, {ficc:.1f} cleared by FICC, the clearing house for repo, and \
{tri_party:.1f} tri-party. A dealer who borrows in one part and lends in another is counted twice. In all of them \
the cash is paid on the day on which the loan is agreed (T+0).

**Not cleared, from a dealer.** The dealer has often borrowed the cash itself, from money market funds in tri-party \
repo. Its haircut is often zero: for {pilot:.0%} of the volume in a pilot survey of June 2022, for {later:.0%} in \
later data without loans inside one group, and for some {fsb:.0%} of this part of the market by a report of 4 \
February 2026. These are different samples, not a trend. A zero haircut does not mean no protection, because the \
dealer often holds margin on all that it does with the fund. It can go wrong when the dealer's balance sheet is \
full, or when it raises the haircut.

**Cleared.** Money market funds and others lend through FICC, and a dealer sponsors the fund into it. In place of a \
haircut there is a margin, what 99 of 100 spans of three days do not lose, reckoned for each member's whole \
portfolio; the {tri_haircut:.0%} of tri-party repo are only a habit. It can go wrong when the sponsor stops \
sponsoring.

**Offshore.** A bank or a fund abroad lends dollars that it has to find first. It may leave first. Nobody publishes \
how much it lends, or at what haircut.

**The Fed** lends to dealers and banks; its standing repo facility never lends to hedge funds. Twice, in 2009 and in \
2020, hedge funds could borrow from a facility of the Fed (TALF), against other securities.

**For how long?** That is published for all financing of all large hedge funds, though not for this trade alone: on \
{day} {within_day:.0f}% of it lasted a day at most, and {beyond_week:.0f}% longer than a week.""").format(
        size=size,
        total=size.total / 1000,
        uncleared=size.uncleared / 1000,
        ficc=size.ficc / 1000,
        tri_party=size.tri_party / 1000,
        pilot=NO_HAIRCUT,
        later=NO_HAIRCUT_OTHERS,
        fsb=NO_HAIRCUT_FSB,
        tri_haircut=LENDERS["cleared"].haircut,
        day=full_date(known.day),
        within_day=known.within_day,
        beyond_week=known.beyond_week,
    )


# ---- deeper: the corridor -----------------------------------------------------------------------------------


def corridor(scene: rate_corridor.Overnight) -> Reading:
    """Say what the rate is, who keeps it there, and what is on record for such a day."""
    now, day = scene.now, scene.day
    return Reading(
        paragraph(_corridor_cash(scene), _corridor_rate(scene), _corridor_record(day) if day else "").format(
            scene=scene, now=now, short=-scene.spare
        ),
        (
            (_("Repo rate"), f"{scene.rate:.2f}%"),
            (_("Over the top, bp"), signed(now.over_ceiling, 0)),
            (_("ON RRP takes"), money(now.on_rrp, 0)),
            (_("SRF lends"), money(now.srf)),
        ),
    )


def _corridor_cash(scene):
    if scene.now.on_rrp >= 0.5 and scene.now.srf >= 0.05:
        return _("Some leave ${now.on_rrp:,.0f}bn with the Fed, while others borrow ${now.srf:,.1f}bn from it.")
    if scene.now.srf >= 0.05:
        return _("The Fed lends ${now.srf:,.1f}bn at the top, but ${now.unmet:,.1f}bn cannot or will not go there.")
    if scene.now.on_rrp >= 0.5:
        return _("Cash is plentiful: ${now.on_rrp:,.0f}bn is left with the Fed.")
    if scene.now.unmet >= 0.05:
        return _("${now.unmet:,.1f}bn of loans find no lender, so the rate must rise until some borrowers give up.")
    return _("Lenders have enough, and neither of the Fed's facilities is used.")


def _corridor_rate(scene):
    over = scene.now.over_ceiling
    if scene.now.over_floor < -0.5:
        return _("The rate is **{scene.rate:.2f}%**, a little below the bottom of the range.")
    if scene.now.over_floor < 0.5:
        return _("The rate is **{scene.rate:.2f}%**, at the bottom of the range.")
    if over < -0.5:
        return _("The rate is **{scene.rate:.2f}%**, inside the range.")
    if over < 0.5:
        return _("The rate is **{scene.rate:.2f}%**, at the top of the range.")
    return _("The rate is **{scene.rate:.2f}%**, {now.over_ceiling:.0f}bp over the top.")


def _corridor_record(day):
    if abs(day.misfit) < 0.5:
        low, high = (day.floor_rate + over / 100 for over in day.over_floor)
        return _("On record it was {low:.2f}% to {high:.2f}% on such days, so the model meets it.").format(
            low=low, high=high
        )
    if day.misfit < 0:
        return _("On record it was {sofr:.2f}%: the model is {miss:.0f}bp too low.").format(
            sofr=day.sofr, miss=-day.misfit
        )
    return _("On record it was {sofr:.2f}%: the model is {miss:.0f}bp too high.").format(sofr=day.sofr, miss=day.misfit)


def corridor_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the corridor."""
    return (
        _(
            "Lenders and borrowers bring fixed sums: only the rate moves. Neither sum is observed: for a day on record it is "
            "chosen so that what the Fed lent is right."
        ),
        _(
            "The market is in segments that cash does not cross; on reporting dates they lie up to ${wide:.0f}bn to "
            "either side of the whole. Slopes, segments and access are one set for all days. The model misses the "
            "rate by {october}bp in October 2025, by {december}bp in December 2025 and by {september}bp in September "
            "2019."
        ).format(
            wide=REPORTING,
            october=signed(MONTH_END.misfit, 0),
            december=signed(YEAR_END.misfit, 0),
            september=signed(SPIKE.misfit, 0),
        ),
        _(
            "{access}% of a shortage reaches the facility. No such number fits all days, because access has changed: since "
            "10 December 2025 the facility has no limit in all, and it lends in the morning, too."
        ).format(access=ACCESS),
        _("A hedge fund cannot go to the facility. It pays more than this rate, by a spread that nobody publishes."),
    )


def corridor_lead() -> str:
    """Say what reserves are and what the corridor is made of."""
    return _("""Banks pay each other, and pay for Treasuries, with **reserves**: money that they hold at the Fed, which pays \
interest on it. While reserves are plentiful, a bank with cash to spare can lend in repo or keep reserves, so the repo rate \
stays near the interest on reserves, inside the Fed's range.

The Fed stands on both sides. Money market funds may leave cash with it overnight, near the bottom of the range: the ON \
RRP, a floor. Dealers and banks may borrow from it at the top: the standing repo facility (SRF), a ceiling. Both are soft, \
because some lenders have no access to the first and some borrowers none to the second. So on one day both can be used, and \
at month-ends of 2022 the repo rate stood a little below what the Fed itself paid.""")


def seen_corridor() -> str:
    """Say what there was to see in the corridor."""
    return _(
        "At the end of {year} some borrowed {srf:.1f} billion dollars from the Fed and others left {rrp:.0f} billion with it, because "
        "cash did not cross from one part of the market to the other. No one curve fits the three days: more was lent in "
        "December than in October, at a lower rate. One set for all of them is {october:.0f}bp too low in October and "
        "{december:.0f}bp too high in December, so do not read it to the basis point."
    ).format(
        year=YEAR_END.day.year,
        srf=YEAR_END.srf[0],
        rrp=YEAR_END.on_rrp[0],
        october=-MONTH_END.misfit,
        december=YEAR_END.misfit,
    )


# ---- deeper: september 2019, and many nights ----------------------------------------------------------------


def september(scene: repo_spike.September) -> Reading:
    """Say what the rate was, how far it moved, and what the night cost."""
    event = EVENTS.get(f"{scene.date}")
    change = signed(scene.change_bp, 0)
    night = (
        _(
            "A night of it cost **{cost:.2f}bp** of the notes: ${million:,.0f}m on ${scene.position:,.0f}bn, "
            "{own:.2f}% of own money, {quarter:.0%} of a quarter's edge."
        )
        if scene.cost >= 0
        else _(
            "A night of it saved **{cost:.2f}bp** of the notes: ${million:,.0f}m on ${scene.position:,.0f}bn, "
            "{own:.2f}% of own money, {quarter:.0%} of a quarter's edge."
        )
    )
    cost = abs(scene.cost)
    return Reading(
        paragraph(_("{day}."), _(event) if event else "", _september_rate(scene), night).format(
            scene=scene,
            day=day_and_month(scene.date),
            change=change,
            cost=cost,
            million=abs(scene.million),
            own=cost * scene.leverage / 100,
            quarter=cost / scene.edge,
        ),
        (
            (_("Level of the rate"), f"{scene.rate:.2f}%"),
            (_("Change in a day"), f"{change}bp"),
            (_("The night cost"), f"{signed(scene.cost, plus='')}bp"),
            (_("The Fed lent"), money(scene.lent[scene.day], 0)),
        ),
    )


def _september_rate(scene):
    if scene.over_bp > 0.5:
        return (
            _("The rate is {scene.rate:.2f}%, {change}bp in a day, {scene.over_bp:.0f}bp over the top of the range.")
            if scene.day
            else _("The rate is {scene.rate:.2f}%, {scene.over_bp:.0f}bp over the top of the range.")
        )
    return (
        _("The rate is {scene.rate:.2f}%, {change}bp in a day, inside the range.")
        if scene.day
        else _("The rate is {scene.rate:.2f}%, inside the range.")
    )


def september_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of September 2019."""
    return (
        _(
            "A night costs what the rate lies above the one built into the futures price. That one is not observed: we "
            "take it to be {under:.0f}bp under the top of the range, {built_in:.2f}% before the cut."
        ).format(under=100 * UNDER_TOP, built_in=BUILT_IN),
        _(
            "The whole loan is overnight, at SOFR. SOFR is the median of a day: on the 17th one dollar in a hundred cost "
            "9% or more."
        ),
        _("The edge of a quarter is {edge:g}bp of the notes.").format(edge=EDGE),
    )


def nights(scene: nights_of_repo.Nights) -> Reading:
    """Say what the nights cost, and when the edge is gone."""
    cost, gone = scene.cost, scene.gone_after
    own = cost * scene.leverage / 100
    pays = (
        _("The fund pays {scene.rate:.2f}%; {built_in:.2f}% is in the futures price.")
        if not scene.special
        else _(
            "The fund pays {paid:.2f}% (a special note, {scene.special:.2f} under the rest); {built_in:.2f}% is in "
            "the futures price."
        )
    )
    price = (
        plural(
            "One night costs **{{cost:.2f}}bp** of the notes, {{own:.2f}}% of own money.",
            "{n} nights cost **{{cost:.2f}}bp** of the notes, {{own:.2f}}% of own money.",
            scene.nights,
        )
        if cost >= 0
        else plural(
            "One night saves **{{cost:.2f}}bp** of the notes, {{own:.2f}}% of own money.",
            "{n} nights save **{{cost:.2f}}bp** of the notes, {{own:.2f}}% of own money.",
            scene.nights,
        )
    )
    if not gone:
        edge = _("The edge of {scene.edge:.1f}bp outlasts all {most} nights.")
    elif gone == 1:
        edge = _("The edge of {scene.edge:.1f}bp is gone in **the first night**.")
    else:
        edge = _("The edge of {scene.edge:.1f}bp is gone in **night {scene.gone_after}**.")
    return Reading(
        paragraph(pays, price, edge).format(
            scene=scene,
            paid=scene.rate - scene.special,
            built_in=BUILT_IN,
            cost=abs(cost),
            own=abs(own),
            most=nights_of_repo.LONGEST,
        ),
        (
            (_("Cost, bp of the notes"), signed(cost, plus="")),
            (_("Of own money"), f"{signed(own, plus='')}%"),
            (_("Edge left, bp"), signed(scene.edge - cost, plus="")),
            (_("Edge gone in night"), f"{gone}" if gone else _("none of {most}").format(most=nights_of_repo.LONGEST)),
        ),
    )


def nights_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the nights."""
    return (
        _(
            "The futures price has {built_in:.2f}% built in. Interest counts 360 days; a night here is one day of "
            "interest, so weekends are left out."
        ).format(built_in=BUILT_IN),
        _(
            "A term loan lives {life} days and is renewed at the overnight rate of its day. So term funding delays "
            "the cost. It spares it only if lenders expect the spike to pass."
        ).format(life=TERM_DAYS),
        _(
            "A special note stays as special for all nights, for the whole loan. In the market it may stop being special on "
            "any day, and its price contains what its owner is expected to save."
        ),
    )


def seen_september() -> str:
    """Say what there was to see in September 2019."""
    spike = repo_spike.compute()
    return _(
        "{sofr:.2f} is a level and not a jump: the rate rose by {jump:.2f} percentage points that day. It is a rate for a year, "
        "paid for a night, so on {position} billion dollars of notes the night cost {million:.0f} million more than usual, "
        "{quarter:.0%} of what such a trade earns in a quarter."
    ).format(
        sofr=spike.rate, jump=spike.change_bp / 100, position=POSITION, million=spike.million, quarter=spike.cost / EDGE
    )


def remembered() -> str:
    """Say why September 2019 is remembered although the night cost little."""
    reserves = datasets.load("fed_balance_sheet").set_index("week_ending_wed")["reserves_week_avg_bn"].dropna()
    before, then = reserves.iloc[0], reserves.loc["2019-09"].iloc[-1]
    return _("""**Why it is remembered.** Nobody knew that morning whether it would last, and a rate that lasts takes the whole \
edge. And it showed that reserves had become scarce. In the week to {first} banks held {before:,.0f} billion dollars \
of them, and in the week to {last} {then:,.0f} billion. That looked like plenty. But banks with cash lent too little \
of it, though the rate was more than twice the usual one. Studies name payments within the day, rules on liquidity, \
and a market in parts that do not see each other's prices. How much each counts is open. The Fed lent from that day \
on, and later bought bills so that reserves grew again.""").format(
        before=before, first=full_date(reserves.index[0]), then=then, last=full_date(reserves.loc["2019-09"].index[-1])
    )


def seen_nights() -> str:
    """Say what there was to see in the nights."""
    night = nights_of_repo.compute()
    more = nights_of_repo.compute(nights=nights_of_repo.LONGEST, repo_rate=nights_of_repo.DEARER)
    return _(
        "Rates hurt by lasting. One night of the spike costs {night.cost:.2f}bp of the notes, and the edge of {edge:g}bp is "
        "gone in night {night.gone_after}. A rate that is only {more_bp:.0f}bp too high costs {more.cost:.1f}bp if it stays "
        "for a quarter, so it takes the whole edge as well."
    ).format(night=night, edge=EDGE, more_bp=100 * (nights_of_repo.DEARER - BUILT_IN), more=more)


def specials() -> str:
    """Say what a special note does to the edge."""
    return _("""**Special notes.** When many want to borrow one certain note, to deliver it or to cover a short sale, it is \
*special*: whoever lends it gets cash below the rate for all other notes, the general collateral rate. If the fund's \
note is not special, the fund pays the general rate and its dealer's spread on top, and only an implied repo rate \
above both together is an edge. The spread is left out below [S]. An implied repo rate *below* the general rate may \
only say that the note is special: with {implied:.2f}% implied, {general:.2f}% for other notes and {special:.2f}% \
for this one, the trade earns {edge:.0f} basis points a year. But the note must stay special. If it does so for less \
than {needed:.0%} of the time until delivery, the trade loses.""").format(
        **SPECIAL_CASE, edge=special_edge(*SPECIAL_CASE.values()), needed=special_time_needed(*SPECIAL_CASE.values())
    )


# ---- deeper: what if ----------------------------------------------------------------------------------------


def one_way() -> str:
    """Say what a clause by which the lender keeps the gain would do: a counterfactual."""
    usual, clause = (100 * cash_need(CLAUSE_RISE, HAIRCUT, 1.0, recall) for recall in (1.0, 0.0))
    return _("""**A counterfactual: a clause by which the lender keeps the gain.** The standard contracts do not have it. They \
let the borrower ask for margin excess every day, for a term loan like any other, and the lender returns it in cash or in \
notes, as the lender chooses. Two parties may agree otherwise. If all the repo were at term with such a clause, a rise of \
{rise:.0%} would take {clause} of 100 dollars of notes until the loans end, instead of {usual}. Only then would longer loans \
be dangerous in a rise. Nothing shows that this is common.""").format(
        rise=CLAUSE_RISE, usual=dollars(usual), clause=dollars(clause)
    )


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, as text."""
    return {f"{SPIKE.sofr:.2f}%", f"{round(sale_for_call(1.0, HAIRCUT + MARGIN))}"}
