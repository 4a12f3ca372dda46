"""The basis trade's three legs, long or short: who holds what at each step, and where the profit comes from.

Long the basis: buy the note, borrow its price in repo against it, sell the future. Short the basis: borrow
the note in reverse repo against cash, sell it, buy the future. Everything is per 100 face of notes, so an
amount of money is in points. `ASSUMPTIONS` says what this page-sized version leaves out.

Source: the talk of 9 April 2025 (buy at 100, sell the future at 100.01, unwind both at 120: 0.01 is left;
at 119.99 nothing is), with the interest, margin and haircut it leaves out put back in.
"""

from collections import defaultdict
from dataclasses import dataclass, fields

import numpy as np

from basislib.checks import one_of, plain, within
from basislib.margin import median_days_to_call
from basislib.repo import cash_need

PARTIES = ("fund", "lender", "clearing house", "real money", "dealer", "bank")

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

_DUST = 1e-9  # points; smaller entries are rounding errors and stay off the balance sheets

_LABELS = {  # item: its name as an asset, its name as a liability
    "cash": ("cash", "money the bank has created"),
    "note": ("note", "note"),
    "borrowed note": ("note lent out", "borrowed note to give back"),
    "repo loan": ("cash lent in repo", "cash borrowed in repo"),
    "repo interest": ("repo interest to come", "repo interest to pay"),
    "interest on cash": ("interest on cash to come", "interest on cash to pay"),
    "owed for the note": ("owed to it for the note, due today", "owes for the note, due today"),
    "margin": ("initial margin paid in", "initial margin held for others"),
    "overdraft": ("overdraft granted", "overdraft: cash it does not have"),
}


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


@dataclass(frozen=True)
class Flow:
    """One thing handed over: `amount` of `item` (points of money, or pieces) from `payer` to `payee`.

    A claim is an item too: the debtor hands it to the creditor, and gets it back when the debt is paid.
    """

    payer: str
    payee: str
    item: str
    amount: float
    what: str


@dataclass(frozen=True)
class Sheet:
    """One party's T-account: points by item name, and the pieces that have no value on it."""

    assets: dict[str, float]
    liabilities: dict[str, float]
    equity: float
    notes: float
    futures: float
    collateral: float


@dataclass(frozen=True)
class Step:
    """One step of the trade: the flows of the step, and everybody's sheet after it."""

    name: str
    title: str
    flows: tuple[Flow, ...]
    sheets: dict[str, Sheet]
    note_value: float


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
    added = _loan(t, t.cash_price + t.day_move) - _loan(t, t.cash_price)
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
    _single(trade)
    legs = profit_by_leg(trade)
    interest = legs.carry + legs.repo + legs.own_cash + legs.costs
    act = "buying" if trade.side > 0 else "selling"
    rest = f" Coupon, interest and costs come to {interest:+.4g} points." if interest else ""
    gap = trade.futures_price - trade.cash_price
    if abs(gap) < _DUST:
        return f"The future costs as much as the note: {act} the basis earns nothing but carry.{rest}"
    where = f"The future is {abs(gap):.4g} points {'above' if gap > 0 else 'below'} the note"
    if trade.edge > 0:
        return f"{where}: if the prices meet, {act} the basis gains that before interest.{rest}"
    return f"{where}: if the prices meet, {act} the basis loses that; only carry could pay for it.{rest}"


def balance_sheets(trade):
    """Return the trade step by step: what is handed over, and every party's T-account afterwards.

    Long, the steps are start, note (bought on a promise to pay the same day: repo and purchase settle
    together), repo, future, day, converge, unwind; short, repo comes before note, since the note sold is
    the borrowed one. Notes are valued at the day's cash price, plus accrued interest on the last day.
    Futures are settled in cash every day, so they have no value on the sheets.

    True at every step: assets = liabilities + equity for each party; cash, notes, futures and every claim
    keep their sum over the parties, since each flow takes from one what it gives to another; so the sum of
    all equity moves only with the value of the one note. Over the whole trade the fund's equity
    changes by `profit_by_leg(trade).total`.

    Parameters
    ----------
    trade : BasisTrade
        A single trade. All parties but the fund start with at least the cash they will need, so only the
        fund can run out; the bank then lends it the rest, as "overdraft".

    Returns
    -------
    list of Step
        In order. Amounts in points per 100 face; notes, futures and collateral in pieces of 100 face.

    Raises
    ------
    ValueError
        If the trade holds arrays.
    """
    _single(trade)
    script = _script(trade)
    book = _first_book(trade, script)
    steps = []
    for name, title, note_value, flows in script:
        _post(book, flows)
        cover = _overdraft(book["fund"])
        _post(book, cover)
        sheets = {party: _sheet(book[party], note_value) for party in PARTIES}
        steps.append(Step(name, title, (*flows, *cover), sheets, note_value))
    return steps


def balance_sheet_table(trade):
    """Return `balance_sheets` as a tidy pandas DataFrame, one row per entry.

    Parameters
    ----------
    trade : BasisTrade
        A single trade.

    Returns
    -------
    pandas.DataFrame
        Columns step, party, side ("asset", "liability" or "equity"), item, points (per 100 face).
    """
    import pandas as pd

    rows = []
    for step in balance_sheets(trade):
        for party, sheet in step.sheets.items():
            rows += [(step.name, party, "asset", item, points) for item, points in sheet.assets.items()]
            rows += [(step.name, party, "liability", item, points) for item, points in sheet.liabilities.items()]
            rows.append((step.name, party, "equity", "equity", sheet.equity))
    return pd.DataFrame(rows, columns=["step", "party", "side", "item", "points"])


def flow_table(trade):
    """Return the flows of `balance_sheets` as a tidy pandas DataFrame, one row per flow.

    Parameters
    ----------
    trade : BasisTrade
        A single trade.

    Returns
    -------
    pandas.DataFrame
        Columns step, payer, payee, item, amount (points, or pieces of 100 face), what.
    """
    import pandas as pd

    names = [field.name for field in fields(Flow)]
    rows = [
        (step.name, *(getattr(flow, name) for name in names)) for step in balance_sheets(trade) for flow in step.flows
    ]
    return pd.DataFrame(rows, columns=["step", *names])[["step", "payer", "payee", "item", "amount", "what"]]


def _script(t):
    """Return (name, title, value of the note, flows) of each step."""
    long = t.side > 0
    first, second = (_buy_note, _repo) if long else (_reverse_repo, _sell_note)
    start, day, end = t.cash_price, t.cash_price + t.day_move, t.final_cash_price
    future, future_day = t.futures_price, t.futures_price + t.day_move
    titles = (
        ("Buy the note", "Borrow the money in repo, against the note", "Sell the future")
        if long
        else ("Borrow the note in reverse repo, against cash", "Sell the note", "Buy the future")
    )
    last = "Sell the note, repay the loan" if long else "Buy the note back, return it"
    steps = (
        ("start", "Before the trade", start, []),
        ("note" if long else "repo", titles[0], start, first(t)),
        ("repo" if long else "note", titles[1], start, second(t)),
        ("future", titles[2], start, _contract(t, t.side)),
        ("day", "A day passes", day, _price_move(t, start, day, future, future_day)),
        (
            "converge",
            "The last day",
            end + t.accrued_interest,
            _price_move(t, day, end, future_day, t.last_futures_price) + _accruals(t, 1),
        ),
        ("unwind", f"{last}, close the future", end + t.accrued_interest, _unwind(t)),
    )
    return [(name, title, value, [flow for flow in flows if flow.amount]) for name, title, value, flows in steps]


def _buy_note(t):
    """The fund pays its own part and promises the rest, which the repo will bring the same day."""
    own = t.cash_price - t.first_loan
    return [
        _flow("dealer", "fund", "note", 1.0, "the note"),
        _flow("fund", "dealer", "cash", own, "own money: the haircut"),
        _flow("fund", "dealer", "owed for the note", t.first_loan, "claim: rest of the price, due today"),
    ]


def _repo(t):
    """The lender pays the loan, which goes straight on to the dealer; the note becomes its security."""
    return [
        _flow("lender", "fund", "cash", t.first_loan, "repo loan"),
        _flow("fund", "lender", "repo loan", t.first_loan, "claim: the loan"),
        _flow("fund", "lender", "collateral", 1.0, "the note as security"),
        _flow("fund", "dealer", "cash", t.first_loan, "rest of the price"),
        _flow("dealer", "fund", "owed for the note", t.first_loan, "claim: rest of the price, paid"),
    ]


def _reverse_repo(t):
    """The fund borrows the note; it pays the extra cash itself and promises what the sale will bring."""
    return [
        _flow("lender", "fund", "note", 1.0, "the note, on loan"),
        _flow("fund", "lender", "borrowed note", 1.0, "claim: the note"),
        _flow("fund", "lender", "cash", t.first_loan - t.cash_price, "own money: the haircut"),
        _flow("fund", "lender", "owed for the note", t.cash_price, "claim: rest of the price, due today"),
        _flow("lender", "fund", "repo loan", t.first_loan, "claim: the cash lent"),
    ]


def _sell_note(t):
    """The dealer's cash goes straight on to the lender of the note."""
    return [
        _flow("fund", "dealer", "note", 1.0, "the note"),
        _flow("dealer", "fund", "cash", t.cash_price, "price of the note"),
        _flow("fund", "lender", "cash", t.cash_price, "rest of the cash lent"),
        _flow("lender", "fund", "owed for the note", t.cash_price, "claim: rest of the price, paid"),
    ]


def _contract(t, signed):
    """Open (signed = side) or close (signed = -side) the future, margins in or out with it."""
    opens = signed * t.side
    margin = opens * t.initial_margin * t.cash_price
    flows = [
        _flow("fund", "clearing house", "future", signed, "one future"),
        _flow("clearing house", "real money", "future", signed, "one future"),
    ]
    for party in ("fund", "real money"):
        word = "initial margin" if opens > 0 else "initial margin back"
        flows.append(_flow(party, "clearing house", "cash", margin, word))
        flows.append(_flow("clearing house", party, "margin", margin, "claim: the margin"))
    return flows


def _price_move(t, note_before, note_after, future_before, future_after):
    """Variation margin on the future, and the change of the loan on the note."""
    margin = t.side * (future_after - future_before)
    loan = t.side * (_loan(t, note_after) - _loan(t, note_before))
    return [
        _flow("fund", "clearing house", "cash", margin, "variation margin"),
        _flow("clearing house", "real money", "cash", margin, "variation margin"),
        _flow("lender", "fund", "cash", loan, "loan marked to the new price"),
        _flow("fund", "lender", "repo loan", loan, "claim: the loan"),
    ]


def _accruals(t, sign):
    """Book the claims on interest (sign = 1), or take them off when they are paid (sign = -1)."""
    legs = profit_by_leg(t)
    return [
        _flow("fund", "lender", "repo interest", -sign * legs.repo, "claim: repo interest"),
        _flow("bank", "fund", "interest on cash", sign * legs.own_cash, "claim: interest on cash"),
    ]


def _unwind(t):
    """Turn everything back into cash."""
    long, loan, legs = t.side > 0, t.side * _loan(t, t.final_cash_price), profit_by_leg(t)
    price = t.final_cash_price + t.accrued_interest - t.side * t.slippage
    flows = [
        _flow("fund", "dealer", "note", t.side, "the note"),
        _flow("dealer", "fund", "cash", t.side * price, "price of the note, with accrued interest"),
        _flow("fund", "lender", "cash", loan, "loan repaid"),
        _flow("lender", "fund", "repo loan", loan, "claim: the loan, paid"),
        _flow("fund", "lender", "cash", -legs.repo, "interest on the repo loan"),
        _flow("bank", "fund", "cash", legs.own_cash, "interest on margin and free cash"),
        *_accruals(t, -1),
        *_contract(t, -t.side),
        _flow("fund", "dealer", "cash", t.costs, "bid-ask spread and fees"),
    ]
    if long:
        return [*flows, _flow("lender", "fund", "collateral", 1.0, "the note, free again")]
    return [
        *flows,
        _flow("fund", "lender", "note", 1.0, "the borrowed note"),
        _flow("lender", "fund", "borrowed note", 1.0, "claim: the note, returned"),
    ]


def _loan(t, price):
    """Size of the repo loan at a price: the term part moves only when its holder would be unsafe otherwise.

    Long, the lender asks for money when the note falls below the price at which the loan was struck; short,
    the lender of the note asks for money when it rises above.
    """
    worst = np.minimum if t.side > 0 else np.maximum
    marked = (1 - t.term_share) * price + t.term_share * worst(price, t.cash_price)
    return plain((1 - t.side * t.haircut) * marked)


def _first_book(t, script):
    """Everybody's holdings before the trade: the others own just the cash that they will need."""
    book = {party: defaultdict(float) for party in PARTIES}
    least = dict.fromkeys(PARTIES, 0.0)
    for *_, flows in script:
        _post(book, flows)
        least = {party: min(least[party], book[party]["cash"]) for party in PARTIES}
    book = {party: defaultdict(float, cash=-least[party]) for party in PARTIES}
    book["fund"]["cash"] = t.own_money
    book["bank"]["cash"] = 0.0  # what a bank pays out it creates
    book["real money"]["cash"] = max(t.futures_price, -least["real money"])  # it could have bought the note
    book["dealer" if t.side > 0 else "lender"]["note"] = 1.0
    return book


def _flow(payer, payee, item, amount, what):
    """A flow whose amount is never negative: a negative one goes the other way."""
    if amount < 0:
        payer, payee, amount = payee, payer, -amount
    return Flow(payer, payee, item, amount, what)


def _post(book, flows):
    """Carry out the flows in `book`, in place."""
    for flow in flows:
        book[flow.payer][flow.item] -= flow.amount
        book[flow.payee][flow.item] += flow.amount


def _overdraft(fund):
    """Flows that lend the fund the cash it lacks, or take back what it no longer needs."""
    owed = -fund["overdraft"]
    missing = owed - fund["cash"]
    change = (missing if missing > _DUST else 0.0) - owed
    if not change:
        return []
    what = "overdraft: cash the fund does not have" if change > 0 else "overdraft repaid"
    return [
        _flow("bank", "fund", "cash", change, what),
        _flow("fund", "bank", "overdraft", change, "claim: the overdraft"),
    ]


def _sheet(holdings, note_value):
    """Value one party's holdings and sort them into a T-account."""
    worth = {
        item: amount * (note_value if item in ("note", "borrowed note") else 1.0)
        for item, amount in holdings.items()
        if item in _LABELS
    }
    return Sheet(
        assets={_LABELS[item][0]: value for item, value in worth.items() if value > _DUST},
        liabilities={_LABELS[item][1]: -value for item, value in worth.items() if value < -_DUST},
        equity=sum(worth.values()),
        notes=holdings["note"],
        futures=holdings["future"],
        collateral=holdings["collateral"],
    )


def _single(trade):
    """Refuse arrays where one trade is drawn."""
    for name in _LIMITS:
        if np.ndim(getattr(trade, name)):
            raise ValueError(f"{name} holds {np.size(getattr(trade, name))} values; this needs a single trade.")


def _same_shape(trade):
    """Refuse arrays that do not fit together, naming them."""
    shapes = {name: np.shape(getattr(trade, name)) for name in _LIMITS}
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ValueError(f"The lists do not fit together, their shapes are: {listed}.") from None
