"""Page 08 against page 07, against the costs of the levers, and against its own words."""

import re
from dataclasses import replace

import numpy as np
import pytest

from basislib.figures import backstop_links as links_chart
from basislib.figures import backstop_sure as sure_chart
from basislib.figures import backstop_timing as timing_chart
from basislib.figures import counting_on_help as hazard_chart
from basislib.figures import kinds_of_sale
from basislib.market.run import simulate
from basislib.pages.fed_backstop import exercises, explorers, words
from basislib.pages.fed_backstop.precedents import PRECEDENTS, Precedents
from basislib.policy import robustness
from basislib.policy.levers import COSTED, FundLine, Purchases, apply, costs
from basislib.scenes import backstop_days, backstop_links, backstop_sure, backstop_timing, counting_on_help, market_days
from basislib.scenes.backstop import FOREIGN_DAYS, KEPT, KINDS, SIZES, scenario, share_sold

NOTHING = {"pace": 0, "size": 0, "start": 6, "hedged": 0, "facility": "open", "relief": 0, "line": 0}
KIT = {"pace": 40, "size": 300, "start": 8, "hedged": 50, "facility": "open", "relief": 50, "line": 2}
SEEN = [words.seen_links, words.seen_sure, words.seen_timing, words.seen_days, words.seen_hazard]


@pytest.mark.parametrize("market", market_days.MARKETS)
def test_the_market_is_page_07_s(market):
    """All fields but the shock's size are those of that page; there the facility is open, too."""
    bare, _blow = scenario(market, "standard")
    theirs, _path = market_days.build(**market_days.usual(market))
    assert vars(bare) == vars(theirs) and bare.srf_open
    found = backstop_days.compute(40, market=market, shock="standard", **NOTHING)
    assert found.nobody_helps and np.array_equal(found.unwilling, found.unwilling_alone)


@pytest.mark.parametrize("market", ["crowded", "cliff"])
def test_the_fed_s_result_is_that_of_the_costs(market):
    found = backstop_days.compute(40, market=market, shock="standard", **KIT)
    bare, blow = scenario(market, "standard")
    helped = simulate(*apply(bare, blow, backstop_days.levers_of(**KIT)), COSTED)
    told = costs(helped, simulate(bare, blow, COSTED))
    assert found.result[-1] == pytest.approx(told["fed_result"], abs=1e-9)
    assert found.result.min() == pytest.approx(told["fed_worst"], abs=1e-9)
    assert found.assets.max() == pytest.approx(told["fed_peak"], abs=1e-9)
    assert found.exposure == pytest.approx(told["fed_dv01"], abs=1e-9)
    assert found.saved == pytest.approx(told["funds_saved"], abs=1e-9)
    assert found.unwilling_alone.sum() - found.unwilling.sum() == pytest.approx(told["sold_less"], abs=1e-9)


def test_every_choice_has_words_and_every_word_a_choice():
    assert tuple(words.markets()) == market_days.MARKETS
    assert words.shocks().keys() == SIZES.keys()
    assert words.plans().keys() == backstop_days.PLANS.keys()
    assert words.TOOLS.keys() == words.DOES.keys() == backstop_links.TOOLS.keys() == links_chart.HEADLINES.keys()
    assert words.ONLY.keys() == set(backstop_sure.ONLY)
    assert tuple(words.where()) == backstop_sure.WHERE
    assert tuple(words.help_expected()) == counting_on_help.HELP
    assert sure_chart.TOOLS.keys() == backstop_sure.TOOLS.keys()
    assert kinds_of_sale.KINDS.keys() == KINDS.keys()


def test_a_file_calls_things_as_its_picture_does():
    """The file keeps the English words, in whatever language the picture is."""
    assert {key: name for key, (name, *_) in links_chart.LINKS.items()} == backstop_links.LINKS
    assert {key: words for key, (_, words, _) in links_chart.LINKS.items()} == backstop_links.MEASURED
    assert timing_chart.UP == backstop_timing.COLUMNS
    assert tuple(name.replace("\n", " ") for name in hazard_chart.RUNS) == counting_on_help.RUNS


@pytest.mark.parametrize("shock", ["standard", "double"])
@pytest.mark.parametrize("tool", words.TOOLS)
def test_sales_are_called_the_same_only_where_the_tile_shows_them_so(shock, tool):
    said = words.links(backstop_links.compute(39, 0.5, "crowded", shock, tool))
    without, some = dict(said.tiles)["Sold against their will, $bn"].split(" → ")
    if "0" not in (without, some):
        assert (without == some) == ("with it and without" in said.text), said.text


def test_what_rounds_to_nothing_is_called_nothing():
    """Purchases of $600bn in all leave less than half a billion."""
    explorer = explorers.days()
    explorer.set(size=600)
    assert 0.1 < explorer.result.unwilling.sum() < 0.5
    assert "sell <strong>nothing</strong> against their will instead of $135bn" in explorer.words.value


def test_the_guess_is_about_the_state_that_is_drawn():
    explorer = explorers.links()
    explorer.set(**{**explorer.defaults(), **exercises.asked()})
    without, with_tool = explorer.result.unwilling
    assert without == with_tool
    assert f"${without:.0f}bn" in exercises.guess().text


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: seen.__name__)
def test_what_there_was_to_see_is_short(seen):
    """At most four sentences after the first, which is its headline, and five numbers."""
    text = seen()
    assert len(re.findall(r"[.?!](?:\*\*)?(?= [A-Z]|$)", text)) <= 5
    assert len(re.findall(r"(?<![\w.])\$?\d[\d,.]*", text)) <= 6, text  # a fixed day among them


def test_a_line_fails_and_comes_alike_where_it_is_counted_on_in_the_crowded_market():
    """The words say "whether it comes or not"."""
    sold = counting_on_help.compute(39, 0.5, "crowded", "standard", "line", counting_on_help.LESS, 0.14).sold
    assert round(sold[counting_on_help.COMES]) == round(sold[counting_on_help.FAILS])


def test_the_line_spares_nothing_because_it_is_no_cash_until_it_is_drawn():
    """Funds that counted it as cash would not sell to keep their cash; those sales are nearly all in the crowded market."""
    line = FundLine(20.0)
    for market, most in (("crowded", 1.0), ("cliff", 60.0)):
        bare, blow = scenario(market, "standard")
        content = replace(bare, cash_target=0.0)
        sold, counted = (share_sold(simulate(*apply(each, blow, line), KEPT)) for each in (bare, content))
        assert line.cap > 2 * bare.buffer * bare.position and counted < most < sold


def test_too_late_is_soon_after_the_foreign_sale_and_later_at_the_cliff():
    late = {}
    for market in ("crowded", "cliff"):
        _fields, times, own, _term = market_days.BASE[market]
        field = backstop_timing.compute(market, "standard", times, own, "hedged", 20, 200, 6, "pace", "sold")
        late[market] = field.late_from
    assert FOREIGN_DAYS[1] < late["crowded"] < FOREIGN_DAYS[1] + 5 < late["cliff"]


def test_hedged_purchases_lift_the_note_by_its_part_of_the_gap_only():
    bare, blow = scenario("crowded", "standard")
    keep = ("note_price", "dislocation")
    alone, hedged, outright = (
        {name: float(run[name][18]) for name in keep}
        for run in (
            simulate(bare, blow, keep),
            *(simulate(*apply(bare, blow, Purchases(start=6.0, size=200.0, hedged=part)), keep) for part in (1.0, 0.0)),
        )
    )
    narrower = alone["dislocation"] - hedged["dislocation"]
    assert 0 < hedged["note_price"] - alone["note_price"] < narrower
    assert outright["note_price"] - alone["note_price"] > narrower


def test_a_link_to_the_map_of_forced_sales_opens_that_of_all_sales_against_the_funds_will():
    explorer = explorers.timing()
    explorer.restore({"t_what": "forced"})
    assert explorer.values()["what"] == "sold" and not explorer.note.value


def test_hedged_or_outright_hangs_on_what_a_purchase_does_to_all_notes():
    """In the lowest quarter of gamma hedged purchases spare more in one draw of seven, in the highest in most."""
    low, *_middle, high = robustness.by_quarter("hedged_purchases_spare_more_than_outright", "purchase_effect")
    assert low.lower < 0.2 and high.lower > 0.5
    assert f"{low.lower:.0%}" in words.hidden() and f"{high.lower:.0%}" in words.hidden()


def test_each_precedent_has_a_source_and_a_lesson():
    shown = Precedents().widget.value
    assert shown.count("<tr>") == len(PRECEDENTS) + 1 and "{" not in shown
    assert all(each.source and each.lesson.endswith((".", "?")) for each in PRECEDENTS)
    assert "1,032" in shown and "74.6" in shown


@pytest.mark.parametrize("facility", backstop_days.FACILITY)
def test_who_lends_is_no_nobody(facility):
    """Without purchases an open facility lends 84 billion dollars; a closed one lends nothing."""
    found = backstop_days.compute(40, market="crowded", shock="standard", **NOTHING | {"facility": facility})
    assert ("lends dealers up to $84bn" in words._nobody(found)) == (facility == "open")
    assert ("Nobody helps." in words._nobody(found)) == (found.assets.max() == 0) == (facility == "closed")


def test_a_map_without_purchases_is_not_called_the_wrong_tool():
    here = {"market": "crowded", "shock": "standard", "leverage": 39, "haircut": 0.5, "kind": "hedged", "start": 6}
    told = words.timing(backstop_timing.compute(**here, pace=20, size=0, up="pace", what="sold")).text
    assert "Nothing is bought" in told and "not the tool" not in told
