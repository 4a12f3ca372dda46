"""What the frame of the site does whatever the page, tried on one page, each test in one language: links, fingers, keys, what is kept.

With --every-page each in all languages.
"""

import csv
import json

import pytest

from basislib.language import _
from basislib.pages import PAGES
from basislib.widgets.controls import Slider
from tests.browser import served
from tests.browser.pages import (
    PHONE,
    address,
    arrive,
    box,
    changed,
    guess_with,
    handle_of,
    open_all,
    painted,
    press,
    said,
    slider_of,
    still,
    words,
)
from tests.browser.watched import watched

KEY = "treasury-basis-workbook:1:"
OURS = f"Object.keys(localStorage).filter(key => key.startsWith('{KEY}'))"
KEEP = f"kept => {{ for (const [page, text] of Object.entries(kept)) localStorage.setItem('{KEY}' + page, text); }}"
KEPT = """answer => Object.values(localStorage).some(text => text.includes(`"${answer}"`))"""


@pytest.fixture(scope="module")
def about(edition):
    return next(about for about in PAGES if about.stem == "margin_spiral")


@pytest.mark.parametrize("query", ["?c_topic=April+2025", "?mode=lecture&c_topic=April+2025"])
def test_a_link_opens_the_fold_of_its_box(browser, site, edition, query):
    with watched(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(address(site, "09_episodes.ipynb", query))
        page.locator(".part-claims .wb-quotes").wait_for()
        page.wait_for_function("Math.abs(document.querySelector('.part-claims').getBoundingClientRect().top) < 70")
        fold = page.locator(".wb-fold:has(.part-claims) [data-wb-opens='wb-fold']")
        assert fold.get_attribute("aria-expanded") == "true"
        page.wait_for_function("document.documentElement.dataset.stage === 'done'")
        page.wait_for_timeout(900)  # the address is written after a pause, and keeps it
        assert "c_topic=April+2025" in page.evaluate("location.search")


# ---- fingers and keys -----------------------------------------------------------------------------------


def swipe(page, start, end, steps=8):
    (x, y), (right, down) = start, end
    client = page.context.new_cdp_session(page)

    def send(kind, *points):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    send("touchStart", (x, y))
    for step in range(1, steps + 1):
        send("touchMove", (x + (right - x) * step / steps, y + (down - y) * step / steps))
        page.wait_for_timeout(20)
    send("touchEnd")
    client.detach()
    still(page, 400)  # it may go on scrolling by itself


def test_by_touch_alone(browser, site, about, model):
    explorer = next(iter(model.explorers.values()))
    control = next(c for c in explorer.in_sight() if isinstance(c, Slider))
    with watched(browser, **PHONE) as page:
        arrive(page, site, about)
        page.locator(".wb-first .widget-radio-box label").first.tap()
        page.get_by_role("button", name=_("This is my guess")).tap()
        page.locator(".wb-reply").wait_for()
        handle = handle_of(page, explorer, control)
        handle.evaluate("handle => handle.scrollIntoView({ block: 'center' })")
        still(page)
        track = handle.locator("xpath=../..").bounding_box()
        middle = track["y"] + track["height"] / 2
        value, place = handle.get_attribute("aria-valuenow"), page.evaluate("scrollY")
        far = track["x"] + track["width"] * (0.9 if float(value) < (control.low + control.high) / 2 else 0.1)
        swipe(page, (far, middle), (far, middle - 200))
        assert page.evaluate("scrollY") > place + 50, "a swipe upwards scrolls"
        assert handle.get_attribute("aria-valuenow") == value, "and leaves the slider alone"
        handle.evaluate("handle => handle.scrollIntoView({ block: 'center' })")
        painted(page)
        grip, place = handle.bounding_box(), page.evaluate("scrollY")
        x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
        swipe(page, (x, y), (far, y))
        assert handle.get_attribute("aria-valuenow") != value, "a swipe sideways moves it"
        assert page.evaluate("scrollY") == place, "and does not scroll"
        help_button = page.get_by_role(
            "button", name=_("What is “{label}”?").format(label=control.label), exact=True
        ).first
        help_button.tap()
        box(page, explorer.name).get_by_text(control.help, exact=True).first.wait_for()
        small = page.evaluate("""() => [...document.querySelectorAll('.wb-page button, .wb-page input, .wb-page select, .wb-bar a, .wb-bar summary')]
            .filter(e => e.checkVisibility() && !e.matches('.wb-term, .wb-link, [type=radio], .wb-skip') && e.getBoundingClientRect().height < 39.5)
            .map(e => [e.textContent || e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])""")
        assert not small, small


def test_by_keyboard_alone(browser, site, about, model):
    explorer = next(iter(model.explorers.values()))
    with watched(browser) as page:
        arrive(page, site, about)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "wb-skip"
        page.keyboard.press("Enter")
        radio = page.locator(".wb-first input[type=radio]").first
        for _press in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type === 'radio'"):
                break
        page.keyboard.press("Space")
        still(page)
        page.keyboard.press("ArrowDown")
        still(page)
        assert not radio.is_checked() and page.locator(".wb-first input[type=radio]").nth(1).is_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(".wb-reply").wait_for()
        page.wait_for_function("document.activeElement.className === 'wb-reply'")
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.getAttribute('role') === 'slider'"):
                break
        line = box(page, explorer.name).locator(".wb-help-line")
        assert line.text_content().strip(), "what has the focus is explained"
        before = box(page, explorer.name).text_content()
        page.keyboard.press("Home")
        changed(page, box(page, explorer.name), before)
        more = box(page, explorer.name).locator(".wb-more-button")
        if more.count():
            more.focus()
            page.keyboard.press("Enter")
            assert more.get_attribute("aria-expanded") == "true"


# ---- what the browser keeps -----------------------------------------------------------------------------


def question_of(exercise):
    """Return the text of a question, without the words that are explained in it."""
    return exercise.locator(".wb-ask").evaluate("""ask => {
      const copy = ask.cloneNode(true);
      copy.querySelectorAll('.wb-meaning').forEach(meaning => meaning.remove());
      return copy.textContent;
    }""")


def first_number(page):
    """The first exercise that asks for a number."""
    return page.locator(".wb-exercise:has(.wb-number)").first


def found(page):
    """Return what is there again after a reload and on a new day."""
    page.locator(".wb-reply").wait_for()
    open_all(page)
    number = first_number(page)
    number.get_by_text(_("Keep working.")).wait_for()
    return page.locator(".wb-reply").text_content(), question_of(number), number.get_by_role("textbox").input_value()


def work(page, explorer, option):
    """Guess, move a slider, answer twice wrongly and look at the solution; return what has to be found again."""
    guess_with(page, option)
    open_all(page)
    handle_of(page, explorer, slider_of(explorer)).press("End")
    number = first_number(page)
    for answer in ("-12345678", "-1234567"):
        number.get_by_role("textbox").fill(answer)
        press(number, "Check")
        page.wait_for_function(KEPT, arg=answer)
    press(number, "Solution")
    number.get_by_text(_("Solution.")).wait_for()
    page.wait_for_function("key => new URLSearchParams(location.search).has(key)", arg=key_of(explorer))
    assert "guess" not in page.evaluate("location.search") and "q1" not in page.evaluate("location.search")
    return found(page)


def key_of(explorer):
    return explorer.parameters()[slider_of(explorer).name]


def answers_of(page):
    """Download the file of answers and return its rows."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=_("Download my answers")).click()
    with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_reload_and_a_new_day_find_what_was_done(browser, site, about, model):
    """The picture, the place on the page, guess, answers, help and numbers; and a page that was left has no kernel."""
    explorer = next(iter(model.explorers.values()))
    with watched(browser) as page:
        arrive(page, site, about, "")
        done = work(page, explorer, model.prediction.question.options[0])
        said_before = words(page, explorer.name).text_content()
        page.evaluate("scrollTo(0, 2500)")
        still(page)
        read = page.locator(".wb-section").nth(2)
        place, running = read.bounding_box()["y"], set(served.kernels(site.pid))
        page.reload()
        words(page, explorer.name).wait_for()
        page.wait_for_function(
            "([section, place]) => Math.abs(section.getBoundingClientRect().top - place) < 3",
            arg=[read.element_handle(), place],
        )
        assert words(page, explorer.name).text_content() == said_before
        assert found(page) == done
        assert not running <= set(served.kernels(site.pid)), "the kernel lives on"
        page.goto("about:blank")
        arrive(page, site, about, "")  # a new day: nothing in the address
        assert found(page) == done, "the same question, with the same numbers"
        number = first_number(page)
        number.get_by_role("textbox").fill("-123456")
        press(number, "Check")
        page.wait_for_function(KEPT, arg="-123456")
        wrong = next(row for row in answers_of(page) if row["answer"] == "-123456")
        assert (wrong["attempts"], wrong["solution_seen"]) == ("3", "True"), "a reload launders nothing"


def test_the_file_has_every_page_and_no_formula_and_all_can_be_erased(browser, site, about, model):
    row = {"item": "q1", "question": "=1+1", "answer": "=cmd()", "verdict": "correct", "attempts": 1,
           "hint_used": False, "solution_seen": False, "time": "2026-01-02T03:04:05", "given": "1"}  # fmt: skip
    other = {"answers": {"seed": 5, "of": 4, "guess": None, "by": {"5": {"q1": row, "q2": {"item": 7}, "q3": None}}}}
    with watched(browser) as page:
        arrive(page, site, about)
        page.evaluate(KEEP, {"another": json.dumps(other)})
        guess_with(page, model.prediction.question.options[0])
        page.get_by_role("textbox", name=_("Your name")).fill("Ann")
        rows = answers_of(page)
        assert [row["page"] for row in rows if row["item"] == "guess"] == [about.stem]
        assert [row["answer"] for row in rows if row["page"] == "another"] == ["'=cmd()"]
        assert {row["page"] for row in rows} == {"another", about.stem} and {row["name"] for row in rows} == {"Ann"}
        page.locator(".wb-contents summary").click()
        done = page.locator(f"[data-wb-progress={about.stem}] small")
        assert said("{right} of {of}").fullmatch(done.text_content())
        page.locator("[data-wb-erase]").click()
        with page.expect_navigation():
            page.locator("[data-wb-erase]").click()
        assert page.evaluate(OURS) == []


def test_rubbish_in_the_link_and_in_the_browser_does_no_harm(browser, site, about, model):
    """The bar reads what is kept of every page; `tests/test_store.py` gives the page itself more of it."""
    evil = {"item": "guess", "question": "", "answer": "<img src=x>", "verdict": "correct", "attempts": 1, "time": "",
            "given": "<img>"}  # fmt: skip
    ours = {"answers": {"seed": -1, "by": {"1": {"guess": {"item": "guess", "verdict": "<img>"}}}, "guess": evil}}
    rubbish = [None, 7, "x", [], {"answers": 7}, {"answers": {"by": 7, "seed": 10**400, "guess": [1]}}, ours]
    others = [each.stem for each in PAGES if each is not about]
    explorer = next(iter(model.explorers.values()))
    with watched(browser) as page:
        kept = {stem: json.dumps(each) for stem, each in zip([*others[:6], about.stem], rubbish, strict=True)}
        page.add_init_script(f"location.protocol === 'about:' || ({KEEP})({json.dumps(kept)})")
        query = f"?{key_of(explorer)}=99999999&evil=<script>alert(1)</script>&q1=<b>1</b>&seed=<i>"
        arrive(page, site, about, query)
        page.locator(".wb-first svg.picture:visible").wait_for()
        told = "{label} can be at most {edge} here, so the {value} of the link became {edge}."
        assert said(told).search(box(page, explorer.name).text_content())
        assert page.locator("img").count() == 0
