"""A day's timeline: the parties as lanes, each payment as an arrow between two of them, the fund's cash below."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle

from basislib.figures import marks, style
from basislib.formats import signed
from basislib.fund.settlement import EVENTS, PARTIES, ROUNDS
from basislib.language import N_, _
from basislib.parties import LENDER

WIDTH, HEIGHT = 403.2, 342.0  # in points of type
SIZE, NARROW = (WIDTH / 72, HEIGHT / 72), (4.15, 4.75)


@dataclass(frozen=True)
class Across:
    """Where things stand from left to right, in points.

    Attributes
    ----------
    width, left, right : float
        Of the picture; the ends of the lanes.
    days : tuple of (float, float)
        Left and right ends of the three days.
    columns : tuple of float
        Of the payments, in the order of their hours.
    """

    width: float
    left: float
    right: float
    days: tuple[tuple[float, float], ...]
    columns: tuple[float, ...]

    @property
    def slim(self):
        """Whether the screen is narrow."""
        return self.width < WIDTH

    def of(self, scene):
        """Return where each event stands, and where the fund's cash changes in each round."""
        places = np.empty(len(EVENTS))
        places[np.argsort(scene.rounds, kind="stable")] = self.columns
        middles = []
        for number in range(len(ROUNDS)):
            there = places[scene.rounds == number]
            middles.append(there.mean() if there.size else middles[-1])
        return places, middles


WIDE = Across(WIDTH, 106, 402, ((110, 192), (202, 318), (326, 402)), (122, 163, 214, 251, 288, 338, 375))
THIN = Across(72 * NARROW[0], 71, 297, ((73, 149), (155, 243), (246, 297)), (82, 128, 163, 191, 219, 256, 272))
DAYS = (N_("the day itself"), N_("next morning"), N_("day after"))
CLOSE = EVENTS[1].when(0.0)  # stands for the close of the market: by that hour
HALF = 14  # points: half of an hour's width, in letters
LANES = dict(zip(PARTIES, (276, 249, 219, 186, 161), strict=True))  # party: height
LANES[LENDER] = LANES[PARTIES[-1]]  # both kinds: from the lower lane, by the upper one
WORDS = dict(
    zip(
        PARTIES,
        (N_("Clearing house"), N_("Clearing broker"), N_("Hedge fund"), N_("Overnight lenders"), N_("Term lenders")),
        strict=True,
    )
)
COLOURS = dict(
    zip(PARTIES, (style.CLEARING_HOUSE, style.DEALER, style.FUND, style.REPO_LENDER, style.REPO_LENDER), strict=True)
)
COLOURS[LENDER] = style.REPO_LENDER
FUND, BROKER, OVERNIGHT = LANES[PARTIES[2]], LANES[PARTIES[1]], LANES[PARTIES[3]]
LOW, TALL = 30, 82  # of the lower panel
ROOFS, FLOORS = (0.5, 1, 2, 4, 8, 16, 24), (0, -0.5, -1, -2, -4)  # limits of the cash, $ per 100 of notes
LEAST = 0.005  # $; less is no payment


def view(scene):
    """Return the limits of the cash from two short lists, $ per 100 of notes."""
    cash = [scene.buffer, *scene.cash]
    roof = next((step for step in ROOFS if max(cash) <= step), ROOFS[-1])
    return next((step for step in FLOORS if min(cash) >= step), FLOORS[-1]), roof


def across(figure):
    """Return where things stand from left to right in a figure."""
    return THIN if style.narrow(figure) else WIDE


def cover(figure, scene):
    """Return the boxes that hide the payments, and the fund's cash after the first moment."""
    here = across(figure)
    left, wide = (here.left - 3) / here.width, (here.right - here.left + 4) / here.width
    low, high = (min(LANES.values()) - 10) / HEIGHT, (max(LANES.values()) + 10) / HEIGHT
    return [(left, low, wide, high - low), (left, LOW / HEIGHT, wide, TALL / HEIGHT)]


def frame(figure, view):
    """Draw the days, the lanes with the names of the parties, and the axes of the fund's cash."""
    here = across(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, here.width), ylim=(0, HEIGHT))
    axes.axis("off")
    axes.text(1, HEIGHT - 9, _("Who pays whom, $ per 100 of notes"), size=11, color=style.INK, va="center")
    for (left, right), words in zip(here.days, DAYS, strict=True):
        axes.add_patch(Rectangle((left, LOW), right - left, HEIGHT - LOW - 20, facecolor="#f2f4f6", linewidth=0))
        style.say(axes, (left + right) / 2, HEIGHT - 28, _(words), size=9.5, weight="bold")
    for party in PARTIES:
        height = LANES[party]
        axes.plot([here.left, here.right], [height, height], color=COLOURS[party], linewidth=2.2, solid_capstyle="butt")
        name = _(WORDS[party]).replace(" ", "\n") if here.slim else _(WORDS[party])
        axes.text(here.left - 5, height, name, size=9.5, color=style.INK, ha="right", va="center", linespacing=0.95)
    cash = style.add_axes(
        figure,
        (here.left / here.width, LOW / HEIGHT, (here.right - here.left) / here.width, TALL / HEIGHT),
        xlim=(here.left, here.right),
        ylim=view,
        xticks=(),
        yticks=[0, *(step for step in view if abs(step) > 0.15 * (view[1] - view[0]))],
    )
    cash.yaxis.set_major_formatter("{x:g}")
    cash.patch.set_visible(False)
    cash.axhline(0, color=style.SOFT, linewidth=0.9)
    above = LOW + TALL + (13 if here.slim else 10)  # on a phone the number of the roof stands under the words
    axes.text(1, above, _("Cash of the fund, $ per 100 of notes"), size=11, color=style.INK, va="center")
    place, ends = (here.right, "right") if here.slim else (here.left, "left")
    note = _("A note sold that day is paid the next morning (T+1).")
    axes.text(place, 9, note, size=9.5 if here.slim else 9, color=style.SOFT, ha=ends)


def draw(figure, scene, ghost=None):
    """Draw the payments of a `basislib.scenes.day_of_calls.Timeline` and the fund's cash; a pinned one's cash in grey."""
    lanes, cash = figure.axes
    here = across(figure)
    columns, rounds = here.of(scene)
    _hours(lanes, rounds, scene, here)
    for x, event, amount in zip(columns, EVENTS, scene.paid, strict=True):
        if abs(amount) >= LEAST:
            _payment(lanes, x, event, amount)
    if ghost is not None:
        marks.stairs(cash, *_steps(ghost, here), style.GHOST, 3)
    x, level = _steps(scene, here)
    marks.area(cash, x, np.minimum(level, 0), 0, style.LOSS, alpha=0.25, step=True)
    marks.stairs(cash, x, level, style.FUND, 1.8)
    _levels(cash, scene, here)


def _hours(axes, rounds, scene, here):
    """Write the hour of each round that has a payment, within its day."""
    for x, number in zip(rounds, range(len(ROUNDS)), strict=True):
        if number in scene.rounds:
            day, hour = ROUNDS[number]
            left, right = here.days[day]
            text = f"{hour:%H:%M}"
            words = _("by {hour}").format(hour=text) if ROUNDS[number] == CLOSE else text
            place = min(max(x, left + HALF), right - HALF)
            style.say(axes, place, HEIGHT - 43, words, size=9.5 if here.slim else 9, color=style.SOFT)


def _payment(axes, x, event, amount):
    """Draw an arrow from the payer's lane to the receiver's, the amount beside it and a dot where it passes another."""
    other, futures = LANES[event.other], event.leg == "futures"
    start, end = (other, FUND) if amount > 0 else (FUND, other)
    dashes = style.FUTURES if futures else style.REPO
    marks.arrow(axes, (x, start), (x, end), COLOURS[event.other], 1.5, dashes, short=(0, 1))
    if futures or event.other == LENDER:
        marks.dots(axes, x, BROKER if futures else OVERNIGHT, "o", COLOURS[PARTIES[1 if futures else 3]], 5)
    marks.write(
        axes, x + 3, FUND + 14 if futures else FUND - 14, f"{abs(amount):.2f}", style.LOSS if amount < 0 else style.INK
    )


def _steps(scene, here):
    """Return places and levels of the fund's cash; each level lasts to the next round."""
    return np.array([here.left, *here.of(scene)[1], here.right]), np.array([scene.buffer, *scene.cash, scene.left])


def _levels(axes, scene, here):
    """Write the least cash and the cash at the end beside the line."""
    low, high = axes.get_ylim()
    step = 0.14 * (high - low)
    rounds = here.of(scene)[1]
    for place, level in {scene.lowest_at: scene.lowest, len(rounds) - 1: scene.left}.items():
        above = level - step < low + 0.3 * step
        marks.write(
            axes,
            min(rounds[place] + 4, here.right - 30),
            level + step if above else level - step,
            signed(level, plus=""),
            style.LOSS if level <= -LEAST else style.INK,
            weight="bold",
        )
