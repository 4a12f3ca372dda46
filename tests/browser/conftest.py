"""One Chromium, the real Voila and the real JupyterLab for all browser tests."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium, served
from tests.browser.watched import watched


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    if not path:
        pytest.exit(chromium.MISSING, returncode=1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Voila with the workbook, as `make serve` runs it."""
    with served.voila(served.ROOT / "notebooks", tmp_path_factory.mktemp("voila")) as site:
        yield site


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab with the repository, as `make lab` runs it; a page logs in by `lab_page`."""
    with served.lab(served.ROOT, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def page(browser):
    with watched(browser) as page:
        yield page


@pytest.fixture
def lab_page(browser, lab):
    """A page whose browser has the cookie of the JupyterLab server."""
    with watched(browser) as page:
        page.request.get(f"{lab.url}/api/status?token={served.TOKEN}")
        yield page
