"""Quotes of the reader's own: good rows are used, bad ones named, and nothing else ever happens."""

import io
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib.record.datasets import basket
from basislib.record.own_quotes import MOST_BYTES, MOST_ROWS, Choices, example, read_quotes
from basislib.securities.baskets import prepare_basket
from basislib.securities.quotes import format_price

HEADER = "coupon,maturity,price\n"
MAY = date(2030, 5, 31)


def one(row, header=HEADER):
    """Read one row; return its values, or its bad cells."""
    found = read_quotes(header + row)
    assert len(found.notes) + bool([cell for cell in found.bad if cell.costs_row]) == 1
    return found.bad or tuple(found.notes.loc[0, ["coupon", "maturity", "clean_price"]])


def test_the_example_is_a_basket():
    found, there = read_quotes(example()), basket("TY", "2024-12")
    assert not found.bad and not found.excluded and not found.asked
    columns = list(there.notes)
    pd.testing.assert_frame_equal(found.notes[columns], there.notes, check_dtype=False)
    assert len(prepare_basket(found.notes, settle=there.settle, delivery=there.delivery)) == 8


@pytest.mark.parametrize(("row", "column", "words"), [
    (",2030-05-31,101", "coupon", "Nothing stands here."), ("four,2030-05-31,101", "coupon", "not a number"),
    ("=1+1,2030-05-31,101", "coupon", "This is a formula"), ("@SUM(A1),2030-05-31,101", "coupon", "a formula"),
    ("+4,2030-05-31,101", "coupon", "a formula"), ("4" * 200 + ",2030-05-31,101", "coupon", "There are 200 characters"),
    ("4,=TODAY(),101", "maturity", "a formula"), ("4,,101", "maturity", "Nothing stands here."),
    ("4,soon,101", "maturity", "not a date"), ("4,2030-05-31,", "price", "Nothing stands here."),
    ('4,2030-05-31,=cmd|" /C calc"!A0', "price", "a formula"), ("4,2030-05-31,nan", "price", "Nothing stands here."),
    ("4,2030-05-31,Dec-99", "price", "have taken 99-12 for a month"), ("4,2030-05-31,12/1/1999", "price", "made a date of 99-12"),
    ("4,2030-05-31,101²", "price", "A raised digit can be a footnote"), ("4,2030-05-31,0", "price", "Nothing stands here."),
])  # fmt: skip
def test_a_bad_cell_costs_its_row_and_is_named(row, column, words):
    (bad,) = one(row)
    assert (bad.row, bad.column, bad.costs_row) == (2, column, True)
    assert words in str(bad.wrong) and str(bad.wrong).endswith(".") and len(bad.value) <= 60


@pytest.mark.parametrize("row", [
    "4,2030-05-31,101", "4%,5/31/2030,101-00", '"4,0","May 31, 2030","101,0"', "４,２０３０-０５-３１,１０１", "4*,2030-05-31†,101",
    " 4 , 2030-05-31 , 101 ", "4 0/8,31-May-30,$101", "4,20300531,101 USD", "4,2030–05–31,101",
])  # fmt: skip
def test_a_good_row_in_many_spellings(row):
    assert one(row) == (4.0, MAY, 101.0)


def test_optional_cells_cost_no_row():
    header = "issue date,CF,coupon,maturity,price,repo,term,CUSIP\n"
    found = read_quotes(header + "2025-05-31,0.9272,4,2030-05-31,101,3.4,5-Year,US91282CNG24")
    assert found.notes.loc[0, ["issued", "conversion_factor", "repo_rate", "years", "cusip"]].tolist() == [
        date(2025, 5, 31), 0.9272, 3.4, 5, "91282CNG2",
    ]  # fmt: skip
    found = read_quotes(
        header + "soon,92.72,4,2030-05-31,101,x,soon,\n2030-05-31,,3,2030-05-31,101,,,\n1/2/2026,.9,2,2030-05-31,99,,,"
    )
    assert len(found.notes) == 3 and found.notes["issued"].tolist() == [None] * 3
    assert found.notes["conversion_factor"].isna().tolist() == [True, True, False]
    assert [(cell.row, cell.column, cell.costs_row) for cell in found.bad] == [
        (2, "issued", False), (2, "conversion_factor", False), (2, "repo", False), (3, "issued", False), (4, "issued", False),
    ]  # fmt: skip
    assert found.asked == {"dates": "1/2/2026"} and "is not before the maturity" in str(found.bad[3].wrong)
    assert read_quotes(header + "1/2/2026,.9,2,2030-05-31,99,,,", Choices(dates="day")).notes.loc[0, "issued"] == date(
        2026, 2, 1
    )


def test_bid_and_ask_are_kept_and_the_middle_is_the_price():
    found = read_quotes(
        "coupon,maturity,Bid,Asked\n4,2030-05-31,101-06,101-07\n3,2030-06-30,100,\n2,2030-07-31,101,100\n"
    )
    assert found.notes.loc[0, ["clean_price", "bid", "ask"]].tolist() == [101.203125, 101.1875, 101.21875]
    assert found.notes.loc[1, "clean_price"] == 100 and np.isnan(found.notes.loc[1, "ask"])
    assert [(cell.row, str(cell.wrong)) for cell in found.bad] == [(4, "The bid is above the ask.")]
    assert found.decided["price"] == ("sides", "")
    for price in ("101-06 / 101-07", "101-06/101-07"):
        assert read_quotes(f"coupon,maturity,price\n4,2030-05-31,{price}").notes.loc[0, "bid"] == 101.1875


@pytest.mark.parametrize(("header", "price", "used"), [
    ("Bid,Ask,Last", 101.5, "sides"), ("Bid,Ask,Mid", 103.0, "mid"), ("Bid,Ask,Price", 103.0, None), ("Buy,Sell,End of Day", 103.0, "close"),
    ("Bid,Yield,Last", 103.0, "last"), ("Bid,Yield,Change", 101.0, "bid"), ("Yield,Ask,Change", 102.0, "ask"),
])  # fmt: skip
def test_which_of_several_prices_is_used(header, price, used):
    found = read_quotes(f"coupon,maturity,{header}\n4,2030-05-31,101,102,103\n")
    assert found.notes.loc[0, "clean_price"] == price
    assert found.decided.get("price", (None,))[0] == used


def test_where_the_end_of_day_is_zero_buy_and_sell_are_used():
    found = read_quotes("coupon,maturity,BUY,SELL,END OF DAY\n4,2030-05-31,101.200000,101.100000,0.000000\n")
    assert found.notes.loc[0, ["clean_price", "bid", "ask"]].tolist() == pytest.approx([101.15, 101.10, 101.20])


def test_what_no_contract_takes_is_left_out_and_counted():
    text = "type,coupon,maturity,price\nTIPS,1,2030-01-15,99\nFRN,0,2027-01-31,100\nBILL,,2026-04-09,99\nNote,4,2030-05-31,101\n"
    found = read_quotes(text)
    assert len(found.notes) == 1 and not found.bad
    assert [(each.row, each.kind) for each in found.excluded] == [(2, "tips"), (3, "frn"), (4, "bill")]


def test_one_ambiguous_optional_date_costs_nothing():
    text = "coupon,maturity,price,issued\n4,5/31/2030,101-06,6/2/2025\n3.875,6/30/2030,100-21,6/30/2025\n"
    found = read_quotes(text)
    assert found.notes["issued"].tolist() == [date(2025, 6, 2), date(2025, 6, 30)] and not found.bad
    assert found.decided["dates"] == ("month", "6/2/2025") and not found.asked


def test_what_can_be_read_in_two_ways_waits_for_the_reader():
    text = "coupon,maturity,price\n4,5/6/2030,101.06\n3,5/6/2030,99-215\n2,2030-01-31,99-217\n1,2030-01-31,99-200\n0,2030-01-31,99-205\n"
    found = read_quotes(text)
    assert found.asked == {"dates": "5/6/2030", "point": "101.06", "third": "99-215"}
    assert found.notes["coupon"].tolist() == [1.0]
    assert all("say below" in str(cell.wrong) for cell in found.bad)
    said = read_quotes(text, Choices("day", "32nds", "future"))
    assert said.notes["maturity"].tolist()[:2] == [date(2030, 6, 5)] * 2 and set(said.asked) == {
        "dates",
        "point",
        "third",
    }
    assert said.notes["clean_price"].tolist() == [101.1875, 99 + 21.5 / 32, 99 + 21.75 / 32, 99.625, 99 + 20.5 / 32]


def test_coupons_as_shares():
    found = read_quotes("coupon,maturity,price\n0.04,2030-05-31,101\n0.03875,2030-06-30,100\n0.00625,2030-08-15,85\n")
    assert found.notes["coupon"].tolist() == [4.0, 3.875, 0.625] and found.decided["coupon"] == ("shares", "0.04")


@pytest.mark.parametrize("header", [
    "Coupon;Maturity;Price", "coupon\tmaturity\tprice", "Cpn (%),Maturity Date,Clean Price", "Coupon,Mat Date,Last",
    "COUPON_PCT,MATURITY,CLEAN_PRICE", "cusip,Coupon %,Matures,Px", "\ufeffcoupon,maturity,price", "Rate,Due,End of Day",
    '"coupon","maturity","price"', "Coupon rate (% a year),Due,Cash price (32nds)", "Kupon;Fälligkeit;Kurs",
    "Taux;Échéance;Cours", "Cupón;Vencimiento;Precio", "Cedola;Scadenza;Prezzo", "票面利率(%),到期日,净价", "票息，到期日期，收盘净价",
])  # fmt: skip
def test_headers_and_separators(header):
    comma = next(mark for mark in ";\t，," if mark in header)
    row = comma.join((["91282CNG2"] if "cusip" in header else []) + ["4", "2030-05-31", "101-02"])
    for end in ("\n", "\r\n", "\r"):
        assert one(row, f"{end}{header}{end}{end}") == (4.0, MAY, 101.0625)


def test_good_rows_stay_and_bad_ones_are_named_by_row():
    found = read_quotes(HEADER + "4,2030-05-31,101\n\n,,\n4,2031-05-31,x\n5,2032-05-31,103,\n6,2033-05-31\n")
    assert found.notes["coupon"].tolist() == [4.0, 5.0] and found.notes["row"].tolist() == [2, 6]
    assert [(each.row, each.column, each.value) for each in found.bad] == [(5, "price", "x"), (7, "price", "")]
    assert [each.maturity for each in found.bad] == [date(2031, 5, 31), date(2033, 5, 31)]


def test_too_many_cells_and_repeated_notes():
    rows = ("4,2030-05-31,101", "4 0/1,x", "4,2030-05-31,101,5", "4.0%,5/31/2030,102", "4,2030-05-31,x")
    found = read_quotes(HEADER + "\n".join(rows))
    assert found.notes["clean_price"].tolist() == [101.0]
    said = {cell.row: (cell.value, str(cell.wrong), cell.right) for cell in found.bad}
    assert said[5] == ("4% 2030-05-31", "This is the same note as in row 2, which is used.", "again")
    assert said[4] == ("4 | 2030-05-31 | 101 | 5", "The row has 4 cells, the header 3.", "")
    assert [each.row for each in found.bad] == [3, 3, 3, 4, 5, 6]
    twins = read_quotes("cusip,coupon,maturity,price\n91282CNG2,4,2030-05-31,101\n91282CGQ8,4,2030-05-31,101\n")
    assert len(twins.notes) == 2  # two securities may have the same coupon and maturity


def test_a_bad_row_does_not_hide_a_good_one_of_the_same_note():
    found = read_quotes(HEADER + "4,2030-05-31,x\n4,2030-05-31,101")
    assert len(found.notes) == len(found.bad) == 1


def test_no_good_row_is_an_empty_table():
    for text in (HEADER, HEADER + "x,y,9"):
        notes = read_quotes(text).notes
        assert len(notes) == 0 and notes["coupon"].dtype == notes["clean_price"].dtype == float


@pytest.mark.parametrize("bytes_of", [
    lambda text: text.encode(), lambda text: text.encode("utf-8-sig"), lambda text: bytearray(text.encode()),
    lambda text: memoryview(text.encode()), lambda text: text, lambda text: "\ufeff" + text,
    lambda text: text.encode("utf-16"), lambda text: "债券,票面利率,到期日,净价\n美国国债,4.125,2030-05-31,101.0859375".encode("gb18030"),
])  # fmt: skip
def test_texts_and_bytes(bytes_of):
    found = read_quotes(bytes_of(HEADER + "4⅛,2030-05-31,101-02¾"))
    assert found.notes.loc[0, ["coupon", "clean_price"]].tolist() == [4.125, 101.0859375]


@pytest.mark.parametrize(("source", "sentence"), [
    ("", "there is nothing to read"), (b"", "there is nothing to read"), (" \n\n", "there is nothing to read"),
    ('""\n""', "there is nothing to read"), (",,,\n", "there is nothing to read"), ("---\n===\n", "there is nothing to read"),
    ("coupon,maturity\n4,2030-05-31", "no column is named price; the first row has 'coupon, maturity'"),
    ("a,b\n1,2", "no column is named coupon or maturity or price; the first row has 'a, b'"),
    ("coupon,maturity,price,Clean price\n", "two columns can be the price: 'price' and 'Clean price'"),
    ("coupon,maturity,全价\n4,2030-05-31,101", "the prices are full prices"),
    (b"coupon,maturity,price\n4\xff\xff,", "the file is no UTF-8"), (b"\xff\xfe\x00", "the file is no UTF-8"),
    ("(" * 130_000 + ",x", "no column is named coupon"), ("coupon,coupon" + "(" * 130_000, "two columns can be the coupon"),
    ("x" * MOST_BYTES, "the quotes have 5.0 MB"), (b"x" * (MOST_BYTES + 1), "the quotes have 5.0 MB"),
    ("x" * 10_000_000, "the quotes have 10.0 MB; at most 5 MB"),
    (HEADER + "4,2030-05-31,101\n" * MOST_ROWS, "fewer than 50,000 rows can be read here"),
    (HEADER + "4,2030-05-31,101\r" * MOST_ROWS, "fewer than 50,000 rows can be read here"),
    (None, "the quotes must be a text"), (3, "the quotes must be a text"), (io.BytesIO(b"x"), "the quotes must be a text"),
])  # fmt: skip
def test_what_is_unusable_as_a_whole(source, sentence):
    with pytest.raises(ValueError) as wrong:
        read_quotes(source)
    assert sentence in str(wrong.value)
    assert len(str(wrong.value)) < 400


def test_many_rows_are_read_and_progress_is_told_and_can_stop_it():
    rows = "".join(f"{k % 160 / 8},20{30 + k // 160 % 60}-{1 + k // 9600}-15,101\n" for k in range(11_000))
    shares = []
    found = read_quotes(HEADER + rows, progress=shares.append)
    assert (len(found.notes), found.bad) == (11_000, ())
    assert shares == sorted(shares) and shares[-1] == 1 and len(shares) >= 4

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_quotes(HEADER + rows, progress=stop)


def test_a_row_of_millions_of_empty_cells_is_a_row():
    found = read_quotes(f"{HEADER}4,2030-05-31,101{',' * 4_000_000}\n4,2031-05-31,101{',' * 500_000}x,")
    assert len(found.notes) == 1 and str(found.bad[0].wrong) == "The row has 500003 cells, the header 3."


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["4", "4 1/8", "2030-05-31", "5/6/2030", "101-02+", "101.5", "=1+1", '"', "", "nan", "\x00", "T 4 05/31/30",
                     "101.06", "99-217", "0.04", "TIPS", "> 4", "|", "²"]),
)  # fmt: skip


def check(source):
    """Read anything; whatever comes back is sound."""
    try:
        found = read_quotes(source)
    except ValueError as wrong:
        assert str(wrong).endswith(".")
        return
    notes = found.notes
    assert notes["coupon"].between(0, 20).all()
    assert notes["clean_price"].between(20, 250).all()
    assert np.isfinite(notes[["coupon", "clean_price"]].to_numpy(float)).all()
    assert all(type(day) is date for day in notes["maturity"])
    assert not notes.duplicated(["coupon", "maturity", "cusip"]).any()
    for each in found.bad:
        assert each.row >= 1 and str(each.wrong).endswith(".") and len(each.value) <= 60


@settings(deadline=None)
@given(st.one_of(st.text(), st.binary()))
def test_anything_at_all(source):
    check(source)


@settings(deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=6),
    st.sampled_from([",", ";", "\t", "|", "  ", " "]),
    st.permutations(["coupon", "maturity", "price", "issued", "conversion factor"]),
)
def test_any_rows_below_a_header(rows, mark, header):
    text = "\n".join(mark.join(row) for row in [header, *rows])
    check(text)
    check(text.encode("utf-8", "surrogatepass"))
    check("\n".join(mark.join(row) for row in rows))


NOTES = st.tuples(st.integers(1, 64), st.dates(date(2027, 1, 1), date(2060, 1, 1)), st.integers(50 * 256, 180 * 256))


@settings(deadline=None)
@given(st.lists(NOTES, min_size=1, max_size=8, unique_by=lambda note: note[:2]), st.data())
def test_good_rows_survive_any_bad_company(quotes, data):
    lines = [f"{coupon / 8}%,{day.month}/{day.day}/{day.year},{format_price(price / 256)}"
             if day.day > 12 else f"{coupon // 8} {coupon % 8}/8,{day},{price / 256:.8f}"
             if coupon % 8 else f"{coupon // 8},{day},{format_price(price / 256, style='unicode')}"
             for coupon, day, price in quotes]  # fmt: skip
    text = [HEADER.strip()]
    for line in lines:
        bad_rows = ["4,never,101", "x,2030-05-31,101", "4,2030-05-31,0", ",,", "=1,=2,=3"]
        text += [line, data.draw(st.sampled_from(bad_rows))]
    found = read_quotes("\n".join(text))
    notes = found.notes
    assert list(zip(notes["coupon"] * 8, notes["maturity"], notes["clean_price"] * 256, strict=True)) == quotes
    assert {each.row % 2 for each in found.bad} <= {1}
