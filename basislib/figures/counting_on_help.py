"""Counting on help: what is sold and lost with no help, with help, and with help that funds count on."""

from dataclasses import dataclass

from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import box, write
from basislib.formats import money
from basislib.language import N_, _

TOP, STEP, THICK = 232.0, 50.0, 20.0  # in points of type
STYLES = ((style.GHOST, ""), (style.FUND, ""), (style.SOFT, "///"), (style.LOSS, "xxx"))  # face, hatch

RUNS = (
    N_("no help"),
    N_("help,\nfunds as before"),
    N_("counted on,\nand it comes"),
    N_("counted on,\nit does not come"),
)


@dataclass(frozen=True)
class Place:
    """Where all stands, in points of type: the picture, where the bars begin, and the longest bar."""

    width: float
    height: float
    bars: float
    longest: float


WIDE, SLIM = Place(403.2, 300.0, 126.0, 150.0), Place(298.8, 300.0, 112.0, 96.0)
SIZE, NARROW = (WIDE.width / 72, WIDE.height / 72), (SLIM.width / 72, SLIM.height / 72)


def place(figure):
    """Return where all stands in a figure."""
    return SLIM if style.narrow(figure) else WIDE


def frame(figure, view):
    """Draw the names of the four runs and the heads of the columns."""
    at = place(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, at.width), ylim=(0, at.height))
    axes.axis("off")
    for words, x, side in ((_("sold, % of the position"), at.bars, "left"), (_("lost, $bn"), at.width - 1, "right")):
        axes.text(x, TOP + 29, words, size=9.5, color=style.SOFT, ha=side, va="center")
    for row, name in enumerate(RUNS):
        y, lines = TOP - STEP * row, _(name).splitlines()
        for line, words in enumerate(lines):
            axes.text(1, y + 6.5 * (len(lines) - 1) - 13 * line, words, size=9.5, color=style.INK, va="center")
    axes.plot([at.bars, at.bars], [TOP - 3 * STEP - 16, TOP + 16], color=style.SOFT, linewidth=0.8)
    axes.plot([1, at.width - 1], [48, 48], color=style.FAINT, linewidth=0.8)


def draw(figure, hazard, ghost=None):
    """Draw a `basislib.scenes.counting_on_help.Hazard`; the sales of a pinned one as thin grey bars."""
    axes, at = figure.axes[0], place(figure)
    style.headline(axes, at.width, at.height, _headline(hazard))
    for row, (share, (colour, hatch)) in enumerate(zip(hazard.sold, STYLES, strict=True)):
        y = TOP - STEP * row
        axes.add_artist(
            Rectangle(
                (at.bars, y - THICK / 2),
                max(at.longest * share / 100, 0.8),
                THICK,
                facecolor=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0,
            )
        )
        said = (_("{share:.0f}% closed out") if hazard.closed[row] else "{share:.0f}%").format(share=share)
        inside = share > 62
        axes.text(
            at.bars + at.longest * share / 100 + (-5 if inside else 5),
            y,
            said,
            size=9.5,
            weight="bold",
            color=style.INK,
            ha="right" if inside else "left",
            va="center",
            **({"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5}} if inside else {}),
        )
        if ghost is not None:
            long = max(at.longest * ghost.sold[row] / 100, 0.8)
            box(axes, at.bars, y - THICK / 2 - 6, long, 4, style.GHOST)
        _losses(axes, at, y, hazard, row)
    for line, words in enumerate(_calm_times(hazard)):
        write(axes, 1, 35 - 15 * line, words, style.INK)


def _headline(hazard):
    """Return the picture in a line."""
    before, after = hazard.buffers
    return _("Cash buffer {before:.2f}% → {after:.2f}% of the position").format(before=before, after=after)


def _calm_times(hazard):
    """Return the two lines on calm times."""
    return (
        _(
            "Calm times: leverage {leverages[0]:.0f} → {leverages[1]:.0f}, gap {dislocations[0]:.1f} → {dislocations[1]:.1f} cents."
        ).format(**vars(hazard)),
        _("Funds put up {less} less of their own money.").format(less=money(hazard.own_money[0] - hazard.own_money[1])),
    )


def _losses(axes, at, y, hazard, row):
    """Write what funds and others lose in a run; nothing is left blank."""
    funds, others = hazard.funds[row], hazard.others[row]
    lines = [(_("funds {lost:.1f}").format(lost=-funds), False)] if funds < -0.05 else []
    lines += [(_("others {lost:.1f}").format(lost=others), True)] if others > 0.05 else []
    for line, (words, bold) in enumerate(lines or [(_("nobody"), False)]):
        write(
            axes,
            at.width - 1,
            y + 6.5 * (len(lines) == 2) - 13 * line,
            words,
            style.LOSS if bold else style.INK,
            weight="bold" if bold else "normal",
            ha="right",
        )
