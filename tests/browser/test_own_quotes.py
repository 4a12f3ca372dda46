"""A reader's own quotes in a real browser: kept over a reload, in that browser only, and never too large to send."""

import json
from datetime import date

import pytest
from playwright.sync_api import expect

from basislib.language import _, plural
from basislib.record.own_quotes import MOST_BYTES
from basislib.securities.quotes import note_name
from basislib.widgets.quotes_box import TOO_LARGE
from tests.browser.pages import address, only
from tests.browser.watched import watched

pytestmark = only("ctd_switching")
KEY = "workbook-quotes-1"
TWO = "T 4 05/31/30  101-06+\nT 3 7/8 06/30/30  100-21\n"
PASTE = """text => { const area = document.querySelector('.wb-quotes textarea'); area.value = text;
    for (const kind of ['input', 'change']) area.dispatchEvent(new Event(kind, { bubbles: true })); }"""


@pytest.fixture
def quotes(model):
    """The box as Python knows it."""
    return next(placed.part for placed in model.placed if getattr(placed.part, "name", "") == "quotes")


def words_of(choice, value):
    """Return the words of an option of a widget."""
    return next(words for words, option in choice.options if option == value)


def fill(box, quotes):
    """Fill in a future and two notes."""
    selects, inputs = box.locator(".wb-fields select"), box.locator(".wb-fields input")
    selects.nth(0).select_option(label=words_of(quotes.fields["contract"], "FV"))
    selects.nth(1).select_option(label=words_of(quotes.fields["month"], "03"))
    for place, value in ((0, "2026"), (1, "109.25"), (2, "2025-12-15"), (4, "3.694")):
        inputs.nth(place).fill(value)
        inputs.nth(place).blur()
    box.locator("textarea").fill(TWO)
    box.locator("textarea").blur()


def read(box):
    box.get_by_role("button", name=_("Read these quotes")).click()


@pytest.fixture(scope="module")
def visit(browser, site, about, edition):
    """Page 04 at the box, which opens its fold."""
    with watched(browser) as page:
        page.goto(address(site, about.notebook, "?at=quotes"))
        expect(page.locator(".wb-quotes [data-wb-fields]")).to_be_visible()
        yield page


def test_a_link_opens_its_fold(visit):
    fold = visit.locator(".wb-fold:has(.part-quotes) [data-wb-opens='wb-fold']")
    assert fold.get_attribute("aria-expanded") == "true"
    visit.wait_for_function("Math.abs(document.querySelector('.part-quotes').getBoundingClientRect().top) < 70")


def test_what_was_pasted_survives_a_reload_and_can_be_read(visit, quotes):
    page, box = visit, visit.locator(".wb-quotes")
    ranked = _("{note} is the cheapest to deliver of {notes}.").format(
        note=note_name(4, date(2030, 5, 31)), notes=plural("{n:g} note", "{n:g} notes", 2)
    )
    fill(box, quotes)
    read(box)
    unclear = _("futures price is {quote}, which can be {price} or a decimal; say below which.")
    expect(box.get_by_role("alert").last).to_contain_text(unclear.format(quote="'109.25'", price="109-25")[1:])
    decimal = words_of(quotes.choices["future"], "decimal")
    box.locator(".wb-fields select:visible").nth(2).select_option(label=decimal)
    expect(box).to_contain_text(ranked)
    page.wait_for_function("([key, words]) => localStorage.getItem(key)?.includes(words)", arg=[KEY, decimal])
    page.reload()
    expect(box.locator("textarea")).to_have_value(TWO)
    read(box)
    expect(box).to_contain_text(ranked)
    kept = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    assert kept[1:4] == [words_of(quotes.fields["month"], "03"), "2026", "109.25"]


def test_clear_takes_it_out_of_the_browser(visit):
    page = visit
    page.locator(".wb-quotes").get_by_role("button", name=_("Clear"), exact=True).click()
    page.wait_for_function(f"localStorage.getItem('{KEY}') === null")
    expect(page.locator(".wb-quotes textarea")).to_have_value("")


def test_what_is_too_large_is_refused_where_it_is(visit, tmp_path):
    page = visit
    box = page.locator(".wb-quotes")
    page.evaluate(PASTE, "x" * 10_000_000)
    expect(box.locator("[data-wb-large]")).to_have_text(_(TOO_LARGE).format(megabytes=MOST_BYTES / 1e6))
    expect(box.locator("textarea")).to_have_value("")
    page.evaluate(PASTE, TWO)
    expect(box.locator("[data-wb-large]")).to_be_hidden()
    (tmp_path / "large.csv").write_text("x" * 11_000_000)
    with page.expect_file_chooser() as chooser:
        box.get_by_role("button", name=_("Choose a file")).click()
    chooser.value.set_files(tmp_path / "large.csv")
    expect(box.locator("[data-wb-large]")).to_be_visible()
    read(box)  # the page is still connected
    expect(box.locator(".wb-error, .wb-ranking").last).to_be_visible()


def test_a_long_text_shows_a_bar_and_can_be_stopped(visit, quotes):
    page = visit
    box = page.locator(".wb-quotes")
    fill(box, quotes)
    box.locator(".wb-fields input").nth(1).fill("109-08")
    box.locator(".wb-fields input").nth(1).blur()
    rows = "".join(
        f"{k % 160 / 8},{1 + k % 12}/15/{2026 + k % 50},{80 + k % 40}-{k % 32:02d}+\n" for k in range(45_000)
    )
    page.evaluate(PASTE, "coupon,maturity,price\n" + rows)
    read(box)
    box.locator("progress").wait_for()
    box.get_by_role("button", name=_("Stop"), exact=True).click()
    expect(box).to_contain_text(_("Stopped. Nothing was read."))
    expect(box.get_by_role("button", name=_("Read these quotes"))).to_be_enabled()
    assert not page.trouble, page.trouble
