"""`make page`, in a copy of the repository: what it makes passes the tests of pages; what it cannot make it refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from basislib.pages import PAGES
from tests.new_page import way

ROOT = Path(__file__).parents[1]
WHAT = ("basislib", "data", "docs", "notebooks", "tests", "README.md", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "pictures", "browser", "benchmarks", ".*")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    there = tmp_path_factory.mktemp("copy")
    for name in WHAT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, there / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, there)
    return there


def run(copy, *arguments):
    """Run a module in the copy, which is found before the package that is installed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=copy,
        capture_output=True,
        text=True,
        env=environment | {"PYTHONPATH": str(copy)},
    )


def test_a_new_page_is_a_page(copy):
    made = run(copy, "tests.new_page", "night_desk", "The night's desk")
    assert made.returncode == 0, made.stderr
    rows = way.ROW.findall((copy / "README.md").read_text("utf-8"))
    assert f"{len(PAGES)}_night_desk.ipynb" in rows[-1] and len(rows) == len(PAGES) + 1
    assert f"| {len(PAGES)} | **explain** why" in (copy / "docs" / "teaching.md").read_text("utf-8")
    tests = run(
        copy,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/pages",
        "tests/scenes/test_night_desk.py",
        "-k",
        f"(night_desk and not no_english) or every_page or (links_lead and (start_here or {PAGES[-1].stem}))",
    )
    assert tests.returncode == 0, tests.stdout[-3000:]
    assert int(tests.stdout.rsplit(" passed", 1)[0].split()[-1]) > 40
    linter = run(copy, "ruff", "check", "--no-cache", ".")
    assert linter.returncode == 0, linter.stdout


@pytest.mark.parametrize(("stem", "title", "words"), [
    ("Night", "Night", "small letters"), ("../up", "Up", "small letters"), ("class", "Class", "small letters"),
    ("sturdy", "$(rm) | x", "TITLE is"), ("start_here", "Again", "already"), ("chain", "A scene's name", "already"),
])  # fmt: skip
def test_what_cannot_be_made_is_refused_in_a_sentence(copy, stem, title, words):
    before = {path: path.read_bytes() for path in copy.rglob("*.*") if path.suffix in (".py", ".ipynb", ".md")}
    refused = run(copy, "tests.new_page", stem, title)
    assert refused.returncode == 2 and words in refused.stderr.splitlines()[-1]
    assert before == {path: path.read_bytes() for path in before}


def test_links_lists_and_the_table_say_what_pages_says(tmp_path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=LEFT_OUT)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "README.md", tmp_path)
    (tmp_path / way.BAR).parent.mkdir(parents=True)
    shutil.copy(ROOT / way.BAR, tmp_path / way.BAR)
    assert way.write(tmp_path, PAGES) == [], "run `make page`, without a NAME"
