"""What each share of term funding spares on a bad night, above, and what it costs in calm times, below."""

from basislib.figures import marks, style
from basislib.language import N_, _

SIZE, NARROW = (5.6, 4.1), (4.15, 3.9)
LEFTS, RIGHT = (0.24, 0.31), 0.96  # of the axes: wide and narrow
ROOFS = (10, 20, 40, 60, 100)  # notes of 100
COSTS = (3, 6, 12)  # bp of the notes
LETTER = 5.3  # points that a letter takes across
LINES = (  # field of `Shield`, words, line
    ("run", N_("lenders leave"), style.REPO),
    ("haircut", N_("haircuts rise"), "-."),
)


def view(result):
    """Return the snapped limits: notes of 100, and bp of the notes."""
    most = max(result.line.run.max(), result.line.haircut.max())
    dear = max(result.line.cost.max(), result.edge)
    return next((roof for roof in ROOFS if most <= roof), ROOFS[-1]), next(
        (roof for roof in COSTS if dear <= roof), COSTS[-1]
    )


def frame(figure, view):
    """Draw both axes."""
    roof, cost = view
    left = LEFTS[bool(style.narrow(figure))]
    usual = {"xlim": (0, 100), "xticks": (0, 25, 50, 75, 100)}
    above = style.add_axes(
        figure,
        (left, 0.525, RIGHT - left, 0.385),
        ylim=(0, roof),
        yticks=(0, roof // 2, roof),
        title=_("Notes it must sell, of 100"),
        **usual,
    )
    above.set_xticklabels(())
    style.add_axes(
        figure,
        (left, 0.135, RIGHT - left, 0.235),
        ylim=(0, cost),
        yticks=(0, cost // 3, 2 * cost // 3, cost),
        xlabel=_("share of the repo fixed for a term, %"),
        title=_("Its cost in a quarter, bp of the notes"),
        **usual,
    )


def draw(figure, result, ghost=None):
    """Draw both lines, their cost against the edge, and the chosen mix of a `basislib.scenes.overnight_or_term.Mix`."""
    above, below = figure.axes
    if ghost is not None:
        for field, _words, line in LINES:
            marks.line(above, ghost.shares, getattr(ghost.line, field), style.GHOST, 2.6, line)
        marks.line(below, ghost.shares, ghost.line.cost, style.GHOST, 2.6)
    for axes in (above, below):
        marks.upright(axes, result.term_share, style.FAINT, 6)
    for field, _words, line in LINES:
        now = getattr(result.now, field)
        marks.line(above, result.shares, getattr(result.line, field), style.REPO_LENDER, 2, line, clip_on=False)
        marks.dots(above, result.term_share, now, "o", style.INK, 7, clip_on=False)
    marks.line(below, result.shares, result.line.cost, style.REPO_LENDER, 2, clip_on=False)
    marks.dots(below, result.term_share, result.now.cost, "o", style.INK, 7, clip_on=False)
    marks.level(below, result.edge, style.FUND, 1.2, "--")
    _name_edge(below, result)
    _names(above, result)


def _name_edge(axes, result):
    """Write on its line what the edge is, on the side where the chosen mix is not, unless the cost is in the way there."""
    words, high = _("the edge of the trade"), axes.get_ylim()[1]
    wide = 100 * style.room_of([words], LETTER) * axes.figure.dpi / 72 / axes.bbox.width
    right = result.term_share < 4 + wide and result.line.cost.max() < result.edge
    style.label_line(
        axes, 98 if right else 2, result.edge + 0.1 * high, words, style.FUND, ha="right" if right else "left"
    )


def _names(axes, result):
    """Name the lines at their left ends, where they are high, a line of type apart."""
    roof, floor = axes.get_ylim()[1], -1e9
    gap = 13 / 72 * roof * axes.figure.dpi / axes.bbox.height
    for height, words in sorted((getattr(result.line, field)[0], _(words)) for field, words, _line in LINES):
        height = floor = max(height, floor + gap)
        style.label_line(axes, -9, min(height, roof + gap), words, style.REPO_LENDER, clip_on=False, ha="right")
