"""Forty days of the market: the gap between future and note, what funds sell by kind, and their cash."""

from functools import partial

from basislib.figures import marks, style
from basislib.figures.day_panels import GAPS, LOW, NARROW, SIZE, SLIM, Panels, by_kind, line
from basislib.figures.kinds_of_sale import KINDS
from basislib.language import N_, _, pgettext

__all__ = ["NARROW", "SIZE", "draw", "frame", "view"]

WIDE = Panels(0.655, ((0.66, 0.235), (0.355, 0.215), (0.085, 0.18)))
THIN = Panels(0.575, ((0.665, 0.225), (0.355, 0.215), (0.1, 0.165)), SLIM, LOW)
SALES = (10, 25, 50, 100, 200, 400, 800, 1000)  # $bn a day
CASH = (10, 20, 40, 80)  # $bn
FLOORS = (0, -2, -5, -10, -20)  # cents per 100, of what funds ask where repo is cheap
TITLES = (N_("The gap: future less note, cents per 100"), N_("Sold by funds on the day, $bn"), N_("Funds' cash, $bn"))


def panels(figure):
    """Return where the panels stand in a figure."""
    return THIN if style.narrow(figure) else WIDE


def view(days):
    """Return the snapped limits of the three panels, how many days there are, and the lowest of the first panel."""
    return (
        next(roof for roof in GAPS if max(days.dislocation.max(), days.hurdle.max()) <= roof),
        next((roof for roof in SALES if days.kinds.sum(axis=0).max() <= roof), 2000),
        next(roof for roof in CASH if days.cash.max() <= roof),
        len(days.dislocation) - 1,
        next((floor for floor in FLOORS if floor <= days.hurdle.min()), FLOORS[-1]),
    )


def frame(figure, view):
    """Draw the three panels, and the words beside them that stay."""
    here = panels(figure)
    *limits, floor = view
    glass = here.frame(figure, limits, [_(title) for title in TITLES])
    figure.axes[0].set_ylim(floor, limits[0])
    style.in_money(*(axes.yaxis for axes in figure.axes[1:3]))
    here.say(glass, 0, 3, _("dash-dotted:"), style.SOFT)
    here.say(glass, 1, 1, _("sold so far:"), style.SOFT)
    for row, (_name, colour) in enumerate(KINDS.values(), 2):  # before the words that `draw` writes
        here.key(glass, 1, row, colour)
    here.name_spans(glass, limits[-1])


def draw(figure, days, ghost=None):
    """Draw a `basislib.scenes.market_days.Days` up to its day, and the rest of it faintly; a pinned one in grey."""
    gap, sold, cash, glass = figure.axes
    panels(figure).play_head(glass, days.day, len(days.dislocation) - 1)
    if ghost is not None:
        for axes, series in ((gap, ghost.dislocation), (sold, ghost.kinds.sum(axis=0)), (cash, ghost.cash)):
            marks.series(axes, series, style.GHOST, 2.6, alpha=0.7)
    marks.series(gap, days.hurdle, style.SOFT, 1.2, dashes="-.")
    line(gap, days.dislocation, days.day, style.INK)
    by_kind(sold, days.kinds, days.day, 5.5)
    line(cash, days.cash, days.day, style.FUND)
    _beside(glass, days, panels(figure))


def _beside(glass, days, here):
    """Write what the three panels show on the day, and what has been sold so far and why."""
    say = partial(here.say, glass)
    upto = slice(0, days.day + 1)
    say(0, 0, _("day {day}: {gap:.1f}").format(day=days.day, gap=days.dislocation[days.day]), style.INK, weight="bold")
    say(0, 1, _("highest {gap:.1f}").format(gap=days.dislocation[upto].max()), style.INK)
    say(0, 4, _("funds ask {gap:.1f}").format(gap=days.hurdle[days.day]), style.SOFT)
    say(1, 0, _("left: {amount:,.0f}").format(amount=days.position[days.day]), style.FUND, weight="bold")
    for row, ((name, _colour), amounts) in enumerate(zip(KINDS.values(), days.kinds, strict=True), 2):
        words = _("{kind} {amount:,.0f}").format(kind=_(name), amount=amounts[upto].sum())
        say(1, row, words, style.INK, shift=10)
    say(2, 0, pgettext("$bn", "cash {amount:.1f}").format(amount=days.cash[days.day]), style.FUND, weight="bold")
    say(2, 1, _("own money {amount:.1f}").format(amount=days.own_money[days.day]), style.INK)
