"""A matplotlib Figure as a small SVG that can stand in a page beside others.

Drawing the axes, ticks and labels is two thirds of the cost of a picture. They are drawn once and kept
as text; each update draws only what moves and puts the kept part underneath.
"""

import html
import io
import re
import textwrap
from functools import lru_cache

from matplotlib import rc_context
from matplotlib.figure import Figure

SIZE = (5.6, 3.8)
KEPT_FRAMES = 12
_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_FONT = re.compile(r"font-family: [^;\"]*;? ?")
_GROUP = re.compile(r'<g id="[^"]*">')


class Picture:
    """A chart with its kept frame.

    Parameters
    ----------
    chart : module
        Offers ``frame(figure, view)``, which makes the axes with all that stays, and
        ``draw(figure, result, ghost)``, which adds lines, texts, patches, collections and images to
        them. May offer ``view(result)``, the hashable thing the frame depends on (snapped limits,
        say), and ``SIZE`` in inches.
    key : str
        Unique on the page; it makes the ids inside the SVG unique and the output repeatable.
    """

    def __init__(self, chart, key):
        self._chart = chart
        self._key = key
        self.size = getattr(chart, "SIZE", SIZE)
        self._framed = lru_cache(KEPT_FRAMES)(self._frame)

    def svg(self, result, ghost=None, text=""):
        """Return the picture of a result as an `<svg>` element described by `text`."""
        under, figure = self._framed(self._view(result))
        _strip(figure)
        self._chart.draw(figure, result, ghost)
        width, height = (72 * inches for inches in self.size)
        return (f'<svg class="picture" role="img" aria-label="{html.escape(text)}" '
                f'viewBox="0 0 {width:g} {height:g}" xmlns="http://www.w3.org/2000/svg" '
                'xmlns:xlink="http://www.w3.org/1999/xlink" stroke-linejoin="round" stroke-linecap="butt">'
                f"{under}{_body(figure, self._key)}</svg>")

    def png(self, result, ghost=None, caption=""):
        """Return the picture as PNG bytes, with the caption in small type under it."""
        lines = textwrap.wrap(caption, 105) or [""]
        width, height = self.size
        room = 0.12 + 0.14 * len(lines)
        figure = Figure(figsize=(width, height + room), facecolor="white")
        top, bottom = figure.subfigures(2, 1, height_ratios=(height, room))
        bottom.text(0.02, 0.95, "\n".join(lines), size=7, color="#444444", va="top", parse_math=False)
        self._chart.frame(top, self._view(result))
        self._chart.draw(top, result, ghost)
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=200)
        return out.getvalue()

    def _view(self, result):
        return self._chart.view(result) if hasattr(self._chart, "view") else None

    def _frame(self, view):
        figure = Figure(figsize=self.size)
        self._chart.frame(figure, view)
        under = _body(figure, f"{self._key}-frame-{view}")
        for axes in figure.axes:
            axes.set_axis_off()
            for side in ("left", "center", "right"):
                axes.set_title("", loc=side, y=1)  # drawn once is enough; with a place it is not measured each time
        figure.patch.set_visible(False)
        return under, figure


def _strip(figure):
    """Remove what `frame` or the last `draw` added; limits and positions of the axes stay."""
    for axes in figure.axes:
        axes.set_prop_cycle(None)  # else the next line would get the next colour
    for place in (figure, *figure.axes):
        for kind in ("lines", "texts", "patches", "collections", "images"):
            for artist in list(getattr(place, kind, ())):
                artist.remove()


def _body(figure, key):
    """Return the drawing inside matplotlib's `<svg>`, fit to stand beside other pictures on a page.

    Dropped: the prolog, a `<style>` that would apply to the whole page, ids of groups (two pictures
    would share them) and the font's name (the page's font takes over).
    """
    out = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": key}):
        figure.savefig(out, format="svg", metadata=_METADATA)
    body = out.getvalue()
    body = body[body.index("</defs>") + len("</defs>"):body.rindex("</svg>")]
    return _GROUP.sub("<g>", _FONT.sub("", body))
