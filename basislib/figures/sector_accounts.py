"""Follow the money: a day's payments as a table, who pays across, what for down; every row sums to zero.

The same result can be shown as the parties' T-accounts: see `market_sheets`.
"""

from dataclasses import dataclass

from matplotlib.patches import Rectangle

from basislib.figures import market_sheets, style
from basislib.figures.marks import write
from basislib.formats import billions, minus
from basislib.language import N_, _


@dataclass(frozen=True)
class Table:
    """Where the table stands, in points of type: one block with all parties, or on a narrow screen two of them.

    `blocks` are the first and last party of each and the top of its first row; `names` is where the first column of
    numbers begins. The Fed's column is wider by `fed`: what it has lent is the longest number, and has a minus.
    """

    width: float
    height: float
    names: float
    column: float
    row: float
    fed: float
    blocks: tuple

    def column_of(self, party):
        """Return how wide a party's column is."""
        return self.column + (self.fed if party == "Fed" else 0)

    def right_of(self, party, first):
        """Return where a party's column ends, in a block that begins with the party `first`, counted from 0."""
        return self.names + self.column * (list(HEADS).index(party) - first) + self.column_of(party)


WIDE = Table(403.2, 300.0, 92.0, 39.4, 19.5, 7.5, ((0, 7, 243.0),))
SLIM = Table(298.8, 452.0, 101.0, 48.0, 15.6, 0.0, ((0, 4, 384.0), (4, 7, 172.0)))
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
HEADS = {  # party of the model: its words on one line or two
    "fund": N_("hedge\nfund"),
    "lender": N_("lender"),
    "clearing house": N_("clearing\nhouse"),
    "dealer": N_("dealer"),
    "real money": N_("futures\nbuyer"),
    "foreign official": N_("foreign"),
    "Fed": N_("Fed"),
}
HEADLINES = {  # by what the shock does on the day
    "": N_("Day {day}: who received (+) and paid (−), $bn"),
    "rally": N_("Day {day}, rally: who received (+) and paid (−), $bn"),
    "foreign": N_("Day {day}, foreigners sell: who received (+) and paid (−), $bn"),
}
ROWS = {  # kind of payment: its words
    "interest": N_("interest, roll-down"),
    "variation_margin": N_("variation margin"),
    "initial_margin": N_("initial margin"),
    "notes": N_("notes"),
    "funds_repo": N_("funds' repo"),
    "dealers_repo": N_("dealers' repo"),
    "spread": N_("bid-ask spread"),
    "unpaid": N_("unpaid, losses"),
}
DIGIT, CLEAR = 0.66, 7.5  # width of a digit by its size; points between two columns
CHANGE, CASH = 9, 10.2  # rows of the sum and of the cash at the close, counted from the top


def view(money):
    """Return what is shown: "payments" or "sheets"."""
    return money.show


def table(figure):
    """Return where the table stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure, view):
    """Draw the names of the parties and the lines of the table."""
    if view == "sheets":
        market_sheets.frame(figure)
        return
    at = table(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, at.width), ylim=(0, at.height))
    axes.axis("off")
    for first, last, top in at.blocks:
        for party in list(HEADS)[first:last]:
            _head(axes, at.right_of(party, first), top, at.column_of(party), party)
        for row in (CHANGE - 0.55, CASH + 0.55):
            axes.plot([1, at.width - 1], [top - at.row * row] * 2, color=style.SOFT, linewidth=0.8)
        axes.text(1, top - at.row * CHANGE, _("change in cash"), size=9.5, color=style.INK, weight="bold", va="center")
        axes.text(1, top - at.row * CASH, _("cash at the close"), size=9.5, color=style.INK, va="center")
    axes.text(at.width - 1, top + 15.5, _("sum"), size=9.5, color=style.SOFT, ha="right", va="center")


def _head(axes, right, top, width, party):
    """Write a party's name over its column, on one line or two, with its colour."""
    lines = _(HEADS[party]).splitlines()
    for line, text in enumerate(lines, 2 - len(lines)):  # the last one stands below
        axes.text(right, top + 27 - 11.5 * line, text, size=9.5, color=style.INK, ha="right", va="center")
    axes.add_patch(Rectangle((right - width + 6, top + 7.5), width - 6, 3, facecolor=style.PARTIES[party], linewidth=0))


def draw(figure, money, ghost=None):
    """Write the payments of a `basislib.scenes.sector_accounts.Money`; a pinned one's changes in cash in grey below."""
    if money.show == "sheets":
        market_sheets.draw(figure, money, ghost)
        return
    axes, at = figure.axes[0], table(figure)
    style.headline(axes, at.width, at.height, _(HEADLINES[money.phase]).format(day=money.day))
    for block in at.blocks:
        top = block[-1]
        for row, (kind, amounts) in enumerate(money.rows.items()):
            y = top - at.row * row - 0.41 * at.row
            write(axes, 1, y, _(ROWS[kind]), style.INK)
            _numbers(axes, at, block, y, amounts)
        _numbers(axes, at, block, top - at.row * CHANGE, money.change, weight="bold")
        _numbers(axes, at, block, top - at.row * CASH, money.cash, plus="", size=_size(at, money.cash))
        if ghost is not None:
            y = top - at.row * 11.5
            write(axes, 1, y, _("pinned: change"), style.GHOST)
            _numbers(axes, at, block, y, ghost.change, color=style.GHOST)


def _size(at, amounts):
    """Return the size of the letters of a row at which its longest number keeps clear of the column beside it."""
    texts = {party: short(amounts[party], "") for party in HEADS}
    # A comma is half as wide as a digit.
    digits = {party: len(text) - sum(map(text.count, ",.")) / 2 for party, text in texts.items()}
    return min(9.5, *((at.column_of(party) - CLEAR) / (DIGIT * count) for party, count in digits.items()))


def _numbers(axes, at, block, y, amounts, plus="+", color=None, **options):
    """Write a row of numbers: received is blue, paid is orange, nothing is left blank; its sum at the end."""
    first, last, _top = block
    for party in list(HEADS)[first:last]:
        text = short(amounts[party], plus)
        if text != "0":
            tone = color or (style.INK if not plus else style.GAIN if amounts[party] > 0 else style.LOSS)
            write(axes, at.right_of(party, first), y, text, tone, ha="right", **options)
    if last == len(HEADS):
        write(axes, at.width - 1, y, short(sum(amounts.values())), color or style.SOFT, ha="right")


def short(amount, plus="+"):
    """Return $bn in three digits, or all before the point, with a true minus; under ten million it is nothing."""
    places = 0 if abs(amount) >= 99.95 else 1 if abs(amount) >= 9.995 else 2
    return minus(billions(amount, f"{plus},.{places}f")) if round(amount, places) else "0"
