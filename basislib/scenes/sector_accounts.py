"""Follow the money: who pays whom on a day of the market, and who then owns and owes what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from basislib.market.flows import ROWS, accounts
from basislib.market.run import MarketRun
from basislib.scenes.market_days import build, phase, usual

if TYPE_CHECKING:
    from pandas import DataFrame

# A kind of payment: which rows of the model it is made of, and what the table calls it.
KINDS = {
    "interest": ((0, 1), "interest, roll-down"),
    "variation_margin": ((2, 3), "variation margin"),
    "initial_margin": ((4,), "initial margin"),
    "notes": ((6,), "notes"),
    "funds_repo": ((5,), "funds' repo"),
    "dealers_repo": ((11,), "dealers' repo"),
    "spread": ((7,), "bid-ask spread"),
    "unpaid": ((8, 9, 10), "unpaid, losses"),
}
ITEMS = {  # of the sheets: what the model and the table call it
    "cash": "cash (the Fed: money it has issued)",
    "notes": "notes",
    "initial_margin": "initial margin",
    "repo": "repo",
    "unpaid_calls": "unpaid calls",
    "line": "Fed's line to funds",
}


@dataclass(frozen=True, eq=False)
class Money:
    """A day's payments, and what everybody owns and owes at its close. Parties are those of `flows.SECTORS`.

    Attributes
    ----------
    day : int
    show : str
        "payments" or "sheets".
    rows, sheets : dict of str to dict
        Payments by kind (`KINDS`) and party, above 0 received; what is owned by item (`ITEMS`) and party, below 0
        owed; $bn.
    change, worth : dict
        Of cash on the day, and net, by party; $bn.
    futures : dict
        By party, $bn face.
    """

    day: int
    show: str
    rows: Mapping[str, Mapping[str, float]]
    change: Mapping[str, float]
    sheets: Mapping[str, Mapping[str, float]]
    worth: Mapping[str, float]
    futures: Mapping[str, float]

    @property
    def cash(self) -> Mapping[str, float]:
        """Everybody's cash at the close, $bn."""
        return self.sheets["cash"]

    @property
    def phase(self) -> str:
        """What the shock does on the day: a key of `market_days.PHASES`, or nothing."""
        return phase(self.day)


@lru_cache(maxsize=16)
def _run(market: str, foreign: float, leverage: float) -> MarketRun:
    """Return a run without any series; `flows` finds the payments itself."""
    return MarketRun(*build(**usual(market, foreign=foreign, leverage=leverage)), {})


def compute(market: str, foreign: float, leverage: float, day: int, show: str = "payments") -> Money:
    """Return the scene of a day; haircut and term repo are the usual ones of the market."""
    return replace(_money(market, foreign, leverage, day), show=show)


@lru_cache(maxsize=128)
def _money(market: str, foreign: float, leverage: float, day: int) -> Money:
    """Return the scene of a day, to be shown either way."""
    paid, owned = accounts(_run(market, foreign, leverage), day)
    payments = paid.loc[list(ROWS)].to_numpy()
    rows = {
        kind: dict(zip(paid.columns, payments[list(which)].sum(axis=0).tolist(), strict=True))
        for kind, (which, _) in KINDS.items()
    }
    sheets = owned.to_dict("index")
    return Money(
        day,
        "payments",
        rows,
        paid.loc["change in cash"].to_dict(),
        {key: sheets[item] for key, item in ITEMS.items()},
        sheets["net worth"],
        sheets["futures, face"],
    )


def table(money: Money) -> "DataFrame":
    """Return the payments by kind and party, their sums and the cash at the close, as a `pandas.DataFrame`."""
    import pandas

    rows = {
        **{item: money.rows[kind] for kind, (_, item) in KINDS.items()},
        "change in cash": money.change,
        "cash at the close": money.cash,
    }
    if money.show == "sheets":
        rows = {
            **{item: money.sheets[key] for key, item in ITEMS.items()},
            "net worth": money.worth,
            "futures, face": money.futures,
        }
    found = pandas.DataFrame(rows).T.rename_axis("item").reset_index()
    return found.assign(sum=found.drop(columns="item").sum(axis=1).round(9) + 0.0)
