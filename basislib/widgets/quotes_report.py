"""What came of a reader's own quotes, in words and tables."""

import html
from collections import Counter

from basislib.language import N_, _, paragraph, plural
from basislib.record.own_quotes import RIGHT
from basislib.record.own_quotes.columns import WORDS
from basislib.record.own_quotes.names import KINDS
from basislib.securities.quotes import format_price, note_name
from basislib.widgets.text import refusal

PLAUSIBLE = (-10.0, 20.0)  # % a year; a best implied repo outside hints at a slip in what was typed
YIELD_GAP = 1.0  # percentage points from the middle of the basket
SHOWN_NOTES, SHOWN_BAD, SHOWN_NAMES = 12, 10, 5
DECIDED = {
    ("dates", "month"): N_("In dates such as {example} the month stands first."),
    ("dates", "day"): N_("In dates such as {example} the day stands first."),
    ("dates", "year"): N_("In dates such as {example} the year stands first."),
    ("point", "32nds"): N_("In prices such as {example} 32nds stand after the point."),
    ("point", "decimal"): N_("Prices such as {example} are decimals."),
    ("third", "cash"): N_("In prices such as {example} the third digit counts eighths of a 32nd, as for notes."),
    ("third", "future"): N_("In prices such as {example} the third digit is cut from a decimal, as for futures."),
    ("coupon", "shares"): N_("Coupons such as {example} are shares of 1, so they were multiplied by 100."),
    ("coupon", "rounded"): N_("Coupons such as {example} were rounded, so the nearest eighth is taken."),
    ("maturity", "record"): N_("Of maturities such as {example} the Treasury’s record has the day."),
    ("price", "sides"): N_("Notes are ranked at the middle of bid and ask."),
    ("price", "mid"): N_("Notes are ranked at the middle price."),
    ("price", "last"): N_("Notes are ranked at the last price."),
    ("price", "close"): N_("Notes are ranked at the closing price."),
    ("price", "bid"): N_("Only a bid is given, so notes are ranked at it."),
    ("price", "ask"): N_("Only an ask is given, so notes are ranked at it."),
}
ASKED = {
    "dates": N_("Dates such as {example} can be read in two ways. Say below what stands first."),
    "point": N_("Prices such as {example} can be 32nds or decimals. Say below which."),
    "third": N_("The third digit of prices such as {example} can be read in two ways. Say below how it counts."),
}
WHY = {
    "original": N_("{note} (matures {maturity}): first sold for {years} years, and this contract does not take that."),
    "late": N_("{note} (matures {maturity}): issued only after the last delivery day."),
    "unsold": N_(
        "{note} (matures {maturity}): the Treasury’s record has no such note. Check coupon and maturity, or give the "
        "date of first issue."
    ),
    "unknown": N_(
        "{note} (matures {maturity}): it can be two issues, and only one may be delivered. Give its issue date."
    ),
}


def report(own):
    """Return what came of the quotes as HTML: what cannot be used first, then how the rest was read, then the ranking."""
    read = own.read
    parts = [
        _bad_html(read.bad),
        _list_html(
            _("Please say:"),
            [_(ASKED[key]).format(example=example) for key, example in read.asked.items() if key not in read.decided],
        ),
        _list_html(_("How it was read:"), _decided(read.decided)),
        _list_html(
            _("Left out, because the contracts take only notes and bonds with a fixed coupon:"), _kinds(read.excluded)
        ),
        _list_html(_("Not deliverable into this contract, and left out:"), _left_out(own.left_out)),
        _list_html(_("Left out, because nobody can tell whether this contract takes them:"), _named(own.unknown)),
    ]
    if own.ranking.empty:
        none = _("0 notes are left to rank. Mend the rows above, or look at the contract and the delivery month.")
        return "".join(parts) + f'<p class="wb-error">{none}</p>'
    parts.append(_list_html(_("Worth a look:"), _odd(own)))
    return "".join(parts) + f"<p>{_headline(own)}</p>" + _table_html(own)


def note(text):
    """Return a note as HTML; the text is HTML."""
    return f'<p class="wb-note">{text}</p>'


def sentence(error):
    """Return a refusal as HTML, with a capital letter."""
    text = refusal(error)
    return html.escape(text[:1].upper() + text[1:])


# ---- sentences ------------------------------------------------------------------------------------------


def _headline(own):
    """Return which note is cheapest, as HTML, and how far that can be trusted."""
    best, quoted = own.ranking.iloc[0], own.repo_rate
    name = f"<b>{_name(best)}</b>"
    count = len(own.ranking)
    if own.missing:
        first = paragraph(
            plural("{n:g} row could be used.", "{n:g} rows could be used.", count),
            plural(
                "{n:g} could not, and it may hold a cheaper note.",
                "{n:g} could not, and they may hold a cheaper note.",
                own.missing,
            ),
            _("Of those that could, {note} is the cheapest to deliver.").format(note=name),
        )
    else:
        first = _("{note} is the cheapest to deliver of {notes}.").format(
            note=name, notes=plural("{n:g} note", "{n:g} notes", count)
        )
    rates = _("Its implied repo is {implied}%, against repo at {repo:.2f}%.").format(
        implied=_number(best.implied_repo_rate, 2), repo=best.repo_rate
    )
    day = _("Delivery is on {delivery}, {days} days on.").format(
        delivery=best.delivery, days=(best.delivery - best.settle).days
    )
    return paragraph(
        first,
        rates,
        day,
        _chosen_day(own, best),
        _both_sides(best),
        _unquoted(own),
        _waiting(own),
        _specials(own, quoted),
    )


def _chosen_day(own, best):
    """Say why the short delivers early or late."""
    if len(own.deliveries) < 2:
        return ""
    if best.delivery == own.deliveries[0]:
        return _("That is the first delivery day, because this note costs more to finance than it pays.")
    return _("That is the last delivery day, because this note pays more than it costs to finance.")


def _both_sides(best):
    """Say which side of bid and ask stands behind which trade."""
    if best.implied_at_ask != best.implied_at_ask:
        return ""
    return _(
        "Who buys the note and sells the future pays the ask, and the implied repo is {ask}%. Who sells the note "
        "receives the bid, and it is {bid}%."
    ).format(ask=_number(best.implied_at_ask, 2), bid=_number(best.implied_at_bid, 2))


def _unquoted(own):
    """Say how much of the contract's basket is not here."""
    if not own.unquoted:
        return ""
    return plural(
        "The contract takes {n:g} more issue that is not among your rows.",
        "The contract takes {n:g} more issues that are not among your rows.",
        own.unquoted,
    )


def _waiting(own):
    """Say which notes settle later than the others."""
    later = own.ranking[own.ranking["settle"] > own.settle]
    if later.empty:
        return ""
    return plural(
        "{n:g} note is not issued yet. It settles on its issue date, and the pictures above leave it out.",
        "{n:g} notes are not issued yet. They settle on their issue dates, and the pictures above leave them out.",
        len(later),
    )


def _specials(own, repo_rate):
    """Say that notes have repo rates of their own."""
    if (own.ranking["repo_rate"] == repo_rate).all():
        return ""
    return _(
        "Each note is financed at its own repo rate, which must last to delivery. The pictures above take {repo:.2f}% for all."
    ).format(repo=repo_rate)


def _decided(decided):
    """Return how the table was read, a sentence each."""
    return [_(DECIDED[key, found]).format(example=example) for key, (found, example) in decided.items()]


def _kinds(excluded):
    """Return what was left out by kind, a sentence each."""
    counts = Counter(each.kind for each in excluded)
    names = {each.kind: each.what for each in reversed(excluded)}
    text = _("{rows}, as {name}: {why}.")
    return [
        text.format(rows=plural("{n:g} row", "{n:g} rows", count), name=names[kind], why=_(KINDS[kind]))
        for kind, count in counts.items()
    ]


def _left_out(left_out):
    """Return the notes a contract does not take: those of the wrong term by their number, others by name."""
    wrong = [each for each in left_out if each.why == "term"]
    few = [
        _("{note} (matures {maturity})").format(note=note_name(each.coupon, each.maturity), maturity=each.maturity)
        for each in wrong
    ]
    if len(wrong) > SHOWN_NAMES:
        few = [
            plural(
                "{n:g} note has too little or too much time left.",
                "{n:g} notes have too little or too much time left.",
                len(wrong),
            )
        ]
    return _named([each for each in left_out if each.why != "term"]) + few


def _named(left_out):
    """Return a sentence for each note that is left out."""
    return [
        _(WHY[each.why]).format(note=note_name(each.coupon, each.maturity), maturity=each.maturity, years=each.years)
        for each in left_out
    ]


def _odd(own):
    """Say what a slip in a price, a date or the futures price would look like."""
    odd, table = [], own.ranking
    factors = dict(own.odd_factors)
    for each in table[table["row"].isin(factors)].head(SHOWN_NAMES).itertuples():
        odd.append(
            _("{note}: your conversion factor is {given:.4f}, the exchange’s is {factor:.4f}. Yours is used.").format(
                note=_name(each), given=each.conversion_factor, factor=factors[each.row]
            )
        )
    best = table.iloc[0]["implied_repo_rate"]
    if not PLAUSIBLE[0] <= best <= PLAUSIBLE[1]:
        odd.append(
            _(
                "The best implied repo is {best}% a year, which no market pays. Check the futures price, both "
                "dates, and the price of the first note."
            ).format(best=_number(best))
        )
    middle = table["yield_"].median()
    for each in table[(table["yield_"] - middle).abs() > YIELD_GAP].head(SHOWN_NAMES).itertuples():
        odd.append(
            _(
                "{note} yields {own:.2f}%, the middle of your basket {middle:.2f}%. Check its coupon, maturity and price."
            ).format(note=_name(each), own=each.yield_, middle=middle)
        )
    return odd


# ---- tables ---------------------------------------------------------------------------------------------


def _bad_html(bad):
    """Return a table of the cells that cannot be used."""
    if not bad:
        return ""
    rows = "".join(
        f"<tr><td>{one.row}</td><td>{html.escape(_(WORDS.get(one.column, one.column)))}</td>"
        f"<td><code>{html.escape(one.value)}</code></td>"
        f"<td>{sentence(one.wrong)}</td><td>{html.escape(_(RIGHT[one.right]))}</td></tr>"
        for one in bad[:SHOWN_BAD]
    )
    lost, spared = (len({one.row for one in bad if one.costs_row == costs}) for costs in (True, False))
    count = plural("{n:g} row cannot be used.", "{n:g} rows cannot be used.", lost) if lost else ""
    only = plural(
        "In {n:g} row a cell is passed over.", "In {n:g} rows a cell is passed over.", spared
    ) if spared else ""  # fmt: skip
    first = _("The first {n} cells:").format(n=SHOWN_BAD) if len(bad) > SHOWN_BAD else ""
    heads = (_("row"), _("column"), _("what stands there"), _("what is wrong"), _("what would be right"))
    return (
        f'<p class="wb-error" role="alert">{paragraph(count, only, first)}</p><div class="wb-wide"><table><thead><tr>'
        f"{''.join(f'<th>{words}</th>' for words in heads)}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _list_html(words, items):
    """Return a short list, or nothing."""
    if not items:
        return ""
    rest = len(items) - SHOWN_NAMES
    told = _("and {n} more").format(n=rest)
    more = f"<li>{told}</li>" if rest > 0 else ""
    lines = "".join(f"<li>{html.escape(item)}</li>" for item in items[:SHOWN_NAMES])
    return f'{note(words)}<ul class="wb-note">{lines}{more}</ul>'


def _table_html(own):
    """Return the ranking as an HTML table."""
    table, cheapest = own.ranking.head(SHOWN_NOTES), _("CTD")
    own_rates = not (own.ranking["repo_rate"] == own.repo_rate).all()
    heads = [
        "",
        _("note"),
        _("price"),
        _("yield, %"),
        _("factor"),
        _("gross basis, 32nds"),
        _("net basis, 32nds"),
        _("implied repo, %"),
    ]
    heads += [_("own repo, %")] if own_rates else []
    rows = "".join(
        f"<tr><td>{cheapest if each.is_ctd else place}</td><td>{_name(each)}</td>"
        f"<td>{format_price(each.clean_price, nearest=True)}</td><td>{_number(each.yield_, 2)}</td>"
        f"<td>{each.conversion_factor:.4f}</td><td>{_number(32 * each.gross_basis)}</td>"
        f"<td>{_number(32 * each.net_basis)}</td><td>{_number(each.implied_repo_rate, 2)}</td>"
        + (f"<td>{_number(each.repo_rate, 2)}</td>" if own_rates else "")
        + "</tr>"
        for place, each in enumerate(table.itertuples(), 1)
    )
    count = len(own.ranking)
    more = note(_("The first {n} of {all}.").format(n=len(table), all=count)) if count > len(table) else ""
    head = "".join(f"<th>{words}</th>" for words in heads)
    return (
        f'<div class="wb-wide"><table class="wb-ranking"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{more}"
    )


def _name(each):
    return note_name(each.coupon, each.maturity)


def _number(value, places=1):
    return f"{round(value, places) + 0.0:.{places}f}".replace("-", "−")
