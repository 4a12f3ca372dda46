"""A reader's own basket: which of the quoted notes a contract takes, and which of them is cheapest to deliver.

A note is ranked only if it is known that the contract takes it: by its date of first issue or its term if they are
given, by the table of what the Treasury has sold, or by the day it matures. What may be another security than it seems
is left out, and counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from basislib.checks import Refused, within
from basislib.language import N_
from basislib.record.datasets import QuotedBasket
from basislib.record.own_quotes import UNDECIDED, Choices, Quotes, future_price, issues, read_quotes
from basislib.record.own_quotes.dates import TERMS
from basislib.record.own_quotes.issues import Issue
from basislib.securities.baskets import prepare_basket
from basislib.securities.contracts import conversion_factor, is_eligible
from basislib.securities.delivery import check_delivery, check_settlement, delivery_days
from basislib.securities.issues import deliverable_issues
from basislib.securities.notes import shift_months

SAME_ISSUE = 20  # days between the date of a note and the day it is issued; weekends and 20-year bonds make some
FIRST_CALENDAR = 2016  # year of delivery from which the Treasury's calendar of sales since 2009 gives whole baskets
MOST_NOTES = 300  # that are ranked; the largest delivery basket has about fifty
FACTOR_GAP = 0.00015  # a given conversion factor further off than this is mentioned
REPO: dict[str, Any] = {"unit": "% a year", "low": -5, "high": 50}


class LeftOut(NamedTuple):
    """A note that is not ranked.

    Attributes
    ----------
    row : int
    coupon : float
    maturity : datetime.date
    why : str
        ``"term"``: too short or too long for the contract; ``"original"``: first sold for a term that it does not
        take; ``"late"``: issued after the last delivery day; ``"unsold"``: the Treasury has sold no such security;
        ``"unknown"``: it can be two securities, and the contract takes one of them.
    years : int
        Original term where it is known, else 0.
    """

    row: int
    coupon: float
    maturity: date
    why: str
    years: int


@dataclass(frozen=True)
class OwnBasket:
    """What came of a reader's quotes.

    Attributes
    ----------
    read : Quotes
    contract, delivery_month : str
    settle : datetime.date
    deliveries : tuple of datetime.date
        The days among which the short chooses.
    futures_price : float
        Points per 100 face.
    repo_rate : float
        To delivery, % a year.
    ranking : pandas.DataFrame
        The columns of `Quotes.notes`, and ``settle``, ``delivery`` (the best of the days), ``repo_rate`` (the note's
        own, or the common one), ``yield_``, ``implied_repo_rate`` (%), ``gross_basis``, ``carry``, ``net_basis``,
        ``converted_price`` (points), ``implied_at_ask``, ``implied_at_bid`` (%, NaN if not given), ``is_ctd``; by
        converted forward price, the cheapest first. Empty if no note is left.
    left_out, unknown : tuple of LeftOut
        Notes that the contract does not take, and notes of which nobody knows.
    missing : int
        Rows that could hold a note of this basket and are not ranked.
    unquoted : int or None
        Issues that the contract takes, sold by settlement, of which there is no row; None before 2009.
    odd_factors : tuple of (row, float)
        Rows whose given conversion factor is not the exchange's, which is beside it. The given one is used.
    """

    read: Quotes
    contract: str
    delivery_month: str
    settle: date
    deliveries: tuple[date, ...]
    futures_price: float
    repo_rate: float
    ranking: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    unknown: tuple[LeftOut, ...]
    missing: int
    unquoted: int | None
    odd_factors: tuple[tuple[int, float], ...]

    @property
    def pictured(self) -> QuotedBasket | None:
        """The notes that settle on the common day, for the page's pictures; None if there are none."""
        there = self.ranking[self.ranking["settle"] == self.settle] if len(self.ranking) else self.ranking
        if there.empty:
            return None
        notes = there[["coupon", "maturity", "clean_price", "issued", "conversion_factor"]].reset_index(drop=True)
        return QuotedBasket(
            self.contract, self.delivery_month, self.settle, self.deliveries[-1], self.futures_price,
            self.repo_rate, notes, ("the reader",),
        )  # fmt: skip


def rank_own(
    source: str | bytes | bytearray | memoryview,
    contract: str,
    delivery_month: str,
    *,
    settle: date | None,
    futures_price: str,
    repo_rate: float,
    delivery: date | None = None,
    choices: Choices = UNDECIDED,
    point: str = "",
    progress: Callable[[float], None] | None = None,
) -> OwnBasket:
    """Read a basket and rank it.

    Parameters
    ----------
    source, choices, progress
        As in `basislib.record.own_quotes.read_quotes`.
    contract, delivery_month : str
        Such as ``"TY"`` and ``"2024-12"``.
    settle, delivery : datetime.date
        Settlement of the notes; delivery into the future, by default the better of the contract's first and last
        delivery day. A note that is issued later settles on its issue date.
    futures_price, point : str
        As in `basislib.record.own_quotes.future_price`.
    repo_rate : float
        Per cent a year, ACT/360; of notes without a rate of their own.

    Returns
    -------
    OwnBasket

    Raises
    ------
    ValueError
        If something other than single rows cannot be used.
    """
    future = future_price(futures_price, contract, point)
    rate = float(within("repo rate", repo_rate, **REPO))
    settle, deliveries = _days(contract, delivery_month, settle, delivery)
    read = read_quotes(source, choices, progress)
    notes, left_out, unknown = _deliverable(read.notes, contract, delivery_month, settle, deliveries[-1])
    if len(notes) > MOST_NOTES:
        raise Refused(
            N_(
                "{n:,} of the notes can be delivered; at most {most} can be ranked here, and the largest delivery "
                "basket has about fifty."
            ),
            n=len(notes),
            most=MOST_NOTES,
        )
    possible = {
        cell.row
        for cell in read.bad
        if cell.costs_row and cell.right != "again" and _may_be(contract, delivery_month, cell.maturity)
    }
    factors = [
        conversion_factor(contract, delivery_month, *note)
        for note in zip(notes["coupon"], notes["maturity"], strict=True)
    ]
    given = notes["conversion_factor"].to_numpy(float)
    odd = [
        (row, factor)
        for row, factor, own in zip(notes["row"], factors, given, strict=True)
        if abs(own - factor) > FACTOR_GAP
    ]
    notes = notes.assign(conversion_factor=np.where(np.isnan(given), factors, given))
    return OwnBasket(
        read, contract, delivery_month, settle, deliveries, future, rate, rank(notes, deliveries, future, rate),
        tuple(left_out), tuple(unknown), len(possible) + len(unknown),
        _unquoted(contract, delivery_month, settle, notes), tuple(odd),
    )  # fmt: skip


def rank(notes: pd.DataFrame, deliveries: Sequence[date], futures_price: float, repo_rate: float) -> pd.DataFrame:
    """Rank notes that may settle on different days and cost different repo rates; see `OwnBasket.ranking`.

    Parameters
    ----------
    notes : pandas.DataFrame
        Columns of `basislib.record.own_quotes.Quotes.notes`, the conversion factor in every row, and ``settle``, the
        day each is paid for.
    deliveries : sequence of datetime.date
        Days among which the short chooses.
    futures_price : float
        Points per 100 face.
    repo_rate : float
        Of notes without their own, % a year.
    """
    parts = [
        _table(notes[notes["settle"] == day].reset_index(drop=True), day, deliveries, futures_price, repo_rate)
        for day in sorted(set(notes["settle"]))
    ]
    if not parts:
        return pd.DataFrame()
    table = pd.concat(parts).sort_values("converted_price", kind="stable", ignore_index=True)
    return table.assign(is_ctd=table.index == 0)


def _table(
    notes: pd.DataFrame, settle: date, deliveries: Sequence[date], future: float, repo_rate: float
) -> pd.DataFrame:
    """Return what each of the notes that settle on one day costs to deliver, on its best delivery day."""
    later = tuple(day for day in deliveries if day > settle)
    ready = prepare_basket(notes, settle=settle, delivery=later)
    own = notes["repo_rate"].fillna(repo_rate).to_numpy(float)
    price, factor = ready.clean_price, ready.conversion_factor
    best = ready.forwards(price, own).argmin(axis=-2)
    span = ready.pick(np.arange(len(ready)), best).span
    earned = span.carry(price, own)
    return notes.assign(
        repo_rate=own,
        yield_=ready.yield_,
        delivery=np.array(later, dtype=object)[best],
        gross_basis=price - future * factor,
        carry=earned,
        net_basis=price - future * factor - earned,
        implied_repo_rate=span.implied(price, future * factor),
        implied_at_ask=span.implied(notes["ask"].to_numpy(float), future * factor),
        implied_at_bid=span.implied(notes["bid"].to_numpy(float), future * factor),
        converted_price=(price - earned) / factor,
    )


def _days(
    contract: str, delivery_month: str, settle: date | None, delivery: date | None
) -> tuple[date, tuple[date, ...]]:
    """Return settlement, and the delivery days among which the short chooses: the first and the last, or one."""
    days = delivery_days(contract, delivery_month)
    last = check_delivery(contract, delivery_month, delivery or days.last_delivery)
    if settle is None:
        raise Refused(N_("the settlement date is missing; choose the day the notes are paid for."))
    settle = check_settlement(settle, last)
    return settle, (last,) if delivery or settle >= days.first_delivery else (days.first_delivery, last)


def _deliverable(
    notes: pd.DataFrame, contract: str, delivery_month: str, settle: date, delivery: date
) -> tuple[pd.DataFrame, list[LeftOut], list[LeftOut]]:
    """Return the notes a contract takes, with the day each is paid for; those it does not take; and the unknown."""
    keep: list[int] = []
    pays: list[date] = []
    left_out: list[LeftOut] = []
    unknown: list[LeftOut] = []
    taken: set[tuple[float, date]] = set()
    fits = cache(lambda maturity, issue: _takes(contract, delivery_month, maturity, issue))
    within_term = cache(lambda maturity: _may_be(contract, delivery_month, maturity))
    columns = (notes[name] for name in ("row", "coupon", "maturity", "issued", "years", "cusip"))
    for at, (row, coupon, maturity, issued, years, cusip) in enumerate(zip(*columns, strict=True)):
        if not within_term(maturity):
            left_out.append(LeftOut(row, coupon, maturity, "term", 0))
            continue
        found = _candidates(coupon, maturity, issued, years, cusip, settle)
        good = [fits(maturity, each) for each in found]
        known = found[0].years if len({each.years for each in found}) == 1 else 0
        if not found or (any(good) and not all(good)):
            unknown.append(LeftOut(row, coupon, maturity, "unknown" if found else "unsold", known))
        elif not all(good):
            left_out.append(LeftOut(row, coupon, maturity, "original", known))
        elif (day := max(settle, _issue_day(found, issued))) >= delivery:
            left_out.append(LeftOut(row, coupon, maturity, "late", known))
        elif (coupon, maturity) not in taken:  # a second CUSIP with the same coupon and maturity is worth the same
            taken.add((coupon, maturity))
            keep.append(at)
            pays.append(day)
    return notes.iloc[keep].reset_index(drop=True).assign(settle=pays), left_out, unknown


def _unquoted(contract: str, delivery_month: str, settle: date, notes: pd.DataFrame) -> int | None:
    """Count the issues of a contract's basket that are sold and not among the notes."""
    if int(delivery_month[:4]) < FIRST_CALENDAR:
        return None
    sold = [issue.maturity for issue in deliverable_issues(contract, delivery_month) if issue.issued <= settle]
    return max(len(sold) - len(notes), 0)


def _candidates(
    coupon: float, maturity: date, issued: date | None, years: int, cusip: str, settle: date
) -> tuple[Issue, ...]:
    """Return what a note can be: by the Treasury's record, and where that leaves a doubt, by what the reader says.

    A date of issue that is not the record's may be a re-opening's, or misread, so the record goes before it.
    """
    found = issues.candidates(coupon, maturity, cusip, settle)
    if len(found) == 1 and found[0].cusip:
        return found
    if issued:
        same = tuple(each for each in found if abs((each.dated - issued).days) < SAME_ISSUE)
        return same or (Issue(round((maturity - issued).days / 365.25), issued),)
    if years:
        same = tuple(each for each in found if each.years == years)
        return same or (Issue(years, shift_months(maturity, -12 * years)),)
    return found


def _takes(contract: str, delivery_month: str, maturity: date, issue: Issue) -> bool:
    """Whether a contract takes a security."""
    return is_eligible(contract, delivery_month, maturity=maturity, issued=issue.dated, reopened=issue.again)


def _may_be(contract: str, delivery_month: str, maturity: date | None) -> bool:
    """Whether some note of a maturity could be taken; of an unknown maturity, yes."""
    if maturity is None:
        return True
    return any(
        is_eligible(contract, delivery_month, maturity=maturity, issued=shift_months(maturity, -12 * years))
        for years in TERMS
    )


def _issue_day(found: Iterable[Issue], issued: date | None) -> date:
    """Return the first day on which a note can be paid for."""
    found = tuple(found)
    return issued if issued and not any(each.cusip for each in found) else min(map(issues.issue_day, found))
