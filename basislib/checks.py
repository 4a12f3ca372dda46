"""Refuse impossible inputs in one sentence that names field, value and unit; return plain numbers."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from basislib.language import N_
from basislib.types import ArrayLike, Broadcast


class Refused(ValueError):
    """What a model cannot do, in one whole sentence; `str` is its English.

    Parameters
    ----------
    sentence : str
        Marked with `basislib.language.N_`, with a placeholder for each fact. Without facts it stays as it is.
    **facts
        What fills it. A text among them, such as a field's name, and the unit of an `Amount` are words too, marked
        with `N_`: `basislib.widgets.text.refusal` looks up all of them in the reader's language. What somebody typed
        is no word: give its `repr`.
    """

    def __init__(self, sentence: str, /, **facts: Any) -> None:
        super().__init__(sentence.format(**facts) if facts else sentence)
        self.sentence, self.facts = sentence, facts


class Phrase(str):
    """Words with facts in them, such as the name of a field; as text they are English, on a page the reader's.

    Parameters
    ----------
    text : str
        Marked with `basislib.language.N_`, with a placeholder for each fact.
    **facts
        As in `Refused`.

    Examples
    --------
    >>> Phrase(N_("share of {kind} lenders"), kind="offshore")
    'share of offshore lenders'
    """

    text: str
    facts: dict[str, Any]

    def __new__(cls, text: str, /, **facts: Any) -> "Phrase":
        words = super().__new__(cls, text.format(**facts) if facts else text)
        words.text, words.facts = text, facts
        return words


def apart(words: str) -> str:
    """Return what stands between a number and the unit behind it: a blank, but none before "%" or a Chinese letter."""
    return "" if not words or words[0] == "%" or unicodedata.east_asian_width(words[0]) in "WF" else " "


@dataclass(frozen=True)
class Amount:
    """A number with its unit in words, written without trailing noise; "%" follows without a space."""

    number: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.number:.10g}{apart(self.unit)}{self.unit}"


class Either(tuple):
    """Some choices, written with "or" between them."""

    OR = N_("{one} or {other}")

    def written(self, sentence: str) -> str:
        """Return the choices in a language, given what stands between two of them."""
        first, *rest = map(str, self)
        for other in rest:
            first = sentence.format(one=first, other=other)
        return first

    def __str__(self) -> str:
        return self.written(self.OR)


T = TypeVar("T")


def within(
    field: str,
    value: ArrayLike,
    unit: str = "",
    *,
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> np.ndarray:
    """Return `value` as a float array if every entry lies in the allowed range.

    Parameters
    ----------
    field : str
        The name a reader knows the input by, such as ``"haircut"``.
    value : float or array_like
        The input. Scalars come back as zero-dimensional arrays.
    unit : str, optional
        The unit in words, such as ``"% of market value"``.
    low, high : float, optional
        Inclusive bounds.
    above, below : float, optional
        Exclusive bounds.

    Raises
    ------
    Refused
        If an entry is not a finite number or lies outside the bounds. The sentence names the
        first offender.
    """
    try:
        array = np.asarray("" if value is None else value, dtype=float)  # numpy would read None as nan
    except (TypeError, ValueError):
        raise Refused(N_("{field} is {value}, which is not a number."), field=field, value=repr(value)) from None
    entries = array if array.ndim else array.item()  # a plain number is compared some ten times faster
    rules: tuple[tuple[Any, str, Any], ...] = (  # what is good, or True; the sentence; its bound
        (np.isfinite(entries), N_("{field} is {value}; it must be a finite number."), 0),
        (low is None or entries >= low, N_("{field} is {value}; it must be at least {bound}."), low),
        (high is None or entries <= high, N_("{field} is {value}; it must be at most {bound}."), high),
        (above is None or entries > above, N_("{field} is {value}; it must be above {bound}."), above),
        (below is None or entries < below, N_("{field} is {value}; it must be below {bound}."), below),
    )
    for good, sentence, bound in rules:
        if good is False or (good is not True and not good.all()):
            offender = float(array[~good].flat[0]) if array.ndim else float(array)
            raise Refused(sentence, field=field, value=Amount(offender, unit), bound=Amount(bound, unit))
    return array


def one_of(field: str, value: T, allowed: Collection[T]) -> T:
    """Return `value` if it is one of `allowed`; otherwise raise a `Refused` naming the choices."""
    if value not in allowed:
        raise Refused(
            N_("{field} is {value}; it must be {choices}."),
            field=field,
            value=repr(value),
            choices=Either(map(repr, allowed)),
        )
    return value


def plain(array: ArrayLike) -> Broadcast:
    """Return a zero-dimensional result as a plain Python number; leave arrays alone."""
    array = np.asarray(array)
    return array.item() if array.ndim == 0 else array
