"""The crisis desk in a real browser: a whole game by keyboard, one by touch, and a reload that loses nothing."""

import json

import pytest

from basislib.game.crises import DAYS
from basislib.language import _
from tests.browser.pages import PHONE, address
from tests.browser.watched import watched

pytestmark = pytest.mark.usefixtures("edition")  # each test in one language, with --every-page in all

PAGE = "11_crisis_desk.ipynb"


def open_desk(page, site, query=""):
    page.goto(address(site, PAGE, query or "?at=desk"))
    page.wait_for_selector(".explorer-desk svg.picture")
    page.wait_for_function("document.documentElement.dataset.stage === 'done'")


def wait_for_day(page, number):
    page.wait_for_function(
        "head => document.querySelector('.explorer-desk .wb-news-head')?.textContent === head",
        arg=_("The morning of day {day} of {days}").format(day=number, days=DAYS),
    )


def verdict(page):
    told = page.wait_for_selector(".explorer-desk [data-wb-game]")
    return json.loads(told.get_attribute("data-wb-game"))


def test_a_whole_game_by_keyboard(browser, site):
    with watched(browser, viewport={"width": 1280, "height": 800}) as page:
        open_desk(page, site)
        handle = page.get_by_role("slider", name=_("Buy or sell notes"))
        handle.focus()
        for _press in range(4):
            page.keyboard.press("ArrowLeft")
        button = page.locator(".explorer-desk .wb-act button", has_text=_("Run the day"))
        for _press in range(12):
            page.keyboard.press("Tab")
            if button.evaluate("each => each === document.activeElement"):
                break
        assert button.evaluate("each => each === document.activeElement"), "Tab leads to the button"
        for morning in range(1, 20):
            wait_for_day(page, morning)
            page.keyboard.press("Enter")
        wait_for_day(page, 20)
        assert button.evaluate("each => each === document.activeElement"), "the focus stays where it is"
        page.keyboard.press("Enter")
        found = verdict(page)
        assert found["role"] == "desk" and isinstance(found["score"], float)
        played = f"{found['seed']}.g40{19 * 'k40'}"  # four steps of five per cent were sold on the first day
        page.wait_for_function("played => location.search.includes(played)", arg=played)
        page.goto(page.url)
        page.wait_for_selector(".explorer-desk svg.picture")
        assert verdict(page) == found


def test_a_whole_game_by_touch(browser, site):
    with watched(browser, **PHONE) as page:
        open_desk(page, site)
        run = page.locator(".explorer-desk .wb-act button", has_text=_("Run the day"))
        for morning in range(1, 4):
            wait_for_day(page, morning)
            run.tap()
        wait_for_day(page, 4)
        news = page.locator(".explorer-desk .wb-news").bounding_box()
        assert news["y"] >= 40 and news["y"] + 100 < 844, "the new morning has come into sight"
        low = page.evaluate(
            "[...document.querySelectorAll('.explorer-desk button, .explorer-desk input')].filter(each => "
            "each.checkVisibility() && each.getBoundingClientRect().height < 40).map(each => each.outerHTML)"
        )
        assert not low
        page.locator(".explorer-desk .wb-act button", has_text=_("Then wait until the end")).tap()
        assert verdict(page)["role"] == "desk"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(".explorer-desk button", has_text=_("What if? Play again")).tap()
        wait_for_day(page, 1)


def test_what_the_browser_kept_is_there_without_a_link(browser, site):
    with watched(browser) as page:
        open_desk(page, site)
        page.locator(".explorer-desk .wb-act button", has_text=_("Run the day")).click()
        wait_for_day(page, 2)
        page.wait_for_function("JSON.stringify(localStorage).includes('desk')")
        page.goto(address(site, PAGE, "?at=desk"))
        page.wait_for_selector(".explorer-desk svg.picture")
        wait_for_day(page, 2)


@pytest.mark.parametrize("evil", ["desk=54.%3Cimg%20src=x%20onerror=alert(1)%3E&fed=1.zzz", "desk=99999999999.k40"])
def test_a_hostile_link_opens_a_desk(browser, site, evil):
    with watched(browser) as page:
        open_desk(page, site, f"?{evil}&at=desk")
        wait_for_day(page, 1)
        assert not page.locator(".explorer-desk img").count()
