"""What a reader meets as lines of text, and whether two lines say the same.

A sentence must be the same to the digit. A picture and a table are too long to keep, and a hash of their numbers would
flip whenever a last bit moves one of them over the edge of its rounding. So only what is not a number is hashed. The
numbers are weighed with fixed weights and added up to one number, a *sketch*, written ``~12.3456``: two sketches agree
within `SLACK` units of the last place written. In a picture that is 0.002 points (1/36000 inch); in a table 2e-9 of the
largest number of a column, or of 1 where all are smaller. No sum of last bits comes near, and whatever an eye or a
reader of ten digits could notice lies beyond.
"""

import csv
import difflib
import hashlib
import html
import io
import re
from base64 import b64decode

import numpy as np
from matplotlib.image import imread

SLACK = 20
PICTURE_PLACES, TABLE_PLACES = 4, 10
_SKETCH = re.compile(r"(?<=[0-9a-f]{8} )~(-?\d+\.(\d+))$")
_BLOCK = re.compile(r"(?=<(?:p|li|tr|td|th|h\d|div|ul|table|details|summary|label)\b)")
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[^\sa-z])")
_ID = re.compile(r'(?<=\bid=")[^"]+')
_NAME = re.compile(r'(?<=["#])[\w.-]+(?=["\)])')
_IMAGE = re.compile(r'(?<=href="data:image/png;base64,)[^"]+')
_TEXT = re.compile(r"(?<=>)[^<>]*(?=</text>)")
_PLACED = re.compile(r'(?<= )(d|points|transform|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|width|height)="([^"]*)"')
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")


def sentences(text):
    """Return HTML or plain text as lines, one a sentence or an HTML block."""
    return [
        line
        for part in text.splitlines()
        for block in _BLOCK.split(part)
        for line in _SENTENCE.split(block)
        if line.strip()
    ]


def bare(text):
    """Return what HTML says, without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


# ---- pictures and tables --------------------------------------------------------------------------------


def picture(svg, full=False):
    """Return a picture as one line, or in full as a line an element. What its `aria-label` says is not part of it."""
    plain = re.sub(r' aria-label="[^"]*"', "", svg)
    names = {name: f"n{number}" for number, name in enumerate(_ID.findall(plain))}  # they come from floats and keys
    plain = _NAME.sub(lambda found: names.get(found[0], found[0]), plain)
    plain = _IMAGE.sub(lambda found: _hash(imread(io.BytesIO(b64decode(found[0]))).tobytes()), plain)
    if full:
        rounded = _PLACED.sub(lambda found: _NUMBER.sub(lambda one: f"{float(one[0]):.3f}", found[0]), plain)
        return [line for line in rounded.replace("<", "\n<").splitlines() if line.strip()]
    numbers = []

    def lift(found):
        numbers.extend(_NUMBER.findall(found[2]))
        return f'{found[1]}="{_NUMBER.sub("#", found[2])}"'

    shape = _PLACED.sub(lift, plain)
    words = "\n".join(_TEXT.findall(shape))
    return [f"picture {digest(_TEXT.sub('', shape))} {digest(words)} ~{_weighed(numbers):.{PICTURE_PLACES}f}"]


def written(svg):
    """Return the words in a picture, in the order they are drawn."""
    return [html.unescape(words) for words in _TEXT.findall(svg)]


def table(data, full=False):
    """Return a CSV file as one line, or in full, to twelve digits. Whole numbers and words count to the letter."""
    head, *rows = csv.reader(io.StringIO(data.decode()))
    if full:
        return [
            ",".join(cell if _fraction(cell) is None else f"{_fraction(cell):.12g}" for cell in row)
            for row in (head, *rows)
        ]
    kept, total = [head], 0.0
    for place, column in enumerate(zip(*rows, strict=True), 1):
        read = [_fraction(cell) for cell in column]
        numbers = np.array([number for number in read if number is not None])
        size = max(1.0, np.abs(numbers).max(initial=0))
        total += (1 + _weights(place)[-1]) * (_weighed(numbers / size) + np.log(size))
        kept.append([cell if number is None else "#" for cell, number in zip(column, read, strict=True)])
    return [f"table {len(rows)} × {len(head)} {digest(repr(kept))} ~{total:.{TABLE_PLACES}f}"]


def _fraction(cell):
    """Return the number in a cell if it is written with a fraction or a power of ten; else None."""
    try:
        return float(cell) if "." in cell or "e" in cell else None
    except ValueError:
        return None


def _weights(count):
    """Return weights from 0.5 to 1.5, no two alike."""
    return 0.5 + np.arange(1, count + 1) * (5**0.5 - 1) / 2 % 1


def _weighed(numbers):
    return float(np.sum(np.asarray(numbers, float) * _weights(len(numbers)))) if len(numbers) else 0.0


def digest(text):
    """Return a short hash of a text."""
    return _hash(text.encode())


def _hash(data):
    return hashlib.sha256(data).hexdigest()[:8]


# ---- comparing ------------------------------------------------------------------------------------------


def same(old, new):
    """Return whether two lines say the same: sketches within their slack, all else to the letter."""
    if old == new:
        return True
    if _SKETCH.sub("~", old) != _SKETCH.sub("~", new):
        return False
    pairs = zip(_SKETCH.findall(old), _SKETCH.findall(new), strict=True)
    return all(
        len(places) == len(others) and abs(float(one) - float(two)) <= SLACK * 10.0 ** -len(places)
        for (one, places), (two, others) in pairs
    )


def settle(old, new):
    """Return the new lines, each replaced by an old one that says the same."""
    known = {}
    for line in old:
        known.setdefault(_SKETCH.sub("~", line), []).append(line)
    return [
        next((line for line in known.get(_SKETCH.sub("~", fresh), ()) if same(line, fresh)), fresh) for fresh in new
    ]


def changes(old, new):
    """Yield the title of each section that differs with its lines that do, those of old with "-", of new with "+"."""
    for title in [*new, *(title for title in old if title not in new)]:
        before = old.get(title, [])
        after = settle(before, new.get(title, []))
        if before != after or title not in old or title not in new:
            compared = list(difflib.unified_diff(before, after, lineterm="", n=0))
            yield title, [line for line in compared[2:] if not line.startswith("@@")]


# ---- files ----------------------------------------------------------------------------------------------


def write(path, sections):
    """Write sections, title to lines: a title begins a line, what belongs to it is set in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{title}\n" + "".join(f"  {line}\n" for line in found) for title, found in sections.items())
    path.write_text(text, "utf-8", newline="\n")


def read(path):
    """Return the sections of a file; none of a file that is not there."""
    sections, title = {}, None
    for line in path.read_text("utf-8").split("\n")[:-1] if path.exists() else ():
        if line.startswith("  "):
            sections[title].append(line[2:])
        else:
            title = line
            sections[title] = []
    return sections
