"""Controls, presets and assumptions of page 10."""

from basislib.figures import backtest_grid, crisis_card, cross_margining, policy_frontier, stress_heat, warning_board
from basislib.language import _
from basislib.pages.policy_lab import board_words, words
from basislib.policy import desk as policy
from basislib.policy.levers import CashBuffer, HaircutFloor, LeverageCap
from basislib.scenes import backtest_grid as backtest_scene
from basislib.scenes import crisis_card as card_scene
from basislib.scenes import cross_margining as margining_scene
from basislib.scenes import policy_frontier as desk_scene
from basislib.scenes import stress_heat as stress_scene
from basislib.scenes import warning_board as board_scene
from basislib.scenes.crisis_card import NEW_DAY
from basislib.scenes.warning_board import DATA, FACTORS, MODEL
from basislib.widgets.controls import Choice, Slider, UnitOf, haircut, leverage
from basislib.widgets.explorer import Explorer, Preset
from basislib.widgets.monte_carlo_box import MonteCarloBox

# ---- the desk -------------------------------------------------------------------------------------------


def desk():
    """Return the regulator's desk."""
    return Explorer(
        "desk",
        compute=desk_scene.compute,
        chart=policy_frontier,
        describe=words.desk,
        table=desk_scene.table,
        controls=[*_own_money(), *_margins(), *_terms()],
        more=(desk_scene.USABLE, "margin", "clearing", "term", "deadline", "holders"),
        presets={
            "cash_buffer": Preset(_("A cash buffer"), {"buffer": 2.5}),
            "haircut": Preset(_("A 2% haircut"), {"haircut_floor": 2.0}),
            "kept": Preset(_("A buffer kept full"), {"buffer": 2.5, desk_scene.USABLE: "no"}),
            "offset": Preset(_("Cross-margining"), {"clearing": "offset"}),
            "mix": Preset(_("A mix"), {"buffer": 2.0, "term": 60, "margin": "slow", "deadline": 3}),
        },
        assumptions=words.desk_assumptions(),
    )


def _own_money():
    """Return the rules that ask for more own money."""
    off = policy.OFF
    return [
        Slider(
            "haircut_floor",
            _("Haircut, at least"),
            UnitOf("floor", HaircutFloor),
            off["haircut_floor"],
            4.0,
            0.1,
            off["haircut_floor"],
            _("0.5 is off. In force long before the crisis."),
            "policy",
        ),
        Slider(
            "buffer",
            _("Cash buffer"),
            UnitOf("least", CashBuffer),
            off["buffer"],
            4.0,
            0.1,
            off["buffer"],
            _("At least. 1.0 is off: it is what they have."),
            "policy",
        ),
        Slider(
            "cap",
            _("Leverage cap"),
            UnitOf("most", LeverageCap),
            15,
            off["cap"],
            1,
            off["cap"],
            _("40 is off: they are at 39."),
            "policy",
        ),
        Choice(
            desk_scene.USABLE,
            _("Funds' cash"),
            words.uses(),
            "yes",
            _("Whether they may go below their cash buffer when calls come."),
            "policy",
        ),
    ]


def _margins():
    """Return the rules about the clearing house."""
    return [
        Choice(
            "margin",
            _("Futures margin"),
            {
                "off": _("off: it follows volatility"),
                "floor": _("never below 60% of its peak"),
                "buffer": _("25% on top in calm times"),
                "stress": _("a quarter always at its peak"),
                "slow": _("rises at most 2 cents a day"),
                "both": _("25% on top, and rises slowly"),
            },
            "off",
            _("Tools against margins that jump on bad days."),
            "policy",
        ),
        Choice(
            "clearing",
            _("Clearing"),
            {"off": _("off"), "cleared": _("all repo cleared"), "offset": _("cleared and cross-margined")},
            "off",
            _("A margin on the note takes the haircut's place; cross-margining takes 80% off both."),
            "policy",
        ),
    ]


def _terms():
    """Return the rules about loans, deadlines and holders."""
    off = policy.OFF
    return [
        Slider(
            "term",
            _("Term repo, at least"),
            UnitOf("term_share"),
            off["term"],
            100,
            5,
            off["term"],
            _("35 is off. Loans for 30 days, of which some end each day."),
            "policy",
        ),
        Slider(
            "deadline",
            _("Time to pay a call"),
            UnitOf("deadline"),
            off["deadline"],
            5,
            1,
            off["deadline"],
            _("1 is off: today."),
            "policy",
        ),
        Slider(
            "holders",
            _("Long-term holders take"),
            UnitOf("passed_on"),
            off["holders"],
            20,
            1,
            off["holders"],
            _("Of what dealers were left with. 5 is off."),
            "policy",
        ),
    ]


# ---- cross-margining ------------------------------------------------------------------------------------


def margining():
    """Return the explorer of cross-margining."""
    start = words.margining_start()
    return Explorer(
        "margining",
        prefix="o_",
        compute=margining_scene.compute,
        chart=cross_margining,
        describe=words.margining,
        table=margining_scene.table,
        controls=[
            leverage(default=start["leverage"]),
            haircut(default=start["haircut"], high=2.0),
            Slider(
                "kept",
                _("Kept as cash"),
                _("% of what comes free"),
                0,
                100,
                margining_scene.STEP,
                start["kept"],
                _("The rest carries more notes."),
                "policy",
            ),
            Slider(
                "offset",
                _("Taken off both margins"),
                _("%"),
                margining_scene.LEAST,
                margining_scene.MOST,
                5,
                start["offset"],
                _("80 is the most that the rule allows."),
                "policy",
            ),
        ],
        sight=("kept",),
        presets={
            "leaves": Preset(_("More notes"), {}),
            "half": Preset(_("Half and half"), {"kept": 50}),
            "stays": Preset(_("Kept as cash"), {"kept": 100}),
        },
        assumptions=words.margining_assumptions(),
    )


# ---- the cards ------------------------------------------------------------------------------------------


def cards():
    """Return the explorer of the cards, which are sealed until a reader opens one."""
    return Explorer(
        "cards",
        prefix="c_",
        compute=card_scene.compute,
        chart=crisis_card,
        describe=words.cards,
        table=card_scene.table,
        controls=[
            Choice(
                "crisis",
                _("Card"),
                {
                    card_scene.SEALED: _("all three sealed"),
                    "first": _("open the first"),
                    "second": _("open the second"),
                    "third": _("open the third"),
                },
                card_scene.SEALED,
                _("Make your rules at the desk first."),
                "market",
            ),
            Choice(
                "rule",
                _("Rule"),
                {rule: _(text) for rule, (text, _start) in words.ALONE.items()},
                "term",
                _("One alone. Funds bring what it asks for, but for the new floor of day {day}.").format(day=NEW_DAY),
                "policy",
            ),
            Slider(
                "day",
                _("Day"),
                "",
                0,
                policy.DAYS,
                1,
                policy.DAYS,
                _("Go through the days with Play, or by hand."),
                "view",
                play=400,
            ),
        ],
        presets={
            "first_card": Preset(_("First card"), {"crisis": "first"}),
            "second_card": Preset(_("Second card"), {"crisis": "second"}),
            "third_card": Preset(_("Third card"), {"crisis": "third"}),
            "old_floor": Preset(_("A floor, old"), {"crisis": "third", "rule": "floor"}),
            "new_floor": Preset(_("A floor, new"), {"crisis": "third", "rule": "new"}),
        },
        assumptions=words.card_assumptions(),
    )


# ---- the boards -----------------------------------------------------------------------------------------


def board():
    """Return the explorer of the early-warning board."""
    return Explorer(
        "board",
        prefix="w_",
        compute=board_scene.compute,
        chart=warning_board,
        describe=board_words.board,
        table=board_scene.table,
        controls=[
            Choice(
                "source",
                _("What the board watches"),
                board_words.sources(),
                "m2",
                _("Eight crises of the model, or the real numbers of five stretches of time."),
                "market",
            ),
            Slider(
                "size", _("Size of the shock"), _("% of usual"), 25, 200, 25, 100, _("Only in the model."), "market"
            ),
            Slider(
                "factor",
                _("Thresholds"),
                _("times the usual"),
                FACTORS[0],
                FACTORS[-1],
                0.25,
                1.0,
                _("Lower: lights go on earlier, and more often for nothing."),
                "policy",
            ),
            _alarm(),
            Slider(
                "upto",
                _("How far"),
                _("% of the days"),
                0,
                100,
                2,
                100,
                _("Press Play: what comes later stays blank."),
                "view",
                play=350,
            ),
        ],
        presets={
            "crowded": Preset(_("Crowded"), {}),
            "calm": Preset(_("Calm"), {"source": "m1"}),
            "cliff": Preset(_("Cliff"), {"source": "m3"}),
            "sep2019": Preset(_("September 2019"), {"source": "2019-09"}),
            "mar2020": Preset(_("March 2020"), {"source": "2020-03"}),
            "apr2025": Preset(_("April 2025"), {"source": "2025-04"}),
        },
        assumptions=board_words.board_assumptions(),
    )


def _alarm():
    return Choice(
        "at",
        _("An alarm is"),
        board_words.alarms(),
        "alert",
        _("From which grade on somebody picks up the telephone."),
        "policy",
    )


def backtest():
    """Return the explorer of the back-test."""
    return Explorer(
        "backtest",
        prefix="b_",
        compute=backtest_scene.compute,
        chart=backtest_grid,
        describe=board_words.backtest,
        table=backtest_scene.table,
        controls=[
            Choice(
                "indicator",
                _("Indicator to explain"),
                {one.name: _(one.label) for one, _series in board_scene.series()},
                "calls of a rally",
                _("The framed row."),
                "market",
            ),
            Choice(
                "window",
                _("Window to explain"),
                {key: _(window.name) for key, window in DATA.items()},
                "2020-03",
                _("The framed column. In two of the five nothing broke."),
                "market",
            ),
            _alarm(),
            Slider(
                "factor",
                _("Thresholds"),
                _("times the usual"),
                FACTORS[0],
                FACTORS[-1],
                0.25,
                1.0,
                _("Lower: more alarms, true and false. Some then are always on."),
                "policy",
            ),
        ],
        presets={
            "usual": Preset(_("Usual"), {}),
            "nervous": Preset(_("Nervous"), {"at": "watch", "factor": FACTORS[0]}),
            "late": Preset(_("Act only"), {"at": "act"}),
            "apr2025": Preset(_("April 2025"), {"window": "2025-04", "at": "watch"}),
        },
        assumptions=board_words.backtest_assumptions(),
    )


def stress():
    """Return the explorer of the stress-test table."""
    return Explorer(
        "stress",
        prefix="s_",
        compute=stress_scene.compute,
        chart=stress_heat,
        describe=board_words.stress,
        table=stress_scene.table,
        controls=[
            Choice(
                "scenario",
                _("Scenario to explain"),
                {key: _(row.name) for key, row in MODEL.items()},
                "m3",
                _("The framed row."),
                "market",
            ),
            Slider(
                "size",
                _("Size of the shock"),
                _("% of usual"),
                50,
                200,
                25,
                100,
                _("Yields, foreign sales, cash that leaves, haircuts."),
                "market",
            ),
            Slider(
                "cash",
                _("Funds' free cash"),
                _("% of usual"),
                50,
                200,
                25,
                100,
                _("Before the policy. More cash is less leverage."),
                "funding",
            ),
            Choice(
                "policy",
                _("Policy to explain"),
                _policies(),
                "hedged purchases",
                _("The framed column. Its whole family is in the table."),
                "policy",
            ),
            Choice(
                "hold",
                _("Funds keep their"),
                {"buffer": _("free cash, by new own money"), "own money": _("own money, so less free cash")},
                "buffer",
                _("If a rule asks for more haircut or margin. New own money flatters rules."),
                "policy",
            ),
            Choice(
                "measure",
                _("The table shows"),
                {key: _(text) for key, text in (board_words.MEASURE_WORDS | board_words.OPTION_WORDS).items()},
                "sold",
                _("Each policy looks different by another measure."),
                "view",
            ),
        ],
        presets={
            "fed": Preset(_("The Fed's tools"), {}),
            "own_money": Preset(_("More own money"), {"policy": "cash buffer"}),
            "terms": Preset(_("Margin and loans"), {"policy": "term funding", "scenario": "m5"}),
            "calm_gap": Preset(_("Gap in calm times"), {"policy": "leverage cap", "measure": "calm_dislocation"}),
            "fed_peak": Preset(_("What the Fed takes on"), {"measure": "fed_peak"}),
            "no_new_money": Preset(
                _("No new own money"), {"policy": "haircut floor", "hold": "own money", "scenario": "m1"}
            ),
        },
        assumptions=board_words.stress_assumptions(),
    )


def _policies():
    """Return the policies in words, each after its family."""
    families = {"Fed": _("Fed: {policy}"), "own money": _("own money: {policy}"), "terms": _("terms: {policy}")}
    return {
        name: families[family].format(policy=_(board_words.POLICIES[name][0]))
        for family, members in stress_scene.FAMILIES.items()
        for name in members
    }


def monte_carlo():
    """Return the box that draws crises at random, with the families of the stress table."""
    return MonteCarloBox(
        {key: (_(text), stress_scene.policies_of(key)) for key, text in board_words.FAMILIES.items()},
        {name: stress_heat.heads([name])[0] for name in stress_heat.HEADS},
    )
