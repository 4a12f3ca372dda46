"""The basis trade's three legs, long or short: leverage, profit by leg, break-evens.

Long the basis: buy the note, borrow its price in repo against it, sell the future. Short the basis: borrow
the note in reverse repo against cash, sell it, buy the future. Everything is per 100 face of notes, so an
amount of money is in points. `ASSUMPTIONS` says what this page-sized version leaves out; the balance sheets
are in `basislib.books`.

Source: the talk of 9 April 2025 (buy at 100, sell the future at 100.01, unwind both at 120: 0.01 is left;
at 119.99 nothing is), with the interest, margin and haircut it leaves out put back in.
"""

from dataclasses import dataclass

import numpy as np

from basislib.checks import one_of, plain, within
from basislib.margin import median_days_to_call
from basislib.repo import cash_need

ASSUMPTIONS = (
    "The future has conversion factor 1 and delivers this very note.",
    "The trade starts on a coupon date, so the first price contains no accrued interest; the coupon then "
    "accrues at coupon × days / 365 and comes on top of the final price.",
    "Initial margin is a share of the note's first price, and stays the same amount of money afterwards.",
    "Repo interest is charged on the first loan and cash earns interest on the first balance: interest on "
    "variation margin, on loans marked to market and on an overdraft is left out.",
    "The repo rate is the same every night, whether the loan is struck for the whole term or overnight.",
    "Interest, coupon and costs are booked on the last day.",
    "When cash runs out the bank lends without limit. Nobody has to do so in reality: the position is closed.",
    "A fund that borrows the note pays more cash than the note is worth: it, not the lender of the note, "
    "is the one asked for a safety margin.",
    "The party behind the future is real money; what else it owns, and what it earns, is left out.",
)

_POINTS, _RATE, _SHARE = "points per 100 face", "% a year", "of market value"
_LIMITS = {
    "cash_price": (_POINTS, {"above": 0, "high": 1000}),
    "futures_price": (_POINTS, {"above": 0, "high": 1000}),
    "final_cash_price": (_POINTS, {"above": 0, "high": 1000}),
    "final_futures_price": (_POINTS, {"above": 0, "high": 1000}),
    "slippage": (_POINTS, {"low": 0, "high": 1000}),
    "haircut": (_SHARE, {"low": 0, "below": 1}),
    "initial_margin": (_SHARE, {"low": 0, "below": 1}),
    "leverage": ("x", {"low": 1}),
    "buffer": (_SHARE, {"low": 0, "high": 1}),
    "repo_rate": (_RATE, {"low": -100, "high": 1000}),
    "cash_rate": (_RATE, {"low": -100, "high": 1000}),
    "coupon": (_RATE, {"low": 0, "high": 100}),
    "days": ("days", {"low": 1, "high": 3660}),
    "costs": (_POINTS, {"low": 0, "high": 1000}),
    "day_move": (_POINTS, {"low": -1000, "high": 1000}),
    "term_share": ("of the loan", {"low": 0, "high": 1}),
}
_MAY_BE_NONE = ("final_futures_price", "leverage", "buffer")


@dataclass(frozen=True)
class BasisTrade:
    """One basis trade per 100 face, or many at once: every number may be an array, except `direction`.

    The defaults are the talk's numbers: 100 and 100.01 at the start, 120 and 120 at the end, no interest.

    Parameters
    ----------
    cash_price : float or array_like
        Price of the note at the start, points per 100 face, on a coupon date (no accrued interest in it).
    futures_price : float or array_like
        Price of the future at the start, points per 100 face, conversion factor 1.
    final_cash_price : float or array_like
        Price of the note at the end without the interest accrued since the start, points per 100 face.
    final_futures_price : float or array_like, optional
        Price of the future at the end. None: the prices have met, it equals `final_cash_price`.
    slippage : float or array_like
        Points lost against `final_cash_price` when the note is sold (long) or bought back (short).
    haircut : float or array_like
        h. Long: the lender pays (1 - h) of the note's price. Short: the fund pays (1 + h) of it in cash for
        the loan of the note, because a borrower of securities usually posts about 102%. Either way
        h × price of the fund's own money is locked up. Fraction of market value; negative haircuts, which
        exist, are refused here.
    initial_margin : float or array_like
        m, margin on the future, fraction of the note's first price. (Exchanges set dollars per contract;
        taking the same base as the haircut makes leverage exactly 1/(h + m + buffer) at any price.)
    leverage : float or array_like, optional
        Position over own money, x, at least 1. Give this, or `buffer`, or neither (no buffer), not both.
    buffer : float or array_like, optional
        c, cash kept free, fraction of the note's first price.
    repo_rate, cash_rate : float or array_like
        Per cent a year, ACT/360: on the repo loan; earned on initial margin and free cash.
    coupon : float or array_like
        Per cent of face a year, simple, actual/365.
    days : int or array_like of int
        Days from start to end, at least 1.
    costs : float or array_like
        Bid-ask spread and fees of all legs, in and out together, points per 100 face.
    day_move : float or array_like
        Change of both prices during the step "a day passes", points. Moves cash, not profit.
    term_share : float or array_like
        Share of the loan struck for the whole term; the rest is struck anew at each day's price. On the
        term part only the side that has become unsafe asks for money; the other gets nothing back early.
    direction : {"long", "short"}
        Long (buy the note, sell the future) or short the basis.

    Raises
    ------
    ValueError
        If a number is missing, not finite or out of range, `days` is not whole, a price falls to zero during
        the day, leverage and buffer are both given, leverage leaves no room for haircut and margin, or
        nothing at all would be the fund's own money.
    """

    cash_price: float = 100.0
    futures_price: float = 100.01
    final_cash_price: float = 120.0
    final_futures_price: float | None = None
    slippage: float = 0.0
    haircut: float = 0.01
    initial_margin: float = 0.0105
    leverage: float | None = None
    buffer: float | None = None
    repo_rate: float = 0.0
    cash_rate: float = 0.0
    coupon: float = 0.0
    days: int = 90
    costs: float = 0.0
    day_move: float = 1.0
    term_share: float = 1.0
    direction: str = "long"

    def __post_init__(self):
        one_of("direction", self.direction, ("long", "short"))
        for name, (unit, bounds) in _LIMITS.items():
            value = getattr(self, name)
            if value is not None or name not in _MAY_BE_NONE:
                object.__setattr__(self, name, plain(np.array(within(name, value, unit, **bounds))))
        _same_shape(self)
        days = np.asarray(self.days)
        if np.any(days % 1):
            raise ValueError(f"days is {days[days % 1 > 0].flat[0]:g} days; it must be a whole number of days.")
        object.__setattr__(self, "days", days.astype(int) if days.ndim else int(days))
        for name in ("cash_price", "futures_price"):
            within(f"{name} after day_move", getattr(self, name) + self.day_move, _POINTS, above=0)
        if self.leverage is not None and self.buffer is not None:
            raise ValueError(
                f"leverage {self.leverage} x and buffer {self.buffer} of market value are both given; "
                "one follows from the other, so give only one."
            )
        leverage(self.haircut, self.initial_margin, self.cash_buffer)

    @property
    def side(self):
        """+1.0 if long the basis, -1.0 if short."""
        return 1.0 if self.direction == "long" else -1.0

    @property
    def last_futures_price(self):
        """Price of the future at the end, points: `final_futures_price`, or the note's if the prices met."""
        return self.final_cash_price if self.final_futures_price is None else self.final_futures_price

    @property
    def cash_buffer(self):
        """c, cash left free when haircut and margin are paid: fraction of the note's first price."""
        if self.leverage is not None:
            return buffer_at(self.leverage, self.haircut, self.initial_margin)
        return 0.0 if self.buffer is None else self.buffer

    @property
    def own_money(self):
        """The fund's own money, (h + m + c) × first price, points per 100 face."""
        return (self.haircut + self.initial_margin + self.cash_buffer) * self.cash_price

    @property
    def first_loan(self):
        """Repo loan at the start, points: taken, (1 - h) × price, if long; given, (1 + h) × price, if short."""
        return (1 - self.side * self.haircut) * self.cash_price

    @property
    def accrued_interest(self):
        """Coupon accrued on the note from start to end, coupon × days / 365, points per 100 face."""
        return self.coupon * self.days / 365

    @property
    def edge(self):
        """Gain in points if the two prices meet, before interest: future less note (long), or the reverse.

        Below zero the trade sells low and buys high, and only carry can pay for it.
        """
        return self.side * (self.futures_price - self.cash_price)

    def loan_at(self, price):
        """Repo loan when the note costs `price`, points: the term part moves only where a side would be unsafe.

        Long, the lender asks for money when the note falls below the price at which the loan was struck;
        short, the lender of the note asks for money when it rises above.
        """
        worst = np.minimum if self.side > 0 else np.maximum
        marked = (1 - self.term_share) * price + self.term_share * worst(price, self.cash_price)
        return plain((1 - self.side * self.haircut) * marked)

    def require_single(self):
        """Raise a ValueError that names the field if this is many trades at once."""
        for name in _LIMITS:
            if np.ndim(getattr(self, name)):
                raise ValueError(f"{name} holds {np.size(getattr(self, name))} values; this needs a single trade.")


@dataclass(frozen=True)
class ProfitByLeg:
    """Profit of each leg, points per 100 face; a loss is negative. `total` is their sum."""

    cash: float
    futures: float
    carry: float
    repo: float
    own_cash: float
    costs: float

    @property
    def before_interest(self):
        """Gain of the two price legs alone, slippage included, points: the talk's number."""
        return self.cash + self.futures

    @property
    def total(self):
        """Sum of the six legs, points per 100 face."""
        return self.cash + self.futures + self.carry + self.repo + self.own_cash + self.costs


def profit_by_leg(trade):
    """Return what each leg of the trade earns, with s = +1 if long and -1 if short the basis.

    ================  ==========================================================================
    leg               points per 100 face
    ================  ==========================================================================
    cash              s × (final cash price - cash price) - slippage
    futures           -s × (final futures price - futures price)
    carry             s × coupon × days / 365
    repo              -s × (1 - s h) × cash price × repo rate / 100 × days / 360
    own cash          (m + c) × cash price × cash rate / 100 × days / 360
    costs             -costs
    ================  ==========================================================================

    Parameters
    ----------
    trade : BasisTrade
        One trade or arrays of trades.

    Returns
    -------
    ProfitByLeg
        Floats, or arrays of the broadcast shape of the trade's numbers. The total equals the change of the
        fund's equity in `balance_sheets`.
    """
    t, years = trade, trade.days / 360
    legs = (
        t.side * (t.final_cash_price - t.cash_price) - t.slippage,
        -t.side * (t.last_futures_price - t.futures_price),
        t.side * t.accrued_interest,
        -t.side * t.first_loan * t.repo_rate / 100 * years,
        (t.initial_margin + t.cash_buffer) * t.cash_price * t.cash_rate / 100 * years,
        -t.costs,
    )
    return ProfitByLeg(*(plain(leg + 0.0) for leg in np.broadcast_arrays(*legs)))  # + 0.0: no "-0"


def leverage(haircut, initial_margin, buffer=0.0):
    """Return leverage, position over own money: 1 / (haircut + initial margin + buffer).

    Parameters
    ----------
    haircut, initial_margin, buffer : float or array_like
        Own money locked by the repo, locked by the future and kept as free cash, each a fraction of market
        value (0.02).

    Returns
    -------
    float or ndarray
        Leverage, x, in the broadcast shape.

    Raises
    ------
    ValueError
        If a share is out of range, or all three are 0.
    """
    h = within("haircut", haircut, _SHARE, low=0, below=1)
    m = within("initial_margin", initial_margin, _SHARE, low=0, below=1)
    own = h + m + within("buffer", buffer, _SHARE, low=0, high=1)
    if np.any(own < 1e-12):
        raise ValueError(
            "haircut, initial_margin and buffer are together 0% of market value, so leverage would be infinite; "
            "one of them must be above 0%."
        )
    return plain(1 / own)


def buffer_at(leverage, haircut, initial_margin):
    """Return the cash buffer that a leverage leaves: c = 1/leverage - haircut - initial margin.

    Parameters
    ----------
    leverage : float or array_like
        Position over own money, x.
    haircut, initial_margin : float or array_like
        Fractions of market value (0.02).

    Returns
    -------
    float or ndarray
        c, fraction of market value, in the broadcast shape.

    Raises
    ------
    ValueError
        If an argument is out of range, or haircut and margin need more than the own money there is.
    """
    times = within("leverage", leverage, "x", low=1)
    h = within("haircut", haircut, _SHARE, low=0, below=1)
    m = within("initial_margin", initial_margin, _SHARE, low=0, below=1)
    room = 1 / times - h - m
    bad = room < -1e-12
    if np.any(bad):
        times, h, m = (column[bad].flat[0] for column in np.broadcast_arrays(times, h, m))
        most = np.floor(100 / (h + m)) / 100  # rounded down, so that the number named is itself allowed
        raise ValueError(
            f"leverage {times:.6g} leaves no room: haircut {100 * h:.6g}% and margin {100 * m:.6g}% "
            f"allow at most {most:.10g}."
        )
    return plain(np.where(room < 1e-12, 0.0, room))


def return_on_equity(trade, annualised=False):
    """Return the profit as a share of the fund's own money: total / own money = total / price × leverage.

    Parameters
    ----------
    trade : BasisTrade
        One trade or arrays of trades.
    annualised : bool, optional
        Per year instead of per trade: × 360 / days, simple, without compounding.

    Returns
    -------
    float or ndarray
        Per cent.
    """
    gain = 100 * profit_by_leg(trade).total / trade.own_money
    return plain(gain * 360 / trade.days if annualised else gain)


def fully_funded_rate(trade):
    """Return the rate at which all of the note's price could be borrowed (long) or lent (short) without loss.

    rate = s × (cash + futures + carry + costs legs) / cash price × 360 / days. If the prices meet and
    slippage and costs are zero it is (futures price + coupon accrual - cash price) / cash price × 360 / days,
    the implied repo rate of a note that pays no coupon before delivery, long or short.

    Parameters
    ----------
    trade : BasisTrade
        One trade or arrays of trades; `repo_rate`, `cash_rate` and own money do not matter.

    Returns
    -------
    float or ndarray
        Per cent a year, ACT/360.
    """
    legs = profit_by_leg(trade)
    gain = legs.cash + legs.futures + legs.carry + legs.costs
    return plain(trade.side * 100 * gain / trade.cash_price * 360 / trade.days)


def break_even_repo_rate(trade):
    """Return the repo rate at which the trade's total is zero, everything else unchanged.

    With y = `fully_funded_rate` and s = +1 (long) or -1 (short), the total is zero at

        r = (y + s (m + c) × cash rate) / (1 - s h).

    Long, the trade loses above this rate; short, below it. It is not quite the implied repo rate y, because
    own money is free here: with cash rate 0 it is y / (1 - s h), and with a cash rate equal to the repo
    rate it is y / (1 - s / leverage). Own money that must also earn r, total = own money × r × days / 360,
    gives y itself: that is the rate to compare with the market.

    Parameters
    ----------
    trade : BasisTrade
        One trade or arrays of trades; its own `repo_rate` does not matter.

    Returns
    -------
    float or ndarray
        Per cent a year, ACT/360.
    """
    t = trade
    free = t.side * (t.initial_margin + t.cash_buffer) * t.cash_rate
    return plain((fully_funded_rate(t) + free) / (1 - t.side * t.haircut))


def break_even_slippage(trade):
    """Return the slippage on the note at the end that takes all the profit: total + slippage.

    Parameters
    ----------
    trade : BasisTrade
        One trade or arrays of trades.

    Returns
    -------
    float or ndarray
        Points per 100 face; negative if the trade loses even without slippage.
    """
    return plain(profit_by_leg(trade).total + trade.slippage)


def cash_after_day(trade):
    """Return the fund's free cash after the day's price move and before any help.

    Long: buffer - move (variation margin) + what the lender adds to the loan. Below zero, this much cash is
    missing although the trade has lost nothing.

    Parameters
    ----------
    trade : BasisTrade
        One trade or arrays of trades.

    Returns
    -------
    float or ndarray
        Points per 100 face.
    """
    t = trade
    added = t.loan_at(t.cash_price + t.day_move) - t.loan_at(t.cash_price)
    return plain(t.cash_buffer * t.cash_price + t.side * (added - t.day_move))


def days_to_margin_call(leverage, haircut, initial_margin, volatility, term_share=1.0):
    """Return the days within which every second fund, long the basis, has used up its cash buffer.

    The cash need per unit of price rise is n = 1 - (1 - h)(1 - term_share) (`repo.cash_need`), so a driftless
    price with daily volatility sigma has used up the buffer c with probability one half after
    (c / (0.67449 n sigma))² days. The position has lost nothing by then.

    Parameters
    ----------
    leverage : float or array_like
        Position over own money, x; c = 1/leverage - haircut - initial margin.
    haircut, initial_margin : float or array_like
        Fractions of market value (0.02).
    volatility : float or array_like
        Standard deviation of a day's price change, fraction of the price: duration × bp a day × 1e-4.
    term_share : float or array_like, optional
        Share of the repo struck for the whole term and not struck anew on the way, 0 to 1.

    Returns
    -------
    float or ndarray
        Trading days; infinite if a price rise needs no cash (no haircut, all overnight) or nothing moves.

    Raises
    ------
    ValueError
        If an argument is out of range or leverage leaves no room for haircut and margin.
    """
    volatility = within("volatility", volatility, "of the price a day", low=0, high=1)
    need = cash_need(1.0, haircut, term_share)
    return median_days_to_call(buffer_at(leverage, haircut, initial_margin), need * volatility)


def edge_sentence(trade):
    """Say in words whether the price difference works for the trade, and what interest adds to it.

    Parameters
    ----------
    trade : BasisTrade
        A single trade.

    Returns
    -------
    str
        One or two sentences with amounts in points per 100 face.

    Raises
    ------
    ValueError
        If the trade holds arrays.
    """
    trade.require_single()
    legs = profit_by_leg(trade)
    interest = legs.carry + legs.repo + legs.own_cash + legs.costs
    act = "buying" if trade.side > 0 else "selling"
    rest = f" Coupon, interest and costs come to {interest:+.4g} points." if interest else ""
    gap = trade.futures_price - trade.cash_price
    if abs(gap) < 1e-9:
        return f"The future costs as much as the note: {act} the basis earns nothing but carry.{rest}"
    where = f"The future is {abs(gap):.4g} points {'above' if gap > 0 else 'below'} the note"
    if trade.edge > 0:
        return f"{where}: if the prices meet, {act} the basis gains that before interest.{rest}"
    return f"{where}: if the prices meet, {act} the basis loses that; only carry could pay for it.{rest}"


def _same_shape(trade):
    """Refuse arrays that do not fit together, naming them."""
    shapes = {name: np.shape(getattr(trade, name)) for name in _LIMITS}
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ValueError(f"The lists do not fit together, their shapes are: {listed}.") from None
