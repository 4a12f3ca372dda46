"""The calm market: known answers, the three cases, and the sign of every effect."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from basislib.market.calm import ASSUMPTIONS, CASES, calm_market, dealers_inventory, hurdle
from basislib.quantities import NEVER

FIXED = {"required_return": 4.0, "rising_return": 0.0, "dear": NEVER}  # a fixed demand, a flat supply
BOX = {
    "demand": st.floats(1, 2000),
    "own_money": st.floats(0, 60),
    "haircut": st.floats(0, 0.04),
    "initial_margin": st.floats(0.003, 0.05),
    "buffer": st.floats(0, 0.03),
    "required_return": st.floats(1, 15),
    "rising_return": st.just(0.0) | st.floats(0, 0.02),
    "dear": st.just(NEVER) | st.floats(0.2, 5),
    "spread_bp": st.floats(-25, 300),
    "days": st.floats(30, 180),
    "impact": st.floats(1e-6, 1e-5),
    "impact_beyond": st.floats(1e-5, 5e-5),
    "room": st.floats(10, 500),
}


@pytest.mark.parametrize(
    ("changes", "case", "position", "basis_bp"),
    (
        ({}, "hurdle", 740, 3.2),
        ({"own_money": 10}, "capital", 312.5, 46.25),
        ({"spread_bp": 25}, "hurdle", 575.80357142857, 9.3875),
        ({"demand": 100}, "no trade", 0, 2),
        ({"own_money": 0}, "capital", 0, 90),
    ),
)
def test_known_answers_of_a_fixed_demand(changes, case, position, basis_bp):
    market = calm_market(**{"demand": 900, "own_money": 30, **FIXED, **changes})
    assert market.demand == changes.get("demand", 900)
    assert CASES[market.case] == case
    assert market.position == pytest.approx(position, rel=1e-12, abs=1e-12)
    assert market.dislocation * 1e4 == pytest.approx(basis_bp, rel=1e-12)


@pytest.mark.parametrize(
    ("changes", "case", "position", "basis_bp", "demand"),
    (
        ({}, "hurdle", 639.9437412095641, 3.023909985935301, 791.1392405063291),
        ({"own_money": 10}, "capital", 312.5, 7.65728476821192, 624.3377483443709),
        ({"spread_bp": 25}, "hurdle", 270.9235353859311, 8.62097765661749, 589.6448043617704),
        ({"demand": 100}, "no trade", 0, 1.851851851851852, 92.59259259259),
        ({"own_money": 0}, "capital", 0, 14.90066225165563, 363.5761589403974),
    ),
)
def test_known_answers(changes, case, position, basis_bp, demand):
    market = calm_market(**{"demand": 900, "own_money": 30, **changes})
    assert CASES[market.case] == case
    found = market.position, market.dislocation * 1e4, market.demand
    assert found == pytest.approx((position, basis_bp, demand), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(
    ("supply", "own_money", "cases", "basis", "position", "demand", "lost"),
    (
        (FIXED, 1e9, ("hurdle", "hurdle"), (3.2, 5.0), (740, 650), (900, 900), (0.65, 0, -0.15)),
        (FIXED | {"dear": 1.0}, 1e9, ("hurdle", "hurdle"), (3.2, 5.0), (625, 470), (785, 720), (0.54, 0, -0.15)),
        ({}, 1e9, ("hurdle", "hurdle"), (3.02, 4.42), (640, 520), (791, 741), (0.43, 0, -0.1)),
        ({}, 22, ("hurdle", "capital"), (3.02, 5.35), (640, 440), (791, 707), (0.7, -0.16, -0.2)),
        (FIXED, 22, ("capital", "capital"), (4.25, 28.4), (688, 440), (900, 900), (8.69, -3.83, -3.58)),
    ),
)
def test_who_pays_for_a_leverage_cap(supply, own_money, cases, basis, position, demand, lost):
    """Own money per note from 3.2 to 5%: section 11 of docs/model.md."""
    market = calm_market(900, own_money, buffer=np.array([0.012, 0.03]), **supply)
    assert tuple(CASES[case] for case in market.case) == cases
    assert 1e4 * market.dislocation == pytest.approx(basis, abs=0.006)
    assert market.position == pytest.approx(position, abs=0.55)
    assert market.demand == pytest.approx(demand, abs=0.55)
    funds, dealers = (-np.diff(gain)[0] for gain in (market.funds_gain, market.dealers_gain))
    assert (np.diff(market.buyers_cost)[0], funds, dealers) == pytest.approx(lost, abs=0.006)


def test_what_the_market_looks_like():
    market = calm_market(900, 30, **FIXED)
    assert market.inventory == pytest.approx(160) and market.room_used == pytest.approx(160 / 300)
    assert market.half_spread == pytest.approx(1e-4 * (1 + (160 / 300) ** 2))
    assert market.depth == pytest.approx(200 / (1 + (160 / 300) ** 2))
    assert market.return_on_own_money == pytest.approx(4) and market.hurdle == pytest.approx(market.dislocation)
    assert market.yield_effect_bp == pytest.approx(0.5 * 3.2 / 4.5)


def test_hurdle():
    assert hurdle(4, 0.032) == pytest.approx(3.2e-4)
    assert hurdle(4, 1 / 30, 90) == pytest.approx(0.04 * 90 / (360 * 30))  # psi0 of the daily model
    assert hurdle(4, 0.032, 90, 0.01, 25) == pytest.approx(9.3875e-4)
    assert hurdle(4, [0.02, 0.04])[1] == 2 * hurdle(4, 0.02)


@given(**BOX)
def test_it_is_an_equilibrium(**given_):
    market = calm_market(**given_)
    share = given_["haircut"] + given_["initial_margin"] + given_["buffer"]
    top = given_["dear"] / 100 * given_["days"] / 360
    assert market.demand == pytest.approx(given_["demand"] * (1 - market.dislocation / top))
    assert market.position + market.inventory == pytest.approx(market.demand)
    assert 0 <= market.position <= given_["own_money"] / share * (1 + 1e-12) and market.inventory >= -1e-9
    low, beyond, room = (given_[name] for name in ("impact", "impact_beyond", "room"))
    asked = low * min(market.inventory, room) + beyond * max(market.inventory - room, 0)
    assert market.dislocation == pytest.approx(asked, rel=1e-9, abs=1e-13)
    needed, psi = max(market.hurdle, 0), market.dislocation
    match CASES[market.case]:
        case "hurdle":
            assert psi == pytest.approx(needed, abs=1e-12)
        case "capital":
            assert psi >= needed - 1e-12 and market.position == pytest.approx(given_["own_money"] / share)
        case "no trade":
            assert market.position == 0 and psi <= needed + 1e-12
    asks = given_["required_return"] + given_["rising_return"] * market.position
    if market.hurdle > 0:
        assert (market.return_on_own_money > asks + 1e-6) <= (market.case == 1)
    assert market.half_spread * market.depth == pytest.approx(1e-4 * 200)


@given(step=st.floats(1.01, 2), **BOX)
@pytest.mark.parametrize("name", ("required_return", "initial_margin", "haircut", "buffer", "spread_bp", "days"))
def test_what_makes_the_trade_dear_widens_the_basis(name, step, **given_):
    assume(given_["required_return"] * 100 >= given_["spread_bp"])  # see the next test
    dearer = {**given_, name: given_[name] + 20 * (step - 1) if name == "spread_bp" else given_[name] * step}
    before, after = calm_market(**given_), calm_market(**dearer)
    if name == "days":
        assume(before.hurdle > 0)
    assert after.dislocation >= before.dislocation - 1e-12 and after.half_spread >= before.half_spread - 1e-12
    assert after.position <= before.position + 1e-6 and after.depth <= before.depth + 1e-9


@pytest.mark.parametrize("name", ("required_return", "initial_margin", "haircut", "buffer", "spread_bp", "days"))
def test_the_effects_are_strict_where_funds_set_the_basis(name):
    base = {
        "haircut": 0.01,
        "initial_margin": 0.01,
        "buffer": 0.012,
        "required_return": 4.0,
        "spread_bp": 10.0,
        "days": 90.0,
    }
    before, after = (calm_market(900, 30, **{**base, name: base[name] * times}) for times in (1, 1.1))
    assert (before.case, after.case) == (0, 0)
    assert after.dislocation > before.dislocation and after.position < before.position
    assert after.half_spread > before.half_spread and after.yield_effect_bp > before.yield_effect_bp


def test_a_haircut_on_a_very_dear_loan_narrows_the_hurdle():
    # Own money at 1% replaces a loan that costs 3% more than the rate in the futures price.
    low, high = (hurdle(1, h + 0.02, 90, h, 300) for h in (0.0, 0.02))
    assert high < low
    low, high = (hurdle(4, h + 0.02, 90, h, 300) for h in (0.0, 0.02))
    assert high > low


@given(more=st.floats(0.1, 30), **BOX)
def test_own_money_matters_only_where_it_is_short(more, **given_):
    before = calm_market(**given_)
    after = calm_market(**{**given_, "own_money": given_["own_money"] + more})
    if CASES[before.case] == "capital":
        assert after.dislocation < before.dislocation and after.position > before.position
    else:
        assert after.dislocation == before.dislocation and after.position == before.position


def test_demand_meets_funds_first_where_they_have_money():
    demand = np.array([100, 160, 400, 1000, 1097, 1098, 1500])
    market = calm_market(demand, 30, **FIXED)
    assert [CASES[case] for case in market.case] == ["no trade"] * 2 + ["hurdle"] * 3 + ["capital"] * 2
    assert market.dislocation[1:5] == pytest.approx(3.2e-4) and np.all(np.diff(market.dislocation[4:]) > 0)


def test_more_dealers_room_only_helps_where_funds_do_not_set_the_basis():
    hurdles, capital = (calm_market(900, own, room=[200, 400], **FIXED) for own in (30, 10))
    assert hurdles.dislocation == pytest.approx(3.2e-4) and hurdles.half_spread[1] < hurdles.half_spread[0]
    assert capital.dislocation[1] < capital.dislocation[0]


def test_a_negative_hurdle_is_a_basis_of_nothing():
    market = calm_market(900, 30, spread_bp=-25)
    assert market.hurdle < 0 == market.dislocation == market.inventory and market.position == 900 == market.demand


def test_room_used_may_exceed_one():
    market = calm_market(900, 0, **FIXED)
    assert market.room_used == 3 and market.half_spread == pytest.approx(1e-3) and market.depth == pytest.approx(20)


def test_shapes():
    market = calm_market(np.ones((3, 1)) * 900, [10, 30], spread_bp=5)
    assert market.dislocation.shape == market.case.shape == market.position.shape == (3, 2)
    single = calm_market(900, 30)
    assert type(single.case) is int and type(single.dislocation) is float and type(single.depth) is float
    assert market.position[2, 1] == calm_market(900, 30, spread_bp=5).position


def test_assumptions_are_sentences():
    assert len(set(ASSUMPTIONS)) == len(ASSUMPTIONS) >= 5
    assert all(text.endswith(".") and len(text) > 40 for text in ASSUMPTIONS)


@pytest.mark.parametrize(
    ("changes", "words"),
    (
        ({"demand": -1}, "demand is -1 \\$bn"),
        ({"own_money": float("nan")}, "own money is nan"),
        ({"haircut": 1}, "haircut is 1 of market value"),
        ({"haircut": 0, "initial_margin": 0, "buffer": 0}, "haircut \\+ margin \\+ buffer is 0 of the position"),
        ({"buffer": 0.99}, "haircut \\+ margin \\+ buffer is 1.01 of the position"),
        ({"required_return": -1}, "required return is -1% a year"),
        ({"spread_bp": float("inf")}, "repo spread is inf"),
        ({"rising_return": -1}, "rise of the required return is -1% a year per"),
        ({"dear": 0}, "what the keenest buyer pays is 0% a year; it must be above 0% a year"),
        ({"days": 0}, "days is 0 days"),
        ({"impact": 0}, "impact is 0 per \\$bn"),
        ({"impact_beyond": -1}, "impact beyond is -1 per \\$bn"),
        ({"room": 0}, "room is 0 \\$bn"),
        ({"base_depth": -1}, "base depth is -1 \\$m"),
        ({"base_half_spread": -1}, "base half spread is -1 per 1 of face"),
        ({"futures_share": 1.1}, "futures share is 1.1 of the dislocation"),
        ({"duration": 0}, "duration is 0 years"),
    ),
)
def test_rubbish_gets_a_sentence(changes, words):
    with pytest.raises(ValueError, match=words):
        calm_market(**{"demand": 900, "own_money": 30, **changes})


@given(psi=st.floats(0, 0.02), low=st.floats(1e-6, 1e-5), high=st.floats(1e-5, 5e-5), room=st.floats(10, 500))
def test_what_dealers_carry_is_what_they_ask_for(psi, low, high, room):
    held = dealers_inventory(psi, low, high, room)
    assert low * min(held, room) + high * max(held - room, 0) == pytest.approx(psi, abs=1e-15)
