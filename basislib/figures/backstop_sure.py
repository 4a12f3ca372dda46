"""How sure: for each tool the share of the draws in which it lowers a measure, leaves it alone or raises it."""

from dataclasses import dataclass

from basislib.figures import marks, style
from basislib.figures.wrapping import length
from basislib.language import N_, _
from basislib.scenes.backstop_sure import HOLDS, LINE


@dataclass(frozen=True)
class Place:
    """Where all stands, in points: the picture, where the bars begin, from row to row, and the first row."""

    width: float
    height: float
    left: float
    step: float
    top: float

    @property
    def across(self):
        """How long a bar of all draws is."""
        return self.width - self.left - 4


WIDE, SLIM = Place(403.2, 338.4, 122.0, 31.0, 58.0), Place(298.8, 355.0, 112.0, 32.0, 60.0)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
TOOLS = {  # tool: its name on two lines
    "buffer": (N_("a cash buffer,"), N_("one point more")),
    "hedged": (N_("buy, hedged,"), N_("from day 6")),
    "outright": (N_("buy outright,"), N_("from day 6")),
    "foreign": (N_("lend to foreigners"), N_("a third of their sale")),
    "relief": (N_("twice the"), N_("dealers' room")),
    "line": (N_("a line to the funds,"), N_("${line:g}bn")),
    "late": (N_("buy, hedged,"), N_("from day 21")),
    "facility": (N_("lend to dealers,"), N_("if lenders lose cash")),
    "counted": (N_("a line that"), N_("funds count on")),
}
COMPARED = {
    "sold": N_("What funds sell against their will"),
    "all": N_("All that funds sell"),
    "peak": N_("The widest gap"),
}
PARTS = (  # of a `Sign`: words, colour
    ("lower", N_("less"), style.GAIN),
    ("same", N_("the same"), style.FAINT),
    ("higher", N_("more"), style.LOSS),
)


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure, view):
    """Draw what stays: the names of the tools, the key and the mark at nine tenths."""
    at = place(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, at.width), ylim=(0, at.height))
    axes.axis("off")
    for row, (first, second) in enumerate(TOOLS.values()):
        y = at.height - at.top - at.step * row
        axes.text(1, y + 6, _(first), size=9.5, color=style.INK, va="center", parse_math=False)
        axes.text(1, y - 6, _(second).format(line=LINE), size=9.5, color=style.SOFT, va="center", parse_math=False)
    x, y = at.left, at.height - at.top + 26
    for _field, words, colour in PARTS:
        axes.plot(x + 4, y, "s", color=colour, markersize=6)
        axes.text(x + 11, y, _(words), size=9.5, color=style.SOFT, va="center")
        x += 26 + 5.2 * length(_(words))
    mark, foot = at.left + HOLDS * at.across, at.height - at.top - at.step * (len(TOOLS) - 1) - 14
    axes.plot([mark, mark], [foot, at.height - at.top + 18], color=style.INK, linewidth=0.9, linestyle=(0, (2, 2)))
    axes.text(mark, foot - 7, f"{HOLDS:.0%}", size=9.5, color=style.INK, ha="center", va="center")


def draw(figure, sure, ghost=None):
    """Draw a `basislib.scenes.backstop_sure.Sure`; the first part of a pinned one as a thin grey line."""
    axes, at = figure.axes[0], place(figure)
    style.headline(axes, at.width, at.height, _(COMPARED[sure.measure]))
    for row, tool in enumerate(TOOLS):
        y, x, sign = at.height - at.top - at.step * row, at.left, sure.signs[tool]
        if not sign.draws:
            marks.write(axes, x, y, _("no draw counts"), style.SOFT)
            continue
        for field, _words, colour in PARTS:
            share = getattr(sign, field)
            marks.box(axes, x, y - 8, share * at.across, 16, colour)
            if share >= 0.085:
                ink = style.INK if field == "same" else "white"
                marks.write(axes, x + share * at.across / 2, y, f"{share:.0%}", ink, ha="center", weight="bold")
            x += share * at.across
        if ghost is not None and ghost.signs[tool].draws:
            end = at.left + ghost.signs[tool].lower * at.across
            marks.line(axes, [at.left, end], [y - 11] * 2, style.SOFT, 2, cap="butt")
