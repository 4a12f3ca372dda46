"""Names of securities, their kinds and their codes."""

import pytest

from basislib.record.own_quotes.names import KINDS, code, kind, kind_of_code, read


@pytest.mark.parametrize(("text", "coupon", "maturity"), [
    ("T 4 05/31/30", "4", "05/31/30"), ("T 4 1/8 11/15/32", "4 1/8", "11/15/32"), ("T 4 1/8 11/15/32 Govt", "4 1/8", "11/15/32"),
    ("T4 05/31/30", "4", "05/31/30"), ("UST 4.125 15-Nov-2032", "4.125", "15-Nov-2032"), ("4% 31-May-30", "4", "31-May-30"),
    ("US TREASURY N/B 4.125% 11/15/2032", "4.125", "11/15/2032"), ("4 1/8% Nov 15, 2032", "4 1/8", "Nov 15, 2032"),
    ("United States Treasury Note/Bond 4.000% due 05/31/2030", "4.000", "05/31/2030"), ("T 0 5/8 08/15/30", "0 5/8", "08/15/30"),
    ("T 5/8 08/15/30", "5/8", "08/15/30"), ("美国国债 4% 2030年5月31日", "4", "2030年5月31日"), ("T 2 02/28/30", "2", "02/28/30"),
    ("91282CNG2 T 4 05/31/30", "4", "05/31/30"), ("T 4,125 15.11.2032", "4,125", "15.11.2032"), ("T .625 8/15/30", ".625", "8/15/30"),
    ("WIT 4 02/15/34", "4", "02/15/34"), ("T 4 1/8 Nov-32", "4 1/8", "Nov-32"),
])  # fmt: skip
def test_a_name_holds_coupon_and_maturity(text, coupon, maturity):
    assert read(text) == (coupon, maturity, "")


@pytest.mark.parametrize("text", [
    "", "T", "4", "4 05/31/30", "101-06", "05/31/30", "Treasury Prices", "5-Year", "x" * 200, "101-02 3/4", "4 1/8", "91282CNG2",
])  # fmt: skip
def test_what_is_no_name(text):
    assert read(text) is None


@pytest.mark.parametrize(("text", "found"), [
    ("TII 0.125 01/15/31", "tips"), ("TIPS 1 7/8 07/15/34", "tips"), ("TF 0 07/31/26", "frn"), ("US Treasury FRN 4.2 01/31/27", "frn"),
    ("B 0 06/11/26", "bill"), ("S 0 05/15/40", "strip"), ("US Treasury Inflation Indexed 0.125% 01/15/31", "tips"),
])  # fmt: skip
def test_a_name_tells_what_no_contract_takes(text, found):
    assert read(text).kind == found and found in KINDS


@pytest.mark.parametrize(("words", "found"), [
    ("MARKET BASED BILL", "bill"), ("MARKET BASED NOTE", ""), ("MARKET BASED BOND", ""), ("TIPS", "tips"), ("FRN", "frn"),
    ("MARKET BASED FRN", "frn"), ("Treasury Bill", "bill"), ("STRIPS", "strip"), ("通胀保值债券", "tips"), ("浮息债", "frn"),
    ("Floating Rate Note", "frn"), ("Fixed rate note", ""), ("", ""),
])  # fmt: skip
def test_a_column_of_types(words, found):
    assert kind(words) == found


def test_codes():
    assert code("91282CNG2") == code("US91282CNG24") == code(" us91282cng24 ") == "91282CNG2"
    assert code("T 4") == code("") == code("037833100") == ""
    assert [kind_of_code(cusip) for cusip in ("912797SL2", "912820AB1", "91282CNG2", "912810FM5", "")] == [
        "bill", "strip", "", "", "",
    ]  # fmt: skip
