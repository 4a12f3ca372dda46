"""The odds of a first margin call, by formula and by simulation, and the margin a rule would ask for."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.calls import call_probability, median_days_to_call, simulate_prices, simulated_lows
from basislib.fund.margin import margin_for_volatility
from basislib.scenes.margin_account import DOUBLED, MARGIN, VOLATILITY

if TYPE_CHECKING:
    from pandas import DataFrame

LAST_DAY = 60  # trading days
PATHS = 2000
MULTIPLE = margin_for_volatility(1.0)  # the rule, in daily standard deviations
FOLLOWS = MARGIN * DOUBLED / VOLATILITY  # dollars: twice the volatility, twice the margin


@dataclass(frozen=True, eq=False)
class Chance:
    """Probabilities of a first margin call, 0 to 1, by formula and by simulation.

    Attributes
    ----------
    volatility : float
        Dollars a day.
    initial_margin, distance, rule_margin : float
        Dollars: posted, the loss that brings a call, and what the rule asks for.
    days : int
        Trading days the position is held.
    curve_days, closes : ndarray
        Trading days: of the curve, and every close.
    all_day, at_close : ndarray
        By formula: watched all day, at `curve_days`; watched only at the close, at `closes`.
    simulated, standard_error : ndarray
        Share of simulated accounts with a call at a close by each of `closes`.
    watched, watched_error : float
        Share of simulated accounts with a call within `days`, watched all day.
    by_then : float
        By formula, within `days`, watched all day.
    even_odds, even_odds_by_rule : float
        Trading days until a call is as likely as not: as it is, with the rule's margin.
    """

    volatility: float
    initial_margin: float
    distance: float
    days: int
    curve_days: np.ndarray
    all_day: np.ndarray
    closes: np.ndarray
    at_close: np.ndarray
    simulated: np.ndarray
    standard_error: np.ndarray
    watched: float
    watched_error: float
    by_then: float
    even_odds: float
    even_odds_by_rule: float
    rule_margin: float

    @property
    def simulated_by_then(self) -> float:
        """The share of simulated accounts with a call at a close within the days held."""
        return self.simulated[self.days - 1]

    @property
    def error_by_then(self) -> float:
        """The standard error of that share."""
        return self.standard_error[self.days - 1]

    @property
    def missing(self) -> float:
        """What the rule asks for on top of what is posted, in dollars; negative if more than enough is there."""
        return self.rule_margin - self.initial_margin


@lru_cache(maxsize=1)
def lowest_closes(days: int, seed: int) -> np.ndarray:
    """Return the lowest close so far of each simulated path, by day, at a volatility of 1; another one stretches it."""
    return np.minimum.accumulate(simulate_prices(0.0, 1.0, days, PATHS, seed)[:, 1:], axis=1)


@lru_cache(maxsize=1)
def lowest_prices(days: int, seed: int) -> np.ndarray:
    """Return the lowest price of each simulated path, watched all day, in the same way."""
    return simulated_lows(1.0, days, PATHS, seed)


def simulated_chances(distance: float, volatility: float, lowest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of simulated accounts with a call, by day or in all, and its standard error."""
    share = (volatility * lowest < -distance).mean(axis=0)
    return share, np.sqrt(share * (1 - share) / PATHS)


def compute(volatility: float, initial_margin: float, maintenance: float, days: int, draw: int = 1) -> Chance:
    """Return the scene for volatility in dollars a day, margin in dollars, maintenance in % of it."""
    allowed = 1 - maintenance / 100
    distance, rule_margin = initial_margin * allowed, margin_for_volatility(volatility)
    curve_days = LAST_DAY * np.linspace(0, 1, 61) ** 2  # dense where the curve is steep
    closes = np.arange(1, LAST_DAY + 1)
    simulated, error = simulated_chances(distance, volatility, lowest_closes(LAST_DAY, draw))
    watched, watched_error = simulated_chances(distance, volatility, lowest_prices(days, draw))
    return Chance(
        volatility=volatility,
        initial_margin=initial_margin,
        distance=distance,
        days=days,
        curve_days=curve_days,
        all_day=call_probability(distance, volatility, curve_days),
        closes=closes,
        at_close=call_probability(distance, volatility, closes, monitoring="close"),
        simulated=simulated,
        standard_error=error,
        watched=float(watched),
        watched_error=float(watched_error),
        by_then=call_probability(distance, volatility, days),
        even_odds=median_days_to_call(distance, volatility),
        even_odds_by_rule=median_days_to_call(rule_margin * allowed, volatility),
        rule_margin=rule_margin,
    )


def table(chance: Chance) -> "DataFrame":
    """Return the probabilities by day, as the picture shows them."""
    import pandas

    return pandas.DataFrame(
        {
            "day": chance.closes,
            "watched_all_day": call_probability(chance.distance, chance.volatility, chance.closes),
            "at_close_approximation": chance.at_close,
            "at_close_simulated": chance.simulated,
            "standard_error": chance.standard_error,
        }
    )
