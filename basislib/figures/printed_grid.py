"""A printed table of implied repo rates, cell by cell beside the formula, with the break-even line through it."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 324  # in points of type, so that one unit is one point
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, BOTTOM, CELL, ROW = 77, 73, 36, 13.4  # corner of the table; width and height of a cell
LINES = (("our formula, %", 45), ("less repo, bp", 30), ("own money, %", 15))
DIFFERS = (*to_rgb(style.SOFT), 0.28)  # drawn over the numbers, so it must let them through
FAINTEST, STRONGEST = 0.1, 0.45  # how much of a colour lies over a number
FULL_BP = 50  # an edge this large, or larger, has the strongest colour


def view(grid):
    """Return the printed table, which does not move."""
    return grid.table


def frame(figure, view):
    """Draw the printed numbers with the prices beside them, and the names of the lines below."""
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.axis("off")
    rows, columns = len(view.notes), len(view.futures)
    top = BOTTOM + rows * ROW
    page.text(6, HEIGHT - 12, "Implied repo as printed, % a year: note down, future across", size=11,
              color=style.INK, va="center")
    points = view.futures[0].split("-")[0]
    page.text(LEFT - 5, top + 7, f"future {points}", size=9.5, color=style.SOFT, ha="right", va="center")
    for column, words in enumerate(view.futures):  # the points stand at the left: nine whole prices do not fit
        page.text(LEFT + (column + 0.5) * CELL, top + 7, words.removeprefix(points), size=9.5, color=style.SOFT,
                  ha="center", va="center")
    for row, (words, numbers) in enumerate(zip(view.notes, view.printed, strict=True)):
        y = top - (row + 0.53) * ROW
        page.text(LEFT - 5, y, words, size=9.5, color=style.SOFT, ha="right", va="center")
        for column, number in enumerate(numbers):
            page.text(LEFT + (column + 0.5) * CELL, y, number, size=9.5, color=style.INK, ha="center", va="center")
    for words, y in LINES:
        page.text(LEFT - 5, y, words, size=9.5, color=style.SOFT, ha="right", va="center")
    share = LEFT / WIDTH, BOTTOM / HEIGHT, columns * CELL / WIDTH, rows * ROW / HEIGHT
    cells = figure.add_axes(share)
    cells.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), xticks=(), yticks=())
    for spine in cells.spines.values():
        spine.set_color(style.FAINT)
    cells.set_facecolor("none")


def draw(figure, grid, ghost=None):
    """Colour the cells of an `implied_repo.Grid`, draw its break-even line and work out the framed row."""
    page, cells = figure.axes
    rows, columns = grid.edge_bp.shape
    cells.imshow(_veil(grid), extent=(-0.5, columns - 0.5, rows - 0.5, -0.5), aspect="auto", interpolation="none")
    if ghost is not None:
        cells.plot(*_stairs(ghost), color=style.GHOST, linewidth=4.5, clip_on=False)
    cells.plot(*_stairs(grid), style.REPO, color=style.INK, linewidth=2.4, clip_on=False)
    y = BOTTOM + (rows - 1 - grid.row) * ROW
    page.add_artist(Rectangle((LEFT - 50, y), columns * CELL + 52, ROW, facecolor="none", edgecolor=style.INK,
                              linewidth=1.4))
    _key(page, grid)
    write(page, 6, 60.5, f"Framed: {grid.table.notes[grid.row]}, delivered {grid.words} (bold: differs)", style.INK,
          size=10.5)
    agrees, ours, edge, own = (part[grid.row] for part in (grid.agrees, grid.implied, grid.edge_bp, grid.on_own_money))
    for column in range(columns):
        x = LEFT + (column + 0.5) * CELL
        write(page, x, LINES[0][1], f"{ours[column]:.3f}", style.INK, ha="center",
              weight="normal" if agrees[column] else "bold")
        colour = style.GAIN if edge[column] > 0 else style.LOSS
        for (_, height), value, places in zip(LINES[1:], (edge[column], own[column]), (1, 2), strict=True):
            write(page, x, height, _three(value, places), colour, ha="center")


def _three(value, places):
    """Return a number with its sign in the width of a cell: with some places, or fewer if it is large."""
    fewer = places - (abs(value) >= 10 ** (3 - places))
    return f"{value:+.{fewer}f}".replace("-", "−")


def _stairs(grid):
    """Return the corners of the line between the cells that lose, at its left, and those that earn."""
    rows = grid.edge_bp.shape[0]
    x = np.repeat((grid.edge_bp <= 0).sum(axis=1) - 0.5, 2)
    return x, np.repeat(np.arange(rows + 1) - 0.5, 2)[1:-1]


def _veil(grid):
    """Return a colour with its strength for every cell."""
    if grid.shade == "agreement":
        return np.where(grid.agrees[..., None], 0.0, np.array(DIFFERS))
    earns = (grid.edge_bp > 0)[..., None]
    strength = FAINTEST + (STRONGEST - FAINTEST) * np.minimum(np.abs(grid.edge_bp) / FULL_BP, 1)
    return np.concatenate([np.where(earns, to_rgb(style.GAIN), to_rgb(style.LOSS)), strength[..., None]], axis=-1)


def _key(page, grid):
    """Say what the colours and the dotted line mean, in one line."""
    blue, red = ((*to_rgb(colour), STRONGEST) for colour in (style.GAIN, style.LOSS))
    parts = ((blue, "none", "earns"), (red, "none", "loses"))
    if grid.shade == "agreement":
        parts = (("none", style.SOFT, "agrees"), (DIFFERS, "none", "differs"))
    for x, (face, line, words) in zip((LEFT, LEFT + 62), parts, strict=True):
        page.add_artist(Rectangle((x, HEIGHT - 34), 10, 9, facecolor=face, edgecolor=line, linewidth=0.9))
        write(page, x + 14, HEIGHT - 30, words, style.INK)
    x = LEFT + 128
    page.plot([x, x + 18], [HEIGHT - 30] * 2, style.REPO, color=style.INK, linewidth=2.2)
    write(page, x + 23, HEIGHT - 30, f"earns at {grid.repo_rate:.3f}%: right of the dots", style.INK)
