"""Term repo against overnight repo: the overnight path, what rolling comes to, the term loan, the implied repo rate."""

import math

import numpy as np

from basislib.figures import marks, style
from basislib.language import _
from basislib.scenes.term_rates import DAYS, TERMS

SIZE, NARROW = (5.6, 3.7), (4.15, 3.6)
WIDE, SLIM = (0.115, 0.145, 0.585, 0.745), (0.13, 0.15, 0.48, 0.735)
HALF_RANGES = (0.15, 0.3, 0.6, 1.2, 3, 6)  # percentage points


def view(result):
    """Return the snapped middle and half range of the rates, % a year."""
    middle = math.floor(20 * result.implied_repo + 0.5) / 20
    shown = np.append(result.path, (result.rolled_to_delivery, result.term_rate, result.implied_repo))
    farthest = float(np.abs(shown - middle).max())
    return middle, next((half for half in HALF_RANGES if farthest <= half + 1e-9), HALF_RANGES[-1])


def frame(figure, view):
    """Draw the axes."""
    middle, half = view
    axes = style.add_axes(
        figure,
        SLIM if style.narrow(figure) else WIDE,
        xlim=(0, DAYS),
        ylim=(middle - half, middle + half),
        xticks=(0, 30, 60, 90, DAYS),
        yticks=[middle + half * part / 2 for part in range(-2, 3)],
    )
    axes.set_xlabel(_("days from settlement; delivery on the last"), size=9.5, color=style.SOFT, x=0.6)
    figure.text(0.015, 0.94, _("What the money costs until delivery, % a year"), size=11, color=style.INK)
    axes.set_yticklabels([f"{tick:g}" for tick in np.round(axes.get_yticks(), 4)])


def draw(figure, result, ghost=None):
    """Draw the rates of a `basislib.scenes.term_rates.Terms`; a pinned `ghost`'s rolled rate in grey."""
    axes = figure.axes[0]
    if ghost is not None:
        marks.line(axes, TERMS, ghost.rolled, style.GHOST, 3)
    path = np.append(result.path, result.path[-1])
    marks.stairs(axes, np.arange(DAYS + 1), path, style.SOFT, 1.6, style.REPO)
    marks.line(axes, [0, DAYS], [result.term_rate] * 2, style.REPO_LENDER, 2, "-.")
    marks.line(axes, [0, DAYS], [result.implied_repo] * 2, style.FUND, 2)
    marks.line(axes, TERMS, result.rolled, style.INK, 2.4)
    for rate, mark in ((result.term_rate, "D"), (result.rolled_to_delivery, "o")):
        marks.dots(axes, DAYS, rate, mark, style.INK, clip_on=False)
    names = (
        (result.implied_repo, _("implied repo {rate:.3f}"), style.FUND),
        (result.term_rate, _("term loan {rate:.3f}"), style.REPO_LENDER),
        (result.rolled_to_delivery, _("rolled {rate:.3f}"), style.INK),
        (float(result.path[-1]), _("overnight {rate:.3f}"), style.SOFT),
    )
    style.label_ends(axes, 1.04 * DAYS, [(rate, words.format(rate=rate), colour) for rate, words, colour in names])
