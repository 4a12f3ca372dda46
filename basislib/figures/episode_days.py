"""An episode day by day: what is on record above, what the model makes of the same days below."""

from functools import lru_cache, partial

import numpy as np

from basislib.episodes import episode
from basislib.figures import style
from basislib.figures.marks import bars, write

WIDTH, HEIGHT = 403.2, 362.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, RIGHT = 0.09 * WIDTH, 0.735 * WIDTH  # ends of the panels
SIDE = RIGHT + 8
PANELS = {  # bottom and height in points
    "yield": (288, 44), "fed": (274, 11), "repo": (221, 35), "sold": (162, 39), "notes": (83, 41), "gap": (25, 37)}
BORDER = 155  # the model's zone is below
FULL = 120.0  # the Fed's bars, $bn a day
GAPS = (5, 10, 20, 40, 80, 160, 320, 1000, 5000)  # cents per 100
ZONE, PART = "#e9f1f8", 0.45
APART = 11.6


def view(walk):
    """Return what the frame depends on: the episode, and the roof of the gap's panel."""
    return walk.found.key, next(roof for roof in GAPS if walk.gap.max() <= roof)


def limits(values, step):
    """Return limits and three ticks on multiples of a step that hold the values."""
    low, high = np.floor(values.min() / step) * step, np.ceil(values.max() / step) * step
    return (low, high), (low, (low + high) / 2, high)


def frame(figure, view):
    """Draw the two zones, all axes, and the record from end to end, faintly."""
    key, roof = view
    found = episode(key)
    _zones(figure)
    last = len(found.days) - 1
    make = partial(_panel, figure, last, found)
    yields, at = limits(found.yields, 0.5)
    make("yield", yields, at, "Ten-year yield, %")
    make("fed", (0, FULL), (), "")
    rates = np.concatenate([found.upper, found.lower, _rates(key)[1]])
    month_ends = ", month-ends" if found.key == "y2022" else ""
    make("repo", *limits(rates, 0.5), "Repo rate (SOFR) and the Fed's range, %" + month_ends)
    most = found.shorts.max() / found.shorts[0]
    top = 120 if most <= 1.2 else 100 * np.ceil(most)
    make("sold", (0, top), (0, 50, 100) if top == 120 else (0, 100, top), "Futures sold by funds, % of day 0")
    make("notes", (0, 120), (0, 50, 100), "Funds' notes and forced sales, % of day 0")
    make("gap", (0, roof), (0, roof / 2, roof), "Future less note, cents per 100")
    _record(figure.axes[1:5], found)
    glass = figure.add_axes((0, 0, 1, 1))
    glass.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    glass.axis("off")
    glass.plot(SIDE + 3, _height("notes", 1), "s", color=style.LOSS, markersize=5.5)
    write(glass, SIDE, _height("yield", 3), "solid: Fed acts", style.SOFT)
    if np.isnan(found.fed).all():
        glass.text((LEFT + RIGHT) / 2, PANELS["fed"][0] + 5, "no special purchases or loans of the Fed", size=9.5,
                   color=style.SOFT, ha="center", va="center")


def _zones(figure):
    """Draw the ground: the record white, the model tinted, each with its name."""
    ground = figure.add_axes((0, 0, 1, 1))
    ground.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    ground.axis("off")
    ground.axhspan(0, BORDER, color=ZONE, linewidth=0)
    ground.text(4, HEIGHT - 8, "ON RECORD", size=10.5, weight="bold", color=style.INK, va="center")
    ground.text(4, BORDER - 8, "THE MODEL on these days [A]", size=10.5, weight="bold", color=style.FUND, va="center")


def _panel(figure, last, found, name, ylim, yticks, title):
    """Add a panel over the episode's days; only the lowest has dates."""
    bottom, height = PANELS[name]
    shown = np.linspace(0, last, 4).round().astype(int)
    axes = style.add_axes(figure, (LEFT / WIDTH, bottom / HEIGHT, (RIGHT - LEFT) / WIDTH, height / HEIGHT),
                          xlim=(0, last), ylim=ylim, xticks=shown, yticks=yticks, title=title)
    axes.set_facecolor("none")
    if name == "fed":
        axes.spines["left"].set_visible(False)
        axes.tick_params(length=0)
    axes.set_yticklabels([f"{tick:g}" for tick in yticks])
    axes.set_xticklabels([day_words(found.days[at]) for at in shown] if name == "gap" else [])
    return axes


def day_words(day):
    """Return a date as "9 Mar"."""
    return f"{day.day} {day:%b}"


@lru_cache(8)
def _rates(key):
    """Return where the repo rates of an episode lie on its axis, and the rates."""
    found = episode(key)
    inside = np.array([found.days[0] <= day <= found.days[-1] for day in found.sofr_days])
    return places(found, np.array(found.sofr_days)[inside]), found.sofr[inside]


@lru_cache(8)
def _sold(key):
    """Return where the reports of futures sold lie on an episode's axis, and what they say, % of day 0."""
    found = episode(key)
    return places(found, found.short_days), 100 * found.shorts / found.shorts[0]


def places(found, days):
    """Return where days lie on the axis of trading days; beyond its ends five trading days a week count on."""
    known = np.array([day.toordinal() for day in found.days])
    wanted = np.array([day.toordinal() for day in days])
    inside = np.interp(wanted, known, np.arange(known.size))
    outside = np.minimum(wanted - known[0], 0) + np.maximum(wanted - known[-1], 0)
    return inside + outside * 5 / 7


def _record(panels, found):
    """Draw the whole record faintly."""
    yields, fed, repo, sold = panels
    along = np.arange(len(found.days))
    for day, (by_fed, _) in found.events.items():
        yields.axvline(found.at(day), color=style.FED if by_fed else style.SOFT, alpha=PART,
                       linestyle="-" if by_fed else (0, (1, 2)), linewidth=1.6 if by_fed else 1.2)
    thin = slice(None, None, 1 + along.size // 100)
    yields.plot(along[thin], found.yields[thin], color=style.INK, linewidth=1.2, alpha=PART)
    _bars(fed, found, len(found.days), alpha=0.25)
    new = [0, *(np.flatnonzero(np.diff(found.upper) + np.diff(found.lower)) + 1), along[-1]]  # the range rarely moves
    repo.fill_between(along[new], found.lower[new], found.upper[new], step="post", color=style.FED, alpha=0.12,
                      linewidth=0)
    repo.plot(*_rates(found.key), ":", color=style.REPO_LENDER, linewidth=1.2)
    sold.plot(*_sold(found.key), "o:", color=style.FUND, linewidth=1, markersize=4, alpha=PART)


def _bars(axes, found, end, **options):
    """Draw what the Fed lent or bought on the days before an end."""
    days = np.flatnonzero(found.fed[:end] > 0)
    if days.size:
        bars(axes, days, 0, found.fed[days], color=style.FED, linewidth=4, **options)


def draw(figure, walk, ghost=None):
    """Draw a `basislib.pages.episodes.Walk` up to its day; a pinned one of the same episode in grey."""
    _, yields, fed, repo, sold, notes, gap, glass = figure.axes
    found, day, along = walk.found, walk.day, np.arange(walk.day + 1)
    x = LEFT + (RIGHT - LEFT) * day / (len(found.days) - 1)
    bars(glass, [x, x], (PANELS["sold"][0], PANELS["gap"][0]), (sum(PANELS["yield"]), sum(PANELS["notes"])),
         color=style.SOFT, linewidth=3.5, alpha=0.22, solid_capstyle="projecting")
    yields.plot(along, found.yields[:day + 1], color=style.INK, linewidth=2)
    _bars(fed, found, day + 1)
    for axes, (at, values), marker, width in ((repo, _rates(found.key), "", 2), (sold, _sold(found.key), "o", 1.4)):
        colour = style.REPO_LENDER if axes is repo else style.FUND
        axes.plot(at[at <= day], values[at <= day], "-" + marker, color=colour, linewidth=width, markersize=5)
    if ghost is not None and ghost.found.key == found.key:
        notes.plot(ghost.notes, color=style.GHOST, linewidth=2.6, alpha=0.7)
        gap.plot(ghost.gap, color=style.GHOST, linewidth=2.6, alpha=0.7)
    for axes, series in ((notes, walk.notes), (gap, walk.gap)):
        axes.plot(np.arange(day, series.size), series[day:], ":", color=style.FUND, linewidth=1.2)
        axes.plot(along, series[:day + 1], "--", color=style.FUND, linewidth=2)
    when = np.flatnonzero(walk.forced > 0.05)
    for shown, alpha in ((when[when <= day], 1.0), (when[when > day], 0.3)):
        if shown.size:
            bars(notes, shown, 0, walk.forced[shown], color=style.LOSS, linewidth=5 if len(found.days) < 60 else 2,
                 alpha=alpha)
    _beside(glass, walk)


def _height(panel, row):
    """Return where a line beside a panel stands."""
    return sum(PANELS[panel]) - 5 - APART * row


def _beside(glass, walk):
    """Write the day's numbers beside the panels, and the last event on top."""
    def say(panel, row, words, colour=style.INK, shift=0.0, **options):
        write(glass, SIDE + shift, _height(panel, row), words, colour, **options)

    today, when, words = walk.headline
    write(glass, WIDTH - 4, HEIGHT - 8, f"{when}  {words}", style.INK if today else style.SOFT, ha="right",
          weight="bold" if today else "normal")
    found, day = walk.found, walk.day
    say("yield", 0, walk.date, weight="bold")
    say("yield", 1, f"yield {found.yields[day]:.2f}%")
    say("yield", 2, f"{style.signed(100 * (found.yields[day] - found.yields[0]), 0)}bp so far")
    if not np.isnan(found.fed[day]):
        say("fed", 0, f"Fed {walk.does} ${found.fed[day]:.0f}bn", style.INK if found.fed[day] else style.SOFT)
    say("repo", 0, f"SOFR {walk.sofr:.2f}%", weight="bold")
    say("repo", 1, f"range {found.lower[day]:g}–{found.upper[day]:g}")
    say("sold", 0, f"{walk.sold:.0f}%", weight="bold")
    say("sold", 1, f"${walk.sold * found.shorts[0] / 100:,.0f}bn")
    say("sold", 2, f"{day_words(walk.sold_day)} {walk.sold_day.year}", style.SOFT)
    if walk.dealers is not None:
        say("sold", 3, f"dealers ${walk.dealers:.0f}bn", style.DEALER)
    say("notes", 0, f"funds {walk.notes[day]:.0f}%", style.FUND, weight="bold")
    say("notes", 1, f"forced {walk.forced[:day + 1].sum():.1f}%", shift=10)
    say("notes", 2, f"own accord {walk.left[:day + 1].sum():.1f}%")
    say("gap", 0, f"gap {walk.gap[day]:.1f}", style.FUND, weight="bold")
    say("gap", 1, f"widest {walk.gap[:day + 1].max():.1f}")
    say("gap", 2, f"R {walk.number[day]:.2f}")
