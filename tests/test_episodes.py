"""The episodes against the tables they are read from: what is on record, gross and net."""

import doctest
from datetime import date

import numpy as np
import pandas as pd
import pytest

from basislib.record import datasets, famous
from basislib.record import episodes as module
from basislib.record.episodes import CHECKS, EVENTS, WINDOWS, episode, fall_on_record, positions, target_range

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(params=WINDOWS)
def found(request):
    return episode(request.param)


def test_the_examples_in_the_docstrings():
    assert doctest.testmod(module).failed == 0


def test_seven_episodes_in_the_order_of_time():
    assert {key: len(episode(key).days) - 1 for key in WINDOWS} == {
        "sep2019": 30,
        "mar2020": 67,
        "y2022": 229,
        "mar2023": 14,
        "nov2023": 47,
        "sum2024": 59,
        "apr2025": 30,
    }
    starts = [window.start for window in WINDOWS.values()]
    assert starts == sorted(starts) and list(EVENTS) == list(WINDOWS)


def test_yields_are_those_of_the_table_without_a_gap(found):
    table = datasets.load("treasury_yields_episodes").set_index("date")["dgs10"]
    assert [float(table[pd.Timestamp(day)]) for day in found.days] == found.yields.tolist()
    assert max(np.diff([day.toordinal() for day in found.days])) <= 4


def test_the_rallies_are_as_large_as_is_said_of_them():
    """Ten-year yields, bp, first to last day: autumn 2023 fell further than March 2020 to its end of May."""
    moves = {key: round(float(episode(key).moves.sum())) for key in WINDOWS}
    assert moves == {
        "sep2019": 27,
        "mar2020": -87,
        "y2022": 209,
        "mar2023": -43,
        "nov2023": -119,
        "sum2024": -74,
        "apr2025": 26,
    }


def test_the_day_table_of_the_episode_has_the_same_yields_and_rates(found):
    window = WINDOWS[found.key]
    rows = datasets.load(found.key).dropna(subset=["dgs10"])
    days = rows[window.event_day].dt.date
    seen = 0
    for day, dgs10, sofr in zip(days, rows["dgs10"], rows["sofr"], strict=True):
        if found.days[0] <= day <= found.days[-1]:
            seen += 1
            assert found.yields[found.days.index(day)] == dgs10, day
            assert found.sofr[found.sofr_days.index(day)] == sofr, day
    assert seen > 5


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


def test_the_lowest_and_highest_yields_are_on_the_days_that_say_so():
    for key, day, lowest in (
        ("nov2023", date(2023, 12, 27), True),
        ("sum2024", date(2024, 9, 16), True),
        ("apr2025", date(2025, 4, 4), True),
        ("nov2023", date(2023, 10, 19), False),
        ("y2022", date(2022, 10, 24), False),
    ):
        found = episode(key)
        value = found.yields[found.at(day)]
        assert value == (found.yields.min() if lowest else found.yields.max()), (key, day)


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
    rise, cut = episode("mar2023"), episode("sum2024")
    assert rise.repo_spread[rise.at(date(2023, 3, 23)) - 1] == pytest.approx(0, abs=1e-9)
    assert abs(cut.repo_spread[cut.at(date(2024, 9, 19)) - 1]) < 10


def test_the_range_on_a_day_between_two_rows_is_that_of_the_row_before():
    upper, lower = target_range((date(2022, 7, 15), date(2022, 7, 29)))
    assert upper.tolist() == [1.75, 2.5] and lower.tolist() == [1.5, 2.25]


def test_futures_sold_are_those_of_the_reports():
    march, april = episode("mar2020"), episode("apr2025")
    assert march.short_days[0] == date(2020, 2, 18) and march.short_days[-1] == date(2020, 5, 26)
    assert round(march.shorts[0]) == 659 and round(march.shorts[march.reported(date(2020, 3, 31))]) == 535
    assert round(march.shorts[-1]) == 407
    assert april.short_days[0] == date(2025, 3, 25) and round(april.shorts[0]) == 977


def test_reports_are_weekly_in_every_episode(found):
    gaps = np.diff([day.toordinal() for day in found.short_days])
    assert (found.days[0] - found.short_days[0]).days <= 7 and (found.days[-1] - found.short_days[-1]).days <= 7
    assert gaps.max() <= 8 and (np.abs(found.nets) <= found.shorts).all()


def test_positions_are_at_face_value_and_the_same_in_every_table():
    found = positions()
    assert found.loc["2022-10-04", "sold"] == pytest.approx(304.03, abs=0.005)
    assert found.index.is_monotonic_increasing and not found.index.duplicated().any()
    quarters = datasets.load("cftc_positions_quarterly")
    for day in ("2022-06-28", "2023-03-28", "2023-12-26", "2024-06-25", "2024-09-24"):
        assert found.loc[day, "sold"] == pytest.approx(famous.sold_in(quarters, date.fromisoformat(day)), rel=1e-12)


def test_the_published_sizes_are_63_and_72_per_cent_of_the_futures_sold():
    """$830bn in September 2025 is twice the peak of early 2020 (Monin, June 2026)."""
    table = datasets.load("cftc_positions_quarterly")
    assert 830 / famous.sold_in(table, date(2025, 9, 30)) == pytest.approx(0.723, abs=5e-4)
    assert 830 / 2 / episode("mar2020").shorts[0] == pytest.approx(0.63, abs=5e-3)


def test_what_the_fed_did_day_by_day():
    march, september = episode("mar2020"), episode("sep2019")
    assert march.fed[: march.at(date(2020, 4, 1)) + 1].sum() == 912
    assert march.fed[: march.at(date(2020, 4, 3)) + 1].sum() == famous.FED_TARGETS
    assert march.fed[march.at(date(2020, 3, 13))] == 37 and march.fed[march.at(date(2020, 3, 12))] == 0
    assert september.fed[september.at(date(2019, 9, 17))] == pytest.approx(53.15)
    assert september.fed[: september.at(date(2019, 9, 17))].sum() == 0
    assert all(np.isnan(episode(key).fed).all() for key in WINDOWS if key not in ("sep2019", "mar2020"))


def test_after_the_targets_the_feds_holdings_count():
    """Whole weeks from 8 April to 20 May: what its notes and bonds rose by."""
    march = episode("mar2020")
    held = datasets.load("fed_purchases_2020").set_index("as_of_wed")["notes_bonds_bn"]
    first, last = march.at(date(2020, 4, 8)) + 1, march.at(date(2020, 5, 20)) + 1
    assert march.fed[first:last].sum() == pytest.approx(held["2020-05-20"] - held["2020-04-08"])
    assert (np.diff(march.fed[march.at(date(2020, 4, 3)) :]) <= 1e-9).all()  # slower week by week


def test_an_unknown_episode_is_refused():
    with pytest.raises(ValueError, match="episode is 'svb2023'; it must be 'sep2019' or"):
        episode("svb2023")


# ---- falls on record ------------------------------------------------------------------------------------


def test_sold_futures_in_march_2020_week_by_week():
    """Three quarters of the fall come after 10 March, and half after 31 March."""
    march = episode("mar2020")
    fall = {day: 100 * (1 - sold / march.shorts[0]) for day, sold in zip(march.short_days, march.shorts, strict=True)}
    days = [date(2020, 3, day) for day in (10, 17, 24, 31)] + [date(2020, 4, 28), date(2020, 5, 26)]
    assert [round(fall[day], 1) for day in days] == [8.8, 11.4, 13.8, 18.8, 30.4, 38.2]
    assert 1 - fall[date(2020, 3, 10)] / fall[date(2020, 5, 26)] == pytest.approx(0.77, abs=0.005)
    assert 1 - fall[date(2020, 3, 31)] / fall[date(2020, 5, 26)] == pytest.approx(0.51, abs=0.005)
    net = 100 * (1 - march.nets[march.reported(date(2020, 3, 10))] / march.nets[0])
    assert net == pytest.approx(23, abs=0.5)


def test_what_quarter_ends_hide():
    """From one quarter-end to the next sold futures rose by 8% in spring 2023; in a week of March they fell by 7%."""
    known = positions()["sold"]
    assert known["2023-03-28"] / known["2022-12-27"] - 1 == pytest.approx(0.084, abs=5e-4)
    assert known["2023-12-26"] / known["2023-09-26"] - 1 == pytest.approx(0.056, abs=5e-4)
    assert known["2024-09-24"] / known["2024-06-25"] - 1 == pytest.approx(0.187, abs=5e-4)
    march = fall_on_record("mar2023")
    assert (march.day, round(march.gross, 1), round(march.net, 1)) == (date(2023, 3, 14), 7.4, 13.7)


def test_the_checks():
    falls = {name: fall_on_record(name) for name in CHECKS}
    assert {name: round(fall.gross, 1) for name, fall in falls.items()} == {
        "sep2019": 0.0,
        "mar2020": 18.8,
        "may2020": 38.2,
        "y2022": 17.0,
        "mar2023": 7.4,
        "nov2023": 2.2,
        "sum2024": 0.0,
        "apr2025": 0.0,
    }
    assert falls["y2022"].day == date(2022, 6, 21) and falls["y2022"].net is None
    assert falls["sep2019"].net == pytest.approx(14.3, abs=0.05)  # gross ones did not fall
    assert all(WINDOWS[check.episode].start < check.until <= WINDOWS[check.episode].end for check in CHECKS.values())
    assert {check.episode for check in CHECKS.values()} == set(WINDOWS)


def test_2022_began_with_as_many_bought_as_sold_and_more_than_doubled():
    found = episode("y2022")
    assert abs(found.nets[0]) < 0.1 * found.shorts[0]
    assert found.shorts[-1] / found.shorts[0] - 1 == pytest.approx(1.29, abs=0.005)


# ---- famous numbers -------------------------------------------------------------------------------------


def test_the_largest_rises_over_three_days():
    whole = famous.yields()[0]
    march, april = episode("mar2020").days, episode("apr2025").days
    assert famous.rises(march[0], march[-1], 3)[0] == 39
    assert famous.rises(april[0], april[-1], 3) == (33, date(2025, 4, 9))
    assert famous.rises(whole[0], whole[-1], 3) == (45, date(2022, 6, 14))
    assert famous.rises(march[0], march[-1], 7) == (64, date(2020, 3, 18))
    assert famous.rises(april[0], april[-1], 5) == (47, date(2025, 4, 11))


def test_hedge_funds_own_reports_show_one_fall():
    rows = datasets.load("hedge_fund_treasury_exposure").set_index("quarter_end")["ust_long_bn"]
    change = {
        key: float(rows[pd.Timestamp(end)] / rows[pd.Timestamp(start)] - 1)
        for key, (start, end) in famous.QUARTERS.items()
    }
    assert set(change) == set(WINDOWS)
    assert change.pop("mar2020") == pytest.approx(-0.1215, abs=1e-4)
    assert min(change.values()) > -0.02
