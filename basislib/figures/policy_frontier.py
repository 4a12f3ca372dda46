"""What rules cost in calm times against what is lost in crises: single rules as dots, the best of them as a line."""

import numpy as np

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 331.2  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
RECT = (0.085, 0.115, 0.555, 0.775)
SIDE, ACROSS = WIDTH * 0.672, 128.0
COSTS = (1.0, 3.2)  # $bn a year
LOSSES = (0.01, 1, 2, 3, 4, 5, 7.5, 10, 20, 35, 50, 75, 100, 150, 200, 500, 1000, 10_000)
KINDS = (  # rules, marker, words
    (("cap", "buffer"), "o", "cash buffer, cap"), (("haircut_floor",), "^", "haircut floor"),
    (("margin",), "s", "steadier margin"), (("clearing",), "D", "central clearing"))
UNPRICED = "price not in the model"
LEGEND, LINE = HEIGHT * 0.845, 15.0
BARS, APART = HEIGHT * 0.415, 37.0


def view(desk):
    """Return the snapped limits, the title, the crises' names, which of them count, and the single rules."""
    field = desk.field
    shown = max(field.dots.max(), desk.loss, field.nothing)
    return (next(roof for roof in COSTS if desk.cost <= roof), next(roof for roof in LOSSES if shown <= roof),
            desk.title, desk.names, field)


def frame(figure, view):
    """Draw the axes, the single rules, the best of them, and the key beside them: all that the desk does not move."""
    right, top, title, names, field = view
    axes = style.add_axes(
        figure, RECT, xlim=(-0.04 * right, right), ylim=(-0.02 * top, top), xticks=np.linspace(0, right, 5),
        yticks=np.linspace(0, top, 6), xlabel="dearer futures in calm times, $bn a year", title=title)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:.4g}")
    priced = field.priced
    axes.plot(field.costs[~priced], field.dots[~priced], "o", color=style.GHOST, markerfacecolor="white",
              markersize=4.5)
    for rules, marker, _ in KINDS:
        mine = priced & np.isin(field.rules, rules)
        axes.plot(field.costs[mine], field.dots[mine], marker, color=style.GHOST, markersize=4)
    axes.plot(field.line_costs, field.line, color=style.GAIN, linewidth=2)
    axes.plot(0, field.nothing, "s", color=style.SOFT, markerfacecolor="white", markersize=7)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")
    _key(glass)
    glass.text(SIDE, BARS + 17, "without and with them", size=9.5, color=style.SOFT, va="center")
    for row, name in enumerate(names):
        glass.text(SIDE, BARS - APART * row, name, size=9.5, color=style.INK, va="center",
                   weight="bold" if row in field.chosen else "normal")


def _key(glass):
    """Say what the marks are."""
    rows = [("o", style.INK, style.INK, 9, "your rules"), ("s", style.SOFT, "white", 7, "no rule"),
            ("_", style.GAIN, style.GAIN, 13, "best single rule"),
            *((marker, style.GHOST, style.GHOST, 5, words) for _, marker, words in KINDS),
            ("o", style.GHOST, "white", 4.5, UNPRICED)]
    for row, (marker, colour, inside, size, words) in enumerate(rows):
        glass.plot(SIDE + 5, LEGEND - LINE * row, marker, color=colour, markerfacecolor=inside, markersize=size,
                   markeredgewidth=2 if marker == "_" else 1)
        write(glass, SIDE + 16, LEGEND - LINE * row, words, style.INK)


def draw(figure, desk, ghost=None):
    """Draw the reader's rules of a `policy_lab.Desk`, and each crisis without and with them; a pinned one in grey."""
    axes, glass = figure.axes
    axes.plot([desk.cost] * 2, [desk.field.nothing, desk.loss], ":", color=style.INK, linewidth=1.2)
    if ghost is not None and ghost.title == desk.title:
        axes.plot(ghost.cost, ghost.loss, "o", color=style.GHOST, markeredgecolor="white", markersize=11)
    axes.plot(desk.cost, desk.loss, "o", color=style.INK, markeredgecolor="white", markersize=11, clip_on=False)
    scale = ACROSS / max(axes.get_ylim()[1], *desk.before, *desk.after)
    feet = BARS - APART * np.arange(3)
    for shift, values, colour in ((-10.5, desk.before, style.FAINT), (-16.5, desk.after, style.INK)):
        glass.hlines(feet + shift, SIDE, SIDE + scale * values, color=colour, linewidth=4.5)
    for foot, before, after in zip(feet, desk.before, desk.after, strict=True):
        write(glass, WIDTH - 4, foot, f"{before:.{desk.places}f} → {after:.{desk.places}f}", style.INK, ha="right")
