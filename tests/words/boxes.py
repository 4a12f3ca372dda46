"""Visits to the three boxes: the claims, a reader's own quotes, and crises drawn at random.

They are driven as a reader drives them: fields and buttons are found by their labels.
"""

import re
from datetime import date, datetime

import ipywidgets

from tests.words.screen import look, read, state, walk

PASTES = {
    "two good notes": "coupon,maturity,price\n4 1/4,6/30/2031,103-09+\n4 1/8,7/31/2031,102-17+\n",
    "factors given, one of them wrong": "coupon,maturity,price,cf\n4.25,2031-06-30,103-09+,0.9069\n4.125,2031-07-31,102-17+,0.95\n",
    "good and bad rows": "coupon,maturity,price\n4 1/4,6/30/2031,103-09+\nx,2031-08-15,84-27\n1.375,11/15/31,85-02\n,2031-08-15,x\n",
    "notes the contract does not take": "coupon,maturity,price\n4 1/4,6/30/2031,103-09+\n4.5,2033-11-15,105-10\n1,2028-07-31,89-00\n",
    "issued too long ago": "coupon,maturity,price,issued\n4.25,2031-06-30,103-09+,2001-06-30\n",
    "a decimal that looks like 32nds": "coupon,maturity,price\n4 1/4,6/30/2031,103-09+\n1.375,2031-11-15,85.02\n",
    "a price far off": "coupon,maturity,price\n4 1/4,6/30/2031,103-09+\n4 1/8,7/31/2031,102-17+\n2,2032-02-15,60-00\n",
    "no note left": "coupon,maturity,price\n4,2050-05-15,100\n",
    "nothing": "",
    "other columns": "a,b\n1,2\n",
    "the same column twice": "coupon,coupon,maturity,price\n4,4,2031-06-30,100\n",
    "the same note twice": "coupon,maturity,price\n4,2031-06-30,100\n4,2031-06-30,101\n",
    "too many rows": "coupon,maturity,price\n" + "4,2031-12-31,100\n" * 10_000,
    "bad coupons": "coupon;maturity;price\n"
    + "".join(
        f"{cell};2031-06-30;100\n" for cell in ("", "four", "412.5", "4 9/8", "4 1/3", "=1+1", '"4,125"', "4" * 200)
    ),
    "bad dates": "coupon;maturity;price\n"
    + "".join(
        f"4;{cell};100\n"
        for cell in (
            "31 Mai 2030",
            "31 Feb 2030",
            "5/6/2030",
            "31/5/2030",
            "31.05.2030",
            "5/31/30",
            "13/13/2030",
            "1820-01-01",
            "May 2030",
            "=TODAY()",
        )
    ),
    "bad prices": "coupon;maturity;price\n"
    + "".join(f"4;2031-06-30;{cell}\n" for cell in ("101-32", "4.5", "1e2", "", "nan", "101,5", "9" * 90, "251")),
    "more bad cells than are shown": "coupon,maturity,price\n" + "x,2031-06-30,100\n" * 12,
    "bad issue dates and factors": "coupon,maturity,price,issued,cf\n4,2030-05-31,101,2030-05-31,0.9\n"
    "4,2030-05-31,101,2025-05-31,92.72\n4,2030-05-31,101,soon,x\n4,2030-05-31\n",
    "a screen's names, bid and ask, and a note's own repo rate": "Security\tBid\tAsk\tAct Repo\nT 4 1/4 06/30/31\t103-09\t103-10\t5.1\n"
    "T 4 1/8 07/31/31\t102-17\t102-18\t\nTII 0.125 07/15/31\t90\t90\t\nB 0 01/15/25\t98\t98\t\n",
    "what can be read in two ways": "coupon,maturity,price\n4.25,6/30/31,103.09\n4.125,7/31/31,102.17\n1.25,3/6/31,84.27\n",
    "not issued yet": "coupon,maturity,price,issued\n4.25,2031-06-30,103-09+,\n3.75,2031-08-31,100-16,2024-09-03\n",
    "markup": "coupon,maturity,price\n<img src=x onerror=alert(1)>,2031-06-30,103\n",
}
FIELDS = {  # what is wrong in the fields above the text
    "Futures price": ("", "114-40", "=1+1", "many", "141-07+"),
    "Repo rate, % a year": ("", "nan", "5,35", "70"),
    "Notes settle on": (None, date(2025, 3, 1)),
    "Delivery (empty: the best day)": (date(2024, 8, 5), date(2032, 1, 1)),
    "Contract": ("TU", "US"),
}
FILES = {"no text": b"\xff\xfe\x00", "too large": b"x" * 5_000_000, "good": PASTES["two good notes"].encode()}
SEARCHES = ("repo", "impossible", "qqq", "x" * 100, "<b>")
SEEDS = ("1", "7", "x", "1000000")


def visit(page, quick, full):
    """Yield the sections of the boxes of a page; quick: with fewer answers and draws."""
    kinds = {"wb-claims": claims, "wb-quotes": quotes, "wb-monte": crises}  # the first is of the second's make
    for widget in (each for top in page.shown for each in walk(top)):
        name = next((name for name in kinds if name in widget._dom_classes), None)
        if name:
            yield from kinds[name](Box(widget, full), page, quick)


class Box:
    """A box on the screen as a reader sees it: fields and buttons by the words they begin with."""

    def __init__(self, widget, full=False):
        self.widget, self._full, self._told = widget, full, set(look(widget, full))

    def field(self, label):
        """Return the field with a label."""
        return next(
            widget
            for widget in walk(self.widget)
            if hasattr(widget, "description")
            and widget.description.startswith(label)
            and not isinstance(widget, ipywidgets.Button)
        )

    def part(self, name):
        """Return the part with a CSS class, as a box of its own."""
        return Box(next(widget for widget in walk(self.widget) if name in widget._dom_classes), self._full)

    def press(self, label):
        """Press a button."""
        next(
            widget
            for widget in walk(self.widget)
            if isinstance(widget, ipywidgets.Button) and widget.description.startswith(label)
        ).click()

    def new(self):
        """Return the lines that this box has not shown before."""
        now = list(look(self.widget, self._full))
        fresh = [line for line in now if line not in self._told]
        self._told.update(fresh)
        return fresh


# ---- claims ---------------------------------------------------------------------------------------------


def claims(box, page, quick):
    """Yield the ledger through every filter, and every claim with the replies to every answer, and the score."""
    card = box.part("wb-claims-card")
    card.press("Give my verdict")
    yield "Claims: a verdict without an answer", card.new()
    box.field("Go to claim").value = "P99"
    yield "Claims: one that is not there", card.new()
    yield from _ledger(box, card)
    ids = _ids(box)
    choice = next(widget for widget in walk(card.widget) if isinstance(widget, ipywidgets.RadioButtons))
    for _, answer in choice.options[: 1 if quick else None]:
        for name in ids:
            box.field("Go to claim").value = name
            choice.value = answer
            card.press("Give my verdict")
            yield f"Claim {name}: {answer}", card.new()
        yield f"Claims: all answered {answer!r}", box.new()
        card.press("Next claim")
        yield f"Claims: none is left after {answer!r}", card.new()
        box.press("Forget")
        yield f"Claims: all answered {answer!r}, forgotten once", box.new()
        box.press("Press again")


def _ids(box):
    return re.findall(r'data-claim="([^"]*)"', "".join(look(box.widget)))


def _ledger(box, card):
    """Yield the ledger with all verdicts, and what each filter and search leaves of it."""
    box.press("Show all")
    box.press("Download CSV")
    yield "Claims: all shown", box.new()
    for label in ("Source", "Verdict", "Topic", "Page", "Words to search for"):
        field = box.field(label)
        values = [value for _, value in field.options if value] if hasattr(field, "options") else SEARCHES
        for value in values:
            field.value = value
            (count,) = (widget for widget in walk(box.widget) if "wb-claims-count" in str(getattr(widget, "value", "")))
            yield f"Claims: {label} {value}", [*read(count.value), " ".join(_ids(box))]
        card.press("Next claim")
        yield f"Claims: the next one of {label} {value}", card.new()
        box.press("Clear")
    box.press("Hide")


# ---- a reader's own quotes ------------------------------------------------------------------------------


def quotes(box, page, quick):
    """Yield what is said about quotes good and bad, and the explorers with a reader's own basket."""
    text, read_button = box.field("Notes and prices"), "Read these quotes"
    box.press("Fill in")
    yield "Quotes: the example", box.new()
    box.press("Show my basket")
    yield "Quotes: the example, shown", box.new()
    for explorer in page.explorers.values():
        yield f"{explorer.name}: with the reader's basket", [*state(explorer), f"link {explorer.state()}"]
    fields = {label: box.field(label).value for label in FIELDS}
    for label, values in FIELDS.items():
        for value in values:
            box.field(label).value = value
            box.press(read_button)
            yield f"Quotes: {label} {value}", box.new()
        box.field(label).value = fields[label]
    for name, pasted in PASTES.items():
        text.value = pasted
        box.press(read_button)
        yield f"Quotes: {name}", box.new()
    upload = next(widget for widget in walk(box.widget) if isinstance(widget, ipywidgets.FileUpload))
    for name, content in FILES.items():
        upload.value = (
            {
                "name": "quotes.csv",
                "type": "text/csv",
                "size": len(content),
                "content": memoryview(content),
                "last_modified": datetime(2026, 1, 2),
            },
        )
        yield f"Quotes: a file, {name}", box.new()


# ---- crises at random -----------------------------------------------------------------------------------


def crises(box, page, quick):
    """Yield what comes of drawn crises, for every family of policies and both measures."""
    families, measure, seed = (box.field(label) for label in ("Policies", "The picture shows", "Seed"))
    box.press("Download CSV")
    yield "Crises: a file before a run", box.new()
    for key in [key for _, key in families.options][: 1 if quick else None]:
        families.value = key
        for typed in SEEDS:
            seed.value = typed
            box.press("Run")
            yield f"Crises: {key}, seed {typed}", box.new()
            for _, other in measure.options[::-1]:
                measure.value = other
                yield f"Crises: {key}, seed {typed}, {other}", box.new()
        seed.value = SEEDS[0]
        box.press("Run")
        box.press("Download CSV")
        yield f"Crises: {key}, as a file", box.new()
