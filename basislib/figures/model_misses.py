"""The record against the model, episode by episode: bands over the unknowns, and a verdict."""

import numpy as np

from basislib.episodes import TOLERANCE
from basislib.figures import style
from basislib.figures.marks import bars, write

WIDTH, HEIGHT = 403.2, 300.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, ACROSS, BOTTOM, TALL = 0.205, 0.475, 0.115, 0.73
SIDE = 0.70 * WIDTH
TITLES = {
    "fall": ("Funds' positions: how far they fell at most, %", (20, 40, 60, 80, 100)),
    "dealers": ("Dealers' notes: how much they grew at most, $bn", (100, 200, 300, 400, 600)),
    "spread": ("Bid-ask spread at its worst, times that of day 0", (4, 8, 12, 16, 24)),
    "gap": ("Future less note at its widest, cents per 100", (20, 40, 60, 80, 120, 200)),
}
COLOURS = {"fits": style.CLEARING_HOUSE, "fits, loosely": style.CLEARING_HOUSE, "misses": style.LOSS,
           "at the edge": style.REPO_LENDER, "cannot say": style.SOFT}
SIGNS = {"fits": "✓", "fits, loosely": "≈", "at the edge": "~", "misses": "✗", "cannot say": "?"}


def view(misses):
    """Return the measure, and the end of its axis."""
    ends = TITLES[misses.measure][1]
    most = max(max(row.band[-1], row.high) for row in misses.rows)
    return misses.measure, next((end for end in ends if most <= end), int(np.ceil(most / 100)) * 100)


def frame(figure, view):
    """Draw the axis, and what the marks mean."""
    measure, end = view
    axes = style.add_axes(figure, (LEFT, BOTTOM, ACROSS, TALL), xlim=(-0.02 * end, end), ylim=(4.6, -0.6),
                          xticks=(0, end / 2, end), yticks=())
    axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")
    glass.text(4, HEIGHT - 9, TITLES[measure][0], size=11, color=style.INK, va="center")
    glass.plot([8, 30], [HEIGHT - 27] * 2, color=style.FUND, linewidth=9, alpha=0.3, solid_capstyle="butt")
    glass.plot([15, 23], [HEIGHT - 27] * 2, color=style.FUND, linewidth=9, alpha=0.6, solid_capstyle="butt")
    glass.text(36, HEIGHT - 27, "the model: nine draws of ten, and half of them", size=9.5, color=style.FUND,
               va="center")
    glass.plot([SIDE + 3], [HEIGHT - 27], "D", color=style.INK, markersize=6)
    glass.text(SIDE + 12, HEIGHT - 27, "on record, about", size=9.5, color=style.INK, va="center")


def draw(figure, misses, ghost=None):
    """Draw the rows of a `basislib.pages.episodes.Misses`; pinned bands in grey below."""
    axes, glass = figure.axes
    if ghost is not None and ghost.measure == misses.measure:
        _across(axes, [(at + 0.32, *row.band[[0, 2]]) for at, row in enumerate(ghost.rows)], color=style.GHOST,
                linewidth=4)
    _bands(axes, misses)
    for at, row in enumerate(misses.rows):
        y = HEIGHT * (BOTTOM + TALL * (4.6 - at) / 5.2)
        write(glass, LEFT * WIDTH - 8, y, row.name, style.INK, ha="right")
        words = f"{SIGNS[row.verdict]} {row.verdict}" + (f" by {row.apart}" if row.verdict == "misses" else "")
        write(glass, SIDE, y + 7, words, COLOURS[row.verdict], weight="bold")
        write(glass, SIDE, y - 6, row.says, style.SOFT)


def _bands(axes, misses):
    """Draw the model's bands, with all that is on record over them."""
    low, middle, high, first, third = np.array([row.band for row in misses.rows]).T
    number = np.arange(len(misses.rows))
    for start, end, alpha in ((low, high, 0.3), (first, third, 0.45)):
        _across(axes, zip(number, start, end, strict=True), color=style.FUND, linewidth=13, alpha=alpha)
    bars(axes, middle, number - 0.22, number + 0.22, color=style.FUND, linewidth=2.5, solid_capstyle="projecting")
    known = [(at, row.low, row.high) for at, row in enumerate(misses.rows) if row.on_record]
    spare = TOLERANCE[misses.measure]
    _across(axes, [(at, start - spare, end + spare) for at, start, end in known], color=style.INK, linewidth=19,
            alpha=0.13)
    _across(axes, known, color=style.INK, linewidth=2.5, marker="D", markersize=6, clip_on=False,
            solid_capstyle="projecting")


def _across(axes, rows, **options):
    """Draw level lines, each given by its height and its two ends, as one broken line."""
    y, start, end = np.reshape(list(rows), (-1, 3)).T
    ends = np.column_stack((start, end, np.full(y.size, np.nan)))
    axes.plot(ends.ravel(), np.repeat(y, 3), **{"solid_capstyle": "butt"} | options)
