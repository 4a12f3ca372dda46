"""The basis in real quotes: gross and net basis, carry, implied repo, the cheapest note and its switches.

What it takes to hedge a note with the future is in `basislib.hedges`.

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
from basislib.notes import (
    as_coupon,
    as_date,
    before_maturity,
    coupon_dates,
    coupon_period,
    full_price,
    price_and_slope,
    solve_yield,
)

ASSUMPTIONS = (
    "A shift moves every deliverable note's yield to maturity today, at once, by the same number of basis points.",
    "A slope shift is linear in maturity: the longest note of the basket moves by half of it more, the shortest "
    "by half of it less, and the maturity in the middle not at all.",
    "Yield spreads between the notes, the repo rate and the delivery date stay as they are; no note is special.",
    "The future costs as much less than the cheapest converted forward price after the shift as it does today: "
    "the value of the short's delivery options, which in truth peaks where the cheapest note switches, is held "
    "constant.",
)

YEAR = 360.0  # days, for money market interest
SWITCH_WIDTH = 1e-7  # basis points, narrower than any two switches that mean something
LOWEST_YIELD = -100.0  # per cent; far below anything seen, and no power overflows above it
CELLS = 64  # first pieces of the range that is searched for switches; only the speed depends on it
MOST_PIECES = 10_000  # a few for every switch are usual
ALONG = ("level", "slope")

_PRICE = {"unit": "points per 100 face", "above": 0, "high": 1000}
_SHIFT = {"unit": "bp", "low": -10_000, "high": 10_000}
RANGES = {
    "clean price": _PRICE, "futures price": _PRICE, "conversion factor": {"above": 0, "high": 100},
    "repo rate": {"unit": "% a year", "low": -100, "high": 1000}, "yield shift": _SHIFT, "slope shift": _SHIFT,
    "lowest shift": _SHIFT, "highest shift": _SHIFT, "other shift": _SHIFT,
}  # fmt: skip


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

    def carry(self, clean_price, repo_rate):
        """Interest earned less repo interest, points."""
        return self.income - repo_rate / 100 * self.financed(clean_price)

    def growth(self, repo_rate):
        """What one dollar of repo has become at delivery."""
        return 1 + repo_rate / 100 * self.days / YEAR


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

    def pick(self, at):
        """The notes at the given positions, in the shape of the positions."""
        return replace(_entries(self, at), span=_entries(self.span, at))

    def position(self, note):
        """Check a position in the basket."""
        at = within("note", note, low=0, high=len(self) - 1)
        if at.ndim or at % 1:
            raise ValueError(f"note is {note!r}; it must be a position in the basket, 0 to {len(self) - 1}.")
        return int(at)

    def shifted(self, level, slope):
        """Yields after shifts that broadcast against the notes."""
        return self.yield_ + (level + slope * self.tilt) / 100

    def clean_at(self, yields):
        """Clean prices at yields that broadcast against the notes."""
        return full_price(yields, self.coupon / 2, self.coupons_left, self.period_left) - self.span.accrued_settle

    def prices_at(self, yields):
        """Clean prices as by `clean_at`, and DV01s, points per basis point."""
        full, slope = price_and_slope(yields, self.coupon / 2, self.coupons_left, self.period_left)
        return full - self.span.accrued_settle, -1e-4 * slope


def checked(field, value):
    """Return the value of a field of `RANGES` as a float array, or refuse it."""
    return within(field, value, **RANGES[field])


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
    price = checked("clean price", clean_price)
    rate = checked("repo rate", repo_rate)
    return plain(_span(coupon, maturity, settle, delivery).carry(price, rate))


def forward_price(clean_price, *, coupon, maturity, settle, delivery, repo_rate):
    """Clean price for delivery later at which buying now on repo earns nothing: ``P - carry``.

    Parameters, unit of the result and refusals are those of `carry`.
    """
    price = checked("clean price", clean_price)
    rate = checked("repo rate", repo_rate)
    return plain(price - _span(coupon, maturity, settle, delivery).carry(price, rate))


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
    rate = checked("repo rate", repo_rate)
    return plain(price - future * factor - _span(coupon, maturity, settle, delivery).carry(price, rate))


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

    Above it the long basis earns more than its repo costs. Parameters, unit of the result and refusals are those
    of `net_basis`.
    """
    note = {"coupon": coupon, "maturity": maturity, "settle": settle, "delivery": delivery}
    factor = checked("conversion factor", conversion_factor)
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
    coupon, price = as_coupon(coupon), checked("clean price", price)
    maturity = tuple(as_date("maturity", day) for day in _column(notes, "maturity"))
    _refuse_repeated(coupon, maturity)
    if "conversion_factor" in notes:
        factor = _column(notes, "conversion_factor")
    elif contract is not None and delivery_month is not None:
        factor = [factor_of(contract, delivery_month, c, day) for c, day in zip(coupon, maturity, strict=True)]
    else:
        raise ValueError("the basket has no column conversion_factor; name contract and delivery_month instead.")
    factor = checked("conversion factor", factor)
    spans = [_unit_span(day, settle, delivery) for day in maturity]
    days, start, end, paid, paid_days = (np.array(column) for column in zip(*spans, strict=True))
    span = Span(int(days[0]), *(coupon / 2 * part for part in (start, end, paid, paid_days)))
    left = np.array([coupon_period(day, settle)[0] for day in maturity])
    if np.any(left - paid < 2):
        short = maturity[int(np.argmax(left - paid < 2))]
        raise ValueError(f"maturity is {short}; it must be more than six months after delivery, as in any contract.")
    yields = solve_yield(price + span.accrued_settle, coupon / 2, left, 1 - start)
    ages = np.array([day.toordinal() for day in maturity])
    tilt = (ages - (ages.min() + ages.max()) / 2) / max(np.ptp(ages), 1)
    return Basket(
        coupon, maturity, price, factor, yields, as_date("settlement date", settle),
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
    future = _single("futures price", futures_price)
    rate = _single("repo rate", repo_rate)
    price, factor, span = basket.clean_price, basket.conversion_factor, basket.span
    earned = span.carry(price, rate)
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
        "dv01": basket.prices_at(basket.yield_)[1],
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
    rate = _single("repo rate", repo_rate)
    future = _single("futures price", futures_price)
    level, slope = (np.atleast_1d(shift) for shift in _shifts(shifts_bp, slope_bp))
    level, slope = np.broadcast_arrays(level, slope)
    if level.ndim > 1:
        raise ValueError(f"shifts have {level.ndim} axes; a table needs a list of shifts.")
    yields = _shifted_yields(basket, level, slope)
    clean = basket.clean_at(yields)
    forward = clean - basket.span.carry(clean, rate)
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
    return basket.clean_at(_shifted_yields(basket, *_shifts(shift_bp, slope_bp)))


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
    rate = checked("repo rate", repo_rate)[..., None]
    return (clean - basket.span.carry(clean, rate)) / basket.conversion_factor


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
    future = checked("futures price", futures_price)
    after, today = (
        converted_prices(basket, *shifts, repo_rate=repo_rate) for shifts in ((shift_bp, slope_bp), (0.0, 0.0))
    )
    if note is None:
        return plain(future + after.min(axis=-1) - today.min(axis=-1))
    at = basket.position(note)
    return plain(future + after[..., at] - today[..., at])


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
    rate = _single("repo rate", repo_rate)
    low, high, other = (
        _single(f"{name} shift", shift)
        for name, shift in (("lowest", low_bp), ("highest", high_bp), ("other", other_bp))
    )
    if low >= high:
        raise ValueError(f"lowest shift is {low:g} bp; it must be below the highest, {high:g} bp.")
    if basket.span.growth(rate) <= 0:
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


def _quotes(clean_price, futures_price, conversion_factor):
    """Check prices and factor."""
    return (
        checked("clean price", clean_price),
        checked("futures price", futures_price),
        checked("conversion factor", conversion_factor),
    )


def _implied(clean, received, span):
    """Implied repo rate, per cent, given what the future pays without accrued interest."""
    financed = span.financed(clean)
    if np.any(financed <= 0):
        raise ValueError("clean price is so low that the coupons repay it before delivery; there is no repo rate.")
    return 100 * (received + span.income - clean) / financed


def _span(coupon, maturity, settle, delivery):
    """Interest of one note between two dates; the coupon may be an array."""
    half = as_coupon(coupon) / 2
    days, *parts = _unit_span(maturity, settle, delivery)
    return Span(days, *(half * part for part in parts))


def _unit_span(maturity, settle, delivery):
    """Days, accrued at both ends, coupons and coupon days of a note that pays 1 every half-year."""
    start, end = as_date("settlement date", settle), as_date("delivery date", delivery)
    if end <= start:
        raise ValueError(f"delivery date is {end}; it must be after the settlement date, {start}.")
    before_maturity("delivery date", end, maturity)
    (left, _, gone), (left_later, _, gone_later) = (coupon_period(maturity, day) for day in (start, end))
    paid = coupon_dates(maturity, start, end) if left > left_later else ()
    return (end - start).days, gone, gone_later, len(paid), sum((end - day).days for day in paid)


def _shifts(shift_bp, slope_bp):
    """Check the two shifts."""
    return checked("yield shift", shift_bp), checked("slope shift", slope_bp)


def _shifted_yields(basket, level, slope):
    """Yields after the shifts, notes along a new last axis."""
    yields = basket.shifted(level[..., None], slope[..., None])
    return within("yield after the shift", yields, "%", above=LOWEST_YIELD)


def _entries(holder, at):
    """The entries of all its arrays at the given positions."""
    return replace(holder, **{name: kept[at] for name, kept in vars(holder).items() if isinstance(kept, np.ndarray)})


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


def _single(field, value):
    """Check a number that may not be an array."""
    number = checked(field, value)
    if number.ndim:
        raise ValueError(f"{field} holds {number.size} values; this needs a single one.")
    return float(number)


def _converted_and_slopes(basket, rate, along, other, shifts):
    """Converted prices and their derivatives by the shift that moves, notes along the last axis."""
    held = np.full_like(shifts, other)
    level, slope = (shifts, held) if along == "level" else (held, shifts)
    yields = _shifted_yields(basket, level, slope)
    (clean, dv01), span, factor = basket.prices_at(yields), basket.span, basket.conversion_factor
    moves = 1.0 if along == "level" else basket.tilt
    return (clean - span.carry(clean, rate)) / factor, -dv01 * moves * span.growth(rate) / factor


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
