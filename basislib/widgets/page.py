"""A page of the workbook: its explorers behind a prediction, its exercises, its reader's answers."""

import html
import os
import secrets
from collections.abc import Callable, Sequence
from importlib.resources import files
from urllib.parse import parse_qsl

import ipywidgets
from IPython.display import HTML, display

from basislib.widgets.answers import Answers
from basislib.widgets.boxes import Looks, button, row
from basislib.widgets.exercise import Exercise, Prediction
from basislib.widgets.explorer import Explorer
from basislib.widgets.questions import Choose
from basislib.widgets.text import download, paragraphs

LONGEST_QUERY, MOST_PARAMETERS = 2000, 80


def query_string():
    """Return the query string of the page's address in Voila; empty elsewhere."""
    if os.environ.get("VOILA_PREHEAT") == "True":  # a kernel started ahead waits here for its reader
        from voila.utils import get_query_string
        return get_query_string() or ""
    return os.environ.get("QUERY_STRING", "")


def read_query(text):
    """Return the parameters of a query string; overlong ones are cut, later ones win."""
    return dict(parse_qsl(text[:LONGEST_QUERY])[:MOST_PARAMETERS])


class Page:
    """One page as a notebook uses it.

    Parameters
    ----------
    name : str
        The stem of the page, for file names.
    guess : Choose
        The prediction that opens the page's explorers.
    parts : sequence of Explorer, str, callable, or anything with a `widget`
        What stands behind the prediction, in order; a str is prose ("## " starts a heading), a callable returns
        prose that takes a while to work out, which is not done before the prediction opens.
    questions : callable
        ``questions(rng)`` returns the exercises for a `numpy.random.Generator`.
    query : str, optional
        The query string to start from; by default that of the page's address.
    """

    def __init__(self, name: str, *, guess: Choose, parts: Sequence, questions: Callable,
                 query: str | None = None):
        self.name = name
        self.query = read_query(query_string() if query is None else query)
        self.seed = self._seed()
        self.answers = Answers(name, self.seed)
        self.explorers = {part.name: part for part in parts if isinstance(part, Explorer)}
        self._restorable = [part for part in parts if hasattr(part, "restore")]
        self._opens = [part.widget if hasattr(part, "widget") else prose("") for part in parts]
        self._texts = [(widget, part) for widget, part in zip(self._opens, parts, strict=True)
                       if not hasattr(part, "widget")]
        for widget in self._opens:
            widget.layout.display = "none"
        self.prediction = Prediction("guess", guess, self.answers, self._open)
        self._questions = questions
        self.exercise_list = []

    def _seed(self):
        text = self.query.get("seed", "")
        given = text.isascii() and text.isdigit() and len(text) <= 6
        return int(text) if given else secrets.randbelow(9000) + 1000

    def explore(self, **state):
        """Show the prediction and the explorers; `state` sets controls by name, as "Copy link" writes it."""
        query = {**self.query, **{key: str(value) for key, value in state.items()}}
        moved = [part.restore(query) for part in self._restorable]
        self.prediction.restore(query)
        if (any(moved) or query.get("mode") == "lecture") and not self.prediction.opened:
            self.prediction.open()
        display(assets())
        display(ipywidgets.VBox([self.prediction.widget, *self._opens]))

    def _open(self):
        """Show what waited for the guess. Only now the pictures are drawn: the page itself comes sooner."""
        for explorer in self.explorers.values():
            explorer.refresh()
        for widget, text in self._texts:
            widget.value = prose_html(text() if callable(text) else text)
        for widget in self._opens:
            widget.layout.display = None

    def exercises(self):
        """Show the exercises, with this reader's numbers, and the download of the answers."""
        import numpy

        rng = numpy.random.default_rng(self.seed)
        questions = self._questions(rng)
        looks = Looks()
        self.exercise_list = [Exercise(f"q{number}", number, question, self.answers, looks)
                              for number, question in enumerate(questions, 1)]
        for exercise in self.exercise_list:
            exercise.restore(self.query)
        display(assets())
        display(ipywidgets.VBox([exercise.widget for exercise in self.exercise_list] + [self._my_answers()]))

    def _my_answers(self):
        who = ipywidgets.Text(description="Your name", placeholder="only written into the file",
                              style={"description_width": "initial"})
        link = ipywidgets.HTML()

        def save():
            if not len(self.answers):
                link.value = '<p class="wb-note" role="status">You have not answered anything yet.</p>'
                return
            link.value = download(f"{self.name}_answers.csv", "text/csv", self.answers.csv(who.value.strip()))

        seed = ipywidgets.HTML(
            f'<p class="wb-note" data-wb-state="seed={self.seed}">Your numbers carry the seed {self.seed}. '
            "Your neighbour's differ. Add <code>?seed=1234</code> to the address and a class gets the same.</p>")
        box = ipywidgets.VBox([seed, row([who, button("Download my answers", save), link])])
        box.add_class("wb-answers")
        return box


def prose_html(text):
    """Return prose made by code as HTML: "## " starts a heading, ``**`` emphasises."""
    title, _, rest = text.removeprefix("## ").partition("\n") if text.startswith("## ") else ("", "", text)
    heading = f"<h2>{html.escape(title)}</h2>" if title else ""
    return heading + paragraphs(rest)


def prose(text):
    """Return a widget for prose made by code."""
    widget = ipywidgets.HTML(prose_html(text))
    widget.add_class("wb-prose")
    return widget


def assets():
    """Return the style and the script every page carries; the script runs once per page."""
    folder = files("basislib.widgets")
    style = folder.joinpath("page.css").read_text("utf-8")
    script = folder.joinpath("page.js").read_text("utf-8")
    return HTML(f"<style>{style}</style><script>{script}</script>")
