"""Repo for a term against repo rolled every night: a small curve, and the overnight rate at which both cost the same.

A basis trade is financed until delivery, so its implied repo rate is compared with a rate **for that time**: a term
loan's, or what overnight loans are expected to cost, one after the other. Rates are per cent a year on ACT/360; a
term rate is simple interest, overnight loans compound every night. Days and nights are counted from settlement.
See `docs/model.md`, section 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from basislib.checks import Refused, plain, within
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast

YEAR = 36_000.0  # days of a year of money market interest, times 100 for per cent
LONGEST = 3_660  # days; no repo is quoted for as long

ASSUMPTIONS = (
    N_("Overnight interest earns interest on every calendar day. In the market a weekend is one loan of three days."),
    N_(
        "The overnight rate moves on these days and on no other: ends of months and years, when it often jumps, are left out."
    ),
)


@dataclass(frozen=True, eq=False)
class RepoCurve:
    """Overnight repo rates that are the same every night between the days on which they move.

    Attributes
    ----------
    starts : ndarray of int
        Nights from which on the rates hold; the first is 0, tonight.
    overnight : ndarray
        % a year.
    """

    starts: np.ndarray
    overnight: np.ndarray

    def overnight_on(self, night: ArrayLike) -> Broadcast:
        """Return the overnight rate of a night, 0 for tonight; % a year."""
        nights = within("night", night, "days", low=0, high=LONGEST)
        return plain(self.overnight[np.searchsorted(self.starts, nights, side="right") - 1])

    def growth(self, days: ArrayLike) -> Broadcast:
        """Return what a dollar lent overnight, night after night, has become after some days."""
        span = within("days", days, "days", low=0, high=LONGEST)[..., None]
        ends = np.append(self.starts[1:], LONGEST)
        nights = np.clip(np.minimum(span, ends) - self.starts, 0, None)
        return plain(np.exp((nights * np.log1p(self.overnight / YEAR)).sum(axis=-1)))

    def term_rate(self, days: ArrayLike) -> Broadcast:
        """Return the simple rate for a term that costs what rolling overnight costs: ``(growth - 1) × 360 / days``.

        Parameters
        ----------
        days : int or array_like
            Length of the term, at least 1.

        Returns
        -------
        float or ndarray
            % a year, ACT/360.
        """
        span = within("days", days, "days", low=1, high=LONGEST)
        return plain(YEAR * (self.growth(span) - 1) / span)


def curve_from_moves(overnight: float, days: Sequence[int] = (), moves_bp: ArrayLike = ()) -> RepoCurve:
    """Return the curve of tonight's rate and of moves that are expected on certain days.

    Parameters
    ----------
    overnight : float
        Tonight's rate, % a year.
    days : sequence of int, optional
        Nights on which the rate moves, from 1, ascending: meetings of a central bank.
    moves_bp : sequence of float, optional
        By how much, basis points, one for each day.

    Returns
    -------
    RepoCurve

    Raises
    ------
    ValueError
        If an input is out of range, or days and moves do not fit together.

    Examples
    --------
    Three cuts that come to 125 basis points by the end of 2024, as of early August: a loan for 148 days costs much less
    than 148 times tonight's rate would.

    >>> round(curve_from_moves(5.35, [44, 94, 135], [-125 / 3] * 3).term_rate(148), 2)
    4.92
    """
    tonight = within("overnight rate", overnight, "% a year", low=-100, high=1000)
    moves = within("move", moves_bp, "bp", low=-10_000, high=10_000)
    nights = _ascending(days, moves)
    return RepoCurve(np.append(0, nights), tonight + np.append(0.0, np.cumsum(moves)) / 100)


def curve_from_quotes(days: Sequence[int], rates: ArrayLike) -> RepoCurve:
    """Return the curve on which a few term quotes lie: overnight rates that are level from one quote to the next.

    ``overnight = 360 × ((1 + R₂ n₂/360) / (1 + R₁ n₁/360))^(1/(n₂ - n₁)) - 360`` between quotes R for n days; past the
    last quote the last rate goes on.

    Parameters
    ----------
    days : sequence of int
        Lengths of the terms, from 1 (overnight), ascending.
    rates : sequence of float
        % a year, simple, ACT/360.

    Returns
    -------
    RepoCurve

    Raises
    ------
    ValueError
        If an input is out of range, quotes and days do not fit together, or a quote leaves nothing of a dollar.

    Examples
    --------
    Tonight 3.65%, until April 3.694%: after tonight the market expects a little more, on average.

    >>> round(float(curve_from_quotes([1, 109], [3.65, 3.694]).overnight[1]), 3)
    3.674
    """
    quoted = within("term rate", rates, "% a year", low=-100, high=1000)
    nights = _ascending(days, quoted)
    if not nights.size:
        raise Refused(N_("there are 0 term quotes; a curve needs at least one."))
    growth = np.append(1.0, 1 + quoted * nights / YEAR)
    if np.any(growth <= 0):
        raise Refused(N_("a term rate is so low that it leaves nothing of a dollar; it must be above that."))
    starts = np.append(0, nights[:-1])
    return RepoCurve(starts, YEAR * np.expm1(np.diff(np.log(growth)) / (nights - starts)))


def break_even_overnight(term_rate: ArrayLike, days: ArrayLike) -> Broadcast:
    """Return the overnight rate that, paid every night, costs what a term loan costs: ``((1 + R n/360)^(1/n) - 1) × 360``.

    If overnight loans turn out cheaper than this on average, the term loan was the dearer choice; with the implied repo
    rate in place of R it is the average overnight rate that takes all of a basis trade.

    Parameters
    ----------
    term_rate : float or array_like
        R, simple, % a year, ACT/360.
    days : int or array_like
        n, at least 1.

    Returns
    -------
    float or ndarray
        % a year.

    Raises
    ------
    ValueError
        If an input is out of range, or the rate leaves nothing of a dollar.

    Examples
    --------
    Interest on interest makes it a little lower than the term rate:

    >>> round(break_even_overnight(3.694, 109), 3)
    3.674
    """
    rate = within("term rate", term_rate, "% a year", low=-100, high=1000)
    span = within("days", days, "days", low=1, high=LONGEST)
    if np.any(rate * span <= -YEAR):
        raise Refused(N_("a term rate is so low that it leaves nothing of a dollar; it must be above that."))
    return plain(YEAR * np.expm1(np.log1p(rate * span / YEAR) / span))


def _ascending(days: Sequence[int], beside: np.ndarray) -> np.ndarray:
    """Check days that must ascend from 1, one for each of the numbers beside them."""
    nights = within("day of the curve", days, "days", low=1, high=LONGEST)
    if nights.ndim != 1 or nights.shape != beside.shape:
        raise Refused(
            N_("the curve has {days} days and {numbers} numbers; each day needs one."),
            days=nights.size,
            numbers=beside.size,
        )
    if np.any(nights % 1) or np.any(np.diff(nights) <= 0):
        raise Refused(N_("the days of the curve are not whole and ascending; each must come after the one before."))
    return nights.astype(int)
