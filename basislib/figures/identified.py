"""What a record says about each unknown: the draws that fit it, against all draws."""

from basislib.figures import marks, style
from basislib.formats import billions
from basislib.language import N_, _
from basislib.scenes.identified import SHOWN

SIZE, NARROW = (5.6, 4.3), (4.15, 4.1)  # inches
LEFT, RIGHT = {False: 150.0, True: 122.0}, {False: 306.0, True: 218.0}  # points, wide and narrow
BOTTOM, TALL = 0.03, 0.83
NAMES = {
    "buffer": N_("cash buffer, %"),
    "caution": N_("kept of the buffer, %"),
    "pace": N_("sold for that, % a day"),
    "late": N_("excess a day late, %"),
    "limit": N_("limit on losses, %"),
    "returned": N_("excess given back, %"),
    "term_share": N_("term repo, %"),
    "haircut": N_("haircut, %"),
    "share": N_("trade, % of futures"),
    "room": N_("dealers' room, $bn"),
    "impact": N_("price impact, cents"),
    "futures_share": N_("gap in the future, %"),
}
PLACES = {"buffer": 1, "pace": 1, "haircut": 1, "impact": 2}  # decimals; others have none


def frame(figure, view=None):
    """Draw a grey line for each unknown, from the lowest to the highest draw, and what the marks mean."""
    narrow = style.narrow(figure)
    width, height = (72 * inches for inches in (NARROW if narrow else SIZE))
    axes = figure.add_axes((LEFT[narrow] / width, BOTTOM, (RIGHT[narrow] - LEFT[narrow]) / width, TALL))
    axes.set(xlim=(-0.03, 1.03), ylim=(len(SHOWN) - 0.5, -0.5))
    axes.axis("off")
    for at in range(len(SHOWN)):
        axes.plot([0, 1], [at, at], color=style.FAINT, linewidth=9, solid_capstyle="butt")
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, width), ylim=(0, height))
    glass.axis("off")
    glass.text(4, height - 9, _("What the draws that fit have in common"), size=10.5, color=style.INK, va="center")
    y = height - 25
    glass.plot([8, 26], [y, y], color=style.FAINT, linewidth=8, solid_capstyle="butt")
    glass.text(32, y, _("all draws"), size=9.5, color=style.SOFT, va="center")
    marks.line(glass, [90, 108], [y, y], style.FUND, 8, alpha=0.55, cap="butt")
    glass.text(114, y, _("nine of ten that fit"), size=9.5, color=style.FUND, va="center")


def draw(figure, scene, ghost=None):
    """Draw the strips of a `basislib.scenes.identified.Identified`; pinned ones as a grey line below."""
    axes, glass = figure.axes
    narrow = style.narrow(figure)
    height = 72 * (NARROW if narrow else SIZE)[1]
    for at, strip in enumerate(scene.strips):
        low, high = strip.whole
        ends = [(value - low) / (high - low) for value in (*strip.fitting, strip.middle)]
        start, end, middle = (min(max(place, 0), 1) for place in ends)
        color = style.FUND if strip.narrowed else style.SOFT
        marks.line(axes, [start, end], [at, at], color, 9, alpha=0.55, cap="butt")
        marks.line(axes, [middle, middle], [at - 0.28, at + 0.28], color, 2.2)
        if ghost is not None:
            before = [(value - low) / (high - low) for value in ghost.strips[at].fitting]
            marks.line(axes, before, [at + 0.4, at + 0.4], style.GHOST, 2)
        y = height * (BOTTOM + TALL * (len(SHOWN) - 0.5 - at) / len(SHOWN))
        marks.write(glass, LEFT[narrow] - 4, y, _(NAMES[strip.key]), style.INK, ha="right")
        marks.write(glass, RIGHT[narrow] + 6, y, *_said(strip))


def _said(strip):
    """Return what is written beside a strip, and its colour."""
    if not strip.narrowed:
        return _("says nothing"), style.SOFT
    number, form = billions if strip.key == "room" else format, f".{PLACES.get(strip.key, 0)}f"
    low, high = (number(value, form) for value in strip.fitting)
    return _("{low} to {high}").format(low=low, high=high), style.FUND
