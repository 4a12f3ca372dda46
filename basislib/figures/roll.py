"""The roll: two futures on one bond, from one delivery to the next, and the rate that their prices imply."""

from dataclasses import dataclass
from datetime import date

from basislib.figures import marks, rate_gap, style
from basislib.figures.wrapping import fill
from basislib.formats import day_and_month, month_and_year, signed
from basislib.language import N_, _
from basislib.scenes.roll import BOND, DELIVERIES, FACTORS, QUOTED, first_delivery
from basislib.securities.quotes import format_price


@dataclass(frozen=True)
class Places:
    """Where the sum at the bottom stands, in shares of the picture: its height and the middles of terms and signs.

    `letters` fit into a line of a caption, whose middle is at `captions`; `size` is that of the terms.
    """

    height: float
    captions: float
    terms: tuple[float, ...]
    signs: tuple[float, ...]
    letters: int
    size: float


SIZE, NARROW = (5.6, 4.3), (4.15, 4.3)
WIDE = Places(0.1, 0.045, (0.14, 0.4, 0.63, 0.87), (0.3, 0.525, 0.73), 30, 11.5)
SLIM = Places(0.125, 0.05, (0.13, 0.385, 0.6, 0.862), (0.268, 0.497, 0.698), 10, 10)
TIME, RATES = (0.03, 0.49, 0.94, 0.43), (0.16, 0.235, 0.68, 0.15)
FIRST, LAST = date(2020, 5, 11), date(2020, 10, 9)
TERMS = (N_("over repo, a year"), N_("days of the year"), N_("borrowed"), N_("for staying in"))
SIGNS = ("×", "×", "=")
WIDTHS = (0.4, 1, 2, 4, 10, 20)  # percentage points


def view(result):
    """Return middle and width of the rates, % a year."""
    width = next((each for each in WIDTHS if 2 * abs(result.gap_bp) / 100 <= each), WIDTHS[-1])
    step = width / 4
    return round(round((result.forward_repo + result.repo_rate) / 2 / step) * step, 6), width


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure, view):
    """Draw the line of time, the axis of the rates and the signs of the sum."""
    axes = figure.add_axes(TIME)
    axes.set(xlim=(FIRST.toordinal(), LAST.toordinal()), ylim=(0, 1))
    axes.axis("off")
    axes.plot([FIRST.toordinal(), LAST.toordinal()], [0.1, 0.1], color=style.FAINT, linewidth=1.5)
    for day in (QUOTED, first_delivery(), *DELIVERIES):
        axes.plot([day.toordinal()] * 2, [0.07, 0.13], color=style.SOFT, linewidth=1)
    for day, side in (
        (QUOTED, "center"),
        (first_delivery(), "left"),
        (DELIVERIES[0], "left"),
        (DELIVERIES[1], "center"),
    ):
        axes.text(
            day.toordinal(), 0.01, day_and_month(day, short=True), size=9.5, color=style.SOFT, ha=side, va="center"
        )
    middle, width = view
    ticks = (middle - width / 2, middle, middle + width / 2)
    rates = style.add_axes(figure, RATES, xlim=ticks[::2], ylim=(0, 1), xticks=ticks, yticks=())
    rates.set_xticklabels([f"{tick:g}".replace("-", "−") for tick in ticks])
    rates.grid(False)
    rates.spines["left"].set_visible(False)
    for y, words in ((0.965, _("Two futures, one bond")), (0.425, _("From one delivery to the next, % a year"))):
        figure.text(0.015, y, words, size=11, color=style.INK, va="center")
    at = place(figure)
    for x, words in zip(at.terms, TERMS, strict=True):
        caption = fill(_(words), at.letters)
        figure.text(x, at.captions, caption, size=9.5, color=style.SOFT, ha="center", va="center")
    for x, sign in zip(at.signs, SIGNS, strict=True):
        figure.text(x, at.height, sign, size=12, color=style.SOFT, ha="center", va="center")


def draw(figure, result, ghost=None):
    """Draw the two contracts of a `basislib.scenes.roll.Roll` and the rates; a pinned `ghost`'s gap in grey."""
    axes, rates = figure.axes
    colour = style.GAIN if result.gain >= 0 else style.LOSS
    _contracts(axes, result)
    if ghost is not None:
        marks.line(rates, [ghost.repo_rate, ghost.forward_repo], [0.5, 0.5], style.GHOST, 15, cap="butt")
    words = _("implied forward repo {rate}"), _("forward repo rate {rate}")
    rate_gap.draw(rates, result.repo_rate, result.forward_repo, colour, words)
    terms = (
        _("{gap}bp").format(gap=signed(result.gap_bp, 1)),
        f"{result.days}/360",
        f"{result.borrowed:.2f}",
        _("{amount} cents").format(amount=signed(100 * result.gain)),
    )
    at = place(figure)
    for x, text in zip(at.terms, terms, strict=True):
        last = text is terms[-1]
        marks.write(
            figure,
            x,
            at.height,
            text,
            colour if last else style.INK,
            size=at.size,
            ha="center",
            weight="bold" if last else "normal",
        )


def _contracts(axes, result):
    """Draw each contract's life to its last delivery, its price and invoice, and the bond held in between."""
    first, second = (day.toordinal() for day in DELIVERIES)
    rows = ((0.78, first, result.front, 0, "front"), (0.42, second, result.back, 1, "back"))
    for y, end, price, at, _key in rows:
        marks.line(axes, [QUOTED.toordinal(), end], [y, y], style.FUTURES_BUYER, 3, style.FUTURES)
        marks.dots(axes, end, y, "o", style.FUTURES_BUYER, 7)
        marks.write(axes, QUOTED.toordinal(), y + 0.1, _("{month}: {price} × {factor:.4f} = {invoice:.2f}").format(
                month=month_and_year(DELIVERIES[at]), price=format_price(price, "unicode", nearest=True),
                factor=FACTORS[at], invoice=result.invoices[at],
            ), style.INK, size=10)  # fmt: skip
    marks.line(axes, [first, second], [0.2, 0.2], style.FUND, 4, style.CASH)
    marks.write(
        axes,
        (first + second) / 2,
        0.29,
        _("bond held, coupon {half:g}").format(half=BOND["coupon"] / 2),
        style.FUND,
        ha="center",
    )
