"""What a reader can move: each control knows its words, its range, its widget and how to read a link.

Values are in the unit of the label. The control says what is allowed, not the browser: every value is clamped to the
control's range and snapped to its grid, or refused in a sentence, before anything is computed from it.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Real
from typing import Any, TypeAlias

from basislib.checks import Refused
from basislib.formats import billions, measured, minus
from basislib.fund import usual
from basislib.language import N_, _, pgettext
from basislib.market import Market
from basislib.policy.levers import Like
from basislib.quantities import Quantity, quantities
from basislib.widgets import kinds
from basislib.widgets.boxes import Looks
from basislib.widgets.kinds import Widget
from basislib.widgets.text import quoted

GROUPS = {
    "market": N_("Market"),
    "trade": N_("Trade"),
    "funding": N_("Funding"),
    "policy": N_("Policy"),
    "view": N_("View"),
}  # in the order in which they stand
LONGEST_ENTRY = 40  # characters; a price has a dozen
FORMER = {  # keys of options in links that readers may have kept, and what they may be called today
    "gap": ("dislocation", "dislocation_rise"),
    "rise": ("dislocation_rise",),
    "calm_basis": ("calm_dislocation",),
    "forced": ("sold",),
}
ON_SLIDERS = {  # unit of a model's field: the unit on a slider, and how many of it make one of the model's
    "x": (N_("times own money"), 1),
    "$bn": ("$bn", 1),
    "$bn a day": (N_("$bn a day"), 1),
    "bp a year": (N_("bp a year"), 1),
    "% a year": (N_("% a year"), 1),
    "days": (N_("days"), 1),
    "nights": (N_("nights"), 1),
    "per $bn": (N_("cents per $bn"), 1e4),
    "a day": (N_("% a day"), 100),
    "of market value": ("%", 100),
    "of the dealers' room": ("%", 100),
    "of the margin excess": ("%", 100),
    "of the position": (N_("% of the position"), 100),
    "of the purchases": (N_("% of the purchases"), 100),
    "of the repo": (N_("% of the repo"), 100),
    "of the shortage": ("%", 100),
}
IN_SENTENCES = {  # unit on a slider: an amount in it, for a language that counts in another unit
    "$bn": N_("${amount:{spec}}bn"),
    "$bn a day": N_("${amount:{spec}}bn a day"),
}


class UnitOf(str):
    """The unit of a slider that moves a field of a model, in the reader's language: it follows from the field's.

    Parameters
    ----------
    field : str
    kind : type, optional
        The class that has the field: `Market`, `Shock` or a lever.

    Attributes
    ----------
    quantity : Quantity
        What the model says of the field.
    scale : float
        How many of this unit make one of the model's.

    Examples
    --------
    >>> UnitOf("impact_beyond"), UnitOf("impact_beyond").quantity.unit
    ('cents per $bn', 'per $bn')
    """

    quantity: Quantity
    scale: float

    def __new__(cls, field: str, kind: type = Market) -> "UnitOf":
        said = {**quantities(kind), **quantities(kind, Like)}[field]
        quantity = said.quantity if isinstance(said, Like) else said
        words, scale = ON_SLIDERS[quantity.unit]
        unit = super().__new__(cls, _(words))
        unit.quantity, unit.scale = quantity, scale
        return unit


@dataclass(frozen=True)
class Slider:
    """A number on a grid, with the slider's own readout as its number box."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    default: float
    help: str
    group: str
    play: int = 0  # milliseconds between steps of a Play button; 0 for none
    assumed: str = ""  # what the control itself assumes, said with what the picture does

    @property
    def description(self) -> str:
        """The words beside the widget, unit included: screen readers read the bare number."""
        return _described(self.label, self.on_screen[0])

    @property
    def heading(self) -> str:
        """What its values are called in a file, where they are in its own unit."""
        return _described(self.label, self.unit)

    @property
    def on_screen(self) -> tuple[str, float]:
        """The unit beside the widget, and how many of it make one of its own: a language may count in another."""
        amounts = {_("$bn"): pgettext("on a slider", "$bn"), _("$bn a day"): pgettext("on a slider", "$bn a day")}
        words = amounts.get(self.unit, self.unit)
        translated = words not in (self.unit, *IN_SENTENCES)
        return (words, float(billions(1, "g"))) if translated else (self.unit, 1)

    def widget(self, looks: Looks | None = None) -> Widget:
        """Return the slider, an integer one when the grid is; `looks` are shared with other widgets."""
        bounds = dict(min=self.low, max=self.high, step=self.step, value=self.default)
        whole = all(isinstance(number, int) for number in bounds.values())
        kind, times = kinds.IntSlider if whole else kinds.FloatSlider, self.on_screen[1]
        kind = kind if times == 1 else kinds.counting(kind, times)
        return (looks or Looks()).make(kind, **bounds, description=self.description, readout_format=self._format())

    def read(self, value: Any) -> float:
        """Return a widget's value within the range and on the grid; raise ValueError for what is no number."""
        if not isinstance(value, Real) or value != value:
            raise Refused(
                N_("{label} is {value}, which is not a number; it must be from {low} to {high}."),
                label=self.label,
                value=quoted(value),
                low=self.show(self.low),
                high=self.show(self.high),
            )
        inside: Any = min(max(value, self.low), self.high)  # any real number until it is within
        steps = round((inside - self.low) / self.step)
        return self._whole(round(self.low + steps * self.step, self._places()))

    def from_link(self, text: str) -> tuple[float, str]:
        """Return `(value, note)` for the text of a link parameter; raise ValueError for rubbish."""
        value = float(text)
        if not math.isfinite(value):
            raise Refused(N_("{label} is {value}, which is not a finite number."), label=self.label, value=quoted(text))
        inside = min(max(value, self.low), self.high)
        if inside == value:
            return self.read(inside), ""
        if value > inside:
            note = _("{label} can be at most {edge} here, so the {value} of the link became {edge}.")
        else:
            note = _("{label} can be at least {edge} here, so the {value} of the link became {edge}.")
        link = measured(minus(f"{value:.10g}"), self.unit) if self.on_screen[1] != 1 else minus(f"{value:.10g}")
        return self.read(inside), note.format(label=self.label, edge=self.show(inside), value=link)

    def to_link(self, value: Any) -> str:
        """Return the link parameter for a widget's value; raise ValueError for what cannot be read."""
        return f"{self.read(value):.10g}"

    def show(self, value: Any) -> str:
        """Return the value with its unit, for sentences."""
        for unit, words in IN_SENTENCES.items():
            if self.unit == _(unit):
                return _(words).format(amount=value, spec=f",{self._format()}")
        return measured(minus(f"{value:,{self._format()}}"), self.unit)

    def ends(self) -> tuple[float, float]:
        """Return the extreme values, for tests and for whoever wants the corners."""
        return (self.low, self.high)

    def _places(self) -> int:
        return max(0, -int(Decimal(str(self.step)).normalize().as_tuple().exponent))

    def _format(self) -> str:
        return "d" if isinstance(self.default, int) and isinstance(self.step, int) else f".{self._places()}f"

    def _whole(self, value: float) -> float:
        return int(value) if isinstance(self.default, int) and isinstance(self.step, int) else float(value)


@dataclass(frozen=True)
class Choice:
    """One of a few: `options` maps the value to its words. `steps` shows them as a slider with Play."""

    name: str
    label: str
    options: Mapping[str, str]
    default: str
    help: str
    group: str
    play: int = 0
    steps: bool = False
    unit: str = ""

    @property
    def description(self) -> str:
        """The words beside the widget."""
        return self.label

    def widget(self, looks: Looks | None = None) -> Widget:
        """Return a dropdown, or a slider over the options where their order is a story."""
        pairs = [(words, value) for value, words in self.options.items()]
        kind = kinds.SelectionSlider if self.steps else kinds.Dropdown
        return (looks or Looks()).make(kind, options=pairs, value=self.default, description=self.label)

    def read(self, value: Any) -> str:
        """Return the chosen value; raise ValueError for what is none of the options."""
        if not isinstance(value, str) or value not in self.options:
            raise Refused(N_("{label} has no choice {value}."), label=self.label, value=quoted(value))
        return value

    def from_link(self, text: str) -> tuple[str, str]:
        """Return `(value, note)` for the text of a link parameter; raise ValueError for rubbish."""
        return self.read(todays(text, self.options)), ""

    def to_link(self, value: Any) -> str:
        """Return the link parameter for a widget's value; raise ValueError for what cannot be read."""
        return self.read(value)

    def show(self, value: Any) -> str:
        """Return the words of a value, for sentences."""
        return self.options[value]

    def ends(self) -> tuple[str, ...]:
        """Return every choice."""
        return tuple(self.options)


@dataclass(frozen=True)
class Entry:
    """A box for typed text, such as a price in 32nds; `parse` turns it into a number or says why not."""

    name: str
    label: str
    unit: str
    default: str
    help: str
    group: str
    parse: Callable[[str], float]
    samples: tuple[str, ...] = ()
    play: int = 0

    @property
    def description(self) -> str:
        """The words beside the widget, unit included."""
        return _described(self.label, self.unit)

    def widget(self, looks: Looks | None = None) -> Widget:
        """Return the text box; it speaks when the reader leaves it or presses Enter."""
        return (looks or Looks()).make(
            kinds.Text, value=self.default, description=self.description, continuous_update=False
        )

    def read(self, value: Any) -> float:
        """Return the parsed number; a ValueError says what is wrong with the text."""
        if not isinstance(value, str):
            raise Refused(N_("{label}: it is {value}, which is no text."), label=self.description, value=quoted(value))
        if len(value) > LONGEST_ENTRY:
            raise Refused(
                N_("{label}: {value} has {length:,} characters, and at most {most} can be read."),
                label=self.description,
                value=quoted(value),
                length=len(value),
                most=LONGEST_ENTRY,
            )
        try:
            return self.parse(value)
        except ValueError as error:
            raise Refused(N_("{label}: {error}"), label=self.label, error=error) from None

    def from_link(self, text: str) -> tuple[str, str]:
        """Return `(text, note)` if the text parses; raise ValueError for rubbish."""
        self.read(text)
        return text, ""

    def to_link(self, value: Any) -> str:
        """Return the link parameter for the text in the box; raise ValueError for what cannot be read."""
        self.read(value)
        return value

    def show(self, value: Any) -> str:
        """Return the value with its unit, for sentences."""
        return measured(value, self.unit)

    def ends(self) -> tuple[str, ...]:
        """Return the sample texts a test types."""
        return self.samples or (self.default,)


Control: TypeAlias = Slider | Choice | Entry
Value: TypeAlias = float | str  # of a control


def todays(key: str, options: Collection[str]) -> str:
    """Return an option's key in a link, or what it is called today if it is one of `FORMER`."""
    return key if key in options else next((each for each in FORMER.get(key, ()) if each in options), key)


def _described(label: str, unit: str) -> str:
    """Return a label with its unit, if it has one."""
    return _("{label}, {unit}").format(label=label, unit=unit) if unit else label


def leverage(default: float = usual.LEVERAGE, high: float = 60, **changes: Any) -> Slider:
    """Return the leverage slider, alike on every page."""
    slider = Slider(
        "leverage",
        _("Leverage"),
        UnitOf("leverage"),
        5,
        high,
        1,
        default,
        _("Notes held for each dollar of the fund's own money."),
        "trade",
    )
    return replace(slider, **changes)


def haircut(default: float = 100 * usual.HAIRCUT, high: float = 4.0, **changes: Any) -> Slider:
    """Return the haircut slider, alike on every page."""
    slider = Slider(
        "haircut",
        _("Haircut"),
        UnitOf("haircut"),
        0.0,
        high,
        0.1,
        default,
        _("The part of the note's value the repo lender will not lend."),
        "funding",
        assumed=_(
            "A haircut on this one loan stands for what lenders really ask for. Much of the lending by dealers has none: the "
            "dealer sets a margin on all that the fund has with it. Cleared repo has a margin that follows risk. A flat 2% is "
            "the habit of tri-party repo."
        ),
    )
    return replace(slider, **changes)


def repo_rate(default: float = usual.REPO_RATE, low: float = 0.0, high: float = 10.0, **changes: Any) -> Slider:
    """Return the repo-rate slider, alike on every page."""
    slider = Slider(
        "repo_rate",
        _("Repo rate"),
        _("% a year"),
        low,
        high,
        0.01,
        default,
        _("What the fund pays for the borrowed money."),
        "funding",
    )
    return replace(slider, **changes)
