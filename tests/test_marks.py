"""What moves in a picture looks as if matplotlib's own artists had drawn it."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from basislib.figures import marks, style
from basislib.widgets.picture import _body

X, Y = np.array([1.0, 4.0, 7.0]), np.array([2.0, 8.0, 5.0])
ARROW = {"arrowstyle": "-|>", "color": style.FUND, "linewidth": 2, "shrinkA": 0, "shrinkB": 1}
PAIRS = {
    "line": (
        lambda axes: marks.line(axes, X, Y, style.FUND, 2),
        lambda axes: axes.plot(X, Y, color=style.FUND, linewidth=2),
    ),
    "dashes, faint": (
        lambda axes: marks.line(axes, X, Y, style.FUND, 2, "-.", alpha=0.4),
        lambda axes: axes.plot(X, Y, "-.", color=style.FUND, linewidth=2, alpha=0.4),
    ),
    "series": (
        lambda axes: marks.series(axes, Y, style.FUND, 2),
        lambda axes: axes.plot(Y, color=style.FUND, linewidth=2),
    ),
    "dots": (
        lambda axes: marks.dots(axes, X, Y, "D", style.LOSS, 9, edge="white"),
        lambda axes: axes.plot(X, Y, "D", color=style.LOSS, markersize=9, markeredgecolor="white"),
    ),
    "rings": (
        lambda axes: marks.dots(axes, 4, 4, "o", style.LOSS, 9, filled=False, width=2),
        lambda axes: axes.plot(4, 4, "o", color=style.LOSS, markersize=9, fillstyle="none", markeredgewidth=2),
    ),
    "bars": (
        lambda axes: marks.bars(axes, X, 0, Y, style.LOSS, 6),
        lambda axes: axes.vlines(X, 0, Y, color=style.LOSS, linewidth=6),
    ),
    "area": (
        lambda axes: marks.area(axes, X, 1, Y, style.LOSS, alpha=0.3),
        lambda axes: axes.fill_between(X, 1, Y, color=style.LOSS, alpha=0.3, linewidth=0),
    ),
    "area in steps": (
        lambda axes: marks.area(axes, X, 1, Y, style.LOSS, step=True),
        lambda axes: axes.fill_between(X, 1, Y, step="post", color=style.LOSS, linewidth=0),
    ),
    "stairs": (
        lambda axes: marks.stairs(axes, X, Y, style.FUND, 2, ":"),
        lambda axes: axes.step(X, Y, ":", where="post", color=style.FUND, linewidth=2),
    ),
    "box": (
        lambda axes: marks.box(axes, 2, 3, 5, 4, style.LOSS, alpha=0.4),
        lambda axes: axes.add_patch(Rectangle((2, 3), 5, 4, facecolor=style.LOSS, linewidth=0, alpha=0.4)),
    ),
    "box with an edge": (
        lambda axes: marks.box(axes, 2, 3, 5, 4, "white", style.LOSS, 3, dashes="--"),
        lambda axes: axes.add_patch(
            Rectangle((2, 3), 5, 4, facecolor="white", edgecolor=style.LOSS, linewidth=3, linestyle="--")
        ),
    ),
    "edge": (
        lambda axes: marks.box(axes, 2, 3, -1.5, 4, edge=style.LOSS, line=3),
        lambda axes: axes.add_patch(Rectangle((2, 3), -1.5, 4, fill=False, edgecolor=style.LOSS, linewidth=3)),
    ),
    "words": (
        lambda axes: marks.write(axes, 5, 5, "a lamp\nlit", style.FUND, weight="bold", ha="center", va="top"),
        lambda axes: axes.text(5, 5, "a lamp\nlit", color=style.FUND, size=9.5, weight="bold", ha="center", va="top"),
    ),
    "arrow": (
        lambda axes: marks.arrow(axes, (2, 3), (8, 6), style.FUND, 2, short=(0, 1)),
        lambda axes: axes.annotate("", (8, 6), (2, 3), arrowprops=ARROW),
    ),
}


def drawn(draw):
    figure = Figure(figsize=(3, 2), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 10), ylim=(0, 10))
    axes.axis("off")
    draw(axes)
    return figure


@pytest.mark.parametrize("name", PAIRS)
def test_a_mark_looks_like_matplotlibs(name):
    ours, theirs = (drawn(draw) for draw in PAIRS[name])
    pictures = []
    for figure in (ours, theirs):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        pictures.append(np.asarray(canvas.buffer_rgba()).astype(int))
    assert (
        np.abs(pictures[0] - pictures[1]).mean() < 0.3
    )  # of 255; the edges of an arrow lie a fraction of a pixel apart


@pytest.mark.parametrize("va", marks.DROPS)
@pytest.mark.parametrize("ha", ["left", "center", "right"])
def test_words_stand_where_matplotlib_puts_them(va, ha):
    looks = {"ha": ha, "va": va, "weight": "bold", "size": 10}
    ours = drawn(lambda axes: marks.write(axes, 3, 4, "a lamp", style.INK, **looks))
    theirs = drawn(lambda axes: axes.text(3, 4, "a lamp", color=style.INK, **looks))
    found = [re.search(r"<text.*?>", _body(figure, ""))[0] for figure in (ours, theirs)]
    places = [[float(re.search(rf' {name}="([\d.]+)"', text)[1]) for name in "xy"] for text in found]
    assert places[0] == pytest.approx(places[1], abs=0.3)
    for look in ("font-size: 10px", "font-weight: 700", "text-anchor: "):
        assert all(look in text for text in found)


@pytest.mark.parametrize("va", marks.DROPS)
def test_lines_of_words_are_as_far_apart_as_matplotlibs(va):
    """It puts the start of each line where it has measured it to be; ours has one place for all, and the browser does that."""
    ours = drawn(lambda axes: marks.write(axes, 3, 4, "a lamp\nat noon,\nlit", style.INK, va=va))
    theirs = drawn(lambda axes: axes.text(3, 4, "a lamp\nat noon,\nlit", size=9.5, va=va))
    places = [float(place) for place in re.findall(r' y="([\d.]+)"', _body(ours, ""))]
    assert places == pytest.approx(
        [float(place) for place in re.findall(r"<text.*?translate\([\d.]+ ([\d.]+)\)", _body(theirs, ""))], abs=0.3
    )


def test_clipped_words_outside_of_the_axes_are_left_out():
    figure = drawn(lambda axes: [marks.write(axes, x, 5, "words", style.INK, clip_on=True) for x in (5, 11)])
    assert _body(figure, "").count("<text") == 1
