"""Questions and how they are graded, without any widget.

Feedback has four tones: missing, keep working, almost, correct. A known wrong answer gets a reply of
its own, because being told *why* is what teaches.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from basislib.checks import Refused
from basislib.formats import billions, hundreds, millions, minus
from basislib.language import N_, _, pgettext
from basislib.widgets.text import quoted, refusal

TONES = {
    "missing": N_("Not yet."),
    "keep working": N_("Keep working."),
    "almost": N_("Almost."),
    "correct": N_("Correct."),
}
LONGEST_ANSWER = 60  # characters; a number with its unit has a dozen
_NUMBER = re.compile(r"[-+−]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
ALMOST = 0.1  # a relative error up to this is "almost": the way is right, the last step is not


@dataclass(frozen=True)
class Feedback:
    """A tone of `TONES` and the sentence that goes with it."""

    tone: str
    text: str


class Amount(str):
    """The unit of an answer in money, in the reader's language, which may count in another unit than the model.

    Parameters
    ----------
    unit : str
        Of the model: ``"$bn"``, ``"$m"`` or ``"$ million"``.
    hundreds_of : bool, optional
        Whether answers are hundreds of it: a language may have a unit for these, too.

    Attributes
    ----------
    times : float
        How many of this unit make one of the model's.

    Examples
    --------
    >>> Amount("$bn"), Amount("$bn").times
    ('$bn', 1.0)
    """

    times: float

    def __new__(cls, unit: str, hundreds_of: bool = False) -> "Amount":
        words, number = {
            ("$bn", False): (pgettext("answer", "$bn"), billions),
            ("$m", False): (pgettext("answer", "$m"), millions),
            ("$ million", False): (pgettext("answer", "$ million"), millions),
            ("$m", True): (pgettext("answer of hundreds", "$m"), hundreds),
            ("$ million", True): (pgettext("answer of hundreds", "$ million"), hundreds),
        }[unit, hundreds_of]
        amount = super().__new__(cls, words)
        amount.times = float(number(1, "g"))
        return amount


@dataclass(frozen=True)
class Numeric:
    """A question whose answer is a number.

    `mistakes` are pairs of a wrong value and the reply to it. `tolerance` is absolute. Where the unit is an `Amount`, they
    and the answer are in the model's unit, and what a reader types is in the language's.
    """

    text: str
    answer: float
    unit: str
    tolerance: float
    hint: str
    solution: str
    mistakes: Sequence[tuple[float, str]] = ()

    @property
    def times(self) -> float:
        """How many of the unit that a reader types in make one of the answer's."""
        return getattr(self.unit, "times", 1.0)

    def kept(self, typed: str) -> str:
        """Return what was typed in the answer's unit, which is the same in all languages."""
        return f"{read_number(typed) / self.times:.12g}" if isinstance(self.unit, Amount) else typed

    def shown(self, kept: str) -> str:
        """Return what is kept as this language's reader would have typed it."""
        try:
            return kept if self.times == 1 else f"{read_number(kept) * self.times:.12g}"
        except ValueError:  # a browser can keep anything
            return kept

    def grade(self, typed: str) -> Feedback:
        """Return the feedback for what was typed."""
        if not typed.strip():
            return Feedback(
                "missing", _("Type a number, in {unit}.").format(unit=self.unit) if self.unit else _("Type a number.")
            )
        try:
            value = read_number(typed) / self.times
        except ValueError as error:
            return Feedback("missing", refusal(error))
        if self.same(value, self.answer):
            return Feedback("correct", _("{answer} is right.").format(answer=minus(typed.strip())))
        for wrong, reply in self.mistakes:
            if self.same(value, wrong):
                return Feedback("keep working", reply)
        return self._near(value)

    def same(self, value: float, other: float) -> bool:
        """Whether two values are the same within the tolerance, its very edge included."""
        return abs(value - other) <= self.tolerance * (1 + 1e-6)

    def _near(self, value: float) -> Feedback:
        if self.same(-value, self.answer):
            return Feedback("almost", _("The size is right. Look at the sign: who pays, and who receives?"))
        for factor in (100, 10_000, 1000, self.times):  # the last one is for who counts in the model's unit
            for scaled in (value * factor, value / factor):
                if self.same(scaled, self.answer):
                    return Feedback(
                        "almost", _("The digits are right, the unit is not: it asks for {unit}.").format(unit=self.unit)
                    )
        if abs(value - self.answer) <= ALMOST * abs(self.answer):
            return Feedback("almost", _("Close. Check the last step and the rounding."))
        return Feedback("keep working", _("Not that. The hint may help."))


@dataclass(frozen=True)
class Option:
    """One choice: a short `key` for links, its words, and the reply it gets."""

    key: str
    words: str
    reply: str


@dataclass(frozen=True)
class Choose:
    """A question with a few choices; `answer` is the key of the right one."""

    text: str
    options: Sequence[Option]
    answer: str
    hint: str
    solution: str

    def grade(self, key: str | None) -> Feedback:
        """Return the feedback for the chosen key (None if nothing was chosen)."""
        chosen = next((option for option in self.options if option.key == key), None)
        if chosen is None:
            return Feedback("missing", _("Choose one of the answers."))
        return Feedback("correct" if key == self.answer else "keep working", chosen.reply)


def read_number(typed: str) -> float:
    """Return the number in what a reader typed, unit and currency signs ignored.

    Raises
    ------
    ValueError
        If there is no number, more than one, a comma whose meaning is not clear, or a text without end.
    """
    typed = typed.strip()
    if len(typed) > LONGEST_ANSWER:
        raise Refused(
            N_("{typed} has {length:,} characters. Type one number, such as 0.25."),
            typed=quoted(typed),
            length=len(typed),
        )
    if "," in typed:
        raise Refused(N_("{typed} has a comma. Write 1250, not 1,250, and 0.5, not 0,5."), typed=quoted(typed))
    found = [match for match in _NUMBER.finditer(typed)]
    if not found:
        raise Refused(N_("{typed} has no number in it. Type one number, such as 0.25."), typed=quoted(typed))
    if len(found) > 1:
        raise Refused(N_("{typed} has more than one number in it. Type one number, such as 0.25."), typed=quoted(typed))
    value = float(found[0][0].replace("−", "-"))
    if not math.isfinite(value):
        raise Refused(N_("{typed} is too large. Type a finite number."), typed=quoted(typed))
    return value
