"""The kinds of widgets the pages are made of. From a browser each takes only what its reader can do with it.

Any client can send any state over the websocket: other bounds, other options, a colour that takes ipywidgets a day to
check. What a kind does not hear, or cannot be, is left alone here and sent back as it is, so that the page shows again
what is true.
"""

from copy import copy
from functools import cache
from typing import TypeAlias

import ipywidgets
from comm import get_comm_manager
from ipywidgets.widgets.trait_types import InstanceDict
from ipywidgets.widgets.widget_link import Link as StockLink
from traitlets import Unicode

Widget: TypeAlias = ipywidgets.Widget


class Guarded:
    """Stands before an ipywidget; `heard` are the traits a reader moves or types."""

    heard = ()

    def set_state(self, sync_data):
        """Take what is heard of a browser's message, and send back what is not, or cannot be."""
        taken = {
            name: value for name, value in sync_data.items() if name in self.heard and value == value
        }  # NaN is not
        refused = {*sync_data} - {*taken}
        try:
            super().set_state(taken)
        except Exception:
            refused = {*sync_data}
            raise
        finally:
            self.send_state(refused & {*self.keys})


@cache
def _guarded(stock, *heard):
    """Return a stock widget's class with a guard; the style and the layout it brings hear nothing at all."""
    brought = {
        name: InstanceDict(_guarded(trait.klass)).tag(sync=True, **ipywidgets.widget_serialization)
        for name, trait in stock.class_traits().items()
        if name in ("style", "layout")
    }
    own = {"heard": heard, "__doc__": stock.__doc__, "__module__": __name__}
    if "description" in stock.class_traits():  # without a tooltip, a label would say "null" to whoever points at it
        own["tooltip"] = Unicode("", allow_none=True).tag(sync=True)
    return type(stock.__name__, (Guarded, stock), own | brought)


HTML, HBox, VBox, Button, Layout, Link = map(
    _guarded,
    (  # a press on a button is a message, no state
        ipywidgets.HTML,
        ipywidgets.HBox,
        ipywidgets.VBox,
        ipywidgets.Button,
        ipywidgets.Layout,
        StockLink,
    ),
)
IntSlider, FloatSlider, BoundedIntText = (
    _guarded(stock, "value") for stock in (ipywidgets.IntSlider, ipywidgets.FloatSlider, ipywidgets.BoundedIntText)
)


@cache
def counting(slider: type, times: float) -> type:
    """Return a kind of slider that shows and hears its numbers in another unit: so many of that make one of its own."""
    whole = round if issubclass(slider, ipywidgets.IntSlider) else float
    ways = {
        "to_json": lambda value, _widget: whole(value * times),
        "from_json": lambda value, _widget: whole(value / times),  # an error for what is no number: it is refused
    }
    traits = {name: copy(slider.class_traits()[name]) for name in ("value", "min", "max", "step")}
    for trait in traits.values():
        trait.metadata = trait.metadata | ways
    return type(slider.__name__, (slider,), traits | {"__doc__": slider.__doc__, "__module__": __name__})


Dropdown, RadioButtons, SelectionSlider = (
    _guarded(stock, "index") for stock in (ipywidgets.Dropdown, ipywidgets.RadioButtons, ipywidgets.SelectionSlider)
)
Play = _guarded(ipywidgets.Play, "value", "playing", "repeat")
# These hold any text, day or bytes there are, so whoever reads them looks at the length first.
Text, Textarea, DatePicker, FileUpload = (
    _guarded(stock, "value")
    for stock in (ipywidgets.Text, ipywidgets.Textarea, ipywidgets.DatePicker, ipywidgets.FileUpload)
)


def made_here_only():
    """Refuse from now on every widget that a browser wants made: it would be a stock one, without a guard."""
    get_comm_manager().register_target("jupyter.widget", lambda comm, message: comm.close())
