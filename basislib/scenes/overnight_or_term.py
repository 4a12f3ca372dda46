"""What a share of term funding spares a fund on a bad night, and what it costs in calm times."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from basislib.fund.repo import funding_needs
from basislib.fund.spiral import forced_sale, sale_for_withdrawal
from basislib.fund.trade import buffer_at
from basislib.fund.usual import HAIRCUT, LEVERAGE, MARGIN, TERM_DAYS, TERM_SHARE
from basislib.scenes.repo_spike import EDGE
from basislib.types import Broadcast, Numbers

if TYPE_CHECKING:
    from pandas import DataFrame

LEAVE, HAIRCUT_RISE, PREMIUM = 15, 2.0, 5.0  # % of the lenders; points: two bad nights; bp a year for a term [A]
QUARTER = 90  # days for which the premium is paid
LEAN = 22  # times: twice the buffer
SHARES = np.arange(0, 101, 2)  # %
NOTES = 100.0  # $ of notes: amounts are per so many


@dataclass(frozen=True, eq=False)
class Shield:
    """Of one mix or many: notes sold, of 100, in either bad night, and the price of the shield; floats or arrays.

    Attributes
    ----------
    haircut, run : float or ndarray
        Sold when haircuts rise, and when lenders leave.
    cost : float or ndarray
        What term loans cost more than overnight ones in a quarter, bp of the notes.
    """

    haircut: Broadcast
    run: Broadcast
    cost: Broadcast


@dataclass(frozen=True, eq=False)
class Mix:
    """What each share of term funding spares, and costs.

    Attributes
    ----------
    shares : ndarray
        Shares of term funding, %.
    line : Shield
        At each of them.
    term_share : float
        The chosen share, %.
    now : Shield
        At the chosen share.
    buffer : float
        Cash buffer, $ per 100 of notes.
    edge : float
        What the trade earns in a quarter, bp of the notes.
    """

    shares: np.ndarray
    line: Shield
    term_share: float
    now: Shield
    buffer: float
    edge: float = EDGE


def compute(
    leave: float = LEAVE,
    haircut_rise: float = HAIRCUT_RISE,
    premium: float = PREMIUM,
    leverage: float = LEVERAGE,
    haircut: float = 100 * HAIRCUT,
    term_share: float = 100 * TERM_SHARE,
) -> Mix:
    """Return the scene: lenders who leave, rise of the haircut, haircut, term share in %; premium in bp a year."""
    rest = (leave, haircut_rise, premium, leverage, haircut)
    buffer = NOTES * buffer_at(leverage, haircut / 100, MARGIN)
    return Mix(SHARES, _shield(SHARES, *rest), term_share, _shield(term_share, *rest), buffer)


def _shield(share: Numbers, leave: float, rise: float, premium: float, leverage: float, haircut: float) -> Shield:
    """Return the `Shield` of a share of term funding, which is in % as all the rest but premium and leverage."""
    h = haircut / 100
    needs = funding_needs(
        np.asarray(share) / 100,
        haircut=h,
        haircut_rise=rise / 100,
        run_share=leave / 100,
        life=TERM_DAYS,
        premium_bp=premium,
        horizon=QUARTER,
    )
    missing = NOTES * np.maximum(needs.haircut - buffer_at(leverage, h, MARGIN), 0)
    raised = forced_sale(NOTES, h + MARGIN + needs.haircut, 0.0, missing)
    return Shield(raised, sale_for_withdrawal(NOTES * np.asarray(needs.run), MARGIN), 1e4 * np.asarray(needs.premium))


def table(scene: Mix) -> "DataFrame":
    """Return notes sold and the price of the shield by share of term funding as a `pandas.DataFrame`."""
    import pandas

    line = scene.line
    return pandas.DataFrame(
        {
            "term_share_pct": scene.shares,
            "haircuts_rise": line.haircut,
            "lenders_leave": line.run,
            "cost_in_a_quarter_bp": line.cost,
        }
    )
