"""Return on own money against leverage."""

from basislib.figures import style
from basislib.language import _
from basislib.scenes.new_page import EDGE, HIGH, LOW

SIZE = (5.6, 3.8)


def frame(figure, view):
    """Draw what stays: the axes and the line."""
    axes = style.add_axes(
        figure,
        (0.1, 0.15, 0.86, 0.72),
        xlim=(0, HIGH + 5),
        ylim=(0, 0.8),
        xticks=(0, 20, 40, 60),
        yticks=(0, 0.2, 0.4, 0.6),
        xlabel=_("leverage, times own money"),
        title=_("Return on own money, %"),
    )
    axes.plot((LOW, HIGH), (LOW * EDGE, HIGH * EDGE), color=style.FUND, linewidth=1.8)


def draw(figure, scene, ghost=None):
    """Draw what moves: the fund of a `basislib.scenes.new_page.NewPage`; a pinned one in grey."""
    axes = figure.axes[0]
    for fund, colour in ((ghost, style.GHOST), (scene, style.FUND)):
        if fund is not None:
            axes.plot(fund.leverage, fund.return_on_own_money, "o", color=colour, markersize=9)
    axes.text(
        scene.leverage,
        scene.return_on_own_money + 0.06,
        f"{scene.return_on_own_money:.2f}%",
        size=11,
        color=style.INK,
        ha="center",
    )
