"""The closed form of the spiral: known answers, properties, and a round-by-round loop that must agree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib.spiral import forced_sale, multiplier, spiral_number

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


@pytest.mark.parametrize(
    ("shortfall", "cost", "number"), ((0.5, 2e-4, 1.93), (12, 0, 0.80), (12, 1e-3, 0.70))
)
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
        assert forced_sale(position, locked, impact, shortfall, cost, eta) <= bound * (1 + 1e-9)
    assert forced_sale(position, locked, 0.0, shortfall, cost, eta) == pytest.approx(
        min(position, max(shortfall, 0) / (locked - cost)) if locked > cost else position * (shortfall > 0),
        rel=1e-9,
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


def rounds(position, locked, impact, shortfall, cost, eta):
    """Sell what is missing now, at the average of the way down; see what is missing next; repeat."""
    sold, left = 0.0, position
    for _ in range(2_000_000):
        if left <= 0 or locked <= cost:
            return sold + left
        sale = min(left, shortfall / (locked - cost))
        if sale < 1e-10 * position:
            return sold
        drop = impact * sale
        own = -shortfall + locked * left - cost * sale - drop * (left - sale) - drop * sale / 2
        left, sold, locked = left - sale, sold + sale, locked + eta * drop
        shortfall = locked * left - own
    raise AssertionError("the rounds do not end")


def test_equals_the_rounds():
    rng = np.random.default_rng(5)
    for _ in range(300):
        position, locked = rng.uniform(50, 2000), rng.uniform(0.005, 0.05)
        number = rng.choice([rng.uniform(0, 0.95), rng.uniform(1.05, 3)])
        shortfall = rng.uniform(0.001, 1.1) * locked * position
        cost = rng.choice([0.0, rng.uniform(0, 0.2) * locked])
        eta = rng.choice([0.0, rng.uniform(0, 1)])
        fund = (position, locked, number * locked / position, shortfall, cost, eta)
        assert forced_sale(*fund) == pytest.approx(rounds(*fund), rel=1e-5)


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
        ((-0.1,), ("spiral_number", "-0.1")),
        ((0.5, -0.2), ("cost_share", "-0.2", "of the money freed")),
        ((0.5, 0, -2), ("eta", "-2")),
    ),
)
def test_multiplier_refuses_rubbish(arguments, words):
    with pytest.raises(ValueError) as caught:
        multiplier(*arguments)
    assert all(word in str(caught.value) for word in words)
