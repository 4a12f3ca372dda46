"""The README: short, with a table of pages that is the way through them, and links that lead somewhere."""

import hashlib
import re
from pathlib import Path

import pytest

from basislib.pages import PAGES
from tests.benchmarks import measured

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_it_is_short():
    assert len(README.splitlines()) <= 90


def test_the_table_of_pages_is_the_way_through_them():
    rows = [line for line in README.splitlines() if re.match(r"\| \d\d \|", line)]
    assert rows == [
        f"| {about.number:02d} | [{about.title}](notebooks/{about.notebook}) | {about.question} | {about.minutes} |"
        for about in PAGES
    ]


def test_its_links_lead_to_what_is_there():
    chinese = (ROOT / "README.zh.md").read_text("utf-8")
    for text in (README, chinese, *(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))):
        folder = ROOT if text in (README, chinese) else ROOT / "docs"
        targets = re.findall(r"\]\(([^)#\s]+)\)", text)
        assert targets or text is not README
        for target in targets:
            assert target.startswith("https://") or (folder / target.partition("?")[0]).exists(), target


def outline(text):
    """Return what two editions of a document share: the levels of headings, the rows of tables, and the links."""
    links = [link.replace("notebooks/zh/", "notebooks/") for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    marks = [re.match(r"#+ |\||```|", line)[0] for line in text.splitlines()]
    return [mark for mark in marks if mark], sorted(link.replace(".zh.md", ".md") for link in links)


@pytest.mark.parametrize("name", ["README", "docs/teaching"])
def test_the_chinese_document_is_of_the_english_as_it_is(name):
    """Its last line says of which; whoever has brought it up to date puts the new number there."""
    english, chinese = ((ROOT / f"{name}{end}.md").read_text("utf-8") for end in ("", ".zh"))
    said = re.search(r"<!-- of the English (\w+) -->\n$", chinese)
    assert said[1] == hashlib.sha256(english.encode()).hexdigest()[:12]
    assert outline(chinese) == outline(english)


def test_the_map_names_what_is_there():
    drawn = README.partition("## Inside")[2].split("```")[1]
    for name in (
        "securities",
        "fund",
        "market",
        "record",
        "policy",
        "scenes",
        "figures",
        "widgets",
        "pages",
        "jupyter",
        "classroom",
    ):
        assert name in drawn and (ROOT / "basislib" / name).is_dir()


def test_what_is_measured_anew_takes_the_place_of_what_was():
    before = measured.replaced(measured.replaced(measured.HEAD, "soak", "| 1 |"), "quotes", "| 2 |")
    after = measured.replaced(before, "soak", "| 3 |")
    assert "| 1 |" in before and "| 1 |" not in after
    assert after.index(measured.TITLES["quotes"]) < after.index("| 2 |") < after.index(measured.TITLES["soak"])
    assert after.endswith("| 3 |\n") and after.startswith(measured.HEAD)
