"""Controls, presets and assumptions of page 07."""

from basislib.figures import foreign_sale as foreign_chart
from basislib.figures import market_days as days_chart
from basislib.figures import phase_map as map_chart
from basislib.figures import sector_accounts as money_chart
from basislib.figures import spiral_rounds as rounds_chart
from basislib.language import _
from basislib.market import Shock
from basislib.pages.margin_spiral import words
from basislib.scenes import foreign_sale, market_days, phase_map, sector_accounts, spiral_rounds
from basislib.scenes.foreign_sale import MOST
from basislib.scenes.market_days import BASE, DAYS, FIRST_DAY, FOREIGN, NIGHTS, RALLY, RUN, RUN_DAY, usual
from basislib.scenes.spiral_rounds import CENTS, CHEAP, LOSS, ROUNDS, START
from basislib.widgets.controls import Choice, Slider, UnitOf, haircut, leverage
from basislib.widgets.explorer import Explorer, Preset


def rounds():
    """Return the explorer of the rounds."""
    return Explorer(
        "rounds",
        compute=spiral_rounds.compute,
        chart=rounds_chart,
        describe=words.rounds,
        table=spiral_rounds.table,
        controls=[
            *_fund_controls(),
            Choice(
                "kind",
                _("The call is"),
                words.kinds(),
                "loss",
                _("A higher margin takes the same cash, but stays as a higher level."),
                "funding",
            ),
            Slider(
                "round",
                _("Round"),
                "",
                0,
                ROUNDS,
                1,
                ROUNDS,
                _("Go through the rounds with Play, or by hand."),
                "view",
                play=500,
            ),
        ],
        sight=("impact", "call"),
        presets=_states() | {"dealers_have_room": Preset(_("Dealers have room"), {"room": 100})},
        assumptions=words.assumptions_of_the_funds(),
    )


def phases():
    """Return the explorer of the map."""
    return Explorer(
        "map",
        prefix="m_",
        compute=phase_map.compute,
        chart=map_chart,
        describe=words.phases,
        table=phase_map.table,
        controls=[
            *_fund_controls(),
            Choice(
                "axes",
                _("The map shows"),
                words.axes(),
                "haircut-impact",
                _("The first across, the second up. Move another slider and the map moves."),
                "view",
            ),
        ],
        presets=_states() | {"edge": Preset(_("A cliff's edge"), {**LOSS["cliff"], "axes": "call-leverage"})},
        assumptions=words.assumptions_of_the_funds(),
    )


def _states():
    """Return the presets that the first two pictures share."""
    names = {"calm": _("Calm"), "crowded": _("Crowded"), "cliff": _("Cliff"), "ruin": _("Ruin")}
    return {key: Preset(name, LOSS[key]) for key, name in names.items()}


def _fund_controls():
    """Return the controls that the first two pictures share; they start in a crowded market."""
    return [
        Slider(
            "position",
            _("Position of all funds"),
            UnitOf("position"),
            100,
            1500,
            10,
            START["position"],
            _("Notes held, and as many futures sold."),
            "market",
        ),
        Slider(
            "impact",
            _("Price impact"),
            UnitOf("impact_beyond"),
            0.02,
            0.5,
            0.01,
            START["impact"],
            _("By how much $1bn sold moves note against future, per 100, once dealers are full."),
            "market",
        ),
        Slider(
            "room",
            _("Dealers' room"),
            UnitOf("dealer_room"),
            0,
            400,
            10,
            START["room"],
            _("What dealers take before that, at {cents:g} cents per $bn.").format(cents=CHEAP * CENTS),
            "market",
        ),
        leverage(
            START["leverage"],
            low=10,
            help=_("Sets the buffer, not R: at this haircut, more leverage means less free cash."),
        ),
        haircut(
            START["haircut"],
            high=2.0,
            help=_("Own money stays as leverage sets it. So a higher haircut lowers R and eats the buffer."),
        ),
        Slider(
            "call",
            _("Call"),
            _("$ per 100 of notes"),
            0.0,
            5.0,
            0.05,
            START["call"],
            _("Cash the funds must find today. What the buffer does not pay is missing."),
            "funding",
        ),
    ]


def days():
    """Return the explorer of the market day by day."""
    return Explorer(
        "days",
        prefix="d_",
        compute=market_days.compute,
        chart=days_chart,
        describe=words.days,
        table=market_days.table,
        controls=_day_controls(),
        sight=("repo_spread", "foreign"),
        presets={
            "calm": Preset(_("Calm"), _differing("calm")),
            "crowded": Preset(_("Crowded"), {}),
            "cliff": Preset(_("Cliff"), _differing("cliff")),
            "lenders_leave": Preset(_("Lenders leave"), {"leave": round(100 * RUN)}),
            "haircut_level": Preset(_("Haircut as a level"), _differing("cliff", haircut=2.0, when="new")),
            "haircut_change": Preset(_("Haircut as a change"), _differing("cliff", haircut=2.0, when="change")),
        },
        assumptions=(*words.simplified(), *words.assumptions_of_the_market(), *words.known()),
    )


def _differing(market, **changes):
    """Return what a preset names: the settings of a market that differ from those of the crowded one."""
    first = usual("crowded")
    return {name: value for name, value in usual(market, **changes).items() if value != first[name]}


def _market():
    return Choice(
        "market",
        _("Market"),
        words.markets(),
        "crowded",
        _("How large the position is, and how much dealers take cheaply."),
        "market",
    )


def _foreign():
    return Slider(
        "foreign",
        _("Foreigners sell"),
        UnitOf("foreign_sales", Shock),
        0,
        MOST,
        10,
        round(FOREIGN),
        _("Notes sold to dealers on days 11 to 18. In March 2020: about $300bn, funds domiciled abroad included [K]."),
        "market",
    )


def _rally():
    return Slider(
        "rally",
        _("Yields fall"),
        "bp",
        -100,
        100,
        10,
        round(RALLY),
        _("On days 6 to 10; then they come back. Below 0 they rise first: a sell-off."),
        "market",
    )


def _rules():
    return Choice(
        "rules",
        _("Rules of the funds"),
        words.rules(),
        "both",
        _("Nobody publishes what cash a fund wants to keep, and at which loss it must cut."),
        "policy",
    )


def _day_controls():
    _fields, times, h, _tau = BASE["crowded"]
    return [
        _market(),
        leverage(times, low=15, help=_("Fixed own money: more leverage is less buffer, and a narrower gap on day 0.")),
        haircut(h, help=_("How it is paid for is a choice under More. Usual: calm 1%, crowded 0.5%, cliff none.")),
        Slider(
            "repo_spread",
            _("Extra repo rate"),
            UnitOf("repo_spread", Shock),
            -25,
            300,
            5,
            0,
            _("From day 6 on, and expected to last {nights} nights. It is not in R; funds ask for more.").format(
                nights=NIGHTS
            ),
            "funding",
        ),
        _foreign(),
        _rally(),
        Choice(
            "when",
            _("That haircut comes"),
            words.when(),
            "own",
            _("With new own money the buffer stays and leverage is lower than the slider says."),
            "funding",
        ),
        Slider(
            "leave",
            _("Lenders leave"),
            _("% of the loans due"),
            0,
            50,
            5,
            0,
            _("On day {day} these loans are not renewed, and the notes come back.").format(day=RUN_DAY),
            "funding",
        ),
        _rules(),
        Slider(
            "day", _("Day"), "", 0, DAYS, 1, DAYS, _("Go through the days with Play, or by hand."), "view", play=500
        ),
    ]


def foreign():
    """Return the explorer of what funds sell for every size of the foreign sale."""
    first = foreign_sale.of_market("crowded")
    return Explorer(
        "foreign",
        prefix="x_",
        compute=foreign_sale.compute,
        chart=foreign_chart,
        describe=words.foreign,
        table=foreign_sale.table,
        controls=[
            _market(),
            leverage(first["leverage"], low=15, help=_("It is in R_d: the same loss is a larger share of own money.")),
            haircut(first["haircut"], help=_("It is in R, not in R_d. Paid from the buffer.")),
            Slider(
                "impact",
                _("Price impact"),
                UnitOf("impact_beyond"),
                0.02,
                0.5,
                0.01,
                first["impact"],
                _("By how much $1bn sold widens the gap, per 100, once dealers are full. It is in both numbers."),
                "market",
            ),
            _foreign(),
            _rally(),
            _rules(),
        ],
        sight=("impact", "foreign"),
        presets={
            "calm": Preset(_("Calm"), _unlike(first, "calm")),
            "crowded": Preset(_("Crowded"), {}),
            "cliff": Preset(_("Cliff"), _unlike(first, "cliff")),
            "sell_off": Preset(_("A sell-off"), {"rally": -round(RALLY)}),
            "no_rules": Preset(_("Without rules"), {"rules": "none"}),
        },
        assumptions=(*words.simplified(), *words.assumptions_of_the_rules(), words.markets_differ(), *words.known()),
    )


def _unlike(first, market):
    return {name: value for name, value in foreign_sale.of_market(market).items() if value != first[name]}


def money():
    """Return the explorer that follows the money on a day."""
    worst = market_days.compute(DAYS, **usual("crowded")).worst_day
    return Explorer(
        "money",
        prefix="f_",
        compute=sector_accounts.compute,
        chart=money_chart,
        describe=words.money,
        table=sector_accounts.table,
        controls=[
            _market(),
            leverage(BASE["crowded"][1], low=15, high=48, help=_("Fixed own money: more leverage is less buffer.")),
            _foreign(),
            Slider(
                "day",
                _("Day"),
                "",
                1,
                DAYS,
                1,
                worst,
                _("Go through the days with Play, or by hand."),
                "view",
                play=1200,
            ),
            Choice(
                "show",
                _("Show"),
                words.show(),
                "payments",
                _("The day's payments, or what everybody owns and owes after them."),
                "view",
            ),
        ],
        sight=("market", "foreign"),
        presets={
            "rally": Preset(_("The rally"), {"day": FIRST_DAY}),
            "foreigners": Preset(_("Foreigners sell"), {"day": RUN_DAY}),
            "worst": Preset(_("The worst day"), {}),
            "sheets": Preset(_("Owns and owes"), {"show": "sheets"}),
        },
        assumptions=words.assumptions_of_the_money(),
    )
