"""A printed table of implied repo rates, cell by cell beside the formula, with the break-even line through it."""

from dataclasses import dataclass

import numpy as np
from matplotlib.colors import to_rgb

from basislib.figures import marks, style
from basislib.formats import weekday_and_day
from basislib.language import N_, _


@dataclass(frozen=True)
class Places:
    """Where things stand, in points of type, so that one unit is one point.

    Attributes
    ----------
    width, height : float
        Of the picture.
    left, cell : float
        Left edge of the table, and width of a cell.
    every : int
        Of the printed columns each so many-th is shown: nine do not fit on a narrow screen.
    key : tuple
        Of the colours' names and of the dotted line's: left edges and heights.
    """

    width: float
    height: float
    left: float
    cell: float
    every: int
    key: tuple[tuple[float, float], ...]


WIDE = Places(403.2, 324, 77, 36, 1, ((77, 294), (139, 294), (205, 294)))
SLIM = Places(298.8, 362, 80, 43, 2, ((6, 314), (72, 314), (6, 299)))
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
BOTTOM, ROW = 73, 13.4  # lower edge of the table; height of a cell
LINES = ((N_("our formula, %"), 45), (N_("less repo, bp"), 30), (N_("own money, %"), 15))
DIFFERS = (*to_rgb(style.SOFT), 0.28)  # drawn over the numbers, so it must let them through
FAINTEST, STRONGEST = 0.1, 0.45  # how much of a colour lies over a number
FULL_BP = 50  # an edge this large, or larger, has the strongest colour


def view(grid):
    """Return the printed table, which does not move."""
    return grid.table


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure, view):
    """Draw the printed numbers with the prices beside them, and the names of the lines below."""
    at = place(figure)
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, at.width), ylim=(0, at.height))
    page.axis("off")
    title = (
        _("Implied repo as printed, % a year: note down, future across")
        if at is WIDE
        else _("Implied repo as printed, % a year: note down, every second future across")
    )
    page.text(6, at.height - 4, style.fitted(figure, title), size=11, color=style.INK, va="top")
    futures = view.futures[:: at.every]
    top = BOTTOM + len(view.notes) * ROW
    beside = {"size": 9.5, "color": style.SOFT, "ha": "right", "va": "center"}
    page.text(at.left - 5, top + 7, _("future {points}").format(points=view.points), **beside)
    for column, words in enumerate(futures):  # the points stand at the left: nine whole prices do not fit
        _number(page, at, column, top + 7, words[len(view.points) :], style.SOFT)
    for row, (words, numbers) in enumerate(zip(view.notes, view.rates, strict=True)):
        y = top - (row + 0.53) * ROW
        page.text(at.left - 5, y, words, **beside)
        for column, number in enumerate(numbers[:: at.every]):
            _number(page, at, column, y, number, style.INK)
    for words, y in LINES:
        page.text(at.left - 5, y, _(words), **beside)
    _cells(figure, at, len(view.notes), len(futures))


def _number(page, at, column, y, words, colour):
    """Write what stays in the middle of a column."""
    page.text(at.left + (column + 0.5) * at.cell, y, words, size=9.5, color=colour, ha="center", va="center")


def _cells(figure, at, rows, columns):
    """Add the axes of the table's cells, which cover nothing."""
    share = at.left / at.width, BOTTOM / at.height, columns * at.cell / at.width, rows * ROW / at.height
    cells = figure.add_axes(share)
    cells.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), xticks=(), yticks=())
    for spine in cells.spines.values():
        spine.set_color(style.FAINT)
    cells.set_facecolor("none")


def draw(figure, grid, ghost=None):
    """Colour the cells of a `basislib.scenes.printed_grid.Grid`, draw its break-even line, work out the framed row."""
    page, cells = figure.axes
    at = place(figure)
    veil = _veil(grid)[:, :: at.every]
    rows, columns = veil.shape[:2]
    cells.imshow(veil, extent=(-0.5, columns - 0.5, rows - 0.5, -0.5), aspect="auto", interpolation="none")
    if ghost is not None:
        marks.line(cells, *_stairs(ghost, at.every), style.GHOST, 4.5, clip_on=False)
    marks.line(cells, *_stairs(grid, at.every), style.INK, 2.4, style.REPO, clip_on=False)
    y = BOTTOM + (rows - 1 - grid.row) * ROW
    marks.box(page, at.left - 50, y, columns * at.cell + 52, ROW, edge=style.INK, line=1.4)
    _key(page, grid, at)
    _framed(page, grid, at)


def _framed(page, grid, at):
    """Work out the framed row below the table: our rate, what it is over the repo rate, and on own money."""
    framed = (
        _("Framed: {note}, delivered {day}, {days} days (bold: differs)")
        if at is WIDE
        else _("Framed: {note}, delivered {day}, {days} days")
    )
    day = weekday_and_day(grid.delivery, short=True)
    words = framed.format(note=grid.table.notes[grid.row], day=day, days=grid.days)
    marks.write(page, 6, 60.5, words, style.INK, size=10.5 if at is WIDE else 9.5)
    parts = (part[grid.row][:: at.every] for part in (grid.agrees, grid.implied, grid.edge_bp, grid.on_own_money))
    for column, (agrees, ours, edge, own) in enumerate(zip(*parts, strict=True)):
        x = at.left + (column + 0.5) * at.cell
        weight = "normal" if agrees else "bold"
        marks.write(page, x, LINES[0][1], f"{ours:.3f}", style.INK, ha="center", weight=weight)
        colour = style.GAIN if edge > 0 else style.LOSS
        for (_name, height), value, places in zip(LINES[1:], (edge, own), (1, 2), strict=True):
            marks.write(page, x, height, _three(value, places), colour, ha="center")


def _three(value, places):
    """Return a number with its sign in the width of a cell: with some places, or fewer if it is large."""
    fewer = places - (abs(value) >= 10 ** (3 - places))
    return f"{value:+.{fewer}f}".replace("-", "−")


def _stairs(grid, every):
    """Return the corners of the line between the cells that lose, at its left, and those that earn."""
    edge = grid.edge_bp[:, ::every]
    x = np.repeat((edge <= 0).sum(axis=1) - 0.5, 2)
    return x, np.repeat(np.arange(len(edge) + 1) - 0.5, 2)[1:-1]


def _veil(grid):
    """Return a colour with its strength for every cell."""
    if grid.shade == "agreement":
        return np.where(grid.agrees[..., None], 0.0, np.array(DIFFERS))
    earns = (grid.edge_bp > 0)[..., None]
    strength = FAINTEST + (STRONGEST - FAINTEST) * np.minimum(np.abs(grid.edge_bp) / FULL_BP, 1)
    return np.concatenate([np.where(earns, to_rgb(style.GAIN), to_rgb(style.LOSS)), strength[..., None]], axis=-1)


def _key(page, grid, at):
    """Say what the colours and the dotted line mean."""
    blue, red = ((*to_rgb(colour), STRONGEST) for colour in (style.GAIN, style.LOSS))
    parts = ((blue, None, _("earns")), (red, None, _("loses")))
    if grid.shade == "agreement":
        differs = _("differs") if at is WIDE else _("differs; bold in the lines below")
        parts = ((None, style.SOFT, _("agrees")), (DIFFERS, None, differs))
    for (x, y), (face, line, words) in zip(at.key, parts, strict=False):
        marks.box(page, x, y - 4, 10, 9, face, line, 0.9 if line else 0)
        marks.write(page, x + 14, y, words, style.INK)
    x, y = at.key[2]
    marks.line(page, [x, x + 18], [y, y], style.INK, 2.2, style.REPO)
    marks.write(page, x + 23, y, _("earns at {rate:.3f}%: right of the dots").format(rate=grid.repo_rate), style.INK)
