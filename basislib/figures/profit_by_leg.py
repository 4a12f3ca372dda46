"""Profit by leg: the big legs that cancel above, and what they add up to, magnified, below."""

from basislib.figures import marks, style
from basislib.formats import signed
from basislib.language import N_, _

SIZE, NARROW = (5.6, 4.3), (4.15, 4.0)
BARS, SUMS = (0.53, 0.37), (0.095, 0.25)  # bottom and height of the two panels
WIDE, SLIM = (0.225, 0.51), (0.25, 0.42)  # left and width of both
NOW, BEFORE = 50, 100  # points of type from the panels to the right ends of the numbers; the pinned ones are outside
LEGS = (  # field of ProfitByLeg, its words, its line
    ("cash", N_("note"), style.CASH),
    ("futures", N_("future"), style.FUTURES),
    ("carry", N_("coupon"), style.CASH),
    ("repo", N_("repo interest"), style.REPO),
    ("own_cash", N_("own cash"), style.CASH),
    ("costs", N_("costs"), style.CASH),
)
ADDED = (N_("note + future"), N_("all interest"), N_("costs"), N_("total"))  # the last one is the sum
DOLLARS = (25, 100, 1000, 10000)  # limits of the upper panel
CENTS = (3, 30, 300, 1000, 10000, 100000, 1000000)  # limits of the lower panel


def _panels(figure):
    """Return the places of the two panels on the picture."""
    left, width = SLIM if style.narrow(figure) else WIDE
    return tuple((left, bottom, width, height) for bottom, height in (BARS, SUMS))


def cover(figure, result):
    """Return the boxes that hide what each leg earns, and the sum."""
    return [(left, bottom, 1 - left, height) for left, bottom, _width, height in _panels(figure)]


def sums(legs):
    """Return the bars of the lower panel in cents per 100: price legs, all interest, costs, total."""
    interest = legs.carry + legs.repo + legs.own_cash
    return tuple(100 * points for points in (legs.before_interest, interest, legs.costs, legs.total))


def view(result):
    """Return the limits of the two panels, in dollars and in cents, from a short list."""
    legs = result.legs
    tallest = max(abs(getattr(legs, field)) for field, *_ in LEGS)
    largest = max(abs(cents) for cents in sums(legs))
    return (next(limit for limit in DOLLARS if tallest <= limit), next(limit for limit in CENTS if largest <= limit))


def frame(figure, view):
    """Draw both panels, and the lines that say the lower one magnifies the middle of the upper."""
    (dollars, cents), (bars, added) = view, _panels(figure)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, 1), ylim=(0, 1))
    glass.axis("off")
    left, bottom, width, height = added
    top = bottom + height + 0.065
    glass.fill([left, left + width / 2, left + width], [top, bars[1], top], color=style.FAINT, alpha=0.35, linewidth=0)
    _panel(figure, bars, dollars, [_(words) for field, words, line in LEGS], _("Each leg, in dollars per 100 of notes"))
    _panel(figure, added, cents, [_(words) for words in ADDED], _("Added up and enlarged: cents per 100 of notes"))


def _panel(figure, rect, limit, names, title):
    """Add one panel of horizontal bars around zero."""
    rows = len(names)
    axes = style.add_axes(
        figure, rect, xlim=(-limit, limit), ylim=(rows - 0.4, -0.6), xticks=(-limit, 0, limit), yticks=range(rows)
    )
    axes.set_yticklabels(names)
    axes.set_xticklabels((f"−{limit:,d}", "0", f"+{limit:,d}"))
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.grid(False)
    axes.spines["left"].set_visible(False)
    axes.plot([0, 0], [-0.6, rows - 0.4], color=style.FAINT, linewidth=1)
    figure.text(0.015, rect[1] + rect[3] + 0.022, title, size=11, color=style.INK)


def draw(figure, result, ghost=None):
    """Draw the bars of a `basislib.scenes.profit_by_leg.Profit`; those of a pinned `ghost` in grey."""
    bars, added = figure.axes[1:]
    earlier = ghost.legs if ghost else None
    for row, (field, _words, line) in enumerate(LEGS):
        old = getattr(earlier, field) if earlier else None
        _bar(bars, row, getattr(result.legs, field), old, line)
    before = sums(earlier) if earlier else (None,) * len(ADDED)
    for row, (value, old) in enumerate(zip(sums(result.legs), before, strict=True)):
        _bar(added, row, value, old, style.CASH, bold=row == len(ADDED) - 1)


def _bar(axes, row, value, old, line, bold=False):
    """Draw one bar with its number at the right, and the earlier one behind it."""
    place, across = axes.get_yaxis_transform(), axes.bbox.width * 72 / axes.figure.dpi
    if old is not None:
        if signed(old) != signed(0):
            marks.box(axes, 0, row - 0.42, old, 0.84, edge=style.GHOST, line=1.6)
        marks.write(axes, 1 + BEFORE / across, row, signed(old), style.GHOST, transform=place, ha="right")
    colour = style.GAIN if value >= 0 else style.LOSS
    if signed(value) != signed(0):
        marks.box(axes, 0, row - 0.3, value, 0.6, colour, alpha=0.9 if bold else 0.35)
        marks.box(axes, 0, row - 0.3, value, 0.6, edge=colour, line=1.5, dashes=line)
    marks.write(
        axes,
        1 + NOW / across,
        row,
        signed(value),
        style.INK,
        transform=place,
        ha="right",
        weight="bold" if bold else "normal",
    )
