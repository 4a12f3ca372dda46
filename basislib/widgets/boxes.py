"""The two small widgets that explorers, exercises and the page all put together: a button and a row."""

import ipywidgets


def button(words, action, name="", tip=None):
    """Return a button as wide as its words that calls `action()`; `name` is a CSS class."""
    made = ipywidgets.Button(description=words, tooltip=tip, layout=ipywidgets.Layout(width="auto"))
    made.on_click(lambda _: action())
    if name:
        made.add_class(name)
    return made


def row(children, name=""):
    """Return a row that wraps where the screen is narrow; `name` is a CSS class."""
    made = ipywidgets.HBox(children, layout=ipywidgets.Layout(flex_flow="row wrap"))
    if name:
        made.add_class(name)
    return made
