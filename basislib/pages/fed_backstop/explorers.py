"""Controls, presets and assumptions of page 08."""

from basislib.figures import backstop_days as days_chart
from basislib.figures import backstop_links as links_chart
from basislib.figures import backstop_sure as sure_chart
from basislib.figures import backstop_timing as timing_chart
from basislib.figures import counting_on_help as hazard_chart
from basislib.language import _
from basislib.pages.fed_backstop import words
from basislib.scenes import backstop_days as days_scene
from basislib.scenes import backstop_links as links_scene
from basislib.scenes import backstop_sure as sure_scene
from basislib.scenes import backstop_timing as timing_scene
from basislib.scenes import counting_on_help as hazard_scene
from basislib.scenes.backstop import BUYING, FOREIGN, LIFT
from basislib.scenes.market_days import BASE, CENTS, DAYS, FIRST_DAY, NIGHTS, RALLY
from basislib.widgets.controls import Choice, Slider, UnitOf, haircut, leverage
from basislib.widgets.explorer import Explorer, Preset

CROWDED = {"leverage": BASE["crowded"][1], "haircut": BASE["crowded"][2]}
CLIFF = {"market": "cliff", "leverage": BASE["cliff"][1], "haircut": BASE["cliff"][2]}


def _fund_controls():
    return [
        leverage(CROWDED["leverage"], low=15, help=_("Own money stays, so more leverage is a smaller cash buffer.")),
        haircut(CROWDED["haircut"], high=2.0, help=_("Own money stays, so a higher haircut eats the cash buffer.")),
    ]


def _market_controls():
    return [
        Choice(
            "market",
            _("Market"),
            words.markets(),
            "crowded",
            _("As on the page before: how large the position is, and how much dealers take cheaply."),
            "market",
        ),
        Choice(
            "shock",
            _("Shock"),
            words.shocks(),
            "standard",
            _("Yields fall {rally:g}bp on days 6 to 10, and come back while foreigners sell ${sold:g}bn.").format(
                rally=RALLY, sold=FOREIGN
            ),
            "market",
        ),
    ]


# ---- tools against links --------------------------------------------------------------------------------


def links():
    """Return the explorer of the chain of links."""
    return Explorer(
        "links",
        compute=links_scene.compute,
        chart=links_chart,
        describe=words.links,
        table=links_scene.table,
        controls=[*_fund_controls(), *_market_controls(), *_tool_controls(), *_unknown_controls()],
        sight=("shock", "size"),
        presets={
            "lend": Preset(_("Lend to dealers"), {"tool": "facility", "shock": "drain"}),
            "foreign": Preset(_("Lend to foreigners"), {"tool": "foreign"}),
            "outright": Preset(_("Buy outright"), {"tool": "outright"}),
            "hedged": Preset(_("Buy, hedged"), {"tool": "hedged"}),
            "room": Preset(_("Dealers' room"), {"tool": "relief"}),
            "line": Preset(_("Line to funds"), {}),
            "line_calls": Preset(_("Line, calls bind"), {"shock": "haircut"}),
            "buffer": Preset(_("Buffer beforehand"), {"tool": "buffer"}),
            "calm": Preset(_("Lenders calmed"), {"tool": "facility", "shock": "run", "calmed": 100}),
        },
        assumptions=words.links_assumptions(),
    )


def _tool_controls():
    return [
        Choice(
            "tool",
            _("Tool"),
            {key: _(name) for key, name in words.TOOLS.items()},
            "line",
            _("One at a time; the first seven have buttons. Rules made beforehand are the last."),
            "policy",
        ),
        Slider(
            "size",
            _("Size"),
            _("times the usual"),
            0.25,
            3.0,
            0.25,
            1.0,
            _("What that is stands above the picture."),
            "policy",
        ),
        Slider(
            "start",
            _("Starts on"),
            _("day"),
            0,
            30,
            1,
            FIRST_DAY,
            _("For purchases, loans, room and the haircut floor (0: it always held). The others always hold."),
            "policy",
        ),
        Choice(
            "hold",
            _("Funds keep"),
            words.hold(),
            "buffer",
            _("When haircut, margin or leverage change beforehand."),
            "policy",
        ),
    ]


def _unknown_controls():
    return [
        Slider(
            "calmed",
            _("Lenders calmed"),
            "%",
            0,
            100,
            10,
            0,
            _("Of the lenders who would leave, kept by an open facility. An assumption; see Perli, 9 May 2025."),
            "policy",
        ),
        Slider(
            "nights",
            _("Expected to last"),
            UnitOf("nights"),
            1,
            90,
            1,
            NIGHTS,
            _("For how long funds expect the repo rate of the day; it decides what they sell of their own accord."),
            "funding",
        ),
        Slider(
            "effect",
            _("A purchase lifts notes"),
            UnitOf("purchase_effect"),
            0.0,
            0.3,
            0.01,
            LIFT,
            _("By how much $1bn bought outright lifts the value of all notes, per 100. Nobody knows."),
            "policy",
        ),
    ]


# ---- how sure -------------------------------------------------------------------------------------------


def sure():
    """Return the explorer of how sure it all is."""
    return Explorer(
        "sure",
        prefix="s_",
        compute=sure_scene.compute,
        chart=sure_chart,
        describe=words.sure,
        table=sure_scene.table,
        controls=[
            Choice(
                "measure",
                _("Compare"),
                {key: _(name) for key, name in sure_chart.COMPARED.items()},
                "sold",
                _("With each tool against without it, in the same draw."),
                "view",
            ),
            Choice(
                "where", _("Draws that count"), words.where(), "sells", _("By what happens without a tool."), "policy"
            ),
            Choice(
                "only",
                _("Only with"),
                {key: _(name) for key, name in words.ONLY.items()},
                "all",
                _("An unknown in the lowest or highest quarter of its range. Where the picture changes, it decides."),
                "policy",
            ),
        ],
        presets={
            "sold": Preset(_("What is sold"), {}),
            "gap": Preset(_("The gap"), {"measure": "peak", "where": "everywhere"}),
            "calls": Preset(_("Where calls bind"), {"where": "called"}),
            "leave": Preset(_("All sales"), {"measure": "all"}),
            "cash_rich": Preset(_("Lenders have cash"), {"only": "lender_slack-high"}),
        },
        assumptions=words.sure_assumptions(),
    )


# ---- day by day -----------------------------------------------------------------------------------------


def days():
    """Return the explorer of the market with a plan."""
    return Explorer(
        "days",
        prefix="d_",
        compute=days_scene.compute,
        chart=days_chart,
        describe=words.days,
        table=days_scene.table,
        controls=[*_market_controls(), *_plan_controls()],
        sight=("pace", "start"),
        presets=_plans(),
        assumptions=words.days_assumptions(),
    )


def _plan_controls():
    usual = days_scene.ALONE | days_scene.PLANS[days_scene.SHOWN]
    return [
        Slider(
            "pace",
            _("Fed buys"),
            UnitOf("purchase_pace"),
            0,
            100,
            1,
            usual["pace"],
            _("Notes, at the day's price, before funds sell. 0 for none."),
            "policy",
        ),
        Slider(
            "size",
            _("In all"),
            UnitOf("purchase_size"),
            0,
            600,
            10,
            usual["size"],
            _("Then the purchases end."),
            "policy",
        ),
        Slider(
            "start",
            _("Help begins"),
            _("day"),
            1,
            30,
            1,
            usual["start"],
            _("Holds for purchases and dealers' room. The line and the facility stand from day 1."),
            "policy",
        ),
        Slider(
            "hedged",
            _("Hedged"),
            UnitOf("hedged_share"),
            0,
            100,
            10,
            usual["hedged"],
            _("For these the Fed sells futures as well. Nobody has done it."),
            "policy",
        ),
        Choice(
            "facility",
            _("Standing repo facility"),
            words.facility(),
            usual["facility"],
            _("At the top of the Fed's range, for dealers and banks only."),
            "policy",
        ),
        Slider(
            "relief",
            _("More room for dealers"),
            UnitOf("relief"),
            0,
            200,
            10,
            usual["relief"],
            _("By a lower leverage ratio for banks. Here it stays to the last day."),
            "policy",
        ),
        Slider(
            "line",
            _("Line to the funds"),
            UnitOf("line_cap"),
            0,
            30,
            1,
            usual["line"],
            _("Unsecured, 100bp over the normal rate. Nobody has done it."),
            "policy",
        ),
        Slider(
            "day", _("Day"), "", 0, DAYS, 1, DAYS, _("Go through the days with Play, or by hand."), "view", play=500
        ),
    ]


def _plans():
    """Return the presets: what differs from the first plan on show; but for the last in the market of the reader's choice."""
    plans = {key: Preset(name, _differs(key)) for key, name in words.plans().items()}
    return plans | {"cliff_line": Preset(_("Line at the cliff"), {**_differs("line"), "market": "cliff"})}


def _differs(plan):
    """Return what a plan has other than the first on show."""
    shown, here = (days_scene.ALONE | days_scene.PLANS[key] for key in (days_scene.SHOWN, plan))
    return {field: value for field, value in here.items() if value != shown[field]}


# ---- timing ---------------------------------------------------------------------------------------------


def timing():
    """Return the explorer of timing and size."""
    return Explorer(
        "timing",
        prefix="t_",
        compute=timing_scene.compute,
        chart=timing_chart,
        describe=words.timing,
        table=timing_scene.table,
        controls=[*_fund_controls(), *_market_controls(), *_timing_controls()],
        sight=("pace", "start"),
        presets={
            "sold": Preset(_("What is sold"), {}),
            "dislocation": Preset(_("The gap"), {"what": "dislocation_rise"}),
            "cliff": Preset(_("The cliff"), {**CLIFF, "size": 500}),
            "whole": Preset(_("By its size"), {"up": "size"}),
        },
        assumptions=words.timing_assumptions(),
    )


def _timing_controls():
    return [
        Choice(
            "kind",
            _("The Fed buys"),
            words.hedges(),
            "hedged",
            _("Hedged: it sells as many futures. Nobody has done it."),
            "policy",
        ),
        Slider(
            "pace", _("A day"), _("$bn"), 0, 80, 1, 20, _("Bought at the day's price, before funds sell."), "policy"
        ),
        Slider("size", _("In all"), UnitOf("purchase_size"), 0, 600, 25, 200, _("Then the purchases end."), "policy"),
        Slider("start", _("First day"), "", 1, timing_scene.LAST_START, 1, FIRST_DAY, _("Of the purchases."), "policy"),
        Choice(
            "up",
            _("Upward on the map"),
            {key: _(name) for key, name in timing_chart.UP.items()},
            "pace",
            _("The first day of the purchases always goes across."),
            "view",
        ),
        Choice("what", _("Colours show"), words.spared(), "sold", _("How much of it the help spares."), "view"),
    ]


# ---- counting on help -----------------------------------------------------------------------------------


def hazard():
    """Return the explorer of what funds do who count on help."""
    return Explorer(
        "hazard",
        prefix="h_",
        compute=hazard_scene.compute,
        chart=hazard_chart,
        describe=words.hazard,
        table=hazard_scene.table,
        controls=[*_fund_controls(), *_market_controls(), *_hazard_controls()],
        sight=("help", "less"),
        presets={
            "purchases": Preset(_("Purchases"), {}),
            "line": Preset(_("A line"), {"help": "line"}),
            "far": Preset(_("Counted on fully"), {"less": 100}),
            "cliff": Preset(_("The cliff"), {**CLIFF, "impact": 0.2}),
            "badly": Preset(_("It ends badly"), {**CLIFF, "impact": 0.5, "help": "line", "less": 60}),
        },
        assumptions=words.hazard_assumptions(),
    )


def _hazard_controls():
    return [
        Choice(
            "help",
            _("Funds count on"),
            words.help_expected(),
            "hedged",
            _("Purchases of ${size:g}bn from day {start}; or a line as large as the cash they give up.").format(
                size=BUYING["size"], start=FIRST_DAY
            ),
            "policy",
        ),
        Slider(
            "less",
            _("And hold less cash"),
            _("% of the buffer"),
            0,
            100,
            10,
            hazard_scene.LESS,
            _("By so much they lower their cash buffer beforehand. How far they would go nobody knows."),
            "policy",
        ),
        Slider(
            "impact",
            _("Price impact"),
            UnitOf("impact_beyond"),
            0.05,
            0.5,
            0.01,
            round(CENTS * BASE["crowded"][0]["impact_beyond"], 2),
            _("By how much $1bn sold moves note against future, per 100, once dealers are full."),
            "market",
        ),
    ]
