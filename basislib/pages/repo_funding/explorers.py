"""Controls, presets and assumptions of page 05."""

from basislib.figures import cash_need as cash_chart
from basislib.figures import day_of_calls as day_chart
from basislib.figures import nights_of_repo as nights_chart
from basislib.figures import overnight_or_term as mix_chart
from basislib.figures import rate_corridor as corridor_chart
from basislib.figures import repo_spike as spike_chart
from basislib.formats import day_and_month
from basislib.fund.usual import TERM_SHARE
from basislib.language import _, pgettext
from basislib.pages.repo_funding import words
from basislib.scenes import cash_need, day_of_calls, nights_of_repo, overnight_or_term, rate_corridor, repo_spike
from basislib.scenes.day_of_calls import LARGEST_BP
from basislib.widgets.controls import Choice, Slider, UnitOf, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Preset

AT_TERM = round(100 * TERM_SHARE)  # % of the repo


def day():
    """Return the explorer of a day of calls and cash."""
    return Explorer(
        "day",
        prefix="day_",
        compute=day_of_calls.compute,
        chart=day_chart,
        describe=words.day,
        table=day_of_calls.table,
        sight=("move", "late"),
        controls=[
            Slider(
                "move",
                _("Prices move by"),
                _("% in the day"),
                -3.0,
                3.0,
                0.05,
                day_of_calls.MOVE,
                _("Above zero notes and futures rise, below zero they fall."),
                "market",
            ),
            leverage(help=_("Notes per own dollar. Own money stays: more notes leave less cash buffer for each.")),
            haircut(help=_("What the lender will not lend. Own money is fixed: more haircut leaves less cash buffer.")),
            Slider(
                "late",
                _("Comes back a day late"),
                _("% of the gain"),
                0,
                100,
                5,
                0,
                _("The part of the note's gain that lenders, term or overnight, return a day later."),
                "funding",
            ),
        ],
        presets={
            "late": Preset(_("A day late"), {"late": 100}),
            "fall": Preset(_("Prices fall"), {"move": -day_of_calls.MOVE}),
            "out_of_cash": Preset(_("Out of cash"), {"leverage": day_of_calls.THIN}),
        },
        assumptions=words.day_assumptions(),
    )


def cash():
    """Return the explorer of what a move of prices takes in cash."""
    return Explorer(
        "cash",
        compute=cash_need.compute,
        chart=cash_chart,
        describe=words.cash,
        table=cash_need.table,
        sight=("yields_bp", "late"),
        controls=[
            Slider(
                "yields_bp",
                _("Yields move by"),
                "bp",
                0,
                150,
                1,
                cash_need.RALLY_BP,
                _("On the left they fall, so that prices rise. On the right they rise as much."),
                "market",
            ),
            Slider(
                "days",
                _("Within"),
                _("trading days"),
                1,
                30,
                1,
                cash_need.RALLY_DAYS,
                _("The fewer the days, the more volatile is the market, and the margin follows."),
                "market",
            ),
            Slider(
                "largest_bp",
                _("Largest day"),
                "bp",
                0,
                60,
                1,
                LARGEST_BP,
                _("The last one. The other days share the rest of the move evenly."),
                "market",
            ),
            leverage(help=_("Notes per own dollar. Own money stays: more notes leave less cash buffer for each.")),
            haircut(help=_("What the lender will not lend. Own money is fixed: more haircut leaves less cash buffer.")),
            Slider(
                "late",
                _("Comes back a day late"),
                _("% of the gain"),
                0,
                100,
                5,
                0,
                _("The part of each day's gain that lenders, term or overnight, return a day later."),
                "funding",
            ),
        ],
        presets={
            "late": Preset(_("A day late"), {"late": 100}),
            "one_day": Preset(_("All in one day"), {"days": 1}),
            "no_haircut": Preset(_("No haircut"), {"haircut": 0.0}),
        },
        assumptions=words.cash_assumptions(),
    )


def _term_share(default=AT_TERM):
    return Slider(
        "term_share",
        _("Fixed for a term"),
        UnitOf("term_share"),
        0,
        100,
        5,
        default,
        _("The rest is overnight: agreed anew each morning, at the rate and haircut of the day."),
        "funding",
    )


def corridor():
    """Return the explorer of the rate corridor."""
    return Explorer(
        "corridor",
        compute=rate_corridor.compute,
        chart=corridor_chart,
        describe=words.corridor,
        table=rate_corridor.table,
        controls=[
            Slider(
                "lenders",
                _("Lenders bring"),
                _("$bn"),
                850,
                1450,
                1,
                rate_corridor.LENDERS,
                _("Money funds and others with cash to place tonight."),
                "market",
            ),
            Slider(
                "demand",
                _("Borrowers want"),
                _("$bn"),
                850,
                1250,
                1,
                rate_corridor.DEMAND,
                _("Dealers, for themselves and for the hedge funds behind them."),
                "market",
            ),
            Slider(
                "floor",
                _("Fed's range, bottom"),
                _("% a year"),
                0.0,
                5.25,
                0.25,
                rate_corridor.FLOOR,
                _("About what the ON RRP pays lenders. The top is a quarter point higher."),
                "policy",
            ),
            Choice(
                "kind",
                _("Kind of day"),
                {"ordinary": _("ordinary"), "reporting": _("end of a month or year")},
                "ordinary",
                _("When balance sheets are shown, cash crosses less from one part of the market to another."),
                "market",
            ),
            Choice(
                "srf",
                _("Standing repo facility (SRF)"),
                {"open": _("open: it lends at the top"), "closed": _("closed: there is none")},
                "open",
                _("Lends against Treasuries to dealers and banks, never to hedge funds."),
                "policy",
            ),
            Slider(
                "access",
                _("Shortage that reaches the SRF"),
                UnitOf("srf_access"),
                0,
                100,
                1,
                rate_corridor.ACCESS,
                _("The rest stays away: fear of being seen there, full balance sheets, closing times, no access."),
                "policy",
            ),
        ],
        more=("demand", "floor", "srf", "access"),
        presets={
            "plenty": Preset(_("Plenty of cash"), {"lenders": rate_corridor.PLENTY}),
            "spike": Preset(_("17 September 2019"), rate_corridor.settings(rate_corridor.SPIKE)),
            "month_end": Preset(_("31 October 2025"), rate_corridor.settings(rate_corridor.MONTH_END)),
            "year_end": Preset(_("31 December 2025"), rate_corridor.settings(rate_corridor.YEAR_END)),
        },
        assumptions=words.corridor_assumptions(),
    )


def september():
    """Return the explorer of September 2019."""
    days = {f"{date}": day_and_month(date, short=True) for date in repo_spike.days()[0]}
    return Explorer(
        "september",
        prefix="sep_",
        compute=repo_spike.compute,
        chart=spike_chart,
        describe=words.september,
        table=repo_spike.table,
        sight=("position",),
        controls=[
            Choice(
                "day",
                _("Day in 2019"),
                days,
                repo_spike.SPIKE,
                _("Walk through the days, or press Play."),
                "view",
                play=1500,
                steps=True,
            ),
            Slider(
                "position",
                _("Notes held"),
                UnitOf("position"),
                10,
                1000,
                10,
                repo_spike.POSITION,
                _("All funds in the trade together held a few hundred billion dollars."),
                "trade",
            ),
            leverage(help=_("Notes per own dollar. It turns the cost on the notes into a cost on own money.")),
            haircut(help=_("Not lent, so no interest on it. At this leverage it comes out of the cash buffer.")),
        ],
        presets={
            "tax_date": Preset(_("The tax date"), {"day": "2019-09-16"}),
            "spike": Preset(_("The spike"), {"day": "2019-09-17"}),
            "day_after": Preset(_("The day after"), {"day": "2019-09-18"}),
        },
        assumptions=words.september_assumptions(),
    )


def nights():
    """Return the explorer of the cost of N nights."""
    long = nights_of_repo.LONGEST
    return Explorer(
        "nights",
        prefix="n_",
        compute=nights_of_repo.compute,
        chart=nights_chart,
        describe=words.nights,
        table=nights_of_repo.table,
        sight=("nights", "special"),
        controls=[
            Slider("nights", _("Nights it lasts"), "", 1, long, 1, 1, _("How long the rate stays there."), "market"),
            leverage(help=_("Notes per own dollar. It turns the cost on the notes into a cost on own money.")),
            Slider(
                "edge",
                _("Edge of the trade"),
                _("bp of the notes"),
                0.5,
                10.0,
                0.5,
                repo_spike.EDGE,
                _("What the trade earns until delivery at the rate built in."),
                "trade",
            ),
            haircut(help=_("Not lent, so no interest on it. At this leverage it comes out of the cash buffer.")),
            repo_rate(
                default=nights_of_repo.SPIKE,
                help=_("What the fund pays. The futures price has {built_in:.2f}% built in.").format(
                    built_in=repo_spike.BUILT_IN
                ),
            ),
            _term_share(0),
            Slider(
                "special",
                _("This note is special by"),
                _("% a year"),
                0.0,
                3.0,
                0.05,
                0.0,
                _("How much cheaper one borrows against this very note than against any other."),
                "funding",
            ),
        ],
        presets={
            "spike": Preset(_("17 September 2019"), {}),
            "week": Preset(_("It lasts a week"), {"nights": nights_of_repo.WEEK}),
            "dearer": Preset(_("A little more"), {"repo_rate": nights_of_repo.DEARER, "nights": long}),
            "special": Preset(
                _("A special note"),
                {"repo_rate": repo_spike.BUILT_IN, "nights": long, "special": nights_of_repo.SPECIAL},
            ),
        },
        assumptions=words.nights_assumptions(),
    )


def mix():
    """Return the explorer of term funding: a shield with a price."""
    return Explorer(
        "mix",
        prefix="mix_",
        compute=overnight_or_term.compute,
        chart=mix_chart,
        describe=words.mix,
        table=overnight_or_term.table,
        sight=("term_share", "premium"),
        controls=[
            Slider(
                "haircut_rise",
                _("Haircuts rise by"),
                pgettext("per cent", "points"),
                0.0,
                4.0,
                0.1,
                overnight_or_term.HAIRCUT_RISE,
                _("In one night, on the loans that are renewed then; in % of the notes."),
                "market",
            ),
            Slider(
                "leave",
                _("Lenders who leave"),
                "%",
                0,
                50,
                1,
                overnight_or_term.LEAVE,
                _("Of the lenders whose loan ends that night."),
                "market",
            ),
            leverage(help=_("Notes per own dollar. Own money stays: more notes leave less cash buffer for each.")),
            haircut(help=_("Before the bad night. Own money is fixed here, so more haircut is less cash buffer.")),
            _term_share(),
            Slider(
                "premium",
                _("A term costs more by"),
                _("bp a year"),
                0.0,
                30.0,
                0.5,
                overnight_or_term.PREMIUM,
                _(
                    "What a lender asks for having to stay, on top of what overnight loans are expected to cost "
                    "meanwhile."
                ),
                "funding",
            ),
        ],
        presets={
            "all_overnight": Preset(_("All overnight"), {"term_share": 0}),
            "all_at_term": Preset(_("All at term"), {"term_share": 100}),
            "lean": Preset(_("Twice the buffer"), {"leverage": overnight_or_term.LEAN}),
        },
        assumptions=words.mix_assumptions(),
    )
