"""The net that `make words` casts: what it notices, what it lets pass, and what it says."""

import re
import sys
from datetime import date
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pandas as pd
import pytest

from basislib.widgets.controls import Choice, leverage
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.picture import Picture
from tests.words import __main__ as program
from tests.words import everything, lines, screen, visits


def draw(figure, result, ghost):
    axes = figure.axes[0]
    axes.plot(np.linspace(0, 1, 50), np.linspace(0, result["y"], 50) ** 2, color=result.get("color", "#0072b2"))
    axes.text(0.5, 0.5, result.get("words", "R is 0.95"))
    axes.imshow(result.get("cells", [[0, 1], [1, 0]]), extent=(0, 0.2, 0, 0.2), aspect="auto")


CHART = SimpleNamespace(
    frame=lambda figure, view: figure.add_axes((0.1, 0.1, 0.8, 0.8)).set(xlim=(0, 1), ylim=(0, 1)), draw=draw
)
DATA = pd.DataFrame(
    {
        "day": range(40),
        "gap": np.linspace(0.1, 300, 40) / 7,
        "rate": np.linspace(4, 5, 40) ** 3,
        "who": "fund",
        "none": np.nan,
    }
)


def picture(key="a", text="", **result):
    (line,) = lines.picture(Picture(CHART, key).svg({"y": 0.7, **result}, text=text))
    return line


def table(data):
    (line,) = lines.table(data.to_csv(index=False).encode())
    return line


def explorer():
    side = Choice("side", "Side", {"a": "A", "b": "B"}, "a", "Who.", "trade")
    return Explorer(
        "demo",
        controls=[leverage(), side],
        presets={"High": {"leverage": 60}},
        chart=CHART,
        compute=lambda leverage, side: {"y": leverage / 60},
        describe=lambda result: Reading(f"It is {result['y']:.2f}.", (("Y", f"{result['y']:.1f}"),)),
        table=lambda result: pd.DataFrame([result]),
    )


# --- pictures and tables


def test_a_last_bit_leaves_a_picture_as_it_is():
    for y in np.random.default_rng(1).random(10):
        assert lines.same(picture(y=y), picture(y=np.nextafter(y, 1)))
        assert lines.same(picture(y=y), picture(y=y * (1 + 1e-12)))


def test_the_names_inside_a_picture_and_its_description_do_not_count():
    assert picture("a", "One.") == picture("b", "Two.")


@pytest.mark.parametrize("change", [
    {"y": 0.7004}, {"words": "R is 0.96"}, {"color": "#0072b3"}, {"cells": [[0, 1], [1, 0.5]]}, {"cells": [[0, 1]] * 3},
])  # fmt: skip
def test_what_an_eye_can_see_changes_a_picture(change):
    assert not lines.same(picture(), picture(**change))


def test_words_in_a_picture_are_told_apart_from_its_shape():
    _, shape, words, _ = picture().split()
    assert [
        part == other
        for part, other in zip(picture(words="R is 0.96").split(), ("picture", shape, words, ""), strict=True)
    ][:3] == [True, True, False]
    assert lines.written(Picture(CHART, "a").svg({"y": 1, "words": "a < b"}))[-1] == "a < b"


def test_last_bits_leave_a_table_as_it_is():
    lot = np.random.default_rng(1)
    for size in (1e-6, 1, 1e6):
        moved = DATA.assign(gap=size * DATA["gap"])
        last = moved.assign(gap=moved["gap"] * (1 + 4e-16 * lot.integers(-3, 4, len(moved))))
        assert not moved.equals(last) and lines.same(table(moved), table(last))


@pytest.mark.parametrize("size", [1, 1e6])
@pytest.mark.parametrize("row", [0, 17, 39])
def test_a_tenth_digit_changes_a_table(row, size):
    data = DATA.assign(gap=size * DATA["gap"])
    moved = data.copy()
    moved.loc[row, "gap"] += 1e-8 * data["gap"].max()
    assert not lines.same(table(data), table(moved))


@pytest.mark.parametrize("change", [
    DATA.assign(gap=DATA["gap"].to_numpy()[::-1]), DATA.assign(gap=DATA["rate"], rate=DATA["gap"]), DATA[:-1],
    DATA.assign(day=DATA["day"] + 1), DATA.assign(day=DATA["day"] * 1.0), DATA.assign(who="fed"),
    DATA.rename(columns={"rate": "repo"}), DATA.assign(none=0.0), DATA.assign(gap=-DATA["gap"]),
    DATA.assign(gap=2 * DATA["gap"]),
])  # fmt: skip
def test_another_order_number_word_or_size_changes_a_table(change):
    assert not lines.same(table(DATA), table(change))


# --- comparing and keeping


def test_sentences_are_the_same_to_the_digit():
    assert lines.same("It is 0.95.", "It is 0.95.") and not lines.same("It is 0.95.", "It is 0.96.")
    assert not lines.same("about ~0.95", "about ~0.96"), "only a sketch has slack"
    assert lines.same("table 1 × 1 0123abcd ~1.0000000000", "table 1 × 1 0123abcd ~1.0000000009")
    assert not lines.same("table 1 × 1 0123abcd ~1.0000000000", "table 1 × 1 0123abcd ~1.0000000030")
    assert not lines.same("table 1 × 1 0123abcd ~1.0000000000", "table 1 × 1 0123abce ~1.0000000000")


def test_what_has_changed_is_told_by_section():
    old = {"same": ["a", "picture 0123abcd 01234567 ~1.0000"], "moved": ["a", "b", "c"], "gone": ["x"], "bare": []}
    new = {"same": ["a", "picture 0123abcd 01234567 ~1.0004"], "moved": ["a", "B", "c"], "new": ["y"]}
    assert dict(lines.changes(old, new)) == {"moved": ["-b", "+B"], "new": ["+y"], "gone": ["-x"], "bare": []}
    assert lines.settle(old["same"], new["same"]) == old["same"], "a last bit does not write a line anew"
    assert not list(lines.changes(old, old))


def test_a_file_gives_back_what_was_written(tmp_path):
    sections = {"One: a": ["# a line", "  set in", "—"], "Two": []}
    lines.write(tmp_path / "new" / "page.txt", sections)
    assert lines.read(tmp_path / "new" / "page.txt") == sections
    assert lines.read(tmp_path / "none.txt") == {}


def test_html_is_told_sentence_by_sentence():
    assert lines.sentences("<p>One is 0.5. Two: e.g. three.</p><ul><li>Four?</li></ul>\nFive") == [
        "<p>One is 0.5.",
        "Two: e.g. three.</p>",
        "<ul>",
        "<li>Four?</li></ul>",
        "Five",
    ]


@pytest.mark.parametrize("check, code", [(["--check"], 1), ([], 0)])
def test_the_program_tells_writes_and_fails(monkeypatch, tmp_path, capsys, check, code):
    monkeypatch.setattr(program, "SNAPSHOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["words", "data", *check])
    found = everything.tell("data")
    first = next(iter(found))
    lines.write(tmp_path / "data.txt", {**found, first: [*found[first][:-1], "another"]})
    assert program.main() == code
    said = capsys.readouterr()
    assert "1 changed" in said.err
    if check:
        assert f"data | {first}\n  -another\n  +{found[first][-1]}\n" in said.out
    else:
        assert lines.read(tmp_path / "data.txt") == found and program.main() == 0


# --- the screen


def test_a_widget_is_told_with_all_that_can_be_read_and_moved():
    slider = ipywidgets.IntSlider(0, 0, 60, description="Leverage, times")
    hidden = ipywidgets.VBox([ipywidgets.HTML("secret")], layout={"display": "none"})
    told = screen.look(
        ipywidgets.VBox(
            [
                slider,
                ipywidgets.HTML("<p>One.</p>"),
                hidden,
                ipywidgets.Dropdown(options=[("A", "a"), ("B", "b")], description="Side"),
            ]
        )
    )
    assert told == [
        "VBox",
        "| IntSlider, description=Leverage, times, min=0, max=60, step=1, value=0, readout_format=d",
        "| HTML",
        "| | <p>One.</p>",
        "| VBox display:none",
        "| Dropdown, description=Side, value=a, options: A=a; B=b",
    ]


def test_this_year_is_told_as_such():
    assert "value=this year" in screen.look(ipywidgets.BoundedIntText(date.today().year, 2000, 2060))[0]
    assert "value=2001" in screen.look(ipywidgets.BoundedIntText(2001, 2000, 2060))[0]


def test_an_explorer_is_told_in_every_state():
    made = explorer()
    found = dict(visits.explorers(SimpleNamespace(name="none", explorers={"demo": made}), quick=False, full=False))
    assert found["demo: as it opens"][:2] == ["<p>It is 0.50.</p>", "Y: 0.5"]
    assert found["demo: High"][0] == "<p>It is 1.00.</p>" and "side=a" in found["demo: High"][-1]
    assert found["demo: leverage=5"][0] == "<p>It is 0.08.</p>"
    assert found["demo: High, then leverage=5"][0].startswith("words "), "this has been told"
    assert found["demo: pinned, then High"][0].startswith('<p class="wb-pinned">Pinned in grey: Leverage 30')
    assert "at most 60 times" in found["demo: a link with values too high"][0]
    assert 'download="demo.csv"' in found["demo: files"][0] and "Leverage: 30 times" in " ".join(found["demo: files"])
    assert sum("by lot" in title for title in found) == 12
    quick = dict(visits.explorers(SimpleNamespace(name="none", explorers={"demo": made}), quick=True, full=False))
    assert quick == {title: found[title] for title in quick} and len(quick) == 6


def test_in_full_nothing_is_shortened():
    found = dict(visits.explorers(SimpleNamespace(name="none", explorers={"demo": explorer()}), quick=False, full=True))
    assert found["demo: High, then leverage=5"][0] == "<p>It is 0.08.</p>"
    assert [line for line in found["demo: High"] if line.startswith("<path")] and "1,60,a" in found["demo: High"]


def test_an_error_behind_a_button_is_not_swallowed():
    made = ipywidgets.Button()
    made.on_click(lambda _: 1 / 0)
    with everything.loud(), pytest.raises(ZeroDivisionError):
        made.click()


def test_what_a_notebook_prints_is_told(tmp_path):
    cells = [
        '{"cell_type": "markdown", "source": ["# One\\n", "Two. Three."]}',
        '{"cell_type": "code", "source": ["x = 2\\n", "print(x)\\n", "x + 1"]}',
    ]
    (tmp_path / "page.ipynb").write_text(f'{{"cells": [{", ".join(cells)}]}}', "utf-8")
    assert visits.notebook(tmp_path / "page.ipynb") == {
        "Cell 1 of the notebook": ["# One", "Two.", "Three."],
        "Cell 2 of the notebook": ["2", "3"],
    }


# --- what has been written down


def test_there_is_a_file_for_each_page_and_no_other():
    assert {path.stem for path in everything.SNAPSHOT.iterdir()} == set(everything.NAMES)


def test_the_data_are_as_written_down():
    assert not list(lines.changes(lines.read(everything.SNAPSHOT / "data.txt"), everything.tell("data")))


def test_no_clock_path_or_address_was_written_down():
    for name in everything.NAMES:
        path = everything.SNAPSHOT / f"{name}.txt"
        text = path.read_text("utf-8")
        assert text and not re.search(r"\d\dT\d\d:\d\d|/tmp/| at 0x[0-9a-f]{6}|\bTraceback\b", text), path.name
        assert str(everything.ROOT) not in text
