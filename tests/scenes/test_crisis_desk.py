"""A crisis as a desk and as the Fed see it: accounts that add up, links that are games, nothing of the future."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from basislib.figures import crisis_desk as chart
from basislib.figures.marks import Words
from basislib.game.crises import DAYS
from basislib.game.play import Choice, Choices
from basislib.pages.crisis_desk import words
from basislib.pages.crisis_desk.exercises import guess
from basislib.scenes import crisis_desk as scene
from tests.speaking import speaking

# After which words a number stands.
TOLD = re.compile(r"(?:\*\*|futures |margin |them |costs |期货|保证金|借款|成本)([+−]?[\d.,]*\d)")

PLAYED = Choices((Choice(-20, 60, 0.5), Choice(), Choice(10, 0, 0.0))).text


def test_cash_moves_by_what_came_and_went():
    for desk in (scene.compute(scene.GUESSED, "hold", DAYS), scene.of_text(scene.SEED, PLAYED, DAYS)):
        came = desk.gains + desk.margin_paid + desk.borrowed + desk.notes + desk.income - desk.cost
        assert np.diff(desk.cash) == pytest.approx(came[1:], abs=1e-9)
        assert desk.own_money[0] == pytest.approx(scene.own_money())


def test_the_guess_is_about_a_fund_that_is_right_and_loses():
    desk = scene.compute(scene.GUESSED, "hold", DAYS)
    results = {name: found.result for name, found in desk.rules.items()}
    assert results["hold"] < -5 and results["buffer"] < 0 < results["deleverage"] and desk.best == "deleverage"
    assert desk.cash.min() < 0.01 and desk.forced.sum() + desk.run.sum() > 2000


def test_a_little_is_sold_by_force_of_the_fund_that_sold_half_as_its_picture_says():
    desk = scene.compute(scene.GUESSED, "deleverage", DAYS)
    assert desk.forced_share == pytest.approx(100 * 0.0612 / 5.906, abs=0.01)
    answer = next(option for option in guess().options if option.key == "deleverage")
    assert "only 1% was sold by force" in answer.reply


def test_a_game_that_is_not_over_tells_nothing_of_what_comes():
    desk = scene.of_text(scene.SEED, PLAYED, DAYS)
    assert desk.last == desk.day == 3 and not desk.over and not desk.rules and len(desk.headlines) == 4
    for name in ("dislocation", "yields", "cash", "position", "repo"):
        assert getattr(desk, name).size == 4, name
    fed = scene.of_fed(scene.SEED, "ww", DAYS)
    assert fed.last == 2 and fed.verdict is None and not fed.rules and fed.dislocation.size == 3


def test_the_rule_that_is_played_gets_what_the_rule_gets():
    text = Choices((Choice(),) * DAYS).text
    desk = scene.of_text(scene.GUESSED, text, DAYS)
    assert desk.found.result == pytest.approx(desk.rules["hold"].result) and desk.beaten == 0


def test_a_picture_has_room_for_the_one_beside_it():
    high, low = scene.compute(scene.GUESSED, "hold", DAYS), scene.of_text(scene.SEED, "", 0)
    assert low.beside(high).highest == tuple(map(max, low.highest, high.highest))


@pytest.mark.parametrize(
    ("text", "kept", "acted"),
    [
        ("", "", 0),
        ("ww", "ww", 0),
        ("ww21w", "ww21w", 3),
        ("ww9", "ww", 0),
        ("21x", "21", 1),
        ("14www", "", 0),
        ("w" * 40, "w" * DAYS, 0),
        ("w" * 19 + "43ww", "w" * 19 + "43", 20),
        ("32" + "w" * 40, "32" + "w" * 19, 1),
        ("<script>", "", 0),
    ],
)
def test_the_feds_choices_as_a_link_has_them(text, kept, acted):
    assert scene.readable(text) == kept and scene.acts(kept)[0] == acted
    assert scene.days_of(kept) <= DAYS and scene.readable(kept) == kept
    assert scene.of_fed(scene.SEED, text, DAYS).last == scene.days_of(kept)


def test_the_fed_that_waits_is_the_first_of_its_rules():
    fed = scene.of_fed(scene.SEED, "w" * DAYS, DAYS)
    assert fed.over and fed.verdict.points == fed.rules["wait"].points == 0 and not fed.acted
    helped = scene.of_fed(scene.SEED, "22" + "w" * 19, DAYS)
    assert helped.notes.max() == pytest.approx(500) and helped.verdict.sold < fed.verdict.sold
    assert helped.verdict.books == pytest.approx(helped.notes.max())


def test_tables_hold_the_days_up_to_the_one_on_show():
    assert len(scene.table(scene.compute(scene.GUESSED, "buffer", 7))) == 8
    assert len(scene.fed_table(scene.of_fed(scene.SEED, "www", 2))) == 3


@pytest.mark.parametrize("day", [0, 5, 9, DAYS])
def test_the_ring_marks_the_least_that_the_words_tell(day):
    """On no day does it lie on cash of a day to come."""
    desk, figure = scene.compute(scene.GUESSED, "hold", day), Figure(chart.SIZE)
    chart.frame(figure, chart.view(desk))
    chart.draw(figure, desk)
    (ring,) = (each for each in figure.axes[2].artists if getattr(each, "_shape", None) == "o" and each._fill is None)
    ((when, amount),) = ring._path.vertices
    (told,) = (each.get_text() for each in figure.findobj(Words) if each.get_text().startswith("least"))
    assert when <= day and told == f"least {amount:.1f}"


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("rule", scene.RULES)
def test_the_parts_of_a_days_change_add_up_as_they_are_shown(code, rule):
    with speaking(code):
        for day in range(1, DAYS + 1):
            said = words.moved(scene.compute(1, rule, day))
            change, *parts = (float(each.replace("−", "-").replace(",", "")) for each in TOLD.findall(said))
            assert len(parts) == 4 and sum(parts) == pytest.approx(change, abs=1e-9), said
