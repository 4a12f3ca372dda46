"""Which column is which: by the header in several languages, by what stands in them without one."""

import pytest

from basislib.record.own_quotes.columns import HEADERS, by_content, by_header, common_width, is_header, point_of, role

A, B = "T 4 05/31/30", "T 3 7/8 06/30/30"


@pytest.mark.parametrize(("column", "headers"), [
    ("coupon", ["Coupon", "CPN (%)", "Rate", "Kupon", "Taux nominal", "Cupón", "票面利率(%)", "クーポン", "Coupon Rate [% p.a.]"]),
    ("maturity", ["Maturity Date", "Mat.", "Mat Date", "Fälligkeit", "Échéance", "Scadenza", "到期日", "償還日", "Due"]),
    ("price", ["Price", "Clean Price", "Px", "Kurs", "净价", "単価"]), ("last", ["PX_LAST", "Last", "Letzter", "Último", "最新价"]),
    ("close", ["END OF DAY", "Close Price", "Schlusskurs", "收盘净价"]), ("mid", ["Mid", "PX_MID", "Mittelkurs", "中间价"]),
    ("bid", ["Bid", "PX_BID", "Geldkurs", "Cours acheteur", "Denaro", "买入净价"]), ("ask", ["Asked", "Offer", "Briefkurs", "Lettera", "卖出净价"]),
    ("buy", ["BUY"]), ("sell", ["SELL"]), ("full", ["Dirty price", "全价"]), ("issued", ["Issue Date", "Dated Date", "起息日"]),
    ("term", ["Original Security Term", "Laufzeit", "期限"]), ("conversion_factor", ["C.Factor", "Conv. Factor", "CF", "转换因子"]),
    ("repo", ["Act Repo%", "Special repo", "回购利率"]), ("code", ["CUSIP", "ISIN", "证券代码"]), ("name", ["Security", "Bezeichnung", "债券简称"]),
    ("type", ["SECURITY TYPE", "类型"]), ("", ["Yield", "Implied Repo%", "CALL DATE", "Rendite", "Volume"]), (None, ["", "x", "4.125", "Coupon: 4.125"]),
])  # fmt: skip
def test_headers_in_several_languages(column, headers):
    assert {header: role(header) for header in headers} == dict.fromkeys(headers, column)


def test_no_header_means_two_things():
    words = [word for line in HEADERS.values() for word in line.split()]
    assert len(words) == len(set(words))


def test_what_is_a_header():
    assert (
        is_header(["Coupon", "Maturity", "Price"])
        and is_header(["", "Security", "x", "Last"])
        and is_header(["Cpn", "Yield"])
    )
    assert (
        not is_header(["Coupon", "x"]) and not is_header(["Yield", "Change"]) and not is_header(["4", "5/31/30", "101"])
    )
    assert (
        not is_header([])
        and not is_header(["Coupon:", "4.000", "Maturity:", "05/31/2030"])
        and not is_header(["Coupon"] * 101)
    )


@pytest.mark.parametrize(("header", "point"), [
    (["Coupon", "Maturity", "Price (32nds)"], "32nds"), (["Coupon", "Maturity", "Price (decimal)"], "decimal"),
    (["Coupon", "Maturity", "Price", "Gross basis (32nds)"], ""), (["Coupon", "Maturity", "Bid 32nds", "Ask 32nds"], "32nds"),
])  # fmt: skip
def test_what_a_header_says_about_the_point(header, point):
    assert point_of(header, by_header(header)) == point


@pytest.mark.parametrize(("rows", "places"), [
    ([["4", "5/31/30", "101-06"]], {"coupon": 0, "maturity": 1, "price": 2}),
    ([["101.1953", "2030-05-31", "4.000"], ["100.6562", "2030-06-30", "3.875"]], {"coupon": 2, "maturity": 1, "price": 0}),
    ([[A, "101-06"], [B, "100-21"]], {"name": 0, "price": 1}),
    ([[A, "101-06", "101-07"], [B, "100-21", "100-22"]], {"name": 0, "buy": 1, "sell": 2}),
    ([[A, "101-06", "100"], [B, "100-21", "50"]], {"name": 0, "price": 1}),  # a size
    ([["4", "5/31/25", "5/31/30", "101-06"]], {"coupon": 0, "issued": 1, "maturity": 2, "price": 3}),
    ([["91282CNG2", "MARKET BASED NOTE", "0.04", "05/31/2030", "", "101.20", "101.18", "101.19"]],
     {"code": 0, "type": 1, "coupon": 2, "maturity": 3, "buy": 5, "sell": 6, "close": 7}),
    ([["4.000", "5/31/30", "101.1953", "3.750"]], {"coupon": 0, "maturity": 1, "price": 2}),  # a yield in eighths
])  # fmt: skip
def test_what_stands_in_them_tells_columns_without_a_header(rows, places):
    assert by_content(rows, rows[0]) == places


@pytest.mark.parametrize(("rows", "missing"), [
    ([["4", "5/31/30"]], "price"), ([["4", "101-06"]], "maturity"), ([["x", "y"]], "coupon or maturity or price"),
    ([["3.75", "x", "5/31/30", "x", "4.00", "101-06"]], "coupon"),  # two could be it
    ([["4", "1/31/20", "5/31/25", "5/31/30", "101-06"]], "maturity"), ([[A, "101-06", "101-07", "101-08", "101-09"]], "price"),
])  # fmt: skip
def test_what_cannot_be_told_is_refused(rows, missing):
    with pytest.raises(ValueError) as refusal:
        by_content(rows, rows[0])
    assert f"no column is named {missing};" in str(refusal.value)


def test_the_width_of_most_rows():
    assert common_width([["Levels"], ["4", "5/31/30", "101", ""], ["4", "6/30/30", "101"], ["Ann"]]) == 3
    assert common_width([]) == 0
