"""Page 05: numbers are told as exactly as they are known."""

import re

import pytest

from basislib.pages.repo_funding import words
from basislib.scenes.cash_need import compute


@pytest.mark.parametrize("largest", [0, 20, 102])
def test_the_last_day_of_a_move_has_no_endless_number(largest):
    """Of 102bp in 13 days the last is at least a thirteenth: 7.846…"""
    assert not re.search(r"\.\d{3}", words.cash(compute(largest_bp=largest)).text)
