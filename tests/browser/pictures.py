"""The README's picture of each page, taken from the running site: `make pictures`."""

import tempfile
from importlib import import_module

from playwright.sync_api import sync_playwright

from basislib.pages import PAGES
from tests.browser import chromium, served

FOLDER = served.ROOT / "notebooks" / "pictures"
STATES = {"start_here": "leverage=45", "milk_tea_margin": "path=dip"}  # the others as they open


def opened(about):
    """Return a link that sets a control of a page's first picture as it is anyway, and so opens it without a guess."""
    explorer = next(iter(import_module(f"basislib.pages.{about.stem}").page("").explorers.values()))
    name, key = next(iter(explorer.parameters().items()))
    return f"{key}={explorer.controls[name].to_link(explorer.defaults()[name])}"


def main():
    """Open each page at its state and photograph its first explorer."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        with served.voila(served.ROOT / "notebooks", home) as site:
            for about in PAGES:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(site.page(about.notebook, f"?{STATES.get(about.stem) or opened(about)}"))
                explorer = page.locator(".wb-explorer:not(.wb-poster *)").first
                explorer.locator("svg.picture:visible").wait_for()
                page.wait_for_timeout(500)
                explorer.screenshot(path=FOLDER / f"{about.number:02d}_{about.stem}.png")
        browser.close()


if __name__ == "__main__":
    main()
