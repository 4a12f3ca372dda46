"""Repo funding: who lends at what haircut, how much cash a move asks for, and where the rate settles.

A fund lends its notes to a cash lender and gets (1 - haircut) of their price. Overnight loans are struck anew
at every day's price, haircut and rate; term loans keep theirs until they fall due. A day is a trading day and
interest accrues at 1/360 a day. `ASSUMPTIONS` says what the formulas leave out.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from basislib.checks import plain, within

ASSUMPTIONS = (
    "Overnight loans are struck anew at the new price the same day, which is optimistic: the money comes back "
    "at once.",
    "Term loans are a ladder: of those with a life of T days, 1/T is struck anew each day at that day's price, "
    "haircut and rate. The lender calls a deficit at once; the fund gets an excess back early only as far as "
    "it may recall it.",
    "The futures margin stays the same amount of money; its own changes are counted elsewhere.",
    "The share of repo that runs for a term is not public.",
    "The haircut of cleared and of offshore loans, and every premium over the rate, is set by us.",
    "In the corridor lenders and borrowers bring fixed sums: only the rate moves. What banks do between repo and "
    "interest on reserves is left out.",
    "How fast the rate rises when cash is short is fitted to 17 September 2019, how much of a shortage reaches "
    "the Fed's facility to 31 October 2025: one day each.",
    "In a run offshore lenders leave before the others.",
)

LARGEST = 1e12  # $bn, bp or days; more has no meaning and would overflow


@dataclass(frozen=True)
class Lender:
    """A class of repo lenders.

    Attributes
    ----------
    name : str
    haircut, stress_haircut : float
        Fractions of market value, in calm times and to try out in stress.
    premium_bp : float
        Rate above the others, bp a year.
    source : str
        Where the calm haircut comes from.
    verdict : str
        ``"published"`` or ``"assumption"``.
    """

    name: str
    haircut: float
    stress_haircut: float
    premium_bp: float
    source: str
    verdict: str


LENDERS = {
    "cleared": Lender(
        "Cleared (sponsored through FICC)", 0.02, 0.02, 0.0,
        "Tri-party's 2%, steady for a decade, stands in (OFR blog, December 2022); the clearing house itself "
        "margins whole portfolios.", "assumption"),
    "bilateral": Lender(
        "Bilateral, not cleared", 0.0, 0.02, 0.0,
        "74% of the volume in the OFR's pilot of June 2022 had no haircut, 42% without affiliates; about unchanged "
        "in March 2020 (Kruttli and others, FEDS 2021-038).", "published"),
    "offshore": Lender(
        "Offshore", 0.02, 0.05, 20.0,
        "No public figure. A rise from 1% to 5% in April 2025 has been claimed, without a trace in official data.",
        "assumption"),
}


@dataclass(frozen=True)
class CorridorDay:
    """A day on which cash was short, as inputs of `corridor`, and the rate that was seen.

    Attributes
    ----------
    day : date
    floor_rate, sofr : float
        Bottom of the target range, and the rate that day, % a year.
    shortage : float
        Borrowers' demand less lenders' cash, $bn: fitted, not observed.
    srf_open : bool
    note : str
    """

    day: date
    floor_rate: float
    sofr: float
    shortage: float
    srf_open: bool
    note: str


CORRIDOR_DAYS = (
    CorridorDay(date(2019, 9, 17), 2.00, 5.25, 75.0, False,
                "Tax date and coupon settlement. There was no standing facility; the Fed's first operation, up to "
                "$75bn, came that morning."),
    CorridorDay(date(2025, 10, 31), 3.75, 4.22, 55.9, True,
                "Month-end. The standing facility lent about $50bn at the top of the range, and the rate still "
                "rose above it."),
)


@dataclass(frozen=True, eq=False)
class Ladder:
    """Repo along a price path; the last axis of every array is the day, column 0 the start.

    Attributes
    ----------
    price : ndarray
        Price of the note, money per unit.
    strike : ndarray
        Average price at which the term loans are struck, money per unit.
    haircut : ndarray
        Average haircut of the term loans, fraction.
    loan : ndarray
        All loans, money per unit.
    need : ndarray
        Cash found since the start for the future's losses and the lenders, money per unit; below 0 if it came in.
    """

    price: np.ndarray
    strike: np.ndarray
    haircut: np.ndarray
    loan: np.ndarray
    need: np.ndarray


@dataclass(frozen=True, eq=False)
class Needs:
    """What each shock asks of a funding mix, per 1 of market value; floats or arrays.

    Attributes
    ----------
    rally : float or ndarray
        Cash that a price rise takes. Wealth is unchanged.
    haircut : float or ndarray
        Cash that higher haircuts take.
    run : float or ndarray
        Loans that are not renewed. Their collateral comes back and can be sold one for one.
    rate : float or ndarray
        Interest above the expected rate: a loss, not only cash.
    premium : float or ndarray
        What the term loans cost more in calm times.
    """

    rally: float | np.ndarray
    haircut: float | np.ndarray
    run: float | np.ndarray
    rate: float | np.ndarray
    premium: float | np.ndarray

    @property
    def worst(self):
        """The largest of the four shocks, one at a time: the cash buffer that survives any one of them."""
        return plain(np.maximum.reduce(np.broadcast_arrays(self.rally, self.haircut, self.run, self.rate)))

    @property
    def together(self):
        """All four shocks at once."""
        return plain(np.asarray(self.rally) + self.haircut + self.run + self.rate)


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

    over_floor: float | np.ndarray
    over_ceiling: float | np.ndarray
    without_access: float | np.ndarray
    on_rrp: float | np.ndarray
    srf: float | np.ndarray
    unmet: float | np.ndarray


@dataclass(frozen=True, eq=False)
class Run:
    """A withdrawal when part of the loans comes from offshore.

    Attributes
    ----------
    from_offshore, from_others : float or ndarray
        Loans withdrawn by each, $bn.
    spread_before, spread_after : float or ndarray
        Average rate of the loans over the rate in the futures price, bp a year.
    """

    from_offshore: float | np.ndarray
    from_others: float | np.ndarray
    spread_before: float | np.ndarray
    spread_after: float | np.ndarray


def cash_need(price_rise, haircut, term_share=0.0, recall=0.0, *, days=1, life=None):
    """Return the cash a hedged fund must find when note and future rise, or fall, together.

    A rise takes ``g [1 - (1 - h) ((1 - tau) + tau rho)]``: the future costs g at once; overnight loans are
    struck anew and bring back (1 - h) g of it, term loans only the share rho that can be recalled. A fall
    brings ``h |g|`` in, whatever the mix: the future pays |g|, and every lender calls its deficit of (1 - h) |g|.

    Parameters
    ----------
    price_rise : float or array_like
        g, rise per 1 of market value; below 0 for a fall, at least -1.
    haircut : float or array_like
        h, fraction of market value (0.02).
    term_share : float or array_like, optional
        tau, share of the repo struck for a term, 0 to 1.
    recall : float or array_like, optional
        rho, share of a term loan's margin excess that the fund gets back the same day, 0 to 1.
    days : float or array_like, optional
        Days over which the price rises evenly, at least 1.
    life : float or array_like, optional
        T, life of a term loan in days, at least 1: 1/T is struck anew each day (see `unstruck_share`). None:
        none is struck anew while the price rises.

    Returns
    -------
    float or ndarray
        Cash per 1 of market value; below 0 if cash comes in. The fund has neither lost nor won: this is
        liquidity, not profit.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Assumes that overnight loans are re-struck at the new price the same day, which is optimistic, and that
    term loans were struck at the price of the start. After an earlier rise a fall brings in more.

    Examples
    --------
    Ten-year yields fell 102bp from 19 February to 9 March 2020; at a duration of 4.5 years that is a rise
    of 4.59%. On $500bn, all at term, $22.95bn must be found:

    >>> round(500 * cash_need(0.0459, 0.01, term_share=1), 2)
    22.95
    """
    g = within("price rise", price_rise, "of market value", low=-1, high=LARGEST)
    h, tau = _mix(haircut, term_share)
    rho = within("recall", recall, "of the margin excess", low=0, high=1)
    stuck = tau * (1 - rho) * _unstruck(days, life)
    return plain(h * g + (1 - h) * stuck * np.maximum(g, 0))


def unstruck_share(days, life):
    """Return the share of a steady change that term loans have not followed: (T-1) (1 - (1 - 1/T)^N) / N.

    Of loans with a life of T days 1/T is struck anew each day, that of the day's own change included. After N
    days of equal steps their strike lags by this share of the whole change: near 1 for a sudden change, falling
    as T/N for a slow one.

    Parameters
    ----------
    days, life : float or array_like
        N and T, days, at least 1.

    Returns
    -------
    float or ndarray
        From 0 (T = 1, overnight) to 1.

    Raises
    ------
    ValueError
        If an input is below 1 or not a finite number.
    """
    within("life", life, "days", low=1, high=LARGEST)
    return plain(_unstruck(days, life))


def renewed_share(term_share, days, life):
    """Return the share of the funding that has come up for renewal after N days: 1 - tau (1 - 1/T)^N.

    Parameters
    ----------
    term_share : float or array_like
        tau, share of the repo struck for a term, 0 to 1.
    days, life : float or array_like
        N and T, days, at least 1.

    Returns
    -------
    float or ndarray
        From 0 to 1; 1 - tau + tau/T after a day.

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    tau = within("term share", term_share, "of the repo", low=0, high=1)
    return plain(1 - tau * np.exp(_log_kept(days, life)))


def ladder(prices, haircut, term_share=0.25, life=30.0, recall=0.0):
    """Run a mix of overnight and term repo along one or many price paths.

    Each day ``strike' = min(strike + (price - strike)/T, price)``: 1/T of the term loans is struck anew, and
    when the price is below the strike the lender calls the deficit on all of them. Their haircut follows as
    ``haircut + (new haircut - haircut)/T``. Loan per unit, with the excess recalled as far as possible:

        (1 - tau) (1 - h) price + tau (1 - average haircut) (strike + rho (price - strike))

    Parameters
    ----------
    prices : array_like, shape (..., days + 1)
        Price of the note at the start and each day, money per unit, above 0.
    haircut : float or array_like
        h asked for on new loans: one number, or one per day (last axis as `prices`).
    term_share, recall : float or array_like, optional
        tau and rho, 0 to 1; arrays broadcast against the leading axes of `prices`.
    life : float or array_like, optional
        T, days, at least 1.

    Returns
    -------
    Ladder

    Raises
    ------
    ValueError
        If an input is out of range.
    """
    price = within("prices", prices, "money per unit", above=0, high=LARGEST)
    price = np.atleast_1d(price)
    h, tau = _mix(haircut, term_share)
    rho = within("recall", recall, "of the margin excess", low=0, high=1)[..., None]
    life = within("life", life, "days", low=1, high=LARGEST)
    tau = tau[..., None]
    price, h, _ = np.broadcast_arrays(price, h, tau + rho + life[..., None])
    strike, average = price.copy(), h.copy()
    for day in range(1, price.shape[-1]):
        now, before = price[..., day], strike[..., day - 1]
        strike[..., day] = np.minimum(before + (now - before) / life, now)
        average[..., day] = average[..., day - 1] + (h[..., day] - average[..., day - 1]) / life
    loan = (1 - tau) * (1 - h) * price + tau * (1 - average) * (strike + rho * (price - strike))
    need = (price - price[..., :1]) - (loan - loan[..., :1])
    return Ladder(price.copy(), strike, average, loan, need)


def rate_spike_cost(spread_bp, nights, haircut=0.0, term_share=0.0, life=30.0, leverage=1.0):
    """Return what N nights of a higher repo rate cost: leverage (1 - h) s N/360 (1 - tau x unstruck share).

    Parameters
    ----------
    spread_bp : float or array_like
        s, repo rate above the rate built into the futures price, bp a year; below 0 it is a gain.
    nights : float or array_like
        N, at least 1.
    haircut, term_share, life : float or array_like, optional
        h, tau and T (days). The term loans pay more only as far as they have been struck anew.
    leverage : float or array_like, optional
        Position over own money, x, at least 1.

    Returns
    -------
    float or ndarray
        Fraction of own money (of the position at the default leverage of 1).

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    One night at 305bp costs 0.85bp of the position: rates hurt by lasting, and by chasing lenders away.

    Term loans struck during the spike keep its rate when it is over. Over their whole life they cost as much as
    was spared, if a term loan is struck at the overnight rate of its day as assumed here: a ladder delays the
    cost and spares it only if lenders expect the spike to pass and charge less for a term.

    Examples
    --------
    >>> round(1e4 * rate_spike_cost(305, 1), 2)
    0.85
    """
    spread = within("rate spike", spread_bp, "bp a year", low=-LARGEST, high=LARGEST)
    h, tau = _mix(haircut, term_share)
    nights = within("nights", nights, "nights", low=1, high=LARGEST)
    times = within("leverage", leverage, "x", low=1, high=LARGEST)
    return plain(times * (1 - h) * spread * 1e-4 * nights / 360 * (1 - tau * _unstruck(nights, life)))


def average_haircut(shares, stress=False):
    """Return the haircut of a mix of lenders, weighted by the value of the collateral each holds.

    Parameters
    ----------
    shares : dict of str to float or array_like
        Share of the collateral with each class of `LENDERS`; the shares add up to 1.
    stress : bool, optional
        Take the haircuts to try out in stress.

    Returns
    -------
    float or ndarray
        Fraction of market value.

    Raises
    ------
    ValueError
        If a class is unknown, a share is out of range or they do not add up to 1.
    """
    unknown = [name for name in shares if name not in LENDERS]
    if unknown or not shares:
        raise ValueError(f"lender is {', '.join(map(repr, unknown)) or 'missing'}; it must be {' or '.join(LENDERS)}.")
    parts = {name: within(f"share of {name} lenders", share, "of the collateral", low=0, high=1)
             for name, share in shares.items()}
    total = sum(parts.values())
    if np.any(abs(total - 1) > 1e-9):
        raise ValueError(f"shares of the lenders add up to {np.ravel(total)[0]:.10g} of the collateral; "
                         "they must add up to 1.")
    return plain(sum(part * (LENDERS[name].stress_haircut if stress else LENDERS[name].haircut)
                     for name, part in parts.items()))


def funding_needs(term_share, *, haircut=0.01, price_rise=0.0, haircut_rise=0.0, run_share=0.0, spread_bp=0.0,
                  days=1, life=30.0, recall=0.0, premium_bp=0.0, horizon=90):
    """Return what four shocks ask of a funding mix: overnight against term, or the whole frontier between.

    ==============  =============================  ====================================
    shock           overnight (tau = 0)            term (tau = 1), after a day
    ==============  =============================  ====================================
    price rise g    h g                            g, less what is struck anew
    haircut + dh    dh at once                     dh/T a day
    run of zeta     (1-h) zeta at once             (1-h) zeta/T a day
    rate + s        (1-h) s N/360                  only on the 1/T struck anew each day
    term premium    0                              (1-h) premium x horizon/360
    ==============  =============================  ====================================

    Parameters
    ----------
    term_share : float or array_like
        tau, 0 to 1. [0, 1] gives the table, a grid of values the frontier.
    haircut, haircut_rise : float or array_like, optional
        h and dh, fractions of market value.
    price_rise : float or array_like, optional
        g, per 1 of market value, at least 0, spread evenly over the days.
    run_share : float or array_like, optional
        zeta, share of the lenders who do not renew when their loan falls due, 0 to 1.
    spread_bp : float or array_like, optional
        s, bp a year, for as many nights as there are days; at least 0.
    days, life : float or array_like, optional
        N and T, days, at least 1.
    recall : float or array_like, optional
        rho, 0 to 1.
    premium_bp, horizon : float or array_like, optional
        What term loans cost above overnight ones, bp a year, and the days for which it is paid.

    Returns
    -------
    Needs
        Per 1 of market value.

    Raises
    ------
    ValueError
        If an input is out of range or haircut + haircut_rise exceeds 1.

    Notes
    -----
    No mix removes all risks: term funding answers haircut, run and rate and leaves the rally, overnight the
    other way round. A cash buffer, recall of margin excess or cross-margining shift the frontier itself.
    """
    h, tau = _mix(haircut, term_share)
    rise = within("price rise", price_rise, "of market value", low=0, high=LARGEST)
    dh = within("haircut rise", haircut_rise, "of market value", low=0, high=1)
    within("haircut after the rise", h + dh, "of market value", high=1)
    zeta = within("run share", run_share, "of the lenders", low=0, high=1)
    within("rate spike", spread_bp, "bp a year", low=0)
    premium = within("term premium", premium_bp, "bp a year", low=0, high=LARGEST)
    horizon = within("horizon", horizon, "days", low=0, high=LARGEST)
    due = renewed_share(tau, days, life)
    return Needs(cash_need(rise, h, tau, recall, days=days, life=life), plain(dh * due), plain((1 - h) * zeta * due),
                 rate_spike_cost(spread_bp, days, h, tau, life), plain(tau * (1 - h) * premium * 1e-4 * horizon / 360))


def corridor(lenders, demand, *, srf_open=True, width_bp=25.0, slope=0.1, shortage_slope=4.0, access=0.9,
             srf_cap=500.0, wedge_bp=5.0):
    """Return where the overnight repo rate settles between the Fed's floor and its soft ceiling.

    With z = lenders' cash less borrowers' demand, the reverse repo facility takes z+, the standing facility
    lends SRF = clip(-access z, 0, cap), and the rate over the floor is

        width - s1 clip(z, 0, width/s1) + s2 (-z - SRF)+

    Parameters
    ----------
    lenders, demand : float or array_like
        Cash that lenders bring and that borrowers want, $bn, at least 0.
    srf_open : bool or array_like of bool, optional
        Whether the standing repo facility lends.
    width_bp : float or array_like, optional
        Top less bottom of the target range, bp, at least 0.
    slope, shortage_slope : float or array_like, optional
        s1 and s2: rise of the rate per $bn of cash less, with cash to spare (above 0) and when it is short
        (at least 0); bp per $bn.
    access : float or array_like, optional
        Share of a shortage that reaches the facility, 0 to 1: stigma, balance sheets, cut-off times and
        borrowers without access keep the rest away. That makes the ceiling soft.
    srf_cap : float or array_like, optional
        Most the facility lends, $bn, at least 0. (It has had no such limit since 10 December 2025.)
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
    With 4bp per $bn and an access of 0.9 a shortage of $55.9bn puts the rate 22bp over the top although $50.3bn
    is lent, which is 31 October 2025 (`CORRIDOR_DAYS`); a hard ceiling contradicts that day.

    Examples
    --------
    >>> corridor(925, 1000, srf_open=False).over_ceiling     # 17 September 2019
    300.0
    """
    spare = (within("lenders' cash", lenders, "$bn", low=0, high=LARGEST)
             - within("borrowers' demand", demand, "$bn", low=0, high=LARGEST))
    width = within("width of the range", width_bp, "bp", low=0, high=LARGEST)
    s1 = within("slope with cash to spare", slope, "bp per $bn", low=1 / LARGEST, high=LARGEST)
    s2 = within("slope when cash is short", shortage_slope, "bp per $bn", low=0, high=LARGEST)
    access = within("access to the facility", access, "of the shortage", low=0, high=1)
    cap = within("size of the facility", srf_cap, "$bn", low=0, high=LARGEST)
    wedge = within("wedge without access", wedge_bp, "bp", low=0, high=LARGEST)
    if np.asarray(srf_open).dtype != bool:
        raise ValueError(f"srf_open is {srf_open!r}; it must be True or False.")
    srf = np.where(srf_open, np.clip(-access * spare, 0, cap), 0.0) + 0.0  # nothing is 0, not -0
    unmet = np.maximum(-spare - srf, 0)
    over = width - np.minimum(s1 * np.maximum(spare, 0), width) + s2 * unmet
    return Corridor(plain(over), plain(over - width), plain(over + np.where(srf > 0, wedge, 0)),
                    plain(np.maximum(spare, 0)), plain(srf), plain(unmet))


def offshore_run(withdrawn, loans, offshore_share, premium_bp=20.0, spread_bp=0.0):
    """Return who leaves first in a run, and the average rate before and after.

    Offshore loans are a share omega of the funding and cost a premium: on average s + omega x premium. A run of
    Z takes min(Z, omega x loans) from them, the rest from the others.

    Parameters
    ----------
    withdrawn, loans : float or array_like
        Z and all loans, $bn; 0 <= Z <= loans.
    offshore_share : float or array_like
        omega, 0 to 1.
    premium_bp, spread_bp : float or array_like, optional
        Premium of offshore loans, and s of the others over the rate in the futures price; bp a year.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        If an input is out of range or more is withdrawn than was lent.

    Notes
    -----
    Dear, flighty money hides its cost: when it has gone the average rate looks *better*. With nothing left the
    rate is that of the others.
    """
    loans = within("loans", loans, "$bn", low=0, high=LARGEST)
    gone = within("withdrawn", withdrawn, "$bn", low=0, high=LARGEST)
    within("loans - withdrawn", loans - gone, "$bn", low=0)
    omega = within("offshore share", offshore_share, "of the loans", low=0, high=1)
    premium = within("offshore premium", premium_bp, "bp a year", low=-LARGEST, high=LARGEST)
    spread = within("rate spread", spread_bp, "bp a year", low=-LARGEST, high=LARGEST)
    offshore = np.minimum(gone, omega * loans)
    left = np.asarray(loans - gone)
    share = np.divide(omega * loans - offshore, left, out=np.zeros(np.broadcast_shapes(left.shape, omega.shape)),
                      where=left > 0)
    before, after = spread + omega * premium, spread + share * premium
    return Run(plain(offshore), plain(gone - offshore), plain(before), plain(after))


def special_gain(general_rate, special_rate, days, loan=100.0):
    """Return what the owner of a note on special gains by borrowing against it: (GC - special) n/360 of the loan.

    A note that others must borrow (to deliver it, or to cover a short sale) is *special*: whoever lends it gets
    cash below the general collateral rate. That adds to the carry of a long basis position in this note, and
    costs a short one as much. Compare the implied repo rate with the special rate of the very note: an edge over
    general collateral says that the note is not special, not that money lies on the street.

    Parameters
    ----------
    general_rate, special_rate : float or array_like
        Repo rates, % a year; the special rate is at most the general one and may be below 0.
    days : float or array_like
        n, at least 0.
    loan : float or array_like, optional
        Loan against the note, points per 100 face.

    Returns
    -------
    float or ndarray
        Points per 100 face (in the unit of `loan`).

    Raises
    ------
    ValueError
        If an input is out of range or the special rate exceeds the general one.
    """
    general = within("general collateral rate", general_rate, "% a year", low=-100, high=1000)
    special = within("special rate", special_rate, "% a year", low=-100, high=1000)
    gap = within("general less special rate", general - special, "% a year", low=0)
    days = within("days", days, "days", low=0, high=LARGEST)
    return plain(within("loan", loan, "points", low=0, high=LARGEST) * gap / 100 * days / 360)


def _mix(haircut, term_share):
    """Check haircut and term share."""
    return (within("haircut", haircut, "of market value", low=0, high=1),
            within("term share", term_share, "of the repo", low=0, high=1))


def _log_kept(days, life):
    """Return the logarithm of the share of term loans not yet struck anew after some days, (1 - 1/T)^N."""
    days = within("days", days, "days", low=1, high=LARGEST)
    life = within("life", life, "days", low=1, high=LARGEST)
    with np.errstate(divide="ignore"):  # T = 1: the logarithm of 0, and nothing is kept
        return days * np.log1p(-1 / life)


def _unstruck(days, life):
    """Return `unstruck_share`; without a life nothing is struck anew."""
    if life is None:
        return np.ones(within("days", days, "days", low=1, high=LARGEST).shape)
    anew = -np.expm1(_log_kept(days, life))
    return np.minimum((np.asarray(life, dtype=float) - 1) * anew / np.asarray(days, dtype=float), 1.0)
