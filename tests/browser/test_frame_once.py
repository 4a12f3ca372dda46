"""What the frame of the site does whatever the page, tried on one page: stories, history, fingers, keys, what is kept."""

import csv
import json
import re
from importlib import import_module

import pytest

from basislib.pages import PAGES
from basislib.widgets.controls import Slider
from tests.browser.test_frame import PHONE, arrive, skip_guess
from tests.browser.test_pages import box, changed, handle_of, open_all, slider_of, with_sliders
from tests.browser.watched import watched


@pytest.fixture(scope="module")
def about():
    return next(about for about in PAGES if about.stem == "margin_spiral")


@pytest.fixture(scope="module")
def model(about):
    """The page as Python knows it."""
    return import_module(f"basislib.pages.{about.stem}").page("")


CHOOSE = """new MutationObserver((_list, watch) => {
  const second = document.querySelectorAll('.wb-poster input[type=radio]')[1];
  if (second) { watch.disconnect(); second.click(); window.chosen = true; }
}).observe(document, { subtree: true, childList: true })"""


def test_a_choice_made_before_the_scripts_came_is_kept(browser, site, about):
    with watched(browser, viewport={"width": 1280, "height": 800}) as page:
        page.add_init_script(CHOOSE)
        arrive(page, site, about)
        assert page.evaluate("chosen")
        assert page.locator(".wb-first input[type=radio]").nth(1).is_checked()


def test_a_story_stays_marked_until_something_else_moves(browser, site, about, model):
    explorer = next(each for each in with_sliders(model) if each.presets)
    key = next(iter(explorer.presets))
    with watched(browser) as page:
        arrive(page, site, about)
        skip_guess(page)
        open_all(page)
        story = box(page, explorer.name).get_by_role("button", name=explorer.preset_words[key], exact=True)
        story.click()
        page.wait_for_function("button => button.getAttribute('aria-pressed') === 'true'", arg=story.element_handle())
        assert story.get_attribute("title")
        handle = handle_of(page, explorer, slider_of(explorer))
        at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        handle.press("ArrowLeft" if at_end else "ArrowRight")
        page.wait_for_function("button => button.getAttribute('aria-pressed') === 'false'", arg=story.element_handle())


def test_back_undoes_and_a_drag_is_told_once(browser, site, about, model):
    explorer = with_sliders(model)[0]
    control = slider_of(explorer)
    with watched(browser) as page:
        arrive(page, site, about)
        skip_guess(page)
        open_all(page)
        handle = handle_of(page, explorer, control)
        first = handle.get_attribute("aria-valuenow")
        page.evaluate("""() => {
          window.said = 0;
          new MutationObserver(list => { for (const change of list)
            if (change.target.closest?.('.wb-unseen') ?? change.target.parentElement?.closest('.wb-unseen')) window.said += 1; })
            .observe(document.body, { subtree: true, childList: true, characterData: true });
        }""")
        for _ in range(8):
            handle.press("ArrowLeft")
        page.wait_for_timeout(3500)
        assert handle.get_attribute("aria-valuenow") != first
        assert 1 <= page.evaluate("said") <= 2, "a screen reader hears one sentence, after the last move"
        assert page.locator(".words[aria-live], .wb-words[aria-live]").count() == 0
        page.go_back()
        page.wait_for_function("([handle, value]) => handle.getAttribute('aria-valuenow') === value",
                               arg=[handle.element_handle(), first])  # fmt: skip


@pytest.mark.parametrize(
    ("notebook", "query", "part"),
    [
        ("09_episodes.ipynb", "?c_topic=April+2025", "claims"),
        ("09_episodes.ipynb", "?mode=lecture&c_topic=April+2025", "claims"),
        ("04_ctd_switching.ipynb", "?at=quotes", "quotes"),
    ],
)
def test_a_link_opens_the_fold_of_its_box(browser, site, notebook, query, part):
    with watched(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(site.page(notebook, query))
        page.locator(f".part-{part} .wb-quotes").wait_for(timeout=60_000)
        page.wait_for_function(
            "part => Math.abs(document.querySelector(`.part-${part}`).getBoundingClientRect().top) < 70", arg=part
        )
        fold = page.locator(f".wb-fold:has(.part-{part}) [data-wb-opens='wb-fold']")
        assert fold.get_attribute("aria-expanded") == "true"
        page.wait_for_timeout(900)
        assert (
            query.removeprefix("?mode=lecture&").removeprefix("?") in page.evaluate("location.search")
            or part == "quotes"
        )


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
    page.wait_for_timeout(600)


def test_by_touch_alone(browser, site, about, model):
    explorer = next(iter(model.explorers.values()))
    control = next(c for c in explorer.in_sight() if isinstance(c, Slider))
    with watched(browser, **PHONE) as page:
        arrive(page, site, about)
        page.locator(".wb-first .widget-radio-box label").first.tap()
        page.get_by_role("button", name="This is my guess").tap()
        page.locator(".wb-reply").wait_for()
        handle = handle_of(page, explorer, control)
        handle.evaluate("handle => handle.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(500)
        track = handle.locator("xpath=../..").bounding_box()
        middle = track["y"] + track["height"] / 2
        value, place = handle.get_attribute("aria-valuenow"), page.evaluate("scrollY")
        far = track["x"] + track["width"] * (0.9 if float(value) < (control.low + control.high) / 2 else 0.1)
        swipe(page, (far, middle), (far, middle - 200))
        assert page.evaluate("scrollY") > place + 50, "a swipe upwards scrolls"
        assert handle.get_attribute("aria-valuenow") == value, "and leaves the slider alone"
        handle.evaluate("handle => handle.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(400)
        grip, place = handle.bounding_box(), page.evaluate("scrollY")
        x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
        swipe(page, (x, y), (far, y))
        assert handle.get_attribute("aria-valuenow") != value, "a swipe sideways moves it"
        assert page.evaluate("scrollY") == place, "and does not scroll"
        help_button = page.get_by_role("button", name=f"What is “{control.label}”?", exact=True).first
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
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type === 'radio'"):
                break
        page.keyboard.press("Space")
        page.wait_for_timeout(400)
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(400)
        assert not radio.is_checked() and page.locator(".wb-first input[type=radio]").nth(1).is_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(".wb-reply").wait_for()
        page.wait_for_function("document.activeElement.className === 'wb-reply'")
        for _ in range(60):
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


def test_a_new_visit_finds_guess_answers_help_and_numbers(browser, site, about, model):
    with watched(browser, accept_downloads=True) as page:
        arrive(page, site, about, "")
        option = model.prediction.question.options[0]
        page.get_by_role("radio", name=option.words, exact=True).check()
        page.get_by_role("button", name="This is my guess").click()
        page.locator(".wb-reply").wait_for()
        said = page.locator(".wb-reply").text_content()
        open_all(page)
        number = page.locator(".wb-exercise:has(.wb-number)").first
        asked = question_of(number)
        for answer in ("-12345678", "-1234567"):
            number.get_by_role("textbox").fill(answer)
            number.get_by_role("button", name="Check").click()
            page.wait_for_timeout(400)
        number.get_by_role("button", name="Solution").click()
        number.get_by_text("Solution.").wait_for()
        page.wait_for_timeout(600)
        assert "guess" not in page.evaluate("location.search") and "q1" not in page.evaluate("location.search")
        page.goto("about:blank")
        arrive(page, site, about, "")  # a new day: nothing in the address
        page.locator(".wb-reply").wait_for()
        assert page.locator(".wb-reply").text_content() == said
        open_all(page)
        assert question_of(number) == asked, "the same numbers"
        assert number.get_by_role("textbox").input_value() == "-1234567"
        number.get_by_text("Keep working.").wait_for()
        number.get_by_role("textbox").fill("-123456")
        number.get_by_role("button", name="Check").click()
        page.wait_for_timeout(600)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download my answers").click()
        with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:
            rows = {row["item"]: row for row in csv.DictReader(file)}
        wrong = next(row for row in rows.values() if row["answer"] == "-123456")
        assert (wrong["attempts"], wrong["solution_seen"]) == ("3", "True"), "a reload launders nothing"
        assert rows["guess"]["page"] == about.stem
        page.locator(".wb-contents summary").click()
        done = page.locator(f"[data-wb-progress={about.stem}] small")
        assert re.fullmatch(r"\d+ of \d+", done.text_content())
        page.locator("[data-wb-erase]").click()
        with page.expect_navigation():
            page.locator("[data-wb-erase]").click()
        assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('treasury-basis')).length") == 0


def test_the_file_has_every_page_and_no_formula(browser, site, about):
    row = {"item": "q1", "question": "=1+1", "answer": "=cmd()", "verdict": "correct", "attempts": 1,
           "hint_used": False, "solution_seen": False, "time": "2026-01-02T03:04:05", "given": "1"}  # fmt: skip
    other = {"answers": {"seed": 5, "of": 4, "guess": None, "by": {"5": {"q1": row, "q2": {"item": 7}, "q3": None}}}}
    with watched(browser, accept_downloads=True) as page:
        arrive(page, site, about)
        page.evaluate(
            "other => localStorage.setItem('treasury-basis-workbook:1:another', JSON.stringify(other))", other
        )
        skip_guess(page)
        page.get_by_role("textbox", name="Your name").fill("Ann")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download my answers").click()
        with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["page"] for row in rows} == {"another", about.stem}
        assert [row["answer"] for row in rows if row["page"] == "another"] == ["'=cmd()"]
        assert {row["name"] for row in rows} == {"Ann"}


def test_rubbish_in_the_browser_does_no_harm(browser, site, about):
    rubbish = [None, 7, "x", [], {"answers": 7}, {"answers": {"by": 7, "seed": 10**400, "guess": [1]}},
               {"answers": {"seed": -1, "by": {"1": {"guess": {"item": "guess", "verdict": "<img>"}}}}},
               {"answers": {"guess": {"item": "guess", "question": "", "answer": "<img src=x>", "verdict": "correct",
                                      "attempts": 1, "time": "", "given": "<img>"}}}]  # fmt: skip
    for kept in rubbish:
        with watched(browser) as page:
            page.add_init_script(
                f"localStorage.setItem('treasury-basis-workbook:1:{about.stem}', {json.dumps(json.dumps(kept))})"
            )
            arrive(page, site, about)
            page.locator(".wb-first svg.picture:visible").wait_for()
            assert page.locator("img").count() == 0


def test_answers_belong_to_their_questions(browser, site, about):
    with watched(browser) as page:
        arrive(page, site, about)
        group = page.get_by_role("radiogroup").first
        assert (
            group.evaluate("group => document.getElementById(group.getAttribute('aria-labelledby')).className")
            == "wb-ask"
        )
        skip_guess(page)
        open_all(page)
        named = page.evaluate("""[...document.querySelectorAll('.wb-exercise .wb-number input')].map(input =>
            document.getElementById(input.getAttribute('aria-labelledby').split(' ')[0]).textContent.trim())""")
        assert named and all(len(name.split()) > 5 for name in named)


def test_forced_colours_keep_tracks_and_edges(browser, site, about):
    with watched(browser, forced_colors="active") as page:
        arrive(page, site, about)
        skip_guess(page)
        for edged in (".wb-first .noUi-target", ".wb-first .wb-presets button"):
            for each in page.locator(edged).all():
                assert each.evaluate("each => getComputedStyle(each).borderTopStyle") == "solid"
