"""The guess and the exercises of page 09."""

from datetime import date

import numpy as np

from basislib.formats import day_and_month, full_date
from basislib.language import N_, _, listed
from basislib.record.draws import COUNT, UNKNOWN_RANGES, drawn_falls, draws, near
from basislib.record.episodes import CHECKS, FIRST_PURCHASE, episode
from basislib.record.famous import CLAIMED_PACE, PACE_END, announced, misdated
from basislib.scenes import episode_days
from basislib.scenes.episode_days import STEPS, USUAL
from basislib.scenes.identified import compute
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("guess", "q7"), ("q1",), ("q2", "q3"), ("q4", "q5", "q6"))

DURATION = 4.5  # years
ALMOST_SAME, APART = 0.92, 0.6  # of the width of all draws: an unknown that is left open, and one that is narrowed


def asked():
    """Return the values of the first picture that the guess is about."""
    return {"key": "mar2020", "day": STEPS}


def guess():
    """Return the prediction that opens the page."""
    walk = episode_days.compute(**asked(), **USUAL)
    march = episode("mar2020")
    last = march.short_days[march.reported(FIRST_PURCHASE)]
    now = {
        "first": day_and_month(FIRST_PURCHASE),
        "amount": march.fed[march.at(FIRST_PURCHASE)],
        "end": day_and_month(march.short_days[-1]),
        "fall": walk.record.gross,
        "before": walk.before_the_fed,
        "net": walk.net_before_the_fed,
        "report": day_and_month(last),
        "weeks": (march.short_days[-1] - last).days // 7,
    }
    return Choose(
        _(
            "The Fed's first large purchase, ${amount:.0f}bn, came on {first} 2020. By {end} funds had cut the futures "
            "they had sold by **{fall:.0f}%**. **How much of that fall came before the Fed bought?**"
        ).format(**now),
        (
            Option(
                "quarter",
                _("about a quarter"),
                _(
                    "{before:.0%} by the report of {report}; the rest took {weeks} more weeks. Net of the futures "
                    "that funds had bought it is {net:.0%}: look at both lines."
                ).format(**now),
            ),
            Option(
                "half",
                _("about half"),
                _(
                    "Net of bought futures, yes: {net:.0%}. But the question is about all that funds had sold. "
                    "Of that {before:.0%} had gone, and half by the end of March, when the Fed had bought for "
                    "two weeks."
                ).format(**now),
            ),
            Option(
                "most",
                _("three quarters"),
                _("It is the other way round: {before:.0%} before, the rest after.").format(**now),
            ),
            Option(
                "all",
                _("nearly all: the Fed stopped the sales"),
                _(
                    "So it is often told. The reports have {before:.0%} before, net of bought futures {net:.0%}, "
                    "and sold futures went on falling for weeks."
                ).format(**now),
            ),
        ),
        "quarter",
        _("Weekly reports show when a position goes."),
        _("See the picture."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _after_question(rng),
        _fit_question(rng),
        _settled_question(rng),
        _pace_question(rng),
        _date_question(rng),
        _inside_question(rng),
        _margin_question(rng),
    ]


def _after_question(rng):
    found = episode("mar2020")
    middle = int(rng.integers(found.reported(date(2020, 3, 10)), found.reported(date(2020, 4, 7)) + 1))
    last = int(rng.integers(found.reported(date(2020, 5, 5)), len(found.shorts)))
    start, then, end = (round(float(found.shorts[at])) for at in (0, middle, last))
    answer = 100 * (then - end) / (start - end)
    numbers = {
        "first": full_date(found.short_days[0]),
        "then_day": day_and_month(found.short_days[middle]),
        "end_day": day_and_month(found.short_days[last]),
        "start": start,
        "then": then,
        "end": end,
        "after": then - end,
        "fall": start - end,
        "answer": answer,
    }
    return Numeric(
        _(
            "Leveraged funds had sold futures on ${start}bn on {first}, on ${then}bn on {then_day} and on ${end}bn on "
            "{end_day}. How much of the whole fall came after {then_day}?"
        ).format(**numbers),
        answer,
        "%",
        0.6,
        _("Two falls: one after that day, one from the first day on."),
        _(
            "{then} − {end} = {after} of {start} − {end} = {fall}: **{answer:.0f}%**. A fall that goes on for weeks after "
            "the Fed has bought is no fire sale of one week, whatever began it."
        ).format(**numbers),
        _unlike(
            answer,
            0.6,
            (
                (100 - answer, _("That is the part before. It asks for the part after.")),
                (100 * (then - end) / start, _("You divided by the first report. Divide by the whole fall.")),
                (100 * (then - end) / then, _("You divided by the second report. Divide by the whole fall.")),
                (Amount("$bn").times * (then - end), _("That is billions of dollars. Divide by the whole fall.")),
            ),
        ),
    )


def _unlike(answer, tolerance, mistakes):
    """Return the mistakes that differ from the answer and from one another."""
    kept, taken = [], [answer]
    for value, reply in mistakes:
        if all(abs(value - other) > 2 * tolerance for other in taken):
            kept.append((value, reply))
            taken.append(value)
    return tuple(kept)


def _pace_question(rng):
    found = episode("mar2020")
    end, first = found.at(PACE_END) - int(rng.choice([0, 2, 4, 6])), found.at(FIRST_PURCHASE)
    targets = announced(found.days[end])
    claimed, real = CLAIMED_PACE * targets.size, float(targets.sum())
    answer = 100 * (claimed / real - 1)
    told = listed(
        _("{amount:.0f} on {day}").format(amount=amount, day=day_and_month(day, short=True))
        for amount, day in zip(targets[:5], found.days[first:], strict=False)
    )
    return Numeric(
        _(
            "“From 13 March 2020 the Fed bought ${pace}bn of Treasuries a day.” Its announced amounts, in "
            "billions: {listed}, then {pace} a day. Until {end} that is {days} "
            "trading days. By how many per cent is the sum of the sentence too high?"
        ).format(pace=CLAIMED_PACE, listed=told, end=full_date(found.days[end]), days=targets.size),
        answer,
        "%",
        0.51,
        _("What would the sum be by the sentence? And what was announced?"),
        _(
            "By the sentence {days} × {pace} = {claimed:,}, announced {announced:,.0f}: too high by **{answer:.0f}%**. All "
            "of it falls on the first four days, when the market was at its worst: there the sentence has {times:.1f} times "
            "as much as was announced."
        ).format(
            days=targets.size,
            pace=CLAIMED_PACE,
            claimed=claimed,
            announced=real,
            answer=answer,
            times=4 * CLAIMED_PACE / targets[:4].sum(),
        ),
        _unlike(
            answer,
            0.51,
            (
                (
                    Amount("$bn").times * (claimed - real),
                    _("That is billions of dollars. How much is it of what was announced?"),
                ),
                (100 * (1 - real / claimed), _("You divided by the sentence's sum. Divide by what was announced.")),
                (
                    100 * claimed / real,
                    _("That is the sentence in per cent of what was announced. How much above 100?"),
                ),
            ),
        ),
    )


def _margin_question(rng):
    found = episode("apr2025")
    share = int(rng.choice([50, 65, 80]))
    low, high = found.at(date(2025, 4, 4)), found.at(date(2025, 4, 11))
    rise = round(100 * (found.yields[high] - found.yields[low]), 6)
    held = float(round(found.position(share / 100)))
    answer, unit = DURATION * rise / 1e4 * held, Amount("$bn")
    numbers = {
        "rise": rise,
        "held": held,
        "years": DURATION,
        "up": rise / 100,
        "down": DURATION * rise / 100,
        "answer": answer,
    }
    return Numeric(
        _(
            "From 4 to 11 April 2025 the ten-year yield rose by {rise:.0f}bp. Say funds were short ${held:.0f}bn of "
            "futures against as many notes, with a duration of {years:g} years. How much variation margin did they "
            "**receive** on the futures that week?"
        ).format(**numbers),
        answer,
        unit,
        0.0101 * answer,
        _("By how many per cent did a note with that duration fall?"),
        _(
            "{years:g} × {up:.2f}% = {down:.2f}% of ${held:.0f}bn: **{answer:.1f}** billion "
            "dollars *received*. The notes lost as much, and lenders ask for that back within a day. So the cash passes "
            "through, as it does in a rally the other way round: what stays is a higher margin, and the hours between."
        ).format(**numbers),
        _unlike(
            answer,
            0.0101 * answer,
            (
                (
                    rise / 1e4 * held,
                    _("You left out the duration: a note falls by duration times the rise of its yield."),
                ),
                (numbers["down"] / unit.times, _("That is per cent of the position. Of how many billions?")),
                (
                    0.0,
                    _("The whole position is hedged. But the futures are paid in cash each night, the notes are not."),
                ),
            ),
        ),
    )


def _date_question(rng):
    found = misdated(date(2019, int(rng.choice([6, 9])), 25 if rng.integers(2) else 24))
    numbers = {
        **vars(found),
        "wrong_day": full_date(found.wrong_day),
        "between_day": full_date(found.between_day),
        "right_day": full_date(found.right_day),
    }
    return Choose(
        _(
            "A note of the Fed says that leveraged funds had sold ${right:.0f}bn of 2, 5 and 10 year futures in January "
            "2019. The weekly reports have ${wrong:.0f}bn on {wrong_day}, ${between:.0f}bn on {between_day} "
            "and ${right:.0f}bn on {right_day}. What happened?"
        ).format(**numbers),
        (
            Option(
                "note",
                _("The note is right: the reports were revised."),
                _("Reports are hardly ever revised by that much. And one of them has the very number."),
            ),
            Option(
                "year",
                _("The number is right, its date is not: it is of {right_day}.").format(**numbers),
                _("January 2019 should read December 2019. Such a slip moves a number by a year."),
            ),
            Option(
                "size",
                _("The note counts two-year contracts at the wrong size."),
                _(
                    "A two-year contract is 200,000 dollars, and that is a good suspicion. But then no report would have "
                    "this very number."
                ),
            ),
            Option(
                "other",
                _("The note counts all six contracts."),
                _("All six together were more. And ${right:.0f}bn appears in a report of three.").format(**numbers),
            ),
        ),
        "year",
        _("Which report has this number?"),
        _(
            "The report of {right_day} has it to the billion. The difference matters: by the wrong date the trade "
            "did not grow in 2019, by the right one it grew from {wrong:.0f} to {right:.0f}. Even good sources slip. A "
            "number without a day cannot be checked."
        ).format(**numbers),
    )


def _inside_question(rng):
    found = episode("mar2020")
    known = dict(zip(found.sofr_days, found.sofr, strict=True))
    first, last = (date(2020, 3, int(day)) for day in rng.choice([(9, 12), (6, 13), (9, 13), (10, 12)]))
    part = [value for day, value in known.items() if first <= day <= last]
    above = [day for day in (date(2020, 3, 16), date(2020, 3, 17)) if known[day] > found.upper[found.at(day)]]
    over = max(100 * (known[day] - found.upper[found.at(day)]) for day in above)  # bp
    return Choose(
        _(
            "“In March 2020 repo rates rose, and that drove the funds out.” SOFR from {first} to {last} March "
            "lay between {least:.2f} and {most:.2f}%; the Fed's range was {bottom:.2f} to {top:.2f}%. On the "
            "24th SOFR was {later:.2f}%. What can you say of these first days?"
        ).format(
            first=first.day,
            last=last.day,
            least=min(part),
            most=max(part),
            bottom=found.lower[found.at(first)],
            top=found.upper[found.at(first)],
            later=known[date(2020, 3, 24)],
        ),
        (
            Option(
                "right",
                _("The sentence is right: money was dear."),
                _(
                    "In these days it was inside the Fed's range. On the 16th and 17th it stood above the new one, at "
                    "{one:.2f} and {two:.2f}% against {new:.2f}%, and then inside it again."
                ).format(one=known[above[0]], two=known[above[1]], new=found.upper[found.at(above[0])]),
            ),
            Option(
                "average",
                _("SOFR did not leave the range; on term loans and single funds it says nothing."),
                _(
                    "SOFR is a median by volume, of one night, after the fact: half of the money was as dear or "
                    "dearer. Term loans were reported as tight."
                ),
            ),
            Option(
                "proof",
                _("Funding was no problem for anybody."),
                _("One rate for all cannot say that. And lenders who leave show in no rate."),
            ),
            Option(
                "fed",
                _("The Fed had cut, so rates cannot tell."),
                _("That is why one compares with the Fed's range, which moved at the same time."),
            ),
        ),
        "average",
        _("Compare with the range. And what does one number for a night leave out?"),
        _(
            "In these days SOFR stayed in the range. A few days later it was above it for two nights, by "
            "{over:.0f}bp at most, which costs {cents:.2f} cents per 100 a night. About loans for weeks, about "
            "the dearer half of the money, and about funds whose lenders left, this series is silent."
        ).format(over=over, cents=over / 360),
    )


def _fit_question(rng):
    wide, check = int(rng.choice([3, 4, 5, 6])), str(rng.choice(["mar2020", "may2020"]))
    inside = near(check, drawn_falls()[check], wide)
    drawn = draws()
    cash, term = (100 * np.percentile(values[inside], (5, 95)) for values in (drawn.buffer, drawn.term_share))
    return Choose(
        _(
            "{fits} of {count:,} draws come within {wide} percentage points of the fall to {until} 2020. In nine of ten of "
            "them the cash buffer is {cash[0]:.1f} to {cash[1]:.1f}% of the position, and term repo {term[0]:.0f} to "
            "{term[1]:.0f}%. A friend takes one of them and says: now the model is calibrated, let it tell us about the "
            "next crisis. What do you answer?"
        ).format(
            fits=inside.sum(), count=COUNT, wide=wide, until=day_and_month(CHECKS[check].until), cash=cash, term=term
        ),
        (
            Option(
                "good",
                _("Fine: it reproduces the worst crisis on record."),
                _("So do {others} others, and they disagree on nearly all that nobody publishes.").format(
                    others=inside.sum() - 1
                ),
            ),
            Option(
                "mean",
                _("Take the average of those that fit."),
                _("The average of many guesses is a guess, and it hides how far they lie apart."),
            ),
            Option(
                "band",
                _("Run all that fit, show the band, and test it on the other episodes."),
                _("One number cannot settle many unknowns, so what it leaves open has to be shown."),
            ),
            Option(
                "none",
                _("Throw the model away: it proves nothing."),
                _("It still says *which* unknowns decide, and which do not. And it says what data to ask for."),
            ),
        ),
        "band",
        _("How many unknowns are there, and how many numbers to settle them?"),
        _(
            "One recorded number, {unknowns} unknowns. Term repo is as wide in the draws that fit as in all, so "
            "this record says nothing on it. Where lenders give a gain back on loans for a term as well, it "
            "hardly matters in a rally; under a one-way clause it would."
        ).format(unknowns=len(UNKNOWN_RANGES)),
    )


SETTLED = {  # by the record that the draws have to fit
    "march": N_(
        "{kept} of {count:,} draws fit March 2020. {first} {second} On which of the two does the record say something?"
    ),
    "six": N_(
        "{kept} of {count:,} draws fit every record but 2022. {first} {second} On which of the two do these records say "
        "something?"
    ),
}
IN_WORDS = {  # an unknown, in all draws and in those that fit: nine of ten each
    "buffer": N_(
        "The cash buffer is {low:.1f} to {high:.1f}% of the position in all draws, {first:.1f} to {last:.1f}% in these."
    ),
    "caution": N_(
        "Funds keep {low:.0f} to {high:.0f}% of the buffer in all draws, {first:.0f} to {last:.0f}% in these."
    ),
    "pace": N_(
        "Short of the cash they keep, funds sell {low:.1f} to {high:.1f}% a day in all draws, {first:.1f} to {last:.1f}% "
        "in these."
    ),
    "term_share": N_(
        "Term repo is {low:.0f} to {high:.0f}% of the loans in all draws, {first:.0f} to {last:.0f}% in these."
    ),
    "haircut": N_("The haircut is {low:.1f} to {high:.1f}% in all draws, {first:.1f} to {last:.1f}% in these."),
    "impact": N_(
        "The price impact is {low:.2f} to {high:.2f} cents per $bn in all draws, {first:.2f} to {last:.2f} in these."
    ),
    "limit": N_(
        "Limits on losses are {low:.0f} to {high:.0f}% of own money in all draws, {first:.0f} to {last:.0f}% in these."
    ),
}


def _settled_question(rng):
    keep = str(rng.choice(list(SETTLED)))
    scene = compute(keep)
    told = str(rng.choice([each.key for each in scene.narrowed if each.left < APART and each.key in IN_WORDS]))
    silent = str(rng.choice([each.key for each in scene.open if each.left > ALMOST_SAME and each.key in IN_WORDS]))
    pair = [told, silent] if rng.integers(2) else [silent, told]
    first, second = (_in_words(scene.of(name)) for name in pair)
    yes = _("Its values lie closer together in the draws that fit: some never fit.")
    no = _("This one is as wide in the draws that fit as in all.")
    return Choose(
        _(SETTLED[keep]).format(kept=scene.kept, count=COUNT, first=first, second=second),
        (
            Option("both", _("On both."), _("One of the two is as wide in the draws that fit as in all.")),
            Option("first", _("On the first only."), yes if pair[0] == told else no),
            Option("second", _("On the second only."), yes if pair[1] == told else no),
            Option("neither", _("On neither."), _("One of the two is clearly narrower in the draws that fit.")),
        ),
        "first" if pair[0] == told else "second",
        _("If draws that fit lie as wide apart as all draws, what has the record added?"),
        _(
            "A record speaks on an unknown only where some of its values never fit. On the other nearly all of our range "
            "fits, so one more crisis of this kind would not settle it. A published figure would."
        ),
    )


def _in_words(strip):
    """Return the sentence about an unknown."""
    (low, high), (first, last) = strip.whole, strip.fitting
    return _(IN_WORDS[strip.key]).format(low=low, high=high, first=first, last=last)
