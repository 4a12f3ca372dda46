"""A class as it goes on: who may tell what, how often, and what the lecturer sees of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basislib.classroom import room as rooms
from basislib.classroom import telling
from basislib.classroom.refusals import NotAllowed
from basislib.classroom.room import Room
from basislib.classroom.store import SECRET
from tests.classroom import small
from tests.classroom.small import ASKED, answer, game, vote

LONG = "x" * 5000


class Clock:
    """Goes on when told to."""

    time = 0.0

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def room(tmp_path, clock):
    room = Room(small.made(tmp_path / "class.sqlite"), ASKED, clock)
    room.join("Ann", "10.0.0.2")
    room.join("", "10.0.0.2")
    yield room
    room.store.close()


def of(room, name="tea"):
    return next(each for each in room.tally("tea")["votes"] if each["name"] == name)


def test_a_question_from_guess_to_second_vote(room):
    room.tell(1, vote("ann"))
    room.do({"do": "open", "name": "tea"})
    asked = room.now(2)["vote"]
    assert [option["key"] for option in asked["options"]] == ["ann", "ben", "both"]
    assert (asked["mine"], asked["over"], asked["round"]) == ("", False, 1)
    room.tell(2, vote("ben"))
    assert room.now(2)["vote"]["mine"] == "ben"
    assert of(room)["rounds"][0] == {"votes": 2, "late": 0, "counts": None}
    room.do({"do": "reveal", "name": "tea"})
    assert of(room)["rounds"][0]["counts"] == [1, 1, 0] and room.now(1)["vote"]["over"]
    room.do({"do": "second", "name": "tea"})
    assert room.now(1)["vote"]["mine"] == "" and not room.now(1)["vote"]["over"]
    room.tell(1, vote("ben", "w", turn=2))
    assert of(room)["rounds"][1] == {"votes": 1, "late": 0, "counts": None}
    room.do({"do": "reveal", "name": "tea"})
    assert of(room)["rounds"][1]["counts"] == [0, 1, 0]
    room.do({"do": "close"})
    assert room.now(1)["vote"] is None


def test_a_students_page_learns_nothing_of_the_others(room):
    room.tell(1, vote("ann"))
    before = room.now(2)
    room.do({"do": "open", "name": "tea"})
    room.tell(1, vote("ben", "other"))
    told = str(before) + str(room.now(2))
    assert room.secret not in told and "Ann" not in told.replace("'words': 'Ann'", "") and "counts" not in told


def test_a_question_of_the_lecturers_own(room):
    room.do({"do": "ask", "text": "Ready?", "options": ["Yes", " ", "No"]})
    assert room.now(1)["vote"]["text"] == "Ready?"
    room.tell(1, vote("2", page="own-1"))
    room.do({"do": "reveal", "name": "own-1"})
    assert of(room, "own-1")["rounds"][0]["counts"] == [0, 1]


def test_following_is_the_lecturers_to_offer(room):
    room.do({"do": "show", "page": "repo", "query": "leverage=20"})
    assert room.now(1)["at"] is None and room.tally()["page"] == "repo"
    room.do({"do": "follow", "on": True})
    first = room.now(1)["at"]
    assert (first["notebook"], first["query"]) == ("02_repo.ipynb", "leverage=20")
    room.do({"do": "show", "page": "repo", "query": "leverage=20"})
    assert room.now(1)["at"] == first
    room.do({"do": "show", "page": "repo", "query": ""})
    assert room.now(1)["at"]["turn"] == first["turn"] + 1


def test_who_is_here_is_who_has_asked_lately(room, clock):
    room.now(1)
    clock.time += 5
    room.now(2)
    assert (room.here(), room.tally()["joined"]) == (2, 2)
    clock.time += rooms.HERE - 4
    assert room.here() == 1


def test_two_tabs_are_one_student_and_the_later_vote_counts(room):
    room.tell(1, vote("ann", "of one tab"))
    room.tell(1, vote("ann", "of one tab"))
    room.tell(1, vote("ben", "of the other"))
    room.do({"do": "reveal", "name": "tea"})
    assert of(room)["rounds"][0]["counts"] == [0, 1, 0]


def test_one_phone_that_tells_too_fast_is_stopped_and_the_others_are_not(room, clock):
    burst, rate = rooms.TELLS
    taken = 0
    for number in range(1000):
        try:
            room.tell(1, answer(uid=str(number)))
            taken += 1
        except NotAllowed as wrong:
            assert wrong.status_code == 429
    assert taken == burst
    room.tell(2, vote("ann"))
    clock.time += 2
    room.tell(1, vote("ann"))
    assert len(room.store.events()) == burst + 2


def test_a_student_cannot_fill_the_disk(room, clock, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_EVENTS", 3)
    for number in range(3):
        room.tell(1, answer(uid=str(number)))
    with pytest.raises(NotAllowed) as wrong:
        room.tell(1, answer(uid="4"))
    assert wrong.value.status_code == 403


def test_a_class_has_room_for_so_many(room, clock, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_STUDENTS", 3)
    room.join("", "10.0.0.2")
    with pytest.raises(NotAllowed, match="full"):
        room.join("", "10.0.0.2")
    assert room.join("Anna", "10.0.0.2", 1) == "" and room.store.students()[0]["nickname"] == "Anna"


def test_one_address_that_joins_without_end_leaves_room_for_others(room, clock):
    burst, _rate = rooms.JOINS
    room.store.join = lambda nickname: "token"  # the file is not what is tried here
    for _ in range(burst - 2):
        room.join("", "10.0.0.2")
    with pytest.raises(NotAllowed) as wrong:
        room.join("", "10.0.0.2")
    assert wrong.value.status_code == 429 and room.join("", "10.0.0.3") == "token"
    clock.time += 2
    assert room.join("", "10.0.0.2") == "token"


def test_the_lecturer_is_known_by_the_whole_secret(room):
    assert room.is_secret(room.secret) and room.is_lecturer(room.key())
    for wrong in ("", "é", "\udc80", room.secret[:-1], room.secret.upper(), room.code):
        assert not room.is_secret(wrong) and not room.is_lecturer(wrong)
    assert not room.is_lecturer(room.secret) and not room.is_secret(room.key())
    assert len(set(SECRET)) ** len(room.secret) > 2**58  # at a thousand tries a second, millions of years


TOLD = {
    "no text": ("vote", 400),
    "nothing": (None, 400),
    "a list": ([vote("ann")], 400),
    "no kind": ({"uid": "1"}, 400),
    "a kind that is a list": ({"kind": [], "uid": "1"}, 400),
    "another kind": ({**vote("ann"), "kind": "secret"}, 400),
    "no mark": ({**vote("ann"), "uid": ""}, 400),
    "a mark that is a number": ({**vote("ann"), "uid": 1}, 400),
    "a long mark": ({**vote("ann"), "uid": LONG}, 400),
    "an option that is not there": (vote("carl"), 400),
    "an option of another question": (vote("bank"), 400),
    "an option that is a list": (vote([]), 400),
    "a page that is not there": (vote("ann", page="class"), 404),
    "a page that is an object": (vote("ann", page={}), 404),
    "a question of the lecturer's that is not there": (vote("1", page="own-1"), 404),
    "a vote before its time": (vote("ann", turn=2), 409),
    "a third vote": (vote("ann", turn=3), 400),
    "a round that is true": (vote("ann", turn=True), 400),
    "an exercise that is not there": (answer("q3"), 404),
    "the guess as an exercise": (answer("guess"), 404),
    "a verdict of one's own": (answer(verdict="brilliant"), 400),
    "a verdict that is a list": (answer(verdict=[]), 400),
    "a long answer": (answer(given=LONG), 400),
    "an answer that is a number": (answer(given=1.5), 400),
    "a seed that is no number": (answer(seed="7"), 400),
    "a seed below zero": (answer(seed=-1), 400),
    "a seed too large": (answer(seed=10**9), 400),
    "a game of nobody's": (game(1.0, role="king"), 400),
    "a score that is true": (game(True), 400),
    "a score that is a text": (game("1"), 400),
    "a score without end": (game(math.inf), 400),
    "a score that is none": (game(math.nan), 400),
    "a score beyond all": (game(1e300), 400),
    "a whole score beyond all": (game(10**400), 400),
}


@pytest.mark.parametrize("told, status", TOLD.values(), ids=TOLD)
def test_what_cannot_be_told_is_refused_in_a_sentence(room, told, status):
    with pytest.raises(NotAllowed) as wrong:
        room.tell(1, told)
    assert wrong.value.status_code == status
    assert wrong.value.sentence[0].isupper() and wrong.value.sentence.endswith(".")
    assert not room.store.events()


DONE = {
    "nothing": (None, 400),
    "another thing": ({"do": "delete"}, 400),
    "a list": ({"do": ["open"]}, 400),
    "a question that is not there": ({"do": "open", "name": "own-9"}, 404),
    "a question that is an object": ({"do": "reveal", "name": {}}, 404),
    "no options": ({"do": "ask", "text": "?", "options": []}, 400),
    "one option": ({"do": "ask", "text": "?", "options": ["Yes", ""]}, 400),
    "two alike": ({"do": "ask", "text": "?", "options": ["Yes", "Yes "]}, 400),
    "too many": ({"do": "ask", "text": "?", "options": list("abcdefghi")}, 400),
    "no words": ({"do": "ask", "text": " ", "options": ["Yes", "No"]}, 400),
    "too many words": ({"do": "ask", "text": LONG, "options": ["Yes", "No"]}, 400),
    "a page that is not there": ({"do": "show", "page": "../etc", "query": ""}, 404),
    "a state too long": ({"do": "show", "page": "tea", "query": LONG}, 400),
}


@pytest.mark.parametrize("told, status", DONE.values(), ids=DONE)
def test_what_a_board_cannot_do_is_refused(room, told, status):
    before = room.tally()
    with pytest.raises(NotAllowed) as wrong:
        room.do(told)
    assert wrong.value.status_code == status and room.tally() == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
FIELDS = ("kind", "uid", "page", "item", "round", "given", "words", "verdict", "seed", "score", "role")


@given(st.sampled_from([vote("ann"), answer(), game(1.0)]), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3))
def test_anything_at_all_is_an_event_or_a_refusal(told, forged):
    try:
        event = telling.read({**told, **forged}, ASKED, {})
    except NotAllowed as wrong:
        assert 400 <= wrong.status_code < 500
    else:
        assert event.page in {*ASKED, telling.GAME} and len(event.given) <= telling.LONGEST_GIVEN
        assert math.isfinite(event.score)


@pytest.mark.parametrize(
    "typed, name",
    [
        ("  Ann \n Smith ", "Ann Smith"),
        ("", ""),
        ("李小龙", "李小龙"),
        ("👩‍🎓", "👩‍🎓"),
        ("a\u202eb\x00c\ud800", "a b c"),
        ("<b>Ann</b>", "<b>Ann</b>"),
    ],
)
def test_a_nickname_is_one_line_of_signs_that_can_be_seen(typed, name):
    assert telling.nickname(typed) == name


@pytest.mark.parametrize("typed", ["😀" * 10_000, "x" * (telling.LONGEST_NAME + 1), None, 7, ["Ann"]])
def test_a_nickname_without_end_is_refused(typed):
    with pytest.raises(NotAllowed, match="at most 40 characters"):
        telling.nickname(typed)
