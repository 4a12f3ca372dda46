"""What signatures call numbers: what models take, and what they give back.

Several inputs broadcast against each other as in numpy: numbers give a number, and an array gives an array.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["ArrayLike", "Broadcast", "Numbers"]  # ArrayLike: a number, an array or a list, taken and checked

Numbers: TypeAlias = float | np.ndarray
"""A number or an array of them, taken as it is."""

Broadcast: TypeAlias = Any
"""A number or an array of the shape to which the inputs broadcast, given back. To a type checker it is anything, as in
numpy: only the caller knows which of the two was asked for, and a union would make everybody ask."""
