"""The README's picture of each page, and sheets of all first screens, taken from the running site: `make pictures`."""

import io
import tempfile
from importlib import import_module

from PIL import Image
from playwright.sync_api import sync_playwright

from basislib.pages import PAGES
from tests.browser import chromium, served
from tests.browser.pages import arrive

FOLDER = served.ROOT / "notebooks" / "pictures"
STATES = {"start_here": "leverage=45", "milk_tea_margin": "path=dip"}  # the others as they open
SHEETS = served.ROOT / "docs" / "pictures"  # beside those of 21 November 2026, when a page began with prose
SIZES = {(1280, 800): (480, 4), (1920, 1080): (480, 4), (390, 844): (240, 6)}  # width of a screen on it; columns


def opened(about):
    """Return a link that sets a control of a page's first picture as it is anyway, and so opens it without a guess."""
    explorer = next(iter(import_module(f"basislib.pages.{about.stem}").page("").explorers.values()))
    name, key = next(iter(explorer.parameters().items()))
    return f"{key}={explorer.controls[name].to_link(explorer.defaults()[name])}"


def take_explorers(browser, site):
    """Open each page at its state and photograph its first explorer."""
    FOLDER.mkdir(exist_ok=True)
    for about in PAGES:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(site.page(about.notebook, f"?{STATES.get(about.stem) or opened(about)}"))
        explorer = page.locator(".wb-explorer:not(.wb-poster *)").first
        explorer.locator("svg.picture:visible").wait_for()
        page.wait_for_timeout(500)
        explorer.screenshot(path=FOLDER / f"{about.number:02d}_{about.stem}.png")
        page.close()


def take_sheets(browser, site):
    """Photograph the first screen of each page at each size, and put those of a size on one sheet."""
    SHEETS.mkdir(exist_ok=True)
    for (width, height), (small, columns) in SIZES.items():
        screens = []
        for about in PAGES:
            page = browser.new_page(viewport={"width": width, "height": height}, is_mobile=width < 600)
            screens.append(arrive(page, site, about).screenshot())
            page.close()
        sheet(screens, small, columns).save(SHEETS / f"after_{width}.png", optimize=True)


def sheet(screens, width, columns):
    """Return pictures side by side, each so many pixels wide, in so many columns."""
    pictures = [Image.open(io.BytesIO(screen)).convert("RGB") for screen in screens]
    height = width * pictures[0].height // pictures[0].width
    rows = -(-len(pictures) // columns)
    whole = Image.new("RGB", (columns * (width + 8) + 8, rows * (height + 8) + 8), "#9aa0a6")
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        small = picture.resize((width, height), Image.Resampling.LANCZOS)
        whole.paste(small, (8 + column * (width + 8), 8 + row * (height + 8)))
    return whole.quantize(128)


def main():
    """Take all of them."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        with served.voila(served.ROOT / "notebooks", home) as site:
            take_explorers(browser, site)
            take_sheets(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
