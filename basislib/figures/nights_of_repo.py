"""What a higher repo rate costs night after night, against the edge it has to be paid from."""

import numpy as np

from basislib.figures import marks, style
from basislib.language import _
from basislib.scenes.nights_of_repo import LONGEST

SIZE, NARROW = (5.6, 3.5), (4.15, 3.5)
WIDE, SLIM = (0.1, 0.145, 0.68, 0.745), (0.115, 0.15, 0.625, 0.69)
SPANS = (10, 30, LONGEST)  # nights
ROOFS = (1, 3, 6, 12, 30, 60, 120, 240)  # bp of the notes


def view(result):
    """Return the snapped limits: nights, lowest and highest cost."""
    span = next(span for span in SPANS if result.nights <= span)
    shown = np.concatenate([result.costs[:span], result.plain[:span], [result.edge, 0.0]])
    high = next(roof for roof in ROOFS if shown.max() <= roof)
    low = next((roof for roof in (0, *ROOFS) if -shown.min() <= roof), ROOFS[-1])
    return span, -low, high


def frame(figure, view):
    """Draw the axes."""
    span, low, high = view
    step = max(high, -low) / 3
    ticks = [tick for tick in np.arange(-3, 4) * step if low <= tick <= high]
    axes = style.add_axes(
        figure,
        SLIM if style.narrow(figure) else WIDE,
        xlim=(0, span),
        ylim=(low, high),
        xticks=[span * part / 5 for part in range(6)],
        yticks=ticks,
        xlabel=_("nights at this rate"),
        title=style.fitted(figure, _("What the higher rate has cost so far, bp of the notes")),
    )
    axes.axhline(0, color=style.SOFT, linewidth=0.9)


def draw(figure, result, ghost=None):
    """Draw the cost of a `basislib.scenes.nights_of_repo.Nights` and the edge; the line of a pinned `ghost` in grey."""
    axes = figure.axes[0]
    span = int(axes.get_xlim()[1])
    nights = np.arange(span + 1)
    if ghost is not None:
        marks.line(axes, nights, np.append(0, ghost.costs[:span]), style.GHOST, 3)
    marks.upright(axes, result.nights, style.FAINT, 6)
    marks.line(axes, [0, span], [result.edge] * 2, style.FUND, 1.6, "-.")
    differs = abs(result.plain[span - 1] - result.costs[span - 1]) > 1e-9
    if differs:
        marks.line(axes, nights, np.append(0, result.plain[:span]), style.SOFT, 1.6, style.REPO)
    marks.line(axes, nights, np.append(0, result.costs[:span]), style.LOSS, 2.2)
    marks.dots(axes, result.nights, result.cost, "o", style.INK, 8, clip_on=False)
    _names(axes, result, span, differs)


def _names(axes, result, span, differs):
    """Name the lines at their right ends, lowest first, a line of type apart."""
    low, high = axes.get_ylim()
    gap = 13 / 72 * (high - low) * axes.figure.dpi / axes.bbox.height
    names = [
        (result.edge, _("edge {edge:.1f}").format(edge=result.edge), style.FUND),
        (result.costs[span - 1], _("this fund"), style.LOSS),
    ]
    if differs:
        names.append((result.plain[span - 1], _("all overnight"), style.SOFT))
    floor = low - gap
    names = sorted(names)
    heights = []
    for height, *_others in names:
        floor = max(height, floor + gap)
        heights.append(floor)
    over = max(heights[-1] - high, 0)
    for height, (_end, words, colour) in zip(heights, names, strict=True):
        style.label_line(axes, 1.03 * span, height - over, words, colour, clip_on=False)
