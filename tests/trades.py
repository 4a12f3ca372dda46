"""Trades for tests: any trade at all, and one with everything in it."""

import pytest
from hypothesis import strategies as st

from basislib.fund.trade import BasisTrade

price = st.floats(40, 250)
share = st.one_of(st.just(0.0), st.floats(0.0005, 0.3))
TRADE = {
    "cash_price": price,
    "futures_price": price,
    "final_cash_price": price,
    "final_futures_price": st.one_of(st.none(), price),
    "slippage": st.floats(0, 2),
    "haircut": share,
    "initial_margin": st.floats(0.0005, 0.3),
    "buffer": share,
    "repo_rate": st.floats(-2, 20),
    "cash_rate": st.floats(-2, 20),
    "coupon": st.floats(0, 12),
    "days": st.integers(1, 400),
    "costs": st.floats(0, 1),
    "day_move": st.floats(-30, 30),
    "excess_late": st.floats(0, 1),
    "futures_per_note": st.one_of(st.just(1.0), st.floats(0.5, 1.5)),
    "direction": st.sampled_from(["long", "short"]),
}
trades = st.builds(BasisTrade, **TRADE)
FULL = BasisTrade(
    cash_price=101.5,
    futures_price=101.2,
    final_cash_price=99,
    final_futures_price=99.05,
    slippage=0.01,
    haircut=0.02,
    initial_margin=0.012,
    leverage=25,
    repo_rate=4.3,
    cash_rate=4,
    coupon=4.25,
    days=110,
    costs=0.02,
    excess_late=0.4,
    futures_per_note=1.1,
)


def near(value, points=2e-12):
    """Equal up to the rounding of sums of a few hundred points."""
    return pytest.approx(value, rel=0, abs=points)
