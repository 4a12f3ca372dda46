"""The guess and the exercises of page 04."""

from basislib.language import _, pgettext
from basislib.scenes import deliverables
from basislib.scenes.baskets import SIX, quoted
from basislib.scenes.deliverables import RISE
from basislib.securities.baskets import level_basket
from basislib.securities.contracts import CONTRACTS
from basislib.securities.hedges import tail
from basislib.securities.ranking import cheapest_to_deliver, converted_prices
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("guess", "q1"), ("q2",), ("q3", "q4", "q5"), ("q6", "q7"))

ASKED = {"level": RISE}  # the picture of the guess


def guess():
    """Return the prediction that opens the page."""
    bond = quoted("us")
    before, after = (deliverables.compute(bond, shift, bond.repo_rate, "better") for shift in (0, RISE))
    start, end = (converted_prices(bond.basket, shift, repo_rate=bond.repo_rate) for shift in (0, RISE))
    first, then = before.names[0], after.names[0]
    fell_first, fell_then = (start - end)[[bond.names.index(name) for name in (first, then)]]
    low = int(bond.basket.clean_price.argmin())
    filled = {
        "count": len(bond.names),
        "all": bond.issues,
        "rise": RISE,
        "first": first,
        "then": then,
        "fell_first": fell_first,
        "fell_then": fell_then,
        "low": bond.names[low],
        "price": bond.basket.clean_price[low],
        "factor": bond.basket.conversion_factor[low],
    }
    return Choose(
        _(
            "Treasury notes with a long life are called bonds. On 22 November 2023 {all} bonds may be delivered into one bond future; {count} of them have a quote here. "
            "The **{first}** is cheapest to deliver. Overnight **all yields rise by the same {rise} basis points**. "
            "Which of the {count} bonds is cheapest now?"
        ).format(**filled),
        (
            Option(
                "same",
                _("The same one. All yields rose alike, so the order stays."),
                _(
                    "All yields rose alike, but the prices did not fall alike. Divided by its factor, the {first} lost "
                    "{fell_first:.2f} points and the {then} {fell_then:.2f}. So the **{then}** is cheapest now."
                ).format(**filled),
            ),
            Option(
                "longer",
                _("One that matures later."),
                _(
                    "Longer bonds lose more when yields rise, and the conversion factors do not move. Divided by its "
                    "factor, the {first} lost {fell_first:.2f} points, the **{then}** {fell_then:.2f}. That makes it the "
                    "cheapest."
                ).format(**filled),
            ),
            Option(
                "price",
                _("The one with the lowest price of them, the {low} at {price:.2f}.").format(**filled),
                _(
                    "A low price alone is no bargain: with a factor of {factor:.4f} the "
                    "seller gets little for it. The {then} is cheaper now."
                ).format(**filled),
            ),
            Option(
                "shorter",
                _("One that matures even sooner."),
                _(
                    "Bonds that mature sooner lose less, so they become expensive against their factors. The {then} is cheapest "
                    "now."
                ).format(**filled),
            ),
        ),
        "longer",
        _("Which prices fall most when yields rise? And what do the conversion factors do?"),
        _("See the first picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _cheapest_question(rng),
        _six_question(rng),
        _switch_question(rng),
        _cash_question(rng),
        _tail_question(rng),
        _day_question(rng),
        _adjusted_question(rng),
    ]


def _plain(value):
    """Return a number with a true minus sign."""
    return f"{value:g}".replace("-", "−")


def _cheapest_question(rng):
    low = float(rng.choice([-9.0, -7.5, -6.0]))
    a_carry, b_carry, c_carry = low - float(rng.choice([14.0, 16.0])), 1.0, -float(rng.choice([4.0, 6.0]))
    gross = {"a": low, "b": float(rng.choice([9.0, 10.5])), "c": float(rng.choice([-2.0, -1.0]))}
    carry = {"a": a_carry, "b": b_carry, "c": c_carry}
    factor = {"a": 0.84, "b": 0.65, "c": 0.94}  # about the price over that of a future at 110
    filled = {
        "factor": {key: f"{share:.2f}" for key, share in factor.items()},
        "each": {key: _plain(round((gross[key] - carry[key]) / factor[key], 1)) for key in gross},
        "gross": {key: _plain(gross[key]) for key in gross},
        "carry": {key: _plain(carry[key]) for key in gross},
        "net": {key: _plain(gross[key] - carry[key]) for key in gross},
    }
    return Choose(
        _(
            "Three notes may be delivered (bases and carry in 32nds): "
            "**A** price 92, factor {factor[a]}, gross basis {gross[a]}, carry {carry[a]}; "
            "**B** price 71, factor {factor[b]}, gross basis {gross[b]}, carry {carry[b]}; "
            "**C** price 103, factor {factor[c]}, gross basis {gross[c]}, carry {carry[c]}. "
            "Which is cheapest to deliver?"
        ).format(**filled),
        (
            Option(
                "a",
                _("A: it has the lowest gross basis."),
                _(
                    "Its carry is {carry[a]}: holding it until delivery costs more than it saves. Net basis {net[a]}."
                ).format(**filled),
            ),
            Option(
                "b",
                _("B: it has the lowest price."),
                _("A low price comes with a low factor: the seller gets less for it too. Net basis {net[b]}.").format(
                    **filled
                ),
            ),
            Option(
                "c",
                _("C: it has the lowest net basis divided by its factor."),
                _(
                    "Gross basis less carry: {gross[c]} − ({carry[c]}) = {net[c]}. Divided by its factor too, that is the least it "
                    "can cost to buy, hold and deliver."
                ).format(**filled),
            ),
        ),
        "c",
        _("What does it cost to buy a note now, finance it, and deliver it? The gross basis leaves one part out."),
        _(
            "Net basis = gross basis − carry: A {net[a]}, B {net[b]}, C {net[c]}. Divided by the factors that is {each[a]}, "
            "{each[b]} and {each[c]}. The lowest is **C**. For notes delivered on the same day it is as a rule the one of "
            "highest implied repo, too."
        ).format(**filled),
    )


def _six_question(rng):
    level = float(rng.choice([3.0, 4.0, 5.0, 7.5, 8.0]))
    right, replies, solution = _below_six() if level < SIX else _above_six()
    bond = quoted("us")
    best = cheapest_to_deliver(level_basket(bond.basket, level), repo_rate=bond.repo_rate)
    filled = {"six": SIX, "level": level, "best": bond.names[best]}
    options = {
        "long": _("Long duration: low coupon, late maturity."),
        "short": _("Short duration: high coupon, early maturity."),
        "none": _("None in particular: the conversion factors make all notes cost the same."),
    }
    replies["none"] = _("They do that at {six:.0f}%, the rate they are made with, and only there.")
    return Choose(
        _(
            "**Find the error.** A study page says: below {six:.0f}% the seller of the future delivers notes of low coupon and "
            "late maturity, above {six:.0f}% notes of high coupon and early maturity. All notes of a basket yield "
            "{level:g}%. What does the seller deliver?"
        ).format(**filled),
        [Option(key, text, replies[key].format(**filled)) for key, text in options.items()],
        right,
        _(
            "Compare the prices of a note of long duration and one of short duration at {level:g}% with their prices at {six:.0f}%."
        ).format(**filled),
        solution.format(**filled),
    )


def _below_six():
    """Return what is right below 6%, the replies to long and short duration, and the solution; to be filled in."""
    return (
        "short",
        {
            "long": _(
                "That is the page's rule, and it is backwards. At {level:g}% a note costs more than its factor "
                "supposes, and the more so the longer it is."
            ),
            "short": _(
                "At {level:g}% every note costs more than at {six:.0f}%, and those of long duration change most. So those "
                "of short duration are cheap against their factors. In our bond basket it would be the {best}."
            ),
        },
        _(
            "The factor is the price at {six:.0f}%. At {level:g}% prices are above that, and longer notes are further "
            "above. What costs least, divided by its factor, is therefore **short duration**. The page has it backwards."
        ),
    )


def _above_six():
    """Return what is right above 6%, the replies to long and short duration, and the solution; to be filled in."""
    return (
        "long",
        {
            "short": _(
                "That is the page's rule, and it is backwards. At {level:g}% a note is cheaper than its factor "
                "supposes, and the more so the longer it is."
            ),
            "long": _(
                "At {level:g}% every note costs less than at {six:.0f}%, and those of long duration change most. So they "
                "are cheap against their factors. In our bond basket it would be the {best}."
            ),
        },
        _(
            "The factor is the price at {six:.0f}%. At {level:g}% prices are below that, and longer notes are further "
            "below. What costs least, divided by its factor, is therefore **long duration**. The page has it backwards."
        ),
    )


def _switch_question(rng):
    gap = float(rng.choice([0.24, 0.36, 0.48, 0.6]))
    first, second = 0.13, 0.13 + float(rng.choice([0.008, 0.012, 0.015]))
    low = 116.20
    answer = gap / (second - first)
    filled = {
        "low": low,
        "high": low + gap,
        "first": first,
        "second": second,
        "gap": gap,
        "closes": second - first,
        "answer": answer,
    }
    return Numeric(
        _(
            "Today the cheapest note has a converted forward price of {low:.2f}; it falls by {first:.3f} points for each "
            "basis point that yields rise. A longer note stands at {high:.2f} and falls by {second:.3f}. At which "
            "rise of all yields does the longer note take over? Treat both lines as straight."
        ).format(**filled),
        answer,
        _("basis points"),
        0.051,
        _("The longer note is behind by some points. By how much does it catch up with each basis point?"),
        _(
            "It is {gap:.2f} behind and gains {second:.3f} − {first:.3f} = {closes:.3f} points a basis point: "
            "{gap:.2f}/{closes:.3f} = **{answer:.1f}** basis points."
        ).format(**filled),
        (
            (gap / second, _("Both fall. Only the *difference* of the two slopes closes the gap.")),
            (gap / first, _("Both fall. Only the *difference* of the two slopes closes the gap between them.")),
            (gap / (first + second), _("The slopes have the same sign. Subtract them.")),
        ),
    )


def _cash_question(rng):
    sold, added = int(rng.choice([700, 750, 800])), int(rng.choice([100, 120, 140]))
    rise, margin = float(rng.choice([4.0, 5.0, 6.0])), int(rng.choice([3000, 3300, 3800]))
    each = CONTRACTS["US"].face / 100
    variation, initial = sold * each * rise / 1e6, added * margin / 1e6
    answer = variation + initial
    filled = {
        "sold": sold,
        "added": added,
        "rise": rise,
        "margin": margin,
        "each": each,
        "variation": variation,
        "initial": initial,
        "answer": answer,
    }
    return Numeric(
        _(
            "A fund has sold {sold} bond futures of 100 thousand dollars face. Yields fall, the future rises by {rise:g} "
            "points, and another bond becomes the cheapest. To stay hedged the fund sells {added} more contracts. "
            "Initial margin is {margin} dollars a contract. Its lenders give back what its notes have gained, but a day "
            "late. How much cash must it find by the next morning, in millions of dollars?"
        ).format(**filled),
        answer,
        Amount("$m"),
        0.0051,
        _("A point is {each:g} dollars a contract. Which contracts have lost today, and which are new?").format(
            **filled
        ),
        _(
            "Variation margin: {sold} × {rise:g} × {each:g} = {variation:.3g} million. Initial margin on the new "
            "contracts: {added} × {margin} = {initial:.3g} million. Together **{answer:.3f}** million."
        ).format(**filled),
        (
            (variation, _("That is the variation margin. The contracts added for the switch need initial margin too.")),
            (initial, _("That is the part of the switch. The contracts already sold have lost money today.")),
            (
                variation + (sold + added) * margin / 1e6,
                _("The margin on the contracts sold earlier has been paid. Only the new ones need it."),
            ),
            (
                (sold + added) * each * rise / 1e6 + initial,
                _("The added contracts were sold after the rise. They have lost nothing."),
            ),
        ),
    )


def _tail_question(rng):
    key, face = ("us", "ty2024", "fv")[int(rng.integers(3))], int(rng.choice([10, 20, 50]))
    notes = quoted(key)
    factor, many = float(notes.basket.conversion_factor[notes.cheapest]), face * 1e6 / notes.contract_face
    answer = tail(face * 1e6, factor, notes.contract_face)
    filled = {
        "face": face,
        "name": notes.names[notes.cheapest],
        "factor": factor,
        "many": many,
        "sold": many * factor,
        "answer": answer,
    }
    return Numeric(
        _(
            "A fund owns ${face}m face of the {name}, conversion factor {factor:.4f}. It has sold "
            "{sold:.1f} contracts: face times factor. Trading in the future ends today, and the fund will "
            "deliver all its notes. How many contracts must it sell on top?"
        ).format(**filled),
        answer,
        pgettext("unit", "contracts"),
        0.051,
        _("How much face does one contract take at delivery? Does the factor change that?"),
        _(
            "Each contract takes 100 thousand of face, whatever the factor is. {face}m of notes need {many:.0f} "
            "contracts, and {sold:.1f} are sold: {many:.0f} − {sold:.1f} = **{answer:.1f}**. This is "
            "the tail."
        ).format(**filled),
        (
            (0, _("The factor sets the price paid at delivery, not the face delivered. Notes would be left over.")),
            (many, _("That is how many are needed in all. Most are sold already.")),
            (many * factor, _("That is how many are sold already.")),
            (many / factor - many * factor, _("Do not divide by the factor: a contract takes its face, no more.")),
        ),
    )


def _day_question(rng):
    price, coupon = float(rng.choice([98.0, 100.0, 102.0])), float(rng.choice([3.5, 4.0, 4.5]))
    rate, days = coupon + float(rng.choice([0.6, 0.9, 1.2])), int(rng.choice([26, 28, 30]))
    earned, paid = coupon / 365, rate / 100 * price / 360
    answer = 32 * (paid - earned) * days
    filled = {
        "price": price,
        "coupon": coupon,
        "rate": rate,
        "days": days,
        "earned": earned,
        "paid": paid,
        "lost": paid - earned,
        "answer": answer,
        "wrong": 32 * earned * days,
        "all": 32 * paid * days,
    }
    return Numeric(
        _(
            "A note of {coupon:g}% costs {price:g}, accrued interest included, and repo is at {rate:g}%. The first and "
            "the last delivery day of the contract are {days} days apart, and no coupon lies between them. By how many "
            "32nds is delivery on the last day more expensive? Count the coupon by 365 days a year and repo by 360."
        ).format(**filled),
        answer,
        _("32nds"),
        0.051,
        _("What does one more day of waiting pay, and what does it cost? Each in points per 100."),
        _(
            "A day pays {coupon:g}/365 = {earned:.5f} and costs {rate:g}% × {price:g}/360 = {paid:.5f} points. The "
            "difference of {lost:.5f}, times {days} days and 32, is **{answer:.2f}** 32nds. So the short delivers on the "
            "first day."
        ).format(**filled),
        (
            (-answer, _("The other way round: here repo costs more than the note pays.")),
            (filled["wrong"], _("That is what the note pays. The loan costs something too.")),
            (filled["all"], _("That is what the loan costs. The note pays its coupon meanwhile.")),
            (answer / 32, _("That is in points. A point has 32 32nds.")),
        ),
    )


def _adjusted_question(rng):
    net = float(rng.choice([5.2, 6.0, 6.8]))
    quality, end = float(rng.choice([3.1, 3.6, 4.0])), float(rng.choice([1.2, 1.8, 2.4]))
    answer = net - quality - end
    filled = {
        "net": net,
        "quality": quality,
        "end": end,
        "answer": _plain(round(answer, 1)),
        "sum": net + quality + end,
    }
    return Numeric(
        _(
            "A bond's net basis is {net:g} 32nds. Somebody puts the choice of the bond at {quality:g} and the end of the "
            "month at {end:g} 32nds. What does buying the basis cost beyond what it gets, in 32nds?"
        ).format(**filled),
        answer,
        _("32nds"),
        0.051,
        _("Who owns the short's choices: whoever is long the basis, or whoever is long the future?"),
        _(
            "The long basis is short the future, so it owns them: {net:g} − {quality:g} − {end:g} = **{answer}** 32nds, "
            "the option-adjusted basis. Below 0 the trade gets more than it pays for."
        ).format(**filled),
        (
            (net + quality + end, _("The long basis owns the choices. They are worth something to it.")),
            (net - quality, _("The end of the month belongs to the same side.")),
            (net - end, _("The choice of the bond belongs to the same side.")),
        ),
    )
