"""Who pays whom when prices jump, beside the same fall; and what one missing dollar makes a fund sell."""

from matplotlib.patches import Rectangle

from basislib.figures import style

WIDTH, HEIGHT = 403.2, 295.2  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
DOLLARS = (1, 1.5, 2, 3, 4, 5, 6, 7, 10, 20)  # limits of the bars, $ per 100 of notes
MOST = 100  # $ of notes for a dollar
ROWS = ("clearing house", "overnight lenders", "term lenders", "together", "left of the buffer")
COLOURS = (style.CLEARING_HOUSE, style.REPO_LENDER, f"{style.REPO_LENDER}80")  # the term lenders' is lighter
THICK = 13  # points
LEFTS, ACROSS, BOTTOM, TALL = (108, 259), 102, 132, 112  # of the two panels
NUMBERS = (246, 402)  # right edges of their numbers
BARS = (108, 34, 253, 50)  # left, bottom, width, height of the lower panel
ANSWERS = ("a lender who leaves", "a margin call")


def amounts(flows, buffer):
    """Return the bars of one panel, $ per 100 of notes."""
    return flows.future, flows.overnight, flows.term, flows.together, buffer + flows.together


def view(result):
    """Return the limit of the bars from a short list, $ per 100 of notes."""
    bars = (*amounts(result.rally, result.buffer), *amounts(result.sell_off, result.buffer))
    longest = max(abs(bar) for bar in bars)
    return next((limit for limit in DOLLARS if longest <= limit), DOLLARS[-1])


def frame(figure, view):
    """Draw both panels with their names, and the axes of the lower one."""
    rows = len(ROWS)
    for left in LEFTS:
        axes = _panel(figure, (left, BOTTOM, ACROSS, TALL), xlim=(-view, view), ylim=(rows - 0.45, -0.55),
                      xticks=(-view, 0, view), yticks=range(rows))
        axes.set_xticklabels((f"−{view:g}", "0", f"+{view:g}"))
        axes.set_yticklabels(ROWS if left == LEFTS[0] else ())
        axes.plot([0, 0], [-0.5, rows - 0.5], color=style.FAINT, linewidth=1)
        axes.plot([-view, view], [2.5, 2.5], color=style.FAINT, linewidth=0.8)
    low = _panel(figure, BARS, xlim=(0, MOST), ylim=(1.5, -0.5), xticks=(0, 25, 50, 75, 100), yticks=(0, 1))
    low.set_yticklabels(ANSWERS)
    title = {"size": 11, "color": style.INK}
    figure.text(0.003, 1 - 13 / HEIGHT, "Cash in (to the right) and out (to the left), $ per 100 of notes", **title)
    figure.text(0.003, (BARS[1] + BARS[3] + 9) / HEIGHT, "To find one dollar it sells notes worth, $", **title)


def _panel(figure, place, **options):
    """Add axes for horizontal bars at a place in points."""
    left, bottom, width, height = place
    axes = style.add_axes(figure, (left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT), **options)
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.grid(False)
    axes.spines["left"].set_visible(False)
    return axes


def draw(figure, result, ghost=None):
    """Draw a `repo_funding.CashNeed`; a pinned `ghost` as grey outlines."""
    *panels, low = figure.axes
    for axes, number, word, name in zip(panels, NUMBERS, ("rise", "fall"), ("rally", "sell_off"), strict=True):
        _columns(axes, number, result, ghost, name)
        axes.text(0, -0.95, f"Prices {word} by {result.move:.2f}", size=10, color=style.INK, ha="center",
                  va="center", weight="bold")
    colours = (style.REPO_LENDER, style.CLEARING_HOUSE)
    answers = (result.for_withdrawal, result.for_call)
    low.hlines((0, 1), 0, answers, colors=colours, linewidth=THICK)
    for row, dollars in enumerate(answers):
        low.text(max(dollars, 1) + 1.5, row, f"{dollars:.2f}" if dollars < 10 else f"{dollars:.0f}", size=10.5,
                 color=style.INK, va="center", weight="bold")
    if ghost is not None:
        low.add_patch(Rectangle((0, 0.6), ghost.for_call, 0.8, facecolor="none", edgecolor=style.GHOST, linewidth=1.6))


def _columns(axes, number, result, ghost, name):
    """Draw the bars of the rally or the sell-off with their numbers."""
    now = amounts(getattr(result, name), result.buffer)
    then = amounts(getattr(ghost, name), ghost.buffer) if ghost else (None,) * len(ROWS)
    left = axes.get_position().x0 * WIDTH
    right = (number - left) / ACROSS
    results = [style.GAIN if amount >= 0 else style.LOSS for amount in now[len(COLOURS):]]
    axes.hlines(range(len(ROWS)), 0, now, colors=[*COLOURS, *results], linewidth=THICK)
    for row, (amount, old) in enumerate(zip(now, then, strict=True)):
        if old is not None:
            axes.add_patch(Rectangle((0, row - 0.42), old, 0.84, facecolor="none", edgecolor=style.GHOST,
                                     linewidth=1.6))
        axes.text(right, row, style.signed(amount), transform=axes.get_yaxis_transform(), size=9.5, ha="right",
                  va="center", color=style.LOSS if row >= len(COLOURS) and amount <= -0.005 else style.INK,
                  weight="bold" if row >= len(COLOURS) else "normal")
