"""The desk's rules: what is off is off, known answers, the frontier and the score."""

from dataclasses import replace

import numpy as np
import pytest

from basislib.market.run import UNWILLING, crowded, simulate
from basislib.policy import desk as policy
from basislib.policy.levers import HaircutFloor, TermFunding, apply, calm_times
from basislib.policy.stress import stack


@pytest.fixture(scope="module")
def befallen():
    return policy.desk_crises()


@pytest.fixture(scope="module")
def cloud(befallen):
    return policy.single_rules(befallen)


def test_all_off_is_no_lever_at_all(befallen):
    assert policy.levers(**policy.OFF) == () == policy.levers()
    found = policy.outcome((), befallen)
    assert found.wider == 0
    assert found.calm_position == pytest.approx(830)
    assert found.own_money == pytest.approx(830 / crowded().leverage, rel=1e-3)


def test_sizes_that_are_off_change_nothing_and_the_next_ones_do(befallen):
    nothing = policy.outcome((), befallen)
    for rule, sizes in policy.SIZES.items():
        first = sizes[-1] if rule == "cap" else sizes[0]
        changed = policy.outcome(policy.levers(**{rule: first}), befallen)
        assert np.abs(changed.sold - nothing.sold).max() > 1e-6 or np.abs(changed.rise - nothing.rise).max() > 1e-6, (
            rule
        )


def test_known_answers_of_the_three_crises(befallen):
    nothing = policy.outcome((), befallen)
    assert nothing.sold == pytest.approx([55, 17, 21], abs=0.55)
    assert nothing.kinds["forced"] == pytest.approx([19, 6, 0], abs=0.55)


@pytest.mark.parametrize(
    ("rules", "printed"),
    (
        ({"term": 50.0}, (42, 17, 21)),
        ({"term": 75.0}, (32, 17, 21)),
        ({"term": 100.0}, (17, 17, 21)),
        ({"buffer": 2.5}, (30, 3, 4)),
        ({"cap": 25.0}, (30, 4, 5)),
        ({"margin": "floor"}, (44, 8, 17)),
        ({"clearing": "cleared"}, (45, 40, 37)),
        ({"clearing": "offset", "buffer": 2.1186}, (34, 0, 0)),
        ({"clearing": "offset"}, (99, 4, 53)),
        ({"deadline": 5.0}, (45, 15, 21)),
        ({"holders": 20.0}, (52, 16, 21)),
    ),
)
def test_rules_as_printed(befallen, rules, printed):
    """Section 10 of docs/model.md: sold against their will when lenders leave, in a fast rally, in a slow sale."""
    found = policy.outcome(policy.levers(**rules), befallen)
    assert found.sold == pytest.approx(printed, abs=0.55)


@pytest.mark.parametrize(
    ("fields", "printed"),
    (
        ({"term_share": 0.35, "excess_returned": 0.0}, (55, 49, 22)),
        ({"term_share": 0.75, "excess_returned": 0.0}, (34, 64, 27)),
        ({"term_share": 0.35, "excess_late": 1.0}, (55, 38, 29)),
        ({"term_share": 0.75, "excess_late": 1.0}, (36, 38, 29)),
        ({"lenders_calmed": 1.0}, (44, 17, 21)),
        ({"haircut": 0.02}, (36, 13, 18)),  # with new own money
    ),
)
def test_other_markets_as_printed(befallen, fields, printed):
    market, shock = befallen
    more = fields.get("haircut", market.haircut) - market.haircut
    changed = replace(market, **fields, leverage=1 / (1 / market.leverage + more))
    found = policy.outcome((), (changed, shock)).sold
    assert found == pytest.approx(printed, abs=0.55)


def test_side_by_side_is_the_same_as_one_by_one(befallen, cloud):
    for at, each in enumerate(policy.crises()):
        market, shock = apply(each.market, each.shock, TermFunding(0.5))
        sold = 100 * simulate(market, shock, tuple(UNWILLING)).unwilling.sum() / market.position
        assert cloud.of("term", 50.0)[at] == pytest.approx(sold, rel=1e-9)


@pytest.mark.parametrize(
    ("rule", "size"),
    [
        ("cap", 25.0),
        ("haircut_floor", 2.0),
        ("margin", "both"),
        ("clearing", "offset"),
        ("holders", 12.0),
        ("deadline", 3.0),
    ],
)
def test_the_cloud_is_what_the_desk_computes(cloud, befallen, rule, size):
    alone = policy.outcome(policy.levers(**{rule: size}), befallen)
    assert cloud.of(rule, size) == pytest.approx(alone.sold, rel=1e-9, abs=1e-12)


def test_the_price_is_the_wider_gap_of_calm_times(befallen):
    market, _ = befallen
    for rules in ({"cap": 20.0}, {"buffer": 3.0, "margin": "floor"}, {"clearing": "offset"}):
        after, _ = apply(*befallen, policy.levers(**rules))
        found, calm = policy.outcome(policy.levers(**rules), befallen), calm_times(after, market)
        assert found.wider == pytest.approx(1e4 * (calm.dislocation - market.calm_dislocation), abs=1e-6)
        assert found.calm_position == calm.position
        assert (found.wider > 0) == (found.calm_position < 830)  # a wider gap, a smaller trade


def test_what_has_no_price_costs_nothing_and_is_marked(cloud):
    free = cloud.wider == 0
    assert set(cloud.rule[free]) <= {"term", "deadline", "holders", "margin"}
    assert not cloud.priced[free].any()
    levered_up = np.array([size == "offset" for size in cloud.size])
    assert (cloud.wider[cloud.priced & ~levered_up] > 0).all()
    assert (cloud.wider[levered_up] < 0).all()  # more leverage, a narrower calm basis


def test_a_cap_and_a_buffer_are_one_line(befallen):
    market, _ = befallen
    leverage = 1 / (market.haircut + market.initial_margin + 0.02)
    cap, buffer = (policy.outcome(policy.levers(**rule), befallen) for rule in ({"cap": leverage}, {"buffer": 2.0}))
    assert cap.sold == pytest.approx(buffer.sold, rel=1e-9)
    assert cap.wider == pytest.approx(buffer.wider, rel=1e-9)


def test_cash_beats_haircuts_at_one_price(cloud):
    for haircut, buffer in ((1.0, 1.5), (2.0, 2.5), (3.0, 3.5)):
        one, other = (
            int(np.flatnonzero((cloud.rule == rule) & (np.array(cloud.size, object) == size))[0])
            for rule, size in (("haircut_floor", haircut), ("buffer", buffer))
        )
        assert cloud.wider[one] == pytest.approx(cloud.wider[other], rel=1e-9)
        assert cloud.sold[other].mean() < cloud.sold[one].mean() - 2


def test_cash_beats_haircuts_in_most_draws_too():
    found = policy.cash_against_haircut()
    assert found.lower == pytest.approx(0.93, abs=0.01) and found.higher < 0.01


def test_a_buffer_that_may_not_be_used_has_no_sure_sign():
    free, kept = (policy.surely(policy.levers(buffer=2.5), usable) for usable in (True, False))
    assert free.lower == 1
    assert (kept.lower, kept.higher) == pytest.approx((0.42, 0.55), abs=0.01)


def test_cross_margining_by_what_becomes_of_the_money():
    """Section 10 of docs/model.md: kept 1%, released 45%, leverage 39 to 70, R 0.75 to 2.70."""
    found = policy.offsets(crowded(), 0.8, (0.0, 1.0))
    assert found.sold == pytest.approx((45, 1), abs=0.5)
    assert found.leverage == pytest.approx((70, 39), abs=0.5)
    assert (found.before["number"], found.number) == pytest.approx((0.75, 2.70), abs=0.005)
    assert found.before["sold"] == pytest.approx(17, abs=0.5)


def test_the_frontier_falls_and_lies_under_every_dot(cloud):
    sold = cloud.sold.mean(axis=1)
    nothing = 1.1 * sold.max()
    line = policy.best(cloud.wider, cloud.wider, sold, nothing)
    assert (line <= sold + 1e-12).all()
    assert (np.diff(policy.best(np.linspace(-2, 3, 200), cloud.wider, sold, nothing)) <= 0).all()
    assert policy.best(-2, cloud.wider, sold, nothing) == nothing


def test_the_score():
    assert policy.score(loss=20, nothing=30, least=10) == pytest.approx(0.5)
    assert policy.score(loss=35, nothing=30, least=10) < 0
    assert policy.score(loss=5, nothing=30, least=10) > 1
    assert np.isnan(policy.score(loss=20, nothing=30, least=30))


def test_more_cash_never_adds_sales_here(cloud):
    sizes = np.array([size for rule, size in zip(cloud.rule, cloud.size, strict=True) if rule == "buffer"])
    assert (np.diff(sizes) > 0).all() and (np.diff(cloud.sold[cloud.rule == "buffer"], axis=0) <= 1e-9).all()


def test_a_floor_that_is_new_adds_sales_where_an_old_one_spares_them():
    found = policy.crises()[2]
    sold = [
        simulate(*apply(found.market, found.shock, each), tuple(UNWILLING)).unwilling.sum()
        for each in ((), HaircutFloor(0.02), HaircutFloor(0.02, start=8.0))
    ]
    assert sold[1] < sold[0] < sold[2]


def test_unknown_words_and_sizes_are_refused():
    with pytest.raises(ValueError, match="margin"):
        policy.levers(margin="steep")
    with pytest.raises(ValueError, match="clearing"):
        policy.levers(clearing="half")
    with pytest.raises(ValueError, match="term share|least"):
        policy.levers(term=120)


def test_the_crises_are_single_scenarios_of_one_market():
    rows = policy.crises()
    assert len({row.shock.days for row in rows}) == 1 == len({row.market.leverage for row in rows})
    assert all(row.words.endswith(".") for row in rows)
    market, shock = stack((row.market, row.shock) for row in rows)
    assert shock.yield_change.shape == (policy.DAYS, 3) and np.ndim(market.leverage) == 0
