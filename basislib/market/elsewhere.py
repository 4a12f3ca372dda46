"""Other markets of the same dealers: what full books in Treasuries do to quotes elsewhere.

Assumed: nobody publishes how closely dealers tie their quotes in one market to their books in another.
"""

import numpy as np

from basislib.checks import plain, within
from basislib.market.run import MarketRun
from basislib.types import ArrayLike, Broadcast

NEEDED = ("volatility", "room_used")  # series: simulate(..., keep=NEEDED)


def half_spread_elsewhere(run: MarketRun, tie: ArrayLike = 1.0, base: ArrayLike = 1e-4) -> Broadcast:
    """Return half the bid-ask spread of another market day by day: k0 (sigma/sigma0)(1 + chi U^2)/(1 + chi U0^2).

    Parameters
    ----------
    run : basislib.market.run.MarketRun
        With the series `NEEDED`.
    tie : float or array_like, optional
        chi, how closely dealers tie that market to their Treasury books: 0 not at all, 1 as closely as Treasuries
        themselves.
    base : float or array_like, optional
        k0 of that market on day 0, per 1 of its price.

    Returns
    -------
    ndarray, shape (days + 1, ...)

    Raises
    ------
    ValueError
        If an argument is out of range, or a series was not kept.
    """
    chi = within("tie to Treasuries", tie, "", low=0, high=100)
    base = within("half spread of the other market", base, "per 1 of its price", low=0, high=1)
    stretch = run["volatility"] / run["volatility"][0]
    return plain(base * stretch * (1 + chi * run["room_used"] ** 2) / (1 + chi * np.square(run["room_used"][0])))
