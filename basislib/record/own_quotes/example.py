"""An example of what a reader can paste."""

import csv
import io
from typing import Any

from basislib.record.datasets import basket
from basislib.securities.quotes import format_price


def example() -> str:
    """Return a text that `read_quotes` reads: the ten-year basket of December 2024.

    Returns
    -------
    str
    """
    there = basket("TY", "2024-12")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["coupon", "maturity", "price", "issued", "conversion factor"])
    note: Any  # a tuple with the names of the columns
    for note in there.notes.itertuples():
        price = format_price(note.clean_price, nearest=True)
        writer.writerow([f"{note.coupon:g}", note.maturity, price, note.issued, f"{note.conversion_factor:.4f}"])
    return text.getvalue()
