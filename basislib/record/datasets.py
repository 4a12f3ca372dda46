"""The tables in `data/`, each with a manifest that says where it comes from and what it must look like.

A table is a CSV file; its manifest is the JSON file of the same name. `load` reads a table only if the
file is the one the manifest describes, byte for byte. Blank cells mean *not available*, never zero: a
blank number is NaN, a blank date NaT, a blank text the empty string.

``python -m basislib.record`` checks the tables, writes their catalogue and brings the public series up to date.
"""

import csv
import hashlib
import io
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from basislib.checks import Refused
from basislib.language import N_
from basislib.securities.contracts import CONTRACTS, conversion_factor, last_delivery_day
from basislib.securities.quotes import parse_price
from basislib.translated import made_from

Facts: TypeAlias = dict[str, Any]  # a manifest as its JSON file has it, with the fields below
FIELDS: dict[str, type] = {
    "title": str, "source": list, "as_of": str, "retrieved": str, "rights": str, "used_by": list,
    "cautions": list, "key": list, "columns": dict, "rows": int, "sha256": str,
}  # fmt: skip
TYPES = {
    "text": N_("a text"),
    "date": N_("a date"),
    "month": N_("a month"),
    "number": N_("a number"),
    "integer": N_("a whole number"),
}  # of columns, and what a cell then is
RESTORE = N_("Bring the folder back from the repository (git checkout -- data), or install the package again.")
CATALOGUE = "README.md"
FRESH = ".new"  # what a refresh writes beside a file before it takes the file's place
LOOKS = 3  # a refresh may replace the manifest and the table between one look and the next


@dataclass(frozen=True)
class QuotedBasket:
    """The notes and bonds deliverable into one futures contract, quoted on one day.

    Attributes
    ----------
    contract : str
        Such as ``"US"``.
    delivery_month : str
        Such as ``"2023-12"``.
    settle : datetime.date
        Settlement of the cash quotes.
    delivery : datetime.date
        Last delivery day of the contract, by the exchange's calendar.
    futures_price : float
        Points per 100 face.
    repo_rate : float or None
        Per cent, ACT/360; None where the source gives none.
    notes : pandas.DataFrame
        One row a security: ``coupon`` (% a year), ``maturity`` and ``issued`` (`datetime.date`; None where the
        issue date was not found), ``clean_price`` (per 100 face), ``conversion_factor``.
    sources : tuple of str
        Where the quotes were read.
    """

    contract: str
    delivery_month: str
    settle: date
    delivery: date
    futures_price: float
    repo_rate: float | None
    notes: pd.DataFrame
    sources: tuple[str, ...]


@dataclass(frozen=True)
class PaperGrid:
    """The paper's Figure 2: implied repo rates of one note at 15 cash and 9 futures prices.

    Attributes
    ----------
    contract, delivery_month : str
    coupon : float
        Per cent a year.
    maturity, settle : datetime.date
    printed_delivery, printed_days : datetime.date, int
        As the figure is headed.
    delivery, days : datetime.date, int
        Those that reproduce all 135 numbers to the last digit printed.
    conversion_factor : float
    repo_rate : float
        The market's term repo rate printed beside the grid, per cent, ACT/360.
    clean_prices, futures_prices : numpy.ndarray
        Points per 100 face, shapes (15,) and (9,).
    implied_repo : numpy.ndarray
        Per cent, ACT/360, shape (15, 9).
    labels : tuple of str
        The cash prices as the copy we read has them; the first two are wrong.
    """

    contract: str
    delivery_month: str
    coupon: float
    maturity: date
    settle: date
    printed_delivery: date
    printed_days: int
    delivery: date
    days: int
    conversion_factor: float
    repo_rate: float
    clean_prices: np.ndarray
    futures_prices: np.ndarray
    implied_repo: np.ndarray
    labels: tuple[str, ...]

    def frame(self) -> pd.DataFrame:
        """Return the grid as a DataFrame, clean prices down, futures prices across."""
        return pd.DataFrame(
            self.implied_repo,
            index=pd.Index(self.clean_prices, name="clean_price"),
            columns=pd.Index(self.futures_prices, name="futures_price"),
        )


def folder() -> Path:
    """Return the folder of the tables: inside an installed package, else beside the source.

    Returns
    -------
    pathlib.Path
    """
    package = Path(__file__).parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def names(where: str | Path | None = None) -> tuple[str, ...]:
    """Return the names of all tables, sorted.

    Parameters
    ----------
    where : path-like, optional
        A folder other than `folder()`.

    Returns
    -------
    tuple of str
    """
    place = folder() if where is None else Path(where)
    return tuple(sorted({path.stem for ending in ("csv", "json") for path in place.glob(f"*.{ending}")}))


def manifest(name: str, where: str | Path | None = None) -> Facts:
    """Return the manifest of a table.

    Parameters
    ----------
    name : str
        One of `names()`.
    where : path-like, optional
        A folder other than `folder()`.

    Returns
    -------
    dict
        ``title``, ``source`` (citation and url), ``as_of`` (the newest day in it), ``retrieved``, ``rights``,
        ``used_by``, ``cautions``, ``key`` (columns that name a row), ``columns`` (type, unit, meaning, and
        whether cells may be blank), ``rows`` (0: not shipped, a refresh brings them) and ``sha256``.

    Raises
    ------
    ValueError
        If there is no such table, or its manifest is missing or incomplete.
    """
    place = folder() if where is None else Path(where)
    known = names(place)
    if name not in known:
        raise Refused(
            N_("There is no table {name} in {place}. There are: {known}."),
            name=repr(name),
            place=place,
            known=", ".join(known) or N_("none"),
        )
    path = place / f"{name}.json"
    if not path.is_file():
        raise Refused(
            N_("{file} has no manifest, so nothing is known about it. {remedy}"), file=_file(name), remedy=RESTORE
        )
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise Refused(
            N_("{file} is not readable as JSON. {remedy}"), file=_file(name, "json"), remedy=RESTORE
        ) from None
    _check_manifest(name, found)
    return found


def load(name: str, where: str | Path | None = None) -> pd.DataFrame:
    """Read a table that is what its manifest says.

    Parameters
    ----------
    name : str
        One of `names()`.
    where : path-like, optional
        A folder other than `folder()`.

    Returns
    -------
    pandas.DataFrame
        Columns as in the manifest, where their units stand. Dates are `datetime64`, months text such as
        ``"2026-03"``, integers `int64`, numbers `float64`.

    Raises
    ------
    ValueError
        If the file or its manifest is missing, if the file is not the one described there (sha256), or if
        a column is missing, of another type, or blank where it must not be.

    Examples
    --------
    >>> load("contracts").loc[2, "name"]
    '5-year note'
    """
    facts, raw = read(name, where)
    return parse(name, raw, facts)


def load_in(name: str, language: str) -> pd.DataFrame:
    """Return a table with its words in a language, as far as there is a translation.

    That is the table ``NAME.LANGUAGE``: the key, the columns that are translated, and ``english``, which stands for
    what they were translated from. A row whose English has changed since stays English.
    """
    table = load(name)
    if f"{name}.{language}" not in names():
        return table
    (key,) = manifest(name)["key"]
    words = load(f"{name}.{language}").set_index(key)
    columns = [column for column in words.columns if column != "english"]
    english = [made_from(*map(str, row)) for row in table[columns].itertuples(index=False)]
    same = table[key].map(words["english"]) == english
    return table.assign(**{column: table[column].mask(same, table[key].map(words[column])) for column in columns})


def read(name: str, where: str | Path | None = None) -> tuple[Facts, bytes]:
    """Return a manifest and the bytes of the table it describes.

    The table is ``NAME.csv`` or, where a refresh was stopped half-way, the new file it left beside it.

    Parameters
    ----------
    name : str
        One of `names()`.
    where : path-like, optional
        A folder other than `folder()`.

    Returns
    -------
    dict, bytes

    Raises
    ------
    ValueError
        As `load`, but the table is not looked into.
    """
    path = (folder() if where is None else Path(where)) / f"{name}.csv"
    for _ in range(LOOKS):
        facts = manifest(name, where)
        for each in (path, fresh(path)):
            with suppress(FileNotFoundError):
                raw = each.read_bytes()
                if sha256(raw) == facts["sha256"]:
                    return facts, raw
    if not path.is_file():
        raise Refused(N_("{file} is missing. {remedy}"), file=_file(name), remedy=RESTORE)
    raise Refused(
        N_("{file} is not the file its manifest describes (the sha256 differs): it was edited or cut short. {remedy}"),
        file=_file(name),
        remedy=RESTORE,
    )


def fresh(path: Path) -> Path:
    """Return where a refresh writes the file that is to take another's place.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> fresh(Path("data/baskets.csv")).name
    '.baskets.csv.new'
    """
    return path.with_name(f".{path.name}{FRESH}")


def sha256(raw: bytes) -> str:
    """Return the checksum of a manifest: the SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def parse(name: str, raw: bytes, facts: Facts) -> pd.DataFrame:
    """Turn the bytes of a CSV file into a DataFrame, checked against a manifest.

    Parameters
    ----------
    name : str
        For the error sentences.
    raw : bytes
        The file, UTF-8.
    facts : dict
        The manifest.

    Returns
    -------
    pandas.DataFrame
        As `load` returns it.

    Raises
    ------
    ValueError
        If the bytes are not a table as the manifest describes it.
    """
    try:
        header, *rows = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True)
    except (ValueError, csv.Error):
        raise Refused(N_("{file} is not a readable table. {remedy}"), file=_file(name), remedy=RESTORE) from None
    expected = list(facts["columns"])
    if header != expected:
        raise Refused(
            N_("{file} has the columns {found}; its manifest lists {expected}."),
            file=_file(name),
            found=", ".join(header),
            expected=", ".join(expected),
        )
    uneven = next((number for number, row in enumerate(rows, 1) if len(row) != len(header)), None)
    if uneven:
        raise Refused(
            N_("{file}: row {row} has {count} cells, the header {width}."),
            file=_file(name),
            row=uneven,
            count=len(rows[uneven - 1]),
            width=len(header),
        )
    table = pd.DataFrame(rows, columns=header, dtype=str)
    for column, rule in facts["columns"].items():
        table[column] = _convert(f"{_file(name)}, {column}", table[column], rule)
    if len(table) != facts["rows"]:
        raise Refused(
            N_("{file} has {count} rows; its manifest says {expected}."),
            file=_file(name),
            count=len(table),
            expected=facts["rows"],
        )
    if facts["key"] and table.duplicated(facts["key"]).any():
        twice = table.loc[table.duplicated(facts["key"]), facts["key"]].iloc[0].tolist()
        raise Refused(N_("{file} has two rows for {key}."), file=_file(name), key=", ".join(map(str, twice)))
    return table


def baskets() -> tuple[tuple[str, str], ...]:
    """Return the baskets that can be asked for: pairs of contract and delivery month, sorted.

    Returns
    -------
    tuple of (str, str)
    """
    table = load("baskets")
    return tuple(sorted(set(zip(table["contract"], table["delivery_month"], strict=True))))


def basket(contract: str, delivery_month: str, unpriced: bool = False) -> QuotedBasket:
    """Return one delivery basket with its quotes, ready for `basislib.securities.basis.rank_deliverables`.

    Parameters
    ----------
    contract, delivery_month : str
        One of `baskets()`.
    unpriced : bool, optional
        Keep securities without a quote, with NaN as clean price. In the basket of FV 2026-03 only one of ten
        is quoted.

    Returns
    -------
    QuotedBasket

    Raises
    ------
    ValueError
        If there is no such basket.

    Examples
    --------
    >>> float(basket("FV", "2026-03").notes.loc[0, "clean_price"])
    101.1953125
    """
    table = load("baskets")
    rows = table[(table["contract"] == contract) & (table["delivery_month"] == delivery_month)]
    if rows.empty:
        there = ", ".join(f"{code} {month}" for code, month in baskets())
        raise Refused(
            N_("There is no basket {contract} {month}; there are {there}."),
            contract=contract,
            month=delivery_month,
            there=there,
        )
    issues = load("treasury_securities")[["coupon_pct", "maturity", "dated_date"]]
    rows = rows.merge(issues, on=["coupon_pct", "maturity"], how="left", validate="many_to_one")
    if not unpriced:
        rows = rows[rows["clean_price"].notna()].reset_index(drop=True)
    notes = pd.DataFrame(
        {
            "coupon": rows["coupon_pct"],
            "maturity": _as_dates(rows["maturity"]),
            "clean_price": rows["clean_price"],
            "issued": _as_dates(rows["dated_date"]),
        }
    )
    notes["conversion_factor"] = [
        conversion_factor(contract, delivery_month, coupon, maturity)
        for coupon, maturity in zip(notes["coupon"], notes["maturity"], strict=True)
    ]
    first = rows.iloc[0]
    return QuotedBasket(
        contract, delivery_month, first["settle"].date(), last_delivery_day(contract, delivery_month),
        float(first["futures_price"]), None if pd.isna(first["repo_rate_pct"]) else float(first["repo_rate_pct"]),
        notes, tuple(rows["source"].unique()),
    )  # fmt: skip


def paper_grid() -> PaperGrid:
    """Return the paper's Figure 2, with the dates it prints and the dates its numbers follow.

    Returns
    -------
    PaperGrid

    Notes
    -----
    The figure is headed 109 days to 3 April 2026, Good Friday. Its numbers are those of 112 days to Monday
    6 April. Source: Liu Han's paper on the basis trade (in Chinese), Figure 2.
    """
    table = load("figure2_implied_repo_grid")
    futures = table.columns[2:]
    coupon, maturity, settle = 4.0, date(2030, 5, 31), date(2025, 12, 15)
    printed, delivery = (last_delivery_day("FV", "2026-03", whose) for whose in ("exchange", "securities"))
    return PaperGrid(
        "FV", "2026-03", coupon, maturity, settle, printed, (printed - settle).days,
        delivery, (delivery - settle).days, conversion_factor("FV", "2026-03", coupon, maturity), 3.694,
        parse_price(table["cash_price"].to_numpy()), parse_price(futures.to_numpy()),
        table[futures].to_numpy(), tuple(table["cash_price_in_copy"]),
    )  # fmt: skip


def contract_table() -> pd.DataFrame:
    """Return the table of the seven contracts, from `basislib.securities.contracts.CONTRACTS`.

    Returns
    -------
    pandas.DataFrame
        ``contract``, ``name``, ``face_usd``, ``tick_points``, ``tick_value_usd``, ``notional_coupon_pct``,
        ``month_step``: the columns of `data/contracts.csv` that the package computes with.
    """
    return pd.DataFrame(
        [
            (each.code, each.name, each.face, each.tick, each.tick_value, each.notional_coupon, each.month_step)
            for each in CONTRACTS.values()
        ],
        columns=["contract", "name", "face_usd", "tick_points", "tick_value_usd", "notional_coupon_pct", "month_step"],
    )


def catalogue(where: str | Path | None = None, changed: dict[str, Facts] | None = None) -> str:
    """Return the text of `data/README.md`: every table with source, date, units, rights and cautions.

    Parameters
    ----------
    where : path-like, optional
        A folder other than `folder()`.
    changed : dict, optional
        Name of a table to its manifest, where that is about to change.

    Returns
    -------
    str
        Markdown.
    """
    known = {name: manifest(name, where) for name in names(where)} | (changed or {})
    lines = [
        "# Data", "",
        "Written by `python -m basislib.record catalogue` from the manifests (`NAME.json` beside `NAME.csv`).",
        "Blank cells mean not available, never zero. `basislib.record.datasets.load(NAME)` reads a table.", "",
        "| table | what | rows | as of |", "|---|---|---|---|",
        *(f"| [{name}](#{name}) | {facts['title']} | {facts['rows']} | {facts['as_of']} |"
          for name, facts in known.items()),
    ]  # fmt: skip
    for name, facts in known.items():
        lines += _describe(name, facts)
    return "\n".join(lines) + "\n"


def _file(name: str, ending: str = "csv") -> str:
    """Return how a refusal names the file of a table."""
    return f"data/{name}.{ending}"


def _check_manifest(name: str, found: object) -> None:
    """Refuse a manifest that lacks a field, or has one of the wrong type."""
    if not isinstance(found, dict):
        raise Refused(N_("{file} is no manifest. {remedy}"), file=_file(name, "json"), remedy=RESTORE)
    for field, kind in FIELDS.items():
        if not isinstance(found.get(field), kind):
            raise Refused(
                N_("{file} has no proper {field}. {remedy}"),
                file=_file(name, "json"),
                field=repr(field),
                remedy=RESTORE,
            )
    for column, rule in found["columns"].items():
        rule = rule if isinstance(rule, dict) else {}
        if rule.get("type") not in [*TYPES] or not isinstance(rule.get("unit"), str) or not rule.get("meaning"):
            raise Refused(
                N_("{file} does not say type, unit and meaning of the column {column}."),
                file=_file(name, "json"),
                column=repr(column),
            )


def _convert(place: str, cells: pd.Series, rule: dict[str, Any]) -> pd.Series:
    """Turn a column of text into its type; refuse what does not fit."""
    blank = cells == ""
    if blank.any() and not rule.get("blank", False):
        raise Refused(
            N_("{place}: row {row} is blank; every row must have a value."),
            place=place,
            row=blank.to_numpy().argmax() + 1,
        )
    kind = rule["type"]
    if kind == "text":
        return cells
    filled = cells[~blank]
    if kind == "month":
        fits = filled.str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", flags=re.ASCII)
        values = cells
    elif kind == "date":
        values = pd.to_datetime(cells.where(~blank), format="%Y-%m-%d", errors="coerce")
        fits = values[~blank].notna() & (filled.str.len() == len("2030-05-31"))
    else:
        values = pd.to_numeric(cells.where(~blank), errors="coerce").astype(float)
        fits = np.isfinite(values[~blank]) & ((kind == "number") | (values[~blank] % 1 == 0))
    if not fits.all():
        row = fits.index[~fits.astype(bool)][0]
        raise Refused(
            N_("{place}: {cell} in row {row} is not {kind}. {remedy}"),
            place=place,
            cell=repr(cells[row]),
            row=row + 1,
            kind=TYPES[kind],
            remedy=RESTORE,
        )
    return values.astype("int64") if kind == "integer" else values


def _as_dates(column: pd.Series) -> pd.Series:
    """Return a column of timestamps as `datetime.date` objects, None where there is none."""
    return pd.Series([None if pd.isna(day) else day.date() for day in column], index=column.index, dtype=object)


def _describe(name: str, facts: Facts) -> list[str]:
    """Return the lines of the catalogue about one table."""
    sources = [
        f"- Source: {each['citation']}" + (f" <{each['url']}>" if each.get("url") else "") for each in facts["source"]
    ]
    return [
        "", f"## {name}", "", f"{facts['title']}. As of {facts['as_of']}, retrieved {facts['retrieved']}.", "",
        *sources, f"- Rights: {facts['rights']}", f"- Used by: {', '.join(facts['used_by'])}",
        *(f"- Caution: {caution}" for caution in facts["cautions"]), f"- sha256: `{facts['sha256']}`", "",
        "| column | type | unit | meaning |", "|---|---|---|---|",
        *(f"| `{column}` | {rule['type']}{', may be blank' if rule.get('blank') else ''} | {rule['unit'] or '–'} "
          f"| {rule['meaning']} |" for column, rule in facts["columns"].items()),
    ]  # fmt: skip
