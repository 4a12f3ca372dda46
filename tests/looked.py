"""What an eye would find wrong with the words of a picture: cut off, one on another, too small. Read from the SVG on the page."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from basislib.figures import fonts
from basislib.figures.wrapping import in_dashes

PHONE = 320  # points; narrower pictures are for one
COVER = "e3edf5"  # the colour that hides an answer, as it is written in a picture
SVG = "{http://www.w3.org/2000/svg}"
TOUCHING = 2.2  # points by which two words overlap before a reader sees it
SLIGHT = 1.0  # points of a word's box that hold none of its ink
LEAST = 9.2  # points of letters in a picture for a phone; on one of 390 pixels these are 11
EDGE = 1.5  # points outside the picture that nobody misses
DPI = 400  # at which letters are measured, as where they are made to fit
TALLEST = "lp"  # letters as high and as low as any
# Where a minus should be. Of 32nds alone, as at an axis, there are two digits.
HYPHEN = re.compile(r"(?<![\w/.-])-(?!(?<=^-)\d\d\+?$)[$.]?\d", re.ASCII)
PLACE = re.compile(r"(translate|rotate)\(([^)]*)\)")
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}  # of a word's width left of where it is anchored


@dataclass(frozen=True)
class Word:
    """A line of letters in a picture: what it says, the height of its letters, and its box; points, from the top left."""

    says: str
    size: float
    left: float
    top: float
    right: float
    bottom: float


def pictures(page):
    """Return the pictures in HTML, parsed."""
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def words(picture):
    """Return every `Word` of a picture that is not clipped away."""
    return [word for word, _clip in _in_sight(picture)]


@lru_cache(1)  # of one picture several things are asked
def _in_sight(picture):
    """Return every word that is not clipped away, with the edges of what clips it, or None."""
    edges = {clip.get("id"): _edges(clip.find(f"{SVG}rect")) for clip in picture.iter(f"{SVG}clipPath")}
    return [
        (word, edges.get(clip)) for word, clip in _words(picture, None) if clip is None or _meets(word, *edges[clip])
    ]


def _words(element, clip):
    """Yield the words in an element, each with the name of what clips it."""
    clip = re.sub(r"url\(#(.*)\)", r"\1", element.get("clip-path") or "") or clip
    if element.tag == f"{SVG}text" and "".join(element.itertext()).strip():
        yield _word(element), clip
    for child in element:
        yield from _words(child, clip)


def _word(element):
    said, style = "".join(element.itertext()), element.get("style")
    size = float(re.search(r"font-size: ([\d.]+)px", style)[1])
    weight = int((re.search(r"font-weight: (\d+)", style) or ["", 400])[1])
    share = SHARES[(re.search(r"text-anchor: (\w+)", style) or ["", "start"])[1]]
    width, above, below = measured(said, size, weight)
    x, y, turned = float(element.get("x", 0)), float(element.get("y", 0)), 0.0
    for kind, numbers in PLACE.findall(element.get("transform", "")):
        first, *rest = (float(number) for number in re.split(r"[ ,]+", numbers.strip()))
        if kind == "translate":
            x, y = x + first, y + rest[0]
        else:
            turned = math.radians(first)  # about where it is anchored
    corners = [(dx, dy) for dx in (-share * width, (1 - share) * width) for dy in (-above, below)]
    xs, ys = zip(
        *(
            (x + dx * math.cos(turned) - dy * math.sin(turned), y + dx * math.sin(turned) + dy * math.cos(turned))
            for dx, dy in corners
        ),
        strict=True,
    )
    return Word(said, size, min(xs), min(ys), max(xs), max(ys))


@lru_cache(65536)
def measured(said, size, weight):
    """Return how wide letters are, and how far they reach above and below their line, as matplotlib measures them."""
    if fonts.missing():
        said = in_dashes(said)
    ruler = FigureCanvasAgg(Figure(figsize=(1, 1), dpi=DPI)).get_renderer()
    with fonts.of_the_language():
        font = FontProperties(size=size, weight=weight)  # of the families that hold here
        width = ruler.get_text_width_height_descent(said, font, False)[0]
        _, height, below = ruler.get_text_width_height_descent(TALLEST, font, False)
    return tuple(72 / DPI * pixels for pixels in (width, height - below, below))


def _edges(rect):
    x, y, width, height = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _meets(word, left, top, right, bottom):
    return word.left < right and left < word.right and word.top < bottom and top < word.bottom


def _beyond(word, left, top, right, bottom):
    """Return by how much a word reaches over edges, points."""
    return max(left - word.left, top - word.top, word.right - right, word.bottom - bottom)


def sticking_out(picture):
    """Return what of a covered picture's words its cover hides in part only."""
    boxes = [_around(path) for path in picture.iter(f"{SVG}path") if COVER in path.get("style", "")]
    assert boxes, "nothing is covered"
    return [
        word.says
        for word in words(picture)
        if max(_common(word, *box) for box in boxes) > SLIGHT < min(_beyond(word, *box) for box in boxes)
    ]


def _around(path):
    """Return the box of a path of straight lines."""
    x, y = np.array([float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]).reshape(-1, 2).T
    return x.min(), y.min(), x.max(), y.max()


def _common(word, left, top, right, bottom):
    """Return how wide or, if that is less, how high is what a word and a box have in common, points."""
    across = min(word.right, right) - max(word.left, left)
    return min(across, min(word.bottom, bottom) - max(word.top, top))


def faults(picture):
    """Return what is wrong with the words of a picture, a sentence each."""
    width, height = (float(number) for number in picture.get("viewBox").split()[2:])
    placed = [(word, clip or (0, 0, width, height)) for word, clip in _in_sight(picture)]
    cut = [f"{word.says!r} is cut off" for word, edges in placed if not _beyond(word, *edges) <= EDGE]
    found = [word for word, _edges in placed]
    left, top, right, bottom = np.array([(w.left, w.top, w.right, w.bottom) for w in found]).reshape(-1, 4).T
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    pairs = zip(*np.nonzero(np.triu((across >= TOUCHING) & (down >= TOUCHING), k=1)), strict=True)
    return cut + [f"{found[one].says!r} lies on {found[other].says!r}" for one, other in pairs]


def too_small(picture):
    """Return the words of a picture for a phone whose letters are too small to read there."""
    if float(picture.get("viewBox").split()[2]) >= PHONE:
        return []
    return [f"{word.says!r} has letters of {word.size:g} points" for word in words(picture) if word.size < LEAST]
