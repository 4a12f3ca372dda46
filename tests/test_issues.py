"""Which issues a contract takes, quoted or not: the Treasury's calendar against the baskets on record."""

import doctest
from datetime import date

import pytest

from basislib.record.datasets import basket, load
from basislib.securities import issues
from basislib.securities.issues import deliverable_issues


@pytest.mark.parametrize(
    ("contract", "month", "terms"),
    [
        ("US", "2023-12", {30: 40, 20: 15}),  # February 2039 to November 2048, May 2040 to November 2043
        ("TY", "2019-12", {7: 6, 10: 14}),
        ("TY", "2024-12", {7: 6, 10: 6}),
        ("FV", "2025-06", {5: 11}),
        ("FV", "2015-12", {5: 11}),
    ],
)
def test_how_many_issues_there_are(contract, month, terms):
    found = deliverable_issues(contract, month)
    assert {term: sum(issue.term == term for issue in found) for term in {issue.term for issue in found}} == terms
    assert list(found) == sorted(found, key=lambda issue: (issue.maturity, issue.term))


@pytest.mark.parametrize("key", [("US", "2023-12"), ("TY", "2019-12"), ("TY", "2024-12"), ("FV", "2025-06")])
def test_every_quoted_note_is_among_them(key):
    quotes, known = basket(*key), {issue.maturity for issue in deliverable_issues(*key)}
    assert set(quotes.notes["maturity"]) <= known
    missing = [issue for issue in deliverable_issues(*key) if issue.maturity not in set(quotes.notes["maturity"])]
    if key[0] != "US":  # the note baskets lack nothing but what was still to be sold
        assert all(issue.issued > quotes.settle for issue in missing) and missing


def test_terms_and_dated_dates_are_those_of_the_auctions():
    auctions = load("treasury_securities")
    known = {
        (issue.maturity, issue.term): issue
        for key in (("US", "2023-12"), ("TY", "2019-12"), ("TY", "2024-12"), ("FV", "2025-06"), ("FV", "2026-03"))
        for issue in deliverable_issues(*key)
    }
    seen = 0
    for row in auctions.itertuples():
        term = int(row.original_term.split("-")[0]) if row.original_term else 0
        if term and row.dated_date == row.dated_date:
            assert known[row.maturity.date(), term].dated == row.dated_date.date()
            seen += 1
    assert seen > 45


def test_the_day_of_issue():
    found = {issue.maturity: issue for issue in deliverable_issues("US", "2023-12") if issue.term == 20}
    assert found[date(2043, 11, 15)].issued == date(2023, 11, 30)  # dated the 15th, issued at the end of the month
    seven = next(issue for issue in deliverable_issues("TY", "2024-12") if issue.maturity == date(2031, 8, 31))
    assert (seven.dated, seven.issued) == (date(2024, 8, 31), date(2024, 9, 3))  # a Saturday, then Labor Day


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(issues)
    assert tried
    assert not failed
