"""The overnight rate between floor and soft ceiling above; whose cash goes where below."""

from dataclasses import dataclass

from basislib.figures import marks, style
from basislib.formats import full_date
from basislib.language import N_, _
from basislib.scenes.rate_corridor import LEAST, MOST

HEIGHT, BOTTOM = 331.2, 150  # in points of type: of the picture, and where the upper axes begin
ROOFS = (60, 120, 240, 400, 2000)  # bp over the bottom of the range
SPANS = ((-100, 400), (LEAST, MOST))  # $bn of cash to spare
MOST_CASH = 1450  # $bn, the longest bar
BARS = ((62, N_("Lenders bring {total:,.0f}")), (16, N_("Borrowers want {total:,.0f}")))  # bottoms, words
THICK = 18
HALF = 7.5  # points: half a line of letters and a little


@dataclass(frozen=True)
class Places:
    """Where things stand, in points of type: the upper axes, the words beside it, the bars and the words beside them."""

    width: float
    left: float
    across: float
    tall: float
    bars: float
    words: float

    @property
    def side(self) -> float:
        """Where the words beside the upper axes begin."""
        return self.left + self.across + 7


WIDE = Places(403.2, 36, 275, 150, 250, 262)
SLIM = Places(298.8, 36, 184, 138, 150, 158)
SIZE, NARROW = (WIDE.width / 72, HEIGHT / 72), (SLIM.width / 72, HEIGHT / 72)


def place(figure):
    """Return the places of a figure of this size."""
    return SLIM if style.narrow(figure) else WIDE


def view(result):
    """Return the snapped limits, the highest rate and the span of the cash; and what else seldom changes."""
    return (
        next(roof for roof in ROOFS if 1.05 * result.now.over_floor <= roof),
        next(span for span in SPANS if span[0] <= result.spare <= span[1]),
        result.width,
    )


def frame(figure, view):
    """Draw the upper axes with the range, and room for two bars."""
    roof, (low, high), width = view
    at = place(figure)
    step = 100 if high < 500 else 200
    axes = style.add_axes(
        figure,
        (at.left / at.width, BOTTOM / HEIGHT, at.across / at.width, at.tall / HEIGHT),
        xlim=(low, high),
        ylim=(-0.06 * roof, roof),
        xticks=range(low, high + 1, step if at is WIDE else 2 * step),
        yticks=[roof * part / 4 for part in range(5)],
        xlabel=_("lenders' cash less borrowers' demand, $bn"),
        title=style.fitted(figure, _("Repo rate over the bottom of the Fed's range, bp"), 0.85),
    )
    style.in_money(axes.xaxis)
    axes.plot([0, 0], [-0.06 * roof, roof], color=style.FAINT, linewidth=1)
    for level in (0, width):
        axes.axhline(level, color=style.FED, linewidth=0.9, linestyle=(0, (6, 4)))
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, at.width), ylim=(0, HEIGHT))
    glass.axis("off")


def draw(figure, result, ghost=None):
    """Draw a `basislib.scenes.rate_corridor.Overnight`; the point of a pinned `ghost` in grey."""
    axes, glass = figure.axes
    other, mine = (result.closed, result.open) if result.srf_open else (result.open, result.closed)
    marks.line(axes, result.cash, other, style.GHOST, 1.5, style.REPO)
    if _is_apart(axes, result.cash, other, mine):
        note = _("dotted: without the SRF") if result.srf_open else _("dotted: with the SRF")
        place_of = {"ha": "right", "va": "center", "transform": axes.transAxes}
        axes.text(0.98, 0.94, note, size=9.5, color=style.SOFT, **place_of)
    marks.line(axes, result.cash, mine, style.REPO_LENDER, 2.4)
    if ghost is not None:
        marks.dots(axes, ghost.spare, ghost.now.over_floor, "o", style.GHOST, 9, clip_on=False)
    _days(axes, result)
    marks.dots(axes, result.spare, result.now.over_floor, "o", style.INK, 8, clip_on=False)
    _beside(axes, glass, result)
    _bars(glass, result)


def _is_apart(axes, cash, other, mine):
    """Return whether the dotted line is seen beside the other one within the axes."""
    (left, right), (_low, roof) = axes.get_xlim(), axes.get_ylim()
    return bool(((cash >= left) & (cash <= right) & (other <= roof) & (abs(other - mine) > 0.01 * roof)).any())


def _days(axes, result):
    """Mark what is on record, and by how much the line misses it."""
    low, roof = axes.get_ylim()
    left, right = axes.get_xlim()
    half = HALF * (roof - low) / place(axes.figure).tall
    days = [day for day in result.days if day.srf_open == result.srf_open and sum(day.over_floor) / 2 <= roof]
    for day in days:
        over, last = sum(day.over_floor) / 2, day.spare == max(each.spare for each in days)
        marks.line(axes, [day.spare] * 2, [over, day.model.over_floor], style.SOFT, 1.2, zorder=1)
        marks.dots(axes, day.spare, over, "D", style.SOFT, 6)
        height = over + 0.06 * (roof - low)
        crossed = [level for level in (0, result.width) if abs(height - level) < half]  # no line goes through the date
        style.label_line(
            axes,
            day.spare + (0.03 if last else -0.03) * (right - left),
            crossed[0] + half if crossed else height,
            full_date(day.day, short=True),
            style.SOFT,
            ha="left" if last else "right",
            clip_on=False,
        )


def _beside(axes, glass, result):
    """Write the three rates beside their heights; they keep apart."""
    low, roof = axes.get_ylim()
    at = place(axes.figure)
    bottom, top, now = (
        BOTTOM + at.tall * (level - low) / (roof - low) for level in (0, result.width, result.now.over_floor)
    )
    top = max(top, bottom + 13)
    rows = [
        (bottom, _("bottom {rate:.2f}%").format(rate=result.floor), style.FED, "normal"),
        (top, _("top {rate:.2f}%").format(rate=result.floor + result.width / 100), style.FED, "normal"),
    ]
    if now > top + 13:
        rate = now
    elif now >= (bottom + top) / 2 and top - bottom < 39:
        rate = top + 13
    elif now < (bottom + top) / 2 and top - bottom < 39:
        rate = bottom - 13
    else:
        rate = min(max(now, bottom + 13), top - 13) if now < top - 6.5 else top + 13
    rows.append((rate, _("now {rate:.2f}%").format(rate=round(result.rate, 2) + 0.0), style.INK, "bold"))  # no "−0.00"
    for y, words, colour, weight in rows:
        marks.write(glass, at.side, y, words, colour, weight=weight)


def _bars(glass, result):
    """Draw where the lenders' cash goes, and where the borrowers' comes from."""
    now, at = result.now, place(glass.figure)
    rows = (
        (
            result.lenders,
            ((result.matched, style.REPO_LENDER), (result.at_banks, style.FAINT), (now.on_rrp, style.FED)),
            (
                (_("to banks {sum:,.0f}").format(sum=result.at_banks), style.SOFT),
                (_("to the Fed (ON RRP) {sum:,.0f}").format(sum=now.on_rrp), style.FED),
            ),
        ),
        (
            result.demand,
            ((result.matched, style.REPO_LENDER), (now.srf, style.FED), (now.unmet, f"{style.LOSS}80")),
            (
                (_("the Fed lends (SRF) {sum:,.0f}").format(sum=now.srf + 0.0), style.FED),
                (_("nobody yet {sum:,.0f}").format(sum=now.unmet), style.LOSS),
            ),
        ),
    )
    for (y, name), (total, parts, beside) in zip(BARS, rows, strict=True):
        end = 1.0
        for billions, colour in parts:
            start, end = end, end + billions * at.bars / MOST_CASH
            marks.line(glass, [start, end], [y + THICK / 2] * 2, colour, THICK, cap="butt")
        marks.write(glass, 1, y + THICK + 9, _(name).format(total=total), style.INK, size=10)
        for line, (words, colour) in enumerate(beside):
            marks.write(glass, at.words, y + THICK / 2 + 6.5 * (len(beside) - 1) - 13 * line, words, colour)
