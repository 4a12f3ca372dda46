"""What is on the screen, as lines: any widget with all it holds, and the state of an explorer."""

import contextlib
import html
import io
import re
from base64 import b64decode
from datetime import date
from importlib import import_module

import ipywidgets

from tests.opened import show_exercises
from tests.words.lines import bare, picture, sentences, table

SEED = 1
WORDS = re.compile(r'<div class="words" data-wb-state="([^"]*)"(?: data-wb-home="")?>(.*)</div>', re.DOTALL)
TRAITS = (
    "description",
    "tooltip",
    "placeholder",
    "min",
    "max",
    "step",
    "value",
    "readout_format",
    "interval",
    "accept",
    "rows",
    "disabled",
)
SVG = re.compile(r"(<svg.*?</svg>)", re.DOTALL)
FILE = re.compile(r'(?<=href="data:text/csv;base64,)[^"]*|(?<=href="data:image/png;base64,)[^"]*')
LONGEST = 200


def open_page(stem, query=f"seed={SEED}"):
    """Return a page as its notebook opens it; what it puts on the screen is not printed."""
    page = import_module(f"basislib.pages.{stem}").page(query)
    with contextlib.redirect_stdout(io.StringIO()):
        page.explore()
        show_exercises(page)
    return page


def walk(widget):
    """Yield a widget and all that it holds."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def look(widget, full=False):
    """Return a widget and all it holds as lines: what can be read, chosen or moved. What is hidden is only named."""
    return list(_look(widget, full, 0))


def _look(widget, full, depth):
    pad = "| " * depth
    said = [] if isinstance(widget, ipywidgets.HTML) else [*_traits(widget), *_options(widget)]
    looks = [f"{key}:{value}" for part in ("layout", "style") for key, value in _set(getattr(widget, part, None))]
    names = [f".{name}" for name in widget._dom_classes]
    yield f"{pad}{' '.join([type(widget).__name__, *names, *looks])}{''.join(f', {each}' for each in said)}"
    if widget.layout.display == "none" or "wb-hidden" in widget._dom_classes:
        return
    if isinstance(widget, ipywidgets.HTML):
        yield from (f"{pad}| {line}" for line in read(widget.value, full))
    for child in getattr(widget, "children", ()):
        yield from _look(child, full, depth + 1)


def read(text, full=False):
    """Return HTML as lines; pictures and files in it are told as such."""
    parts = SVG.split(text)
    lines = []
    for words, svg in zip(parts[::2], [*parts[1::2], ""], strict=True):
        lines += sentences(FILE.sub(lambda found: _file(found[0], full), words))
        lines += picture(svg, full) if svg else []
    return lines


def _file(body, full):
    data = b64decode(body)
    return "PNG" if data.startswith(b"\x89PNG") or not data else "\n".join(table(data, full))


def _traits(widget):
    """Return what can be seen of a widget; a year that is this year's by the clock is told as such."""
    this_year = isinstance(widget, ipywidgets.BoundedIntText) and widget.value == date.today().year
    values = {name: getattr(widget, name, None) for name in TRAITS} | ({"value": "this year"} if this_year else {})
    return [
        f"{name}={str(value)[:LONGEST]}".replace("\n", "↵")
        for name, value in values.items()
        if value is not None and value is not False and value != ""
    ]


def _options(widget):
    pairs = [option if isinstance(option, tuple) else (option, option) for option in getattr(widget, "options", ())]
    return ["options: " + "; ".join(f"{words}={key}" for words, key in pairs)] if pairs else []


def _set(looks):
    """Return what is set of a layout or a style, in order."""
    values = looks.trait_values() if looks is not None else {}
    return sorted(
        (key, value)
        for key, value in values.items()
        if key in looks.keys and not key.startswith("_") and isinstance(value, str) and value
    )


def state(explorer, full=False):
    """Return what an explorer shows as lines: its words, its tiles, its picture, its table."""
    link, words = WORDS.fullmatch(explorer.words.value).groups()
    tiles, there, words = words.rpartition("</b></div></div>")
    svg = explorer.picture.value
    tiles = re.sub(
        r"<div><span>(.*?)</span><b>(.*?)</b></div>",
        r"\n\1: \2\n",
        (tiles + there).replace('<div class="wb-tiles">', "").removesuffix("</div>"),
    )
    lines = [] if html.unescape(link) == explorer.state() else [f"its words carry the link {link}"]
    lines += sentences(words)
    if 'role="alert"' in words:
        faded = explorer.picture.value.startswith('<div class="wb-stale">')
        explorer.buttons["csv"].click()
        lines.append("the picture before it, faded" if faded else "the picture is not faded")
        return [*lines, bare(explorer.note.value)]
    lines += [line.strip() for line in tiles.splitlines() if line.strip()]
    return [*lines, *_alt(svg, words, tiles), *picture(svg, full), *table(explorer.csv(), full)]


def _alt(svg, words, tiles):
    """Return the picture's description unless it is that of the house: the tiles, then the words."""
    alt = html.unescape(re.search(r'aria-label="([^"]*)"', svg)[1])
    said = bare(words.partition('<p class="wb-pinned">')[0])
    usual = "; ".join(bare(line) for line in tiles.splitlines() if line)
    return [] if alt == (f"{usual}. {said}" if usual else said) else [f"alt text: {alt}"]
