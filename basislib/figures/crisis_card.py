"""A crisis day by day, without and with a rule: the yield, the gap between future and note, sales, and cash."""

import numpy as np

from basislib.figures import style
from basislib.figures.marks import bars, write

WIDTH, HEIGHT = 403.2, 345.6  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, ACROSS = 0.1, 0.62
PANELS = ((0.80, 0.125), (0.49, 0.225), (0.285, 0.125), (0.085, 0.125))  # bottom and height, shares of the picture
GAPS = (10, 20, 40, 60, 80, 120, 200, 500, 1000, 5000)  # cents per 100
SALES = (1, 100, 200, 400, 600, 1000)  # $bn
CASH = (10, 20, 40, 60, 100)  # $bn
YIELDS = (25, 50, 100, 200)  # bp
TITLES = ("Yield since day 0, bp", "Future less note, cents per 100", "Sold in distress that day, $bn",
          "Funds' cash, $bn")
SIDE = WIDTH * (LEFT + ACROSS) + 8
APART = 13.0


def view(card):
    """Return the snapped limits of the panels and what the side says."""
    return (tuple(next(roof for roof in roofs if np.abs(values).max() <= roof) for roofs, values in (
        (YIELDS, card.yields), (GAPS, np.concatenate(card.gap)), (SALES, np.concatenate(card.sold)),
        (CASH, np.concatenate(card.cash)))), card.yields.min() < -YIELDS[0] / 2, card.lines, card.yields.size - 1)


def frame(figure, view):
    """Draw the panels over one scale of days, and the card's words beside them."""
    (yields, *roofs), falls, lines, last = view
    floors = (-yields if falls else -yields / 4, 0, 0, 0)
    tops = (yields / 4 if falls else yields, *roofs)
    for (bottom, height), low, top, title in zip(PANELS, floors, tops, TITLES, strict=True):
        ticks = (0, -yields if falls else top) if title == TITLES[0] else (0, top / 2, top)
        axes = style.add_axes(figure, (LEFT, bottom, ACROSS, height), xlim=(0, last), ylim=(low, top),
                              xticks=range(0, last + 1, 10), yticks=ticks, title=title)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.4g}".replace("-", "−"))
        if bottom > PANELS[-1][0]:
            axes.set_xticklabels([])
    axes.set_xlabel("day", size=10, color=style.SOFT)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")
    for row, words in enumerate(lines):
        _say(glass, 0, row, words, style.INK)
    _say(glass, 1, 0, "no rule", style.SOFT)
    _say(glass, 1, 3, "with the rule", style.FUND)


def draw(figure, card, ghost=None):
    """Draw a `policy_lab.Card` up to its day; without the rule dashed grey, with it blue; a pinned one thin."""
    first, *panels, glass = figure.axes
    last = card.day + 1
    first.plot(card.yields[:last], color=style.INK, linewidth=1.6)
    for axes, (before, after) in zip((panels[0], panels[2]), (card.gap, card.cash), strict=True):
        if ghost is not None:
            axes.plot((ghost.gap if axes is panels[0] else ghost.cash)[1], color=style.GHOST, linewidth=1)
        axes.plot(before[:last], "--", color=style.SOFT, linewidth=1.6)
        axes.plot(after[:last], color=style.FUND, linewidth=2)
    for shift, sold, colour in ((-0.22, card.sold[0], style.GHOST), (0.22, card.sold[1], style.FUND)):
        days = np.flatnonzero(sold[:last] > 0.05)
        if days.size:
            bars(panels[1], days + shift, 0, sold[days], color=colour, linewidth=3)
    for panel, values, places in ((1, card.gap, 0), (2, card.sold, 0), (3, card.cash, 1)):
        for row, colour, series in ((0, style.SOFT, values[0]), (1, style.FUND, values[1])):
            amount = series[:last].max() if panel == 1 else series[:last].sum() if panel == 2 else series[card.day]
            words = ("up to {}", "{} so far", "{}")[panel - 1].format(f"{amount:,.{places}f}")
            _say(glass, panel, (1 + 3 * row) if panel == 1 else row, words, colour, weight="bold")


def _say(glass, panel, row, words, colour, **options):
    """Write a line beside a panel."""
    write(glass, SIDE, HEIGHT * sum(PANELS[panel]) - 5 - APART * row, words, colour, **options)
