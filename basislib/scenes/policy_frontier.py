"""What rules do to calm times against what is sold in three crises: a reader's rules, and each single rule alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from basislib.market.run import Market, Shock
from basislib.policy import desk as policy
from basislib.policy.robustness import Sign
from basislib.policy.stress import Scenario

if TYPE_CHECKING:
    from pandas import DataFrame

FURTHEST = 3.2  # cents per 100: as far as single rules widen the gap
SMALL = 0.02  # a change by less than this share is called none
LITTLE_WIDER = 0.005  # cents per 100: what widens the gap by less costs nothing
COUNT = ("first", "second", "third")
USABLE = "usable"  # the setting that says whether a buffer may be used; all other settings are rules
SAME_PRICE = {"haircut_floor": 2.0, "buffer": 2.5}  # rules that take the same own money
Rules = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, eq=False)
class Field:
    """What rules are measured against: the single rules and the best of them.

    Attributes
    ----------
    nothing : float
        Sold without any rule, % of the position, on average of the crises.
    rules : ndarray of str
    priced : ndarray of bool
    prices, line_prices : ndarray
        Cents per 100 by which the gap is wider in calm times, of the single rules and of the best of them.
    dots, line : ndarray
        Sold, % of the position, on average of the crises.
    """

    nothing: float
    rules: np.ndarray
    priced: np.ndarray
    prices: np.ndarray
    dots: np.ndarray
    line_prices: np.ndarray
    line: np.ndarray


@dataclass(frozen=True, eq=False)
class Desk:
    """A reader's rules: what they do to calm times, and what is sold in the crises.

    Attributes
    ----------
    field : Field
    settings : dict
        The rules, as `basislib.policy.desk.levers` takes them.
    is_usable : bool
        Whether funds may use their buffer in a crisis.
    before, after : basislib.policy.desk.Outcome
        Without and with the rules.
    gaps : tuple of float
        Gap in calm times without and with the rules, cents per 100.
    sure : Sign
        In which shares of the draws the rules lower, leave and raise what is sold.
    main : str
        The rule that alone spares most, "slow" for a slow margin; "" if none does anything.
    """

    field: Field
    settings: dict
    is_usable: bool
    before: policy.Outcome
    after: policy.Outcome
    gaps: tuple[float, float]
    sure: Sign
    main: str

    @property
    def price(self) -> float:
        """By how much the gap is wider in calm times, cents per 100."""
        return float(self.after.wider)

    @property
    def sold(self) -> float:
        """Sold with the rules, % of the position, on average of the crises."""
        return float(self.after.sold.mean())

    @property
    def brought(self) -> float:
        """New own money, $bn; below 0 what funds need less."""
        return float(np.subtract(self.after.own_money, self.before.own_money))

    @property
    def score(self) -> float:
        """What the rules spare over what the best single rule spares at their price; NaN where there is none."""
        if self.price < policy.CHEAPER:
            return float("nan")
        field = self.field
        least = policy.best(self.price, field.prices[field.priced], field.dots[field.priced], field.nothing)
        return policy.score(self.sold, field.nothing, float(least))

    @property
    def has_score(self) -> bool:
        """Whether there is a single rule to compare with."""
        return not np.isnan(self.score)

    @property
    def is_free(self) -> bool:
        """Whether the gap stays as it is."""
        return abs(self.price) < LITTLE_WIDER

    @property
    def in_force(self) -> tuple[str, ...]:
        """The rules that the reader has set."""
        return tuple(rule for rule, size in self.settings.items() if size != policy.OFF[rule])

    @property
    def slows_margin(self) -> bool:
        """Whether the margin may lag behind the risk."""
        return self.settings["margin"] in ("slow", "both")

    @property
    def moves(self) -> tuple[str, ...]:
        """Whether what is sold "falls", "rises" or "stays" in each crisis."""
        moved = (self.after.sold - self.before.sold) / np.maximum(self.before.sold, 1e-9)
        return tuple("stays" if abs(each) < SMALL else "falls" if each < 0 else "rises" for each in moved)


@lru_cache(maxsize=1)
def told() -> tuple[Scenario, ...]:
    """Return the three crises; building them takes as long as a run."""
    return policy.crises()


@lru_cache(maxsize=1)
def befallen() -> tuple[Market, Shock]:
    """Return the crowded market and the three crises side by side."""
    return policy.desk_crises()


@lru_cache(maxsize=256)
def outcome(rules: Rules = (), usable: bool = True) -> policy.Outcome:
    """Return the `Outcome` of the desk's rules, given as sorted pairs so that it can be kept."""
    return policy.outcome(policy.levers(**dict(rules)), befallen(), usable)


@lru_cache(maxsize=256)
def surely(rules: Rules = (), usable: bool = True) -> Sign:
    """Return in which shares of the draws rules lower, leave and raise what is sold."""
    return policy.surely(policy.levers(**dict(rules)), usable)


def alone(rule: str, size: float | str) -> np.ndarray:
    """Return what a single rule leaves to be sold in each crisis, % of the position."""
    return outcome(((rule, size),)).sold


@lru_cache(maxsize=1)
def single_rules() -> policy.Cloud:
    """Return the `Cloud` of the single rules."""
    return policy.single_rules(befallen())


@lru_cache(maxsize=1)
def against() -> Field:
    """Return the `Field`."""
    cloud, nothing = single_rules(), float(outcome().sold.mean())
    dots, paid = cloud.sold.mean(axis=1), cloud.priced & (cloud.wider >= policy.CHEAPER)
    prices = np.unique(np.concatenate(([0.0], cloud.wider[paid], [FURTHEST])))
    line = np.asarray(policy.best(prices, cloud.wider[paid], dots[paid], nothing))
    corner = np.concatenate(([True], np.diff(line[:-1]) < 0, [True]))  # where the next size spares more
    return Field(nothing, cloud.rule, cloud.priced, cloud.wider, dots, prices[corner], line[corner])


def compute(**settings: Any) -> Desk:
    """Return the `Desk`: `USABLE`, "yes" or "no", and rules as `basislib.policy.desk.levers` takes them."""
    rules = {name: value for name, value in settings.items() if name != USABLE}
    key = tuple(sorted((name, value) for name, value in rules.items() if value != policy.OFF[name]))
    usable = settings.get(USABLE, "yes") == "yes"
    found, start = outcome(key, usable), outcome()
    calm = 1e4 * float(np.asarray(befallen()[0].calm_dislocation))
    return Desk(
        field=against(),
        settings=rules,
        is_usable=usable,
        before=start,
        after=found,
        gaps=(calm, calm + float(found.wider)),
        sure=surely(key, usable),
        main=_main(rules),
    )


def _main(rules: Mapping[str, Any]) -> str:
    """Return the rule that alone spares most, or "" if none does anything."""
    before, spared = outcome().sold.mean(), {}
    for rule, size in rules.items():
        sold = single_rules().of(rule, size)
        if size != policy.OFF[rule] and sold is not None:
            spared[rule] = before - sold.mean()
    first = max(spared, key=spared.__getitem__, default="")
    return "slow" if first == "margin" and rules["margin"] in ("slow", "both") else first


def table(desk: Desk) -> "DataFrame":
    """Return the dots as a `pandas.DataFrame`, the reader's rules in the first row."""
    import pandas

    field = desk.field
    return pandas.DataFrame(
        {
            "rule": ["your rules", "no rule", *field.rules],
            "size": ["", "", *(str(size) for size in single_rules().size)],
            "price_in_the_model": [True, True, *field.priced],
            "gap_wider_in_calm_times_cents": [desk.price, 0.0, *field.prices],
            "sold_on_average_percent": [desk.sold, field.nothing, *field.dots],
            **{
                f"sold_{crisis}_percent": [desk.after.sold[at], desk.before.sold[at], *single_rules().sold[:, at]]
                for at, crisis in enumerate(COUNT)
            },
        }
    )
