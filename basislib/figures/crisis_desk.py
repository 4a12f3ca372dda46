"""Twenty days of a crisis as a desk sees them: the gap, the fund's notes and what it was forced to sell, its cash."""

from functools import partial

import numpy as np

from basislib.figures import marks, style
from basislib.figures.day_panels import APART, GAPS, HEIGHT, LOW, NARROW, SIZE, SLIM, WIDTH, line
from basislib.formats import billions, millions, signed
from basislib.game.crises import DAYS
from basislib.language import N_, _

__all__ = ["NARROW", "SIZE", "cover", "draw", "frame", "view"]

LEFT, ACROSS, SLIM_ACROSS = 0.112, 0.658, 0.563
PLACES = ((0.695, 0.21), (0.4, 0.195), (0.11, 0.185))  # bottom and height of the panels
PAD = 0.012  # of the picture: as far as a mark on the edge of a panel reaches beyond it
NOTES, CASH = (2, 4, 8, 16, 32), (10, 20, 40, 80, 160, 320)  # $bn; $m
TITLES = (
    N_("The gap: future less note, cents per 100"),
    N_("The fund's notes, $bn, and what it had to sell"),
    N_("The fund's free cash at the close, $m"),
)


def view(desk):
    """Return the snapped limits of the three panels; a game that is not over tells nothing of what comes."""
    return roofs((GAPS, NOTES, CASH), desk.highest)


def roofs(limits, highest):
    """Return of each panel's limits the first that has room."""
    return tuple(
        next((step for step in steps if most <= step), steps[-1]) for steps, most in zip(limits, highest, strict=True)
    )


def shape(figure):
    """Return how far the panels go across, a share, and width and height of the picture, points of type."""
    return (SLIM_ACROSS, SLIM, LOW) if style.narrow(figure) else (ACROSS, WIDTH, HEIGHT)


def frame(figure, view, titles=TITLES, last=millions):
    """Draw the panels over one scale of days; `last` writes the numbers of the last one."""
    across, width, tall = shape(figure)
    for (bottom, height), roof, title in zip(PLACES, view, titles, strict=True):
        axes = style.add_axes(
            figure,
            (LEFT, bottom, across, height),
            xlim=(0, DAYS),
            ylim=(0, roof),
            xticks=range(0, DAYS + 1, 5),
            yticks=(0, roof / 2, roof),
            title=_(title),
        )
        if bottom > PLACES[-1][0]:
            axes.set_xticklabels([])
    axes.set_xlabel(_("day"), size=10, color=style.SOFT)
    for axes, number in zip(figure.axes[1:], (billions, last), strict=True):
        style.in_money(axes.yaxis, number=number)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, width), ylim=(0, tall))
    glass.axis("off")


def cover(figure, desk):
    """Return the boxes that hide the answer: the panels to their very edges, and the words beside them."""
    low = 5 / (72 * figure.get_figheight())  # half a circle may lie below the axis
    return [(LEFT - PAD / 2, bottom - low, 0.985 - LEFT, height + low + PAD) for bottom, height in PLACES]


def draw(figure, desk, ghost=None):
    """Draw a `basislib.scenes.crisis_desk.Desk` up to its day, and the rest that is known faintly; a pinned one in grey."""
    gap, notes, cash, glass = figure.axes
    if ghost is not None:
        for axes, series in ((gap, ghost.dislocation), (notes, ghost.position), (cash, ghost.cash)):
            marks.series(axes, series, style.GHOST, 2.6, alpha=0.7)
    line(gap, desk.dislocation, desk.day, style.INK)
    line(notes, desk.position, desk.day, style.FUND)
    _forced(notes, desk)
    line(cash, desk.cash, desk.day, style.FUND)
    if desk.last:
        worst = int(desk.cash[: desk.day + 1].argmin())  # so far, as the words have it
        marks.dots(cash, worst, desk.cash[worst], "o", style.LOSS, 7, filled=False, clip_on=False)
    _beside(figure, glass, desk)


def _forced(axes, desk):
    """Draw what was sold for want of cash, or because lenders left, as bars."""
    sold = (desk.forced + desk.run) / 1000
    days = np.flatnonzero(sold > 0.01)
    for when, alpha in ((days[days <= desk.day], 1.0), (days[days > desk.day], 0.3)):
        if when.size:
            marks.bars(axes, when, np.zeros(when.size), sold[when], style.LOSS, 6, alpha=alpha)


def _beside(figure, glass, desk):
    """Write what the panels show on the day."""
    across, width, height = shape(figure)
    side, day = width * (LEFT + across) + 7, desk.day

    def say(panel, row, words, colour, **options):
        marks.write(glass, side, height * sum(PLACES[panel]) - 6 - APART * row, words, colour, **options)

    bold = partial(say, weight="bold")
    bold(0, 0, _("day {day}: {gap:.1f}").format(day=day, gap=desk.dislocation[day]), style.INK)
    say(0, 1, _("highest {gap:.1f}").format(gap=desk.dislocation[: day + 1].max()), style.INK)
    say(0, 2, _("repo {rate}bp").format(rate=signed(desk.repo[day], 0)), style.SOFT)
    say(0, 3, _("haircut {rate:.1f}%").format(rate=desk.haircut[day]), style.SOFT)
    bold(1, 0, _("notes {amount:.2f}").format(amount=desk.position[day]), style.FUND)
    sold = (desk.forced + desk.run)[: day + 1].sum() / 1000
    say(1, 1, _("forced {amount:.2f}").format(amount=sold), style.LOSS)
    say(1, 2, _("{times:.0f} times").format(times=desk.leverage[day]), style.SOFT)
    bold(2, 0, _("cash {amount:.1f}").format(amount=desk.cash[day]), style.FUND)
    say(2, 1, _("own {amount:.1f}").format(amount=desk.own_money[day]), style.INK)
    if desk.last:
        say(2, 2, _("least {amount:.1f}").format(amount=desk.cash[: day + 1].min()), style.LOSS)
