"""Hedging the note with the future: the future's DV01s, hedge ratios, rebalancing and the cash it takes.

Baskets, shifts and the model's futures price are those of `basislib.securities.baskets`, and so are units and shapes.
Numbers of contracts are not rounded; faces, values and cash are dollars.
"""

from dataclasses import dataclass

import numpy as np

from basislib.checks import Refused, one_of, plain, within
from basislib.language import N_
from basislib.securities.baskets import Basket, checked_shifts
from basislib.securities.holding import checked
from basislib.securities.notes import FACE, price_and_slope, solve_yield
from basislib.securities.ranking import cheapest_delivery, model_futures_price
from basislib.types import ArrayLike, Broadcast

WAYS = ("contracts", "notes")


@dataclass(frozen=True)
class FuturesDv01:
    """Three answers to "what is the future's DV01?", points per 100 face of the contract per basis point.

    All rest on the cheapest note and its conversion factor. Between the smallest and the largest lie 8% for
    the five-year contract of March 2026, in mid-December; less for longer notes and shorter times to delivery.

    Attributes
    ----------
    forward_yield : float or ndarray
        DV01 of the forward price by its **forward** yield, over the factor: the convention of most screens.
        The smallest, because the note is shorter by the time to delivery.
    spot : float or ndarray
        DV01 of the note today by its spot yield, over the factor.
    repo_held : float or ndarray
        Slope of the converted forward price by the **spot** yield, the repo rate held: what the model's future
        loses per basis point. It is `spot` times 1 + r × days/360.
    """

    forward_yield: Broadcast
    spot: Broadcast
    repo_held: Broadcast


@dataclass(frozen=True)
class Rebalancing:
    """A hedged position in the cheapest note before and after a yield shift; numbers or arrays.

    Attributes
    ----------
    held, cheapest : int or ndarray
        Positions in the basket: of the note the fund holds, cheapest before the shift; of the one after.
    contracts_before, contracts_after : float or ndarray
        Contracts short, before the shift and after the rebalancing.
    face_before, face_after : float or ndarray
        Face value of notes held, dollars, of `held` before and of the note held afterwards.
    value_before, value_held, value_after : float or ndarray
        Market value with accrued interest, dollars: before the shift; of the same notes after it; of the
        notes held in the end.
    futures_before, futures_after : float or ndarray
        Price of the future, points per 100 face.
    contract_face : float
        Face value of a contract, dollars.
    """

    held: Broadcast
    cheapest: Broadcast
    contracts_before: Broadcast
    contracts_after: Broadcast
    face_before: Broadcast
    face_after: Broadcast
    value_before: Broadcast
    value_held: Broadcast
    value_after: Broadcast
    futures_before: Broadcast
    futures_after: Broadcast
    contract_face: float

    @property
    def contracts_to_sell(self) -> Broadcast:
        """Contracts to sell on top of those sold; below 0: to buy back."""
        return self.contracts_after - self.contracts_before

    @property
    def added_value(self) -> Broadcast:
        """Market value of the notes added, dollars; below 0: of notes given up."""
        return self.value_after - self.value_held


@dataclass(frozen=True)
class RebalancingCash:
    """Cash a shift and the rebalancing after it take, dollars; below 0 it comes in."""

    variation_margin: Broadcast
    initial_margin: Broadcast
    haircut: Broadcast
    own_money: Broadcast
    free_cash: Broadcast

    @property
    def total(self) -> Broadcast:
        """Variation margin, initial margin on added contracts and haircut on added notes together, dollars."""
        return self.variation_margin + self.initial_margin + self.haircut

    @property
    def shortfall(self) -> Broadcast:
        """What the free cash does not cover, dollars, at least 0."""
        return plain(np.maximum(self.total - self.free_cash, 0.0))

    @property
    def share_of_own_money(self) -> Broadcast:
        """The total over the fund's own money, a fraction."""
        return self.total / self.own_money


def conversion_factor_hedge(
    face: ArrayLike, conversion_factor: ArrayLike, contract_face: ArrayLike = 100_000
) -> Broadcast:
    """Contracts to sell against a note held to delivery: ``face / contract face × CF``.

    Parameters
    ----------
    face : float or array_like
        Face value of notes, dollars.
    conversion_factor : float or array_like
    contract_face : float, optional
        Face value of a contract, dollars: `basislib.securities.contracts.CONTRACTS`.

    Returns
    -------
    float or ndarray
        Contracts, not rounded.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    It locks in F × CF only while it is held; on the last trading day `tail` contracts must be added.
    """
    return plain(_contracts(face, contract_face) * checked("conversion factor", conversion_factor))


def dv01_hedge(
    face: ArrayLike, note_dv01: ArrayLike, futures_dv01: ArrayLike, contract_face: ArrayLike = 100_000
) -> Broadcast:
    """Contracts to sell so that a yield shift costs nothing: ``face / contract face × DV01 / futures DV01``.

    For the cheapest note it equals the conversion factor hedge up to carry. Both DV01s are points per 100 face per
    basis point; say which of the three `FuturesDv01` the future's is. The rest is as in `conversion_factor_hedge`.
    """
    note = within("note DV01", note_dv01, "points per basis point", above=0, high=10)
    future = within("futures DV01", futures_dv01, "points per basis point", above=0, high=10)
    return plain(_contracts(face, contract_face) * note / future)


def tail(face: ArrayLike, conversion_factor: ArrayLike, contract_face: ArrayLike = 100_000) -> Broadcast:
    """Contracts still to sell on the last trading day: ``face / contract face × (1 - CF)``.

    One contract delivers its face value whatever the factor is, so the hedge must end at 1 to 1. Below 0:
    contracts to buy back, when the factor is above 1. Parameters and refusals are those of `conversion_factor_hedge`.
    """
    return plain(_contracts(face, contract_face) * (1 - checked("conversion factor", conversion_factor)))


def futures_dv01(
    basket: Basket,
    shift_bp: ArrayLike = 0.0,
    slope_bp: ArrayLike = 0.0,
    *,
    repo_rate: ArrayLike,
    note: int | None = None,
) -> FuturesDv01:
    """DV01 of the future in its three meanings, after a yield shift.

    Parameters
    ----------
    basket, shift_bp, slope_bp, repo_rate
        As in `basislib.securities.ranking.converted_prices`.
    note : int, optional
        Take this note of the basket instead of the cheapest one after the shift.

    Returns
    -------
    FuturesDv01
        Each in the broadcast shape.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Each is a derivative, and jumps where the cheapest note switches. A traded future's price contains
    delivery options, so its DV01 moves gradually there: the jump is the model's.
    """
    level, slope, rate = _broadcast(shift_bp, slope_bp, repo_rate)
    picked = basket.pick(*cheapest_delivery(basket, level, slope, repo_rate=rate, note=note))
    clean, spot = picked.prices_at(picked.shifted(level, slope))
    span, half = picked.span, picked.coupon / 2
    full = clean - span.carry(clean, rate) + span.accrued_delivery
    later = half, picked.coupons_left_at_delivery, picked.period_left_at_delivery
    forward = -1e-4 * price_and_slope(solve_yield(full, *later), *later)[1]
    return FuturesDv01(*(
        plain(dv01 / picked.conversion_factor) for dv01 in (forward, spot, spot * span.growth(rate))
    ))  # fmt: skip


def futures_repo_dv01(
    basket: Basket,
    shift_bp: ArrayLike = 0.0,
    slope_bp: ArrayLike = 0.0,
    *,
    repo_rate: ArrayLike,
    note: int | None = None,
) -> Broadcast:
    """Rise of the future when the repo rate to delivery rises by a basis point: ``financed / CF / 10,000``.

    Buying the cheapest note now and delivering it later costs more, so the future must be dearer. Points per 100 face
    of the contract, spot yields held. A hedged note is long this much: its owner has promised a forward price.
    Parameters and refusals are those of `futures_dv01`.
    """
    level, slope, rate = _broadcast(shift_bp, slope_bp, repo_rate)
    picked = basket.pick(*cheapest_delivery(basket, level, slope, repo_rate=rate, note=note))
    clean, _ = picked.prices_at(picked.shifted(level, slope))
    return plain(1e-4 * picked.span.financed(clean) / picked.conversion_factor)


def rebalancing(
    basket: Basket,
    futures_price: ArrayLike,
    shift_bp: ArrayLike,
    *,
    repo_rate: ArrayLike,
    face: ArrayLike,
    slope_bp: ArrayLike = 0.0,
    way: str = "contracts",
    contract_face: ArrayLike = 100_000,
) -> Rebalancing:
    """What a DV01-neutral long basis in the cheapest note has to trade after a yield shift.

    The hedge uses the slope of the future with the repo rate held. With ``"contracts"`` the fund keeps its
    notes and trades contracts until the hedge fits the new cheapest note; with ``"notes"`` it keeps its
    contracts and swaps into the new cheapest note, as much of it as they hedge. Without a switch neither
    trades anything.

    Parameters
    ----------
    basket, futures_price, shift_bp, slope_bp, repo_rate
        As in `basislib.securities.ranking.model_futures_price`.
    face : float or array_like
        Face value of notes held before, dollars.
    way : {"contracts", "notes"}, optional
        Which leg is adjusted.
    contract_face : float, optional
        Dollars.

    Returns
    -------
    Rebalancing

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    one_of("way", way, WAYS)
    amount, size = _faces(face, contract_face)
    level, slope, rate, amount = _broadcast(shift_bp, slope_bp, repo_rate, amount)
    held, first = cheapest_delivery(basket, repo_rate=rate)
    cheapest, then = cheapest_delivery(basket, level, slope, repo_rate=rate)
    old, new = basket.pick(held, first), basket.pick(cheapest, then)
    (old_clean, old_dv01), (new_clean, new_dv01) = (note.prices_at(note.shifted(level, slope)) for note in (old, new))
    value_held = amount * (old_clean + old.accrued) / FACE
    # a contract's DV01 is the cheapest note's over its factor, grown to its delivery day
    old_hedge, new_hedge = (one.conversion_factor / one.span.growth(rate) for one in (old, new))
    before = amount / size * old_hedge
    if way == "contracts":
        after, kept, value_after = amount / size * old_dv01 / new_dv01 * new_hedge, amount, value_held
    else:
        after, kept = before, amount * old_hedge / new_hedge
        value_after = kept * (new_clean + new.accrued) / FACE
    future, moved = (
        model_futures_price(basket, futures_price, *shifts, repo_rate=rate) for shifts in ((0.0, 0.0), (level, slope))
    )
    parts = {
        "held": held, "cheapest": cheapest, "contracts_before": before, "contracts_after": after,
        "face_before": amount, "face_after": kept,
        "value_before": amount * (old.clean_price + old.accrued) / FACE,
        "value_held": value_held, "value_after": value_after,
        "futures_before": future, "futures_after": moved, "contract_face": size,
    }  # fmt: skip
    return Rebalancing(**{name: plain(np.array(part)) for name, part in parts.items()})


def rebalancing_cash(
    plan: Rebalancing, *, haircut: ArrayLike, initial_margin: ArrayLike, leverage: ArrayLike
) -> RebalancingCash:
    """Cash that a yield shift and the rebalancing after it take.

    ===============  =========================================================================
    part             dollars
    ===============  =========================================================================
    variation margin contracts before × contract face × rise of the future / 100
    initial margin   m × contract face × contracts added
    haircut          h × market value of the notes added
    own money        market value before / leverage
    free cash        own money - h × market value before - m × contract face × contracts before
    ===============  =========================================================================

    Parameters
    ----------
    plan : Rebalancing
    haircut : float or array_like
        h, fraction of market value (0.02).
    initial_margin : float or array_like
        m, money per 1 of contract face (0.0105), as the exchange sets it.
    leverage : float or array_like
        Market value of the notes over own money, x, before the shift.

    Returns
    -------
    RebalancingCash

    Raises
    ------
    ValueError
        If an input is out of range or leverage leaves no room for haircut and margin.

    Notes
    -----
    Variation margin is what the exchange asks for at once. What the lenders give back on notes that have
    risen depends on how the repo is struck and is left out: see `basislib.fund.repo.cash_need`.
    """
    h = within("haircut", haircut, "of market value", low=0, below=1)
    m = within("initial margin", initial_margin, "of contract face", low=0, below=1)
    times = within("leverage", leverage, "x", low=1)
    own = plan.value_before / times
    margin = m * plan.contract_face
    free = own - h * plan.value_before - margin * plan.contracts_before
    if np.any(free < -1e-12 * plan.value_before):
        most = np.min(plan.value_before / (own - free))
        raise Refused(
            N_(
                "Leverage {times:.4g} is too high: haircut and initial margin lock own money, so at most {most:.4g} times "
                "is possible."
            ),
            times=np.max(times),
            most=np.floor(10 * most) / 10,  # rounded down, so that the number named is itself allowed
        )
    return RebalancingCash(
        plain(plan.contracts_before * plan.contract_face * (plan.futures_after - plan.futures_before) / FACE),
        plain(margin * plan.contracts_to_sell),
        plain(h * plan.added_value),
        plain(own + 0.0 * free),
        plain(np.maximum(free, 0.0)),
    )


def _faces(face: ArrayLike, contract_face: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Check the face values of notes and contract."""
    return (
        within("face value", face, "dollars", above=0, high=1e15),
        within("contract face", contract_face, "dollars", above=0, high=1e9),
    )


def _contracts(face: ArrayLike, contract_face: ArrayLike) -> np.ndarray:
    """Return how many contracts have the face value of the notes."""
    amount, size = _faces(face, contract_face)
    return amount / size


def _broadcast(
    shift_bp: ArrayLike, slope_bp: ArrayLike, repo_rate: ArrayLike, *others: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Check the shifts and the repo rate and broadcast them, with others that are checked already."""
    return np.broadcast_arrays(*checked_shifts(shift_bp, slope_bp), checked("repo rate", repo_rate), *others)
