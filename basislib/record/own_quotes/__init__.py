"""Bring your own quotes: whatever a reader pastes, read as far as it can be, with a sentence for what cannot.

A small module a concern: `table` splits the text into cells, `cells` says what each looks like, `columns` which column
is which; `names`, `numbers`, `dates` and `prices` read them, `reading` puts them together into `results`; `issues` knows what the
Treasury has sold, `future` reads the price of a future.
"""

from basislib.record.own_quotes.example import example
from basislib.record.own_quotes.future import Unclear, future_price
from basislib.record.own_quotes.reading import read_quotes
from basislib.record.own_quotes.results import RIGHT, UNDECIDED, BadCell, Choices, Excluded, Quotes
from basislib.record.own_quotes.table import MOST_BYTES, MOST_ROWS

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "RIGHT",
    "UNDECIDED",
    "BadCell",
    "Choices",
    "Excluded",
    "Quotes",
    "Unclear",
    "example",
    "future_price",
    "read_quotes",
]
