"""The calm market with and without funds."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path

from basislib.figures import calm_market as chart
from basislib.scenes.calm_market import (
    ASKED,
    CAPPED,
    DAYS,
    DEAR,
    DEMAND,
    OWN_MONEY,
    POOR,
    RICHER,
    RISING,
    compute,
    table,
)

BRAKES = [{"leverage": CAPPED}, {"repo_rate": DEAR}, {"required_return": 6.0}]


def test_enough_money_makes_the_gap_what_funds_ask():
    calm = compute()
    assert calm.story == "hurdle"
    assert calm.gap == pytest.approx(calm.hurdle)
    asked = ASKED + RISING * calm.position
    assert calm.hurdle == pytest.approx(100 * asked / 4 / 30)  # on a thirtieth, for 90 days
    assert calm.earns == pytest.approx(asked) == pytest.approx(calm.required_return)
    assert compute(own_money=2 * OWN_MONEY).gap == pytest.approx(calm.gap)


def test_futures_held_are_notes_carried():
    for settings in ({}, {"own_money": POOR}, {"demand": 100}, *BRAKES):
        calm = compute(**settings)
        assert calm.held == pytest.approx(calm.position + calm.inventory)
        assert calm.held == pytest.approx(calm.demand * (1 - calm.gap / 25))  # 1% a year is 25 cents in 90 days
        assert calm.bill == pytest.approx(calm.held * calm.gap / 10)


@pytest.mark.parametrize("settings", BRAKES)
def test_a_brake_widens_the_gap_and_shrinks_the_position(settings):
    calm, braked = compute(own_money=60), compute(own_money=60, **settings)
    assert braked.gap > calm.gap and braked.position < calm.position and braked.held < calm.held


def test_buyers_who_leave_lose_half_the_rise_on_average():
    calm, capped = compute(), compute(leverage=CAPPED)
    rise, left = capped.gap - calm.gap, calm.held - capped.held
    lost = (capped.held * rise + left * rise / 2) / 10 * 360 / DAYS / 1000  # $bn a year
    assert capped.buyers_cost - calm.buyers_cost == pytest.approx(lost)


def test_what_a_cap_is_to_funds_hangs_on_their_own_money():
    gains = [compute(leverage=CAPPED, own_money=own).funds_gain - compute(own_money=own).funds_gain for own in (10, 20)]
    assert gains == [pytest.approx(-0.122, abs=0.001), pytest.approx(0.133, abs=0.001)]  # $bn a year


def test_more_money_of_poor_funds_is_the_buyers_gain():
    poor, richer = compute(own_money=POOR), compute(own_money=RICHER)
    assert (poor.story, poor.position, richer.position) == ("capital", 300, 600)
    assert poor.gap == pytest.approx(300 * 0.02 + (poor.held - 600) * 0.14)
    assert richer.bill < poor.bill and richer.held > poor.held
    assert richer.income < poor.income
    assert compute(own_money=RICHER, keenest=0.5).income > compute(own_money=POOR, keenest=0.5).income


@pytest.mark.parametrize(
    ("settings", "story"),
    [
        ({"demand": 100}, "no_trade"),
        ({"repo_rate": 3.75, "own_money": 40, "demand": 400}, "free"),
        ({"own_money": 0}, "capital"),
    ],
)
def test_the_stories_are_told_apart(settings, story):
    assert compute(**settings).story == story


def test_the_point_lies_on_both_lines():
    for settings in ({}, {"demand": 500}, {"repo_rate": 4.1}, {"room": 600}):
        calm = compute(**settings)
        for xs, ys in (calm.others_line, calm.funds_line):
            assert _on_the_line(xs, ys, calm.position) == pytest.approx(calm.gap)


def _on_the_line(xs, ys, at):
    pieces = zip(xs, xs[1:], ys, ys[1:], strict=False)
    return next(low + (at - x) / (end - x) * (high - low) for x, end, low, high in pieces if x <= at <= end and x < end)


def test_without_funds_it_is_the_market_of_funds_without_money():
    calm, bare = compute(), compute(own_money=0)
    assert calm.without == bare.now
    assert calm.gap_without == bare.gap
    assert calm.demand == DEMAND > bare.held


def test_the_table_rounds_what_the_picture_rounds():
    calm = compute()
    rows = table(calm).set_index("quantity")
    assert rows.loc["bid_ask_cents_per_100", "now"] == round(calm.now.bid_ask, 1)
    assert rows.loc["gap_cents_per_100", "now"] == calm.gap
    assert (rows["case"] == "hurdle").all()


@pytest.mark.parametrize("demand", [100, 300, 900, 1200])
def test_no_line_goes_through_the_name_of_the_dealers_and_buyers_line(demand):
    scene = compute(demand=demand)
    figure = Figure(figsize=chart.SIZE)
    chart.frame(figure, chart.view(scene))
    chart.draw(figure, scene)
    axes, renderer = figure.axes[0], FigureCanvasAgg(figure).get_renderer()
    name = next(text for text in axes.texts if text.get_text() == "dealers and buyers").get_window_extent(renderer)
    for line in (scene.funds_line, scene.others_line, ((demand, demand), axes.get_ylim())):
        assert not Path(axes.transData.transform(np.transpose(line))).intersects_bbox(name, filled=False)
