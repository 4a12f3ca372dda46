"""A page of the workbook: a picture with a guess first, then section by section, then what folds."""

import html
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from IPython.display import display

from basislib.widgets import kinds
from basislib.widgets.exercise import Exercise, Prediction
from basislib.widgets.explorer import Explorer
from basislib.widgets.glossary import word_list
from basislib.widgets.page import assets, query_string, read_query
from basislib.widgets.poster import poster
from basislib.widgets.questions import Choose
from basislib.widgets.section import Deeper, Placed, PlacedDeeper, Section
from basislib.widgets.store import Store
from basislib.widgets.text import rich
from basislib.widgets.workings import Workings

OF_THE_PAGE = "application/vnd.workbook+html"  # as the template knows it
OWN = {"seed", "mode", "guess", "at", "lang"}  # parameters of an address that are no explorer's


class Lesson:
    """One page as a notebook uses it: `explore()` in its first code cell, `sections()` in its second.

    Parameters
    ----------
    name : str
        The stem of the page, for file names and for what the browser keeps.
    guess : Choose
        The question to which the first picture is the answer; the picture is there before, with its answer covered.
    questions : callable
        ``questions(rng)`` returns all exercises of the page, for a `numpy.random.Generator`; each stands in the section
        that names its number.
    sections : sequence of Section or Deeper
        In order; the first has the picture of the guess.
    terms : sequence of str
        The words that are explained on this page, as the glossary has them.
    query : str, optional
        The query string to start from; by default that of the page's address.
    """

    def __init__(
        self,
        name: str,
        *,
        guess: Choose,
        questions: Callable,
        sections: Sequence[Section | Deeper],
        terms: Sequence[str] = (),
        query: str | None = None,
    ) -> None:
        kinds.made_here_only()
        self.name, self.terms = name, tuple(terms)
        self.query = read_query(query_string() if query is None else query)
        self._prepared: list[Any] = []
        self._shapes: tuple[str, ...] = ("wide",)
        first, *rest = sections
        self.first = Placed(Section(first.part, asked=first.asked), self)
        after = Section(seen=first.seen, after=first.after, asks=first.asks, text=first.text)
        self._after = Placed(after, self)
        self._after.widget.add_class("wb-after")
        self._blocks = [PlacedDeeper(each, self) if isinstance(each, Deeper) else Placed(each, self) for each in rest]
        self._do = first.do
        self.store = Store(name)
        asked = sum(len(placed.section.asks) for placed in self.placed)
        self.workings = Workings(name, questions, self.store, self.query, asked)
        self.answers = self.workings.answers
        self.prediction = Prediction("guess", guess, self.answers, self._open)
        self._waiting: dict[str, str] = {}  # the states of parts that a link set and nobody has come near, by name
        self._pending, self._where = kinds.HTML(), kinds.HTML()  # these states; where a link leads
        self.shown: list[Any] = []
        self.store.bring_back("answers", self._as_before)
        self.store.on_screen(self._reshape)
        self.store.on_address(self._go)
        self.store.on_book(self.workings.save)

    # ---- parts --------------------------------------------------------------------------------

    @property
    def placed(self) -> list[Placed]:
        """Every section in order, those under folds too; the first in two, its picture and what comes after it."""
        inside = [block.placed if isinstance(block, PlacedDeeper) else [block] for block in self._blocks]
        return [self.first, self._after, *(placed for block in inside for placed in block)]

    @property
    def explorers(self) -> dict[str, Explorer]:
        """Every explorer of the page by name; those that nobody has come near are made now."""
        made = [placed.explorer for placed in self.placed]
        return {explorer.name: explorer for explorer in made if explorer is not None}

    @property
    def boxes(self) -> dict[str, Any]:
        """What else of the page a link can set, by name."""
        made = [placed.part for placed in self.placed]
        return {part.name: part for part in made if hasattr(part, "restore") and not isinstance(part, Explorer)}

    @property
    def exercise_list(self) -> list[Exercise]:
        """The exercises that have been made, in order."""
        return [exercise for _number, exercise in sorted(self.workings.made.items())]

    def prepare(self, part: Any) -> Any:
        """Return a part that has just been made, fit for this page."""
        self._prepared.append(part)
        if hasattr(part, "stem"):
            part.stem = f"{self.name}_{part.name}"  # readers keep the files of several pages in one folder
        if hasattr(part, "use"):
            part.use(self.store)
        if hasattr(part, "reshape"):
            part.reshape(*self._shapes)
        return part

    def make_exercises(self, numbers: Sequence[int]) -> list[Exercise]:
        """Return exercises by their numbers, with this reader's numbers in them."""
        return self.workings.exercises(numbers)

    def build(self) -> None:
        """Make and draw all there is, as if a reader had been everywhere."""
        for placed in self.placed:
            placed.build()

    # ---- what is shown ------------------------------------------------------------------------

    def explore(self, **state: Any) -> None:
        """Show the first picture with its guess; `state` sets controls by name, as "Copy link" writes it."""
        query = {**self.query, **{key: str(value) for key, value in state.items()}}
        explorer, guess = self._frame(), self.prediction
        if explorer.name in self._restore(query):
            guess.open()
        elif not guess.opened:
            explorer.shapes = ("wide", "narrow") if _in_voila() else self._shapes
            explorer.cover(**self.first.section.asked)
            self._after.widget.add_class("wb-unasked")  # nothing that follows from the answer is shown either
        guess.restore(query)
        self.first.build()
        _put(assets() + (poster(explorer, guess) if _in_voila() else ""))
        hidden = kinds.VBox([self.store.widget, self._pending, self._where])
        hidden.add_class("wb-hidden")
        self._show([self.first.widget, hidden], "wb-opens")

    def sections(self) -> None:
        """Show the other sections, the words and the answers."""
        blocks = [self._after.widget, *(block.widget for block in self._blocks)]
        self._show([*blocks, kinds.HTML(word_list(self.terms)), self.workings.widget()])

    def _show(self, widgets: Sequence[Any], *classes: str) -> None:
        """Put widgets on the screen, in a box that `shown` keeps."""
        self.shown.append(kinds.VBox(widgets))
        for each in ("wb-page", *classes):
            self.shown[-1].add_class(each)
        display(self.shown[-1])

    def _frame(self) -> Explorer:
        """Return the explorer of the guess, with the guess beside its picture, and what to do once it is answered."""
        explorer = self.first.explorer
        if explorer is None:
            raise TypeError("The first section of a page has an explorer.")
        if self.prediction.widget not in explorer.left.children:
            do = kinds.HTML(f'<p class="wb-do">{rich(self._do)}</p>')
            explorer.left.children = [self.prediction.widget, do, *explorer.left.children]
            explorer.widget.add_class("wb-first")
            if self._after.seen is not None:
                self._after.seen.watch(explorer)
        return explorer

    def _open(self) -> None:
        """Uncover the answer; the controls are the reader's from now on."""
        explorer = self._frame()
        self._after.widget.remove_class("wb-unasked")
        if explorer.covered:
            explorer.uncover()
        else:
            explorer.refresh()

    # ---- links and what the browser says ------------------------------------------------------

    def _restore(self, query: Mapping[str, str]) -> list[str]:
        """Set what a link sets, without drawing; return the names of the parts it is about."""
        if not set(query) - OWN and "at" not in query:
            return []
        explorers, boxes = self.explorers, self.boxes
        moved = [name for name, explorer in explorers.items() if explorer.restore(query, draw=False)]
        moved += [name for name, box in boxes.items() if box.restore(query)]
        places = {**explorers, **boxes}
        self._waiting = {name: places[name].state() for name in moved if name != self._frame().name}
        self._tell_waiting()
        named = {getattr(placed.part, "name", "") for placed in self.placed} - {""}
        at = query["at"] if query.get("at") in named else next(iter(moved), "")
        self._where.value = f'<span data-wb-at="{html.escape(at)}"></span>'
        return moved

    def _tell_waiting(self) -> None:
        """Say the states of parts that are not on the page yet, so that the address keeps them."""
        self._pending.value = f'<span data-wb-state="{html.escape("&".join(self._waiting.values()))}"></span>'

    def built(self, part: Any) -> None:
        """Hear that a part is on the page: from now on it says its state itself."""
        if self._waiting.pop(getattr(part, "name", ""), ""):
            self._tell_waiting()

    def _go(self, state: str) -> None:
        """Take the state of an address that the reader went back to."""
        query = read_query(state)
        for placed in self.placed:
            if placed.built and hasattr(placed.part, "go_to") and not getattr(placed.part, "covered", False):
                placed.part.go_to(query)

    def _reshape(self, narrow: bool) -> None:
        """Draw for the width of the reader's screen."""
        self._shapes = ("narrow",) if narrow else ("wide",)
        for part in self._prepared:
            if hasattr(part, "reshape"):
                part.reshape(*self._shapes)

    def _as_before(self, kept: Any) -> None:
        """Bring back the guess and the answers that the browser kept; a lecturer's link opens with the question."""
        if self.workings.bring_back(kept):
            for placed in self.placed:
                placed.ask_again()
        if self.query.get("mode") != "lecture":
            self.prediction.show()


def _put(text: str) -> None:
    """Put HTML on the page. Our template in Voila makes it part of the page itself, which is there before any script."""
    display({"text/html": text} | ({OF_THE_PAGE: text} if _in_voila() else {}), raw=True)


def _in_voila() -> bool:
    """Return whether this kernel serves a page in Voila."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
