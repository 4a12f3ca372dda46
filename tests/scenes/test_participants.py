"""The cards of the participants."""

from datetime import date

import pytest

from basislib.scenes.participants import FACTS, compute, participants, table


@pytest.mark.parametrize("party", participants())
@pytest.mark.parametrize("day", ["calm", "bad"])
def test_each_card_says_what_the_table_says(party, day):
    card = compute(party, day)
    row = table(card).set_index("party").loc[party]
    assert card.facts == {**row[list(FACTS)], "day": row[f"{day}_day"]}
    assert card.name == row["name"]
    assert 2 <= len(card.measures) <= 3


def test_the_measures_are_of_the_right_size():
    before, after = compute("dealer").measures
    assert (before.day, after.day) == (date(2020, 3, 4), date(2020, 3, 18))
    assert (round(before.value), round(after.value)) == (232, 272)  # $bn
    bought, net = compute("buyer").measures
    assert 0 < net.value < bought.value
    assert [measure.value for measure in compute("ccp").measures[1:]] == [25, 140]
