"""Positions in Treasury futures from the CFTC's reports, at face value."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from basislib.record import datasets
from basislib.securities.contracts import CONTRACTS

if TYPE_CHECKING:
    from pandas import DataFrame

SIX = ("TU", "FV", "TY", "TN", "US", "UB")  # the contracts of the tables
COLUMNS = ["leveraged_long", "leveraged_short", "asset_manager_long", "asset_manager_short", "open_interest"]


def at_face_value(name: str, contracts: Collection[str] = SIX) -> "DataFrame":
    """Return the positions of a table of `data/` in some contracts, together.

    Parameters
    ----------
    name : str
        A table with a row for each report day and contract.
    contracts : sequence of str, optional
        Codes; a TU contract is $200,000 of face value.

    Returns
    -------
    pandas.DataFrame
        A row a report day, those of `COLUMNS` that the table has, $bn of face value.
    """
    table = datasets.load(name)
    table = table[table["contract"].isin(contracts)]
    face = table["contract"].map({code: CONTRACTS[code].face / 1e9 for code in contracts})
    columns = [column for column in COLUMNS if column in table]
    return table[columns].mul(face, axis=0).groupby(table["report_date"]).sum()
