"""How far funds' positions fell, episode by episode: bands over a thousand draws, and what is on record."""

import numpy as np

from basislib.figures import marks, style
from basislib.language import N_, _
from basislib.record.episodes import CHECKS

SIZE, NARROW = (5.6, 4.3), (4.15, 4.1)  # inches
END = 80  # %, of the axis
LEFT, RIGHT = {False: 118.0, True: 92.0}, {False: 300.0, True: 212.0}  # points, wide and narrow
BOTTOM, TALL = 0.1, 0.76
SHORT = {"sep2019": N_("Sept 2019"), "mar2020": N_("to 31 Mar 2020"), "may2020": N_("to 26 May 2020"),
         "y2022": N_("to 21 June 2022"), "mar2023": N_("March 2023"), "nov2023": N_("autumn 2023"),
         "sum2024": N_("summer 2024"), "apr2025": N_("April 2025")}  # fmt: skip


def frame(figure, view=None):
    """Draw the axis, and what the marks mean."""
    narrow = style.narrow(figure)
    width, height = (72 * inches for inches in (NARROW if narrow else SIZE))
    axes = style.add_axes(
        figure,
        (LEFT[narrow] / width, BOTTOM, (RIGHT[narrow] - LEFT[narrow]) / width, TALL),
        xlim=(-1.5, END),
        ylim=(len(CHECKS) - 0.4, -0.6),
        xticks=(0, END / 4, END / 2, 3 * END / 4, END),
        yticks=(),
    )
    axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, width), ylim=(0, height))
    glass.axis("off")
    glass.text(4, height - 9, _("How far funds' positions fell at most, %"), size=10.5, color=style.INK, va="center")
    y = height - 25
    marks.line(glass, [8, 26], [y, y], style.FUND, 8, alpha=0.3, cap="butt")
    marks.line(glass, [13, 21], [y, y], style.FUND, 8, alpha=0.6, cap="butt")
    glass.text(32, y, _("the model: nine draws of ten, half of them"), size=9.5, color=style.FUND, va="center")
    y -= 14
    glass.plot([17], [y], "D", color=style.INK, markersize=5.5)
    glass.text(32, y, _("on record, sold futures"), size=9.5, color=style.INK, va="center")
    glass.plot([158], [y], "D", color=style.INK, markersize=5.5, fillstyle="none")
    glass.text(168, y, _("net of bought ones"), size=9.5, color=style.INK, va="center")


def draw(figure, misses, ghost=None):
    """Draw the rows of a `basislib.scenes.model_misses.Misses`; pinned bands in grey below."""
    axes, glass = figure.axes
    narrow = style.narrow(figure)
    height = 72 * (NARROW if narrow else SIZE)[1]
    if ghost is not None:
        _across(axes, [(at + 0.32, *row.band[[0, 2]]) for at, row in enumerate(ghost.rows)], style.GHOST, 4)
    _bands(axes, misses)
    for at, row in enumerate(misses.rows):
        y = height * (BOTTOM + TALL * (len(CHECKS) - 0.4 - at) / (len(CHECKS) + 0.2))
        marks.write(glass, LEFT[narrow] - 6, y, _(SHORT[row.key]), style.INK, ha="right")
        marks.write(glass, RIGHT[narrow] + 8, y, _("{share:.0f}% fit").format(share=row.fit), style.INK, weight="bold")


def _bands(axes, misses):
    """Draw the model's bands, with what is on record over them."""
    low, middle, high, first, third = np.array([row.band for row in misses.rows]).T
    number = np.arange(len(misses.rows))
    for start, end, alpha in ((low, high, 0.3), (first, third, 0.45)):
        _across(axes, zip(number, start, end, strict=True), style.FUND, 11, alpha=alpha)
    marks.bars(axes, middle, number - 0.22, number + 0.22, style.FUND, 2.5, cap="projecting")
    gross = np.array([row.record.gross for row in misses.rows])
    spare = np.array([CHECKS[row.key].tolerance for row in misses.rows])
    near = zip(number, np.maximum(gross - spare, 0), gross + spare, strict=True)
    _across(axes, near, style.INK, 17, alpha=0.13)
    marks.dots(axes, gross, number, "D", style.INK, 6, clip_on=False)
    net = np.array([np.nan if row.record.net is None else row.record.net for row in misses.rows])
    marks.dots(axes, net, number, "D", style.INK, 6, filled=False, clip_on=False)


def _across(axes, rows, color, width, **options):
    """Draw level lines, each given by its height and its two ends, as one broken line."""
    y, start, end = np.reshape(list(rows), (-1, 3)).T
    ends = np.column_stack((start, end, np.full(y.size, np.nan)))
    marks.line(axes, ends.ravel(), np.repeat(y, 3), color, width, **{"cap": "butt"} | options)
