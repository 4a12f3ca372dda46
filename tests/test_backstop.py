"""The levers: through them the printed answers, with none of them the market itself, and books that still balance."""

import doctest
import itertools
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib.fund.corridor import left_over
from basislib.fund.spiral import spiral_number
from basislib.market.flows import identities, net_worths
from basislib.market.run import NEVER, PATHS, SERIES, Market, Shock, calm, cliff, crowded, simulate, standard_shock
from basislib.policy import levers as module
from basislib.policy.levers import (
    COSTED,
    COSTS,
    LEVERS,
    LINKS,
    CapacityRelief,
    CashBuffer,
    CentralClearing,
    FasterReturn,
    FundLine,
    HaircutFloor,
    LenderCash,
    LeverageCap,
    LongTermHolders,
    MarginDeadline,
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
from tests.model_text import numbers

pytestmark = pytest.mark.filterwarnings("error")

DAYS = np.arange(1, 61)
HEDGED, OUTRIGHT = Purchases(20, 200, 6, hedged=1), Purchases(20, 200, 6)
NEUTRAL = (
    StandingRepo(),
    LenderCash(),
    Purchases(0, start=1),
    CapacityRelief(0),
    FundLine(0),
    HaircutFloor(0),
    LeverageCap(1000),
    CashBuffer(0),
    TermFunding(0),
    FasterReturn(1),
    SteadyMargin(),
    MarginDeadline(1),
    LongTermHolders(0),
)
KINDS = (*(type(lever) for lever in NEUTRAL), CentralClearing)

AT_ONCE = Purchases(100, 500, 4)
PRINTED = (  # levers: sold against the funds' will in %, largest dislocation in bp, crowded and at the cliff
    ((), (17, 42), (90, 104)),
    ((HEDGED,), (0, 11), (51, 71)),
    ((OUTRIGHT,), (0, 11), (51, 71)),
    ((replace(HEDGED, start=11.0),), (5, 16), (51, 68)),
    ((replace(HEDGED, start=16.0),), (8, 29), (69, 89)),
    ((Purchases(40, 400, 21, hedged=1),), (17, 42), (78, 104)),
    ((AT_ONCE,), (0, 20), (57, 79)),
    ((CapacityRelief(1),), (8, 28), (79, 94)),
    ((FundLine(5),), (17, 42), (74, 91)),
    ((FundLine(20),), (17, 42), (74, 91)),
    ((MarginDeadline(5),), (17, 42), (79, 96)),
    ((SteadyMargin("floor"),), (0, 30), (55, 82)),
    ((SteadyMargin("buffer"),), (1, 30), (58, 85)),
    ((SteadyMargin("stress weight"),), (5, 34), (59, 87)),
    ((SteadyMargin(speed=5e-4),), (12, 38), (100, 116)),
    ((HaircutFloor(0.02),), (8, 38), (20, 69)),
    ((HaircutFloor(0.02, start=6),), (43, 58), (99, 118)),
    ((StandingRepo(False),), (21, 44), (92, 106)),
    ((LongTermHolders(0.1),), (9, 31), (58, 79)),
    ((CentralClearing(offset=0.8),), (45, 51), (100, 230)),  # what it frees is levered up
)
PRINTED_DIGITS = 0.55  # what a number printed without decimals may be off by

KNOWN = (  # market, lever, row of the table in section 12 of docs/model.md
    (cliff(), HEDGED, "cliff, hedged pace 20 from day 6, size 200, gamma 1.5e-5"),
    (cliff(), OUTRIGHT, "cliff, the same outright"),
    (cliff(cash_target=0, drawdown_limit=0), MarginDeadline(5), "cliff, target = stop = 0, deadline 5"),
    (cliff(cash_target=0, drawdown_limit=0), FundLine(5), "cliff, target = stop = 0, line cap 5"),
    (crowded(), CentralClearing(offset=0.8), "crowded, h0 0, ficc 1.05, offset .8 (c0 .01)"),
)


def run_with(market, shock, *levers, keep=COSTED, hold="buffer"):
    return simulate(*apply(market, shock, levers, hold), keep)


def any_levers(g, n):
    """Draw each kind of lever with a chance of one half, its sizes over n scenarios."""
    drawn = (
        StandingRepo(
            g.random(n) < 0.5,
            g.uniform(0, 500, n),
            g.uniform(0, 1, n),
            g.uniform(0, 40, n),
            g.integers(1, 10, n),
            g.integers(10, 30, n),
            g.uniform(0, 1, n),
        ),
        LenderCash(
            g.uniform(0, 400, n),
            g.uniform(0, 300, n),
            g.uniform(1, 100, n),
            g.integers(1, 10, n),
            g.integers(10, 30, n),
        ),
        Purchases(g.uniform(0, 200, n), g.uniform(0, 1e3, n), trigger=g.uniform(0, 0.01, n), hedged=g.uniform(0, 1, n)),
        CapacityRelief(g.uniform(0, 3, n), g.integers(1, 20, n), g.integers(20, 40, n)),
        FundLine(g.uniform(0, 60, n), g.uniform(0, 500, n), g.integers(1, 10, n), g.integers(10, 30, n)),
        CentralClearing(g.uniform(0, 1.5, n), g.uniform(0, 0.8, n), g.uniform(0, 1, n)),
        HaircutFloor(g.uniform(0, 0.1, n), (None, 3.0, g.integers(1, 20, n))[g.integers(3)]),
        LeverageCap(g.uniform(3, 60, n)),
        CashBuffer(g.uniform(0, 0.05, n)),
        TermFunding(g.uniform(0, 1, n)),
        FasterReturn(g.uniform(0, 1, n)),
        SteadyMargin(g.choice(["floor", "buffer", "stress weight"], n), 1e-3),
        MarginDeadline(g.uniform(1, 5, n)),
        LongTermHolders(g.uniform(0, 1, n)),
    )
    return [lever for lever in drawn if g.random() < 0.5]


def any_crisis(g, n, days):
    """Draw n markets and shocks: swings, sales, runs, drains, haircuts and margins that jump."""

    def path(low, high, share):
        return g.uniform(low, high, (days, n)) * (g.random((days, n)) < share)

    market = Market.from_buffer(
        g.uniform(0, 0.03, n),
        position=g.uniform(10, 1500, n),
        haircut=g.uniform(0, 0.03, n),
        term_share=g.uniform(0, 1, n),
        futures_share=g.uniform(0, 1, n),
        impact_beyond=g.uniform(5e-6, 5e-5, n),
        dealer_room=g.uniform(0, 300, n),
        passed_on=g.uniform(0, 0.3, n),
        required_return=g.uniform(0, 10, n),
        excess_returned=g.uniform(0, 1, n),
        excess_late=g.uniform(0, 1, n),
        cash_target=g.uniform(0, 1, n),
        drawdown_limit=g.uniform(0, 0.3, n),
        segmentation=g.uniform(0, 600, n),
    )
    return market, Shock(
        yield_change=path(-20, 20, 1),
        foreign_sales=path(0, 25, 0.4),
        haircut_rise=path(0, 0.1, 0.1),
        margin_rise=path(0, 0.02, 0.1),
        run_share=path(0, 0.5, 0.05),
        drain=path(-50, 100, 0.1),
        repo_spread=path(-100, 300, 0.1),
    )


# ---- known answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("levers", "in_crowded", "at_the_cliff"), PRINTED)
def test_levers_as_printed(levers, in_crowded, at_the_cliff):
    for market, printed in ((crowded(), in_crowded), (cliff(), at_the_cliff)):
        found = run_with(market, standard_shock(), *levers).summary()
        assert (100 * found["against_will"], 1e4 * found["peak"]) == pytest.approx(printed, abs=PRINTED_DIGITS)


@pytest.mark.parametrize(("market", "lever", "row"), KNOWN)
def test_known_answers(market, lever, row):
    run = run_with(market, standard_shock(), lever)
    sold = [run[name].sum() for name in ("forced_sale", "precaution_sale", "drawdown_sale")]
    known = numbers("run", "Q_60", "sum x", "sum yp")[row]
    assert [run["position"][-1], *sold, 1e4 * run["dislocation"].max()] == pytest.approx(
        [*known[:4], known[6]], rel=1e-8, abs=1e-8
    )


@pytest.mark.parametrize(
    ("market", "lever", "hold", "printed"),
    (
        (crowded(), CashBuffer(0.02), "buffer", (0, 31)),
        (cliff(), CashBuffer(0.018), "buffer", (23, 68)),
        (crowded(), CentralClearing(offset=0.8), "own money", (1, 30)),  # what it frees is kept as cash
        (cliff(), CentralClearing(offset=0.8), "own money", (58, 80)),
        (crowded(), CentralClearing(), "own money", (42, 57)),
        (crowded(excess_late=1), FasterReturn(0.5), "buffer", (18, 42)),
        (crowded(excess_late=1), FasterReturn(0), "buffer", (17, 42)),
        (cliff(excess_late=1), FasterReturn(0.5), "buffer", (78, 96)),
    ),
)
def test_others_as_printed(market, lever, hold, printed):
    found = run_with(market, standard_shock(), lever, hold=hold).summary()
    assert (100 * found["against_will"], 1e4 * found["peak"]) == pytest.approx(printed, abs=PRINTED_DIGITS)


@pytest.mark.parametrize(("calms", "in_crowded"), ((0.0, 24), (0.5, 21), (1.0, 17)))
def test_whom_the_facility_calms_does_not_leave(calms, in_crowded):
    shock = standard_shock(run_share=0.2 * (DAYS == 11))
    found = run_with(crowded(), shock, StandingRepo(calms=calms)).summary()
    assert 100 * found["against_will"] == pytest.approx(in_crowded, abs=PRINTED_DIGITS)
    shut = run_with(crowded(), shock, StandingRepo(False, calms=calms)).summary()
    assert shut["run"] == pytest.approx(run_with(crowded(), shock, StandingRepo(False)).summary()["run"])


def test_voluntary_sales_after_purchases_are_reported_apart():
    """Notes that the Fed buys are sold by funds of their own accord where the basis pays too little: section 10."""
    for market, hedged, at_once in ((crowded(), 3, 8), (cliff(), 3, 7)):
        left = [100 * run_with(market, standard_shock(), each).summary()["voluntary"] for each in (HEDGED, AT_ONCE)]
        assert left == pytest.approx([hedged, at_once], abs=PRINTED_DIGITS)


def test_at_equal_own_money_a_steadier_margin_does_harm():
    bare = run_with(cliff(), standard_shock()).summary()["against_will"]
    for rule in ("floor", "buffer", "stress weight"):
        steady = run_with(cliff(), standard_shock(), SteadyMargin(rule), hold="own money").summary()
        assert steady["against_will"] > bare - 0.03
        assert run_with(cliff(), standard_shock(), SteadyMargin(rule)).summary()["against_will"] < bare - 0.3


def test_a_floor_that_comes_in_the_crisis_is_a_call():
    late = run_with(cliff(), standard_shock(), HaircutFloor(0.02, start=6)).summary()
    assert late["against_will"] > run_with(cliff(), standard_shock()).summary()["against_will"] + 0.05
    raw = simulate(cliff(), standard_shock(haircut_rise=(DAYS >= 6) * 0.02)).summary()
    assert late["against_will"] == pytest.approx(raw["against_will"], rel=1e-12)


def test_what_the_fed_earns_on_its_purchases():
    shock = standard_shock()
    baseline = run_with(cliff(), shock)
    hedged, outright = (costs(run_with(cliff(), shock, lever), baseline) for lever in (HEDGED, OUTRIGHT))
    assert hedged["fed_result"] == pytest.approx(0.2307433101, abs=0.01)  # but for the facility's interest
    assert outright["fed_result"] == pytest.approx(-3.0677321358, abs=0.01)
    assert hedged["fed_dv01"] == 0 and outright["fed_dv01"] == pytest.approx(0.1 * 4.5 * 200)  # $90m a basis point
    assert hedged["fed_notes"] == outright["fed_notes"] == pytest.approx(200)
    assert 0 < outright["funds_saved"] < hedged["funds_saved"]
    path = [net_worths(run_with(cliff(), shock, *levers))["Fed"] for levers in ((OUTRIGHT,), ())]
    worst = (path[0] - path[0][0] - path[1] + path[1][0]).min()
    assert outright["fed_worst"] == pytest.approx(worst, rel=1e-12) and worst < outright["fed_result"] - 1


def test_what_lenders_and_brokers_are_spared():
    shock, market = standard_shock(), cliff(impact_beyond=5e-5)
    found = costs(run_with(market, shock, CashBuffer(0.018)), run_with(market, shock))
    assert found["lenders_saved"] == pytest.approx(9.056934900931966, rel=1e-8)
    assert (
        found["forced_less"] == pytest.approx(970.299)
        and found["sold_less"] > 300
        and found["dislocation_rise_less"] > 300
    )


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
    bare, hedged, outright = (
        run_with(cliff(), shock, *levers, keep=("value", "dislocation")) for levers in ((), (HEDGED,), (OUTRIGHT,))
    )
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
    assert 0 < 5 * lent["repo_spread"].max() < shut["repo_spread"].max()
    assert shut["forced_sale"].sum() == lent["forced_sale"].sum() == 0  # it is not calls that the facility meets


def test_capacity_relief_moves_neither_the_shortfall_nor_the_rate_on_its_day():
    names = ("shortfall", "initial_margin", "value", "haircut")
    bare, relieved = (
        run_with(crowded(), standard_shock(), *levers, keep=(*names, "room"))
        for levers in ((), (CapacityRelief(1, 7),))
    )
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
    late, short = (
        run_with(cliff(), standard_shock(), FundLine(20, **days), keep=SERIES)
        for days in ({"start": first + 1}, {"end": first})
    )
    assert np.array_equal(late["forced_sale"][: first + 1], bare["forced_sale"][: first + 1])
    assert late["fed_line"][: first + 1].max() == 0
    assert short["forced_sale"][first] == 0 and short["fed_line"][first] > 0
    assert np.all(np.diff(short["fed_line"][first:]) <= 1e-9), "no new loans after the last day"


def test_relief_and_facility_end_on_their_last_day():
    shock = standard_shock(drain=(DAYS == 11) * 200.0)
    bare = run_with(crowded(), shock, StandingRepo(False), keep=("room", "srf"))
    run = run_with(
        crowded(), shock, CapacityRelief(1, start=5, end=9), StandingRepo(start=12, end=13), keep=("room", "srf")
    )
    assert (run["room"] / bare["room"])[[4, 5, 9, 10]] == pytest.approx([1, 2, 2, 1])
    assert (run["srf"][[11, 12, 13, 14]] > 0).tolist() == [False, True, True, False]


def test_a_dearer_facility_is_asked_for_less_and_the_rate_goes_to_its_price_first():
    shock = standard_shock(drain=(DAYS == 11) * 200.0)
    cheap, dear, dearest = (
        run_with(crowded(), shock, StandingRepo(price=price), keep=("srf", "slack", "repo_spread"))
        for price in (0, 40, 5000)
    )
    assert 0 == dearest["srf"].max() < dear["srf"][11] < cheap["srf"][11]
    short = left_over(-dear["slack"][11], 100.0)
    assert dear["srf"][11] == pytest.approx(0.92 * (short - 40 / 5))  # 8 $bn short cost 40 bp
    assert dear["repo_spread"][11] - cheap["repo_spread"][11] == pytest.approx(0.92 * 40)
    waiting = run_with(cliff(), standard_shock(), Purchases(pace=20, trigger=4e-3, size=50), keep=("bought",))
    assert waiting["bought"].sum() == 50


def test_a_haircut_floor_is_part_of_a_rise_to_a_higher_haircut():
    shock = standard_shock(haircut_rise=(DAYS >= 6) * 0.04)
    market, after = apply(crowded(), shock, HaircutFloor(0.02))
    assert market.haircut == 0.02 and after.haircut_rise[[0, 5]] == pytest.approx([0, 0.025])
    both, late = apply(crowded(), shock, [CentralClearing(), HaircutFloor(0.06, start=9)])
    assert both.haircut == 0 and late.haircut_rise[[0, 5, 8]] == pytest.approx([0, 0.04, 0.06])


def test_central_clearing_takes_the_haircut_and_adds_a_margin():
    market, _ = apply(crowded(margin_factor=0.9), standard_shock(), CentralClearing(1.05, 0.8, 0.25))
    assert (market.haircut, market.dealer_room) == (0, 100)
    assert market.fund_margin == pytest.approx(2.05 * 0.2 * crowded(margin_factor=0.9).initial_margin)
    number = [
        spiral_number(830, each.haircut + each.fund_margin, each.impact_beyond)
        for each in (crowded(), *(apply(crowded(), standard_shock(), CentralClearing(offset=o))[0] for o in (0, 0.8)))
    ]
    assert np.round(number, 2).tolist() == [0.75, 0.54, 2.70]
    freed = [
        apply(market, standard_shock(), CentralClearing(offset=0.8))[0].leverage for market in (crowded(), cliff())
    ]
    assert np.rint(freed).tolist() == [70, 81]


def test_buffer_or_own_money_is_held():
    for lever in (HaircutFloor(0.01), SteadyMargin("floor"), CentralClearing(offset=0.5)):
        kept, _ = apply(calm(), standard_shock(), lever)
        fixed, _ = apply(calm(), standard_shock(), lever, hold="own money")
        assert kept.buffer == pytest.approx(calm().buffer, rel=1e-12)
        assert fixed.leverage == calm().leverage


def test_buffer_and_cap_the_stricter_counts():
    levers = [LeverageCap(20), CashBuffer(0.03), HaircutFloor(0.01)]
    market, _ = apply(crowded(), standard_shock(), levers)
    assert market.leverage == pytest.approx(min(20, 1 / (0.01 + crowded().fund_margin + 0.03)))


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
        return type(thing)(
            **{
                name: value[..., one] if np.ndim(value) == rank else value
                for name, value in values.items()
                for rank in (2 if isinstance(thing, Shock) else 1,)
            }
        )

    alone = run_with(
        pick(market, [field.name for field in fields(Market)]),
        pick(shock, PATHS),
        *(pick(lever, [field.name for field in fields(lever)]) for lever in levers),
    )
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
    held = line["fed_line"] + line["srf"]
    assert costs(line, baseline)["fed_peak"] == pytest.approx(held.max()) and line["fed_line"].max() > 0
    cash = run_with(cliff(srf_open=False), shock, LenderCash(stock=250, size=40, start=10))
    assert costs(cash, run_with(cliff(srf_open=False), shock))["fed_peak"] == pytest.approx(100 + 40)


@pytest.mark.parametrize("market", (calm(), crowded(), cliff(), Market(), Market(dealer_room=0, dealer_inventory=0)))
def test_calm_times_before_the_levers_are_the_market_itself(market):
    found = calm_times(market)
    assert found.dislocation == pytest.approx(market.calm_dislocation, rel=1e-9) == found.dislocation_fixed
    assert found.position == pytest.approx(market.position, rel=1e-9) == found.position_fixed
    assert found.spread_multiple == pytest.approx(1) and found.demand > market.position
    left = found.dislocation / (0.01 / 4)  # share of the buyers whose reservation price lies below the dislocation
    whole = found.demand / (1 - left)
    assert found.cost == pytest.approx(4 * whole * found.dislocation * (1 - left / 2))


def test_every_brake_costs_some_lubricant():
    for lever in (CashBuffer(0.02), LeverageCap(20), HaircutFloor(0.02), SteadyMargin("floor"), CentralClearing()):
        after, _ = apply(crowded(), standard_shock(), lever)
        before, now = calm_times(crowded()), calm_times(after, crowded())
        assert after.calm_dislocation > now.dislocation > before.dislocation  # a smaller position asks for less
        assert now.position < before.position and now.cost > before.cost
        assert now.dislocation_fixed > 1.2 * now.dislocation  # until new own money comes dealers carry the rest
        share = after.haircut + after.fund_margin + after.buffer
        assert now.position_fixed == pytest.approx(crowded().position / crowded().leverage / share, rel=1e-9)


def test_funds_that_count_on_the_line_sell_as_much_as_without_it():
    line, shock = FundLine(5), standard_shock()
    bolder = counting_on(cliff(), line)
    assert bolder.buffer == pytest.approx(0.008 - 5 / 1000) and bolder.calm_dislocation < cliff().calm_dislocation
    loose, bold = (replace(market, cash_target=0.0, drawdown_limit=0.0) for market in (cliff(), bolder))
    without = run_with(loose, shock).summary()["forced"]  # funds that sell only when a call forces them
    assert run_with(bold, shock, line).summary()["forced"] == pytest.approx(without, abs=0.01)
    assert run_with(bold, shock).summary()["forced"] > without + 0.15
    bare = run_with(cliff(), shock).summary()["against_will"]
    assert run_with(bolder, shock, line).summary()["against_will"] > bare
    assert counting_on(cliff(), FundLine(500)).buffer == pytest.approx(0, abs=1e-15)


# ---- words and refusals -----------------------------------------------------------------------------


def test_the_table_names_what_each_lever_moves():
    market, shock = cliff(), standard_shock(drain=(DAYS == 11) * 200.0)
    assert {type(row.lever) for row in LEVERS} == set(KINDS)
    for row in LEVERS:
        after, path = apply(market, shock, row.lever)
        moved = {field.name for field in fields(Market) if getattr(after, field.name) != getattr(market, field.name)}
        moved |= {name for name in PATHS if not np.array_equal(getattr(path, name), getattr(shock, name))}
        implied = {"leverage"} if moved & {"haircut", "repo_margin", "margin_rule"} else set()
        assert moved <= set(row.lever.moves()) | implied, row.name
        already = ("standing repo facility", "term funding", "same-day return of excess")
        assert moved or row.name in already, row.name
        assert row.link in LINKS and row.who in ("Fed", "regulator")
        assert all(words.endswith(".") for words in (row.stops, row.leaves, row.price))
    assert set(LINKS) == {row.link for row in LEVERS}
    table = lever_table()
    assert len(table) == len(LEVERS) and not table.isna().any().any()


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_a_lever_is_described_once(kind):
    for field in fields(kind):
        assert f"{field.name} : " in kind.__doc__
        assert field.name in kind.numbers() or field.type.__metadata__[0].endswith("."), field.name
    assert set(kind.moves()) <= {field.name for field in fields(Market)} | set(PATHS)
    assert kind.moves()


@pytest.mark.parametrize(
    ("build", "sentence"),
    (
        (lambda: FundLine(-5), "cap of FundLine is -5 $bn; it must be at least 0 $bn."),
        (lambda: FundLine(np.nan), "cap of FundLine is nan $bn; it must be a finite number."),
        (lambda: Purchases(20), "neither a start day nor a trigger"),
        (lambda: Purchases(20, trigger=1e-3, end=8), "no end day, so give it a size in $bn."),
        (lambda: Purchases(20, start=9, end=8), "end of Purchases is day 8; it must not be before its start, day 9."),
        (
            lambda: Purchases(20, start=1, hedged=1.5),
            "hedged of Purchases is 1.5 of the purchases; it must be at most 1",
        ),
        (lambda: FundLine(5, start=4, end=2), "end of FundLine is day 2; it must not be before its start, day 4."),
        (lambda: CapacityRelief(start=4, end=2), "end of CapacityRelief is day 2; it must not be before its start"),
        (lambda: StandingRepo(start=4, end=2), "end of StandingRepo is day 2; it must not be before its start"),
        (lambda: LenderCash(size=5, start=4, end=2), "end of LenderCash is day 2; it must not be before its start"),
        (lambda: HaircutFloor(2), "floor of HaircutFloor is 2 of market value; it must be at most 1 of market value."),
        (lambda: CashBuffer("much"), "least of CashBuffer is 'much', which is not a number."),
        (lambda: LeverageCap(0), "most of LeverageCap is 0 x; it must be at least 0.1 x."),
        (
            lambda: CentralClearing(offset=0.9),
            "offset of CentralClearing is 0.9 of both margins; it must be at most 0.8",
        ),
        (lambda: SteadyMargin("soft"), "rule of SteadyMargin is 'soft'; it must be 'none' or 'floor'"),
        (lambda: MarginDeadline(0), "days of MarginDeadline is 0 days; it must be at least 1 days."),
        (lambda: apply(cliff(), standard_shock(), [FundLine(5), FundLine(6)]), "FundLine is given 2 times; give each"),
        (lambda: apply(cliff(), standard_shock(), ["line"]), "levers hold 'line'; each must be a lever such as"),
        (
            lambda: apply(cliff(), standard_shock(), (), hold="all"),
            "hold is 'all'; it must be 'buffer' or 'own money'.",
        ),
        (lambda: apply(cliff(purchase_pace=5), standard_shock(), HEDGED), "purchases of 5 $bn a day are in the market"),
        (lambda: apply(cliff(), standard_shock(purchases=5.0), HEDGED), "the shock has Fed purchases of its own"),
        (lambda: apply(cliff(), standard_shock(), HaircutFloor(0.02), hold="own money"), "Leverage 54.1 is too high"),
        (lambda: apply(cliff(), standard_shock(), SteadyMargin(cap_bp=5)), "it must be at most the margin cap, 5 bp"),
        (lambda: apply(cliff(), standard_shock(), StandingRepo(2)), "srf_open is 2; it must be True or False."),
        (
            lambda: costs(run_with(cliff(), standard_shock(20)), run_with(cliff(), standard_shock(30))),
            "the run covers 20 days, the baseline 30 days; both must cover the same.",
        ),
    ),
)
def test_impossible_levers_are_refused_in_a_sentence(build, sentence):
    with pytest.raises(ValueError) as refused:
        build()
    assert sentence in str(refused.value) and str(refused.value).endswith(".")


def test_outright_purchases_may_join_those_of_the_shock():
    run = run_with(cliff(), standard_shock(purchases=5.0), Purchases(20, 40, 6), keep=("bought",))
    assert run["bought"].sum() == 60 * 5 + 40


def test_levers_may_be_arrays_and_scenarios_broadcast():
    market, shock = crowded(leverage=np.array([[35.0], [40.0]])), standard_shock(20, rally=[40.0, 60, 80])
    levers = (
        LenderCash(size=[10, 20, 30]),
        HaircutFloor([0.004, 0.006, 0.01], start=3),
        FundLine(5),
        StandingRepo(cap=NEVER),
    )
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
