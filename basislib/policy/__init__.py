"""Who steps in: the levers of the Fed and of regulators, stress tests, a desk of rules, early warning."""

from basislib.policy.desk import best, crises, outcome, score, single_rules
from basislib.policy.levers import apply, calm_times, costs, counting_on, fed_assets, fed_result, lever_table
from basislib.policy.monitor import board, by_link
from basislib.policy.robustness import holds, share
from basislib.policy.stress import frontier, monte_carlo, policy_signs, stack, standard_scenarios, stress_table
from basislib.policy.verdicts import backtest

__all__ = [
    "apply",
    "backtest",
    "best",
    "board",
    "by_link",
    "calm_times",
    "costs",
    "counting_on",
    "crises",
    "fed_assets",
    "fed_result",
    "frontier",
    "holds",
    "lever_table",
    "monte_carlo",
    "outcome",
    "policy_signs",
    "score",
    "share",
    "single_rules",
    "stack",
    "standard_scenarios",
    "stress_table",
]
