"""The levers: through them the printed answers, with none of them the market itself, and books that still balance."""

import doctest
import itertools
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib import backstop as module
from basislib.backstop import (
    COSTED,
    COSTS,
    LEVERS,
    LINKS,
    CapacityRelief,
    CashBuffer,
    CentralClearing,
    FundLine,
    HaircutFloor,
    LenderCash,
    LeverageCap,
    LongTermHolders,
    MarginDeadline,
    MarginRecall,
    Purchases,
    StandingRepo,
    SteadyMargin,
    TermFunding,
    apply,
    calm_times,
    costs,
    counting_on,
    lever_table,
    who_gains,
)
from basislib.datasets import load
from basislib.flows import identities, net_worths
from basislib.market import (
    NEVER,
    PATHS,
    SERIES,
    Market,
    Shock,
    calm,
    cliff,
    crowded,
    simulate,
    standard_shock,
)

pytestmark = pytest.mark.filterwarnings("error")

DAYS = np.arange(1, 61)
HEDGED, OUTRIGHT = Purchases(20, 200, 6, hedged=1), Purchases(20, 200, 6)
NEUTRAL = (
    StandingRepo(), LenderCash(), Purchases(0, start=1), CapacityRelief(0), FundLine(0), CentralClearing(1, 0, 0),
    HaircutFloor(0), LeverageCap(1000), CashBuffer(0), TermFunding(0), MarginRecall(0), SteadyMargin(),
    MarginDeadline(1), LongTermHolders(0))
KINDS = tuple(type(lever) for lever in NEUTRAL)

PRINTED = (  # levers on the cliff: forced sales in %, largest dislocation in bp
    ((), 56, 106), ((HEDGED,), 49, 70), ((OUTRIGHT,), 51, 73), ((replace(HEDGED, start=11.0),), 56, 102),
    ((replace(HEDGED, start=16.0),), 56, 106), ((CapacityRelief(1),), 54, 98), ((CashBuffer(0.018),), 0, 39),
    ((FundLine(5),), 29, 75), ((FundLine(20),), 0, 38), ((MarginDeadline(5),), 35, 84),
    ((SteadyMargin("floor"),), 40, 85), ((SteadyMargin("buffer"),), 42, 88), ((SteadyMargin(speed=5e-4),), 49, 99),
    ((HaircutFloor(0.02),), 27, 66), ((StandingRepo(False),), 56, 106))

KNOWN = (  # market, lever: Q_60, sum of x, largest dislocation in bp, as in tests/test_market.py
    (cliff(), HEDGED, (716.0966160043128, 488.0025673181923, 70.10151703367316)),
    (cliff(), OUTRIGHT, (693.4523185050937, 506.64633708100996, 73.30399766974317)),
    (crowded(), MarginDeadline(5), (783.4356619737191, 47.23051443472222, 27.39952646177839)),
    (cliff(), FundLine(5), (823.9095502089823, 285.41485080758326, 75.01403211229197)))


def run_with(market, shock, *levers, keep=COSTED, hold="buffer"):
    return simulate(*apply(market, shock, levers, hold), keep)


def any_levers(g, n):
    """Draw each kind of lever with a chance of one half, its sizes over n scenarios."""
    drawn = (
        StandingRepo(g.random(n) < 0.5, g.uniform(0, 500, n), g.uniform(0, 1, n), g.uniform(0, 40, n),
                     g.integers(1, 10, n), g.integers(10, 30, n)),
        LenderCash(g.uniform(0, 400, n), g.uniform(0, 300, n), g.uniform(1, 100, n), g.integers(1, 10, n),
                   g.integers(10, 30, n)),
        Purchases(g.uniform(0, 200, n), g.uniform(0, 1e3, n), trigger=g.uniform(0, 0.01, n), hedged=g.uniform(0, 1, n)),
        CapacityRelief(g.uniform(0, 3, n), g.integers(1, 20, n), g.integers(20, 40, n)),
        FundLine(g.uniform(0, 60, n), g.uniform(0, 500, n), g.integers(1, 10, n), g.integers(10, 30, n)),
        CentralClearing(g.uniform(0.3, 1, n), g.uniform(0, 0.05, n), g.uniform(0, 1, n)),
        HaircutFloor(g.uniform(0, 0.1, n), (None, 3.0, g.integers(1, 20, n))[g.integers(3)]),
        LeverageCap(g.uniform(3, 60, n)), CashBuffer(g.uniform(0, 0.05, n)), TermFunding(g.uniform(0, 1, n)),
        MarginRecall(g.uniform(0, 1, n)), SteadyMargin(g.choice(["floor", "buffer", "stress weight"], n), 1e-3),
        MarginDeadline(g.uniform(1, 5, n)), LongTermHolders(g.uniform(0, 1, n)))
    return [lever for lever in drawn if g.random() < 0.5]


def any_crisis(g, n, days):
    """Draw n markets and shocks: swings, sales, runs, drains, haircuts and margins that jump."""

    def path(low, high, share):
        return g.uniform(low, high, (days, n)) * (g.random((days, n)) < share)

    market = Market.from_buffer(
        g.uniform(0, 0.03, n), position=g.uniform(10, 1500, n), haircut=g.uniform(0, 0.03, n),
        term_share=g.uniform(0, 1, n), futures_share=g.uniform(0, 1, n), impact_beyond=g.uniform(5e-6, 5e-5, n),
        dealer_room=g.uniform(0, 300, n), passed_on=g.uniform(0, 0.3, n), required_return=g.uniform(0, 10, n))
    return market, Shock(
        yield_change=path(-20, 20, 1), foreign_sales=path(0, 25, 0.4), haircut_rise=path(0, 0.1, 0.1),
        margin_rise=path(0, 0.02, 0.1), run_share=path(0, 0.5, 0.05), drain=path(-50, 100, 0.1),
        repo_spread=path(-100, 300, 0.1))


# ---- known answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("levers", "forced", "peak"), PRINTED)
def test_levers_as_printed(levers, forced, peak):
    found = run_with(cliff(), standard_shock(), *levers).summary()
    assert (round(100 * found["forced"]), round(1e4 * found["peak"])) == (forced, peak)


@pytest.mark.parametrize(("market", "lever", "expected"), KNOWN)
def test_known_answers(market, lever, expected):
    run = run_with(market, standard_shock(), lever)
    found = run["position"][-1], run["forced_sale"].sum(), 1e4 * run["dislocation"].max()
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("lever", "forced", "peak"), (
    (CapacityRelief(1), 36, 31), (CashBuffer(0.02), 20, 34), (MarginRecall(1), 14, 33), (FundLine(20), 0, 26),
    (MarginDeadline(5), 32, 38), (TermFunding(0.75), 48, 42), (Purchases(20, start=13, hedged=1), 37, 21)))
def test_march_2020_as_printed(lever, forced, peak):
    """Yields as they were; position, buffer, term share and foreign sales are assumptions."""
    sales = np.zeros(32)
    sales[12:20], sales[20:24] = 30, 15  # 9 to 18 March, and to 24 March
    market = Market.from_buffer(0.012, term_share=0.5, position=500, volatility=4.28, purchase_effect=0)
    shock = Shock(yield_change=100 * np.diff(load("mar2020")["dgs10"]), foreign_sales=sales)
    found = run_with(market, shock, lever).summary()
    assert (round(100 * found["forced"]), round(1e4 * found["peak"])) == (forced, peak)


def test_at_equal_own_money_a_steadier_margin_gains_next_to_nothing():
    bare = run_with(cliff(), standard_shock()).summary()["forced"]
    for rule in ("floor", "buffer", "stress weight"):
        steady = run_with(cliff(), standard_shock(), SteadyMargin(rule), hold="own money").summary()["forced"]
        assert abs(steady - bare) < 0.03
        assert run_with(cliff(), standard_shock(), SteadyMargin(rule)).summary()["forced"] < bare - 0.1


def test_a_floor_that_comes_in_the_crisis_is_a_call():
    late = run_with(cliff(), standard_shock(), HaircutFloor(0.02, start=6)).summary()
    assert late["forced"] > run_with(cliff(), standard_shock()).summary()["forced"] + 0.1
    raw = simulate(cliff(), standard_shock(haircut_rise=(DAYS >= 6) * 0.02)).summary()
    assert late["forced"] == pytest.approx(raw["forced"], rel=1e-12)


def test_what_the_fed_earns_on_its_purchases():
    shock = standard_shock()
    baseline = run_with(cliff(), shock)
    hedged, outright = (costs(run_with(cliff(), shock, lever), baseline) for lever in (HEDGED, OUTRIGHT))
    assert hedged["fed_result"] == pytest.approx(0.9982413776, rel=1e-9)
    assert outright["fed_result"] == pytest.approx(-2.6226782893, rel=1e-9)
    assert hedged["fed_dv01"] == 0 and outright["fed_dv01"] == pytest.approx(0.1 * 4.5 * 200)  # $90m a basis point
    assert hedged["fed_notes"] == outright["fed_notes"] == pytest.approx(200)
    assert 0 < outright["funds_saved"] < hedged["funds_saved"]
    path = [net_worths(run_with(cliff(), shock, *levers))["Fed"] for levers in ((OUTRIGHT,), ())]
    worst = (path[0] - path[0][0] - path[1] + path[1][0]).min()
    assert outright["fed_worst"] == pytest.approx(worst, rel=1e-12) and worst < outright["fed_result"] - 1


def test_what_lenders_and_brokers_are_spared():
    shock, market = standard_shock(), cliff(impact_beyond=5e-5)
    found = costs(run_with(market, shock, CashBuffer(0.018)), run_with(market, shock))
    assert found["lenders_saved"] == pytest.approx(5.409484820555679, rel=1e-8)
    assert found["forced_less"] == pytest.approx(1000) and found["rise_less"] > 300


# ---- what levers do not do --------------------------------------------------------------------------


@pytest.mark.parametrize("preset", (calm, crowded, cliff))
def test_without_levers_it_is_the_market_to_the_last_digit(preset):
    market, shock = preset(), standard_shock(drain=(DAYS == 11) * 200.0, haircut_rise=(DAYS == 30) * 0.01)
    assert apply(market, shock, ()) == (market, shock)
    bare, neutral = simulate(market, shock, SERIES), run_with(market, shock, *NEUTRAL, keep=SERIES)
    for name in SERIES:
        assert np.array_equal(bare[name], neutral[name]), name


def test_hedged_purchases_leave_the_level_of_rates_alone():
    shock = standard_shock()
    bare, hedged, outright = (run_with(cliff(), shock, *levers, keep=("value", "dislocation"))
                              for levers in ((), (HEDGED,), (OUTRIGHT,)))
    assert np.array_equal(hedged["value"], bare["value"])
    assert outright["value"][-1] - bare["value"][-1] == pytest.approx(200 * 1.5e-5)  # 30bp of price
    assert hedged["dislocation"].max() < outright["dislocation"].max() < bare["dislocation"].max()


def test_the_facility_changes_the_rate_and_no_position_on_the_day():
    shock = standard_shock(drain=(DAYS == 11) * 200.0)
    names = set(SERIES) - {"srf", "dealer_repo", "repo_spread", "term_spread"}
    shut, lent = (run_with(crowded(), shock, StandingRepo(is_open), keep=SERIES) for is_open in (False, True))
    assert lent["srf"][11] > 0 and lent["repo_spread"][11] < shut["repo_spread"][11] - 100
    for name in names:
        assert np.array_equal(lent[name][:12], shut[name][:12]), name
    assert [round(run["repo_spread"].max()) for run in (shut, lent)] == [850, 98]
    assert [round(100 * run.summary()["forced"]) for run in (shut, lent)] == [16, 16]


def test_capacity_relief_moves_neither_the_shortfall_nor_the_rate_on_its_day():
    names = ("shortfall", "initial_margin", "value", "haircut")
    bare, relieved = (run_with(crowded(), standard_shock(), *levers, keep=(*names, "room"))
                      for levers in ((), (CapacityRelief(1, 7),)))
    assert np.all(relieved["room"][7:] > bare["room"][7:])
    for name in names[1:]:
        assert np.array_equal(relieved[name], bare[name]), name
    assert relieved["shortfall"][7] == pytest.approx(bare["shortfall"][7], abs=0.05)  # dearer quotes apart


def test_more_cash_for_the_lenders_comes_and_goes():
    lever = LenderCash(size=50, pace=20, start=3, end=6)
    assert lever.added(9).tolist() == [0, 0, 20, 20, 10, 0, -50, 0, 0]
    shock = standard_shock()
    lent = run_with(crowded(), shock, lever, keep=("slack",))
    gap = lent["slack"] - run_with(crowded(), shock, keep=("slack",))["slack"]
    assert gap[:8] == pytest.approx([0, 0, 0, 20, 40, 50, 50, 0], abs=0.1)  # some pays interest


def test_an_end_day_ends_purchases():
    run = run_with(cliff(), standard_shock(), Purchases(pace=20, start=6, end=8), keep=("bought",))
    assert run["bought"][5:11].tolist() == [0, 20, 20, 20, 0, 0]


def test_a_line_lends_from_its_first_day_to_its_last_and_is_paid_back_later():
    bare = run_with(cliff(), standard_shock(), keep=SERIES)
    first = int(np.argmax(bare["forced_sale"] > 0))
    late, short = (run_with(cliff(), standard_shock(), FundLine(20, **days), keep=SERIES)
                   for days in ({"start": first + 1}, {"end": first}))
    assert np.array_equal(late["forced_sale"][:first + 1], bare["forced_sale"][:first + 1])
    assert late["fed_line"][:first + 1].max() == 0
    assert short["forced_sale"][first] == 0 and short["fed_line"][first] > 0
    assert np.all(np.diff(short["fed_line"][first:]) <= 1e-9), "no new loans after the last day"


def test_relief_and_facility_end_on_their_last_day():
    shock = standard_shock(drain=(DAYS == 11) * 200.0)
    bare = run_with(crowded(), shock, StandingRepo(False), keep=("room", "srf"))
    run = run_with(crowded(), shock, CapacityRelief(1, start=5, end=9), StandingRepo(start=12, end=13),
                   keep=("room", "srf"))
    assert (run["room"] / bare["room"])[[4, 5, 9, 10]] == pytest.approx([1, 2, 2, 1])
    assert (run["srf"][[11, 12, 13, 14]] > 0).tolist() == [False, True, True, False]


def test_a_dearer_facility_is_asked_for_less_and_the_rate_goes_to_its_price_first():
    shock = standard_shock(drain=(DAYS == 11) * 200.0)
    cheap, dear, dearest = (run_with(crowded(), shock, StandingRepo(price=price), keep=("srf", "slack", "repo_spread"))
                            for price in (0, 40, 1000))
    assert 0 == dearest["srf"].max() < dear["srf"][11] < cheap["srf"][11]
    assert dear["srf"][11] == pytest.approx(0.9 * (-dear["slack"][11] - 40 / 4))  # 10 $bn short cost 40 bp
    assert dear["repo_spread"][11] - cheap["repo_spread"][11] == pytest.approx(0.9 * 40)
    waiting = run_with(cliff(), standard_shock(), Purchases(pace=20, trigger=4e-3, size=50), keep=("bought",))
    assert waiting["bought"].sum() == 50


def test_a_haircut_floor_is_part_of_a_rise_to_a_higher_haircut():
    shock = standard_shock(haircut_rise=(DAYS >= 6) * 0.04)
    market, after = apply(crowded(), shock, HaircutFloor(0.02))
    assert market.haircut == 0.02 and after.haircut_rise[[0, 5]] == pytest.approx([0, 0.025])
    both, late = apply(crowded(), shock, [CentralClearing(haircut_floor=0.03), HaircutFloor(0.06, start=9)])
    assert both.haircut == 0.03 and late.haircut_rise[[0, 5, 8]] == pytest.approx([0, 0.015, 0.03])


def test_central_clearing_is_three_things():
    market, _ = apply(crowded(margin_factor=0.9), standard_shock(), CentralClearing(0.8, 0.02, 0.25))
    assert (market.margin_factor, market.haircut, market.dealer_room) == pytest.approx((0.72, 0.02, 100))
    assert market.initial_margin == pytest.approx(0.8 * crowded(margin_factor=0.9).initial_margin)


def test_buffer_or_own_money_is_held():
    for lever in (HaircutFloor(0.01), SteadyMargin("floor"), CentralClearing(0.8, 0, 0)):
        kept, _ = apply(calm(), standard_shock(), lever)
        fixed, _ = apply(calm(), standard_shock(), lever, hold="own money")
        assert kept.buffer == pytest.approx(calm().buffer, rel=1e-12)
        assert fixed.leverage == calm().leverage
    cross = CentralClearing(0.8, 0, 0)
    forced = [run_with(cliff(), standard_shock(), cross, hold=hold).summary()["forced"] for hold in module.HOLD]
    bare = run_with(cliff(), standard_shock()).summary()["forced"]
    assert forced[1] < bare - 0.05  # what the offset frees stays with the funds as cash
    assert abs(forced[0] - bare) < abs(forced[1] - bare)  # it goes into more leverage


def test_buffer_and_cap_the_stricter_counts():
    levers = [LeverageCap(20), CashBuffer(0.03), HaircutFloor(0.01)]
    market, _ = apply(crowded(), standard_shock(), levers)
    assert market.leverage == pytest.approx(min(20, 1 / (0.01 + crowded().initial_margin + 0.03)))


def test_the_order_of_levers_does_not_matter():
    levers = [HaircutFloor(0.01, start=4), CentralClearing(), CashBuffer(0.02), LenderCash(size=50)]
    first, *others = [apply(crowded(), standard_shock(), order) for order in itertools.permutations(levers)]
    for market, shock in others:
        assert all(getattr(market, field.name) == getattr(first[0], field.name) for field in fields(Market))
        assert all(np.array_equal(getattr(shock, name), getattr(first[1], name)) for name in PATHS)


# ---- books ------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_money_sums_to_zero_under_any_levers(seed):
    g = np.random.default_rng(seed)
    market, shock = any_crisis(g, 40, 20)
    run = run_with(market, shock, *any_levers(g, 40), keep=("dislocation", "position", "own_money"))
    found = identities(run)
    assert max(found.values()) < 1e-9, found
    assert all(np.isfinite(series).all() for series in run.series.values())


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_one_scenario_of_a_batch_is_the_scenario_alone(seed):
    g = np.random.default_rng(seed)
    n = int(g.integers(2, 6))
    market, shock = any_crisis(g, n, 12)
    levers, one = any_levers(g, n), int(g.integers(n))
    together = run_with(market, shock, *levers)

    def pick(thing, names):
        values = {name: getattr(thing, name) for name in names}
        return type(thing)(**{name: value[..., one] if np.ndim(value) == rank else value
                              for name, value in values.items() for rank in (2 if isinstance(thing, Shock) else 1,)})

    alone = run_with(pick(market, [field.name for field in fields(Market)]), pick(shock, PATHS),
                     *(pick(lever, [field.name for field in fields(lever)]) for lever in levers))
    for name in COSTED:
        scale = np.abs(together[name]).max() + 1
        assert alone[name] == pytest.approx(together[name][:, one], rel=1e-9, abs=1e-9 * scale), name


# ---- what they cost ---------------------------------------------------------------------------------


def test_no_lever_costs_nothing():
    run = run_with(crowded(leverage=[35.0, 40.0]), standard_shock())
    found = costs(run, run)
    assert set(found) == set(COSTS)
    for name, cost in found.items():
        assert name == "fed_peak" or not np.any(cost), name
    assert costs(run, run)["fed_peak"] == pytest.approx(run["srf"].max(axis=0))


def test_one_baseline_serves_many_sizes():
    shock, sizes = standard_shock(20), np.linspace(0, 200, 21)  # as many sizes as days: nothing may mix them up
    baseline = run_with(cliff(), shock)
    found = costs(run_with(cliff(), shock, Purchases(20, sizes, 6, hedged=1)), baseline)
    alone = costs(run_with(cliff(), shock, Purchases(20, sizes[7], 6, hedged=1)), baseline)
    for name, cost in alone.items():
        assert np.broadcast_to(found[name], 21)[7] == pytest.approx(cost, rel=1e-9, abs=1e-9), name


def test_what_one_gains_another_loses_but_for_the_price_of_the_notes():
    shock = standard_shock()
    baseline = run_with(cliff(), shock)
    for lever in (HEDGED, OUTRIGHT, FundLine(5)):
        run = run_with(cliff(), shock, lever)
        gains = who_gains(run, baseline)
        notes = 1000 + 150 + 3000 + 1000
        assert sum(gains.values()) == pytest.approx(notes * (run["note_price"] - baseline["note_price"])[-1], abs=1e-8)
        assert gains["fund"] == pytest.approx(costs(run, baseline)["funds_saved"], rel=1e-9)
        assert gains["clearing house"] == pytest.approx(0, abs=1e-9)


def test_the_feds_balance_sheet_is_what_it_holds_and_lends():
    shock = standard_shock()
    baseline, line = run_with(cliff(), shock), run_with(cliff(), shock, FundLine(5))
    assert costs(line, baseline)["fed_peak"] == pytest.approx(5)
    cash = run_with(cliff(), shock, LenderCash(stock=250, size=40, start=10))
    assert costs(cash, baseline)["fed_peak"] == pytest.approx(100 + 40)


@pytest.mark.parametrize("market", (calm(), crowded(), cliff(), Market(), Market(dealer_room=0, dealer_inventory=0)))
def test_calm_times_before_the_levers_are_the_market_itself(market):
    found = calm_times(market)
    assert found.basis == pytest.approx(market.calm_dislocation, rel=1e-9) == found.basis_fixed
    assert found.position == pytest.approx(market.position, rel=1e-9) == found.position_fixed
    assert found.spread_multiple == pytest.approx(1) and found.demand > market.position
    assert found.cost == pytest.approx(found.demand * found.basis * 4)


def test_every_brake_costs_some_lubricant():
    for lever in (CashBuffer(0.02), LeverageCap(20), HaircutFloor(0.02), SteadyMargin("floor"), CentralClearing()):
        after, _ = apply(crowded(), standard_shock(), lever)
        before, now = calm_times(crowded()), calm_times(after, crowded())
        assert now.basis == pytest.approx(after.calm_dislocation, rel=1e-9) and now.basis > before.basis
        assert now.position < before.position and now.cost > before.cost
        assert now.basis_fixed > 1.5 * now.basis  # until new own money comes dealers carry the rest
        share = after.haircut + after.initial_margin + after.buffer
        assert now.position_fixed == pytest.approx(crowded().position / crowded().leverage / share, rel=1e-9)


def test_funds_that_count_on_the_line_sell_as_much_as_without_it():
    line, shock = FundLine(5), standard_shock()
    bolder = counting_on(cliff(), line)
    assert bolder.buffer == pytest.approx(0.008 - 5 / 1000) and bolder.calm_dislocation < cliff().calm_dislocation
    without = run_with(cliff(), shock).summary()["forced"]
    assert run_with(bolder, shock, line).summary()["forced"] == pytest.approx(without, abs=0.01)
    assert run_with(bolder, shock).summary()["forced"] > without + 0.2
    assert counting_on(cliff(), FundLine(500)).buffer == pytest.approx(0, abs=1e-15)


# ---- words and refusals -----------------------------------------------------------------------------


def test_the_table_names_what_each_lever_moves():
    market, shock = cliff(), standard_shock(drain=(DAYS == 11) * 200.0)
    assert {type(row.lever) for row in LEVERS} == set(KINDS)
    for row in LEVERS:
        after, path = apply(market, shock, row.lever)
        moved = {field.name for field in fields(Market)
                 if getattr(after, field.name) != getattr(market, field.name)}
        moved |= {name for name in PATHS if not np.array_equal(getattr(path, name), getattr(shock, name))}
        implied = {"leverage"} if moved & {"haircut", "margin_factor", "margin_rule"} else set()
        assert moved <= set(row.fields) | implied, row.name
        assert moved or row.name in ("standing repo facility", "term funding"), row.name  # so it is already
        assert row.link in LINKS and row.who in ("Fed", "regulator")
        assert all(words.endswith(".") for words in (row.stops, row.leaves, row.price))
    assert set(LINKS) == {row.link for row in LEVERS}
    table = lever_table()
    assert len(table) == len(LEVERS) and not table.isna().any().any()


@pytest.mark.parametrize(("build", "sentence"), (
    (lambda: FundLine(-5), "cap of FundLine is -5 $bn; it must be at least 0 $bn."),
    (lambda: FundLine(np.nan), "cap of FundLine is nan $bn; it must be a finite number."),
    (lambda: Purchases(20), "neither a start day nor a trigger"),
    (lambda: Purchases(20, trigger=1e-3, end=8), "no end day, so give it a size in $bn."),
    (lambda: Purchases(20, start=9, end=8), "end of Purchases is day 8; it must not be before its start, day 9."),
    (lambda: Purchases(20, start=1, hedged=1.5), "hedged of Purchases is 1.5 of the purchases; it must be at most 1"),
    (lambda: FundLine(5, start=4, end=2), "end of FundLine is day 2; it must not be before its start, day 4."),
    (lambda: CapacityRelief(start=4, end=2), "end of CapacityRelief is day 2; it must not be before its start"),
    (lambda: StandingRepo(start=4, end=2), "end of StandingRepo is day 2; it must not be before its start"),
    (lambda: LenderCash(size=5, start=4, end=2), "end of LenderCash is day 2; it must not be before its start"),
    (lambda: HaircutFloor(2), "floor of HaircutFloor is 2 of market value; it must be at most 1 of market value."),
    (lambda: CashBuffer("much"), "least of CashBuffer is 'much', which is not a number."),
    (lambda: LeverageCap(0), "most of LeverageCap is 0 x; it must be at least 0.1 x."),
    (lambda: CentralClearing(margin_factor=1.2), "margin factor of CentralClearing is 1.2 of the margin; it"),
    (lambda: SteadyMargin("soft"), "rule of SteadyMargin is 'soft'; it must be 'none' or 'floor'"),
    (lambda: MarginDeadline(0), "days of MarginDeadline is 0 days; it must be at least 1 days."),
    (lambda: apply(cliff(), standard_shock(), [FundLine(5), FundLine(6)]), "FundLine is given 2 times; give each"),
    (lambda: apply(cliff(), standard_shock(), ["line"]), "levers hold 'line'; each must be a lever such as"),
    (lambda: apply(cliff(), standard_shock(), (), hold="all"), "hold is 'all'; it must be 'buffer' or 'own money'."),
    (lambda: apply(cliff(purchase_pace=5), standard_shock(), HEDGED), "purchases of 5 $bn a day are in the market"),
    (lambda: apply(cliff(), standard_shock(purchases=5.0), HEDGED), "the shock has Fed purchases of its own"),
    (lambda: apply(cliff(), standard_shock(), HaircutFloor(0.02), hold="own money"), "leverage 54.1 leaves no room"),
    (lambda: apply(cliff(), standard_shock(), SteadyMargin(cap_bp=5)), "it must be at most the margin cap, 5 bp"),
    (lambda: apply(cliff(), standard_shock(), StandingRepo(2)), "srf_open is 2; it must be True or False."),
    (lambda: costs(run_with(cliff(), standard_shock(20)), run_with(cliff(), standard_shock(30))),
     "the run covers 20 days, the baseline 30 days; both must cover the same."),
))
def test_impossible_levers_are_refused_in_a_sentence(build, sentence):
    with pytest.raises(ValueError) as refused:
        build()
    assert sentence in str(refused.value) and str(refused.value).endswith(".")


def test_outright_purchases_may_join_those_of_the_shock():
    run = run_with(cliff(), standard_shock(purchases=5.0), Purchases(20, 40, 6), keep=("bought",))
    assert run["bought"].sum() == 60 * 5 + 40


def test_levers_may_be_arrays_and_scenarios_broadcast():
    market, shock = crowded(leverage=np.array([[35.0], [40.0]])), standard_shock(20, rally=[40.0, 60, 80])
    levers = (LenderCash(size=[10, 20, 30]), HaircutFloor([0.004, 0.006, 0.01], start=3), FundLine(5),
              StandingRepo(cap=NEVER))
    run = run_with(market, shock, *levers, keep=("position", "haircut"))
    assert run["position"].shape == (21, 2, 3)
    assert run["haircut"][3, 1] == pytest.approx([0.005, 0.006, 0.01])


def test_sizes_of_a_floor_meet_several_crises():
    shock = standard_shock(20, rally=[40.0, 60, 80], haircut_rise=(DAYS[:20] >= 6)[:, None] * [0, 0.01, 0.02])
    floors = np.array([[0.01], [0.02]])
    run = run_with(crowded(), shock, HaircutFloor(floors), keep=("haircut",))
    assert run["haircut"].shape == (21, 2, 3)
    assert run["haircut"][-1] == pytest.approx(np.maximum(floors, [0.005, 0.015, 0.025]))


def test_examples_in_docstrings_run():
    assert doctest.testmod(module).failed == 0
