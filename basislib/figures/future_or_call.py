"""A bought future beside a bought call option: what they earn, and when the cash moves."""

from basislib.figures import marks, style
from basislib.formats import signed
from basislib.language import N_, _
from basislib.scenes.future_or_call import HIGH, LOW

SIZE, NARROW = (5.6, 4.4), (4.15, 3.9)
MOST = 32  # dollars
COLUMNS = (30, 49, 68, 89)
HEADS = (N_("today"), N_("on the way"), N_("at the end"), N_("in all"))


def frame(figure, view):
    """Draw the axes of the profit and the heads of the table of cash."""
    top = style.add_axes(
        figure,
        (0.085, 0.43, 0.87, 0.49),
        xlim=(LOW, HIGH),
        ylim=(-MOST, MOST),
        xticks=(70, 85, 100, 115, 130),
        yticks=(-30, -15, 0, 15, 30),
        xlabel=_("price of milk tea at the end, $"),
        title=_("Profit, $"),
    )
    top.axhline(0, color=style.SOFT, linewidth=0.9)
    table = figure.add_axes((0, 0, 1, 0.3))
    table.set(xlim=(0, 100), ylim=(0, 4))
    table.axis("off")
    table.text(2, 3.4, _("Cash, $"), size=11, color=style.INK, va="center")
    for x, head in zip(COLUMNS, HEADS, strict=True):
        table.text(x, 2.5, _(head), size=9.5, color=style.SOFT, ha="center", va="center")
    table.axhline(2.05, 0.02, 0.98, color=style.FAINT, linewidth=0.8)


def draw(figure, ending, ghost=None):
    """Draw both profits and the cash of a `basislib.scenes.future_or_call.Ending`."""
    top, table = figure.axes
    if ghost is not None:
        marks.line(top, ghost.prices, ghost.call_profits, style.GHOST, 1.2)
        marks.dots(top, ghost.price, ghost.future_profit, "o", style.GHOST, 6)
    marks.upright(top, ending.price, style.FAINT, 6)
    marks.line(top, ending.prices, ending.future_profits, style.FUND, 1.8, style.FUTURES)
    marks.line(top, ending.prices, ending.call_profits, style.INK, 1.8, style.CASH)
    marks.dots(top, ending.price, ending.future_profit, "o", style.FUND, 7, clip_on=False)
    marks.dots(top, ending.price, ending.call_profit, "s", style.INK, 6, clip_on=False)
    style.label_line(top, 79, -27, _("future"), style.FUND)
    style.label_line(top, 71, -4.5 - ending.premium, _("call option"), style.INK)
    for y, words, cash in ((1.4, _("Future"), ending.future_cash), (0.5, _("Call option"), ending.call_cash)):
        marks.write(table, 2, y, words, style.INK)
        for x, money in zip(COLUMNS, (*cash, sum(cash)), strict=True):
            marks.write(
                table,
                x,
                y,
                signed(money),
                style.INK,
                size=10.5,
                ha="center",
                weight="bold" if x == COLUMNS[-1] else "normal",
            )
