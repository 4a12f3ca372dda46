"""What every test of the workbook runs under, and how tests are dealt out when several run side by side."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from ipywidgets import Widget
from xdist.scheduler import LoadScopeScheduling

from tests.feeds import DATA

collect_ignore = ["new_page/tests"]  # of the templates; they run where `make page` puts them

settings.register_profile("workbook", deadline=None)  # speed is measured, and never a test
settings.load_profile("workbook")


class PageByPage(LoadScopeScheduling):
    """Keeps a module's tests together, and of those that visit the pages, in the browser or not, each page's."""

    def _split_scope(self, nodeid):
        module, _, test = nodeid.partition("::")
        by_page = module.startswith(("tests/browser/test_pages", "tests/browser/test_frame.py", "tests/pages/"))
        page = re.search(r"\[(\w+)", test) if by_page else None
        return f"{module} {page[1]}" if page else module


def pytest_xdist_make_scheduler(config, log):
    """Return the scheduler; the tests of the browser, which wait a lot, come first."""
    return PageByPage(config, log)


def pytest_addoption(parser):
    parser.addoption(
        "--every-page",
        action="store_true",
        help="try in the browser what all pages share on all of them, not on a third",
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "third(k): without --every-page only on every third page, from the k-th on")


def pytest_collection_modifyitems(config, items):
    """Deal out to each page a third of the tests of what all pages share, unless all are asked for."""
    if config.getoption("every_page"):
        return
    thirds = [(item, item.get_closest_marker("third")) for item in items]
    others = {item for item, third in thirds if third and item.callspec.params["about"].number % 3 != third.args[0]}
    config.hook.pytest_deselected(items=[*others])
    items[:] = [item for item in items if item not in others]


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


@pytest.fixture
def where(tmp_path, monkeypatch):
    """A copy of the data; the local server is asked without a detour."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return Path(shutil.copytree(DATA, tmp_path / "data"))
