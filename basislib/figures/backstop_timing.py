"""A map of when help begins and how much of it there is: what it spares, too late and too little as regions."""

import numpy as np

from basislib.figures import marks, style
from basislib.figures.day_panels import SPANS
from basislib.formats import billions
from basislib.language import N_, _

SIZE, NARROW = (5.6, 4.4), (4.15, 3.9)
RECT, SLIM = (0.105, 0.115, 0.865, 0.79), (0.12, 0.13, 0.85, 0.765)
COLOURS = ("#d9dce0", "#f4f0d8", "#d3e6f2", "#92c5e8", "#3d94cc", "#005a91", "#D55E00", "#f4f6f8")  # by region
LINES = {  # region: what stands on it
    0: N_("too late: no\nsize helps"),
    1: N_("too little"),
    2: N_("10 to 25%\nspared"),
    3: N_("25 to 50%\nspared"),
    4: N_("50 to 75%\nspared"),
    5: N_("over 75%\nspared"),
    6: N_("more than\nwithout help"),
    7: N_("nothing here\nto be spared"),
}
HARDLY = N_("less than\n10% spared")  # on region 0 where no day is the right one
NONE = N_("nothing\nis bought")  # on region 0 of a map without purchases
UP = {"pace": N_("a day, $bn"), "size": N_("in all, $bn")}
DARK = (4, 5, 6)
_SHADES = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in COLOURS], np.uint8)


def view(field):
    """Return the days across, and which setting goes up and how far."""
    return field.days.size, field.up, field.top


def frame(figure, view):
    """Draw the axes and, above them, when the rally and the foreign sales are."""
    last, up, top = view
    axes = style.add_axes(
        figure,
        SLIM if style.narrow(figure) else RECT,
        xlim=(0.5, last + 0.5),
        ylim=(0, top),
        xticks=(1, 5, 10, 15, 20, 25),
        yticks=np.linspace(0, top, 5),
        xlabel=_("day on which help begins"),
        title=_(UP[up]),
    )
    axes.set_yticklabels([billions(value, ",.6g") for value in np.linspace(0, top, 5)])
    axes.grid(False)
    for start, end, colour, words in SPANS:
        axes.plot(
            [start, end],
            [1.012, 1.012],
            color=colour,
            linewidth=4,
            transform=axes.get_xaxis_transform(),
            clip_on=False,
            solid_capstyle="butt",
        )
        axes.text(
            (start + end) / 2,
            1.03,
            _(words) if not style.narrow(figure) or end - start > 6 else "",
            transform=axes.get_xaxis_transform(),
            size=9.5,
            color=style.SOFT,
            ha="center",
        )


def draw(figure, field, ghost=None):
    """Draw a `basislib.scenes.backstop_timing.Timing` and where we are; the place of a pinned one in grey."""
    axes = figure.axes[0]
    limits = (*axes.get_xlim(), *axes.get_ylim())
    axes.imshow(_SHADES[field.regions], origin="lower", aspect="auto", extent=limits, interpolation="none")
    axes.set(xlim=limits[:2], ylim=limits[2:])
    if ghost is not None and ghost.up == field.up:
        marks.dots(axes, ghost.x, ghost.y, "s", style.GHOST, 10, edge="white", clip_on=False)
    _names(axes, field)
    marks.dots(axes, field.x, field.y, "o", style.INK, 11, edge="white", clip_on=False)


def _names(axes, field):
    """Write each region's name where it fits wholly, nearest to the middle of it and clear of where we are."""
    regions = np.repeat(np.repeat(field.regions, 4, axis=0), 4, axis=1)  # finer, so that more names fit
    named = LINES | ({} if field.helps else {0: HARDLY if field.buys else NONE})
    for region in np.unique(regions):
        colour = style.ON_DARK if region in DARK else style.ON_LIGHT
        style.name_inside(axes, regions == region, _(named[int(region)]), (field.x, field.y), colour)
