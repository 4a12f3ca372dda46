"""What is sold after cross-margining by how much of the freed money stays as cash, and how sure the sign is."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.language import N_, _
from basislib.scenes.cross_margining import ASKED, SHARES

WIDTH, HEIGHT = 403.2, 280.8  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
SLIM, HIGH = 298.8, 331.2  # the same for a narrow screen
NARROW = (SLIM / 72, HIGH / 72)
ROOFS = (20, 50, 80, 100)  # %
SIGNS = (  # field of a sign, words, colour, colour of the letters in it
    ("lower", N_("less sold"), style.GAIN, "white"),
    ("same", N_("as much"), style.FAINT, style.INK),
    ("higher", N_("more sold"), style.LOSS, style.ON_LIGHT),
)
LETTER = 5.3  # points that a letter takes across
WRITTEN = 0.13  # a share that is smaller has no room for its number


@dataclass(frozen=True)
class Places:
    """Where the parts stand: the axes in shares of the picture, all else in points of type."""

    width: float
    height: float
    axes: tuple
    left: float
    top: float
    across: float
    apart: float


WIDE = Places(WIDTH, HEIGHT, (0.085, 0.135, 0.5, 0.745), 256.0, 252.0, 142.0, 50.0)
THIN = Places(SLIM, HIGH, (0.115, 0.475, 0.83, 0.44), 6.0, 118.0, 284.0, 27.0)


def places(figure):
    """Return where the parts stand in a figure."""
    return THIN if style.narrow(figure) else WIDE


def view(scene):
    """Return the snapped height of the axes and the signs, which only the size of the offset moves."""
    shown = max(scene.sold.max(), scene.before["sold"], scene.sold_here)
    return next(roof for roof in ROOFS if shown <= roof or roof == ROOFS[-1]), scene.signs


def frame(figure, view):
    """Draw the axes, and for three shares how many of the draws sell less, as much and more."""
    top, signs = view
    here = places(figure)
    style.add_axes(
        figure,
        here.axes,
        xlim=(0, 100),
        ylim=(-0.02 * top, top),
        xticks=(0, 25, 50, 75, 100),
        yticks=np.linspace(0, top, 6 if top != 80 else 5),
        xlabel=_("of the freed money kept as cash, %"),
        title=_("Sold in the dash for cash, %"),
    )
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, here.width), ylim=(0, here.height))
    glass.axis("off")
    thin = here is THIN
    glass.text(
        here.left, here.top, _("Share of the draws, %"), size=10.5, color=style.INK, va="center", parse_math=False
    )
    for row, (share, sign) in enumerate(zip(ASKED, signs, strict=True)):
        y = here.top - 24 - here.apart * row
        words = _("kept as cash: {share:.0f}%").format(share=100 * share)
        marks.write(glass, here.left, y, words, style.SOFT)
        x = here.left + (100 if thin else 0)
        _bar(glass, sign, x, y if thin else y - 14, here.across - (x - here.left))
    y = 8 if thin else here.top - 24 - here.apart * len(ASKED) + 4
    for place, (_field, words, colour, _letters) in enumerate(SIGNS):
        x = here.left + (95 * place if thin else 0)
        low = y - (0 if thin else 14.5 * place)
        glass.plot(x + 3, low, "s", color=colour, markersize=6)
        marks.write(glass, x + 12, low, _(words), style.INK)


def _bar(glass, sign, left, y, across):
    """Draw one bar of three parts."""
    for field, _words, colour, letters in SIGNS:
        share = getattr(sign, field)
        marks.box(glass, left, y - 7, across * share, 14, colour)
        if share >= WRITTEN:
            marks.write(glass, left + across * share / 2, y, f"{100 * share:.0f}", letters, ha="center")
        left += across * share


def draw(figure, scene, ghost=None):
    """Draw a `basislib.scenes.cross_margining.Margined`: the curve, the level without it, and the chosen share."""
    axes = figure.axes[0]
    if ghost is not None:
        marks.line(axes, 100 * SHARES, ghost.sold, style.GHOST, 2)
    before = scene.before["sold"]
    marks.level(axes, before, style.SOFT, 1.4, "--")
    marks.line(axes, 100 * SHARES, scene.sold, style.FUND, 2.4)
    marks.dots(axes, scene.kept, scene.sold_here, "o", style.INK, 11, edge="white", clip_on=False)
    words = _("not cleared: {sold:.0f}").format(sold=before)
    marks.write(axes, 99, _clear(axes, scene.sold, before, words), words, style.SOFT, ha="right", va="bottom")


def _clear(axes, sold, before, words):
    """Return the foot of the level's name: on the level, below it where that is too high, or on a curve that crosses it."""
    top = axes.get_ylim()[1]
    if before >= 0.9 * top:
        return before - 0.06 * top
    wide = 100 * style.room_of([words], LETTER) / (72 / axes.figure.dpi * axes.bbox.width)
    beside = np.interp(np.linspace(99 - wide, 100, 20), 100 * SHARES, sold)
    crosses = beside.min() < before + 0.1 * top and beside.max() > before
    return min(beside.max() if crosses else before, 0.9 * top) + 0.02 * top
