"""What a record says about each unknown."""

import numpy as np
import pytest

from basislib.record.draws import UNKNOWN_RANGES, draws, fitting
from basislib.scenes.identified import ENDS, NARROWED, SHOWN, compute, table
from basislib.scenes.model_misses import SIX, TooFewDraws


def test_a_strip_holds_the_draws_that_fit():
    cash = compute("six").of("buffer")
    values = 100 * draws().buffer[fitting(SIX)]
    assert cash.fitting == pytest.approx(np.percentile(values, ENDS)) and cash.middle == pytest.approx(
        np.median(values)
    )
    assert 100 * UNKNOWN_RANGES["buffer"].low <= cash.whole[0] < cash.whole[1] <= 100 * UNKNOWN_RANGES["buffer"].high


@pytest.mark.parametrize("keep", ["march", "both", "six"])
def test_every_unknown_is_either_narrowed_or_open(keep):
    found = compute(keep)
    assert {strip.key for strip in (*found.narrowed, *found.open)} == set(SHOWN) and found.narrowed and found.open
    assert all(strip.left < NARROWED for strip in found.narrowed)
    assert list(table(found)["unknown"]) == list(SHOWN)


def test_march_2020_says_little_and_all_records_but_2022_say_more():
    march, six = compute("march"), compute("six")
    assert {strip.key for strip in march.narrowed} <= {"buffer"}
    assert "buffer" in {strip.key for strip in six.narrowed} and six.of("buffer").left < march.of("buffer").left
    for found in (march, six):  # whatever the record, these stay open
        assert {"term_share", "impact", "futures_share"} <= {strip.key for strip in found.open}


def test_all_draws_have_nothing_to_be_compared_with():
    with pytest.raises(TooFewDraws):
        compute("all")
