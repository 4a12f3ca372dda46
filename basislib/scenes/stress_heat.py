"""The stress test: scenarios by policies, a measure, and how it changes against no policy."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.policy import stress
from basislib.scenes.warning_board import MODEL

if TYPE_CHECKING:
    from pandas import DataFrame

FAMILIES = {  # policies by name
    "Fed": (
        "facility closed",
        "cash of the lenders",
        "outright purchases",
        "hedged purchases",
        "capacity relief (SLR)",
        "line to the funds",
        "the Fed's kit",
    ),
    "own money": ("haircut floor", "leverage cap", "cash buffer", "central clearing", "the rule book"),
    "terms": (
        "steady margin",
        "longer margin deadline",
        "same-day return of excess",
        "term funding",
        "more long-term holders",
    ),
}
BY_NAME = {policy.name: policy for policy in stress.POLICIES}
SHOWN_MEASURES = (
    "sold",
    "forced",
    "run",
    "precaution",
    "drawdown",
    "voluntary",
    "dislocation_rise",
    "spread",
    "rate",
    "fund_result",
    "lender_result",
    "dealer_result",
    "fed_result",
    "loss",
    "fed_peak",
    "calm_dislocation",
    "calm_position",
)
MORE_IS_BETTER = {"fund_result", "lender_result", "dealer_result", "fed_result", "calm_position"}


@dataclass(frozen=True, eq=False)
class Stressed:
    """Scenarios by policies: a measure of `basislib.policy.stress.STRESS_COLUMNS`, in its unit.

    Attributes
    ----------
    measure : str
    rows, columns : tuple of str
        Scenarios, keys of `MODEL`; names of policies, the one without any lever first.
    numbers : ndarray
        NaN where a policy is not possible.
    share : ndarray
        The change against the first column, from -1 to 1 of the largest; above 0 is better.
    row, column : int
        The cell to explain.
    settings : tuple
        Size and cash, % of the usual, what funds hold, and the family.
    """

    measure: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: np.ndarray
    share: np.ndarray
    row: int
    column: int
    settings: tuple

    @property
    def places(self) -> int:
        """How many decimals fit."""
        return places_for(self.numbers)

    @property
    def scenario(self) -> str:
        """Key of the scenario to explain."""
        return self.rows[self.row]

    @property
    def policy(self) -> str:
        """Name of the policy to explain."""
        return self.columns[self.column]

    @property
    def without(self) -> float:
        """The measure in the scenario without a policy."""
        return self.numbers[self.row, 0]

    @property
    def with_it(self) -> float:
        """The measure with the policy."""
        return self.numbers[self.row, self.column]

    @property
    def is_possible(self) -> bool:
        """Whether the policy fits the scenario."""
        return not np.isnan(self.with_it)

    @property
    def better(self) -> int:
        """In how many scenarios the policy is better than none."""
        return int((self.share[:, self.column] > 0).sum())

    @property
    def worse(self) -> int:
        """In how many scenarios the policy is worse than none."""
        return int((self.share[:, self.column] < 0).sum())


def policies_of(family: str) -> tuple[stress.Policy, ...]:
    """Return a family's policies, the one without any lever first."""
    return (stress.NO_POLICY, *(BY_NAME[name] for name in FAMILIES[family]))


def family_of(policy: str) -> str:
    """Return the key of the family that a policy belongs to."""
    return next(key for key, names in FAMILIES.items() if policy in names)


def places_for(numbers: np.ndarray) -> int:
    """Return how many decimals the cells of a table have room for."""
    most = np.nanmax(np.abs(numbers))
    return 0 if most >= 100 else 1 if most >= 1 else 2


@lru_cache(maxsize=48)
def stressed(size: float, cash: float, hold: str, family: str) -> "DataFrame":
    """Return the stress table of a family; NaN where haircut and margin leave no room for the leverage."""
    rows = tuple(stress.harder(row, size, cash) for row in MODEL.values())
    return stress.possible_table(rows, policies_of(family), hold)


def value(scenario: str, policy: str, measure: str) -> float:
    """Return a measure of a policy in a scenario of the usual size, a key of `MODEL`."""
    family = family_of(policy) if policy in BY_NAME and policy != stress.NO_POLICY.name else "Fed"
    return stressed(100, 100, "buffer", family).loc[(MODEL[scenario].name, policy), measure]


def compute(size: float, cash: float, policy: str, hold: str, measure: str, scenario: str) -> Stressed:
    """Return the `Stressed` of the family of a policy; size and cash in % of the usual, scenario a key of `MODEL`."""
    family = family_of(policy)
    columns = tuple(each.name for each in policies_of(family))
    numbers = stressed(size, cash, hold, family)[measure].to_numpy().reshape(len(MODEL), len(columns))
    seen = np.round(numbers, places_for(numbers)) + 0.0  # what looks the same is the same
    change = (seen - seen[:, :1]) * (1 if measure in MORE_IS_BETTER else -1)
    largest = max(np.nanmax(np.abs(change)), 1e-9)
    return Stressed(
        measure,
        tuple(MODEL),
        columns,
        numbers,
        change / largest,
        list(MODEL).index(scenario),
        columns.index(policy),
        (size, cash, hold, family),
    )


def table(found: Stressed) -> "DataFrame":
    """Return the whole table as a `pandas.DataFrame`: all scenarios, all policies, all measures."""
    import pandas

    size, cash, hold, _ = found.settings
    whole = pandas.concat([stressed(size, cash, hold, family) for family in FAMILIES])
    return whole[~whole.index.duplicated()].reset_index()
