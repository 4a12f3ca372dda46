"""Crises drawn at random: a seed that repeats, a bar that moves, a button that stops, sentences for what is wrong."""

import asyncio
import re
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import numpy as np
import pytest

from basislib.pages.policy_lab import explorers
from basislib.policy import stress
from basislib.policy.levers import CashBuffer, FundLine
from basislib.policy.stress import NO_POLICY, Policy, monte_carlo
from basislib.widgets import monte_carlo_box as module
from basislib.widgets.monte_carlo_box import CAUSES, MonteCarloBox, read_seed
from tests import looked
from tests.speaking import speaking

FEW = (NO_POLICY, Policy("line", (FundLine(5),)), Policy("buffer <b>", (CashBuffer(0.02),)))
GROUPS = {"few": ("a few", FEW), "none": ("nothing", (NO_POLICY, Policy("line", (FundLine(5),))))}


@pytest.fixture(autouse=True)
def no_loop_of_others():
    """Playwright keeps an event loop running in this process once a browser test has been here."""
    others = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(others)


@pytest.fixture
def box():
    made = MonteCarloBox(GROUPS, {"no policy": ("no", "policy")})
    made.fields["draws"].options = ("40", "500", "2000")  # forty are quick
    made.fields["draws"].value = "40"
    return made


def words(box):
    """Return what is said, as text; it must be well-formed."""
    return " ".join("".join(ElementTree.fromstring(box.words.value).itertext()).split())


def state(box):
    """Return the link parameters that the page's script reads."""
    return dict(parse_qsl(ElementTree.fromstring(box.words.value).get("data-wb-state")))


def test_every_draw_has_words():
    assert set(CAUSES) == set(stress.DRAWS)


def test_nothing_runs_before_the_button(box):
    assert "press Run" in words(box) and not box.picture.value and not box.table.value
    box.buttons["csv"].click()
    assert "Press Run first" in box.files.value


def test_a_run_gives_a_picture_a_table_and_words(box):
    box.buttons["run"].click()
    assert ElementTree.fromstring(box.picture.value).get("aria-label").startswith("Sold against the funds' will")
    table = "".join(ElementTree.fromstring(f"<div>{box.table.value}</div>").itertext())
    assert "buffer <b>" in table and "no policy" in table
    found = monte_carlo(FEW, 40, 1)
    assert f"the mean is {found.sold[0].mean():.1f}% of the position" in words(box)
    assert words(box).endswith("every number comes back.") and not re.search(r"\b(nan|inf|None)\b", words(box) + table)
    assert not box.progress.value and box.buttons["stop"].disabled and not box.buttons["run"].disabled


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(box):
    box.buttons["run"].click()
    first = box.picture.value
    box.fields["seed"].value = "2"
    box.buttons["run"].click()
    assert box.picture.value != first
    box.fields["seed"].value = " 1 "
    box.buttons["run"].click()
    assert box.picture.value == first


def test_another_measure_needs_no_run(box, monkeypatch):
    box.buttons["run"].click()
    first = box.picture.value
    monkeypatch.setattr(module, "monte_carlo", None)
    box.fields["measure"].value = "dislocation_rise"
    assert box.picture.value != first and "cents" in words(box)
    box.fields["measure"].value = "sold"
    assert box.picture.value == first


def test_a_seed_without_end_is_refused_early_and_kept_out_of_the_address(box):
    box.fields["seed"].set_state({"value": "0" * 10_000_000})
    assert "mc_seed" not in state(box)
    box.buttons["run"].click()
    assert "it must be a whole number from 0 to 999,999" in words(box) and len(words(box)) < 200 and box.task is None


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.5", "1e3", "1000000", "9" * 5000, "٣", "<b>"])
def test_a_seed_that_is_none_gets_a_sentence(box, typed):
    box.buttons["run"].click()
    before = box.picture.value
    box.fields["seed"].value = typed
    box.buttons["run"].click()
    assert 'role="alert"' in box.words.value and words(box).endswith(".") and "999,999" in words(box)
    assert box.picture.value == before
    with pytest.raises(ValueError, match="whole number from 0 to 999,999"):
        read_seed(typed)


def test_the_bar_moves_and_stop_stops(box, monkeypatch):
    seen = []

    async def press():
        box.run()
        while not (box.progress.value or box.task.done()):
            await asyncio.sleep(0.001)
        assert box.buttons["run"].disabled and not box.buttons["stop"].disabled
        seen.append(box.progress.value)
        box.stop()
        await box.task

    box.fields["draws"].value = "2000"
    monkeypatch.setattr(module, "BLOCK", 50)
    asyncio.run(press())
    assert "<progress" in seen[0] and "aria-label" in seen[0]
    assert words(box) == "Stopped. Nothing of this run is kept." and not box.picture.value
    assert not box.buttons["run"].disabled and box.buttons["stop"].disabled and not box.progress.value


def test_a_stopped_run_leaves_the_one_before(box):
    box.buttons["run"].click()
    before = box.picture.value

    async def press():
        box.run()
        box.stop()  # before the work has begun: nothing to stop yet
        await asyncio.sleep(0)
        box.stop()
        await box.task

    asyncio.run(press())
    assert box.picture.value == before and "from the run before" in words(box)


def test_a_second_run_while_one_is_under_way_does_nothing(box):
    async def press():
        box.run()
        task = box.task
        box.run()
        assert box.task is task
        await task

    asyncio.run(press())
    assert box.picture.value


def test_a_failure_is_said_and_the_buttons_come_back(box, monkeypatch):
    def fail(*args, **options):
        raise RuntimeError("broken")

    monkeypatch.setattr(module, "monte_carlo", fail)
    with pytest.raises(RuntimeError):
        box.run()  # where IPython runs, the sentence is all
    assert 'role="alert"' in box.words.value and not box.buttons["run"].disabled


def test_the_link_carries_the_fields_and_brings_them_back(box):
    box.fields["seed"].value, box.fields["group"].value = "77", "none"
    assert state(box) == {"mc_group": "none", "mc_draws": "40", "mc_seed": "77", "mc_measure": "sold"}
    twin = MonteCarloBox(GROUPS)
    assert twin.restore({**state(box), "mc_draws": "2000"})
    assert state(twin) == {**state(box), "mc_draws": "2000"} and not twin.picture.value
    assert twin.restore({"mc_measure": "rise"}) and state(twin)["mc_measure"] == "dislocation_rise"  # its former key


@pytest.mark.parametrize("evil", ["", "x", "-1", "nan", "1e9", "<script>", "9" * 3000])
def test_rubbish_in_a_link_is_ignored(evil):
    made = MonteCarloBox(GROUPS)
    before = state(made)
    assert not made.restore({f"mc_{name}": evil for name in made.fields})
    assert state(made) == before


def test_the_files_hold_numbers_and_settings(box):
    box.buttons["run"].click()
    first, *others = box.csv().decode("utf-8-sig").splitlines()
    assert first.startswith("policy,sold_mean,") and "setting_seed" in first and len(others) == len(FEW)
    assert box.png().startswith(b"\x89PNG")
    for kind in ("csv", "png"):
        box.buttons[kind].click()
        assert f'download="monte_carlo.{kind}"' in box.files.value


def test_the_picture_shows_the_quantiles(box):
    box.buttons["run"].click()
    shown, found = box._shown(), monte_carlo(FEW, 40, 1)
    assert shown.heads == ("no policy", "line", "buffer <b>")
    assert shown.quantiles[-1] == pytest.approx(np.quantile(found.sold, 0.99, axis=1))
    assert shown.means == pytest.approx(found.sold.mean(axis=1))


def test_a_picture_in_chinese_has_no_english_words():
    with speaking("zh"):
        made = explorers.monte_carlo()
        made.fields["draws"].options = ("40",)
        made.fields["draws"].value = "40"
        made.run()
        (picture,) = looked.pictures(made.picture.value)
        said = [*picture.itertext(), picture.get("aria-label")]
        assert not looked.faults(picture)
    assert {"半数", "九成", "均值", "直接购债", "对冲式购债", "做市商约束放宽"} <= set(said)
    assert not [text for text in said if re.search("[A-Za-z]{2}", text)]
