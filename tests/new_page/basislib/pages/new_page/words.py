"""What page NN says: beside its picture, and about it."""

from basislib.language import _, paragraph
from basislib.scenes.new_page import BOLD, EDGE, HAIRCUT, MARGIN, NewPage, compute
from basislib.widgets.explorer import Reading

TERMS = ("haircut", "initial margin", "leverage", "own money")  # explained on this page


def one_fund(scene: NewPage) -> Reading:
    """Say what the picture shows."""
    text = paragraph(
        _("At {leverage:.0f} times the fund earns **{return_on_own_money:.2f}%** on its own money."),
        _("Of each own dollar {free_cash:.0f} cents are free."),
    )
    return Reading(
        text.format(**vars(scene)),
        (
            (_("Return on own money"), f"{scene.return_on_own_money:.2f}%"),
            (_("Free cash"), _("{free_cash:.0f}% of own money").format(**vars(scene))),
        ),
    )


def assumptions() -> tuple[str, ...]:
    """Return what is assumed in the picture."""
    return (
        _(
            "The edge is ${edge:.2f} on each $100 of notes: our example, not a quote. It stays the same however many "
            "funds trade on it."
        ).format(edge=EDGE),
        _("The haircut is {haircut:.1%} and the initial margin {margin:.1%} of the notes, for every fund.").format(
            haircut=HAIRCUT, margin=MARGIN
        ),
    )


def seen() -> str:
    """Return what there was to see in the picture."""
    return _("""**Return and free cash pull apart.** At {some.leverage:.0f} times the fund earns {some.return_on_own_money:.2f}% on own \
money and has {some.free_cash:.0f} cents of each own dollar free. With **More leverage** it earns \
{bold.return_on_own_money:.2f}% and has {bold.free_cash:.0f} cents.""").format(some=compute(30), bold=compute(BOLD))
