"""The basis in real quotes: gross and net basis, carry, implied repo, the cheapest note and its switches.

Long the basis: buy the note at P, finance it in repo until delivery, deliver it into the future at
F × conversion factor. Prices, bases and carry are points per 100 face of notes, rates, yields and coupons are
per cent a year, repo and implied repo are simple interest on ACT/360, yield shifts are basis points.

Two ways to use it. Functions of one note take numbers or arrays: prices, factor, coupon and repo rate
broadcast, so a grid of prices is a column against a row. Functions of a whole basket take a `Basket`, made
once by `prepare_basket` because that is where the calendar work is; their results have **one entry for every
note along the last axis**, after the axes of the shifts.

`ASSUMPTIONS` says what stands behind a yield shift.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from basislib.checks import one_of, plain, within
from basislib.contracts import conversion_factor as factor_of
from basislib.notes import as_date, coupon_dates, coupon_period

ASSUMPTIONS = (
    "A shift moves every deliverable note's yield to maturity today, at once, by the same number of basis points.",
    "A slope shift is linear in maturity: the longest note of the basket moves by half of it more, the shortest "
    "by half of it less, and the maturity in the middle not at all.",
    "Yield spreads between the notes, the repo rate and the delivery date stay as they are; no note is special.",
    "The future costs as much less than the cheapest converted forward price after the shift as it does today: "
    "the value of the short's delivery options, which in truth peaks where the cheapest note switches, is held "
    "constant.",
)

FACE = 100.0
YEAR = 360.0  # days, for money market interest
MOST_STEPS = 100  # Newton takes four to eight
CONVERGED = 1e-15  # of the log of the half-year growth factor
FLAT = 1e-5  # below this log growth the mean time of an annuity is taken from its series
SWITCH_WIDTH = 1e-7  # basis points, narrower than any two switches that mean something
LOWEST_YIELD = -100.0  # per cent; far below anything seen, and no power overflows above it
CELLS = 64  # first pieces of the range that is searched for switches; only the speed depends on it
MOST_PIECES = 10_000  # a few for every switch are usual
WAYS = ("contracts", "notes")
ALONG = ("level", "slope")

_PRICE = ("points per 100 face", {"above": 0, "high": 1000})
_FACTOR = ("", {"above": 0, "high": 100})
_RATE = ("% a year", {"low": -100, "high": 1000})
_SHIFT = ("bp", {"low": -10_000, "high": 10_000})
_SPAN_ARRAYS = ("accrued_settle", "accrued_delivery", "coupons", "coupon_days")
_BASKET_ARRAYS = (
    "coupon", "clean_price", "conversion_factor", "yield_", "coupons_left", "period_left", "coupons_left_at_delivery",
    "period_left_at_delivery", "tilt",
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """What a note pays and accrues between settlement and delivery, per 100 face; numbers or arrays.

    Attributes
    ----------
    days : int
        Days from settlement to delivery.
    accrued_settle, accrued_delivery : float or ndarray
        Accrued interest on the two dates.
    coupons : float or ndarray
        Coupons paid after settlement and up to delivery, in all.
    coupon_days : float or ndarray
        The same coupons, each times the days from its payment to delivery.
    """

    days: int
    accrued_settle: float
    accrued_delivery: float
    coupons: float
    coupon_days: float

    @property
    def income(self):
        """Interest earned by holding the note: accrued at the end less at the start, plus coupons; points."""
        return self.accrued_delivery - self.accrued_settle + self.coupons

    def financed(self, clean_price):
        """Money borrowed times time, points × years of 360 days; a coupon received pays the loan down."""
        return ((clean_price + self.accrued_settle) * self.days - self.coupon_days) / YEAR


@dataclass(frozen=True)
class Basket:
    """Deliverable notes made ready for arithmetic: one entry per note in every array, in the given order.

    Attributes
    ----------
    coupon, clean_price, conversion_factor, yield_ : ndarray
        Per cent a year; per 100 face; a factor; per cent a year (street convention, at settlement).
    maturity : tuple of datetime.date
    settle, delivery : datetime.date
    span : Span
        Interest between the two dates.
    coupons_left, period_left, coupons_left_at_delivery, period_left_at_delivery : ndarray
        Coupons after the date; share of the coupon period that is left on it.
    tilt : ndarray
        How much of a slope shift reaches the note, from -1/2 (shortest) to 1/2 (longest).
    """

    coupon: np.ndarray
    maturity: tuple
    clean_price: np.ndarray
    conversion_factor: np.ndarray
    yield_: np.ndarray
    settle: date
    delivery: date
    span: Span
    coupons_left: np.ndarray
    period_left: np.ndarray
    coupons_left_at_delivery: np.ndarray
    period_left_at_delivery: np.ndarray
    tilt: np.ndarray

    def __len__(self):
        return len(self.maturity)


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

    forward_yield: float
    spot: float
    repo_held: float


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

    held: int
    cheapest: int
    contracts_before: float
    contracts_after: float
    face_before: float
    face_after: float
    value_before: float
    value_held: float
    value_after: float
    futures_before: float
    futures_after: float
    contract_face: float

    @property
    def contracts_to_sell(self):
        """Contracts to sell on top of those sold; below 0: to buy back."""
        return self.contracts_after - self.contracts_before

    @property
    def added_value(self):
        """Market value of the notes added, dollars; below 0: of notes given up."""
        return self.value_after - self.value_held


@dataclass(frozen=True)
class RebalancingCash:
    """Cash a shift and the rebalancing after it take, dollars; below 0 it comes in."""

    variation_margin: float
    initial_margin: float
    haircut: float
    own_money: float
    free_cash: float

    @property
    def total(self):
        """Variation margin, initial margin on added contracts and haircut on added notes together, dollars."""
        return self.variation_margin + self.initial_margin + self.haircut

    @property
    def shortfall(self):
        """What the free cash does not cover, dollars, at least 0."""
        return plain(np.maximum(self.total - self.free_cash, 0.0))

    @property
    def share_of_own_money(self):
        """The total over the fund's own money, a fraction."""
        return self.total / self.own_money


def gross_basis(clean_price, futures_price, conversion_factor):
    """Price of the note less what the future pays for it: ``P - F × CF``.

    Parameters
    ----------
    clean_price, futures_price : float or array_like
        Points per 100 face.
    conversion_factor : float or array_like

    Returns
    -------
    float or ndarray
        Points per 100 face; `basislib.quotes.in_32nds` turns them into 32nds.

    Raises
    ------
    ValueError
        If an input is out of range.

    Examples
    --------
    >>> 32 * gross_basis(101.1953125, 109.09375, 0.9272)
    1.394800000000032
    """
    price, future, factor = _quotes(clean_price, futures_price, conversion_factor)
    return plain(price - future * factor)


def carry(clean_price, *, coupon, maturity, settle, delivery, repo_rate):
    """Interest earned on the note less repo interest paid until delivery.

    ``carry = (AI_D - AI_S + coupons) - r × financed``, where the amount financed times time is
    ``(P + AI_S) × days/360 - sum of coupon × days from its payment to delivery / 360``: a coupon received
    pays the loan down.

    Parameters
    ----------
    clean_price : float or array_like
        Points per 100 face.
    coupon : float or array_like
        Per cent a year.
    maturity, settle, delivery : datetime.date
        Settlement of the purchase, then delivery into the future, then maturity.
    repo_rate : float or array_like
        To delivery, per cent a year, simple, ACT/360.

    Returns
    -------
    float or ndarray
        Points per 100 face.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Examples
    --------
    >>> note = dict(coupon=4.0, maturity=date(2030, 5, 31), settle=date(2025, 12, 15), delivery=date(2026, 4, 6))
    >>> round(carry(101.1953125, **note, repo_rate=3.694), 6)
    0.065893
    """
    price = within("clean price", clean_price, _PRICE[0], **_PRICE[1])
    rate = within("repo rate", repo_rate, _RATE[0], **_RATE[1])
    return plain(_carry(price, rate, _span(coupon, maturity, settle, delivery)))


def forward_price(clean_price, *, coupon, maturity, settle, delivery, repo_rate):
    """Clean price for delivery later at which buying now on repo earns nothing: ``P - carry``.

    Parameters
    ----------
    clean_price, coupon, maturity, settle, delivery, repo_rate
        As in `carry`.

    Returns
    -------
    float or ndarray
        Points per 100 face.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.
    """
    price = within("clean price", clean_price, _PRICE[0], **_PRICE[1])
    rate = within("repo rate", repo_rate, _RATE[0], **_RATE[1])
    return plain(price - _carry(price, rate, _span(coupon, maturity, settle, delivery)))


def net_basis(clean_price, futures_price, conversion_factor, *, coupon, maturity, settle, delivery, repo_rate):
    """Gross basis less carry, which is ``forward price - F × CF``: what a long basis costs until delivery.

    The long owns the short's delivery options, so a fair net basis is their value, at least 0. Below 0 the
    trade earns its carry **and** gets the options for nothing. With the implied repo rate IRR,
    ``net basis = -(IRR - r) × financed``, coupons or not.

    Parameters
    ----------
    clean_price, futures_price : float or array_like
        Points per 100 face.
    conversion_factor : float or array_like
    coupon, maturity, settle, delivery, repo_rate
        As in `carry`.

    Returns
    -------
    float or ndarray
        Points per 100 face.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Examples
    --------
    >>> note = dict(coupon=4.0, maturity=date(2030, 5, 31), settle=date(2025, 12, 15), delivery=date(2026, 4, 6))
    >>> round(32 * net_basis(101.1953125, 109.09375, 0.9272, **note, repo_rate=3.694), 4)
    -0.7138
    """
    price, future, factor = _quotes(clean_price, futures_price, conversion_factor)
    rate = within("repo rate", repo_rate, _RATE[0], **_RATE[1])
    return plain(price - future * factor - _carry(price, rate, _span(coupon, maturity, settle, delivery)))


def implied_repo_rate(clean_price, futures_price, conversion_factor, *, coupon, maturity, settle, delivery):
    """Repo rate at which buying the note and selling the future earns nothing: the trade's break-even.

    ``IRR = (F × CF + AI_D + coupons - P - AI_S) / financed``, see `carry` for the amount financed. Coupons
    on the way are as many as there are.

    Parameters
    ----------
    clean_price, futures_price : float or array_like
        Points per 100 face. A column against a row gives a grid.
    conversion_factor : float or array_like
    coupon, maturity, settle, delivery
        As in `carry`.

    Returns
    -------
    float or ndarray
        Per cent a year, simple, ACT/360.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.

    Notes
    -----
    The usual screen formula with one coupon, ``(invoice + c/2 - full) × 360 / (full × n - c/2 × n2)``, is this.

    Examples
    --------
    The five-year contract of March 2026, to 6 April and to 3 April:

    >>> note = dict(coupon=4.0, maturity=date(2030, 5, 31), settle=date(2025, 12, 15))
    >>> [round(implied_repo_rate(101.1953125, 109.09375, 0.9272, **note, delivery=day), 4)
    ...  for day in (date(2026, 4, 6), date(2026, 4, 3))]
    [3.7647, 3.7609]
    """
    price, future, factor = _quotes(clean_price, futures_price, conversion_factor)
    return plain(_implied(price, future * factor, _span(coupon, maturity, settle, delivery)))


def break_even_futures_price(clean_price, conversion_factor, *, coupon, maturity, settle, delivery, repo_rate):
    """Futures price at which the net basis is nil: the converted forward price, ``forward price / CF``.

    Parameters
    ----------
    clean_price, conversion_factor, coupon, maturity, settle, delivery, repo_rate
        As in `net_basis`.

    Returns
    -------
    float or ndarray
        Points per 100 face. Above it the long basis earns more than its repo costs.

    Raises
    ------
    ValueError
        If an input is out of range or the dates are not in order.
    """
    note = {"coupon": coupon, "maturity": maturity, "settle": settle, "delivery": delivery}
    factor = within("conversion factor", conversion_factor, _FACTOR[0], **_FACTOR[1])
    return plain(forward_price(clean_price, **note, repo_rate=repo_rate) / factor)


def prepare_basket(notes, *, settle, delivery, contract=None, delivery_month=None):
    """Do the calendar work of a basket once: coupon dates, accrued interest, factors, yields.

    Parameters
    ----------
    notes : pandas.DataFrame or mapping of columns
        Columns `coupon` (per cent a year), `maturity` (dates), `clean_price` (per 100 face) and, unless
        contract and delivery month are given, `conversion_factor`. Other columns are ignored, and so is
        whether the notes are eligible: see `basislib.contracts.is_eligible`.
    settle, delivery : datetime.date
    contract, delivery_month : str, optional
        As in `basislib.contracts.conversion_factor`; used if there is no column `conversion_factor`.

    Returns
    -------
    Basket

    Raises
    ------
    ValueError
        If a column is missing, empty or out of range, a note appears twice, or a note has fewer than two
        coupons left at delivery, as no contract allows.
    """
    coupon, price = (_column(notes, name) for name in ("coupon", "clean_price"))
    coupon = within("coupon", coupon, "% a year", low=0, high=100)
    price = within("clean price", price, _PRICE[0], **_PRICE[1])
    maturity = tuple(as_date("maturity", day) for day in _column(notes, "maturity"))
    _refuse_repeated(coupon, maturity)
    if "conversion_factor" in notes:
        factor = _column(notes, "conversion_factor")
    elif contract is not None and delivery_month is not None:
        factor = [factor_of(contract, delivery_month, c, day) for c, day in zip(coupon, maturity, strict=True)]
    else:
        raise ValueError("the basket has no column conversion_factor; name contract and delivery_month instead.")
    factor = within("conversion factor", factor, _FACTOR[0], **_FACTOR[1])
    spans = [_unit_span(day, settle, delivery) for day in maturity]
    days, start, end, paid, paid_days = (np.array(column) for column in zip(*spans, strict=True))
    span = Span(int(days[0]), *(coupon / 2 * part for part in (start, end, paid, paid_days)))
    left = np.array([coupon_period(day, settle)[0] for day in maturity])
    if np.any(left - paid < 2):
        short = maturity[int(np.argmax(left - paid < 2))]
        raise ValueError(f"maturity is {short}; it must be more than six months after delivery, as in any contract.")
    x = _log_growth(price + span.accrued_settle, coupon / 2, left, 1 - start)
    ages = np.array([day.toordinal() for day in maturity])
    tilt = (ages - (ages.min() + ages.max()) / 2) / max(np.ptp(ages), 1)
    return Basket(
        coupon, maturity, price, factor, 200 * np.expm1(x), as_date("settlement date", settle),
        as_date("delivery date", delivery), span, left, 1 - start, left - paid, 1 - end, tilt,
    )  # fmt: skip


def rank_deliverables(
    basket, futures_price, *, repo_rate, settle=None, delivery=None, contract=None, delivery_month=None
):
    """Rank a basket by implied repo rate, the cheapest to deliver first.

    Parameters
    ----------
    basket : Basket, pandas.DataFrame or mapping of columns
        A table is handed to `prepare_basket` with the four last arguments; a `Basket` has them.
    futures_price : float
        Points per 100 face.
    repo_rate : float
        To delivery, per cent a year, ACT/360.
    settle, delivery, contract, delivery_month
        As in `prepare_basket`.

    Returns
    -------
    pandas.DataFrame
        Columns `coupon`, `maturity`, `clean_price`, `yield_` (per cent), `conversion_factor`,
        `accrued_interest`, `gross_basis`, `carry`, `net_basis` (points), `implied_repo_rate` (per cent),
        `forward_price`, `converted_price`, `dv01` (points per basis point, spot), `is_ctd` (first row only).

    Raises
    ------
    ValueError
        If an input is out of range or missing.

    Notes
    -----
    Screens rank by implied repo, as here. The lowest `converted_price`, which prices the future and decides
    the switches, and the lowest `net_basis` name the same note when the future is fair, and may differ by a
    hair when it is not.
    """
    import pandas as pd  # only where tables are made: most of the workbook needs none

    basket = _as_basket(basket, settle, delivery, contract, delivery_month)
    future = _single("futures price", futures_price, _PRICE)
    rate = _single("repo rate", repo_rate, _RATE)
    price, factor, span = basket.clean_price, basket.conversion_factor, basket.span
    earned = _carry(price, rate, span)
    table = pd.DataFrame({
        "coupon": basket.coupon,
        "maturity": np.array(basket.maturity, dtype=object),
        "clean_price": price,
        "yield_": basket.yield_,
        "conversion_factor": factor,
        "accrued_interest": span.accrued_settle,
        "gross_basis": price - future * factor,
        "carry": earned,
        "net_basis": price - future * factor - earned,
        "implied_repo_rate": _implied(price, future * factor, span),
        "forward_price": price - earned,
        "converted_price": (price - earned) / factor,
        "dv01": _dv01(basket, basket.yield_),
    })  # fmt: skip
    table = table.sort_values("implied_repo_rate", ascending=False, kind="stable", ignore_index=True)
    return table.assign(is_ctd=table.index == 0)


def shift_deliverables(
    basket, futures_price, shifts_bp, *, repo_rate, slope_bp=0.0, settle=None, delivery=None, contract=None,
    delivery_month=None,
):  # fmt: skip
    """Price a basket after yield shifts and see which note is cheapest; one row per shift and note.

    Parameters
    ----------
    basket, futures_price, repo_rate, settle, delivery, contract, delivery_month
        As in `rank_deliverables`.
    shifts_bp : float or array_like
        Level shifts of all yields, basis points; at most one axis.
    slope_bp : float or array_like, optional
        Slope shift, see `shifted_prices`: one for all level shifts, or one for each.

    Returns
    -------
    pandas.DataFrame
        Columns `shift_bp`, `slope_bp`, `coupon`, `maturity`, `yield_`, `clean_price`, `forward_price`,
        `converted_price`, `futures_price` (the model's, see `model_futures_price`), `net_basis` (against it)
        and `is_ctd` (lowest converted price). Shifts in the given order, notes in the basket's.

    Raises
    ------
    ValueError
        If an input is out of range or missing.
    """
    import pandas as pd  # only where tables are made: most of the workbook needs none

    basket = _as_basket(basket, settle, delivery, contract, delivery_month)
    rate = _single("repo rate", repo_rate, _RATE)
    future = _single("futures price", futures_price, _PRICE)
    level, slope = (np.atleast_1d(shift) for shift in _shifts(shifts_bp, slope_bp))
    level, slope = np.broadcast_arrays(level, slope)
    if level.ndim > 1:
        raise ValueError(f"shifts have {level.ndim} axes; a table needs a list of shifts.")
    yields = _shifted_yields(basket, level, slope)
    clean = _clean(basket, yields)
    forward = clean - _carry(clean, rate, basket.span)
    converted = forward / basket.conversion_factor
    model = (future + converted.min(axis=-1) - converted_prices(basket, repo_rate=rate).min())[:, None]
    cheapest = np.arange(len(basket)) == np.argmin(converted, axis=-1)[:, None]
    shape = converted.shape
    columns = {
        "shift_bp": level[:, None],
        "slope_bp": slope[:, None],
        "coupon": basket.coupon,
        "maturity": np.array(basket.maturity, dtype=object),
        "yield_": yields,
        "clean_price": clean,
        "forward_price": forward,
        "converted_price": converted,
        "futures_price": model,
        "net_basis": forward - model * basket.conversion_factor,
        "is_ctd": cheapest,
    }
    return pd.DataFrame({name: np.broadcast_to(column, shape).ravel() for name, column in columns.items()})


def shifted_prices(basket, shift_bp=0.0, slope_bp=0.0):
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
    return _clean(basket, _shifted_yields(basket, *_shifts(shift_bp, slope_bp)))


def converted_prices(basket, shift_bp=0.0, slope_bp=0.0, *, repo_rate):
    """Converted forward prices, ``forward price / CF``, after a yield shift; the lowest prices the future.

    Parameters
    ----------
    basket : Basket
    shift_bp, slope_bp : float or array_like
        As in `shifted_prices`.
    repo_rate : float or array_like
        To delivery, per cent a year, ACT/360; broadcasts against the shifts.

    Returns
    -------
    ndarray
        Points per 100 face; the broadcast shape, then one entry per note.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    clean = shifted_prices(basket, shift_bp, slope_bp)
    rate = within("repo rate", repo_rate, _RATE[0], **_RATE[1])[..., None]
    return (clean - _carry(clean, rate, basket.span)) / basket.conversion_factor


def cheapest_to_deliver(basket, shift_bp=0.0, slope_bp=0.0, *, repo_rate):
    """Which note is cheapest to deliver after a yield shift: the one of lowest converted forward price.

    A column of levels against a row of slopes gives a switch map.

    Parameters
    ----------
    basket, shift_bp, slope_bp, repo_rate
        As in `converted_prices`.

    Returns
    -------
    int or ndarray of int
        Position in the basket, in the broadcast shape.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    return plain(np.argmin(converted_prices(basket, shift_bp, slope_bp, repo_rate=repo_rate), axis=-1))


def model_futures_price(basket, futures_price, shift_bp=0.0, slope_bp=0.0, *, repo_rate, note=None):
    """Price of the future after a yield shift: the lower envelope of the converted forwards less a constant.

    The constant is what the quoted price lies below the cheapest converted forward price today, the market's
    price of the delivery options, so that without a shift the model gives the quote. It may be negative.

    Parameters
    ----------
    basket, shift_bp, slope_bp, repo_rate
        As in `converted_prices`.
    futures_price : float or array_like
        Today's quote, points per 100 face.
    note : int, optional
        Follow this note of the basket alone: the price if nothing else could be delivered, for comparison.
        It starts from the quote too.

    Returns
    -------
    float or ndarray
        Points per 100 face, in the broadcast shape.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    future = within("futures price", futures_price, _PRICE[0], **_PRICE[1])
    after, today = (
        converted_prices(basket, *shifts, repo_rate=repo_rate) for shifts in ((shift_bp, slope_bp), (0.0, 0.0))
    )
    if note is None:
        return plain(future + after.min(axis=-1) - today.min(axis=-1))
    at = _position(basket, note)
    return plain(future + after[..., at] - today[..., at])


def futures_dv01(basket, shift_bp=0.0, slope_bp=0.0, *, repo_rate, note=None):
    """DV01 of the future in its three meanings, after a yield shift.

    Parameters
    ----------
    basket, shift_bp, slope_bp, repo_rate
        As in `converted_prices`.
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
    level, slope = _shifts(shift_bp, slope_bp)
    rate = within("repo rate", repo_rate, _RATE[0], **_RATE[1])
    level, slope, rate = np.broadcast_arrays(level, slope, rate)
    at = cheapest_to_deliver(basket, level, slope, repo_rate=rate) if note is None else _position(basket, note)
    picked = _pick(basket, at)
    yields = picked.yield_ + (level + slope * picked.tilt) / 100
    clean, spot = _clean(picked, yields), _dv01(picked, yields)
    span, growth = picked.span, 1 + rate / 100 * picked.span.days / YEAR
    full = clean - _carry(clean, rate, span) + span.accrued_delivery
    half = picked.coupon / 2
    later = {"count": picked.coupons_left_at_delivery, "left": picked.period_left_at_delivery}
    forward = _fall(_log_growth(full, half, **later), half, **later)
    factor = picked.conversion_factor
    return FuturesDv01(*(plain(dv01 / factor) for dv01 in (forward, spot, spot * growth)))


def switch_points(basket, *, repo_rate, low_bp=-300.0, high_bp=300.0, along="level", other_bp=0.0):
    """Yield shifts at which the cheapest note changes, every one in the range, to 1e-9 basis points.

    Parameters
    ----------
    basket : Basket
    repo_rate : float
        To delivery, per cent a year, ACT/360.
    low_bp, high_bp : float, optional
        Range to search, basis points.
    along : {"level", "slope"}, optional
        Which shift moves.
    other_bp : float, optional
        The other shift, held, basis points.

    Returns
    -------
    pandas.DataFrame
        One row per switch in order of shift: `shift_bp`, `converted_price` (of both notes there),
        `from_note`, `to_note` (positions in the basket), `from_coupon`, `from_maturity`, `to_coupon`,
        `to_maturity`. Empty if nothing switches.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Nothing is missed between the points of a grid. A converted forward price is convex in the shift, so over
    any piece of the range it lies below its chord and above its tangents. A piece in which the same note is
    cheapest at both ends and every other note has a tangent above that note's chord contains no switch. All
    other pieces are halved until they are 1e-7 basis points wide, and then solved by one secant step. Only a
    note that is cheapest over less than that can be passed over. Where two prices touch without crossing,
    to the last digit of a float, rounding decides.
    """
    import pandas as pd  # only where tables are made: most of the workbook needs none

    one_of("along", along, ALONG)
    rate = _single("repo rate", repo_rate, _RATE)
    low, high, other = (
        _single(f"{name} shift", shift, _SHIFT)
        for name, shift in (("lowest", low_bp), ("highest", high_bp), ("other", other_bp))
    )
    if low >= high:
        raise ValueError(f"lowest shift is {low:g} bp; it must be below the highest, {high:g} bp.")
    if 1 + rate / 100 * basket.span.days / YEAR <= 0:
        raise ValueError(f"repo rate is {rate:g}% a year; over {basket.span.days} days it leaves nothing of a price.")
    rows = [
        _solve_switch(basket, rate, along, other, *piece)
        for piece in _uncertain_pieces(basket, rate, along, other, low, high)
    ]
    names = ("shift_bp", "converted_price", "from_note", "to_note")
    table = pd.DataFrame([row for row in rows if row[2] != row[3]], columns=names)
    table = table.astype({"shift_bp": float, "converted_price": float, "from_note": int, "to_note": int})
    day = np.array(basket.maturity, dtype=object)
    for side in ("from", "to"):
        at = table[f"{side}_note"].to_numpy()
        table[f"{side}_coupon"], table[f"{side}_maturity"] = basket.coupon[at], day[at]
    return table


def conversion_factor_hedge(face, conversion_factor, contract_face=100_000):
    """Contracts to sell against a note held to delivery: ``face / contract face × CF``.

    Parameters
    ----------
    face : float or array_like
        Face value of notes, dollars.
    conversion_factor : float or array_like
    contract_face : float, optional
        Face value of a contract, dollars: `basislib.contracts.CONTRACTS`.

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
    amount, size = _faces(face, contract_face)
    return plain(amount / size * within("conversion factor", conversion_factor, _FACTOR[0], **_FACTOR[1]))


def dv01_hedge(face, note_dv01, futures_dv01, contract_face=100_000):
    """Contracts to sell so that a yield shift costs nothing: ``face / contract face × DV01 / futures DV01``.

    For the cheapest note it equals the conversion factor hedge up to carry.

    Parameters
    ----------
    face, contract_face
        As in `conversion_factor_hedge`.
    note_dv01, futures_dv01 : float or array_like
        Points per 100 face per basis point; say which of the three `FuturesDv01` it is.

    Returns
    -------
    float or ndarray
        Contracts, not rounded.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    amount, size = _faces(face, contract_face)
    note = within("note DV01", note_dv01, "points per basis point", above=0, high=10)
    future = within("futures DV01", futures_dv01, "points per basis point", above=0, high=10)
    return plain(amount / size * note / future)


def tail(face, conversion_factor, contract_face=100_000):
    """Contracts still to sell on the last trading day: ``face / contract face × (1 - CF)``.

    One contract delivers its face value whatever the factor is, so the hedge must end at 1 to 1. Below 0:
    contracts to buy back, when the factor is above 1.

    Parameters
    ----------
    face, conversion_factor, contract_face
        As in `conversion_factor_hedge`.

    Returns
    -------
    float or ndarray
        Contracts, not rounded.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    amount, size = _faces(face, contract_face)
    return plain(amount / size * (1 - within("conversion factor", conversion_factor, _FACTOR[0], **_FACTOR[1])))


def rebalancing(
    basket, futures_price, shift_bp, *, repo_rate, face, slope_bp=0.0, way="contracts", contract_face=100_000
):
    """What a DV01-neutral long basis in the cheapest note has to trade after a yield shift.

    The hedge uses the slope of the future with the repo rate held. With ``"contracts"`` the fund keeps its
    notes and trades contracts until the hedge fits the new cheapest note; with ``"notes"`` it keeps its
    contracts and swaps into the new cheapest note, as much of it as they hedge. Without a switch neither
    trades anything.

    Parameters
    ----------
    basket, futures_price, shift_bp, slope_bp, repo_rate
        As in `model_futures_price`.
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
    rate = within("repo rate", repo_rate, _RATE[0], **_RATE[1])
    level, slope, rate, amount = np.broadcast_arrays(*_shifts(shift_bp, slope_bp), rate, amount)
    held = cheapest_to_deliver(basket, repo_rate=rate)
    cheapest = cheapest_to_deliver(basket, level, slope, repo_rate=rate)
    old, new = _pick(basket, held), _pick(basket, cheapest)
    yields = [note.yield_ + (level + slope * note.tilt) / 100 for note in (old, new)]
    values = [_clean(note, y) + note.span.accrued_settle for note, y in zip((old, new), yields, strict=True)]
    growth = 1 + rate / 100 * basket.span.days / YEAR
    before = amount / size * old.conversion_factor / growth  # DV01 of the note over the future's, both the old note's
    if way == "contracts":
        after = amount / size * _dv01(old, yields[0]) / _dv01(new, yields[1]) * new.conversion_factor / growth
        kept, value = amount, values[0]
    else:
        after, kept, value = before, amount * old.conversion_factor / new.conversion_factor, values[1]
    future, moved = (
        model_futures_price(basket, futures_price, *shifts, repo_rate=rate) for shifts in ((0.0, 0.0), (level, slope))
    )
    parts = (
        held, cheapest, before, after, amount, kept, amount * (old.clean_price + old.span.accrued_settle) / FACE,
        amount * values[0] / FACE, kept * value / FACE, future, moved, size,
    )  # fmt: skip
    return Rebalancing(*(plain(np.array(part)) for part in parts))


def rebalancing_cash(plan, *, haircut, initial_margin, leverage):
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
    risen depends on how the repo is struck and is left out: see `basislib.repo.cash_need`.
    """
    h = within("haircut", haircut, "of market value", low=0, below=1)
    m = within("initial margin", initial_margin, "of contract face", low=0, below=1)
    times = within("leverage", leverage, "x", low=1)
    own = plan.value_before / times
    margin = m * plan.contract_face
    free = own - h * plan.value_before - margin * plan.contracts_before
    if np.any(free < -1e-12 * plan.value_before):
        most = np.min(plan.value_before / (plan.value_before / times - free))
        raise ValueError(
            f"leverage is {np.max(times):g} x; haircut and initial margin leave room for at most {most:.6g} x."
        )
    return RebalancingCash(
        plain(plan.contracts_before * plan.contract_face * (plan.futures_after - plan.futures_before) / FACE),
        plain(margin * plan.contracts_to_sell),
        plain(h * plan.added_value),
        plain(own + 0.0 * free),
        plain(np.maximum(free, 0.0)),
    )


def _quotes(clean_price, futures_price, conversion_factor):
    """Check prices and factor."""
    return (
        within("clean price", clean_price, _PRICE[0], **_PRICE[1]),
        within("futures price", futures_price, _PRICE[0], **_PRICE[1]),
        within("conversion factor", conversion_factor, _FACTOR[0], **_FACTOR[1]),
    )


def _carry(clean, rate, span):
    """Interest earned less repo interest, points."""
    return span.income - rate / 100 * span.financed(clean)


def _implied(clean, received, span):
    """Implied repo rate, per cent, given what the future pays without accrued interest."""
    financed = span.financed(clean)
    if np.any(financed <= 0):
        raise ValueError("clean price is so low that the coupons repay it before delivery; there is no repo rate.")
    return 100 * (received + span.income - clean) / financed


def _span(coupon, maturity, settle, delivery):
    """Interest of one note between two dates; the coupon may be an array."""
    half = within("coupon", coupon, "% a year", low=0, high=100) / 2
    days, *parts = _unit_span(maturity, settle, delivery)
    return Span(days, *(half * part for part in parts))


def _unit_span(maturity, settle, delivery):
    """Days, accrued at both ends, coupons and coupon days of a note that pays 1 every half-year."""
    start, end = as_date("settlement date", settle), as_date("delivery date", delivery)
    if end <= start:
        raise ValueError(f"delivery date is {end}; it must be after the settlement date, {start}.")
    if end >= as_date("maturity", maturity):
        raise ValueError(f"delivery date is {end}; it must be before the maturity, {maturity}.")
    (left, _, gone), (left_later, _, gone_later) = (coupon_period(maturity, day) for day in (start, end))
    paid = coupon_dates(maturity, start, end) if left > left_later else ()
    return (end - start).days, gone, gone_later, len(paid), sum((end - day).days for day in paid)


def _full(x, half, count, left):
    """Full price at log growth x per half-year: coupons of `half` as a geometric sum, then the face value."""
    x = np.where(x == 0, 1e-300, x)  # the limit of the sum, without dividing 0 by 0
    coupons = half * np.expm1(-count * x) / np.expm1(-x)
    return np.exp(-left * x) * (coupons + FACE * np.exp(-(count - 1) * x))


def _fall_by_growth(x, half, count, left):
    """Fall of the full price per unit of log growth: every payment times its time, discounted."""
    flat = np.abs(x) < FLAT
    safe = np.where(flat, 1.0, x)
    mean = 1 / np.expm1(safe) + count * np.exp(-count * safe) / np.expm1(-count * safe)
    mean = np.where(flat, (count - 1) / 2 - (count**2 - 1) * x / 12, mean)
    last = FACE * np.exp(-(count - 1 + left) * x)
    full = _full(x, half, count, left)
    return left * full + mean * (full - last) + (count - 1) * last


def _fall(x, half, count, left):
    """Fall of the full price per basis point of yield."""
    return _fall_by_growth(x, half, count, left) * np.exp(-x) / 20_000


def _log_growth(full, half, count, left):
    """Log growth per half-year at which the notes are worth their full price, by Newton's method.

    The logarithm of the price is convex in it and falls, so every start leads to the answer.
    """
    x = np.log1p(np.clip(2 * half / full, 0, 1) / 2)
    for _ in range(MOST_STEPS):
        price = _full(x, half, count, left)
        step = np.log(price / full) * price / _fall_by_growth(x, half, count, left)
        x = x + step
        if np.all(np.abs(step) <= CONVERGED * (1 + np.abs(x))):
            break
    return x


def _clean(basket, yields):
    """Clean prices at yields that broadcast against the basket."""
    x = np.log1p(yields / 200)
    return _full(x, basket.coupon / 2, basket.coupons_left, basket.period_left) - basket.span.accrued_settle


def _dv01(basket, yields):
    """DV01 at yields that broadcast against the basket."""
    return _fall(np.log1p(yields / 200), basket.coupon / 2, basket.coupons_left, basket.period_left)


def _shifts(shift_bp, slope_bp):
    """Check the two shifts."""
    names = ("yield shift", shift_bp), ("slope shift", slope_bp)
    return tuple(within(name, shift, _SHIFT[0], **_SHIFT[1]) for name, shift in names)


def _shifted_yields(basket, level, slope):
    """Yields after the shifts, notes along a new last axis."""
    yields = basket.yield_ + (level[..., None] + slope[..., None] * basket.tilt) / 100
    return within("yield after the shift", yields, "%", above=LOWEST_YIELD)


def _pick(basket, at):
    """The notes at the given positions, in the shape of the positions."""
    span = replace(basket.span, **{name: getattr(basket.span, name)[at] for name in _SPAN_ARRAYS})
    return replace(basket, span=span, **{name: getattr(basket, name)[at] for name in _BASKET_ARRAYS})


def _position(basket, note):
    """Check a position in the basket."""
    at = within("note", note, low=0, high=len(basket) - 1)
    if at.ndim or at % 1:
        raise ValueError(f"note is {note!r}; it must be a position in the basket, 0 to {len(basket) - 1}.")
    return int(at)


def _as_basket(basket, settle, delivery, contract, delivery_month):
    """Take a prepared basket, or prepare a table."""
    given = {"settle": settle, "delivery": delivery, "contract": contract, "delivery_month": delivery_month}
    if not isinstance(basket, Basket):
        return prepare_basket(basket, **given)
    for name, value in given.items():
        if value is not None and value != getattr(basket, name, value):
            raise ValueError(f"{name} is {value}; the basket was prepared for {getattr(basket, name)}.")
    return basket


def _column(notes, name):
    """Return a column of the basket as a list."""
    if name not in notes:
        raise ValueError(f"the basket has no column {name}; it needs coupon, maturity and clean_price.")
    column = list(notes[name])
    if not column:
        raise ValueError("the basket is empty; it needs at least one note.")
    return column


def _refuse_repeated(coupon, maturity):
    """Refuse a basket that names a note twice: two prices for it, and switches between them, make no sense."""
    seen = set()
    for note in zip(coupon, maturity, strict=True):
        if note in seen:
            raise ValueError(f"the {note[0]:g}% note of {note[1]} is in the basket twice; give each note once.")
        seen.add(note)


def _single(field, value, rule):
    """Check a number that may not be an array."""
    number = within(field, value, rule[0], **rule[1])
    if number.ndim:
        raise ValueError(f"{field} holds {number.size} values; this needs a single one.")
    return float(number)


def _faces(face, contract_face):
    """Check the face values of notes and contract."""
    return (
        within("face value", face, "dollars", above=0, high=1e15),
        within("contract face", contract_face, "dollars", above=0, high=1e9),
    )


def _converted_and_slopes(basket, rate, along, other, shifts):
    """Converted prices and their derivatives by the shift that moves, notes along the last axis."""
    held = np.full_like(shifts, other)
    level, slope = (shifts, held) if along == "level" else (held, shifts)
    yields = _shifted_yields(basket, level, slope)
    clean = _clean(basket, yields)
    growth = 1 + rate / 100 * basket.span.days / YEAR
    moves = 1.0 if along == "level" else basket.tilt
    converted = (clean - _carry(clean, rate, basket.span)) / basket.conversion_factor
    return converted, -_dv01(basket, yields) * moves * growth / basket.conversion_factor


def _uncertain_pieces(basket, rate, along, other, low, high):
    """Return the narrow pieces of the range, in order, that may contain a switch."""
    edges = np.linspace(low, high, CELLS + 1)
    lows, highs = edges[:-1], edges[1:]
    while lows.size:
        start, end = (_converted_and_slopes(basket, rate, along, other, side) for side in (lows, highs))
        open_ = ~_no_switch(*start, *end, (highs - lows)[:, None])
        lows, highs = lows[open_], highs[open_]
        if not lows.size or np.max(highs - lows) <= SWITCH_WIDTH:
            break
        if lows.size > MOST_PIECES:
            raise ValueError("two notes of the basket cost the same everywhere; none can replace the other.")
        middles = (lows + highs) / 2
        lows, highs = np.sort(np.concatenate([lows, middles])), np.sort(np.concatenate([middles, highs]))
    return zip(lows.tolist(), highs.tolist(), strict=True)


def _no_switch(start, start_slopes, end, end_slopes, widths):
    """Whether the same note is certainly the cheapest all over a piece, from its two ends."""
    best = np.argmin(start, axis=-1)[:, None]
    floor, roof = np.take_along_axis(start, best, -1), np.take_along_axis(end, best, -1)
    above = (start + start_slopes * widths >= roof) | (end - end_slopes * widths >= floor)
    above |= np.arange(start.shape[-1]) == best
    return (np.argmin(end, axis=-1) == best[:, 0]) & above.all(axis=-1)


def _solve_switch(basket, rate, along, other, low, high):
    """Return the shift, the converted price and the notes before and after, by a secant over a narrow piece."""
    prices, _ = _converted_and_slopes(basket, rate, along, other, np.array([low, high]))
    before, after = np.argmin(prices, axis=-1)
    gaps = prices[:, after] - prices[:, before]
    part = gaps[0] / (gaps[0] - gaps[1]) if gaps[0] != gaps[1] else 0.5
    at = low + (high - low) * part
    there, _ = _converted_and_slopes(basket, rate, along, other, np.array([at]))
    return at, float(there[0, before]), int(before), int(after)
