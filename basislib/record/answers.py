"""Files of answers that students hand in: the mark they carry, and `python -m basislib.record.answers FILES`.

A downloaded file of answers has a mark in every row, a keyed hash of the whole file's answers. A mark that does not fit
proves that the file is not as it was downloaded: somebody has changed it, or a spreadsheet has saved it in its own way.
A mark that fits proves little. The key stands in this module, so whoever reads it can make marks that fit; and what a
browser keeps can be changed before the download. It tells the careless from the careful, not the honest from the others.
"""

import argparse
import csv
import hashlib
import hmac
import io
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from basislib.sheets import by_student, cell, csv_bytes

KEY = b"treasury basis workbook, answers, 1"
COLUMNS = (
    "name",
    "page",
    "seed",
    "item",
    "question",
    "answer",
    "verdict",
    "attempts",
    "hint_used",
    "solution_seen",
    "time",
)
MARK = "mark"
LARGEST_FILE = 5_000_000  # bytes
EDITED = "changed after download"


def marked(rows: Iterable[Sequence[object]]) -> list[list[object]]:
    """Return rows of a file of answers with their marks.

    Parameters
    ----------
    rows : iterable of sequence
        In the order of `COLUMNS`.

    Returns
    -------
    list of list
        The same with one cell more: 16 digits of an HMAC-SHA256 of the row, its place and all others.
    """
    kept = [list(row) for row in rows]
    texts = [[str(cell(value)) for value in row] for row in kept]
    return [[*row, mark] for row, mark in zip(kept, _marks(texts), strict=True)]


def _marks(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the marks of rows as they stand in the file: a row left out changes all of them."""
    key = hmac.digest(KEY, repr([list(row) for row in rows]).encode("utf-8", "replace"), hashlib.sha256)
    return [hmac.new(key, str(number).encode(), hashlib.sha256).hexdigest()[:16] for number in range(len(rows))]


@dataclass(frozen=True)
class Handed:
    """A file that was handed in.

    Attributes
    ----------
    file, name : str
        Its own name, and that of the student as the file has it.
    changed : str
        ``"no"``, ``"yes"``, or ``"not known"`` where the file has no marks.
    answers : tuple of (str, str)
        Page and item, and what the table shows: the words of a guess, the verdict on an exercise.
    """

    file: str
    name: str
    changed: str
    answers: tuple[tuple[str, str], ...]


def read(path: Path) -> Handed:
    """Return what is in a file of answers.

    Raises
    ------
    ValueError
        If it is none, in a sentence.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"{path} has more than {LARGEST_FILE:,} bytes; a file of answers has some thousand.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        head, *rows = list(csv.reader(io.StringIO(text), delimiter=separator)) or [[]]
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise ValueError(f"{path} is no table that can be read: {wrong}.") from None
    missing = [column for column in COLUMNS if column not in head]
    if missing:
        raise ValueError(f"{path} has no column {missing[0]}, so it is no file of answers of this workbook.")
    rows = [row + [""] * (len(head) - len(row)) for row in rows if any(row)]
    named = [dict(zip(head, row, strict=False)) for row in rows]
    named = named[_is_heading(named[0]) :] if named else []
    cells = [[row[column] for column in COLUMNS] for row in named]
    fit = [row.get(MARK, "") for row in named] == _marks(cells)
    changed = "not known" if MARK not in head else "no" if fit else "yes"
    answers = tuple((f"{row['page']} {row['item']}", _shown(row)) for row in named)
    return Handed(path.name, next((row["name"] for row in named if row["name"]), ""), changed, answers)


def _is_heading(row: dict[str, str]) -> bool:
    """Return whether a row says what the columns are called: a file may have one in another language."""
    return bool(row["attempts"]) and not row["attempts"].strip().isdigit()


def _shown(row: dict[str, str]) -> str:
    return row["answer"] if row["item"] == "guess" and row["answer"] else row["verdict"]


def merged(handed: Sequence[Handed]) -> bytes:
    """Return files that were handed in as one table, as CSV: a row a file, a column an item.

    A student is called as the file says, or after the file; where two files say the same, both names are given.
    """
    names = Counter(each.name for each in handed)
    called = [
        each.name if each.name and names[each.name] == 1 else f"{each.name} ({each.file})".strip() for each in handed
    ]
    entries = [(who, item, shown) for who, each in zip(called, handed, strict=True) for item, shown in each.answers]
    columns, rows = by_student(entries, students=called)
    about = {who: each for who, each in zip(called, handed, strict=True)}
    head = [columns[0], "file", EDITED, *columns[1:]]
    return csv_bytes(head, ([row[0], about[str(row[0])].file, about[str(row[0])].changed, *row[1:]] for row in rows))


def main(arguments: list[str] | None = None) -> int:
    """Merge files of answers into one table.

    Parameters
    ----------
    arguments : list of str, optional
        Without it, those of the process.

    Returns
    -------
    int
        0 if all files were read, 1 if one was left out.
    """
    parser = argparse.ArgumentParser(
        prog="python -m basislib.record.answers", description="Files of answers in one table: a row a student."
    )
    parser.add_argument("files", nargs="+", type=Path, help="files of answers, or folders of them")
    parser.add_argument("--to", type=Path, default=Path("answers_of_the_class.csv"), help="the table; %(default)s")
    given = parser.parse_args(arguments)
    paths = [path for each in given.files for path in (sorted(each.glob("*.csv")) if each.is_dir() else [each])]
    handed, wrong = [], []
    for path in (path for path in paths if path.resolve() != given.to.resolve()):
        try:
            handed.append(read(path))
        except (ValueError, OSError) as reason:
            wrong.append(str(reason))
    given.to.write_bytes(merged(handed))
    changed = [f"{each.file} is not as it was downloaded." for each in handed if each.changed == "yes"]
    lines = [*wrong, *changed, f"{given.to} has the answers of {len(handed)} files."]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
