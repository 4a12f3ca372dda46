"""A forced sale round by round: own money against what the rest of the position locks, and the size of each round."""

import numpy as np

from basislib.figures import style

WIDTH, HEIGHT = 403.2, 345.6  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, ACROSS = 0.075, 0.715
TOP, LOW = (0.425, 0.455), (0.105, 0.175)  # bottom and height of the two panels, shares of the picture
ROOFS = (1, 2, 3, 4, 6, 8, 10, 12, 16)  # $ per 100 of notes
FLOORS = (0, 1, 2, 4, 6, 8, 12)  # the same, below zero
SALES = (10, 25, 50, 100, 250, 500, 1000, 2000)  # $bn a round
ROUNDS = 30
APART = 13.0  # points between two names beside the picture
SIDE = WIDTH * (LEFT + ACROSS) + 7


def view(spiral):
    """Return the snapped limits: highest and lowest own money, and the largest round."""
    floor = next(limit for limit in FLOORS if -spiral.curve.min() <= limit)
    return (next(limit for limit in ROOFS if max(spiral.curve.max(), spiral.locked) <= limit), floor,
            next(limit for limit in SALES if max(spiral.sales.max(), 1) <= limit))


def frame(figure, view):
    """Draw both panels."""
    roof, floor, largest = view
    ticks = [-floor, 0, roof / 2, roof] if floor else [0, roof / 2, roof]
    style.add_axes(figure, (LEFT, TOP[0], ACROSS, TOP[1]), xlim=(0, 100), ylim=(-floor, roof),
                   xticks=(0, 25, 50, 75, 100), yticks=ticks, xlabel="sold so far, % of the position",
                   title="Own money, $ per 100 of notes at the start")
    figure.axes[0].grid(False)
    figure.axes[0].axhline(0, color=style.FAINT, linewidth=1)
    style.add_axes(figure, (LEFT, LOW[0], ACROSS, LOW[1]), xlim=(0.2, ROUNDS + 0.8), ylim=(0, largest),
                   xticks=(1, 5, 10, 15, 20, 25, 30), yticks=(0, largest / 2, largest), xlabel="round",
                   title="Sold in each round, $bn")
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")


def draw(figure, spiral, ghost=None):
    """Draw a `margin_spiral.Spiral` up to its round; the lines and the rounds of a pinned one in grey."""
    top, low, glass = figure.axes
    glass.text(1, HEIGHT - 12, spiral.headline, size=11, weight="bold", color=style.INK, va="center")
    if ghost is not None:
        top.plot((0, 100), (ghost.locked, 0), style.FUTURES, color=style.GHOST, linewidth=2.2)
        top.plot(ghost.along, ghost.curve, color=style.GHOST, linewidth=2.6)
        low.vlines(np.arange(1, ghost.sales.size), 0, ghost.sales[1:], color=style.GHOST, linewidth=9, alpha=0.5)
    top.plot((0, 100), (spiral.locked, 0), style.FUTURES, color=style.INK, linewidth=1.4)
    top.plot(spiral.along, spiral.curve, color=style.FUND, linewidth=2.2)
    _steps(top, spiral)
    _beside(top, glass, spiral)
    _bars(low, glass, spiral)


def _steps(axes, spiral):
    """Draw the way down: across to what own money can still lock, down to what the fall has left of it."""
    sold, left = spiral.sold[:spiral.round + 1], spiral.left[:spiral.round + 1]
    if spiral.missing > 0:
        axes.plot(np.repeat(sold, 2), [spiral.locked, *np.repeat(left, 2)[:-1]], color=style.LOSS, linewidth=1.3)
    axes.plot(sold[-1], left[-1], "o", color=style.LOSS, markersize=6, clip_on=False)
    axes.plot(spiral.end, spiral.end_money, "X" if spiral.ruined else "o", color=style.INK,
              markerfacecolor=style.INK if spiral.ruined else "none", markersize=9, clip_on=False)


def _beside(axes, glass, spiral):
    """Write the names of the two lines beside their ends, apart from each other."""
    low, high = axes.get_ylim()
    bottom, height = TOP[0] * HEIGHT, TOP[1] * HEIGHT
    own, locked = (bottom + height * (value - low) / (high - low) for value in (spiral.curve[-1], 0.0))
    above, below = 2.8 * APART, -1.7 * APART
    if below < own - locked < above:
        own = locked + (above if own >= locked else below)
    for y, lines, colour in ((own, ("own money", "that is left"), style.FUND),
                             (locked + 0.6 * APART, ("locked by the", "notes left"), style.INK)):
        for row, words in enumerate(lines):
            glass.text(SIDE, y + APART * (0.5 - row), words, size=9.5, color=colour, va="center")


def _bars(axes, glass, spiral):
    """Draw the rounds so far, the rounds to come faintly, and say what they come to."""
    rounds = np.arange(1, spiral.sales.size)
    done = rounds <= spiral.round
    axes.vlines(rounds[~done], 0, spiral.sales[1:][~done], color=style.FAINT, linewidth=7)
    axes.vlines(rounds[done], 0, spiral.sales[1:][done], color=style.LOSS, linewidth=7)
    y = HEIGHT * (LOW[0] + LOW[1] / 2)
    for row, words in enumerate((f"so far {spiral.so_far:,.0f}", f"in all {spiral.sale:,.0f}")):
        glass.text(SIDE, y + 14 * (0.5 - row), words, size=9.5, color=style.LOSS if not row else style.INK,
                   va="center", weight="bold" if row else "normal")
