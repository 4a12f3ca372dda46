"""The baskets of page 04: when they switch, and what six per cent has to do with it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from basislib.record.datasets import basket
from basislib.scenes import baskets as scene
from basislib.securities.basis import cheapest_to_deliver, prepare_basket, switch_points


def test_the_notes_of_the_bond_basket():
    bond = scene.quoted("us")
    assert bond.names[bond.cheapest] == "4½% Aug 2039" and sorted(bond.rank) == list(range(len(bond.names)))
    assert bond.basket.maturity[bond.rank.argmin()] == min(bond.basket.maturity) and bond.contract_face == 100_000
    assert bond.basket.deliveries == (date(2023, 12, 1), date(2023, 12, 29)) and bond.cheapest_day == date(2023, 12, 1)


def test_how_much_of_each_basket_is_quoted():
    each = {key: scene.quoted(key) for key in scene.QUOTED}
    assert {key: (len(one.names), one.issues) for key, one in each.items()} == {
        "us": (18, 55), "ty2019": (16, 20), "ty2024": (8, 12), "fv": (6, 11),
    }  # fmt: skip
    assert {key: one.missing - len(one.to_come) for key, one in each.items()} == {
        "us": 36, "ty2019": 0, "ty2024": 0, "fv": 0,
    }  # fmt: skip


def test_each_basket_has_a_rate_to_its_own_delivery():
    # 4.87 to 4.91% in August 2024, when 5.35% was the overnight rate; 2.20% was it in September 2019
    assert 4.87 <= scene.QUOTED["ty2024"].repo_rate <= 4.91
    assert scene.QUOTED["ty2019"].repo_rate < 2.20
    assert scene.QUOTED["us"].repo_rate == 5.41


def test_the_switches_are_where_the_cheapest_note_changes():
    bond, found = scene.quoted("us"), scene.quoted_switches("us")
    assert found.shifts == pytest.approx([5.0003, 28.7257, 30.4616, 38.0089, 63.4631], abs=5e-5)
    last = scene.switches(bond, "quoted", bond.repo_rate, 0, "last")
    assert last.shifts == pytest.approx([2.9178, 31.3954, 39.1892, 76.1737], abs=5e-5)
    for side, notes in ((-0.01, found.below), (0.01, found.above)):
        there = cheapest_to_deliver(bond.basket, found.shifts + side, repo_rate=bond.repo_rate)
        assert there.tolist() == notes.tolist()


def test_two_quotes_of_another_hour_move_the_last_switch():
    bond = scene.quoted("us")
    late = np.array([day in (date(2043, 5, 15), date(2042, 2, 15)) for day in bond.basket.maturity])
    right = replace(bond.basket, clean_price=bond.basket.clean_price + late * 3 / 32)
    right = prepare_basket(
        {name: getattr(right, name) for name in ("coupon", "maturity", "clean_price", "conversion_factor")},
        settle=right.settle, delivery=right.deliveries,
    )  # fmt: skip
    found = switch_points(right, repo_rate=bond.repo_rate, low_bp=-100, high_bp=150)["shift_bp"]
    assert found.iloc[-1] > scene.quoted_switches("us").shifts[-1]


def test_the_five_year_basket_is_far_from_a_switch():
    assert scene.first_switch_yield("fv") == pytest.approx(4.13856 + 1.16456, abs=5e-5)


def test_at_six_per_cent_all_notes_cost_the_same():
    bond = scene.quoted("us")
    assert scene.spread(bond, 6) == pytest.approx(0.31372, abs=5e-5)
    assert min(scene.spread(bond, 4), scene.spread(bond, 8)) > 12 * scene.spread(bond, 6)


def test_equal_yields_have_their_switches_near_six_per_cent():
    bond = scene.quoted("us")
    yields = bond.mean_yield + scene.quoted_switches("us", "equal").shifts / 100
    assert yields == pytest.approx([5.61040, 5.93782], abs=5e-5)
    assert scene.basket_on(bond, "equal").yield_ == pytest.approx(bond.mean_yield)


def test_the_cheapest_note_has_a_short_duration():
    assert sorted(scene.place_by_duration(scene.quoted(key)) for key in scene.QUOTED) == [1, 1, 1, 2]


def test_a_day_of_the_reader_s_own_is_the_only_one():
    quotes = basket("US", "2023-12")
    own = scene.prepare(replace(quotes, delivery=date(2023, 12, 14)), 5.41)
    assert own.basket.deliveries == (date(2023, 12, 14),)
    later = scene.prepare(replace(quotes, settle=date(2023, 12, 11)), 5.41)
    assert later.basket.deliveries == (date(2023, 12, 12), date(2023, 12, 29))
