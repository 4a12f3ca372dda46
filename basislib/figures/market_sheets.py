"""The T-accounts of all seven parties at the close of a day: owns on the left, owes and equity on the right."""

from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 300.0  # in points of type
BOX, TALL, GAP = 198.0, 65.0, 4.0
TOP, LINE = 274.0, 11.6
NAMES = (  # party of the model, its words, its colour; down the left side, then down the right
    ("fund", "Hedge funds", style.FUND),
    ("lender", "Repo lenders", style.REPO_LENDER),
    ("clearing house", "Clearing house", style.CLEARING_HOUSE),
    ("Fed", "Federal Reserve", style.FED),
    ("dealer", "Dealers", style.DEALER),
    ("real money", "Futures buyers", style.FUTURES_BUYER),
    ("foreign official", "Foreign officials", style.FOREIGN_OFFICIAL),
)
LEGEND = ("All $bn. Left: what they own.", "Right: what they owe, and their", "equity: owned less owed.")
ITEMS = {  # item of the model: its words as an asset and as a debt
    "cash (the Fed: money it has issued)": ("cash", "money"), "notes": ("notes", "notes"),
    "initial margin": ("margin", "margins held"), "repo": ("repo lent", "repo"),
    "unpaid calls": ("unpaid calls", "unpaid calls"), "Fed's line to funds": ("line to funds", "Fed's line"),
}


def frame(figure):
    """Draw the boxes, the T in each and the names."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    for at, (_, words, colour) in enumerate(NAMES):
        left, top = _corner(at)
        axes.add_patch(Rectangle((left, top - TALL), BOX, TALL, facecolor="white", edgecolor=colour, linewidth=1.6))
        axes.plot([left + 4, left + BOX - 4], [top - 15.5] * 2, color=colour, linewidth=1)
        axes.plot([left + BOX / 2] * 2, [top - 15.5, top - TALL + 3], color=colour, linewidth=1)
        axes.text(left + 6, top - 8.5, words, size=10, weight="bold", color=style.INK, va="center")
    left, top = _corner(len(NAMES))
    for line, words in enumerate(LEGEND):
        axes.text(left + 6, top - 20 - 13 * line, words, size=9.5, color=style.SOFT, va="center")


def draw(figure, money, ghost=None):
    """Write the sheets of a `margin_spiral.Money`; a pinned one shows its equity in grey."""
    axes = figure.axes[0]
    write(axes, 1, HEIGHT - 12, money.headline, style.INK, size=11, weight="bold")
    for at, (party, *_) in enumerate(NAMES):
        left, top = _corner(at)
        futures = style.signed(money.futures[party], 0)
        if futures != "0":
            write(axes, left + BOX - 6, top - 8.5, f"{futures} futures", style.SOFT, ha="right")
        owned, owed = _sides(money.sheets, party)
        for x, lines in ((left + 6, owned), (left + BOX / 2 + 6, owed)):
            for row, words in enumerate(lines):
                write(axes, x, _row(top, row), words, style.INK)
        write(axes, left + BOX / 2 + 6, _row(top, len(owed)), f"equity {amount(money.worth[party])}", style.INK,
              weight="bold")
        if ghost is not None:
            write(axes, left + 6, _row(top, 3), f"pinned {amount(ghost.worth[party])}", style.GHOST)


def amount(value):
    """Return $bn with one place where it is small; without commas, for there is little room."""
    return style.signed(value, 0 if abs(value) >= 99.95 else 1, plus="").replace(",", "")


def _sides(sheets, party):
    """Return the lines of what a party owns and owes; what is less than fifty million is left out."""
    lines = ([], [])
    for item, words in ITEMS.items():
        value = sheets[item][party]
        if abs(value) >= 0.05:
            lines[value < 0].append(f"{words[value < 0]} {amount(abs(value))}")
    return lines


def _corner(at):
    """Return the upper left corner of a box."""
    column, row = divmod(at, 4)
    return 1 + column * (BOX + GAP), TOP - row * (TALL + GAP)


def _row(top, row):
    """Return the height of a line in a box."""
    return top - 22.5 - LINE * row
