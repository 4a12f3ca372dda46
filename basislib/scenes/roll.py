"""The roll: two contracts side by side on a day in the roll of May 2020, and the rate between their deliveries."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from basislib.securities.contracts import conversion_factor, first_delivery_day, last_delivery_day
from basislib.securities.quotes import in_32nds, parse_price
from basislib.securities.roll import fair_calendar_spread, implied_forward_repo, roll_gain

if TYPE_CHECKING:
    from pandas import DataFrame

CONTRACT, FRONT, BACK = "US", "2020-06", "2020-09"
BOND: dict[str, Any] = {"coupon": 4.5, "maturity": date(2036, 2, 15)}  # the shortest that both take, alone for a year
# J. Hull, Options, Futures, and Other Derivatives, 11th edition, table 6.1: settlements of 20 May 2020, last trades of
# the day after. The three-month SOFR future of June covers 17 June to 16 September.
FRONT_PRICE, BACK_PRICE, SOFR_FUTURE = "179-20", "178-03", 99.94
NEXT_FRONT, NEXT_BACK = "179-27", "178-08"
QUOTED = date(2020, 5, 20)
REPO_RATE = round(100 - SOFR_FUTURE, 3)  # % a year, between the deliveries
FACTORS = tuple(conversion_factor(CONTRACT, month, **BOND) for month in (FRONT, BACK))
DELIVERIES = (last_delivery_day(CONTRACT, FRONT), last_delivery_day(CONTRACT, BACK))
DATES: dict[str, Any] = BOND | {"front_delivery": DELIVERIES[0], "back_delivery": DELIVERIES[1]}
SPREAD = in_32nds(parse_price(FRONT_PRICE) - parse_price(BACK_PRICE))  # 32nds
NEXT_SPREAD = in_32nds(parse_price(NEXT_FRONT) - parse_price(NEXT_BACK))
YEAR = 360  # days to a year of repo
WIDEST = 8  # 32nds: how far from the quoted spread the slider goes


@dataclass(frozen=True)
class Roll:
    """Two futures, front and back, and a note that both take; prices in points, rates in % a year.

    Attributes
    ----------
    front, back : float
        Futures prices.
    repo_rate : float
        Forward rate between the two deliveries.
    forward_repo : float
        What the two prices imply for that time.
    gain : float
        What a holder of the basis earns in that time, points per 100 of notes; below 0 it costs.
    fair : float
        Calendar spread at which that is nothing, 32nds.
    borrowed : float
        Money borrowed for that time, on average, points per 100 of notes: the coupon pays some of it down.
    """

    front: float
    back: float
    repo_rate: float
    forward_repo: float
    gain: float
    fair: float
    borrowed: float

    @property
    def spread(self) -> float:
        """Front less back, 32nds."""
        return in_32nds(self.front - self.back)

    @property
    def days(self) -> int:
        """From the first delivery to the second."""
        return (DELIVERIES[1] - DELIVERIES[0]).days

    @property
    def gap_bp(self) -> float:
        """Implied forward repo less the forward rate, basis points a year."""
        return 100 * (self.forward_repo - self.repo_rate)

    @property
    def invoices(self) -> tuple[float, float]:
        """What each future pays for the note, points, without accrued interest."""
        return self.front * FACTORS[0], self.back * FACTORS[1]

    @property
    def contracts(self) -> tuple[float, float]:
        """Futures of each against 100 notes."""
        return 100 * FACTORS[0], 100 * FACTORS[1]


def first_delivery() -> date:
    """Return the first day on which the front contract can be delivered: whoever is long should be out before."""
    return first_delivery_day(CONTRACT, FRONT)


def compute(spread: float = SPREAD, repo_rate: float = REPO_RATE) -> Roll:
    """Return the scene: the calendar spread in 32nds at the front price of the day, the forward rate in % a year."""
    front = parse_price(FRONT_PRICE)
    prices = (front, front - spread / 32, *FACTORS)
    gain, dearer = (roll_gain(*prices, **DATES, repo_rate=rate) for rate in (repo_rate, repo_rate + 1))
    return Roll(
        front=front,
        back=prices[1],
        repo_rate=repo_rate,
        forward_repo=implied_forward_repo(*prices, **DATES),
        gain=gain,
        fair=in_32nds(fair_calendar_spread(front, *FACTORS, **DATES, repo_rate=repo_rate)),
        borrowed=100 * (gain - dearer) * YEAR / (DELIVERIES[1] - DELIVERIES[0]).days,
    )


def table(scene: Roll) -> "DataFrame":
    """Return the two contracts as a `pandas.DataFrame`."""
    import pandas

    return pandas.DataFrame(
        {
            "delivery_month": (FRONT, BACK),
            "future": (scene.front, scene.back),
            "conversion_factor": FACTORS,
            "last_delivery": [day.isoformat() for day in DELIVERIES],
            "invoice_points": scene.invoices,
            "contracts_per_100_notes": scene.contracts,
            "implied_forward_repo_pct": (scene.forward_repo,) * 2,
            "forward_repo_rate_pct": (scene.repo_rate,) * 2,
        }
    )
