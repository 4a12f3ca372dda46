"""From two quotes to the edge: gross basis less carry, the same as a rate, and from the rate back to cents."""

import math
from dataclasses import dataclass

from basislib.figures import marks, rate_gap, style
from basislib.figures.wrapping import fill
from basislib.formats import signed
from basislib.language import N_, _


@dataclass(frozen=True)
class Places:
    """Where things stand, in shares of the picture.

    Attributes
    ----------
    bases, rates : tuple of float
        Left, bottom, width, height of the two panels.
    columns : tuple of float
        Right ends of the two columns of numbers.
    terms, signs : tuple of float
        The terms of the product, and the signs between them.
    letters, captions : int, float
        Letters in a line of a term's caption, and the height of its middle.
    last : float
        Size of the last line's letters.
    """

    bases: tuple
    rates: tuple
    columns: tuple
    terms: tuple
    signs: tuple
    letters: int
    captions: float
    last: float


WIDE = Places(
    (0.305, 0.6, 0.425, 0.285),
    (0.305, 0.305, 0.425, 0.16),
    (0.845, 0.987),
    (0.13, 0.4, 0.62, 0.87),
    (0.295, 0.515, 0.725),
    30,
    0.086,
    10.5,
)
SLIM = Places(
    (0.405, 0.6, 0.23, 0.285),
    (0.33, 0.305, 0.34, 0.16),
    (0.815, 0.987),
    (0.13, 0.385, 0.6, 0.862),
    (0.268, 0.497, 0.698),
    10,
    0.08,
    9.5,
)
SIZE, NARROW = (5.6, 4.5), (4.15, 4.4)
SUM, LAST = 0.139, 0.026  # heights of two of the lines at the bottom
ROWS = (
    (N_("gross basis"), N_("note − future × factor")),
    (N_("− carry"), N_("interest earned − paid")),
    (N_("= net basis"), N_("below zero: it earns")),
)
HALF_RANGES = (3, 6, 12, 30, 60, 120, 300, 1000, 5000)  # 32nds
RATE_RANGES = (0.4, 1, 2, 4, 10, 20, 40, 100, 400, 1000, 4000)  # percentage points
TERMS = (N_("over repo, a year"), N_("days of the year"), N_("borrowed"), N_("the edge, per 100"))  # of the product
SIGNS = ("×", "×", "=")


def cover(figure, edge):
    """Return the boxes that hide what the trade earns: bars and numbers, rates, and the sum."""
    at = place(figure)
    return [
        (at.bases[0], at.bases[1], 1 - at.bases[0], at.bases[3]),
        (0, at.rates[1] - 0.005, 1, at.rates[3] + 0.01),
        (0, 0, 1, 0.175),
    ]


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def view(edge):
    """Return half the range of the bars in 32nds, and the middle and width of the rates in per cent."""
    largest = max(abs(32 * edge.gross_basis), abs(32 * edge.net_basis))
    half = next(limit for limit in HALF_RANGES if largest <= limit)
    width = next(limit for limit in RATE_RANGES if 2 * abs(edge.implied_repo - edge.repo_rate) <= limit)
    step = width / 4
    middle = round(math.floor((edge.implied_repo + edge.repo_rate) / 2 / step + 0.5) * step, 6)
    return half, middle, width


def frame(figure, view):
    """Draw the axes of the bars and of the rates, their names, and the signs of the sum."""
    half, middle, width = view
    at = place(figure)
    names = (0.015 - at.bases[0]) / at.bases[2]
    bars = style.add_axes(figure, at.bases, xlim=(-half, half), ylim=(2.55, -0.55), xticks=(-half, 0, half), yticks=())
    bars.set_xticklabels((f"−{half:,}", "0", f"+{half:,}"))
    _clear(bars)
    bars.axvspan(-half, 0, color=style.GAIN, alpha=0.08, linewidth=0)
    bars.axvline(0, color=style.SOFT, linewidth=1)
    for row, (name, words) in enumerate(ROWS):
        bars.text(
            names,
            row - 0.18,
            _(name),
            transform=bars.get_yaxis_transform(),
            size=10.5,
            color=style.INK,
            weight="bold" if row == 2 else "normal",
            va="center",
        )
        bars.text(
            names, row + 0.24, _(words), transform=bars.get_yaxis_transform(), size=9.5, color=style.SOFT, va="center"
        )
    for x, words, colour in ((0.25, _("earns"), style.GAIN), (0.75, _("costs"), style.LOSS)):
        bars.text(x, 1.045, words, transform=bars.transAxes, size=9.5, color=colour, ha="center", va="bottom")
    rates = style.add_axes(
        figure,
        at.rates,
        xlim=(middle - width / 2, middle + width / 2),
        ylim=(0, 1),
        xticks=(middle - width / 2, middle, middle + width / 2),
        yticks=(),
    )
    rates.set_xticklabels([f"{tick:g}".replace("-", "−") for tick in rates.get_xticks()])
    _clear(rates)
    _words(figure, at)


def _clear(axes):
    """Leave only the lower edge of a panel."""
    axes.grid(False)
    axes.spines["left"].set_visible(False)


def _words(figure, at):
    """Write the titles of the three parts, the heads of the columns and the captions of the sum."""
    for y, words in (
        (0.965, _("The basis, per 100 of notes")),
        (0.495, _("The same as a rate, % a year")),
        (0.205, _("From the rate back to cents")),
    ):
        figure.text(0.015, y, words, size=11, color=style.INK, va="center")
    for x, words in zip(at.columns, (_("32nds"), _("cents")), strict=True):
        figure.text(x, 0.9, words, size=9.5, color=style.SOFT, ha="right", va="bottom")
    for x, words in zip(at.terms, TERMS, strict=True):
        figure.text(x, at.captions, fill(_(words), at.letters), size=9.5, color=style.SOFT, ha="center", va="center")
    for x, sign in zip(at.signs, SIGNS, strict=True):
        figure.text(x, SUM, sign, size=12, color=style.SOFT, ha="center", va="center")


def draw(figure, edge, ghost=None):
    """Draw bases, rates and sum of a `basislib.scenes.quote_to_edge.Edge`; a pinned `ghost` as grey outlines."""
    (bars, rates), at = figure.axes, place(figure)
    if ghost is not None:
        for row, (start, end) in enumerate(_spans(ghost)):
            marks.box(bars, start, row - 0.42, end - start, 0.84, edge=style.GHOST, line=1.6)
        marks.line(rates, [ghost.repo_rate, ghost.implied_repo], [0.5, 0.5], style.GHOST, 15, cap="butt")
    colour = style.GAIN if edge.net_basis <= 0 else style.LOSS
    for row, ((start, end), shade) in enumerate(zip(_spans(edge), (style.GHOST, style.GHOST, colour), strict=True)):
        marks.box(bars, start, row - 0.3, end - start, 0.6, shade, alpha=0.85)
    marks.bars(bars, (32 * edge.gross_basis, 32 * edge.net_basis), (0.3, 1.3), (0.7, 1.7), style.INK, 0.9)
    for row, points in enumerate((edge.gross_basis, edge.carry, edge.net_basis)):
        for right, factor in zip(at.columns, (32, 100), strict=True):
            marks.write(
                bars,
                (right - at.bases[0]) / at.bases[2],
                row,
                _short(factor * points),
                colour if row == 2 else style.INK,
                transform=bars.get_yaxis_transform(),
                size=10.5,
                ha="right",
                weight="bold" if row == 2 else "normal",
            )
    words = _("implied repo {rate}"), _("repo rate {rate}")
    rate_gap.draw(rates, edge.repo_rate, edge.implied_repo, colour, words)
    _sum(figure, at, edge, colour)


def _spans(edge):
    """Return where each bar starts and ends, 32nds: the carry begins where the gross basis ends."""
    gross, net = 32 * edge.gross_basis, 32 * edge.net_basis
    return (0, gross), (net, gross), (0, net)


def _sum(figure, at, edge, colour):
    """Write gap × time × money = edge, and what it is on own money."""
    terms = (
        _("{gap}bp").format(gap=_short(edge.gap_bp)),
        f"{edge.days}/360",
        f"{edge.full_price:.2f}",
        _("{amount} cents").format(amount=_short(edge.cents)),
    )
    for x, words in zip(at.terms, terms, strict=True):
        last = words is terms[-1]
        room = 2 * (1 - x) * figure.bbox.width / figure.dpi * 72
        marks.write(
            figure,
            x,
            SUM,
            words,
            colour if last else style.INK,
            size=style.size_within(words, room, 11.5, letter=0.63) if last else 11.5,
            ha="center",
            weight="bold" if last else "normal",
        )
    own = _("At {edge.leverage:.0f} times own money of {edge.own_money:.2f}: {earned}% in {edge.days} days")
    marks.write(
        figure, 0.5, LAST, own.format(edge=edge, earned=signed(edge.on_own_money)), style.INK, size=at.last, ha="center"
    )


def _short(value):
    """Return a number with its sign, without places if it is large: it must fit its column."""
    return signed(value, 2 if abs(value) < 100 else 0)
