"""Implied repo and cheapest to deliver: ours against QuantLib in the same run; and how a reader's own quotes grow."""

import time
import timeit
import tracemalloc
from datetime import date

import numpy as np
import QuantLib

from basislib.record.own_basket import rank_own
from basislib.securities.basis import converted_prices, implied_repo_rate, prepare_basket

SETTLE, DELIVERY = date(2025, 12, 15), date(2026, 4, 6)
MATURITY, FACTOR, COUPON = date(2030, 5, 31), 0.9272, 4.0
NOTES = 101 + np.arange(2.75, 10, 0.5) / 32
FUTURES = 109 + np.arange(1, 5.5, 0.5) / 32
REPO, SHIFTS = 5.4, 200
PASTED = (100, 1_000, 10_000, 40_000)  # rows


def best(call, least=0.2):
    """Return the seconds of the fastest of several runs of a call."""
    timer = timeit.Timer(call)
    number = max(1, int(least / 5 / max(timer.timeit(1), 1e-9)))
    return min(timer.repeat(5, number)) / number


def library_date(day):
    """Return a date as QuantLib writes it."""
    return QuantLib.Date(day.day, day.month, day.year)


def library_coupons(note, start, end):
    """Return a note's coupons between two dates and the days they have lain at the end, paid when the Fed is open."""
    calendar = QuantLib.UnitedStates(QuantLib.UnitedStates.FederalReserve)
    due = [flow for flow in note.cashflows() if start < flow.date() <= end]
    return [(flow.amount(), end - calendar.adjust(flow.date(), QuantLib.Following)) for flow in due]


def library_note(coupon, maturity, issued):
    """Return a Treasury note and its day count in QuantLib."""
    schedule = QuantLib.Schedule(
        library_date(issued),
        library_date(maturity),
        QuantLib.Period(QuantLib.Semiannual),
        QuantLib.NullCalendar(),
        QuantLib.Unadjusted,
        QuantLib.Unadjusted,
        QuantLib.DateGeneration.Backward,
        True,
    )
    count = QuantLib.ActualActual(QuantLib.ActualActual.ISMA, schedule)
    return QuantLib.FixedRateBond(0, 100.0, schedule, [coupon / 100], count), count


def library_grid():
    """Return the paper's grid of implied repo rates, cell by cell from QuantLib's accrued interest and coupons."""
    note, _ = library_note(COUPON, MATURITY, date(2025, 5, 31))
    start, end = library_date(SETTLE), library_date(DELIVERY)
    QuantLib.Settings.instance().evaluationDate = start

    def cell(price, future):
        before, after = note.accruedAmount(start), note.accruedAmount(end)
        paid = library_coupons(note, start, end)
        financed = (price + before) * (end - start) / 360 - sum(amount * days for amount, days in paid) / 360
        received = future * FACTOR + after + sum(amount for amount, _ in paid)
        return 100 * (received - price - before) / financed

    return np.array([[cell(price, future) for future in FUTURES] for price in NOTES])


def our_grid():
    """Return the same grid in one call."""
    return implied_repo_rate(
        NOTES[:, None], FUTURES, FACTOR, coupon=COUPON, maturity=MATURITY, settle=SETTLE, delivery=DELIVERY
    )


def some_basket(size):
    """Return a basket of made-up deliverable bonds, three months apart."""
    random = np.random.default_rng(size)
    months = [(2041 + k // 4, (2, 5, 8, 11)[k % 4]) for k in range(size)]
    notes = {
        "coupon": np.round(random.uniform(2, 5, size) * 8) / 8,
        "clean_price": random.uniform(80, 100, size),
        "maturity": [date(year, month, 15) for year, month in months],
    }
    return prepare_basket(notes, settle=SETTLE, delivery=DELIVERY, contract="US", delivery_month="2026-03")


def library_scan(basket, shifts):
    """Return converted forward prices after yield shifts, bond by bond and shift by shift, from QuantLib."""
    start, end = library_date(SETTLE), library_date(DELIVERY)
    QuantLib.Settings.instance().evaluationDate = start
    growth, found = 1 + REPO / 100 * (end - start) / 360, []
    for at, maturity in enumerate(basket.maturity):
        note, count = library_note(basket.coupon[at], maturity, date(maturity.year - 35, maturity.month, 15))
        before, after = note.accruedAmount(start), note.accruedAmount(end)
        later = sum(amount * (1 + REPO / 100 * days / 360) for amount, days in library_coupons(note, start, end))
        prices = [
            QuantLib.BondFunctions.cleanPrice(
                note, basket.yield_[at] / 100 + shift / 10_000, count, QuantLib.Compounded, QuantLib.Semiannual, start
            )
            for shift in shifts
        ]
        found.append([((price + before) * growth - later - after) / basket.conversion_factor[at] for price in prices])
    return np.array(found).T


def pasted(count):
    """Return a table as a reader pastes it, every row another note: bids and asks, issue dates, and some slips."""
    rows = ["Security,Coupon,Maturity,Bid,Ask,Issued"]
    for k in range(count):
        year, month, day = 2026 + k % 31, 1 + k % 12, (15, 28)[k % 2]
        coupon, points = f"{k // 372 % 160 / 8 + k // 59_520 / 1000:g}", 80 + k % 40
        issued = f"{month}/{day}/{year - 10 if k % 97 else 'soon'}"
        rows.append(f"T,{coupon},{month}/{day}/{year},{points}-{k % 32:02d}+,{points}-{k % 32:02d}.75,{issued}")
    return "\n".join(rows)


def read_pasted(text):
    """Read a table and rank what can be delivered."""
    return rank_own(text, "FV", "2026-03", settle=SETTLE, delivery=DELIVERY, futures_price="109-03", repo_rate=REPO)


def print_reading():
    """Print how long own quotes take as their rows grow, and the memory they need at most."""
    print(
        "\n| own quotes, rows | s | rows a second | time a row, against the first line | most memory, MB |\n"
        + "|---" * 5
        + "|"
    )
    read_pasted(pasted(PASTED[0]))  # the tables and the calendars are made ready once
    first = None
    for count in PASTED:
        text, runs = pasted(count), max(1, 2_000 // count)
        start = time.process_time()
        for _ in range(runs):
            read_pasted(text)
        taken = (time.process_time() - start) / runs
        first = first or taken / count
        tracemalloc.start()
        read_pasted(text)
        most = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(
            f"| {count:,} | {taken:.3f} | {count / taken:,.0f} | {taken / count / first:.2f} | {most:.0f} |", flush=True
        )


def print_row(what, ours, theirs, gap=None):
    """Print one comparison."""
    print(
        f"| {what} | {1000 * ours:.3f} | {1000 * theirs:.1f} | {theirs / ours:.0f} "
        f"| {'' if gap is None else f'{gap:.0e}'} |",
        flush=True,
    )


def print_tables():
    """Print both comparisons, how the cost of a scan grows, and how that of reading own quotes does."""
    print("\n| at the same work | ours, ms | QuantLib, ms | ratio | largest difference |\n" + "|---" * 5 + "|")
    print_row(
        "implied repo, 15 × 9 prices", best(our_grid), best(library_grid), np.abs(our_grid() - library_grid()).max()
    )
    for size, count in ((30, SHIFTS), (30, 20 * SHIFTS), (60, SHIFTS)):
        basket, shifts = some_basket(size), np.linspace(-100, 100, count)
        ours = best(lambda basket=basket, shifts=shifts: converted_prices(basket, shifts, repo_rate=REPO).argsort())
        theirs = best(lambda basket=basket, shifts=shifts: library_scan(basket, shifts).argsort())
        gap = np.abs(converted_prices(basket, shifts, repo_rate=REPO) - library_scan(basket, shifts)).max()
        print_row(f"ranking of {size} notes × {count} shifts", ours, theirs, gap)
    print_reading()
