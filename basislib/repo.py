"""Repo funding: how much cash a price move asks for, before anything is sold."""

from basislib.checks import plain, within


def cash_need(price_rise, haircut, term_share=0.0, recall=0.0):
    """Return the cash a hedged fund must find when note and future rise together.

    ``g [1 - (1 - h) ((1 - tau) + tau rho)]``: the future costs g at once; overnight loans are struck anew
    and bring back (1 - h) g of it, term loans only the share rho that can be recalled.

    Parameters
    ----------
    price_rise : float or array_like
        g, rise per 1 of market value, at least 0. (In a fall variation margin comes in and lenders call
        their deficit; the net is an inflow, so there is no need to speak of.)
    haircut : float or array_like
        h, fraction of market value (0.02).
    term_share : float or array_like, optional
        tau, share of the repo struck for a term, 0 to 1.
    recall : float or array_like, optional
        rho, share of a term loan's margin excess that the fund gets back the same day, 0 to 1.

    Returns
    -------
    float or ndarray
        Cash per 1 of market value. The fund has lost no wealth: this is liquidity, not loss.

    Raises
    ------
    ValueError
        If an input is out of range.

    Notes
    -----
    Assumes that overnight loans are re-struck at the new price the same day, which is optimistic.

    Examples
    --------
    Ten-year yields fell 102bp from 19 February to 9 March 2020; at a duration of 4.5 years that is a rise
    of 4.59%. On $500bn, all at term, $22.95bn must be found:

    >>> round(500 * cash_need(0.0459, 0.01, term_share=1), 2)
    22.95
    """
    g = within("price rise", price_rise, "of market value", low=0)
    h = within("haircut", haircut, "of market value", low=0, high=1)
    tau = within("term share", term_share, "of the repo", low=0, high=1)
    rho = within("recall", recall, "of the margin excess", low=0, high=1)
    return plain(g * (1 - (1 - h) * ((1 - tau) + tau * rho)))
