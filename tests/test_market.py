"""The daily market: known answers, identities every day, a second version in plain Python, what must rise or fall."""

import doctest
import math
import re
import tracemalloc
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basislib import quantities as quantity_module
from basislib.fund.corridor import corridor
from basislib.fund.margin import RULES, anti_procyclical_margin, initial_margin
from basislib.fund.repo import ladder
from basislib.fund.spiral import feedback, forced_sale
from basislib.market import day as market_day
from basislib.market import flows as following
from basislib.market import run as module
from basislib.market.flows import SECTORS, accounts, balance_sheets, flows, identities, net_worths
from basislib.market.run import (
    KEEP,
    NEVER,
    PATHS,
    SERIES,
    UNWILLING,
    Market,
    Shock,
    calm,
    cliff,
    crowded,
    margin_path,
    simulate,
    standard_shock,
)
from basislib.quantities import quantities
from tests import plain_market
from tests.model_text import numbers, rows

pytestmark = pytest.mark.filterwarnings("error")

DAYS = np.arange(1, 61)
EIGHT = ("position", "forced_sale", "voluntary_sale", "dislocation", "own_money", "half_spread", "srf", "repo_spread")
PROGRAMME = {"purchase_pace": 20, "purchase_start": 6, "purchase_size": 200}

ON_SIX, ON_ELEVEN = (DAYS == 6) * 1.0, (DAYS == 11) * 1.0
OFF = {"cash_target": 0, "drawdown_limit": 0}
CLEARED = {"haircut": 0, "repo_margin": 1.05, "margin_offset": 0.8}
LASTING = {"repo_spread": (DAYS >= 6) * 50.0}
BY_HAND = "cliff, hedged pace 20 from day 6, size 200, gamma 1.5e-5"  # rows of both tables of section 12
OUTRIGHT = "cliff, the same outright"

RUNS = {  # row of the table in section 12 of docs/model.md: market, other paths of the standard shock
    "calm": (calm(), {}),
    "crowded": (crowded(), {}),
    "cliff": (cliff(), {}),
    "crowded, target = stop = 0": (crowded(**OFF), {}),
    "cliff, target = stop = 0": (cliff(**OFF), {}),
    "crowded, late 1": (crowded(excess_late=1), {}),
    "cliff, late 1": (cliff(excess_late=1), {}),
    "crowded, rho 0 (one-way clause)": (crowded(excess_returned=0), {}),
    BY_HAND: (cliff(**PROGRAMME, hedged_share=1), {}),
    OUTRIGHT: (cliff(**PROGRAMME), {}),
    "cliff, target = stop = 0, deadline 5": (cliff(**OFF, deadline=5), {}),
    "cliff, target = stop = 0, line cap 5": (cliff(**OFF, line_cap=5), {}),
    "calm, spread +50 from day 6, nights 90": (calm(nights=90), LASTING),
    "crowded, zeta = .2 on day 11": (crowded(), {"run_share": 0.2 * ON_ELEVEN}),
    "crowded, the same, calmed .5": (crowded(lenders_calmed=0.5), {"run_share": 0.2 * ON_ELEVEN}),
    "crowded, h0 0, ficc 1.05, offset .8, c0 .0212015": (crowded(0.0212015, **CLEARED), {}),
    "crowded, h0 0, ficc 1.05, offset .8 (c0 .01)": (crowded(**CLEARED), {}),
    "crowded, drain 200 on day 6, SRF closed, nights 90": (crowded(srf_open=False, nights=90), {"drain": 200 * ON_SIX}),
    "crowded, drain 200 on day 6, nights 90": (crowded(nights=90), {"drain": 200 * ON_SIX}),
    "cliff, lam1 = 5e-5": (cliff(impact_beyond=5e-5), {}),
}
RESULTS = (
    "Q_60",
    "sum x",
    "sum yp",
    "sum ys",
    "sum z",
    "sum u⁺",
    "max psi, bp",
    "C_60",
    "W_60",
    "max k/1bp",
    "max SRF",
)
KNOWN = numbers("run", *RESULTS)

LEGACY = {  # the switch of section 12: the market as it was before excess came back and funds had rules of their own
    "excess_returned": 0.0,
    "excess_late": 0.0,
    "cash_target": 0.0,
    "drawdown_limit": 0.0,
    "substitution": 0.0,
    "segmentation": 0.0,
    "floor_slope": 0.0,
    "repo_margin": 0.0,
    "margin_offset": 0.0,
    "lenders_calmed": 0.0,
    "exit_limit": 0.02,
    "shortage_slope": 4.0,
    "srf_access": 0.9,
}
FORMER = {  # the same for the table of the legacy switch
    "calm": (calm(**LEGACY), {}),
    "crowded": (crowded(**LEGACY), {}),
    "cliff": (cliff(**LEGACY), {}),
    BY_HAND: (cliff(**PROGRAMME, hedged_share=1, **LEGACY), {}),
    OUTRIGHT: (cliff(**PROGRAMME, **LEGACY), {}),
    "crowded, deadline 5": (crowded(deadline=5, **LEGACY), {}),
    "cliff, line cap 5": (cliff(line_cap=5, **LEGACY), {}),
    "calm, spread +50 from day 6, nights 90 (sum of voluntary sales 305.4253433426119)": (
        calm(nights=90, **LEGACY),
        LASTING,
    ),
    "crowded, zeta = .2 on day 11": (crowded(**LEGACY), {"run_share": 0.2 * ON_ELEVEN}),
}
FORMER_ROWS = rows("run", "Q_60", "sum of x")

TEN = {  # crowded market, tenth day of the standard shock
    "dislocation": 0.00025485,
    "position": 830,
    "cash": 3.820795077292737,
    "own_money": 21.17491809176778,
    "initial_margin": 0.015785469070150642,
    "locked": 0.02090858194515066,
    "half_spread": 0.00015694496741008223,
    "inventory": 0,
    "repo_spread": 2.494327700158509,
}
TWENTY = {  # and the twentieth
    "dislocation": 0.004114667330167084,
    "position": 687.2341455005965,
    "drawdown_sale": 19.00103194671597,
    "cash": 4.264415224712955,
    "own_money": 18.161150167690124,
    "initial_margin": 0.015242788819372811,
    "locked": 0.02022125215104742,
    "half_spread": 0.0006232387847909812,
    "inventory": 332.5728053557028,
    "repo_spread": 34.484587696032875,
    "srf": 46.71461287919845,
    "drawdown": 0.14538947253163614,
}

NAMES = {  # series: its name in the plain version
    "position": "Q",
    "cash": "C",
    "own_money": "W",
    "dislocation": "psi",
    "inventory": "J",
    "overnight_repo": "Ro",
    "term_repo": "Rm",
    "dealer_repo": "Rd",
    "srf": "SRF",
    "repo_spread": "s",
    "term_spread": "s_m",
    "unpaid": "O",
    "fed_line": "E",
    "loss": "loss",
    "forced_sale": "x",
    "voluntary_sale": "u",
    "run_sale": "z",
    "precaution_sale": "yp",
    "drawdown_sale": "ys",
    "drawdown": "d",
    "on_rrp": "G",
    "note_price": "P",
    "initial_margin": "m",
    "half_spread": "k",
    "fed_notes": "notes_fed",
    "fed_futures": "NB",
}


def between(g, n, low, high, *corners):
    """Draw n numbers, each corner with a chance of one in six."""
    drawn = g.uniform(low, high, n)
    for corner in corners:
        drawn = np.where(g.random(n) < 1 / 6, corner, drawn)
    return drawn


def any_market(g, n):
    """Draw n markets anywhere, extremes included."""
    floor = between(g, n, 0, 0.01, 0, 0, 0)
    ranges = {
        "position": (1, 2000),
        "haircut": (0, 0.2, 0, 0.01),
        "term_share": (0, 1, 0, 1),
        "term_days": (1, 90, 1),
        "excess_returned": (0, 1, 0, 1),
        "excess_late": (0, 1, 0, 1),
        "cash_target": (0, 1, 0, 1),
        "precaution_exponent": (0, 1, 0),
        "precaution_pace": (0, 0.05, 0, 1),
        "drawdown_limit": (0, 0.3, 0, 0.05),
        "drawdown_width": (0.1, 1),
        "drawdown_pace": (0, 0.2, 0, 1),
        "repo_margin": (0, 1.5, 0, 1.05),
        "margin_offset": (0, 0.8, 0, 0.8),
        "reservation_price": (0, 0.005, 25e-4),
        "substitution": (0, 2e4, 0, 5e3),
        "segmentation": (0, 800, 0, 100),
        "floor_slope": (0, 0.01, 0),
        "lenders_calmed": (0, 1, 0, 1),
        "nights": (0, 120),
        "duration": (1, 17),
        "volatility": (2, 12),
        "volatility_memory": (0.5, 1, 1, 0.94),
        "margin_multiple": (0, 8),
        "margin_floor": (0, 20, 0),
        "margin_cap": (20, 100),
        "margin_factor": (0.3, 1.5, 1),
        "margin_speed": (0, 0.002, NEVER, NEVER),
        "futures_share": (0, 1, 0, 1),
        "impact": (1e-7, 3e-5),
        "impact_beyond": (1e-6, 1e-4),
        "dealer_room": (0, 400, 0),
        "room_exponent": (0, 2, 0, 0.5),
        "dealer_inventory": (0, 300, 0),
        "passed_on": (0, 1, 0, 1),
        "base_half_spread": (0, 5e-4, 0),
        "days_to_delivery": (10, 120),
        "required_return": (0, 20, 0),
        "exit_limit": (0, 0.5, 0, 1),
        "exit_speed": (0, 5, 0),
        "lender_slack": (0, 400, 0),
        "slope": (0, 1, 0),
        "shortage_slope": (0, 10, 0),
        "range_width": (0, 50, 0),
        "srf_cap": (0, 500),
        "srf_access": (0, 1, 0, 1),
        "deadline": (1, 6, 1, 1, 1),
        "line_cap": (0, 60, 0, 0),
        "line_penalty": (0, 500),
        "purchase_pace": (0, 300, 0),
        "purchase_size": (0, 1000, NEVER),
        "purchase_start": (1, 30, NEVER, NEVER),
        "purchase_trigger": (0, 0.03, NEVER),
        "hedged_share": (0, 1, 0, 1),
        "purchase_effect": (0, 3e-5, 0),
        "relief": (0, 3, 0),
        "relief_start": (1, 30),
        "relief_end": (1, 60, NEVER),
        "srf_price": (0, 50, 0, 0),
        "srf_start": (1, 30, 1),
        "srf_end": (1, 60, NEVER),
        "line_start": (1, 30, 1),
        "line_end": (1, 60, NEVER),
    }
    drawn = {name: between(g, n, *limits) for name, limits in ranges.items()}
    drawn |= {"cash_floor": floor, "margin_rule": g.choice(RULES, n), "srf_open": g.random(n) < 0.5}
    return Market.from_buffer(floor + between(g, n, 0, 0.05, 0), **drawn)


def any_shock(g, n, days):
    """Draw n shocks: yields, sales, runs, drains, spreads of 300bp, margins and haircuts that jump."""

    def path(low, high, days_hit, scenarios_hit=0.5):
        hit = (g.random((days, n)) < days_hit) & (g.random(n) < scenarios_hit)
        return g.uniform(low, high, (days, n)) * hit

    foreign = path(0, 60, 0.4)
    return Shock(
        yield_change=path(-30, 30, 1, 2) * g.uniform(0, 1, n),
        foreign_sales=foreign / np.maximum(foreign.sum(0) / 999, 1),
        haircut_rise=path(0, 0.3, 0.2, 0.3),
        margin_rise=path(0, 0.05, 0.1, 0.3),
        margin_scale=1 + path(-0.3, 0.5, 0.2, 0.3),
        run_share=path(0, 1, 0.1),
        drain=path(-50, 100, 0.2),
        repo_spread=path(-300, 300, 0.3),
        purchases=path(0, 300, 0.2, 0.3),
    )


def one_of_many(market, shock, index):
    """Return the fields of one scenario as plain numbers and lists."""
    values = {field.name: getattr(market, field.name) for field in fields(market)}
    paths = {name: getattr(shock, name) for name in PATHS}
    return (
        {name: np.asarray(value)[index].item() if np.ndim(value) else value for name, value in values.items()},
        {name: (path[:, index] if path.ndim > 1 else path).tolist() for name, path in paths.items()},
    )


def near_the_presets(n):
    """Draw n crowded markets that sell, and their shocks."""
    g = np.random.default_rng(11)
    market = Market.from_buffer(
        g.uniform(0.004, 0.016, n),
        position=g.uniform(500, 1100, n),
        haircut=g.uniform(0, 0.015, n),
        term_share=g.uniform(0.1, 0.75, n),
        dealer_room=g.uniform(30, 200, n),
        impact=g.uniform(1e-6, 4e-6, n),
        impact_beyond=g.uniform(5e-6, 2e-5, n),
        passed_on=g.uniform(0, 0.1, n),
        volatility=g.uniform(4, 8, n),
    )
    return market, standard_shock(rally=g.uniform(30, 80, n), foreign=g.uniform(0, 480, n))


def scaled_gap(one, other):
    """Return the largest difference, relative to the largest entry of its kind."""
    return np.max(np.abs(one - other)) / max(np.max(np.abs(other)), 1e-3)


# ---- known answers ----------------------------------------------------------------------------------


def results(run):
    """Return what the tables of section 12 list."""
    return {
        "Q_60": run["position"][-1],
        "sum x": run["forced_sale"].sum(),
        "sum yp": run["precaution_sale"].sum(),
        "sum ys": run["drawdown_sale"].sum(),
        "sum z": run["run_sale"].sum(),
        "sum u⁺": np.maximum(run["voluntary_sale"], 0).sum(),
        "max psi, bp": 1e4 * run["dislocation"].max(),
        "C_60": run["cash"][-1],
        "W_60": run["own_money"][-1],
        "max k/1bp": 1e4 * run["half_spread"].max(),
        "max SRF": run["srf"].max(),
    }


@pytest.mark.parametrize("name", RUNS)
def test_known_answers(name):
    market, paths = RUNS[name]
    run = simulate(market, standard_shock(**paths), (*KEEP, "cash"))
    assert list(results(run).values()) == pytest.approx(KNOWN[name], rel=1e-8, abs=1e-8)


def test_the_specification_has_no_other_runs():
    assert set(RUNS) == set(KNOWN) and set(FORMER) < set(FORMER_ROWS)


@pytest.mark.parametrize("name", FORMER)
def test_the_legacy_switch_gives_the_former_numbers(name):
    market, paths = FORMER[name]
    run = simulate(market, standard_shock(foreign=240, **paths), (*KEEP, "cash"))
    found = results(run)
    former = [found[key] for key in ("Q_60", "sum x", "max psi, bp", "C_60", "W_60", "max k/1bp", "max SRF")]
    assert former == pytest.approx([float(cell) for cell in FORMER_ROWS[name]], rel=1e-12, abs=1e-12)
    assert not run["precaution_sale"].any() and not run["drawdown_sale"].any()
    if "voluntary" in name:
        assert found["sum u⁺"] == pytest.approx(305.4253433426119, rel=1e-12)


def test_the_former_default():
    run = simulate(cliff(impact_beyond=5e-5, **LEGACY), standard_shock(foreign=240), SERIES)
    assert np.flatnonzero(run["closed"])[0] == np.flatnonzero(run["loss"])[0] == 8
    shares = [run[f"loss_{bearer}"].sum() for bearer in ("lender", "dealer", "fed")]
    assert shares == pytest.approx([1.3149304533447614, 4.094554367210917, 0], rel=1e-12)
    fed = net_worths(simulate(cliff(**PROGRAMME, hedged_share=[1, 0], **LEGACY), standard_shock(foreign=240)))["Fed"]
    assert fed[-1] - fed[0] == pytest.approx([0.9982413776, -2.6226782893], rel=1e-9)


@pytest.mark.parametrize(("day", "known"), ((10, TEN), (20, TWENTY)))
def test_days_of_the_crowded_market(day, known):
    run = simulate(crowded(), standard_shock(), known)
    found = {name: run[name][day] for name in known}
    assert found == pytest.approx(known, rel=1e-8, abs=1e-10)


def test_a_default_falls_on_those_whose_leg_is_short():
    run = simulate(cliff(impact_beyond=5e-5), standard_shock(), SERIES)
    assert np.flatnonzero(run["closed"])[0] == np.flatnonzero(run["loss"])[0] == 12
    shares = [run[f"loss_{bearer}"].sum() for bearer in ("lender", "dealer", "fed")]
    assert shares == pytest.approx([9.056934900931966, 0, 0], rel=1e-8)
    assert not run["position"][12:].any() and not run["cash"][12:].any() and run["closed"][12:].all()
    for name in (*UNWILLING, "voluntary_sale"):
        assert not run[name][13:].any(), name


def test_what_the_fed_earns_on_its_purchases():
    fed = net_worths(simulate(cliff(**PROGRAMME, hedged_share=[1, 0]), standard_shock()))["Fed"]
    assert fed[-1] - fed[0] == pytest.approx([0.2307433101, -3.0677321358], rel=1e-8)


def test_calls_stay_unpaid_while_the_deadline_runs():
    run = simulate(cliff(deadline=[1, 5], **OFF), standard_shock(), ("unpaid",))
    assert run["unpaid"][:, 0].max() < 1e-11 and run["unpaid"][:, 1].max() == pytest.approx(0.918559648606617)


def test_defaults_are_those_of_the_specification():
    fields_by_symbol = {about.symbol: name for name, about in quantities(Market).items()}
    scale = {"ret": 100, "Dur (duration)": 1}
    seen = set()
    for row, cells in rows("name", "default").items():
        for symbol, value in zip(row.split(", "), cells[0].split(", "), strict=False):
            name = fields_by_symbol.get(symbol.strip())
            if name and re.fullmatch(r"[0-9.e-]+", value):
                assert getattr(Market(), name) == pytest.approx(float(value) * scale.get(symbol, 1)), symbol
                seen.add(symbol)
    assert {"h0", "tau", "rho", "late", "target", "stop", "ficc", "reserve", "seg", "s3", "v", "access", "n"} <= seen


# ---- identities, and the second version -------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_identities_of_the_known_runs(name):
    market, paths = RUNS[name]
    found = identities(simulate(market, standard_shock(**paths)))
    assert max(found.values()) < 1e-9, found


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), days=st.integers(10, 40))
def test_identities_hold_every_day_in_every_scenario(seed, days):
    g = np.random.default_rng(seed)
    run = simulate(any_market(g, 100), any_shock(g, 100, days), SERIES)
    found = identities(run)
    assert max(found.values()) < 1e-9, found
    for name, series in run.series.items():
        assert not np.isnan(series).any(), name
        assert name == "spiral_number" or np.isfinite(series).all(), name
    for name in ("position", "cash", "forced_sale", "run_sale", "half_spread", "depth", "fed_notes", "loss"):
        assert (run[name] >= 0).all(), name
    assert (run["note_price"] > 0).all()


def test_the_plain_version_agrees():
    g = np.random.default_rng(5)
    market, shock = any_market(g, 600), any_shock(g, 600, 40)
    run = simulate(market, shock, NAMES)
    assert run["loss"].any(axis=0).sum() > 10 and (run["fed_line"] > 0).any(axis=0).sum() > 50  # the hard cases occur
    for scenario in range(600):
        values, paths = one_of_many(market, shock, scenario)
        records = plain_market.run(SimpleNamespace(**values), paths)
        for name, plain_name in NAMES.items():
            plain = np.array([record[plain_name] for record in records])
            assert scaled_gap(run[name][:, scenario], plain) < 2e-8, (scenario, name)


def test_the_plain_version_agrees_on_who_bears_a_loss():
    values, paths = one_of_many(cliff(impact_beyond=5e-5, line_cap=3), standard_shock(), 0)
    last = max(plain_market.run(SimpleNamespace(**values), paths), key=lambda record: record["loss"])
    run = simulate(cliff(impact_beyond=5e-5, line_cap=3), standard_shock(), SERIES)
    assert last["loss"] > 0 and last["shares"][2] > 0
    found = [run[f"loss_{bearer}"].max() for bearer in ("lender", "dealer", "fed")]
    assert found == pytest.approx(list(last["shares"]), rel=1e-8)


@settings(max_examples=60, deadline=None)
@given(
    position=st.floats(1, 2000),
    rise=st.just(0.0) | st.floats(1e-4, 0.05),
    haircut=st.floats(0, 0.3),
    term=st.floats(0, 1),
    theta=st.floats(0, 1),
    impact=st.floats(1e-8, 1e-4),
    cost=st.floats(0, 0.002),
)
def test_the_linear_corner_is_the_closed_form(position, rise, haircut, term, theta, impact, cost):
    market = Market.from_buffer(
        0,
        position=position,
        haircut=haircut,
        term_share=term,
        term_days=1,
        futures_share=theta,
        impact=impact,
        impact_beyond=impact,
        passed_on=0,
        exit_limit=0,
        required_return=0,
        volatility_memory=1,
        margin_floor=20,
        margin_cap=20,
        base_half_spread=cost,
        room_exponent=0,
    )
    run = simulate(market, Shock(yield_change=[0.0], margin_rise=rise), ("forced_sale", "half_spread", "locked"))
    eta = -(1 - theta) * (1 - (1 - term) * (1 - haircut))
    locked = market.initial_margin + rise + haircut
    expected = forced_sale(position, locked, impact, rise * position, run["half_spread"][1], eta)
    if (locked + eta * impact * expected) * (position - expected) < 0:  # what it needs is less than nothing: insolvent
        expected = position
    assert run["forced_sale"][1] == pytest.approx(expected, rel=1e-12, abs=1e-12 * position)
    assert run["locked"][1] == pytest.approx(locked, rel=1e-12)


def test_loans_are_the_ladder_of_the_repo_module():
    """Nobody trades in the calm market, so its loans follow from prices and haircuts alone."""
    rise = (DAYS >= 20) * 0.002
    market = calm(excess_returned=0.3, excess_late=0.4, exit_limit=0, **OFF)
    run = simulate(market, standard_shock(haircut_rise=rise), ("note_price", "haircut", "overnight_repo", "term_repo"))
    found = ladder(run["note_price"], run["haircut"], market.term_share, market.term_days, 0.3, market.excess_late)
    assert run["overnight_repo"] + run["term_repo"] == pytest.approx(600 * found.loan, rel=1e-13)


def test_the_repo_rate_is_the_corridor_of_the_repo_module():
    run = simulate(crowded(), standard_shock(drain=(DAYS == 11) * 200.0), ("slack", "srf", "repo_spread"))
    found = corridor(1000 + run["slack"], 1000)
    at_rest = corridor(1000 + 150, 1000).over_floor
    assert run["srf"] == pytest.approx(found.srf, abs=1e-9)
    assert run["repo_spread"] == pytest.approx(found.over_floor - at_rest, abs=1e-8)


def test_a_dearer_haircut_reaches_term_loans_bit_by_bit():
    """Of the loans overnight all ask for the new haircut at once, of term loans a thirtieth a day."""
    rise = 0.01
    run = simulate(
        crowded(term_share=[0, 1], exit_limit=0), Shock(yield_change=[0.0], haircut_rise=rise), ("shortfall", "cash")
    )
    paid = run["shortfall"][1] - run["shortfall"][0]
    quiet = simulate(crowded(term_share=[0, 1], exit_limit=0), Shock(yield_change=[0.0]), ("shortfall",))
    called = paid - (quiet["shortfall"][1] - quiet["shortfall"][0])
    assert called == pytest.approx([830 * rise, 830 * rise / 30], rel=1e-3)  # prices a little below par


# ---- what must rise or fall -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levers", "number", "sign"), (({"impact_beyond": 1.3}, "peak", 1), ({"passed_on": 1.5}, "peak", -1))
)
def test_the_peak_follows_dealers_slope_and_their_customers(levers, number, sign):
    market, shock = near_the_presets(3000)
    more = replace(market, **{name: factor * np.asarray(getattr(market, name)) for name, factor in levers.items()})
    change = simulate(more, shock).summary()[number] - simulate(market, shock).summary()[number]
    assert np.all(sign * change >= -1e-12)
    assert np.mean(abs(change) > 1e-7) > 0.5


@pytest.mark.parametrize(
    ("levers", "number", "sign", "share"),
    (
        ({"purchase_pace": 20, "purchase_start": 6, "hedged_share": 1}, "peak", -1, 0.9),
        ({"purchase_pace": 20, "purchase_start": 11, "hedged_share": 1}, "peak", -1, 0.8),
        ({"substitution": 2e4}, "peak", -1, 0.25),
        ({"line_cap": 5}, "forced", -1, 0.05),
        ({"leverage": None}, "against_will", -1, 0.4),
    ),
)
def test_what_backstops_do_without_exception(levers, number, sign, share):
    """Near the presets; with every slider anywhere there are exceptions: an early sale can spare a later one."""
    market, shock = near_the_presets(3000)
    if "leverage" in levers:  # half a point of buffer more
        levers = {"leverage": 1 / (1 / np.asarray(market.leverage) + 0.005)}
    change = simulate(replace(market, **levers), shock).summary()[number] - simulate(market, shock).summary()[number]
    assert np.all(sign * change >= -1e-9 * (1e-3 if number == "peak" else 1))
    assert np.mean(abs(change) > 1e-7) > share


# ---- arrays, blocks, and what is kept ---------------------------------------------------------------


def test_alone_or_in_a_batch_the_same_numbers(monkeypatch):
    g = np.random.default_rng(3)
    market, shock = any_market(g, 30), any_shock(g, 30, 25)
    together = simulate(market, shock, SERIES)
    monkeypatch.setattr(module, "BLOCK", 7)
    in_blocks = simulate(market, shock, SERIES)
    assert {*together.series} == {*SERIES}
    for scenario in range(30):
        values, paths = one_of_many(market, shock, scenario)
        alone = simulate(Market(**values), Shock(**paths), SERIES)
        for name, series in together.series.items():
            assert np.array_equal(in_blocks[name], series), name
            finite = np.where(np.isinf(series[:, scenario]), 1e9, series[:, scenario])
            assert scaled_gap(np.where(np.isinf(alone[name]), 1e9, alone[name]), finite) < 1e-12, name


def test_shapes_broadcast_like_a_phase_map():
    market = crowded(leverage=np.array([[35.0], [40.0]]), impact_beyond=np.array([1e-5, 1.4e-5, 2e-5]))
    run = simulate(market, standard_shock(20, foreign=[100.0, 200, 240]), ("forced_sale", "closed"))
    assert run["forced_sale"].shape == run["closed"].shape == (21, 2, 3)
    single = simulate(crowded(leverage=40, impact_beyond=2e-5), standard_shock(20), ("forced_sale",))
    assert single["forced_sale"].shape == (21,)
    assert run["forced_sale"][:, 1, 2] == pytest.approx(single["forced_sale"], rel=1e-12, abs=0)
    assert run["closed"].dtype == bool


def test_only_what_is_asked_for_is_kept():
    run = simulate(calm(), standard_shock(3), "dislocation")
    assert list(run.series) == ["dislocation"]
    with pytest.raises(ValueError, match="series 'cash' was not kept; it must be one of dislocation"):
        run["cash"]
    with pytest.raises(ValueError, match="keep names 'profit'; it must be one of position"):
        simulate(calm(), standard_shock(3), ("profit",))
    assert set(simulate(calm(), standard_shock(3), SERIES).series) == set(SERIES)


def test_a_run_changes_nothing_it_was_given():
    shock, market = standard_shock(), crowded(leverage=np.array([30.0, 40.0]))
    before = [np.copy(getattr(shock, name)) for name in PATHS]
    first, second = simulate(market, shock), simulate(market, shock)
    assert all(np.array_equal(getattr(shock, name), old) for name, old in zip(PATHS, before, strict=True))
    assert all(np.array_equal(first[name], second[name]) for name in KEEP)


def test_ten_thousand_scenarios_fit_into_fifty_megabytes():
    g = np.random.default_rng(1)
    market = Market.from_buffer(
        g.uniform(0.005, 0.03, 10_000),
        haircut=g.uniform(0, 0.02, 10_000),
        term_share=g.uniform(0, 1, 10_000),
        dealer_room=g.uniform(20, 200, 10_000),
    )
    shock = standard_shock()
    tracemalloc.start()
    try:
        simulate(market, shock, EIGHT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 50e6


# ---- following the money ----------------------------------------------------------------------------


def test_the_ninth_day_of_the_crowded_market():
    run = simulate(crowded(), standard_shock(), ("position", "cash", "own_money", "forced_sale"))
    table, before, after = flows(run, 9), balance_sheets(run, 8), balance_sheets(run, 9)
    assert list(table) == list(after) == list(SECTORS)
    assert table.sum(axis=1).to_numpy() == pytest.approx(np.zeros(13), abs=1e-9)
    cash = after.index[0]
    assert (after.loc[cash] - before.loc[cash]).to_numpy() == pytest.approx(table.loc["change in cash"], abs=1e-9)
    assert after.loc["net worth", "fund"] == pytest.approx(run["own_money"][9], rel=1e-12)
    assert after.loc["notes, face", "fund"] == run["position"][9] == -after.loc["futures, face", "fund"]
    assert before.loc["notes, face", "fund"] == after.loc["notes, face", "fund"] == 830
    rise = -830 * 4.5 * -12e-4  # of the future on a day of the rally, but for the dislocation
    assert table.loc["variation margin, opening positions", "fund"] == pytest.approx(-rise, abs=0.01)
    assert table.loc["funds' repo", "fund"] == pytest.approx(rise * (1 - 0.005), abs=0.01)  # at any term share
    assert all(one.equals(other) for one, other in zip(accounts(run, 9), (table, after), strict=True))


def test_the_sheets_balance_and_the_first_day_is_as_specified():
    sheet = balance_sheets(simulate(cliff(), standard_shock(5)), 0)
    assert sheet.loc["notes, face"].tolist() == [1000, 0, 0, 150, 3000, 1000, 0]
    assert sheet.loc["futures, face"].tolist() == [-1000, 0, 0, -150, 1150, 0, 0]
    assert sheet.iloc[0, 1] == 800 and sheet.iloc[0].sum() == pytest.approx(0, abs=1e-9)
    assert sheet.iloc[:6].sum().to_numpy() == pytest.approx(sheet.loc["net worth"], abs=1e-9)


def test_a_scenario_is_found_by_its_index():
    run = simulate(crowded(leverage=np.array([[35.0], [40.0]]), passed_on=[0, 0.05, 0.1]), standard_shock(12))
    alone = simulate(crowded(leverage=40), standard_shock(12))
    assert flows(run, 10, (1, 1)).to_numpy() == pytest.approx(flows(alone, 10).to_numpy(), abs=1e-10)
    for wrong in (1, (2, 0), (0, -1)):
        with pytest.raises(ValueError, match="scenario is .*; it must be an index into scenarios of shape"):
            flows(run, 10, wrong)
    for day, sentence in ((0, "at least 1"), (13, "at most 12"), (1.5, "a whole number")):
        with pytest.raises(ValueError, match=f"day is .*{sentence}"):
            flows(alone, day)


def test_net_worths_add_up():
    run = simulate(crowded(leverage=[35, 40]), standard_shock(20), ("note_price", "own_money"))
    worth = net_worths(run)
    assert worth["fund"] == pytest.approx(run["own_money"], rel=1e-11)
    assert worth["clearing house"] == pytest.approx(np.zeros((21, 2)), abs=1e-9)
    total, notes = sum(worth.values()), 3000 + 1000 + 830 + 150
    assert np.diff(total, axis=0) == pytest.approx(notes * np.diff(run["note_price"], axis=0), abs=1e-9)


# ---- single steps -----------------------------------------------------------------------------------


def test_the_standard_shock():
    shock = standard_shock()
    assert shock.yield_change[:12].tolist() == [5, -5, 5, -5, 5, -12, -12, -12, -12, -12, 7.5, 7.5]
    assert shock.yield_change[17:21].tolist() == [7.5, 5, -5, 5]
    assert shock.foreign_sales.sum() == 300 and shock.foreign_sales[10:18].tolist() == [37.5] * 8
    wide = standard_shock(20, rally=[40, 60], foreign=[[0], [100]])
    assert wide.yield_change.shape == (20, 2) and wide.foreign_sales.shape == (20, 2, 1)


def test_the_margin_follows_volatility_by_its_rule():
    shock = standard_shock(30)
    base = crowded()
    sigma = simulate(base, shock, "volatility")["volatility"]
    raw, stress = initial_margin(sigma, 4.5), initial_margin(100, 4.5)
    for rule in RULES:
        expected = anti_procyclical_margin(raw, stress, rule, calm_margin=raw[0])
        assert np.ravel(margin_path(replace(base, margin_rule=rule), shock)) == pytest.approx(expected, rel=1e-13)
    both = margin_path(replace(base, margin_rule=np.array(RULES)), shock)
    assert both.shape == (31, 4) and both[:, 0] == pytest.approx(raw, rel=1e-13)


def test_the_speed_limit_holds_for_the_rule_and_not_for_what_the_shock_adds():
    rise = (np.arange(1, 31) == 3) * 0.01
    market, shock = crowded(margin_speed=2e-4), standard_shock(30, margin_rise=rise)
    margin = margin_path(market, shock)
    rule = margin - np.concatenate(([0.0], rise))
    assert np.diff(rule).max() == pytest.approx(2e-4, rel=1e-9)
    assert margin[3] > rule[3] + 0.0099 and margin[4] < margin[3] - 0.009


def test_the_fed_cannot_buy_what_nobody_has():
    run = simulate(calm(purchase_pace=300, purchase_start=1), standard_shock(30), ("bought", "dislocation"))
    sheet = balance_sheets(run, 30)
    assert (sheet.loc["notes, face"] >= 0).all()
    assert run["bought"][1] == 300 > run["bought"][-1]
    assert (run["dislocation"] >= 0).all()


def test_a_trigger_starts_purchases_the_day_after():
    run = simulate(
        cliff(purchase_pace=10, purchase_size=25, purchase_trigger=0.004), standard_shock(), ("bought", "dislocation")
    )
    first = np.flatnonzero(run["dislocation"] > 0.004)[0]
    assert run["bought"][: first + 4].tolist() == [0.0] * (first + 1) + [10, 10, 5]
    assert run["bought"].sum() == 25


def test_relief_makes_room_from_its_day_on():
    run = simulate(crowded(relief=[0, 1], relief_start=11), standard_shock(20), ("room",))
    factor = run["room"][:, 1] / run["room"][:, 0]
    assert factor[:11] == pytest.approx(1) and factor[11:] == pytest.approx(2)


def test_quotes_thin_out_as_spreads_widen():
    run = simulate(cliff(), standard_shock(), ("half_spread", "depth", "room_used"))
    assert run["half_spread"] * run["depth"] == pytest.approx(1e-4 * 200, rel=1e-12)
    assert run["half_spread"].max() > 14e-4 and run["depth"].min() > 0 and run["room_used"].max() > 1


def test_the_spiral_number_is_that_of_the_closed_form():
    market = crowded()
    run = simulate(market, standard_shock(), ("spiral_number", "room", *TEN))
    slope = np.where(run["inventory"] < run["room"], market.impact, market.impact_beyond)
    eta = -0.5 * (1 - (1 - 0.35) * (1 - 0.005))
    expected = feedback(run["position"], run["locked"], slope, run["half_spread"], eta)
    assert run["spiral_number"] == pytest.approx(expected, rel=1e-12)
    assert run["spiral_number"][0] < 0.1 < 0.4 < run["spiral_number"].max()


def test_an_insolvent_fund_costs_the_feds_line_first():
    run = simulate(cliff(impact_beyond=5e-5, line_cap=3), standard_shock(), SERIES)
    drawn = run["fed_line"][np.flatnonzero(run["loss"])[0] - 1]
    assert 0 < run["loss_fed"].sum() == pytest.approx(min(drawn, run["loss"].sum()))
    assert 0 < run["fed_line"].max() <= 3 and not run["fed_line"][-1]


@pytest.mark.parametrize("seed", range(5))
def test_rounding_pushes_nobody_over_the_cliff(seed):
    """Without a buffer and beyond the threshold the smallest shortfall sets off a large sale; noise is none."""
    g = np.random.default_rng(seed)
    market = cliff(
        buffer=0,
        position=g.uniform(1000, 2000, 200),
        impact=3e-5,
        impact_beyond=3e-5,
        required_return=0,
        passed_on=0,
        term_share=g.uniform(0, 1, 200),
    )
    shock = Shock(yield_change=[0.0] * 5)
    run = simulate(replace(market, volatility_memory=1.0), shock, ("forced_sale", "closed"))
    assert not run["closed"].any() and not run["forced_sale"].any()
    pushed = simulate(replace(market, volatility_memory=1.0), replace(shock, margin_rise=1e-10), ("forced_sale",))
    assert (pushed["forced_sale"].sum(axis=0) > 0.1 * market.position).mean() > 0.9


@pytest.mark.parametrize(
    ("build", "sentence"),
    (
        (
            lambda: Market(leverage=50, haircut=0.02),
            "Leverage 50 is too high: the haircut (2%) and the margin (1.05%) lock own money, so at most 32.8 times is possible.",
        ),
        (
            lambda: Market(leverage=[30, 100]),
            "Leverage 100 is too high: the haircut (1%) and the margin (1.05%) lock own money, so at most 48.8 times is possible.",
        ),
        (lambda: Market(haircut=1.1), "haircut is 1.1 of market value; it must be at most 1 of market value."),
        (lambda: Market(base_depth=0), "base depth is 0 $m; it must be at least 1e-12 $m."),
        (lambda: Market(impact=0), "impact is 0 per $bn; it must be at least 1e-12 per $bn."),
        (lambda: Market(position=math.nan), "position is nan $bn; it must be a finite number."),
        (lambda: Market(term_share=1.5), "term share is 1.5 of the repo; it must be at most 1 of the repo."),
        (lambda: Market(margin_rule="soft"), "margin rule is 'soft'; it must be 'none' or 'floor' or"),
        (lambda: Market(srf_open=2), "srf_open is 2; it must be True or False."),
        (lambda: Market(cash_floor=0.05), "cash floor is 5% of the position; it must be at most the buffer, 1.28%"),
        (lambda: Market(margin_floor=60), "margin floor is 60 bp of yield; it must be at most the margin cap, 50 bp"),
        (lambda: Market.from_buffer(-0.1), "buffer is -0.1 of the position; it must be at least 0 of the position."),
        (lambda: Shock(yield_change=5), "yield change is a single number; it must be a path with one number per day."),
        (lambda: Shock(yield_change=[]), "days is 0 days; it must be at least 1 days."),
        (lambda: Shock(yield_change=[1, 2], drain=[1, 2, 3]), "drain covers 3 days; yield change covers 2 days."),
        (lambda: standard_shock(foreign=1200), "foreign sales in all is 1200 $bn; it must be at most 1000 $bn."),
        (lambda: standard_shock(run_share=-0.1), "run share is -0.1 of the maturing loans; it must be at least 0"),
        (lambda: standard_shock(days=0), "days is 0 days; it must be at least 1 days."),
        (lambda: standard_shock(days=2.5), "days is 2.5; it must be one whole number."),
        (lambda: Market(position="much"), "position is 'much', which is not a number."),
        (lambda: Market(position=NEVER), "position is inf $bn; it must be a finite number."),
        (
            lambda: Market.from_buffer(0.01, leverage=30),
            "leverage is 30 x and buffer is 0.01 of the position; give one",
        ),
        (
            lambda: simulate(calm(), standard_shock(haircut_rise=1)),
            "haircut + rise is 1.01 of market value; it must be at",
        ),
        (lambda: simulate(calm(), standard_shock(margin_rise=-0.1)), "initial margin + rise is -0.08"),
        (
            lambda: simulate(calm(), standard_shock(rally=-3000)),
            "value of the note after the yield's changes is -0.08225",
        ),
        (lambda: simulate(crowded(impact_beyond=0.05), standard_shock()), "the note's price falls to -"),
        (lambda: Market(leverage=[30, 40], haircut=[0, 0, 0]), "do not fit together: leverage (2,), haircut (3,)."),
        (
            lambda: simulate(crowded(leverage=[30, 40]), standard_shock(foreign=[1, 2, 3])),
            "scenarios do not fit together",
        ),
    ),
)
def test_impossible_markets_are_refused_in_a_sentence(build, sentence):
    with pytest.raises(ValueError) as refused:
        build()
    assert sentence in str(refused.value) and str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "levers",
    (
        {"haircut": 0, "buffer": 0},
        {"dealer_room": 0, "dealer_inventory": 0},
        {"haircut": 1, "buffer": 0},
        {"margin_factor": 0, "haircut": 0, "buffer": 0.01},
        {"margin_multiple": 0, "margin_floor": 0, "haircut": 0.01},
        {"impact": 1e-12, "impact_beyond": 1e-12},
        {"base_half_spread": 0.1},
        {"passed_on": 1},
        {"line_cap": 1e6},
        {"srf_cap": 0},
        {"exit_speed": 100, "exit_limit": 1},
        {"duration": 0.01},
        {"days_to_delivery": 1},
    ),
)
def test_extremes_end_in_clean_books(levers):
    shock = standard_shock(
        40, rally=[100, -100, 60], foreign=[1000, 1000, 0], repo_spread=-500.0, run_share=(np.arange(40) == 12) * 1.0
    )
    run = simulate(crowded(**levers), shock, SERIES)
    assert max(identities(run).values()) < 1e-9
    assert not any(np.isnan(series).any() for series in run.series.values())
    assert run["loss"] == pytest.approx(run["loss_lender"] + run["loss_dealer"] + run["loss_fed"], abs=1e-12)


def test_every_field_has_a_range_and_a_place_in_the_docstring():
    names = {field.name for field in fields(Market)}
    assert names == set(quantities(Market)) | {"margin_rule", "srf_open"}
    assert {field.name for field in fields(Shock)} == set(PATHS)
    assert all(name in Market.__doc__ for name in names) and all(name in Shock.__doc__ for name in PATHS)


def test_examples_in_docstrings_run():
    for checked in (module, market_day, following, quantity_module):
        assert doctest.testmod(checked).failed == 0
