"""What page 10 promises: sealed cards stay sealed, a memo says how sure it is, and answers are the model's."""

import re
from itertools import product

import numpy as np
import pytest
from matplotlib.figure import Figure

from basislib.figures import cross_margining as margining_chart
from basislib.figures import policy_frontier as chart
from basislib.figures.fitting import extent
from basislib.figures.marks import Words
from basislib.pages.policy_lab import board_words, exercises, explorers, words
from basislib.policy import desk as policy
from basislib.scenes import crisis_card, cross_margining, stress_heat, warning_board
from basislib.scenes.policy_frontier import SAME_PRICE, compute, outcome, surely, told
from tests import looked
from tests.speaking import speaking

OFF = dict(policy.OFF)


def memo(usable="yes", **rules):
    return words.desk(compute(usable=usable, **OFF | rules))


def test_nothing_tells_of_the_crises_before_a_card_is_opened():
    made = [explorers.desk(), explorers.margining(), explorers.cards()]
    said = ""
    for explorer in made:
        explorer.refresh()
        said += explorer.words.value + explorer.picture.value
    for question in exercises.questions(np.random.default_rng(1))[:3]:
        said += question.text + " ".join(option.words for option in getattr(question, "options", ()))
    for crisis in told():
        assert crisis.name not in said and crisis.words not in said
    assert "sealed" in made[-1].words.value


@pytest.mark.parametrize("crisis", ["first", "second", "third"])
def test_an_open_card_tells_its_crisis_and_why_notes_are_sold(crisis):
    card = crisis_card.compute(crisis, "term", policy.DAYS)
    text = words.cards(card).text
    assert told()[card.crisis].words in text
    kinds = [share for share in card.shares[0].values() if share >= 0.5]
    assert all(f"{share:.0f}%" in text for share in kinds)


@pytest.mark.parametrize("crisis", ["first", "second", "third"])
@pytest.mark.parametrize("rule", crisis_card.RULES)
def test_a_card_s_sentence_and_tile_are_one_sum(crisis, rule):
    said = words.cards(crisis_card.compute(crisis, rule, policy.DAYS))
    before, after = map(int, dict(said.tiles)["Sold against their will, %"].split(" → "))
    change = re.search(r"(lowers|raises) what is sold by (\d+) percentage (points?)\b", said.text)
    assert (0 if change is None else int(change[2]) * (-1 if change[1] == "lowers" else 1)) == after - before
    assert (change is None) == ("changes nothing" in said.text) and (
        change is None or (change[2] == "1") == (change[3] == "point")
    )


def test_cross_margining_sells_as_much_where_its_tile_says_so():
    """30.87 and 31.49% are both told as 31."""
    said = words.margining(cross_margining.compute(45, 0.5, 80, 40))
    assert dict(said.tiles)["Sold, %"] == "31 → 31" and "about as much as without it" in said.text


@pytest.mark.parametrize("measure", ["sold", "fund_result"])
def test_without_with_and_change_of_a_policy_are_one_sum(measure):
    for policy_name, scenario in product(stress_heat.FAMILIES["Fed"], stress_heat.MODEL):
        tiles = dict(board_words.stress(stress_heat.compute(100, 100, policy_name, "buffer", measure, scenario)).tiles)
        without, some, change = (tiles[name].replace("−", "-") for name in ("Without", "With it", "Change"))
        assert round(float(some) - float(without), 2) == float(change), (policy_name, scenario)


def test_a_light_that_was_on_at_the_start_and_went_out_was_not_on_all_along():
    late = warning_board.compute("m7", 100, 1.0, "alert", 100)
    assert not late.lit and late.verdicts.count("always on") == 2
    assert "2 were on from the start" in board_words.board(late).text


def test_the_memo_says_how_sure_it_is():
    assert "In 100% of many other markets" in memo(buffer=2.5).text
    for flips in (memo("no", buffer=2.5), memo(clearing="offset")):
        assert "Not at all" in flips.text
    assert "How sure" not in memo().text


def test_the_memo_says_who_needs_more_and_who_less():
    assert "the gap is wider, and the trade shrinks" in memo(cap=25).text
    assert "the gap is narrower, and the trade grows" in memo(clearing="offset").text
    assert "stays as it is" in memo(term=60).text


def test_rules_beyond_the_best_single_one_are_so_many_times_as_good():
    assert dict(memo(buffer=2.0, term=60, margin="slow", deadline=3).tiles)["Times the best single rule"] == "1.6"
    assert dict(memo(clearing="offset").tiles)["Times the best single rule"] == "–"


def test_the_guess_is_about_what_the_picture_shows():
    found, guess = compute(**exercises.asked()), exercises.guess()
    right = next(option for option in guess.options if option.key == guess.answer)
    assert f"{found.sold:.0f}%" in right.reply
    for size in (chart.SIZE, chart.NARROW):
        for left, bottom, wide, high in chart.cover(Figure(size), found):
            assert left >= 0 and bottom >= 0 and left + wide <= 1 + 1e-9 and bottom + high <= 1


@pytest.mark.parametrize("seed", range(3))
def test_exercises_have_the_models_answers(seed):
    gap, offset, term, *_rest = exercises.questions(np.random.default_rng(seed))
    before, after = (int(gap.text.split(word)[1].split()[0].rstrip(".")) for word in ("hold ", "down to "))
    assert gap.answer == pytest.approx(100 * (100 / after - 100 / before) * 0.04 * 90 / 360)
    assert term.answer == "run"
    least = float(term.text.split("at least ")[1].split("%")[0])
    sold = outcome((("term", least),)).sold
    assert sold[0] < outcome().sold[0] - 5 and sold[1:] == pytest.approx(outcome().sold[1:], abs=0.3)
    assert offset.answer > 0.4


def test_what_is_said_of_cross_margining_is_what_the_draws_say():
    released, _half, kept = cross_margining.signs(cross_margining.MOST)
    said = words.seen_margining()
    for share in (kept.lower, released.higher, released.lower):
        assert f"{100 * share:.0f}%" in said


def test_an_old_floor_paid_from_the_funds_own_cash_makes_them_sell_more():
    """The notebook says so of the crowded market: about 21% without a rule, 31% with one paid from their cash."""
    fresh, own = (crisis_card.old_floor(hold) for hold in ("buffer", "own money"))
    without, _ruled = crisis_card.compute("third", "floor", policy.DAYS).sold_share
    assert fresh <= without < own - 5
    assert f"{own:.0f}%" in words.new_rules()


def test_with_a_buffer_that_must_stay_full_both_signs_occur():
    kept = surely((("buffer", SAME_PRICE["buffer"]),), usable=False)
    assert kept.lower > 0.1 and kept.higher > 0.1, "the notebook: not even the sign is known"
    free = surely((("buffer", SAME_PRICE["buffer"]),))
    assert free.lower > 0.9, "the notebook: it surely protects"


def test_leverage_that_stays_the_same_number_does_not_rise_from_it_to_it():
    """Of five times own money 1.12 of 100 comes free: that carries 6% more notes."""
    said = words.margining(cross_margining.compute(5, 0.5, 0, 80)).text
    assert "leverage hardly rises above 5" in said
    assert "leverage rises from 39 to 69" in words.margining(cross_margining.compute(39, 0.5, 0, 80)).text


@pytest.mark.parametrize("haircut", [0, 0.1, 0.25, 0.5])
@pytest.mark.parametrize("shape", ["SIZE", "NARROW"])
def test_the_curve_does_not_run_through_the_name_of_the_level(shape, haircut):
    scene, figure = cross_margining.compute(39, haircut, 0, 80), Figure(getattr(margining_chart, shape))
    margining_chart.frame(figure, margining_chart.view(scene))
    margining_chart.draw(figure, scene)
    (name,) = (extent(each) for each in figure.findobj(Words) if each.get_text().startswith("not cleared"))
    shares = np.linspace(0, 100, 501)
    curve = np.column_stack((shares, np.interp(shares, 100 * cross_margining.SHARES, scene.sold)))
    assert not name.count_contains(figure.axes[0].transData.transform(curve))


def test_a_chinese_year_stands_above_its_month():
    with speaking("zh"):
        explorer = explorers.backtest()
        explorer.refresh()
        (picture,) = looked.pictures(explorer.picture.value)
        tops = {word.says: word.top for word in looked.words(picture)}
    for year, month in (("2019年", "9月"), ("2020年", "3月"), ("2023年", "秋季"), ("2025年", "4月")):
        assert tops[year] < tops[month] == tops["2022年"]
