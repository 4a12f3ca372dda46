"""What whoever is short may choose, and an estimate of what each choice is worth.

==============  ===============================================================================================
quality         which note: the future follows the cheapest one, whichever that will be
timing          which day of the delivery month; chiefly a matter of carry, see `basislib.securities.ranking`
end of month    after the last trade the invoice price is fixed, and the note may still be changed: six business
                days for TY, TN, US and UB, two for TU, 3YR and FV, up to the last notice
wild card       the day's futures price is fixed at 2 p.m. in Chicago, and delivery may be announced until the
                evening (Kane and Marcus 1986)
new issue       the Treasury may sell a note that is cheaper than all there are
==============  ===============================================================================================

The long basis owns these choices. `net basis - their value` is the **option-adjusted basis**: what the trade costs
beyond what it gets.

**Estimates.** All yields move together, by a normal shift of a given standard deviation a business day; spreads
between notes and the repo rate do not move. Forward prices are kept where they are on average: a note's price as a
function of the shift is convex, and its mean would otherwise lie above the forward. Spreads do move in truth, which
adds value; the fund's costs of changing the note, which take some away, are left out.

Units: points per 100 face of the cheapest note, shifts in basis points.
"""

from dataclasses import dataclass
from datetime import date
from math import erf, exp, pi, sqrt

import numpy as np

from basislib.checks import plain, within
from basislib.securities.baskets import Basket, shifted_yields, single
from basislib.securities.calendars import business_days
from basislib.securities.delivery import DeliveryDays
from basislib.securities.ranking import cheapest_delivery
from basislib.types import ArrayLike, Broadcast

REACH, NODES = 7.0, 2801  # standard deviations on both sides, and points between; kinks cost a millionth
EVENING = 0.4  # an evening's share of a day's standard deviation [A]
VOLATILITY = {"unit": "bp a business day", "low": 0, "high": 100}


@dataclass(frozen=True)
class Choices:
    """The short's options when delivery is on one day, points per 100 face of the cheapest note.

    Attributes
    ----------
    note : int
        Position of the cheapest note.
    net_basis : float
    quality, end_of_month : float
    wild_card : float
        Of one evening. It can be used once, so all evenings together are worth more than one and less than their sum.
    evenings : int
    """

    note: int
    net_basis: float
    quality: float
    end_of_month: float
    wild_card: float
    evenings: int

    @property
    def adjusted(self) -> float:
        """Option-adjusted basis: net basis less quality and end of month; the wild card comes on top."""
        return self.net_basis - self.quality - self.end_of_month


def choices(
    basket: Basket, days: DeliveryDays, futures_price: float, *, repo_rate: float, volatility: float, last: bool
) -> Choices:
    """Return the short's options if it delivers on the first or on the last of a basket's days.

    On the first day the note is chosen on the first notice day and nothing comes after. On the last day the choice
    lasts until trading ends, and then come the end of the month and an evening for each delivery day before.

    Parameters
    ----------
    basket : Basket
        Its first and its last delivery day are meant.
    days : DeliveryDays
    futures_price, repo_rate : float
        Points per 100 face; to delivery, per cent a year, ACT/360.
    volatility : float
        Standard deviation of a business day's shift, bp.
    last : bool
        Whether on the last day.

    Returns
    -------
    Choices

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    future, rate, move = single("futures price", futures_price), single("repo rate", repo_rate), _moves(volatility)
    ready, chosen = _time_to_choose(basket, days, last)
    note, _ = cheapest_delivery(ready, repo_rate=rate)
    factor = float(ready.conversion_factor[note])
    net = float(ready.forwards(ready.clean_price, np.array([rate]))[0, note]) - future * factor
    to_go = _business_days(chosen, days.last_notice) if last else 0
    evenings = _business_days(max(days.first_intention, ready.settle), chosen) if last else 0
    dv01 = float(ready.prices_at(ready.yield_)[1][note])
    return Choices(
        note=note,
        net_basis=net,
        quality=_quality(ready, chosen, note, rate, move),
        end_of_month=end_of_month_option(ready, repo_rate=rate, move_bp=move * sqrt(to_go)) if to_go else 0.0,
        wild_card=wild_card_option(factor, max(net, 0.0), move_points=dv01 * move * EVENING) if evenings else 0.0,
        evenings=evenings,
    )


def quality(basket: Basket, days: DeliveryDays, *, repo_rate: float, volatility: float, last: bool) -> float:
    """Return the ``quality`` of `choices`, given the same, without the other choices."""
    rate, move = single("repo rate", repo_rate), _moves(volatility)
    ready, chosen = _time_to_choose(basket, days, last)
    return _quality(ready, chosen, cheapest_delivery(ready, repo_rate=rate)[0], rate, move)


def _quality(ready: Basket, chosen: date, note: int, rate: float, move: float) -> float:
    """Return the value of choosing another note than the cheapest until a day, in points of that note."""
    option = quality_option(ready, repo_rate=rate, move_bp=move * sqrt(_business_days(ready.settle, chosen)))
    return float(ready.conversion_factor[note] * option)


def quality_option(basket: Basket, *, repo_rate: float, move_bp: ArrayLike) -> Broadcast:
    """Value of choosing the note later, in points of the **future**: what it is lower than its cheapest note alone.

    ``min_i c_i(0) - E[min_i c_i(x)]``, with `c` the converted forward prices of all notes and days, x the shift at the
    time of the choice, and each ``c_i`` moved so that ``E[c_i(x)] = c_i(0)``. At least 0, and 0 for one note.

    Parameters
    ----------
    basket : Basket
    repo_rate : float
        To delivery, per cent a year, ACT/360.
    move_bp : float or array_like
        Standard deviation of the shift until the choice, bp.

    Returns
    -------
    float or ndarray
        Points per 100 face of the future; times the cheapest note's factor, points per 100 face of notes.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    The mean is a sum over 2801 shifts. It is what lies between the lines of the switch points: without a switch
    within reach it is nearly nothing.
    """
    prices, weights = _lines(basket, repo_rate, move_bp)
    return _choice(prices / np.tile(basket.conversion_factor, len(basket.deliveries)), weights)


def end_of_month_option(basket: Basket, *, repo_rate: float, move_bp: ArrayLike) -> Broadcast:
    """Value of changing the note after the last trade, points per 100 face of notes.

    The invoice price is fixed at what makes the cheapest note fair, F, and futures face equals note face. Delivering
    note j instead costs ``forward_j - F × CF_j``, so the value is what `quality_option` gives for these lines. They
    differ more in slope than converted prices do. As if trading ended at today's yields. Parameters and refusals are
    those of `quality_option`.
    """
    prices, weights = _lines(basket, repo_rate, move_bp)
    factors = np.tile(basket.conversion_factor, len(basket.deliveries))
    today = basket.forwards(basket.clean_price, np.array([float(repo_rate)])).ravel()
    fixed = (today / factors).min()
    return _choice(prices - fixed * factors, weights, today - fixed * factors)


def wild_card_option(conversion_factor: float, net_basis: float, *, move_points: float) -> float:
    """Value of one evening, points per 100 face of notes.

    A short with 100 of notes is short CF of contracts, each of which takes 100. After a move of the note's price by m
    it sells the ``1 - CF`` too many, or buys what is missing, at the new price, and delivers the rest at the price of
    2 p.m.: that earns ``(1 - CF) × m`` and gives up ``CF × net basis``. The value is the mean of what is left above 0
    for a normal m.

    Parameters
    ----------
    conversion_factor : float
    net_basis : float
        What the other choices are still worth, points per 100 face.
    move_points : float
        Standard deviation of the note's price over the evening, points.

    Examples
    --------
    >>> round(32 * wild_card_option(0.85, 2 / 32, move_points=0.3), 4)
    0.0841
    """
    spread = abs(1 - conversion_factor) * float(within("price move", move_points, "points", low=0))
    cost = conversion_factor * net_basis
    if spread == 0:
        return max(-cost, 0.0)
    far = cost / spread
    return spread * exp(-far * far / 2) / sqrt(2 * pi) - cost * (1 - erf(far / sqrt(2))) / 2


def _time_to_choose(basket: Basket, days: DeliveryDays, last: bool) -> tuple[Basket, date]:
    """Return the basket on its first or its last day, and the day on which the note for it is chosen."""
    ready = basket.on(basket.deliveries[-1 if last else 0])
    return ready, max(ready.settle, days.last_trade if last else days.first_notice)


def _moves(volatility: float) -> float:
    """Check the standard deviation of a day."""
    return single("volatility", volatility, **VOLATILITY)


def _business_days(start: date, end: date) -> int:
    """Count the securities market's days from one date to another."""
    return max(int(np.busday_count(start, end, busdaycal=business_days("securities"))), 0)


def _lines(basket: Basket, repo_rate: float, move_bp: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return forward prices of every day and note along the last axis, over the shifts, and the shifts' weights."""
    rate = single("repo rate", repo_rate)
    move = within("move of yields", move_bp, "bp", low=0, high=2000)
    steps = np.linspace(-REACH, REACH, NODES)
    weights = np.exp(-(steps**2) / 2)
    yields = shifted_yields(basket, move[..., None] * steps, np.zeros(()))
    forwards = basket.forwards(basket.clean_at(yields), np.array([rate]))
    return forwards.reshape(*forwards.shape[:-2], -1), weights / weights.sum()


def _choice(lines: np.ndarray, weights: np.ndarray, today: np.ndarray | None = None) -> Broadcast:
    """Return the lowest line today less the mean of the lowest, each line moved to its value today on average."""
    now = lines[..., NODES // 2, :] if today is None else today
    moved = lines - (np.einsum("...sn,s->...n", lines, weights) - now)[..., None, :]
    return plain(now.min(axis=-1) - np.einsum("...s,s->...", moved.min(axis=-1), weights))
