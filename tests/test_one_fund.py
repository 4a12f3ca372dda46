"""One fund through the book: its leverage, haircut, repo rate, margin and share at term are the same on every page.

An explorer that opens elsewhere is named here with the reason that its reader sees, and with where its values come from.
"""

from importlib import import_module

import pytest

from basislib.fund import usual
from basislib.market.run import Market
from basislib.pages import PAGES
from basislib.policy import monitor
from basislib.record.draws import Unknowns
from basislib.scenes import hedge_change, nights_of_repo, quote_to_edge, spiral_rounds
from basislib.scenes.episode_days import USUAL
from basislib.scenes.market_days import BASE

FUND = {
    "leverage": usual.LEVERAGE,
    "haircut": 100 * usual.HAIRCUT,
    "repo_rate": usual.REPO_RATE,
    "term_share": 100 * usual.TERM_SHARE,
    "initial_margin": round(100 * usual.MARGIN, 2),
}
_, CROWDED_LEVERAGE, CROWDED_HAIRCUT, CROWDED_TERM = BASE["crowded"]
CROWDED = {"leverage": CROWDED_LEVERAGE, "haircut": CROWDED_HAIRCUT, "term_share": CROWDED_TERM}
CLOSED_FORM = {"leverage": 40, "haircut": round(100 * (0.017 - spiral_rounds.MARGIN), 1)}  # 1.7% locked in all
QUOTED = {"repo_rate": quote_to_edge.REPO_RATE}
ITS_OWN = None  # each basket of quotes has another
ELSEWHERE = {
    # milk tea is no Treasury note: its margin is in dollars
    ("milk_tea_margin", "account"): {"initial_margin": 10.0},
    ("milk_tea_margin", "chance"): {"initial_margin": 10.0},
    # the talk's example leaves interest out
    ("three_legs", "profit"): {"repo_rate": 0.0},
    # real quotes have their own rate, and the bond contract its own margin
    ("implied_repo", "edge"): QUOTED,
    ("implied_repo", "grid"): QUOTED,
    ("implied_repo", "terms"): QUOTED,
    **{
        ("ctd_switching", name): {"repo_rate": ITS_OWN}
        for name in ("ranking", "map", "days", "choices", "months", "roll")
    },
    ("ctd_switching", "hedge"): {"leverage": hedge_change.LEVERAGE, "initial_margin": 3.3},
    # a loan struck on one certain night, all of it
    ("repo_funding", "nights"): {"repo_rate": nights_of_repo.SPIKE, "term_share": 0},
    # pages 07 and 08 open in the crowded market, whose funds differ from this one in everything at once
    ("margin_spiral", "rounds"): CLOSED_FORM,
    ("margin_spiral", "map"): CLOSED_FORM,
    ("margin_spiral", "days"): CROWDED,
    ("margin_spiral", "foreign"): CROWDED,
    ("margin_spiral", "money"): CROWDED,
    ("fed_backstop", "links"): CROWDED,
    ("fed_backstop", "timing"): CROWDED,
    ("fed_backstop", "hazard"): CROWDED,
    ("policy_lab", "margining"): CROWDED,
}


def test_every_page_opens_with_the_same_fund():
    seen = set()
    for about in PAGES:
        for explorer in import_module(f"basislib.pages.{about.stem}").page("").explorers.values():
            place = about.stem, explorer.name
            for name in FUND.keys() & explorer.controls.keys():
                expected = (FUND | ELSEWHERE.get(place, {}))[name]
                default = explorer.controls[name].default
                assert expected in (ITS_OWN, default) or default == pytest.approx(expected), (place, name)
                seen.add(place)
    assert ELSEWHERE.keys() <= seen, "exceptions that no page needs any more"


def test_models_and_the_record_assume_the_same_fund():
    market, unknowns = Market(), Unknowns()
    assert (market.leverage, market.haircut) == (usual.LEVERAGE, usual.HAIRCUT)
    assert (market.term_share, market.term_days) == (usual.TERM_SHARE, usual.TERM_DAYS)
    assert (market.duration, market.volatility) == (usual.DURATION, usual.VOLATILITY_BP)
    assert (unknowns.haircut, unknowns.term_share) == (usual.HAIRCUT, usual.TERM_SHARE)
    assert (USUAL["haircut"], USUAL["term_share"]) == (FUND["haircut"], FUND["term_share"])
    assert (monitor.HAIRCUT, monitor.TERM_SHARE, monitor.DURATION) == (usual.HAIRCUT, usual.TERM_SHARE, usual.DURATION)


def test_the_calm_market_has_the_book_s_haircut_and_share_at_term():
    """Calm is the market of ordinary times; only under stress do presets lean on thinner haircuts and longer loans."""
    _, _, haircut, term = BASE["calm"]
    assert (haircut, term) == (FUND["haircut"], FUND["term_share"])


def test_the_margin_is_the_rule_s():
    assert abs(usual.MARGIN - 4.66 * 5 * 4.5e-4) < 1e-15
