"""Controls, presets and assumptions of page 04, and the reader's own basket."""

from basislib.checks import Refused
from basislib.figures import best_day as day_chart
from basislib.figures import by_month as month_chart
from basislib.figures import deliverables as ranking_chart
from basislib.figures import hedge_change as hedge_chart
from basislib.figures import short_choices as choice_chart
from basislib.figures import switch_map as map_chart
from basislib.language import N_, _
from basislib.pages.ctd_switching import words
from basislib.scenes import baskets
from basislib.scenes import best_day as day_scene
from basislib.scenes import by_month as month_scene
from basislib.scenes import deliverables as ranking_scene
from basislib.scenes import hedge_change as hedge_scene
from basislib.scenes import short_choices as choice_scene
from basislib.scenes import switch_map as map_scene
from basislib.scenes.baskets import HIGH, LOW, QUOTED, STEEP
from basislib.widgets.controls import Choice, Slider, haircut, leverage, repo_rate
from basislib.widgets.explorer import Explorer, Preset
from basislib.widgets.quotes_box import QuotesBox

OWN = "own"


class Desk:
    """The baskets of one reader: the quoted ones and, once it is read, the reader's own."""

    def __init__(self):
        self.own = None

    def basket(self, key):
        """Return the basket of a choice; a `Refused` says where the reader's own quotes go."""
        if key != OWN:
            return baskets.quoted(key)
        if self.own is None:
            raise Refused(
                N_(
                    "My basket has 0 notes so far. Put your quotes into the box in the last fold of this page, "
                    "and press “Read these quotes”. Or choose another basket."
                )
            )
        return self.own

    def told(self, compute):
        """Return the `compute` of a scene, told the basket by the key of a choice."""

        def compute_for(basket, **settings):
            return compute(self.basket(basket), **settings)

        return compute_for


def quotes(desk, pictures):
    """Return the box for the reader's own quotes; `pictures` returns the explorers that are to show them."""
    return QuotesBox(lambda found: show(desk, pictures(), found))


def show(desk, explorers, found):
    """Let all pictures of a basket show the reader's own."""
    desk.own = baskets.prepare(found, found.repo_rate)
    for explorer in explorers:
        if "basket" not in explorer.controls:  # the roll has its own bond
            continue
        control = explorer.controls.get("repo_rate")  # the hedge keeps its basket's own
        explorer.again(basket=OWN, **({"repo_rate": control.read(found.repo_rate)} if control else {}))


def ranking(desk):
    """Return the explorer of the ranking."""
    return Explorer(
        "ranking",
        compute=desk.told(ranking_scene.compute),
        chart=ranking_chart,
        describe=words.ranking,
        table=ranking_scene.table,
        controls=[_basket(), _level(), _repo(), _delivery()],
        presets={"up": Preset(_("Yields +50"), {"level": ranking_scene.RISE}), **_other_baskets()},
        assumptions=words.ranking_assumptions(),
    )


def switch_map(desk):
    """Return the explorer of the switch map."""
    return Explorer(
        "map",
        prefix="map_",
        compute=desk.told(map_scene.compute),
        chart=map_chart,
        describe=words.switch_map,
        table=map_scene.table,
        controls=[
            _basket(),
            Choice(
                "curve",
                _("Yields before the shift"),
                words.curves(),
                "quoted",
                _("Equal yields take away what the market says, and leave the conversion factors."),
                "market",
            ),
            _level(),
            _slope(),
            _repo(),
        ],
        sight=("level", "slope"),
        presets={"equal": Preset(_("Equal yields"), {"curve": "equal"}), **_other_baskets()},
        assumptions=words.map_assumptions(),
    )


def hedge(desk):
    """Return the explorer of the hedge and its cash."""
    october, five = hedge_scene.OCTOBER, {"basket": "fv", "initial_margin": QUOTED["fv"].initial_margin}
    return Explorer(
        "hedge",
        prefix="hedge_",
        compute=desk.told(hedge_scene.compute),
        chart=hedge_chart,
        describe=words.hedge,
        table=hedge_scene.table,
        controls=[
            _basket(),
            Slider(
                "start",
                _("Level when hedged"),
                "bp",
                LOW,
                HIGH,
                1,
                october,
                _("Yields against the quotes. The fund holds the note that is cheapest there."),
                "market",
            ),
            Slider("end", _("Level now"), "bp", LOW, HIGH, 1, 0, _("Where yields have moved to, at once."), "market"),
            Choice(
                "way",
                _("The fund adjusts its"),
                words.ways(),
                "contracts",
                _("How the hedge is made to fit again."),
                "trade",
            ),
            leverage(default=hedge_scene.LEVERAGE),
            haircut(),
            Slider(
                "initial_margin",
                _("Initial margin"),
                _("% of face"),
                0.0,
                6.0,
                0.1,
                QUOTED["us"].initial_margin,
                _("Own money the clearing house holds, in % of the contract's face."),
                "funding",
            ),
            Slider(
                "late",
                _("Comes back a day late"),
                "%",
                0.0,
                100.0,
                10.0,
                hedge_scene.LATE,
                _("The part of what lenders owe the fund, because its notes have risen, that misses the call."),
                "funding",
            ),
        ],
        more=("basket", "start", "haircut", "initial_margin", "late"),
        presets={
            "same_day": Preset(_("Back the same day"), {"late": 0.0}),
            "up": Preset(_("Up instead"), {"start": 0, "end": october}),
            "swap": Preset(_("Swap the notes"), {"way": "notes"}),
            "five_year": Preset(_("Five-year"), five),
        },
        assumptions=words.hedge_assumptions(),
    )


def best_day(desk):
    """Return the explorer of the delivery day."""
    return Explorer(
        "days",
        prefix="day_",
        compute=desk.told(day_scene.compute),
        chart=day_chart,
        describe=words.best_day,
        table=day_scene.table,
        controls=[_basket(), _repo()],
        presets={"cheap": Preset(_("Repo at 4%"), {"repo_rate": words.CHEAP_REPO}), **_other_baskets()},
        assumptions=words.best_day_assumptions(),
    )


def choices(desk):
    """Return the explorer of the short's choices."""
    others = {
        key: Preset(words.baskets()[key], {"basket": key, "repo_rate": each.repo_rate, "volatility": each.volatility})
        for key, each in QUOTED.items()
        if key != "us"
    }
    return Explorer(
        "choices",
        prefix="choice_",
        compute=desk.told(choice_scene.compute),
        chart=choice_chart,
        describe=words.choices,
        table=choice_scene.table,
        controls=[
            _basket(),
            _delivery(),
            _repo(),
            Slider(
                "volatility",
                _("Daily move of yields"),
                "bp",
                0.0,
                20.0,
                0.5,
                QUOTED["us"].volatility,
                _("Standard deviation of a business day's shift of all yields."),
                "market",
            ),
        ],
        presets={
            "first": Preset(_("First day"), {"delivery": "first"}),
            "calm": Preset(_("Calm yields"), {"volatility": 3.0}),
            **others,
        },
        assumptions=words.choices_assumptions(),
    )


def by_month(desk):
    """Return the explorer of the cheapest note by delivery month and shift."""
    return Explorer(
        "months",
        prefix="month_",
        compute=desk.told(month_scene.compute),
        chart=month_chart,
        describe=words.by_month,
        table=month_scene.table,
        controls=[_basket(), _repo()],
        presets=_other_baskets(),
        assumptions=words.by_month_assumptions(),
    )


def _other_baskets():
    """Return a preset for each basket on record but the first, at its own repo rate."""
    return {
        key: Preset(words.baskets()[key], {"basket": key, "repo_rate": each.repo_rate})
        for key, each in QUOTED.items()
        if key != "us"
    }


def _basket():
    return Choice(
        "basket",
        _("Basket"),
        words.baskets() | {OWN: _("My basket")},
        "us",
        _("The notes deliverable into one contract, as quoted on one day."),
        "market",
    )


def _level():
    return Slider(
        "level", _("Level shift"), "bp", LOW, HIGH, 1, 0, _("All yields move by this much, at once."), "market"
    )


def _slope():
    return Slider(
        "slope",
        _("Slope shift"),
        "bp",
        -STEEP,
        STEEP,
        1,
        0,
        _("How much more the longest note's yield moves than the shortest's."),
        "market",
    )


def _repo():
    return repo_rate(
        default=QUOTED["us"].repo_rate, help=_("What the buyer of a note pays for borrowed money, up to delivery.")
    )


def _delivery():
    return Choice(
        "delivery",
        _("Delivered on"),
        words.deliveries(),
        "better",
        _("The short may choose any business day of the delivery month. One of its two ends is the best."),
        "trade",
    )
