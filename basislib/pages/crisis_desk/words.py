"""What page 11 says: beside its pictures, in the mornings of its desks, and about them."""

from functools import lru_cache

from basislib.formats import billions, millions, shown_change, signed
from basislib.game import fed, score
from basislib.game.crises import ALIVE, CLOSE, DAYS, HURT, PREMIUM, TERM_DAYS, drawn
from basislib.game.fed import GIVEN_UP, NEXT_TIME, PER_100BN, PER_BILLION, SIZES, TOOLS
from basislib.game.rules import DEARER, HALF, MARGIN_UP, WIDER
from basislib.language import _, paragraph, paragraphs, pgettext
from basislib.scenes.crisis_desk import GUESSED, RULES, Desk, FedDesk, compute, own_money
from basislib.scenes.market_days import CENTS
from basislib.widgets.explorer import Reading
from basislib.widgets.questions import Amount, Numeric

MANY = 200  # crises in which rules are counted
LEAST = 0.05  # $m or percentage points: less is not worth a sentence
TERMS = (
    "cash buffer",
    "clearing house",
    "dealer",
    "forced sale",
    "future",
    "gap",
    "haircut",
    "hedged",
    "initial margin",
    "leverage",
    "moral hazard",
    "note",
    "overnight",
    "own money",
    "repo",
    "term",
)  # explained on this page


def rules() -> dict[str, str]:
    """Return the simple rules."""
    return {
        "hold": _("holds"),
        "deleverage": _("sells half at the first warning"),
        "buffer": _("first doubles its cash"),
    }


def tools() -> dict[str, str]:
    """Return what the Fed can do on a day; waiting is the first, the others are in the order of `TOOLS`."""
    names = {
        "outright": _("buys notes outright"),
        "hedged": _("buys notes and sells futures"),
        "line": _("lends to funds"),
        "relief": _("gives dealers room"),
    }
    return {"wait": _("waits"), **{tool: names[tool] for tool in TOOLS}}


def sizes() -> dict[str, str]:
    """Return the sizes of the Fed's help."""
    return {"small": _("small"), "middle": _("middle"), "large": _("large")}


# ---- a rule in a crisis -----------------------------------------------------------------------------------


def of_rule(desk: Desk) -> Reading:
    """Say what a simple rule comes to, and what moved its cash on the day."""
    results = {name: signed(found.result, 1) for name, found in desk.rules.items()}
    told = _(
        "Kept to delivery, **hold ends at {hold}%** on own money, half at a warning at {deleverage}%, and twice "
        "the buffer at {buffer}%."
    ).format(**results)
    return Reading(paragraph(told, moved(desk)), tiles(desk))


def tiles(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return the four numbers of a fund on the day that is looked at."""
    day = desk.day
    return (
        (_("Free cash, $m"), millions(desk.cash[day], ",.1f")),
        (_("Own money, $m"), millions(desk.own_money[day], ",.1f")),
        (_("Leverage, times"), f"{desk.leverage[day]:.0f}"),
        (_("Gap, cents"), f"{desk.dislocation[day]:.1f}"),
    )


def moved(desk: Desk) -> str:
    """Say what moved the cash on the day that is looked at, in $m; the parts add up as they are shown."""
    day = desk.day
    if not day:
        return _("It is the evening before day 1: {cash:.1f} million dollars are free.").format(cash=desk.cash[0])
    change = shown_change(desk.cash[day - 1], desk.cash[day], 1, millions)
    moves = desk.gains[day], desk.margin_paid[day], desk.notes[day] + desk.borrowed[day]
    gains, margin, loans = (shown_change(0, move, 1, millions) for move in moves)
    return _(
        "On day {day} cash moved by **{change} million**: futures {gains}, margin {margin}, notes and the loans on them "
        "{loans}, roll-down less interest and costs {rest}."
    ).format(
        day=day,
        change=signed(change, 1, number=millions),
        gains=signed(gains, 1, number=millions),
        margin=signed(margin, 1, number=millions),
        loans=signed(loans, 1, number=millions),
        rest=signed(change - gains - margin - loans, 1, number=millions),
    )


def seen_rules() -> str:
    """Return what there was to see in the first picture."""
    hold, half = (compute(GUESSED, rule, DAYS) for rule in ("hold", "deleverage"))
    return _(
        "All three were right about the gap: it narrows again, and at delivery it is nothing. **Hold was right and lost "
        "all the same:** on day {day} its cash was gone, and it had to sell {forced:.0f}% of its notes at the widest gap. "
        "The fund that had sold half before kept cash on every day and ended at {half}%. The gap is the same in "
        "all three pictures; the cash panel is not."
    ).format(day=hold.found.closest_day, forced=hold.forced_share, half=signed(half.found.result, 1))


def assumptions() -> tuple[str, ...]:
    """Return what is assumed in the pictures of a fund."""
    return (
        _(
            "Crises are drawn from ranges that nobody has measured. A drawn one that is trivial or hopeless is thrown "
            "away; the rule stands under Deeper."
        ),
        _(
            "After day {days} nothing more happens: what notes are left are kept to delivery and earn the gap they "
            "still have."
        ).format(days=DAYS),
        _(
            "The fund is a small second fund in the market of pages 07 and 08. Its orders move prices; what it must sell "
            "for want of cash is sold last and moves them only the next morning."
        ),
        _(
            "A term loan costs {premium:.0f}bp a year more than an overnight one and runs {days:.0f} days. The Fed's "
            "line, where there is one, is for the others."
        ).format(premium=PREMIUM, days=TERM_DAYS),
    )


# ---- the reader's desk ------------------------------------------------------------------------------------


def briefing() -> str:
    """Return what has to be known before the first morning."""
    return _(
        """You run a small hedge fund with {money:.0f} million dollars of own money. It holds notes, sells as many futures, \
and borrows most of the notes' price in repo. The gap between future and note is yours at delivery. Until then four \
things can take your cash.

**Futures.** When notes rise, futures rise, and you pay at noon or by the next morning. Lenders give it back as the \
notes are worth more, less the haircut.

**Margin.** When yields swing, whichever way, the clearing house asks for more initial margin.

**Haircut.** Lenders may ask for more on all that is struck today: the overnight part at once, the term part as it \
runs out.

**Lenders who leave.** What they do not renew must be sold, and only what falls due can leave.

If cash is missing, notes are sold at whatever the price is. Nothing else ends a fund that is right. Sell before you \
must and you pay a small cost; hold cash and you earn less; and whoever has cash when the gap is widest can buy.

The score is what own money has earned once your last notes are delivered. Three simple rules play the same crisis: \
hold, sell half at the first warning, and double the cash first."""
    ).format(money=own_money())


def news(desk: Desk) -> str:
    """Say what the morning brings: the headline, the market, the fund."""
    last = desk.last
    told = {
        "gap": desk.dislocation[last],
        "repo": signed(desk.repo[last], 0),
        "notice": desk.notice,
        "margin": desk.margin[last],
        "yields": signed(desk.yields[last], 0),
        "notes": desk.position[last],
        "times": desk.leverage[last],
        "cash": desk.cash[last],
        "share": 100 * desk.cash[last] / max(1000 * desk.position[last], 1e-9),
        "term": desk.term[last],
        "lost": desk.run[last],
        "forced": desk.forced[last],
        "more": desk.cash[last] / max(10 * (desk.notice + desk.margin[last]), 1e-9),
    }
    lender = _lenders(desk)
    sold = _("Yesterday {forced:.0f} million were sold because cash was missing.") if desk.forced[last] > LEAST else ""
    holds = (
        _(
            "You hold **{notes:.2f} billion** of notes, {times:.0f} times your own money, {term:.0f}% of the repo for a term."
        )
        if desk.position[last] > 1e-9
        else _("You hold no notes.")
    )
    free = (
        _("Free cash is **{cash:.1f} million**, {share:.2f}% of the notes: room for {more:.1f} billion more.")
        if desk.position[last] > 1e-9
        else _("Free cash is **{cash:.1f} million**: room for {more:.1f} billion of notes.")
    )
    market = _(
        "Last night: gap {gap:.1f} cents, yields {yields}bp since the start, overnight repo {repo}bp. Today "
        "lenders ask for a haircut of {notice:.1f}%, and the margin was {margin:.2f}%."
    )
    parts = (_headline(desk), market, paragraph(lender, sold, holds, free))
    return paragraphs(*parts).format(**told)


def _lenders(desk):
    """Return who still lends, with a place for what was lost yesterday."""
    if desk.run[-1] > LEAST:
        return _("Yesterday lenders did not renew, and {lost:.0f} million of notes went.")
    if desk.run.sum() > LEAST:
        return _("Those lenders who are left have renewed.")
    return _("All lenders have renewed.")


def _headline(desk):
    return headlines()[desk.headlines[-1]]


def headlines() -> dict[str, str]:
    """Return the news by what it is about."""
    return {
        "calm": _("**A quiet tape.** Dealers quote, lenders answer."),
        "rally": _("**Flight to safety:** notes rise fast, and futures call for cash by tomorrow morning."),
        "sell_off": _("**Yields jump.** The clearing house is looking at its margins."),
        "back": _("**The move turns round.** Desks ask who is still there."),
        "foreign": _("**Foreign officials sell notes.** Dealers' shelves are filling."),
        "notice": _("**Lenders send notices:** new haircuts from today, and some may not renew tomorrow."),
        "run": _("**Some lenders do not renew today.**"),
        "drain": _("**Tax day:** cash leaves the money market."),
        "help": _("**The Fed begins to buy notes.**"),
    }


def of_desk(desk: Desk) -> Reading:
    """Say what moved the fund's cash on the day that is looked at."""
    return Reading(moved(desk), tiles(desk))


def verdict(desk: Desk) -> str:
    """Say what a fund's game comes to, beside what the rules get."""
    found = desk.found
    now = {
        **vars(found),
        **{rule: signed(desk.rules[rule].result, 1) for rule in RULES},
        "result": signed(found.result, 1),
        "marked": signed(found.marked, 1),
        "least": found.closest * own_money() / 100,
        "beaten": desk.beaten,
        "out": desk.forced_share,
    }
    end = (
        _("**Closed out on day {day}:** no sale could pay what was due, and own money is gone.").format(day=desk.last)
        if desk.closed
        else _("**{result}% on own money** once your notes are delivered; {marked}% at the last day's prices.")
    )
    call = _("Your closest call was day {closest_day}, with {least:.1f} million of free cash.")
    forced = (
        _("You had to sell {out:.0f}% of what you began with, because cash or lenders were missing.")
        if now["out"] > LEAST
        else _("Nobody made you sell.")
    )
    others = _("In the same crisis hold gets {hold}%, half at a warning {deleverage}%, twice the buffer {buffer}%.")
    beaten = (
        _("You beat none of the three."),
        _("You beat one of the three."),
        _("You beat two of the three."),
        _("**You beat all three.**"),
    )[desk.beaten]
    parts = (end, paragraph(call, forced), paragraph(others, beaten))
    return paragraphs(*parts).format(**now)


def own_run(desk: Desk) -> tuple[Numeric, ...]:
    """Return questions about the reader's own run; none about a fund that held nothing."""
    return tuple(question for question in (_haircut_left(desk), _delivery_adds(desk)) if question is not None)


def _haircut_left(desk):
    """Return how far the haircut could have risen on the closest day with cash left."""
    days = [
        day
        for day in range(1, desk.last + 1)
        if desk.cash[day] > 1 and desk.position[day] > 0.1 and desk.term[day] <= 90  # noqa: PLR2004
    ]
    if not days:
        return None
    day = min(days, key=lambda each: desk.cash[each])
    cash, notes, term = round(desk.cash[day], 1), round(desk.position[day], 2), round(desk.term[day])
    answer = 100 * cash / (1000 * notes * (1 - term / 100))
    now = {"day": day, "cash": cash, "notes": notes, "term": term, "answer": answer, "fresh": 100 - term}
    return Numeric(
        _(
            "At the close of day {day} you had {cash:g} million free, {notes:g} billion of notes, and {term}% of the repo "
            "for a term. By how many percentage points could the haircut on new loans have risen before that was gone?"
        ).format(**now),
        answer,
        pgettext("per cent", "points"),
        0.03 * answer + 0.005,
        _("Only what is struck overnight feels a new haircut at once."),
        _(
            "{fresh}% of {notes:g} billion is struck anew. {cash:g} million is **{answer:.2f}** per cent of that. A term "
            "loan does not feel it until it runs out."
        ).format(**now),
        ((100 * cash / (1000 * notes), _("That is all of the notes. The term part keeps its haircut.")),)
        if term
        else ((cash / (10 * notes) / 10, _("A billion is a thousand million.")),),
    )


def _delivery_adds(desk):
    """Return what delivery adds to what own money is at the last prices."""
    notes, gap = round(desk.position[-1], 2), round(desk.dislocation[-1], 1)
    answer = notes * gap / 10
    if answer < 0.2:  # noqa: PLR2004
        return None
    now = {"notes": notes, "gap": gap, "answer": answer}
    return Numeric(
        _(
            "You end with {notes:g} billion of notes, and the gap is {gap:g} cents on each 100 dollars. How many million "
            "dollars does delivery add?"
        ).format(**now),
        answer,
        Amount("$ million"),
        0.03 * answer + 0.005,
        _("How many cents in a billion dollars of notes?"),
        _(
            "{notes:g} billion × {gap:g} cents per 100 dollars = **{answer:.2f}** million. You earn it only on what you "
            "still hold: that is why surviving pays."
        ).format(**now),
        ((answer * 10, _("{gap:g} cents per 100 is {gap:g} hundredths of a per cent.").format(**now)),),
    )


def lesson() -> str:
    """Return what the desk teaches."""
    return _(
        """In every crisis here the gap closes at delivery, so every fund is right. What differs is who is still there. A fund that \
runs out of cash sells at the widest gap, to whoever has some left.

**Cash has a price on quiet days and a value on one.** Nobody rings on that day. Haircuts, margins and lenders speak \
before the gap does, and a warning is often nothing. So no rule is best in all crises: holding wins when nothing comes, \
selling early when much does.

**Where cash is locked matters as much as how much there is.** A term loan keeps lenders and haircuts away and does nothing \
about margins. A smaller position does something about all of them, and earns less."""
    )


# ---- the Fed ----------------------------------------------------------------------------------------------


def fed_news(desk: FedDesk) -> str:
    """Say what the morning brings the Fed."""
    last = desk.last
    told = {
        "gap": desk.dislocation[last],
        "repo": signed(desk.repo[last], 0),
        "sold": desk.sold[last],
        "total": desk.sold.sum(),
        "held": desk.position[last],
        "day": desk.acted,
    }
    market = _(
        "Last night: gap {gap:.1f} cents, overnight repo {repo}bp. Funds sold {sold:.0f} billion against their will "
        "yesterday and {total:.0f} in all; they hold {held:.0f}."
    )
    acting = _("Your help of day {day} goes on; nothing more is to be decided.") if desk.acted else ""
    return paragraphs(_headline(desk), market, acting).format(**told)


def of_fed(desk: FedDesk) -> Reading:
    """Say what the Fed's tool does, or could do."""
    day = desk.day
    tiles = (
        (_("Gap, cents"), f"{desk.dislocation[day]:.1f}"),
        (_("Sold that day, $bn"), billions(desk.sold[day], ",.0f")),
        (_("Sold so far, $bn"), billions(desk.sold[: day + 1].sum(), ".0f")),
        (_("On the books, $bn"), billions(desk.notes[day] + desk.lent[day], ",.0f")),
    )
    if not desk.acted:
        return Reading(_sizes(), tiles)
    told = {"day": desk.acted, "size": desk.size, "percent": 100 * desk.size, "days": fed.BUYS_FOR}
    words = {
        "outright": _("From day {day} on the Fed buys {size:.0f} billion of notes a day, for {days} days."),
        "hedged": _(
            "From day {day} on the Fed buys {size:.0f} billion of notes a day and sells futures, for {days} days."
        ),
        "line": _("From day {day} on the Fed lends funds up to {size:.0f} billion."),
        "relief": _("From day {day} on dealers may carry {percent:.0f}% more."),
    }
    return Reading(words[desk.tool].format(**told), tiles)


def _sizes():
    """Return what the three sizes are."""
    bought, line, relief = SIZES["hedged"], SIZES["line"], SIZES["relief"]
    return _(
        "Small, middle and large are {b[0]:.0f}, {b[1]:.0f} and {b[2]:.0f} billion of notes a day for {days} days; a line of "
        "{l[0]:.0f}, {l[1]:.0f} and {l[2]:.0f} billion; {r[0]:.0%}, {r[1]:.0%} and {r[2]:.0%} more room."
    ).format(b=bought, l=line, r=relief, days=fed.BUYS_FOR)


def fed_verdict(desk: FedDesk) -> str:
    """Say what the Fed's help comes to."""
    found = desk.verdict
    now = {
        **vars(found),
        "points": signed(found.points, 1),
        "spared": found.alone - found.sold,
        **{f"rule_{name}": signed(each.points, 1) for name, each in desk.rules.items()},
    }
    head = _("**{points} points.**")
    spared = _("Without you funds sell {alone:.1f}% of their notes against their will, with you {sold:.1f}%.")
    cost = (
        _("It took {books:.0f} billion on your books, and by the last prices it lost {lost:.2f} billion.")
        if found.lost > 0
        else _("It took {books:.0f} billion on your books, and by the last prices it lost nothing.")
    )
    hazard = _(
        "Funds that count on it next time hold less cash: if you then stay away, they sell {next_time:.1f}% of their notes "
        "more than today without you."
    )
    others = _(
        "Waiting gets {rule_wait} points, buying a little at the first warning {rule_buy}, a line of credit from "
        "then on {rule_lend}."
    )
    told = paragraph(spared, cost) if desk.acted else _("You waited, and funds sold {alone:.1f}% of their notes.")
    parts = (head, told, hazard if desk.acted else "", others)
    return paragraphs(*parts).format(**now)


def fed_assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture of the Fed."""
    return (
        _(
            "A point is a per cent of the funds' notes that is not sold against their will. {books:g} points are taken for "
            "each 100 billion on the Fed's books, {lost:g} for each billion lost, and {next_time:g} for each per cent that "
            "funds would sell more next time. These weights are ours."
        ).format(books=PER_100BN, lost=PER_BILLION, next_time=NEXT_TIME),
        _(
            "Funds that count on help give up {a:.0%}, {b:.0%} or {c:.0%} of their free cash, by the size of the help. "
            "Nobody knows how much they would."
        ).format(a=GIVEN_UP[0], b=GIVEN_UP[1], c=GIVEN_UP[2]),
        _("Yields follow the drawn path, whatever the Fed buys. Hedged purchases have never been made."),
    )


def judged() -> str:
    """Return what the Fed's chair teaches."""
    return _(
        """**Which tool is best hangs on what sells.** A line pays calls and does nothing about lenders who leave; purchases \
take notes off dealers and pay no call; room for dealers makes the same sale cheaper. In our draws a line often \
scores best, because calls force many of the sales; that follows from our ranges and is not a finding.

**The best day is before you know.** By the time the gap is near its widest most sales are over. Help that came early \
in a crisis that was none has cost its price all the same, and it has taught funds to hold less cash: moral hazard."""
    )


# ---- where crises come from -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def wins() -> dict[str, float]:
    """Return in how many per cent of the first `MANY` crises each simple rule is best, of the fund and of the Fed."""
    crises = drawn(range(MANY))
    fund = {name: found.result for name, found in score.of_rules(crises).items()}
    bank = {name: found.points for name, found in fed.by_rules(crises).items()}
    return {**_best(fund), **_best(bank)}


def _best(results):
    """Return in how many per cent of the crises each is best; a tie goes to the first."""
    names, columns = list(results), list(zip(*results.values(), strict=True))
    best = [column.index(max(column)) for column in columns]
    return {name: 100 * best.count(at) / len(best) for at, name in enumerate(names)}


def draws() -> str:
    """Return how crises are drawn and which rules win."""
    return _(
        """A seed draws the market (how much funds hold, on how little cash, how much room dealers have) and the crisis: a \
move of yields and its return, foreign sales, lenders who leave and ask for more, cash that leaves the money market, and \
whether the Fed helps. The ranges are those of the draws on page 08 as far as they stand there; the order of events is \
ours.

A draw is **trivial** if a fund that does nothing always keeps more than {close:.0%} of its free cash and never loses \
{hurt:.0%} of its own money. It is **hopeless** if a fund that sells half of its notes on the first morning still ends below \
{alive:.0%} of its own money. Both are thrown away, and the seed draws again.

A **warning** is a gap {wider:g} cents wider than at first, a margin {margin:.0%} higher, a higher haircut, lenders who have \
left, or repo {dearer:g}bp dearer. At the first one a rule sells {half:.0%} of the notes.

In the first {many} crises hold is best in {hold:.0f}%, half at a warning in {deleverage:.0f}%, twice the buffer in \
{buffer:.0f}%. For the Fed waiting is best in {wait:.0f}%, a few purchases in {buy:.0f}%, a line in {lend:.0f}%. If one of them \
won nearly always there would be nothing to decide; a test holds that none wins in more than 70 of 100."""
    ).format(
        close=CLOSE,
        hurt=HURT,
        alive=ALIVE,
        wider=WIDER * CENTS,
        margin=MARGIN_UP - 1,
        dearer=DEARER,
        half=HALF,
        many=MANY,
        **wins(),
    )
