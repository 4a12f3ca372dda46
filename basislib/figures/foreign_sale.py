"""What funds sell, by kind, for every size of the foreign sale, and how wide the gap gets."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.figures.day_panels import GAPS
from basislib.figures.kinds_of_sale import KINDS
from basislib.language import _
from basislib.scenes.foreign_sale import MOST

ROOFS = (5, 10, 20, 40, 60, 80, 100)  # % of the position
LEAST = 0.05  # % of the position: less is not drawn


@dataclass(frozen=True)
class Place:
    """Where all stands: width and height in points; left edge and how far the panels go across, bottom and height."""

    width: float
    height: float
    left: float
    across: float
    top: tuple
    low: tuple

    @property
    def side(self):
        """Where the words beside the panels begin."""
        return self.width * (self.left + self.across) + 7


WIDE = Place(403.2, 331.2, 0.085, 0.665, (0.445, 0.41), (0.12, 0.2))
SLIM = Place(298.8, 298.8, 0.1, 0.57, (0.46, 0.37), (0.13, 0.2))
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def view(scene):
    """Return the snapped limits of the two panels."""
    most = scene.sold.sum(axis=0).max()
    return (
        next((roof for roof in ROOFS if most <= roof + 1e-6), 150),
        next(roof for roof in GAPS if scene.widest.max() <= roof),
    )


def frame(figure, view):
    """Draw both panels, and the names of the kinds of sale."""
    at = place(figure)
    titles = _("Sold by funds, % of the position"), _("The gap at its widest, cents per 100")
    for (bottom, height), roof, title in zip((at.top, at.low), view, titles, strict=True):
        style.add_axes(
            figure,
            (at.left, bottom, at.across, height),
            xlim=(0, MOST),
            ylim=(0, roof),
            xticks=range(0, MOST + 1, 120),
            yticks=(0, roof / 2, roof),
            title=title,
        )
    for axes in figure.axes:
        axes.tick_params(axis="y", length=0, pad=2)  # or a phone cuts "1,000"
    figure.axes[0].set_xticklabels([])
    style.in_money(figure.axes[1].xaxis)
    figure.axes[1].set_xlabel(_("sold by foreigners on days 11 to 18, $bn"), size=10, color=style.SOFT)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, at.width), ylim=(0, at.height))
    glass.axis("off")
    for row, (_name, colour) in enumerate(KINDS.values()):
        glass.plot(at.side + 3, _row(at, row + 1), "s", color=colour, markersize=5.5)


def _row(at, row):
    """Return where a line beside the upper panel stands."""
    return at.height * sum(at.top) - 6 - 14 * row


def draw(figure, scene, ghost=None):
    """Draw a `basislib.scenes.foreign_sale.Foreign`; what a pinned one sells and its gap in grey."""
    top, low, glass = figure.axes
    at, here = place(figure), scene.here
    headline = (
        _("R = {number:.2f} for calls, {loss:.2f} for loss limits") if scene.limits else _("R = {number:.2f} for calls")
    )
    said = headline.format(number=scene.number, loss=scene.loss_number)
    style.headline(glass, at.width, at.height, said)
    foot = np.zeros(scene.sizes.size)
    for (_name, colour), sold in zip(KINDS.values(), scene.sold, strict=True):
        if sold.max() > LEAST:
            marks.area(top, scene.sizes, foot, foot + sold, colour)
        foot = foot + sold
    if ghost is not None:
        marks.line(top, ghost.sizes, ghost.sold.sum(axis=0), style.GHOST, 2.6)
        marks.line(low, ghost.sizes, ghost.widest, style.GHOST, 2.6, alpha=0.7)
    marks.line(low, scene.sizes, scene.widest, style.INK, 2)
    marks.dots(low, scene.foreign, scene.widest[here], "o", style.INK, 6, clip_on=False)
    for axes in (top, low):
        marks.upright(axes, scene.foreign, style.SOFT, 4, alpha=0.25)
    _beside(glass, scene, at)


def _beside(glass, scene, at):
    """Write what is sold at the foreign sale on show, by kind, and how wide the gap gets."""
    here = scene.here
    marks.write(glass, at.side, _row(at, 0), _("at ${size:,.0f}bn:").format(size=scene.foreign), style.SOFT)
    for row, ((name, _colour), sold) in enumerate(zip(KINDS.values(), scene.sold[:, here], strict=True), 1):
        words = _("{kind} {share:.0f}%").format(kind=_(name), share=sold)
        marks.write(glass, at.side + 10, _row(at, row), words, style.INK)
    y = at.height * sum(at.low) - 6
    marks.write(glass, at.side, y, _("{gap:.0f} cents").format(gap=scene.widest[here]), style.INK, weight="bold")
