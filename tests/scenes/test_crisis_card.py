"""A crisis day by day, against the desk's own account of the same rule."""

import pytest

from basislib.policy.desk import DAYS
from basislib.scenes.crisis_card import RULES, SEALED, Sealed, compute, table
from basislib.scenes.policy_frontier import COUNT, alone, outcome


@pytest.mark.parametrize("rule", [rule for rule, settings in RULES.items() if settings])
def test_what_is_sold_by_the_end_is_the_desks_loss(rule):
    ((name, size),) = RULES[rule].items()
    for at, crisis in enumerate(COUNT):
        without, with_it = compute(crisis, rule, DAYS).sold_share
        assert without == pytest.approx(outcome().sold[at])
        assert with_it == pytest.approx(alone(name, size)[at])


def test_a_new_floor_sells_more_than_none_and_an_old_one_less():
    new, old = (compute("third", rule, DAYS).sold_share for rule in ("new", "floor"))
    assert old[1] < old[0] == new[0] < new[1]


def test_day_0_has_sold_nothing():
    card = compute("second", "term", 0)
    assert card.sold_share == (0, 0) and not card.ends and len(table(card)) == 1
    assert card.widest == (card.dislocation[0][0], card.dislocation[1][0])


def test_a_sealed_card_tells_nothing():
    card = compute(SEALED, "term", 20)
    assert isinstance(card, Sealed) and table(card)["state"].tolist() == [SEALED] * 3


def test_what_is_sold_is_told_apart_by_why():
    """Section 10 of docs/model.md: 19 for calls, 27 because lenders left, 1 as a precaution, 9 at loss limits."""
    shares = compute("first", "term", DAYS).shares[0]
    assert list(shares.values()) == pytest.approx([19, 27, 1, 9], abs=0.6)
