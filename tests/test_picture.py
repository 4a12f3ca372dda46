"""A chart as SVG: repeatable, well-formed, safe beside others."""

import re
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np

from basislib.figures import style
from basislib.widgets.picture import Picture


def frame(figure, view):
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set(xlim=(0, 1), ylim=(0, view or 1))
    axes.set_title("On the left", loc="left")


def draw(figure, result, ghost):
    axes = figure.axes[0]
    axes.plot([0, 1], [0, result["y"]])
    axes.text(0.5, 0.5, f"y = {result['y']}")
    axes.imshow([[0, 1], [1, 0]], extent=(0, 0.2, 0, 0.2), aspect="auto")
    if ghost:
        axes.plot([0, 1], [0, ghost["y"]], color="0.6")


CHART = SimpleNamespace(frame=frame, draw=draw)


def test_it_is_well_formed_named_and_has_no_size_of_its_own():
    svg = Picture(CHART, "a").svg({"y": 0.5}, text='Half <of> "it"')
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Half <of> "it"'
    assert root.get("width") is None
    assert "<style" not in svg and "font-family" not in svg


def test_the_same_state_gives_the_same_picture_whatever_was_drawn_before():
    picture = Picture(CHART, "a")
    first = picture.svg({"y": 0.5})
    picture.svg({"y": 0.9}, ghost={"y": 0.1})
    assert picture.svg({"y": 0.5}) == first == Picture(CHART, "a").svg({"y": 0.5})
    assert first.count("y = ") == 1


def test_what_stays_is_drawn_once():
    picture = Picture(CHART, "a")
    for y in (0.1, 0.9):
        words = list(ElementTree.fromstring(picture.svg({"y": y})).itertext())
        assert words.count("On the left") == 1
        assert words.count("0.2") == 2  # a tick on each axis


def test_a_ghost_is_drawn():
    picture = Picture(CHART, "a")
    assert picture.svg({"y": 0.5}, ghost={"y": 0.1}).count("<path") == picture.svg({"y": 0.5}).count("<path") + 1


def test_two_pictures_share_no_id():
    first, second = (set(re.findall(r' id="([^"]*)"', Picture(CHART, key).svg({"y": 0.5}))) for key in "ab")
    assert first and second and not first & second


def test_a_new_view_gets_a_new_frame():
    seen = []
    chart = SimpleNamespace(
        frame=lambda figure, view: (seen.append(view), frame(figure, view)),
        draw=draw,
        view=lambda result: result["top"],
    )
    picture = Picture(chart, "a")
    for top in (1, 2, 1, 2, 2):
        picture.svg({"y": 0.5, "top": top})
    assert seen == [1, 2]


def test_the_png_carries_the_caption():
    picture = Picture(CHART, "a")
    bare, full = picture.png({"y": 0.5}), picture.png({"y": 0.5}, caption="[A] " + "an assumption " * 40)
    assert bare.startswith(b"\x89PNG") and full.startswith(b"\x89PNG")
    height = [int.from_bytes(data[20:24], "big") for data in (bare, full)]
    assert height[1] > height[0] + 100


def test_a_name_is_broken_anew_and_then_smaller_where_its_region_is_narrow():
    """Of a map of 200 × 200 points, 100 cells each way; "not possible: too little" needs 24 letters in one line."""

    def found(columns, text="not possible:\ntoo little"):
        inside = np.zeros((100, 100), bool)
        inside[:, :columns] = True
        return style.fit_inside(inside, text, (200, 200))

    assert found(45)[:2] == (["not possible:", "too little"], 9.5)
    assert found(32)[:2] == (["not", "possible:", "too little"], 9.5)
    assert found(29)[:2] == (["not", "possible:", "too", "little"], 9.5)
    assert (
        found(28)[:2] == (["not", "possible:", "too", "little"], 9.2) and found(27) is None
    )  # less cannot be read on a phone
