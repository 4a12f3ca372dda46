"""The chain of the trade: who is tied to whom on a calm day, and what pulls on it on a bad one."""

from functools import partial

from matplotlib.patches import FancyBboxPatch

from basislib.figures import style

SIZE = (5.6, 4.5)
TRADE = 54.5  # height of the upper row of boxes
BAD_DAY = 10  # height of the lower row

# (left, bottom, width, height, colour, words)
BOXES = (
    (0.5, TRADE, 24, 16, style.REPO_LENDER, "Repo lender"),
    (38, TRADE, 24, 16, style.FUND, "Hedge fund"),
    (75.5, TRADE, 24, 16, style.CLEARING_HOUSE, "Clearing house"),
    (0.5, BAD_DAY, 22, 23, style.CLEARING_HOUSE, "Futures loss"),
    (26.2, BAD_DAY, 22, 23, style.REPO_LENDER, "Repo lends"),
    (51.9, BAD_DAY, 22, 23, style.FUND, "Cash buffer"),
    (77.5, BAD_DAY, 22, 23, style.DEALER, "Forced sale"),
)
ARROWS = (
    ((24.5, TRADE + 11.5), (38, TRADE + 11.5), style.REPO_LENDER),
    ((38, TRADE + 4.5), (24.5, TRADE + 4.5), style.FUND),
    ((62, TRADE + 11.5), (75.5, TRADE + 11.5), style.FUND),
    ((75.5, TRADE + 4.5), (62, TRADE + 4.5), style.CLEARING_HOUSE),
    ((22.5, BAD_DAY + 10), (26.2, BAD_DAY + 10), style.SOFT),
    ((48.2, BAD_DAY + 10), (51.9, BAD_DAY + 10), style.SOFT),
    ((73.9, BAD_DAY + 10), (77.5, BAD_DAY + 10), style.SOFT),
    ((11.5, 6), (11.5, BAD_DAY), style.DEALER),
)
SMALL = BAD_DAY + 4.6
NOTES = (
    (31.2, TRADE - 1, "pledges\nthe notes", style.INK),
    (12.5, TRADE + 6, "lends cash\novernight", style.SOFT),
    (68.8, TRADE + 8, "margin", style.INK),
    (68.8, TRADE - 1, "daily gain\nor loss", style.INK),
    (11.5, SMALL, "in cash, due\ntonight", style.SOFT),
    (37.2, SMALL, "more on the\ndearer notes", style.SOFT),
)


def frame(figure, view):
    """Draw the parties, the arrows between them and the names of the four steps."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 100), ylim=(0, 80.4))
    axes.axis("off")
    for height, words in ((76.5, "The trade, for each $1 of the fund's own money"),
                          (38.5, "A bad day: note and future both rise by 1%")):
        axes.text(0.5, height, words, size=11, color=style.INK, weight="bold")
    for left, bottom, width, height, colour, words in BOXES:
        axes.add_patch(FancyBboxPatch((left, bottom), width, height, boxstyle="round,pad=0,rounding_size=1.2",
                                      facecolor="white", edgecolor=colour, linewidth=1.7))
        axes.text(left + width / 2, bottom + height - 4, words, size=9.5, color=style.INK, ha="center",
                  va="center", weight="bold")
    for start, end, colour in ARROWS:
        axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.5,
                                                  "shrinkA": 0, "shrinkB": 0})
    for x, height, words, colour in NOTES:
        style.say(axes, x, height, words, size=9, color=colour)
    # The way back: what is sold moves the price, and the day begins again.
    axes.plot([88.5, 88.5, 11.5, 11.5], [BAD_DAY, 3.5, 3.5, 6], "--", color=style.DEALER, linewidth=1.3)


def draw(figure, result, ghost=None):
    """Write the amounts of a `start_here.Chain` on the arrows and in the boxes."""
    say = partial(style.say, figure.axes[0])
    say(31.2, TRADE + 13.8, f"${result.loan:.2f}")
    say(31.2, TRADE + 8, f"at {result.repo_rate:.2f}%", size=9)
    say(50, TRADE + 6, f"buys ${result.notes:.2f}\nof notes", size=9.5)
    say(68.8, TRADE + 13.8, f"${result.margin:.2f}")
    say(87.5, TRADE + 6, f"${result.notes:.2f} of\nfutures sold", size=9.5)

    short = result.short > 0
    big = BAD_DAY + 12.5
    say(11.5, big, f"${result.futures_loss:.2f}", size=14, weight="bold")
    say(37.2, big, f"${result.lent_more:.2f}", size=14, weight="bold")
    say(62.9, big, f"${result.buffer:.2f}", size=14, weight="bold")
    say(88.5, big, f"${result.sale:.2f}" if short else "none", size=14, weight="bold",
        color=style.LOSS if short else style.INK)
    say(62.9, SMALL, f"must cover\n${result.need:.2f}", size=9, color=style.LOSS if short else style.SOFT)
    say(88.5, SMALL, "of notes, all\nat once" if short else "the buffer\nholds", size=9, color=style.SOFT)
    say(50, 3.5, f"a sale moves the price: each round up to {result.spiral_number:.2f} times the last", size=9.5,
        color=style.DEALER, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})
