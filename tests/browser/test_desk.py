"""The crisis desk in a real browser: a whole game by keyboard, one by touch, and a reload that loses nothing."""

import json
import re

import pytest

from tests.browser.watched import watched

PAGE = "11_crisis_desk.ipynb"


def open_desk(page, site, query=""):
    page.goto(site.page(PAGE, query or "?at=desk"))
    page.wait_for_selector(".explorer-desk svg.picture", timeout=60_000)
    page.wait_for_function("document.documentElement.dataset.stage === 'done'")


def day(page):
    """Return the morning that the desk shows, or 0 when the game is over."""
    head = page.locator(".explorer-desk .wb-news-head")
    return int(re.search(r"day (\d+)", head.inner_text())[1]) if head.count() else 0


def wait_for_day(page, number):
    page.wait_for_function(
        "n => (document.querySelector('.explorer-desk .wb-news-head')?.textContent ?? '').includes(`day ${n} `)",
        arg=number,
    )


def verdict(page):
    told = page.wait_for_selector(".explorer-desk [data-wb-game]", timeout=60_000)
    return json.loads(told.get_attribute("data-wb-game"))


def test_a_whole_game_by_keyboard(browser, site):
    with watched(browser, viewport={"width": 1280, "height": 800}) as page:
        open_desk(page, site)
        handle = page.get_by_role("slider", name="Buy or sell notes")
        handle.focus()
        for _press in range(4):
            page.keyboard.press("ArrowLeft")
        button = page.locator(".explorer-desk .wb-act button", has_text="Run the day")
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
        page.wait_for_function("location.search.includes('desk=')")
        assert f"{found['seed']}.g40" in page.url, "four steps of five per cent were sold on the first day"
        page.goto(page.url)
        page.wait_for_selector(".explorer-desk svg.picture", timeout=60_000)
        assert verdict(page) == found


def test_a_whole_game_by_touch(browser, site):
    with watched(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        open_desk(page, site)
        run = page.locator(".explorer-desk .wb-act button", has_text="Run the day")
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
        page.locator(".explorer-desk .wb-act button", has_text="Then wait").tap()
        assert verdict(page)["role"] == "desk"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(".explorer-desk button", has_text="What if").tap()
        wait_for_day(page, 1)


def test_what_the_browser_kept_is_there_without_a_link(browser, site):
    with watched(browser) as page:
        open_desk(page, site)
        page.locator(".explorer-desk .wb-act button", has_text="Run the day").click()
        wait_for_day(page, 2)
        page.wait_for_timeout(600)
        page.goto(site.page(PAGE, "?at=desk"))
        page.wait_for_selector(".explorer-desk svg.picture", timeout=60_000)
        wait_for_day(page, 2)


@pytest.mark.parametrize("evil", ["desk=54.%3Cimg%20src=x%20onerror=alert(1)%3E", "desk=99999999999.k40", "fed=1.zzz"])
def test_a_hostile_link_opens_a_desk(browser, site, evil):
    with watched(browser) as page:
        open_desk(page, site, f"?{evil}&at=desk")
        assert day(page) == 1 and not page.locator(".explorer-desk img").count()
