"""The explorer: controls on one side, a picture and its words on the other, and the tools around them."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import ipywidgets
from IPython import get_ipython

from basislib.widgets.boxes import Looks, button, row
from basislib.widgets.controls import GROUPS, Slider
from basislib.widgets.picture import Picture
from basislib.widgets.text import download, plain, rich


@dataclass(frozen=True)
class Reading:
    """What a picture says: two to four `tiles` of (label, value) and a `text` of short sentences."""

    text: str
    tiles: Sequence[tuple[str, str]] = ()

    def plain(self):
        """Return everything as one line, the picture's description for readers who cannot see it."""
        tiles = "; ".join(f"{label}: {value}" for label, value in self.tiles)
        return plain(f"{tiles}. {self.text}" if tiles else self.text)


class Explorer:
    """Controls, a model call, a picture, words, and what readers do with them.

    Nothing is computed or drawn before the first `refresh`, or before a control is set.

    Parameters
    ----------
    name : str
        Unique on the page; names the files and keys the picture.
    controls : sequence of Slider, Choice or Entry
        Shown in the order market, trade, funding, policy, view.
    compute : callable
        ``compute(**values)`` returns a result; it raises ValueError, in a sentence, for what cannot be.
    chart : module
        See `Picture`.
    describe : callable
        ``describe(result)`` returns a `Reading`.
    table : callable
        ``table(result)`` returns the DataFrame behind the picture, for the CSV.
    presets : mapping, optional
        Name to the values that differ from the defaults.
    assumptions : sequence of str, optional
        Printed under the picture, marked [A].
    prefix : str, optional
        Put before the control's name in links, where two explorers of a page would collide.
    """

    def __init__(self, name, *, controls: Sequence, compute: Callable, chart, describe: Callable,
                 table: Callable, presets: Mapping[str, Mapping] | None = None,
                 assumptions: Sequence[str] = (), prefix: str = ""):
        self.name = name
        self.controls = {c.name: c for c in sorted(controls, key=lambda c: GROUPS.index(c.group))}
        self.presets = dict(presets or {})
        self.assumptions = tuple(assumptions)
        self.prefix = prefix
        self.result = None
        self._compute, self._describe, self._table = compute, describe, table
        self._picture = Picture(chart, name)
        self._pinned = None
        self._batch = False
        self._shown = None
        self._drawn = ""
        self._looks = Looks()
        self.inputs = {c.name: c.widget(self._looks) for c in self.controls.values()}
        self.words, self.picture, self.note, self.files = (self._looks.html() for _ in range(4))
        self.buttons = {}
        self.widget = self._layout()
        for widget in self.inputs.values():
            widget.observe(self._moved, "value")

    # ---- values -------------------------------------------------------------------------------

    def values(self):
        """Return the value of every control by name; a ValueError says which box cannot be read."""
        return {name: c.read(self.inputs[name].value) for name, c in self.controls.items()}

    def defaults(self):
        """Return what Reset sets, by name."""
        return {name: control.default for name, control in self.controls.items()}

    def set(self, **new):
        """Set several controls with one redraw."""
        self._batch = True
        try:
            for name, value in new.items():
                self.inputs[name].value = value
        finally:
            self._batch = False
        self.refresh()

    def again(self, **new):
        """Set controls and redraw even if no value changes: what stands behind the values has changed."""
        self._shown = None
        self.set(**new)

    def preset(self, name):
        """Set a preset; what it does not name goes back to the default."""
        self.set(**{**self.defaults(), **self.presets[name]})

    def reset(self):
        """Set every default and drop the pinned curve and the notes."""
        self.note.value = self.files.value = ""
        self._pin(None)
        self.set(**self.defaults())

    # ---- links --------------------------------------------------------------------------------

    def parameters(self):
        """Return the link parameters this explorer understands, by control name."""
        return {name: f"{self.prefix}{name}" for name in self.controls}

    def state(self):
        """Return the link parameters of what is shown, as a query string."""
        return urlencode({key: self.controls[name].to_link(self.inputs[name].value)
                          for name, key in self.parameters().items()})

    def restore(self, query):
        """Set the controls from link parameters. Out of range is clamped, rubbish ignored, both noted."""
        new, notes = {}, []
        for name, key in self.parameters().items():
            if key not in query:
                continue
            try:
                new[name], note = self.controls[name].from_link(str(query[key]))
            except ValueError:
                note = f"The link's value for {self.controls[name].label} makes no sense and was ignored."
            if note:
                notes.append(note)
        self.say(" ".join(notes))
        if new:
            self.set(**new)
        return bool(new)

    # ---- drawing ------------------------------------------------------------------------------

    def _moved(self, change):
        if not self._batch:
            self.refresh()

    def refresh(self):
        """Compute and draw what the controls say, once per state."""
        said = ""
        try:
            values = self.values()
            if values == self._shown:
                return
            self._shown = values
            self._paint(self._compute(**values))
        except ValueError as error:
            self._shown, said = None, str(error)
        except Exception:
            # Voila and JupyterLab show nothing of an exception in a callback. A reader gets a sentence;
            # a test, where no IPython runs, gets the traceback.
            self._shown, said = None, "This could not be calculated. Reset brings the page back."
            if get_ipython() is None:
                raise
        if said:
            self.result = None
            self._show_words(f'<p class="wb-error" role="alert">{html.escape(said)}</p>')
            self.picture.value = f'<div class="wb-stale">{self._drawn}</div>'

    def _show_words(self, body):
        """Show the words; with them travels the state, which the page's script writes into the address."""
        self.words.value = f'<div class="words" data-wb-state="{html.escape(self.state())}">{body}</div>'

    def _paint(self, result):
        reading = self._describe(result)
        ghost = self._pinned[0] if self._pinned else None
        tiles = "".join(f"<div><span>{html.escape(label)}</span><b>{html.escape(value)}</b></div>"
                        for label, value in reading.tiles)
        self._drawn = (f'<div class="wb-tiles">{tiles}</div>' if tiles else "") + \
            self._picture.svg(result, ghost, reading.plain())
        self.picture.value = self._drawn
        self._show_words(f"<p>{rich(reading.text)}</p>{self._pinned_words()}")
        self.result = result

    def _pinned_words(self):
        if not self._pinned:
            return ""
        now = self._shown
        differs = [f"{c.label} {c.show(self._pinned[1][name])}" for name, c in self.controls.items()
                   if self._pinned[1][name] != now[name]]
        what = html.escape(", ".join(differs) or "this very state")
        return f'<p class="wb-pinned">Pinned in grey: {what}.</p>'

    # ---- tools --------------------------------------------------------------------------------

    def say(self, text):
        """Show a note under the controls; an empty one clears it."""
        self.note.value = f'<p class="wb-note" role="status">{html.escape(text)}</p>' if text else ""

    def pin(self):
        """Keep the curve on show as a ghost to compare with, or drop the one that is kept."""
        self._pin(None if self._pinned or self.result is None else (self.result, self._shown))
        self.refresh()

    def _pin(self, what):
        self._pinned = what
        self.buttons["Pin"].description = "Unpin" if what else "Pin this picture"
        self._shown = None  # the same values now make another picture

    def csv(self):
        """Return the table behind the picture as CSV bytes, with the settings as columns."""
        table = self._table(self.result)
        settings = {f"setting_{name}": value for name, value in self._shown.items()}
        return table.assign(**settings).to_csv(index=False).encode()

    def png(self):
        """Return the picture as PNG bytes, with the settings and the assumptions under it."""
        settings = "; ".join(f"{c.label}: {c.show(self._shown[name])}" for name, c in self.controls.items())
        assumed = " ".join(f"[A] {text}" for text in self.assumptions)
        ghost = self._pinned[0] if self._pinned else None
        return self._picture.png(self.result, ghost, f"{settings}. {assumed}")

    def _save(self, kind, mime, content):
        if self.result is None:
            self.say("There is nothing to download until the numbers above make sense.")
            return
        self.files.value = download(f"{self.name}.{kind}", mime, content())

    # ---- layout -------------------------------------------------------------------------------

    def _button(self, key, words, action, tip):
        self.buttons[key] = button(words, action, tip=tip, looks=self._looks)
        return self.buttons[key]

    def _layout(self):
        looks = self._looks
        presets = [self._button(name, name, lambda name=name: self.preset(name), "Set these values")
                   for name in self.presets]
        presets.append(self._button("Reset", "Reset", self.reset, "Back to the first values"))
        left = [row(presets, "wb-presets", looks)]
        for group in GROUPS:
            mine = [c for c in self.controls.values() if c.group == group]
            if mine:
                left.append(looks.html(f'<div class="wb-group">{group.capitalize()}</div>'))
                left += [self._control(control) for control in mine]
        left += [looks.html('<p class="wb-note wb-typed" role="status"></p>'), self.note]
        tools = row([
            self._button("Pin", "Pin this picture", self.pin, "Keep it in grey to compare with"),
            looks.html('<button class="jupyter-button" data-wb-copy>Copy link</button>'),
            self._button("CSV", "Download CSV",
                         lambda: self._save("csv", "text/csv", self.csv), "The numbers"),
            self._button("PNG", "Download PNG",
                         lambda: self._save("png", "image/png", self.png), "The picture"),
            looks.html('<button class="jupyter-button wb-voila" data-wb-lecture>Lecture view</button>'),
            self.files,
        ], "wb-tools", looks)
        assumed = "".join(f"<li>{rich(text)}</li>" for text in self.assumptions)
        caption = looks.html('<div class="wb-assumed"><b>[A] Assumed in this picture</b>'
                             f"<ul>{assumed}</ul></div>" if assumed else "")
        self.picture.add_class("wb-picture")
        self.words.add_class("wb-words")
        right = [self.picture, self.words, caption, tools]
        columns = [looks.box(left, "wb-controls"), looks.box(right, "wb-result")]
        explorer = ipywidgets.VBox(columns)  # with a layout of its own: the page shows and hides it
        explorer.add_class("wb-explorer")
        explorer.add_class(f"explorer-{self.name}")
        return explorer

    def _control(self, control):
        widget = self.inputs[control.name]
        parts = [widget]
        if control.play:
            numbers = isinstance(control, Slider)
            steps = (control.low, control.high) if numbers else (0, len(control.options) - 1)
            play = self._looks.make(ipywidgets.Play, min=steps[0], max=steps[1], value=steps[0],
                                    interval=control.play, show_repeat=False)
            ipywidgets.jslink((widget, "value" if numbers else "index"), (play, "value"))  # the slider's value wins
            parts.append(play)
        parts.append(self._looks.html(f'<div class="wb-help">{html.escape(control.help)}</div>'))
        box = self._looks.box(parts, "wb-control")
        if getattr(control, "steps", False):
            box.add_class("wb-steps")
        return box
