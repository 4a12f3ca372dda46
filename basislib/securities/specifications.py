"""The seven CBOT Treasury futures as the exchange specifies them, and how they and their months are named.

Contracts are named by their clearing codes, as TU for the two-year, delivery months as ``"2026-03"``.
"""

from dataclasses import dataclass
from datetime import date

from basislib.checks import Refused, one_of
from basislib.language import N_

THIRTY_SECOND = 1 / 32
FIRST_MONTH = date(2000, 3, 1)  # the notional coupon was 8% before
QUARTERLY = (3, 6, 9, 12)
SHORT_NAMES = ("TU", "3YR", "FV")


@dataclass(frozen=True)
class Contract:
    """One of the seven contracts.

    Attributes
    ----------
    code : str
        Clearing code, such as ``"FV"``.
    name : str
        In words.
    face : int
        Face value of one contract, dollars.
    tick : float
        Smallest price step, points (per 100 face), of the contract as it trades today.
    notional_coupon : float
        Coupon, and yield, at which a conversion factor is 1; per cent a year.
    month_step : int
        Months to which the remaining term is rounded down for the conversion factor, 1 or 3.
    """

    code: str
    name: str
    face: int
    tick: float
    notional_coupon: float
    month_step: int

    @property
    def tick_value(self) -> float:
        """Value of the smallest price step, dollars a contract."""
        return self.tick * self.face / 100

    @property
    def delivers_after_month(self) -> bool:
        """Whether it trades to the end of its month and delivers into the next one."""
        return self.code in SHORT_NAMES


CONTRACTS = {
    contract.code: contract
    for contract in (
        Contract("TU", N_("2-year note"), 200_000, THIRTY_SECOND / 8, 6.0, 1),
        Contract("3YR", N_("3-year note"), 200_000, THIRTY_SECOND / 8, 6.0, 1),
        Contract("FV", N_("5-year note"), 100_000, THIRTY_SECOND / 4, 6.0, 1),
        Contract("TY", N_("10-year note"), 100_000, THIRTY_SECOND / 2, 6.0, 3),
        Contract("TN", N_("ultra 10-year note"), 100_000, THIRTY_SECOND / 2, 6.0, 3),
        Contract("US", N_("bond"), 100_000, THIRTY_SECOND, 6.0, 3),
        Contract("UB", N_("ultra bond"), 100_000, THIRTY_SECOND, 6.0, 3),
    )
}


def contract_code(contract: str) -> str:
    """Return the code of a contract if there is one; refuse it otherwise."""
    return one_of("contract", contract, tuple(CONTRACTS))


def first_of_month(delivery_month: str) -> date:
    """Return the first day of a delivery month written as 2026-03; refuse anything else."""
    text = str(delivery_month)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = None
    if len(text) != 7 or first is None or first.month not in QUARTERLY or first < FIRST_MONTH:
        raise Refused(
            N_(
                "delivery month is {delivery_month!r}; it must be a March, June, September or December "
                "from 2000, written as '2026-03'."
            ),
            delivery_month=delivery_month,
        )
    return first
