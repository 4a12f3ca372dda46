"""The probability of a margin call over time: two formulas, a simulation, and the margin behind them."""

import numpy as np

from basislib.figures import marks, style
from basislib.language import _
from basislib.scenes.call_chance import LAST_DAY

SIZE, NARROW = (5.6, 4.4), (4.15, 3.9)
LEFT, WIDTH, SLIM = 0.085, 0.73, 0.7  # SLIM: the width on a narrow screen


def frame(figure, view):
    """Draw the axes of the probability and room for two bars."""
    top = style.add_axes(
        figure,
        (LEFT, 0.38, SLIM if style.narrow(figure) else WIDTH, 0.53),
        xlim=(0, LAST_DAY),
        ylim=(0, 100),
        xticks=(0, 15, 30, 45, 60),
        yticks=(0, 25, 50, 75, 100),
        xlabel=_("trading days"),
        title=_("Probability of a margin call so far, %"),
    )
    top.axhline(50, color=style.SOFT, linewidth=0.9)
    style.label_line(top, LAST_DAY + 1.5, 50, "50%", style.SOFT, clip_on=False)
    for y, words, colour, line in (
        (91, (_("watched"), _("all day")), style.CLEARING_HOUSE, "-"),
        (20, (_("only at"), _("the close")), style.FUND, "-."),
    ):
        top.plot([LAST_DAY + 1.5, LAST_DAY + 9], [y + 9, y + 9], line, color=colour, linewidth=1.8, clip_on=False)
        for text, drop in zip(words, (0, 8.2), strict=True):
            style.label_line(top, LAST_DAY + 1.5, y - drop, text, colour, clip_on=False)
    bars = figure.add_axes((LEFT, 0.01, 1 - LEFT, 0.2))
    bars.set(xlim=(0, 38), ylim=(0, 3))
    bars.axis("off")
    bars.text(0, 2.62, _("Initial margin, $"), size=11, color=style.INK, va="center")


def draw(figure, chance, ghost=None):
    """Draw the curves, the simulated points and the two margins of a `basislib.scenes.call_chance.Chance`."""
    top, bars = figure.axes
    if ghost is not None:
        marks.line(top, ghost.curve_days, 100 * ghost.all_day, style.GHOST, 3)
    marks.upright(top, chance.days, style.FAINT, 6)
    marks.line(top, chance.curve_days, 100 * chance.all_day, style.CLEARING_HOUSE, 1.8)
    marks.line(top, chance.closes, 100 * chance.at_close, style.FUND, 1.5, "-.")
    shown = np.array([1, 3, 5, *range(10, LAST_DAY + 1, 5)])
    _points(top, shown, chance.simulated[shown - 1], chance.standard_error[shown - 1], style.FUND)
    _points(top, chance.days, chance.watched, chance.watched_error, style.CLEARING_HOUSE)
    if chance.even_odds < LAST_DAY:
        marks.dots(top, chance.even_odds, 50, "D", style.INK, 6, clip_on=False)
    _margins(bars, chance, ghost)


def _margins(axes, chance, ghost):
    """Draw the margin posted and the margin of the rule as bars, pinned ones as thin bars inside."""
    for height, field, words, colour in (
        (1.55, "initial_margin", _("posted {money:.2f}"), style.FUND),
        (0.5, "rule_margin", _("rule asks for {money:.2f}"), style.CLEARING_HOUSE),
    ):
        money, pinned = getattr(chance, field), getattr(ghost, field, 0)
        for length, thickness, shade in ((money, 15, colour), (pinned, 5, style.GHOST)):
            marks.line(axes, [0, length], [height, height], shade, thickness, cap="butt")
        marks.write(axes, max(money, pinned) + 0.5, height, words.format(money=money), style.INK)


def _points(axes, days, share, error, colour):
    """Draw simulated shares with bars of two standard errors up and down."""
    low, high = np.clip([share - 2 * error, share + 2 * error], 0, 1)
    marks.bars(axes, days, 100 * low, 100 * high, colour, 1.8, clip_on=False)
    marks.dots(axes, days, 100 * share, "o", colour, 3.5, clip_on=False)
