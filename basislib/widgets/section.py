"""The sections of a page: what to do, one picture, what there was to see, and the exercises about it."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from basislib.language import _
from basislib.widgets import kinds
from basislib.widgets.boxes import Looks, button
from basislib.widgets.explorer import Explorer
from basislib.widgets.text import paragraphs, rich


@dataclass(frozen=True)
class Section:
    """One picture with all that belongs to it.

    Attributes
    ----------
    part : callable or widget owner
        Makes the explorer when the section comes near, as `explorers.days` does; or anything with a `widget`.
        None where a section has words only.
    heading : str
        A statement or a question. Empty on the first section: the page's question is its heading.
    do : str
        One line that says what to do.
    seen : callable, optional
        Returns what there was to see: at most four sentences, at most five numbers, all computed.
    after : str or sequence of str
        What has to be done before that opens by itself: the key of a preset, or the name of a control that is moved.
        Empty: it opens only on request.
    asks : sequence of int
        Numbers of the exercises about this picture, in the order of the page's `questions`.
    asked : mapping
        First section only: the values of the picture that the guess is about.
    text : str or callable
        More words, shown under the picture and the exercises; for a section without a picture, all there is.
    """

    part: Any = None
    heading: str = ""
    do: str = ""
    seen: Callable[[], str] | None = None
    after: str | Sequence[str] = ()
    asks: Sequence[int] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    text: str | Callable[[], str] = ""

    @property
    def waits_for(self) -> tuple[str, ...]:
        """What has to be done before what there was to see opens by itself."""
        return (self.after,) if isinstance(self.after, str) else tuple(self.after)


@dataclass(frozen=True)
class Deeper:
    """Sections under a fold; `line` says what is inside. Nothing of it is made before it is opened."""

    line: str
    sections: Sequence[Section]


class Seen:
    """What there was to see in a picture: it opens when the named thing has been done, or on request."""

    def __init__(self, section: Section) -> None:
        self._section = section
        self._before: dict[str, Any] | None = None
        self.text = kinds.HTML()
        self._ask = kinds.VBox([button(_("Show what there was to see"), self.show, "wb-seen-button")])
        self.widget = kinds.VBox([self._ask, self.text])
        self.widget.add_class("wb-seen")

    def show(self) -> None:
        """Show it; it is worked out only now."""
        if self._section.seen is None or self.text.value:
            return
        head, said = html.escape(_("What there was to see")), paragraphs(self._section.seen())
        self.text.value = f'<div class="wb-told" tabindex="-1"><p class="wb-told-head">{head}</p>{said}</div>'
        self._ask.layout.display = "none"

    def watch(self, explorer: Explorer) -> None:
        """Wait for the named thing to be done in an explorer."""

        def drawn(values: dict[str, Any]) -> None:
            before, self._before = self._before, None if explorer.covered else values
            if before is not None and self._done(explorer, before, values) & set(self._section.waits_for):
                self.show()

        explorer.watchers.append(drawn)

    @staticmethod
    def _done(explorer: Explorer, before: dict[str, Any], values: dict[str, Any]) -> set[str]:
        """Return the presets that have come into force, and the controls that have been moved."""
        moved = {name for name in values if values[name] != before[name]}
        return set(explorer.in_force(values)) - set(explorer.in_force(before)) | moved


class Placed:
    """A section on a page: a heading and a line at once, all else when it comes near.

    `page` makes its parts ready (`prepare`) and its exercises (`make_exercises`), and hears what is on the page (`built`).
    """

    def __init__(self, section: Section, page: Any, level: int = 2) -> None:
        self.section, self._page = section, page
        self.folded = level > 2
        self.built = False
        self.exercises: list[Any] = []
        self.seen = Seen(section) if section.seen is not None else None
        self._near = button(_("Show this part"), self.build, "wb-near")
        self.slot = kinds.VBox([self._near])
        self.slot.add_class("wb-slot")
        self.widget = kinds.VBox([*_head(section, level), self.slot])
        self.widget.add_class("wb-section")

    @cached_property
    def part(self) -> Any:
        """The explorer or box of this section, made when it is first asked for; None where there is none."""
        part = self.section.part
        if part is None:
            return None
        made = self._page.prepare(part() if callable(part) else part)
        self.widget.add_class(f"part-{getattr(made, 'name', 'box')}")  # by which a link finds it
        return made

    @property
    def explorer(self) -> Explorer | None:
        """The part, if it is an explorer."""
        return self.part if isinstance(self.part, Explorer) else None

    def build(self) -> None:
        """Make, draw and show all of the section, once."""
        if self.built:
            return
        self.built = True
        inside = [self.part.widget] if self.part is not None else []
        if self.explorer is not None:
            if self.seen is not None:
                self.seen.watch(self.explorer)
            self.explorer.refresh()
        inside += [self.seen.widget] if self.seen is not None else []
        text = self.section.text() if callable(self.section.text) else self.section.text
        inside += [prose(text)] if text else []
        self.exercises = self._page.make_exercises(self.section.asks)
        self._page.built(self.part)
        self._inside = inside
        self.slot.children = [*inside, *(exercise.widget for exercise in self.exercises)]

    def ask_again(self) -> None:
        """Make the exercises anew: the reader's numbers are others."""
        if self.built and self.exercises:
            self.exercises = self._page.make_exercises(self.section.asks)
            self.slot.children = [*self._inside, *(exercise.widget for exercise in self.exercises)]


def _head(section: Section, level: int) -> list[kinds.Widget]:
    heading = f"<h{level}>{html.escape(section.heading)}</h{level}>" if section.heading else ""
    do = f'<p class="wb-do">{rich(section.do)}</p>' if section.do else ""
    if not heading + do:
        return []
    head = kinds.HTML(heading + do)
    head.add_class("wb-head")
    return [head]


class PlacedDeeper:
    """A fold with sections. What is folded is not near, so nothing of it is made until it is opened."""

    def __init__(self, deeper: Deeper, page: Any) -> None:
        self.placed = [Placed(section, page, 3) for section in deeper.sections]
        head, line = html.escape(_("Deeper")), rich(deeper.line)
        opener = kinds.HTML(
            f'<h2 class="wb-fold-head"><button data-wb-opens="wb-fold" aria-expanded="false"><b>{head}</b> {line}</button></h2>'
        )
        body = kinds.VBox([placed.widget for placed in self.placed])
        body.add_class("wb-fold-body")
        self.widget = kinds.VBox([opener, body])
        self.widget.add_class("wb-fold")


def prose(text: str) -> kinds.Widget:
    """Return a widget for prose made by code, in which ``**`` and ``*`` emphasise."""
    widget = Looks().html(paragraphs(text))
    widget.add_class("wb-prose")
    return widget
