"""Controls, presets and assumptions of page 01."""

from basislib.figures import call_chance as chance_chart
from basislib.figures import future_or_call as option_chart
from basislib.figures import margin_account as account_chart
from basislib.language import _
from basislib.pages.milk_tea_margin import words
from basislib.scenes import call_chance, future_or_call, margin_account
from basislib.scenes.margin_account import AT_CME, DAYS, DOUBLED, MAINTENANCE, MARGIN, RANDOM, VOLATILITY
from basislib.widgets.controls import Choice, Slider
from basislib.widgets.explorer import Explorer, Preset


def account():
    """Return the explorer of the account day by day."""
    return Explorer(
        "account",
        compute=margin_account.compute,
        chart=account_chart,
        describe=words.account,
        table=margin_account.table,
        sight=("path", "calls"),
        controls=[
            _path(),
            _volatility(),
            _side(),
            _calls(),
            _initial_margin(),
            _maintenance(),
            Slider(
                "day",
                _("Day"),
                "",
                0,
                DAYS,
                1,
                DAYS,
                _("Go through the month with Play, or by hand."),
                "view",
                play=400,
            ),
        ],
        presets={
            "pays_no_call": Preset(_("Pays no call"), {"calls": "refuses"}),
            "short_in_a_spike": Preset(_("Short in a spike"), {"path": "spike", "side": "short", "calls": "refuses"}),
            "volatility_doubles": Preset(_("Volatility doubles"), {"volatility": DOUBLED}),
            "cme": Preset(_("As at CME"), {"maintenance": AT_CME}),
        },
        assumptions=words.account_assumptions(),
    )


def chance():
    """Return the explorer of the odds of a margin call."""
    return Explorer(
        "chance",
        compute=call_chance.compute,
        chart=chance_chart,
        describe=words.chance,
        table=call_chance.table,
        prefix="chance_",
        sight=("volatility", "initial_margin"),
        controls=[
            _volatility(),
            _initial_margin(),
            _maintenance(),
            Slider(
                "days",
                _("Within"),
                _("trading days"),
                1,
                call_chance.LAST_DAY,
                1,
                DAYS,
                _("How long the position is held."),
                "view",
            ),
            Slider("draw", _("Simulation number"), "", 1, 20, 1, 1, _("The same odds with other luck."), "view"),
        ],
        presets={
            "volatility_doubles": Preset(_("Volatility doubles"), {"volatility": DOUBLED}),
            "margin_follows": Preset(
                _("Margin follows"), {"volatility": DOUBLED, "initial_margin": call_chance.FOLLOWS}
            ),
            "cme": Preset(_("As at CME"), {"maintenance": AT_CME}),
        },
        assumptions=words.chance_assumptions(),
    )


def option():
    """Return the explorer of a future beside a call option."""
    return Explorer(
        "option",
        compute=future_or_call.compute,
        chart=option_chart,
        describe=words.option,
        table=future_or_call.table,
        prefix="option_",
        controls=[
            Slider(
                "price",
                _("Price at the end"),
                _("dollars"),
                future_or_call.LOW,
                future_or_call.HIGH,
                1,
                future_or_call.END,
                _("The price of milk tea on the last day."),
                "market",
            ),
            Slider(
                "premium",
                _("Premium of the option"),
                _("dollars"),
                1.0,
                10.0,
                0.5,
                future_or_call.PREMIUM,
                _("Paid once for the right to buy. It does not come back."),
                "trade",
            ),
        ],
        assumptions=words.option_assumptions(),
    )


def _path():
    by_hand = {
        "dip": _("Falls and comes back"),
        "spike": _("Rises and comes back"),
        "slide": _("Falls and stays down"),
        "climb": _("Rises and stays up"),
    }
    at_random = {key: _("At random, no. {number}").format(number=number) for key, number in RANDOM.items()}
    return Choice(
        "path", _("What the price does"), by_hand | at_random, "dip", _("A month of prices for milk tea."), "market"
    )


def _side():
    return Choice(
        "side",
        _("Side of the contract"),
        {"long": _("Long: has bought"), "short": _("Short: has sold")},
        "long",
        _("Long gains when the price rises, short when it falls."),
        "trade",
    )


def _calls():
    return Choice(
        "calls",
        _("Margin calls"),
        {"pays": _("Pays every call"), "refuses": _("Pays no call")},
        "pays",
        _("Who does not pay is closed out at that day's price."),
        "funding",
    )


def _volatility():
    return Slider(
        "volatility",
        _("Volatility"),
        _("dollars a day"),
        0.5,
        5.0,
        0.1,
        VOLATILITY,
        _("The usual size of a day's price change: one standard deviation."),
        "market",
    )


def _initial_margin():
    return Slider(
        "initial_margin",
        _("Initial margin"),
        _("dollars"),
        2.0,
        25.0,
        0.5,
        MARGIN,
        _("Put down at the start. A margin call fills the account up to here."),
        "funding",
    )


def _maintenance():
    return Slider(
        "maintenance",
        _("Maintenance margin"),
        _("% of initial"),
        0,
        100,
        1,
        MAINTENANCE,
        _("A balance below this brings a margin call."),
        "funding",
    )
