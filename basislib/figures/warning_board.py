"""The early-warning board: a lamp and a strip of grades for each indicator, grouped by link of the chain."""

from functools import lru_cache

import numpy as np

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 326.0  # in points of type, so that one unit is one point
SIZE = (WIDTH / 72, HEIGHT / 72)
LINE, TOP = 14.4, HEIGHT - 38  # height of a line, where the first one begins
LEFT, RIGHT = 118, 280  # of the strips
LAMP, WORD = 289, 298
COLOURS = ("#ffffff", "#dfe5ea", "#f3c65b", "#D55E00", "#7a3600")  # by grade
WORDS = ("no number", "quiet", "! watch", "!! alert", "!!! act")
PIXELS = (-1, 4, 3, 2, -1, -1)  # of a line, from its top: the grade from which each is coloured; -1 for the gap
_SHADES = np.array([(*bytes.fromhex(colour[1:]), 255) for colour in COLOURS], np.uint8)


def view(board):
    """Return the lights, the days' marks, how many days there are, and the lights without public numbers."""
    return board.rows, board.record.marks, len(board.record.days), board.dark


def frame(figure, view):
    """Draw the names by link, the axis of days, and what nobody publishes."""
    rows, marks, days, dark = view
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.axis("off")
    page.text(4, HEIGHT - 11, "Lights along the chain", size=11, color=style.INK, va="center")
    page.text(4, TOP + 7, "higher bar: worse", size=9.5, color=style.SOFT, va="center")
    lines = lines_of(rows)
    for at, (link, name) in enumerate(lines):
        y = TOP - (at + 0.5) * LINE
        if name is None:
            page.text(4, y - 1, link.upper(), size=9, color=style.SOFT, va="center", weight="bold")
        else:
            page.text(10, y, name, size=9.5, color=style.INK, va="center")
    low = TOP - len(lines) * LINE
    strip = figure.add_axes((LEFT / WIDTH, low / HEIGHT, (RIGHT - LEFT) / WIDTH, (TOP - low) / HEIGHT))
    strip.set(xlim=(-0.5, days - 0.5), ylim=(len(lines), 0), xticks=[place for place, _ in marks], yticks=())
    strip.set_xticklabels([words for _, words in marks])
    strip.tick_params(labelsize=9.5, colors=style.SOFT, length=3, color=style.FAINT)
    for side in ("left", "top", "right"):
        strip.spines[side].set_visible(False)
    strip.spines["bottom"].set_color(style.FAINT)
    if dark:
        half = (len(dark) + 1) // 2
        page.text(4, low - 32, "Nobody publishes a number for:", size=9.5, color=style.SOFT, va="center")
        for row, part in enumerate((dark[:half], dark[half:])):
            page.text(10, low - 46 - 13 * row, ", ".join(part) + ("," if not row else ""), size=9.5, color=style.SOFT,
                      va="center")


def draw(figure, board, ghost=None):
    """Draw a `policy_lab_boards.Board` up to its day; a pinned one of as many lights and days as grey lines."""
    page, strip = figure.axes
    lines, last = lines_of(board.rows), len(board.record.days) - 1
    places = np.array([at for at, (_, name) in enumerate(lines) if name is not None])
    strip.imshow(_pixels(board, places, len(lines)), extent=(-0.5, last + 0.5, len(lines), 0), aspect="auto",
                 interpolation="none")
    if ghost is not None and ghost.rows == board.rows and len(ghost.record.days) == last + 1:
        _ghost(strip, ghost, places)
    strip.plot([board.day] * 2, [0, len(lines)], color=style.SOFT, linewidth=4, alpha=0.3, solid_capstyle="butt")
    if board.record.event is not None:
        strip.plot([board.record.event] * 2, [len(lines), 0], ":", color=style.INK, linewidth=1.8)
        x = LEFT + (RIGHT - LEFT) * (board.record.event + 0.5) / (last + 1)
        write(page, min(max(x, LEFT + 38), RIGHT - 38), TOP + 7, board.event_words, style.INK, ha="center")
    write(page, WIDTH - 4, HEIGHT - 11, board.headline, style.INK, size=11, ha="right", weight="bold")
    today = board.grades[:, board.day]
    heights = TOP - (places + 0.5) * LINE
    for y, grade, value in zip(heights, today, board.shown, strict=True):
        write(page, WORD, y, f"{WORDS[grade]}, {value}" if grade else WORDS[0], style.INK,
              weight="bold" if grade > 2 else "normal")
    for grade in np.unique(today):
        page.plot(np.full((today == grade).sum(), LAMP), heights[today == grade], "o", color=COLOURS[grade],
                  markeredgecolor=style.SOFT, markeredgewidth=0.6, markersize=7.5)


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
    strip.plot(np.tile(np.append(number, np.nan), len(places)), np.concatenate((high, gap), axis=1).ravel(),
               color="#5f6a74", linewidth=1.3)
