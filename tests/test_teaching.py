"""The teaching guide: its links open what it says, its minutes add up, its numbers are on the pages, its key is right."""

import csv
import html
import io
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl

import nbformat
import pytest
from numpy.random import default_rng

from basislib.pages import PAGES, key
from basislib.widgets.lesson import OWN
from tests.new_page import teaching
from tests.speaking import speaking
from tests.told import measured, opened, there, unsaid

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / teaching.GUIDE).read_text("utf-8")
LINK = re.compile(r"\[([^\]]*)\]\(\.\./notebooks/(\d\d_(\w+)\.ipynb)\??([^)]*)\)")
LINKS = sorted({(stem, query) for _, _, stem, query in LINK.findall(GUIDE)})
PARTS = re.split(r"^## ", GUIDE, flags=re.MULTILINE)
STATIONS = re.split(r"^### ", next(part for part in PARTS if part.startswith("Stations")), flags=re.MULTILINE)[1:]
LINES = ("Ask", "They say", "Then", "Without a screen")
SEEDS = range(1234, 1244)


def name_of(station):
    return station.partition("\n")[0]


def head(station):
    """Return the link and the minutes under a station's name."""
    found = re.match(r".*\n\n(\[.*\]\((.*)\)), (\d+) minutes\.\n", station)
    return found[2], int(found[3])


@cache
def fresh(stem, query):
    """Return a page as a link opens it, before anybody has pressed anything."""
    page = import_module(f"basislib.pages.{stem}").page(query)
    page.explore()
    page.sections()
    return page


def plans():
    """Return the minutes that each plan must have, and its rows of minutes and station."""
    for part in (part for part in PARTS if part.startswith("Plan:")):
        rows = re.findall(r"^\|(?: (\d) \|)? (\d+) \| (.*) \|$", part, re.MULTILINE)
        weeks = sorted({week for week, _, _ in rows if week})
        if weeks:
            rows = [row for row in rows if not row[2].isdigit()]
            yield from (((f"week {week}"), 50, [row[1:] for row in rows if row[0] == week]) for week in weeks)
        elif rows:
            title = part.partition("\n")[0]
            times, minutes = (2, 50) if "two times" in title else (1, int(re.search(r"(\d+) minutes", part)[1]))
            yield title, times * minutes, [row[1:] for row in rows]


# ---- what stands in it is there ------------------------------------------------------------------------------


@pytest.mark.parametrize(("stem", "query"), LINKS)
def test_a_link_opens(stem, query):
    page = fresh(stem, query)
    assert [about.notebook for about in PAGES if about.stem == stem]
    assert not [explorer.note.value for explorer in page.explorers.values() if explorer.note.value]
    known = {name for explorer in page.explorers.values() for name in explorer.parameters().values()}
    given = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    assert set(given) <= known | set(page.boxes) | OWN
    if "at" in given:
        assert given["at"] in {**page.explorers, **page.boxes}
        assert f'data-wb-at="{given["at"]}"' in page._where.value, "it leads there"
    assert given.get("mode", "lecture") == "lecture"


@pytest.mark.parametrize("about", PAGES, ids=lambda about: about.stem)
def test_its_links_name_the_notebooks(about):
    assert {file for _, file, stem, _ in LINK.findall(GUIDE) if stem == about.stem} <= {about.notebook}
    assert [station for station in STATIONS if about.notebook in head(station)[0]], "each page has a station"


@pytest.mark.parametrize("station", STATIONS, ids=name_of)
def test_a_station_opens_with_its_question_and_without_its_answer(station):
    (_, _, stem, query), *_rest = LINK.findall(station)
    page = fresh(stem, query)
    assert not page.prediction.opened and not page.prediction.reply.value
    assert not [placed for placed in page.placed if placed.seen is not None and placed.seen.text.value]
    desk = {"desk", "fed"} & set(parse_qs(query))
    assert "mode=lecture" in query or desk, "who plays the desk needs its controls"
    at = parse_qs(query).get("at", [""])[0]
    if at in page.explorers:  # a picture that nothing covers: what it shows must leave something to be said
        then = re.search(r"\*\*Then\.\*\* (.*?)\n- ", station, re.DOTALL)[1]
        page.explorers[at].refresh()
        seen = there(page.explorers[at].words.value + page.explorers[at].picture.value)
        assert [number for number in measured(LINK.sub(r"\1", then))[0] if not number & seen]


@pytest.mark.parametrize("station", STATIONS, ids=name_of)
def test_what_students_say_is_what_the_page_replies_to(station):
    assert tuple(re.findall(r"^- \*\*(.*?)\.\*\*", station, re.MULTILINE)) == LINES
    stem = LINK.search(station)[3]
    about = next(about for about in PAGES if about.stem == stem)
    notebook = nbformat.read(ROOT / "notebooks" / about.notebook, as_version=4)
    options = [option.words for option in import_module(f"basislib.pages.{stem}.exercises").guess().options]
    answerable = options + [cell.source for cell in notebook.cells]
    said = re.search(r"\*\*They say\.\*\* (.*?)\n- ", station, re.DOTALL)[1]
    quotes = re.findall(r"“(.*?)”", re.sub(r"\s+", " ", said))
    assert quotes and all(any(quote in text for text in answerable) for quote in quotes), quotes


@pytest.mark.parametrize("station", STATIONS, ids=name_of)
def test_every_number_is_on_the_page_that_the_link_opens(station):
    pages = [opened(stem, query) for _, _, stem, query in LINK.findall(station)]
    besides = ""
    for page in pages:
        guess = page.prediction.question
        asked = " ".join([guess.text, *(f"{option.words} {option.reply}" for option in guess.options)])
        prose = [placed.section.text for placed in page.placed]
        told = " ".join([asked, *(text() if callable(text) else text for text in prose)])
        besides += f" {html.escape(told.replace('**', ''))} "
    body = re.sub(r"“[^”]*”", "", LINK.sub(r"\1", station.partition("- **Ask.**")[2]).replace("**", ""))
    assert unsaid(re.sub(r"\s+", " ", body), pages, besides) == []


def test_the_reading_list_has_only_what_the_workbook_rests_on():
    sources = [*(ROOT / "notebooks").glob("*.ipynb"), ROOT / "docs" / "model.md", ROOT / "data" / "claims.csv"]
    text = "\n".join(path.read_text("utf-8") for path in sources if path.name != teaching.PLANS.name)
    read = re.findall(
        r"^\| (.*?) \| .* \|$", GUIDE.partition("## Reading list")[2].partition("---|\n")[2], re.MULTILINE
    )
    assert len(read) >= 10 and not [item for item in read if item not in text]


# ---- plans ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "minutes", "rows"), list(plans()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_minutes_add_up(name, minutes, rows):
    assert sum(int(each) for each, _ in rows) == minutes, name


def test_a_plan_says_of_a_station_what_the_station_says():
    stations = {name_of(station): head(station) for station in STATIONS}
    named = [row for _, _, rows in plans() for row in rows if re.match(r"\[[A-Z]\. ", row[1])]
    for minutes, text in named:
        name, target = re.fullmatch(r"\[(.*)\]\((.*)\)", text).groups()
        assert (target, int(minutes)) == stations[name]
    assert {re.match(r"\[(.*?)\]", text)[1] for _, text in named} == set(stations), "a station that no plan has"
    assert [name_of(station)[0] for station in STATIONS] == sorted(name_of(station)[0] for station in STATIONS)


def test_each_hour_of_two_has_its_fifty_minutes():
    part = next(part for part in PARTS if part.startswith("Plan: two times"))
    hours = [re.findall(r"^\| (\d+) \|", hour, re.MULTILINE) for hour in part.split("Second hour:")]
    assert [sum(map(int, hour)) for hour in hours] == [50, 50]


def test_the_course_has_every_page_at_home_for_the_minutes_it_takes():
    home = re.findall(r"^\| \d \| pages ([\d, ]+) \| (\d+) \|", GUIDE, re.MULTILINE)
    listed = [[int(number) for number in pages.split(", ")] for pages, _ in home]
    assert sum(listed, []) == [about.number for about in PAGES]
    assert [int(minutes) for _, minutes in home] == [sum(PAGES[n].core for n in numbers) for numbers in listed]


def test_the_site_has_the_plans():
    cells = nbformat.read(ROOT / teaching.PLANS, as_version=4).cells
    assert [cell.source for cell in cells] == ["".join(c["source"]) for c in teaching.notebook(GUIDE)["cells"]]
    text = "\n".join(cell.source for cell in cells)
    assert len(cells) == 2 + sum(part.startswith("Plan:") for part in PARTS)
    assert "../" not in text and "$" not in text, "two dollar signs would be set as a formula"
    there_is = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    targets = re.findall(r"\]\(([^)?]*)", text)
    assert len(targets) > len(STATIONS) and set(targets) <= there_is


# ---- goals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", PAGES, ids=lambda about: about.stem)
def test_every_exercise_belongs_to_one_goal_of_the_page(about):
    goals, asked = teaching.goals(ROOT, about), teaching.asked(about)
    assert len(goals) == len(asked) >= 3
    assert sorted(sum(asked, ())) == sorted(entry.item for entry in key.key(1, [about]))


def test_the_table_of_goals_is_that_of_the_pages():
    assert teaching.HEAD + teaching.rows(ROOT, PAGES) in GUIDE, "run `make page`, without a NAME"


# ---- the key --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", PAGES, ids=lambda about: about.stem)
def test_the_key_is_graded_as_correct_by_the_page(about):
    """By the page's own exercises, as a reader types what the key says."""
    for seed in SEEDS:
        page = import_module(f"basislib.pages.{about.stem}").page(f"seed={seed}")
        guess, *entries = key.key(seed, [about])
        assert page.prediction.question.grade(guess.typed).tone == "correct"
        exercises = page.make_exercises(range(1, len(entries) + 1))
        for entry, exercise in zip(entries, exercises, strict=True):
            exercise.box.value = entry.typed
            assert (entry.item, exercise.check().tone) == (exercise.item, "correct"), entry
            assert exercise.numeric or entry.answer == key.plain(dict(map(reversed, exercise.box.options))[entry.typed])


def test_the_key_has_amounts_in_the_unit_of_the_question():
    """As billions in English, and in Chinese as so many times 100 million: what a reader types there is correct."""
    about = next(about for about in PAGES if about.stem == "start_here")
    english = key.key(1234, [about])[-1]
    with speaking("zh"):
        chinese = key.key(1234, [about])[-1]
        question = import_module("basislib.pages.start_here.exercises").questions(default_rng(1234))[-1]
        assert question.grade(chinese.typed).tone == "correct" and question.grade(english.typed).tone == "almost"
    assert (english.unit, chinese.unit) == ("$bn", "亿美元") and "多少亿美元" in chinese.question
    assert float(chinese.answer) == pytest.approx(10 * float(english.answer), rel=0.002)


@pytest.mark.parametrize(
    ("value", "tolerance", "text"),
    [
        (0.45, 0.0051, "0.45"),
        (345.8, 3.458, "345.8"),
        (1200.0, 12, "1200"),
        (-0.0666, 0.001, "-0.0666"),
        (7.0, 0.5, "7"),
    ],
)
def test_a_number_of_the_key_is_rounded_well_within_its_tolerance(value, tolerance, text):
    assert key.rounded(value, tolerance) == text


def test_the_program_prints_tables_and_writes_csv(capsys, tmp_path):
    key.main(["--seed", "1234", "--page", "margin_spiral"])
    printed = capsys.readouterr().out
    entries = key.key(1234, [about for about in PAGES if about.stem == "margin_spiral"])
    assert printed.startswith("## 07 Margin spiral\n") and "solution" not in printed
    assert len(re.findall(r"^\| (?:guess|q\d) \|", printed, re.MULTILINE)) == len(entries)
    key.main(["--seed", "1234", "--solutions", "--csv", str(tmp_path / "key.csv")])
    assert str(len(key.key(1234))) in capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO((tmp_path / "key.csv").read_text("utf-8-sig"))))
    assert [row["page"] for row in rows if row["item"] == "guess"] == [about.stem for about in PAGES]
    assert all(row["question"] and row["answer"] and row["hint"] and row["solution"] for row in rows)


@pytest.mark.parametrize("seed", ["", "-1", "1.5", "1000000", "seed"])
def test_a_seed_that_no_address_has_is_refused_in_a_sentence(seed, capsys):
    with pytest.raises(SystemExit):
        key.main([f"--seed={seed}"])
    assert f"the seed is {seed!r}; it must be a whole number from 0 to 999999." in capsys.readouterr().err


@pytest.mark.parametrize("command", re.findall(r"^python -m (basislib\.\S+)", GUIDE, re.MULTILINE))
def test_its_commands_are_there(command):
    assert callable(import_module(command).main)
