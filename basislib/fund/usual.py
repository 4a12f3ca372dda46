"""The fund of the book: one set of numbers for all pages on which the same fund appears.

A page that starts elsewhere has a reason that a reader sees: a real quote with its own repo rate, the talk's example
without interest, or a market preset (`basislib.market`), whose funds differ from this one in everything at once.

`TERM_SHARE` is nobody's published number. A quarter is the default of the daily market and of the episodes
(`docs/model.md`, section 10), and no result of the standard contract rests on it: term loans give margin excess back
like overnight ones, so it decides only how fast a higher rate, a higher haircut or lenders who leave reach the fund.
"""

from basislib.fund.margin import initial_margin

LEVERAGE = 30  # times own money
HAIRCUT = 0.01  # of the notes' value
REPO_RATE = 4.0  # % a year
TERM_SHARE, TERM_DAYS = 0.25, 30  # of the repo; life of a term loan, days
DURATION = 4.5  # years
VOLATILITY_BP = 5.0  # bp of yield a day, calm
MARGIN = initial_margin(VOLATILITY_BP, DURATION)  # of par
