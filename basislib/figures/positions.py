"""Futures positions of funds and asset managers through the years, and a second series below."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.language import N_, _
from basislib.scenes.positions import FIRST_YEAR


@dataclass(frozen=True)
class Place:
    """Where all stands: width and height in points, then shares of the picture; bottom and height of both panels.

    `years` lie between two that are named.
    """

    width: float
    height: float
    left: float
    across: float
    top: tuple
    low: tuple
    years: int

    @property
    def side(self):
        """Where the names beside the panels begin."""
        return self.width * (self.left + self.across) + 7


WIDE = Place(403.2, 345.6, 0.1, 0.665, (0.42, 0.5), (0.075, 0.235), 2)
SLIM = Place(298.8, 292.0, 0.125, 0.53, (0.44, 0.465), (0.085, 0.22), 4)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
ROOFS = (50, 100, 200, 400, 600, 800, 1200, 2000, 3000)  # $bn
APART = 14.0  # points between two names beside the picture
BELOW = {  # the series below: title, line, colour, step of a third of the axis
    "sofr": (N_("SOFR at month-ends, %"), style.REPO, style.REPO_LENDER, 1),
    "notes": (N_("Hedge funds' long Treasury exposure, $bn"), style.CASH, style.FUND, 500),
    "borrowed": (N_("Repo borrowed by hedge funds, $bn"), style.REPO, style.REPO_LENDER, 500),
    "leverage": (N_("Ten largest funds: assets over net assets"), style.CASH, style.FUND, 5),
}
IN_BILLIONS = ("notes", "borrowed")  # of the series below, those in $bn


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def view(history):
    """Return all that stays while the quarter moves: series, limits and names."""
    values = np.concatenate([history.short, history.long])
    step = next(roof for roof in ROOFS if values.max() <= roof) / 4
    floor = step * np.floor(min(values.min(), 0) / step)
    third = BELOW[history.below.key][-1]
    most = 3 * third * np.ceil(history.below.values.max() / (3 * third))
    return (
        (history.contracts, history.measure),
        float(floor),
        4 * step,
        float(np.ceil(history.years[-1])),
        history.below.key,
        (0.0, float(most)),
    )


def frame(figure, view):
    """Draw the axes; the series themselves are in `draw`, since they are the result's."""
    _series, floor, roof, last, below, (low, high) = view
    at = place(figure)
    years = [year for year in range(FIRST_YEAR, int(last) + 1) if year % at.years == 1]
    span = dict(xlim=(FIRST_YEAR, last), xticks=years)
    style.add_axes(
        figure,
        (at.left, at.top[0], at.across, at.top[1]),
        ylim=(floor, roof),
        **span,
        yticks=np.arange(floor, roof * 1.01, roof / 4),
        title=_("Treasury futures, $bn of face value"),
    )
    axes = figure.axes[0]
    style.in_money(axes.yaxis)
    axes.set_xticklabels([])
    if floor < 0:
        axes.axhline(0, color=style.SOFT, linewidth=0.9)
    style.add_axes(
        figure, (at.left, at.low[0], at.across, at.low[1]), ylim=(low, high), **span, yticks=np.linspace(low, high, 4)
    )
    if below in IN_BILLIONS:
        style.in_money(figure.axes[1].yaxis)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, at.width), ylim=(0, at.height))
    glass.axis("off")


def draw(figure, history, ghost=None):
    """Draw a `basislib.scenes.positions.History`; the futures series of a pinned one in grey."""
    top, low, glass = figure.axes
    where = place(figure)
    for axes in (top, low):
        marks.upright(axes, history.year, style.FAINT, 6)
    if ghost is not None:
        for series in (ghost.short, ghost.long):
            marks.line(top, ghost.years, series, style.GHOST, 3, alpha=0.6)
    marks.line(top, history.years, history.long, style.FUTURES_BUYER, 2.2, style.FUTURES)
    marks.line(top, history.years, history.short, style.FUND, 1.8, style.FUTURES)
    at = history.index
    marks.dots(top, history.year, history.long[at], "s", style.FUTURES_BUYER, 6, clip_on=False)
    marks.dots(top, history.year, history.short[at], "o", style.FUND, 6, clip_on=False)
    net = history.measure == "net"
    names = [
        (history.long[-1], _("asset managers"), _("bought, net") if net else _("bought"), style.INK),
        (history.short[-1], _("leveraged funds"), _("sold, net") if net else _("sold"), style.FUND),
    ]
    if history.estimates:
        for year, *ends in history.estimates:
            marks.line(top, [year, year], ends, style.FUND, 2, clip_on=False)
            marks.dots(top, [year, year], ends, "D", style.FUND, 5, clip_on=False)
        _years, least, most = zip(*history.estimates, strict=True)
        said = _("{least:.0f} to {most:.0f}").format(least=min(least), most=max(most))
        names.append((most[-1], _("basis trades alone"), said, style.FUND))
    _beside(top, glass, names, where)
    _below(low, glass, history, where)


def _beside(axes, glass, names, at):
    """Write the names of the lines beside their ends, apart from each other."""
    floor, roof = axes.get_ylim()
    bottom, height = at.top[0] * at.height, at.top[1] * at.height
    level = None
    for value, name, note, colour in sorted(names, reverse=True):
        y = bottom + height * (value - floor) / (roof - floor)
        level = y if level is None else min(y, level - 2 * APART)
        marks.write(glass, at.side, level + APART / 2 - 2, name, colour)
        marks.write(glass, at.side, level - APART / 2, note, style.SOFT)


def _below(axes, glass, history, at):
    """Draw the lower series, with its title, since that changes with it."""
    below = history.below
    title, line, colour, _step = BELOW[below.key]
    marks.line(axes, below.years, below.values, colour, 1.8, line)
    if below.at is not None:
        marks.dots(axes, below.years[below.at], below.values[below.at], "o", colour, 5.5, clip_on=False)
    marks.write(glass, at.width * at.left, at.height * sum(at.low) + 9, _(title), style.INK, size=11)
