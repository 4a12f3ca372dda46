"""The margin spiral in closed form: how much one fund must sell, and when the sale feeds itself.

A fund holds `position` Q of notes against short futures. Each unit locks `locked` e = haircut + initial
margin of its own money. Cash is missing (`shortfall` S), so it sells. Every unit sold frees e, less the
`cost` k, but moves the package of note and future against what is still held by `impact` lam, which makes
new cash go missing. The spiral number R = lam*Q/e says what each round adds for one unit of the round before.

Source: the workbook's own derivation in the spirit of Brunnermeier and Pedersen (2009). Linear, permanent
price impact is a modelling assumption; no data pin `impact` down.
"""

import numpy as np

from basislib.checks import plain, within


def spiral_number(position, locked, impact):
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


def multiplier(spiral_number, cost_share=0.0, eta=0.0):
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
    spiral_number = within("spiral_number", spiral_number, low=0)
    cost_share = within("cost_share", cost_share, "of the money freed", low=0)
    eta = within("eta", eta, low=-1)
    left = np.asarray(1 - cost_share - (1 + eta) * spiral_number)
    return plain(np.divide(1.0, left, out=np.full(left.shape, np.inf), where=left > 0))


def forced_sale(position, locked, impact, shortfall, cost=0.0, eta=0.0):
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
    position, locked, impact = _fund(position, locked, impact)
    shortfall = within("shortfall", shortfall, "$bn")
    cost = within("cost", cost, "per 1 of face", low=0)
    eta = within("eta", eta, low=-1)
    position, locked, impact, shortfall, cost, eta = np.broadcast_arrays(
        position, locked, impact, shortfall, cost, eta
    )
    a = (0.5 + eta) * impact
    b = (1 + eta) * impact * position - (locked - cost)
    square = b * b + 4 * a * shortfall
    w = np.sqrt(np.maximum(square, 0))
    above = np.where(b <= 0, 2 * shortfall, b + w)
    below = np.where(b <= 0, w - b, 2 * a)
    with np.errstate(over="ignore"):  # a root too large for a float lies beyond Q anyway
        root = np.divide(above, below, out=position.copy(), where=(square >= 0) & (below > 0))
    return plain(np.where(shortfall > 0, np.minimum(root, position), 0.0))


def _fund(position, locked, impact):
    """Check the three numbers that make R."""
    return (
        within("position", position, "$bn", low=0),
        within("locked", locked, "of market value", above=0),
        within("impact", impact, "per $bn sold", low=0),
    )
