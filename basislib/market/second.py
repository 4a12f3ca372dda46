"""A second, small sector of funds in the same market: it decides for itself, day by day, and is stepped like the first.

`BESIDE` says what it does after each step of the market: the very steps of the first sector, but for three. Its loans,
and its orders, are what it decides (`Decision`), and what it must sell to pay for calls it sells last. All other parties
meet both sectors `Together`. With nothing in it the market is, bit for bit, the one without it.

Assumptions: [S] what it sells by force it sells at the day's last price, and that sale moves the price only from the next
morning, for the sector is small. [S] The Fed's line is for the first sector. [S] It has no targets and limits of its own
but those it decides on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from basislib.checks import plain, within
from basislib.elementwise import choose, larger, smaller, some
from basislib.fund.spiral import _two_slope_sale
from basislib.market import day as steps
from basislib.market import state
from basislib.market.day import ROUNDING, Found, Paths
from basislib.market.state import Day, Rules, given, unchecked
from basislib.quantities import DAYS, SHARE, UNBOUNDED, Quantity, described, quantities
from basislib.types import ArrayLike, Broadcast, Numbers


class Decision(NamedTuple):
    """What the sector decides before a day.

    Attributes
    ----------
    sale : Numbers
        Notes to sell, $bn face; below 0 to buy. No more than there is, or than free cash can pay for.
    term_share : Numbers
        Share of the repo to be struck for a term. It can be raised at once, and lowered as term loans fall due.
    cash_wanted : Numbers
        Free cash below which notes are sold; share of the position. What is sold anyhow counts.
    """

    sale: Numbers
    term_share: Numbers
    cash_wanted: Numbers


class Morning(NamedTuple):
    """What is known when a day begins.

    Attributes
    ----------
    day : int
        1 is the first.
    market, own : Day
        Yesterday's close, of the market with the first sector, and with the second in its place.
    haircut : Numbers
        On new loans today, fraction of market value: lenders give notice.
    place : basislib.market.day.Place
        Which of the scenarios these are; its `value` picks their part of a field.
    """

    day: int
    market: Any
    own: Any
    haircut: Numbers
    place: steps.Place


@described
@dataclass(frozen=True, eq=False)
class Second:
    """The second sector on day 0, and how it decides. Each field is a number, or an array over scenarios.

    Parameters
    ----------
    {fields}

    Raises
    ------
    ValueError
        If a field is out of its range, or haircut and margin leave no room for the leverage.
    """

    position: Annotated[
        float, Quantity("$bn", "its notes, and as many short futures, on day 0; face", symbol="Q2", low=0, high=1e5)
    ]
    leverage: Annotated[float, Quantity("x", "position over own money", symbol="L2", low=0.1, high=1e6)]
    decide: Annotated[
        Callable[[Morning], Decision], "Returns what it decides before a day, for a block of scenarios side by side."
    ]
    term_share: Annotated[
        float, Quantity("of the repo", "share struck for a term on day 0", symbol="tau2", **SHARE)
    ] = 0.25
    term_days: Annotated[float, Quantity("days", "life of a term loan", symbol="T2", **DAYS)] = 30.0
    term_premium: Annotated[
        float, Quantity("bp a year", "what a term loan costs above the overnight rate of its day", low=-1e4, high=1e4)
    ] = 0.0

    def __post_init__(self) -> None:
        for name, quantity in quantities(Second).items():
            object.__setattr__(self, name, quantity.checked(name.replace("_", " "), getattr(self, name)))


def recorded(sales: ArrayLike, term_shares: ArrayLike, cash_wanted: ArrayLike) -> Callable[[Morning], Decision]:
    """Return decisions as they were written down: paths of `Decision`'s fields, days first.

    Raises
    ------
    ValueError
        If a number is not finite, or a share not between 0 and 1.
    """
    paths = Decision(
        within("sale", sales, "$bn", low=-1e6, high=1e6),
        within("term share", term_shares, "of the repo", **SHARE),
        within("cash wanted", cash_wanted, "of the position", **SHARE),
    )

    def decide(morning: Morning) -> Decision:
        return Decision(*(morning.place.value(np.asarray(path)[morning.day - 1]) for path in paths))

    return decide


class Together:
    """A day as all other parties meet it: what funds hold, owe and trade is the sum over both sectors.

    Attributes
    ----------
    first, second : Day
    rules : Rules
        The second sector's on this day.
    """

    SUMMED = frozenset(
        (
            *("position", "cash", "own_money", "orders", "traded", "after_orders", "forced_sale", "sale_gain", "cost"),
            *("proceeds", "income", "interest_overnight", "interest_term", "interest_unpaid", "interest_line"),
            *("overnight_repo", "term_repo", "margin_posted", "variation_margin", "unpaid", "fed_line", "drawn"),
            *("loss", "loss_lender", "loss_dealer", "loss_fed"),
        )
    )

    def __init__(self, first: Day, second: Day, rules: Rules) -> None:
        self.first, self.second, self.rules = first, second, rules

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.first, name)
        return value + getattr(self.second, name) if name in self.SUMMED else value


def opened(second: Second, m: Rules, known: Paths, first: Day, place: steps.Place) -> Together:
    """Return the opening of both sectors: others hold the other side of the second one's futures and loans, too."""
    own = {name: place.value(getattr(second, name)) for name in quantities(Second)}
    note = 1 - (1 - np.asarray(m.futures_share)) * m.calm_dislocation
    margin = m.margin_ratio * known["initial_margin"][0]
    buffer = within(
        "free cash of the second sector",
        1 / np.asarray(own["leverage"]) - m.haircut - margin,
        "of its position",
        low=-1e-12,
    )
    rules = unchecked(
        Rules,
        {
            **given(m),
            **{name: own[name] for name in ("position", "leverage", "term_share", "term_days")},
            "buffer": np.maximum(buffer, 0),
            "opening_money": np.maximum(own["position"] * (buffer + margin + m.haircut * note), 1e-12),
            "term_premium": own["term_premium"],
            "cash_target": 1.0,
            "precaution_pace": 1.0,
            "drawdown_limit": 0.0,
        },
    )
    start = steps.opening(rules, known)
    start.give({"term_spread": own["term_premium"] + 0 * start.cash})
    first.give(
        {
            "real_futures": first.real_futures + start.position,
            "lender_capacity": first.lender_capacity + start.overnight_repo + start.term_repo,
        }
    )
    own_fields = {name: value for name, value in given(start).items() if name in OWN}
    return Together(first, Day({**given(first), **own_fields}), rules)


def begins(second: Second, base: Rules, before: Together, today: Day, place: steps.Place) -> Together:
    """Return the day of both sectors once the second one has decided.

    Of its term loans 1/T falls due. What is struck anew is that of a ladder with the life ``term_days`` of the day's
    rules, which the steps of the first sector read: so 1/T is (tau' - tau (1 - 1/T))/tau'.
    """
    decision = second.decide(Morning(today.day, before.first, before.second, today.haircut, place))
    kept = before.rules.term_share * (1 - 1 / np.asarray(base.term_days))
    tau = plain(np.clip(decision.term_share, kept, 1.0))
    struck = np.asarray(tau - kept)
    life = np.divide(tau, struck, out=np.full(struck.shape, UNBOUNDED), where=struck > 0)
    rules = {**given(base), "term_share": tau, "term_days": plain(np.where(np.asarray(tau) > 0, life, 1.0))}
    own = {"voluntary_sale": decision.sale, "cash_wanted": decision.cash_wanted, "line_limit": 0.0 * today.line_limit}
    return Together(today, Day({**given(today), **own}), unchecked(Rules, rules))


def step_both(step: Any, m: Rules, before: Together, today: Together) -> None:
    """Take one step of the market with both sectors."""
    if step not in BESIDE:
        found = step(m, before, today)
        today.first.give(found)
        today.second.give(found)
        return
    found = step(m, before.first, today.first)
    today.first.give(found)
    today.second.give({name: value for name, value in found.items() if name not in OWN})
    for own in BESIDE[step]:
        today.second.give(own(today.rules, before.second, today.second, today.first))


def _loans(m: Rules, b: Day, d: Day, first: Day) -> Found:
    """1. The average haircut of the term loans: those struck today have the day's."""
    return {"term_haircut": b.term_haircut + (d.haircut - b.term_haircut) / m.term_days}


def _term_rate(m: Rules, b: Day, d: Day, first: Day) -> Found:
    """10. What its term loans cost on average: new ones have a premium."""
    struck = d.repo_spread + m.term_premium
    return {"term_spread": b.term_spread + (struck - b.term_spread) / m.term_days}


def step_apart(step: Any, m: Rules, before: Together | None, today: Together) -> None:
    """Take a step that each sector takes for itself."""
    today.first.give(step(m, before and before.first, today.first))
    today.second.give(step(today.rules, before and before.second, today.second))


def _as_first(step: Any) -> Any:
    """Return a step of the first sector as one of the second's."""
    return lambda m, b, d, first: step(m, b, d)


def _orders(m: Rules, b: Day, d: Day, first: Day) -> Found:
    """3. Its orders are what it has decided, as far as there are notes, or free cash, to carry it out."""
    unwilling = d.run_sale + d.drawdown_sale + d.precaution_sale
    own = larger(d.fund_margin + d.haircut * b.note_price + d.cash_wanted + d.half_spread, 1e-12)
    spare = larger(b.cash - b.unpaid - d.cash_wanted * b.position, 0.0) / own
    notes = larger(b.real_notes - d.bought + smaller(first.voluntary_sale, 0.0), 0.0)
    entry = smaller(spare, notes) * (d.precaution_sale <= 0)
    chosen = d.voluntary_sale - smaller(
        d.precaution_sale, larger(d.voluntary_sale, 0.0)
    )  # one sale raises the cash, too
    wish = larger(smaller(chosen, b.position - unwilling), -entry)
    voluntary: Broadcast = choose(b.closed, 0.0, wish) + 0.0
    return {
        "voluntary_sale": voluntary,
        "orders": unwilling + voluntary,
        "traded": unwilling + abs(voluntary),
        "after_orders": larger(b.position - (unwilling + voluntary), 0.0),
    }


def _last_sale(m: Rules, b: Day, d: Day, first: Day) -> Found:
    """6. What it must sell is sold last, at the closing price: by then the first sector's sale has hurt it.

    The fall takes (1 + eta) of itself on each note from its cash, and eta from what a note sold sets free.
    """
    fall = d.dislocation - d.dislocation_before
    eta = (m.futures_share - 1) * (1 - d.overnight_share)
    locked = d.fund_margin + d.note_before - d.loan + m.cash_floor + eta * fall
    shortfall = d.shortfall + (1 + eta) * d.after_orders * fall
    case = {"locked": locked, "eta": eta, "shortfall": shortfall, "sale_gain": 0.0 * fall}
    missing = choose(shortfall > ROUNDING, shortfall, 0.0)
    trouble = (missing > 0) | (b.fed_line + d.drawn > 0)
    if not some(trouble):
        return {**case, "forced_sale": missing, "closing": trouble, "closed": b.closed}
    root = plain(_two_slope_sale(d.after_orders, locked, 0.0, 0.0, 0.0, missing, d.half_spread, eta))

    def wealth(sale: Numbers) -> Broadcast:
        return steps._wealth_after(b, d, sale, fall, 0.0)

    return {**case, **steps._sale_or_close_out(m, b, d, root, trouble, wealth)}


BESIDE = {  # step of the market that the first sector takes alone: what the second does after it
    steps._accruals: (_as_first(steps._accruals),),
    steps._unwilling_sales: (_loans, _as_first(steps._unwilling_sales)),
    steps._orders: (_orders,),
    steps._repo_marks: (_as_first(steps._repo_marks),),
    steps._cash_before_sale: (_as_first(steps._cash_before_sale),),
    steps._forced_sale: (),
    steps._closing_prices: (_last_sale,),
    steps._positions: (_as_first(steps._positions),),
    steps._settle_or_default: (_as_first(steps._settle_or_default),),
    steps._term_rate: (_term_rate,),
}
OWN = frozenset(
    name
    for group in (
        *(state.Unwilling, state.Orders, state.Marks, state.CashBefore, state.Sale),
        *(state.Positions, state.Settlement, state.TermRate),
    )
    for name in group.__annotations__
) - {"hurdle"} | {
    *("interest_overnight", "interest_term", "interest_unpaid", "interest_line", "sale_gain"),
    *("cash_wanted", "line_limit", "term_haircut"),
}  # fields of a day that the second sector has for itself
