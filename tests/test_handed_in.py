"""Files of answers that were handed in: what their marks can tell, and the table of them."""

import csv
import io

import pytest

from basislib.record import answers as handed
from basislib.widgets.answers import Answers, book_csv


@pytest.fixture
def folder(tmp_path):
    """Three files: Ann's of two pages, and two whose students gave the same name."""
    ann = Answers("three_legs", 7)
    ann.keep("guess", "Who?", "The cent", "correct", "cent")
    ann.keep("q1", "Leverage?", "=50", "keep working")
    ann.helped("q2", "Why?", hint_used=True)
    other = {"seed": 3, "guess": None, "by": {"3": Answers("x", 3).rows()}}
    (tmp_path / "ann.csv").write_bytes(book_csv(ann, {"start_here": other}, "Ann")[0])
    for file in ("b1.csv", "b2.csv"):
        ben = Answers("three_legs", 8)
        ben.keep("q10", "How, and why?\nSay it.", '1,5; "no"', "correct")
        (tmp_path / file).write_bytes(book_csv(ben, {}, "Ben")[0])
    return tmp_path


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def changed(path, *words):
    path.write_text(path.read_text("utf-8-sig").replace(*words), "utf-8-sig", newline="")
    return handed.read(path).changed


def test_files_become_one_table(folder, capsys):
    to = folder / "all.csv"
    assert handed.main([str(folder), "--to", str(to)]) == 0
    assert handed.main([str(folder), "--to", str(to)]) == 0  # its own table is no file of answers
    assert "the answers of 3 files" in capsys.readouterr().out
    ann, *others = table(to)
    assert [row["student"] for row in others] == ["Ben (b1.csv)", "Ben (b2.csv)"]
    assert ann == {
        "student": "Ann",
        "file": "ann.csv",
        handed.EDITED: "no",
        "three_legs guess": "The cent",
        "three_legs q1": "keep working",
        "three_legs q2": "missing",
        "three_legs q10": "",
    }
    assert {row["three_legs q10"] for row in others} == {"correct"}


@pytest.mark.parametrize(
    "words", [("keep working", "correct"), ("Ann", "Anna"), ("'=50", "=50"), (",7,", ",8,"), ("hint_used", "hint")]
)
def test_a_changed_file_is_told(folder, words):
    path = folder / "ann.csv"
    assert handed.read(path).changed == "no"
    if words[0] == "hint_used":
        with pytest.raises(ValueError, match="no column hint_used"):
            changed(path, *words)
    else:
        assert changed(path, *words) == "yes"


@pytest.mark.parametrize("change", [lambda rows: rows[:-1], lambda rows: [*rows, rows[-1]], lambda rows: rows[::-1]])
def test_rows_left_out_added_or_moved_are_told(folder, change):
    path = folder / "ann.csv"
    head, *rows = path.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text(head + "".join(change(rows)), "utf-8-sig", newline="")
    assert handed.read(path).changed == "yes"


def test_the_same_table_written_otherwise_is_the_same(folder):
    path = folder / "b1.csv"
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    assert handed.read(path).changed == "no"


def test_a_file_from_before_there_were_marks_is_taken(folder):
    path = folder / "b1.csv"
    rows = [row[:-1] for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")))]
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    assert handed.read(path).changed == "not known"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"\x00" * 100, b'"' + b"x" * 200_000])
def test_what_is_no_file_of_answers_is_left_out_in_a_sentence(folder, content, capsys):
    (folder / "zz.csv").write_bytes(content)
    assert handed.main([str(folder), str(folder / "nowhere.csv"), "--to", str(folder / "all.csv")]) == 1
    said = capsys.readouterr().out
    assert "zz.csv" in said and "nowhere.csv" in said and "the answers of 3 files" in said
