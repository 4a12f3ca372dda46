"""Counting on help: forced sales and losses with no line, with one, and with one that funds count on."""

from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 300.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
BARS, LONGEST = 126.0, 150.0
TOP, STEP, THICK = 232.0, 50.0, 20.0
LOSSES = 322.0  # where what others lose stands
STYLES = ((style.GHOST, ""), (style.FUND, ""), (style.SOFT, "///"), (style.LOSS, "xxx"))  # face, hatch


def frame(figure, view):
    """Draw the names of the four runs and the heads of the columns."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    for words, place, side in (("sold by force, % of the position", BARS, "left"), ("lost, $bn", WIDTH - 1, "right")):
        axes.text(place, TOP + 29, words, size=9.5, color=style.SOFT, ha=side, va="center")
    for row, lines in enumerate((("no line",), ("a line,", "funds as before"), ("counted on,", "and it comes"),
                                 ("counted on,", "it does not come"))):
        y = TOP - STEP * row
        for line, words in enumerate(lines):
            axes.text(1, y + 6.5 * (len(lines) - 1) - 13 * line, words, size=9.5, color=style.INK, va="center")
    axes.plot([BARS, BARS], [TOP - 3 * STEP - 16, TOP + 16], color=style.SOFT, linewidth=0.8)
    axes.plot([1, WIDTH - 1], [48, 48], color=style.FAINT, linewidth=0.8)


def draw(figure, hazard, ghost=None):
    """Draw a `fed_backstop.Hazard`; the sales of a pinned one as thin grey bars."""
    axes = figure.axes[0]
    write(axes, 1, HEIGHT - 12, hazard.headline, style.INK, size=11, weight="bold")
    for row, (share, (colour, hatch)) in enumerate(zip(hazard.forced, STYLES, strict=True)):
        y = TOP - STEP * row
        axes.add_artist(Rectangle((BARS, y - THICK / 2), max(LONGEST * share / 100, 0.8), THICK, facecolor=colour,
                                  hatch=hatch, edgecolor="white", linewidth=0))
        said = f"{share:.0f}%" + (" closed out" if hazard.closed[row] else "")
        inside = share > 62
        axes.text(BARS + LONGEST * share / 100 + (-5 if inside else 5), y, said, size=9.5, weight="bold",
                  color=style.INK, ha="right" if inside else "left", va="center",
                  **({"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5}} if inside else {}))
        if ghost is not None:
            axes.add_artist(Rectangle((BARS, y - THICK / 2 - 6), max(LONGEST * ghost.forced[row] / 100, 0.8), 4,
                                      facecolor=style.GHOST, linewidth=0))
        _losses(axes, y, hazard, row)
    for line, words in enumerate(hazard.calm_words):
        write(axes, 1, 35 - 15 * line, words, style.INK)


def _losses(axes, y, hazard, row):
    """Write what funds and others lose in a run; nothing is left blank."""
    funds, others = hazard.funds[row], hazard.lenders[row] + hazard.brokers[row] + hazard.fed[row]
    lines = [("funds", -funds)] if funds < -0.05 else []
    lines += [("others", others)] if others > 0.05 else []
    for line, (who, amount) in enumerate(lines or [("nobody", 0.0)]):
        words = f"{who} {amount:.1f}" if amount else who
        write(axes, WIDTH - 1, y + 6.5 * (len(lines) == 2) - 13 * line, words,
              style.LOSS if who == "others" else style.INK, weight="bold" if who == "others" else "normal", ha="right")
