"""Controls, presets and assumptions of page NN."""

from basislib.figures import new_page as chart
from basislib.language import _
from basislib.pages.new_page import words
from basislib.scenes import new_page as scene
from basislib.widgets.controls import leverage
from basislib.widgets.explorer import Explorer, Preset


def one_fund():
    """Return the page's explorer."""
    return Explorer(
        "one_fund",
        controls=[leverage(high=scene.HIGH)],
        compute=scene.compute,
        chart=chart,
        describe=words.one_fund,
        table=scene.table,
        presets={"bold": Preset(_("More leverage"), {"leverage": scene.BOLD})},
        assumptions=words.assumptions(),
    )
