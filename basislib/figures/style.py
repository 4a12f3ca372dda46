"""Colours and small drawing habits shared by every chart."""

import math
import re

import numpy as np
from matplotlib.ticker import ScalarFormatter

from basislib.figures import marks
from basislib.figures.wrapping import fill, length, wrap
from basislib.formats import billions

# Okabe-Ito: told apart by readers with any of the common kinds of colour blindness.
FUND = "#0072B2"
REPO_LENDER = "#E69F00"
CLEARING_HOUSE = "#009E73"
FUTURES_BUYER = "#56B4E9"
DEALER = "#D55E00"
FOREIGN_OFFICIAL = "#CC79A7"
FED = "#333333"

PARTIES = {  # by their names in `basislib.parties`
    "fund": FUND,
    "lender": REPO_LENDER,
    "clearing house": CLEARING_HOUSE,
    "dealer": DEALER,
    "real money": FUTURES_BUYER,
    "foreign official": FOREIGN_OFFICIAL,
    "Fed": FED,
}

# Twins of colours that are too light for letters on white; with them each has a contrast of at least 4.5.
TEXT = {
    "e69f00": "#8a5a00",
    "009e73": "#00694c",
    "56b4e9": "#0f6aa6",
    "d55e00": "#a84300",
    "cc79a7": "#9a3f72",
    "9aa0a6": "#5f6368",
    "d0d4d9": "#5f6368",
}

# Legs differ by line, not by colour alone.
CASH, FUTURES, REPO = "-", "--", ":"

INK = "#222222"
SOFT = "#5f6368"
FAINT = "#d0d4d9"
GAIN = "#0072B2"
LOSS = "#D55E00"
GHOST = "#9aa0a6"
# Letters on a colour that stays as it is on a dark screen, or nearly so; on one that changes stand INK and white.
ON_LIGHT, ON_DARK = "#1f1f1f", "#fefefe"
NARROWER = 4.8  # inches: a picture below this is for a narrow screen


def add_axes(figure, rect, *, xlim, ylim, xticks, yticks, xlabel="", ylabel="", title=""):
    """Add axes in a fixed place with fixed limits and few ticks, and return them.

    Fixed places and limits keep the picture from jumping while a slider moves. The title states what
    is shown, left-aligned, so that it reads like a sentence.
    """
    axes = figure.add_axes(rect)
    axes.set(xlim=xlim, ylim=ylim, xticks=xticks, yticks=yticks)
    axes.yaxis.set_major_formatter(Grouped())  # along the other there may be years
    axes.set_xlabel(xlabel, size=10, color=SOFT)
    axes.set_ylabel(ylabel, size=10, color=SOFT)
    axes.set_title(title, size=11, color=INK, loc="left", pad=6)
    axes.tick_params(labelsize=9.5, colors=SOFT, length=3, color=FAINT)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FAINT)
    return axes


def in_money(*sides, number=billions):
    """Let the axes of amounts, such as `axes.xaxis`, count in the unit of the reader's language; `number` writes them."""
    for side in sides:
        if number(1, "g") == "1":
            side.set_major_formatter(Grouped())
        else:
            side.set_major_formatter(lambda value, _place: number(value, ",.6g").replace("-", "−"))


class Grouped(ScalarFormatter):
    """Numbers along an axis as matplotlib writes them, with a comma after the thousands."""

    def __call__(self, value, place=None):
        """Return the words of a tick."""
        return re.sub(r"\d+", lambda whole: f"{int(whole[0]):,}", super().__call__(value, place), count=1)


def narrow(figure):
    """Return whether a figure is for a narrow screen."""
    return bool(figure.bbox.width / figure.dpi < NARROWER)  # a part of a figure has no width of its own


def fitted(figure, text, room=0.9):
    """Return a title: on a narrow screen on as many lines as it takes in a share `room` of the width."""
    points = figure.bbox.width / figure.dpi * 72
    return fill(text, int(room * points / 6.3)) if narrow(figure) else text


def headline(axes, width, height, text, **options):
    """Write a picture's own sentence at its top, on axes in points of type; on two lines where it is narrow."""
    letters = int(width / 6.6)
    for row, line in enumerate(wrap(text, letters)):
        usual = {"size": 11, "weight": "bold", "color": INK}
        marks.write(axes, 1, height - 12 - 14 * row, line, **usual | options)


def label_line(axes, x, y, text, color, **options):
    """Write a line's name beside it, in its colour; a legend would cost the eye a trip."""
    return marks.write(axes, x, y, text, color, **{"clip_on": True} | options)


def label_ends(axes, x, names, gap=13):
    """Write the names of lines at their ends, (height, words, colour) each, lowest first and `gap` points apart."""
    low, high = axes.get_ylim()
    step = gap / 72 * (high - low) * axes.figure.dpi / axes.bbox.height
    names, heights, floor = sorted(names), [], low - step
    for height, *_others in names:
        floor = max(height, floor + step)
        heights.append(floor)
    over = max(heights[-1] - high, 0)
    for height, (_end, words, colour) in zip(heights, names, strict=True):
        label_line(axes, x, height - over, words, colour, clip_on=False)


def size_within(text, room, size=9.5, letter=0.5):
    """Return the size of letters, at most `size`, at which a text leaves `room` points; `letter`: its width by its height.

    For a text of the frame beside which an amount comes later; English has the room, a translation need not.
    """
    return min(size, room / (letter * length(text)))


def room_of(lines, letter, size=9.5):
    """Return how many points the longest of some lines takes: a letter of ours `letter`, a wide one as much as it is high."""
    return max(letter * len(line) + (size - letter) * (length(line) - len(line)) for line in lines)


def say(axes, x, y, text, size=9.5, color=INK, gap=1.25, **options):
    """Write centred text, one artist a line, so that it stays centred in whatever font the page has."""
    lines = text.split("\n")
    low, high = axes.get_ylim()
    step = size * gap / 72 * (high - low) * axes.figure.dpi / axes.bbox.height
    for row, line in enumerate(lines):
        marks.write(axes, x, y + step * ((len(lines) - 1) / 2 - row), line, color, size=size, ha="center", **options)


def spot_inside(inside, tall, wide, here=None):
    """Return the lower left cell of a free box of tall × wide cells, nearest to the middle of a region, or None.

    `inside` says which cells of a map belong to the region; the box keeps clear of the point `here` (row, column).
    """
    if tall > inside.shape[0] or wide > inside.shape[1] or not inside.any():
        return None
    sums = np.pad(inside.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    full = sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide] + sums[:-tall, :-wide]
    places = np.argwhere(full == tall * wide)
    if here is not None:
        apart = np.abs(places + (tall / 2, wide / 2) - here) > (tall / 2 + 4, wide / 2 + 4)
        places = places[apart.any(axis=1)]
    if not places.size:
        return None
    middle = np.argwhere(inside).mean(axis=0) - (tall / 2, wide / 2)
    return places[np.argmin((((places - middle) / inside.shape) ** 2).sum(axis=1))]


def fit_inside(inside, text, room, here=None):
    """Return how a region of a map has room for its name: lines, size, and the box's corner and cells; None without any.

    The text is tried as it is broken, then in more lines, then in smaller letters. `room` is the map's width and height in
    points; for `inside` and `here` see `spot_inside`.
    """
    for lines, size in _layouts(text):
        step, wide_letter = 13.0 * size / 9.5, 5.6 * size / 9.5
        tall = math.ceil((step * len(lines) + 4) / room[1] * inside.shape[0])
        wide = math.ceil((room_of(lines, wide_letter, size) + 6) / room[0] * inside.shape[1])
        spot = spot_inside(inside, tall, wide, here)
        if spot is not None:
            return lines, size, spot, (tall, wide)
    return None


def _layouts(text):
    """Yield the lines of a text with the size of its letters, from how it is broken to narrower and smaller."""
    lines = text.splitlines()
    shapes = [lines]
    if length(text) == len(text):  # of ours; lines of Chinese are short
        longest = max(map(len, text.split()))
        for letters in range(max(map(len, lines)) - 1, longest - 1, -1):
            more = wrap(text, letters)
            shapes += [] if more in shapes else [more]
    for size in (9.5, 9.2):  # below, letters are too small on a phone
        for shape in shapes:
            yield shape, size


def name_inside(axes, inside, text, place, colour):
    """Write a region's name on a map where it fits wholly, nearest to its middle and clear of a `place` on the scales."""
    left, right, low, high = *axes.get_xlim(), *axes.get_ylim()
    rows, columns = inside.shape
    width, height = (72 / axes.figure.dpi * side for side in axes.bbox.size)
    here = (place[1] - low) / (high - low) * rows, (place[0] - left) / (right - left) * columns
    found = fit_inside(inside, text, (width, height), here)
    if found is None:
        return
    lines, size, (row, column), (tall, wide) = found
    across = left + (column + wide / 2) / columns * (right - left)
    for line, words in enumerate(lines):
        up = (row + tall / 2) / rows + ((len(lines) - 1) / 2 - line) * 13.0 * size / 9.5 / height
        marks.write(axes, across, low + up * (high - low), words, colour, size=size, ha="center")
