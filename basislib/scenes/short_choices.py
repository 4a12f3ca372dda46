"""What the short's choices are worth, beside the net basis that pays for them."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from basislib.scenes.baskets import Deliverables
from basislib.securities.baskets import Basket, prepare_basket
from basislib.securities.contracts import conversion_factor
from basislib.securities.notes import price_from_yield
from basislib.securities.quotes import in_32nds
from basislib.securities.short_options import Choices, choices, quality

if TYPE_CHECKING:
    from pandas import DataFrame

EIGHTH = 0.125  # % a year, the step of coupons


@dataclass(frozen=True, eq=False)
class ShortChoices:
    """The scene; values in 32nds per 100 face of the cheapest note.

    Attributes
    ----------
    first, last : Choices
        For delivery on the first and on the last day, points.
    delivery : str
        Which of them is shown: ``first``, ``last``, or the ``better``, of lower option-adjusted basis.
    names : tuple of str
        The cheapest note on the first and on the last day.
    new_issue : float or None
        What issues still to come add to the quality option; None if there are none.
    timing : float
        Net basis on the last day less that on the first.
    volatility : float
        bp a business day.
    """

    first: Choices
    last: Choices
    delivery: str
    names: tuple[str, str]
    new_issue: float | None
    timing: float
    volatility: float

    @property
    def is_last(self) -> bool:
        """Whether the last day is shown."""
        if self.delivery == "better":
            return self.last.adjusted <= self.first.adjusted
        return self.delivery == "last"

    @property
    def shown(self) -> Choices:
        """The choices of the day that is shown."""
        return self.last if self.is_last else self.first

    @property
    def name(self) -> str:
        """The cheapest note on the day that is shown."""
        return self.names[self.is_last]

    def in_32nds(self, part: str) -> float:
        """Return a part of what is shown in 32nds."""
        return float(in_32nds(getattr(self.shown, part)))


def compute(notes: Deliverables, delivery: str, repo_rate: float, volatility: float) -> ShortChoices:
    """Return the scene at a repo rate in % a year and a daily standard deviation of yields in bp."""
    given = {"repo_rate": repo_rate, "volatility": volatility}
    first, last = (choices(notes.basket, notes.days, notes.future, **given, last=end) for end in (False, True))
    scene = ShortChoices(
        first=first,
        last=last,
        delivery=delivery,
        names=(notes.names[first.note], notes.names[last.note]),
        new_issue=None,
        timing=float(in_32nds(last.net_basis - first.net_basis)),
        volatility=volatility,
    )
    if not notes.to_come:
        return scene
    more = quality(with_issues(notes), notes.days, **given, last=scene.is_last)
    return replace(scene, new_issue=max(float(in_32nds(more - scene.shown.quality)), 0.0))


@lru_cache(16)
def with_issues(notes: Deliverables) -> Basket:
    """Return the basket and the issues to come, which yield what lies between their neighbours and are sold near par."""
    ready, days = notes.basket, notes.days
    ages = np.array([day.toordinal() for day in ready.maturity])
    order = np.argsort(ages)
    columns: dict[str, list] = {
        name: list(getattr(ready, name)) for name in ("coupon", "maturity", "clean_price", "conversion_factor")
    }
    for issue in notes.to_come:
        yield_ = float(np.interp(issue.maturity.toordinal(), ages[order], ready.yield_[order]))
        coupon = yield_ // EIGHTH * EIGHTH
        factor = conversion_factor(days.contract, days.delivery_month, coupon, issue.maturity)
        price = price_from_yield(yield_, coupon, issue.maturity, ready.settle)
        for name, value in zip(columns, (coupon, issue.maturity, price, factor), strict=True):
            columns[name].append(value)
    return prepare_basket(columns, settle=ready.settle, delivery=ready.deliveries)


def table(scene: ShortChoices) -> "DataFrame":
    """Return net basis and choices for both days, points per 100 face of the cheapest note."""
    import pandas

    rows = []
    for day, name, each in zip(("first", "last"), scene.names, (scene.first, scene.last), strict=True):
        rows.append({"delivery": day, "cheapest": name, **vars(each), "adjusted": each.adjusted})
    return pandas.DataFrame(rows).drop(columns="note")
