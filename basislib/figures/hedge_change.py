"""The future's DV01 with and without the switch above, and the cash that the move takes below."""

import numpy as np

from basislib.figures import marks, style
from basislib.formats import millions, signed
from basislib.language import N_, _

SIZE, NARROW = (5.6, 4.7), (4.15, 4.4)
WIDE = (0.1, 0.575, 0.865, 0.34), (0.315, 0.02, 0.52, 0.37)  # the DV01, the bars
SLIM = (0.13, 0.575, 0.835, 0.3), (0.33, 0.02, 0.47, 0.37)
AT = (1.16, 1.27)  # right end of a bar's number, wide and narrow, in widths of the panel
DEPTHS = (1, 2, 5, 10, 20, 50, 100, 200)  # $m
DOLLARS = (10, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 250, 300, 400, 500, 1000)
ROWS = {
    "variation": N_("variation margin"),
    "initial": N_("initial margin"),
    "haircut": N_("haircut"),
    "lenders": N_("lenders, in time"),
    "needed": N_("needed"),
    "free": N_("free cash"),
}


def amounts(hedge):
    """Return the bars, $m: what is due, what lenders take or give back, the sum, and the free cash."""
    cash = hedge.cash
    dollars = (cash.variation_margin, cash.initial_margin, cash.haircut, -hedge.lent, hedge.needed, cash.free_cash)
    return tuple(amount / 1e6 for amount in dollars)


def view(hedge):
    """Return the limits: of the levels, of the DV01 in dollars a contract, of the bars in $m."""
    dv01 = np.concatenate([hedge.dv01, hedge.dv01_held])
    floor = max((step for step in DOLLARS if step <= dv01.min()), default=0)
    roof = next((step for step in DOLLARS if step >= dv01.max()), DOLLARS[-1])
    largest = max(abs(amount) for amount in amounts(hedge))
    depth = next((depth for depth in DEPTHS if largest <= depth), DEPTHS[-1])
    return float(hedge.levels[0]), float(hedge.levels[-1]), floor, roof, depth


def frame(figure, view):
    """Draw both panels and the names of the bars."""
    low, high, floor, roof, depth = view
    ticks = np.arange(np.ceil(low / 100) * 100, high + 1, 100)
    slim = style.narrow(figure)
    upper, lower = SLIM if slim else WIDE
    axes = style.add_axes(
        figure,
        upper,
        xlim=(low, high),
        ylim=(floor, roof),
        xticks=ticks,
        yticks=np.linspace(floor, roof, 3),
        xlabel=_("level of all yields against the quotes, bp"),
        title=_("DV01 of the future, $ a contract"),
    )
    if slim:  # its title stands over the next text
        axes.set_title(axes.get_title(loc="left"), size=11, color=style.INK, loc="left", pad=19)
    axes.set_yticklabels([f"{tick:.0f}" for tick in np.linspace(floor, roof, 3)])
    bars = style.add_axes(
        figure, lower, xlim=(-depth, depth), ylim=(len(ROWS) - 0.4, -0.6), xticks=(), yticks=range(len(ROWS))
    )
    bars.set_yticklabels([_(words) for words in ROWS.values()])
    bars.tick_params(axis="y", length=0, labelcolor=style.INK)
    bars.grid(False)
    for side in ("left", "bottom"):
        bars.spines[side].set_visible(False)
    bars.plot([0, 0], [-0.6, len(ROWS) - 0.4], color=style.FAINT, linewidth=1)
    bars.plot([-depth, depth], [3.5, 3.5], color=style.FAINT, linewidth=0.8)
    figure.text(0.015, lower[1] + lower[3] + 0.025, _("Cash the move takes, $m"), size=11, color=style.INK)
    x, side = (upper[0], "left") if slim else (0.965, "right")  # a narrow title has the line to itself
    figure.text(x, upper[1] + upper[3] + 0.02, _("broken: only the note held"), size=9.5, color=style.SOFT, ha=side)


def draw(figure, hedge, ghost=None):
    """Draw the DV01 along the levels and the bars of a `basislib.scenes.hedge_change.Hedge`."""
    top, bars = figure.axes
    if ghost is not None:
        marks.line(top, ghost.levels, ghost.dv01, style.GHOST, 2.5)
    _dv01(top, hedge)
    pinned = amounts(ghost) if ghost else (None,) * len(ROWS)
    for row, (key, amount, old) in enumerate(zip(ROWS, amounts(hedge), pinned, strict=True)):
        _bar(bars, row, key, amount, old)


def _dv01(axes, hedge):
    """Draw the future's DV01 in pieces between the switches, and that of the note held alone."""
    marks.line(axes, hedge.levels, hedge.dv01_held, style.SOFT, 1.4, style.FUTURES)
    jumps = np.flatnonzero(np.diff(hedge.along)) + 1
    marks.line(axes, np.insert(hedge.levels, jumps, np.nan), np.insert(hedge.dv01, jumps, np.nan), style.INK, 2.2)
    low, high = axes.get_ylim()
    marks.bars(axes, hedge.switches, low, np.full(len(hedge.switches), high), style.FAINT, 1.0)
    start, end = hedge.start_dv01, hedge.end_dv01
    marks.arrow(axes, (hedge.start, start), (hedge.end, end), style.LOSS, 1.4, short=(4, 4))
    marks.dots(axes, hedge.start, start, "o", "white", 8, edge=style.LOSS, width=2, clip_on=False, zorder=4)
    marks.dots(axes, hedge.end, end, "o", style.LOSS, 8, clip_on=False, zorder=5)


def _bar(axes, row, key, amount, old):
    """Draw one bar with its number at the right; cash in is blue, cash out is orange."""
    place = axes.get_yaxis_transform()
    if old is not None:
        marks.box(axes, 0, row - 0.42, old, 0.84, edge=style.GHOST, line=1.6)
    colour = style.FUND if key == "free" else style.LOSS if amount > 0 else style.GAIN
    if abs(amount) >= 0.005:
        marks.box(axes, 0, row - 0.3, amount, 0.6, colour, alpha=0.9 if key == "needed" else 0.4)
    marks.write(
        axes,
        AT[style.narrow(axes.figure)],
        row,
        signed(amount, plus="", number=millions),
        style.INK,
        transform=place,
        ha="right",
        weight="bold" if key == "needed" else "normal",
    )
