"""The desk's rules: what is off is off, known answers, the frontier and the score."""

import numpy as np
import pytest

from basislib import policy
from basislib.backstop import HaircutFloor, TermFunding, apply, calm_times
from basislib.market import crowded, simulate
from basislib.stress import stack


@pytest.fixture(scope="module")
def befallen():
    return policy.desk_crises()


@pytest.fixture(scope="module")
def cloud(befallen):
    return policy.single_rules(befallen)


def test_all_off_is_no_lever_at_all(befallen):
    assert policy.levers(**policy.OFF) == () == policy.levers()
    found = policy.outcome((), befallen)
    assert found.cost == 0
    assert found.basis == pytest.approx(crowded().calm_dislocation, rel=1e-12)
    assert found.own_money == pytest.approx(830 / crowded().leverage, rel=1e-3)


def test_sizes_that_are_off_change_nothing_and_the_next_ones_do(befallen):
    nothing = policy.outcome((), befallen)
    for rule, sizes in policy.SIZES.items():
        first = sizes[-1] if rule == "cap" else sizes[0]
        changed = policy.outcome(policy.levers(**{rule: first}), befallen)
        assert any(np.abs(changed.losses[name] - nothing.losses[name]).max() > 1e-6 for name in policy.MEASURES), rule


def test_known_answers_of_the_three_crises(befallen):
    nothing = policy.outcome((), befallen).losses
    assert nothing["sold"] == pytest.approx([45.23, 46.10, 17.38], abs=0.01)
    assert nothing["gap"] == pytest.approx([43.81, 42.50, 31.17], abs=0.01)
    buffer = policy.outcome(policy.levers(buffer=2.5), befallen)
    assert buffer.losses["sold"] == pytest.approx([30.0, 3.33, 0.0], abs=0.05)
    assert buffer.cost == pytest.approx(0.574, abs=1e-3)


def test_side_by_side_is_the_same_as_one_by_one(befallen, cloud):
    for at, each in enumerate(policy.crises()):
        market, shock = apply(each.market, each.shock, TermFunding(0.5))
        run = simulate(market, shock, ("forced_sale", "run_sale", "dislocation"))
        sold = 100 * (run["forced_sale"] + run["run_sale"]).sum() / market.position
        assert cloud.of("term", 50.0, "sold")[at] == pytest.approx(sold, rel=1e-9)
        rise = 1e4 * (run["dislocation"].max() - run["dislocation"][0])
        assert cloud.of("term", 50.0, "gap")[at] == pytest.approx(rise, rel=1e-9)


@pytest.mark.parametrize(("rule", "size"), [("cap", 25.0), ("haircut_floor", 2.0), ("margin", "both"),
                                            ("clearing", "offset"), ("holders", 12.0), ("deadline", 3.0)])
@pytest.mark.parametrize("hold", ["buffer", "own money"])
def test_the_cloud_is_what_the_desk_computes(befallen, rule, size, hold):
    found = policy.single_rules(befallen, hold).of(rule, size, "money")
    if hold == "own money" and rule in ("haircut_floor", "clearing"):
        assert found is None
        with pytest.raises(ValueError, match="leaves no room"):
            policy.outcome(policy.levers(**{rule: size}), befallen, hold)
        return
    alone = policy.outcome(policy.levers(**{rule: size}), befallen, hold)
    assert found == pytest.approx(alone.losses["money"], rel=1e-9, abs=1e-12)


def test_the_price_is_that_of_calm_times(befallen):
    market, _ = befallen
    for rules in ({"cap": 20.0}, {"buffer": 3.0, "margin": "floor"}, {"clearing": "offset"}):
        after, _ = apply(*befallen, policy.levers(**rules))
        cost = calm_times(after, market).cost - calm_times(market).cost
        assert policy.outcome(policy.levers(**rules), befallen).cost == pytest.approx(cost, abs=1e-9)


def test_what_has_no_price_costs_nothing_and_is_marked(cloud):
    free = cloud.cost == 0
    assert set(cloud.rule[free]) <= {"term", "deadline", "holders", "margin"}
    assert not cloud.priced[free].any()
    assert (cloud.cost[cloud.priced] > 0).all()


def test_a_cap_and_a_buffer_are_one_line(befallen):
    market, _ = befallen
    leverage = 1 / (market.haircut + market.initial_margin + 0.02)
    cap, buffer = (policy.outcome(policy.levers(**rule), befallen) for rule in ({"cap": leverage}, {"buffer": 2.0}))
    assert cap.losses["sold"] == pytest.approx(buffer.losses["sold"], rel=1e-9)
    assert cap.cost == pytest.approx(buffer.cost, rel=1e-9)


def test_cash_beats_haircuts_at_one_price(cloud):
    for haircut, buffer in ((1.0, 1.5), (2.0, 2.5), (3.0, 3.5)):
        one, other = (int(np.flatnonzero((cloud.rule == rule) & (np.array(cloud.size, object) == size))[0])
                      for rule, size in (("haircut_floor", haircut), ("buffer", buffer)))
        assert cloud.cost[one] == pytest.approx(cloud.cost[other], rel=1e-9)
        assert cloud.losses["sold"][other].mean() < cloud.losses["sold"][one].mean() - 5


def test_the_frontier_falls_and_lies_under_every_dot(cloud):
    for name in policy.MEASURES:
        losses, nothing = cloud.losses[name].mean(axis=1), 1.1 * cloud.losses[name].mean(axis=1).max()
        line = policy.best(cloud.cost, cloud.cost, losses, nothing)
        assert (line <= losses + 1e-12).all()
        assert (np.diff(policy.best(np.linspace(-1, 3, 200), cloud.cost, losses, nothing)) <= 0).all()
    assert policy.best(-0.1, cloud.cost, losses, nothing) == nothing


def test_the_score():
    assert policy.score(loss=20, nothing=30, least=10) == pytest.approx(0.5)
    assert policy.score(loss=35, nothing=30, least=10) < 0
    assert policy.score(loss=5, nothing=30, least=10) > 1
    assert np.isnan(policy.score(loss=20, nothing=30, least=30))


def test_more_cash_never_adds_forced_sales_here(cloud):
    sizes = np.array([size for rule, size in zip(cloud.rule, cloud.size, strict=True) if rule == "buffer"])
    forced = cloud.losses["forced"][cloud.rule == "buffer"]
    assert (np.diff(sizes) > 0).all() and (np.diff(forced, axis=0) <= 1e-9).all()


def test_a_floor_that_is_new_adds_sales_where_an_old_one_spares_them():
    found = policy.crises()[2]
    sold = [simulate(*apply(found.market, found.shock, each), "forced_sale")["forced_sale"].sum()
            for each in ((), HaircutFloor(0.02), HaircutFloor(0.02, start=8.0))]
    assert sold[1] < sold[0] < sold[2]


def test_unknown_words_and_sizes_are_refused(befallen):
    with pytest.raises(ValueError, match="margin"):
        policy.levers(margin="steep")
    with pytest.raises(ValueError, match="clearing"):
        policy.levers(clearing="half")
    with pytest.raises(ValueError, match="term share|least"):
        policy.levers(term=120)
    with pytest.raises(ValueError, match="hold"):
        policy.outcome((), befallen, hold="nothing")


def test_the_crises_are_single_scenarios_of_one_market():
    rows = policy.crises()
    assert len({row.shock.days for row in rows}) == 1 == len({row.market.leverage for row in rows})
    assert all(row.words.endswith(".") for row in rows)
    market, shock = stack((row.market, row.shock) for row in rows)
    assert shock.yield_change.shape == (policy.DAYS, 3) and np.ndim(market.leverage) == 0
