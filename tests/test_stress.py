"""The stress table, the Monte Carlo and the frontier against single runs and brute force."""

import doctest
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from basislib.market.flows import identities
from basislib.market.run import PATHS, Market, Shock, calm, cliff, crowded, simulate, standard_shock
from basislib.policy import stress as module
from basislib.policy.levers import (
    COSTED,
    CapacityRelief,
    FundLine,
    HaircutFloor,
    LenderCash,
    LeverageCap,
    Purchases,
    apply,
    costs,
)
from basislib.policy.stress import (
    DRAWS,
    NO_POLICY,
    POLICIES,
    STRESS_COLUMNS,
    Policy,
    Scenario,
    crises,
    frontier,
    ladder,
    monte_carlo,
    stack,
    standard_scenarios,
    stress_table,
)

pytestmark = pytest.mark.filterwarnings("error")

CLIFF = Scenario("cliff", "", cliff(), standard_shock())
FEW = (
    NO_POLICY,
    Policy("hedged", (Purchases(20, 200, 6, hedged=1),)),
    Policy("line", (FundLine(5),)),
    Policy("floor", (HaircutFloor(0.02), LenderCash(size=40, start=8))),
)


@pytest.fixture(scope="module")
def table():
    return stress_table()


@pytest.fixture(scope="module")
def many():
    return monte_carlo(FEW, draws=600, seed=4)


def test_the_table_has_every_pair_and_no_gaps(table):
    assert list(table) == list(STRESS_COLUMNS)
    assert table.index.names == ["scenario", "policy"] and table.index.is_unique
    assert len(table) == len(standard_scenarios()) * len(POLICIES)
    assert np.isfinite(table.to_numpy(float)).all()
    assert (table[["forced", "run", "shortfall", "loss", "fed_peak", "calm_position"]] >= 0).all(axis=None)


def test_the_table_is_what_single_runs_give():
    rows = (CLIFF, Scenario("crowded", "", crowded(), standard_shock(drain=3.0)))
    found = stress_table(rows, FEW)
    for row in rows:
        baseline = simulate(row.market, row.shock, COSTED)
        for policy in FEW:
            run = simulate(*apply(row.market, row.shock, policy.levers), COSTED)
            alone, cost = run.summary(), costs(run, baseline)
            line = found.loc[(row.name, policy.name)]
            assert line["forced"] == pytest.approx(100 * alone["forced"], rel=1e-9, abs=1e-9)
            assert line["dislocation_rise"] == pytest.approx(1e4 * (alone["peak"] - run["dislocation"][0]), rel=1e-9)
            assert line["fund_result"] == pytest.approx(alone["own_money_after"] - alone["own_money_before"], rel=1e-8)
            assert line["fed_peak"] == pytest.approx(cost["fed_peak"], rel=1e-9, abs=1e-9)
            assert line["calm_cost"] == pytest.approx(cost["calm_cost"], rel=1e-8, abs=1e-9)
            assert line["spread"] == pytest.approx(alone["spread_multiple"], rel=1e-9)


def test_the_presets_are_in_the_table_as_printed(table):
    found = table.xs("no policy", level="policy")
    dash = [name for name in found.index if name.startswith("dash")]
    assert found.loc[dash, "sold"].to_numpy() == pytest.approx([0, 17.2, 89.5], abs=0.06)
    assert found.loc[dash, "forced"].to_numpy() == pytest.approx([0, 0, 10.2], abs=0.06)
    assert np.rint(found.loc[dash, "dislocation_rise"] + found.loc[dash, "calm_dislocation"]).tolist() == [24, 42, 104]
    kinds = found[["forced", "run", "precaution", "drawdown"]].sum(axis=1)
    assert found["sold"].to_numpy() == pytest.approx(kinds, abs=1e-9)
    assert found.loc["repo squeeze", "forced"] == 0 and found.loc["repo squeeze", "rate"] > 50
    assert found.loc["lenders leave", "run"] == pytest.approx(13.23, abs=0.15)  # 0.2 (0.65 + 0.35/30)
    assert found.loc["haircuts jump", "forced"] > 40 > 1 > found.loc["foreign sales", "forced"]
    assert found.loc["foreign sales", "sold"] > 10
    assert table.loc[("repo squeeze", "facility closed"), "rate"] > 5 * found.loc["repo squeeze", "rate"]


def test_a_loss_is_written_off_by_somebody():
    row = Scenario("default", "", cliff(impact_beyond=5e-5), standard_shock())
    found = stress_table((row,), (NO_POLICY,)).iloc[0]
    assert found["loss"] == pytest.approx(9.056934900931966, rel=1e-8)
    lined = stress_table((row,), (Policy("line", (FundLine(3),)),)).iloc[0]
    run = simulate(*apply(row.market, row.shock, FundLine(3)), ("loss", "loss_fed", "shortfall"))
    assert run["loss_fed"].sum() > 0 and lined["loss"] == pytest.approx(run["loss"].sum(), rel=1e-9)
    assert lined["shortfall"] == pytest.approx(run["shortfall"].max(), rel=1e-9)
    assert found["sold"] == pytest.approx(100) and found["fund_result"] == pytest.approx(
        -cliff().position / cliff().leverage
    )


def test_the_frontier_is_what_nobody_beats():
    policies = (NO_POLICY, *ladder(LeverageCap, most=(20, 30, 40, 50)), *ladder(HaircutFloor, floor=(0.005, 0.02)))
    found = frontier(CLIFF, policies, loss="forced")
    assert found["calm_cost"].is_monotonic_increasing and list(found)[:-1] == list(STRESS_COLUMNS)
    for name, line in found.iterrows():
        beaten = any(
            (other["calm_cost"] <= line["calm_cost"] + 1e-9)
            and (other["forced"] <= line["forced"] + 1e-9)
            and (other["calm_cost"] < line["calm_cost"] - 1e-9 or other["forced"] < line["forced"] - 1e-9)
            for _, other in found.iterrows()
        )
        assert line["efficient"] != beaten, name
    assert found.loc["no policy", "efficient"] and not found.loc["HaircutFloor floor=0.02", "efficient"]
    shut = Scenario("shut", "", cliff(srf_open=False, cash_target=0, drawdown_limit=0), standard_shock())
    by_size = frontier(shut, ladder(FundLine, cap=(0.5, 1, 1.5)), cost="fed_peak", loss="forced")
    assert by_size["efficient"].all() and by_size["fed_peak"].tolist() == pytest.approx([0.5, 1, 1.5])


def test_own_money_held_instead_of_the_buffer():
    rows = (Scenario("calm", "", calm(), standard_shock()),)
    policies = ladder(HaircutFloor, floor=(0.012,))
    assert stress_table(rows, policies)["calm_cost"].iloc[0] > 0
    assert stress_table(rows, policies, hold="own money")["calm_cost"].iloc[0] == pytest.approx(0, abs=1e-12)


def test_a_stack_is_its_scenarios_side_by_side():
    pairs = [(row.market, row.shock) for row in standard_scenarios()]
    market, shock = stack(pairs)
    assert market.nights == pairs[0][0].nights  # a number that is the same for all stays a number
    for number, (one, path) in enumerate(pairs):
        for field in fields(Market):
            value = getattr(market, field.name)
            assert (value[number] if np.ndim(value) else value) == getattr(one, field.name), field.name
        for name in PATHS:
            assert np.array_equal(getattr(shock, name)[:, number], getattr(path, name)), name


# ---- Monte Carlo ------------------------------------------------------------------------------------


def test_each_policy_meets_the_same_crises(many):
    market, shock = crises(600, seed=4)
    for number, policy in enumerate(FEW):
        run = simulate(*apply(market, shock, policy.levers))
        assert np.array_equal(many.forced[number], 100 * run["forced_sale"].sum(axis=0) / run["position"][0])
        assert np.array_equal(many.sold[number], 100 * run.unwilling.sum(axis=0) / run["position"][0])
    assert many.policies == tuple(policy.name for policy in FEW)


def test_the_draws_lie_where_they_should(many):
    for name, each in DRAWS.items():
        numbers = many.draws[name]
        apart = numbers[numbers != each.otherwise] if each.chance else numbers
        assert apart.min() >= each.low and apart.max() <= each.high, name
        assert apart.mean() == pytest.approx((each.low + each.high) / 2, rel=0.1), name
        assert (numbers == each.otherwise).mean() == pytest.approx(each.chance, abs=0.06), name


def test_the_seed_decides_and_the_block_does_not(many):
    again = monte_carlo(FEW, draws=600, seed=4, block=97)
    for name in ("sold", "forced", "dislocation_rise", "loss", "fund_result", "closed"):
        assert getattr(again, name) == pytest.approx(getattr(many, name), rel=1e-9, abs=1e-9)
    other = monte_carlo(FEW[:1], draws=600, seed=5)
    assert not np.array_equal(other.forced[0], many.forced[0])


def test_the_table_of_the_monte_carlo(many):
    found = many.table(tail=0.9)
    assert found.loc["no policy", ["better_than_first", "worse_than_first"]].tolist() == [0, 0]
    assert found["forced_mean"].to_numpy() == pytest.approx(many.forced.mean(axis=1))
    assert found.loc["hedged", "worse_than_first"] < 0.01  # an early sale can spare a later one
    assert found.loc["hedged", "better_than_first"] > 0.9
    assert found.loc["line", "forced_mean"] < found.loc["no policy", "forced_mean"]
    assert found.loc["no policy", "forced_mean_error"] == pytest.approx(np.std(many.forced[0], ddof=1) / np.sqrt(600))
    tail = many.forced[0] > found.loc["no policy", "forced_tail"]
    assert tail.mean() == pytest.approx(0.1, abs=0.01)
    assert isinstance(found, pd.DataFrame) and np.isfinite(found.to_numpy(float)).all()


def test_what_drives_the_outcome(many):
    found = many.drivers("forced")
    assert found["buffer"] < -0.3 and found["rally"] > 0.2 and abs(found).is_monotonic_decreasing
    ranks = np.argsort(np.argsort(many.draws["rally"])), pd.Series(many.forced[2]).rank()
    assert many.drivers("forced", "line")["rally"] == pytest.approx(np.corrcoef(*ranks)[0, 1])


def test_the_books_balance_in_the_draws():
    market, shock = crises(300, seed=9)
    run = simulate(*apply(market, shock, (*FEW[1].levers, *FEW[2].levers, *FEW[3].levers)))
    assert max(identities(run).values()) < 1e-9


def test_progress_is_told_block_by_block():
    told = []
    monte_carlo(FEW[:2], draws=50, seed=1, block=20, progress=lambda *words: told.append(words))
    assert [done for done, _, _ in told] == [0, 1, 2, 3, 4, 5, 6]
    assert {total for _, total, _ in told} == {6} and told[0][2] == "no policy" and told[-1][2] == "done"


# ---- refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "sentence"),
    (
        (lambda: ladder(LeverageCap), "ladder has 0 fields; give one, such as most=(20, 30)."),
        (lambda: ladder(LeverageCap, most=(0, 20)), "most of LeverageCap is 0 x; it must be at least 0.1 x."),
        (lambda: stack(()), "there are 0 scenarios; give at least one."),
        (
            lambda: stack(((calm(), standard_shock(20)), (calm(), standard_shock(30)))),
            "the scenarios cover [20, 30] days",
        ),
        (lambda: stack([(calm(leverage=[20, 25]), standard_shock())]), "holds several side by side already"),
        (lambda: stack([(calm(), Shock(yield_change=np.zeros((5, 2))))]), "holds several side by side already"),
        (lambda: frontier(CLIFF, cost="pain"), "cost is 'pain'; it must be 'calm_cost' or"),
        (lambda: frontier(CLIFF, loss="pain"), "loss is 'pain'; it must be 'sold' or 'forced' or"),
        (lambda: monte_carlo(draws=1), "draws is 1; it must be at least 2."),
        (lambda: monte_carlo(draws=10.5), "draws is 10.5; it must be one whole number."),
        (lambda: monte_carlo(seed=-1), "seed is -1; it must be at least 0."),
        (lambda: monte_carlo(block=0), "block is 0; it must be at least 1."),
        (lambda: crises(10, seed=np.nan), "seed is nan; it must be a finite number."),
        (lambda: stress_table(policies=(Policy("two", (CapacityRelief(), CapacityRelief())),)), "is given 2 times"),
        (lambda: monte_carlo(FEW[:1], draws=5).drivers("pain"), "measure is 'pain'; it must be 'sold' or 'forced'"),
        (lambda: monte_carlo(FEW[:1], draws=5).drivers(policy="no"), "policy is 'no'; it must be 'no policy'."),
        (lambda: monte_carlo(FEW[:1], draws=5).table(tail=1), "tail is 1; it must be below 1."),
    ),
)
def test_the_impossible_is_refused_in_a_sentence(build, sentence):
    with pytest.raises(ValueError) as refused:
        build()
    assert sentence in str(refused.value) and str(refused.value).endswith(".")


def test_examples_in_docstrings_run():
    assert doctest.testmod(module).failed == 0
