"""Numbers with their units, as prose has them and as a page shows them; what a link opens."""

import html
import re
from functools import cache
from importlib import import_module

from tests.words.screen import walk

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
UNITS = {  # as the way or a page may write them behind a number
    "%": "%",
    "bp": "bp",
    "bn": "$bn",
    "m": "$m",
    " billion dollars": "$bn",
    " million dollars": "$m",
    " dollars": "$",
    " dollar": "$",
    " cents": "cents",
    " cent": "cents",
    " times": "times",
    " percentage points": "points",
    " days": "days",
    " nights": "nights",
}
UNIT = "|".join(UNITS)
MEASURED = re.compile(rf"(?<![\w.,])(\$?)({NUMBER})({UNIT})?(?![\w%]|[.,]\d)")
# Of two numbers that share a unit only one is written with it.
FIRST = re.compile(rf"(\$?)({NUMBER})({UNIT})( instead of | to )({NUMBER})(?!{UNIT}|\w|[.,]\d)")
SECOND = re.compile(rf"(?<![\w.,$])({NUMBER})( to )({NUMBER})({UNIT})")
NEAR = 60  # letters: beside a number
STEM = 4  # letters of a word beside a number that must be the same
LABELS = {"%": "%", "bp": "bp", "$bn": "$bn", "$m": "$m", "cents": "cents", "times": "times"}  # in a label: unit
TILE = re.compile(r"<span>([^<]*)</span><b>([^<]*)</b>")


@cache
def opened(stem, query):
    """Return a page as a link opens it, with the parts made that the link is about."""
    page = import_module(f"basislib.pages.{stem}").page(query)
    page.explore()
    page.sections()
    page.prediction.open()
    about = {page.query.get("at"), *page._waiting}
    for placed in page.placed:
        if placed is page.first or getattr(placed.part, "name", "") in about:
            make(placed)
    return page


def make(placed):
    """Make a section and show all of it."""
    placed.build()
    if placed.seen is not None:
        placed.seen.show()


def shown(page):
    """Return all that pictures, words, prose and boxes of a page say so far, as HTML."""
    parts = [explorer.words.value + explorer.picture.value for explorer in page.explorers.values()]
    parts += [placed.seen.text.value for placed in page.placed if placed.seen is not None]
    widgets = [each for top in page.shown for each in walk(top)]
    parts += [each.value for each in widgets if "wb-claims" in str(getattr(each, "value", ""))]
    return " ".join(parts)


def unsaid(text, pages, besides=""):
    """Return the numbers of a text that the pages do not show: first of the parts that are made, then of all."""
    told = measured(text)[0]
    left = [placed for page in pages for placed in page.placed if not placed.built]
    while told:
        said = besides + " ".join(shown(page) for page in pages)
        told = [number for number in told if not number & there(said)]
        if not told or not left:
            break
        make(left.pop(0))
    return told


def measured(text):
    """Return two lists of sets, a set a number: its unit, or if it has none the words beside it; and all of these."""
    text = SECOND.sub(r"\1\4\2\3\4", FIRST.sub(r"\1\2\3\4\1\5\3", text))
    found = []
    for match in MEASURED.finditer(text):
        sign, number, unit = match.groups()
        before, after = text[max(0, match.start() - NEAR) : match.start()], text[match.end() : match.end() + NEAR]
        beside = (
            re.search(r"(\w*)\W*$", before),
            re.match(r"\W*(\w*)", after),
            re.match(rf" of (?:its )?{NUMBER} (\w*)", after),
        )
        words = {(number, word[1].lower()[:STEM]) for word in beside if word and word[1]}
        value = {(float(number.replace(",", "")), UNITS.get(unit, sign))} if sign or unit else set()
        found.append((value or words, value | words))
    return [own for own, _all in found], [every for _own, every in found]


def tiles(said):
    """Return the numbers on tiles with the units of their labels."""
    return {
        (float(number.replace(",", "")), unit)
        for label, value in TILE.findall(said)
        for number in re.findall(NUMBER, value)
        for words, unit in LABELS.items()
        if words in html.unescape(label)
    }


def there(said):
    """Return all numbers that what is shown has, as `measured` does."""
    alt = " ".join(re.findall(r'aria-label="([^"]*)"', said))
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"</?(?:strong|em|b)>", "", said)))
    return set().union(*measured(re.sub(r"<[^>]*>", " ", text))[1], *measured(html.unescape(alt))[1], tiles(said))
