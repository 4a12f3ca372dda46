"""The small widgets that explorers, exercises and the page all put together, and the looks they share."""

from collections.abc import Callable, Iterable
from typing import Any

from basislib.language import _
from basislib.widgets import kinds
from basislib.widgets.kinds import Widget


class Looks:
    """Makes widgets that share their styles and layouts, for each of those is a message more to every reader.

    A widget whose layout changes later, as one that is shown and hidden, needs a layout of its own.
    """

    def __init__(self) -> None:
        self.plain, self.narrow = kinds.Layout(), kinds.Layout(width="auto")
        self.wrapping = kinds.Layout(flex_flow="row wrap")
        self._styles: dict[type, Widget] = {}

    def make(self, kind: Any, *arguments: Any, **options: Any) -> Widget:
        """Return a widget of a kind, with the shared layout unless it brings one, and the shared style."""
        if "style" in kind.class_traits():
            style = kind.class_traits()["style"].klass
            options.setdefault("style", self._styles.get(style) or self._styles.setdefault(style, style()))
        return kind(*arguments, **{"layout": self.plain, **options})

    def html(self, text: str = "") -> Widget:
        """Return HTML."""
        return self.make(kinds.HTML, text)

    def box(self, children: Iterable[Widget], name: str = "") -> Widget:
        """Return a column; `name` is a CSS class."""
        return _named(self.make(kinds.VBox, children), name)


def button(
    words: str, action: Callable[[], object], name: str = "", tip: str | None = None, looks: Looks | None = None
) -> Widget:
    """Return a button as wide as its words that calls `action()`; `name` is a CSS class."""
    looks = looks or Looks()
    made = looks.make(kinds.Button, description=words, tooltip=tip, layout=looks.narrow)
    made.on_click(lambda pressed: action())
    return _named(made, name)


def copy_button() -> str:
    """Return, as HTML, the button with which the page's script copies a link."""
    words = _("Copy link")  # Babel does not look into an f-string
    return f'<button class="jupyter-button" data-wb-copy>{words}</button>'


def row(children: Iterable[Widget], name: str = "", looks: Looks | None = None) -> Widget:
    """Return a row that wraps where the screen is narrow; `name` is a CSS class."""
    looks = looks or Looks()
    return _named(looks.make(kinds.HBox, children, layout=looks.wrapping), name)


def _named(widget: Widget, name: str) -> Widget:
    if name:
        widget.add_class(name)
    return widget
