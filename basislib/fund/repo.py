"""Repo funding: who lends at what haircut, and how much cash a move asks for.

A fund lends its notes to a cash lender and gets (1 - haircut) of their price. All loans follow the price: a lender
calls what is missing and gives back what is too much, for term loans as for overnight ones (SIFMA Master Repurchase
Agreement 4(b)-(c); GMRA 4; FICC's daily funds-only settlement). What a term fixes is the rate, the haircut and the
right to stay. Three things can come between a call on the future and the cash from the note: time (`late`), form
(notes instead of cash), and a one-way clause (`recall` below 1), a negotiated exception. A day is a trading day and
interest accrues at 1/360 a day. `ASSUMPTIONS` says what the formulas leave out; `basislib.fund.settlement` has the
hours of a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from basislib.checks import Either, Phrase, Refused, plain, within
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast

ASSUMPTIONS = (
    "All loans follow the price of the note, term loans too: the lender calls what is missing at once and gives an "
    "excess back the same day, or the next where it is said to come late.",
    "Term loans are a ladder: of those with a life of T days, 1/T is struck anew each day at that day's price, "
    "haircut and rate.",
    "The futures margin stays the same amount of money; its own changes are counted elsewhere.",
    "How much repo runs for a term is published for all loans of all large hedge funds, not for this trade alone.",
    "The haircut of cleared and of offshore loans, and every premium over the rate, is set by us.",
    "In a run offshore lenders leave before the others.",
)

LARGEST_AMOUNT = 1e12  # $bn, bp or days; more has no meaning and would overflow


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
        "Cleared (sponsored through FICC)",
        0.02,
        0.02,
        0.0,
        "Tri-party's 2%, steady for a decade, stands in (OFR blog, December 2022); the clearing house itself "
        "margins whole portfolios.",
        "assumption",
    ),
    "bilateral": Lender(
        "Bilateral, not cleared",
        0.0,
        0.02,
        0.0,
        "74% of the volume in the OFR's pilot of June 2022 had no haircut, 42% in its later data without affiliates; about unchanged "
        "in March 2020 (Kruttli and others, FEDS 2021-038).",
        "published",
    ),
    "offshore": Lender(
        "Offshore",
        0.02,
        0.05,
        20.0,
        "No public figure. A rise from 1% to 5% in April 2025 has been claimed, without a trace in official data.",
        "assumption",
    ),
}


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

    rally: Broadcast
    haircut: Broadcast
    run: Broadcast
    rate: Broadcast
    premium: Broadcast

    @property
    def worst(self) -> Broadcast:
        """The largest of the four shocks, one at a time: the cash buffer that survives any one of them."""
        return plain(np.maximum.reduce(np.broadcast_arrays(self.rally, self.haircut, self.run, self.rate)))

    @property
    def together(self) -> Broadcast:
        """All four shocks at once."""
        return plain(np.asarray(self.rally) + self.haircut + self.run + self.rate)


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

    from_offshore: Broadcast
    from_others: Broadcast
    spread_before: Broadcast
    spread_after: Broadcast


def cash_need(
    price_rise: ArrayLike,
    haircut: ArrayLike,
    term_share: ArrayLike = 0.0,
    recall: ArrayLike = 1.0,
    *,
    late: ArrayLike = 0.0,
    days: ArrayLike = 1,
    life: ArrayLike | None = None,
) -> Broadcast:
    """Return the most cash a hedged fund must find when note and future rise, or fall, together.

    A rise takes ``g [1 - (1 - h)(1 - late)((1 - tau) + tau rho)]`` in a day: the future costs g, and the loans bring
    back what lenders return the same day. With rho = 1, as the standard contracts say, that is h g, and g for one day
    if all comes a day late, whatever the mix. A fall brings ``h |g|`` in: the future pays |g|, and every lender calls
    its deficit of (1 - h) |g|.

    Parameters
    ----------
    price_rise : float or array_like
        g, rise per 1 of market value; below 0 for a fall, at least -1.
    haircut : float or array_like
        h, fraction of market value (0.02).
    term_share : float or array_like, optional
        tau, share of the repo struck for a term, 0 to 1.
    recall : float or array_like, optional
        rho, share of a term loan's margin excess that the lender gives back, 0 to 1; below 1 is a one-way clause.
    late : float or array_like, optional
        Share of a day's excess, overnight and term alike, that arrives only the next day, 0 to 1. Over several days
        only the last day's is missing.
    days : float or array_like, optional
        Days over which the price rises evenly, at least 1; for another path see `ladder`.
    life : float or array_like, optional
        T, life of a term loan in days, at least 1: 1/T is struck anew each day (see `unstruck_share`). None:
        none is struck anew while the price rises. It matters with a one-way clause only.

    Returns
    -------
    float or ndarray
        Cash per 1 of market value; below 0 if cash comes in. The fund has neither lost nor won: this is
        liquidity, not profit. `back_next_day` is what of it arrives by itself.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Assumes that term loans were struck at the price of the start. The futures margin itself, which rises with the
    speed of the move whatever its sign, is the larger call: see `basislib.fund.margin`.

    Examples
    --------
    Ten-year yields fell 102bp from 19 February to 9 March 2020; at a duration of 4.5 years that is a rise
    of 4.59%. On $500bn at a haircut of 1%, with the excess back the same day and with a one-way clause:

    >>> round(500 * cash_need(0.0459, 0.01, term_share=1), 2), round(500 * cash_need(0.0459, 0.01, 1, recall=0), 2)
    (0.23, 22.95)
    """
    g = within("price rise", price_rise, "of market value", low=-1, high=LARGEST_AMOUNT)
    h, tau = _mix(haircut, term_share)
    rho, late = _excess(recall, late)
    unstruck, step = _unstruck(days, life), np.maximum(g, 0) / np.asarray(days)
    kept = 1.0 if life is None else np.exp(_log_kept(days, life))
    stuck = tau * (1 - rho) * (unstruck * np.maximum(g, 0) - late * step * kept)
    return plain(h * g + (1 - h) * (late * step + stuck))


def back_next_day(
    price_rise: ArrayLike,
    haircut: ArrayLike,
    term_share: ArrayLike = 0.0,
    *,
    recall: ArrayLike = 1.0,
    late: ArrayLike = 1.0,
) -> Broadcast:
    """Return what of the cash for a day's rise comes back the next day by itself: g (1 - h) late ((1 - tau) + tau rho).

    Parameters
    ----------
    price_rise, haircut, term_share, recall, late : float or array_like
        As in `cash_need`; the rise of one day.

    Returns
    -------
    float or ndarray
        Cash per 1 of market value; 0 for a fall.

    Raises
    ------
    ValueError
        If an input is out of range.

    Examples
    --------
    >>> need, back = (of(0.008, 0.01, 0.6, late=1) for of in (cash_need, back_next_day))
    >>> f"{300 * need:.1f} today, {300 * back:.3f} back tomorrow"
    '2.4 today, 2.376 back tomorrow'
    """
    g = within("price rise", price_rise, "of market value", low=-1, high=LARGEST_AMOUNT)
    h, tau = _mix(haircut, term_share)
    rho, late = _excess(recall, late)
    return plain(np.maximum(g, 0) * (1 - h) * late * (1 - tau + tau * rho))


def unstruck_share(days: ArrayLike, life: ArrayLike) -> Broadcast:
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
    within("life", life, "days", low=1, high=LARGEST_AMOUNT)
    return plain(_unstruck(days, life))


def renewed_share(term_share: ArrayLike, days: ArrayLike, life: ArrayLike) -> Broadcast:
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


def ladder(
    prices: ArrayLike,
    haircut: ArrayLike,
    term_share: ArrayLike = 0.25,
    life: ArrayLike = 30.0,
    recall: ArrayLike = 1.0,
    late: ArrayLike = 0.0,
) -> Ladder:
    """Run a mix of overnight and term repo along one or many price paths.

    Lenders' price is the day's less what of its rise comes late: ``PL = P' - late (P' - P)+``. Each day
    ``strike' = min(strike + (PL - strike)/T, PL)``: 1/T of the term loans is struck anew, and when the price is below
    the strike the lender calls the deficit on all of them. Their haircut follows as
    ``haircut + (new haircut - haircut)/T``. Loan per unit, with the excess back as far as it is returned:

        (1 - tau) (1 - h) PL + tau (1 - average haircut) (strike + rho (PL - strike))

    Parameters
    ----------
    prices : array_like, shape (..., days + 1)
        Price of the note at the start and each day, money per unit, above 0.
    haircut : float or array_like
        h asked for on new loans: one number, or one per day (last axis as `prices`).
    term_share, recall, late : float or array_like, optional
        tau, rho and late as in `cash_need`; arrays broadcast against the leading axes of `prices`.
    life : float or array_like, optional
        T, days, at least 1.

    Returns
    -------
    Ladder

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    With rho = 1 the most cash out of pocket on day t is ``h sum(g) + (1 - h) late g_t``: the largest day counts, not
    the sum.
    """
    price = np.atleast_1d(within("prices", prices, "money per unit", above=0, high=LARGEST_AMOUNT))
    h, tau = _mix(haircut, term_share)
    rho, late = (each[..., None] for each in _excess(recall, late))
    life = within("life", life, "days", low=1, high=LARGEST_AMOUNT)
    tau = tau[..., None]
    price, h, _ = np.broadcast_arrays(price, h, tau + rho + late + life[..., None])
    marked, strike, average = price.copy(), price.copy(), h.copy()
    marked[..., 1:] -= late * np.maximum(np.diff(price, axis=-1), 0)
    for day in range(1, price.shape[-1]):
        now, before = marked[..., day], strike[..., day - 1]
        strike[..., day] = np.minimum(before + (now - before) / life, now)
        average[..., day] = average[..., day - 1] + (h[..., day] - average[..., day - 1]) / life
    loan = (1 - tau) * (1 - h) * marked + tau * (1 - average) * (strike + rho * (marked - strike))
    need = (price - price[..., :1]) - (loan - loan[..., :1])
    return Ladder(price.copy(), strike, average, loan, need)


def rate_spike_cost(
    spread_bp: ArrayLike,
    nights: ArrayLike,
    haircut: ArrayLike = 0.0,
    term_share: ArrayLike = 0.0,
    life: ArrayLike = 30.0,
    leverage: ArrayLike = 1.0,
) -> Broadcast:
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
    spread = within("rate spike", spread_bp, "bp a year", low=-LARGEST_AMOUNT, high=LARGEST_AMOUNT)
    h, tau = _mix(haircut, term_share)
    nights = within("nights", nights, "nights", low=1, high=LARGEST_AMOUNT)
    times = within("leverage", leverage, "x", low=1, high=LARGEST_AMOUNT)
    return plain(times * (1 - h) * spread * 1e-4 * nights / 360 * (1 - tau * _unstruck(nights, life)))


def average_haircut(shares: Mapping[str, ArrayLike], stress: bool = False) -> Broadcast:
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
        raise Refused(
            N_("lender is {given}; it must be {allowed}."),
            given=", ".join(map(repr, unknown)) or N_("missing"),
            allowed=Either(LENDERS),
        )
    parts = {
        name: within(Phrase(N_("share of {kind} lenders"), kind=name), share, "of the collateral", low=0, high=1)
        for name, share in shares.items()
    }
    total = sum(parts.values())
    if np.any(np.abs(total - 1) > 1e-9):
        raise Refused(
            N_("shares of the lenders add up to {total:.10g} of the collateral; they must add up to 1."),
            total=np.ravel(total)[0],
        )
    return plain(
        sum(part * (LENDERS[name].stress_haircut if stress else LENDERS[name].haircut) for name, part in parts.items())
    )


def funding_needs(
    term_share: ArrayLike,
    *,
    haircut: ArrayLike = 0.01,
    price_rise: ArrayLike = 0.0,
    haircut_rise: ArrayLike = 0.0,
    run_share: ArrayLike = 0.0,
    spread_bp: ArrayLike = 0.0,
    days: ArrayLike = 1,
    life: ArrayLike = 30.0,
    recall: ArrayLike = 1.0,
    late: ArrayLike = 0.0,
    premium_bp: ArrayLike = 0.0,
    horizon: ArrayLike = 90,
) -> Needs:
    """Return what four shocks ask of a funding mix: overnight against term, or the whole frontier between.

    ==============  =========================  ====================================  ===========================
    shock           overnight (tau = 0)        term (tau = 1), after a day           term with a one-way clause
    ==============  =========================  ====================================  ===========================
    price rise g    h g; g for a day if late   the same                              g, less what is struck anew
    haircut + dh    dh at once                 dh/T a day                            same
    run of zeta     (1-h) zeta at once         (1-h) zeta/T a day                    same
    rate + s        (1-h) s N/360              only on the 1/T struck anew each day  same
    term premium    0                          (1-h) premium x horizon/360           same
    ==============  =========================  ====================================  ===========================

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
    recall, late : float or array_like, optional
        rho and late, 0 to 1, as in `cash_need`.
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
    With the standard contracts term funding is a shield against haircut, run and rate, at a price, and makes no
    difference in a rally. Only a one-way clause makes a trade-off of it. A cash buffer, faster return of the excess
    or cross-margining move the frontier itself.
    """
    h, tau = _mix(haircut, term_share)
    rise = within("price rise", price_rise, "of market value", low=0, high=LARGEST_AMOUNT)
    dh = within("haircut rise", haircut_rise, "of market value", low=0, high=1)
    within("haircut after the rise", h + dh, "of market value", high=1)
    zeta = within("run share", run_share, "of the lenders", low=0, high=1)
    within("rate spike", spread_bp, "bp a year", low=0)
    premium = within("term premium", premium_bp, "bp a year", low=0, high=LARGEST_AMOUNT)
    horizon = within("horizon", horizon, "days", low=0, high=LARGEST_AMOUNT)
    due = renewed_share(tau, days, life)
    return Needs(
        cash_need(rise, h, tau, recall, late=late, days=days, life=life),
        plain(dh * due),
        plain((1 - h) * zeta * due),
        rate_spike_cost(spread_bp, days, h, tau, life),
        plain(tau * (1 - h) * premium * 1e-4 * horizon / 360),
    )


def offshore_run(
    withdrawn: ArrayLike,
    loans: ArrayLike,
    offshore_share: ArrayLike,
    premium_bp: ArrayLike = 20.0,
    spread_bp: ArrayLike = 0.0,
) -> Run:
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
    loans = within("loans", loans, "$bn", low=0, high=LARGEST_AMOUNT)
    gone = within("withdrawn", withdrawn, "$bn", low=0, high=LARGEST_AMOUNT)
    within("loans - withdrawn", loans - gone, "$bn", low=0)
    omega = within("offshore share", offshore_share, "of the loans", low=0, high=1)
    premium = within("offshore premium", premium_bp, "bp a year", low=-LARGEST_AMOUNT, high=LARGEST_AMOUNT)
    spread = within("rate spread", spread_bp, "bp a year", low=-LARGEST_AMOUNT, high=LARGEST_AMOUNT)
    offshore = np.minimum(gone, omega * loans)
    left = np.asarray(loans - gone)
    share = np.divide(
        omega * loans - offshore, left, out=np.zeros(np.broadcast_shapes(left.shape, omega.shape)), where=left > 0
    )
    before, after = spread + omega * premium, spread + share * premium
    return Run(plain(offshore), plain(gone - offshore), plain(before), plain(after))


def special_gain(
    general_rate: ArrayLike, special_rate: ArrayLike, days: ArrayLike, loan: ArrayLike = 100.0
) -> Broadcast:
    """Return what the owner of a note on special gains by borrowing against it: (GC - special) n/360 of the loan.

    A note that others must borrow (to deliver it, or to cover a short sale) is *special*: whoever lends it gets
    cash below the general collateral rate. That adds to the carry of a long basis position in this note, and
    costs a short one as much. What it does to the trade's edge: `special_edge`.

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
    gap = _specialness(general_rate, special_rate)
    days = within("days", days, "days", low=0, high=LARGEST_AMOUNT)
    return plain(within("loan", loan, "points", low=0, high=LARGEST_AMOUNT) * gap / 100 * days / 360)


def special_edge(
    implied_rate: ArrayLike, general_rate: ArrayLike, special_rate: ArrayLike, share_of_time: ArrayLike = 1.0
) -> Broadcast:
    """Return the edge of a basis trade over what **its own note** costs to finance: IRR - GC + share × (GC - special).

    A note that is not special is financed at the general collateral rate, and an implied repo rate above that is an
    edge. An implied repo rate *below* it may only say that the note is special: whoever owns it finances it for less.
    But the edge is there only if the note stays special until delivery. If that lasts for a share of the time, the
    general rate is paid for the rest.

    Parameters
    ----------
    implied_rate, general_rate, special_rate : float or array_like
        % a year, all for the time until delivery; the special rate is at most the general one.
    share_of_time : float or array_like, optional
        For how much of the time the note is special, 0 to 1.

    Returns
    -------
    float or ndarray
        Basis points a year.

    Raises
    ------
    ValueError
        If an input is out of range or the special rate exceeds the general one.

    Notes
    -----
    A note's price contains what it is expected to save its owner in repo. Source: D. Duffie, *Special Repo Rates*,
    Journal of Finance 51 (1996), abstract.

    Examples
    --------
    >>> round(special_edge(3.60, 3.70, 3.40), 6), round(special_edge(3.60, 3.70, 3.40, share_of_time=0), 6)
    (20.0, -10.0)
    """
    implied = within("implied repo rate", implied_rate, "% a year", low=-1e4, high=1e4)
    saved = _specialness(general_rate, special_rate)
    share = within("share of the time", share_of_time, low=0, high=1)
    return plain(100 * (implied - np.asarray(general_rate, dtype=float) + share * saved))


def special_time_needed(implied_rate: ArrayLike, general_rate: ArrayLike, special_rate: ArrayLike) -> Broadcast:
    """Return for which share of the time the note must be special or `special_edge` is below nothing.

    ``(GC - IRR) / (GC - special)``, 0 where the trade earns at the general rate too, infinite where even a note that is
    special all the time does not pay. Parameters and refusals are those of `special_edge`.
    """
    always, never = (special_edge(implied_rate, general_rate, special_rate, share) for share in (1.0, 0.0))
    best, worst = np.broadcast_arrays(always, never)
    lasts = np.divide(-worst, best - worst, out=np.zeros(best.shape), where=best > worst)
    return plain(np.where(worst >= 0, 0.0, np.where(best >= 0, lasts, np.inf)))


def _specialness(general_rate: ArrayLike, special_rate: ArrayLike) -> np.ndarray:
    """Check a general and a special rate, and return how much less the special one is, % a year."""
    general = within("general collateral rate", general_rate, "% a year", low=-100, high=1000)
    special = within("special rate", special_rate, "% a year", low=-100, high=1000)
    return within("general less special rate", general - special, "% a year", low=0)


def _mix(haircut: ArrayLike, term_share: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Check haircut and term share."""
    return (
        within("haircut", haircut, "of market value", low=0, high=1),
        within("term share", term_share, "of the repo", low=0, high=1),
    )


def _excess(recall: ArrayLike, late: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Check what lenders give back of a margin excess, and what of it comes a day late."""
    return (
        within("recall", recall, "of the margin excess", low=0, high=1),
        within("late", late, "of the margin excess", low=0, high=1),
    )


def _log_kept(days: ArrayLike, life: ArrayLike) -> np.ndarray:
    """Return the logarithm of the share of term loans not yet struck anew after some days, (1 - 1/T)^N."""
    days = within("days", days, "days", low=1, high=LARGEST_AMOUNT)
    life = within("life", life, "days", low=1, high=LARGEST_AMOUNT)
    with np.errstate(divide="ignore"):  # T = 1: the logarithm of 0, and nothing is kept
        return days * np.log1p(-1 / life)


def _unstruck(days: ArrayLike, life: ArrayLike | None) -> np.ndarray:
    """Return `unstruck_share`; without a life nothing is struck anew."""
    if life is None:
        return np.ones(within("days", days, "days", low=1, high=LARGEST_AMOUNT).shape)
    anew = -np.expm1(_log_kept(days, life))
    return np.minimum((np.asarray(life, dtype=float) - 1) * anew / np.asarray(days, dtype=float), 1.0)
