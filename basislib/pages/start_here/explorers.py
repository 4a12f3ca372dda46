"""Controls, presets and assumptions of page 00."""

from basislib.figures import chain as chart
from basislib.language import _
from basislib.pages.start_here import words
from basislib.scenes import chain as scene
from basislib.widgets.controls import haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Preset


def chain():
    """Return the page's explorer."""
    return Explorer(
        "chain",
        controls=[leverage(), haircut(), repo_rate()],
        compute=scene.compute,
        chart=chart,
        describe=words.chain,
        table=scene.table,
        presets={
            "less": Preset(_("Less leverage"), {"leverage": scene.LOW}),
            "out_of_cash": Preset(_("Out of cash"), {"leverage": scene.HIGH}),
            "feeds": Preset(_("Sales feed themselves"), scene.FEEDS),
        },
        assumptions=words.assumptions(),
    )
