"""The explorer: controls on one side, a picture and its words on the other, and the tools around them."""

import contextlib
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from IPython import get_ipython

from basislib.language import _, listed, paragraph
from basislib.widgets.arrange import arrange, more_line
from basislib.widgets.boxes import Looks
from basislib.widgets.columns import file_of, hand_out, table_file
from basislib.widgets.controls import GROUPS, Control, Slider, Value
from basislib.widgets.kinds import Widget
from basislib.widgets.picture import Chart, Picture
from basislib.widgets.text import plain, refusal, rich, tiles

if TYPE_CHECKING:
    from pandas import DataFrame

OF_THE_BOOK = ("leverage", "haircut", "repo_rate")  # always first, in this order, where they act
MOST_OTHERS = 2  # in sight besides them

Pinned: TypeAlias = tuple[Any, dict[str, Value]]  # a result, as `compute` returns it, and its values


@dataclass(frozen=True)
class Reading:
    """What a picture says: two to four `tiles` of (label, value) and a `text` of short sentences."""

    text: str
    tiles: Sequence[tuple[str, str]] = ()

    def plain(self) -> str:
        """Return everything as one line, the picture's description for readers who cannot see it."""
        tiles = listed(
            (_("{label}: {value}").format(label=label, value=value) for label, value in self.tiles), "semicolon"
        )
        return plain(_("{tiles}. {text}").format(tiles=tiles, text=self.text) if tiles else self.text)


@dataclass(frozen=True)
class Preset:
    """A story in two words, and the values that differ from the defaults."""

    words: str
    values: Mapping[str, Value]


class Explorer:
    """Controls, a model call, a picture, words, and what readers do with them.

    Nothing is computed or drawn before the first `refresh`, or before a control is set. At most five controls are in
    sight: leverage, haircut and repo rate where they act, then others; the rest stands under "More". Controls of the
    group "view", such as a day with Play, stand under the picture.

    Parameters
    ----------
    name : str
        Unique on the page; keys the picture and names the files, behind the page's name.
    controls : sequence of Slider, Choice or Entry
        Under "More" they stand in the order market, trade, funding, policy.
    compute : callable
        ``compute(**values)`` returns a result; it raises ValueError, in a sentence, for what cannot be.
    chart : module
        See `Picture`.
    describe : callable
        ``describe(result)`` returns a `Reading`.
    table : callable
        ``table(result)`` returns the DataFrame behind the picture, for the CSV.
    presets : mapping, optional
        Key to `Preset`. The keys of the tools ("reset", "pin", "csv", "png") are taken.
    assumptions : sequence of str, optional
        Printed under the picture, marked [A].
    prefix : str, optional
        Put before the control's name in links, where two explorers of a page would collide.
    sight : sequence of str, optional
        Names of the controls in sight besides leverage, haircut and repo rate, at most two; by default the first two.
    more : sequence of str, optional
        The other way round: names of the controls that wait under "More"; all others are in sight.

    Raises
    ------
    TypeError
        If a preset has the key of a tool, which would take its button's place.
    """

    def __init__(
        self,
        name: str,
        *,
        controls: Sequence[Control],
        compute: Callable[..., Any],
        chart: Chart,
        describe: Callable[[Any], Reading],
        table: Callable[[Any], "DataFrame"],
        presets: Mapping[str, Preset] | None = None,
        assumptions: Sequence[str] = (),
        prefix: str = "",
        sight: Sequence[str] | None = None,
        more: Sequence[str] = (),
    ) -> None:
        self.name = self.stem = name
        self.controls = {c.name: c for c in sorted(controls, key=lambda c: [*GROUPS].index(c.group))}
        stories = {
            key: each if isinstance(each, Preset) else Preset(key, each) for key, each in (presets or {}).items()
        }
        self.presets = {key: dict(story.values) for key, story in stories.items()}
        self.preset_words = {key: story.words for key, story in stories.items()}
        told = (c.assumed for c in self.controls.values() if isinstance(c, Slider))
        self.assumptions = (*assumptions, *(text for text in told if text))
        self.prefix = prefix
        self._sight, self._waiting = sight, tuple(more)
        self.result: Any = None  # as `compute` returns it
        self.home: dict[str, Value] = self.defaults()  # what it shows before it is moved; no address tells that
        self.covered = False  # whether the answer waits for the reader's guess
        self.shapes: tuple[str, ...] = ("wide",)  # of the picture; both until it is known how wide the screen is
        self.watchers: list[Callable[[dict[str, Value]], object]] = []  # called with the values that have been drawn
        self._compute, self._describe, self._table = compute, describe, table
        self._picture = Picture(chart, name)
        self._pinned: Pinned | None = None
        self._batch = False
        self._shown: dict[str, Value] | None = None
        self._drawn = ""
        self._possible: dict[str, Value] = {}  # the last values that could be drawn
        self._looks = Looks()
        self.inputs = {c.name: c.widget(self._looks) for c in self.controls.values()}
        self.words, self.picture, self.note, self.files, self.more = (self._looks.html() for part in range(5))
        self.buttons: dict[str, Widget] = {}
        self.left = self._looks.box([], "wb-left")  # what stands beside the picture
        self.widget = arrange(self)
        for widget in self.inputs.values():
            widget.observe(self._moved, "value")

    # ---- values -------------------------------------------------------------------------------

    def values(self) -> dict[str, Value]:
        """Return the value of every control by name; a ValueError says which box cannot be read."""
        return {name: c.read(self.inputs[name].value) for name, c in self.controls.items()}

    def defaults(self) -> dict[str, Value]:
        """Return what Reset sets, by name."""
        return {name: control.default for name, control in self.controls.items()}

    def set(self, **new: Value) -> None:
        """Set several controls with one redraw."""
        self._batch = True
        try:
            for name, value in new.items():
                self.inputs[name].value = value
        finally:
            self._batch = False
        self.refresh()

    def again(self, **new: Value) -> None:
        """Set controls and redraw even if no value changes: what stands behind the values has changed."""
        self._shown = None
        self.set(**new)

    def preset(self, name: str) -> None:
        """Set a preset; what it does not name goes back to the default."""
        self.set(**{**self.defaults(), **self.presets[name]})

    def in_force(self, values: Mapping[str, Value]) -> list[str]:
        """Return the presets that are in force at some values; what is only looked at, such as a day, may differ."""
        return [
            key
            for key, story in self.presets.items()
            if all(
                values[name] == control.read(story.get(name, control.default))
                for name, control in self.controls.items()
                if control.group != "view" or name in story
            )
        ]

    def in_sight(self) -> list[Control]:
        """Return the controls that are always in sight beside the picture."""
        beside = [control for control in self.controls.values() if control.group != "view"]
        book = [self.controls[name] for name in OF_THE_BOOK if name in self.controls and name not in self._waiting]
        others = [control for control in beside if control.name not in (*OF_THE_BOOK, *self._waiting)]
        if self._sight is not None:
            others = [self.controls[name] for name in self._sight]
        return book + (others if self._waiting else others[:MOST_OTHERS])

    def waiting(self) -> list[Control]:
        """Return the controls under "More"."""
        return [c for c in self.controls.values() if c.group != "view" and c not in self.in_sight()]

    def reset(self) -> None:
        """Set every default and drop the pinned curve and the notes."""
        self.note.value = self.files.value = ""
        self._pin(None)
        self.set(**self.defaults())

    # ---- links --------------------------------------------------------------------------------

    def parameters(self) -> dict[str, str]:
        """Return the link parameters this explorer understands, by control name."""
        return {name: f"{self.prefix}{name}" for name in self.controls}

    def state(self) -> str:
        """Return the link parameters of what is computed, as a query string; without what cannot be read."""
        found = {}
        for name, key in self.parameters().items():
            with contextlib.suppress(ValueError):
                found[key] = self.controls[name].to_link(self.inputs[name].value)
        return urlencode(found)

    def _links(self, values: Mapping[str, Value]) -> dict[str, str]:
        """Return the link parameters of some values."""
        return {key: self.controls[name].to_link(values[name]) for name, key in self.parameters().items()}

    def go_to(self, query: Mapping[str, object]) -> None:
        """Set what an address says; what it does not name is as it was at first."""
        self.restore({**self._links(self.home), **query})

    def restore(self, query: Mapping[str, object], draw: bool = True) -> bool:
        """Set the controls from link parameters. Out of range is clamped, rubbish ignored, both noted."""
        new: dict[str, Value] = {}
        notes: list[str] = []
        for name, key in self.parameters().items():
            if key not in query:
                continue
            try:
                new[name], note = self.controls[name].from_link(str(query[key]))
            except ValueError:
                note = _("The link's value for {label} makes no sense and was ignored.").format(
                    label=self.controls[name].label
                )
            notes.append(note)
        self.say(paragraph(*notes))
        if new and draw:
            self.set(**new)
        elif new:
            self._batch = True
            for name, value in new.items():
                self.inputs[name].value = value
            self._batch = False
        return bool(new)

    # ---- drawing ------------------------------------------------------------------------------

    def _moved(self, change: object) -> None:
        if not self._batch:
            self.refresh()

    def refresh(self) -> None:
        """Compute and draw what the controls say, once per state."""
        said = ""
        try:
            values = self.values()
            if values == self._shown:
                return
            self._shown = values
            self._mark(values)
            self._paint(self._compute(**values))
            self._possible = values
            for watch in self.watchers:
                watch(values)
        except ValueError as error:
            self._shown, said = None, refusal(error)
        except Exception:
            # Voila and JupyterLab show nothing of an exception in a callback. A reader gets a sentence;
            # a test, where no IPython runs, gets the traceback.
            self._shown, said = None, _("This could not be calculated. Reset brings the page back.")
            if get_ipython() is None:
                raise
        if said:
            if not self._drawn:  # a link may begin with what cannot be; a picture stands behind the sentence then, too
                self._paint(self._compute(**(self._possible or self.home)))
            self.result = None
            self._show_words(f'<p class="wb-error" role="alert">{html.escape(said)}</p>')
            self.picture.value = f'<div class="wb-stale">{self._drawn}</div>'

    def _show_words(self, body: str) -> None:
        """Show the words; with them travels the state, which the page's script writes into the address."""
        state = self.state()
        told = "" if self.covered else f' data-wb-state="{html.escape(state)}"'
        at_home = ' data-wb-home=""' if state == urlencode(self._links(self.home)) else ""
        self.words.value = f'<div class="words"{told}{at_home}>{body}</div>'

    def _paint(self, result: Any) -> None:
        reading = self._describe(result)
        ghost = self._pinned[0] if self._pinned else None
        numbers = tiles((label, "?" if self.covered else value) for label, value in reading.tiles)
        text = _("The answer is covered until you guess.") if self.covered else reading.plain()
        drawn = [self._picture.svg(result, ghost, text, shape == "narrow", self.covered) for shape in self.shapes]
        if len(drawn) > 1:
            drawn = [
                f'<div class="wb-shape-{shape}">{svg}</div>' for shape, svg in zip(self.shapes, drawn, strict=True)
            ]
        self.picture.value = self._drawn = "".join(drawn)
        said = "" if self.covered else f"<p>{rich(reading.text)}</p>{self._pinned_words()}"
        self._show_words(numbers + said)
        self.result = result

    def _mark(self, values: dict[str, Value]) -> None:
        """Mark the presets in force, and say what stands under "More", also where it cannot be drawn."""
        now = self.in_force(values)
        for key in self.presets:
            mark = self.buttons[key].add_class if key in now else self.buttons[key].remove_class
            mark("wb-on")
        self.more.value = more_line(self, values)

    def cover(self, **values: Value) -> None:
        """Show the picture of some values with its answer covered, until `uncover`."""
        self.covered, self.home = True, {**self.defaults(), **values}
        self.widget.add_class("wb-covered")
        self.again(**values)

    def uncover(self) -> None:
        """Show the answer, in place."""
        self.covered = False
        self.widget.remove_class("wb-covered")
        self.again()

    def reshape(self, *shapes: str) -> None:
        """Draw the picture "wide" or "narrow" from now on."""
        if shapes != self.shapes:
            self.shapes = shapes
            if self._drawn:
                self._drawn = ""
                self.again()

    def _pinned_words(self) -> str:
        if not self._pinned:
            return ""
        now = self._shown or {}
        differs = [
            _("{label} {value}").format(label=c.label, value=c.show(self._pinned[1][name]))
            for name, c in self.controls.items()
            if self._pinned[1][name] != now[name]
        ]
        text = (
            _("Pinned in grey: {differences}.").format(differences=listed(differs))
            if differs
            else _("Pinned in grey: this very state.")
        )
        return f'<p class="wb-pinned">{html.escape(text)}</p>'

    # ---- tools --------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Show a note under the controls; an empty one clears it."""
        self.note.value = f'<p class="wb-note" role="status">{html.escape(text)}</p>' if text else ""

    def pin(self) -> None:
        """Keep the curve on show as a ghost to compare with, or drop the one that is kept."""
        self._pin(None if self._pinned or self.result is None else (self.result, self._shown or {}))
        self.refresh()

    def _pin(self, what: Pinned | None) -> None:
        self._pinned = what
        self.buttons["pin"].description = _("Unpin") if what else _("Pin")
        self._shown = None  # the same values now make another picture

    def csv(self, in_words: bool = False) -> bytes:
        """Return the table behind the picture as CSV bytes, with the settings as columns; with `in_words` it says under the keys what each is called."""
        table = self._table(self.result)
        labels = {c.name: c.heading if isinstance(c, Slider) else c.description for c in self.controls.values()}
        return table_file(self.stem, table, self._shown, labels, in_words)

    def png(self) -> bytes:
        """Return the picture as PNG bytes, with the settings and the assumptions under it."""
        shown = self._shown or {}
        settings = listed(
            (
                _("{label}: {value}").format(label=c.label, value=c.show(shown[name]))
                for name, c in self.controls.items()
            ),
            "semicolon",
        )
        assumed = paragraph(*(text if text.startswith("[") else f"[A] {text}" for text in self.assumptions))
        ghost = self._pinned[0] if self._pinned else None
        return self._picture.png(
            self.result, ghost, _("{settings}. {assumed}").format(settings=settings, assumed=assumed)
        )

    def save(self, kind: str) -> None:
        """Offer the table ("csv") or the picture ("png") as a file."""
        if self.result is None:
            self.say(_("There is nothing to download until the numbers above make sense."))
            return
        hand_out(self.files, file_of(self, kind))
