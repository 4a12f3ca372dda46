"""The early-warning board: a lamp and a strip of grades for each indicator, grouped by link of the chain."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from basislib.figures import style
from basislib.figures.marks import dots, line, write
from basislib.figures.wrapping import wrap
from basislib.formats import full_date, minus, money, month, signed
from basislib.language import N_, _, listed, plural
from basislib.policy.monitor import SHARES

HEIGHT = 326.0  # in points of type, so that one unit is one point
LINE, TOP = 14.4, HEIGHT - 38  # height of a line, where the first one begins
COLOURS = ("#ffffff", "#dfe5ea", "#f3c65b", "#D55E00", "#7a3600")  # by grade
WORDS = (N_("no number"), N_("quiet, {value}"), N_("! watch, {value}"), N_("!! alert, {value}"), N_("!!! act, {value}"))
HEADINGS = {  # by link
    "haircut": N_("HAIRCUT"),
    "margin call": N_("MARGIN CALL"),
    "funding": N_("FUNDING"),
    "price impact": N_("PRICE IMPACT"),
    "dealer room": N_("DEALER ROOM"),
    "rate": N_("RATE"),
}
EVENT_OF_MODEL = N_("funds' first sale")
EVENTS = {  # by source; in the model it is `EVENT_OF_MODEL`
    "2019-09": N_("repo rate jumps"),
    "2020-03": N_("dash for cash"),
    "2025-04": N_("yields jump"),
}
PIXELS = (-1, 4, 3, 2, -1, -1)  # of a line, from its top: the grade from which each is coloured; -1 for the gap


@dataclass(frozen=True)
class Places:
    """Where things stand, in points of type: the ends of the strips, lamps and words."""

    width: float
    left: float
    right: float
    lamp: float
    word: float
    event: float  # half the room that the words about the event take


WIDE = Places(403.2, 122, 282, 290, 299, 38)
SLIM = Places(298.8, 124, 186, 194, 202, 31)
SIZE, NARROW = (WIDE.width / 72, HEIGHT / 72), (SLIM.width / 72, HEIGHT / 72)
_SHADES = np.array([(*bytes.fromhex(colour[1:]), 255) for colour in COLOURS], np.uint8)


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def view(board):
    """Return the lights, the days' marks, how many days there are, and the lights without public numbers."""
    return rows_of(board), marks(board.strips), len(board.strips.days), tuple(_(one.label) for one in board.dark)


def rows_of(board):
    """Return name and link of each light, in order."""
    return tuple((_(one.label), one.link) for one in board.lights)


def marks(strips):
    """Return places among the days to write under the strips, and their words."""
    if strips.is_model:
        return tuple((place, _("day {day}").format(day=place)) for place in range(0, len(strips.days), 20))
    starts = np.flatnonzero(np.diff(np.asarray(strips.days.month))) + 1
    return tuple((int(place), month(strips.days[place].month, short=True)) for place in starts[:: -(-len(starts) // 4)])


def day_words(strips, place):
    """Return a day as "day 5" or as "9 March 2020"."""
    if strips.is_model:
        return _("day {day}").format(day=place)
    return full_date(strips.days[place])


def shown(one, value):
    """Return an indicator's value with its unit, short."""
    if np.isnan(value):
        return "–"
    if one.scale in SHARES:
        return f"{min(100 * value, 9999):,.0f}%"
    if one.scale == "bn":
        return money(value, 0)
    if one.scale == "times":
        return f"{value:.1f}×" if value < 100 else ">99×"
    if one.scale == "bp_of_price":
        return minus(plural("{n:g} cent", "{n:g} cents", round(value) + 0.0))
    points = N_("{whole}bp")
    text = {"percent": "{whole}%", "bp": points, "bp_a_day": points}.get(one.scale, "{value:.2f}")
    return _(text).format(whole=signed(value, 0, plus=""), value=value)


def frame(figure, view):
    """Draw the names by link, the axis of days, and what nobody publishes."""
    rows, marks, days, dark = view
    at = place(figure)
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, at.width), ylim=(0, HEIGHT))
    page.axis("off")
    page.text(4, HEIGHT - 11, _("Lights along the chain"), size=11, color=style.INK, va="center")
    page.text(4, TOP + 7, _("higher bar: worse"), size=9.5, color=style.SOFT, va="center")
    lines = lines_of(rows)
    for number, (link, name) in enumerate(lines):
        y = TOP - (number + 0.5) * LINE
        if name is None:
            page.text(4, y - 1, _(HEADINGS[link]), size=9.5, color=style.SOFT, va="center", weight="bold")
        else:
            page.text(10, y, name, size=9.5, color=style.INK, va="center")
    low = TOP - len(lines) * LINE
    strip = figure.add_axes((at.left / at.width, low / HEIGHT, (at.right - at.left) / at.width, (TOP - low) / HEIGHT))
    strip.set(xlim=(-0.5, days - 0.5), ylim=(len(lines), 0), yticks=())
    named = marks[:: max(len(marks) - 1, 1)] if at is SLIM else marks  # the first and the last
    strip.set_xticks([day for day, _words in named], [words for _day, words in named])
    strip.tick_params(labelsize=9.5, colors=style.SOFT, length=3, color=style.FAINT)
    for side in ("left", "top", "right"):
        strip.spines[side].set_visible(False)
    strip.spines["bottom"].set_color(style.FAINT)
    if dark:
        said = [
            _("Nobody publishes a number for:"),
            *wrap(listed(dark, "names"), int(at.width / 5.4), most=int((low - 38) / 13.5)),
        ]
        for row, words in enumerate(said):
            page.text(10 if row else 4, low - 32 - 13.5 * row, words, size=9.5, color=style.SOFT, va="center")


def draw(figure, board, ghost=None):
    """Draw a `basislib.scenes.warning_board.Board` up to its day; a pinned one as grey lines."""
    page, strip = figure.axes
    at = place(figure)
    lines, found = lines_of(rows_of(board)), board.strips
    last = len(found.days) - 1
    places = np.array([number for number, (_link, name) in enumerate(lines) if name is not None])
    strip.imshow(
        _pixels(board, places, len(lines)),
        extent=(-0.5, last + 0.5, len(lines), 0),
        aspect="auto",
        interpolation="none",
    )
    if ghost is not None and ghost.lights == board.lights and len(ghost.strips.days) == last + 1:
        _ghost(strip, ghost, places)
    line(strip, [board.day] * 2, [0, len(lines)], style.SOFT, 4, alpha=0.3, cap="butt")
    if found.event is not None:
        line(strip, [found.event] * 2, [len(lines), 0], style.INK, 1.8, ":")
        x = at.left + (at.right - at.left) * (found.event + 0.5) / (last + 1)
        write(
            page,
            min(max(x, at.left + at.event), at.right - at.event),
            TOP + 7,
            _(EVENTS.get(board.source, EVENT_OF_MODEL)),
            style.INK,
            ha="center",
        )
    write(page, at.width - 4, HEIGHT - 11, day_words(found, board.day), style.INK, size=11, ha="right", weight="bold")
    today = board.grades[:, board.day]
    heights = TOP - (places + 0.5) * LINE
    for y, grade, one, value in zip(heights, today, board.lights, board.values, strict=True):
        write(
            page,
            at.word,
            y,
            _(WORDS[grade]).format(value=shown(one, value)),
            style.INK,
            weight="bold" if grade > 2 else "normal",
        )
    for grade in np.unique(today):
        dots(page, at.lamp, heights[today == grade], "o", COLOURS[grade], 7.5, edge=style.SOFT, width=0.6)


@lru_cache(maxsize=8)
def lines_of(rows):
    """Return the lines of the board: (link, None) for a heading, (link, name) for a light."""
    lines, last = [], None
    for name, link in rows:
        lines += ([(link, None)] if link != last else []) + [(link, name)]
        last = link
    return tuple(lines)


def _pixels(board, places, lines):
    """Return the strips as an image: the higher the grade, the higher and darker the bar; after the day, nothing."""
    grades = np.where(np.arange(board.grades.shape[1]) <= board.day, board.grades, 0)
    image = np.zeros((lines, len(PIXELS), grades.shape[1], 4), np.uint8)
    shades = _SHADES[grades]
    for pixel, least in enumerate(PIXELS):
        if least > 0:
            colour = np.where((grades >= least)[..., None], shades, _SHADES[1])
            image[places, pixel] = colour * (grades > 0)[..., None]
    return image.reshape(-1, grades.shape[1], 4)


def _ghost(strip, ghost, places):
    """Draw the grades of a pinned board as grey lines in the strips, up to its own day."""
    number = np.arange(ghost.grades.shape[1])
    high = places[:, None] + (PIXELS.index(-1, 1) - np.clip(ghost.grades - 1, 0, 3)) / len(PIXELS)
    high = np.where((number <= ghost.day) & (ghost.grades > 0), high, np.nan)
    gap = np.full((len(places), 1), np.nan)
    line(
        strip,
        np.tile(np.append(number, np.nan), len(places)),
        np.concatenate((high, gap), axis=1).ravel(),
        "#5f6a74",
        1.3,
    )
