"""The early-warning board: indicators by hand, grades, thresholds by their rule, and an honest back-test."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.fund.repo import cash_need
from basislib.fund.spiral import feedback
from basislib.market.run import Shock, calm, cliff, crowded, margin_path, simulate, standard_shock
from basislib.policy.levers import LINKS
from basislib.policy.monitor import (
    ALARMS,
    CALM_RULE,
    GRADES,
    INDICATORS,
    WATCHED,
    WINDOWS,
    Indicator,
    Window,
    board,
    by_link,
    calm_levels,
    grade,
    readings,
    tables,
)
from basislib.policy.stress import crises
from basislib.policy.verdicts import backtest, backtest_model, of_window, rows, score

pytestmark = pytest.mark.filterwarnings("error")

BY_NAME = {one.name: one for one in INDICATORS}
ALL = tables()


def run_of(market, **paths):
    return simulate(market, standard_shock(**paths), WATCHED)


# ---- grades -----------------------------------------------------------------------------------------


def test_grades_go_up_with_the_value_or_down_with_it():
    assert grade([0.9, 1, 1.9, 2, 3, 9, np.nan], (1, 2, 3)).tolist() == [1, 2, 2, 3, 4, 4, 0]
    assert grade([0.9, 0.5, 0.3, 0.1], (0.5, 0.3, 0.2), falls=True).tolist() == [1, 2, 3, 4]
    assert GRADES[int(grade(2.5, (1, 2, 3)))] == "alert"


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20), falls=st.booleans())
def test_a_worse_value_never_has_a_milder_grade(values, falls):
    values, levels = np.sort(values), (1.0, 2.0, 3.0)
    grades = grade(values, levels[::-1] if falls else levels, falls)
    assert np.all(np.diff(grades) * (-1 if falls else 1) >= 0) and grades.min() >= 1


# ---- from a run -------------------------------------------------------------------------------------


def test_the_spiral_numbers_are_those_of_the_closed_form():
    market, run = cliff(), run_of(cliff())
    eta = -0.5 * (1 - 0.5)
    found, now = BY_NAME["spiral number beyond dealers' room"].from_run(run), run["spiral_number"]
    assert found == pytest.approx(
        feedback(run["position"], run["locked"], market.impact_beyond, run["half_spread"], eta)
    )
    assert found[0] > 1 > now[0] and np.all(found >= now * (1 - 1e-12))
    assert [
        board(run_of(preset()), 0).loc["spiral number beyond dealers' room", "grade"]
        for preset in (calm, crowded, cliff)
    ] == ["watch", "alert", "act"]


def test_the_levels_of_the_spiral_number_are_multipliers():
    watch, alert, act = BY_NAME["spiral number"].levels
    assert 1 / (1 - watch) == pytest.approx(1.5) and 1 / (1 - alert) == pytest.approx(2) and act == 1


def test_pressure_is_what_ten_days_ask_for_over_the_buffer():
    market, shock = crowded(), standard_shock(haircut_rise=(np.arange(1, 61) >= 20) * 0.005)
    run = simulate(market, shock, WATCHED)
    margins = BY_NAME["margin and haircut rise"].from_run(run)
    path = margin_path(market, shock)
    assert margins[8] == pytest.approx((path[8] - path[0]) / 0.01)
    assert margins[25] == pytest.approx(max((path[25] + 0.005 - path[15]) / 0.01, 0))
    late = simulate(crowded(excess_late=0.5), shock, WATCHED)
    rally = BY_NAME["calls of a rally"].from_run(late)
    fall = 60 - 5  # 60bp in days 6 to 10, up 5bp in days 1 to 5
    gain = 4.5 * fall * 1e-4
    assert rally[10] == pytest.approx(gain * (0.005 + 0.995 * 0.5 / 10) / 0.01)
    assert rally[10] == pytest.approx(cash_need(gain, 0.005, 0.35, late=0.5, days=10) / 0.01)
    assert BY_NAME["calls of a rally"].from_run(run)[10] == pytest.approx(gain * 0.005 / 0.01)
    assert rally[0] == rally[20] == 0  # ten days of rising yields bring cash in


def test_the_other_lights_by_hand():
    run = run_of(crowded(), drain=(np.arange(1, 61) == 11) * 200.0)
    read = readings(run)
    assert read["due tomorrow"][0] == pytest.approx(0.65 + 0.35 / 30)
    assert read["repo rate over the top"][0] == pytest.approx(-15)
    assert read["repo rate over the top"][11] == pytest.approx(run["repo_spread"][11] - 15) and run["srf"][11] > 0
    assert read["crowding"][0] == pytest.approx(830 / 80)
    assert read["depth"][0] == 1 > read["depth"].min() > 0
    assert read["dislocation"].max() == pytest.approx(1e4 * (run["dislocation"].max() - run["dislocation"][0]))
    assert read["cash left"][0] == pytest.approx(1) and 0.3 < read["cash left"].min() < 0.4
    assert read["Fed lends in repo"] is run["srf"] and read["dealers' room used"] is run["room_used"]


def test_lights_go_on_before_and_during_the_crash_at_the_cliff():
    run = run_of(cliff())
    first = int(np.flatnonzero(run.unwilling)[0])
    eve, after = board(run, first - 1), board(run, first + 10)
    assert eve.loc["cash left", "grade"] in ALARMS and eve.loc["dislocation", "grade"] == "quiet"
    assert after.loc["dislocation", "grade"] == "act" and by_link(after)["price impact"] == "act"
    assert set(by_link(after).index) <= set(LINKS)


def test_many_scenarios_at_once_are_each_alone():
    run = simulate(
        crowded(leverage=np.array([[35.0], [40.0]]), passed_on=[0.0, 0.05, 0.1]),
        standard_shock(30, rally=[40, 60, 80]),
        WATCHED,
    )
    alone = simulate(crowded(leverage=40, passed_on=0.1), standard_shock(30, rally=80), WATCHED)
    for name, values in readings(run).items():
        assert values.shape == (31, 2, 3), name
        assert values[:, 1, 2] == pytest.approx(readings(alone)[name], rel=1e-9, abs=1e-9), name
    assert board(run, 9, (1, 2))["value"].to_numpy() == pytest.approx(board(alone, 9)["value"], rel=1e-9, abs=1e-9)


def test_the_back_test_in_the_model():
    run = simulate(*crises(400, seed=2), WATCHED)
    found = backtest_model(run)
    assert list(found.index) == [one.name for one in INDICATORS if one.from_run]
    assert (found[["hit", "late", "miss"]].sum(axis=1)).to_numpy() == pytest.approx(np.ones(len(found)))
    assert (found["events"] + found["quiet"] == 400).all() and found["events"].iloc[0] > 100
    name = "dislocation"
    values, sold = BY_NAME[name].from_run(run), run.unwilling > 0
    hits = [
        np.argmax(values[:, n] >= 10) < np.argmax(sold[:, n])
        for n in range(400)
        if sold[:, n].any() and (values[:, n] >= 10).any()
    ]
    assert found.loc[name, "hit"] == pytest.approx(sum(hits) / sold.any(axis=0).sum())
    strict = backtest_model(run, "act")
    assert (strict["hit"] <= found["hit"] + 1e-12).all() and (strict["miss"] >= found["miss"] - 1e-12).all()


def test_a_run_without_a_sale_has_no_hits():
    found = backtest_model(run_of(calm()))
    assert found["hit"].isna().all() and found["events"].eq(0).all() and found["false_alarm"].notna().all()


# ---- from data --------------------------------------------------------------------------------------


def test_the_indicators_of_the_data_by_hand():
    sofr = BY_NAME["repo rate over reserves"].from_data(ALL)
    assert sofr["2019-09-17"] == pytest.approx(315) and sofr["2025-04-09"] == pytest.approx(2)
    assert BY_NAME["repo rate over the top"].from_data(ALL)["2019-09-17"] == pytest.approx(300)
    fall = 1.56 - 0.74  # ten business days to 6 March 2020: from 21 February at 1.46
    rally = BY_NAME["calls of a rally"].from_data(ALL)
    assert rally["2020-03-06"] == pytest.approx(4.5e-2 * 0.72 * (0.01 + 0.99 / 10) / 0.012) and fall > 0.7
    dealers = BY_NAME["dealers take up notes"].from_data(ALL)
    assert dealers["2020-03-18"] == pytest.approx(271.846 - 201.738)
    shorts = BY_NAME["leveraged shorts fall"].from_data(ALL)
    assert shorts["2020-03-31"] == pytest.approx(100 * (618.3016 / 748.9173 - 1), abs=1e-6)
    share = BY_NAME["leveraged shorts' share"].from_data(ALL)
    assert share["2019-06-25"] == pytest.approx(100 * 821.1318 / 1828.7884, abs=1e-6)
    assert BY_NAME["Fed lends in repo"].from_data(ALL)["2020-03-12"] == 276.5


def test_no_change_is_taken_across_a_gap():
    moves = BY_NAME["volatility of yields"].from_data(ALL)
    starts = [str(window.first + timedelta(days=18)) for window in WINDOWS]
    for start, window in zip(starts, WINDOWS, strict=True):
        first = moves[str(window.first) :].index[0]
        assert pd.Timestamp(window.first + timedelta(days=12)) <= first <= pd.Timestamp(start), window.name
    yields = ALL["treasury_yields_episodes"].set_index("date")["dgs10"]["2022-06-01":"2022-06-14"]
    assert moves["2022-06-14"] == pytest.approx(
        np.sqrt((100 * yields.diff().dropna().tail(10)).pow(2).sum() / 10), rel=0.2
    )
    dealers = BY_NAME["dealers take up notes"].from_data(ALL)
    assert dealers.index.min() == pd.Timestamp("2019-03-27")  # the fifth report
    assert not len(dealers["2024-10-01":"2024-11-19"]) and len(dealers["2024-11-20":"2024-11-20"])


def test_margin_pressure_is_the_margin_rule_on_past_changes():
    yields = ALL["treasury_yields_episodes"].set_index("date")["dgs10"]["2020-01-02":"2020-04-30"].dropna()
    moves = 100 * yields.diff().dropna()
    start = np.sqrt((moves.iloc[:10] ** 2).mean())
    path = margin_path(crowded(volatility=start), Shock(yield_change=moves.iloc[10:].to_numpy()))
    found = BY_NAME["margin and haircut rise"].from_data(ALL)["2020-01-02":"2020-04-30"]
    expected = np.maximum(path[11:] - path[1:-10], 0) / 0.012
    assert found.to_numpy() == pytest.approx(expected, abs=1e-12)


def test_the_board_shows_what_was_known_on_the_day():
    eve, spike, after = (board(ALL, date(2019, 9, day)) for day in (16, 17, 18))
    assert eve.loc["repo rate over the top", "grade"] == "quiet"  # of the Friday before
    assert spike.loc["repo rate over the top", "value"] == pytest.approx(18)  # of the 16th, published on the 17th
    assert after.loc["repo rate over the top", "value"] == pytest.approx(300)
    assert after.loc["repo rate over the top", "grade"] == by_link(after)["rate"] == "act"
    assert eve.loc["Fed lends in repo", "value"] == 0 and spike.loc["Fed lends in repo", "value"] == 53.15
    later = board(ALL, date(2021, 7, 15))
    assert later.loc["volatility of yields", "grade"] == "not available" and np.isnan(later["value"]).sum() >= 4


# ---- thresholds and the back-test -------------------------------------------------------------------


def test_every_indicator_says_where_its_levels_come_from():
    assert len(BY_NAME) == len(INDICATORS)
    for one in INDICATORS:
        assert one.rule and one.words and one.link in LINKS and one.whose, one.name
        assert (one.from_run or one.from_data) and (one.levels or (one.from_data and not one.falls)), one.name
        if one.levels:
            assert any(word in one.rule for word in ("assumed", "closed form")), one.name
            grade(0.0, one.levels, one.falls)
    assert {link for one in INDICATORS for link in (one.link,)} == set(LINKS)


def test_the_calm_rule_by_hand():
    days = pd.bdate_range("2023-09-01", "2023-12-15")
    series = pd.Series(np.arange(len(days), dtype=float), days)
    one = Indicator("x", "", "", "rate", CALM_RULE, "ours", from_data=lambda found: series)
    watch, alert, act = calm_levels(one, series)
    top = len(days) - 1
    assert (watch, alert, act) == pytest.approx((0.9 * top, top, 1.5 * top))
    assert calm_levels(one, series, WINDOWS[3]) is None  # no window sets its own levels
    event = pd.Series(1e6, pd.bdate_range("2020-02-10", "2020-04-27"))  # stress is not calm
    assert calm_levels(one, pd.concat([event, series])) == (watch, alert, act)


def toy(alarms, window, lag=0):
    """Return the back-test of a light that is on on these days of a window."""
    days = pd.bdate_range(window.first, window.last)
    series = pd.Series([1.0 if day.date() in alarms else 0.0 for day in days], days)
    one = Indicator("toy", "", "", "rate", "assumed", "ours", (0.5, 0.6, 0.7), from_data=lambda found: series, lag=lag)
    (row,) = rows(window, of_window(window, [(one, series)]), "alert")
    return row


def test_outcomes_of_the_back_test():
    event = Window("toy", "", date(2021, 1, 4), date(2021, 3, 31), date(2021, 3, 1), date(2021, 3, 5))
    before, early = date(2021, 2, 24), date(2021, 1, 12)
    assert toy({before}, event)["outcome"] == "hit" and toy({before}, event)["lead_days"] == 5
    assert toy({before}, event, lag=2)["lead_days"] == 3
    assert toy({date(2021, 3, 2)}, event)["outcome"] == "late" and toy({date(2021, 3, 2)}, event)["lead_days"] == -1
    assert toy({early}, event)["outcome"] == toy({date(2021, 3, 30)}, event)["outcome"] == "miss"
    assert toy({early}, event)["false_share"] == pytest.approx(1 / 20)  # business days from 4 January to 29 January
    every = {day.date() for day in pd.bdate_range(event.first, event.last)}
    assert toy(every, event)["outcome"] == "always on"
    calm_window = replace(event, event=None, over=None)
    assert toy({early}, calm_window)["outcome"] == "false alarm" and toy(set(), calm_window)["outcome"] == "quiet"
    assert toy({early}, calm_window)["first_alarm"] == pd.Timestamp(early)


@pytest.fixture(scope="module")
def tested():
    return backtest(ALL)


def test_the_back_test_of_the_shipped_series(tested):
    assert len(tested) == len(WINDOWS) * sum(one.from_data is not None for one in INDICATORS)
    outcome = tested["outcome"]
    assert outcome["repo rate over the top"].tolist() == ["late", "late", "no data", "quiet", "miss"]
    assert outcome["calls of a rally", "March 2020"] == "miss"  # lenders return the gain, at the latest a day later
    assert outcome["repo rate over reserves", "March 2020"] == "hit"
    assert outcome["leveraged shorts' share"].tolist().count("always on") == 3
    assert outcome["volatility of yields", "2022"] == "false alarm"
    assert (outcome.xs("April 2025", level="window") != "hit").all()
    late = tested[outcome == "late"]
    assert (late["lead_days"] <= 0).all() and (tested.loc[outcome == "hit", "lead_days"].between(1, 28)).all()


def test_a_milder_grade_warns_more_often(tested):
    mild, hard = backtest(ALL, "watch"), backtest(ALL, "act")
    for one, other in ((mild, tested), (tested, hard)):
        both = one["false_share"].notna()
        assert (one["false_share"][both] >= other["false_share"][both]).all()
    assert mild["outcome"].isin(["hit", "false alarm"]).sum() > hard["outcome"].isin(["hit", "false alarm"]).sum()


def test_the_score_counts_the_back_test(tested):
    found = score(tested)
    events = sum(window.event is not None for window in WINDOWS)
    counted = found[["hits", "late", "misses", "always_on"]].sum(axis=1)
    missing = (tested["outcome"] == "no data").groupby(level="indicator", sort=False).sum()
    assert (counted <= events).all() and (counted + missing >= events).all()
    rows = tested.loc["volatility of yields"]
    assert found.loc["volatility of yields", "false_share"] == pytest.approx(
        (rows["false_share"] * rows["quiet_days"]).sum() / rows["quiet_days"].sum()
    )
    assert np.isnan(found.loc["calls of a rally", "shortest_lead"])


def test_later_data_do_not_change_the_past():
    """A refresh adds rows behind the newest ones; the windows' outcomes stay as they are."""
    more = dict(ALL)
    rates = more["money_market_rates"]
    row = rates.iloc[[-1]].assign(date=rates["date"].max() + pd.Timedelta(days=1), sofr=9.0, iorb=np.nan)
    more["money_market_rates"] = pd.concat([rates, row], ignore_index=True)
    pd.testing.assert_frame_equal(backtest(more), backtest(ALL))


@pytest.mark.parametrize(
    ("build", "sentence"),
    (
        (lambda: grade(1, (3, 2, 1)), "they must be three numbers, watch, alert and act, in order."),
        (lambda: grade(1, (1, 2)), "they must be three numbers"),
        (lambda: backtest(ALL, "quiet"), "at is 'quiet'; it must be 'watch' or 'alert' or 'act'."),
        (lambda: board(ALL, 5), "day is 5; for data it must be a date."),
        (lambda: board(run_of(calm()), 61), "day is 61; it must be at most 60."),
        (lambda: board(run_of(calm()), 1.5), "day is 1.5; it must be one whole number."),
        (lambda: board(simulate(calm(), standard_shock(5)), 1), "was not kept; it must be one of"),
    ),
)
def test_the_impossible_is_refused_in_a_sentence(build, sentence):
    with pytest.raises(ValueError) as refused:
        build()
    assert sentence in str(refused.value) and str(refused.value).endswith(".")
