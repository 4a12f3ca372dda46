"""Twenty days of a crisis as the Fed sees them: the gap, what funds sell against their will, what the Fed has taken on."""

from functools import partial

import numpy as np

from basislib.figures import crisis_desk, marks, style
from basislib.figures.crisis_desk import LEFT, PLACES
from basislib.figures.day_panels import APART, GAPS, NARROW, SIZE, line
from basislib.formats import billions, signed
from basislib.language import N_, _

__all__ = ["NARROW", "SIZE", "draw", "frame", "view"]

SALES, BOOKS = (10, 25, 50, 100, 200, 400, 1000), (10, 50, 200, 500, 1000)  # $bn
TITLES = (
    N_("The gap: future less note, cents per 100"),
    N_("Sold by funds against their will on the day, $bn"),
    N_("On the Fed's books: notes and its line, $bn"),
)


def view(desk):
    """Return the snapped limits of the three panels."""
    return crisis_desk.roofs((GAPS, SALES, BOOKS), desk.highest)


def frame(figure, view):
    """Draw the panels over one scale of days."""
    crisis_desk.frame(figure, view, TITLES, billions)


def draw(figure, desk, ghost=None):
    """Draw a `basislib.scenes.crisis_desk.FedDesk` up to its day, and the rest that is known faintly."""
    gap, sales, books, glass = figure.axes
    if ghost is not None:
        for axes, series in ((gap, ghost.dislocation), (sales, ghost.sold), (books, ghost.notes + ghost.lent)):
            marks.series(axes, series, style.GHOST, 2.6, alpha=0.7)
    line(gap, desk.dislocation, desk.day, style.INK)
    days = np.flatnonzero(desk.sold > 0.05)
    for when, alpha in ((days[days <= desk.day], 1.0), (days[days > desk.day], 0.3)):
        if when.size:
            marks.bars(sales, when, np.zeros(when.size), desk.sold[when], style.LOSS, 6, alpha=alpha)
    line(books, desk.notes + desk.lent, desk.day, style.FED)
    if desk.acted:
        for axes in (gap, sales, books):
            marks.upright(axes, desk.acted, style.FED, 1.4, ":")
    _beside(figure, glass, desk)


def _beside(figure, glass, desk):
    """Write what the panels show on the day."""
    across, width, height = crisis_desk.shape(figure)
    side, day = width * (LEFT + across) + 7, desk.day

    def say(panel, row, words, colour, **options):
        marks.write(glass, side, height * sum(PLACES[panel]) - 6 - APART * row, words, colour, **options)

    bold = partial(say, weight="bold")
    bold(0, 0, _("day {day}: {gap:.1f}").format(day=day, gap=desk.dislocation[day]), style.INK)
    say(0, 1, _("highest {gap:.1f}").format(gap=desk.dislocation[: day + 1].max()), style.INK)
    say(0, 2, _("repo {rate}bp").format(rate=signed(desk.repo[day], 0)), style.SOFT)
    bold(1, 0, _("today {amount:.0f}").format(amount=desk.sold[day]), style.LOSS)
    say(1, 1, _("so far {amount:.0f}").format(amount=desk.sold[: day + 1].sum()), style.INK)
    say(1, 2, _("funds {amount:.0f}").format(amount=desk.position[day]), style.FUND)
    bold(2, 0, _("notes {amount:.0f}").format(amount=desk.notes[day]), style.FED)
    say(2, 1, _("line {amount:.1f}").format(amount=desk.lent[day]), style.FED)
