"""Where the parts of an explorer stand: controls in sight, "More", what belongs under the picture, the quiet tools."""

import html
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from basislib.language import _, listed
from basislib.widgets import kinds
from basislib.widgets.boxes import button, copy_button, row
from basislib.widgets.controls import Choice, Control, Entry, Slider, Value
from basislib.widgets.kinds import Widget
from basislib.widgets.text import rich

if TYPE_CHECKING:
    from basislib.widgets.explorer import Explorer


def arrange(explorer: "Explorer") -> Widget:
    """Return an explorer's widget, and fill its `buttons`."""
    looks = explorer._looks
    in_sight, rest = explorer.in_sight(), explorer.waiting()
    view = [c for c in explorer.controls.values() if c.group == "view"]
    controls = [_presets(explorer), *(control_box(explorer, control) for control in in_sight)]
    if rest:
        body = looks.box([control_box(explorer, control) for control in rest], "wb-more-body")
        controls.append(looks.box([explorer.more, body], "wb-more"))
    controls += [
        looks.html('<div class="wb-help-line" aria-hidden="true"></div>'),
        looks.html('<p class="wb-note wb-typed" role="status"></p>'),
        explorer.note,
    ]
    explorer.left.children = [looks.box(controls, "wb-controls")]
    explorer.picture.add_class("wb-picture")
    explorer.words.add_class("wb-words")
    looked_at = [looks.box([control_box(explorer, control) for control in view], "wb-view")] if view else []
    result = looks.box([explorer.picture, *looked_at, explorer.words], "wb-result")
    columns = looks.box([explorer.left, result], "wb-columns")
    whole = kinds.VBox([columns, looks.box([assumed(explorer), _tools(explorer)], "wb-rest")])
    whole.add_class("wb-explorer")  # with a layout of its own: the page shows and hides it
    whole.add_class(f"explorer-{explorer.name}")
    return whole


def more_line(explorer: "Explorer", values: dict[str, Value]) -> str:
    """Return, as HTML, the button that opens the controls not in sight, with their values in one line."""
    rest = explorer.waiting()
    if not rest:
        return ""
    shown = [c.show(explorer.inputs[c.name].value if isinstance(c, Entry) else values[c.name]) for c in rest]
    said = [
        value if isinstance(c, Choice) else _("{label} {value}").format(label=c.label, value=value)
        for c, value in zip(rest, shown, strict=True)
    ]
    head, line = _("More"), html.escape(listed(said, "semicolon"))
    return f'<button class="wb-more-button" data-wb-opens="wb-more"><b>{head}</b> <span>{line}</span></button>'


def _presets(explorer: "Explorer") -> Widget:
    """Return the buttons of the stories; each says as its title what it sets."""
    made = []
    for key, words in explorer.preset_words.items():
        changes = [
            _("{label} {value}").format(label=explorer.controls[name].label, value=explorer.controls[name].show(value))
            for name, value in explorer.presets[key].items()
        ]
        tip = _("Sets {changes}").format(changes=listed(changes)) if changes else _("Back to the first values")
        made.append(_button(explorer, key, words, partial(explorer.preset, key), tip))
    return row(made, "wb-presets", explorer._looks)


def _button(explorer: "Explorer", key: str, words: str, action: Callable[[], object], tip: str) -> Widget:
    if key in explorer.buttons:
        raise TypeError(f"explorer {explorer.name!r} has a preset {key!r}, the key of a tool; give it another key.")
    explorer.buttons[key] = button(words, action, tip=tip, looks=explorer._looks)
    return explorer.buttons[key]


def _tools(explorer: "Explorer") -> Widget:
    """Return the quiet row: what readers do with a picture."""
    make = partial(_button, explorer)
    return row(
        [
            make("reset", _("Reset"), explorer.reset, _("Back to the first values")),
            make("pin", _("Pin"), explorer.pin, _("Keep this picture in grey to compare with")),
            explorer._looks.html(copy_button()),
            make("csv", "CSV", partial(explorer.save, "csv"), _("Download the numbers as a file")),
            make("png", "PNG", partial(explorer.save, "png"), _("Download the picture as a file")),
            explorer.files,
        ],
        "wb-tools",
        explorer._looks,
    )


def assumed(owner: Any) -> Widget:
    """Return what is assumed in the picture, folded, with how much it is."""
    if not owner.assumptions:
        return owner._looks.html()
    head = _("Assumed in this picture [A]: {n}").format(n=len(owner.assumptions))
    items = "".join(f"<li>{rich(text)}</li>" for text in owner.assumptions)
    return owner._looks.html(
        f'<details class="wb-assumed"><summary>{html.escape(head)}</summary><ul>{items}</ul></details>'
    )


def control_box(owner: Any, control: Control) -> Widget:
    """Return a control of an explorer, or of another owner of `inputs`, with its Play, if it has one, and its help, which is shown on demand."""
    looks, widget = owner._looks, owner.inputs[control.name]
    parts = [widget]
    if control.play and not isinstance(control, Entry):
        numbers = isinstance(control, Slider)
        steps = (control.low, control.high) if isinstance(control, Slider) else (0, len(control.options) - 1)
        play = looks.make(
            kinds.Play, min=steps[0], max=steps[1], value=steps[0], interval=control.play, show_repeat=False
        )
        kinds.Link((widget, "value" if numbers else "index"), (play, "value"))  # the slider's value wins
        parts.append(play)
    ask = html.escape(_("What is “{label}”?").format(label=control.label))
    parts.append(
        looks.html(
            f'<button class="wb-help-button" aria-label="{ask}" aria-expanded="false">?</button>'
            f'<div class="wb-help">{html.escape(control.help)}</div>'
        )
    )
    box = looks.box(parts, "wb-control")
    if getattr(control, "steps", False):
        box.add_class("wb-steps")
    return box
