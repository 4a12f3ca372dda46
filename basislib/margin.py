"""The futures margin account: daily variation margin, margin calls, and how large a margin must be.

A futures position is paid for by nobody at the start. Both sides put down a deposit, the initial
margin, and from then on the loser pays the winner every day. The margin is not a fee and not a price:
it comes back, less whatever was lost, and a long future is not a call option, whose holder can never be
asked for more than the premium.

Money is dollars per unit of the good (per 100 of face value for a Treasury future); volatility is the
standard deviation of one trading day's price change, in the same unit.
"""

import math
from dataclasses import dataclass

import numpy as np

from basislib.checks import one_of, plain, within

SIDES = ("long", "short")
MONITORING = ("continuous", "close")
RULES = ("none", "floor", "buffer", "stress weight")

MONEY = "dollars per unit"
PER_DAY = "dollars per unit a day"
LARGEST = 1e100  # dollars; sums and products of larger amounts would overflow
ROUNDING = 1e-12  # relative; a shortfall smaller than this is arithmetic noise, not a margin call
MOST_PRICES = 10_000_000  # 80 MB of simulated prices
CLOSE_SHIFT = 0.5826  # -zeta(1/2) / sqrt(2 pi), Broadie, Glasserman and Kou (1997)
NORMAL_QUARTILE = 0.6744897501960817  # half of all standard normal draws are larger in size

_erfc = np.vectorize(math.erfc, otypes=[float])


@dataclass(frozen=True, eq=False)
class MarginAccount:
    """A margin account day by day; every array has the day along its last axis, column 0 the trade.

    Attributes
    ----------
    price : ndarray
        Price at the trade and then each day's settlement price, money per unit.
    variation_margin : ndarray
        Received (+) or paid (-) for the day's price change, money per unit.
    margin_call : ndarray
        Demanded at the end of the day, money per unit; 0 on most days.
    top_up : ndarray
        Paid in after the call, money per unit: the call, or 0 if the position is closed out instead.
    balance : ndarray
        In the account at the end of the day, after the top-up, money per unit. Once the position is
        closed it no longer moves, and a negative balance is owed to the clearing house.
    profit : ndarray
        Sum of the variation margin so far, money per unit.
    is_open : ndarray of bool
        Whether the position is held into the next day.
    """

    price: np.ndarray
    variation_margin: np.ndarray
    margin_call: np.ndarray
    top_up: np.ndarray
    balance: np.ndarray
    profit: np.ndarray
    is_open: np.ndarray

    @property
    def total_profit(self):
        """Profit on the last day, money per unit: side x (last price while open - trade price)."""
        return plain(self.profit[..., -1])

    @property
    def debt(self):
        """Owed to the clearing house after a close-out that cost more than the account held; 0 or more."""
        return plain(np.where(self.is_open[..., -1], 0.0, np.maximum(0.0 - self.balance[..., -1], 0.0)))

    @property
    def first_call_day(self):
        """Day of the first margin call, counted from 1; -1 if there was none."""
        return _first_day(self.margin_call > 0)

    @property
    def close_out_day(self):
        """Day on which the position was closed out for want of a top-up; -1 if it was not."""
        return _first_day(~self.is_open)

    def to_frame(self):
        """Return the account as a pandas DataFrame with one row per day (a single account only)."""
        import pandas as pd  # only here: a workbook that draws no table does not pay for the import

        if self.balance.ndim != 1:
            raise ValueError(f"account has shape {self.balance.shape}; a table shows one account of shape (days,).")
        return pd.DataFrame(vars(self)).rename_axis("day")


def margin_account(prices, initial_margin, maintenance_margin, side="long", top_up=True):
    """Run a futures margin account along one or many price paths.

    Each day ``variation margin = side * (price - price the day before)``, with side +1 for the long
    and -1 for the short, is added to the balance. A balance that ends the day *below* the maintenance
    margin brings a margin call: back up to the **initial** margin, not merely to the maintenance
    margin. Without the top-up the position is closed at that day's price and the account stays as it is.

    Parameters
    ----------
    prices : array_like, shape (..., days + 1)
        Price at the trade, then each day's settlement price; money per unit. Any finite price will do,
        also below zero, where oil futures settled in April 2020.
    initial_margin : float or array_like
        Deposit at the trade and level after a call, money per unit; above 0. Arrays broadcast against
        the leading axes of `prices`.
    maintenance_margin : float or array_like
        Level below which a call is made, money per unit; from 0 to the initial margin.
    side : {"long", "short"}
    top_up : bool or array_like of bool, optional
        Whether the holder pays margin calls.

    Returns
    -------
    MarginAccount
        Arrays of shape (..., days + 1).

    Raises
    ------
    ValueError
        If an input is not finite, the initial margin is not above 0, or the maintenance margin lies
        outside 0 to the initial margin.

    Notes
    -----
    Always ``balance change = variation margin + top-up`` and ``balance = initial margin + top-ups +
    profit``. A loss that was paid is a loss and not a fee: if the price comes back, so does the money,
    but only to a holder who could top up.

    Gains stay in the account, although a holder may withdraw what exceeds the initial margin, and no
    interest is paid. A real close-out follows the unpaid call by hours or a day, at the price found then.

    Source: Hull, *Options, Futures, and Other Derivatives*, chapter 2, "The operation of margin accounts".

    Examples
    --------
    Milk tea at 100 on a margin of 10, maintenance 8:

    >>> account = margin_account([100, 97, 101], initial_margin=10, maintenance_margin=8)
    >>> account.margin_call, account.balance
    (array([0., 3., 0.]), array([10., 10., 14.]))
    """
    prices, initial, maintenance, pays = _account_inputs(prices, initial_margin, maintenance_margin, top_up)
    direction = 1.0 if one_of("side", side, SIDES) == "long" else -1.0
    change = np.diff(direction * prices, axis=-1, prepend=direction * prices[..., :1])
    threshold = maintenance - ROUNDING * (initial + np.abs(prices).max(axis=-1))
    variation, call, paid, balance = (np.zeros(prices.shape) for _ in range(4))
    is_open = np.ones(prices.shape, dtype=bool)
    balance[..., 0] = initial
    for day in range(1, prices.shape[-1]):
        held = is_open[..., day - 1]
        variation[..., day] = np.where(held, change[..., day], 0.0)
        before = balance[..., day - 1] + variation[..., day]
        called = held & (before < threshold)
        call[..., day] = np.where(called, initial - before, 0.0)
        paid[..., day] = np.where(pays, call[..., day], 0.0)
        balance[..., day] = np.where(called & pays, initial, before)
        is_open[..., day] = held & (pays | ~called)
    return MarginAccount(prices, variation, call, paid, balance, np.cumsum(variation, axis=-1), is_open)


def futures_profit(price, entry):
    """Profit of a long futures position per unit: ``price - entry``, a straight line through both signs.

    Parameters
    ----------
    price, entry : float or array_like
        Futures price now and at the trade, money per unit.

    Returns
    -------
    float or ndarray
        Money per unit. The short's profit is its negative.

    Raises
    ------
    ValueError
        If an input is not finite.
    """
    return plain(_money("price", price) - _money("entry price", entry))


def call_option_profit(price, strike, premium):
    """Profit at expiry of a bought call option: ``max(price - strike, 0) - premium``, never below -premium.

    Parameters
    ----------
    price, strike : float or array_like
        Price at expiry and strike price, money per unit.
    premium : float or array_like
        Price paid for the option, money per unit; at least 0. Unlike margin it is gone once paid.

    Returns
    -------
    float or ndarray
        Money per unit.

    Raises
    ------
    ValueError
        If an input is not finite or the premium is negative.
    """
    premium = _money("premium", premium, low=0)
    exercise = _money("price", price) - _money("strike price", strike)
    return plain(np.maximum(exercise, 0.0) - premium)


def margin_for_volatility(volatility, multiple=4.66):
    """Initial margin that follows volatility: ``multiple * volatility``.

    Parameters
    ----------
    volatility : float or array_like
        Standard deviation of one day's price change, money per unit; at least 0.
    multiple : float or array_like, optional
        Daily standard deviations covered; at least 0. The default 4.66 = 2.33 x 2 would be a 99% move
        (2.33) over four days (square root 2). **It is an assumption**: a fitted number that stands for
        the clearing house's add-ons, not its real liquidation period; see `initial_margin`.

    Returns
    -------
    float or ndarray
        Money per unit.

    Raises
    ------
    ValueError
        If an input is negative or not finite.
    """
    sigma = _money("volatility", volatility, PER_DAY, low=0)
    return plain(within("multiple", multiple, "daily standard deviations", low=0) * sigma)


def initial_margin(volatility_bp, duration, multiple=4.66, floor_bp=10, cap_bp=50):
    """Initial margin of a Treasury future from the volatility of its yield.

    ``duration * clip(multiple * volatility, floor, cap) * 1e-4``

    Parameters
    ----------
    volatility_bp : float or array_like
        Standard deviation of one day's change in yield, basis points a day; at least 0.
    duration : float or array_like
        Modified duration of the cheapest-to-deliver, years; above 0.
    multiple : float or array_like, optional
        Daily standard deviations covered; at least 0. **Z = 4.66 is an assumption**: with the floor and
        the cap it was fitted to 0.30bp of yield per point of the MOVE index, itself a fit to a few
        published margins, and it stands for the clearing house's add-ons.
    floor_bp, cap_bp : float or array_like, optional
        Least and largest yield move covered, basis points; 0 <= floor <= cap.

    Returns
    -------
    float or ndarray
        Fraction of par: 0.012 is $1,200 on a contract of $100,000 face.

    Raises
    ------
    ValueError
        If an input is out of range or the floor exceeds the cap.

    Notes
    -----
    In the rallies of 2020 and of April 2025 the rule is within some 5bp of yield (root-mean-square) of
    what it was fitted to. After the middle of March 2020 it is too high: realised volatility peaks later
    than the implied volatility that the index shows. The published figures are maintenance margins;
    speculators post more, and brokers add to them.

    Examples
    --------
    >>> initial_margin(4.28, 4.4)          # five-year future, calm February 2020
    0.0087757...
    """
    sigma = within("yield volatility", volatility_bp, "bp a day", low=0)
    floor = within("margin floor", floor_bp, "bp of yield", low=0)
    cap = within("margin cap", cap_bp, "bp of yield", low=0)
    _not_above("margin floor", floor, "margin cap", cap, "bp of yield")
    move = np.clip(within("multiple", multiple, "daily standard deviations", low=0) * sigma, floor, cap)
    return plain(within("duration", duration, "years", above=0) * move * 1e-4)


def anti_procyclical_margin(margin, stress_margin, rule="none", calm_margin=None):
    """Damp a margin that follows volatility, so that it rises less when everybody is short of cash.

    ==================  ===========================================================================
    ``"none"``          ``margin``
    ``"floor"``         ``max(margin, 0.6 * stress_margin)``
    ``"buffer"``        ``max(margin, min(1.25 * margin, 1.25 * calm_margin))``: a quarter on top in
                        calm times, eaten up in stress
    ``"stress weight"`` ``0.75 * margin + 0.25 * stress_margin``
    ==================  ===========================================================================

    Parameters
    ----------
    margin : float or array_like
        What the rule without damping asks for, such as `initial_margin`; at least 0.
    stress_margin : float or array_like
        What it asks for in stress, such as `initial_margin` at the cap; at least 0, the same unit.
    rule : {"none", "floor", "buffer", "stress weight"}
    calm_margin : float or array_like, optional
        What it asks for in calm times; needed by ``"buffer"``.

    Returns
    -------
    float or ndarray
        In the unit of `margin`.

    Raises
    ------
    ValueError
        If an input is out of range, or ``"buffer"`` comes without a calm margin.

    Notes
    -----
    Modelled on the three options of the EU and UK rules (Commission Delegated Regulation 153/2013,
    article 28), whose floor comes from ten years of data rather than from a stress margin; they do not
    bind the US clearing house. All but ``"none"`` ask for more in calm times:
    compare them at equal own money, or the higher level passes for a better rule.
    """
    one_of("rule", rule, RULES)
    margin = within("margin", margin, low=0)
    stress = within("stress margin", stress_margin, low=0)
    if rule == "floor":
        margin = np.maximum(margin, 0.6 * stress)
    elif rule == "buffer":
        if calm_margin is None:
            raise ValueError("calm margin is missing; the rule 'buffer' needs it, as a fraction of par.")
        margin = np.maximum(margin, 1.25 * np.minimum(margin, within("calm margin", calm_margin, low=0)))
    elif rule == "stress weight":
        margin = 0.75 * margin + 0.25 * stress
    return plain(np.broadcast_to(margin, np.broadcast_shapes(margin.shape, stress.shape)).copy())


def call_probability(distance, volatility, days, drift=0.0, monitoring="continuous"):
    r"""Probability of at least one margin call within some days, for a price that walks at random.

    With normal daily changes and a watch that never blinks, the reflection principle gives

    .. math:: 2\,\Phi(-d / \sigma\sqrt T)

    and with a drift :math:`\mu` in the holder's favour the first-passage formula

    .. math:: \Phi\Big(\frac{-d-\mu T}{\sigma\sqrt T}\Big)
              + e^{-2\mu d/\sigma^2}\,\Phi\Big(\frac{-d+\mu T}{\sigma\sqrt T}\Big)

    Parameters
    ----------
    distance : float or array_like
        Loss that brings the call: initial margin - maintenance margin, money per unit; at least 0.
    volatility : float or array_like
        Standard deviation of one day's price change, money per unit; at least 0.
    days : float or array_like
        Trading days; at least 0, and whole if `monitoring` is ``"close"``.
    drift : float or array_like, optional
        Mean daily gain of the position, money per unit.
    monitoring : {"continuous", "close"}
        Whether the balance is watched all the time or only at each day's close.

    Returns
    -------
    float or ndarray
        Probability, 0 to 1. With no volatility it is 1 if the drift alone brings the call, else 0.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    The day-close watch sees fewer calls: a price that dips below the line at noon and is back by the
    close is caught only by the continuous watch. Broadie, Glasserman and Kou allow for it by moving the
    line away by 0.5826 standard deviations of one step, an approximation. Without drift its error is at
    most 0.006 from the tenth day on if the line is half a daily standard deviation away or more; in the
    first days, or with the line closer, it reaches 0.06.

    The first call is meant, with gains left in the account. Real price changes have fatter tails than
    normal ones and come in clusters, so real calls bunch.

    Sources: Cox and Miller, *The Theory of Stochastic Processes* (1965), section 5.7; Broadie, Glasserman
    and Kou, "A continuity correction for discrete barrier options", *Mathematical Finance* 7 (1997).
    """
    d, sigma, mu = _walk_inputs(distance, volatility, drift)
    one_of("monitoring", monitoring, MONITORING)
    close = monitoring == "close"
    days = (_whole if close else within)("days", days, "trading days", low=0)
    moves = (sigma > 0) & (days > 0)
    scale, root = np.where(moves, sigma, 1.0), np.sqrt(np.where(moves, days, 1.0))
    with np.errstate(over="ignore"):  # beyond 1e100 standard deviations nothing changes
        start = np.minimum((d / scale + CLOSE_SHIFT * close) / root, 1e100)
        gain = np.clip(mu / scale * root, -1e100, 1e100)
        certain = mu * days < -d * (1 + ROUNDING)
    hit = _normal_cdf(-start - gain) + _image_term(start, gain)
    return plain(np.where(moves, np.clip(hit, 0.0, 1.0), certain))


def median_days_to_call(distance, volatility):
    """Days within which every second account has had its first margin call: ``(d / (0.67449 sigma))**2``.

    The time that makes ``2 Phi(-d / (sigma sqrt(T)))`` one half: no drift, watched continuously. Doubling
    the distance, or halving the volatility, makes it four times as long. The *mean* time is infinite,
    since a few accounts drift into profit and stay there.

    Parameters
    ----------
    distance : float or array_like
        Loss that brings the call: initial margin - maintenance margin, money per unit; at least 0.
    volatility : float or array_like
        Standard deviation of one day's price change, money per unit; at least 0.

    Returns
    -------
    float or ndarray
        Trading days; infinite without volatility.

    Raises
    ------
    ValueError
        If an input is negative or not finite.
    """
    d, sigma, _ = _walk_inputs(distance, volatility, 0.0)
    moves = sigma > 0
    with np.errstate(over="ignore"):  # a tiny volatility may take longer than a float can count
        days = (d / np.where(moves, sigma, 1.0) / NORMAL_QUARTILE) ** 2
    return plain(np.where(moves, days, np.inf))


def simulate_prices(start, volatility, days, paths, seed, drift=0.0):
    """Simulate price paths: each day's change is normal, ``drift + volatility * z``.

    Parameters
    ----------
    start : float or array_like
        Price at the trade, money per unit.
    volatility : float or array_like
        Standard deviation of one day's change, money per unit; at least 0.
    days, paths : int
        Trading days and number of paths, together at most 10 million prices.
    seed : int
        The same seed gives the same paths. With more days they go on, and with another volatility they
        keep their shape, so that a slider does not bring a new market at every touch.
    drift : float or array_like, optional
        Mean daily change, money per unit.

    Returns
    -------
    ndarray, shape (..., paths, days + 1)
        Leading axes as broadcast from `start`, `volatility` and `drift`. Changes, not returns, are
        normal, so a path of very high volatility may pass through zero, as `margin_account` allows.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    start = _money("starting price", start)[..., None, None]
    _, sigma, mu = (part[..., None, None] for part in _walk_inputs(0.0, volatility, drift))
    days, paths, random = _simulation_inputs(days, paths, seed)
    shape = np.broadcast_shapes(start.shape, sigma.shape, mu.shape)[:-2]
    within("paths x (days + 1)", math.prod(shape) * paths * (days + 1), "prices", high=MOST_PRICES)
    shocks = random.standard_normal((days, paths)).T
    prices = np.broadcast_to(start, (*shape, paths, days + 1)).copy()
    prices[..., 1:] += np.cumsum(mu + sigma * shocks, axis=-1)
    return prices


def simulated_call_probability(distance, volatility, days, paths, seed, drift=0.0, monitoring="continuous"):
    """Estimate `call_probability` by counting simulated paths.

    With ``"close"`` the paths are those of `simulate_prices` with the same seed, looked at once a day,
    and the count is what `margin_account` finds. With ``"continuous"`` the lowest point *between* two
    closes is drawn too. Given the change x over the day it is
    ``(x - sqrt(x**2 + 2 sigma**2 E)) / 2`` below the day's start, E a standard exponential draw: the exact
    law of the minimum of a Brownian bridge. So nothing is missed between closes, and the estimate differs
    from the formula only by chance.

    Parameters
    ----------
    distance, volatility, drift, monitoring
        As in `call_probability`.
    days, paths : int
        Trading days and number of paths, together at most 10 million prices.
    seed : int
        The same seed gives the same estimate.

    Returns
    -------
    probability, standard_error : float or ndarray
        The share p of paths with a call, and ``sqrt(p (1 - p) / paths)``. If no path had a call both are
        0; the probability is then below 3 / paths with 95% confidence.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Source: Glasserman, *Monte Carlo Methods in Financial Engineering* (2003), section 6.4.
    """
    one_of("monitoring", monitoring, MONITORING)
    d, sigma, mu = (part[..., None] for part in _walk_inputs(distance, volatility, drift))
    days, paths, random = _simulation_inputs(days, paths, seed)
    between = np.random.default_rng([seed, 1])  # its own stream, so that the closes stay the same
    shape = np.broadcast_shapes(d.shape, sigma.shape, mu.shape)[:-1]
    within("paths x (days + 1)", math.prod(shape) * paths * (days + 1), "prices", high=MOST_PRICES)
    level = lowest = np.zeros((*shape, paths))
    for _ in range(days):
        change = mu + sigma * random.standard_normal(paths)
        dip = change
        if monitoring == "continuous":
            dip = (change - np.hypot(change, sigma * np.sqrt(2 * between.standard_exponential(paths)))) / 2
        lowest = np.minimum(lowest, level + dip)
        level = level + change
    share = (lowest < -d * (1 + ROUNDING)).mean(axis=-1)
    return plain(share), plain(np.sqrt(share * (1 - share) / paths))


def _normal_cdf(x):
    """Standard normal distribution function; erfc keeps the far tail accurate."""
    return 0.5 * _erfc(-x / math.sqrt(2))


def _image_term(start, gain):
    """Return ``exp(-2 start gain) Phi(gain - start)``, the paths that touched the line and came back.

    With a strong drift against the holder the first factor overflows while the second vanishes; there
    the product is ``phi(start + gain) / x * (1 - 1/x**2 + 3/x**4)`` with ``x = start - gain``.
    """
    x = start - gain
    far = np.maximum(x, 30.0)
    tail = np.exp(-((start + gain) ** 2) / 2) / (math.sqrt(2 * math.pi) * far) * (1 - (1 - 3 / far**2) / far**2)
    return np.where(x > 30, tail, np.exp(np.minimum(-2 * start * gain, 700.0)) * _normal_cdf(-x))


def _account_inputs(prices, initial, maintenance, pays):
    """Check the inputs of an account and give them one shape."""
    prices = _money("price", prices)
    if prices.ndim == 0 or prices.shape[-1] == 0:
        raise ValueError("prices has no days; it must hold at least the trade price, one column per day.")
    initial = _money("initial margin", initial, above=0)
    maintenance = _money("maintenance margin", maintenance, low=0)
    _not_above("maintenance margin", maintenance, "initial margin", initial, MONEY)
    pays = np.asarray(pays)
    if pays.dtype != bool:
        raise ValueError(f"top_up is {pays.tolist()!r}; it must be True or False.")
    shape = np.broadcast_shapes(prices.shape[:-1], initial.shape, maintenance.shape, pays.shape)
    return np.broadcast_to(prices, (*shape, prices.shape[-1])), initial, maintenance, pays


def _money(field, value, unit=MONEY, low=-LARGEST, above=None):
    """Return an amount of money as an array if it lies in the allowed range."""
    return within(field, value, unit, low=low, above=above, high=LARGEST)


def _walk_inputs(distance, volatility, drift):
    """Check the inputs of a random walk."""
    return (
        _money("distance to the margin call", distance, low=0),
        _money("volatility", volatility, PER_DAY, low=0),
        _money("drift", drift, PER_DAY),
    )


def _simulation_inputs(days, paths, seed):
    """Check the size and the seed of a simulation and return the random generator."""
    days = _whole("days", days, "trading days", low=0, single=True)
    paths = _whole("paths", paths, "paths", low=1, single=True)
    return days, paths, np.random.default_rng(_whole("seed", seed, "", low=0, single=True))


def _whole(field, value, unit, low, single=False):
    """Return whole numbers of at least `low`: an array, or one int if there must be a single one."""
    array = within(field, value, unit, low=low)
    broken = array[array != np.rint(array)]
    if broken.size:
        offender = f"{broken[0]:.10g} {unit}".rstrip()
        raise ValueError(f"{field} is {offender}; it must be a whole number.")
    if single and array.ndim:
        raise ValueError(f"{field} has {array.size} entries; it must be one whole number.")
    return int(array) if single else array


def _not_above(field, value, limit_field, limit, unit):
    """Refuse a value above another input; the sentence names the first offender and its limit."""
    value, limit = np.broadcast_arrays(value, limit)
    if np.any(value > limit):
        high, top = value[value > limit].flat[0], limit[value > limit].flat[0]
        raise ValueError(f"{field} is {high:.10g} {unit}; it must be at most the {limit_field}, {top:.10g} {unit}.")


def _first_day(happened):
    """Return the first day (last axis) on which something happened, -1 if never."""
    return plain(np.where(happened.any(axis=-1), happened.argmax(axis=-1), -1))
