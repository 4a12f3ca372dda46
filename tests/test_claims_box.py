"""The claims ledger on a page: guess first, then the verdict; nothing hidden is in the page before."""

import csv
import io
import re
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest

from basislib.pages import PAGES
from basislib.record.claims import ANSWERS, RIGHT, ledger
from basislib.widgets.claims_box import SIGNS, ClaimsBox
from basislib.widgets.page import read_query

LINKS = {about.stem: (about.title, about.notebook) for about in PAGES}
EVIL = "<img src=x onerror=alert(1)>"
ALL, TALKS = len(ledger()), sum(claim.source == "talk" for claim in ledger().values())


def make(link="", seed=7, **more):
    return ClaimsBox(LINKS, seed=seed, query=read_query(link), **more)


@pytest.fixture
def box():
    return make()


def text(widget):
    """Return what an HTML widget says; it must be well-formed."""
    return " ".join("".join(ElementTree.fromstring(f"<div>{widget.value}</div>").itertext()).split())


def everything(box):
    return " ".join(part.value for part in (box.ask, box.reply, box.points, box.count, box.table))


def guess(box, answer):
    box.choice.value = answer
    box.buttons["guess"].click()


def rows(box):
    """Return the rows of the table by claim id, as texts of their cells."""
    if not box.table.value:
        return {}
    found = ElementTree.fromstring(box.table.value).findall("tbody/tr")
    cells = {row.find("th/button").text: [" ".join("".join(cell.itertext()).split()) for cell in row] for row in found}
    assert len(cells) == len(found)
    return cells


def file(box):
    return {row["id"]: row for row in csv.DictReader(io.StringIO(box.csv().decode("utf-8-sig")))}


# --- guess first


def test_every_claim_can_be_guessed(box):
    seen = []
    while box.current not in box.guesses:
        claim = ledger()[box.current]
        seen.append(claim.id)
        assert claim.claim in text(box.ask) and box.reply.value == "" and not box.choice.disabled
        guess(box, list(ANSWERS)[len(seen) % 4])
        said = text(box.reply)
        assert claim.better_figure in said and SIGNS[claim.verdict] in said and claim.verdict in said
        assert box.choice.disabled
        box.buttons["next"].click()
    assert sorted(seen) == sorted(ledger()) and set(box.guesses) == set(ledger())
    assert "judged every claim" in text(box.reply) and f"judged {ALL} of {ALL}" in text(box.points)
    assert len(box.state()) < 200 and "0 to guess first" in text(box.count)


@pytest.mark.parametrize("verdict", RIGHT)
@pytest.mark.parametrize("answer", ANSWERS)
def test_the_reply_fits_the_guess(verdict, answer, box):
    box.take_up(next(claim.id for claim in ledger().values() if claim.verdict == verdict))
    guess(box, answer)
    said = text(box.reply)
    assert said.startswith("Right." if answer == RIGHT[verdict] else ("Close. You trusted", "No. You trusted"))
    assert 'role="status"' in box.reply.value and said.endswith(".")
    assert not re.search(r"\b(nan|None|inf)\b", said)


def test_a_guess_needs_an_answer_and_only_the_first_counts(box):
    box.buttons["guess"].click()
    assert text(box.reply).startswith("Not yet.") and not box.guesses
    guess(box, "holds")
    before = dict(box.guesses), everything(box)
    box.choice.value = "against"
    box.buttons["guess"].click()
    assert (box.guesses, everything(box)) == before
    box.take_up(box.current)
    assert box.choice.value == "holds"


def test_next_skips_and_comes_round(box):
    start = box.current
    for _ in range(len(ledger())):
        box.buttons["next"].click()
    assert box.current == start and not box.guesses


def test_the_citation_says_how_it_was_found_out_and_links_the_page(box):
    box.take_up("V08")
    guess(box, "against")
    assert "New York Fed, reference rates [read in a data series]" in text(box.reply)
    link = ElementTree.fromstring(box.reply.value).find(".//a")
    assert (link.text, link.get("href"), link.get("rel")) == ("Repo funding", "05_repo_funding.ipynb", "noopener")
    box.take_up("P10")
    guess(box, "holds")
    assert "page Three legs" in text(box.reply) and "three_legs]" not in text(box.reply)
    box.take_up("V20")
    guess(box, "open")
    assert "Nothing was found that decides it" in text(box.reply)
    own = make(here="repo_funding")
    own.take_up("V08")
    guess(own, "open")
    assert "Page: this one." in text(own.reply) and "<a" not in own.reply.value
    none = ClaimsBox({}, seed=1)
    none.take_up("V08")
    guess(none, "open")
    assert "Page: repo_funding." in text(none.reply) and "<a" not in none.reply.value


def test_proposals_are_proposed_and_links_work(box):
    box.take_up("R3a")
    assert text(box.ask).startswith("Claim R3aThe paper proposes: Improve tri-party") and "Would it work" in text(
        box.ask
    )
    box.take_up("L01")
    assert "The paper and talk say:" in text(box.ask) and "Does it work" in text(box.ask)
    box.take_up("R9")
    assert "The literature proposes:" in text(box.ask)


# --- the score


def test_the_score_says_how_many_which_kinds_and_which_way():
    box = make()
    assert "none yet" in text(box.points)
    for name in ("P23", "P29", "P34", "P41"):
        box.take_up(name)
        guess(box, "holds")
    box.take_up("P37")
    guess(box, "against")
    assert text(box.points) == (
        f"You have judged 5 of {ALL} claims: 1 right, 0 close, 4 wrong. Right by kind: wrong 1 of 5. Too trusting: 4. Too "
        "sceptical: 0. So far you are too trusting."
    )


def test_guesses_are_forgotten_only_on_the_second_press(box):
    guess(box, "holds")
    box.buttons["again"].click()
    assert len(box.guesses) == 1 and "again" in box.buttons["again"].description
    box.buttons["clear"].click()
    assert box.buttons["again"].description == "Forget my guesses"
    box.buttons["again"].click()
    box.buttons["again"].click()
    assert not box.guesses and box.state() == "" and "none yet" in text(box.points)


# --- nothing hidden is in the page


def test_a_verdict_is_not_in_the_page_before_the_guess(box):
    for name, claim in ledger().items():
        assert claim.better_figure not in everything(box), name
        assert not claim.citation or claim.citation not in everything(box), name
    assert "wb-claims-verdict" not in everything(box)
    assert {cells[2] for cells in rows(box).values()} == {"guess first"}
    assert not any(row[column] for row in file(box).values() for column in ("verdict", "better_figure", "citation"))


def test_a_guess_opens_one_row_and_no_other(box):
    name = box.current
    guess(box, "open")
    opened = [key for key, cells in rows(box).items() if cells[2] != "guess first"]
    assert opened == [name]
    assert ledger()[name].better_figure in rows(box)[name][3] and "You: It is open" in rows(box)[name][2]
    assert [key for key, row in file(box).items() if row["verdict"]] == [name]


def test_hidden_claims_cannot_be_found_by_what_is_hidden(box):
    box.inputs["verdict"].value = "wrong"
    assert rows(box) == {} and "only looked for among those on show" in text(box.count)
    box.inputs["verdict"].value = "to guess"
    assert len(rows(box)) == ALL
    box.buttons["clear"].click()
    box.inputs["search"].value = "impossible"
    assert rows(box) == {}
    assert "Clear one of them." in text(box.count) and file(box) == {}


def test_all_can_be_shown_but_the_claim_at_hand_waits(box):
    box.buttons["all"].click()
    hidden = [name for name, cells in rows(box).items() if cells[2] == "guess first"]
    assert hidden == [box.current]
    assert {"wrong", "plausible"} <= {row["verdict"] for row in file(box).values()}
    box.inputs["verdict"].value = "wrong"
    assert len(rows(box)) in (15, 16)
    box.buttons["all"].click()
    assert rows(box) == {}


def test_lecture_view_shows_all_and_still_asks():
    box = make("mode=lecture")
    assert sum(cells[2] == "guess first" for cells in rows(box).values()) == 1
    guess(box, "holds")
    assert sum(cells[2] == "guess first" for cells in rows(box).values()) == 0


# --- filters


def test_the_claim_at_hand_follows_the_filter(box):
    for topic in ("China", "crisis 2019", "references"):
        box.inputs["topic"].value = topic
        assert topic in ledger()[box.current].topics
    guess(box, "holds")
    kept = box.current
    box.inputs["topic"].value = "China"
    assert box.current == kept, "a reply is not taken away"
    box.buttons["next"].click()
    assert box.current == "P04"
    box.buttons["next"].click()
    assert "No other claim" in text(box.reply)
    guess(box, "part")
    box.buttons["next"].click()
    assert "judged every claim" in text(box.reply)
    box.inputs["search"].value = "qqq"
    box.buttons["next"].click()
    assert "No claim matches" in text(box.reply)


def test_the_count_counts(box):
    assert text(box.count) == f"{ALL} of {ALL} claims: 0 with the verdict on show, {ALL} to guess first."
    box.inputs["source"].value = "talk"
    guess(box, "holds")
    assert text(box.count) == f"{TALKS} of {ALL} claims: 1 with the verdict on show, {TALKS - 1} to guess first."
    assert len(rows(box)) == len(file(box)) == TALKS


@pytest.mark.parametrize("evil", [
    EVIL, '"><script>alert(1)</script>', ".*", "(", "\\", "x" * 10_000, "'", "&amp;", "\0\x1b[31m", "\ud800", "‮abc",
])  # fmt: skip
def test_nothing_that_is_typed_becomes_part_of_the_page(evil, box):
    box.inputs["search"].value = evil
    assert "<img" not in everything(box) and "<script" not in everything(box)
    assert text(box.count).endswith(".") and len(text(box.count)) < 350
    box.take.value = evil
    assert "<img" not in everything(box) and "There is no claim" in text(box.reply) or not evil.isprintable()
    assert len(box.state()) < 700
    everything(box).encode()
    box.buttons["clear"].click()
    assert len(rows(box)) == ALL


def test_a_claim_is_taken_up_by_its_number(box):
    box.take.value = " p05 "
    assert box.current == "P05" and box.take.value == ""
    box.take.value = "r3A"
    assert box.current == "R3a"
    box.take.value = "P99"
    assert box.current == "R3a" and "no claim “P99”" in text(box.reply)
    assert 'data-claim="P05"' in box.table.value


# --- links


def test_a_fresh_box_carries_no_state(box):
    assert box.state() == "" and "data-wb-state" not in everything(box)


def test_a_link_brings_everything_back(box):
    box.inputs["topic"].value = "repo"
    box.inputs["search"].value = "a & b <c> rate"
    box.inputs["search"].value = "rate"
    guess(box, "against")
    box.buttons["next"].click()
    box.inputs["source"].value = "paper"
    again = make(box.state(), seed=99)
    assert again.guesses == box.guesses != {} and again.current == box.current and again.state() == box.state()
    assert everything(again) == everything(box)
    carried = ElementTree.fromstring(box.count.value).get("data-wb-state")
    assert carried == box.state() and all(key.startswith("c_") for key, _ in parse_qsl(carried))


def test_a_link_to_a_judged_claim_shows_its_reply(box):
    guess(box, "holds")
    box.take_up("P05")
    guess(box, "open")
    again = make(box.state())
    assert again.reply.value == box.reply.value and again.choice.value == "open" and again.choice.disabled


@pytest.mark.parametrize("link", [
    "c_source=EVIL&c_verdict=EVIL&c_topic=EVIL&c_page=EVIL&c_claim=EVIL&c_guesses=EVIL&c_search=EVIL",
    "c_claim=P99&c_guesses=xyz", "c_guesses=" + "h" * 1900, "c_search=" + "%F0%9F%8D%B5" * 400, "c_search=%00%1b%0a",
    "c_=1&c_c=2", "c_claim=p05", "c_source=&c_topic=", "seed=abc&mode=x",
])  # fmt: skip
def test_a_link_that_makes_no_sense_is_harmless(link):
    box = make(link.replace("EVIL", EVIL), seed=None)
    assert box.current in ledger() and set(box.guesses.values()) <= set(ANSWERS)
    assert "<img" not in everything(box)
    assert len(box.state()) < 900
    text(box.count), text(box.ask), rows(box)


def test_the_seed_gives_the_order():
    assert make(seed=1).current == make(seed=1).current
    assert make("seed=1234", seed=None)._queue == make(seed=1234)._queue != make(seed=1)._queue
    assert make("seed=" + "9" * 50, seed=None).current in ledger()


# --- size, form, names


def test_the_page_stays_small_and_well_formed():
    box = make("mode=lecture")
    for at, name in enumerate(ledger()):
        box.take_up(name)
        guess(box, list(ANSWERS)[at % 4])
    assert len(box.table.value.encode()) < 120_000
    for part in (box.ask, box.reply, box.points, box.count, box.table, box.widget.children[2]):
        ElementTree.fromstring(f"<div>{part.value}</div>")
    assert list(rows(box)) == list(ledger())


def test_a_verdict_is_a_sign_and_words():
    assert len(set(SIGNS.values())) == len(SIGNS) == len(RIGHT)
    legend = text(make().widget.children[2])
    assert all(f"{SIGNS[verdict]} {verdict}:" in legend for verdict in RIGHT)


def test_everything_that_can_be_touched_has_a_name(box):
    for field in (*box.inputs.values(), box.take):
        assert field.description
    assert all(made.description for made in box.buttons.values())
    for one in ElementTree.fromstring(box.table.value).iter("button"):
        assert one.get("aria-label") == f"Take up claim {one.text}" and one.get("type") == "button"


def test_the_file_has_the_filter_s_rows_and_the_guesses(box):
    box.inputs["source"].value = "talk"
    guess(box, RIGHT[ledger()[box.current].verdict])
    box.buttons["csv"].click()
    assert 'download="claims.csv"' in box.files.value and "base64," in box.files.value
    assert list(file(box)) == list(rows(box)) == [claim.id for claim in ledger().values() if claim.source == "talk"]
    assert [name for name, row in file(box).items() if row["guess"]] == [box.current]
    assert file(box)[box.current]["guess_was"] == "right"
