"""How large a futures margin must be: rules that follow volatility, what damps them, and what a broker asks on top."""

import numpy as np

from basislib.checks import Refused, one_of, plain, within
from basislib.fund.amounts import not_above, per_day
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast

RULES = ("none", "floor", "buffer", "stress weight")
OVER_MAINTENANCE = {"heightened": 1.10, "other": 1.00}  # CME: initial over maintenance margin, by account
MOST_SAVED = 0.8  # of both margins together: the most that cross-margining takes off
NOTE_OVER_FUTURE = 1.05  # [A] margin on a cleared note over that on its future, add-ons included


def margin_for_volatility(volatility: ArrayLike, multiple: ArrayLike = 4.66) -> Broadcast:
    """Initial margin that follows volatility: ``multiple * volatility``.

    Parameters
    ----------
    volatility : float or array_like
        Standard deviation of one day's price change, money per unit; at least 0.
    multiple : float or array_like, optional
        Daily standard deviations covered; at least 0. The default 4.66 = 2.33 x 2 would be a 99% move
        (2.33) over four days (square root 2). **It is an assumption**: a fitted number that stands for
        the clearing house's add-ons, not its real liquidation period; see `initial_margin`.

    Returns
    -------
    float or ndarray
        Money per unit.

    Raises
    ------
    ValueError
        If an input is negative or not finite.
    """
    sigma = per_day("volatility", volatility, low=0)
    return plain(within("multiple", multiple, "daily standard deviations", low=0) * sigma)


def initial_margin(
    volatility_bp: ArrayLike,
    duration: ArrayLike,
    multiple: ArrayLike = 4.66,
    floor_bp: ArrayLike = 10,
    cap_bp: ArrayLike = 50,
) -> Broadcast:
    """Initial margin of a Treasury future from the volatility of its yield.

    ``duration * clip(multiple * volatility, floor, cap) * 1e-4``

    Parameters
    ----------
    volatility_bp : float or array_like
        Standard deviation of one day's change in yield, basis points a day; at least 0.
    duration : float or array_like
        Modified duration of the cheapest-to-deliver, years; above 0.
    multiple : float or array_like, optional
        Daily standard deviations covered; at least 0. **Z = 4.66 is an assumption**: with the floor and
        the cap it was fitted to 0.30bp of yield per point of the MOVE index, itself a fit to a few
        published margins, and it stands for the clearing house's add-ons.
    floor_bp, cap_bp : float or array_like, optional
        Least and largest yield move covered, basis points; 0 <= floor <= cap.

    Returns
    -------
    float or ndarray
        Fraction of par: 0.012 is $1,200 on a contract of $100,000 face.

    Raises
    ------
    ValueError
        If an input is out of range or the floor exceeds the cap.

    Notes
    -----
    In the rallies of 2020 and of April 2025 the rule is within some 5bp of yield (root-mean-square) of
    what it was fitted to. After the middle of March 2020 it is too high: realised volatility peaks later
    than the implied volatility that the index shows. The published figures are maintenance margins;
    speculators post more, and brokers add to them.

    Examples
    --------
    >>> initial_margin(4.28, 4.4)          # five-year future, calm February 2020
    0.0087757...
    """
    sigma = within("yield volatility", volatility_bp, "bp a day", low=0)
    floor = within("margin floor", floor_bp, "bp of yield", low=0)
    cap = within("margin cap", cap_bp, "bp of yield", low=0)
    not_above("margin floor", floor, "margin cap", cap, "bp of yield")
    move = np.clip(within("multiple", multiple, "daily standard deviations", low=0) * sigma, floor, cap)
    return plain(within("duration", duration, "years", above=0) * move * 1e-4)


def maintenance_share(account: str = "heightened") -> float:
    """Return the maintenance margin of CME over its initial margin: 1/1.1, or 1 for accounts without heightened risk.

    Parameters
    ----------
    account : {"heightened", "other"}
        "heightened": of a heightened risk profile, which has replaced the speculative account.

    Returns
    -------
    float
        Fraction of the initial margin.

    Raises
    ------
    ValueError
        If there is no such kind of account.

    Notes
    -----
    Losses are paid in cash every day whatever is left, and at 1 every loss is a call. A broker may ask for more.

    Source: CME Group, *Performance Bonds/Margins*, "Initial Margin Requirements" (read November 2026).
    """
    return 1 / OVER_MAINTENANCE[one_of("account", account, OVER_MAINTENANCE)]


def next_volatility(volatility_bp: ArrayLike, change_bp: ArrayLike, memory: ArrayLike = 0.94) -> Broadcast:
    """Return the volatility after a day's move: ``sqrt(w sigma^2 + (1 - w) change^2)``, the same for a rise and a fall.

    Parameters
    ----------
    volatility_bp, change_bp : float or array_like
        Volatility before, at least 0, and the day's change of the yield; bp.
    memory : float or array_like, optional
        w, weight of the past, 0 to 1.

    Returns
    -------
    float or ndarray
        bp a day.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    sigma = within("yield volatility", volatility_bp, "bp a day", low=0, high=1e6)
    change = within("change of the yield", change_bp, "bp", low=-1e6, high=1e6)
    w = within("memory", memory, "of the past", low=0, high=1)
    return plain(np.sqrt(w * sigma**2 + (1 - w) * change**2))


def cross_margin(futures_margin: ArrayLike, note_margin: ArrayLike, *savings: ArrayLike) -> Broadcast:
    """Return the margin on note and future together when two clearing houses set them off against each other.

    ``(futures + note) (1 - smallest saving)``: each house reckons with its own model what the two positions save, and
    the smaller saving counts. Without savings both margins are paid in full, although the book is hedged.

    Parameters
    ----------
    futures_margin, note_margin : float or array_like
        What each house asks for its leg alone, fractions of par, at least 0.
    *savings : float or array_like
        What each house would save, fractions of both margins together, 0 to 0.8.

    Returns
    -------
    float or ndarray
        Fraction of par.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Customers of a firm that is both broker-dealer and clearing broker, and a member of both houses, may have this since
    30 April 2026; the most that is saved is 80%. Source: CFTC, order of 20 April 2026: a sample portfolio's
    343.24 million dollars become 68.65 million. The note's margin at FICC is a value at risk at 99% over three days,
    reckoned for each member's whole portfolio (DTCC, *FICC Market Risk*), and no haircut.
    """
    together = within("futures margin", futures_margin, "of par", low=0) + within(
        "note margin", note_margin, "of par", low=0
    )
    kept = np.minimum.reduce(
        np.broadcast_arrays(
            *(within("saving", saving, "of both margins", low=0, high=MOST_SAVED) for saving in savings or (0.0,))
        )
    )
    return plain(together * (1 - kept))


def anti_procyclical_margin(
    margin: ArrayLike, stress_margin: ArrayLike, rule: str = "none", calm_margin: ArrayLike | None = None
) -> Broadcast:
    """Damp a margin that follows volatility, so that it rises less when everybody is short of cash.

    ==================  ===========================================================================
    ``"none"``          ``margin``
    ``"floor"``         ``max(margin, 0.6 * stress_margin)``
    ``"buffer"``        ``max(margin, min(1.25 * margin, 1.25 * calm_margin))``: a quarter on top in
                        calm times, eaten up in stress
    ``"stress weight"`` ``0.75 * margin + 0.25 * stress_margin``
    ==================  ===========================================================================

    Parameters
    ----------
    margin : float or array_like
        What the rule without damping asks for, such as `initial_margin`; at least 0.
    stress_margin : float or array_like
        What it asks for in stress, such as `initial_margin` at the cap; at least 0, the same unit.
    rule : {"none", "floor", "buffer", "stress weight"}
    calm_margin : float or array_like, optional
        What it asks for in calm times; needed by ``"buffer"``.

    Returns
    -------
    float or ndarray
        In the unit of `margin`.

    Raises
    ------
    ValueError
        If an input is out of range, or ``"buffer"`` comes without a calm margin.

    Notes
    -----
    Modelled on the three options of the EU and UK rules (Commission Delegated Regulation 153/2013,
    article 28), whose floor comes from ten years of data rather than from a stress margin; they do not
    bind the US clearing house. All but ``"none"`` ask for more in calm times:
    compare them at equal own money, or the higher level passes for a better rule.
    """
    one_of("rule", rule, RULES)
    asked = within("margin", margin, low=0)
    stress = within("stress margin", stress_margin, low=0)
    if rule == "floor":
        asked = np.maximum(asked, 0.6 * stress)
    elif rule == "buffer":
        if calm_margin is None:
            raise Refused(N_("calm margin is missing; the rule 'buffer' needs it, as a fraction of par."))
        asked = np.maximum(asked, 1.25 * np.minimum(asked, within("calm margin", calm_margin, low=0)))
    elif rule == "stress weight":
        asked = 0.75 * asked + 0.25 * stress
    return plain(np.broadcast_to(asked, np.broadcast_shapes(asked.shape, stress.shape)).copy())
