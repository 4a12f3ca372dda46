"""A day of calls and settlement: who pays whom, in which leg and at what hour, when the price of notes moves.

The future is settled in cash twice a day, by the fund's clearing broker (FCM), who pays the clearing house and calls
the fund. Repo is struck and paid on the same day (T+0), and every loan, at term or overnight, is marked to the price.
Notes are paid a day after they are sold (T+1): no sale of today meets a call of today. A higher margin is announced on
the evening of the move, takes effect after the next day's close, and is due the morning after. Hours are New York's, an
hour later than Chicago's. An amount is per 1 of the notes' value; `EVENTS` is the order of `payments`' first axis.
"""

from dataclasses import dataclass
from datetime import time

import numpy as np

from basislib.checks import within
from basislib.fund.margin import initial_margin, next_volatility
from basislib.fund.usual import DURATION, TERM_SHARE, VOLATILITY_BP
from basislib.parties import CLEARING_BROKER, CLEARING_HOUSE, FUND, LENDER
from basislib.types import ArrayLike

OVERNIGHT_LENDER, TERM_LENDER = "overnight lender", "term lender"
PARTIES = (CLEARING_HOUSE, CLEARING_BROKER, FUND, OVERNIGHT_LENDER, TERM_LENDER)
SETTLED = {"futures": 0, "repo": 0, "notes": 1}  # business days from the trade to its cash
BY_NOON = 0.5  # [A] part of the day's move that the noon cycle and the lenders' notice see

CYCLES = "CME Group, CME Clearing 101: settlement (2023)"
CONTRACT = "SIFMA Master Repurchase Agreement (1996), paragraph 4(b)-(c)"
MORNING = "Intraday Timing of General Collateral Repo Markets, Liberty Street Economics, 14 July 2021"
ADVISORY = "CME Clearing advisory 20-085 of Monday 9 March 2020, in effect after the close of Tuesday"


@dataclass(frozen=True)
class Event:
    """A payment of the timeline. For a fall of prices payer and receiver change places, but for the new margin.

    Attributes
    ----------
    name : str
    day : int
        Business days after the move.
    paid, received : time
        New York time by which the fund has paid, or has received.
    payer, receiver : str
        Of `PARTIES`, or both kinds of lender, when prices rise. What goes to or from the clearing house passes the clearing broker.
    leg : {"futures", "repo"}
    source : str
        Where hour and rule come from.
    """

    name: str
    day: int
    paid: time
    received: time
    payer: str
    receiver: str
    leg: str
    source: str

    @property
    def other(self) -> str:
        """The party on the other side of the fund."""
        return self.receiver if self.payer == FUND else self.payer

    def hour(self, amount: float) -> time:
        """Return the hour of an amount that the fund receives (+) or pays (-)."""
        return self.received if amount > 0 else self.paid

    def when(self, amount: float) -> tuple[int, time]:
        """Return day and hour of an amount that the fund receives (+) or pays (-)."""
        return self.day, self.hour(amount)


EVENTS = (
    Event("noon call", 0, time(14, 30), time(14, 30), FUND, CLEARING_HOUSE, "futures", CYCLES),
    Event("excess", 0, time(17), time(17), TERM_LENDER, FUND, "repo", CONTRACT),
    Event("evening call", 1, time(8, 30), time(9, 30), FUND, CLEARING_HOUSE, "futures", CYCLES),
    Event("struck anew", 1, time(8, 30), time(8, 30), OVERNIGHT_LENDER, FUND, "repo", MORNING),
    Event("rest of the excess", 1, time(8, 30), time(8, 30), TERM_LENDER, FUND, "repo", CONTRACT),
    Event("new margin", 2, time(8, 30), time(9, 30), FUND, CLEARING_HOUSE, "futures", ADVISORY),
    Event("late excess", 2, time(8, 30), time(8, 30), LENDER, FUND, "repo", CONTRACT),  # both kinds
)


def margin_rise(
    price_move: ArrayLike, volatility_bp: ArrayLike = VOLATILITY_BP, duration: ArrayLike = DURATION
) -> np.ndarray:
    """Return by how much the initial margin rises after a day's move, up or down; 0 if the rule would lower it.

    Parameters
    ----------
    price_move : float or array_like
        g, change of the price per 1 of market value, -1 to 1; 1e4 g/duration is the yield's in bp.
    volatility_bp, duration : float or array_like, optional
        Volatility before the move, bp of yield a day, and modified duration, years.

    Returns
    -------
    ndarray
        Fraction of par.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    The rule of `initial_margin`, with the volatility of `next_volatility`. What CME announced for Treasury futures in
    March 2020 is not in the public copies of its notices that were found, so there is no recorded path to follow.
    """
    g = within("price move", price_move, "of market value", low=-1, high=1)
    years = within("duration", duration, "years", above=0)
    after = initial_margin(next_volatility(volatility_bp, 1e4 * g / years), years)
    return np.maximum(after - np.asarray(initial_margin(volatility_bp, years)), 0.0)


def payments(
    price_move: ArrayLike,
    haircut: ArrayLike,
    term_share: ArrayLike = TERM_SHARE,
    late: ArrayLike = 0.0,
    by_noon: ArrayLike = BY_NOON,
    new_margin: ArrayLike = 0.0,
) -> np.ndarray:
    """Return what the fund receives (+) or pays (-) at each of `EVENTS`.

    With g the move, n the part of it by noon, h the haircut, tau the share at term and ``c = 1 - late`` (1 in a fall:
    a deficit is called at once):

    ==================  ===============================
    noon call           ``-g n``
    excess              ``(1 - h) g tau n c``
    evening call        ``-g (1 - n)``
    struck anew         ``(1 - h) g (1 - tau) c``
    rest of the excess  ``(1 - h) g tau (1 - n) c``
    new margin          ``-new_margin``
    late excess         ``(1 - h) g (1 - c)``
    ==================  ===============================

    The first five add up to ``-cash_need(g, h, late=late)`` of `basislib.fund.repo`, all but the new margin to ``-h g``,
    whatever the share at term.

    Parameters
    ----------
    price_move : float or array_like
        g, per 1 of market value, -1 to 1.
    haircut, term_share, late, by_noon : float or array_like
        h, tau, the share of a gain that comes a day late, and n; each 0 to 1.
    new_margin : float or array_like, optional
        Rise of the initial margin, per 1 of market value, at least 0; see `margin_rise`.

    Returns
    -------
    ndarray, shape (7, ...)
        Per 1 of market value.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    g = within("price move", price_move, "of market value", low=-1, high=1)
    lent = (1 - within("haircut", haircut, "of market value", low=0, high=1)) * g
    tau = within("term share", term_share, "of the repo", low=0, high=1)
    comes = np.where(g > 0, 1 - within("late", late, "of the margin excess", low=0, high=1), 1.0)
    noon = within("part of the move by noon", by_noon, "of the move", low=0, high=1)
    rise = within("rise of the margin", new_margin, "of market value", low=0)
    rows = (
        -g * noon,
        lent * tau * noon * comes,
        -g * (1 - noon),
        lent * (1 - tau) * comes,
        lent * tau * (1 - noon) * comes,
        -rise,
        lent * (1 - comes),
    )
    return np.stack(np.broadcast_arrays(*rows)) + 0.0  # nothing is 0, not -0


# The hours at which cash changes after a rise or a fall: what falls into one hour is one round. After a fall the
# evening's settlement comes an hour later than what the lenders take.
ROUNDS = tuple(
    sorted(
        {
            event.when(amount)
            for move in (0.01, -0.01)
            for event, amount in zip(EVENTS, payments(move, 0.01, new_margin=0.01), strict=True)
        }
    )
)
