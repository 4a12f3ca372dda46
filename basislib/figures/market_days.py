"""Forty days of the market: the gap between future and note, the funds' position and sales, and their cash."""

from functools import partial

import numpy as np

from basislib.figures import style
from basislib.figures.marks import bars, write

WIDTH, HEIGHT = 403.2, 363.6  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, ACROSS = 0.1, 0.67
PANELS = ((0.66, 0.235), (0.355, 0.215), (0.085, 0.18))  # bottom and height, shares of the picture
GAPS = (5, 10, 20, 40, 80, 160, 320, 1000, 5000)  # cents per 100
SIZES = (800, 1000)  # $bn
CASH = (10, 20, 40, 80)  # $bn
SPANS = ((5.5, 10.5, style.GHOST, "rally"), (10.5, 18.5, style.FOREIGN_OFFICIAL, "foreigners sell"))
SIDE = WIDTH * (LEFT + ACROSS) + 7
APART = 13.0
PARTS = (  # field, words, colour
    ("forced", "forced", style.LOSS),
    ("run", "lenders left", style.REPO_LENDER),
    ("voluntary", "own accord", style.FUND),
)


def view(days):
    """Return the snapped limits of the three panels, and how many days there are."""
    return (next(roof for roof in GAPS if max(days.gap.max(), days.hurdle.max()) <= roof),
            next(roof for roof in SIZES if days.position[0] <= roof),
            next(roof for roof in CASH if days.cash.max() <= roof), len(days.gap) - 1)


def frame(figure, view):
    """Draw the three panels over one scale of days, with the rally and the sale by foreigners shaded."""
    *roofs, last = view
    titles = ("The gap: future less note, cents per 100", "Funds' position, and sales of the day, $bn",
              "Funds' cash, $bn")
    for (bottom, height), roof, title in zip(PANELS, roofs, titles, strict=True):
        axes = style.add_axes(figure, (LEFT, bottom, ACROSS, height), xlim=(0, last), ylim=(0, roof),
                              xticks=range(0, last + 1, 10), yticks=(0, roof / 2, roof), title=title)
        for start, end, colour, _ in SPANS:
            axes.axvspan(start, end, color=colour, alpha=0.14, linewidth=0)
        if bottom > PANELS[-1][0]:
            axes.set_xticklabels([])
    axes.set_xlabel("day", size=10, color=style.SOFT)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")
    _say(glass, 0, 3, "dash-dotted:", style.SOFT)
    _say(glass, 1, 1, "sold so far:", style.SOFT)
    for row, (*_, colour) in enumerate(PARTS, 2):  # the bars' colours, before the words that `draw` writes
        glass.plot(SIDE + 3, _height(1, row), "s", color=colour, markersize=5.5)
    border = WIDTH * (LEFT + ACROSS * SPANS[0][1] / last)
    for (*_, words), side, shift in zip(SPANS, ("right", "left"), (-4, 4), strict=True):
        glass.text(border + shift, HEIGHT * 0.962, words, size=9.5, color=style.SOFT, ha=side, va="center")


def draw(figure, days, ghost=None):
    """Draw a `margin_spiral.Days` up to its day, and the rest of it faintly; a pinned one in grey."""
    gap, position, cash, glass = figure.axes
    x = WIDTH * (LEFT + ACROSS * days.day / (len(days.gap) - 1))
    glass.plot([x, x], [HEIGHT * PANELS[-1][0], HEIGHT * sum(PANELS[0])], color=style.SOFT, linewidth=4, alpha=0.25)
    if ghost is not None:
        for axes, series in ((gap, ghost.gap), (position, ghost.position), (cash, ghost.cash)):
            axes.plot(series, color=style.GHOST, linewidth=2.6, alpha=0.7)
    gap.plot(days.hurdle, "-.", color=style.SOFT, linewidth=1.2)
    _line(gap, days.gap, days.day, style.INK)
    _sales(position, days)
    _line(position, days.position, days.day, style.FUND)
    _line(cash, days.cash, days.day, style.FUND)
    _beside(glass, days)


def _line(axes, series, day, colour):
    """Draw a series up to the day, and faintly after it."""
    axes.plot(np.arange(day, series.size), series[day:], ":", color=colour, linewidth=1.2)
    axes.plot(np.arange(day + 1), series[:day + 1], "-o", color=colour, linewidth=2, markersize=5, markevery=[-1],
              clip_on=False)


def _sales(axes, days):
    """Draw each day's sales as a bar, by why they were made; those after the day faintly."""
    foot = np.zeros(days.gap.size)
    for field, _, colour in PARTS:
        amount = np.maximum(getattr(days, field), 0)
        sold = np.flatnonzero(amount > 0.05)
        for when, alpha in ((sold[sold <= days.day], 1.0), (sold[sold > days.day], 0.3)):
            if when.size:
                bars(axes, when, foot[when], foot[when] + amount[when], color=colour, linewidth=5.5, alpha=alpha)
        foot = foot + amount


def _say(glass, panel, row, words, colour, **options):
    """Write a line beside a panel."""
    write(glass, SIDE, _height(panel, row), words, colour, **options)


def _height(panel, row):
    """Return where a line beside a panel stands."""
    return HEIGHT * sum(PANELS[panel]) - 6 - APART * row


def _beside(glass, days):
    """Write what the three panels show on the day, and what has been sold so far and why."""
    say = partial(_say, glass)
    upto = slice(0, days.day + 1)
    say(0, 0, f"day {days.day}: {days.gap[days.day]:.1f}", style.INK, weight="bold")
    say(0, 1, f"highest {days.gap[upto].max():.1f}", style.INK)
    say(0, 4, f"funds ask {days.hurdle[days.day]:.1f}", style.SOFT)
    say(1, 0, f"left: {days.position[days.day]:,.0f}", style.FUND, weight="bold")
    for row, (field, words, _) in enumerate(PARTS, 2):
        amount = np.maximum(getattr(days, field), 0)[upto].sum()
        write(glass, SIDE + 10, _height(1, row), f"{words} {amount:,.0f}", style.INK)
    say(2, 0, f"cash {days.cash[days.day]:.1f}", style.FUND, weight="bold")
    say(2, 1, f"own money {days.own_money[days.day]:.1f}", style.INK)
