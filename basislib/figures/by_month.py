"""The cheapest note by delivery month and shift of yields: a table whose colours are the notes."""

from datetime import date

from basislib.figures import marks, style
from basislib.figures.switch_map import shades
from basislib.formats import month_and_year, signed
from basislib.language import _

SIZE, NARROW = (5.6, 2.6), (4.15, 3.5)
LEFT, TOP = 1.25, 1.0  # columns and rows kept for the names


def view(scene):
    """Return what stands beside and above the table."""
    return scene.months, tuple(scene.shifts.tolist())


def frame(figure, view):
    """Draw the names of months and shifts."""
    months, shifts = view
    slim = style.narrow(figure)
    axes = figure.add_axes((0, 0, 1, 0.82 if slim else 0.87))
    axes.set(xlim=(0, LEFT + len(shifts) + 0.05), ylim=(TOP + len(months), 0))
    axes.axis("off")
    title = style.fitted(figure, _("Cheapest quoted note, by contract and shift of yields, bp"), 0.97)
    figure.text(0.015, 0.98, title, size=11, color=style.INK, va="top")
    for column, shift in enumerate(shifts):
        axes.text(LEFT + column + 0.5, 0.65, signed(shift, 0), size=9.5, color=style.SOFT, ha="center", va="center")
    for row, month in enumerate(months):
        words = month_and_year(date.fromisoformat(f"{month}-01"), short=True)
        axes.text(0.09, TOP + row + 0.38, words, size=9.5, color=style.INK, va="center")


def draw(figure, scene, ghost=None):
    """Draw the cells of a `basislib.scenes.by_month.ByMonth`; nothing is pinned, since nothing moves far."""
    (axes,) = figure.axes
    colours = shades(scene.rank)
    for row, notes in enumerate(scene.cheapest):
        words = _("{some} of {all}").format(some=scene.eligible[row], all=scene.issues[row])
        marks.write(axes, 0.09, TOP + row + 0.72, words, style.SOFT)
        for column, note in enumerate(notes):
            there = note >= 0
            face = colours[note] if there else style.FAINT
            marks.box(axes, LEFT + column, TOP + row, 1, 1, face, "white", 1)
            if there:
                lines = scene.names[note].split(" ", 2 if style.narrow(figure) else 1)  # coupon, month and year
                ink = style.ON_DARK if colours[note][:3].mean() < 0.5 else style.ON_LIGHT
                middle = LEFT + column + 0.5
                for place, line in enumerate(lines):
                    height = TOP + row + (place + 0.6) / (len(lines) + 0.2)
                    marks.write(axes, middle, height, line, ink, ha="center")
