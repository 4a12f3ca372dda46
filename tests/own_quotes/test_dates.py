"""Dates in any order; the whole table decides."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.record.own_quotes import dates
from basislib.record.own_quotes.dates import decide, ends_a_term, pick, read

MAY = date(2030, 5, 31)


@pytest.mark.parametrize("text", [
    "2030-05-31", "2030/05/31", "2030-5-31", "2030.05.31", "2030-05-31 00:00:00", "2030-05-31T00:00", "20300531",
    "2030年5月31日", "31 May 2030", "31-MAY-2030", "May 31 2030", "may-31-2030", "May 31, 2030", "May 31st, 2030",
    "31-May-30", "31May2030", "31 Mai 2030", "31. Mai 2030", "31 mai 2030", "31 mag 2030", "31-mayo-2030", "2030-May-31",
    "5/31/2030", "05/31/2030", "5/31/30", "31/5/2030", "31.05.2030", "31.5.30", "5-31-2030", "47634", "47634.0",
    "5/31/2030 0:00:00",
])  # fmt: skip
def test_the_same_day_in_every_form(text):
    days = read(text)
    assert days.sure and pick(days, None) == MAY


@pytest.mark.parametrize(("name", "month"), [
    ("janvier", 1), ("févr.", 2), ("März", 3), ("avril", 4), ("Giugno", 6), ("juillet", 7), ("août", 8), ("settembre", 9),
    ("Okt", 10), ("octobre", 10), ("Dez", 12), ("déc", 12), ("diciembre", 12), ("Sept.", 9),
])  # fmt: skip
def test_months_in_other_languages(name, month):
    assert pick(read(f"15 {name} 2030"), None) == date(2030, month, 15)


@pytest.mark.parametrize(("text", "words"), [
    ("31 Feb 2030", "no such day"), ("13/13/2030", "no such day"), ("2030-02-30", "no such day"),
    ("2030-13-01", "no such day"), ("2/29/2030", "no such day"), ("1820-01-01", "not between 1950 and 2150"),
    ("9999-12-31", "not between"), ("0000-01-01", "not between"), ("May 2030", "The day is missing"),
    ("Nov-32", "The day is missing"), ("11/2032", "The day is missing"), ("5/6-2030", "not a date"), ("", "not a date"),
    ("2030-05-31 noon", "not a date"), ("31 Foo 2030", "not a date"), ("May 31 May 2030", "not a date"), ("99999", "not a date"),
])  # fmt: skip
def test_what_is_no_date(text, words):
    with pytest.raises(ValueError) as refusal:
        read(text)
    assert words in str(refusal.value) and str(refusal.value).endswith(".")


def test_two_digits_of_a_year_are_of_this_century_up_to_79():
    assert pick(read("5/31/30"), "month") == MAY and pick(read("15 Feb 94"), None) == date(1994, 2, 15)
    assert pick(read("15-Feb-79"), None) == date(2079, 2, 15)


@pytest.mark.parametrize(("texts", "order"), [
    (["5/31/2030", "6/2/2025"], "month"), (["31/5/2030", "6/2/2025"], "day"),  # one date decides for all
    (["6/15/2030", "5/31/2030"], "month"), (["31.05.2030", "05.06.2030"], "day"),
    (["30/05/31", "30/06/30"], "year"),  # else the 30th of May and the 30th of June
    (["31/05/30", "30/06/30"], "day"), (["05/31/30", "06/30/30"], "month"),
    (["5/6/2030", "7/8/2030"], None), (["5/6/2030"], None), (["05.06.2030"], "day"),
    (["5/31/2030", "6/30/2030", "31/7/2030"], "month"),  # the most
])  # fmt: skip
def test_the_whole_table_decides_the_order(texts, order):
    assert decide([read(text) for text in texts]) == order


def test_an_issue_date_is_a_term_before_its_maturity():
    assert decide([read("2030-05-31")], [(read("6/2/2025"), read("2030-05-31"))]) == "month"
    assert decide([read("2030-05-31")], [(read("2/6/2025"), read("2030-05-31"))]) == "day"
    assert decide([read("2030-05-31")], [(read("1/2/2026"), read("2030-05-31"))]) is None


def test_a_date_that_the_order_does_not_fit_is_refused_with_the_other_reading():
    with pytest.raises(ValueError, match="is this 2030-07-31"):
        pick(read("31/7/2030"), "month")
    with pytest.raises(ValueError, match="This can be 2030-05-06 or 2030-06-05"):
        pick(read("5/6/2030"), None)
    assert pick(read("5/5/2030"), None) == date(2030, 5, 5)


@given(st.dates(date(1990, 1, 1), date(2079, 12, 31)))
def test_every_day_comes_back_from_every_form(day):
    for text in (
        f"{day}",
        f"{day:%d %b %Y}",
        f"{day:%Y%m%d}",
        f"{day:%B %d, %Y}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert pick(read(text), None) == day
    assert pick(read(f"{day.month}/{day.day}/{day.year}"), "month") == day
    assert pick(read(f"{day:%d.%m.%y}"), "day") == day
    assert pick(read(f"{day:%y/%m/%d}"), "year") == day


@given(st.text(max_size=14))
def test_any_text_is_a_date_or_a_sentence(text):
    try:
        assert any(read(text)[:3])
    except ValueError as refusal:
        assert str(refusal).endswith(".")


def test_when_a_treasury_note_can_mature():
    assert ends_a_term(MAY) and ends_a_term(date(2030, 5, 15)) and ends_a_term(date(2028, 2, 29))
    assert not ends_a_term(date(2030, 5, 30)) and dates.is_a_term(date(2025, 6, 2), MAY)
    assert not dates.is_a_term(date(2025, 2, 6), MAY)
