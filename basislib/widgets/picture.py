"""A matplotlib Figure as a small SVG that can stand in a page beside others.

Drawing the axes, ticks and labels is two thirds of the cost of a picture. They are drawn once and kept
as text; each update draws only what moves and puts the kept part underneath.
"""

import html
import io
import re
from collections.abc import Sequence
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, Protocol

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Transform

from basislib.figures import fonts
from basislib.figures.fitting import NOWHERE, Boxes, fit
from basislib.figures.marks import PLAIN, Box, Words
from basislib.figures.style import TEXT
from basislib.figures.wrapping import in_dashes, wrap
from basislib.language import SOURCE, chosen

SIZE = (5.6, 3.8)
COVER, QUESTION = "#e3edf5", "#0072b2"  # the colours of a covered answer
KEPT_FRAMES, KEPT_TEXTS = 12, 4096
POINTS, PIXELS = 72, 100  # to an inch: what an SVG counts in, and of what is an image in it
_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_FONT = re.compile(r"font-family: [^;\"]*;? ?")
_LETTERS = re.compile(r"<text\b[^>]*>")
_COLOUR = re.compile(r"(fill|stroke): #([0-9a-f]{6})")


class Chart(Protocol):
    """What a module of `basislib.figures` offers; the result it draws is a scene, and `ghost` another one, or None.

    It may also offer `SIZE` and `NARROW`, in inches, for a wide and for a narrow screen (`frame` and `draw` then look at
    the size of the figure they get, with `style.narrow`); ``view(result)``, the hashable thing the frame depends on, such as
    snapped limits; and ``cover(figure, result)``, which returns the boxes (left, bottom, width, height, shares of the
    picture) that hide the answer to a guess; by default all that lies between axes.
    """

    def frame(self, figure: Any, view: Any) -> Any: ...

    def draw(self, figure: Any, result: Any, ghost: Any) -> Any: ...


class Picture:
    """A chart with its kept frame.

    Parameters
    ----------
    chart : module
        See `Chart`. ``frame(figure, view)`` makes the axes with all that stays, and ``draw(figure, result, ghost)`` adds
        lines, texts, patches, collections and images to them.
    key : str
        Unique on the page; it makes the ids inside the SVG unique and the output repeatable.
    """

    def __init__(self, chart: Chart, key: str) -> None:
        self._chart = chart
        self._key = key
        self.size = getattr(chart, "SIZE", SIZE)
        self.narrow_size = getattr(chart, "NARROW", self.size)
        self._framed = lru_cache(KEPT_FRAMES)(self._frame)

    def svg(self, result: Any, ghost: Any = None, text: str = "", narrow: bool = False, covered: bool = False) -> str:
        """Return the picture of a result as an `<svg>` element described by `text`; covered: without the answer."""
        size = self.narrow_size if narrow else self.size
        under, figure, taken = self._framed(self._view(result), size)
        _strip(figure)
        self._chart.draw(figure, result, ghost)
        _fit(figure, taken)
        if covered:
            _cover(figure, self._boxes(figure, result))
        width, height = (72 * inches for inches in size)
        body = _body(figure, f"{self._key}-{width:g}")
        return (
            f'<svg class="picture" role="img" aria-label="{html.escape(text)}" '
            f'viewBox="0 0 {width:g} {height:g}" xmlns="http://www.w3.org/2000/svg" '
            'xmlns:xlink="http://www.w3.org/1999/xlink" stroke-linejoin="round" stroke-linecap="butt">'
            f"{under}{body}</svg>"
        )

    def png(self, result: Any, ghost: Any = None, caption: str = "") -> bytes:
        """Return the picture as PNG bytes, with the caption in small type under it."""
        with fonts.of_the_language():
            return _saved(self._captioned(result, ghost, caption) if not fonts.missing() else _unlettered(self.size))

    def _captioned(self, result: Any, ghost: Any, caption: str) -> Figure:
        """Return the picture as a figure with its caption."""
        lines = wrap(caption, 105) or [""]
        width, height = self.size
        room = 0.12 + 0.14 * len(lines)
        figure = Figure(figsize=(width, height + room), facecolor="white")
        parts: Any = figure.subfigures(2, 1, height_ratios=(height, room))  # matplotlib says one, or many
        top, bottom = parts
        bottom.text(0.02, 0.95, "\n".join(lines), size=7, color="#444444", va="top", parse_math=False)
        self._chart.frame(top, self._view(result))
        self._chart.draw(top, result, ghost)
        _fit(figure, drawn=False)
        _darken(top)
        return figure

    def _view(self, result: Any) -> Any:
        return self._chart.view(result) if hasattr(self._chart, "view") else None

    def _boxes(self, figure: Figure, result: Any) -> Sequence[tuple[float, float, float, float]]:
        """Return what hides the answer."""
        if hasattr(self._chart, "cover"):
            return self._chart.cover(figure, result)
        drawn = [axes for axes in figure.axes if axes.get_window_extent().width < 0.99 * figure.bbox.width]
        return [axes.get_position().bounds for axes in drawn or figure.axes]

    def _frame(self, view: Any, size: tuple[float, float]) -> tuple[str, Figure, Boxes]:
        """Return what stays of a picture as SVG, its figure without that, and where it has texts."""
        figure = Figure(figsize=size, dpi=POINTS)
        self._chart.frame(figure, view)
        key = f"{self._key}-frame-{view}-{size[0]:g}"
        under = _body(figure, key)
        taken, changed = _fit(figure)
        if changed:
            under = _body(figure, key)
        for axes in figure.axes:
            axes.set_axis_off()
            ground: Any = axes.patch
            ground.get_transform = partial(_same, ground.get_transform())
            for kept in ("apply_aspect", *(f"_update_{what}_limits" for what in ("line", "patch", "collection"))):
                setattr(axes, kept, _nothing)
            for side in ("left", "center", "right"):
                axes.set_title("", loc=side, y=1)  # drawn once is enough; with a place it is not measured each time
        figure.patch.set_visible(False)
        return under, figure, taken


def _same(transform: Any) -> Any:
    """Return a transform. All that is added to axes asks their ground for it, which would make it anew: a tenth of the cost."""
    return transform


def _nothing(what: object = None) -> None:
    """Do nothing: places and limits of axes stay, so neither need be worked out anew, which is a third of the cost."""


def _fit(figure: Figure, others: Boxes = NOWHERE, drawn: bool = True) -> tuple[Boxes, bool]:
    """Make letters smaller where a translation is too long; return where there are texts, and whether any has changed."""
    if chosen() == SOURCE:
        return NOWHERE, False
    if not drawn:
        figure.draw_without_rendering()
    return fit(figure, others)


def _unlettered(size: tuple[float, float]) -> Figure:
    """Return a figure that says which font it lacks, instead of boxes for letters."""
    figure = Figure(figsize=size, facecolor="white")
    figure.text(0.5, 0.5, fonts.missing(), size=8, ha="center", va="center")
    return figure


def _saved(figure: Figure) -> bytes:
    """Return a figure as PNG bytes."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=200)
    return out.getvalue()


def _strip(figure: Figure) -> None:
    """Remove what `frame` or the last `draw` added; limits and positions of the axes stay."""
    for axes in figure.axes:
        axes.set_prop_cycle(None)  # else the next line would get the next colour
    for place in (figure, *figure.axes):
        for kind in ("lines", "texts", "patches", "collections", "images", "artists"):
            for artist in list(getattr(place, kind, ())):
                artist.remove()


def _cover(figure: Figure, boxes: Sequence[tuple[float, float, float, float]]) -> None:
    """Hide parts of a drawing, with a question mark on the largest."""
    largest = max(boxes, key=lambda box: box[2] * box[3])
    over = {"zorder": 90, "transform": figure.transFigure}
    for left, low, width, height in boxes:
        figure.add_artist(Box(left, low, width, height, COVER, 0, fill=COVER, **over))
    left, low, width, height = largest
    size = 40 if min(width * figure.get_figwidth(), height * figure.get_figheight()) > 0.8 else 20
    looks, over = PLAIN | {"size": size}, over | {"zorder": 91}
    figure.add_artist(Words(left + width / 2, low + height / 2, "?", QUESTION, looks, **over))


class _Renderer(RendererSVG):
    """Matplotlib's, which remembers the sizes of texts: to measure them anew is a third of the cost of a drawing.

    Its ids follow from the key of the drawing, it puts nothing into groups, which only tell what matplotlib called a
    thing, and does not make the same transform anew for each path.
    """

    def __init__(self, width: float, height: float, out: io.StringIO, key: str, dpi: float) -> None:
        super().__init__(width, height, out, image_dpi=dpi, metadata=_METADATA)
        self._key = key
        self._flip = Affine2D().scale(1, -1).translate(0, height)

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Open no group."""

    def close_group(self, s: str) -> None:
        """Close none."""

    def _make_id(self, type: str, content: object) -> str:
        return f"{type}{sha256(f'{self._key}{content}'.encode()).hexdigest()[:10]}"

    def _make_flip_transform(self, transform: Transform) -> Transform:
        return transform + self._flip

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Return the size of a text."""
        return _measured(in_dashes(s), prop, ismath)


_measured = lru_cache(KEPT_TEXTS)(text_to_path.get_text_width_height_descent)


def _body(figure: Figure, key: str) -> str:
    """Return the drawing inside matplotlib's `<svg>`, fit to stand beside other pictures on a page.

    Dropped: the prolog, a `<style>` that would apply to the whole page, and the font's name (the page's font takes over).
    Each colour gets a name, by which the page's style can change it for dark screens; letters have a darker one where the
    colour is too light to be read on white.
    """
    out = io.StringIO()
    renderer = _Renderer(*figure.bbox.size, out, key, PIXELS)
    with fonts.setting("svg.fonttype", "none"):  # letters stay letters
        figure.draw(renderer)
    renderer.finalize()
    body = out.getvalue()
    body = body[body.index("</defs>") + len("</defs>") : body.rindex("</svg>")]
    body = _LETTERS.sub(lambda found: _COLOUR.sub(_letters, found[0]), _FONT.sub("", body))
    return _COLOUR.sub(r"\1: var(--c-\2, #\2)", body)


def _darken(figure: Any) -> None:
    """Give letters of a picture that is a file the colours that can be read on white, as on a page."""
    for text in figure.findobj(Text):
        text.set_color(_dark(text.get_color()))
    for words in figure.findobj(Words):
        words.color = _dark(words.color)


def _dark(color: Any) -> str:
    """Return a colour for letters that can be read on white."""
    found = to_hex(color)
    return TEXT.get(found.removeprefix("#"), found)


def _letters(found: re.Match[str]) -> str:
    """Return the colour of letters by its name, with its twin that can be read on white."""
    what, colour = found.groups()
    return f"{what}: var(--t-{colour}, {TEXT.get(colour, '#' + colour)})"
