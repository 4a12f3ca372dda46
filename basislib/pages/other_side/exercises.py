"""The guess and the exercises of page 06."""

from datetime import date

from basislib.formats import full_date, money
from basislib.language import _, chosen, paragraph
from basislib.market.calm import hurdle
from basislib.record import datasets
from basislib.record.positions import at_face_value
from basislib.scenes.calm_market import DAYS, DEMAND, IMPACT, IMPACT_BEYOND, KEENEST, POOR, RICHER, ROOM, compute
from basislib.scenes.participants import participants
from basislib.scenes.positions import CODES
from basislib.securities.contracts import CONTRACTS
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("q6",), ("q1",), ("guess", "q2", "q3"), ("q4", "q5"))

# Figures from the literature; the notebook cites them.
UNWOUND = 60  # $bn of swap-spread trades, April 2025 (Monin, FEDS Notes, June 2026)
MISPRINTED = "2019-12-31"
ASKED = {"own_money": RICHER}  # the picture that the guess is about
LESS_KEEN = 0.5  # % a year: what the keenest buyer pays at most, where funds gain from more own money
AMPLE = 200  # $bn of own money


def guess():
    """Return the prediction that opens the page."""
    poor, richer = compute(own_money=POOR), compute(own_money=RICHER)
    less = compute(own_money=RICHER, keenest=LESS_KEEN).income / compute(own_money=POOR, keenest=LESS_KEEN).income - 1
    numbers = {
        "poor": poor,
        "richer": richer,
        "demand": money(DEMAND, 0),
        "few": money(POOR, 0),
        "twice": money(RICHER, 0),
        "days": DAYS,
        "top": KEENEST,
        "keen": LESS_KEEN,
        "less": less,
    }
    return Choose(
        _(
            "Real money would hold {demand} of futures if there were no gap, and fewer the wider it is; the keenest "
            "buyer pays {top:g}% a year at most [A]. Funds own notes against them, with only {few} of own money. Now "
            "that **doubles** to {twice}. What happens to what **all funds together** make?"
        ).format(**numbers),
        (
            Option(
                "double",
                _("It doubles: twice the capital in the same trade."),
                _(
                    "The trade is not the same any more. The funds' own arrival narrows the gap, from {poor.gap:.1f} to "
                    "{richer.gap:.1f} cents, on every note they carry."
                ).format(**numbers),
            ),
            Option(
                "more",
                _("It rises, but less than twice."),
                _(
                    "They do carry twice as much. But the gap falls by more than half, from {poor.gap:.1f} to "
                    "{richer.gap:.1f} cents. If the keenest buyer paid only {keen:g}% a year the sum would rise, but by "
                    "only {less:.0%}."
                ).format(**numbers),
            ),
            Option(
                "falls",
                _("It falls."),
                _(
                    "They carry twice as much, at {richer.gap:.1f} cents instead of {poor.gap:.1f}. So together they make "
                    "${richer.income:,.0f}m in {days} days instead of ${poor.income:,.0f}m. With less keen buyers it might "
                    "rise a little."
                ).format(**numbers),
            ),
        ),
        "falls",
        _("What do the new notes do to the gap on all the others?"),
        _("See the picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _hurdle_question(rng),
        _cap_question(rng),
        _capital_question(rng),
        _face_question(rng),
        _unwind_question(rng),
        _card_question(rng),
    ]


def _hurdle_question(rng):
    times, asked, days = int(rng.choice([20, 25, 40])), float(rng.choice([4, 5, 8])), int(rng.choice([60, 72, 120]))
    answer = 1e4 * hurdle(asked, 1 / times, days)
    return Numeric(
        _(
            "A fund holds notes worth {times} times its own money and asks for {asked:g}% a year on that money, over the "
            "repo rate. The contract lives {days} days (360 to a year). Repo costs what the futures price has built in. "
            "How wide must the gap be, in cents per 100 of notes?"
        ).format(times=times, asked=asked, days=days),
        answer,
        _("cents"),
        0.0051 * answer,
        _("How much own money stands behind $100 of notes? What must it earn in that time?"),
        _(
            "Behind $100 of notes stand 100/{times} = {own:g} dollars of own money. They must earn {asked:g}% × "
            "{days}/360 of that: **{answer:.3g}** cents. Own money is what funds ration, so less leverage means a wider "
            "gap."
        ).format(times=times, own=100 / times, asked=asked, days=days, answer=answer),
        (
            (answer * times, _("That return is asked for on **own money**, not on the notes.")),
            (answer * 360 / days, _("That is for a whole year. The contract lives only some days.")),
            (answer / times, _("You divided by leverage twice.")),
        ),
    )


def _cap_question(rng):
    low, asked, demand = (
        int(rng.choice([10, 12, 15])),
        float(rng.choice([2.0, 2.5, 3.0])),
        float(rng.choice([800, 900, 1000])),
    )
    now, then = (compute(demand, times, own_money=AMPLE, required_return=asked) for times in (30, low))
    rise, left = then.gap - now.gap, now.held - then.held
    answer = (then.held * rise + left * rise / 2) / 10
    return Numeric(
        _(
            "A rule caps the leverage of funds at {low} times; before it was 30. The gap goes from {now.gap:.2f} to "
            "{then.gap:.2f} cents per 100, and buyers hold {held} of futures instead of {before}. What each of them "
            "would pay at most is spread evenly. How much do buyers lose by the cap in {days} days, those who leave "
            "included?"
        ).format(low=low, now=now, then=then, held=money(then.held, 0), before=money(now.held, 0), days=DAYS),
        answer,
        Amount("$m", hundreds_of=True),
        0.0151 * answer,
        _("Two groups: those who stay pay the rise. What did the others gain from a future before they left?"),
        _(
            "The gap rises by {rise:.2f} cents per 100. Those who stay pay it on ${then.held:,.0f}bn: {stay:,.1f} million. "
            "The ${left:,.0f}bn that leave valued a future at something between the old gap and the new one, so they lose half "
            "the rise on average: {gone:,.1f}. Together **{answer:,.1f}** million dollars."
        ).format(rise=rise, then=then, left=left, stay=then.held * rise / 10, gone=left * rise / 20, answer=answer),
        (
            (
                now.held * rise / 10,
                _(
                    "Those who leave do not pay the whole rise. They lose only what the future was worth to them above the old gap."
                ),
            ),
            (
                then.held * rise / 10,
                _("Those who leave lose something, too: to most of them the future was worth more than the old gap."),
            ),
            (then.bill - now.bill, _("That is the change of the bill. A smaller bill for fewer futures is no gain.")),
        ),
    )


def _capital_question(rng):
    demand, own = int(rng.choice([900, 950, 1000])), int(rng.choice([10, 11]))
    before, after = (compute(demand, own_money=much) for much in (own, 2 * own))
    answer = before.gap - after.gap
    return Numeric(
        _(
            "Funds work at 30 times, and all their {own} of own money is in use. Buyers hold ${before.held:,.1f}bn of "
            "futures. Dealers carry what funds do not, and ask for {within:g} cents per 100 for each $1bn up to {room}, and "
            "{beyond:g} beyond. The funds' own money doubles, all of it is used, and buyers hold ${after.held:,.1f}bn. By "
            "how many cents does the gap narrow?"
        ).format(
            before=before,
            after=after,
            own=money(own, 0),
            room=money(ROOM, 0),
            within=1e4 * IMPACT,
            beyond=1e4 * IMPACT_BEYOND,
        ),
        answer,
        _("cents"),
        0.0151 * answer,
        _("What must dealers carry, before and after? Their price is everybody's price."),
        _(
            "Before, dealers carry ${before.inventory:,.1f}bn and ask for {before.gap:.2f} cents. After, they carry "
            "${after.inventory:,.1f}bn and ask for {after.gap:.2f}. That is **{answer:.2f}** cents less. So all funds "
            "together make {then:,.0f} million in {days} days instead of {now:,.0f}."
        ).format(before=before, after=after, answer=answer, then=after.income, now=before.income, days=DAYS),
        (
            (after.gap, _("That is the gap afterwards.")),
            (
                1e4 * IMPACT * (before.inventory - after.inventory),
                _("Beyond their room dealers ask for more. Which part of their notes was beyond it before?"),
            ),
        ),
    )


def _face_question(rng):
    table = datasets.load("cftc_positions_quarterly")
    day = str(rng.choice(["2018-12-31", MISPRINTED, "2023-06-27", "2024-12-31"]))
    rows = table[table["report_date"] == day].set_index("contract")["leveraged_short"]
    counts = [int(rows[code]) for code in CODES["three"]]
    faces = [CONTRACTS[code].face for code in CODES["three"]]
    answer = sum(count * face for count, face in zip(counts, faces, strict=True)) / 1e9
    return Numeric(
        _(
            "The report of {day} has leveraged funds short {counts[0]:,} contracts of TU, {counts[1]:,} "
            "of FV and {counts[2]:,} of TY. How much is that in face value?"
        ).format(day=full_date(date.fromisoformat(day)), counts=counts),
        answer,
        Amount("$bn"),
        0.0051 * answer,
        _("One of the three contracts is twice as large as the others: the one on the notes that move least in price."),
        paragraph(
            _(
                "A TU contract is {faces[0]:,} dollars of face value, the others {faces[1]:,}. {counts[0]:,} × "
                "{faces[0]:,} + ({counts[1]:,} + {counts[2]:,}) × {faces[1]:,} = **{answer:.1f}** billion "
                "dollars."
            ).format(faces=faces, counts=counts, answer=answer),
            _("A study by staff of the Fed prints this sum, $631bn, as of January 2019, by a slip in a column's head.")
            if day == MISPRINTED
            else "",
        ),
        (
            (sum(counts) * faces[1] / 1e9, _("A TU contract is twice as large as the other two.")),
            (sum(counts) * faces[0] / 1e9, _("Only TU is that large. FV and TY are half its size.")),
        ),
    )


def _unwind_question(rng):
    days = [date(2025, 4, int(day)) for day in rng.choice([(1, 8, 15), (1, 15, 29), (8, 15, 22)])]
    sold = at_face_value("cftc_positions_weekly_episodes")["leveraged_short"]
    return Choose(
        _(
            "April 2025, days of turmoil in Treasuries. Leveraged funds' sold futures, all six contracts, in the reports "
            "of {days[0].day}, {days[1].day}, {days[2].day} April: ${sold[0]:,.0f}bn, ${sold[1]:,.0f}bn, "
            "${sold[2]:,.0f}bn. Many said then that the basis trade had blown up. The manager of the Fed's "
            "portfolio said in May that he saw no sign of that, and named another trade. Which reading fits?"
        ).format(days=days, sold=[sold[f"{day}"] for day in days]),
        (
            Option(
                "basis",
                _("The basis trade blew up: it is the largest, so it must have been that one."),
                _("Then many futures would have been bought back within days. The reports show no such thing."),
            ),
            Option(
                "swap",
                _("Swap-spread trades were unwound; the basis trade stayed."),
                _(
                    "Fed staff later put the swap-spread trades unwound at about {unwound}. Such a trade holds "
                    "Treasuries against swaps, so closing it leaves sold futures alone. And repo funding stayed "
                    "calm."
                ).format(unwound=money(UNWOUND, 0)),
            ),
            Option(
                "nothing",
                _("Nothing was unwound: the sold futures did not fall."),
                _("No unwinding is to be seen **in futures**. But a trade can be closed without a future in it."),
            ),
            Option(
                "fight",
                _("Funds were betting on falling prices, and won."),
                _("A sold future says nothing about a bet: the fund may own as many notes."),
            ),
        ),
        "swap",
        _("Which of the trades has a leg in futures?"),
        _(
            "Sold futures did not fall by much in any weekly report. That does not prove that no fund closed a basis "
            "trade, since others may have opened as much. But it speaks against a rush, and fits the trade the Fed's "
            "manager named, which has no leg in futures: Treasuries against interest rate swaps. A large position "
            "makes a suspect, not yet a culprit."
        ),
    )


def _card_question(rng):
    cards = participants(chosen().code)
    party = str(rng.choice(list(cards)))
    others = rng.choice([each for each in cards if each != party], 3, replace=False)
    return Choose(
        _(
            "A card has lost its name. Wants: {wants} Bound by: {bound_by} Watched by: {watched_by} Whose card is it?"
        ).format(**cards[party]),
        tuple(
            Option(each, card["name"], _("Its card says: {wants} Bound by: {bound_by}").format(**card))
            for each, card in cards.items()
            if each == party or each in others
        ),
        party,
        _("Who gets what the card wants from this trade, and who could be stopped by what binds it?"),
        _("The card is that of: **{name}**. What to watch: {key_number}").format(**cards[party]),
    )
