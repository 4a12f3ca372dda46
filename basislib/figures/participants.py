"""Who takes part in the trade: a map of who hands what to whom, and the card of one of them."""

from dataclasses import dataclass

from matplotlib.patches import Rectangle

from basislib.figures import marks, style
from basislib.figures.wrapping import wrap
from basislib.language import N_, _, chosen
from basislib.scenes import participants

WIDTH, HEIGHT = 403.2, 371.0  # in points of type, so that one unit is one point
LINE = 11.8


@dataclass(frozen=True)
class Place:
    """Where all stands, in points of type: the picture, the card's upper edge, a row of it, and letters to a line.

    `across` draws the map together, `up` lifts it, and `name` is how many letters of a name stand on a line.
    """

    width: float
    height: float
    card: float
    row: float
    letters: int
    across: float = 1.0
    up: float = 0.0
    name: int = 40


WIDE = Place(WIDTH, HEIGHT, 172.0, 24.5, 65)
SLIM = Place(298.8, 478.0, 263.0, 37.5, 44, 298.8 / WIDTH, 91.0, 11)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)

BOXES = {  # party: left, bottom, width, height, colour, name on the map
    "buyer": (1, 310, 96, 28, style.FUTURES_BUYER, N_("Futures buyer")),
    "ccp": (154, 310, 96, 28, style.CLEARING_HOUSE, N_("Clearing house")),
    "fund": (306, 310, 96, 28, style.FUND, N_("Hedge fund")),
    "foreign": (1, 241, 96, 28, style.FOREIGN_OFFICIAL, N_("Foreign official")),
    "dealer": (154, 241, 96, 28, style.DEALER, N_("Dealer")),
    "lender": (306, 241, 96, 28, style.REPO_LENDER, N_("Repo lender")),
    "fed": (154, 186, 96, 24, style.FED, N_("Federal Reserve")),
}
TITLES = {
    "calm": N_("A calm day: the gap goes from the futures buyer to the fund"),
    "bad": N_("A bad day: yields fall, and many want cash at once"),
}
ARROWS = {  # day: payer, payee, from, to, words, place of the words, how they stand there
    "calm": (
        ("fund", "ccp", (306, 330), (250, 330), N_("futures"), (278, 337), "center"),
        ("ccp", "buyer", (154, 330), (97, 330), N_("futures"), (125.5, 337), "center"),
        ("buyer", "ccp", (97, 318), (154, 318), N_("the gap"), (125.5, 310.5), "center"),
        ("ccp", "fund", (250, 318), (306, 318), N_("the gap"), (278, 310.5), "center"),
        ("lender", "fund", (332, 269), (332, 310), N_("cash"), (328, 278), "right"),
        ("fund", "lender", (346, 310), (346, 269), N_("pledged"), (349, 290), "left"),
        ("dealer", "fund", (238, 269), (310, 310), N_("notes"), (263, 291), "right"),
        ("dealer", "foreign", (154, 255), (97, 255), N_("notes"), (125.5, 262), "center"),
        ("fed", "dealer", (202, 210), (202, 241), N_("stands by"), (208, 225), "left"),
    ),
    "bad": (
        ("fund", "ccp", (306, 324), (250, 324), N_("cash"), (278, 331), "center"),
        ("ccp", "buyer", (154, 324), (97, 324), N_("cash"), (125.5, 331), "center"),
        ("lender", "fund", (346, 269), (346, 310), N_("less cash"), (342, 278), "right"),
        ("fund", "dealer", (310, 310), (238, 269), N_("notes"), (263, 291), "right"),
        ("foreign", "dealer", (97, 255), (154, 255), N_("notes"), (125.5, 262), "center"),
        ("fed", "dealer", (202, 210), (202, 241), N_("cash: lends or buys"), (208, 225), "left"),
    ),
}
DAYS = {"calm": N_("A calm day"), "bad": N_("A bad day")}
ROWS = {  # of the card: fact, label; "day" is labelled by the day
    "wants": N_("Wants"),
    "pays": N_("Pays with"),
    "bound_by": N_("Bound by"),
    "key_number": N_("Look at"),
    "day": "",
    "watched_by": N_("Watched by"),
}


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def view(result):
    """Return the day: it decides the arrows."""
    return result.day


def frame(figure, view):
    """Draw the map of one day."""
    at = place(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, at.width), ylim=(0, at.height))
    axes.axis("off")
    style.headline(axes, at.width, at.height, _(TITLES[view]), weight="normal")
    for party, (*_box, colour, name) in BOXES.items():
        left, bottom, width, height = _box_of(at, party)
        axes.add_patch(Rectangle((left, bottom), width, height, facecolor="white", edgecolor=colour, linewidth=1.4))
        lines = wrap(_(name), at.name)
        for line, words in enumerate(lines):
            y = bottom + height / 2 + 11 * ((len(lines) - 1) / 2 - line)
            axes.text(left + width / 2, y, words, size=9.5, color=style.INK, ha="center", va="center")
    for payer, payee, start, end, words, spot, side in ARROWS[view]:
        _arrow(axes, _on(at, start), _on(at, end), style.GHOST, 1.1, _line(payer, payee, view))
        axes.text(*_on(at, spot), _(words), size=9.5, color=style.INK, ha=side, va="center")


def draw(figure, result, ghost=None):
    """Bring out the party of a `basislib.scenes.participants.Card` and write it; a pinned one keeps a dashed box."""
    axes, at = figure.axes[0], place(figure)
    if ghost is not None:
        left, bottom, width, height = _box_of(at, ghost.party)
        options = {"edge": style.GHOST, "line": 1.8, "dashes": "--", "clip_on": False}
        marks.box(axes, left - 3.5, bottom - 3.5, width + 7, height + 7, **options)
    left, bottom, width, height = _box_of(at, result.party)
    colour = BOXES[result.party][4]
    marks.box(axes, left, bottom, width, height, colour, colour, 3, alpha=0.3)
    for payer, payee, start, end, *_words in ARROWS[result.day]:
        if result.party in (payer, payee):
            _arrow(axes, _on(at, start), _on(at, end), colour, 2.4, _line(payer, payee, result.day))
    _card(axes, result, colour, at)


def _on(at, point):
    """Return where a point of the wide map stands."""
    return point[0] * at.across, point[1] + at.up


def _box_of(at, party):
    """Return left, bottom, width and height of a party's box."""
    left, bottom, width, height, *_words = BOXES[party]
    return left * at.across, bottom + at.up, width * at.across, height


def _card(axes, result, colour, at):
    """Write the card, two lines to a row at most, or three on a narrow screen."""
    marks.line(axes, [1, at.width - 1], [at.card, at.card], colour, 3, cap="butt")
    marks.write(axes, 1, at.card - 16, _(result.name), style.INK, size=11.5, weight="bold", va="baseline")
    facts = participants.facts(result.party, result.day, chosen().code)
    for row, (key, label) in enumerate(ROWS.items()):
        y = at.card - 32 - at.row * row
        marks.write(axes, 1, y, _(label or DAYS[result.day]), style.SOFT, va="baseline")
        for number, line in enumerate(wrap(facts[key], at.letters)):
            marks.write(axes, 66, y - LINE * number, line, style.INK, va="baseline")


def _line(payer, payee, day):
    """Return the line of a link: dashed where something only stands ready, or holds back."""
    held_back = ("fed", "dealer") if day == "calm" else ("lender", "fund")
    return "--" if (payer, payee) == held_back else "-"


def _arrow(axes, start, end, colour, width, line):
    marks.arrow(axes, start, end, colour, width, line)
