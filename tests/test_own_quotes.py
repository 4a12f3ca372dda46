"""Quotes of the reader's own: good rows are used, bad ones named, and nothing else ever happens."""

import io
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib.basis import prepare_basket
from basislib.datasets import basket
from basislib.own_quotes import MOST_BYTES, BadRow, example, read_quotes
from basislib.quotes import format_price

HEADER = "coupon,maturity,price\n"


def one(row, header=HEADER):
    """Read one row; return its values, or its bad cells."""
    notes, bad = read_quotes(header + row)
    assert len(notes) + bool(bad) == 1
    return bad or tuple(notes.iloc[0])


def test_the_example_is_a_basket():
    notes, bad = read_quotes(example())
    there = basket("TY", "2024-12")
    assert bad == ()
    pd.testing.assert_frame_equal(notes, there.notes[list(notes)], check_dtype=False)
    assert list(notes) == ["coupon", "maturity", "clean_price", "issued", "conversion_factor"]
    assert len(prepare_basket(notes, settle=there.settle, delivery=there.delivery)) == 8


@pytest.mark.parametrize(("text", "coupon"), [
    ("4.125", 4.125), ("4.125%", 4.125), ("4.125 %", 4.125), ("4 1/8", 4.125), ("4-1/8", 4.125), ("4⅛", 4.125),
    ("4 ⅛ %", 4.125), ("4‑1/8", 4.125), ("4 - 1/8", 4.125), ("4", 4.0), ("0", 0.0), (".625", 0.625), ("5/8", 0.625),
    ("4 1/2%", 4.5), ("3 3/4", 3.75), ("４.１２５", 4.125), ('"4.125"', 4.125), ("20", 20.0),
])  # fmt: skip
def test_a_coupon_in_every_spelling(text, coupon):
    assert one(f"{text},2030-05-31,101")[0] == coupon


@pytest.mark.parametrize(("text", "words"), [
    ("", "is blank"), ("four", "is not a number"), ("-4", "is not a number"), ("4.1.2", "is not a number"),
    ("412.5", "is 412.5, and not between 0 and 20 % a year"), ("4 9/8", "has the fraction 9/8"),
    ("4 0/8", "has the fraction 0/8"), ("4 1/3", "is not a number"), ("1e1", "is not a number"),
    ("nan", "is not a number"), ("inf", "is not a number"), ("0x4", "is not a number"), ("4_1", "is not a number"),
    ("=1+1", "is a formula"), ("+4", "is a formula"), ("@SUM(A1)", "is a formula"), ("'4,125'", None),
    ('"4,125"', "has a comma"), ("4" * 200, "has 200 characters"), ("٤", "is not a number"),
])  # fmt: skip
def test_a_bad_coupon(text, words):
    bad = one(f"{text},2030-05-31,101")
    if words is None:
        assert bad[0].what_is_wrong == "has 4 cells where the header has 3"
    else:
        assert (bad[0].row, bad[0].column) == (2, "coupon")
        assert words in bad[0].what_is_wrong
        assert bad[0].what_would_be_right == "per cent a year, as 4.125, 4.125%, 4 1/8 or 4-1/8"
        assert len(bad[0].value) <= 60


@pytest.mark.parametrize("text", [
    "2030-05-31", "2030/05/31", "2030-5-31", "5/31/2030", "05/31/2030", "2030-05-31 00:00:00", "2030-05-31T00:00",
    " 2030-05-31 ", "2030–05–31",
])  # fmt: skip
def test_a_date_in_every_form(text):
    assert one(f"4,{text},101")[1] == date(2030, 5, 31)


def test_a_date_that_reads_the_same_both_ways():
    assert one("4,5/5/2030,101")[1] == date(2030, 5, 5)


@pytest.mark.parametrize("text", ["31 May 2030", "31-MAY-2030", "May 31 2030", "may-31-2030", '"May 31, 2030"'])
def test_a_date_with_the_name_of_the_month(text):
    assert one(f"4,{text},101")[1] == date(2030, 5, 31)


@pytest.mark.parametrize(("text", "words"), [
    ("31 Mai 2030", "is not a date"), ("31 May 31 2030", "is not a date"), ("31 Feb 2030", "a day that does not exist"),
    ("5/6/2030", "can be read as 2030-05-06 or as 2030-06-05"),
    ("5-6-2030", "can be read as 2030-05-06 or as 2030-06-05"),
    ("31/5/2030", "is in neither form used here; it is perhaps 2030-05-31"),
    ("31.05.2030", "it is perhaps 2030-05-31"), ("5.31.2030", "it is perhaps 2030-05-31"),
    ("5/31/30", "has a year of two digits"), ("13/13/2030", "is a day that does not exist"),
    ("2030-02-30", "is a day that does not exist"), ("2030-13-01", "is a day that does not exist"),
    ("2/29/2030", "is a day that does not exist"), ("1820-01-01", "is not between the years 1950 and 2150"),
    ("9999-12-31", "is not between the years"), ("0000-01-01", "is a day that does not exist"),
    ("May 2030", "is not a date"), ("20300531", "is not a date"), ("47634", "is not a date"),
    ("5/6-2030", "is not a date"), ("", "is blank"),
    ("2030-05-31 12:00", "is not a date"), ("=TODAY()", "is a formula"),
])  # fmt: skip
def test_a_bad_date(text, words):
    (bad,) = one(f"4,{text},101")
    assert (bad.column, bad.what_would_be_right) == ("maturity", "a date as 2030-05-31, 5/31/2030 or 31 May 2030")
    assert words in bad.what_is_wrong


@pytest.mark.parametrize(("text", "price"), [
    ("101-02 3/4", 101.0859375), ("101-02¾", 101.0859375), ("101.0859375", 101.0859375), ("109-01+", 109.046875),
    ("109-015", 109.046875), ("109'015", 109.046875), ("101", 101.0),
])  # fmt: skip
def test_a_price_in_every_notation(text, price):
    assert one(f"4,2030-05-31,{text}")[2] == price


@pytest.mark.parametrize(("text", "words"), [
    ("101-32", "is '101-32', with 32 after the dash"), ("4.5", "is 4.5, and not between 20 and 250 points"),
    ("1e2", "is '1e2', which is not a price"), ("", "is blank"), ("=1+1", "is a formula"),
    ("nan", "which is not a price"),
    ('"101,5"', "with a comma; use a point"), ("9" * 90, "it must be above 0 and at most 1000 points"),
    ('=cmd|" /C calc"!A0', "is a formula"), ("251", "is 251, and not between"),
])  # fmt: skip
def test_a_bad_price(text, words):
    (bad,) = one(f"4,2030-05-31,{text}")
    assert bad.column == "price"
    assert words in bad.what_is_wrong
    assert "101-02 3/4" in bad.what_would_be_right


def test_issue_dates_and_factors():
    header = "issue date,CF,coupon,maturity,price\n"
    good = one("2025-05-31,0.9272,4,2030-05-31,101", header)
    assert good == (4.0, date(2030, 5, 31), 101.0, date(2025, 5, 31), 0.9272)
    assert one(",0.9272,4,2030-05-31,101", header)[3] is None
    (bad,) = one("2030-05-31,0.9272,4,2030-05-31,101", header)
    assert (bad.column, bad.what_is_wrong) == ("issued", "is not before the maturity, 2030-05-31")
    (bad,) = one("2025-05-31,,4,2030-05-31,101", header)
    assert (bad.column, bad.what_is_wrong) == ("conversion_factor", "is blank")
    (bad,) = one("2025-05-31,92.72,4,2030-05-31,101", header)
    assert bad.what_is_wrong == "is 92.72, and not between 0.2 and 3"
    three = one("soon,x,4,2030-05-31,", header)
    assert [bad.column for bad in three] == ["issued", "conversion_factor", "price"]


@pytest.mark.parametrize("header", [
    "Coupon;Maturity;Price", "coupon\tmaturity\tprice", "Cpn (%),Maturity Date,Clean Price",
    "COUPON_PCT,MATURITY,CLEAN_PRICE", "cusip,Coupon %,Matures,Px", "\ufeffcoupon,maturity,price",
    '"coupon","maturity","price"', "Coupon rate (% a year),Due,Cash price (32nds)",
])  # fmt: skip
def test_headers_and_separators(header):
    comma = next(mark for mark in ";\t," if mark in header)
    row = comma.join((["912828"] if "cusip" in header else []) + ["4", "2030-05-31", "101-02"])
    for end in ("\n", "\r\n", "\r"):
        assert one(row, f"{end}{header}{end}{end}") == (4.0, date(2030, 5, 31), 101.0625)


def test_good_rows_stay_and_bad_ones_are_named_by_row():
    notes, bad = read_quotes(HEADER + "4,2030-05-31,101\n\n,,\n4,2031-05-31,x\n5,2032-05-31,103,\n6,2033-05-31\n")
    assert notes["coupon"].tolist() == [4.0, 5.0]
    assert [(each.row, each.column, each.value) for each in bad] == [(5, "price", "x"), (7, "price", "")]


def test_too_many_cells_and_repeated_notes():
    rows = ("4,2030-05-31,101", "4 0/1,x", "4,2030-05-31,101,5", "4.0%,5/31/2030,102", "4,2030-05-31,x")
    notes, bad = read_quotes(HEADER + "\n".join(rows))
    assert notes["clean_price"].tolist() == [101.0]
    assert BadRow(5, "", "4% of 2030-05-31", "is the same note as row 2, which is used", "each note once") in bad
    assert BadRow(4, "", "4 | 2030-05-31 | 101 | 5", "has 4 cells where the header has 3",
                  "one cell for each column; a point, not a comma, for decimals") in bad  # fmt: skip
    assert [each.row for each in bad] == [3, 3, 3, 4, 5, 6]


def test_a_bad_row_does_not_hide_a_good_one_of_the_same_note():
    notes, bad = read_quotes(HEADER + "4,2030-05-31,x\n4,2030-05-31,101")
    assert len(notes) == len(bad) == 1


def test_no_good_row_is_an_empty_table():
    for text in (HEADER, HEADER + "x,y,z"):
        notes, _ = read_quotes(text)
        assert list(notes) == ["coupon", "maturity", "clean_price"]
        assert len(notes) == 0
        assert notes["coupon"].dtype == notes["clean_price"].dtype == float


@pytest.mark.parametrize("bytes_of", [
    lambda text: text.encode(), lambda text: text.encode("utf-8-sig"), lambda text: bytearray(text.encode()),
    lambda text: memoryview(text.encode()), lambda text: text, lambda text: "\ufeff" + text,
])  # fmt: skip
def test_texts_and_bytes(bytes_of):
    assert len(read_quotes(bytes_of(HEADER + "4⅛,2030-05-31,101-02¾"))[0]) == 1


@pytest.mark.parametrize(("source", "sentence"), [
    ("", "there is nothing to read"), (b"", "there is nothing to read"), (" \n\n", "there is nothing to read"),
    ('""\n""', "there is nothing to read"), (",,,\n", "there is nothing to read"),
    ("4,2030-05-31,101", "no column is named coupon or maturity or price; the first row has '4, 2030-05-31, 101'"),
    ("coupon,maturity\n4,2030-05-31", "no column is named price; the first row has 'coupon, maturity'"),
    ("coupon,maturity,price,Clean price\n", "two columns could be the price: 'price' and 'Clean price'"),
    ("coupon maturity price\n", "no column is named coupon or maturity or price"),
    (HEADER.encode("utf-16"), "the file is no UTF-8 text"), (b"coupon,maturity,price\n4\xbd,", "the file is no UTF-8"),
    ("x" * MOST_BYTES, "the file has 5.0 MB"), (b"x" * (MOST_BYTES + 1), "the file has 5.0 MB"),
    (HEADER + "4,2030-05-31,101\n" * 10_000, "fewer than 10,000 rows can be read here"),
    (HEADER + "4,2030-05-31,101\r" * 10_000, "fewer than 10,000 rows can be read here"),
    (HEADER + "4," + "x" * 200_000, "the file is no table of comma-separated values"),
    (None, "the quotes must be a text"), (3, "the quotes must be a text"),
    (io.BytesIO(b"x"), "the quotes must be a text"),
])  # fmt: skip
def test_what_is_unusable_as_a_whole(source, sentence):
    with pytest.raises(ValueError) as wrong:
        read_quotes(source)
    assert sentence in str(wrong.value)
    assert len(str(wrong.value)) < 400


def test_just_below_the_limit_is_read():
    rows = "".join(f"{k % 160 / 8},20{30 + k // 160 % 60}-{1 + k // 9600}-15,101\n" for k in range(9_999))
    notes, bad = read_quotes(HEADER + rows)
    assert (len(notes), bad) == (9_999, ())


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["4", "4 1/8", "2030-05-31", "5/6/2030", "101-02+", "101.5", "=1+1", '"', "", "nan", "\x00"]),
)  # fmt: skip


def check(source):
    """Read anything; whatever comes back is sound."""
    try:
        notes, bad = read_quotes(source)
    except ValueError as wrong:
        assert str(wrong)
        return
    assert notes["coupon"].between(0, 20).all()
    assert notes["clean_price"].between(20, 250).all()
    assert np.isfinite(notes[["coupon", "clean_price"]].to_numpy(float)).all()
    assert all(type(day) is date for day in notes["maturity"])
    assert not notes.duplicated(["coupon", "maturity"]).any()
    for each in bad:
        assert each.row >= 2 and each.what_is_wrong and each.what_would_be_right and len(each.value) <= 60


@settings(deadline=None)
@given(st.one_of(st.text(), st.binary()))
def test_anything_at_all(source):
    check(source)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=6), st.sampled_from(",;\t"), st.permutations(
    ["coupon", "maturity", "price", "issued", "conversion factor"]))
def test_any_rows_below_a_header(rows, mark, header):
    text = "\n".join(mark.join(row) for row in [header, *rows])
    check(text)
    check(text.encode("utf-8", "surrogatepass"))


NOTES = st.tuples(st.integers(1, 64), st.dates(date(2027, 1, 1), date(2060, 1, 1)), st.integers(50 * 256, 180 * 256))


@settings(deadline=None)
@given(st.lists(NOTES, min_size=1, max_size=8, unique_by=lambda note: note[:2]), st.data())
def test_good_rows_survive_any_bad_company(quotes, data):
    lines = [f"{coupon / 8}%,{day.month}/{day.day}/{day.year},{format_price(price / 256)}"
             if day.day > 12 else f"{coupon // 8} {coupon % 8}/8,{day},{price / 256}"
             if coupon % 8 else f"{coupon // 8},{day},{format_price(price / 256, style='unicode')}"
             for coupon, day, price in quotes]  # fmt: skip
    text = [HEADER.strip()]
    for line in lines:
        bad_rows = ["4,never,101", "x,2030-05-31,101", "4,2030-05-31,0", ",,", "=1,=2,=3"]
        text += [line, data.draw(st.sampled_from(bad_rows))]
    notes, bad = read_quotes("\n".join(text))
    assert list(zip(notes["coupon"] * 8, notes["maturity"], notes["clean_price"] * 256, strict=True)) == quotes
    assert {each.row % 2 for each in bad} <= {1}
