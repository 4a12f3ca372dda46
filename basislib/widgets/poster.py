"""The first picture and its guess as plain HTML: on the screen before any script has come, replaced in place by widgets."""

import html
from typing import TYPE_CHECKING

from basislib.language import _
from basislib.widgets.text import rich

if TYPE_CHECKING:
    from basislib.widgets.exercise import Prediction
    from basislib.widgets.explorer import Explorer

# A browser may show what it has read so far, so the place of the picture is measured before the picture comes.
MEASURED = "<script>dispatchEvent(new Event('resize'))</script>"
# The widgets are out of sight until the poster is gone.
WAITS = "<script>document.documentElement.classList.add('wb-waits')</script>"


def poster(explorer: "Explorer", guess: "Prediction") -> str:
    """Return what the explorer's widget will look like; the page's script takes it away when that is there.

    A choice that is made on it already is carried over by the script.
    """
    covered = " wb-covered" if explorer.covered else ""
    options = "".join(
        f'<label><input type="radio" name="wb-poster" value="{number}">{html.escape(option.words)}</label>'
        for number, option in enumerate(guess.question.options)
    )
    commit, skip = html.escape(guess.commit_button.description), html.escape(guess.skip_button.description)
    waiting = html.escape(_("The calculation is starting."))
    asked = (
        f'<div class="wb-prediction"><div class="wb-ask">{rich(guess.question.text)}</div>'
        f'<div class="widget-radio"><div class="widget-radio-box">{options}</div></div>'
        f'<div class="wb-row"><button class="jupyter-button wb-check" disabled title="{waiting}">{commit}</button>'
        f'<button class="jupyter-button" disabled title="{waiting}">{skip}</button></div></div>'
        if not guess.opened
        else ""
    )
    return (
        f'{WAITS}<div class="wb-poster"><div class="wb-explorer wb-first{covered}"><div class="wb-columns">'
        f'<div class="wb-left">{asked}</div>'
        f'<div class="wb-result"><div class="wb-picture">{MEASURED}{explorer.picture.value}</div></div></div></div></div>'
        f"{MEASURED}"
    )
