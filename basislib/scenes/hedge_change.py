"""A hedged position before and after a move of yields: the future's DV01, what is traded, and the cash."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.scenes.baskets import LINE, QUOTED, Deliverables, quoted, quoted_switches, switches
from basislib.securities.baskets import shifted_basket
from basislib.securities.hedges import Rebalancing, RebalancingCash, futures_dv01, rebalancing, rebalancing_cash
from basislib.securities.quotes import note_name
from basislib.securities.ranking import cheapest_to_deliver, model_futures_price, rank_deliverables
from basislib.types import Broadcast, Numbers

if TYPE_CHECKING:
    from pandas import DataFrame

FACE = 100_000_000  # dollars of notes held
LEVERAGE, HAIRCUT = 15, 1.0  # times; %
LATE = 100.0  # %, of what lenders give back, that comes the next day
OCTOBER = 56  # bp: how much ten-year yields fell from 19 October to 22 November 2023


@dataclass(frozen=True, eq=False)
class Hedge:
    """The scene.

    Attributes
    ----------
    levels : ndarray
        Level shifts, bp.
    dv01, dv01_held : ndarray
        Of the future along them, and if only the note held could be delivered; $ a contract.
    along : ndarray of int
        Position of the cheapest note along them.
    switches : ndarray
        Level shifts, bp.
    start, end : int
        Levels when hedged and now, bp.
    start_dv01, end_dv01 : float
        $ a contract.
    held, now : str
        The note held at the start, and the one that is cheapest now.
    way : str
        The fund adjusts its ``contracts`` or its ``notes``.
    plan : Rebalancing
    cash : RebalancingCash
    lent : float
        What the repo lenders bring in time for the call, dollars; below 0, what they ask for.
    tomorrow : float
        What they bring a day later, dollars.
    """

    levels: np.ndarray
    dv01: np.ndarray
    dv01_held: np.ndarray
    along: np.ndarray
    switches: np.ndarray
    start: int
    end: int
    start_dv01: float
    end_dv01: float
    held: str
    now: str
    way: str
    plan: Rebalancing
    cash: RebalancingCash
    lent: float
    tomorrow: float

    @property
    def needed(self) -> float:
        """Cash that must be found, dollars; below 0 it comes in."""
        return self.cash.total - self.lent

    @property
    def short(self) -> float:
        """What the free cash does not cover, dollars."""
        return max(self.needed - self.cash.free_cash, 0.0)

    @property
    def gain(self) -> float:
        """What the fund has won: the rise of its notes less that of the futures sold; dollars."""
        return self.rise - self.cash.variation_margin

    @property
    def rise(self) -> float:
        """What the notes held have gained, dollars."""
        return self.plan.value_held - self.plan.value_before


def compute(
    notes: Deliverables,
    start: int,
    end: int,
    way: str,
    leverage: float,
    haircut: float,
    initial_margin: float,
    late: float,
) -> Hedge:
    """Return the scene from one level to another, bp; haircut in %, margin in % of contract face.

    When notes rise, lenders give back what they are worth more, less the haircut, whether the loan is overnight or for
    a term (SIFMA Master Repurchase Agreement, 4(b)); `late` per cent of it comes only the next day. When notes fall,
    lenders ask for as much the same day.
    """
    rate, h = notes.repo_rate, haircut / 100
    future = model_futures_price(notes.basket, notes.future, start, repo_rate=rate)
    plan = rebalancing(
        shifted_basket(notes.basket, start),
        future,
        end - start,
        repo_rate=rate,
        face=FACE,
        way=way,
        contract_face=notes.contract_face,
    )
    cash = rebalancing_cash(plan, haircut=h, initial_margin=initial_margin / 100, leverage=leverage)
    back = (1 - h) * (plan.value_held - plan.value_before)
    tomorrow = max(back, 0.0) * late / 100
    along, whole, held = _dv01(notes, plan.held)
    both = _contract_dv01(notes, np.array([start, end]))
    return Hedge(
        levels=LINE,
        dv01=whole,
        dv01_held=held,
        along=along,
        switches=switches(notes, "quoted", rate, 0).shifts,
        start=start,
        end=end,
        start_dv01=both[0],
        end_dv01=both[1],
        held=notes.names[plan.held],
        now=notes.names[plan.cheapest],
        way=way,
        plan=plan,
        cash=cash,
        lent=back - tomorrow,
        tomorrow=tomorrow,
    )


def case(**changes: Any) -> Hedge:
    """Return the scene of the bond basket as the explorer starts with it, with changes."""
    start: dict[str, Any] = {
        "start": OCTOBER,
        "end": 0,
        "way": "contracts",
        "leverage": LEVERAGE,
        "haircut": HAIRCUT,
        "initial_margin": QUOTED["us"].initial_margin,
        "late": LATE,
    }
    return compute(quoted("us"), **(start | changes))


def _contract_dv01(notes: Deliverables, level: Numbers, note: int | None = None) -> Broadcast:
    """Return the future's DV01 with the repo rate held, $ a contract; of one note alone, if it is named."""
    points = futures_dv01(notes.basket, level, repo_rate=notes.repo_rate, note=note).repo_held
    return points * notes.contract_face / 100


@lru_cache(16)
def _dv01(notes: Deliverables, held: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return along the level the cheapest note, the future's DV01, and that of one note alone; $ a contract."""
    along = cheapest_to_deliver(notes.basket, LINE, repo_rate=notes.repo_rate)
    return along, _contract_dv01(notes, LINE), _contract_dv01(notes, LINE, held)


def table(hedge: Hedge) -> "DataFrame":
    """Return the DV01 of the future along the level, dollars a contract, as a `pandas.DataFrame`."""
    import pandas

    return pandas.DataFrame(
        {"level_bp": hedge.levels, "futures_dv01": hedge.dv01, "futures_dv01_of_the_note_held_alone": hedge.dv01_held}
    )


# ---- at a switch ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AtSwitch:
    """Two notes at the shift where one replaces the other, first the one before.

    Attributes
    ----------
    names : tuple of str
    shift : float
        bp.
    implied_repo : tuple of float
        % a year.
    carry : tuple of float
        Points.
    dv01 : tuple of float
        Of the future, $ a contract.
    """

    names: tuple[str, str]
    shift: float
    implied_repo: tuple[float, float]
    carry: tuple[float, float]
    dv01: tuple[float, float]


def at_switch(key: str, number: int) -> AtSwitch:
    """Return what jumps and what does not at a switch of a basket on record, counted from 0."""
    notes, found = quoted(key), quoted_switches(key)
    shift, both = found.shifts[number], (int(found.below[number]), int(found.above[number]))
    future = model_futures_price(notes.basket, notes.future, shift, repo_rate=notes.repo_rate)
    ranked = rank_deliverables(shifted_basket(notes.basket, shift), future, repo_rate=notes.repo_rate)
    names = list(map(note_name, ranked["coupon"], ranked["maturity"]))
    rows = [ranked.iloc[names.index(notes.names[note])] for note in both]
    return AtSwitch(
        names=(notes.names[both[0]], notes.names[both[1]]),
        shift=shift,
        implied_repo=tuple(row["implied_repo_rate"] for row in rows),
        carry=tuple(row["carry"] for row in rows),
        dv01=tuple(_contract_dv01(notes, shift, note) for note in both),
    )
