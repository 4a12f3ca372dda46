"""The chain of a crisis with and without one tool: links that it lowers light up, those that it worsens are marked."""

import numpy as np
from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 352.8  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
BOX, TALL = 96.0, 30.0  # a link's width and height
TOP, STEP = 306.0, 47.0  # middle of the first link; from one to the next
BARS, LONGEST = 112.0, 134.0  # where the bars begin, and how long the longer of a pair is
WORDS = WIDTH - 1
OUTCOME = TOP - 6 * STEP + 8  # the line of forced sales
STATES = {  # state: (face, edge, colour of the name, line style, words)
    "stopped": (style.GAIN, style.GAIN, "white", "-", "stopped"),
    "eased": ("#b9d7ea", style.GAIN, style.INK, "-", "eased"),
    "same": ("white", style.GHOST, style.INK, "-", "left alone"),
    "worse": ("white", style.LOSS, style.LOSS, "--", "made worse"),
    "idle": ("white", style.FAINT, style.SOFT, ":", "not pulled"),
}


def view(chain):
    """Return what is measured at each link."""
    return tuple(link.words for link in chain.links)


def frame(figure, view):
    """Draw what stays: the arrows from link to link, what is measured, the legend."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    for number, words in enumerate(view):
        y = TOP - STEP * number
        axes.text(BARS, y + 16, words, size=9, color=style.SOFT, va="center", parse_math=False)
        if number:
            axes.annotate("", (BOX / 2, y + TALL / 2), (BOX / 2, y + STEP - TALL / 2), arrowprops={
                "arrowstyle": "-|>", "color": style.SOFT, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0})
    axes.plot([1, WORDS], [OUTCOME + 15] * 2, color=style.FAINT, linewidth=0.8)
    axes.text(1, OUTCOME, "forced sales, $bn", size=9.5, weight="bold", color=style.INK, va="center")
    for up, words, colour in ((5.5, "grey: without", style.SOFT), (-6.5, "blue: with the tool", style.FUND)):
        axes.text(WORDS, OUTCOME + up, words, size=9.5, color=colour, ha="right", va="center")


def draw(figure, chain, ghost=None):
    """Draw a `fed_backstop.Chain`; the bars of a pinned one as a thin line under each pair."""
    axes = figure.axes[0]
    write(axes, 1, HEIGHT - 11, chain.headline, style.INK, size=11, weight="bold")
    middles = [TOP - STEP * number - 2 for number in range(len(chain.links))] + [OUTCOME]
    for y, link in zip(middles, chain.links, strict=False):
        _link(axes, y + 2, link)
    pairs = [(link.without, link.with_tool) for link in chain.links] + [chain.forced]
    places = [link.places for link in chain.links] + [0]
    pinned = [None] * len(pairs) if ghost is None else [link.with_tool for link in ghost.links] + [ghost.forced[1]]
    _bars(axes, middles, pairs, places, pinned)


def _link(axes, y, link):
    """Draw a link in the style of its state, with its name; the one that the tool is said to stop has a thick edge."""
    face, edge, colour, line, words = STATES[link.state]
    axes.add_artist(Rectangle((2, y - TALL / 2), BOX - 4, TALL, facecolor=face, edgecolor=edge, linestyle=line,
                              linewidth=3 if link.named else 1.6))
    write(axes, BOX / 2, y, link.name, colour, size=10, weight="bold" if link.named else "normal", ha="center")
    colour = style.LOSS if link.state == "worse" else style.GAIN if link.state in ("eased", "stopped") else style.SOFT
    write(axes, WORDS, y - 2, f"{words} {link.change}".strip(), colour,
          weight="normal" if colour == style.SOFT else "bold", ha="right")


def _bars(axes, middles, pairs, places, pinned):
    """Draw pairs of bars, the one without the tool grey, and their numbers; a pinned one as a thin line below."""
    most = [max(*pair, ghost or 0.0, 1e-9) for pair, ghost in zip(pairs, pinned, strict=True)]
    for which, up, colour in ((0, 5.5, style.GHOST), (1, -5.5, style.FUND)):
        ends = [BARS + max(LONGEST * pair[which] / top, 0.6) for pair, top in zip(pairs, most, strict=True)]
        _across(axes, [y + up for y in middles], ends, color=colour, linewidth=8)
        for y, end, pair, digits in zip(middles, ends, pairs, places, strict=True):
            write(axes, end + 4, y + up - 0.5, f"{pair[which]:,.{digits}f}", style.INK, size=9)
    if pinned[0] is not None:
        ends = [BARS + max(LONGEST * value / top, 0.6) for value, top in zip(pinned, most, strict=True)]
        _across(axes, [y - 12 for y in middles], ends, color=style.GHOST, linewidth=2.5)


def _across(axes, heights, ends, **options):
    """Draw level bars as one broken line, which is quicker than a collection of them."""
    x = np.column_stack(np.broadcast_arrays(BARS, ends, np.nan))
    axes.plot(x.ravel(), np.repeat(heights, 3), solid_capstyle="butt", **options)
