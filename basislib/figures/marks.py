"""Words and bars for what moves in a picture, at a third of the usual cost."""

import numpy as np
from matplotlib import rcParams
from matplotlib.text import Text

MIDDLE = 0.2598  # of the size of type: from the line of the letters to the middle of "lp", on which matplotlib centres


class Words(Text):
    """A line of text. In an SVG the browser lays it out, so only its place counts; measuring it costs most."""

    def draw(self, renderer):
        """Hand the line over unmeasured; where letters are drawn as shapes, as in a PNG, lay it out as usual."""
        if rcParams["svg.fonttype"] != "none":
            super().draw(renderer)
            return
        if not self.get_text():
            return
        x, y = self.get_transform().transform(self.get_unitless_position())
        drop = renderer.points_to_pixels(MIDDLE * self.get_size())
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        renderer.draw_text(
            gc,
            x,
            renderer.get_canvas_width_height()[1] - y + drop,
            self.get_text(),
            self.get_fontproperties(),
            0,
            mtext=self,
        )
        gc.restore()


def write(axes, x, y, words, color, **options):
    """Write a line of words, centred on its height, at a place on the axes' scales."""
    usual = {"size": 9.5, "va": "center", "parse_math": False}
    return axes.add_artist(Words(x, y, words, color=color, **usual | options))


def bars(axes, x, low, high, **options):
    """Draw upright bars as one broken line; a collection of them takes four times as long."""
    ends = np.broadcast_to(low, np.shape(high)), high, np.full(np.shape(high), np.nan)
    axes.plot(np.repeat(x, 3), np.column_stack(ends).ravel(), **{"solid_capstyle": "butt"} | options)
