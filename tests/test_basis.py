"""Gross and net basis, carry, implied repo, the ranking of a basket and its switches."""

import csv
import doctest
import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from basislib.securities import basis, holding, implied, ranking, switches
from basislib.securities.basis import (
    break_even_futures_price,
    carry,
    cheapest_to_deliver,
    converted_prices,
    forward_price,
    gross_basis,
    implied_repo_rate,
    level_basket,
    model_futures_price,
    net_basis,
    prepare_basket,
    rank_deliverables,
    shifted_basket,
    shifted_prices,
    switch_points,
)
from basislib.securities.calendars import shifted
from basislib.securities.contracts import conversion_factor, last_delivery_day
from basislib.securities.notes import accrued_interest, coupon_dates, modified_duration, price_from_yield
from basislib.securities.notes import yield_from_price as yield_of
from basislib.securities.quotes import in_32nds, parse_price

pytestmark = pytest.mark.filterwarnings("error")

DATA = Path(__file__).parents[1] / "data"
PAPER = {"coupon": 4.0, "maturity": date(2030, 5, 31), "settle": date(2025, 12, 15)}
QUOTES = 101 + 6.25 / 32, 109 + 3 / 32, 0.9272
GOOD_FRIDAY, MONDAY = date(2026, 4, 3), date(2026, 4, 6)

# Tuckman and Serrat, Fixed Income Securities, 4th edition, table 11.8: notes deliverable into the ten-year future of
# September 2021 at 131-17+, trade date 14 May 2021, repo 0.015% to 30 September. Gross basis, carry and net basis in
# 32nds. Read in a copy of the chapter.
TUCKMAN_SERRAT = [
    (2.875, date(2028, 5, 15), 0.8338, "110-24 3/4", 34.9, 109.7172, 33.8, 1.1),
    (2.875, date(2028, 8, 15), 0.8286, "110-27", 59.0, 109.7759, 34.2, 24.8),
    (1.250, date(2028, 4, 30), 0.7474, "99-26 1/4", 48.1, 99.3615, 14.7, 33.4),
    (1.250, date(2028, 3, 31), 0.7474, "99-29 1/4", 51.1, 99.4578, 14.6, 36.5),
    (3.125, date(2028, 11, 15), 0.8376, "112-22 1/4", 80.4, 111.5468, 36.8, 43.6),
    (2.625, date(2029, 2, 15), 0.8039, "109-03+", 107.5, 108.1348, 31.2, 76.3),
    (2.375, date(2029, 5, 15), 0.7836, "107-07 1/4", 132.7, 106.3549, 27.9, 104.8),
    (1.625, date(2029, 8, 15), 0.7320, "101-13+", 164.1, 100.8205, 19.2, 144.9),
    (1.750, date(2029, 11, 15), 0.7331, "102-07+", 185.5, 101.5934, 20.5, 165.0),
    (1.500, date(2030, 2, 15), 0.7105, "99-27 1/4", 204.4, 99.2968, 17.8, 186.6),
    (0.625, date(2030, 5, 15), 0.6462, "92-05 1/4", 229.1, 91.9383, 7.2, 221.8),
    (0.625, date(2030, 8, 15), 0.6382, "91-24 3/4", 250.2, 91.5451, 7.3, 242.9),
    (0.875, date(2030, 11, 15), 0.6476, "93-20 1/4", 270.2, 93.3147, 10.2, 260.0),
    (1.125, date(2031, 2, 15), 0.6577, "95-16 1/4", 287.7, 95.0929, 13.3, 274.4),
]

settles = st.dates(date(1990, 1, 1), date(2050, 12, 31))
prices = st.floats(40, 200)
factors = st.floats(0.3, 2)
rates = st.floats(-3, 20)
waits = st.integers(1, 800)  # days to delivery: none to four or five coupons on the way


@st.composite
def holdings(draw):
    """A note, a settlement day and a delivery day before it matures."""
    settle, wait = draw(settles), draw(waits)
    maturity = settle + timedelta(wait + draw(st.integers(1, 11_000)))
    if draw(st.booleans()):
        maturity = (maturity.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)
    days = {"settle": settle, "delivery": settle + timedelta(wait), "maturity": maturity}
    return {"coupon": draw(st.floats(0, 15)), **days}


def financed(price, coupon, maturity, settle, delivery):
    """Money borrowed times time, with every coupon paying the loan down on the day it is paid."""
    full = price + accrued_interest(coupon, maturity, settle)
    paid = [shifted(day, 0, "fedwire") for day in coupon_dates(maturity, settle, delivery)]
    return (full * (delivery - settle).days - sum(coupon / 2 * (delivery - day).days for day in paid)) / 360


def quoted(contract, month):
    """A basket of the data folder: its columns, its dates and its quotes."""
    with open(DATA / "baskets.csv", encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file)
            if (row["contract"], row["delivery_month"]) == (contract, month) and row["clean_price"]
            and "scenario" not in row["source"]  # quoted at another time of the day
        ]  # fmt: skip
    notes = {
        "coupon": [float(row["coupon_pct"]) for row in rows],
        "maturity": [date.fromisoformat(row["maturity"]) for row in rows],
        "clean_price": [float(row["clean_price"]) for row in rows],
    }
    when = {"settle": date.fromisoformat(rows[0]["settle"]), "delivery": last_delivery_day(contract, month)}
    return notes, {**when, "contract": contract, "delivery_month": month}, float(rows[0]["futures_price"])


def the_paper_s_basket():
    """The one note of the March 2026 five-year that the paper quotes."""
    note = {"coupon": [4.0], "maturity": [PAPER["maturity"]], "clean_price": [QUOTES[0]], "conversion_factor": [0.9272]}
    return prepare_basket(note, settle=PAPER["settle"], delivery=MONDAY)


def random_basket(seed, count=8):
    """Notes of a made-up ten-year basket near one yield, each a few basis points off it."""
    draw = random.Random(seed)
    settle, delivery = date(2024, 8, 5), date(2024, 12, 31)
    months = draw.sample(range(0, 38), count)
    maturity = [date(2031 + (5 + k) // 12, (5 + k) % 12 + 1, 28) for k in months]
    coupon = [draw.randrange(4, 72) / 8 for _ in months]
    level = draw.uniform(1, 9)
    price = [
        price_from_yield(level + draw.uniform(-0.1, 0.1), c, m, settle) for c, m in zip(coupon, maturity, strict=True)
    ]
    notes = {"coupon": coupon, "maturity": maturity, "clean_price": price}
    return prepare_basket(notes, settle=settle, delivery=delivery, contract="TY", delivery_month="2024-12")


def test_the_paper_s_screen():
    price, future, factor = QUOTES
    assert in_32nds(gross_basis(price, future, factor)) == pytest.approx(1.3948, abs=1e-9)
    for delivery, irr, net in ((GOOD_FRIDAY, 3.76093102, -0.65730765), (MONDAY, 3.76473532, -0.71378768)):
        note = {**PAPER, "delivery": delivery}
        assert implied_repo_rate(price, future, factor, **note) == pytest.approx(irr, abs=5e-9)
        assert in_32nds(net_basis(price, future, factor, **note, repo_rate=3.694)) == pytest.approx(net, abs=5e-9)


def test_all_135_numbers_of_the_paper_are_those_of_monday():
    with open(DATA / "figure2_implied_repo_grid.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    futures = [name for name in rows[0] if name[0].isdigit()]
    printed = np.array([[float(row[name]) for name in futures] for row in rows])
    cash = parse_price([row["cash_price"] for row in rows])[:, None]
    matches = {}
    for delivery in (MONDAY, GOOD_FRIDAY):
        grid = implied_repo_rate(cash, parse_price(futures), 0.9272, **PAPER, delivery=delivery)
        assert grid.shape == printed.shape == (15, 9)
        matches[delivery] = int(np.sum(np.round(grid, 3) == printed))
    assert matches == {MONDAY: 135, GOOD_FRIDAY: 8}


def test_a_coupon_on_the_way_earns_interest():
    # A note whose half-year is cut so that it has accrued 1.2 and 0.8 of a coupon of 2, 120 days and a coupon after 50
    span = holding.Span(days=120, accrued_settle=1.2, accrued_delivery=0.8, coupons=2.0, coupon_days=2.0 * 70)
    net = 99 - 108 * 0.93 - span.carry(99.0, 4.0)
    assert net == pytest.approx(-1.7195555556, abs=5e-11)
    assert net + 0.04 * span.coupon_days / 360 == pytest.approx(-1.704, abs=1e-12)  # without it: no identity holds
    irr = span.implied(99.0, 108 * 0.93)
    assert net == pytest.approx(-(irr - 4) / 100 * span.financed(99.0), abs=1e-12)


def test_tuckman_and_serrat_s_basket():
    notes = pd.DataFrame(
        {"coupon": c, "maturity": m, "clean_price": parse_price(p)} for c, m, _, p, *_ in TUCKMAN_SERRAT
    )
    future = parse_price("131-17+")
    when = {"settle": date(2021, 5, 17), "delivery": last_delivery_day("TY", "2021-09")}
    table = rank_deliverables(notes, future, repo_rate=0.015, **when, contract="TY", delivery_month="2021-09")
    # The book counts the coupon period of these two from 30 April to 30 October and from 31 March to 1 October; the
    # end-of-month rule makes them 31 October and 30 September.
    theirs, ours = {date(2028, 4, 30): 183, date(2028, 3, 31): 184}, {date(2028, 4, 30): 184, date(2028, 3, 31): 183}
    for coupon, maturity, factor, _, gross, forward, carried, net in TUCKMAN_SERRAT:
        row = table[(table.coupon == coupon) & (table.maturity == maturity)].iloc[0]
        more = coupon / 2 * 136 * (1 / ours[maturity] - 1 / theirs[maturity]) if maturity in ours else 0.0
        assert row.conversion_factor == factor
        assert in_32nds(row.gross_basis) == pytest.approx(gross, abs=0.0501)
        assert row.forward_price + more == pytest.approx(forward, abs=0.000051)
        assert in_32nds(row.carry - more) == pytest.approx(carried, abs=0.0501)
        assert in_32nds(row.net_basis + more) == pytest.approx(net, abs=0.0501)
    assert table.maturity[0] == date(2028, 5, 15)
    assert table.implied_repo_rate[0] == pytest.approx(-0.065, abs=0.0005)  # section 11.10


def test_tuckman_and_serrat_s_forward_prices():
    when = {"settle": date(2021, 5, 17), "delivery": date(2021, 9, 30), "repo_rate": 0.015}
    for price, coupon, maturity, forward in (
        (110.77344, 2.875, date(2028, 5, 15), 109.71721),  # table 11.1
        (95.50781, 1.125, date(2031, 2, 15), 95.09290),  # table 11.2, a coupon on the way
    ):
        assert forward_price(price, coupon=coupon, maturity=maturity, **when) == pytest.approx(forward, abs=1e-5)


def test_the_examples_of_another_library():
    # MathWorks, Financial Instruments Toolbox: bndfutimprepo, bndfutprice, tfutpricebyrepo
    note = {"coupon": 8.75, "maturity": date(2020, 8, 15), "settle": date(2000, 9, 21), "delivery": date(2000, 12, 29)}
    assert implied_repo_rate(129, 98, 1.3136, **note) == pytest.approx(5.84, abs=0.005)
    assert break_even_futures_price(129, 1.3136, **note, repo_rate=6.4) == pytest.approx(98.1516, abs=5e-5)
    when = {"settle": date(2002, 11, 15), "delivery": date(2002, 12, 15), "repo_rate": 2.0}
    assert break_even_futures_price(
        114.416, 1, coupon=6, maturity=date(2009, 8, 15), **when
    ) == pytest.approx(114.1201, abs=5e-5)  # fmt: skip


def test_the_order_of_a_delivery_screen():
    # The bonds are in the file in the order of the Bloomberg screen, highest implied repo first
    notes, when, future = quoted("US", "2023-12")
    table = rank_deliverables(notes, future, repo_rate=5.413, **when)
    assert len(table) == 16
    assert list(table.maturity) == notes["maturity"]
    assert table.is_ctd.tolist() == [True] + 15 * [False]


@pytest.mark.parametrize(("contract", "month"), [("TY", "2019-12"), ("TY", "2024-12"), ("FV", "2025-06")])
def test_below_six_per_cent_the_shortest_notes_are_cheapest(contract, month):
    notes, when, future = quoted(contract, month)
    table = rank_deliverables(notes, future, repo_rate=3.0, **when)
    assert table.maturity[0] <= sorted(notes["maturity"])[1]
    assert table.yield_.max() < 6


def test_the_six_per_cent_line():
    _, when, _ = quoted("TY", "2024-12")
    coupon, maturity = quoted("TY", "2024-12")[0]["coupon"], quoted("TY", "2024-12")[0]["maturity"]
    for level, extreme in ((4, min), (8, max)):
        flat = [price_from_yield(level, c, m, when["settle"]) for c, m in zip(coupon, maturity, strict=True)]
        basket = prepare_basket({"coupon": coupon, "maturity": maturity, "clean_price": flat}, **when)
        duration = [modified_duration(level, c, m, when["settle"]) for c, m in zip(coupon, maturity, strict=True)]
        assert duration[cheapest_to_deliver(basket, repo_rate=4.0)] == extreme(duration)


@settings(deadline=None)
@given(holdings(), prices, prices, factors, rates)
def test_net_basis_is_the_forward_less_the_converted_future(note, price, future, factor, rate):
    full = price + accrued_interest(note["coupon"], note["maturity"], note["settle"])
    days, half = (note["delivery"] - note["settle"]).days, note["coupon"] / 2
    owed = full * (1 + rate / 100 * days / 360)
    for day in coupon_dates(note["maturity"], note["settle"], note["delivery"]):
        owed -= half * (1 + rate / 100 * (note["delivery"] - shifted(day, 0, "fedwire")).days / 360)
    forward = owed - accrued_interest(note["coupon"], note["maturity"], note["delivery"])
    assert forward_price(price, **note, repo_rate=rate) == pytest.approx(forward, abs=1e-10)
    net = net_basis(price, future, factor, **note, repo_rate=rate)
    assert net == pytest.approx(forward - future * factor, abs=1e-10)
    assert net == pytest.approx(gross_basis(price, future, factor) - carry(price, **note, repo_rate=rate), abs=1e-10)


@settings(deadline=None)
@given(holdings(), prices, prices, factors, rates)
def test_net_basis_is_the_implied_repo_s_distance_times_the_money_financed(note, price, future, factor, rate):
    irr = implied_repo_rate(price, future, factor, **note)
    amount = financed(price, **note)
    net = net_basis(price, future, factor, **note, repo_rate=rate)
    assert net == pytest.approx(-(irr - rate) / 100 * amount, abs=1e-9)


@settings(deadline=None)
@given(holdings(), prices, factors, rates)
def test_at_the_break_even_price_the_implied_repo_is_the_repo(note, price, factor, rate):
    future = break_even_futures_price(price, factor, **note, repo_rate=rate)
    assume(0 < future <= 1000)
    assert implied_repo_rate(price, future, factor, **note) == pytest.approx(rate, abs=1e-7)


def test_a_grid_is_its_cells_one_by_one():
    note = {**PAPER, "delivery": MONDAY}
    cash, future = 101 + np.arange(4)[:, None] / 32, 109 + np.arange(3) / 32
    rate, coupon = np.array([3.0, 4.0, 5.0]), np.array([3.0, 3.5, 4.0])
    grids = {
        "irr": implied_repo_rate(cash, future, 0.9272, **note),
        "net": net_basis(cash, future, 0.9272, **{**note, "coupon": coupon}, repo_rate=rate),
        "carry": carry(cash, **note, repo_rate=rate),
    }
    for i in range(4):
        for j in range(3):
            one, other = float(cash[i, 0]), float(future[j])
            assert grids["irr"][i, j] == implied_repo_rate(one, other, 0.9272, **note)
            assert grids["net"][i, j] == net_basis(
                one, other, 0.9272, **{**note, "coupon": coupon[j]}, repo_rate=rate[j]
            )
            assert grids["carry"][i, j] == carry(one, **note, repo_rate=rate[j])
    assert type(implied_repo_rate(101, 109, 0.9272, **note)) is float


# Baskets


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.floats(-400, 400), st.floats(-100, 100), st.floats(0, 8))
def test_a_shifted_basket_is_its_notes_one_by_one(seed, level, slope, rate):
    basket = random_basket(seed)
    clean = shifted_prices(basket, level, slope)
    converted = converted_prices(basket, level, slope, repo_rate=rate)
    ages = [day.toordinal() for day in basket.maturity]
    for k, maturity in enumerate(basket.maturity):
        note = basket.coupon[k], maturity, basket.settle
        assert basket.yield_[k] == pytest.approx(yield_of(basket.clean_price[k], *note), abs=1e-11)
        share = (ages[k] - min(ages)) / (max(ages) - min(ages)) - 0.5
        moved = basket.yield_[k] + (level + slope * share) / 100
        assert clean[k] == pytest.approx(price_from_yield(moved, *note), abs=1e-10)
        forward = forward_price(
            clean[k], coupon=note[0], maturity=maturity, settle=basket.settle, delivery=basket.delivery, repo_rate=rate
        )
        assert converted[k] == pytest.approx(forward / basket.conversion_factor[k], abs=1e-10)
    assert cheapest_to_deliver(basket, level, slope, repo_rate=rate) == int(np.argmin(converted))


def test_a_basket_after_a_shift_is_what_prepare_basket_makes_of_its_prices():
    basket = random_basket(5)
    for after, yields in (
        (shifted_basket(basket, 80, -30), basket.yield_ + (80 - 30 * basket.tilt) / 100),
        (level_basket(basket), basket.yield_.mean()),
        (level_basket(basket, 6), 6),
    ):
        columns = {name: getattr(after, name) for name in ("coupon", "maturity", "clean_price", "conversion_factor")}
        again = prepare_basket(columns, settle=basket.settle, delivery=basket.delivery)
        assert again.yield_ == pytest.approx(after.yield_, abs=1e-9)
        assert after.yield_ == pytest.approx(yields, abs=1e-12)
    assert shifted_basket(basket, 80, -30).clean_price.tolist() == shifted_prices(basket, 80, -30).tolist()


def test_shifts_broadcast_with_notes_last():
    basket = random_basket(3)
    level, slope = np.linspace(-200, 200, 5)[:, None, None], np.linspace(-30, 30, 3)[:, None]
    rate = np.array([2.0, 5.0])
    whole = converted_prices(basket, level, slope, repo_rate=rate)
    assert whole.shape == (5, 3, 2, len(basket))
    switch_map = cheapest_to_deliver(basket, level, slope, repo_rate=rate)
    model = model_futures_price(basket, 110, level, slope, repo_rate=rate)
    for at in np.ndindex(5, 3, 2):
        one = level[at[0], 0, 0], slope[at[1], 0]
        kwargs = {"repo_rate": rate[at[2]]}
        assert np.array_equal(whole[at], converted_prices(basket, *one, **kwargs))
        assert switch_map[at] == cheapest_to_deliver(basket, *one, **kwargs)
        assert model[at] == pytest.approx(model_futures_price(basket, 110, *one, **kwargs), abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.floats(0, 8), st.sampled_from(["level", "slope"]), st.floats(-50, 50))
def test_every_switch_is_found(seed, rate, along, other):
    basket = random_basket(seed)
    low, high = (-500.0, 500.0) if along == "level" else (-150.0, 150.0)
    table = switch_points(basket, repo_rate=rate, low_bp=low, high_bp=high, along=along, other_bp=other)

    def best(shift):
        return cheapest_to_deliver(basket, *((shift, other) if along == "level" else (other, shift)), repo_rate=rate)

    def converted(shift):
        return converted_prices(basket, *((shift, other) if along == "level" else (other, shift)), repo_rate=rate)

    for row in table.itertuples():
        here = converted(row.shift_bp)
        assert here[row.from_note] == pytest.approx(here[row.to_note], abs=1e-10)
        assert row.converted_price == pytest.approx(here.min(), abs=1e-10)
        assert row.from_note != row.to_note
        assert (row.from_maturity, row.to_maturity) == (basket.maturity[row.from_note], basket.maturity[row.to_note])
    # between two switches one note is cheapest at every point of a fine grid
    edges = [low, *table.shift_bp, high]
    order = [*table.from_note, *table.to_note[-1:]] if len(table) else [best((low + high) / 2)]
    assert order[1:] == list(table.to_note)
    for note, left, right in zip(order, edges[:-1], edges[1:], strict=True):
        inside = np.linspace(left, right, 400)[1:-1]
        assert right - left < 1e-3 or (best(inside) == note).all()


def test_a_switch_is_a_root_to_ten_digits():
    notes, when, _ = quoted("US", "2023-12")
    basket = prepare_basket(notes, **when)
    table = switch_points(basket, repo_rate=5.413, low_bp=-400, high_bp=600)
    assert len(table) >= 3
    for row in table.itertuples():
        before, after = row.shift_bp - 1e-9, row.shift_bp + 1e-9
        assert cheapest_to_deliver(basket, before, repo_rate=5.413) == row.from_note
        assert cheapest_to_deliver(basket, after, repo_rate=5.413) == row.to_note


def test_a_note_that_is_cheapest_in_a_sliver_is_not_missed():
    notes, when, _ = quoted("US", "2023-12")
    basket = prepare_basket(notes, **when)
    first = switch_points(basket, repo_rate=5.413).iloc[0]
    rows = [int(first.from_note), int(first.to_note)]
    ends = sorted([first.from_maturity, first.to_maturity])
    between = next(k for k, day in enumerate(notes["maturity"]) if k not in rows and ends[0] < day < ends[1])
    # make that note cost a millionth less than the other two where they meet
    kept = {name: [column[k] for k in (*rows, between)] for name, column in notes.items()}
    for _ in range(20):  # its yield moves with its price, so a few steps are needed
        three = prepare_basket(kept, **when)
        here = converted_prices(three, first.shift_bp, repo_rate=5.413)
        gap = here[2] - here[0] + 1e-6
        kept["clean_price"][2] -= gap * three.conversion_factor[2] * 0.9
    table = switch_points(prepare_basket(kept, **when), repo_rate=5.413, low_bp=-50, high_bp=50)
    assert list(table.from_note) + [int(table.to_note.iloc[-1])] == [0, 2, 1]
    width = table.shift_bp.iloc[1] - table.shift_bp.iloc[0]
    assert 0 < width < 0.01
    grid = np.arange(-50, 50.5, 0.5)
    assert 2 not in cheapest_to_deliver(prepare_basket(kept, **when), grid, repo_rate=5.413)


def test_a_dip_between_two_ends_with_the_same_cheapest_note_is_not_missed():
    # a more convex note of the same duration: its price over the other's has one minimum, and the factor makes it dip
    settle, delivery = date(2024, 8, 5), date(2024, 12, 31)
    coupon, maturity = [0.0, 12.0], [date(2031, 6, 30), date(2034, 2, 15)]
    price = [price_from_yield(4, c, m, settle) for c, m in zip(coupon, maturity, strict=True)]
    notes = {"coupon": coupon, "maturity": maturity, "clean_price": price, "conversion_factor": [1.0, 1.0]}
    low, high = -300.0, 300.0
    for _ in range(12):
        shifts = np.linspace(low, high, 201)
        pair = converted_prices(prepare_basket(notes, settle=settle, delivery=delivery), shifts, repo_rate=4.0)
        ratio = pair[:, 1] / pair[:, 0]
        deepest = shifts[ratio.argmin()]
        low, high = deepest - (high - low) / 8, deepest + (high - low) / 8
    notes["conversion_factor"] = [1.0, ratio.min() * (1 + 1e-10)]
    basket = prepare_basket(notes, settle=settle, delivery=delivery)
    table = switch_points(basket, repo_rate=4.0)
    assert list(table.to_note) == [1, 0]
    assert 0.01 < table.shift_bp[1] - table.shift_bp[0] < 1
    assert table.shift_bp.mean() == pytest.approx(deepest, abs=0.1)
    assert not cheapest_to_deliver(basket, np.arange(-300.5, 300), repo_rate=4.0).any()  # a grid sees nothing
    for depth in (0.0, -1e-10):  # touching, up to rounding, is no switch
        notes["conversion_factor"] = [1.0, ratio.min() * (1 + depth)]
        assert len(switch_points(prepare_basket(notes, settle=settle, delivery=delivery), repo_rate=4.0)) == 0


def test_one_note_never_switches():
    basket = the_paper_s_basket()
    table = switch_points(basket, repo_rate=3.694)
    assert len(table) == 0
    assert {"shift_bp", "from_note", "to_maturity"} <= set(table.columns)
    ranked = rank_deliverables(basket, QUOTES[1], repo_rate=3.694)
    assert ranked.implied_repo_rate.item() == pytest.approx(3.76473532, abs=5e-9)


def test_a_model_price_without_the_switch():
    notes, when, future = quoted("US", "2023-12")
    basket = prepare_basket(notes, **when)
    today = cheapest_to_deliver(basket, repo_rate=5.413)
    shifts = np.linspace(-100, 100, 41)
    with_, without = (model_futures_price(basket, future, shifts, repo_rate=5.413, note=n) for n in (None, today))
    assert with_[20] == pytest.approx(future, abs=1e-12)
    assert without[20] == pytest.approx(future, abs=1e-12)
    for note in range(len(basket)):
        assert model_futures_price(basket, future, repo_rate=5.413, note=note) == pytest.approx(future, abs=1e-12)
    assert (with_ <= without + 1e-12).all()  # a choice of the short's can only lower the price
    assert with_[-1] < without[-1] - 0.1
    assert (np.diff(with_) < 0).all()


# Refusals

NOTE = {**PAPER, "delivery": MONDAY}
FRAME = {"coupon": [4.0, 4.25], "maturity": [date(2030, 5, 31), date(2030, 6, 30)], "clean_price": [101.0, 102.0]}
TWINS = {"coupon": [4.0, 4.0 + 1e-14], "maturity": 2 * [date(2030, 5, 31)], "clean_price": [101.0, 101.0]}
WHEN = {"settle": PAPER["settle"], "delivery": MONDAY, "contract": "FV", "delivery_month": "2026-03"}


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: gross_basis(0, 109, 0.9), "clean price is 0 points per 100 face; it must be above 0 points"),
        (lambda: gross_basis(101, float("nan"), 0.9), "futures price is nan points per 100 face; it must be a finite"),
        (lambda: gross_basis(101, 109, 0), "conversion factor is 0; it must be above 0"),
        (lambda: carry(101, **NOTE, repo_rate="x"), "repo rate is 'x', which is not a number"),
        (lambda: carry(101, **NOTE, repo_rate=float("inf")), "repo rate is inf% a year; it must be a finite number"),
        (lambda: carry(101, **{**NOTE, "coupon": -1}, repo_rate=4), "coupon is -1% a year; it must be at least 0%"),
        (
            lambda: implied_repo_rate(101, 109, 0.9, **{**NOTE, "delivery": PAPER["settle"]}),
            "delivery date is 2025-12-15; it must be after the settlement date, 2025-12-15",
        ),
        (
            lambda: forward_price(101, **{**NOTE, "delivery": PAPER["maturity"]}, repo_rate=4),
            "delivery date is 2030-05-31; it must be before the maturity, 2030-05-31",
        ),
        (lambda: carry(101, **{**NOTE, "settle": "now"}, repo_rate=4), "settlement date is 'now'; it must be a date"),
        (
            lambda: implied_repo_rate(1, 109, 0.9, **{**NOTE, "coupon": 90, "delivery": date(2029, 6, 5)}),
            "clean price is so low that the coupons repay it before delivery",
        ),
        (lambda: prepare_basket({"coupon": [4]}, **WHEN), "the basket has no column clean_price"),
        (lambda: prepare_basket({**FRAME, "coupon": []}, **WHEN), "the basket is empty"),
        (
            lambda: prepare_basket({**FRAME, "clean_price": [101, float("nan")]}, **WHEN),
            "clean price is nan points per 100 face; it must be a finite number",
        ),
        (
            lambda: prepare_basket(FRAME, settle=WHEN["settle"], delivery=MONDAY),
            "the basket has no column conversion_factor; name contract and delivery_month",
        ),
        (
            lambda: prepare_basket({name: 2 * column[:1] for name, column in FRAME.items()}, **WHEN),
            "the 4% note of 2030-05-31 is in the basket twice",
        ),
        (
            lambda: prepare_basket({**FRAME, "maturity": [date(2026, 9, 30), date(2030, 6, 30)]}, **WHEN),
            "maturity is 2026-09-30; it must be more than six months after delivery",
        ),
        (
            lambda: rank_deliverables(FRAME, 109, repo_rate=4, contract="FV", delivery_month="2026-03"),
            "settlement date is None; it must be a date",
        ),
        (lambda: rank_deliverables(FRAME, [109, 110], repo_rate=4, **WHEN), "futures price holds 2 values; this needs"),
        (
            lambda: rank_deliverables(prepare_basket(FRAME, **WHEN), 109, repo_rate=4, delivery=GOOD_FRIDAY),
            "delivery is 2026-04-03; the basket was prepared for 2026-04-06",
        ),
        (lambda: shifted_prices(prepare_basket(FRAME, **WHEN), 1e5), "yield shift is 100000 bp; it must be at"),
        (lambda: shifted_prices(prepare_basket(FRAME, **WHEN), [0, -9999], 2000), "yield after the shift is -106"),
        (
            lambda: switch_points(prepare_basket(TWINS, **WHEN), repo_rate=4),
            "two notes of the basket cost the same everywhere",
        ),
        (
            lambda: switch_points(prepare_basket(FRAME, **WHEN), repo_rate=4, low_bp=5, high_bp=5),
            "lowest shift is 5 bp; it must be below the highest, 5 bp",
        ),
        (
            lambda: switch_points(prepare_basket(FRAME, **WHEN), repo_rate=4, along="twist"),
            "along is 'twist'; it must be 'level' or 'slope'",
        ),
        (
            lambda: model_futures_price(prepare_basket(FRAME, **WHEN), 109, repo_rate=4, note=2),
            "note is 2; it must be at most 1",
        ),
        (
            lambda: model_futures_price(prepare_basket(FRAME, **WHEN), 109, repo_rate=4, note=0.5),
            "note is 0.5; it must be a position in the basket, 0 to 1",
        ),
    ],
)
def test_refusals_are_sentences(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")


def test_timestamps_and_factors_of_its_own_are_welcome():
    frame = pd.DataFrame({**FRAME, "maturity": pd.to_datetime(FRAME["maturity"])})
    basket = prepare_basket(frame, **WHEN)
    assert basket.maturity == tuple(FRAME["maturity"])
    assert basket.conversion_factor[0] == conversion_factor("FV", "2026-03", coupon=4.0, maturity=date(2030, 5, 31))
    own = prepare_basket(frame.assign(conversion_factor=1.0), **WHEN)
    assert own.conversion_factor.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("module", [holding, implied])
def test_examples_in_the_docstrings(module):
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed


def test_one_place_has_all_public_names():
    assert basis.net_basis is implied.net_basis and basis.switch_points is switches.switch_points
    assert basis.rank_deliverables is ranking.rank_deliverables
    assert all(getattr(basis, name) for name in basis.__all__)
