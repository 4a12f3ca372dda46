"""Smaller letters where a translation is too long for its place: English was laid out by hand, other languages are not.

A text that would be cut off, or lie on another, gets smaller until it does not: by small steps, for on a phone there is not
much to lose. A number at an axis is first moved, for one that is counted in a smaller unit has a digit more.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from basislib.figures import fonts
from basislib.figures.marks import Words
from basislib.figures.wrapping import in_dashes

SMALLER, ROUNDS, SMALLEST = 0.97, 22, 5.0  # of its size, times, points
NEAR = 1  # points between an axis and the numbers that had to be moved
TOUCHING = 2.2  # points by which two texts overlap before a reader sees it
EDGE = 1.5  # points outside the picture that nobody misses
FINE = 400  # pixels to an inch; coarse ones make texts wider or narrower, by up to a twentieth
KEPT = 4096  # texts whose size is remembered
KINDS = (Text, Words)
DIGIT = re.compile(r"\d")

Boxes: TypeAlias = np.ndarray
NOWHERE = np.empty((0, 4))


def fit(figure: Figure, others: Boxes = NOWHERE) -> tuple[Boxes, bool]:
    """Make letters smaller where they must be; return the places of all texts, and whether anything has changed.

    Parameters
    ----------
    figure : Figure
        Drawn before, if it shows axes: what stands at an axis has its place only then.
    others : array, (texts, 4)
        Places of texts that are in the picture already: left, low, right and high, pixels.
    """
    moved = any([_moved(figure, axes) for axes in figure.axes if axes.axison])
    if moved:
        with fonts.of_the_language():
            figure.get_figure(root=True).draw_without_rendering()
    texts = _texts(figure)
    if not texts:
        return NOWHERE, moved
    boxes, clips = _boxes(texts), _clips(figure, texts)
    for smaller in range(ROUNDS):
        wrong = [place for place in _wrong(figure, boxes, clips, others) if texts[place].get_size() > SMALLEST]
        if not wrong:
            return boxes, moved or smaller > 0
        for place in wrong:
            texts[place].set_size(max(SMALLEST, texts[place].get_size() * SMALLER))
        boxes[wrong] = _boxes([texts[place] for place in wrong])
    return boxes, True


def _moved(figure: Figure, axes: Axes) -> bool:
    """Move the numbers at an axis that the picture's edge would cut off; return whether there are any."""
    edge = EDGE * figure.dpi / 72
    left, right = figure.bbox.x0 - edge, figure.bbox.x1 + edge
    beside = [each for each in axes.get_yticklabels() if each.get_text()]
    below = [each for each in axes.get_xticklabels() if each.get_text()]
    cut = [each for each in below if extent(each).x1 > right]
    for label in cut:
        label.set_horizontalalignment("right")
    near = any(extent(each).x0 < left for each in beside)
    if near:
        axes.tick_params(axis="y", length=0, pad=NEAR)
    return near or bool(cut)


@cache
def _measuring() -> FigureCanvasAgg:
    """Return what measures texts: always the same, for it remembers them."""
    return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=FINE))


def _texts(figure: Figure) -> list[Text | Words]:
    """Return the texts of a picture that are to be seen, without those at an axis that is switched off."""
    found = figure.get_children()
    for axes in figure.axes:
        found += axes.get_children()
        for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
            found += [axis.label, axis.offsetText, *axis.get_ticklabels()] if axis.get_visible() else []
    texts = [each for each in found if isinstance(each, KINDS) and not isinstance(each, Annotation)]
    return [text for text in texts if text.get_text().strip() and text.get_visible()]


def extent(text: Text | Words) -> Bbox:
    """Return where a text stands."""
    return Bbox.from_extents(*_boxes([text])[0])


def _boxes(texts: Sequence[Text | Words]) -> Boxes:
    """Return where texts stand; those on the same scales are placed at once, which is quicker."""
    together: dict[int, list[int]] = {}
    for at, text in enumerate(texts):
        together.setdefault(id(text.get_transform()), []).append(at)
    places = np.empty((len(texts), 2))
    for same in together.values():
        there = [texts[at].place if isinstance(texts[at], Words) else texts[at].get_unitless_position() for at in same]
        places[same] = texts[same[0]].get_transform().transform(there)
    said = [DIGIT.sub("0", in_dashes(text.get_text())) for text in texts]  # as wide: a number that moves is known
    around = [*map(_around, said, map(_looks, texts))]
    return np.tile(places, 2) + texts[0].get_figure(root=True).dpi / FINE * np.array(around)


def _looks(text: Text | Words) -> tuple[tuple[str, Any], ...]:
    """Return what the size of a text depends on."""
    if isinstance(text, Words):
        return tuple(text.looks.items())
    return (
        ("size", text.get_size()),
        ("style", text.get_style()),
        ("weight", text.get_weight()),
        ("ha", text.get_horizontalalignment()),
        ("va", text.get_verticalalignment()),
        ("rotation", text.get_rotation()),
        ("linespacing", text.get_linespacing()),
        ("parse_math", text.get_parse_math()),
    )


@lru_cache(KEPT)
def _around(said: str, looks: Sequence[tuple[str, Any]]) -> Sequence[float]:
    """Return the box of a text about its place, in fine pixels: most words of a picture are those of the one before."""
    canvas, text = _measuring(), Text(0, 0, said, **dict(looks))
    text.set_figure(canvas.figure)
    return tuple(text.get_window_extent(canvas.get_renderer()).extents.tolist())


def _wrong(figure: Figure, boxes: Boxes, clips: Boxes, others: Boxes) -> list[int]:
    """Return which texts are cut off by the edge of the picture, or of axes that clip them, or lie on another one."""
    edge, touching = EDGE * figure.dpi / 72, TOUCHING * figure.dpi / 72
    out = np.maximum(clips[:, :2] - boxes[:, :2], boxes[:, 2:] - clips[:, 2:]).max(axis=1) > edge
    seen = ((boxes[:, :2] <= clips[:, 2:]) & (boxes[:, 2:] >= clips[:, :2])).all(axis=1)
    there = np.concatenate((boxes[seen], others))
    both = np.minimum(boxes[:, None, 2:], there[:, 2:]) - np.maximum(boxes[:, None, :2], there[:, :2])
    met = (both >= touching).all(axis=-1).sum(axis=1)
    itself = (boxes[:, 2:] - boxes[:, :2] >= touching).all(axis=1)
    return [int(place) for place in np.flatnonzero(seen & (out | (met > itself)))]


def _clips(figure: Figure, texts: Sequence[Text | Words]) -> Boxes:
    """Return where each text can be seen."""
    inside = {axes: axes.bbox.extents for axes in figure.axes}
    return np.array([inside[text.axes] if _is_clipped(text) else figure.bbox.extents for text in texts])


def _is_clipped(text: Text | Words) -> bool:
    """Return whether axes clip a text; a title says that they do, and they do not."""
    boxed = isinstance(text, Words) or text.get_clip_box() is not None
    return text.axes is not None and text.get_clip_on() and boxed
