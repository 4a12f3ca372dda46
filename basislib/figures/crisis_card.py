"""A crisis day by day, without and with a rule: the yield, the gap, sales, and cash; or three sealed cards."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import kinds_of_sale, marks, style
from basislib.formats import billions
from basislib.language import N_, _
from basislib.scenes.crisis_card import Sealed

HEIGHT = 367.2  # in points of type
PANELS = ((0.835, 0.1), (0.595, 0.165), (0.315, 0.205), (0.085, 0.14))  # bottom and height, shares of the picture
GAPS = (10, 20, 40, 60, 80, 120, 200, 500, 1000, 5000)  # cents per 100
SALES = (1, 100, 200, 400, 600, 1000)  # $bn
CASH = (10, 20, 40, 60, 100)  # $bn
YIELDS = (25, 50, 100, 200)  # bp
TITLES = (
    N_("Yield since day 0, bp"),
    N_("The gap, cents per 100"),
    N_("Sold against their will that day, $bn"),
    N_("Funds' cash, $bn"),
)
LINES = (  # what happens, in two short lines
    (N_("lenders leave,"), N_("haircuts rise")),
    (N_("yields fall fast,"), N_("nobody else sells")),
    (N_("foreigners sell,"), N_("yields swing")),
)
KINDS = (  # kind as in `MarketRun.summary`, words with its share, colour
    ("forced", N_("calls {share:.0f}%"), kinds_of_sale.KINDS["call"][1]),
    ("run", N_("lenders {share:.0f}%"), kinds_of_sale.KINDS["run"][1]),
    ("precaution", N_("precaution {share:.0f}%"), kinds_of_sale.KINDS["precaution"][1]),
    ("drawdown", N_("limits {share:.0f}%"), kinds_of_sale.KINDS["limits"][1]),
)
BACKS = (N_("first"), N_("second"), N_("third"))  # of the sealed cards
APART = 13.0


@dataclass(frozen=True)
class Places:
    """Where things stand: the panels in shares of the picture, the rest in points of type.

    A sealed card is as wide as `card`, and `between` from the next.
    """

    width: float
    left: float
    across: float
    card: float
    between: float

    @property
    def side(self) -> float:
        """Where the words beside the panels begin."""
        return self.width * (self.left + self.across) + 6


WIDE, SLIM = Places(403.2, 0.1, 0.62, 112, 18), Places(298.8, 0.12, 0.53, 84, 14)
SIZE, NARROW = (WIDE.width / 72, HEIGHT / 72), (SLIM.width / 72, HEIGHT / 72)


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def view(card):
    """Return the snapped limits of the panels and what the side says; nothing for sealed cards."""
    if isinstance(card, Sealed):
        return None
    return (
        tuple(
            next(roof for roof in roofs if np.abs(values).max() <= roof)
            for roofs, values in (
                (YIELDS, card.yields),
                (GAPS, np.concatenate(card.dislocation)),
                (SALES, np.concatenate(card.sold)),
                (CASH, np.concatenate(card.cash)),
            )
        ),
        card.yields.min() < -YIELDS[0] / 2,
        LINES[card.crisis],
        card.yields.size - 1,
    )


def frame(figure, view):
    """Draw the panels over one scale of days, and the card's words beside them; or three cards face down."""
    if view is None:
        _backs(_glass(figure))
        return
    (yields, *roofs), falls, lines, last = view
    floors = (-yields if falls else -yields / 4, 0, 0, 0)
    tops = (yields / 4 if falls else yields, *roofs)
    at = place(figure)
    for (bottom, height), low, top, title in zip(PANELS, floors, tops, TITLES, strict=True):
        ticks = (0, -yields if falls else top) if bottom == PANELS[0][0] else (0, top / 2, top)
        axes = style.add_axes(
            figure,
            (at.left, bottom, at.across, height),
            xlim=(0, last),
            ylim=(low, top),
            xticks=range(0, last + 1, 10),
            yticks=ticks,
            title=_(title),
        )
        axes.yaxis.set_major_formatter(lambda value, _place: f"{value:.4g}".replace("-", "−"))
        if bottom > PANELS[-1][0]:
            axes.set_xticklabels([])
    style.in_money(figure.axes[2].yaxis, axes.yaxis)
    axes.set_xlabel(_("day"), size=10, color=style.SOFT)
    glass = _glass(figure)
    for row, words in enumerate(lines):
        _say(glass, 0, row, _(words), style.INK)
    _say(glass, 1, 0, _("no rule, up to:"), style.SOFT)
    _say(glass, 1, 2, _("with it, up to:"), style.FUND)
    _say(glass, 2, 0, _("no rule, so far:"), style.SOFT)
    _say(glass, 2, 2, _("with it, so far:"), style.FUND)
    _say(glass, 3, 0, _("no rule, that day:"), style.SOFT)
    _say(glass, 3, 2, _("with it, that day:"), style.FUND)


def _glass(figure):
    """Return axes over the whole picture, in points of type."""
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, place(figure).width), ylim=(0, HEIGHT))
    glass.axis("off")
    return glass


def _backs(glass):
    """Draw three cards face down."""
    at = place(glass.figure)
    wide, high = at.card, 168
    left = (at.width - 3 * wide - 2 * at.between) / 2
    for number, name in enumerate(BACKS):
        x, y = left + number * (wide + at.between), (HEIGHT - high) / 2
        glass.fill([x, x + wide, x + wide, x], [y, y, y + high, y + high], color=style.FUND, alpha=0.12, linewidth=0)
        glass.plot([x, x + wide, x + wide, x, x], [y, y, y + high, y + high, y], color=style.FUND, linewidth=1.5)
        middle = {"ha": "center", "va": "center", "parse_math": False}
        glass.text(x + wide / 2, y + high / 2 + 10, _(name), size=15, color=style.INK, weight="bold", **middle)
        glass.text(x + wide / 2, y + high / 2 - 14, _("sealed"), size=11, color=style.SOFT, **middle)


def draw(figure, card, ghost=None):
    """Draw a `basislib.scenes.crisis_card.Card` up to its day; without the rule in grey, with it in colour."""
    if isinstance(card, Sealed):
        return
    first, *panels, glass = figure.axes
    last = card.day + 1
    marks.series(first, card.yields[:last], style.INK, 1.6)
    for axes, (before, after) in zip((panels[0], panels[2]), (card.dislocation, card.cash), strict=True):
        if ghost is not None and not isinstance(ghost, Sealed):
            marks.series(axes, (ghost.dislocation if axes is panels[0] else ghost.cash)[1], style.GHOST, 1)
        marks.series(axes, before[:last], style.SOFT, 1.6, dashes="--")
        marks.series(axes, after[:last], style.FUND, 2)
    _sales(panels[1], card, last)
    for row, colour, wide, cash in zip((1, 3), (style.SOFT, style.FUND), card.widest, card.cash, strict=True):
        _say(glass, 1, row, f"{wide:,.0f}", colour, weight="bold")
        _say(glass, 3, row, billions(cash[card.day], ",.1f"), colour, weight="bold")
    _say(glass, 2, 1, f"{card.sold_share[0]:.0f}%", style.SOFT, weight="bold")
    for row, (kind, words, colour) in enumerate(KINDS, 3):
        _say(glass, 2, row, _(words).format(share=card.shares[1][kind]), colour)


def _sales(axes, card, last):
    """Draw what is sold each day: without the rule a grey bar, with it a bar of its kinds beside that."""
    without = card.sold[0][:last]
    days = np.flatnonzero(without > 0.05)
    if days.size:
        marks.bars(axes, days - 0.22, 0, without[days], style.GHOST, 3)
    foot = np.zeros(last)
    for kind, _words, colour in KINDS:
        sold = card.kinds[1][kind][:last]
        days = np.flatnonzero(sold > 0.05)
        if days.size:
            marks.bars(axes, days + 0.22, foot[days], (foot + sold)[days], colour, 3)
        foot = foot + sold


def _say(glass, panel, row, words, colour, **options):
    """Write a line beside a panel."""
    marks.write(
        glass, place(glass.figure).side, HEIGHT * sum(PANELS[panel]) - 5 - APART * row, words, colour, **options
    )
