"""Controls, presets, roles and assumptions of page 11."""

from basislib.figures import crisis_desk as chart
from basislib.figures import crisis_desk_fed as fed_chart
from basislib.game.crises import DAYS, TERM
from basislib.game.play import CASH_STEP, CASHES, TERM_STEP, TRADE, Choice, Choices
from basislib.language import _
from basislib.pages.crisis_desk import words
from basislib.scenes import crisis_desk as scene
from basislib.widgets import controls as control
from basislib.widgets.desk_box import DeskBox, Role
from basislib.widgets.explorer import Explorer, Preset


def rules():
    """Return the explorer of three simple rules in one crisis."""
    return Explorer(
        "rules",
        compute=scene.compute,
        chart=chart,
        describe=words.of_rule,
        table=scene.table,
        controls=[
            control.Choice(
                "rule",
                _("The fund"),
                words.rules(),
                "hold",
                _("All begin with the same notes, the same own money and the same cash."),
                "trade",
            ),
            control.Slider(
                "crisis", _("Crisis"), "", 0, 999, 1, scene.GUESSED, _("Each number is another crisis."), "market"
            ),
            control.Slider(
                "day", _("Day"), "", 0, DAYS, 1, DAYS, _("Go through the days with Play, or by hand."), "view", play=500
            ),
        ],
        presets={
            "hold": Preset(_("Hold"), {}),
            "deleverage": Preset(_("Half at a warning"), {"rule": "deleverage"}),
            "buffer": Preset(_("Twice the buffer"), {"rule": "buffer"}),
        },
        assumptions=words.assumptions(),
    )


def desk():
    """Return the reader's desk."""
    return DeskBox(
        Role(
            key="desk",
            days=DAYS,
            largest_seed=scene.LARGEST_SEED,
            first_seed=scene.SEED,
            controls=_decisions(),
            chart=chart,
            scene=scene.of_text,
            after=lambda text, values: Choices.read(text).then(_choice(values)).text,
            wait=lambda text: Choices.read(text).then(_nothing(text)).text,
            read=lambda text: Choices.read(text).text,
            cut=lambda text, day: Choices.read(text).until(day).text,
            standing=lambda text: _nothing(text)._asdict(),
            news=words.news,
            describe=words.of_desk,
            verdict=words.verdict,
            score=lambda found: found.found.result,
            table=scene.table,
            questions=words.own_run,
            act=_("Run the day"),
            assumptions=words.assumptions(),
        )
    )


def _decisions():
    """Return what is decided each morning."""
    return [
        control.Slider(
            "trade",
            _("Buy or sell notes"),
            _("% of what you began with"),
            -100,
            100,
            TRADE,
            0,
            _("Below 0 is selling. You can buy only what your free cash carries."),
            "trade",
        ),
        control.Slider(
            "term",
            _("Repo for a term"),
            "%",
            0,
            100,
            TERM_STEP,
            round(100 * TERM),
            _("Raised at once, at a dearer rate. It falls only as loans run out, a thirtieth a day."),
            "funding",
        ),
        control.Slider(
            "cash",
            _("Cash to hold"),
            _("% of the notes"),
            0.0,
            CASH_STEP * (CASHES - 1),
            CASH_STEP,
            0.0,
            _("If the morning's free cash is below it, notes are sold until it is there."),
            "funding",
        ),
    ]


def _choice(values):
    """Return a day's choice from the values of the controls."""
    return Choice(int(values["trade"]), int(values["term"]), float(values["cash"]))


def _nothing(text):
    """Return the choice that changes nothing: what was said of loans and cash the day before still holds."""
    days = Choices.read(text).days
    return days[-1]._replace(trade=0) if days else Choice()


def fed():
    """Return the Fed's desk."""
    return DeskBox(
        Role(
            key="fed",
            days=DAYS,
            largest_seed=scene.LARGEST_SEED,
            first_seed=scene.SEED,
            controls=_tools(),
            chart=fed_chart,
            scene=scene.of_fed,
            after=_decided,
            wait=lambda text: scene.readable(f"{text}w"),
            read=scene.readable,
            cut=_cut,
            standing=lambda text: {"tool": "wait", "size": "middle"},
            news=words.fed_news,
            describe=words.of_fed,
            verdict=words.fed_verdict,
            score=lambda found: found.verdict.points,
            table=scene.fed_table,
            questions=lambda found: (),
            act=_("Run the day"),
            assumptions=words.fed_assumptions(),
        )
    )


def _tools():
    """Return what the Fed decides each morning."""
    return [
        control.Choice(
            "tool",
            _("Today the Fed"),
            words.tools(),
            "wait",
            _("It can act once, and what it begins goes on."),
            "policy",
        ),
        control.Choice(
            "size", _("Size"), words.sizes(), "middle", _("The line under the picture says what that is."), "policy"
        ),
    ]


def _decided(text, values):
    """Return the Fed's choices with one more day."""
    acted, *_rest = scene.acts(text)
    if acted or values["tool"] == "wait":
        return scene.readable(f"{text}w")
    tool = list(words.tools()).index(values["tool"])  # "wait" is the first
    size = list(words.sizes()).index(values["size"]) + 1
    return scene.readable(f"{text}{tool}{size}")


def _cut(text, day):
    """Return the Fed's choices of the first days."""
    acted, *_rest = scene.acts(text)
    return text[:day] if not acted or day < acted else text[: day + 1]
