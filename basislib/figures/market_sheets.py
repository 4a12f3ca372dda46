"""The T-accounts of all seven parties at the close of a day: owns on the left, owes and equity on the right."""

from dataclasses import dataclass

from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import write
from basislib.formats import billions, signed
from basislib.language import N_, _


@dataclass(frozen=True)
class Sheets:
    """Where the boxes stand, in points of type: in two columns, or on a narrow screen in one."""

    width: float
    height: float
    box: float
    tall: float
    top: float
    rows: int


WIDE = Sheets(403.2, 300.0, 198.0, 65.0, 274.0, 4)
SLIM = Sheets(298.8, 452.0, 296.8, 50.0, 424.0, 8)
GAP, LINE = 4.0, 11.6
NAMES = {  # party of the model: its words; down the left side, then down the right
    "fund": N_("Hedge funds"),
    "lender": N_("Repo lenders"),
    "clearing house": N_("Clearing house"),
    "Fed": N_("Federal Reserve"),
    "dealer": N_("Dealers"),
    "real money": N_("Futures buyers"),
    "foreign official": N_("Foreign officials"),
}
LEGEND = N_("All $bn. Left: what they own.\nRight: what they owe, and their\nequity: owned less owed.")
HEADLINES = {  # by what the shock does on the day
    "": N_("Day {day}: what everybody owns and owes"),
    "rally": N_("Day {day}, rally: what everybody owns and owes"),
    "foreign": N_("Day {day}, foreigners sell: what everybody owns and owes"),
}
ITEMS = {  # item: its line as an asset and as a debt
    "cash": (N_("cash {amount}"), N_("money {amount}")),
    "notes": (N_("notes {amount}"), N_("notes {amount}")),
    "initial_margin": (N_("margin {amount}"), N_("margins held {amount}")),
    "repo": (N_("repo lent {amount}"), N_("repo {amount}")),
    "unpaid_calls": (N_("unpaid calls {amount}"), N_("unpaid calls {amount}")),
    "line": (N_("line to funds {amount}"), N_("Fed's line {amount}")),
}


def sheets(figure):
    """Return where the boxes stand in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure):
    """Draw the boxes, the T in each and the names."""
    place = sheets(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, place.width), ylim=(0, place.height))
    axes.axis("off")
    for at, (party, words) in enumerate(NAMES.items()):
        (left, top), colour = _corner(place, at), style.PARTIES[party]
        axes.add_patch(
            Rectangle(
                (left, top - place.tall), place.box, place.tall, facecolor="white", edgecolor=colour, linewidth=1.6
            )
        )
        axes.plot([left + 4, left + place.box - 4], [top - 15.5] * 2, color=colour, linewidth=1)
        axes.plot([left + place.box / 2] * 2, [top - 15.5, top - place.tall + 3], color=colour, linewidth=1)
        axes.text(left + 6, top - 8.5, _(words), size=10, weight="bold", color=style.INK, va="center")
    left, top = _corner(place, len(NAMES))
    for line, words in enumerate(_(LEGEND).splitlines()):
        axes.text(left + 6, top - place.tall / 3 + 2 - 13 * line, words, size=9.5, color=style.SOFT, va="center")


def draw(figure, money, ghost=None):
    """Write the sheets of a `basislib.scenes.sector_accounts.Money`; a pinned one shows its equity in grey."""
    axes, place = figure.axes[0], sheets(figure)
    style.headline(axes, place.width, place.height, _(HEADLINES[money.phase]).format(day=money.day))
    for at, party in enumerate(NAMES):
        left, top = _corner(place, at)
        futures = signed(money.futures[party], 0, number=billions)
        if futures != "0":
            words = _("{amount} futures").format(amount=futures)
            write(axes, left + place.box - 6, top - 8.5, words, style.SOFT, ha="right")
        owned, owed = _sides(money.sheets, party)
        for x, lines in ((left + 6, owned), (left + place.box / 2 + 6, owed)):
            for row, words in enumerate(lines):
                write(axes, x, _row(top, row), words, style.INK)
        words = _("equity {amount}").format(amount=amount(money.worth[party]))
        write(axes, left + place.box / 2 + 6, _row(top, len(owed)), words, style.INK, weight="bold")
        if ghost is not None:
            words = _("pinned {amount}").format(amount=amount(ghost.worth[party]))
            if place is WIDE:
                write(axes, left + 6, _row(top, 3), words, style.GHOST)
            else:
                write(axes, left + place.box - 6, _row(top, 2), words, style.GHOST, ha="right")


def amount(value):
    """Return $bn with one place where it is small; without commas, for there is little room."""
    return signed(value, 0 if abs(value) >= 99.95 else 1, plus="", number=billions).replace(",", "")


def _sides(sheets, party):
    """Return the lines of what a party owns and owes; what is less than fifty million is left out."""
    lines = ([], [])
    for item, words in ITEMS.items():
        value = sheets[item][party]
        if abs(value) >= 0.05:
            lines[value < 0].append(_(words[value < 0]).format(amount=amount(abs(value))))
    return lines


def _corner(place, at):
    """Return the upper left corner of a box."""
    column, row = divmod(at, place.rows)
    return 1 + column * (place.box + GAP), place.top - row * (place.tall + GAP)


def _row(top, row):
    """Return the height of a line in a box."""
    return top - 22.5 - LINE * row
