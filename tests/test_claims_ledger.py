"""The game with the claims ledger: answers, how a guess is judged, what a filter may find, and the file."""

import csv
import io

import pytest

from basislib.record import claims, datasets
from basislib.record.claims import ANSWERS, CLOSE, EVIDENCE, RIGHT, TO_GUESS, Score, judge, ledger, score, shown
from basislib.sheets import csv_bytes

ALL = set(ledger())
NOBODY = ()


def ids(filters, opened=NOBODY):
    return [claim.id for claim in shown(filters, opened)]


def first(verdict):
    return next(claim.id for claim in ledger().values() if claim.verdict == verdict)


# --- the answers


def test_every_verdict_has_one_right_answer_and_every_answer_a_verdict():
    verdicts = datasets.manifest("claims")["columns"]["verdict"]["values"]
    assert set(RIGHT) == set(CLOSE) == set(verdicts)
    assert set(RIGHT.values()) == set(ANSWERS)
    assert all(RIGHT[verdict] not in CLOSE[verdict] and set(CLOSE[verdict]) <= set(ANSWERS) for verdict in verdicts)


def test_every_tag_of_evidence_has_words():
    assert set(EVIDENCE) == set(claims.meanings()["evidence"])


@pytest.mark.parametrize(("verdict", "tones", "leans"), [
    ("confirmed", "right close wrong wrong", (0, -1, -1, -1)),
    ("confirmed with a condition", "close right wrong wrong", (1, 0, -1, -1)),
    ("plausible", "close close right wrong", (1, 1, 0, -1)),
    ("unverified", "wrong wrong right wrong", (1, 1, 0, -1)),
    ("doubtful", "wrong wrong close right", (1, 1, 1, 0)),
    ("partly wrong", "wrong right wrong close", (1, 0, -1, -1)),
    ("wrong", "wrong wrong wrong right", (1, 1, 1, 0)),
])  # fmt: skip
def test_how_each_answer_stands_to_each_verdict(verdict, tones, leans):
    judged = [judge(verdict, guess) for guess in ANSWERS]
    assert [one.tone for one in judged] == tones.split()
    assert tuple(one.lean for one in judged) == leans


def test_the_score_adds_up_whatever_is_answered():
    for guess in ANSWERS:
        points = score(dict.fromkeys(ledger(), guess))
        assert points.guessed == len(ledger()) == points.right + points.close + points.wrong
        assert points.trusting + points.sceptical == points.close + points.wrong
        assert sum(met for met, _ in points.kinds.values()) == points.guessed
        assert sum(right for _, right in points.kinds.values()) == points.right
        assert all(right == (met if RIGHT[verdict] == guess else 0) for verdict, (met, right) in points.kinds.items())
    assert score(dict.fromkeys(ledger(), "holds")).leans == "trusting"
    assert score(dict.fromkeys(ledger(), "against")).leans == "sceptical"
    assert score({}) == Score(0, 0, 0, 0, 0, 0, {}) and score({}).leans == ""


def test_a_small_score_by_hand():
    given = {"confirmed": "holds", "wrong": "holds", "doubtful": "open", "unverified": "against"}
    points = score({first(verdict): guess for verdict, guess in given.items()})
    assert (points.right, points.close, points.wrong, points.trusting, points.sceptical) == (1, 1, 2, 2, 1)
    assert points.kinds == {"confirmed": (1, 1), "unverified": (1, 0), "doubtful": (1, 0), "wrong": (1, 0)}
    assert points.leans == "", "two against one is no habit yet"


def test_a_habit_is_three_misses_and_twice_as_many_as_the_other_way():
    said = {
        (trusting, sceptical): Score(0, 0, 0, 0, trusting, sceptical, {}).leans
        for trusting, sceptical in ((2, 0), (3, 0), (3, 2), (4, 2), (2, 4), (1, 2), (0, 3))
    }
    assert list(said.values()) == ["", "trusting", "", "trusting", "sceptical", "", "sceptical"]


def test_no_single_answer_wins():
    assert max(score(dict.fromkeys(ledger(), guess)).right for guess in ANSWERS) < 0.4 * len(ledger())


# --- order


def test_the_order_is_the_seed_s():
    assert sorted(claims.order(7)) == sorted(ledger())
    assert claims.order(7) == claims.order(7) != claims.order(8)


def test_what_follows_goes_round_and_ends():
    queue = ["a", "b", "c"]
    assert claims.following("b", queue, {"a", "c"}) == "c"
    assert claims.following("c", queue, {"a", "b"}) == "a"
    assert claims.following("b", queue, {"b"}) == "b"
    assert claims.following("b", queue, set()) is None


# --- filters


def test_each_filter_keeps_what_it_says():
    table = datasets.load("claims").set_index("id")
    for field, column in (("source", "source"), ("page", "page")):
        for value in claims.choices()[field]:
            assert ids({field: value}) == table.index[table[column] == value].tolist() != []
    for topic in claims.choices()["topic"]:
        has = table["topic"].str.split("; ").map(lambda topics, topic=topic: topic in topics)
        assert ids({"topic": topic}) == table.index[has].tolist() != []
    for verdict in claims.choices()["verdict"][1:]:
        assert ids({"verdict": verdict}, ALL) == table.index[table["verdict"] == verdict].tolist() != []
    assert ids({}) == table.index.tolist() == list(ledger())


def test_filters_work_together():
    both = ids({"source": "talk", "topic": "repo", "search": "rate"}, ALL)
    assert (
        both
        == [
            name
            for name in ids({"source": "talk"})
            if name in ids({"topic": "repo"}) and name in ids({"search": "rate"}, ALL)
        ]
        != []
    )


def test_a_verdict_is_found_only_where_it_is_on_show():
    opened = {first("wrong"), first("confirmed")}
    for verdict in claims.choices()["verdict"][1:]:
        assert set(ids({"verdict": verdict}, opened)) == {name for name in opened if ledger()[name].verdict == verdict}
    assert set(ids({"verdict": TO_GUESS}, opened)) == ALL - opened


def test_a_search_finds_hidden_words_only_where_they_are_on_show():
    assert "P58" in ids({"search": "Impossible"}, {"P58"})
    assert ids({"search": "Impossible"}) == ids({"search": "Reuters reports"}) == []
    for claim in ledger().values():
        assert claim.id in ids({"search": claim.claim[:50]})
        hidden = claim.better_figure[:50]
        assert claim.id in ids({"search": hidden}, {claim.id}) and claim.id not in ids({"search": hidden})


def test_a_search_takes_all_words_in_any_order_and_case():
    assert ids({"search": "  LIBOR   three-MONTH "}) == ["P62"]
    assert ids({"search": "p05"}) == ["P05"]


@pytest.mark.parametrize("text", [
    ".*", "(", "[a-", "\\", "P0?", "^P", "<b>", "'", '"><script>alert(1)</script>', "\0", "x" * 10_000, "؜‮",
    "\ud800", "' OR 1=1 --", "%s{0}",
])  # fmt: skip
def test_a_search_is_words_and_nothing_else(text):
    plain = claims.clean(text)
    assert plain.isprintable() and len(plain) <= claims.LONGEST_SEARCH
    expected = [
        claim.id
        for claim in ledger().values()
        if all(
            word in f"{claim.id} {claim.claim} {' '.join(claim.topics)}".casefold() for word in plain.casefold().split()
        )
    ]
    assert ids({"search": text}) == expected


# --- links and files


def test_guesses_travel_in_a_short_word():
    full = {name: list(ANSWERS)[at % 4] for at, name in enumerate(ledger())}
    for given in ({}, {"P01": "holds"}, {"R9": "against"}, full):
        word = claims.pack(given)
        assert claims.unpack(word) == given
        assert len(word) <= len(ledger())
    assert claims.pack({"P01": "holds", "P03": "part"}) == "h-p" and claims.pack({}) == ""


@pytest.mark.parametrize("text", [
    "", "-", "xyz", "<script>", "H", "holds", "-" * 9999, "h" * 9999, "é\0h", "1234", None,
])  # fmt: skip
def test_a_word_that_makes_no_sense_makes_no_guesses(text):
    found = claims.unpack(text)
    assert set(found) <= ALL and set(found.values()) <= set(ANSWERS)
    assert found == claims.unpack(claims.pack(found))


def test_the_file_comes_back_as_it_went():
    given = {first("wrong"): "holds", first("plausible"): "part", first("confirmed"): "holds"}
    opened = set(given) | {"P02"}
    content = csv_bytes(claims.FILE_COLUMNS, claims.file_rows(list(ledger().values()), given, opened))
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    table = datasets.load("claims").set_index("id")
    assert list(rows) == table.index.tolist()
    for name, row in rows.items():
        for column in ("source", "claim", "topic", "page"):
            assert row[column] == table.loc[name, column]
        for column in ("verdict", "better_figure", "evidence", "citation"):
            assert row[column] == (table.loc[name, column] if name in opened else "")
        assert row["guess"] == (ANSWERS[given[name]] if name in given else "")
    assert [rows[name]["guess_was"] for name in given] == ["wrong", "close", "right"] and rows["P02"]["guess_was"] == ""
    assert not any(cell[:1] in "=+-@" for row in rows.values() for cell in row.values() if cell)
