"""The money of a day: what one pays another receives, and the days hang together."""

import pytest

from basislib.figures import market_sheets, sector_accounts, style, t_accounts
from basislib.market.flows import SECTORS
from basislib.pages.three_legs import words
from basislib.parties import BANK, OF_A_MARKET, OF_A_TRADE
from basislib.scenes import market_days
from basislib.scenes import sector_accounts as scene


@pytest.mark.parametrize(
    ("market", "foreign", "day"), [("crowded", 300.0, 19), ("cliff", 480.0, 14), ("calm", 0.0, market_days.RUN_DAY)]
)
def test_each_row_sums_to_nothing(market, foreign, day):
    found = scene.compute(market, foreign, 39, day)
    assert len(found.rows) == 8 and {*found.change} == {*OF_A_MARKET}
    for kind, parts in found.rows.items():
        assert sum(parts.values()) == pytest.approx(0, abs=1e-9), kind
    for party, change in found.change.items():
        assert sum(parts[party] for parts in found.rows.values()) == pytest.approx(change, abs=1e-9), party


def test_the_change_is_from_close_to_close():
    before, after = (scene.compute("crowded", 300.0, 39, day) for day in (8, 9))
    assert {*after.change} == {*OF_A_MARKET}
    for party, change in after.change.items():
        assert after.cash[party] - before.cash[party] == pytest.approx(change, abs=1e-9), party


@pytest.mark.parametrize("day", [1, 9, 40])
def test_what_is_owned_less_what_is_owed_is_one_s_own(day):
    found = scene.compute("cliff", 300.0, 48, day)
    assert {*found.worth} == {*OF_A_MARKET}
    for party, worth in found.worth.items():
        assert sum(parts[party] for parts in found.sheets.values()) == pytest.approx(worth, abs=1e-9), party


def test_the_fund_s_cash_is_that_of_the_days():
    """Both pictures show one market."""
    days = market_days.compute(9, **market_days.usual("crowded"))
    found = scene.compute("crowded", 300.0, 39, 9)
    assert found.cash["fund"] == pytest.approx(days.cash[9])
    assert found.rows["variation_margin"]["fund"] == pytest.approx(-days.paid[9])
    assert found.worth["fund"] == pytest.approx(days.own_money[9])


def test_the_table_names_the_kinds_and_adds_up():
    found = scene.table(scene.compute("crowded", 300.0, 39, 9))
    assert found["item"].tolist()[-3:] == ["unpaid, losses", "change in cash", "cash at the close"]
    assert found["sum"].iloc[:-1].tolist() == [0.0] * 9
    sheets = scene.table(scene.compute("crowded", 300.0, 39, 9, "sheets")).set_index("item")
    assert sheets.loc["repo", "sum"] == 0 and sheets.loc["repo", "fund"] < 0


def test_pictures_and_models_know_the_same_parties():
    every = {*OF_A_MARKET, *OF_A_TRADE}
    assert set(market_sheets.NAMES) == set(sector_accounts.HEADS) == set(SECTORS) == set(OF_A_MARKET)
    assert set(style.PARTIES) | {BANK} == every == set(words.PARTIES["long"]) | set(OF_A_MARKET)
    assert set(t_accounts.PARTIES) | {BANK} == set(words.PARTIES["short"]) == set(OF_A_TRADE)
    assert {party: colour for party, (colour, _names) in t_accounts.PARTIES.items()}.items() <= style.PARTIES.items()
