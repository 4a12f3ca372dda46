"""What page 09 says: beside its pictures, and about them."""

from datetime import date

from basislib.formats import day_and_month, full_date, month_and_year, shown_change, signed
from basislib.language import N_, _, listed, paragraph, paragraphs, plural
from basislib.record import famous
from basislib.record.claims import ledger
from basislib.record.draws import COUNT, FOREIGN, FOREIGN_APRIL, UNKNOWN_RANGES, Unknowns
from basislib.record.episodes import CHECKS, FELL, FELL_FAR, WINDOWS, fall_on_record
from basislib.record.episodes import episode as recorded
from basislib.record.funding import funding, market_size, volumes
from basislib.scenes import episode_days as days_scene
from basislib.scenes import identified as identified_scene
from basislib.scenes.episode_days import SEEN, STEPS, USUAL, Walk
from basislib.scenes.identified import Identified
from basislib.scenes.model_misses import FEWEST, Misses, kept
from basislib.widgets.explorer import Reading

NONE = 0.05  # %: less is no fall
FALL = 0.05  # of a quarter-end's exposure: less is no fall, as with reports of positions
SETTLED = date(2020, 3, 4)  # report of dealers' notes before the sales
TERMS = (
    "basis trade",
    "cash buffer",
    "draw",
    "future",
    "gap",
    "haircut",
    "leveraged funds",
    "margin excess",
    "net sold futures",
    "note",
    "rally",
    "repo",
    "SOFR",
    "sold futures",
    "swap-spread trade",
    "target range",
    "term",
    "tuning",
)  # explained on this page
ON_RECORD = {  # what the Fed does that day
    "": N_("On record: the yield is {rate:.2f}%, {change}bp since day 0."),
    "lends": N_("On record: the yield is {rate:.2f}%, {change}bp since day 0, and the Fed lends ${amount:.0f}bn."),
    "buys": N_("On record: the yield is {rate:.2f}%, {change}bp since day 0, and the Fed buys ${amount:.0f}bn."),
}
SELLS = {  # what the model's funds do that day
    "calls": N_("The model: funds lack the cash for calls and **must sell {share:.1f}%** of what they held on day 0."),
    "caution": N_("The model: the cash buffer is below what funds keep, so **out of caution** they sell {share:.1f}%."),
    "limits": N_("The model: losses reach the funds' limits, so they sell {share:.1f}%."),
    "left": N_("The model: funds sell {share:.1f}% of their own accord, because the gap pays too little."),
}
TELLS = {  # what this record can tell, and what it cannot
    "sep2019": N_(
        "A few dear nights drove nobody out of sold futures. Net ones fell because funds bought some, and the reports do "
        "not say what for."
    ),
    "mar2020": N_("Calls, caution and limits all leave the same fall: the reports tell when funds sold, and not why."),
    "y2022": N_(
        "On day 0 funds had bought as many futures as they had sold, so the reports cannot say how much of the fall was "
        "this trade. Later many joined, and our model lets nobody join."
    ),
    "mar2023": N_(
        "Quarter-ends hide this fall. It is all in two-year futures, so bets on rates may be most of it, and it comes a "
        "week before the model's: the sizes agree, the times do not."
    ),
    "nov2023": N_(
        "Yields fell by more than in March 2020, but far more slowly, and sold futures hardly fell. "
        "That some funds left while others joined cannot be ruled out."
    ),
    "sum2024": N_("Shares crashed on 5 August. That some funds left while others joined cannot be ruled out."),
    "apr2025": N_(
        "What was unwound then was the swap-spread trade. It sets Treasuries against swaps. If its "
        "Treasuries are futures, they are bought ones, so sold futures do not show it."
    ),
}


def keeps() -> dict[str, str]:
    """Return the words of which draws are kept."""
    return {
        "all": _("all"),
        "march": _("those that fit 31 March 2020"),
        "both": _("those that fit 26 May as well"),
        "six": _("those that fit all but 2022"),
    }


def cash_parts() -> dict[str, str]:
    """Return the words of the parts of the cash buffer."""
    return {"any": _("any"), "low": _("below 1%"), "middle": _("1 to 1.5%"), "high": _("above 1.5%")}


def caution_parts() -> dict[str, str]:
    """Return the words of the parts of the cash that funds keep."""
    return {"any": _("any"), "off": _("none: no caution"), "low": _("20 to 50%"), "high": _("above 50%")}


def late_parts() -> dict[str, str]:
    """Return the words of the parts of what comes late."""
    return {"any": _("any"), "low": _("below a third"), "middle": _("about half"), "high": _("above two thirds")}


# ---- an episode day by day ------------------------------------------------------------------------------


def episode(walk: Walk) -> Reading:
    """Say what the record and the model have for the day; at the end, how far apart they are."""
    upto = slice(walk.day + 1)
    tiles = (
        (_("Record: sold futures, % of day 0"), f"{walk.sold:.0f}"),
        (_("Record: net of bought ones, %"), signed(walk.net, 0, "")),
        (_("Model: funds' notes, % of day 0"), f"{walk.notes[walk.day]:.0f}"),
        (_("Model: sold against their will, %"), f"{walk.against[upto].sum():.1f}"),
    )
    if walk.ends:
        return Reading(_end(walk), tiles)
    if not walk.day:
        return Reading(_start(walk), tiles)
    return Reading(paragraph(_event(walk), _on_record(walk), _model(walk)), tiles)


def _start(walk):
    found = walk.found
    return _(
        "{start}, day 0. By {reported} leveraged funds had sold futures on ${sold:,.0f}bn of 2, 5 and 10 year "
        "notes. The model makes a trade of ${size:,.0f}bn of it, at {leverage:.0f} times own money. Press "
        "Play."
    ).format(
        start=full_date(found.days[0]),
        reported=full_date(found.short_days[0]),
        sold=found.shorts[0],
        size=walk.size,
        leverage=walk.leverage,
    )


def _event(walk):
    """Return the day, with what happened on it."""
    if not walk.is_news:
        return _("**{day}**.").format(day=full_date(walk.date))
    by_fed, words = walk.event[1:]
    text = _("**{day}** (Fed: {event}).") if by_fed else _("**{day}** ({event}).")
    return text.format(day=full_date(walk.date), event=_(words))


def _on_record(walk):
    amount = walk.found.fed[walk.day]
    does = walk.does if amount > 0 else ""
    return _(ON_RECORD[does]).format(
        rate=walk.found.yields[walk.day], change=signed(walk.yield_change, 0), amount=amount
    )


def _model(walk):
    """Return why the model's funds sell most of what they sell that day."""
    sold = {why: getattr(walk, why)[walk.day] for why in SELLS}
    why = max(sold, key=sold.__getitem__)
    return _(SELLS[why]).format(share=sold[why]) if sold[why] > SEEN else _("The model: nobody sells.")


def _end(walk):
    record, until = walk.record, CHECKS[walk.check].until
    fell = (
        _("On record sold futures fell by {gross:.0f}% at most.")
        if record.gross > NONE
        else _("On record sold futures did not fall.")
    )
    sold = _("In the model funds sell {fall:.0f}%.") if walk.fall > NONE else _("In the model nobody sells.")
    verdict = (
        _("**They agree**, within {spare:g} points.") if walk.fits else _("**They are {apart:.0f} points apart.**")
    )
    return paragraph(
        _("**{name}, to {until}.**").format(name=_(walk.found.name), until=day_and_month(until)),
        fell.format(gross=record.gross),
        sold.format(fall=walk.fall),
        verdict.format(spare=CHECKS[walk.check].tolerance, apart=abs(shown_change(record.gross, walk.fall))),
        _(TELLS[walk.found.key]),
    )


def episode_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of an episode."""
    return (
        _(
            "Observed and different: ten-year yields, SOFR against the top of the Fed's range, the Fed's purchases, "
            "futures sold by leveraged funds. They hold more than basis trades."
        ),
        _("[A] What nobody publishes is the same in all seven: the sliders, and all else on the page Margin spiral."),
        _(
            "[A] Foreigners sold ${foreign:.0f}bn net in March 2020: spread evenly over {days:.0f} trading days "
            "from 9 March. At all other times the model has none, and for April 2020 that is known to be wrong: "
            "they sold another ${april:.0f}bn. So what the model's funds sell of their own accord that month may "
            "be a sale that others began."
        ).format(foreign=FOREIGN, days=Unknowns().foreign_days, april=FOREIGN_APRIL),
        _(
            "[S] Yields are an input and contain what the Fed bought. So the model cannot say what sales or purchases "
            "did to them."
        ),
        _("[S] The model lets no funds join, so it is held against falls only."),
        _(
            "[K] One note of 4.5 years stands for all, moved by the ten-year yield. In truth funds hold two, five and ten "
            "year notes, and in March 2023 the two-year yield moved most."
        ),
        _("[K] Dealers pass on slowly what they buy. In March 2020 it went on within days."),
        _(
            "The gap between note and future has no official daily series. The price impact was chosen from what March "
            "2020 seems to imply, so no gap is shown."
        ),
    )


# ---- a thousand draws against the record ----------------------------------------------------------------


def misses(scene: Misses) -> Reading:
    """Say how wide the model's band is in March 2020, what is hardest to fit, and how many draws fit everything."""
    march, hardest = scene.row("mar2020"), scene.hardest
    low, middle, high = march.band[:3]
    tiles = (
        (_("Draws kept"), f"{scene.kept:,}"),
        (_("Fit 31 March 2020, %"), f"{march.fit:.0f}"),
        (_("Fit 2022, %"), f"{scene.row('y2022').fit:.0f}"),
        (_("Fit every row, draws"), str(scene.all_fit)),
    )
    return Reading(
        paragraph(
            _(
                "To 31 March 2020 sold futures fell by {record:.0f}% on record. Nine of ten of these draws say {low:.0f} "
                "to {high:.0f}%, half of them more than {middle:.0f}%."
            ).format(record=march.record.gross, low=low, high=high, middle=middle),
            _("Hardest to fit: **{name}**, which {share:.0f}% of them do.").format(
                name=_(CHECKS[hardest.key].name), share=hardest.fit
            ),
        ),
        tiles,
    )


def too_few(left: int) -> str:
    """Say that too few draws are left."""
    return paragraph(
        plural("Only {n} draw is left.", "Only {n} draws are left.", left) if left else _("No draw is left."),
        _("A band takes {fewest} of the {count:,}. Choose “any” for one of the unknowns, or other draws.").format(
            fewest=FEWEST, count=COUNT
        ),
    )


def draw_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the pictures of draws."""
    return (
        _(
            "[A] {count:,} draws of what nobody publishes, the same for all seven, each evenly from a range of ours. "
            "Nobody knows how likely each is: a band says what the model leaves open."
        ).format(count=COUNT),
        _(
            "A draw fits if its largest fall is within {near:g} points of the largest fall of sold futures, to 26 May "
            "2020 within {far:g}: what such reports move by in calm weeks [A]."
        ).format(near=FELL, far=FELL_FAR),
        _("2022 is compared to 21 June. Later funds joined, and the model lets nobody join [S]."),
        _(
            "Half of the draws have the standard contracts, which give all excess back. The others a one-way clause [A]."
        ),
    )


# ---- what the record says about the unknowns ------------------------------------------------------------

UNKNOWN = {  # names in sentences
    "buffer": N_("the cash buffer"),
    "caution": N_("how much of it funds keep"),
    "pace": N_("how fast they sell for it"),
    "late": N_("how much excess comes late"),
    "limit": N_("limits on losses"),
    "returned": N_("how much excess is given back"),
    "term_share": N_("term repo"),
    "haircut": N_("the haircut"),
    "share": N_("the size of the trade"),
    "room": N_("dealers' room"),
    "impact": N_("price impact"),
    "futures_share": N_("how much of the gap is in the future"),
}


def identified(scene: Identified) -> Reading:
    """Say which unknowns the draws that fit have in common."""
    cash = scene.of("buffer")
    return Reading(
        paragraph(
            _("{kept} of {count:,} draws fit. What they have in common: {names}.").format(
                kept=scene.kept, count=COUNT, names=listed((_(UNKNOWN[strip.key]) for strip in scene.narrowed), "names")
            ),
            plural(
                "On one other unknown the record says nothing: the draws that fit lie nearly as wide apart as all.",
                "On the other {n} the record says nothing: the draws that fit lie nearly as wide apart as all.",
                len(scene.open),
            ),
        ),
        (
            (_("Draws that fit"), str(scene.kept)),
            (_("Narrowed"), str(len(scene.narrowed))),
            (_("Left open"), str(len(scene.open))),
            (_("Cash buffer, %"), _("{low:.1f} to {high:.1f}").format(low=cash.fitting[0], high=cash.fitting[1])),
        ),
    )


# ---- what there was to see ------------------------------------------------------------------------------


def seen_episodes() -> str:
    """Return what there was to see in the episodes."""
    walk = days_scene.compute("mar2020", STEPS, **USUAL)
    return _(
        "By the last report before the Fed's first large purchase **{before:.0%}** of the fall in sold futures "
        "until late May 2020 was done, and {net:.0%} of the fall net of bought ones. In autumn 2023 yields fell "
        "by more, but more slowly, and sold futures by {autumn:.0f}%: neither a slow rally nor a few dear nights "
        "has emptied the trade on record. In every draw of the model most of what funds sell in April and May "
        "they sell of their own accord, because the gap pays too little once the Fed has closed it. That leaves "
        "out what foreigners sold in April [A]."
    ).format(before=walk.before_the_fed, net=walk.net_before_the_fed, autumn=fall_on_record("nov2023").gross)


def seen_misses() -> str:
    """Return what there was to see in a thousand draws."""
    fits = {key: int(kept(key).sum()) for key in ("march", "both", "six")}
    return _(
        "Of {count:,} draws **{march}** fit the record of March 2020, {both} fit that of May as well, and {six} fit all but "
        "the year in which rates rose. So a fit to one crisis proves little. In that year most of those that fit March sell "
        "far less than the record has: funds left for reasons that are not in the model. Where excess comes a day late "
        "fewer draws fit March, because the model's funds then sell too much: press **Excess late**."
    ).format(count=COUNT, **fits)


def seen_identified() -> str:
    """Return what there was to see in the unknowns."""
    march, six = (identified_scene.compute(key) for key in ("march", "six"))
    return _(
        "March 2020 narrows **one** of {all} unknowns, the cash buffer: if the model holds, it was {low:.1f}% of "
        "the position or more in nearly all draws that fit, and our range ends at {top:.0f}%. On term repo, "
        "price impact and limits on losses this record says nothing. All records but that of rising rates narrow "
        "{more} unknowns: in the draws that fit, funds keep some cash and sell slowly to do so. Two published "
        "figures would settle more than one more fit: how large the cash buffers are, and how much excess comes "
        "late."
    ).format(
        all=len(march.strips),
        low=march.of("buffer").fitting[0],
        top=march.of("buffer").whole[1],
        more=len(six.narrowed),
    )


# ---- deeper ---------------------------------------------------------------------------------------------


def ledger_line() -> str:
    """Return what is under the fold of the ledger."""
    return _("The ledger: {n} claims of a paper and a talk, each with a verdict, a better figure and a source.").format(
        n=len(ledger())
    )


def funding_published() -> str:
    """Return what is published about how funds are funded."""
    return paragraphs(_maturities(), _free_cash(), _sizes(), _haircuts(), _volumes())


def _maturities():
    newest = funding()
    return _(
        "**How long loans last.** On {day} {within:.0f}% of all financing of hedge funds ran for a day at most, and "
        "{beyond:.0f}% for more than a week (Office of Financial Research, from Form PF). That is all financing of all "
        "strategies. It bounds our share of term repo, and does not give it."
    ).format(day=full_date(newest.day), within=newest.within_day, beyond=newest.beyond_week)


def _free_cash():
    low, high = funding().cash
    return _(
        "**Cash.** By size of fund, hedge funds held {low:.0f} to {high:.0f}% of their gross assets as cash that is pledged to nobody, on "
        "average. For basis trades alone no cash buffer is published: our draws have {least:.1%} to {most:.0%} of the position."
    ).format(low=low, high=high, least=UNKNOWN_RANGES["buffer"].low, most=UNKNOWN_RANGES["buffer"].high)


def _sizes():
    size = market_size()
    return _(
        "**The market.** In {day} repo of ${total:.1f} trillion was outstanding, gross: {uncleared:.1f} bilateral and "
        "cleared by nobody, {ficc:.1f} cleared by FICC, {tri_party:.1f} tri-party."
    ).format(
        day=month_and_year(size.day),
        total=size.total / 1000,
        uncleared=size.uncleared / 1000,
        ficc=size.ficc / 1000,
        tri_party=size.tri_party / 1000,
    )


def _haircuts():
    return _(
        "**No haircut.** In a sample of June 2022 {pilot:.0%} of the volume of bilateral repo had none; in later daily "
        "data, without dealers' own affiliates, {later:.0%}. These are two samples and no trend."
    ).format(pilot=famous.NO_HAIRCUT, later=famous.NO_HAIRCUT_OTHERS)


def _volumes():
    found = volumes()
    if found is None:
        return _(
            "**Volumes day by day.** The daily volumes by segment are not shipped, because we found no copy that may be "
            "passed on. The command *python -m basislib.record refresh* brings them from the Office of Financial Research."
        )
    return _(
        "**Volumes day by day.** On {day} repo was begun of ${tri_party:,.0f}bn in tri-party, and in the two services of "
        "the clearing house of ${dvp:,.0f}bn and ${gcf:,.0f}bn."
    ).format(day=full_date(found.day), tri_party=found.tri_party, dvp=found.ficc_dvp, gcf=found.ficc_gcf)


def famous_numbers() -> str:
    """Return the famous wrong numbers, each beside a better one."""
    march, april, (days, _yields) = recorded("mar2020"), recorded("apr2025"), famous.yields()
    most, when = famous.rises(days[0], days[-1], 3)
    targets, rates = famous.announced(), famous.rates_in("2025-04")
    return _("""“Yields rose {claimed_rise}bp in three days”, in both crises: the most was {march:.0f}bp in March 2020 and \
{april:.0f}bp in April 2025. The largest three-day rise on record here is {most:.0f}bp, to {when}.

“Repo jumped by 5.25%”: that is the level of 17 September 2019. It was 2.43% the day before. And in spring 2020 it \
did not go below zero: its lowest was {lowest:.2f}%.

“The Fed bought ${pace}bn a day from 13 March”: that pace began on 19 March. Announced until {end} were \
${announced:.0f}bn, not ${claimed:,}bn.

“The standing repo facility lent ${claimed_srf}bn in a day of April 2025”: until the end of that year its record was \
${srf_record}bn, on 31 October. In April SOFR was {rates.sofr:.2f}% at most, and the facility charged \
{rates.facility:.2f}%.

“In April 2025 repo stood 15bp over the interbank rate”, elsewhere “44 to 60bp”: SOFR was {least} to {largest}bp \
against the federal funds rate. “LIBOR stood 45bp over repo”: dollar LIBOR had ended.

“The volatility index MOVE came near its level at Silicon Valley Bank”: April 2025 {move[apr2025]}; March 2020 \
{move[mar2020]}; March 2023, Silicon Valley Bank {move[svb2023]} (single days, as cited in reports).""").format(
        claimed_rise=famous.CLAIMED_RISE,
        march=famous.rises(march.days[0], march.days[-1], 3)[0],
        april=famous.rises(april.days[0], april.days[-1], 3)[0],
        most=most,
        when=full_date(when),
        lowest=march.sofr.min(),
        pace=famous.CLAIMED_PACE,
        end=full_date(famous.PACE_END),
        announced=targets.sum(),
        claimed=famous.CLAIMED_PACE * targets.size,
        claimed_srf=famous.CLAIMED_SRF,
        srf_record=famous.SRF_RECORD,
        rates=rates,
        least=signed(rates.least, 0),
        largest=signed(rates.most, 0),
        move=famous.MOVE,
    )


def witness() -> str:
    """Return what funds themselves report, and what dealers kept."""
    return paragraphs(_exposure(), _dealers())


def _exposure():
    fell = {key: pair for key, pair in famous.exposure().items() if pair[1] < (1 - FALL) * pair[0]}
    return _(
        "**What funds report.** From quarter-end to quarter-end hedge funds' long exposure to Treasuries, all strategies, "
        "derivatives included, fell by more than {fall:.0%} in {n} of the {all} episodes: {held}. What happened within a "
        "quarter it cannot show."
    ).format(
        fall=FALL,
        n=len(fell),
        all=len(WINDOWS),
        held=listed(
            (
                _("{name} from ${before:,.0f}bn to ${after:,.0f}bn").format(
                    name=_(WINDOWS[key].name), before=before, after=after
                )
                for key, (before, after) in fell.items()
            ),
            "semicolon",
        ),
    )


def _dealers():
    walk = days_scene.compute("mar2020", STEPS, **USUAL)
    found = walk.found
    first = found.dealer_days.index(SETTLED)
    most = first + int(found.dealers[first:].argmax())
    return _(
        "**What dealers kept.** In March 2020 foreigners sold Treasuries of ${foreign:.0f}bn net, hedge funds of "
        "${funds}bn. Dealers' notes rose by ${rise:.0f}bn at most, from {start} to {end}; in the model with its first "
        "settings by ${model:.0f}bn. Dealers passed on within days what they bought, in the end to the Fed, and our model "
        "lets them keep too much."
    ).format(
        foreign=FOREIGN,
        funds=famous.FUNDS_SOLD,
        start=day_and_month(found.dealer_days[first]),
        rise=found.dealers[most] - found.dealers[first],
        end=day_and_month(found.dealer_days[most]),
        model=walk.dealers_rise,
    )


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return {str(window.start.year) for window in WINDOWS.values()}
