"""The way to a page in another language, and back: by a link that asks for it, and by the switch in the bar."""

import re

DONE = "document.documentElement.dataset.stage === 'done'"
STATE = "Object.fromEntries(new URLSearchParams(location.search))"


def test_a_link_can_ask_for_a_language_and_the_switch_keeps_the_page_and_its_state(page, site):
    kept = {"leverage": "45", "seed": "7"}.items()
    page.goto(site.page("00_start_here.ipynb", "?lang=zh&leverage=45&seed=7"))
    assert page.url == site.page("zh/00_start_here.ipynb", "?leverage=45&seed=7")
    page.wait_for_function(DONE)
    page.get_by_role("combobox", name="语言").select_option("English")
    page.wait_for_url(re.compile(r"render/00_start_here\.ipynb\?"))
    page.wait_for_function(DONE)
    assert page.locator("html").get_attribute("lang") == "en" and kept <= page.evaluate(STATE).items()
    page.get_by_role("combobox", name="Language").select_option("中文")
    page.wait_for_url(re.compile(r"/zh/00_start_here\.ipynb\?"))
    page.wait_for_function(DONE)
    assert page.locator("html").get_attribute("lang") == "zh-CN" and kept <= page.evaluate(STATE).items()
