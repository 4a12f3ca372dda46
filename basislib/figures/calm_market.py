"""The calm market: what dealers and funds ask for carrying notes, where they meet, and what others see of it."""

from matplotlib.patches import Rectangle

from basislib.figures import style

WIDTH, HEIGHT = 403.2, 360.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, ACROSS = 0.085, 0.685
CENTS = (5, 10, 25, 50, 100, 250, 1000)  # limits of the basis
NOTES = (400, 800, 1200)  # limits of the notes, $bn
NOW, PINNED, WITHOUT = 262, 326, 402  # right edges of the table's columns
ROWS = (68, 51, 34, 17)  # heights of the table's rows
SIDE = WIDTH * (LEFT + ACROSS) + 6  # where the words beside the picture begin


def view(result):
    """Return the snapped limits: the most notes, the highest basis."""
    return (next(limit for limit in NOTES if result.demand <= limit),
            next(limit for limit in CENTS if 1.12 * max(result.basis, result.hurdle) <= limit))


def frame(figure, view):
    """Draw the axes, the names under them and the head of the table."""
    notes, cents = view
    style.add_axes(figure, (LEFT, 0.515, ACROSS, 0.355), xlim=(0, notes), ylim=(0, cents),
                   xticks=[notes * part / 4 for part in range(5)], yticks=[cents * part / 5 for part in range(6)],
                   xlabel="notes that funds carry, $bn", title="Basis, cents per 100")
    bar = figure.add_axes((LEFT, 0.372, ACROSS, 0.036))
    bar.set(xlim=(0, notes), ylim=(0, 1))
    bar.axis("off")
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")
    for x, words in ((NOW, "now"), (WITHOUT, "without funds")):
        glass.text(x, 84, words, size=9.5, color=style.SOFT, ha="right", va="center")
    glass.plot([1, WITHOUT], [76.5, 76.5], color=style.FAINT, linewidth=0.8)
    glass.text(SIDE, 0.335 * HEIGHT + 6, "own money", size=9.5, color=style.SOFT, va="center")
    names = ("Futures buyers pay, $m in 90 days", "Bid-ask spread, cents per 100", "Notes quoted at the best price, $m",
             "Treasury's yield is higher by, bp")
    for y, words in zip(ROWS, names, strict=True):
        glass.text(1, y, words, size=9.5, color=style.INK, va="center")


def draw(figure, result, ghost=None):
    """Draw an `other_side.Calm`; the lines and the numbers of a pinned `ghost` in grey."""
    axes, bar, glass = figure.axes
    glass.text(1, HEIGHT - 13, result.headline, size=11, weight="bold", color=style.INK)
    if ghost is not None:
        axes.plot(*ghost.dealers_line, color=style.GHOST, linewidth=2.4)
        axes.plot(*ghost.funds_line, "-.", color=style.GHOST, linewidth=1.6)
        axes.plot(ghost.position, ghost.basis, "o", color=style.GHOST, markersize=7, clip_on=False)
    axes.axvline(result.demand, color=style.FAINT, linewidth=5)
    _share(axes, 0, result.position, result.basis, style.FUND, 0.13)
    _share(axes, result.position, result.demand, result.basis, style.DEALER, 0.13)
    axes.plot(*result.dealers_line, color=style.DEALER, linewidth=2)
    axes.plot(*result.funds_line, "-.", color=style.FUND, linewidth=2)
    axes.plot([0, result.demand], [result.basis] * 2, ":", color=style.INK, linewidth=1.3)
    axes.plot(result.position, result.basis, "o", color=style.INK, markersize=7, clip_on=False)
    _name_dealers(axes, result)
    _beside(axes, glass, result)
    _who_carries(bar, glass, result)
    _table(glass, result, ghost)


def _share(axes, start, end, height, colour, alpha=1.0):
    """Fill what one group carries; as high as the basis, the area is what it is paid."""
    axes.add_patch(Rectangle((start, 0), end - start, height, facecolor=colour, alpha=alpha, linewidth=0))


def _name_dealers(axes, result):
    """Write the name of the dealers' line where it leaves the picture, on the free side of it."""
    (_, most), (_, roof) = axes.get_xlim(), axes.get_ylim()
    xs, ys = result.dealers_line
    height = 0.95 * roof
    if ys[0] <= height:  # the whole line is in the picture: its left end
        style.label_line(axes, 0.015 * most, ys[0] + 0.055 * roof, "dealers ask", style.DEALER)
        return
    # The line falls from left to right, in two straight pieces.
    piece = 0 if ys[1] < height else 1
    x = xs[piece] + (ys[piece] - height) / (ys[piece] - ys[piece + 1]) * (xs[piece + 1] - xs[piece])
    free = x < 0.26 * most  # no room at its left
    style.label_line(axes, x + (0.02 if free else -0.02) * most, height, "dealers ask", style.DEALER,
                     ha="left" if free else "right", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})


def _beside(axes, glass, result):
    """Write the basis and what funds ask beside their heights; they keep apart."""
    _, roof = axes.get_ylim()
    bottom, height = 0.515 * HEIGHT, 0.355 * HEIGHT
    asked, paid = (bottom + height * min(max(cents, 0) / roof, 1) for cents in (result.hurdle, result.basis))
    apart = 13 if result.hurdle > result.basis else -13
    if abs(asked - paid) < 13:
        middle = max((asked + paid) / 2, bottom + 4)
        asked, paid = middle + apart / 2, middle - apart / 2
    glass.text(SIDE, paid, f"basis {result.basis:.1f}", size=9.5, weight="bold", color=style.INK, va="center")
    glass.text(SIDE, asked, f"funds ask {max(result.hurdle, 0):.1f}", size=9.5, color=style.FUND, va="center")


def _who_carries(bar, glass, result):
    """Draw who carries the notes against the futures that real money wants."""
    _share(bar, 0, result.position, 1, style.FUND)
    _share(bar, result.position, result.demand, 1, style.DEALER)
    if result.capacity <= bar.get_xlim()[1]:
        bar.plot([result.capacity] * 2, [-0.25, 1.25], color=style.INK, linewidth=2, clip_on=False)
    y, right = 0.335 * HEIGHT, WIDTH * (LEFT + ACROSS)
    for x, side, name, notes, paid, colour in (
            (WIDTH * LEFT, "left", "funds", result.position, result.income, style.FUND),
            (right, "right", "dealers", result.inventory, result.bill - result.income, style.DEALER)):
        glass.text(x, y, f"{name} {notes:,.0f}: ${paid:,.0f}m", size=9.5, color=colour, ha=side, va="center")
    for drop, words in ((20, f"wanted {result.demand:,.0f}"), (-6, f"lasts to {result.capacity:,.0f}")):
        glass.text(SIDE, y + drop, words, size=9.5, color=style.SOFT, va="center")


def _table(glass, result, ghost):
    """Write what others see of the basis: now, pinned, and if there were no funds."""
    for y, now, without in zip(ROWS, result.seen_now, result.seen_without, strict=True):
        glass.text(NOW, y, now, size=10.5, weight="bold", color=style.INK, ha="right", va="center")
        glass.text(WITHOUT, y, without, size=10.5, color=style.SOFT, ha="right", va="center")
    if ghost is not None:
        for y, then in zip((84, *ROWS), ("pinned", *ghost.seen_now), strict=True):
            glass.text(PINNED, y, then, size=9.5, color=style.GHOST, ha="right", va="center")
