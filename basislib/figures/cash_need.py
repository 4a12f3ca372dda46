"""What a move of prices takes in cash by day: up on the left, down on the right, against the cash buffer."""

import numpy as np
from matplotlib.patches import Rectangle

from basislib.figures import marks, style
from basislib.formats import dollars
from basislib.language import N_, _

SIZE, NARROW = (5.6, 3.9), (4.15, 3.6)
ROOFS = (0.5, 1, 1.5, 2, 3, 4, 5, 7, 10, 20)  # $ per 100 of notes
SPANS = (7, 17, 34)  # days
MOVES = (("rise", N_("Prices rise by {move:.2f}")), ("fall", N_("Prices fall by {move:.2f}")))
FLOOR = -0.12  # of the roof: below it little is ever drawn
PANELS = ((0.085, 0.41), (0.58, 0.41))  # left, width
THIN_PANELS = ((0.1, 0.385), (0.6, 0.385))
BOTTOM, TALL = 0.235, 0.58


def view(scene):
    """Return the snapped limit of the cash, $ per 100 of notes, and of the days."""
    most = max(scene.buffer, scene.rise.most, scene.fall.most)
    return (
        next((roof for roof in ROOFS if most <= 0.93 * roof), ROOFS[-1]),
        next(span for span in SPANS if len(scene.rise.margin) <= span + 1),
    )


def frame(figure, view):
    """Draw both panels, and what the colours mean below them."""
    roof, span = view
    glass = figure.add_axes((0, 0, 1, 1))
    width, height = (72 * inches for inches in (NARROW if style.narrow(figure) else SIZE))
    glass.set(xlim=(0, width), ylim=(0, height))
    glass.axis("off")
    glass.text(1, height - 10, _("Cash taken so far, $ per 100 of notes"), size=11, color=style.INK, va="center")
    for left, across in THIN_PANELS if style.narrow(figure) else PANELS:
        style.add_axes(
            figure,
            (left, BOTTOM, across, TALL),
            xlim=(0, span),
            ylim=(FLOOR * roof, roof),
            xticks=range(0, span, 5 if span < 20 else 10),
            yticks=(0, roof / 2, roof),
            xlabel=_("trading days"),
        )
    words = (
        (_("initial margin"), style.CLEARING_HOUSE),
        (_("future, less what lenders bring back"), style.REPO_LENDER),
    )
    for row, (text, colour) in enumerate(words):
        y = 20 - 14 * row
        glass.add_patch(Rectangle((4, y - 4.5), 12, 9, facecolor=colour, alpha=0.6, linewidth=0))
        glass.text(22, y, text, size=10, color=style.INK, va="center")


def draw(figure, scene, ghost=None):
    """Draw a `basislib.scenes.cash_need.CashNeed`; a pinned one's line in grey."""
    _glass, *panels = figure.axes
    for axes, (name, words) in zip(panels, MOVES, strict=True):
        head = _(words).format(move=scene.move)  # not a title: those of a drawing are not made to fit
        over = 1 + 5 / 72 * figure.dpi / axes.bbox.height
        marks.write(axes, 0, over, head, style.INK, size=10.5, weight="bold", transform=axes.transAxes, va="baseline")
        taken, days = getattr(scene, name), np.arange(len(scene.rise.margin))
        if ghost is not None:
            marks.stairs(axes, np.arange(len(ghost.rise.margin)), getattr(ghost, name).together, style.GHOST, 3)
        marks.area(axes, days, 0, taken.margin, style.CLEARING_HOUSE, alpha=0.6, step=True)
        marks.area(axes, days, taken.margin, taken.together, style.REPO_LENDER, alpha=0.6, step=True)
        marks.stairs(axes, days, taken.together, style.FUND, 2)
        marks.level(axes, 0, style.SOFT, 0.8)
        _buffer(axes, scene)
        _most(axes, taken, scene.buffer)


def _buffer(axes, scene):
    """Draw the cash buffer and its name."""
    low, high = axes.get_ylim()
    marks.level(axes, scene.buffer, style.FUND, 1.2, "--")
    below = scene.buffer > high - 0.09 * (high - low)
    marks.write(
        axes,
        axes.get_xlim()[1] * 0.02,
        scene.buffer + (-0.045 if below else 0.045) * (high - low),
        _("cash buffer {sum}").format(sum=dollars(scene.buffer)),
        style.FUND,
    )


def _most(axes, taken, buffer):
    """Write the most that is taken on any day beside it."""
    if taken.most < 0.005:
        return
    low, high = axes.get_ylim()
    end = axes.get_xlim()[1]
    level = taken.most + 0.05 * (high - low)
    if abs(level - buffer - 0.02 * (high - low)) < 0.1 * (high - low):
        level = taken.most - 0.08 * (high - low)
    right = taken.most_on > 0.5 * end
    marks.dots(axes, taken.most_on, taken.most, "o", style.FUND, 5, clip_on=False)
    marks.write(
        axes,
        taken.most_on + (-0.02 if right else 0.03) * end,
        min(level, high),
        dollars(taken.most),
        style.LOSS if taken.most > buffer else style.INK,
        size=10,
        weight="bold",
        ha="right" if right else "left",
    )
