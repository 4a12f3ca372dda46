"""The episodes against the tables they are read from, against runs made by hand, and what is said of them."""

import doctest
from dataclasses import fields
from datetime import date

import numpy as np
import pandas as pd
import pytest

from basislib import datasets, flows
from basislib import episodes as module
from basislib.episodes import (
    EVENTS,
    FOREIGN,
    KEPT,
    MEASURES,
    RANGES,
    TOLERANCE,
    WINDOWS,
    Record,
    Unknowns,
    episode,
    foreign_sales,
    market_of,
    monte_carlo,
    outcomes,
    records,
    run,
    target_range,
    verdict,
)
from basislib.market import KEEP, Market, Shock, simulate
from basislib.pages import episodes as page

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(params=WINDOWS)
def found(request):
    return episode(request.param)


# ---- the record -----------------------------------------------------------------------------------------


def test_the_examples_in_the_docstrings():
    assert doctest.testmod(module).failed == 0


def test_four_episodes_are_six_weeks_and_one_is_a_year():
    assert {key: len(episode(key).days) - 1 for key in WINDOWS} == {
        "sep2019": 30, "mar2020": 30, "y2022": 229, "nov2023": 30, "apr2025": 30}


def test_yields_are_those_of_the_table_without_a_gap(found):
    table = datasets.load("treasury_yields_episodes").set_index("date")["dgs10"]
    assert [float(table[pd.Timestamp(day)]) for day in found.days] == found.yields.tolist()
    assert max(np.diff([day.toordinal() for day in found.days])) <= 4


def test_the_day_table_of_the_episode_has_the_same_yields_and_rates(found):
    window = WINDOWS[found.key]
    rows = datasets.load(found.key).dropna(subset=["dgs10"])
    days = rows[window.event_day].dt.date
    for day, dgs10, sofr in zip(days, rows["dgs10"], rows["sofr"], strict=True):
        if found.days[0] <= day <= found.days[-1]:
            assert found.yields[found.days.index(day)] == dgs10, day
            assert found.sofr[found.sofr_days.index(day)] == sofr, day


def test_each_event_is_noted_in_the_episodes_table(found):
    """For 2022 the table has months; 24 October is in its October row."""
    window = WINDOWS[found.key]
    rows = datasets.load(found.key)
    noted = {day.date() for day, words in zip(rows[window.event_day], rows[window.event], strict=True) if words}
    if found.key == "y2022":
        assert {(day.year, day.month) for day in EVENTS["y2022"]} <= {(day.year, day.month) for day in noted}
    else:
        assert set(EVENTS[found.key]) <= noted
    assert all(found.days[0] <= day <= found.days[-1] for day in found.events)


def test_events_stand_in_order_and_are_short(found):
    days = list(found.events)
    assert days == sorted(days)
    assert all(len(words) <= 40 and not words.endswith(".") for _, words in found.events.values())


@pytest.mark.parametrize(("key", "text"), [("sep2019", 5.4), ("mar2020", 4.28), ("nov2023", 7.9), ("apr2025", 6.36)])
def test_volatility_before_is_near_that_of_the_model_text(key, text):
    """The model text has other windows and weights; 20% apart at most."""
    assert episode(key).volatility == pytest.approx(text, rel=0.2)


def test_the_night_of_17_september_2019_is_309bp_above_day_0():
    found = episode("sep2019")
    day_0 = dict(zip(found.sofr_days, found.sofr, strict=True))[found.days[0]]
    assert (day_0, found.upper[0]) == (2.16, 2.25)
    assert found.repo_spread[found.at(date(2019, 9, 17)) - 1] == pytest.approx(300 + 9, abs=1e-9)


def test_a_change_of_the_feds_range_alone_is_no_dearer_repo():
    """In 2022 the range rose by 4.25 points; SOFR stood 20bp below its top on the first and the last day."""
    found = episode("y2022")
    assert found.upper[-1] - found.upper[0] == 4.25
    assert found.repo_spread[-1] == pytest.approx(0, abs=1e-9)
    assert np.abs(found.repo_spread).max() < 10


def test_the_range_on_a_day_between_two_rows_is_that_of_the_row_before():
    upper, lower = target_range((date(2022, 7, 15), date(2022, 7, 29)))
    assert upper.tolist() == [1.75, 2.5] and lower.tolist() == [1.5, 2.25]


def test_futures_sold_are_those_of_the_reports():
    march, april = episode("mar2020"), episode("apr2025")
    assert march.short_days[0] == date(2020, 2, 18) and march.short_days[-1] == date(2020, 3, 31)
    assert round(march.shorts[0]) == 659 and round(march.shorts[-1]) == 535
    assert april.short_days[0] == date(2025, 3, 25) and round(april.shorts[0]) == 977
    assert episode("nov2023").short_days == (date(2023, 9, 26), date(2023, 12, 26))


def test_the_published_sizes_are_63_and_72_per_cent_of_the_futures_sold():
    """$830bn in September 2025 is twice the peak of early 2020 (Monin, June 2026)."""
    table = datasets.load("cftc_positions_quarterly")
    late = page.sold_in(table, date(2025, 9, 30))
    assert 830 / late == pytest.approx(0.723, abs=5e-4)
    assert 830 / 2 / episode("mar2020").shorts[0] == pytest.approx(0.63, abs=5e-3)
    assert RANGES["share"][0] < 0.63 and RANGES["share"][1] > 0.723


def test_what_the_fed_did_day_by_day():
    march, september = episode("mar2020"), episode("sep2019")
    assert march.fed.sum() == 912
    assert march.fed[march.at(date(2020, 3, 13))] == 37 and march.fed[march.at(date(2020, 3, 12))] == 0
    assert september.fed[september.at(date(2019, 9, 17))] == pytest.approx(53.15)
    assert september.fed[:september.at(date(2019, 9, 17))].sum() == 0
    assert all(np.isnan(episode(key).fed).all() for key in ("y2022", "nov2023", "apr2025"))


def test_an_unknown_episode_is_refused():
    with pytest.raises(ValueError, match="episode is 'svb2023'; it must be 'sep2019' or"):
        episode("svb2023")


# ---- one rule for all -----------------------------------------------------------------------------------


def test_only_what_was_observed_differs():
    markets = [market_of(episode(key), Unknowns()) for key in WINDOWS]
    differ = {field.name for field in fields(Market) if len({getattr(each, field.name) for each in markets}) > 1}
    assert differ == {"position", "volatility", "leverage"}  # the leverage follows from margin, haircut and buffer
    assert {round(each.buffer, 12) for each in markets} == {0.012}


def test_the_repo_rate_is_the_observed_one_and_purchases_do_not_move_the_value(found):
    ran = run(found, Unknowns(), ("repo_spread", "value", "bought"))
    assert ran["repo_spread"][1:] == pytest.approx(found.repo_spread, abs=1e-9)
    assert ran["value"] == pytest.approx(1 - 4.5e-4 * np.concatenate([[0], np.cumsum(found.moves)]), rel=1e-9)


@pytest.mark.parametrize("days", [1, 8, 12.0, 12.5, 17])
def test_foreigners_sell_what_is_published_and_only_in_march_2020(days):
    sold = foreign_sales(episode("mar2020"), days)
    assert sold.sum() == pytest.approx(FOREIGN, rel=1e-12)
    assert sold[:episode("mar2020").at(date(2020, 3, 9)) - 1].sum() == 0
    assert sold[episode("mar2020").at(date(2020, 3, 9)) - 1] > 0
    assert all(np.all(foreign_sales(episode(key), days) == 0) for key in WINDOWS if key != "mar2020")


def test_a_run_is_that_of_a_market_and_a_shock_made_by_hand():
    table = datasets.load("treasury_yields_episodes").set_index("date")["dgs10"]
    moves = 100 * np.diff(table["2025-03-31":"2025-05-13"])
    before = 100 * np.diff(table["2025-03-03":"2025-03-31"])
    rates = datasets.load("money_market_rates").set_index("date")["sofr"]["2025-03-31":"2025-05-13"].dropna()
    market = Market.from_buffer(0.004, position=0.65 * episode("apr2025").shorts[0], term_share=0.75,
                                volatility=np.sqrt((before ** 2).mean()), haircut=0.0, slope=0.0, shortage_slope=0.0)
    plain = simulate(market, Shock(moves, repo_spread=100 * (rates - rates.iloc[0]).to_numpy()[1:]))
    ran = run(episode("apr2025"), Unknowns(buffer=0.004, term_share=0.75, haircut=0.0))
    assert plain["forced_sale"].sum() > 1
    for name in ("position", "forced_sale", "dislocation"):
        assert ran[name] == pytest.approx(plain[name], rel=1e-9, abs=1e-12)


def test_what_one_party_pays_another_receives(found):
    for unknowns in (Unknowns(), Unknowns(buffer=0.005, term_share=0.75, haircut=0.0)):
        worst = max(np.max(np.abs(gap)) for gap in flows.identities(run(found, unknowns, ())).values())
        assert worst < 1e-8


# ---- record and model -----------------------------------------------------------------------------------


def test_what_is_on_record():
    march = records(episode("mar2020"))
    assert set(march) == set(MEASURES)
    assert march["fall"].low == pytest.approx(18.8, abs=0.05) and march["fall"].high == 20
    assert march["dealers"].low == pytest.approx(40.0, abs=0.05) and march["dealers"].high == pytest.approx(70, abs=0.2)
    assert march["spread"] == Record(pytest.approx(1.6), 5.0, "5 years and 30 years")
    assert [records(episode(key))["fall"].high for key in ("sep2019", "nov2023", "apr2025")] == [0, 0, 0]
    assert records(episode("y2022"))["fall"].low == pytest.approx(16.6, abs=0.05)
    assert {key: set(records(episode(key))) for key in ("y2022", "nov2023", "apr2025")} == {
        "y2022": {"fall"}, "nov2023": {"fall"}, "apr2025": {"fall", "dealers", "spread"}}


def test_the_measures_of_a_run():
    ran = run(episode("mar2020"), Unknowns(), (*KEPT, *KEEP))
    measures = outcomes(ran)
    assert measures["fall"] == pytest.approx(100 * (1 - ran["position"].min() / ran["position"][0]))
    assert measures["gap"] == pytest.approx(1e4 * ran.summary()["peak"])
    assert measures["spread"] == pytest.approx(ran.summary()["spread_multiple"])
    assert set(measures) == set(MEASURES) == set(TOLERANCE)


def test_a_draw_of_the_many_is_the_same_alone():
    drawn = monte_carlo(50, seed=3)
    one = Unknowns(**{field.name: float(getattr(drawn.unknowns, field.name)[7]) for field in fields(Unknowns)})
    for key in WINDOWS:
        alone = outcomes(run(episode(key), one))
        assert {name: drawn.found[key][name][7] for name in MEASURES} == pytest.approx(alone, rel=1e-9, abs=1e-9)


def test_draws_lie_in_their_ranges_and_the_first_settings_as_well():
    drawn = monte_carlo(200, seed=2).unknowns
    for name, (low, high) in RANGES.items():
        values = getattr(drawn, name)
        assert low <= values.min() and values.max() <= high and np.ptp(values) > 0.9 * (high - low)
        assert low <= getattr(Unknowns(), name) <= high
    assert set(RANGES) == {field.name for field in fields(Unknowns)}


def test_a_verdict_allows_for_the_tolerance_and_says_by_how_much_it_misses():
    record = Record(19.0, 20.0, "")
    assert verdict("fall", record, 10, 30) == (True, 0)
    assert verdict("fall", record, 24, 60) == (True, 4)
    assert verdict("fall", record, 33, 33) == (False, 13)
    assert verdict("fall", record, 0, 2) == (False, 17)


def test_no_draw_fits_all_five_and_the_repo_rate_alone_forces_nothing():
    fits = page.fitting()
    assert not np.all(list(fits.values()), axis=0).any()
    assert 100 < fits["mar2020"].sum() < 250
    assert run(episode("sep2019"), Unknowns())["forced_sale"].sum() == 0


def test_most_forced_sales_of_march_2020_come_in_the_rally():
    found = episode("mar2020")
    sold = run(found, Unknowns(), KEPT)["forced_sale"]
    days = [found.at(date(2020, 3, day)) for day in (6, 9)]
    assert sold[days].sum() > 0.8 * sold.sum()
    assert sold[:found.at(date(2020, 3, 13))].sum() > 0.9 * sold.sum()
    assert found.moves[[day - 1 for day in days]].tolist() == pytest.approx([-18, -20])


def test_the_largest_rises_over_three_days():
    whole = page.yields()[0]
    march, april = episode("mar2020").days, episode("apr2025").days
    assert page.rises(march[0], march[-1], 3)[0] == 39
    assert page.rises(april[0], april[-1], 3) == (33, date(2025, 4, 9))
    assert page.rises(whole[0], whole[-1], 3) == (45, date(2022, 6, 14))
    assert page.rises(march[0], march[-1], 7) == (64, date(2020, 3, 18))
    assert page.rises(april[0], april[-1], 5) == (47, date(2025, 4, 11))


def test_hedge_funds_own_reports_show_one_fall():
    rows = datasets.load("hedge_fund_treasury_exposure").set_index("quarter_end")["ust_long_bn"]
    change = {key: float(rows[pd.Timestamp(end)] / rows[pd.Timestamp(start)] - 1)
              for key, (start, end) in page.QUARTERS.items()}
    assert change.pop("mar2020") == pytest.approx(-0.1215, abs=1e-4)
    assert min(change.values()) > -0.02


def test_futures_sold_fell_further_in_april_2020():
    later = page.sold_in(datasets.load("cftc_positions_weekly_episodes"), date(2020, 4, 28))
    assert round(later) == 458 and later < 0.87 * episode("mar2020").shorts[-1]


def test_2022_fell_by_a_sixth_and_more_than_doubled_by_the_end():
    found = episode("y2022")
    assert records(found)["fall"].high == pytest.approx(100 / 6, abs=0.1)
    assert found.shorts[-1] > 2 * found.shorts[0]
