"""The box for a reader's own quotes: type or paste a basket, or choose a file, and see which note is cheapest.

What is typed is read by `basislib.own_quotes` and never run. It goes to the calculation behind the page and
is kept nowhere else.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ipywidgets

from basislib.basis import prepare_basket, rank_deliverables
from basislib.checks import within
from basislib.contracts import CONTRACTS, conversion_factor, is_eligible, last_delivery_day
from basislib.datasets import QuotedBasket, basket
from basislib.notes import shift_months
from basislib.own_quotes import MOST_BYTES, MOST_ROWS, example, read_quotes
from basislib.quotes import format_price, parse_price
from basislib.widgets.boxes import button, row
from basislib.widgets.questions import read_number

MONTHS = {"03": "March", "06": "June", "09": "September", "12": "December"}
YEARS = (2000, 2060)
ORIGINAL_YEARS = (2, 3, 5, 7, 10, 20, 30)  # terms at which the Treasury sells notes and bonds
PLAUSIBLE = (-10.0, 20.0)  # % a year; a best implied repo outside hints at a slip in what was typed
FACTOR_GAP = 0.00015  # a given conversion factor further off than this is mentioned
SHOWN_NOTES, SHOWN_BAD, SHOWN_NAMES = 12, 10, 5
EDITABLE = 100_000  # bytes; a longer file would be slow to mend in the text anyway
EIGHTHS = ("", "⅛", "¼", "⅜", "½", "⅝", "¾", "⅞")
SAMPLE = {"contract": "TY", "month": "12", "year": 2024, "repo": "5.35"}
HELP = (
    "One note a row. The first row names the columns: <b>coupon</b>, <b>maturity</b>, <b>price</b>, and if you have "
    "them <b>issued</b> and <b>conversion factor</b>. Coupons as 4.125 or 4 1/8, dates as 2032-11-15, 11/15/2032 or "
    "15 Nov 2032, prices as 102-17, 102-17+ or 102.53125, without accrued interest. Commas, semicolons or tabs "
    "between the cells."
)
WHERE = (f"At most {MOST_BYTES / 1e6:g} MB and fewer than {MOST_ROWS:,} rows. The quotes go to the calculation behind "
         "this page and nowhere else. They are not kept: after a reload they are gone.")


@dataclass(frozen=True)
class OwnQuotes:
    """A basket somebody typed: what can be used, what cannot, and what looks odd.

    Attributes
    ----------
    quoted : QuotedBasket or None
        None if no note is left.
    ranking : pandas.DataFrame or None
        As `basislib.basis.rank_deliverables` gives it.
    bad : tuple of basislib.own_quotes.BadRow
    left_out : tuple of str
        Notes the contract does not take, with the reason.
    odd : tuple of str
        Sentences about what should be looked at.
    """

    quoted: QuotedBasket | None
    ranking: object
    bad: tuple
    left_out: tuple
    odd: tuple


def note_name(coupon, maturity):
    """Return a note as the market names it: ``4⅜% Aug 2043``."""
    whole, rest = divmod(round(8 * coupon), 8)
    words = f"{whole or ''}{EIGHTHS[rest]}" if abs(8 * coupon - round(8 * coupon)) < 1e-9 and coupon else f"{coupon:g}"
    return f"{words}% {maturity:%b %Y}"


def read_own(source, contract, delivery_month, *, settle, futures_price, repo_rate, delivery=None):
    """Read a basket and rank it.

    Parameters
    ----------
    source : str or bytes
        As in `basislib.own_quotes.read_quotes`.
    contract, delivery_month : str
        Such as ``"TY"`` and ``"2024-12"``.
    settle, delivery : datetime.date
        Settlement of the notes; delivery into the future, by default the contract's last delivery day.
    futures_price : str
        As `basislib.quotes.parse_price` reads it.
    repo_rate : str
        Per cent a year, ACT/360.

    Returns
    -------
    OwnQuotes

    Raises
    ------
    ValueError
        If something other than single rows cannot be used.
    """
    future = parse_price(futures_price.strip(), field="futures price")
    rate = float(within("repo rate", _percent(repo_rate), "% a year", low=-5, high=50))
    if not isinstance(settle, date):
        raise ValueError("the settlement date is missing; choose the day the notes are paid for.")
    last = delivery or last_delivery_day(contract, delivery_month)
    if not settle < last:
        raise ValueError(f"the settlement date is {settle}; it must be before the delivery date, {last}.")
    notes, bad = read_quotes(source)
    keep, left_out = _deliverable(notes, contract, delivery_month)
    notes = notes[keep].reset_index(drop=True)
    if notes.empty:
        return OwnQuotes(None, None, bad, left_out, ())
    odd = []
    factors = [conversion_factor(contract, delivery_month, *note) for note in zip(notes["coupon"], notes["maturity"],
                                                                                 strict=True)]
    odd += _odd_factors(notes, factors)
    if "conversion_factor" not in notes:
        notes = notes.assign(conversion_factor=factors)
    ready = prepare_basket(notes, settle=settle, delivery=last)
    ranking = rank_deliverables(ready, future, repo_rate=rate)
    odd += _odd_prices(ranking)
    quoted = QuotedBasket(contract, delivery_month, settle, last, future, rate, notes, ("the reader",))
    return OwnQuotes(quoted, ranking, bad, left_out, tuple(odd))


def _percent(text):
    """Return the repo rate somebody typed."""
    if not text.strip():
        raise ValueError("the repo rate is missing; type it in % a year, such as 4.30.")
    try:
        return read_number(text)
    except ValueError as wrong:
        raise ValueError(f"repo rate: {wrong}") from None


def _deliverable(notes, contract, delivery_month):
    """Return which notes the contract takes, and a sentence for each of the others."""
    keep, why = [], []
    for note in notes.itertuples():
        issued = getattr(note, "issued", None)
        # Without an issue date any term the Treasury sells will do: the remaining term is checked all the same.
        days = [issued] if issued else [shift_months(note.maturity, -12 * years) for years in ORIGINAL_YEARS]
        fits = any(is_eligible(contract, delivery_month, maturity=note.maturity, issued=day) for day in days)
        keep.append(fits)
        if not fits:
            given = f", issued {issued}" if issued else ""
            why.append(f"{note_name(note.coupon, note.maturity)} (matures {note.maturity}{given})")
    return keep, tuple(why)


def _odd_factors(notes, factors):
    """Name the notes whose given factor is not the exchange's."""
    if "conversion_factor" not in notes:
        return []
    return [f"{note_name(note.coupon, note.maturity)}: your conversion factor is {note.conversion_factor:.4f}, the "
            f"exchange's formula gives {factor:.4f}. Yours is used."
            for note, factor in zip(notes.itertuples(), factors, strict=True)
            if abs(note.conversion_factor - factor) > FACTOR_GAP][:SHOWN_NAMES]


def _odd_prices(ranking):
    """Say what a slip in a price, a date or the futures price would look like."""
    odd = []
    best = ranking.iloc[0]["implied_repo_rate"]
    if not PLAUSIBLE[0] <= best <= PLAUSIBLE[1]:
        odd.append(f"The best implied repo is {best:.1f}% a year, which no market pays. Check the futures price, both "
                   "dates, and the price of the first note.".replace("-", "−"))
    for note in ranking[_two_decimals(ranking["clean_price"])].head(SHOWN_NAMES).itertuples():
        points, parts = f"{note.clean_price:.2f}".split(".")
        odd.append(f"{note_name(note.coupon, note.maturity)}: {points}.{parts} is read as a decimal. If {parts} are "
                   f"32nds, write {points}-{parts}.")
    middle = ranking["yield_"].median()
    for note in ranking[(ranking["yield_"] - middle).abs() > 1].head(SHOWN_NAMES).itertuples():
        odd.append(f"{note_name(note.coupon, note.maturity)} yields {note.yield_:.2f}%, the middle of your basket "
                   f"{middle:.2f}%. Check its coupon, maturity and price.")
    return odd


def _two_decimals(prices):
    """Return which prices look like points and 32nds with a point between them, as some newspapers print them."""
    hundredths = (100 * prices).round(6)
    return (hundredths % 1 == 0) & (hundredths % 100 < 32) & ((256 * prices) % 1 > 0)


class QuotesBox:
    """The fields, the text, the file, what came of it, and the button that shows it in the pictures.

    Parameters
    ----------
    on_show : callable
        Called with the `QuotedBasket` when the reader wants it in the page's pictures.
    """

    def __init__(self, on_show: Callable[[QuotedBasket], None]):
        self._on_show = on_show
        self._read = None
        self.fields = _fields()
        self.text = ipywidgets.Textarea(
            description="Notes and prices", continuous_update=False, rows=9,
            placeholder="coupon, maturity, price\n4 1/4, 6/30/2031, 103-09+\n4 1/8, 7/31/2031, 102-17+",
            layout=ipywidgets.Layout(width="100%", height="auto"))
        self.upload = ipywidgets.FileUpload(accept=".csv,.txt,.tsv", multiple=False, description="Choose a CSV file",
                                            layout=ipywidgets.Layout(width="auto"))
        self.upload.observe(self._chosen, "value")
        self.said = ipywidgets.HTML()
        self.show_button = button("Show my basket in the pictures", self.show, "wb-check")
        self.show_button.layout.display = "none"
        self.buttons = {"read": button("Read these quotes", self.read, "wb-check"),
                        "example": button("Fill in an example", self.fill),
                        "clear": button("Clear", self.clear), "show": self.show_button}
        tools = row([self.buttons["read"], self.upload, self.buttons["example"], self.buttons["clear"]], "wb-tools")
        self.widget = ipywidgets.VBox([
            row(list(self.fields.values()), "wb-fields"), ipywidgets.HTML(f'<p class="wb-note">{HELP}</p>'), self.text,
            tools, ipywidgets.HTML(f'<p class="wb-note">{WHERE}</p>'), self.said, row([self.show_button])])
        self.widget.add_class("wb-quotes")

    def read(self):
        """Read what is in the text."""
        self._take(self.text.value)

    def _chosen(self, change):
        """Read a file as soon as it has been chosen; a small one goes into the text, where it can be mended."""
        if not change["new"]:
            return
        content = bytes(change["new"][0]["content"])
        self.upload.value = ()  # so that choosing the same file again is noticed
        if len(content) <= EDITABLE:
            self.text.value = content.decode("utf-8-sig", errors="replace")
        self._take(content)

    def _take(self, source):
        """Read a text or the bytes of a file, and say what came of it."""
        given = {name: field.value for name, field in self.fields.items()}
        self._read, self.show_button.layout.display = None, "none"
        try:
            own = read_own(
                source, given["contract"], f"{given['year']}-{given['month']}", settle=given["settle"],
                futures_price=given["future"], repo_rate=given["repo"], delivery=given["delivery"])
        except ValueError as wrong:
            text = str(wrong)
            self.said.value = f'<p class="wb-error" role="alert">{html.escape(text[:1].upper() + text[1:])}</p>'
            return
        self._read = own.quoted
        self.said.value = f'<div role="status">{report(own)}</div>'
        self.show_button.layout.display = "none" if own.quoted is None else None

    def show(self):
        """Hand the basket to the page's pictures."""
        if self._read is not None:
            self._on_show(self._read)
            self.said.value = self.said.value.replace(
                '<div role="status">', '<div role="status"><p class="wb-note">The pictures above now show your basket. '
                "It is the last choice under “Basket”.</p>", 1)

    def fill(self):
        """Fill in the example."""
        there = basket(SAMPLE["contract"], f"{SAMPLE['year']}-{SAMPLE['month']}")
        future = format_price(there.futures_price, "plus")
        values = SAMPLE | {"future": future, "settle": there.settle, "delivery": None}
        for name, value in values.items():
            self.fields[name].value = value
        self.text.value = example()
        self.read()

    def clear(self):
        """Empty the text and what was said about it."""
        self.text.value = self.said.value = ""
        self._read, self.show_button.layout.display = None, "none"


def _fields():
    """Return the fields about the contract, by name; each has a label of its own."""
    def short(words):
        return {"description": words, "style": {"description_width": "initial"},
                "layout": ipywidgets.Layout(width="auto")}

    contracts = [(f"{each.name} ({code})", code) for code, each in CONTRACTS.items()]
    return {
        "contract": ipywidgets.Dropdown(options=contracts, value="TY", **short("Contract")),
        "month": ipywidgets.Dropdown(options=[(words, month) for month, words in MONTHS.items()], value="12",
                                     **short("Delivery month")),
        "year": ipywidgets.BoundedIntText(min=YEARS[0], max=YEARS[1], value=date.today().year, **short("Year")),
        "future": ipywidgets.Text(placeholder="114-07+", **short("Futures price")),
        "settle": ipywidgets.DatePicker(**short("Notes settle on")),
        "delivery": ipywidgets.DatePicker(**short("Delivery (empty: the last day)")),
        "repo": ipywidgets.Text(placeholder="4.30", **short("Repo rate, % a year")),
    }


def report(own):
    """Return what came of the quotes as HTML: the bad cells first, then the ranking."""
    parts = [_bad_html(own.bad), _list_html("Not deliverable into this contract, and left out:", own.left_out)]
    if own.quoted is None:
        return "".join(parts) + '<p class="wb-error">0 notes are left to rank. Mend the rows above, or look at the ' \
            "contract and the delivery month.</p>"
    parts.append(_list_html("Worth a look:", own.odd))
    best = own.ranking.iloc[0]
    count = len(own.ranking)
    quoted = own.quoted
    parts.append(
        f"<p><b>{note_name(best.coupon, best.maturity)}</b> is the cheapest to deliver of {count} "
        f"{'note' if count == 1 else 'notes'}: implied repo {_number(best.implied_repo_rate, 2)}% against repo at "
        f"{quoted.repo_rate:.2f}%. Delivery on {quoted.delivery}, {(quoted.delivery - quoted.settle).days} days "
        "on.</p>")
    return "".join(parts) + _table_html(own.ranking.head(SHOWN_NOTES), count)


def _bad_html(bad):
    """Return a table of the cells that cannot be used."""
    if not bad:
        return ""
    rows = "".join(
        f"<tr><td>{one.row}</td><td>{html.escape(one.column)}</td><td><code>{html.escape(one.value)}</code></td>"
        f"<td>{html.escape(one.what_is_wrong)}</td><td>{html.escape(one.what_would_be_right)}</td></tr>"
        for one in bad[:SHOWN_BAD])
    more = f" The first {SHOWN_BAD} of them:" if len(bad) > SHOWN_BAD else ""
    count = f"{len(bad)} {'cell' if len(bad) == 1 else 'cells'} cannot be used, and their rows are left out."
    return (f'<p class="wb-error" role="alert">{count}{more}</p><div class="wb-wide"><table><thead><tr><th>row</th>'
            "<th>column</th><th>what stands there</th><th>what is wrong</th><th>what would be right</th></tr></thead>"
            f"<tbody>{rows}</tbody></table></div>")


def _list_html(words, items):
    """Return a short list, or nothing."""
    if not items:
        return ""
    more = f"<li>and {len(items) - SHOWN_NAMES} more</li>" if len(items) > SHOWN_NAMES else ""
    lines = "".join(f"<li>{html.escape(item)}</li>" for item in items[:SHOWN_NAMES])
    return f'<p class="wb-note">{words}</p><ul class="wb-note">{lines}{more}</ul>'


def _table_html(table, count):
    """Return the ranking as an HTML table."""
    heads = ("", "note", "price", "yield, %", "factor", "gross basis, 32nds", "net basis, 32nds", "implied repo, %")
    rows = "".join(
        f"<tr><td>{'CTD' if note.is_ctd else place}</td><td>{note_name(note.coupon, note.maturity)}</td>"
        f"<td>{format_price(note.clean_price, nearest=True)}</td><td>{_number(note.yield_, 2)}</td>"
        f"<td>{note.conversion_factor:.4f}</td><td>{_number(32 * note.gross_basis)}</td>"
        f"<td>{_number(32 * note.net_basis)}</td><td>{_number(note.implied_repo_rate, 2)}</td></tr>"
        for place, note in enumerate(table.itertuples(), 1))
    more = f'<p class="wb-note">The first {len(table)} of {count}.</p>' if count > len(table) else ""
    head = "".join(f"<th>{words}</th>" for words in heads)
    return (f'<div class="wb-wide"><table class="wb-ranking"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>{more}")


def _number(value, places=1):
    """Return a number with a true minus sign; what rounds to nothing has none."""
    return f"{round(value, places) + 0.0:.{places}f}".replace("-", "−")
