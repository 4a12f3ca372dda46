"""A reader's own quotes in a real browser: kept over a reload, in that browser only, and never too large to send."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.watched import watched

PAGE, KEY = "04_ctd_switching.ipynb", "workbook-quotes-1"
TWO = "T 4 05/31/30  101-06+\nT 3 7/8 06/30/30  100-21\n"
PASTE = """text => { const area = document.querySelector('.wb-quotes textarea'); area.value = text;
    for (const kind of ['input', 'change']) area.dispatchEvent(new Event(kind, { bubbles: true })); }"""


def opened(page, site):
    """Open page 04 at the box, which opens its fold."""
    page.goto(site.page(PAGE, "?at=quotes"))
    box = page.locator(".wb-quotes")
    expect(box.locator("[data-wb-fields]")).to_be_visible(timeout=60_000)
    return box


def fill(box):
    """Fill in a future and two notes."""
    selects, inputs = box.locator(".wb-fields select"), box.locator(".wb-fields input")
    selects.nth(0).select_option(label="5-year note (FV)")
    selects.nth(1).select_option(label="March")
    for place, value in ((0, "2026"), (1, "109.25"), (2, "2025-12-15"), (4, "3.694")):
        inputs.nth(place).fill(value)
        inputs.nth(place).blur()
    box.locator("textarea").fill(TWO)
    box.locator("textarea").blur()


@pytest.fixture(scope="module")
def visit(browser, site):
    with watched(browser) as page:
        page.set_default_timeout(20_000)
        yield page, site


def test_what_was_pasted_survives_a_reload_and_can_be_read(visit):
    page, site = visit
    box = opened(page, site)
    fill(box)
    box.get_by_role("button", name="Read these quotes").click()
    expect(box.get_by_role("alert").last).to_contain_text("which can be 109-25 or a decimal")
    box.locator(".wb-fields select:visible").nth(2).select_option(label="a decimal: 101.06 is 101.06")
    expect(box).to_contain_text("4% May 2030 is the cheapest to deliver of 2 notes")
    page.wait_for_function(f"(localStorage.getItem('{KEY}') || '').includes('a decimal')")
    page.reload()
    box = page.locator(".wb-quotes")
    expect(box.locator("textarea")).to_have_value(TWO, timeout=60_000)
    box.get_by_role("button", name="Read these quotes").click()
    expect(box).to_contain_text("4% May 2030 is the cheapest to deliver of 2 notes")
    assert json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))[1:4] == ["March", "2026", "109.25"]


def test_clear_takes_it_out_of_the_browser(visit):
    page, _ = visit
    page.locator(".wb-quotes").get_by_role("button", name="Clear", exact=True).click()
    page.wait_for_function(f"localStorage.getItem('{KEY}') === null")
    expect(page.locator(".wb-quotes textarea")).to_have_value("")


def test_what_is_too_large_is_refused_where_it_is(visit, tmp_path):
    page, _ = visit
    box = page.locator(".wb-quotes")
    page.evaluate(PASTE, "x" * 10_000_000)
    expect(box.locator("[data-wb-large]")).to_have_text(
        "That has more than 5 MB and was not taken. A delivery basket needs a few kB."
    )
    expect(box.locator("textarea")).to_have_value("")
    page.evaluate(PASTE, TWO)
    expect(box.locator("[data-wb-large]")).to_be_hidden()
    (tmp_path / "large.csv").write_text("x" * 11_000_000)
    with page.expect_file_chooser() as chooser:
        box.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(tmp_path / "large.csv")
    expect(box.locator("[data-wb-large]")).to_be_visible()
    box.get_by_role("button", name="Read these quotes").click()  # the page is still connected
    expect(box.locator(".wb-error, .wb-ranking").last).to_be_visible()


def test_a_long_text_shows_a_bar_and_can_be_stopped(visit):
    page, _ = visit
    box = page.locator(".wb-quotes")
    fill(box)
    box.locator(".wb-fields input").nth(1).fill("109-08")
    box.locator(".wb-fields input").nth(1).blur()
    rows = "".join(
        f"{k % 160 / 8},{1 + k % 12}/15/{2026 + k % 50},{80 + k % 40}-{k % 32:02d}+\n" for k in range(45_000)
    )
    page.evaluate(PASTE, "coupon,maturity,price\n" + rows)
    box.get_by_role("button", name="Read these quotes").click()
    box.locator("progress").wait_for()
    box.get_by_role("button", name="Stop").click()
    expect(box).to_contain_text("Stopped. Nothing was read.")
    expect(box.get_by_role("button", name="Read these quotes")).to_be_enabled()
    assert not page.trouble, page.trouble
