"""The box for a reader's own quotes: type or paste a basket, or choose a file, and see which note is cheapest.

What is typed is read by `basislib.record.own_quotes` and never run. It goes to the calculation behind the page; the
page's script keeps it in the reader's browser, and nobody else does.
"""

import asyncio
import html
import threading
from collections.abc import Callable
from datetime import date

from IPython import get_ipython

from basislib.checks import Refused
from basislib.formats import month
from basislib.language import N_, _
from basislib.record.datasets import QuotedBasket, basket
from basislib.record.own_basket import rank_own
from basislib.record.own_quotes import MOST_BYTES, MOST_ROWS, Choices, Unclear, example
from basislib.securities.quotes import format_price
from basislib.securities.specifications import CONTRACTS
from basislib.widgets import kinds
from basislib.widgets.boxes import button, row
from basislib.widgets.questions import read_number
from basislib.widgets.quotes_report import note, report, sentence

MONTHS = (3, 6, 9, 12)  # of delivery
YEARS = (2000, 2060)
AT_ONCE = 10_000  # lines; more are read beside the page, with a bar and a way to stop
EDITABLE = 100_000  # bytes; a longer file would be slow to mend in the text anyway
SAMPLE = {"contract": "TY", "month": "12", "year": 2024, "repo": "5.35"}
HELP = N_(
    "One note a row, as it comes from a screen, a file, a newspaper or a mail: a coupon, a maturity and a price, or a "
    "name such as T 4 05/31/30 and a price. Bid and ask, the date of first issue, the conversion factor and a note's "
    "own repo rate are used if they are there. A first row with the columns’ names helps. Prices are without accrued "
    "interest."
)
WHERE = N_(
    "At most {megabytes:g} MB and fewer than {rows:,} rows. The quotes go to the calculation behind this page "
    "and nowhere else."
)
KEPT = N_("They also stay in this browser, so that a reload brings them back. Clear removes them.")
TOO_LARGE = N_("That has more than {megabytes:g} MB and was not taken. A delivery basket needs a few kB.")


class Stopped(Exception):
    """The reader pressed Stop."""


class QuotesBox:
    """The fields, the text, the file, what came of it, and the button that shows it in the pictures.

    Parameters
    ----------
    on_show : callable
        Called with the `QuotedBasket` when the reader wants it in the page's pictures.
    """

    name = "quotes"

    def __init__(self, on_show: Callable[[QuotedBasket], None]):
        self._on_show = on_show
        self._shown, self._report, self._source, self.task = None, "", None, None
        self._stop = threading.Event()
        self.fields, self.choices = _fields(), _choices()
        for choice in self.choices.values():
            choice.observe(self._chosen, "value")
        self.text = kinds.Textarea(
            description=_("Notes and prices"),
            continuous_update=False,
            rows=9,
            placeholder="T 4 1/4 06/30/31  103-09+\nT 4 1/8 07/31/31  102-17+",
            layout=kinds.Layout(width="100%", height="auto"),
        )
        self.upload = kinds.FileUpload(
            accept=".csv,.txt,.tsv,.md,.eml",
            multiple=False,
            description=_("Choose a file"),
            layout=kinds.Layout(width="auto"),
        )
        self.upload.observe(self._uploaded, "value")
        self.said, self.progress = kinds.HTML(), kinds.HTML()
        self.buttons = {
            "read": button(_("Read these quotes"), self.read, "wb-check"),
            "example": button(_("Fill in an example"), self.fill),
            "clear": button(_("Clear"), self.clear),
            "stop": button(_("Stop"), self.stop),
            "show": button(_("Show my basket in the pictures"), self.show, "wb-check"),
        }
        self.show_button = self.buttons["show"]
        for name in ("stop", "show"):
            self.buttons[name].layout = kinds.Layout(width="auto", display="none")
        self.widget = self._layout()

    def read(self):
        """Read what is in the text."""
        self._take(self.text.value)

    def stop(self):
        """Ask a long reading to end."""
        self._stop.set()

    def show(self):
        """Hand the basket to the page's pictures."""
        if self._shown is not None:
            self._on_show(self._shown)
            told = _("The pictures above now show your basket. It is the last choice under “Basket”.")
            self.said.value = f'<div role="status">{note(told)}{self._report}</div>'

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
        self.stop()
        self.text.value = self.said.value = ""
        self._source = None
        self._ask({})
        self._forget()

    # ---- reading ------------------------------------------------------------------------------

    def _uploaded(self, change):
        """Read a file as soon as it has been chosen; a small one goes into the text, where it can be mended."""
        if not change["new"]:
            return
        content = change["new"][0]["content"]
        content = bytes(content) if isinstance(content, memoryview) else content  # anything else is refused below
        self.upload.value = ()  # so that choosing the same file again is noticed
        if isinstance(content, bytes) and len(content) <= EDITABLE:
            self.text.value = content.decode("utf-8-sig", errors="replace")
        self._take(content)

    def _chosen(self, change):
        """Read once more, with what the reader has said about the quotes."""
        if self._source is not None:
            self._take(self._source)

    def _take(self, source):
        """Read a text or the bytes of a file; a long one beside the page."""
        if self.task is not None and not self.task.done():
            return
        self._source = source
        self._forget()
        if not isinstance(source, str | bytes) or source.count(b"\n" if isinstance(source, bytes) else "\n") <= AT_ONCE:
            self._work(source)
            return
        self._busy(True)
        work = self._beside(source)
        try:
            self.task = asyncio.get_running_loop().create_task(work)
        except RuntimeError:
            asyncio.run(work)

    def _work(self, source, progress=None):
        """Read, and say what came of it."""
        try:
            self._tell(self._rank(source, progress))
        except ValueError as wrong:
            self._refuse(wrong)

    def _rank(self, source, progress=None):
        """Return the basket of a source and of the fields."""
        given = {name: field.value for name, field in self.fields.items()}
        said = {name: choice.value for name, choice in self.choices.items()}
        return rank_own(
            source,
            given["contract"],
            f"{given['year']}-{given['month']}",
            settle=given["settle"],
            futures_price=given["future"],
            repo_rate=_percent(given["repo"]),
            delivery=given["delivery"],
            choices=Choices(said["dates"], said["point"], said["third"]),
            point=said["future"],
            progress=progress,
        )

    async def _beside(self, source):
        """Read in a thread, with a bar, until it is done or stopped."""
        loop, stop = asyncio.get_running_loop(), self._stop

        def advance(share):
            if stop.is_set():
                raise Stopped
            loop.call_soon_threadsafe(self._advance, share)

        try:
            self._tell(await asyncio.to_thread(self._rank, source, advance))
        except Stopped:
            self.said.value = note(_("Stopped. Nothing was read."))
        except ValueError as wrong:
            self._refuse(wrong)
        except Exception:  # shown nowhere else
            failed = _("These quotes could not be read.")
            self.said.value = f'<p class="wb-error" role="alert">{failed}</p>'
            if get_ipython() is None:
                raise
        finally:
            self._busy(False)

    def _busy(self, on):
        """Show that a long reading is under way, or is no longer."""
        self.buttons["read"].disabled, self.buttons["stop"].layout.display = on, None if on else "none"
        self.progress.value = ""
        if on:
            self._stop, self.said.value = threading.Event(), note(_("Reading …"))

    def _advance(self, share):
        """Show how far a long reading is."""
        told = _("{percent}% of the rows").format(percent=round(100 * share))
        label = _("Share of the rows that is read")
        self.progress.value = f'<label class="wb-bar">{told}<progress max="1" value="{share:.2f}" aria-label="{label}"></progress></label>'

    # ---- showing ------------------------------------------------------------------------------

    def _tell(self, own):
        """Say what came of the quotes, and ask what only the reader can say."""
        self._shown, self._report = own.pictured, report(own)
        self._ask(own.read.asked)
        self.said.value = f'<div role="status">{self._report}</div>'
        self.show_button.layout.display = "none" if self._shown is None else None

    def _refuse(self, wrong):
        """Say why nothing could be read."""
        if isinstance(wrong, Unclear):
            self._ask({"future": ""})
        self.said.value = f'<p class="wb-error" role="alert">{sentence(wrong)}</p>'

    def _ask(self, asked):
        """Show the choices that are asked for, and those that were made; a hidden one decides nothing."""
        for name, choice in self.choices.items():
            needed = name in asked or bool(name == "future" and choice.value)
            choice.layout.display = None if needed else "none"

    def _forget(self):
        """Take away the basket that was read before."""
        self._shown, self.show_button.layout.display = None, "none"

    def _layout(self):
        where = _(WHERE).format(megabytes=MOST_BYTES / 1e6, rows=MOST_ROWS)
        count = len(self.fields) + len(self.choices) + 1
        kept = f'<span data-wb-fields="{count}" hidden> {_(KEPT)}</span>'  # the script that keeps them says so
        large = _(TOO_LARGE).format(megabytes=MOST_BYTES / 1e6)
        tools = [
            self.buttons["read"],
            self.upload,
            self.buttons["example"],
            self.buttons["clear"],
            self.buttons["stop"],
        ]
        box = kinds.VBox(
            [
                row(list(self.fields.values()), "wb-fields"),
                kinds.HTML(note(_(HELP))),
                self.text,
                row(tools, "wb-tools"),
                kinds.HTML(
                    f'{note(where + kept)}<p class="wb-error" role="alert" data-wb-large="{MOST_BYTES}" hidden>{html.escape(large)}</p>'
                ),
                self.progress,
                row(list(self.choices.values()), "wb-fields"),
                self.said,
                row([self.show_button]),
            ]
        )
        box.add_class("wb-quotes")
        return box


def _percent(text):
    """Return the repo rate somebody typed."""
    if not text.strip():
        raise Refused(N_("the repo rate is missing; type it in % a year, such as 4.30."))
    try:
        return read_number(text)
    except ValueError as wrong:
        raise Refused(N_("repo rate: {wrong}"), wrong=wrong) from None


def _short(words):
    return {"description": words, "style": {"description_width": "initial"}, "layout": kinds.Layout(width="auto")}


def _fields():
    """Return the fields about the contract, by name; each has a label of its own."""
    contracts = [
        (_("{contract} ({code})").format(contract=_(each.name), code=code), code) for code, each in CONTRACTS.items()
    ]
    return {
        "contract": kinds.Dropdown(options=contracts, value="TY", **_short(_("Contract"))),
        "month": kinds.Dropdown(
            options=[(month(number), f"{number:02}") for number in MONTHS], value="12", **_short(_("Delivery month"))
        ),
        "year": kinds.BoundedIntText(min=YEARS[0], max=YEARS[1], value=date.today().year, **_short(_("Year"))),
        "future": kinds.Text(placeholder="114-07+", **_short(_("Futures price"))),
        "settle": kinds.DatePicker(**_short(_("Notes settle on"))),
        "delivery": kinds.DatePicker(**_short(_("Delivery (empty: the best day)"))),
        "repo": kinds.Text(placeholder="4.30", **_short(_("Repo rate, % a year"))),
    }


def _choices():
    """Return what is asked where quotes can be read in two ways, by name; hidden until it is needed."""
    undecided = (_("please choose"), "")
    points = [undecided, (_("32nds: 101.06 is 101-06"), "32nds"), (_("a decimal: 101.06 is 101.06"), "decimal")]
    made = {
        "future": kinds.Dropdown(options=points, value="", **_short(_("After the point of the futures price"))),
        "dates": kinds.Dropdown(
            options=[
                undecided,
                (_("the month: 5/31/2030"), "month"),
                (_("the day: 31/5/2030"), "day"),
                (_("the year: 30/5/31"), "year"),
            ],
            value="",
            **_short(_("First in a date")),
        ),
        "point": kinds.Dropdown(options=points, value="", **_short(_("After the point of the notes’ prices"))),
        "third": kinds.Dropdown(
            options=[
                undecided,
                (_("eighths, as for notes: 99-215 is 99-21⅝"), "cash"),
                (_("as for futures: 99-215 is 99-21½"), "future"),
            ],
            value="",
            **_short(_("The third digit after the dash")),
        ),
    }
    for choice in made.values():
        choice.layout.display = "none"
    return made
