"""What the model makes of the seven episodes: with one set of assumptions, and with a thousand drawn at random.

One rule for all episodes, so that nothing is tuned to one of them. Not public and therefore the same for all is
everything in `Unknowns`; what was observed differs (`basislib.record.episodes`). Each draw is a full set of unknowns.
How many draws come near a record says how much that record can tell at all; what they have in common is what it says.

>>> round(float(falls(Unknowns())["mar2020"]), 1)
22.5
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

import numpy as np

from basislib.market.run import UNWILLING, Market, MarketRun, Shock, simulate
from basislib.record.episodes import CHECKS, FED_BARS, FIRST_PURCHASE, WINDOWS, Episode, episode, fall_on_record
from basislib.types import Broadcast, Numbers

COUNT = 1000
FOREIGN, FOREIGN_START = 299.0, date(2020, 3, 9)  # $bn net in March 2020 (TIC); the first day is an assumption
FOREIGN_APRIL = 177.0  # $bn net in April 2020 (Treasury, as reported by Reuters, 15 June 2020): not in the model
KEPT = ("position", *UNWILLING, "voluntary_sale", "dislocation", "inventory")


@dataclass(frozen=True, eq=False)
class Unknowns:
    """What nobody publishes for this trade; each a number, or an array over draws. The same in every episode.

    `share`: the trade over the futures sold by leveraged funds; `buffer`: own money that is free, of the position; `haircut`: of
    the notes; `term_share`: of the repo; `returned`: of a term loan's margin excess; `late`: of a day's excess, comes
    on the next day; `caution`: cash below which funds sell a little, of the buffer (0: never), `pace`: how much of the
    position a day at most; `limit`: loss of own money at which the first funds must cut (0: never), `width`: further
    loss by which all have; `room`: what dealers take cheaply, $bn; `impact`: rise of the dislocation per $bn beyond
    it; `exit_pace`: what funds leave of their own accord, of the position a day at most; `nights`: for which they
    expect today's repo rate to last; `futures_share`: of the dislocation; `substitution`: notes that real money takes
    instead of futures, $bn a day per 1 of dislocation; `foreign_days`: over which foreigners sold in March 2020.
    """

    share: Broadcast = 0.65
    buffer: Broadcast = 0.012
    haircut: Broadcast = 0.01
    term_share: Broadcast = 0.25
    returned: Broadcast = 1.0
    late: Broadcast = 0.0
    caution: Broadcast = 0.4
    pace: Broadcast = 0.01
    limit: Broadcast = 0.1
    width: Broadcast = 0.5
    room: Broadcast = 120.0
    impact: Broadcast = 1.4e-5
    exit_pace: Broadcast = 0.01
    nights: Broadcast = 5.0
    futures_share: Broadcast = 0.5
    substitution: Broadcast = 5e3
    foreign_days: Broadcast = 12.0


@dataclass(frozen=True)
class Range:
    """Between what an unknown is drawn, evenly; a part `often` of the draws has the value `fixed` instead."""

    low: float
    high: float
    often: float = 0.0
    fixed: float = 0.0


UNKNOWN_RANGES = {  # all of it assumed
    "share": Range(0.55, 0.75),
    "buffer": Range(0.005, 0.02),
    "haircut": Range(0.0, 0.02),
    "term_share": Range(0.0, 0.75),
    "returned": Range(0.5, 1.0, often=0.5, fixed=1.0),  # the standard contracts, or a one-way clause in part
    "late": Range(0.0, 1.0),
    "caution": Range(0.2, 0.8, often=0.25),
    "pace": Range(0.005, 0.02),
    "limit": Range(0.05, 0.2, often=0.25),
    "width": Range(0.2, 0.8),
    "room": Range(50.0, 200.0),
    "impact": Range(5e-6, 3e-5),
    "exit_pace": Range(0.005, 0.02),
    "nights": Range(1.0, 30.0),
    "futures_share": Range(0.0, 1.0),
    "substitution": Range(0.0, 1.5e4),
    "foreign_days": Range(8.0, 17.0),
}


def market_of(found: Episode, unknowns: Unknowns) -> Market:
    """Return the `Market` on day 0 of an `Episode`.

    The repo rate is the observed one: the model makes none of its own. What the Fed buys does not move the value of
    the note either, because the observed yields contain that.
    """
    return Market.from_buffer(
        unknowns.buffer,
        position=found.position(unknowns.share),
        volatility=found.volatility,
        haircut=unknowns.haircut,
        term_share=unknowns.term_share,
        excess_returned=unknowns.returned,
        excess_late=unknowns.late,
        cash_target=unknowns.caution,
        precaution_pace=unknowns.pace,
        drawdown_limit=unknowns.limit,
        drawdown_width=unknowns.width,
        dealer_room=unknowns.room,
        impact_beyond=unknowns.impact,
        exit_limit=unknowns.exit_pace,
        nights=unknowns.nights,
        futures_share=unknowns.futures_share,
        substitution=unknowns.substitution,
        slope=0.0,
        shortage_slope=0.0,
        purchase_effect=0.0,
    )


def shock_of(found: Episode, unknowns: Unknowns) -> Shock:
    """Return the `Shock` of an `Episode`: yields, repo rate and purchases as observed, foreign sales if published."""
    bought: Broadcast = np.nan_to_num(found.fed[1:]) if FED_BARS.get(found.key) == "buys" else 0.0
    return Shock(
        found.moves,
        foreign_sales=foreign_sales(found, unknowns.foreign_days),
        repo_spread=found.repo_spread,
        purchases=bought,
    )


def foreign_sales(found: Episode, days: Numbers) -> Broadcast:
    """Return what foreigners sold each day, $bn: evenly from 9 March 2020 over so many trading days; else nothing."""
    if found.key != "mar2020":
        return 0.0
    first = found.at(FOREIGN_START)
    day = np.arange(1, len(found.days))
    day = day.reshape(-1, *[1] * np.ndim(days))
    return FOREIGN / days * np.clip(days - (day - first), 0, 1) * (day >= first)


def run(found: Episode, unknowns: Unknowns, keep: Collection[str] = KEPT) -> MarketRun:
    """Return the `basislib.market.run.MarketRun` of an episode."""
    return simulate(market_of(found, unknowns), shock_of(found, unknowns), keep)


def fall_of(position: np.ndarray, found: Episode, until: date) -> Broadcast:
    """Return how far a position (days + 1, ...) falls at most below day 0, until a day, %."""
    part = position[: found.at(until) + 1]
    return 100 * (1 - part.min(axis=0) / part[0])


def falls(unknowns: Unknowns) -> dict[str, Broadcast]:
    """Return, for each of `basislib.record.episodes.CHECKS`, how far the model's position falls, %."""
    positions = {key: run(episode(key), unknowns, ("position",))["position"] for key in WINDOWS}
    return {
        name: fall_of(positions[check.episode], episode(check.episode), check.until) for name, check in CHECKS.items()
    }


@lru_cache(4)
def draws(count: int = COUNT, seed: int = 1) -> Unknowns:
    """Return many draws of the `Unknowns`, from `UNKNOWN_RANGES`.

    No probabilities are known. The ranges are assumptions, so bands over them say what the model leaves open.
    """
    lottery = np.random.default_rng(seed)
    drawn = {}
    for field in fields(Unknowns):
        about, (even, lot) = UNKNOWN_RANGES[field.name], lottery.random((2, count))
        drawn[field.name] = np.where(lot < about.often, about.fixed, about.low + (about.high - about.low) * even)
    return Unknowns(**drawn)


@lru_cache(4)
def drawn_falls(count: int = COUNT, seed: int = 1) -> dict[str, np.ndarray]:
    """Return `falls` with each of the `draws`, the same for all episodes."""
    return falls(draws(count, seed))


def near(check: str, fall: np.ndarray, points: float | None = None) -> np.ndarray:
    """Return which falls lie within so many percentage points of the record; by default within its tolerance."""
    allowed = CHECKS[check].tolerance if points is None else points
    return np.abs(fall - fall_on_record(check).gross) <= allowed


def fitting(checks: Iterable[str], count: int = COUNT, seed: int = 1) -> np.ndarray:
    """Return which draws fit all of some checks."""
    found = drawn_falls(count, seed)
    return np.all([near(check, found[check]) for check in checks], axis=0)


@lru_cache(2)
def sold_before_the_fed(count: int = COUNT, seed: int = 1) -> np.ndarray:
    """Return how much of what funds sell against their will by 31 March 2020 comes before the first large purchase.

    Returns
    -------
    ndarray, shape (count,)
        Share, 0 to 1; 0 also where nothing is sold.
    """
    found, check = episode("mar2020"), CHECKS["mar2020"]
    ran = run(found, draws(count, seed), tuple(UNWILLING))
    sold = np.sum([ran[name] for name in UNWILLING], axis=0)
    all_of_it = sold[: found.at(check.until) + 1].sum(axis=0)
    before = sold[: found.at(FIRST_PURCHASE)].sum(axis=0)
    return np.divide(before, all_of_it, out=np.zeros_like(before), where=all_of_it > 0)
