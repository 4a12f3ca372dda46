"""Bring your own quotes: a basket of notes from a CSV text, with a sentence for every cell that cannot be used.

Rows that can be read are used; the others are named, with what is wrong and what would be right. Nothing in
the text is ever worked out or run: a formula is merely a bad value.
"""

import calendar
import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import pandas as pd

from basislib.datasets import basket
from basislib.quotes import format_price, parse_price

MOST_ROWS = 10_000
MOST_BYTES = 5_000_000
LONGEST_CELL = 100  # characters; a quote has a dozen
LONGEST_SHOWN = 60
COUPONS = (0.0, 20.0)  # % a year; the highest a Treasury bond ever paid is 15.75
PRICES = (20.0, 250.0)  # points per 100 face
FACTORS = (0.2, 3.0)
YEARS = (1950, 2150)
REQUIRED = ("coupon", "maturity", "price")
HEADERS = {
    "coupon": ("coupon", "cpn", "couponpct", "couponrate", "couponpercent", "rate"),
    "maturity": ("maturity", "maturitydate", "mat", "matures", "due", "duedate"),
    "price": ("price", "cleanprice", "clean", "cashprice", "cash", "quote", "px"),
    "issued": ("issued", "issuedate", "dateddate", "firstissue", "dated"),
    "conversion_factor": ("conversionfactor", "cf", "factor", "convfactor", "cfactor"),
}
RIGHT = {
    "coupon": "per cent a year, as 4.125, 4.125%, 4 1/8 or 4-1/8",
    "maturity": "a date as 2030-05-31, 5/31/2030 or 31 May 2030",
    "price": "points and 32nds as 101-02 3/4, or a decimal as 101.0859375, without accrued interest",
    "issued": "the date of first issue as 2025-05-31 or 5/31/2025, before the maturity; or nothing",
    "conversion_factor": "a number as 0.9272; or leave the whole column out, and it is computed",
}
_FRACTIONS = str.maketrans({"⅛": " 1/8", "¼": " 1/4", "⅜": " 3/8", "½": " 1/2", "⅝": " 5/8", "¾": " 3/4", "⅞": " 7/8"})
_DASHES = dict.fromkeys(map(ord, "‐‑–—−"), "-") | {ord("⁄"): "/"}
_DECIMAL = re.compile(r"\d{1,9}(\.\d{0,30})?|\.\d{1,30}", re.ASCII)
_MIXED = re.compile(r"(?:(\d{1,3})(?: |-| - ))?(\d)/([248])", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_NAMED = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3,9})\.?[ -](?:(\d{1,2})(?:, ?|[ -]))?(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)


@dataclass(frozen=True)
class BadRow:
    """A cell that cannot be used, and with it its row.

    Attributes
    ----------
    row : int
        As a spreadsheet counts: the header is row 1.
    column : str
        The column by our name, such as ``"price"``; empty where the whole row is at fault.
    value : str
        What stands there, cut short if it is long. Escape it before it goes into a page.
    what_is_wrong : str
    what_would_be_right : str
    """

    row: int
    column: str
    value: str
    what_is_wrong: str
    what_would_be_right: str


def read_quotes(source):
    """Read a basket of notes from a CSV text.

    Parameters
    ----------
    source : str or bytes
        Comma, semicolon or tab between the cells; bytes are UTF-8, with or without a byte order mark. The first
        row names the columns: coupon, maturity and price, in any order and many spellings (``Cpn``, ``Maturity
        date``, ``Clean price``), and if you like ``issued`` and ``conversion factor``. Others are ignored.

    Returns
    -------
    notes : pandas.DataFrame
        The good rows: ``coupon`` (% a year), ``maturity`` (`datetime.date`), ``clean_price`` (per 100 face), and,
        if given, ``issued`` (`datetime.date` or None) and ``conversion_factor``. Without any good row it is empty.
    bad : tuple of BadRow
        The cells that cannot be used, in order. No row with a bad cell is among the good ones. Of a note that
        is there twice the first row is good.

    Raises
    ------
    ValueError
        If the whole is unusable: empty, 10,000 rows or 5 MB and more, no UTF-8 text, or a column is missing or
        there twice.

    Examples
    --------
    >>> notes, bad = read_quotes("coupon,maturity,price\\n4 1/8,11/15/2032,102-17\\n4,2032-11-15,=1+1")
    >>> float(notes.loc[0, "clean_price"]), bad[0].row, bad[0].column
    (102.53125, 3, 'price')
    """
    text = _as_text(source)
    header, rows = _split(text)
    places = _find_columns(header)
    good, bad, seen = [], [], {}
    for number, cells in rows:
        values, wrong = _read_row(number, cells, len(header), places)
        if not wrong:
            name = values["coupon"], values["maturity"]
            first = seen.setdefault(name, number)
            if first != number:
                words = f"is the same note as row {first}, which is used"
                wrong = [BadRow(number, "", f"{name[0]:g}% of {name[1]}", words, "each note once")]
        if wrong:
            bad += wrong
        else:
            good.append(values)
    columns = [column for column in HEADERS if column in places]
    notes = pd.DataFrame({column: _column([row[column] for row in good], column) for column in columns})
    return notes.rename(columns={"price": "clean_price"}), tuple(bad)


def example():
    """Return a CSV text that `read_quotes` reads: the ten-year basket of December 2024.

    Returns
    -------
    str
    """
    there = basket("TY", "2024-12")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["coupon", "maturity", "price", "issued", "conversion factor"])
    for note in there.notes.itertuples():
        price = format_price(note.clean_price, nearest=True)
        writer.writerow([f"{note.coupon:g}", note.maturity, price, note.issued, f"{note.conversion_factor:.4f}"])
    return text.getvalue()


def _as_text(source):
    """Return the text; refuse what is too large, and bytes that are no text."""
    if not isinstance(source, str | bytes | bytearray | memoryview):
        raise ValueError("the quotes must be a text or the bytes of a file.")
    size = source.nbytes if isinstance(source, memoryview) else len(source)
    if size >= MOST_BYTES:
        raise ValueError(
            f"the file has {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:g} MB can be read here, and a delivery "
            f"basket needs a few kB."
        )
    if isinstance(source, str):
        text = source
    else:
        try:
            text = bytes(source).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError("the file is no UTF-8 text; in a spreadsheet, save it as 'CSV UTF-8'.") from None
    text = text.removeprefix("\ufeff")
    lines = text.count("\n") + text.count("\r") - text.count("\r\n") + (not text.endswith(("\n", "\r")))
    if lines > MOST_ROWS:
        raise ValueError(
            f"the file has {lines:,} lines; fewer than {MOST_ROWS:,} rows can be read here, and the largest "
            f"delivery basket has about fifty."
        )
    return text


def _split(text):
    """Return the header and the numbered rows that are not blank."""
    if not text.strip():
        raise ValueError("there is nothing to read; the first row must name the columns coupon, maturity and price.")
    first = next(line for line in text.splitlines() if line.strip())
    comma = max((",", ";", "\t"), key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma))
    except csv.Error as wrong:
        raise ValueError(f"the file is no table of comma-separated values ({wrong}).") from None
    rows = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(table, 1)]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise ValueError("there is nothing to read; the first row must name the columns coupon, maturity and price.")
    return rows[0][1], rows[1:]


def _find_columns(header):
    """Return where each known column stands."""
    places = {}
    for place, cell in enumerate(header):
        plain = unicodedata.normalize("NFKC", cell).casefold()
        plain = re.sub(r"[^a-z]", "", re.sub(r"\(.*?\)", "", plain))
        for column, names in HEADERS.items():
            if plain in names:
                if column in places:
                    raise ValueError(f"two columns could be the {column}: {header[places[column]]!r} and {cell!r}.")
                places[column] = place
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        shown = _short(", ".join(filter(None, header)))
        raise ValueError(
            f"no column is named {' or '.join(missing)}; the first row has {shown!r}. It must name the columns "
            f"coupon, maturity and price, with a comma, a semicolon or a tab between them."
        )
    return places


def _read_row(number, cells, width, places):
    """Return the values of a row by column, and its bad cells."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > width:
        words = f"has {len(cells)} cells where the header has {width}"
        right = "one cell for each column; a point, not a comma, for decimals"
        return {}, [BadRow(number, "", _short(" | ".join(cells)), words, right)]
    values, wrong = {}, []
    for column, place in places.items():
        cell = cells[place] if place < len(cells) else ""
        try:
            values[column] = _read_cell(column, cell)
        except ValueError as said:
            words = str(said).removeprefix("price ").rstrip(".")
            wrong.append(BadRow(number, column, _short(cell), words, RIGHT[column]))
    if not wrong and values.get("issued") and values["issued"] >= values["maturity"]:
        words = f"is not before the maturity, {values['maturity']}"
        wrong.append(BadRow(number, "issued", str(values["issued"]), words, RIGHT["issued"]))
    return values, wrong


def _read_cell(column, cell):
    """Return the value of a cell; the ValueError says what is wrong."""
    if not cell:
        if column == "issued":
            return None
        raise ValueError("is blank")
    if cell[0] in "=+@":
        raise ValueError("is a formula, and formulas are not worked out here")
    if len(cell) > LONGEST_CELL:
        raise ValueError(f"has {len(cell)} characters; perhaps a quotation mark is not closed")
    if column == "price":
        return _within(parse_price(cell), PRICES, "points")
    plain = " ".join(unicodedata.normalize("NFKC", cell.translate(_FRACTIONS)).translate(_DASHES).split())
    if column == "coupon":
        return _within(_rate(plain), COUPONS, "% a year")
    if column == "conversion_factor":
        return _within(_decimal(plain), FACTORS, "")
    return _day(plain)


def _within(value, bounds, unit):
    """Refuse a number no Treasury note has."""
    if not bounds[0] <= value <= bounds[1]:
        raise ValueError(f"is {value:.6g}, and not between {bounds[0]:g} and {bounds[1]:g} {unit}".rstrip())
    return value


def _decimal(text):
    """Read a plain number."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError("has a comma" if "," in text else "is not a number")
    return float(text)


def _rate(text):
    """Read a coupon: a decimal, or whole and eighths."""
    text = text.removesuffix("%").rstrip()
    mixed = _MIXED.fullmatch(text)
    if not mixed:
        return _decimal(text)
    whole, over, under = mixed.groups()
    if not 0 < int(over) < int(under):
        raise ValueError(f"has the fraction {over}/{under}, which is not between 0 and 1")
    return int(whole or 0) + int(over) / int(under)


def _day(text):
    """Read a date; refuse one that can be read in two ways."""
    iso = _ISO.fullmatch(text)
    if iso:
        return _real_day(*map(int, iso.groups()))
    named = _NAMED.fullmatch(text)
    if named and (named[1] is None) != (named[3] is None):
        return _real_day(int(named[4]), _month(named[2]), int(named[1] or named[3]))
    parts = _SLASHED.fullmatch(text)
    if not parts:
        raise ValueError("is not a date")
    first, mark, second, year = int(parts[1]), parts[2], int(parts[3]), int(parts[4])
    if len(parts[4]) == 2:
        raise ValueError("has a year of two digits, and the century is anyone's guess")
    if first <= 12 and second <= 12 and first != second:
        days = _real_day(year, first, second), _real_day(year, second, first)
        raise ValueError(f"can be read as {days[0]} or as {days[1]}")
    if first > 12 or mark != "/":
        month, day = (second, first) if first > 12 else (first, second)
        raise ValueError(f"is in neither form used here; it is perhaps {_real_day(year, month, day)}")
    return _real_day(year, first, second)


def _month(name):
    """Return the number of an English month, written in full or as its first three letters."""
    for number in range(1, 13):
        full = calendar.month_name[number].lower()
        if name.lower() in (full, full[:3], "sept" if number == 9 else full):
            return number
    raise ValueError("is not a date")


def _real_day(year, month, day):
    """Return a date that exists and is near enough."""
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError("is a day that does not exist") from None
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueError(f"is not between the years {YEARS[0]} and {YEARS[1]}")
    return found


def _column(values, column):
    """Return a column with its type, also when it is empty."""
    return pd.Series(values, dtype=object if column in ("maturity", "issued") else float)


def _short(text):
    """Cut a text for showing."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
