"""What every test of the workbook runs under, and how tests are dealt out when several run side by side."""

import gc
import os
import re
import shutil
import zlib
from pathlib import Path

import pytest
from hypothesis import settings
from ipywidgets import Widget
from xdist.scheduler import LoadScopeScheduling

from basislib.pages import PAGES
from basislib.widgets.picture import Picture
from tests import opened
from tests.feeds import DATA

STEMS = {about.stem for about in PAGES}
collect_ignore = ["new_page/tests"]  # of the templates; they run where `make page` puts them

settings.register_profile("workbook", deadline=None)  # speed is measured, and never a test
settings.load_profile("workbook")


class PageByPage(LoadScopeScheduling):
    """Keeps a module's tests together; of those that visit the pages, each page's: they share what has been drawn."""

    def _split_scope(self, nodeid):
        module, _, test = nodeid.partition("::")
        page = next((part for part in re.split(r"[\[\]-]", test) if part in STEMS), "")
        if page and module.startswith("tests/pages/"):
            return f"tests/pages {page}"
        by_page = module.startswith(("tests/browser/test_pages", "tests/browser/test_frame.py"))
        return f"{module} {page}" if page and by_page else module


def pytest_xdist_auto_num_workers(config):
    """Return how many tests run side by side: two more than there are processors, for those of the browser wait a lot."""
    return min(4, (os.cpu_count() or 1) + 2)


def pytest_xdist_make_scheduler(config, log):
    """Return the scheduler; the tests of the browser, which wait a lot, come first."""
    return PageByPage(config, log)


def pytest_addoption(parser):
    parser.addoption(
        "--every-page",
        action="store_true",
        help="try in the browser what all pages share on all of them, at every size and in every language, not by turns",
    )


def pytest_configure(config):
    gc.set_threshold(100_000, 20, 20)  # the collector of garbage comes more seldom: it took a fifth of the time
    config.addinivalue_line(
        "markers",
        "dealt(k, of, rounds=1): without --every-page only for the k-th of so many pages, counted in rounds of pages",
    )


def pytest_collection_finish():
    """Let the collector of garbage pass over what has been imported."""
    gc.freeze()


def pytest_collection_modifyitems(config, items):
    """Deal out to each page its share of what all pages share, unless all is asked for.

    A test may be dealt twice, by its size and by its language: then it runs where both fall to its page.
    """
    if config.getoption("every_page"):
        return
    others = {item for item in items for mark in item.iter_markers("dealt") if not falls(item, *mark.args)}
    config.hook.pytest_deselected(items=[*others])
    items[:] = [item for item in items if item not in others]


def falls(item, k, of, rounds=1):
    """Return whether a share falls to a test's page or, where it is of one page only, to its name."""
    about = item.callspec.params.get("about")
    number = about.number if about else zlib.crc32(item.originalname.encode())
    return number // rounds % of == k


@pytest.fixture(autouse=True)
def no_swallowed_callback_errors(caplog):
    """Fail where ipywidgets has caught, and only logged, what a button's callback raised."""
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    swallowed = [record.getMessage() for record in records if record.getMessage().startswith("Exception in callback")]
    assert not swallowed, swallowed[0]


@pytest.fixture(autouse=True, scope="module")
def no_page_outlives_its_tests():
    """Let go of the widgets of a module: ipywidgets keeps each until it is closed, a gigabyte by the end of the tests."""
    yield
    Widget.close_all()


@pytest.fixture(scope="module")
def undrawn():
    """Draw no picture where a module looks at something else: pictures are most of what a page costs."""
    with opened.undrawn() as draw:
        yield draw


@pytest.fixture
def drawn(undrawn, monkeypatch):
    """Draw pictures in one test of such a module."""
    monkeypatch.setattr(Picture, "svg", undrawn)


@pytest.fixture
def where(tmp_path, monkeypatch):
    """A copy of the data; the local server is asked without a detour."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return Path(shutil.copytree(DATA, tmp_path / "data"))
