"""What funds sell by the size of the foreign sale: against the daily market, and against docs/model.md."""

import pytest

from basislib.scenes import foreign_sale as scene
from basislib.scenes import market_days
from basislib.scenes.market_days import DAYS, usual


def test_each_size_is_the_market_of_that_size():
    found = scene.compute(**scene.of_market("cliff", foreign=125))
    for size in (0, 125, 480):
        alone = market_days.compute(DAYS, **usual("cliff", foreign=size))
        place = list(found.sizes).index(size)
        sold = 100 * alone.kinds.sum(axis=1) / alone.position[0]
        assert found.sold[:, place] == pytest.approx(sold)
        assert found.widest[place] == pytest.approx(alone.dislocation.max())


def test_the_foreign_sale_is_alive():
    """Section 10 of docs/model.md has 1, 8, 17 and 37% at 39.1 times; here it is 39."""
    sold = [scene.compute(**scene.of_market("crowded", foreign=size)) for size in (0, 240, 300, 480)]
    assert [round(each.unwilling[each.here]) for each in sold] == [1, 8, 16, 36]
    assert [each.sizes[each.here] for each in sold] == [0, 240, 300, 480]


def test_without_rules_crowded_funds_sell_nothing_at_any_size():
    assert scene.compute(**scene.of_market("crowded", rules="none")).sold.max() == 0


@pytest.mark.parametrize(
    ("market", "calls", "losses"), [("calm", 0.41, 0.47), ("crowded", 0.75, 0.91), ("cliff", 1.91, 2.16)]
)
def test_both_spiral_numbers(market, calls, losses):
    """Section 10 of docs/model.md."""
    found = scene.compute(**scene.of_market(market))
    assert (round(found.number, 2), round(found.loss_number, 2)) == (calls, losses)


def test_a_loss_of_one_per_cent_brings_the_next():
    """Crowded: 2% of 830 are 16.6; times 0.14 is 2.324 cents; at 39 times 0.906% of own money."""
    found = scene.compute(**scene.of_market("crowded"))
    out = 0.01 / found.width * found.position
    assert found.leverage * found.impact * out / 100 == pytest.approx(found.loss_number) == pytest.approx(0.90636)


def test_the_table_has_a_row_a_size():
    table = scene.table(scene.compute(**scene.of_market("crowded", foreign=305)))
    assert len(table) == 50 and 305 in set(table["foreign_sale"])
    assert set(scene.KINDS) < set(table)
