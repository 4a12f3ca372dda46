"""A regulator's rules put to three crises, and how far they are from the best that their price could buy.

The rules are the levers of `basislib.policy.levers`, in the words and sizes of a desk (`SIZES`). Each rule alone, in many
sizes, is run through the same crises. Its price is how much wider the gap becomes in calm times: that it becomes wider
where funds must own more is robust, sums of money are not (section 11 of `docs/model.md`). `best` is the least that any
one rule leaves at a price, `score` compares with it, and `surely` counts the draws of what nobody knows in which rules
spare sales.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from basislib.checks import one_of, plain, within
from basislib.language import N_
from basislib.market.run import NEVER, PATHS, UNWILLING, Market, Shock, crowded, simulate
from basislib.policy import robustness
from basislib.policy.levers import (
    CashBuffer,
    CentralClearing,
    HaircutFloor,
    Lever,
    LeverageCap,
    LongTermHolders,
    MarginDeadline,
    SteadyMargin,
    TermFunding,
    apply,
    calm_times,
)
from basislib.policy.stress import Scenario, stack
from basislib.types import ArrayLike, Broadcast

DAYS = 34
KEPT = ("position", *UNWILLING, "dislocation")
BP = 1e4  # bp of price in 1 of face
SLOW = 2e-4  # most that a slow margin rises a day, per 1 of face
MARGINS = {  # rule of `SteadyMargin` and its speed, per 1 of face a day
    "off": ("none", NEVER),
    "floor": ("floor", NEVER),
    "buffer": ("buffer", NEVER),
    "stress": ("stress weight", NEVER),
    "slow": ("none", SLOW),
    "both": ("buffer", SLOW),
}
CLEARINGS: dict[str, Any] = {  # what cross-margining takes off the margins of note and future together, share
    "off": None,
    "cleared": 0.0,
    "offset": 0.8,  # the rule's most; open to customers since 30 April 2026
}

# Each rule with every size that a desk offers. Those without a price cost somebody something that no model here has.
SIZES: dict[str, np.ndarray | tuple[str, ...]] = {
    "cap": np.arange(15.0, 40.0),
    "haircut_floor": np.arange(6, 41) / 10,
    "buffer": np.arange(11, 41) / 10,
    "margin": ("floor", "buffer", "stress", "slow", "both"),
    "clearing": ("cleared", "offset"),
    "term": np.arange(40.0, 101.0, 5.0),
    "deadline": np.arange(2.0, 6.0),
    "holders": np.arange(6.0, 21.0),
}
OFF = {
    "cap": 40,
    "haircut_floor": 0.5,
    "buffer": 1.0,
    "margin": "off",
    "clearing": "off",
    "term": 35,
    "deadline": 1,
    "holders": 5,
}  # what the crowded market does anyhow
LITTLE = 0.02  # share of a loss: where a price could spare less, there is no score
CHEAPER = -0.005  # bp of price: below it rules make the gap narrower
UNPRICED = ("term", "deadline", "holders", "slow", "both")


def crises() -> tuple[Scenario, ...]:
    """Return three crises of 34 days that befall the same crowded market; all sizes are assumptions.

    Returns
    -------
    tuple of Scenario
    """
    day = np.arange(1, DAYS + 1)
    swing = np.where(day % 2, 1.0, -1.0)

    def between(first: int, last: int) -> np.ndarray:
        return (day >= first) & (day <= last)

    market = crowded()
    return (
        Scenario(
            N_("lenders leave"),
            N_(
                "Yields rise by 60bp in eight days. On days 9 and 10 a quarter of the loans "
                "due is not renewed, and haircuts rise by three percentage points."
            ),
            market,
            Shock(
                np.where(between(6, 13), 7.5, 5 * swing),
                run_share=between(9, 10) * 0.25,
                haircut_rise=(day >= 9) * 0.03,
            ),
        ),
        Scenario(
            N_("a fast rally"),
            N_("Yields fall by a hundred basis points on days 8 to 12. Nobody else sells."),
            market,
            Shock(np.where(between(8, 12), -20.0, 5 * swing)),
        ),
        Scenario(
            N_("a slow sale"),
            N_("From day 5 on foreign officials sell $300bn in 25 days, and yields swing by 11bp a day."),
            market,
            Shock(np.where(day >= 5, 11, 5) * swing, foreign_sales=between(5, 29) * 12.0),
        ),
    )


def levers(
    cap: Broadcast = 40,
    haircut_floor: Broadcast = 0.5,
    buffer: Broadcast = 1.0,
    margin: str = "off",
    clearing: str = "off",
    term: Broadcast = 35,
    deadline: Broadcast = 1,
    holders: Broadcast = 5,
) -> tuple[Lever, ...]:
    """Return the levers of `basislib.policy.levers` for the rules of a desk; what is `OFF`, the default, is left out.

    Parameters
    ----------
    cap : float or array_like, optional
        Most notes per dollar of own money, x.
    haircut_floor, buffer, term, holders : float or array_like, optional
        Least haircut, % of market value; least free cash in calm times, % of the position; least share of term repo,
        %; what dealers pass on at least, % a day.
    margin, clearing : str, optional
        One of `MARGINS`, one of `CLEARINGS`.
    deadline : float or array_like, optional
        Days to pay a call; 1 is today.

    Returns
    -------
    tuple of Lever

    Raises
    ------
    ValueError
        If a word is unknown or a number is out of range.
    """
    rule, speed = MARGINS[one_of("margin", margin, MARGINS)]
    factor: Any = CLEARINGS[one_of("clearing", clearing, CLEARINGS)]
    made = (
        (np.any(np.asarray(cap) < OFF["cap"]), lambda: LeverageCap(cap)),
        (np.any(np.asarray(haircut_floor) > OFF["haircut_floor"]), lambda: HaircutFloor(np.divide(haircut_floor, 100))),
        (np.any(np.asarray(buffer) > OFF["buffer"]), lambda: CashBuffer(np.divide(buffer, 100))),
        (margin != "off", lambda: SteadyMargin(rule, speed)),
        (factor is not None, lambda: CentralClearing(offset=factor)),
        (np.any(np.asarray(term) > OFF["term"]), lambda: TermFunding(np.divide(term, 100))),
        (np.any(np.asarray(deadline) > OFF["deadline"]), lambda: MarginDeadline(deadline)),
        (np.any(np.asarray(holders) > OFF["holders"]), lambda: LongTermHolders(np.divide(holders, 100))),
    )
    return tuple(build() for is_on, build in made if is_on)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What rules do to calm times and what is sold in each crisis.

    Attributes
    ----------
    wider : float or ndarray
        Dislocation in calm times above that without rules, bp of price; below 0 narrower.
    calm_position : float or ndarray
        Notes that funds hold in calm times, $bn face: less where the dislocation is wider, since some buyers leave.
    own_money, buffer : float or ndarray
        What funds own beforehand, $bn, and their free cash, share of the position.
    kinds : dict of str to ndarray
        Sold against the funds' will, % of the position, by the words of `UNWILLING`; crises along the last axis.
    rise : ndarray
        Largest dislocation above that of the first day, bp of price, by crisis.
    """

    wider: Broadcast
    calm_position: Broadcast
    own_money: Broadcast
    buffer: Broadcast
    kinds: dict[str, np.ndarray]
    rise: np.ndarray

    @property
    def sold(self) -> np.ndarray:
        """Sold against the funds' will in each crisis, % of the position."""
        return sum(self.kinds.values(), np.zeros(()))


def under(rules: Iterable[Lever], market: Market, shock: Shock, usable: bool = True) -> tuple[Market, Shock]:
    """Return market and shock under rules; unless it is usable, funds sell to keep all of their free cash.

    A buffer that may not be used is one below which funds sell at once, however volatile the market: the target of
    their precaution is all of it.
    """
    market, shock = apply(market, shock, rules)
    return (market if usable else replace(market, cash_target=1.0, precaution_exponent=0.0)), shock


def outcome(rules: Iterable[Lever], before: tuple[Market, Shock], usable: bool = True) -> Outcome:
    """Return what rules do in crises side by side; funds bring the own money that the rules ask for.

    Parameters
    ----------
    rules : iterable of Lever
        Numbers, or arrays of shape (n, 1).
    before : (Market, Shock)
        One market, and shocks with the crises along the last axis: `basislib.policy.stress.stack` of `crises`.
    usable : bool, optional
        Whether funds may use their free cash in a crisis: see `under`.

    Returns
    -------
    Outcome

    Raises
    ------
    ValueError
        As `basislib.policy.levers.apply`.
    """
    market, _ = before
    after, shock = under(rules, *before, usable)
    run, calm = simulate(after, shock, KEPT), calm_times(after, market)
    start, gap = run["position"][0], BP * run["dislocation"]
    return Outcome(
        wider=plain(np.round(BP * (calm.dislocation - np.asarray(calm_times(market).dislocation)), 9) + 0.0),
        calm_position=calm.position,
        own_money=plain(market.position / np.asarray(after.leverage)),
        buffer=after.buffer,
        kinds={word: 100 * run[name].sum(axis=0) / start for name, word in UNWILLING.items()},
        rise=gap.max(axis=0) - gap[0],
    )


@lru_cache(maxsize=2)
def _drawn(count: int) -> tuple[robustness.Case, dict[str, np.ndarray]]:
    """Return the dash for cash in draws of what nobody knows, and what is sold in it without rules."""
    case = robustness.dash(robustness.drawn(count))
    return case, robustness.outcomes(*case)


def surely(rules: Iterable[Lever], usable: bool = True, count: int = robustness.COUNT) -> robustness.Sign:
    """Return in which shares of the draws rules lower, leave and raise what is sold in the dash for cash.

    Parameters
    ----------
    rules, usable
        As in `outcome`.
    count : int, optional
        How many draws; those count in which funds sell without rules.

    Returns
    -------
    basislib.policy.robustness.Sign
    """
    case, before = _drawn(count)
    after = robustness.outcomes(*under(rules, *case, usable))
    return robustness.sign(after["sold"] - before["sold"], robustness.counted("sells", before))


def cash_against_haircut(count: int = robustness.COUNT, floor: float = 0.02) -> robustness.Sign:
    """Return in which shares of the draws own money sells less, as much and more as free cash than as a haircut.

    In each draw funds bring what a haircut of at least `floor`, a share of market value, takes, once for the haircut
    and once as free cash.
    """
    (market, shock), before = _drawn(count)
    brought = np.maximum(floor - np.asarray(market.haircut), 0)
    cash: Any = np.asarray(market.buffer) + brought
    locked, free = (
        robustness.outcomes(*apply(market, shock, rule))["sold"] for rule in (HaircutFloor(floor), CashBuffer(cash))
    )
    return robustness.sign(free - locked, robustness.counted("sells", before))


@dataclass(frozen=True, eq=False)
class Cloud:
    """Each rule alone in each of its sizes; arrays over the rules.

    Attributes
    ----------
    rule : ndarray of str
        Key of `SIZES`.
    size : tuple
        A number, or a word.
    priced : ndarray of bool
        Whether the model has its price: see `UNPRICED`.
    wider : ndarray
        As in `Outcome`, bp of price.
    sold : ndarray, shape (rules, crises)
        % of the position.
    """

    rule: np.ndarray
    size: tuple[float | str, ...]
    priced: np.ndarray
    wider: np.ndarray
    sold: np.ndarray

    def of(self, rule: str, size: float | str) -> np.ndarray | None:
        """Return what one rule of one size leaves in each crisis, or None if it is not in the cloud."""
        found = [at for at in np.flatnonzero(self.rule == rule) if self.size[at] == size]
        return self.sold[found[0]] if found else None


def single_rules(before: tuple[Market, Shock]) -> Cloud:
    """Return the `Cloud` of single rules; `before` as in `outcome`."""
    market, shock = before
    before = market, Shock(**{name: getattr(shock, name)[:, None] for name in PATHS})  # sizes, then crises
    parts: list[tuple[str, tuple, Any]] = []  # rule, sizes, and what `levers` takes for them
    for rule, sizes in SIZES.items():
        if isinstance(sizes, tuple):
            parts += [(rule, (size,), size) for size in sizes]
        else:
            parts.append((rule, tuple(sizes.tolist()), sizes[:, None]))
    found = [(rule, sizes, outcome(levers(**{rule: value}), before)) for rule, sizes, value in parts]
    return Cloud(
        rule=np.concatenate([[rule] * len(sizes) for rule, sizes, _ in found]),
        size=tuple(size for _, sizes, _ in found for size in sizes),
        priced=np.array([not {rule, size} & set(UNPRICED) for rule, sizes, _ in found for size in sizes]),
        wider=np.concatenate([np.broadcast_to(np.ravel(each.wider), len(sizes)) for _, sizes, each in found]),
        sold=np.concatenate(
            [np.broadcast_to(each.sold, (len(sizes), each.sold.shape[-1])) for _, sizes, each in found]
        ),
    )


def best(cost: ArrayLike, costs: ArrayLike, losses: ArrayLike, nothing: float) -> Broadcast:
    """Return the least loss that a point with at most this cost leaves; without any, that of doing nothing.

    Parameters
    ----------
    cost : float or array_like
    costs, losses : array_like
        Of the points.
    nothing : float
        Loss without any rule, at no cost.

    Returns
    -------
    float or ndarray
    """
    order = np.argsort(costs, kind="stable")
    least = np.minimum.accumulate(np.concatenate(([nothing], np.minimum(np.asarray(losses)[order], nothing))))
    found = least[np.searchsorted(np.asarray(costs)[order], np.asarray(cost) + 1e-9, side="right")]
    return float(found) if np.ndim(found) == 0 else found


def score(loss: float, nothing: float, least: float) -> float:
    """Return the share of what a price could spare that is spared; NaN where it could spare next to nothing.

    Parameters
    ----------
    loss, nothing, least : float
        With the rules, without any, and the least that the price could buy: `best`.

    Returns
    -------
    float
        1 on the frontier, above 1 beyond it, below 0 where rules do harm.
    """
    could = nothing - least
    return (nothing - loss) / could if could > LITTLE * nothing else float("nan")


def desk_crises() -> tuple[Market, Shock]:
    """Return the market and the shocks of `crises`, side by side, as `outcome` takes them."""
    return stack((each.market, each.shock) for each in crises())


@dataclass(frozen=True, eq=False)
class Offset:
    """A crowded market with all repo cleared and the margins of note and future offset, in the dash for cash.

    Attributes
    ----------
    locked, freed : float
        What each note locks afterwards, and what comes free of what it locked before; shares of face.
    kept : ndarray
        Share of what comes free that stays with the funds as cash.
    leverage : ndarray
        Position over own money, by `kept`.
    number : float
        Spiral number R of calls once dealers are full: price impact × position / `locked`.
    kinds : dict of str to ndarray
        Sold, % of the position, by the words of `UNWILLING`, by `kept`.
    before : Mapping of str to float
        The same in front of it: ``leverage``, ``number``, ``locked``, ``sold``.
    """

    locked: float
    freed: float
    kept: np.ndarray
    leverage: np.ndarray
    number: float
    kinds: dict[str, np.ndarray]
    before: Mapping[str, float]

    @property
    def sold(self) -> np.ndarray:
        """Sold against the funds' will, % of the position, by `kept`."""
        return sum(self.kinds.values(), np.zeros(()))


def offsets(market: Market, offset: float, kept: ArrayLike) -> Offset:
    """Return what cross-margining does to a market by what happens to the own money that it sets free.

    Parameters
    ----------
    market : Market
        One market, whose repo is not cleared.
    offset : float
        What is taken off the margins of note and future together; 0.8 is the most.
    kept : array_like
        Share of what comes free that stays as cash: 0, all of it leaves or carries more notes, so that leverage rises;
        1, own money stays. It must be one-dimensional.

    Returns
    -------
    Offset

    Raises
    ------
    ValueError
        If the two margins take more than haircut and margin took before, or as `basislib.policy.levers.apply`.
    """
    kept, clearing = np.asarray(kept, float), CentralClearing(offset=offset)
    shock = robustness.standard_shock(robustness.DAYS)
    cleared, _ = apply(market, shock, clearing)
    before, after = (float(each.haircut + each.fund_margin) for each in (market, cleared))
    freed = float(within("freed", before - after, "per 1 of face", low=0))
    changed = apply(market, shock, [clearing, CashBuffer(market.buffer + kept * freed)])
    found, usual = (simulate(*case, tuple(UNWILLING)) for case in (changed, (market, shock)))
    moves = float(market.impact_beyond * market.position)
    return Offset(
        locked=after,
        freed=freed,
        kept=kept,
        leverage=np.asarray(changed[0].leverage),
        number=moves / after,
        kinds={word: 100 * found[name].sum(axis=0) / market.position for name, word in UNWILLING.items()},
        before={
            "leverage": float(market.leverage),
            "number": moves / before,
            "locked": before,
            "sold": 100 * float(usual.unwilling.sum()) / market.position,
        },
    )


def offset_signs(offset: float, kept: Iterable[float], count: int = robustness.COUNT) -> tuple[robustness.Sign, ...]:
    """Return the signs of cross-margining over draws, one for each share of what comes free that stays as cash.

    As `offsets`, in the dash for cash of all draws in which it sets something free and funds sell before or after it.
    """
    (market, shock), before = _drawn(count)
    clearing = CentralClearing(offset=offset)
    cleared, _ = apply(market, shock, clearing)
    freed = np.asarray(market.haircut) + market.initial_margin - cleared.fund_margin
    signs = []
    for share in kept:
        buffer = np.asarray(market.buffer) + share * np.maximum(freed, 0)
        after = robustness.outcomes(*apply(market, shock, [clearing, CashBuffer(buffer)]))
        sells = robustness.counted("sells", before) | robustness.counted("sells", after)
        signs.append(robustness.sign(after["sold"] - before["sold"], sells & (freed >= 0)))
    return tuple(signs)
