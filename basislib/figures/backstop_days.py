"""The market with and without help, day by day: the gap, what is sold, and what the Fed has bought and lent."""

from functools import partial

import numpy as np

from basislib.figures import style
from basislib.figures.marks import bars, write

WIDTH, HEIGHT = 403.2, 363.6  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, ACROSS = 0.1, 0.645
PANELS = ((0.66, 0.235), (0.375, 0.195), (0.085, 0.195))  # bottom and height, shares of the picture
GAPS = (5, 10, 20, 40, 80, 160, 320, 1000, 5000)  # cents per 100
SALES = (10, 25, 50, 100, 200, 400, 800, 1000)  # $bn a day
BOUGHT = (10, 50, 100, 200, 400, 800, 1600, 4000)  # $bn
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
    highest = (max(days.gap.max(), days.gap_alone.max()), max(days.sold.max(), days.forced_alone.max()),
               days.assets.max())
    roofs = (next(roof for roof in steps if most <= roof)
             for steps, most in zip((GAPS, SALES, BOUGHT), highest, strict=True))
    return (*roofs, len(days.gap) - 1)


def frame(figure, view):
    """Draw the three panels over one scale of days, with the rally and the sale by foreigners shaded."""
    *roofs, last = view
    titles = ("Future less note, cents per 100", "Sold on the day, $bn", "The Fed's balance sheet, grown by $bn")
    for (bottom, height), roof, title in zip(PANELS, roofs, titles, strict=True):
        axes = style.add_axes(figure, (LEFT, bottom, ACROSS, height), xlim=(0, last), ylim=(0, roof),
                              xticks=range(0, last + 1, 10), yticks=(0, roof / 2, roof), title=title)
        axes.set_yticklabels([f"{tick:,.4g}" for tick in (0, roof / 2, roof)])
        for start, end, colour, _ in SPANS:
            axes.axvspan(start, end, color=colour, alpha=0.14, linewidth=0)
        if bottom > PANELS[-1][0]:
            axes.set_xticklabels([])
    axes.set_xlabel("day", size=10, color=style.SOFT)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")
    _say(glass, 0, 3, "thin grey:", style.SOFT)
    _say(glass, 1, 0, "so far, $bn:", style.SOFT)
    for row, (*_, colour) in enumerate(PARTS, 1):
        glass.plot(SIDE + 3, _height(1, row), "s", color=colour, markersize=5.5)
    glass.plot(SIDE + 3, _height(1, 4), "s", color=style.FAINT, markersize=5.5)
    border = WIDTH * (LEFT + ACROSS * SPANS[0][1] / last)
    for (*_, words), side, shift in zip(SPANS, ("right", "left"), (-4, 4), strict=True):
        glass.text(border + shift, HEIGHT * 0.962, words, size=9.5, color=style.SOFT, ha=side, va="center")


def draw(figure, days, ghost=None):
    """Draw a `fed_backstop.Days` up to its day, the rest faintly, the same market without help in thin grey."""
    gap, sales, fed, glass = figure.axes
    x = WIDTH * (LEFT + ACROSS * days.day / (len(days.gap) - 1))
    glass.plot([x, x], [HEIGHT * PANELS[-1][0], HEIGHT * sum(PANELS[0])], color=style.SOFT, linewidth=4, alpha=0.25)
    if ghost is not None:
        gap.plot(ghost.gap, color=style.GHOST, linewidth=3, alpha=0.7)
        fed.plot(ghost.assets, color=style.GHOST, linewidth=3, alpha=0.7)
    gap.plot(days.gap_alone, color=style.SOFT, linewidth=1)
    _line(gap, days.gap, days.day, style.INK)
    _sales(sales, days)
    fed.plot(days.notes, "--", color=style.FED, linewidth=1.2)
    _line(fed, days.assets, days.day, style.FED)
    _beside(glass, days)


def _line(axes, series, day, colour):
    """Draw a series up to the day, and faintly after it."""
    axes.plot(np.arange(day, series.size), series[day:], ":", color=colour, linewidth=1.2)
    axes.plot(np.arange(day + 1), series[:day + 1], "-o", color=colour, linewidth=2, markersize=5, markevery=[-1],
              clip_on=False)


def _sales(axes, days):
    """Draw each day's sales as a narrow bar, by why they were made; forced ones without help behind it in grey."""
    alone = np.flatnonzero(days.forced_alone > 0.05)
    if alone.size:
        bars(axes, alone, 0, days.forced_alone[alone], color=style.FAINT, linewidth=6.5)
    foot = np.zeros(days.gap.size)
    for field, _, colour in PARTS:
        amount = getattr(days, field)
        sold = np.flatnonzero(amount > 0.05)
        for when, alpha in ((sold[sold <= days.day], 1.0), (sold[sold > days.day], 0.3)):
            if when.size:
                bars(axes, when, foot[when], foot[when] + amount[when], color=colour, linewidth=3.6, alpha=alpha)
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
    say(0, 4, "without help", style.SOFT)
    say(0, 5, f"highest {days.gap_alone[upto].max():.1f}", style.SOFT)
    for row, (field, words, _) in enumerate(PARTS, 1):
        write(glass, SIDE + 10, _height(1, row), f"{words} {getattr(days, field)[upto].sum():,.0f}", style.INK)
    write(glass, SIDE + 10, _height(1, 4), f"no help: {days.forced_alone[upto].sum():,.0f}", style.SOFT)
    say(2, 0, f"{days.assets[days.day]:,.0f} in all", style.FED, weight="bold")
    say(2, 1, f"dashed: notes {days.notes[days.day]:,.0f}", style.INK)
    say(2, 2, f"lent {max(days.assets[days.day] - days.notes[days.day], 0):,.0f}", style.INK)
    say(2, 3, f"result {style.signed(days.result[days.day], 1)}", style.INK)
