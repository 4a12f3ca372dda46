"""The box in which a crisis is played: the morning's news, what to decide, the picture so far, and in the end a verdict.

The box knows nothing of the model. A `Role` says what there is to decide and what comes of it. The state is a seed and a
text of the choices so far: the address and the browser keep both, so a reload loses nothing, and a link is a game.
"""

import html
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from IPython import get_ipython

from basislib.language import _, paragraph
from basislib.widgets import kinds
from basislib.widgets.answers import Answers
from basislib.widgets.arrange import assumed, control_box
from basislib.widgets.boxes import Looks, button, copy_button, row
from basislib.widgets.columns import file_of, hand_out, table_file
from basislib.widgets.controls import Control, Slider
from basislib.widgets.exercise import Exercise
from basislib.widgets.explorer import Reading
from basislib.widgets.kinds import Widget
from basislib.widgets.picture import Chart, Picture
from basislib.widgets.text import paragraphs, rich, tiles

if TYPE_CHECKING:
    from pandas import DataFrame

LONGEST_TEXT = 200  # characters of a game in a link


@dataclass(frozen=True)
class Role:
    """What is played.

    Attributes
    ----------
    key : str
        Its name on the page, in links and in what a class is told.
    days, largest_seed, first_seed : int
        How many days a game has; seeds are from 0; the crisis that is dealt first.
    controls : sequence of Slider or Choice
        What is decided for a day.
    chart : module
        As an explorer's; it draws what `scene` returns.
    scene : callable
        ``scene(seed, text, day)`` returns what is known: it has ``last``, ``day`` and ``over``, and ``beside(other)``
        returns it with room for another one in its picture.
    after : callable
        ``after(text, values)`` returns the choices with one more day, from the values of the controls by name.
    wait : callable
        ``wait(text)`` returns them with a day on which nothing is decided, if there is one left.
    read, cut : callable
        ``read(text)`` returns the choices of a text as far as it makes sense, ``cut(text, day)`` those up to a day.
    standing : callable
        ``standing(text)`` returns by name what the controls are set to on the next morning.
    news : callable
        ``news(scene)`` returns what the morning brings, in whole sentences.
    describe, verdict : callable
        What there is to see, a `Reading`; what a game that is over comes to, paragraphs.
    score : callable
        The number that counts, of a scene that is over.
    table : callable
        ``table(scene)`` returns the DataFrame of the CSV.
    questions : callable
        ``questions(scene)`` returns questions about the reader's own game, once it is over.
    act : str
        The words on the button that ends the morning.
    assumptions : sequence of str
        Marked [A].
    """

    key: str
    days: int
    largest_seed: int
    first_seed: int
    controls: Sequence[Control]
    chart: Chart
    scene: Callable[[int, str, int], Any]
    after: Callable[[str, Mapping[str, Any]], str]
    wait: Callable[[str], str]
    read: Callable[[str], str]
    cut: Callable[[str, int], str]
    standing: Callable[[str], Mapping[str, Any]]
    news: Callable[[Any], str]
    describe: Callable[[Any], Reading]
    verdict: Callable[[Any], str]
    score: Callable[[Any], float]
    table: Callable[[Any], "DataFrame"]
    questions: Callable[[Any], Sequence[Any]]
    act: str
    assumptions: Sequence[str]


class DeskBox:
    """A game on the page.

    Parameters
    ----------
    role : Role
    """

    def __init__(self, role: Role) -> None:
        self.role, self.name, self.stem = role, role.key, role.key
        self.seed, self.text = role.first_seed, ""
        self.shapes: tuple[str, ...] = ("wide",)
        self._looks, self._store, self._linked, self._batch = Looks(), None, False, False
        self._picture = Picture(role.chart, role.key)
        self._ghost: Any = None
        self.controls = {control.name: control for control in (*role.controls, *self._own_controls())}
        self.inputs = {name: control.widget(self._looks) for name, control in self.controls.items()}
        self.news, self.picture, self.words, self.verdict, self.files = (self._looks.html() for part in range(5))
        self.number = self._looks.make(
            kinds.BoundedIntText, min=0, max=role.largest_seed, value=self.seed, description=_("Crisis number")
        )
        self.buttons = self._buttons()
        self.own = kinds.VBox()
        self.widget = self._arranged()
        self.inputs["day"].observe(lambda change: self._batch or self.draw(), "value")
        self.draw()

    # ---- the game -----------------------------------------------------------------------------

    @property
    def scene(self) -> Any:
        """The game as far as it is known, seen from its last day."""
        return self.role.scene(self.seed, self.text, self.role.days)

    def values(self) -> dict[str, Any]:
        """Return what is decided, by name."""
        return {c.name: c.read(self.inputs[c.name].value) for c in self.role.controls}

    def step(self) -> None:
        """Play the day as decided."""
        if not self.scene.over:
            self.play(self.role.after(self.text, self.values()))

    def rest(self) -> None:
        """Decide for today, and then nothing until the last day."""
        text = self.text if self.scene.over else self.role.after(self.text, self.values())
        for _day in range(self.role.days):
            text = self.role.wait(text)
        self.play(text)

    def again(self) -> None:
        """Go back to a morning, with the same decisions before it; the game that was is kept in grey."""
        day = self.inputs["again"].value
        self._ghost = self.scene
        self.play(self.role.cut(self.text, day - 1))

    def deal(self) -> None:
        """Deal the crisis of a seed by lot."""
        self.start(secrets.randbelow(self.role.largest_seed + 1))

    def start(self, seed: int | None = None) -> None:
        """Begin the crisis of a seed; by default that of the number box."""
        self.seed = self.number.value if seed is None else seed
        self._ghost = None
        self.number.value = self.seed
        self.play("")

    def play(self, text: str) -> None:
        """Show the game with these choices, from its last day, and have them kept."""
        self.text = text
        scene = self.scene
        self._set({**self.role.standing(text), "day": scene.last})
        self._ask(self.role.questions(scene) if scene.over else ())
        self.draw()
        if self._store is not None:
            self._store.keep(self.name, {"seed": self.seed, "text": self.text})

    def _set(self, values: Mapping[str, Any]) -> None:
        """Set controls without drawing."""
        self._batch = True
        for name, value in values.items():
            self.inputs[name].value = value
        self._batch = False

    def _ask(self, questions: Sequence[Any]) -> None:
        """Show the questions about a game that is over. Answers to them are not kept: the next game has others."""
        answers = Answers(self.name, self.seed)
        asked = [Exercise(f"own{at}", at, question, answers) for at, question in enumerate(questions, 1)]
        words = html.escape(_("About your own run"))
        head = [kinds.HTML(f"<h3>{words}</h3>")] if asked else []
        self.own.children = [*head, *(exercise.widget for exercise in asked)]

    # ---- links, and what the browser keeps ----------------------------------------------------

    def state(self) -> str:
        """Return the link parameter of the game, as a query string; nothing before it has begun."""
        begun = self.text or self.seed != self.role.first_seed
        return urlencode({self.name: f"{self.seed}.{self.text}"}) if begun else ""

    def restore(self, query: Mapping[str, object]) -> bool:
        """Take the game of a link; return whether there was one."""
        given = str(query.get(self.name, ""))[:LONGEST_TEXT]
        seed, _dot, text = given.partition(".")
        self._linked = self._take(seed, text)
        return self._linked

    def go_to(self, query: Mapping[str, object]) -> None:
        """Take the game of an address that the reader went back to; without one it has not begun."""
        if not self.restore(query):
            self._take(str(self.role.first_seed), "")

    def _take(self, seed: str, text: str) -> bool:
        """Take a game from text, as far as it makes sense."""
        if not (seed.isascii() and seed.isdigit()) or len(seed) > 9 or int(seed) > self.role.largest_seed:
            return False
        self.seed, self._ghost = int(seed), None
        self.number.value = self.seed
        self.play(self.role.read(text))
        return True

    def use(self, store: Any) -> None:
        """Let the browser keep the game, and take what it kept unless a link has brought one."""
        self._store = store
        store.bring_back(self.name, self._bring_back)

    def _bring_back(self, kept: Any) -> None:
        if not self._linked and not self.text and isinstance(kept, Mapping):
            self._take(str(kept.get("seed", "")), str(kept.get("text", ""))[:LONGEST_TEXT])

    # ---- what is shown ------------------------------------------------------------------------

    def reshape(self, *shapes: str) -> None:
        """Draw the picture "wide" or "narrow" from now on."""
        if shapes != self.shapes:
            self.shapes = shapes
            self.draw()

    def draw(self) -> None:
        """Draw the game as seen from the day that is looked at."""
        scene = self.role.scene(self.seed, self.text, self.controls["day"].read(self.inputs["day"].value))
        scene = scene if self._ghost is None else scene.beside(self._ghost)
        reading = self.role.describe(scene)
        drawn = [self._picture.svg(scene, self._ghost, reading.plain(), shape == "narrow") for shape in self.shapes]
        self.picture.value = "".join(drawn)
        told = f' data-wb-state="{html.escape(self.state())}"' if self.state() else ""
        self.words.value = f'<div class="words"{told}>{tiles(reading.tiles)}<p>{rich(reading.text)}</p></div>'
        self.news.value = "" if scene.over else f'<div class="wb-news" role="status">{self._head(scene)}</div>'
        self.verdict.value = self._judged(scene) if scene.over else ""
        self.left.remove_class("wb-playing" if scene.over else "wb-over")
        self.left.add_class("wb-over" if scene.over else "wb-playing")

    def _head(self, scene: Any) -> str:
        head = _("The morning of day {day} of {days}").format(day=scene.last + 1, days=self.role.days)
        return f'<p class="wb-news-head">{html.escape(head)}</p>{paragraphs(self.role.news(scene))}'

    def _judged(self, scene: Any) -> str:
        """Return the verdict; with it travels what a class is told."""
        score = round(float(self.role.score(scene)), 2)
        told = html.escape(json.dumps({"role": self.name, "seed": self.seed, "score": score}))
        return f'<div class="wb-told" data-wb-game="{told}" role="status">{paragraphs(self.role.verdict(scene))}</div>'

    def csv(self, in_words: bool = False) -> bytes:
        """Return the run as CSV bytes, with the seed and the choices as columns; with `in_words` as an explorer's."""
        table, settings = self.role.table(self.scene), {"seed": self.seed, "choices": self.text}
        labels = {"seed": self.number.description, "choices": ""}
        return table_file(self.stem, table, settings, labels, in_words)

    def png(self) -> bytes:
        """Return the picture as PNG bytes, with the crisis' number and the assumptions under it."""
        settings = _("Crisis {seed}.").format(seed=self.seed)
        return self._picture.png(self.scene, self._ghost, paragraph(settings, *self.role.assumptions))

    def save(self, kind: str) -> None:
        """Offer the run ("csv") or the picture ("png") as a file."""
        hand_out(self.files, file_of(self, kind))

    # ---- where it stands ----------------------------------------------------------------------

    def _own_controls(self) -> list[Control]:
        days = self.role.days
        return [
            Slider(
                "day", _("Look at day"), "", 0, days, 1, 0, _("Days that are played can be looked at again."), "view"
            ),
            Slider(
                "again", _("Play again from day"), "", 1, days, 1, 1, _("Earlier days stay as you played them."), "view"
            ),
        ]

    def _buttons(self) -> dict[str, Widget]:
        looks = self._looks
        return {
            "step": button(self.role.act, self._told(self.step), "wb-check", looks=looks),
            "rest": button(_("Then wait until the end"), self._told(self.rest), looks=looks),
            "again": button(_("What if? Play again"), self._told(self.again), "wb-check", looks=looks),
            "start": button(_("Play this crisis"), self._told(self.start), looks=looks),
            "deal": button(_("Deal another"), self._told(self.deal), looks=looks),
            "csv": button("CSV", partial(self.save, "csv"), looks=looks),
            "png": button("PNG", partial(self.save, "png"), looks=looks),
        }

    def _told(self, action: Callable[[], object]) -> Callable[[], None]:
        """Return an action that says so if it fails: Voila and JupyterLab show nothing of an error in a callback."""

        def act() -> None:
            try:
                action()
            except Exception:
                failed = html.escape(_("This could not be calculated. Deal another crisis, or load the page anew."))
                self.news.value = f'<p class="wb-error" role="alert">{failed}</p>'
                if get_ipython() is None:
                    raise

        return act

    def _arranged(self) -> Widget:
        looks, made = self._looks, self.buttons
        decide = looks.box(
            [
                *(control_box(self, control) for control in self.role.controls),
                row([made["step"], made["rest"]], "wb-act", looks),
            ],
            "wb-decide",
        )
        what_if = looks.box(
            [control_box(self, self.controls["again"]), row([made["again"]], "wb-act", looks)], "wb-what-if"
        )
        deal = row([self.number, made["start"], made["deal"]], "wb-deal", looks)
        help_line = looks.html('<div class="wb-help-line" aria-hidden="true"></div>')
        self.left = kinds.VBox([self.news, self.verdict, decide, what_if, help_line, deal])
        self.left.add_class("wb-left")
        self.picture.add_class("wb-picture")
        self.words.add_class("wb-words")
        view = looks.box([control_box(self, self.controls["day"])], "wb-view")
        result = looks.box([self.picture, view, self.words], "wb-result")
        tools = row([looks.html(copy_button()), made["csv"], made["png"], self.files], "wb-tools", looks)
        rest = looks.box([assumed(self), tools], "wb-rest")
        whole = kinds.VBox([looks.box([self.left, result], "wb-columns"), rest, self.own])
        whole.add_class("wb-explorer")
        whole.add_class("wb-desk")
        whole.add_class(f"explorer-{self.name}")
        return whole

    @property
    def assumptions(self) -> Sequence[str]:
        """What the picture assumes."""
        return self.role.assumptions
