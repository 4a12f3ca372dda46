"""The stress-test table: scenarios down, policies across, better than no policy in blue, worse in orange."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import bars, box, write
from basislib.formats import billions, signed
from basislib.language import N_, _, paragraph
from basislib.policy.stress import STRESS_COLUMNS


@dataclass(frozen=True)
class Places:
    """Where things stand, in points of type; on a narrow screen names stand over their rows, and headings upright.

    Attributes
    ----------
    width, height, left, top : float
        Of the picture; left and upper edge of the table.
    step : float
        From one row of cells to the next.
    key : float
        Height of the key.
    """

    width: float
    height: float
    left: float
    top: float
    step: float
    key: float

    def cell(self, columns: int) -> float:
        """Return the width of a cell."""
        return min((self.width - self.left - MARGIN) / columns, 62)


LINE, MARGIN = 26, 3  # height of a cell; what stays free at the right
WIDE = Places(403.2, 278.0, 93, 214.0, LINE, 250.0)
SLIM = Places(298.8, 476.0, 3, 318.0, LINE + 13, 437.0)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
FAINTEST, STRONGEST = 0.12, 0.62  # how much of a colour lies under a number
SIGNS = {-1: "▾", 0: "", 1: "▴"}
ROWS = {
    "m1": N_("dash, calm"),
    "m2": N_("dash, crowded"),
    "m3": N_("dash, cliff"),
    "m4": N_("repo squeeze"),
    "m5": N_("lenders leave"),
    "m6": N_("haircuts jump"),
    "m7": N_("late returns"),
    "m8": N_("foreign sales"),
}
HEADS = {  # a policy's name over its column, in two lines
    "no policy": N_("no\npolicy"),
    "facility closed": N_("facility\nclosed"),
    "cash of the lenders": N_("lenders'\ncash"),
    "outright purchases": N_("buys\noutright"),
    "hedged purchases": N_("buys\nhedged"),
    "capacity relief (SLR)": N_("dealer\nrelief"),
    "line to the funds": N_("line to\nfunds"),
    "the Fed's kit": N_("the Fed's\nkit"),
    "haircut floor": N_("haircut\nfloor"),
    "leverage cap": N_("leverage\ncap"),
    "cash buffer": N_("cash\nbuffer"),
    "central clearing": N_("central\nclearing"),
    "the rule book": N_("the rule\nbook"),
    "steady margin": N_("steady\nmargin"),
    "longer margin deadline": N_("longer\ndeadline"),
    "same-day return of excess": N_("excess\nsame day"),
    "term funding": N_("term\nfunding"),
    "more long-term holders": N_("long-term\nholders"),
}
TITLES = {  # what the numbers are, and which way is good
    "sold": N_("Sold against the funds' will, % of the position: less is better"),
    "forced": N_("Sold for calls, % of the position: less is better"),
    "run": N_("Sold as lenders leave, % of the position: less is better"),
    "precaution": N_("Sold as a precaution, % of the position: less is better"),
    "drawdown": N_("Sold at loss limits, % of the position: less is better"),
    "voluntary": N_("Sold of own accord, % of the position: less is better"),
    "dislocation_rise": N_("Rise of the gap, cents per 100: less is better"),
    "spread": N_("Bid-ask spread, times day 0: less is better"),
    "rate": N_("Repo rate above normal, bp: less is better"),
    "fund_result": N_("Funds' result, $bn: more is better"),
    "lender_result": N_("Lenders' result, $bn: more is better"),
    "dealer_result": N_("Dealers' result, $bn: more is better"),
    "fed_result": N_("The Fed's result, $bn: more is better"),
    "loss": N_("Losses written off, $bn: less is better"),
    "fed_peak": N_("Growth of the Fed's balance sheet, peak, $bn: less is better"),
    "calm_dislocation": N_("Gap in calm times, cents per 100: less is better"),
    "calm_position": N_("Funds' position in calm times, $bn: more is better"),
}


def view(found):
    """Return all that stays while the framed cell moves: title, scenarios, headings, numbers, colours and signs."""
    more = np.sign(np.nan_to_num(found.numbers - found.numbers[:, :1])) * (np.nan_to_num(found.share) != 0)
    signs = tuple(tuple(int(sign) for sign in row) for row in more)
    return (
        _(TITLES[found.measure]),
        found.rows,
        heads(found.columns),
        cells(found),
        tuple(map(tuple, np.nan_to_num(found.share))),
        signs,
    )


def heads(policies):
    """Return two lines over each column."""
    return tuple(tuple(_(HEADS[name]).split("\n")) for name in policies)


def cells(found):
    """Return the numbers as they stand in the cells."""
    return tuple(tuple(cell(value, found) for value in row) for row in found.numbers)


def cell(value, found, plus=""):
    """Return a number of the table, a dash where the policy is not possible."""
    return "–" if np.isnan(value) else signed(value, found.places, plus, number_of(found))


def number_of(found):
    """Return how a number of the table is written: `billions` for amounts of money."""
    return billions if STRESS_COLUMNS[found.measure][0].startswith("$bn") else None


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure, view):
    """Draw title, key, headings, and the cells with their numbers."""
    title, rows, heads, numbers, share, signs = view
    at = place(figure)
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, at.width), ylim=(0, at.height))
    page.axis("off")
    _key(page, at, style.fitted(figure, title, 1))
    wide = at.cell(len(heads))
    for column, lines in enumerate(heads):
        _heading(page, at, at.left + (column + 0.5) * wide, lines, not column)
    for row, name in enumerate(rows):
        low = _low(at, row)
        beside = (at.left - 6, low + LINE / 2, "right") if at is WIDE else (at.left, low + LINE + 6, "left")
        write(page, *beside[:2], _(ROWS[name]), style.INK, ha=beside[2])
        for column, words in enumerate(numbers[row]):
            x = at.left + column * wide
            _shade(page, (x, low), wide, share[row][column])
            text = words + SIGNS[signs[row][column]]
            write(page, x + wide / 2, low + LINE / 2, text, style.INK, ha="center")
    lows = np.array([_low(at, row) for row in range(len(rows))])
    bars(page, np.full(lows.shape, at.left + wide), lows, lows + LINE, style.INK, 1.2)


def _heading(page, at, x, lines, first):
    """Write what stands over a column, in two lines or upright; that of no policy in bold."""
    weight = "bold" if first else "normal"
    if at is SLIM:
        words = paragraph(*lines)
        page.text(x, at.top + 3, words, size=9.5, color=style.INK, ha="center", rotation=90, weight=weight)
        return
    for line, words in enumerate(lines):
        write(page, x, at.top + 17 - 11 * line, words, style.INK, size=8.5, ha="center", weight=weight)


def _low(at, row):
    """Return the lower edge of a row of cells."""
    return at.top - (row + 1) * at.step


def _key(page, at, title):
    """Write the title and what colours and signs mean."""
    page.text(4, at.height - 4, title, size=11, color=style.INK, va="top")
    parts = (
        (4, 0, style.GAIN, _("better than no policy")),
        (132, 0, style.LOSS, _("worse")),
        (192, 0, None, _("▴ ▾ more, less than no policy")),
    )
    if at is SLIM:
        parts = (*parts[:2], (4, 14, *parts[2][2:]))
    for x, down, colour, words in parts:
        y = at.key - down
        if colour:
            page.add_patch(Rectangle((x, y - 4), 10, 9, facecolor=colour, alpha=STRONGEST, linewidth=0))
        page.text(x + (14 if colour else 0), y, words, size=9.5, color=style.SOFT, va="center")


def draw(figure, found, ghost=None):
    """Frame the cell of a `basislib.scenes.stress_heat.Stressed`; what a pinned one has instead, in grey."""
    (page,) = figure.axes
    at = place(figure)
    wide = at.cell(len(found.columns))
    corner = (at.left + found.column * wide, _low(at, found.row))
    box(page, *corner, wide, LINE, edge=style.INK, line=1.8, zorder=3)
    if ghost is None or ghost.columns != found.columns:
        return
    for row, (new, old) in enumerate(zip(cells(found), cells(ghost), strict=True)):
        for column, (now, before) in enumerate(zip(new, old, strict=True)):
            if now != before:
                x, y = at.left + (column + 0.5) * wide, _low(at, row) + 4
                write(page, x, y, before, style.SOFT, ha="center")


def _shade(page, corner, wide, share):
    """Draw a cell: the further from no policy, the stronger its colour, through which the page's ground is seen."""
    if share:
        colour, strength = style.GAIN if share > 0 else style.LOSS, FAINTEST + (STRONGEST - FAINTEST) * abs(share)
        page.add_patch(Rectangle(corner, wide, LINE, facecolor=colour, alpha=strength, linewidth=0))
    page.add_patch(Rectangle(corner, wide, LINE, facecolor="none", edgecolor=style.FAINT, linewidth=0.7))
