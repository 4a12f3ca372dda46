"""Follow the money: who pays whom on a day of the market, and who then owns and owes what.

The rows of the flow table are payments, the columns the seven parties; what one pays another receives, so every
row sums to zero. The column of a party is the change of its cash. All are found by running the market once more,
so `basislib.market.run.simulate` need not keep them. With a second sector the column of the funds has both. Money in $bn.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from basislib.checks import Refused, plain, within
from basislib.language import N_
from basislib.market.day import LENDER_CASH, REAL_CASH, REAL_NOTES
from basislib.market.inputs import FOREIGN_NOTES
from basislib.market.run import BLOCK, MarketRun, each_day, scenarios
from basislib.market.second import Together
from basislib.market.state import Day, Rules
from basislib.parties import OF_A_MARKET
from basislib.types import Broadcast, Numbers

if TYPE_CHECKING:
    from pandas import DataFrame

Parties: TypeAlias = dict[str, Broadcast]  # amounts by party
Rows: TypeAlias = dict[str, Parties]  # by what is paid, or owned
Known: TypeAlias = tuple[Rules, Any, Day, Parties]  # the market, yesterday (None on day 0), today, everybody's cash
SECTORS = OF_A_MARKET

_INTEREST, _ROLL, _VM, _VM_TODAY, _MARGIN, _REPO, _NOTES, _COST, _LINE, _UNPAID, _DEFAULT, _DEALERS = ROWS = (
    "repo interest, above the rate in the futures price",
    "roll-down of the dislocation",
    "variation margin, opening positions",
    "variation margin, today's trades",
    "initial margin",
    "funds' repo",
    "notes traded",
    "bid-ask spread",
    "Fed's line to funds",
    "unpaid calls",
    "losses of a close-out",
    "dealers' repo and the Fed's facility",
)


def flows(run: MarketRun, day: int, scenario: int | tuple[int, ...] = 0) -> "DataFrame":
    """Return who pays whom on a day.

    Parameters
    ----------
    run : basislib.market.run.MarketRun
    day : int
        1 to the last day.
    scenario : int or tuple of int, optional
        Which of the scenarios; its index in the arrays of the run.

    Returns
    -------
    pandas.DataFrame
        Payments (rows) by party (columns), $bn; above zero is received. The last row, "change in cash", is the sum.
        The Fed's column moves the money it has issued.

    Raises
    ------
    ValueError
        If there is no such day or scenario.
    """
    return accounts(run, day, scenario)[0]


def balance_sheets(run: MarketRun, day: int, scenario: int | tuple[int, ...] = 0) -> "DataFrame":
    """Return who owns and owes what at the close of a day.

    Parameters
    ----------
    run : basislib.market.run.MarketRun
    day : int
        0 (the opening) to the last day.
    scenario : int or tuple of int, optional
        As in `flows`.

    Returns
    -------
    pandas.DataFrame
        Items (rows) by party (columns), $bn; debts are below zero. "net worth" is the sum of the rows above it; the
        last two rows are positions, $bn face. Futures are settled every day, so they have no value.

    Raises
    ------
    ValueError
        If there is no such day or scenario.
    """
    m, _, today, cash = _at(run, day, scenario, first=0)
    return _sheets(m, today, cash)


def accounts(run: MarketRun, day: int, scenario: int | tuple[int, ...] = 0) -> tuple["DataFrame", "DataFrame"]:
    """Return a day's `flows` and `balance_sheets`, from one run of the market up to that day."""
    m, before, today, cash = _at(run, day, scenario, first=1)
    rows = _payments(m, before, today)
    return _table({**rows, "change in cash": _totals(rows)}), _sheets(m, today, cash)


def net_worths(run: MarketRun) -> dict[str, np.ndarray]:
    """Return each party's net worth day by day.

    Parameters
    ----------
    run : basislib.market.run.MarketRun

    Returns
    -------
    dict of str to ndarray
        By party, shape (days + 1, ...) as the series of the run; $bn. The sum moves only with the note's price.
    """
    shape = scenarios(run.market, run.shock, run.second)
    found = {sector: np.empty((run.shock.days + 1, math.prod(shape))) for sector in SECTORS}
    for block in _blocks(shape):
        for m, _, today, cash in _ledger(run, shape, block):
            for sector, worth in _net_worth(m, today, cash).items():
                found[sector][today.day, block] = worth
    return {sector: worth.reshape(-1, *shape) for sector, worth in found.items()}


def identities(run: MarketRun) -> dict[str, float]:
    """Return by how much each identity of the model is violated, over all days and scenarios: rounding errors.

    Parameters
    ----------
    run : basislib.market.run.MarketRun

    Returns
    -------
    dict of str to float
        What must hold, in words: largest violation, $bn (for the dislocation, per 1 of face).
    """
    worst: dict[str, float] = {}
    shape = scenarios(run.market, run.shock, run.second)
    for block in _blocks(shape):
        worth: Parties = {}
        for m, before, today, cash in _ledger(run, shape, block):
            now = _net_worth(m, today, cash)
            checks = [_stock_checks(m, today, cash)]
            if before is not None:
                checks += [_worth_checks(m, before, today, worth, now)]
                checks += [_fund_checks(*fund) for fund in _funds(m, before, today)]
            for name, violation in ((name, found[name]) for found in checks for name in found):
                worst[name] = max(worst.get(name, 0.0), float(np.max(violation)))
            worth = now
    return worst


def _sheets(m: Rules, today: Day, cash: Parties) -> "DataFrame":
    """Return the table of `balance_sheets`."""
    items = _stocks(m, today, cash)
    positions = {"notes, face": _notes(m, today), "futures, face": _futures(m, today)}
    return _table({**items, "net worth": _totals(items), **positions})


def _table(rows: Rows) -> "DataFrame":
    """Return amounts by row and party as a table."""
    import pandas as pd

    amounts = {row: [float(np.sum(parts.get(sector, 0.0))) for sector in SECTORS] for row, parts in rows.items()}
    return pd.DataFrame.from_dict(amounts, orient="index", columns=SECTORS)


def _totals(rows: Rows) -> Parties:
    """Return the sum of all rows by party."""
    return {sector: sum(parts.get(sector, 0.0) for parts in rows.values()) for sector in SECTORS}


def _blocks(shape: tuple[int, ...]) -> Iterator[slice]:
    """Yield the scenarios in blocks."""
    size = math.prod(shape)
    for first in range(0, size, BLOCK):
        yield slice(first, min(first + BLOCK, size))


def _at(run: MarketRun, day: int, scenario: int | tuple[int, ...], first: int) -> Known:
    """Return the market, yesterday, today and everybody's cash for one day and scenario."""
    shape = scenarios(run.market, run.shock, run.second)
    within("day", day, "", low=first, high=run.shock.days)
    where = np.atleast_1d(scenario)
    if len(where) != max(len(shape), 1) or np.any(where < 0) or np.any(where >= (shape or (1,))):
        raise Refused(
            N_("scenario is {scenario}; it must be an index into scenarios of shape {shape}."),
            scenario=scenario,
            shape=shape or (1,),
        )
    index = int(np.ravel_multi_index(tuple(where), shape or (1,)))
    for found in _ledger(run, shape, slice(index, index + 1)):
        if found[2].day == day:
            return found
    raise Refused(N_("day is {day}; it must be a whole number."), day=plain(day))


def _ledger(run: MarketRun, shape: tuple[int, ...], block: slice) -> Iterator[Known]:
    """Yield the market, yesterday, today and everybody's cash, day by day."""
    for m, before, today in each_day(run.market, run.shock, shape, block, (), run.second):
        if before is None:
            cash = _opening_cash(today)
        else:
            change = _totals(_payments(m, before, today))
            cash = {sector: cash[sector] + change[sector] for sector in SECTORS}
        yield m, before, today, cash


def _opening_cash(d: Day) -> Parties:
    """Return everybody's cash on day 0; the Fed's is what it has issued."""
    cash = dict.fromkeys(SECTORS, 0.0 * d.cash)
    cash |= {
        "fund": d.cash,
        "lender": LENDER_CASH + 0 * d.cash,
        "real money": REAL_CASH + 0 * d.cash,
        "clearing house": d.margin_posted + d.dealer_margin + d.initial_margin * d.real_futures,
    }
    return {**cash, "Fed": -sum(cash.values())}


def _payments(m: Rules, b: Day, d: Day) -> Rows:
    """Return the payments of a day by row and party: what the party receives, $bn."""
    later = d.futures_price - d.futures_before
    forced = m.futures_share * d.sale_gain
    real = d.foreign_sale - (d.bought - d.hedged) - d.to_real_money
    price, loans = d.note_before, d.overnight_repo + d.term_repo - b.overnight_repo - b.term_repo
    line, unpaid = d.fed_line - b.fed_line, d.unpaid - b.unpaid
    dealer_debt, srf = d.dealer_repo - b.dealer_repo, d.srf - b.srf
    rows = {
        _INTEREST: _interest(d),
        _ROLL: _per_future(m, b, d.roll_down),
        _VM: _per_future(m, b, b.futures_price - d.futures_price),
        _VM_TODAY: {
            "fund": d.orders * later + forced,
            "dealer": -d.dealer_trades * later - forced,
            "real money": real * later,
            "Fed": -d.hedged * later,
        },
        _MARGIN: _margins(b, d),
        _REPO: {"fund": loans, "lender": -loans},
        _NOTES: {
            "fund": d.proceeds,
            "dealer": -d.dealer_trades * price - (d.proceeds - d.orders * price),
            "real money": -d.to_real_money * price,
            "foreign official": d.foreign_sale * price,
            "Fed": -d.bought * price,
        },
        _COST: {"fund": -d.cost, "dealer": d.cost},
        _LINE: {"fund": line, "Fed": -line},
        _UNPAID: {"fund": unpaid, "dealer": -unpaid},
        _DEFAULT: {"fund": d.loss, "lender": -d.loss_lender, "dealer": -d.loss_dealer, "Fed": -d.loss_fed},
        _DEALERS: {"dealer": dealer_debt + srf, "lender": -dealer_debt, "Fed": -srf},
    }
    return rows


def _interest(d: Day) -> Parties:
    """Return the interest above the rate in the futures price."""
    funds = d.interest_overnight + d.interest_term
    return {
        "fund": -funds - d.interest_unpaid - d.interest_line,
        "lender": funds + d.interest_dealers,
        "dealer": d.interest_unpaid - d.interest_dealers - d.interest_srf,
        "Fed": d.interest_srf + d.interest_line,
    }


def _per_future(m: Rules, b: Day, amount: Numbers) -> Parties:
    """Return a payment from each long future to each short one, on yesterday's positions."""
    return {sector: -amount * futures for sector, futures in _futures(m, b).items()}


def _margins(b: Day, d: Day) -> Parties:
    """Return what moves into the margin accounts at the clearing house, and out of them."""
    paid = {
        "fund": b.margin_posted - d.margin_posted,
        "dealer": b.dealer_margin - d.dealer_margin,
        "real money": b.initial_margin * b.real_futures - d.initial_margin * d.real_futures,
    }
    return {**paid, "clearing house": -sum(paid.values())}


def _futures(m: Rules, d: Day) -> Parties:
    """Return everybody's futures, $bn face; short ones are below zero."""
    return {
        "fund": -d.position,
        "dealer": -(m.dealer_inventory + d.inventory),
        "real money": d.real_futures,
        "Fed": -d.fed_futures,
    }


def _notes(m: Rules, d: Day) -> Parties:
    """Return everybody's notes, $bn face."""
    return {
        "fund": d.position,
        "dealer": m.dealer_inventory + d.inventory,
        "real money": d.real_notes,
        "foreign official": d.foreign_notes,
        "Fed": d.fed_notes,
    }


def _stocks(m: Rules, d: Day, cash: Parties) -> Rows:
    """Return what everybody owns and owes, by item and party, $bn."""
    loans, real_margin = d.overnight_repo + d.term_repo, d.initial_margin * d.real_futures
    return {
        "cash (the Fed: money it has issued)": cash,
        "notes": {sector: face * d.note_price for sector, face in _notes(m, d).items()},
        "initial margin": {
            "fund": d.margin_posted,
            "dealer": d.dealer_margin,
            "real money": real_margin,
            "clearing house": -(d.margin_posted + d.dealer_margin + real_margin),
        },
        "repo": {"fund": -loans, "dealer": -d.dealer_repo - d.srf, "lender": loans + d.dealer_repo, "Fed": d.srf},
        "unpaid calls": {"fund": -d.unpaid, "dealer": d.unpaid},
        "Fed's line to funds": {"fund": -d.fed_line, "Fed": d.fed_line},
    }


def _net_worth(m: Rules, d: Day, cash: Parties) -> Parties:
    """Return everybody's net worth, $bn."""
    return _totals(_stocks(m, d, cash))


def _stock_checks(m: Rules, d: Day, cash: Parties) -> dict[str, Broadcast]:
    """Return the violations of what must hold at every close."""
    margins = d.margin_posted + d.dealer_margin + d.initial_margin * d.real_futures
    funds = sum(rules.position for rules, *_ in _funds(m, d, d))
    notes = REAL_NOTES + FOREIGN_NOTES + funds + m.dealer_inventory
    return {
        "cash of all sums to zero": abs(sum(cash.values())),
        "the clearing house's cash is the margins": abs(cash["clearing house"] - margins),
        "the fund's cash is what it received and paid": abs(cash["fund"] - d.cash),
        "the dealers' cash is what they received and paid": abs(cash["dealer"] - d.dealer_cash),
        "futures of all sum to zero": abs(sum(_futures(m, d).values())),
        "notes of all keep their sum": abs(sum(_notes(m, d).values()) - notes),
        "nobody holds less than no notes": np.maximum(-np.min(np.broadcast_arrays(*_notes(m, d).values()), 0), 0),
        "no negative cash of fund and dealer": np.maximum(-np.minimum(d.cash, d.dealer_cash), 0),
        "no negative debt": np.maximum(
            -np.minimum.reduce(
                np.broadcast_arrays(d.overnight_repo, d.term_repo, d.dealer_repo, d.srf, d.unpaid, d.fed_line, d.loss)
            ),
            0,
        ),
        "no negative dislocation": np.maximum(-d.dislocation, 0),
    }


def _funds(m: Rules, b: Any, d: Any) -> Iterator[tuple[Rules, Day, Day]]:
    """Yield rules, yesterday and today of the funds, and those of a second sector."""
    if not isinstance(d, Together):
        yield m, b, d
        return
    yield m, b.first, d.first
    yield d.rules, b.second, d.second


def _fund_checks(m: Rules, b: Day, d: Day) -> dict[str, Broadcast]:
    """Return the violations of what must hold for the sales and the own money of funds on a day."""
    before_prices = d.run_sale + d.drawdown_sale + d.precaution_sale + np.maximum(d.voluntary_sale, 0)
    partly = (d.forced_sale > 0) & (d.forced_sale < d.after_orders) & (np.asarray(m.deadline) == 1)
    on_time = np.where(d.closed | (np.asarray(m.deadline) > 1), 0.0, 1.0)
    rise = d.dislocation - d.dislocation_before
    own = (
        b.own_money
        + d.income
        - b.position * (d.dislocation - b.dislocation)
        + d.orders * rise
        + d.sale_gain
        - d.cost
        + d.loss
    )
    return {
        "calls due today are paid today": np.maximum(d.unpaid, m.cash_floor * d.position - d.cash) * on_time,
        "funds' own money moves with dislocation, interest and costs": abs(d.own_money - own),
        "a forced sale is between nothing and everything": np.maximum(
            -np.minimum(d.forced_sale, d.after_orders - d.forced_sale), 0
        ),
        "orders sell no more than there is": np.maximum(before_prices - b.position, 0),
        "no sale against the funds' will is below nothing": np.maximum(
            -np.minimum.reduce(np.broadcast_arrays(d.run_sale, d.drawdown_sale, d.precaution_sale)), 0
        ),
        "a forced sale raises what is missing and no more": np.where(
            partly, np.abs(d.cash - m.cash_floor * d.position), 0
        ),
        "a loss has its bearers": abs(d.loss - d.loss_lender - d.loss_dealer - d.loss_fed),
    }


def _worth_checks(m: Rules, b: Day, d: Day, worth_before: Parties, worth: Parties) -> dict[str, Broadcast]:
    """Return the violations of what must hold for a day's payments and the changes of net worth."""
    rows = [abs(sum(parts.values())) for parts in _payments(m, b, d).values()]
    notes = sum(_notes(m, b).values())
    change = sum(worth.values()) - sum(worth_before.values())
    return {
        "each payment is received by someone": np.max([np.max(row) for row in rows]),
        "net worth of all moves with the note's price": abs(change - notes * (d.note_price - b.note_price)),
        "own money is the fund's net worth": abs(worth["fund"] - d.own_money),
    }
