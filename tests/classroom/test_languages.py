"""A class in more than one language: everybody reads it in that of the page or the browser."""

import re

import pytest

from basislib.classroom import catalogue, languages
from basislib.classroom.refusals import NotAllowed
from basislib.classroom.room import Room
from basislib.classroom.telling import line
from basislib.language import LANGUAGES, N_, SOURCE
from basislib.language import catalogue as texts
from tests.classroom import small
from tests.classroom.small import Browser, vote
from tests.editions.english import HAN, LATIN

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.fixture
def course(tmp_path):
    path = tmp_path / "class.sqlite"
    store = small.made(path)
    code, secret = store.get("code"), store.get("secret")
    store.close()
    with small.serving_here(path) as port:
        yield f"http://127.0.0.1:{port}/class/", code, secret


def prose(page):
    return re.sub(r"<(script|style).*?</\1>|<[^>]*>", "\n", page, flags=re.DOTALL)


def test_joining_is_read_in_the_browsers_language(course):
    url, code, _secret = course
    browser = Browser(url)
    page = browser.ask(code, Accept="text/html", **CHINESE)
    assert '<html lang="zh-CN">' in page.text and not LATIN.search(prose(page.text))
    assert '<html lang="en">' in browser.ask(code).text
    assert '<html lang="en">' in browser.ask(f"{code}?lang=en", **CHINESE).text
    joined = browser.ask(code, b"nickname=Ann", **CHINESE)
    assert "/voila/render/zh/00_start_here.ipynb?seed=" in joined.headers["Location"]
    wrong = Browser(url).ask("XXXX", Accept="text/html", **CHINESE)
    assert wrong.status == 404 and "XXXX" in wrong.text and not LATIN.search(prose(wrong.text))


def test_the_board_is_in_the_lecturers_language(course):
    url, code, secret = course
    lecturer = Browser(url)
    lecturer.ask(f"{code}/{secret}")
    board = lecturer.ask("board", **CHINESE).text
    assert '<html lang="zh-CN">' in board and "workbook-words" in board
    assert not LATIN.search(prose(board).replace("Milk tea", ""))
    assert "workbook-words" not in lecturer.ask("board").text
    assert 'answers.csv?lang=zh"' in board and 'events.csv?lang=zh"' in board
    table = lecturer.ask("answers.csv?lang=zh")
    assert "学生" in table.text and table.headers["Content-Disposition"].endswith('_answers_zh.csv"')
    for plain in (lecturer.ask("answers.csv?lang=en"), lecturer.ask("answers.csv", **CHINESE)):  # as programs read it
        assert not HAN.search(plain.text) and plain.headers["Content-Disposition"].endswith('_answers.csv"')
    refused = lecturer.ask("do?lang=zh", {"do": "nothing"})
    assert refused.status == 400 and HAN.search(refused.text)


def test_a_vote_is_asked_in_the_language_of_the_page(tmp_path):
    store = small.made(tmp_path / "class.sqlite")
    other = {"tea": {**small.PAGES["tea"], "text": "谁赚钱？", "options": {"ann": "安", "ben": "本", "both": "两人"}}}
    room = Room(store, small.ASKED, translated={"zh": {**small.ASKED, **catalogue.read(other)}})
    room.join("Ann", "here")
    room.do({"do": "open", "name": "tea"})
    assert room.now(1)["vote"]["text"] == "Who earns?" and room.now(1, "zh")["vote"]["text"] == "谁赚钱？"
    room.tell(1, vote("ann"))
    assert room.tally("tea", "zh")["votes"][0]["options"][0]["words"] == "安"
    assert b"Ann" in room.answers_csv() and "安".encode() not in room.answers_csv()  # a table has one language
    assert "1 Ann,安," in room.answers_csv("zh").decode() and ",ann,安," in room.events_csv("zh").decode()
    store.close()


def test_a_refusal_names_what_it_is_about_in_the_language_too():
    with pytest.raises(NotAllowed) as wrong:
        line(1, N_("The question"), 3)
    assert wrong.value.sentence == "The question is a text."
    assert not LATIN.search(wrong.value.told(texts("zh").gettext)) and HAN.search(wrong.value.told(texts("zh").gettext))


def test_a_page_has_its_place_in_each_language():
    page = "/voila/render/00_start_here.ipynb"
    assert languages.page_in(page, SOURCE.code) == page
    for code in LANGUAGES.keys() - {SOURCE.code}:
        assert languages.wanted(languages.page_in(page, code), "", "") == code
