"""The model on the seven episodes, with one set of assumptions and with a thousand, against an independent version.

The figures of the docstrings marked "reference" were worked out by a version written apart from this one, with draws of
its own; shares of a thousand draws differ by two points or so from one seed to another.
"""

import dataclasses
import doctest
from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from basislib.market import flows
from basislib.market.run import Market, Shock, simulate
from basislib.record import datasets
from basislib.record import draws as module
from basislib.record.draws import (
    COUNT,
    FOREIGN,
    UNKNOWN_RANGES,
    Unknowns,
    drawn_falls,
    draws,
    fall_of,
    falls,
    fitting,
    foreign_sales,
    market_of,
    near,
    run,
    sold_before_the_fed,
)
from basislib.record.episodes import CHECKS, WINDOWS, episode, fall_on_record

pytestmark = pytest.mark.filterwarnings("error")
SIX = ("sep2019", "mar2020", "mar2023", "nov2023", "sum2024", "apr2025")
QUIET = {"caution": 0.0, "limit": 0.0}  # both rules of the funds off


def test_the_examples_in_the_docstrings():
    assert doctest.testmod(module).failed == 0


# ---- one rule for all -----------------------------------------------------------------------------------


def test_only_what_was_observed_differs():
    markets = [market_of(episode(key), Unknowns()) for key in WINDOWS]
    differ = {field.name for field in fields(Market) if len({getattr(each, field.name) for each in markets}) > 1}
    assert differ == {"position", "volatility", "leverage"}  # the leverage follows from margin, haircut and buffer
    assert {round(each.buffer, 12) for each in markets} == {0.012}


@pytest.mark.parametrize("key", WINDOWS)
def test_the_repo_rate_is_the_observed_one_and_purchases_do_not_move_the_value(key):
    found = episode(key)
    ran = run(found, Unknowns(), ("repo_spread", "value", "bought"))
    assert ran["repo_spread"][1:] == pytest.approx(found.repo_spread, abs=1e-9)
    assert ran["value"] == pytest.approx(1 - 4.5e-4 * np.concatenate([[0], np.cumsum(found.moves)]), rel=1e-9)


@pytest.mark.parametrize("days", [1, 8, 12.0, 12.5, 17])
def test_foreigners_sell_what_is_published_and_only_in_march_2020(days):
    march = episode("mar2020")
    sold = foreign_sales(march, days)
    assert sold.sum() == pytest.approx(FOREIGN, rel=1e-12)
    assert sold[: march.at(date(2020, 3, 9)) - 1].sum() == 0 < sold[march.at(date(2020, 3, 9)) - 1]
    assert all(np.all(foreign_sales(episode(key), days) == 0) for key in WINDOWS if key != "mar2020")


def test_a_run_is_that_of_a_market_and_a_shock_made_by_hand():
    table = datasets.load("treasury_yields_episodes").set_index("date")["dgs10"]
    moves = 100 * np.diff(table["2025-03-31":"2025-05-13"])
    before = 100 * np.diff(table["2025-03-03":"2025-03-31"])
    rates = datasets.load("money_market_rates").set_index("date")["sofr"]["2025-03-31":"2025-05-13"].dropna()
    market = Market.from_buffer(
        0.004,
        position=0.65 * episode("apr2025").shorts[0],
        term_share=0.75,
        excess_late=1.0,
        volatility=np.sqrt((before**2).mean()),
        haircut=0.0,
        slope=0.0,
        shortage_slope=0.0,
    )
    plain = simulate(market, Shock(moves, repo_spread=100 * (rates - rates.iloc[0]).to_numpy()[1:]))
    ran = run(episode("apr2025"), Unknowns(buffer=0.004, term_share=0.75, haircut=0.0, late=1.0))
    assert plain["precaution_sale"].sum() > 1
    for name in ("position", "precaution_sale", "dislocation"):
        assert ran[name] == pytest.approx(plain[name], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("key", WINDOWS)
def test_what_one_party_pays_another_receives(key):
    for unknowns in (Unknowns(), Unknowns(buffer=0.005, term_share=0.75, haircut=0.0, late=0.5, returned=0.5)):
        worst = max(np.max(np.abs(gap)) for gap in flows.identities(run(episode(key), unknowns, ())).values())
        assert worst < 1e-8


# ---- the reference, with the first settings -------------------------------------------------------------

DAYS = [date(2020, 3, day) for day in (10, 17, 24, 31)] + [date(2020, 4, 28), date(2020, 5, 26)]


def on_days(unknowns):
    found = episode("mar2020")
    position = run(found, unknowns, ("position",))["position"]
    return [float(100 * (1 - position[found.at(day)] / position[0])) for day in DAYS]


def test_march_2020_with_the_first_settings():
    """Reference: 4.2 / 9.0 / 14.3 / 22.5, 37.7, 48.5; with both rules of the funds off 4.2 / 8.9 / 9.8 / 14.2 ..."""
    assert on_days(Unknowns()) == pytest.approx([4.2, 9.0, 14.3, 22.5, 37.7, 48.5], abs=0.06)
    assert on_days(Unknowns(**QUIET)) == pytest.approx([4.2, 8.9, 9.8, 14.2, 29.1, 41.5], abs=0.06)


def test_what_is_sold_in_march_2020():
    """Reference, to 26 May: calls 2, precaution 17, voluntary 29%."""
    ran = run(episode("mar2020"), Unknowns())
    sold = {
        name: 100 * float(np.maximum(ran[f"{name}_sale"], 0).sum() / ran["position"][0])
        for name in ("forced", "run", "precaution", "drawdown", "voluntary")
    }
    assert sold == pytest.approx({"forced": 2.3, "run": 0, "precaution": 17.3, "drawdown": 0, "voluntary": 29}, abs=0.1)


def test_the_other_episodes_with_the_first_settings():
    """Reference: 1.0 in September 2019, 4.3 in March 2023 (five-year yields 8.1), 15.9 by the end of 2022, else 0."""
    found = {name: float(fall) for name, fall in falls(Unknowns()).items()}
    assert found.pop("mar2020") == pytest.approx(22.5, abs=0.06) and found.pop("may2020") > 48
    assert found.pop("sep2019") == pytest.approx(1.0, abs=0.05)
    assert found.pop("mar2023") == pytest.approx(4.35, abs=0.06)
    assert found.pop("y2022") == pytest.approx(8.2, abs=0.06)  # to 21 June
    assert set(found.values()) == {0.0}
    year = run(episode("y2022"), Unknowns(), ("position",))["position"]
    assert 100 * (1 - year.min() / year[0]) == pytest.approx(15.9, abs=0.2)


def test_march_2023_with_five_year_yields():
    table = datasets.load("treasury_yields_episodes").set_index("date")["dgs5"]
    before = 100 * np.diff(table["2023-02-01":"2023-03-08"])
    found = dataclasses.replace(
        episode("mar2023"),
        yields=table["2023-03-08":"2023-03-28"].to_numpy(),
        volatility=float(np.sqrt((before**2).mean())),
    )
    assert fall_of(run(found, Unknowns())["position"], found, found.days[-1]) == pytest.approx(8.1, abs=0.4)


# ---- the reference, over a thousand draws ---------------------------------------------------------------


def with_fixed(seed, **fixed):
    """Return the falls of a thousand draws with some unknowns set to one value."""
    drawn = draws(COUNT, seed)
    return falls(dataclasses.replace(drawn, **{name: np.full(COUNT, value) for name, value in fixed.items()}))


def share(falls_drawn, check, record=None):
    """Return how many of a hundred draws come near a record; by default that of today."""
    if record is None:
        return 100 * near(check, falls_drawn[check]).mean()
    return 100 * (np.abs(falls_drawn[check] - record) <= CHECKS[check].tolerance).mean()


QUARTER_ENDS = {"mar2023": 0.0, "nov2023": 0.0}  # what quarter-ends show; the reference had no weekly reports
TABLE = {  # reference: fit of 31 March, 26 May, Sep 2019, Mar 2023, Q4 2023, Q3 2024, Apr 2025, 2022
    (): (13, 11, 87, 32, 59, 94, 71, 34),
    (("returned", 1.0),): (16, 12, 87, 37, 69, 97, 73, 34),
    (("returned", 1.0), ("late", 0.0)): (28, 18, 88, 51, 94, 100, 83, 32),
    (("returned", 1.0), ("late", 1.0)): (7, 6, 85, 20, 42, 82, 62, 31),
    (("returned", 0.0), ("late", 0.0)): (10, 7, 74, 19, 31, 65, 62, 31),
    (("returned", 0.0), ("late", 0.0), ("caution", 0.0), ("limit", 0.0)): (14, 13, 86, 45, 54, 78, 94, 19),
    (("returned", 1.0), ("late", 0.0), ("caution", 0.0), ("limit", 0.0)): (21, 30, 89, 92, 100, 100, 100, 10),
    (("returned", 1.0), ("late", 0.0), ("caution", 0.5), ("pace", 0.01), ("limit", 0.0)): (
        42, 17, 89, 36, 100, 100, 89, 46,
    ),
}  # fmt: skip
ORDER = ("mar2020", "may2020", "sep2019", "mar2023", "nov2023", "sum2024", "apr2025", "y2022")


@pytest.mark.parametrize("fixed", TABLE, ids=lambda fixed: ", ".join(f"{name} {value:g}" for name, value in fixed))
def test_the_share_of_draws_that_fit(fixed):
    """Within five points, the mean of three thousand draws: three standard errors of the reference's thousand."""
    drawn = [with_fixed(seed, **dict(fixed)) for seed in (1, 2, 3)]
    shares = [np.mean([share(found, check, QUARTER_ENDS.get(check)) for found in drawn]) for check in ORDER]
    assert shares == pytest.approx(TABLE[fixed], abs=5)


@pytest.mark.parametrize(("fixed", "six"), [({}, 10), ({"returned": 1.0, "late": 0.0}, 20), ({"returned": 0.0, "late": 0.0}, 6)])  # fmt: skip
def test_how_many_fit_all_but_2022(fixed, six):
    found = with_fixed(1, **fixed)
    fits = [np.abs(found[check] - QUARTER_ENDS.get(check, fall_on_record(check).gross)) <= 5 for check in SIX]
    assert 100 * np.all(fits, axis=0).mean() == pytest.approx(six, abs=3)


def test_the_band_of_march_2020():
    """Reference: median 34, nine of ten 14 to 52."""
    assert np.percentile(drawn_falls()["mar2020"], (50, 5, 95)) == pytest.approx([34, 14, 52], abs=2)


def test_what_is_sold_before_the_first_large_purchase():
    """Reference: 56%, nine of ten draws 0 to 91."""
    assert 100 * np.percentile(sold_before_the_fed(), (50, 5, 95)) == pytest.approx([56, 0, 91], abs=4)


def test_what_the_record_likes():
    """Draws that fit all but 2022: buffers of 1.3 to 2.0% (reference). With weekly reports also some caution."""
    fits = fitting(SIX)
    drawn = draws()
    assert 20 <= fits.sum() <= 60
    assert np.percentile(drawn.buffer[fits], (5, 50, 95)) == pytest.approx([0.013, 0.0165, 0.02], abs=0.0015)
    assert np.percentile(drawn.caution[fits], 5) > 0.2
    for name in ("term_share", "futures_share", "impact"):  # not identified
        low, high = UNKNOWN_RANGES[name].low, UNKNOWN_RANGES[name].high
        first, last = np.percentile(getattr(drawn, name)[fits], (5, 95))
        assert (last - first) > 0.75 * (high - low), name


def test_few_draws_fit_all_seven_and_hardly_any_all_eight():
    seven = fitting(check for check in CHECKS if check != "may2020").sum()
    assert 3 <= seven <= 20 and fitting(CHECKS).sum() <= seven
    assert fitting(("mar2020",)).sum() > 100


# ---- draws ----------------------------------------------------------------------------------------------


def test_a_draw_of_the_many_is_the_same_alone():
    many = draws(50, 3)
    one = Unknowns(**{field.name: float(getattr(many, field.name)[7]) for field in fields(Unknowns)})
    alone, together = falls(one), drawn_falls(50, 3)
    assert {name: together[name][7] for name in CHECKS} == pytest.approx(
        {name: float(fall) for name, fall in alone.items()}, rel=1e-9, abs=1e-9
    )


def test_draws_lie_in_their_ranges_and_the_first_settings_as_well():
    drawn = draws(400, 2)
    assert set(UNKNOWN_RANGES) == {field.name for field in fields(Unknowns)}
    for name, about in UNKNOWN_RANGES.items():
        values, first = getattr(drawn, name), getattr(Unknowns(), name)
        inside = values[values != about.fixed] if about.often else values
        assert about.low <= inside.min() and inside.max() <= about.high
        assert np.ptp(inside) > 0.9 * (about.high - about.low)
        assert about.low <= first <= about.high or first == about.fixed
        assert (values == about.fixed).mean() == pytest.approx(about.often, abs=0.08)


def test_the_same_seed_draws_the_same():
    assert (draws(20, 5).buffer == draws(20, 5).buffer).all() and (draws(20, 5).buffer != draws(20, 6).buffer).any()


def test_a_fall_is_near_within_its_tolerance():
    record = fall_on_record("may2020").gross
    assert near("may2020", np.array([record - 7.4, record + 7.4, record + 7.6])).tolist() == [True, True, False]
    assert near("may2020", np.array([record + 3.1]), 3.0).tolist() == [False]


def test_the_term_share_does_not_matter_where_lenders_give_excess_back():
    """Nor do loans for a term help in a rally: rate, haircut and run are what they are good for."""
    sold = [float(falls(Unknowns(term_share=tau))["mar2020"]) for tau in (0.0, 0.75)]
    assert sold[0] == pytest.approx(sold[1], abs=0.5)
