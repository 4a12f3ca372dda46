"""Controls, presets and assumptions of page 02."""

from functools import partial

from basislib.figures import profit_by_leg as profit_chart
from basislib.figures import t_accounts as accounts_chart
from basislib.language import _
from basislib.pages.three_legs import words
from basislib.scenes import profit_by_leg, t_accounts
from basislib.scenes.profit_by_leg import (
    CASH_PRICE,
    CONTRACTS,
    COUPON,
    DAYS,
    FEW,
    FINAL_PRICE,
    FUTURES_PRICE,
    HIGHEST_END,
    LOWEST_END,
    MARGIN,
    REPEATS,
    REPO_RATE,
)
from basislib.securities.quotes import parse_price
from basislib.widgets.controls import Choice, Entry, Slider, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Preset

RISE = 3.0  # points: a day's move that empties the buffer if what the lender owes comes a day late


def accounts():
    """Return the explorer that steps through the trade."""
    return Explorer(
        "accounts",
        controls=_accounts_controls(),
        more=("day_move", "excess"),
        compute=partial(t_accounts.compute, direction="long", initial_margin=MARGIN),
        chart=accounts_chart,
        describe=words.accounts,
        table=t_accounts.table,
        presets={
            "just_borrowed": Preset(_("Just borrowed"), {"step": "second"}),
            "prices_rise": Preset(_("Prices rise"), {"step": "day", "day_move": RISE}),
            "rise_a_day_late": Preset(_("Rise, a day late"), {"step": "day", "day_move": RISE, "excess": "next_day"}),
            "last_day": Preset(_("The last day"), {"step": "last"}),
        },
        assumptions=words.accounts_assumptions(),
    )


def short():
    """Return the explorer that steps through the opposite trade."""
    return Explorer(
        "short",
        prefix="s_",
        controls=_accounts_controls(),
        more=("day_move", "excess"),
        compute=partial(t_accounts.compute, direction="short", initial_margin=MARGIN),
        chart=accounts_chart,
        describe=words.accounts,
        table=t_accounts.table,
        presets={
            "note_sold": Preset(_("Note sold"), {"step": "second"}),
            "prices_fall": Preset(_("Prices fall"), {"step": "day", "day_move": -RISE}),
            "fall_a_day_late": Preset(_("Fall, a day late"), {"step": "day", "day_move": -RISE, "excess": "next_day"}),
            "last_day": Preset(_("The last day"), {"step": "last"}),
        },
        assumptions=words.short_assumptions(),
    )


def profit():
    """Return the explorer of the profit by leg."""
    return Explorer(
        "profit",
        prefix="p_",
        controls=[
            leverage(high=100),
            haircut(),
            repo_rate(default=0.0),
            *_prices(),
            *_terms(),
            _margin(),
            _cash_rate(),
        ],
        sight=("final_price", "contracts"),
        compute=partial(profit_by_leg.compute, direction="long"),
        chart=profit_chart,
        describe=words.profit,
        table=profit_by_leg.table,
        presets={
            "the_talk": Preset(_("Sold at 120"), {}),
            "the_talk_unlucky": Preset(_("Note sold at 119.99"), {"slippage": 1.0}),
            "with_interest": Preset(_("With interest"), {"coupon": COUPON, "repo_rate": REPO_RATE}),
            "too_few": Preset(_("Too few futures"), {"contracts": FEW}),
            "fifty_times": Preset(_("Half the haircut, 50 times"), {"leverage": REPEATS, "haircut": 0.5}),
        },
        assumptions=words.profit_assumptions(),
    )


def _accounts_controls():
    """Return the controls of a trade's T-accounts, whichever way round it is."""
    return [
        leverage(high=100),
        haircut(),
        repo_rate(),
        Slider(
            "day_move",
            _("Price move of the day"),
            _("points"),
            -3.0,
            3.0,
            0.1,
            1.0,
            _("What note and future gain or lose in step 5."),
            "market",
        ),
        Choice(
            "excess",
            _("Money owed to the fund comes"),
            {"same_day": _("the same day"), "next_day": _("a day late")},
            "same_day",
            _("When the other side of the loan hands over what the note's move makes due."),
            "funding",
        ),
        _step(),
    ]


def _step():
    steps = {
        "start": _("1 Before"),
        "first": _("2 First leg"),
        "second": _("3 Second leg"),
        "third": _("4 Third leg"),
        "day": _("5 A day"),
        "last": _("6 Last day"),
        "unwind": _("7 Unwind"),
    }
    return Choice(
        "step", _("Step"), steps, "start", _("Walk through the trade, or press play."), "view", play=2500, steps=True
    )


def _margin():
    return Slider(
        "initial_margin",
        _("Initial margin"),
        "%",
        0.0,
        4.0,
        0.05,
        MARGIN,
        _("Own money the clearing house holds for one future, in % of the note."),
        "funding",
    )


def _cash_rate():
    return Slider(
        "cash_rate",
        _("Own cash earns"),
        _("% a year"),
        0.0,
        10.0,
        0.01,
        0.0,
        _("Interest on the margin and on free cash."),
        "funding",
    )


def _prices():
    samples = ("100", "100.01", "101-02 3/4", "99-31+", "1", "1000")
    entry = partial(Entry, unit=_("per 100"), group="market", parse=partial(parse_price, field="it"), samples=samples)
    return (
        entry(
            "cash_price",
            _("Note, first day"),
            default=f"{CASH_PRICE:g}",
            help=_("The price: a decimal, or points and 32nds: 101‑02 3/4."),
            parse=partial(parse_price, field="it", market="cash"),
        ),
        entry("futures_price", _("Future, first day"), default=f"{FUTURES_PRICE:g}", help=_("Written the same way.")),
        Slider(
            "final_price",
            _("Both, last day"),
            _("per 100"),
            LOWEST_END,
            HIGHEST_END,
            0.5,
            FINAL_PRICE,
            _("On the last day note and future meet."),
            "market",
        ),
        Slider("coupon", _("Coupon"), _("% a year"), 0.0, 8.0, 0.25, 0.0, _("What the note itself pays."), "market"),
    )


def _terms():
    return (
        Slider(
            "contracts",
            _("Futures sold"),
            _("per 100 notes"),
            80,
            120,
            1,
            CONTRACTS,
            _("One for each note is right here; with real notes it takes the conversion factor."),
            "trade",
        ),
        Slider("days", _("Days"), "", 1, 180, 1, DAYS, _("From the first day to the last."), "trade"),
        Slider(
            "slippage",
            _("Slippage on the note"),
            _("cents"),
            0.0,
            5.0,
            0.1,
            0.0,
            _("How much worse than that price the note is sold."),
            "trade",
        ),
        Slider("costs", _("Costs"), _("cents"), 0.0, 3.0, 0.1, 0.0, _("Bid-ask spread and fees, in and out."), "trade"),
    )
