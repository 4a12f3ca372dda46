"""What rules do to calm times against what is sold in crises: single rules as dots, the best of them as a line."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.language import N_, _

WIDTH, HEIGHT = 403.2, 338.4  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
SLIM, HIGH = 298.8, 354.0  # the same for a narrow screen
NARROW = (SLIM / 72, HIGH / 72)
ROOFS = (2, 4, 8)  # cents per 100 by which the gap is wider: ends of the picture's axis
FLOOR = -1.25  # cents per 100: where it is narrower
LOSSES = (50, 60, 80, 100)  # %
MARKS = (  # rules, marker, words
    (("cap", "buffer"), "o", N_("cash buffer, cap")),
    (("haircut_floor",), "^", N_("haircut floor")),
    (("margin",), "s", N_("steadier margin")),
    (("clearing",), "D", N_("central clearing")),
)
UNPRICED = N_("price not in the model")
CRISES = (N_("first crisis"), N_("second crisis"), N_("third crisis"))


@dataclass(frozen=True)
class Places:
    """Where the parts of the picture stand, in points of type, and the axes in shares of it."""

    width: float
    height: float
    axes: tuple
    marks: tuple  # of each mark in the key
    bars: tuple  # left edge and height of the first crisis
    across: float
    apart: float
    heading: float  # height of what stands over the bars


WIDE = Places(
    WIDTH,
    HEIGHT,
    (0.085, 0.115, 0.555, 0.79),
    tuple((271, 302 - 14.5 * row) for row in range(8)),
    (271, 121),
    128.0,
    36.0,
    142,
)
THIN = Places(
    SLIM,
    HIGH,
    (0.115, 0.57, 0.865, 0.365),
    tuple((4 + 150 * (row % 2), 161 - 13.5 * (row // 2)) for row in range(8)),
    (4, 83),
    290.0,
    29.0,
    100,
)


def places(figure):
    """Return where the parts stand in a figure."""
    return THIN if style.narrow(figure) else WIDE


def view(desk):
    """Return the snapped limits of the axes; all else that stays is the same for every desk."""
    shown = max(desk.field.dots.max(), desk.sold, desk.field.nothing)
    return (
        next(roof for roof in ROOFS if desk.price <= roof or roof == ROOFS[-1]),
        next(roof for roof in LOSSES if shown <= roof),
        desk.field,
    )


def frame(figure, view):
    """Draw the axes, the single rules, the best of them, and the keys: all that the desk does not move."""
    right, top, field = view
    here = places(figure)
    axes = style.add_axes(
        figure,
        here.axes,
        xlim=(FLOOR, right),
        ylim=(-0.02 * top, top),
        xticks=np.arange(-1, right + 0.1, max(right / 4, 1)) if right > ROOFS[0] else (-1, 0, 1, 2),
        yticks=np.linspace(0, top, 6),
        xlabel=_("gap wider in calm times, cents per 100"),
        title=_("Sold against the funds' will, %, on average"),
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _place: f"{value:.4g}".replace("-", "−"))
    axes.axvline(0, color=style.FAINT, linewidth=0.8)
    priced = field.priced
    axes.plot(
        field.prices[~priced], field.dots[~priced], "o", color=style.GHOST, markerfacecolor="white", markersize=4.5
    )
    for rules, marker, _words in MARKS:
        mine = priced & np.isin(field.rules, rules)
        axes.plot(field.prices[mine], field.dots[mine], marker, color=style.GHOST, markersize=4)
    axes.plot(field.line_prices, field.line, color=style.GAIN, linewidth=2)
    axes.plot(0, field.nothing, "s", color=style.SOFT, markerfacecolor="white", markersize=7)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, here.width), ylim=(0, here.height))
    glass.axis("off")
    _key(glass, here)
    x, foot = here.bars
    glass.text(x, here.heading, _("sold, %, without → with"), size=9.5, color=style.SOFT, va="center", parse_math=False)
    for row, name in enumerate(CRISES):
        glass.text(x, foot - here.apart * row, _(name), size=9.5, color=style.INK, va="center")


def _key(glass, here):
    """Say what the marks are."""
    rows = [
        ("o", style.INK, style.INK, 9, N_("your rules")),
        ("s", style.SOFT, "white", 7, N_("no rule")),
        ("_", style.GAIN, style.GAIN, 13, N_("best single rule")),
        *((marker, style.GHOST, style.GHOST, 5, words) for _rules, marker, words in MARKS),
        ("o", style.GHOST, "white", 4.5, UNPRICED),
    ]
    for (x, y), (marker, colour, inside, size, words) in zip(here.marks, rows, strict=True):
        glass.plot(
            x + 5,
            y,
            marker,
            color=colour,
            markerfacecolor=inside,
            markersize=size,
            markeredgewidth=2 if marker == "_" else 1,
        )
        marks.write(glass, x + 16, y, _(words), style.INK)


def draw(figure, desk, ghost=None):
    """Draw the reader's rules of a `basislib.scenes.policy_frontier.Desk`, and each crisis; a pinned one in grey."""
    axes, glass = figure.axes
    here = places(figure)
    right = axes.get_xlim()[1]
    at = min(desk.price, right)  # a dot beyond the axis stands at its end; the words say the number
    marks.line(axes, [at] * 2, [desk.field.nothing, desk.sold], style.INK, 1.2, ":")
    if ghost is not None:
        marks.dots(axes, min(ghost.price, right), ghost.sold, "o", style.GHOST, 11, edge="white")
    marks.dots(axes, at, desk.sold, "o", style.INK, 11, edge="white", clip_on=False)
    x, foot = here.bars
    scale = here.across / max(60.0, *desk.before.sold, *desk.after.sold)
    for row in range(len(CRISES)):
        middle = foot - here.apart * row
        for shift, sold, colour in ((-10.5, desk.before.sold, style.FAINT), (-16.5, desk.after.sold, style.INK)):
            marks.line(glass, [x, x + scale * sold[row]], [middle + shift] * 2, colour, 4.5, cap="butt")
        marks.write(
            glass,
            x + here.across,
            middle,
            f"{desk.before.sold[row]:.0f} → {desk.after.sold[row]:.0f}",
            style.INK,
            ha="right",
        )


def cover(figure, _desk):
    """Return what hides the answer: over the dots, and over what is sold in each crisis."""
    here = places(figure)
    left, bottom, width, height = here.axes
    x, top = here.bars
    low = top - here.apart * 2 - 21
    across = min(here.across + 5, here.width - x + 3)
    return [
        (left, bottom, width, height),
        ((x - 3) / here.width, low / here.height, across / here.width, (top + 8 - low) / here.height),
    ]
