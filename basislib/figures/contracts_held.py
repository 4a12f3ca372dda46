"""How many futures: the profit by where the future ends, and what is sold on its last trading day."""

from basislib.figures import marks, style
from basislib.formats import signed
from basislib.language import N_, _
from basislib.scenes.contracts_held import FARTHEST, HEDGE, MOVES, ONE_FOR_ONE, profits

SIZE, NARROW = (5.6, 4.4), (4.15, 4.2)
WIDE, SLIM = (0.215, 0.515), (0.285, 0.425)  # left and width of both panels
LINES, BARS = (0.415, 0.5), (0.035, 0.2)  # bottom and height
ROOF, MOST = 120, 106  # cents; notes or futures
ROWS = (N_("notes"), N_("futures sold"), N_("last trading day"))


def frame(figure, view):
    """Draw the axes of the profit and of the numbers."""
    left, width = SLIM if style.narrow(figure) else WIDE
    axes = style.add_axes(
        figure,
        (left, LINES[0], width, LINES[1]),
        xlim=(-FARTHEST, FARTHEST),
        ylim=(-ROOF, ROOF),
        xticks=(-8, -4, 0, 4, 8),
        yticks=(-100, -50, 0, 50, 100),
    )
    figure.text(
        left + width / 2,
        0.315,
        _("move of the future until its last trading day, points"),
        size=9.5,
        color=style.SOFT,
        ha="center",
    )
    figure.text(0.015, 0.945, _("Earned by delivery, cents per 100 of notes"), size=11, color=style.INK)
    axes.set_xticklabels(["−8", "−4", "0", "+4", "+8"])
    axes.set_yticklabels(["−100", "−50", "0", "+50", "+100"])
    axes.axhline(0, color=style.SOFT, linewidth=0.9)
    bars = style.add_axes(
        figure, (left, BARS[0], width, BARS[1]), xlim=(0, MOST), ylim=(2.6, -0.6), xticks=(), yticks=range(3)
    )
    bars.set_yticklabels([_(row) for row in ROWS])
    bars.tick_params(axis="y", length=0, labelcolor=style.INK)
    bars.grid(False)
    bars.spines["bottom"].set_visible(False)
    bars.axvline(100, color=style.FAINT, linewidth=1)
    figure.text(0.015, sum(BARS) + 0.03, _("For 100 notes delivered"), size=11, color=style.INK)


def draw(figure, result, ghost=None):
    """Draw the profit lines and numbers of a `basislib.scenes.contracts_held.Held`; a pinned `ghost`'s line in grey."""
    axes, bars = figure.axes
    if ghost is not None:
        marks.line(axes, MOVES, ghost.profits + ghost.open_tail, style.GHOST, 3)
    for contracts, line in ((HEDGE, "-"), (ONE_FOR_ONE, style.FUTURES)):
        marks.line(axes, MOVES, profits(contracts), style.SOFT, 1.4, line)
    now = result.profits + result.open_tail
    marks.line(axes, MOVES, now, style.FUND, 2.6)
    marks.dots(axes, result.move, result.profit, "o", style.INK, 8, clip_on=False)
    names = [(now[-1], _("{contracts:g} futures").format(contracts=result.contracts), style.FUND)]
    for contracts, words in ((HEDGE, _("factor × face")), (ONE_FOR_ONE, _("one for one"))):
        if abs(contracts - result.contracts) > 0.005:
            names.append((profits(contracts)[-1], words, style.SOFT))
    style.label_ends(axes, 1.08 * FARTHEST, names)  # clear of the dot at the end
    _numbers(bars, result)


def _numbers(axes, result):
    """Draw notes, futures and the tail, and write the numbers beside them."""
    tail = result.tail
    last_colour = style.FUTURES_BUYER if result.tail_traded else style.LOSS
    for row, (left, width, colour) in enumerate(
        ((0, 100, style.FUND), (0, result.contracts, style.FUTURES_BUYER), (100 - tail, tail, last_colour))
    ):
        marks.box(axes, left, row - 0.31, width, 0.62, colour, alpha=0.85)
    if not round(tail, 2):
        last = _("nothing")
    elif result.tail_traded:
        last = (_("sell {more:.2f}") if tail > 0 else _("buy {more:.2f}")).format(more=abs(tail))
    else:
        last = _("{more} left open").format(more=signed(tail, plus=""))
    for row, words in enumerate(("100", f"{result.contracts:.2f}", last)):
        marks.write(axes, MOST * 1.03, row, words, style.INK)
