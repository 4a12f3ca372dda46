"""Numbers as readers see them: differences that are right on the page, signs that stay with their numbers."""

import pytest

from basislib.formats import billions, shown_change
from basislib.widgets.text import rich
from tests.speaking import speaking


@pytest.mark.parametrize(("code", "change"), [("en", 150), ("zh", 149.7)])
def test_a_difference_is_that_of_the_numbers_as_they_are_shown(code, change):
    """$603bn and $753bn, or 6,033 and 7,530 of a tenth of that."""
    with speaking(code):
        assert shown_change(603.26, 753.04, 0, billions) == change
        assert shown_change(6.636, 7.884, 2, billions) == 1.24  # 6.64 and 7.88
    assert shown_change(55.4, 54.6) == 0 and shown_change(54.6, 54.4) == -1


def test_no_sign_is_parted_from_its_number():
    whole = '<span class="wb-whole">{}</span>'.format
    assert rich("It has −$0.12m.") == f"It has {whole('−$0.12m')}."
    assert rich("At R = 1.05. **R_d = 0.91**.") == f"At {whole('R = 1.05')}. <strong>{whole('R_d = 0.91')}</strong>."
    assert (
        rich("R_d = **0.31**, x") == f"{whole('R_d = <strong>0.31</strong>')}, x"
        and rich("CTR = 1, −3") == "CTR = 1, −3"
    )
