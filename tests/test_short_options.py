"""What the short's choices are worth: closed forms where there are some, lots where there are none."""

import doctest
from dataclasses import replace
from datetime import date
from math import erf, exp, pi, sqrt

import numpy as np
import pytest

from basislib.securities import short_options
from basislib.securities.basis import cheapest_to_deliver, converted_prices, level_basket, switch_points
from basislib.securities.delivery import delivery_days
from basislib.securities.hedges import futures_dv01
from basislib.securities.short_options import choices, end_of_month_option, quality, quality_option, wild_card_option
from tests.test_basis import random_basket, the_paper_s_basket
from tests.test_ranking import ready

pytestmark = pytest.mark.filterwarnings("error")


def bachelier(move, gap):
    """Mean of what is above 0 of a normal number with mean -gap."""
    far = gap / move
    return move * exp(-far * far / 2) / sqrt(2 * pi) - gap * (1 - erf(far / sqrt(2))) / 2


def two_notes():
    """Two bonds of one curve, the longer a little dearer over its factor."""
    basket, _ = ready("US", "2023-12", "last")
    pair = [0, 9]
    arrays = {
        name: each[pair] for name, each in vars(basket).items() if isinstance(each, np.ndarray) and each.ndim == 1
    }
    rows = {
        name: each[:, pair] for name, each in vars(basket).items() if isinstance(each, np.ndarray) and each.ndim == 2
    }
    span = replace(basket.span, **{name: each[:, pair] for name, each in vars(basket.span).items()})
    return replace(basket, **arrays, **rows, span=span, maturity=tuple(basket.maturity[at] for at in pair))


def test_two_notes_are_worth_what_bachelier_says_of_straight_lines():
    pair, rate = two_notes(), 5.41
    prices = converted_prices(pair, repo_rate=rate)
    slopes = [futures_dv01(pair, repo_rate=rate, note=note).repo_held for note in (0, 1)]
    for move in (20.0, 40.0, 80.0):
        expected = bachelier(abs(slopes[1] - slopes[0]) * move, abs(prices[1] - prices[0]))
        assert quality_option(pair, repo_rate=rate, move_bp=move) == pytest.approx(expected, rel=0.11)


def test_many_lots_say_the_same():
    basket, _ = ready("US", "2023-12")
    rate, move = 5.41, 34.0
    lots = np.random.default_rng(11).standard_normal(200_000)
    lots = np.concatenate([lots, -lots]) * move
    prices = converted_prices(basket.on(basket.deliveries[1]), lots, repo_rate=rate)
    now = converted_prices(basket.on(basket.deliveries[1]), repo_rate=rate)
    moved = prices - prices.mean(axis=0) + now
    drawn = now.min() - moved.min(axis=1).mean()
    error = 3 * moved.min(axis=1).std() / sqrt(lots.size) / 20  # most of it is common to all notes
    value = quality_option(basket.on(basket.deliveries[1]), repo_rate=rate, move_bp=move)
    assert value == pytest.approx(drawn, abs=max(error, 1e-3))


def test_one_note_leaves_no_choice():
    paper = the_paper_s_basket()
    assert quality_option(paper, repo_rate=3.694, move_bp=60.0) == pytest.approx(0, abs=1e-12)
    assert end_of_month_option(paper, repo_rate=3.694, move_bp=60.0) == pytest.approx(0, abs=1e-12)


def test_without_a_switch_within_reach_it_is_nearly_nothing():
    five, _ = ready("FV", "2025-06", "last")
    first = switch_points(five, repo_rate=4.33, low_bp=-300, high_bp=300)["shift_bp"].abs().min()
    assert first > 100
    assert 32 * quality_option(five, repo_rate=4.33, move_bp=first / 6) < 1e-6
    assert 32 * quality_option(five, repo_rate=4.33, move_bp=2 * first) > 0.05


def test_it_grows_with_the_move_and_is_never_negative():
    for seed in range(12):
        basket = random_basket(seed)
        moves = np.linspace(0, 80, 9)
        values = quality_option(basket, repo_rate=4.0, move_bp=moves)
        assert values.shape == (9,) and values[0] == pytest.approx(0, abs=1e-12)
        assert (np.diff(values) >= -1e-9).all()
        assert values[4] == pytest.approx(quality_option(basket, repo_rate=4.0, move_bp=moves[4]), abs=1e-14)


def test_at_equal_yields_of_six_per_cent_the_choice_is_worth_most():
    basket, _ = ready("US", "2023-12", "last")
    values = [quality_option(level_basket(basket, level), repo_rate=5.41, move_bp=30.0) for level in (4.5, 6.0, 7.5)]
    assert values[1] > 2 * max(values[0], values[2])


def test_after_the_last_trade_lines_differ_more():
    # at 1 to 1 a note's own slope counts, and not its slope over the factor
    basket, _ = ready("US", "2023-12", "last")
    at = cheapest_to_deliver(basket, repo_rate=5.41)
    quality = basket.conversion_factor[at] * quality_option(basket, repo_rate=5.41, move_bp=20.0)
    assert end_of_month_option(basket, repo_rate=5.41, move_bp=20.0) > quality > 0


def test_the_wild_card():
    lots = 0.3 * np.random.default_rng(5).standard_normal(2_000_000)
    for factor, net in ((0.85, 2 / 32), (1.2, 1 / 32), (0.6, 0.0)):
        drawn = np.maximum((1 - factor) * lots - factor * net, 0).mean()
        assert wild_card_option(factor, net, move_points=0.3) == pytest.approx(drawn, abs=2e-4)
    assert wild_card_option(1.0, 1 / 32, move_points=0.3) == 0
    assert wild_card_option(0.8, 1 / 32, move_points=0.0) == 0


@pytest.mark.parametrize(
    ("contract", "month", "rate", "volatility", "first", "last"),
    [
        # 32nds: net basis, quality, end of month, what is left
        ("US", "2023-12", 5.41, 8, (3.70, 0.99, 0, 2.71), (6.19, 3.56, 1.80, 0.84)),
        ("FV", "2025-06", 4.33, 6, (-0.09, 0, 0, -0.09), (1.82, 0.01, 0, 1.82)),
    ],
)
def test_the_choices_of_two_baskets(contract, month, rate, volatility, first, last):
    basket, future = ready(contract, month)
    days = delivery_days(contract, month)
    for expected, end in ((first, False), (last, True)):
        found = choices(basket, days, future, repo_rate=rate, volatility=volatility, last=end)
        parts = (found.net_basis, found.quality, found.end_of_month, found.adjusted)
        assert [32 * part for part in parts] == pytest.approx(expected, abs=0.006)
        assert found.adjusted == found.net_basis - found.quality - found.end_of_month


def test_evenings_and_days_are_counted():
    basket, future = ready("US", "2023-12")
    days = delivery_days("US", "2023-12")
    late = choices(basket, days, future, repo_rate=5.41, volatility=8, last=True)
    early = choices(basket, days, future, repo_rate=5.41, volatility=8, last=False)
    assert (late.evenings, early.evenings) == (14, 0)  # 29 November to 19 December
    alone = quality_option(basket.on(date(2023, 12, 29)), repo_rate=5.41, move_bp=8 * sqrt(18))
    assert late.quality == pytest.approx(0.85 * alone, abs=1e-12)  # 22 November to 19 December: 18 business days
    assert early.wild_card == early.end_of_month == 0
    for found, last in ((early, False), (late, True)):
        assert quality(basket, days, repo_rate=5.41, volatility=8, last=last) == found.quality


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: quality_option(random_basket(1), repo_rate=4, move_bp=-1), "move of yields is -1 bp; it must be at"),
        (
            lambda: choices(*ready("US", "2023-12")[:1], delivery_days("US", "2023-12"), 110, repo_rate=4, volatility=200,
                            last=True),
            "volatility is 200 bp a business day; it must be at most 100 bp a business day.",
        ),
        (lambda: wild_card_option(0.9, 0.0, move_points=-1), "price move is -1 points; it must be at least 0 points."),
    ],
)  # fmt: skip
def test_refusals_are_sentences(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(short_options)
    assert tried
    assert not failed
