"""The calm market: the gap at which funds carry notes, that which others leave them, and what others see of it."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.formats import billions, hundreds
from basislib.language import N_, _
from basislib.scenes.calm_market import HIGHEST


@dataclass(frozen=True)
class Place:
    """Where all stands: width and height in points, then shares of the picture, then right edges in points.

    `chart` is bottom and height of the axes, `bar` those of the bar below; `now`, `pinned` and `without` are columns of
    the table.
    """

    width: float
    height: float
    left: float
    across: float
    chart: tuple
    bar: tuple
    now: float
    pinned: float
    without: float

    @property
    def side(self):
        """Where the words beside the picture begin."""
        return self.width * (self.left + self.across) + 6


WIDE = Place(403.2, 360.0, 0.085, 0.685, (0.515, 0.355), (0.372, 0.036), 262, 326, 402)
SLIM = Place(298.8, 289.0, 0.1, 0.6, (0.609, 0.215), (0.44, 0.043), 212, 252, 298)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # no line goes through a name
LETTER = 7.2  # points that a bold digit of the table takes across
CENTS = (5, 10, 25, 50, 100, 250, HIGHEST)  # limits of the gap
NOTES = (400, 800, 1200)  # limits of the notes, $bn
ROWS = (  # of the table: height, field of `Effects`, what writes its number, format, words
    (68, "held", billions, ",.0f", N_("Futures that buyers hold, $bn")),
    (51, "bill", hundreds, ",.0f", N_("Futures buyers pay, $m in 90 days")),
    (34, "bid_ask", format, ".1f", N_("Bid-ask spread, cents per 100")),
    (17, "depth", hundreds, ",.0f", N_("Notes quoted at the best price, $m")),
)
HEADLINES = {
    "hurdle": N_("The gap pays just what funds ask"),
    "free": N_("Repo is so cheap that funds need no gap"),
    "capital": N_("Funds are out of own money: others set the gap"),
    "no_trade": N_("No trade: the gap pays less than funds ask"),
}


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def view(result):
    """Return the snapped limits: the most notes, the widest gap."""
    return (
        next(limit for limit in NOTES if result.demand <= limit),
        next(limit for limit in CENTS if 1.12 * max(result.gap, result.hurdle) <= limit),
    )


def frame(figure, view):
    """Draw the axes, the names under them and the head of the table."""
    notes, cents = view
    at = place(figure)
    style.add_axes(
        figure,
        (at.left, at.chart[0], at.across, at.chart[1]),
        xlim=(0, notes),
        ylim=(0, cents),
        xticks=[notes * part / 4 for part in range(5)],
        yticks=[cents * part / 5 for part in range(6)],
        xlabel=_("notes that funds carry, $bn"),
        title=_("Gap, cents per 100"),
    )
    style.in_money(figure.axes[0].xaxis)
    bar = figure.add_axes((at.left, at.bar[0], at.across, at.bar[1]))
    bar.set(xlim=(0, notes), ylim=(0, 1))
    bar.axis("off")
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, at.width), ylim=(0, at.height))
    glass.axis("off")
    for x, words in ((at.now, _("now")), (at.without, _("no funds") if at is SLIM else _("without funds"))):
        glass.text(x, 84, words, size=9.5, color=style.SOFT, ha="right", va="center")
    glass.plot([1, at.without], [76.5, 76.5], color=style.FAINT, linewidth=0.8)
    glass.text(at.side, (at.bar[0] - 0.037) * at.height + 6, _("own money"), size=9.5, color=style.SOFT, va="center")
    for y, *_number, words in ROWS:
        size = style.size_within(_(words), at.now - 27)
        glass.text(1, y, _(words), size=size, color=style.INK, va="center")


def cover(figure, result):
    """Return the boxes that hide who carries the notes, and at what price."""
    at = place(figure)
    line, numbers = 1 / at.height, at.now - max(38.0, 2 + LETTER * max(len(now) for now, _without in _numbers(result)))
    return [
        (0, 1 - 32 * line, 1, 32 * line) if at is SLIM else (0, 1 - 24 * line, 1, 24 * line),
        (at.left, at.chart[0], 1 - at.left, at.chart[1] + line),
        (0, at.bar[0] - 0.1, 1, at.bar[1] + 0.115),
        (numbers / at.width, 0, 1 - numbers / at.width, 77 * line),
    ]


def draw(figure, result, ghost=None):
    """Draw a `basislib.scenes.calm_market.Calm`; the lines and the numbers of a pinned `ghost` in grey."""
    axes, bar, glass = figure.axes
    at = place(figure)
    style.headline(glass, at.width, at.height, _(HEADLINES[result.story]))
    if ghost is not None:
        marks.line(axes, *ghost.others_line, style.GHOST, 2.4)
        marks.line(axes, *ghost.funds_line, style.GHOST, 1.6, "-.")
        marks.dots(axes, ghost.position, ghost.gap, "o", style.GHOST, 7, clip_on=False)
    marks.upright(axes, result.demand, style.FAINT, 5)
    _share(axes, 0, result.position, result.gap, style.FUND, 0.13)
    _share(axes, result.position, result.inventory, result.gap, style.DEALER, 0.13)
    marks.line(axes, *result.others_line, style.DEALER, 2)
    marks.line(axes, *result.funds_line, style.FUND, 2, "-.")
    marks.line(axes, [0, result.held], [result.gap] * 2, style.INK, 1.3, ":")
    marks.dots(axes, result.position, result.gap, "o", style.INK, 7, clip_on=False)
    _name_others(axes, result)
    _beside(axes, glass, result, at)
    _who_carries(bar, glass, result, at)
    _table(glass, result, ghost, at)


def _share(axes, start, notes, height, colour, alpha=1.0):
    """Fill what one group carries; as high as the gap, the area is what it is paid."""
    marks.box(axes, start, 0, notes, height, colour, alpha=alpha)


def _name_others(axes, result):
    """Write the name of the dealers' and buyers' line beside it, where no other line goes through; else where it was best."""
    name = _("dealers and buyers")
    scale = 72 / axes.figure.dpi
    unit = (axes.bbox.width * scale / axes.get_xlim()[1], axes.bbox.height * scale / axes.get_ylim()[1])
    points = _drawn(axes, result) * unit
    size = style.room_of([name], 5.6), 12.0
    spots = [*_spots(axes, result, unit)]
    x, y, side = next((spot for spot in spots if _is_free(spot, size, unit, points, axes)), spots[0])
    style.label_line(axes, x, y, name, style.DEALER, ha=side, bbox=GROUND)


def _drawn(axes, result):
    """Return points all along the lines that a name must not cover, on the axes' scales."""
    most, roof = axes.get_xlim()[1], axes.get_ylim()[1]
    lines = (
        result.others_line,
        result.funds_line,
        ((result.demand, result.demand), (0, roof)),
        ((0, result.held), (result.gap, result.gap)),
    )
    steps = np.linspace(0, 1, 400)
    runs = [np.interp(steps, np.linspace(0, 1, len(along)), along) for line in lines for along in line]
    found = np.column_stack([np.concatenate(runs[0::2]), np.concatenate(runs[1::2])])
    return found[(found[:, 0] <= most) & (found[:, 1] <= roof)]


def _spots(axes, result, unit):
    """Yield places for the name, each with the side of it that is fixed: on either side of the line, from its top down."""
    most, roof = axes.get_xlim()[1], axes.get_ylim()[1]
    xs, ys = result.others_line
    if ys[0] <= roof - 15 / unit[1]:  # the whole line is in the picture, with room for letters above its left end
        yield 0.015 * most, ys[0] + 7 / unit[1], "left"
    top, foot = min(ys[0], roof - 8 / unit[1]), 8 / unit[1]
    for height in np.linspace(top, foot, 12):
        half = 7 / unit[1]  # the line falls from left to right: it is nearest to letters at its right at their foot
        after, before = (np.interp(each, -np.array(ys), xs) for each in (half - height, -half - height))
        spots = (after + 0.01 * most, height, "left"), (before - 0.01 * most, height, "right")
        yield from spots if after < 0.5 * most else spots[::-1]
    yield result.demand + 0.02 * most, foot, "left"


def _is_free(spot, size, unit, points, axes):
    """Return whether a name there is in the picture and no line goes through it."""
    x, y, side = spot
    left = x * unit[0] - (0 if side == "left" else size[0])
    low = y * unit[1] - size[1] / 2
    inside = (points >= (left - 1, low)) & (points <= (left + size[0] + 1, low + size[1]))
    return left >= 0 and left + size[0] <= axes.get_xlim()[1] * unit[0] and not inside.all(axis=1).any()


def _beside(axes, glass, result, at):
    """Write the gap and what funds ask beside their heights; they keep apart."""
    roof = axes.get_ylim()[1]
    bottom, height = at.chart[0] * at.height, at.chart[1] * at.height
    asked, paid = (bottom + height * min(max(cents, 0) / roof, 1) for cents in (result.hurdle, result.gap))
    apart = 13 if result.hurdle > result.gap else -13
    if abs(asked - paid) < 13:
        middle = max((asked + paid) / 2, bottom + 4)
        asked, paid = middle + apart / 2, middle - apart / 2
    marks.write(glass, at.side, paid, _("gap {cents:.1f}").format(cents=result.gap), style.INK, weight="bold")
    marks.write(glass, at.side, asked, _("funds ask {cents:.1f}").format(cents=max(result.hurdle, 0)), style.FUND)


def _who_carries(bar, glass, result, at):
    """Draw who carries the notes, and in outline the futures that buyers would hold as well if there were no gap."""
    _share(bar, 0, result.position, 1, style.FUND)
    _share(bar, result.position, result.inventory, 1, style.DEALER)
    forgone = result.demand - result.held
    marks.box(bar, result.held, 0, forgone, 1, edge=style.GHOST, line=1, clip_on=False)
    if result.capacity <= bar.get_xlim()[1]:
        marks.line(bar, [result.capacity] * 2, [-0.25, 1.25], style.INK, 2, clip_on=False)
    y, right = (at.bar[0] - 0.037) * at.height, at.width * (at.left + at.across)
    for x, side, words, notes, paid, colour in (
        (
            at.width * at.left,
            "left",
            _("funds {notes:,.0f}: ${paid:,.0f}m"),
            result.position,
            result.income,
            style.FUND,
        ),
        (
            right,
            "right",
            _("dealers {notes:,.0f}: ${paid:,.0f}m"),
            result.inventory,
            result.bill - result.income,
            style.DEALER,
        ),
    ):
        below = 13 if at is SLIM and side == "right" else 0  # the two do not fit beside each other
        marks.write(glass, x, y - below, words.format(notes=notes, paid=paid), colour, ha=side)
    for drop, words in ((20, _("at no gap {scene.demand:,.0f}")), (-6, _("lasts to {scene.capacity:,.0f}"))):
        marks.write(glass, at.side, y + drop, words.format(scene=result), style.SOFT)


def _numbers(result):
    """Return the numbers of each row of the table: now, and if there were no funds."""
    sides = (result.now, result.without)
    return [tuple(number(getattr(side, field), form) for side in sides) for _y, field, number, form, _words in ROWS]


def _table(glass, result, ghost, at):
    """Write what others see of the gap: now, pinned, and if there were no funds."""
    for (y, *_row), (now, without) in zip(ROWS, _numbers(result), strict=True):
        marks.write(glass, at.now, y, now, style.INK, size=10.5, weight="bold", ha="right")
        marks.write(glass, at.without, y, without, style.SOFT, size=10.5, ha="right")
    if ghost is not None:
        then = ((y, number(getattr(ghost.now, field), form)) for y, field, number, form, _words in ROWS)
        for y, text in ((84, _("pinned")), *then):
            marks.write(glass, at.pinned, y, text, style.GHOST, ha="right")
