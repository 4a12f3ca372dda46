"""Indicators by windows: who warned, who was late, who cried wolf; and what other thresholds would trade."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle

from basislib.figures import marks, style
from basislib.language import N_, _


@dataclass(frozen=True)
class Places:
    """Where things stand, in points of type; on a narrow screen a name stands over its row of cells.

    Attributes
    ----------
    width, height : float
        Of the picture.
    left, cell : float
        Left edge of the cells, and width of one.
    step : float
        From one row of cells to the next.
    sweep : tuple of float
        Left edge and width of the small picture.
    """

    width: float
    height: float
    left: float
    cell: float
    step: float
    sweep: tuple[float, float]

    @property
    def top(self) -> float:
        """Upper edge of the first row, its name included."""
        return self.height - 50


LINE = 18  # height of a cell
WIDE = Places(403.2, 350.0, 116, 48, LINE, (116, 189.5))
SLIM = Places(298.8, 446.0, 4, 49, LINE + 13, (30, 190))
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
KINDS = {  # outcome: colour and how strong it is, for the page's ground is seen through it; what stands in the cell
    "hit": (style.GAIN, 0.45, N_("✓ {days:.0f} d")),
    "late": (style.REPO_LENDER, 0.35, N_("late")),
    "miss": (style.LOSS, 0.45, N_("✗ miss")),
    "always on": (style.FOREIGN_OFFICIAL, 0.4, N_("always")),
    "false alarm": (style.FOREIGN_OFFICIAL, 0.4, N_("✗ false")),
    "quiet": (style.GAIN, 0.1, N_("✓ quiet")),
    "no data": ("none", 0.0, N_("no data")),
}
HEADS = {  # window: one line or two over its column
    "2019-09": N_("Sept\n2019"),
    "2020-03": N_("March\n2020"),
    "2022-01": N_("2022"),
    "2023-09": N_("autumn\n2023"),
    "2025-04": N_("April\n2025"),
}
FALSE = N_("false,\n%")  # over the last column


def view(tested):
    """Return all that stays while the framed cell moves: names, cells, false alarms, and the end of the scales."""
    cells = tuple(
        tuple(_words(outcome, lead) for outcome, lead in zip(*rows, strict=True))
        for rows in zip(tested.outcomes, tested.leads, strict=True)
    )
    false = tuple("–" if np.isnan(share) else f"{100 * share:.0f}" for share in tested.false_share)
    roof = next(roof for roof in (10, 20, 30, 40, 60, 80, 100) if 100 * tested.sweep_false.max() <= roof)
    return (
        tuple(_(one.label) for one in tested.lights),
        tuple(window.key for window in tested.windows),
        cells,
        tuple(map(tuple, tested.outcomes)),
        false,
        int(max(tested.hits.max(), 4)),
        roof,
    )


def _words(outcome, lead):
    """Return what stands in a cell."""
    return _(KINDS[outcome][2]).format(days=lead)


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure, view):
    """Draw names and cells, and the axes of the small picture."""
    names, windows, cells, outcomes, false, most, roof = view
    at = place(figure)
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, at.width), ylim=(0, at.height))
    page.axis("off")
    title = style.fitted(figure, _("Did it warn in time? ✓ d: so many days ahead"), 1)
    page.text(4, at.height - 11, title, size=11, color=style.INK, va="center")
    for column, words in enumerate((*(HEADS[window] for window in windows), FALSE)):
        for line, word in enumerate(reversed(_(words).split("\n"))):
            x, y = _middle(at, column, len(windows)), at.top + 6 + 12 * line
            marks.write(page, x, y, word, style.SOFT, ha="center")
    for row, name in enumerate(names):
        _row(page, at, row, name, (*cells[row], false[row]), outcomes[row])
    bottom = at.top - len(names) * at.step
    left, across = at.sweep
    sweep = style.add_axes(
        figure,
        (left / at.width, 34 / at.height, across / at.width, (bottom - 34 - 28) / at.height),
        xlim=(0, roof),
        ylim=(0, 1.12 * most),
        xticks=np.linspace(0, roof, 5),
        yticks=(0, most),
        xlabel=_("false alarms, % of the quiet days"),
        title=_("Warnings in time, by thresholds"),
    )
    sweep.set_xticklabels([f"{tick:g}" for tick in np.linspace(0, roof, 5)])


def _row(page, at, row, name, words, outcomes):
    """Draw a row: its name beside its cells, or over them, and the cells with what stands in them."""
    low = _low(at, row)
    if at is WIDE:
        marks.write(page, at.left - 5, low + LINE / 2, name, style.INK, ha="right")
    else:
        marks.write(page, at.left, low + LINE + 6.5, name, style.INK)
    for column, outcome in enumerate(outcomes):
        colour, strength, _words = KINDS[outcome]
        corner = (at.left + column * at.cell + 0.8, low + 0.8)
        page.add_patch(Rectangle(corner, at.cell - 1.6, LINE - 1.6, facecolor=colour, alpha=strength, linewidth=0))
    for column, word in enumerate(words):
        marks.write(page, _middle(at, column, len(outcomes)), low + LINE / 2, word, style.INK, ha="center")


def _low(at, row):
    """Return the lower edge of a row of cells."""
    return at.top - row * at.step - at.step


def _middle(at, column, windows):
    """Return the middle of a column; that of the false alarms stands a little closer."""
    return at.left + (column + 0.5) * at.cell - (6 if column == windows else 0)


def draw(figure, tested, ghost=None):
    """Frame the cell of a `basislib.scenes.backtest_grid.Tested` and draw the sweep; that of a pinned one in grey."""
    page, sweep = figure.axes
    at = place(figure)
    corner = (at.left + tested.column * at.cell, _low(at, tested.row))
    marks.box(page, *corner, at.cell, LINE, edge=style.INK, line=1.8, zorder=3)
    if ghost is not None:
        _sweep(sweep, ghost, style.GHOST, style.GHOST)
    _sweep(sweep, tested, style.SOFT, style.FUND)


def _sweep(axes, tested, line, dot):
    """Draw warnings in time against false alarms over all thresholds, and where we are."""
    x, y = 100 * tested.sweep_false, tested.hits
    marks.line(axes, x, y, line, 1.4, clip_on=False)
    marks.dots(axes, x, y, "o", line, 4, clip_on=False)
    place = tested.place
    marks.dots(axes, x[place], y[place], "o", dot, 10, edge="white", clip_on=False)
    if dot != style.GHOST:
        marks.write(
            axes,
            1.02,
            0.5,
            _("thresholds\n× {factor:g}:\n{hits} in time").format(factor=tested.factor, hits=y[place]),
            style.FUND,
            transform=axes.transAxes,
        )
