"""The main path through a page in Firefox, and in WebKitGTK, which stands in for Safari."""

import sys

import pytest

from basislib.language import _
from basislib.pages import PAGES
from tests.browser import others
from tests.browser.pages import WHOLE, address

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="WebKitGTK is Linux's")
PAGE = next(about for about in PAGES if about.stem == "milk_tea_margin")
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=[others.a_firefox, others.a_webkit], ids=["firefox", "webkit"])
def browser_here(request, tmp_path):
    assert others.firefox() and others.webkit(), others.MISSING
    with request.param(tmp_path) as browser:
        yield browser


def test_a_page_from_the_guess_to_an_answer(browser_here, site, edition):
    page = browser_here
    page.open(address(site, PAGE.notebook, "?seed=1234"))
    page.wait_for(f"() => {WHOLE}")
    first = page.wait_for("() => document.querySelector('.wb-first svg.picture')?.getBoundingClientRect().toJSON()")
    assert 0 <= first["top"] < first["bottom"] <= others.HEIGHT, "the first picture, before any click"

    page.click(".wb-prediction label")
    page.click(".wb-prediction button", _("This is my guess"))
    page.wait_for("() => document.activeElement.matches('.wb-reply') && !document.querySelector('.wb-covered')")

    before = page.evaluate("() => document.querySelector('.wb-first svg.picture').outerHTML")
    page.evaluate(
        "() => [...document.querySelectorAll('.wb-first [role=slider]')].find(each => each.checkVisibility()).focus()"
    )
    page.press(others.ARROW_LEFT)
    page.wait_for("before => document.querySelector('.wb-first svg.picture').outerHTML !== before", before)

    page.click(".wb-more-button")
    page.wait_for("() => document.querySelector('.wb-open .wb-more-body')?.checkVisibility()")
    assert page.evaluate(SIDEWAYS) == 0
