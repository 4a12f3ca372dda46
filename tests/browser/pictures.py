"""The README's picture of each page, taken from the running site: `make pictures`."""

import tempfile

from playwright.sync_api import sync_playwright

from basislib.pages import PAGES
from tests.browser import chromium, served

FOLDER = served.ROOT / "notebooks" / "pictures"
STATES = {
    "start_here": "leverage=45",
    "milk_tea_margin": "path=dip",
    "three_legs": "p_coupon=4&p_repo_rate=4",
    "implied_repo": "delivery=2026-04-06",
    "ctd_switching": "level=0",
    "repo_funding": "day_leverage=30",
    "other_side": "card_day=calm",
    "margin_spiral": "leverage=40",
    "fed_backstop": "tool=outright",
    "episodes": "key=mar2020&day=13",
    "policy_lab": "buffer=2&term=60&margin=slow&deadline=3",
}


def main():
    """Open each page at its state and photograph its first explorer."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        with served.voila(served.ROOT / "notebooks", home) as site:
            for about in PAGES:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(site.page(about.notebook, f"?{STATES.get(about.stem, 'mode=lecture')}"))
                explorer = page.locator(".wb-explorer:not(.wb-poster *)").first
                explorer.locator("svg.picture").wait_for()
                page.wait_for_timeout(500)
                explorer.screenshot(path=FOLDER / f"{about.number:02d}_{about.stem}.png")
        browser.close()


if __name__ == "__main__":
    main()
