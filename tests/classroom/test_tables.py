"""A class's tables, as programs and as lecturers read them."""

import csv
import io
import re

from basislib.classroom import catalogue, tables
from basislib.classroom.store import Question
from basislib.language import catalogue as texts
from tests.classroom.small import ASKED, PAGES
from tests.classroom.told import answer, event, vote


def cells(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def test_the_export_has_a_row_a_student_and_a_column_an_item():
    students = [{"number": 1, "nickname": "Ann"}, {"number": 2, "nickname": ""}, {"number": 3, "nickname": "=1+1"}]
    own = Question("own-1", "More?", {"1": "Yes", "2": "No"})
    told = [
        vote(1, "ann"),
        vote(1, "ben", 2),
        vote(2, "ann", late=1),
        answer(1, "2"),
        answer(1, "3", "correct"),
        event(2, "vote", "own-1", round=1, given="1", words="=HYPERLINK(1)"),
        event(1, "game", "crisis_desk", "desk", seed=7, score=2.0),
        event(1, "game", "crisis_desk", "desk", seed=7, score=-1.0),
    ]
    head, ann, second, third = cells(tables.answers_csv(students, told, ASKED, [own]))
    assert head[:5] == ["student", "tea guess", "tea second vote", "tea q1", "tea q2"]
    assert ann[:5] == ["1 Ann", "Ann", "Ben", "correct", ""]
    assert dict(zip(head, ann, strict=True))["crisis_desk desk 7"] == "2"
    assert dict(zip(head, second, strict=True))["own-1 vote"] == "'=HYPERLINK(1)"
    assert second[:2] == ["2", ""] and third[0] == "3 =1+1" and not any(third[1:])


def test_the_raw_events_run_nothing_in_a_spreadsheet():
    told = [answer(1, typed) | {"nickname": typed} for typed in ("=1+1", "+x", "-y", "@sum(1)", "a\nb")]
    head, *rows = cells(tables.events_csv(told, ASKED))
    for name in ("words", "nickname"):
        assert [row[head.index(name)] for row in rows] == ["'=1+1", "'+x", "'-y", "'@sum(1)", "a b"]


TEA = {"title": "奶茶", "text": "谁赚钱？", "options": {"ann": "安", "ben": "本", "both": "两人"}}
IN_CHINESE = catalogue.read({"tea": {**PAGES["tea"], **TEA}})


def test_in_another_language_the_table_says_what_the_class_has_read():
    own = Question("own-1", "够吗？", {"1": "够", "2": "不够"})
    told = [
        vote(1, "ann"),
        vote(1, "ben", 2),
        answer(1, "2"),
        answer(1, "3", "almost", "q2"),
        event(1, "vote", "own-1", round=1, given="1", words="够"),
        event(1, "game", "crisis_desk", "fed", seed=7, score=2.0),
        event(1, "exercise", item="q9", verdict="correct"),
    ]
    say = texts("zh").gettext
    head, words, ann = cells(tables.answers_csv([{"number": 1, "nickname": "安"}], told, IN_CHINESE, [own], say))
    assert head == [
        *("student", "tea guess", "tea second vote", "tea q1", "tea q2"),
        *("own-1 vote", "own-1 second vote", "crisis_desk fed 7", "tea q9"),
    ]
    assert ann == ["1 安", "安", "本", "再想想。", "差一点。", "够", "", "2", "正确。"]
    assert words[0] == "学生" and all(
        title in said for title, said in zip(["奶茶"] * 4 + ["够吗？"] * 2, words[1:7], strict=True)
    )
    assert (
        len(set(words)) == len(words)
        and not any(re.search("[a-z]", said) for said in words[:-1])
        and words[-1] == "tea q9"
    )


def test_the_raw_events_have_a_pages_options_in_the_language_too():
    head, first, second = cells(tables.events_csv([vote(1, "ann"), answer(1, "x", "correct")], IN_CHINESE))
    named = dict(zip(head, first, strict=True))
    assert (named["given"], named["words"]) == ("ann", "安")
    assert dict(zip(head, second, strict=True))["verdict"] == "correct"  # a key, which programs read
