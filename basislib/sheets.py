"""Files for spreadsheets: CSV that any of them opens and none runs, and a class's answers as one table."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_NUMBER = re.compile(r"[+-]?[\d.,]+(e[+-]?\d+)? ?%?", re.ASCII | re.IGNORECASE)
# What a spreadsheet takes for a formula at the start of a cell. After a semicolon too: in half of Europe that is where
# cells part, and quotes in the middle of a line do not keep them together.
_FORMULA = re.compile(r'((?:^|;)[ "]*)(?=[=+@＝＋－＠-])')


def csv_bytes(
    columns: Iterable, rows: Iterable, settings: Mapping[str, object] | None = None, words: Iterable[str] | None = None
) -> bytes:
    """Return a CSV file that any spreadsheet opens and none runs.

    UTF-8 with the mark by which spreadsheets know it, numbers to 12 digits, every text on one line. A text that would
    be taken for a formula gets an apostrophe before its sign; what is a number stays one.

    Parameters
    ----------
    columns : iterable of str
    rows : iterable of sequences
        Texts, numbers, dates; None and NaN stay blank.
    settings : mapping, optional
        What the rows were made with, by name: a column each, the same in every row.
    words : iterable of str, optional
        What the columns are called, those of the settings too: a second row, which programs can skip.

    Returns
    -------
    bytes
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    settings = {f"setting_{name}": cell(value) for name, value in (settings or {}).items()}
    writer.writerow([*columns, *settings])
    if words is not None:
        writer.writerow(map(cell, words))
    writer.writerows([*map(cell, row), *settings.values()] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def cell(value: object) -> Integral | str:
    """Return what stands in a cell for a value: a whole number, or a text that no spreadsheet runs."""
    if value is None or value != value:
        return ""
    if isinstance(value, Real):
        return value if isinstance(value, Integral) else f"{value + 0.0:.12g}"  # + 0.0 makes -0.0 a 0
    text = _BLANKS.sub(" ", str(value)).strip()
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'", text)


def by_student(
    entries: Iterable[tuple[str, str, object]], items: Sequence[str] = (), students: Sequence[str] = ()
) -> tuple[list[str], list[list[object]]]:
    """Return answers as a table: a row a student, a column an item.

    Parameters
    ----------
    entries : iterable of tuple
        Student, item, and what the cell holds; of two entries for one cell the later holds.
    items, students : sequence of str, optional
        What has its column, or its row, in any case and in this order; others follow, items by name and students as
        they come.

    Returns
    -------
    columns : list of str
        ``"student"``, then the items.
    rows : list of list
        A blank where there is no answer.
    """
    table: dict[str, dict[str, object]] = {name: {} for name in students}
    for student, item, value in entries:
        table.setdefault(student, {})[item] = value
    others = {item for cells in table.values() for item in cells} - set(items)
    columns = [*items, *sorted(others, key=_in_order)]
    return ["student", *columns], [[name, *(cells.get(item, "") for item in columns)] for name, cells in table.items()]


def _in_order(item: str) -> list[tuple[int, str]]:
    """Return a key by which q10 comes after q9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", item)]
