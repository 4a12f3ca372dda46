"""How much a fund must sell in three bad nights, for every share of term funding."""

from basislib.figures import style

SIZE = (5.6, 3.7)
LEFT, WIDTH = 0.245, 0.56
ROOFS = (10, 25, 50, 100)  # notes of 100
LINES = (  # field of `repo_funding.Mix`, words, colour, line, whether they stand at the left end
    ("run", "lenders leave", style.REPO_LENDER, style.REPO, True),  # lenders ask for two, the clearing house for one
    ("haircut", "haircuts rise", style.REPO_LENDER, "-.", True),
    ("rally", "prices rise", style.CLEARING_HOUSE, style.FUTURES, False),
)


def view(result):
    """Return the snapped limit, notes of 100."""
    most = max(getattr(result, field).max() for field, *_ in LINES)
    return next((roof for roof in ROOFS if most <= roof), ROOFS[-1])


def frame(figure, view):
    """Draw the axes."""
    style.add_axes(figure, (LEFT, 0.14, WIDTH, 0.755), xlim=(0, 100), ylim=(0, view), xticks=(0, 25, 50, 75, 100),
                   yticks=[view * part / 5 for part in range(6)], xlabel="share of the repo fixed for a term, %",
                   title="Notes it must sell, of 100")


def draw(figure, result, ghost=None):
    """Draw the three lines, the worst of them and the chosen mix of a `repo_funding.Mix`."""
    axes = figure.axes[0]
    if ghost is not None:
        axes.plot(ghost.shares, ghost.worst, color=style.GHOST, linewidth=3)
    axes.axvline(result.term_share, color=style.FAINT, linewidth=6)
    axes.plot(result.shares, result.worst, color=style.FAINT, linewidth=7, solid_capstyle="round")
    for field, _, colour, line, _ in LINES:
        axes.plot(result.shares, getattr(result, field), line, color=colour, linewidth=2, clip_on=False)
    axes.plot(result.term_share, result.worst_now, "o", color=style.INK, markersize=8, clip_on=False)
    axes.plot(result.best_share, result.worst_best, "D", color="white", markeredgecolor=style.INK, markersize=8,
              clip_on=False)
    _names(axes, result)


def _names(axes, result):
    """Name the lines at the ends where they are high; on one side they keep a line of type apart."""
    (_, roof), floor = axes.get_ylim(), -1.0
    gap = 13 / 72 * roof * axes.figure.dpi / axes.bbox.height
    ends = [(getattr(result, field)[0 if left else -1], words, colour, left) for field, words, colour, _, left in LINES]
    for height, words, colour, left in sorted(ends):
        if left:
            height = floor = max(height, floor + gap)
        style.label_line(axes, -13 if left else 104, min(height, roof), words, colour, clip_on=False,
                         ha="right" if left else "left")
