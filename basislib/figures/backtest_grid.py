"""Indicators by windows: who warned, who was late, who cried wolf; and what other thresholds would trade."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 350.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, CELL, LINE, TOP = 116, 48, 18, HEIGHT - 50  # of the cells: left edge, width, height, upper edge
KINDS = {  # outcome: colour, sign and word
    "hit": ("#8cc4e8", "✓"), "late": ("#f8dd9a", "late"), "miss": ("#efb491", "✗ miss"),
    "always on": ("#e3c9d9", "always"), "false alarm": ("#e3c9d9", "✗ false"), "quiet": ("#e4f0f8", "✓ quiet"),
    "no data": ("#ffffff", "no data")}


def view(tested):
    """Return all that stays while the framed cell moves: names, cells, false alarms, and the end of the scales."""
    cells = tuple(tuple(_words(outcome, lead) for outcome, lead in zip(*rows, strict=True))
                  for rows in zip(tested.outcomes, tested.leads, strict=True))
    false = tuple("–" if np.isnan(share) else f"{100 * share:.0f}" for share in tested.false_share)
    roof = next(roof for roof in (10, 20, 30, 40, 60, 80, 100) if 100 * tested.sweep_false.max() <= roof)
    return (tested.names, tested.windows, cells, tuple(map(tuple, tested.outcomes)), false,
            int(max(tested.hits.max(), 4)), roof)


def _words(outcome, lead):
    """Return what stands in a cell."""
    return f"{KINDS[outcome][1]} {lead:.0f} d" if outcome == "hit" else KINDS[outcome][1]


def frame(figure, view):
    """Draw names and cells, and the axes of the small picture."""
    names, windows, cells, outcomes, false, most, roof = view
    page = figure.add_axes((0, 0, 1, 1))
    page.axis("off")
    shades = np.array([[to_rgba(KINDS[outcome][0]) for outcome in row] for row in outcomes])
    page.imshow(shades, extent=(LEFT, LEFT + len(windows) * CELL, TOP - len(names) * LINE, TOP), aspect="auto",
                interpolation="none")
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.text(4, HEIGHT - 11, "Did it warn in time? ✓ d: so many days ahead", size=11, color=style.INK, va="center")
    for column, words in enumerate((*windows, "false, %")):
        first, _, second = words.rpartition(" ")
        for line, word in enumerate((first.replace("September", "Sept"), second)):
            write(page, _middle(column, len(windows)), TOP + 18 - 12 * line, word, style.SOFT, ha="center")
    for row, name in enumerate(names):
        y = TOP - (row + 0.5) * LINE
        write(page, LEFT - 5, y, name, style.INK, ha="right")
        for column, words in enumerate((*cells[row], false[row])):
            write(page, _middle(column, len(windows)), y, words, style.INK, ha="center")
    _lines(page, len(names), len(windows))
    bottom = TOP - len(names) * LINE
    sweep = style.add_axes(figure, (LEFT / WIDTH, 34 / HEIGHT, 0.47, (bottom - 34 - 28) / HEIGHT), xlim=(0, roof),
                           ylim=(0, 1.12 * most), xticks=np.linspace(0, roof, 5), yticks=(0, most),
                           xlabel="false alarms, % of the quiet days", title="Warnings in time, by thresholds")
    sweep.set_xticklabels([f"{tick:g}" for tick in np.linspace(0, roof, 5)])


def _middle(column, windows):
    """Return the middle of a column; that of the false alarms stands a little closer."""
    return LEFT + (column + 0.5) * CELL - (6 if column == windows else 0)


def draw(figure, tested, ghost=None):
    """Frame the cell of a `policy_lab_boards.Tested` and draw the sweep; that of a pinned one in grey."""
    page, sweep = figure.axes
    page.add_patch(Rectangle((LEFT + tested.column * CELL, TOP - (tested.row + 1) * LINE), CELL, LINE, facecolor="none",
                             edgecolor=style.INK, linewidth=1.8, zorder=3))
    if ghost is not None:
        _sweep(sweep, ghost, style.GHOST, style.GHOST)
    _sweep(sweep, tested, style.SOFT, style.FUND)


def _lines(page, rows, columns):
    """Draw white lines between the cells, as one path."""
    x = [[LEFT, LEFT + columns * CELL, np.nan] for _ in range(rows + 1)] + [
        [LEFT + column * CELL] * 2 + [np.nan] for column in range(columns + 1)]
    y = [[TOP - row * LINE] * 2 + [np.nan] for row in range(rows + 1)] + [
        [TOP - rows * LINE, TOP, np.nan] for _ in range(columns + 1)]
    page.plot(np.ravel(x), np.ravel(y), color="white", linewidth=1.6)


def _sweep(axes, tested, line, dot):
    """Draw warnings in time against false alarms over all thresholds, and where we are."""
    x, y = 100 * tested.sweep_false, tested.hits
    axes.plot(x, y, "-o", color=line, linewidth=1.4, markersize=4, clip_on=False)
    place = tested.place
    axes.plot(x[place], y[place], "o", color=dot, markersize=10, markeredgecolor="white", clip_on=False)
    if dot != style.GHOST:
        axes.text(1.02, 0.5, f"thresholds\n× {tested.factor:g}:\n{y[place]} in time", transform=axes.transAxes,
                  size=9.5, color=style.FUND, va="center")
