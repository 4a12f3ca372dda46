"""The daily market against the tables of section 10 of docs/model.md: presets, sliders, and its new rules by hand."""

from dataclasses import replace

import numpy as np
import pytest

from basislib.fund.margin import RULES
from basislib.fund.spiral import drawdown_number, spiral_number
from basislib.market.elsewhere import half_spread_elsewhere
from basislib.market.flows import identities
from basislib.market.run import KEEP, SERIES, UNWILLING, Market, Shock, calm, cliff, crowded, simulate, standard_shock
from tests.model_text import rows

pytestmark = pytest.mark.filterwarnings("error")

DAYS = np.arange(1, 61)
OFF = {"cash_target": 0.0, "drawdown_limit": 0.0}
NO_RATE = {"slope": 0.0, "shortage_slope": 0.0}  # the repo rate stays where it is
PRESETS = {"calm: absorbs": calm, "crowded: amplifies in part": crowded, "cliff: feeds itself": cliff}


PRINTED = 0.55  # what a number printed without decimals may be off by


def sold(market, **shock):
    """Return what is sold against the funds' will, % of the position."""
    return 100 * np.asarray(simulate(market, standard_shock(**shock)).summary()["against_will"])


def at_leverage(times):
    return replace(crowded(), leverage=np.asarray(times, float))


# ---- tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_presets_as_printed(name):
    found = simulate(PRESETS[name](), standard_shock()).summary()
    kinds = ("forced", "run", "precaution", "drawdown", "voluntary")
    share = [round(100 * found[kind], 1) for kind in (*kinds, "against_will", "bought_back", "fall")]
    before, after = (found[f"own_money_{when}"] for when in ("before", "after"))
    ours = [*share, round(1e4 * found["peak"]), round(found["spread_multiple"], 1), round(found["srf"])]
    cells = rows("preset, standard shock: % of the position sold by")[name]
    assert ours == [float(cell.strip("*")) for cell in cells[:-1]]
    assert f"{before:.1f} -> {after:.1f}" == cells[-1]


@pytest.mark.parametrize(
    ("preset", "called", "back", "fall", "peak"),
    ((calm, 0, 0, 0, 24), (crowded, 0, 0, 0, 30), (cliff, 39.1, 8.6, 30.5, 106)),
)
def test_both_rules_off(preset, called, back, fall, peak):
    found = simulate(preset(**OFF), standard_shock()).summary()
    assert found["against_will"] == found["forced"]
    ours = [round(100 * found[name], 1) for name in ("forced", "bought_back", "fall")]
    assert [*ours, round(1e4 * found["peak"])] == [called, back, fall, peak]


def test_foreign_sales_are_alive():
    sizes = [0.0, 240, 300, 480]
    shares = 100 * simulate(crowded(), standard_shock(foreign=sizes)).summary()["against_will"]
    assert np.round(shares, 1).tolist() == pytest.approx([1.2, 8.4, 17.2, 37], abs=0.35)
    assert not sold(crowded(**OFF), foreign=sizes).any()


def test_the_sign_of_the_rates_move_hardly_matters():
    shares = 100 * simulate(crowded(), standard_shock(rally=[-60.0, 0, 60, 100])).summary()["against_will"]
    assert np.round(shares, 1).tolist() == [15.6, 0, 17.2, 38.4]


@pytest.mark.parametrize(
    ("market", "expected"),
    (
        (at_leverage([30, 35, 40, 45, 50, 55]), [0, 4, 19, 31, 48, 59]),
        (replace(crowded(), haircut=[0, 0.005, 0.01, 0.015]), [2, 17, 30, 34]),  # it eats the buffer
        (crowded(haircut=[0, 0.005, 0.01, 0.02]), [32, 17, 9, 8]),  # new own money
        (crowded(np.array([0.006, 0.008, 0.01, 0.0125, 0.015])), [36, 25, 17, 5, 1]),
        (crowded(cash_target=[0, 0.3, 0.4, 0.6, 0.8, 1]), [1, 10, 17, 21, 25, 28]),
        (crowded(drawdown_limit=[0, 0.15, 0.1, 0.05]), [9, 9, 17, 33]),
        (crowded(excess_late=[0.5, 1]), [18, 19]),
        (crowded(excess_returned=[0.5, 0]), [21, 28]),
        (crowded(term_share=[0, 0.35, 0.75], excess_returned=0), [17, 28, 50]),
    ),
)
def test_sliders_as_printed(market, expected):
    assert sold(market) == pytest.approx(expected, abs=PRINTED)


def test_term_repo_hardly_matters_in_the_dash():
    found = simulate(crowded(term_share=[0, 0.35, 0.75]), standard_shock()).summary()
    assert np.round(100 * found["against_will"], 1).tolist() == [17.5, 17.2, 16.8]


def test_less_leverage_means_a_wider_calm_basis():
    basis = at_leverage([30, 35, 40, 45, 50, 55]).calm_dislocation
    assert np.round(1e4 * basis, 1).tolist() == [3.3, 2.9, 2.5, 2.2, 2.0, 1.8]


def test_a_dearer_repo_rate_moves_funds_only_if_it_lasts():
    spread = np.multiply.outer(DAYS >= 1, [0.0, 25, 50, 100, 300])
    lasting = simulate(calm(nights=90), standard_shock(repo_spread=spread)).summary()
    assert np.rint(100 * lasting["voluntary"]).tolist() == [0, 30, 36, 41, 45]
    assert np.rint(1e4 * lasting["peak"]).tolist() == [24, 30, 30, 32, 33]
    one_night = np.multiply.outer(DAYS == 6, [0.0, 300])
    assert not simulate(calm(nights=1), standard_shock(repo_spread=one_night)).summary()["voluntary"].any()


def test_the_facility_keeps_funds_in_the_trade():
    drain = 200.0 * (DAYS == 6)
    run = simulate(crowded(srf_open=[True, False], nights=90), standard_shock(drain=drain))
    found = run.summary()
    assert np.rint(100 * found["against_will"]).tolist() == [16, 38]
    assert np.rint(100 * found["voluntary"]).tolist() == [7, 14]
    shut = simulate(crowded(srf_open=False), standard_shock(), ("repo_spread",))
    assert round(shut["repo_spread"].max()) == 469


def test_both_spiral_numbers():
    markets = [preset() for preset in PRESETS.values()]
    limits = [drawdown_number(m.leverage, m.impact_beyond, m.position, m.drawdown_width) for m in markets]
    calls = [spiral_number(m.position, m.haircut + m.initial_margin, m.impact_beyond) for m in markets]
    assert np.round(limits, 2).tolist() == [0.47, 0.91, 2.16]
    assert np.round(calls, 2).tolist() == [0.41, 0.75, 1.91]


def test_a_margin_rule_spares_sales_if_it_comes_with_own_money():
    rules = np.array(RULES)
    found = simulate(crowded(margin_rule=rules), standard_shock()).summary()
    assert np.rint(100 * found["against_will"]).tolist() == [17, 0, 1, 5]
    assert 1e4 * found["peak"] == pytest.approx([42, 30, 30, 34], abs=PRINTED)


# ---- the new rules, by hand -------------------------------------------------------------------------


def day(market, *moves, keep=SERIES, **paths):
    return simulate(market, Shock(yield_change=np.array(moves, float), **paths), keep)


def test_an_excess_that_is_late_is_missing_for_one_day():
    """A fall of the yield by 20bp is a gain of 0.9 on 100 notes; of it the haircut, or all, is out of pocket."""
    rise = 4.5 * 20e-4
    cash = [
        day(
            calm(excess_late=late, term_share=tau, **OFF, **NO_RATE),
            -20,
            0,
            keep=("cash", "margin_posted", "own_money"),
        )
        for late in (0.0, 1.0)
        for tau in (0.0, 0.5, 1.0)
    ]
    out = [600 * 0.015 - run["cash"][1] - (run["margin_posted"][1] - run["margin_posted"][0]) for run in cash]
    assert out[:3] == pytest.approx([600 * 0.01 * rise] * 3, abs=0.03)
    assert out[3:] == pytest.approx([600 * rise] * 3, abs=0.03)
    assert cash[3]["cash"][2] == pytest.approx(cash[0]["cash"][2], abs=1e-3)  # the next day it is there
    for run in cash:
        assert run["own_money"] == pytest.approx(cash[0]["own_money"], rel=1e-12)  # cash and loans, never wealth


def test_a_one_way_clause_keeps_the_gain_of_the_term_loans():
    kept = [
        day(calm(term_share=tau, excess_returned=0, **OFF), -20, keep=("term_repo", "note_price"))
        for tau in (0.25, 0.5)
    ]
    for run, tau in zip(kept, (0.25, 0.5), strict=True):
        before, after = run["term_repo"]
        gain = run["note_price"][1] - run["note_price"][0]
        assert after - before == pytest.approx(600 * tau * 0.99 * gain / 30, rel=1e-9)  # what is struck anew


def test_precaution_sells_what_is_missing_to_the_target_but_a_hundredth_a_day():
    market = crowded(precaution_pace=1.0, drawdown_limit=0)
    run = day(market, 40.0, 5.0, keep=SERIES)
    called = int(np.flatnonzero(run["precaution_sale"])[0])
    before = called - 1
    target = 0.4 * 0.01 * np.sqrt(run["volatility"][called] / 5)
    short = target * run["position"][before] - run["cash"][before]
    freed = run["fund_margin"][called] + 0.005 * run["note_price"][before] + target
    assert run["precaution_sale"][called] == pytest.approx(short / freed, rel=1e-9)
    slow = day(replace(market, precaution_pace=0.01), 40.0, 5.0, keep=("precaution_sale", "position"))
    assert slow["precaution_sale"][called] == pytest.approx(0.01 * slow["position"][before])


def test_limits_on_losses_are_reached_one_after_the_other_and_nobody_comes_back():
    run = simulate(cliff(cash_target=0), standard_shock(), SERIES)
    loss = 1 - run["own_money"][:-1] / run["own_money"][0]
    assert run["drawdown"][1:] == pytest.approx(loss, abs=1e-13)
    reached = np.clip((run["drawdown"] - 0.1) / 0.5, 0, 1)
    so_far = np.cumsum(run["drawdown_sale"])
    due = np.minimum(np.maximum(reached[1:] * 1000 - so_far[:-1], 0), 50)
    open_ = ~run["closed"][:-1]
    assert run["drawdown_sale"][1:][open_] == pytest.approx(np.minimum(due, run["position"][:-1])[open_], abs=1e-9)
    assert so_far[-1] > 0 and not ((run["voluntary_sale"] < 0) & (reached > 0)).any()


def test_nobody_buys_while_others_must_sell():
    run = simulate(crowded(), standard_shock(), SERIES)
    buying = run["voluntary_sale"] < 0
    assert buying.any() and not (buying & (run["precaution_sale"] + run["drawdown_sale"] > 0)).any()


def test_margin_of_note_and_future_together():
    both, offset = Market(haircut=0, repo_margin=1.05), Market(haircut=0, repo_margin=1.05, margin_offset=0.8)
    assert [round(100 * market.fund_margin, 2) for market in (Market(), both, offset)] == [1.05, 2.15, 0.43]
    run = simulate(crowded(haircut=0, repo_margin=1.05, margin_offset=0.8), standard_shock(), SERIES)
    assert run["margin_posted"] == pytest.approx(0.41 * run["initial_margin"] * run["position"], rel=1e-12)
    with pytest.raises(
        ValueError, match=r"Leverage 50 is too high: the haircut \(0%\) and the margin \(2.15%\) .* at most 46.5 times"
    ):
        Market(leverage=50, haircut=0, repo_margin=1.05)


def test_an_open_facility_keeps_some_lenders():
    run_share = 0.2 * (DAYS == 11)
    shares = [
        simulate(crowded(lenders_calmed=calmed, srf_open=is_open), standard_shock(run_share=run_share), ("run_sale",))
        for calmed, is_open in ((0.0, True), (0.5, True), (1.0, True), (1.0, False))
    ]
    left = [run["run_sale"].sum() for run in shares]
    assert left[1] == pytest.approx(left[0] / 2, rel=1e-9) and left[2] == 0
    assert left[3] == pytest.approx(left[0], rel=1e-9)
    late = simulate(crowded(lenders_calmed=1.0, srf_start=12), standard_shock(run_share=run_share), ("run_sale",))
    assert late["run_sale"].sum() == pytest.approx(left[3], rel=1e-9)


def test_real_money_takes_notes_instead_of_futures_once_they_are_dear():
    run = simulate(cliff(), standard_shock(), ("to_real_money", "inventory", "dislocation"))
    before = run["dislocation"][:-1] > 25e-4
    held = np.maximum(run["inventory"][:-1], 0)
    instead = 5e3 * np.maximum(run["dislocation"][:-1] - 25e-4, 0)
    assert run["to_real_money"][1:] == pytest.approx(np.minimum(0.05 * held + instead, held), abs=1e-9)
    assert before.any() and not before.all()


def test_late_and_returned_change_loans_and_never_wealth():
    """Nobody sells: own money is the same to the last digits whatever lenders return, and when."""
    lenders = {"excess_returned": [1, 0.5, 0, 1], "excess_late": [0, 0.5, 1, 1], "term_share": 0.6}
    cases = calm(**lenders, exit_limit=0, **OFF, **NO_RATE)
    shock = standard_shock(rally=30, foreign=0)
    run = simulate(cases, shock, ("own_money", "position", "overnight_repo", "term_repo"))
    assert (run["position"] == 600).all()
    assert run["own_money"] == pytest.approx(np.repeat(run["own_money"][:, :1], 4, axis=1), rel=1e-12)
    assert np.ptp(run["overnight_repo"] + run["term_repo"], axis=1).max() > 1


def test_the_sum_of_sales_is_the_fall():
    run = simulate(cliff(), standard_shock(run_share=0.1 * (DAYS == 9)), KEEP)
    found = run.summary()
    assert found["against_will"] == pytest.approx(sum(found[name] for name in UNWILLING.values()))
    assert found["fall"] == pytest.approx(found["against_will"] + found["voluntary"] - found["bought_back"], abs=1e-12)
    assert max(identities(run).values()) < 1e-9


def test_other_markets_of_the_same_dealers():
    run = simulate(cliff(), standard_shock(), ("volatility", "room_used", "half_spread"))
    apart, tied = half_spread_elsewhere(run, 0), half_spread_elsewhere(run, 1)
    assert apart == pytest.approx(1e-4 * run["volatility"] / 5, rel=1e-12)
    assert tied == pytest.approx(run["half_spread"], rel=1e-12)
    assert (half_spread_elsewhere(run, 2)[20:25] > tied[20:25]).all()
