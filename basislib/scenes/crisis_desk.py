"""A crisis as a desk sees it, day by day: of the reader's fund, of a simple rule's, or of the Fed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.game import fed, score
from basislib.game.crises import DAYS, OWN_MONEY, Crises, of_seed, runs_of
from basislib.game.play import KEPT, Choices, played
from basislib.game.rules import FUND_RULES
from basislib.game.score import Result
from basislib.market.run import MarketRun
from basislib.scenes.market_days import CENTS

if TYPE_CHECKING:
    from pandas import DataFrame

MILLIONS = 1000.0  # $m in $bn
RULES = tuple(FUND_RULES)
SEED, GUESSED = 54, 13  # dealt first; of the guess
LARGEST_SEED = 999_999
SAME = 0.05  # percentage points of own money: less is a tie


@dataclass(frozen=True, eq=False)
class Desk:
    """A fund in a crisis as far as it is known; arrays over its days, the first is the evening before day 1.

    Attributes
    ----------
    seed, day : int
        The crisis; the day that is looked at.
    of : str
        Whose fund: a key of `RULES`, or "own".
    dislocation : ndarray
        Future less note, cents per 100.
    yields : ndarray
        Change of the yield since the evening before day 1, bp.
    repo : ndarray
        Overnight repo rate over the rate built into the futures price, bp a year.
    haircut, margin : ndarray
        % of the notes.
    position : ndarray
        The fund's notes, $bn face.
    cash, own_money : ndarray
        $m.
    forced, run, chosen : ndarray
        Sold on the day for want of cash, because lenders left, and of its own choice (below 0 bought), $m face.
    term : ndarray
        Share of the repo for a term, %.
    gains, margin_paid, borrowed, notes, income, cost : ndarray
        What came in on the day, $m: on futures, from the clearing house, from lenders, for notes; roll-down less
        interest; and what went to dealers as bid-ask spread.
    closed : bool
        Whether it has been closed out by the last day.
    headlines : tuple of str
        The news of each morning from day 1 to the one after the last day, a key of `basislib.game.crises.HEADLINES`.
    notice : float
        Haircut that lenders ask for on the morning after the last day, %.
    found : Result
        What it comes to by the last day.
    rules : dict of str to Result
        What the rules get in the same crisis, once all days are over; empty before.
    room : tuple of float
        What the panels have room for besides; see `highest`.
    """

    seed: int
    day: int
    of: str
    dislocation: np.ndarray
    yields: np.ndarray
    repo: np.ndarray
    haircut: np.ndarray
    margin: np.ndarray
    position: np.ndarray
    cash: np.ndarray
    own_money: np.ndarray
    forced: np.ndarray
    run: np.ndarray
    chosen: np.ndarray
    term: np.ndarray
    gains: np.ndarray
    margin_paid: np.ndarray
    borrowed: np.ndarray
    notes: np.ndarray
    income: np.ndarray
    cost: np.ndarray
    closed: bool
    headlines: tuple[str, ...]
    notice: float
    found: Result
    rules: Mapping[str, Result]
    room: tuple[float, ...] = (0.0, 0.0, 0.0)

    def beside(self, other: "Desk") -> "Desk":
        """Return the scene with room for another one in its picture."""
        return replace(self, room=tuple(map(max, self.highest, other.highest)))

    @property
    def highest(self) -> tuple[float, ...]:
        """What each panel must have room for: cents, $bn, $m."""
        shown = (self.dislocation, self.position, self.cash)
        return tuple(max(float(series.max()), room) for series, room in zip(shown, self.room, strict=True))

    @property
    def last(self) -> int:
        """The last day that is known."""
        return self.cash.size - 1

    @property
    def over(self) -> bool:
        """Whether there is nothing left to play."""
        return self.last == DAYS or self.closed

    @property
    def leverage(self) -> np.ndarray:
        """Notes over own money, times; 0 where nothing is owned."""
        owned = self.own_money > 0
        return np.divide(MILLIONS * self.position, self.own_money, out=np.zeros(owned.shape), where=owned)

    @property
    def forced_share(self) -> float:
        """What was sold for want of cash and because lenders left, % of the first day's notes."""
        return float(100 * (self.forced + self.run).sum() / MILLIONS / self.position[0])

    @property
    def best(self) -> str:
        """The rule that gets most."""
        return max(self.rules, key=lambda rule: float(self.rules[rule].result))

    @property
    def beaten(self) -> int:
        """How many of the rules get less."""
        return sum(float(rule.result) < float(self.found.result) - SAME for rule in self.rules.values())


@lru_cache(maxsize=64)
def of_number(seed: int) -> Crises:
    """Return the crisis of a seed; kept, since every step of a game begins with it."""
    return of_seed(seed)


@lru_cache(maxsize=64)
def rules_of(seed: int) -> Mapping[str, Result]:
    """Return what the simple rules get in the crisis of a seed."""
    return {name: _number(score.of_run(run)) for name, run in _runs_of_rules(seed).items()}


@lru_cache(maxsize=64)
def _runs_of_rules(seed: int) -> Mapping[str, MarketRun]:
    """Return the runs of the simple rules in the crisis of a seed."""
    return dict(zip(RULES, runs_of(of_number(seed), FUND_RULES.values(), KEPT), strict=True))


def _number(result: Result) -> Result:
    """Return a result of one crisis as plain numbers."""
    return Result(**{name: np.asarray(value).item() for name, value in vars(result).items()})


@lru_cache(maxsize=64)
def compute(crisis: int, rule: str, day: int) -> Desk:
    """Return what a simple rule, a key of `RULES`, does in the crisis of a seed."""
    run = _runs_of_rules(crisis)[rule]
    market, own = ({name: series[:, 0] for name, series in each.items()} for each in (run.series, run.beside))
    return _desk(crisis, rule, min(day, DAYS), market, own)


@lru_cache(maxsize=64)
def of_text(seed: int, text: str, day: int) -> Desk:
    """Return a reader's game as far as its choices, written as in a link, go; `day` is at most the last of them."""
    game = played(of_number(seed), Choices.read(text))
    closed = np.flatnonzero(game.own["closed"])
    rows = slice(0, closed[0] + 1 if closed.size else None)
    market, own = ({name: series[rows] for name, series in each.items()} for each in (game.market, game.own))
    return _desk(seed, "own", min(day, len(own["cash"]) - 1), market, own)


def _desk(seed: int, of: str, day: int, market: dict[str, np.ndarray], own: dict[str, np.ndarray]) -> Desk:
    """Return the scene of some days of a market and of a fund in it."""
    one, last = of_number(seed), len(own["cash"]) - 1
    haircuts = one.shock.haircut_rise[:, 0] + np.asarray(one.market.haircut)
    moves = np.concatenate(([0.0], one.shock.yield_change[:, 0].cumsum()))
    closed = bool(own["closed"][-1])
    change = {name: MILLIONS * np.diff(own[name], prepend=own[name][0]) for name in ("overnight_repo", "term_repo")}
    return Desk(
        seed=seed,
        day=day,
        of=of,
        dislocation=CENTS * market["dislocation"],
        yields=moves[: last + 1],
        repo=market["repo_spread"],
        haircut=100 * market["haircut"],
        margin=100 * market["fund_margin"],
        position=own["position"],
        cash=MILLIONS * own["cash"],
        own_money=MILLIONS * own["own_money"],
        forced=MILLIONS * own["forced_sale"],
        run=MILLIONS * own["run_sale"],
        chosen=MILLIONS * (own["voluntary_sale"] + own["precaution_sale"]),
        term=100 * own["term_share"],
        gains=MILLIONS * own["variation_margin"],
        margin_paid=-MILLIONS * np.diff(own["margin_posted"], prepend=own["margin_posted"][0]),
        borrowed=change["overnight_repo"] + change["term_repo"],
        notes=MILLIONS * own["proceeds"],
        income=MILLIONS * own["income"],
        cost=MILLIONS * own["cost"],
        closed=closed,
        headlines=tuple(str(one.headline(each)[0]) for each in range(1, min(last + 1, DAYS) + 1)),
        notice=100 * float(haircuts[min(last, DAYS - 1)]),
        found=_number(score.of_series(own, market["dislocation"])),
        rules=rules_of(seed) if last == DAYS or closed else {},
    )


def table(desk: Desk) -> "DataFrame":
    """Return the days up to the day on show as a `pandas.DataFrame`: every cent that came and went."""
    import pandas

    found = pandas.DataFrame(
        {
            "day": np.arange(desk.cash.size),
            "yield_change_bp": desk.yields,
            "dislocation_cents": desk.dislocation,
            "repo_over_futures_bp": desk.repo,
            "haircut_pct": desk.haircut,
            "margin_pct": desk.margin,
            "position_bn": desk.position,
            "term_pct": desk.term,
            "chosen_sale_m": desk.chosen,
            "run_sale_m": desk.run,
            "forced_sale_m": desk.forced,
            "from_futures_m": desk.gains,
            "from_clearing_house_m": desk.margin_paid,
            "from_lenders_m": desk.borrowed,
            "for_notes_m": desk.notes,
            "roll_down_less_interest_m": desk.income,
            "spread_paid_m": desk.cost,
            "cash_m": desk.cash,
            "own_money_m": desk.own_money,
        }
    )
    return found.head(desk.day + 1)


def own_money() -> float:
    """Return what the fund owns on the evening before day 1, $m."""
    return MILLIONS * OWN_MONEY


# ---- the Fed ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class FedDesk:
    """A crisis as the Fed sees it; arrays over its days, the first is the evening before day 1.

    Attributes
    ----------
    seed, day : int
        As in `Desk`.
    tool : str
        One of `basislib.game.fed.TOOLS`, or nothing.
    size : float
        In the unit of its sizes; 0 without a tool.
    acted : int
        The day of it; 0 if it has not acted.
    dislocation : ndarray
        Cents per 100.
    sold, position : ndarray
        Sold by funds against their will on the day, and what they hold, $bn face.
    repo : ndarray
        As in `Desk`.
    notes, lent : ndarray
        The Fed's notes and its line to funds, $bn.
    headlines : tuple of str
        As in `Desk`.
    verdict : Verdict or None
        What it comes to, once all days are over.
    rules : dict of str to Verdict
        What simple rules come to; empty before.
    room : tuple of float
        As in `Desk`.
    """

    seed: int
    day: int
    tool: str
    size: float
    acted: int
    dislocation: np.ndarray
    sold: np.ndarray
    position: np.ndarray
    repo: np.ndarray
    notes: np.ndarray
    lent: np.ndarray
    headlines: tuple[str, ...]
    verdict: fed.Verdict | None
    rules: Mapping[str, fed.Verdict]
    room: tuple[float, ...] = (0.0, 0.0, 0.0)

    def beside(self, other: "FedDesk") -> "FedDesk":
        """Return the scene with room for another one in its picture."""
        return replace(self, room=tuple(map(max, self.highest, other.highest)))

    @property
    def highest(self) -> tuple[float, ...]:
        """What each panel must have room for: cents, $bn, $bn."""
        shown = (self.dislocation, self.sold, self.notes + self.lent)
        return tuple(max(float(series.max()), room) for series, room in zip(shown, self.room, strict=True))

    @property
    def last(self) -> int:
        """The last day that is known."""
        return self.dislocation.size - 1

    @property
    def over(self) -> bool:
        """Whether there is nothing left to decide."""
        return self.last == DAYS


def acts(text: str) -> tuple[int, str, float]:
    """Return the day, tool and size that a text says: a "w" for each day waited, the tool's place and the size's, "w"s.

    Nothing and 0 if it waits all days.
    """
    at = len(text) - len(text.lstrip("w"))
    if at == len(text):
        return 0, "", 0.0
    tool = fed.TOOLS[int(text[at]) - 1]
    return at + 1, tool, fed.SIZES[tool][int(text[at + 1]) - 1]


def readable(text: str) -> str:
    """Return a text of the Fed's as far as it makes sense; see `acts`."""
    waits = text[: len(text) - len(text.lstrip("w"))][:DAYS]
    rest = text[len(waits) :]
    tools, sizes = "".join(str(place + 1) for place in range(len(fed.TOOLS))), "123"
    if len(waits) == DAYS or len(rest) < 2 or rest[0] not in tools or rest[1] not in sizes:
        return waits
    after = rest[2 : 2 + len(rest[2:]) - len(rest[2:].lstrip("w"))]
    return waits + rest[:2] + after[: DAYS - len(waits) - 1]


def days_of(text: str) -> int:
    """Return how many days a text of the Fed's has."""
    return len(text) - 1 if acts(text)[0] else len(text)


@lru_cache(maxsize=64)
def of_fed(seed: int, text: str, day: int) -> FedDesk:
    """Return the Fed's game as far as its choices, written as `acts` reads them, go."""
    text = readable(text)
    one, last = of_number(seed), days_of(text)
    when, tool, size = acts(text)
    over, rows = last == DAYS, slice(0, last + 1)
    plan = one, tool or "hedged", size or fed.SIZES["hedged"][0], when or fed.NEVER
    verdict, run = fed.judged(*plan) if over else (None, fed.run_with(*plan))
    return FedDesk(
        seed=seed,
        day=min(day, last),
        tool=tool,
        size=size,
        acted=when,
        dislocation=CENTS * run["dislocation"][rows, 0],
        sold=run.unwilling[rows, 0],
        position=run["position"][rows, 0],
        repo=run["repo_spread"][rows, 0],
        notes=run["fed_notes"][rows, 0],
        lent=run["fed_line"][rows, 0],
        headlines=tuple(_without_help(str(one.headline(each)[0])) for each in range(1, min(last + 1, DAYS) + 1)),
        verdict=_plain(verdict) if verdict is not None else None,
        rules={name: _plain(each) for name, each in fed.by_rules(one).items()} if over else {},
    )


def _without_help(headline: str) -> str:
    """Return a headline of a crisis in which the Fed is the reader."""
    return "calm" if headline == "help" else headline


def _plain(verdict: fed.Verdict) -> fed.Verdict:
    """Return a verdict on one crisis as plain numbers."""
    return fed.Verdict(**{name: float(np.ravel(value)[0]) for name, value in vars(verdict).items()})


def fed_table(desk: FedDesk) -> "DataFrame":
    """Return the days up to the day on show as a `pandas.DataFrame`."""
    import pandas

    found = pandas.DataFrame(
        {
            "day": np.arange(desk.dislocation.size),
            "dislocation_cents": desk.dislocation,
            "sold_against_will_bn": desk.sold,
            "position_bn": desk.position,
            "repo_over_futures_bp": desk.repo,
            "fed_notes_bn": desk.notes,
            "fed_line_bn": desk.lent,
        }
    )
    return found.head(desk.day + 1)
