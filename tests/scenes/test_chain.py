"""The chain of page 00: a calm day and a bad one."""

import pytest

from basislib.fund.margin import initial_margin
from basislib.scenes.chain import FEEDS, HIGH, LOW, RISE, compute


def test_lenders_give_back_all_but_the_haircut_on_the_gain():
    chain = compute(30, 1.0, 4.0)
    assert chain.futures_loss == pytest.approx(0.30)
    assert chain.lent_more == pytest.approx(0.99 * 0.30)


def test_the_higher_margin_is_the_larger_call():
    chain = compute()
    moved = 1e4 * RISE / 4.5  # bp of yield
    after = initial_margin((0.94 * 25 + 0.06 * moved**2) ** 0.5, 4.5)
    assert chain.more_margin == pytest.approx(30 * (after - initial_margin(5, 4.5)))
    assert chain.more_margin > 10 * (chain.futures_loss - chain.lent_more)
    assert chain.need == pytest.approx(chain.more_margin + chain.futures_loss - chain.lent_more)


def test_the_presets_are_what_their_names_say():
    low, high, feeds = compute(LOW), compute(HIGH), compute(**FEEDS)
    assert low.short == 0 and low.sale == 0
    assert high.short > 0 and high.spiral_number < 1
    assert feeds.short > 0 and feeds.spiral_number > 1 and feeds.sale > feeds.notes / 2


def test_the_margin_that_the_buffer_lasts_for():
    chain = compute()
    assert chain.margin_at_most == pytest.approx(100 * (1 / 30 - 0.01))


def test_the_cent():
    assert compute().edge_cents == pytest.approx(1) and compute().return_on_own_money == pytest.approx(0.30)
    assert compute(repo_rate=4.04).edge_cents == pytest.approx(0, abs=1e-9)
