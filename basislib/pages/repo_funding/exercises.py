"""The guess and the exercises of page 05."""

from functools import lru_cache

from basislib.formats import dollars, full_date, signed
from basislib.fund.repo import back_next_day, cash_need, funding_needs, rate_spike_cost
from basislib.fund.spiral import sale_for_call, sale_for_withdrawal
from basislib.fund.usual import HAIRCUT, TERM_DAYS
from basislib.language import _
from basislib.record import datasets
from basislib.record.famous import NO_HAIRCUT, NO_HAIRCUT_FSB, NO_HAIRCUT_OTHERS
from basislib.scenes import day_of_calls
from basislib.scenes.nights_of_repo import SPIKE
from basislib.scenes.rate_corridor import MONTH_END, WIDTH, YEAR_END
from basislib.scenes.repo_spike import BUILT_IN
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("guess",), ("q1",), ("q2", "q3", "q4", "q7"), ("q5", "q6"))

# Figures from the literature; the notebook cites them.
BELOW_TOP = ("2025-06-30", 11)  # a day on which the SRF lent with SOFR below its rate; $bn
RECORD, CLAIMED = 50.35, 120  # $bn: most the SRF had ever lent by 31 October 2025; what is claimed for April 2025


def asked():
    """Return the values of the first picture that the guess is about: 9 March 2020, everybody on time."""
    return {"move": day_of_calls.MOVE, "late": 0}


def guess():
    """Return the prediction that opens the page."""
    day = day_of_calls.compute(**asked())
    fall = day_of_calls.compute(**{**asked(), "move": -day_of_calls.MOVE})
    now = {
        "move": day.move,
        "variation": dollars(day.variation),
        "back": dollars(day.back),
        "kept": dollars(day.variation - day.back),
        "margin": dollars(day.new_margin),
        "fall": dollars(fall.new_margin),
    }
    return Choose(
        _(
            "A fund owns notes worth $100 and has sold futures on them. Most of its repo is overnight, some is for a "
            "month. In one day prices rise by {move:.1f}%. **By our rule for the margin [A], what has taken most of "
            "its cash two days later?**"
        ).format(**now),
        (
            Option(
                "future",
                _("the loss on the future"),
                _(
                    "It pays {variation}, by the next morning. By then the lenders have brought {back} of it back, because the "
                    "note has gained as much."
                ).format(**now),
            ),
            Option(
                "term",
                _("the lenders for a month: they keep the gain"),
                _(
                    "They return it like the others, within hours to a day. Of {variation} only the haircut on it, {kept}, "
                    "stays away."
                ).format(**now),
            ),
            Option(
                "margin",
                _("a higher margin, which a fall would bring as well"),
                _(
                    "By our rule the clearing house asks for {margin} more, and after an equal fall for {fall}, "
                    "because the rule looks at the size of a move. Its own model may ask for less, or later."
                ).format(**now),
            ),
            Option(
                "nothing",
                _("nothing: it is hedged"),
                _(
                    "It is hedged in value. But the future is paid hours before the gain comes back, and then the margin rises "
                    "by {margin}."
                ).format(**now),
            ),
        ),
        "margin",
        _("Which of these payments comes back?"),
        _("See the picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _late_question(rng),
        _who_sells_question(rng),
        _shield_question(rng),
        _zero_question(rng),
        _fit_question(rng),
        _facility_question(rng),
        _night_question(rng),
    ]


def _late_question(rng):
    position, tau = int(rng.choice([200, 300, 400])), float(rng.choice([20, 30, 60]))
    move, h = float(rng.choice([0.6, 0.8, 1.2])), float(rng.choice([1.0, 2.0]))
    terms = (move / 100, h / 100, tau / 100)
    today, kept = (position * cash_need(*terms, late=late) for late in (1, 0))
    answer = position * back_next_day(*terms)
    now = {"position": position, "tau": tau, "move": move, "h": h, "today": today, "kept": kept, "answer": answer}
    return Numeric(
        _(
            "A fund owns ${position}bn of notes, has sold the futures, and pays a haircut of {h:g}%. Of its repo {tau:g}% is "
            "at term. Prices rise by {move:g}% in a day, and this time all lenders bring the gain back a day late. How much of "
            "the cash that the fund must find today comes back tomorrow?"
        ).format(**now),
        answer,
        Amount("$bn"),
        0.0051 * answer,
        _("What does the future cost? And what do all lenders together lend on the gain, after their haircut?"),
        _(
            "The future costs {move:g}% of {position} = {today:.3g} billion today. Lenders lend {lent:g}% of the gain, at term or "
            "not: **{answer:.4g}** billion comes tomorrow, and {kept:.3g} stays away, the haircut on the gain. Had it come "
            "the same day, only {kept:.3g} would have been needed."
        ).format(lent=100 - h, **now),
        (
            (today, _("That is what the fund must find today. A small part of it does not come back.")),
            (kept, _("That is what stays away: the haircut on the gain. What comes back?")),
            (
                answer * (1 - tau / 100),
                _("That is what the overnight lenders bring. Those for a term return the gain as well."),
            ),
            (
                position * cash_need(*terms, recall=0),
                _("That is the need if lenders for a term kept the gain. The standard contracts do not let them."),
            ),
            (0.0, _("Hedged in value, not in cash. The future is paid today.")),
        ),
    )


def _shield_question(rng):
    loans, leave, rise = int(rng.choice([40, 60, 80])), int(rng.choice([10, 20])), float(rng.choice([1.0, 2.0]))
    daily, fixed = (
        funding_needs(share, haircut=HAIRCUT, price_rise=rise / 100, run_share=leave / 100, life=TERM_DAYS)
        for share in (0, 1)
    )
    now = {
        "loans": loans,
        "leave": leave,
        "rise": rise,
        "life": TERM_DAYS,
        "gone": loans * leave / 100,
        "left": loans * leave / 100 * fixed.run / daily.run,
        "need": dollars(100 * daily.rally),
        "same": dollars(100 * fixed.rally),
    }
    return Choose(
        _(
            "A fund has borrowed ${loans}bn overnight. It moves all of it to loans of {life} days, of which one in {life} ends "
            "each day. Which of three bad days becomes milder?"
        ).format(**now),
        (
            Option(
                "rise",
                _("Prices rise by {rise:g}%, and the future must be paid.").format(**now),
                _(
                    "Per 100 of notes that takes {need} of cash overnight and {same} at term, because all lenders return the "
                    "gain."
                ).format(**now),
            ),
            Option(
                "margin",
                _("The clearing house raises its margin."),
                _("That call comes from the clearing house. It does not ask how the notes are financed."),
            ),
            Option(
                "leave",
                _("{leave}% of the lenders do not lend again when their loan ends.").format(**now),
                _(
                    "Overnight ${gone:g}bn would have to be repaid. At term only the loans that end that day can leave, about "
                    "${left:.2g}bn."
                ).format(**now),
            ),
            Option(
                "all",
                _("All three."),
                _(
                    "A term binds the lender: to stay, and to keep rate and haircut. It does not bind the clearing house."
                ),
            ),
        ),
        "leave",
        _("Who is bound by a term, and to what?"),
        _(
            "A term fixes the rate and the haircut, and the lender must stay. It does not change what a move of "
            "prices takes: the loan follows the price day by day."
        ),
    )


def _fit_question(rng):
    day = (MONTH_END, YEAR_END)[int(rng.integers(2))]
    record, answer = day.over_floor[0] - WIDTH, abs(day.misfit)
    now = {
        "day": full_date(day.day),
        "srf": day.srf[0],
        "sofr": day.sofr,
        "floor": day.floor_rate,
        "model": day.floor_rate + day.model.over_floor / 100,
        "answer": answer,
        "other": signed((YEAR_END if day is MONTH_END else MONTH_END).misfit, 0),
    }
    return Numeric(
        _(
            "On {day} the facility lent ${srf:g}bn and SOFR was {sofr:.2f}%. Set the picture to the end of a month, the bottom of "
            "the range to {floor:.2f}%, and move the lenders' cash until the facility lends as much. By how many basis points does "
            "the model miss the rate?"
        ).format(**now),
        answer,
        "bp",
        1.0,
        _("Read the tile with the repo rate, and compare it with SOFR. A basis point is a hundredth of a per cent."),
        _(
            "The model says {model:.2f}%, and SOFR was {sofr:.2f}%: it misses by **{answer:.1f}**bp. On the other of the two dates "
            "the same settings miss by {other}bp. One set of numbers cannot fit both, because access to the facility changed in "
            "between."
        ).format(**now),
        (
            (day.model.over_ceiling, _("That is how far the model's rate lies over the top. How far is it from SOFR?")),
            (record, _("That is how far SOFR was over the top. How far is the model from it?")),
            (0.0, _("What the facility lent is met, because the cash was chosen for it. The rate is not.")),
        ),
    )


def _who_sells_question(rng):
    call, h, m = int(rng.choice([1, 2])), float(rng.choice([0.5, 1.0, 2.0])), float(rng.choice([1.2, 1.6]))
    answer = sale_for_call(float(call), (h + m) / 100)
    gone = sale_for_withdrawal(float(call), m / 100)
    return Numeric(
        _(
            "Fund A's lender of ${call}bn leaves and hands the notes back. Fund B gets a margin call of ${call}bn. "
            "Both have no spare cash, a haircut of {h:g}% and a futures margin of {m:g}%, selling does not move "
            "prices, and both can wait a day for the price. A sells ${gone:.2f}bn of notes. How much must **B** "
            "sell?"
        ).format(call=call, h=h, m=m, gone=gone),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("B's notes are pledged. When B sells one, what becomes of the price?"),
        _(
            "Selling $100 of notes brings $100 and gives back the margin of {m:g}. But {lent:g} repays the loan on them. "
            "What comes free is {h:g} + {m:g} = {both:g}. To find {call} billion B sells {call}/{share:.3g} = "
            "**{answer:.1f}** billion, {each:.0f} for one."
        ).format(m=m, lent=100 - h, h=h, both=h + m, call=call, share=(h + m) / 100, answer=answer, each=answer / call),
        (
            (
                gone,
                _(
                    "That is A, whose notes came back without a loan on them. B's are pledged: their price repays a "
                    "loan."
                ),
            ),
            (100 * call / h, _("You left out the margin: closing the future gives it back.")),
            (100 * call / m, _("You left out the haircut: it is B's part of the price.")),
        ),
    )


@lru_cache(maxsize=1)
def _rates():
    """Return the record of rates by date, % a year; asked for by each question that is drawn."""
    return datasets.load("money_market_rates").set_index("date")


def _april():
    """Return the rates of April 2025, % a year."""
    return _rates().loc["2025-04-01":"2025-04-30"]


def _sofr_on(day):
    """Return SOFR on a day, % a year."""
    return _rates().loc[day, "sofr"]


def _facility_question(rng):
    april = _april()
    peak, top = april["sofr"].max(), april["srf_rate"].max()
    cost = float(rng.choice([10, 20, 50]))
    return Choose(
        _(
            "It has been written that in April 2025 the standing repo facility lent ${claimed}bn in a day. It lent at "
            "{top:.2f}% at the least. The market's repo rate peaked at {peak:.2f}% that month. A dealer who could borrow "
            "at the market rate: would it go to the facility?"
        ).format(claimed=CLAIMED, top=top, peak=peak),
        (
            Option(
                "cheap",
                _("Yes. The Fed is the cheapest lender."),
                _("It asked for more than the market: {top:.2f}% against {peak:.2f}%.").format(top=top, peak=peak),
            ),
            Option(
                "need",
                _("Yes. At a peak everybody needs cash."),
                _(
                    "Whoever needs cash takes the cheaper. The facility is a ceiling: it lends most when the market "
                    "rate is above it."
                ),
            ),
            Option(
                "no",
                _("No. It would pay more than in the market."),
                _(
                    "On ${cost:g}bn it would pay ${extra:,.0f} more each night. It lends most when the rate is above "
                    "the top: by 31 October 2025 the record was ${record}bn, and on that day the rate was over the "
                    "top. Who must pay more than the median may go sooner: on 30 June 2025, with SOFR at "
                    "{sofr:.2f}%, it lent some ${below}bn."
                ).format(
                    cost=cost,
                    extra=1e9 * cost * rate_spike_cost(100 * (top - peak), 1),
                    record=RECORD,
                    sofr=_sofr_on(BELOW_TOP[0]),
                    below=BELOW_TOP[1],
                ),
            ),
            Option(
                "stigma",
                _("Only if nobody hears of it."),
                _("Being seen there does keep some away. But here the price alone does."),
            ),
        ),
        "no",
        _("Compare the two rates."),
        _(
            "Nobody borrows much at {top:.2f}% who can borrow at {peak:.2f}%. The {claimed} billion are impossible for a "
            "second reason: by the end of October 2025 the most it had ever lent in a day was {record} billion."
        ).format(top=top, peak=peak, claimed=CLAIMED, record=RECORD),
    )


def _zero_question(rng):
    loan, years = int(rng.choice([100, 200])), float(rng.choice([2.0, 5.0]))
    return Choose(
        _(
            "A dealer lends a hedge fund ${loan}m against notes of {years:g} years worth just ${loan}m: the haircut is "
            "zero. What protects the dealer if the fund fails?"
        ).format(loan=loan, years=years),
        (
            Option(
                "nothing",
                _("Nothing. A zero haircut is a zero cushion."),
                _("Not on this loan alone. But a dealer looks at everything it has with the fund."),
            ),
            Option(
                "package",
                _("What it holds for the fund's other positions, taken together."),
                _(
                    "Often the same dealer has borrowed other notes from the fund, or holds margin on the whole "
                    "portfolio. Offsetting positions need little cushion."
                ),
            ),
            Option(
                "fed",
                _("The Fed lends to the fund."),
                _("The facility lends to dealers and banks, never to hedge funds."),
            ),
            Option(
                "note",
                _("A Treasury cannot lose value."),
                _(
                    "It will be repaid. Until then its price moves, and the dealer would have to sell it at that day's "
                    "price."
                ),
            ),
        ),
        "package",
        _("Is this loan the only business between the two?"),
        _(
            "Haircuts are set loan by loan, but the risk is that of all loans together. In a pilot survey of June 2022 "
            "{share:.0%} of the volume had no haircut, in later data without loans inside one group {others:.0%}, and in a "
            "report of 4 February 2026 some {fsb:.0%} of what is not cleared. Much of it is netted against other loans, or "
            "margined as a package. What is truly thin is the margin of a package that the dealer has misjudged."
        ).format(share=NO_HAIRCUT, others=NO_HAIRCUT_OTHERS, fsb=NO_HAIRCUT_FSB),
    )


def _night_question(rng):
    position = int(rng.choice([200, 400, 800]))
    spread = 100 * (SPIKE - BUILT_IN)
    answer = 1000 * position * rate_spike_cost(spread, 1)
    whole = position * 10 * SPIKE
    return Numeric(
        _(
            "On 17 September 2019 the overnight repo rate was {level}% a year, and {before:.2f}% in the week before. "
            "Funds have borrowed ${position}bn overnight. Interest counts 360 days to a year. How many million dollars "
            "**more** than on a night of the week before did this night cost them?"
        ).format(level=SPIKE, before=BUILT_IN, position=position),
        answer,
        Amount("$m"),
        0.0101 * answer,
        _("First the difference of the two rates, then one night of a year."),
        _(
            "The rate is {level} − {before:.2f} = {points:.2f} percentage points higher. For a year that would be "
            "{points:.2f}% of {position} billion, {year:,.0f} million. A night is 1/360 of it: **{answer:.1f}** million, "
            "or {bp:.2f}bp of the loan."
        ).format(
            level=SPIKE,
            before=BUILT_IN,
            points=spread / 100,
            position=position,
            year=position * spread / 10,
            answer=answer,
            bp=1e4 * rate_spike_cost(spread, 1),
        ),
        (
            (
                whole,
                _("That is {level}% of the loan. The rate is for a year, and this is one night.").format(level=SPIKE),
            ),
            (position * spread / 10, _("That is the difference for a whole year. This is one night.")),
            (whole / 360, _("That is all the interest of the night. What would an ordinary night have cost?")),
        ),
    )
