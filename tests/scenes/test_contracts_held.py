"""The number of futures: the same edge wherever prices go with factor × face, a bet one for one, and the tail."""

import numpy as np
import pytest

from basislib.pages.implied_repo import words
from basislib.scenes.contracts_held import HEDGE, MOVES, compute, locked_in, profits, table
from basislib.scenes.quote_to_edge import case


def test_factor_times_face_is_the_edge_of_the_first_picture():
    assert HEDGE == 92.72
    assert locked_in() == pytest.approx(case().cents) == pytest.approx(2.054, abs=1e-3)
    assert profits(HEDGE) == pytest.approx(np.full(MOVES.size, case().cents), abs=1e-9)


def test_one_for_one():
    low, high = compute(100.0, -5.0), compute(100.0, 5.0)
    assert (low.profit, high.profit) == pytest.approx((38.454, -34.346), abs=1e-3)
    assert (low.bet, low.tail) == pytest.approx((36.4, 0))
    assert "earns 38 cents" in words.contracts_seen() and "loses 34" in words.contracts_seen()


def test_a_tail_left_open_is_the_reader_s_risk():
    traded, left = compute(after=1.0), compute(tail="open", after=1.0)
    assert (traded.open_tail, left.open_tail) == pytest.approx((0, 7.28))
    assert left.profit - traded.profit == pytest.approx(7.28)
    assert "927 contracts at the start and 73 on the last day" in words.last_day()
    assert "31 March" in words.last_day()


@pytest.mark.parametrize(
    ("settings", "said"),
    (
        ({}, ("factor × face", "7.28 more are sold")),
        ({"contracts": 100.0, "move": 5.0}, ("loses **34.35 cents**", "7.28 futures too many", "nothing to do")),
        ({"contracts": 105.0}, ("5.00 are bought back",)),
        ({"contracts": 88.0, "move": -5.0}, ("4.72 futures too few", "−23.60 cents")),
        ({"tail": "open", "after": -1.0}, ("7.28 futures were not traded", "−7.28 cents")),
    ),
)
def test_what_is_said(settings, said):
    text = words.contracts(compute(**settings)).text
    assert all(part in text for part in said), text


def test_the_table_is_the_picture():
    scene = compute(95.0, 2.0, "open", 1.0)
    found = table(scene)
    assert np.interp(2.0, found["futures_move_points"], found["profit_cents"]) == pytest.approx(scene.profit)
