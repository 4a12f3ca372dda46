"""What a cell looks like before anybody knows what stands in it."""

import pytest

from basislib.record.own_quotes.cells import look, shown


@pytest.mark.parametrize(("kind", "cells"), [
    ("date", ["2030-05-31", "5/31/30", "31.05.2030", "20300531", "31-May-30", "May 31, 2030", "2030年5月31日", "May 31 30n",
              "5/31/2030 0:00:00", "31. Mai 2030"]),
    ("number", ["4", "4.125", "4,125", "4 1/8", "4-1/8", "4.125%", "101-06+", "101-06 3/4", "101:06", "101'065", "$101.19", "USD 101.19",
                "109-16-5", "102 14/32", "1,000,000.00", "1.000.000,00", "-0.024", "+3", "101-06 / 101-07", "5/8", ".9272", "3 bp"]),
    ("name", ["T 4 05/31/30", "UST 4⅛ 11/15/32".replace("⅛", " 1/8"), "4% 31 May 2030", "T 4 1/8 Nov-32"]),
    ("code", ["91282CNG2", "US91282CNG24", "912810fm5"]),
    ("words", ["Treasury", "5-Year", "MARKET BASED NOTE", "50x75", "21:59:00", "(%)"]),
    ("", ["", "-", "n/a", "NaN", "...", "#N/A N/A", "无"]),
    ("mixed", ["T 4 05/31/30 101-06+ 3.70", "4.000 5/31/2030 101.06", "x" * 101, "US5YT=RR 12345"]),
])  # fmt: skip
def test_what_a_cell_looks_like(kind, cells):
    assert {cell: look(cell) for cell in cells} == dict.fromkeys(cells, kind)


def test_a_long_text_is_cut_for_showing():
    assert shown("x" * 60) == "x" * 60 and shown("x" * 61) == "x" * 59 + "…"
