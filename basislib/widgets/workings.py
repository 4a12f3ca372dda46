"""A reader's work on one page: the numbers of the exercises, the answers, and the file of all answers of the book."""

import html
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy

from basislib.language import _, paragraph, plural
from basislib.widgets import kinds
from basislib.widgets.answers import Answers, book_csv
from basislib.widgets.boxes import Looks, button, row
from basislib.widgets.columns import files_of, hand_out
from basislib.widgets.exercise import Exercise
from basislib.widgets.store import Store

MOST_SEEDS = 5  # of one page, whose answers are kept
LONGEST_NAME = 100  # characters


class Workings:
    """The exercises of a page with this reader's numbers, and all answers to them.

    Parameters
    ----------
    page : str
        The stem of the page.
    questions : callable
        ``questions(rng)`` returns all exercises of the page.
    store : Store
        Keeps the answers.
    query : mapping
        Of the address: ``seed`` says the numbers; without it they are those of the last visit, or drawn by lot.
    of : int
        How many exercises the page shows.
    """

    def __init__(self, page: str, questions: Callable, store: Store, query: Mapping[str, str], of: int) -> None:
        given = query.get("seed", "")
        self._given = given.isascii() and given.isdigit() and len(given) <= 6
        self.seed = int(given) if self._given else secrets.randbelow(9000) + 1000
        self.answers = Answers(page, self.seed, self._keep)
        self.made: dict[int, Exercise] = {}
        self._page, self._questions, self._store, self._of = page, questions, store, of
        self._others: dict[str, Any] = {}  # answers to other numbers, as the browser kept them
        self._looks = Looks()
        self._asked: Sequence[Any] | None = None
        self._seed_told, self._file, self._name = kinds.HTML(), kinds.HTML(), self._name_box()
        self._tell_seed()

    def exercises(self, numbers: Sequence[int]) -> list[Exercise]:
        """Return exercises by their numbers, with the answers that were given before."""
        if not numbers:  # most sections have none, and to make them can take longer than to draw a picture
            return []
        if self._asked is None:
            self._asked = self._questions(numpy.random.default_rng(self.seed))
        for number in numbers:
            question = self._asked[number - 1]
            self.made[number] = Exercise(f"q{number}", number, question, self.answers, self._looks)
            self.made[number].show()
        return [self.made[number] for number in numbers]

    # ---- what the browser keeps ---------------------------------------------------------------

    def _keep(self) -> None:
        rows = self.answers.rows()
        guess = rows.pop("guess", None)
        by = {**self._others, str(self.seed): rows}
        self._store.keep("answers", {"seed": self.seed, "of": self._of, "guess": guess, "by": by})

    def bring_back(self, kept: Any) -> bool:
        """Take what the browser kept of an earlier visit; return whether the exercises' numbers are others now."""
        by, seed = kept.get("by"), kept.get("seed")
        by = by if isinstance(by, dict) else {}
        before = self.seed
        if not self._given and not self._worked() and type(seed) is int and 0 <= seed < 10**6:
            self.seed = self.answers.seed = seed
        self._others = {key: rows for key, rows in list(by.items())[-MOST_SEEDS:] if key != str(self.seed)}
        self.answers.bring_back({**_rows(by.get(str(self.seed))), "guess": kept.get("guess")})
        if self.seed != before:
            self._asked = None
            self._tell_seed()
        for exercise in self.made.values():
            exercise.show()
        self._keep()
        return self.seed != before

    def _worked(self) -> bool:
        """Whether the reader has worked on an exercise in this visit."""
        return any(item != "guess" for item in self.answers.rows())

    # ---- the file -----------------------------------------------------------------------------

    def _name_box(self) -> kinds.Widget:
        style = {"description_width": "initial"}
        return kinds.Text(description=_("Your name"), placeholder=_("only written into the file"), style=style)

    def _tell_seed(self) -> None:
        site = _("Add {example} to the address and a class gets the same.")
        lab = _("Write {example} in the first cell of code and a class gets the same.")
        told = paragraph(
            _("Your numbers carry the seed {seed}.").format(seed=self.seed),
            f'<span class="wb-site">{site.format(example="<code>?seed=1234</code>")}</span>'
            f'<span class="wb-lab">{lab.format(example="<code>page(&quot;seed=1234&quot;)</code>")}</span>',
        )
        self._seed_told.value = f'<p class="wb-note" data-wb-state="seed={self.seed}">{told}</p>'

    def widget(self) -> kinds.Widget:
        """Return the seed, the reader's name and the button for the file."""
        heading = html.escape(_("Your answers"))
        head = kinds.HTML(f"<h2>{heading}</h2>")
        save = button(_("Download my answers"), self.save, "wb-book")
        kept = html.escape(_("Guess and answers stay in this browser until you erase them. The file has every page."))
        forget = html.escape(_("Erase what this browser keeps"))
        about = kinds.HTML(f'<p class="wb-note">{kept} <button class="wb-link" data-wb-forget>{forget}</button></p>')
        box = kinds.VBox([head, about, row([self._name, save, self._file]), self._seed_told])
        box.add_class("wb-answers")
        return box

    def save(self, others: object = None) -> None:
        """Offer the file of the answers: of this page, and of the others as the browser kept them."""
        pages = {page: kept for page, kept in _rows(others).items() if page != self._page}
        name = self._name.value.strip()[:LONGEST_NAME]
        _body, many = book_csv(self.answers, pages, name)
        if not many:
            self._file.value = _note(_("You have not answered anything yet."))
            return
        cut = _("Of your name, the file has the first {most} characters.").format(most=LONGEST_NAME)
        told = plural("It has {n} answer.", "It has {n} answers.", many)
        said = paragraph(told, cut if len(self._name.value.strip()) > LONGEST_NAME else "")
        links = files_of("treasury_basis_answers", lambda in_words: book_csv(self.answers, pages, name, in_words)[0])
        hand_out(self._file, links + _note(said))


def _rows(value: object) -> dict[str, Any]:
    return {str(key): row for key, row in value.items()} if isinstance(value, Mapping) else {}


def _note(text: str) -> str:
    return f'<p class="wb-note" role="status">{html.escape(text, quote=False)}</p>'
