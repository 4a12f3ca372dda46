"""The rate corridor with a soft floor and a soft ceiling: known answers, segments by integration, the days on record."""

import doctest
import importlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.fund.corridor import (
    ASSUMPTIONS,
    CORRIDOR_DAYS,
    ORDINARY,
    REPORTING,
    corridor,
    facility,
    floor_from,
    left_over,
    market_rate,
)
from basislib.record.datasets import load

SHARE = st.floats(0, 1)
FORMER = {"shortage_slope": 4.0, "access": 0.9, "segmentation": 0.0, "floor_slope": 0.0}


def at(spare, **terms):
    """Return the corridor with this much cash to spare, below 0 short."""
    spare = np.asarray(spare, float)
    return corridor(np.maximum(spare, 0), np.maximum(-spare, 0), **terms)


def test_known_answers_of_ordinary_days():
    rate = at([-75, 0, 60, 150, 238, 2550])
    assert rate.over_floor == pytest.approx([55.46875, 32.5, 20.2, 10, 3.11664, -2.3], abs=1e-12)
    assert rate.srf == pytest.approx([70.4375, 23, 3.68, 0, 0, 0]) and rate.on_rrp == pytest.approx(
        [0] * 4 + [19.36, 2300]
    )
    assert at(-75, srf_open=False).over_floor == pytest.approx(407.65625)


def test_known_answers_of_reporting_dates():
    rate = at([158.9, 0], segmentation=REPORTING)
    assert rate.over_floor == pytest.approx([44.11404366250001, 75.053125], rel=1e-13)
    assert rate.srf == pytest.approx([74.58486383333334, 138], rel=1e-13)
    assert rate.on_rrp == pytest.approx([107.90800416666666, 51.041666666666664], rel=1e-13)


def test_without_segments_and_with_a_hard_floor_it_is_the_former_corridor():
    rate = at([400, 250, 100, 0, -75, -55.9], **FORMER)
    assert rate.over_floor == pytest.approx([0, 0, 15, 25, 55, 47.36]) and rate.over_floor[:2].tolist() == [0, 0]
    assert rate.srf == pytest.approx([0, 0, 0, 0, 67.5, 50.31])
    closed = at(-75, srf_open=False, **FORMER)
    assert (closed.over_floor, closed.over_ceiling, closed.srf, closed.unmet) == (325, 300, 0, 75)


@given(cash=st.floats(-2000, 2000), seg=st.floats(0, 800))
def test_what_is_left_over_is_the_mean_of_the_segments(cash, seg):
    each = cash + seg * (np.arange(20_000) + 0.5) / 10_000 - seg
    assert left_over(cash, seg) == pytest.approx(np.maximum(each, 0).mean(), abs=1e-3 + 1e-6 * seg)
    assert left_over(cash, seg) - left_over(-cash, seg) == pytest.approx(cash, abs=1e-9)  # surplus less shortage
    assert left_over(np.array([cash]), seg)[0] == left_over(cash, seg)


@pytest.mark.parametrize("case", CORRIDOR_DAYS, ids=lambda case: case.key)
def test_days_on_record(case):
    """The misfits as printed in section 11 of docs/model.md; SOFR and range as in the table of rates."""
    over, lent, left, misfit = {
        "sep2019": (288, 0, 0, -12),
        "oct2025": (6.9, 50.3, 144, -15),
        "dec2025": (19.1, 74.6, 108, 7),
        "quiet2026": (-11, 0, 0, 0),
        "y2022": (-27.3, 0, 2300, 0),
    }[case.key]
    assert (case.model.over_ceiling, case.model.srf) == pytest.approx((over, lent), abs=0.5)
    assert case.model.on_rrp == pytest.approx(left, abs=0.5) and round(case.misfit) == misfit
    rates = load("money_market_rates").set_index("date").loc[str(case.day)]
    assert case.sofr == rates["sofr"] and case.floor_rate == rates["on_rrp_rate"]
    low, high = case.over_floor
    assert low - 1e-9 <= 100 * (case.sofr - case.floor_rate) <= high + 1e-9
    assert case.note.endswith(".")


def test_the_facility_of_2019_would_have_lent_what_the_fed_did_that_morning():
    open_ = at(-52.0)
    assert open_.srf == pytest.approx(53.15, abs=0.1) and open_.over_ceiling == pytest.approx(22.5, abs=0.6)


def test_no_curve_fits_october_and_december():
    october, december = (case for case in CORRIDOR_DAYS if case.day.year == 2025)
    assert october.sofr - october.floor_rate > december.sofr - december.floor_rate and october.srf < december.srf


@given(
    lenders=st.floats(0, 3000),
    demand=st.floats(0, 3000),
    width=st.floats(0, 50),
    s1=st.floats(0.01, 1),
    s2=st.floats(0, 10),
    s3=st.floats(0, 0.005),
    seg=st.just(0.0) | st.floats(0, 800),
    access=SHARE,
    cap=st.floats(0, 600),
)
def test_corridor_properties(lenders, demand, width, s1, s2, s3, seg, access, cap):
    terms = {"width_bp": width, "slope": s1, "shortage_slope": s2, "floor_slope": s3, "segmentation": seg}
    terms |= {"access": access, "srf_cap": cap}
    rate, closed = (corridor(lenders, demand, srf_open=is_open, **terms) for is_open in (True, False))
    assert 0 <= rate.srf <= cap and 0 <= rate.unmet <= closed.unmet
    assert rate.srf + rate.unmet == pytest.approx(closed.unmet, abs=1e-9)  # all that is short somewhere
    assert closed.unmet >= demand - lenders - 1e-9 and 0 <= rate.on_rrp <= max(lenders - demand, 0) + seg / 4 + 1e-9
    assert rate.over_floor <= closed.over_floor + 1e-9 and rate.over_floor <= rate.without_access
    assert rate.over_floor >= -s3 * rate.on_rrp - 1e-6
    assert corridor(lenders + 1, demand, **terms).over_floor <= rate.over_floor + 1e-6
    step = corridor(lenders + 1e-7, demand, **terms)
    assert step.over_floor == pytest.approx(rate.over_floor, abs=1e-4)  # continuous


def test_both_facilities_are_in_use_on_one_day_where_cash_does_not_cross():
    apart, whole = at(0.0, segmentation=REPORTING), at(0.0, segmentation=0.0)
    assert apart.srf > 100 and apart.on_rrp > 50
    assert whole.srf == whole.on_rrp == 0


def test_the_floor_is_soft_too():
    assert at(2550.0).over_floor < 0 == at(2550.0, floor_slope=0.0).over_floor
    assert at(2550.0, segmentation=0.0).over_floor < 0


def test_a_ceiling_is_hard_only_if_everybody_has_access():
    whole = {"segmentation": 0.0}
    assert at([-10, -75, -400], access=1, **whole).over_ceiling.tolist() == [0, 0, 0]
    soft = at([-10, -75, -400], **whole)
    assert np.all(soft.over_ceiling > 0) and np.all(np.diff(soft.over_ceiling) > 0)
    assert at(-600, access=1, **whole).over_ceiling == pytest.approx(5 * 100)  # beyond the cap


def test_borrowers_without_access_pay_on_top_while_the_facility_lends():
    open_, closed = at(-75, wedge_bp=8), at(-75, srf_open=False, wedge_bp=8)
    assert open_.without_access - open_.over_floor == 8 and closed.without_access == closed.over_floor
    assert corridor([1200, 925], 1000, srf_open=[True, False]).srf.tolist() == [0, 0]


def test_numbers_and_arrays_give_the_same():
    terms = {"width": 25.0, "slope": 0.1, "shortage_slope": 5.0, "floor_slope": 0.001, "segmentation": ORDINARY}
    floor = float(floor_from(25.0, 0.1))
    for spare in (-75.0, 0.0, 60.0, 238.0, 2550.0):
        short, left = left_over(-spare, ORDINARY), left_over(spare - floor, ORDINARY)
        lent = facility(short, 0.92, 500.0)
        rate = market_rate(spare, left, short - lent, floor=floor, **terms)
        assert isinstance(rate, float) and rate == pytest.approx(at(spare).over_floor, abs=1e-12)


def test_arrays_broadcast():
    assert corridor(np.ones((3, 1)), [1, 2]).over_floor.shape == (3, 2)
    assert type(corridor(1, 2).over_floor) is float


def test_a_facility_nobody_uses_lends_nothing_and_not_less():
    assert str(corridor(1200, 1000, access=0).srf) == "0.0"
    assert not np.signbit(corridor([900, 1200], 1000, access=0).srf).any()


@pytest.mark.parametrize(
    ("call", "words"),
    (
        (lambda: corridor(-1, 1000), "lenders' cash is -1"),
        (lambda: corridor(1, 1000, slope=0), "slope with cash to spare is 0"),
        (lambda: corridor(1, 1000, floor_slope=-1), "slope at the floor is -1 bp per"),
        (lambda: corridor(1, 1000, segmentation=-1), "half width of the segments is -1"),
        (lambda: corridor(1, 1000, access=1.1), "access to the facility is 1.1 of the shortage"),
        (lambda: corridor(1, 1000, srf_open="no"), "srf_open is 'no'; it must be True or False"),
    ),
)
def test_rubbish_gets_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_examples_in_docstrings_run():
    module = importlib.import_module("basislib.fund.corridor")  # in the package the function has the name
    assert doctest.testmod(module).failed == 0
    assert all(text.endswith(".") for text in ASSUMPTIONS)
