"""Refuse impossible inputs in one sentence that names field, value and unit; return plain numbers."""

import numpy as np


def within(field, value, unit="", *, low=None, high=None, above=None, below=None):
    """Return `value` as a float array if every entry lies in the allowed range.

    Parameters
    ----------
    field : str
        The name a reader knows the input by, such as ``"haircut"``.
    value : float or array_like
        The input. Scalars come back as zero-dimensional arrays.
    unit : str, optional
        The unit in words, such as ``"% of market value"``.
    low, high : float, optional
        Inclusive bounds.
    above, below : float, optional
        Exclusive bounds.

    Raises
    ------
    ValueError
        If an entry is not a finite number or lies outside the bounds. The sentence names the
        first offender.
    """
    try:
        array = np.asarray("" if value is None else value, dtype=float)  # numpy would read None as nan
    except (TypeError, ValueError):
        raise ValueError(f"{field} is {value!r}, which is not a number.") from None
    rules = (
        (np.isfinite(array), "a finite number", None),
        (low is None or array >= low, "at least", low),
        (high is None or array <= high, "at most", high),
        (above is None or array > above, "above", above),
        (below is None or array < below, "below", below),
    )
    for good, rule, bound in rules:
        if good is not True and not good.all():
            offender = float(array[~good].flat[0]) if array.ndim else float(array)
            must = f"{rule} {_show(bound, unit)}".rstrip()
            raise ValueError(f"{field} is {_show(offender, unit)}; it must be {must}.")
    return array


def one_of(field, value, allowed):
    """Return `value` if it is one of `allowed`; otherwise raise a ValueError naming the choices."""
    if value not in allowed:
        choices = " or ".join(repr(choice) for choice in allowed)
        raise ValueError(f"{field} is {value!r}; it must be {choices}.")
    return value


def plain(array):
    """Return a zero-dimensional result as a plain Python number; leave arrays alone."""
    array = np.asarray(array)
    return array.item() if array.ndim == 0 else array


def _show(value, unit):
    """Write a number with its unit, without trailing noise; "%" follows without a space."""
    if value is None:
        return ""
    return f"{value:.10g}{' ' if unit and not unit.startswith('%') else ''}{unit}"
