"""The daily market of pages 07 and 08: three markets, the shocks that hit them, and forty days of one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basislib.market.run import UNWILLING, Market, MarketRun, Shock, simulate, standard_shock
from basislib.types import ArrayLike

if TYPE_CHECKING:
    from pandas import DataFrame

CENTS = 1e4  # cents per 100 of notes in 1 of face
DAYS, FIRST_DAY, RUN_DAY = 40, 6, 11  # shown; the rally and all changes begin; lenders leave
RALLY, FOREIGN, RUN = 60.0, 300.0, 0.2  # bp; $bn; share of the maturing loans
NIGHTS = 90
PHASES = {"rally": range(FIRST_DAY, 11), "foreign": range(11, 19)}  # days on which yields fall, and foreigners sell

BASE = {  # market: fields of `Market` that no slider moves; leverage, haircut in %, term repo in %
    "calm": ({"position": 600.0, "dealer_room": 150.0, "impact_beyond": 1.4e-5}, 28, 1.0, 25),
    "crowded": ({"position": 830.0, "dealer_room": 80.0, "impact_beyond": 1.4e-5}, 39, 0.5, 35),
    "cliff": ({"position": 1000.0, "dealer_room": 30.0, "impact_beyond": 2e-5}, 54, 0.0, 50),
}
MARKETS = tuple(BASE)
RULES = {  # which rules of the funds' own hold: fields of `Market` that are put to 0
    "both": (),
    "limits": ("cash_target",),
    "precaution": ("drawdown_limit",),
    "none": ("cash_target", "drawdown_limit"),
}
KEPT = (
    "position",
    "cash",
    "own_money",
    *UNWILLING,
    "voluntary_sale",
    "dislocation",
    "hurdle",
    "variation_margin",
    "margin_posted",
    "shortfall",
    "spiral_number",
    "closed",
)


@dataclass(frozen=True, eq=False)
class Days:
    """Forty days of the market, of which those up to a day are on show; arrays over the days, the first is day 0.

    Attributes
    ----------
    day : int
        On show.
    dislocation, hurdle : ndarray
        Future less note, and what funds ask for; cents per 100.
    position, cash, own_money : ndarray
        Of the funds, $bn.
    forced, run, precaution, drawdown, voluntary : ndarray
        Sold that day for want of cash, because lenders left, to keep some cash, at limits on losses, and of their own
        accord (below 0 bought), $bn.
    paid, margin, shortfall : ndarray
        Paid on futures that day, left at the clearing house, and missing before the forced sale, $bn.
    number : ndarray
        Spiral number R.
    closed : ndarray of bool
        Whether funds have been closed out.
    """

    day: int
    dislocation: np.ndarray
    hurdle: np.ndarray
    position: np.ndarray
    forced: np.ndarray
    run: np.ndarray
    precaution: np.ndarray
    drawdown: np.ndarray
    voluntary: np.ndarray
    cash: np.ndarray
    own_money: np.ndarray
    paid: np.ndarray
    margin: np.ndarray
    shortfall: np.ndarray
    number: np.ndarray
    closed: np.ndarray

    @property
    def phase(self) -> str:
        """What the shock does on the day: a key of `PHASES`, or nothing."""
        return phase(self.day)

    def sold(self, why: str) -> float:
        """Return what is sold up to the day because of `why`, such as "forced" or "drawdown", $bn."""
        return np.maximum(getattr(self, why), 0)[: self.day + 1].sum()

    @property
    def unwilling(self) -> np.ndarray:
        """Sold that day against the funds' will, whatever the reason, $bn."""
        return self.forced + self.run + self.precaution + self.drawdown

    @property
    def lost(self) -> np.ndarray:
        """Own money lost since day 0 by the close of each day, %; below 0 gained."""
        return 100 * (1 - self.own_money / self.own_money[0])

    @property
    def kinds(self) -> np.ndarray:
        """Sold that day by kind, $bn: rows call, run, precaution, loss limits, own accord."""
        return np.maximum([self.forced, self.run, self.precaution, self.drawdown, self.voluntary], 0)

    @property
    def worst_day(self) -> int:
        """The day of the largest sale against the funds' will."""
        return int(self.unwilling.argmax())

    @property
    def closed_on(self) -> int:
        """The day on which funds were closed out; 0 if they never were."""
        return int(self.closed.argmax())


def phase(day: int) -> str:
    """Return what the shock does on a day: a key of `PHASES`, or nothing."""
    return next((key for key, days in PHASES.items() if day in days), "")


def usual(market: str, **changes: Any) -> dict:
    """Return the settings of a market as its preset has them, with changes."""
    _, times, h, _ = BASE[market]
    return {
        "market": market,
        "leverage": times,
        "haircut": h,
        "when": "own",
        "repo_spread": 0,
        "foreign": FOREIGN,
        "rally": RALLY,
        "leave": 0,
        "rules": "both",
    } | changes


def fields(market: str, leverage: ArrayLike, haircut: ArrayLike, rules: str) -> dict[str, Any]:
    """Return the fields of `Market`: a market, times, % and which of the funds' own rules hold, a key of `RULES`."""
    fixed, _, _, tau = BASE[market]
    return {
        **fixed,
        "leverage": leverage,
        "haircut": np.divide(haircut, 100),
        "term_share": tau / 100,
        "nights": float(NIGHTS),
        **dict.fromkeys(RULES[rules], 0.0),
    }


def scenario(
    market: str, leverage: float, haircut: float, when: str, repo_spread: float, leave: float, rules: str
) -> tuple[dict, dict]:
    """Return the fields of `Market` and the paths of `Shock`: times, %, bp and % of the maturing loans.

    `when` says how a haircut other than the usual one comes: "own", always, paid from the buffer; "new", always, paid
    with new own money; "change", on `FIRST_DAY`, paid from the buffer.
    """
    usual_haircut = BASE[market][2]
    rise = (haircut - usual_haircut) / 100
    # With new own money the buffer stays, so leverage falls; a haircut raised later meets the old leverage.
    own = 1 / leverage + (rise if when == "new" else 0.0)
    days = np.arange(1, DAYS + 1)
    after = days >= FIRST_DAY
    return fields(market, 1 / own, usual_haircut if when == "change" else haircut, rules), {
        "haircut_rise": after * (rise if when == "change" else 0.0),
        "repo_spread": after * repo_spread,
        "run_share": (days == RUN_DAY) * (leave / 100),
    }


def build(rally: float = RALLY, foreign: float = FOREIGN, **settings: Any) -> tuple[Market, Shock]:
    """Return the market and the shock: bp by which yields fall and come back, $bn, and `scenario`'s settings."""
    market, paths = scenario(**settings)
    return Market(**market), standard_shock(DAYS, rally, foreign, **paths)


@lru_cache(maxsize=64)
def run(**settings: Any) -> MarketRun:
    """Return the `MarketRun` of `build`'s settings; kept, so that a step of the day costs only a picture."""
    return simulate(*build(**settings), KEPT)


class Sold(NamedTuple):
    """What a shock comes to: % of the position, and the widest gap, cents per 100; `sold` is against funds' will."""

    forced: float
    run: float
    precaution: float
    drawdown: float
    sold: float
    voluntary: float
    widest: float


def sold_together(cases: Iterable[Mapping]) -> list[Sold]:
    """Return what the shock comes to in several cases of `build`'s settings, found side by side."""
    cases = list(cases)
    rally, foreign = (np.array([case[name] for case in cases]) for name in ("rally", "foreign"))
    rest = ({name: value for name, value in case.items() if name not in ("rally", "foreign")} for case in cases)
    found, paths = zip(*(scenario(**case) for case in rest), strict=True)
    names = {name for each in found for name in each}
    together: dict[str, Any] = {
        name: np.array([each.get(name, getattr(Market, name)) for each in found]) for name in names
    }
    shock = standard_shock(
        DAYS, rally, foreign, **{name: np.stack([each[name] for each in paths], axis=1) for name in paths[0]}
    )
    summary = simulate(Market(**together), shock).summary()
    shares = (
        100 * np.broadcast_to(summary[name], len(cases))
        for name in ("forced", "run", "precaution", "drawdown", "against_will", "voluntary")
    )
    return [*map(Sold, *shares, CENTS * summary["peak"])]


def late_together(market: str, shares: Iterable[float]) -> np.ndarray:
    """Return what is sold against the funds' will, % of the position, if these shares of the excess come a day late."""
    _, times, haircut, _ = BASE[market]
    late = Market(**fields(market, times, haircut, "both") | {"excess_late": np.array([*shares], float)})
    return 100 * np.asarray(simulate(late, standard_shock(DAYS, RALLY, FOREIGN)).summary()["against_will"])


def compute(day: int, **settings: Any) -> Days:
    """Return the scene of a day for `build`'s settings."""
    found = run(**settings)
    return Days(
        day=day,
        dislocation=CENTS * found["dislocation"],
        hurdle=CENTS * found["hurdle"],
        position=found["position"],
        forced=found["forced_sale"],
        run=found["run_sale"],
        precaution=found["precaution_sale"],
        drawdown=found["drawdown_sale"],
        voluntary=found["voluntary_sale"],
        cash=found["cash"],
        own_money=found["own_money"],
        paid=-found["variation_margin"],
        margin=found["margin_posted"],
        shortfall=found["shortfall"],
        number=found["spiral_number"],
        closed=found["closed"],
    )


def table(days: Days) -> "DataFrame":
    """Return the days up to the day on show as a `pandas.DataFrame`."""
    import pandas

    found = pandas.DataFrame(
        {
            "day": np.arange(days.dislocation.size),
            "dislocation_cents": days.dislocation,
            "funds_ask_cents": days.hurdle,
            "position": days.position,
            "forced_sale": days.forced,
            "run_sale": days.run,
            "precaution_sale": days.precaution,
            "drawdown_sale": days.drawdown,
            "voluntary_sale": days.voluntary,
            "cash": days.cash,
            "own_money": days.own_money,
            "R": days.number,
        }
    )
    return found.head(days.day + 1)
