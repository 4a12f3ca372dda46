"""Who holds what in the talk's trade, step by step, and what the picture calls it."""

from itertools import product

import pytest

from basislib.figures.t_accounts import ITEMS, MOVES, PARTIES, PIECES, SLIM, TITLES, WIDE, moves
from basislib.scenes.t_accounts import STEPS, compute, table

USUAL = {"leverage": 30, "haircut": 1.0, "initial_margin": 1.05, "repo_rate": 4.0}
ALL = [
    (step, side, excess, move)
    for step, side, excess, move in product(STEPS, ("long", "short"), ("same_day", "next_day"), (-3.0, 0.0, 1.0))
]


@pytest.fixture(params=ALL, ids=str, scope="module")
def scene(request):
    step, direction, excess, move = request.param
    return compute(step, direction, day_move=move, excess=excess, **USUAL)


def test_cash_adds_up_in_every_step(scene):
    assert sum(scene.net_cash.values()) == pytest.approx(0, abs=1e-9)
    assert sum(scene.cash.values()) == pytest.approx(sum(f.amount for f in scene.step.flows if f.item == "cash"))


def test_the_picture_has_words_for_all_that_it_shows(scene):
    assert scene.step.name in TITLES
    for party in PARTIES:
        sheet = scene.step.sheets[party]
        assert {*sheet.assets, *sheet.liabilities} <= set(ITEMS)
    handed = [
        flow for flow in scene.step.flows if flow.item in (*PIECES, "cash") and {flow.payer, flow.payee} <= set(PARTIES)
    ]
    assert {flow.what for flow in handed} <= set(MOVES)
    assert {(flow.payer, flow.payee) for flow in handed} <= set(moves(scene.step.flows))
    assert {party for pair in moves(scene.step.flows) for party in pair} <= set(PARTIES)


def test_titles_of_the_two_directions():
    titles = {title for pair in TITLES.values() for title in pair}
    assert len(titles) == 11  # start, day and converge read the same


def test_a_rise_of_a_point_costs_cash_and_not_equity():
    before, day = (compute(step, "long", day_move=1.0, excess="same_day", **USUAL) for step in ("third", "day"))
    assert day.cash == pytest.approx(
        {("fund", "clearing house"): 1.0, ("clearing house", "real money"): 1.0, ("lender", "fund"): 0.99}
    )
    assert day.fund.equity == pytest.approx(before.fund.equity) == pytest.approx(100 / 30)
    assert day.leverage == pytest.approx(30)
    assert (before.note_price, day.note_price, day.futures_price) == pytest.approx((100, 101, 101.01))


def test_the_buyer_pays_the_cent_and_the_loan_follows_the_note():
    last = compute("last", "long", day_move=1.0, excess="next_day", **USUAL)
    assert last.buyer_gain == pytest.approx(19.99)
    assert last.is_over and (last.note_price, last.futures_price) == (120, 120)
    # of 3.33 own money 2.05 is locked; 19.99 was due on the future, and the lender gave 19.80 of the note's 20
    assert last.overdraft == 0
    assert last.fund.assets["cash"] == pytest.approx(100 / 30 - 2.05 - 19.99 + 0.99 * 20)
    daily = compute("last", "long", day_move=1.0, excess="same_day", **USUAL)
    assert daily.gain == pytest.approx(last.gain) and daily.interest == pytest.approx(0.33)


def test_the_table_has_every_step():
    scene = compute("start", "short", day_move=1.0, excess="next_day", **USUAL)
    assert list(table(scene)["step"].unique()) == ["start", "repo", "note", "future", "day", "converge", "unwind"]
    assert (scene.number, scene.count, scene.step_before.name) == (1, 7, "start")


def test_both_drawings_have_a_place_for_every_party():
    for places in (WIDE, SLIM):
        assert list(places.boxes) == list(PARTIES)
        for left, bottom, width, height in (*places.boxes.values(), places.bank):
            assert left >= 0 and left + width <= places.width and bottom >= 0 and bottom + height <= places.height
