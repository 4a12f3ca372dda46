"""September 2019 day by day: the repo rate against the Fed's range above, what each night cost below."""

import numpy as np

from basislib.figures import marks, style
from basislib.formats import day_and_month, signed
from basislib.language import N_, _

SIZE, NARROW = (5.6, 4.3), (4.15, 4.2)
WIDE, SLIM = (0.085, 0.725, 10), (0.095, 0.645, 7)  # left and width of the panels; width of a night's bar, points
LOW, HIGH = 1.5, 5.5  # % a year
COST_LOW, COST_HIGH = -0.5, 3.0  # bp of the notes
LETTER, APART = 5.6, 4.0  # points: a letter of a date, the least between two dates
BESIDE = ((3.25, N_("dashed:\nfed funds")), (2.12, N_("grey: the\nFed's range")))  # height of the first line, words


def view(result):
    """Return what stays while a reader moves through the days: the days, their rates, the edge."""
    rates = (result.sofr, result.effr, result.lower, result.upper)
    return (result.dates, *(tuple(rate.tolist()) for rate in rates), result.edge)


def frame(figure, view):
    """Draw both axes over one row of days, the rates and the edge."""
    dates, sofr, effr, lower, upper, edge = view
    days = np.arange(len(dates))
    ticks = range(0, len(dates), 4)
    left, width, _bar = SLIM if style.narrow(figure) else WIDE
    top = style.add_axes(
        figure,
        (left, 0.54, width, 0.385),
        xlim=(-0.6, days[-1] + 0.6),
        ylim=(LOW, HIGH),
        xticks=ticks,
        yticks=(2, 3, 4, 5),
        title=_("Overnight repo rate (SOFR), % a year"),
    )
    top.set_xticklabels([])
    low = style.add_axes(
        figure,
        (left, 0.09, width, 0.335),
        xlim=(-0.6, days[-1] + 0.6),
        ylim=(COST_LOW, COST_HIGH),
        xticks=ticks,
        yticks=(0, 1, 2, 3),
        title=_("What the night cost, bp of the notes"),
    )
    names = [day_and_month(dates[tick], short=True) for tick in ticks]
    room = 4 * width * figure.bbox.width / figure.dpi * 72 / (days[-1] + 1.2)  # of four days, points
    close = style.room_of(names, LETTER) + APART > room
    low.set_xticklabels([name if not (close and place % 2) else "" for place, name in enumerate(names)])
    low.axhline(0, color=style.SOFT, linewidth=0.9)
    low.axhline(edge, color=style.FUND, linewidth=1.6, linestyle="-.")
    top.fill_between(
        np.append(days - 0.5, days[-1] + 0.5),
        [*lower, lower[-1]],
        [*upper, upper[-1]],
        step="post",
        color=style.FAINT,
        linewidth=0,
    )
    top.plot(days, effr, "--", color=style.SOFT, linewidth=1.2)
    top.plot(days, sofr, "-o", color=style.REPO_LENDER, linewidth=1.8, markersize=4)
    x = days[-1] + (1.7 if style.narrow(figure) else 0.8)
    for height, words in BESIDE:
        for line, text in enumerate(_(words).split("\n")):
            style.label_line(top, x, height - 0.44 * line, text, style.SOFT, clip_on=False)
    for line, text in enumerate(_("the edge of\na quarter").split("\n")):
        style.label_line(low, x, edge + 0.2 - 0.4 * line, text, style.FUND, clip_on=False)


def draw(figure, result, ghost=None):
    """Draw the costs and the chosen day of a `basislib.scenes.repo_spike.September`."""
    top, low = figure.axes
    for axes in (top, low):
        marks.upright(axes, result.day, style.SOFT, 8, alpha=0.2, zorder=0)
    if ghost is not None:
        marks.dots(top, ghost.day, ghost.sofr[ghost.day], "o", style.GHOST, 9, clip_on=False)
    marks.dots(top, result.day, result.sofr[result.day], "o", style.INK, 7, clip_on=False)
    width = (SLIM if style.narrow(figure) else WIDE)[2]
    for colour, there in ((style.LOSS, result.costs > 0), (style.GAIN, result.costs <= 0)):
        marks.bars(low, np.flatnonzero(there), 0, result.costs[there], colour, width)
    _value(top, result.day, result.sofr, 0.42)
    _value(low, result.day, result.costs, 0.3)


def _value(axes, day, values, lift):
    """Write the chosen day's value over it, to the side where the neighbours are lower."""
    value = values[day]
    height = max(value, 0) + lift
    before, after = (values[min(max(day + step, 0), len(values) - 1)] for step in (-1, 1))
    beside = height > axes.get_ylim()[1]
    side = "left" if beside or before > value + lift else "right" if after > value + lift else "center"
    last = day == len(values) - 1  # beside it stands what the lines are
    side = "right" if last else side
    marks.write(
        axes,
        day + (0.55 if last else {"left": 0.5, "right": -0.2, "center": 0}[side]),
        value if beside else height,
        signed(value, plus=""),
        style.INK,
        size=10.5,
        weight="bold",
        ha=side,
    )
