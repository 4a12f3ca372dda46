"""What CONTRIBUTING and the design name is there: files, make's targets, layers, commands."""

import re
from pathlib import Path

import pytest

from tests.test_structure import LAYERS, WINGS

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "CONTRIBUTING.md", ROOT / "docs" / "design.md")
PLACEHOLDER = re.compile(r"NAME|LANGUAGE|TOPIC|NN|X\.py|locale/$")  # there is no catalogue yet
ROOTS = ("basislib/", "tests/", "data/", "docs/", "notebooks/", "binder/", ".ci/", ".github/")


@pytest.fixture(params=DOCS, ids=lambda path: path.stem)
def doc(request):
    return request.param, request.param.read_text("utf-8")


def test_what_it_links_and_names_is_there(doc):
    path, text = doc
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert links and not [target for target in links if not (path.parent / target).exists()]
    named = [each for each in re.findall(r"`([^`\n ]+)`", text) if each.startswith(ROOTS)]
    gone = [each for each in named if not PLACEHOLDER.search(each) and not (ROOT / each).exists()]
    assert len(named) >= 8 and not gone


def test_make_has_the_targets(doc):
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", doc[1], re.MULTILINE))
    assert named and named <= targets


def test_layers_and_wings_are_those_that_the_tests_hold(doc):
    places = [
        re.search(rf"^\| .*`(?:basislib/)?{name}/?`", doc[1], re.MULTILINE)
        for name in (*LAYERS[1:], *WINGS)
        if name != "pages"
    ]
    assert all(places)
