"""What page 09 says in words, held against the record and the draws."""

import re
from datetime import date

import numpy as np
import pytest

from basislib.market.run import UNWILLING
from basislib.pages.episodes import words
from basislib.pages.episodes.exercises import asked, guess, questions
from basislib.record import datasets, famous
from basislib.record.draws import drawn_falls, draws, near, run
from basislib.record.episodes import CHECKS, WINDOWS, episode, fall_on_record, positions
from basislib.scenes import episode_days
from basislib.scenes.episode_days import STEPS, USUAL
from basislib.scenes.model_misses import kept
from basislib.securities.contracts import CONTRACTS


def report(day, contract):
    table = datasets.load("leveraged_funds_weekly")
    rows = table[(table["report_date"] == str(day)) & (table["contract"] == contract)]
    return float(rows["leveraged_short"].iloc[0]) * CONTRACTS[contract].face / 1e9


def test_every_episode_has_its_words_and_its_end():
    assert set(words.TELLS) == set(WINDOWS)
    for key in WINDOWS:
        told = words.episode(episode_days.compute(key, STEPS, **USUAL))
        assert words.TELLS[key] in told.text and len(told.tiles) == 4


def test_the_fall_of_march_2023_is_all_in_two_year_futures_and_hidden_by_quarter_ends():
    before, low = date(2023, 3, 7), date(2023, 3, 14)
    change = {name: report(low, name) - report(before, name) for name in ("TU", "FV", "TY")}
    assert change["TU"] < sum(change.values()) < 0 < min(change["FV"], change["TY"])
    assert fall_on_record("mar2023").day == low
    ends = positions()["sold"]
    assert ends["2023-04-04"] > ends["2023-03-07"] and ends["2023-03-28"] > ends["2022-12-27"]


def test_in_march_2023_the_model_sells_after_the_low_of_the_record():
    walk = episode_days.compute("mar2023", STEPS, **USUAL)
    first = walk.found.days[int(np.flatnonzero(walk.against > 0.01)[0])]
    assert walk.fits and (first - fall_on_record("mar2023").day).days in range(5, 10)


def test_in_autumn_2023_yields_fell_by_more_than_in_march_2020():
    fall = {key: episode(key).yields[0] - episode(key).yields.min() for key in ("mar2020", "nov2023")}
    assert fall["nov2023"] > fall["mar2020"] > 1 and fall_on_record("nov2023").gross < 3


def test_at_the_start_of_2022_bought_futures_were_as_many_as_sold_ones():
    found = episode("y2022")
    assert abs(found.nets[0]) < 0.1 * found.shorts[0] and fall_on_record("y2022").net is None
    assert found.shorts[-1] > 2 * found.shorts[0]  # later many joined


def test_net_futures_fell_in_2019_because_funds_bought_some():
    assert fall_on_record("sep2019").gross == 0 and fall_on_record("sep2019").net > 10


def test_half_of_the_fall_of_2020_was_over_by_the_end_of_march():
    assert fall_on_record("mar2020").gross / fall_on_record("may2020").gross == pytest.approx(0.5, abs=0.03)


def test_in_every_draw_most_sales_of_april_and_may_2020_are_voluntary():
    found = episode("mar2020")
    ran, after = run(found, draws(), (*UNWILLING, "voluntary_sale")), found.at(CHECKS["mar2020"].until) + 1
    left = np.maximum(ran["voluntary_sale"], 0)[after:].sum(axis=0)
    assert (left > sum(np.maximum(ran[name], 0)[after:].sum(axis=0) for name in UNWILLING)).all()


def test_draws_that_fit_2020_sell_far_less_than_the_record_in_2022():
    fits = near("mar2020", drawn_falls()["mar2020"])
    assert np.percentile(drawn_falls()["y2022"][fits], 75) < 0.6 * fall_on_record("y2022").gross


def test_where_excess_comes_late_fewer_draws_fit_because_they_sell_too_much():
    falls, fits = drawn_falls()["mar2020"], near("mar2020", drawn_falls()["mar2020"])
    late = draws().late > 2 / 3
    assert fits[late].mean() < 0.6 * fits[~late].mean()
    assert (falls[late & ~fits] > fall_on_record("mar2020").gross).mean() > 0.9


def test_the_guess_has_its_answer_from_the_picture():
    question, walk = guess(), episode_days.compute(**asked(), **USUAL)
    right = next(option for option in question.options if option.key == question.answer)
    assert f"{walk.before_the_fed:.0%}" in right.reply and 0.2 < walk.before_the_fed < 0.3
    half = next(option for option in question.options if option.key == "half")
    assert 0.5 < walk.net_before_the_fed < 0.6, "the notebook says: about half"
    for said in (right.reply, half.reply, words.seen_episodes()):
        assert f"{walk.net_before_the_fed:.0%}" in said


def test_sofr_was_above_the_new_range_for_two_nights():
    """The exercise says the 16th and 17th, 0.26 and 0.54% against 0.25%, and a cost of less than a tenth of a cent."""
    found = episode("mar2020")
    tops = {day: found.upper[found.at(day)] for day in found.sofr_days}
    march = {day: rate for day, rate in zip(found.sofr_days, found.sofr, strict=True) if date(2020, 3, 6) <= day}
    assert [day.day for day, rate in march.items() if rate > tops[day]] == [16, 17]
    question = next(each for each in questions(np.random.default_rng(0)) if "drove the funds out" in each.text)
    assert "0.26 and 0.54% against 0.25%" in question.options[0].reply
    assert "29bp at most, which costs 0.08 cents" in question.solution


def test_yields_fell_more_slowly_in_autumn_2023():
    """The notebook: by more than in March 2020, over ten weeks."""
    autumn, march = episode("nov2023"), episode("mar2020")
    first = march.yields[: march.at(date(2020, 3, 9)) + 1]
    assert np.ptp(autumn.yields) > np.ptp(first) and 3 * len(first) < len(autumn.yields)
    assert (autumn.days[-1] - autumn.days[0]).days == pytest.approx(70, abs=3)


def test_only_in_one_quarter_did_exposure_fall():
    fell = [key for key, (before, after) in famous.exposure().items() if after < (1 - words.FALL) * before]
    assert fell == ["mar2020"]


def test_the_fed_bought_less_than_the_sentence_until_the_pace_ended():
    targets = famous.announced()
    assert targets[0] == 37 and (targets[4:] == famous.CLAIMED_PACE).all() and targets.sum() == 912


def test_what_is_kept_is_what_is_told():
    told = words.seen_misses()
    for keep in ("march", "both", "six"):
        assert str(int(kept(keep).sum())) in told


@pytest.mark.parametrize("key", WINDOWS)
def test_the_points_apart_are_those_between_the_two_numbers_that_are_told(key):
    told = words.episode(episode_days.compute(key, STEPS, **USUAL)).text
    for apart in re.findall(r"are (\d+) points apart", told):
        record, model = ([int(each) for each in re.findall(rf"{does} (\d+)%", told)] for does in ("fell by", "sell"))
        assert int(apart) == abs(sum(record) - sum(model))
