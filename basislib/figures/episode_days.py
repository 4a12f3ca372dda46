"""An episode day by day: what is on record, and below it record and model side by side."""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from basislib.figures import marks, style
from basislib.formats import day_and_month, full_date, signed
from basislib.language import N_, _
from basislib.record.episodes import episode

SIZE = (5.6, 5.03)  # inches
NARROW = (4.15, 3.6)
FULL = 120.0  # the Fed's bars, $bn a day
ROOFS = (1, 2, 5, 10, 20, 50, 100)  # of the sales' panel, % a day
TINT, PART = 0.09, 0.45  # how strongly the lower zone is tinted, and what is still to come is drawn
ACTS = {"lends": N_("Fed lends ${amount:.0f}bn"), "buys": N_("Fed buys ${amount:.0f}bn")}


@dataclass(frozen=True)
class Places:
    """Where things stand, in points of type: ends of the panels, their bottoms and heights, and the lower zone."""

    width: float
    height: float
    left: float
    right: float
    border: float
    apart: float
    panels: dict[str, tuple[float, float]]

    @property
    def side(self) -> float:
        """Where the words beside the panels begin."""
        return self.right + 8

    def line(self, panel: str, row: int) -> float:
        """Return the height of a line of words beside a panel."""
        return sum(self.panels[panel]) - 5 - self.apart * row


WIDE_PLACES = Places(
    403.2, 362.0, 36.0, 296.0, 209.0, 11.6,
    {"yield": (290, 44), "fed": (276, 11), "repo": (221, 37), "positions": (96, 84), "sales": (25, 48)},
)  # fmt: skip
NARROW_PLACES = Places(
    298.8, 259.2, 28.0, 190.0, 155.0, 10.8,
    {"yield": (208, 25), "fed": (198, 8), "repo": (163, 21), "positions": (80, 50), "sales": (20, 37)},
)  # fmt: skip


def places_of(figure):
    """Return the `Places` of a wide or a narrow figure."""
    return NARROW_PLACES if style.narrow(figure) else WIDE_PLACES


def view(walk):
    """Return what the frame depends on: the episode, and the roof of the panel of sales."""
    return walk.found.key, next(roof for roof in ROOFS if (walk.against + walk.left).max() <= roof + 1e-9)


def cover(figure, walk):
    """Return what hides the answer before a guess: all below the record's zone."""
    return [(0.0, 0.0, 1.0, (places_of(figure).border - 12) / places_of(figure).height)]


def limits(values, step):
    """Return limits and three ticks on multiples of a step that hold the values."""
    low, high = np.floor(values.min() / step) * step, np.ceil(values.max() / step) * step
    return (low, high), (low, (low + high) / 2, high)


def frame(figure, view):
    """Draw the two zones, all axes, and the record from end to end, faintly."""
    key, roof = view
    found, at = episode(key), places_of(figure)
    _zones(figure, at)
    make = partial(_panel, figure, at, found)
    yields, ticks = limits(found.yields, 0.5)
    make("yield", yields, ticks, _("Ten-year yield, %"))
    make("fed", (0, FULL), (), "")
    rates = np.concatenate([found.upper, found.lower, _rates(key)[1]])
    title = _("SOFR and range, month-ends, %") if key == "y2022" else _("Repo rate SOFR, Fed's range, %")
    make("repo", *limits(rates, 0.5), title)
    make("positions", *_ends(found), _("Positions, % of sold futures on day 0"))
    make("sales", (0, roof), (0, roof / 2, roof), _("The model: sold that day, % of day 0"))
    _record(figure.axes[1:5], found)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, at.width), ylim=(0, at.height))
    glass.axis("off")
    if at is WIDE_PLACES:
        marks.write(glass, at.side, at.line("yield", 3), _("solid: Fed acts"), style.SOFT)
    if np.isnan(found.fed).all():
        middle = (at.left + at.right) / 2
        glass.text(
            middle,
            at.panels["fed"][0] + (5 if at is WIDE_PLACES else 3),
            _("the Fed bought and lent as usual"),
            size=9.5,
            color=style.SOFT,
            ha="center",
            va="center",
        )


def _ends(found):
    """Return limits and ticks of the positions' panel: sold futures may double, and net ones may be below nought."""
    most, least = found.shorts.max() / found.shorts[0], found.nets.min() / found.shorts[0]
    top = 120 if most <= 1.2 else 100 * np.ceil(most)
    return (min(0, 20 * np.floor(5 * least)), top), (0, 50, 100) if top == 120 else (0, 100, top)


def _zones(figure, at):
    """Draw the ground: the record white, record and model tinted, each with its name."""
    ground = figure.add_axes((0, 0, 1, 1))
    ground.set(xlim=(0, at.width), ylim=(0, at.height))
    ground.axis("off")
    ground.axhspan(0, at.border, color=style.FUND, alpha=TINT, linewidth=0)
    ground.text(4, at.height - 8, _("ON RECORD"), size=10, weight="bold", color=style.INK, va="center")
    ground.text(4, at.border - 7, _("RECORD AND MODEL [A]"), size=10, weight="bold", color=style.FUND, va="center")


def _panel(figure, at, found, name, ylim, yticks, title):
    """Add a panel over the episode's days; only the lowest has dates."""
    bottom, height = at.panels[name]
    last = len(found.days) - 1
    shown = np.linspace(0, last, 4 if at is WIDE_PLACES else 3).round().astype(int)
    axes = style.add_axes(
        figure,
        (at.left / at.width, bottom / at.height, (at.right - at.left) / at.width, height / at.height),
        xlim=(0, last),
        ylim=ylim,
        xticks=shown,
        yticks=yticks,
    )
    axes.set_title(title, size=10 if at is WIDE_PLACES else 9.5, color=style.INK, loc="left", pad=4)
    axes.set_facecolor("none")
    if name == "fed":
        axes.spines["left"].set_visible(False)
        axes.tick_params(length=0)
    axes.set_yticklabels([f"{tick:g}" for tick in yticks])
    axes.set_xticklabels([day_and_month(found.days[day], short=True) for day in shown] if name == "sales" else [])
    return axes


@lru_cache(8)
def _rates(key):
    """Return where the repo rates of an episode lie on its axis, and the rates."""
    found = episode(key)
    inside = np.array([found.days[0] <= day <= found.days[-1] for day in found.sofr_days])
    return places(found, np.array(found.sofr_days)[inside]), found.sofr[inside]


@lru_cache(8)
def _reports(key):
    """Return where the reports of positions lie on an episode's axis; sold and net futures, % of those sold on day 0."""
    found = episode(key)
    return places(found, found.short_days), *(100 * each / found.shorts[0] for each in (found.shorts, found.nets))


def places(found, days):
    """Return where days lie on the axis of trading days; before day 0 is day 0."""
    known = np.array([day.toordinal() for day in found.days])
    return np.interp([day.toordinal() for day in days], known, np.arange(known.size))


def _record(panels, found):
    """Draw the whole record faintly."""
    yields, fed, repo, positions = panels
    along = np.arange(len(found.days))
    for day, (by_fed, _words) in found.events.items():
        marks.upright(
            yields,
            found.at(day),
            style.FED if by_fed else style.SOFT,
            1.6 if by_fed else 1.2,
            alpha=PART,
            dashes="-" if by_fed else (1, 2),
        )
    thin = slice(None, None, 1 + along.size // 100)
    marks.line(yields, along[thin], found.yields[thin], style.INK, 1.2, alpha=PART)
    _bars(fed, found, len(found.days), alpha=0.25)
    new = [0, *(np.flatnonzero(np.diff(found.upper) + np.diff(found.lower)) + 1), along[-1]]  # the range rarely moves
    repo.fill_between(
        along[new], found.lower[new], found.upper[new], step="post", color=style.FED, alpha=0.12, linewidth=0
    )
    repo.plot(*_rates(found.key), ":", color=style.REPO_LENDER, linewidth=1.2)
    at, sold, net = _reports(found.key)
    positions.plot(at, sold, "o", color=style.INK, markersize=3.5, alpha=PART)
    positions.plot(at, net, "o", color=style.INK, markersize=3.5, alpha=PART, fillstyle="none")


def _bars(axes, found, end, **options):
    """Draw what the Fed lent or bought on the days before an end."""
    days = np.flatnonzero(found.fed[:end] > 0)
    if days.size:
        marks.bars(axes, days, 0, found.fed[days], style.FED, 4 if len(found.days) < 60 else 2.4, **options)


def draw(figure, walk, ghost=None):
    """Draw a `basislib.scenes.episode_days.Walk` up to its day; a pinned one of the same episode in grey."""
    yields, fed, repo, positions, sales, glass = figure.axes[1:]
    at, found, day, along = places_of(figure), walk.found, walk.day, np.arange(walk.day + 1)
    x = at.left + (at.right - at.left) * day / (len(found.days) - 1)
    marks.bars(
        glass,
        [x, x],
        (at.panels["positions"][0], at.panels["sales"][0]),
        (sum(at.panels["yield"]), sum(at.panels["sales"])),
        style.SOFT,
        3.5,
        alpha=0.22,
        cap="projecting",
    )
    marks.line(yields, along, found.yields[: day + 1], style.INK, 2)
    _bars(fed, found, day + 1)
    when, rates = _rates(found.key)
    marks.line(repo, when[when <= day], rates[when <= day], style.REPO_LENDER, 2)
    if ghost is not None and ghost.found.key == found.key:
        marks.series(positions, ghost.notes, style.GHOST, 2.6, alpha=0.7)
    when, sold, net = _reports(found.key)
    past = when <= day
    marks.line(positions, when[past], sold[past], style.INK, 1.2)
    marks.dots(positions, when[past], sold[past], "o", style.INK, 4.5)
    marks.line(positions, when[past], net[past], style.INK, 1, ":")
    marks.dots(positions, when[past], net[past], "o", style.INK, 4, filled=False)
    marks.line(positions, np.arange(day, walk.notes.size), walk.notes[day:], style.FUND, 1.2, ":")
    marks.line(positions, along, walk.notes[: day + 1], style.FUND, 2, "--")
    _sales(sales, walk)
    _headline(glass, at, walk)
    _beside(glass, at, walk)


def _sales(axes, walk):
    """Draw what the model's funds sell each day: against their will, and on top of their own accord."""
    width = 5 if len(walk.found.days) < 40 else 2.6 if len(walk.found.days) < 100 else 1
    for low, high, color in (
        (0 * walk.left, walk.against, style.LOSS),
        (walk.against, walk.against + walk.left, style.FUTURES_BUYER),
    ):
        days = np.flatnonzero(high - low > 0.01)
        for shown, alpha in ((days[days <= walk.day], 1.0), (days[days > walk.day], 0.3)):
            if shown.size:
                marks.bars(axes, shown, low[shown], high[shown], color, width, alpha=alpha)


def _beside(glass, at, walk):
    """Write the day's numbers beside the panels."""

    def say(panel, row, words, colour=style.INK, shift=0.0, **options):
        marks.write(glass, at.side + shift, at.line(panel, row), words, colour, **options)

    found, day, until = walk.found, walk.day, slice(walk.day + 1)
    say("yield", 0, full_date(walk.date, short=True), weight="bold")
    say("yield", 1, _("yield {rate:.2f}%").format(rate=found.yields[day]))
    if at is WIDE_PLACES:
        say("yield", 2, _("{change}bp so far").format(change=signed(walk.yield_change, 0)))
    if not np.isnan(found.fed[day]):
        say("fed", 0, _(ACTS[walk.does]).format(amount=found.fed[day]), style.INK if found.fed[day] else style.SOFT)
    say("repo", 0, _("SOFR {rate:.2f}%").format(rate=walk.sofr), weight="bold")
    say("repo", 1, _("range {low:g}–{high:g}").format(low=found.lower[day], high=found.upper[day]))
    say("positions", 0, _("sold {share:.0f}%").format(share=walk.sold), shift=9, weight="bold")
    say("positions", 1, _("${amount:,.0f}bn").format(amount=walk.sold * found.shorts[0] / 100), shift=9)
    say("positions", 2, _("net {share:.0f}%").format(share=walk.net), shift=9)
    say("positions", 3, full_date(walk.sold_day, short=True), style.SOFT, shift=9)
    say("positions", 5, _("model {share:.0f}%").format(share=walk.notes[day]), style.FUND, shift=9, weight="bold")
    marks.dots(glass, at.side + 3, at.line("positions", 0), "o", style.INK, 4.5)
    marks.dots(glass, at.side + 3, at.line("positions", 2), "o", style.INK, 4.5, filled=False)
    marks.line(glass, [at.side, at.side + 6], [at.line("positions", 5)] * 2, style.FUND, 2, "--")
    say("sales", 0, _("calls {share:.1f}%").format(share=walk.calls[until].sum()), shift=9)
    say("sales", 1, _("caution {share:.1f}%").format(share=walk.caution[until].sum()), shift=9)
    say("sales", 2, _("limits {share:.1f}%").format(share=walk.limits[until].sum()), shift=9)
    say("sales", 3, _("own accord {share:.1f}%").format(share=walk.left[until].sum()), shift=9)
    upright = (at.line("sales", 2) - 2.5, at.line("sales", 0) + 2.5)  # three reasons, one colour in the panel
    marks.line(glass, [at.side + 3] * 2, upright, style.LOSS, 4.5, cap="butt")
    marks.dots(glass, at.side + 3, at.line("sales", 3), "s", style.FUTURES_BUYER, 4.5)


def _headline(glass, at, walk):
    """Write the last event on top."""
    text = "  "  # before the first
    if walk.event is not None:
        when, by_fed, words = walk.event
        text = _("{day}  Fed: {event}") if by_fed else _("{day}  {event}")
        text = text.format(day=day_and_month(when, short=True), event=_(words))
    marks.write(
        glass,
        at.width - 4,
        at.height - 8,
        text,
        style.INK if walk.is_news else style.SOFT,
        ha="right",
        weight="bold" if walk.is_news else "normal",
    )
