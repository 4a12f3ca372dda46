"""From what was pasted to rows of cells: files, mails, newspapers, spreadsheets, web pages."""

import csv
import html
import re
import statistics
import unicodedata
from collections.abc import Iterator, Sequence

from basislib.checks import Refused
from basislib.language import N_
from basislib.record.own_quotes import columns
from basislib.record.own_quotes.cells import DATA, look

MOST_ROWS = 50_000
MOST_BYTES = 5_000_000
MARKS = ("\t", ";", "|", ",", "  ", " ")  # between cells; in this order if nothing else speaks for one
SPACED = MARKS[-2:]
TRIED = 60  # lines on which the marks are tried
TITLES = 25  # lines among which the header is looked for
WORTH = {"name": 2, "date": 1, "number": 1, "code": 1, "mixed": -3}
NEARLY = 0.75  # of the best mark is good enough for one that comes before it
RAISED = "\ue000"  # stands for a raised digit, which may be a footnote's or count eighths

_RAISED = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), RAISED)
_VULGAR = {
    ord("⅛"): " 1/8",
    ord("¼"): " 1/4",
    ord("⅜"): " 3/8",
    ord("½"): " 1/2",
    ord("⅝"): " 5/8",
    ord("¾"): " 3/4",
    ord("⅞"): " 7/8",
}
_PLAIN = dict.fromkeys(map(ord, "‐‑–—−"), "-") | {
    ord("⁄"): "/",
    ord("\xa0"): " ",
    ord("│"): "|",
    ord("、"): ",",
    0: " ",
}
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_QUOTED = re.compile(r"^\s*(?:>\s?)+")
_RULE = re.compile(r"[\s|+:=_\-*─━┼═╪~`]*(?:```\w*)?")
_TOKENS = re.compile(
    r"[A-Za-z]{1,4} \d{1,2}(?:\.\d+)?(?: \d/[248])? \d{1,2}/\d{1,2}/\d{2,4}"  # a name, as T 4 1/8 11/15/32
    r"|\d{1,2} [^\W\d_]{3,9}\.? \d{2,4}\b|[^\W\d_]{3,9}\.? \d{1,2}(?:, \d{4}| \d\dn?\b)"  # a date with a month's name
    r"|\d{2,3}-\d\d(?: \d/[248]| ?\+)|\d{1,2} \d/[248]%?(?!/)|[^\s:]+:(?=\s)|\S+"
)
_HTML, _CELL_END, _ROW_END = (re.compile(tags, re.IGNORECASE) for tags in (r"<t[dr]\b", r"</t[dh]>", r"</tr>"))
_FOOT = " \t*†‡§"


def as_text(source: object) -> str:
    """Return the text; refuse what is too large, and bytes that are no text."""
    if not isinstance(source, str | bytes | bytearray | memoryview):
        raise Refused(N_("the quotes must be a text or the bytes of a file."))
    size = source.nbytes if isinstance(source, memoryview) else len(source)
    if size >= MOST_BYTES:
        raise Refused(
            N_(
                "the quotes have {size:.1f} MB; at most {most:g} MB can be read here, and a delivery basket needs a "
                "few kB."
            ),
            size=size / 1e6,
            most=MOST_BYTES / 1e6,
        )
    text = source if isinstance(source, str) else _decoded(bytes(source))
    if _HTML.search(text):
        text = html.unescape(re.sub("<[^<>]*>", "", _ROW_END.sub("\n", _CELL_END.sub("\t", text))))
    if not text.isascii():
        text = _UNSEEN.sub("", text.translate(_RAISED | _VULGAR))
        text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    lines = text.count("\n") + text.count("\r") - text.count("\r\n") + (not text.endswith(("\n", "\r")))
    if lines > MOST_ROWS:
        raise Refused(
            N_(
                "the quotes have {lines:,} lines; fewer than {most:,} rows can be read here, and the largest delivery "
                "basket has about fifty."
            ),
            lines=lines,
            most=MOST_ROWS,
        )
    return text


def rows(text: str) -> tuple[list[tuple[int, list[str]]], str]:
    """Return the numbered rows that are not blank, and the mark between their cells."""
    lines = list(_lines(text))
    if not lines:
        raise Refused(N_("there is nothing to read; the first row must name the columns coupon, maturity and price."))
    step = max(1, len(lines) // TRIED)
    sample = [line for _, line in lines[:TITLES] + lines[TITLES::step][:TRIED]]
    worth = {mark: _worth(sample, mark) for mark in MARKS}
    best = max(worth.values())
    mark = next(mark for mark in MARKS if worth[mark] >= (NEARLY * best if best > 0 else best))
    try:
        found = list(_cells(lines, mark))
    except csv.Error as wrong:
        raise Refused(N_("this is no table of cells ({wrong})."), wrong=str(wrong)) from None
    found = [(number, cells) for number, cells in found if any(cells)]
    if not found:
        raise Refused(N_("there is nothing to read; the first row must name the columns coupon, maturity and price."))
    return found, mark


def header(found: Sequence[tuple[int, list[str]]], mark: str) -> tuple[list[str] | None, int]:
    """Return the row that names the columns, with blanks in its cells filled, and its place; None and 0 without one."""
    for place, (_, cells) in enumerate(found[:TITLES]):
        if mark == " ":
            cells = _words(cells[: columns.MOST_COLUMNS])
        if columns.is_header(cells):
            return cells, place
    return None, 0


def is_note(cells: Sequence[str], width: int, mark: str) -> bool:
    """Whether a row is a remark or a title and no row of quotes."""
    there = [cell for cell in cells if cell]
    if not any(letter.isdigit() for cell in there for letter in cell):
        return True
    looks = [look(cell) for cell in there]
    if "name" in looks or "code" in looks:
        return False
    data = sum(each in DATA for each in looks)
    if mark in SPACED:
        return data < 2 and len(there) != width
    return not data and len(there) <= max(1, width // 3)


def _decoded(raw: bytes) -> str:
    """Return the text of a file: UTF-8, or what spreadsheets write instead."""
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    tried = next((name for start, name in marks if raw.startswith(start)), "utf-8-sig")
    for name in (tried, "gb18030"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    raise Refused(N_("the file is no UTF-8 text; in a spreadsheet, save it as 'CSV UTF-8'."))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with something on them and their numbers, without a mail's arrows and without rules."""
    lines = re.split(r"\r\n|\r|\n", text)
    arrows = sum(line.lstrip().startswith(">") for line in lines) > sum(map(bool, lines)) / 2
    for number, line in enumerate(lines, 1):
        if arrows:
            line = _QUOTED.sub("", line)
        if not _RULE.fullmatch(line):
            yield number, line


def _cells(lines: Sequence[tuple[int, str]], mark: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line, without blanks and footnotes' signs around them."""
    if mark in SPACED:
        split = _TOKENS.findall if mark == " " else re.compile(" {2,}").split
        for number, line in lines:
            cells = [cell.strip(_FOOT) for cell in split(line.strip())]
            yield number, [bare for cell in cells if (bare := cell.strip(":,"))] if mark == " " else cells
    elif mark == "|":
        for number, line in lines:
            yield number, [cell.strip(_FOOT) for cell in line.strip().strip("|").split("|")]
    else:
        reader = csv.reader((line for _, line in lines), delimiter=mark)
        for cells in reader:
            yield lines[reader.line_num - 1][0], [cell.strip().rstrip(_FOOT) for cell in cells]


def _worth(lines: Sequence[str], mark: str) -> float:
    """Return how well a mark splits some lines into cells that look like something; better if all have as many."""
    try:
        found = [cells for _, cells in _cells(list(enumerate(lines)), mark)]
    except csv.Error:
        return -1e9
    worth = ([WORTH.get(look(cell), 0) for cell in cells[: columns.MOST_COLUMNS]] for cells in found)
    points = sum(max(sum(line), WORTH["mixed"]) for line in worth)
    heads = [_words(cells[: columns.MOST_COLUMNS]) if mark == " " else cells for cells in found]
    named = any(map(columns.is_header, heads))
    width = statistics.mode(len(cells) for cells in found)
    even = sum(len(cells) == width for cells in found) if width > 1 else 0
    return points + 2 * named + 0.1 * even


def _words(cells: Sequence[str]) -> list[str]:
    """Put together the words of a header that belong together, as Mat Date."""
    joined, at = [], 0
    while at < len(cells):
        for count in (3, 2, 1):
            words = " ".join(cells[at : at + count])
            if count == 1 or (at + count <= len(cells) and columns.role(words) is not None):
                joined.append(words)
                at += count
                break
    return joined
