"""Controls, presets and assumptions of page 03."""

from datetime import timedelta
from functools import partial

from basislib.figures import contracts_held as contracts_chart
from basislib.figures import printed_grid as grid_chart
from basislib.figures import quote_to_edge as edge_chart
from basislib.figures import term_rates as terms_chart
from basislib.formats import weekday_and_day
from basislib.language import _
from basislib.pages.implied_repo import words
from basislib.scenes import contracts_held as contracts_scene
from basislib.scenes import printed_grid as grid_scene
from basislib.scenes import quote_to_edge as edge_scene
from basislib.scenes import term_rates as terms_scene
from basislib.scenes.contracts_held import AFTER, FARTHEST, FEWEST, HEDGE, MOST, MOVE, ONE_FOR_ONE
from basislib.scenes.quote_to_edge import FUTURES_PRICE, HEADER, LOW_FUTURE, NOTE_PRICE, REPO_RATE, SETTLE
from basislib.scenes.term_rates import CUT, LARGEST_MOVE
from basislib.securities.quotes import parse_price
from basislib.widgets.controls import Choice, Entry, Slider, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Preset

EDGE_DAYS = (77, 91, 105, 108, 109, 112)  # days from settlement offered in the first explorer
GRID_DAYS = range(108, 114)
SAMPLES = (NOTE_PRICE, "101.25", "99-31+", "80", "130", "1")  # what may be typed for a price
HIGH = 0.25  # percentage points of the implied repo rate that the high repo rate is above it
HIGHER = 0.3  # percentage points that the high repo rate of the table is above the screen's


def edge():
    """Return the explorer from quotes to the edge."""
    entry = partial(Entry, unit=_("per 100"), group="market", parse=partial(parse_price, field="it"), samples=SAMPLES)
    return Explorer(
        "edge",
        controls=[
            entry(
                "clean_price",
                _("Price of the note"),
                default=NOTE_PRICE,
                help=_("Points and 32nds: 101‑06¼ or 101-06 1/4 is 101 + 6.25/32."),
                parse=partial(parse_price, field="it", market="cash"),
            ),
            entry(
                "futures_price",
                _("Price of the future"),
                default=FUTURES_PRICE,
                help=_("Written the same way; + is half a 32nd."),
            ),
            Slider(
                "nudge",
                _("Move the future by"),
                _("32nds"),
                -6.0,
                6.0,
                0.25,
                0.0,
                _("Added to the price above; a quarter is its smallest step."),
                "market",
            ),
            _delivery(EDGE_DAYS),
            leverage(),
            _repo(),
        ],
        more=("clean_price", "futures_price"),
        compute=edge_scene.compute,
        chart=edge_chart,
        describe=words.edge,
        table=edge_scene.table,
        presets={
            "screen": Preset(_("The real quotes"), {}),
            "half_up": Preset(_("Future up a half"), {"nudge": 0.5}),
            "dear_repo": Preset(_("High repo rate"), {"repo_rate": round(edge_scene.case().implied_repo + HIGH, 2)}),
            "cheap_future": Preset(_("Low future"), {"futures_price": LOW_FUTURE}),
        },
        assumptions=words.edge_assumptions(),
    )


def contracts():
    """Return the explorer of the number of futures."""
    return Explorer(
        "contracts",
        prefix="c_",
        controls=[
            Slider(
                "move",
                _("Future moves by"),
                _("points"),
                -FARTHEST,
                FARTHEST,
                0.25,
                0.0,
                _("Until its last trading day."),
                "market",
            ),
            Slider(
                "after",
                _("Then the note moves by"),
                _("points"),
                -AFTER,
                AFTER,
                0.25,
                0.0,
                _("After the future has stopped trading. It matters only for a tail left open."),
                "market",
            ),
            Slider(
                "contracts",
                _("Futures sold"),
                _("per 100 notes"),
                FEWEST,
                MOST,
                0.01,
                HEDGE,
                _("Face of futures against each 100 of face of the note."),
                "trade",
            ),
            Choice(
                "tail",
                _("The rest, or the excess"),
                words.tails(),
                "traded",
                _("Whether the fund has one future for each note when the future stops trading."),
                "trade",
            ),
        ],
        sight=("move", "contracts"),
        compute=contracts_scene.compute,
        chart=contracts_chart,
        describe=words.contracts,
        table=contracts_scene.table,
        presets={
            "one_for_one": Preset(_("One for one"), {"contracts": ONE_FOR_ONE, "move": -MOVE}),
            "and_up": Preset(_("And up"), {"contracts": ONE_FOR_ONE, "move": MOVE}),
            "too_few": Preset(_("Too few"), {"contracts": 88.0, "move": -MOVE}),
            "open_tail": Preset(_("Tail left open"), {"tail": "open", "after": -1.0}),
        },
        assumptions=words.contracts_assumptions(),
    )


def terms():
    """Return the explorer of term against overnight repo."""
    return Explorer(
        "terms",
        prefix="t_",
        controls=[
            Slider(
                "moves",
                _("The Fed's moves"),
                "bp",
                -LARGEST_MOVE,
                LARGEST_MOVE,
                5,
                0,
                _("By how much the overnight rate moves until delivery, in all."),
                "market",
            ),
            Slider(
                "overnight",
                _("Overnight rate tonight"),
                _("% a year"),
                2.0,
                6.0,
                0.01,
                terms_scene.reserves_rate(),
                _("What a loan until tomorrow costs."),
                "funding",
            ),
            _repo(label=_("Term repo rate"), help=_("What a loan until delivery costs, agreed today.")),
        ],
        compute=terms_scene.compute,
        chart=terms_chart,
        describe=words.terms,
        table=terms_scene.table,
        presets={
            "two_cuts": Preset(_("Two cuts"), {"moves": CUT}),
            "two_rises": Preset(_("Two rises"), {"moves": -CUT}),
            "cheap_tonight": Preset(_("Cheap tonight"), {"overnight": 3.5, "moves": 25}),
        },
        assumptions=words.terms_assumptions(),
    )


def grid():
    """Return the explorer of the paper's table."""
    notes = grid_scene.printed().notes
    return Explorer(
        "grid",
        prefix="g_",
        controls=[
            Choice(
                "row",
                _("Price of the note"),
                dict(zip(notes, notes, strict=True)),
                NOTE_PRICE,
                _("The framed row, worked out below the table."),
                "market",
                steps=True,
            ),
            _delivery(GRID_DAYS, steps=True),
            leverage(),
            _repo(),
            Choice(
                "shade", _("Colours show"), words.shades(), "agreement", _("What the colour of a cell says."), "view"
            ),
        ],
        compute=grid_scene.compute,
        chart=grid_chart,
        describe=words.grid,
        table=grid_scene.table,
        presets={
            "as_headed": Preset(_("As headed"), {}),
            "who_earns": Preset(_("Who earns?"), {"shade": "edge"}),
            "dear_repo": Preset(_("High repo rate"), {"shade": "edge", "repo_rate": round(REPO_RATE + HIGHER, 3)}),
            "first_row": Preset(_("First row"), {"row": notes[0]}),
        },
        assumptions=words.grid_assumptions(),
    )


def _delivery(days, steps=False):
    """Return the choice of the delivery day, so many days after settlement."""
    options = {str(day): weekday_and_day(day, short=True) for day in (SETTLE + timedelta(n) for n in days)}
    return Choice(
        "delivery",
        _("Delivery"),
        options,
        str(HEADER),
        _("When the note is delivered into the contract; days count from 15 December."),
        "trade",
        steps=steps,
    )


def _repo(**changes):
    """Return the slider of the repo rate, as finely as the screen quotes it."""
    return repo_rate(default=REPO_RATE, low=2.0, high=6.0, step=0.001, **changes)
