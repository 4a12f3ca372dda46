"""What is traded: quotes, notes and bonds, futures contracts, the basis between them, and its hedges."""

from basislib.securities.basis import (
    break_even_futures_price,
    carry,
    cheapest_delivery,
    cheapest_to_deliver,
    forward_price,
    gross_basis,
    implied_repo_rate,
    net_basis,
    prepare_basket,
    rank_deliverables,
    switch_points,
)
from basislib.securities.contracts import (
    CONTRACTS,
    conversion_factor,
    first_delivery_day,
    is_eligible,
    last_delivery_day,
    last_trading_day,
)
from basislib.securities.delivery import delivery_days
from basislib.securities.hedges import (
    conversion_factor_hedge,
    dv01_hedge,
    futures_dv01,
    futures_repo_dv01,
    rebalancing,
    rebalancing_cash,
    tail,
)
from basislib.securities.held import profit_to_delivery, tail_left_open
from basislib.securities.notes import (
    accrued_interest,
    convexity,
    coupon_dates,
    modified_duration,
    note_dv01,
    price_from_yield,
    yield_from_price,
)
from basislib.securities.quotes import format_price, in_32nds, parse_price
from basislib.securities.roll import fair_calendar_spread, implied_forward_repo, roll_gain
from basislib.securities.short_options import choices
from basislib.securities.term_rates import break_even_overnight, curve_from_moves, curve_from_quotes

__all__ = [
    "CONTRACTS",
    "accrued_interest",
    "break_even_futures_price",
    "break_even_overnight",
    "carry",
    "cheapest_delivery",
    "cheapest_to_deliver",
    "choices",
    "conversion_factor",
    "conversion_factor_hedge",
    "convexity",
    "coupon_dates",
    "curve_from_moves",
    "curve_from_quotes",
    "delivery_days",
    "dv01_hedge",
    "fair_calendar_spread",
    "first_delivery_day",
    "format_price",
    "forward_price",
    "futures_dv01",
    "futures_repo_dv01",
    "gross_basis",
    "implied_forward_repo",
    "implied_repo_rate",
    "in_32nds",
    "is_eligible",
    "last_delivery_day",
    "last_trading_day",
    "modified_duration",
    "net_basis",
    "note_dv01",
    "parse_price",
    "prepare_basket",
    "price_from_yield",
    "profit_to_delivery",
    "rank_deliverables",
    "rebalancing",
    "rebalancing_cash",
    "roll_gain",
    "shift_deliverables",
    "switch_points",
    "tail",
    "tail_left_open",
    "yield_from_price",
]
