"""What is known on a day of the market: `Rules` for all days, and a `Day` that its steps fill one after the other.

The fields of a `Day` come in groups, one for each step of `basislib.market.day.STEPS`. A field that no step has given
yet cannot be read (AttributeError), and none can be given that is not here. Every value is an array over scenarios,
or a number that is the same for all; with a single scenario all are numbers. Amounts in $bn, notes and futures in $bn
of face, prices per 1 of face, rates in bp a year, unless it says otherwise. Symbols are those of `docs/model.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from basislib.market.inputs import Market
from basislib.types import Numbers

T = TypeVar("T")


@dataclass(init=False, eq=False, repr=False, frozen=True, slots=True, kw_only=True)
class Rules(Market):
    """A market as the days read it: its fields for a block of scenarios, and what follows from them for all days.

    Attributes
    ----------
    size : int
        Scenarios of the block.
    margin_ratio : Numbers
        phi, the funds' margin over that of their futures.
    opening_money : Numbers
        W_0, funds' own money on day 0, $bn; a trillionth if there is none.
    buffer : Numbers
        c0, free cash on day 0, fraction of the position.
    calm_dislocation : Numbers
        psi0, per 1 of face.
    calm_rate : Numbers
        r0, repo rate over the Fed's floor on day 0, bp.
    horizon : Numbers
        Nights for which today's repo rate counts, at most the days to delivery.
    floor_from : Numbers
        Cash to spare from which the rate is at the floor, $bn.
    srf_from : Numbers
        Shortage from which the rate would exceed the facility's, $bn.
    calm_use : Numbers
        1 + U0^2, what the bid-ask spread of day 0 is made for.
    least_inventory : Numbers
        J_low, at which dealers have nothing more to sell, $bn.
    term_premium : Numbers
        What a term loan costs above the overnight rate, bp a year; only a second sector pays one.
    """

    size: int
    margin_ratio: Numbers
    opening_money: Numbers
    buffer: Numbers
    calm_dislocation: Numbers
    calm_rate: Numbers
    horizon: Numbers
    floor_from: Numbers
    srf_from: Numbers
    calm_use: Numbers
    least_inventory: Numbers
    term_premium: Numbers


@dataclass(init=False, eq=False, repr=False)
class Known:
    """What no sale can change, found beforehand by `basislib.market.day.news`.

    Attributes
    ----------
    day : int
        0 is the opening.
    volatility, stretch : Numbers
        sigma, moving standard deviation of a day's change in yield, bp; the same over that of day 0.
    value_change : Numbers
        Change of the note's value by the yield, per 1 of face.
    room : Numbers
        A, what dealers carry cheaply of the notes above their usual ones.
    haircut : Numbers
        h, fraction of market value, on new loans.
    initial_margin : Numbers
        m, of a future, per 1 of face.
    cash_wanted : Numbers
        c*, free cash below which funds sell out of precaution, fraction of the position; 0 if they do not.
    spread : Numbers
        The shock's part of the repo rate, bp a year.
    foreign_sale, purchases : Numbers
        X, sold by foreign officials; bought by the Fed on top of its programme.
    run_share, drain : Numbers
        Share of loans falling due that are not renewed, where an open facility has calmed some; cash that leaves the
        lenders.
    srf_limit, line_limit : Numbers
        Most that the facility, and the Fed's line, lend on the day; 0 if closed.
    """

    __slots__ = ()
    day: int
    volatility: Numbers
    stretch: Numbers
    value_change: Numbers
    room: Numbers
    haircut: Numbers
    initial_margin: Numbers
    cash_wanted: Numbers
    spread: Numbers
    foreign_sale: Numbers
    purchases: Numbers
    run_share: Numbers
    drain: Numbers
    srf_limit: Numbers
    line_limit: Numbers


@dataclass(init=False, eq=False, repr=False)
class Policy:
    """Step 1: what the Fed buys, and what yields have done to value, haircuts and quotes.

    Attributes
    ----------
    programme, bought, hedged : Numbers
        Bought by the programme so far; B + H, bought today; H, the hedged part of it.
    value : Numbers
        V, note without dislocation, per 1 of face.
    fund_margin : Numbers
        phi m, margin of what funds hold, note and future together, per 1 of face.
    term_haircut : Numbers
        hbar, average haircut of the term loans, fraction of market value.
    room_used : Numbers
        U, dealers' notes over what they carry cheaply.
    half_spread, depth : Numbers
        k, half the bid-ask spread of both legs, per 1 of face; quoted size, $m.
    """

    __slots__ = ()
    programme: Numbers
    bought: Numbers
    hedged: Numbers
    value: Numbers
    fund_margin: Numbers
    term_haircut: Numbers
    room_used: Numbers
    half_spread: Numbers
    depth: Numbers


@dataclass(init=False, eq=False, repr=False)
class Accruals:
    """Step 2: interest above the rate in the futures price, by who owes it, and the roll-down.

    Attributes
    ----------
    interest_overnight, interest_term, interest_unpaid, interest_line, interest_dealers, interest_srf : Numbers
        On funds' overnight and term loans, unpaid calls and the Fed's line; on dealers' loans from lenders and from
        the facility.
    roll_down : Numbers
        psi/n, paid by each long future, per 1 of face.
    """

    __slots__ = ()
    interest_overnight: Numbers
    interest_term: Numbers
    interest_unpaid: Numbers
    interest_line: Numbers
    interest_dealers: Numbers
    interest_srf: Numbers
    roll_down: Numbers


@dataclass(init=False, eq=False, repr=False)
class Unwilling:
    """Step 3: what funds must sell before the day's prices, whatever the trade pays.

    Attributes
    ----------
    run_sale : Numbers
        z, sold because lenders did not renew.
    drawdown, limits_reached : Numbers
        d, share of day 0's own money that is lost at yesterday's close; share of the funds whose limit that reaches.
    drawdown_sale, drawdown_sold : Numbers
        ys, sold because of these limits; the same so far, today included.
    precaution_sale : Numbers
        yp, sold because cash is below what funds want to hold.
    """

    __slots__ = ()
    run_sale: Numbers
    drawdown: Numbers
    limits_reached: Numbers
    drawdown_sale: Numbers
    drawdown_sold: Numbers
    precaution_sale: Numbers


@dataclass(init=False, eq=False, repr=False)
class Orders:
    """Step 3: what funds do of their own accord, and their orders in all.

    Attributes
    ----------
    hurdle : Numbers
        Dislocation that pays what funds ask for, per 1 of face.
    voluntary_sale : Numbers
        u, sold of their own accord, below 0 bought.
    orders, traded : Numbers
        y = z + ys + yp + u; the same with |u|, on which the spread is paid.
    after_orders : Numbers
        Q1, funds' notes once the orders are executed.
    """

    __slots__ = ()
    hurdle: Numbers
    voluntary_sale: Numbers
    orders: Numbers
    traded: Numbers
    after_orders: Numbers


@dataclass(init=False, eq=False, repr=False)
class Books:
    """Step 3: what dealers pass on, and hold once all orders are executed.

    Attributes
    ----------
    to_real_money : Numbers
        g, passed on by dealers to real money; below 0 real money sells.
    inventory_before : Numbers
        J1, dealers' notes above their usual ones, before the forced sale.
    """

    __slots__ = ()
    to_real_money: Numbers
    inventory_before: Numbers


@dataclass(init=False, eq=False, repr=False)
class PricesBefore:
    """Step 3: the prices at which the orders are executed, before the forced sale; all per 1 of face.

    Attributes
    ----------
    dislocation_before, note_before, futures_before : Numbers
        psiA, PA and FA.
    """

    __slots__ = ()
    dislocation_before: Numbers
    note_before: Numbers
    futures_before: Numbers


@dataclass(init=False, eq=False, repr=False)
class Marks:
    """Step 4: what lenders lend on a note now; all per 1 of face.

    Attributes
    ----------
    late : Numbers
        What of today's rise lenders count only tomorrow; their price is the day's less this.
    strike : Numbers
        p, average price at which the term loans were struck.
    term_loan : Numbers
        tau l^m, the term loans' part of a loan.
    overnight_share : Numbers
        f, what of the note's price is lent overnight, fraction.
    loan : Numbers
        Both loans together.
    """

    __slots__ = ()
    late: Numbers
    strike: Numbers
    term_loan: Numbers
    overnight_share: Numbers
    loan: Numbers


@dataclass(init=False, eq=False, repr=False)
class CashBefore:
    """Step 5: the funds' cash before forced sales.

    Attributes
    ----------
    income : Numbers
        Roll-down received less interest.
    orders_cost : Numbers
        Bid-ask spread paid on the orders.
    drawn : Numbers
        dE, drawn on the Fed's line; below 0 repaid.
    shortfall : Numbers
        S, cash missing after that; below 0 it is left over.
    """

    __slots__ = ()
    income: Numbers
    orders_cost: Numbers
    drawn: Numbers
    shortfall: Numbers


@dataclass(init=False, eq=False, repr=False)
class Sale:
    """Step 6: the forced sale.

    Attributes
    ----------
    forced_sale : Numbers
        x.
    locked : Numbers
        e, own money that a unit sold sets free before cost, per 1 of face.
    eta : Numbers
        How much more, or less, than its mark the rest loses as the dislocation rises; a fraction.
    room_left : Numbers
        What dealers still carry cheaply when the sale begins.
    closing, closed : bool or ndarray of bool
        Whether funds are closed out today; whether they have been.
    """

    __slots__ = ()
    forced_sale: Numbers
    locked: Numbers
    eta: Numbers
    room_left: Numbers
    closing: bool | np.ndarray
    closed: bool | np.ndarray


@dataclass(init=False, eq=False, repr=False)
class ClosingPrices:
    """Step 7: closing prices.

    Attributes
    ----------
    dislocation, note_price, futures_price : Numbers
        psi, P and F, per 1 of face.
    sale_gain : Numbers
        What the units sold by force paid more than the closing price, for note and future together.
    """

    __slots__ = ()
    dislocation: Numbers
    note_price: Numbers
    futures_price: Numbers
    sale_gain: Numbers


@dataclass(init=False, eq=False, repr=False)
class Positions:
    """Step 7: what funds are left with.

    Attributes
    ----------
    position : Numbers
        Q, funds' notes and short futures.
    overnight_repo, term_repo : Numbers
        R^o and R^m, funds' loans.
    margin_posted : Numbers
        M, at the clearing house.
    cost : Numbers
        Bid-ask spread paid by funds, all in all.
    """

    __slots__ = ()
    position: Numbers
    overnight_repo: Numbers
    term_repo: Numbers
    margin_posted: Numbers
    cost: Numbers


@dataclass(init=False, eq=False, repr=False)
class Inventories:
    """Step 7: what everybody else holds.

    Attributes
    ----------
    inventory : Numbers
        J, dealers' notes above their usual ones.
    dealer_margin : Numbers
        M_D, at the clearing house.
    dealer_trades : Numbers
        n_D, bought by dealers before the forced sale.
    dealer_variation : Numbers
        Received by dealers on their futures; below 0 paid.
    fed_notes, fed_futures, real_notes, real_futures, foreign_notes : Numbers
        Face; the Fed's futures are short, real money's long.
    """

    __slots__ = ()
    inventory: Numbers
    dealer_margin: Numbers
    dealer_trades: Numbers
    dealer_variation: Numbers
    fed_notes: Numbers
    fed_futures: Numbers
    real_notes: Numbers
    real_futures: Numbers
    foreign_notes: Numbers


@dataclass(init=False, eq=False, repr=False)
class Settlement:
    """Step 8: the day's payments, and a default.

    Attributes
    ----------
    variation_margin : Numbers
        Received by funds; below 0 paid.
    proceeds : Numbers
        What the funds' sales of notes brought.
    cash, unpaid, fed_line, own_money : Numbers
        C, O, E and W of the funds: cash, calls that the broker waits for, drawn on the Fed's line, own money.
    loss, loss_lender, loss_dealer, loss_fed : Numbers
        Written off in a close-out, and who bears it.
    """

    __slots__ = ()
    variation_margin: Numbers
    proceeds: Numbers
    cash: Numbers
    unpaid: Numbers
    fed_line: Numbers
    own_money: Numbers
    loss: Numbers
    loss_lender: Numbers
    loss_dealer: Numbers
    loss_fed: Numbers


@dataclass(init=False, eq=False, repr=False)
class DealersFunding:
    """Step 9: who finances the dealers.

    Attributes
    ----------
    dealer_repo, srf : Numbers
        R^d, borrowed from lenders, and SRF, from the Fed's standing facility.
    dealer_cash : Numbers
        Left once nothing is owed.
    lender_capacity, slack : Numbers
        Lcap, cash of the lenders for loans; what is not lent of it, below 0 it is short.
    short, on_rrp : Numbers
        N, what is short where the market's segments differ; G, what others leave with the Fed.
    """

    __slots__ = ()
    dealer_repo: Numbers
    srf: Numbers
    dealer_cash: Numbers
    lender_capacity: Numbers
    slack: Numbers
    short: Numbers
    on_rrp: Numbers


@dataclass(init=False, eq=False, repr=False)
class Rates:
    """Step 10: the repo rate for tomorrow, over the rate in the futures price, bp a year.

    Attributes
    ----------
    market_spread : Numbers
        s_end, the part that lenders' cash explains.
    repo_spread : Numbers
        s, all of it.
    """

    __slots__ = ()
    market_spread: Numbers
    repo_spread: Numbers


@dataclass(init=False, eq=False, repr=False)
class TermRate:
    """Step 10: the rate of the term loans that run.

    Attributes
    ----------
    term_spread : Numbers
        s_m, their average, over the rate in the futures price, bp a year.
    """

    __slots__ = ()
    term_spread: Numbers


@dataclass(init=False, eq=False, repr=False)
class Asked:
    """What a run finds only when asked for it.

    Attributes
    ----------
    spiral_number : Numbers
        R, of the position left, on the slope where the next sale would start.
    """

    __slots__ = ()
    spiral_number: Numbers


@dataclass(init=False, eq=False, repr=False, slots=True)
class Day(
    Known,
    Policy,
    Accruals,
    Unwilling,
    Orders,
    Books,
    PricesBefore,
    Marks,
    CashBefore,
    Sale,
    ClosingPrices,
    Positions,
    Inventories,
    Settlement,
    DealersFunding,
    Rates,
    TermRate,
    Asked,
):
    """A day of the market, or its opening, as far as it is known; see the groups it consists of."""

    def __init__(self, given: Mapping[str, Numbers]) -> None:
        self.give(given)

    def give(self, found: Mapping[str, Numbers]) -> None:
        """Add what a step has found, by name."""
        for name, value in found.items():
            setattr(self, name, value)


def unchecked(kind: type[T], values: Mapping[str, Any]) -> T:
    """Return an object of a frozen class with these values, past its checks: they have been made for all scenarios."""
    made = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def given(holder: Any) -> dict[str, Any]:
    """Return what an object with slots holds, by name; fields that are not known yet are left out."""
    return {name: getattr(holder, name) for name in type(holder).__dataclass_fields__ if hasattr(holder, name)}
