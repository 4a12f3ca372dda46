"""The kinds of sale in one colour and one name each: what the charts of pages 07, 08 and 10 have in common."""

from basislib.figures import style
from basislib.language import N_

KINDS = {  # kind: name, colour
    "call": (N_("forced sales"), style.LOSS),
    "run": (N_("lenders left"), style.REPO_LENDER),
    "precaution": (N_("precaution"), style.FUTURES_BUYER),
    "limits": (N_("loss limits"), style.FOREIGN_OFFICIAL),
    "voluntary": (N_("own accord"), style.FUND),
}
