"""The T-accounts of everybody in the trade, one step at a time, and what changes hands in that step."""

from dataclasses import dataclass

from matplotlib.patches import Rectangle

from basislib.figures import marks, style
from basislib.figures.wrapping import wrap
from basislib.language import N_, _, listed, paragraph

PLAIN, NAME = 9.5, 10
LARGE = 11  # the fund, the one the reader follows


@dataclass(frozen=True)
class Places:
    """Where things stand, in points of type.

    Attributes
    ----------
    boxes : dict
        Party: left, bottom, width, height.
    bank : tuple of float
        The same for the bank, which is drawn only when the fund needs it.
    numbers : tuple of float
        Right ends of the fund's numbers, and of pinned ones, from the left of their half.
    flat : tuple of float
        Ends and heights of the two arrows between clearing house and futures buyer.
    """

    width: float
    height: float
    boxes: dict
    bank: tuple
    numbers: tuple
    flat: tuple

    @property
    def slim(self):
        """Whether there is so little room that an entry of a small sheet takes two lines."""
        return self is SLIM


WIDE = Places(
    403.2,
    363.6,
    {
        "lender": (1, 263, 189, 60),
        "dealer": (213, 263, 189, 60),
        "fund": (1, 119, 401, 93),
        "clearing house": (1, 16, 163, 48),
        "real money": (239, 16, 163, 48),
    },
    (239, 70, 46, 17),
    (130, 192),
    (166, 237, 46, 33),
)
SLIM = Places(
    298.8,
    460,
    {
        "lender": (1, 306, 146, 102),
        "dealer": (152, 306, 146, 102),
        "fund": (1, 147, 297, 93),
        "clearing house": (1, 5, 112, 80),
        "real money": (186, 5, 112, 80),
    },
    (150, 92, 46, 17),
    (102, 145),
    (115, 184, 50, 34),
)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
PARTIES = {  # colour, name if long and if short the basis; in the order from top to bottom
    "lender": (style.REPO_LENDER, (N_("Repo lender"), N_("Lender of the note"))),
    "dealer": (style.DEALER, (N_("Cash market"), N_("Cash market"))),
    "fund": (style.FUND, (N_("Hedge fund"), N_("Hedge fund"))),
    "clearing house": (style.CLEARING_HOUSE, (N_("Clearing house"), N_("Clearing house"))),
    "real money": (style.FUTURES_BUYER, (N_("Futures buyer"), N_("Futures seller"))),
}

TITLES = {  # of a step, if long and if short the basis
    "start": (N_("Before the trade"), N_("Before the trade")),
    "note": (N_("Buy the note"), N_("Sell the note")),
    "repo": (N_("Borrow the money in repo, against the note"), N_("Borrow the note in reverse repo, against cash")),
    "future": (N_("Sell the future"), N_("Buy the future")),
    "day": (N_("A day passes"), N_("A day passes")),
    "converge": (N_("The last day"), N_("The last day")),
    "unwind": (
        N_("Sell the note, repay the loan, close the future"),
        N_("Buy the note back, return it, close the future"),
    ),
}
ITEMS = {  # what the model calls an entry, short enough for a T-account; a claim has one name on both sheets
    "cash": N_("cash"),
    "note": N_("note"),
    "cash lent in repo": N_("repo loan"),
    "cash borrowed in repo": N_("repo loan"),
    "repo interest to come": N_("interest"),
    "repo interest to pay": N_("interest"),
    "interest on cash to come": N_("interest on cash"),
    "initial margin paid in": N_("margin"),
    "initial margin held for others": N_("margin"),
    "overdraft: cash it does not have": N_("bank loan"),
    "owed to it for the note, due today": N_("unpaid"),
    "owes for the note, due today": N_("unpaid"),
    "note lent out": N_("note due"),
    "borrowed note to give back": N_("note due"),
    "equity": N_("own"),
}
MOVES = {  # what changes hands, short enough for an arrow; other claims are on the sheets only
    "note": N_("note"),
    "note_on_loan": N_("note on loan"),
    "note_as_security": N_("note as security"),
    "note_free_again": N_("note, free again"),
    "note_returned": N_("note returned"),
    "future": N_("1 future"),
    "haircut": N_("haircut"),
    "loan": N_("repo loan"),
    "rest_of_loan": N_("rest of loan"),
    "rest_of_price": N_("rest of price"),
    "price": N_("price"),
    "full_price": N_("price"),
    "margin": N_("margin"),
    "margin_back": N_("margin"),
    "variation_margin": N_("variation margin"),
    "loan_adjusted": N_("loan adjusted"),
    "loan_repaid": N_("loan"),
    "repo_interest": N_("interest"),
    "costs": N_("costs"),
    "claim_on_rest": N_("unpaid"),
}
SHORTER = {"variation_margin": N_("var. margin")}  # for the flat arrow
PIECES = ("note", "future", "collateral")  # counted, not paid


def view(result):
    """Return the direction: it names the parties."""
    return result.trade.direction


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def _line(at, party):
    """Return the height of the line under a party's name, and under what it holds where that has its own line."""
    _left, bottom, _width, height = at.boxes[party]
    return bottom + height - (29 if at.slim and party != "fund" else 17)


def frame(figure, view):
    """Draw the boxes, their names and the T in each."""
    axes = figure.add_axes((0, 0, 1, 1))
    at = place(figure)
    axes.set(xlim=(0, at.width), ylim=(0, at.height))
    axes.axis("off")
    is_short = view == "short"
    for party, (left, bottom, width, height) in at.boxes.items():
        colour, names = PARTIES[party]
        top = _line(at, party)
        axes.add_patch(Rectangle((left, bottom), width, height, facecolor="white", edgecolor=colour, linewidth=1.6))
        axes.plot([left + 4, left + width - 4], [top, top], color=colour, linewidth=1)
        axes.plot([left + width / 2] * 2, [bottom + 3, top], color=colour, linewidth=1)
        axes.text(left + 6, bottom + height - 12.5, _(names[is_short]), size=NAME, weight="bold", color=style.INK)
    left, bottom, width, height = at.boxes["fund"]
    for x, words in ((left + width / 4, _("assets")), (left + 3 * width / 4, _("liabilities and own money"))):
        axes.text(x, bottom + height - 29, words, size=PLAIN, color=style.SOFT, ha="center")


def draw(figure, result, ghost=None):
    """Write the sheets of a `basislib.scenes.t_accounts.Accounts` after its step, and an arrow for all it hands over.

    Numbers that changed are bold. A pinned `ghost` shows its entries of the fund in grey.
    """
    axes, at = figure.axes[0], place(figure)
    step, before = result.step, result.step_before
    is_short = result.trade.direction == "short"
    title = _("{number} of {count}: {title}").format(
        number=result.number, count=result.count, title=_(TITLES[step.name][is_short])
    )
    lines = wrap(title, int(at.width / 7)) if at.slim else [title]
    for row, line in enumerate(lines):
        marks.write(axes, 1, at.height - 13 - 14 * row, line, style.INK, size=11, weight="bold", va="baseline")
    marks.write(axes, 1, at.height - 15 - 14 * len(lines), _prices(result), style.SOFT, size=PLAIN, va="baseline")
    for party in at.boxes:
        _sheet(
            axes,
            at,
            party,
            step.sheets[party],
            before.sheets[party],
            ghost.step.sheets[party] if ghost and party == "fund" else None,
        )
    for (payer, payee), lines in moves(step.flows).items():
        _arrow(axes, at, payer, payee, lines)
    _bank(axes, at, step, result.overdraft)


def _prices(result):
    """Say what note and future cost."""
    prices = (
        _("note {note:.2f} plus {coupon:.2f} of coupon, future {future:.2f}")
        if result.is_over
        else _("note {note:.2f}, future {future:.2f}")
    )
    return prices.format(note=result.note_price, coupon=result.trade.accrued_interest, future=result.futures_price)


def moves(flows):
    """Return what changes hands as {(payer, payee): lines}; claims are on the sheets, but for the promise."""
    found = {}
    for flow in flows:
        pair = flow.payer, flow.payee
        if flow.what in MOVES:
            short = SHORTER if "fund" not in pair else {}
            words = _(short.get(flow.what, MOVES[flow.what]))
            found.setdefault(pair, []).append(("" if flow.item in PIECES else f"{flow.amount:.2f}", words))
    return {pair: _lines(parts) for pair, parts in found.items()}


def _lines(parts):
    """Put one move on two lines, several on one line each."""
    if len(parts) == 1:
        return [text for text in parts[0] if text]
    return [paragraph(*part) for part in parts]


def _sheet(axes, at, party, sheet, before, ghost):
    """Write the entries of one party in the two halves of its T."""
    left, bottom, width, height = at.boxes[party]
    fund = party == "fund"
    size, two_lines = (LARGE if fund else PLAIN), at.slim and not fund
    numbers, ghosts = at.numbers if fund else (width / 2 - 4, None)
    top = _line(at, party) - (27 if fund else 12)
    for half, side in enumerate(("assets", "liabilities")):
        now, old, grey = (_side(one, side) for one in (sheet, before, ghost))
        x = left + half * width / 2
        for row, (item, value) in enumerate(now.items()):
            weight = "normal" if abs(value - old.get(item, 0)) < 5e-3 else "bold"
            y = top - (14.5 if fund else 23 if two_lines else 12.5) * row
            marks.write(axes, x + 6, y, _(ITEMS[item]), style.INK, size=size, va="baseline")
            lower = y - 11 if two_lines else y
            marks.write(
                axes, x + numbers, lower, f"{value:.2f}", style.INK, size=size, weight=weight, ha="right", va="baseline"
            )
            if item in grey:
                marks.write(axes, x + ghosts, y, f"{grey[item]:.2f}", style.GHOST, size=size, ha="right", va="baseline")
    words, right = _holds(party, sheet), left + width - 6
    if two_lines:
        marks.write(axes, left + 6, _line(at, party) + 4, words, style.SOFT, size=PLAIN, va="baseline")
    else:
        marks.write(axes, right, bottom + height - 12.5, words, style.SOFT, size=PLAIN, ha="right", va="baseline")


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
        parts.append(_("note pledged") if sheet.collateral < 0 else _("note as security"))
    if sheet.futures:
        parts.append(_("+1 future") if sheet.futures > 0 else _("−1 future"))
    return listed(parts)


def _arrow(axes, at, payer, payee, lines):
    """Draw an arrow in the payer's colour, with its lines beside it, or above and below if it lies flat."""
    colour, order = PARTIES[payer][0], list(PARTIES)
    if "fund" not in (payer, payee):
        _flat_arrow(axes, at, payer, colour, lines)
        return
    down = order.index(payer) < order.index(payee)
    left, _bottom, width, _height = at.boxes[payee if payer == "fund" else payer]
    upper, lower = (payer, payee) if down else (payee, payer)
    ends = (at.boxes[upper][1] - 1, at.boxes[lower][1] + at.boxes[lower][3] + 1)
    if at.slim:  # words of an arrow down stand higher, those of one up lower, so that both have the whole width
        x, side = (left + 6, 5) if down else (left + width - 6, -5)
        middle = sum(ends) / 2 - 3 + (15 if down else -15)
    else:
        x, side, middle = left + (9 if down else 108), 6, sum(ends) / 2 - 3
    _head(axes, (x, ends[0]), (x, ends[1]), colour, down)
    for row, line in enumerate(lines):
        y = middle + 11.5 * ((len(lines) - 1) / 2 - row)
        marks.write(axes, x + side, y, line, style.INK, size=PLAIN, ha="left" if side > 0 else "right", va="baseline")


def _flat_arrow(axes, at, payer, colour, lines):
    """Draw the arrow between clearing house and futures buyer."""
    rightward = payer == "clearing house"
    left, right, upper, lower = at.flat
    height = upper if rightward else lower
    _head(axes, (left, height), (right, height), colour, rightward)
    for row, line in enumerate(lines):
        y = height + 5 + 11.5 * (len(lines) - 1 - row) if rightward else height - 12 - 11.5 * row
        marks.write(axes, (left + right) / 2, y, line, style.INK, size=PLAIN, ha="center", va="baseline")


def _head(axes, first, last, colour, forward):
    """Draw one arrow from `first` to `last`, or back if not `forward`."""
    start, end = (first, last) if forward else (last, first)
    marks.arrow(axes, start, end, colour, 1.6)


def _bank(axes, at, step, owed):
    """Draw the bank that lends what the fund lacks, when it does."""
    paid = sum(
        flow.amount * (1 if flow.payer == "bank" else -1)
        for flow in step.flows
        if flow.item == "cash" and "bank" in (flow.payer, flow.payee)
    )
    if not owed and not paid:
        return
    left, bottom, width, height = at.bank
    marks.box(axes, left, bottom, width, height, "white", style.INK, 1.2)
    style.say(axes, left + width / 2, bottom + height / 2, _("Bank"), size=NAME, weight="bold")
    words = _("{paid:.2f} lent") if paid > 0 else _("{paid:.2f} repaid") if paid else _("is owed {owed:.2f}")
    if paid:
        _head(axes, (left + 9, bottom + height + 1), (left + 9, at.boxes["fund"][1] - 1), style.INK, paid > 0)
    marks.write(
        axes,
        left + 15 if paid else left + width + 5,
        bottom + height + 9 if paid else bottom + 5,
        words.format(paid=abs(paid), owed=owed),
        style.LOSS,
        size=PLAIN,
        va="baseline",
    )
