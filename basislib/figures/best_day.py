"""Net basis of the cheapest notes by delivery day: downhill to the last day, or uphill from the first."""

import numpy as np

from basislib.figures import marks, style
from basislib.formats import day_and_month
from basislib.language import _

SIZE, NARROW = (5.6, 3.6), (4.15, 3.5)
WIDE, SLIM = (0.105, 0.15, 0.865, 0.745), (0.13, 0.155, 0.805, 0.735)
SPANS = (2, 4, 6, 10, 15, 20, 30, 50, 100, 200, 400, 1000)  # 32nds
WIDTHS = (2.8, 1.4, 1.4)
TICKS = 5


def view(scene):
    """Return the days, and the snapped limits of the net basis in 32nds."""
    lines = 32 * scene.net_basis[:, :]
    near = lines[lines[:, 0].argsort()][: max(1, (lines.min(axis=1) < lines.min() + 40).sum())]
    low, high = min(near.min(), 0.0), max(near.max(), 0.0)
    span = next((span for span in SPANS if high - low <= 0.85 * span), SPANS[-1])
    step = span / 10
    return scene.days, float(step * np.floor((low - 0.5 * step) / step)), span


def frame(figure, view):
    """Draw the axes with some of the days."""
    days, low, span = view
    apart = [(day - days[0]).days for day in days]
    ticks = np.unique(np.linspace(0, len(days) - 1, min(TICKS, len(days))).round().astype(int))
    axes = style.add_axes(
        figure,
        SLIM if style.narrow(figure) else WIDE,
        xlim=(-0.5, max(apart[-1], 1) + 0.5),
        ylim=(low, low + span),
        xticks=[apart[tick] for tick in ticks],
        yticks=np.arange(span / 5 * np.ceil(low / (span / 5)), low + span, span / 5),
        xlabel=_("delivered on"),
        title=_("Net basis if delivered on that day, 32nds"),
    )
    axes.set_xticklabels([day_and_month(days[tick], short=True) for tick in ticks])
    axes.set_yticklabels([f"{tick:g}".replace("-", "−") for tick in np.round(axes.get_yticks(), 6) + 0.0])


def draw(figure, scene, ghost=None):
    """Draw the lines of a `basislib.scenes.best_day.BestDay`, the repo line, the last trade and the best day."""
    (axes,) = figure.axes
    low, high = axes.get_ylim()
    apart = np.array([(day - scene.days[0]).days for day in scene.days])
    marks.level(axes, 0, style.REPO_LENDER, 1.8, style.REPO)
    if ghost is not None and ghost.days == scene.days:
        marks.line(axes, apart, 32 * ghost.net_basis[0], style.GHOST, 2.4)
    trade = (scene.calendar.last_trade - scene.days[0]).days
    if 0 < trade < apart[-1]:
        marks.upright(axes, trade, style.SOFT, 1, "--")
        right = trade > 0.55 * apart[-1]
        style.label_line(
            axes, trade + (-0.4 if right else 0.4), high - 0.05 * (high - low), _("last trade"), style.SOFT,
            ha="right" if right else "left",
        )  # fmt: skip
    for row in range(len(scene.names) - 1, -1, -1):
        colour = style.FUND if row == 0 else style.SOFT
        marks.line(axes, apart, 32 * scene.net_basis[row], colour, WIDTHS[row])
    best = 32 * scene.net_basis[0, scene.best]
    marks.dots(axes, apart[scene.best], best, "o", style.LOSS, 11, filled=False, width=2, clip_on=False, zorder=4)
