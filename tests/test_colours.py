"""Colours can be told from their ground: letters, tracks, edges and the focus ring, on light screens and on dark ones."""

import re
from pathlib import Path

import pytest

from basislib.figures import style

CSS = (Path(__file__).parents[1] / "basislib" / "widgets" / "page.css").read_text("utf-8")
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
}
GROUND = PAIRS["wb-ground"]
LETTERS = [name for name in PAIRS if name.startswith("t-")]
WORDS = ["wb-ink", "wb-soft", "wb-blue", "wb-orange", "wb-green", "wb-gold"]


def luminance(colour):
    """Return the relative luminance of a colour, as WCAG has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21.

    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", [*LETTERS, *WORDS])
@pytest.mark.parametrize("dark", [0, 1])
def test_letters_can_be_read(name, dark):
    assert contrast(PAIRS[name][dark], GROUND[dark]) >= 4.5
    if name in WORDS:
        assert contrast(PAIRS[name][dark], PAIRS["wb-wash"][dark]) >= 4.5


@pytest.mark.parametrize("name", ["wb-track", "wb-edge", "wb-blue"])
@pytest.mark.parametrize("dark", [0, 1])
def test_tracks_edges_and_the_focus_ring_can_be_seen(name, dark):
    assert contrast(PAIRS[name][dark], GROUND[dark]) >= 3


@pytest.mark.parametrize("dark", [0, 1])
def test_a_filled_button_can_be_read(dark):
    assert contrast(PAIRS["wb-on-blue"][dark], PAIRS["wb-blue"][dark]) >= 4.5


def test_each_party_and_each_ink_has_a_colour_on_dark_screens_and_its_letters_a_twin():
    inks = {style.INK, style.SOFT, style.FAINT, style.GHOST, style.GAIN, style.LOSS, *style.PARTIES.values()}
    for colour in inks:
        name = colour.lower().removeprefix("#")
        assert f"c-{name}" in PAIRS and f"--t-{name}:" in CSS, colour
        readable = style.TEXT.get(name, colour)
        assert contrast(readable, "#ffffff") >= 4.5, f"letters in {colour} need a twin in style.TEXT"
