"""The addresses of a class over HTTP: who gets in where, and what an attacker gets."""

import socket
import subprocess
import sys
import threading
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from basislib.classroom import opening
from basislib.classroom.handlers import Served
from basislib.classroom.room import HERE, Room
from basislib.classroom.store import Store
from tests.classroom import small
from tests.classroom.small import Browser, answer, vote

JSON = {"Content-Type": "application/json"}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Class:
    """A served class, and what only its lecturer knows."""

    def __init__(self, path, port):
        self.url = f"http://127.0.0.1:{port}/class/"
        store = Store(path)
        self.code, self.secret = store.get("code"), store.get("secret")
        store.close()

    def student(self, nickname=""):
        return Browser(self.url).join(self.code, nickname)

    def lecturer(self):
        browser = Browser(self.url)
        reply = browser.ask(f"{self.code}/{self.secret}")
        assert (reply.status, reply.headers["Location"]) == (302, "/class/board")
        return browser


@pytest.fixture
def course(tmp_path):
    path = tmp_path / "class.sqlite"
    small.made(path).close()
    with small.serving_here(path) as port:
        yield Class(path, port)


def revealed(lecturer, name="tea"):
    """Reveal the votes on a question and return their counts."""
    assert lecturer.ask("do", {"do": "reveal", "name": name}).status == 204
    return lecturer.ask("now").json()["votes"][0]["rounds"][0]


def test_from_the_board_in_the_room_to_the_table_at_home(course):
    lecturer, ann, ben = course.lecturer(), course.student("Ann"), course.student("<b>Ben</b>")
    assert course.student().ask(course.code.lower()).status == 200  # typed small
    assert ann.ask("now").json()["nickname"] == "Ann"
    for student, key in ((ann, "ann"), (ben, "both")):
        assert student.ask("tell", vote(key)).status == 204
        assert student.ask("tell", vote(key)).status == 204  # its answer was lost: told again
    assert ann.ask("tell", answer()).status == 204
    assert lecturer.ask("now").json()["votes"][0]["rounds"][0] == {"votes": 2, "late": 0, "counts": None}
    assert revealed(lecturer)["counts"] == [1, 0, 1]
    table = lecturer.ask("answers.csv")
    assert table.headers["Content-Disposition"].startswith("attachment") and "1 Ann,Ann,,keep working" in table.text
    assert len(lecturer.ask("events.csv").text.splitlines()) == 4
    assert "&lt;b&gt;Ben" in ben.ask(course.code).text and "<b>Ben" not in ben.ask(course.code).text


def test_cookies_are_out_of_reach(course):
    browser = Browser(course.url)
    replies = (
        browser.ask(course.code, urlencode({"nickname": ""}).encode()),
        browser.ask(f"{course.code}/{course.secret}"),
    )
    for reply in replies:
        (cookie,) = SimpleCookie(reply.headers["Set-Cookie"]).values()
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/class/"
        assert course.secret not in cookie.value


@pytest.mark.parametrize("path", ["board", "answers.csv", "events.csv"])
def test_the_lecturers_addresses_need_the_secret(course, path):
    student = course.student("Ann")
    for stranger in (Browser(course.url), student):
        for forged in ("", "0" * 64, course.secret, course.code):
            stranger.cookies["basislib_lecturer"] = forged
            reply = stranger.ask(path)
            assert reply.status == 403 and "Ann" not in reply.text and course.secret not in reply.text


@pytest.mark.parametrize("path", ["do", "delete"])
def test_nobody_else_does_what_the_lecturer_does(course, path):
    for stranger in (Browser(course.url), course.student()):
        assert stranger.ask(path, {"do": "reveal", "name": "tea"}).status == 403
    assert course.lecturer().ask("now").json()["votes"][0]["rounds"][0]["counts"] is None


def test_the_secret_stands_on_no_page(course):
    student, lecturer = course.student(), course.lecturer()
    texts = [student.ask(path).text for path in (course.code, "now", "board", "tell")]
    texts += [lecturer.ask(path).text for path in ("board", "now", "answers.csv", "events.csv", "static/board.js")]
    assert all(course.secret not in text for text in texts)


def test_wrong_addresses_get_a_sentence(course):
    stranger = Browser(course.url)
    for path, status, words in (
        ("XXXX", 404, "There is no class with the code XXXX."),
        ("x" * 40, 404, "There is no class with the code"),
        (f"{course.code}/aaaaaaaaaaaa", 403, "not the lecturer"),
        (f"XXXX/{course.secret}", 403, "not the lecturer"),
        ("", 404, "no page"),
        ("x" * 41, 404, "no page"),
        ("static/", 404, ""),
        ("static/../store.py", 404, "no page"),
        ("static/%2e%2e/store.py", 404, "no page"),
        ("%00", 404, "no page"),
        ("<b>", 404, "no page"),
    ):
        reply = stranger.ask(path.replace("<", "%3C"), Accept="text/html")
        assert reply.status == status and words in reply.text and "Traceback" not in reply.text, path
    assert stranger.ask("now").status == 204 and not stranger.ask("now").text
    assert stranger.ask("tell", vote("ann")).status == 401


@pytest.mark.parametrize("path", ["tell", "do", "delete", "leave", "CODE"])
def test_other_sites_cannot_act_for_anybody(course, path):
    path = path.replace("CODE", course.code)
    lecturer = course.lecturer()
    lecturer.cookies |= course.student().cookies
    for forged in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert lecturer.ask(path, b"{}", **JSON, **forged).status == 403
    assert lecturer.ask("now").json()["joined"] == 1


@pytest.mark.parametrize(
    "body, headers, status",
    [
        (b"", JSON, 400),
        (b"{", JSON, 400),
        (b"[" * 4000, JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b"9" * 5000, JSON, 400),
        (b'{"kind": "vote", "uid": "\\ud800", "page": "tea", "given": "\\ud800", "round": 1}', JSON, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}" + b" " * 20_000, JSON, 413),
    ],
)
def test_a_body_that_is_none_is_refused(course, body, headers, status):
    student = course.student()
    reply = student.ask("tell", body, **headers)
    assert reply.status == status and reply.text.endswith(".")
    assert student.ask("tell", vote("ann")).status == 204


def test_a_body_without_end_ends_the_connection(course):
    with pytest.raises(OSError):
        reply = course.student().ask("tell", b" " * 10**7, **JSON)
        raise OSError(reply.status)
    assert course.student().ask("tell", vote("ann")).status == 204


def test_a_nickname_of_ten_thousand_emoji(course):
    stranger = Browser(course.url)
    for nickname in ("😀" * 10_000, "😀" * 500):
        reply = stranger.ask(course.code, urlencode({"nickname": nickname}).encode())
        assert reply.status in (400, 413) and reply.text.endswith(".") and not stranger.cookies
    assert course.lecturer().ask("now").json()["joined"] == 0


def test_joining_twice_is_one_student(course):
    student = course.student("Ann")
    student.join(course.code, "Anna")
    assert course.lecturer().ask("now").json()["joined"] == 1
    assert student.ask("now").json()["nickname"] == "Anna"


def test_one_phone_in_a_rage_slows_nobody(course):
    raging, lecturer, others = course.student(), course.lecturer(), [course.student() for _ in range(5)]
    statuses, stop = [], threading.Event()

    def rage():
        while not stop.is_set():
            statuses.append(raging.ask("tell", vote("ann", str(len(statuses)))).status)

    thread = threading.Thread(target=rage)
    thread.start()
    while len(statuses) < 100:
        time.sleep(0.01)
    for number, other in enumerate(others):
        assert other.ask("tell", vote("ben", str(number))).status == 204
    stop.set()
    thread.join()
    assert set(statuses) == {204, 429}
    assert revealed(lecturer)["counts"] == [1, 5, 0]


def test_a_deleted_class_is_gone_for_everybody(course, tmp_path):
    lecturer, student = course.lecturer(), course.student("Ann")
    assert lecturer.ask("delete", {}).status == 204
    assert not list(tmp_path.iterdir())
    for browser in (lecturer, student):
        assert browser.ask("now").status == 204
        for path in (course.code, "board", "answers.csv", f"{course.code}/{course.secret}"):
            assert browser.ask(path).status == 410
        assert browser.ask("tell", vote("ann")).status == 410


def test_who_leaves_is_told_nothing_and_tells_nothing(course):
    student = course.student("Ann")
    assert student.ask("leave", b"").status == 200
    assert student.ask("now").status == 204 and student.ask("tell", vote("ann")).status == 401


def test_nothing_loads_from_elsewhere_and_nothing_is_kept(course):
    for reply in (course.student().ask(course.code), course.lecturer().ask("board")):
        assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
        assert reply.headers["Cache-Control"] == "no-store" and "<script>" not in reply.text
        assert "unsafe-eval" not in reply.headers["Content-Security-Policy"]


def test_a_server_killed_in_the_middle_of_a_vote_loses_none_and_counts_none_twice(tmp_path):
    path, port = tmp_path / "class.sqlite", free_port()
    small.made(path).close()
    course = Class(path, port)
    with small.serving(path, port) as server:
        students = [course.student() for _ in range(100)]

        def told(student, number):
            """Tell a vote until it is taken, as a page does."""
            for _ in range(300):
                try:
                    if student.ask("tell", vote("ben" if number % 4 else "ann", str(number))).status == 204:
                        return
                except OSError:  # the server is away
                    pass
                time.sleep(0.1)

        threads = [threading.Thread(target=told, args=each) for each in zip(students, range(100), strict=True)]
        for number, thread in enumerate(threads):
            thread.start()
            if number == 50:
                server.kill()
    with small.serving(path, port):
        for thread in threads:
            thread.join()
        lecturer = course.lecturer()
        assert revealed(lecturer) == {"votes": 100, "late": 0, "counts": [25, 75, 0]}
        assert lecturer.ask("now").json()["joined"] == 100
        assert len(lecturer.ask("events.csv").text.splitlines()) == 101


def test_a_phone_that_asks_every_two_seconds_stays_here():
    assert HERE > 3 * 2


@pytest.mark.parametrize("command", [["basislib.classroom"], ["basislib.jupyter", ".", "--no-browser", "--port=0"]])
def test_a_file_of_something_else_is_refused_before_anything_is_served(tmp_path, command):
    other = tmp_path / "grades.csv"
    other.write_text("name,grade\nAnn,1\n")
    module, *options = command
    file = f"--class={other}" if options else str(other)
    done = subprocess.run([sys.executable, "-m", module, *options, file], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "grades.csv cannot be used as the file of a class" in done.stderr
    assert "Traceback" not in done.stderr and other.read_text() == "name,grade\nAnn,1\n"


def test_the_terminal_says_both_addresses_and_where_the_class_is_kept(tmp_path):
    store = small.made(tmp_path / "class.sqlite")
    served = Served(Room(store, small.ASKED), "/class/", "/", "http://192.168.1.7:8866")
    said = opening.told(served)
    assert f"http://192.168.1.7:8866/class/{store.get('code')}\n" in said and store.get("secret") in said
    assert str(store.path) in said and "▀" in said
    store.close()


def test_the_address_is_one_that_others_can_reach():
    assert opening.network_name("10.0.0.3") == "10.0.0.3"
    assert opening.network_name("0.0.0.0") not in ("", "0.0.0.0")
