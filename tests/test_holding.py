"""A note held on repo: coupons on closed days, odd first coupons, arrays of dates, and another library's forwards."""

from datetime import date, timedelta

import numpy as np
import pytest
import QuantLib as ql

from basislib.securities.calendars import business_days, is_business_day
from basislib.securities.holding import as_days, carry, coupon_day, forward_price, periods, span
from basislib.securities.implied import gross_basis, implied_repo_rate, net_basis
from basislib.securities.notes import accrued_interest, coupon_dates, coupon_period

pytestmark = pytest.mark.filterwarnings("error")

LATE = {"coupon": 4.75, "maturity": date(2041, 2, 15), "settle": date(2026, 8, 13), "delivery": date(2026, 9, 1)}
ODD = {"coupon": 4.0, "maturity": date(2031, 8, 15), "settle": date(2026, 6, 10), "delivery": date(2026, 9, 30)}
SIZE = 3000


def test_a_coupon_on_a_saturday_is_paid_on_monday():
    assert not is_business_day(date(2026, 8, 15), "fedwire")
    held = span(**LATE)
    assert (held.coupons, held.coupon_days) == (2.375, 2.375 * 15)  # from the 17th, not the 15th
    received = 100 + 0.036536 * held.financed(100.0) - held.income  # so that 3.6536% is earned
    assert held.implied(100.0, received) == pytest.approx(3.6536, abs=1e-10)
    nominal = (100 + 2.375 * 179 / 181) * 19 / 360 - 2.375 * 17 / 360
    assert 100 * (received + held.income - 100) / nominal == pytest.approx(3.6627, abs=5e-5)  # as if paid on Saturday


def test_carry_knows_a_holiday_too():
    # 15 February 2027 is Presidents' Day
    note = {"coupon": 4.0, "maturity": date(2033, 2, 15), "settle": date(2027, 2, 10), "delivery": date(2027, 3, 1)}
    assert span(**note).coupon_days == 2.0 * 13
    paid_in_time = 2.0 * 14
    lost = 0.05 * (paid_in_time - span(**note).coupon_days) / 360
    full = 100 + accrued_interest(4.0, note["maturity"], note["settle"])
    income = accrued_interest(4.0, note["maturity"], note["delivery"]) + 100 + 2 - full
    assert carry(100, **note, repo_rate=5.0) == pytest.approx(
        income - 0.05 * (full * 19 - paid_in_time) / 360 - lost, abs=1e-12
    )


def test_a_short_first_coupon():
    # interest from 15 May: 92 of the 181 days of the period that ends on 15 August, a Saturday
    note = ODD | {"dated": date(2026, 5, 15)}
    held = span(**note)
    assert held.accrued_settle == pytest.approx(2 * 26 / 181, abs=1e-14)
    assert held.coupons == pytest.approx(2 * 92 / 181, abs=1e-14)
    assert held.coupon_days == pytest.approx(held.coupons * 44, abs=1e-12)
    assert held.accrued_delivery == pytest.approx(2 * 46 / 184, abs=1e-14)


def test_a_long_first_coupon():
    # 31 CFR 356, appendix B: a long first period is its fraction of a half-year and a full half-year
    note = ODD | {"dated": date(2025, 12, 15), "settle": date(2026, 1, 20), "first_coupon": date(2026, 8, 15)}
    held = span(**note)
    assert held.coupons == pytest.approx(2 * (62 / 184 + 1), abs=1e-14)
    assert held.accrued_settle == pytest.approx(2 * 36 / 184, abs=1e-14)
    later = span(**(note | {"settle": date(2026, 6, 10)}))
    assert later.accrued_settle == pytest.approx(2 * (62 / 184 + 115 / 181), abs=1e-14)


def test_a_regular_note_has_no_odd_coupon():
    assert vars(span(**ODD, dated=date(2026, 2, 15))) == pytest.approx(vars(span(**ODD)), abs=1e-14)


def test_a_note_accrues_nothing_before_it_is_issued():
    issued = date(2024, 12, 31)
    note = {"coupon": 4.0, "maturity": date(2031, 12, 31), "delivery": date(2025, 3, 31), "dated": issued}
    with pytest.raises(
        ValueError, match="^settlement date is 2024-12-10; the note accrues interest from 2024-12-31 on"
    ):
        carry(101.5, **note, settle=date(2024, 12, 10), repo_rate=4.4)
    assert span(**note, settle=issued).accrued_settle == 0


def test_arrays_of_dates_are_their_notes_one_by_one():
    rng = np.random.default_rng(4)
    settle = np.datetime64("1995-01-01") + rng.integers(0, 20_000, 400)
    delivery = settle + rng.integers(1, 700, 400)
    maturity = delivery + rng.integers(1, 11_000, 400)
    maturity[::3] = maturity[::3].astype("datetime64[M]") + np.timedelta64(1, "M")
    maturity[::3] -= 1  # month ends
    maturity = np.maximum(maturity, delivery + 1)
    coupon = rng.integers(0, 100, 400) / 8
    whole = span(coupon, maturity, settle, delivery)
    left, gone = periods(maturity, settle)
    for at in range(400):
        days = [each[at].astype(object) for each in (maturity, settle, delivery)]
        alone = span(coupon[at], *days)
        for name in vars(alone):
            assert getattr(whole, name)[at] == pytest.approx(getattr(alone, name), abs=1e-12), days
        assert (left[at], gone[at]) == (coupon_period(*days[:2])[0], coupon_period(*days[:2])[2])
        assert alone.accrued_settle == pytest.approx(accrued_interest(coupon[at], *days[:2]), abs=1e-12)
        due = coupon_dates(days[0], days[1], days[2])
        assert alone.coupons == pytest.approx(coupon[at] / 2 * len(due), abs=1e-12)
    assert coupon_day(as_days("maturity", date(2030, 5, 31)), np.arange(3)).tolist() == [
        date(2030, 5, 31), date(2029, 11, 30), date(2029, 5, 31),
    ]  # fmt: skip


# Another library: QuantLib pays its coupons on the Federal Reserve's days as well, and knows odd first coupons


def sample():
    """Return notes with up to three coupons on the way, a third of them odd, and coupons on both end days."""
    rng = np.random.default_rng(20261)
    open_days = business_days("securities")
    maturity = np.datetime64("2003-01-15") + rng.integers(0, 22_000, SIZE)
    at_month_end = rng.random(SIZE) < 0.5
    ends = (maturity.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    middle = maturity.astype("datetime64[M]").astype("datetime64[D]") + 14
    maturity = np.where(at_month_end, ends, middle)
    last = coupon_day(maturity, rng.integers(2, 20, SIZE))  # a coupon day shortly before or after delivery
    delivery = last + rng.integers(-150, 150, SIZE)
    delivery[:600] = last[:600]  # delivery on a coupon day
    delivery = np.busday_offset(delivery, 0, roll="forward", busdaycal=open_days)
    settle = delivery - rng.integers(1, 560, SIZE)
    coupons, _ = periods(maturity, settle)
    settle[600:1200] = coupon_day(maturity, coupons)[600:1200]  # settlement on a coupon day
    settle = np.busday_offset(settle, 0, roll="backward", busdaycal=open_days)
    coupons, _ = periods(maturity, settle)
    before = coupon_day(maturity, coupons)
    dated = coupon_day(maturity, coupons + 1)  # a regular note
    short, long = np.arange(SIZE) % 6 == 1, np.arange(SIZE) % 6 == 4
    gone = (settle - before).astype(int)
    dated = np.where(short, before + (rng.random(SIZE) * gone).astype(int), dated)
    dated = np.where(long, dated + rng.integers(1, 150, SIZE), dated)
    first = coupon_day(maturity, periods(maturity, dated)[0] - 1)
    first = np.where(long, coupon_day(maturity, coupons - 1), first)
    keep = (settle >= dated) & (delivery < maturity) & (periods(maturity, delivery)[0] >= 1) & (first < maturity)
    parts = {"maturity": maturity, "settle": settle, "delivery": delivery, "dated": dated, "first_coupon": first}
    return {name: part[keep] for name, part in parts.items()} | {"coupon": rng.integers(0, 121, SIZE)[keep] / 8}


def ql_date(day):
    return ql.Date(day.day, day.month, day.year)


def ql_note(coupon, maturity, dated, first_coupon):
    """A Treasury note whose coupons are paid on the Federal Reserve's days; accrual is not moved."""
    month_end = (maturity + timedelta(1)).day == 1
    schedule = ql.Schedule(
        ql_date(dated), ql_date(maturity), ql.Period(ql.Semiannual), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted,
        ql.DateGeneration.Backward, month_end, ql_date(first_coupon),
    )  # fmt: skip
    return ql.FixedRateBond(
        0, 100.0, schedule, [coupon / 100], ql.ActualActual(ql.ActualActual.ISMA, schedule), ql.Following, 100.0,
        ql_date(dated), ql.UnitedStates(ql.UnitedStates.FederalReserve),
    )  # fmt: skip


def ql_forward(note, settle, delivery, yield_, rate):
    """Clean price, and clean forward price by QuantLib's bond forward; coupons earn simple interest to delivery."""
    start, end = ql_date(settle), ql_date(delivery)
    ql.Settings.instance().evaluationDate = start
    market = ql.FlatForward(start, yield_ / 100, ql.Actual365Fixed(), ql.Compounded, ql.Semiannual)
    note.setPricingEngine(ql.DiscountingBondEngine(ql.YieldTermStructureHandle(market)))
    days = sorted({start, end, *(flow.date() for flow in note.cashflows() if start < flow.date() <= end)})
    grown = [1 + rate / 100 * (end - day) / 360 for day in days]
    curve = ql.DiscountCurve(days, [one / grown[0] for one in grown], ql.Actual360())
    curve.enableExtrapolation()
    repo = ql.YieldTermStructureHandle(curve)
    forward = ql.BondForward(
        start, end, ql.Position.Long, 0.0, 0, ql.Actual360(), ql.NullCalendar(), ql.Unadjusted, note, repo, repo
    )
    return note.cleanPrice(), forward.cleanForwardPrice()


def ql_implied(note, price, invoice, settle, delivery):
    """The implied repo rate from QuantLib's accrued interest and cash flows."""
    start, end = ql_date(settle), ql_date(delivery)
    paid = [(flow.amount(), end - flow.date()) for flow in note.cashflows() if start < flow.date() <= end]
    full = price + note.accruedAmount(start)
    gain = invoice + note.accruedAmount(end) + sum(amount for amount, _ in paid) - full
    return 100 * gain / (full * (end - start) / 360 - sum(amount * wait for amount, wait in paid) / 360)


def test_quantlib_agrees_on_thousands_of_notes():
    notes = sample()
    size = len(notes["coupon"])
    rng = np.random.default_rng(7)
    yields, rates = rng.uniform(-1, 12, size), rng.uniform(-2, 15, size)
    futures, factors = rng.uniform(80, 140, size), rng.uniform(0.5, 1.5, size)
    theirs = np.empty((3, size))
    for at in range(size):
        one = {name: part[at].astype(object) if part.dtype.kind == "M" else part[at] for name, part in notes.items()}
        days = one["settle"], one["delivery"]
        note = ql_note(one["coupon"], one["maturity"], one["dated"], one["first_coupon"])
        price, forward = ql_forward(note, *days, yields[at], rates[at])
        theirs[:, at] = price, forward, ql_implied(note, price, futures[at] * factors[at], *days)
    price, forward, implied = theirs
    assert np.abs(forward_price(price, **notes, repo_rate=rates) - forward).max() < 1e-8
    assert np.abs(implied_repo_rate(price, futures, factors, **notes) / implied - 1).max() < 1e-8
    ours = net_basis(price, futures, factors, **notes, repo_rate=rates)
    assert np.abs(ours - (forward - futures * factors)).max() < 1e-8
    assert gross_basis(price, futures, factors) == pytest.approx(price - futures * factors, abs=1e-12)
    covered(notes)


def covered(notes):
    """See that the sample has all that it is meant to have."""
    (before, gone), (after, gone_later) = (periods(notes["maturity"], notes[name]) for name in ("settle", "delivery"))
    paid = before - after
    assert [np.sum(paid == count) > 100 for count in range(4)] == [True] * 4
    assert np.sum(gone == 0) > 100 and np.sum(gone_later == 0) > 100  # a coupon on one of the two days
    due = coupon_day(notes["maturity"], before - 1)
    closed = ~np.is_busday(due, busdaycal=business_days("fedwire")) & (due <= notes["delivery"])
    assert closed.sum() > 300
    odd = periods(notes["maturity"], notes["dated"])[1] > 0
    assert np.sum(odd & (notes["first_coupon"] > notes["settle"]) & (notes["first_coupon"] <= notes["delivery"])) > 100


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"first_coupon": date(2026, 9, 1), "dated": date(2026, 5, 15)}, "first coupon is 2026-09-01; it must be a"),
        ({"first_coupon": date(2026, 2, 15), "dated": date(2026, 5, 15)}, "first coupon is 2026-02-15; it must be a"),
        ({"settle": np.array(["NaT"], dtype="datetime64[D]")}, "settlement date is missing."),
        ({"settle": [date(2026, 6, 10), "2026-06-11"]}, "settlement date is '2026-06-11'; it must be a date"),
        (
            {"settle": [date(2026, 6, 10), date(2026, 10, 1)]},
            "delivery date is 2026-09-30; it must be after the settlement date, 2026-10-01.",
        ),
        ({"delivery": date(2031, 8, 15)}, "delivery date is 2031-08-15; it must be before the maturity, 2031-08-15."),
    ],
)
def test_refusals_are_sentences(change, sentence):
    with pytest.raises(ValueError) as refusal:
        forward_price(100, **(ODD | change), repo_rate=4)
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")
