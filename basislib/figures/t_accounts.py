"""The T-accounts of everybody in the trade, one step at a time, and what changes hands in that step."""

from matplotlib.patches import Rectangle

from basislib.figures import style

WIDTH, HEIGHT = 403.2, 363.6  # in points of type, so that one unit is one point
SIZE = (WIDTH / 72, HEIGHT / 72)
PLAIN, NAME = 9.5, 10
LARGE = 11  # the fund, the one the reader follows

BOXES = {  # party: left, bottom, width, height, colour, name if long and if short the basis
    "lender": (1, 263, 189, 60, style.REPO_LENDER, ("Repo lender", "Lender of the note")),
    "dealer": (213, 263, 189, 60, style.DEALER, ("Cash market", "Cash market")),
    "fund": (1, 119, 401, 93, style.FUND, ("Hedge fund", "Hedge fund")),
    "clearing house": (1, 16, 163, 48, style.CLEARING_HOUSE, ("Clearing house", "Clearing house")),
    "real money": (239, 16, 163, 48, style.FUTURES_BUYER, ("Futures buyer", "Futures seller")),
}
BANK = (239, 70, 46, 17)  # drawn only when the fund needs it

ITEMS = {  # the model's words, short enough for a T-account; a claim has one name on both sheets
    "cash lent in repo": "repo loan",
    "cash borrowed in repo": "repo loan",
    "repo interest to come": "interest",
    "repo interest to pay": "interest",
    "initial margin paid in": "margin",
    "initial margin held for others": "margin",
    "overdraft: cash it does not have": "bank loan",
    "owed to it for the note, due today": "unpaid",
    "owes for the note, due today": "unpaid",
    "note lent out": "note due",
    "borrowed note to give back": "note due",
}
MOVES = {  # what changes hands, short enough for an arrow
    "one future": "1 future",
    "the note, on loan": "note on loan",
    "the note as security": "note as security",
    "the note, free again": "note, free again",
    "the borrowed note": "note returned",
    "own money: the haircut": "haircut",
    "rest of the cash lent": "rest of loan",
    "rest of the price": "rest of price",
    "price of the note": "price",
    "price of the note, with accrued interest": "price",
    "initial margin": "margin",
    "initial margin back": "margin",
    "loan marked to the new price": "loan adjusted",
    "loan repaid": "loan",
    "interest on the repo loan": "interest",
    "claim: rest of the price, due today": "unpaid",
}
PIECES = ("note", "future", "collateral")  # counted, not paid


def view(result):
    """Return the direction: it names the parties."""
    return result.trade.direction


def frame(figure, view):
    """Draw the boxes, their names and the T in each."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    for left, bottom, width, height, colour, names in BOXES.values():
        top = bottom + height - 17
        axes.add_patch(Rectangle((left, bottom), width, height, facecolor="white", edgecolor=colour, linewidth=1.6))
        axes.plot([left + 4, left + width - 4], [top, top], color=colour, linewidth=1)
        axes.plot([left + width / 2] * 2, [bottom + 3, top], color=colour, linewidth=1)
        axes.text(left + 6, top + 4.5, names[view == "short"], size=NAME, weight="bold", color=style.INK)
    left, _, width, height, *_ = BOXES["fund"]
    for x, words in ((left + width / 4, "assets"), (left + 3 * width / 4, "liabilities and equity")):
        axes.text(x, 119 + height - 29, words, size=PLAIN, color=style.SOFT, ha="center")


def draw(figure, result, ghost=None):
    """Write the sheets after `result.step`, and an arrow for everything the step hands over.

    Numbers that changed are bold. A pinned `ghost` shows its entries of the fund in grey.
    """
    axes = figure.axes[0]
    step, before = result.step, result.step_before
    axes.text(1, HEIGHT - 13, f"{result.number} of {result.count}: {step.title}", size=11, weight="bold",
              color=style.INK)
    axes.text(1, HEIGHT - 29, result.prices, size=PLAIN, color=style.SOFT)
    for party in BOXES:
        _sheet(axes, party, step.sheets[party], before.sheets[party],
               ghost.step.sheets[party] if ghost and party == "fund" else None)
    for (payer, payee), lines in moves(step.flows).items():
        if "bank" not in (payer, payee):
            _arrow(axes, payer, payee, lines)
    _bank(axes, step)


def moves(flows):
    """Return what changes hands as {(payer, payee): lines}; claims are on the sheets, but for the promise."""
    found = {}
    for flow in flows:
        counted = flow.item in PIECES
        if not counted and flow.item != "cash" and flow.what not in MOVES:
            continue
        words = MOVES.get(flow.what, flow.what.removeprefix("the "))
        found.setdefault((flow.payer, flow.payee), []).append(("" if counted else f"{flow.amount:.2f}", words))
    return {pair: _lines(parts) for pair, parts in found.items()}


def _lines(parts):
    """Put one move on two lines, several on one line each."""
    if len(parts) == 1:
        return [text for text in parts[0] if text]
    return [" ".join(part).strip() for part in parts]


def _sheet(axes, party, sheet, before, ghost):
    """Write the entries of one party in the two halves of its T."""
    left, bottom, width, height, *_ = BOXES[party]
    fund = party == "fund"
    size = LARGE if fund else PLAIN
    top = bottom + height - (44 if fund else 29)
    for half, side in enumerate(("assets", "liabilities")):
        now, old, grey = (_side(one, side) for one in (sheet, before, ghost))
        x = left + half * width / 2
        right = x + (130 if fund else width / 2 - 4)
        for row, (item, value) in enumerate(now.items()):
            weight = "normal" if abs(value - old.get(item, 0)) < 5e-3 else "bold"
            y = top - (14.5 if fund else 12.5) * row
            axes.text(x + 6, y, ITEMS.get(item, item), size=size, color=style.INK)
            axes.text(right, y, f"{value:.2f}", size=size, weight=weight, color=style.INK, ha="right")
            if item in grey:
                axes.text(x + 192, y, f"{grey[item]:.2f}", size=size, color=style.GHOST, ha="right")
    axes.text(left + width - 6, bottom + height - 12.5, _holds(party, sheet), size=PLAIN, color=style.SOFT, ha="right")


def _side(sheet, side):
    """Return the entries of one side; equity stands with the liabilities."""
    if sheet is None:
        return {}
    entries = dict(getattr(sheet, side))
    if side == "liabilities" and abs(sheet.equity) > 5e-3:
        entries["equity"] = sheet.equity
    return entries


def _holds(party, sheet):
    """Say what a party has that no balance sheet shows: the future, and the note as security."""
    parts = []
    if sheet.collateral:
        parts.append("note pledged" if sheet.collateral < 0 else "note as security")
    if sheet.futures:
        parts.append("+1 future" if sheet.futures > 0 else "−1 future")
    return ", ".join(parts)


def _arrow(axes, payer, payee, lines):
    """Draw an arrow in the payer's colour, with its lines beside it, or above and below if it lies flat."""
    colour = BOXES[payer][4]
    if "fund" not in (payer, payee):
        _flat_arrow(axes, payer, colour, lines)
        return
    down = list(BOXES).index(payer) < list(BOXES).index(payee)
    other = payee if payer == "fund" else payer
    upper, lower = (payer, payee) if down else (payee, payer)
    x = BOXES[other][0] + (9 if down else 108)
    ends = (BOXES[upper][1] - 1, BOXES[lower][1] + BOXES[lower][3] + 1)
    _head(axes, (x, ends[0]), (x, ends[1]), colour, down)
    middle = sum(ends) / 2 - 3
    for row, line in enumerate(lines):
        axes.text(x + 6, middle + 11.5 * ((len(lines) - 1) / 2 - row), line, size=PLAIN, color=style.INK)


def _flat_arrow(axes, payer, colour, lines):
    """Draw the arrow between clearing house and futures buyer."""
    rightward = payer == "clearing house"
    left, right, height = 166, 237, 46 if rightward else 33
    _head(axes, (left, height), (right, height), colour, rightward)
    for row, line in enumerate(lines):
        y = height + 5 + 11.5 * (len(lines) - 1 - row) if rightward else height - 12 - 11.5 * row
        line = line.replace("variation", "var.")  # the arrow is short
        axes.text((left + right) / 2, y, line, size=PLAIN, color=style.INK, ha="center")


def _head(axes, first, last, colour, forward):
    """Draw one arrow from `first` to `last`, or back if not `forward`."""
    start, end = (first, last) if forward else (last, first)
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.6,
                                              "shrinkA": 0, "shrinkB": 0})


def _bank(axes, step):
    """Draw the bank that lends what the fund lacks, when it does."""
    owed = sum(step.sheets["bank"].assets.values())
    paid = sum(flow.amount * (1 if flow.payer == "bank" else -1) for flow in step.flows
               if flow.item == "cash" and "bank" in (flow.payer, flow.payee))
    if not owed and not paid:
        return
    left, bottom, width, height = BANK
    axes.add_patch(Rectangle((left, bottom), width, height, facecolor="white", edgecolor=style.INK, linewidth=1.2))
    style.say(axes, left + width / 2, bottom + height / 2, "Bank", size=NAME, weight="bold")
    words = f"{abs(paid):.2f} {'lent' if paid > 0 else 'repaid'}" if paid else f"is owed {owed:.2f}"
    if paid:
        _head(axes, (left + 9, bottom + height + 1), (left + 9, 118), style.INK, paid > 0)
    axes.text(left + 15 if paid else left + width + 5, bottom + height + 9 if paid else bottom + 5, words, size=PLAIN,
              color=style.LOSS)
