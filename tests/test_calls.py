"""How likely a margin call is: formula, quadrature and simulation agree."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.fund.account import margin_account
from basislib.fund.calls import (
    call_probability,
    median_days_to_call,
    simulate_prices,
    simulated_call_probability,
    simulated_lows,
)

pytestmark = pytest.mark.filterwarnings("error")

amounts = st.floats(1e-6, 1e6)


# ---- how likely a call: the formula -----------------------------------------------------------------


def test_call_probability_known_answers():
    assert call_probability(2, 1, 4) == pytest.approx(0.31731050786291415, rel=1e-14)  # 2 Phi(-1)
    assert call_probability(1.959963984540054, 1, 1) == pytest.approx(0.05, rel=1e-13)
    assert call_probability(0, 1, 1) == 1.0
    assert call_probability(2, 1, 10**12) == pytest.approx(1, abs=2e-6)
    assert type(call_probability(2, 1, 4)) is float
    # with a favourable drift some accounts are never called: exp(-2 mu d / sigma^2) are, sooner or later
    assert call_probability(3, 2, 10**9, drift=0.5) == pytest.approx(math.exp(-2 * 0.5 * 3 / 4), rel=1e-12)


def by_first_passage_density(d, sigma, days, drift):
    """Integrate the inverse Gaussian density of the first-passage time over log-time."""
    step = 1e-4
    t = np.exp(np.arange(math.log(1e-6), math.log(days), step) + step / 2)
    t = t[t < days]
    density = d / (sigma * np.sqrt(2 * np.pi * t**3)) * np.exp(-((d + drift * t) ** 2) / (2 * sigma**2 * t))
    return float(np.sum(density * t) * step)


@pytest.mark.parametrize(
    ("d", "sigma", "days", "drift"),
    [(2, 1, 10, 0), (2, 1, 10, 0.3), (2, 1, 10, -0.3), (5, 0.7, 60, -0.2), (0.5, 2, 250, 0.4), (10, 0.1, 10, -1.02),
     (10, 0.1, 10, -0.99), (10, 0.3, 10, -1), (1, 0.05, 10, -0.1)],
)  # fmt: skip
def test_call_probability_is_the_integral_of_the_first_passage_density(d, sigma, days, drift):
    assert call_probability(d, sigma, days, drift) == pytest.approx(
        by_first_passage_density(d, sigma, days, drift), abs=3e-4
    )


def test_strong_adverse_drift_joins_the_exact_formula_smoothly():
    """The far-tail expression takes over where start - gain passes 30 standard deviations."""
    volatility = 20 / np.array([29.99, 30.01])  # days 1, distance 10, drift -10: start - gain = 20 / volatility
    below, above = call_probability(10, volatility, 1, drift=-10)
    assert below == pytest.approx(above, abs=1e-5)
    assert below > 0.5 and above > 0.5
    x = 20 / volatility[1]
    second = math.exp(2 * (x / 2) ** 2) * 0.5 * math.erfc(x / math.sqrt(2))
    assert above - 0.5 == pytest.approx(second, rel=1e-6)


@given(d=st.floats(0, 1e6), sigma=st.floats(0, 1e6), days=st.floats(0, 1e6), drift=st.floats(-1e6, 1e6))
def test_call_probability_is_a_probability(d, sigma, days, drift):
    chance = call_probability(d, sigma, days, drift)
    assert 0 <= chance <= 1
    assert call_probability(d * 2, sigma, days, drift) <= chance + 1e-9
    assert call_probability(d, sigma, days * 2, drift) >= chance - 1e-9
    assert call_probability(d, sigma, days, drift - 1) >= chance - 1e-9
    assert call_probability(d, sigma, int(days), drift, "close") <= call_probability(d, sigma, int(days), drift) + 1e-9


@given(d=amounts, sigma=amounts, days=st.integers(1, 10_000), scale=st.floats(1e-3, 1e3))
def test_only_distance_over_volatility_matters(d, sigma, days, scale):
    for watch in ("continuous", "close"):
        assert call_probability(d, sigma, days, monitoring=watch) == pytest.approx(
            call_probability(d * scale, sigma * scale, days, monitoring=watch), rel=1e-6, abs=1e-300
        )
    assert call_probability(d, sigma * 1.5, days) >= call_probability(d, sigma, days)


@pytest.mark.parametrize("days", [0.0, 1.0, 1e6, 1e300, 1.7e308])
def test_extremes_are_never_nan(days):
    grid = np.array([0.0, 5e-324, 1e-300, 1.0, 1e100])
    d, sigma, drift = np.meshgrid(grid, grid, np.concatenate([-grid, grid]))
    for watch in ("continuous", "close"):
        chance = call_probability(d, sigma, days, drift, watch)
        assert np.all((chance >= 0) & (chance <= 1))
    assert np.all(median_days_to_call(d, sigma) >= 0)


def test_no_volatility_and_no_days():
    assert call_probability(10, 0, 100) == 0.0
    assert call_probability(0, 0, 100) == 0.0
    assert call_probability(10, 0, 10, drift=-1) == 0.0  # ends at the line, not below it
    assert call_probability(10, 0, 11, drift=-1) == 1.0
    assert call_probability(0.3, 0, 3, drift=-0.1) == 0.0  # 0.1 * 3 is above 0.3 in binary arithmetic
    assert call_probability(0, 5, 0) == 0.0
    assert call_probability(10, 5, 0, drift=-100) == 0.0
    assert median_days_to_call(1, 0) == math.inf


@given(d=amounts, sigma=amounts)
def test_half_of_the_accounts_are_called_by_the_median_day(d, sigma):
    days = median_days_to_call(d, sigma)
    assert call_probability(d, sigma, days) == pytest.approx(0.5, abs=1e-12)
    assert median_days_to_call(2 * d, sigma) == pytest.approx(4 * days, rel=1e-12)


def test_median_known_answer_and_shape():
    assert median_days_to_call(2, 1) == pytest.approx(8.7924, abs=1e-4)
    assert type(median_days_to_call(2, 1)) is float
    assert median_days_to_call([1, 2], [[0], [1], [2]]).shape == (3, 2)


def test_call_probabilities_of_many_are_the_same_as_one_by_one():
    d, sigma, days, drift = np.array([0, 1.0, 4]), np.array([[0.0], [1], [3]]), np.array([[[5]], [[50]]]), -0.1
    for watch in ("continuous", "close"):
        batch = call_probability(d, sigma, days, drift, watch)
        assert batch.shape == (2, 3, 3)
        for index, chance in np.ndenumerate(batch):
            one = (array[index] for array in np.broadcast_arrays(d, sigma, days))
            assert chance == call_probability(*one, drift, watch)


# ---- watched only at the close ----------------------------------------------------------------------


def at_closes(d, days):
    """Exact probability for unit volatility: carry the density of the open accounts from close to close."""
    top = d + 9 * math.sqrt(days)
    edges = np.linspace(0, top, int(2 * top) + 2)
    nodes, weights = np.polynomial.legendre.leggauss(10)
    half = np.diff(edges)[:, None] / 2
    x = (edges[:-1, None] + half + half * nodes).ravel()
    weight = (half * weights).ravel()
    kernel = np.exp(-((x[:, None] - x) ** 2) / 2) / math.sqrt(2 * math.pi)
    density = np.exp(-((x - d) ** 2) / 2) / math.sqrt(2 * math.pi)
    for _ in range(days - 1):
        density = kernel @ (weight * density)
    return 1 - float(weight @ density)


def test_the_quadrature_knows_the_random_walk():
    for days in (1, 2, 5, 12):  # a symmetric walk stays above its start with probability C(2n, n) / 4^n
        assert at_closes(0, days) == pytest.approx(1 - math.comb(2 * days, days) / 4**days, abs=1e-12)


@pytest.mark.parametrize("d", [0, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5])
def test_continuity_correction_is_as_good_as_its_docstring_says(d):
    for days in (1, 2, 3, 5, 10, 15, 25, 60):
        error = call_probability(d, 1, days, monitoring="close") - at_closes(d, days)
        assert abs(error) <= (0.006 if days >= 10 and d >= 0.5 else 0.0605)
        assert at_closes(d, days) < call_probability(d, 1, days)


# ---- how likely a call: the simulation --------------------------------------------------------------

CASES = [(1.0, 2.0, 10, 0.0), (1.0, 0.5, 3, 0.0), (2.0, 10.0, 60, 0.0), (0.3, 3.0, 120, 0.0), (1.0, 3.0, 20, -0.15),
         (1.0, 2.0, 40, 0.2), (5.0, 0.1, 1, 0.0)]  # fmt: skip


@pytest.mark.parametrize(("sigma", "d", "days", "drift"), CASES)
def test_simulation_agrees_with_the_first_passage_formula(sigma, d, days, drift):
    estimate, error = simulated_call_probability(d, sigma, days, paths=40_000, seed=11, drift=drift)
    assert error < 0.003
    assert abs(estimate - call_probability(d, sigma, days, drift)) < 4 * error


@pytest.mark.parametrize(("sigma", "d", "days", "drift"), [case for case in CASES if case[3] == 0 and case[2] > 1])
def test_simulation_at_closes_agrees_with_the_quadrature(sigma, d, days, drift):
    estimate, error = simulated_call_probability(d, sigma, days, paths=40_000, seed=12, monitoring="close")
    assert abs(estimate - at_closes(d / sigma, days)) < 4 * error
    watched, _ = simulated_call_probability(d, sigma, days, paths=40_000, seed=12)
    assert watched > estimate  # the same paths, looked at more often


def test_the_continuous_watch_looks_at_the_same_closes():
    for seed in range(40):
        close, _ = simulated_call_probability(3, 1, 10, paths=25, seed=seed, monitoring="close")
        continuous, _ = simulated_call_probability(3, 1, 10, paths=25, seed=seed)
        assert continuous >= close


def test_simulated_prices_have_the_mean_and_spread_asked_for():
    prices = simulate_prices(100, 2, days=50, paths=20_000, seed=5, drift=0.1)
    assert prices.shape == (20_000, 51) and (prices[:, 0] == 100).all()
    changes = np.diff(prices, axis=1)
    assert abs(changes.mean() - 0.1) < 4 * 2 / math.sqrt(changes.size)
    assert abs(changes.std() - 2) < 4 * 2 / math.sqrt(2 * changes.size)
    assert abs(np.corrcoef(changes[:, 0], changes[:, 1])[0, 1]) < 4 / math.sqrt(20_000)
    assert abs(prices[:, -1].std() - 2 * math.sqrt(50)) < 4 * 2 * math.sqrt(50) / math.sqrt(2 * 20_000)


def test_the_same_seed_gives_the_same_market():
    base = simulate_prices(100, 2, days=20, paths=5, seed=1)
    assert np.array_equal(base, simulate_prices(100, 2, days=20, paths=5, seed=1))
    assert not np.array_equal(base, simulate_prices(100, 2, days=20, paths=5, seed=2))
    assert np.array_equal(base, simulate_prices(100, 2, days=30, paths=5, seed=1)[:, :21])
    wilder = simulate_prices(100, 4, days=20, paths=5, seed=1)
    np.testing.assert_allclose(wilder - 100, 2 * (base - 100), atol=1e-12)


def test_simulations_of_many_are_the_same_as_one_by_one():
    sigma, drift = np.array([0.0, 1, 2]), np.array([[0.0], [-0.1]])
    prices = simulate_prices(100, sigma, days=15, paths=50, seed=9, drift=drift)
    assert prices.shape == (2, 3, 50, 16)
    assert np.array_equal(prices[1, 2], simulate_prices(100, 2, days=15, paths=50, seed=9, drift=-0.1))
    starts = simulate_prices([50, 100], 2, days=15, paths=50, seed=9)
    assert starts.shape == (2, 50, 16) and np.array_equal(starts[1], simulate_prices(100, 2, 15, 50, seed=9))
    for watch in ("continuous", "close"):
        share, error = simulated_call_probability(1, sigma, 15, 200, seed=9, drift=drift, monitoring=watch)
        assert share.shape == error.shape == (2, 3)
        one = simulated_call_probability(1, 2, 15, 200, seed=9, drift=-0.1, monitoring=watch)
        assert (share[1, 2], error[1, 2]) == one
        assert type(one[0]) is float and type(one[1]) is float


def test_another_volatility_stretches_the_lows_and_those_of_closes_are_the_paths_own():
    for watch in ("continuous", "close"):
        lows = simulated_lows(1, 15, 200, seed=9, monitoring=watch)
        assert lows.shape == (200,) and (lows <= 0).all()
        assert simulated_lows(3, 15, 200, seed=9, monitoring=watch) == pytest.approx(3 * lows)
        assert simulated_call_probability(2, 1, 15, 200, seed=9, monitoring=watch)[0] == (lows < -2).mean()
    assert simulate_prices(100, 1, 15, 200, seed=9).min(axis=-1) - 100 == pytest.approx(lows)


def test_extreme_simulations():
    assert simulate_prices(100, 2, days=0, paths=3, seed=1).tolist() == [[100]] * 3
    assert (simulate_prices(100, 0, days=4, paths=2, seed=1) == 100).all()
    for watch in ("continuous", "close"):
        assert simulated_call_probability(1, 2, 0, 10, seed=1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(0, 0, 10, 10, seed=1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(10, 0, 10, 10, seed=1, drift=-1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(0.3, 0, 3, 10, seed=1, drift=-0.1, monitoring=watch) == (0, 0)
        assert simulated_call_probability(10, 0, 11, 10, seed=1, drift=-1, monitoring=watch) == (1, 0)
        assert simulated_call_probability(1e-300, 1e100, 3, 500, seed=1, monitoring=watch)[0] > 0.5
    wild = margin_account(simulate_prices(100, 1e6, days=20, paths=50, seed=1), 10, 8, top_up=False)
    assert np.isfinite(wild.balance).all() and (wild.price < 0).any() and wild.debt.max() > 1e5


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: call_probability(-1, 1, 1), ["distance to the margin call is -1 dollars per unit", "at least 0"]),
        (lambda: call_probability(1, -1, 1), ["volatility is -1 dollars per unit a day"]),
        (lambda: call_probability(1, 1, -1), ["days is -1 trading days"]),
        (lambda: call_probability(1, 1, math.nan), ["days is nan trading days"]),
        (lambda: call_probability(1, 1, 1, math.inf), ["drift is inf dollars per unit a day"]),
        (lambda: call_probability(1, 1, 1.5, monitoring="close"), ["days is 1.5 trading days", "whole number"]),
        (lambda: call_probability(1, 1, 1, monitoring="weekly"), ["monitoring is 'weekly'", "'continuous' or 'close'"]),
        (lambda: median_days_to_call(1, -1), ["volatility is -1 dollars per unit a day"]),
        (lambda: simulate_prices(100, -1, 10, 10, 1), ["volatility is -1 dollars per unit a day"]),
        (lambda: simulate_prices(100, 1, 2.5, 10, 1), ["days is 2.5 trading days", "whole number"]),
        (lambda: simulate_prices(100, 1, [1, 2], 10, 1), ["days has 2 entries", "one whole number"]),
        (lambda: simulate_prices(100, 1, 10, 0, 1), ["paths is 0 paths", "at least 1"]),
        (lambda: simulate_prices(100, 1, 10, 10, -1), ["seed is -1", "at least 0"]),
        (lambda: simulate_prices(100, 1, 10, 10, 0.5), ["seed is 0.5;", "whole number"]),
        (lambda: simulate_prices(100, 1, 10, 10, None), ["seed is"]),
        (lambda: simulate_prices(100, 1, 10**4, 10**4, 1), ["100010000 prices", "at most 10000000 prices"]),
        (lambda: simulate_prices(np.ones(100), 1, 999, 101, 1), ["10100000 prices", "at most"]),
        (lambda: simulated_call_probability(1, 1, 10**4, 10**4, 1), ["at most 10000000 prices"]),
        (lambda: simulated_call_probability(1, 1, 1, 1, 1, monitoring="open"), ["monitoring is 'open'"]),
    ],
)
def test_impossible_walks_are_refused(refused, words):
    with pytest.raises(ValueError) as refusal:
        refused()
    for word in words:
        assert word in str(refusal.value)
