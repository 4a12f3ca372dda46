"""Exercises that are checked on the spot, and the prediction that comes before an explorer opens."""

import html
from collections.abc import Callable
from urllib.parse import urlencode

import ipywidgets

from basislib.widgets.answers import Answers
from basislib.widgets.boxes import Looks, button, row
from basislib.widgets.questions import TONES, Choose, Numeric
from basislib.widgets.text import paragraphs, rich


class Exercise:
    """A question, an answer box, Check, Hint and Solution. Its state lives in the page's `Answers`."""

    def __init__(self, item: str, number: int, question, answers: Answers, looks: Looks | None = None):
        looks = looks or Looks()
        self.item, self.question, self._answers = item, question, answers
        self.numeric = isinstance(question, Numeric)
        self.box = _answer_box(question, number, looks)
        self.feedback, self.help = looks.html(), looks.html()
        self.check_button = button("Check", self.check, "wb-check", looks=looks)
        self.hint_button = button("Hint", self.hint, looks=looks)
        self.solution_button = button("Solution", self.solve, looks=looks)
        ask = looks.html(f'<div class="wb-ask"><b>{number}.</b> {rich(question.text)}</div>')
        tools = row(([self.box] if self.numeric else [])
                    + [self.check_button, self.hint_button, self.solution_button], looks=looks)
        self.widget = looks.box([ask] + ([] if self.numeric else [self.box]) + [tools, self.feedback, self.help],
                                "wb-exercise")

    def check(self):
        """Grade what is in the box, reply, and keep the answer."""
        given = self.box.value
        said = self.question.grade(given)
        if said.tone != "missing":
            words = given if self.numeric else next(o.words for o in self.question.options if o.key == given)
            self._answers.keep(self.item, self.question.text, words.strip(), said.tone)
        self.feedback.value = tone_html(said, self.state())
        return said

    def hint(self):
        """Show the hint."""
        self._answers.helped(self.item, self.question.text, hint_used=True)
        self.help.value = f'<div class="wb-hint"><b>Hint.</b> {rich(self.question.hint)}</div>'

    def solve(self):
        """Show the full solution."""
        self._answers.helped(self.item, self.question.text, solution_seen=True)
        solution = paragraphs(self.question.solution)
        self.help.value = f'<div class="wb-solution"><b>Solution.</b>{solution}</div>'

    def state(self):
        """Return the link parameter of the answer given, so that a reload keeps it."""
        return {self.item: self.box.value} if self.box.value else {}

    def restore(self, query):
        """Put back and grade the answer of a link, if there is a sensible one."""
        given = str(query.get(self.item, ""))[:60]
        known = self.numeric or given in {option.key for option in self.question.options}
        if given and known:
            self.box.value = given
            self.check()


class Prediction:
    """A guess, committed before the picture opens, then replied to; `on_open()` shows what waited for it."""

    def __init__(self, item: str, question: Choose, answers: Answers, on_open: Callable[[], None] = lambda: None):
        self.item, self.question, self._answers, self._on_open = item, question, answers, on_open
        looks = Looks()
        self.box = _answer_box(question, 0, looks)
        self.reply = looks.html()
        self.commit_button = button("This is my guess", self.commit, "wb-check", looks=looks)
        self.skip_button = button("Open without a guess", self.skip, looks=looks)
        self._row = row([self.commit_button, self.skip_button])  # with a layout of its own: it is hidden later
        ask = looks.html(f'<div class="wb-ask">{rich(question.text)}</div>')
        self.widget = looks.box([ask, self.box, self._row, self.reply], "wb-prediction")
        self.opened = False

    def commit(self):
        """Fix the guess, reply to it and open what waited for it."""
        said = self.question.grade(self.box.value)
        if said.tone == "missing":
            self.reply.value = tone_html(said, {})
            return said
        words = next(o.words for o in self.question.options if o.key == self.box.value)
        self._answers.keep(self.item, self.question.text, words, said.tone)
        verdict = "You had it." if said.tone == "correct" else "Not quite what happens."
        self.open()
        self.reply.value = (f'<div class="wb-reply" role="status" {_state_attribute(self.state())}>'
                            f"You guessed: <b>{html.escape(words.rstrip('.'))}</b>. {verdict} {rich(said.text)}</div>")
        return said

    def skip(self):
        """Open without a guess; the answers say so."""
        self._answers.keep(self.item, self.question.text, "", "skipped")
        self.open()

    def open(self):
        """Show what waited for the guess and take the buttons away."""
        self.opened = True
        self.box.disabled = True
        self._row.layout.display = "none"
        self._on_open()

    def state(self):
        """Return the link parameter of the guess, so that a reload keeps it."""
        return {self.item: self.box.value} if self.opened and self.box.value else {}

    def restore(self, query):
        """Put back and commit the guess of a link, if it is one of the options."""
        if query.get(self.item) in {option.key for option in self.question.options}:
            self.box.value = query[self.item]
            self.commit()


def tone_html(said, state):
    """Return feedback as HTML; the tone is a word, not a colour alone."""
    name = said.tone.replace(" ", "-")
    return (f'<div class="wb-feedback wb-{name}" role="status" {_state_attribute(state)}>'
            f"<b>{TONES[said.tone]}.</b> {rich(said.text)}</div>")


def _state_attribute(state):
    return f'data-wb-state="{html.escape(urlencode(state))}"' if state else ""


def _answer_box(question, number, looks):
    if isinstance(question, Numeric):
        box = looks.make(ipywidgets.Text, placeholder="your answer", description=question.unit,
                         tooltip=f"Answer to question {number}, in {question.unit}")
        box.add_class("wb-number")
        return box
    pairs = [(option.words, option.key) for option in question.options]
    return looks.make(ipywidgets.RadioButtons, options=pairs, value=None, layout=looks.narrow)
