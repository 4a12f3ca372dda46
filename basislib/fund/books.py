"""The books of the basis trade: who holds what at each step, and what changes hands.

Double entry for everybody at once: each flow takes from one party what it gives to another, so cash,
notes, futures and claims keep their sums, and every T-account balances. All per 100 face of notes, so an
amount of money is in points.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeAlias

from basislib.fund.trade import BasisTrade, profit_by_leg
from basislib.parties import OF_A_TRADE

if TYPE_CHECKING:
    from pandas import DataFrame

PARTIES = OF_A_TRADE

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
class Flow:
    """One thing handed over: `amount` of `item` (points of money, or pieces) from `payer` to `payee`.

    A claim is an item too: the debtor hands it to the creditor, and gets it back when the debt is paid. `what` is the
    key of what the flow is for.
    """

    payer: str
    payee: str
    item: str
    amount: float
    what: str


Holdings: TypeAlias = defaultdict[str, float]  # of one party: item, amount; below 0 what it owes
Book: TypeAlias = dict[str, Holdings]
Script: TypeAlias = list[tuple[str, float, list[Flow]]]


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
    flows: tuple[Flow, ...]
    sheets: dict[str, Sheet]
    note_value: float


def balance_sheets(trade: BasisTrade) -> list[Step]:
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
    trade.require_single()
    script = _script(trade)
    book = _first_book(trade, script)
    steps = []
    for name, note_value, flows in script:
        _post(book, flows)
        cover = _overdraft(book["fund"])
        _post(book, cover)
        sheets = {party: _sheet(book[party], note_value) for party in PARTIES}
        steps.append(Step(name, (*flows, *cover), sheets, note_value))
    return steps


def balance_sheet_table(trade: BasisTrade) -> "DataFrame":
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


def flow_table(trade: BasisTrade) -> "DataFrame":
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


def _script(t: BasisTrade) -> Script:
    """Return (name, value of the note, flows) of each step."""
    long = t.side > 0
    legs = (("note", _buy_note), ("repo", _repo)) if long else (("repo", _reverse_repo), ("note", _sell_note))
    start, day, end = t.cash_price, t.cash_price + t.day_move, t.final_cash_price
    future, future_day = t.futures_price, t.futures_price + t.day_move
    loan, evening, last_loan = t.loan_at(start), t.loan_after_day, t.loan_at(end)
    last_moves = _price_move(t, future_day, t.last_futures_price, evening, last_loan)
    steps = (
        ("start", start, []),
        *((name, start, leg(t)) for name, leg in legs),
        ("future", start, _contract(t, t.side)),
        ("day", day, _price_move(t, future, future_day, loan, evening)),
        ("converge", end + t.accrued_interest, last_moves + _accruals(t, 1)),
        ("unwind", end + t.accrued_interest, _unwind(t)),
    )
    return [(name, value, [flow for flow in flows if flow.amount]) for name, value, flows in steps]


def _buy_note(t: BasisTrade) -> list[Flow]:
    """The fund pays its own part and promises the rest, which the repo will bring the same day."""
    own = t.cash_price - t.first_loan
    return [
        _flow("dealer", "fund", "note", 1.0, "note"),
        _flow("fund", "dealer", "cash", own, "haircut"),
        _flow("fund", "dealer", "owed for the note", t.first_loan, "claim_on_rest"),
    ]


def _repo(t: BasisTrade) -> list[Flow]:
    """The lender pays the loan, which goes straight on to the dealer; the note becomes its security."""
    return [
        _flow("lender", "fund", "cash", t.first_loan, "loan"),
        _flow("fund", "lender", "repo loan", t.first_loan, "claim_on_loan"),
        _flow("fund", "lender", "collateral", 1.0, "note_as_security"),
        _flow("fund", "dealer", "cash", t.first_loan, "rest_of_price"),
        _flow("dealer", "fund", "owed for the note", t.first_loan, "claim_on_rest_paid"),
    ]


def _reverse_repo(t: BasisTrade) -> list[Flow]:
    """The fund borrows the note; it pays the extra cash itself and promises what the sale will bring."""
    return [
        _flow("lender", "fund", "note", 1.0, "note_on_loan"),
        _flow("fund", "lender", "borrowed note", 1.0, "claim_on_note"),
        _flow("fund", "lender", "cash", t.first_loan - t.cash_price, "haircut"),
        _flow("fund", "lender", "owed for the note", t.cash_price, "claim_on_rest"),
        _flow("lender", "fund", "repo loan", t.first_loan, "claim_on_cash_lent"),
    ]


def _sell_note(t: BasisTrade) -> list[Flow]:
    """The dealer's cash goes straight on to the lender of the note."""
    return [
        _flow("fund", "dealer", "note", 1.0, "note"),
        _flow("dealer", "fund", "cash", t.cash_price, "price"),
        _flow("fund", "lender", "cash", t.cash_price, "rest_of_loan"),
        _flow("lender", "fund", "owed for the note", t.cash_price, "claim_on_rest_paid"),
    ]


def _contract(t: BasisTrade, signed: float) -> list[Flow]:
    """Open (signed = side) or close (signed = -side) the futures, margins in or out with them."""
    opens, futures = signed * t.side, signed * t.futures_per_note
    margin = opens * t.margin * t.cash_price
    flows = [
        _flow("fund", "clearing house", "future", futures, "future"),
        _flow("clearing house", "real money", "future", futures, "future"),
    ]
    for party in ("fund", "real money"):
        what = "margin" if opens > 0 else "margin_back"
        flows.append(_flow(party, "clearing house", "cash", margin, what))
        flows.append(_flow("clearing house", party, "margin", margin, "claim_on_margin"))
    return flows


def _price_move(
    t: BasisTrade, future_before: float, future_after: float, loan_before: float, loan_after: float
) -> list[Flow]:
    """Variation margin on the futures, and the change of the loan on the note."""
    margin = t.side * t.futures_per_note * (future_after - future_before)
    loan = t.side * (loan_after - loan_before)
    return [
        _flow("fund", "clearing house", "cash", margin, "variation_margin"),
        _flow("clearing house", "real money", "cash", margin, "variation_margin"),
        _flow("lender", "fund", "cash", loan, "loan_adjusted"),
        _flow("fund", "lender", "repo loan", loan, "claim_on_loan"),
    ]


def _accruals(t: BasisTrade, sign: float) -> list[Flow]:
    """Book the claims on interest (sign = 1), or take them off when they are paid (sign = -1)."""
    legs = profit_by_leg(t)
    return [
        _flow("fund", "lender", "repo interest", -sign * legs.repo, "claim_on_repo_interest"),
        _flow("bank", "fund", "interest on cash", sign * legs.own_cash, "claim_on_cash_interest"),
    ]


def _unwind(t: BasisTrade) -> list[Flow]:
    """Turn everything back into cash."""
    long, loan, legs = t.side > 0, t.side * t.loan_at(t.final_cash_price), profit_by_leg(t)
    price = t.final_cash_price + t.accrued_interest - t.side * t.slippage
    flows = [
        _flow("fund", "dealer", "note", t.side, "note"),
        _flow("dealer", "fund", "cash", t.side * price, "full_price"),
        _flow("fund", "lender", "cash", loan, "loan_repaid"),
        _flow("lender", "fund", "repo loan", loan, "claim_on_loan_paid"),
        _flow("fund", "lender", "cash", -legs.repo, "repo_interest"),
        _flow("bank", "fund", "cash", legs.own_cash, "cash_interest"),
        *_accruals(t, -1),
        *_contract(t, -t.side),
        _flow("fund", "dealer", "cash", t.costs, "costs"),
    ]
    if long:
        return [*flows, _flow("lender", "fund", "collateral", 1.0, "note_free_again")]
    return [
        *flows,
        _flow("fund", "lender", "note", 1.0, "note_returned"),
        _flow("lender", "fund", "borrowed note", 1.0, "claim_on_note_paid"),
    ]


def _first_book(t: BasisTrade, script: Script) -> Book:
    """Everybody's holdings before the trade: the others own just the cash that they will need."""
    book: Book = {party: defaultdict(float) for party in PARTIES}
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


def _flow(payer: str, payee: str, item: str, amount: float, what: str) -> Flow:
    """A flow whose amount is never negative: a negative one goes the other way."""
    if amount < 0:
        payer, payee, amount = payee, payer, -amount
    return Flow(payer, payee, item, amount, what)


def _post(book: Book, flows: Iterable[Flow]) -> None:
    """Carry out the flows in `book`, in place."""
    for flow in flows:
        book[flow.payer][flow.item] -= flow.amount
        book[flow.payee][flow.item] += flow.amount


def _overdraft(fund: Holdings) -> list[Flow]:
    """Flows that lend the fund the cash it lacks, or take back what it no longer needs."""
    owed = -fund["overdraft"]
    missing = owed - fund["cash"]
    change = (missing if missing > _DUST else 0.0) - owed
    if not change:
        return []
    what = "overdraft" if change > 0 else "overdraft_repaid"
    return [
        _flow("bank", "fund", "cash", change, what),
        _flow("fund", "bank", "overdraft", change, "claim_on_overdraft"),
    ]


def _sheet(holdings: Holdings, note_value: float) -> Sheet:
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
