"""The net basis and what the short's choices are worth beside it, as bars in 32nds."""

from basislib.figures import marks, style
from basislib.formats import signed
from basislib.language import N_, _

SIZE, NARROW = (5.6, 3.7), (4.15, 3.7)
WIDE, SLIM = (0.31, 0.03, 0.55, 0.86), (0.39, 0.02, 0.41, 0.81)
AT = (1.2, 1.38)  # right end of a bar's number, wide and narrow, in widths of the panel
DEPTHS = (1, 2, 4, 8, 16, 32, 64, 128, 512)  # 32nds
ROWS = {
    "net_basis": N_("net basis"),
    "quality": N_("less: quality"),
    "end_of_month": N_("less: end of month"),
    "adjusted": N_("what is left"),
    "new_issue": N_("a new issue"),
    "wild_card": N_("wild card, an evening"),
    "timing": N_("carry, other day"),
}
TAKEN = ("quality", "end_of_month")


def amounts(scene):
    """Return the bars, 32nds: what is paid, what it buys, what is left, and what is not counted."""
    found = {part: scene.in_32nds(part) for part in ("net_basis", "quality", "end_of_month", "adjusted", "wild_card")}
    other = scene.timing if not scene.is_last else -scene.timing
    return found | {"new_issue": scene.new_issue or 0.0, "timing": other}


def view(scene):
    """Return the limit of the bars, 32nds."""
    largest = max(map(abs, amounts(scene).values()))
    return next((depth for depth in DEPTHS if largest <= depth), DEPTHS[-1])


def frame(figure, view):
    """Draw the names of the bars and the line of nothing."""
    place = SLIM if style.narrow(figure) else WIDE
    axes = style.add_axes(
        figure, place, xlim=(-view, view), ylim=(len(ROWS) - 0.4, -0.6), xticks=(), yticks=range(len(ROWS)), title=""
    )
    axes.set_yticklabels([_(words) for words in ROWS.values()])
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.grid(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.plot([0, 0], [-0.6, len(ROWS) - 0.4], color=style.FAINT, linewidth=1)
    axes.plot([-view, view], [3.5, 3.5], color=style.FAINT, linewidth=0.8)
    title = _("What the long basis pays, and what it gets, 32nds per 100 of notes")
    figure.text(0.015, place[1] + place[3] + 0.025, style.fitted(figure, title), size=11, color=style.INK)


def draw(figure, scene, ghost=None):
    """Draw the bars of a `basislib.scenes.short_choices.ShortChoices`."""
    (axes,) = figure.axes
    now, old = amounts(scene), amounts(ghost) if ghost else {}
    place = axes.get_yaxis_transform()
    for row, key in enumerate(ROWS):
        amount = now[key]
        length = -amount if key in TAKEN else amount
        if old:
            before = -old[key] if key in TAKEN else old[key]
            marks.box(axes, 0, row - 0.42, before, 0.84, edge=style.GHOST, line=1.6)
        colour = style.LOSS if length > 0 else style.GAIN
        if abs(length) >= 0.005:
            strong = key in ("net_basis", "adjusted")
            marks.box(axes, 0, row - 0.3, length, 0.6, colour, alpha=0.9 if strong else 0.4)
        marks.write(
            axes,
            AT[style.narrow(figure)],
            row,
            signed(length, plus=""),
            style.INK,
            transform=place,
            ha="right",
            weight="bold" if key == "adjusted" else "normal",
        )
