"""Two rates on one line and the gap between them: a repo rate, and one that prices imply."""

from basislib.figures import marks, style
from basislib.formats import signed


def draw(axes, repo_rate, implied, colour, words):
    """Draw a repo rate (% a year) and an implied one, the gap between them, and `words` for both, implied first."""
    marks.line(axes, [repo_rate, implied], [0.5, 0.5], colour, 8, alpha=0.85, cap="butt")
    low, high = axes.get_xlim()
    room = 0.3 * (high - low)
    for rate, text, line, shade, y in (
        (implied, words[0], style.CASH, style.INK, 0.98),
        (repo_rate, words[1], style.REPO, style.REPO_LENDER, 0.02),
    ):
        marks.line(axes, [rate, rate], [0.3, 0.7], shade, 3, line)
        marks.write(
            axes,
            min(max(rate, low + room), high - room),
            y,
            text.format(rate=signed(rate, 3, plus="")),
            style.INK,
            size=10,
            ha="center",
            va="top" if y > 0.5 else "bottom",
        )
