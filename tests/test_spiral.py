"""The closed form of the spiral: known answers, properties, and a round-by-round loop that must agree."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from basislib.fund.spiral import (
    ASSUMPTIONS,
    REGIONS,
    _two_slope_sale,
    feedback,
    forced_sale,
    forced_sale_two_slopes,
    forced_sales,
    fully_invested_number,
    insolvency_number,
    is_insolvent,
    jump_size,
    margin_change,
    multiplier,
    own_money,
    region,
    rounds,
    sale_for_call,
    sale_for_withdrawal,
    spiral_number,
    spread_out_impact,
)

SALE = (  # position, locked, impact, shortfall, cost, eta, sale
    (1000, 0.02, 1.7e-5, 0.5, 0, 0, 123.47173609369324),
    (1000, 0.02, 1.7e-5, 0.5, 2e-4, 0, 128.46907751475558),
    (1000, 0.02, 1.7e-5, 0.5, 2e-4, 0.3, 294.11764705882354),
    (830, 0.017, 1.4e-5, 1, 0, 0, 154.72509549570788),
    (600, 0.02, 2e-6, 1, 0, 0, 53.04183847717877),
    (1000, 0.015, 2e-5, 0.001, 0, 0, 500.19992006393613),
    (1000, 0.015, 2e-5, 0.5, 0, 0, 585.4101966249684),
    (1000, 0.02, 2e-5, 0.5, 0, 0, 223.60679774997894),
    (1000, 0.02, 0, 0.5, 0, 0, 25.0),
    (1000, 0.02, 4.5e-5, 0.01, 0, 0, 1000.0),
    (1000, 0.02, 1e-6, 25, 0, 0, 1000.0),
    (1000, 0.02, 1e-6, 1e-9, 0.02, 0, 1000.0),
    (1000, 0.02, 0, 1e-9, 0.02, 0, 1000.0),
    (1000, 0.02, 0, 1e-9, 0.03, 0, 1000.0),
    (1000, 0.02, 1.7e-5, 0, 0, 0, 0.0),
    (1000, 0.02, 1.7e-5, -3, 0, 0, 0.0),
    (0, 0.02, 1.7e-5, 0.5, 0, 0, 0.0),
)

FUND = {
    "position": st.floats(0.1, 5000),
    "locked": st.floats(0.001, 0.3),
    "impact": st.one_of(st.just(0.0), st.floats(1e-9, 1e-3)),
    "shortfall": st.floats(-1, 60),
    "cost": st.one_of(st.just(0.0), st.floats(0, 0.01)),
    "eta": st.one_of(st.just(0.0), st.just(-0.5), st.floats(-1, 2)),
}


def surplus(x, position, locked, impact, shortfall, cost, eta):
    """Own money after selling x, less the money the rest locks up, both written out from their meaning."""
    own = locked * position - shortfall - cost * x - impact * x * (position - x) - impact * x * x / 2
    return own - (locked + eta * impact * x) * (position - x)


@pytest.mark.parametrize("case", SALE)
def test_known_answers(case):
    *arguments, expected = case
    assert forced_sale(*arguments) == pytest.approx(expected, rel=1e-12, abs=0)


def test_cost_and_eta_are_zero_by_default():
    assert forced_sale(1000, 0.02, 1.7e-5, 0.5) == pytest.approx(123.47173609369324, rel=1e-12)


def test_small_shortfall_keeps_its_digits():
    # The textbook root loses every digit here; sale = S/e * M to first order.
    assert forced_sale(1000, 0.02, 1e-5, 1e-14) == pytest.approx(1e-14 / 0.02 * 2, rel=1e-9)


def test_at_the_threshold_the_sale_grows_with_the_root_of_the_shortfall():
    assert forced_sale(1000, 0.02, 2e-5, 0.5) == pytest.approx(np.sqrt(2 * 0.5 / 2e-5), rel=1e-12)


@pytest.mark.parametrize(("number", "share"), ((1.05, 0.095), (1.2, 0.333), (1.5, 0.667), (2, 1), (3, 1)))
def test_beyond_the_threshold_the_sale_jumps(number, share):
    sale = forced_sale(1000, 0.02, number * 0.02 / 1000, 1e-9)
    assert sale / 1000 == pytest.approx(min(2 * (1 - 1 / number), 1), abs=1e-4)
    assert sale / 1000 == pytest.approx(share, abs=1e-3)


@pytest.mark.parametrize(("shortfall", "cost", "number"), ((0.5, 2e-4, 1.93), (12, 0, 0.80), (12, 1e-3, 0.70)))
def test_insolvent_exactly_where_own_money_after_selling_everything_turns_negative(shortfall, cost, number):
    impact = number * 0.02 / 1000
    for eta in (-0.4, 0.0, 0.7):  # the margin's response does not move this border
        assert forced_sale(1000, 0.02, impact * 1.001, shortfall, cost, eta) == 1000
    assert forced_sale(1000, 0.02, impact * 0.999, shortfall, cost, 0.0) < 1000


def test_spiral_number_of_the_presets():
    numbers = spiral_number([600, 830, 1000, 1000], [0.02, 0.017, 0.015, 0.02], [2e-6, 1.4e-5, 2e-5, 4.5e-5])
    assert numbers == pytest.approx([0.06, 0.68352941, 1.33333333, 2.25], rel=1e-8)


def test_no_root_means_selling_everything():
    # eta < -1/2: the surplus is a hump that tops out below zero, -1.5e-5 x^2 + 0.01 x - 2 at x = 333.
    assert forced_sale(1000, 0.02, 5e-5, 2, 0, -0.8) == 1000
    assert forced_sale(1000, 0.02, 5e-5, 1.6, 0, -0.8) == pytest.approx(800 / 3, rel=1e-12)  # just reaches it


@given(eta=st.floats(-1, 2), number=st.floats(0, 5), loss=st.floats(1, 3))
def test_a_fund_without_own_money_sells_everything(eta, number, loss):
    assert forced_sale(1000, 0.02, number * 2e-5, loss * 20, 0, eta) == pytest.approx(1000, rel=1e-12)


def test_multiplier():
    assert multiplier(0) == 1
    assert multiplier(0.85) == pytest.approx(6.67, abs=5e-3)
    assert multiplier(0.5, cost_share=0.1, eta=0.2) == pytest.approx(1 / 0.3, rel=1e-12)
    assert multiplier([0.5, 1, 1.5], cost_share=0).tolist() == [2, np.inf, np.inf]
    assert multiplier(0.2, cost_share=1) == np.inf


@given(**FUND)
def test_multiplier_bounds_the_sale(position, locked, impact, shortfall, cost, eta):
    number = spiral_number(position, locked, impact)
    bound = max(shortfall, 0) / locked * multiplier(number, cost / locked, eta) if shortfall > 0 else 0.0
    if eta >= -0.5:  # only then the exposed position shrinks
        assert forced_sale(position, locked, impact, shortfall, cost, eta) <= bound * (1 + 1e-9) + 1e-300
    assert forced_sale(position, locked, 0.0, shortfall, cost, eta) == pytest.approx(
        min(position, max(shortfall, 0) / (locked - cost)) if locked > cost else position * (shortfall > 0), rel=1e-9
    )


@given(**FUND)
def test_the_sale_solves_the_problem(**fund):
    sale = forced_sale(**fund)
    assert 0 <= sale <= fund["position"]
    scale = abs(fund["shortfall"]) + fund["position"] * (fund["locked"] + fund["impact"] * fund["position"])
    if fund["shortfall"] <= 0:
        assert sale == 0
    elif sale < fund["position"]:
        assert surplus(sale, **fund) == pytest.approx(0, abs=1e-12 * scale)
        net = fund["locked"] - fund["cost"]
        assert sale >= min(fund["position"], fund["shortfall"] / net) * (1 - 1e-12)
    if fund["shortfall"] < fund["locked"] * fund["position"]:
        # No smaller sale would have done: the surplus is negative on the whole way there.
        before = np.linspace(0, sale, 20, endpoint=False) * (1 - 1e-6)
        if sale > 0:
            assert np.all(surplus(before, **fund) <= 1e-12 * scale)


@given(step=st.floats(1.0001, 3), **FUND)
@pytest.mark.parametrize("name", list(FUND))
def test_monotone(name, step, **fund):
    small = fund[name]
    large = small + (step - 1) if name in ("shortfall", "eta") else small * step
    low, high = forced_sale(**fund), forced_sale(**{**fund, name: large})
    if name == "locked":
        low, high = high, low
    assert low <= high + 1e-7 * fund["position"]


def sell_by_hand(position, locked, impact, impact_beyond, room, shortfall, cost, eta, share=1.0, on_sold=0.5):
    """Sell what is missing now, at the average of the way down; see what is missing next; repeat.

    A sale stops at the dealers' kink. `share` is the part of the missing money raised in one round, `on_sold`
    the part of the fall that the sold units take.
    """
    sold, left = 0.0, position
    for _ in range(2_000_000):
        if left <= 0 or locked <= cost:
            return sold + left
        sale = min(left, share * shortfall / (locked - cost))
        if sale < 1e-10 * position:
            return sold
        slope = impact_beyond
        if sold < room:
            slope, sale = impact, min(sale, room - sold)
        drop = slope * sale
        own = -shortfall + locked * left - cost * sale - drop * (left - sale) - drop * sale * on_sold
        left, sold, locked = left - sale, sold + sale, locked + eta * drop
        shortfall = locked * left - own
    raise AssertionError("the rounds do not end")


def feedback_of(fund):
    """Return the feedback of a fund drawn by hypothesis."""
    return feedback(**{name: fund[name] for name in ("position", "locked", "impact", "cost", "eta")})


def test_equals_the_rounds():
    rng = np.random.default_rng(5)
    for _ in range(300):
        position, locked = rng.uniform(50, 2000), rng.uniform(0.005, 0.05)
        number = rng.choice([rng.uniform(0, 0.95), rng.uniform(1.05, 3)])
        shortfall = rng.uniform(0.001, 1.1) * locked * position
        cost = rng.choice([0.0, rng.uniform(0, 0.2) * locked])
        eta = rng.choice([0.0, rng.uniform(0, 1)])
        impact = number * locked / position
        by_hand = sell_by_hand(position, locked, impact, impact, 0, shortfall, cost, eta)
        assert forced_sale(position, locked, impact, shortfall, cost, eta) == pytest.approx(by_hand, rel=1e-5)


def test_arrays_give_what_one_by_one_gives():
    rng = np.random.default_rng(6)
    size = 400
    columns = (
        rng.uniform(0, 2000, size),
        rng.uniform(0.001, 0.1, size),
        rng.choice([0, 2e-6, 2e-5, 1e-4], size),
        rng.uniform(-1, 10, size),
        rng.choice([0, 1e-3, 0.02], size),
        rng.choice([-1, -0.6, -0.5, 0, 1], size),
    )
    together = forced_sale(*columns)
    assert together.tolist() == [forced_sale(*row) for row in zip(*columns, strict=True)]
    assert len(np.unique(together)) > 100
    assert forced_sale(np.ones((3, 1)) * 1000, 0.02, [1e-5, 2e-5], 0.5).shape == (3, 2)
    assert type(forced_sale(1000, 0.02, 1e-5, 0.5)) is float
    assert type(spiral_number(1000, 0.02, 1e-5)) is float
    assert type(multiplier(0.5)) is float


@given(
    position=st.floats(0, 1e9),
    locked=st.floats(1e-9, 1),
    impact=st.floats(0, 1e3),
    shortfall=st.floats(-1e9, 1e9),
    cost=st.floats(0, 1),
    eta=st.floats(-1, 100),
)
@settings(max_examples=300)
def test_never_nan(**fund):
    assert 0 <= forced_sale(**fund) <= fund["position"]
    assert spiral_number(fund["position"], fund["locked"], fund["impact"]) >= 0
    assert multiplier(fund["impact"], fund["cost"], fund["eta"]) >= 1


def test_inputs_are_not_changed():
    position = np.array([1000.0, 500.0])
    forced_sale(position, 0.02, 4.5e-5, 0.01)
    assert position.tolist() == [1000, 500]


@pytest.mark.parametrize(
    ("changes", "words"),
    (
        ({"position": -1}, ("position", "-1", "$bn")),
        ({"locked": 0}, ("locked", "0", "of market value")),
        ({"impact": -1e-6}, ("impact", "-1e-06", "per $bn sold")),
        ({"shortfall": float("nan")}, ("shortfall", "nan")),
        ({"shortfall": "much"}, ("shortfall", "'much'", "not a number")),
        ({"cost": [0, -0.001]}, ("cost", "-0.001", "per 1 of face")),
        ({"eta": -1.5}, ("eta", "-1.5")),
    ),
)
def test_rubbish_gets_a_sentence(changes, words):
    arguments = {"position": 1000, "locked": 0.02, "impact": 1e-5, "shortfall": 0.5, **changes}
    with pytest.raises(ValueError) as caught:
        forced_sale(**arguments)
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    (
        ((-0.1,), ("spiral number", "-0.1")),
        ((0.5, -0.2), ("cost share", "-0.2", "of the money freed")),
        ((0.5, 0, -2), ("eta", "-2")),
    ),
)
def test_multiplier_refuses_rubbish(arguments, words):
    with pytest.raises(ValueError) as caught:
        multiplier(*arguments)
    assert all(word in str(caught.value) for word in words)


def test_two_slopes_known_answers():
    sale = forced_sale_two_slopes(830, 0.017, 2e-6, 1.4e-5, [40, 100, 0], 1, 1e-4)
    assert sale == pytest.approx([101.9719729429619, 65.33668748481051, 156.79897260175125], rel=1e-12, abs=0)


KINKED = {**FUND, "impact_beyond": st.one_of(st.just(0.0), st.floats(1e-9, 1e-3)), "room": st.floats(-100, 3000)}


@given(**KINKED)
def test_two_equal_slopes_are_one(room, impact_beyond, **fund):
    same = forced_sale_two_slopes(**fund, impact_beyond=fund["impact"], room=room)
    single, ruined = forced_sale(**fund), region(**fund) >= 3
    if single > 0 and not ruined and abs(feedback_of(fund) - 1) > 1e-6:  # there the last digit decides on a jump
        assert same == pytest.approx(single, rel=1e-6)
    assert forced_sale_two_slopes(**fund, impact_beyond=impact_beyond, room=-1) == forced_sale_two_slopes(
        **fund, impact_beyond=impact_beyond, room=0
    )


@given(step=st.floats(1.01, 3), **KINKED)
@settings(max_examples=60)
@pytest.mark.parametrize("name", list(KINKED))
def test_two_slopes_monotone(name, step, **fund):
    fund["impact_beyond"] = fund["impact"] + fund["impact_beyond"]  # dealers never get cheaper
    fund["eta"] = max(fund["eta"], -0.5)
    small = fund[name]
    higher = {**fund, name: small + (step - 1) if name in ("shortfall", "eta", "room") else small * step}
    higher["impact_beyond"] = max(higher["impact_beyond"], higher["impact"])
    low, high = forced_sale_two_slopes(**fund), forced_sale_two_slopes(**higher)
    if name in ("locked", "room"):
        low, high = high, low
    assert low <= high + 1e-6 * fund["position"]


@given(**KINKED)
def test_two_slopes_solve_the_problem(**fund):
    sale = forced_sale_two_slopes(**fund)
    q, room, low, eta = fund["position"], max(fund["room"], 0), fund["impact"], fund["eta"]
    assert 0 <= sale <= q
    scale = abs(fund["shortfall"]) + q * (fund["locked"] + (low + fund["impact_beyond"]) * q)
    if 0 < sale < q:
        fall = low * min(sale, room) + fund["impact_beyond"] * max(sale - room, 0)
        wealth = own_money(sale, **{name: fund[name] for name in fund if name != "eta"})
        assert wealth == pytest.approx((fund["locked"] + eta * fall) * (q - sale), abs=1e-12 * scale)
    if eta >= -0.5:
        between = sorted(
            forced_sale(q, fund["locked"], lam, fund["shortfall"], fund["cost"], eta)
            for lam in (low, fund["impact_beyond"])
        )
        assert between[0] - 1e-6 * q <= sale <= between[1] + 1e-6 * q


def random_funds(count, seed):
    """Draw funds with a kink, away from the threshold, where a loop would take for ever."""
    rng = np.random.default_rng(seed)
    while count:
        q, e = rng.uniform(50, 2000), rng.uniform(0.005, 0.05)
        numbers = np.sort(rng.choice([rng.uniform(0, 0.95), rng.uniform(1.05, 3)], 2))
        cost, eta = rng.choice([0.0, rng.uniform(0, 0.2) * e]), rng.choice([0.0, rng.uniform(0, 1)])
        room = rng.choice([0.0, rng.uniform(0, 1.2)]) * q
        fund = {
            "position": q,
            "locked": e,
            "impact": numbers[0] * e / q,
            "impact_beyond": numbers[1] * e / q,
            "room": room,
            "shortfall": rng.uniform(0.001, 1.1) * e * q,
            "cost": cost,
            "eta": eta,
        }
        left, asked = max(q - room, 0), e + eta * fund["impact"] * room
        grows = np.array(
            [feedback(q, e, fund["impact"], cost, eta), feedback(left, asked, fund["impact_beyond"], cost, eta)]
        )
        if np.all(abs(grows - 1) > 0.02):
            count -= 1
            yield fund


def test_two_slopes_equal_the_rounds():
    for fund in random_funds(300, seed=7):
        assert forced_sale_two_slopes(**fund) == pytest.approx(sell_by_hand(**fund), rel=1e-5)


def test_the_kink_makes_a_dying_sale_run_away():
    # 2e-5 beyond the room: R is 0.1 before the kink and 1 at full size; the same call sells 11 times as much.
    before, beyond = spiral_number(1000, 0.02, [2e-6, 2e-5])
    assert beyond / before == pytest.approx(10, rel=1e-12)
    calm, full = forced_sale_two_slopes(1000, 0.02, 2e-6, 2e-5, [100, 0], 0.4)
    assert calm == pytest.approx(22, abs=0.5) and full == pytest.approx(200, abs=0.5)


def test_unchecked_core_says_when_nothing_saves_the_fund():
    # The daily model closes a fund out when the root lies beyond the position.
    root = _two_slope_sale(1000, 0.02, 1e-6, np.array([1e-6, 2e-5, 4.5e-5]), 30.0, np.array([25, 0.5, 5]), 0.0, 0.0)
    assert (root > 1000).tolist() == [True, False, True]
    assert region(1000, 0.02, 1e-6, [25, 0.5, 5], impact_beyond=[1e-6, 2e-5, 4.5e-5], room=30).tolist() == [4, 1, 3]


# Multiplier, threshold, jump


def test_the_multiplier_is_the_limit_of_a_small_shortfall_and_a_bound_for_a_large_one():
    for cost, eta in ((0, 0), (1e-3, 0), (1e-3, 0.05)):
        bound = multiplier(0.85, cost / 0.02, eta)
        ratio = forced_sale(1000, 0.02, 1.7e-5, [1e-12, 0.5], cost, eta) * 0.02 / [1e-12, 0.5]
        assert ratio[0] == pytest.approx(bound, rel=1e-8)
        assert ratio[1] < 0.8 * bound
    assert forced_sale(1000, 0.02, 1.7e-5, 0.5) / 25 == pytest.approx(4.94, abs=5e-3)


@given(number=st.floats(0.01, 0.99), shortfall=st.floats(1e-3, 0.2))
def test_if_all_traded_at_the_closing_price_the_multiplier_would_be_exact(number, shortfall):
    sale, impact = shortfall / 0.02 * multiplier(number), number * 0.02 / 1000
    own = 20 - shortfall - impact * sale * 1000  # the sold units lose the whole fall as well
    assert own == pytest.approx(0.02 * (1000 - sale), rel=1e-9, abs=1e-9)


@given(cost_share=st.floats(0, 0.9), eta=st.floats(-0.4, 2))
def test_threshold_with_cost_and_eta(cost_share, eta):
    number = (1 - cost_share) / (1 + eta)
    impact = number * 0.02 / 1000
    assert feedback(1000, 0.02, impact, cost_share * 0.02, eta) == pytest.approx(1, rel=1e-9)
    tame = forced_sale(1000, 0.02, impact * 0.999, 1e-12, cost_share * 0.02, eta)
    wild = forced_sale(1000, 0.02, impact * 1.02, 1e-12, cost_share * 0.02, eta)
    assert tame < 1e-3 < 1 < wild
    assert multiplier(number * 1.0001, cost_share, eta) == np.inf > multiplier(number * 0.9999, cost_share, eta)


def test_feedback_is_loss_spiral_plus_margin_spiral():
    loss = feedback(1000, 0.02, 1e-5)
    assert loss == spiral_number(1000, 0.02, 1e-5) == pytest.approx(0.5)
    assert feedback(1000, 0.02, 1e-5, eta=0.4) == pytest.approx(loss + 0.4 * loss, rel=1e-12)
    assert feedback(1000, [0.02, 0.02, 0.02], 1e-5, [0.01, 0.02, 0.03]).tolist() == [1, np.inf, np.inf]


@given(number=st.floats(1.001, 4), cost_share=st.floats(0, 0.95), eta=st.floats(-1, 2))
def test_the_jump_is_what_a_tiny_shortfall_sells(number, cost_share, eta):
    fund = {"position": 1000, "locked": 0.02, "impact": number * 2e-5, "cost": cost_share * 0.02, "eta": eta}
    if abs(feedback(**fund) - 1) > 1e-3:
        assert jump_size(**fund) == pytest.approx(forced_sale(**fund, shortfall=1e-13), abs=1e-3)
    assert jump_size(1000, 0.02, number * 2e-5) == pytest.approx(min(2000 * (1 - 1 / number), 1000), rel=1e-9)


def test_the_cliff_is_an_edge():
    assert jump_size(1000, 0.02, 2e-5 * np.array([0.5, 1, 1.05, 1.2, 1.5, 2, 9])) == pytest.approx(
        [0, 0, 95.238095, 333.333333, 666.666667, 1000, 1000], rel=1e-8
    )
    assert forced_sale(1000, 0.02, 4e-5, [0, -1, 1e-15]) == pytest.approx([0, 0, 1000], rel=1e-12, abs=0)
    assert jump_size(1000, 0.02, 0, [0.01, 0.02, 0.03]).tolist() == [0, 1000, 1000]  # the cost eats the release


# Insolvency and regions


@given(**FUND)
def test_insolvent_in_three_ways(**fund):
    bare = {name: fund[name] for name in fund if name != "eta"}
    number = spiral_number(fund["position"], fund["locked"], fund["impact"])
    limit = insolvency_number(fund["position"], fund["locked"], fund["shortfall"], fund["cost"])
    if abs(number - limit) < 1e-9 * (1 + abs(limit)):
        return
    assert is_insolvent(**bare) is (number > limit)
    if fund["shortfall"] > 0:
        ruined = region(**fund) >= 3
        if ruined or fund["eta"] >= -0.5:
            assert is_insolvent(**bare) is ruined
        if ruined:
            assert forced_sale(**fund) == fund["position"]


def test_a_margin_that_falls_with_the_price_may_save_an_insolvent_fund_on_the_way():
    fund = {"position": 1000, "locked": 0.02, "impact": 5e-5, "shortfall": 1.6}
    assert is_insolvent(**fund) and own_money(1000, **fund) == pytest.approx(-6.6)
    sale = forced_sale(**fund, eta=-0.8)
    assert sale == pytest.approx(800 / 3) and own_money(sale, **fund) > 0
    assert REGIONS[region(**fund, eta=-0.8)] == "amplified" and REGIONS[region(**fund)] == "default"


def test_regions_for_a_tiny_shortfall_follow_the_spiral_number():
    number = np.array([0.06, 0.68, 0.99, 1.01, 1.33, 1.99, 2.01, 2.25])
    assert region(1000, 0.02, number * 2e-5, 1e-6).tolist() == [1, 1, 1, 2, 2, 2, 3, 3]
    assert region(1000, 0.02, number * 2e-5, 0).tolist() == [0] * 8
    assert region(0, 0.02, number * 2e-5, 1).tolist() == [0] * 8


@given(cost_share=st.floats(0, 0.9), eta=st.floats(-0.5, 2), ratio=st.floats(0.01, 3), part=st.floats(1e-9, 1.2))
def test_a_sale_that_saves_feeds_itself_from_the_threshold_on(cost_share, eta, ratio, part):
    impact = ratio * (1 - cost_share) / (1 + eta) * 2e-5
    code = region(1000, 0.02, impact, 20 * part, cost_share * 0.02, eta)
    if abs(ratio - 1) > 1e-9 and code in (1, 2):
        assert REGIONS[code] == ("amplified" if ratio < 1 else "self-fuelling")
    if abs(part - 1) > 1e-9:
        assert (REGIONS[code] == "broke before") is (part > 1)


def test_a_large_shock_ruins_at_any_spiral_number():
    assert insolvency_number(1000, 0.02, 12) == pytest.approx(0.8, rel=1e-12)
    assert region(1000, 0.02, np.array([0.79, 0.81]) * 2e-5, 12).tolist() == [1, 3]
    assert region(1000, 0.02, [0, 1e-6, 1e-4], 20).tolist() == [4, 4, 4]  # broke before it sold anything
    assert region(1000, 0.02, [0, 1e-6], 1e-6, cost=[[0.02], [0.03]]).tolist() == [[3, 3], [3, 3]]


def test_regions_of_the_presets():
    answer = region([600, 830, 1000, 1000], [0.02, 0.017, 0.015, 0.02], [2e-6, 1.4e-5, 2e-5, 4.5e-5], 0.01)
    assert [REGIONS[code] for code in answer] == ["amplified", "amplified", "self-fuelling", "default"]


def test_the_kink_decides_the_region():
    # Calls of 0.1, 1.6 and 8: inside the room, beyond it and growing, beyond it and ruinous.
    answer = region(1000, 0.015, 2e-6, [0.1, 1.6, 8], impact_beyond=2e-5, room=80)
    assert [REGIONS[code] for code in answer] == ["amplified", "self-fuelling", "default"]
    assert region(1000, 0.015, 2e-6, 1.6) == 1


@given(**KINKED)
def test_regions_agree_with_the_sale(**fund):
    code, sale, q = region(**fund), forced_sale_two_slopes(**fund), fund["position"]
    ruined = is_insolvent(**{name: fund[name] for name in fund if name != "eta"})
    assert (code == 0) == (sale == 0)
    if code >= 3:
        assert sale == q and (ruined or own_money(q, **{n: fund[n] for n in fund if n != "eta"}) < 1e-9 * q)
    assert code != 4 or fund["shortfall"] >= fund["locked"] * q


def test_a_sale_within_the_dealers_room_may_save_a_fund_that_selling_everything_would_ruin():
    # Only with a kink: on one slope (eta of 0) the two events are the same.
    fund = {"position": 900, "locked": 0.02, "impact": 0, "impact_beyond": 6e-5, "room": 30, "shortfall": 0.4}
    assert forced_sale_two_slopes(**fund) == pytest.approx(20, rel=1e-12)
    assert is_insolvent(**fund) and REGIONS[region(**fund)] == "amplified"
    assert REGIONS[region(**{**fund, "shortfall": 0.8})] == "default"


def test_the_buffer_decides_whether_and_the_spiral_number_how_far():
    fund = {"position": 1000, "locked": 0.015, "impact": 2e-5}
    losses, buffer = np.array([5.0, 7.999, 8.0, 8.001]), 0.008 * 1000
    sale = forced_sale(**fund, shortfall=losses - buffer)
    assert sale[:3].tolist() == [0, 0, 0] and sale[3] > 500
    assert region(**fund, shortfall=losses - buffer).tolist() == [0, 0, 0, 2]


# Rounds


def test_rounds_add_up():
    for fund in random_funds(60, seed=8):
        table = rounds(**fund, most=10_000)
        assert table.sold[-1] == pytest.approx(forced_sale_two_slopes(**fund), rel=1e-5)
        assert table.sale.cumsum() == pytest.approx(table.sold, rel=1e-12)
        assert table.sale[0] == table.sold[0] == table.price[0] == 0 and table.shortfall[0] == fund["shortfall"]
        assert np.all(table.sale[1:] > 0) and np.all(np.diff(table.price) <= 0)
        assert table.own_money[0] == pytest.approx(fund["locked"] * fund["position"] - fund["shortfall"])


def test_a_round_is_what_its_words_say():
    table = rounds(1000, 0.02, 1.7e-5, 0.5, 2e-4)
    assert table.sale[1] == pytest.approx(0.5 / (0.02 - 2e-4), rel=1e-12)
    assert table.price[1] == pytest.approx(-1.7e-5 * table.sale[1], rel=1e-12)
    lost = 1.7e-5 * table.sale[1] * (1000 - table.sale[1] / 2)  # half the fall on what was sold
    assert table.shortfall[1] == pytest.approx(lost, rel=1e-9)
    assert table.own_money[1] == pytest.approx(20 - 0.5 - 2e-4 * table.sale[1] - lost, rel=1e-12)


def test_each_round_is_r_times_the_last_while_little_is_sold():
    small, large = rounds(1000, 0.02, 1.7e-5, [1e-3, 4]).sale[:, 1:6]
    assert small[1:] / small[:-1] == pytest.approx(np.full(4, 0.85), rel=1e-3)
    assert np.all(large[1:] / large[:-1] < 0.8)
    wild = rounds(1000, 0.015, 2e-5, 1e-3).sale[1:]
    assert wild[1] / wild[0] == pytest.approx(4 / 3, rel=1e-3) and wild.sum() == pytest.approx(500.2, abs=0.01)


def test_the_step_does_not_matter_at_average_prices_but_does_at_the_price_before():
    fund = (1000, 0.02, 1.7e-5, 1e-6, 1000, 0.5, 0, 0)
    full, half = (sell_by_hand(*fund, share=share) for share in (1, 0.5))
    assert full == pytest.approx(half, rel=1e-6)
    before = [sell_by_hand(*fund, share=share, on_sold=0.0) for share in (1, 0.5)]
    assert before[0] < before[1] < full * 0.999


def test_rounds_of_arrays():
    table = rounds(np.array([[1000], [500]]), 0.02, [1e-5, 4.5e-5, 0], 0.5, most=30)
    assert table.sale.shape == table.shortfall.shape == (2, 3, table.sale.shape[-1])
    alone = rounds(500, 0.02, 1e-5, 0.5, most=30)
    steps = min(alone.sale.size, table.sale.shape[-1])
    assert table.sale[1, 0, :steps] == pytest.approx(alone.sale[:steps], rel=1e-12)
    assert table.sold[0, 1, -1] == 1000 and table.own_money[0, 1, -1] < 0
    assert rounds(1000, 0.02, 1e-5, -1).sale.tolist() == [0]  # the buffer pays: no round
    assert rounds(1000, 0.02, 1e-5, 0.5, most=1).sale.tolist() == [0, 25]


# Several funds


def many_by_iteration(position, locked, impact, shortfall, cost, eta):
    """Let the funds sell, see how far the price fell, let them sell again: from nothing upwards."""
    total = 0.0
    for _ in range(200_000):
        sales = []
        for q, e, s in zip(position, locked, shortfall, strict=True):
            need = s + (1 + eta) * impact * q * total
            frees = e - cost + (0.5 + eta) * impact * total
            sales.append(0.0 if need <= 0 else q if need >= frees * q else need / frees)
        if sum(sales) - total <= 1e-12 * sum(position):
            break
        total = sum(sales)
    return sales


def test_several_funds_known_answers():
    sales = forced_sales([300, 500, 200], [0.015, 0.02, 0.03], 1.2e-5, [0.5, -0.2, -0.05])
    assert sales == pytest.approx([45.336047735, 6.130219584, 2.632770273], abs=5e-10)
    assert sales.sum() == pytest.approx(54.0990375918, abs=5e-11)
    assert forced_sales([250] * 4, [0.02] * 4, 1.7e-5, [0.125] * 4).sum() == pytest.approx(123.471736093693, rel=1e-12)


def test_several_funds_equal_the_iteration():
    rng = np.random.default_rng(9)
    cases = 0
    while cases < 200:
        count = rng.integers(1, 6)
        q, e = rng.uniform(50, 500, count), rng.uniform(0.005, 0.05, count)
        impact = rng.uniform(0, 2) / np.sum(q / e)
        fund = (q, e, impact, rng.uniform(-0.2, 0.3, count) * e * q, rng.choice([0, 1e-3]), rng.choice([0, -0.5, 0.5]))
        sales = forced_sales(*fund)
        assert sales == pytest.approx(many_by_iteration(*fund), abs=1e-5 * q.sum())
        cases += 1


@given(**{**FUND, "eta": st.floats(-0.5, 2)})
def test_one_fund_among_several_funds_is_forced_sale(**fund):
    if abs(feedback_of(fund) - 1) < 1e-6:
        return  # there the last digit decides on a jump
    alone = forced_sales(**{**fund, "position": [fund["position"]]})
    assert alone.shape == (1,)
    assert alone[0] == pytest.approx(forced_sale(**fund), rel=1e-5, abs=1e-9 * fund["position"])


@given(parts=st.lists(st.floats(0.05, 1), min_size=1, max_size=5), number=st.floats(0, 3), shortfall=st.floats(0.1, 25))
def test_funds_that_differ_in_size_only_act_as_one(parts, number, shortfall):
    share = np.array(parts) / sum(parts)
    assume(abs(number - 1) > 1e-3)
    sales = forced_sales(1000 * share, 0.02, number * 2e-5, shortfall * share)
    assert sales == pytest.approx(forced_sale(1000, 0.02, number * 2e-5, shortfall) * share, rel=1e-6)


def test_each_fund_owns_what_its_rest_locks_up():
    q, e, s = np.array([300, 500, 200]), np.array([0.015, 0.02, 0.03]), np.array([0.5, -0.2, -0.05])
    sales = forced_sales(q, e, 1.2e-5, s, 1e-4, 0.3)
    fall = 1.2e-5 * sales.sum()
    own = e * q - s - 1e-4 * sales - fall * (q - sales) - fall / 2 * sales
    assert own == pytest.approx((e + 0.3 * fall) * (q - sales), rel=1e-12)


def test_a_buffer_keeps_a_fund_out_until_the_fall_has_eaten_it():
    q, e, impact = [300, 500], [0.015, 0.02], 1.2e-5
    alone = forced_sale(300, 0.015, impact, 0.5)
    eaten = impact * 500 * alone
    assert forced_sales(q, e, impact, [0.5, -1.001 * eaten]).tolist() == pytest.approx([alone, 0], rel=1e-9)
    joined = forced_sales(q, e, impact, [0.5, -0.999 * eaten])
    assert joined[1] > 0 and joined[0] > alone


@pytest.mark.parametrize(("number", "runs"), ((0.97, False), (1.03, True)))
def test_threshold_of_several_funds_at_the_limit(number, runs):
    q, e = np.array([300, 500, 200]), np.array([0.015, 0.02, 0.03])
    sales = forced_sales(q, e, number / np.sum(q / e), np.full(3, 1e-9))
    assert (sales.sum() > 10) == runs
    assert (sales.sum() < 1e-5) != runs


def test_several_funds_in_scenarios():
    rng = np.random.default_rng(10)
    q, e, s = rng.uniform(0, 500, (50, 4)), rng.uniform(0.005, 0.05, (50, 4)), rng.uniform(-1, 2, (50, 4))
    impact = rng.choice([0, 1e-6, 1e-5, 1e-4], (50, 1))
    together = forced_sales(q, e, impact, s, 1e-3)
    alone = np.stack([forced_sales(*row, 1e-3) for row in zip(q, e, impact, s, strict=True)])
    assert together == pytest.approx(alone, rel=1e-9, abs=1e-9)
    assert forced_sales([100, 100], 0.02, 1e-5, [-1, 0]).tolist() == [0, 0]
    assert forced_sales([0, 100], 0.02, 1e-5, 1.0).tolist()[0] == 0


# Selling slower; margin as a level and as a change; calls and withdrawals


def sell_over_days(sale, fund, permanent, temporary, decay, days):
    """Return the surplus at the end of a sale spread over days: each day's part at the average of its day."""
    q, e, shortfall = fund
    own, left, fading, fall = e * q - shortfall, q, 0.0, 0.0
    for day in range(days):
        part = sale / days
        start = permanent * part * day + fading * (1 - decay)
        fading = fading * (1 - decay) + temporary * part
        end = permanent * part * (day + 1) + fading
        own -= left * (start - fall) + (left - part) * (end - start) + part * (end - start) / 2
        left, fall = left - part, end
    return own - e * left, fall


def test_spread_out_impact_is_the_fall_on_the_last_day():
    assert spread_out_impact(0, 1, 0.2, 5) == pytest.approx(0.67232, rel=1e-12)
    assert spread_out_impact(3, 1, [0, 0.3, 1, 1], [5, 1, 1, 4]) == pytest.approx([4, 4, 4, 3.25], rel=1e-15)
    assert spread_out_impact(0, 1, 1e-15, 5) == pytest.approx(1, rel=1e-12)
    _, fall = sell_over_days(100, (1000, 0.02, 0.5), 3e-6, 1.1e-5, 0.2, 5)
    assert fall == pytest.approx(100 * spread_out_impact(3e-6, 1.1e-5, 0.2, 5), rel=1e-12)


@pytest.mark.parametrize(("shortfall", "close"), ((1e-6, 1e-6), (0.5, 4e-3)))
@pytest.mark.parametrize("parts", ((0, 1.7e-5), (3e-6, 1.1e-5), (1e-6, 5e-6)))
def test_slower_selling_is_the_closed_form_with_a_smaller_impact(shortfall, close, parts):
    sale = forced_sale(1000, 0.02, spread_out_impact(*parts, 0.2, 5), shortfall)
    low, high = 0.0, 3 * sale
    for _ in range(100):
        middle = (low + high) / 2
        missing, _ = sell_over_days(middle, (1000, 0.02, shortfall), *parts, 0.2, 5)
        low, high = (middle, high) if missing < 0 else (low, middle)
    assert sale == pytest.approx(high, rel=close)
    assert sale < forced_sale(1000, 0.02, sum(parts), shortfall)


def test_margin_calms_as_a_level_and_burns_as_a_change():
    change = margin_change(1000, 0.015, [0.005, 0.005, -0.005], 2e-5, buffer=[0, 6, 0])
    assert change.number_before == pytest.approx(4 / 3) and change.number_after == pytest.approx([1, 1, 2])
    assert change.shortfall == pytest.approx([5, -1, -5])
    assert change.sale == pytest.approx([np.sqrt(2 * 5 / 2e-5), 0, 0])
    step = 1e-7
    slope = (margin_change(1000, 0.02, step, 1e-5).number_after - spiral_number(1000, 0.02, 1e-5)) / step
    assert slope == pytest.approx(-1e-5 * 1000 / 0.02**2, rel=1e-4)


@given(own=st.floats(0.1, 100), e=st.floats(0.005, 0.1), impact=st.floats(0, 1e-4))
def test_a_fully_invested_fund(own, e, impact):
    number = fully_invested_number(own, e, impact)
    assert number == pytest.approx(impact * own / e**2, rel=1e-12)
    assert number == pytest.approx(spiral_number(own / e, e, impact), rel=1e-12)
    assert fully_invested_number(own, 2 * e, impact) == pytest.approx(number / 4, rel=1e-12)


def test_a_call_costs_dozens_of_times_what_a_withdrawal_costs():
    assert sale_for_call(1, [0.05, 0.02, 0.0125]) == pytest.approx([20, 50, 80])
    assert sale_for_call(1, 0.02, 2e-4) == rounds(1000, 0.02, 0, 1, 2e-4).sale[1]
    assert sale_for_withdrawal(1, 0.012) == pytest.approx(1 / 1.012, rel=1e-12)


@given(z=st.floats(0, 500), h=st.floats(0, 0.99), m=st.floats(0, 0.2))
def test_a_withdrawal_is_met_from_the_collateral_that_comes_back(z, h, m):
    sold = sale_for_withdrawal(z, m)
    assert sold <= z / (1 - h)
    # Sheet of the fund before and after: the loan is smaller by z, and the cash is what it was.
    assert sold * 1.0 + sold * m - z == pytest.approx(0, abs=1e-9)


# Extremes


HUGE = st.one_of(st.just(0.0), st.floats(1e-30, 1e30))


@given(
    position=HUGE,
    locked=st.floats(1e-30, 1e30),
    impact=HUGE,
    impact_beyond=HUGE,
    room=HUGE,
    shortfall=st.one_of(HUGE, HUGE.map(lambda x: -x)),
    cost=HUGE,
    eta=st.one_of(st.just(-1.0), HUGE),
)
@settings(max_examples=200, deadline=None)
def test_extremes_give_clean_numbers(**fund):
    one = {name: fund[name] for name in fund if name not in ("impact_beyond", "room")}
    bare = {name: fund[name] for name in fund if name != "eta"}
    assert 0 <= forced_sale_two_slopes(**fund) <= fund["position"]
    assert region(**fund) in range(5)
    assert np.isfinite(own_money(fund["position"], **bare))
    loose = {name: one[name] for name in one if name != "shortfall"}
    assert 0 <= jump_size(**loose) <= fund["position"] and feedback(**loose) >= 0
    sales = forced_sales(**{**one, "position": [fund["position"], 1.0], "eta": max(one["eta"], -0.5)})
    assert np.all((sales >= 0) & (sales <= [fund["position"], 1]))
    table = rounds(**fund, most=5)
    assert all(np.all(np.isfinite(column)) for column in vars(table).values())


@pytest.mark.parametrize(
    ("call", "words"),
    (
        (lambda: forced_sale_two_slopes(1000, 0.02, 1e-6, -1e-6, 10, 1), ("impact beyond", "-1e-06", "per $bn sold")),
        (lambda: forced_sale_two_slopes(1000, 0.02, 1e-6, 1e-6, np.nan, 1), ("room", "nan", "finite")),
        (lambda: forced_sale(1e31, 0.02, 1e-6, 1), ("position", "1e+31 $bn")),
        (lambda: forced_sale(1000, 1e-40, 1e-6, 1), ("locked", "1e-40", "of market value")),
        (lambda: own_money(-1, 1000, 0.02, 1e-6, 1), ("sale", "-1 $bn")),
        (lambda: insolvency_number(0, 0.02, 1), ("position", "0 $bn", "above 0")),
        (lambda: rounds(1000, 0.02, 1e-6, 1, most=0), ("most", "0 rounds")),
        (lambda: rounds(1000, 0.02, 1e-6, 1, most=2.5), ("most", "2.5", "whole number")),
        (lambda: rounds(1000, 0.02, 1e-6, 1, most=[1, 2]), ("most", "[1, 2]", "one whole number")),
        (lambda: forced_sales([1, 2], 0.02, [1e-6, 1e-5], 1), ("impact", "2 entries", "one for all")),
        (lambda: forced_sales([1, 2], 0.02, 1e-6, 1, eta=-0.7), ("eta", "-0.7", "-0.5")),
        (lambda: spread_out_impact(0, 1, 1.2, 5), ("decay", "1.2 a day")),
        (lambda: spread_out_impact(0, 1, 0.2, 0.5), ("days", "0.5 days")),
        (lambda: margin_change(1000, 0.02, -0.03, 1e-6), ("locked + rise", "-0.01", "of market value")),
        (lambda: margin_change(1000, 0.02, 0.01, 1e-6, buffer=-1), ("buffer", "-1 $bn")),
        (lambda: sale_for_call(1, 0.01, 0.01), ("locked - cost", "0", "above")),
        (lambda: sale_for_withdrawal(-1, 0.01), ("withdrawn", "-1 $bn")),
        (lambda: fully_invested_number(-1, 0.01, 1e-5), ("own money", "-1 $bn")),
    ),
)
def test_more_rubbish_gets_a_sentence(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words)


def test_assumptions_are_sentences():
    assert len(set(ASSUMPTIONS)) == len(ASSUMPTIONS) >= 5
    assert all(text.endswith(".") and len(text) > 40 for text in ASSUMPTIONS)
