"""A reader's rules against the models they are run with, and against each single rule."""

import numpy as np
import pytest

from basislib.policy import desk as policy
from basislib.scenes.policy_frontier import FURTHEST, SAME_PRICE, against, alone, befallen, compute, outcome, table

OFF = dict(policy.OFF)


def desk(usable="yes", **rules):
    return compute(usable=usable, **OFF | rules)


def test_without_a_rule_nothing_is_spared_or_paid():
    found = desk()
    assert found.in_force == () and not found.has_score and found.main == ""
    assert found.is_free and found.brought == 0 and found.gaps[0] == found.gaps[1]
    assert found.moves == ("stays",) * 3 and found.sold == found.field.nothing == pytest.approx(31, abs=0.5)
    assert found.sure.same == 1


def test_a_rule_is_what_the_model_makes_of_it():
    found = desk(buffer=2.5)
    by_hand = policy.outcome(policy.levers(buffer=2.5), befallen())
    assert found.price == by_hand.wider and found.after.sold == pytest.approx(by_hand.sold)
    assert found.in_force == ("buffer",) and found.main == "buffer"
    assert found.score == pytest.approx(1)  # no other single rule is better at its price
    assert found.sure == policy.surely(policy.levers(buffer=2.5)) and found.sure.lower == 1


def test_rules_with_one_price_have_one_price_and_cash_leaves_least():
    prices = [outcome(((rule, size),)).wider for rule, size in SAME_PRICE.items()]
    assert prices == pytest.approx([prices[0]] * 2, rel=0.01)
    assert min(SAME_PRICE, key=lambda rule: alone(rule, SAME_PRICE[rule]).mean()) == "buffer"


def test_the_line_is_below_every_dot_at_its_price():
    field = against()
    paid = field.priced & (field.prices >= 0)
    line = [field.line[np.flatnonzero(field.line_prices <= price + 1e-9)[-1]] for price in field.prices[paid]]
    assert (np.array(line) <= field.dots[paid] + 1e-9).all() and (np.diff(field.line) <= 1e-9).all()
    assert field.line_prices[0] == 0 and field.line_prices[-1] >= FURTHEST


def test_rules_that_narrow_the_gap_have_nothing_to_be_compared_with():
    found = desk(clearing="offset")
    assert found.price < 0 and found.brought < 0 and not found.has_score
    assert found.moves == ("rises", "falls", "rises")


def test_a_mix_beats_the_best_single_rule():
    assert desk(buffer=2.0, term=60, margin="slow", deadline=3).score > 1.3


def test_a_buffer_that_may_not_be_used_hardly_spares_and_its_sign_flips():
    free, kept = desk(buffer=2.5), desk("no", buffer=2.5)
    assert free.sold < kept.sold and free.price == kept.price
    assert kept.sure.lower > 0.3 and kept.sure.higher > 0.3


def test_a_slow_margin_is_named_as_such():
    found = desk(margin="slow")
    assert found.main == "slow" and found.slows_margin and found.is_free


def test_the_reader_comes_first_in_the_table():
    rows = table(desk(buffer=2.0))
    assert rows["rule"].tolist()[:2] == ["your rules", "no rule"]
    assert rows["sold_on_average_percent"][0] == pytest.approx(alone("buffer", 2.0).mean())
    crises = [f"sold_{name}_percent" for name in ("first", "second", "third")]
    assert rows[crises].mean(axis=1).to_numpy() == pytest.approx(rows["sold_on_average_percent"].to_numpy())
