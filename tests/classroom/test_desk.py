"""What the crisis desk tells is what a class takes."""

import html
import json
import re

import pytest

from basislib.classroom import telling
from basislib.pages.crisis_desk import explorers


@pytest.mark.parametrize("make", [explorers.desk, explorers.fed])
def test_a_game_that_is_over_is_a_result_a_class_takes(make):
    box = make()
    box.start(7)
    assert "data-wb-game" not in box.verdict.value
    box.rest()
    (found,) = re.findall(r'data-wb-game="([^"]*)"', box.verdict.value)
    told = json.loads(html.unescape(found))
    event = telling.read({"kind": "game", "uid": "1", **told}, {}, {})
    assert (event.page, event.item, event.seed) == (telling.GAME, told["role"], 7)
    assert event.item in telling.ROLES and event.score == told["score"]
