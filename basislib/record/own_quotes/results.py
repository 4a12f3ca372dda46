"""What comes of a reader's table: notes with prices, cells that cannot be used, and what was decided or is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pandas as pd

from basislib.checks import Refused
from basislib.language import N_

RIGHT = {
    "coupon": N_("per cent a year, as 4.125, 4.125%, 4 1/8 or 4-1/8"),
    "maturity": N_("a date as 2030-05-31, 5/31/2030 or 31 May 2030"),
    "price": N_("points and 32nds as 101-02 3/4, or a decimal as 101.0859375, without accrued interest"),
    "issued": N_("the date of first issue as 2025-05-31, before the maturity; or nothing"),
    "conversion_factor": N_("a number as 0.9272; or leave the whole column out, and it is computed"),
    "repo": N_("the note's own repo rate in % a year, as 3.40; or nothing"),
    "": N_("one cell for each column; for decimals a point, or semicolons between the cells"),
    "again": N_("each note once"),
}


class Choices(NamedTuple):
    """What a reader has said about a table; empty where the table is to decide.

    Attributes
    ----------
    dates : {"", "month", "day", "year"}
        What stands first in a date of three numbers.
    point : {"", "32nds", "decimal"}
        What stands after the point of a price.
    third : {"", "cash", "future"}
        How the third digit after a dash counts.
    """

    dates: str = ""
    point: str = ""
    third: str = ""


UNDECIDED = Choices()


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be used.

    Attributes
    ----------
    row : int
        As a spreadsheet counts: the first line is row 1.
    column : str
        The column by our name, such as ``"price"``; empty where the whole row is at fault.
    value : str
        What stands there, cut short if it is long. Escape it before it goes into a page.
    wrong : Refused
        What is wrong, in a sentence.
    right : str
        Key of `RIGHT`: what would be right.
    costs_row : bool
        Whether the row is left out; without it only the cell is.
    maturity : datetime.date or None
        Of the row, if that can be read.
    """

    row: int
    column: str
    value: str
    wrong: Refused
    right: str
    costs_row: bool = True
    maturity: date | None = None


class Excluded(NamedTuple):
    """A row with something that is no note or bond: its number, what stands there, and a key of `names.KINDS`."""

    row: int
    what: str
    kind: str


@dataclass(frozen=True)
class Quotes:
    """What a table holds.

    Attributes
    ----------
    notes : pandas.DataFrame
        The good rows: ``row``, ``coupon`` (% a year), ``maturity`` (`datetime.date`), ``clean_price`` (per 100 face),
        ``bid`` and ``ask`` (NaN if not given), ``issued`` (`datetime.date` or None), ``years`` (original term, 0 if
        not given), ``cusip``, ``conversion_factor`` and ``repo_rate`` (NaN if not given).
    bad : tuple of BadCell
    excluded : tuple of Excluded
    decided : dict
        What the table decided, by key, and a text of the table that shows it: ``"dates"``, ``"point"``, ``"third"``
        as in `Choices`, ``"coupon"`` (``"shares"`` or ``"rounded"``), ``"maturity"`` (``"record"``: the Treasury's record gave the day), ``"price"`` (the columns used: ``"sides"`` or one of
        `columns.PRICED`, ``"bid"``, ``"ask"``).
    asked : dict
        What only the reader can say, a key of `Choices`, and a text that can be read in two ways.
    """

    notes: pd.DataFrame
    bad: tuple[BadCell, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    decided: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
