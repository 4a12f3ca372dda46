"""A game on the page, without a browser: choices become days, links and what the browser kept become games."""

import io
import json
import random
import re
from html import unescape
from urllib.parse import parse_qs

import pandas as pd
import pytest

from basislib.game.crises import DAYS
from basislib.pages.crisis_desk import explorers, page
from basislib.scenes import crisis_desk as scene
from basislib.widgets import desk_box
from basislib.widgets.store import Store

pytestmark = pytest.mark.usefixtures("undrawn")
BUILD = {"desk": explorers.desk, "fed": explorers.fed}


@pytest.fixture(params=BUILD)
def box(request):
    return BUILD[request.param]()


def told(box):
    """Return what a class is told."""
    found = re.search(r'data-wb-game="([^"]*)"', box.verdict.value)
    return json.loads(unescape(found[1])) if found else None


def test_a_day_at_a_time_to_the_verdict(box):
    for day in range(DAYS):
        assert f"day {day + 1} of {DAYS}" in box.news.value and told(box) is None
        box.step()
        assert box.scene.last == day + 1
    assert not box.news.value and told(box) == {"role": box.name, "seed": box.seed, "score": told(box)["score"]}
    assert told(box)["score"] == pytest.approx(box.role.score(box.scene), abs=0.005)
    text = box.text
    box.step()
    box.rest()
    assert box.text == text


def test_waiting_is_the_same_as_stepping(box):
    other = BUILD[box.name]()
    for _day in range(DAYS):
        box.step()
    other.rest()
    assert other.text == box.text and other.verdict.value == box.verdict.value


def test_what_is_decided_is_what_is_played():
    desk = BUILD["desk"]()
    desk.inputs["trade"].value, desk.inputs["term"].value, desk.inputs["cash"].value = -50, 80, 1.0
    before = desk.scene.position[0]
    desk.step()
    assert desk.scene.position[1] == pytest.approx(before / 2) and desk.scene.term[1] == pytest.approx(80)
    assert desk.values() == {"trade": 0, "term": 80, "cash": 1.0}, "a trade is made once, the rest still holds"
    fed = BUILD["fed"]()
    fed.step()
    fed.inputs["tool"].value, fed.inputs["size"].value = "outright", "large"
    fed.step()
    assert fed.text == "w13" and fed.scene.acted == 2 and fed.scene.notes[2] == pytest.approx(100)
    fed.inputs["tool"].value = "line"
    fed.step()
    assert fed.text == "w13w", "it acts once"


def test_any_day_can_be_played_again(drawn, box):
    box.rest()
    whole, first = box.text, box.scene
    box.inputs["again"].value = 8
    box.again()
    assert box.scene.last == 7 and whole.startswith(box.text) and "day 8 of" in box.news.value
    assert "#9aa0a6" in box.picture.value, "the former game in grey"
    box.rest()
    assert box.text == whole and box.scene.dislocation.tolist() == first.dislocation.tolist()


def test_what_if_another_choice():
    desk = BUILD["desk"]()
    desk.rest()
    held = desk.scene.found.result
    desk.inputs["again"].value = 2
    desk.again()
    desk.inputs["trade"].value = -100
    desk.rest()
    assert desk.scene.position[-1] < 0.01 and desk.scene.found.result != held


def test_a_link_is_the_game(box):
    for _day in range(3):
        box.step()
    query = {name: value[0] for name, value in parse_qs(box.state()).items()}
    twin = BUILD[box.name]()
    assert twin.restore(query) and (twin.seed, twin.text) == (box.seed, box.text)
    assert twin.words.value == box.words.value and twin.news.value == box.news.value
    twin.go_to({})
    assert twin.text == "" and twin.state() == ""


@pytest.mark.parametrize("evil", ["", ".", "x.y", "9999999.k40", "-1.k40", "٣.k40", "54", "54." + "z" * 900, "<b>.<i>"])
def test_a_link_that_is_none_does_no_harm(box, evil):
    box.restore({box.name: evil})
    assert box.scene.last == 0 and "<i>" not in box.words.value + box.news.value
    page(f"{box.name}={evil}").explore()


def test_the_browser_keeps_the_game_and_brings_it_back(box):
    store = Store("crisis_desk")
    box.use(store)
    box.step()
    kept = json.loads(json.dumps(store.kept))
    late, early = BUILD[box.name](), BUILD[box.name]()
    before = Store("crisis_desk")
    early.use(before)
    before.hear(kept)
    late.use(before)
    assert early.text == late.text == box.text and early.seed == box.seed
    linked = BUILD[box.name]()
    linked.restore({box.name: "77."})
    linked.use(before)
    assert (linked.seed, linked.text) == (77, "")


@pytest.mark.parametrize("kept", [None, 5, [], {"seed": []}, {"seed": "x", "text": 3}, {"text": "k40"}])
def test_what_was_not_kept_by_us_is_left_out(box, kept):
    box.use(Store("crisis_desk"))
    box._bring_back(kept)
    assert box.scene.last == 0


def test_what_cannot_be_calculated_is_said(box, monkeypatch):
    monkeypatch.setattr(box, "play", lambda text: 1 / 0)
    act = box._told(box.step)
    with pytest.raises(ZeroDivisionError):
        act()
    monkeypatch.setattr(desk_box, "get_ipython", lambda: "a kernel")
    box.news.value = ""
    act()
    assert 'role="alert"' in box.news.value and "could not be calculated" in box.news.value


def test_another_crisis_is_dealt(box):
    box.rest()
    box.number.value = 123
    box.start()
    assert box.seed == 123 and box.scene.last == 0 and told(box) is None and "123." in box.state()
    box.deal()
    assert 0 <= box.seed <= scene.LARGEST_SEED and box.number.value == box.seed


def test_the_files_have_the_run(box):
    box.rest()
    table = pd.read_csv(io.BytesIO(box.csv()), dtype=str)
    assert len(table) == box.scene.last + 1 and set(table["setting_seed"]) == {str(box.seed)}
    assert set(table["setting_choices"]) == {box.text}
    assert box.png().startswith(b"\x89PNG")


def test_days_that_are_played_can_be_looked_at(box):
    box.rest()
    last = box.words.value
    box.inputs["day"].value = 5
    assert box.words.value != last and box.scene.last == DAYS
    box.inputs["day"].value = DAYS
    assert box.words.value == last


def test_questions_about_the_readers_own_run():
    desk = BUILD["desk"]()
    desk.inputs["trade"].value = -30
    assert not desk.own.children
    desk.rest()
    asked = desk.role.questions(desk.scene)
    assert len(desk.own.children) == len(asked) + 1 == 3
    for question in asked:
        assert question.grade(f"{question.answer:.3g}").tone == "correct"
        assert all(question.grade(f"{wrong:.6f}").tone == "keep working" for wrong, _reply in question.mistakes)
    left, adds = asked
    found = desk.scene
    day = int(re.search(r"day (\d+)", left.text)[1])
    assert left.answer == pytest.approx(
        found.cash[day] / found.position[day] / 10 / (1 - found.term[day] / 100), rel=0.02
    )
    assert adds.answer == pytest.approx(found.position[-1] * found.dislocation[-1] / 10, rel=0.1)
    desk.start(5)
    assert not desk.own.children


def test_a_fund_that_sold_all_is_asked_nothing():
    desk = BUILD["desk"]()
    desk.inputs["trade"].value = -100
    desk.rest()
    assert (
        desk.role.questions(desk.scene) == () and not desk.own.children and "You hold no notes" in first_morning(desk)
    )


def first_morning(desk):
    return desk.role.news(desk.role.scene(desk.seed, desk.text[:3], DAYS))


RUBBISH = re.compile(r"\b(nan|inf|None|Traceback)\b|[{}]")


def test_every_sentence_of_games_without_sense_is_fit_to_be_read():
    lot = random.Random(9)
    desk = BUILD["desk"]()
    for _game in range(25):
        seed = lot.randrange(scene.LARGEST_SEED)
        text = "".join(lot.choice("0kE") + lot.choice("0456a") + lot.choice("0002g") for _day in range(DAYS))
        for days in (0, 1, 7, DAYS):
            found = scene.of_text(seed, text[: 3 * days], DAYS)
            said = [desk.role.describe(found).plain(), *(desk.role.verdict(found) for _ in range(found.over))]
            said += [desk.role.news(found)] * (not found.over)
            for words in said:
                assert not RUBBISH.search(words) and words.rstrip("*").endswith((".", "!")), (seed, text, words)


def test_a_fund_can_be_closed_out_and_is_told():
    """Seed 685, and a fund that buys all it can carry every day: the widest gap takes more than there is."""
    desk = BUILD["desk"]()
    desk.start(685)
    for _day in range(DAYS):
        desk.inputs["trade"].value = 100
        desk.step()
    found = desk.scene
    assert (
        found.closed and found.over and "Closed out" in desk.verdict.value and len(desk.role.read(desk.text)) < 3 * DAYS
    )
    assert found.own_money[-1] == pytest.approx(0) and found.found.result == pytest.approx(-100)
    assert told(desk)["score"] == -100
