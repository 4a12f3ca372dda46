"""Futures positions of funds and asset managers through the years, and a second series below."""

import numpy as np

from basislib.figures import style

WIDTH, HEIGHT = 403.2, 345.6  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, ACROSS = 0.1, 0.665
TOP, LOW = (0.42, 0.5), (0.075, 0.235)  # bottom and height of the two panels, shares of the picture
ROOFS = (50, 100, 200, 400, 600, 800, 1200, 2000, 3000)  # $bn
APART = 14.0  # points between two names beside the picture
SIDE = WIDTH * (LEFT + ACROSS) + 7
FIRST_YEAR = 2017
LINES = {"cash": style.CASH, "futures": style.FUTURES, "repo": style.REPO}


def view(history):
    """Return all that stays while the quarter moves: series, limits and names."""
    values = np.concatenate([history.short, history.long])
    step = next(roof for roof in ROOFS if values.max() <= roof) / 4
    floor = step * np.floor(min(values.min(), 0) / step)
    below = history.below
    return (history.key, float(floor), 4 * step, float(np.ceil(history.years[-1])), below.key, below.limits)


def frame(figure, view):
    """Draw the axes; the series themselves are in `draw`, since they are the result's."""
    _, floor, roof, last, _, (low, high) = view
    years = [year for year in range(FIRST_YEAR, int(last) + 1) if year % 2]
    span = dict(xlim=(FIRST_YEAR, last), xticks=years)
    style.add_axes(figure, (LEFT, TOP[0], ACROSS, TOP[1]), ylim=(floor, roof), **span,
                   yticks=np.arange(floor, roof * 1.01, roof / 4), title="Treasury futures, $bn of face value")
    axes = figure.axes[0]
    axes.set_xticklabels([])
    if floor < 0:
        axes.axhline(0, color=style.SOFT, linewidth=0.9)
    style.add_axes(figure, (LEFT, LOW[0], ACROSS, LOW[1]), ylim=(low, high), **span,
                   yticks=np.linspace(low, high, 4))
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")


def draw(figure, history, ghost=None):
    """Draw an `other_side.History`; the futures series of a pinned one in grey."""
    top, low, glass = figure.axes
    for axes in (top, low):
        axes.axvline(history.year, color=style.FAINT, linewidth=6)
    if ghost is not None:
        for series in (ghost.short, ghost.long):
            top.plot(ghost.years, series, color=style.GHOST, linewidth=3, alpha=0.6)
    top.plot(history.years, history.long, style.FUTURES, color=style.FUTURES_BUYER, linewidth=2.2)
    top.plot(history.years, history.short, style.FUTURES, color=style.FUND, linewidth=1.8)
    at = history.index
    top.plot(history.year, history.long[at], "s", color=style.FUTURES_BUYER, markersize=6, clip_on=False)
    top.plot(history.year, history.short[at], "o", color=style.FUND, markersize=6, clip_on=False)
    names = [(history.long[-1], "asset managers", style.INK), (history.short[-1], "leveraged funds", style.FUND)]
    if history.estimate:
        year, size = history.estimate
        top.plot(year, size, "D", color=style.FUND, markersize=6, clip_on=False)
        names.append((size, "basis trades alone", style.FUND))
    _beside(top, glass, names, history.words)
    _below(low, glass, history)


def _beside(axes, glass, names, words):
    """Write the names of the lines beside their ends, apart from each other."""
    floor, roof = axes.get_ylim()
    bottom, height = TOP[0] * HEIGHT, TOP[1] * HEIGHT
    level = None
    for value, name, colour in sorted(names, reverse=True):
        y = bottom + height * (value - floor) / (roof - floor)
        level = y if level is None else min(y, level - 2 * APART)
        glass.text(SIDE, level + APART / 2 - 2, name, size=9.5, color=colour, va="center")
        glass.text(SIDE, level - APART / 2, words[name], size=9.5, color=style.SOFT, va="center")


def _below(axes, glass, history):
    """Draw the lower series, with its title, since that changes with it."""
    below = history.below
    axes.plot(below.years, below.values, LINES[below.leg], color=below.colour, linewidth=1.8)
    if below.at is not None:
        axes.plot(below.years[below.at], below.values[below.at], "o", color=below.colour, markersize=5.5, clip_on=False)
    glass.text(WIDTH * LEFT, HEIGHT * (LOW[0] + LOW[1]) + 9, below.title, size=11, color=style.INK, va="center")
