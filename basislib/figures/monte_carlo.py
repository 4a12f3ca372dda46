"""Crises drawn at random: for each policy what half, nine in ten and 99 in 100 of them stay below, and the mean."""

import numpy as np

from basislib.figures import marks, style
from basislib.language import N_, _

WIDTH, HEIGHT = 403.2, 300.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
RECT = (0.265, 0.115, 0.6, 0.715)
ROOFS = (10, 20, 40, 60, 80, 100, 200, 300, 400, 600, 800, 1200, 2000, 5000, 10000)
MARKS = (  # quantile, marker, words
    (0.5, "o", N_("half")),
    (0.9, "D", N_("9 in 10")),
    (0.99, "s", N_("99 in 100 are below")),
)


def view(shown):
    """Return the policies, the title and the snapped end of the scale."""
    return shown.heads, shown.title, next(roof for roof in (*ROOFS, 1e9) if shown.quantiles.max() <= roof)


def frame(figure, view):
    """Draw the scale, the policies' names and the key."""
    heads, title, roof = view
    axes = style.add_axes(
        figure,
        RECT,
        xlim=(-0.03 * roof, roof),
        ylim=(len(heads) - 0.5, -0.5),
        xticks=np.linspace(0, roof, 5),
        yticks=range(len(heads)),
    )
    axes.set_xticklabels([f"{tick:,.6g}" for tick in np.linspace(0, roof, 5)])
    axes.set_yticklabels(heads)
    axes.tick_params(axis="y", labelsize=9.5, labelcolor=style.INK, length=0)
    axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
    axes.grid(axis="y", visible=False)
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.axis("off")
    page.text(4, HEIGHT - 11, title, size=11, color=style.INK, va="center")
    for x, (_share, marker, words) in zip((12, 62, 126), MARKS, strict=True):
        page.plot(
            x,
            HEIGHT - 30,
            marker,
            color=style.FUND,
            markersize=6.5,
            markerfacecolor="white" if marker == "o" else style.FUND,
        )
        page.text(x + 8, HEIGHT - 30, _(words), size=9.5, color=style.SOFT, va="center")
    page.text(WIDTH - 4, HEIGHT - 30, _("mean"), size=9.5, color=style.SOFT, ha="right", va="center")


def draw(figure, shown, ghost=None):
    """Draw the quantiles of a `monte_carlo_box.Shown`, a line a policy, and the means at the right."""
    axes, page = figure.axes
    rows = np.arange(len(shown.heads))
    low, _middle, high = shown.quantiles
    axes.hlines(rows, low, high, color=style.FUND, linewidth=2.2, alpha=0.45)
    for values, (_share, marker, _words) in zip(shown.quantiles, MARKS, strict=True):
        axes.plot(
            values,
            rows,
            marker,
            color=style.FUND,
            markersize=7,
            clip_on=False,
            markerfacecolor="white" if marker == "o" else style.FUND,
            markeredgewidth=1.4,
        )
    bottom, height = RECT[1] * HEIGHT, RECT[3] * HEIGHT
    for row, mean in enumerate(shown.means):
        marks.write(
            page, WIDTH - 4, bottom + height * (1 - (row + 0.5) / len(rows)), f"{mean:.1f}", style.INK, ha="right"
        )
