"""The notes a short may deliver: implied repo of each against its maturity, and the best of them as a table."""

import numpy as np

from basislib.figures import style
from basislib.figures.switch_map import shades

SIZE = (5.6, 4.5)
SPANS = (5, 10, 20, 40, 80, 160, 320, 640, 1280)  # per cent; the axis jumps only between these
STEPS = (1, 2, 5, 10, 20, 40, 80, 160, 320)  # of its ticks
SHOWN = 5  # notes in the table; the axis reaches down to the last of them
COLUMNS = (1, 33, 56, 80)
HEADS = ("the best five", "gross basis, 32nds", "net basis, 32nds", "implied repo, %")


def view(ranking):
    """Return the snapped limits: first and last year, highest implied repo and the span below it."""
    best = np.sort(ranking.implied_repo)[::-1]
    top = max(best[0], ranking.repo_rate)
    depth = top - best[min(SHOWN, best.size) - 1]
    span = next((span for span in SPANS if depth <= 0.7 * span), SPANS[-1])
    step = STEPS[SPANS.index(span)]
    years = ranking.year
    roof = step * np.ceil((top + 0.12 * span) / step)
    return int(np.floor(years.min())), int(np.ceil(years.max() + 1e-9)), float(roof), span


def frame(figure, view):
    """Draw the axes and the heads of the table."""
    first, last, roof, span = view
    step = STEPS[SPANS.index(span)]
    years = range(first, last + 1, max(1, -(-(last - first) // 6)))
    top = style.add_axes(figure, (0.105, 0.475, 0.745, 0.455), xlim=(first - 0.05, last + 0.05),
                         ylim=(roof - span * 1.15, roof), xticks=years,
                         yticks=np.arange(roof - step * (span // step), roof + step / 2, step), xlabel="matures in",
                         title="Implied repo of each deliverable note, % a year")
    top.set_xticklabels([f"{year}" for year in years])
    table = figure.add_axes((0, 0, 1, 0.33))
    table.set(xlim=(0, 100), ylim=(0, SHOWN + 1.4))
    table.axis("off")
    for x, head in zip(COLUMNS, HEADS, strict=True):
        table.text(x, SHOWN + 0.95, head, size=9, color=style.SOFT, va="center")
    table.axhline(SHOWN + 0.5, 0.01, 0.99, color=style.FAINT, linewidth=0.8)


def draw(figure, ranking, ghost=None):
    """Draw the notes of a `ctd_switching.Ranking`, the repo rate, and the table of its best."""
    top, table = figure.axes
    low, high = top.get_ylim()
    edge = low + 0.04 * (high - low)
    if ghost is not None:
        top.plot(ghost.year, ghost.implied_repo, "o", color=style.GHOST, markersize=5, fillstyle="none")
    inside = ranking.implied_repo > edge
    top.scatter(ranking.year[inside], ranking.implied_repo[inside], s=42, c=shades(ranking.rank)[inside])
    top.plot(ranking.year[~inside], np.full((~inside).sum(), edge), "v", color=style.GHOST, markersize=5)
    top.axhline(ranking.repo_rate, linestyle=style.REPO, color=style.REPO_LENDER, linewidth=1.8)
    style.label_line(top, 1.015, ranking.repo_rate, f"repo {ranking.repo_rate:.2f}", style.INK,
                     transform=top.get_yaxis_transform(), clip_on=False)
    x, y = ranking.year[0], ranking.implied_repo[0]
    top.plot(x, y, "o", color=style.LOSS, markersize=13, fillstyle="none", markeredgewidth=2)
    left, right = top.get_xlim()
    late = x > (left + right) / 2
    style.label_line(top, x + (right - left) * (-0.03 if late else 0.03), y + 0.06 * (high - low), "CTD", style.LOSS,
                     weight="bold", ha="right" if late else "left")
    _table(table, ranking)


def _table(axes, ranking):
    """Write the best notes, one text a column so that it stays quick."""
    best = ranking.table.head(SHOWN)
    columns = (
        ranking.names[:SHOWN],
        [_number(32 * value) for value in best["gross_basis"]],
        [_number(32 * value) for value in best["net_basis"]],
        [_number(value, 2) for value in best["implied_repo_rate"]],
    )
    step = axes.bbox.height / axes.figure.dpi * 72 / (SHOWN + 1.4) / 9.5
    for x, words in zip(COLUMNS, columns, strict=True):
        axes.text(x, SHOWN + 0.25, "\n".join(words), size=9.5, color=style.INK, va="top", linespacing=step)
    axes.axhspan(SHOWN - 0.75, SHOWN + 0.4, 0.005, 0.995, facecolor="none", edgecolor=style.LOSS, linewidth=1.6)


def _number(value, places=1):
    """Return a number with room for a sign, so that the column stands straight."""
    rounded = round(value, places) + 0.0
    return f"{rounded:.{places}f}".replace("-", "−") if rounded < 0 else f"\u2007{rounded:.{places}f}"
