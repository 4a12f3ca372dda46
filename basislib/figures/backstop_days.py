"""The market with and without help, day by day: the gap, what is sold, and what the Fed has bought and lent."""

from functools import partial

import numpy as np

from basislib.figures import marks, style
from basislib.figures.day_panels import GAPS, SIZE, SLIM, Panels, by_kind, line
from basislib.figures.kinds_of_sale import KINDS
from basislib.formats import billions, signed
from basislib.language import N_, _

__all__ = ["NARROW", "SIZE", "draw", "frame", "view"]

WIDE = Panels(0.645, ((0.66, 0.235), (0.375, 0.195), (0.085, 0.195)))
TALL = 384.0  # points of type, on a narrow screen: five kinds of sale stand beside the second panel
THIN = Panels(0.52, ((0.69, 0.215), (0.385, 0.2), (0.085, 0.19)), SLIM, TALL)
NARROW = (SLIM / 72, TALL / 72)
SALES = (10, 25, 50, 100, 200, 400, 800, 1000)  # $bn a day
BOUGHT = (10, 50, 100, 200, 400, 800, 1600, 4000)  # $bn
TITLES = (N_("Future less note, cents per 100"), N_("Sold on the day, $bn"), N_("The Fed's notes and loans, $bn"))


def panels(figure):
    """Return where the panels stand in a figure."""
    return THIN if style.narrow(figure) else WIDE


def view(days):
    """Return the snapped limits of the three panels, and how many days there are."""
    highest = (
        max(days.dislocation.max(), days.dislocation_alone.max()),
        max(days.sold.sum(axis=0).max(), days.unwilling_alone.max()),
        days.assets.max(),
    )
    roofs = (
        next(roof for roof in steps if most <= roof) for steps, most in zip((GAPS, SALES, BOUGHT), highest, strict=True)
    )
    return (*roofs, len(days.dislocation) - 1)


def frame(figure, view):
    """Draw the three panels, and the words beside them that stay."""
    here = panels(figure)
    glass = here.frame(figure, view, [_(title) for title in TITLES])
    for axes, roof, number in zip(figure.axes, view[:-1], (format, billions, billions), strict=False):
        axes.set_yticklabels([number(tick, ",.6g") for tick in (0, roof / 2, roof)])
    here.say(glass, 0, 3, _("thin grey:"), style.SOFT)
    here.say(glass, 1, 0, _("so far, $bn:"), style.SOFT)
    for row, (_name, colour) in enumerate(KINDS.values(), 1):
        here.key(glass, 1, row, colour)
    here.key(glass, 1, len(KINDS) + 1, style.FAINT)
    here.name_spans(glass, view[-1])


def draw(figure, days, ghost=None):
    """Draw a `basislib.scenes.backstop_days.HelpedDays` up to its day, the rest faintly; without help in thin grey."""
    gap, sold, fed, glass = figure.axes
    panels(figure).play_head(glass, days.day, len(days.dislocation) - 1)
    if ghost is not None:
        marks.series(gap, ghost.dislocation, style.GHOST, 3, alpha=0.7)
        marks.series(fed, ghost.assets, style.GHOST, 3, alpha=0.7)
    marks.series(gap, days.dislocation_alone, style.SOFT, 1)
    line(gap, days.dislocation, days.day, style.INK)
    alone = np.flatnonzero(days.unwilling_alone > 0.05)
    if alone.size:  # behind the others
        marks.bars(sold, alone, 0, days.unwilling_alone[alone], style.FAINT, 6.5)
    by_kind(sold, days.sold, days.day, 3.6)
    marks.series(fed, days.notes, style.FED, 1.2, dashes="--")
    line(fed, days.assets, days.day, style.FED)
    _beside(panels(figure), glass, days)


def _beside(here, glass, days):
    """Write what the three panels show on the day, and what has been sold so far and why."""
    say, at, upto = partial(here.say, glass), days.day, slice(0, days.day + 1)
    highest = _("highest {gap:.1f}")
    say(0, 0, _("day {day}: {gap:.1f}").format(day=at, gap=days.dislocation[at]), style.INK, weight="bold")
    say(0, 1, highest.format(gap=days.dislocation[upto].max()), style.INK)
    say(0, 4, _("without help"), style.SOFT)
    say(0, 5, highest.format(gap=days.dislocation_alone[upto].max()), style.SOFT)
    for row, ((name, _colour), amounts) in enumerate(zip(KINDS.values(), days.sold, strict=True), 1):
        words = _("{kind} {amount:,.0f}").format(kind=_(name), amount=amounts[upto].sum())
        say(1, row, words, style.INK, shift=10)
    without = _("no help {sold:,.0f}").format(sold=days.unwilling_alone[upto].sum())
    say(1, len(KINDS) + 1, without, style.SOFT, shift=10)
    say(2, 0, _("{assets:,.0f} in all").format(assets=days.assets[at]), style.FED, weight="bold")
    say(2, 1, _("dashed: notes {notes:,.0f}").format(notes=days.notes[at]), style.INK)
    say(2, 2, _("lent {lent:,.0f}").format(lent=max(days.assets[at] - days.notes[at], 0)), style.INK)
    say(2, 3, _("result {result}").format(result=signed(days.result[at], 1, number=billions)), style.INK)
