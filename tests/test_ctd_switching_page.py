"""Page 04: what a last bit must not decide."""

from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from basislib.figures import roll as roll_chart
from basislib.figures.fitting import extent
from basislib.figures.marks import Words
from basislib.pages import ctd_switching
from basislib.pages.ctd_switching import words
from basislib.scenes import deliverables, short_choices
from basislib.scenes.baskets import quoted


@pytest.mark.parametrize("nudge", [-1e-14, 0, 1e-14])
def test_two_notes_that_cost_the_same_are_told_apart_by_no_last_bit(nudge):
    """Two notes of this basket have one price and one factor, so one gross basis."""
    found = deliverables.compute(quoted("ty2019"), 0, 1.8, "better")
    gross = found.table["gross_basis"].to_numpy()
    assert gross[0] == pytest.approx(gross[1], abs=1e-12)
    nudged = found.table.assign(gross_basis=[gross[0], gross[0] + nudge, *gross[2:]])
    assert "gross" not in words.ranking(replace(found, table=nudged)).text
    cheaper = found.table.assign(gross_basis=[gross[0], gross[0] - 1 / 256, *gross[2:]])
    assert f"picked the {found.names[1]}, and missed." in words.ranking(replace(found, table=cheaper)).text


@pytest.mark.parametrize("name", ["map", "hedge"])
def test_the_line_beside_more_names_the_basket_that_is_chosen_though_it_is_empty(name):
    explorer = ctd_switching.page("").explorers[name]
    explorer.refresh()
    explorer.inputs["basket"].value = "own"
    assert "0 notes so far" in explorer.words.value
    assert "My basket" in explorer.more.value


@pytest.mark.parametrize("size", [roll_chart.SIZE, roll_chart.NARROW])
@pytest.mark.parametrize("state", [{}, {"repo_rate": 2.0}, {"repo_rate": 0.0}])
def test_no_term_of_the_sum_touches_its_sign(state, size):
    explorer = ctd_switching.page("").explorers["roll"]
    explorer.set(**state)
    figure = Figure(figsize=size)
    roll_chart.frame(figure, roll_chart.view(explorer.result))
    roll_chart.draw(figure, explorer.result)
    signs = [extent(text) for text in figure.texts if text.get_text() in roll_chart.SIGNS]
    terms = [extent(text) for text in figure.artists if isinstance(text, Words)]
    assert len(signs) == 3 and len(terms) == 4
    assert not [sign for sign in signs for term in terms if sign.x0 - 3 < term.x1 and term.x0 < sign.x1 + 3]
    assert max(term.x1 for term in terms) <= figure.bbox.x1


def test_a_net_basis_whose_sign_hangs_on_the_repo_rate_is_said_to_be_nothing():
    five = quoted("fv")
    said = words.ranking(deliverables.compute(five, 0, five.repo_rate, "better")).text
    assert "nothing either way" in said and "this is the basis trade" not in said
    dear = words.ranking(deliverables.compute(five, 0, five.repo_rate - 0.5, "better")).text
    assert "this is the basis trade" in dear


def test_beyond_its_quotes_a_basket_says_so():
    bond = quoted("us")
    said = [words.ranking(deliverables.compute(bond, level, bond.repo_rate, "better")).text for level in (0, 100)]
    assert ["one of the 37 issues without a quote" in text for text in said] == [False, True]


def test_the_issues_to_come_are_named():
    assert words.to_come("ty2019") == (
        "the 7-year notes of September 2026 to November 2026 and the 10-year note of November 2029"
    )
    assert words.to_come("fv") == "the 5-year notes of February 2030 to June 2030"


@pytest.mark.parametrize("delivery", ["first", "last"])
@pytest.mark.parametrize(
    ("repo_rate", "said"), [(5.41, ("cost less", "cost more")), (0, ("would be lost", "would earn more"))]
)
def test_the_other_day_costs_carry_or_earns_it(delivery, repo_rate, said):
    """The notes pay 4 to 4½%: at a repo rate of 0 each day earns carry, at 5.41% each day costs it."""
    text = words.choices(short_choices.compute(quoted("us"), delivery, repo_rate, 8)).text
    others = ("cost less", "cost more", "would be lost", "would earn more")
    assert [each for each in others if each in text] == [said[delivery == "first"]]
