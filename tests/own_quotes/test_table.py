"""From a text to rows of cells: what parts the cells, which lines are none, and where the header stands."""

import pytest

from basislib.record.own_quotes.table import as_text, header, is_note, rows


@pytest.mark.parametrize(("text", "mark", "cells"), [
    ("4,2030-05-31,101", ",", ["4", "2030-05-31", "101"]), ("4;31.05.2030;101,19", ";", ["4", "31.05.2030", "101,19"]),
    ("4\t5/31/30\t101-06 3/4", "\t", ["4", "5/31/30", "101-06 3/4"]), ("| 4 | 5/31/30 | 101 |", "|", ["4", "5/31/30", "101"]),
    ("4 1/8  May 31, 2030  101-06+", "  ", ["4 1/8", "May 31, 2030", "101-06+"]), ("T 4 05/31/30 101-06 3/4", " ", ["T 4 05/31/30", "101-06 3/4"]),
    ("4,125  31.05.2030  101,19", "  ", ["4,125", "31.05.2030", "101,19"]), ("4 1/8 31 May 2030 101-06 +", " ", ["4 1/8", "31 May 2030", "101-06 +"]),
    ('"4,125","May 31, 2030","101,19"', ",", ["4,125", "May 31, 2030", "101,19"]), ("> 4,2030-05-31,101", ",", ["4", "2030-05-31", "101"]),
    ("4%: 5/31/30 101-06", " ", ["4%", "5/31/30", "101-06"]),
])  # fmt: skip
def test_what_parts_the_cells(text, mark, cells):
    found, parted = rows(text)
    assert (parted, found) == (mark, [(1, cells)])


def test_rules_fences_and_blank_lines_are_no_rows_and_lines_keep_their_numbers():
    text = "```\n| Coupon | Maturity | Price |\n|---|---:|:--|\n\n| 4 | 5/31/30 | 101-06 |\n+----+\n```"
    found, mark = rows(text)
    assert found == [(2, ["Coupon", "Maturity", "Price"]), (5, ["4", "5/31/30", "101-06"])]
    assert header(found, mark) == (["Coupon", "Maturity", "Price"], 0)


def test_a_header_stands_below_titles_and_its_words_belong_together():
    found, mark = rows("Prices of the day\nas of noon\nMat Date Cpn Ask\n5/31/30 4 101-06\n")
    assert header(found, mark) == (["Mat Date", "Cpn", "Ask"], 2)
    assert header(*rows("4,5/31/30,101")) == (None, 0)


@pytest.mark.parametrize(("cells", "mark", "note"), [
    (["Source: WSJ"], ",", True), (["(%)", "", "(dollars)"], "\t", True), (["As of 12/12/2025", "", ""], ",", False),
    (["Updated", "12/12/2025"], "  ", True), (["T 4 05/31/30"], "  ", False), (["x", "5/31/30", "101"], ",", False), (["(2 rows)"], "|", True),
    (["91282CNG2"], " ", False), (["5/31/30", "101-06"], " ", False),
])  # fmt: skip
def test_what_is_a_remark(cells, mark, note):
    assert is_note(cells, 3, mark) is note


def test_web_pages_and_other_alphabets_become_plain_text():
    assert as_text("<TABLE><tr><td>4&#8539;</td><td>a&amp;b</td></tr></TABLE>") == "4 1/8\ta&b\t\n"
    assert as_text("４，１０１－０６¾\u200b，“x”") == "4,101-06 3/4,“x”"
    assert as_text("101²") == "101\ue000"
