"""What page 10 says beside the desk, cross-margining and the cards, and about them; the boards have `board_words`."""

from basislib.formats import billions, dollars, money, shown_change
from basislib.language import N_, _, chosen, listed, paragraph, paragraphs, plural
from basislib.policy import desk as policy
from basislib.policy import robustness
from basislib.record.claims import ledger
from basislib.scenes import crisis_card, cross_margining
from basislib.scenes.crisis_card import Card, Sealed
from basislib.scenes.cross_margining import Margined
from basislib.scenes.policy_frontier import COUNT, SAME_PRICE, Desk, alone, outcome, surely, told
from basislib.widgets.explorer import Reading

TERMS = (
    "cash buffer",
    "central clearing",
    "clearing house",
    "cross-margining",
    "dash for cash",
    "dealers' room",
    "draw",
    "gap",
    "haircut",
    "haircut floor",
    "leverage",
    "loss limit",
    "margin call",
    "note",
    "own money",
    "R, the spiral number",
    "repo",
    "rule",
    "run",
    "term",
)  # explained on this page

PROPOSES = {  # rule: what a memo proposes
    "cap": N_("that funds hold at most {size:g} times their own money"),
    "buffer": N_("that funds keep at least {size:.1f}% of the position in free cash"),
    "haircut_floor": N_("that lenders ask for a haircut of at least {size:.1f}%"),
    "term": N_("that at least {size:g}% of the repo runs for a term"),
    "deadline": N_("that funds get {size:g} days to pay a call"),
    "holders": N_("that long-term holders take over at least {size:g}% a day of what dealers were left with"),
}
ALL_AT_TERM = N_("that all repo runs for a term")
PROPOSES_MARGIN = {
    "floor": N_("that the margin never falls below 60% of its peak"),
    "buffer": N_("that the margin is a quarter higher in calm times and eats that up under stress"),
    "stress": N_("that a quarter of the margin always stands at its peak"),
    "slow": N_("that the margin rises by at most 2 cents per 100 a day"),
    "both": N_("that the margin is a quarter higher in calm times and rises by at most 2 cents per 100 a day"),
}
PROPOSES_CLEARING = {
    "cleared": N_("that all repo is cleared, with a margin on the note besides the margin on the future"),
    "offset": N_("that all repo is cleared, and that cross-margining takes 80% off both margins"),
}
RESTS = {  # rule: the assumption that matters most
    "cap": N_("**It rests on** funds bringing that money rather than holding fewer notes."),
    "buffer": N_("**It rests on** funds being allowed to use that cash when the day comes."),
    "haircut_floor": N_(
        "**It rests on** funds bringing own money for it rather than using their cash, and on the floor being "
        "old when the crisis comes, because a floor that is new on a bad day is itself a call."
    ),
    "margin": N_("**It rests on** the higher margin being there before the crisis."),
    "slow": N_("**It rests on** the clearing house living with a margin that lags behind the risk."),
    "clearing": N_(
        "**It rests on** what funds do with their own money: clearing without an offset takes more of it, and "
        "cross-margining sets some of it free."
    ),
    "term": N_(
        "**It rests on** lenders being what fails next, because a longer loan does nothing against a margin call."
    ),
    "deadline": N_("**It rests on** brokers who lend the funds what they have not paid yet."),
    "holders": N_("**It rests on** finding holders who buy while others sell."),
}
KEPT_FULL = N_(
    "**It rests on** the market: a buffer that may not be used pays no call, so funds sell to keep "
    "it, and whether less or more is sold in the end differs from market to market."
)
ALONE = {  # what a card compares with no rule: in the list, and where a sentence begins
    "buffer": (N_("a cash buffer of 2.5%"), N_("A cash buffer of 2.5%")),
    "floor": (N_("an old haircut floor of 2%"), N_("An old haircut floor of 2%")),
    "new": (N_("a new haircut floor of 2%"), N_("A new haircut floor of 2%")),
    "term": (N_("half of the repo at term"), N_("Half of the repo at term")),
    "steady": (N_("a margin that is never low"), N_("A margin that is never low")),
    "slow": (N_("a margin that rises slowly"), N_("A margin that rises slowly")),
    "cleared": (N_("all repo cleared"), N_("All repo cleared")),
    "deadline": (N_("five days to pay"), N_("Five days to pay")),
    "holders": (N_("more long-term holders"), N_("More long-term holders")),
}

# ---- the desk -------------------------------------------------------------------------------------------


def desk(scene: Desk) -> Reading:
    """Write the memo: what is proposed, what it does, how sure that is, and what it rests on."""
    return Reading(
        paragraph(_proposal(scene), _effect(scene), _sure(scene), _footing(scene)),
        (
            (_("Gap in calm times, cents"), f"{scene.gaps[0]:.1f} → {scene.gaps[1]:.1f}"),
            (_("Sold in crises, %"), f"{scene.field.nothing:.0f} → {scene.sold:.0f}"),
            (
                _("Less sold in, % of draws"),
                f"{100 * scene.sure.lower:.0f}" if scene.in_force or not scene.is_usable else "–",
            ),
            (_("Times the best single rule"), f"{scene.score + 0.0:.1f}".replace("-", "−") if scene.has_score else "–"),
        ),
    )


def uses() -> dict[str, str]:
    """Return whether funds may use a buffer, in words."""
    return {"yes": _("may use it in a crisis"), "no": _("must keep it full")}


def _proposal(scene):
    """Say what is proposed, and what it does to calm times."""
    rules = _rules(scene)
    if not rules:
        return _("**I propose** no rule.")
    if scene.is_free:
        text = _("**I propose** {rules}; the gap in calm times stays as it is, because funds need no more own money.")
    elif scene.price > 0:
        text = _(
            "**I propose** {rules}. Funds must bring {brought} of own money, which wants its pay, so in calm times "
            "the gap is wider, and the trade shrinks to {held}."
        )
    else:
        text = _(
            "**I propose** {rules}. Funds need {freed} less of own money, so in calm times the gap is narrower, and "
            "the trade grows to {held}."
        )
    return text.format(
        rules=listed(rules, "clauses"),
        brought=money(max(scene.brought, 0)),
        freed=money(max(-scene.brought, 0)),
        held=money(float(scene.after.calm_position), 0),
    )


def _rules(scene):
    """Return the rules that are proposed."""
    settings = scene.settings
    proposes = PROPOSES | ({"term": ALL_AT_TERM} if settings["term"] == 100 else {})
    said = [_(text).format(size=settings[rule]) for rule, text in proposes.items() if rule in scene.in_force]
    said += [] if scene.is_usable else [_("that funds keep their cash full even in a crisis")]
    return said + [
        _(texts[settings[rule]])
        for rule, texts in (("margin", PROPOSES_MARGIN), ("clearing", PROPOSES_CLEARING))
        if rule in scene.in_force
    ]


def _effect(scene):
    """Say in which of the crises less or more is sold."""
    groups = {
        "falls": N_("less in the {crises}"),
        "rises": N_("more in the {crises}"),
        "stays": N_("as much as without them in the {crises}"),
    }
    names = {move: [_(COUNT[at]) for at, each in enumerate(scene.moves) if each == move] for move in groups}
    moves = [_(text).format(crises=listed(names[move], "and")) for move, text in groups.items() if names[move]]
    if len(moves) > 1:
        text = _(
            "**In the three crises** funds sell {sold:.0f}% of their notes against their will on average: {moves}."
        )
    else:
        text = {
            "falls": _(
                "**In the three crises** funds sell {sold:.0f}% of their notes against their will, less in each."
            ),
            "rises": _(
                "**In the three crises** funds sell {sold:.0f}% of their notes against their will, more in each."
            ),
            "stays": _("**In the three crises** funds sell {sold:.0f}% of their notes against their will."),
        }[scene.moves[0]]
    return text.format(sold=scene.sold, moves=listed(moves, "clauses"))


def _sure(scene):
    """Say in which share of the draws the sign holds, and whether it flips."""
    sure = scene.sure
    numbers = {name: 100 * getattr(sure, name) for name in ("lower", "same", "higher")}
    if not scene.in_force and scene.is_usable:
        return ""
    if sure.lower >= 0.9:
        text = _(
            "**How sure?** In {lower:.0f}% of many other markets drawn by lot less is sold with them in the dash for "
            "cash."
        )
    elif sure.higher >= 0.1 and sure.lower >= 0.1:
        text = _(
            "**How sure?** Not at all: of many other markets drawn by lot, {lower:.0f}% sell less with them in the "
            "dash for cash, and {higher:.0f}% sell more."
        )
    elif sure.higher >= 0.9:
        text = _(
            "**How sure?** In {higher:.0f}% of many other markets drawn by lot more is sold with them in the dash for "
            "cash."
        )
    else:
        text = _(
            "**How sure?** Of many other markets drawn by lot, {lower:.0f}% sell less with them in the dash for cash, "
            "{same:.0f}% as much, {higher:.0f}% more."
        )
    return text.format(**numbers)


def _footing(scene):
    """Say what it all rests on."""
    if not scene.is_usable:
        return _(KEPT_FULL)
    return _(RESTS[scene.main]) if scene.main else ""


def desk_assumptions() -> tuple[str, ...]:
    """Return what is assumed at the desk."""
    start = outcome()
    return (
        _(
            "All three crises meet the same crowded market: {position} of notes, {leverage:.0f} times own money, a "
            "haircut of 0.5%, 1% in free cash, 35% at term. Market and crises are made up, and nobody knows how "
            "likely they are. For this trade alone nobody publishes price impact, dealers' room, cash, terms or loss "
            "limits. For all large hedge funds together the Office of Financial Research publishes terms and cash."
        ).format(position=money(float(start.calm_position), 0), leverage=start.calm_position / start.own_money),
        _(
            "How sure: {draws} markets, with all these sizes drawn by lot from wide ranges. Those count in which "
            "funds sell without rules."
        ).format(draws=f"{robustness.COUNT:,}"),
        _(
            "[K] A fund may run a required buffer down to zero here, and nothing happens to it. A real rule has "
            "consequences, so some funds would rather sell. *Must keep it full* shows the other end."
        ),
        _(
            "[S] Notes stay with the funds when a rule begins; they bring the money. That the gap then widens and the "
            "position shrinks is robust. How large the bill is, and how buyers, funds and dealers share it, is not."
        ),
        _(
            "[S] What term loans, deadlines, long-term holders, slow margins and thinner cover cost is not in the "
            "model: hollow dots are not free."
        ),
    )


def seen_desk() -> str:
    """Return what there was to see at the desk."""
    sure, kept = policy.cash_against_haircut(), surely((("buffer", SAME_PRICE["buffer"]),), usable=False)
    return paragraphs(
        _(
            "**It matters where own money lies**: as a haircut it is locked with the lender when the call comes, "
            "and {floor:.0f}% is sold. The same money as free cash pays the call, so only {cash:.0f}% is sold, "
            "and cash is the better of the two in {sure:.0f}% of the draws."
        ).format(
            floor=alone("haircut_floor", SAME_PRICE["haircut_floor"]).mean(),
            cash=alone("buffer", SAME_PRICE["buffer"]).mean(),
            sure=100 * sure.lower,
        ),
        _(
            "**That is sure only if it may be used**: funds that must keep the buffer full sell to keep it. "
            "Then less is sold in {lower:.0f}% of the draws, and more in {higher:.0f}%."
        ).format(lower=100 * kept.lower, higher=100 * kept.higher),
    )


# ---- cross-margining ------------------------------------------------------------------------------------


def margining(scene: Margined) -> Reading:
    """Say what comes free, what becomes of it, and what is sold."""
    before, (was, now) = scene.before, scene.locked
    numbers = {
        "was": was,
        "now": now,
        "kept": scene.kept,
        "times": scene.leverage,
        "leverage": before["leverage"],
        "sold": scene.sold_here,
        "before": before["sold"],
    }
    less = shown_change(before["sold"], scene.sold_here)
    if not less:
        text = _("In the dash for cash they sell {sold:.0f}% of their notes, about as much as without it.")
    elif less < 0:
        text = _("In the dash for cash they sell {sold:.0f}% of their notes instead of {before:.0f}%.")
    else:
        text = _("In the dash for cash they sell **{sold:.0f}%** of their notes, and without it {before:.0f}%.")
    return Reading(
        paragraph(_("$100 of notes lock ${now:.2f} instead of ${was:.2f}."), _freed(scene), text).format(**numbers),
        (
            (_("Locked per $100 of notes"), f"{dollars(was)} → {dollars(now)}"),
            (_("Leverage"), f"{before['leverage']:.0f} → {scene.leverage:.0f}"),
            (_("R, dealers full"), f"{before['number']:.2f} → {scene.found.number:.2f}"),
            (_("Sold, %"), f"{before['sold']:.0f} → {scene.sold_here:.0f}"),
        ),
    )


def _freed(scene):
    """Say what becomes of what comes free, and of leverage; to be filled in."""
    if scene.kept == 100:
        return _("All of what comes free stays as cash, so leverage stays at {leverage:.0f}.")
    if f"{scene.leverage:.0f}" == f"{scene.before['leverage']:.0f}":
        return (
            _("All of what comes free carries more notes, but leverage hardly rises above {leverage:.0f}.")
            if scene.kept == 0
            else _(
                "Of what comes free {kept:.0f}% stays as cash and the rest carries more notes, but leverage hardly rises "
                "above {leverage:.0f}."
            )
        )
    if scene.kept == 0:
        return _("All of what comes free carries more notes, so leverage rises from {leverage:.0f} to {times:.0f}.")
    return _(
        "Of what comes free {kept:.0f}% stays as cash and the rest carries more notes, so leverage rises from "
        "{leverage:.0f} to {times:.0f}."
    )


def margining_assumptions() -> tuple[str, ...]:
    """Return what is assumed about cross-margining."""
    return (
        _(
            "[K] Since 30 April 2026 customers of firms that are members of both clearing houses may offset. Each "
            "house reckons with its own model, the more cautious result counts, and the saving is at most 80%. Here "
            "the margins are one number each: 1.05% of face on the future, and as much again, times 1.05, on the note."
        ),
        _(
            "[S] Where money leaves, the position stays and own money shrinks: the same notes per dollar as if funds "
            "had bought more."
        ),
        _("The crowded market, the dash for cash of Margin spiral, and the draws of the first picture."),
        _("[S] Whether the smaller margin covers the clearing houses is not in the model."),
    )


def seen_margining() -> str:
    """Return what there was to see in cross-margining."""
    scene = cross_margining.compute(**margining_start())
    released, _half, kept = scene.signs
    return _(
        "**What becomes of the freed money decides.** Kept as cash, it lowers what is sold in {kept:.0f}% of the "
        "draws. Used for more notes, it raises what is sold in {more:.0f}% and lowers it in {less:.0f}%, so nobody "
        "knows even the sign. R rises from {was:.2f} to {now:.2f} either way, because each sale now frees less."
    ).format(
        kept=100 * kept.lower,
        more=100 * released.higher,
        less=100 * released.lower,
        was=scene.before["number"],
        now=scene.found.number,
    )


def margining_start() -> dict[str, float]:
    """Return the settings with which the picture of cross-margining begins."""
    return {"leverage": 39, "haircut": 0.5, "kept": 0, "offset": cross_margining.MOST}


# ---- the cards ------------------------------------------------------------------------------------------


def cards(scene: Card | Sealed) -> Reading:
    """Say what happened and what the rule changes by the day on show; of sealed cards, what they will show."""
    if isinstance(scene, Sealed):
        return _sealed(scene)
    sold, gaps = scene.sold_share, scene.widest
    less = -shown_change(*sold)
    start = _(told()[scene.crisis].words) if scene.ends else ""
    kinds = _why(scene)
    if less:
        changed = (
            _("*{rule}* **lowers what is sold by {points}**; the gap reaches {narrow:.0f} cents instead of {wide:.0f}.")
            if less > 0
            else _(
                "*{rule}* **raises what is sold by {points}**; the gap reaches "
                "{narrow:.0f} cents instead of {wide:.0f}."
            )
        )
    else:
        changed = _(
            "*{rule}* **changes nothing** in what is sold; the gap reaches {narrow:.0f} cents, without it {wide:.0f}."
        )
    numbers = {"rule": _(ALONE[scene.rule][1]), "points": _points(abs(less)), "wide": gaps[0], "narrow": gaps[1]}
    return Reading(
        paragraph(start, kinds, changed.format(**numbers)),
        (
            (_("Sold against their will, %"), f"{sold[0]:.0f} → {sold[1]:.0f}"),
            (_("Widest gap, cents"), f"{gaps[0]:.0f} → {gaps[1]:.0f}"),
            (_("Funds' cash, $bn"), " → ".join(billions(cash[scene.day], ",.1f") for cash in scene.cash)),
        ),
    )


def _points(number):
    return plural("{n:.0f} percentage point", "{n:.0f} percentage points", number)


def _sealed(scene):
    """Say what the cards will show."""
    return Reading(
        _(
            "The three cards are sealed. Make your rules first. An open card shows *{rule}* beside no rule at all, up "
            "to day {day}."
        ).format(rule=_(ALONE[scene.rule][0]), day=scene.day),
        ((_("Sold against their will, %"), "–"), (_("Widest gap, cents"), "–"), (_("Funds' cash, $bn"), "–")),
    )


REASONS = {
    "forced": N_("{share:.0f}% for calls"),
    "run": N_("{share:.0f}% because lenders left"),
    "precaution": N_("{share:.0f}% as a precaution"),
    "drawdown": N_("{share:.0f}% at loss limits"),
}


def _why(scene):
    """Say what is sold without the rule by the day, by why."""
    shares = scene.shares[0]
    parts = [_(REASONS[kind]).format(share=share) for kind, share in shares.items() if share >= 0.5]
    if not parts:
        return _("By day {day} nothing is sold against the funds' will without the rule.").format(day=scene.day)
    if len(parts) == 1:
        return _("Without the rule funds sell {parts}.").format(parts=parts[0])
    return _("Without the rule funds sell {sold:.0f}%: {parts}.").format(
        sold=scene.sold_share[0], parts=listed(parts, "clauses")
    )


def card_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the cards."""
    market, *_others = desk_assumptions()
    return (
        market,
        _("[S] Funds bring the own money that a rule asks for beforehand; the new haircut meets the old cash."),
    )


def seen_cards() -> str:
    """Return what there was to see on the cards."""
    start, term, buffer = outcome().sold, alone("term", 50.0), alone("buffer", SAME_PRICE["buffer"])
    return _(
        "**Each rule stops its own link.** Half at term takes what is sold in the first crisis from {run:.0f} to "
        "{term:.0f}%, because a lender at term cannot leave before its loan ends, and changes nothing in the other "
        "two. A cash buffer pays the margin calls of the second and the third, but in the first {left:.0f}% is still "
        "sold, since cash does not bring a lender back."
    ).format(run=start[0], term=term[0], left=buffer[0])


# ---- deeper ---------------------------------------------------------------------------------------------


def new_rules() -> str:
    """Return what is said of rules that are new on a bad day, and of who brings the money for them."""
    third, burns = (crisis_card.compute("third", rule, policy.DAYS).sold_share for rule in ("floor", "new"))
    return paragraphs(
        _(
            "**A level calms, its rise is a call.** In the third crisis funds sell {without:.0f}% without a rule. With "
            "a haircut floor of 2% that is old they sell {old:.0f}%, because each sale frees more. Bring the same floor "
            "in the middle of it and they sell {new:.0f}%, because lenders now call for what is missing. A haircut "
            "raised in a crisis raises what is sold in {sure:.0f}% of the draws."
        ).format(
            without=third[0],
            old=third[1],
            new=burns[1],
            sure=100 * robustness.share("a_haircut_raised_in_the_crisis_adds_sales"),
        ),
        _(
            "**And the money counts.** With an old floor of {floor:.0%} they sell {fresh:.0f}% if they bring own money "
            "for it, and {own:.0f}% if they pay it from the cash they have. So date and money belong in the proposal."
        ).format(
            floor=crisis_card.OLD_HAIRCUT, fresh=crisis_card.old_floor("buffer"), own=crisis_card.old_floor("own money")
        ),
    )


def who_pays() -> str:
    """Return what is said of the bill of a rule."""
    found, start = outcome((("buffer", SAME_PRICE["buffer"]),)), outcome()
    return _(
        "**Who pays for a brake?** Own money wants its pay, so a rule that takes more of it widens the gap and "
        "shrinks the trade: in our market a cash buffer of {buffer:g}% widens it by {wider:.1f} cents, and funds hold "
        "{after} of notes instead of {before}. Buyers of futures pay more or hold fewer of them, and others must hold "
        "the notes that funds no longer hold. How large the bill is, and how it is shared, hangs on what else buyers "
        "could hold, which nobody has measured. Whether the Treasury pays more at the end is open, because without "
        "the trade long-term holders would own more notes."
    ).format(
        buffer=SAME_PRICE["buffer"],
        wider=float(found.wider),
        after=money(float(found.calm_position), 0),
        before=money(float(start.calm_position), 0),
    )


def robust_signs() -> str:
    """Return which signs hold in how many of the draws."""
    names = {
        "term": "term_funding_spares_sales_in_a_run",
        "nothing": "term_funding_changes_nothing_in_the_dash",
        "margin": "a_margin_with_a_buffer_spares_sales",
        "stress": "stress_weight_in_margins_spares_sales",
        "slow": "slower_margins_spare_sales",
        "room": "long_term_holders_narrow_the_peak",
        "deadline": "a_deadline_spares_sales",
    }
    shares = {name: 100 * robustness.share(statement) for name, statement in names.items()}
    return paragraphs(
        _(
            "**What holds almost everywhere.** With a margin that is a quarter higher in calm times and eats that "
            "up, less is sold in {margin:.0f}% of the draws, and with one of which a quarter always stands at its "
            "peak in {stress:.0f}%. More long-term holders narrow the widest gap in {room:.0f}%."
        ).format(**shares),
        _(
            "**What hangs on the crisis.** When lenders leave, less is sold with longer loans in {term:.0f}% of "
            "the draws. In the dash for cash they change nothing in {nothing:.0f}%. With more time to pay a call "
            "less is sold in only {deadline:.0f}%, because in most draws no call forces a sale, and with a margin "
            "that rises slowly in {slow:.0f}%."
        ).format(**shares),
    )


def china() -> str:
    """Return the paragraphs on China's market."""
    plan = ledger(chosen().code)["P04"]
    return paragraphs(
        _(
            "The paper was written by a banker in Shanghai. It finds the same lessons for both countries: many "
            "kinds of investors, above all long-term holders; an eye on leverage and loan terms across markets; "
            "no blind spot in bilateral repo; an understanding across borders; a plan for the worst day. Of "
            "China's own basis trade it says that its size has no power to shake the market at present."
        ),
        _("It also reports a plan of China's central bank. {plan}").format(plan=plan.better_figure),
        _(
            "What carries over is arithmetic: own money per note is haircut, margin and cash; a level calms "
            "and its rise is a call; a longer loan helps against a lender who leaves or asks for more, and "
            "pays no margin call. What does not carry over is every number here, because the market is made "
            "up on the US pattern. None of it is a forecast for Shanghai."
        ),
    )


def numbers() -> set[str]:
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return set()
