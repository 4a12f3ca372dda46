"""A regulator's rules put to three crises, and how far they are from the best that their price could buy.

The rules are the levers of `basislib.backstop`, in the words and sizes of a desk (`RULES`). Each rule alone, in many
sizes, is run through the same crises: what it costs in calm times against what is lost under stress. `best` is the
least loss that any one of them leaves at a price, and `score` how much of what that price could spare is spared.
"""

from dataclasses import dataclass

import numpy as np

from basislib.backstop import (
    CashBuffer,
    CentralClearing,
    HaircutFloor,
    LeverageCap,
    LongTermHolders,
    MarginDeadline,
    SteadyMargin,
    TermFunding,
    apply,
    calm_times,
)
from basislib.checks import one_of, plain
from basislib.market import NEVER, PATHS, Shock, crowded, simulate
from basislib.stress import Scenario, stack

DAYS = 34
KEPT = ("position", "forced_sale", "run_sale", "dislocation", "own_money")
MEASURES = {  # unit and words
    "sold": ("% of the position", "sold to pay calls, closed out, or sold because lenders did not renew"),
    "forced": ("% of the position", "sold to pay calls, or closed out"),
    "gap": ("bp of price", "largest dislocation above its calm level"),
    "money": ("$bn", "own money that the funds have lost at the worst moment"),
}
SLOW = 2e-4  # most that a slow margin rises a day, per 1 of face
MARGINS = {  # rule of `SteadyMargin` and its speed, per 1 of face a day
    "off": ("none", NEVER), "floor": ("floor", NEVER), "buffer": ("buffer", NEVER), "stress": ("stress weight", NEVER),
    "slow": ("none", SLOW), "both": ("buffer", SLOW)}
CLEARINGS = {"off": None, "cleared": 1.0, "offset": 0.8}  # margin after offsetting note and future, share

# Each rule with every size that a desk offers. Those without a price cost somebody something that no model here has.
SIZES = {
    "cap": np.arange(15.0, 40.0), "haircut_floor": np.arange(6, 41) / 10, "buffer": np.arange(11, 41) / 10,
    "margin": ("floor", "buffer", "stress", "slow", "both"), "clearing": ("cleared", "offset"),
    "term": np.arange(40.0, 101.0, 5.0), "deadline": np.arange(2.0, 6.0), "holders": np.arange(6.0, 21.0),
}
OFF = {"cap": 40, "haircut_floor": 0.5, "buffer": 1.0, "margin": "off", "clearing": "off", "term": 35, "deadline": 1,
       "holders": 5}  # what the crowded market does anyhow
LITTLE = 0.02  # share of a loss: where a price could spare less, there is no score
UNPRICED = ("term", "deadline", "holders", "slow", "both")


def crises():
    """Return three crises of 34 days that befall the same crowded market; all sizes are assumptions.

    Returns
    -------
    tuple of Scenario
    """
    day = np.arange(1, DAYS + 1)
    swing = np.where(day % 2, 1.0, -1.0)

    def between(first, last):
        return (day >= first) & (day <= last)

    market = crowded()
    return (
        Scenario("lenders leave", "Yields rise by 60bp in eight days. On days 9 and 10 a quarter of the loans due is "
                 "not renewed, and haircuts rise by three percentage points.", market,
                 Shock(np.where(between(6, 13), 7.5, 5 * swing), run_share=between(9, 10) * 0.25,
                       haircut_rise=(day >= 9) * 0.03)),
        Scenario("a fast rally", "Yields fall by a hundred basis points on days 8 to 12. Nobody else sells.", market,
                 Shock(np.where(between(8, 12), -20.0, 5 * swing))),
        Scenario("a slow sale", "From day 5 on foreign officials sell $300bn in 25 days, and yields swing by 11bp a "
                 "day.", market,
                 Shock(np.where(day >= 5, 11, 5) * swing, foreign_sales=between(5, 29) * 12.0)),
    )


def levers(cap=40, haircut_floor=0.5, buffer=1.0, margin="off", clearing="off", term=35, deadline=1, holders=5):
    """Return the levers of `basislib.backstop` for the rules of a desk; what is `OFF`, the default, is left out.

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
    factor = CLEARINGS[one_of("clearing", clearing, CLEARINGS)]
    made = (
        (np.any(np.asarray(cap) < OFF["cap"]), lambda: LeverageCap(cap)),
        (np.any(np.asarray(haircut_floor) > OFF["haircut_floor"]), lambda: HaircutFloor(np.divide(haircut_floor, 100))),
        (np.any(np.asarray(buffer) > OFF["buffer"]), lambda: CashBuffer(np.divide(buffer, 100))),
        (margin != "off", lambda: SteadyMargin(rule, speed)),
        (factor is not None, lambda: CentralClearing(margin_factor=factor)),
        (np.any(np.asarray(term) > OFF["term"]), lambda: TermFunding(np.divide(term, 100))),
        (np.any(np.asarray(deadline) > OFF["deadline"]), lambda: MarginDeadline(deadline)),
        (np.any(np.asarray(holders) > OFF["holders"]), lambda: LongTermHolders(np.divide(holders, 100))),
    )
    return tuple(build() for is_on, build in made if is_on)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What rules cost in calm times and what is lost in each crisis.

    Attributes
    ----------
    cost : float or ndarray
        What futures buyers pay more in calm times, $bn a year.
    basis : float or ndarray
        Dislocation in calm times, per 1 of face.
    own_money, buffer : float or ndarray
        What funds own beforehand, $bn, and their free cash, share of the position.
    losses : dict of str to ndarray
        By measure, crises along the last axis; units as in `MEASURES`.
    """

    cost: float | np.ndarray
    basis: float | np.ndarray
    own_money: float | np.ndarray
    buffer: float | np.ndarray
    losses: dict


def outcome(rules, before, hold="buffer"):
    """Return what rules do in crises side by side.

    Parameters
    ----------
    rules : iterable of Lever
        Numbers, or arrays of shape (n, 1).
    before : (Market, Shock)
        One market, and shocks with the crises along the last axis: `basislib.stress.stack` of `crises`.
    hold : {"buffer", "own money"}, optional
        As in `basislib.backstop.apply`.

    Returns
    -------
    Outcome

    Raises
    ------
    ValueError
        As `basislib.backstop.apply`.
    """
    market, shock = before
    after = apply(market, shock, rules, hold)
    run, calm = simulate(*after, KEPT), calm_times(after[0], market)
    position, basis, own = run["position"][0], run["dislocation"], run["own_money"]
    forced, left = (100 * run[name].sum(axis=0) / position for name in ("forced_sale", "run_sale"))
    usual = calm.demand * market.calm_dislocation * 360 / market.days_to_delivery  # what futures cost without rules
    return Outcome(
        cost=plain(np.round(calm.cost - usual, 12) + 0.0), basis=calm.basis, own_money=own[0][..., 0],
        buffer=after[0].buffer,
        losses={"sold": forced + left, "forced": forced, "gap": 1e4 * (basis.max(axis=0) - basis[0]),
                "money": own[0] - own.min(axis=0)})


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
    cost : ndarray
        $bn a year.
    losses : dict of str to ndarray, shape (rules, crises)
    """

    rule: np.ndarray
    size: tuple
    priced: np.ndarray
    cost: np.ndarray
    losses: dict

    def of(self, rule, size, measure):
        """Return the losses of one rule of one size in each crisis, or None if it is not in the cloud."""
        found = [at for at in np.flatnonzero(self.rule == rule) if self.size[at] == size]
        return self.losses[measure][found[0]] if found else None


def single_rules(before, hold="buffer"):
    """Return the `Cloud` of single rules that the funds' own money allows.

    Parameters
    ----------
    before, hold
        As in `outcome`.

    Returns
    -------
    Cloud
    """
    market, shock = before
    before = market, Shock(**{name: getattr(shock, name)[:, None] for name in PATHS})  # sizes, then crises
    parts = []
    for rule, sizes in SIZES.items():
        if isinstance(sizes, tuple):
            parts += [(rule, (size,), (size,)) for size in sizes]
        else:
            parts.append((rule, tuple(sizes.tolist()), sizes[:, None]))
    found = []
    for rule, sizes, values in parts:
        if hold == "own money" and rule == "haircut_floor":  # a haircut that takes more than all own money
            values = values[values[:, 0] / 100 + market.initial_margin <= 1 / market.leverage]
            sizes = sizes[:len(values)]
        if hold == "own money" and rule == "clearing":
            continue  # a haircut of 2% is more than what they own
        value = values[0] if isinstance(values, tuple) else values
        found.append((rule, sizes, outcome(levers(**{rule: value}), before, hold)))
    return Cloud(
        rule=np.concatenate([[rule] * len(sizes) for rule, sizes, _ in found]),
        size=tuple(size for _, sizes, _ in found for size in sizes),
        priced=np.array([not {rule, size} & set(UNPRICED) for rule, sizes, _ in found for size in sizes]),
        cost=np.concatenate([np.broadcast_to(np.ravel(each.cost), len(sizes)) for _, sizes, each in found]),
        losses={name: np.concatenate([np.broadcast_to(each.losses[name], (len(sizes), each.losses[name].shape[-1]))
                                      for _, sizes, each in found]) for name in MEASURES})


def best(cost, costs, losses, nothing):
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


def score(loss, nothing, least):
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


def desk_crises():
    """Return the market and the shocks of `crises`, side by side, as `outcome` takes them."""
    return stack((each.market, each.shock) for each in crises())
