"""The spiral and the daily market: many scenarios at once against a plain loop over them, in the same run."""

import tracemalloc
from types import SimpleNamespace

import numpy as np

from basislib.fund.spiral import forced_sale
from basislib.market.run import KEEP, crowded, simulate, standard_shock
from tests import plain_market
from tests.benchmarks.quotes import best
from tests.test_market import NAMES, one_of_many

DAYS, SCENARIOS = 60, 10_000
LOOPED = 20  # scenarios of the plain loop; the rest of a large run would only take longer
SALES = 1_000_000


def funds(count):
    """Return made-up funds: position, locked money, price impact, shortfall."""
    random = np.random.default_rng(1)
    return (
        random.uniform(100, 1500, count),
        random.uniform(0.01, 0.05, count),
        random.uniform(0, 4e-5, count),
        random.uniform(0, 5, count),
    )


def one_sale(position, locked, impact, shortfall):
    """Return a forced sale round by round, as one would first write it."""
    sold = 0.0
    while shortfall > 1e-9 and sold < position:
        sale = min(shortfall / locked, position - sold)
        lost = impact * sale * (position - sold - sale / 2)
        sold, shortfall = sold + sale, shortfall - sale * locked + lost
    return sold


def markets(count):
    """Return crowded markets with leverage from 30 to 48."""
    return crowded(leverage=np.linspace(30, 48, count))


def plain_peaks(count):
    """Return the largest dislocation of a few scenarios, one agent, one day and one scenario at a time."""
    pairs = [one_of_many(markets(count), standard_shock(DAYS), at) for at in range(count)]
    runs = (plain_market.run(SimpleNamespace(**values), paths) for values, paths in pairs)
    return np.array([max(record[NAMES["dislocation"]] for record in records) for records in runs])


def memory(call):
    """Return the MB in use at most while a call runs."""
    tracemalloc.start()
    kept = call()
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    del kept
    return most


def print_spiral():
    """Print the cost of forced sales, and check them against the rounds."""
    many = funds(SALES)
    few = [part[:1000] for part in many]
    ours = best(lambda: forced_sale(*many)) / SALES
    theirs = best(lambda: [one_sale(*fund) for fund in zip(*few, strict=True)]) / 1000
    rounds = np.array([one_sale(*fund) for fund in zip(*few, strict=True)])
    print(
        f"| forced sale, {SALES:,} funds | {ours * SALES:.3f} s | {1e6 * ours:.3f} µs a fund "
        f"| {1e6 * theirs:.0f} µs a fund | {theirs / ours:,.0f} | {np.abs(forced_sale(*few) - rounds).max():.0e} |"
    )


def print_market():
    """Print the cost of the daily model as scenarios grow, and its memory."""
    theirs = best(lambda: plain_peaks(LOOPED)) / LOOPED / DAYS
    gap = np.abs(simulate(markets(LOOPED), standard_shock(DAYS))["dislocation"].max(axis=0) - plain_peaks(LOOPED)).max()
    for count in (1, 1000, SCENARIOS, 10 * SCENARIOS):
        market, shock = markets(count), standard_shock(DAYS)
        seconds = best(lambda market=market, shock=shock: simulate(market, shock, KEEP))
        each = seconds / count / DAYS
        used = memory(lambda market=market, shock=shock: simulate(market, shock, KEEP))
        print(
            f"| market, {count:,} × {DAYS} days, {len(KEEP)} series, {used:.0f} MB | {seconds:.3f} s "
            f"| {1e6 * each:.2f} µs a day | {1e6 * theirs:.0f} µs a day | {theirs / each:,.0f} "
            f"| {gap:.0e} |",
            flush=True,
        )


def print_tables():
    """Print both."""
    print("\n| models | in all | ours | plain loop | ratio | largest difference |\n" + "|---" * 6 + "|")
    print_spiral()
    print_market()
