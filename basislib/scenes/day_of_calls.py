"""A day of calls and cash: what a fund pays and gets back, hour by hour, when note and future move together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.settlement import EVENTS, ROUNDS, Event, margin_rise, payments
from basislib.fund.trade import buffer_at
from basislib.fund.usual import DURATION, HAIRCUT, LEVERAGE, MARGIN
from basislib.parties import FUND

if TYPE_CHECKING:
    from pandas import DataFrame

LARGEST_BP = 20  # bp: the ten-year yield's fall on 9 March 2020, the largest of that rally
MOVE = round(100 * DURATION * LARGEST_BP * 1e-4, 2)  # % of the price
THIN = 45  # times: a buffer that the noon call empties


@dataclass(frozen=True, eq=False)
class Timeline:
    """Payments of a move and the fund's cash after each round of them, $ per 100 of notes.

    Attributes
    ----------
    move : float
        Of the price in a day, %.
    leverage : float
        Times own money.
    buffer : float
        Cash before the move.
    paid : ndarray
        To the fund (+) or from it (-), by event of `basislib.fund.settlement.EVENTS`.
    """

    move: float
    leverage: float
    buffer: float
    paid: np.ndarray

    @property
    def rounds(self) -> np.ndarray:
        """The round of each event, by the hour of its amount: after a fall the future pays later than after a rise."""
        return np.array([ROUNDS.index(event.when(amount)) for event, amount in zip(EVENTS, self.paid, strict=True)])

    @property
    def cash(self) -> np.ndarray:
        """Cash after each of `basislib.fund.settlement.ROUNDS`."""
        return self.buffer + np.cumsum(np.bincount(self.rounds, self.paid, len(ROUNDS)))

    @property
    def lowest_at(self) -> int:
        """The round after which the fund has least cash."""
        return int(np.argmin(self.cash.round(9)))

    @property
    def lowest(self) -> float:
        """Cash then."""
        return float(self.cash[self.lowest_at])

    @property
    def variation(self) -> float:
        """Paid on the future in both cycles; below 0 if received."""
        return -float(self.of("noon call", "evening call"))

    @property
    def back(self) -> float:
        """Brought by all lenders until the next morning; below 0 if they called."""
        return float(self.of("excess", "struck anew", "rest of the excess"))

    @property
    def new_margin(self) -> float:
        """What the clearing house asks for on top, once the higher margin is in force."""
        return -float(self.of("new margin"))

    @property
    def next_morning(self) -> float:
        """Cash when the evening's settlement is paid or has come, and the overnight loan is struck anew."""
        return float(self.cash[3])

    @property
    def left(self) -> float:
        """Cash at the end."""
        return float(self.cash[-1])

    def of(self, *names: str) -> float:
        """Return what the fund has received in the events of these names."""
        return self.paid[[event.name in names for event in EVENTS]].sum()


def compute(
    move: float = MOVE, leverage: float = LEVERAGE, haircut: float = 100 * HAIRCUT, late: float = 0
) -> Timeline:
    """Return the scene: move of the price, haircut and what comes late in %, leverage in times."""
    g, h = move / 100, haircut / 100
    paid = payments(g, h, late=late / 100, new_margin=margin_rise(g))
    return Timeline(move, leverage, 100 * buffer_at(leverage, h, MARGIN), 100 * paid)


def table(scene: Timeline) -> "DataFrame":
    """Return the events with hour, parties, leg, amount and source as a `pandas.DataFrame`; $ per 100 of notes."""
    import pandas

    order = np.argsort(scene.rounds, kind="stable")  # by the hour
    events, paid = [EVENTS[place] for place in order], scene.paid[order]
    ends = [_ends(event, amount) for event, amount in zip(events, paid, strict=True)]
    return pandas.DataFrame(
        {
            "event": [event.name for event in events],
            "days_after": [event.day for event in events],
            "new_york_time": [f"{event.hour(amount):%H:%M}" for event, amount in zip(events, paid, strict=True)],
            "payer": [payer for payer, _receiver in ends],
            "receiver": [receiver for _payer, receiver in ends],
            "leg": [event.leg for event in events],
            "amount": np.abs(paid),
            "cash_after_the_round": scene.cash[scene.rounds[order]],
            "source": [event.source for event in events],
        }
    )


def _ends(event: Event, amount: float) -> tuple[str, str]:
    """Return payer and receiver of an amount."""
    there = (event.payer, event.receiver)
    return there if (event.receiver == FUND) == (amount > 0) or not amount else there[::-1]
