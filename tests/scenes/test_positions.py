"""Futures positions through the years."""

import numpy as np
import pytest

from basislib.record import datasets
from basislib.record.positions import at_face_value
from basislib.scenes.positions import PEAK, compute, positions, quarters, table


def test_a_two_year_contract_counts_twice():
    rows = datasets.load("cftc_positions_quarterly").set_index(["report_date", "contract"])
    sums = at_face_value("cftc_positions_quarterly", ("TU", "FV"))
    counts = rows.loc["2019-12-31", "leveraged_short"]
    assert sums.loc["2019-12-31", "leveraged_short"] == pytest.approx(2e-4 * counts["TU"] + 1e-4 * counts["FV"])


def test_the_three_at_the_end_of_2019_are_the_631bn_of_the_note():
    assert compute("three", quarter="2019-12-31").sold == pytest.approx(631, abs=0.5)


def test_six_contracts_make_all_and_net_is_less_than_gross():
    parts = sum(positions(code, "gross").short for code in ("TU", "FV", "TY", "TN", "US", "UB"))
    assert parts == pytest.approx(positions("all", "gross").short)
    assert (positions("all", "net").short < positions("all", "gross").short).all()


def test_the_peak_is_the_highest_quarter():
    scene = compute(quarter=PEAK)
    assert scene.index == scene.highest
    assert scene.sold == table(scene)["leveraged_funds_usd_bn"].max()


def test_without_a_quarter_it_is_the_newest():
    assert compute().day == quarters()[-1]


@pytest.mark.parametrize("below", ["sofr", "notes", "borrowed", "leverage"])
def test_the_lower_series_is_marked_only_near_the_quarter(below):
    for day in quarters():
        scene = compute(below=below, quarter=f"{day}")
        gaps = np.abs(scene.below.years - scene.year) * 365.25
        assert (scene.below.value is None) == (gaps.min() >= 50)


def test_sofr_is_that_of_the_month():
    assert compute(quarter="2021-06-29").below.value == 0.05
    assert compute(quarter="2017-03-28").below.value is None  # it begins in 2018


def test_the_estimates_stand_only_beside_what_they_belong_to():
    assert [(int(year), *ends) for year, *ends in compute().estimates] == [
        (2023, 260, 574),
        (2023, 800, 800),
        (2025, 830, 830),
    ]
    assert compute("TU").estimates == compute(measure="net").estimates == ()


def test_the_trade_alone_is_less_than_all_sold_futures():
    scene = compute()
    for year, _least, most in scene.estimates:
        assert most < scene.short[np.abs(scene.years - year).argmin()]
