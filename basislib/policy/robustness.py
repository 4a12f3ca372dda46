"""How sure: in which share of many draws of what nobody knows does a sign hold?

A result whose sign hangs on an unknown is none. `DRAWS` are the ranges of "How sure" in section 10 of `docs/model.md`, in
its order; every crisis is the dash for cash. Each number has a stream of random numbers of its own, seeded by the pair
(seed, its place in `DRAWS`), so the first thousand draws are the same however many there are and whatever is added at
the end. `STATEMENTS` are what pages may say with "in so many per cent of the draws": `share` counts the draws in which
one holds, `holds` those in which it does not, too, and `by_quarter` shows where it turns.

>>> print(f"in {100 * share('hedged_purchases_spare_sales'):.0f}% of the draws")
in 91% of the draws
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from basislib.checks import Refused, one_of, within
from basislib.language import N_
from basislib.market.run import UNWILLING, Market, Shock, simulate, standard_shock
from basislib.policy.levers import (
    CapacityRelief,
    CashBuffer,
    CentralClearing,
    FundLine,
    HaircutFloor,
    Lever,
    LeverageCap,
    LongTermHolders,
    MarginDeadline,
    Purchases,
    StandingRepo,
    SteadyMargin,
    TermFunding,
    apply,
)

Case: TypeAlias = tuple[Market, Shock]
Change: TypeAlias = Callable[[Market, Shock], Case]

COUNT, SEED, DAYS = 1000, 1, 60
MOST_DRAWS = 200_000
SAME = 0.25  # % of the position, or bp of price: less counts as the same
SELLS, CALLED = 2.0, 0.25  # % of the position: from here on funds sell at all, and sell because of calls
DRAW_OUTCOMES = {  # unit and words
    "sold": ("% of the position", "sold against the funds' will"),
    "all": ("% of the position", "sold, of their own accord too"),
    "peak": ("bp of price", "largest dislocation"),
    "dislocation_rise": ("bp of price", "largest dislocation above its calm level"),
}
WHERE = {  # which draws count, by what funds do before the change
    "sells": "funds sell more than 2% of the position",
    "called": "calls force sales",
    "bound": "funds sell, and have more leverage than after the change",
    "everywhere": "all",
}


@dataclass(frozen=True)
class Drawn:
    """What is drawn evenly between two numbers, or, with a chance, put to a third one, which turns a rule off."""

    unit: str
    low: float
    high: float
    chance: float = 0.0
    otherwise: float = 0.0

    def of(self, numbers: np.ndarray) -> np.ndarray:
        """Return draws from even numbers between 0 and 1."""
        spread = self.low + (self.high - self.low) * (numbers - self.chance) / (1 - self.chance)
        return np.where(numbers < self.chance, self.otherwise, spread)


DRAWS = MappingProxyType(
    {
        "buffer": Drawn("of the position", 0.005, 0.02),
        "position": Drawn("$bn", 500, 1100),
        "haircut": Drawn("of value", 0, 0.015),
        "term_share": Drawn("of the repo", 0, 0.75),
        "excess_returned": Drawn("of the excess", 0.5, 1, 0.5, 1.0),
        "excess_late": Drawn("of the excess", 0, 1),
        "cash_target": Drawn("of the buffer", 0.2, 0.8, 0.25, 0.0),
        "precaution_pace": Drawn("a day", 0.005, 0.02),
        "drawdown_limit": Drawn("of own money", 0.05, 0.2, 0.25, 0.0),
        "drawdown_width": Drawn("of own money", 0.2, 0.8),
        "dealer_room": Drawn("$bn", 30, 200),
        "impact_beyond": Drawn("per $bn", 5e-6, 3e-5),
        "passed_on": Drawn("a day", 0.02, 0.08),
        "futures_share": Drawn("of the dislocation", 0, 1),
        "nights": Drawn("nights", 1, 90),
        "purchase_effect": Drawn("per $bn", 0, 3e-5),
        "volatility": Drawn("bp a day", 4, 8),
        "rally": Drawn("bp", 30, 100),
        "foreign": Drawn("$bn", 100, 400),
        "substitution": Drawn("$bn a day per 1", 0, 1.5e4),
        "exit_limit": Drawn("a day", 0.005, 0.02),
        "lender_slack": Drawn("$bn", 0, 300),
        "room_exponent": Drawn("", 0, 1),
    }
)


@dataclass(frozen=True)
class Sign:
    """Shares of the draws that count in which a number is lower, the same and higher than before; how many count."""

    lower: float
    same: float
    higher: float
    draws: int


@dataclass(frozen=True)
class Statement:
    """A change, what it is said to do, and what it is compared by.

    Attributes
    ----------
    change : callable
        From (market, shock) to those after the change.
    says : str
        "lower", "same" or "higher": what a number is after it.
    given : callable
        What holds before and after it.
    measure, where : str
        One of `DRAW_OUTCOMES`, and of `WHERE`.
    """

    change: Change
    says: str = "lower"
    given: Change = field(default=lambda market, shock: (market, shock))
    measure: str = "sold"
    where: str = "sells"


def drawn(count: int = COUNT, seed: int = SEED, draws: Mapping[str, Drawn] = DRAWS) -> dict[str, np.ndarray]:
    """Return draws by name.

    Parameters
    ----------
    count, seed : int, optional
        2 to 200,000; at least 0.
    draws : mapping of str to Drawn, optional
        `DRAWS`, perhaps with more behind.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    count, seed = whole("draws", count, 2, MOST_DRAWS), whole("seed", seed, 0, 2**63)
    return {
        name: each.of(np.random.default_rng((seed, place)).random(count))
        for place, (name, each) in enumerate(draws.items())
    }


def dash(numbers: Mapping[str, np.ndarray], **paths: Any) -> Case:
    """Return the dash for cash of some draws: fields of the market, and ``rally`` and ``foreign`` of the shock.

    Parameters
    ----------
    numbers : mapping of str to ndarray
        As `drawn` returns them.
    **paths
        Other fields of the shock.

    Returns
    -------
    (Market, Shock)
    """
    fields = dict(numbers)
    shock = standard_shock(DAYS, rally=fields.pop("rally"), foreign=fields.pop("foreign"), **paths)
    return Market.from_buffer(fields.pop("buffer"), **fields), shock


def outcomes(market: Market, shock: Shock) -> dict[str, np.ndarray]:
    """Return a run's `DRAW_OUTCOMES`, and ``forced``, by draw."""
    run = simulate(market, shock, ("position", *UNWILLING, "voluntary_sale", "dislocation"))
    start, gap = run["position"][0], 1e4 * run["dislocation"]
    sold = 100 * run.unwilling.sum(axis=0) / start
    return {
        "forced": 100 * run["forced_sale"].sum(axis=0) / start,
        "sold": sold,
        "all": sold + 100 * np.maximum(run["voluntary_sale"], 0).sum(axis=0) / start,
        "peak": gap.max(axis=0),
        "dislocation_rise": gap.max(axis=0) - gap[0],
    }


def sign(change: np.ndarray, counts: np.ndarray | bool = True) -> Sign:
    """Return the `Sign` of changes, in % of the position or bp, over the draws that count; NaN if none does."""
    change = np.asarray(change)[np.broadcast_to(counts, np.shape(change))]
    if not change.size:
        return Sign(np.nan, np.nan, np.nan, 0)
    lower, higher = float(np.mean(change < -SAME)), float(np.mean(change > SAME))
    return Sign(lower, 1 - lower - higher, higher, change.size)


def counted(where: str, before: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return which draws count, by their `outcomes` before a change; where is "sells", "called" or "everywhere"."""
    one_of("where", where, ("sells", "called", "everywhere"))
    least = {"sells": ("sold", SELLS), "called": ("forced", CALLED), "everywhere": ("forced", -1.0)}[where]
    return before[least[0]] > least[1]


def compared(statement: Statement, count: int = COUNT, seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Return by how much a `Statement` changes its measure, by draw, and which draws count.

    Parameters
    ----------
    statement : Statement
    count, seed : int, optional
        As in `drawn`.

    Returns
    -------
    (ndarray, ndarray of bool)

    Raises
    ------
    ValueError
        If measure or where is unknown, or as `drawn` and `basislib.policy.levers.apply`.
    """
    measure, where = one_of("measure", statement.measure, DRAW_OUTCOMES), one_of("where", statement.where, WHERE)
    given = statement.given(*dash(drawn(count, seed)))
    changed = statement.change(*given)
    before, after = outcomes(*given), outcomes(*changed)
    counts = counted("sells" if where == "bound" else where, before)
    if where == "bound":
        counts = counts & (np.asarray(changed[0].leverage) < given[0].leverage)
    return after[measure] - before[measure], counts


@lru_cache(maxsize=128)
def _compared(statement: str, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `compared` for one of `STATEMENTS`, found once."""
    return compared(STATEMENTS[one_of("statement", statement, STATEMENTS)], count, seed)


def holds(statement: str, count: int = COUNT, seed: int = SEED) -> Sign:
    """Return the `Sign` of one of `STATEMENTS`, by name, over draws; see `drawn`."""
    return sign(*_compared(statement, count, seed))


def share(statement: str, count: int = COUNT, seed: int = SEED) -> float:
    """Return in which share of the draws one of `STATEMENTS` holds, by name: 0.92 is 92%."""
    return float(getattr(holds(statement, count, seed), STATEMENTS[statement].says))


def by_quarter(statement: str, name: str, count: int = COUNT, seed: int = SEED) -> tuple[Sign, ...]:
    """Return the `Sign` of a statement by quarters of one of `DRAWS`, from its lowest to its highest values.

    What differs between the quarters decides the sign, and belongs beside it.
    """
    change, counts = _compared(statement, count, seed)
    numbers = drawn(count, seed)[one_of("name", name, DRAWS)]
    quarter = np.digitize(numbers, np.quantile(numbers, (0.25, 0.5, 0.75)))
    return tuple(sign(change, counts & (quarter == each)) for each in range(4))


def under(*levers: Lever, hold: str = "buffer") -> Change:
    """Return the change that levers make; `hold` as in `basislib.policy.levers.apply`."""
    return lambda market, shock: apply(market, shock, levers, hold)


def setting(**fields: Any) -> Change:
    """Return the change that sets fields of the market."""
    return lambda market, shock: (replace(market, **fields), shock)


def meeting(path: str, size: float, first: int, last: int | None = None) -> Change:
    """Return the change that adds an event to a path of the shock, from a first day to a last one, or for good."""
    day = np.arange(1, DAYS + 1)
    event = size * ((day >= first) & (day <= (DAYS if last is None else last)))
    return lambda market, shock: (
        market,
        replace(shock, **{path: getattr(shock, path) + event.reshape(-1, *[1] * (getattr(shock, path).ndim - 1))}),
    )


def chained(*changes: Change) -> Change:
    """Return changes one after the other."""

    def all_of(market: Market, shock: Shock) -> Case:
        for change in changes:
            market, shock = change(market, shock)
        return market, shock

    return all_of


def _more_buffer(market: Market, shock: Shock) -> Case:
    """Return the market whose funds hold a point of the position more in cash."""
    more: Any = np.add(market.buffer, 0.01)
    return apply(market, shock, CashBuffer(more))


def _no_foreign_sales(market: Market, shock: Shock) -> Case:
    """Return the shock without the foreign sales."""
    return market, replace(shock, foreign_sales=0.0)


def _sell_off(market: Market, shock: Shock) -> Case:
    """Return the shock with yields that move the other way."""
    return market, replace(shock, yield_change=-shock.yield_change)


RULES_OFF = setting(cash_target=0.0, drawdown_limit=0.0)
BUYS = {"pace": 20.0, "size": 200.0, "start": 6.0}
HEDGED, OUTRIGHT = under(Purchases(**BUYS, hedged=1.0)), under(Purchases(**BUYS))
AT_ONCE = under(Purchases(pace=100.0, size=500.0, start=4.0))
LATE = under(Purchases(pace=40.0, size=400.0, start=21.0, hedged=1.0))
LEAVE = meeting("run_share", 0.2, 11, 11)
SQUEEZED, SHUT = meeting("drain", 200.0, 6, 6), under(StandingRepo(is_open=False))
NO_TERM, MOSTLY_TERM = setting(term_share=0.0), setting(term_share=0.75)
ALL_LATE, ONE_WAY = setting(excess_returned=1.0, excess_late=1.0), setting(excess_returned=0.0)
SAME_DAY = setting(excess_returned=1.0, excess_late=0.0)


def _peak(change: Change, says: str = "lower") -> Statement:
    """Return a statement on the largest dislocation."""
    return Statement(change, says, measure="peak", where="everywhere")


def _anywhere(change: Change, says: str, *given: Change, measure: str = "sold") -> Statement:
    """Return a statement on all draws, given some changes."""
    return Statement(change, says, chained(*given), measure, "everywhere")


STATEMENTS: Mapping[str, Statement] = MappingProxyType(
    {
        "hedged_purchases_narrow_the_peak": _peak(HEDGED),
        "outright_purchases_narrow_the_peak": _peak(OUTRIGHT),
        "hedged_purchases_spare_sales": Statement(HEDGED),
        "large_outright_purchases_spare_sales": Statement(AT_ONCE),
        "outright_purchases_spare_sales": Statement(OUTRIGHT),
        "large_outright_purchases_leave_funds_larger": Statement(AT_ONCE, measure="all"),
        "late_purchases_leave_the_peak": _peak(LATE, "same"),
        "late_purchases_leave_sales": Statement(LATE, "same"),
        "a_buffer_spares_sales": Statement(_more_buffer),
        "a_leverage_cap_spares_sales": Statement(under(LeverageCap(25.0)), where="bound"),
        "a_margin_with_a_buffer_spares_sales": Statement(under(SteadyMargin("buffer"))),
        "stress_weight_in_margins_spares_sales": Statement(under(SteadyMargin("stress weight"))),
        "a_margin_floor_spares_sales": Statement(under(SteadyMargin("floor"))),
        "slower_margins_spare_sales": Statement(under(SteadyMargin(speed=5e-4))),
        "a_haircut_raised_in_the_crisis_adds_sales": _anywhere(under(HaircutFloor(0.02, start=6.0)), "higher"),
        "a_higher_haircut_beforehand_spares_sales": Statement(under(HaircutFloor(0.02))),
        "cross_margining_kept_as_cash_spares_sales": Statement(under(CentralClearing(offset=0.8), hold="own money")),
        "cross_margining_levered_up_adds_sales": _anywhere(under(CentralClearing(offset=0.8)), "higher"),
        "a_run_adds_sales": _anywhere(LEAVE, "higher"),
        "term_funding_spares_sales_in_a_run": Statement(under(TermFunding(0.75)), given=LEAVE),
        "term_funding_changes_nothing_in_the_dash": _anywhere(MOSTLY_TERM, "same", ALL_LATE, NO_TERM),
        "term_funding_with_a_one_way_clause_adds_sales": _anywhere(MOSTLY_TERM, "higher", ONE_WAY, NO_TERM),
        "term_funding_adds_sales_in_the_dash": Statement(MOSTLY_TERM, "higher", NO_TERM),
        "dealers_room_narrows_the_peak": _peak(under(CapacityRelief())),
        "dealers_room_spares_sales": Statement(under(CapacityRelief())),
        "long_term_holders_narrow_the_peak": _peak(under(LongTermHolders())),
        "long_term_holders_spare_sales": Statement(under(LongTermHolders())),
        "a_line_spares_sales_where_calls_force_them": Statement(under(FundLine(20.0)), where="called"),
        "a_line_spares_sales": Statement(under(FundLine(20.0))),
        "a_deadline_spares_sales_where_calls_force_them": Statement(under(MarginDeadline(5.0)), where="called"),
        "a_deadline_spares_sales": Statement(under(MarginDeadline(5.0))),
        "without_lending_funds_shrink_in_a_squeeze": _anywhere(SHUT, "higher", SQUEEZED, measure="all"),
        "without_lending_more_is_sold_in_a_squeeze": Statement(SHUT, "higher", SQUEEZED),
        "without_lending_more_is_sold_in_the_dash": Statement(SHUT, "higher"),
        "without_foreign_sales_less_is_sold": Statement(_no_foreign_sales),
        "without_foreign_sales_and_rules_less_is_sold": _anywhere(_no_foreign_sales, "lower", RULES_OFF),
        "a_sell_off_sells_as_much_as_a_rally": _anywhere(_sell_off, "same", SAME_DAY),
        "a_sell_off_sells_as_much_where_excess_is_late": _anywhere(_sell_off, "same", ALL_LATE),
        "excess_a_day_late_adds_sales": _anywhere(setting(excess_late=1.0), "higher", setting(excess_late=0.0)),
        "hedged_purchases_spare_more_than_outright": Statement(setting(hedged_share=1.0), given=OUTRIGHT),
    }
)


def whole(label: str, value: float, low: int, high: int) -> int:
    """Return a whole number in range, as an int."""
    number = within(label, value, "", low=low, high=high)
    if number.ndim or number != int(number):
        raise Refused(N_("{field} is {value}; it must be one whole number."), field=label, value=value)
    return int(value)
