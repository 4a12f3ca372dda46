"""Who takes part in the trade: a map of who hands what to whom, and the card of one of them."""

import textwrap

from matplotlib.patches import Rectangle

from basislib.figures import style

WIDTH, HEIGHT = 403.2, 371.0  # in points of type, so that one unit is one point
SIZE = (WIDTH / 72, HEIGHT / 72)
ACROSS = 65  # letters to a line of the card
CARD = 172  # height of the card's upper edge
ROW, LINE = 24.5, 11.8

BOXES = {  # party: left, bottom, width, height, colour, name on the map
    "buyer": (1, 310, 96, 28, style.FUTURES_BUYER, "Futures buyer"),
    "ccp": (154, 310, 96, 28, style.CLEARING_HOUSE, "Clearing house"),
    "fund": (306, 310, 96, 28, style.FUND, "Hedge fund"),
    "foreign": (1, 241, 96, 28, style.FOREIGN_OFFICIAL, "Foreign official"),
    "dealer": (154, 241, 96, 28, style.DEALER, "Dealer"),
    "lender": (306, 241, 96, 28, style.REPO_LENDER, "Repo lender"),
    "fed": (154, 186, 96, 24, style.FED, "Federal Reserve"),
}
TITLES = {"calm": "A calm day: the edge goes from the futures buyer to the fund",
          "bad": "A bad day: yields fall, and many want cash at once"}
ARROWS = {  # day: payer, payee, from, to, words, place of the words, how they stand there
    "calm": (
        ("fund", "ccp", (306, 330), (250, 330), "futures", (278, 337), "center"),
        ("ccp", "buyer", (154, 330), (97, 330), "futures", (125.5, 337), "center"),
        ("buyer", "ccp", (97, 318), (154, 318), "the edge", (125.5, 310.5), "center"),
        ("ccp", "fund", (250, 318), (306, 318), "the edge", (278, 310.5), "center"),
        ("lender", "fund", (338, 269), (338, 310), "cash", (334, 278), "right"),
        ("fund", "lender", (352, 310), (352, 269), "pledged", (356, 290), "left"),
        ("dealer", "fund", (238, 269), (310, 310), "notes", (263, 291), "right"),
        ("dealer", "foreign", (154, 255), (97, 255), "notes", (125.5, 262), "center"),
        ("fed", "dealer", (202, 210), (202, 241), "stands by", (208, 225), "left"),
    ),
    "bad": (
        ("fund", "ccp", (306, 324), (250, 324), "cash", (278, 331), "center"),
        ("ccp", "buyer", (154, 324), (97, 324), "cash", (125.5, 331), "center"),
        ("lender", "fund", (346, 269), (346, 310), "less cash", (342, 278), "right"),
        ("fund", "dealer", (310, 310), (238, 269), "notes", (263, 291), "right"),
        ("foreign", "dealer", (97, 255), (154, 255), "notes", (125.5, 262), "center"),
        ("fed", "dealer", (202, 210), (202, 241), "cash: lends or buys", (208, 225), "left"),
    ),
}


def view(result):
    """Return the day: it decides the arrows."""
    return result.day


def frame(figure, view):
    """Draw the map of one day."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    axes.text(1, HEIGHT - 13, TITLES[view], size=11, color=style.INK)
    for left, bottom, width, height, colour, name in BOXES.values():
        axes.add_patch(Rectangle((left, bottom), width, height, facecolor="white", edgecolor=colour, linewidth=1.4))
        axes.text(left + width / 2, bottom + height / 2, name, size=9.5, color=style.INK, ha="center", va="center")
    for payer, payee, start, end, words, place, side in ARROWS[view]:
        _arrow(axes, start, end, style.GHOST, 1.1, _line(payer, payee, view))
        axes.text(*place, words, size=9.5, color=style.INK, ha=side, va="center")


def draw(figure, result, ghost=None):
    """Bring out the chosen party on the map and write its card; a pinned one keeps a dashed box."""
    axes = figure.axes[0]
    if ghost is not None:
        left, bottom, width, height, *_ = BOXES[ghost.party]
        axes.add_patch(Rectangle((left - 3.5, bottom - 3.5), width + 7, height + 7, facecolor="none",
                                 edgecolor=style.GHOST, linestyle="--", linewidth=1.8, clip_on=False))
    left, bottom, width, height, colour, _ = BOXES[result.party]
    axes.add_patch(Rectangle((left, bottom), width, height, facecolor=colour, edgecolor=colour, linewidth=3,
                             alpha=0.3))
    for payer, payee, start, end, *_ in ARROWS[result.day]:
        if result.party in (payer, payee):
            _arrow(axes, start, end, colour, 2.4, _line(payer, payee, result.day))
    _card(axes, result, colour)


def _card(axes, result, colour):
    """Write the card, two lines to a row at most."""
    axes.plot([1, WIDTH - 1], [CARD, CARD], color=colour, linewidth=3, solid_capstyle="butt")
    axes.text(1, CARD - 16, result.name, size=11.5, weight="bold", color=style.INK)
    for row, (label, text) in enumerate(result.rows):
        y = CARD - 32 - ROW * row
        axes.text(1, y, label, size=9.5, color=style.SOFT)
        for number, line in enumerate(textwrap.wrap(text, ACROSS)):
            axes.text(66, y - LINE * number, line, size=9.5, color=style.INK)


def _line(payer, payee, day):
    """Return the line of a link: dashed where something only stands ready, or holds back."""
    held_back = ("fed", "dealer") if day == "calm" else ("lender", "fund")
    return "--" if (payer, payee) == held_back else "-"


def _arrow(axes, start, end, colour, width, line):
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": width,
                                              "linestyle": line, "shrinkA": 0, "shrinkB": 0})
