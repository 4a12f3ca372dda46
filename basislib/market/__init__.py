"""All parties together, day by day: what one pays another receives."""

from basislib.market.calm import calm_market
from basislib.market.elsewhere import half_spread_elsewhere
from basislib.market.flows import accounts, balance_sheets, identities, net_worths
from basislib.market.run import Market, Shock, cliff, crowded, each_day, simulate, standard_shock
from basislib.market.second import Decision, Morning, Second, recorded

__all__ = [
    "Decision",
    "Market",
    "Morning",
    "Second",
    "Shock",
    "accounts",
    "balance_sheets",
    "calm_market",
    "cliff",
    "crowded",
    "each_day",
    "half_spread_elsewhere",
    "identities",
    "net_worths",
    "recorded",
    "simulate",
    "standard_shock",
]
