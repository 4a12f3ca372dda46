"""A day of calls and settlement: the timetable, and what adds up in it."""

from datetime import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.fund.margin import initial_margin
from basislib.fund.repo import cash_need
from basislib.fund.settlement import EVENTS, PARTIES, ROUNDS, SETTLED, margin_rise, payments
from basislib.parties import CLEARING_HOUSE, FUND, LENDER

SHARE = st.floats(0, 1)
PLACE = {event.name: place for place, event in enumerate(EVENTS)}


def test_the_timetable_of_the_exchange():
    """Chicago is an hour behind: paid at 7:30 and received at 8:30, after the noon cycle at 1:30, all of them a.m. and p.m."""
    hours = {event.name: (event.day, event.paid, event.received) for event in EVENTS}
    assert hours["noon call"] == (0, time(14, 30), time(14, 30))
    assert hours["evening call"] == (1, time(8, 30), time(9, 30))
    assert hours["new margin"] == (
        2,
        time(8, 30),
        time(9, 30),
    )  # announced on the evening of day 0, in force after day 1


def test_notes_settle_a_day_later_than_what_they_would_pay_for():
    assert SETTLED == {"notes": 1, "repo": 0, "futures": 0}


def test_events_stand_in_the_order_of_their_hours_and_have_fund_leg_and_source():
    assert [(event.day, event.paid) for event in EVENTS] == sorted((event.day, event.paid) for event in EVENTS)
    assert list(ROUNDS) == [(0, time(14, 30)), (0, time(17)), (1, time(8, 30)), (1, time(9, 30)), (2, time(8, 30))]
    assert len(PLACE) == len(EVENTS)
    for event in EVENTS:
        assert FUND in (event.payer, event.receiver) and event.other in (*PARTIES, LENDER)
        assert event.leg == ("futures" if event.other == CLEARING_HOUSE else "repo")
        assert len(event.source) > 20
        assert event.hour(-1.0) == event.paid and event.hour(1.0) == event.received


def test_the_largest_day_of_march_2020():
    """A rise of 0.9% at a haircut of 1%, a quarter at term: by hand."""
    paid = payments(0.009, 0.01)
    assert 1e4 * paid == pytest.approx([-45, 0.99 * 11.25, -45, 0.99 * 67.5, 0.99 * 11.25, 0, 0])
    assert 1e4 * payments(0.009, 0.01, late=1.0) == pytest.approx([-45, 0, -45, 0, 0, 0, 0.99 * 90])
    assert 1e4 * payments(-0.009, 0.01, late=1.0) == pytest.approx(
        [45, -0.99 * 11.25, 45, -0.99 * 67.5, -0.99 * 11.25, 0, 0]
    )


@given(g=st.floats(-1, 1), h=SHARE, tau=SHARE, late=SHARE, noon=SHARE, rise=SHARE)
def test_by_the_next_morning_it_is_the_cash_need_and_in_the_end_the_haircut(g, h, tau, late, noon, rise):
    paid = payments(g, h, tau, late, noon, rise)
    assert -paid[:5].sum() == pytest.approx(cash_need(g, h, tau, late=late), abs=1e-12)
    assert -paid.sum() == pytest.approx(h * g + rise, abs=1e-12)
    assert paid[PLACE["noon call"]] + paid[PLACE["evening call"]] == pytest.approx(-g, abs=1e-12)


@given(g=st.floats(-1, 0), h=SHARE, tau=SHARE, late=SHARE, noon=SHARE)
def test_a_fall_takes_cash_for_an_hour_at_most(g, h, tau, late, noon):
    """The lenders must be paid at half past eight, and the evening's settlement comes at half past nine."""
    paid = payments(g, h, tau, late, noon)
    by_hour = [
        sum(amount for event, amount in zip(EVENTS, paid, strict=True) if event.when(amount) <= hour) for hour in ROUNDS
    ]
    assert min(by_hour[:2] + by_hour[3:]) >= -1e-12
    assert by_hour[2] == pytest.approx(-g * noon + (1 - h) * g, abs=1e-12)


def test_many_days_at_once():
    many = payments([0.01, -0.01], [[0.0], [0.01], [0.02]], late=0.5, new_margin=0.002)
    assert many.shape == (len(EVENTS), 3, 2)
    assert many[:, 1, 0].tolist() == payments(0.01, 0.01, late=0.5, new_margin=0.002).tolist()
    assert not np.signbit(payments(0.0, 0.01)).any()


def test_the_margin_rises_after_a_large_move_either_way():
    up, down = margin_rise([0.009, -0.009])
    assert up == down == pytest.approx(4.5e-4 * 4.66 * ((0.94 * 25 + 0.06 * 400) ** 0.5 - 5))
    assert margin_rise(0.0) == 0  # the rule would lower it
    assert margin_rise(1.0) == pytest.approx(initial_margin(1e9, 4.5) - initial_margin(5, 4.5))  # the cap


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: payments(1.5, 0.01), "price move is 1.5 of market value"),
        (lambda: payments(0.01, 1.1), "haircut is 1.1 of market value"),
        (lambda: payments(0.01, 0.01, 2), "term share is 2 of the repo"),
        (lambda: payments(0.01, 0.01, late=-1), "late is -1 of the margin excess"),
        (lambda: payments(0.01, 0.01, by_noon=float("nan")), "part of the move by noon is nan of the move"),
        (lambda: payments(0.01, 0.01, new_margin=-1), "rise of the margin is -1 of market value"),
        (lambda: margin_rise(2), "price move is 2 of market value"),
        (lambda: margin_rise(0.01, duration=0), "duration is 0 years"),
    ],
)
def test_rubbish_gets_a_sentence(refused, words):
    with pytest.raises(ValueError) as caught:
        refused()
    assert str(caught.value).startswith(words)
