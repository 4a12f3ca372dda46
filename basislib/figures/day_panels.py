"""Three panels over the days of a market, one above the other: what the charts of pages 07 and 08 have in common."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.figures.kinds_of_sale import KINDS
from basislib.language import N_, _

WIDTH, HEIGHT = 403.2, 363.6  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
SLIM, LOW = 298.8, 316.8  # the same for a narrow screen
NARROW = (SLIM / 72, LOW / 72)
LEFT, APART = 0.1, 13.0  # the panels' left edge, a share of the picture; points between two lines beside them
GAPS = (5, 10, 20, 40, 80, 160, 320, 1000, 5000)  # cents per 100
SPANS = ((5.5, 10.5, style.GHOST, N_("yields move")), (10.5, 18.5, style.FOREIGN_OFFICIAL, N_("foreigners sell")))


@dataclass(frozen=True)
class Panels:
    """Where three panels stand: how far they go across, bottom and height of each, and how large the picture is.

    The first are shares of the picture, the last points of type.
    """

    across: float
    places: tuple
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def side(self):
        """Where the words beside the panels begin."""
        return self.width * (LEFT + self.across) + 7

    def frame(self, figure, view, titles):
        """Draw the panels over one scale of days, rally and foreign sales shaded; return axes over all of it."""
        *roofs, last = view
        for (bottom, height), roof, title in zip(self.places, roofs, titles, strict=True):
            axes = style.add_axes(
                figure,
                (LEFT, bottom, self.across, height),
                xlim=(0, last),
                ylim=(0, roof),
                xticks=range(0, last + 1, 10),
                yticks=(0, roof / 2, roof),
                title=title,
            )
            for start, end, colour, _words in SPANS:
                axes.axvspan(start, end, color=colour, alpha=0.14, linewidth=0)
            if bottom > self.places[-1][0]:
                axes.set_xticklabels([])
        axes.set_xlabel(_("day"), size=10, color=style.SOFT)
        glass = figure.add_axes((0, 0, 1, 1))
        glass.set(xlim=(0, self.width), ylim=(0, self.height))
        glass.axis("off")
        return glass

    def name_spans(self, glass, last):
        """Write over the panels what the shades are."""
        border = self.width * (LEFT + self.across * SPANS[0][1] / last)
        for span, side, shift in zip(SPANS, ("right", "left"), (-4, 4), strict=True):
            marks.write(glass, border + shift, self.height - 13.8, _(span[-1]), style.SOFT, ha=side)

    def play_head(self, glass, day, last):
        """Draw the day through all panels."""
        x = self.width * (LEFT + self.across * day / last)
        marks.line(
            glass,
            [x, x],
            [self.height * self.places[-1][0], self.height * sum(self.places[0])],
            style.SOFT,
            4,
            alpha=0.25,
        )

    def say(self, glass, panel, row, words, colour, shift=0, **options):
        """Write a line beside a panel."""
        marks.write(glass, self.side + shift, self.beside(panel, row), words, colour, **options)

    def key(self, glass, panel, row, colour):
        """Draw a square before a line that is said with a shift of 10."""
        marks.dots(glass, self.side + 3, self.beside(panel, row), "s", colour, 5.5)

    def beside(self, panel, row):
        """Return where a line beside a panel stands."""
        return self.height * sum(self.places[panel]) - 6 - APART * row


def line(axes, series, day, colour):
    """Draw a series up to the day, and faintly after it."""
    marks.line(axes, np.arange(day, series.size), series[day:], colour, 1.2, ":")
    marks.series(axes, series[: day + 1], colour, 2, clip_on=False)
    marks.dots(axes, day, series[day], "o", colour, 5, clip_on=False)


def by_kind(axes, amounts, day, width):
    """Draw each day's sales as a bar in the colours of `KINDS`, a row of `amounts` each; those after the day faintly."""
    foot = np.zeros(amounts.shape[1])
    for (_name, colour), amount in zip(KINDS.values(), amounts, strict=True):
        sold = np.flatnonzero(amount > 0.05)
        for when, alpha in ((sold[sold <= day], 1.0), (sold[sold > day], 0.3)):
            if when.size:
                marks.bars(axes, when, foot[when], foot[when] + amount[when], colour, width, alpha=alpha)
        foot = foot + amount
