"""When help comes too late: regions of a map with the first day of the help across and its size upward.

The map holds the share of a loss that the help spares, below 0 where more is lost than without it. A day is too late
when no size spares a tenth; a size is too little when another would.
"""

import numpy as np

EDGES = (0.1, 0.25, 0.5, 0.75)  # share spared: where one region ends and the next begins
WRONG_TOOL = 0.2  # share that help must spare somewhere, or no day is the right one
LATE, LITTLE, MORE, NOTHING = 0, 1, 6, 7  # regions; 2 to 5 lie between the edges
WORSE = -0.01  # share "spared" from which help makes it worse
LEAST = 0.05  # % or cents: a smaller loss is none


def share_spared(lost: np.ndarray, alone: float) -> np.ndarray:
    """Return the share that is spared of what is lost without help; nothing where nothing is lost."""
    return 1 - lost / alone if alone > LEAST else np.zeros(np.shape(lost))


def regions(spared: np.ndarray, alone: float) -> tuple[np.ndarray, bool]:
    """Return the regions of a map, and whether help helps at all on some day, so that others are too late.

    Parameters
    ----------
    spared : ndarray, shape (sizes, days)
        Share of the loss.
    alone : float
        What is lost without help.

    Returns
    -------
    (ndarray of int, bool)
        `LATE`, `LITTLE`, 2 to 5 between `EDGES`, `MORE` than without help, `NOTHING` to be spared.
    """
    if alone <= LEAST:
        return np.full(spared.shape, NOTHING), False
    best = spared.max(axis=0)
    helps = bool(best.max() >= WRONG_TOOL)
    low = np.where((best >= EDGES[0]) & helps, LITTLE, LATE)
    found = np.where(spared < EDGES[0], low, 1 + np.digitize(spared, EDGES))
    return np.where(spared < WORSE, MORE, found), helps
