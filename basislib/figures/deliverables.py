"""The notes a short may deliver: net basis ÷ factor of each against its maturity, and the best of them as a table."""

import numpy as np
from matplotlib.markers import TICKUP

from basislib.figures import marks, style
from basislib.figures.switch_map import shades
from basislib.language import N_, _

SIZE, NARROW = (5.6, 4.5), (4.15, 4.0)
WIDE, SLIM = (0.085, 0.475, 0.765, 0.455), (0.1, 0.475, 0.7, 0.415)
SPANS = (10, 20, 40, 80, 160, 320, 640, 1280, 2560)  # 32nds; the axis jumps only between these
SHOWN = 5  # notes in the table; the axis reaches up to the last of them
COLUMNS, FEWER = (1, 28.5, 43.5, 61, 82), (1, 28.5, 48.5, 70)  # a narrow screen has no room for the hedge
HEADS = (N_("the best five"), N_("gross basis"), N_("net ÷ factor"), N_("implied repo, %"), N_("contracts"))


def cover(figure, ranking):
    """Return the boxes that hide which note is cheapest: the dots, and the table without its heads."""
    left, low, width, height = SLIM if style.narrow(figure) else WIDE
    return [(left, low + 0.014, width, height - 0.01), (0, 0, 1, 0.285)]


def view(ranking):
    """Return the snapped limits: first and last year, the lowest net basis ÷ factor and the span above it, 32nds."""
    best = 32 * ranking.net_by_factor
    floor = min(best[0], 0.0)
    height = max(best[min(SHOWN, best.size) - 1], 0.0) - floor
    span = next((span for span in SPANS if height <= 0.75 * span), SPANS[-1])
    step = span / 10
    years = ranking.year
    low = step * np.floor((floor - 0.8 * step) / step)
    return int(np.floor(years.min())), int(np.ceil(years.max() + 1e-9)), float(low), span


def frame(figure, view):
    """Draw the axes and the heads of the table."""
    first, last, low, span = view
    step = span // 5
    years = range(first, last + 1, max(1, -(-(last - first) // (4 if style.narrow(figure) else 6))))
    slim = style.narrow(figure)
    top = style.add_axes(
        figure,
        SLIM if slim else WIDE,
        xlim=(first - 0.05, last + 0.05),
        ylim=(low, low + span * 1.1),
        xticks=years,
        yticks=np.arange(step * np.ceil(low / step), low + span * 1.1, step),
        xlabel=_("matures in; ▲ cheapest without a shift"),
        title=style.fitted(figure, _("Net basis ÷ factor, 32nds: the lowest is cheapest")),
    )
    top.set_xticklabels([f"{year}" for year in years])
    top.set_yticklabels([_number(tick, 0).strip("\u2007") for tick in top.get_yticks()])
    table = figure.add_axes((0, 0, 1, 0.33))
    table.set(xlim=(0, 100), ylim=(0, SHOWN + 1.4))
    table.axis("off")
    columns = FEWER if slim else COLUMNS
    for x, head in zip(columns, HEADS[: len(columns)], strict=True):
        table.text(x, SHOWN + 0.95, _(head), size=9.5, color=style.SOFT, va="center")
    table.axhline(SHOWN + 0.5, 0.01, 0.99, color=style.FAINT, linewidth=0.8)


def draw(figure, ranking, ghost=None):
    """Draw the notes of a `basislib.scenes.deliverables.Ranking`, the line of the repo rate, and the best as a table."""
    top, table = figure.axes
    low, high = top.get_ylim()
    edge = high - 0.04 * (high - low)
    if ghost is not None:
        marks.dots(top, ghost.year, 32 * ghost.net_by_factor, "o", style.GHOST, 5, filled=False)
    net = 32 * ranking.net_by_factor
    inside = net < edge
    marks.level(top, 0, style.REPO_LENDER, 1.8, style.REPO)
    style.label_line(
        top,
        1.015,
        0,
        _("earns repo,\n{rate:.2f}%").format(rate=ranking.repo_rate),
        style.INK,
        transform=top.get_yaxis_transform(),
        clip_on=False,
    )
    top.scatter(ranking.year[inside], net[inside], s=42, c=shades(ranking.rank)[inside], zorder=3)
    if not inside.all():
        far = {"marker": TICKUP, "markersize": 7, "markeredgewidth": 1.6}
        top.plot(ranking.year[~inside], np.full((~inside).sum(), edge), linestyle="", color=style.SOFT, **far)
        places = {"transform": top.get_yaxis_transform(), "clip_on": False}
        style.label_line(top, 1.015, edge, _("cost more,\noff scale"), style.SOFT, **places)
    x, y = ranking.year[0], net[0]
    marks.dots(top, x, y, "o", style.LOSS, 13, filled=False, width=2, clip_on=False, zorder=4)
    left, right = top.get_xlim()
    marks.dots(top, ranking.before, 0, "^", style.SOFT, 7, transform=top.get_xaxis_transform(), clip_on=False)
    late = x > (left + right) / 2
    style.label_line(
        top,
        x + (right - left) * (-0.03 if late else 0.03),
        y - 0.05 * (high - low),
        _("CTD"),
        style.LOSS,
        weight="bold",
        ha="right" if late else "left",
    )
    _table(table, ranking)


def _table(axes, ranking):
    """Write the best notes, one text a column so that it stays quick."""
    best = ranking.table.head(SHOWN)
    columns = (
        ranking.names[:SHOWN],
        [_number(32 * value) for value in best["gross_basis"]],
        [_number(32 * value, 2) for value in ranking.net_by_factor[:SHOWN]],
        [_number(value, 2) for value in best["implied_repo_rate"]],
        [_number(value, 0) for value in best["contracts_by_dv01"]],
    )
    step = axes.bbox.height / axes.figure.dpi * 72 / (SHOWN + 1.4) / 9.5
    places = FEWER if style.narrow(axes.figure) else COLUMNS
    for x, words in zip(places, columns[: len(places)], strict=True):
        marks.write(axes, x, SHOWN + 0.25, "\n".join(words), style.INK, va="top", linespacing=step)
    axes.axhspan(SHOWN - 0.75, SHOWN + 0.4, 0.005, 0.995, facecolor="none", edgecolor=style.LOSS, linewidth=1.6)


def _number(value, places=1):
    """Return a number with room for a sign, so that the column stands straight."""
    rounded = round(value, places) + 0.0
    return f"{rounded:.{places}f}".replace("-", "−") if rounded < 0 else f"\u2007{rounded:.{places}f}"
