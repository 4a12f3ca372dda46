"""The links under one tool: the page's numbers, the states, and what funds keep."""

import numpy as np
import pytest

from basislib.policy.levers import LEVERS
from basislib.scenes import backstop_links as scene
from basislib.scenes.backstop import KINDS, scenario

CROWDED, CLIFF = (39, 0.5, "crowded"), (54, 0.0, "cliff")


def crowded(tool, shock="standard", **settings):
    return scene.compute(*CROWDED, shock, tool, **settings)


def numbers(chain, key):
    return next((link.without, link.with_tool, link.state) for link in chain.links if link.key == key)


def call(chain):
    return [sold[[*KINDS].index("call")] for sold in chain.sold]


def test_lending_stops_the_rate_and_keeps_funds_in_the_trade():
    """If lenders lose 200 billion: 126bp instead of 1,289, and 179 billion dollars sold in all instead of 427."""
    chain = crowded("facility", "drain")
    assert numbers(chain, "rate") == (pytest.approx(1289, abs=1), pytest.approx(126, abs=1), "stopped")
    assert [sold.sum() for sold in chain.sold] == pytest.approx([427, 179], abs=1)
    assert chain.said.key == "rate" and call(chain) == [0, 0]


def test_a_calm_lender_is_a_lender_who_stays():
    """In a run of a fifth funds sell 192 billion with a facility that calms nobody, 135 with one that calms all."""
    half = [crowded("facility", "run", calmed=share).unwilling[1] for share in (0, 50, 100)]
    assert half == pytest.approx([192, 167, 135], abs=1)
    assert half[2] == pytest.approx(crowded("line").unwilling[1])


def test_a_line_is_for_calls():
    """In the dash it finds none; if haircuts rise as well, it takes what calls force from 95 billion to nothing."""
    chain, bound = crowded("line"), crowded("line", "haircut")
    assert chain.said.key == "margin_call" and chain.said.state == "idle"
    assert chain.unwilling[0] == chain.unwilling[1] == pytest.approx(135, abs=0.5)
    assert call(bound) == pytest.approx([95, 0], abs=0.5)
    assert bound.said.state == "stopped" and "rate" in bound.others("worse")


def test_purchases_and_loans_to_foreigners_reach_what_makes_funds_sell():
    """135 billion to 10 and to 48; at the cliff 875 to 525."""
    assert crowded("hedged").unwilling == pytest.approx((135, 10), abs=0.5)
    assert crowded("foreign").unwilling == pytest.approx((135, 48), abs=0.5)
    assert scene.compute(*CLIFF, "standard", "hedged").unwilling == pytest.approx((875, 525), abs=1)


def test_foreigners_borrow_what_they_would_have_sold_until_the_sum_is_lent():
    shock = scenario("crowded", "standard")[1]
    path, lent = scene.lent_instead(shock, 1.0, 13)
    assert path.foreign_sales[:12].tolist() == shock.foreign_sales[:12].tolist()
    assert lent[[11, 12, 13, 14, 20]].tolist() == [0, 37.5, 75, 100, 100]
    assert path.foreign_sales.sum() + lent[-1] == pytest.approx(300)
    assert path.foreign_sales.min() >= 0
    assert scene.lent_instead(shock, 9.0, 1)[1][-1] == 300


def test_the_facility_alone_is_compared_with_none():
    """All other tools are added to the market as it is, with the facility open; its loans show on the Fed's books."""
    assert crowded("line").assets == pytest.approx((84, 84), abs=0.5)
    assert crowded("facility").assets == pytest.approx((0, 84), abs=0.5)
    assert crowded("foreign").assets[1] > 100


def test_a_purchase_that_lifts_nothing_is_a_hedged_one():
    bought = crowded("outright", effect=0.0)
    assert bought.unwilling == pytest.approx(crowded("hedged").unwilling, abs=1e-9)


def test_the_usual_size_of_a_tool_is_the_lever_s():
    lever = {row.name: row.lever for row in LEVERS}
    for key, name in (
        ("line", "line to the funds"),
        ("clearing", "central clearing"),
        ("floor", "haircut floor"),
        ("cap", "leverage cap"),
        ("buffer", "cash buffer"),
        ("term", "term funding"),
        ("steady", "steady margin"),
        ("deadline", "longer margin deadline"),
        ("holders", "more long-term holders"),
    ):
        assert vars(scene.lever(key, 1.0, 0)) == pytest.approx(vars(lever[name])), key


@pytest.mark.parametrize(
    ("fall", "state"),
    [(-0.06, "worse"), (-0.04, "same"), (0.04, "same"), (0.06, "eased"), (0.89, "eased"), (0.91, "stopped")],
)
def test_a_link_s_state_is_by_how_much_it_falls(fall, state):
    link = scene._link("rate", 100.0, 100.0 * (1 - fall), False)
    assert link.state == state and link.fall == pytest.approx(fall)


def test_what_is_not_pulled_is_idle():
    assert scene._link("rate", 0.9, 0.0, True).state == "idle"


def test_a_floor_beforehand_needs_new_own_money_or_eats_the_buffer():
    """Half a point more haircut on 830 billion is 4.15 of own money; or it is half a point of the buffer."""
    new, own = (crowded("floor", size=0.5, start=0, hold=hold) for hold in scene.HOLD)
    assert new.moved and own.moved
    assert new.own_money[1] - new.own_money[0] == pytest.approx(4.15)
    assert new.buffers[1] == pytest.approx(new.buffers[0])
    assert own.own_money[1] == pytest.approx(own.own_money[0])
    assert own.buffers[1] == pytest.approx(own.buffers[0] - 0.5)


def test_the_buffer_is_what_is_left_of_the_cash_for_each_note():
    """Margins rise by half and use up two thirds of it; none is left when haircuts rise by a point as well."""
    assert numbers(crowded("line"), "buffer")[0] == pytest.approx(65, abs=1)
    assert numbers(crowded("line", "haircut"), "buffer")[0] == pytest.approx(100)


def test_the_file_holds_every_link_and_every_kind_of_sale():
    chain = scene.compute(28, 1.0, "calm", "half", "relief")
    found = scene.table(chain)
    assert found["link"].tolist() == [*scene.LINKS.values(), *["sales"] * len(KINDS)]
    assert np.isfinite(found[["without", "with"]].to_numpy()).all()
