"""Controls, presets and assumptions of page 06."""

from basislib.figures import calm_market as calm_chart
from basislib.figures import participants as card_chart
from basislib.figures import positions as position_chart
from basislib.formats import month_and_year
from basislib.language import _
from basislib.pages.other_side import words
from basislib.scenes import calm_market, participants, positions
from basislib.securities.contracts import CONTRACTS
from basislib.widgets.controls import Choice, Slider, UnitOf, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Preset


def cards():
    """Return the explorer of the participants."""
    names = {party: row["name"] for party, row in participants.participants().items()}
    days = {day: _(name) for day, name in card_chart.DAYS.items()}
    return Explorer(
        "cards",
        compute=participants.compute,
        chart=card_chart,
        describe=words.cards,
        table=participants.table,
        prefix="card_",
        controls=[
            Choice(
                "party",
                _("Participant"),
                {party: _(name) for party, name in names.items()},
                "fund",
                _("Whose card lies on the table."),
                "market",
            ),
            Choice("day", _("Day"), days, "calm", _("What it does, and what flows, on such a day."), "market"),
        ],
        presets={
            "pays": Preset(_("Who pays"), {"party": "buyer"}),
            "lends": Preset(_("Who lends"), {"party": "lender", "day": "bad"}),
            "steps_in": Preset(_("Who steps in"), {"party": "fed", "day": "bad"}),
        },
        assumptions=words.cards_assumptions(),
    )


def calm():
    """Return the explorer of the calm market."""
    return Explorer(
        "calm",
        compute=calm_market.compute,
        chart=calm_chart,
        describe=words.calm,
        table=calm_market.table,
        controls=[
            Slider(
                "demand",
                _("Futures at no gap"),
                _("$bn"),
                100,
                1200,
                10,
                calm_market.DEMAND,
                _("What real money would hold if there were no gap. The wider the gap, the fewer it holds."),
                "market",
            ),
            Slider(
                "room",
                _("Dealers' room"),
                UnitOf("dealer_room"),
                150,
                600,
                10,
                calm_market.ROOM,
                _("What dealers carry cheaply. Beyond it each further $1bn adds seven times as much to what they ask."),
                "market",
            ),
            leverage(),
            Slider(
                "own_money",
                _("Funds' own money"),
                _("$bn"),
                0,
                60,
                1,
                calm_market.OWN_MONEY,
                _("All funds together. Times leverage it is what they can carry."),
                "trade",
            ),
            Slider(
                "required_return",
                _("Return asked for"),
                UnitOf("required_return"),
                1.0,
                15.0,
                0.5,
                calm_market.ASKED,
                _(
                    "On own money, over the repo rate built in. With each further $100bn funds ask for {more:g} points more."
                ).format(more=100 * calm_market.RISING),
                "trade",
            ),
            Slider(
                "keenest",
                _("Keenest buyer pays"),
                _("% a year"),
                0.25,
                5.0,
                0.25,
                calm_market.KEENEST,
                _("At most, for a future instead of a note. The others would pay anything from nothing up to that."),
                "market",
            ),
            haircut(),
            repo_rate(
                default=calm_market.BUILT_IN,
                low=3.75,
                high=7.0,
                help=_("What the fund pays. The futures price has {built_in:.2f}% built in.").format(
                    built_in=calm_market.BUILT_IN
                ),
            ),
        ],
        presets={
            "enough": Preset(_("Enough money"), {}),
            "poor": Preset(_("Funds lack money"), {"own_money": calm_market.POOR}),
            "richer": Preset(_("Twice their money"), {"own_money": calm_market.RICHER}),
            "capped": Preset(_("Leverage capped"), {"leverage": calm_market.CAPPED}),
            "dear": Preset(_("Repo is dear"), {"repo_rate": calm_market.DEAR}),
            "little": Preset(_("Little demand"), {"demand": calm_market.LITTLE}),
        },
        sight=("own_money", "demand"),
        assumptions=words.calm_assumptions(),
    )


class Quarter(Choice):
    """A choice among so many days in a row that only the first and the last count as its ends."""

    def ends(self):
        """Return the first and the last day."""
        first, *_between, last = self.options
        return first, last


def history():
    """Return the explorer of positions through the years."""
    contracts = {
        "all": _("all six"),
        "three": _("2, 5 and 10 years (TU, FV, TY)"),
        **{
            code: _("{contract} ({code})").format(contract=_(CONTRACTS[code].name), code=code)
            for code in positions.CODES["all"]
        },
    }
    measures = {"gross": _("sold by funds, bought by managers"), "net": _("the same, net of the other way")}
    below = {
        "sofr": _("the repo rate, SOFR"),
        "notes": _("hedge funds' long Treasuries"),
        "borrowed": _("repo borrowed by hedge funds"),
        "leverage": _("leverage of the ten largest funds"),
    }
    quarters = {f"{day}": month_and_year(day) for day in positions.quarters()}
    return Explorer(
        "positions",
        compute=positions.compute,
        chart=position_chart,
        describe=words.history,
        table=positions.table,
        prefix="pos_",
        controls=[
            Choice(
                "contracts", _("Contracts"), contracts, "all", _("TU to UB are the codes of the contracts."), "market"
            ),
            Choice(
                "measure",
                _("Positions"),
                measures,
                "gross",
                _("Net: futures sold less futures bought by the same group."),
                "market",
            ),
            Choice("below", _("Below"), below, "sofr", _("What the lower panel shows."), "view"),
            Quarter(
                "quarter",
                _("Quarter"),
                quarters,
                list(quarters)[-1],
                _("Walk through the years, or press play."),
                "view",
                play=300,
                steps=True,
            ),
        ],
        presets={
            "before": Preset(_("Before March 2020"), {"quarter": positions.BEFORE}),
            "zero": Preset(_("Rates at zero"), {"quarter": positions.ZERO}),
            "low": Preset(_("The low"), {"quarter": positions.LOW}),
            "peak": Preset(_("The peak"), {"quarter": positions.PEAK}),
            "leverage": Preset(_("Leverage"), {"below": "leverage"}),
        },
        assumptions=words.history_assumptions(),
    )
