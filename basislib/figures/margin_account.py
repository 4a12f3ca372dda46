"""A margin account: the price day by day above, the account it moves below."""

import numpy as np

from basislib.figures import marks, style
from basislib.language import _

SIZE, NARROW = (5.6, 4.4), (4.15, 3.9)
HALF_RANGES = (5, 10, 20, 40, 80, 160)  # dollars; the price axis jumps only between these
ROOFS = (10, 20, 40, 80, 160, 320)
LEFT, WIDTH = 0.085, 0.655
SLIM = 0.585  # width on a narrow screen
LOW, TOP = (0.115, 0.385), (0.61, 0.32)  # bottom and height of the two panels
RIGHT = 20.4  # days; where the names of the lines begin


def view(month):
    """Return the snapped limits: half the price range, lowest and highest balance, days.

    Both ways to answer a call count, so that paying or not paying does not move the axes.
    """
    half = _snap(np.abs(month.account.price - month.start).max(), HALF_RANGES)
    balances = np.concatenate([month.account.balance, month.other.balance, _before(month.account)])
    roof = _snap(max(balances.max(), month.initial_margin), ROOFS)
    below = roof / 2 * np.ceil(max(-balances.min(), 0.0) / (roof / 2))
    return half, -below, roof, len(month.account.price) - 1, month.start


def cover(figure, month):
    """Return the boxes that hide the account, and the call that is named above it, but not its title."""
    left, low, top, more = LEFT - 0.004, LOW[0] - 0.014, LOW[0] + LOW[1], 2.6 / 72 / figure.get_figheight()
    return [(left, low, 1 - left, top + more - low), (0.42, top, 0.58, 0.09)]


def _across(figure):
    return SLIM if style.narrow(figure) else WIDTH


def frame(figure, view):
    """Draw the two pairs of axes, the trade price and the empty account."""
    half, floor, roof, days, start = view
    ticks = range(0, days + 1, days // 4)
    top = style.add_axes(
        figure,
        (LEFT, TOP[0], _across(figure), TOP[1]),
        xlim=(0, days),
        ylim=(start - half, start + half),
        xticks=ticks,
        yticks=[start - half, start, start + half],
        title=_("Price of milk tea, $"),
    )
    top.set_xticklabels([])
    top.axhline(start, color=style.SOFT, linewidth=0.9)
    step = roof / 4 if floor == 0 else roof / 2
    low = style.add_axes(
        figure,
        (LEFT, LOW[0], _across(figure), LOW[1]),
        xlim=(0, days),
        ylim=(floor, roof),
        xticks=ticks,
        yticks=np.arange(floor, roof + step / 2, step),
        xlabel=_("trading day"),
        title=_("Margin account, $"),
    )
    if floor < 0:
        low.axhline(0, color=style.SOFT, linewidth=0.9)


def draw(figure, month, ghost=None):
    """Draw price, balance, calls and a close-out of a `basislib.scenes.margin_account.Month`, up to its day."""
    top, low = figure.axes
    if ghost is not None:
        if not np.array_equal(ghost.account.price, month.account.price):
            marks.line(top, np.arange(ghost.day + 1), ghost.account.price[: ghost.day + 1], style.GHOST, 2)
        marks.line(low, *_steps(ghost.account, 0, ghost.day), style.GHOST, 3)
    out = month.account.close_out_day
    end = out if 0 < out <= month.day else month.day
    _price(top, month, end)
    _levels(low, month)
    marks.line(low, *_steps(month.account, 0, end), style.FUND, 1.8, clip_on=False)
    marks.line(low, *_steps(month.account, end, month.day), style.FUND, 1.8, ":", clip_on=False)
    _calls(low, month)
    marks.dots(low, month.day, month.account.balance[month.day], "o", style.FUND, 5, clip_on=False)
    if end == out:
        marks.dots(top, out, month.account.price[out], "X", style.LOSS, 9, clip_on=False)
        marks.dots(low, out, month.account.balance[out], "X", style.LOSS, 9, clip_on=False)


def _price(axes, month, end):
    """Draw the price, after a close-out only faintly, with its value and the trade price."""
    day, price = month.day, month.account.price
    marks.line(axes, np.arange(end + 1), price[: end + 1], style.INK, 1.4, style.FUTURES, clip_on=False)
    marks.line(axes, np.arange(end, day + 1), price[end : day + 1], style.SOFT, 1.4, ":", clip_on=False)
    marks.dots(axes, day, price[day], "o", style.INK, 5, clip_on=False)
    traded = _("bought at {start:g}") if month.side == "long" else _("sold at {start:g}")
    style.label_line(axes, RIGHT, month.start, traded.format(start=month.start), style.SOFT, clip_on=False)
    if day:
        low, high = axes.get_ylim()
        rising = price[day] >= price[max(day - 4, 0) : day].mean()
        above = rising and price[day] < month.start + 0.35 * (high - low)
        y = max(price[day] + (high - low) * (0.13 if above else -0.13), low)
        marks.write(axes, min(max(day, 1.2), 18.6), y, f"{price[day]:.2f}", style.INK, ha="center")


def _levels(axes, month):
    """Draw the initial and the maintenance margin; their names go apart, so they never meet."""
    low, high = axes.get_ylim()
    for level, words, line, shift in (
        (month.initial_margin, _("initial {level:.2f}"), "-", 0.055),
        (month.maintenance_margin, _("maintenance {level:.2f}"), "-.", -0.055),
    ):
        marks.level(axes, level, style.CLEARING_HOUSE, 1.1, line)
        y = max(level + shift * (high - low), low + 0.03 * (high - low))  # clear of the days below
        style.label_line(axes, RIGHT, y, words.format(level=level), style.CLEARING_HOUSE, clip_on=False)


def _calls(axes, month):
    """Mark each call as the way back up to the initial margin, dotted if it was not paid; name the last one above."""
    account = month.account
    days = np.flatnonzero(account.margin_call[: month.day + 1] > 0)
    if not days.size:
        return
    before = _before(account)
    full = np.full(days.shape, month.initial_margin)
    marks.bars(axes, days, before[days], full, style.LOSS, 2.2, dashes="-" if month.pays else ":")
    if month.pays:
        marks.dots(axes, days, full, "^", style.LOSS, 6, clip_on=False)
    low, high = axes.get_ylim()
    last = len(account.price) - 1
    asked = _("last call: {call:.2f} on day {day}") if month.pays else _("call of {call:.2f} on day {day} not paid")
    marks.write(
        axes,
        last * (0.99 - LEFT) / SLIM if style.narrow(axes.figure) else last,
        high + 0.095 * (high - low),
        asked.format(call=account.margin_call[days[-1]], day=days[-1]),
        style.LOSS,
        ha="right",
    )


def _before(account):
    """Return the balance before the day's top-up."""
    return account.balance - account.top_up


def _steps(account, first, last):
    """Return a line from one day to another that falls before it is topped up."""
    levels = np.column_stack([_before(account), account.balance])[first : last + 1]
    return np.repeat(np.arange(first, last + 1), 2), levels.ravel()


def _snap(value, steps):
    return next((step for step in steps if value <= step), steps[-1])
