"""One fund: its margin account, its loans, its trade, its books, and the spiral of its sales."""

from basislib.fund.account import call_option_profit, futures_profit, margin_account
from basislib.fund.books import balance_sheet_table, balance_sheets, flow_table
from basislib.fund.calls import call_probability, median_days_to_call
from basislib.fund.corridor import corridor
from basislib.fund.margin import anti_procyclical_margin, initial_margin, margin_for_volatility
from basislib.fund.repo import (
    average_haircut,
    back_next_day,
    cash_need,
    funding_needs,
    ladder,
    offshore_run,
    rate_spike_cost,
    special_edge,
    special_gain,
    special_time_needed,
)
from basislib.fund.spiral import (
    drawdown_number,
    forced_sale,
    forced_sales,
    fully_invested_number,
    margin_change,
    multiplier,
    rounds,
    spiral_number,
)
from basislib.fund.trade import (
    break_even_repo_rate,
    break_even_slippage,
    buffer_at,
    leverage,
    profit_by_leg,
    return_on_equity,
)

__all__ = [
    "anti_procyclical_margin",
    "average_haircut",
    "back_next_day",
    "balance_sheet_table",
    "balance_sheets",
    "break_even_repo_rate",
    "break_even_slippage",
    "buffer_at",
    "call_option_profit",
    "call_probability",
    "cash_need",
    "corridor",
    "drawdown_number",
    "flow_table",
    "forced_sale",
    "forced_sales",
    "fully_invested_number",
    "funding_needs",
    "futures_profit",
    "initial_margin",
    "ladder",
    "leverage",
    "margin_account",
    "margin_change",
    "margin_for_volatility",
    "median_days_to_call",
    "multiplier",
    "offshore_run",
    "profit_by_leg",
    "rate_spike_cost",
    "return_on_equity",
    "rounds",
    "special_edge",
    "special_gain",
    "special_time_needed",
    "spiral_number",
]
