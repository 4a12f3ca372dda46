"""The guess and the exercises of page 08."""

from basislib.formats import money
from basislib.language import _
from basislib.market.run import simulate
from basislib.policy import robustness
from basislib.policy.levers import Purchases, apply
from basislib.scenes import backstop_links, backstop_sure
from basislib.scenes.backstop import DRAIN, FOREIGN_DAYS, KEPT, KINDS, alone, by_kind, scenario, share_sold
from basislib.scenes.market_days import BASE, CENTS
from basislib.widgets.questions import Amount, Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("guess", "q1", "q2"), ("q5", "q6"), ("q3",), ("q4", "q7"))

YEARS = 4.5  # duration


def asked():
    """Return the values of the first picture that the guess is about."""
    return {"tool": "line"}


def _asked_links(**settings):
    _fields, times, own, _term = BASE["crowded"]
    return backstop_links.compute(times, own, "crowded", **{"shock": "standard", "tool": "line"} | settings)


def guess():
    """Return the prediction that opens the page."""
    chain = _asked_links()
    before, after = (money(sold, 0) for sold in chain.unwilling)
    now = {"before": before, "after": after, "cap": money(chain.lever.cap, 0)}
    return Choose(
        _(
            "In the dash for cash, funds sell **{before}** against their will. The bar “without” says why. Now the Fed opens a "
            "line: {cap} of cash, unsecured, for funds that cannot pay a margin call. **How much do they still sell?**"
        ).format(**now),
        (
            Option(
                "nothing",
                _("nothing: every call is paid"),
                _(
                    "Every call is paid, but they were all paid before, too. Look at the colours: these sales are precaution "
                    "and loss limits. Funds still sell {after}."
                ).format(**now),
            ),
            Option(
                "half",
                _("about half: the line is small"),
                _(
                    "It is large enough; nobody draws on it. No call goes unpaid here, so funds still sell {after}."
                ).format(**now),
            ),
            Option(
                "same",
                _("as much as before"),
                _(
                    "{after}, to the last dollar. The line pays calls, and no call forces these sales: funds "
                    "sell to keep their cash and at their loss limits. An undrawn line is no cash to them here "
                    "[A]; if it were, they would sell far less."
                ).format(**now),
            ),
            Option(
                "more",
                _("more: who is saved takes more risk"),
                _(
                    "They might, had they known of the line long before; that is under Deeper. Here it comes as a surprise, and "
                    "they sell {after}."
                ).format(**now),
            ),
        ),
        "same",
        _("What does the line pay? And which colours has the bar “without”?"),
        _("See the first picture: the link *margin call* is not pulled."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _tool_question(rng),
        _line_question(rng),
        _sure_question(rng),
        _late_question(rng),
        _duration_question(rng),
        _hedge_question(rng),
        _hazard_question(rng),
    ]


def _tool_question(rng):
    rate, left = int(rng.choice([250, 400, 600])), int(rng.choice([60, 70, 80]))
    squeeze = _asked_links(tool="facility", shock="drain")
    pulled = next(link for link in squeeze.links if link.key == "rate")
    return Choose(
        _(
            "Lenders have lost cash, and the repo rate stands {rate}bp above normal. Dealers still have room, funds have "
            "{left}% of their cash buffer and no call is unpaid. Which tool goes to the link that is pulled?"
        ).format(rate=rate, left=left),
        (
            Option(
                "buy",
                _("outright purchases"),
                _(
                    "They bring cash as well. But they also lift the value of all notes and leave the Fed with the risk: a "
                    "large tool for a link that a loan reaches."
                ),
            ),
            Option("line", _("a line to the funds"), _("It pays calls that funds cannot pay. There is none here.")),
            Option(
                "lend",
                _("lending to dealers"),
                _("Yes. Dealers who find no lender go to the Fed, and the rate stops near the top of its range."),
            ),
            Option(
                "room",
                _("more room for dealers"),
                _("It lets dealers carry more notes, and these must be financed, too. It brings no cash."),
            ),
        ),
        "lend",
        _("Go through the chain: which number is far from normal?"),
        _(
            "The rate is pulled, so take the tool that caps the rate. In our crowded market, if lenders lose {drain}, the "
            "facility keeps the rate at {low:.0f}bp above normal; without it our straight line goes to {high:,.0f}, which "
            "nobody has seen. Its limits: only dealers and banks have access, and some do not care to be seen there."
        ).format(drain=money(DRAIN, 0), low=pulled.with_tool, high=pulled.without),
    )


def _line_question(rng):
    q, cash, call = int(rng.choice([800, 1000])), float(rng.choice([0.8, 1.0])), float(rng.choice([1.4, 1.6]))
    locked, line = float(rng.choice([1.6, 2.0])), int(rng.choice([1, 2]))
    short = (call - cash) / 100 * q
    answer = line / (locked / 100)
    now = {
        "q": q,
        "cash": cash,
        "call": call,
        "locked": locked,
        "line": line,
        "short": short,
        "answer": answer,
        "freed": locked / 100,
        "without": short / (locked / 100),
    }
    return Numeric(
        _(
            "Now calls bind. Funds hold ${q:,}bn of notes, {cash:g}% of it in cash, and a call of {call:g}% comes. Selling "
            "$100 of notes frees ${locked:g}. The Fed's line pays ${line}bn. How many billions of sales does it spare in the "
            "first round?"
        ).format(**now),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("How much cash is missing without the line, and how much with it? What does a sale free?"),
        _(
            "Missing are ${short:g}bn, with the line ${line}bn less. Each $100 sold frees ${locked:g}, so it "
            "spares {line} / {freed:g} = **{answer:.4g}**, in $bn, of the ${without:.0f}bn that would be sold. "
            "Where calls bind, a small line does much. Where none goes unpaid it does nothing."
        ).format(**now),
        (
            (
                line,
                _(
                    "That is the cash that the line pays. To free one dollar of cash, funds must sell notes of "
                    "far more than a dollar."
                ),
            ),
            (now["without"], _("So much is sold without the line. What does the line take off the missing cash?")),
            (
                call * q / locked,
                _("So much would be sold if nothing could be paid. Funds have cash, and the line pays only its sum."),
            ),
        ),
    )


def _sure_question(rng):
    """Ask which sentence may be said without more; its rivals are drawn."""
    sign = backstop_sure.sign
    more = robustness.holds("hedged_purchases_spare_more_than_outright")
    sure = (
        ("gap", _("Purchases while others sell narrow the gap."), sign("hedged", "peak", "everywhere").lower),
        ("buffer", _("A larger cash buffer spares sales."), sign("buffer").lower),
        (
            "lend",
            _("If lenders lose cash, lending to dealers keeps funds larger."),
            sign("facility", "all", "everywhere").lower,
        ),
    )[int(rng.integers(3))]
    rivals = (
        ("hedged", _("Hedged purchases spare more sales than outright ones."), more.lower),
        ("line", _("A line to the funds spares sales."), sign("line").lower),
        ("will", _("Lending to dealers makes funds sell less against their will."), sign("facility").lower),
    )
    options = [
        Option(
            key,
            words,
            (
                _("Yes, in {share:.0%} of the draws.")
                if key == sure[0]
                else _("That holds in {share:.0%} of the draws only.")
            ).format(share=share),
        )
        for key, words, share in (sure, *rivals)
    ]
    return Choose(
        _("Which of these may be said without “in our model, with these settings”?"),
        [options[place] for place in rng.permutation(len(options))],
        sure[0],
        _("Look for a bar that crosses the line at 90%. Mind what is compared: the gap, or what is sold."),
        _(
            "“{sentence}” holds in {share:.0%} of the draws. The others depend on something that nobody publishes."
        ).format(sentence=sure[1], share=sure[2]),
    )


def _late_question(rng):
    start, pace = int(rng.choice([15, 16, 17, 21, 22])), int(rng.choice([30, 40]))
    bare = alone("crowded", "standard")
    late = simulate(*apply(*scenario("crowded", "standard"), Purchases(pace, 400.0, start, hedged=1.0)), KEPT)
    kinds = [[round(float(sold), 1) for sold in by_kind(run).sum(axis=1)] for run in (bare, late)]
    at = {kind: [*KINDS].index(kind) for kind in ("precaution", "limits")}
    cares, limits = (kinds[1][at[kind]] < 0.5 * kinds[0][at[kind]] for kind in ("precaution", "limits"))
    answer = {(True, True): "both", (False, True): "limits", (True, False): "precaution", (False, False): "none"}[
        cares, limits
    ]
    found = {
        "sold": f"{share_sold(bare):.0f}%",
        "left": f"{share_sold(late):.0f}%",
        "start": start,
        "pace": pace,
        "last": FOREIGN_DAYS[1],
        "gap": CENTS * bare["dislocation"].max(),
        "narrow": CENTS * late["dislocation"].max(),
    }
    return Choose(
        _(
            "In the crowded market funds sell {sold} of their notes against their will: first to keep cash, then at loss "
            "limits. Foreigners sell until day {last}. The Fed begins hedged purchases of ${pace}bn a day on day {start}. Which "
            "sales does it spare, most of them at least?"
        ).format(**found),
        (
            Option(
                "both",
                _("both kinds"),
                _("Funds have sold to keep cash since margins rose, long before day {start}. That is done.").format(
                    **found
                ),
            ),
            Option(
                "limits",
                _("only those at loss limits"),
                _(
                    "The gap then reaches {narrow:.0f} cents, without help {gap:.0f}. Compare that with the loss limits."
                ).format(**found),
            ),
            Option(
                "precaution",
                _("only those to keep cash"),
                _("Purchases narrow the gap; the margins that use up the cash follow the swings of yields."),
            ),
            Option(
                "none",
                _("neither"),
                _("Ask whether the gap still widens on day {start}: foreigners sell until day {last}.").format(**found),
            ),
        ),
        answer,
        _("What makes each kind of sale, and when? Is it over by day {start}?").format(**found),
        _(
            "Left are {left} of the position instead of {sold}, and the gap reaches {narrow:.0f} cents instead of {gap:.0f}. Sales "
            "for cash come early. Loss limits bind at the end of the foreign sale, so purchases spare those only if they begin "
            "before it ends."
        ).format(**found),
    )


def _duration_question(rng):
    bought, rise = int(rng.choice([200, 500, 800])), int(rng.choice([20, 40, 60]))
    answer = bought * YEARS * rise / 1e4
    return Numeric(
        _(
            "The Fed has bought ${bought}bn of notes with a duration of {years:g} years, outright. Calm returns and "
            "yields rise by {rise}bp. How many billions do its notes lose?"
        ).format(bought=bought, years=YEARS, rise=rise),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("How much does $100 of notes lose for one basis point?"),
        _(
            "A basis point takes {years:g} cents from $100 of notes, {rise}bp {cents:g} cents. On {bought} billion that "
            "is {bought} × {share:g} = **{answer:.3g}** billion. Hedged, its futures would gain about as much. That it "
            "loses when the rescue works is no fault of the rescue; but somebody should say so before."
        ).format(years=YEARS, rise=rise, cents=YEARS * rise, bought=bought, share=YEARS * rise / 1e4, answer=answer),
        (
            (
                bought * rise / 1e4,
                _("You left out the duration: a basis point moves the price by duration times as much."),
            ),
            (bought * YEARS / 1e4, _("That is one basis point. Yields rise by {rise}.").format(rise=rise)),
            (bought * YEARS * rise / 100, _("A basis point is a hundredth of a per cent, and a per cent a hundredth.")),
        ),
    )


def _hedge_question(rng):
    bought, wide, calm = int(rng.choice([100, 200])), int(rng.choice([30, 40, 60])), int(rng.choice([2, 5]))
    answer = bought * (wide - calm) / 10
    return Numeric(
        _(
            "The Fed buys ${bought}bn of notes and sells as many futures while the gap is {wide} cents per 100. It ends "
            "the trade when the gap is {calm} cents. What has it earned, in millions of dollars? Leave interest "
            "aside."
        ).format(bought=bought, wide=wide, calm=calm),
        answer,
        Amount("$ million", hundreds_of=True),
        0.0101 * answer,
        _("The Fed holds the funds' trade. What does it earn when the gap closes?"),
        _(
            "Whatever yields do, note and future move together. The Fed earns the change of the gap: {wide} − {calm} = "
            "{change} cents on each $100. {bought} billion × {share:g} = **{answer:.0f}** million. Whoever sold at the "
            "wide gap has lost it."
        ).format(wide=wide, calm=calm, change=wide - calm, bought=bought, share=(wide - calm) / CENTS, answer=answer),
        (
            (bought * wide / 10, _("It ends the trade at {calm} cents, not at zero.").format(calm=calm)),
            (bought * (wide - calm) / 1000, _("Cents per 100 are hundredths of a per cent. Move the point.")),
            (
                bought * (wide + calm) / 10,
                _("It sold the gap at the wide end and buys it back at the narrow one: take the difference."),
            ),
        ),
    )


def _hazard_question(rng):
    q, cash, line = int(rng.choice([800, 1000])), float(rng.choice([1.0, 1.2])), int(rng.choice([4, 5]))
    call, locked = float(rng.choice([1.4, 1.5])), 2.0
    short = q * (call - cash) / 100
    answer = (short + line) / (locked / 100)
    found = {
        "q": q,
        "cash": cash,
        "line": line,
        "call": call,
        "locked": locked,
        "answer": answer,
        "short": short + line,
        "free": q * cash / 100,
        "left": q * cash / 100 - line,
        "called": q * call / 100,
        "share": locked / 100,
        "without": short / locked * 100,
    }
    return Numeric(
        _(
            "Funds hold ${q:,}bn of notes and a cash buffer of {cash:g}% of that. The Fed announces a line of ${line}bn, and "
            "funds hold ${line}bn less cash. A call of {call:g}% comes, and the line does *not*. Selling $100 frees "
            "${locked:g}. How many billions must they sell in the first round?"
        ).format(**found),
        answer,
        Amount("$bn"),
        0.0101 * answer,
        _("How much cash do they have now? What is missing, and what does a sale free?"),
        _(
            "The buffer is {free:g} − {line} = {left:g} billion, the call {called:g}. Missing: {short:g} billion. Each "
            "$100 sold frees ${locked:g}: {short:g} / {share:g} = **{answer:.0f}** billion. Had the line come, or never "
            "been announced, it would have been {without:.0f}."
        ).format(**found),
        (
            (short / locked * 100, _("So much without the line, or with it if it comes. They hold less cash now.")),
            (short + line, _("That is the cash that is missing. A sale frees only a small part of what is sold.")),
            (q * call / locked, _("Part of the call they can pay from the cash that is left.")),
        ),
    )
