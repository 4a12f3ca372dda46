"""A page in another language as its reader meets it: no English on it, its words explained, and the way to the other language."""

import re

import pytest

from tests.browser.watched import watched

DONE = "document.documentElement.dataset.stage === 'done'"
HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z][a-z]+(?:[ ,]+[A-Za-z][a-z]+){3,}")
OPEN = """() => {
  document.querySelectorAll('button.wb-near').forEach(button => button.click());
  document.querySelectorAll('main details').forEach(fold => { fold.open = true; });
  document.querySelectorAll('.wb-fold:not(.wb-open) > [data-wb-opens]').forEach(button => button.click());
}"""
SHOWN = """() => [...document.querySelectorAll('body *')].filter(each => !each.closest('script, style, code, table, [lang=en]'))
  .flatMap(each => [each.getAttribute('aria-label'), each.getAttribute('title'), each.getAttribute('placeholder'),
    ...[...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data)]).filter(Boolean)"""


@pytest.fixture
def page(browser, site):
    with watched(browser) as page:
        yield page


def test_a_chinese_page_is_chinese(page, site):
    page.goto(site.page("zh/02_three_legs.ipynb"))
    page.wait_for_function(DONE)
    page.wait_for_function("document.querySelector('.wb-term')")
    for _round in range(6):
        page.evaluate(OPEN)
        page.wait_for_timeout(500)
    page.wait_for_function("!document.querySelector('button.wb-near')")
    assert page.locator("html").get_attribute("lang") == "zh-CN" and HAN.search(page.title())
    found = [text for text in page.evaluate(SHOWN) if LATIN.search(text)]
    assert not found
    terms = page.locator(".wb-term")
    assert terms.count() > 5 and all(HAN.search(text) or text.isupper() for text in terms.all_inner_texts())
    terms.first.click()
    assert HAN.search(page.locator(".wb-term[aria-expanded=true] + .wb-meaning").inner_text())


def test_the_switch_keeps_the_page_and_its_state(page, site):
    page.goto(site.page("00_start_here.ipynb", "?leverage=45&seed=7"))
    page.wait_for_function(DONE)
    page.get_by_role("combobox", name="Language").select_option("中文")
    page.wait_for_url(re.compile(r"/zh/00_start_here\.ipynb\?"))
    page.wait_for_function(DONE)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    state = "Object.fromEntries(new URLSearchParams(location.search))"
    kept = {"leverage": "45", "seed": "7"}.items()
    assert kept <= page.evaluate(state).items()
    page.get_by_role("combobox", name="语言").select_option("English")
    page.wait_for_url(re.compile(r"render/00_start_here\.ipynb\?"))
    page.wait_for_function(DONE)
    assert kept <= page.evaluate(state).items()


def test_a_link_can_ask_for_a_language(page, site):
    page.goto(site.page("00_start_here.ipynb", "?lang=zh&leverage=45&seed=7"))
    assert page.url == site.page("zh/00_start_here.ipynb", "?leverage=45&seed=7")
    page.wait_for_function(DONE)
