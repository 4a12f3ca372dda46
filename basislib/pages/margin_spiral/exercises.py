"""The guess and the exercises of page 07."""

from basislib.formats import money, shown_change
from basislib.fund import spiral
from basislib.language import _
from basislib.record.funding import funding
from basislib.scenes import foreign_sale, spiral_rounds
from basislib.scenes.spiral_rounds import CENTS, MARGIN
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("guess", "q1", "q4", "q6"), ("q2",), ("q3",), ("q5", "q7"))

GUESS_POSITION, GUESS_LOCKED, GUESS_BELOW, GUESS_ABOVE = 1000, 2.0, 0.5, 1.05  # $bn; %; spiral numbers
# Figures from the literature; the notebook cites them.
SAVED = 80  # %, most that margins together may fall when futures and cleared repo are margined together
CLAIMED_HAIRCUTS, TRADE = (1, 5), 830  # % in April 2025, as one paper has it; $bn in September 2025


def asked(number=GUESS_ABOVE):
    """Return the values of the first picture that the guess is about: no buffer, and a billion is missing."""
    return {
        "position": GUESS_POSITION,
        "impact": number * GUESS_LOCKED / 100 / GUESS_POSITION * CENTS,
        "room": 0,
        "leverage": round(100 / GUESS_LOCKED),
        "haircut": GUESS_LOCKED - 100 * MARGIN,
        "call": 100 / GUESS_POSITION,
    }


def guess():
    """Return the prediction that opens the page."""
    below, above = (spiral_rounds.compute(**asked(number)).sale for number in (GUESS_BELOW, GUESS_ABOVE))
    now = {
        "position": GUESS_POSITION,
        "frees": GUESS_LOCKED,
        "low": GUESS_BELOW,
        "high": GUESS_ABOVE,
        "below": below,
        "above": above,
        "first": spiral.sale_for_call(1.0, GUESS_LOCKED / 100),
        "twice": GUESS_ABOVE / GUESS_BELOW * below,
    }
    return Choose(
        _(
            "Funds hold ${position:,}bn of notes and are **$1bn** short of cash. A sale of $100 frees only ${frees:g}, so "
            "the first round sells ${first:.0f}bn. At R = {low} the whole sale ends at ${below:.0f}bn. **Where does it "
            "end at R = {high}?**"
        ).format(**now),
        (
            Option(
                "twice",
                _("about ${twice:.0f}bn: R is about twice as large").format(**now),
                _(
                    "The sale does not grow in step with R. Near 1 each round is about as large as the one before, and "
                    "there are many: ${above:.0f}bn in all."
                ).format(**now),
            ),
            Option(
                "little",
                _("${below:.0f}bn and a little more").format(**now),
                _(
                    "Below 1 the rounds die out. Above 1 they first grow. The sale is ${above:.0f}bn, not ${below:.0f}bn."
                ).format(**now),
            ),
            Option(
                "part",
                _("about ${above:.0f}bn, a good third").format(**now),
                _(
                    "The rounds grow at first. But with each one less is left that can lose, so they shrink again and "
                    "end."
                ),
            ),
            Option(
                "all",
                _("all ${position:,}bn: above 1 it never ends").format(**now),
                _(
                    "So it looks from the first rounds. But what is sold can lose no more. The rounds shrink again, and "
                    "the sale ends at ${above:.0f}bn. It takes an R of about 2 to sell everything."
                ).format(**now),
            ),
        ),
        "part",
        _("What can still lose after half is sold?"),
        _("See the first picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _number_question(rng),
        _kinds_question(rng),
        _loss_number_question(rng),
        _jump_question(rng),
        _change_question(rng),
        _cross_question(rng),
        _haircut_question(rng),
    ]


def _number_question(rng):
    q, cents = int(rng.choice([600, 800, 900])), float(rng.choice([0.1, 0.15, 0.2]))
    h, m, times = float(rng.choice([0.5, 1.0])), float(rng.choice([1.1, 1.3])), int(rng.choice([20, 25]))
    answer = spiral.spiral_number(q, (h + m) / 100, cents / CENTS)
    moved = cents * q / 100
    now = {
        "q": q,
        "cents": cents,
        "h": h,
        "m": m,
        "times": times,
        "answer": answer,
        "impact": cents / CENTS,
        "loss": moved / 100,
        "freed": (h + m) / 100,
    }
    return Numeric(
        _(
            "Funds hold ${q}bn of notes at {times} times their own money. The haircut is {h:g}%, the futures margin "
            "{m:g}%, and the rest of own money is free cash. Dealers are full: each $1bn sold moves the price against "
            "the funds by {cents:g} cents per 100. What is R?"
        ).format(**now),
        answer,
        "",
        max(0.0101 * answer, 0.0051),
        _("What does selling $1bn cost the notes that are left? And how much does it free?"),
        _(
            "Each $1bn sold moves the price by {cents:g} cents per $100. On {q} billion that is {impact:.6f} × {q} = "
            "{loss:.3g} billion lost. Selling $1bn frees {h:g}% + {m:g}% = {freed:.3g} billion. R = "
            "{loss:.3g}/{freed:.3g} = **{answer:.2f}**. Leverage is not in it: free cash is not locked."
        ).format(**now),
        (
            (
                moved * times / 100,
                _(
                    "You divided by 1/{times}, all own money behind a note. Free cash is not locked in "
                    "the notes; selling them does not free it."
                ).format(**now),
            ),
            (moved / h, _("You left out the margin. A sale closes the future as well and frees it.")),
            (moved / m, _("You left out the haircut. It is own money in the note, and a sale frees it.")),
            (Amount("$bn").times * moved / 100, _("That is the loss. Divide it by what the sale frees.")),
        ),
    )


def _kinds_question(rng):
    size = int(rng.choice([300, 360, 420]))
    scene = foreign_sale.compute(**foreign_sale.of_market("crowded", foreign=float(size)))
    forced, _left, precaution, limits = scene.sold[:-1, scene.here]
    sold = forced + precaution + limits
    now = {"size": size, "sold": sold, "precaution": precaution, "limits": shown_change(precaution, sold)}
    return Choose(
        _(
            "In the crowded market yields fall by 60bp and come back, while foreigners sell ${size}bn. Funds sell "
            "{sold:.0f}% of their notes against their will. How much of that does a margin call force?"
        ).format(**now),
        (
            Option(
                "all",
                _("All of it: in a rally futures must be paid at once."),
                _(
                    "Lenders give back what the notes have gained, term lenders too. What is left to pay, the buffer pays."
                ),
            ),
            Option(
                "limits",
                _("{limits:.0f}%, what is sold at loss limits.").format(**now),
                _("A loss limit is the fund's own rule. No call is unpaid when it binds: only own money has shrunk."),
            ),
            Option(
                "none",
                _("None of it: funds sell before a call goes unpaid."),
                _(
                    "{precaution:.0f}% goes out of precaution, {limits:.0f}% at loss limits. Cash never runs out."
                ).format(**now),
            ),
            Option(
                "hedged",
                _("None, because a hedged fund cannot lose."),
                _("None is right, but not why. A hedged fund loses when the gap widens, and then its limits bind."),
            ),
        ),
        "none",
        _("Which colours are in the picture? And what is the smallest cash of all days?"),
        _(
            "Of the {sold:.0f}%, {precaution:.0f}% is sold out of precaution, because margins rise and cash runs low, and "
            "{limits:.0f}% at loss limits, because the foreign sale widens the gap. Nothing is forced by a call."
        ).format(**now),
    )


def _loss_number_question(rng):
    times, q = int(rng.choice([25, 30, 40])), int(rng.choice([600, 800, 900]))
    cents, points, locked = float(rng.choice([0.1, 0.15, 0.2])), int(rng.choice([40, 50, 60])), 1.8
    answer = spiral.drawdown_number(times, cents / CENTS, q, points / 100)
    out = q / points
    now = {
        "times": times,
        "q": q,
        "cents": cents,
        "points": points,
        "locked": locked,
        "answer": answer,
        "share": 100 / points,
        "out": out,
        "wider": cents * out,
    }
    return Numeric(
        _(
            "Funds hold ${q}bn at {times} times own money and lock {locked:g}% of the notes. Their loss limits are "
            "spread over {points} points of own money: each further loss of 1% puts 1/{points} of them out. Dealers "
            "are full, and $1bn sold widens the gap by {cents:g} cents per 100. What is R_d?"
        ).format(**now),
        answer,
        "",
        0.0101 * answer,
        _(
            "Take a loss of 1% of own money. What is sold, by how much does the gap widen, what share of own money is that?"
        ),
        _(
            "1/{points} of {q} is {out:.3g} billion. Selling it widens the gap by {out:.3g} × {cents:g} = {wider:.3g} "
            "cents per 100. At {times} times that is {times} × {wider:.3g}/100 = **{answer:.2f}**% of own money, for the "
            "1% that was lost first. What funds lock is not in it."
        ).format(**now),
        (
            (answer / times, _("That is the loss on the notes. Own money is {times} times smaller.").format(**now)),
            (
                answer * points / 100,
                _("You sold 1% of the position for a loss of 1%. The limits lie within {points} points.").format(**now),
            ),
            (
                spiral.spiral_number(q, locked / 100, cents / CENTS),
                _("That is R, the number for calls: it divides by what a sale frees. Limits do not ask for that."),
            ),
            (cents * out, _("That is by how many cents the gap widens. How much own money is behind 100 of notes?")),
        ),
    )


def _jump_question(rng):
    number, q = float(rng.choice([1.1, 1.25, 1.5])), int(rng.choice([600, 800, 1000]))
    answer = spiral.jump_size(q, 0.02, number * 0.02 / q)
    now = {"q": q, "number": number, "answer": answer}
    return Numeric(
        _(
            "Funds hold ${q}bn. While R was 0.9, a call of a few dollars over the buffer made them sell a few thousand "
            "dollars of notes. Now R = {number:g}, and again a few dollars are missing. How many billions do they "
            "sell?"
        ).format(**now),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("Own money lost is impact × (Qx − x²/2), what a sale frees is e × x. At which x are they equal?"),
        _(
            "The sale ends where loss and freed money meet: impact × (Q − x/2) = e. Divide by e: R (1 − x/2Q) = 1, so x "
            "= 2Q (1 − 1/R) = 2 × {q} × (1 − 1/{number:g}) = **{answer:.0f}** billion. It does not matter how few "
            "dollars were missing."
        ).format(**now),
        (
            (0.0, _("That is right for R below 1, where rounds shrink. Now they grow at first.")),
            (float(q), _("Rounds grow at first, but what is sold can lose no more. Everything goes from R = 2.")),
            (
                q * (1 - 1 / number),
                _("Half of it. What is sold loses half the price fall only: it was sold on the way."),
            ),
            (q * (number - 1), _("R − 1 is how fast rounds grow. Where do loss and freed money meet?")),
        ),
    )


def _change_question(rng):
    q, rise, rest = int(rng.choice([600, 800, 1000])), float(rng.choice([0.5, 0.6])), float(rng.choice([0.1, 0.2]))
    e, impact = 1.5, 0.1
    change = spiral.margin_change(q, e / 100, rise / 100, impact / CENTS, buffer=rest / 100 * q)
    now = {
        "q": q,
        "e": e,
        "both": e + rise,
        "rest": rest,
        "impact": impact,
        "rise": rise,
        "change": change,
        "call": money(rise / 100 * q, 2),
        "buffer": money(rest / 100 * q, 2),
        "short": money(change.shortfall, 2),
        "sale": money(change.sale, 0),
        "unchanged": money(spiral.forced_sale(q, e / 100, impact / CENTS, change.shortfall), 0),
    }
    return Choose(
        _(
            "Funds hold ${q:,}bn, lock {e:g}% of it and have {rest:g}% in free cash. Each $1bn sold costs {impact:g} "
            "cents per 100, so R = {change.number_before:.2f}. The clearing house raises the margin by {rise:g} "
            "percentage points. What happens?"
        ).format(**now),
        _change_options(now),
        "both",
        _("Take the two apart: what is R afterwards, and what has to be paid, and what with?"),
        _(
            "R = impact × position / locked: {change.number_before:.2f} × {e:g}/{both:g} = {change.number_after:.2f}. "
            "The call is {rise:g}% of {q:,} = {call}, less the buffer: {short} is missing, and {sale} is sold. Funds "
            "that had held the higher margin from the start would have been calmer, with fewer notes or more own money. "
            "The same holds for a haircut floor."
        ).format(**now),
    )


def _change_options(now):
    return (
        Option(
            "calm",
            _("R falls to {change.number_after:.2f}, so nothing is sold.").format(**now),
            _(
                "R does fall. But the rise itself is a call of {call}, due once it takes effect, and the buffer pays "
                "{buffer} of it."
            ).format(**now),
        ),
        Option(
            "both",
            _("R falls to {change.number_after:.2f}, and {sale} is sold.").format(**now),
            _(
                "As a level the higher margin calms: a sale frees more. As a change it burns: it must be paid within "
                "days."
            ),
        ),
        Option(
            "worse",
            _("R rises, and {unchanged} is sold.").format(**now),
            _("A call comes, right. But each note now locks more, so selling it frees more: R falls."),
        ),
        Option(
            "none",
            _("Nothing: a margin is not a loss."),
            _("It is not a loss. It is cash that has to be there when the rise takes effect, and it is not."),
        ),
    )


def _cross_question(rng):
    h, m, other = float(rng.choice([0.4, 0.5, 0.8])), float(rng.choice([1.0, 1.2])), 1.1
    q, number, saved = 800, float(rng.choice([0.3, 0.5, 0.6])), SAVED
    both = m + other
    after = both * (1 - saved / 100)
    answer = spiral.spiral_number(q, after / 100, number * (h + m) / 100 / q)
    now = {
        "h": h,
        "m": m,
        "other": other,
        "saved": saved,
        "both": both,
        "before": h + m,
        "after": after,
        "q": q,
        "number": number,
        "answer": answer,
        "freed": h + m - after,
        "free": money((h + m - after) / 100 * q),
    }
    return Numeric(
        _(
            "Funds lock a haircut of {h:g}% and a futures margin of {m:g}%, and R = {number:g}. Now their repo is cleared: "
            "no haircut, but a margin of {other:g}% on the note. The two houses see the hedge and ask for {saved}% less of "
            "both margins. The position stays. What is R now?"
        ).format(**now),
        answer,
        "",
        0.0101 * answer,
        _("What does a sale free now? Does it lose less?"),
        _(
            "A sale frees {m:g} + {other:g} = {both:.3g}%, less {saved}%: {after:.2g}% instead of {before:g}%. It moves the "
            "price as before. R = {number:g} × {before:g}/{after:.2g} = **{answer:.2f}**: higher. On the other side "
            "{freed:.2g}% of {q} billion, {free}, has come free. Kept as a buffer, it pays a call of that size. Used to "
            "hold more notes, it is gone, and R rises further. What happens to the freed cash decides."
        ).format(**now),
        (
            (number * after / (h + m), _("The other way round. A sale frees *less* now, so more must be sold.")),
            (number, _("The price impact stays, but what a sale frees does not.")),
            (
                number * (h + m) / (h + m * (1 - saved / 100)),
                _("Cleared repo has no haircut but a margin of its own, and the saving counts for both."),
            ),
            (
                number * (h + m) / both,
                _("That is cleared without the saving. Take {saved}% off both margins.").format(**now),
            ),
        ),
    )


def _haircut_question(rng):
    buffer, m = float(rng.choice([1.0, 1.2, 1.5])), float(rng.choice([1.0, 1.2]))
    before, after = CLAIMED_HAIRCUTS
    least, most = funding().cash
    change = spiral.margin_change(TRADE, (before + m) / 100, (after - before) / 100, 0.0, buffer=buffer / 100 * TRADE)
    called, answer = (after - before) / 100 * TRADE, change.sale
    now = {
        "before": before,
        "after": after,
        "points": after - before,
        "trade": TRADE,
        "m": m,
        "buffer": buffer,
        "called": money(called),
        "paid": money(buffer / 100 * TRADE, 2),
        "short": money(change.shortfall, 2),
        "shortfall": change.shortfall,
        "locked": after + m,
        "freed": (after + m) / 100,
        "answer": answer,
        "share": 100 * answer / TRADE,
        "least": least,
        "most": most,
    }
    return Numeric(
        _(
            "One of the two sources says that lenders raised haircuts from {before}% to {after}% in April 2025. The trade was about "
            "${trade}bn. Say the margin is {m:g}% and funds have {buffer:g}% in free cash. How much would have had to be "
            "sold in the first round, before any price moves?"
        ).format(**now),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("What is called, and what is missing after the buffer? What does a sale free once the new haircut holds?"),
        _(
            "Called: {points} points of {trade} = {called}. The buffer pays {buffer:g}%, {paid}: {short} is missing. "
            "A sale now frees {after} + {m:g} = {locked:g}%: {shortfall:.4g}/{freed:g} = **{answer:.0f}** billion, "
            "{share:.0f}% of the trade. The Fed found that the trade went on growing that year. So the claim is "
            "doubtful. The sum does not refute it: the buffer is our guess [A], and large hedge funds hold "
            "{least:.0f} to {most:.0f}% of all their assets in free cash, some of which might have paid the call."
        ).format(**now),
        (
            (
                change.shortfall / (before + m) * 100,
                _("You freed the old haircut. Under the new one a sale frees more."),
            ),
            (called / (after + m) * 100, _("You left out the buffer. It pays part of the call.")),
            (change.shortfall, _("That is the cash missing. Of each $100 sold only a few dollars are left.")),
            (called, _("That is the call. Part of it the buffer pays, and a sale frees only a few per cent.")),
        ),
    )
