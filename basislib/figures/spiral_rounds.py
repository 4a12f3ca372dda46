"""A forced sale round by round: own money against what the rest of the position locks, and the size of each round."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.formats import money
from basislib.language import N_, _
from basislib.scenes.spiral_rounds import ROUNDS


@dataclass(frozen=True)
class Place:
    """Where all stands: the picture's width and height in points, then shares of it.

    `top` and `low` are bottom and height of the two panels; `rounds` are the rounds named under the lower one.
    """

    width: float
    height: float
    left: float
    across: float
    top: tuple
    low: tuple
    rounds: tuple

    @property
    def side(self):
        """Where the names beside the panels begin."""
        return self.width * (self.left + self.across) + 7


WIDE = Place(403.2, 345.6, 0.075, 0.715, (0.425, 0.455), (0.105, 0.175), (1, 5, 10, 15, 20, 25, 30))
SLIM = Place(298.8, 292.0, 0.11, 0.62, (0.46, 0.38), (0.12, 0.15), (1, 10, 20, 30))
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
ROOFS = (1, 2, 3, 4, 6, 8, 10, 12, 16)  # $ per 100 of notes
FLOORS = (0, 1, 2, 4, 6, 8, 12)  # the same, below zero
SALES = (10, 25, 50, 100, 250, 500, 1000, 2000)  # $bn a round
FIRST, LAST = 0.2, 0.8  # rounds before the first and after the last that the lower panel shows
APART = 13.0  # points between two names beside the picture
CLOSEST = 1 / 8  # of the upper panel's height, from 0 to another number at its axis
HEADLINES = (  # by region
    N_("R = {number:.2f}, the buffer holds: nothing sold"),
    N_("R = {number:.2f}, amplified: {sale} sold"),
    N_("R = {number:.2f}, self-fuelling: {sale} sold"),
    N_("R = {number:.2f}, ruin: {sale} sold"),
    N_("R = {number:.2f}, broke first, then {sale} sold"),
)
OWN, LOCKED = (N_("own money"), N_("that is left")), (N_("locked by the"), N_("notes left"))  # on two lines


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def view(spiral):
    """Return the snapped limits: highest and lowest own money, and the largest round."""
    floor = next(limit for limit in FLOORS if -spiral.curve.min() <= limit)
    return (
        next(limit for limit in ROOFS if max(spiral.curve.max(), spiral.locked) <= limit),
        floor,
        next(limit for limit in SALES if max(spiral.sales.max(), 1) <= limit),
    )


def frame(figure, view):
    """Draw both panels."""
    roof, floor, largest = view
    at = place(figure)
    ticks = sorted({0, *(each for each in (-floor, roof / 2, roof) if abs(each) >= CLOSEST * (roof + floor))})
    style.add_axes(
        figure,
        (at.left, at.top[0], at.across, at.top[1]),
        xlim=(0, 100),
        ylim=(-floor, roof),
        xticks=(0, 25, 50, 75, 100),
        yticks=ticks,
        xlabel=_("sold so far, % of the position"),
        title=_("Own money, $ per 100 of notes at the start"),
    )
    figure.axes[0].grid(False)
    figure.axes[0].axhline(0, color=style.FAINT, linewidth=1)
    style.add_axes(
        figure,
        (at.left, at.low[0], at.across, at.low[1]),
        xlim=(FIRST, ROUNDS + LAST),
        ylim=(0, largest),
        xticks=at.rounds,
        yticks=(0, largest / 2, largest),
        xlabel=_("round"),
        title=_("Sold in each round, $bn"),
    )
    style.in_money(figure.axes[1].yaxis)
    figure.axes[1].tick_params(axis="y", length=0, pad=2)  # or a phone cuts "1,000"
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, at.width), ylim=(0, at.height))
    glass.axis("off")


def cover(figure, spiral):
    """Return the boxes that hide where the sale ends: the headline, the way down but for its start, the rounds."""
    at = place(figure)
    left, line, under = at.left + 0.08 * at.across, 24 / at.height, 4.5 / at.height
    third = at.left + at.across * (2.5 - FIRST) / (ROUNDS + LAST - FIRST)
    return [
        (0, 1 - line, 1, line),
        (left, at.top[0] - under, 1 - left, at.top[1] + under),
        (third, at.low[0] - 1 / at.height, 1 - third, at.low[1] + 1 / at.height),
    ]


def draw(figure, spiral, ghost=None):
    """Draw a `basislib.scenes.spiral_rounds.Spiral` up to its round; lines and rounds of a pinned one in grey."""
    top, low, glass = figure.axes
    at = place(figure)
    headline = _(HEADLINES[spiral.region]).format(number=spiral.number, sale=money(spiral.sale, 0))
    style.headline(glass, at.width, at.height, headline)
    if ghost is not None:
        marks.line(top, (0, 100), (ghost.locked, 0), style.GHOST, 2.2, style.FUTURES)
        marks.line(top, ghost.along, ghost.curve, style.GHOST, 2.6)
        marks.bars(low, np.arange(1, ghost.sales.size), 0, ghost.sales[1:], style.GHOST, 9, alpha=0.5)
    marks.line(top, (0, 100), (spiral.locked, 0), style.INK, 1.4, style.FUTURES)
    marks.line(top, spiral.along, spiral.curve, style.FUND, 2.2)
    _steps(top, spiral)
    _beside(top, glass, spiral, at)
    _bars(low, glass, spiral, at)


def _steps(axes, spiral):
    """Draw the way down: across to what own money can still lock, down to what the fall has left of it."""
    sold, left = spiral.sold[: spiral.round + 1], spiral.left[: spiral.round + 1]
    if spiral.missing > 0:
        marks.line(axes, np.repeat(sold, 2), [spiral.locked, *np.repeat(left, 2)[:-1]], style.LOSS, 1.3)
    marks.dots(axes, sold[-1], left[-1], "o", style.LOSS, 6, clip_on=False)
    shape, end = "X" if spiral.ruined else "o", (spiral.end, spiral.end_money)
    marks.dots(axes, *end, shape, style.INK, 9, filled=spiral.ruined, clip_on=False)


def _beside(axes, glass, spiral, at):
    """Write the names of the two lines beside their ends, apart from each other."""
    low, high = axes.get_ylim()
    bottom, height = at.top[0] * at.height, at.top[1] * at.height
    own, locked = (bottom + height * (value - low) / (high - low) for value in (spiral.curve[-1], 0.0))
    above, below = 2.8 * APART, -1.7 * APART
    if below < own - locked < above:
        own = locked + (above if own >= locked else below)
    for y, lines, colour in ((own, OWN, style.FUND), (locked + 0.6 * APART, LOCKED, style.INK)):
        for row, words in enumerate(lines):
            marks.write(glass, at.side, y + APART * (0.5 - row), _(words), colour)


def _bars(axes, glass, spiral, at):
    """Draw the rounds so far, the rounds to come faintly, and say what they come to."""
    rounds = np.arange(1, spiral.sales.size)
    done = rounds <= spiral.round
    marks.bars(axes, rounds[~done], 0, spiral.sales[1:][~done], style.FAINT, 7)
    marks.bars(axes, rounds[done], 0, spiral.sales[1:][done], style.LOSS, 7)
    y = at.height * (at.low[0] + at.low[1] / 2)
    for row, words in enumerate(
        (_("so far {amount:,.0f}").format(amount=spiral.so_far), _("in all {amount:,.0f}").format(amount=spiral.sale))
    ):
        marks.write(
            glass,
            at.side,
            y + 14 * (0.5 - row),
            words,
            style.LOSS if not row else style.INK,
            weight="bold" if row else "normal",
        )
