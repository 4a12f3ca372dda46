"""Known answers of the cash a price rise asks for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.repo import cash_need

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(("term_share", "billions"), [(0, 0.23), (0.25, 5.91), (0.5, 11.59), (1, 22.95)])
def test_rally_of_february_and_march_2020(term_share, billions):
    assert 500 * cash_need(0.0459, 0.01, term_share) == pytest.approx(billions, abs=0.005)


@given(g=st.floats(0, 1), h=SHARE, tau=SHARE, rho=SHARE)
def test_between_the_haircut_on_the_rise_and_the_whole_rise(g, h, tau, rho):
    need = cash_need(g, h, tau, rho)
    assert h * g - 1e-12 <= need <= g + 1e-12


@given(g=st.floats(0, 1), h=SHARE, tau=SHARE)
def test_full_recall_makes_term_as_good_as_overnight(g, h, tau):
    assert cash_need(g, h, tau, recall=1) == pytest.approx(cash_need(g, h, 0), abs=1e-15)


def test_arrays_broadcast():
    need = cash_need(0.01, np.array([[0.0], [0.02]]), np.array([0.0, 0.5, 1.0]))
    assert need.shape == (2, 3)
    assert need[1, 2] == cash_need(0.01, 0.02, 1.0)


@pytest.mark.parametrize(("arguments", "words"), [
    ((-0.01, 0.02), "price rise is -0.01 of market value"),
    ((0.01, 1.2), "haircut is 1.2 of market value"),
    ((0.01, 0.02, float("nan")), "term share is nan"),
    ((0.01, 0.02, 0.5, 2), "recall is 2 of the margin excess"),
])
def test_rubbish_gets_a_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        cash_need(*arguments)
