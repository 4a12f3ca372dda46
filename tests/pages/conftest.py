"""Every test here runs for every page of the workbook."""

from functools import lru_cache
from importlib import import_module

import pytest
from ipywidgets import Widget

from basislib.language import SOURCE, chosen
from basislib.pages import PAGES
from basislib.widgets.picture import Picture
from tests.opened import open_all

FRAME = Picture._frame


@lru_cache(300)
def kept(chart, key, view, size, _language):
    """Return a frame; those of all states of a page are kept, for its tests go through them again and again."""
    return FRAME(Picture(chart, key), view, size)


def known(picture, view, size):
    """Return a frame as a picture makes it, or one that another picture of the same chart has made."""
    return kept(picture._chart, picture._key, view, size, chosen().code)


@pytest.fixture(autouse=True, scope="module")
def frames_shared():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Picture, "_frame", known)
        yield


@pytest.fixture(params=PAGES, ids=lambda about: about.stem, scope="module")
def about(request):
    return request.param


@pytest.fixture(scope="module")
def module(about):
    return import_module(f"basislib.pages.{about.stem}")


@pytest.fixture(scope="module")
def edition():
    """The language a page is opened in; a module that asks for others than English has its own."""
    return SOURCE.code


@pytest.fixture(scope="module")
def opened(module, edition):
    page = open_all(module.page(""))
    assert page.explorers
    yield page
    Widget.close_all()


@pytest.fixture
def page(opened):
    """The page with every explorer as a reader first sees it; made once, for it takes a while."""
    for explorer in opened.explorers.values():
        explorer.reset()
    return opened
