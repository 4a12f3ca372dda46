"""The chain of the trade: who stands at the other end of each leg, and what a bad day takes, step by step."""

from matplotlib.patches import FancyBboxPatch

from basislib.figures import marks, style
from basislib.formats import dollars
from basislib.language import N_, _

HEIGHT = 318.0  # points; all lengths below are in points
SIZE, NARROW = (403.2 / 72, HEIGHT / 72), (298.8 / 72, HEIGHT / 72)
BAD_DAY = 148  # below it lies the bad day
FUND, PARTY = 70, 94  # widths of the boxes at the two ends of the legs
LEG, STEP = 38, 21  # heights of their boxes
SAID, CLOSER = 92, 82  # where the words of a step begin, and where on a narrow screen

LEGS = (  # middle, colour and name of the party, what it is, which way the upper and the lower arrow go
    (280, style.DEALER, N_("Dealer"), N_("sells the notes"), "->", "<-"),
    (235, style.REPO_LENDER, N_("Repo lender"), N_("mostly overnight"), "<-", "->"),
    (190, style.CLEARING_HOUSE, N_("Clearing house"), N_("for the investors"), "->", "->"),
)
STEPS = (  # middle, colour, words, more words
    (134, style.CLEARING_HOUSE, N_("Futures loss"), N_("in cash, by tomorrow")),
    (107, style.REPO_LENDER, N_("Repo lends"), ""),
    (80, style.CLEARING_HOUSE, N_("More margin"), N_("called the day after")),
    (53, style.FUND, N_("Cash buffer"), ""),
    (26, style.DEALER, N_("Forced sale"), ""),
)


def cover(figure, chain):
    """Return the box that hides what the bad day takes."""
    return [(0, 0, 1, BAD_DAY / HEIGHT)]


def frame(figure, view):
    """Draw the parties, the arrows between them and the names of the five steps."""
    axes, width = figure.add_axes((0, 0, 1, 1)), _width(figure)
    axes.set(xlim=(0, width), ylim=(0, HEIGHT))
    axes.axis("off")
    for height, words in (
        (HEIGHT - 10, _("The trade, for each $1 of own money")),
        (BAD_DAY + 10, _("A bad day: note and future both rise by 1%")),
    ):
        marks.write(axes, 1, height, words, style.INK, size=11, weight="bold")
    low, high = LEGS[-1][0] - LEG / 2, LEGS[0][0] + LEG / 2
    _box(axes, 2, low, FUND, high - low, style.FUND)
    style.say(axes, 2 + FUND / 2, high - 26, _("Hedge\nfund"), size=10, weight="bold")
    for middle, colour, name, words, upper, lower in LEGS:
        left = width - PARTY - 2
        _box(axes, left, middle - LEG / 2, PARTY, LEG, colour)
        style.say(axes, left + PARTY / 2, middle + 8, _(name), weight="bold")
        style.say(axes, left + PARTY / 2, middle - 8, _(words), color=style.SOFT)
        for height, way in ((middle + 3, upper), (middle - 3, lower)):
            _arrow(axes, (FUND + 5, height), (left - 3, height), way, colour)
    _steps(axes, width)


def _width(figure):
    """Return the width of a picture, points; a part of a figure, as in a PNG, has none of its own."""
    return 72 * (NARROW if style.narrow(figure) else SIZE)[0]


def _said(width):
    """Return where the words of a step begin: on a narrow screen a pinned amount needs the room."""
    return SAID if width > 72 * NARROW[0] else CLOSER


def _steps(axes, width):
    """Draw the five steps of the bad day, and the way back: a sale moves the price, and the day begins again."""
    for middle, colour, name, words in STEPS:
        _box(axes, 2, middle - STEP / 2, width - 21, STEP, colour)
        size = style.size_within(_(name), _said(width) - 11, letter=0.62)
        marks.write(axes, 9, middle, _(name), style.INK, size=size, weight="bold")
        marks.write(axes, _said(width), middle, _(words), style.SOFT)
    for (upper, *_others), (lower, *_rest) in zip(STEPS, STEPS[1:], strict=False):
        _arrow(axes, (40, upper - STEP / 2), (40, lower + STEP / 2), "->", style.SOFT)
    first, last, edge, right = STEPS[0][0], STEPS[-1][0], width - 19, width - 7
    axes.plot([edge, right, right], [last, last, first], "--", color=style.DEALER, linewidth=1.3)
    _arrow(axes, (right, first), (edge, first), "->", style.DEALER)


def _box(axes, left, bottom, width, height, colour):
    axes.add_patch(
        FancyBboxPatch(
            (left, bottom),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=4",
            facecolor="white",
            edgecolor=colour,
            linewidth=1.7,
        )
    )


def _arrow(axes, start, end, way, colour):
    """Draw an arrow from start to end, or back where `way` says so."""
    shape = {"->": "-|>", "<-": "<|-"}[way]
    axes.annotate(
        "",
        end,
        start,
        arrowprops={
            "arrowstyle": shape,
            "color": colour,
            "linewidth": 1.3,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": 8,
        },
    )


def draw(figure, result, ghost=None):
    """Write the amounts of a `basislib.scenes.chain.Chain` on the arrows and in the boxes."""
    axes, width = figure.axes[0], _width(figure)
    middle, notes = (FUND + width - PARTY) / 2, dollars(result.notes)
    words = (
        (_("{amount} in cash").format(amount=notes), _("{amount} of notes").format(amount=notes)),
        (_("${loan:.2f} at {rate:.2f}%").format(loan=result.loan, rate=result.repo_rate), _("the notes as security")),
        (_("{amount} of futures").format(amount=notes), _("${margin:.2f} as margin").format(margin=result.margin)),
    )
    for (height, *_others), (above, below) in zip(LEGS, words, strict=True):
        style.say(axes, middle, height + 12, above)
        style.say(axes, middle, height - 12, below)
    buffer = _("cash buffer\n${amount:.2f}").format(amount=result.buffer)
    style.say(axes, 2 + FUND / 2, LEGS[-1][0] + 2, buffer)
    _amounts(axes, width, result, ghost)


def _amounts(axes, width, result, ghost):
    """Write what each step of the bad day brings or takes; beside it, in grey, what it did when pinned."""
    short = result.short > 0
    alarm = style.LOSS if short else style.INK
    now, before = _brings(result), _brings(ghost) if ghost is not None else [""] * len(STEPS)
    wide = width > 72 * NARROW[0]
    size, apart = (12, 62) if wide else (10.5, 52)
    for (height, *_others), amount, old in zip(STEPS, now, before, strict=True):
        colour = alarm if height == STEPS[-1][0] else style.INK
        marks.write(axes, width - 26, height, amount, colour, size=size, weight="bold", ha="right")
        marks.write(axes, width - 26 - apart, height, old if wide else old.replace("$", ""), style.GHOST, ha="right")
    back = _("{share} back, hours later").format(share=f"{100 * result.lent_more / result.futures_loss:.3g}%")
    need = _("must cover ${need:.3f}").format(need=result.need)
    after = _("of notes, all at once") if short else _("the buffer holds")
    said = ((STEPS[1], back, style.SOFT), (STEPS[-2], need, alarm), (STEPS[-1], after, style.SOFT))
    for (height, *_others), text, colour in said:
        marks.write(axes, _said(width), height, text, colour)
    again = _("Each round of sales: up to {times:.2f} times the last")
    style.say(axes, width / 2, 7, again.format(times=result.spiral_number), color=style.DEALER)


def _brings(chain):
    """Return what each step brings or takes, as it is written: with three places it adds up."""
    return (
        dollars(-chain.futures_loss, 3),
        f"+{dollars(chain.lent_more, 3)}",
        dollars(-chain.more_margin, 3),
        dollars(chain.buffer, 3),
        dollars(chain.sale) if chain.short > 0 else _("none"),
    )
