"""The guess and the exercises of page 02."""

from basislib.formats import signed
from basislib.fund.trade import HALF_YEAR
from basislib.fund.trade import leverage as ceiling_of
from basislib.language import _
from basislib.scenes.profit_by_leg import CASH_PRICE, FINAL_PRICE, FUTURES_PRICE, talk
from basislib.widgets.questions import Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("q2",), ("guess", "q1", "q4", "q5", "q6"), ("q3",))

ACTUAL_360, CALENDAR = 360, 365  # days to a year: of repo, and as one may think
ASKED = {"final_price": FINAL_PRICE}  # the picture that the guess is about


def guess():
    """Return the prediction that opens the page."""
    legs = talk().legs
    cash, future, total = (signed(points, plus="") for points in (legs.cash, legs.futures, legs.before_interest))
    prices = {"bought": CASH_PRICE, "sold": FUTURES_PRICE, "final": FINAL_PRICE}
    return Choose(
        _(
            "A fund buys a note at **{bought:g}** and sells a future on it at **{sold:g}**. Weeks later both cost "
            "**{final:.0f}**, and it undoes the trade. What has it earned per 100 of notes, before interest?"
        ).format(**prices),
        (
            Option(
                "cent",
                total,
                _(
                    "The note brings {cash}. The future was sold at {sold:g} and costs {final:.0f} to buy back: "
                    "{future}. What is left is the gap of the first day."
                ).format(cash=cash, future=future, **prices),
            ),
            Option(
                "note",
                cash,
                _("That is the note alone. The fund has also sold a future, and that one loses: {future}.").format(
                    future=future
                ),
            ),
            Option(
                "both",
                signed(legs.cash + FUTURES_PRICE - CASH_PRICE, plus=""),
                _("You added the gap to the note's gain. But the future was **sold**: when prices rise, it loses."),
            ),
            Option(
                "future",
                future,
                _("That is the future alone. The fund also owns the note, and that one gains {cash}.").format(
                    cash=cash
                ),
            ),
        ),
        "cent",
        _("Take the two legs one at a time."),
        _("See the picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _slippage_question(rng),
        _owed_question(rng),
        _repeat_question(rng),
        _interest_question(rng),
        _break_even_question(rng),
        _selling_question(rng),
    ]


def _slippage_question(rng):
    edge, costs = int(rng.choice([2, 3, 4])), float(rng.choice([0.4, 0.5, 0.8]))
    end = int(rng.choice([90, 110, 120]))
    scene = talk(futures_price=CASH_PRICE + edge / 100, final_price=end, costs=costs)
    answer = scene.spare
    numbers = {"trade": scene.trade, "edge": edge, "costs": costs, "end": end, "answer": answer}
    return Numeric(
        _(
            "A fund bought the note at {trade.cash_price:g} and sold the future at {trade.futures_price:.2f}. Bid-ask "
            "spreads and fees cost {costs:g} cents per 100 in all; coupon and repo interest cancel. On the last day the "
            "future is at {end}. How many cents below {end} may the note be sold before nothing is left?"
        ).format(**numbers),
        answer,
        _("cents"),
        0.051,
        _("What did the fund lock in on the first day? What has it spent of that?"),
        _(
            "The gap of the first day is {edge} cents, wherever prices go. Costs take {costs:g}. The rest, {edge} − "
            "{costs:g} = **{answer:.3g}** cents, is what the sale may lose against {end}."
        ).format(**numbers),
        (
            (edge, _("That is the gap of the first day. The costs are already spent.")),
            (edge + costs, _("Costs make the room smaller, not larger.")),
            (100 * abs(scene.legs.cash), _("That is the move of the note. The future moved against it.")),
        ),
    )


def _owed_question(rng):
    trade = talk(haircut=float(rng.choice([1.0, 1.5, 2.0]))).trade
    numbers = {
        "price": trade.cash_price,
        "loan": trade.first_loan,
        "haircut": 100 * trade.haircut,
        "own": trade.cash_price - trade.first_loan,
    }
    return Choose(
        _(
            "The fund has bought the note at {price:g} and has just borrowed against it, with a haircut of {haircut:g}%. "
            "Who is owed what?"
        ).format(**numbers),
        (
            Option(
                "market",
                _("The cash market is owed {loan:g}, until the last day.").format(**numbers),
                _("It was owed that until this evening. The repo money went straight on to it, and it is paid."),
            ),
            Option(
                "lender",
                _("The lender is owed {loan:g} and holds the note as security.").format(**numbers),
                _("The fund keeps the note on its own sheet, with all its gains and losses."),
            ),
            Option(
                "whole",
                _("The lender is owed {price:g}, the price of the note.").format(**numbers),
                _("It did not lend the haircut. The other {own:g} came out of the fund's own money.").format(**numbers),
            ),
            Option(
                "fund",
                _("Nobody is owed anything: the fund has sold the note to the lender."),
                _(
                    "The contract does read like a sale. But the fund has to buy the note back at a fixed price, so it "
                    "is a loan: gains, losses and coupon of the note stay with the fund."
                ),
            ),
        ),
        "lender",
        _("Go to step 3 of the picture and read both sheets."),
        _(
            "The lender pays {loan:g} and takes the note as security. The fund owes {loan:g} plus interest. The seller "
            "of the note has been paid in full: {own:g} of own money and {loan:g} of the loan."
        ).format(**numbers),
    )


def _repeat_question(rng):
    h, m, repeats = float(rng.choice([1.0, 2.0, 3.0])), float(rng.choice([1.1, 1.2, 1.3])), int(rng.choice([40, 60]))
    answer, light = ceiling_of(h / 100, m / 100), ceiling_of(0.0, m / 100)
    numbers = {"h": h, "m": m, "both": h + m, "repeats": repeats, "answer": answer, "light": light}
    return Numeric(
        _(
            "A fund buys $100 of notes and sells the future. The lender keeps a haircut of {h:g}%, the clearing house "
            "takes a margin of {m:g}% of the notes, and no other own money is tied up. The fund does the same trade "
            "{repeats} times. What is its leverage at the end?"
        ).format(**numbers),
        answer,
        _("times own money"),
        0.005 * answer,
        _("How much own money does one trade need? And all of them together?"),
        _(
            "One trade holds $100 of notes with {h:g} + {m:g} = {both:g} dollars of own money: 100/{both:g} = "
            "**{answer:.1f}** times. {repeats} trades hold {repeats} times the notes with {repeats} times the own money, "
            "so the ratio stays. With no haircut it would be {light:.0f}: terms move leverage, repetition does "
            "not."
        ).format(**numbers),
        (
            (repeats, _("That is how often it trades. Each trade takes its own haircut and margin again.")),
            (repeats * answer, _("You compared all the notes with the own money of **one** trade.")),
            (light, _("You left out the haircut. The lender does not lend that part.")),
            (100 / h, _("You left out the margin at the clearing house. It is own money too.")),
            (100 / h + light, _("Haircut and margin add up, not the two ceilings.")),
        ),
    )


def _interest_question(rng):
    h, rate = float(rng.choice([1.0, 2.0])), float(rng.choice([3.5, 4.5, 5.0]))
    days = int(rng.choice([30, 60, 90]))
    scene = talk(haircut=h, repo_rate=rate, days=days)
    trade, answer, loan = scene.trade, -100 * scene.legs.repo, scene.trade.first_loan
    numbers = {
        "trade": trade,
        "h": h,
        "rate": rate,
        "share": rate / 100,
        "days": days,
        "year": ACTUAL_360,
        "calendar": CALENDAR,
        "loan": loan,
        "yearly": loan * rate / 100,
        "answer": answer,
    }
    return Numeric(
        _(
            "The note costs {trade.cash_price:g} and the haircut is {h:g}%. The fund borrows at {rate:g}% a year for "
            "{days} days. Repo counts {year} days to a year. How much interest does it owe per 100 of notes?"
        ).format(**numbers),
        answer,
        _("cents"),
        0.005 * answer,
        _("First the loan, then the share of a year of {year} days.").format(**numbers),
        _(
            "The loan is {loan:g}. A year would cost {loan:g} × {share:g} = {yearly:.4g} dollars, and {days} days are "
            "{days}/{year} of a year: **{answer:.2f}** cents."
        ).format(**numbers),
        (
            (
                trade.cash_price * rate * days / ACTUAL_360,
                _("You charged interest on the whole price. The haircut is not borrowed."),
            ),
            (
                loan * rate * days / CALENDAR,
                _("You counted {calendar} days to a year. Repo counts {year}.").format(**numbers),
            ),
            (loan * rate, _("That is a whole year. The loan lasts only some days.")),
        ),
    )


def _break_even_question(rng):
    coupon, days = float(rng.choice([3.0, 4.0, 5.0])), int(rng.choice([45, 60, 90]))
    edge = int(rng.choice([2, 3, 4]))
    scene = talk(futures_price=CASH_PRICE + edge / 100, coupon=coupon, days=days)
    trade, answer, legs, loan = scene.trade, scene.break_even_rate, scene.legs, scene.trade.first_loan
    gain, yearly = legs.before_interest + legs.carry, 100 * ACTUAL_360 / days
    numbers = {
        "trade": trade,
        "coupon": coupon,
        "days": days,
        "year": ACTUAL_360,
        "half": coupon / 2,
        "half_year": HALF_YEAR,
        "haircut": 100 * trade.haircut,
        "gain": gain,
        "loan": loan,
        "answer": answer,
    }
    return Numeric(
        _(
            "The note costs {trade.cash_price:g} and pays a coupon of {coupon:g}% a year: {half:g} for each half-year, "
            "which has {half_year} days here. The future is at {trade.futures_price:.2f}, and the prices meet in {days} "
            "days. The haircut is {haircut:g}%, own cash earns nothing. At which repo rate ({year} days to a year) does "
            "the trade earn nothing?"
        ).format(**numbers),
        answer,
        _("% a year"),
        0.011,
        _("Add the gap and the coupon of these days. That much interest the loan may cost."),
        _(
            "Gap and coupon: {trade.edge:.2f} + {half:g} × {days}/{half_year} = {gain:.4f}. The loan is {loan:g}. "
            "So the rate is {gain:.4f}/{loan:g} × {year}/{days} = **{answer:.2f}%** a year."
        ).format(**numbers),
        (
            (
                gain / trade.cash_price * yearly,
                _("You divided by the price. Interest is paid on the loan, which is smaller by the haircut."),
            ),
            (legs.before_interest / loan * yearly, _("You left out the coupon. The fund owns the note and earns it.")),
            (legs.carry / loan * yearly, _("You left out the gap between the two prices.")),
            (100 * gain / loan, _("That is the rate for {days} days. Repo is quoted for a year.").format(**numbers)),
        ),
    )


def _selling_question(rng):
    gap, worse = int(rng.choice([3, 4, 5])), int(rng.choice([1, 2]))
    end = int(rng.choice([85, 95, 110]))
    scene = talk(direction="short", futures_price=CASH_PRICE - gap / 100, final_price=end, slippage=worse)
    answer = scene.before_interest
    numbers = {
        "trade": scene.trade,
        "end": end,
        "back": end + worse / 100,
        "gap": gap,
        "worse": worse,
        "note": signed(scene.legs.cash),
        "future": signed(scene.legs.futures),
        "answer": answer,
    }
    return Numeric(
        _(
            "A fund **sells** the basis: it borrows a note, sells it at {trade.cash_price:g} and buys the future at "
            "{trade.futures_price:.2f}. On the last day the future is at {end}. Its seller would deliver another note, so "
            "the fund closes the future and has to pay {back:.2f} to buy its own note back. What has it earned per 100, before interest and costs?"
        ).format(**numbers),
        answer,
        _("cents"),
        0.051,
        _("One leg at a time. The note was sold first and bought later."),
        _(
            "The note: sold at {trade.cash_price:g}, bought back at {back:.2f}: {note}. The future: bought at "
            "{trade.futures_price:.2f}, closed at {end}: {future}. Together {gap} − {worse} = **{answer:.0f}**, in "
            "cents. The trade is no mirror image of the other one: the buyer of a future cannot count on a certain note."
        ).format(**numbers),
        (
            (gap, _("That is the gap of the first day. It paid more than the future's price to buy the note back.")),
            (gap + worse, _("A higher price of the note costs its buyer. This fund is the buyer on the last day.")),
            (-gap - worse, _("That is what **buying** the basis would have brought. Here the note is sold first.")),
            (100 * scene.legs.cash, _("That is the note alone. The future moved as well.")),
        ),
    )
