"""What the columns of readers' files are called in words, from one file: `basislib/columns.csv`.

Programs read the keys, in English, in the first row. A reader of another language may ask for the words under them.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from basislib.language import SOURCE, _, chosen, pgettext
from basislib.sheets import csv_bytes
from basislib.widgets.text import download

if TYPE_CHECKING:
    from pandas import DataFrame


@cache
def columns() -> Mapping[tuple[str, str], str]:
    """Return the words of every column, with its unit, by table and key; the table is "" where all mean the same."""
    text = files("basislib").joinpath("columns.csv").read_text("utf-8")
    return {(row["table"], row["column"]): row["words"] for row in csv.DictReader(io.StringIO(text))}


def headings(table: str, keys: Iterable[str], labels: Mapping[str, str] | None = None) -> list[str]:
    """Return what the columns of a table are called, in the reader's language.

    Parameters
    ----------
    table : str
        Its name, as its file has it.
    keys : iterable of str
    labels : mapping, optional
        What controls are called, by name: a column each behind the others, as `basislib.sheets.csv_bytes` has them.
    """
    said = [_said(table, str(key)) for key in keys]
    return [*said, *(label or _said(table, f"setting_{name}") for name, label in (labels or {}).items())]


def _said(table: str, key: str) -> str:
    known = columns()
    words = known.get((table, key)) or known.get(("", key))
    return pgettext("column", words) if words else key


def files_of(stem: str, made: Callable[[bool], bytes]) -> str:
    """Return the link to a table as a CSV file, which the page's script presses.

    In another language than English a second link follows, to be pressed by whoever wants it: the same file with a row
    of words under the keys.

    Parameters
    ----------
    stem : str
        Of the file's name.
    made : callable
        ``made(in_words)`` returns the file.
    """
    plain = download(f"{stem}.csv", "text/csv", made(False))
    if chosen() is SOURCE:
        return plain
    words = _("The same file, with headings in words")
    return f"{plain} {download(f'{stem}_{chosen().code}.csv', 'text/csv', made(True), words)}"


def table_file(
    stem: str, table: "DataFrame", settings: Mapping[str, Any] | None, labels: Mapping[str, str], in_words: bool
) -> bytes:
    """Return a table as a CSV file, with settings as columns; with `in_words` it says under the keys what each is called.

    Parameters
    ----------
    stem : str
        The table's name.
    table : pandas.DataFrame
    settings : mapping or None
        As `basislib.sheets.csv_bytes` takes them.
    labels : mapping
        What the settings are called, by name.
    in_words : bool
    """
    words = headings(stem, table.columns, labels) if in_words else None
    return csv_bytes(table.columns, table.to_numpy(object), settings, words)


def file_of(part: Any, kind: str) -> str:
    """Return the link to a part's table ("csv", with that in words) or picture ("png") as a file."""
    if kind == "csv":
        return files_of(part.stem, part.csv)
    return download(f"{part.stem}.png", "image/png", part.png())


def hand_out(place: Any, links: str) -> None:
    """Put links to files into their place, for the page's script to press; also if they are the same as those before.

    Of a value that does not change a browser does not hear, and a second press would bring nothing.
    """
    place.value = ""
    place.value = links
