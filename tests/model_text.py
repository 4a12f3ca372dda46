"""Tables of known answers, read from docs/model.md: each number stands in one place."""

from functools import cache
from pathlib import Path

TEXT = Path(__file__).parents[1] / "docs" / "model.md"


@cache
def tables():
    """Return every table as (cells of the head, {first cell: other cells}), in order."""
    found, lines = [], []
    for line in [*TEXT.read_text("utf-8").splitlines(), ""]:
        if line.startswith("|"):
            lines.append([cell.strip() for cell in line.strip("|").split("|")])
        elif lines:
            head, _, *rows = lines
            found.append((tuple(head), {row[0]: row[1:] for row in rows}))
            lines = []
    return tuple(found)


def rows(*head):
    """Return the rows of the only table whose head begins with these cells, by their first cell."""
    (found,) = (rows for cells, rows in tables() if cells[: len(head)] == head)
    return found


def numbers(*head):
    """Return such rows as numbers."""
    return {name: [float(cell) for cell in row] for name, row in rows(*head).items()}
