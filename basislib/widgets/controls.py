"""What a reader can move: each control knows its words, its range, its widget and how to read a link.

Values are in the unit of the label. The browser echoes values with rounding noise, so every value is
snapped to the control's grid before anything is computed from it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import ipywidgets

from basislib.widgets.boxes import Looks

GROUPS = ("market", "trade", "funding", "policy", "view")


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

    @property
    def description(self):
        """The words beside the widget, unit included: screen readers read the bare number."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    def widget(self, looks=None):
        """Return the slider, an integer one when the grid is; `looks` are shared with other widgets."""
        bounds = dict(min=self.low, max=self.high, step=self.step, value=self.default)
        whole = all(isinstance(number, int) for number in bounds.values())
        kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
        return (looks or Looks()).make(kind, **bounds, description=self.description, readout_format=self._format())

    def read(self, value):
        """Return a widget's value on the grid."""
        places = self._places()
        return self._whole(round(self.low + round((value - self.low) / self.step) * self.step, places))

    def from_link(self, text):
        """Return `(value, note)` for the text of a link parameter; raise ValueError for rubbish."""
        value = float(text)
        if not math.isfinite(value):
            raise ValueError(f"{self.label} is {text}, which is not a finite number.")
        inside = min(max(value, self.low), self.high)
        note = ""
        if inside != value:
            edge = "at most" if value > self.high else "at least"
            note = (f"{self.label} can be {edge} {self.show(inside)} here, "
                    f"so the {value:.10g} of the link became {self.show(inside)}.")
        return self.read(inside), note

    def to_link(self, value):
        """Return the link parameter for a value."""
        return f"{value:.10g}"

    def show(self, value):
        """Return the value with its unit, for sentences."""
        unit = self.unit if self.unit.startswith("%") or not self.unit else f" {self.unit}"
        return f"{value:{self._format()}}{unit}"

    def ends(self):
        """Return the extreme values, for tests and for whoever wants the corners."""
        return (self.low, self.high)

    def _places(self):
        return max(0, -Decimal(str(self.step)).normalize().as_tuple().exponent)

    def _format(self):
        return "d" if isinstance(self.default, int) and isinstance(self.step, int) else f".{self._places()}f"

    def _whole(self, value):
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
    def description(self):
        """The words beside the widget."""
        return self.label

    def widget(self, looks=None):
        """Return a dropdown, or a slider over the options where their order is a story."""
        pairs = [(words, value) for value, words in self.options.items()]
        kind = ipywidgets.SelectionSlider if self.steps else ipywidgets.Dropdown
        return (looks or Looks()).make(kind, options=pairs, value=self.default, description=self.label)

    def read(self, value):
        """Return the chosen value."""
        return value

    def from_link(self, text):
        """Return `(value, note)` for the text of a link parameter; raise ValueError for rubbish."""
        if text not in self.options:
            raise ValueError(f"{self.label} has no choice {text!r}.")
        return text, ""

    def to_link(self, value):
        """Return the link parameter for a value."""
        return value

    def show(self, value):
        """Return the words of a value, for sentences."""
        return self.options[value]

    def ends(self):
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
    samples: tuple = ()
    play: int = 0

    @property
    def description(self):
        """The words beside the widget, unit included."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    def widget(self, looks=None):
        """Return the text box; it speaks when the reader leaves it or presses Enter."""
        return (looks or Looks()).make(ipywidgets.Text, value=self.default, description=self.description,
                                       continuous_update=False)

    def read(self, value):
        """Return the parsed number; a ValueError says what is wrong with the text."""
        try:
            return self.parse(value)
        except ValueError as error:
            raise ValueError(f"{self.label}: {error}") from None

    def from_link(self, text):
        """Return `(text, note)` if the text parses; raise ValueError for rubbish."""
        self.read(text[:40])
        return text[:40], ""

    def to_link(self, value):
        """Return the link parameter for the text in the box."""
        return value

    def show(self, value):
        """Return the value with its unit, for sentences."""
        return f"{value} {self.unit}".strip()

    def ends(self):
        """Return the sample texts a test types."""
        return self.samples or (self.default,)


def leverage(default=30, high=60, **changes):
    """Return the leverage slider, alike on every page."""
    slider = Slider("leverage", "Leverage", "times own money", 5, high, 1, default,
                    "Notes held for each dollar of the fund's own money.", "trade")
    return replace(slider, **changes)


def haircut(default=1.0, high=4.0, **changes):
    """Return the haircut slider, alike on every page."""
    slider = Slider("haircut", "Haircut", "%", 0.0, high, 0.1, default,
                    "The part of the note's value the repo lender will not lend.", "funding")
    return replace(slider, **changes)


def repo_rate(default=4.0, low=0.0, high=10.0, **changes):
    """Return the repo-rate slider, alike on every page."""
    slider = Slider("repo_rate", "Repo rate", "% a year", low, high, 0.01, default,
                    "What the fund pays for the borrowed money.", "funding")
    return replace(slider, **changes)
