"""A number that goes into a model, described once: docstring, checks and whoever needs its bounds follow from that."""

import functools
import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from basislib.checks import plain, within
from basislib.types import Broadcast

T = TypeVar("T")
NEVER = math.inf  # for a purchase that never starts, a limit that never binds
UNBOUNDED = 1e12  # the same inside: larger than any amount, in any unit
SHARE, DAYS, FROM_ZERO = {"low": 0, "high": 1}, {"low": 1, "high": UNBOUNDED}, {"low": 0, "high": UNBOUNDED}


@dataclass(frozen=True, slots=True)
class Quantity:
    """The annotation of a field: unit, what it is, symbol in `docs/model.md`, bounds as of `basislib.checks.within`.

    A field whose upper bound is `UNBOUNDED` may also be `NEVER`.

    Examples
    --------
    >>> from typing import Annotated
    >>> @described
    ... @dataclass(frozen=True)
    ... class Loan:
    ...     '''A loan: {fields}'''
    ...     haircut: Annotated[float, Quantity("of market value", "what is not lent", symbol="h", **SHARE)] = 0.01
    >>> quantities(Loan)["haircut"].checked("haircut", 0.02)
    0.02
    >>> print(Loan.__doc__)
    A loan: haircut : float or array_like
            h, what is not lent; from 0 to 1 of market value.
    """

    unit: str
    says: str
    symbol: str = ""
    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf
    below: float = math.inf

    def fine(self, value: Any) -> bool:
        """Return whether a value is a plain number within bounds: nearly every one is, and pages make many markets."""
        return type(value) is float and self.low <= value <= self.high and self.above < value < self.below

    def checked(self, label: str, value: Any, unit: str | None = None) -> Broadcast:
        """Return the value, plain if it is one number, or refuse it under its label; `NEVER` becomes `UNBOUNDED`."""
        if self.high == UNBOUNDED and np.asarray(value).dtype.kind == "f":
            if np.ndim(value) == 0 and value == NEVER:
                return UNBOUNDED
            value = np.where(np.equal(value, NEVER), UNBOUNDED, value)
        unit = self.unit if unit is None else unit
        return plain(within(label, value, unit, low=self.low, high=self.high, above=self.above, below=self.below))

    def line(self) -> str:
        """Return the quantity as a sentence of a docstring."""
        finite = {
            word: bound
            for word, bound in (("above", self.above), ("below", self.below), ("from", self.low), ("to", self.high))
            if abs(bound) < UNBOUNDED
        }
        unit = " ".join([*(f"{word} {bound:g}" for word, bound in finite.items()), self.unit]).strip()
        words = f"{self.symbol}, {self.says}" if self.symbol else self.says[0].upper() + self.says[1:]
        return f"{words}; {unit}."


@functools.cache
def quantities(kind: type, sort: type = Quantity) -> Mapping[str, Any]:
    """Return the quantities of a dataclass by field, or what else of a sort its annotations say."""
    return MappingProxyType({name: about for name, about in _annotations(kind) if isinstance(about, sort)})


def described(kind: type[T]) -> type[T]:
    """Put what the annotations of a dataclass say into its docstring, in place of ``{fields}``; a decorator."""
    lines = []
    for name, about in _annotations(kind):
        sentence = isinstance(about, str)
        lines.append(f"{name} : array_like" if sentence else f"{name} : float or array_like")
        lines += textwrap.wrap(
            about if sentence else about.line(), 112, initial_indent="    ", subsequent_indent="    "
        )
    kind.__doc__ = (kind.__doc__ or "").replace("{fields}", "\n    ".join(lines))
    return kind


def _annotations(kind: Any) -> list[tuple[str, Any]]:
    """Return pairs of a field and what its annotation says: a sentence, or something with a `line`."""
    return [(field.name, field.type.__metadata__[0]) for field in fields(kind) if hasattr(field.type, "__metadata__")]
