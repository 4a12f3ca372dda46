"""The hedge before and after a move: right, and short of cash."""

import pytest

from basislib.scenes import hedge_change as scene


def test_november_2023():
    hedge = scene.case()
    assert (hedge.held, hedge.now) == ("3⅞% May 2043", "4½% Aug 2039")
    assert hedge.gain == pytest.approx(419_798, abs=1) and hedge.short == pytest.approx(4_083_382, abs=1)
    assert hedge.plan.contracts_to_sell == pytest.approx(138.9441, abs=5e-5)
    assert (hedge.start_dv01, hedge.end_dv01) == pytest.approx((139.4971, 129.6060), abs=5e-5)


def test_what_is_short_is_what_is_due_less_what_is_free():
    hedge = scene.case()
    due = hedge.cash.variation_margin + hedge.cash.initial_margin + hedge.cash.haircut
    assert hedge.short == pytest.approx(due - hedge.lent - hedge.cash.free_cash)
    assert hedge.gain == pytest.approx(hedge.rise - hedge.cash.variation_margin)


def test_lenders_give_back_the_rise_less_the_haircut_in_time_or_a_day_late():
    late, half, soon = (scene.case(late=share) for share in (100.0, 50.0, 0.0))
    assert (late.lent, soon.lent) == pytest.approx((0, 0.99 * soon.rise))
    assert (late.tomorrow, half.tomorrow, soon.tomorrow) == pytest.approx((0.99 * late.rise, 0.495 * late.rise, 0))
    assert soon.short == 0 and soon.gain == late.gain
    assert soon.needed == pytest.approx(soon.cash.total - 0.99 * soon.rise)


def test_in_a_fall_lenders_do_not_wait():
    each = [scene.case(start=0, end=scene.OCTOBER, late=share) for share in (0.0, 100.0)]
    assert each[0].lent == each[1].lent == pytest.approx(0.99 * each[0].rise) and each[0].lent < 0


def test_the_haircut_is_the_third_drain():
    swap = scene.case(way="notes")
    assert swap.cash.initial_margin == pytest.approx(0, abs=1e-6)
    assert swap.cash.haircut == pytest.approx(0.01 * swap.plan.added_value)


def test_no_move_takes_no_cash():
    still = scene.case(start=20, end=20)
    assert (still.needed, still.gain, still.short) == pytest.approx((0, 0, 0), abs=1e-6)
    assert still.held == still.now and still.start_dv01 == still.end_dv01


def test_the_hedge_jumps_and_the_implied_repo_does_not():
    jump = scene.at_switch("us", 2)
    assert jump.names == ("4¼% Nov 2040", "4% Nov 2042") and jump.shift == pytest.approx(30.4616, abs=5e-5)
    assert jump.dv01[1] - jump.dv01[0] > 9
    assert abs(jump.implied_repo[1] - jump.implied_repo[0]) < 0.2  # to the first day: nine days make much of little
