"""Where the overnight repo rate settles: between the Fed's floor and its ceiling, both of which are soft.

Lenders bring cash and borrowers want it; what is to spare, or short, sets the rate. The market is in segments that cash
does not cross: some lenders cannot leave money with the Fed, some borrowers cannot get it there, so both of the Fed's
facilities can be in use on one day. `market_rate`, `left_over` and `facility` are the rules of the daily market
(`basislib.market.day`) as well. No curve of this kind fits all days: `CORRIDOR_DAYS` has the misfits.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from basislib.checks import Refused, plain, within
from basislib.elementwise import choose, larger, smaller
from basislib.fund.repo import LARGEST_AMOUNT
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast, Numbers

ASSUMPTIONS = (
    "Lenders and borrowers bring fixed sums: only the rate moves. What banks do between repo and interest on reserves "
    "is one straight line.",
    "Segments of the market lie evenly around the whole; how far apart they are is fitted, to ordinary days and to "
    "reporting dates.",
    "Slopes, access to the Fed's facility and the width of the segments are one set, fitted to five days and stretches "
    "of days. It misses some of them by 15 basis points.",
)
ORDINARY, REPORTING = 100.0, 600.0  # $bn: half the width of the segments, on ordinary days and on reporting dates


@dataclass(frozen=True, eq=False)
class Corridor:
    """Where the overnight repo rate settles between the Fed's floor and its soft ceiling.

    Attributes
    ----------
    over_floor, over_ceiling : float or ndarray
        Rate less the bottom, and less the top, of the range; bp a year.
    without_access : float or ndarray
        Rate less the bottom for borrowers who cannot use the facility; bp a year.
    on_rrp, srf : float or ndarray
        Cash that lenders leave with the Fed overnight, and that the standing facility lends; $bn.
    unmet : float or ndarray
        Shortage that neither lenders nor the Fed meet at once and the rate must ration; $bn.
    """

    over_floor: Broadcast
    over_ceiling: Broadcast
    without_access: Broadcast
    on_rrp: Broadcast
    srf: Broadcast
    unmet: Broadcast


def left_over(cash: Numbers, segmentation: Numbers) -> Numbers:
    """Return what is left over where segments' positions lie evenly in cash ± segmentation: T(x) = E[(x + seg U)+].

    U is even on -1..1 and each segment counts as if it were the whole: (x)+ if seg = 0; 0 if x <= -seg; x if x >= seg;
    else (x + seg)^2 / (4 seg). Of -x it is what is short. Unchecked, for numbers and arrays.

    Examples
    --------
    >>> left_over(0.0, 100.0), left_over(150.0, 100.0), left_over(-150.0, 100.0)
    (25.0, 150.0, 0.0)
    """
    inside = larger(smaller(cash, segmentation), -segmentation) + segmentation
    return inside * inside / larger(4 * segmentation, 1 / LARGEST_AMOUNT) + larger(cash - segmentation, 0.0)


def facility(short: Numbers, access: Numbers, most: Numbers, dear: Numbers = 0.0) -> Numbers:
    """Return what the standing repo facility lends: clip(access (N - dear), 0, most). Unchecked.

    Parameters
    ----------
    short : float or ndarray
        N, shortage of all segments, $bn.
    access : float or ndarray
        Share of a shortage that reaches it: stigma, balance sheets, cut-off times and borrowers without access keep
        the rest away. That makes the ceiling soft.
    most : float or ndarray
        Most that it lends, $bn; 0 if it is closed.
    dear : float or ndarray, optional
        Shortage up to which the market is cheaper, $bn.
    """
    return smaller(larger(access * (short - dear), 0.0), most)


def floor_from(width: ArrayLike, slope: ArrayLike) -> np.ndarray:
    """Return the cash to spare from which the rate is at the floor, $bn: width/s1. Unchecked."""
    return np.asarray(width) / np.maximum(slope, 1 / LARGEST_AMOUNT)


def market_rate(
    spare: Numbers,
    left: Numbers,
    unmet: Numbers,
    *,
    width: Numbers,
    slope: Numbers,
    shortage_slope: Numbers,
    floor_slope: Numbers,
    segmentation: Numbers,
    floor: Numbers,
) -> Numbers:
    """Return the rate over the floor, bp: width - s1 (T(z) - T(z - width/s1)) - s3 G + s2 unmet. Unchecked.

    Parameters
    ----------
    spare : float or ndarray
        z, lenders' cash less borrowers' demand, $bn.
    left : float or ndarray
        G = T(z - width/s1), left at the floor, $bn.
    unmet : float or ndarray
        What no lender and no facility meets, $bn.
    width, slope, shortage_slope, floor_slope, segmentation : float or ndarray
        Width of the range, bp; s1, s2 and s3, bp per $bn; seg, $bn.
    floor : float or ndarray
        width/s1, as `floor_from` gives it.
    """
    whole = larger(smaller(spare, floor), 0.0)  # the same without segments, to the last digit
    taken = choose(segmentation > 0, left_over(spare, segmentation) - left, whole)
    return width - smaller(slope * taken, width) - floor_slope * left + shortage_slope * unmet


def corridor(
    lenders: ArrayLike,
    demand: ArrayLike,
    *,
    srf_open: ArrayLike = True,
    width_bp: ArrayLike = 25.0,
    slope: ArrayLike = 0.1,
    shortage_slope: ArrayLike = 5.0,
    floor_slope: ArrayLike = 0.001,
    segmentation: ArrayLike = ORDINARY,
    access: ArrayLike = 0.92,
    srf_cap: ArrayLike = 500.0,
    wedge_bp: ArrayLike = 5.0,
) -> Corridor:
    """Return where the overnight repo rate settles between the Fed's floor and its ceiling, both soft.

    With z = lenders' cash less borrowers' demand and T as in `left_over`, N = T(-z) is short, G = T(z - width/s1) is
    left with the Fed, the standing facility lends SRF = min(access N, cap), and the rate over the floor is

        width - s1 (T(z) - T(z - width/s1)) - s3 G + s2 (N - SRF)

    Parameters
    ----------
    lenders, demand : float or array_like
        Cash that lenders bring and that borrowers want, $bn, at least 0.
    srf_open : bool or array_like of bool, optional
        Whether the standing repo facility lends.
    width_bp : float or array_like, optional
        Top less bottom of the target range, bp, at least 0.
    slope, shortage_slope, floor_slope : float or array_like, optional
        s1, s2 and s3: rise of the rate per $bn of cash less, with cash to spare (above 0), when it is short, and at
        the floor (at least 0), where lenders without access to the Fed press it below; bp per $bn.
    segmentation : float or array_like, optional
        Half the width of the segments, $bn, at least 0: `ORDINARY`, or `REPORTING` at the ends of quarters and years.
    access : float or array_like, optional
        Share of a shortage that reaches the facility, 0 to 1.
    srf_cap : float or array_like, optional
        Most the facility lends, $bn, at least 0. (Since 10 December 2025 it has none in all, and $40bn for each
        proposition, type of security and counterparty.)
    wedge_bp : float or array_like, optional
        What borrowers without access pay on top while the facility lends, bp; the size is an assumption.

    Returns
    -------
    Corridor

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Between floor and ceiling banks take what is to spare, since they can hold it as reserves at interest, so the
    reverse repo facility fills only with what is left at the floor.

    Examples
    --------
    >>> corridor(1000, 1000, segmentation=REPORTING).srf     # nothing is short on the whole, and yet
    138.0
    >>> corridor(948, 1000, srf_open=False).over_ceiling     # 17 September 2019
    288.224
    """
    spare = within("lenders' cash", lenders, "$bn", low=0, high=LARGEST_AMOUNT) - within(
        "borrowers' demand", demand, "$bn", low=0, high=LARGEST_AMOUNT
    )
    width = within("width of the range", width_bp, "bp", low=0, high=LARGEST_AMOUNT)
    s1 = within("slope with cash to spare", slope, "bp per $bn", low=1 / LARGEST_AMOUNT, high=LARGEST_AMOUNT)
    s2 = within("slope when cash is short", shortage_slope, "bp per $bn", low=0, high=LARGEST_AMOUNT)
    s3 = within("slope at the floor", floor_slope, "bp per $bn", low=0, high=LARGEST_AMOUNT)
    seg = within("half width of the segments", segmentation, "$bn", low=0, high=LARGEST_AMOUNT)
    access = within("access to the facility", access, "of the shortage", low=0, high=1)
    cap = within("size of the facility", srf_cap, "$bn", low=0, high=LARGEST_AMOUNT)
    wedge = within("wedge without access", wedge_bp, "bp", low=0, high=LARGEST_AMOUNT)
    if np.asarray(srf_open).dtype != bool:
        raise Refused(N_("srf_open is {srf_open!r}; it must be True or False."), srf_open=srf_open)
    floor = floor_from(width, s1)
    short, left = left_over(-spare, seg) + 0.0, left_over(spare - floor, seg)  # nothing is 0, not -0
    srf = facility(short, access, np.where(srf_open, cap, 0.0))
    unmet = np.maximum(short - srf, 0)
    over = market_rate(
        spare, left, unmet, width=width, slope=s1, shortage_slope=s2, floor_slope=s3, segmentation=seg, floor=floor
    )
    beyond = over + np.where(srf > 0, wedge, 0)
    return Corridor(plain(over), plain(over - width), plain(beyond), plain(left), plain(srf), plain(unmet))


@dataclass(frozen=True)
class CorridorDay:
    """A day, or a stretch of days, on record beside what `corridor` makes of it.

    Attributes
    ----------
    key : str
    day : date
        The day, or one of the stretch.
    floor_rate, sofr : float
        The rate at which the Fed takes cash overnight (in 2022 5bp over the bottom of the range, else the bottom), and
        SOFR, that day, % a year.
    spare : float
        z, lenders' cash less borrowers' demand, $bn: chosen so that what the facilities lend is right, not observed.
    segmentation : float
        seg, $bn: `ORDINARY` or `REPORTING`.
    srf_open : bool
        Whether a facility lent when the market traded.
    over_floor, srf, on_rrp : tuple of float
        On record, from and to: rate over the floor, bp; lent by the facility, left with the Fed, $bn.
    note : str
    """

    key: str
    day: date
    floor_rate: float
    sofr: float
    spare: float
    segmentation: float
    srf_open: bool
    over_floor: tuple[float, float]
    srf: tuple[float, float]
    on_rrp: tuple[float, float]
    note: str

    @property
    def model(self) -> Corridor:
        """What `corridor` makes of the day."""
        return corridor(
            max(self.spare, 0.0), max(-self.spare, 0.0), srf_open=self.srf_open, segmentation=self.segmentation
        )

    @property
    def misfit(self) -> float:
        """By how much the model's rate lies above (or below, below 0) what is on record, bp."""
        rate, (low, high) = self.model.over_floor, self.over_floor
        return rate - min(max(rate, low), high)


CORRIDOR_DAYS = (
    CorridorDay(
        "sep2019",
        date(2019, 9, 17),
        2.00,
        5.25,
        -52.0,
        ORDINARY,
        False,
        (325.0, 325.0),
        (53.15, 53.15),
        (0.0, 5.0),
        "Tax date and coupon settlement. There was no standing facility; the Fed's first operation that morning offered "
        "up to $75bn, and $53.15bn was taken.",
    ),
    CorridorDay(
        "oct2025",
        date(2025, 10, 31),
        3.75,
        4.22,
        237.6,
        REPORTING,
        True,
        (47.0, 47.0),
        (50.35, 50.35),
        (20.0, 50.0),
        "Month-end. The standing facility lent about $50bn at the top of the range, and the rate still rose above it.",
    ),
    CorridorDay(
        "dec2025",
        date(2025, 12, 31),
        3.50,
        3.87,
        158.9,
        REPORTING,
        True,
        (37.0, 37.0),
        (74.6, 74.6),
        (106.0, 106.0),
        "Year-end, three weeks after the limit of the facility had gone. Some borrowed from the Fed, others left cash "
        "with it.",
    ),
    CorridorDay(
        "quiet2026",
        date(2026, 3, 31),
        3.50,
        3.68,
        110.0,
        ORDINARY,
        True,
        (13.0, 18.0),
        (0.0, 0.0),
        (0.7, 4.5),
        "The first half of 2026: the rate stays 13 to 18 basis points over the floor, where interest on reserves is.",
    ),
    CorridorDay(
        "y2022",
        date(2022, 9, 30),
        3.05,
        2.98,
        2550.0,
        ORDINARY,
        True,
        (-7.0, -1.0),
        (0.0, 0.0),
        (2000.0, 2450.0),
        "Month-ends of 2022: the rate printed below what the Fed itself paid, on seven of them.",
    ),
)
