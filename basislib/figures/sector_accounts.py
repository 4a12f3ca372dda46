"""Follow the money: a day's payments as a table, who pays across, what for down; every row sums to zero.

The same result can be shown as the parties' T-accounts: see `market_sheets`.
"""

from matplotlib.patches import Rectangle

from basislib.figures import market_sheets, style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 300.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
NAMES = 101.0  # where the first column of numbers begins
COLUMN = 37.6
TOP, ROW = 243.0, 19.5
HEADS = (  # sector of the model, its words on two lines, its colour
    ("fund", ("hedge", "fund"), style.FUND),
    ("lender", ("", "lender"), style.REPO_LENDER),
    ("clearing house", ("clearing", "house"), style.CLEARING_HOUSE),
    ("dealer", ("", "dealer"), style.DEALER),
    ("real money", ("futures", "buyer"), style.FUTURES_BUYER),
    ("foreign official", ("", "foreign"), style.FOREIGN_OFFICIAL),
    ("Fed", ("", "Fed"), style.FED),
)
CHANGE, CASH = 9, 10.2  # rows of the sum and of the cash at the close, counted from the top


def view(money):
    """Return what is shown: "payments" or "sheets"."""
    return money.show


def frame(figure, view):
    """Draw the names of the parties and the lines of the table."""
    if view == "sheets":
        market_sheets.frame(figure)
        return
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    for column, (_, lines, colour) in enumerate(HEADS):
        right = NAMES + COLUMN * (column + 1)
        for line, words in enumerate(lines):
            axes.text(right, TOP + 27 - 11.5 * line, words, size=9.5, color=style.INK, ha="right", va="center")
        axes.add_patch(Rectangle((right - COLUMN + 6, TOP + 7.5), COLUMN - 6, 3, facecolor=colour, linewidth=0))
    axes.text(WIDTH - 1, TOP + 15.5, "sum", size=9.5, color=style.SOFT, ha="right", va="center")
    for row in (CHANGE - 0.55, CASH + 0.55):
        axes.plot([1, WIDTH - 1], [TOP - ROW * row] * 2, color=style.SOFT, linewidth=0.8)
    axes.text(1, TOP - ROW * CHANGE, "change in cash", size=9.5, color=style.INK, weight="bold", va="center")
    axes.text(1, TOP - ROW * CASH, "cash at the close", size=9.5, color=style.INK, va="center")


def draw(figure, money, ghost=None):
    """Write the payments of a `margin_spiral.Money`; a pinned one shows its changes in cash below in grey."""
    if money.show == "sheets":
        market_sheets.draw(figure, money, ghost)
        return
    axes = figure.axes[0]
    write(axes, 1, HEIGHT - 12, money.headline, style.INK, size=11, weight="bold")
    for row, (words, amounts) in enumerate(money.rows.items()):
        y = TOP - ROW * row - 8
        write(axes, 1, y, words, style.INK)
        _numbers(axes, y, amounts)
    _numbers(axes, TOP - ROW * CHANGE, money.change, weight="bold")
    _numbers(axes, TOP - ROW * CASH, money.cash, plus="")
    if ghost is not None:
        write(axes, 1, TOP - ROW * 11.5, "pinned: change", style.GHOST)
        _numbers(axes, TOP - ROW * 11.5, ghost.change, color=style.GHOST)


def _numbers(axes, y, amounts, plus="+", color=None, **options):
    """Write a row of numbers: received is blue, paid is orange, nothing is left blank; its sum at the end."""
    for column, (sector, *_) in enumerate(HEADS):
        text = short(amounts[sector], plus)
        if text != "0":
            tone = color or (style.INK if not plus else style.GAIN if amounts[sector] > 0 else style.LOSS)
            write(axes, NAMES + COLUMN * (column + 1), y, text, tone, ha="right", **options)
    write(axes, WIDTH - 1, y, short(sum(amounts.values())), color or style.SOFT, ha="right")


def short(amount, plus="+"):
    """Return $bn in at most five places with a true minus; under ten million it is nothing."""
    places = 0 if abs(amount) >= 99.95 else 1 if abs(amount) >= 9.995 else 2
    rounded = round(amount, places) + 0.0
    return f"{rounded:{plus}.{places}f}".replace("-", "−") if rounded else "0"
