"""From two quotes to the edge: gross basis less carry, and the same cents once more as a rate."""

import math

from matplotlib.patches import Rectangle

from basislib.figures import style

SIZE = (5.6, 4.5)
LEFT, WIDTH = 0.305, 0.425
BASES, RATES = (LEFT, 0.6, WIDTH, 0.285), (LEFT, 0.315, WIDTH, 0.14)
SUM, CAPTIONS, LAST = 0.139, 0.086, 0.026  # heights of the three lines at the bottom
COLUMNS = (0.845, 0.987)  # right ends of the two columns of numbers, shares of the figure
ROWS = (
    ("gross basis", "note − future × factor"),
    ("− carry", "interest earned − paid"),
    ("= net basis", "what the trade costs"),
)
HALF_RANGES = (3, 6, 12, 30, 60, 120, 300, 1000, 5000)  # 32nds
RATE_RANGES = (0.4, 1, 2, 4, 10, 20, 40, 100, 400, 1000, 4000)  # percentage points
TERMS = (  # place and caption of each term of the product
    (0.13, "over repo, a year"), (0.4, "days of the year"), (0.62, "borrowed"), (0.87, "the edge, per 100"),
)  # fmt: skip
SIGNS = ((0.295, "×"), (0.515, "×"), (0.725, "="))


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
    bars = style.add_axes(figure, BASES, xlim=(-half, half), ylim=(2.55, -0.55), xticks=(-half, 0, half), yticks=())
    bars.set_xticklabels((f"−{half}", "0", f"+{half}"))
    _clear(bars)
    bars.axvspan(-half, 0, color=style.GAIN, alpha=0.08, linewidth=0)
    bars.axvline(0, color=style.SOFT, linewidth=1)
    for row, (name, words) in enumerate(ROWS):
        bars.text(-0.69, row - 0.18, name, transform=bars.get_yaxis_transform(), size=10.5, color=style.INK,
                  weight="bold" if row == 2 else "normal", va="center")
        bars.text(-0.69, row + 0.24, words, transform=bars.get_yaxis_transform(), size=9.5, color=style.SOFT,
                  va="center")
    for x, words, colour in ((0.25, "earns", style.GAIN), (0.75, "costs", style.LOSS)):
        bars.text(x, 1.045, words, transform=bars.transAxes, size=9.5, color=colour, ha="center", va="bottom")
    rates = style.add_axes(figure, RATES, xlim=(middle - width / 2, middle + width / 2), ylim=(0, 1),
                           xticks=(middle - width / 2, middle, middle + width / 2), yticks=())
    rates.set_xticklabels([f"{tick:g}".replace("-", "−") for tick in rates.get_xticks()])
    _clear(rates)
    _words(figure)


def _clear(axes):
    """Leave only the lower edge of a panel."""
    axes.grid(False)
    axes.spines["left"].set_visible(False)


def _words(figure):
    """Write the titles of the three parts, the heads of the columns and the captions of the sum."""
    for y, words in ((0.965, "The basis, per 100 of notes"), (0.495, "The same as a rate, % a year"),
                     (0.205, "The same once more")):
        figure.text(0.015, y, words, size=11, color=style.INK, va="center")
    for x, words in zip(COLUMNS, ("32nds", "cents"), strict=True):
        figure.text(x, 0.9, words, size=9.5, color=style.SOFT, ha="right", va="bottom")
    for x, words in TERMS:
        figure.text(x, CAPTIONS, words, size=9.5, color=style.SOFT, ha="center", va="center")
    for x, sign in SIGNS:
        figure.text(x, SUM, sign, size=12, color=style.SOFT, ha="center", va="center")


def draw(figure, edge, ghost=None):
    """Draw bases, rates and sum of an `implied_repo.Edge`; a pinned `ghost` as grey outlines."""
    bars, rates = figure.axes
    if ghost is not None:
        for row, (start, end) in enumerate(_spans(ghost)):
            bars.add_patch(Rectangle((start, row - 0.42), end - start, 0.84, facecolor="none",
                                     edgecolor=style.GHOST, linewidth=1.6))
        rates.plot([ghost.repo_rate, ghost.implied_repo], [0.5, 0.5], color=style.GHOST, linewidth=15,
                   solid_capstyle="butt")
    colour = style.GAIN if edge.net_basis <= 0 else style.LOSS
    for row, ((start, end), shade) in enumerate(zip(_spans(edge), (style.GHOST, style.GHOST, colour), strict=True)):
        bars.add_patch(Rectangle((start, row - 0.3), end - start, 0.6, facecolor=shade, alpha=0.85, linewidth=0))
    bars.vlines((32 * edge.gross_basis, 32 * edge.net_basis), (0.3, 1.3), (0.7, 1.7), color=style.INK, linewidth=0.9)
    for row, points in enumerate((edge.gross_basis, edge.carry, edge.net_basis)):
        for place, factor in zip(COLUMNS, (32, 100), strict=True):
            bars.text((place - LEFT) / WIDTH, row, _short(factor * points), transform=bars.get_yaxis_transform(),
                      size=10.5, color=colour if row == 2 else style.INK, ha="right", va="center",
                      weight="bold" if row == 2 else "normal")
    _rates(rates, edge, colour)
    _sum(figure, edge, colour)


def _spans(edge):
    """Return where each bar starts and ends, 32nds: the carry begins where the gross basis ends."""
    gross, net = 32 * edge.gross_basis, 32 * edge.net_basis
    return (0, gross), (net, gross), (0, net)


def _rates(axes, edge, colour):
    """Draw the repo rate and the implied repo rate, and the gap between them."""
    axes.plot([edge.repo_rate, edge.implied_repo], [0.5, 0.5], color=colour, linewidth=9, alpha=0.85,
              solid_capstyle="butt")
    low, high = axes.get_xlim()
    room = 0.3 * (high - low)
    for rate, words, line, shade, y in (
        (edge.implied_repo, "implied repo", style.CASH, style.INK, 0.98),
        (edge.repo_rate, "repo rate", style.REPO, style.REPO_LENDER, 0.02),
    ):
        axes.plot([rate, rate], [0.28, 0.72], line, color=shade, linewidth=3)
        axes.text(min(max(rate, low + room), high - room), y, f"{words} {style.signed(rate, 3, plus='')}", size=10,
                  color=style.INK, ha="center", va="top" if y > 0.5 else "bottom")


def _sum(figure, edge, colour):
    """Write gap × time × money = edge, and what it is on own money."""
    terms = (f"{_short(edge.gap_bp)}bp", f"{edge.days}/360", f"{edge.full_price:.2f}", f"{_short(edge.cents)} cents")
    for (x, _), words in zip(TERMS, terms, strict=True):
        last = words is terms[-1]
        figure.text(x, SUM, words, size=11.5, color=colour if last else style.INK, ha="center", va="center",
                    weight="bold" if last else "normal")
    figure.text(0.5, LAST, f"At {edge.leverage:.0f} times own money of {edge.own_money:.2f}: "
                f"{style.signed(edge.on_own_money)}% in {edge.days} days", size=10.5, color=style.INK, ha="center",
                va="center")


def _short(value):
    """Return a number with its sign, without places if it is large: it must fit its column."""
    return style.signed(value, 2 if abs(value) < 100 else 0)
