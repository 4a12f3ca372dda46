"""The roll of May 2020 as page 04 shows it."""

import pytest

from basislib.pages.ctd_switching import roll as words
from basislib.scenes import roll


def test_the_quotes():
    assert (roll.SPREAD, roll.NEXT_SPREAD, roll.REPO_RATE) == (49, 51, 0.06)
    assert roll.FACTORS == (0.85, 0.8514)
    assert [day.isoformat() for day in roll.DELIVERIES] == ["2020-06-30", "2020-09-30"]


def test_what_they_imply():
    scene = roll.compute()
    assert (scene.forward_repo, 100 * scene.gain, scene.fair) == pytest.approx((0.2016, 5.545, 51.08), abs=5e-3)
    assert roll.compute(roll.NEXT_SPREAD).forward_repo == pytest.approx(0.066, abs=1e-3)
    assert scene.contracts == pytest.approx((85.0, 85.14))


@pytest.mark.parametrize(("spread", "rate"), ((49, 0.06), (51.0, 0.5), (43, 2.0), (57, 0.0)))
def test_the_sum_under_the_picture_is_the_gain(spread, rate):
    scene = roll.compute(spread, rate)
    assert scene.gap_bp / 1e4 * scene.days / 360 * scene.borrowed == pytest.approx(scene.gain, abs=1e-9)
    assert (scene.gain > 0) == (scene.spread < scene.fair)


@pytest.mark.parametrize(
    ("preset", "said"),
    (("settled", "earns 5.5"), ("longs", "earns 13.5"), ("shorts", "costs 10.4"), ("next_day", "earns 0.2")),
)
def test_both_signs_are_shown(preset, said):
    explorer = words.explorer()
    explorer.preset(preset)
    assert said in words.reading(explorer.result).text.replace("**", "")


def test_what_there_was_to_see():
    said = words.seen()
    assert "the next: 0.20%" in said and "paid 5.5 cents" in said and "0.2 cents were left" in said
