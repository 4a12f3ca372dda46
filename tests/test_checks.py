"""The sentence a bad input gets."""

import numpy as np
import pytest

from basislib.checks import one_of, within


def test_good_values_come_back_as_arrays():
    assert within("haircut", 0.02, low=0, high=1) == 0.02
    assert within("days", [1, 2], above=0).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("value", "rule", "words"), [
    (1.5, {"high": 1}, "haircut is 1.5 of market value; it must be at most 1 of market value."),
    (-1, {"low": 0}, "haircut is -1 of market value; it must be at least 0 of market value."),
    (0, {"above": 0}, "haircut is 0 of market value; it must be above 0 of market value."),
    (1, {"below": 1}, "haircut is 1 of market value; it must be below 1 of market value."),
    (np.array([0.1, np.nan]), {}, "haircut is nan of market value; it must be a finite number."),
    ("much", {}, "haircut is 'much', which is not a number."),
    (None, {}, "haircut is None, which is not a number."),
    ([[0.1], [0.1, 0.2]], {}, "haircut is [[0.1], [0.1, 0.2]], which is not a number."),
])
def test_the_sentence_names_field_value_and_unit(value, rule, words):
    with pytest.raises(ValueError) as error:
        within("haircut", value, "of market value", **rule)
    assert str(error.value) == words


def test_one_of_names_the_choices():
    assert one_of("side", "long", ("long", "short")) == "long"
    with pytest.raises(ValueError, match="side is 'flat'; it must be 'long' or 'short'"):
        one_of("side", "flat", ("long", "short"))
