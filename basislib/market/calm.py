"""Calm times: how wide the basis is when nobody is short of cash, and what arbitrage does for the market.

Real money wants to be long futures, the less of them the dearer they are. Somebody must hold notes against them:
hedge funds as far as it pays and their own money goes, dealers the rest, who ask for the wider a basis the more they
carry. `ASSUMPTIONS` says what this leaves out.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from basislib.checks import plain, within
from basislib.language import N_
from basislib.quantities import NEVER, UNBOUNDED
from basislib.types import ArrayLike, Broadcast, Numbers

ASSUMPTIONS = (
    N_(
        "What buyers of futures would pay at most is spread evenly between nothing and one per cent a year. Beyond "
        "it they hold notes; mortgages and credit, which they could hold as well, are left out."
    ),
    N_("The return that funds ask for rises with the size of their position. Nobody publishes by how much."),
    N_(
        "Dealers carry what funds do not, on two straight lines: cheaply up to their room, dearly beyond it. Nobody "
        "publishes the slopes or the room."
    ),
    N_(
        "[S] What dealers lend to funds takes none of their room. In fact a loan that is not netted counts in the "
        "leverage ratio like a note."
    ),
    N_(
        "Funds are alike. They add to the trade until it pays the return they ask for on own money, cash buffer "
        "included, or until their own money is used up; dealers do not go short of notes."
    ),
    N_("Bid-ask spreads widen and quotes thin out with the square of the room that dealers use."),
    N_(
        "A fixed share of the gap shows in the futures price; the rest lowers the note's price. What Treasury yields "
        "would be without the trade is open, since buyers of futures would then hold more notes."
    ),
    N_("Everything is measured over the repo rate built into the futures price, and no uncertainty is priced."),
)

Dealers: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray]  # the two slopes, and the room
CASES = ("hurdle", "capital", "no trade")


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
        psi at which funds earn what they ask for at their position, per 1 of face.
    demand : float or ndarray
        D(psi), futures that real money holds at this basis, $bn face.
    position, inventory : float or ndarray
        Q, carried by funds, and I = D - Q, carried by dealers; $bn face.
    room_used : float or ndarray
        U, inventory over the dealers' room; may exceed 1.
    half_spread : float or ndarray
        Half the bid-ask spread of both legs, per 1 of face.
    depth : float or ndarray
        Quoted size at the best price, $m.
    return_on_own_money : float or ndarray
        What the trade pays a fund over the repo rate built in, % a year.
    yield_effect_bp : float or ndarray
        What the basis alone takes off the note's price, as a yield, bp.
    buyers_cost : float or ndarray
        What the basis costs buyers of futures, in money and in trade they forgo, against a basis of zero; $bn a year.
    funds_gain, dealers_gain : float or ndarray
        What funds earn beyond what they ask for, and dealers beyond what they ask for; $bn a year.
    """

    case: Broadcast
    dislocation: Broadcast
    hurdle: Broadcast
    demand: Broadcast
    position: Broadcast
    inventory: Broadcast
    room_used: Broadcast
    half_spread: Broadcast
    depth: Broadcast
    return_on_own_money: Broadcast
    yield_effect_bp: Broadcast
    buyers_cost: Broadcast
    funds_gain: Broadcast
    dealers_gain: Broadcast


def hurdle(
    required_return: ArrayLike,
    own_share: ArrayLike,
    days: ArrayLike = 90,
    haircut: ArrayLike = 0.0,
    spread_bp: ArrayLike = 0.0,
) -> Broadcast:
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
    n = within("days", days, "days", above=0, high=UNBOUNDED)
    h = within("haircut", haircut, "of market value", low=0, below=1)
    s = within("repo spread", spread_bp, "bp a year", low=-UNBOUNDED, high=UNBOUNDED)
    return plain(n / 360 * (ret / 100 * own + (1 - h) * s * 1e-4))


def calm_market(
    demand: ArrayLike,
    own_money: ArrayLike,
    *,
    haircut: ArrayLike = 0.01,
    initial_margin: ArrayLike = 0.01,
    buffer: ArrayLike = 0.012,
    required_return: ArrayLike = 2.5,
    rising_return: ArrayLike = 0.002,
    dear: ArrayLike = 1.0,
    spread_bp: ArrayLike = 0.0,
    days: ArrayLike = 90,
    impact: ArrayLike = 2e-6,
    impact_beyond: ArrayLike = 1.4e-5,
    room: ArrayLike = 300.0,
    base_half_spread: ArrayLike = 1e-4,
    base_depth: ArrayLike = 200.0,
    futures_share: ArrayLike = 0.5,
    duration: ArrayLike = 4.5,
) -> CalmMarket:
    """Return who carries real money's futures, and how wide the basis must be for it.

    Buyers want D(psi) = D0 (1 - psi/top), top = dear n/360. Dealers ask psi(I) = lam0 min(I, room) + lam1 (I - room)+
    to carry I = D - Q. Funds ask H0 + H1 Q, as far as their own money goes:

        H0 = n/360 [ret (e + c) + (1 - h) s],   H1 = n/360 ret1 (e + c),   Q <= W/(e + c)

    Half spread k0 (1 + U^2), depth Dep0/(1 + U^2), U = I/room, yield + (1 - theta) psi/duration.

    Parameters
    ----------
    demand : float or array_like
        D0, futures that real money would hold if they cost nothing, $bn face, at least 0.
    own_money : float or array_like
        W, funds' own money, $bn, at least 0.
    haircut, initial_margin, buffer : float or array_like, optional
        h, m (of note and future together) and c, fractions of the position; e = h + m.
    required_return, rising_return : float or array_like, optional
        ret and ret1: return that the first fund asks for, % a year, and what each further $bn adds.
    dear : float or array_like, optional
        What the keenest buyer pays at most for a future instead of a note, % a year; `NEVER` (infinite) makes the
        demand a fixed sum.
    spread_bp, days : float or array_like, optional
        s and n as in `hurdle`.
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
        Fields in the broadcast shape of the arguments.

    Raises
    ------
    ValueError
        If an argument is out of range or haircut + margin + buffer is not between 0 and 1.

    Notes
    -----
    Basis and spread rise, and position and demand fall, in the return funds ask for, in margin, buffer, repo
    rate and days; also in the haircut while the required return exceeds the spread (a dearer loan is then worth
    replacing by own money). Own money matters only in the *capital* case. With a repo rate so far below the rate
    built in that the hurdle is negative, funds take the whole demand and no more.

    Elasticity shares the quantity: buyers who leave lose on average half the rise of the price. The rise itself falls
    on the buyers wherever own money comes in at a given return; with own money short, funds gain from a cap.
    """
    demand = within("demand", demand, "$bn", low=0, high=UNBOUNDED)
    own = within("own money", own_money, "$bn", low=0, high=UNBOUNDED)
    h = within("haircut", haircut, "of market value", low=0, below=1)
    margin = within("initial margin", initial_margin, "of market value", low=0, below=1)
    c = within("buffer", buffer, "of market value", low=0, below=1)
    rising = within("rise of the required return", rising_return, "% a year per $bn", low=0, high=1000)
    dealers = _dealers(impact, impact_beyond, room)
    share = within("haircut + margin + buffer", h + margin + c, "of the position", low=1e-9, high=1)
    needed = np.asarray(hurdle(required_return, share, days, h, spread_bp))
    steeper, top = np.asarray(days) / 360 * rising / 100 * share, _top(dear, days)
    wanted = _position(demand, top, needed, steeper, dealers)
    position = np.minimum(wanted, own / share)
    psi = _asked(demand, top, position, dealers)
    bought = demand * (1 - psi / top)
    found = _seen(psi, bought - position, dealers, base_half_spread, base_depth, futures_share, duration)
    pays = 100 * (psi * 360 / np.asarray(days) - (1 - h) * np.asarray(spread_bp) * 1e-4) / share
    found |= {
        "case": np.where(wanted <= 0, 2, np.where(position < wanted, 1, 0)),
        "hurdle": needed + steeper * position,
        "demand": bought,
        "position": position,
        "return_on_own_money": pays,
        "buyers_cost": 360 / np.asarray(days) * demand * psi * (1 - psi / top / 2),
        "funds_gain": 360 / np.asarray(days) * ((psi - needed) * position - steeper * position**2 / 2),
        "dealers_gain": 360 / np.asarray(days) * found["dealers_gain"],
    }
    shape = np.broadcast_shapes(*(np.shape(value) for value in found.values()))
    return CalmMarket(**{name: plain(np.broadcast_to(value, shape)) for name, value in found.items()})


def dealers_inventory(
    dislocation: ArrayLike, impact: ArrayLike = 2e-6, impact_beyond: ArrayLike = 1.4e-5, room: ArrayLike = 300.0
) -> Broadcast:
    """Return the inventory that dealers carry at a dislocation, $bn face.

    Parameters
    ----------
    dislocation : float or array_like
        psi, per 1 of face, at least 0.
    impact, impact_beyond, room : float or array_like, optional
        As in `calm_market`.

    Returns
    -------
    float or ndarray

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    psi = within("dislocation", dislocation, "per 1 of face", low=0, high=UNBOUNDED)
    low, high, cheap = _dealers(impact, impact_beyond, room)
    return plain(np.minimum(psi / low, cheap) + np.maximum(psi - low * cheap, 0) / high)


def _top(dear: ArrayLike, days: ArrayLike) -> np.ndarray:
    """Return the dislocation that the keenest buyer pays; infinite if demand is a fixed sum."""
    per_year = np.asarray(dear, dtype=float)
    known = within("what the keenest buyer pays", np.where(per_year == NEVER, 1.0, per_year), "% a year", above=0)
    return np.where(per_year == NEVER, np.inf, known) / 100 * np.asarray(days) / 360


def _position(
    demand: np.ndarray, top: np.ndarray, needed: np.ndarray, steeper: np.ndarray, dealers: Dealers
) -> np.ndarray:
    """Return what funds would carry with ample own money: where what they ask meets what dealers and buyers ask."""
    low, high, room = dealers
    low_slope, high_slope = low / (1 + low * demand / top), high / (1 + high * demand / top)
    within_room = (low_slope * demand - needed) / (steeper + low_slope)
    start = (low * room + high * (demand - room)) / (1 + high * demand / top)
    beyond = (start - needed) / (steeper + high_slope)
    found = np.where(needed + steeper * within_room > low * room, beyond, within_room)
    return np.where(_asked(demand, top, 0.0, dealers) <= needed, 0.0, np.clip(found, 0, demand))


def _asked(demand: np.ndarray, top: np.ndarray, position: Numbers, dealers: Dealers) -> np.ndarray:
    """Return the dislocation at which dealers and buyers leave this position to the funds."""
    low, high, room = dealers
    cheap = low * (demand - position) / (1 + low * demand / top)
    dear = (low * room + high * (demand - position - room)) / (1 + high * demand / top)
    return np.maximum(np.where(cheap <= low * room, cheap, dear), 0)


def _seen(
    psi: np.ndarray,
    inventory: np.ndarray,
    dealers: Dealers,
    base_half_spread: ArrayLike,
    base_depth: ArrayLike,
    futures_share: ArrayLike,
    duration: ArrayLike,
) -> dict[str, Any]:
    """Return what dealers carry, quote and earn, and the basis as others see it."""
    low, high, room = dealers
    theta = within("futures share", futures_share, "of the dislocation", low=0, high=1)
    duration = within("duration", duration, "years", low=1e-3, high=1000)
    first, over = np.minimum(inventory, room), np.maximum(inventory - room, 0)
    used = inventory / room
    return {
        "dislocation": psi,
        "inventory": inventory,
        "room_used": used,
        "half_spread": within("base half spread", base_half_spread, "per 1 of face", low=0, high=1) * (1 + used**2),
        "depth": within("base depth", base_depth, "$m", low=0, high=UNBOUNDED) / (1 + used**2),
        "yield_effect_bp": (1 - theta) * psi / duration * 1e4,
        "dealers_gain": psi * inventory - low * first**2 / 2 - over * (low * room + high * over / 2),
    }


def _dealers(impact: ArrayLike, impact_beyond: ArrayLike, room: ArrayLike) -> Dealers:
    """Check the dealers' two slopes and their room."""
    smallest = 1 / UNBOUNDED
    return (
        within("impact", impact, "per $bn", low=smallest, high=1),
        within("impact beyond", impact_beyond, "per $bn", low=smallest, high=1),
        within("room", room, "$bn", low=smallest, high=UNBOUNDED),
    )
