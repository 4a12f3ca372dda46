"""Page 06: what it says where there is nothing of something, or just enough."""

import pytest

from basislib.pages.other_side import words
from basislib.scenes.calm_market import compute


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"own_money": 0}, "Funds have no own money"),
        ({"own_money": 20}, "It lasts for $600bn"),
        ({"own_money": 28, "room": 150}, "just about all that they carry cheaply"),
        ({"own_money": 0, "room": 300}, "**1.2 times**"),
    ],
)
def test_nothing_and_just_enough_have_words_of_their_own(changes, said):
    text = words.calm(compute(**{"demand": 900, "leverage": 30, "haircut": 1.0, "repo_rate": 4.0} | changes)).text
    assert said in text
    assert "$0bn of notes" not in text and "1.0 times" not in text
