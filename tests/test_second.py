"""A second, small sector of funds: nothing changes without it, money is conserved with it, the plain version agrees."""

from types import SimpleNamespace

import numpy as np
import pytest

from basislib.market.flows import identities, net_worths
from basislib.market.run import SERIES, UNWILLING, Shock, cliff, crowded, simulate, standard_shock
from basislib.market.second import OWN, Decision, Second, Together, recorded
from basislib.market.state import Day
from tests import plain_market
from tests.model_text import numbers
from tests.test_market import NAMES, any_market, any_shock, one_of_many, scaled_gap

pytestmark = pytest.mark.filterwarnings("error")
OF_BOTH = {name: short for name, short in NAMES.items() if name not in ("fed_line", "drawdown", "drawdown_sale")}
OF_SECOND = {
    "position": "Q",
    "cash": "C",
    "own_money": "W",
    "overnight_repo": "Ro",
    "term_repo": "Rm",
    "term_spread": "s_m",
    "unpaid": "O",
    "loss": "loss",
    "forced_sale": "x",
    "voluntary_sale": "u",
    "run_sale": "z",
    "precaution_sale": "yp",
    "term_share": "tau",
}


def any_second(g, market, n, days, largest=60.0):
    """Draw n second sectors anywhere, and decisions without sense."""
    tau = g.uniform(0, 1, (days, n)) * (g.random((days, n)) < 0.7)
    wanted = g.uniform(0, 0.05, (days, n)) * (g.random((days, n)) < 0.3)
    sales = g.uniform(-largest, largest, (days, n)) * (g.random((days, n)) < 0.5)
    return Second(
        position=g.uniform(0, largest, n) * (g.random(n) < 0.9),
        leverage=1 / (1 / np.asarray(market.leverage) + g.uniform(0, 0.02, n)),
        term_share=g.uniform(0, 1, n) * (g.random(n) < 0.8),
        term_days=np.where(g.random(n) < 0.2, 1.0, g.uniform(1, 60, n)),
        term_premium=g.uniform(-5, 40, n),
        decide=recorded(sales, tau, wanted),
    ), (sales, tau, wanted)


def holding(days, tau=0.35, wanted=0.0):
    return recorded(np.zeros(days), np.full(days, tau), np.full(days, wanted))


def test_with_nothing_in_it_the_market_is_the_same_bit_for_bit():
    g = np.random.default_rng(7)
    market, shock = any_market(g, 400), any_shock(g, 400, 30)
    second, _ = any_second(g, market, 400, 30)
    none = Second(0.0, second.leverage, second.decide, second.term_share, second.term_days, second.term_premium)
    alone, beside = simulate(market, shock, SERIES), simulate(market, shock, SERIES, none)
    for name in SERIES:
        assert np.array_equal(alone[name], beside[name]), name
    assert not beside.beside["position"].any() and not beside.beside["cash"].any()


@pytest.mark.parametrize("seed", range(8))
def test_money_is_conserved_whatever_it_decides(seed):
    g = np.random.default_rng(seed)
    market, shock = any_market(g, 100), any_shock(g, 100, 30)
    second, _ = any_second(g, market, 100, 30)
    run = simulate(market, shock, SERIES, second)
    found = identities(run)
    assert max(found.values()) < 1e-9, found
    for name, series in (*run.series.items(), *run.beside.items()):
        assert not np.isnan(series).any(), name
    for name in ("position", "cash", "forced_sale", "run_sale", "precaution_sale", "loss", "overnight_repo"):
        assert (run.beside[name] >= 0).all(), name


def test_the_plain_version_agrees():
    g = np.random.default_rng(3)
    market, shock = any_market(g, 250), any_shock(g, 250, 30)
    second, paths = any_second(g, market, 250, 30)
    run = simulate(market, shock, SERIES, second)
    assert run.beside["loss"].any(axis=0).sum() > 3 and run.beside["forced_sale"].any(axis=0).sum() > 50
    for at in range(250):
        values, shocks = one_of_many(market, shock, at)
        alone = {name: np.asarray(value)[at].item() for name, value in vars(second).items() if np.ndim(value)}
        decided = dict(zip(("sale", "term", "wanted"), (path[:, at].tolist() for path in paths), strict=True))
        records = plain_market.run(SimpleNamespace(**values), shocks, SimpleNamespace(**alone, **decided))
        for name, short in OF_BOTH.items():
            plain = np.array([record[short] for record in records])
            assert scaled_gap(run[name][:, at], plain) < 2e-8, (at, name)
        for name, short in OF_SECOND.items():
            plain = np.array([record["two"][short] for record in records])
            assert scaled_gap(run.beside[name][:, at], plain) < 2e-8, (at, name)


CASES = {  # row of the table in section 14 of docs/model.md: market, leverage, sold on day 6, term share, cash wanted
    "crowded, holds": (crowded(), 39.0, 0.0, 0.35, 0.0),
    "crowded, sells 2.5 on day 6": (crowded(), 39.0, 2.5, 0.35, 0.0),
    "crowded, all for a term": (crowded(), 39.0, 0.0, 1.0, 0.0),
    "crowded, cash of 2%": (crowded(), 39.0, 0.0, 0.35, 0.02),
    "cliff, lam1 = 5e-5, holds": (cliff(impact_beyond=5e-5), 54.0, 0.0, 0.35, 0.0),
}


def test_known_answers_in_both_versions():
    known = numbers("second sector", "Q2_60")
    assert set(known) == set(CASES)
    for name, (market, leverage, sold, tau, wanted) in CASES.items():
        paths = sold * (np.arange(1, 61) == 6), np.full(60, tau), np.full(60, wanted)
        own = simulate(
            market, standard_shock(), SERIES, Second(5.0, leverage, recorded(*paths), 0.35, 30.0, 25.0)
        ).beside
        sums = [own[kind].sum() for kind in ("forced_sale", "precaution_sale")]
        found = [own["position"][-1], *sums, own["cash"][-1], own["own_money"][-1], own["loss"].sum()]
        assert found == pytest.approx(known[name], rel=1e-8, abs=1e-9), name
        given = {"position": 5.0, "leverage": leverage, "term_share": 0.35, "term_days": 30.0, "term_premium": 25.0}
        decided = dict(zip(("sale", "term", "wanted"), (path.tolist() for path in paths), strict=True))
        values, shocks = one_of_many(market, standard_shock(), 0)
        days = [
            each["two"]
            for each in plain_market.run(SimpleNamespace(**values), shocks, SimpleNamespace(**given, **decided))
        ]
        plain = [sum(day[key] for day in days) for key in ("x", "yp", "loss")]
        last = days[-1]
        assert [last["Q"], *plain[:2], last["C"], last["W"], plain[2]] == pytest.approx(known[name], rel=1e-7, abs=1e-9)


def test_one_scenario_is_as_in_a_batch():
    days = 20
    many = Second(np.array([5.0, 1.0]), 35.0, holding(days), 0.35, 30.0, 10.0)
    one = Second(5.0, 35.0, holding(days), 0.35, 30.0, 10.0)
    batch = simulate(crowded(), standard_shock(days), SERIES, many)
    alone = simulate(crowded(), standard_shock(days), SERIES, one)
    for name in alone.beside:
        assert alone.beside[name] == pytest.approx(batch.beside[name][:, 0], rel=1e-12, abs=1e-12), name


def test_a_fund_like_the_first_without_its_rules_fares_like_it():
    """The first sector sells nothing here, and the second is as it: what they earn on own money is the same."""
    market = crowded(cash_target=0, drawdown_limit=0, exit_limit=0)
    second = Second(8.3, market.leverage, holding(60, market.term_share), market.term_share, market.term_days)
    run = simulate(market, standard_shock(), SERIES, second)
    assert not run["forced_sale"].any()
    assert 100 * run.beside["own_money"] == pytest.approx(run["own_money"], rel=1e-12)
    assert 100 * run.beside["cash"] == pytest.approx(run["cash"], rel=1e-9)


def test_its_orders_move_the_price_for_everybody():
    days = np.arange(1, 21)
    sells = recorded((days == 3) * 5.0, np.full(20, 0.3), np.zeros(20))
    quiet = Shock(yield_change=np.where(days % 2, 5.0, -5.0))
    second = Second(5.0, 30.0, sells, 0.3)
    run = simulate(crowded(), quiet, SERIES, second)
    alone = simulate(crowded(), quiet, SERIES, Second(5.0, 30.0, holding(20, 0.3), 0.3))
    moved = run["dislocation"][3] - alone["dislocation"][3]
    assert moved == pytest.approx(5.0 * crowded().impact) and run.beside["position"][3] == 0


def test_term_loans_are_struck_at_once_and_run_off_slowly():
    wanted = np.concatenate((np.full(5, 0.8), np.zeros(15)))
    second = Second(5.0, 30.0, recorded(np.zeros(20), wanted, np.zeros(20)), 0.2, 30.0, 15.0)
    run = simulate(crowded(), Shock(yield_change=np.zeros(20)), SERIES, second)
    tau, spread = run.beside["term_share"], run.beside["term_spread"]
    assert tau[1] == 0.8 and tau[6] == pytest.approx(0.8 * 29 / 30) and tau[20] == pytest.approx(0.8 * (29 / 30) ** 15)
    assert spread[0] == 15 and spread[1] == pytest.approx(
        (0.2 * 29 / 30 * 15 + 0.6 * 15 + 0.2 / 30 * 15) / 0.8, abs=0.5
    )


def test_a_run_takes_what_falls_due():
    run_day = (np.arange(1, 11) == 4) * 0.5
    sold = []
    for tau in (0.0, 1.0):
        second = Second(6.0, 30.0, holding(10, tau), tau, 30.0)
        run = simulate(crowded(), Shock(yield_change=np.zeros(10), run_share=run_day), SERIES, second)
        sold.append(run.beside["run_sale"][4])
    assert sold == pytest.approx([3.0, 3.0 / 30])


def test_cash_it_wants_is_raised_by_selling():
    second = Second(5.0, 39.0, holding(10, 0.35, 0.02), 0.35)
    run = simulate(crowded(), Shock(yield_change=np.full(10, 5.0)), SERIES, second)
    cash = run.beside["cash"] / run.beside["position"]
    assert run.beside["precaution_sale"][1] > 0 and cash[0] < 0.011
    assert cash[1:] == pytest.approx(0.02, rel=0.05)


def test_what_is_sold_anyhow_counts_for_the_cash():
    days = np.arange(1, 6)
    run = simulate(
        crowded(),
        Shock(yield_change=np.full(5, 5.0)),
        SERIES,
        Second(5.0, 39.0, recorded((days == 1) * 3.0, np.full(5, 0.35), np.full(5, 0.02)), 0.35),
    )
    own = run.beside
    assert own["precaution_sale"][1] > 0 and own["precaution_sale"][1] + own["voluntary_sale"][1] == pytest.approx(3.0)


def test_it_may_default_and_others_bear_the_loss():
    market = cliff(impact_beyond=5e-5, exit_limit=0)
    second = Second(10.0, market.leverage, holding(60, 0.5), 0.5)
    run = simulate(market, standard_shock(), SERIES, second)
    assert run.beside["closed"][-1] and run.beside["loss"].sum() > 0
    worth = net_worths(run)
    assert set(worth) == {"fund", "lender", "clearing house", "dealer", "real money", "foreign official", "Fed"}
    for name in (*UNWILLING, "voluntary_sale"):
        after = int(run.beside["closed"].argmax()) + 1
        assert not run.beside[name][after:].any(), name


def test_it_decides_on_what_was_yesterday():
    seen = []

    def decide(morning):
        seen.append((morning.day, morning.market.dislocation, morning.own.cash, morning.haircut))
        return Decision(0.0, 0.3, 0.0)

    run = simulate(crowded(), standard_shock(20), SERIES, Second(5.0, 30.0, decide, 0.3))
    assert [day for day, *_ in seen] == list(range(1, 21))
    for day, gap, cash, _haircut in seen:
        assert gap == run["dislocation"][day - 1] and cash == run.beside["cash"][day - 1]


def test_its_own_fields_are_all_fields_of_a_day():
    assert set(Day.__dataclass_fields__) >= OWN | Together.SUMMED


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: Second(-1.0, 30.0, holding(3)), "position"),
        (lambda: Second(1.0, 30.0, holding(3), term_share=1.5), "term share"),
        (lambda: recorded([0.0, np.nan], [0, 0], [0, 0]), "sale"),
        (lambda: simulate(crowded(), standard_shock(3), SERIES, Second(1.0, 90.0, holding(3))), "free cash"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(build, sentence):
    with pytest.raises(ValueError, match=sentence):
        build()
