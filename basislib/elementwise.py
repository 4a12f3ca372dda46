"""Smaller, larger, either: of numbers as of arrays, so that one formula serves one scenario and many.

Python's own comparison of two numbers takes a tenth of numpy's time. Where one of two values is an array, so is the
result. To ask for the very type takes half as long as `isinstance`, and a run of the market asks thousands of times.
"""

from typing import Any

import numpy as np
from numpy import ndarray

from basislib.types import Broadcast, Numbers


def smaller(a: Numbers, b: Numbers) -> Broadcast:
    """Return the smaller of two numbers, or entry by entry; of equal ones the second, as numpy does."""
    return np.minimum(a, b) if type(a) is ndarray or type(b) is ndarray else a if a < b else b


def larger(a: Numbers, b: Numbers) -> Broadcast:
    """Return the larger of two numbers, or entry by entry; of equal ones the second, as numpy does."""
    return np.maximum(a, b) if type(a) is ndarray or type(b) is ndarray else a if a > b else b


def choose(condition: Any, yes: Numbers, no: Numbers) -> Broadcast:
    """Return one of two values, or entry by entry."""
    return np.where(condition, yes, no) if type(condition) is ndarray else yes if condition else no


def some(found: Any) -> Broadcast:
    """Return whether a number, or any entry, is true."""
    return found.any() if type(found) is ndarray else found
