"""The chain of a crisis with and without one tool: links that it lowers light up, and what funds sell, by kind."""

from dataclasses import dataclass

import numpy as np

from basislib.figures import marks, style
from basislib.figures.kinds_of_sale import KINDS
from basislib.figures.wrapping import length
from basislib.formats import billions
from basislib.language import N_, _

ROOFS = (25, 50, 100, 200, 400, 800, 1000)  # $bn sold


@dataclass(frozen=True)
class Place:
    """Where all stands, in points: the picture, a link's box, the longest bar, and where numbers and states stand."""

    width: float
    height: float
    step: float
    box: float
    longest: float
    outcome: float
    top: float

    @property
    def bars(self):
        """Where the bars begin."""
        return self.box + 8

    @property
    def numbers(self):
        """Where the numbers begin."""
        return self.bars + self.longest + 7

    def row(self, number):
        """Return the middle of a link."""
        return self.height - self.top - self.step * number


WIDE = Place(446.4, 345.6, 30.0, 92.0, 164.0, 68.0, 34.0)
SLIM = Place(298.8, 360.0, 29.0, 78.0, 72.0, 74.0, 50.0)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)
STATES = {  # state: (face, edge, colour of the name, line style, words)
    "stopped": (style.GAIN, style.GAIN, "white", "-", N_("stopped")),
    "eased": ("#b9d7ea", style.GAIN, style.INK, "-", N_("eased −{fall:.0%}")),
    "same": ("none", style.GHOST, style.INK, "-", N_("left alone")),
    "worse": ("none", style.LOSS, style.LOSS, "--", N_("made worse")),
    "idle": ("none", style.FAINT, style.SOFT, ":", N_("not pulled")),
}
LINKS = {  # link: name, what is measured, decimals
    "foreign": (N_("foreign sale"), N_("sold by foreigners, $bn"), 0),
    "dealer_room": (N_("dealers' room"), N_("dealers' room in use, %"), 0),
    "price_impact": (N_("gap"), N_("wider than in calm times, cents"), 0),
    "loss": (N_("loss"), N_("lost by funds at worst, % of own money"), 0),
    "buffer": (N_("cash buffer"), N_("used up at worst, %"), 0),
    "margin_call": (N_("margin call"), N_("missing for calls on the worst day, $bn"), 2),
    "lenders": (N_("lenders"), N_("no longer lent on $100 of notes, $"), 2),
    "rate": (N_("repo rate"), N_("above normal at worst, bp"), 0),
}
IN_BILLIONS = ("foreign", "margin_call")  # links that are measured in $bn
CHAINS = (("foreign", "dealer_room", "price_impact", "loss"), ("buffer", "margin_call"), ("lenders",), ("rate",))
HEADLINES = {  # tool: its size, of which `percent` are the shares
    "facility": N_("A standing repo facility for dealers, against none"),
    "cash": N_("${lever.size:g}bn to lenders from day {lever.start:g}"),
    "foreign": N_("${chain.lent_abroad:g}bn lent to foreign officials from day {chain.start}"),
    "outright": N_("Outright: ${lever.pace:g}bn a day from day {lever.start:g}, ${lever.size:g}bn in all"),
    "hedged": N_("Hedged: ${lever.pace:g}bn a day from day {lever.start:g}, ${lever.size:g}bn in all"),
    "relief": N_("{percent[more]:g}% more room for dealers from day {lever.start:g}"),
    "line": N_("A line of ${lever.cap:g}bn to the funds"),
    "clearing": N_("Cleared: {percent[offset]:g}% off the margins of note and future"),
    "floor": N_("No haircut below {percent[floor]:g}% from day {lever.start:g}"),
    "cap": N_("Leverage of at most {lever.most:.3g}"),
    "buffer": N_("A cash buffer of at least {percent[least]:.3g}% of the position"),
    "term": N_("At least {percent[least]:g}% of the repo for a term"),
    "steady": N_("A margin that is never low (has no size)"),
    "deadline": N_("{lever.days:g} days to pay a call"),
    "holders": N_("Dealers pass on {percent[passed_on]:g}% a day"),
}
FLOOR_BEFORE = N_("No haircut below {percent[floor]:g}% from the beginning")


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def headline(chain):
    """Return the tool in its size, the picture in a line."""
    lever = chain.lever
    percent = {name: 100 * value for name, value in vars(lever or chain).items() if isinstance(value, float)}
    before = chain.tool == "floor" and lever.start is None
    return _(FLOOR_BEFORE if before else HEADLINES[chain.tool]).format(lever=lever, chain=chain, percent=percent)


def view(chain):
    """Return the roof of the bars of what is sold, $bn."""
    most = max(float(sold.sum()) for sold in chain.sold)
    return next((roof for roof in ROOFS if most <= roof), 1500)


def frame(figure, view):
    """Draw what stays: the arrows from link to link, what is measured, what the bars below are."""
    at = place(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, at.width), ylim=(0, at.height))
    axes.axis("off")
    for number, (_name, words, _places) in enumerate(LINKS.values()):
        axes.text(at.bars, at.row(number) + 9, _(words), size=9.5, color=style.SOFT, va="center", parse_math=False)
    links = [*LINKS]
    for chain in CHAINS:
        for key in chain[1:]:
            y = at.row(links.index(key))
            arrow = {"arrowstyle": "-|>", "color": style.SOFT, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (at.box / 2, y + 10), (at.box / 2, y + at.step - 10), arrowprops=arrow)
    axes.plot([1, at.width - 1], [at.outcome + 15] * 2, color=style.FAINT, linewidth=0.8)
    axes.text(1, at.outcome + 4, _("sold by funds, $bn"), size=9.5, weight="bold", color=style.INK, va="center")
    for up, words in ((-11, _("without")), (-28, _("with the tool"))):
        axes.text(at.box, at.outcome + up, words, size=9.5, color=style.SOFT, ha="right", va="center")
    _legend(axes, at)


def _legend(axes, at):
    """Write what the colours of the sales are, on two lines."""
    x, y = 8.0, at.outcome - 47
    for name, colour in KINDS.values():
        words = _(name)
        if x + 12 + 5.3 * length(words) > at.width:
            x, y = 8.0, y - 14
        axes.plot(x, y, "s", color=colour, markersize=6)
        axes.text(x + 7, y, words, size=9.5, color=style.SOFT, va="center")
        x += 22 + 5.1 * length(words)


def cover(figure, chain):
    """Return the boxes that hide what the tool does: all behind the links' names, and the lower bar of the sales."""
    at = place(figure)
    low, left = at.row(len(LINKS) - 1) - at.step / 2, (at.bars - 3) / at.width
    return [
        (left, low / at.height, 1 - left, (at.row(0) + 15.5 - low) / at.height),
        (left, (at.outcome - 36) / at.height, 1 - left, 16 / at.height),
    ]


def draw(figure, chain, ghost=None):
    """Draw a `basislib.scenes.backstop_links.Links`; a pinned one as thin grey lines."""
    axes, at = figure.axes[0], place(figure)
    style.headline(axes, at.width, at.height, headline(chain))
    for number, link in enumerate(chain.links):
        _link(axes, at, at.row(number), link)
    pairs = [(link.without, link.with_tool) for link in chain.links]
    pinned = [None] * len(pairs) if ghost is None else [link.with_tool for link in ghost.links]
    _bars(axes, at, pairs, pinned)
    roof = view(chain)
    for sold, up in zip(chain.sold, (-11, -28), strict=True):
        _sales(axes, at, at.outcome + up, sold, roof)
    if ghost is not None:
        end = at.bars + (at.width - at.bars - 42) * min(float(ghost.sold[1].sum()) / roof, 1)
        marks.line(axes, [at.bars, end], [at.outcome - 36] * 2, style.GHOST, 2.5, cap="butt")


def _link(axes, at, y, link):
    """Draw a link in the style of its state; the one that the tool is for has a thick edge."""
    face, edge, colour, line, words = STATES[link.state]
    marks.box(axes, 2, y - 10, at.box - 4, 20, face, edge, 3 if link.named else 1.4, dashes=line)
    bold = "bold" if link.named else "normal"
    marks.write(axes, at.box / 2, y, _(LINKS[link.key][0]), colour, weight=bold, ha="center")
    if at is WIDE:
        colour = (
            style.LOSS if link.state == "worse" else style.GAIN if link.state in ("eased", "stopped") else style.SOFT
        )
        weight = "normal" if colour == style.SOFT else "bold"
        marks.write(axes, at.width - 1, y - 5, _(words).format(fall=link.fall), colour, weight=weight, ha="right")


def _bars(axes, at, pairs, pinned):
    """Draw pairs of bars, the one without the tool grey, with their numbers; a pinned one as a thin line below."""
    most = [max(*pair, ghost or 0.0, 1e-9) for pair, ghost in zip(pairs, pinned, strict=True)]
    middles = [at.row(number) for number in range(len(pairs))]
    for which, down, colour in ((0, 2, style.GHOST), (1, 8, style.FUND)):
        ends = [at.bars + max(at.longest * pair[which] / top, 0.6) for pair, top in zip(pairs, most, strict=True)]
        _across(axes, at, [y - down for y in middles], ends, colour, 5)
    for y, pair, (key, (*_words, places)) in zip(middles, pairs, LINKS.items(), strict=True):
        number, form = billions if key in IN_BILLIONS else format, f",.{places}f"
        said = _("{without} → {now}").format(without=number(pair[0], form), now=number(pair[1], form))
        marks.write(axes, at.numbers, y - 5, said, style.INK)
    if pinned[0] is not None:
        ends = [at.bars + max(at.longest * value / top, 0.6) for value, top in zip(pinned, most, strict=True)]
        _across(axes, at, [y - 12.5 for y in middles], ends, style.SOFT, 1.5)


def _across(axes, at, heights, ends, color, width):
    """Draw level bars as one broken line, which is quicker than a collection of them."""
    x = np.column_stack(np.broadcast_arrays(at.bars, ends, np.nan))
    marks.line(axes, x.ravel(), np.repeat(heights, 3), color, width, cap="butt")


def _sales(axes, at, y, sold, roof):
    """Draw what is sold as one bar, a colour for each kind, with the sum at its end."""
    scale, x = (at.width - at.bars - 42) / roof, at.bars
    for amount, (_name, colour) in zip(sold, KINDS.values(), strict=True):
        marks.box(axes, x, y - 6, scale * amount, 12, colour)
        x += scale * amount
    marks.line(axes, [at.bars] * 2, [y - 7, y + 7], style.SOFT, 0.8)
    marks.write(axes, x + 5, y, billions(sold.sum(), ",.0f"), style.INK, weight="bold")
