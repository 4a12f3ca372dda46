"""The basis trade's three legs, long or short: leverage, profit by leg, break-evens.

Long the basis: buy the note, borrow its price in repo against it, sell the future. Short the basis: borrow
the note in reverse repo against cash, sell it, buy the future. Everything is per 100 face of notes, so an
amount of money is in points. `ASSUMPTIONS` says what this page-sized version leaves out; the balance sheets
are in `basislib.fund.books`.

Source: the talk of 9 April 2025 (buy at 100, sell the future at 100.01, unwind both at 120: 0.01 is left;
at 119.99 nothing is), with the interest, margin and haircut it leaves out put back in.
"""

from dataclasses import dataclass

import numpy as np

from basislib.checks import Phrase, Refused, one_of, plain, within
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast, Numbers

ASSUMPTIONS = (
    "The future has conversion factor 1 and delivers this very note.",
    "The trade starts on a coupon date, so the first price contains no accrued interest; half the coupon then "
    "accrues in each half-year of 182 days (they have 181 to 184) and comes on top of the final price.",
    "Initial margin on a future is a share of the note's first price, and stays the same amount of money afterwards.",
    "Repo interest is charged on the first loan and cash earns interest on the first balance: interest on "
    "variation margin, on loans marked to market and on an overdraft is left out.",
    "The repo rate is the same every night, whether the loan is struck for the whole term or overnight. Either way the "
    "loan follows the note's price: what the note is worth more, the lender must hand over when asked.",
    "Interest, coupon and costs are booked on the last day.",
    "When cash runs out the bank lends without limit. Nobody has to do so in reality: the position is closed.",
    "A fund that borrows the note pays more cash than the note is worth: it, not the lender of the note, "
    "is the one asked for a safety margin.",
    "The party behind the future is real money; what else it owns, and what it earns, is left out.",
)

HALF_YEAR = 182  # days in which half a coupon accrues; real half-years have 181 to 184

_POINTS, _RATE, _SHARE = N_("points per 100 face"), N_("% a year"), N_("of market value")
_LIMITS = {  # field: its name in words, unit, bounds
    "cash_price": (N_("cash price"), _POINTS, {"above": 0, "high": 1000}),
    "futures_price": (N_("futures price"), _POINTS, {"above": 0, "high": 1000}),
    "final_cash_price": (N_("final cash price"), _POINTS, {"above": 0, "high": 1000}),
    "final_futures_price": (N_("final futures price"), _POINTS, {"above": 0, "high": 1000}),
    "slippage": (N_("slippage"), _POINTS, {"low": 0, "high": 1000}),
    "haircut": (N_("haircut"), _SHARE, {"low": 0, "below": 1}),
    "initial_margin": (N_("initial margin"), _SHARE, {"low": 0, "below": 1}),
    "leverage": (N_("leverage"), N_("x"), {"low": 1}),
    "buffer": (N_("buffer"), _SHARE, {"low": 0, "high": 1}),
    "repo_rate": (N_("repo rate"), _RATE, {"low": -100, "high": 1000}),
    "cash_rate": (N_("cash rate"), _RATE, {"low": -100, "high": 1000}),
    "coupon": (N_("coupon"), _RATE, {"low": 0, "high": 100}),
    "days": (N_("days"), N_("days"), {"low": 1, "high": 3660}),
    "costs": (N_("costs"), _POINTS, {"low": 0, "high": 1000}),
    "day_move": (N_("day move"), _POINTS, {"low": -1000, "high": 1000}),
    "excess_late": (N_("share of the excess that comes a day late"), N_("of the excess"), {"low": 0, "high": 1}),
    "futures_per_note": (N_("futures per note"), N_("futures"), {"low": 0, "high": 100}),
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
        m, margin on one future for each note, fraction of the note's first price. (Exchanges set dollars per
        contract; taking the same base as the haircut makes leverage exactly 1/(h + m + buffer) at any price.)
    leverage : float or array_like, optional
        Position over own money, x, at least 1. Give this, or `buffer`, or neither (no buffer), not both.
    buffer : float or array_like, optional
        c, cash kept free, fraction of the note's first price.
    repo_rate, cash_rate : float or array_like
        Per cent a year, ACT/360: on the repo loan; earned on initial margin and free cash.
    coupon : float or array_like
        Per cent of face a year, half of it for each half-year.
    days : int or array_like of int
        Days from start to end, at least 1.
    costs : float or array_like
        Bid-ask spread and fees of all legs, in and out together, points per 100 face.
    day_move : float or array_like
        Change of both prices during the step "a day passes", points. Moves cash, not profit.
    excess_late : float or array_like
        Share of what the note is worth more than the loan needs after that day's move that comes a day late:
        from the lender if long, in cash lent on the note if short. The standard contracts give all of it back,
        on term loans too, by the evening or the next day (model.md, section 3).
    futures_per_note : float or array_like
        q, futures sold (long) or bought (short) for each note. At conversion factor 1 it takes one.
    direction : {"long", "short"}
        Long (buy the note, sell the future) or short the basis.

    Raises
    ------
    ValueError
        If a number is missing, not finite or out of range, `days` is not whole, a price falls to zero during
        the day, leverage and buffer are both given, leverage leaves no room for haircut and margin, or
        nothing at all would be the fund's own money.
    """

    cash_price: Broadcast = 100.0
    futures_price: Broadcast = 100.01
    final_cash_price: Broadcast = 120.0
    final_futures_price: Broadcast = None
    slippage: Broadcast = 0.0
    haircut: Broadcast = 0.01
    initial_margin: Broadcast = 0.0105
    leverage: Broadcast = None
    buffer: Broadcast = None
    repo_rate: Broadcast = 0.0
    cash_rate: Broadcast = 0.0
    coupon: Broadcast = 0.0
    days: Broadcast = 90
    costs: Broadcast = 0.0
    day_move: Broadcast = 1.0
    excess_late: Broadcast = 0.0
    futures_per_note: Broadcast = 1.0
    direction: str = "long"

    def __post_init__(self) -> None:
        one_of("direction", self.direction, ("long", "short"))
        for name, (words, unit, bounds) in _LIMITS.items():
            value = getattr(self, name)
            if value is not None or name not in _MAY_BE_NONE:
                object.__setattr__(self, name, plain(np.array(within(words, value, unit, **bounds))))
        _same_shape(self)
        days = np.asarray(self.days)
        if np.any(days % 1):
            raise Refused(
                N_("days is {days:g} days; it must be a whole number of days."), days=days[days % 1 > 0].flat[0]
            )
        object.__setattr__(self, "days", days.astype(int) if days.ndim else int(days))
        for name in ("cash_price", "futures_price"):
            within(
                Phrase(N_("{price} after the day's move"), price=_LIMITS[name][0]),
                getattr(self, name) + self.day_move,
                _POINTS,
                above=0,
            )
        if self.leverage is not None and self.buffer is not None:
            raise Refused(
                N_(
                    "leverage {leverage} x and buffer {buffer} of market value are both given; one follows "
                    "from the other, so give only one."
                ),
                leverage=self.leverage,
                buffer=self.buffer,
            )
        leverage(self.haircut, self.margin, self.cash_buffer)

    @property
    def side(self) -> float:
        """+1.0 if long the basis, -1.0 if short."""
        return 1.0 if self.direction == "long" else -1.0

    @property
    def margin(self) -> Broadcast:
        """Initial margin on all futures of a note, m × q, fraction of the note's first price."""
        return self.initial_margin * self.futures_per_note

    @property
    def last_futures_price(self) -> Broadcast:
        """Price of the future at the end, points: `final_futures_price`, or the note's if the prices met."""
        return self.final_cash_price if self.final_futures_price is None else self.final_futures_price

    @property
    def cash_buffer(self) -> Broadcast:
        """c, cash left free when haircut and margin are paid: fraction of the note's first price."""
        if self.leverage is not None:
            return buffer_at(self.leverage, self.haircut, self.margin)
        return 0.0 if self.buffer is None else self.buffer

    @property
    def own_money(self) -> Broadcast:
        """The fund's own money, (h + m q + c) × first price, points per 100 face."""
        return (self.haircut + self.margin + self.cash_buffer) * self.cash_price

    @property
    def first_loan(self) -> Broadcast:
        """Repo loan at the start, points: taken, (1 - h) × price, if long; given, (1 + h) × price, if short."""
        return (1 - self.side * self.haircut) * self.cash_price

    @property
    def accrued_interest(self) -> Broadcast:
        """Coupon accrued on the note from start to end, coupon / 2 × days / 182, points per 100 face."""
        return self.coupon / 2 * self.days / HALF_YEAR

    @property
    def edge(self) -> Broadcast:
        """Gain in points if the two prices meet, before interest: future less note (long), or the reverse.

        Below zero the trade sells low and buys high, and only carry can pay for it.
        """
        return self.side * (self.futures_price - self.cash_price)

    def loan_at(self, price: Numbers) -> Broadcast:
        """Repo loan that goes with a price of the note, (1 - s h) × price, points: every loan follows the price."""
        return (1 - self.side * self.haircut) * price

    @property
    def loan_after_day(self) -> Broadcast:
        """Repo loan on the evening after `day_move`, points: without what the other side hands over a day late.

        What has become unsafe is asked for at once. What the fund may ask back, if long because the note has risen
        and if short because it has fallen, comes late as far as `excess_late` says.
        """
        excess = np.maximum(self.side * self.day_move, 0)
        return plain(self.loan_at(self.cash_price + self.day_move - self.side * self.excess_late * excess))

    def require_single(self) -> None:
        """Raise a ValueError that names the field if this is many trades at once."""
        for name, (words, *_) in _LIMITS.items():
            if np.ndim(getattr(self, name)):
                raise Refused(
                    N_("{name} holds {count} values; this needs a single trade."),
                    name=words,
                    count=np.size(getattr(self, name)),
                )


@dataclass(frozen=True)
class ProfitByLeg:
    """Profit of each leg, points per 100 face; a loss is negative. `total` is their sum."""

    cash: Broadcast
    futures: Broadcast
    carry: Broadcast
    repo: Broadcast
    own_cash: Broadcast
    costs: Broadcast

    @property
    def before_interest(self) -> Broadcast:
        """Gain of the two price legs alone, slippage included, points: the talk's number."""
        return self.cash + self.futures

    @property
    def total(self) -> Broadcast:
        """Sum of the six legs, points per 100 face."""
        return self.cash + self.futures + self.carry + self.repo + self.own_cash + self.costs


def profit_by_leg(trade: BasisTrade) -> ProfitByLeg:
    """Return what each leg of the trade earns, with s = +1 if long and -1 if short the basis.

    ================  ==========================================================================
    leg               points per 100 face
    ================  ==========================================================================
    cash              s × (final cash price - cash price) - slippage
    futures           -s × q × (final futures price - futures price)
    carry             s × coupon / 2 × days / 182
    repo              -s × (1 - s h) × cash price × repo rate / 100 × days / 360
    own cash          (m q + c) × cash price × cash rate / 100 × days / 360
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
        -t.side * t.futures_per_note * (t.last_futures_price - t.futures_price),
        t.side * t.accrued_interest,
        -t.side * t.first_loan * t.repo_rate / 100 * years,
        (t.margin + t.cash_buffer) * t.cash_price * t.cash_rate / 100 * years,
        -t.costs,
    )
    return ProfitByLeg(*(plain(leg + 0.0) for leg in np.broadcast_arrays(*legs)))  # + 0.0: no "-0"


def leverage(haircut: ArrayLike, initial_margin: ArrayLike, buffer: ArrayLike = 0.0) -> Broadcast:
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
    m = within("initial margin", initial_margin, _SHARE, low=0, below=1)
    own = h + m + within("buffer", buffer, _SHARE, low=0, high=1)
    if np.any(own < 1e-12):
        raise Refused(
            N_(
                "haircut, initial margin and buffer are together 0% of market value, so leverage would be "
                "infinite; one of them must be above 0%."
            )
        )
    return plain(1 / own)


def buffer_at(leverage: ArrayLike, haircut: ArrayLike, initial_margin: ArrayLike) -> Broadcast:
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
    m = within("initial margin", initial_margin, _SHARE, low=0, below=1)
    room = 1 / times - h - m
    bad = room < -1e-12
    if np.any(bad):
        times, h, m = (column[bad].flat[0] for column in np.broadcast_arrays(times, h, m))
        most = np.floor(10 / (h + m)) / 10  # rounded down, so that the number named is itself allowed
        raise Refused(
            N_(
                "Leverage {times:.4g} is too high: the haircut ({haircut:.3g}%) and the margin ({margin:.3g}%) lock own money, "
                "so at most {most:.4g} times is possible."
            ),
            times=times,
            haircut=100 * h,
            margin=100 * m,
            most=most,
        )
    return plain(np.where(room < 1e-12, 0.0, room))


def return_on_equity(trade: BasisTrade, annualised: bool = False) -> Broadcast:
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


def fully_funded_rate(trade: BasisTrade) -> Broadcast:
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


def break_even_repo_rate(trade: BasisTrade) -> Broadcast:
    """Return the repo rate at which the trade's total is zero, everything else unchanged.

    With y = `fully_funded_rate` and s = +1 (long) or -1 (short), the total is zero at

        r = (y + s (m q + c) × cash rate) / (1 - s h).

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
    free = t.side * (t.margin + t.cash_buffer) * t.cash_rate
    return plain((fully_funded_rate(t) + free) / (1 - t.side * t.haircut))


def break_even_slippage(trade: BasisTrade) -> Broadcast:
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


def cash_after_day(trade: BasisTrade) -> Broadcast:
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
    added = t.loan_after_day - t.loan_at(t.cash_price)
    return plain(t.cash_buffer * t.cash_price + t.side * (added - t.futures_per_note * t.day_move))


def _same_shape(trade: BasisTrade) -> None:
    """Refuse arrays that do not fit together, naming them."""
    shapes = {name: np.shape(getattr(trade, name)) for name in _LIMITS}
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise Refused(N_("The lists do not fit together, their shapes are: {listed}."), listed=listed) from None
