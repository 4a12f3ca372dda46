"""A basket of deliverable notes made ready for arithmetic, on one or several delivery days, and its yields shifted.

A `Basket` is made once by `prepare_basket`, because that is where the calendar work is. Whoever is short may choose
the note **and** the day, so a basket can have several delivery days: usually the first and the last. Results have one
entry for every note along the last axis, after the axes of the shifts.

`ASSUMPTIONS` says what stands behind a yield shift. Units are those of `basislib.securities.holding`; shifts are
basis points.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from basislib.checks import Refused, within
from basislib.language import N_
from basislib.securities.contracts import conversion_factor as factor_of
from basislib.securities.holding import Span, as_days, checked, periods, span
from basislib.securities.notes import as_coupon, as_date, full_price, price_and_slope, solve_yield
from basislib.types import ArrayLike, Numbers

if TYPE_CHECKING:
    from pandas import DataFrame

ASSUMPTIONS = (
    N_("A shift moves every deliverable note's yield to maturity today, at once, by the same number of basis points."),
    N_(
        "A slope shift is linear in maturity: the longest note of the basket moves by half of it more, the shortest "
        "by half of it less, and the maturity in the middle not at all."
    ),
    N_("Yield spreads between the notes and the repo rate stay as they are; no note is special."),
    N_(
        "After the shift the future lies as far below the cheapest note's forward price, divided by its factor, as it does "
        "today. That distance is what the short's choices are worth. In truth it is largest where two notes cost "
        "the same."
    ),
)

LOWEST_YIELD = -100.0  # per cent; far below anything seen, and no power overflows above it
SHIFTS: dict[str, Any] = {"unit": "bp", "low": -10_000, "high": 10_000}
Notes: TypeAlias = "DataFrame | Mapping[str, Iterable]"


@dataclass(frozen=True)
class Basket:
    """Deliverable notes made ready for arithmetic: one entry per note in every array, in the given order.

    Attributes
    ----------
    coupon, clean_price, conversion_factor, yield_ : ndarray
        Per cent a year; per 100 face; a factor; per cent a year (street convention, at settlement).
    maturity : tuple of datetime.date
    settle : datetime.date
    deliveries : tuple of datetime.date
        The delivery days the short may choose from, in order.
    span : Span
        Interest to each of them: a row a day, a column a note.
    accrued, coupons_left, period_left : ndarray
        At settlement: accrued interest; coupons to come; share of the coupon period that is left.
    coupons_left_at_delivery, period_left_at_delivery : ndarray
        The same on each delivery day: a row a day, a column a note.
    tilt : ndarray
        How much of a slope shift reaches the note, from -1/2 (shortest) to 1/2 (longest).
    """

    coupon: np.ndarray
    maturity: tuple[date, ...]
    clean_price: np.ndarray
    conversion_factor: np.ndarray
    yield_: np.ndarray
    settle: date
    deliveries: tuple[date, ...]
    span: Span
    accrued: np.ndarray
    coupons_left: np.ndarray
    period_left: np.ndarray
    coupons_left_at_delivery: np.ndarray
    period_left_at_delivery: np.ndarray
    tilt: np.ndarray

    def __len__(self) -> int:
        return len(self.maturity)

    @property
    def delivery(self) -> date:
        """The last delivery day."""
        return self.deliveries[-1]

    def on(self, day: date) -> "Basket":
        """The same basket, deliverable on one of its days only."""
        at = slice(self.deliveries.index(day), self.deliveries.index(day) + 1)
        rows = {name: getattr(self, name)[at] for name in ("coupons_left_at_delivery", "period_left_at_delivery")}
        return replace(self, deliveries=(day,), span=_entries(self.span, at), **rows)

    def pick(self, note: int | np.ndarray, day: int | np.ndarray = 0) -> "Basket":
        """The notes and delivery days at the given positions, in the shape of the positions."""
        rows = {
            name: getattr(self, name)[day, note] for name in ("coupons_left_at_delivery", "period_left_at_delivery")
        }
        return replace(_entries(self, note, tuple(rows)), span=_entries(self.span, (day, note)), **rows)

    def position(self, note: ArrayLike) -> int:
        """Check a position in the basket."""
        at = within("note", note, low=0, high=len(self) - 1)
        if at.ndim or at % 1:
            raise Refused(
                N_("note is {note!r}; it must be a position in the basket, 0 to {last}."), note=note, last=len(self) - 1
            )
        return int(at)

    def shifted(self, level: Numbers, slope: Numbers) -> np.ndarray:
        """Yields after shifts that broadcast against the notes."""
        return self.yield_ + (level + slope * self.tilt) / 100

    def clean_at(self, yields: np.ndarray) -> np.ndarray:
        """Clean prices at yields that broadcast against the notes."""
        return full_price(yields, self.coupon / 2, self.coupons_left, self.period_left) - self.accrued

    def prices_at(self, yields: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Clean prices as by `clean_at`, and DV01s, points per basis point."""
        full, slope = price_and_slope(yields, self.coupon / 2, self.coupons_left, self.period_left)
        return full - self.accrued, -1e-4 * slope

    def forwards(self, clean: np.ndarray, repo_rate: Numbers) -> np.ndarray:
        """Forward prices on each delivery day, before the axis of the notes, at prices and rates with notes last."""
        clean, rate = np.asarray(clean)[..., None, :], np.asarray(repo_rate)[..., None, :]
        return clean - self.span.carry(clean, rate)


Arrays = TypeVar("Arrays", Basket, Span)


def prepare_basket(
    notes: Notes,
    *,
    settle: date,
    delivery: date | Sequence[date],
    contract: str | None = None,
    delivery_month: str | None = None,
) -> Basket:
    """Do the calendar work of a basket once: coupon dates, accrued interest, factors, yields.

    Parameters
    ----------
    notes : pandas.DataFrame or mapping of columns
        Columns `coupon` (per cent a year), `maturity` (dates), `clean_price` (per 100 face) and, unless
        contract and delivery month are given, `conversion_factor`. Other columns are ignored, and so is
        whether the notes are eligible: see `basislib.securities.contracts.is_eligible`. All coupon periods are taken
        as regular.
    settle : datetime.date
    delivery : datetime.date or sequence of them
        The day, or the days among which the short chooses.
    contract, delivery_month : str, optional
        As in `basislib.securities.contracts.conversion_factor`; used if there is no column `conversion_factor`.

    Returns
    -------
    Basket

    Raises
    ------
    ValueError
        If a column is missing, empty or out of range, a note appears twice, or a note has fewer than two
        coupons left at delivery, as no contract allows.
    """
    coupons, prices = (_column(notes, name) for name in ("coupon", "clean_price"))
    coupon, price = as_coupon(coupons), checked("clean price", prices)
    maturity = tuple(as_date("maturity", day) for day in _column(notes, "maturity"))
    _refuse_repeated(coupon, maturity)
    factor = checked("conversion factor", _factors(notes, contract, delivery_month, coupon, maturity))
    start = as_days("settlement date", settle)
    given = (delivery,) if isinstance(delivery, date) or not isinstance(delivery, Iterable) else delivery
    days = tuple(sorted({as_date("delivery date", day) for day in given}))
    matures = as_days("maturity", maturity)
    rows = as_days("delivery date", days)[:, None]
    to_delivery = span(coupon, matures, start, rows)
    (left, gone), (left_later, gone_later) = (periods(matures, day) for day in (start, rows))
    if np.any(left_later < 2):
        short = maturity[int(np.argmax((left_later < 2).any(axis=0)))]
        raise Refused(
            N_("maturity is {short}; it must be more than six months after delivery, as in any contract."), short=short
        )
    spread = {name: np.broadcast_to(part, left_later.shape) for name, part in vars(to_delivery).items()}
    to_delivery = Span(**spread)
    accrued = to_delivery.accrued_settle[0]
    yields = solve_yield(price + accrued, coupon / 2, left, 1 - gone)
    ages = np.array([day.toordinal() for day in maturity])
    tilt = (ages - (ages.min() + ages.max()) / 2) / max(np.ptp(ages), 1)
    return Basket(
        coupon, maturity, price, factor, yields, as_date("settlement date", settle), days,
        to_delivery, accrued, left, 1 - gone, left_later, 1 - gone_later, tilt,
    )  # fmt: skip


def shifted_prices(basket: Basket, shift_bp: ArrayLike = 0.0, slope_bp: ArrayLike = 0.0) -> np.ndarray:
    """Clean prices of a basket's notes after a yield shift, at settlement.

    Every note's yield moves by ``level + tilt × slope``, where the tilt goes linearly with maturity from -1/2
    for the shortest note of the basket to 1/2 for the longest. A slope around another maturity is this one
    with a different level.

    Parameters
    ----------
    basket : Basket
    shift_bp, slope_bp : float or array_like
        Level, and rise of the longest yield over the shortest, basis points; they broadcast.

    Returns
    -------
    ndarray
        Per 100 face; the shifts' shape, then one entry per note.

    Raises
    ------
    ValueError
        If a shift is out of range or a yield ends at -100% or below.
    """
    return basket.clean_at(shifted_yields(basket, *checked_shifts(shift_bp, slope_bp)))


def shifted_basket(basket: Basket, shift_bp: ArrayLike = 0.0, slope_bp: ArrayLike = 0.0) -> Basket:
    """Return a basket with the yields and prices it has after one shift, in basis points; see `shifted_prices`."""
    yields = shifted_yields(basket, *checked_shifts(shift_bp, slope_bp))
    return replace(basket, yield_=yields, clean_price=basket.clean_at(yields))


def level_basket(basket: Basket, yield_: float | None = None) -> Basket:
    """Return a basket in which all notes yield the same, per cent a year: by default the average of them all."""
    yields = np.full(len(basket), basket.yield_.mean() if yield_ is None else float(yield_))
    return replace(basket, yield_=yields, clean_price=basket.clean_at(yields))


def checked_shifts(shift_bp: ArrayLike, slope_bp: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the two shifts as float arrays, or refuse them."""
    return within("yield shift", shift_bp, **SHIFTS), within("slope shift", slope_bp, **SHIFTS)


def shifted_yields(basket: Basket, level: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Return yields after checked shifts, notes along a new last axis; refuse those at -100% or below."""
    yields = basket.shifted(level[..., None], slope[..., None])
    return within("yield after the shift", yields, "%", above=LOWEST_YIELD)


def single(field: str, value: ArrayLike, **limits: Any) -> float:
    """Return a number that may not be an array, or refuse it; limits as in `within`, by default those of the field."""
    number = within(field, value, **limits) if limits else checked(field, value)
    if number.ndim:
        raise Refused(N_("{field} holds {count} values; this needs a single one."), field=field, count=number.size)
    return float(number)


def _entries(holder: Arrays, at: Any, apart: tuple[str, ...] = ()) -> Arrays:
    """The entries of all its arrays at the given positions, but for some."""
    arrays = {name: kept for name, kept in vars(holder).items() if isinstance(kept, np.ndarray) and name not in apart}
    return replace(holder, **{name: kept[at] for name, kept in arrays.items()})


def _column(notes: Notes, name: str) -> list:
    """Return a column of the basket as a list."""
    if name not in notes:
        raise Refused(N_("the basket has no column {name}; it needs coupon, maturity and clean_price."), name=name)
    column = list(notes[name])
    if not column:
        raise Refused(N_("the basket is empty; it needs at least one note."))
    return column


def _factors(
    notes: Notes, contract: str | None, delivery_month: str | None, coupon: np.ndarray, maturity: tuple[date, ...]
) -> list:
    """Return the conversion factors: those given, or those of the contract."""
    if "conversion_factor" in notes:
        return _column(notes, "conversion_factor")
    if contract is None or delivery_month is None:
        raise Refused(N_("the basket has no column conversion_factor; name contract and delivery_month instead."))
    return [factor_of(contract, delivery_month, each, day) for each, day in zip(coupon, maturity, strict=True)]


def _refuse_repeated(coupon: np.ndarray, maturity: tuple[date, ...]) -> None:
    """Refuse a basket that names a note twice: two prices for it, and switches between them, make no sense."""
    seen = set()
    for note in zip(coupon, maturity, strict=True):
        if note in seen:
            raise Refused(
                N_("the {first:g}% note of {second} is in the basket twice; give each note once."),
                first=note[0],
                second=note[1],
            )
        seen.add(note)
