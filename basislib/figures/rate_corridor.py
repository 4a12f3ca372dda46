"""The overnight rate between floor and soft ceiling above; whose cash goes where below."""

from basislib.figures import style

WIDTH, HEIGHT = 403.2, 331.2  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
ROOFS = (60, 120, 240, 400, 2000)  # bp over the bottom of the range
SPANS = ((-100, 400), (-400, 600))  # $bn of cash to spare
LEFT, BOTTOM, ACROSS, TALL = 36, 150, 275, 150  # the upper axes
SIDE = LEFT + ACROSS + 7  # where the words beside it begin
SCALE = 250 / 1450  # points per $bn in the bars
BARS = ((62, "Lenders bring"), (16, "Borrowers want"))  # bottoms, names
THICK = 18


def view(result):
    """Return the snapped limits, the highest rate and the span of the cash; and what else seldom changes."""
    return (next(roof for roof in ROOFS if 1.05 * result.now.over_floor <= roof),
            next(span for span in SPANS if span[0] <= result.spare <= span[1]), result.width, result.srf_open)


def frame(figure, view):
    """Draw the upper axes with the range, and room for two bars."""
    roof, (low, high), width, srf_open = view
    axes = style.add_axes(figure, (LEFT / WIDTH, BOTTOM / HEIGHT, ACROSS / WIDTH, TALL / HEIGHT), xlim=(low, high),
                          ylim=(-0.06 * roof, roof), xticks=range(low, high + 1, 100 if high < 500 else 200),
                          yticks=[roof * part / 4 for part in range(5)],
                          xlabel="lenders' cash less borrowers' demand, $bn",
                          title="Repo rate over the bottom of the Fed's range, bp")
    axes.plot([0, 0], [-0.06 * roof, roof], color=style.FAINT, linewidth=1)
    for level in (0, width):
        axes.axhline(level, color=style.FED, linewidth=0.9, linestyle=(0, (6, 4)))
    axes.text(0.98, 0.94, "dotted: without the SRF" if srf_open else "dotted: with the SRF", size=9.5,
              color=style.SOFT, ha="right", va="center", transform=axes.transAxes)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")


def draw(figure, result, ghost=None):
    """Draw a `repo_funding.Overnight`; the point of a pinned `ghost` in grey."""
    axes, glass = figure.axes
    other, mine = (result.closed, result.open) if result.srf_open else (result.open, result.closed)
    axes.plot(result.cash, other, style.REPO, color=style.GHOST, linewidth=1.5)
    axes.plot(result.cash, mine, color=style.REPO_LENDER, linewidth=2.4)
    if ghost is not None:
        axes.plot(ghost.spare, ghost.now.over_floor, "o", color=style.GHOST, markersize=9, clip_on=False)
    _days(axes, result)
    axes.plot(result.spare, result.now.over_floor, "o", color=style.INK, markersize=8, clip_on=False)
    _beside(axes, glass, result)
    _bars(glass, result)


def _days(axes, result):
    """Mark the two days the slopes are fitted to, unless the point itself is there."""
    _, roof = axes.get_ylim()
    low, high = axes.get_xlim()
    for words, spare, over in result.days:
        if over > roof:
            continue
        axes.plot(spare, over, "D", color="white", markeredgecolor=style.SOFT, markersize=6)
        if abs(spare - result.spare) > 0.06 * (high - low) or abs(over - result.now.over_floor) > 0.12 * roof:
            style.label_line(axes, spare + 0.025 * (high - low), over + 0.03 * roof, words, style.SOFT, zorder=3,
                             bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})


def _beside(axes, glass, result):
    """Write the three rates beside their heights; they keep apart."""
    low, roof = axes.get_ylim()
    bottom, top, now = (BOTTOM + TALL * (level - low) / (roof - low) for level in (0, result.width,
                                                                                   result.now.over_floor))
    top = max(top, bottom + 13)
    rows = [(bottom, f"bottom {result.floor:.2f}%", style.FED, "normal"),
            (top, f"top {result.floor + result.width / 100:.2f}%", style.FED, "normal")]
    if now > top + 13:
        rate = now
    elif now >= (bottom + top) / 2 and top - bottom < 39:
        rate = top + 13
    elif now < (bottom + top) / 2 and top - bottom < 39:
        rate = bottom - 13
    else:
        rate = min(max(now, bottom + 13), top - 13) if now < top - 6.5 else top + 13
    rows.append((rate, f"now {result.rate:.2f}%", style.INK, "bold"))
    for y, words, colour, weight in rows:
        glass.text(SIDE, y, words, size=9.5, color=colour, va="center", weight=weight)


def _bars(glass, result):
    """Draw where the lenders' cash goes, and where the borrowers' comes from."""
    now, met = result.now, min(result.lenders, result.demand)
    rows = ((result.lenders, ((met, style.REPO_LENDER), (now.on_rrp, style.FED)),
             (f"to the Fed (ON RRP) {now.on_rrp:,.0f}",)),
            (result.demand, ((met, style.REPO_LENDER), (now.srf, style.FED), (now.unmet, f"{style.LOSS}80")),
             (f"the Fed lends (SRF) {now.srf + 0.0:,.0f}", f"nobody yet {now.unmet:,.0f}")))
    for (y, name), (total, parts, words) in zip(BARS, rows, strict=True):
        ends = [1.0]
        for billions, _ in parts:
            ends.append(ends[-1] + billions * SCALE)
        glass.hlines([y + THICK / 2] * len(parts), ends[:-1], ends[1:], colors=[colour for _, colour in parts],
                     linewidth=THICK)
        glass.text(1, y + THICK + 9, f"{name} {total:,.0f}", size=10, color=style.INK, va="center")
        for line, text in enumerate(words):
            shade = style.LOSS if text.startswith("nobody") else style.FED
            glass.text(262, y + THICK / 2 + 6.5 * (len(words) - 1) - 13 * line, text, size=9.5, color=shade,
                       va="center")
