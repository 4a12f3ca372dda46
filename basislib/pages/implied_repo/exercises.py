"""The guess and the exercises of page 03."""

from datetime import timedelta

from basislib.formats import minus, signed, weekday_and_day
from basislib.fund.repo import special_edge, special_time_needed
from basislib.language import _, pgettext
from basislib.scenes.quote_to_edge import (
    CONTRACT,
    COUPON,
    FACTOR,
    FUTURES_PRICE,
    HALF_YEAR,
    HEADER,
    MATURITY,
    NOTE,
    NOTE_PRICE,
    REPO_RATE,
    SETTLE,
    case,
    paper,
)
from basislib.securities.basis import gross_basis, implied_repo_rate
from basislib.securities.contracts import CONTRACTS
from basislib.securities.hedges import conversion_factor_hedge, tail
from basislib.securities.notes import accrued_interest
from basislib.securities.quotes import format_price, in_32nds
from basislib.securities.term_rates import curve_from_moves
from basislib.widgets.questions import Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("guess", "q1", "q2", "q4", "q7"), ("q3",), ("q5", "q6"))

ASKED = {"delivery": str(HEADER)}  # the picture that the guess is about


def guess():
    """Return the prediction that opens the page."""
    now = case()
    filled = {
        "now": now,
        "note": NOTE_PRICE,
        "future": FUTURES_PRICE,
        "factor": FACTOR,
        "repo": REPO_RATE,
        "gross": 100 * now.gross_basis,
        "carry": 100 * now.carry,
        "gap": now.futures_price - now.clean_price,
    }
    return Choose(
        _(
            "A note costs **{note}**, or {now.clean_price:.3f}. Its future is at **{future}**, but pays only {factor} of "
            "that for this note: {gross:.1f} cents **less** than it costs. A fund buys the note all the same, borrows at "
            "{repo}% and delivers it in April. What does it earn per 100?"
        ).format(**filled),
        (
            Option(
                "loses",
                _("It loses about {gross:.0f} cents. It buys high and sells low.").format(**filled),
                _(
                    "That is the price of getting in. But until April the note earns more interest than the loan costs: "
                    "{carry:.2f} cents more. {carry:.2f} − {gross:.2f} leaves about **{now.cents:.0f} cents**."
                ).format(**filled),
            ),
            Option(
                "nothing",
                _("Nothing. In such a market both come to the same."),
                _("They nearly do. What is left is {now.cents:.2f} cents: small, but not nothing.").format(**filled),
            ),
            Option(
                "earns",
                _("It earns about {now.cents:.0f} cents.").format(**filled),
                _(
                    "It pays {gross:.2f} cents to get in and collects {carry:.2f} cents of interest, after paying for the "
                    "loan. What is left is {now.cents:.2f} cents, about {now.ticks:.0f} of the future's smallest steps."
                ).format(**filled),
            ),
            Option(
                "gap",
                _("It earns the gap between the quotes, nearly {gap:.0f} points.").format(**filled),
                _(
                    "The future does not pay its own price for this note, but {factor} of it. After that the note is the "
                    "more expensive of the two."
                ).format(**filled),
            ),
        ),
        "earns",
        _("What does the note bring while you hold it? And what does the loan cost?"),
        _("See the picture: gross basis less carry."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _gross_question(rng),
        _implied_question(rng),
        _contracts_question(rng),
        _carry_question(rng),
        _term_question(rng),
        _special_question(rng),
        _days_question(rng),
    ]


def _gross_question(rng):
    note = 101 + (int(rng.integers(4, 10)) + 0.25) / 32
    future = 109 + int(rng.integers(1, 4)) / 32 + 1 / 64
    words, sold = format_price(note, "unicode"), format_price(future, "plus")
    wrong_note, wrong_future = 101 + (note - 101) * 0.32, 109 + (future - 109) * 0.32  # 06¼ read as .0625
    answer = in_32nds(gross_basis(note, future, FACTOR))
    return Numeric(
        _(
            "A note costs {words}, the future {sold}, the conversion factor is {factor}. What is the gross basis, in "
            "32nds? The + is half a 32nd."
        ).format(words=words, sold=sold, factor=FACTOR),
        answer,
        _("32nds"),
        0.021,
        _("Turn both quotes into decimals first: what stands after the dash is 32nds. Then note less future × factor."),
        _(
            "{words} is {note:.6f} and {sold} is {future:.6f}. The future pays {future:.6f} × {factor} = "
            "{pays:.6f}. The difference is {gross} points, times 32: **{answer}**."
        ).format(
            words=words,
            sold=sold,
            note=note,
            future=future,
            factor=FACTOR,
            pays=future * FACTOR,
            gross=minus(f"{note - future * FACTOR:.6f}"),
            answer=minus(f"{answer:.2f}"),
        ),
        (
            (
                in_32nds(gross_basis(wrong_note, wrong_future, FACTOR)),
                _("You read what stands after the dash as hundredths. It is 32nds of a point."),
            ),
            (
                in_32nds(note - future),
                _("You left out the conversion factor. The future pays only a share of its price."),
            ),
            (in_32nds(gross_basis(note, future - 1 / 64, FACTOR)), _("You dropped the +. It is half a 32nd.")),
        ),
    )


def _implied_question(rng):
    nudge, days = float(rng.choice([-1.5, 1.0, 2.0])), int(rng.choice([109, 112]))
    now = case(nudge=nudge, delivery=SETTLE + timedelta(days))
    before = now.full_price - now.clean_price
    after, got, full = before + now.earned, now.futures_price * FACTOR, now.full_price
    year = 100 * 360 / days
    filled = {
        "now": now,
        "before": before,
        "after": after,
        "days": days,
        "factor": FACTOR,
        "invoice": got + after,
        "gain": got + after - full,
    }
    return Numeric(
        _(
            "A note costs {now.clean_price:.4f} plus {before:.4f} of accrued interest. In {days} days it is delivered into "
            "a contract at {now.futures_price:.4f}, with a factor of {factor}; {after:.4f} of interest will have accrued "
            "by then. What is the implied repo rate, in % a year of 360 days?"
        ).format(**filled),
        now.implied_repo,
        _("% a year"),
        0.0061,
        _("What do you pay today, all in? What does the invoice bring, all in? The gain is a rate on what you paid."),
        _(
            "You pay {now.full_price:.4f}. The invoice is {now.futures_price:.4f} × {factor} + {after:.4f} = "
            "{invoice:.4f}. The gain is {gain:.4f} on {now.full_price:.4f}, in {days} days: times 360/{days} that is "
            "**{now.implied_repo:.2f}%** a year."
        ).format(**filled),
        (
            (
                (got - now.clean_price) / now.clean_price * year,
                _("You left out accrued interest. Whoever buys the note pays it, on both days."),
            ),
            ((got + after - full) / full * 100 * 365 / days, _("You counted 365 days to a year. Repo counts 360.")),
            ((now.futures_price + after - full) / full * year, _("You left out the conversion factor.")),
            (
                100 * (got + after - full) / full,
                _("That is the gain in {days} days. The rate is for a year.").format(**filled),
            ),
            (
                (got + after - now.clean_price) / now.clean_price * year,
                _("You forgot the accrued interest you pay on the first day."),
            ),
        ),
    )


def _contracts_question(rng):
    millions, factor = int(rng.choice([50, 200, 300])), float(rng.choice([0.8624, 0.8948, 0.9272]))
    move = int(rng.choice([3, 4, 6]))
    face = CONTRACTS[CONTRACT].face
    one, answer = millions * 1e6 / face, conversion_factor_hedge(millions * 1e6, factor, face)
    bet = 100 * (1 - factor) * move
    filled = {"millions": millions, "factor": factor, "face": face, "one": one, "answer": answer, "move": move}
    return Numeric(
        _(
            "A fund holds {millions} million dollars of face of a note with a conversion factor of {factor}, and will "
            "deliver it. A contract is for {face:,} dollars of face. How many contracts must it have sold, until the last "
            "trading day, so that the last price of the future does not matter?"
        ).format(**filled),
        answer,
        pgettext("unit", "contracts"),
        0.005 * answer,
        _("How much of a move of the future reaches what the note brings on delivery?"),
        _(
            "The note brings {factor} of the future's last price. So it takes {millions} million / {face:,} × {factor} = "
            "**{answer:.0f}** contracts. One for one, {one:.0f}, would earn {bet:.0f} cents per 100 more if the future "
            "fell by {move} points and lose as much if it rose. On the last trading day the missing {tail:.0f} are sold, "
            "because a contract delivers its whole face."
        ).format(**filled, bet=bet, tail=tail(millions * 1e6, factor, face)),
        (
            (
                one,
                _("That is one for one: a bet that prices fall. A note brings only its factor of the future's price."),
            ),
            (one / factor, _("You divided by the factor. The note moves by less than the future, not by more.")),
            (one - answer, _("Those are the contracts still to sell on the last trading day. How many before?")),
        ),
    )


def _carry_question(rng):
    days, rate = int(rng.choice([60, 75, 90, 105])), float(rng.choice([3.4, 3.5, 4.2, 4.4]))
    now = case(delivery=SETTLE + timedelta(days), repo_rate=rate)
    answer = 100 * now.carry
    filled = {
        "now": now,
        "half": COUPON / 2,
        "half_year": HALF_YEAR,
        "days": days,
        "rate": rate,
        "share": rate / 100,
        "answer": signed(answer),
    }
    return Numeric(
        _(
            "A note costs {now.full_price:.4f} with accrued interest, all of it borrowed at {rate:g}% a year (a year of "
            "360 days). It pays {half:.2f} for each half-year, and this half-year has {half_year} days. No coupon is "
            "due. What is the carry of {days} days, in cents per 100?"
        ).format(**filled),
        answer,
        _("cents"),
        0.061,
        _("What does the note earn in these days? What does the loan cost? A minus sign is possible."),
        _(
            "The note earns {half:.2f} × {days}/{half_year} = {now.earned:.4f}. The loan costs {now.full_price:.4f} × "
            "{share:g} × {days}/360 = {now.paid:.4f}. Carry is the difference, **{answer}** cents."
        ).format(**filled),
        (
            (100 * (now.earned - now.paid * 360 / 365), _("You counted 365 days to a year of repo. It has 360.")),
            (
                100 * (now.earned - now.clean_price * now.paid / now.full_price),
                _("You borrowed the clean price. The buyer also pays the accrued interest."),
            ),
            (100 * now.earned, _("That is what the note earns. The loan costs something too.")),
            (-100 * now.paid, _("That is the loan alone. The note earns interest meanwhile, coupon day or not.")),
            (
                100 * (COUPON * days / 365 - now.paid),
                _(
                    "A note does not count 365 days. It spreads each half-year's {half:.2f} over the days of that "
                    "half-year."
                ).format(**filled),
            ),
        ),
    )


def _term_question(rng):
    days, at = int(rng.choice([100, 109, 120])), int(rng.choice([30, 45]))
    tonight, cut = float(rng.choice([3.65, 4.30, 5.35])), int(rng.choice([25, 50]))
    after = tonight - cut / 100
    answer = (at * tonight + (days - at) * after) / days
    compounded = curve_from_moves(tonight, [at], [-cut]).term_rate(days)
    filled = {"days": days, "at": at, "rest": days - at, "tonight": tonight, "cut": cut, "after": after}
    return Numeric(
        _(
            "Overnight money costs {tonight:.2f}% tonight. Everybody expects the Fed to cut by {cut} basis points in {at} "
            "days, and to leave it at that. What should a loan for {days} days cost, leaving out interest on interest?"
        ).format(**filled),
        answer,
        _("% a year"),
        0.006,
        _("On how many nights does it cost {tonight:.2f}%, and on how many less?").format(**filled),
        _(
            "{at} nights at {tonight:.2f}% and {rest} at {after:.2f}%: on average **{answer:.2f}%**. Interest on interest "
            "makes it {compounded:.2f}%. An implied repo rate for {days} days is compared with this, not with tonight's "
            "rate."
        ).format(**filled, answer=answer, compounded=compounded),
        (
            (tonight, _("That is tonight's rate. Most of the nights come later.")),
            (after, _("That is the rate at the end. The first nights cost more.")),
            ((tonight + after) / 2, _("You took the middle. The two rates do not hold for equally many nights.")),
        ),
    )


def _special_question(rng):
    general, below = float(rng.choice([3.70, 4.30, 5.30])), float(rng.choice([0.30, 0.35, 0.40]))
    special, implied = general - below, general - 0.10
    edge, needed = special_edge(implied, general, special), special_time_needed(implied, general, special)
    filled = {"general": general, "special": special, "implied": implied, "edge": edge, "needed": needed}
    return Choose(
        _(
            "Until delivery, money costs {general:.2f}% against Treasury notes in general. Against one note it costs only "
            "{special:.2f}%, because many want to borrow that note: it is *special*. The note's implied repo rate is "
            "{implied:.2f}%. What does a fund earn that buys the note, sells its future and borrows against it?"
        ).format(**filled),
        (
            Option(
                "loses",
                _("It loses 10 basis points a year."),
                _("That is against the general rate. The owner of this note does not pay it."),
            ),
            Option(
                "earns",
                _("It earns {edge:.0f} basis points a year, while the note is special.").format(**filled),
                _("The owner finances this note at its own rate, and that is below the implied repo rate."),
            ),
            Option(
                "sell",
                _("It should sell the note and buy the future instead."),
                _(
                    "Whoever sells the note must borrow it, and lends cash against it at only {special:.2f}%. That trade "
                    "loses what the other one earns."
                ).format(**filled),
            ),
            Option(
                "saved",
                _("It earns {saved:.0f} basis points a year.").format(saved=100 * below),
                _("That is what the note saves against the general rate. The trade itself earns less than that rate."),
            ),
        ),
        "earns",
        _("At which rate does the owner of **this** note borrow?"),
        _(
            "{implied:.2f}% less {special:.2f}% is **{edge:.0f}** basis points. An implied repo rate below the general rate "
            "may only say that the note is special. But it must stay so until delivery: if it is special for less than "
            "{needed:.0%} of the time, the trade loses."
        ).format(**filled),
    )


def _days_question(rng):
    grid = paper()
    row, column = int(rng.integers(9, 15)), int(rng.integers(0, 4))
    note, future, printed = grid.clean_prices[row], grid.futures_prices[column], grid.implied_repo[row, column]
    gross, full = gross_basis(note, future, FACTOR), note + accrued_interest(COUPON, MATURITY, SETTLE)
    daily, cost = COUPON / 2 / HALF_YEAR, printed / 100 * full / 360
    filled = {
        "grid": grid,
        "printed": printed,
        "share": printed / 100,
        "full": full,
        "gross": gross,
        "half": COUPON / 2,
        "half_year": HALF_YEAR,
        "daily": daily,
        "cost": cost,
        "left": daily - cost,
        "day": weekday_and_day(grid.delivery),
        "headed": implied_repo_rate(note, future, FACTOR, **NOTE, delivery=grid.printed_delivery),
    }
    return Numeric(
        _(
            "A screen prints an implied repo rate of {printed:.3f}% for a note that costs {full:.4f} with accrued "
            "interest. The gross basis is {gross:.4f} points. The note earns {half:.2f} in {half_year} days. The "
            "screen's heading says {grid.printed_days} days. How many days did it really count?"
        ).format(**filled),
        grid.days,
        _("days"),
        0.5,
        _(
            "At the implied repo rate carry just pays for the gross basis. How much carry does one day bring at that "
            "rate?"
        ),
        _(
            "A day earns {half:.2f}/{half_year} = {daily:.6f} and costs {full:.4f} × {share:.5f}/360 = "
            "{cost:.6f}. That leaves {left:.6f} a day, and {gross:.4f}/{left:.6f} is **{grid.days}** "
            "days, to {day}. At {grid.printed_days} days the same prices give {headed:.3f}%."
        ).format(**filled),
        (
            (
                grid.printed_days,
                _("That is what the heading says. Put it into the formula, and another rate comes out."),
            ),
            (
                gross / (daily - printed / 100 * note / 360),
                _("You paid repo on the clean price. The buyer also pays the accrued interest."),
            ),
            (gross / (daily - printed / 100 * full / 365), _("You counted 365 days to a year of repo. It has 360.")),
        ),
    )
