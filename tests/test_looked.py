"""What the tests see in a picture: words that are cut off or lie on another are found, others are not."""

import pytest

from tests import looked

ONE = '<text style="font-size: 10px; text-anchor: {anchor}" x="{x}" y="{y}" transform="rotate({turn} {x} {y})">words</text>'


def picture(*words, before=""):
    body = before + "".join(ONE.format(**{"anchor": "start", "turn": 0, **word}) for word in words)
    (parsed,) = looked.pictures(f'<svg viewBox="0 0 200 100" xmlns="http://www.w3.org/2000/svg">{body}</svg>')
    return parsed


@pytest.mark.parametrize(
    ("word", "is_cut"),
    [
        ({"x": 5, "y": 20}, False),
        ({"x": 5, "y": 20, "anchor": "end"}, True),
        ({"x": 5, "y": 20, "anchor": "middle"}, True),
        ({"x": 180, "y": 20}, True),
        ({"x": 198, "y": 20, "anchor": "end"}, False),
        ({"x": 5, "y": 99.5}, True),
        ({"x": 5, "y": 5}, True),
        ({"x": 20, "y": 5, "turn": 90}, False),
        ({"x": 20, "y": 20, "turn": -90}, True),
    ],
)
def test_a_word_across_the_edge_is_cut_off(word, is_cut):
    assert looked.faults(picture(word)) == ["'words' is cut off"] * is_cut


@pytest.mark.parametrize(("x", "y", "lies"), [(30, 24, True), (30, 36, False), (80, 20, False)])
def test_a_word_on_another(x, y, lies):
    assert looked.faults(picture({"x": 10, "y": 20}, {"x": x, "y": y})) == ["'words' lies on 'words'"] * lies


def test_what_is_clipped_away_is_not_there():
    clip = '<defs><clipPath id="a"><rect x="50" y="0" width="50" height="50"/></clipPath></defs>'
    there, away = (f'<g clip-path="url(#a)">{ONE.format(anchor="start", turn=0, x=x, y=20)}</g>' for x in (60, 10))
    assert [word.left for word in looked.words(picture(before=clip + there + away))] == [60]


def test_width_and_height_are_those_of_the_letters():
    (small,) = looked.words(picture({"x": 10, "y": 20}))
    large, bold = looked.measured("words", 20, 400), looked.measured("words", 10, 700)
    assert large[0] == pytest.approx(2 * (small.right - small.left), rel=0.03) and bold[0] > small.right - small.left
    assert small.top < 20 < small.bottom and small.bottom - small.top == pytest.approx(10, abs=1.5)
