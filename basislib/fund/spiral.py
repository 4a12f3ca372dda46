"""The margin spiral in closed form: how much one fund must sell, and when the sale feeds itself.

A fund holds `position` Q of notes against short futures. Each unit locks `locked` e = haircut + initial
margin of its own money. Cash is missing (`shortfall` S), so it sells. Every unit sold frees e, less the
`cost` k, but moves the package of note and future against what is still held by `impact` lam, which makes
new cash go missing. The spiral number R = lam*Q/e says what each round adds for one unit of the round before.

Source: the workbook's own derivation in the spirit of Brunnermeier and Pedersen (2009). `ASSUMPTIONS` says
what it rests on.
"""

from dataclasses import dataclass

import numpy as np

from basislib.checks import Refused, plain, within
from basislib.language import N_
from basislib.types import ArrayLike, Broadcast, Numbers

ASSUMPTIONS = (
    "The price falls in proportion to what is sold and does not come back; no data pin down by how much. "
    "An impact that grows with the square root of the sale would soften the cliff.",
    "Units are sold one after the other, each at the price of its moment: on average at half the fall.",
    "Funds are alike, or one stands for all; only the forced sales of several funds tell them apart.",
    "Own money locked per unit is haircut plus initial margin, for a price of about par and repo that is all "
    "overnight; a response of it to the fall is one number, eta.",
    "Dealers take what is sold on two straight lines: cheaply up to their room, dearly beyond it. Nobody "
    "publishes how much room they have.",
    "All happens on one day. Nobody buys because the price is low, and nobody waives a call.",
)

PER_SOLD = N_("per $bn sold")
LARGEST_FACTOR = 1e30  # in any unit; products of larger numbers would overflow
REGIONS = ("nothing", "amplified", "self-fuelling", "default", "broke before")
MOST_ROUNDS = 10_000
HALVINGS = 120  # enough to find the smallest sale of several funds to the last digit


@dataclass(frozen=True, eq=False)
class Rounds:
    """A forced sale round by round; the last axis of every array is the round, column 0 before any sale.

    Attributes
    ----------
    sale : ndarray
        Sold in the round, $bn face.
    sold : ndarray
        Sold so far, $bn face; tends to `forced_sale`.
    price : ndarray
        Price of the package (note less future) against its price before the sale, per 1 of face; 0 or less.
    shortfall : ndarray
        Cash missing after the round, $bn.
    own_money : ndarray
        The fund's own money after the round, $bn; below zero its lenders have lost.
    """

    sale: np.ndarray
    sold: np.ndarray
    price: np.ndarray
    shortfall: np.ndarray
    own_money: np.ndarray


@dataclass(frozen=True, eq=False)
class MarginChange:
    """A rise of the margin (or haircut) as a level and as a change: the same tool, opposite signs.

    Attributes
    ----------
    number_before, number_after : float or ndarray
        Spiral number R = lam Q/e of the unchanged position; a higher level of e makes it smaller.
    shortfall : float or ndarray
        Cash called less the buffer, $bn; 0 or less if the buffer pays.
    sale : float or ndarray
        Forced sale that the change sets off, $bn face.
    """

    number_before: Broadcast
    number_after: Broadcast
    shortfall: Broadcast
    sale: Broadcast


def spiral_number(position: ArrayLike, locked: ArrayLike, impact: ArrayLike) -> Broadcast:
    """Return the spiral number R = impact * position / locked.

    Below 1 (without costs) each forced sale is smaller than the one before; above 1 it is larger.

    Parameters
    ----------
    position : float or array_like
        Q, notes held and futures sold, $bn face.
    locked : float or array_like
        e, haircut + initial margin, a fraction of market value (0.02). Not one over the leverage of a fund
        with a cash buffer: the buffer decides whether a sale starts, R decides how far it runs.
    impact : float or array_like
        lam, fall of the package (note down plus future up) per $bn sold, per 1 of face.

    Returns
    -------
    float or ndarray
        R, a pure number, in the broadcast shape of the arguments.

    Raises
    ------
    ValueError
        If an argument is not a finite number, `locked` is not above 0 or the others are negative.
    """
    position, locked, impact = _fund(position, locked, impact)
    return plain(impact * position / locked)


def feedback(
    position: ArrayLike, locked: ArrayLike, impact: ArrayLike, cost: ArrayLike = 0.0, eta: ArrayLike = 0.0
) -> Broadcast:
    """Return what a small round of sales adds per unit of the round before: (1 + eta) lam Q / (e - k).

    Without cost and eta this is the spiral number R. At 1 the sale feeds itself: the threshold of R is
    (1 - k/e) / (1 + eta). Of the sum, lam Q / (e - k) is the loss spiral (prices fall, own money goes) and
    eta times that the margin spiral (prices fall, more own money is asked for).

    Parameters
    ----------
    position, locked, impact, cost, eta : float or array_like
        As in `forced_sale`.

    Returns
    -------
    float or ndarray
        A pure number; infinite where the cost eats what a sale frees (e <= k).

    Raises
    ------
    ValueError
        As `forced_sale`.
    """
    position, locked, impact, _, cost, eta = _case(position, locked, impact, 0.0, cost, eta)
    freed = locked - cost
    more = np.asarray((1 + eta) * impact * position + 0 * freed)
    return plain(np.divide(more, freed, out=np.full(more.shape, np.inf), where=freed > 0))


def fully_invested_number(own_money: ArrayLike, locked: ArrayLike, impact: ArrayLike) -> Broadcast:
    """Return R = lam W / e^2 of a fund that holds all that its own money W can carry, Q = W/e.

    Parameters
    ----------
    own_money : float or array_like
        W, $bn.
    locked, impact : float or array_like
        As in `spiral_number`.

    Returns
    -------
    float or ndarray
        R, a pure number. Twice the margin is a quarter of R; at a fixed position it is half.

    Raises
    ------
    ValueError
        As `spiral_number`; also if own money is negative.
    """
    own_money = within("own money", own_money, "$bn", low=0, high=LARGEST_FACTOR)
    _, locked, impact = _fund(0.0, locked, impact)
    return plain(impact * (own_money / locked) / locked)


def drawdown_number(leverage: ArrayLike, impact: ArrayLike, position: ArrayLike, width: ArrayLike = 0.5) -> Broadcast:
    """Return the spiral number of loss limits, R_d = L lam Q / w_s.

    A unit of loss, as a share of own money, makes 1/w_s of the funds leave; that moves the price by lam Q of what is
    left, which is L times as large a share of own money. Below 1 the sales peter out, above 1 they run to the end of
    the limits.

    Parameters
    ----------
    leverage : float or array_like
        L, position over own money, x, above 0.
    impact, position : float or array_like
        lam and Q as in `spiral_number`, dealers' room used up.
    width : float or array_like, optional
        w_s, share of own money over which the funds' limits lie, above 0.

    Returns
    -------
    float or ndarray
        A pure number.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    The crowded market, and the one at the cliff:

    >>> drawdown_number([39.1, 54.1], [1.4e-5, 2e-5], [830, 1000]).round(2).tolist()
    [0.91, 2.16]
    """
    position, width, impact = _fund(position, width, impact)
    return plain(_positive("leverage", leverage, "x") * impact * position / width)


def multiplier(spiral_number: ArrayLike, cost_share: ArrayLike = 0.0, eta: ArrayLike = 0.0) -> Broadcast:
    """Return M = 1 / (1 - k/e - (1 + eta) R): the forced sale per unit of S/e, for a small shortfall S.

    For a large S the exact sale is smaller, because the position that still loses shrinks: use `forced_sale`.

    Parameters
    ----------
    spiral_number : float or array_like
        R, see `spiral_number`.
    cost_share : float or array_like, optional
        k/e, the part of the money freed by a sale that the cost of selling eats.
    eta : float or array_like, optional
        Rise of the locked share e per unit of price fall (margins and haircuts raised while prices fall).

    Returns
    -------
    float or ndarray
        M; infinite at and beyond the threshold k/e + (1 + eta) R = 1.

    Raises
    ------
    ValueError
        If an argument is not a finite number, R or the cost is negative, or eta is below -1.
    """
    spiral_number = within("spiral number", spiral_number, low=0, high=LARGEST_FACTOR**3)
    cost_share = within("cost share", cost_share, "of the money freed", low=0, high=LARGEST_FACTOR**2)
    eta = within("eta", eta, low=-1, high=LARGEST_FACTOR)
    left = np.asarray(1 - cost_share - (1 + eta) * spiral_number)
    return plain(np.divide(1.0, left, out=np.full(left.shape, np.inf), where=left > 0))


def forced_sale(
    position: ArrayLike,
    locked: ArrayLike,
    impact: ArrayLike,
    shortfall: ArrayLike,
    cost: ArrayLike = 0.0,
    eta: ArrayLike = 0.0,
) -> Broadcast:
    """Return the sale x after which the fund again owns the money its remaining position locks up.

    x is the smallest root between 0 and Q of

        surplus(x) = a x^2 - b x - S,   a = (1/2 + eta) lam,   b = (1 + eta) lam Q - (e - k):

    own money after the sale, eQ - S - kx - lam Q x + lam x^2/2 (sold units trade at the average price of
    the sale), less the money locked, (e + eta lam x)(Q - x). Without such a root the fund sells everything.

    Parameters
    ----------
    position : float or array_like
        Q, notes held and futures sold, $bn face.
    locked : float or array_like
        e, haircut + initial margin, a fraction of market value (0.02).
    impact : float or array_like
        lam, fall of the package (note down plus future up) per $bn sold, per 1 of face.
    shortfall : float or array_like
        S, cash missing before any sale, $bn; zero or less means that nothing is missing.
    cost : float or array_like, optional
        k, half the bid-ask spread of both legs, per 1 of face sold.
    eta : float or array_like, optional
        Rise of the locked share e per unit of price fall; 0 is the textbook case.

    Returns
    -------
    float or ndarray
        x, $bn face, between 0 and Q, in the broadcast shape of the arguments.

    Raises
    ------
    ValueError
        If an argument is not a finite number, `locked` is not above 0, eta is below -1, or position,
        impact or cost is negative.

    Notes
    -----
    A fund whose own money is gone (S >= eQ) always sells everything: selling at a loss frees less than e per
    unit, so no x below Q is enough. A root at or beyond Q with eta >= -1/2 means own money below zero.

    The textbook root (b + w)/(2a) loses its digits for a small S when b < 0 and divides by zero at lam = 0;
    2S/(w - b) is the same number without either fault, so it is used wherever b <= 0.
    """
    position, locked, impact, shortfall, cost, eta = _case(position, locked, impact, shortfall, cost, eta)
    sale = _one_slope_sale(position, locked, impact, shortfall, cost, eta)
    return plain(np.minimum(sale, position))


def forced_sale_two_slopes(
    position: ArrayLike,
    locked: ArrayLike,
    impact: ArrayLike,
    impact_beyond: ArrayLike,
    room: ArrayLike,
    shortfall: ArrayLike,
    cost: ArrayLike = 0.0,
    eta: ArrayLike = 0.0,
) -> Broadcast:
    """Return the forced sale when dealers have room for the first part of it only.

    Up to `room` A the price falls by `impact` lam0 per unit sold, from there on by `impact_beyond` lam1.
    Solve with lam0; if that sale exceeds A, sell A and solve again from there, with what is left:

        x = A + sale(Q - A, e + eta lam0 A, lam1, S' = -surplus(A))

    Parameters
    ----------
    position, locked, impact, shortfall, cost, eta : float or array_like
        As in `forced_sale`; `impact` holds while dealers have room.
    impact_beyond : float or array_like
        lam1, fall of the package per $bn sold once dealers are full, per 1 of face.
    room : float or array_like
        A, what dealers still take at the low slope, $bn; zero or less means that they are full.

    Returns
    -------
    float or ndarray
        x, $bn face, between 0 and Q, in the broadcast shape of the arguments.

    Raises
    ------
    ValueError
        As `forced_sale`; also if `impact_beyond` is negative or an argument is not a finite number.

    Notes
    -----
    At the kink the spiral number jumps by lam1/lam0, so a sale that would have died out can run away. Two
    straight lines are an assumption; nobody publishes how much room dealers have.
    """
    position, locked, impact, shortfall, cost, eta = _case(position, locked, impact, shortfall, cost, eta)
    beyond, room = _kink(impact, impact_beyond, room)
    sale = _two_slope_sale(position, locked, impact, beyond, room, shortfall, cost, eta)
    return plain(np.minimum(sale, position))


def own_money(
    sale: ArrayLike,
    position: ArrayLike,
    locked: ArrayLike,
    impact: ArrayLike,
    shortfall: ArrayLike,
    cost: ArrayLike = 0.0,
    *,
    impact_beyond: ArrayLike | None = None,
    room: ArrayLike = 0.0,
) -> Broadcast:
    """Return the fund's own money after a sale.

        W(x) = eQ - S - k x - lam Q x + lam x^2/2

    What is sold loses half the fall, what is kept all of it. With a second slope the fall is
    lam0 min(x, A) + lam1 (x - A)+, and what is sold loses its average.

    Parameters
    ----------
    sale : float or array_like
        x, $bn face, at least 0. Beyond the position the formula has no meaning.
    position, locked, impact, shortfall, cost : float or array_like
        As in `forced_sale`.
    impact_beyond, room : float or array_like, optional
        As in `forced_sale_two_slopes`; without them there is one slope.

    Returns
    -------
    float or ndarray
        W, $bn; below zero the fund is insolvent and its lenders lose.

    Raises
    ------
    ValueError
        As `forced_sale`; also if the sale is negative.
    """
    sale = within("sale", sale, "$bn", low=0, high=LARGEST_FACTOR)
    q, e, lam, s, k, _ = _case(position, locked, impact, shortfall, cost, 0.0)
    return plain(_own_money(sale, q, e, lam, *_kink(lam, impact_beyond, room), s, k))


def is_insolvent(
    position: ArrayLike,
    locked: ArrayLike,
    impact: ArrayLike,
    shortfall: ArrayLike,
    cost: ArrayLike = 0.0,
    *,
    impact_beyond: ArrayLike | None = None,
    room: ArrayLike = 0.0,
) -> Broadcast:
    """Return whether selling everything would leave the fund with less than nothing: W(Q) < 0.

    With one slope this is R > 2 (1 - k/e - S/(eQ)), whatever the margin's response eta, and for eta of -1/2
    or more it is the same event as "no sale is enough" (`region` 3 or 4). Two things can let such a fund stop
    on the way, still solvent: a sale that ends within the dealers' room, and a locked share that falls fast
    while prices fall (eta below -1/2).

    Parameters
    ----------
    position, locked, impact, shortfall, cost, impact_beyond, room : float or array_like
        As in `own_money`.

    Returns
    -------
    bool or ndarray of bool

    Raises
    ------
    ValueError
        As `forced_sale`.
    """
    return plain(
        np.less(
            own_money(position, position, locked, impact, shortfall, cost, impact_beyond=impact_beyond, room=room), 0
        )
    )


def insolvency_number(position: ArrayLike, locked: ArrayLike, shortfall: ArrayLike, cost: ArrayLike = 0.0) -> Broadcast:
    """Return the spiral number beyond which the fund is insolvent: 2 (1 - k/e - S/(eQ)).

    Parameters
    ----------
    position, locked, shortfall, cost : float or array_like
        As in `forced_sale`; the position must be above 0.

    Returns
    -------
    float or ndarray
        A pure number; 2 for a tiny shortfall without costs, below 0 for a fund that is broke before it sells.

    Raises
    ------
    ValueError
        As `forced_sale`; also if the position is 0.
    """
    q, e, _, s, k, _ = _case(position, locked, 0.0, shortfall, cost, 0.0)
    q = _positive("position", q, "$bn")
    return plain(2 * (1 - k / e - s / e / q))


def jump_size(
    position: ArrayLike, locked: ArrayLike, impact: ArrayLike, cost: ArrayLike = 0.0, eta: ArrayLike = 0.0
) -> Broadcast:
    """Return the sale that the smallest shortfall sets off: 0 below the threshold, b/a beyond it.

        b/a = Q [(1 + eta) - (1 - k/e)/R] / (1/2 + eta),   at most Q

    Without cost and eta 2Q (1 - 1/R). With nothing missing at all the sale is 0: a cliff edge, not a tide.

    Parameters
    ----------
    position, locked, impact, cost, eta : float or array_like
        As in `forced_sale`.

    Returns
    -------
    float or ndarray
        $bn face, between 0 and Q; Q beyond the threshold if eta is -1/2 or less.

    Raises
    ------
    ValueError
        As `forced_sale`.
    """
    q, e, lam, _, k, eta = _case(position, locked, impact, 0.0, cost, eta)
    a, b = _curve(q, e, lam, k, eta)
    with np.errstate(over="ignore"):  # a jump too large for a float lies beyond Q anyway
        jump = np.divide(np.maximum(b, 0), a, out=np.full(np.shape(b), np.inf), where=a > 0)
    jump = np.where(e <= k, np.inf, np.where(b > 0, jump, 0.0))
    return plain(np.minimum(jump, q))


def region(
    position: ArrayLike,
    locked: ArrayLike,
    impact: ArrayLike,
    shortfall: ArrayLike,
    cost: ArrayLike = 0.0,
    eta: ArrayLike = 0.0,
    *,
    impact_beyond: ArrayLike | None = None,
    room: ArrayLike = 0.0,
) -> Broadcast:
    """Return what a shortfall sets off, as an index into `REGIONS`.

    =====================  ====================================================================================
    0 ``nothing``          S <= 0: the buffer pays, however large R is (or there is no position)
    1 ``amplified``        a sale that saves the fund, and each small round was smaller than the one before
    2 ``self-fuelling``    a sale that saves the fund, but rounds grew: (1 + eta) lam Q >= e - k at the start,
                           or at the kink with what was left
    3 ``default``          no sale saves the fund: it sells everything and still owes
    4 ``broke before``     S >= eQ: nothing of its own was left before it sold anything
    =====================  ====================================================================================

    Parameters
    ----------
    position, locked, impact, shortfall, cost, eta : float or array_like
        As in `forced_sale`. A cash buffer is part of the shortfall: S = loss - buffer.
    impact_beyond, room : float or array_like, optional
        As in `forced_sale_two_slopes`; without them there is one slope.

    Returns
    -------
    int or ndarray of int

    Raises
    ------
    ValueError
        As `forced_sale`.

    Notes
    -----
    The rule of thumb R < 1, 1 < R < 2, R > 2 for regions 1 to 3 holds for a tiny shortfall without costs only.
    A large one ruins at any R: S of 60% of eQ from R = 0.8.
    """
    q, e, lam, s, k, eta = _case(position, locked, impact, shortfall, cost, eta)
    beyond, edge = _kink(lam, impact_beyond, room)
    edge = np.maximum(edge, 0)
    sale = _two_slope_sale(q, e, lam, beyond, edge, s, k, eta)
    grows = np.where(edge > 0, _curve(q, e, lam, k, eta)[1] >= 0, False)
    past = (sale > edge) & (_curve(q - edge, e + eta * lam * edge, beyond, k, eta)[1] >= 0)
    saved = np.where(grows | past, 2, 1)
    at_risk = np.where(sale > q, 3, saved)
    return plain(np.where((s <= 0) | (q <= 0), 0, np.where(s >= e * q, 4, at_risk)))


def rounds(
    position: ArrayLike,
    locked: ArrayLike,
    impact: ArrayLike,
    shortfall: ArrayLike,
    cost: ArrayLike = 0.0,
    eta: ArrayLike = 0.0,
    *,
    impact_beyond: ArrayLike | None = None,
    room: ArrayLike = 0.0,
    most: int = 200,
) -> Rounds:
    """Return the forced sale round by round: sell for what is missing, see what is missing next, repeat.

    Each round sells d = S_i / (e_i - k), at most what is left, at the average price of that sale. The rounds
    add up to `forced_sale` exactly. Each is R times the last only while little of the position is sold.

    Parameters
    ----------
    position, locked, impact, shortfall, cost, eta : float or array_like
        As in `forced_sale`.
    impact_beyond, room : float or array_like, optional
        As in `forced_sale_two_slopes`; without them there is one slope.
    most : int, optional
        Rounds to show at most, 1 to 10,000. It ends earlier when the next round would sell less than a
        billionth of the position everywhere.

    Returns
    -------
    Rounds
        Arrays of the broadcast shape of the arguments, with the round as one more, last axis.

    Raises
    ------
    ValueError
        As `forced_sale`; also if `most` is out of range or not a whole number.

    Notes
    -----
    What is missing after x is sold depends on x alone, not on the steps that led there:
    S(x) = (e + eta fall) (Q - x) - W(x). Were each round sold at the price *before* it, the total would
    depend on the size of the steps.
    """
    q, e, lam, s, k, eta = _case(position, locked, impact, shortfall, cost, eta)
    beyond, room = _kink(lam, impact_beyond, room)
    if (many := within("most", most, "rounds", low=1, high=MOST_ROUNDS)).ndim or many % 1:
        raise Refused(N_("most is {most!r}; it must be one whole number of rounds."), most=most)
    q, e, lam, beyond, room, s, k, eta = np.broadcast_arrays(q, e, lam, beyond, np.maximum(room, 0), s, k, eta)
    sold = np.zeros(q.shape)
    table = [(sold, sold, sold, s, _own_money(sold, q, e, lam, beyond, room, s, k))]
    for _ in range(int(many)):
        fall, missing = table[-1][2], table[-1][3]
        sale = _round(q - sold, e + eta * fall - k, missing)
        if np.all(sale <= 1e-9 * q):
            break
        sold = np.where(sale >= q - sold, q, sold + sale)  # exactly everything, without rounding
        fall = lam * np.minimum(sold, room) + beyond * np.maximum(sold - room, 0)
        money = _own_money(sold, q, e, lam, beyond, room, s, k)
        table.append((sale, sold, fall, (e + eta * fall) * (q - sold) - money, money))
    sale, sold, fall, missing, money = (np.stack(column, axis=-1) for column in zip(*table, strict=True))
    return Rounds(sale, sold, 0.0 - fall, missing, money)


def forced_sales(
    position: ArrayLike,
    locked: ArrayLike,
    impact: ArrayLike,
    shortfall: ArrayLike,
    cost: ArrayLike = 0.0,
    eta: ArrayLike = 0.0,
) -> np.ndarray:
    """Return the forced sales of several funds that sell on the same day, all at the same average price.

        x_j = clip( (S_j + (1 + eta) lam Q_j X) / (e_j - k + (1/2 + eta) lam X), 0, Q_j ),   X = sum of x_j

    The answer is the *smallest* X that agrees with itself: the first funds sell, the fall reaches the next.
    A fund with a buffer has S_j < 0 and joins when lam Q_j X (1 + eta) exceeds it.

    Parameters
    ----------
    position, locked, shortfall : array_like
        Q_j, e_j and S_j as in `forced_sale`, one fund per entry of the last axis; leading axes are scenarios.
    impact, cost, eta : float or array_like
        As in `forced_sale`, but the same for all funds and eta at least -1/2: a number, or an array whose last
        axis has length 1.

    Returns
    -------
    ndarray
        x_j, $bn face, funds on the last axis.

    Raises
    ------
    ValueError
        As `forced_sale`; also if impact, cost or eta differ between funds, or eta is below -1/2.

    Notes
    -----
    One fund gives `forced_sale`. So do funds with equal e and shortfalls in proportion to their positions. For
    small calls, everybody at the limit and no costs, R = lam * sum(Q_j / e_j).

    Between the sales at which a fund joins or has sold everything, sum(x_j) - X is concave in X; the first
    stretch that ends at or below zero therefore holds the answer, and halving finds it. Repeating the formula
    from X = 0 upwards gives the same, but takes for ever near R = 1.
    """
    q, e, lam, s, k, eta = (np.atleast_1d(value) for value in _case(position, locked, impact, shortfall, cost, eta))
    within("eta", eta, low=-0.5)
    for field, value in (("impact", lam), ("cost", k), ("eta", eta)):
        if value.shape[-1] != 1:
            raise Refused(
                N_("{field} has {count} entries on its last axis; it must be one for all funds."),
                field=field,
                count=value.shape[-1],
            )
    q, e, s = np.broadcast_arrays(q, e, s)
    low, high = _bracket(q, e, lam, s, k, eta)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = _sales_at(middle, q, e, lam, s, k, eta).sum(axis=-1, keepdims=True) <= middle
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return _sales_at(high, q, e, lam, s, k, eta)


def spread_out_impact(permanent: ArrayLike, temporary: ArrayLike, decay: ArrayLike, days: ArrayLike) -> Broadcast:
    """Return the impact of a sale spread evenly over some days: lam_perm + lam_tmp f.

        f = (1 - (1 - delta)^D) / (delta D),   f = 1 at delta = 0 or D = 1

    is what is left on the last day of the part that fades while the selling goes on. Use it as `impact`.

    Parameters
    ----------
    permanent, temporary : float or array_like
        Fall of the package per $bn sold that stays, and that fades; per 1 of face.
    decay : float or array_like
        delta, share of the temporary part that fades each day, 0 to 1.
    days : float or array_like
        D, days over which the sale is spread, at least 1.

    Returns
    -------
    float or ndarray
        Per 1 of face and $bn sold.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    It assumes that losses on the way may be paid at the end: exact for a small shortfall, within 0.4% at a
    shortfall of 2.5% of own money. Meanwhile the calls stay unpaid, and somebody gives that credit.
    """
    permanent = within("permanent impact", permanent, PER_SOLD, low=0, high=LARGEST_FACTOR)
    temporary = within("temporary impact", temporary, PER_SOLD, low=0, high=LARGEST_FACTOR)
    decay = within("decay", decay, "a day", low=0, high=1)
    days = within("days", days, "days", low=1, high=LARGEST_FACTOR)
    with np.errstate(divide="ignore"):  # log 0 at delta = 1: nothing is left of yesterday
        left = np.asarray(-np.expm1(days * np.log1p(-decay)))
    share = np.divide(left, decay * days, out=np.ones(left.shape), where=decay > 0)
    return plain(permanent + temporary * share)


def margin_change(
    position: ArrayLike,
    locked: ArrayLike,
    rise: ArrayLike,
    impact: ArrayLike,
    buffer: ArrayLike = 0.0,
    cost: ArrayLike = 0.0,
    eta: ArrayLike = 0.0,
) -> MarginChange:
    """Return what a rise of margin or haircut does as a level (R falls) and as a change (a call comes).

    S = de Q - buffer; dR/de = -lam Q/e^2 at an unchanged position.

    Parameters
    ----------
    position, impact, cost, eta : float or array_like
        As in `forced_sale`.
    locked : float or array_like
        e before the rise, a fraction of market value (0.02).
    rise : float or array_like
        de, a fraction of market value; below 0 for a cut.
    buffer : float or array_like, optional
        Free cash of the fund, $bn, at least 0.

    Returns
    -------
    MarginChange

    Raises
    ------
    ValueError
        As `forced_sale`; also if locked + rise is not above 0 or the buffer is negative.
    """
    q, e, lam, _, k, eta = _case(position, locked, impact, 0.0, cost, eta)
    buffer = within("buffer", buffer, "$bn", low=0, high=LARGEST_FACTOR)
    rise = within("rise", rise, "of market value", low=-LARGEST_FACTOR, high=LARGEST_FACTOR)
    after = within("locked + rise", e + rise, "of market value", above=0)
    missing = rise * q - buffer
    return MarginChange(
        spiral_number(q, e, lam),
        spiral_number(q, after, lam),
        plain(missing),
        forced_sale(q, after, lam, missing, k, eta),
    )


def sale_for_call(call: ArrayLike, locked: ArrayLike, cost: ArrayLike = 0.0) -> Broadcast:
    """Return the first round of sales that a margin call asks for: S / (e - k), 20 to 80 times the call.

    The note's price does not stay with the seller: it repays the loan on the note. Only e is left.

    Parameters
    ----------
    call : float or array_like
        S, $bn, at least 0.
    locked, cost : float or array_like
        As in `forced_sale`; the cost must be below `locked`.

    Returns
    -------
    float or ndarray
        $bn face.

    Raises
    ------
    ValueError
        If an argument is out of range or the cost is not below `locked`.
    """
    call = within("call", call, "$bn", low=0, high=LARGEST_FACTOR)
    _, locked, _, _, cost, _ = _case(0.0, locked, 0.0, 0.0, cost, 0.0)
    return plain(call / within("locked - cost", locked - cost, "of market value", above=0))


def sale_for_withdrawal(withdrawn: ArrayLike, initial_margin: ArrayLike, cost: ArrayLike = 0.0) -> Broadcast:
    """Return the sale that a lender's withdrawal asks for: Z / (1 + m - k), one for one.

    The lender who leaves hands back the collateral, worth Z / (1 - h). Selling part of it brings the whole
    price, because no loan rests on it any more, and the margin of its futures comes back as well.

    Parameters
    ----------
    withdrawn : float or array_like
        Z, $bn, at least 0.
    initial_margin : float or array_like
        m, money per 1 of face (0.012).
    cost : float or array_like, optional
        k, half the bid-ask spread of both legs, per 1 of face sold.

    Returns
    -------
    float or ndarray
        $bn face, at a price of par. Less than the collateral returned, unless the cost exceeds haircut and margin.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    withdrawn = within("withdrawn", withdrawn, "$bn", low=0, high=LARGEST_FACTOR)
    margin = within("initial margin", initial_margin, "of par", low=0, high=LARGEST_FACTOR)
    cost = within("cost", cost, "per 1 of face", low=0, below=1)
    return plain(withdrawn / (1 + margin - cost))


def _curve(
    q: np.ndarray, e: np.ndarray, lam: np.ndarray, k: np.ndarray, eta: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a and b of the surplus a x^2 - b x - S; b >= 0 means that small rounds grow."""
    return (0.5 + eta) * lam, (1 + eta) * lam * q - (e - k)


def _own_money(
    x: np.ndarray,
    q: np.ndarray,
    e: np.ndarray,
    lam0: np.ndarray,
    lam1: np.ndarray,
    room: np.ndarray,
    s: np.ndarray,
    k: np.ndarray,
) -> np.ndarray:
    """Return own money after selling x, without input checks; see `own_money`."""
    over = np.maximum(x - np.maximum(room, 0), 0)
    fall = lam0 * (x - over) + lam1 * over
    lost_on_sold = lam0 * x * x / 2 + (lam1 - lam0) * over * over / 2
    return e * q - s - k * x - lost_on_sold - fall * (q - x)


def _round(left: np.ndarray, freed: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return the sale of one round: what is missing over what a unit frees, at most what is left."""
    short = missing > 0
    with np.errstate(over="ignore"):
        sale = np.divide(missing, freed, out=np.full(left.shape, np.inf), where=short & (freed > 0))
    return np.where(short, np.minimum(sale, left), 0.0)


def _sales_at(
    total: np.ndarray, q: np.ndarray, e: np.ndarray, lam: np.ndarray, s: np.ndarray, k: np.ndarray, eta: np.ndarray
) -> np.ndarray:
    """Return what each fund sells if all together sell `total`."""
    need = s + (1 + eta) * lam * q * total
    frees = e - k + (0.5 + eta) * lam * total
    with np.errstate(over="ignore"):
        sale = np.divide(need, frees, out=np.full(need.shape, np.inf), where=frees > 0)
    return np.where(need > 0, np.minimum(sale, q), 0.0)


def _bracket(
    q: np.ndarray, e: np.ndarray, lam: np.ndarray, s: np.ndarray, k: np.ndarray, eta: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the first stretch of total sales on which the funds' sales fall short of the total."""
    moves = lam * q > 1 / LARGEST_FACTOR  # less would not show in any sale
    scale = np.where(moves, lam * q, 1.0)
    everything = q.sum(axis=-1, keepdims=True)
    ends = np.concatenate(
        (np.where(moves, -s / ((1 + eta) * scale), 0.0), np.where(moves, 2 * (q * (e - k) - s) / scale, 0.0)), axis=-1
    )
    ends = np.sort(np.clip(ends, 0, everything), axis=-1)
    ends = np.concatenate((np.zeros_like(everything), ends, everything), axis=-1)
    case = (value[..., None, :] for value in (q, e, lam, s, k, eta))
    enough = _sales_at(ends[..., None], *case).sum(axis=-1) <= ends
    first = enough.argmax(axis=-1)[..., None]  # the last end, everything, always is enough
    return (np.take_along_axis(ends, np.maximum(first - 1, 0), axis=-1), np.take_along_axis(ends, first, axis=-1))


def _one_slope_sale(q: Numbers, e: Numbers, lam: Numbers, s: Numbers, k: Numbers, eta: Numbers) -> np.ndarray:
    """Return the smallest root of the surplus without input checks: infinite if there is none, 0 if s <= 0.

    A result above q means that no sale saves the fund. For the argument names see `forced_sale`.
    """
    a = (0.5 + eta) * lam
    b = (1 + eta) * lam * q - (e - k)
    square = b * b + 4 * a * s
    w = np.sqrt(np.maximum(square, 0))
    above = np.where(b <= 0, 2 * s, b + w)
    below = np.where(b <= 0, w - b, 2 * a)
    with np.errstate(over="ignore"):  # a root too large for a float lies beyond q anyway
        root = np.divide(above, below, out=np.full(np.shape(below), np.inf), where=(square >= 0) & (below > 0))
    return np.where((s > 0) & (q > 0), root, 0.0)


def _two_slope_sale(
    q: Numbers, e: Numbers, lam0: Numbers, lam1: Numbers, room: Numbers, s: Numbers, k: Numbers, eta: Numbers
) -> np.ndarray:
    """Return the root with two slopes without input checks; above q, or infinite, means that none saves the fund."""
    room = np.maximum(room, 0.0)
    low = _one_slope_sale(q, e, lam0, s, k, eta)
    missing = s + room * ((1 + eta) * lam0 * q - (e - k) - (0.5 + eta) * lam0 * room)  # -surplus(room)
    high = room + _one_slope_sale(q - room, e + eta * lam0 * room, lam1, missing, k, eta)
    return np.where((low <= room) | (room >= q), low, high)


def _fund(position: ArrayLike, locked: ArrayLike, impact: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Check the three numbers that make R."""
    return (
        within("position", position, "$bn", low=0, high=LARGEST_FACTOR),
        _positive("locked", locked, "of market value"),
        within("impact", impact, PER_SOLD, low=0, high=LARGEST_FACTOR),
    )


def _positive(field: str, value: ArrayLike, unit: str) -> np.ndarray:
    """Check a number that is divided by: above 0, and not so small that the result would overflow."""
    return within(field, within(field, value, unit, above=0, high=LARGEST_FACTOR), unit, low=1 / LARGEST_FACTOR)


def _case(
    position: ArrayLike, locked: ArrayLike, impact: ArrayLike, shortfall: ArrayLike, cost: ArrayLike, eta: ArrayLike
) -> tuple[np.ndarray, ...]:
    """Check the inputs of a forced sale."""
    return (
        *_fund(position, locked, impact),
        within("shortfall", shortfall, "$bn", low=-LARGEST_FACTOR, high=LARGEST_FACTOR),
        within("cost", cost, "per 1 of face", low=0, high=LARGEST_FACTOR),
        within("eta", eta, low=-1, high=LARGEST_FACTOR),
    )


def _kink(impact: np.ndarray, impact_beyond: ArrayLike | None, room: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Check the dealers' second slope and their room; without a second slope the first goes on."""
    beyond = (
        impact
        if impact_beyond is None
        else within("impact beyond", impact_beyond, PER_SOLD, low=0, high=LARGEST_FACTOR)
    )
    return beyond, within("room", room, "$bn", low=-LARGEST_FACTOR, high=LARGEST_FACTOR)
