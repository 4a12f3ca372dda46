"""The day of calls and cash."""

import pytest

from basislib.fund.repo import cash_need
from basislib.scenes.day_of_calls import MOVE, THIN, compute, table


def test_the_picture_opens_with_9_march_2020():
    scene = compute()
    assert MOVE == 0.9 and scene.variation == pytest.approx(0.9)
    assert scene.buffer == pytest.approx(100 / 30 - 1 - 1.0485)
    assert scene.next_morning == pytest.approx(scene.buffer - 100 * cash_need(0.009, 0.01))
    assert scene.back == pytest.approx(0.99 * 0.9)
    assert scene.lowest_at == 0 and scene.lowest == pytest.approx(scene.buffer - 0.45)


def test_a_day_late_the_whole_move_is_out_of_pocket_for_a_night():
    scene = compute(late=100)
    assert scene.buffer - scene.next_morning == pytest.approx(0.9)
    assert scene.lowest_at == 2 and scene.left == pytest.approx(compute().left)


def test_the_new_margin_comes_after_a_rise_and_after_a_fall():
    up, down = compute(), compute(move=-MOVE)
    assert up.new_margin == pytest.approx(down.new_margin) and up.new_margin > 0.3
    assert down.next_morning == pytest.approx(down.buffer + 0.01 * 0.9)


def test_a_thin_buffer_is_short_at_noon_and_has_the_money_the_next_morning():
    scene = compute(leverage=THIN)
    assert scene.cash[0] < 0 < scene.cash[2] == scene.cash[3]


def test_after_a_fall_the_lenders_are_paid_an_hour_before_the_future_pays():
    """Fall of 0.9%: half of it at noon, 0.99 of it to the lenders by 08:30, the other half at 09:30; by hand."""
    scene, thin = compute(move=-MOVE), compute(move=-MOVE, leverage=THIN)
    assert scene.cash[:4] - scene.buffer == pytest.approx([0.45, 0.45 - 0.99 * 0.225 * 0.5, 0.45 - 0.891, 0.009])
    assert scene.lowest_at == 2 and scene.lowest == pytest.approx(0.84, abs=0.005)
    assert thin.lowest_at == 2 and thin.lowest == pytest.approx(-0.27, abs=0.005)
    assert thin.cash[3] == pytest.approx(0.18, abs=0.005) and thin.left == pytest.approx(-0.21, abs=0.005)


def test_the_table_is_in_the_order_of_the_hours():
    rows = table(compute(move=-MOVE))
    assert rows["event"].tolist()[2:5] == ["struck anew", "rest of the excess", "evening call"]
    assert rows["cash_after_the_round"].tolist()[2:5] == pytest.approx([0.844, 0.844, 1.294], abs=0.001)
    assert rows[["days_after", "new_york_time"]].apply(tuple, axis=1).is_monotonic_increasing


def test_the_table_says_who_pays_whom_in_the_direction_of_the_move():
    up, down = (table(compute(move=move)).set_index("event") for move in (MOVE, -MOVE))
    assert up.loc["noon call", ["payer", "receiver", "new_york_time"]].tolist() == ["fund", "clearing house", "14:30"]
    assert down.loc["evening call", ["payer", "receiver", "new_york_time"]].tolist() == [
        "clearing house",
        "fund",
        "09:30",
    ]
    assert down.loc["excess", ["payer", "receiver"]].tolist() == ["fund", "term lender"]
    assert down.loc["new margin", ["payer", "receiver"]].tolist() == ["fund", "clearing house"]
    assert (up["amount"] >= 0).all() and up["source"].str.len().min() > 20
