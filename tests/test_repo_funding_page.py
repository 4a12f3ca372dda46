"""Page 05: numbers are told as exactly as they are known."""

import re
from itertools import permutations

import pytest
from matplotlib.figure import Figure

from basislib.figures import rate_corridor as corridor_chart
from basislib.figures.fitting import extent
from basislib.figures.marks import Words
from basislib.language import LANGUAGES
from basislib.pages import repo_funding
from basislib.pages.repo_funding import words
from basislib.scenes import rate_corridor
from basislib.scenes.cash_need import compute
from tests import looked
from tests.speaking import speaking

LEVEL, APART = 5.0, 2.5  # points that two words on a line have in common, and at least between them


@pytest.mark.parametrize("largest", [0, 20, 102])
def test_the_last_day_of_a_move_has_no_endless_number(largest):
    """Of 102bp in 13 days the last is at least a thirteenth: 7.846…"""
    assert not re.search(r"\.\d{3}", words.cash(compute(largest_bp=largest)).text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_of_september_2019_stay_apart(code):
    """On its last day the number would touch the words beside it, and on a phone date would follow date."""
    with speaking(code):
        september = repo_funding.page("").explorers["september"]
        september.shapes = ("wide", "narrow")
        september.again(**{**september.defaults(), "day": "2019-10-04"})
        for picture in looked.pictures(september.picture.value):
            found = looked.words(picture)
            for one, other in permutations(found, 2):
                level = min(one.bottom, other.bottom) - max(one.top, other.top) > LEVEL
                assert not (level and abs(other.left - one.right) < APART), (one.says, other.says)


@pytest.mark.parametrize("shape", ["SIZE", "NARROW"])
@pytest.mark.parametrize("lenders", [850, 900, 1000, 1100, 1450])
def test_no_level_of_the_range_runs_through_a_date(shape, lenders):
    scene, figure = rate_corridor.compute(lenders=lenders), Figure(getattr(corridor_chart, shape))
    corridor_chart.frame(figure, corridor_chart.view(scene))
    corridor_chart.draw(figure, scene)
    dates = [extent(each) for each in figure.axes[0].findobj(Words) if re.search(r"20\d\d", each.get_text())]
    levels = [figure.axes[0].transData.transform((0, level))[1] for level in (0, scene.width)]
    assert dates and not [level for level in levels for date in dates if date.y0 < level < date.y1]
