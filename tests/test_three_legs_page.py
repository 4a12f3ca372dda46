"""What page 02 says in states that are rare, and what its numbers are."""

import pytest

from basislib.pages.three_legs import explorers, words
from basislib.scenes import t_accounts
from basislib.scenes.profit_by_leg import HAIRCUT, LEVERAGE, MARGIN, talk


@pytest.mark.parametrize(
    ("settings", "said"),
    (
        ({"futures_price": 99.5}, ("0.5 points below the note", "the trade loses that")),
        ({"futures_price": 100.0}, ("as much as the note", "earns nothing but interest")),
        ({"contracts": 90}, ("10 of 100 notes have no future", "+200.00 cents are a bet")),
        ({"contracts": 120}, ("20 futures have no note", "−400.00 cents are a bet")),
    ),
)
def test_what_works_against_the_trade_is_said(settings, said):
    text = words.profit(talk(**settings)).text
    assert all(part in text for part in said)


def test_an_edge_that_works_for_the_trade_is_not():
    text = words.profit(talk()).text
    assert "if the prices meet" not in text and "nothing but" not in text and "bet" not in text


def test_a_gain_that_comes_a_day_late_takes_the_cash_of_a_night():
    usual = {"direction": "long", "leverage": LEVERAGE, "haircut": HAIRCUT, "initial_margin": MARGIN, "repo_rate": 4.0}
    same, late = (
        t_accounts.compute("day", day_move=explorers.RISE, excess=excess, **usual)
        for excess in ("same_day", "next_day")
    )
    assert (same.overdraft, late.overdraft) == pytest.approx((0, 3 - (100 / 30 - 2.05)))
    assert "comes tomorrow" in words.accounts(late).text and "less cash than it must pay" in words.accounts(late).text
    assert "hands over 2.97" in words.accounts(same).text


def test_one_day_is_one_day():
    explorer = explorers.profit()
    explorer.set(days=1)
    assert ", in 1 day." in explorer.words.value


def test_the_numbers_that_are_said():
    """As worked out by hand: 33.00 of repo, 2 × 30/182 of coupon, 2.5 cents for a note special by 30bp."""
    assert "+20.00 dollars and the future −19.99, so 1 cent is left" in words.profit_seen()
    assert "and nothing is left" in words.profit_seen()
    assert "brings 32.97" in words.interest() and "above 4.12%" in words.interest()
    assert "201 cents" in words.hedge()
    assert "83 times" in words.ceiling() and "31 times" in words.ceiling()
    assert "gives up the difference" in words.buyer_pays() and "20.00" in words.buyer_pays()
    assert "1 cent is left, as above" in words.short_seen()
    assert "that is 2.5 cents, more than the gap" in words.short_risks()


@pytest.mark.parametrize("shape", ["SIZE", "NARROW"])
def test_the_covered_picture_shows_no_leg(shape):
    """Every number of the legs lies in a box of the cover, on a wide screen and on a phone."""
    from matplotlib.figure import Figure

    from basislib.figures import profit_by_leg as chart
    from basislib.figures.fitting import extent
    from basislib.figures.marks import Words

    figure, scene = Figure(figsize=getattr(chart, shape)), talk()
    chart.frame(figure, chart.view(scene))
    chart.draw(figure, scene)
    boxes = chart.cover(figure, scene)
    numbers = figure.findobj(Words)
    assert len(numbers) == len(chart.LEGS) + len(chart.ADDED)
    for text in numbers:
        place = extent(text).transformed(figure.transFigure.inverted())
        assert place.x1 <= 1
        assert any(
            left <= place.x0 and bottom <= place.y0 and place.y1 <= bottom + height
            for left, bottom, _w, height in boxes
        )


def test_the_repo_rate_that_takes_all_is_told_only_where_there_is_interest():
    """Without coupon it is 0.12% for a cent, which says nothing about a note that pays one."""
    tiles = {True: words.profit(talk(coupon=4.0, repo_rate=4.0)).tiles, False: words.profit(talk()).tiles}
    for is_there, shown in tiles.items():
        assert ("Repo rate that takes all" in dict(shown)) is is_there


def test_the_days_of_the_cent_are_told_only_where_a_cent_is_left():
    assert "takes 90 days" in words.profit(talk()).text
    for changes in ({"contracts": 80}, {"contracts": 120}, {"slippage": 5}, {"costs": 3}):
        assert "90 days" not in words.profit(talk(**changes)).text, changes
