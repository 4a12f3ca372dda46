"""The pages of the workbook on a low laptop, driven as a reader drives them: a quarter, or with --every-page all.

Some of that quarter in Chinese, or with --every-page all in every language. What takes long is done at a page's first
explorer and at its last, or at all of them.
"""

import csv
import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from basislib.classroom.languages import page_in
from basislib.language import _
from basislib.widgets.controls import Choice, Entry, Slider
from tests.browser import served
from tests.browser.conftest import IN_OTHERS
from tests.browser.first_screen import answer_uncovers, arrive_watching, first_screen_stands
from tests.browser.pages import (
    address,
    box,
    changed,
    close_everything,
    english_on,
    handle_of,
    link_of,
    number_of,
    only,
    open_all,
    open_everything,
    picture,
    press,
    reset,
    said,
    shows,
    skip_guess,
    slider_of,
    still,
    with_sliders,
    words,
)
from tests.browser.watched import watched

pytestmark = pytest.mark.dealt(2, 4)

LOW = {"width": 1366, "height": 650}
ONE_PAGE = only("three_legs")  # what the site does, whatever the page: this one has every kind of control
WATCH = (Path(__file__).parents[1] / "benchmarks" / "watch.js").read_text()
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
# One of them for a page, in turns.
SMALL = [
    pytest.param(*window, marks=pytest.mark.dealt(turn, 3, 4))
    for turn, window in enumerate([(640, 400), (740, 360), (320, 256)])
]
BOXES = [".wb-explorer", ".wb-prediction", ".wb-exercise", ".wb-answers", ".wb-quotes", ".wb-prose"]
CONTROLS = ".wb-explorer :is(button, input, select, [role=slider], [role=textbox])"
TOO_WIDE = """() => Math.max(...[...document.querySelectorAll('.wb-explorer')].filter(each => each.checkVisibility())
  .map(each => each.getBoundingClientRect().right - document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect().right))"""
# What can be chosen and does not fit beside the arrow of its box.
CUT = """() => [...document.querySelectorAll('select')].filter(select => select.checkVisibility()).flatMap(select => {
  const style = getComputedStyle(select), pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [...select.options].map(option => option.text).filter(text => pen.measureText(text).width > room);
})"""
COVERED = """controls => [...document.querySelectorAll(controls)]
    .filter(control => control.checkVisibility() && !control.disabled)
    .filter(control => {
      document.activeElement.blur();
      scrollTo(0, 0);
      control.focus();
      if (document.activeElement !== control) control.scrollIntoView({ block: 'nearest' });
      const box = control.getBoundingClientRect();
      return !control.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }).map(control => (control.ariaLabel || control.textContent || control.outerHTML).slice(0, 80))"""


@pytest.fixture(scope="module")
def first_visit(browser, site, about, edition):
    """One visit that the tests below share, in their order, as a reader's hour on the page."""
    with watched(browser, viewport=LOW) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield arrive_watching(page, site, about)


@pytest.fixture(scope="module")
def some(request, model):
    """The explorers of a page at which is done what takes long."""
    explorers = list(model.explorers.values())
    return explorers if request.config.getoption("every_page") else [*explorers[:1], *explorers[1:][-1:]]


@pytest.fixture
def visit(first_visit):
    yield first_visit
    assert not first_visit.trouble, first_visit.trouble


def test_the_first_screen_has_the_picture_and_its_question(visit):
    first_screen_stands(visit)


def test_the_answer_waits_for_a_guess(visit, model):
    """Its picture is there before, covered."""
    picture(visit, next(iter(model.explorers))).wait_for()
    assert visit.locator(".wb-covered").count() == 1
    visit.wait_for_timeout(700)
    assert visit.evaluate("location.search") == "?seed=1234", "a reload must not open it either"
    visit.get_by_role("button", name=_("This is my guess")).click()
    visit.get_by_text(_("Choose one of the answers.")).wait_for()
    answer_uncovers(visit, model)
    assert visit.locator(".wb-covered").count() == 0
    open_all(visit)
    for name in model.explorers:
        picture(visit, name).wait_for()
    open_all(visit)  # what waits under "More" is named once the picture is drawn


def test_everything_that_can_be_touched_has_a_name(visit):
    nameless = visit.evaluate("""() => {
      const named = e => e.getAttribute('aria-label') || e.title || e.textContent.trim()
        || e.closest('label')?.textContent
        || (e.id && document.querySelector(`label[for="${e.id}"]`)?.textContent.trim());
      return [...document.querySelectorAll('button, input, select, textarea, a, [role=slider], [role=textbox]')]
        .filter(e => e.getClientRects().length && !named(e)).map(e => e.outerHTML.slice(0, 200));
    }""")
    assert not nameless
    assert visit.locator("[title=null]").count() == 0, "ipywidgets' word for no tooltip"


def test_no_line_begins_with_a_sign_after_a_name_that_can_be_pressed(visit):
    """A browser may break a line after any button; a colon there belongs to the name before it."""
    loose = visit.evaluate("""() => [...document.querySelectorAll('.wb-press')]
      .map(press => press.closest('.wb-joined') ?? press.parentElement)
      .filter(name => /^[\\p{Pe}\\p{Pf}\\p{Po}]/u.test(name.nextSibling?.textContent ?? '')
        || name.matches('.wb-joined') && getComputedStyle(name).whiteSpace !== 'nowrap')
      .map(name => name.parentElement.textContent.slice(0, 80))""")
    assert not loose


def test_every_slider_and_box_is_there_by_name(visit, model):
    for explorer in model.explorers.values():
        for control in explorer.controls.values():
            place = box(visit, explorer.name)
            if isinstance(control, Slider):
                assert handle_of(visit, explorer, control).count() == 1
                assert number_of(visit, explorer, control).count() == 1
            elif isinstance(control, Entry):
                assert place.get_by_role("textbox", name=control.description, exact=True).count() == 1
            elif isinstance(control, Choice):
                role = "slider" if control.steps else "combobox"
                assert place.get_by_role(role, name=control.description, exact=True).count() == 1


def test_every_control_moves_by_keyboard_and_something_changes(visit, some):
    for explorer in some:
        for control in explorer.controls.values():
            if isinstance(control, Slider) or getattr(control, "steps", False):
                reset(visit, explorer)
                handle = handle_of(visit, explorer, control)
                at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
                handle.press("ArrowLeft" if at_end else "ArrowRight")
                shows(visit, explorer, link_of(explorer), False)


def test_a_drag_shows_pictures_without_blinking_or_jumping(visit, model, some):
    for explorer in (each for each in with_sliders(model) if each in some):
        control = slider_of(explorer)
        reset(visit, explorer)
        handle = handle_of(visit, explorer, control)
        handle.scroll_into_view_if_needed()
        visit.evaluate(f"({WATCH})(document.querySelector('.explorer-{explorer.name}'))")
        visit.evaluate("bench.watching = true")
        start, track = handle.bounding_box(), handle.locator("xpath=../..").bounding_box()
        x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
        end = track["x"] + track["width"] * (0.05 if x > track["x"] + track["width"] / 4 else 0.5)
        visit.mouse.move(x, y)
        visit.mouse.down()
        for move in range(1, 31):
            visit.mouse.move(x + (end - x) * move / 30, y)
            visit.wait_for_timeout(20)
        visit.mouse.up()
        shown = float(handle.get_attribute("aria-valuetext"))  # the other one has a single decimal
        value = control.read(shown / control.on_screen[1])
        shows(visit, explorer, link_of(explorer, **{control.name: value}))
        still(visit)
        seen = visit.evaluate("bench")
        passed = round(abs(value - control.default) / control.step)  # few, where a slider has few places
        assert seen["pictures"] >= min(3, max(passed - 1, 1)) and seen["frames"] > 10, explorer.name
        assert (seen["blank"], seen["jumps"]) == (0, 0), explorer.name
        explorer.reset()
        explorer.set(**{control.name: value})
        if explorer.result is None:  # the slider stopped where a sentence says why there is no picture
            assert box(visit, explorer.name).get_by_role("alert").text_content() in explorer.words.value
        else:
            shown = picture(visit, explorer.name).get_attribute("aria-label")
            assert shown == explorer_label(explorer), "the last picture is the right one"
        explorer.reset()


def explorer_label(explorer):
    svg = explorer.picture.value[explorer.picture.value.index("<svg") : explorer.picture.value.index("</svg>") + 6]
    return ElementTree.fromstring(svg).get("aria-label")


@ONE_PAGE
def test_a_number_box_takes_numbers_and_answers_rubbish(visit, model):
    for explorer in model.explorers.values():
        control = slider_of(explorer)
        place = box(visit, explorer.name)
        reset(visit, explorer)
        number = number_of(visit, explorer, control)
        handle = handle_of(visit, explorer, control)

        def type_in(text, number=number):
            number.click()
            number.press("Control+a")
            visit.keyboard.type(text)
            number.press("Enter")
            still(visit)

        before = handle.get_attribute("aria-valuenow")
        type_in("abc")
        told = _("“{typed}” is not a number, so “{label}” stays as it was.")
        assert place.locator(".wb-typed").text_content() == told.format(typed="abc", label=control.description)
        assert handle.get_attribute("aria-valuenow") == before
        type_in("1,000")  # as large amounts are written on a page
        assert "1000" in place.locator(".wb-typed").text_content(), "not 1"
        type_in("99999999")
        outside = said("“{label}” goes from {low} to {high}, so {typed} became {edge}.")
        assert outside.fullmatch(place.locator(".wb-typed").text_content())
        times = control.on_screen[1]
        assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(times * control.high)
        middle = control.read((control.low + control.high) / 2)
        type_in(f"{times * middle:.10g}")
        assert place.locator(".wb-typed").text_content() == ""
        assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(times * middle)
        if not isinstance(middle, int):
            tenth = control.read(control.low + 0.3 * (control.high - control.low))
            type_in(f"{times * tenth:.10g}".replace(".", ","))
            assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(times * tenth)


def test_text_boxes_answer_rubbish_and_keep_it(visit, model):
    for explorer in model.explorers.values():
        for control in (c for c in explorer.controls.values() if isinstance(c, Entry)):
            place = box(visit, explorer.name)
            reset(visit, explorer)
            entry = place.get_by_role("textbox", name=control.description, exact=True)
            entry.fill("milk tea")
            entry.press("Enter")
            place.get_by_role("alert").wait_for()
            assert entry.input_value() == "milk tea"
            assert picture(visit, explorer.name).is_visible(), "faded, not gone"
            entry.fill(control.default)
            entry.press("Enter")
            place.get_by_role("alert").wait_for(state="detached")


def test_presets_pin_and_reset(visit, some):
    for explorer in some:
        place = box(visit, explorer.name)
        reset(visit, explorer)
        start = words(visit, explorer.name).text_content()
        place.get_by_role("button", name=_("Pin"), exact=True).click()
        place.get_by_text(_("Pinned in grey: this very state.")).wait_for()
        for preset, values in explorer.presets.items():
            place.get_by_role("button", name=explorer.preset_words[preset], exact=True).click()
            shows(visit, explorer, link_of(explorer, **values))
        place.get_by_role("button", name=_("Reset")).click()
        place.locator(".wb-pinned").wait_for(state="detached")
        shows(visit, explorer, link_of(explorer))
        assert words(visit, explorer.name).text_content() == start


def test_downloads(visit, model, about):
    """As often as somebody asks."""
    files = (("CSV", "csv", b"\xef\xbb\xbf"), ("CSV", "csv", b"\xef\xbb\xbf"), ("PNG", "png", b"\x89PNG"))
    for explorer in model.explorers.values():
        name, place = explorer.name, box(visit, explorer.name)
        reset(visit, explorer)
        for words_on_it, kind, magic in files:
            with visit.expect_download() as waiting:
                place.get_by_role("button", name=words_on_it, exact=True).click()
            assert waiting.value.suggested_filename == f"{about.stem}_{name}.{kind}"
            data = Path(waiting.value.path()).read_bytes()
            assert data.startswith(magic) and len(data) > 50


@ONE_PAGE
def test_a_copied_link_brings_the_picture_to_somebody_else(visit, browser, site, about, model):
    for explorer in model.explorers.values():
        control = slider_of(explorer)
        reset(visit, explorer)
        handle_of(visit, explorer, control).press("End")
        shows(visit, explorer, link_of(explorer, **{control.name: control.ends()[1]}))
        box(visit, explorer.name).get_by_role("button", name=_("Copy link")).click()
        box(visit, explorer.name).get_by_role("button", name=_("Copied")).wait_for()
        link = visit.evaluate("navigator.clipboard.readText()")
        assert urlsplit(link)[:3] == urlsplit(address(site, about.notebook))[:3]
        assert urlsplit(link).query == link_of(explorer, **{control.name: control.ends()[1]})
    with watched(browser) as other:  # the last one, which nobody there has come near
        other.goto(link)
        words(other, explorer.name).wait_for()
        assert words(other, explorer.name).text_content() == words(visit, explorer.name).text_content()


def test_exercises_reply_and_answers_survive(visit, model):
    exercises = visit.locator(".wb-exercise")
    exercises.first.wait_for()
    assert 4 <= exercises.count() <= 8
    number = visit.locator(".wb-exercise:has(.wb-number)").first
    answer = number.get_by_role("textbox")
    answer.fill("a lot")
    answer.press("Enter")
    number.get_by_text(_("Not yet.")).wait_for()
    answer.fill("-12345678")
    press(number, "Check")
    number.get_by_text(_("Keep working.")).wait_for()
    press(number, "Hint")
    number.get_by_text(_("Hint.")).wait_for()
    press(number, "Solution")
    number.get_by_text(_("Solution.")).wait_for()
    explorer = with_sliders(model)[0]
    reset(visit, explorer)
    handle_of(visit, explorer, slider_of(explorer)).press("Home")
    shows(visit, explorer, link_of(explorer, **{slider_of(explorer).name: slider_of(explorer).ends()[0]}))
    assert answer.input_value() == "-12345678"
    assert number.get_by_text(_("Keep working.")).is_visible()


def test_my_answers(visit, about):
    visit.get_by_role("textbox", name=_("Your name")).fill("Ann")
    with visit.expect_download() as waiting:
        visit.get_by_role("button", name=_("Download my answers")).click()
    with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = {row["item"]: row for row in csv.DictReader(file) if row["page"] == about.stem}
    assert rows["guess"]["name"] == "Ann" and rows["guess"]["page"] == about.stem
    wrong = next(row for row in rows.values() if row["answer"] == "-12345678")
    assert (wrong["verdict"], wrong["seed"], wrong["solution_seen"]) == ("keep working", "1234", "True")


@IN_OTHERS
def test_no_english_is_left_with_everything_open(visit):
    open_everything(visit)
    found = english_on(visit)
    close_everything(visit)
    assert found == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (1920, 1080)])
def test_it_fits_the_screen(visit, model, width, height):
    """On a phone every picture is drawn anew."""
    open_all(visit)
    visit.set_viewport_size({"width": width, "height": height})
    visit.wait_for_function(
        "phone => [...document.querySelectorAll('svg.picture')].every(svg => (svg.viewBox.baseVal.width < 320) === phone)",
        arg=width == 390,
    )
    still(visit)
    for name in model.explorers:
        drawn = picture(visit, name).bounding_box()
        assert drawn["x"] >= 0 and drawn["x"] + drawn["width"] <= width
        assert drawn["height"] <= height
        smallest = picture(visit, name).evaluate("""svg => {
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return scale * Math.min(...[...svg.querySelectorAll('text')].map(t => parseFloat(t.style.fontSize)));
        }""")
        assert smallest >= 11, f"{name}: letters of {smallest:.1f} px"
    assert visit.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.evaluate(CUT) == []


@pytest.mark.parametrize(("width", "height"), SMALL)
def test_every_control_can_be_reached_in_a_small_window(visit, model, width, height):
    """A laptop at 200%, a phone on its side, a laptop at 400%: by keyboard, in sight, and by the mouse."""
    visit.set_viewport_size({"width": width, "height": height})
    still(visit)
    assert visit.evaluate(COVERED, CONTROLS) == []
    assert visit.evaluate("document.documentElement.scrollWidth") <= width
    explorer = with_sliders(model)[-1]
    reset(visit, explorer)
    handle = handle_of(visit, explorer, slider_of(explorer))
    handle.scroll_into_view_if_needed()
    start, track = handle.bounding_box(), handle.locator("xpath=../..").bounding_box()
    at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    visit.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    visit.mouse.down()
    visit.mouse.move(track["x"] + track["width"] * (0.02 if at_end else 0.98), start["y"], steps=4)
    visit.mouse.up()
    shows(visit, explorer, link_of(explorer), False)


def open_in_lab(page, lab, about, edition):
    """Open a notebook in JupyterLab's dark theme, and run all of it."""
    set_theme(page, lab, "JupyterLab Dark")
    page.goto(f"{lab.url}/lab/workspaces/{about.stem}-{edition}/tree/notebooks/{page_in(about.notebook, edition)}")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    skip_guess(page)


def set_theme(page, lab, name):
    reply = page.request.put(
        f"{lab.url}/lab/api/settings/@jupyterlab/apputils-extension:themes?token={served.TOKEN}",
        data=json.dumps({"raw": json.dumps({"theme": name})}),
    )
    assert reply.ok


@only("start_here", "ctd_switching", "policy_lab", "crisis_desk")  # with own quotes; of the most parts; the game
def test_the_notebook_works_in_jupyterlab_and_in_the_dark(lab_page, lab, about, model, edition):
    open_in_lab(lab_page, lab, about, edition)
    open_all(lab_page)
    assert lab_page.locator(".wb-lab:visible").count() and not lab_page.locator(".wb-site:visible").count()
    for explorer in model.explorers.values():
        picture(lab_page, explorer.name).wait_for()
    open_all(lab_page)  # what waits under "More" is named once the picture is drawn
    assert lab_page.evaluate(TOO_WIDE) <= 0, "a picture is pushed out of the window"
    for explorer in with_sliders(model):
        handle = handle_of(lab_page, explorer, slider_of(explorer))
        before = box(lab_page, explorer.name).text_content()
        at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        handle.press("Home" if at_end else "End")
        changed(lab_page, box(lab_page, explorer.name), before)
    text = (served.ROOT / "notebooks" / page_in(about.notebook, edition)).read_text("utf-8")
    lab_page.get_by_role("heading", name=re.search(r'"## ([^"\\]*)', text)[1]).wait_for()
    first = next(iter(model.explorers.values()))
    reset(lab_page, first)
    box(lab_page, first.name).get_by_role("button", name=_("Pin"), exact=True).click()
    lab_page.locator(".wb-pinned").wait_for()
    exercise = lab_page.locator(".wb-exercise:has(.wb-number)").first
    for button, reply in (("Check", "Not yet."), ("Hint", "Hint."), ("Solution", "Solution.")):
        press(exercise, button)
        exercise.get_by_text(_(reply)).wait_for()
    assert lab_page.locator("body[data-jp-theme-light='false']").count() == 1
    assert lab_page.evaluate(CONTRAST, BOXES) == []
