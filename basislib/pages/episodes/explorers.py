"""Controls, presets and assumptions of page 09."""

from basislib import pages
from basislib.figures import episode_days, model_misses
from basislib.figures import identified as identified_chart
from basislib.language import _
from basislib.pages.episodes import words
from basislib.record.episodes import WINDOWS
from basislib.scenes import episode_days as walk_scene
from basislib.scenes import identified as identified_scene
from basislib.scenes import model_misses as misses_scene
from basislib.scenes.episode_days import STEPS, USUAL
from basislib.widgets.claims_box import ClaimsBox
from basislib.widgets.controls import Choice, Slider, UnitOf, haircut
from basislib.widgets.explorer import Explorer, Preset
from basislib.widgets.page import query_string, read_query


def episode():
    """Return the explorer of an episode."""
    names = {key: _(window.name) for key, window in WINDOWS.items()}
    return Explorer(
        "episode",
        compute=walk_scene.compute,
        chart=episode_days,
        describe=words.episode,
        table=walk_scene.table,
        sight=("key", "buffer"),
        controls=[
            Choice(
                "key", _("Episode"), names, "mar2020", _("Only what was observed differs between the seven."), "market"
            ),
            *_of_the_funds(),
            *_of_the_market(),
            Slider(
                "day",
                _("Day"),
                "",
                0,
                STEPS,
                1,
                STEPS,
                _("Trading days, with Play or by hand. In longer episodes a step is two days, in 2022 eight."),
                "view",
                play=700,
            ),
        ],
        presets={
            **{key: Preset(name, {"key": key}) for key, name in names.items()},
            "late": Preset(_("2020, excess late"), {"key": "mar2020", "late": 100}),
            "no_caution": Preset(_("2020, no caution"), {"key": "mar2020", "caution": 0}),
        },
        assumptions=words.episode_assumptions(),
    )


def _of_the_funds():
    """Return the sliders of what funds do not publish."""
    return [
        Slider(
            "buffer",
            _("Cash buffer"),
            _("% of position"),
            0.2,
            3.0,
            0.1,
            USUAL["buffer"],
            _("Own money that is free. With haircut and margin it makes the leverage. Not public for this trade."),
            "trade",
        ),
        Slider(
            "caution",
            _("Cash to keep"),
            _("% of the buffer"),
            0,
            80,
            5,
            USUAL["caution"],
            _("Below it funds sell a little each day, out of caution. At 0 they wait until no cash is left."),
            "trade",
        ),
        Slider(
            "limit",
            _("Limit on losses"),
            _("% of own money"),
            1,
            30,
            1,
            USUAL["limit"],
            _("At this loss the first funds must cut. At 30 hardly any fund ever does."),
            "trade",
        ),
        Slider(
            "share",
            _("Trade"),
            _("% of futures sold"),
            40,
            100,
            5,
            USUAL["share"],
            _("Its size, of what leveraged funds had sold in 2, 5 and 10 year futures. Not all of that is the trade."),
            "trade",
        ),
    ]


def _of_the_market():
    """Return the sliders of what lenders and dealers do not publish."""
    return [
        haircut(USUAL["haircut"], help=_("On record: none on many bilateral loans, 2% on others.")),
        Slider(
            "late",
            _("Excess a day late"),
            "%",
            0,
            100,
            5,
            USUAL["late"],
            _("Part of the notes' gain that lenders give back on the next day only. Not public."),
            "funding",
        ),
        Slider(
            "term_share",
            _("Term repo"),
            UnitOf("term_share"),
            0,
            100,
            5,
            USUAL["term_share"],
            _("Loans for 30 days. A gain comes back from these lenders as well."),
            "funding",
        ),
        Slider(
            "room",
            _("Dealers' room"),
            UnitOf("dealer_room"),
            0,
            400,
            10,
            USUAL["room"],
            _("What dealers take cheaply before prices move more. Not public."),
            "market",
        ),
        Slider(
            "impact",
            _("Price impact"),
            UnitOf("impact_beyond"),
            0.02,
            0.5,
            0.01,
            USUAL["impact"],
            _("By how much $1bn sold moves note against future, per 100, once dealers are full."),
            "market",
        ),
    ]


def misses():
    """Return the explorer of the record against a thousand draws."""
    return Explorer(
        "misses",
        prefix="r_",
        compute=_misses,
        chart=model_misses,
        describe=words.misses,
        table=misses_scene.table,
        sight=("keep", "buffer"),
        controls=[
            Choice("keep", _("Keep of the draws"), words.keeps(), "all", _("By the record that they fit."), "market"),
            Choice(
                "buffer",
                _("Cash buffer"),
                words.cash_parts(),
                "any",
                _("0.5 to 2% of the position is drawn, evenly. Keep a third of them."),
                "trade",
            ),
            Choice(
                "caution",
                _("Cash to keep"),
                words.caution_parts(),
                "any",
                _("20 to 80% of the buffer is drawn, or for a quarter of the draws none."),
                "trade",
            ),
            Choice(
                "late",
                _("Excess a day late"),
                words.late_parts(),
                "any",
                _("None to all of it is drawn, evenly. Keep a third of them."),
                "funding",
            ),
        ],
        presets={
            "fit_march": Preset(_("Fit March 2020"), {"keep": "march"}),
            "fit_six": Preset(_("Fit all but 2022"), {"keep": "six"}),
            "small_buffers": Preset(_("Small buffers"), {"buffer": "low"}),
            "excess_late": Preset(_("Excess late"), {"late": "high"}),
            "no_caution": Preset(_("No caution"), {"caution": "off"}),
        },
        assumptions=words.draw_assumptions(),
    )


def _misses(**settings):
    """Return the scene, or say that too few draws are left."""
    try:
        return misses_scene.compute(**settings)
    except misses_scene.TooFewDraws as few:
        raise ValueError(words.too_few(few.left)) from None


def identified():
    """Return the explorer of what a record says about the unknowns."""
    keeps = {key: name for key, name in words.keeps().items() if key != "all"}
    return Explorer(
        "identified",
        prefix="i_",
        compute=identified_scene.compute,
        chart=identified_chart,
        describe=words.identified,
        table=identified_scene.table,
        controls=[Choice("keep", _("Draws"), keeps, "march", _("Which record they must fit."), "market")],
        presets={
            "march": Preset(_("March 2020"), {"keep": "march"}),
            "both": Preset(_("March to May"), {"keep": "both"}),
            "six": Preset(_("All but 2022"), {"keep": "six"}),
        },
        assumptions=words.draw_assumptions(),
    )


def claims(query=None):
    """Return the ledger of claims, started from a query string; by default that of the page's address."""
    known = {about.stem: (_(about.title), about.notebook) for about in pages.PAGES}
    return ClaimsBox(known, query=read_query(query_string() if query is None else query), here="episodes")
