"""Words, bars and other marks for what moves in a picture, at a third of the usual cost."""

from functools import lru_cache

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.font_manager import FontProperties, weight_dict
from matplotlib.text import Text

# From the line of the letters down to where a text has its place, as shares of the size of type: matplotlib measures "lp".
DROPS = {"baseline": 0.0, "center": 0.2598, "top": 0.7598, "bottom": -0.2402}


class Words(Text):
    """A line of text. In an SVG the browser lays it out, so only its place counts; measuring it costs most."""

    def set_clip_path(self, path, transform=None):
        """Take the edges of the axes only if they are to cut the words."""
        if self.get_clip_on():
            super().set_clip_path(path, transform)

    def draw(self, renderer):
        """Hand the line over unmeasured; what must be measured, as in a PNG, on a ground or on two lines, is laid out as usual."""
        if not isinstance(renderer, RendererSVG) or self.get_bbox_patch() or "\n" in self.get_text():
            super().draw(renderer)
            return
        x, y = self.get_transform().transform(self.get_position())
        if self.get_text() and not (self.get_clip_on() and not self.axes.bbox.contains(x, y)):
            low = renderer.height - y + DROPS[self.get_va()] * self.get_size()
            renderer.writer.element("text", self.get_text(), style=self._style(), x=f"{x:g}", y=f"{low:g}")

    def _style(self):
        """Return how the letters look, as an SVG says it."""
        weight = weight_dict.get(self.get_weight(), self.get_weight())
        bold = f"font-weight: {weight}; " if weight != 400 else ""
        anchor = {"left": "start", "center": "middle", "right": "end"}[self.get_ha()]
        return f"{bold}font-size: {self.get_size():g}px; text-anchor: {anchor}; fill: {to_hex(self.get_color())}"


def write(axes, x, y, words, color, size=9.5, weight="normal", ha="left", va="center", clip_on=False, **options):
    """Write a line of words at a place on the axes' scales; if they are clipped, those whose place is outside are left out."""
    font = _font(size, weight, tuple(rcParams["font.family"]))
    places = {"horizontalalignment": ha, "verticalalignment": va, "clip_on": clip_on}
    return axes.add_artist(Words(x, y, words, color=color, fontproperties=font, parse_math=False, **places, **options))


@lru_cache(256)
def _font(size, weight, families):
    """Return a font: to make it costs as much as all else about a text."""
    return FontProperties(family=families, size=size, weight=weight)


def bars(axes, x, low, high, **options):
    """Draw upright bars as one broken line; a collection of them takes four times as long."""
    ends = np.broadcast_to(low, np.shape(high)), high, np.full(np.shape(high), np.nan)
    axes.plot(np.repeat(x, 3), np.column_stack(ends).ravel(), **{"solid_capstyle": "butt"} | options)
