"""What a security is by its coupon and maturity: the Treasury's record, and the days on which it lets notes mature."""

from datetime import date

import pytest

from basislib.record.datasets import load
from basislib.record.own_quotes.issues import Issue, candidates, issue_day
from basislib.securities.contracts import is_eligible

SETTLE = date(2025, 12, 15)


def check_digit(cusip):
    """Return the last digit of a CUSIP by the first eight (modulus 10, double-add-double)."""
    values = [int(mark) if mark.isdigit() else ord(mark) - ord("A") + 10 for mark in cusip[:8]]
    doubled = [value * (2 if place % 2 else 1) for place, value in enumerate(values)]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def test_the_table_is_sound():
    table = load("treasury_issues")
    assert all(check_digit(cusip) == int(cusip[8]) for cusip in table["cusip"])
    assert not table.duplicated(["coupon_pct", "maturity"]).any()
    assert (
        (table["high_yield_pct"] - table["coupon_pct"]).between(0, 0.125, inclusive="left")
        | (table["coupon_pct"] == 0.125)
    ).all()
    again = table[table["sold_again"].notna()]
    assert (again["sold_again"] > again["dated_date"]).all() and len(again) == 15


def test_the_table_agrees_with_the_baskets_securities():
    ours = load("treasury_issues").set_index(["coupon_pct", "maturity"])
    theirs = load("treasury_securities").set_index(["coupon_pct", "maturity"])
    both = theirs.join(ours.add_suffix("_too"))
    assert len(both) == 58 and both["cusip_too"].notna().all()
    known = both[both["dated_date"].notna()]  # of one no auction was found
    assert len(known) == 57 and (known["dated_date"] == known["dated_date_too"]).all()
    with_code = known[known["cusip"] != ""]
    assert (with_code["cusip"] == with_code["cusip_too"]).all()


@pytest.mark.parametrize(("coupon", "maturity", "years"), [
    (4.0, date(2030, 5, 31), [5]), (3.75, date(2030, 5, 31), [7]),  # a five-year and a seven-year of one day
    (0.625, date(2030, 5, 15), [10]), (6.25, date(2030, 5, 15), [30]),  # a ten-year; a bond of 2000, before the table
    (4.0, date(2030, 2, 28), [7]), (4.25, date(2031, 6, 30), [7]), (4.5, date(2036, 2, 15), [30]),
    (1.125, date(2040, 5, 15), [20]), (3.0, date(2030, 5, 31), []), (4.0, date(2030, 6, 15), []), (4.0, date(2030, 6, 3), []),
])  # fmt: skip
def test_what_a_note_is(coupon, maturity, years):
    assert [each.years for each in candidates(coupon, maturity, "", SETTLE)] == years


def test_a_code_that_is_in_the_table_leaves_no_doubt_and_another_one_excludes_the_table():
    assert candidates(4.0, date(2030, 5, 31), "91282CNG2", SETTLE)[0].dated == date(2025, 5, 31)
    assert candidates(4.0, date(2030, 5, 31), "912345678", SETTLE) == ()


def test_a_note_sold_after_the_table_ends_can_still_be_told_from_an_old_one():
    later = candidates(5.0, date(2032, 1, 31), "", date(2027, 2, 15))  # a five-year of January 2027, none of 2025
    assert [each.years for each in later] == [5]
    doubt = candidates(4.375, date(2032, 1, 31), "", date(2027, 2, 15))  # a seven-year of January 2025 has that coupon
    assert sorted(each.years for each in doubt) == [5, 7]


def test_before_the_table_nobody_knows():
    assert candidates(4.0, date(2017, 5, 31), "", date(2015, 1, 1)) == ()


def test_an_issue_sold_again_for_a_shorter_term_counts_as_that():
    (found,) = candidates(4.0, date(2030, 2, 28), "", SETTLE)
    assert found.again == date(2025, 2, 25)
    assert is_eligible("FV", "2025-12", maturity=date(2030, 2, 28), issued=found.dated, reopened=found.again)
    assert not is_eligible("FV", "2025-12", maturity=date(2030, 2, 28), issued=found.dated)


@pytest.mark.parametrize(("issue", "day"), [
    (Issue(5, date(2025, 5, 31)), date(2025, 6, 2)), (Issue(7, date(2024, 12, 31)), date(2024, 12, 31)),
    (Issue(20, date(2020, 5, 15)), date(2020, 6, 1)), (Issue(20, date(2021, 2, 15)), date(2021, 3, 1)),
    (Issue(10, date(2025, 2, 15)), date(2025, 2, 18)),
])  # fmt: skip
def test_a_note_is_issued_on_its_date_or_the_next_good_day(issue, day):
    assert issue_day(issue) == day
