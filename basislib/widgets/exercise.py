"""Exercises that are checked on the spot, and the prediction that comes before an explorer opens."""

import html
from collections.abc import Callable

from basislib.language import _
from basislib.widgets import kinds
from basislib.widgets.answers import Answers
from basislib.widgets.boxes import Looks, button, row
from basislib.widgets.questions import TONES, Choose, Numeric
from basislib.widgets.text import paragraphs, rich

STOPS = ".。"  # an option may be a whole sentence; within another one it stands without its end
STYLES = {
    "missing": "wb-missing",
    "keep working": "wb-keep-working",
    "almost": "wb-almost",
    "correct": "wb-correct",
}  # of the tones


class Exercise:
    """A question, an answer box, Check, Hint and Solution. Its state lives in the page's `Answers`."""

    def __init__(self, item: str, number: int, question, answers: Answers, looks: Looks | None = None):
        looks = looks or Looks()
        self.item, self.question, self._answers = item, question, answers
        self.numeric = isinstance(question, Numeric)
        self.box = _answer_box(question, number, looks)
        self.feedback, self.help = looks.html(), looks.html()
        self.check_button = button(_("Check"), self.check, "wb-check", looks=looks)
        self.hint_button = button(_("Hint"), self.hint, looks=looks)
        self.solution_button = button(_("Solution"), self.solve, looks=looks)
        ask = looks.html(f'<div class="wb-ask"><b>{number}.</b> {rich(question.text)}</div>')
        tools = row(
            ([self.box] if self.numeric else []) + [self.check_button, self.hint_button, self.solution_button],
            looks=looks,
        )
        self.widget = looks.box(
            [ask] + ([] if self.numeric else [self.box]) + [tools, self.feedback, self.help], "wb-exercise"
        )

    def check(self):
        """Grade what is in the box, reply, and keep the answer."""
        given = self.box.value
        said = self.question.grade(given)
        if said.tone != "missing":
            words = given if self.numeric else next(o.words for o in self.question.options if o.key == given)
            kept = self.question.kept(given) if self.numeric else given
            self._answers.keep(self.item, self.question.text, words.strip(), said.tone, kept)
        self.feedback.value = tone_html(said)
        return said

    def show(self):
        """Show the answer that is kept, as it was replied to; nothing counts."""
        kept = self._answers.get(self.item)
        given = kept.given if kept else ""
        if given and (self.numeric or given in {option.key for option in self.question.options}):
            self.box.value = self.question.shown(given) if self.numeric else given
            self.feedback.value = tone_html(self.question.grade(self.box.value))

    def hint(self):
        """Show the hint."""
        self._answers.helped(self.item, self.question.text, hint_used=True)
        head = _("Hint.")
        self.help.value = f'<div class="wb-hint"><b>{head}</b> {rich(self.question.hint)}</div>'

    def solve(self):
        """Show the full solution."""
        self._answers.helped(self.item, self.question.text, solution_seen=True)
        head, solution = _("Solution."), paragraphs(self.question.solution)
        self.help.value = f'<div class="wb-solution"><b>{head}</b>{solution}</div>'


class Prediction:
    """A guess, committed before the picture opens, then replied to; `on_open()` shows what waited for it."""

    def __init__(self, item: str, question: Choose, answers: Answers, on_open: Callable[[], None] = lambda: None):
        self.item, self.question, self._answers, self._on_open = item, question, answers, on_open
        looks = Looks()
        self.box = _answer_box(question, 0, looks)
        self.reply = looks.html()
        self.commit_button = button(_("This is my guess"), self.commit, "wb-check", looks=looks)
        self.skip_button = button(_("Open without a guess"), self.skip, looks=looks)
        self._row = row([self.commit_button, self.skip_button])  # with a layout of its own: it is hidden later
        ask = looks.html(f'<div class="wb-ask">{rich(question.text)}</div>')
        self.widget = looks.box([ask, self.box, self._row, self.reply], "wb-prediction")
        self.opened = False

    def commit(self):
        """Fix the guess, reply to it and open what waited for it."""
        said = self.question.grade(self.box.value)
        if said.tone == "missing":
            self.reply.value = tone_html(said)
            return said
        words = next(o.words for o in self.question.options if o.key == self.box.value)
        self._answers.keep(self.item, self.question.text, words, said.tone, self.box.value)
        self.open()
        self._say(said)
        return said

    def _say(self, said):
        """Reply to the guess."""
        words = next(o.words for o in self.question.options if o.key == self.box.value)
        text = (
            _("You guessed: {guess}. You had it. {reply}")
            if said.tone == "correct"
            else _("You guessed: {guess}. Not quite what happens. {reply}")
        )
        self._write(text, guess=f"<b>{html.escape(words.rstrip(STOPS))}</b>", reply=rich(said.text))

    def tell(self):
        """Say what the answer is, to a reader who did not guess."""
        option = next(option for option in self.question.options if option.key == self.question.answer)
        text = _("The answer: {answer}. {reply}")
        self._write(text, answer=f"<b>{html.escape(option.words.rstrip(STOPS))}</b>", reply=rich(option.reply))

    def _write(self, text, **parts):
        body = html.escape(text, quote=False).format(**parts)
        self.reply.value = f'<div class="wb-reply" role="status" tabindex="-1">{body}</div>'

    def show(self):
        """Show the guess that is kept, as it was replied to; nothing counts."""
        kept = self._answers.get(self.item)
        if kept is None or self.reply.value:
            return
        if not self.opened:
            self.open()
        if kept.given in {option.key for option in self.question.options}:
            self.box.value = kept.given
            self._say(self.question.grade(kept.given))
        else:
            self.tell()

    def skip(self):
        """Open without a guess; the answers say so."""
        self._answers.keep(self.item, self.question.text, "", "skipped")
        self.open()
        self.tell()

    def open(self):
        """Show what waited for the guess and take the buttons away."""
        self.opened = True
        self.box.disabled = True
        self._row.layout.display = "none"
        self._on_open()

    def restore(self, query):
        """Put back and commit the guess of a link, if it is one of the options."""
        if query.get(self.item) in {option.key for option in self.question.options}:
            self.box.value = query[self.item]
            self.commit()


def tone_html(said):
    """Return feedback as HTML; the tone is a word, not a colour alone."""
    return f'<div class="wb-feedback {STYLES[said.tone]}" role="status"><b>{_(TONES[said.tone])}</b> {rich(said.text)}</div>'


def _answer_box(question, number, looks):
    if isinstance(question, Numeric):
        tip = _("Answer to question {number}, in {unit}").format(number=number, unit=question.unit)
        box = looks.make(kinds.Text, placeholder=_("your answer"), description=question.unit, tooltip=tip)
        box.add_class("wb-number")
        return box
    pairs = [(option.words, option.key) for option in question.options]
    return looks.make(kinds.RadioButtons, options=pairs, value=None, layout=looks.narrow)
