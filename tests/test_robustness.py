"""How sure: the draws, the signs that hold in them against section 10 of docs/model.md, and what holds without exception."""

import doctest
from dataclasses import replace

import numpy as np
import pytest

from basislib.market.flows import identities
from basislib.market.run import cliff, simulate, standard_shock
from basislib.policy import robustness as module
from basislib.policy.levers import CashBuffer, FundLine, LongTermHolders, Purchases, apply
from basislib.policy.robustness import (
    DRAW_OUTCOMES,
    DRAWS,
    STATEMENTS,
    WHERE,
    Sign,
    Statement,
    by_quarter,
    chained,
    compared,
    dash,
    drawn,
    holds,
    meeting,
    outcomes,
    setting,
    share,
    sign,
    under,
)
from basislib.policy.stress import NO_POLICY, Policy, policy_signs

pytestmark = pytest.mark.filterwarnings("error")

NEAR = 6  # points of a per cent: two standard errors of a share of 600 draws, in the text's draws and in ours

PRINTED = {  # lower, same, higher, % of the draws; what the text does not print is left out
    "hedged_purchases_narrow_the_peak": (100, None, None),
    "outright_purchases_narrow_the_peak": (100, None, None),
    "hedged_purchases_spare_sales": (92, 8, None),
    "large_outright_purchases_spare_sales": (94, None, 4),
    "outright_purchases_spare_sales": (82, 12, 6),
    "large_outright_purchases_leave_funds_larger": (49, None, 47),
    "late_purchases_leave_the_peak": (None, 96, None),
    "late_purchases_leave_sales": (21, 79, None),
    "a_buffer_spares_sales": (100, None, None),
    "a_leverage_cap_spares_sales": (98, None, None),
    "a_margin_with_a_buffer_spares_sales": (99, None, None),
    "stress_weight_in_margins_spares_sales": (96, None, None),
    "a_margin_floor_spares_sales": (61, 37, None),
    "slower_margins_spare_sales": (66, None, None),
    "a_haircut_raised_in_the_crisis_adds_sales": (None, 9, 90),
    "a_higher_haircut_beforehand_spares_sales": (89, 11, None),
    "cross_margining_kept_as_cash_spares_sales": (94, 5, None),
    "cross_margining_levered_up_adds_sales": (30, 30, 40),
    "a_run_adds_sales": (None, None, 97),
    "term_funding_spares_sales_in_a_run": (89, None, 9),
    "term_funding_changes_nothing_in_the_dash": (None, 82, None),
    "term_funding_with_a_one_way_clause_adds_sales": (None, None, 94),
    "term_funding_adds_sales_in_the_dash": (14, 41, 45),
    "dealers_room_narrows_the_peak": (92, None, None),
    "dealers_room_spares_sales": (73, None, None),
    "long_term_holders_narrow_the_peak": (98, None, None),
    "long_term_holders_spare_sales": (71, None, None),
    "a_line_spares_sales_where_calls_force_them": (95, 4, None),
    "a_line_spares_sales": (40, 60, None),
    "a_deadline_spares_sales_where_calls_force_them": (89, None, 5),
    "a_deadline_spares_sales": (37, None, 2),
    "without_lending_funds_shrink_in_a_squeeze": (None, None, 95),
    "without_lending_more_is_sold_in_a_squeeze": (35, None, 56),
    "without_lending_more_is_sold_in_the_dash": (15, 60, 25),
    "without_foreign_sales_less_is_sold": (71, None, 0),
    "without_foreign_sales_and_rules_less_is_sold": (5, 95, 0),
    "a_sell_off_sells_as_much_as_a_rally": (None, 84, None),
    "a_sell_off_sells_as_much_where_excess_is_late": (29, 34, 38),
    "excess_a_day_late_adds_sales": (3, 27, 69),
    "hedged_purchases_spare_more_than_outright": (39, 61, None),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_signs_as_printed(name):
    found = holds(name)
    ours = 100 * found.lower, 100 * found.same, 100 * found.higher
    for mine, printed in zip(ours, PRINTED[name], strict=True):
        assert printed is None or abs(mine - printed) <= NEAR, (name, ours)
    assert sum(ours) == pytest.approx(100) and 200 < found.draws <= 1000
    assert 100 * share(name) == pytest.approx(ours[("lower", "same", "higher").index(STATEMENTS[name].says)])


def test_where_the_signs_turn():
    """By quarters of a hidden parameter: section 10, "flips with a hidden parameter"."""
    gamma = by_quarter("hedged_purchases_spare_more_than_outright", "purchase_effect")
    assert [100 * each.lower for each in gamma] == pytest.approx([15, 42, 46, 52], abs=12)
    assert gamma[0].lower < gamma[1].lower - 0.15
    slack = by_quarter("without_lending_more_is_sold_in_a_squeeze", "lender_slack")
    assert 100 * slack[0].higher == pytest.approx(78, abs=12) and 100 * slack[-1].higher == pytest.approx(31, abs=12)
    assert sum(each.draws for each in slack) == holds("without_lending_more_is_sold_in_a_squeeze").draws


# ---- without exception, and nearly ------------------------------------------------------------------


def more(field, factor):
    return lambda market, shock: (replace(market, **{field: factor * np.asarray(getattr(market, field))}), shock)


def foreign(factor):
    return lambda market, shock: (market, replace(shock, foreign_sales=factor * shock.foreign_sales))


@pytest.mark.parametrize(
    ("change", "measure", "way", "exceptions"),
    (
        (more("impact_beyond", 1.3), "peak", 1, 0),
        (foreign(1.1), "peak", 1, 0),
        (more("passed_on", 1.5), "peak", -1, 0),
        (under(LongTermHolders(0.1)), "peak", -1, 0),
        (setting(substitution=2e4), "peak", -1, 0),
        (under(FundLine(20)), "forced", -1, 0),
        (under(FundLine(5)), "forced", -1, 0),
        (under(Purchases(20, 200, 6, hedged=1)), "peak", -1, 2),  # an early sale can spare a later one
        (under(Purchases(20, 200, 6)), "peak", -1, 2),
        (under(Purchases(20, 200, 6, hedged=1)), "sold", -1, 2),
        (foreign(0.0), "sold", -1, 5),
    ),
)
def test_what_hardly_ever_goes_the_other_way(change, measure, way, exceptions):
    case = dash(drawn())
    after, before = outcomes(*change(*case))[measure], outcomes(*case)[measure]
    assert np.sum(way * (after - before) < -1e-6) <= exceptions
    assert np.mean(abs(after - before) > 1e-6) > 0.05


def test_a_buffer_spares_sales_in_every_draw():
    market, shock = dash(drawn())
    after = outcomes(*apply(market, shock, CashBuffer(np.asarray(market.buffer) + 0.01)))
    assert (after["sold"] <= outcomes(market, shock)["sold"] + 1e-6).all()


# ---- the draws --------------------------------------------------------------------------------------


def test_draws_are_the_same_however_many_there_are_and_whatever_comes_behind():
    few, many = drawn(50), drawn(2000)
    behind = drawn(50, draws={**DRAWS, "drain": DRAWS["foreign"]})
    for name in DRAWS:
        assert np.array_equal(few[name], many[name][:50]) and np.array_equal(few[name], behind[name]), name
    assert not np.array_equal(drawn(50, seed=2)["buffer"], few["buffer"])


def test_the_draws_lie_where_the_specification_says():
    numbers = drawn(4000)
    for name, each in DRAWS.items():
        apart = numbers[name][numbers[name] != each.otherwise] if each.chance else numbers[name]
        assert each.low <= apart.min() and apart.max() <= each.high, name
        assert apart.mean() == pytest.approx((each.low + each.high) / 2, rel=0.05), name
        assert np.mean(numbers[name] == each.otherwise) == pytest.approx(each.chance, abs=0.03), name
    assert [DRAWS[name].chance for name in ("excess_returned", "cash_target", "drawdown_limit")] == [0.5, 0.25, 0.25]


def test_books_balance_in_the_draws():
    assert max(identities(simulate(*dash(drawn(200)))).values()) < 1e-9


def test_a_sign_counts_what_is_more_than_a_quarter():
    assert sign(np.array([-1, -0.2, 0, 0.2, 0.3])) == Sign(0.2, pytest.approx(0.6), 0.2, 5)
    assert sign(np.array([-1.0, 1.0]), np.array([True, False])) == Sign(1, 0, 0, 1)
    nothing = sign(np.array([1.0]), np.array([False]))
    assert nothing.draws == 0 and np.isnan(nothing.lower)


def test_events_come_on_top_of_what_the_shock_has():
    market, shock = meeting("drain", 200.0, 6, 6)(*dash(drawn(5)))
    assert shock.drain[5] == 200 and shock.drain.sum() == 200
    _, both = chained(meeting("repo_spread", 10, 3), meeting("repo_spread", 5, 58))(cliff(), standard_shock())
    assert both.repo_spread[[1, 2, 56, 57]].tolist() == [0, 10, 10, 15]


def test_policies_of_the_stress_test_over_the_same_draws():
    hedged = Policy("hedged", (Purchases(20, 200, 6, hedged=1),))
    found = policy_signs((NO_POLICY, hedged))
    assert found.loc["no policy", ["lower", "same", "higher"]].tolist() == [0, 1, 0]
    assert tuple(found.loc["hedged"]) == pytest.approx(tuple(vars(holds("hedged_purchases_spare_sales")).values()))
    peak = policy_signs((hedged,), "peak", "everywhere")
    assert peak.loc["hedged", "lower"] == holds("hedged_purchases_narrow_the_peak").lower


@pytest.mark.parametrize(
    ("call", "sentence"),
    (
        (lambda: holds("help_helps"), "statement is 'help_helps'; it must be 'hedged_purchases_narrow_the_peak' or"),
        (lambda: by_quarter("a_run_adds_sales", "luck"), "name is 'luck'; it must be 'buffer' or"),
        (lambda: drawn(1), "draws is 1; it must be at least 2."),
        (lambda: drawn(2.5), "draws is 2.5; it must be one whole number."),
        (lambda: compared(Statement(setting(), measure="pain")), "measure is 'pain'; it must be 'sold' or"),
        (lambda: compared(Statement(setting(), where="here")), "where is 'here'; it must be 'sells' or"),
        (lambda: policy_signs(where="bound"), "where is 'bound'; it must be 'sells' or 'called' or 'everywhere'."),
    ),
)
def test_the_impossible_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError) as refused:
        call()
    assert sentence in str(refused.value) and str(refused.value).endswith(".")


def test_every_statement_is_compared_by_something_known():
    for name, statement in STATEMENTS.items():
        assert statement.measure in DRAW_OUTCOMES and statement.where in WHERE, name
        assert statement.says in ("lower", "same", "higher"), name
    assert set(PRINTED) == set(STATEMENTS)


def test_examples_in_docstrings_run():
    assert doctest.testmod(module).failed == 0
