"""A map of what a shock sets off over two settings: an image with the line R = 1 and the place where we are."""

import numpy as np
from contourpy import contour_generator

from basislib.figures import marks, style
from basislib.formats import billions
from basislib.language import N_, _
from basislib.scenes.phase_map import AXIS_RANGES

SIZE, NARROW = (5.6, 4.4), (4.15, 3.9)
RECT, SLIM = (0.105, 0.105, 0.865, 0.81), (0.13, 0.12, 0.83, 0.79)
COLOURS = ("#f4f6f8", "#bfdff2", "#f3c65b", "#D55E00", "#7a3600", "#d9dce0")  # by region; the last is impossible
LINES = {  # region: what stands on it, line by line
    0: N_("the buffer pays,\nnothing is sold"),
    1: N_("amplified"),
    2: N_("self-fuelling"),
    3: N_("ruin"),
    4: N_("broke before it sold"),
    5: N_("not possible:\ntoo little\nown money"),
}
AXES = {  # setting: its name along an axis
    "haircut": N_("haircut, %"),
    "leverage": N_("leverage, times own money"),
    "impact": N_("price impact, cents per $bn"),
    "room": N_("dealers' room, $bn"),
    "position": N_("position of all funds, $bn"),
    "call": N_("call, $ per 100 of notes"),
}
IN_BILLIONS = ("room", "position")  # settings in $bn
_SHADES = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in COLOURS], np.uint8)


def view(field):
    """Return the two settings on the axes."""
    return field.across, field.up


def frame(figure, view):
    """Draw the axes."""
    (left, right), (bottom, top) = (AXIS_RANGES[setting] for setting in view)
    across, up = (_(AXES[setting]) for setting in view)
    axes = style.add_axes(
        figure,
        SLIM if style.narrow(figure) else RECT,
        xlim=(left, right),
        ylim=(bottom, top),
        xticks=np.linspace(left, right, 5),
        yticks=np.linspace(bottom, top, 5),
        xlabel=across,
        title=up,
    )
    numbers = [billions if setting in IN_BILLIONS else format for setting in view]
    axes.set_xticklabels([numbers[0](value, ",.6g") for value in np.linspace(left, right, 5)])
    last = axes.get_xticklabels()[-1]
    last.set_horizontalalignment("right" if len(last.get_text()) > 4 else "center")  # or the edge cuts "1,500"
    axes.set_yticklabels([numbers[1](value, ",.6g") for value in np.linspace(bottom, top, 5)])
    axes.grid(False)


def draw(figure, field, ghost=None):
    """Draw a `basislib.scenes.phase_map.Field`; the line R = 1 and the place of a pinned one in grey."""
    axes = figure.axes[0]
    limits = (*axes.get_xlim(), *axes.get_ylim())
    axes.imshow(_SHADES[field.regions], origin="lower", aspect="auto", extent=limits, interpolation="none")
    if ghost is not None and (ghost.across, ghost.up) == (field.across, field.up):
        _line(axes, ghost, style.GHOST, 3)
        marks.dots(axes, ghost.x, ghost.y, "o", style.GHOST, 9, edge="white", clip_on=False)
    _line(axes, field, style.ON_LIGHT, 1.8)
    if field.has_line:
        axes.text(1, 1.02, _("black line: R = 1"), transform=axes.transAxes, size=9.5, color=style.SOFT, ha="right")
    axes.set(xlim=limits[:2], ylim=limits[2:])
    _names(axes, field)
    marks.dots(axes, field.x, field.y, "o", style.FUND, 10, edge="white", clip_on=False)


def _line(axes, field, colour, width):
    """Draw the line on which R is 1, if it crosses the map."""
    found = contour_generator(field.xs, field.ys, np.ma.masked_invalid(field.numbers)).lines(1.0)
    for corners in found:
        marks.line(axes, *np.transpose(corners), colour, width)


def _crossed(numbers):
    """Return the cells that the line R = 1 may cross: those beside which R is on the other side of 1."""
    above, crossed = numbers > 1, np.zeros(numbers.shape, bool)
    up, across = above[1:] != above[:-1], above[:, 1:] != above[:, :-1]
    crossed[1:] |= up
    crossed[:-1] |= up
    crossed[:, 1:] |= across
    crossed[:, :-1] |= across
    return crossed


def _names(axes, field):
    """Write each region's name where it fits wholly, nearest to the middle of it and clear of the line and of where we are."""
    clear = ~_crossed(field.numbers)
    for region, text in LINES.items():
        colour = style.ON_DARK if region in (3, 4) else style.ON_LIGHT
        style.name_inside(axes, (field.regions == region) & clear, _(text), (field.x, field.y), colour)
