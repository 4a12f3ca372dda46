"""Calm times: how wide the basis is when nobody is short of cash, and what arbitrage does for the market.

Real money wants to be long futures. Somebody must hold notes against them: hedge funds as far as it pays and
their own money goes, dealers the rest, who ask for the wider a basis the more they carry. `ASSUMPTIONS` says
what this leaves out.
"""

from dataclasses import dataclass

import numpy as np

from basislib.checks import plain, within

ASSUMPTIONS = (
    "Real money's demand for futures is a fixed sum, whatever the basis costs it.",
    "Dealers carry what funds do not, on two straight lines: cheaply up to their room, dearly beyond it. "
    "Nobody publishes the slopes or the room.",
    "Funds are alike. They add to the trade until it pays the return they ask for on own money, cash buffer "
    "included, or until their own money is used up; dealers do not go short of notes.",
    "Bid-ask spreads widen and quotes thin out with the square of the room that dealers use.",
    "A fixed share of the basis shows in the futures price; the rest lowers the note's price and so raises the "
    "Treasury's yield.",
    "Everything is measured over the repo rate built into the futures price, and no uncertainty is priced.",
)

CASES = ("hurdle", "capital", "no trade")
LARGEST = 1e12  # $bn or days; more has no meaning and would overflow


@dataclass(frozen=True, eq=False)
class CalmMarket:
    """The market in calm times; every field is a float or an array.

    Attributes
    ----------
    case : int or ndarray of int
        Index into `CASES`: the basis pays just what funds ask for; funds lack own money and it pays more; or
        there is too little demand for the trade to pay.
    dislocation : float or ndarray
        psi, futures price less note price beyond carry, per 1 of face (1e-4 is 1bp of price).
    hurdle : float or ndarray
        psi at which funds earn what they ask for, per 1 of face.
    position, inventory : float or ndarray
        Q, carried by funds, and I, carried by dealers; $bn face.
    room_used : float or ndarray
        U, inventory over the dealers' room; may exceed 1.
    half_spread : float or ndarray
        Half the bid-ask spread of both legs, per 1 of face.
    depth : float or ndarray
        Quoted size at the best price, $m.
    return_on_own_money : float or ndarray
        What the trade pays a fund over the repo rate built in, % a year.
    yield_effect_bp : float or ndarray
        Rise of the Treasury's yield, bp.
    """

    case: int | np.ndarray
    dislocation: float | np.ndarray
    hurdle: float | np.ndarray
    position: float | np.ndarray
    inventory: float | np.ndarray
    room_used: float | np.ndarray
    half_spread: float | np.ndarray
    depth: float | np.ndarray
    return_on_own_money: float | np.ndarray
    yield_effect_bp: float | np.ndarray


def hurdle(required_return, own_share, days=90, haircut=0.0, spread_bp=0.0):
    """Return the dislocation at which the trade pays what funds ask for: n/360 [ret (e + c) + (1 - h) s].

    Parameters
    ----------
    required_return : float or array_like
        ret, return on own money over the repo rate built into the futures price, % a year, at least 0.
    own_share : float or array_like
        e + c = haircut + initial margin + buffer = 1/leverage, fraction of the position, above 0 and at most 1.
    days : float or array_like, optional
        n, days to delivery, above 0.
    haircut : float or array_like, optional
        h, fraction of market value: only the loan pays the spread.
    spread_bp : float or array_like, optional
        s, repo rate over the rate built into the futures price, bp a year.

    Returns
    -------
    float or ndarray
        Per 1 of face. Half the leverage, twice the hurdle: a brake widens the calm basis.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    ret = within("required return", required_return, "% a year", low=0, high=1000)
    own = within("own share", own_share, "of the position", above=0, high=1)
    n = within("days", days, "days", above=0, high=LARGEST)
    h = within("haircut", haircut, "of market value", low=0, below=1)
    s = within("repo spread", spread_bp, "bp a year", low=-LARGEST, high=LARGEST)
    return plain(n / 360 * (ret / 100 * own + (1 - h) * s * 1e-4))


def calm_market(demand, own_money, *, haircut=0.01, initial_margin=0.01, buffer=0.012, required_return=4.0,
                spread_bp=0.0, days=90, impact=2e-6, impact_beyond=1.4e-5, room=300.0, base_half_spread=1e-4,
                base_depth=200.0, futures_share=0.5, duration=4.5):
    """Return who carries real money's futures, and how wide the basis must be for it.

    Dealers ask psi(I) = lam0 min(I, room) + lam1 (I - room)+ to carry I. Let I_H be the inventory at which that
    is the funds' `hurdle`. Funds take the rest, as far as their own money goes:

        Q = clip(D - I_H, 0, W/(e + c)),   I = D - Q,   psi = psi(I),   U = I/room

    Half spread k0 (1 + U^2), depth Dep0/(1 + U^2), yield + (1 - theta) psi/duration.

    Parameters
    ----------
    demand : float or array_like
        D, futures that real money wants to hold, $bn face, at least 0.
    own_money : float or array_like
        W, funds' own money, $bn, at least 0.
    haircut, initial_margin, buffer : float or array_like, optional
        h, m and c, fractions of the position; e = h + m.
    required_return, spread_bp, days : float or array_like, optional
        ret, s and n as in `hurdle`.
    impact, impact_beyond : float or array_like, optional
        lam0 and lam1, what dealers ask per further $bn, within and beyond their room; per 1 of face, above 0.
    room : float or array_like, optional
        Inventory that dealers carry cheaply, $bn, above 0.
    base_half_spread, base_depth : float or array_like, optional
        k0, per 1 of face, and Dep0, $m: with empty books.
    futures_share : float or array_like, optional
        theta, share of the dislocation that shows in the futures price, 0 to 1.
    duration : float or array_like, optional
        Modified duration of the note, years, above 0.

    Returns
    -------
    CalmMarket
        Fields in the broadcast shape of the arguments they depend on.

    Raises
    ------
    ValueError
        If an argument is out of range or haircut + margin + buffer is not between 0 and 1.

    Notes
    -----
    Basis and spread rise, and the funds' position falls, in the return they ask for, in margin, buffer, repo
    rate and days; also in the haircut while the required return exceeds the spread (a dearer loan is then worth
    replacing by own money). Own money matters only in the *capital* case. A repo rate so far below the rate
    built in that the hurdle is negative counts as a hurdle of 0: funds take the whole demand and no more.
    """
    demand = within("demand", demand, "$bn", low=0, high=LARGEST)
    own = within("own money", own_money, "$bn", low=0, high=LARGEST)
    h = within("haircut", haircut, "of market value", low=0, below=1)
    margin = within("initial margin", initial_margin, "of market value", low=0, below=1)
    c = within("buffer", buffer, "of market value", low=0, below=1)
    dealers = _dealers(impact, impact_beyond, room)
    theta = within("futures share", futures_share, "of the dislocation", low=0, high=1)
    duration = within("duration", duration, "years", low=1e-3, high=1000)
    share = within("haircut + margin + buffer", h + margin + c, "of the position", low=1e-9, high=1)
    needed = np.asarray(hurdle(required_return, share, days, h, spread_bp))
    pay, capacity = demand - _inventory_at(np.maximum(needed, 0), *dealers), own / share
    position = np.clip(pay, 0, capacity)
    inventory = demand - position
    psi, used = _asked(inventory, *dealers), inventory / dealers[2]
    pays = 100 * (psi * 360 / np.asarray(days) - (1 - h) * np.asarray(spread_bp) * 1e-4) / share
    return CalmMarket(
        plain(np.where(pay <= 0, 2, np.where(capacity < pay, 1, 0))), plain(psi), plain(needed), plain(position),
        plain(inventory), plain(used), plain(_half_spread(used, base_half_spread)), plain(_depth(used, base_depth)),
        plain(pays), plain((1 - theta) * psi / duration * 1e4))


def _dealers(impact, impact_beyond, room):
    """Check the dealers' two slopes and their room."""
    smallest = 1 / LARGEST
    return (within("impact", impact, "per $bn", low=smallest, high=1),
            within("impact beyond", impact_beyond, "per $bn", low=smallest, high=1),
            within("room", room, "$bn", low=smallest, high=LARGEST))


def _asked(inventory, low, high, room):
    """Return the dislocation dealers ask for an inventory."""
    return low * np.minimum(inventory, room) + high * np.maximum(inventory - room, 0)


def _inventory_at(dislocation, low, high, room):
    """Return the inventory dealers carry at a dislocation: the inverse of `_asked`."""
    return np.minimum(dislocation / low, room) + np.maximum(dislocation - low * room, 0) / high


def _half_spread(used, base):
    """Return the half spread at the room used."""
    return within("base half spread", base, "per 1 of face", low=0, high=1) * (1 + used**2)


def _depth(used, base):
    """Return the quoted depth at the room used; spread x depth is constant."""
    return within("base depth", base, "$m", low=0, high=LARGEST) / (1 + used**2)
