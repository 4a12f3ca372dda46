"""How likely a margin call is, for a price that walks at random: by formula and by simulation.

Money is dollars per unit of the good; volatility is the standard deviation of one trading day's price change, in the
same unit.
"""

import math

import numpy as np

from basislib.checks import one_of, plain, within
from basislib.fund.amounts import ROUNDING, money, per_day, whole
from basislib.types import ArrayLike, Broadcast

MONITORING = ("continuous", "close")
MOST_PRICES = 10_000_000  # 80 MB of simulated prices
CLOSE_SHIFT = 0.5826  # -zeta(1/2) / sqrt(2 pi), Broadie, Glasserman and Kou (1997)
NORMAL_QUARTILE = 0.6744897501960817  # half of all standard normal draws are larger in size

_erfc = np.vectorize(math.erfc, otypes=[float])


def call_probability(
    distance: ArrayLike, volatility: ArrayLike, days: ArrayLike, drift: ArrayLike = 0.0, monitoring: str = "continuous"
) -> Broadcast:
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
    days = (whole if close else within)("days", days, "trading days", low=0)
    moves = (sigma > 0) & (days > 0)
    scale, root = np.where(moves, sigma, 1.0), np.sqrt(np.where(moves, days, 1.0))
    with np.errstate(over="ignore"):  # beyond 1e100 standard deviations nothing changes
        start = np.minimum((d / scale + CLOSE_SHIFT * close) / root, 1e100)
        gain = np.clip(mu / scale * root, -1e100, 1e100)
        certain = mu * days < -d * (1 + ROUNDING)
    hit = _normal_cdf(-start - gain) + _image_term(start, gain)
    return plain(np.where(moves, np.clip(hit, 0.0, 1.0), certain))


def median_days_to_call(distance: ArrayLike, volatility: ArrayLike) -> Broadcast:
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


def simulate_prices(
    start: ArrayLike, volatility: ArrayLike, days: int, paths: int, seed: int, drift: ArrayLike = 0.0
) -> np.ndarray:
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
    start = money("starting price", start)[..., None, None]
    _, sigma, mu = (part[..., None, None] for part in _walk_inputs(0.0, volatility, drift))
    days, paths, random = _simulation_inputs(days, paths, seed)
    shape = np.broadcast_shapes(start.shape, sigma.shape, mu.shape)[:-2]
    within("paths x (days + 1)", math.prod(shape) * paths * (days + 1), "prices", high=MOST_PRICES)
    shocks = random.standard_normal((days, paths)).T
    prices = np.broadcast_to(start, (*shape, paths, days + 1)).copy()
    prices[..., 1:] += np.cumsum(mu + sigma * shocks, axis=-1)
    return prices


def simulated_call_probability(
    distance: ArrayLike,
    volatility: ArrayLike,
    days: int,
    paths: int,
    seed: int,
    drift: ArrayLike = 0.0,
    monitoring: str = "continuous",
) -> tuple[Broadcast, Broadcast]:
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
    d = money("distance to the margin call", distance, low=0)[..., None]
    lowest = simulated_lows(volatility, days, paths, seed, drift, monitoring)
    shape = np.broadcast_shapes(d.shape, lowest.shape)
    within("paths x (days + 1)", math.prod(shape) * (days + 1), "prices", high=MOST_PRICES)
    share = (lowest < -d * (1 + ROUNDING)).mean(axis=-1)
    return plain(share), plain(np.sqrt(share * (1 - share) / paths))


def simulated_lows(
    volatility: ArrayLike, days: int, paths: int, seed: int, drift: ArrayLike = 0.0, monitoring: str = "continuous"
) -> np.ndarray:
    """Return the lowest price of each path less the first one, as `simulated_call_probability` counts it; at most 0.

    Parameters and refusals are the same. Paths are along the last axis. Without drift another volatility stretches them.
    """
    one_of("monitoring", monitoring, MONITORING)
    _, sigma, mu = (part[..., None] for part in _walk_inputs(0.0, volatility, drift))
    days, paths, random = _simulation_inputs(days, paths, seed)
    between = np.random.default_rng([seed, 1])  # its own stream, so that the closes stay the same
    shape = np.broadcast_shapes(sigma.shape, mu.shape)[:-1]
    within("paths x (days + 1)", math.prod(shape) * paths * (days + 1), "prices", high=MOST_PRICES)
    level = lowest = np.zeros((*shape, paths))
    for _ in range(days):
        change = mu + sigma * random.standard_normal(paths)
        dip = change
        if monitoring == "continuous":
            dip = (change - np.hypot(change, sigma * np.sqrt(2 * between.standard_exponential(paths)))) / 2
        lowest = np.minimum(lowest, level + dip)
        level = level + change
    return lowest


def _normal_cdf(x: np.ndarray) -> np.ndarray:
    """Standard normal distribution function; erfc keeps the far tail accurate."""
    return 0.5 * _erfc(-x / math.sqrt(2))


def _image_term(start: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Return ``exp(-2 start gain) Phi(gain - start)``, the paths that touched the line and came back.

    With a strong drift against the holder the first factor overflows while the second vanishes; there
    the product is ``phi(start + gain) / x * (1 - 1/x**2 + 3/x**4)`` with ``x = start - gain``.
    """
    x = start - gain
    far = np.maximum(x, 30.0)
    tail = np.exp(-((start + gain) ** 2) / 2) / (math.sqrt(2 * math.pi) * far) * (1 - (1 - 3 / far**2) / far**2)
    return np.where(x > 30, tail, np.exp(np.minimum(-2 * start * gain, 700.0)) * _normal_cdf(-x))


def _walk_inputs(
    distance: ArrayLike, volatility: ArrayLike, drift: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Check the inputs of a random walk."""
    return (
        money("distance to the margin call", distance, low=0),
        per_day("volatility", volatility, low=0),
        per_day("drift", drift),
    )


def _simulation_inputs(days: int, paths: int, seed: int) -> tuple[int, int, np.random.Generator]:
    """Check the size and the seed of a simulation and return the random generator."""
    days = whole("days", days, "trading days", low=0, single=True)
    paths = whole("paths", paths, "paths", low=1, single=True)
    return days, paths, np.random.default_rng(whole("seed", seed, "", low=0, single=True))
