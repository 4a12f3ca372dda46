"""The small widgets that explorers, exercises and the page all put together, and the looks they share."""

import ipywidgets


class Looks:
    """Makes widgets that share their styles and layouts, for each of those is a message more to every reader.

    A widget whose layout changes later, as one that is shown and hidden, needs a layout of its own.
    """

    def __init__(self):
        self.plain, self.narrow = ipywidgets.Layout(), ipywidgets.Layout(width="auto")
        self.wrapping = ipywidgets.Layout(flex_flow="row wrap")
        self._styles = {}

    def make(self, kind, *arguments, **options):
        """Return a widget of a kind, with the shared layout unless it brings one, and the shared style."""
        if "style" in kind.class_traits():
            style = kind.class_traits()["style"].klass
            options.setdefault("style", self._styles.get(style) or self._styles.setdefault(style, style()))
        return kind(*arguments, **{"layout": self.plain, **options})

    def html(self, text=""):
        """Return HTML."""
        return self.make(ipywidgets.HTML, text)

    def box(self, children, name=""):
        """Return a column; `name` is a CSS class."""
        return _named(self.make(ipywidgets.VBox, children), name)


def button(words, action, name="", tip=None, looks=None):
    """Return a button as wide as its words that calls `action()`; `name` is a CSS class."""
    looks = looks or Looks()
    made = looks.make(ipywidgets.Button, description=words, tooltip=tip, layout=looks.narrow)
    made.on_click(lambda _: action())
    return _named(made, name)


def row(children, name="", looks=None):
    """Return a row that wraps where the screen is narrow; `name` is a CSS class."""
    looks = looks or Looks()
    return _named(looks.make(ipywidgets.HBox, children, layout=looks.wrapping), name)


def _named(widget, name):
    if name:
        widget.add_class(name)
    return widget
