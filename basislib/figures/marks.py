"""Words, bars and other marks for what moves in a picture, at a third of the usual cost."""

from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex, to_rgba
from matplotlib.font_manager import weight_dict
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from basislib.formats import minus

# From the line of letters up to where a text has its place, as shares of the size of type: DejaVu's own, by matplotlib.
DROPS = {"baseline": 0.0, "center": 0.2598, "top": 0.7598, "bottom": -0.2402}
PLAIN = {"size": 9.5, "weight": "normal", "ha": "center", "va": "center", "linespacing": "normal", "parse_math": False}
SPACING = 1.2  # from line to line, in sizes of type, unless a text has its own

HEAD = (4.0, 2.0)  # points: length of an arrow's head, half its width
DASHES = {"-": None, "--": (3.7, 1.6), ":": (1, 1.65), "-.": (6.4, 1.6, 1, 1.6)}  # matplotlib's, in widths of the line


class Words(Artist):
    """Lines of text. In an SVG the browser lays them out, so only their places count; measuring them costs most.

    Attributes
    ----------
    place : tuple
    color : str
    looks : dict
        What else matplotlib's own text is told: "size", "weight", "ha", "va", "linespacing", "parse_math".
    """

    zorder = 3

    def __init__(self, x, y, words, color, looks, **options):
        super().__init__()
        self.place, self.color, self.looks, self._words = (x, y), color, looks, words
        self.update({"clip_on": False} | options)

    def get_text(self):
        """Return the words."""
        return self._words

    def get_size(self):
        """Return the size of the letters, points."""
        return self.looks["size"]

    def set_size(self, size):
        """Set the size of the letters, points."""
        self.looks = self.looks | {"size": size}

    def text(self):
        """Return them as matplotlib's own text, which can be laid out."""
        text = Text(*self.place, self._words, color=self.color, **self.looks)
        text.set_figure(self.get_figure())
        text.set_transform(self.get_transform())
        return text

    def set_clip_path(self, path, transform=None):
        """Take no edges: words stand whole, or not at all."""

    def draw(self, renderer):
        """Hand the lines over unmeasured; in a PNG they are laid out as usual."""
        x, y = self.get_transform().transform(self.place)
        if not self._words or (self.get_clip_on() and not self.axes.bbox.contains(x, y)):
            return
        if not isinstance(renderer, RendererSVG):
            self.text().draw(renderer)
            return
        style = self._style()
        for words, drop in self._lines():
            renderer.writer.element("text", words, style=style, x=f"{x:g}", y=f"{renderer.height - y + drop:g}")

    def _lines(self):
        """Return each line and how far below its place the line of its letters is, points."""
        lines, spacing, va = self._words.split("\n"), self.looks["linespacing"], self.looks["va"]
        step = SPACING if spacing == "normal" else spacing
        more, gap = step * (len(lines) - 1), step - 1 if len(lines) > 1 else 0
        moved = {"baseline": -more, "center": -more / 2, "top": gap / 2, "bottom": -gap / 2 - more}
        return [(words, self.get_size() * (DROPS[va] + moved[va] + step * row)) for row, words in enumerate(lines)]

    def _style(self):
        """Return how the letters look, as an SVG says it."""
        weight = weight_dict.get(self.looks["weight"], self.looks["weight"])
        bold = f"font-weight: {weight}; " if weight != 400 else ""
        anchor = {"left": "start", "center": "middle", "right": "end"}[self.looks["ha"]]
        return f"{bold}font-size: {self.get_size():g}px; text-anchor: {anchor}; fill: {to_hex(self.color)}"


def write(axes, x, y, words, color, size=9.5, weight="normal", ha="left", va="center", linespacing="normal", **options):
    """Write words at a place on the axes' scales, numbers with a true minus.

    With `clip_on` they are not written if their place is outside; on a ground of their own, `bbox`, as matplotlib does it.
    """
    looks = PLAIN | {"size": size, "weight": weight, "ha": ha, "va": va, "linespacing": linespacing}
    if "bbox" in options:
        return axes.text(x, y, minus(words), color=color, **looks, **options)
    return axes.add_artist(Words(x, y, minus(words), color, looks, **options))


class Line(Artist):
    """A line, or with a shape the marks at its points. Matplotlib's own can do more and takes twice as long."""

    zorder, joins = 2, "round"

    def __init__(self, x, y, color, width, dashes="-", cap=None, alpha=None, shape=None, fill=None, size=0, **options):
        super().__init__()
        self._path = Path(np.column_stack(np.broadcast_arrays(np.atleast_1d(x), y)))
        self._color, self._width, self._shape, self._fill, self._size = to_rgba(color, alpha), width, shape, fill, size
        strokes = DASHES[dashes] if isinstance(dashes, str) else dashes
        self._dashes = strokes and [width * each for each in strokes]
        self._cap = cap or ("butt" if self._dashes else "projecting")
        self.update(options)

    def set_clip_path(self, path, transform=None):
        """Take the box of the axes, which is there, for their edges, of which matplotlib would make one each time."""
        self.set_clip_box(self.axes.bbox)

    def draw(self, renderer):
        """Draw the line and what is within, or the marks."""
        gc = self._pen(renderer)
        if self._shape:
            shape = _shape(self._shape)
            gc.set_joinstyle(shape.get_joinstyle())
            grown = shape.get_transform().scale(renderer.points_to_pixels(self._size))
            renderer.draw_markers(gc, shape.get_path(), grown, self._path, self.get_transform(), self._fill)
        else:
            renderer.draw_path(gc, self._path, self.get_transform(), self._fill)
        gc.restore()

    def _pen(self, renderer):
        """Return what to draw with."""
        gc = renderer.new_gc()
        self._set_gc_clip(gc)
        gc.set_foreground(self._color, isRGBA=True)
        gc.set_linewidth(self._width)
        gc.set_joinstyle(self.joins)
        gc.set_capstyle(self._cap)
        gc.set_dashes(0, self._dashes)
        return gc


class Area(Line):
    """What lies within a line."""

    zorder = 1


class Box(Line):
    """A rectangle, filled or not."""

    zorder, joins = 1, "miter"

    def __init__(self, x, y, width, height, edge, thick, **options):
        across, up = np.array([x, x + width, x + width, x, x]), np.array([y, y, y + height, y + height, y])
        super().__init__(across, up, edge, thick, **options)


class Arrow(Line):
    """A straight line with a head at its end, as annotations have, without what they ask and compute."""

    zorder = 3

    def draw(self, renderer):
        """Draw the line, if it has a length, and the head; its tip stays behind the end by what its edge sticks out."""
        start, end = self.get_transform().transform(self._path.vertices)
        if not (end - start).any():
            return
        along = renderer.points_to_pixels(1) * (end - start) / np.hypot(*(end - start))
        start, tip = start + self._size[0] * along, end - (self._size[1] + self._width * 5**0.5 / 2) * along
        back, out = tip - HEAD[0] * along, HEAD[1] * along[::-1] * (-1, 1)
        gc = self._pen(renderer)
        renderer.draw_path(gc, Path([start, tip]), IdentityTransform())
        renderer.draw_path(gc, Path([back + out, tip, back - out, back + out]), IdentityTransform(), self._color)
        gc.restore()


_shape = lru_cache(16)(MarkerStyle)


def line(axes, x, y, color, width=1.5, dashes="-", **options):
    """Draw a line on the axes' scales, `width` points wide."""
    return axes.add_artist(Line(x, y, color, width, dashes, **options))


def upright(axes, x, color, width=1.5, dashes="-", **options):
    """Draw a line from the foot of the axes to their top."""
    return line(axes, [x, x], axes.get_ylim(), color, width, dashes, **options)


def level(axes, y, color, width=1.5, dashes="-", **options):
    """Draw a line from one side of the axes to the other."""
    return line(axes, axes.get_xlim(), [y, y], color, width, dashes, **options)


def series(axes, values, color, width=1.5, **options):
    """Draw a line through values of day 0, 1, 2 and so on."""
    return line(axes, np.arange(len(values)), values, color, width, **options)


def stairs(axes, x, y, color, width=1.5, dashes="-", **options):
    """Draw a line on which each value lasts to the next place."""
    return line(axes, np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1], color, width, dashes, **options)


def dots(axes, x, y, shape, color, size=6, edge=None, filled=True, width=1, **options):
    """Draw marks of a shape, `size` points wide, on the axes' scales; their edge has their colour by default."""
    fill, cap = to_rgba(color) if filled else None, "butt"
    return axes.add_artist(Line(x, y, edge or color, width, cap=cap, shape=shape, fill=fill, size=size, **options))


def area(axes, x, low, high, color, alpha=None, step=False):
    """Fill what lies between two lines on the axes' scales; with `step` each value lasts to the next place."""
    x, low, high = np.broadcast_arrays(x, low, high)
    if step:
        x, low, high = np.repeat(x, 2)[1:], np.repeat(low, 2)[:-1], np.repeat(high, 2)[:-1]
    around = np.concatenate((low, high[::-1]))
    fill = to_rgba(color, alpha)
    return axes.add_artist(Area(np.concatenate((x, x[::-1])), around, color, 0, fill=fill))


def box(axes, x, y, width, height, fill=None, edge=None, line=0.0, alpha=None, **options):
    """Draw a rectangle from its lower left corner, filled, with an edge `line` points wide, or both."""
    inside, around = None if fill is None else to_rgba(fill, alpha), fill if edge is None else edge
    return axes.add_artist(Box(x, y, width, height, around, line, alpha=alpha, fill=inside, **options))


def arrow(axes, start, end, color, width, dashes="-", short=(0, 0)):
    """Draw an arrow between two places on the axes' scales; it begins and ends `short` of them, points."""
    return axes.add_artist(Arrow(*zip(start, end, strict=True), color, width, dashes, cap="round", size=short))


def bars(axes, x, low, high, color, width, cap="butt", **options):
    """Draw upright bars as one broken line; a collection of them takes ten times as long."""
    ends = np.broadcast_to(low, np.shape(high)), high, np.full(np.shape(high), np.nan)
    return line(axes, np.repeat(x, 3), np.column_stack(ends).ravel(), color, width, cap=cap, **options)
