"""The links of the chain as numbers: what a run of the market says of each, so that two runs can be compared."""

import numpy as np

from basislib.market.run import MarketRun, agreed_haircut
from basislib.policy.levers import LINKS

NEEDED = (
    "position",
    "dislocation",
    "note_price",
    "repo_spread",
    "haircut",
    "shortfall",
    "run_sale",
    "overnight_repo",
    "term_repo",
    "room_used",
)  # series: simulate(..., keep=NEEDED)


def pull(run: MarketRun) -> dict[str, float | np.ndarray]:
    """Return how hard a run pulls on each of `LINKS`, for each scenario.

    Parameters
    ----------
    run : MarketRun
        With the series `NEEDED`.

    Returns
    -------
    dict of str to float or ndarray
        haircut: most that is asked for on top of day 0, % of the notes, all loans together. margin call: most cash
        short on a day, $bn. funding: loans not renewed and gains of the notes not lent on, % of the notes. price
        impact: widening of the dislocation, bp of price. dealer room: most of it in use, %. rate: most that repo
        costs over the normal rate, bp a year.
    """
    tau = np.asarray(run.market.term_share)
    average = (1 - tau) * run["haircut"] + tau * agreed_haircut(run)
    position = np.maximum(run["position"], 1e-9)
    lent = np.divide(run["overnight_repo"] + run["term_repo"], position)
    # Lenders at term keep the note's gain until the loan is struck anew. Who has closed out has no loan.
    kept = np.where(run["position"] > 1e-6, (1 - average) * run["note_price"] - lent, 0.0)
    gone = (run["run_sale"][1:] / position[:-1]).sum(axis=0)
    gap = run["dislocation"]
    return dict(
        zip(
            LINKS,
            (
                100 * (average.max(axis=0) - average[0]),
                np.maximum(run["shortfall"].max(axis=0), 0),
                100 * (np.maximum(kept.max(axis=0), 0) + gone),
                1e4 * (gap.max(axis=0) - gap[0]),
                100 * run["room_used"].max(axis=0),
                np.maximum(run["repo_spread"].max(axis=0), 0),
            ),
            strict=True,
        )
    )
